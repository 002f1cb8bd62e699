"""Imports openapi-spec-validator without pydantic, in a process that does nothing else.

The library has pydantic read three settings from environment variables: the sizes of two caches,
and whether to validate in Rust. That makes two thirds of its import (0.19 of 0.28 s, where a small
build takes 0.25 s), and no setting turns it off. So stand-ins give it the defaults of these
settings. They are there during its import alone, and only where none of the variables is set; if
it wants more of pydantic than they have, now or in another version, it gets pydantic.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

_VARIABLES = ("OPENAPI_SPEC_VALIDATOR_", "OPENAPI_SCHEMA_VALIDATOR_")
_PACKAGES = ("openapi_spec_validator", "openapi_schema_validator")


class _Settings:
    """Settings that are what their class says."""


def import_without_pydantic(load: Callable[[], object]) -> None:
    """Import the library, with stand-ins for pydantic if it can do with them.

    Args:
        load: Imports it.

    Raises:
        Exception: What the import raises with pydantic.
    """
    stand_ins = _stand_ins()
    if sys.modules.keys() & {*stand_ins, *_PACKAGES} or any(
        name.upper().startswith(_VARIABLES) for name in os.environ
    ):
        load()
        return
    sys.modules.update(stand_ins)
    try:
        load()
        is_done = _has_settings()
    except Exception:
        is_done = False
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
    if not is_done:
        for name in [name for name in sys.modules if name.partition(".")[0] in _PACKAGES]:
            del sys.modules[name]
        load()


def _has_settings() -> bool:
    """Whether the library finds the settings that it reads when it begins to validate."""
    from openapi_spec_validator import settings

    return settings.get_schema_validator_backend() == settings.SCHEMA_VALIDATOR_BACKEND_DEFAULT


def _stand_ins() -> dict[str, ModuleType]:
    """What of pydantic and pydantic-settings the library uses for its settings."""
    pydantic, settings = ModuleType("pydantic"), ModuleType("pydantic_settings")
    vars(pydantic).update(Field=_field, field_validator=_field_validator)
    vars(settings).update(BaseSettings=_Settings, SettingsConfigDict=dict)
    return {"pydantic": pydantic, "pydantic_settings": settings}


def _field(*, default: Any, **limits: Any) -> Any:
    return default


def _field_validator(*fields: str, **mode: Any) -> Callable[[Any], Any]:
    return lambda method: method

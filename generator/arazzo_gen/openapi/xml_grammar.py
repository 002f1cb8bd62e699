"""What XML takes as a name (XML 1.0, section 2.3; Namespaces in XML 1.0, section 3)."""

from __future__ import annotations

from arazzo_gen.lazy import pattern

_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WITHIN = rf"{_START}\-.0-9\xb7\u0300-\u036f\u203f\u2040"
_NAME = pattern(f"[:{_START}][:{_WITHIN}]*")
_PREFIX = pattern(f"[{_START}][{_WITHIN}]*")


def is_xml_name(name: str) -> bool:
    """Whether an element or attribute can be called so."""
    return _NAME.fullmatch(name) is not None


def is_xml_prefix(prefix: str) -> bool:
    """Whether a namespace can be abbreviated so."""
    return _PREFIX.fullmatch(prefix) is not None

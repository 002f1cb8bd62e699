"""PyYAML's own parser, for where it was built without libyaml: it refuses the escapes that libyaml
refuses."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.scanner import ScannerError

from arazzo_gen.lazy import pattern

_SURROGATE = pattern(r"[\ud800-\udfff]")


class PureLoader(yaml.SafeLoader):
    """A SafeLoader that reads each escape as a character, or refuses it with its place."""

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """Read a stretch of a string in quotes.

        PyYAML raises a ValueError for escapes beyond Unicode (`\\U00110000`), and gives halves of
        surrogate pairs for `\\ud800`, which no file can hold.
        """
        try:
            chunks: list[str] = super().scan_flow_scalar_non_spaces(double, start_mark)
            if not _SURROGATE.search("".join(chunks)):
                return chunks
        except (ValueError, OverflowError):
            pass
        problem = "found invalid Unicode character escape code"
        context = "while parsing a quoted scalar"
        raise ScannerError(context, start_mark, problem, self.get_mark())

"""The parser of the XPath that `xml.etree` can do; for anything else it gives up."""

from __future__ import annotations

import re
from typing import Final, Literal

from arazzo_gen.expressions.xpath_ast import (
    And,
    Attribute,
    Bound,
    Call,
    Compare,
    Number,
    Or,
    Path,
    Step,
    Text,
    XPath,
)
from arazzo_gen.lazy import pattern
from arazzo_gen.record import replace

_Operator = Literal["=", "!=", "<", "<=", ">", ">="]

_TOKEN: Final = pattern(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<bound>\ue000[0-9]+\ue001)
    | (?P<uri>Q\{[^{}]*\})
    | (?P<name>[A-Za-z_][\w.-]*)
    | (?P<symbol>//|!=|<=|>=|::|\.\.|[/@()\[\]*.,=<>|+$:-])
    )""",
    re.VERBOSE,
)
_PLACEHOLDER: Final = pattern("\ue000([0-9]+)\ue001")
_MAX_DEPTH: Final = 24

FUNCTIONS: Final[dict[str, tuple[int, ...]]] = {
    "count": (1,),
    "boolean": (1,),
    "not": (1,),
    "true": (0,),
    "false": (0,),
    "exists": (1,),
    "empty": (1,),
    "string": (1,),
    "number": (1,),
    "string-length": (1,),
    "normalize-space": (1,),
    "contains": (2,),
    "starts-with": (2,),
}
_ONLY_LATER: Final = ("exists", "empty")
_TEXTS: Final = ("string", "normalize-space")
_NUMBERS: Final = ("count", "number", "string-length")
_TRUTHS: Final = ("boolean", "not", "true", "false", "exists", "empty", "contains", "starts-with")


class Unsupported(Exception):
    """The text is not of the XPath that this parser knows."""


def kind_of(item: XPath) -> Literal["nodes", "text", "number", "truth", "bound"]:
    """What an expression gives."""
    match item:
        case Path():
            return "nodes"
        case Text():
            return "text"
        case Number():
            return "number"
        case Bound():
            return "bound"
        case Call(name):
            return "text" if name in _TEXTS else "number" if name in _NUMBERS else "truth"
        case _:
            return "truth"


def parse_simple(text: str, version: str) -> XPath:
    """Read an XPath expression.

    Args:
        text: The expression; embedded expressions are "\\ue000<index>\\ue001" in it.
        version: "xpath-10", "xpath-20", "xpath-30" or "xpath-31".

    Returns:
        The tree; `Unsupported` is raised where it takes more.
    """
    return _Parser(text, version).whole()


class _Parser:
    def __init__(self, text: str, version: str) -> None:
        self.old = version == "xpath-10"
        self.takes_uris = version in ("xpath-30", "xpath-31")
        self.depth = 0
        self.at = 0
        self.tokens: list[tuple[str, str]] = []
        text, at = text.strip(), 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise Unsupported
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][1] if at < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, word: str) -> bool:
        if self.peek() == word and self.kind() != "string":
            self.at += 1
            return True
        return False

    def need(self, word: str) -> None:
        if not self.take(word):
            raise Unsupported

    def whole(self) -> XPath:
        tree = self.alternatives()
        if self.at < len(self.tokens) or isinstance(tree, Bound):
            raise Unsupported
        return tree

    def alternatives(self) -> XPath:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise Unsupported
        items = [self.conjunction()]
        while self.take("or"):
            items.append(self.conjunction())
        self.depth -= 1
        return items[0] if len(items) == 1 else Or(tuple(items))

    def conjunction(self) -> XPath:
        items = [self.comparison()]
        while self.take("and"):
            items.append(self.comparison())
        return items[0] if len(items) == 1 else And(tuple(items))

    def comparison(self) -> XPath:
        left = self.primary()
        operators: tuple[_Operator, ...] = ("=", "!=", "<=", ">=", "<", ">")
        op = next((op for op in operators if self.take(op)), None)
        if op is None:
            return left
        return self.checked(Compare(op, left, self.primary()))

    def checked(self, compare: Compare) -> Compare:
        """A comparison that means the same in all versions, errors aside."""
        kinds = {kind_of(compare.left), kind_of(compare.right)}
        if "truth" in kinds or kinds == {"nodes"}:
            raise Unsupported
        if "bound" in kinds:
            if "nodes" not in kinds and "number" not in kinds:
                raise Unsupported
            if compare.op == "!=" and "nodes" in kinds:
                raise Unsupported
            return compare
        if "text" in kinds and (compare.op not in ("=", "!=") or "number" in kinds):
            raise Unsupported
        if kinds == {"nodes", "number"} and compare.op == "!=":
            raise Unsupported
        return compare

    def primary(self) -> XPath:
        kind, word = self.kind(), self.peek()
        if kind == "string":
            self.at += 1
            return self.text(word)
        if kind == "number" or (word == "-" and self.tokens[self.at + 1 :][:1]):
            return self.number()
        if kind == "bound":
            self.at += 1
            return Bound(int(word[1:-1]))
        if word == "(":
            self.at += 1
            inner = self.alternatives()
            self.need(")")
            if isinstance(inner, Path):
                raise Unsupported
            return inner
        if kind == "name" and self.peek(1) == "(" and word in FUNCTIONS:
            return self.call(word)
        return self.path()

    def text(self, quoted: str) -> Text:
        quote, body = quoted[0], quoted[1:-1]
        if self.old and quote * 2 in body:
            raise Unsupported
        pieces = _PLACEHOLDER.split(body.replace(quote * 2, quote))
        parts = [int(p) if at % 2 else p for at, p in enumerate(pieces)]
        return Text(tuple(part for part in parts if part != ""))

    def number(self) -> Number:
        negative = self.take("-")
        if self.kind() != "number":
            raise Unsupported
        value = float(self.peek())
        self.at += 1
        return Number(-value if negative else value)

    def call(self, name: str) -> Call:
        if self.old and name in _ONLY_LATER:
            raise Unsupported
        self.at += 2
        args: list[XPath] = []
        while not self.take(")"):
            if args:
                self.need(",")
            args.append(self.alternatives())
        if len(args) not in FUNCTIONS[name]:
            raise Unsupported
        nodes_only = name in ("count", "exists", "empty")
        for arg in args:
            kind = kind_of(arg)
            if nodes_only and kind != "nodes":
                raise Unsupported
            if name not in ("boolean", "not") and kind not in ("nodes", "text", "bound"):
                raise Unsupported
            if name in ("boolean", "not") and kind == "bound":
                raise Unsupported
        return Call(name, tuple(args))

    # --- Paths --------------------------------------------------------------------------

    def path(self) -> Path:
        """A location path."""
        if self.take("."):
            if self.peek() in ("/", "//"):
                raise Unsupported
            return Path(False, ())
        descendant = self.take("//")
        absolute = descendant or self.take("/")
        steps: list[Step] = []
        while True:
            end = self.path_end()
            if end is not None:
                if descendant or (absolute and not steps):
                    raise Unsupported
                return Path(absolute, tuple(steps), end)
            steps.append(self.step(descendant))
            descendant = self.take("//")
            if not descendant and not self.take("/"):
                break
        # Two `//` can meet the same element twice.
        if sum(step.descendant for step in steps) > 1:
            raise Unsupported
        return Path(absolute, tuple(steps))

    def path_end(self) -> Literal["texts"] | Attribute | None:
        if self.take("@"):
            space = self.namespace() or ""
            return Attribute(space.removeprefix("{}") + self.name())
        if self.peek() == "text" and self.peek(1) == "(":
            self.at += 2
            self.need(")")
            return "texts"
        return None

    def step(self, descendant: bool) -> Step:
        tag = self.tag()
        step = Step(tag, descendant)
        while self.take("["):
            step = self.predicate(step)
            self.need("]")
        return step

    def tag(self) -> str:
        space = self.namespace()
        if space is not None:
            # A name without a namespace is that alone for `xml.etree` too.
            return f"{space}*" if self.take("*") else space.removeprefix("{}") + self.name()
        if self.take("*"):
            if self.take(":"):
                return "{*}" + self.name()
            return "*"
        return self.name()

    def namespace(self) -> str | None:
        """The namespace of `Q{uri}name`, as `xml.etree` writes it; None where there is none."""
        if self.kind() != "uri":
            return None
        if not self.takes_uris:
            raise Unsupported
        uri = " ".join(self.peek()[2:-1].split())
        self.at += 1
        return "{" + uri + "}"

    def name(self) -> str:
        if self.kind() != "name" or self.peek(1) in ("(", "::", ":"):
            raise Unsupported
        name = self.peek()
        self.at += 1
        return name

    def predicate(self, step: Step) -> Step:
        if self.kind() == "number" or (self.peek() == "last" and self.peek(1) == "("):
            position = -1
            if self.kind() == "number":
                position = int(self.peek()) if self.peek().isdecimal() else 0
                self.at += 1
            else:
                self.at += 2
                self.need(")")
            if (
                step.tag.endswith("*")
                or step.tag.startswith("{*}")
                or position == 0
                or step.position
                or step.tests
                or self.peek() != "]"
            ):
                raise Unsupported
            return replace(step, position=position)
        if self.peek() == "local-name" and step.tag == "*" and not step.tests:
            return self.local_name(step)
        test = self.alternatives()
        if kind_of(test) not in ("nodes", "truth"):
            raise Unsupported
        return replace(step, tests=(*step.tests, test))

    def local_name(self, step: Step) -> Step:
        """`*[local-name() = 'x']`."""
        self.at += 1
        for word in ("(", ")", "="):
            self.need(word)
        if self.kind() != "string":
            raise Unsupported
        name = self.text(self.peek()).constant
        self.at += 1
        if name is None or not re.fullmatch(r"[A-Za-z_][\w.-]*", name) or step.position:
            raise Unsupported
        return replace(step, tag="{*}" + name)

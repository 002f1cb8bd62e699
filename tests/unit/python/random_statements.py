"""Random statements of the kinds that the writers write, on one line each and often too long."""

from __future__ import annotations

import random

from arazzo_gen.python.text.literal import literal

_NAMES = [
    "id", "body", "item", "value", "response", "client", "status_code", "workflow", "instance_id",
    "headers", "limit", "cursor", "account_identifier", "retry_after_seconds",
    "this_is_quite_a_long_name_for_a_value",
]  # fmt: skip
_TYPES = ["Any", "str", "int", "bool", "httpx.Response", "InstanceStatusOfWorkflow", "list[str]"]
_TEXTS = [
    "ok",
    "the step failed",
    "$response.body#/a/b",
    "it's",
    'say "x"',
    "text/plain",
    "x\n",
    "ü",
]
_CONSTANTS = ["None", "True", "0", "200", "3.5", "-1", "1e+16", "0xabcdef", "..."]


class Statements:
    """Makes random statements, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _one(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _joined(self, least: int, most: int, depth: int, between: str = ", ") -> str:
        count = self._random.randint(least, most)
        return between.join(self.value(depth) for _ in range(count))

    def name(self) -> str:
        return self._random.choice(_NAMES)

    def text(self) -> str:
        count = self._random.choice([1, 1, 1, 2, 3, 6])
        return literal(" ".join(self._random.choices(_TEXTS, k=count)))

    def template(self) -> str:
        pieces = [
            "/accounts/",
            "/instances/",
            "-",
            f"{{{self.name()}}}",
            f"{{_path({self.name()})}}",
        ]
        return 'f"' + "".join(self._random.choices(pieces, k=self._random.randint(1, 8))) + '"'

    def value(self, depth: int) -> str:
        """Any expression."""
        if depth <= 0 or self._chance(0.2):
            constant = self._random.choice(_CONSTANTS)
            return self._one(self.name(), self.name(), self.text(), self.template(), constant)
        kinds = [
            self._call, self._call, self._access, self._collection, self._operators,
            self._operators, self._ternary, self._comprehension, self._small,
        ]  # fmt: skip
        return self._random.choice(kinds)(depth - 1)

    def operand(self, depth: int) -> str:
        """An expression that may stand beside any operator."""
        text = self.value(depth)
        return text if text.isidentifier() or text[0] in "[{" else f"({text})"

    def _call(self, depth: int) -> str:
        return f"{self._owner(depth)}({self.arguments(depth)})"

    def _owner(self, depth: int) -> str:
        if self._chance(0.6):
            return self.name()
        inner = (
            f"({self.value(depth)})"
            if self._chance(0.2)
            else self._call(depth - 1)
            if depth > 0
            else self.name()
        )
        return f"{inner}.{self.name()}" if self._chance(0.6) else inner

    def arguments(self, depth: int) -> str:
        given = [self.value(depth) for _ in range(self._random.choice([0, 1, 1, 2, 3, 5]))]
        named = range(self._random.choice([0, 0, 1, 2, 4]))
        given += [f"{self.name()}{number}={self.value(depth)}" for number in named]
        if self._chance(0.05):
            given.append(f"**{self.name()}")
        return ", ".join(given) + ("," if given and self._chance(0.05) else "")

    def _access(self, depth: int) -> str:
        if self._chance(0.4):
            return f"{self._owner(depth)}.{self.name()}"
        name = self.name()
        index = self._one(
            self.value(depth), self.text(), "0", f"{name}:", f":{name}.size", f"{name}:-1"
        )
        return f"{self._owner(depth)}[{index}]"

    def _collection(self, depth: int) -> str:
        if self._chance(0.3):
            pairs = [
                f"{self.text()}: {self.value(depth)}" for _ in range(self._random.randint(0, 4))
            ]
            return "{" + ", ".join(pairs) + "}"
        if self._chance(0.5):
            return f"[{self._joined(0, 5, depth)}]"
        return f"({self._joined(2, 4, depth)}{self._one('', '', ',')})"

    def _operators(self, depth: int) -> str:
        operators = [
            "and",
            "or",
            "==",
            "!=",
            ">=",
            "in",
            "not in",
            "is",
            "is not",
            "+",
            "-",
            "*",
            "%",
            "|",
        ]
        operator = self._random.choice(operators)
        count = self._random.choice([2, 2, 3]) if operator in ("and", "or", "+", "|") else 2
        return f" {operator} ".join(self.operand(depth) for _ in range(count))

    def _ternary(self, depth: int) -> str:
        return f"{self.operand(depth)} if {self.operand(depth)} else {self.operand(depth)}"

    def _comprehension(self, depth: int) -> str:
        opening, closing = self._one("[]", "()", "{}")
        variables = self._one(self.name(), f"key, {self.name()}")
        item = f"{self.name()}: {self.operand(depth)}" if opening == "{" else self.operand(depth)
        condition = f" if {self.operand(depth)}" if self._chance(0.5) else ""
        return f"{opening}{item} for {variables} in {self.operand(depth)}{condition}{closing}"

    def _small(self, depth: int) -> str:
        name = self.name()
        return self._one(
            f"not {self.operand(depth)}",
            f"-{name}",
            f"(lambda {self._one('', name)}: {self.value(depth)})",
            f"{self.text()} {self.template()}",
            f"await {name}({self.arguments(depth)})",
        )

    def type(self, depth: int) -> str:
        """A type."""
        if depth <= 0 or self._chance(0.4):
            return self._random.choice(_TYPES)
        literals = ", ".join(self.text() for _ in range(self._random.randint(1, 6)))
        union = " | ".join(self.type(depth - 1) for _ in range(self._random.randint(2, 4)))
        one = self.type(depth - 1)
        return self._one(
            f"{one} | None", f"Literal[{literals}]", f"dict[str, {one}]", f"Sequence[{one}]", union
        )

    def function(self) -> str:
        parameters = ["client: " + self.type(2)] if self._chance(0.5) else []
        if self._chance(0.7):
            parameters.append("*")
            for number in range(self._random.randint(1, 5)):
                default = self._one("", " = None", f" = {self.value(1)}")
                parameters.append(f"{self.name()}{number}: {self.type(2)}{default}")
        returned = f" -> {self.type(3)}" if self._chance(0.8) else ""
        word = self._one("def", "async def")
        return f"{word} {self.name()}({', '.join(parameters)}){returned}:\n    pass"

    def statement(self) -> str:
        """A statement, with a block that does nothing where it needs one."""
        depth = self._random.choice([1, 2, 2, 3, 4])
        name, value, given = self.name(), self.value(depth), self.arguments(depth)
        return self._random.choice(
            [
                f"{name} = {value}",
                f"{name} = {value}",
                f"{name}: {self.type(2)} = {value}",
                f"{name}[{self.value(1)}] = {value}",
                f"{name}.{self.name()} += {value}",
                f"{name}, key = {value}",
                f"{name} = other = {value}",
                f"return {value}",
                f"return {value}",
                f"return {value}, {self.value(1)}",
                f"raise {name}({given}){self._one('', ' from error', ' from None')}",
                f"assert {value}{self._one('', ', ' + self.value(1))}",
                f"del {name}[{value}]",
                f"yield {value}",
                f"{name}.{self.name()}({given})",
                f"await {name}({given})",
                f"if {value}:\n    pass",
                f"while {value}:\n    pass",
                f"for {self._one('key, ', '')}{name} in {self.operand(depth)}:\n    pass",
                f"with {name}({self.arguments(0)}) as file:\n    pass",
                f"try:\n    pass\nexcept ({self._joined(2, 5, 0)}) as error:\n    pass",
                f"@decorated({given})\nclass Made(Base, total=False):\n    {name}: {self.type(3)}",
                f"Made: TypeAlias = {self.type(3)}",
                self.function(),
                self.function(),
            ]
        )

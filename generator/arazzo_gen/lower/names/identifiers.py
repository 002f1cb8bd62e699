"""Makes Python identifiers of the names of documents; nothing else does."""

from __future__ import annotations

import keyword
from collections import Counter
from collections.abc import Iterable, Mapping

from arazzo_gen.ir.reserved import Reserved
from arazzo_gen.text.words import snake

_KEYWORDS = frozenset(keyword.kwlist)

_VERBS = frozenset(
    """accept activate add approve archive assign authenticate authorize await begin bulk call
    cancel check close complete confirm create delete deploy describe dispatch download enable
    execute fetch find finish generate get identify init inspect invoke issue list load login
    lookup make merge monitor notify open order pay place poll post prepare process publish put
    query read refresh register remove request reserve resolve resume retrieve retry run save
    schedule search select send set show start stop store submit subscribe track transfer trigger
    update upload upsert validate verify view wait""".split()  # noqa: SIM905 - a page of quotes reads worse
)
"""Verbs with which step names begin."""

_PREPOSITIONS = frozenset(
    {"after", "at", "before", "by", "for", "from", "in", "of", "on", "to", "until", "with"}
)


def pascal(name: str) -> str:
    """`trigger_workflow` → `TriggerWorkflow`."""
    return "".join(word[:1].upper() + word[1:] for word in snake(name).split("_"))


_LONGEST = 60


def identifier(name: str, fallback: str) -> str:
    """A snake-case identifier for a name: not empty, without a leading digit, of limited length."""
    made = snake(name)[:_LONGEST].rstrip("_") or fallback
    return f"{fallback}_{made}" if made[0].isdigit() else made


def class_name(name: str, fallback: str) -> str:
    """A PascalCase identifier for a name."""
    made = pascal(name)[:_LONGEST] or fallback
    return f"{fallback}{made}" if made[0].isdigit() else made


class Names:
    """Allocates the identifiers of one scope, each once.

    Args:
        taken: Identifiers that the scope uses itself.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._reserved = frozenset(taken)
        self._used: set[str] = set()

    def copy(self) -> Names:
        """A scope that starts with the identifiers taken here."""
        other = Names(self._reserved)
        other._used = set(self._used)
        return other

    def free(self, name: str) -> bool:
        """Whether a name is free as it is."""
        return not (
            name in self._used
            or name in self._reserved
            or keyword.iskeyword(name)
            or name in ("match", "case", "type", "_")
        )

    def take(self, wanted: str, *others: str) -> str:
        """Take `wanted`, or an identifier as near to it as is free.

        A keyword, or a name that the scope uses itself, gets a trailing underscore; a taken name
        gets `_2`, `_3`. `others` are suffixes: the name must be free with each of them too, and
        those names are taken as well.
        """
        suffixes = ("", *others)
        names = [wanted + suffix for suffix in suffixes]
        soft = keyword.iskeyword(wanted) or not self._reserved.isdisjoint(names)
        base = f"{wanted}_" if soft else wanted
        chosen, number = base, 1
        while not self._all_free(names := [chosen + suffix for suffix in suffixes]):
            number += 1
            chosen = f"{wanted}_{number}"
        self._used.update(names)
        return chosen

    def take_each(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Take an identifier for each of several names of the document, as `take` does.

        What only one of them wants is taken first, so that an identifier depends on other names
        only where two come out alike.
        """
        wishes = Counter(wanted.values())
        alone = [name for name, wish in wanted.items() if wishes[wish] == 1]
        alike = [name for name, wish in wanted.items() if wishes[wish] > 1]
        taken = {name: self.take(wanted[name]) for name in (*alone, *alike)}
        return {name: taken[name] for name in wanted}

    def _all_free(self, names: list[str]) -> bool:
        return (
            self._used.isdisjoint(names)
            and self._reserved.isdisjoint(names)
            and _KEYWORDS.isdisjoint(names)
        )


def step_variables(
    functions: Iterable[str], taken: Iterable[str], reserved: Reserved
) -> dict[str, str]:
    """Local names for the results of steps, by step function.

    `trigger_workflow` gives `workflow`: the name less the verb it begins with, where that is free
    and no other step gives the same; `trigger_workflow_result` otherwise.
    """
    names = list(functions)
    avoid = {*taken, *names, *reserved.module, *reserved.variables, *keyword.kwlist}
    short: dict[str, str] = {}
    for name in names:
        first, _, rest = name.partition("_")
        usable = rest and first in _VERBS and not rest[0].isdigit() and rest not in avoid
        usable = usable and rest.partition("_")[0] not in _PREPOSITIONS
        short[name] = rest.rstrip("_") if usable else f"{name.rstrip('_')}_result"
    wanted = Counter(short.values())
    scope = Names(avoid)
    result = {}
    for name in names:
        twice = wanted[short[name]] > 1
        result[name] = scope.take(f"{name.rstrip('_')}_result" if twice else short[name])
    return result


def wait_function(step: str) -> str:
    """A name for the loop over a step, by the word of that: `poll_job` gives `wait_for_job`."""
    first, _, rest = step.partition("_")
    if first in _VERBS:
        rest = rest.removeprefix("for_")
        if rest and rest.partition("_")[0] not in _PREPOSITIONS:
            return f"wait_for_{rest}"
    return f"wait_for_{step}"

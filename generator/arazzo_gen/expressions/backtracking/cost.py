"""Classifies a pattern: linear time, more on a string that it names, or not analysable.

First the pattern is proved to be linear, if it is (see `ambiguity`). Else a part of it may be slow:
where the same text can be shared out among the rounds of a repetition, or between it and a later
one, `re` tries all ways before it gives up. For each repetition there are a few texts worth trying
(see `search`); one that takes more than linear time shows that the pattern does.
"""

from __future__ import annotations

import functools
from itertools import islice
from typing import Final

from arazzo_gen.expressions.backtracking.ambiguity import Ambiguity, Witness
from arazzo_gen.expressions.backtracking.automaton import Automaton, bodies, depends_on_groups
from arazzo_gen.expressions.backtracking.search import Search, Slow
from arazzo_gen.expressions.backtracking.tree import (
    Anchor,
    Part,
    Sequence,
    Translate,
    UnanalysableError,
    parse_pattern,
)
from arazzo_gen.expressions.errors import Dialect
from arazzo_gen.record import record

_MOST_WAYS: Final = 300_000
"""So many ways through a pattern, on a text of a hundred characters, take longer than some that
grow with the square of the text."""

_MOST_WITNESSES: Final = 20
_LONGEST_SHOWN: Final = 60

_SAID: Final = {
    "rounds": (
        "a repetition that can take very long, as on {}: "
        "its rounds can share out the same text in many ways",
        "let a text be matched in one way alone: `a+` for `(a+)+`, `\\w+( \\w+)*` for `(\\w+ ?)*`",
    ),
    "ways": (
        "a pattern that can take very long, as on {}: "
        "its parts can share out the same text in very many ways",
        "let a text be matched in one way alone: `a{0,30}` for `(a?){30}`, and the branches of a "
        "choice begin with different characters",
    ),
    "two": (
        "repetitions that can take very long together, as on {}: "
        "what the first matches, the other can match too",
        "put between them what the first cannot match, as in `[^,]*,.*`, or write one for both",
    ),
}


@record
class Unanalysable:
    """A pattern that may take more than linear time.

    Attributes:
        reason: Why that is not known, as words behind "because".
    """

    reason: str


def slow_dialect(
    text: str, start: int, end: int, flags: str, translate: Translate, *, whole: bool = False
) -> Dialect | None:
    """The warning about a pattern that is slow on some strings, or that cannot be judged.

    Args:
        text: The pattern, as for `slow_part`.
        start: Where it starts in what was parsed.
        end: Where that ends. Places in it are known where it is as long as the pattern.
        flags: As for `slow_part`.
        translate: As for `slow_part`.
        whole: As for `slow_part`.
    """
    slow = slow_part(text, flags, translate, whole=whole)
    if slow is None:
        return None
    if isinstance(slow, Unanalysable):
        return unanalysable_dialect(slow.reason, start, end)
    before, word, after = slow.example
    shown = repr(_shown(before) + word * (12 // len(word) + 1 if word else 0) + after)
    message, hint = _SAID[slow.kind]
    if end - start == len(text):
        start, end = start + slow.start, start + slow.end
    return Dialect(message.format(shown), hint, start, end, "AZ407")


def unanalysable_dialect(reason: str, start: int, end: int) -> Dialect:
    """The warning about a pattern of which nobody knows whether it is slow.

    Args:
        reason: Why that is not known, as words behind "because".
        start: Where it starts in what was parsed.
        end: Where that ends.
    """
    message = (
        f"a pattern that may take very long on some strings: it cannot be judged, because {reason}"
    )
    hint = (
        "write it in a simpler way or as several criteria; where you know that it is harmless, "
        "let `# arazzo-gen: ignore[AZ407]` stand on the line above"
    )
    return Dialect(message, hint, start, end, "AZ407")


@functools.lru_cache(maxsize=256)
def slow_part(
    text: str, flags: str, translate: Translate, *, whole: bool = False
) -> Slow | Unanalysable | None:
    """What makes a pattern slow on some strings.

    Only what happens from one place of a string is counted; a search begins at each of them.

    Args:
        text: The pattern as the document has it; `re` accepts its translation.
        flags: Which of "i", "m" and "s" are on.
        translate: Writes a character or class of it as `re` has it.
        whole: Whether the pattern has to match a whole string.

    Returns:
        A part that is slow, the innermost where there are several; None where the pattern takes
        linear time.
    """
    try:
        pattern = parse_pattern(text, flags, translate)
        root = Sequence((pattern.root, Anchor("Z"))) if whole else pattern.root
        return _analysed(root, pattern.alphabet, len(text))
    except UnanalysableError as error:
        return Unanalysable(str(error))
    except RecursionError:
        return Unanalysable("its parts nest too deeply")


def _analysed(root: Part, alphabet: str, end: int) -> Slow | Unanalysable | None:
    """What a pattern costs, with what it looks for on the way."""
    witnesses: list[tuple[Part, Witness | str]] = []
    unknown: UnanalysableError | None = None
    for part in (root, *bodies(root)):
        try:
            witnesses += [(part, each) for each in _suspicions(part, alphabet)]
        except UnanalysableError as error:
            unknown = error
    if not witnesses and unknown is None:
        return None
    search = Search(root, alphabet)
    found = search.run()
    gave_up = search.gave_up or len(witnesses) >= _MOST_WITNESSES
    for part, witness in witnesses if found is None else ():
        own = search if part is root else Search(part, alphabet)
        found = own.confirm(witness, end)
        gave_up = gave_up or own.gave_up
        if found is not None:
            break
    if found is not None:
        return found
    if unknown is not None:
        raise unknown
    if gave_up:
        return Unanalysable("it has too many repetitions")
    if depends_on_groups(root):
        return Unanalysable("what it tries depends on what a group has matched")
    return None


def _suspicions(part: Part, alphabet: str) -> list[Witness | str]:
    """What may show that a part of a pattern is slow: texts to repeat, and texts; [] where its
    time is linear."""
    automaton = Automaton(part)
    ambiguity = Ambiguity(automaton, alphabet)
    found: list[Witness | str] = list(islice(ambiguity.witnesses(), _MOST_WITNESSES))
    if not found:
        text, ways = ambiguity.worst(_MOST_WAYS)
        if ways > _MOST_WAYS:
            found.append(text)
    return found


def _shown(text: str) -> str:
    half = _LONGEST_SHOWN // 2
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:half]}…{text[-half:]}"

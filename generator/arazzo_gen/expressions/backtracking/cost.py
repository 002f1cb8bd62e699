"""Classifies a pattern: it takes linear time, or more on a certain string, or nobody can tell.

`ambiguity` proves that a pattern takes linear time. Where it cannot, a part of the pattern may be
slow: the rounds of a repetition, or a repetition and a later one, can share out the same text in
many ways, and `re` tries all of them before it gives up. `search` then tries a few strings for each
repetition; one that takes more than linear time shows that the pattern does.
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
"""A pattern with more paths than this on a hundred characters is slow, even where the number of
paths does not grow with the text."""

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
    """A pattern of which nobody can tell whether it takes more than linear time.

    Attributes:
        reason: Why, in words that fit behind "because".
    """

    reason: str


def slow_dialect(
    text: str, start: int, end: int, flags: str, translate: Translate, *, whole: bool = False
) -> Dialect | None:
    """The warning about a pattern that is slow on some strings, or that cannot be analysed.

    Args:
        text: The pattern, as for `slow_part`.
        start: Where it starts in what was parsed.
        end: Where that ends. Where it is as long as the pattern, the warning points at the part
            that is slow.
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
    """The warning about a pattern of which nobody can tell whether it is slow.

    Args:
        reason: Why, in words that fit behind "because".
        start: Where it starts in what was parsed.
        end: Where that ends.
    """
    message = (
        "a pattern that may take very long on some strings: it cannot be analysed, "
        f"because {reason}"
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
    """The part of a pattern that is slow on some strings.

    This looks at one try from one start in a string; `re.search` makes a try from every start.

    Args:
        text: The pattern as the document has it; `re` accepts its translation.
        flags: Which of "i", "m" and "s" are on.
        translate: Writes a character or class of the pattern as `re` has it.
        whole: Whether the pattern has to match a whole string.

    Returns:
        The slow part, the innermost where there are several; None where the pattern takes linear
        time.
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
    """The slow part of a pattern, of its lookarounds or of its atomic groups."""
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
    """Texts that may show that a part of a pattern is slow, with a word to repeat or as a whole;
    [] where the part takes linear time."""
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

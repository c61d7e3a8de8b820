"""Dates counted from another: "three days ago", "two weeks before Christmas", "more than a year ago"."""

from __future__ import annotations

from dataclasses import replace

from claimcheck.values.dates.calendar import calendar, weekday
from claimcheck.values.dates.holidays import holiday
from claimcheck.values.dates.nodes import (
    Bound,
    Found,
    Shifted,
    Weekday,
    Years,
)
from claimcheck.values.dates.periods import day_word, period, read_turn
from claimcheck.values.dates.steps import read_steps
from claimcheck.values.dates.words import (
    CLOCK_UNITS,
    PLURAL_UNITS,
    UNITS,
    Words,
)

_RANKED = frozenset(
    "first second third fourth fifth sixth last best worst most biggest largest time times lowest highest least once "
    "twice".split()
)


def shifted(words: Words, i: int, lean: int) -> Found:
    j = words.skip(i, "about", "almost", "nearly", "around", "barely", "just", "some")
    if words.low(i) == "about" and words.low(i - 1) in ("how", "what"):
        return None
    lead = words.low(j)
    if lead in ("in", "within"):
        return _in_steps(words, j, lean)
    if j == i and ((lead in ("more", "less", "fewer") and words.low(i + 1) == "than") or lead in ("over", "under")):
        return _compared(words, i + 1 if lead in ("over", "under") else i + 2, more=lead in ("more", "over"))
    if lead in PLURAL_UNITS and words.low(j + 1) in ("ago", "later", "earlier") and UNITS[lead] != "S":
        sign = 1 if words.low(j + 1) == "later" else -1
        return Shifted(((0.0, UNITS[lead]),), sign, None if words.low(j + 1) == "ago" else "there"), j + 2
    found = read_steps(words, j)
    if not found:
        return None
    steps, k = found
    turn = words.low(k)
    if turn in ("ago", "back") and (turn == "ago" or not words[k + 1].raw[:1].isalpha()):
        return _on_weekday(words, Shifted(steps, -1), k + 1)
    if turn == "hence" or (turn == "from" and words.low(k + 1) == "now"):
        return _on_weekday(words, Shifted(steps, 1), k + (1 if turn == "hence" else 2))
    if turn in ("before", "after", "from", "since"):
        base = _base(words, words.skip(k + 1, "the") if words.low(k + 2) in ("year",) else k + 1)
        if base and not (turn == "from" and steps[0][1] in CLOCK_UNITS):
            return _on_weekday(words, Shifted(steps, -1 if turn == "before" else 1, base[0]), base[1])
    if turn in ("earlier", "later", "afterward", "afterwards", "beforehand") and steps[0][1] != "S":
        return Shifted(steps, -1 if turn in ("earlier", "beforehand") else 1, "there"), k + 1
    if (
        turn in ("before", "after")
        and steps[0][0]
        and not words[k + 1].raw[:1].isalnum()
        and words.low(k + 1) not in ("'", '"')
    ):
        return Shifted(steps, -1 if turn == "before" else 1, "there"), k + 1
    return None


def _compared(words: Words, i: int, *, more: bool) -> Found:
    """Such as "more than two weeks ago" (before that day), "less than three days after Friday" (between the two)."""
    found = None if words.low(i) in ("more", "less", "fewer", "over", "under") else shifted(words, i, 0)
    if (
        not found
        or not isinstance(found[0], Shifted)
        or abs(found[0].sign) != 1
        or words.low(found[1] - 1) in ("earlier", "later")
    ):
        return None
    node = found[0]
    if more:
        return Bound("before" if node.sign < 0 else "after", node), found[1]
    return replace(node, sign=2 * node.sign), found[1]


def _base(words: Words, i: int) -> Found:
    """A date that others are counted from."""
    if words.low(i) in ("today", "yesterday", "tomorrow", "tmrw", "tonight"):
        return day_word(words, i)
    if feast := holiday(words, i):
        return feast
    j = words.skip(i, "the")
    j = words.skip(j, "year") if words.low(j) == "year" else i
    if (found := calendar(words, j, led=True)) and not isinstance(found[0], (Years,)):
        return found
    if named := weekday(words, i):
        return Weekday(named[0]), named[1]
    if read_turn(words, i):
        return period(words, i)
    return None


def _on_weekday(words: Words, node: Shifted, i: int) -> Found:
    if words.low(i) == "on" and (named := weekday(words, i + 1)):
        return replace(node, weekday=named[0]), named[1]
    return node, i


def _in_steps(words: Words, i: int, lean: int) -> Found:
    """Such as "in two weeks", "within 9 months". Only of the future: "the first time in six years" is a duration."""
    lead = words.low(i)
    j = words.skip(i + 1, "the") if lead == "within" else i + 1
    j = words.skip(j, "next") if lead == "within" else j
    found = read_steps(words, j)
    if not found or not all(count for count, _ in found[0]) or words.low(i - 1) in _RANKED or _ranked(words, i):
        return None
    steps, k = found
    if lead == "within":
        return Shifted(steps, 2), k
    if words.low(k) == "since" and (base := _base(words, words.skip(k + 1, "the"))):
        return Shifted(steps, 1, base[0]), base[1]
    if words.follows(k, "'", "s", "time") or words.follows(k, "'", "time"):
        return Shifted(steps, 1), k
    if lean <= 0 or words.low(k) in ("or", "-", "of", "and", "after", "before", "from"):
        return None
    return _on_weekday(words, Shifted(steps, 1), k)


def _ranked(words: Words, i: int) -> bool:
    """Whether a superlative or a count of times stands a few words before: "its biggest loss in two years"."""
    return any(words.low(i - n) in _RANKED or words.low(i - n).endswith("est") for n in range(1, 6))

"""Stretches of time that dates are counted by: "three weeks", "2 years 1 month", "half an hour", "several days"."""

from __future__ import annotations

from claimcheck.values.dates.words import (
    FEW,
    PLURAL_UNITS,
    UNITS,
    Words,
    cardinal,
)


def read_few(words: Words, i: int) -> tuple[int, int] | None:
    """An open number at ``i``: "few", "a couple of" (two), "several". Zero stands for unknown."""
    j = words.skip(i, "a")
    if words.low(j) not in FEW or words.low(j) == "recent":
        return None
    return (2 if words.low(j) == "couple" else 0), words.skip(j + 1, "of")


def read_steps(words: Words, i: int) -> tuple[tuple[tuple[float, str], ...], int] | None:
    """Such as "three weeks", "2 years 1 month 21 days", "half an hour", "several days", "years"."""
    steps: list[tuple[float, str]] = []
    j = i
    while len(steps) < 4:
        k = words.skip(words.skip(j, ","), "and") if steps else j
        one = _step(words, k)
        if not one:
            break
        steps.append(one[0])
        j = one[1]
    return (tuple(steps), j) if steps else None


def _step(words: Words, i: int) -> tuple[tuple[float, str], int] | None:
    if words.low(i) == "half" and words.low(i + 1) in ("a", "an") and words.low(i + 2) in UNITS:
        return (0.5, UNITS[words.low(i + 2)]), i + 3
    if words.low(i) in ("a", "an", "one") and words.low(i + 1) in UNITS and words.low(i + 1) not in PLURAL_UNITS:
        return (1.0, UNITS[words.low(i + 1)]), i + 2
    few = read_few(words, i)
    if few and words.low(few[1]) in PLURAL_UNITS:
        return (float(few[0]), UNITS[words.low(few[1])]), few[1] + 1
    count = cardinal(words, i)
    if count and 0 < count[0] < 10000:
        j = words.skip(count[1], "-") if words[count[1]].glued else count[1]
        unit = UNITS.get(words.low(j))
        if unit is None and words.low(j) in ("h", "y", "w") and words[j].glued:
            unit = words.low(j).upper()
        if unit and unit != "WE" and words.low(j) not in ("second", "nights", "night"):
            return (float(count[0]), unit), j + 1
    return None

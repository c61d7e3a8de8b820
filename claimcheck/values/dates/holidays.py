"""Holidays that newswire uses as dates, by rule; the movable ones by the Gregorian computus (Meeus, Jones, Butcher)."""

from __future__ import annotations

import datetime as dt

from claimcheck.values.dates.nodes import Holiday
from claimcheck.values.dates.words import CLOSERS, DAYPARTS, Words, year

# Fixed (month, day), nth weekday (month, weekday, n; n < 0 from the end), or ("easter", days after Easter Sunday).
_FIXED: dict[str, tuple[int, int]] = {
    "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year": (1, 1), "new year day": (1, 1), "new years day": (1, 1), "new year's day": (1, 1),
    "new year's": (1, 1), "new year eve": (12, 31), "new years eve": (12, 31), "new year's eve": (12, 31),
    "valentine's day": (2, 14), "valentines day": (2, 14), "valentine day": (2, 14), "halloween": (10, 31),
    "independence day": (7, 4), "veterans day": (11, 11), "armistice day": (11, 11), "juneteenth": (6, 19),
    "saint patrick's day": (3, 17), "st patrick's day": (3, 17), "st . patrick's day": (3, 17),
    "saint patrick": (3, 17),
    "earth day": (4, 22), "may day": (5, 1), "international workers' day": (5, 1), "groundhog day": (2, 2),
    "april fools' day": (4, 1), "april fool's day": (4, 1), "epiphany": (1, 6), "bastille day": (7, 14),
}  # fmt: skip
_NTH: dict[str, tuple[int, int, int]] = {
    "thanksgiving": (11, 4, 4), "thanksgiving day": (11, 4, 4), "labor day": (9, 1, 1), "memorial day": (5, 1, -1),
    "martin luther king day": (1, 1, 3), "presidents' day": (2, 1, 3), "presidents day": (2, 1, 3),
    "columbus day": (10, 1, 2), "mother's day": (5, 7, 2), "mothers' day": (5, 7, 2), "father's day": (6, 7, 3),
    "fathers' day": (6, 7, 3),
}  # fmt: skip
_EASTER: dict[str, int] = {
    "easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "palm sunday": -7, "ash wednesday": -46,
    "maundy thursday": -3, "pentecost": 49,
}  # fmt: skip
_NAMES = frozenset(_FIXED) | frozenset(_NTH) | frozenset(_EASTER) | {"black friday", "cyber monday", "election day"}
HOLIDAY_HEADS = frozenset(name.split()[0].partition("'")[0] for name in _NAMES)
# Words that are a holiday's only in capitals ("Easter", but not an "earth day" in prose)
_LONGEST = 6
_DAY_NAMES = (" day", " eve", " sunday", " monday", " friday", " thursday", " wednesday")


def holiday(words: Words, i: int, turned: bool = False) -> tuple[Holiday, int] | None:
    """A holiday at ``i``, with its year ("Christmas 2014", "Thanksgiving Day, 2010") if one follows.
    ``turned``: "last" or "next" before it says that it is a time."""
    i = words.skip(i, "the") if words.low(i + 1) in ("independence", "christmas") else i
    if words.low(i) not in HOLIDAY_HEADS:
        return None
    best: tuple[str, int] | None = None
    name = ""
    for j in range(i, i + _LONGEST):
        word = words[j]
        if not word.low:
            break
        glue = word.low == "'" or (words.low(j - 1) == "'" and word.low == "s")
        name = name + word.low if glue or not name else f"{name} {word.low}"
        if name in _NAMES and not (words.low(j + 1) == "'" and words.low(j + 2) == "s" and f"{name}'s" in _NAMES):
            best = name, j + 1
    if not best:
        return None
    k = best[1]
    weekend = words.low(k) == "weekend"
    k = words.skip(k, "weekend")
    j = words.skip(k, ",", "of", "in")
    turn = words.low(j + 1)
    if words.low(k) == "of" and words.low(j) in ("this", "last", "next") and turn == "year":
        return Holiday(best[0], shift={"last": -1, "this": 0, "next": 1}[words.low(j)], weekend=weekend), j + 2
    found = year(words, j)
    if found:
        more = not weekend and words.low(found[1]) == "weekend"
        return Holiday(best[0], found[0], weekend=weekend or more), found[1] + more
    sure = turned or best[0].endswith(_DAY_NAMES)
    if not weekend and _qualifies(words, k) and not (sure and words[k].raw[:1].islower()):
        return None
    return Holiday(best[0], weekend=weekend), k


def _qualifies(words: Words, i: int) -> bool:
    """Whether the holiday only qualifies the noun that follows: "Easter Island", "a Christmas party"."""
    word = words[i]
    return (
        word.raw[:1].isalpha()
        and word.low not in CLOSERS
        and word.low not in DAYPARTS
        and word.low not in ("early", "late")
    )


def holiday_date(name: str, in_year: int) -> dt.date:
    """The day on which ``name`` falls in that year."""
    if name in _FIXED:
        month, day = _FIXED[name]
        return dt.date(in_year, month, day)
    if name in _NTH:
        return nth_weekday(in_year, *_NTH[name])
    if name in _EASTER:
        return easter(in_year) + dt.timedelta(days=_EASTER[name])
    if name == "election day":  # of the United States
        return nth_weekday(in_year, 11, 1, 1) + dt.timedelta(days=1)
    thanks = nth_weekday(in_year, 11, 4, 4)
    return thanks + dt.timedelta(days=1 if name == "black friday" else 4)


def nth_weekday(in_year: int, month: int, weekday: int, number: int) -> dt.date:
    """The ``number``-th (negative: from the end) ``weekday`` (1 to 7) of a month."""
    if number > 0:
        first = dt.date(in_year, month, 1)
        return first + dt.timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (number - 1))
    last = dt.date(in_year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.isoweekday() - weekday) % 7 + 7 * (-number - 1))


def easter(in_year: int) -> dt.date:
    """Easter Sunday in the Gregorian calendar."""
    a, b, c = in_year % 19, in_year // 100, in_year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(in_year, month, day + 1)

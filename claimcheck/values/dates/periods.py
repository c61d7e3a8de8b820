"""Units beside the day of publication: "yesterday", "last July", "the past three weeks", "this fiscal year"."""

from __future__ import annotations

from dataclasses import replace

from claimcheck.values.dates.calendar import calendar, month, weekday
from claimcheck.values.dates.clock import daypart
from claimcheck.values.dates.holidays import holiday
from claimcheck.values.dates.nodes import (
    Calendar,
    Daypart,
    Fiscal,
    Found,
    Holiday,
    Joined,
    Node,
    Nth,
    Period,
    Season,
    Shifted,
    Weekday,
    Weekend,
)
from claimcheck.values.dates.steps import read_few, read_steps
from claimcheck.values.dates.words import (
    AHEAD,
    BACK,
    CLOCK_UNITS,
    CLOSERS,
    DAYPARTS,
    HERE,
    PLURAL_UNITS,
    SEASONS,
    THERE,
    UNITS,
    Words,
    cardinal,
    ordinal,
    whole_year,
    year,
)

DAY_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tmrw": 1}
_WEEK_WORDS = frozenset("business working work calendar".split())


def day_word(words: Words, i: int) -> Found:
    low = words.low(i)
    if low in ("tonight", "tonite"):
        return Joined(Period("D", 0), daypart_of("NI")), i + 1
    if low in DAY_WORDS:
        if words.low(i + 1) == "." and words.low(i + 2) == "com":
            return None
        if words[i].raw[0].isupper() and words[i - 1].raw[:1].isupper():
            return None  # "USA Today"
        return Period("D", DAY_WORDS[low]), i + 1
    j = words.skip(i, "the")
    if (
        words.low(j) == "day"
        and words.low(j + 1) in ("before", "after")
        and words.low(j + 2) in ("yesterday", "tomorrow")
    ):
        return Period("D", -2 if words.low(j + 2) == "yesterday" else 2), j + 3
    return None


def daypart_of(code: str) -> Node:
    """The part of day of that code."""
    return Daypart(code)


def read_turn(words: Words, i: int) -> tuple[int, int, str] | None:
    """Such as "last", "this past", "next" …: direction, index after, the deciding word."""
    low = words.low(i)
    if low in HERE:
        after = words.low(i + 1)
        if after in ("past", "last"):
            return -1, i + 2, "recent"
        if after in ("coming", "upcoming", "next"):
            return 1, i + 2, "recent"
        return 0, i + 1, low
    if low in BACK:
        return -1, i + 1, low
    if low in AHEAD:
        return 1, i + 1, low
    return None


def period(words: Words, i: int) -> Found:
    j = words.skip(i, "the")
    turn = read_turn(words, j)
    if not turn:
        return _counted_turn(words, j) or _there(words, i)
    shift, k, word = turn
    if words.low(k - 1) == "past" and words.low(j - 1) in ("half", "quarter", "'"):
        return None
    found = _turned(words, k, shift, word)
    # "the following week" and "the next day" count from what the text has just told, not from today
    open_ended = found is not None and words.low(found[1]) == "or"  # "the next day or two"
    if found and (word in ("following", "previous", "preceding") or (word == "next" and j > i and not open_ended)):
        node = found[0]
        if (isinstance(node, Period) and node.count is None) or isinstance(node, Weekday):
            return replace(node, there=True), found[1]
        if isinstance(node, Joined) and isinstance(node.date, Period):  # "the next morning"
            return replace(node, date=replace(node.date, there=True)), found[1]
    return found


def _turned(words: Words, k: int, shift: int, word: str) -> Found:
    """What "last", "this" or "next" is said of."""
    if shift and (few := read_few(words, k)):
        unit = UNITS.get(words.low(few[1]))
        if unit and unit not in CLOCK_UNITS:
            return Period(unit, shift, few[0]), few[1] + 1
    count = cardinal(words, k) if shift else None
    if count and count[0] > 0 and (stretch := _stretch(words, count, shift)):
        return stretch
    unit = UNITS.get(words.low(k))
    if words.low(k) in PLURAL_UNITS:
        if word in ("coming", "upcoming", "past") and unit not in CLOCK_UNITS and shift:
            return Period(unit or "D", shift, 0), k + 1
        return None
    if words.low(k) == "night" and shift < 0:
        return Joined(Period("D", -1), daypart_of("NI")), k + 1
    part = daypart(words, k)
    if part and words.low(k) not in ("later", "earlier"):
        return Joined(Period("D", shift), part[0]), part[1]
    if (
        words.low(k) in _WEEK_WORDS
        and UNITS.get(words.low(k + 1)) in ("W", "Y")
        and words.low(k + 1) in ("week", "year")
    ):
        return Period(
            "WW" if UNITS[words.low(k + 1)] == "W" and words.low(k) != "calendar" else UNITS[words.low(k + 1)], shift
        ), k + 2
    if words.low(k) == "workweek":
        return Period("WW", shift), k + 1
    if unit and words.low(k) not in PLURAL_UNITS and words.low(k) != "weekends":
        if unit in CLOCK_UNITS and (shift == 0 or unit != "H"):
            return None  # "every last minute"
        if words.low(k + 1) == "-" and words[k + 1].glued and words[k + 2].glued:
            return None  # "this year-end"
        if words.low(k + 1) == "of" and shift and words.low(k - 2) == "the":
            return None  # "the last week of the season", but "the return last week of three men"
        if unit == "WE" or word not in ("past", "recent"):
            found: Node = Period(unit, shift)
            if unit == "Y" and (quarter := _of_that_year(words, k + 1, found)):
                return quarter
            if unit == "W" and (named := weekday(words, words.skip(k + 1, "-", "on"), led=True)):
                return Weekday(named[0], shift), named[1]
            return found, k + 1
        # "the past year" runs up to today; "past quarter" is a quarter of the calendar
        return Period(unit, shift, None if unit in ("Q", "F") else 1), k + 1
    if named := weekday(words, k, led=True):
        return _turned_weekday(words, named, shift, word)
    if words.low(k) in ("may", "march") and not words[k].raw[0].isupper() and words[k + 1].number is None:
        return None
    if m := month(words, k):
        if (dated := calendar(words, k, led=True)) and isinstance(dated[0], Calendar):
            if dated[0].year is None:
                return replace(dated[0], shift=shift), dated[1]
            return None
        return Calendar(month=m[0], shift=shift), k + 1
    if (
        (dated := calendar(words, k, led=True))
        and isinstance(dated[0], Calendar)
        and dated[0].year is None
        and dated[0].month
    ):
        return replace(dated[0], shift=shift), dated[1]
    if words.low(k) in SEASONS:
        return Season(SEASONS[words.low(k)], shift=shift), k + 1
    if (kind := _fiscal_word(words, k)) and words.low(kind[1] - 1) == "year":
        return Fiscal(kind[0], shift=shift), kind[1]
    if (feast := holiday(words, k, turned=shift != 0)) and isinstance(feast[0], Holiday):
        return replace(feast[0], shift=shift), feast[1]
    return None


def _of_that_year(words: Words, i: int, whole: Node) -> Found:
    """Such as "last year's fourth quarter", "next year's first half"."""
    if not words.follows(i, "'", "s"):
        return None
    rank = ordinal(words, i + 2)
    j = words.skip(rank[1], "-") if rank else 0
    if not rank or rank[0] > 4 or words.low(j) not in ("quarter", "half"):
        return None
    return Nth(rank[0], "Q" if words.low(j) == "quarter" else "HY", whole), j + 1


def _turned_weekday(words: Words, named: tuple[int, int], shift: int, word: str) -> Found:
    number, k = named
    if (dated := calendar(words, k - 1, led=True)) and isinstance(dated[0], Calendar) and dated[0].day:
        return dated
    dated = calendar(words, k - 2, led=True) if words.low(k - 1) == "." else None
    if dated and isinstance(dated[0], Calendar) and dated[0].day:
        return dated
    if word in ("recent", "past"):
        return Weekday(number, recent=shift or 1), k
    return Weekday(number, shift), k


def _stretch(words: Words, count: tuple[int, int], shift: int) -> Found:
    """Such as "the last three weeks", "next 4 business days", "last 3 months and 2 weeks"."""
    k = words.skip(count[1], "business", "working")
    unit = UNITS.get(words.low(k))
    if not unit or count[0] > 999 or words.low(k) in ("weekend", "night", "second"):
        return None
    if k > count[1] and unit == "D":
        unit = "BD"
    if (
        words.low(k + 1) == "and"
        and (rest := read_steps(words, k + 2))
        and words.low(rest[1]) not in ("ago", "later", "earlier")
    ):
        steps = ((float(count[0]), unit), *rest[0])
        return Shifted(steps, -2 if shift < 0 else 2), rest[1]
    return Period(unit, shift, count[0]), k + 1


def _counted_turn(words: Words, i: int) -> Found:
    """Such as "the 5 past years", "two upcoming months"."""
    count = cardinal(words, i)
    if not count or words.low(count[1]) not in BACK | AHEAD or not count[0]:
        return None
    unit = UNITS.get(words.low(count[1] + 1))
    if not unit or words.low(count[1] + 1) not in PLURAL_UNITS:
        return None
    return Period(unit, -1 if words.low(count[1]) in BACK else 1, count[0]), count[1] + 2


def _there(words: Words, i: int) -> Found:
    """Such as "the same week", "that weekend", "the day after": counted from a time the text gives elsewhere."""
    low = words.low(i)
    if words.follows(i, "the", "weekend") and _stands_alone(words, i):
        return Weekend(), i + 2
    if low in THERE and (part := daypart(words, i + 1)) and words.low(i + 1) in DAYPARTS:
        return Joined(Period("D", 0, there=True), part[0]), part[1]  # "that night"
    if (
        low in THERE
        and UNITS.get(words.low(i + 1)) in ("D", "W", "WE", "M", "Y")
        and words.low(i + 1) not in PLURAL_UNITS
    ) and words.low(i + 1) not in ("nights", "weekends"):
        return Period(UNITS[words.low(i + 1)], 0, there=True), i + 2
    if low == "the" and words.low(i + 1) in ("day", "week", "month", "year"):
        side, after = words.low(i + 2), words[i + 3]
        if side in ("before", "after") and not after.raw[:1].isalnum():
            return Period(UNITS[words.low(i + 1)], -1 if side == "before" else 1, there=True), i + 3
    return None


def _stands_alone(words: Words, i: int) -> bool:
    """Whether "the weekend" at ``i`` is a time: not "the weekend box office", "the weekend before"."""
    after = words[i + 2]
    if after.low in ("before", "after", "of", "when", "that", "-"):
        return False
    return words.low(i - 1) in ("over", "during", "at") or not after.raw[:1].isalnum() or after.low in CLOSERS


def season(words: Words, i: int) -> Found:
    code = SEASONS.get(words.low(i))
    if not code:
        return None
    j = words.skip(words.skip(i + 1, "of"), ",")
    if found := year(words, j):
        return Season(code, found[0]), found[1]
    turn = read_turn(words, words.skip(j, "the")) if words.low(i + 1) == "of" else None
    if turn and words.low(turn[1]) == "year":
        return Season(code, shift=turn[0]), turn[1] + 1
    led = words.low(i - 1) == "in" or (
        words.low(i - 1) == "the" and words.low(i - 2) in ("in", "during", "of", "since", "by", "until")
    )
    led = led or words.low(i - 1) in ("early", "late", "mid", "during")
    if words.low(i) == "fall" and words.low(i - 1) not in ("early", "late"):
        return None  # "lost his hat in the fall"
    if led and words.low(i + 1) not in ("of", "training", "league", "semester") and not words[i].raw[0].isupper():
        return Season(code), i + 1
    return None


def _fiscal_word(words: Words, i: int) -> tuple[str, int] | None:
    low = words.low(i)
    if low in ("fiscal", "financial"):
        return "FY", words.skip(i + 1, "year")
    if low == "tax" and words.low(i + 1) == "year":
        return "AY", i + 2
    if low in ("school", "academic") and words.low(i + 1) == "year":
        return "SY", i + 2
    if low in ("fy", "sy", "cy") and (words[i].raw.isupper() or words[i + 1].number is not None):
        return low.upper(), i + 1
    if low == "calendar" and words.low(i + 1) == "year":
        return "CY", i + 2
    return None


def fiscal(words: Words, i: int) -> Found:
    kind = _fiscal_word(words, i)
    if not kind:
        return None
    code, j = kind
    found = year(words, j)
    number = words[j].number
    if not found and number is not None and len(words[j].raw) == 2 and words.low(i) in ("fy", "sy", "cy"):
        found = (whole_year(number), j + 1)
    if found:
        return (Calendar(found[0]) if code == "CY" else Fiscal(code, found[0])), found[1]
    return (Fiscal(code), j) if words.low(i) == "fiscal" and words.low(i + 1) == "year" else None

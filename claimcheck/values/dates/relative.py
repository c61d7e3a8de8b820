"""Dates that lean on another: "yesterday", "last July", "three days ago", "the first quarter of 2012", "next week"."""

from __future__ import annotations

import re
from dataclasses import replace

from claimcheck.values.dates.calendar import calendar, weekday
from claimcheck.values.dates.clock import daypart
from claimcheck.values.dates.counted import shifted
from claimcheck.values.dates.figures import bare_year
from claimcheck.values.dates.holidays import holiday
from claimcheck.values.dates.nodes import (
    Calendar,
    Daypart,
    Fiscal,
    Found,
    Fuzzy,
    Holiday,
    Joined,
    Node,
    Nth,
    Part,
    Period,
    Season,
    Shifted,
    Weekday,
    WeekOf,
    Years,
)
from claimcheck.values.dates.periods import DAY_WORDS, day_word, fiscal, period, read_turn, season
from claimcheck.values.dates.steps import read_few
from claimcheck.values.dates.words import (
    CLOCK_UNITS,
    HERE,
    PLURAL_UNITS,
    UNITS,
    Words,
    cardinal,
    ordinal,
    year,
)


def relative(words: Words, i: int, lean: int = 0) -> Found:
    """Any date at ``i`` that leans on another. ``lean`` 1: the words around speak of the future."""
    return (
        day_word(words, i)
        or _part(words, i, lean)
        or _weekday_of(words, i)
        or _nth(words, i)
        or _week_of(words, i)
        or shifted(words, i, lean)
        or period(words, i)
        or season(words, i)
        or fiscal(words, i)
        or holiday(words, i)
        or _fuzzy(words, i)
    )


_STARTS = frozenset("early beginning start opening".split())
_ENDS = frozenset("late end close".split())


def _part(words: Words, i: int, lean: int) -> Found:
    j = words.skip(i, "the")
    low = words.low(j)
    if low in ("mid", "middle"):
        which = "mid"
    elif low in _STARTS:
        which = "start"
    elif low in _ENDS:
        which = "end"
    elif low in ("earlier", "later"):
        which = low
    elif low in ("first", "second") and words.low(j + 1) == "half" and words.low(j + 2) == "of":
        whole = _whole(words, words.skip(j + 3, "the"))
        return (Nth(1 if low == "first" else 2, "HY", whole[0]), whole[1]) if whole else None
    elif low in ("eoy", "eom", "eod"):
        return Part("end", Period({"y": "Y", "m": "M", "d": "D"}[low[2]], 0)), j + 1
    elif low in ("rest", "remainder", "remaining") and words.low(j + 1) == "of":
        whole = _whole(words, words.skip(j + 2, "the"))
        return (Part("rest", whole[0]), whole[1]) if whole else None
    else:
        return None
    k = words.skip(j + 1, "-") if low == "mid" else j + 1
    bare = k
    k = words.skip(k, "of", "in", "on")
    noun = low in ("middle", "end", "beginning", "start", "close", "opening")
    if noun and words.low(k - 1) != "of":
        if not (low == "end" and (words.low(k) in HERE or words.low(k) in ("year", "month", "day", "week"))):
            return None
        k = words.skip(k, "the")
    article = words.low(k) == "the"
    k = words.skip(k, "the")
    if low == "end" and words.low(k) == "day" and words.low(i - 1) == "at":
        return None  # an idiom
    if words.low(k) == "day" and j > i and words.low(i - 1) == "at":
        return None
    if noun and words.low(k) in UNITS and words.low(k - 1) in ("of", "end") and not article and low != "end":
        return None
    whole = _whole(words, k, unit=article or noun)
    if not whole:
        return None
    node, end = whole
    if (
        which in ("earlier", "later")
        and k == bare
        and isinstance(node, (Weekday, Calendar))
        and words.low(k) not in HERE
    ) and not isinstance(node, Weekday):
        return None
    if isinstance(node, Joined):  # "late this morning", "earlier this evening"
        side = {"start": "start", "end": "end", "earlier": "start", "later": "end"}.get(which)
        if side and isinstance(node.time, Daypart) and not noun:
            return Joined(node.date, replace(node.time, which=side)), end
        return None
    return Part(which, node), end


def _whole(words: Words, i: int, unit: bool = False, nested: bool = True) -> Found:
    """The longer time that a part is taken of: "2017", "March", "this week", "the year", "Sunday"."""
    low = words.low(i)
    if unit and low in ("day", "week", "month", "year", "quarter", "decade", "century", "season", "weekend"):
        if low == "season" or words.low(i + 1) == "of":
            return None
        return Period(UNITS[low], 0), i + 1
    if (found := calendar(words, i, led=True)) and isinstance(found[0], (Calendar, Years)):
        return found
    if named := weekday(words, i, led=True):
        return Weekday(named[0]), named[1]
    if low in DAY_WORDS:
        return day_word(words, i)
    if read_turn(words, i):
        return period(words, i)
    return season(words, i) or (_nth(words, i) if nested else None)


def _nth(words: Words, i: int) -> Found:
    """Such as "the first quarter of 2012", "Q1 2012", "the last week of July", "the third Monday in May"."""
    if quarter := _quarter_code(words, i):
        return quarter
    if words.low(i) == "week" and (number := words[i + 1].number) and 1 <= number <= 53 and words.low(i + 2) == "of":
        # a week by its number alone is one of a season of sport
        whole = _whole(words, words.skip(i + 3, "the"), unit=True, nested=False)
        return (Nth(number, "W", whole[0]), whole[1]) if whole else None
    j = words.skip(i, "the")
    rank = (-1, j + 1) if words.low(j) == "last" else ordinal(words, j)
    if not rank or rank[0] > 100:
        return None
    k = words.skip(rank[1], "-") if words[rank[1]].glued else rank[1]
    if words.low(k) in ("century",) and rank[0] > 0:
        return Years((rank[0] - 1) * 100, rank[0] * 100), k + 1
    count = cardinal(words, k) or read_few(words, k)
    number = count[0] if count else 1
    k = count[1] if count else k
    named = weekday(words, k, led=True)
    unit = "D" if named else UNITS.get(words.low(k))
    if unit is None or unit in CLOCK_UNITS or unit == "WE" or number == 0 or number > 60:
        return None
    k = named[1] if named else k + 1
    inner = daypart(words, k) if named else None
    k = inner[1] if inner else k
    if words.low(k) not in ("of", "in"):
        if unit != "Q" or count:
            return None
        if following := bare_year(words, k, True):
            return Nth(rank[0], "Q", following[0]), following[1]
        return (Nth(rank[0], "Q", None), k) if _bare_quarter(words, i, rank[0], k) else None
    # nested=False: "the first week of the last week of the first week of" must not recurse
    whole = _whole(words, words.skip(k + 1, "the"), unit=words.low(k) == "of", nested=False)
    if not whole and unit == "Q" and (kind := fiscal(words, k + 1)) and isinstance(kind[0], Fiscal):
        return replace(kind[0], quarter=rank[0]), kind[1]
    if not whole:
        return None
    size = _size(whole[0])
    if size <= {"D": 1, "W": 7, "M": 31, "Q": 92, "Y": 366, "DE": 3660}.get(unit, 9):
        return None
    node: Node = Nth(rank[0], unit, whole[0], number, named[0] if named else None)
    if inner:
        node = Joined(node, inner[0])
    end = whole[1]
    if unit == "W" and words.low(end) == "." and words.low(end + 1) == "on":
        end += 1
    if unit == "W" and words.low(end) == "on" and (on := weekday(words, end + 1)):
        return Nth(rank[0], "D", whole[0], 1, on[0]), on[1]
    return node, end


def _bare_quarter(words: Words, i: int, rank: int, end: int) -> bool:
    """Whether "third quarter", "third-quarter" is one of the year, not "a third quarter", "the first quarter-final"."""
    runs_on = words.low(end) == "-" and words[end].glued and words[end + 1].glued
    hyphened = words.low(end - 2) == "-"
    if not 1 <= rank <= 4 or runs_on or words.low(end) == "century" or _GAME.search(_around(words, i)):
        return False
    return hyphened or words.low(i - 1) not in ("a", "an")


def _around(words: Words, i: int) -> str:
    return words.text[max(0, words[i].start - _REACH) : words[i].start + _REACH]


_REACH = 250
# A quarter of a game, by the words of basketball and football in the same text.
_GAME = re.compile(
    r"\b(?:touchdowns?|yards?|quarterbacks?|field goals?|rebounds?|halftime|half-time|free throws?|three-pointers?|"
    r"3-pointers?|turnovers?|fumbles?|interceptions?|punts?|punted|overtime|kickoff|timeouts?|playoffs?|"
    r"scored|outscored|scoreless|buzzer|dunks?|layups?|first half|second half|end zone|NFL|NBA|game|victory|sacks?|"
    r"(?:and|&) ?-? ?(?:goal|one|inches)|\d{1,2}: ?\d\d (?:left|remaining|to (?:go|play)))\b",
    re.IGNORECASE,
)


def _size(node: Node) -> int:
    """Days in a whole, roughly."""
    if isinstance(node, Calendar):
        return 1 if node.day else 32 if node.month else 367
    if isinstance(node, Period):
        return {"D": 1, "W": 8, "M": 32, "Q": 93, "Y": 367, "DE": 3670}.get(node.unit, 0)
    if isinstance(node, Years):
        return 3670
    return 93 if isinstance(node, Season) else 0


def _quarter_code(words: Words, i: int) -> Found:
    """Such as "Q1 2012", "2017-q1", "H2 2019", "q3 of 2018"."""
    word = words[i]
    code = word.low
    if code in ("q", "h") and words[i + 1].glued and (n := words[i + 1].number) and n <= (4 if code == "q" else 2):
        unit = "Q" if code == "q" else "HY"
        j = i + 2
        tail = year(words, words.skip(words.skip(j, "of", ","), "-"))
        if tail:
            return Nth(n, unit, Calendar(tail[0])), tail[1]
        return (Nth(n, unit, None), j) if code == "q" and len(words[i + 1].raw) == 1 else None
    found = year(words, i) if word.number is not None else None
    if found:
        j = words.skip(found[1], "-")
        if words.low(j) in ("q", "h") and words[j + 1].glued and (n := words[j + 1].number) and n <= 4:
            return Nth(n, "Q" if words.low(j) == "q" else "HY", Calendar(found[0])), j + 2
    return None


def _week_of(words: Words, i: int) -> Found:
    """Such as "the week of April 10", "the week beginning February 4", "w/c Feb 4", "the weekend of Dec. 3"."""
    j = words.skip(i, "the")
    if words.low(j) in ("week", "weekend"):
        lead = words.low(j + 1)
        if lead not in ("of", "beginning", "starting", "commencing", "ending", "before", "after"):
            return None
        if words.follows(j, "week", "after", "next") or words.follows(j, "week", "before", "last"):
            return Period("W", 2 if lead == "after" else -2), j + 3
        if lead in ("before", "after"):
            return None
        k = words.skip(words.skip(j + 2, "on"), "the")
        found = holiday(words, k) or calendar(words, k, led=True)
        if found and isinstance(found[0], Holiday) and words.low(j) == "weekend":
            return replace(found[0], weekend=True), found[1]
        if found and isinstance(found[0], (Calendar, Holiday)):
            node = found[0]
            if isinstance(node, Holiday) or (node.day and node.month):
                return WeekOf(node, words.low(j) == "weekend"), found[1]
        return None
    if words.follows(i, "w", "/", "c") and (found := calendar(words, i + 3, led=True)):
        return WeekOf(found[0]), found[1]
    return None


def _weekday_of(words: Words, i: int) -> Found:
    """Such as "Tuesday of next week", "Monday two weeks from now"."""
    named = weekday(words, i)
    if not named:
        return None
    j = words.skip(words.skip(named[1], "of"), ",")
    turn = read_turn(words, words.skip(j, "the"))
    if turn and words.low(turn[1]) == "week" and words.low(j) != "this":
        return Weekday(named[0], turn[0]), turn[1] + 1
    if words.low(j) in ("this",) and words.low(j + 1) == "week":
        return Weekday(named[0], 0), j + 2
    later = shifted(words, j, 1) if words.low(j) not in ("in", "within") else None
    if later and isinstance(later[0], Shifted) and later[0].base != "there":
        return replace(later[0], weekday=named[0]), later[1]
    return None


def _fuzzy(words: Words, i: int) -> Found:
    low = words.low(i)
    if (
        low in ("recently", "lately")
        and words.low(i - 1) != "as"
        and not (words.low(i + 1) == "-" and words[i + 1].glued)
    ):
        return Fuzzy("PAST_REF"), i + 1
    if low == "recent" and words.low(i + 1) in PLURAL_UNITS and UNITS[words.low(i + 1)] not in CLOCK_UNITS:
        return Period(UNITS[words.low(i + 1)], -1, 0), i + 2
    turn = words.low(i + 1) if low in ("shortly", "soon") else ""
    closed = not words[i + 2].raw[:1].isalnum() and words[i + 2].low not in ('"', "-")
    if turn in ("after", "afterward", "afterwards", "before", "thereafter") and closed:
        return Fuzzy("FUTURE_CTX" if turn != "before" else "PAST_CTX"), i + 2
    return None

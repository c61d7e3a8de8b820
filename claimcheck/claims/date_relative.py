"""Dates that lean on another: "yesterday", "last July", "three days ago", "the first quarter of 2012", "next week"."""

from __future__ import annotations

from dataclasses import replace

from .date_calendar import Found, bare_year, calendar, month, weekday
from .date_clock import daypart
from .date_holidays import holiday
from .date_nodes import (
    Bound,
    Calendar,
    Daypart,
    Fiscal,
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
from .date_words import (
    AHEAD,
    BACK,
    CLOCK_UNITS,
    FEW,
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

_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1, "tmrw": 1}
_WEEK_WORDS = frozenset("business working work calendar".split())
_RANKED = frozenset(
    "first second third fourth fifth sixth last best worst most biggest largest time times lowest highest least once twice".split()
)


def relative(words: Words, i: int, lean: int = 0) -> Found:
    """Any date at ``i`` that leans on another. ``lean`` 1: the words around speak of the future."""
    return (
        _day_word(words, i)
        or _part(words, i, lean)
        or _weekday_of(words, i)
        or _nth(words, i)
        or _week_of(words, i)
        or _shifted(words, i, lean)
        or _period(words, i)
        or _season(words, i)
        or _fiscal(words, i)
        or holiday(words, i)
        or _fuzzy(words, i)
    )


def _day_word(words: Words, i: int) -> Found:
    low = words.low(i)
    if low in ("tonight", "tonite"):
        return Joined(Period("D", 0), daypart_of("NI")), i + 1
    if low in _DAYS:
        if words.low(i + 1) == "." and words.low(i + 2) == "com":
            return None
        if words[i].raw[0].isupper() and words[i - 1].raw[:1].isupper():
            return None  # "USA Today"
        return Period("D", _DAYS[low]), i + 1
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


# ------------------------------------------------------------------ last, this, next


def _turn(words: Words, i: int) -> tuple[int, int, str] | None:
    """ "last", "this past", "next" …: direction, index after, the deciding word."""
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


def _period(words: Words, i: int) -> Found:
    j = words.skip(i, "the")
    turn = _turn(words, j)
    if not turn:
        return _counted_turn(words, j) or _there(words, i)
    shift, k, word = turn
    if words.low(k - 1) == "past" and words.low(j - 1) in ("half", "quarter", "'"):
        return None
    found = _turned(words, k, shift, word)
    # "the following week" and "the next day" count from what the text has just told, not from today
    if found and (word in ("following", "previous", "preceding") or (word == "next" and j > i)):
        node = found[0]
        if (isinstance(node, Period) and node.count is None) or isinstance(node, Weekday):
            return replace(node, there=True), found[1]
    return found


def _turned(words: Words, k: int, shift: int, word: str) -> Found:
    """What "last", "this" or "next" is said of."""
    if shift and (few := _few(words, k)):
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
        if (unit in CLOCK_UNITS and shift == 0) or unit == "S":
            return None
        if words.low(k + 1) == "-" and words[k + 1].glued and words[k + 2].glued:
            return None  # "this year-end"
        if words.low(k + 1) == "of" and shift:
            return None  # "the last week of the season"
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
    if (feast := holiday(words, k)) and isinstance(feast[0], Holiday):
        return replace(feast[0], shift=shift), feast[1]
    return None


def _of_that_year(words: Words, i: int, whole: Node) -> Found:
    """ "last year's fourth quarter", "next year's first half"."""
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
    if dated := calendar(words, k - 2, led=True) if words.low(k - 1) == "." else None:
        if isinstance(dated[0], Calendar) and dated[0].day:
            return dated
    if word in ("recent", "past"):
        return Weekday(number, recent=shift or 1), k
    return Weekday(number, shift), k


def _stretch(words: Words, count: tuple[int, int], shift: int) -> Found:
    """ "the last three weeks", "next 4 business days", "last 3 months and 2 weeks"."""
    k = words.skip(count[1], "business", "working")
    unit = UNITS.get(words.low(k))
    if not unit or count[0] > 999 or words.low(k) in ("weekend", "night", "second"):
        return None
    if k > count[1] and unit == "D":
        unit = "BD"
    if (
        words.low(k + 1) == "and"
        and (rest := _steps(words, k + 2))
        and words.low(rest[1]) not in ("ago", "later", "earlier")
    ):
        steps = ((float(count[0]), unit), *rest[0])
        return Shifted(steps, -2 if shift < 0 else 2), rest[1]
    return Period(unit, shift, count[0]), k + 1


def _counted_turn(words: Words, i: int) -> Found:
    """ "the 5 past years", "two upcoming months"."""
    count = cardinal(words, i)
    if not count or words.low(count[1]) not in BACK | AHEAD or not count[0]:
        return None
    unit = UNITS.get(words.low(count[1] + 1))
    if not unit or words.low(count[1] + 1) not in PLURAL_UNITS:
        return None
    return Period(unit, -1 if words.low(count[1]) in BACK else 1, count[0]), count[1] + 2


def _there(words: Words, i: int) -> Found:
    """ "the same week", "that weekend", "the next day", "the day after": counted from a time the text gives elsewhere."""
    low = words.low(i)
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


def _few(words: Words, i: int) -> tuple[int, int] | None:
    """An open number at ``i``: "few", "a couple of" (two), "several". Zero stands for unknown."""
    j = words.skip(i, "a")
    if words.low(j) not in FEW or words.low(j) == "recent":
        return None
    return (2 if words.low(j) == "couple" else 0), words.skip(j + 1, "of")


# ------------------------------------------------------------------ counted from somewhere


def _steps(words: Words, i: int) -> tuple[tuple[tuple[float, str], ...], int] | None:
    """ "three weeks", "2 years 1 month 21 days", "a week and a half", "half an hour", "several days", "years"."""
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
    few = _few(words, i)
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


def _shifted(words: Words, i: int, lean: int) -> Found:
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
    found = _steps(words, j)
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
    """ "more than two weeks ago" (before that day), "less than three days after Friday" (between the two)."""
    found = _shifted(words, i, 0)
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
        return _day_word(words, i)
    if feast := holiday(words, i):
        return feast
    j = words.skip(i, "the")
    j = words.skip(j, "year") if words.low(j) == "year" else i
    if (found := calendar(words, j, led=True)) and not isinstance(found[0], (Years,)):
        return found
    if named := weekday(words, i):
        return Weekday(named[0]), named[1]
    if _turn(words, i):
        return _period(words, i)
    return None


def _on_weekday(words: Words, node: Shifted, i: int) -> Found:
    if words.low(i) == "on" and (named := weekday(words, i + 1)):
        return replace(node, weekday=named[0]), named[1]
    return node, i


def _in_steps(words: Words, i: int, lean: int) -> Found:
    """ "in two weeks", "within 9 months". Only of the future: "the first time in six years" is a duration."""
    lead = words.low(i)
    j = words.skip(i + 1, "the") if lead == "within" else i + 1
    j = words.skip(j, "next") if lead == "within" else j
    found = _steps(words, j)
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


# ------------------------------------------------------------------ parts of a longer time

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


def _whole(words: Words, i: int, unit: bool = False) -> Found:
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
    if low in _DAYS:
        return _day_word(words, i)
    if _turn(words, i):
        return _period(words, i)
    return _season(words, i) or _nth(words, i)


# ------------------------------------------------------------------ counted inside a longer time


def _nth(words: Words, i: int) -> Found:
    """ "the first quarter of 2012", "Q1 2012", "the last week of July", "21st century", "the third Monday in May"."""
    if quarter := _quarter_code(words, i):
        return quarter
    if words.low(i) == "week" and (number := words[i + 1].number) and 1 <= number <= 53 and words.low(i + 2) == "of":
        # a week by its number alone is one of a season of sport
        whole = _whole(words, words.skip(i + 3, "the"), unit=True)
        return (Nth(number, "W", whole[0]), whole[1]) if whole else None
    j = words.skip(i, "the")
    rank = (-1, j + 1) if words.low(j) == "last" else ordinal(words, j)
    if not rank or rank[0] > 100:
        return None
    k = words.skip(rank[1], "-") if words[rank[1]].glued else rank[1]
    if words.low(k) in ("century",) and rank[0] > 0:
        return Years((rank[0] - 1) * 100, rank[0] * 100), k + 1
    count = cardinal(words, k) or _few(words, k)
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
        following = bare_year(words, k, True) if unit == "Q" else None
        if following and not count:
            return Nth(rank[0], "Q", following[0]), following[1]
        return None
    whole = _whole(words, words.skip(k + 1, "the"), unit=words.low(k) == "of")
    if not whole and unit == "Q" and (kind := _fiscal(words, k + 1)) and isinstance(kind[0], Fiscal):
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
    """ "Q1 2012", "2017-q1", "H2 2019", "q3 of 2018"."""
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
    """ "the week of April 10", "the week beginning February 4", "w/c Feb 4", "the weekend of Dec. 3"."""
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
    """ "Tuesday of next week", "Monday two weeks from now"."""
    named = weekday(words, i)
    if not named:
        return None
    j = words.skip(words.skip(named[1], "of"), ",")
    turn = _turn(words, words.skip(j, "the"))
    if turn and words.low(turn[1]) == "week" and words.low(j) != "this":
        return Weekday(named[0], turn[0]), turn[1] + 1
    if words.low(j) in ("this",) and words.low(j + 1) == "week":
        return Weekday(named[0], 0), j + 2
    later = _shifted(words, j, 1) if words.low(j) not in ("in", "within") else None
    if later and isinstance(later[0], Shifted) and later[0].base != "there":
        return replace(later[0], weekday=named[0]), later[1]
    return None


# ------------------------------------------------------------------ seasons, fiscal years, the vague


def _season(words: Words, i: int) -> Found:
    code = SEASONS.get(words.low(i))
    if not code:
        return None
    j = words.skip(words.skip(i + 1, "of"), ",")
    if found := year(words, j):
        return Season(code, found[0]), found[1]
    turn = _turn(words, words.skip(j, "the")) if words.low(i + 1) == "of" else None
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
    if low in ("school", "academic") and words.low(i + 1) == "year":
        return "SY", i + 2
    if low in ("fy", "sy", "cy") and (words[i].raw.isupper() or words[i + 1].number is not None):
        return low.upper(), i + 1
    if low == "calendar" and words.low(i + 1) == "year":
        return "CY", i + 2
    return None


def _fiscal(words: Words, i: int) -> Found:
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
    if low in ("shortly", "soon") and words.low(i + 1) in ("after", "afterward", "afterwards", "before", "thereafter"):
        if not words[i + 2].raw[:1].isalnum() and words[i + 2].low not in ('"', "-"):
            return Fuzzy("FUTURE_CTX" if words.low(i + 1) != "before" else "PAST_CTX"), i + 2
    return None

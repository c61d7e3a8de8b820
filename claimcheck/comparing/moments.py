"""How two dates or times stand to each other, and how one reads in the fact table.

The order of questions in :func:`judge_moments`: are they the same words or the same interval; is one too vague to contradict
anything; are both intervals known (do they overlap?); else, do the parts that both name differ? A conflict is claimed only
where no reading of the words lets both be true:

* a weekday without a date may be of the week before or after, so weekdays a whole week apart are never a conflict;
* "4/11/2007" may be April or November;
* "early", "late" and "around" are widened by a quarter of their length, a time said to the hour by a quarter of an hour,
  "around 10 a.m." by half an hour;
* times with a zone are compared in UTC; a time with a zone against one without is unknown.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from ..datamodel import Judgement, Moment, Relation

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)
_LOOSE_WEEKDAY = re.compile(r"(?:XXXX-WXX|REF[+-]\d+W|REF[<>]W)-[1-7]")
_TIME = re.compile(
    r"T(?P<hour>\d\d)(?::(?P<minute>\d\d))?(?::(?P<second>\d\d))?(?P<open>\?)?(?P<zone>Z|[+-]\d\d:\d\d|\[\w+\])?"
)
_DAYPART = re.compile(r"T(MO|AF|EV|NI|NT|DT)(-START|-MID|-END)?")
_CALENDAR = re.compile(r"(?P<year>\d{4}|XXXX|REF[+-]\d+Y)(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d))?(?![\d-])")
_BARE_WEEKDAY = re.compile(r"XXXX-WXX-(?P<weekday>[1-7])")
_STEP = re.compile(r"(?P<base>REF|CTX)(?P<count>[+-]\d+)(?P<unit>[A-Z]+)")
_HOURS = {"MO": (0, 12), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "NT": (18, 30), "DT": (6, 20)}
_PART_NAMES = {"MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night", "NT": "night", "DT": "daytime"}
# Zones that move with daylight saving in the United States: minutes from UTC in winter.
_SEASONAL = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}


def judge_moments(left: Moment, right: Moment, same_anchor: bool = False) -> Judgement:
    """How two moments that fill one slot stand to each other, with the reason in plain words.

    ``same_anchor`` asserts that both texts were published on the same day, or tell the same text otherwise, so that
    unresolved words ("Monday", "yesterday") may be compared as they stand. Symmetric in relation.
    """
    if left.pattern == right.pattern and (left.start, left.end) == (right.start, right.end):
        return Judgement(Relation.SAME, "Both say the same time.")
    if not (left.resolved and right.resolved) and left.pattern == right.pattern:
        return Judgement(Relation.SAME, "Both use the same words for the time.")
    if left.granularity == "fuzzy" or right.granularity == "fuzzy":
        return _vague(left, right)
    clocks = _clock_only(left), _clock_only(right)
    if all(clocks):
        return _times_of_day(left, right)
    if any(clocks):
        return _clock_against_date(left, right)
    if left.resolved and right.resolved:
        return _intervals(left, right)
    return _parts(left, right, same_anchor)


def read_moment(moment: Moment) -> str:
    """The moment in words for the fact table: "Monday 15 January 2018", "late 2017", "10 a.m.", "a Monday"."""
    return _words(moment)


# ------------------------------------------------------------------ the vague


def _vague(left: Moment, right: Moment) -> Judgement:
    if left.resolved and right.resolved and _overlap(_bounds(left), _bounds(right)):
        return Judgement(
            Relation.COMPATIBLE, f"“{_words(left)}” and “{_words(right)}” can be the same time; one is vague."
        )
    return Judgement(Relation.UNKNOWN, "One of the times is too vague to compare.")


# ------------------------------------------------------------------ times of day


def _clock_only(moment: Moment) -> bool:
    return moment.pattern.lstrip("<>=").startswith("T")


@dataclass(frozen=True, slots=True)
class _Span:
    """Minutes after midnight, widened by what the words leave open; ``zone`` minutes from UTC, None where unnamed."""

    low: int
    high: int
    zone: int | None
    known_zone: bool
    half_open: bool = False


def _span(pattern: str, approximate: bool, day: dt.datetime | None = None) -> _Span | None:
    if part := _DAYPART.match(pattern):
        low, high = _HOURS[part[1]]
        return _Span(low * 60, high * 60, None, True)
    match = _TIME.match(pattern)
    if not match:
        return None
    at = int(match["hour"]) * 60 + int(match["minute"] or 0)
    slack = 30 if approximate else 15 if match["minute"] is None else 0
    zone, known = _zone(match["zone"], day)
    return _Span(at - slack, at + slack, zone, known, bool(match["open"]))


def _zone(mark: str | None, day: dt.datetime | None) -> tuple[int | None, bool]:
    """Minutes from UTC, and whether they are known."""
    if mark is None:
        return None, True
    if mark == "Z":
        return 0, True
    if mark.startswith("["):
        base = _SEASONAL.get(mark.strip("[]"))
        if base is None or day is None:
            return base, base is not None
        return base + 60 * _summer(day.date()), True
    sign = -1 if mark[0] == "-" else 1
    return sign * (int(mark[1:3]) * 60 + int(mark[4:6])), True


def _summer(day: dt.date) -> bool:
    """Daylight saving in the United States since 2007: second Sunday of March to first Sunday of November."""

    def sunday(month: int, number: int) -> dt.date:
        first = dt.date(day.year, month, 1)
        return first + ((7 - first.isoweekday()) % 7 + 7 * (number - 1)) * _DAY

    return sunday(3, 2) <= day < sunday(11, 1)


def _times_of_day(left: Moment, right: Moment) -> Judgement:
    halves = _split(left.pattern), _split(right.pattern)
    if halves[0] and halves[1]:
        first = _two_times(halves[0][0], halves[1][0], left, right)
        last = _two_times(halves[0][1], halves[1][1], left, right)
        for judged in (first, last):
            if judged.relation is not Relation.SAME:
                return judged
        return first
    if halves[0] or halves[1] or left.pattern[0] in "<>" or right.pattern[0] in "<>":
        return Judgement(Relation.UNKNOWN, "A span of hours and a single time are not compared.")
    return _two_times(left.pattern, right.pattern, left, right)


def _two_times(one: str, two: str, left: Moment, right: Moment) -> Judgement:
    a, b = _span(one, left.approximate, left.start), _span(two, right.approximate, right.start)
    if a is None or b is None:
        return Judgement(Relation.UNKNOWN, "The times of day cannot be compared.")
    said = f"“{_words(left)}” and “{_words(right)}”"
    if not (a.known_zone and b.known_zone):
        return Judgement(Relation.UNKNOWN, f"{said} are in time zones that cannot be compared.")
    shift = 0
    if (a.zone is None) != (b.zone is None):
        if _DAYPART.match(one) or _DAYPART.match(two):
            pass
        else:
            return Judgement(Relation.UNKNOWN, f"Only one of {said} names its time zone.")
    elif a.zone is not None and b.zone is not None:
        shift = b.zone - a.zone
    pairs = [(a.low + n, a.high + n) for n in ((0, 720) if a.half_open else (0,))]
    others = [(b.low - shift + n, b.high - shift + n) for n in ((0, 720) if b.half_open else (0,))]
    # without a date, 23:30 GMT is 00:30 BST: the clock goes round
    meets = any(
        low + around <= other_high and other_low <= high + around
        for low, high in pairs
        for other_low, other_high in others
        for around in (-1440, 0, 1440)
    )
    if not meets:
        return Judgement(Relation.CONFLICT, f"{said} are different times of day.")
    if one == two or ((a.low, a.high) == (b.low - shift, b.high - shift) and not (a.half_open or b.half_open)):
        return Judgement(Relation.SAME, "Both say the same time of day.")
    if (
        left.approximate == right.approximate
        and (a.low + a.high) == (b.low + b.high - 2 * shift)
        and not (a.half_open or b.half_open)
    ):
        return Judgement(Relation.SAME, "Both say the same time of day.")
    return Judgement(Relation.COMPATIBLE, f"{said} can be the same time; one is less exact.")


def _clock_against_date(left: Moment, right: Moment) -> Judgement:
    time, other = (left, right) if _clock_only(left) else (right, left)
    match = re.search(r"T(?:\d\d|MO|AF|EV|NI|NT|DT)", other.pattern)
    if match and not _split(other.pattern) and not _split(time.pattern) and time.pattern[0] == "T":
        judged = _two_times(other.pattern[match.start() :], time.pattern, other, time)
        if judged.relation is Relation.SAME:
            return Judgement(Relation.COMPATIBLE, "The same time of day; only one names the day.")
        return judged
    return Judgement(Relation.UNKNOWN, "One gives a time of day, the other a date.")


# ------------------------------------------------------------------ intervals

_Bounds = tuple[dt.datetime, dt.datetime]


def _bounds(moment: Moment) -> _Bounds:
    """The interval, widened by what the words leave open."""
    low = moment.start or dt.datetime.min
    high = moment.end or dt.datetime.max
    if not moment.start or not moment.end:
        return low, high
    match = _clock_in(moment)
    if match and not _split(moment.pattern):
        if match["minute"] is None and not moment.approximate:
            return _moved(low, -15), _moved(high, 15)
        return low, high
    if moment.approximate and not match and not _swappable(moment):
        slack = (high - low) / 4
        try:
            return low - slack, high + slack
        except OverflowError:
            return low, high
    return low, high


def _moved(moment: dt.datetime, minutes: int) -> dt.datetime:
    try:
        return moment + minutes * _MINUTE
    except OverflowError:
        return moment


def _overlap(one: _Bounds, two: _Bounds) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _clock_in(moment: Moment) -> re.Match[str] | None:
    return _TIME.search(moment.pattern) if moment.granularity == "time" else None


def _intervals(left: Moment, right: Moment) -> Judgement:
    said = f"“{_words(left)}” and “{_words(right)}”"
    one, two = _bounds(left), _bounds(right)
    zones = [_zone_of(left), _zone_of(right)]
    if all(z is not None for z in zones):
        (a, known_a), (b, known_b) = zones[0] or (None, True), zones[1] or (None, True)
        if not (known_a and known_b):
            return _day_only(left, right, said)
        if (a is None) != (b is None):
            return _day_only(left, right, said)
        if a is not None and b is not None:
            one, two = _utc(one, a), _utc(two, b)
    if (left.start, left.end) == (right.start, right.end) and one == two:
        return Judgement(Relation.SAME, f"Both are {_words(left)}.")
    if one == two:
        return Judgement(Relation.SAME, f"{said} are the same moment.")
    ranges = _split(left.pattern), _split(right.pattern)
    if ranges[0] and ranges[1] and _explicit(left) and _explicit(right) and left.granularity == right.granularity:
        if not (left.approximate or right.approximate) and left.granularity != "time":
            return Judgement(Relation.CONFLICT, f"{said} begin or end on different dates.")
    if _overlap(one, two):
        return Judgement(Relation.COMPATIBLE, f"{said} can both be true; one is more exact.")
    if _week_apart(left, right):
        return Judgement(Relation.UNKNOWN, f"{said} name the same weekday and may be of the same week.")
    if (_swappable(left) and _swapped(left) == right.start) or (_swappable(right) and _swapped(right) == left.start):
        return Judgement(Relation.UNKNOWN, f"{said}: the numeric date may be day first or month first.")
    parts = _fields(left), _fields(right)
    if parts[0] and parts[1] and "XXXX" in left.pattern + right.pattern and _fields_meet(parts[0], parts[1]):
        return Judgement(Relation.UNKNOWN, f"{said} differ only in the year, which one of them leaves out.")
    return Judgement(Relation.CONFLICT, f"{said} cannot be the same time.")


def _zone_of(moment: Moment) -> tuple[int | None, bool] | None:
    match = _clock_in(moment)
    if not match:
        return None
    return _zone(match["zone"], moment.start)


def _utc(bounds: _Bounds, zone: int) -> _Bounds:
    return _moved(bounds[0], -zone), _moved(bounds[1], -zone)


def _day_only(left: Moment, right: Moment, said: str) -> Judgement:
    """Times of which one lacks its zone: the days can still be too far apart for any zone."""
    one, two = _bounds(left), _bounds(right)
    if not _overlap((_moved(one[0], -1440), _moved(one[1], 1440)), two) and not _week_apart(left, right):
        return Judgement(Relation.CONFLICT, f"{said} cannot be the same time.")
    return Judgement(Relation.UNKNOWN, f"Only one of {said} names its time zone.")


def _explicit(moment: Moment) -> bool:
    """A range from one date to another, both written out, not "between" them."""
    return "/" in moment.pattern and "REF" not in moment.pattern and "CTX" not in moment.pattern


def _split(pattern: str) -> tuple[str, str] | None:
    """The two ends of a range's pattern."""
    for mark in ("..", "/"):
        if mark in pattern:
            first, last = pattern.split(mark, 1)
            return first, last
    return None


def _week_apart(left: Moment, right: Moment) -> bool:
    """Whether moving a loosely named weekday by whole weeks, at most two, makes the two meet."""
    loose = bool(_LOOSE_WEEKDAY.search(left.pattern)) or bool(_LOOSE_WEEKDAY.search(right.pattern))
    if not loose or not (left.start and left.end and right.start and right.end):
        return False
    one, two = _bounds(left), _bounds(right)
    for weeks in (-1, 1):
        try:
            if _overlap((one[0] + 7 * weeks * _DAY, one[1] + 7 * weeks * _DAY), two):
                return True
        except OverflowError:
            continue
    return False


def _swappable(moment: Moment) -> bool:
    return (
        moment.granularity == "day" and moment.approximate and bool(re.fullmatch(r"[\dX]{4}-\d\d-\d\d", moment.pattern))
    )


def _swapped(moment: Moment) -> dt.datetime | None:
    if moment.start is None or moment.start.day > 12:
        return None
    return moment.start.replace(month=moment.start.day, day=moment.start.month)


# ------------------------------------------------------------------ parts of unresolved dates


@dataclass(frozen=True, slots=True)
class _Fields:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def _fields(moment: Moment) -> _Fields | None:
    """The parts of the date that the words name; None for ranges, bounds and everything counted from elsewhere."""
    text = moment.pattern
    if _split(text) or text[:1] in "<>":
        return None
    if match := _BARE_WEEKDAY.match(text):
        return _Fields(weekday=int(match["weekday"]))
    match = _CALENDAR.match(text)
    if not match or text[match.end() :][:1] not in ("", "T"):
        return None
    year = int(match["year"]) if match["year"].isdigit() else None
    month = int(match["month"]) if match["month"] and match["month"] != "XX" else None
    day = int(match["day"]) if match["day"] else None
    if year and month and day:
        try:
            return _Fields(year, month, day, dt.date(year, month, day).isoweekday())
        except ValueError:
            return _Fields(year, month, day)
    return _Fields(year, month, day)


def _fields_meet(one: _Fields, two: _Fields) -> bool:
    both = ((one.year, two.year), (one.month, two.month), (one.day, two.day), (one.weekday, two.weekday))
    return not any(a is not None and b is not None and a != b for a, b in both)


def _parts(left: Moment, right: Moment, same_anchor: bool) -> Judgement:
    """Two moments of which at least one has no interval: only parts that both name can differ."""
    said = f"“{_words(left)}” and “{_words(right)}”"
    if same_anchor and (judged := _steps(left, right, said)):
        return judged
    one, two = _fields_of(left), _fields_of(right)
    if one is None or two is None:
        return Judgement(Relation.UNKNOWN, f"{said} cannot be compared: a day of publication is missing.")
    if not _fields_meet(one, two):
        only_weekdays = one.year is two.year is None and one.month is two.month is None
        if only_weekdays and not same_anchor:
            return Judgement(
                Relation.UNKNOWN, f"{said} are different weekdays, of articles whose days of publication are unknown."
            )
        if _swappable(left) or _swappable(right):
            return Judgement(Relation.UNKNOWN, f"{said}: the numeric date may be day first or month first.")
        return Judgement(Relation.CONFLICT, f"{said} are different dates, whatever the year.")
    shared = any(
        a is not None and b is not None
        for a, b in ((one.year, two.year), (one.month, two.month), (one.day, two.day), (one.weekday, two.weekday))
    )
    if not shared:
        return Judgement(Relation.UNKNOWN, f"{said} name different parts of a date.")
    times = [_TIME.search(m.pattern) or _DAYPART.search(m.pattern) for m in (left, right)]
    if times[0] and times[1]:
        judged = _two_times(left.pattern[times[0].start() :], right.pattern[times[1].start() :], left, right)
        if judged.relation is not Relation.SAME:
            return judged
    if one == two and bool(times[0]) == bool(times[1]):
        return Judgement(Relation.SAME, "Both name the same date.")
    return Judgement(Relation.COMPATIBLE, f"{said} can be the same date; one is more exact.")


def _fields_of(moment: Moment) -> _Fields | None:
    """As :func:`_fields`; a resolved day counts with all its parts however it was written."""
    if (
        moment.resolved
        and moment.start
        and moment.end
        and moment.granularity == "day"
        and moment.end - moment.start == _DAY
    ):
        start = moment.start
        if not _LOOSE_WEEKDAY.search(moment.pattern):
            return _Fields(start.year, start.month, start.day, start.isoweekday())
        return _Fields(weekday=start.isoweekday())
    return _fields(moment)


def _steps(left: Moment, right: Moment, said: str) -> Judgement | None:
    """ "Yesterday" against "today", "last week" against "this week", of one day of publication."""
    one, two = _STEP.fullmatch(left.pattern), _STEP.fullmatch(right.pattern)
    if not one or not two or (one["base"], one["unit"]) != (two["base"], two["unit"]):
        return None
    if one["count"] == two["count"]:
        return Judgement(Relation.SAME, "Both name the same time.")
    return Judgement(Relation.CONFLICT, f"{said} are different times.")


# ------------------------------------------------------------------ in words

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_PARTS = {"START": "early", "MID": "mid", "END": "late"}
_UNITS = {
    "D": "day", "BD": "business day", "W": "week", "WW": "working week", "WE": "weekend", "F": "fortnight", "M": "month",
    "Q": "quarter", "HY": "half", "Y": "year", "DE": "decade", "C": "century", "H": "hour", "I": "minute", "S": "second",
}  # fmt: skip
_BOUND_WORDS = (("<=", "by "), (">=", "since "), ("<", "before "), (">", "after "))
_NUMBERS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def _words(moment: Moment) -> str:
    text = moment.pattern
    lead = ""
    for mark, word in _BOUND_WORDS:
        if text.startswith(mark):
            lead, text = word, text[len(mark) :]
            break
    rough = "around " if moment.approximate and moment.granularity == "time" and re.search(r"T\d", text) else ""
    if lead:
        return lead + rough + _pattern_words(text)
    if moment.resolved and moment.start and moment.end and (resolved := _interval_words(moment)):
        return rough + resolved
    return rough + _pattern_words(text)


def _interval_words(moment: Moment) -> str:
    start, end = moment.start, moment.end
    if start is None or end is None:
        return ""
    ranged = _split(moment.pattern)
    if ranged and "T" not in moment.pattern:
        last = end - _DAY
        if moment.granularity == "year":
            words = f"{start.year} to {last.year}"
        elif moment.granularity == "month":
            words = f"{_month(start)} to {_month(last)}"
        else:
            words = f"{_day(start)} to {_day(last)}"
        return f"between {words.replace(' to ', ' and ')}" if ".." in moment.pattern else words
    if moment.granularity == "day" and end - start == _DAY:
        return _day(start)
    if moment.granularity == "time" and re.search(r"[\dEFRX]T(\d|MO|AF|EV|NI|NT|DT)", moment.pattern):
        at = re.search(r"T(\d|MO|AF|EV|NI|NT|DT).*", moment.pattern)
        day = start if not moment.approximate or not re.search(r"T\d", moment.pattern) else start + 30 * _MINUTE
        return f"{_day(day)}, {_time_words(at[0])}" if at and not ranged else ""
    plain = re.fullmatch(r"(REF[+-]\d+[A-Z]+|XXXX-\d\d|REF[+-]\d+Y-\d\d)", moment.pattern)
    if plain and moment.granularity == "month" and (end - start).days < 32:
        return _month(start)
    if plain and moment.granularity == "year" and (end - start).days > 364:
        return str(start.year)
    if plain and moment.granularity == "week":
        return f"week of {_day(start)}"
    return ""


def _day(moment: dt.datetime) -> str:
    return f"{_DAY_NAMES[moment.weekday()]} {moment.day} {calendar.month_name[moment.month]} {moment.year}"


def _month(moment: dt.datetime) -> str:
    return f"{calendar.month_name[moment.month]} {moment.year}"


def _pattern_words(text: str) -> str:
    """A pattern in words, for what no anchor resolved."""
    if ends := _split(text):
        joined = " and " if ".." in text else " to "
        return ("between " if ".." in text else "") + _pattern_words(ends[0]) + joined + _pattern_words(ends[1])
    at = re.search(r"T(\d\d|MO|AF|EV|NI|NT|DT)", text)
    if at:
        time = _time_words(text[at.start() :])
        return f"{_pattern_words(text[: at.start()])}, {time}" if at.start() else time
    for suffix, word in _PARTS.items():
        if text.endswith("-" + suffix):
            return f"{word}{'-' if word == 'mid' else ' '}{_pattern_words(text[: -len(suffix) - 1])}"
    if match := _BARE_WEEKDAY.fullmatch(text):
        return f"a {_DAY_NAMES[int(match['weekday']) - 1]}"
    if match := re.fullmatch(r"REF([+-]\d+|[<>])W-([1-7])", text):
        turn = {"-1": "last", "+0": "this", "+1": "next", "<": "this past", ">": "this coming"}.get(
            match[1], match[1] + " weeks"
        )
        return f"{turn} {_DAY_NAMES[int(match[2]) - 1]}"
    if match := _CALENDAR.fullmatch(text):
        return _calendar_words(match)
    if match := _STEP.fullmatch(text):
        return _step_words(match)
    if match := re.fullmatch(r"(\d{4}|XXXX|REF[+-]\d+Y)-(SP|SU|FA|WI)", text):
        return f"{_SEASONS[match[2]]}{' ' + match[1] if match[1].isdigit() else ''}"
    if match := re.fullmatch(r"(XX\d|\d{3})X", text):
        return f"{match[1].replace('XX', '')}0s"
    if match := re.fullmatch(r"(\d\d)XX", text):
        return f"{int(match[1]) * 100}s"
    if match := re.fullmatch(r"(FY|SY)(\d{4})(?:-Q(\d))?", text):
        return f"{'fiscal' if match[1] == 'FY' else 'school year'} {match[2]}" + (
            f", quarter {match[3]}" if match[3] else ""
        )
    if match := re.fullmatch(r"(.+?)-\[(.+)\](?:-WE)?", text):
        return match[2].title().replace("'S", "'s") + (f" {match[1]}" if match[1].isdigit() else "")
    if match := re.fullmatch(r"(.+)-(HY|M|Q|W|Y|DE)(-?\d)(?:x\d+)?", text):
        return f"{_NUMBERS.get(int(match[3]), match[3])} {_UNITS[match[2]]} of {_pattern_words(match[1])}"
    if match := re.fullmatch(r"(?:REF|CTX)([+-])P(X|\d+)([A-Z]+)", text):
        many = "few" if match[2] == "X" else match[2]
        return f"the {'past' if match[1] == '-' else 'next'} {many} {_UNITS.get(match[3], match[3])}{'s' if many != '1' else ''}"
    if match := re.fullmatch(r"(REF|CTX)([+-])(X|\d+(?:\.5)?)([a-z]+)", text):
        many = "some" if match[3] == "X" else match[3]
        after = (
            ("ago" if match[2] == "-" else "from now")
            if match[1] == "REF"
            else ("earlier" if match[2] == "-" else "later")
        )
        return f"{many} {_UNITS.get(match[4].upper(), match[4])}{'s' if many != '1' else ''} {after}"
    named = {
        "PAST_REF": "recently",
        "FUTURE_REF": "soon",
        "FUTURE_CTX": "soon after",
        "PAST_CTX": "shortly before",
        "XXXX": "a year",
    }
    return named.get(text, text)


def _calendar_words(match: re.Match[str]) -> str:
    year = match["year"] if match["year"].isdigit() else ""
    month = (
        calendar.month_name[int(match["month"])]
        if match["month"] and match["month"] != "XX" and int(match["month"]) < 13
        else ""
    )
    day = str(int(match["day"])) if match["day"] else ""
    turn = {"REF-1Y": "last ", "REF+0Y": "this ", "REF+1Y": "next "}.get(match["year"], "")
    return turn + " ".join(part for part in (day, month, year) if part) or "a date"


def _step_words(match: re.Match[str]) -> str:
    count, unit = int(match["count"]), _UNITS.get(match["unit"], match["unit"])
    if match["base"] == "CTX":
        return f"{'the same' if not count else 'the next' if count > 0 else 'the previous'} {unit}"
    if unit == "day" and -2 < count < 2:
        return ("yesterday", "today", "tomorrow")[count + 1]
    if unit == "day":
        return f"{abs(count)} days {'ago' if count < 0 else 'from now'}"
    return f"{'this' if not count else 'next' if count > 0 else 'last'} {unit}"


def _time_words(text: str) -> str:
    if part := _DAYPART.match(text):
        turn = _PARTS.get((part[2] or "").strip("-"), "")
        return f"{turn} {_PART_NAMES[part[1]]}".strip()
    match = _TIME.match(text)
    if not match:
        return text
    hour, minute = int(match["hour"]), match["minute"]
    if match["open"]:
        spoken = f"{hour}:{minute or '00'}"
    elif minute is None and hour in (0, 12):
        spoken = "noon" if hour else "midnight"
    else:
        spoken = f"{hour % 12 or 12}{':' + minute if minute else ''} {'a.m.' if hour < 12 else 'p.m.'}"
    zone = match["zone"]
    if not zone:
        return spoken
    return f"{spoken} {'GMT' if zone == 'Z' else zone.strip('[]') if zone[0] == '[' else 'UTC' + zone}".replace(
        " ?", ""
    )

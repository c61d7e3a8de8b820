"""How two dates or times stand to each other, and how one reads in the fact table.

The order of questions in :func:`judge_moments`: are they the same words or the same interval; is one too vague to
contradict anything; are both intervals known (do they overlap?); else, do the parts that both name differ? A conflict
is claimed only where no reading of the words lets both be true:

* a weekday without a date may be of the week before or after, so weekdays a whole week apart are never a conflict; two
  different weekdays are one, whatever the week, save a night and the day after it;
* a date without its year, of an article without its day, stands in the year nearest to the other;
* "4/11/2007" may be April or November;
* "early", "mid" and "late" of one month or year contradict each other, as two quarters of one year do;
* "early", "late" and "around" are else widened by a quarter of their length, a time said to the hour by a quarter of an
  hour, "around 10 a.m." by half an hour; two hours that are both said roughly are not one where they are nearly half
  an hour apart: nobody says "around 2" of 2.30;
* a morning hour and an afternoon are not one time, whatever the days;
* times with a zone are compared in UTC; a time with a zone against one without is unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from claimcheck.datamodel import Judgement, Moment, Relation
from claimcheck.values.dates.readings import (
    BARE_WEEKDAY,
    CALENDAR,
    DAY,
    DAYPART,
    MINUTE,
    STEP,
    TIME,
    read_moment,
    split_range,
)

__all__ = ["is_lag", "judge_moments", "read_moment"]

_LOOSE_WEEKDAY = re.compile(r"(?:XXXX-WXX|REF[+-]\d+W|REF[<>]W)-[1-7]|(?:XXXX-WXX-|REF[+-]\d+)WE")
_EVER = (dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31))
_HOURS = {"MO": (0, 12), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "NT": (18, 30), "DT": (6, 20)}

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
    said = f"“{read_moment(left)}” and “{read_moment(right)}”"
    left, right = _in_year_of(left, right), _in_year_of(right, left)
    if (parts := _parts_of_one(left, right, same_anchor)) is not None:
        return parts
    clocks = _clock_only(left), _clock_only(right)
    if all(clocks):
        return _times_of_day(left, right)
    if any(clocks):
        return _clock_against_date(left, right)
    if left.resolved and right.resolved:
        return _intervals(left, right, said)
    return _parts(left, right, same_anchor)


_YEARLESS = re.compile(r"XXXX-(?:(?P<month>\d\d)(?:-(?P<day>\d\d)|-(?P<part>START|MID|END))?|Q(?P<quarter>[1-4]))")
_PART_DAYS = {"START": (0, 15), "MID": (9, 20), "END": (15, 31)}


def _in_year_of(moment: Moment, other: Moment) -> Moment:
    """A date without its year, of an article without its day, in the year that brings it nearest to ``other``: one
    story's dates lie close together. Two such dates are put into one year, and compared in it."""
    match = _YEARLESS.fullmatch(moment.pattern)
    if moment.resolved or not match:
        return moment
    if other.resolved:
        edge = other.start or other.end
    else:
        edge = dt.datetime(2000, 7, 1) if _YEARLESS.fullmatch(other.pattern) else None
    if edge is None:
        return moment
    options = []
    for year in (edge.year - 1, edge.year, edge.year + 1) if other.resolved else (edge.year,):
        try:
            options.append(_placed(match, year))
        except ValueError:  # February 29
            continue
    if not options:
        return moment
    start, end = min(options, key=lambda o: abs(o[0] - edge))
    return replace(moment, start=start, end=end, resolved=True)


def _placed(match: re.Match[str], year: int) -> tuple[dt.datetime, dt.datetime]:
    first = dt.datetime(year, int(match["month"] or 3 * int(match["quarter"] or 1) - 2), 1)
    months = 3 if match["quarter"] else 1
    after = (first + 31 * months * DAY).replace(day=1)
    if match["day"]:
        day = first.replace(day=int(match["day"]))
        return day, day + DAY
    if match["part"]:
        low, high = _PART_DAYS[match["part"]]
        return first + low * DAY, min(first + high * DAY, after)
    return first, after


def _vague(left: Moment, right: Moment) -> Judgement:
    if left.resolved and right.resolved and _overlap(_bounds(left), _bounds(right)):
        return Judgement(
            Relation.COMPATIBLE, f"“{read_moment(left)}” and “{read_moment(right)}” can be the same time; one is vague."
        )
    return Judgement(Relation.UNKNOWN, "One of the times is too vague to compare.")


_PART = re.compile(r"(?P<whole>.+)-(?P<part>START|MID|END|Q[1-4]|HY[12])")
_SIDE = re.compile(r"(?P<side>[<>]=?)(?P<whole>.+)")
_FISCAL = re.compile(r"(?P<code>FY|SY|AY)(?P<year>\d{4})(?:-Q(?P<quarter>\d))?")
_WHOLE_DAYS = {"week": 7, "month": 31, "year": 366, "decade": 3660}
_APART = frozenset({frozenset({"<", ">"}), frozenset({"<", ">="}), frozenset({"<=", ">"})})


def _parts_of_one(left: Moment, right: Moment, same_anchor: bool) -> Judgement | None:
    """Two parts, or two sides, of one and the same time: "mid-November" and "late November", "before" and "after
    Friday", "fiscal 2013" and "fiscal 2014". None where they are not, or where the general comparison says more."""
    said = f"“{read_moment(left)}” and “{read_moment(right)}”"
    years = _FISCAL.fullmatch(left.pattern), _FISCAL.fullmatch(right.pattern)
    if years[0] and years[1] and years[0]["code"] == years[1]["code"]:
        quarters = years[0]["quarter"], years[1]["quarter"]
        if years[0]["year"] != years[1]["year"] or (quarters[0] and quarters[1] and quarters[0] != quarters[1]):
            return Judgement(Relation.CONFLICT, f"{said} are different periods.")
        return Judgement(Relation.COMPATIBLE, f"{said} can both be true; one is more exact.")
    sides = _SIDE.fullmatch(left.pattern), _SIDE.fullmatch(right.pattern)
    if sides[0] and sides[1] and sides[0]["whole"] == sides[1]["whole"]:
        opposed = frozenset({sides[0]["side"], sides[1]["side"]}) in _APART
        if opposed and _same_whole(left, right, sides[0]["whole"], same_anchor):
            return Judgement(Relation.CONFLICT, f"{said} cannot both be true.")
        return None
    parts = _PART.fullmatch(left.pattern), _PART.fullmatch(right.pattern)
    if not (parts[0] and parts[1]) or parts[0]["whole"] != parts[1]["whole"] or parts[0]["part"] == parts[1]["part"]:
        return None
    named = [p["part"][0] in "QH" for p in parts if p]
    # "earlier this year" is written as a part as well, but says no more than "up to now"
    if any(named) != all(named) or not (all(named) or (left.approximate and right.approximate)):
        return None
    if left.granularity != right.granularity or not _same_whole(left, right, parts[0]["whole"], same_anchor):
        return None
    return Judgement(Relation.CONFLICT, f"{said} are different parts of one time.")


def _same_whole(left: Moment, right: Moment, whole: str, same_anchor: bool) -> bool:
    """Whether two patterns that name one whole mean the same one: by their intervals, else by what the words fix."""
    if left.resolved and right.resolved:
        one, two = left.start or left.end, right.start or right.end
        days = _WHOLE_DAYS.get(left.granularity, 2)
        return one is not None and two is not None and abs(one - two) < days * DAY
    return same_anchor or not re.match(r"REF|CTX|XXXX-WXX", whole)


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
    if part := DAYPART.match(pattern):
        low, high = _HOURS[part[1]]
        return _Span(low * 60, high * 60, None, True)
    match = TIME.match(pattern)
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
        return first + ((7 - first.isoweekday()) % 7 + 7 * (number - 1)) * DAY

    return sunday(3, 2) <= day < sunday(11, 1)


def _times_of_day(left: Moment, right: Moment) -> Judgement:
    halves = split_range(left.pattern), split_range(right.pattern)
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
    said = f"“{read_moment(left)}” and “{read_moment(right)}”"
    if not (a.known_zone and b.known_zone):
        return Judgement(Relation.UNKNOWN, f"{said} are in time zones that cannot be compared.")
    shift = 0
    if (a.zone is None) != (b.zone is None):
        if DAYPART.match(one) or DAYPART.match(two):
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
    apart = abs((a.low + a.high) - (b.low + b.high - 2 * shift)) // 2
    rough = left.approximate and right.approximate and not (a.half_open or b.half_open)
    rough = rough and not DAYPART.match(one) and not DAYPART.match(two)
    if not meets or (rough and min(apart, abs(1440 - apart)) >= _APART_ROUGHLY):
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
    if match and not split_range(other.pattern) and not split_range(time.pattern) and time.pattern[0] == "T":
        judged = _two_times(other.pattern[match.start() :], time.pattern, other, time)
        if judged.relation is Relation.SAME:
            return Judgement(Relation.COMPATIBLE, "The same time of day; only one names the day.")
        return judged
    return Judgement(Relation.UNKNOWN, "One gives a time of day, the other a date.")


_APART_ROUGHLY = 25  # minutes between two hours that are both said roughly
_Bounds = tuple[dt.datetime, dt.datetime]


def _bounds(moment: Moment) -> _Bounds:
    """The interval, widened by what the words leave open."""
    low = moment.start or _EVER[0]
    high = moment.end or _EVER[1]
    if not moment.start or not moment.end:
        return low, high
    match = _clock_in(moment)
    if match and not split_range(moment.pattern):
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
        return moment + minutes * MINUTE
    except OverflowError:
        return moment


def _overlap(one: _Bounds, two: _Bounds) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _clock_in(moment: Moment) -> re.Match[str] | None:
    return TIME.search(moment.pattern) if moment.granularity == "time" else None


def _intervals(left: Moment, right: Moment, said: str) -> Judgement:
    one, two = _bounds(left), _bounds(right)
    if left.pattern[:2] == right.pattern[:2] in _EDGES and _edges_apart(left, right):
        return Judgement(Relation.CONFLICT, f"{said} {_EDGES[left.pattern[:2]]} at different times.")
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
        return Judgement(Relation.SAME, f"Both are {read_moment(left)}.")
    if one == two:
        return Judgement(Relation.SAME, f"{said} are the same moment.")
    ranges = split_range(left.pattern), split_range(right.pattern)
    exact = not (left.approximate or right.approximate) and left.granularity == right.granularity != "time"
    if ranges[0] and ranges[1] and exact and _explicit(left) and _explicit(right):
        return Judgement(Relation.CONFLICT, f"{said} begin or end on different dates.")
    if _overlap(one, two):
        if _rough_hours_apart(left, right, one, two):
            return Judgement(Relation.CONFLICT, f"{said} are different times of day.")
        return Judgement(Relation.COMPATIBLE, f"{said} can both be true; one is more exact.")
    if _week_apart(left, right):
        return Judgement(Relation.UNKNOWN, f"{said} name the same weekday and may be of the same week.")
    if (_swappable(left) and _swapped(left) == right.start) or (_swappable(right) and _swapped(right) == left.start):
        return Judgement(Relation.UNKNOWN, f"{said}: the numeric date may be day first or month first.")
    parts = _fields(left), _fields(right)
    if parts[0] and parts[1] and "XXXX" in left.pattern + right.pattern and _fields_meet(parts[0], parts[1]):
        return Judgement(Relation.UNKNOWN, f"{said} differ only in the year, which one of them leaves out.")
    return Judgement(Relation.CONFLICT, f"{said} cannot be the same time.")


def _rough_hours_apart(left: Moment, right: Moment, one: _Bounds, two: _Bounds) -> bool:
    """Whether two hours of one day, both said roughly, are too far apart to be one."""
    hours = [
        m.approximate and _clock_in(m) and not split_range(m.pattern) and m.pattern[0] not in "<>"
        for m in (left, right)
    ]
    return all(hours) and abs((one[0] - two[0]) + (one[1] - two[1])) / 2 >= _APART_ROUGHLY * MINUTE


_EDGES = {">=": "begin", "<=": "end"}


def _edges_apart(left: Moment, right: Moment) -> bool:
    """Whether "since 1994" and "since 1995" say different beginnings, "until Friday" and "until Monday" different ends;
    "since May 2013" is one of "since 2013"."""
    ends = []
    for moment in (left, right):
        days = _EDGE_WITHIN.get(moment.granularity)
        edge = moment.start or moment.end
        if edge is None or days is None or moment.approximate:
            return False
        first = edge if moment.start else edge - days * DAY
        ends.append((first, first + days * DAY))
    return not _overlap(*ends) and not any(_LOOSE_WEEKDAY.search(m.pattern) for m in (left, right))


_EDGE_WITHIN = {"day": 1, "week": 7, "month": 28, "year": 365, "decade": 3652}


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


def _week_apart(left: Moment, right: Moment) -> bool:
    """Whether moving a loosely named weekday by whole weeks, at most two, makes the two meet."""
    loose = bool(_LOOSE_WEEKDAY.search(left.pattern)) or bool(_LOOSE_WEEKDAY.search(right.pattern))
    if not loose or not (left.start and left.end and right.start and right.end):
        return False
    one, two = _bounds(left), _bounds(right)
    for weeks in (-1, 1):
        try:
            if _overlap((one[0] + 7 * weeks * DAY, one[1] + 7 * weeks * DAY), two):
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


@dataclass(frozen=True, slots=True)
class _Fields:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def _fields(moment: Moment) -> _Fields | None:
    """The parts of the date that the words name; None for ranges, bounds and everything counted from elsewhere."""
    return _fields_in(moment.pattern)


def _fields_in(text: str) -> _Fields | None:
    if split_range(text) or text[:1] in "<>":
        return None
    if match := BARE_WEEKDAY.match(text):
        return _Fields(weekday=int(match["weekday"]))
    part = _PART.fullmatch(text)
    match = CALENDAR.match(part["whole"] if part else text)
    if not match or match.string[match.end() :][:1] not in ("", "T") or (part and not match["day"]):
        return None  # "early on February 21" names the day, "early February" no month that it fills
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
    said = f"“{read_moment(left)}” and “{read_moment(right)}”"
    if (same_anchor and (judged := _steps(left, right, said))) or (judged := _lags(left, right, said)):
        return judged
    ranges = split_range(left.pattern), split_range(right.pattern)
    if ranges[0] and ranges[1] and _explicit(left) and _explicit(right):
        for one_end, other_end in zip(ranges[0], ranges[1], strict=True):
            ends = _fields_in(one_end), _fields_in(other_end)
            if ends[0] and ends[1] and not _fields_meet(ends[0], ends[1]):
                return Judgement(Relation.CONFLICT, f"{said} begin or end on different dates.")
    if (weekend := _weekend_and_day(left, right) or _weekend_and_day(right, left)) is not None:
        reason = f"{said} can be the same time." if weekend is not Relation.CONFLICT else f"{said} cannot be one time."
        return Judgement(weekend, reason)
    one, two = _fields_of(left), _fields_of(right)
    if one is None or two is None:
        if (hours := _hours_of_any_day(left, right)) and hours.relation is Relation.CONFLICT:
            return hours
        return Judgement(Relation.UNKNOWN, f"{said} cannot be compared: a day of publication is missing.")
    if not _fields_meet(one, two):
        only_weekdays = one.year is two.year is None and one.month is two.month is None
        if only_weekdays and (_night_before(left, one, two) or _night_before(right, two, one)):
            return Judgement(Relation.UNKNOWN, f"{said} may be the same night.")
        if only_weekdays:
            return Judgement(Relation.CONFLICT, f"{said} are different days of the week.")
        if _swappable(left) or _swappable(right):
            return Judgement(Relation.UNKNOWN, f"{said}: the numeric date may be day first or month first.")
        return Judgement(Relation.CONFLICT, f"{said} are different dates, whatever the year.")
    shared = any(
        a is not None and b is not None
        for a, b in ((one.year, two.year), (one.month, two.month), (one.day, two.day), (one.weekday, two.weekday))
    )
    if not shared:
        return Judgement(Relation.UNKNOWN, f"{said} name different parts of a date.")
    times = [TIME.search(m.pattern) or DAYPART.search(m.pattern) for m in (left, right)]
    if times[0] and times[1]:
        judged = _two_times(left.pattern[times[0].start() :], right.pattern[times[1].start() :], left, right)
        if judged.relation is not Relation.SAME:
            return judged
    parts = [_PART.fullmatch(m.pattern) for m in (left, right)]
    if parts[0] and parts[1] and parts[0]["part"] != parts[1]["part"]:
        return Judgement(Relation.UNKNOWN, f"{said} may be parts of one time.")
    if one == two and bool(times[0]) == bool(times[1]) and bool(parts[0]) == bool(parts[1]):
        return Judgement(Relation.SAME, "Both name the same date.")
    return Judgement(Relation.COMPATIBLE, f"{said} can be the same date; one is more exact.")


def _hours_of_any_day(left: Moment, right: Moment) -> Judgement | None:
    """How the hours stand of two times whose days cannot be compared; None where either names no hour."""
    times = [TIME.search(m.pattern) or DAYPART.search(m.pattern) for m in (left, right)]
    if not times[0] or not times[1] or any(split_range(m.pattern) or m.pattern[0] in "<>" for m in (left, right)):
        return None
    return _two_times(left.pattern[times[0].start() :], right.pattern[times[1].start() :], left, right)


def _weekend_and_day(weekend: Moment, day: Moment) -> Relation | None:
    """ "The weekend" beside a weekday: Saturday and Sunday are of it, Friday and Monday may be."""
    named = BARE_WEEKDAY.fullmatch(day.pattern)
    if weekend.pattern != "XXXX-WXX-WE" or not named:
        return None
    number = int(named["weekday"])
    return Relation.COMPATIBLE if number > 5 else Relation.UNKNOWN if number in (1, 5) else Relation.CONFLICT


def _night_before(moment: Moment, own: _Fields, other: _Fields) -> bool:
    """Whether a night runs into the other's day: "Friday night" and "Saturday"."""
    return "TNI" in moment.pattern and own.weekday is not None and (own.weekday % 7) + 1 == other.weekday


def _fields_of(moment: Moment) -> _Fields | None:
    """As :func:`_fields`; a resolved day counts with all its parts however it was written."""
    if (
        moment.resolved
        and moment.start
        and moment.end
        and moment.granularity == "day"
        and moment.end - moment.start == DAY
    ):
        start = moment.start
        if not _LOOSE_WEEKDAY.search(moment.pattern):
            return _Fields(start.year, start.month, start.day, start.isoweekday())
        return _Fields(weekday=start.isoweekday())
    return _fields(moment)


def _steps(left: Moment, right: Moment, said: str) -> Judgement | None:
    """Such as "Yesterday" against "today", "last week" against "this week", of one day of publication."""
    one, two = STEP.fullmatch(left.pattern), STEP.fullmatch(right.pattern)
    if not one or not two or (one["base"], one["unit"]) != (two["base"], two["unit"]):
        return None
    if one["count"] == two["count"]:
        return Judgement(Relation.SAME, "Both name the same time.")
    return Judgement(Relation.CONFLICT, f"{said} are different times.")


def is_lag(moment: Moment) -> bool:
    """Whether it is a stretch of time counted from something else that is told: "48 minutes later"."""
    lag = _LAG.fullmatch(moment.pattern)
    return lag is not None and lag["base"] == "CTX"


_LAG = re.compile(r"(?P<base>REF|CTX)(?P<count>[+-]\d+)(?P<unit>y|m|w|d|h|i)")
_HOURS_IN = {"y": 8766.0, "m": 730.5, "w": 168.0, "d": 24.0, "h": 1.0, "i": 1 / 60}


def _lags(left: Moment, right: Moment, said: str) -> Judgement | None:
    """ "35 years ago" against "20 years ago" where no day of publication is known: a story's articles are written
    within days. "48 minutes later" against "48 hours later", of one event that a story's claims have in common. Each is
    widened by three quarters of its unit."""
    one, two = _LAG.fullmatch(left.pattern), _LAG.fullmatch(right.pattern)
    if not one or not two or one["base"] != two["base"] or (one["count"][0] != two["count"][0]):
        return None
    ends = []
    for lag in (one, two):
        count, unit = abs(int(lag["count"])), _HOURS_IN[lag["unit"]]
        ends.append(((count - 0.75) * unit, (count + 0.75) * unit))
    if ends[0][0] < ends[1][1] and ends[1][0] < ends[0][1]:
        return Judgement(Relation.COMPATIBLE, f"{said} can be the same time.")
    return Judgement(Relation.CONFLICT, f"{said} are different times.")

"""A date phrase resolved against the day of publication, as an interval.

Which year, which Monday: newswire leaves them out, so a choice must be made, and it is made here.

* ``lean`` -1 (the clause speaks of the past): the latest such date up to and including the anchor;
* ``lean`` 1 (of the future): the earliest such date from the anchor on;
* ``lean`` 0 (in doubt): for a weekday the latest, as for the past, because news mostly reports what has happened; for a
  month or a day of a month the nearest.
* "last Friday" is the Friday of the week before (weeks run from Monday), "this Friday" that of the anchor's week.
  Usage differs on this, so ``comparing.moments`` never calls weekdays a week apart a conflict.
* Early, mid and late are thirds of a year, and days 1–15, 10–20 and 16–end of a month.
* "two years ago" is half a year to either side of the day two years before, "three weeks ago" three and a half days.
* Seasons are the northern hemisphere's, by whole months.
"""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from ..datamodel import Moment
from . import date_patterns as words_only
from .date_holidays import holiday_date
from .date_nodes import (
    Approximate,
    Bound,
    Calendar,
    Clock,
    Daypart,
    Fiscal,
    Fuzzy,
    Holiday,
    Joined,
    Lasting,
    Node,
    Nth,
    Part,
    Period,
    Range,
    Season,
    Shifted,
    Weekday,
    WeekOf,
    Years,
)

Extent = tuple[dt.datetime | None, dt.datetime | None]
_DAY = dt.timedelta(days=1)
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}

NEWSWIRE_HOURS = {"MO": (0, 12), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "NT": (18, 30), "DT": (6, 20)}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a phrase stands: ``anchor`` the day of publication, ``clock`` its time if known, ``context`` the day that
    "the next day" counts from if known, ``lean`` the tense around it.  ``hours`` gives the parts of the day as
    (from, to); ``strict`` reads counts to the day and ranges up to their last date, as software for calendars does."""

    anchor: dt.date | None = None
    clock: dt.time | None = None
    context: dt.date | None = None
    lean: int = 0
    hours: dict[str, tuple[int, int]] = field(default_factory=lambda: NEWSWIRE_HOURS)
    strict: bool = False


def resolve(node: Node, frame: Frame) -> Moment:
    """The moment a phrase names, with its interval where the anchor, or the phrase alone, gives one."""
    try:
        extent = _extent(node, frame)
    except (ValueError, OverflowError):  # February 30, or a year past 9999
        extent = None
    start, end = extent or (None, None)
    return Moment(
        pattern=words_only.pattern(node),
        granularity=words_only.granularity(node),
        start=start,
        end=end,
        resolved=start is not None or end is not None,
        approximate=words_only.approximate(node),
    )


def _extent(node: Node, frame: Frame) -> Extent | None:
    match node:
        case Calendar():
            return _calendar(node, frame)
        case Weekday():
            return _weekday(node, frame)
        case Period():
            return _period(node, frame)
        case Shifted():
            return _shifted(node, frame)
        case Part():
            return _part(node, frame)
        case Nth():
            return _nth(node, frame)
        case Years(first, last, _):
            return _midnight(dt.date(max(first, 1), 1, 1)), _midnight(dt.date(last, 1, 1))
        case Season():
            return _season(node, frame)
        case Fiscal():
            return None
        case Holiday():
            return _holiday(node, frame)
        case Clock() | Daypart():
            return None
        case Joined(date, time):
            return _joined(date, time, frame)
        case Range():
            return _range(node, frame)
        case Lasting():
            return _lasting(node, frame)
        case Bound(side, whole):
            inner = _extent(whole, frame)
            if not inner:
                return None
            # strictly after 2015 starts in 2016, but "after 2 pm" starts there
            if side == "after" and isinstance(whole, Joined | Shifted):
                return inner[0], None
            if isinstance(whole, Part) and (full := _extent(whole.whole, frame)):
                if side == "before" and whole.which == "end":  # "before the end of May"
                    return None, full[1]
                if side == "after" and whole.which == "start":
                    return full[0], None
            if isinstance(whole, Shifted) and not frame.strict:  # "more than two years ago"
                return (None, inner[1]) if side in ("before", "until") else (inner[0], None)
            if frame.strict and side in ("until", "after") and words_only.granularity(whole) == "day":
                return (None, inner[0]) if side == "until" else (inner[0], None)
            return {
                "before": (None, inner[0]),
                "until": (None, inner[1]),
                "after": (inner[1], None),
                "since": (inner[0], None),
            }[side]
        case WeekOf(day, weekend):
            return _week_of(day, weekend, frame)
        case Approximate(whole):
            inner = _extent(whole, frame)
            if not inner or not inner[0] or not inner[1] or frame.strict:
                return inner
            wide = dt.timedelta(minutes=30) if words_only.granularity(whole) == "time" else (inner[1] - inner[0]) / 2
            return inner[0] - wide, inner[1] + wide
        case Fuzzy(code):
            if code == "PAST_REF" and frame.anchor:
                return None, _midnight(frame.anchor) + _DAY
            return None


# ------------------------------------------------------------------ calendar


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


def _days(first: dt.date, after: dt.date) -> Extent:
    return _midnight(first), _midnight(after)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, month_lengths.monthrange(year, month + 1)[1]))


def _whole_date(year: int, month: int | None, day: int | None) -> Extent:
    if month is None:
        return _days(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    if day is None:
        first = dt.date(year, month, 1)
        return _days(first, add_months(first, 1))
    first = dt.date(year, month, day)
    return _days(first, first + _DAY)


def _calendar(node: Calendar, frame: Frame) -> Extent | None:
    if node.year is not None:
        return _whole_date(node.year, node.month, node.day)
    if frame.anchor is None:
        return None
    if node.month is None:
        return _numbered_weekday(node, frame.anchor)
    year = frame.anchor.year
    if node.of_year is not None:
        return _whole_date(year + node.of_year, node.month, node.day)
    if node.shift == 0:
        return _whole_date(year, node.month, node.day)
    options: list[Extent] = []
    for near in range(-8 if (node.month, node.day) == (2, 29) else -1, 9 if (node.month, node.day) == (2, 29) else 2):
        try:
            options.append(_whole_date(year + near, node.month, node.day))
        except ValueError:
            continue
    if not options:
        return None
    if node.weekday:
        fitting = [o for o in options if o[0] and o[0].isoweekday() == node.weekday]
        options = fitting or options
    if node.shift:
        anchor = _midnight(frame.anchor)
        if node.shift < 0:
            gone = [o for o in options if o[1] and o[1] <= anchor]
            return gone[-1] if gone else options[0]
        ahead = [o for o in options if o[0] and o[0] > anchor]
        return ahead[0] if ahead else options[-1]
    return _choose(options, frame.anchor, frame.lean)


def _choose(options: list[Extent], anchor: dt.date, lean: int) -> Extent:
    """The one of several dates, in order of time, that the tense and the anchor call for."""
    now = _midnight(anchor)
    if lean < 0 and (gone := [o for o in options if o[0] and o[0] <= now]):
        return gone[-1]
    if lean > 0 and (ahead := [o for o in options if o[1] and o[1] > now]):
        return ahead[0]

    def gap(extent: Extent) -> dt.timedelta:
        start, end = extent
        if start and start > now:
            return start - now
        return now - end if end and end <= now else dt.timedelta(0)

    return min(options, key=gap)


def _numbered_weekday(node: Calendar, anchor: dt.date) -> Extent | None:
    """ "Monday the 21st": the nearest day that is both."""
    for distance in range(800):
        for day in (anchor - distance * _DAY, anchor + distance * _DAY):
            if day.day == node.day and day.isoweekday() == node.weekday:
                return _days(day, day + _DAY)
    return None


def _weekday(node: Weekday, frame: Frame) -> Extent | None:
    anchor = frame.context if node.there else frame.anchor
    if anchor is None:
        return None
    offset = node.number - anchor.isoweekday()
    if node.shift is not None:
        day = anchor + (offset + 7 * node.shift) * _DAY
    elif node.recent:
        ahead = offset % 7 or 7
        day = anchor + (ahead if node.recent > 0 else ahead - 7 if ahead != 7 else -7) * _DAY
    else:
        back = anchor - (-offset % 7) * _DAY
        on = anchor + (offset % 7) * _DAY
        day = on if frame.lean > 0 else back
    return _days(day, day + _DAY)


# ------------------------------------------------------------------ units beside the anchor


def _unit(unit: str, day: dt.date, shift: int) -> Extent:
    """The unit of the calendar ``shift`` places from the one that holds ``day``; weeks run from Monday."""
    if unit in ("D", "BD"):
        first = day + shift * _DAY
        return _days(first, first + _DAY)
    if unit in ("W", "WW", "WE", "F"):
        monday = day - (day.isoweekday() - 1) * _DAY + 7 * (2 if unit == "F" else 1) * shift * _DAY
        length = {"W": 7, "WW": 5, "WE": 7, "F": 14}[unit]
        return _days(monday + (5 * _DAY if unit == "WE" else 0 * _DAY), monday + length * _DAY)
    if unit == "M":
        first = add_months(day.replace(day=1), shift)
        return _days(first, add_months(first, 1))
    if unit == "Q":
        first = add_months(dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * shift)
        return _days(first, add_months(first, 3))
    size = {"Y": 1, "DE": 10, "C": 100}[unit]
    year = day.year // size * size + shift * size
    return _days(dt.date(max(year, 1), 1, 1), dt.date(year + size, 1, 1))


def _add(day: dt.datetime, count: float, unit: str) -> dt.datetime:
    if unit in ("M", "Q", "Y", "DE", "C"):
        months = count * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "C": 1200}[unit]
        moved = add_months(day.date(), int(months))
        return dt.datetime.combine(moved, day.time()) + dt.timedelta(days=round((months - int(months)) * 30.4))
    return day + count * {
        "D": _DAY, "BD": _DAY, "W": 7 * _DAY, "F": 14 * _DAY, "WE": 7 * _DAY,
        "H": dt.timedelta(hours=1), "I": dt.timedelta(minutes=1), "S": dt.timedelta(seconds=1),
    }[unit]  # fmt: skip


def _business(day: dt.date, count: int) -> dt.date:
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= day.isoweekday() < 6
    return day


def _period(node: Period, frame: Frame) -> Extent | None:
    day = frame.context if node.there else frame.anchor
    if day is None:
        return None
    if node.unit in ("H", "I", "S"):
        return _clock_period(node, frame, day)
    if node.count is None or (node.count and node.unit in ("Q", "DE")):
        first = _unit(node.unit, day, node.shift)
        if not node.count or node.count == 1:
            return first
        last = _unit(node.unit, day, node.shift * node.count)
        return (first[0], last[1]) if node.shift > 0 else (last[0], first[1])
    now = _midnight(day)
    if node.count == 0:  # "recent weeks", "the coming days": up to a dozen of them
        return (_add(now, -12, node.unit), now + _DAY) if node.shift < 0 else (now, _add(now, 12, node.unit))
    if node.unit == "BD":
        other = _business(day, node.count * node.shift)
        return _days(other, day) if node.shift < 0 else _days(day + _DAY, other + _DAY)
    count = node.count
    if node.shift < 0:
        return _add(now, -count, node.unit), now if frame.strict else now + _DAY
    start = now + _DAY if frame.strict else now
    return start, _add(now + _DAY, count, node.unit)


def _clock_period(node: Period, frame: Frame, day: dt.date) -> Extent:
    if frame.clock is None:
        return _midnight(day), _midnight(day) + _DAY
    now = dt.datetime.combine(day, frame.clock)
    other = _add(now, (node.count or 1) * node.shift, node.unit)
    return (other, now) if node.shift < 0 else (now, other)


def _shifted(node: Shifted, frame: Frame) -> Extent | None:
    if isinstance(node.base, str):
        start = _midnight(frame.context) if frame.context else None
    elif node.base is None:
        start = _midnight(frame.anchor) if frame.anchor else None
    else:
        inner = _extent(node.base, replace(frame, lean=frame.lean or (1 if frame.strict else 0)))
        start = inner[0] if inner else None
    if start is None:
        return None
    fine = any(unit in ("H", "I", "S") for _, unit in node.steps)
    if fine:
        if frame.clock is None:
            return start, start + _DAY
        start = dt.datetime.combine(start.date(), frame.clock)
    if not all(count for count, _ in node.steps):
        return (None, start) if node.sign < 0 else (start, None)
    sign = 1 if node.sign > 0 else -1
    moved = start
    for count, unit in node.steps:
        moved = _add(moved, sign * count, unit)
    if abs(node.sign) == 2:
        return (moved, start) if sign < 0 else (start, moved)
    if node.weekday:
        moved += (node.weekday - moved.isoweekday()) * _DAY
        return moved, moved + _DAY
    if fine:
        return moved, moved + dt.timedelta(seconds=1)
    count, unit = node.steps[-1]
    if frame.strict or unit in ("D", "BD") or not (node.base is None or isinstance(node.base, str)):
        return moved, moved + _DAY
    half = {"W": 3.5, "F": 7.0, "M": 15.0, "Q": 45.0, "Y": 183.0, "DE": 1826.0, "C": 18263.0}.get(unit, 0.5) * _DAY
    return moved - half, moved + _DAY + half


# ------------------------------------------------------------------ parts and ordinals


def _part(node: Part, frame: Frame) -> Extent | None:
    whole = _extent(node.whole, frame)
    start, end = whole or (None, None)
    if start is None or end is None:
        return None
    days = (end - start) / _DAY
    if node.which in ("earlier", "later", "rest") and days > 1:
        return _from_now(node, frame, start, end)
    at = {"earlier": "start", "later": "end", "rest": "end"}.get(node.which, node.which)
    if days > 40:
        thirds = _thirds(start, end)
        if frame.strict and isinstance(node.whole, Period):
            half = _half(start, end)
            thirds = (half, half) if at != "mid" else thirds
        return {"start": (start, thirds[0]), "mid": thirds, "end": (thirds[1], end)}[at]
    if days > 8:
        first, last = start + 9 * _DAY, start + 20 * _DAY
        middle = start + 15 * _DAY
        return {"start": (start, middle), "mid": (first, last), "end": (middle, end)}[at]
    if days > 1:
        middle = start + (3 if days == 7 else days / 2) * _DAY
        return {"start": (start, middle), "mid": (start + _DAY, end - _DAY), "end": (middle, end)}[at]
    hour = dt.timedelta(hours=1)
    noon = start + 12 * hour
    return {"start": (start, noon), "mid": (noon - 2 * hour, noon + 2 * hour), "end": (noon, end)}[at]


def _half(start: dt.datetime, end: dt.datetime) -> dt.datetime:
    months = (end.year - start.year) * 12 + end.month - start.month
    return _midnight(add_months(start.date(), months // 2))


def _thirds(start: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months % 3:
        third = (end - start) / 3
        return start + third, end - third
    return _midnight(add_months(start.date(), months // 3)), _midnight(add_months(start.date(), 2 * months // 3))


def _from_now(node: Part, frame: Frame, start: dt.datetime, end: dt.datetime) -> Extent:
    """ "Earlier this year" runs up to today, "later this week" from today on."""
    if frame.anchor is None:
        return start, end
    now = _midnight(frame.anchor)
    if frame.strict and node.which != "rest":
        days = (end - start) / _DAY
        half = start + 3 * _DAY if days < 8 else start + 15 * _DAY if days < 40 else _half(start, end)
        inside = start < now < end
        if node.which == "earlier":
            return start, min(half, now) if inside else half
        return max(half, now) if inside else half, end
    if not start <= now < end:
        return start, end
    if frame.strict:
        return now, end - _DAY
    return (start, now + _DAY) if node.which == "earlier" else (now, end)


def _nth(node: Nth, frame: Frame) -> Extent | None:
    if node.whole is None:
        if frame.anchor is None:
            return None
        whole = _unit("Y", frame.anchor, 0)
        if node.unit == "Q":
            years = [_nth(replace(node, whole=Calendar(frame.anchor.year + n)), frame) for n in (-1, 0, 1)]
            return _choose([y for y in years if y], frame.anchor, frame.lean)
    else:
        found = _extent(node.whole, frame)
        if not found:
            return None
        whole = found
    start, end = whole
    if not start or not end:
        return None
    first, after = start.date(), end.date()
    n, count = node.number, node.count
    if node.weekday:
        if n > 0:
            day = first + ((node.weekday - first.isoweekday()) % 7 + 7 * (n - 1)) * _DAY
        else:
            last = after - _DAY
            day = last - ((last.isoweekday() - node.weekday) % 7) * _DAY
        return _days(day, day + _DAY) if first <= day < after else None
    if node.unit == "D":
        day = first + (n - 1) * _DAY if n > 0 else after + (n - count + 1) * _DAY
        return _days(day, day + count * _DAY)
    if node.unit == "W":
        # ISO: a week belongs to the month or year that its Thursday is in
        monday = nth_thursday(first) - 3 * _DAY
        final = (after - _DAY) - ((after - _DAY).isoweekday() - 4) % 7 * _DAY - 3 * _DAY
        day = monday + 7 * (n - 1) * _DAY if n > 0 else final - 7 * (count - 1) * _DAY
        return _days(day, day + 7 * count * _DAY)
    months = {"M": 1, "Q": 3, "HY": 6, "Y": 12, "DE": 120}.get(node.unit)
    if months is None:
        return None
    begin = add_months(first, months * (n - 1)) if n > 0 else add_months(after, -months * count)
    return _days(begin, add_months(begin, months * count))


def nth_thursday(first: dt.date) -> dt.date:
    """The first Thursday on or after a day."""
    return first + ((4 - first.isoweekday()) % 7) * _DAY


def _season(node: Season, frame: Frame) -> Extent | None:
    if frame.strict:
        return None
    begins = _SEASON_MONTHS[node.code]

    def of(year: int) -> Extent:
        # "the winter of 2016" may be that which began or that which ended in it
        first = dt.date(year, begins, 1)
        if node.code == "WI" and node.year is not None:
            return _days(add_months(first, -12), add_months(first, 3))
        return _days(first, add_months(first, 3))

    if node.year is not None:
        return of(node.year)
    if frame.anchor is None:
        return None
    options = [of(frame.anchor.year + n) for n in (-2, -1, 0, 1)]
    now = _midnight(frame.anchor)
    if node.shift is None:
        return _choose(options, frame.anchor, frame.lean)
    if node.shift < 0:
        return [o for o in options if o[1] and o[1] <= now][-1]
    if node.shift > 0:
        return next(o for o in options if o[0] and o[0] > now)
    return of(frame.anchor.year)


def _holiday(node: Holiday, frame: Frame) -> Extent | None:
    def of(year: int) -> Extent:
        day = holiday_date(node.name, year)
        if node.weekend:
            saturday = day + ((6 - day.isoweekday() + 3) % 7 - 3) * _DAY
            return _days(min(saturday, day), max(saturday + 2 * _DAY, day + _DAY))
        return _days(day, day + _DAY)

    if node.year is not None:
        return of(node.year)
    if frame.anchor is None:
        return None
    options = [of(frame.anchor.year + n) for n in (-1, 0, 1)]
    now = _midnight(frame.anchor)
    if node.shift == 0:
        return of(frame.anchor.year)
    if node.shift and node.shift < 0:
        return [o for o in options if o[0] and o[0] < now][-1]
    if node.shift:
        return next(o for o in options if o[0] and o[0] > now)
    return _choose(options, frame.anchor, frame.lean)


def _week_of(day: Node, weekend: bool, frame: Frame) -> Extent | None:
    inner = _extent(day, frame)
    if not inner or not inner[0]:
        return None
    monday, sunday = _unit("W", inner[0].date(), 0)
    if weekend and monday and sunday:
        return monday + 5 * _DAY, sunday
    return monday, sunday


# ------------------------------------------------------------------ time of day, ranges


def _at(node: Clock) -> dt.timedelta:
    return dt.timedelta(hours=node.hour, minutes=node.minute or 0, seconds=node.second or 0)


def _joined(date: Node, time: Node, frame: Frame) -> Extent | None:
    day = _extent(date, frame)
    if not day or not day[0]:
        return None
    if isinstance(date, Part):
        whole = _extent(date.whole, frame)
        day = whole or day
    start = day[0]
    if start is None:
        return None
    start = start.replace(hour=0, minute=0, second=0, microsecond=0)
    match time:
        case Clock():
            begin = start + _at(time)
            if time.approximate and not frame.strict:
                return begin - dt.timedelta(minutes=30), begin + dt.timedelta(minutes=31)
            return begin, begin + dt.timedelta(minutes=1)
        case Daypart(code, which):
            return _daypart(start, code, which, frame)
        case Range(first, last) if isinstance(first, Clock) and isinstance(last, Clock):
            begin, end = start + _at(first), start + _at(last)
            return begin, end if end > begin else end + _DAY
        case Bound(side, Clock() as edge):
            at = start + _at(edge)
            return (None, at) if side in ("before", "until") else (at, None)
        case _:
            return None


def _daypart(start: dt.datetime, code: str, which: str, frame: Frame) -> Extent:
    low, high = frame.hours[code]
    hour = dt.timedelta(hours=1)
    begin, end = start + low * hour, start + high * hour
    middle = begin + (end - begin) / 2
    return (begin, middle) if which == "start" else (middle, end) if which == "end" else (begin, end)


def _range(node: Range, frame: Frame) -> Extent | None:
    first, last = node.first, node.last
    if isinstance(first, Clock | Daypart) or isinstance(last, Clock | Daypart):
        return None
    if frame.anchor and _yearless(first) and _yearless(last):
        # the year is chosen for the whole range, which may hold the anchor
        year = frame.anchor.year
        options = []
        for n in (-2, -1, 0, 1, 2):
            try:
                ends = replace(first, year=year + n), _after_first(first, last, year + n)
                options.append(_range(Range(*ends, inside=node.inside), frame))
            except ValueError:  # February 29
                continue
        return _choose([o for o in options if o], frame.anchor, frame.lean) if any(options) else None
    one = _extent(first, frame)
    if not one or not one[0]:
        return None
    two = _extent(last, replace(frame, context=one[0].date()))
    if not two or not two[1]:
        return None
    begin = _edge(first, one, frame)
    end = (_edge(last, two, frame) if frame.strict else two[1]) or two[1]
    if begin is None or end is None:
        return None
    if end <= begin and not (isinstance(last, Calendar) and last.year is not None):
        end = _later(last, begin, end)
    elif isinstance(last, Weekday) and last.shift is None:
        end = _later(last, begin, end - 7 * ((end - begin) // (7 * _DAY)) * _DAY)
    if _yearless(first) and isinstance(last, Calendar) and last.year is not None:
        shift = end.year - begin.year
        begin = begin.replace(year=begin.year + shift - (begin.replace(year=begin.year + shift) > end))
    elif _yearless(last) and isinstance(first, Calendar) and first.year is None and end - begin > 366 * _DAY:
        end = end.replace(year=end.year - 1)
    if first == last:
        return one
    return begin, end


def _yearless(node: Node) -> TypeGuard[Calendar]:
    return (
        isinstance(node, Calendar)
        and node.year is None
        and node.month is not None
        and node.shift is node.of_year is None
    )


def _after_first(first: Calendar, last: Calendar, year: int) -> Calendar:
    wraps = (last.month or 0, last.day or 99) < (first.month or 0, first.day or 0)
    return replace(last, year=year + wraps)


def _edge(node: Node, extent: Extent, frame: Frame) -> dt.datetime | None:
    """The point that an end of a range names; "the end of March" is the end of it."""
    if isinstance(node, Part) and frame.strict:
        whole = _extent(node.whole, frame)
        if whole and whole[0] and whole[1]:
            if node.which == "end":
                return whole[1]
            half = whole[0] + (whole[1] - whole[0]) / 2
            days = (whole[1] - whole[0]) / _DAY
            middle = whole[0] + 15 * _DAY if days < 40 else half.replace(hour=0, minute=0)
            return whole[0] if node.which == "start" else middle
    return extent[0]


def _later(node: Node, begin: dt.datetime, end: dt.datetime) -> dt.datetime:
    """An end that came out before its beginning, moved to the first such date after it."""
    if isinstance(node, Weekday) or (isinstance(node, Joined) and isinstance(node.date, Weekday)):
        while end <= begin:
            end += 7 * _DAY
        return end
    if isinstance(node, Joined):
        while end <= begin:
            end += _DAY
        return end
    while end <= begin:
        end = _add(end, 12, "M")
    return end


def _lasting(node: Lasting, frame: Frame) -> Extent | None:
    inner = _extent(node.first, frame)
    if not inner or not inner[0]:
        return None
    end = inner[0]
    for count, unit in node.steps:
        end = _add(end, count, unit)
    return inner[0], end

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

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from claimcheck.datamodel import Moment
from claimcheck.values.dates import patterns as words_only
from claimcheck.values.dates.arithmetic import (
    DAY,
    Extent,
    add,
    add_months,
    business_day,
    calendar_unit,
    choose,
    days_between,
    half_way,
    midnight,
    nth_thursday,
    thirds,
    whole_date,
)
from claimcheck.values.dates.holidays import holiday_date
from claimcheck.values.dates.nodes import (
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
    Weekend,
    WeekOf,
    Years,
)

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
    if start is not None and end is not None and end <= start:
        start = end = None  # "Monday to 1990": no stretch of time
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
            return midnight(dt.date(max(first, 1), 1, 1)), midnight(dt.date(last, 1, 1))
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
        case Weekend():
            return _weekend(frame)
        case Approximate(whole):
            inner = _extent(whole, frame)
            if not inner or not inner[0] or not inner[1] or frame.strict:
                return inner
            wide = dt.timedelta(minutes=30) if words_only.granularity(whole) == "time" else (inner[1] - inner[0]) / 2
            return inner[0] - wide, inner[1] + wide
        case Fuzzy(code):
            if code == "PAST_REF" and frame.anchor:
                return None, midnight(frame.anchor) + DAY
            return None


def _calendar(node: Calendar, frame: Frame) -> Extent | None:
    if node.year is not None:
        return whole_date(node.year, node.month, node.day)
    if frame.anchor is None:
        return None
    if node.month is None:
        return _numbered_weekday(node, frame.anchor) if node.weekday else _numbered_day(node, frame)
    year = frame.anchor.year
    if node.of_year is not None:
        return whole_date(year + node.of_year, node.month, node.day)
    if node.shift == 0:
        return whole_date(year, node.month, node.day)
    options: list[Extent] = []
    for near in range(-8 if (node.month, node.day) == (2, 29) else -1, 9 if (node.month, node.day) == (2, 29) else 2):
        try:
            options.append(whole_date(year + near, node.month, node.day))
        except ValueError:
            continue
    if not options:
        return None
    if node.weekday:
        fitting = [o for o in options if o[0] and o[0].isoweekday() == node.weekday]
        options = fitting or options
    if node.shift:
        anchor = midnight(frame.anchor)
        if node.shift < 0:
            gone = [o for o in options if o[1] and o[1] <= anchor]
            return gone[-1] if gone else options[0]
        ahead = [o for o in options if o[0] and o[0] > anchor]
        return ahead[0] if ahead else options[-1]
    return choose(options, frame.anchor, frame.lean)


def _numbered_day(node: Calendar, frame: Frame) -> Extent | None:
    """Such as "the 18th": of this month or one beside it."""
    assert frame.anchor is not None and node.day is not None
    options = []
    for months in range(-2, 3):
        first = add_months(frame.anchor.replace(day=1), months)
        if add_months(first, 1) - first >= node.day * DAY:
            options.append(days_between(first.replace(day=node.day), first.replace(day=node.day) + DAY))
    if node.of_month is not None:
        first = add_months(frame.anchor.replace(day=1), node.of_month)
        return whole_date(first.year, first.month, node.day)
    return choose(options, frame.anchor, frame.lean)


def _numbered_weekday(node: Calendar, anchor: dt.date) -> Extent | None:
    """Such as "Monday the 21st": the nearest day that is both."""
    for distance in range(800):
        for day in (anchor - distance * DAY, anchor + distance * DAY):
            if day.day == node.day and day.isoweekday() == node.weekday:
                return days_between(day, day + DAY)
    return None


def _weekday(node: Weekday, frame: Frame) -> Extent | None:
    anchor = frame.context if node.there else frame.anchor
    if anchor is None:
        return None
    offset = node.number - anchor.isoweekday()
    if node.shift is not None:
        day = anchor + (offset + 7 * node.shift) * DAY
    elif node.recent:
        ahead = offset % 7 or 7
        day = anchor + (ahead if node.recent > 0 else ahead - 7 if ahead != 7 else -7) * DAY
    else:
        back = anchor - (-offset % 7) * DAY
        on = anchor + (offset % 7) * DAY
        day = on if frame.lean > 0 else back
    return days_between(day, day + DAY)


def _period(node: Period, frame: Frame) -> Extent | None:
    day = frame.context if node.there else frame.anchor
    if day is None:
        return None
    if node.unit in ("H", "I", "S"):
        return _clock_period(node, frame, day)
    if node.count is None or (node.count and node.unit in ("Q", "DE")):
        first = calendar_unit(node.unit, day, node.shift)
        if not node.count or node.count == 1:
            return first
        last = calendar_unit(node.unit, day, node.shift * node.count)
        return (first[0], last[1]) if node.shift > 0 else (last[0], first[1])
    now = midnight(day)
    if node.count == 0:  # "recent weeks", "the coming days": up to a dozen of them
        return (add(now, -12, node.unit), now + DAY) if node.shift < 0 else (now, add(now, 12, node.unit))
    if node.unit == "BD":
        other = business_day(day, node.count * node.shift)
        return days_between(other, day) if node.shift < 0 else days_between(day + DAY, other + DAY)
    count = node.count
    if node.shift < 0:
        return add(now, -count, node.unit), now if frame.strict else now + DAY
    start = now + DAY if frame.strict else now
    return start, add(now + DAY, count, node.unit)


def _clock_period(node: Period, frame: Frame, day: dt.date) -> Extent:
    if frame.clock is None:
        return midnight(day), midnight(day) + DAY
    now = dt.datetime.combine(day, frame.clock)
    other = add(now, (node.count or 1) * node.shift, node.unit)
    return (other, now) if node.shift < 0 else (now, other)


def _shifted(node: Shifted, frame: Frame) -> Extent | None:
    if isinstance(node.base, str):
        start = midnight(frame.context) if frame.context else None
    elif node.base is None:
        start = midnight(frame.anchor) if frame.anchor else None
    else:
        inner = _extent(node.base, replace(frame, lean=frame.lean or (1 if frame.strict else 0)))
        start = inner[0] if inner else None
    if start is None:
        return None
    fine = any(unit in ("H", "I", "S") for _, unit in node.steps)
    if fine:
        if frame.clock is None:
            return start, start + DAY
        start = dt.datetime.combine(start.date(), frame.clock)
    if not all(count for count, _ in node.steps):
        return (None, start) if node.sign < 0 else (start, None)
    sign = 1 if node.sign > 0 else -1
    moved = start
    for count, unit in node.steps:
        moved = add(moved, sign * count, unit)
    if abs(node.sign) == 2:
        return (moved, start) if sign < 0 else (start, moved)
    if node.weekday:
        moved += (node.weekday - moved.isoweekday()) * DAY
        return moved, moved + DAY
    if fine:
        return moved, moved + dt.timedelta(seconds=1)
    count, unit = node.steps[-1]
    if frame.strict or unit in ("D", "BD") or not (node.base is None or isinstance(node.base, str)):
        return moved, moved + DAY
    half = {"W": 3.5, "F": 7.0, "M": 15.0, "Q": 45.0, "Y": 183.0, "DE": 1826.0, "C": 18263.0}.get(unit, 0.5) * DAY
    return moved - half, moved + DAY + half


def _part(node: Part, frame: Frame) -> Extent | None:
    whole = _extent(node.whole, frame)
    start, end = whole or (None, None)
    if start is None or end is None:
        return None
    days = (end - start) / DAY
    if node.which in ("earlier", "later", "rest") and days > 1:
        return _from_now(node, frame, start, end)
    at = {"earlier": "start", "later": "end", "rest": "end"}.get(node.which, node.which)
    if days > 40:
        months = thirds(start, end)
        if frame.strict and isinstance(node.whole, Period):
            half = half_way(start, end)
            months = (half, half) if at != "mid" else months
        return {"start": (start, months[0]), "mid": months, "end": (months[1], end)}[at]
    if days > 8:
        first, last = start + 9 * DAY, start + 20 * DAY
        middle = start + 15 * DAY
        return {"start": (start, middle), "mid": (first, last), "end": (middle, end)}[at]
    if days > 1:
        middle = start + (3 if days == 7 else days / 2) * DAY
        return {"start": (start, middle), "mid": (start + DAY, end - DAY), "end": (middle, end)}[at]
    if node.which in ("earlier", "later") and not frame.strict:
        return start, end  # "earlier on Saturday" is earlier than something else told
    hour = dt.timedelta(hours=1)
    noon = start + 12 * hour
    return {"start": (start, noon), "mid": (noon - 2 * hour, noon + 2 * hour), "end": (noon, end)}[at]


def _from_now(node: Part, frame: Frame, start: dt.datetime, end: dt.datetime) -> Extent:
    """Such as "Earlier this year" runs up to today, "later this week" from today on."""
    if frame.anchor is None:
        return start, end
    now = midnight(frame.anchor)
    if frame.strict and node.which != "rest":
        days = (end - start) / DAY
        half = start + 3 * DAY if days < 8 else start + 15 * DAY if days < 40 else half_way(start, end)
        inside = start < now < end
        if node.which == "earlier":
            return start, min(half, now) if inside else half
        return max(half, now) if inside else half, end
    if not start <= now < end:
        return start, end
    if frame.strict:
        return now, end - DAY
    return (start, now + DAY) if node.which == "earlier" else (now, end)


def _nth(node: Nth, frame: Frame) -> Extent | None:
    if node.whole is None:
        if frame.anchor is None:
            return None
        whole = calendar_unit("Y", frame.anchor, 0)
        if node.unit == "Q":
            years = [_nth(replace(node, whole=Calendar(frame.anchor.year + n)), frame) for n in (-1, 0, 1)]
            return choose([y for y in years if y], frame.anchor, frame.lean)
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
            day = first + ((node.weekday - first.isoweekday()) % 7 + 7 * (n - 1)) * DAY
        else:
            last = after - DAY
            day = last - ((last.isoweekday() - node.weekday) % 7) * DAY
        return days_between(day, day + DAY) if first <= day < after else None
    if node.unit == "D":
        day = first + (n - 1) * DAY if n > 0 else after + (n - count + 1) * DAY
        return days_between(day, day + count * DAY)
    if node.unit == "W":
        # ISO: a week belongs to the month or year that its Thursday is in
        monday = nth_thursday(first) - 3 * DAY
        final = (after - DAY) - ((after - DAY).isoweekday() - 4) % 7 * DAY - 3 * DAY
        day = monday + 7 * (n - 1) * DAY if n > 0 else final - 7 * (count - 1) * DAY
        return days_between(day, day + 7 * count * DAY)
    months = {"M": 1, "Q": 3, "HY": 6, "Y": 12, "DE": 120}.get(node.unit)
    if months is None:
        return None
    begin = add_months(first, months * (n - 1)) if n > 0 else add_months(after, -months * count)
    return days_between(begin, add_months(begin, months * count))


def _season(node: Season, frame: Frame) -> Extent | None:
    if frame.strict:
        return None
    begins = _SEASON_MONTHS[node.code]

    def of(year: int) -> Extent:
        # "the winter of 2016" may be that which began or that which ended in it
        first = dt.date(year, begins, 1)
        if node.code == "WI" and node.year is not None:
            return days_between(add_months(first, -12), add_months(first, 3))
        return days_between(first, add_months(first, 3))

    if node.year is not None:
        return of(node.year)
    if frame.anchor is None:
        return None
    options = [of(frame.anchor.year + n) for n in (-2, -1, 0, 1)]
    now = midnight(frame.anchor)
    if node.shift is None:
        return choose(options, frame.anchor, frame.lean)
    if node.shift < 0:
        return [o for o in options if o[1] and o[1] <= now][-1]
    if node.shift > 0:
        return next(o for o in options if o[0] and o[0] > now)
    return of(frame.anchor.year)


def _holiday(node: Holiday, frame: Frame) -> Extent | None:
    def of(year: int) -> Extent:
        day = holiday_date(node.name, year)
        if node.weekend:
            saturday = day + ((6 - day.isoweekday() + 3) % 7 - 3) * DAY
            return days_between(min(saturday, day), max(saturday + 2 * DAY, day + DAY))
        return days_between(day, day + DAY)

    if node.year is not None:
        return of(node.year)
    if frame.anchor is None:
        return None
    options = [of(frame.anchor.year + n) for n in (-1, 0, 1)]
    now = midnight(frame.anchor)
    if node.shift == 0:
        return of(frame.anchor.year)
    if node.shift and node.shift < 0:
        return [o for o in options if o[0] and o[0] < now][-1]
    if node.shift:
        return next(o for o in options if o[0] and o[0] > now)
    return choose(options, frame.anchor, frame.lean)


def _week_of(day: Node, weekend: bool, frame: Frame) -> Extent | None:
    inner = _extent(day, frame)
    if not inner or not inner[0]:
        return None
    monday, sunday = calendar_unit("W", inner[0].date(), 0)
    if weekend and monday and sunday:
        return monday + 5 * DAY, sunday
    return monday, sunday


def _weekend(frame: Frame) -> Extent | None:
    """Such as "over the weekend": the one to come where the words look ahead, else the last that has begun."""
    if frame.anchor is None:
        return None
    begun = frame.anchor.isoweekday() >= 6
    return calendar_unit("WE", frame.anchor, 0 if begun or frame.lean > 0 else -1)


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
            return begin, end if end > begin else end + DAY
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
        return choose([o for o in options if o], frame.anchor, frame.lean) if any(options) else None
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
        end = _later(last, begin, end - 7 * ((end - begin) // (7 * DAY)) * DAY)
    if _yearless(first) and isinstance(last, Calendar) and last.year is not None:
        shift = end.year - begin.year
        begin = begin.replace(year=begin.year + shift - (begin.replace(year=begin.year + shift) > end))
    elif _yearless(last) and isinstance(first, Calendar) and first.year is None and end - begin > 366 * DAY:
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
            days = (whole[1] - whole[0]) / DAY
            middle = whole[0] + 15 * DAY if days < 40 else half.replace(hour=0, minute=0)
            return whole[0] if node.which == "start" else middle
    return extent[0]


def _later(node: Node, begin: dt.datetime, end: dt.datetime) -> dt.datetime:
    """An end that came out before its beginning, moved to the first such date after it."""
    if isinstance(node, Weekday) or (isinstance(node, Joined) and isinstance(node.date, Weekday)):
        while end <= begin:
            end += 7 * DAY
        return end
    if isinstance(node, Joined):
        while end <= begin:
            end += DAY
        return end
    while end <= begin:
        end = add(end, 12, "M")
    return end


def _lasting(node: Lasting, frame: Frame) -> Extent | None:
    inner = _extent(node.first, frame)
    if not inner or not inner[0]:
        return None
    end = inner[0]
    for count, unit in node.steps:
        end = add(end, count, unit)
    return inner[0], end

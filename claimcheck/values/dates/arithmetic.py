"""Arithmetic of calendar dates as half-open intervals."""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt

Extent = tuple[dt.datetime | None, dt.datetime | None]

DAY = dt.timedelta(days=1)
_NEARER = 8


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)


def days_between(first: dt.date, after: dt.date) -> Extent:
    return midnight(first), midnight(after)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, month_lengths.monthrange(year, month + 1)[1]))


def whole_date(year: int, month: int | None, day: int | None) -> Extent:
    if month is None:
        return days_between(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    if day is None:
        first = dt.date(year, month, 1)
        return days_between(first, add_months(first, 1))
    first = dt.date(year, month, day)
    return days_between(first, first + DAY)


def choose(options: list[Extent], anchor: dt.date, lean: int) -> Extent:
    """The one of several dates, in order of time, that the tense and the anchor call for.

    The tense is read off words and may be another clause's, so it yields to a date on the other side that is
    ``_NEARER`` times as near: "Jan. 14" on January 7 is the day a week ahead. A day gone in the anchor's own year
    does not yield where the tense is past: newswire leaves out the year for those.
    """
    now = midnight(anchor)

    def gap(extent: Extent) -> dt.timedelta:
        start, end = extent
        if start and start > now:
            return start - now
        return now - end if end and end <= now else dt.timedelta(0)

    nearest = min(options, key=gap)
    gone = [o for o in options if o[0] and o[0] <= now]
    ahead = [o for o in options if o[1] and o[1] > now]
    if lean < 0 and gone:
        same_year = gone[-1][0] is not None and gone[-1][0].year == anchor.year
        return gone[-1] if same_year or gap(gone[-1]) <= _NEARER * gap(nearest) else nearest
    if lean > 0 and ahead:
        return ahead[0] if gap(ahead[0]) <= _NEARER * gap(nearest) else nearest
    return nearest


def calendar_unit(unit: str, day: dt.date, shift: int) -> Extent:
    """The unit of the calendar ``shift`` places from the one that holds ``day``; weeks run from Monday."""
    if unit in ("D", "BD"):
        first = day + shift * DAY
        return days_between(first, first + DAY)
    if unit in ("W", "WW", "WE", "F"):
        monday = day - (day.isoweekday() - 1) * DAY + 7 * (2 if unit == "F" else 1) * shift * DAY
        length = {"W": 7, "WW": 5, "WE": 7, "F": 14}[unit]
        return days_between(monday + (5 * DAY if unit == "WE" else 0 * DAY), monday + length * DAY)
    if unit == "M":
        first = add_months(day.replace(day=1), shift)
        return days_between(first, add_months(first, 1))
    if unit == "Q":
        first = add_months(dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * shift)
        return days_between(first, add_months(first, 3))
    size = {"Y": 1, "DE": 10, "C": 100}[unit]
    year = day.year // size * size + shift * size
    return days_between(dt.date(max(year, 1), 1, 1), dt.date(year + size, 1, 1))


def add(day: dt.datetime, count: float, unit: str) -> dt.datetime:
    if unit in ("M", "Q", "Y", "DE", "C"):
        months = count * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "C": 1200}[unit]
        moved = add_months(day.date(), int(months))
        return dt.datetime.combine(moved, day.time()) + dt.timedelta(days=round((months - int(months)) * 30.4))
    return day + count * {
        "D": DAY, "BD": DAY, "W": 7 * DAY, "F": 14 * DAY, "WE": 7 * DAY,
        "H": dt.timedelta(hours=1), "I": dt.timedelta(minutes=1), "S": dt.timedelta(seconds=1),
    }[unit]  # fmt: skip


def business_day(day: dt.date, count: int) -> dt.date:
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= day.isoweekday() < 6
    return day


def half_way(start: dt.datetime, end: dt.datetime) -> dt.datetime:
    months = (end.year - start.year) * 12 + end.month - start.month
    return midnight(add_months(start.date(), months // 2))


def thirds(start: dt.datetime, end: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months % 3:
        third = (end - start) / 3
        return start + third, end - third
    return midnight(add_months(start.date(), months // 3)), midnight(add_months(start.date(), 2 * months // 3))


def nth_thursday(first: dt.date) -> dt.date:
    """The first Thursday on or after a day."""
    return first + ((4 - first.isoweekday()) % 7) * DAY

"""One date, one time of day, or a date with its time: "Monday at 10 a.m.", "8 p.m. on Jan. 5"."""

from __future__ import annotations

from dataclasses import replace

from claimcheck.values.dates.calendar import calendar, month, weekday
from claimcheck.values.dates.clock import clock, clock_range, daypart, roughly, within_daypart
from claimcheck.values.dates.nodes import (
    Approximate,
    Bound,
    Calendar,
    Clock,
    Daypart,
    Found,
    Joined,
    Node,
    Nth,
    Part,
    Period,
    Range,
    Shifted,
    Weekday,
    Years,
)
from claimcheck.values.dates.relative import relative
from claimcheck.values.dates.words import CLOSERS, Words, ordinal, year

LONG_BOUNDS = (
    (("no", "later", "than"), "until"),
    (("as", "late", "as"), "until"),
    (("as", "early", "as"), "since"),
    (("prior", "to"), "before"),
    (("later", "than"), "after"),
    (("earlier", "than"), "before"),
)


def read_term(words: Words, i: int, lean: int, led: bool = False) -> Found:
    """A date, a time, or a date with its time, at ``i``."""
    start = i
    rough = roughly(words, i)
    if rough > i and words.low(i) in ("around", "approximately", "circa", "roughly"):
        rough = words.skip(rough, "the")
        found = _dated(words, rough, lean, True)
        year_alone = found and isinstance(found[0], Calendar) and found[0].month is None and words.low(i) != "circa"
        if found and not year_alone and not isinstance(found[0], Weekday | Range | Shifted | Period):
            return Approximate(found[0]), found[1]
    return _dated(words, start, lean, led) or _timed(words, start)


def _date(words: Words, i: int, lean: int, led: bool) -> Found:
    """A date without a time of day; the longest reading."""
    best: Found = None
    named = weekday(words, i, led=led)
    options = [relative(words, i, lean), calendar(words, i, led=led), (Weekday(named[0]), named[1]) if named else None]
    if words.low(i) == "the" and (numbered := _numbered_day(words, i)):
        options.append(numbered)
    if words.low(i) == "the":
        after = calendar(words, i + 1)
        if (after and isinstance(after[0], Calendar) and after[0].day) or (after and isinstance(after[0], Years)):
            options.append(after)
    for option in options:
        if option and (best is None or option[1] > best[1]):
            best = option
    return best


def _numbered_day(words: Words, i: int) -> Found:
    """Such as "on the 18th." and "the 21st of this month", where nothing follows that the ordinal could count."""
    that = ordinal(words, i + 1) if words[i + 1].number is not None else None
    if not that or not 1 <= that[0] <= 31:
        return None
    j = words.skip(that[1], "of")
    turn = {"last": -1, "this": 0, "next": 1}.get(words.low(j))
    if turn is not None and words.low(j + 1) == "month":
        return Calendar(day=that[0], of_month=turn), j + 2
    closed = words.low(that[1]) in (".", ",", ";", "?", "!", "", "at", "from")
    return (Calendar(day=that[0]), that[1]) if closed and words.low(i - 1) in ("on", "until", "till") else None


def _dated(words: Words, i: int, lean: int, led: bool) -> Found:
    """A date and, if it follows, its time of day."""
    found = _date(words, i, lean, led)
    if not found:
        return None
    node, end = found
    if isinstance(node, Joined):
        return _refined(words, node, end)
    if not _one_day(node):
        return node, end
    if time := _time_after(words, node, end):
        return time
    return node, end


def _one_day(node: Node) -> bool:
    match node:
        case Calendar(_, _, day):
            return day is not None
        case Period(unit, _, count, _):
            return unit == "D" and count is None
        case Part(_, whole):
            return _one_day(whole)
        case Nth(_, unit, _, _, _):
            return unit == "D"
        case Weekday():
            return True
        case _:
            return False


def _time_after(words: Words, date: Node, i: int) -> Found:
    """Such as "Monday at 10 a.m.", "Monday morning", "tomorrow, 8:00", "Tuesday from 2 to 4 p.m."."""
    j = i
    if words.low(i) == "'" and words.low(i + 1) == "s":
        return None
    if isinstance(date, Part) and (part := daypart(words, i)) and not part[0].which:
        which = {"start": "start", "end": "end", "earlier": "start", "later": "end"}.get(date.which, "")
        return _refined(words, Joined(date.whole, Daypart(part[0].code, which)), part[1])
    if part := daypart(words, i):
        glue = words.low(i) not in ("early", "late", "earlier", "later") or part[1] > i + 1
        if glue and words.low(part[1]) not in ("lights",):
            return _refined(words, Joined(date, part[0]), part[1])
    if words.low(i) == "in" and words.low(i + 1) == "the" and (part := daypart(words, i + 2)):
        return _refined(words, Joined(date, part[0]), part[1])
    if words.low(i) in ("am", "pm") and words.low(i + 1) != "i" and isinstance(date, Period):
        return Joined(date, Daypart("MO" if words.low(i) == "am" else "AF")), i + 1
    j = words.skip(j, ",")
    j = words.skip(j, "-") if words.low(j) == "-" and (words[j + 1].number is not None) and not words[j].glued else j
    if side := {"before": "before", "after": "after", "by": "until", "until": "until", "since": "since"}.get(
        words.low(j)
    ):
        time = clock(words, words.skip(j + 1, "the"), loose=False)
        return (Joined(date, Bound(side, time[0])), time[1]) if time and j == i else None
    for lead, which in LONG_BOUNDS:
        if words.follows(j, *lead) and (time := clock(words, j + len(lead), loose=True)):
            return Joined(date, Bound(which, time[0])), time[1]
    promised = words.low(j) in ("at", "@", "around", "from", "between")
    if hours := clock_range(words, j, loose=j == i or words.low(j) in ("from", "between", "at")):
        return Joined(date, hours[0]), hours[1]
    k = j + 1 if words.low(j) in ("at", "@", "for") else j
    colon = words.low(k + 1) == ":" and words[k + 2].glued
    time = clock(words, k, loose=promised or colon)
    if time is None and isinstance(date, Calendar) and date.day and words[k].number is None and j == i:
        time = (
            clock(words, k, loose=True)
            if words.low(k).isalpha() and words[k].low not in ("a", "in", "around", "about", "shortly", "just")
            else None
        )
        if time and time[1] - k < 2:
            time = None
    if not time or (words.low(j) == "for" and words.low(k + 1) != ":"):
        return None
    if words.low(j) == "around" and not time[0].sure and not _clock_like(words, time[1]):
        return None
    return _refined(words, Joined(date, time[0]), time[1])


def _clock_like(words: Words, i: int) -> bool:
    return not words[i].raw[:1].isalnum() or words.low(i) in CLOSERS


def _refined(words: Words, node: Joined, end: int) -> tuple[Node, int]:
    """A part of the day with the hour after it ("Monday night at 10", "tonight from 7 to 8"), or in the other order."""
    if isinstance(node.time, Daypart):
        code = node.time.code
        j = words.skip(end, ",")
        hours = clock_range(words, j, loose=j == end)
        if hours:
            first, last = hours[0].first, hours[0].last
            if isinstance(first, Clock) and isinstance(last, Clock):
                moved = replace(hours[0], first=within_daypart(first, code), last=within_daypart(last, code))
                return Joined(node.date, moved), hours[1]
        led = words.low(j) in ("at", "around", "@")
        time = clock(words, words.skip(j, "at", "@"), loose=led)
        counted = time and words.low(j) == "around" and not time[0].sure and not _clock_like(words, time[1])
        if time and (led or j == end or time[0].sure) and not counted:
            return Joined(node.date, within_daypart(time[0], code)), time[1]
        if turn := _week_after(words, node, end):
            return turn
    elif isinstance(node.time, Clock):
        if part := daypart(words, end):
            return Joined(node.date, within_daypart(node.time, part[0].code)), part[1]
        if (
            isinstance(node.date, Calendar)
            and node.date.year is None
            and node.time.second is not None
            and (tail := year(words, end))
        ):
            return replace(node, date=replace(node.date, year=tail[0])), tail[
                1
            ]  # as programs write: "Oct 26 15:50:06 2016"
    return node, end


def _week_after(words: Words, node: Joined, i: int) -> Found:
    """Such as "Wednesday evening next week"."""
    shift = {"last": -1, "this": 0, "next": 1}.get(words.low(i))
    if shift is not None and words.low(i + 1) == "week" and isinstance(node.date, Weekday) and node.date.shift is None:
        return replace(node, date=Weekday(node.date.number, shift)), i + 2
    return None


def _timed(words: Words, i: int) -> Found:
    """A time of day and, if it follows, its date."""
    part: tuple[Daypart, int] | None = None
    time = clock(words, i) or _dated_hour(words, i)
    if time:
        if date := day_after_time(words, time[1]):
            day, end = date
            if isinstance(day, Joined):
                if isinstance(day.time, Daypart):
                    return Joined(day.date, within_daypart(time[0], day.time.code)), end
                return time[0], time[1]
            return Joined(day, time[0]), end
        if not time[0].sure and time[0].minute is None and words.low(time[1] - 1) not in ("clock", "oclock"):
            return None
        return time[0], time[1]
    part = daypart(words, i)
    if not part:
        return None
    of = part[1]
    linked = words.low(of) in ("of", "on")
    date = _date(words, words.skip(of + 1, "the"), 0, words.low(of) == "of") if linked else None
    if date and _one_day(date[0]):
        return Joined(date[0], part[0]), date[1]
    if words.low(i - 1) == "the" and words.low(i - 2) == "in" and not words[part[1]].raw[:1].isalnum():
        follow = clock(words, words.skip(part[1], "at"), loose=True)
        return (within_daypart(follow[0], part[0].code), follow[1]) if follow else part
    led = (words.low(i - 2) == "in" and words.low(i - 1) == "the") or (words.low(i - 1) == "in" and bool(part[0].which))
    led = led or (words.low(i + 1) == "in" and words.low(i + 2) == "the")
    if led:
        follow = clock(words, words.skip(part[1], "at"), loose=words.low(part[1]) == "at")
        if follow:
            return within_daypart(follow[0], part[0].code), follow[1]
        if not words[part[1]].raw[:1].isalnum() or words.low(part[1]) in CLOSERS:
            return part
    return None


def _dated_hour(words: Words, i: int) -> tuple[Clock, int] | None:
    """A bare hour that the day after it makes a time: "10, tonight", "five-thirty tomorrow evening"."""
    time = clock(words, i, loose=True)
    if not time or words.low(i - 1) in ("of", "to", "than"):
        return None
    j = words.skip(time[1], ",")
    if words.low(j) in ("tonight", "tomorrow") and (words[i].number is None or j > time[1] or words.low(i - 1) == "at"):
        return time
    if time[0].minute is None:
        return None
    return (
        time
        if words.low(j) in ("tomorrow", "today", "yesterday", "tonight") or month(words, j) or weekday(words, j)
        else None
    )


def _past_bracket(words: Words, i: int) -> int:
    """The index after a time in brackets that says the same in another zone: "10:35 a.m. (0735 GMT) Friday"."""
    if words.low(i) != "(" or words[i + 1].number is None:
        return i
    return next((j + 1 for j in range(i + 2, i + 9) if words.low(j) == ")"), i)


def day_after_time(words: Words, i: int) -> Found:
    """The day that follows a time: "10 a.m. Monday", "8 p.m. on Jan. 5", "noon today"."""
    j = words.skip(_past_bracket(words, i), ",")
    j = words.skip(j, "on", "of")
    j = words.skip(j, "the")
    found = _date(words, j, 0, words.low(j - 1) in ("on", "of"))
    if not found:
        return None
    node, end = found
    if isinstance(node, Joined):
        return found if isinstance(node.time, Daypart) else None
    if not _one_day(node) or (isinstance(node, Calendar) and node.month is None and node.weekday is None):
        return None
    if isinstance(node, Period) and node.there:
        return None
    if (part := daypart(words, end)) and words.low(end) not in ("early", "late"):
        return Joined(node, part[0]), part[1]
    if (
        isinstance(node, Weekday)
        and (turn := _week_after(words, Joined(node, Daypart("MO")), end))
        and isinstance(turn[0], Joined)
    ):
        return turn[0].date, turn[1]
    return node, end

"""Whole date phrases: one term, two and what joins them, or one and the word that bounds it ("before 2010")."""

from __future__ import annotations

from dataclasses import replace

from claimcheck.values.dates.calendar import calendar
from claimcheck.values.dates.clock import JOINERS, clock, clock_after, clock_range, daypart, share, within_daypart
from claimcheck.values.dates.figures import bare_year
from claimcheck.values.dates.nodes import (
    Bound,
    Calendar,
    Clock,
    Daypart,
    Found,
    Joined,
    Lasting,
    Node,
    Nth,
    Period,
    Range,
    Shifted,
    Weekday,
    WeekOf,
    Years,
)
from claimcheck.values.dates.steps import read_steps
from claimcheck.values.dates.terms import LONG_BOUNDS, day_after_time, read_term
from claimcheck.values.dates.words import CLOSERS, DAYPARTS, Words, ordinal

_BOUNDS = {
    "before": "before", "until": "until", "till": "until", "til": "until", "by": "until", "after": "after",
    "since": "since",
    "starting": "since", "beginning": "since", "onward": "since",
}  # fmt: skip


def read_phrase(words: Words, i: int, lean: int) -> tuple[Node, int, int] | None:
    """A whole phrase that begins at ``i``: the tree, where its span begins and ends."""
    if bound := _bound(words, i, lean):
        return bound
    if words.low(i) in ("from", "between") or (words.low(i) == "in" and lean <= 0):
        inner = _ranged(words, i + 1, words.low(i), lean)
        if inner:
            return inner[0], i + 1, inner[1]
        return None
    if (lasting := _for_from(words, i) or _lasting(words, i)) is not None:
        return lasting[0], i, lasting[1]
    found = _ranged(words, i, "", lean) or read_term(words, i, lean)
    if not found:
        return None
    node, end = found
    begin = i
    if words.low(i) == "the" and not isinstance(node, Range | Shifted) and not _keeps_article(words, i, node):
        begin = i + 1
    node, end = _suffix(words, node, end)
    return node, begin, end


def _keeps_article(words: Words, i: int, node: Node) -> bool:
    """Whether "the" belongs to the phrase: "the day after", "the first quarter of 2012", "the week of May 3"."""
    if isinstance(node, Nth | WeekOf):
        return True
    if isinstance(node, Period) and (node.there or abs(node.shift) == 2):
        return True
    day_first = words[i + 1].number is not None or ordinal(words, i + 1) is not None
    return day_first and isinstance(node, Calendar | Joined)


def _suffix(words: Words, node: Node, end: int) -> tuple[Node, int]:
    """Such as "2012 or later", "1/1/2016 and after", "Friday onwards"."""
    if isinstance(node, Calendar | Clock | Weekday | Joined):
        more = words.low(end) in ("or", "and") and words.low(end + 1) in ("later", "after", "earlier", "greater")
        if more and (not words[end + 2].raw[:1].isalnum() or words.low(end + 2) == "on"):
            side = "until" if words.low(end + 1) == "earlier" else "since"
            return Bound(side, node), end + 2
        if words.low(end) in ("onward", "onwards"):
            return Bound("since", node), end + 1
    return node, end


def _bound(words: Words, i: int, lean: int) -> tuple[Node, int, int] | None:
    """Such as "before 2010", "since last July", "by Friday".

    A noun after the date takes the preposition to itself ("after Monday's attack", "before the 2010 election"), and the
    date stands alone.
    """
    side, j = _BOUNDS.get(words.low(i), ""), i + 1
    for lead, which in LONG_BOUNDS:
        if words.follows(i, *lead):
            side, j = which, i + len(lead)
    if not side or (
        side == "since"
        and words.low(i) in ("starting", "beginning")
        and words.low(i - 1) == "week"
        and words.low(i - 2) != "every"
    ):
        return None
    if (
        side in ("before", "after")
        and j == i + 1
        and words[j].number is None
        and words.low(i - 1)
        in ("day", "week", "month", "year", "days", "weeks", "months", "years", "shortly", "soon", "long")
    ):
        return None
    k = words.skip(words.skip(j, "on"), "the")
    k = words.skip(k, "year") if words.low(k) == "year" and bare_year(words, k + 1, True) else k
    found = _ranged(words, k, words.low(i), lean) or read_term(
        words, k, lean, led=side != "until" or words.low(i) != "by"
    )
    if not found and k > j:
        found = read_term(words, k - 1, lean)
    if not found:
        return None
    node, end = found
    if isinstance(node, Range | Years | Bound) or (isinstance(node, Shifted) and side in ("before", "until", "after")):
        return None
    if isinstance(node, Period) and node.count is not None:
        return None
    after = words[end]
    closed = not after.raw[:1].isalnum() and not (after.low == "'" and words.low(end + 1) == "s")
    if after.low == "-" and after.glued and words[end + 1].glued:
        closed = False
    if not closed and after.low not in CLOSERS:
        return None
    return Bound(side, node), i, end


def _ranged(words: Words, i: int, lead: str, lean: int) -> Found:
    """Two terms and the word that joins them."""
    inside = lead == "between"
    j = words.skip(i, "the") if lead in ("from", "between") else i
    if (lead == "from" or lead == "") and (whole := _dates_apart(words, i)):
        return whole
    first = read_term(words, j, lean, led=bool(lead)) or (_now(words, j) if lead else None)
    hours = clock_range(words, i - 1 if lead in ("from", "between") else i, loose=bool(lead))
    if hours and (not first or hours[1] > first[1]):
        return _hours(words, hours, i)
    if not first:
        return None
    if isinstance(first[0], Range) and lead:
        return replace(first[0], inside=inside or first[0].inside), first[1]
    if isinstance(first[0], Joined) and isinstance(first[0].time, Range) and lead:
        return first
    if lead == "from" and (steps := _for_steps(words, first[1])):
        if isinstance(first[0], Clock):
            last = clock_after(first[0], steps[0])
            return (Range(first[0], last), steps[1]) if last else None
        return Lasting(first[0], steps[0]), steps[1]
    join = words.low(first[1])
    if join not in JOINERS and not (inside and join == "and"):
        return None
    k = first[1] + 1
    if (
        join == "-"
        and words[k - 1].glued != words[k].glued
        and not (words[k].low.isalpha() or words[k].number is not None)
    ):
        return None
    k = words.skip(k, "the")
    second = read_term(words, k, lean, led=True) or _now(words, k)
    timed = isinstance(first[0], Clock) or (isinstance(first[0], Joined) and isinstance(first[0].time, Clock))
    if not second and timed:
        second = clock(words, k, loose=True)
    if not second:
        return _short_year(words, first, k) if join == "-" else None
    ends = _ends(first[0], second[0], join, bool(lead))
    return (Range(*ends, inside=inside), second[1]) if ends else None


def _now(words: Words, i: int) -> Found:
    """Such as "now" and "date" as the end of a range."""
    if words.low(i) in ("now", "present") or words.low(i) == "date":
        return Period("D", 0), i + 1
    if words.follows(i, "current", "date"):
        return Period("D", 0), i + 2
    return None


def _short_year(words: Words, first: tuple[Node, int], i: int) -> Found:
    """Such as "2017-18": the second year by its last two digits."""
    node, word = first[0], words[i]
    if (
        (
            isinstance(node, Calendar)
            and node.year
            and not node.month
            and len(word.raw) == 2
            and word.glued
            and word.number is not None
        )
        and word.number == (node.year + 1) % 100
        and not (words[i + 1].glued and words[i + 1].low.isalnum())
    ):
        return Range(node, Calendar(node.year + 1)), i + 1
    return None


def _dates_apart(words: Words, i: int) -> Found:
    """Such as "5/1-5/7, 2020": two numeric days and a year for both."""
    a = calendar(words, i, led=True)
    if (
        not a
        or not isinstance(a[0], Calendar)
        or words.low(a[1]) != "-"
        or a[0].year is not None
        or (not a[0].swappable and not a[0].day)
    ):
        return None
    if words.low(i + 1) != "/":
        return None
    b = calendar(words, a[1] + 1, led=True)
    if not b or not isinstance(b[0], Calendar) or not b[0].day:
        return None
    last, end = b[0], b[1]
    if (
        last.year is None
        and words.low(end) == ","
        and (y := bare_year(words, end + 1, True))
        and isinstance(y[0], Calendar)
    ):
        last, end = replace(last, year=y[0].year), y[1]
    return Range(*(_ends(a[0], last, "-", True) or (a[0], last))), end


def _shows_hours(words: Words, start: int, end: int) -> bool:
    """Whether something other than bare numbers says that these words are times."""
    marks = {*DAYPARTS, ":", ".", "am", "pm", "a", "p", "m", "clock", "oclock", "hours", "noon", "midnight", "gmt"}
    written = any(words.low(i) in marks for i in range(start, end))
    return written or all(len(words[i].raw) == 4 for i in range(start, end) if words[i].number is not None)


def _hours(words: Words, hours: tuple[Range, int], start: int) -> Found:
    """A range of clock times with the day after it: "2 to 4 p.m. Tuesday"."""
    node, end = hours
    if date := day_after_time(words, end):
        day, stop = date
        if isinstance(day, Joined) and isinstance(day.time, Daypart):
            first, last = node.first, node.last
            if isinstance(first, Clock) and isinstance(last, Clock):
                node = replace(
                    node, first=within_daypart(first, day.time.code), last=within_daypart(last, day.time.code)
                )
            day = day.date
        return Joined(day, node), stop
    if not _shows_hours(words, start, end):
        return None  # "from 14-0 down"
    if part := _in_daypart(words, end):
        first, last = node.first, node.last
        if isinstance(first, Clock) and isinstance(last, Clock):
            node = replace(node, first=within_daypart(first, part[0]), last=within_daypart(last, part[0]))
        return node, part[1]
    return node, end


def _in_daypart(words: Words, i: int) -> tuple[str, int] | None:
    if words.follows(i, "in", "the") and (part := daypart(words, i + 2)):
        return part[0].code, part[1]
    return None


def _ends(first: Node, last: Node, join: str, led: bool) -> tuple[Node, Node] | None:
    """The two ends of a range with what one says for both, or None where they make no range."""
    if isinstance(first, Calendar) and isinstance(last, Calendar):
        if not first.month and not last.month and not (first.year and last.year and first.year < last.year):
            return None
        if first.year is None and last.year is not None and first.month and first.shift is None:
            back = last.month is not None and (first.month, first.day or 0) > (last.month, last.day or 99)
            first = replace(first, year=last.year - back)
        elif first.year is not None and last.year is None and last.month:
            ahead = first.month is not None and last.month < first.month
            last = replace(last, year=first.year + ahead)
        return first, last
    if isinstance(first, Clock) and isinstance(last, Clock):
        return share(first, last)
    if isinstance(first, Joined) and isinstance(last, Clock) and isinstance(first.time, Clock):
        one, two = share(first.time, last)
        return replace(first, time=one), Joined(first.date, two)
    if isinstance(first, Clock) and isinstance(last, Joined) and isinstance(last.time, Clock):
        if join in ("until", "till", "til") and isinstance(last.date, Period):
            return Joined(Period("D", 0), first), last
        one, two = share(first, last.time)
        return Joined(last.date, one), replace(last, time=two)
    if isinstance(first, Clock | Daypart) or isinstance(last, Clock | Daypart):
        return None
    if isinstance(first, Range) or isinstance(last, Range):
        return None
    if isinstance(first, Weekday) and isinstance(last, Weekday) and first == last:
        return None
    if not led and join == "to" and isinstance(first, Period) and first.count is not None:
        return None
    return first, last


def _for_steps(words: Words, i: int) -> tuple[tuple[tuple[float, str], ...], int] | None:
    return read_steps(words, i + 1) if words.low(i) == "for" else None


def _for_from(words: Words, i: int) -> Found:
    """Such as "for three hours from 10 am", "for a week from Monday"."""
    steps = _for_steps(words, i)
    if not steps or not all(count for count, _ in steps[0]):
        return None
    j = words.skip(steps[1], ",")
    if words.low(j) != "from":
        return None
    first = read_term(words, j + 1, 0, led=True)
    if not first or isinstance(first[0], Range | Lasting):
        return None
    if isinstance(first[0], Clock):
        last = clock_after(first[0], steps[0])
        return (Range(first[0], last), first[1]) if last else None
    return Lasting(first[0], steps[0]), first[1]


def _lasting(words: Words, i: int) -> Found:
    """Such as "3 days starting from next Monday", "a week starting tomorrow"."""
    steps = read_steps(words, i)
    if not steps or words.low(steps[1]) not in ("starting", "beginning") or not all(count for count, _ in steps[0]):
        return None
    j = words.skip(steps[1] + 1, "on", "from")
    first = read_term(words, j, 0, led=True)
    return (Lasting(first[0], steps[0]), first[1]) if first and not isinstance(first[0], Range) else None

"""Dates and times in newswire text, as spans and intervals: :func:`find_dates`.

A grammar of our own over words, no model: precision comes first, and the general parsers date "may resign". The
phrase is read to a small tree (``date_nodes``), which ``date_resolving`` lays on the calendar. Bare durations ("three years")
are quantities, and recurrences ("every Monday", "Tuesdays") are no dates; neither is returned.

A span covers the phrase without its preposition ("Monday", "late 2017", "around 10 a.m."), except for the words that are
part of the value: "before 2010", "since Monday", "by the end of May" and, in ranges, the word that joins the ends.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from ..datamodel import Moment
from .date_calendar import bare_year, calendar, month, weekday
from .date_clock import JOINERS, clock, clock_after, clock_range, daypart, roughly, share, within_daypart
from .date_nodes import (
    Approximate,
    Bound,
    Calendar,
    Clock,
    Daypart,
    Holiday,
    Joined,
    Lasting,
    Node,
    Nth,
    Part,
    Period,
    Range,
    Shifted,
    Weekday,
    WeekOf,
    Years,
)
from .date_relative import _steps, relative
from .date_resolving import Frame, resolve
from .date_words import CLOSERS, DAYPARTS, Words, ordinal, year

Found = tuple[Node, int] | None
_DAYLIKE = (Calendar, Weekday, Period, Shifted, Holiday, Nth, Part)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date phrase as found: ``start``/``end`` code points into the text, half-open; ``lead`` is where its preposition
    starts; ``lean`` is -1, 0 or 1 for a clause about the past, in doubt, about the future."""

    start: int
    end: int
    lead: int
    node: Node
    lean: int


def find_dates(text: str, anchor: dt.date | None = None) -> tuple[tuple[int, int, Moment], ...]:
    """Every date and time of ``text`` with its interval, in order, without overlap.

    ``anchor`` is the day of publication. Without it only absolute dates are resolved; the others keep their pattern.
    Offsets are code points into ``text``, half-open. How a bare "Friday" or "December 6" is placed: ``date_resolving``.
    """
    return tuple(
        (phrase.start, phrase.end, resolve(phrase.node, Frame(anchor, lean=phrase.lean)))
        for phrase in find_phrases(text)
    )


def find_phrases(text: str) -> tuple[Phrase, ...]:
    """Every date phrase of ``text`` as a tree, before any anchor."""
    words = Words(text)
    found: list[Phrase] = []
    i, floor = 0, 0
    while i < len(words):
        if not words.items[i].low[:1].isalnum() and words.items[i].low not in ("'",):
            i += 1
            continue
        lean = _lean(text, words.items[i].start, words.items[i].end) if words.low(i) in ("in", "within") else 0
        hit = _phrase(words, i, lean)
        if not hit:
            i += 1
            continue
        node, begin, end = hit
        start, stop = words[begin].start, words[end - 1].end
        lead = words[_lead(words, begin, floor)].start
        found.append(Phrase(start, stop, lead, node, _lean(text, start, stop)))
        i = floor = max(end, i + 1)
    return tuple(found)


def _lead(words: Words, i: int, floor: int) -> int:
    """The index of the prepositions before a phrase."""
    j = i
    while j - 1 >= floor and words.low(j - 1) in (
        "in",
        "on",
        "at",
        "from",
        "between",
        "the",
        "around",
        "for",
        "during",
        "of",
        "as",
    ):
        j -= 1
    return j


# ------------------------------------------------------------------ tense

_AHEAD = re.compile(
    r"\b(?:will|shall|won't|'ll|’ll|to be|is to|are to|due|scheduled|expected|plans?|planned|planning|upcoming|set to|set for|slated|"
    r"tomorrow|until|going to|let's|please|schedule|meet|want|hope|hopes|intends?|can we|can you)\b",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:was|were|had|did|been|died|killed|won|lost|took|came|went|made|found|began|left|struck|hit|held|fell|rose|got|gave|met|"
    r"led|saw|ran|brought|became|broke|shot|sent|said|told|ago|[a-z]{2,20}ed)\b",
    re.IGNORECASE,
)
_WEAK = frozenset("said told".split())
_STOPS = re.compile(r"[.!?;\n]\s|\n")
_REACH = 140


def _lean(text: str, start: int, end: int) -> int:
    """The tense of the clause around a phrase, by its nearest verb that shows one: past -1, future 1, none 0.

    "said" and "told" count only where no other verb is near: they date the speaking, not what is said.
    """
    before = text[max(0, start - _REACH) : start]
    for stop in _STOPS.finditer(before):
        if not re.search(r"\b(?:[A-Z][a-z]{0,4}|[A-Z]|[ap]\.m)$", before[: stop.start()]):
            before = " " * stop.end() + before[stop.end() :]
    after = text[end : end + _REACH]
    if stop_after := _STOPS.search(after):
        after = after[: stop_after.start()]
    best: tuple[int, int] | None = None
    weak = False
    for side, sign in ((_AHEAD, 1), (_GONE, -1)):
        for chunk, at_end in ((before, True), (after, False)):
            for match in side.finditer(chunk):
                distance = len(chunk) - match.end() if at_end else match.start() + 12
                if match[0].lower() in _WEAK:
                    weak = True
                elif best is None or distance < best[0]:
                    best = distance, sign
    return best[1] if best else -1 if weak else 0


# ------------------------------------------------------------------ phrases

_BOUNDS = {
    "before": "before", "until": "until", "till": "until", "til": "until", "by": "until", "after": "after", "since": "since",
    "starting": "since", "beginning": "since", "onward": "since",
}  # fmt: skip
_LONG_BOUNDS = (
    (("no", "later", "than"), "until"), (("as", "late", "as"), "until"), (("as", "early", "as"), "since"),
    (("prior", "to"), "before"), (("later", "than"), "after"), (("earlier", "than"), "before"), (("as", "of"), "since"),
)  # fmt: skip


def _phrase(words: Words, i: int, lean: int) -> tuple[Node, int, int] | None:
    """A whole phrase that begins at ``i``: the tree, where its span begins and ends."""
    if bound := _bound(words, i, lean):
        return bound
    if words.low(i) in ("from", "between") or (words.low(i) == "in" and lean <= 0):
        inner = _ranged(words, i + 1, words.low(i), lean)
        if inner:
            return inner[0], i + 1, inner[1]
        return None
    if (lasting := _lasting(words, i)) is not None:
        return lasting[0], i, lasting[1]
    found = _ranged(words, i, "", lean) or _term(words, i, lean)
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
    """ "2012 or later", "1/1/2016 and after", "Friday onwards"."""
    if isinstance(node, Calendar | Clock | Weekday | Joined):
        if words.low(end) in ("or", "and") and words.low(end + 1) in ("later", "after", "earlier", "greater"):
            if not words[end + 2].raw[:1].isalnum() or words.low(end + 2) in ("on",):
                side = "until" if words.low(end + 1) == "earlier" else "since"
                return Bound(side, node), end + 2
        if words.low(end) in ("onward", "onwards"):
            return Bound("since", node), end + 1
    return node, end


def _bound(words: Words, i: int, lean: int) -> tuple[Node, int, int] | None:
    """ "before 2010", "since last July", "by Friday". A noun after the date takes the preposition to itself ("after Monday's
    attack", "before the 2010 election"), and the date stands alone."""
    side, j = _BOUNDS.get(words.low(i), ""), i + 1
    for lead, which in _LONG_BOUNDS:
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
    found = _ranged(words, k, words.low(i), lean) or _term(words, k, lean, led=side != "until" or words.low(i) != "by")
    if not found and k > j:
        found = _term(words, k - 1, lean)
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
    first = _term(words, j, lean, led=bool(lead)) or (_now(words, j) if lead else None)
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
    second = _term(words, k, lean, led=True) or _now(words, k)
    timed = isinstance(first[0], Clock) or (isinstance(first[0], Joined) and isinstance(first[0].time, Clock))
    if not second and timed:
        second = clock(words, k, loose=True)
    if not second:
        return _short_year(words, first, k) if join == "-" else None
    ends = _ends(first[0], second[0], join, bool(lead))
    return (Range(*ends, inside=inside), second[1]) if ends else None


def _now(words: Words, i: int) -> Found:
    """ "now" and "date" as the end of a range."""
    if words.low(i) in ("now", "present") or words.low(i) == "date":
        return Period("D", 0), i + 1
    if words.follows(i, "current", "date"):
        return Period("D", 0), i + 2
    return None


def _short_year(words: Words, first: tuple[Node, int], i: int) -> Found:
    """ "2017-18": the second year by its last two digits."""
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
    """ "5/1-5/7, 2020": two numeric days and a year for both."""
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
    if date := _day_after_time(words, end):
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
    return _steps(words, i + 1) if words.low(i) == "for" else None


def _lasting(words: Words, i: int) -> Found:
    """ "3 days starting from next Monday", "a week starting tomorrow"."""
    steps = _steps(words, i)
    if not steps or words.low(steps[1]) not in ("starting", "beginning") or not all(count for count, _ in steps[0]):
        return None
    j = words.skip(steps[1] + 1, "on", "from")
    first = _term(words, j, 0, led=True)
    return (Lasting(first[0], steps[0]), first[1]) if first and not isinstance(first[0], Range) else None


# ------------------------------------------------------------------ one date, one time, or both


def _term(words: Words, i: int, lean: int, led: bool = False) -> Found:
    """A date, a time, or a date with its time, at ``i``."""
    start = i
    rough = roughly(words, i)
    if rough > i and words.low(i) in ("around", "approximately", "circa", "roughly"):
        rough = words.skip(rough, "the")
        found = _dated(words, rough, lean, True)
        if found and not (isinstance(found[0], Calendar) and found[0].month is None and words.low(i) != "circa"):
            if not isinstance(found[0], Weekday | Range | Shifted):
                return Approximate(found[0]), found[1]
    return _dated(words, start, lean, led) or _timed(words, start)


def _date(words: Words, i: int, lean: int, led: bool) -> Found:
    """A date without a time of day; the longest reading."""
    best: Found = None
    named = weekday(words, i, led=led)
    options = [relative(words, i, lean), calendar(words, i, led=led), (Weekday(named[0]), named[1]) if named else None]
    if words.low(i) == "the":
        after = calendar(words, i + 1)
        if (after and isinstance(after[0], Calendar) and after[0].day) or (after and isinstance(after[0], Years)):
            options.append(after)
    for option in options:
        if option and (best is None or option[1] > best[1]):
            best = option
    return best


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
    """ "Monday at 10 a.m.", "Monday morning", "tomorrow, 8:00", "Tuesday from 2 to 4 p.m."."""
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
    for lead, which in _LONG_BOUNDS:
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
    """A part of the day with the hour after it ("Monday night at 10", "tonight from 7 to 8"), or the other way about."""
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
        if time and (led or j == end or time[0].sure):
            if not (words.low(j) == "around" and not time[0].sure and not _clock_like(words, time[1])):
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
    """ "Wednesday evening next week"."""
    shift = {"last": -1, "this": 0, "next": 1}.get(words.low(i))
    if shift is not None and words.low(i + 1) == "week" and isinstance(node.date, Weekday) and node.date.shift is None:
        return replace(node, date=Weekday(node.date.number, shift)), i + 2
    return None


def _timed(words: Words, i: int) -> Found:
    """A time of day and, if it follows, its date."""
    part: tuple[Daypart, int] | None = None
    time = clock(words, i) or _dated_hour(words, i)
    if time:
        if date := _day_after_time(words, time[1]):
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
    if words.low(of) in ("of", "on") and (date := _date(words, words.skip(of + 1, "the"), 0, words.low(of) == "of")):
        if _one_day(date[0]):
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


def _day_after_time(words: Words, i: int) -> Found:
    """The day that follows a time: "10 a.m. Monday", "8 p.m. on Jan. 5", "noon today"."""
    j = words.skip(i, ",")
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

"""Times of day: "10 a.m.", "half past seven", "1400 GMT", "noon", "3-8pm", "early morning".

A bare number is no time. ``loose`` lets one stand where the words around it already make it one ("Monday at 5").
"""

from __future__ import annotations

from dataclasses import replace

from claimcheck.values.dates.nodes import Clock, Daypart, Range
from claimcheck.values.dates.words import (
    CLOSERS,
    DAYPARTS,
    DOUBTFUL_ZONES,
    NAMED_ZONES,
    SEASONAL_ZONES,
    SMALL,
    TENS,
    WEEKDAYS,
    ZONES,
    Words,
    cardinal,
)

ROUGHLY = frozenset("around about approximately circa roughly nearly almost".split())
JOINERS = frozenset(("to", "-", "~", "until", "till", "til", "through", "thru"))
_NAMED = {"noon": 12, "midday": 12, "midnight": 0, "noonish": 12}
_PAST = {"quarter": 15, "half": 30}


def roughly(words: Words, i: int) -> int:
    """The index after words that make a time approximate ("around", "shortly after", "just before"), or ``i``."""
    if words.low(i) in ROUGHLY:
        return words.skip(i + 1, "about")
    if words.low(i) in ("shortly", "just") and words.low(i + 1) in ("before", "after", "past"):
        return i + 2
    return i


def meridiem(words: Words, i: int) -> tuple[str, int] | None:
    """Such as "am" or "pm" at ``i`` in any dress, and the index after it."""
    low = words.low(i)
    if low in ("am", "pm"):
        return low, i + 1
    if low == "." and words.low(i + 1) in ("a", "p") and words[i].glued and words.low(i + 2) in (".", "m"):
        return meridiem(words, i + 1)  # "9.am", "9.a.m."
    if low == "." and words.low(i + 1) in ("am", "pm") and words[i].glued:
        return words.low(i + 1), i + 2
    if low in ("a", "p"):
        j = words.skip(i + 1, ".")
        if words.low(j) == "m" and (j > i + 1 or not words[j].glued or words[i].glued):
            return low + "m", words.skip(j + 1, ".") if j > i + 1 else j + 1
    return None


def zone(words: Words, i: int) -> tuple[int | str | None, int] | None:
    """A zone at ``i``: minutes from UTC, letters of one that moves with daylight saving, or None for "local time"."""
    j = words.skip(i, ",")
    word = words[j]
    if word.raw.isupper() and word.low in ZONES:
        return ZONES[word.low], j + 1
    if word.raw.isupper() and word.low in SEASONAL_ZONES:
        return word.low, j + 1
    if word.raw.isupper() and word.low in DOUBTFUL_ZONES:
        return "?", j + 1
    if word.raw.isupper() and words.low(j + 1) == "." and words.low(j + 2) == "t" and word.low in ("e", "c", "m", "p"):
        return word.low + "t", words.skip(j + 3, ".")
    if word.low in ZONES and j == i and word.raw.islower() and len(word.low) == 3 and word.low not in ("est",):
        return ZONES[word.low], j + 1
    if words.follows(j, "local", "time"):
        return None, j + 2
    if word.low in NAMED_ZONES:
        letters = NAMED_ZONES[word.low]
        k = j + 1
        if words.low(k) in ("standard", "daylight") and words.low(k + 1) == "time":
            return SEASONAL_ZONES[letters] + (60 if words.low(k) == "daylight" else 0), k + 2
        if words.low(k) in ("time", "timezone"):
            return letters, k + 1
        if not words[k].raw[:1].isupper():
            return letters, k
    if word.raw[:1].isupper() and words.low(j + 1) == "time":
        return "?", j + 2  # "Beijing time": a zone, but which hour it is there is not ours to know
    return None


def clock(words: Words, i: int, loose: bool = False) -> tuple[Clock, int] | None:
    """A time of day at ``i``."""
    start = i
    j = roughly(words, i)
    if words.low(i) == "about" and words.low(i - 1) in ("how", "what"):
        return None
    rough = j > i
    # "around noon", "around 10": a bare number after "around" counts people as often as hours
    found = _named(words, j) or _spoken(words, j) or _figures(words, j, loose)
    if not found:
        return None
    time, k = found
    if not time.sure or time.hour < 12:
        time, k = _with_daypart(words, time, k)
    if words.low(k) == "sharp":
        k += 1
    if (where := zone(words, k)) is not None:
        time, k = replace(time, zone=where[0]), where[1]
        if not time.sure:
            time = replace(time, sure=time.hour > 12 or time.minute is None)
    return (replace(time, approximate=time.approximate or rough), k) if k > start else None


def _named(words: Words, i: int) -> tuple[Clock, int] | None:
    j = i + 1 if words.low(i) == "12" and words.low(i + 1) in _NAMED else i
    low = words.low(j)
    if low in _NAMED:
        if low == "midnight" and words[j].raw[:1].isupper() and words[j + 1].raw[:1].isupper():
            return None  # "Midnight Cowboy"
        return Clock(_NAMED[low], approximate=low == "noonish"), j + 1
    if low == "mid" and words.low(words.skip(j + 1, "-")) == "night":
        return Clock(0), words.skip(j + 1, "-") + 1
    return None


def _spoken(words: Words, i: int) -> tuple[Clock, int] | None:
    """Such as "half past seven", "20 min past eight", "a quarter to six"."""
    j = words.skip(i, "a")
    if words.low(j) in _PAST:
        minutes, k = _PAST[words.low(j)], j + 1
    elif j == i and (number := cardinal(words, i)) and 0 < number[0] < 60:
        minutes, k = number
    else:
        return None
    k = words.skip(k, "min", "mins", "minutes", "minute")
    turn = words.low(k)
    if turn not in ("past", "to") or (turn == "to" and words.low(j) != "quarter"):  # "5 to 6" is a range
        return None
    hour = cardinal(words, k + 1)
    if not hour or not 1 <= hour[0] <= 12:
        return None
    after = hour[1]
    if words.follows(after, "o", "'", "clock"):
        after += 3
    time = Clock(hour[0] % 24, minutes) if turn == "past" else Clock((hour[0] - 1) or 12, 60 - minutes)
    return _close(words, replace(time, sure=False), after)


def _close(words: Words, time: Clock, i: int) -> tuple[Clock, int]:
    """The clock with "a.m." or "p.m." applied if it stands at ``i``."""
    half = meridiem(words, i)
    if not half:
        return time, i
    hour = time.hour
    if hour <= 12:
        hour = hour % 12 + (12 if half[0] == "pm" else 0)
    after = half[1]
    if words.low(i) == "am" and words.low(after) == "pm" and words[after].glued:
        return replace(time, sure=False), after + 1
    return replace(time, hour=hour, sure=True), after


def _figures(words: Words, i: int, loose: bool) -> tuple[Clock, int] | None:
    first = words[i]
    before = words[i - 1]
    if first.number is None:
        return _hour_words(words, i, loose)
    if before.glued and first.glued and before.low in (",", ".", ":") and words[i - 2].number is not None:
        return None  # the tail of "4,10:30"
    if first.glued and before.low in ("$", "£", "€"):
        return None
    hour, minute, second, j = first.number, None, None, i + 1
    mark = words.low(j)
    pair = words[j + 1]
    tight = mark in (":", ".") and words[j].glued and pair.glued and len(pair.raw) == 2 and pair.number is not None
    if mark in (":", ".") and not tight and len(pair.raw) == 2 and pair.number is not None and words[j].glued:
        # tokenised text: "10: 14 AM", "8. 40am"; the half of the day is asked for, since "at 5. 30 people" is no time
        after = zone(words, j + 2)
        tight = bool(meridiem(words, j + 2)) or (mark == ":" and after is not None and after[0] is not None)
        if mark == ":" and _led(
            words, i - 1 if words.low(i - 1) in ROUGHLY else i
        ):  # "at about 9: 25 Thursday morning"
            tight = tight or words.low(j + 2) in WEEKDAYS or words.follows(j + 2, "in", "the")
    dotted = False
    if tight and hour < 25 and (pair.number or 0) < 60:
        minute, dotted, j = pair.number, mark == ".", j + 2
        third = words[j + 1]
        if mark == ":" and words.low(j) == ":" and third.number is not None and third.glued and third.number < 60:
            second, j = third.number, j + 2
        if words.low(j) in (":", ".") and words[j].glued and words[j + 1].glued and words[j + 1].number is not None:
            return None  # "2:14.3" is a race
    elif tight:
        return None
    elif len(first.raw) in (3, 4) and hour % 100 < 60 and hour < 2400:
        half, there = meridiem(words, j), zone(words, j)
        military = len(first.raw) == 4 and (there is not None or words.low(j) in ("hours", "hrs"))
        if not half and not military and not (loose and len(first.raw) == 4 and first.raw[0] == "0"):
            return None
        if there is not None and words.low(j) == "central" and not half:
            return None
        time = Clock(hour // 100, hour % 100)
        j = j + 1 if words.low(j) in ("hours", "hrs") and not half else j
        return _close(words, time, j) if half else (time, j)
    if hour > 24:
        return None
    time = Clock(
        hour % 24, minute, second, sure=hour > 12 or hour == 0 or (len(first.raw) == 2 and first.raw[0] == "0")
    )
    closed, k = _close(words, time, j)
    if k > j:
        return closed, k
    if (
        words.low(j) in ("a", "p")
        and words[j].glued
        and (loose or minute is not None or _led(words, i))
        and not (words[j + 1].glued and words[j + 1].raw.isalnum())
    ):
        said = hour % 12 + (12 if words.low(j) == "p" else 0)
        return replace(time, hour=said, sure=True), j + 1
    if words.follows(j, "o", "'", "clock") or words.low(j) == "oclock":
        return time, j + (1 if words.low(j) == "oclock" else 3)
    if words.low(j) == "ish" and words[j].glued:
        return replace(time, sure=True, approximate=True), j + 1
    if minute is not None and not dotted:
        evident = second is not None or zone(words, j) is not None
        return (time, j) if loose or evident or _led(words, i) else None
    if loose and (dotted or _hour_free(words, j)):
        return time, j
    spoken = (words.follows(j, "in", "the") and words.low(j + 2) in DAYPARTS) or words.follows(j, "at", "night")
    return (time, j) if spoken and words.low(i - 1) != "to" and (_led(words, i) or before.low in ROUGHLY) else None


def _led(words: Words, i: int) -> bool:
    """Whether a word before ``i`` makes "10:30" a time."""
    return words.low(i - 1) in (
        "at",
        "by",
        "until",
        "till",
        "from",
        "around",
        "before",
        "after",
        "between",
        "since",
        "@",
        "to",
    )


def _hour_free(words: Words, i: int) -> bool:
    """Whether nothing at ``i`` is counted by the bare number before it: "at 10 Downing Street", "at 7 sites"."""
    word = words[i]
    if word.glued and (word.low in ("%", "/") or (word.low in (".", ",") and words[i + 1].glued)):
        return False
    if word.number is not None or word.low in ("/", "$", "%", ":", "-"):
        return False
    return (
        not word.raw[:1].isalpha() or word.low in CLOSERS or word.low in ("until", "till") or word.low in _NEXT_TO_HOUR
    )


_NEXT_TO_HOUR = frozenset(
    "tonight today tomorrow yesterday am pm next last monday tuesday wednesday thursday friday saturday sunday".split()
)


def _hour_words(words: Words, i: int, loose: bool) -> tuple[Clock, int] | None:
    """Such as "six pm", "nine thirty a m", "seven twenty-seven", "eight o'clock"."""
    low = words.low(i)
    if low not in SMALL or not 1 <= SMALL[low] <= 12:
        return None
    hour, j = SMALL[low], i + 1
    k = words.skip(j, "-")
    minute: int | None = None
    if words.low(k) in TENS or (words.low(k) in SMALL and SMALL[words.low(k)] >= 10):
        number = cardinal(words, k)
        if number and number[0] < 60:
            minute, j = number[0], words.skip(number[1], "minutes")
    time = Clock(hour, minute, sure=False)
    closed, after = _close(words, time, j)
    if after > j:
        return closed, after
    if words.follows(j, "o", "'", "clock") or words.low(j) == "oclock":
        return time, j + (1 if words.low(j) == "oclock" else 3)
    daypart = words.follows(j, "in", "the") and words.low(j + 2) in DAYPARTS
    return (time, j) if (loose and (minute is not None or _hour_free(words, j))) or daypart else None


def _with_daypart(words: Words, time: Clock, i: int) -> tuple[Clock, int]:
    """Such as "8 in the evening", "10 at night", "8:00 early morning"."""
    j = i
    if words.follows(i, "in", "the"):
        j = i + 2
    elif words.follows(i, "at", "night"):
        j = i + 1
    else:
        k = words.skip(i, "early", "late")
        if k == i or words.low(k) not in DAYPARTS:
            return time, i
        j = i
    j = words.skip(j, "early", "late")
    code = DAYPARTS.get(words.low(j))
    return (within_daypart(time, code), j + 1) if code else (time, i)


def within_daypart(time: Clock, code: str) -> Clock:
    """The clock read as that part of the day: 8 in the evening is 20, 3 at night stays 3."""
    hour = time.hour
    if not time.sure:
        if (code in ("AF", "EV") and 1 <= hour < 12) or (code == "NI" and 6 <= hour < 12):
            hour += 12
        elif code == "NI" and hour == 12:
            hour = 0
    return replace(time, hour=hour, sure=True)


def daypart(words: Words, i: int) -> tuple[Daypart, int] | None:
    """Such as "morning", "early in the morning", "late afternoon", "night" at ``i``; plurals are habits, not times."""
    which, j = "", i
    if words.low(i) in ("early", "earlier"):
        which, j = "start", i + 1
    elif words.low(i) in ("late", "later"):
        which, j = "end", i + 1
    if (j > i and words.low(j) in ("in", "on") and words.low(j + 1) == "the") or (
        words.low(j) == "in" and words.low(j + 1) == "the" and words.low(j + 2) in DAYPARTS
    ):
        j += 2
    if words.low(j) == "mid" and words.low(j + 1) == "-":
        j += 2
    if words.low(j) in ("midmorning", "midafternoon"):
        return Daypart("MO" if words.low(j) == "midmorning" else "AF"), j + 1
    if (
        words.low(j) in ("night", "day")
        and words.low(j + 1) in ("-", "time")
        and words.low(words.skip(j + 1, "-")) == "time"
    ):
        return Daypart("NT" if words.low(j) == "night" else "DT"), words.skip(j + 1, "-") + 1
    code = DAYPARTS.get(words.low(j))
    return (Daypart(code, which), j + 1) if code else None


def clock_range(words: Words, i: int, loose: bool) -> tuple[Range, int] | None:
    """Such as "5 to 6pm", "from 2:00 to 2:30 pm", "9:30-4.30pm", "between 10 and 11:30": two times of one day."""
    lead = words.low(i)
    j = i + 1 if lead in ("from", "between", "at") else i
    inside = lead == "between"
    first = clock(words, j, loose=True) or _bare_hour(words, j)
    if not first:
        return None
    join = words.low(first[1])
    if join not in JOINERS and not (inside and join == "and"):
        return None
    second = clock(words, first[1] + 1, loose=True)
    if not second:
        return None
    one, two = first[0], second[0]
    told = _told(words, j, first[1], one) or _told(words, first[1] + 1, second[1], two)
    if not told and not (loose and (j > i or join in ("-", "to", "~"))):
        return None
    return Range(*share(one, two), inside=inside), second[1]


def _told(words: Words, start: int, end: int, time: Clock) -> bool:
    """Whether the words say a time by themselves, not a bare number."""
    return (
        end - start > 1 and (time.sure or time.minute is not None or words.low(end - 1) in ("clock", "oclock"))
    ) or (words.low(start) in _NAMED)


def _bare_hour(words: Words, i: int) -> tuple[Clock, int] | None:
    number = cardinal(words, i)
    if number and 1 <= number[0] <= 24 and len(words[i].raw) < 6:
        return Clock(number[0] % 24, sure=number[0] > 12), number[1]
    return None


def share(first: Clock, second: Clock) -> tuple[Clock, Clock]:
    """Two ends of one range: the half of the day said at one end holds for the other where that keeps the order."""
    if second.sure and not first.sure and first.hour <= 12:
        moved = replace(first, hour=first.hour % 12 + (12 if second.hour >= 12 else 0), sure=True)
        first = moved if _minutes(moved) < _minutes(second) else replace(first, hour=first.hour % 12, sure=True)
    elif first.sure and not second.sure and second.hour <= 12:
        moved = replace(second, hour=second.hour % 12 + (12 if first.hour >= 12 else 0), sure=True)
        if _minutes(moved) <= _minutes(first):
            moved = replace(second, hour=second.hour % 12 + 12, sure=True)
        second = moved
    elif not first.sure and not second.sure and _minutes(second) <= _minutes(first):
        if second.hour < 12:
            second = replace(second, hour=second.hour + 12, sure=True)
            first = replace(first, sure=True)
        elif first.hour == 12:
            first = replace(first, hour=0)
    if first.zone is None and second.zone is not None:
        first = replace(first, zone=second.zone)
    return first, second


def clock_after(time: Clock, steps: tuple[tuple[float, str], ...]) -> Clock | None:
    """The time of day ``steps`` of hours, minutes and seconds later; None if they hold longer units."""
    if any(unit not in ("H", "I", "S") for _, unit in steps):
        return None
    seconds = sum(count * {"H": 3600, "I": 60, "S": 1}[unit] for count, unit in steps)
    total = int(_minutes(time) * 60 + (time.second or 0) + seconds) % 86400
    return replace(time, hour=total // 3600, minute=total // 60 % 60, second=None, sure=time.sure or total >= 43200)


def _minutes(time: Clock) -> int:
    return time.hour * 60 + (time.minute or 0)

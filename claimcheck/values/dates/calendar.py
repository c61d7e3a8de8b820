"""Calendar dates: "Nov. 13, 2015", "13 November", "2015-11-13", "4 / 11 / 2007", "July 3-5", "2014", "the 1990s"."""

from __future__ import annotations

from dataclasses import replace

from claimcheck.values.dates.clock import JOINERS
from claimcheck.values.dates.figures import bare_year, counts, decade, numeric_date
from claimcheck.values.dates.nodes import Calendar, Found, Range, Weekday
from claimcheck.values.dates.words import (
    DATE_LEADS,
    DOUBTFUL_MONTHS,
    MONTHS,
    WEEKDAYS,
    Words,
    cardinal,
    ordinal,
    whole_year,
    year,
)

_FULL_MONTHS = frozenset(w for w in MONTHS if len(w) > 4 or w in ("may", "june", "july"))
_SURE_DAYS = frozenset(w for w in WEEKDAYS if w.endswith("day")) | {"tues", "thurs", "thur"}

_HABIT = frozenset(("every", "each", "any", "all"))


def month(words: Words, i: int) -> tuple[int, int] | None:
    """A month's name at ``i``, with the point of its abbreviation if more follows."""
    number = MONTHS.get(words.low(i))
    if not number:
        return None
    if words.low(i + 1) == "." and words.low(i) not in _FULL_MONTHS and words[i + 1].glued:
        follower = words[i + 2]
        if follower.number is not None or follower.low in ("'", ",", "of", "-") or follower.low in ("the",):
            return number, i + 2
    return number, i + 1


def day(words: Words, i: int) -> tuple[int, int] | None:
    """A day of the month at ``i``: "5", "5th", "fifth", "twenty five"."""
    if words[i].number is not None and words[i].raw[0] == "0" and len(words[i].raw) == 2 and words[i].number == 0:
        return None
    found = ordinal(words, i) or (cardinal(words, i) if len(words[i].raw) < 3 or words[i].number is None else None)
    if not found or not 1 <= found[0] <= 31:
        return None
    after = words[found[1]]
    if after.low in (":",) and after.glued and words[found[1] + 1].number is not None:
        return None
    return found


def _tail_year(words: Words, i: int, *, bare: bool = True) -> tuple[int, int] | None:
    """A year that closes a date: ", 2015", " 2015", "of 2015", "in 2020", "/2015", "-2015"."""
    j = words.skip(i, ",")
    if words.low(j) in ("of", "in") or (words.low(j) in ("/", "-") and words[j].glued and words[j + 1].glued):
        j += 1
    j = words.skip(j, "the") if words.low(j + 1) == "year" else j
    j = words.skip(j, "year")
    found = year(words, j)
    if not found and words.low(j - 1) == "of" and len(words[j].raw) == 2 and words[j].number is not None:
        found = (whole_year(words[j].number or 0), j + 1)
    if not found or (not bare and j == i) or counts(words, found[1]):
        return None
    return found


def calendar(words: Words, i: int, *, led: bool = False) -> Found:
    """A calendar date at ``i``; ``led`` says that words before it already promise one."""
    found = _calendar(words, i, led)
    if found and isinstance(found[0], Calendar) and found[0].year is None and found[0].month:
        j = words.skip(words.skip(found[1], ","), "of")
        turn = {"last": -1, "this": 0, "next": 1}.get(words.low(j))
        if turn is not None and words.low(j + 1) == "year" and words.low(found[1]) != ",":
            return replace(found[0], of_year=turn), j + 2
    return found


def _calendar(words: Words, i: int, led: bool) -> Found:
    return (
        _weekday_date(words, i)
        or numeric_date(words, i, led)
        or _month_first(words, i, led)
        or _day_first(words, i)
        or _year_first(words, i)
        or decade(words, i)
        or bare_year(words, i, led)
    )


def weekday(words: Words, i: int, *, led: bool = False) -> tuple[int, int] | None:
    """A weekday's name at ``i``; short forms need a date around them ("Sun" is also a newspaper)."""
    low, raw = words.low(i), words[i].raw
    number = WEEKDAYS.get(low)
    if not number or words.low(i - 1) in _HABIT or (words.low(i - 1) == "other" and words.low(i - 2) in _HABIT):
        return None
    if words.low(i + 1) == "of" and words.low(i + 2) in ("every", "each"):
        return None
    if low in _SURE_DAYS and (len(low) > 5 or raw[0].isupper() or led or day(words, words.skip(i + 1, "the"))):
        if words.low(i + 1) == "." and len(low) < 6 and words[i + 1].glued and _dated_next(words, i + 2):
            return number, i + 2
        return number, i + 1
    if not raw[:1].isupper() or raw.isupper():
        return None
    j = words.skip(i + 1, ".")
    dated = _dated_next(words, words.skip(j, ","))
    if dated or led or (words.low(i - 1) == "on" and low != "sun") or low in ("tue", "thu"):
        return number, j if dated else i + 1
    return None


def _dated_next(words: Words, i: int) -> bool:
    low = words.low(i)
    return (
        low in MONTHS
        or (day(words, words.skip(i, "the")) is not None and not counts(words, i + 1))
        or (low == "at" and words[i + 1].number is not None)
    )


def _weekday_date(words: Words, i: int) -> Found:
    """Such as "Friday, Jan. 19, 2018", "Friday the 26th", "Monday 21", "friday (jun-15)"."""
    found = weekday(words, i)
    if not found:
        return None
    number, j = found
    k = words.skip(j, ",", "-")
    bracket = words.low(k) == "("
    k = words.skip(k, "(")
    inner = numeric_date(words, k, True) or _month_first(words, k, True) or _day_first(words, words.skip(k, "the"))
    if inner and isinstance(inner[0], Calendar) and inner[0].month and inner[0].day:
        end = inner[1]
        if bracket and words.low(end) != ")":
            return Weekday(number), j
        return replace(inner[0], weekday=number), end + 1 if bracket else end
    if inner and isinstance(inner[0], Range):
        return None
    k = words.skip(j, "the")
    that = ordinal(words, k) or (day(words, k) if words.low(k - 1) != "," and words[k].number is not None else None)
    if that and 1 <= that[0] <= 31 and k - j <= 1 and not words[k].glued and not meridiem_near(words, that[1]):
        after = words.low(that[1])
        if (not after.isalpha() and after not in ("-", "/", "~", ":", ".")) or after in (
            "at",
            "from",
            "between",
            "around",
            "after",
            "before",
        ):
            return Calendar(day=that[0], weekday=number), that[1]
        if that[1] - k == 2 or k > j:
            return Calendar(day=that[0], weekday=number), that[1]
        if after == "." and not words[that[1] + 1].glued:
            return Calendar(day=that[0], weekday=number), that[1]
    return None


def meridiem_near(words: Words, i: int) -> bool:
    """Whether "a.m." or "p.m." stands at ``i``."""
    return words.low(i) in ("am", "pm") or (words.low(i) in ("a", "p") and words.low(words.skip(i + 1, ".")) == "m")


def _month_joined(words: Words, i: int) -> bool:
    """Whether a month stands at an end of a range of months: "March to May", "Jan-Feb 2017"."""
    if words.low(i + 1) in JOINERS and words.low(i + 2) in ("date", "now", "today") and words.low(i - 1) == "from":
        return True
    if words.low(i + 1) in JOINERS | {"and"} and words.low(i + 2) in MONTHS:
        return words.low(i + 1) != "and" or words.low(i - 1) == "between"
    if words.low(i - 1) in JOINERS and (words.low(i - 2) in MONTHS or words[i - 2].number is not None):
        return True
    return words.low(i - 1) == "and" and words.low(i - 2) in MONTHS and words.low(i - 3) == "between"


def _month_led(words: Words, i: int) -> bool:
    """Whether a doubtful month ("May", "March", "April") stands where only a date can."""
    if _month_joined(words, i):
        return True
    before, raw, low = words.low(i - 1), words[i].raw, words.low(i)
    after = words[i + 1]
    if (
        low in ("may", "march")
        and raw.islower()
        and before in ("this", "last", "next", "about", "past", "back", "before", "after")
    ):
        return False  # "this may differ"
    if before in DATE_LEADS or (before == "-" and words.low(i - 2) in ("early", "late", "mid")):
        walk = low == "march" and after.low in ("on", "for", "to", "against", "and")
        return not walk or (raw[0].isupper() and before != "the")
    if low == "may" or not raw[0].isupper():
        return False
    if before in ("the", "a", "an", "its", "his", "her", "their", "by") or before == "(":
        return after.raw[:1].islower() and after.low not in ("on", "for", "to") and low not in ("jan", "mar")
    if low in ("august", "dec", "nov", "sep", "apr"):
        return after.low == "." or not after.raw[:1].isupper()
    return low in ("march", "april", "june") and (
        after.low in ("'", ",", ".") and before.isalpha() and words[i - 1].raw.islower()
    )


def _month_first(words: Words, i: int, led: bool) -> Found:
    found = month(words, i)
    if not found:
        return None
    number, j = found
    doubtful = words.low(i) in DOUBTFUL_MONTHS
    if words[i - 1].low == "$" and words[i].glued:
        return None
    k = j
    if words.low(k) in ("-", "/") and words[k].glued and words[k + 1].glued:
        k += 1
    k = words.skip(k, ",", "the") if ordinal(words, words.skip(k, ",", "the")) else k
    that = day(words, k)
    if that and not (words[k].number is None and doubtful and not words[i].raw[0].isupper() and that[0] > 31):
        if len(words[k].raw) <= 2 or words[k].number is None:
            if (
                _part_decimal(words, that[1])
                or counts(words, that[1])
                or (
                    doubtful
                    and words[i].raw.islower()
                    and words[k].number is None
                    and ordinal(words, k) is None
                    and that[0] < 2
                )
            ):
                that = None
        else:
            that = None
    if that and words[k].number is None and (spoken := year(words, k)) and spoken[1] > that[1]:
        that = None  # "August two thousand and fifteen", "nineteen eighty six"
    if that:
        return _days_of(words, number, that, k)
    tail = _tail_year(words, j)
    if tail and _part_decimal(words, tail[1]):
        tail = None
    if tail:
        glued = words.low(j) == "-" and words[j].glued  # "September-2020-23"
        if glued and words.low(tail[1]) == "-" and (last := day(words, tail[1] + 1)):
            return Calendar(tail[0], number, last[0]), last[1]
        return Calendar(tail[0], number), tail[1]
    if doubtful and not (led and words.low(i) not in ("may", "march", "mar")) and not _month_led(words, i):
        return None
    if (
        words.low(i) not in _FULL_MONTHS
        and not words[i].raw[0].isupper()
        and not led
        and words.low(i - 1) not in DATE_LEADS
    ):
        return None
    if words.low(i) not in _FULL_MONTHS and words[i].raw.isupper() and len(words[i].raw) == 3 and not led:
        return None
    if words[i + 1].low == "-" and words[i + 1].glued and words[i + 2].glued and words[i + 2].low not in MONTHS:
        if words[i + 2].number is not None:
            return None
        return None if words[i + 2].raw[:1].isupper() else (Calendar(month=number), i + 1)
    return Calendar(month=number), i + 1


def _part_decimal(words: Words, i: int) -> bool:
    """Whether the digits before ``i`` go on ("2.5", "2,000", "3:30")."""
    mark, more = words[i], words[i + 1]
    if not (mark.glued and more.glued and more.number is not None):
        return False
    return mark.low in (".", ":") or (mark.low == "," and len(more.raw) != 4)


def _days_of(words: Words, number: int, that: tuple[int, int], k: int) -> Found:
    """What follows once month and first day are read: "July 3", "July 3, 2014", "July 3-5, 2014"."""
    first, j = that
    tail = _tail_year(words, j)
    one = Calendar(tail[0] if tail else None, number, first)
    if tail:
        return one, tail[1]
    two = words[j + 1]
    if words.low(j) == "and" and two.number == first + 1 and len(two.raw) <= 2:  # "April 24 and 25": two days on end
        end = _tail_year(words, j + 2)
        y = end[0] if end else None
        if _after_day(words, j + 2) and not month(words, words.skip(j + 2, "of")) and first < 31:
            return Range(Calendar(y, number, first), Calendar(y, number, first + 1)), end[1] if end else j + 2
    if words.low(j) in JOINERS:
        n = words.skip(j + 1, "the")
        last = day(words, n)
        if last and words[n].glued and last[0] <= first and two.number is not None and words[j].glued:
            last = None
        if last and _after_day(words, last[1]) and not month(words, words.skip(last[1], "of")):
            end = _tail_year(words, last[1])
            y = end[0] if end else None
            later = number if last[0] > first else number % 12 + 1
            stop = end[1] if end else last[1]
            return Range(Calendar(y, number, first), Calendar(y, later, last[0])), stop
    # "January first 12": a two-digit year only after an ordinal in words
    spelt = words[k].number is None and ordinal(words, k) and len(words[j].raw) == 2
    short = words[j].number if spelt else None
    if short is not None and _after_day(words, j + 1):
        return Calendar(whole_year(short), number, first), j + 1
    return one, j


def _after_day(words: Words, i: int) -> bool:
    """Whether the number before ``i`` can be a day: nothing counted, no decimal, no time."""
    return not (counts(words, i) or _part_decimal(words, i) or meridiem_near(words, i) or words.low(i) in ("/",))


def _day_first(words: Words, i: int) -> Found:
    """Such as "13 November 2015", "the fourth of July 1995", "3-5 July", "9 to 12 of June", "23/Sep/2020"."""
    if (
        words[i - 1].low in (".", ",", "/", ":", "$", "-")
        and words[i - 1].glued
        and words[i].glued
        and words[i].number is not None
    ) and not (words[i - 1].low == ":" and words[i - 2].raw.isalpha()):
        return None
    if words[i - 1].low == "$":
        return None
    first = day(words, i)
    if not first:
        return None
    one = _of_month(words, first[1])
    if one:
        return Calendar(one[1], one[0], first[0]), one[2]
    j = first[1]
    if words.low(j) in JOINERS or (words.low(j) == "and" and words.low(i - 1) in ("between", "the")):
        k = words.skip(j + 1, "the")
        last = day(words, k)
        closing = _of_month(words, last[1]) if last else None
        if last and closing:
            m, y, end = closing
            before = m if first[0] < last[0] else (m - 2) % 12 + 1
            return Range(Calendar(y, before, first[0]), Calendar(y, m, last[0])), end
    return None


def _of_month(words: Words, i: int) -> tuple[int, int | None, int] | None:
    """Month, year if any, and end, after a day: "of July, 1995", "/Sep/2020", "-2020-September"."""
    j = words.skip(i, "day")
    j = words.skip(j, "of") if words.low(j) == "of" else j
    if words.low(i) in ("/", "-") and words[i].glued:
        j = i + 1
        if (y := year(words, j)) and words.low(y[1]) in ("-", "/") and (m := month(words, y[1] + 1)):
            return m[0], y[0], m[1]
    found = month(words, j)
    if not found or (words[j].glued and j == i and not words[i - 1].low.isdigit()):
        return None
    if words.low(j) in ("may", "march") and not words[j].raw[0].isupper() and j == i and words[i - 1].number is None:
        return None
    if words.low(j) == "may" and j == i and words.low(j + 1) in ("be", "have", "not", "also"):
        return None
    number, k = found
    tail = _tail_year(words, k)
    if not tail and words.low(k) == "of" and len(words[k + 1].raw) == 2 and words[k + 1].number is not None:
        tail = whole_year(words[k + 1].number or 0), k + 2
    if tail and not _part_decimal(words, tail[1]):
        return number, tail[0], tail[1]
    return number, None, j + 1


def _year_first(words: Words, i: int) -> Found:
    """Such as "2017 April", "2019/aug/01", "2019-aug-1"."""
    found = year(words, i)
    if not found or words[i].number is None:
        return None
    y, j = found
    marked = words.low(j) in ("/", "-") and words[j].glued and words[j + 1].glued
    if marked:
        if (m := month(words, j + 1)) and words.low(m[1]) in ("/", "-") and (d := day(words, m[1] + 1)):
            return Calendar(y, m[0], d[0]), d[1]
        if (d := day(words, j + 1)) and words.low(d[1]) in ("/", "-") and (m := month(words, d[1] + 1)):
            return Calendar(y, m[0], d[0]), m[1]
        return None
    m = month(words, j)
    if not m or words[j].low not in _FULL_MONTHS or words.low(i - 1) not in DATE_LEADS or day(words, m[1]):
        return None
    if words.low(j) in ("may", "march") and (words.low(i - 1) != "in" or words[m[1]].raw.isalpha()):
        return None
    return Calendar(y, m[0]), m[1]

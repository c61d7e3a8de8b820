"""Dates in figures: "2015-11-13", "11/13/2015", "4 / 11 / 2007", "20170302", "2014", "the 1990s"."""

from __future__ import annotations

from claimcheck.values.dates.nodes import Calendar, Found, Years
from claimcheck.values.dates.words import (
    COUNTED,
    DATE_LEADS,
    DECADE_WORDS,
    LABELS,
    MONTHS,
    WEEKDAYS,
    Words,
    whole_year,
    year,
)


def counts(words: Words, i: int) -> bool:
    """Whether what stands at ``i`` is counted by the number before it ("in March 15 people")."""
    word = words[i]
    if word.low in ("killed", "injured", "wounded") and words[i + 1].number is not None:
        return False  # "the bombings on Aug. 7 killed 258 people"
    if word.low in COUNTED or (word.low in ("%", "/") and word.glued):
        return True
    if word.low in ("were", "are", "have", "had") and len(words[i - 1].raw) < 4:
        return True
    return word.low in ("-", "+") and word.glued and words[i + 1].glued and words[i + 1].low in (
        "year", "day", "member", "mile", "month", "week", "hour", "foot", "point", "man", "strong",
    )  # fmt: skip


def numeric_date(words: Words, i: int, led: bool) -> Found:
    """Such as "2015-11-13", "4 / 11 / 2007", "13.11.2015", "20170302", and "10/1" where a date is promised."""
    first = words[i]
    if first.number is None:
        return None
    before = words[i - 1]
    if before.glued and first.glued and (before.low in (".", ",", ":", "/", "$") or before.number is not None):
        return None
    if before.low == "-" and first.glued and words[i - 2].number is not None and not led:
        return None  # the tail of a longer code; "-2020-07-01-" is a date
    if len(first.raw) == 8 and not (words[i + 1].glued and words[i + 1].number is not None):
        y, rest = divmod(first.number, 10000)
        if 1900 <= y < 2100 and _valid(rest // 100, rest % 100):
            return Calendar(y, rest // 100, rest % 100), i + 1
        return None
    if len(first.raw) > 4 or len(first.raw) == 3:
        return None
    mark, second, again, third = words[i + 1], words[i + 2], words[i + 3], words[i + 4]
    if mark.low not in ("/", "-", "."):
        if (
            (
                len(first.raw) == 4
                and mark.number is not None
                and second.number is not None
                and len(mark.raw) == len(second.raw) == 2
            )
            and 1900 <= first.number < 2100
            and _valid(mark.number, second.number)
        ):
            return Calendar(first.number, mark.number, second.number), i + 3
        return None
    tight = mark.glued and second.glued
    if second.number is None or (mark.low == "." and not tight) or (mark.low == "-" and not tight):
        return None
    if (
        again.low == mark.low
        and third.number is not None
        and again.glued == mark.glued
        and not (words[i + 5].glued and words[i + 5].number is not None)
    ):
        whole = _triple(words, first.number, len(first.raw), second.number, third.number, len(third.raw))
        if whole and not _runs_on(words, i + 5, mark.low, whole):
            return whole, i + 5
        if mark.low in ("/", ".") or not tight:
            return None
    return _pair(words, i, led)


def _runs_on(words: Words, i: int, mark: str, whole: Calendar) -> bool:
    """Whether the figure goes on after three parts: "133-03-03-2020", "1.2.3.4"."""
    word, more = words[i], words[i + 1]
    if not (word.glued and more.glued and word.low in ("-", "/", ".")):
        return False
    if more.number is not None and word.low == mark and mark == ".":
        return True
    # a range of full dates may be written without spaces
    return more.number is not None and not (word.low == "-" and words[i + 2].low in ("-", "/"))


def _triple(words: Words, a: int, a_len: int, b: int, c: int, c_len: int) -> Calendar | None:
    if a_len == 4 and 1000 <= a < 2200 and c_len <= 2:
        return Calendar(a, b, c) if b <= 12 and (_valid(b, c)) else None
    if a_len > 2 or c_len not in (2, 4):
        return None
    y = c if c_len == 4 else whole_year(c)
    if not 1000 <= y < 2200:
        return None
    if a <= 12 and 1 <= b <= 31 and a >= 1:
        return Calendar(y, a, b, swappable=b <= 12 and a != b)
    return Calendar(y, b, a) if 12 < a <= 31 and 1 <= b <= 12 else None


def _valid(m: int, d: int) -> bool:
    return 1 <= m <= 12 and 1 <= d <= 31


def _pair(words: Words, i: int, led: bool) -> Found:
    """Two figures: "2015-03" (a month), "12-2015", and, where a date is promised, "10/1" (a day without its year)."""
    first, mark, second = words[i], words[i + 1], words[i + 2]
    a, b = first.number or 0, second.number or 0
    after = words[i + 3]
    if (
        after.glued
        and (
            after.low in ("%", ":")
            or (after.low in ("/", ".", "-") and words[i + 4].glued and words[i + 4].number is not None)
        )
        and not (after.low == "-" and mark.low == "/")
    ):
        return None
    if after.low == "/" or (words[i - 1].low in ("+", "(") and mark.low == "-"):
        return None
    tight = mark.glued and second.glued
    if mark.low == "-" and tight and len(first.raw) == 4 and len(second.raw) <= 2 and 1900 <= a < 2100:
        if 1 <= b <= 12 and (a + 1) % 100 != b:
            return Calendar(a, b), i + 3
        return None
    if mark.low in ("-", "/") and tight and len(second.raw) == 4 and len(first.raw) <= 2 and 1900 <= b < 2100:
        return (Calendar(b, a), i + 3) if 1 <= a <= 12 else None
    if len(first.raw) > 2 or len(second.raw) > 2 or not (led or _list_before(words, i)):
        return None
    if mark.low == "." and words.low(i - 1) not in WEEKDAYS:
        return None  # "2.30"
    if (a, b) == (9, 11):
        return None  # the name of the attacks, not a day of this or last year
    if mark.low == "-":
        return None  # "from 10-3 down", "Monday 3-8"
    if 1 <= a <= 12 and 1 <= b <= 31:
        return Calendar(month=a, day=b, swappable=b <= 12 and a != b), i + 3
    return (Calendar(month=b, day=a), i + 3) if 12 < a <= 31 and 1 <= b <= 12 else None


def _list_before(words: Words, i: int) -> bool:
    """Whether "10/25" stands where a date is expected, or in a list of such."""
    for _ in range(8):  # no list of days is longer
        before = words.low(i - 1)
        if before in ("on", "until", "since", "by", "before", "after"):
            return words.low(i + 1) == "/" and not counts(words, i + 3)
        if before not in (",", "or", "and") or words.low(i - 3) != "/" or words[i - 2].number is None:
            return False
        i -= 4
    return False


def decade(words: Words, i: int) -> Found:
    """Such as "1990s", "1990's", "the '90s", "nineties"."""
    word = words[i]
    if (
        word.low in DECADE_WORDS
        and words.low(i - 1) in ("the", "in", "early", "late", "mid", "-")
        and words.low(i - 2) not in ("his", "her", "their")
    ):
        tens = DECADE_WORDS[word.low]
        return Years(1900 + tens, 1910 + tens, open_century=True), i + 1
    j = i + 1 if word.low == "'" else i
    number = words[j]
    if number.number is None or number.number % 10 or (j > i and not number.glued):
        return None
    k = j + 1
    if words.low(k) == "'" and words[k].glued and words[k + 1].glued:
        k += 1
    if words.low(k) != "s" or (len(number.raw) == 2 and not words[k].glued and words.low(i - 1) != "in"):
        return None
    if words.low(k - 1) == "'" and len(number.raw) == 2:
        return None
    if (
        len(number.raw) == 4
        and 1000 <= number.number <= 2090
        and (words[k].glued or words[k + 1].low in (".", ",", ""))
    ):
        start = number.number
        return Years(start, start + (100 if start % 100 == 0 and start < 2000 else 10)), k + 1
    ages = ("his", "her", "their", "my", "your", "our", "low", "high", "upper", "lower")
    if (
        len(number.raw) == 2
        and words.low(i - 1) not in ages
        and words.low(i - 2) not in ages
        and (
            j > i
            or words.low(i - 1) in ("the", "in")
            or (words.low(i - 1) in ("early", "late", "mid") and words.low(i - 2) == "the")
        )
    ):
        tens = number.number
        return Years(1900 + tens, 1910 + tens, open_century=True), k + 1
    return None


def bare_year(words: Words, i: int, led: bool) -> Found:
    """A year alone. Figures are years only where nothing says that they count or label something."""
    found = year(words, i)
    if not found:
        return None
    y, j = found
    before, after = words[i - 1], words[j]
    evident = led or before.low in DATE_LEADS or before.low in ("year", "by", "fiscal", "and", "or", "to", "-", "than")
    if words[i].number is None:
        return (
            (Calendar(y), j)
            if evident and (before.low not in ("and", "or", "to", "-", "than", "about", "around") or led)
            else None
        )
    if before.low in LABELS or (before.low == "." and words.low(i - 2) in ("no", "nos")) or before.number is not None:
        return None
    if not led and (before.low == "-" and words[i - 2].number is not None):
        return None
    if after.low == "-" and (more := words[j + 1]).number is not None and len(more.raw) != 4 and not (
        len(more.raw) == 2 and more.number == (y + 1) % 100
    ):  # fmt: skip
        return None
    tail = before.low == "-" and before.glued and words[i].glued and words[i - 2].raw.isalpha() and not led
    if tail and words[i - 2].low not in ("mid", "early", "late", "pre", "post", "since"):
        return None
    if before.low in ("/", "&", "=", "_") and before.glued and words[i].glued and before.low != "=":
        return None
    runs_on = after.low in ("/", "&", "_") and after.glued and words[j + 1].glued
    if runs_on and words[j + 1].number is None and words[j + 1].low not in MONTHS:
        return None
    if counts(words, j) or after.low in ("/",) or (after.glued and after.raw.isalpha()):
        return None
    if (
        y % 100 == 0
        and not (evident and before.low not in ("of", "about", "around", "than", "and", "or"))
        and after.raw[:1].islower()
    ) and (after.low.endswith("s") or not evident):
        return None
    if not 1900 <= y <= 2049:
        strong = led or before.low in ("in", "since", "until", "from", "by", "year", "before", "after", "of", "to")
        if not strong or (
            after.raw[:1].islower() and after.low.endswith("s") and after.low not in ("was", "is", "has", "as", "this")
        ):
            return None
    return Calendar(y), j

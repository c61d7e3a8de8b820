"""The words of the date grammar, and the cutting of text into them.

White space is dropped here, so that "4 / 11 / 2007" and "a. m." need no rules of their own; a blank line becomes a
token of its own, which no phrase crosses. Cutting is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"(?P<blank>\n[^\S\n]*\n\s*)|\d+|[^\W\d_]+|[^\w\s]|_")
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
# Months that are also names or verbs: alone they need a word before them that only a date has.
DOUBTFUL_MONTHS = frozenset("may march april june august jan mar jun jul dec sep nov apr".split())
WEEKDAYS = {
    "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "weds": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7,
}  # fmt: skip
UNITS = {
    "second": "S", "seconds": "S", "minute": "I", "minutes": "I", "min": "I", "mins": "I", "hour": "H", "hours": "H",
    "hr": "H", "hrs": "H", "day": "D", "days": "D", "week": "W", "weeks": "W", "fortnight": "F", "fortnights": "F",
    "weekend": "WE", "weekends": "WE", "month": "M", "months": "M", "quarter": "Q", "quarters": "Q", "year": "Y",
    "years": "Y", "decade": "DE", "decades": "DE", "century": "C", "centuries": "C",
    "night": "D", "nights": "D",
}  # fmt: skip
PLURAL_UNITS = frozenset("seconds minutes hours days weeks months years decades centuries".split())
CLOCK_UNITS = frozenset("SIH")
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DAYPARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "daytime": "DT"}
BACK = frozenset("last past previous preceding".split())
AHEAD = frozenset("next coming following upcoming".split())
HERE = frozenset("this current".split())
# Words that point at a time named elsewhere in the text, not at the day of publication.
THERE = frozenset("same that".split())
FEW = frozenset("few several couple some recent many".split())

# Before these a bare "May" or "2014" is a date; "by" and "to" are not here: they come before people too.
DATE_LEADS = frozenset(
    "in since until till during of early late mid last next this before after through throughout from between "
    "past late around circa ending beginning starting back about".split()
)
# After a number these say that it counts things.
COUNTED = frozenset(
    "people percent per cent million billion trillion thousand hundred dead killed injured wounded troops soldiers "
    "men women children points km kilometers kilometres miles meters metres feet euros dollars pounds deaths cases "
    "votes jobs tons tonnes yards seconds minutes hours days weeks months years degrees times others more fewer "
    "victims passengers homes houses companies countries members persons pieces units square".split()
)
# Before a number these make it a label: "Flight 1549", "Resolution 1973".
LABELS = frozenset(
    "flight resolution no number nos room route section article unit bus model channel page highway building gate "
    "lot suite chapter figure apollo boeing airbus windows level psalm act bill proposition line iso".split()
)
# A phrase is whole where one of these follows it; a noun after it ("after Monday elections") takes the preposition.
CLOSERS = frozenset(
    "and or but nor when while as if that which who whom whose because although though where before after since until "
    "till at in on by to from for with without of into over under against about near through during between among "
    "amid he she it they we i you his her its their our my the a an this these those there said says was were is are "
    "has have had will would could can may might must shall should did does do not also only just all some more most "
    "no so than then however".split()
)
_TEENS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
SMALL = {word: n for n, word in enumerate(_TEENS.split())}
TENS = {w: 10 * (n + 2) for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: n + 1 for n, word in enumerate(_ORDINALS.split())} | {"thirtieth": 30}
SUFFIXES = frozenset(("st", "nd", "rd", "th"))
DECADE_WORDS = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip

# Minutes from UTC. Letters that stand for several zones (IST, AST, CST outside America) are left out: a time with an
# unknown zone is compared with nothing. "ET" and its like move with daylight saving: see resolving.
ZONES = {
    "gmt": 0, "utc": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540,
    "hkt": 480, "sgt": 480, "aest": 600, "aedt": 660, "akst": -540, "akdt": -480, "hst": -600, "nzst": 720,
}  # fmt: skip
DOUBTFUL_ZONES = frozenset("ist ast wat sast cat eat wib pkt ict".split())
SEASONAL_ZONES = {"et": -300, "ct": -360, "mt": -420, "pt": -480}
NAMED_ZONES = {"eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt"}


# Without one of these words, or a figure, there is no date; and a date begins with one of them or with an opener.
CORES = (
    frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(UNITS)
    | frozenset(SEASONS)
    | frozenset(DAYPARTS)
    | frozenset(DECADE_WORDS)
    | frozenset(TENS)
    | frozenset(
        "today yesterday tomorrow tonight tonite tmrw noon midday midnight noonish midmorning midafternoon oclock "
        "clock recently lately shortly soon fiscal financial tax school academic workweek eoy eom eod pm am m thousand "
        "nineteen".split()
    )
)
OPENERS = (
    BACK
    | AHEAD
    | HERE
    | THERE
    | FEW
    | frozenset(SMALL)
    | frozenset(TENS)
    | frozenset(ORDINALS)
    | frozenset(
        "' a an the in within for from between before until till til by after since starting beginning as no prior "
        "later earlier early late mid middle start end close opening half more less fewer over under almost nearly "
        "barely just around about approximately circa roughly fy sy cy calendar w q h rest remainder remaining "
        "now".split()
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, a run of digits, a mark, or a blank line. ``glued`` says that no space stands before it;
    ``number`` is the value of digits."""

    start: int
    end: int
    raw: str
    low: str
    glued: bool
    number: int | None = None


_END = Word(-1, -1, "", "", False)


class Words:
    """The words of one text, readable past both ends."""

    __slots__ = ("items", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[Word] = []
        last = -1
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            raw = "" if match["blank"] else match[0]
            # Python refuses to read digits by the thousand; no date has more than eight.
            number = int(raw) if raw[:1].isdecimal() and len(raw) <= 8 else None
            low = "'" if raw in "’‘`´" and raw else "-" if raw in "–—‐‑−" and raw else raw.lower()
            self.items.append(Word(start, end, raw, low, start == last, number))
            last = end

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Word:
        return self.items[index] if 0 <= index < len(self.items) else _END

    def low(self, index: int) -> str:
        return self.items[index].low if 0 <= index < len(self.items) else ""

    def follows(self, index: int, *words: str) -> bool:
        """Whether exactly these lower-case words stand at ``index``."""
        return all(self.low(index + n) == word for n, word in enumerate(words))

    def skip(self, index: int, *choices: str) -> int:
        """The index after one of ``choices`` if it stands here, else ``index``."""
        return index + 1 if self.low(index) in choices and self.low(index) else index

    def glued_after(self, index: int) -> bool:
        """Whether the word after ``index`` touches it."""
        return self[index + 1].glued


def cardinal(words: Words, i: int) -> tuple[int, int] | None:
    """A whole number at ``i``, in digits or in words up to ninety-nine: value and the index after it."""
    word = words[i]
    if word.number is not None:
        return None if _part_of_figure(words, i) else (word.number, i + 1)
    if word.low in TENS:
        j = i + 2 if words.low(i + 1) == "-" and words[i + 1].glued else i + 1
        unit = SMALL.get(words.low(j), 0)
        return (TENS[word.low] + unit, j + 1) if 0 < unit < 10 else (TENS[word.low], i + 1)
    return (SMALL[word.low], i + 1) if word.low in SMALL else None


def ordinal(words: Words, i: int) -> tuple[int, int] | None:
    """An ordinal at ``i``: "21st", "3 rd", "third", "twenty-first"."""
    word = words[i]
    if word.number is not None and words.low(i + 1) in SUFFIXES and word.number < 100:
        return word.number, i + 2
    if word.low in TENS:
        j = i + 2 if words.low(i + 1) == "-" and words[i + 1].glued else i + 1
        unit = ORDINALS.get(words.low(j), 0)
        return (TENS[word.low] + unit, j + 1) if 0 < unit < 10 else None
    return (ORDINALS[word.low], i + 1) if word.low in ORDINALS else None


def year(words: Words, i: int) -> tuple[int, int] | None:
    """A four-digit year, "'87", or one in words ("nineteen ninety six", "two thousand and fifteen")."""
    word = words[i]
    if word.number is not None:
        good = len(word.raw) == 4 and 1000 <= word.number <= 2199 and not _part_of_figure(words, i)
        return (word.number, i + 1) if good else None
    if word.low == "'" and len(words[i + 1].raw) == 2 and words[i + 1].number is not None and words[i + 1].glued:
        if words.low(i + 2) == "s" and words[i + 2].glued:
            return None
        return whole_year(words[i + 1].number or 0), i + 2
    if word.low == "two" and words.low(i + 1) == "thousand":
        j = words.skip(i + 2, "and")
        rest = cardinal(words, j) if words[j].number is None else None
        return (2000 + rest[0], rest[1]) if rest else (2000, i + 2)
    century = cardinal(words, i) if word.low in SMALL or word.low in TENS else None
    if century and 14 <= century[0] <= 20:
        j = words.skip(words.skip(century[1], "hundred"), "and")
        rest = cardinal(words, j) if words[j].number is None else None
        if rest and rest[0] >= 10:
            return century[0] * 100 + rest[0], rest[1]
    return None


def whole_year(two: int) -> int:
    """A two-digit year in full: 00 to 29 is this century."""
    return two + (2000 if two < 30 else 1900)


def _part_of_figure(words: Words, i: int) -> bool:
    """Whether the digits at ``i`` are a piece of a longer figure: "2,000", "6.45", "$12", "1,234.5", "A1", "12%"."""
    word, before, after = words[i], words[i - 1], words[i + 1]
    if before.low in ("$", "£", "€", "#", "№") or (before.low in (",", ".") and word.glued and before.glued):
        if before.low in (",", ".") and words[i - 2].number is None:
            pass  # "Nov.13" and "May,2015" are dates
        elif before.low == "," and len(word.raw) == 4:
            pass  # "13,2015" stands for "13, 2015": no thousand has four digits
        else:
            return True
    if after.low in (",", ".") and after.glued and words[i + 2].glued and words[i + 2].number is not None:
        return not (after.low == "," and len(words[i + 2].raw) == 4)
    return after.low in ("%", "$", "£", "€") and after.glued

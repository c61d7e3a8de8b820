"""Dates that a page gives for itself: lines that are a date and little else, and the day they name."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
# ECB+ and other tokenised text puts spaces around "/", "-", "." and ":"; hence the optional spaces.
_NUMERIC = r"(?<![\d/.:-])(\d{{1,2}}) ?{0} ?(\d{{1,2}}) ?{0} ?(\d{{4}}|\d{{2}})(?![\d/])"
_DATES = (
    (re.compile(rf"\b({_MONTH})[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?\s*[,-]?\s*(\d{{4}})\b", re.I), "mdy"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?({_MONTH})\s*[,-]?\s*(\d{{4}})\b", re.I), "dmy"),
    (re.compile(r"(?<!\d)(\d{4})(?: ?- ?| ?/ ?|\. ?)(\d{1,2})(?: ?- ?| ?/ ?|\. ?)(\d{1,2})(?!\d)"), "ymd"),
    (re.compile(_NUMERIC.format("/")), "slashes"),
    (re.compile(_NUMERIC.format(r"\.")), "dots"),
)
# What tells the day of publication from that of an update, where a line has both.
_FIRST = re.compile(r"\b(?:published|posted|first|created|date)\b", re.I)
_UPDATE = re.compile(r"\b(?:updated|modified|edited|downloaded|accessed|retrieved)\b", re.I)

_WORDS = frozenset(
    "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
    "updated update published posted last modified date dated created story found edited first on at of the a am p pm "
    "m st nd rd th t z noon midnight gmt utc est edt et cst cdt ct mst mdt mt pst pdt pt akst akdt bst cet cest eet "
    "aest aedt ist sgt hkt jst uk local time hrs hours hour minutes minute min mins days day weeks week months month "
    "years year ago downloaded release immediate for edition print email share leave comment comments reply no "
    "permalink and".split()
)
_SIGN = re.compile(
    rf"\b{_MONTH}\s*-?\s*\d|\d(?:st|nd|rd|th)?[\s-]*{_MONTH}|\d{{1,2}}[:.] ?\d{{2}}\b|\d ?/ ?\d{{1,2}} ?/ ?\d"
    r"|\d{4}(?: ?-| ?/|\.) ?\d|\d+ (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago\b"
    r"|\b\d{1,2} ?[ap]\. ?m\b|\b\d{1,2} ?[ap]m\b",
    re.I,
)
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BY = re.compile(r"\b[Bb][Yy]:? +((?:[A-Z][\w.'’-]*|and|,|&)(?: (?!Leave\b|Comments?\b)(?:[A-Z][\w.'’-]*|and|&)){0,6})")
_LONGEST = 140


def is_date_line(line: str) -> bool:
    """A line that is a date or time and little else: "Friday, 19 January, 2018 - 05:45", "6:01 p.m.",
    "August 8, 2019 by Joe Doe Leave a comment", "WASHINGTON, DC, April 28, 2009"."""
    if len(line) > _LONGEST or not _SIGN.search(line):
        return False
    rest = [t for t in _TOKEN.findall(_BY.sub(" ", line)) if not t[0].isdigit()]
    rest = [t for t in rest if t.lower() not in _WORDS and not _is_month(t)]
    if len(rest) <= 1:
        return True
    # a place or an agency before or after the date, in capitals
    return len(rest) <= 3 and date_in(line) is not None and all(t.isupper() for t in rest)


def author_in_date(line: str) -> str | None:
    """ "August 8, 2019 by Joe Doe" -> "Joe Doe"."""
    match = _BY.search(line[:_LONGEST])
    return match[1].strip(" ,&") or None if match else None


def date_in(text: str, *, day_first: bool = False) -> dt.date | None:
    """The day of publication that ``text`` writes out in full, or None where it has no year.

    Slashes are read month first unless ``day_first`` or the figures say otherwise, dots day first. Of several dates
    one marked as published wins over one marked as updated, then the first.
    """
    found: list[tuple[bool, int, dt.date]] = []
    text = text[:400]
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            day = _day(match.groups(), order, day_first)
            if day is None:
                continue
            before = text[: match.start()]
            first = max((m.end() for m in _FIRST.finditer(before)), default=0)
            update = max((m.end() for m in _UPDATE.finditer(before)), default=0)
            found.append((update > first, match.start(), day))
    return min(found)[2] if found else None


def _day(groups: tuple[str, ...], order: str, day_first: bool) -> dt.date | None:
    a, b, c = groups
    try:
        if order == "mdy":
            return dt.date(int(c), _month(a), int(b))
        if order == "dmy":
            return dt.date(int(c), _month(b), int(a))
        if order == "ymd":
            return dt.date(int(a), int(b), int(c))
        first, second, year = int(a), int(b), int(c) if len(c) == 4 else 2000 + int(c)
        if order == "dots" or (day_first and second <= 12) or first > 12:
            return dt.date(year, second, first)
        return dt.date(year, first, second)
    except ValueError:
        return None


def _is_month(word: str) -> bool:
    return re.fullmatch(_MONTH, word, re.I) is not None


def _month(word: str) -> int:
    return next(n for n, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower().rstrip(".")[:3]))


_LEADING = re.compile(
    r"^(?:(?:date|published|posted|updated)\s*:?\s*)?"
    rf"(?:\d{{4}} ?- ?\d{{2}} ?- ?\d{{2}}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}"
    rf"|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}|\d{{2}} ?/ ?\d{{2}} ?/ ?\d{{4}})\s*[-–—:|]?\s+(?=\S)",
    re.I,
)


def leading_date(line: str) -> int:
    """How many characters of the line are a date put before its words ("date 2018-01-20 ISIS Still …"); 0 for none."""
    match = _LEADING.match(line[:120])
    return match.end() if match else 0


_SLUG = re.compile(
    r"/(20\d\d|19\d\d)/(\d{1,2}|[a-z]{3,9})/(\d{1,2})(?:/|$)|[/_-](20\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)",
    re.I,
)
_HOST = re.compile(r"^(?:https?:)?/{0,2}(?:www\d?\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?#]|$)", re.I)
# Where "5/10/2010" is the fifth of October.
_DAY_FIRST = frozenset("uk ie au nz in za pk eg ng ke sg my fr de it es nl be eu il lb ae sa qa tr gr pt br".split())


def address_of(line: str) -> str:
    """A URL line without the spaces that tokenised text puts into it."""
    return "".join(line[:600].split())


def date_in_address(address: str) -> dt.date | None:
    """The day in a path such as /2013/may/03/ or /20130504/; None where it has none."""
    match = _SLUG.search(address)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    try:
        number = int(month) if month.isdigit() else _month(month) if _is_month(month) else 0
        return dt.date(int(year), number, int(day))
    except ValueError:
        return None


def host_of(address: str) -> str | None:
    """ "http://www.example.com/news" -> "example.com"."""
    match = _HOST.match(address)
    return match[1].lower() if match else None


def writes_day_first(host: str | None) -> bool:
    """Whether a site under this host's country domain writes the day before the month."""
    return host is not None and host.rsplit(".", 1)[-1] in _DAY_FIRST

"""A page as lines, and what each line is by its own look."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_BREAK = re.compile(r"\r\n|\n|\r")
_BLANK = " \t\u00a0\u2009\u202f\ufeff\u200b\x0b\x0c"


class Look(StrEnum):
    """What a line looks like, whatever stands around it."""

    PROSE = "prose"
    SHORT = "short"  # no sentence end: headline, subhead, list item, navigation
    LONG = "long"  # many words, no sentence end: a teaser cut short
    DATE = "date"
    BYLINE = "byline"
    CAPTION = "caption"
    SHARE = "share"
    NAVIGATION = "navigation"
    SEPARATOR = "separator"
    END = "end"  # a line that closes a post: permalink, "filed under"


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line, trimmed: offsets into the source, ``gap`` blank lines before it, ``number`` from 0."""

    start: int
    end: int
    text: str
    look: Look
    gap: int
    number: int


_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATES = (
    (re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(\d{{4}})\b", re.I), "mdy"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\s*,?\s+(\d{{4}})\b", re.I), "dmy"),
    (re.compile(r"\b(\d{4}) ?- ?(\d{2}) ?- ?(\d{2})(?!\d)"), "ymd"),
    (re.compile(r"\b(\d{1,2}) ?/ ?(\d{1,2}) ?/ ?(\d{4}|\d{2})\b"), "m/d/y"),
)
_DATE_FILLER = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:updated|published|posted|last|modified|date|created|story|found|edited|first|on|at|of|by|the|a\.? ?m"
    r"|p\.? ?m|gmt|utc|est|edt|cst|cdt|pst|pdt|bst|et|leave|an?|comments?|reply|no|time|edition|permalink|print|email"
    r"|share|hrs|ist)\b|[\d:|,./\-–—•·()►@+]+",
    re.I,
)
_URL = re.compile(r"^(?:https? ?: ?/ ?/|www ?\.)", re.I)
_AGENCY = (
    r"(?:AP|AFP|Reuters|REUTERS|EPA|UPI|PA|ANSA|DPA|dpa|Xinhua|Getty(?: Images)?|AP Photo|File|file|Handout|Courtesy"
    r"|Supplied|Photo)"
)
_CAPTION = re.compile(
    rf"\((?:{_AGENCY})(?:[^()]{{0,60}})?\)\.?$"
    r"|[.!?][\"'”’]?\s?\((?-i:[A-Z]{2,6})(?:[ /][^()]{0,40})?\)$"
    r"|\b(?:file|handout|courtesy|archive) (?:photo|picture|image)\b[^.]{0,30}\.?$"
    r"|^(?:photo|image|picture|caption|video|watch)\s*:"
    rf"|\bphoto(?:graph)?(?: by|:| courtesy)[^.]{{0,60}}$|\b(?:{_AGENCY})/[A-Z][\w. ]{{2,40}}$",
    re.I,
)
_BYLINE = re.compile(
    r"^(?:by|written by|reported by|story by|from our|author\s*:|► ?author)\b(?!.*[.!?]$)"
    r"|^\(?(?:reporting|additional reporting|writing|editing|compiled) by\b"
    r"|^[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3},? (?:Associated Press|AP|Reuters|AFP|Staff|Special to|Contributing"
    r"|Correspondent|Chief|Senior)\b[^.!?]{0,60}$",
    re.I,
)
_END = re.compile(r"\bpermalink\b|^filed under\b|^posted in\b|^tagged(?: with)?\b|^categories\s*:", re.I)
_SHARE = re.compile(
    r"^(?:[A-Z]{1,3}|\d[\d,.]*[KkMm]?|(?:share|tweet|email|print|like|pin|send|save|facebook|twitter|whatsapp|linkedin"
    r"|reddit|telegram|copy link)(?: (?:on|this|via|to|article|story|it|facebook|twitter|whatsapp|linkedin|email|print"
    r"|link))*|(?:no |leave a |\d+ )?comments?(?: ?\(\d+\))?|\d+ shares?)$",
    re.I,
)
_NAVIGATION = re.compile(
    r"^(?:editor'?s?'? picks?|related(?: (?:articles|stories|topics|content|news|posts))?|read (?:more|also|next|full)"
    r"|see also|more (?:from|on|in|stories)|most (?:read|popular|viewed)|trending|advertisement|sponsored|follow us"
    r"|sign up|subscribe|newsletter|click here|continue reading|download|home ?[>|»/]|skip to|menu|search|tags?\s*:"
    r"|topics?\s*:|keywords?\s*:|©|copyright|all rights reserved|terms of|privacy|contact us|about us"
    r"|next(?: article| story| post)?$|previous(?: article| story| post)?$|back to|top stories|latest news"
    r"|breaking news$|source\s*:|via\s*:)",
    re.I,
)
_PLEA = re.compile(r"^(?:follow us|sign up|subscribe|copyright|©|advertisement|click here|read more|see also)\b", re.I)
_OPENING_QUOTES = '"“‘«'
_SEPARATOR = re.compile(r"^(?:[*\-_=~#•.]\s*){3,}$")
_TERMINAL = re.compile(r"[.!?…:;,]['\"”’»)\]\s]*$|[\"”»]$|(?<=\w)['’]['’]$")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]\s]*$")
_WRAPPED_SHARE, _WRAPPED_WIDTH = 0.3, 110
LONG_WORDS = 22


def lines_of(text: str) -> Iterator[Line]:
    """The non-blank lines of a page, in order."""
    at, gap, number = 0, 0, 0
    for match in itertools.chain(_BREAK.finditer(text), (None,)):
        end = match.start() if match is not None else len(text)
        raw = text[at:end]
        stripped = raw.strip(_BLANK)
        if stripped:
            start = at + (len(raw) - len(raw.lstrip(_BLANK)))
            yield Line(start, start + len(stripped), stripped, look_of(stripped), gap, number)
            number += 1
            gap = 0
        else:
            gap += 1
        if match is not None:
            at = match.end()


def look_of(line: str) -> Look:
    """What the line is by itself. Only its first 400 and last 200 characters are looked at: a long line is prose."""
    words = len(line.split(maxsplit=60))
    if len(line) > 600:
        return Look.PROSE
    if _SEPARATOR.match(line):
        return Look.SEPARATOR
    if _END.search(line) and words <= 40 and not _SENTENCE_END.search(line):
        return Look.END
    if _URL.match(line):
        return Look.NAVIGATION
    if is_date_line(line):
        return Look.DATE
    if _CAPTION.search(line):
        return Look.CAPTION
    if words <= 25 and _BYLINE.search(line):
        return Look.BYLINE
    if _SHARE.match(line):
        return Look.SHARE
    ends = _SENTENCE_END.search(line) is not None
    if words <= 14 and _NAVIGATION.match(line) and (not ends or words <= 3 or _PLEA.match(line)):
        return Look.NAVIGATION
    if ends and (words >= 2 or line[0] in _OPENING_QUOTES):
        return Look.PROSE
    if words >= 5 and _TERMINAL.search(line):
        return Look.PROSE
    return Look.LONG if words >= LONG_WORDS else Look.SHORT


def is_date_line(line: str) -> bool:
    """A line that is a date and little else: "Friday, 19 January, 2018 - 05:45", "August 8, 2019 by Joe Doe Leave a
    comment"."""
    if len(line) > 140 or not any(pattern.search(line) for pattern, _ in _DATES):
        return False
    rest = line
    for pattern, _ in _DATES:
        rest = pattern.sub(" ", rest)
    rest = _DATE_FILLER.sub(" ", rest)
    return len(rest.split()) <= (4 if re.search(r"\bby\b", line, re.I) else 1)


def date_in(text: str) -> dt.date | None:
    """The first date written out in full; month first where only slashes tell."""
    found: list[tuple[int, dt.date]] = []
    for pattern, order in _DATES:
        match = pattern.search(text)
        if match is None:
            continue
        a, b, c = match.groups()
        try:
            if order == "mdy":
                day = dt.date(int(c), _month(a), int(b))
            elif order == "dmy":
                day = dt.date(int(c), _month(b), int(a))
            elif order == "ymd":
                day = dt.date(int(a), int(b), int(c))
            else:
                first, second = int(a), int(b)
                c = c if len(c) == 4 else f"20{c}"
                day = dt.date(int(c), first, second) if first <= 12 else dt.date(int(c), second, first)
        except ValueError:
            continue
        found.append((match.start(), day))
    return min(found)[1] if found else None


def _month(word: str) -> int:
    return next(n for n, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower().rstrip(".")[:3]))


_LEADING_DATE = re.compile(
    r"^(?:(?:date|published|posted|updated)\s*:?\s*)?"
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?Z?)?|{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}"
    rf"|\d{{1,2}}\s+{_MONTH},?\s+\d{{4}})\s*[-–—:|]?\s+(?=\S)",
    re.I,
)


def leading_date(line: str) -> int:
    """How many characters of the line are a date put before its words ("date 2018-01-20 ISIS Still …"); 0 for none."""
    match = _LEADING_DATE.match(line[:120])
    return match.end() if match else 0


def unwrapped(lines: list[Line], text: str) -> list[Line]:
    """Hard-wrapped paragraphs as one line each; ``lines`` unchanged where the page is not wrapped.

    A page is wrapped where many of its lines stop in mid-sentence and the next goes on in lower case.
    """
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if b.gap == 0]
    cut = sum(not _TERMINAL.search(a.text[-200:]) and b.text[:1].islower() and len(a.text) >= 40 for a, b in pairs)
    if cut < 3 or cut < _WRAPPED_SHARE * len(pairs):
        return lines
    runs: list[list[Line]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        if last is not None and line.gap == 0 and 40 <= len(last.text) <= _WRAPPED_WIDTH >= len(line.text):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [run[0] if len(run) == 1 else _joined(run, text) for run in runs]


def _joined(run: list[Line], text: str) -> Line:
    whole = text[run[0].start : run[-1].end]
    return Line(run[0].start, run[-1].end, whole, look_of(" ".join(whole.split())), run[0].gap, run[0].number)

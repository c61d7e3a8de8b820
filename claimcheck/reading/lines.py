"""A page as lines, and what each line is by its own look."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from claimcheck.reading import furniture
from claimcheck.reading.page_dates import is_date_line

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# White space and the marks without width that pages carry around their lines.
BLANK = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\ufeff\u200b\u200e\u200f\u2060\u00ad"
MOST_LOOKED_AT = 600  # characters: a longer line is prose


class Look(StrEnum):
    """What a line looks like, whatever stands around it."""

    PROSE = "prose"
    SHORT = "short"  # no sentence end: headline, subhead, list item, navigation
    LONG = "long"  # many words, no sentence end: a teaser cut short
    DATE = "date"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDITED = "credited"  # a sentence with an agency behind it: a caption, or an article's last paragraph
    SHARE = "share"
    NAVIGATION = "navigation"
    SEPARATOR = "separator"
    END = "end"  # a line that closes a post: permalink, "filed under"


PROSE = frozenset({Look.PROSE, Look.LONG})


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line, or a paragraph of wrapped ones, trimmed: offsets into the source, ``gap`` blank lines before
    it. ``forced`` lines are a headline by the page's own marks."""

    start: int
    end: int
    text: str
    look: Look
    gap: int
    forced: bool = False


_CLOSERS = r"['\"”’»)\]\s]*(?:\[\d+\]\s*)*$"
_SENTENCE_END = re.compile(rf"[.!?…。！？]{_CLOSERS}|[.!?][\"”’']?\s?\([^()]{{2,50}}\)$")
_PAUSE_END = re.compile(rf"[:;,]{_CLOSERS}")
_OPENING_QUOTES = "\"“‘«'`"
_OPENS_SENTENCE = re.compile(
    r"^[\"“‘'«(]?(?:the|a|an|it|its|he|she|they|we|i|his|her|their|in|on|at|but|and|this|that|these|those|there|some|many|most|no|"
    r"as|after|when|while|if|for|by|from|with|according)\b",
    re.I,
)
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|can|did|does|do|been|said|says|told|added|became|began|made|came|went)\b"
    r"|n[’']t\b"
)
_LONG_WORDS = 22


def lines_of(text: str) -> Iterator[Line]:
    """The non-blank lines of a page, in order."""
    at, gap = 0, 0
    for match in itertools.chain(_BREAK.finditer(text), (None,)):
        end = match.start() if match is not None else len(text)
        raw = text[at:end]
        stripped = raw.strip(BLANK)
        if stripped:
            start = at + len(raw) - len(raw.lstrip(BLANK))
            yield Line(start, start + len(stripped), stripped, look_of(stripped), gap)
            gap = 0
        else:
            gap += 1
        if match is not None:
            at = match.end()


def look_of(line: str) -> Look:
    """What the line is by itself."""
    if len(line) > MOST_LOOKED_AT:
        return Look.NAVIGATION if furniture.is_notice(line) else Look.PROSE
    words = len(line.split())
    if furniture.SEPARATOR.match(line):
        return Look.SEPARATOR
    if furniture.URL.match(line) or furniture.CODE.search(line):
        return Look.NAVIGATION
    ends = ends_sentence(line[: furniture.trailing_credit(line, agency=False)])
    if furniture.END.search(line) and not ends:
        return Look.END
    if is_date_line(line):
        return Look.DATE
    if furniture.is_notice(line):
        return Look.NAVIGATION
    if furniture.is_byline(line, words):
        return Look.BYLINE
    if furniture.SHARE.match(line):
        return Look.SHARE
    if furniture.CAPTION.search(line):
        return Look.CAPTION
    if furniture.CREDIT.search(line):
        return Look.CREDITED
    if furniture.is_navigation(line, words):
        return Look.NAVIGATION
    if words <= 10 and furniture.dateline_end(line) == len(line):
        return Look.DATE
    return _prose_or_short(line, words, ends)


def ends_sentence(line: str) -> bool:
    """Whether the line stops where a sentence may stop."""
    return _SENTENCE_END.search(line[-60:]) is not None


def _prose_or_short(line: str, words: int, ends: bool) -> Look:
    if not any(c.isalnum() for c in line):
        return Look.NAVIGATION
    if ends and (words >= 2 or line[0] in _OPENING_QUOTES):
        return Look.PROSE
    if words >= 5 and _PAUSE_END.search(line[-60:]):
        return Look.PROSE
    return Look.LONG if words >= _LONG_WORDS else Look.SHORT


def is_title_case(line: str, share: float = 0.7) -> bool:
    """Most of its longer words begin with a capital."""
    long = [w for w in re.findall(r"[^\W\d_][\w’'-]*", line[:400]) if len(w) > 3]
    return len(long) >= 3 and sum(w[0].isupper() for w in long) >= share * len(long)


def reads_as_headline(line: str) -> bool:
    """A line with a sentence's end that may be a headline all the same: a question, or in title case."""
    if len(line) > 200 or len(line.split()) > 18 or line[0] in '"“«(':
        return False
    return is_title_case(line) or line.rstrip("\"'”’»)")[-1:] in "?!"


def reads_on(line: str) -> bool:
    """A sentence that lost its full stop: neither a title's capitals nor a subhead's brevity."""
    words = line.split()
    lower = sum(w[0].islower() for w in words)
    if not (line[0].isupper() or line[0] in _OPENING_QUOTES) or lower < 0.5 * len(words):
        return False
    if len(words) >= 10:
        return lower >= 0.6 * len(words)
    return len(words) >= 6 and (
        line[0] in '"“' or (_OPENS_SENTENCE.match(line) is not None and _HAS_VERB.search(line) is not None)
    )


# --------------------------------------------------------------------------- wrapped lines

_WRAPPED_SHARE, _NARROWEST, _WIDEST = 0.3, 40, 140
_BULLET = re.compile(r"^(?:[•▪●◦‣►*·–—-]|\d{1,2}[.)])\s+(?=[A-Z\"“‘'])")
_JOINS = PROSE | {Look.SHORT, Look.CREDITED}


def unwrapped(lines: list[Line], text: str, *, always: bool = False) -> list[Line]:
    """Hard-wrapped paragraphs as one line each; ``lines`` unchanged where the page is not wrapped.

    A page is wrapped where many of its lines stop in mid-sentence and the next goes on in lower case; in Markdown
    ``always``.
    """
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if b.gap == 0]
    cut = sum(not ends_sentence(a.text) and b.text[0].islower() and len(a.text) >= _NARROWEST for a, b in pairs)
    if not always and (cut < 3 or cut < _WRAPPED_SHARE * len(pairs)):
        return lines
    widths = sorted(len(line.text) for line in lines if len(line.text) <= _WIDEST)
    width = widths[int(0.9 * len(widths))] if widths else _WIDEST
    runs: list[list[Line]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        if last is not None and _goes_on(last, line, width, always):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [run[0] if len(run) == 1 else _joined(run, text) for run in runs]


def _goes_on(last: Line, line: Line, width: int, always: bool) -> bool:
    if line.gap or line.look not in _JOINS or last.look not in _JOINS or last.forced or line.forced:
        # the second half of a sentence may look like a date or a caption
        return line.gap == 0 and line.text[0].islower() and last.look in _JOINS and not ends_sentence(last.text)
    if _BULLET.match(line.text):
        return False
    if always:
        return ends_sentence(last.text) or len(last.text) >= _NARROWEST or line.text[0].islower()
    if not _NARROWEST <= len(last.text) <= _WIDEST:
        return False
    return not (ends_sentence(last.text) and len(last.text) < 0.75 * width)


def _joined(run: Sequence[Line], text: str) -> Line:
    whole = text[run[0].start : run[-1].end]
    return replace(run[0], end=run[-1].end, text=whole, look=look_of(" ".join(whole.split())))


def without_bullet(line: Line) -> tuple[Line, int]:
    """A sentence behind a bullet without it, and how many characters that took."""
    match = _BULLET.match(line.text[:8])
    if match is None or line.look not in PROSE:
        return line, 0
    cut = match.end()
    return replace(line, start=line.start + cut, text=line.text[cut:]), cut

"""Markdown pages: front matter, headings and paragraphs, with the same lines as plain text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.reading.lines import BLANK, Line, Look, lines_of, look_of, unwrapped
from claimcheck.reading.page_dates import date_in

_FIELD = re.compile(r"^([A-Za-z_-]{2,30})\s*[:=]\s*(\S.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
_NOT_TEXT = re.compile(
    r"^(?:!\[.*|\[[^\]]*\]:\s.*|\[!\[.*|(?:[-*+]\s+)?\[[^\]]*\]\([^)]*\)[.,;|]?|</?[a-zA-Z][^>]*>|\|.*\||\{[%{].*[%}]\}|:::.*)$"
)
_QUOTE = re.compile(r"^(?:>\s?|[-*+]\s+|\d+[.)]\s+){1,6}(?=\S)")
_EMPHASIS = re.compile(r"^(\*{1,3}|_{1,3})(?=[^\s*_])(.*[^\s*_])\1$")
_FENCES = ("```", "~~~")
_FIELDS_MOST = 80  # lines
_COMMENTS_MOST = 8  # at either end of a line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself between ``---`` lines; ``headline`` is where the title stands."""

    title: str | None = None
    author: str | None = None
    published: dt.date | None = None
    outlet: str | None = None
    headline: tuple[int, int] | None = None


def markdown_lines(text: str) -> tuple[list[Line], FrontMatter]:
    """Lines with Markdown's marks left out of their spans; fences, comments, images and tables are navigation."""
    front, fields, lines = front_matter(list(lines_of(text)))
    top = _top_level(lines, front)
    out: list[Line] = []
    fence = ""
    commented = False
    for whole in lines:
        line = whole if fence or commented else _without_comments(whole)
        if fence or line.text.startswith(_FENCES):
            out.append(replace(line, look=Look.NAVIGATION))
            mark = line.text[:3]
            fence = mark if not fence else "" if mark == fence else fence
        elif commented or line.text.startswith("<!--"):
            out.append(replace(line, look=Look.NAVIGATION))
            commented = "-->" not in line.text
        elif line is not whole and (opens := whole.text.rfind("<!--")) > whole.text.rfind("-->"):
            out.append(_without_marks(line, top))
            out.append(replace(whole, start=whole.start + opens, text=whole.text[opens:], look=Look.NAVIGATION, gap=0))
            commented = True
        elif _NOT_TEXT.match(line.text[:400]):
            out.append(replace(line, look=Look.NAVIGATION))
        elif out and line.gap == 0 and _UNDERLINE.match(line.text) and out[-1].look is Look.SHORT:
            if line.text[0] == "=":
                out[-1] = replace(out[-1], forced=True)
            out.append(replace(line, look=Look.NAVIGATION))
        else:
            out.append(_without_marks(line, top))
    return [*fields, *unwrapped(out, text, always=True)], front


def _without_comments(line: Line) -> Line:
    """The line without comments before and after its text; one that is nothing else stays."""
    if "<!--" not in line.text:
        return line
    start, text = line.start, line.text
    for _ in range(_COMMENTS_MOST):
        end = text.find("-->") + 3
        if not text.startswith("<!--") or end < 3 or not (rest := text[end:].lstrip(BLANK)):
            break
        start += len(text) - len(rest)
        text = rest
    for _ in range(_COMMENTS_MOST):
        opens = text.rfind("<!--")
        if opens <= 0 or text.find("-->", opens) not in {-1, len(text) - 3}:
            break
        text = text[:opens].rstrip(BLANK)
    if text == line.text:
        return line
    return replace(line, start=start, end=start + len(text), text=text, look=look_of(text))


def _without_marks(line: Line, top: int) -> Line:
    heading = _HEADING.match(line.text[:400])
    if heading is not None:
        if len(heading[1]) != top:
            return replace(line, look=Look.SHORT)
        start = line.start + heading.start(2)
        return replace(line, start=start, end=start + len(heading[2]), text=heading[2], look=Look.SHORT, forced=True)
    cut = 0
    marks = _QUOTE.match(line.text[:40])
    if marks is not None:
        cut = marks.end()
    bare = line.text[cut:]
    emphasis = _EMPHASIS.match(bare) if len(bare) <= 400 else None
    if emphasis is None:
        # a marked line is a paragraph of its own: a gap keeps it from being joined to the one before
        return replace(line, start=line.start + cut, text=bare, look=look_of(bare), gap=max(line.gap, int(cut > 0)))
    start = line.start + cut + emphasis.start(2)
    return replace(line, start=start, end=start + len(emphasis[2]), text=emphasis[2], look=look_of(emphasis[2]))


def _top_level(lines: Sequence[Line], front: FrontMatter) -> int:
    """The level of heading that titles a story, 0 for none: 1, or the page's first where it never uses 1."""
    levels = [len(m[1]) for line in lines if line.text[0] == "#" and (m := _HEADING.match(line.text[:400]))]
    if front.title is not None and levels.count(1) > 1:
        return 0  # the page is one story with chapters
    if 1 in levels:
        return 1
    opens = next((line for line in lines if line.look is not Look.NAVIGATION), None)
    first = _HEADING.match(opens.text[:400]) if opens is not None else None
    return len(first[1]) if first is not None and front.title is None else 0


def front_matter(lines: list[Line]) -> tuple[FrontMatter, list[Line], list[Line]]:
    """The fields before the text, their lines as navigation, and the other lines."""
    mark = lines[0].text.lstrip("\ufeff") if lines else ""
    if mark not in {"---", "+++"}:
        return FrontMatter(), [], lines
    end = next((n for n, line in enumerate(lines[1:_FIELDS_MOST], start=1) if line.text == mark), None)
    if end is None:
        return FrontMatter(), [], lines
    fields: dict[str, tuple[str, int]] = {}
    for line in lines[1:end]:
        match = _FIELD.match(line.text)
        if match is not None:
            value = match[2].strip("\"'[] ")
            fields.setdefault(match[1].lower(), (value, line.start + line.text.index(value, match.start(2))))
    title = next((fields[k] for k in ("title", "headline") if k in fields), None)
    front = FrontMatter(
        title[0] if title else None,
        _first(fields, "author", "authors", "byline", "by"),
        date_in(_first(fields, "date", "published", "pubdate", "publishdate", "publish_date", "published_at") or ""),
        _first(fields, "outlet", "source", "publisher", "publication", "site", "site_name"),
        (title[1], title[1] + len(title[0])) if title else None,
    )
    return front, [replace(line, look=Look.NAVIGATION) for line in lines[: end + 1]], lines[end + 1 :]


def _first(fields: dict[str, tuple[str, int]], *names: str) -> str | None:
    return next((fields[n][0] for n in names if n in fields and fields[n][0]), None)

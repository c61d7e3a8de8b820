"""Markdown pages: front matter, headings and paragraphs, with the same lines as plain text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from claimcheck.reading.lines import Line, Look, date_in, lines_of

_FIELD = re.compile(r"^([A-Za-z_]+)\s*:\s*(.*?)\s*$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_NOT_TEXT = re.compile(r"^(?:!\[.*|\[[^\]]*\]:\s.*|\[[^\]]*\]\([^)]*\)|<!--.*|-->|<[a-zA-Z/][^>]*>|\|.*\|)$")
_QUOTE = re.compile(r"^(?:>\s?|[-*+]\s+|\d+\.\s+)+")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself between ``---`` lines."""

    title: str | None = None
    author: str | None = None
    published: dt.date | None = None
    outlet: str | None = None


def markdown_lines(text: str) -> tuple[list[Line], FrontMatter]:
    """Lines with Markdown's marks left out of their spans; fences, comments, images and tables are navigation."""
    lines = list(lines_of(text))
    front, lines = _front_matter(lines)
    out: list[Line] = []
    fenced = commented = False
    for line in lines:
        if line.text.startswith(("```", "~~~")):
            fenced = not fenced
            out.append(_as(line, Look.NAVIGATION))
            continue
        if line.text.startswith("<!--"):
            commented = "-->" not in line.text
            out.append(_as(line, Look.NAVIGATION))
            continue
        if fenced or commented or _NOT_TEXT.match(line.text[:400]):
            commented = commented and "-->" not in line.text
            out.append(_as(line, Look.NAVIGATION))
            continue
        heading = _HEADING.match(line.text[:400])
        if heading is not None and heading[2]:
            start = line.start + heading.start(2)
            # a top heading parts stories; lower ones are subheads
            gap = 9 if len(heading[1]) == 1 else 0
            shown = heading[2] if len(heading[1]) == 1 else line.text
            begin = start if len(heading[1]) == 1 else line.start
            out.append(Line(begin, begin + len(shown), shown, Look.SHORT, gap, line.number))
            continue
        marks = _QUOTE.match(line.text[:40])
        if marks is not None and marks.end() < len(line.text):
            cut = marks.end()
            out.append(Line(line.start + cut, line.end, line.text[cut:], line.look, line.gap, line.number))
            continue
        out.append(line)
    return out, front


def _as(line: Line, look: Look) -> Line:
    return Line(line.start, line.end, line.text, look, line.gap, line.number)


def _front_matter(lines: list[Line]) -> tuple[FrontMatter, list[Line]]:
    if not lines or lines[0].text != "---":
        return FrontMatter(), lines
    end = next((n for n, line in enumerate(lines[1:60], start=1) if line.text == "---"), None)
    if end is None:
        return FrontMatter(), lines
    fields = {}
    for line in lines[1:end]:
        match = _FIELD.match(line.text[:500])
        if match and match[2]:
            fields[match[1].lower()] = match[2].strip("\"'")
    date = next((fields[k] for k in ("date", "published", "pubdate") if k in fields), "")
    front = FrontMatter(
        fields.get("title"),
        fields.get("author") or fields.get("byline"),
        date_in(date),
        fields.get("outlet") or fields.get("source"),
    )
    return front, lines[end + 1 :]

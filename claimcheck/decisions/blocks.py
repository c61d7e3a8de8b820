"""Which stretch of a text a comment speaks about."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_FENCE = re.compile(r"^[ ]{0,3}(```|~~~)", re.M)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|head|header|hr|html|li|"
    r"main|nav|ol|p|pre|section|table|tbody|td|th|thead|title|tr|ul)\b[^<>]{0,4000}>",
    re.I,
)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_ANCHORS = (80, 40, 20)  # characters of a block that are looked for in the extracted text
_LOOKED_AT = 50_000  # characters around a comment: no paragraph is longer


def comments_in(text: str, *, fences: bool = False) -> Iterator[tuple[int, int, str]]:
    """HTML comments: start, end, body trimmed. With ``fences``, those inside Markdown's code fences are left out."""
    fenced = iter(_fenced(text) if fences else ())
    fence = next(fenced, None)
    at = text.find("<!--")
    while at >= 0:
        close = text.find("-->", at + 4)
        if close < 0:
            return
        while fence is not None and fence[1] <= at:
            fence = next(fenced, None)
        if fence is None or at < fence[0]:
            yield at, close + 3, text[at + 4 : close].strip()
        at = text.find("<!--", close + 3)


def _fenced(text: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match.start(), match[1]
        elif match[1] == opened[1]:
            out.append((opened[0], match.end()))
            opened = None
    return [*out, *([(opened[0], len(text))] if opened else [])]


def markdown_block(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The paragraph that the comment ``[start, end)`` stands in, or, where it is alone on its lines, the next; None at
    the end of the text."""
    low, high = max(0, start - _LOOKED_AT), min(len(text), end + _LOOKED_AT)
    line_start = max(text.rfind("\n", low, start) + 1, low)
    line_end = text.find("\n", end, high)
    line_end = high if line_end < 0 else line_end
    if _without_comments(text[line_start:start] + text[end:line_end]).strip():
        before = [m.end() for m in _BLANK_LINE.finditer(text, low, start)]
        after = _BLANK_LINE.search(text, end, high)
        return (before[-1] if before else low), (after.start() if after else high)
    at = end
    while at < high:
        if text[at].isspace():
            at += 1
        elif text.startswith("<!--", at):
            close = text.find("-->", at, high)
            at = close + 3 if close >= 0 else high
        else:
            after = _BLANK_LINE.search(text, at, high)
            return at, after.start() if after else high
    return None


def html_block(original: str, start: int, end: int, extracted: str) -> tuple[int, int] | None:
    """The stretch of ``extracted`` that shows the block which the comment ``[start, end)`` of ``original`` stands in,
    or the next one where that block has no other text; None where it was not extracted."""
    low = max(0, start - _LOOKED_AT)
    before = [m.end() for m in _BLOCK_TAG.finditer(original, low, start)]
    at = before[-1] if before else low
    while at < min(len(original), end + _LOOKED_AT):
        tag = _BLOCK_TAG.search(original, max(at, end if at <= start else at), end + _LOOKED_AT)
        stop = tag.start() if tag else min(len(original), end + _LOOKED_AT)
        words = _words(original[at:stop])
        if words:
            return _found(words, extracted)
        if tag is None:
            return None
        at = tag.end()
    return None


def _words(markup: str) -> str:
    """Markup as the text that a reader sees, white space collapsed."""
    return " ".join(html.unescape(_TAG.sub("", _without_comments(markup))).split())


def _without_comments(text: str) -> str:
    kept, at = [], 0
    for start, end, _ in comments_in(text):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def _found(words: str, extracted: str) -> tuple[int, int] | None:
    """Where the block's words stand in the extracted text, to the end of their line."""
    for most in _ANCHORS:
        if most > _ANCHORS[-1] and len(words) <= most // 2:
            continue
        pattern = r"\s+".join(
            map(re.escape, words[:most].rsplit(" ", 1)[0].split() if len(words) > most else words.split())
        )
        match = re.search(pattern, extracted)
        if match is not None:
            stop = extracted.find("\n", match.end())
            return match.start(), len(extracted) if stop < 0 else stop
    return None

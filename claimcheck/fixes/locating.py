"""Where a stretch of an article stands in the bytes of its file: exactly there and nowhere else, or not at all.

Plain text and Markdown are what their bytes decode to. Of HTML and JSON Lines the text was extracted: the words around
the stretch are looked for in what the file shows (tags off, entities and escapes read), and the stretch counts as found
where they stand once, and its own words verbatim.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
import html
import itertools
import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path

from claimcheck.datamodel import FileStretch, Fix, Source
from claimcheck.reading import docx_pages, html_pages, records
from claimcheck.reading.decoding import marked, western
from claimcheck.reading.listing import PACKED, kind_of

_CONTEXT = (80, 40, 20, 8, 0)  # characters of the paragraph on either side
_EDGE = "\x1e"  # no paragraph runs across it
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strong sub "
    "sup time tt u var wbr".split()
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
_ESCAPED = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.)")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_OCTETS = frozenset({"cp1252", "iso8859-1", "iso8859-15", "ascii"})
_LINE_END = re.compile(r"\r\n|\r|\n")
_CHANGED = "The file has changed since it was read."


def located(source: Source, fix: Fix, raw: bytes | None) -> FileStretch | str | None:
    """The stretch of the file; None for a format that has copies in place of patches (DOCX); words of why where there
    is none. ``raw`` are the file's bytes."""
    path = Path(fix.file)
    if raw is None:
        return "The file cannot be read."
    if path.suffix.lower() == PACKED:
        return "The file is compressed."
    kind = kind_of(path)
    if kind in docx_pages.EXTENSIONS:
        return None if _digest(raw) == source.digest else _CHANGED
    if kind in records.JSON_LINES:
        return _in_record(source, fix, raw)
    if source.lines and kind not in html_pages.EXTENSIONS:
        return f"Nothing is changed in files of this kind ({kind})."
    if _digest(raw) != source.digest:
        return _CHANGED
    return _in_page(source, fix, raw) if kind in html_pages.EXTENSIONS else _in_text(source, fix, raw)


def _in_text(source: Source, fix: Fix, raw: bytes) -> FileStretch | str:
    encoding = marked(raw) or "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):
        return "The file is UTF-16 or UTF-32, which patches cannot hold: convert it to UTF-8."
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text, encoding = western(raw) or "", "windows-1252"
    if text != source.text:
        return _CHANGED
    return _stretch(text, encoding, fix, fix.span.start, fix.span.end, fix.new)


def _in_page(source: Source, fix: Fix, raw: bytes) -> FileStretch | str:
    encoding = _encoding(raw)
    if encoding is None:
        return "The page's encoding is not one that is written back."
    text = _decoded(raw, encoding)
    low, high = _window(source, fix, text)
    found = _found(source, fix, _seen_in_page(text, low, high), text)
    if isinstance(found, str):
        return found
    new = html.escape(fix.new, quote=False).encode(encoding, "xmlcharrefreplace").decode(encoding)
    return _stretch(text, encoding, fix, *found, new)


def _in_record(source: Source, fix: Fix, raw: bytes) -> FileStretch | str:
    try:
        text = _decoded(raw, "utf-8")
    except UnicodeDecodeError:
        return "The file is not UTF-8 throughout."
    starts = _starts(text)
    low = starts[min(fix.line, len(starts)) - 1]
    high = starts[fix.line] if fix.line < len(starts) else len(text)
    found = _found(source, fix, _seen_in_json(text, low, high), text)
    if isinstance(found, str):
        return found
    new = json.dumps(fix.new, ensure_ascii=text[low:high].isascii())[1:-1]
    return _stretch(text, "utf-8", fix, *found, new)


def _stretch(
    text: str,
    encoding: str,
    fix: Fix,
    start: int,
    end: int,
    new: str,
) -> FileStretch | str:
    """``new`` in place of ``[start, end)``, which must be the old words: white space between them stays as it is."""
    there = text[start:end]
    if there != fix.old:
        return "The words do not stand in the file as such."
    if _LINE_END.search(there) or there.split() != there.split(" "):
        words, spaces = new.split(), re.findall(r"\s+", there)
        if len(words) != len(there.split()):
            return "The words run over the end of a line."
        new = "".join(a + b for a, b in zip(words, [*spaces, ""], strict=True))
    try:
        new.encode(encoding)
    except UnicodeEncodeError:
        return f"“{fix.new}” cannot be written in the file's encoding ({encoding})."
    starts, octets = _lines(text, encoding)
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, end) - 1
    stop = starts[last + 1] if last + 1 < len(starts) else len(text)
    mark = text.startswith("\ufeff")  # editors do not count it
    begin, finish = (at - starts[n] + 1 - (mark and n == 0) for at, n in ((start, first), (end, last)))
    before = octets[first] + len(text[starts[first] : start].encode(encoding))
    return FileStretch(
        before,
        before + len(there.encode(encoding)),
        first + 1,
        begin,
        last + 1,
        finish,
        new,
        encoding,
        text[starts[first] : stop].rstrip("\r\n").removeprefix("\ufeff" if not first else ""),
    )


# Of a file with many fixes each of these is reckoned once.


@functools.lru_cache(maxsize=8)
def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@functools.lru_cache(maxsize=8)
def _decoded(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding)


@functools.lru_cache(maxsize=8)
def _starts(text: str) -> tuple[int, ...]:
    """Where each line begins, as readers of pages and records count them."""
    return (0, *(match.end() for match in re.finditer("\n", text)))


@functools.lru_cache(maxsize=8)
def _lines(text: str, encoding: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where each line begins as editors count them, in characters and in bytes."""
    starts = (0, *(match.end() for match in _LINE_END.finditer(text)))
    sizes = (len(text[a:b].encode(encoding)) for a, b in itertools.pairwise(starts))
    return starts, tuple(itertools.accumulate(sizes, initial=0))


# --------------------------------------------------------------------------- extracted text


_Seen = tuple[str, list[tuple[int, int]]]  # what a file shows, and where in it each character of that stands


def _found(source: Source, fix: Fix, seen: _Seen, text: str) -> tuple[int, int] | str:
    """Where the fix's words stand in the file, by the words around them."""
    shown, places = seen
    low, high = _paragraph(source, fix.span.start)
    before, after = source.text[low : fix.span.start], source.text[fix.span.end : high]
    for width in _CONTEXT:
        left, right = before[max(0, len(before) - width) :] if width else "", after[:width]
        found = list(_all(shown, left + fix.old + right, bare=not width))
        if len(found) > 1:
            return "The words stand there more than once."
        if found:
            start = found[0] + len(left)
            begin, end = places[start][0], places[start + len(fix.old) - 1][1]
            if text[begin:end] != fix.old:
                break
            return begin, end
    return "The words do not stand in the file as such."


def _all(shown: str, words: str, *, bare: bool) -> Iterable[int]:
    at = shown.find(words)
    while at >= 0:
        end = at + len(words)
        inside = (at > 0 and shown[at - 1].isalnum()) or (end < len(shown) and shown[end].isalnum())
        if not (bare and inside):
            yield at
        at = shown.find(words, at + 1)


def _paragraph(source: Source, offset: int) -> tuple[int, int]:
    """The paragraph that holds an offset, the white space after it left out."""
    starts = [start for start, _ in source.lines]
    n = bisect_right(starts, offset) - 1
    low, high = starts[n], starts[n + 1] if n + 1 < len(starts) else len(source.text)
    return low, low + len(source.text[low:high].rstrip())


def _window(source: Source, fix: Fix, text: str) -> tuple[int, int]:
    """From the line on which the paragraph begins in the file to that of the next."""
    after = min((line for start, line in source.lines if start > fix.span.start and line > fix.line), default=None)
    starts = _starts(text)
    low = starts[min(fix.line, len(starts)) - 1]
    return low, len(text) if after is None or after >= len(starts) else starts[after]


def _seen_in_page(text: str, low: int, high: int) -> _Seen:
    shown: list[str] = []
    places: list[tuple[int, int]] = []

    def add(char: str, start: int, end: int) -> None:
        if char.isspace():
            char = " "
            if shown and shown[-1] in (" ", _EDGE):
                return
        shown.append(char)
        places.append((start, end))

    at = low
    while at < high:
        opens = html_pages.TAG.search(text, at, high)
        stop = opens.start() if opens is not None else high
        while at < stop:
            entity = _ENTITY.match(text, at, stop) if text[at] == "&" else None
            meant = html.unescape(entity[0]) if entity is not None else text[at]
            end = entity.end() if entity is not None and meant != entity[0] else at + 1
            for char in meant if end > at + 1 else text[at]:
                add(char, at, end)
            at = end
        if opens is None:
            break
        if opens[0].lstrip("</").lower() not in _INLINE and opens[0] != "<!--":
            add(_EDGE, at, at)
        at = html_pages.tag_end(text, opens)
        if at < 0:
            break
    return "".join(shown), places


def _seen_in_json(text: str, low: int, high: int) -> _Seen:
    """The texts of a line of JSON, one after the other."""
    shown: list[str] = []
    places: list[tuple[int, int]] = []
    for literal in _LITERAL.finditer(text, low, high):
        at, stop = literal.start() + 1, literal.end() - 1
        while at < stop:
            escape = _ESCAPED.match(text, at, stop) if text[at] == "\\" else None
            end = escape.end() if escape is not None else at + 1
            try:
                char = json.loads(f'"{escape[0]}"') if escape is not None else text[at]
            except ValueError:
                char = "\ufffd"
            if not (char.isspace() and shown and shown[-1] in (" ", _EDGE)):
                shown.append(" " if char.isspace() else char)
                places.append((at, end))
            at = end
        shown.append(_EDGE)
        places.append((at, at))
    return "".join(shown), places


def _encoding(raw: bytes) -> str | None:
    """The encoding that a page is read and written in, where each character has bytes of its own."""
    if marked(raw) is not None:
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(raw[:4096])
        try:
            codec = codecs.lookup(declared[1].decode("ascii")).name if declared is not None else ""
            raw.decode(codec or "utf-8")
        except (LookupError, ValueError):
            return None
        return codec if codec in _OCTETS else None
    return "utf-8"

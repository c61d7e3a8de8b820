"""Pages: stretches of text, sources, blocks and articles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class BlockRole(StrEnum):
    """What a stretch of a page is. Only ``HEADLINE`` and ``BODY`` become claims."""

    HEADLINE = "headline"
    BODY = "body"
    SUBHEAD = "subhead"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    SHARE = "share"
    NAVIGATION = "navigation"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one source: code points, half-open."""

    path: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.path == other.path and self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.path == other.path and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one record of a file: ``path`` is relative with forward slashes where it can be, and unique
    ("a.jsonl#7" for a record); ``file`` is the real file where it differs. ``digest`` is the SHA-256 of the bytes in
    hexadecimal.

    ``text`` is the decoded file, untouched, or what was extracted from it: then ``lines`` holds sorted pairs (offset
    into ``text``, line of the original file, from 1), each good until the next. ``metadata`` holds what the format or
    the settings know: title, author, published (ISO), outlet, url, language.
    """

    path: str
    text: str
    digest: str
    metadata: tuple[tuple[str, str], ...] = ()
    file: str = ""
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a page with the role it plays; offsets into ``Source.text``. ``entry`` is when the entry of a live
    blog that it stands in was posted: "10:42", or "2026-11-29T10:42" where the page tells the day; "" elsewhere."""

    role: BlockRole
    start: int
    end: int
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One story as one outlet ran it.

    ``teaser`` marks a lead cut short on a listing page: its claims count, what it leaves out
    does not.  ``published`` is ``None`` where the page has no date.  ``asides`` are its captions and subheads, which
    are no claims, with where each starts.
    """

    id: str
    span: Span
    title: str | None
    byline: str | None
    published: dt.date | None
    outlet: str | None
    language: str
    blocks: tuple[Block, ...]
    teaser: bool = False
    asides: tuple[tuple[int, str], ...] = ()

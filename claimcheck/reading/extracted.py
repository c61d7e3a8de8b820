"""Articles that a format hands over as such: a headline, then paragraphs, one a line."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence

from claimcheck.datamodel import Source
from claimcheck.reading.decoding import well_formed
from claimcheck.reading.page_dates import date_in
from claimcheck.textforms import fold

# A metadata key: the text is one article, its first line the headline where a title is known. No page around it.
ARTICLE = ("layout", "article")
# What programs write into a file's properties as long as nobody gives it a title.
_DEFAULT_TITLE = re.compile(
    r"(?:new )?(?:microsoft )?word[ -]?document|untitled(?: document)?|(?:document|dokument|documento)\s?\d+"
    r"|microsoft word - .*|.*\.(?:docx?|dotx?|odt|rtf|pdf)|python-docx",
    re.IGNORECASE,
)
KNOWN = ("title", "author", "published", "outlet", "url", "language")  # other metadata, in this order


def metadata(values: Mapping[str, object], *, article: bool = True) -> tuple[tuple[str, str], ...]:
    """Metadata of a source from what a format says: white space trimmed, the date as ISO, what is empty left out, each
    half of a character as U+FFFD."""
    found = []
    for key in KNOWN:
        value = values.get(key)
        plain = "" if value is None else well_formed(str(value))
        text = day_of(value) if key == "published" else " ".join(plain.split())
        if text:
            found.append((key, text))
    return (ARTICLE, *found) if article else tuple(found)


def own_title(text: str | None) -> str:
    """The title that a file's properties give, "" for one that a template or a program put there."""
    title = " ".join((text or "").split())
    return "" if _DEFAULT_TITLE.fullmatch(title) else title


def day_of(value: object) -> str:
    """A day as ISO, from a date, a time, an ISO string, seconds or milliseconds since 1970, or words; "" for none."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    text = str(value).strip() if value is not None else ""
    if text.isascii() and text.isdigit() and 9 <= len(text) <= 14:
        value = int(text)
    if isinstance(value, int | float) and not isinstance(value, bool) and 1e8 < value < 1e14:
        return dt.datetime.fromtimestamp(value / 1000 if value > 1e11 else value, dt.UTC).date().isoformat()
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        day = date_in(text[:80])
        return day.isoformat() if day is not None else ""


def article_source(
    path: str,
    title: str | None,
    paragraphs: Sequence[tuple[str, int]],
    values: Mapping[str, object],
    *,
    file: str = "",
    digest: str | None = None,
    title_line: int = 1,
) -> Source:
    """A source made of a headline and paragraphs, each with its line in the original file (from 1)."""
    pieces = list(paragraphs)
    if title and not (pieces and fold(pieces[0][0]) == fold(title)):
        pieces.insert(0, (title, title_line))
    text, lines = "", []
    for n, (piece, line) in enumerate(pieces):
        clean = " ".join(well_formed(piece).split())
        lines.append((len(text), line))
        text += clean + ("\n\n" if n + 1 < len(pieces) else "")
    told = metadata({**values, "title": title})
    if digest is None:
        digest = hashlib.sha256("\x1f".join([text, *(f"{k}={v}" for k, v in told)]).encode()).hexdigest()
    return Source(path, text, digest, told, file, tuple(lines))

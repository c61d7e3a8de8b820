"""HTML -> one article, by trafilatura; every paragraph keeps its line in the page."""

from __future__ import annotations

import bisect
import codecs
import hashlib
import html
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.decoding import decoded, marked, well_formed
from claimcheck.reading.extracted import article_source
from claimcheck.reading.live_blog import LIVE
from claimcheck.reading.live_pages import live_entries
from claimcheck.textforms import fold

EXTENSIONS = (".html", ".htm", ".xhtml")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
# Encodings of Python that are none of a page; those that are none of text at all it refuses itself.
_NO_CHARSETS = frozenset({"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"})
_WORD = re.compile(r"\w+")
_KEY = 5  # words of a paragraph that find its line
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_CLOSES = {name: re.compile(f"</{name}", re.I) for name in sorted(_UNSEEN)}
TAG = re.compile(r"<!--|</?[A-Za-z][A-Za-z0-9]{0,30}|<[!?]")
_ITEM = re.compile(r"^[-•*] (?=\S)")
# A heading up to its end or to the next one, and the link that it may stand in: linear in what is never closed.
_HEADING = re.compile(r"(<a\b[^>]{0,500}>\s{0,50})?<h([1-6])\b[^>]{0,300}>([^<]*(?:<(?!/?h[1-6])[^<]*)*)</h\2", re.I)
_LINKED = re.compile(r"\s*<a\b.*</a>\s*", re.I | re.S)
_CARDS = 3  # stories from which a page that leads to others is a list of them
_TEASER = 2  # paragraphs at most under a heading that leads elsewhere
_OPENING = 40  # characters of a paragraph that find it in the page


def read_html(raw: bytes, shown: str) -> Source | Problem:
    """The page's article: title, author, day and outlet from its metadata, paragraphs from its main text."""
    text = _decoded(raw, shown)
    if isinstance(text, Problem):
        return text
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot read is told below
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            text,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # A day guessed from the text would be worse than none: dates are compared by it.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # a library that reads hostile pages; one of them must not stop the others
        return Problem(shown, f"{shown} cannot be read as HTML: {error}.", "Save its text, or leave it out.")
    paragraphs = [_ITEM.sub("", line.strip()) for line in (found.text or "").splitlines()] if found is not None else []
    paragraphs = [line for line in paragraphs if any(c.isalnum() for c in line)]
    headline, entries = live_entries(text)
    if entries:
        paragraphs = [piece for time, pieces in entries for piece in (time, *pieces)]
    if found is None or not paragraphs:
        return Problem(
            shown, f"{shown} holds no article: no main text was found in it.", "Save the text, or leave the page out."
        )
    if not entries and _leads_to_others(paragraphs, text):
        return Problem(
            shown, f"{shown} holds no article: it is a list of stories, each a link.", "Save the stories themselves."
        )
    title = headline or found.title or None
    lines = line_numbers([title or "", *paragraphs], text)
    source = article_source(
        shown,
        title,
        list(zip(paragraphs, lines[1:], strict=True)),
        {
            "author": found.author,
            "published": found.date,
            "outlet": found.sitename,
            "url": found.url,
            "language": found.language,
        },
        digest=hashlib.sha256(raw).hexdigest(),
        title_line=lines[0],
    )
    return replace(source, metadata=(*source.metadata, LIVE)) if entries else source


def _leads_to_others(paragraphs: Sequence[str], page: str) -> bool:
    """Whether a page is a list of other pages: what it says stands under headings that are links, a sentence or two
    under each, but for a little."""
    headings = [(m.end(), m[1] is not None or _LINKED.fullmatch(m[3]) is not None) for m in _HEADING.finditer(page)]
    ends = [end for end, _ in headings]
    if sum(linked for _, linked in headings) < _CARDS:
        return False
    places = [page.find(html.escape(p[:_OPENING], quote=False), ends[0]) for p in paragraphs]
    above = Counter(n - 1 for at in places if (n := bisect.bisect_right(ends, at)))
    cards = sum(count for n, count in above.items() if headings[n][1] and count <= _TEASER)
    return cards >= _CARDS and cards * 5 >= len(paragraphs) * 4


def _decoded(raw: bytes, shown: str) -> str | Problem:
    declared = _CHARSET.search(raw[:4096])
    if marked(raw) is None and declared is not None:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            try:
                codec = codecs.lookup(declared[1].decode("ascii"))
                if codec.name.replace("_", "-") not in _NO_CHARSETS:
                    return well_formed(raw.decode(codec.name, "strict"))
            except (LookupError, ValueError):
                pass  # a wrong declaration: told as what it is below
    return decoded(raw, shown)


def line_numbers(paragraphs: Sequence[str], page: str) -> list[int]:
    """The line (from 1) on which each paragraph begins in the page: where its first words stand, after the paragraph
    before; that one's line where they are not found."""
    words, lines = _visible_words(page)
    keys = [tuple(fold(w) for w in _WORD.findall(paragraph[:400])[:_KEY]) for paragraph in paragraphs]
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for length in sorted({len(key) for key in keys if key}):
        for at in range(len(words) - length + 1):
            starts[tuple(words[at : at + length])].append(at)
    found: list[int] = []
    after = 0
    for n, key in enumerate(keys):
        places = starts.get(key, [])
        nth = bisect.bisect_left(places, after)
        if nth < len(places):
            found.append(lines[places[nth]])
            after = places[nth] + 1 if n else 0  # a title may also stand in the page's head, before everything
        else:
            found.append(found[-1] if found else 1)
    return found


def _visible_words(page: str) -> tuple[list[str], list[int]]:
    """The visible words of a page and their lines, in time linear in its length: html.parser's grows with the square of
    the number of unclosed tags and comments."""
    words: list[str] = []
    lines: list[int] = []
    line, at = 1, 0
    while True:
        opens = TAG.search(page, at)
        end = opens.start() if opens is not None else len(page)
        text = html.unescape(page[at:end])
        shift = counted = 0
        for match in _WORD.finditer(text):
            shift += text.count("\n", counted, match.start())
            counted = match.start()
            words.append(fold(match[0]))
            lines.append(line + shift)
        if opens is None:
            return words, lines
        after = tag_end(page, opens)
        if after < 0:  # never closed: nothing that follows is seen
            return words, lines
        line += page.count("\n", at, after)
        at = after


def tag_end(page: str, opens: re.Match[str]) -> int:
    """Where the tag, comment or unseen element ends; -1 where it does not."""
    if opens[0] == "<!--":
        end = page.find("-->", opens.end())
        return end + 3 if end >= 0 else -1
    name = opens[0][1:].lower()
    if name in _UNSEEN:
        closes = _CLOSES[name].search(page, opens.end())
        if closes is None:
            return -1
        return page.find(">", closes.end()) + 1 or -1
    return page.find(">", opens.end()) + 1 or -1

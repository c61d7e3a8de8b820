"""The entries of a live blog in an HTML page: what its structured data lists (schema.org's ``LiveBlogPosting``), else
the repeated elements that hold one ``<time>`` each, where the page calls itself live."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

_FEWEST = 3
_DATA = re.compile(r"<script\b[^>]{0,200}application/ld\+json[^>]{0,200}>(.*?)</script", re.I | re.S)
_LIVE = re.compile(r"live[-_ ]?(?:blog|updates?|ticker|reporting|feed|event)|LiveBlogPosting", re.I)
_BREAKS = re.compile(r"<(?:/p|/h\d|/li|/div|br\b)[^>]{0,100}>|\n", re.I)
_TAG = re.compile(r"<[^>]{0,2000}>")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)")
_SHOWN = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]\.?m\.?)?", re.I)
_DEEP = 40  # levels of structured data that are looked through
_TEXTS = ("p", "h2", "h3", "h4", "li", "blockquote")

Entry = tuple[str, Sequence[str]]  # "2026-11-29 10:42" or "10:42", and its paragraphs


def live_entries(page: str) -> tuple[str, list[Entry]]:
    """The blog's own headline, "" where its data has none, and its entries in the order of the page; no entries where
    it is no live blog."""
    if not _LIVE.search(page):
        return "", []
    posts = list(_postings(page))
    entries = [entry for post in posts for entry in _listed(post)]
    if len(entries) < _FEWEST:
        entries = _marked(page)
    titles = (" ".join(_paragraphs(str(post.get("headline") or ""))) for post in posts)
    return next(filter(None, titles), ""), entries if len(entries) >= _FEWEST else []


def _postings(page: str) -> Iterator[dict[str, Any]]:
    for match in _DATA.finditer(page):
        try:
            data = json.loads(match[1])
        except ValueError:
            continue  # broken by its own page: the text is still there
        yield from _of_type(data, "LiveBlogPosting", _DEEP)


def _of_type(data: Any, kind: str, deep: int) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        own = data.get("@type")
        if own == kind or (isinstance(own, list) and kind in own):
            yield data
            return
        data = list(data.values())
    if isinstance(data, list) and deep:
        for part in data:
            yield from _of_type(part, kind, deep - 1)


def _listed(post: dict[str, Any]) -> Iterator[Entry]:
    updates = post.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else [updates]:
        if not isinstance(update, dict):
            continue
        moment = _MOMENT.match(str(update.get("datePublished") or update.get("dateModified") or ""))
        body = _paragraphs(str(update.get("articleBody") or ""))
        head = _paragraphs(str(update.get("headline") or ""))
        if moment is not None and body:
            yield _written(moment), [*(h for h in head if h not in body[0]), *body]


def _paragraphs(text: str) -> list[str]:
    pieces = (" ".join(html.unescape(_TAG.sub(" ", piece)).split()) for piece in _BREAKS.split(text))
    return [piece for piece in pieces if any(c.isalnum() for c in piece)]


def _written(moment: re.Match[str]) -> str:
    return f"{moment[1]} {moment[2]}:{moment[3]}"


def _marked(page: str) -> list[Entry]:
    """Entries by the page's own marks: the largest elements with one time each that stand side by side."""
    from lxml import etree
    from lxml import html as parser

    try:
        tree = parser.fromstring(page)
    except (etree.ParserError, ValueError):
        return []
    inside: dict[Any, int] = defaultdict(int)  # times below an element
    times = {t: said for t in tree.iter("time") if (said := _said(t))}
    for time in times:
        for above in time.iterancestors():
            inside[above] += 1
    groups: dict[Any, list[Entry]] = defaultdict(list)
    for time, said in times.items():
        box = time
        while box.getparent() is not None and inside[box.getparent()] == 1:
            box = box.getparent()
        home = box.getparent()
        if home is None or not _is_live(box, home):
            continue
        inner = [e for e in box.iter(*_TEXTS) if not any(a.tag in _TEXTS for a in e.iterancestors() if a is not box)]
        pieces = [" ".join(e.text_content().split()) for e in inner if time not in e.iter("time")]
        pieces = [piece for piece in pieces if any(c.isalnum() for c in piece)]
        if any(len(piece.split()) > 5 for piece in pieces):
            groups[home].append((said, pieces))
    return max(groups.values(), key=len, default=[])


def _said(time: Any) -> str:
    """The moment that a ``<time>`` gives in its ``datetime``, else the time of day that it shows, else ""."""
    moment = _MOMENT.match(time.get("datetime") or "")
    if moment is not None:
        return _written(moment)
    shown = " ".join(time.text_content().split())
    return shown if _SHOWN.fullmatch(shown) else ""


def _is_live(box: Any, home: Any) -> bool:
    above = (box, home, *home.iterancestors())
    return any(_LIVE.search(e.get(name) or "") for e in above for name in ("class", "id", "itemtype"))

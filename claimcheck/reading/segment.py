"""Page -> articles: every non-blank line gets a role; only headline and body become claims."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from claimcheck.datamodel import Article, Block, BlockRole, Source, Span
from claimcheck.reading.extracted import ARTICLE
from claimcheck.reading.furniture import outlet_in
from claimcheck.reading.lines import BLANK, PROSE, Line, Look, lines_of, unwrapped
from claimcheck.reading.live_blog import LIVE, Entries, entries_of
from claimcheck.reading.markdown import FrontMatter, front_matter, markdown_lines
from claimcheck.reading.page_dates import (
    address_of,
    author_in_date,
    date_in,
    date_in_address,
    host_of,
    writes_day_first,
)
from claimcheck.reading.parting import Draft, drafts_of, paragraph_blocks
from claimcheck.textforms import plain

_MARKDOWN = (".md", ".markdown")
_TOP = 8  # lines of an article that may name its outlet and address
_FURNITURE = {
    Look.NAVIGATION: BlockRole.NAVIGATION,
    Look.SEPARATOR: BlockRole.NAVIGATION,
    Look.END: BlockRole.NAVIGATION,
    Look.SHARE: BlockRole.SHARE,
    Look.BYLINE: BlockRole.BYLINE,
    Look.DATE: BlockRole.DATELINE,
    Look.SHORT: BlockRole.SUBHEAD,
}
_OUTSIDE = frozenset({BlockRole.NAVIGATION, BlockRole.SHARE})
_FILLED = re.compile(rf"[^{re.escape(BLANK)}](?:[^\r\n]*[^{re.escape(BLANK)}])?")


def segment(source: Source) -> tuple[Article, ...]:
    """The articles of a page, in order; ids count from 1. A page without any headline is one article without title,
    one without any story gives none. An article runs from its first to its last block that is not the page's own
    furniture."""
    if ARTICLE in source.metadata:
        return (_with_metadata(_as_it_is(source), source),)
    drafts, front, host = _parted(source)
    articles = [
        article
        for n, draft in enumerate((d for d in drafts if d.prose or d.headline is not None), start=1)
        if (article := _article(draft, n, source, host)) is not None
    ]
    return tuple(_with_metadata(article, source) for article in _with_front(articles, front, source))


def _as_it_is(source: Source) -> Article:
    """A source that is one article, its headline first where it has a title: furniture is what looks like it."""
    lines: Sequence[Line] = list(lines_of(source.text))
    live = entries_of(lines, told=LIVE in source.metadata)
    lines = live.lines if live is not None else lines
    bare = not any(line.look in PROSE for line in lines)  # nothing but unfinished sentences: they are the text
    titled = any(key == "title" for key, _ in source.metadata)
    blocks: list[Block] = []
    for n, line in enumerate(lines):
        if n == 0 and titled:
            blocks.append(Block(BlockRole.HEADLINE, line.start, line.end))
        elif (role := _FURNITURE.get(line.look)) is not None and not (bare and line.look is Look.SHORT):
            blocks.append(Block(role, line.start, line.end))
        else:
            blocks += paragraph_blocks(line, opens=n <= 1, last=n == len(lines) - 1)
    blocks = _timed(blocks, live) if live is not None else blocks
    end = lines[-1].end if lines else len(source.text)
    return Article(f"{source.path}#1", Span(source.path, 0, end), None, None, None, None, "en", tuple(blocks))


def _timed(blocks: Sequence[Block], live: Entries) -> list[Block]:
    """The blocks with the time of the entry that they stand in."""
    starts = [line.start for line in live.lines]
    return [replace(b, entry=live.times[bisect.bisect_right(starts, b.start) - 1]) for b in blocks]


def _live_draft(live: Entries) -> list[Draft]:
    """The stories of a page whose last is a live blog: what stands before its first entry is its head, all else its
    entries, short lines in them subheads."""
    first = min(live.labels)
    drafts = drafts_of(live.lines[:first]) or [Draft()]
    blog = drafts[-1]
    for line in live.lines[first:]:
        role = _FURNITURE.get(line.look)
        blocks = [Block(role, line.start, line.end)] if role is not None else []
        blog.add_prose(line, *(blocks or paragraph_blocks(line, opens=False, last=False)))
    blog.blocks = _timed(blog.blocks, live)
    return drafts


def _with_metadata(article: Article, source: Source) -> Article:
    """The article with what its format or the settings know."""
    known = dict(source.metadata)
    if not known:
        return article
    day = known.get("published")
    own = ARTICLE not in source.metadata  # a page of text: what it says of itself is nearer than where it lies
    published = dt.date.fromisoformat(day) if day else None
    return replace(
        article,
        title=article.title or known.get("title"),
        byline=article.byline or known.get("author"),
        published=(article.published or published) if own else (published or article.published),
        outlet=known.get("outlet") or article.outlet,
        language=known.get("language") or article.language,
    )


def roles(source: Source) -> tuple[Block, ...]:
    """Every non-blank character of the page in blocks, in order and disjoint: those of :func:`segment`, and
    navigation for whatever is in no article."""
    blocks = [block for article in segment(source) for block in article.blocks]
    covered: list[Block] = []
    at = 0
    for block in [*blocks, None]:
        end = block.start if block is not None else len(source.text)
        covered += [Block(BlockRole.NAVIGATION, m.start(), m.end()) for m in _FILLED.finditer(source.text, at, end)]
        if block is not None:
            covered.append(block)
            at = block.end
    return tuple(covered)


def _parted(source: Source) -> tuple[list[Draft], FrontMatter, str | None]:
    if source.path.lower().endswith(_MARKDOWN):
        lines, front = markdown_lines(source.text)
    else:
        front, fields, lines = front_matter(list(lines_of(source.text)))
        lines = [*fields, *unwrapped(lines, source.text)]
    live = entries_of(lines)
    return drafts_of(lines) if live is None else _live_draft(live), front, _host(lines)


def _host(lines: Sequence[Line]) -> str | None:
    """The site, where the page begins with its own address."""
    first = lines[0].text if lines else ""
    return host_of(address_of(first)) if re.match(r"(?i)https? ?:|www ?\.", first) else None


def _article(draft: Draft, number: int, source: Source, host: str | None) -> Article | None:
    blocks = sorted(draft.blocks, key=lambda b: b.start)
    inside = [n for n, block in enumerate(blocks) if block.role not in _OUTSIDE]
    if not inside:
        return None
    own = tuple(blocks[inside[0] : inside[-1] + 1])
    headline = draft.headline
    byline, published = _byline_and_date(draft, own, source, host)
    return Article(
        id=f"{source.path}#{number}",
        span=Span(source.path, own[0].start, own[-1].end),
        title=" ".join(headline.text.split()) if headline is not None else None,
        byline=None if draft.teaser and headline is None else byline,
        published=None if draft.teaser and headline is None else published,
        outlet=next((o for line in draft.lines[:_TOP] if (o := outlet_in(line.text)) is not None), host),
        language="en",
        blocks=own,
        teaser=draft.teaser,
    )


def _with_front(articles: list[Article], front: FrontMatter, source: Source) -> list[Article]:
    """What the front matter says, where the page is one story; its title is the headline where the text has none."""
    if front == FrontMatter() or not articles:
        return articles
    if len(articles) > 1:
        return [replace(a, published=a.published or front.published, outlet=front.outlet or a.outlet) for a in articles]
    (article,) = articles
    headlines = [b for b in article.blocks if b.role is BlockRole.HEADLINE]
    if not headlines and front.headline is not None:
        head = Block(BlockRole.HEADLINE, *front.headline)
        article = replace(article, blocks=(head, *article.blocks), span=Span(source.path, head.start, article.span.end))
    return [
        replace(
            article,
            title=front.title or article.title,
            byline=front.author or article.byline,
            published=front.published or article.published,
            outlet=front.outlet or article.outlet,
        )
    ]


# --------------------------------------------------------------------------- who and when

_LEAD = re.compile(
    r"^[^\w(]*(?:(?:written|reported|posted|published|story|words|text|compiled|edited) )?"
    r"(?:by\b|authors?|byline|reporter|writer)\s*:?\s*",
    re.I,
)
_STOP = re.compile(
    r"\s*(?:[|;/•·]|\s[-–—]\s|,|\b(?:AP|AFP|Reuters|REUTERS|CNN|BBC|Associated Press|The Associated Press|Staff"
    r"|Special to|Correspondent"
    r"|Contributor|Published|Posted|Updated|Date|Last|on \w+day|in [A-Z][a-z]+)\b|\d).*$",
    re.S,
)
_CREDIT = re.compile(
    r"^[\[(]?(?:additional |with )?(?:reporting|writing|editing|compiled|translated)\b|contribut",
    re.I,
)


def _byline_and_date(
    draft: Draft, blocks: Sequence[Block], source: Source, host: str | None
) -> tuple[str | None, dt.date | None]:
    """The first author and the first day of publication that the story's own lines name; the address's day last."""
    byline: str | None = None
    published: dt.date | None = None
    day_first = writes_day_first(host)
    for block in blocks:
        text = source.text[block.start : min(block.end, block.start + 400)]
        if block.role not in {BlockRole.DATELINE, BlockRole.BYLINE}:
            continue
        published = published or date_in(text, day_first=day_first)
        if byline is None:
            byline = author_in_date(text) if block.role is BlockRole.DATELINE else author_of(text)
    if published is None:
        addresses = (address_of(line.text) for line in draft.lines[:_TOP] if line.look is Look.NAVIGATION)
        published = next((day for a in addresses if (day := date_in_address(a)) is not None), None)
    return byline, published


def author_of(line: str) -> str | None:
    """The name in a byline, as written: "By JOHN SMITH, Associated Press Writer" -> "JOHN SMITH"; None for credits."""
    if _CREDIT.search(line):
        return None
    match = _LEAD.match(line)
    rest = line[match.end() :] if match is not None else line
    if match is None and not re.match(r"[A-Z][\w.'’-]+ [A-Z]", rest):
        return None
    name = plain(_STOP.sub("", rest, count=1)).strip(" .,-")
    return name if 3 <= len(name) <= 60 and any(c.isalpha() for c in name) else None

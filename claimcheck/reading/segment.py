"""Page -> articles: every non-blank line gets a role; only headline and body become claims."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from claimcheck.datamodel import Article, Block, BlockRole, Source, Span
from claimcheck.reading.lines import Line, Look, date_in, leading_date, lines_of, unwrapped
from claimcheck.reading.markdown import FrontMatter, markdown_lines
from claimcheck.textforms import fold

_ROLE = {
    Look.DATE: BlockRole.DATELINE,
    Look.BYLINE: BlockRole.BYLINE,
    Look.CAPTION: BlockRole.CAPTION,
    Look.SHARE: BlockRole.SHARE,
    Look.NAVIGATION: BlockRole.NAVIGATION,
    Look.SEPARATOR: BlockRole.NAVIGATION,
    Look.END: BlockRole.BYLINE,
}
_FURNITURE = frozenset(_ROLE)
_PROSE = frozenset({Look.PROSE, Look.LONG})
_HEADLINE_WORDS = 30
_WIDE_GAP = 2  # blank lines that part two stories where one parts paragraphs
_PLACE = r"[A-Z][A-Z.'’-]+(?:[ ,]+(?:[A-Z][\w.'’-]*|[a-z]{2}))*"
_DATELINE = re.compile(
    rf"^{_PLACE}[ ,]*(?:\([A-Z][\w .]{{1,24}}\)\s*[-–—]*"
    r"|(?:\w+\.? \d{1,2},? (?:\d{4} )?)?(?:\([A-Z][\w .]{1,24}\)\s*)?(?:--|[–—]|-(?=\s)))\s*(?=\S)"
)
_SUBHEAD_MARKS = re.compile(r"^(?:[-–—*•] .* [-–—*•]|#+ .*)$")
_BY_IN_DATE = re.compile(r"\bby ([A-Z][\w.'’-]+(?: (?!Leave\b)[A-Z][\w.'’-]+){0,3})")
_AUTHOR = re.compile(r"(?:^by|author\s*:)\s*([^|,]{3,60})", re.I)


@dataclass
class _Draft:
    """An article while its lines come in."""

    blocks: list[Block] = field(default_factory=list)
    headline: Line | None = None
    body: int = 0
    teaser: bool = False


def segment(source: Source) -> tuple[Article, ...]:
    """The articles of a page, in order. A page without any headline is one article without title."""
    if source.path.lower().endswith((".md", ".markdown")):
        lines, front = markdown_lines(source.text)
    else:
        lines, front = unwrapped(list(lines_of(source.text)), source.text), FrontMatter()
    drafts = _drafts(lines)
    articles = [a for n, d in enumerate(drafts, start=1) if (a := _article(d, n, source)) is not None]
    if len(articles) == 1 and front != FrontMatter():
        first = articles[0]
        articles = [
            Article(
                first.id, first.span, front.title or first.title, front.author or first.byline,
                front.published or first.published, front.outlet or first.outlet, first.language, first.blocks,
            )
        ]  # fmt: skip
    return tuple(articles)


def _drafts(lines: Sequence[Line]) -> list[_Draft]:
    lines = _split_leading_dates(lines)
    counts = Counter(fold(line.text) for line in lines)
    drafts = [_Draft()]
    pending: list[Line] = []  # furniture and candidates seen since the last body line
    closed = False  # a post has ended; what follows without a headline are teasers
    for n, line in enumerate(lines):
        current = drafts[-1]
        beside = not current.body or any(_may_be_headline(p) for p in pending)
        if line.look in _PROSE and not (beside and _is_repeated_caption(line, n, lines, counts)):
            headline = _headline(pending, current, line, counts, lines)
            if headline is not None and (current.body or current.headline is not None or closed):
                current = _Draft()
                drafts.append(current)
                closed = False
            elif current.body and (closed or (line.look is Look.LONG and current.teaser)):
                current = _Draft(teaser=True)
                drafts.append(current)
            _take(current, pending, headline, opening=not current.body)
            pending = []
            current.blocks += _body_blocks(line, first=not current.body)
            current.body += 1
            current.teaser = current.teaser and closed
        else:
            pending.append(line)
            if line.look is Look.END:
                closed = True
                _take(current, pending, None, opening=False)
                pending = []
    _take(drafts[-1], pending, _lone_headline(pending, drafts), opening=False)
    return drafts


def _split_leading_dates(lines: Sequence[Line]) -> list[Line]:
    """ "date 2018-01-20 Headline words" is two lines in one."""
    out: list[Line] = []
    for line in lines:
        cut = leading_date(line.text)
        rest = line.text[cut:]
        if cut and line.look in {Look.SHORT, Look.LONG} and len(rest.split()) >= 3:
            date = line.text[:cut].rstrip()
            out.append(Line(line.start, line.start + len(date), date, Look.DATE, line.gap, line.number))
            out.append(Line(line.start + cut, line.end, rest, Look.SHORT, 0, line.number))
        else:
            out.append(line)
    return out


def _is_repeated_caption(line: Line, n: int, lines: Sequence[Line], counts: Counter[str]) -> bool:
    """A sentence printed twice in a row beside a headline is a picture's caption."""
    if counts[fold(line.text)] < 2 or len(line.text) > 300:
        return False
    near = [k for k in (n - 1, n + 1) if 0 <= k < len(lines)]
    return any(fold(lines[k].text) == fold(line.text) for k in near)


def _headline(
    pending: Sequence[Line], current: _Draft, prose: Line, counts: Counter[str], lines: Sequence[Line]
) -> Line | None:
    """The headline among the lines before a paragraph, None where they hold only subheads and furniture.

    On a fresh page the last short line is it. Inside an article a short line is a subhead unless something parts it
    from what came before: a wide gap, a separator, a repetition, or furniture of its own (date, byline, caption).
    """
    shorts = [line for line in pending if _may_be_headline(line)]
    if not shorts:
        return None
    if not current.body and current.headline is None:
        repeated = [line for line in shorts if counts[fold(line.text)] > 1]
        if repeated:
            return repeated[-1]
        dated = [k for k, line in enumerate(pending) if line.look in {Look.DATE, Look.BYLINE, Look.CAPTION}]
        before = [line for line in shorts if not dated or pending.index(line) < dated[-1]]
        return (before or shorts)[-1] if len(shorts) < 3 else max(before or shorts, key=lambda s: len(s.text))
    repeated = [line for line in shorts if counts[fold(line.text)] > 1]
    if repeated:
        return repeated[-1]
    typical = _typical_gap(lines)
    for k, line in enumerate(pending):
        if line not in shorts:
            continue
        parted = line.gap >= max(_WIDE_GAP, typical + 1) or any(p.look is Look.SEPARATOR for p in pending[:k])
        own = any(p.look in {Look.DATE, Look.BYLINE, Look.CAPTION} for p in pending[k + 1 :])
        if parted or own:
            return line
    return None


def _typical_gap(lines: Sequence[Line]) -> int:
    gaps = Counter(line.gap for line in lines[1:])
    return gaps.most_common(1)[0][0] if gaps else 0


def _may_be_headline(line: Line) -> bool:
    words = line.text.split()
    if line.look is not Look.SHORT or not 2 <= len(words) <= _HEADLINE_WORDS or _SUBHEAD_MARKS.match(line.text):
        return False
    return line.text[0].isupper() or line.text[0].isdigit() or line.text[0] in "\"'“‘#£$€["


def _lone_headline(pending: Sequence[Line], drafts: Sequence[_Draft]) -> Line | None:
    """A page that is a headline and nothing else."""
    if len(drafts) > 1 or drafts[0].body:
        return None
    return next((line for line in pending if _may_be_headline(line)), None)


def _take(draft: _Draft, pending: Sequence[Line], headline: Line | None, *, opening: bool) -> None:
    """The waiting lines join the article, each with its role."""
    for line in pending:
        if line is headline:
            draft.headline = line
            draft.blocks.append(Block(BlockRole.HEADLINE, line.start, line.end))
        elif line.look in _ROLE:
            draft.blocks.append(Block(_ROLE[line.look], line.start, line.end))
        elif line.look in _PROSE:
            draft.blocks.append(Block(BlockRole.CAPTION, line.start, line.end))
        elif draft.body and not opening and _reads_on(line):
            draft.blocks.append(Block(BlockRole.BODY, line.start, line.end))
        elif draft.body and not opening:
            inside = _SUBHEAD_MARKS.match(line.text) or line.text[:1].isupper()
            draft.blocks.append(Block(BlockRole.SUBHEAD if inside else BlockRole.NAVIGATION, line.start, line.end))
        else:
            draft.blocks.append(Block(BlockRole.NAVIGATION, line.start, line.end))


def _reads_on(line: Line) -> bool:
    """A sentence that lost its full stop: long for a subhead, and not in title case."""
    words = line.text.split()
    lower = sum(w[:1].islower() for w in words)
    return line.look is Look.SHORT and len(words) >= 10 and lower >= len(words) * 0.6 and line.text[:1].isupper()


def _body_blocks(line: Line, *, first: bool) -> list[Block]:
    """A paragraph, its dateline ("BAGHDAD (AP) —") apart."""
    match = _DATELINE.match(line.text[:120]) if first else None
    if match is None or match.end() >= len(line.text):
        return [Block(BlockRole.BODY, line.start, line.end)]
    cut = match.end()
    label = line.text[:cut].rstrip()
    return [
        Block(BlockRole.DATELINE, line.start, line.start + len(label)),
        Block(BlockRole.BODY, line.start + cut, line.end),
    ]


def _article(draft: _Draft, number: int, source: Source) -> Article | None:
    if not draft.body and draft.headline is None:
        return None
    blocks = tuple(sorted(draft.blocks, key=lambda b: b.start))
    span = Span(source.path, blocks[0].start, blocks[-1].end)
    title = draft.headline.text if draft.headline is not None else None
    published = None
    byline = None
    for block in blocks:
        text = source.text[block.start : block.end]
        if block.role in {BlockRole.DATELINE, BlockRole.BYLINE}:
            published = published or date_in(text)
            match = _AUTHOR.search(text) or _BY_IN_DATE.search(text)
            byline = byline or (match[1].strip() if match else None)
    if draft.teaser:
        published = byline = None
    return Article(f"{source.path}#{number}", span, title, byline, published, None, "en", blocks, draft.teaser)

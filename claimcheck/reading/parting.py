"""Lines -> drafts of articles: where a story begins and ends, and which role every line plays in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from claimcheck.datamodel import Block, BlockRole
from claimcheck.reading import furniture
from claimcheck.reading.headlines import (
    MOST_WORDS,
    is_marked_subhead,
    may_be_headline,
    opening_headline,
    parting_headline,
)
from claimcheck.reading.lines import (
    PROSE,
    Line,
    Look,
    ends_sentence,
    is_title_case,
    reads_as_headline,
    reads_on,
    without_bullet,
)
from claimcheck.reading.page_dates import leading_date
from claimcheck.textforms import fold

_ROLE = {
    Look.DATE: BlockRole.DATELINE,
    Look.BYLINE: BlockRole.BYLINE,
    Look.CAPTION: BlockRole.CAPTION,
    Look.CREDITED: BlockRole.CAPTION,
    Look.PROSE: BlockRole.CAPTION,  # prose that waits instead of opening a paragraph is a caption printed twice
    Look.LONG: BlockRole.CAPTION,
    Look.SHARE: BlockRole.SHARE,
    Look.NAVIGATION: BlockRole.NAVIGATION,
    Look.SEPARATOR: BlockRole.NAVIGATION,
    Look.END: BlockRole.BYLINE,
}
_NEAR = 8  # lines within which a repetition belongs to one header
_AHEAD = 8  # paragraphs looked at to judge a headline
_CAPTION_LONGEST = 400
_SOLID = 600  # characters
_WAITING = 40  # of the waiting lines, how many are looked back at
_TEASER_MOST = 2  # paragraphs
_CUT_SHORT = ("…", "...", "[…]", "[...]", "(…)", "(...)", "… ]", ". . .")


@dataclass
class Draft:
    """An article while its lines come in. ``prose`` holds its paragraphs as lines."""

    blocks: list[Block] = field(default_factory=list)
    headline: Line | None = None
    prose: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    teaser: bool = False
    has_date: bool = False
    characters: int = 0  # of prose

    def add(self, line: Line, *blocks: Block) -> None:
        """A line with the blocks that it gives."""
        self.lines.append(line)
        self.blocks += blocks
        self.has_date = self.has_date or line.look in {Look.DATE, Look.BYLINE}

    def add_prose(self, line: Line, *blocks: Block) -> None:
        """A paragraph, or what is left of one."""
        self.add(line, *blocks)
        self.prose.append(line)
        self.characters += len(line.text)

    @property
    def is_solid(self) -> bool:
        """Enough of a story that a date or byline further down is another's."""
        return self.has_date or len(self.prose) >= 3 or self.characters >= _SOLID


def drafts_of(lines: Sequence[Line]) -> list[Draft]:
    """The stories of a page, in order; every line is in one block of one draft."""
    return _Parting(list(_prepared(lines))).run()


class _Parting:
    """One pass over the lines. ``pending`` are the lines since the last paragraph: furniture and candidates."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.folded = [fold(line.text[:_CAPTION_LONGEST]) for line in lines]
        self.counts = Counter(self.folded)
        gaps = Counter(line.gap for line in lines[1:])
        self.typical_gap = gaps.most_common(1)[0][0] if gaps else 0
        self.prose_at = [n for n, line in enumerate(lines) if line.look in PROSE]
        self.drafts = [Draft()]
        self.pending: list[Line] = []
        self.closed = False  # a post has ended: what follows without a headline are teasers
        self.commenting = False  # readers' comments, until another story begins

    def run(self) -> list[Draft]:
        upcoming = 0  # index into prose_at of the first paragraph at or after n
        for n, line in enumerate(self.lines):
            while upcoming < len(self.prose_at) and self.prose_at[upcoming] < n:
                upcoming += 1
            current = self.drafts[-1]
            if self.commenting and not self._ends_comments(line):
                current.add(line, Block(BlockRole.NAVIGATION, line.start, line.end))
            elif line.forced:
                self._begin(line)
            elif self._is_paragraph(n, line):
                self._paragraph(n, line, [self.lines[k] for k in self.prose_at[upcoming : upcoming + _AHEAD]])
            else:
                self._wait(n, line)
        self._take(self.drafts[-1], self.pending, self._lone_headline(), more=False)
        for draft in self.drafts:
            if draft.headline is not None and 0 < len(draft.prose) <= _TEASER_MOST and _is_cut_short(draft):
                draft.teaser = True
        return self.drafts

    # ------------------------------------------------------------------ steps

    def _begin(self, line: Line) -> None:
        """A headline by the page's own marks."""
        current = self.drafts[-1]
        if current.prose or current.headline is not None:
            self._take(current, self.pending, None, more=False)
            current = Draft()
            self.drafts.append(current)
        else:
            self._take(current, self.pending, None, more=True)
        self.pending = []
        self.closed = False
        self._take(current, [line], line, more=True)

    def _wait(self, n: int, line: Line) -> None:
        current = self.drafts[-1]
        if len(current.prose) >= 2 and furniture.COMMENTS_LABEL.match(line.text[:200]) and self._has_comments(n):
            self._take(current, self.pending, None, more=False)
            self.pending = []
            current.add(line, Block(BlockRole.SHARE, line.start, line.end))
            self.commenting = True
            return
        self.pending.append(line)
        if line.look is Look.END and current.prose:
            self.closed = True
            self._take(current, self.pending, None, more=False)
            self.pending = []

    def _paragraph(self, n: int, line: Line, following: Sequence[Line]) -> None:
        current = self.drafts[-1]
        opening = not current.prose
        if opening and current.headline is None and not self.closed:
            headline = opening_headline(self.pending, following)
        elif opening:
            headline = None
        else:
            headline = parting_headline(
                self.pending, current.prose, following, self.typical_gap, solid=current.is_solid
            )
        if headline is not None and not opening:
            own = self._own_from(headline)
            self._take(current, self.pending[:own], None, more=False)
            self.pending = self.pending[own:]
            current = Draft()
            self.drafts.append(current)
            self.closed = False
        elif current.prose and (self.closed or (furniture.has_agency_dateline(line.text) and current.has_date)):
            self._take(current, self.pending, None, more=False)
            self.pending = []
            current = Draft(teaser=self.closed)
            self.drafts.append(current)
        self._take(current, self.pending, headline, more=True)
        self.pending = []
        last = len(following) < 2 or self._ends_story(n)
        current.has_date = current.has_date or furniture.has_agency_dateline(line.text)
        current.add_prose(line, *paragraph_blocks(line, opens=not current.prose, last=last))

    # ------------------------------------------------------------------ questions

    def _is_paragraph(self, n: int, line: Line) -> bool:
        if line.look is Look.CREDITED:
            return self.counts[self.folded[n]] == 1 and self._ends_story(n)
        if line.look not in PROSE:
            return False
        if n and self.folded[n - 1] == self.folded[n] and not self.pending:
            return False  # the paragraph before, printed twice
        current = self.drafts[-1]
        beside = not current.prose and current.headline is not None
        beside = beside or any(may_be_headline(p) for p in self.pending[-_WAITING:])
        return not (beside and self._is_printed_again(n, line))

    def _is_printed_again(self, n: int, line: Line) -> bool:
        """A sentence printed twice beside a headline is a picture's caption, or the text's first sentence as a lead."""
        if self.counts[self.folded[n]] < 2 or len(line.text) > _CAPTION_LONGEST:
            return False
        near = range(max(0, n - _NEAR), min(len(self.lines), n + _NEAR + 1))
        copies = [k for k in near if k != n and self.folded[k] == self.folded[n]]
        # with the headline printed twice every copy is a caption, else the last one is the text
        twice = any(may_be_headline(self.lines[k]) and self.counts[self.folded[k]] > 1 for k in near if k < n)
        return bool(copies) and (twice or (copies[-1] > n and not self.drafts[-1].prose))

    def _ends_story(self, n: int) -> bool:
        """Whether no paragraph follows line ``n`` before the page or the story ends."""
        for later in self.lines[n + 1 : n + _WAITING]:
            if later.look in PROSE:
                return False
            if later.forced or later.look in {Look.END, Look.SEPARATOR} or later.gap > max(2, self.typical_gap + 1):
                return True
        return True

    def _has_comments(self, n: int) -> bool:
        return any(furniture.COMMENT_MARK.search(line.text[:120]) for line in self.lines[n + 1 : n + 6])

    def _ends_comments(self, line: Line) -> bool:
        wide = line.gap > max(2, self.typical_gap + 1)
        if line.forced or line.look is Look.SEPARATOR or (wide and may_be_headline(line)):
            self.commenting = False
            return True
        return False

    def _lone_headline(self) -> Line | None:
        """A page that is a headline and nothing else."""
        if len(self.drafts) > 1 or self.drafts[0].prose or self.drafts[0].headline is not None:
            return None
        return next((line for line in self.pending if may_be_headline(line)), None)

    def _own_from(self, headline: Line) -> int:
        """Where among the waiting lines the new story's own begin: its headline's first copy, or a date before it."""
        same = fold(headline.text)
        first = next(k for k, p in enumerate(self.pending) if p is headline or fold(p.text) == same)
        dated = any(p.look is Look.DATE for p in self.pending[first:])
        while not dated and first and self.pending[first - 1].look is Look.DATE:
            first -= 1
        return first

    # ------------------------------------------------------------------ roles

    def _take(self, draft: Draft, pending: Sequence[Line], headline: Line | None, *, more: bool) -> None:
        """The waiting lines join the draft; ``more`` says that a paragraph of it follows."""
        listing = False
        titled = draft.headline is not None
        printed = Counter(fold(line.text[:_CAPTION_LONGEST]) for line in pending)
        for line in pending:
            if furniture.LIST_LABEL.match(line.text[:80]) and line.look is Look.NAVIGATION:
                listing = True
            if line is headline:
                draft.headline, titled = line, True
                role = BlockRole.HEADLINE
            elif line.look in _ROLE:
                role = _ROLE[line.look]
            elif listing:
                role = BlockRole.NAVIGATION
            elif headline is None and draft.prose and printed[fold(line.text[:_CAPTION_LONGEST])] > 1:
                role = BlockRole.CAPTION
            elif headline is None and more and ends_sentence(line.text):
                draft.add_prose(line, Block(BlockRole.BODY, line.start, line.end))  # it only looked like a headline
                continue
            elif draft.prose and reads_on(line.text):
                draft.add_prose(line, Block(BlockRole.BODY, line.start, line.end))
                continue
            elif is_marked_subhead(line) or (more and (draft.prose or titled) and _may_be_subhead(line)):
                role = BlockRole.SUBHEAD
            else:
                role = BlockRole.NAVIGATION
            if headline is not None and line is not headline and fold(line.text) == fold(headline.text):
                role = BlockRole.NAVIGATION
            draft.add(line, Block(role, line.start, line.end))


def _may_be_subhead(line: Line) -> bool:
    first = line.text[0]
    return first.isupper() or first.isdigit() or not first.isalnum()


def _is_cut_short(draft: Draft) -> bool:
    """A lead that breaks off, or that a "Read more" follows."""
    if draft.prose[-1].text[-200:].rstrip("\"'”’ ").endswith(_CUT_SHORT):
        return True
    after = draft.lines[draft.lines.index(draft.prose[-1]) + 1 :][:1]
    return any(line.look is Look.NAVIGATION and furniture.READ_ON.match(line.text[:100]) for line in after)


def paragraph_blocks(line: Line, *, opens: bool, last: bool) -> list[Block]:
    """A paragraph; its dateline ("BAGHDAD (AP) —") and its credit ("(Reporting by …)") apart."""
    start, end = line.start, line.end
    blocks: list[Block] = []
    cut = furniture.dateline_end(line.text) if opens or furniture.has_agency_dateline(line.text) else 0
    if 0 < cut < len(line.text):
        label = line.text[:cut].rstrip()
        blocks.append(Block(BlockRole.DATELINE, start, start + len(label)))
        start += cut
    credit = furniture.trailing_credit(line.text, agency=last)
    body = line.text[start - line.start : credit].rstrip()
    if credit < len(line.text) and body:
        blocks.append(Block(BlockRole.BODY, start, start + len(body)))
        rest = line.text[credit:]
        begin = line.start + credit + len(rest) - len(rest.lstrip())
        blocks.append(Block(BlockRole.BYLINE, begin, end))
    else:
        blocks.append(Block(BlockRole.BODY, start, end))
    return blocks


# --------------------------------------------------------------------------- before the pass

_TITLE_LABEL = re.compile(r"^(?:title|headline)\s*:\s+(?=\S)", re.I)
_TITLED = PROSE | {Look.SHORT}
_TITLE_BY = 8  # a page that labels its title does so within as many lines


def _prepared(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with dates split from headlines, bullets from sentences, and headlines with a full stop known."""
    for n, line in enumerate(lines):
        cut = leading_date(line.text)
        rest = line.text[cut:]
        if cut and line.look in {Look.SHORT, Look.LONG} and len(rest.split()) >= 3:
            date = line.text[:cut].rstrip()
            yield replace(line, end=line.start + len(date), text=date, look=Look.DATE, forced=False)
            yield replace(line, start=line.start + cut, text=rest, look=Look.SHORT, gap=0)
        elif line.look in _TITLED and n < _TITLE_BY and (label := _TITLE_LABEL.match(line.text)) is not None:
            rest = line.text[label.end() :]
            yield replace(line, start=line.start + label.end(), text=rest, look=Look.SHORT, forced=True)
        elif line.look in PROSE and _titles(lines, n):
            yield replace(line, look=Look.SHORT)
        else:
            yield without_bullet(line)[0]


def _titles(lines: Sequence[Line], n: int) -> bool:
    """Whether a line with a sentence's end is a headline: in title case or a question where a headline stands, or any
    brief line right above a date or byline at the top of a page."""
    line = lines[n]
    if len(line.text) > 200:
        return False
    before = next((p for p in reversed(lines[max(0, n - 6) : n]) if p.look not in {Look.DATE, Look.SHARE}), None)
    top = n < 6 and not any(p.look in PROSE or p.look is Look.SHORT for p in lines[:n])
    after = lines[n + 1] if n + 1 < len(lines) else None
    if after is None:
        return False
    dated = after.look in {Look.DATE, Look.BYLINE}
    if line.look is Look.LONG:
        return top and len(line.text.split()) <= MOST_WORDS
    if top and dated and len(line.text.split()) <= 18 and not line.text.startswith(('"', "“")):
        return True
    if not reads_as_headline(line.text):
        return False
    if top and not is_title_case(line.text):
        return dated or after.look in PROSE
    if before is not None and before.look is Look.SEPARATOR:
        return True
    return top or dated or line.gap > 2 or _is_listed(lines, n)


def _is_listed(lines: Sequence[Line], n: int) -> bool:
    """Whether only short lines stand between this one and a label such as "Related stories"."""
    for line in reversed(lines[max(0, n - 12) : n]):
        if line.look is Look.NAVIGATION:
            return furniture.LIST_LABEL.match(line.text[:80]) is not None
        if line.look is not Look.SHORT:
            return False
    return False

"""The fact table of a story: a row for every slot that two or more articles fill, a cell for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from claimcheck.datamodel import (
    Alignment,
    FactCell,
    FactRow,
    FactTable,
    Filling,
    Mention,
    MentionKind,
    Moment,
    Quantity,
    Relation,
    Slot,
    Story,
)
from claimcheck.facts.bars import AGREED
from claimcheck.facts.told_rows import told_row
from claimcheck.facts.values import relation_of
from claimcheck.textforms import plain
from claimcheck.values.dates.algebra import read_moment
from claimcheck.values.quantities.algebra import read_quantity

_TOLD = frozenset({"source", "quote"})  # kinds of slots that have a sentence for a value; and events told alike


def fact_table(
    story: Story, slots: Sequence[Slot], shown: Sequence[str], alignments: Sequence[Alignment] = ()
) -> FactTable:
    """A row for every slot that two of the columns fill. ``shown`` are the columns: the story's articles by time of
    publication, copies left out. Of several places where an article gives one value the cell shows the one whose claim
    is aligned with another column's, so that a row's sentences can be read beside each other."""
    rows: list[FactRow] = []
    partners: dict[str, set[str]] = defaultdict(set)
    for alignment in alignments:
        for claim in alignment.left:
            partners[claim.id].update(other.id for other in alignment.right)
        for claim in alignment.right:
            partners[claim.id].update(other.id for other in alignment.left)
    for filled in slots:
        if filled.kind in _TOLD or (filled.kind == MentionKind.EVENT and filled.confidence is None):
            rows += told_row(filled, shown)
            continue
        if filled.kind == MentionKind.EVENT:
            continue  # of what is told apart the findings are the rows
        row = _row(filled, shown, partners)
        rows += [row] if row is not None else []
    return with_rows(FactTable(story.id, tuple(shown), ()), rows)


def with_rows(table: FactTable, rows: Sequence[FactRow]) -> FactTable:
    """The table with more rows, in the order in which the columns first give what they hold; last what was done, in
    whose words: the other rows ask of parts of it."""
    order = {article: n for n, article in enumerate(table.article_ids)}

    def place(row: FactRow) -> tuple[bool, tuple[int, int]]:
        cells = [c for c in row.cells if c is not None]
        alike = row.kind == MentionKind.EVENT and not any(c.odd for c in cells)
        return alike, min((order[c.article_id], c.span.start) for c in cells)

    return replace(table, rows=tuple(sorted((*table.rows, *rows), key=place)))


def _row(slot: Slot, shown: Sequence[str], partners: Mapping[str, Collection[str]]) -> FactRow | None:
    given: dict[str, list[Filling]] = {}
    for filling in slot.fillings:
        given.setdefault(filling.claim.article_id, []).append(filling)
    present = [a for a in shown if a in given]
    if len(present) < 2:
        return None
    claims = frozenset(f.claim.id for a in present for f in given[a])
    chosen = {a: _beside(given[a], claims, partners) for a in present}
    values = {a: _reading(chosen[a].mention) for a in present}
    tally = Counter(values.values())
    top, count = min(tally.items(), key=lambda item: (-item[1], item[0]))
    majority = top if count > len(present) / 2 else ""
    earliest = values[present[0]]
    against = chosen[next(a for a in present if values[a] == (majority or earliest))].mention

    def cell(article: str) -> FactCell | None:
        filling = chosen.get(article)
        if filling is None:
            return None
        mention, odd = filling.mention, relation_of(against, filling.mention) is Relation.CONFLICT
        return FactCell(article, mention.span, mention.surface, values[article], odd, filling.sure)

    return FactRow(slot.kind, slot.label, tuple(map(cell, shown)), majority, earliest)


def _beside(given: Sequence[Filling], claims: frozenset[str], partners: Mapping[str, Collection[str]]) -> Filling:
    """Of an article's places the first that surely belongs there, else the surest; of those that read so and are as
    sure, the first whose claim is aligned with most of ``claims``."""
    first = max(given, key=_surely)
    alike = [f for f in given if _surely(f) == _surely(first) and _reading(f.mention) == _reading(first.mention)]
    return max(alike, key=lambda f: len(claims.intersection(partners.get(f.claim.id, ()))))


def _surely(filling: Filling) -> float:
    return min(filling.sure, AGREED)


def _reading(mention: Mention) -> str:
    if isinstance(mention.value, Quantity):
        return read_quantity(mention.value)
    if isinstance(mention.value, Moment):
        return read_moment(mention.value) or plain(mention.surface)
    return plain(mention.surface)

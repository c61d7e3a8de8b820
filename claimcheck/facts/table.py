"""The fact table of a story: a row for every slot that two or more articles fill, a cell for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from claimcheck.datamodel import (
    Claim,
    Comparison,
    FactCell,
    FactRow,
    FactTable,
    Mention,
    MentionKind,
    Moment,
    Name,
    Quantity,
    Relation,
    Slot,
    Story,
    Value,
)
from claimcheck.textforms import plain
from claimcheck.values.dates.algebra import judge_moments, read_moment
from claimcheck.values.names.algebra import judge_names
from claimcheck.values.quantities.algebra import judge_quantities, read_quantity

_Slot = tuple[str, int, int]  # path, start, end of a mention


def fact_table(
    story: Story, slots: Sequence[Slot], comparisons: Sequence[Comparison], shown: Sequence[str]
) -> FactTable:
    """A row for every slot, and for the names that comparisons pair, joined over all pairs of articles.

    ``shown`` are the columns: the story's articles by time of publication, copies left out.
    """
    claims: dict[str, Claim] = {}
    mentions: dict[_Slot, tuple[Mention, Claim]] = {}
    parent: dict[_Slot, _Slot] = {}

    def root(slot: _Slot) -> _Slot:
        while parent[slot] != slot:
            slot = parent[slot]
        return slot

    for comparison in comparisons:
        sides = {c.id: c for c in (*comparison.alignment.left, *comparison.alignment.right)}
        claims.update(sides)
        for pair in comparison.pairs:
            if pair.left.kind is not MentionKind.NAME:
                continue
            ends = []
            for mention in (pair.left, pair.right):
                slot = (mention.span.path, mention.span.start, mention.span.end)
                claim = next(c for c in sides.values() if c.span.contains(mention.span))
                mentions[slot] = (mention, claim)
                parent.setdefault(slot, slot)
                ends.append(root(slot))
            first, second = sorted(ends)
            parent[second] = first
    groups: dict[_Slot, list[_Slot]] = {}
    for slot in mentions:
        groups.setdefault(root(slot), []).append(slot)
    rows = [row for slots in groups.values() if (row := _row([mentions[s] for s in sorted(slots)], shown)) is not None]
    for filled in slots:
        row = _row([(f.mention, f.claim) for f in filled.fillings], shown)
        rows += [replace(row, label=filled.label)] if row is not None else []
    order = {article: n for n, article in enumerate(shown)}
    rows.sort(key=lambda row: min((order[c.article_id], c.span.start) for c in row.cells if c is not None))
    return FactTable(story.id, tuple(shown), tuple(_told_once(rows)))


def _told_once(rows: Sequence[FactRow]) -> list[FactRow]:
    """A swap of names that comes back in every paragraph is one fact: later rows with the same readings go."""
    seen: set[tuple[str, tuple[str | None, ...]]] = set()
    kept = []
    for row in rows:
        readings = (row.kind, tuple(c.value if c is not None else None for c in row.cells))
        if row.kind != MentionKind.NAME or readings not in seen:
            kept.append(row)
        seen.add(readings)
    return kept


def _row(filled: Sequence[tuple[Mention, Claim]], shown: Sequence[str]) -> FactRow | None:
    first: dict[str, tuple[Mention, Claim]] = {}
    for mention, claim in filled:
        first.setdefault(claim.article_id, (mention, claim))
    present = [a for a in shown if a in first]
    if len(present) < 2:
        return None
    values = {a: _reading(first[a][0]) for a in present}
    tally = Counter(values.values())
    top, count = min(tally.items(), key=lambda item: (-item[1], item[0]))
    majority = top if count > len(present) / 2 else ""
    earliest = values[present[0]]
    against = first[next(a for a in present if values[a] == (majority or earliest))][0]
    cells = tuple(
        None
        if a not in first
        else FactCell(a, first[a][0].span, first[a][0].surface, values[a], _disagrees(against.value, first[a][0].value))
        for a in shown
    )
    mention, claim = first[present[0]]
    return FactRow(mention.kind.value, _label(mention, claim), cells, majority, earliest)


def _reading(mention: Mention) -> str:
    if isinstance(mention.value, Quantity):
        return read_quantity(mention.value)
    if isinstance(mention.value, Moment):
        return read_moment(mention.value) or plain(mention.surface)
    return plain(mention.surface)


def _disagrees(majority: Value | None, value: Value | None) -> bool:
    if isinstance(majority, Quantity) and isinstance(value, Quantity):
        return judge_quantities(majority, value).relation is Relation.CONFLICT
    if isinstance(majority, Moment) and isinstance(value, Moment):
        return judge_moments(majority, value).relation is Relation.CONFLICT
    if isinstance(majority, Name) and isinstance(value, Name):
        return judge_names(majority, value).relation not in {Relation.SAME, Relation.UNKNOWN}
    return False


def _label(mention: Mention, claim: Claim) -> str:
    """The slot in words: what is counted, or the mention's surroundings in its first claim."""
    if mention.kind is MentionKind.QUANTITY and isinstance(mention.value, Quantity) and mention.value.noun:
        return mention.value.noun
    text = plain(claim.text)
    return text if len(text) <= 60 else text[:57].rsplit(" ", 1)[0] + " …"

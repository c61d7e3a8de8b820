"""Rows of the fact table for what is said rather than valued: who says it, and how it is quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from claimcheck.comparing.quotes import printed_in
from claimcheck.datamodel import FactCell, FactRow, Filling, MentionKind, Slot
from claimcheck.facts.quote_changes import words_differ
from claimcheck.textforms import plain

_LABEL = 60  # letters of the claim that stand for the question


def told_row(slot: Slot, shown: Sequence[str]) -> list[FactRow]:
    """The row of a slot, a cell for each of ``shown`` that fills it; none where fewer than two do. A claim that lacks
    the source has no reading; of quotations that differ, those are odd that do from the first filling's."""
    first: dict[str, Filling] = {}
    for filling in _of_one_fact(slot):
        known = first.setdefault(filling.claim.article_id, filling)
        if filling.sure > known.sure:
            first[filling.claim.article_id] = filling
    present = [a for a in shown if a in first]
    if len(present) < 2:
        return []
    values = {a: _reading(slot, first[a]) for a in present}
    tally = Counter(value for value in values.values() if value)
    top, count = min(tally.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    cells = tuple(
        FactCell(a, first[a].mention.span, first[a].mention.surface, values[a], _is_odd(slot, first[a]), first[a].sure)
        if a in first
        else None
        for a in shown
    )
    text = plain(slot.fillings[0].claim.text)
    label = text if len(text) <= _LABEL else text[: _LABEL - 3].rsplit(" ", 1)[0] + " …"
    return [FactRow(slot.kind, label, cells, top if count > len(present) / 2 else "", values[present[0]])]


def _of_one_fact(slot: Slot) -> Iterator[Filling]:
    """Of a source that is lacking, what is told of the surest fact: up to where its article gives it for the next."""
    first = slot.fillings[0]
    yield first
    for filling in slot.fillings[1:]:
        if slot.kind == MentionKind.SOURCE and slot.confidence and filling.claim.article_id == first.claim.article_id:
            return
        yield filling


def _reading(slot: Slot, filling: Filling) -> str:
    """The words; "" of a whole claim that stands for a source that it lacks."""
    lacks = slot.kind == MentionKind.SOURCE and filling.mention.span == filling.claim.span
    return "" if lacks else plain(filling.mention.surface)


def _is_odd(slot: Slot, filling: Filling) -> bool:
    """Whether a quotation differs from the first filling's; nobody is odd who gives no source, which is a note."""
    first = slot.fillings[0]
    if slot.kind != MentionKind.QUOTE or slot.confidence is None or filling.claim.article_id == first.claim.article_id:
        return False
    one, other = (
        next(p for p in printed_in([f.claim]) if p.quotation.span == f.mention.span) for f in (first, filling)
    )
    return words_differ(one, other)

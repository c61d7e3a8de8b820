"""Rows of the fact table for what is said rather than valued: who says it, and how it is quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from claimcheck.datamodel import FactCell, FactRow, Filling, Slot
from claimcheck.textforms import plain

_LABEL = 60  # letters of the claim that stand for the question


def told_row(slot: Slot, shown: Sequence[str]) -> list[FactRow]:
    """The row of a slot, a cell for each of ``shown`` that fills it; none where fewer than two do. A claim that lacks
    the source has no reading. Where the articles differ, those that come after the first filling's are odd."""
    first: dict[str, Filling] = {}
    for filling in slot.fillings:
        first.setdefault(filling.claim.article_id, filling)
    present = [a for a in shown if a in first]
    if len(present) < 2:
        return []
    values = {a: _reading(first[a]) for a in present}
    tally = Counter(value for value in values.values() if value)
    top, count = min(tally.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    standard = slot.fillings[0].claim.article_id
    cells = tuple(
        FactCell(a, first[a].mention.span, first[a].mention.surface, values[a], _is_odd(slot, a, standard))
        if a in first
        else None
        for a in shown
    )
    text = plain(slot.fillings[0].claim.text)
    label = text if len(text) <= _LABEL else text[: _LABEL - 3].rsplit(" ", 1)[0] + " …"
    return [FactRow(slot.kind, label, cells, top if count > len(present) / 2 else "", values[present[0]])]


def _reading(filling: Filling) -> str:
    return "" if filling.mention.span == filling.claim.span else plain(filling.mention.surface)


def _is_odd(slot: Slot, article: str, standard: str) -> bool:
    return slot.confidence is not None and article != standard

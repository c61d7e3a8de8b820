"""The variants of a story as parallel text: a row for what they say together, a column for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from claimcheck.datamodel import Alignment, Claim, ClaimRole
from claimcheck.joining import Joined
from claimcheck.textforms import fold

Row = tuple[tuple[Claim, ...], ...]  # one entry a column; empty where the variant leaves it out


def copies(columns: Sequence[str], claims: Mapping[str, Sequence[Claim]]) -> dict[str, str]:
    """Articles that repeat an earlier column word for word, but for dress -> that column."""
    first: dict[tuple[str, ...], str] = {}
    found: dict[str, str] = {}
    for article in columns:
        original = first.setdefault(tuple(fold(c.text) for c in claims.get(article, ())), article)
        if original != article:
            found[article] = original
    return found


def parallel_rows(
    columns: Sequence[str], claims: Mapping[str, Sequence[Claim]], alignments: Iterable[Alignment]
) -> tuple[Row, ...]:
    """Every claim of ``columns`` in exactly one row, those that alignments join in the same.

    Rows run in the order of the first column; what only later columns have stands behind the claim it follows there.
    """
    shown = {c.id: c for article in columns for c in claims.get(article, ())}
    one = Joined[str]()
    for alignment in alignments:
        if alignment.left and alignment.right:
            joined = [c.id for c in (*alignment.left, *alignment.right) if c.id in shown]
            for claim in joined[1:]:
                one.join(joined[0], claim)
    headlines = [c.id for c in shown.values() if c.role is ClaimRole.HEADLINE]
    for claim in headlines[1:]:
        one.join(headlines[0], claim)
    members: dict[str, list[Claim]] = defaultdict(list)
    following: dict[str | None, list[str]] = defaultdict(list)  # rows by the row that they were put behind
    for article in columns:
        before = None
        for said in claims.get(article, ()):
            row = one.root(said.id)
            known = row in members
            if not known:
                following[before].append(row)
            members[row].append(said)
            if not known or article != columns[0]:  # the first column never steps back: its order is the page's
                before = row
    order: list[str] = []
    waiting = list(following[None])
    while waiting:  # the latest put behind a row comes right after it, before what earlier columns have next
        row = waiting.pop()
        order.append(row)
        waiting += following[row]
    return tuple(tuple(tuple(c for c in members[row] if c.article_id == a) for a in columns) for row in order)

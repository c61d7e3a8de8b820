"""Which articles may tell one event: those that share some of the heaviest of their words.

Articles that are months apart tell of one event only where one is made from the other, so they have to share more of
fewer. Whether two articles meet depends on the two alone and is reckoned in whole numbers, so an index that looks
words up finds the very pairs that matrix products over a whole corpus find. Neither goes through what is months apart:
what an article costs grows with its season, not with the years that a corpus spans. One without a day may be of any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.stories.likeness import sparse
from claimcheck.stories.outlines import Outline

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

HEAVIEST = 20  # words of an article, of which a neighbour has SHARED among its own KEPT heaviest
KEPT = 100
SHARED = 3
# The least product of their weights, in millionths. Over 2,000 real articles this and KEPT leave a fifth of the pairs
# that share three words anywhere, and the same stories.
LEAST = 8_000
APART = 60  # days: more are months. The score of two articles (``likeness``) tells no more days apart either.
# Words of an article, of which one that is months apart has SHARED among its own FIRST. Were all of 2,000 real articles
# months apart, 166 of the 184 pairs that are copied for the most part would meet so, and of those that tell of other
# events 7 in 100 of the pairs that meet within a season.
FIRST = 12
UNDATED = 0  # in place of a day
_BLOCK = 512  # rows of a matrix product at once


@dataclass(frozen=True, slots=True, eq=False)
class Keywords:
    """An article's KEPT heaviest words, the heaviest first: hashes (uint64), and weights in thousandths (int64); its
    day, counted as ``date.toordinal`` does, or UNDATED."""

    terms: np.ndarray
    weights: np.ndarray
    day: int = UNDATED

    @property
    def needed(self) -> int:
        """How many of its heaviest words a neighbour has."""
        return min(SHARED, len(self.terms))


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Pairs with a heaviest word in common, or of months apart with one of their first, each once for a row and a
    column: how much they share (the better way round), and whether that is enough for neighbours."""

    rows: np.ndarray
    columns: np.ndarray
    strength: np.ndarray
    near: np.ndarray


def keywords(entry: Outline) -> Keywords:
    """Of one article; words of one weight in order of their hashes."""
    import numpy as np

    order = np.lexsort((entry.terms, -entry.weights[:, 0]))[:KEPT]
    weights = np.maximum(1, np.rint(entry.weights[order, 0] * 1000)).astype(np.int64)
    return Keywords(entry.terms[order], weights, entry.published.toordinal() if entry.published else UNDATED)


def meetings(of: Sequence[Keywords], others: Sequence[Keywords]) -> Iterator[Meetings]:
    """Where every article of ``of`` meets the ``others``, some articles at a time. An article meets itself too."""
    import numpy as np

    if not of or not others:
        return
    mine, theirs = _sides(of, others)
    firsts = theirs.first.T.tocsr()
    for rows in _blocks(mine.days):
        found = []
        for columns in _seasons(mine.days[rows], theirs.days):
            row, column, count, strength = _shared(mine.heaviest[rows], theirs.kept[columns].T)
            found.append((row, column + columns.start, strength, count >= mine.needed[rows][row], True))
            row, column, count, strength = _shared(mine.kept[rows], theirs.heaviest[columns].T)
            found.append((row, column + columns.start, strength, count >= theirs.needed[columns][column], True))
        if mine.days[rows][0] != UNDATED:
            row, column, count, strength = _shared(mine.first[rows], firsts)
            needed = np.minimum(mine.needed[rows][row], theirs.needed[column])
            found.append((row, column, strength, count >= needed, False))
        kept = []
        for row, column, strength, enough, soon in found:
            some = soon == _of_a_season(mine.days[rows][row], theirs.days[column])
            kept.append((row[some], column[some], strength[some], enough[some]))
        met = merged(*(np.concatenate([way[n] for way in kept]) for n in range(4)))
        yield Meetings(mine.places[rows][met.rows], theirs.places[met.columns], met.strength, met.near)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Articles in order of their days: where each stands, its day, how many of its heaviest words a neighbour has; and
    its words with their weights, a row an article."""

    places: np.ndarray
    days: np.ndarray
    needed: np.ndarray
    heaviest: csr_matrix
    kept: csr_matrix
    first: csr_matrix


def _sides(*sides: Sequence[Keywords]) -> list[_Side]:
    import numpy as np

    ordered = [sorted(range(len(side)), key=lambda n, side=side: side[n].day) for side in sides]  # type: ignore[misc]
    told = [[side[n] for n in order] for side, order in zip(sides, ordered, strict=True)]
    lots = [(k, most) for side in told for most in (HEAVIEST, KEPT, FIRST) for k in side]
    table = sparse([k.terms[:most] for k, most in lots], [k.weights[:most] for k, most in lots])
    found, start = [], 0
    for side, order in zip(told, ordered, strict=True):
        size = len(side)
        heaviest, kept, first = (table[start + n * size : start + (n + 1) * size] for n in range(3))
        start += 3 * size
        days, needed = (np.array(own, dtype=np.int64) for own in ([k.day for k in side], [k.needed for k in side]))
        found.append(_Side(np.array(order, dtype=np.int64), days, needed, heaviest, kept, first))
    return found


def _blocks(days: np.ndarray) -> Iterator[slice]:
    """Rows to look through at once, in order of their days; none has both dated and undated ones."""
    import numpy as np

    undated = int(np.searchsorted(days, UNDATED, "right"))
    starts = [*range(0, undated, _BLOCK), *range(undated, len(days), _BLOCK)]
    yield from map(slice, starts, [*starts[1:], len(days)])


def _seasons(days: np.ndarray, others: np.ndarray) -> list[slice]:
    """Where the ``others`` are that may be of one season with articles of some ``days``, both in order."""
    import numpy as np

    if days[0] == UNDATED:
        return [slice(0, len(others))]
    undated, start, end = np.searchsorted(others, [UNDATED + 1, days[0] - APART, days[-1] + APART + 1]).tolist()
    return [slice(0, undated), slice(max(start, undated), max(end, undated))]


def _of_a_season(days: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Whether two articles need not be months apart."""
    import numpy as np

    return np.asarray((days == UNDATED) | (others == UNDATED) | (np.abs(days - others) <= APART))


def _shared(left: csr_matrix, right: csr_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows and columns with a word in common, how many they have, and the sum of their products."""
    import numpy as np

    strength = (left @ right).tocoo()
    ones = [side.copy() for side in (left, right)]
    for side in ones:
        side.data = np.ones(len(side.data))
    counts = (ones[0] @ ones[1]).tocoo()
    # weights are one or more: both products have the same places
    return counts.row, counts.col, counts.data, np.rint(strength.data).astype(np.int64)


def merged(rows: np.ndarray, columns: np.ndarray, strength: np.ndarray, enough: np.ndarray) -> Meetings:
    """What was found either way round, every pair once. ``enough`` says where as many words are shared as it takes."""
    import numpy as np

    order = np.lexsort((columns, rows))
    rows, columns, strength, enough = rows[order], columns[order], strength[order], enough[order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    starts = np.flatnonzero(first)
    if not len(starts):
        return Meetings(rows, columns, strength, enough)
    near = np.logical_or.reduceat(enough & (strength >= LEAST), starts)
    return Meetings(rows[starts], columns[starts], np.maximum.reduceat(strength, starts), near)

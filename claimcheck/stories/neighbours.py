"""Which articles may tell one event: those that share some of the heaviest of their words.

Whether two articles meet depends on the two alone and is reckoned in whole numbers, so an index that looks words up
finds the very pairs that a matrix product over a whole corpus finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.stories.likeness import sparse
from claimcheck.stories.outlines import Outline

if TYPE_CHECKING:
    import numpy as np

HEAVIEST = 20  # words of an article, of which a neighbour has SHARED among its own KEPT heaviest
KEPT = 100
SHARED = 3
# The least product of their weights, in millionths. Over 2,000 real articles this and KEPT leave a fifth of the pairs
# that share three words anywhere, and the same stories.
LEAST = 8_000
_BLOCK = 512  # rows of a matrix product at once


@dataclass(frozen=True, slots=True, eq=False)
class Keywords:
    """An article's KEPT heaviest words, the heaviest first: hashes (uint64), and weights in thousandths (int64)."""

    terms: np.ndarray
    weights: np.ndarray

    @property
    def needed(self) -> int:
        """How many of its heaviest words a neighbour has."""
        return min(SHARED, len(self.terms))


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Pairs with a heaviest word in common, each once for a row and a column: how much they share (the better way
    round), and whether that is enough for neighbours."""

    rows: np.ndarray
    columns: np.ndarray
    strength: np.ndarray
    near: np.ndarray


def keywords(entry: Outline) -> Keywords:
    """Of one article; words of one weight in order of their hashes."""
    import numpy as np

    order = np.lexsort((entry.terms, -entry.weights[:, 0]))[:KEPT]
    return Keywords(entry.terms[order], np.maximum(1, np.rint(entry.weights[order, 0] * 1000)).astype(np.int64))


def meetings(of: Sequence[Keywords], others: Sequence[Keywords]) -> Iterator[tuple[int, Meetings]]:
    """Where every article of ``of`` meets the ``others``, in blocks of rows: the first row of the block, and the
    meetings with rows counted from there. An article meets itself too."""
    import numpy as np

    lots: list[list[np.ndarray]] = []
    weights: list[list[np.ndarray]] = []
    for side in (of, others):
        lots += [k.terms[:HEAVIEST] for k in side], [k.terms for k in side]
        weights += [k.weights[:HEAVIEST] for k in side], [k.weights for k in side]
    weighed = sparse([own for lot in lots for own in lot], [own for lot in weights for own in lot])
    ones = weighed.copy()
    ones.data[:] = 1.0
    cuts = np.cumsum([0, len(of), len(of), len(others), len(others)]).tolist()
    needed = np.array([k.needed for k in of]), np.array([k.needed for k in others])
    for start in range(0, len(of), _BLOCK):
        end = min(start + _BLOCK, len(of))
        found = []
        for own, other in ((0, 3), (1, 2)):  # heaviest words of one side among those kept of the other
            rows, columns = slice(cuts[own] + start, cuts[own] + end), slice(cuts[other], cuts[other + 1])
            counts = (ones[rows] @ ones[columns].T).tocoo()
            strength = (weighed[rows] @ weighed[columns].T).tocoo().data
            least = needed[0][counts.row + start] if own == 0 else needed[1][counts.col]
            found.append((counts.row, counts.col, np.rint(strength).astype(np.int64), counts.data >= least))
        yield start, merged(*(np.concatenate([way[n] for way in found]) for n in range(4)))


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

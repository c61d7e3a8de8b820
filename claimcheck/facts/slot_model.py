"""Whether two mentions of two articles answer one question, told from their contexts alone.

Trained by distant supervision: over pairs of articles that report one event, two mentions with the same value are taken
for one slot and two with different values for two, and the values are left out of the features; no label is read.
``slot_model.json`` is written by ``python -m benchmarks.slots train``, with its held-out scores in it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from claimcheck.facts.contexts import Context
from claimcheck.matching.forest import Forest
from claimcheck.matching.model import probability

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "slot_model.json"
_DIGITS = 4  # of features: a value never falls to the other side of a threshold that is itself rounded
_FAR = 20  # claims from one to another beyond which distance says no more
_DIMENSIONS = ("count", "money", "percent", "date", "time")
NAMES = (
    "window",  # cosines: of the masked windows, of the whole claims
    "claim",
    "noun",
    "nouns",  # both count something
    "head_noun",
    "verb",
    "verbs",
    "above",
    "above_that",
    "role",
    "before",
    "subjects",
    "words",  # shares of the smaller set of words
    "near",
    "names",
    "best_left",  # whether no rival in the other article is nearer
    "best_right",
    "margin_left",
    "margin_right",
    "headline_left",
    "headline_right",
    "distance",
    "quantity",
    *_DIMENSIONS,
    "quoted",
    "likeness",
    "rank_left",
    "rank_right",
    "rivals_left",
    "rivals_right",
)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """An article's contexts with the vectors of their masked windows and of their claims: unit rows in order."""

    contexts: tuple[Context, ...]
    windows: np.ndarray
    claims: np.ndarray


def candidates(left: Side, right: Side) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Every pair of mentions of one sort (``Context.sort``), by their places in the two sides, and their features:
    (pairs, NAMES). Of an article beside itself, every two that stand in different claims, once."""
    import numpy as np

    if not left.contexts or not right.contexts:
        return [], np.zeros((0, len(NAMES)))
    ours, theirs = left.contexts, right.contexts

    def each(of: Callable[[Context], object]) -> tuple[np.ndarray, np.ndarray]:
        """A column of the one side's and a row of the other's."""
        return np.array([of(c) for c in ours])[:, None], np.array([of(c) for c in theirs])[None, :]

    def same_word(of: Callable[[Context], str]) -> np.ndarray:
        a, b = each(of)
        return np.asarray((a == b) & (a != ""))

    def both(of: Callable[[Context], object]) -> np.ndarray:
        a, b = each(lambda c: bool(of(c)))
        return np.asarray(a & b)

    same = np.equal(*each(attrgetter("sort")))
    if left is right:
        same &= np.not_equal(*each(lambda c: c.claim.ordinal))
    windows, claims = (
        np.asarray(mine, dtype=np.float64) @ np.asarray(other, dtype=np.float64).T
        for mine, other in ((left.windows, right.windows), (left.claims, right.claims))
    )
    likeness = np.where(same, np.round((windows + claims) / 2, 6), -1.0)
    margins = [likeness - _best_other(likeness), likeness - _best_other(likeness.T).T]
    a, b = each(lambda c: c.claim.ordinal)
    quoted = each(lambda c: c.quoted)
    dimension, other_dimension = each(lambda c: c.dimension)
    headline = each(lambda c: c.headline)
    columns = (
        windows,
        claims,
        same_word(lambda c: c.noun),
        both(lambda c: c.noun),
        same_word(lambda c: c.noun.split()[-1] if c.noun else ""),
        same_word(lambda c: c.verb),
        both(lambda c: c.verb),
        same_word(lambda c: c.above[0]),
        same_word(lambda c: c.above[1]),
        same_word(lambda c: c.role),
        same_word(lambda c: c.before),
        _shared([c.subjects for c in ours], [c.subjects for c in theirs]) > 0,
        *(
            _shared([of(c) for c in ours], [of(c) for c in theirs])
            for of in map(attrgetter, ("words", "near", "names"))
        ),
        *(margin >= 0 for margin in margins),
        *(np.minimum(margin, 0.5) for margin in margins),
        *headline,
        np.minimum(1.0, np.abs(a - b) / _FAR),
        (dimension != "date") & (dimension != "time"),
        # a day beside an hour is judged as two days are
        *(
            (dimension == name) | (other_dimension == name)
            if name == "date"
            else (dimension == name) & (other_dimension == name)
            for name in _DIMENSIONS
        ),
        np.not_equal(*quoted),
        likeness,
        _above_it(likeness),
        _above_it(likeness.T).T,
        same.sum(axis=1)[:, None],
        same.sum(axis=0)[None, :],
    )
    rows, places = np.nonzero(np.triu(same) if left is right else same)
    features = [np.broadcast_to(column, same.shape)[rows, places].astype(np.float64) for column in columns]
    return list(zip(rows.tolist(), places.tolist(), strict=True)), np.round(np.stack(features, axis=1), _DIGITS)


def _best_other(likeness: np.ndarray) -> np.ndarray:
    """For every cell the best of the other cells in its row, -1 where it is alone."""
    import numpy as np

    padded = np.sort(np.concatenate([np.full((len(likeness), 2), -1.0), likeness], axis=1), axis=1)
    return np.where(likeness >= padded[:, -1:], padded[:, -2:-1], padded[:, -1:])


def _above_it(likeness: np.ndarray) -> np.ndarray:
    """For every cell how many in its row are greater."""
    import numpy as np

    ordered = np.sort(likeness, axis=1)
    return np.stack(
        [likeness.shape[1] - np.searchsorted(own, row, "right") for own, row in zip(ordered, likeness, strict=True)]
    )


def _shared(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> np.ndarray:
    """The share of the smaller set that two have in common, of every two."""
    import numpy as np

    place = {word: n for n, word in enumerate(sorted(set().union(*ours)))}
    sides = [np.zeros((len(sets), len(place)), dtype=np.float32) for sets in (ours, theirs)]
    for matrix, sets in zip(sides, (ours, theirs), strict=True):
        for row, words in enumerate(sets):
            matrix[row, [place[w] for w in words if w in place]] = 1.0
    sizes = [np.array([len(words) for words in sets], dtype=np.float64) for sets in (ours, theirs)]
    common = (sides[0] @ sides[1].T).astype(np.float64)
    return common / np.maximum(1.0, np.minimum.outer(*sizes))


def same_slot(features: np.ndarray) -> np.ndarray:
    """Probability that a pair of mentions fills one slot, for features of shape (pairs, NAMES)."""
    return probability(_forest().log_odds(features))


@functools.cache
def _forest() -> Forest:
    return Forest.of(parameters(), NAMES)


@functools.cache
def parameters() -> dict[str, Any]:
    """The stored model: ``features``, ``intercept``, ``trees`` (see ``values.names.trees``) and its held-out scores."""
    text = resources.files(__package__).joinpath(PARAMETERS).read_text(encoding="utf-8")
    return dict(json.loads(text))

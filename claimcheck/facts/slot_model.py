"""Whether two mentions of two articles answer one question, told from their contexts alone.

Trained by distant supervision: over pairs of articles that report one event, two mentions with the same value are taken
for one slot and two with different values for two, and the values are left out of the features; no label is read.
``slot_model.json`` is written by ``python -m benchmarks.slots train``, with its held-out scores in it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from claimcheck.facts.contexts import Context
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
    """Every pair of mentions of one dimension, by their places in the two sides, and their features: (pairs, NAMES)."""
    import numpy as np

    if not left.contexts or not right.contexts:
        return [], np.zeros((0, len(NAMES)))
    same = np.array([[a.dimension == b.dimension for b in right.contexts] for a in left.contexts])
    cosines = [
        np.asarray(mine, dtype=np.float64) @ np.asarray(theirs, dtype=np.float64).T
        for mine, theirs in ((left.windows, right.windows), (left.claims, right.claims))
    ]
    likeness = np.where(same, np.round((cosines[0] + cosines[1]) / 2, 6), -1.0)
    pairs = [(int(i), int(j)) for i, j in np.argwhere(same)]
    rows = []
    for i, j in pairs:
        a, b = left.contexts[i], right.contexts[j]
        rivals = np.delete(likeness[i], j), np.delete(likeness[:, j], i)
        margins = [likeness[i, j] - (r.max() if len(r) else -1.0) for r in rivals]
        rows.append(
            [
                *(c[i, j] for c in cosines),
                *_wording(a, b),
                *(m >= 0 for m in margins),
                *(min(m, 0.5) for m in margins),
                a.headline,
                b.headline,
                min(1.0, abs(a.claim.ordinal - b.claim.ordinal) / _FAR),
                a.dimension not in {"date", "time"},
                *(a.dimension == name for name in _DIMENSIONS),
                a.quoted != b.quoted,
                likeness[i, j],
                *(int((r > likeness[i, j]).sum()) for r in rivals),
                int(same[i].sum()),
                int(same[:, j].sum()),
            ]
        )
    return pairs, np.round(np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES)), _DIGITS)


def _wording(a: Context, b: Context) -> list[float]:
    """What the two contexts share, word by word."""
    heads = [c.noun.split()[-1] if c.noun else "" for c in (a, b)]
    same = (
        (a.noun, b.noun), heads, (a.verb, b.verb), (a.above[0], b.above[0]), (a.above[1], b.above[1]),
        (a.role, b.role), (a.before, b.before),
    )  # fmt: skip
    noun, head, verb, above, above_that, role, before = (bool(x) and x == y for x, y in same)
    return [
        noun, bool(a.noun and b.noun), head, verb, bool(a.verb and b.verb), above, above_that, role, before,
        bool(a.subjects & b.subjects), _share(a.words, b.words), _share(a.near, b.near), _share(a.names, b.names),
    ]  # fmt: skip


def _share(a: Collection[str], b: Collection[str]) -> float:
    return len(set(a) & set(b)) / max(1, min(len(a), len(b)))


def same_slot(features: np.ndarray) -> np.ndarray:
    """Probability that a pair of mentions fills one slot, for features of shape (pairs, NAMES)."""
    import numpy as np

    model = parameters()
    features = features[:, [NAMES.index(name) for name in model["features"]]]  # those that some tree asks for
    total = np.full(len(features), model["intercept"])
    for tree in model["trees"]:
        at = np.zeros(len(features), dtype=int)
        nodes = [(node if len(node) > 1 else [0, np.inf, n, n], node[0] if len(node) == 1 else 0.0)
                 for n, node in enumerate(tree)]  # fmt: skip
        feature, threshold, low, high = (np.array([node[k] for node, _ in nodes]) for k in range(4))
        leaves = np.array([leaf for _, leaf in nodes])
        for _ in range(_depth(tree)):
            go = features[np.arange(len(features)), feature[at].astype(int)] <= threshold[at]
            at = np.where(go, low[at], high[at]).astype(int)
        total += leaves[at]
    return probability(total)


def _depth(tree: Sequence[Sequence[float]]) -> int:
    depths = {0: 0}
    for n, node in enumerate(tree):  # children stand behind their parent
        if len(node) > 1:
            depths.update(dict.fromkeys((int(node[2]), int(node[3])), depths[n] + 1))
    return max(depths.values())


@functools.cache
def parameters() -> dict[str, Any]:
    """The stored model: ``features``, ``intercept``, ``trees`` (see ``values.names.trees``) and its held-out scores."""
    text = resources.files(__package__).joinpath(PARAMETERS).read_text(encoding="utf-8")
    return dict(json.loads(text))

"""Boosted trees over whole tables of features, in NumPy; what they are and how they are stored, see
``values.names.trees``."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_ROWS = 2000  # judged at once


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """A stored model's trees, their nodes behind one another. A node's children are ``children[2 * node]``, where the
    feature is at most the threshold, and ``children[2 * node + 1]``; a leaf's are itself."""

    columns: list[int]  # of the features given, those that some tree asks for
    intercept: float
    depth: int
    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    children: np.ndarray
    leaf: np.ndarray

    @classmethod
    def of(cls, model: Mapping[str, Any], names: Sequence[str]) -> Forest:
        """``model`` as stored, for features in the order of ``names``."""
        import numpy as np

        sizes = [len(tree) for tree in model["trees"]]
        roots = np.array([0, *itertools.accumulate(sizes[:-1])], dtype=np.intp)
        feature = np.zeros(sum(sizes), dtype=np.intp)
        threshold, leaf = np.full(sum(sizes), np.inf), np.zeros(sum(sizes))
        children = np.repeat(np.arange(sum(sizes), dtype=np.intp), 2)
        for root, tree in zip(roots.tolist(), model["trees"], strict=True):
            for place, node in enumerate(tree, start=root):
                if len(node) > 1:
                    feature[place], threshold[place] = node[0], node[1]
                    children[2 * place], children[2 * place + 1] = root + int(node[2]), root + int(node[3])
                else:
                    leaf[place] = node[0]
        columns = [names.index(name) for name in model["features"]]
        depth = max(map(_depth, model["trees"]))
        return cls(columns, float(model["intercept"]), depth, roots, feature, threshold, children, leaf)

    def log_odds(self, features: np.ndarray) -> np.ndarray:
        """Of every row of features; the same for a row whatever stands beside it."""
        import numpy as np

        return np.concatenate(
            [np.zeros(0), *(self._some(features[at : at + _ROWS]) for at in range(0, len(features), _ROWS))]
        )

    def _some(self, features: np.ndarray) -> np.ndarray:
        import numpy as np

        values = np.ascontiguousarray(features[:, self.columns], dtype=np.float64)
        before = np.arange(len(values))[:, None] * len(self.columns)
        at = np.repeat(self.roots[None, :], len(values), axis=0)
        for _ in range(self.depth):
            above = values.take(before + self.feature.take(at)) > self.threshold.take(at)
            at = self.children.take(2 * at + above)
        # summed tree by tree: NumPy's own sum of a row depends on how many rows there are
        return functools.reduce(np.add, self.leaf.take(at).T, np.full(len(values), self.intercept))


def _depth(tree: Sequence[Sequence[float]]) -> int:
    depths = {0: 0}
    for n, node in enumerate(tree):  # children stand behind their parent
        if len(node) > 1:
            depths.update(dict.fromkeys((int(node[2]), int(node[3])), depths[n] + 1))
    return max(depths.values())

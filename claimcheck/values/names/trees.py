"""Boosted trees read from JSON and evaluated in plain Python.

A model is ``{"features": [names], "intercept": log-odds, "trees": [tree]}``; a tree is a list of nodes, the first its
root: ``[feature, threshold, left, right]`` (a value at most the threshold goes left) or, for a leaf, ``[log-odds]``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def log_odds(model: Mapping[str, Any], found: Mapping[str, float]) -> float:
    """Sum of the leaves that ``found`` (feature -> value, absent is 0) falls into."""
    values = [found.get(name, 0.0) for name in model["features"]]
    total: float = model["intercept"]
    for tree in model["trees"]:
        node = tree[0]
        while len(node) > 1:
            node = tree[node[2] if values[node[0]] <= node[1] else node[3]]
        total += node[0]
    return total


def probability(model: Mapping[str, Any], found: Mapping[str, float]) -> float:
    """:func:`log_odds` as a probability."""
    return chance(log_odds(model, found))


def chance(odds: float) -> float:
    """Log odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

"""Trained scores as readable parameters: logistic regressions in JSON, evaluated in NumPy.

``alignment.json`` beside this module is written by ``python -m benchmarks.alignment train``, with the score on held-out
folds in it.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "alignment.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named features."""

    intercept: float
    weights: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, parameters: Mapping[str, object]) -> Logistic:
        """From ``{"intercept": …, "weights": {"cosine": …, …}}``."""
        intercept, weights = parameters["intercept"], parameters["weights"]
        if not isinstance(intercept, int | float) or not isinstance(weights, dict):
            raise TypeError(f"not the parameters of a logistic regression: {parameters!r:.80}")
        return cls(float(intercept), tuple((name, float(weight)) for name, weight in sorted(weights.items())))

    def logit(self, features: np.ndarray, names: Sequence[str]) -> np.ndarray:
        """Log odds for features of shape (…, len(names))."""
        import numpy as np

        total = np.full(features.shape[:-1], self.intercept)
        for name, weight in self.weights:
            total += weight * features[..., names.index(name)]
        return total


def probability(logit: np.ndarray) -> np.ndarray:
    """Log odds as a probability."""
    import numpy as np

    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0))))


# Of conflicts and missing sources in stories of three to forty articles two in five were right, when read; of those
# that are left with this taken off, more than half (``python -m benchmarks.findings evaluate``).
_OF_MANY = 0.3


def of_many(chance: float, articles: int) -> float:
    """The chance that what was found in a story of so many articles is right, of which a score says ``chance`` as if it
    stood alone: every two articles offer candidates, and the surest of many is less sure than it seems. Of two
    articles it is the chance itself, else its log odds are less by a part of the logarithm of their number."""
    if articles <= 2 or not 0.0 < chance < 1.0:
        return chance
    odds = chance / (1.0 - chance) / math.pow(articles / 2, _OF_MANY)
    return round(odds / (1.0 + odds), 4)


@functools.cache
def parameters(name: str = PARAMETERS, package: str = __package__) -> Mapping[str, Mapping[str, object]]:
    """The parameters stored in a package's file ``name``, by score."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return dict(json.loads(text))


@functools.cache
def score(name: str) -> Logistic:
    """The stored score called ``name``."""
    return Logistic.of(parameters()[name])

"""Boosted trees and a logistic regression on the same candidates, their log odds averaged: fitted, held out by topics,
stored. What ``benchmarks.sources`` and ``benchmarks.event_statuses`` train; ``claimcheck`` runs both by NumPy."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.name_training import trees_of_histograms

FOLDS, SHUFFLES, SEED = 5, 3, 1


class Scorer(Protocol):
    def probability(self, features: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True)
class Fitted:
    """``weights`` and ``intercept`` are the regression's, on the features as they are."""

    trees: HistGradientBoostingClassifier
    weights: np.ndarray
    intercept: float

    def probability(self, features: np.ndarray) -> np.ndarray:
        logit = (self.trees.decision_function(features) + features @ self.weights + self.intercept) / 2
        return np.asarray(1 / (1 + np.exp(-logit)))

    def parameters(self, names: Sequence[str], about: dict[str, Any]) -> dict[str, Any]:
        """What is stored: the trees with what is said of them, and the regression by feature."""
        linear = {
            "intercept": round(self.intercept, 4),
            "weights": {name: round(float(w), 4) for name, w in zip(names, self.weights, strict=True)},
        }
        return {**trees_of_histograms(self.trees, names, about), "linear": linear}


def fitted(
    trees: HistGradientBoostingClassifier,
    regularised: float,
    features: np.ndarray,
    truth: np.ndarray,
    weight: np.ndarray,
) -> Fitted:
    """Both on the same candidates, each of its own ``weight``; the regression sees features of one spread,
    ``regularised`` is its C."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    linear = LogisticRegression(C=regularised, max_iter=5000).fit((features - mean) / spread, truth, weight)
    weights = linear.coef_[0] / spread
    return Fitted(trees.fit(features, truth, weight), weights, float(linear.intercept_[0] - weights @ mean))


def out_of_fold(
    fit: Callable[[np.ndarray, np.ndarray, np.ndarray], Scorer],
    features: np.ndarray,
    truth: np.ndarray,
    weight: np.ndarray,
    topic: Sequence[str],
) -> np.ndarray:
    """The probability of every candidate by models that saw no pair of its topic, trained on those of some ``weight``:
    five folds, the mean of three shuffles of the topics."""
    total, topics = np.zeros(len(truth)), sorted(set(topic))
    for shuffle in range(SHUFFLES):
        order = list(topics)
        random.Random(SEED + shuffle).shuffle(order)
        fold_of = {name: n % FOLDS for n, name in enumerate(order)}
        folds = np.array([fold_of[name] for name in topic])
        for n in range(FOLDS):
            seen = (folds != n) & (weight > 0)
            model = fit(features[seen], truth[seen], weight[seen])
            total[folds == n] += model.probability(features[folds == n])
    return total / SHUFFLES

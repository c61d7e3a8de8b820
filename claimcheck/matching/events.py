"""Whether claims of two articles report the same event, across stories: a later report, another angle.

A looser question than :mod:`align` answers: two such claims need not say the same thing. What parts an event from
another of its sort are names and rare words, how close the two claims are for where they lie (claims about courts all
lie near each other), and how close their articles are. Weights and neighbourhoods are reckoned over all the articles
given. ``events.json`` is written by ``python -m benchmarks.events train``, with the score on held-out folds in it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.matching.features import LIGHT_STEMS, bag
from claimcheck.matching.model import Logistic, probability, score

if TYPE_CHECKING:
    import numpy as np

EVENT_NAMES = (
    "cosine",
    "stands_out",  # twice the cosine less both mean cosines with their nearest claims (CSLS, Conneau et al. 2018)
    "cosine_inside",  # of the vectors less the mean of their nearest claims
    "covered_most",
    "covered_least",
    "pairs",
    "letters",
    "numbers",
    "numbers_differ",
    "names",  # weight of capitalised words in common, log
    "names_differ",
    "others",  # weight of other words in common, log
    "others_covered",
    "shorter",  # words, log
    "longer",
    "articles_cosine",
    "articles_stand_out",
    "articles_names",  # share of the capitalised words of the article that is covered more fully
    "articles_words",
    "articles_names_weight",
    "best_of_article",  # cosine less the best that either claim has in the other's article
    "in_other_article",  # mean cosine of each claim with the other's article
)
_NEAREST, _AROUND, _ARTICLES = 20, 50, 5  # claims and articles that make a neighbourhood
_LIGHT_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class _Space:
    """Unit rows and how crowded the place of each is."""

    rows: np.ndarray
    crowd: np.ndarray
    centres: np.ndarray


class Events:
    """Scores pairs of claims from the articles given: texts and unit rows by article, in any order."""

    def __init__(self, texts: Sequence[Sequence[str]], vectors: Sequence[np.ndarray]) -> None:
        import numpy as np

        self._starts = np.cumsum([0, *(len(own) for own in texts)]).tolist()
        self._bags = [bag(text) for own in texts for text in own]
        rows = np.concatenate([np.asarray(own, dtype=np.float64) for own in vectors if len(own)])
        self._claims = _space(rows, _NEAREST, _AROUND)
        means = np.stack(
            [rows[a:b].mean(axis=0) for a, b in zip(self._starts, self._starts[1:], strict=False) if b > a]
        )
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        self._row_of_article = np.cumsum([b > a for a, b in zip(self._starts, self._starts[1:], strict=False)]) - 1
        self._articles = _space(means, _ARTICLES, _ARTICLES)
        self._weights = _weights(b.words for b in self._bags)
        unions = [
            (
                frozenset().union(*(b.words for b in self._bags[start:end])),
                frozenset().union(*(b.capitals for b in self._bags[start:end])),
            )
            for start, end in zip(self._starts, self._starts[1:], strict=False)
        ]
        self._words = [words for words, _ in unions]
        self._names = [names for _, names in unions]
        self._article_weights = _weights(self._words)

    def scores(self, pairs: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> np.ndarray:
        """Probability that two claims report one event, for pairs of (article, claim) positions."""
        return probability(self.logits(pairs, score("event", "events.json")))

    def logits(self, pairs: Iterable[tuple[tuple[int, int], tuple[int, int]]], model: Logistic) -> np.ndarray:
        """Log odds under the model."""
        return model.logit(self.features(pairs), EVENT_NAMES)

    def features(self, pairs: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> np.ndarray:
        """Features, a row for every pair, in order of EVENT_NAMES; the same whichever claim comes first."""
        import numpy as np

        found = [self._pair(*first, *second) for first, second in pairs]
        return np.array(found, dtype=np.float64).reshape(len(found), len(EVENT_NAMES))

    def _pair(self, article: int, claim: int, other_article: int, other_claim: int) -> list[float]:
        i, j = self._starts[article] + claim, self._starts[other_article] + other_claim
        first, second = self._bags[i], self._bags[j]
        rows, centres = self._claims.rows, self._claims.centres
        cosine = float(rows[i] @ rows[j])
        middle = (centres[i] + centres[j]) / 2
        a, b = rows[i] - middle, rows[j] - middle
        inside = float(a @ b) / max(_length(a) * _length(b), 1e-9)
        names = first.capitals & second.capitals
        both = first.words & second.words
        weights = [self._weight(both), self._weight(first.words), self._weight(second.words)]
        plain = [words - first.capitals - second.capitals for words in (both, first.words, second.words)]
        others = [self._weight(words) for words in plain]
        return [
            cosine,
            2 * cosine - float(self._claims.crowd[i] + self._claims.crowd[j]),
            inside,
            weights[0] / max(min(weights[1:]), 1e-9),
            weights[0] / max(*weights[1:], 1e-9),
            len(first.pairs & second.pairs) / max(3, min(len(first.pairs), len(second.pairs))),
            2 * len(first.letters & second.letters) / max(1, len(first.letters) + len(second.letters)),
            float(min(len(first.numbers & second.numbers), 3)),
            _differ(first.numbers, second.numbers),
            math.log1p(self._weight(names)),
            _differ(first.capitals, second.capitals),
            math.log1p(others[0]),
            others[0] / max(min(others[1:]), 1e-9),
            math.log1p(min(first.length, second.length)),
            math.log1p(max(first.length, second.length)),
            *self._articles_features(article, other_article),
            cosine - max(self._best(i, other_article), self._best(j, article)),
            (self._toward(i, other_article) + self._toward(j, article)) / 2,
        ]

    def _articles_features(self, first: int, second: int) -> list[float]:
        i, j = self._row_of_article[first], self._row_of_article[second]
        cosine = float(self._articles.rows[i] @ self._articles.rows[j])
        names, words = self._names[first] & self._names[second], self._words[first] & self._words[second]
        fewer = [
            min(self._article_weight(own[first]), self._article_weight(own[second]))
            for own in (self._names, self._words)
        ]
        return [
            cosine,
            2 * cosine - float(self._articles.crowd[i] + self._articles.crowd[j]),
            self._article_weight(names) / max(fewer[0], 1e-9),
            self._article_weight(words) / max(fewer[1], 1e-9),
            math.log1p(self._article_weight(names)),
        ]

    def _best(self, claim: int, article: int) -> float:
        own = self._claims.rows[self._starts[article] : self._starts[article + 1]]
        return float((own @ self._claims.rows[claim]).max())

    def _toward(self, claim: int, article: int) -> float:
        return float(self._articles.rows[self._row_of_article[article]] @ self._claims.rows[claim])

    def _weight(self, words: Iterable[str]) -> float:
        return math.fsum(self._weights.get(word, 0.0) for word in words)

    def _article_weight(self, words: Iterable[str]) -> float:
        return math.fsum(self._article_weights.get(word, 0.0) for word in words)


def _weights(bags: Iterable[frozenset[str]]) -> dict[str, float]:
    """Inverse frequency over all that is given; light words little."""
    every = list(bags)
    counts = Counter(word for words in every for word in words)
    return {
        word: (_LIGHT_WEIGHT if word in LIGHT_STEMS else 1.0) * math.log((1 + len(every)) / count)
        for word, count in counts.items()
    }


def _space(rows: np.ndarray, nearest: int, around: int, block: int = 512) -> _Space:
    """Rows with the mean cosine to the ``nearest`` others, and the mean of the ``around`` nearest rows."""
    import numpy as np

    count = len(rows)
    crowd, centres = np.zeros(count), np.zeros_like(rows)
    for start in range(0, count, block):
        cosines = np.round(rows[start : start + block] @ rows.T, 6)
        cosines[np.arange(len(cosines)), start + np.arange(len(cosines))] = -1.0
        order = np.argsort(-cosines, axis=1, kind="stable")[:, : min(around, max(count - 1, 1))]
        best = np.take_along_axis(cosines, order[:, :nearest], axis=1)
        crowd[start : start + block] = best.mean(axis=1) if count > 1 else 0.0
        centres[start : start + block] = rows[order].mean(axis=1)
    return _Space(rows, crowd, centres)


def _differ(first: frozenset[str], second: frozenset[str]) -> float:
    """1 where both have some and share none."""
    return float(bool(first) and bool(second) and not first & second)


def _length(vector: np.ndarray) -> float:
    return math.sqrt(float(vector @ vector))

"""Whether two of many articles tell one story, by the company they keep.

Two reports of one event need not be alike, but they are like the same other reports: a walk from either, one or two
steps to near articles, ends at the same places. The walk is taken twice: over plain likeness, which with the likeness
itself gives a trained probability, and over that probability. Memory grows with the square of the articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.matching.features import LIGHT_STEMS, Bag
from claimcheck.matching.model import Logistic, probability

if TYPE_CHECKING:
    import numpy as np

LIKENESS_NAMES = (
    "cosine",
    "words",  # cosine of the weighted words
    "names",  # of capitalised words and numbers
    "best_cosine",  # of any two claims
    "best_words",
    "stands_out",  # twice the likeness less both means of the nearest (CSLS, Conneau et al. 2018)
    "near_6",  # walks of one step to so many of the nearest articles, and of two
    "near_6_twice",
    "near_10",
    "near_10_twice",
    "near_15",
    "near_15_twice",
)
STORY_NAMES = ("story", "story_near", "story_near_twice")
_NEAREST = (6, 10, 15)
_CROWD = 5
_STORY_NEAREST = 10
_LIGHT_WEIGHT = 0.2
_SLACK = 1.0  # a way stays open between articles that stand out this little less than their neighbours


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article's claims: bags and unit rows; at least one."""

    bags: tuple[Bag, ...]
    vectors: np.ndarray


def likeness(articles: Sequence[StoryArticle]) -> np.ndarray:
    """Of every article with every other, shape (articles, articles, len(LIKENESS_NAMES))."""
    import numpy as np

    rows = np.concatenate([article.vectors for article in articles])
    starts = np.cumsum([0, *(len(article.bags) for article in articles)])[:-1]
    means = _unit(np.add.reduceat(rows, starts) / np.array([[len(article.bags)] for article in articles]))
    cosines = means @ means.T
    words = _lexical([frozenset().union(*(b.words for b in article.bags)) for article in articles])
    names = _lexical([frozenset().union(*(b.capitals | b.numbers for b in article.bags)) for article in articles])
    alike = cosines + words + names
    best_cosines = _best(rows @ rows.T, starts)
    best_words = _best(_lexical([b.words for article in articles for b in article.bags]), starts)
    found = [cosines, words, names, best_cosines, best_words, _stands_out(alike)]
    # By how two articles stand out for each other: where all speak of one sort of event, all are alike.
    ways = np.maximum(_stands_out(alike + best_cosines + best_words) + _SLACK, 0.0)
    for nearest in _NEAREST:
        found += walks(ways, nearest)
    return np.stack(found, axis=-1)


def stories(found: np.ndarray, model: Logistic) -> np.ndarray:
    """From :func:`likeness`, in order of STORY_NAMES: the chance that two articles tell one story, and its walks."""
    import numpy as np

    chance = probability(model.logit(found, LIKENESS_NAMES))
    return np.stack([chance, *walks(chance, _STORY_NEAREST)], axis=-1)


def walks(alike: np.ndarray, nearest: int) -> list[np.ndarray]:
    """How much two walks meet that start at either article, by likeness and to the ``nearest`` articles only: of one
    step, and of two. 1 is the same place, 0 no place in common."""
    import numpy as np

    count = len(alike)
    # Rounded and stable, so that equal articles are taken in order whatever the last bits are.
    near = np.round(alike, 6)
    np.fill_diagonal(near, -1.0)
    order = np.argsort(-near, axis=1, kind="stable")[:, : max(0, min(nearest, count - 1))]
    steps = np.zeros_like(near)
    np.put_along_axis(steps, order, np.maximum(np.take_along_axis(near, order, axis=1), 0.0), axis=1)
    steps = (steps + steps.T) / 2
    np.fill_diagonal(steps, steps.max(axis=1, initial=0.0))
    steps /= np.maximum(steps.sum(axis=1, keepdims=True), 1e-9)
    found = []
    for reached in (steps, steps @ steps):
        places = _unit(np.sqrt(reached))
        found.append(places @ places.T)
    return found


def _stands_out(alike: np.ndarray) -> np.ndarray:
    import numpy as np

    others = alike.copy()
    np.fill_diagonal(others, -1.0)
    crowd = np.sort(others, axis=1)[:, -min(_CROWD, max(1, len(alike) - 1)) :].mean(axis=1)
    return np.asarray(2 * alike - crowd[:, None] - crowd[None, :])


def _best(cells: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """The best cell of every two articles, from cells of every two claims."""
    import numpy as np

    return np.asarray(np.maximum.reduceat(np.maximum.reduceat(cells, starts, axis=0), starts, axis=1))


def _lexical(bags: Sequence[frozenset[str]]) -> np.ndarray:
    """Cosines of bags of words by weight: inverse frequency over the bags, light words little."""
    import numpy as np
    from scipy import sparse

    counts = Counter(word for words in bags for word in words)
    columns = {word: n for n, word in enumerate(sorted(counts))}
    places = [[columns[word] for word in sorted(words)] for words in bags]
    weights = np.array(
        [
            (_LIGHT_WEIGHT if word in LIGHT_STEMS else 1.0) * np.log((1 + len(bags)) / counts[word])
            for word in sorted(counts)
        ]
    )
    indices = np.array([column for row in places for column in row], dtype=np.int64)
    starts = np.cumsum([0, *(len(row) for row in places)])
    rows = sparse.csr_array(
        (weights[indices] if len(indices) else np.zeros(0), indices, starts), shape=(len(bags), max(1, len(columns)))
    )
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scaled = rows.multiply(1.0 / np.maximum(lengths, 1e-9)[:, None]).tocsr()
    return np.asarray((scaled @ scaled.T).todense())


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))

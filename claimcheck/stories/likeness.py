"""How likely two outlines report one event: a trained score over what two articles have in common.

``grouping.json`` is written by ``python -m benchmarks.stories train``, with held-out scores in it: ``pair`` is over
PAIR_NAMES, ``join`` says whether two groups are one story, over JOIN_NAMES. The weights of words are fixed, so the
likeness of two articles depends on the two alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from claimcheck.matching.model import Logistic, parameters
from claimcheck.stories.outlines import VIEWS, Outline

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    Places = Sequence[int] | np.ndarray

PARAMETERS = "grouping.json"
PAIR_NAMES = (
    *VIEWS,  # cosines
    "body_root",
    "names_root",
    "numbers_root",
    "lead_root",
    "lead_in_body",  # the beginning of one against the whole of the other, the better way
    "body_in_lead",  # and the worse
    "body_in_lead_root",
    "copied",  # share of the shorter one's runs of words
    "copied_square",  # a footer is copied too
    "shorter",  # words, log
    "dated",  # 1 where both dates are known
    "days",  # apart, log; 0 where unknown, and less as far as the text is copied: a reprint may come late
)
JOIN_NAMES = (
    "mean",  # log odds between two groups
    "chance",  # mean probability
    "to_looser",  # mean log odds between, less those inside the group that hangs together less
    "to_both",  # and less the mean of both groups'
    "smaller",  # articles, log
    "larger",
    "two_single",
    "one_single",
)
FAR = 8.0  # log odds beyond which a pair says no more
_COPY = 0.6  # of the shorter one's runs
_SHORT = 30  # runs: a shorter text is no evidence of copying
_DAYS = 60  # apart: more say no more
_PAIRS = 8192  # of articles at once
_FEW = 100  # pairs that are looked at one by one


class Likeness:
    """Log odds between articles, reckoned for any rows and columns of ``outlines``, or for pairs of them."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        import numpy as np

        self._outlines = outlines
        self._terms = _views(outlines)
        self._runs = sparse([o.runs for o in outlines], [np.ones(len(o.runs)) for o in outlines])
        self._run_counts = np.array([max(len(o.runs), _SHORT) for o in outlines], dtype=np.float64)
        self._words = np.array([o.words for o in outlines], dtype=np.float64)
        self._days = np.array([o.published.toordinal() if o.published else np.nan for o in outlines], dtype=np.float64)

    def features(self, rows: Places, columns: Places, *, paired: bool = False) -> dict[str, np.ndarray]:
        """By name, of every row with every column; or, ``paired``, of every row with the column beside it."""
        import numpy as np

        def cosine(first: csr_matrix, second: csr_matrix) -> np.ndarray:
            if paired:
                return np.asarray(first[rows].multiply(second[columns]).sum(axis=1)).ravel()
            return np.asarray((first[rows] @ second[columns].T).toarray())

        def each(of: Callable[[np.ndarray, np.ndarray], np.ndarray], values: np.ndarray) -> np.ndarray:
            left, right = values[rows], values[columns]
            return of(left, right) if paired else of(left[:, None], right[None, :])

        body, lead = (self._terms[VIEWS.index(view)] for view in ("body", "lead"))
        return _features(
            {view: cosine(own, own) for view, own in zip(VIEWS, self._terms, strict=True)},
            (cosine(lead, body), cosine(body, lead)),
            cosine(self._runs, self._runs) / each(np.minimum, self._run_counts),
            each(np.minimum, self._words),
            np.abs(each(np.subtract, self._days)),
        )

    def nearness(self, rows: Places, columns: Places) -> np.ndarray:
        """How near every row is to every column, without a bound: shared runs, and shared words."""
        import numpy as np

        features = self.features(rows, columns)
        return np.asarray((features["copied"] + features["body"]).round(6))

    def between(self, rows: Places, columns: Places, model: Logistic | None = None) -> np.ndarray:
        """Log odds of every row with every column, at most FAR either way."""
        return _log_odds(self.features(rows, columns), model or score("pair"))

    def of_pairs(self, first: Places, second: Places) -> np.ndarray:
        """Log odds of every place with the one beside it."""
        import numpy as np

        found = [np.zeros(0)]
        for start in range(0, len(first), _PAIRS):
            part = slice(start, start + _PAIRS)
            found.append(_log_odds(self.features(first[part], second[part], paired=True), score("pair")))
        return np.concatenate(found)

    def of_each(self, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
        """Log odds of pairs of places, few or many."""
        if len(pairs) <= _FEW:
            return few_pairs([(self._outlines[a], self._outlines[b]) for a, b in pairs])
        return self.of_pairs([a for a, _ in pairs], [b for _, b in pairs])


def log_odds_of(pairs: Sequence[tuple[Outline, Outline]]) -> np.ndarray:
    """Log odds of pairs of outlines, few or many."""
    if len(pairs) <= _FEW:
        return few_pairs(pairs)
    outlines = {id(o): o for pair in pairs for o in pair}
    place = {key: n for n, key in enumerate(outlines)}
    return Likeness(list(outlines.values())).of_each([(place[id(a)], place[id(b)]) for a, b in pairs])


def few_pairs(pairs: Sequence[tuple[Outline, Outline]]) -> np.ndarray:
    """What ``Likeness.of_pairs`` gives, to the bit, without tables: faster where pairs are few."""
    import numpy as np

    body, lead = VIEWS.index("body"), VIEWS.index("lead")
    ways = [(n, n) for n in range(len(VIEWS))] + [(lead, body), (body, lead)]
    rows = []
    for one, other in pairs:
        _, mine, theirs = np.intersect1d(one.terms, other.terms, assume_unique=True, return_indices=True)
        left, right = (o.weights[at].astype(np.float64).T for o, at in ((one, mine), (other, theirs)))
        shared = np.intersect1d(one.runs, other.runs, assume_unique=True)
        runs = max(min(len(one.runs), len(other.runs)), _SHORT)
        days = [o.published.toordinal() if o.published else np.nan for o in (one, other)]
        rows.append(
            [
                *(_total(left[m] * right[n]) for m, n in ways),
                len(shared) / runs,
                min(one.words, other.words),
                abs(days[0] - days[1]),
            ]
        )
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), len(ways) + 3).T
    views = len(VIEWS)
    told = _features(
        dict(zip(VIEWS, columns, strict=False)), (columns[views], columns[views + 1]), *columns[views + 2 :]
    )
    return _log_odds(told, score("pair"))


def _total(products: np.ndarray) -> float:
    """Their sum as SciPy reckons that of a row, which holds no zeros."""
    import numpy as np

    products = products[products != 0.0]
    return float(np.add.reduceat(products, [0])[0]) if len(products) else 0.0


def _features(
    cosines: Mapping[str, np.ndarray],
    ways: tuple[np.ndarray, np.ndarray],
    copied: np.ndarray,
    words: np.ndarray,
    apart: np.ndarray,
) -> dict[str, np.ndarray]:
    """By name, from cosines by view, those of the beginning of either with the whole of the other, the share of runs
    copied, the words of the shorter, and days apart."""
    import numpy as np

    found = dict(cosines)
    for view in ("body", "names", "numbers", "lead"):
        found[f"{view}_root"] = np.sqrt(np.maximum(found[view], 0.0))
    found["lead_in_body"], found["body_in_lead"] = np.maximum(*ways), np.minimum(*ways)
    found["body_in_lead_root"] = np.sqrt(np.maximum(found["body_in_lead"], 0.0))
    found["copied"], found["copied_square"] = copied, copied**2
    found["shorter"] = np.log1p(words)
    found["dated"] = (~np.isnan(apart)).astype(np.float64)
    apart = np.log1p(np.minimum(np.nan_to_num(apart), _DAYS))
    found["days"] = apart * (1.0 - np.minimum(1.0, copied))
    return found


def _log_odds(features: Mapping[str, np.ndarray], model: Logistic) -> np.ndarray:
    import numpy as np

    total = np.full(features["copied"].shape, model.intercept)
    for name, weight in model.weights:
        total += weight * features[name]
    # What one has for the most part from the other is one story with it; a footer that both have is less of it.
    # The sets have few such pairs to learn it from.
    copy = np.where(features["copied"] >= _COPY, FAR * features["copied"], -FAR)
    return np.asarray(np.clip(np.maximum(total, copy), -FAR, FAR).round(6))


@functools.cache
def score(name: str) -> Logistic:
    """The stored score called ``name``."""
    return Logistic.of(parameters(PARAMETERS, __package__)[name])


def sparse(keys: Sequence[np.ndarray], values: Sequence[np.ndarray]) -> csr_matrix:
    """A row for every article, a column for every key that any of them has."""
    import numpy as np
    from scipy.sparse import csr_matrix

    found, columns = np.unique(np.concatenate([np.zeros(0, dtype=np.uint64), *keys]), return_inverse=True)
    ends = np.cumsum([0, *(len(own) for own in keys)])
    data = np.concatenate([np.zeros(0), *values]).astype(np.float64)
    return csr_matrix((data, columns, ends), shape=(len(keys), max(1, len(found))))


def _views(outlines: Sequence[Outline]) -> list[csr_matrix]:
    """The words of every article by view, in the columns of one table."""
    import numpy as np
    from scipy.sparse import csr_matrix

    first = sparse([o.terms for o in outlines], [o.weights[:, 0] for o in outlines])
    weights = np.concatenate([np.zeros((0, len(VIEWS)), dtype=np.float32), *(o.weights for o in outlines)])
    return [
        csr_matrix((weights[:, n].astype(np.float64), first.indices, first.indptr), shape=first.shape)
        for n in range(len(VIEWS))
    ]

"""How likely two outlines report one event: a trained score over what two articles have in common.

``grouping.json`` is written by ``python -m benchmarks.stories train``, with held-out scores in it: ``pair`` is over
PAIR_NAMES, ``join`` says whether two groups are one story, over JOIN_NAMES. The weights of words are fixed, so the
likeness of two articles depends on the two alone.
"""

from __future__ import annotations

import functools
import math
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
_FEW_OUTLINES = 24  # every two of which are


class Likeness:
    """Log odds between articles, reckoned for any rows and columns of ``outlines``, or for pairs of them."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        self._outlines = outlines

    # Tables that few pairs do without, and SciPy, which they are made with.

    @functools.cached_property
    def _terms(self) -> list[csr_matrix]:
        return _views(self._outlines)

    @functools.cached_property
    def _runs(self) -> csr_matrix:
        import numpy as np

        return sparse([o.runs for o in self._outlines], [np.ones(len(o.runs)) for o in self._outlines])

    @functools.cached_property
    def _run_counts(self) -> np.ndarray:
        return self._each(lambda o: max(len(o.runs), _SHORT))

    @functools.cached_property
    def _words(self) -> np.ndarray:
        return self._each(lambda o: o.words)

    @functools.cached_property
    def _days(self) -> np.ndarray:
        return self._each(lambda o: o.published.toordinal() if o.published else math.nan)

    def _each(self, of: Callable[[Outline], float]) -> np.ndarray:
        import numpy as np

        return np.array([of(o) for o in self._outlines], dtype=np.float64)

    def features(self, rows: Places, columns: Places) -> dict[str, np.ndarray]:
        """By name, of every row with every column."""
        import numpy as np

        def cosine(first: csr_matrix, second: csr_matrix) -> np.ndarray:
            return np.asarray((first[rows] @ second[columns].T).toarray())

        def each(of: Callable[[np.ndarray, np.ndarray], np.ndarray], values: np.ndarray) -> np.ndarray:
            return of(values[rows][:, None], values[columns][None, :])

        body, lead = (self._terms[VIEWS.index(view)] for view in ("body", "lead"))
        return _features(
            {view: cosine(own, own) for view, own in zip(VIEWS, self._terms, strict=True)},
            (cosine(lead, body), cosine(body, lead)),
            cosine(self._runs, self._runs) / each(np.minimum, self._run_counts),
            each(np.minimum, self._words),
            np.abs(each(np.subtract, self._days)),
        )

    def between(self, rows: Places, columns: Places, model: Logistic | None = None) -> np.ndarray:
        """Log odds of every row with every column, at most FAR either way."""
        return _log_odds(self.features(rows, columns), model or score("pair"))

    def of_pairs(self, first: Places, second: Places) -> np.ndarray:
        """Log odds of every place with the one beside it."""
        import numpy as np

        found = [np.zeros(0)]
        for start in range(0, len(first), _PAIRS):
            part = slice(start, start + _PAIRS)
            told = self._of_pairs(np.asarray(first[part]), np.asarray(second[part]))
            found.append(_log_odds(told, score("pair")))
        return np.concatenate(found)

    def _of_pairs(self, first: np.ndarray, second: np.ndarray) -> dict[str, np.ndarray]:
        """As ``features``, of pairs. Words and runs of all that one article is paired with are looked up in a table
        of its own, and only what a pair shares is reckoned with: most pairs share little."""
        import numpy as np

        def shared(of: csr_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            """What pairs share: the pair, and where it stands in the data of either side."""
            table = np.full(of.shape[1], -1, dtype=np.int32)
            found = [np.zeros((3, 0), dtype=np.int64)]
            for place, pairs in groups:
                own = slice(ends[place], ends[place + 1])
                table[of.indices[own]] = np.arange(own.start, own.stop, dtype=np.int32)
                sides = [slice(ends[other], ends[other + 1]) for other in second[pairs].tolist()]
                mine = table[np.concatenate([of.indices[side] for side in sides])]
                hits = np.flatnonzero(mine >= 0)
                lengths = np.array([side.stop - side.start for side in sides])
                owner = np.searchsorted(np.cumsum(lengths), hits, side="right")
                begins = np.array([side.start for side in sides]) - (np.cumsum(lengths) - lengths)
                found.append(np.stack([pairs[owner], mine[hits], hits + begins[owner]]))
                table[of.indices[own]] = -1
            pair, mine, theirs = np.concatenate(found, axis=1)
            return pair, mine, theirs

        order = np.argsort(first, kind="stable")
        cuts = np.flatnonzero(np.diff(first[order])) + 1
        groups = [(int(first[own[0]]), own) for own in np.split(order, cuts) if len(own)]
        ends = self._terms[0].indptr.tolist()
        pair, mine, theirs = shared(self._terms[0])
        left, right = ([view.data[at] for view in self._terms] for at in (mine, theirs))
        ends = self._runs.indptr.tolist()
        copied = np.bincount(shared(self._runs)[0], minlength=len(first)).astype(np.float64)
        body, lead = VIEWS.index("body"), VIEWS.index("lead")
        return _features(
            {view: _totals(pair, left[n] * right[n], len(first)) for n, view in enumerate(VIEWS)},
            (_totals(pair, left[lead] * right[body], len(first)), _totals(pair, left[body] * right[lead], len(first))),
            copied / np.minimum(self._run_counts[first], self._run_counts[second]),
            np.minimum(self._words[first], self._words[second]),
            np.abs(self._days[first] - self._days[second]),
        )

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


def nearness(outlines: Sequence[Outline]) -> np.ndarray:
    """How near every two outlines are, without a bound: shared runs, and shared words; of one with itself nothing that
    counts. SciPy is loaded for many alone: it takes as long as all pairs of some twenty."""
    import numpy as np

    count = len(outlines)
    if count > _FEW_OUTLINES:
        features = Likeness(outlines).features(range(count), range(count))
        return np.asarray((features["copied"] + features["body"]).round(6))
    first, second = np.triu_indices(count, 1)
    features = _of_few([(outlines[a], outlines[b]) for a, b in zip(first.tolist(), second.tolist(), strict=True)])
    found = np.zeros((count, count))
    found[first, second] = found[second, first] = (features["copied"] + features["body"]).round(6)
    return found


def few_pairs(pairs: Sequence[tuple[Outline, Outline]]) -> np.ndarray:
    """What ``Likeness.of_pairs`` gives, to the bit, without tables: faster where pairs are few."""
    return _log_odds(_of_few(pairs), score("pair"))


def _of_few(pairs: Sequence[tuple[Outline, Outline]]) -> dict[str, np.ndarray]:
    """As ``Likeness.features``, of pairs."""
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
    return _features(
        dict(zip(VIEWS, columns, strict=False)), (columns[views], columns[views + 1]), *columns[views + 2 :]
    )


def _total(products: np.ndarray) -> float:
    """Their sum as SciPy reckons that of a row, which holds no zeros."""
    import numpy as np

    products = products[products != 0.0]
    return float(np.add.reduceat(products, [0])[0]) if len(products) else 0.0


def _totals(pairs: np.ndarray, products: np.ndarray, count: int) -> np.ndarray:
    """The sum of the products of every pair, which stand together; to the bit that of ``_total``."""
    import numpy as np

    held = products != 0.0
    products, pairs = products[held], pairs[held]
    found = np.zeros(count)
    if len(pairs):
        starts = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
        found[pairs[starts]] = np.add.reduceat(products, starts)
    return found


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

"""What two claims have in common, for every claim of one article against every claim of another, as matrices.

Every feature is symmetric in the two articles. Word weights need no corpus: a word that stands in many claims of
the two articles (the story's main name) says little about which two belong together, a rare one says much. Margins say
how far a pair stands out from its rivals: what is as near to five claims of the other article matches none surely.
"""

from __future__ import annotations

import functools
import itertools
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.textforms import fold, plain

if TYPE_CHECKING:
    import numpy as np

MARGINS = ("margin_least", "margin_most")  # over the best rival of the one claim and of the other
NAMES = (
    "cosine",
    "covered_most",  # share of the words, by weight, of the side that is covered more fully
    "covered_least",
    "pairs",  # of neighbouring words, over the shorter side
    "letters",  # four-letter runs, Dice
    "numbers",  # shared, over the side with fewer
    "numbers_differ",  # both sides have numbers and share none
    "capitals",  # words with a capital inside a sentence, shared over the side with fewer
    "capitals_differ",
    "length",  # shorter over longer
    "weight",  # of the words in common: how much there is to go by
    "position",  # distance of the relative places in the articles
    "lead",  # 1 for the first claim of both, falling to 0
    "quoted",  # both have quotation marks
    "quoted_differ",
    "shorter",  # words, log
    "longer",
    *(f"{of}_{end}" for of in ("cosine", "covered_most") for end in MARGINS),
    "neighbours",  # the better cosine of the claims before both and the claims after both
)

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?")
_SUFFIXES = ("'s", "ing", "ies", "ied", "ed", "es", "s", "ly")
_MAX_CHARS = 5_000  # nothing longer is a sentence

# Function words, and the verbs and nouns that carry any news sentence ("said", "told", "people").
_LIGHT = frozenset(
    """a about above after again against all also although am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further had has have having
    he her here hers him himself his how however i if in into is it its itself just let may me might more most
    must my no nor not of off on once one only or other our out over own s same she should since so some such
    t than that the their theirs them then there these they this those through to too under until up upon us
    was we were what when where which while who whom whose why will with within without would you your yours
    said say says saying told tell according added reported reports people year years mr mrs ms new two first
    last""".split()
)
_LIGHT_WEIGHT = 0.15
_LEAD = 4  # claims


@dataclass(frozen=True, slots=True)
class Bag:
    """A claim's words by kind."""

    words: frozenset[str]
    pairs: frozenset[str]
    letters: frozenset[str]
    numbers: frozenset[str]
    capitals: frozenset[str]
    length: int  # words, counted with repetition
    quoted: bool = False


@functools.lru_cache(maxsize=65_536)
def bag(text: str) -> Bag:
    """The bag of a claim's text."""
    shown = plain(text[:_MAX_CHARS])
    folded = fold(shown)
    tokens = _WORD.findall(folded)
    words = [_stem(token) for token in tokens]
    joined = " ".join(tokens)
    # The first word of a sentence or quotation has a capital whatever it is: it counts only where it is no light word.
    capitals = {_stem(fold(m[0])) for m in _WORD.finditer(shown) if len(m[0]) > 1 and m[0][0].isupper()}
    return Bag(
        frozenset(words),
        frozenset(f"{a} {b}" for a, b in itertools.pairwise(words)),
        frozenset(sys.intern(joined[i : i + 4]) for i in range(len(joined) - 3)),  # claims share most of them
        frozenset(token.replace(",", "") for token in tokens if token[0].isdigit()),
        frozenset(word for word in capitals if word not in _LIGHT),
        len(words),
        '"' in shown,
    )


def _stem(word: str) -> str:
    """The word without common endings: enough that "says" meets "said's" neighbours, never shown."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


@dataclass(frozen=True, slots=True)
class Side:
    """One article's claims as the features see them: bags, unit vectors and places in the article, 0 to 1."""

    bags: tuple[Bag, ...]
    vectors: np.ndarray
    places: np.ndarray


def side(texts: Sequence[str], vectors: np.ndarray, places: Sequence[float] | None = None) -> Side:
    """The side of claims ``texts`` with unit rows ``vectors``; places are even where none are given."""
    import numpy as np

    even = [(i + 0.5) / len(texts) for i in range(len(texts))]
    return Side(
        tuple(bag(text) for text in texts),
        np.asarray(vectors, dtype=np.float64).reshape(len(texts), vectors.shape[-1]),
        np.asarray(places if places is not None else even, dtype=np.float64),
    )


def word_weights(bags: Iterable[Bag]) -> dict[str, float]:
    """Weight of every word: inverse frequency over the claims given (both articles together), light words little."""
    import math

    every = list(bags)
    counts = Counter(word for one in every for word in one.words)
    top = math.log(1 + len(every))
    return {
        word: (_LIGHT_WEIGHT if word in LIGHT_STEMS else 1.0) * (0.25 + 0.75 * math.log((1 + len(every)) / count) / top)
        for word, count in counts.items()
    }


LIGHT_STEMS = frozenset(_LIGHT | {_stem(word) for word in _LIGHT})


def pair_features(left: Side, right: Side, weights: dict[str, float]) -> np.ndarray:
    """Features of every left claim with every right claim: shape (len(left), len(right), len(NAMES))."""
    import numpy as np

    n, m = len(left.bags), len(right.bags)
    out = np.zeros((n, m, len(NAMES)))
    if not n or not m:
        return out
    if left.vectors.shape[1] == right.vectors.shape[1] > 0:
        out[:, :, 0] = np.round(left.vectors @ right.vectors.T, 6)
    shared, of_left, of_right = _overlap(left, right, lambda b: b.words, weights.get)
    of_left, of_right = np.maximum(of_left[:, None], 1e-9), np.maximum(of_right[None, :], 1e-9)
    out[:, :, 1] = shared / np.minimum(of_left, of_right)
    out[:, :, 2] = shared / np.maximum(of_left, of_right)
    runs, left_runs, right_runs = _overlap(left, right, lambda b: b.pairs)
    out[:, :, 3] = runs / np.maximum(np.minimum(left_runs[:, None], right_runs[None, :]), 3.0)
    grams, left_grams, right_grams = _overlap(left, right, lambda b: b.letters)
    out[:, :, 4] = 2 * grams / np.maximum(left_grams[:, None] + right_grams[None, :], 1.0)
    for column, kind in ((5, lambda b: b.numbers), (7, lambda b: b.capitals)):
        common, in_left, in_right = _overlap(left, right, kind)
        fewer = np.minimum(in_left[:, None], in_right[None, :])
        out[:, :, column] = common / np.maximum(fewer, 1.0)
        out[:, :, column + 1] = (fewer > 0) & (common == 0)
    lengths = [np.array([max(b.length, 1) for b in own.bags], dtype=float) for own in (left, right)]
    shorter, longer = (f(lengths[0][:, None], lengths[1][None, :]) for f in (np.minimum, np.maximum))
    out[:, :, 9] = shorter / longer
    out[:, :, 10] = np.minimum(shared, 8.0) / 8.0
    out[:, :, 11] = np.abs(left.places[:, None] - right.places[None, :])
    out[:, :, 12] = np.maximum(0.0, 1.0 - (np.arange(n)[:, None] + np.arange(m)[None, :]) / _LEAD)
    marks = [np.array([b.quoted for b in own.bags], dtype=float) for own in (left, right)]
    out[:, :, 13] = marks[0][:, None] * marks[1][None, :]
    out[:, :, 14] = np.abs(marks[0][:, None] - marks[1][None, :])
    out[:, :, 15] = np.log1p(shorter)
    out[:, :, 16] = np.log1p(longer)
    for column, of in ((17, 0), (19, 1)):
        margins = [out[:, :, of] - _best_other(out[:, :, of], axis) for axis in (0, 1)]
        out[:, :, column], out[:, :, column + 1] = np.minimum(*margins), np.maximum(*margins)
    padded = np.zeros((n + 2, m + 2))
    padded[1:-1, 1:-1] = out[:, :, 0]
    out[:, :, 21] = np.maximum(padded[:-2, :-2], padded[2:, 2:])
    return out


def _best_other(scores: np.ndarray, axis: int) -> np.ndarray:
    """For every cell the best of the other cells along the axis; its own where there is none: to be the nearest of one
    says nothing."""
    import numpy as np

    if scores.shape[axis] < 2:
        return scores
    best, second = (np.take(np.sort(scores, axis=axis), [place], axis=axis) for place in (-1, -2))
    return np.asarray(np.where(scores >= best, second, best))


@functools.lru_cache(maxsize=65_536)
def _in_order(members: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(members))


def _overlap(
    left: Side, right: Side, kind: Callable[[Bag], frozenset[str]], weight: Callable[[str], float | None] | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weight of the members in common, of the left side's and of the right side's; 1 each without ``weight``.

    ``bincount`` adds in the order given, so a sum's last bits hang on the order of a claim's members alone.
    """
    import numpy as np

    def flat(bags: Sequence[Bag]) -> tuple[list[str], np.ndarray]:
        """The members of all bags behind one another, and whose they are."""
        own = [_in_order(kind(one)) for one in bags]
        return list(itertools.chain.from_iterable(own)), np.repeat(np.arange(len(own)), [len(told) for told in own])

    def totals(members: Sequence[str], owner: np.ndarray, count: int) -> np.ndarray:
        weights = None if weight is None else [weight(member) or 0.0 for member in members]
        return np.bincount(owner, weights, count).astype(np.float64)

    n, m = len(left.bags), len(right.bags)
    (mine, owner), (theirs, other) = flat(left.bags), flat(right.bags)
    columns = {member: at for at, member in enumerate(dict.fromkeys(theirs))}
    has = np.zeros((len(columns), m), dtype=bool)
    has[[columns[member] for member in theirs], other] = True
    met = [at for at, member in enumerate(mine) if member in columns]
    shared, column = np.nonzero(has[[columns[mine[at]] for at in met]])
    places = owner[met][shared] * m + column
    weights = None if weight is None else np.array([weight(mine[at]) or 0.0 for at in met])[shared]
    common = np.bincount(places, weights, n * m).astype(np.float64).reshape(n, m)
    return common, totals(mine, owner, n), totals(theirs, other, m)

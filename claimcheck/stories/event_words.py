"""The content words of claims, matched across two claims by what they mean where they stand.

Two words match where each is the other's nearest, as far as their vectors agree; "killed" so meets "death". Vectors
count from the mean of all the claims given, and a word weighs as much as it is rare among them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Token

if TYPE_CHECKING:
    import numpy as np

LAYERS = ("middle", "last")  # of the sentence model, as embedding.words gives them
WORD_NAMES = (
    "shared_verbs",  # stems
    "shared_nouns",
    "verbs_as_nouns",  # a stem that is a verb in one and a noun in the other
    "shared_predicates",
    "shared_name_words",
    "fewer_predicates",  # verbs and nouns, log
    "more_predicates",
    "fewer_verbs",
    "more_verbs",
    "predicates_covered",  # share of the fewer
)

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
_LIGHT_VERBS = frozenset(
    """be become can come could do get give go have keep let make may might must say seem shall should take tell will
    would""".split()
)
_ENDINGS = tuple("ations ation ate ments ment ings ing ions ion ers er ors or ies ied ed es s ly e y".split())
_FROM, _OVER = 0.2, 0.4  # cosine from which two words begin to match, and over which they come to do so fully
_HALF = 0.5  # cosine up to which a word of the other claim says nothing of this one


@dataclass(frozen=True, slots=True)
class Words:
    """A claim's content words in order: stem, part of speech, and vectors of shape (words, layers, dimension)."""

    stems: tuple[str, ...]
    kinds: tuple[str, ...]
    vectors: np.ndarray

    def stems_of(self, *kinds: str) -> frozenset[str]:
        """Stems of the words that are one of these parts of speech."""
        return frozenset(stem for stem, kind in zip(self.stems, self.kinds, strict=True) if kind in kinds)

    def count(self, *kinds: str) -> int:
        """How many words are one of these parts of speech."""
        return sum(kind in kinds for kind in self.kinds)


def content_words(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens that carry content: neither function words nor verbs that any sentence has."""
    return tuple(t for t in tokens if t.pos in _CONTENT and not (t.pos == "VERB" and t.lemma in _LIGHT_VERBS))


def words_of(tokens: Sequence[Token], vectors: np.ndarray) -> Words:
    """The words of content ``tokens`` with their rows; what the model has not read (zeros) is left out."""
    read = [n for n in range(len(tokens)) if vectors[n].any()]
    return Words(
        tuple(_stem(tokens[n].lemma) for n in read),
        tuple(tokens[n].pos for n in read),
        vectors[read] if read else vectors[:0],
    )


def word_features(first: Words, second: Words) -> list[float]:
    """What the words of two claims have in common by form, in order of WORD_NAMES."""
    verbs = [words.stems_of("VERB") for words in (first, second)]
    nouns = [words.stems_of("NOUN") for words in (first, second)]
    both = [words.stems_of("VERB", "NOUN") for words in (first, second)]
    predicates = [words.count("VERB", "NOUN") for words in (first, second)]
    counts = [words.count("VERB") for words in (first, second)]
    shared = len(both[0] & both[1])
    return [
        len(verbs[0] & verbs[1]),
        len(nouns[0] & nouns[1]),
        len((verbs[0] & nouns[1]) | (nouns[0] & verbs[1])),
        shared,
        len(first.stems_of("PROPN") & second.stems_of("PROPN")),
        math.log1p(min(predicates)),
        math.log1p(max(predicates)),
        math.log1p(min(counts)),
        math.log1p(max(counts)),
        shared / max(1, min(predicates)),
    ]


class WordSpace:
    """The words of all the claims given, with vectors that count from their mean."""

    def __init__(self, claims: Sequence[Words]) -> None:
        import numpy as np

        rows = [words.vectors for words in claims if len(words.stems)]
        mean = np.concatenate(rows).mean(axis=0, dtype=np.float64) if rows else np.zeros((len(LAYERS), 1))
        self.centred = [
            (words.vectors - mean).astype(np.float32) if len(words.stems) else np.zeros((0, *mean.shape), np.float32)
            for words in claims
        ]
        self._units = [rows / np.maximum(np.linalg.norm(rows, axis=2, keepdims=True), 1e-9) for rows in self.centred]
        counts = Counter(stem for words in claims for stem in set(words.stems))
        self._rarity = [
            np.array([math.log((1 + len(claims)) / counts[stem]) for stem in words.stems]) for words in claims
        ]

    def matched(self, first: int, second: int, layer: int) -> tuple[np.ndarray, np.ndarray]:
        """How far each word of two claims has its match in the other, 0 to 1."""
        import numpy as np

        cosines = self._units[first][:, layer] @ self._units[second][:, layer].T
        shares = np.zeros(cosines.shape[0]), np.zeros(cosines.shape[1])
        if cosines.size:
            there, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
            own = np.flatnonzero(back[there] == np.arange(len(there)))
            shares[0][own] = shares[1][there[own]] = np.clip((cosines[own, there[own]] - _FROM) / _OVER, 0.0, 1.0)
        return shares

    def sums(self, first: int, second: int, of_claim: Callable[[int, int], np.ndarray]) -> np.ndarray:
        """``of_claim(claim, layer)``, a row for every word, summed over the matched words: shape (layers, …).

        Both claims count half, so that a pair of words counts once.
        """
        import numpy as np

        found = []
        for layer in range(len(LAYERS)):
            shares = self.matched(first, second, layer)
            found.append((shares[0] @ of_claim(first, layer) + shares[1] @ of_claim(second, layer)) / 2)
        return np.stack(found)

    def overlap(self, first: int, second: int) -> float:
        """Weight of what two claims both say: of the two, the smaller sum of its words' weights, each as far as a word
        of the other means it."""
        import numpy as np

        cosines = self._units[first][:, -1] @ self._units[second][:, -1].T
        if not cosines.size:
            return 0.0
        return float(
            min(
                np.clip(cosines.max(axis=1 - side) - _HALF, 0.0, 1.0) @ self._rarity[claim]
                for side, claim in enumerate((first, second))
            )
        )


def overlaps(asked: Sequence[Words], sources: Sequence[Words]) -> np.ndarray:
    """Of every claim with every source how much both say, shape (len(asked), len(sources)): by it the sentence that a
    claim rests on comes first. Comparable in a row, no probability."""
    import numpy as np

    space = WordSpace((*asked, *sources))
    return np.array(
        [[space.overlap(n, len(asked) + m) for m in range(len(sources))] for n in range(len(asked))], dtype=np.float64
    ).reshape(len(asked), len(sources))


def _stem(lemma: str) -> str:
    """The lemma without endings that make nouns of verbs: "nomination" so meets "nominate", "killing" "kill"."""
    for ending in _ENDINGS:
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 3:
            return lemma[: -len(ending)].rstrip("e")
    return lemma

"""Whether claims of two articles report the same event, across stories: a later report, another angle.

A looser question than :mod:`align` answers: two such claims need not say the same thing. Three things tell: whether
the articles tell one story, by the company they keep among all the articles given (:mod:`event_stories`); what the two
claims have in common by form; and which words match by meaning (:mod:`event_words`), each by how much it looks like
the name of an event – a weight linear in its vector, learnt from counts of shared events alone.
``events.json`` is written by ``python -m benchmarks.events train``, with the score on held-out folds in it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.matching.features import LIGHT_STEMS, Bag, bag
from claimcheck.matching.model import Logistic, parameters, probability
from claimcheck.stories.event_stories import LIKENESS_NAMES, STORY_NAMES, StoryArticle, likeness, stories
from claimcheck.stories.event_words import LAYERS, WORD_NAMES, Words, WordSpace, word_features

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "events.json"
EVENT_NAMES = (
    "cosine",
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
    *WORD_NAMES,
    *STORY_NAMES,
    "cosine_in_story",  # times "story_near": what is alike says more where the story is one
    "letters_in_story",
)
_LIGHT_WEIGHT = 0.2

Pair = tuple[tuple[int, int], tuple[int, int]]  # (article, claim) positions of two claims


@dataclass(frozen=True, slots=True)
class EventClaim:
    """A claim: its text, its unit row and its content words."""

    text: str
    vector: np.ndarray
    words: Words


@dataclass(frozen=True, slots=True)
class EventModel:
    """``story`` over LIKENESS_NAMES, ``event`` over EVENT_NAMES, and for every layer how much a matched word adds to
    the log odds: ``bases[layer] + vector @ slopes[layer]``."""

    story: Logistic
    event: Logistic
    bases: tuple[float, ...]
    slopes: np.ndarray

    @classmethod
    def of(cls, stored: Mapping[str, Mapping[str, object]]) -> EventModel:
        """From the stored parameters."""
        import numpy as np

        bases, slopes = (np.array([stored[part][layer] for layer in LAYERS], float) for part in ("bases", "slopes"))
        return cls(Logistic.of(stored["story"]), Logistic.of(stored["event"]), tuple(bases.tolist()), slopes)


def event_model() -> EventModel:
    """The packaged model; for vectors of the packaged sentence model."""
    return EventModel.of(parameters(PARAMETERS, __package__))


class Events:
    """Scores pairs of claims from the articles given, a sequence of claims each, in any order.

    Weights and neighbourhoods are reckoned over all of them: give a corpus, not two articles.
    """

    def __init__(self, articles: Sequence[Sequence[EventClaim]]) -> None:
        import numpy as np

        claims = [claim for own in articles for claim in own]
        self._starts = np.cumsum([0, *(len(own) for own in articles)]).tolist()
        self._bags = [bag(claim.text) for claim in claims]
        self._vectors = np.array([claim.vector for claim in claims], dtype=np.float64)
        self._claim_words = [claim.words for claim in claims]
        self._weights = _weights(self._bags)
        self._row_of_article = np.cumsum([len(own) > 0 for own in articles]) - 1
        spans = [(a, b) for a, b in zip(self._starts, self._starts[1:], strict=False) if b > a]
        told = [StoryArticle(tuple(self._bags[a:b]), self._vectors[a:b]) for a, b in spans]
        self.likeness = likeness(told) if told else np.zeros((0, 0, len(LIKENESS_NAMES)))
        self.word_space = WordSpace([claim.words for claim in claims])

    def scores(self, pairs: Iterable[Pair], model: EventModel | None = None) -> np.ndarray:
        """Score from 0 to 1 that two claims report one event."""
        return probability(self.logits(pairs, model))

    def logits(self, pairs: Iterable[Pair], model: EventModel | None = None) -> np.ndarray:
        """Log odds under the model, the packaged one if none is given. Raises ValueError where the vectors are not of
        the dimension that it was trained on."""
        import numpy as np

        asked, model = list(pairs), model or event_model()
        rows = self.word_space.centred
        if any(len(own) and own.shape[2] != model.slopes.shape[1] for own in rows):
            raise ValueError(f"the event score needs word vectors of {model.slopes.shape[1]} dimensions")
        weights = [
            [own[:, n] @ model.slopes[n] + model.bases[n] if len(own) else np.zeros(0) for n in range(len(LAYERS))]
            for own in rows
        ]
        told = stories(self.likeness, model.story)
        matched = [
            self.word_space.sums(*self._places(pair), lambda i, layer: weights[i][layer]).sum() for pair in asked
        ]
        return model.event.logit(self.features(asked, told), EVENT_NAMES) + np.array(matched, dtype=np.float64)

    def features(self, pairs: Iterable[Pair], told: np.ndarray) -> np.ndarray:
        """Features, a row for every pair, in order of EVENT_NAMES; the same whichever claim comes first. ``told`` is
        what :func:`event_stories.stories` makes of ``likeness``."""
        import numpy as np

        cosine, letters = EVENT_NAMES.index("cosine"), EVENT_NAMES.index("letters")
        found = []
        for pair in pairs:
            row, story = self._pair(*self._places(pair)), told[self.article_rows(pair)].tolist()
            near = story[STORY_NAMES.index("story_near")]
            found.append([*row, *story, row[cosine] * near, row[letters] * near])
        return np.array(found, dtype=np.float64).reshape(len(found), len(EVENT_NAMES))

    def matched_words(self, pair: Pair) -> np.ndarray:
        """For training, of every layer: how many words match, and the sum of their vectors."""
        import numpy as np

        def with_one(claim: int, layer: int) -> np.ndarray:
            rows = self.word_space.centred[claim][:, layer]
            return np.hstack([np.ones((len(rows), 1)), rows])

        return self.word_space.sums(*self._places(pair), with_one)

    def article_rows(self, pair: Pair) -> tuple[int, int]:
        """Where ``likeness`` has the two articles: those without claims are not in it."""
        return int(self._row_of_article[pair[0][0]]), int(self._row_of_article[pair[1][0]])

    def _places(self, pair: Pair) -> tuple[int, int]:
        first, second = (self._starts[article] + claim for article, claim in pair)
        return first, second

    def _pair(self, i: int, j: int) -> list[float]:
        first, second = self._bags[i], self._bags[j]
        names = first.capitals & second.capitals
        both = first.words & second.words
        weights = [self._weight(both), self._weight(first.words), self._weight(second.words)]
        plain = [words - first.capitals - second.capitals for words in (both, first.words, second.words)]
        others = [self._weight(words) for words in plain]
        return [
            float(self._vectors[i] @ self._vectors[j]),
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
            *word_features(self._claim_words[i], self._claim_words[j]),
        ]

    def _weight(self, words: Iterable[str]) -> float:
        return math.fsum(self._weights.get(word, 0.0) for word in words)


def _weights(bags: Sequence[Bag]) -> dict[str, float]:
    """Inverse frequency over all that is given; light words little."""
    counts = Counter(word for one in bags for word in one.words)
    return {
        word: (_LIGHT_WEIGHT if word in LIGHT_STEMS else 1.0) * math.log((1 + len(bags)) / count)
        for word, count in counts.items()
    }


def _differ(first: frozenset[str], second: frozenset[str]) -> float:
    """1 where both have some and share none."""
    return float(bool(first) and bool(second) and not first & second)

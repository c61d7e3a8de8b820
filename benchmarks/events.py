"""Train and measure whether two sentences report the same event, on the ECB+ sentence pairs.

``python -m benchmarks.events train`` fits ``claimcheck/stories/events.json`` on ``ecb_train_pairs.jsonl``;
``python -m benchmarks.events evaluate`` prints the AUC on ``ecb_dev_pairs.jsonl`` (two or more shared events against
none, which is what the floor of 0.809 was measured on, and against all others), and how often the right source
sentence of a summary's proposition comes first in ``superpal_multinews_dev.csv``. The score sees all the sentences of
the file, as it would see a corpus; it is told no topic and no number of an article.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.claims.annotate import Annotator
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.embedding.words import WordEncoder
from claimcheck.matching import model
from claimcheck.matching.features import NAMES, pair_features, side, word_weights
from claimcheck.stories import events
from claimcheck.stories.event_stories import LIKENESS_NAMES, stories
from claimcheck.stories.event_words import LAYERS, Words, content_words, overlaps, words_of
from claimcheck.stories.events import EVENT_NAMES, PARAMETERS, EventClaim, EventModel, Events, Pair
from claimcheck.textforms import plain

STORED = Path(events.__file__).with_name(PARAMETERS)
FOLDS = 5
DIRECTIONS = 32  # of the words' vectors, per layer: with more, train topics are learnt by heart (by cross-validation)
STRENGTH, STORY_STRENGTH = 0.02, 0.01  # inverse of the penalty
ONE_SHARED = 0.5  # weight of the pairs that share a single event, neither quite the same nor others


class Reader:
    """Sentences as the score sees them, with everything cached."""

    def __init__(self, cache: Path) -> None:
        self._encoder = CachedEncoder(load_encoder(), cache)
        self._words = WordEncoder(cache_dir=cache)
        self._annotator = Annotator(cache / "annotations.sqlite")

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder.encode(texts)

    def words(self, texts: Sequence[str]) -> list[Words]:
        plains = [plain(text) for text in texts]
        content = [content_words(tokens) for tokens in self._annotator.annotate(plains)]
        rows = self._words.encode_words(plains, [tuple((t.start, t.end) for t in own) for own in content])
        return [words_of(own, vectors) for own, vectors in zip(content, rows, strict=True)]

    def claims(self, texts: Sequence[str]) -> list[EventClaim]:
        rows = zip(texts, self.vectors(texts), self.words(texts), strict=True)
        return [EventClaim(text, vector, words) for text, vector, words in rows]


def read_pairs(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def corpus_of(pairs: Sequence[dict[str, Any]], reader: Reader) -> tuple[Events, list[Pair]]:
    """The articles, each the sentences of it that the pairs show, and the pairs' places in them."""
    articles: dict[str, dict[str, str]] = {}
    for pair in pairs:
        for key in ("left", "right"):
            articles.setdefault(pair[f"{key}_id"].rpartition(":")[0], {})[pair[f"{key}_id"]] = pair[key]
    names = sorted(articles)
    places = {sentence: (a, n) for a, name in enumerate(names) for n, sentence in enumerate(sorted(articles[name]))}
    claims = iter(reader.claims([articles[name][sentence] for name in names for sentence in sorted(articles[name])]))
    events = Events([[next(claims) for _ in articles[name]] for name in names])
    return events, [(places[pair["left_id"]], places[pair["right_id"]]) for pair in pairs]


class Examples:
    """Pairs with what is fitted on them."""

    def __init__(self, pairs: Sequence[dict[str, Any]], reader: Reader) -> None:
        self.events, self.places = corpus_of(pairs, reader)
        self.shared = np.array([pair["shared_events"] for pair in pairs])
        self.same_story = np.array([pair["kind"] != "sister-event" for pair in pairs])
        self.topics = np.array([int(pair["left_id"].partition("_")[0]) for pair in pairs])
        self.articles = np.array([self.events.article_rows(place) for place in self.places])
        matched = np.stack([self.events.matched_words(place) for place in self.places])
        self.directions, self.decay = self._directions()
        self.matched = [
            np.hstack([matched[:, n, :1], matched[:, n, 1:] @ self.directions[n]]) for n in range(len(LAYERS))
        ]
        # Every topic counts by the root of its pairs, or the largest would teach its own words.
        counts = {topic: int((self.topics == topic).sum()) for topic in np.unique(self.topics)}
        self.weights = np.array([1 / np.sqrt(counts[topic]) for topic in self.topics])
        self.weights /= self.weights.mean()

    def _directions(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """For every layer the main directions of the words' vectors, each of unit variance, and how much less the later
        ones may say."""
        found, decay = [], []
        for n in range(len(LAYERS)):
            rows = np.concatenate([own[:, n] for own in self.events.word_space.centred]).astype(np.float64)
            values, axes = np.linalg.eigh(rows.T @ rows / len(rows))
            deviations = np.sqrt(values[::-1][:DIRECTIONS])
            found.append(axes[:, ::-1][:, :DIRECTIONS] / deviations)
            decay.append(np.concatenate([[1.0], deviations / deviations[0]]))
        return found, decay

    def fit(self, keep: np.ndarray) -> dict[str, Any]:
        """Parameters from the pairs kept."""
        likeness = self.events.likeness
        found = likeness[self.articles[keep, 0], self.articles[keep, 1]]
        story = _fit(found, self.same_story[keep], self.weights[keep], STORY_STRENGTH)
        weights = {name: float(f"{w:.5g}") for name, w in zip(LIKENESS_NAMES, story[0], strict=True)}
        stored_story = {"intercept": round(story[1], 4), "weights": weights}
        told = stories(likeness, model.Logistic.of(stored_story))
        kept = [self.places[n] for n in np.flatnonzero(keep)]
        features = np.hstack([self.events.features(kept, told), *(rows[keep] for rows in self.matched)])
        strengths = np.concatenate([np.ones(len(EVENT_NAMES)), *self.decay])
        importance = self.weights[keep] * np.where(self.shared[keep] == 1, ONE_SHARED, 1.0)
        slopes, intercept = _fit(features, self.shared[keep] >= 2, importance, STRENGTH, strengths)
        parts = np.split(slopes[len(EVENT_NAMES) :], len(LAYERS))
        folded = [directions @ part[1:] for directions, part in zip(self.directions, parts, strict=True)]
        named = zip(EVENT_NAMES, slopes, strict=False)
        return {
            "story": stored_story,
            "event": {"intercept": round(intercept, 4), "weights": {name: float(f"{w:.5g}") for name, w in named}},
            "bases": {layer: float(f"{part[0]:.5g}") for layer, part in zip(LAYERS, parts, strict=True)},
            "slopes": {layer: [float(f"{w:.5g}") for w in part] for layer, part in zip(LAYERS, folded, strict=True)},
        }

    def held_out(self, folds: np.ndarray) -> dict[str, float]:
        """AUC where each pair is scored by a model that has not seen its fold: against none, against all others."""
        said = np.zeros(len(self.shared))
        for fold in np.unique(folds):
            out = folds == fold
            fitted = EventModel.of(self.fit(~out))
            said[out] = self.events.logits([self.places[n] for n in np.flatnonzero(out)], fitted)
        return {name: round(value, 4) for name, value in aucs(self.shared, said).items()}


def _fit(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, strength: float, factors: np.ndarray | float = 1.0
) -> tuple[np.ndarray, float]:
    """Slopes, in the features' own units, and intercept of a logistic regression; ``factors`` below 1 shrink a feature
    the more."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6) / factors
    fitted = LogisticRegression(C=strength, max_iter=1000).fit((features - mean) / scale, labels, sample_weight=weights)
    slopes = fitted.coef_[0] / scale
    return slopes, float(fitted.intercept_[0] - (slopes * mean).sum())


def aucs(shared: np.ndarray, said: np.ndarray) -> dict[str, float]:
    """Two or more shared events against none, and against all others."""
    from sklearn.metrics import roc_auc_score

    keep = shared != 1
    return {
        "auc": float(roc_auc_score(shared[keep] >= 2, said[keep])),
        "auc_all_others": float(roc_auc_score(shared >= 2, said)),
    }


def train(data: Path, reader: Reader) -> None:
    """Fit on all pairs, measure with whole topics held out, store."""
    examples = Examples(read_pairs(data / "matching" / "ecb_train_pairs.jsonl"), reader)
    topics = np.unique(examples.topics)
    order = np.random.default_rng(0).permutation(len(topics))
    fold_of = dict(zip(topics.tolist(), (order % FOLDS).tolist(), strict=True))
    stored = {
        **examples.fit(np.ones(len(examples.shared), dtype=bool)),
        "held_out": {
            "by_topic": examples.held_out(examples.topics),
            "five_folds": examples.held_out(np.array([fold_of[int(topic)] for topic in examples.topics])),
            "pairs": len(examples.shared),
        },
        "trained_on": "ECB+ sentence pairs: two or more shared events against one (half the weight) or none",
    }
    lines = (f"  {json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in sorted(stored.items()))
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(json.dumps(stored["held_out"]))


def auc_interval(labels: np.ndarray, said: np.ndarray, rounds: int = 300) -> tuple[float, float]:
    """95 % percentile interval over resampled pairs."""
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(0)
    picks = (rng.integers(0, len(labels), len(labels)) for _ in range(rounds))
    values = [roc_auc_score(labels[i], said[i]) for i in picks]
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


def topics_note(pairs: Sequence[dict[str, Any]], said: np.ndarray, reader: Reader, rounds: int = 300) -> str:
    """What the score against all others owes to these topics and to seeing them together."""
    shared = np.array([pair["shared_events"] for pair in pairs])
    topics = np.array([pair["left_id"].partition("_")[0] for pair in pairs])
    places = [np.flatnonzero(topics == topic) for topic in np.unique(topics)]
    rng = np.random.default_rng(0)
    picks = (np.concatenate([places[n] for n in rng.integers(0, len(places), len(places))]) for _ in range(rounds))
    low, high = np.percentile([aucs(shared[i], said[i])["auc_all_others"] for i in picks], [2.5, 97.5])
    alone = np.zeros(len(pairs))
    for own in places:
        events, asked = corpus_of([pairs[int(n)] for n in own], reader)
        alone[own] = events.logits(asked)
    return (
        f"Against all others, resampled by topic ({len(places)}) instead of by pair: {low:.3f}–{high:.3f}; "
        f"with every topic given as a corpus of its own: {aucs(shared, alone)['auc_all_others']:.3f}."
    )


def source_first(data: Path, reader: Reader) -> dict[str, list[float]]:
    """For every proposition of a summary, 1 where the best-scored source span of its topic is the right one: by what
    the two both say, by the alignment's score, and by cosine."""
    with (data / "matching" / "superpal_multinews_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits: dict[str, list[float]] = {"ours": [], "alignment": [], "cosine": []}
    for topic in sorted({row["topic"] for row in rows}):
        own = [row for row in rows if row["topic"] == topic]
        asked = sorted({row["scuText"] for row in own})
        sources = sorted({row["docSpanText"] for row in own})
        right = {(row["scuText"], row["docSpanText"]) for row in own}
        left_side, right_side = (side(texts, reader.vectors(texts)) for texts in (asked, sources))
        cells = pair_features(left_side, right_side, word_weights((*left_side.bags, *right_side.bags)))
        cells[:, :, NAMES.index("position")] = 0.0
        scores = {
            "ours": overlaps(reader.words(asked), reader.words(sources)),
            "alignment": model.score("match").logit(cells, NAMES),
            "cosine": cells[:, :, 0],
        }
        for name, said in scores.items():
            hits[name] += [float((text, sources[int(said[n].argmax())]) in right) for n, text in enumerate(asked)]
    return hits


def tfidf_scores(pairs: Sequence[dict[str, Any]]) -> np.ndarray:
    """Cosine of TF-IDF vectors over words, fitted on these very sentences."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform([p[side] for p in pairs for side in ("left", "right")])
    return np.asarray(vectors[0::2].multiply(vectors[1::2]).sum(axis=1)).ravel()


def evaluate(data: Path, reader: Reader) -> None:
    """Print the table."""
    from sklearn.metrics import roc_auc_score

    pairs = read_pairs(data / "matching" / "ecb_dev_pairs.jsonl")
    events, places = corpus_of(pairs, reader)
    said = events.logits(places)
    left, right = (reader.vectors([pair[key] for pair in pairs]) for key in ("left", "right"))
    cosines = (left * right).sum(axis=1)
    shared = np.array([pair["shared_events"] for pair in pairs])
    held_out: Any = model.parameters(PARAMETERS, "claimcheck.stories")["held_out"]["five_folds"]
    rows = []
    for name, keep, key in (("none", shared != 1, "auc"), ("all others", shared >= 0, "auc_all_others")):
        labels = (shared[keep] >= 2).astype(int)
        title = f"AUC, two or more shared events against {name}"
        floor, value = (float(roc_auc_score(labels, scores[keep])) for scores in (cosines, said))
        note = (
            f"n={int(keep.sum())}, floor is MiniLM cosine; five folds by topic of the training pairs: {held_out[key]}"
        )
        rows.append(Row(title, value, floor, 0.9, auc_interval(labels, said[keep]), note))
        tfidf = tfidf_scores([pairs[i] for i in np.flatnonzero(keep)])
        for tool, scores in (("MiniLM cosine", cosines[keep]), ("TF-IDF cosine", tfidf)):
            peer = float(roc_auc_score(labels, scores))
            rows.append(Row(f"{title}: {tool}", "–", peer, None, auc_interval(labels, scores)))
    hits = source_first(data, reader)
    ours, first = hits["ours"], "right source span first"
    floor = sum(hits["cosine"]) / len(ours)
    note = f"n={len(ours)}, weight of the matched words, untrained; floor is MiniLM cosine"
    rows.append(Row(first, sum(ours) / len(ours), floor, floor + 0.1, bootstrap(ours), note))
    rows.append(peers.row(first, "alignment score", hits["alignment"]))
    rows.append(peers.row(first, "MiniLM cosine", hits["cosine"]))
    notes = (topics_note(pairs, said, reader),)
    publish(Table("events", "Sentences about one event", "python -m benchmarks.events evaluate", tuple(rows), notes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["train", "evaluate"], nargs="?", default="evaluate")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path(".claimcheck"))
    arguments = parser.parse_args()
    (train if arguments.command == "train" else evaluate)(arguments.data, Reader(arguments.cache))


if __name__ == "__main__":
    main()

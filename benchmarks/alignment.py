"""Train and measure the alignment of claims.

``python -m benchmarks.alignment train`` fits ``claimcheck/matching/alignment.json`` on the matches that golds
list (pairs of articles on one event, labelled by hand).
``python -m benchmarks.alignment evaluate`` scores every pair of claims of the golds by a model that has not seen its
topic. A pair of sentences that a gold lists is a match, others are none; where a list is known to be incomplete, what
concerns a sentence that it does not name is left out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.golds import GOLDS, pairs_of_gold, topics
from benchmarks.tables import Row, Table, publish
from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Article, Claim, ClaimRole, Source
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.matching import model
from claimcheck.matching.align import THRESHOLD
from claimcheck.matching.features import NAMES, pair_features, side, word_weights
from claimcheck.reading.segment import segment

PARAMETERS = Path(model.__file__).with_name(model.PARAMETERS)
FOLDS = 10
STRENGTH = 0.05  # inverse of the penalty
_SHOWN = 12  # matches of a pair at which ecb_blind and ecb_dev stop; ecb_more lists them all


class Corpus:
    """Articles of a folder as the reader gives them, with cached vectors."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self._encoder = CachedEncoder(load_encoder(), cache)
        self._read: dict[str, tuple[Article, tuple[Claim, ...]]] = {}

    def text(self, name: str) -> str:
        return (self.folder / f"{name}.txt").read_bytes().decode("utf-8", "replace")

    def article(self, name: str) -> tuple[Article, tuple[Claim, ...]]:
        """The article and its claims; the largest where the reader finds several on the page."""
        if name not in self._read:
            text = self.text(name)
            source = Source(f"{name}.txt", text, hashlib.sha256(text.encode()).hexdigest())
            found = [(article, claims_of(article, source)) for article in segment(source)]
            self._read[name] = max(found, key=lambda pair: len(pair[1]))
        return self._read[name]

    def body(self, name: str) -> list[Claim]:
        """The claims that are no headline."""
        return [claim for claim in self.article(name)[1] if claim.role is not ClaimRole.HEADLINE]

    def vectors(self, claims: Sequence[Claim]) -> np.ndarray:
        """A unit row for every claim."""
        return self._encoder.encode([claim.text for claim in claims])


@dataclass
class Cells:
    """Every pair of claims of two articles: features and labels (1, 0, or -1 for those left out). ``gold`` is the
    gold that they are of, ``relation`` what it calls the pair."""

    topic: str
    gold: str
    relation: str
    features: np.ndarray
    labels: np.ndarray

    @property
    def fold(self) -> int:
        """By topic, so that one event is never on both sides."""
        return int(hashlib.sha256(self.topic.encode()).hexdigest(), 16) % FOLDS

    @property
    def kept(self) -> np.ndarray:
        return self.labels >= 0


def features_of(corpus: Corpus, left: str, right: str) -> np.ndarray:
    """Features of every pair of claims, headlines left out."""
    bodies = [corpus.body(name) for name in (left, right)]
    first, second = (side([c.text for c in claims], corpus.vectors(claims)) for claims in bodies)
    return pair_features(first, second, word_weights((*first.bags, *second.bags)))


def of_gold(
    gold: str, corpus: Corpus, pairs: Sequence[Mapping[str, Any]], topic_of: Callable[[str], str]
) -> list[Cells]:
    """The pairs of a gold. Of matches that fit several claims the nearest is taken, the others are left out."""
    found = []
    for entry in pairs:
        names = entry["left"], entry["right"]
        features = features_of(corpus, *names)
        labels = np.zeros(features.shape[:2], dtype=int)
        listed: list[set[int]] = [set(), set()]
        matches = entry.get("matches") or []
        for match in matches:
            places = [_claims_at(corpus, name, first) for name, first in zip(names, match, strict=True)]
            block = np.ix_(*places)
            if not labels[block].size:  # the reader has no claim there
                continue
            labels[block] = np.where(labels[block] == 1, 1, -1)
            best = max(((i, j) for i in places[0] for j in places[1]), key=lambda at: features[at][0])
            labels[best] = 1
            for own, at in zip(listed, best, strict=True):
                own.add(at)
        topic = topic_of(entry["left"])
        # The ECB golds show a few of a pair's matches: of a sentence that none of them names nothing is known.
        if topic.startswith("ecb") and (len(matches) == _SHOWN or len(matches) < entry["matched_claims"]):
            known = np.isin(np.arange(labels.shape[0]), sorted(listed[0]))[:, None] & np.isin(
                np.arange(labels.shape[1]), sorted(listed[1])
            )
            labels[(labels == 0) & ~known] = -1
        found.append(Cells(topic, gold, entry["relation"], features, labels))
    return found


def _claims_at(corpus: Corpus, name: str, first_words: str) -> list[int]:
    """Body claims that begin with the words, else those in which they stand."""
    pattern = r"\s+".join(map(re.escape, first_words.split()))
    spans = [m.span() for m in re.finditer(pattern, corpus.text(name))]
    body = corpus.body(name)
    begun = [n for n, c in enumerate(body) if any(abs(c.span.start - start) <= 3 for start, _ in spans)]
    return begun or [n for n, c in enumerate(body) if any(a < c.span.end and c.span.start < b for a, b in spans)]


def fit(
    features: np.ndarray,
    names: Sequence[str],
    labels: np.ndarray,
    strength: float = STRENGTH,
    weight: np.ndarray | None = None,
) -> dict[str, Any]:
    """Parameters of a logistic regression in the features' own units; ``strength`` is the inverse of the penalty,
    ``weight`` what every row weighs, as much as any other if None."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    fitted = LogisticRegression(C=strength, max_iter=2000).fit((features - mean) / scale, labels, weight)
    weights = fitted.coef_[0] / scale
    return {
        "intercept": round(float(fitted.intercept_[0] - (weights * mean).sum()), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
    }


def fit_match(cells: Sequence[Cells]) -> dict[str, Any]:
    """The score of a pair of claims."""
    labels = np.concatenate([c.labels[c.kept] for c in cells])
    return fit(np.concatenate([c.features[c.kept] for c in cells]), NAMES, labels)


def out_of_fold(cells: Sequence[Cells]) -> list[np.ndarray]:
    """For every pair of articles the probabilities of its pairs of claims by a model that has not seen its topic."""
    fitted = {
        fold: model.Logistic.of(fit_match([c for c in cells if c.fold != fold])) for fold in {c.fold for c in cells}
    }
    return [model.probability(fitted[c.fold].logit(c.features, NAMES)) for c in cells]


PARTS = {
    "ECB+ golds": lambda c: c.gold in {"ecb_blind", "ecb_dev"},
    "ECB+ gold that lists every match": lambda c: c.gold == "ecb_more",
    "modern gold": lambda c: c.gold.startswith("modern"),
    "modern, same-event": lambda c: c.gold.startswith("modern") and c.relation == "same-event",
    "modern, update": lambda c: c.gold.startswith("modern") and c.relation == "update",
    "modern, rewrite": lambda c: c.gold.startswith("modern") and c.relation == "rewrite",
}


def held_out(cells: Sequence[Cells]) -> dict[str, dict[str, float]]:
    """Scores over folds by topic; ``precision`` and ``recall`` of what reaches the threshold."""
    from sklearn.metrics import average_precision_score, brier_score_loss

    said = out_of_fold(cells)
    found = {}
    for name, belongs in PARTS.items():
        own = [(c.labels[c.kept], p[c.kept]) for c, p in zip(cells, said, strict=True) if belongs(c)]
        y, p = (np.concatenate(part) for part in zip(*own, strict=True))
        hit = p >= THRESHOLD
        found[name] = {
            "average_precision": round(float(average_precision_score(y, p)), 4),
            "brier": round(float(brier_score_loss(y, p)), 5),
            "matches": int(y.sum()),
            "pairs": len(y),
            "precision": round(float(y[hit].mean()), 4),
            "recall": round(float(hit[y == 1].mean()), 4),
        }
    return found


def training_cells(shared: Path, cache: Path) -> list[Cells]:
    """The pairs of the golds."""
    data = shared / "data"
    corpora = {part: Corpus(data / "articles" / part, cache) for part in sorted(set(GOLDS.values()))}
    topic_of = topics(data)
    return [
        cells
        for name, part in sorted(GOLDS.items())
        for cells in of_gold(name, corpora[part], pairs_of_gold(name, data), topic_of)
    ]


def train(cells: Sequence[Cells]) -> None:
    """Fit, measure on held-out folds, store."""
    stored = {
        "held_out": {"folds": FOLDS, **held_out(cells)},
        "match": fit_match(cells),
        "trained_on": f"{len(cells)} pairs of articles of golds (ECB+, BASIL, FNC-1, NewsWCL50)",
    }
    PARAMETERS.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2, sort_keys=True))


REACH = {"ECB+ golds": 0.93, "modern gold": 0.75, "modern, same-event": 0.65}


def evaluate(cells: Sequence[Cells]) -> None:
    """Publish the scores over folds and how often a probability is right."""
    rows = []
    for name, scores in held_out(cells).items():
        rows += [
            Row(f"{name}: average precision", scores["average_precision"], note=f"{scores['pairs']} pairs"),
            Row(f"{name}: precision of what reaches {THRESHOLD}", scores["precision"]),
            Row(
                f"{name}: listed matches found", scores["recall"], reach=REACH.get(name), note=f"n={scores['matches']}"
            ),
        ]
    said = out_of_fold(cells)
    truth = np.concatenate([c.labels[c.kept] for c in cells])
    chance = np.concatenate([p[c.kept] for c, p in zip(cells, said, strict=True)])
    at = np.minimum((chance * 10).astype(int), 9)
    rows += [
        Row(f"said {chance[at == n].mean():.2f}, listed", float(truth[at == n].mean()), note=f"{(at == n).sum()} pairs")
        for n in sorted(set(at.tolist()))
    ]
    publish(Table("alignment", "Alignment of claims", "python -m benchmarks.alignment evaluate", tuple(rows)))


def arguments_of(about: str | None) -> argparse.Namespace:
    """The arguments of a command that trains on the golds: ``command``, ``shared``, ``cache``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("command", choices=["train", "evaluate"], nargs="?", default="evaluate")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with gold/ and data/")
    parser.add_argument("--cache", type=Path, default=Path(".claimcheck"))
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of(__doc__)
    cells = training_cells(arguments.shared, arguments.cache)
    train(cells) if arguments.command == "train" else evaluate(cells)


if __name__ == "__main__":
    main()

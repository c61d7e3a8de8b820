"""Train and measure whether two sentences report the same event, on the ECB+ sentence pairs.

``python -m benchmarks.events train`` fits ``claimcheck/matching/events.json`` on ``ecb_train_pairs.jsonl``;
``python -m benchmarks.events evaluate`` prints the AUC on ``ecb_dev_pairs.jsonl`` (two or more shared events against
none, which is what the floor of 0.809 was measured on, and against all others), and how often the right source
sentence of a summary's proposition comes first in ``superpal_multinews_dev.csv``.
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
from benchmarks.alignment import fit
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.matching import model
from claimcheck.matching.events import EVENT_NAMES, Events
from claimcheck.matching.features import NAMES, pair_features, side, word_weights

PARAMETERS = Path(model.__file__).with_name("events.json")
FOLDS = 5


def read_pairs(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def features_of(pairs: Sequence[dict[str, Any]], encoder: CachedEncoder) -> np.ndarray:
    """Features of the pairs; an article is the sentences that its pairs show."""
    articles: dict[str, dict[str, str]] = {}
    for pair in pairs:
        for key in ("left", "right"):
            articles.setdefault(pair[f"{key}_id"].rpartition(":")[0], {})[pair[f"{key}_id"]] = pair[key]
    places = {
        sentence: (a, n) for a, name in enumerate(sorted(articles)) for n, sentence in enumerate(sorted(articles[name]))
    }
    texts = [[articles[name][sentence] for sentence in sorted(articles[name])] for name in sorted(articles)]
    events = Events(texts, [encoder.encode(own) for own in texts])
    return events.features((places[pair["left_id"]], places[pair["right_id"]]) for pair in pairs)


def train(data: Path, encoder: CachedEncoder) -> None:
    """Fit on pairs that share two events or none, measure on folds by topic, store."""
    from sklearn.metrics import roc_auc_score

    pairs = [p for p in read_pairs(data / "matching" / "ecb_train_pairs.jsonl") if p["shared_events"] != 1]
    features, labels = features_of(pairs, encoder), np.array([p["shared_events"] >= 2 for p in pairs], dtype=int)
    folds = np.array([int(p["left_id"].partition("_")[0]) % FOLDS for p in pairs])
    said = np.zeros(len(pairs))
    for fold in range(FOLDS):
        fitted = model.Logistic.of(fit(features[folds != fold], EVENT_NAMES, labels[folds != fold]))
        said[folds == fold] = fitted.logit(features[folds == fold], EVENT_NAMES)
    stored = {
        "event": fit(features, EVENT_NAMES, labels),
        "held_out": {"auc": round(float(roc_auc_score(labels, said)), 4), "folds": FOLDS, "pairs": len(pairs)},
        "trained_on": "ECB+ sentence pairs: two or more shared events against none",
    }
    PARAMETERS.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(stored["held_out"]))


def auc_interval(labels: np.ndarray, said: np.ndarray, rounds: int = 300) -> tuple[float, float]:
    """95 % percentile interval over resampled pairs."""
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(0)
    picks = (rng.integers(0, len(labels), len(labels)) for _ in range(rounds))
    values = [roc_auc_score(labels[i], said[i]) for i in picks]
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


def source_first(data: Path, encoder: CachedEncoder) -> tuple[list[float], list[float]]:
    """For every proposition of a summary, 1 where the best-scored source span of its topic is the right one: by the
    alignment's score, and by cosine."""
    with (data / "matching" / "superpal_multinews_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours, cosine = [], []
    for topic in sorted({row["topic"] for row in rows}):
        own = [row for row in rows if row["topic"] == topic]
        asked = sorted({row["scuText"] for row in own})
        sources = sorted({row["docSpanText"] for row in own})
        right = {(row["scuText"], row["docSpanText"]) for row in own}
        left_side, right_side = (side(texts, encoder.encode(texts)) for texts in (asked, sources))
        cells = pair_features(left_side, right_side, word_weights((*left_side.bags, *right_side.bags)))
        cells[:, :, NAMES.index("position")] = 0.0
        said = model.score("alone").logit(cells, NAMES)
        for n, text in enumerate(asked):
            ours.append(float((text, sources[int(said[n].argmax())]) in right))
            cosine.append(float((text, sources[int(cells[n, :, 0].argmax())]) in right))
    return ours, cosine


def tfidf_scores(pairs: Sequence[dict[str, Any]]) -> np.ndarray:
    """Cosine of TF-IDF vectors over words, fitted on these very sentences."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform([p[side] for p in pairs for side in ("left", "right")])
    return np.asarray(vectors[0::2].multiply(vectors[1::2]).sum(axis=1)).ravel()


def evaluate(data: Path, encoder: CachedEncoder) -> None:
    """Print the table."""
    from sklearn.metrics import roc_auc_score

    pairs = read_pairs(data / "matching" / "ecb_dev_pairs.jsonl")
    features = features_of(pairs, encoder)
    said = model.score("event", PARAMETERS.name).logit(features, EVENT_NAMES)
    shared = np.array([pair["shared_events"] for pair in pairs])
    rows = []
    for name, keep, reach in (("none", shared != 1, 0.9), ("all others", shared >= 0, None)):
        labels = (shared[keep] >= 2).astype(int)
        cosine = float(roc_auc_score(labels, features[keep, 0]))
        interval = auc_interval(labels, said[keep])
        value = float(roc_auc_score(labels, said[keep]))
        note = f"n={int(keep.sum())}, floor is MiniLM cosine"
        rows.append(Row(f"AUC, two or more shared events against {name}", value, cosine, reach, interval, note))
        tfidf = tfidf_scores([pairs[i] for i in np.flatnonzero(keep)])
        span = auc_interval(labels, features[keep, 0])
        title = f"AUC, two or more shared events against {name}"
        rows.append(Row(f"{title}: MiniLM cosine", "–", cosine, None, span))
        rows.append(
            Row(f"{title}: TF-IDF cosine", "–", float(roc_auc_score(labels, tfidf)), None, auc_interval(labels, tfidf))
        )
    ours, cosine_hits = source_first(data, encoder)
    floor = sum(cosine_hits) / len(cosine_hits)
    note = f"n={len(ours)}, alignment score, floor is MiniLM cosine"
    rows.append(Row("right source span first", sum(ours) / len(ours), floor, floor + 0.1, bootstrap(ours), note))
    rows.append(peers.row("right source span first", "MiniLM cosine", cosine_hits))
    publish(Table("events", "Sentences about one event", "python -m benchmarks.events evaluate", tuple(rows)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["train", "evaluate"], nargs="?", default="evaluate")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path(".claimcheck"))
    arguments = parser.parse_args()
    encoder = CachedEncoder(load_encoder(), arguments.cache)
    (train if arguments.command == "train" else evaluate)(arguments.data, encoder)


if __name__ == "__main__":
    main()

"""Train and measure the contradiction model: ``python -m benchmarks.contradiction --data DIR [--train]``.

Positives: refuted claims (WikiFactCheck-English), contradictions of MultiNLI, SNLI, Breaking NLI and negated
MultiNLI, FEVER-symmetric REFUTES.
Negatives: entailment of the same NLI sets and neutral pairs, STS headlines scored 3.8 or more, aligned
sentences of ECB+ articles (wire copies; pairs of the development gold left out), claims with a phrase cut.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.conflicts import is_held_out, rows_of
from benchmarks.side_by_side import annotator, comparison_of
from benchmarks.tables import Row, Table, publish
from claimcheck.comparing.contradiction import changed_phrases, design, turning_words
from claimcheck.datamodel import Comparison
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.embedding.weights import find_weights
from claimcheck.settings.loading import Settings

PARAMETERS = Path(__file__).parents[1] / "claimcheck" / "comparing" / "contradiction.json"
Labelled = tuple[str, str, int, str]


def training_pairs(data: Path, seed: int = 0) -> list[Labelled]:
    """(left, right, 1 for a contradiction, set)."""
    rng = random.Random(seed)
    pairs: list[Labelled] = []
    wiki = [
        r for r in rows_of(data / "divergence" / "wikifactcheck_conflicts.jsonl") if not is_held_out(str(r["left"]))
    ]
    rng.shuffle(wiki)
    pairs += [(str(r["left"]), str(r["right"]), 1, "wiki") for r in wiki[:9500]]
    # other sentences with a clause or a modifier cut: Wikipedia's own words without a conflict
    for row in wiki[9500:]:
        cut = _cut(str(row["left"]), rng)
        if cut is not None:
            pairs.append((str(row["left"]), cut, 0, "wiki-cut"))
    pool = rows_of(data / "divergence" / "nli_pool.jsonl")
    rng.shuffle(pool)
    wanted = {"entailment": 4000, "neutral": 1500, "contradiction": 3000}
    for row in pool:
        label = str(row["label"])
        if wanted.get(label, 0) > 0 and len(str(row["left"])) < 250:
            wanted[label] -= 1
            pairs.append((str(row["left"]), str(row["right"]), int(label == "contradiction"), f"nli-{label}"))
    for year in (2013, 2014, 2015):
        for row in rows_of(data / "matching" / f"sts_headlines_{year}.jsonl"):
            if float(str(row["score"])) >= 3.8:
                pairs.append((str(row["left"]), str(row["right"]), 0, "sts"))
    return pairs


def _cut(text: str, rng: random.Random) -> str | None:
    parts = text.split(", ")
    if len(parts) > 1:
        gone = rng.randrange(len(parts))
        return ", ".join(p for n, p in enumerate(parts) if n != gone)
    words = text.split()
    if len(words) < 9:
        return None
    at = rng.randrange(1, len(words) - 3)
    return " ".join(words[:at] + words[at + rng.choice((1, 2)) :])


def wire_pairs(data: Path, gold: set[str]) -> list[Labelled]:
    """Near-identical sentences of two articles of one topic: what newsrooms change without changing the facts."""
    from rapidfuzz import fuzz, process

    pairs: list[Labelled] = []
    for topic in sorted((data / "articles" / "ecb").iterdir()):
        lines = [
            (f"{topic.name}/{p.stem}", line.strip())
            for p in sorted(topic.glob("*.txt"))
            if f"{topic.name}/{p.stem}" not in gold
            for line in p.read_text(encoding="utf-8", errors="replace").splitlines()
            if len(line.split()) > 6 and not line.startswith("http")
        ]
        texts = [line for _, line in lines]
        for n, (home, line) in enumerate(lines):
            for other, score, k in process.extract(
                line, texts[n + 1 :], scorer=fuzz.token_sort_ratio, score_cutoff=72, limit=2
            ):
                if lines[n + 1 + k][0] != home and other != line and score < 99:
                    pairs.append((line, other, 0, "wire"))
    return pairs


def comparisons_of(pairs: list[Labelled]) -> list[Comparison]:
    annotator().annotate([text for a, b, _, _ in pairs for text in (a, b)])
    return [comparison_of(a, b) for a, b, _, _ in pairs]


def frequent_words(comparisons: list[Comparison], least: int = 25) -> list[str]:
    """The lemmas that the model knows one by one: those that at least so many training pairs have on one side only."""
    counts = Counter(w for c in comparisons for w in turning_words(c))
    return sorted(w for w, n in counts.items() if n >= least and w.replace("-", "").replace("'", "").isalpha())


def rows(comparisons: list[Comparison], words: list[str]) -> np.ndarray:
    encoder = CachedEncoder(load_encoder(), Settings().cache_folder)
    phrases = [changed_phrases(c) for c in comparisons]
    left, right = (_vectors(encoder, [p[side] for p in phrases]) for side in (0, 1))
    places = {word: n for n, word in enumerate(words)}
    return np.array([design(c, a, b, places) for c, a, b in zip(comparisons, left, right, strict=True)])


def _vectors(encoder: CachedEncoder, phrases: list[str]) -> np.ndarray:
    vectors = encoder.encode(phrases)
    vectors[[n for n, p in enumerate(phrases) if not p]] = 0.0
    return vectors


@dataclass(frozen=True)
class Scored:
    """The training pairs, each with the logit of a model that saw neither it nor another pair with its left text."""

    rows: np.ndarray
    truth: np.ndarray
    kinds: np.ndarray
    folds: np.ndarray
    logits: np.ndarray
    words: list[str]


Layers = list[tuple[np.ndarray, np.ndarray]]


def fit(x: np.ndarray, labels: np.ndarray, hidden: int) -> Layers:
    """Three small networks, averaged: as one network whose hidden units stand side by side."""
    from sklearn.neural_network import MLPClassifier

    seeds = (0, 1, 2)
    parts = [
        MLPClassifier((hidden,), alpha=0.1, early_stopping=True, random_state=seed, max_iter=60).fit(x, labels)
        for seed in seeds
    ]
    first = np.hstack([p.coefs_[0] for p in parts]), np.hstack([p.intercepts_[0] for p in parts])
    last = np.vstack([p.coefs_[1] for p in parts]) / len(seeds), sum(p.intercepts_[1] for p in parts) / len(seeds)
    return [first, last]


def logits_of(layers: Layers, x: np.ndarray) -> np.ndarray:
    (first, bias), (last, end) = layers
    return np.asarray((np.maximum(x @ first + bias, 0) @ last + end)[:, 0])


def cross_validated(data: Path, hidden: int = 16) -> Scored:
    """All training pairs over five folds."""
    import yaml
    from sklearn.model_selection import GroupKFold

    gold = yaml.safe_load((data.parent / "gold" / "ecb_dev.yaml").read_text(encoding="utf-8"))
    held = {str(p[s]) for p in gold["pairs"] for s in ("left", "right")}
    pairs = training_pairs(data) + wire_pairs(data, held)
    random.Random(1).shuffle(pairs)
    comparisons = comparisons_of(pairs)
    words = frequent_words(comparisons)
    x = rows(comparisons, words).astype(np.float32)
    y = np.array([label for _, _, label, _ in pairs])
    groups = np.array([zlib.crc32(a.encode()) % 10_000 for a, *_ in pairs])
    logits, folds = np.zeros(len(y)), np.zeros(len(y), dtype=int)
    for fold, (train, test) in enumerate(GroupKFold(5).split(x, y, groups)):
        logits[test] = logits_of(fit(x[train], y[train], hidden), x[test])
        folds[test] = fold
    return Scored(x, y, np.array([kind for *_, kind in pairs]), folds, logits, words)


def _short(numbers: np.ndarray) -> Any:
    return np.round(np.asarray(numbers, dtype=float), 3).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--hidden", type=int, default=16)
    args = parser.parse_args()
    scored = cross_validated(args.data, args.hidden)
    y, kinds, held_out = scored.truth, scored.kinds, scored.logits

    from sklearn.linear_model import LogisticRegression

    news = np.isin(kinds, ["wire", "sts"])
    platt = LogisticRegression().fit(held_out[:, None], y)
    probability = platt.predict_proba(held_out[:, None])[:, 1]
    bar = float(np.quantile(probability[news], 0.99))
    out = [
        Row("pairs", len(y)),
        Row("probability that 1 % of faithful news pairs exceed", bar),
        *(
            Row(
                f"{kind}: above it",
                float((probability[kinds == kind] > bar).mean()),
                note=f"{(kinds == kind).sum()} pairs",
            )
            for kind in sorted(set(kinds.tolist()))
        ),
    ]
    publish(
        Table(
            "contradiction",
            "Contradiction model, five folds",
            "python -m benchmarks.contradiction --data DATA",
            tuple(out),
        )
    )
    if args.train:
        layers = fit(scored.rows, y, args.hidden)
        PARAMETERS.write_text(
            json.dumps(
                {
                    "about": "trained by python -m benchmarks.contradiction --train on the sets named there",
                    "calibration": [round(float(platt.coef_[0, 0]), 4), round(float(platt.intercept_[0]), 4)],
                    "encoder": find_weights().digest,
                    "held_out": {
                        row.measure: row.value if isinstance(row.value, str) else round(float(row.value), 3)
                        for row in out
                    },
                    "layers": [{"bias": _short(b), "weights": _short(w)} for w, b in layers],
                    "words": scored.words,
                },
                sort_keys=True,
            )
            + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()

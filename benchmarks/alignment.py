"""Train and measure the alignment of claims.

``python -m benchmarks.alignment train`` fits ``claimcheck/matching/alignment.json`` on ``alignment_labels.tsv`` (pairs
of ECB+ articles, labelled by hand: article and line only), on pairs of articles about sister events, where nothing
matches, and on copies. ``python -m benchmarks.alignment evaluate --gold GOLD.yaml`` scores whole article pairs against
a gold that was labelled by somebody else and never trained on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import re
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Alignment, Article, Claim, ClaimRole, Source
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.matching import model
from claimcheck.matching.align import CONTEXT_NAMES, THRESHOLD, align, context_features
from claimcheck.matching.features import NAMES, Side, pair_features, side, word_weights
from claimcheck.reading.segment import segment

LABELS = Path(__file__).with_name("alignment_labels.tsv")
PARAMETERS = Path(model.__file__).with_name(model.PARAMETERS)
FOLDS = 8
COPIES_PER_TOPIC = 2
SISTERS = 60  # pairs of articles about sister events, the likest ones


class Corpus:
    """ECB+ articles as the reader gives them, with cached vectors."""

    def __init__(self, data: Path, cache: Path) -> None:
        self.folder = data / "articles" / "ecb"
        self._encoder = CachedEncoder(load_encoder(), cache)
        self._read: dict[str, tuple[Article, tuple[Claim, ...]]] = {}

    def names(self) -> list[str]:
        """Every article as ``topic/number``."""
        return sorted(f"{path.parent.name}/{path.stem}" for path in self.folder.glob("*/*.txt"))

    def article(self, name: str) -> tuple[Article, tuple[Claim, ...]]:
        """The article and its claims; the largest where the reader finds several on the page."""
        if name not in self._read:
            raw = (self.folder / f"{name}.txt").read_bytes()
            source = Source(f"{name}.txt", raw.decode("utf-8", "replace"), hashlib.sha256(raw).hexdigest())
            found = [(article, claims_of(article, source)) for article in segment(source)]
            self._read[name] = max(found, key=lambda pair: len(pair[1]))
        return self._read[name]

    def body(self, name: str) -> list[Claim]:
        """The claims that are no headline."""
        return [claim for claim in self.article(name)[1] if claim.role is not ClaimRole.HEADLINE]

    def vectors(self, claims: Sequence[Claim]) -> np.ndarray:
        """A unit row for every claim."""
        return self._encoder.encode([claim.text for claim in claims])

    def lines(self, name: str) -> list[tuple[int, int]]:
        """Spans of the lines that are not blank, as ``alignment_labels.tsv`` counts them."""
        text = (self.folder / f"{name}.txt").read_bytes().decode("utf-8", "replace")
        return [m.span() for m in re.finditer(r"[^\n]*\S[^\n]*", text)]


@dataclass
class Cells:
    """Every pair of claims of two articles: features and labels (1, 0, or -1 for those left out)."""

    left: str
    right: str
    features: np.ndarray
    labels: np.ndarray

    @property
    def fold(self) -> int:
        """By topic, so that one event is never on both sides."""
        return int(re.match(r"\d+", self.left)[0]) % FOLDS  # type: ignore[index]


def sides(corpus: Corpus, left: str, right: str) -> tuple[Side, Side]:
    """Both articles' claims without headlines, as the features see them."""
    bodies = [corpus.body(name) for name in (left, right)]
    first, second = (side([c.text for c in claims], corpus.vectors(claims)) for claims in bodies)
    return first, second


def features_of(corpus: Corpus, left: str, right: str) -> np.ndarray:
    """Features of every pair of claims."""
    first, second = sides(corpus, left, right)
    return pair_features(first, second, word_weights((*first.bags, *second.bags)))


def labelled(corpus: Corpus) -> list[Cells]:
    """The hand-labelled article pairs. What is not listed is a match where it is nearly word for word, else none."""
    rows: dict[tuple[str, str], dict[tuple[int, int], int]] = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for left, line, right, other, label in itertools.islice(csv.reader(file, delimiter="\t"), 1, None):
            rows.setdefault((left, right), {})[int(line), int(other)] = int(label)
    found = []
    for (left, right), labels in sorted(rows.items()):
        features = features_of(corpus, left, right)
        given = ((_jaccard(features) >= 0.6) & (features[:, :, 0] >= 0.8)).astype(int)
        at = [_claims_by_line(corpus, name) for name in (left, right)]
        for (line, other), label in labels.items():
            mine, theirs = at[0].get(line, []), at[1].get(other, [])
            # A line of several sentences was labelled as one: which of them matches is not known.
            certain = label if label == 0 or len(mine) == len(theirs) == 1 else -1
            for i, j in itertools.product(mine, theirs):
                given[i, j] = certain
        found.append(Cells(left, right, features, given))
    return found


def _claims_by_line(corpus: Corpus, name: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(corpus.lines(name)):
        inside = [i for i, c in enumerate(corpus.body(name)) if start <= c.span.start < end]
        if inside:
            found[number] = inside
    return found


def sisters(corpus: Corpus, count: int = SISTERS) -> list[Cells]:
    """Pairs of articles about two events of one sort: all that is not nearly word for word is no match."""
    topics: dict[str, dict[str, np.ndarray]] = {}
    for name in corpus.names():
        claims = corpus.body(name)
        if claims:
            centre = corpus.vectors(claims).mean(axis=0)
            topics.setdefault(name.partition("/")[0], {})[name] = centre / np.linalg.norm(centre)
    ranked = [
        (-round(float(first @ second), 6), left, right)
        for topic in sorted(topics)
        for left, first in topics[topic].items()
        for right, second in topics.get(f"{topic}plus", {}).items()
    ]
    per_topic: dict[str, int] = {}
    found = []
    for _, left, right in sorted(ranked):
        topic = left.partition("/")[0]
        if len(found) < count and per_topic.get(topic, 0) < 3:
            per_topic[topic] = per_topic.get(topic, 0) + 1
            features = features_of(corpus, left, right)
            found.append(Cells(left, right, features, np.where(_jaccard(features) >= 0.6, -1, 0)))
    return found


def copies(corpus: Corpus, leave_out: Collection[str]) -> list[Cells]:
    """Pairs of articles of which one is largely a copy of the other: sentences nearly word for word are matches, those
    with hardly a word in common are none, the rest is left out. They keep the plain case plain."""
    found = []
    for _, names in itertools.groupby(corpus.names(), key=lambda name: name.partition("/")[0]):
        usable = [name for name in names if name not in leave_out and len(corpus.body(name)) >= 5]
        kept = 0
        for left, right in itertools.combinations(usable, 2):
            features = features_of(corpus, left, right)
            jaccard = _jaccard(features)
            if max(np.mean(jaccard.max(axis=axis) >= 0.5) for axis in (0, 1)) >= 0.5:
                alike = (jaccard >= 0.5) & (features[:, :, 0] >= 0.8)
                apart = (jaccard < 0.12) & (features[:, :, 0] < 0.55)
                found.append(Cells(left, right, features, np.where(alike, 1, np.where(apart, 0, -1))))
                kept += 1
            if kept == COPIES_PER_TOPIC:
                break
    return found


def _jaccard(features: np.ndarray) -> np.ndarray:
    """Weighted Jaccard of the words, from the two shares covered."""
    most, least = (np.maximum(features[:, :, NAMES.index(name)], 1e-9) for name in ("covered_most", "covered_least"))
    return np.asarray(1.0 / (1.0 / most + 1.0 / least - 1.0))


def fit(features: np.ndarray, names: Sequence[str], labels: np.ndarray, strength: float = 1.0) -> dict[str, Any]:
    """Parameters of a logistic regression in the features' own units; ``strength`` is the inverse of the penalty."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    fitted = LogisticRegression(C=strength, max_iter=2000).fit((features - mean) / scale, labels)
    weights = fitted.coef_[0] / scale
    return {
        "intercept": round(float(fitted.intercept_[0] - (weights * mean).sum()), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
    }


def fit_both(cells: Sequence[Cells]) -> dict[str, Any]:
    """Both scores: pairs by themselves, then with their company."""
    labels = np.concatenate([c.labels[c.labels >= 0] for c in cells])
    alone = fit(np.concatenate([c.features[c.labels >= 0] for c in cells]), NAMES, labels)
    score = model.Logistic.of(alone)
    company = [context_features(score.logit(c.features, NAMES))[c.labels >= 0] for c in cells]
    return {"alone": alone, "context": fit(np.concatenate(company), CONTEXT_NAMES, labels)}


def chances(parameters: dict[str, Any], cells: Cells) -> np.ndarray:
    """Probability of every pair under the parameters."""
    alone = model.Logistic.of(parameters["alone"]).logit(cells.features, NAMES)
    return model.probability(model.Logistic.of(parameters["context"]).logit(context_features(alone), CONTEXT_NAMES))


def out_of_fold(cells: Sequence[Cells], extra: Sequence[Cells]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every labelled pair: its label, its probability by a model that has not seen its topic, and whether the
    assignment chooses it. ``extra`` is trained on, not scored."""
    from scipy.optimize import linear_sum_assignment

    truth, said, chosen = [], [], []
    for fold in range(FOLDS):
        parameters = fit_both([c for c in (*cells, *extra) if c.fold != fold])
        for c in (c for c in cells if c.fold == fold):
            chance, keep = chances(parameters, c), c.labels >= 0
            picked = np.zeros_like(keep)
            picked[linear_sum_assignment(np.where(chance >= THRESHOLD, chance, 0.0), maximize=True)] = True
            truth.append(c.labels[keep])
            said.append(chance[keep])
            chosen.append((picked & (chance >= THRESHOLD))[keep])
    return np.concatenate(truth), np.concatenate(said), np.concatenate(chosen)


def held_out(cells: Sequence[Cells], extra: Sequence[Cells]) -> dict[str, Any]:
    """Scores of ``cells`` over folds by topic. ``precision`` and ``recall`` are of the pairs that the assignment
    chooses."""
    from sklearn.metrics import average_precision_score, brier_score_loss

    y, p, hit = out_of_fold(cells, extra)
    return {
        "average_precision": round(float(average_precision_score(y, p)), 4),
        "brier": round(float(brier_score_loss(y, p)), 5),
        "precision": round(float(y[hit].mean()), 4),
        "recall": round(float(hit[y == 1].mean()), 4),
        "matches": int(y.sum()),
        "pairs": len(y),
        "folds": FOLDS,
    }


def training_cells(corpus: Corpus, gold: Path) -> tuple[list[Cells], list[Cells], list[Cells]]:
    """Pairs of articles labelled by hand, of sister events, and copies. The articles of ``gold`` are kept out."""
    reserved = {
        entry[key] for entry in yaml.safe_load(gold.read_text(encoding="utf-8"))["pairs"] for key in ("left", "right")
    }
    by_hand, apart = labelled(corpus), sisters(corpus)
    return by_hand, apart, copies(corpus, reserved | {name for c in by_hand for name in (c.left, c.right)})


def train(corpus: Corpus, gold: Path) -> None:
    """Fit, measure on held-out folds, store. The articles of ``gold`` are kept out."""
    by_hand, apart, alike = training_cells(corpus, gold)
    stored = fit_both([*by_hand, *apart, *alike])
    stored["held_out"] = held_out([*by_hand, *apart], alike)
    stored["trained_on"] = (
        f"ECB+: {len(by_hand)} pairs of articles labelled by hand (benchmarks/{LABELS.name}), {len(apart)} about "
        f"sister events, {len(alike)} copies"
    )
    PARAMETERS.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2, sort_keys=True))


# --------------------------------------------------------------------------- against the gold


@dataclass
class PairScore:
    """One article pair of the gold: listed sentence pairs found, groups of body claims, claims without counterpart."""

    entry: dict[str, Any]
    alignments: tuple[Alignment, ...]

    @cached_property
    def pairs(self) -> list[tuple[Claim, Claim]]:
        body = [a for a in self.alignments if a.left and a.right and a.left[0].role is not ClaimRole.HEADLINE]
        return [(x, y) for a in body for x in a.left for y in a.right]

    @cached_property
    def missed(self) -> list[list[str]]:
        return [
            m for m in self.entry["matches"] if not any(_begins(x, m[0]) and _begins(y, m[1]) for x, y in self.pairs)
        ]

    @cached_property
    def unlisted(self) -> list[tuple[Claim, Claim]]:
        return [
            (x, y)
            for x, y in self.pairs
            if not any(_begins(x, m[0]) and _begins(y, m[1]) for m in self.entry["matches"])
        ]

    @property
    def groups(self) -> int:
        return sum(bool(a.left and a.right and a.left[0].role is not ClaimRole.HEADLINE) for a in self.alignments)

    def only(self, left: bool) -> int:
        return sum(bool(a.left and not a.right) if left else bool(a.right and not a.left) for a in self.alignments)


def _begins(claim: Claim, first: str) -> bool:
    return " ".join(claim.text.split()).startswith(" ".join(first.split()))


def score_gold(corpus: Corpus, gold: Path) -> list[PairScore]:
    """Every article pair of the gold, aligned."""
    scored = []
    for entry in yaml.safe_load(gold.read_text(encoding="utf-8"))["pairs"]:
        left, right = (corpus.article(entry[key])[1] for key in ("left", "right"))
        found = align(left, right, corpus.vectors(left), corpus.vectors(right), entry["left"], entry["right"])
        scored.append(PairScore(entry, found))
    return scored


def evaluate(corpus: Corpus, gold: Path, verbose: bool) -> None:
    """Print the table of the gold."""
    scored = score_gold(corpus, gold)
    for s in scored if verbose else []:
        cover = s.entry["coverage"]
        name = f"{s.entry['left']} {s.entry['right']}"
        print(f"{name}: groups {s.groups} of {s.entry['matched_claims']}", file=sys.stderr)
        for left, side_name in ((True, "left"), (False, "right")):
            print(f"   {side_name} only {s.only(left)} of {cover[f'{side_name}_only_claims']}", file=sys.stderr)
        for m in s.missed:
            print(f"   missed {m}", file=sys.stderr)
        for x, y in s.unlisted:
            if " ".join(x.text.split()) != " ".join(y.text.split()):
                print(f"   unlisted {x.text}\n            {y.text}", file=sys.stderr)
    hits = [float(m not in s.missed) for s in scored for m in s.entry["matches"]]
    groups, want = [s.groups for s in scored], [s.entry["matched_claims"] for s in scored]
    shared = sum(min(a, b) for a, b in zip(groups, want, strict=True))
    precision, recall = shared / max(1, sum(groups)), shared / sum(want)
    rows = (
        Row(
            "sentence pairs listed in the gold, found",
            sum(hits) / len(hits),
            reach=0.95,
            interval=bootstrap(hits),
            note=f"n={len(hits)}",
        ),
        Row(
            "matched groups against the gold's count, F1",
            2 * precision * recall / (precision + recall),
            reach=0.95,
            note=f"{sum(groups)} against {sum(want)}",
        ),
    )
    publish(
        Table("alignment", "Alignment of claims", f"python -m benchmarks.alignment evaluate --gold {gold.name}", rows)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["train", "evaluate"], nargs="?", default="evaluate")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold/ecb_dev.yaml"))
    parser.add_argument("--cache", type=Path, default=Path(".claimcheck"))
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    corpus = Corpus(arguments.data, arguments.cache)
    if arguments.command == "train":
        train(corpus, arguments.gold)
    else:
        evaluate(corpus, arguments.gold, arguments.verbose)


if __name__ == "__main__":
    main()

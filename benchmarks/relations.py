"""Train and measure the relation of two articles.

``python -m benchmarks.relations train`` fits ``claimcheck/stories/relation.json`` on the relations that the golds name;
``evaluate`` publishes the confusion over folds by topic. What a gold calls an update is left out of the training: by
its words it is a rewrite or a report of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.alignment import FOLDS, Corpus, arguments_of, fit
from benchmarks.golds import GOLDS, pairs_of_gold, topics
from benchmarks.tables import Row, Table, publish
from claimcheck.matching.align import align
from claimcheck.stories import relation
from claimcheck.stories.relation import NAMES, relation_features, relation_of, runs_of

PARAMETERS = Path(relation.__file__).with_name(relation.PARAMETERS)
STRENGTH = 1.0  # inverse of the penalty
DERIVED = frozenset({"copy", "cut", "rewrite"})
KNOWN = DERIVED | {"same-event"}


@dataclass(frozen=True)
class Pair:
    topic: str
    relation: str
    features: list[float]

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(self.topic.encode()).hexdigest(), 16) % FOLDS


def pairs_of(corpus: Corpus, pairs: Sequence[Mapping[str, Any]], topic_of: Callable[[str], str]) -> list[Pair]:
    found = []
    for entry in pairs:
        left, right = (corpus.article(entry[key])[1] for key in ("left", "right"))
        aligned = align(left, right, corpus.vectors(left), corpus.vectors(right), entry["left"], entry["right"])
        features = relation_features(runs_of(left), runs_of(right), aligned)
        found.append(Pair(topic_of(entry["left"]), entry["relation"], features))
    return found


def fit_both(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Derived or not, and of what is derived, cut or rewritten."""

    def fitted(own: Sequence[Pair], positive: frozenset[str]) -> dict[str, Any]:
        labels = np.array([pair.relation in positive for pair in own]).astype(int)
        return fit(np.array([pair.features for pair in own]), NAMES, labels, STRENGTH)

    return {
        "derived": fitted([p for p in pairs if p.relation in KNOWN], DERIVED),
        "cut": fitted([p for p in pairs if p.relation in {"cut", "rewrite"}], frozenset({"cut"})),
    }


def out_of_fold(pairs: Sequence[Pair]) -> list[tuple[str, float]]:
    fitted = {fold: fit_both([p for p in pairs if p.fold != fold]) for fold in {p.fold for p in pairs}}
    return [relation_of(p.features, fitted[p.fold]) for p in pairs]


def confusion(pairs: Sequence[Pair]) -> dict[str, dict[str, int]]:
    """By the gold's relation, what was said."""
    found: dict[str, Counter[str]] = {}
    for pair, (said, _) in zip(pairs, out_of_fold(pairs), strict=True):
        found.setdefault(pair.relation, Counter())[str(said)] += 1
    return {name: dict(sorted(counts.items())) for name, counts in sorted(found.items())}


def train(pairs: Sequence[Pair]) -> None:
    stored = {
        **fit_both(pairs),
        "held_out": {"confusion": confusion(pairs), "folds": FOLDS},
        "trained_on": f"{sum(p.relation in KNOWN for p in pairs)} pairs of articles of golds",
    }
    PARAMETERS.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2, sort_keys=True))


def evaluate(pairs: Sequence[Pair]) -> None:
    rows = []
    for name, said in confusion(pairs).items():
        value = said.get(name, 0) / sum(said.values()) if name in KNOWN else "–"
        rows.append(Row(f"{name}, said so", value, note=", ".join(f"{n} {other}" for other, n in said.items())))
    right = [
        (chance >= 0.5) is (p.relation in DERIVED)
        for p, (_, chance) in zip(pairs, out_of_fold(pairs), strict=True)
        if p.relation in KNOWN
    ]
    rows.append(Row("derived or independent, right", sum(right) / len(right), note=f"n={len(right)}"))
    publish(Table("relations", "Relation of two articles", "python -m benchmarks.relations evaluate", tuple(rows)))


def main() -> None:
    arguments = arguments_of(__doc__)
    data = arguments.shared / "data"
    corpora = {part: Corpus(data / "articles" / part, arguments.cache) for part in sorted(set(GOLDS.values()))}
    topic_of = topics(data)
    told = [pairs_of(corpora[part], pairs_of_gold(name, data), topic_of) for name, part in sorted(GOLDS.items())]
    pairs = [pair for own in told for pair in own]
    train(pairs) if arguments.command == "train" else evaluate(pairs)


if __name__ == "__main__":
    main()

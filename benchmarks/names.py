"""How well names are compared: ``python -m benchmarks.names [--train] [--data DIR]``.

``--train`` fits both models on all pairs and stores them in the package; the figures are cross-validated either way
(models refitted per fold, pairs that share a name in one fold).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, Levenshtein

from benchmarks import name_training as training
from benchmarks import peers
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.values.names.lexicon import listed_alike

_SOURCES = "name_bench.csv (MIT), arabic_latin_variants.tsv (CC0), ofac_individual_aliases.jsonl (public domain)"


def word_table(data: Path, train: bool) -> list[Row]:
    sets = training.WordSets(
        training.read_variants(data / "arabic_latin_variants.tsv"),
        training.alias_words(data / "ofac_individual_aliases.jsonl"),
    )
    found = sets.out_of_fold()
    alone = {by: training.recall_at(s["variant"], s["test"])[0] for by, s in found.items()}
    scores = {sort: _with_lists(sets.pairs[sort], odds) for sort, odds in found["both"].items()}
    recall, threshold = training.recall_at(scores["variant"], scores["test"])
    near = float((scores["near"] > 0).mean())
    even = float((scores["variant"] > 0).mean()), float((scores["test"] > 0).mean())
    peers: dict[str, Callable[[str, str], float]] = {
        "Jaro-Winkler": JaroWinkler.similarity, "Levenshtein": Levenshtein.normalized_similarity, "ratio": fuzz.ratio
    }  # fmt: skip
    best = max(
        (training.recall_at(*(np.array([scorer(*p) for p in sets.pairs[s]]) for s in ("variant", "test")))[0], name)
        for name, scorer in peers.items()
    )
    if train:
        learned = {"trained on": "arabic_latin_variants.tsv (CC0), ofac_individual_aliases.jsonl (public domain)"}
        about = {
            "about": "Boosted trees over features of two romanised words: see name_trees.py, benchmarks/names.py.",
            **learned,
            "score": {
                "cross-validated recall at 1 % false accepts, with the transducer": {
                    "with lists": round(recall, 4),
                    "models alone": round(alone["both"], 4),
                },
                "at probability 0.5": {
                    "recall": round(even[0], 4),
                    "false accepts": round(even[1], 5),
                    "look-alikes accepted": round(near, 4),
                },
            },
        }
        training.store(training.PACKAGE / "spelling.json", training.trees_of_histograms(sets.fit(), sets.names, about))
        about = {
            "about": "Weights of an edit transducer over two romanised words: see name_transducer.py.",
            **learned,
            "score": {"cross-validated recall at 1 % false accepts, by itself": round(alone["steps"], 4)},
        }
        training.store(training.PACKAGE / "transducer.json", {**about, **sets.fit_steps()})
    hits = (scores["variant"] > threshold).astype(float)
    return [
        Row("variants: recall at 1 % false accepts", recall, best[0], 0.90, bootstrap(hits), f"floor: {best[1]}"),
        Row("the same by the two models alone, without lists", alone["both"]),
        Row("by the boosted trees alone", alone["trees"]),
        Row("by the edit transducer alone", alone["steps"]),
        Row("variants: recall at probability 0.5", even[0]),
        Row("random pairs of one initial accepted at 0.5", even[1]),
        Row("look-alike pairs not listed as variants accepted at 0.5", near, note="some are variants"),
    ]


def _with_lists(pairs: Sequence[training.Pair], scores: np.ndarray) -> np.ndarray:
    """Log-odds as ``same_spelling`` corrects them by the lists of given names and places."""
    listed = [listed_alike(*pair) for pair in pairs]
    return np.array(
        [
            s if alike is None else max(s, 3.9) if alike else min(s, -2.9)
            for s, alike in zip(scores, listed, strict=True)
        ]
    )


def _peer_rows(title: str, rows: Sequence[dict[str, str]], truth: np.ndarray) -> list[Row]:
    """Every peer at the threshold that is best for it on these very rows: more than it would reach on others."""
    found = []
    for tool, scorer in peers.name_scorers().items():
        if scorer is None:
            found.append(Row(f"{title}: {tool}", "–", peers.MISSING))
            continue
        scores = np.array([scorer(r["name1"], r["name2"]) for r in rows])
        value, threshold = max((training.f1(scores >= t / 100, truth), t / 100) for t in range(40, 100))
        note = f"threshold {threshold:.2f}, tuned on these rows"
        found.append(Row(f"{title}: {tool}", "–", value, None, _f1_interval(scores >= threshold, truth), note))
    return found


def name_table(data: Path, train: bool) -> list[Row]:
    rows = training.read_bench(data / "name_bench.csv")
    sets = training.NameSets(rows)
    scores = sets.out_of_fold()
    predicted = scores >= 0.5
    frozen = training.read_bench(data / "name_bench_logicv2.csv")
    table = []
    figures = {}
    for label, mask, aim in (
        ("all", np.ones(len(rows), bool), 0.86),
        ("persons", sets.person, 0.82),
        ("bodies", ~sets.person, None),
    ):
        value = training.f1(predicted[mask], sets.truth[mask])
        figures[label] = round(value, 4)
        kept = [r for r in frozen if label == "all" or (r["schema"] == "Person") == (label == "persons")]
        logic = training.f1(
            np.array([float(r["score"]) >= 0.70 for r in kept]), np.array([r["is_match"] == "true" for r in kept])
        )
        title = f"name_bench F1, {label}"
        interval = _f1_interval(predicted[mask], sets.truth[mask])
        table.append(Row(title, value, logic, aim, interval, "floor: logic-v2 at 0.70"))
        kept_truth = np.array([r["is_match"] == "true" for r in kept])
        spread = _f1_interval(np.array([float(r["score"]) >= 0.70 for r in kept]), kept_truth)
        table.append(Row(f"{title}: nomenklatura logic-v2", "–", logic, None, spread, "its frozen scores, at 0.70"))
        table += _peer_rows(title, [r for r, m in zip(rows, mask, strict=True) if m], sets.truth[mask])
    if train:
        about = {
            "about": "Boosted trees over features of two whole names: see name_trees.py, benchmarks/names.py.",
            "trained on": "name_bench.csv (MIT)",
            "score": {"cross-validated F1 at probability 0.5": figures},
        }
        model = training.name_model().fit(sets.matrix, sets.truth)
        training.store(training.PACKAGE / "matching.json", training.trees_of_boosting(model, sets.names, about))
    return table


def _f1_interval(predicted: np.ndarray, truth: np.ndarray, rounds: int = 1000) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    picks = rng.integers(0, len(truth), size=(rounds, len(truth)))
    values = [training.f1(predicted[p], truth[p]) for p in picks]
    return float(np.percentile(values, 2.5)), float(np.percentile(values, 97.5))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("--train", action="store_true", help="store the models trained on all pairs")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    options = parser.parse_args(arguments)
    data = options.data / "names"
    rows = word_table(data, options.train) + name_table(data, options.train)
    notes = (
        f"Trained on {_SOURCES}. Cross-validated: every pair is scored by a model that saw neither of its names.",
        "The lists of legal forms, titles and nicknames were written by hand with the development pairs in view.",
    )
    publish(Table("names", "Names", "python -m benchmarks.names", tuple(rows), notes))


if __name__ == "__main__":
    main()

"""Whether two articles tell of one event: ``python -m benchmarks.same_events train`` and ``evaluate``.

``train`` fits ``claimcheck/facts/same_event_model.json`` on ``same_event_labels.tsv``: pairs of predicates of two
articles, each among the nearest of the other, judged one by one by readers who never saw the tool (path without ending
and offset of the predicate, the same of the other article, their event, 1 where both tell one event, 1 where moreover
the two phrases, each read alone in its cell, rightly say what their article says happened). What it learns is the
second. ``evaluate`` scores each by models that never saw its event (five folds, the mean of three shuffles) and prints
average precision, and precision and recall at the bar; the floor is the nearness of the two in words and vectors.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

from benchmarks.name_training import store
from benchmarks.tables import Row, Table, publish
from benchmarks.two_models import Fitted, fitted, out_of_fold
from claimcheck.claims.annotate import Annotator
from claimcheck.engine.whole_run import embed, read
from claimcheck.facts import told_alike
from claimcheck.facts.bars import ALIKE, ALIKE_SHOWN
from claimcheck.facts.event_pairs import EventPair, event_side
from claimcheck.facts.told_alike import NAMES, candidates
from claimcheck.matching.align import align
from claimcheck.settings.loading import Settings

STORED = Path(told_alike.__file__).with_name(told_alike.PARAMETERS)
LABELS = Path(__file__).with_name("same_event_labels.tsv")
REGULARISED = 0.05


@dataclass(frozen=True)
class Examples:
    """Judged candidates: features of shape (candidates, NAMES), whether they are one event, and rightly told by both
    phrases, the event that no fold may share."""

    features: np.ndarray
    same: np.ndarray
    row: np.ndarray
    events: tuple[str, ...]


def examples(data: Path, cache: str) -> Examples:
    with LABELS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    settings = Settings(cache_dir=cache, reading={"on_problem": "skip"})  # type: ignore[arg-type]
    folder, base = settings.cache_folder, data / "articles"
    annotator = Annotator(folder / "annotations.sqlite" if folder else None)
    files = sorted({str(base / f"{line[key]}.txt") for line in lines for key in ("article", "other")})
    pages, vectors = embed(read(files, settings, annotator, None, base), settings, None)
    claims = {a.span.path: (pages.claims[a.id], vectors[a.id]) for a in pages.articles}
    by_pair: dict[tuple[str, str], dict[tuple[int, int], dict[str, str]]] = defaultdict(dict)
    for line in lines:
        places = int(line["predicate"]), int(line["predicate_there"])
        by_pair[f"{line['article']}.txt", f"{line['other']}.txt"][places] = line
    rows, told = [], []
    for ends, known in sorted(by_pair.items()):
        (ours, first), (theirs, second) = (claims[end] for end in ends)
        aligned = align(ours, theirs, first, second, *ends)
        matched = {(a.id, b.id): one.score for one in aligned for a in one.left for b in one.right}
        pair = EventPair(event_side(ours, first), event_side(theirs, second))
        for (i, j), row in zip(*candidates(pair, matched), strict=True):
            a, b = pair.left.events[i], pair.right.events[j]
            line = known.get((a.claim.tokens[a.index].start, b.claim.tokens[b.index].start))
            if line is not None:
                rows.append(row)
                told.append((line["same"] == "1", line["row"] == "1", line["event"]))
    same, row, events = zip(*told, strict=True)
    return Examples(np.array(rows), np.array(same), np.array(row), events)


def fit(features: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> Fitted:
    trees = HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.05, max_leaf_nodes=6, min_samples_leaf=20, l2_regularization=5.0, random_state=0
    )
    return fitted(trees, REGULARISED, features, truth, weight)


def held_out(known: Examples) -> np.ndarray:
    """The probability of every candidate by models that saw none of its event."""
    return out_of_fold(fit, known.features, known.row, np.ones(len(known.row)), known.events)


def measured(known: Examples) -> dict[str, float]:
    scores = held_out(known)
    told = {"average precision": round(float(average_precision_score(known.row, scores)), 4)}
    for what, bar in (("in a row", ALIKE), ("shown", ALIKE_SHOWN)):
        hit = (scores >= bar) & (known.features[:, NAMES.index("matched")] > 0)
        told |= {
            f"precision, {what} from {bar}": round(float(known.row[hit].mean()), 4),
            f"recall, {what} from {bar}": round(float(hit[known.row].mean()), 4),
            f"one event, {what} from {bar}": round(float(known.same[hit].mean()), 4),
        }
    return told


def train(known: Examples) -> None:
    about = {
        "candidates": len(known.row),
        "one event": int(known.same.sum()),
        "told rightly": int(known.row.sum()),
        "held_out": {"five folds over events": measured(known)},
        "trained_on": "same_event_labels.tsv",
    }
    store(STORED, fit(known.features, known.row, np.ones(len(known.row))).parameters(NAMES, about))
    print(json.dumps(about, sort_keys=True))


def evaluate(known: Examples) -> None:
    scores = measured(known)
    floor = float(average_precision_score(known.row, known.features[:, NAMES.index("near")]))
    note = f"{int(known.row.sum())} of {len(known.row)} candidates are one event, rightly told by both phrases"
    rows = [Row("average precision", scores.pop("average precision"), floor=floor, note=note)]
    rows += [Row(name, value) for name, value in scores.items()]
    notes = ("Folds over events: no model saw a pair of the event that it is asked about.",)
    title = "One event told by two articles"
    publish(Table("same-events", title, "python -m benchmarks.same_events evaluate", tuple(rows), notes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", nargs="?", choices=("train", "evaluate"), default="evaluate")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", default="auto")
    arguments = parser.parse_args()
    known = examples(arguments.data.resolve(), arguments.cache)
    (train if arguments.do == "train" else evaluate)(known)


if __name__ == "__main__":
    main()

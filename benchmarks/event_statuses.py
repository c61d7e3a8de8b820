"""Events told as fact by one article and not by the other: ``python -m benchmarks.event_statuses train``, ``evaluate``.

``train`` fits ``claimcheck/facts/event_model.json`` on the golds' labels of certainty, contradiction and negation
and on ``event_labels.tsv``: candidates of further pairs of articles that were read one by one, most of them among the
surest of a pair of claims (path without ending and offset of the predicate, the same of the other article, their event,
1 where an editor would want to know). What the golds list as optional or under another rule is left out. ``evaluate``
scores every candidate by models that never saw a topic of its pair (five folds, the mean of three shuffles), takes an
event and a pair of claims once, as the run does, and prints precision over the findings and recall over the golds'
certainty labels at the run's own bar, and average precision over the candidates; the floor is the nearness of the two
events.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score

from benchmarks.golds import GOLDS, pairs_of_gold, topics
from benchmarks.name_training import store
from benchmarks.slots import _entries
from benchmarks.tables import Row, Table, publish
from benchmarks.two_models import Fitted, fitted, out_of_fold
from claimcheck.claims.annotate import Annotator
from claimcheck.engine.whole_run import embed, read
from claimcheck.facts import events
from claimcheck.facts.event_pairs import EventPair, EventSide, event_side
from claimcheck.facts.events import NAMES, WARNS, Candidate, bar_of, candidates, told_apart
from claimcheck.matching.align import align
from claimcheck.settings.loading import Settings

STORED = Path(events.__file__).with_name(events.PARAMETERS)
LABELS = Path(__file__).with_name("event_labels.tsv")
RULES = ("certainty", "contradiction", "negation")
REGULARISED = 0.02


@dataclass
class Examples:
    """Candidates with what is known of each: its ``features``, the gold ``labels`` that it finds, whether it is
    ``right`` or ``neutral``, its ``topic``, the ``pair`` of articles, its ``gold`` ("" where it was read by itself)."""

    features: list[np.ndarray] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    labels: list[frozenset[tuple[str, int]]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    neutral: list[bool] = field(default_factory=list)
    topic: list[str] = field(default_factory=list)
    pair: list[tuple[str, str]] = field(default_factory=list)
    gold: list[str] = field(default_factory=list)
    sides: dict[str, EventSide] = field(default_factory=dict)
    topic_of: Callable[[str], str] = str
    listed: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def examples(golds: Path, data: Path, cache: str) -> Examples:
    """Every candidate of the golds' pairs, and those that were read by themselves."""
    told = []
    for name, part in GOLDS.items():
        told += [(name, part, pair) for pair in pairs_of_gold(name, data, golds)]
    with LABELS.open(encoding="utf-8", newline="") as file:
        read_ones = list(csv.DictReader(file, delimiter="\t"))
    paths = {f"{part}/{pair[side]}.txt" for _, part, pair in told for side in ("left", "right")}
    paths |= {f"{row[key]}.txt" for row in read_ones for key in ("article", "other")}
    found = Examples(topic_of=topics(data))
    settings = Settings(cache_dir=cache, reading={"on_problem": "skip"})  # type: ignore[arg-type]
    folder, base = settings.cache_folder, data / "articles"
    annotator = Annotator(folder / "annotations.sqlite" if folder else None)
    files = [str(base / path) for path in sorted(paths)]
    pages, vectors = embed(read(files, settings, annotator, None, base), settings, None)
    texts = {s.path: s.text for s in pages.sources}
    found.sides = {a.span.path: event_side(pages.claims[a.id], vectors[a.id]) for a in pages.articles}
    for name, part, pair in told:
        ends = (f"{part}/{pair['left']}.txt", f"{part}/{pair['right']}.txt")
        if all(end in found.sides for end in ends):
            _add_gold(found, name, ends, pair, [texts[end] for end in ends])
    by_pair: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in read_ones:
        by_pair[f"{row['article']}.txt", f"{row['other']}.txt"].append(row)
    for ends, lines in sorted(by_pair.items()):
        known = {(int(r["predicate"]), int(r["predicate_there"])): r["label"] == "1" for r in lines}
        for candidate, row, places in _candidates(found, ends):
            if places in known:
                _append(found, row, candidate, ends, frozenset(), known[places], False, found.topic_of(ends[0]), "")
    return found


def _candidates(found: Examples, ends: tuple[str, str]) -> list[tuple[Candidate, np.ndarray, tuple[int, int]]]:
    """Candidates of a pair with their features and the places of the two predicates."""
    left, right = (found.sides[end] for end in ends)
    ids = ("left", "right")
    alignments = align(left.claims, right.claims, left.vectors, right.vectors, *ids)
    matched = {(a.id, b.id): one.score for one in alignments for a in one.left for b in one.right}
    chosen, features = candidates(EventPair(left, right), matched)
    told = []
    for candidate, row in zip(chosen, features, strict=True):
        a, b = left.events[candidate.left], right.events[candidate.right]
        told.append((candidate, row, (a.claim.tokens[a.index].start, b.claim.tokens[b.index].start)))
    return told


def _add_gold(found: Examples, name: str, ends: tuple[str, str], pair: dict[str, Any], texts: list[str]) -> None:
    entries = _entries(pair, texts)
    wanted = {n for n, (rule, _) in enumerate(entries) if rule in RULES}
    found.listed[name] += sum(entries[n][0] == "certainty" for n in wanted)
    left, right = (found.sides[end] for end in ends)
    for candidate, row, _ in _candidates(found, ends):
        spans = (left.events[candidate.left].span, right.events[candidate.right].span)
        over = {
            n
            for n, (_, places) in enumerate(entries)
            if all(any(s.start < end and start < s.end for start, end in p) for s, p in zip(spans, places, strict=True))
        }
        labels = frozenset((f"{ends[0]} {ends[1]}", n) for n in over & wanted)
        certain = frozenset(label for label in labels if entries[label[1]][0] == "certainty")
        neutral = bool(over) and not labels
        _append(found, row, candidate, ends, certain, bool(labels), neutral, found.topic_of(ends[0]), name)


def _append(
    found: Examples,
    row: np.ndarray,
    candidate: Candidate,
    pair: tuple[str, str],
    labels: frozenset[tuple[str, int]],
    right: bool,
    neutral: bool,
    topic: str,
    gold: str,
) -> None:
    found.features.append(row)
    found.candidates.append(candidate)
    found.pair.append(pair)
    found.labels.append(labels)
    found.right.append(right)
    found.neutral.append(neutral)
    found.topic.append(topic)
    found.gold.append(gold)


def fit(features: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> Fitted:
    trees = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.04,
        max_leaf_nodes=8,
        min_samples_leaf=10,
        l2_regularization=10.0,
        max_features=0.3,
        early_stopping=False,
        random_state=0,
    )
    return fitted(trees, REGULARISED, features, truth, weight)


def held_out(known: Examples) -> np.ndarray:
    """The probability of every candidate by models that saw no pair of its topic."""
    truth = np.array(known.right)
    return out_of_fold(fit, np.array(known.features), truth, (~np.array(known.neutral)).astype(float), known.topic)


@dataclass(frozen=True)
class Counted:
    right: int
    wrong: int
    neutral: int
    labels: int


def counted(known: Examples, scores: np.ndarray, bar: float | None, golds: tuple[str, ...]) -> Counted:
    """The findings of some golds from ``bar`` on (the run's own if None), and how many certainty labels they find."""
    by_pair: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for n, pair in enumerate(known.pair):
        if known.gold[n] in golds:
            by_pair[(*pair, known.gold[n])].append(n)
    kept: list[int] = []
    for (left, right, _), members in by_pair.items():
        found = [known.candidates[n] for n in members]
        pair = EventPair(known.sides[left], known.sides[right])
        own = bar if bar is not None else bar_of(np.array([known.features[n] for n in members]))
        kept += [members[m] for m in told_apart(pair, found, [float(scores[n]) for n in members], own)]
    return Counted(
        sum(known.right[n] for n in kept),
        sum(not known.right[n] and not known.neutral[n] for n in kept),
        sum(known.neutral[n] for n in kept),
        len({label for n in kept for label in known.labels[n]}),
    )


def train(known: Examples) -> None:
    kept, truth = ~np.array(known.neutral), np.array(known.right)
    scores = held_out(known)
    every = (*GOLDS, "")
    count, loud = counted(known, scores, None, every), counted(known, scores, WARNS, every)
    about: dict[str, Any] = {
        "trained_on": "certainty, contradiction and negation of the golds, event_labels.tsv",
        "candidates": int(kept.sum()),
        "positive": int(truth[kept].sum()),
        "held_out": {
            "five folds over topics": {
                "average precision": round(float(average_precision_score(truth[kept], scores[kept])), 4),
                "findings right at the bar": count.right,
                "findings wrong at the bar": count.wrong,
                "warnings right": loud.right,
                "warnings wrong": loud.wrong,
            }
        },
    }
    model = fit(np.array(known.features)[kept], truth[kept], np.ones(int(kept.sum())))
    store(STORED, model.parameters(NAMES, about))
    print(json.dumps(about, sort_keys=True))


def evaluate(known: Examples) -> None:
    scores, kept, truth = held_out(known), ~np.array(known.neutral), np.array(known.right)
    near, gold = np.array(known.features)[:, NAMES.index("near")], np.array(known.gold)
    rows = []
    sets = {"golds and read": (*GOLDS, ""), "golds": tuple(GOLDS), "read one by one": ("",)}
    for title, names in sets.items():
        own = kept & np.isin(gold, names)
        value, floor = (float(average_precision_score(truth[own], s[own])) for s in (scores, near))
        note = f"{int(truth[own].sum())} of {int(own.sum())}"
        rows.append(Row(f"average precision, {title}", value, floor=floor, note=note))
        count = counted(known, scores, None, names)
        note = f"{count.right} right, {count.wrong} wrong, {count.neutral} neutral"
        rows.append(Row(f"precision at the bar, {title}", count.right / max(1, count.right + count.wrong), note=note))
    listed = sum(known.listed.values())
    count = counted(known, scores, None, tuple(GOLDS))
    rows.append(Row("recall at the bar, certainty labels", count.labels / listed, note=f"{count.labels} of {listed}"))
    for bar in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        print(bar, *(counted(known, scores, bar, names) for names in sets.values()), file=sys.stderr)
    notes = ("Folds over topics: no model saw a pair of the topic that it is asked about.",)
    title = "Events told as fact by one article and not by the other"
    publish(Table("event_statuses", title, "python -m benchmarks.event_statuses evaluate", tuple(rows), notes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", nargs="?", choices=("train", "evaluate"), default="evaluate")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--golds", type=Path, default=Path(__file__).parents[1] / "fixtures" / "gold")
    parser.add_argument("--cache", default="auto")
    arguments = parser.parse_args()
    data = arguments.data.resolve()
    known = examples(arguments.golds, data, arguments.cache)
    (train if arguments.do == "train" else evaluate)(known)


if __name__ == "__main__":
    main()

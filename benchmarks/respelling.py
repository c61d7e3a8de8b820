"""One name spelled twice, or two names: ``python -m benchmarks.respelling train GOLD_DATA`` and ``evaluate``.

``train`` fits ``claimcheck/values/names/respelling.json`` on ``fixtures/gold/name_pairs.tsv``: groups of names that are
alike but for one word, read one by one in both sentences (path and offset of a place of either, 1 where an editor would
have one spelling), each seen twice, among the names of its two articles and of its whole topic. What a machine makes is
only trained on: names with a slip in one article (a letter lost, doubled, exchanged, or two changed about), and
namesakes ("Emma Smith", "Emily Smith"). ``evaluate`` scores the judged groups by models that saw no group of their
topic (five folds, the mean of three shuffles) and prints precision and recall at the bar, and average precision; the
floor is the spelling model of single words.
"""

from __future__ import annotations

import argparse
import csv
import functools
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from benchmarks.name_training import store
from benchmarks.tables import Row, Table, publish
from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Article, Claim, Name, NameUse
from claimcheck.engine.whole_run import read
from claimcheck.evidence.evidence import ledger_of
from claimcheck.settings.loading import Settings
from claimcheck.stories.outlines import is_common
from claimcheck.values.names import respelling
from claimcheck.values.names.identity import groups_of
from claimcheck.values.names.lexicon import is_given_name, listed_alike, words
from claimcheck.values.names.spelling import letters
from claimcheck.values.names.strays import beside_names
from claimcheck.values.names.variants import may_be_respelled

STORED = Path(respelling.__file__).with_name(respelling.PARAMETERS)
LABELS = Path(__file__).resolve().parent.parent / "fixtures" / "gold" / "name_pairs.tsv"
SEED, FOLDS, SHUFFLES = 7, 5, 3
REGULARISED = 0.1
MADE_WEIGHT = 0.1
PRECISION = 0.9
MARGIN = 0.03  # what a bar that was chosen on held-out scores is raised by


@dataclass
class Examples:
    """Groups with what is known of each: ``features``, ``truth``, the ``label`` (its number; -1 of a made slip), the
    ``topic``, and whether it was seen among two articles alone."""

    features: list[dict[str, float]] = field(default_factory=list)
    truth: list[bool] = field(default_factory=list)
    label: list[int] = field(default_factory=list)
    topic: list[str] = field(default_factory=list)
    alone: list[bool] = field(default_factory=list)


def topic_of(path: str, clusters: dict[str, str]) -> str:
    """The ECB topic, the event, or the cluster of an article, by its path below the folder of articles."""
    if path.startswith("modern/fnc"):
        return clusters[path.removeprefix("modern/").removesuffix(".txt")]
    folder = path.rpartition("/")[0]
    return folder.replace("ecbplus", "ecb")


def members(topics: Iterable[str], base: Path, clusters: dict[str, str]) -> dict[str, list[str]]:
    """The articles of topics, by path below ``base``."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(base.rglob("*.txt")):
        own = path.relative_to(base).as_posix()
        if own.startswith(("ecb/", "modern/basil/", "modern/wcl/")) or own[len("modern/") : -4] in clusters:
            found[topic_of(own, clusters)].append(own)
    return {topic: found[topic] for topic in sorted(set(topics))}


def examples(data: Path, cache: str) -> Examples:
    base = data / "articles"
    clusters = {row["file"]: row["cluster"] for row in _rows(base / "modern" / "clusters.tsv")}
    judged = [
        (r["left"], int(r["left start"]), r["right"], int(r["right start"]), r["judged"] == "1") for r in _rows(LABELS)
    ]
    by_topic: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(judged):
        by_topic[topic_of(row[0], clusters)].append(n)
    paths = members(by_topic, base, clusters)
    pages = _pages(sorted({p for own in paths.values() for p in own}), base, cache)
    known, rng = Examples(), random.Random(SEED)
    for topic, own in by_topic.items():
        articles = [pages[p] for p in paths[topic] if p in pages]
        seen: dict[tuple[str, ...], list[Any]] = {}
        for n in own:
            left, at, right, to, truth = judged[n]
            for alone in (True, False):
                asked = (left, right) if alone else tuple(paths[topic])
                if asked not in seen:
                    told = [pages[p] for p in dict.fromkeys(asked) if p in pages]
                    seen[asked] = list(groups_of(_names(told), is_common))
                for _, features, (a, b) in seen[asked]:
                    ends = (left, at), (right, to)
                    if (ends[0] in a and ends[1] in b) or (ends[1] in a and ends[0] in b):
                        _add(known, features, truth, n, topic, alone)
        for features in _made(articles, rng):
            _add(known, features, True, -1, topic, False)
        for features in _namesakes(articles, rng):
            _add(known, features, False, -1, topic, False)
    return known


def _add(known: Examples, features: dict[str, float], truth: bool, label: int, topic: str, alone: bool) -> None:
    known.features.append(features)
    known.truth.append(truth)
    known.label.append(label)
    known.topic.append(topic)
    known.alone.append(alone)


def _pages(paths: Sequence[str], base: Path, cache: str) -> dict[str, tuple[Article, tuple[Claim, ...]]]:
    settings = Settings(cache_dir=cache, reading={"on_problem": "skip"})  # type: ignore[arg-type]
    folder = settings.cache_folder
    annotator = Annotator(folder / "annotations.sqlite" if folder else None)
    pages = read([str(base / p) for p in paths], settings, annotator, None, base)
    return {a.span.path: (a, pages.claims[a.id]) for a in pages.articles}


def _names(told: Sequence[tuple[Article, Sequence[Claim]]]) -> tuple[NameUse, ...]:
    claims = [claim for _, own in told for claim in own]
    ledger = ledger_of(claims)
    return (*ledger, *beside_names([a for a, _ in told], claims, ledger, is_common))


def _made(told: Sequence[tuple[Article, Sequence[Claim]]], rng: random.Random) -> Iterator[dict[str, float]]:
    """Features of names of which one article of a few has one place, or all, with a slip."""
    some = rng.sample(list(told), min(len(told), rng.choice((1, 2, 2, 3))))
    names = list(_names(some))
    capitals = sorted(
        {
            (n, w)
            for n, use in enumerate(names)
            for w in use.surface.split()
            if len(w) > 5 and w.isalpha() and w.istitle()
        }
    )
    known = {letters(w) for use in names for w in use.surface.split()}
    for n, word in rng.sample(capitals, min(2, len(capitals))):
        slip = _slip(word, rng)
        if letters(slip) in known:
            continue
        use = names[n]
        moved = use.places if rng.random() < 0.5 else (rng.choice(use.places),)
        surface = use.surface.replace(word, slip)
        rest = tuple(p for p in use.places if p not in moved)
        other = NameUse(
            _renamed(use.name, word, slip),
            surface,
            use.article_id,
            tuple(replace(p, surface=surface, claim_text=(p.claim_text or "").replace(word, slip)) for p in moved),
        )
        whole = [*names[:n], *([replace(use, places=rest)] if rest else []), other, *names[n + 1 :]]
        for group, features, _ in groups_of(whole, is_common):
            if {group.left, group.right} == {letters(word), letters(slip)}:
                yield features


def _namesakes(told: Sequence[tuple[Article, Sequence[Claim]]], rng: random.Random) -> Iterator[dict[str, float]]:
    """Features of two people of one family name whose given names are near ("Emma", "Emily"): one is made from a name
    of the topic, and stands in another sentence."""
    some = rng.sample(list(told), min(len(told), 2))
    names = list(_names(some))
    people = [u for u in names if u.name.kind == "person" and len(u.surface.split()) == 2]
    for use in rng.sample(people, min(3, len(people))):
        given = use.surface.split()[0]
        near = [g for g in _given_names() if may_be_respelled(given, g) and listed_alike(letters(given), g) is False]
        if near and is_given_name(letters(given)):
            namesake = rng.choice(near).title()
            surface = use.surface.replace(given, namesake)
            there = rng.choice(names).places[0]
            place = replace(there, surface=surface, claim_text=(there.claim_text or "").replace(there.surface, surface))
            other = NameUse(_renamed(use.name, given, namesake), surface, there.article_id, (place,))
            for group, features, _ in groups_of([*names, other], is_common):
                if {group.left, group.right} == {letters(given), letters(namesake)}:
                    yield features


@functools.cache
def _given_names() -> tuple[str, ...]:
    return tuple(sorted({name for row in words()["given_names"] for name in row.split()[1:]}))


def _renamed(name: Name, word: str, slip: str) -> Name:
    given, family = (tuple(w.replace(word, slip) for w in part) for part in (name.given, name.family))
    return replace(name, given=given, family=family)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.choice(("lost", "doubled", "exchanged", "turned", "added"))
    letter = rng.choice("aeioulnrst")
    if kind == "lost":
        return word[:at] + word[at + 1 :]
    if kind == "doubled":
        return word[:at] + word[at] + word[at:]
    if kind == "turned":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + letter + word[at + (kind == "exchanged") :]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def matrix(known: Examples) -> tuple[np.ndarray, list[str]]:
    names = sorted(known.features[0])
    return np.array([[float(seen[name]) for name in names] for seen in known.features]), names


def weights_of(known: Examples) -> np.ndarray:
    """A judged group counts once, however often it was seen; a made slip counts less."""
    seen: dict[int, int] = defaultdict(int)
    for label in known.label:
        seen[label] += 1
    return np.array([MADE_WEIGHT if n < 0 else 1 / seen[n] for n in known.label])


def fit(features: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and intercept of a regression that saw the features at one spread."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    linear = LogisticRegression(C=REGULARISED, max_iter=5000)
    linear.fit((features - mean) / spread, truth, sample_weight=weight)
    weights = linear.coef_[0] / spread
    return weights, float(linear.intercept_[0] - weights @ mean)


def held_out(known: Examples) -> np.ndarray:
    """The probability of every example by models that saw none of its topic."""
    features, _ = matrix(known)
    truth, weight = np.array(known.truth), weights_of(known)
    total, topics = np.zeros(len(truth)), sorted(set(known.topic))
    for shuffle in range(SHUFFLES):
        order = list(topics)
        random.Random(SEED + shuffle).shuffle(order)
        fold_of = {name: n % FOLDS for n, name in enumerate(order)}
        folds = np.array([fold_of[name] for name in known.topic])
        for n in range(FOLDS):
            own = folds != n
            weights, intercept = fit(features[own], truth[own], weight[own])
            odds = features[folds == n] @ weights + intercept
            total[folds == n] += 1 / (1 + np.exp(-odds))
    return total / SHUFFLES


def scored(known: Examples, scores: np.ndarray, alone: bool, bar: float) -> tuple[int, int, int]:
    """Right, wrong and missed among the judged groups at a bar."""
    own = (np.array(known.label) >= 0) & (np.array(known.alone) == alone)
    truth, told = np.array(known.truth)[own], scores[own] >= bar
    return int((truth & told).sum()), int((~truth & told).sum()), int((truth & ~told).sum())


def bar_of(known: Examples, scores: np.ndarray) -> float:
    """``MARGIN`` above the lowest bar at which at least ``PRECISION`` of the held-out groups told are right."""
    bars = [n / 100 for n in range(20, 96)]
    counts = {bar: [scored(known, scores, alone, bar) for alone in (True, False)] for bar in bars}
    good = [b for b in bars if sum(c[1] for c in counts[b]) <= (1 - PRECISION) * sum(c[0] + c[1] for c in counts[b])]
    return round(min(good) + MARGIN, 2)


def train(known: Examples) -> None:
    features, names = matrix(known)
    scores = held_out(known)
    bar = bar_of(known, scores)
    weights, intercept = fit(features, np.array(known.truth), weights_of(known))
    about = {
        "groups": len(set(known.label)) - 1,
        "one name": len({n for n, truth in zip(known.label, known.truth, strict=True) if truth and n >= 0}),
        "made slips": known.label.count(-1),
        "right, wrong, missed at the bar": {
            "two articles": scored(known, scores, True, bar),
            "a topic": scored(known, scores, False, bar),
        },
    }
    found = {name: round(float(weight), 5) for name, weight in zip(names, weights, strict=True)}
    store(STORED, {"weights": found, "intercept": round(intercept, 5), "bar": bar, "held_out": about})
    print(json.dumps(about, sort_keys=True))


def evaluate(known: Examples) -> None:
    scores, rows = held_out(known), []
    floor = np.array([seen["likely"] for seen in known.features])
    truth, label, alone = np.array(known.truth), np.array(known.label), np.array(known.alone)
    bar = bar_of(known, scores)
    for title, apart in (("two articles", True), ("a topic", False)):
        own = (label >= 0) & (alone == apart)
        value, least = (float(average_precision_score(truth[own], s[own])) for s in (scores, floor))
        rows.append(
            Row(f"average precision, {title}", value, floor=least, note=f"{int(truth[own].sum())} of {own.sum()}")
        )
        right, wrong, missed = scored(known, scores, apart, bar)
        rows.append(
            Row(f"precision at the bar, {title}", right / max(1, right + wrong), note=f"{right} right, {wrong} wrong")
        )
        rows.append(Row(f"recall at the bar, {title}", right / max(1, right + missed), note=f"{missed} missed"))
    for at in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        print(at, *(scored(known, scores, apart, at) for apart in (True, False)), file=sys.stderr)
    notes = ("Folds over topics: no model saw a group of the topic that it is asked about.",)
    publish(
        Table("respelling", "One name spelled twice", "python -m benchmarks.respelling evaluate", tuple(rows), notes)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["train", "evaluate"])
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--cache", default="auto", help="cache of annotations")
    told = parser.parse_args()
    known = examples(told.data, told.cache)
    {"train": train, "evaluate": evaluate}[told.what](known)


if __name__ == "__main__":
    main()

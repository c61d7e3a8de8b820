"""Train and measure the grouping of articles into stories.

``python -m benchmarks.stories background`` counts the words of ``articles/modern/fnc`` into
``claimcheck/stories/background.tsv``; ``python -m benchmarks.stories train`` fits ``claimcheck/stories/grouping.json``
on BASIL and NewsWCL50 (``articles/modern/stories.tsv``) and on ECB+, where every folder is one event and ``NNecb`` and
``NNecbplus`` are two of one sort, each once more with its names as new as next year's and footers below; ``python -m
benchmarks.stories`` measures, by folds over events (both events of an ECB+ number in one fold), with one setting for
all sets. The floor is TF-IDF over the same fixed weights with average linkage and the best threshold of each set.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from benchmarks.alignment import fit
from benchmarks.tables import Row, Table, publish
from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Article, Claim, Source
from claimcheck.matching.model import Logistic, probability
from claimcheck.reading.segment import segment
from claimcheck.stories import outlines as outlines_module
from claimcheck.stories.group import THRESHOLD, accepted, candidates, chances_of, stories_of
from claimcheck.stories.likeness import JOIN_NAMES, PAIR_NAMES, PARAMETERS, Likeness
from claimcheck.stories.linkage import LINKED, MILLION, Join, Linkage, Members, Sums
from claimcheck.stories.outlines import BACKGROUND, RARE, Outline, outline, terms_of

FOLDS = 5
FOOTERS = 12
FOOTED = "names new, footers below"
THINNED = 3  # copies of a collection in which half of the events have one article
JOIN_STRENGTH = 0.1  # inverse of the penalty: joins are few, and their features lean on each other
BACKGROUND_FILE = Path(outlines_module.__file__).with_name(BACKGROUND)
STORED = Path(outlines_module.__file__).with_name(PARAMETERS)


@dataclass
class Collection:
    """Outlines with the event of each, and its fold."""

    name: str
    outlines: list[Outline]
    events: np.ndarray
    folds: np.ndarray

    def event(self, places: Sequence[int]) -> str:
        """Of most of some articles."""
        counts = Counter(self.events[list(places)].tolist())
        return str(min(counts, key=lambda event: (-counts[event], event)))

    def dated(self, days: Sequence[str]) -> Collection:
        """The same with dates."""
        found = [
            replace(o, published=dt.date.fromisoformat(day) if day else None)
            for o, day in zip(self.outlines, days, strict=True)
        ]
        return replace(self, name=f"{self.name}, dated", outlines=found)


def read(path: Path, name: str, footer: Sequence[Claim] = (), new_names: bool = False) -> Outline:
    """The outline of a file; of the largest article where the reader finds several on the page. The file's own date is
    left out: it is the collection's to give. ``footer`` is read as if it stood below the article."""
    article, claims = _claims(path, name)
    return replace(outline(article, [*claims, *footer], new_names=new_names), id=name, published=None)


def _claims(path: Path, name: str) -> tuple[Article, tuple[Claim, ...]]:
    raw = path.read_bytes()
    source = Source(name, raw.decode("utf-8", "replace"), hashlib.sha256(raw).hexdigest())
    return max(((a, claims_of(a, source)) for a in segment(source)), key=lambda pair: len(pair[1]))


def footers(data: Path) -> list[tuple[Claim, ...]]:
    """What pages of one site have in common whatever they tell: one or two sentences of articles outside the sets."""
    files = sorted((data / "articles" / "modern" / "fnc").glob("*.txt"))[::140][:FOOTERS]
    return [_claims(path, path.name)[1][2 : 3 + n % 2] for n, path in enumerate(files)]


def collections_of(data: Path, changed: bool = False) -> tuple[Collection, Collection, Collection]:
    """BASIL and NewsWCL50 without dates, the same with dates, ECB+; ``changed``, all names are new to the table and
    below every article stands one of a few footers."""
    below = footers(data) if changed else []
    folder = data / "articles"
    with (folder / "modern" / "stories.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["event"]]
    modern = _collection(
        "basil + wcl", [(folder / "modern" / r["path"], r["path"], r["event"], r["event"]) for r in rows], below
    )
    ecb = _collection(
        "ECB+",
        [
            (p, f"{p.parent.name}/{p.name}", p.parent.name, p.parent.name[:2])
            for p in sorted((folder / "ecb").glob("*/*.txt"))
        ],
        below,
    )
    return modern, modern.dated([row["date"] for row in rows]), ecb


def _collection(
    name: str, files: Sequence[tuple[Path, str, str, str]], below: Sequence[tuple[Claim, ...]]
) -> Collection:
    topics = sorted({topic for *_, topic in files}, key=lambda t: hashlib.sha256(t.encode()).hexdigest())
    fold_of = {topic: n % FOLDS for n, topic in enumerate(topics)}
    events = np.array([event for _, _, event, _ in files])
    folds = np.array([fold_of[topic] for *_, topic in files])
    name = f"{name}, {FOOTED}" if below else name
    outlines = [
        read(path, shown, below[zlib.crc32(shown.encode()) % len(below)] if below else (), bool(below))
        for path, shown, _, _ in files
    ]
    return Collection(name, outlines, events, folds)


def fit_pairs(some: Sequence[Collection], left_out: int | None) -> dict[str, Any]:
    """The score of two articles, from all pairs without an article of the fold ``left_out``."""
    features, labels = [], []
    for own in some:
        keep = [int(i) for i in np.flatnonzero(own.folds != left_out)]
        found = Likeness(own.outlines).features(keep, keep)
        upper = np.triu_indices(len(keep), 1)
        features.append(np.stack([found[name][upper] for name in PAIR_NAMES], axis=1))
        labels.append((own.events[keep][:, None] == own.events[keep][None, :])[upper])
    return fit(np.concatenate(features), PAIR_NAMES, np.concatenate(labels))


@dataclass
class Joined:
    """What is joined in a collection, over log odds by models that have not seen the articles' folds."""

    collection: Collection
    joins: list[Join]
    truth: np.ndarray  # most of either side are of one event

    @classmethod
    def of(cls, own: Collection, logits: np.ndarray) -> Joined:
        whole = np.rint(logits * MILLION).astype(int)
        chances = np.rint(MILLION * probability(logits)).astype(int)
        pairs = zip(*(side.tolist() for side in candidates(own.outlines)), strict=True)
        links = [(a, b, int(whole[a, b])) for a, b in pairs if logits[a, b] >= LINKED]

        def scored(left: Members, right: Members) -> Sums:
            block = np.ix_(left, right)
            return int(whole[block].sum()), int(chances[block].sum())

        found = list(Linkage(range(len(own.outlines)), links, scored))
        return cls(own, found, np.array([own.event(j.left) == own.event(j.right) for j in found]))

    def without(self, fold: int | None) -> list[int]:
        """The joins in which no article of a fold has a part."""
        folds = self.collection.folds
        return [n for n, j in enumerate(self.joins) if fold not in folds[[*j.left, *j.right]]]

    def home(self, join: Join) -> int:
        """The fold of most of its articles."""
        return int(np.bincount(self.collection.folds[[*join.left, *join.right]]).argmax())

    def labels(self, joins_models: Sequence[Logistic]) -> np.ndarray:
        """The story of every article, each join judged by a model that has not seen its fold."""
        said = np.stack([chances_of(self.joins, model) for model in joins_models])
        chances = said[[self.home(j) for j in self.joins], np.arange(len(self.joins))]
        places = list(range(len(self.collection.outlines)))
        labels = np.zeros(len(places), dtype=int)
        for number, (members, _) in enumerate(accepted(self.joins, places, chances, THRESHOLD)):
            labels[members] = number
        return labels


def out_of_fold(own: Collection, pairs: Sequence[Logistic]) -> np.ndarray:
    """Log odds of every two articles; ``pairs`` has the model of every fold."""
    places = list(range(len(own.outlines)))
    likeness = Likeness(own.outlines)
    logits = np.zeros((len(places), len(places)))
    for fold, model in enumerate(pairs):
        rows = np.flatnonzero(own.folds == fold)
        logits[rows] = likeness.between(rows, places, model)
    return (logits + logits.T) / 2


def thinned(own: Collection, turn: int) -> np.ndarray:
    """Places of a collection of which half of the events have a single article, as a folder of news has: in the
    collections themselves hardly an article is alone."""
    first: set[str] = set()
    keep = []
    for place, event in enumerate(own.events.tolist()):
        one = hashlib.sha256(f"{event} {turn}".encode()).digest()[0] % 2 == 0
        if not one or event not in first:
            keep.append(place)
        first.add(event)
    return np.array(keep)


def fit_joins(some: Sequence[Joined], left_out: int | None) -> dict[str, Any]:
    """Whether two groups are one story."""
    kept = [(own, own.without(left_out)) for own in some]
    features = np.array([own.joins[n].features for own, ns in kept for n in ns])
    return fit(features, JOIN_NAMES, np.concatenate([own.truth[ns] for own, ns in kept]), strength=JOIN_STRENGTH)


def b_cubed(truth: Sequence[Hashable], said: Sequence[Hashable]) -> tuple[float, float, float]:
    """F1, precision and recall of a clustering (Bagga and Baldwin 1998)."""
    events, groups = defaultdict(set), defaultdict(set)
    for n, (event, found) in enumerate(zip(truth, said, strict=True)):
        events[event].add(n)
        groups[found].add(n)
    both = [(len(events[e] & groups[g]), len(groups[g]), len(events[e])) for e, g in zip(truth, said, strict=True)]
    precision = sum(n / size for n, size, _ in both) / len(both)
    recall = sum(n / size for n, _, size in both) / len(both)
    return 2 * precision * recall / (precision + recall), precision, recall


def held_out(some: Sequence[Collection]) -> tuple[dict[str, tuple[float, float, float]], list[Joined]]:
    """B3 by collection, whole and thinned, over folds; and the joins to learn from."""
    pairs = [Logistic.of(fit_pairs(some, fold)) for fold in range(FOLDS)]
    joined = []
    for own in some:
        logits = out_of_fold(own, pairs)
        joined.append(Joined.of(own, logits))
        for turn in range(THINNED):
            keep = thinned(own, turn)
            part = replace(
                own,
                name=f"{own.name}, thinned {turn + 1}",
                outlines=[own.outlines[n] for n in keep],
                events=own.events[keep],
                folds=own.folds[keep],
            )
            joined.append(Joined.of(part, logits[np.ix_(keep, keep)]))
    models = [Logistic.of(fit_joins(joined, fold)) for fold in range(FOLDS)]
    measured = {
        own.collection.name: b_cubed(own.collection.events.tolist(), own.labels(models).tolist()) for own in joined
    }
    return measured, joined


def floor(own: Collection) -> float:
    """B3 F1 of TF-IDF with average linkage, at the best threshold of this very set."""
    everything = list(range(len(own.outlines)))
    apart = 1.0 - np.clip(Likeness(own.outlines).features(everything, everything)["body"], 0.0, 1.0)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), "average")
    cuts = np.arange(0.5, 0.97, 0.01)
    return max(b_cubed(own.events.tolist(), fcluster(tree, cut, "distance").tolist())[0] for cut in cuts)


def refusals(articles: Path, gold: Path) -> tuple[int, int]:
    """How many pairs of the golds, each named alone, make no story; and how many pairs there are."""
    found = []
    for name, folder in (("modern_dev", "modern"), ("ecb_dev", "ecb")):
        for pair in yaml.safe_load((gold / f"{name}.yaml").read_text(encoding="utf-8"))["pairs"]:
            sides = [read(articles / folder / f"{pair[side]}.txt", pair[side]) for side in ("left", "right")]
            found.append(len(stories_of(sides)) != 1)
    return sum(found), len(found)


def train(some: Sequence[Collection]) -> None:
    """Fit, measure over folds, store."""
    measured, joined = held_out(some)
    stored: dict[str, Any] = {"pair": fit_pairs(some, None), "join": fit_joins(joined, None)}
    names = ("f1", "precision", "recall")
    stored["held_out"] = {
        name: {what: round(value, 4) for what, value in zip(names, told, strict=True)}
        for name, told in measured.items()
    } | {"folds": FOLDS}
    stored["trained_on"] = "BASIL and NewsWCL50 (227 articles, 71 events; with and without dates), ECB+ (sub-topics)"
    STORED.write_text(json.dumps(stored, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2, sort_keys=True))


def count_background(data: Path) -> None:
    """Write the table of document counts."""
    files = sorted((data / "articles" / "modern" / "fnc").glob("*.txt"))
    counts: Counter[str] = Counter()
    for path in files:
        counts.update({term for _, term in terms_of(path.read_bytes().decode("utf-8", "replace"))})
    rows = sorted((term, count) for term, count in counts.items() if count > RARE)
    lines = [f"(documents)\t{len(files)}", *(f"{term}\t{count}" for term, count in rows)]
    BACKGROUND_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("measure", "train", "background"), default="measure")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    arguments = parser.parse_args()
    if arguments.what == "background":
        count_background(arguments.data)
        return
    some = (*collections_of(arguments.data), *collections_of(arguments.data, changed=True))
    if arguments.what == "train":
        train(some)
        return
    measured, _ = held_out(some)
    reach = {own.name: "0.92" if own.name.startswith("ECB+") else "0.95" for own in some}
    rows = [
        Row(
            f"B³ F1, {own.name}, folds over events",
            measured[own.name][0],
            floor=floor(own),
            reach=reach[own.name],
            note=f"precision {measured[own.name][1]:.3f}, recall {measured[own.name][2]:.3f}; "
            f"{len(own.outlines)} articles, {len(set(own.events.tolist()))} events",
        )
        for own in some
    ]
    for own in some:
        thin = [measured[f"{own.name}, thinned {turn + 1}"][0] for turn in range(THINNED)]
        rows.append(
            Row(f"the same, half of the events with one article, {own.name}", sum(thin) / THINNED, note=f"n={THINNED}")
        )
    refused, pairs = refusals(arguments.data / "articles", arguments.gold)
    rows.append(Row("pairs of the golds refused", refused, reach="0", note=f"of {pairs}"))
    publish(Table("stories", "Articles into stories", "python -m benchmarks.stories", tuple(rows)))


if __name__ == "__main__":
    main()

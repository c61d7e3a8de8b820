"""Training of the name models: words (``spelling.json``, ``transducer.json``) and whole names
(``matching.json``).

Every score is out of fold: folds keep together all pairs that share a name, directly or through others.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler, Levenshtein

from benchmarks import name_transducer
from claimcheck.values.names.matching import name_features, split_name
from claimcheck.values.names.spelling import HOPELESS, consonants, features, letters
from claimcheck.values.names.transducer import Transducer

PACKAGE = Path(__file__).resolve().parent.parent / "claimcheck" / "values" / "names"
FALSE_ACCEPTS = 0.01
WORD_FOLDS, NAME_FOLDS = 5, 10
Pair = tuple[str, str]


# --------------------------------------------------------------------------- grouping


def components(pairs: Sequence[Pair]) -> dict[str, int]:
    """Name -> number of the connected component it belongs to."""
    parent: dict[str, str] = {}

    def root(word: str) -> str:
        parent.setdefault(word, word)
        while parent[word] != word:
            parent[word] = parent[parent[word]]
            word = parent[word]
        return word

    for a, b in pairs:
        parent[root(a)] = root(b)
    numbers: dict[str, int] = {}
    return {word: numbers.setdefault(root(word), len(numbers)) for word in sorted(parent)}


def folds(numbers: Sequence[int], count: int, seed: int = 0) -> np.ndarray:
    """A fold for every item so that items of one component share it; big components are dealt first."""
    sizes = Counter(numbers)
    rng = random.Random(seed)
    load = [0] * count
    place: dict[int, int] = {}
    for n in sorted(sizes, key=lambda n: (-sizes[n], rng.random())):
        place[n] = min(range(count), key=lambda f: (load[f], f))
        load[place[n]] += sizes[n]
    return np.array([place[n] for n in numbers])


def vectorise(rows: Sequence[dict[str, float]], names: Sequence[str]) -> np.ndarray:
    at = {name: n for n, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for r, row in enumerate(rows):
        for name, value in row.items():
            if name in at:
                matrix[r, at[name]] = value
    return matrix


# --------------------------------------------------------------------------- words


def read_variants(path: Path) -> list[Pair]:
    rows = (line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    pairs = ((letters(a), letters(b)) for a, b in rows)
    return [(min(p), max(p)) for p in pairs if p[0] != p[1] and min(map(len, p)) > 1]


def random_pairs(
    words: Sequence[str], group: dict[str, int], count: int, seed: int, one_initial: bool = True
) -> list[Pair]:
    """Pairs of words of different components, by default with one initial."""
    rng = random.Random(seed)
    by_initial: dict[str, list[str]] = defaultdict(list)
    for word in words:
        by_initial[word[0]].append(word)
    pairs: list[Pair] = []
    while len(pairs) < count:
        a = rng.choice(words)
        b = rng.choice(by_initial[a[0]] if one_initial else words)
        if group[a] != group[b]:
            pairs.append((min(a, b), max(a, b)))
    return pairs


def near_pairs(words: Sequence[str], group: dict[str, int]) -> list[Pair]:
    """Words of different components that look alike: some are unlisted variants, most are two names."""
    pairs = []
    for n, a in enumerate(words):
        for b, _, _ in process.extract(
            a, words[n + 1 :], scorer=Levenshtein.normalized_similarity, limit=4, score_cutoff=0.6
        ):
            if group[a] != group[b]:
                pairs.append((a, b))
    return pairs


def alias_words(path: Path) -> list[Pair]:
    """Words that differ between a listed name and its alias where the rest is equal, word for word, and they are not
    unlike: spellings of one name from passports and reports."""
    found: set[Pair] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        a, b = ([w for w in map(letters, re.split(r"[\s-]+", row[key])) if len(w) > 2] for key in ("name", "alias"))
        differ = [(min(p), max(p)) for p in zip(a, b, strict=False) if p[0] != p[1]]
        if len(a) == len(b) > len(differ) and all(
            JaroWinkler.similarity(*p) > 0.75 or consonants(p[0]) == consonants(p[1]) for p in differ
        ):
            found.update(differ)
    return sorted(found)


# How much a pair of every sort weighs, for the trees and for the transducer, which sees fewer pairs of two names.
# Look-alikes weigh little, since unlisted variants are among them.
WORD_WEIGHTS = {"variant": 1.0, "alias": 0.5, "one initial": 0.4, "any": 0.5, "near": 0.4}
STEP_WEIGHTS = {"variant": 1.0, "alias": 0.5, "one initial": 0.8, "any": 0.5, "near": 0.2}
STEP_PAIRS = {"one initial": 15_000, "any": 3_000}


def word_model() -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=300,
        learning_rate=0.06,
        max_leaf_nodes=10,
        min_samples_leaf=10,
        l2_regularization=1.0,
        max_features=0.3,
        early_stopping=False,
        random_state=0,
    )


class WordSets:
    """The pairs that the word model learns from and is tested on, with their features and folds."""

    def __init__(self, variants: Sequence[Pair], aliases: Sequence[Pair]) -> None:
        group = components(variants)
        vocabulary = sorted(group)
        self.pairs: dict[str, list[Pair]] = {
            "variant": list(variants),
            "alias": list(aliases),
            "one initial": random_pairs(vocabulary, group, 48_000, 1),
            "any": random_pairs(vocabulary, group, 4_000, 3, one_initial=False),
            "near": near_pairs(vocabulary, group),
            "test": random_pairs(vocabulary, group, 100_000, 2),
        }
        seen = {sort: [features(*pair) for pair in pairs] for sort, pairs in self.pairs.items()}
        counts = Counter(name for sort in WORD_WEIGHTS for row in seen[sort] for name in row)
        self.names = sorted(name for name, count in counts.items() if count >= 40)
        self.matrix = {sort: vectorise(rows, self.names) for sort, rows in seen.items()}
        fold = folds([group[a] for a, _ in variants], WORD_FOLDS)
        of_word = {word: f for pair, f in zip(variants, fold, strict=True) for word in pair}
        self.folds = {
            sort: np.array([[of_word.get(a, -1), of_word.get(b, -1)] for a, b in pairs])
            for sort, pairs in self.pairs.items()
        }

    def fit(self, without: int | None = None) -> Any:
        """The boosted trees, trained on all pairs but those with a word in the fold ``without``."""
        rows, labels, weights = [], [], []
        for sort, weight in WORD_WEIGHTS.items():
            part = self.matrix[sort][self._kept(sort, without)]
            rows.append(part)
            labels.append(np.full(len(part), float(sort in {"variant", "alias"})))
            weights.append(np.full(len(part), weight))
        return word_model().fit(np.vstack(rows), np.concatenate(labels), sample_weight=np.concatenate(weights))

    def fit_steps(self, without: int | None = None) -> dict[str, Any]:
        """The transducer, trained on the same pairs, fewer of them of two names."""
        pairs: list[Pair] = []
        labels, weights = [], []
        for sort, weight in STEP_WEIGHTS.items():
            kept = [self.pairs[sort][n] for n in np.flatnonzero(self._kept(sort, without))]
            kept = [pair for pair in kept if "".join(pair).isalpha()][: STEP_PAIRS.get(sort)]
            pairs += kept
            labels.append(np.full(len(kept), float(sort in {"variant", "alias"})))
            weights.append(np.full(len(kept), weight))
        return name_transducer.fit(pairs, np.concatenate(labels), np.concatenate(weights))

    def _kept(self, sort: str, without: int | None) -> np.ndarray:
        kept: np.ndarray = (self.folds[sort] != (-2 if without is None else without)).all(axis=1)
        return kept

    def out_of_fold(self) -> dict[str, dict[str, np.ndarray]]:
        """Log-odds of variants, test pairs and look-alikes, by the trees, the steps and both together.

        A variant's words were never seen in training; of a pair whose words lie in two folds, one may have been."""
        sorts = ("variant", "test", "near")
        scores = {by: {sort: np.zeros(len(self.pairs[sort])) for sort in sorts} for by in ("trees", "steps", "both")}
        for fold in range(WORD_FOLDS):
            model, steps = self.fit(without=fold), Transducer(self.fit_steps(without=fold))
            for sort in sorts:
                mine = np.flatnonzero((self.folds[sort] == fold).any(axis=1))
                scores["trees"][sort][mine] = model.decision_function(self.matrix[sort][mine])
                scores["steps"][sort][mine] = [steps.log_odds(*self.pairs[sort][n]) for n in mine]
        for sort in sorts:
            trees, odds = scores["trees"][sort], scores["steps"][sort]
            scores["both"][sort] = np.where(odds >= HOPELESS, (trees + odds) / 2, odds)
        return scores


def recall_at(variants: np.ndarray, others: np.ndarray, share: float = FALSE_ACCEPTS) -> tuple[float, float]:
    """Share of ``variants`` above the score that ``share`` of ``others`` exceed, and that score."""
    threshold = float(np.quantile(others, 1 - share))
    return float((variants > threshold).mean()), threshold


# --------------------------------------------------------------------------- whole names


def read_bench(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def name_model() -> Any:
    from sklearn.ensemble import GradientBoostingClassifier

    return GradientBoostingClassifier(
        max_depth=3,
        n_estimators=120,
        learning_rate=0.05,
        subsample=0.6,
        min_samples_leaf=8,
        max_features=0.4,
        random_state=0,
    )


class NameSets:
    """Judged pairs of whole names with their features and groups."""

    def __init__(self, rows: Sequence[dict[str, str]]) -> None:
        self.truth = np.array([row["is_match"] == "true" for row in rows])
        self.person = np.array([row["schema"] == "Person" for row in rows])
        found = [name_features(row["name1"], row["name2"], row["schema"] != "Person") for row in rows]
        self.names = sorted({name for row in found for name in row})
        self.matrix = vectorise(found, self.names)
        keys = [tuple(" ".join(sorted(split_name(row[side], False)[0])) for side in ("name1", "name2")) for row in rows]
        group = components([(a, b) for a, b in keys])
        self.groups = [group[a] for a, _ in keys]

    def out_of_fold(self, seed: int = 0) -> np.ndarray:
        """Probability of every pair from a model that saw neither of its names."""
        fold = folds(self.groups, NAME_FOLDS, seed)
        scores = np.zeros(len(self.truth))
        for f in range(NAME_FOLDS):
            model = name_model().fit(self.matrix[fold != f], self.truth[fold != f])
            scores[fold == f] = model.predict_proba(self.matrix[fold == f])[:, 1]
        return scores


def f1(predicted: np.ndarray, truth: np.ndarray) -> float:
    hits = (predicted & truth).sum()
    return float(2 * hits / max(1, 2 * hits + (predicted & ~truth).sum() + (~predicted & truth).sum()))


# --------------------------------------------------------------------------- storing


def _compact(
    trees: list[list[list[float]]], names: Sequence[str], intercept: float, about: dict[str, Any]
) -> dict[str, Any]:
    used = sorted({int(node[0]) for tree in trees for node in tree if len(node) > 1})
    at = {feature: n for n, feature in enumerate(used)}
    return {
        **about,
        "features": [names[u] for u in used],
        "intercept": round(intercept, 4),
        "trees": [[[at[int(n[0])], n[1], n[2], n[3]] if len(n) > 1 else n for n in tree] for tree in trees],
    }


def trees_of_histograms(model: Any, names: Sequence[str], about: dict[str, Any]) -> dict[str, Any]:
    """A fitted HistGradientBoostingClassifier as the JSON that ``name_trees`` reads."""
    trees = []
    for (predictor,) in model._predictors:
        trees.append(
            [
                [round(float(n["value"]), 4)]
                if n["is_leaf"]
                else [int(n["feature_idx"]), round(float(n["num_threshold"]), 6), int(n["left"]), int(n["right"])]
                for n in predictor.nodes
            ]
        )
    return _compact(trees, names, float(np.ravel(model._baseline_prediction)[0]), about)


def trees_of_boosting(model: Any, names: Sequence[str], about: dict[str, Any]) -> dict[str, Any]:
    """A fitted GradientBoostingClassifier as the JSON that ``name_trees`` reads."""
    trees = []
    for (regressor,) in model.estimators_:
        t = regressor.tree_
        trees.append(
            [
                [round(float(t.value[n][0][0]) * model.learning_rate, 4)]
                if t.children_left[n] < 0
                else [
                    int(t.feature[n]),
                    round(float(t.threshold[n]), 6),
                    int(t.children_left[n]),
                    int(t.children_right[n]),
                ]
                for n in range(t.node_count)
            ]
        )
    prior = model.init_.class_prior_
    return _compact(trees, names, float(np.log(prior[1] / prior[0])), about)


def store(path: Path, model: dict[str, Any]) -> None:
    """One tree or one step a line, keys sorted."""
    rows = []
    for key in sorted(model):
        if key == "trees":
            value = "[\n  " + ",\n  ".join(json.dumps(tree, separators=(",", ":")) for tree in model[key]) + "\n ]"
        elif key in {"steps", "doubled"}:
            steps = (f"{json.dumps(step)}:{json.dumps(w, separators=(',', ':'))}" for step, w in model[key].items())
            value = "{\n  " + ",\n  ".join(steps) + "\n }"
        else:
            value = json.dumps(model[key], ensure_ascii=False, sort_keys=True)
        rows.append(f' "{key}": {value}')
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")

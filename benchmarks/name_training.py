"""Training of the two name models: words (``name_spelling.json``) and whole names (``name_matching.json``)."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from claimcheck.comparing.name_spelling import features, letters

PACKAGE = Path(__file__).resolve().parent.parent / "claimcheck" / "comparing"


def components(pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Word -> number of the connected component it belongs to."""
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


def read_variants(path: Path) -> list[tuple[str, str]]:
    rows = (line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    pairs = [(letters(a), letters(b)) for a, b in rows]
    return [(a, b) for a, b in pairs if a != b and min(len(a), len(b)) > 1]


def random_pairs(words: Sequence[str], group: dict[str, int], count: int, seed: int) -> list[tuple[str, str]]:
    """Pairs of words with one initial and of different components."""
    rng = random.Random(seed)
    by_initial: dict[str, list[str]] = defaultdict(list)
    for word in words:
        by_initial[word[0]].append(word)
    pairs = []
    while len(pairs) < count:
        a = rng.choice(words)
        b = rng.choice(by_initial[a[0]])
        if a != b and group[a] != group[b]:
            pairs.append((a, b))
    return pairs


def folds(numbers: Sequence[int], count: int, seed: int = 0) -> np.ndarray:
    """A fold for every item so that items of one component share it; big components are dealt first."""
    sizes: dict[int, int] = defaultdict(int)
    for n in numbers:
        sizes[n] += 1
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


def store(path: Path, model: dict[str, Any]) -> None:
    path.write_text(json.dumps(model, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


__all__ = ["PACKAGE", "components", "features", "folds", "random_pairs", "read_variants", "store", "vectorise"]

"""Training of the edit transducer (``transducer.json``): gradient of the forward algorithm over all pairs at once.

The steps that a model may take are those of one letter, and the longer ones that explain two pairs of one name or more
by themselves (what stands beside them is equal). Weights are fitted with L-BFGS; squared weights are penalised, and a
pair of one name that no weights explain counts for little (a share of the listed pairs is wrong).
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from claimcheck.values.names.transducer import BAND, STEPS

Pair = tuple[str, str]
_LETTERS = 16  # longer words are cut for training
_PLACES = 3  # front, inside, end
_VOWELS = frozenset("aeiouyw")
# Kinds of step with the weight that each starts from, and is held to.
_KINDS = {
    "same vowel": 1.0, "same consonant": 2.0, "vowel swap": -1.0, "consonant swap": -3.0, "mixed swap": -3.0,
    "vowel gap": -1.5, "consonant gap": -3.0, "h gap": -1.0, "vowels 1:2": -1.0, "letters 1:2": -2.0,
    "letters 2:2": -1.0, "letters 1:3": -1.0, "doubled": -0.5,
}  # fmt: skip
_KIND = {kind: n for n, kind in enumerate(_KINDS)}
_BIAS = -4.0
_STEP_PENALTY, _PLACED_PENALTY, _KIND_PENALTY = 0.2, 1.0, 0.03
_UNEXPLAINED = 0.02
_ITERATIONS = 80
_LEAST = {3: 2, 4: 3}  # letters of a longer step -> pairs that must show it


def _kind(x: str, y: str) -> str:
    vowels = [c in _VOWELS for c in x + y]
    if x == y:
        return "same vowel" if all(vowels) else "same consonant"
    if not x or not y:
        return "vowel gap" if all(vowels) else "h gap" if x + y == "h" else "consonant gap"
    if len(x) == len(y) == 1:
        return "vowel swap" if all(vowels) else "mixed swap" if any(vowels) else "consonant swap"
    if len(x + y) == 3:
        return "vowels 1:2" if all(vowels) else "letters 1:2"
    return "letters 2:2" if len(x) == len(y) else "letters 1:3"


def steps_of(pairs: Sequence[Pair]) -> list[Pair]:
    """The steps that a model learned from these pairs of one name knows, shorter side first."""
    seen: Counter[Pair] = Counter()
    for a, b in set(pairs):
        found = set()
        for i in range(len(a)):
            for j in range(max(0, i - 2), min(len(b), i + 3)):
                for m, n in STEPS[3:]:
                    x, y = a[i : i + m], b[j : j + n]
                    if len(x) < m or len(y) < n or (m == n and set(x) & set(y)):
                        continue
                    before = i == j == 0 or (i > 0 < j and a[i - 1] == b[j - 1])
                    after = a[i + m : i + m + 1] == b[j + n : j + n + 1]
                    if before and after:
                        found.add(min((x, y), (y, x), key=lambda step: (len(step[0]), step[0])))
        seen.update(found)
    letters = string.ascii_lowercase
    single = [("", c) for c in letters] + [(c, d) for n, c in enumerate(letters) for d in letters[n:]]
    return single + sorted(
        s for s, count in seen.items() if s[0] + s[1] <= "~" and s[0].isalpha() and s[1].isalpha()
        and count >= _LEAST[len(s[0] + s[1])]
    )  # fmt: skip


def _codes(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Letters of every word as 1 to 26 (0 behind its end), and its length. Only words of a to z can be trained on."""
    table = np.zeros((len(words), _LETTERS + 4), np.int64)
    for n, word in enumerate(words):
        cut = word[:_LETTERS]
        table[n, : len(cut)] = [ord(c) - 96 for c in cut]
    return table, np.array([min(len(word), _LETTERS) for word in words])


class Lattice:
    """All steps through all pairs, level by level: what the forward and backward sums run over."""

    def __init__(self, pairs: Sequence[Pair], steps: Sequence[Pair]) -> None:
        (a, rows), (b, columns) = _codes([p[0] for p in pairs]), _codes([p[1] for p in pairs])
        low, high = np.minimum(rows - columns, 0) - BAND, np.maximum(rows - columns, 0) + BAND
        kinds = np.array([_KIND[_kind(*step)] for step in steps])
        same = np.array([x == y for x, y in steps])
        numbers = _numbered(steps)
        found: list[tuple[np.ndarray, ...]] = []
        for m, n in STEPS:
            for i in range(rows.max() - m + 1):
                for j in range(columns.max() - n + 1):
                    off, on = i - j, i + m - j - n
                    fits = (i + m <= rows) & (j + n <= columns) & (off >= low) & (off <= high)
                    p = np.flatnonzero(fits & (on >= low) & (on <= high))
                    code = np.zeros(len(p), np.int64)
                    for letter in (*(a[p, i + x] for x in range(m)), *(b[p, j + y] for y in range(n))):
                        code = code * 27 + letter
                    step = numbers[m, n][code]
                    p, step = p[step >= 0], step[step >= 0]
                    kind = kinds[step]
                    if m + n == 1:
                        text, at = (a, i) if m else (b, j)
                        left = text[p, at - 1] == text[p, at] if at else np.zeros(len(p), bool)
                        kind = np.where(left | (text[p, at + 1] == text[p, at]), _KIND["doubled"], kind)
                    ends = (i + m == rows[p]) & (j + n == columns[p])
                    place = np.full(len(p), 0) if i == j == 0 else np.where(ends, 2, 1)
                    width = _LETTERS + 1
                    cell = (p * width + i) * width + j
                    level = np.full(len(p), i + j)
                    found.append((p, cell, cell + m * width + n, level, level + m + n, step, kind, place))
        joined = [np.concatenate(column) for column in zip(*found, strict=True)]
        self.pair, source, target, level, reached, self.step, self.kind, self.place = joined
        used = np.unique(np.concatenate([source, target]))
        self.source, self.target = np.searchsorted(used, source), np.searchsorted(used, target)
        self.edit = (~same[self.step]).astype(np.int64)
        width = _LETTERS + 1
        starts, ends = np.arange(len(pairs)) * width**2, (np.arange(len(pairs)) * width + rows) * width + columns
        self.starts = np.searchsorted(used, starts)
        self.ends = np.minimum(np.searchsorted(used, ends), len(used) - 1)
        self.reached = used[self.ends] == ends
        self.cells = len(used)
        # Sums run over arcs in the order of the node they reach (forward) or leave (backward), one level at a time.
        self.into = _by_level(reached, self.target * 2 + self.edit)
        self.out_of = _by_level(-level, self.source)

    def forward(self, weights: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Logarithm of the summed weight of every pair, and the sums at every cell (last step a match, an edit).
        ``weights`` (an arc) and ``after`` (match or edit, then match or edit) are logarithms."""
        weight, turn = np.exp(weights), np.exp(after)
        at = np.zeros((self.cells, 2))
        at[self.starts, 0] = 1.0
        flat = at.reshape(-1)
        for arcs, heads, nodes in self.into:
            edit, came = self.edit[arcs], at[self.source[arcs]]
            value = weight[arcs] * (came[:, 0] * turn[0][edit] + came[:, 1] * turn[1][edit])
            flat[nodes] = np.add.reduceat(value, heads)
        return np.log(np.where(self.reached, at[self.ends].sum(axis=1), 0.0) + 1e-300), at

    def backward(
        self, weights: np.ndarray, after: np.ndarray, logs: np.ndarray, at: np.ndarray, pull: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Slope of the loss by every arc's weight and by ``after``; ``pull`` is its slope by the score of a pair."""
        weight, turn = np.exp(weights), np.exp(after)
        back = np.zeros((self.cells, 2))
        back[self.ends] = 1.0
        onward = np.zeros(len(weight))
        for arcs, heads, nodes in self.out_of:
            edit = self.edit[arcs]
            onward[arcs] = weight[arcs] * back[self.target[arcs], edit]
            for k in (0, 1):
                back[nodes, k] = np.add.reduceat(onward[arcs] * turn[k][edit], heads)
        share = onward * (pull / np.exp(logs))[self.pair]
        turned = [at[self.source, k] * turn[k][self.edit] * share for k in (0, 1)]
        return turned[0] + turned[1], np.array([np.bincount(self.edit, t, 2) for t in turned])


def _numbered(steps: Sequence[Pair]) -> dict[tuple[int, int], np.ndarray]:
    numbers = {(m, n): np.full(27 ** (m + n), -1) for m, n in STEPS}
    for number, (x, y) in enumerate(steps):
        for one, other in ((x, y), (y, x)):
            code = 0
            for letter in one + other:
                code = code * 27 + ord(letter) - 96
            numbers[len(one), len(other)][code] = number
    return numbers


def _by_level(level: np.ndarray, node: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For every level in order: its arcs sorted by node, where each node's arcs begin, and the nodes."""
    order = np.lexsort((node, level))
    cuts = np.flatnonzero(np.diff(level[order])) + 1
    found = []
    for arcs in np.split(order, cuts):
        nodes, heads = np.unique(node[arcs], return_index=True)
        found.append((arcs, heads, nodes))
    return found


def fit(pairs: Sequence[Pair], labels: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
    """The model (as ``name_transducer.Transducer`` reads it) of pairs that are one name (label 1) or two (0)."""
    from scipy.optimize import minimize

    steps = steps_of([pair for pair, label in zip(pairs, labels, strict=True) if label])
    lattice = Lattice(pairs, steps)
    count, kinds = len(steps), len(_KINDS)
    sizes = [count, count * _PLACES, kinds * _PLACES, 4, 1]
    start = np.concatenate([np.zeros(count * (1 + _PLACES)), np.repeat(list(_KINDS.values()), _PLACES), np.zeros(4)])
    start = np.append(start, _BIAS)
    penalties = (_STEP_PENALTY, _PLACED_PENALTY, _KIND_PENALTY, _KIND_PENALTY, 0.0)
    penalty = np.concatenate([np.full(size, value) for size, value in zip(sizes, penalties, strict=True)])
    cuts = np.cumsum(sizes)[:-1]
    placed, kind = lattice.step * _PLACES + lattice.place, lattice.kind * _PLACES + lattice.place
    one = labels == 1

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        by_step, by_place, by_kind, after, bias = np.split(theta, cuts)
        arcs, turn = by_step[lattice.step] + by_place[placed] + by_kind[kind], after.reshape(2, 2)
        logs, at = lattice.forward(arcs, turn)
        p = 1 / (1 + np.exp(-np.clip(logs + bias[0], -40, 40)))
        likely = np.maximum(np.where(one, _UNEXPLAINED + (1 - _UNEXPLAINED) * p, 1 - p), 1e-12)
        pull = np.where(one, -(1 - _UNEXPLAINED) / likely, 1 / likely) * p * (1 - p) * weights
        pulled, turns = lattice.backward(arcs, turn, logs, at, pull)
        away = theta - start
        slope = [
            np.bincount(lattice.step, pulled, count),
            np.bincount(placed, pulled, count * _PLACES),
            np.bincount(kind, pulled, kinds * _PLACES),
            turns.reshape(-1),
            [pull.sum()],
        ]
        value = -(weights * np.log(likely)).sum() + 0.5 * (penalty * away * away).sum()
        return float(value), np.concatenate(slope) + penalty * away

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return _model(best.x, cuts, steps)


def _model(theta: np.ndarray, cuts: np.ndarray, steps: Sequence[Pair]) -> dict[str, Any]:
    by_step, by_place, by_kind, after, bias = np.split(theta, cuts)
    by_place, by_kind = by_place.reshape(-1, _PLACES), by_kind.reshape(-1, _PLACES)
    stored: dict[str, dict[str, list[float]]] = {"steps": {}, "doubled": {}}
    for n, (x, y) in enumerate(steps):
        own = by_step[n] + by_place[n]
        stored["steps"][f"{x}~{y}"] = [round(float(v), 3) for v in own + by_kind[_KIND[_kind(x, y)]]]
        if len(x + y) == 1:
            stored["doubled"][f"{x}~{y}"] = [round(float(v), 3) for v in own + by_kind[_KIND["doubled"]]]
    turns = [[round(float(v), 3) for v in row] for row in after.reshape(2, 2)]
    return {"bias": round(float(bias[0]), 3), "after": turns, **stored}

"""How likely two words are one name, by a learned edit transducer: the swaps that spellings of one name make.

A transducer (Ristad and Yianilos 1998) writes both words side by side, none to three letters against none to three
("kh" for "h", "c" for "j", "sch" for "s"; many to many after Jiampojamarn, Kondrak and Sherif 2007). Every step has a
weight, by its letters and by where it stands: at the front, inside, at the end. A step after a change costs other than
a step after a match. The weights of all ways to write the pair are summed (forward algorithm), so no single alignment
decides; their logarithm is the log-odds of "one name". The weights are learned so that pairs of one name and random
pairs come apart (conditional, as McCallum, Bellare and Pereira 2005) by ``python -m benchmarks.names --train``, and are
stored in ``transducer.json``: ``[front, inside, end]`` a step, "~" between the two sides.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files
from typing import Any

STEPS = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))  # letters of the one side, of the other
BAND = 3  # how far from the diagonals between both ends an alignment strays
FLOOR = -30.0  # the log-odds of words that no steps lead through
_LONGEST = 3
_TOGETHER = tuple(tuple(n for m, n in sorted(STEPS) if m == size) for size in range(_LONGEST + 1))  # by the one's size
_Weights = tuple[float, float, float]
_Table = dict[str, dict[str, _Weights]]


class Transducer:
    """The weights of one model, ready to score. ``model`` is what the JSON holds."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.bias: float = model["bias"]
        (match_match, match_edit), (edit_match, edit_edit) = model["after"]
        self.to_match = math.exp(match_match), math.exp(edit_match)
        self.to_edit = math.exp(match_edit), math.exp(edit_edit)
        self.steps = _both_ways(model["steps"])
        self.doubled = _both_ways(model["doubled"])

    def log_odds(self, a: str, b: str) -> float:
        """Log-odds that two words in plain letters are one name; the order of the two does not matter."""
        rows, columns = len(a), len(b)
        low, high = min(rows - columns, 0) - BAND, max(rows - columns, 0) + BAND
        # Weight of all ways to each cell whose last step was a match, and whose last step was an edit.
        matched = [[0.0] * (columns + 1) for _ in range(rows + 1)]
        edited = [[0.0] * (columns + 1) for _ in range(rows + 1)]
        matched[0][0] = 1.0
        pieces = [[b[j : j + n] for j in range(columns - n + 1)] for n in range(_LONGEST + 1)]
        gaps = [(self.doubled if _twin(b, j) else self.steps).get("", {}).get(b[j]) for j in range(columns)]
        for i in range(rows + 1):
            ways = []  # letters of the one side, of the other, weights by those of the other, and these by place
            for m in range(1, min(_LONGEST, rows - i) + 1):
                table = self.steps.get(a[i : i + m], {})
                for n in _TOGETHER[m] if table else ():
                    source = (self.doubled if _twin(a, i) else self.steps).get(a[i], {}) if n == 0 else table
                    ways.append((m, n, i + m - n, source, pieces[n]))
            for j in range(max(0, i - high), min(columns, i - low) + 1):
                one, other = matched[i][j], edited[i][j]
                if one == 0.0 == other:
                    continue
                match = one * self.to_match[0] + other * self.to_match[1]
                edit = one * self.to_edit[0] + other * self.to_edit[1]
                if j < columns and low < i - j and (weights := gaps[j]) is not None:
                    edited[i][j + 1] += edit * weights[0 if i == 0 == j else 2 if i == rows and j + 1 == columns else 1]
                for m, n, off, source, letters in ways:
                    if j + n > columns or not low <= off - j <= high:
                        continue
                    weights = source.get(letters[j])
                    if weights is None:
                        continue
                    weight = weights[0 if i == 0 == j else 2 if i + m == rows and j + n == columns else 1]
                    if m == n == 1 and a[i] == letters[j]:
                        matched[i + 1][j + 1] += match * weight
                    else:
                        edited[i + m][j + n] += edit * weight
        total = matched[rows][columns] + edited[rows][columns]
        return max(FLOOR, math.log(total) + self.bias) if total > 0.0 else FLOOR


def _both_ways(steps: dict[str, list[float]]) -> _Table:
    table: _Table = {}
    for step, (front, inside, end) in steps.items():
        x, y = step.split("~")
        weights = math.exp(front), math.exp(inside), math.exp(end)
        table.setdefault(x, {})[y] = weights
        table.setdefault(y, {})[x] = weights
    return table


def _twin(text: str, at: int) -> bool:
    """Whether the letter at ``at`` stands beside its like, so that dropping it only undoes a doubling."""
    letter = text[at : at + 1]
    return bool(letter) and (text[at - 1 : at] == letter or text[at + 1 : at + 2] == letter)


@lru_cache(maxsize=1)
def transducer() -> Transducer:
    """The trained model of the package."""
    path = files("claimcheck.values.names").joinpath("transducer.json")
    return Transducer(json.loads(path.read_text(encoding="utf-8")))

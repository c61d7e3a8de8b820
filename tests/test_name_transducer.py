"""The edit transducer behind spellings of names: its sums, its training, and what it learned."""

from __future__ import annotations

import json
import math
import random
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import name_transducer as training
from claimcheck.values.names.transducer import BAND, FLOOR, STEPS, Transducer, transducer

WORD = st.text(alphabet="abhks", min_size=1, max_size=5)


def model(steps: list[tuple[str, str]], seed: int = 0) -> dict[str, Any]:
    """Weights drawn at random for these steps."""
    rng = random.Random(seed)
    weights = {f"{x}~{y}": [round(rng.uniform(-2, 1), 2) for _ in range(3)] for x, y in steps}
    doubled = {step: [w + 0.5 for w in ws] for step, ws in weights.items() if len(step) == 2}
    return {"bias": -1.5, "after": [[0.1, -0.2], [0.3, -0.4]], "steps": weights, "doubled": doubled}


def brute(found: dict[str, Any], a: str, b: str) -> float:
    """The summed weight of all ways to write both words, one by one."""

    def ways(i: int, j: int, after: int) -> float:
        if i == len(a) and j == len(b):
            return 1.0
        total = 0.0
        for m, n in STEPS:
            x, y = a[i : i + m], b[j : j + n]
            low, high = min(len(a) - len(b), 0) - BAND, max(len(a) - len(b), 0) + BAND
            if len(x) < m or len(y) < n or not low <= i + m - j - n <= high:
                continue
            text, at = (a, i) if m else (b, j)
            twin = m + n == 1 and text[at] in (text[at - 1 : at], text[at + 1 : at + 2])
            table = found["doubled" if twin else "steps"]
            weights = table.get(f"{x}~{y}") or table.get(f"{y}~{x}")
            if weights is None:
                continue
            place = 0 if i == j == 0 else 2 if i + m == len(a) and j + n == len(b) else 1
            edit = int(x != y)
            total += math.exp(weights[place] + found["after"][after][edit]) * ways(i + m, j + n, edit)
        return total

    total = ways(0, 0, 0)
    return math.log(total) + found["bias"] if total else FLOOR


STEPS_KNOWN = training.steps_of(
    [("kasha", "khasa"), ("kabs", "khabs"), ("ask", "askh"), ("bash", "bas"), ("hash", "has")]
)


@given(WORD, WORD)
def test_the_forward_sum_is_the_sum_over_all_ways(a: str, b: str) -> None:
    found = model(STEPS_KNOWN)
    assert Transducer(found).log_odds(a, b) == pytest.approx(brute(found, a, b), abs=1e-6)


@given(st.text(alphabet="aehijkqszß1 ", max_size=12), st.text(alphabet="aehijkqszß1 ", max_size=12))
def test_either_order_gives_the_same(a: str, b: str) -> None:
    assert transducer().log_odds(a, b) == pytest.approx(transducer().log_odds(b, a), abs=1e-9)
    assert FLOOR <= transducer().log_odds(a, b) < 100


def test_training_sums_as_the_package_does() -> None:
    rng = random.Random(1)
    words = ["".join(rng.choice("abhkss") for _ in range(rng.randint(1, 7))) for _ in range(60)]
    pairs = list(zip(words[::2], words[1::2], strict=True))
    found = model(STEPS_KNOWN, 2)
    lattice = training.Lattice(pairs, STEPS_KNOWN)
    names = [f"{x}~{y}" for x, y in STEPS_KNOWN]
    doubled = lattice.kind == list(training._KINDS).index("doubled")
    arcs = np.array(
        [
            found["doubled" if twice else "steps"][names[step]][place]
            for step, place, twice in zip(lattice.step, lattice.place, doubled, strict=True)
        ]
    )
    logs, _ = lattice.forward(arcs, np.array(found["after"]))
    assert logs + found["bias"] == pytest.approx([max(Transducer(found).log_odds(*p), -700) for p in pairs], abs=1e-6)


def test_the_slope_is_that_of_the_sum() -> None:
    lattice = training.Lattice([("kasha", "khasa"), ("bass", "bas"), ("kab", "hab")], STEPS_KNOWN)
    rng = np.random.default_rng(0)
    arcs, after = rng.normal(size=len(lattice.step)), rng.normal(size=(2, 2))
    pull = np.array([1.0, -0.5, 2.0])
    logs, at = lattice.forward(arcs, after)
    slope, turns = lattice.backward(arcs, after, logs, at, pull)
    for n in rng.choice(len(arcs), 25, replace=False):
        moved = arcs.copy()
        moved[n] += 1e-5
        assert ((lattice.forward(moved, after)[0] - logs) * pull).sum() / 1e-5 == pytest.approx(slope[n], abs=1e-3)
    for cell in np.ndindex(2, 2):
        turned = after.copy()
        turned[cell] += 1e-5
        assert ((lattice.forward(arcs, turned)[0] - logs) * pull).sum() / 1e-5 == pytest.approx(turns[cell], abs=1e-3)


def test_a_swap_is_learned_from_pairs() -> None:
    rng = random.Random(3)
    words = ["".join(rng.choice("bdlmnr") + rng.choice("aeiou") for _ in range(3)) for _ in range(120)]
    one = [(w + "ks", w + "x") for w in words[:60]] + [(w, w) for w in words[:60]]
    two = [(a + "x", b + "x") for a, b in zip(words[:60], words[60:], strict=True)]
    two += [(w + "ts", w + "x") for w in words[60:]]
    labels = np.array([1.0] * len(one) + [0.0] * len(two))
    learned = Transducer(training.fit(one + two, labels, np.ones(len(labels))))
    assert learned.log_odds("rudoks", "rudox") > 0 > learned.log_odds("rudots", "rudox")


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (("cihan", "jihan"), ("bihan", "jihan")),
        (("cemal", "djamel"), ("kemal", "djamel")),
        (("khaled", "haled"), ("maled", "haled")),
        (("najm", "negm"), ("najm", "nebm")),
        (("yusuf", "youssef"), ("yusuf", "yesenif")),
        (("isaac", "itzhak"), ("isaac", "ibmhak")),
    ],
)
def test_swaps_of_transliteration_cost_less_than_others(near: tuple[str, str], far: tuple[str, str]) -> None:
    assert transducer().log_odds(*near) > transducer().log_odds(*far) + 1


def test_the_stored_scores_hold() -> None:
    stored = json.loads(files("claimcheck.values.names").joinpath("spelling.json").read_text(encoding="utf-8"))
    assert stored["score"]["cross-validated recall at 1 % false accepts, with the transducer"]["with lists"] >= 0.90
    assert stored["score"]["at probability 0.5"]["false accepts"] <= 0.01
    assert stored["score"]["at probability 0.5"]["look-alikes accepted"] <= 0.25

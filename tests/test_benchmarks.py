"""What the tables are made with: peers that may be missing, reliability, and growth."""

from __future__ import annotations

import builtins
import datetime as dt
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

from benchmarks import peers
from benchmarks.reliability import Curve, draw, table
from benchmarks.speed import ALL, COUNTED, too_steep
from benchmarks.tables import render

LEFT = "Rain fell all day.\nThe blast killed 12 people near the old market, police said on Monday.\n"
RIGHT = "The blast killed 15 people near the old market, officials said on Monday.\nNobody was held.\n"


def test_word_diff_marks_what_is_replaced() -> None:
    found = peers.differences(LEFT, RIGHT, "difflib")
    assert found is not None
    assert [(LEFT[slice(*a)], RIGHT[slice(*b)]) for a, b in found] == [("12", "15"), ("police", "officials")]


def test_redlines_marks_places_in_the_texts() -> None:
    pytest.importorskip("redlines")
    found = peers.differences(LEFT, RIGHT, "redlines")
    assert found is not None
    assert ("12", "15") in [(LEFT[slice(*a)], RIGHT[slice(*b)]) for a, b in found]


def test_a_peer_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] in {"quantulum3", "dateparser", "rigour", "redlines"}:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert peers.quantulum3("12 km") is None
    assert peers.dateparser("on Monday", dt.datetime(2018, 1, 1)) is None
    assert peers.differences(LEFT, RIGHT, "redlines") is None
    assert peers.name_scorers()["rigour"] is None
    assert peers.row("recall", "redlines", None).floor == "not installed"


def test_name_scorers_give_shares() -> None:
    for tool, scorer in peers.name_scorers().items():
        if scorer is not None:
            assert scorer("Olaf Scholz", "Olaf Scholz") == pytest.approx(1.0), tool
            assert 0.0 <= scorer("Olaf Scholz", "Jana Brandov") < 0.8, tool


def curve(said: list[float], truth: list[int]) -> Curve:
    return Curve("model", np.array(said), np.array(truth, dtype=float), "shown nowhere")


def test_a_calibrated_model_has_no_error() -> None:
    good = curve([0.25] * 80 + [0.75] * 80, ([1] * 20 + [0] * 60) + ([1] * 60 + [0] * 20))
    assert good.expected_error() == pytest.approx(0.0)
    assert good.largest_gap() == pytest.approx(0.0)


def test_an_overconfident_model_has_one() -> None:
    bad = curve([0.95] * 100 + [1.0], [1] * 50 + [0] * 50 + [1])
    assert bad.expected_error() == pytest.approx((0.95 * 100 + 1.0 - 51) / 101)
    assert [n for *_, n in bad.bins()] == [101], "one is of the last bin"


def test_bins_with_few_pairs_make_no_gap() -> None:
    few = curve([0.15, *[0.85] * 40], [1, *[1] * 34, *[0] * 6])
    assert few.largest_gap() == pytest.approx(0.0)


def test_the_picture_and_the_table_hold_every_curve() -> None:
    curves = [curve([0.1, 0.9], [0, 1]), curve([0.4, 0.6, 0.6], [1, 0, 1])]
    picture = ET.fromstring(draw(curves))
    assert len(picture.findall("{http://www.w3.org/2000/svg}circle")) == 4
    assert draw(curves) == draw(curves)
    assert "said 0.60, true | 0.500" in render(table(curves))


def test_what_grows_with_the_square_is_too_steep_and_the_rest_is_not() -> None:
    def counts(size: int, squared: int) -> dict[str, int]:
        own = {"pair.py:score": squared * size**2 // 96, "read.py:words": 1_000 * size, "rare.py:hook": size**2 // 96}
        return {**own, "texts encoded": 11 * size, ALL: sum(own.values())}

    fine = {size: counts(size, 0) for size in COUNTED}
    assert too_steep(fine) == []
    assert [line.partition(":")[0] for line in too_steep({size: counts(size, 20) for size in COUNTED})] == ["pair.py"]
    both = too_steep({size: counts(size, 1_000) for size in COUNTED})
    assert any(line.startswith(ALL) for line in both)
    arrays = {size: {**fine[size], "texts encoded": size**2} for size in COUNTED}
    assert [line.partition(":")[0] for line in too_steep(arrays)] == ["texts encoded"]

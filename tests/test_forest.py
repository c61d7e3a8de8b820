"""Boosted trees over a table say what the trees say row by row, in any company."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claimcheck.matching.forest import Forest
from claimcheck.values.names.trees import log_odds


@pytest.mark.parametrize("stored", ["slot_model.json", "source_model.json", "event_model.json"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_table_of_rows_is_judged_row_by_row(stored: str, data: st.DataObject) -> None:
    model: dict[str, Any] = json.loads(resources.files("claimcheck.facts").joinpath(stored).read_text("utf-8"))
    names = ["unused", *sorted(model["features"])]
    cells = st.floats(-3, 12).map(lambda value: round(value, 1)) | st.sampled_from([0.0, 1.0])
    rows = data.draw(arrays(np.float64, st.tuples(st.integers(1, 4), st.just(len(names))), elements=cells))
    forest = Forest.of(model, names)
    alone = [log_odds(model, dict(zip(names, row, strict=True))) for row in rows.tolist()]
    assert forest.log_odds(rows).tolist() == alone
    assert forest.log_odds(rows[::-1]).tolist() == alone[::-1]
    assert forest.log_odds(np.concatenate([rows] * 600))[-len(rows) :].tolist() == alone


def test_no_rows_have_no_odds() -> None:
    model: dict[str, Any] = {"features": ["a"], "intercept": 0.5, "trees": [[[0, 0.0, 1, 2], [1.0], [2.0]]]}
    assert Forest.of(model, ["a"]).log_odds(np.zeros((0, 1))).shape == (0,)
    assert Forest.of(model, ["a"]).log_odds(np.array([[0.0], [0.1]])).tolist() == [1.5, 2.5]

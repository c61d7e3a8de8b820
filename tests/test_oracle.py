"""Gold matches and slots put in place of the tool's."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.oracle import STAGES, claim_at, measure, staged, table
from claimcheck.settings.loading import Settings

LEFT = """The blast killed 12 people near the old market, police said on Monday.

Nobody was held after the attack in the north of the city.
"""
RIGHT = """Rain fell all day in the north of the city on Monday.

A bomb that went off by the stalls where farmers sell fruit left 15 people dead, officials said.
"""
PAIR = {
    "left": "left",
    "right": "right",
    "matches": [["The blast killed 12", "A bomb that went"]],
    "slots": [{"kind": "quantity", "left": "killed 12 people", "right": "15 people dead", "relation": "conflict"}],
    "findings": [{"rule": "number-conflict", "left": "12 people", "right": "15 people"}],
}


pytestmark = pytest.mark.model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("left", LEFT), ("right", RIGHT)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_last_stage_finds_what_the_gold_hands_in(folder: Path) -> None:
    settings = Settings(cache_dir=str(folder / "cache"))
    found = measure({"pairs": [PAIR]}, folder, settings)
    assert found["gold"] == {"number-conflict": 1}
    assert found[STAGES[-1]] == {"number-conflict": 1}
    shown = table(found, "sample").rows
    assert [row.note for row in shown] == ["of 1", "of 1"]


def test_a_pair_without_labels_is_what_the_tool_says(folder: Path) -> None:
    stages = staged({"left": "left", "right": "right"}, folder, Settings(cache_dir=str(folder / "cache")))
    findings = [[(f.rule, f.divergence.primary.surface) for f in stages[stage][0]] for stage in STAGES[1:]]
    assert findings[0] == findings[1] == findings[2]


def test_a_claim_that_begins_with_the_words_comes_first(folder: Path) -> None:
    from claimcheck.claims.annotate import Annotator
    from claimcheck.engine.whole_run import read

    pages = read([str(folder / "right.txt")], Settings(), Annotator(), None)
    claims = [claim for own in pages.claims.values() for claim in own]
    found = claim_at(claims, "A bomb that went")
    assert found is not None and found.text.startswith("A bomb")
    assert claim_at(claims, "Nobody was held") is None

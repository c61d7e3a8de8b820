"""``min_confidence``: what it drops, what it leaves, and that the pages say so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimcheck.datamodel import Divergence, Place, Span
from claimcheck.engine.judging import findings_of
from claimcheck.rules import RULES
from claimcheck.settings.by_path import PathSettings
from claimcheck.settings.model import Settings

ROOT = Path(__file__).parents[1]


def divergence(key: str, confidence: float | None) -> Divergence:
    first, second = (Place(Span(path, 0, 1), "x", f"{path}#1") for path in ("a.txt", "b.txt"))
    return Divergence("x", first, (second,), (key,), confidence=confidence)


@pytest.mark.parametrize(
    ("bar", "kept"),
    [
        (0.0, {"low", "high", "sure", "typed"}),
        (0.7, {"high", "sure", "typed"}),
        (0.9, {"sure", "typed"}),
        (1.0, {"sure", "typed"}),
    ],
)
def test_what_states_no_confidence_stays(bar: float, kept: set[str]) -> None:
    stated = [("s", divergence(key, share)) for key, share in (("low", 0.2), ("high", 0.7), ("sure", 1.0))]
    found = {"contradiction": stated, "number-conflict": [("s", divergence("typed", None))]}
    settings = PathSettings(Settings(min_confidence=bar, select=("contradiction", "number-conflict")))
    assert {finding.divergence.key[0] for finding in findings_of(found, settings)} == kept


def test_the_pages_name_the_rules_that_state_one() -> None:
    """Only a figure that the model gives, and that was calibrated, is stated."""
    stating = set()
    for rule in RULES:
        module = ROOT / "claimcheck" / "rules" / (type(rule).__module__.rpartition(".")[2] + ".py")
        if re.search(r"^\s+confidence=", module.read_text("utf-8"), re.M):
            stating.add(rule.name)
    assert stating
    for page in ("docs/cli.md", "configs/default.toml"):
        (line,) = re.findall(r".*confidence below this.*", (ROOT / page).read_text("utf-8"))
        assert set(re.findall(r"[a-z-]+", line)) & {rule.name for rule in RULES} == stating

"""Our copy: one file or outlet that the report leads with."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from claimcheck.engine.additions import check
from claimcheck.engine.whole_run import with_ours
from claimcheck.settings.model import Settings
from claimcheck.writers.terminal import render_terminal
from tests.report_sample import RULES, sample


def test_ours_is_a_file_or_an_outlet_or_a_problem() -> None:
    report = sample()
    star = next(a for a in report.articles if a.outlet == "The Daily Star")
    assert with_ours(report, "the daily star").ours == with_ours(report, star.span.path).ours == (star.id,)
    assert with_ours(report, "") is report
    (problem,) = set(with_ours(report, "nobody.txt").problems) - set(report.problems)
    assert problem.fatal and "nobody.txt" in problem.message and "The Daily Star" in problem.action


def test_the_text_leads_with_our_copy() -> None:
    report = sample()
    star = next(a for a in report.articles if a.outlet == "The Daily Star")
    text = render_terminal(dataclasses.replace(report, ours=(star.id,)), RULES)
    head = text.partition(" Story 1 of 1 ")[0]
    assert " Our copy " in head and "The Daily Star" in head and "alone has: 4 statements" in head and "Louazi" in head
    assert " Our copy " not in render_terminal(report, RULES)


@pytest.mark.model
def test_a_check_of_additions_knows_our_copy(tmp_path: Path) -> None:
    """Where our copy has no part in what is added, that is no fault."""
    text = (
        "Flood kills 30 in the valley\n\nThirty people were killed on Monday when a river burst, police in town said.\n"
    )
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "b.txt").write_text(text.replace("30", "13").replace("Thirty", "Thirteen"))
    (tmp_path / "c.txt").write_text(
        "A cat show\n\nCats were shown on Sunday in the hall, and many people came to look.\n"
    )
    settings = Settings(our_copy="a.txt", cache_dir="off")
    for added, ours in (("b.txt", ("a.txt#1",)), ("c.txt", ())):
        report, _ = check([tmp_path / added], settings, tmp_path)
        assert report.ours == ours and not [p for p in report.problems if p.fatal]

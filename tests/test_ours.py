"""Our copy: one file or outlet that the report leads with."""

from __future__ import annotations

import dataclasses

from claimcheck.engine.whole_run import with_ours
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

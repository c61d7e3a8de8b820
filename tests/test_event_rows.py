"""Rows of the fact table that say whether it happened, and how surely each outlet tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimcheck.datamodel import FactRow, FactTable, Report
from claimcheck.engine.whole_run import run
from claimcheck.facts.event_rows import event_rows
from claimcheck.settings.loading import Settings
from claimcheck.writers.parts.disagreements import rows_of

pytestmark = pytest.mark.model

REST = (
    "The three had set out on Friday from the hut below the glacier.",
    "A helicopter of the mountain guard searched the north face until midnight.",
    "The hut is closed until the end of the month, its keeper said.",
)
DOUBTED = "Three climbers were said to have been rescued after the night on the mountain."
FLAT = "Three climbers were rescued after the night on the mountain."


def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *leads: str) -> Report:
    monkeypatch.chdir(tmp_path)
    for n, lead in enumerate(leads):
        Path(f"{n}.txt").write_text("\n\n".join((lead, *REST)), encoding="utf-8")
    return run([f"{n}.txt" for n in range(len(leads))], Settings(cache_dir="off"))


def _of_the_lead(table: FactTable) -> list[FactRow]:
    """The rest is told alike, and has rows of its own."""
    return [row for row in table.rows if row.kind == "event" and row.label.startswith("Three climbers")]


def test_a_finding_of_certainty_is_a_row_that_says_how_surely_each_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = told(tmp_path, monkeypatch, DOUBTED, FLAT)
    (table,) = report.fact_tables
    (row,) = _of_the_lead(table)
    cells = {c.article_id: (c.surface, c.value) for c in row.cells if c is not None}
    assert sorted(cells.values()) == [("rescued", "told as fact"), ("said to have been rescued", "alleged")]
    assert sum(c.odd for c in row.cells if c is not None) == 1
    (finding,) = [f for f in report.findings if f.rule == "certainty"]
    (shown,) = [r for r in rows_of(table, report.findings, table.article_ids) if finding in r.findings]
    assert (shown.kind, {a.value for a in shown.answers}) == ("event", {"told as fact", "alleged"})


def test_of_three_the_one_that_has_it_otherwise_is_odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flat = "Three climbers were rescued on Sunday after the night on the mountain."
    report = told(tmp_path, monkeypatch, DOUBTED, FLAT, flat)
    (row,) = _of_the_lead(report.fact_tables[0])
    odd = [c.value for c in row.cells if c is not None and c.odd]
    assert odd == ["alleged"] and row.majority == "told as fact"


def test_a_flat_denial_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    denied = "Three climbers were not rescued after the night on the mountain."
    report = told(tmp_path, monkeypatch, FLAT, denied)
    (row,) = _of_the_lead(report.fact_tables[0])
    assert sorted(c.value for c in row.cells if c is not None) == ["denied", "told as fact"]


def test_what_shows_in_one_column_alone_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = told(tmp_path, monkeypatch, DOUBTED, FLAT)
    claims = {c.id: c for c in report.claims}
    assert event_rows(report.findings, claims, [report.articles[0].id]) == []


def test_what_all_tell_alike_is_a_row_on_which_nobody_is_odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = told(tmp_path, monkeypatch, FLAT, "On Sunday three climbers were saved from the mountain after a night.")
    rows = [row for row in report.fact_tables[0].rows if row.kind == "event" and row.label.startswith("A helicopter")]
    assert [[c.surface for c in row.cells if c is not None] for row in rows] == [
        ["searched the north face until midnight"] * 2
    ]
    assert not any(c.odd for row in rows for c in row.cells if c is not None)

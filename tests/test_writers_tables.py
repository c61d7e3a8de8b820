"""CSV, JSON Lines, GitLab Code Quality and rdjsonl: what a reader of each gets back."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Report
from claimcheck.writers import WRITERS
from claimcheck.writers.csv_table import COLUMNS, render_csv
from claimcheck.writers.gitlab import render_gitlab
from claimcheck.writers.json_report import render_json
from claimcheck.writers.jsonl import render_jsonl
from claimcheck.writers.rdjsonl import render_rdjsonl
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import REPORTS, made
from tests.report_sample import RULES, sample


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("csv", "report.csv"),
        ("gitlab", "report-gitlab.json"),
        ("jsonl", "report.jsonl"),
        ("rdjsonl", "report-rd.jsonl"),
    ],
)
def test_goldens(name: str, file: str) -> None:
    text = WRITERS[name](sample(), RULES)
    assert isinstance(text, str)
    assert_golden(file, text)


# --------------------------------------------------------------------------- CSV


def _rows(report: Report) -> list[dict[str, str]]:
    text = render_csv(report, RULES)
    assert text.replace("\r\n", "").count("\n") == text.replace("\r\n", "").count("\r") == 0
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(set(row) == set(COLUMNS) and None not in row.values() for row in rows)
    return rows


def test_csv_has_a_row_for_every_finding_whatever_its_status() -> None:
    report = made(list("abcdefghij"))
    assert sorted(r["fingerprint"] for r in _rows(report)) == sorted(f.fingerprint for f in report.findings)
    assert {r["status"] for r in _rows(report)} == {"new", "baselined", "accepted", "suppressed"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("http://x","y")', "|cmd"]
)
def test_csv_cells_are_no_formulas(text: str) -> None:
    cells = [c for row in _rows(made([text], path="=a.txt")) for c in row.values()]
    assert not [c for c in cells if c.lstrip()[:1] in set("=+@|\t\r＝") or re.match(r"\s*-\D", c)]
    assert any(c.startswith("'") for c in cells)


def test_csv_paths_keep_their_spaces() -> None:
    assert _rows(made(["x"], path="a  b.txt"))[0]["file"] == "a  b.txt"


def test_csv_cells_fit_a_spreadsheet() -> None:
    assert all(len(c) < 32_767 for row in _rows(made(["x" * 100_000])) for c in row.values())


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_csv_of_any_text(report: Report) -> None:
    render_csv(report, RULES).encode("utf-8")
    rows = _rows(report)
    assert len(rows) == len(report.findings)
    for cell in (c for row in rows for c in row.values()):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", cell)
        assert cell.lstrip()[:1] not in set("=+@|") - {""}


# --------------------------------------------------------------------------- JSON Lines


def _records(report: Report) -> list[dict[str, Any]]:
    text = render_jsonl(report, RULES)
    assert text.endswith("\n") and len(text.splitlines()) == text.count("\n")  # no other end of line in it
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("report", [sample(), hostile()], ids=["sample", "hostile"])
def test_jsonl_has_the_findings_of_json(report: Report) -> None:
    records = [{k: v for k, v in r.items() if k != "type"} for r in _records(report) if r["type"] == "finding"]
    assert records == json.loads(render_json(report, RULES))["findings"]


def test_jsonl_ends_with_the_counts() -> None:
    *_, last = _records(made(list("abcdefghij")))
    assert last["type"] == "summary"
    assert last["known"] == {"baselined": 2, "accepted": 2, "suppressed": 2}
    assert sum(last["new"].values()) == 4 and last["problems"] == 3


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_jsonl_of_any_text(report: Report) -> None:
    found = [r for r in _records(report) if r["type"] == "finding"]
    texts = {s.path: s.text for s in report.sources}
    assert len(found) == len(report.findings)
    for place in (p for r in found for p in (r["primary"], *r["related"])):
        assert texts[place["path"]][place["start"] : place["end"]] == place["surface"]  # nothing is lost


# --------------------------------------------------------------------------- GitLab


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_gitlab_of_any_text(report: Report) -> None:
    text = render_gitlab(report, RULES)
    text.encode("utf-8")
    issues = json.loads(text)
    assert len(issues) == sum(f.status == "new" for f in report.findings)
    assert len({i["fingerprint"] for i in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["description"] and issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")


def test_gitlab_tells_equal_findings_apart_and_keeps_them_over_runs() -> None:
    report = sample()
    twice = dataclasses.replace(report, findings=report.findings[:1] * 2)
    prints = [i["fingerprint"] for i in json.loads(render_gitlab(twice, RULES))]
    assert len(set(prints)) == 2
    moved = tuple(dataclasses.replace(s, text="\n" + s.text) for s in report.sources)  # a line above: the same finding
    once = json.loads(render_gitlab(dataclasses.replace(report, findings=report.findings[:1], sources=moved), RULES))
    assert once[0]["fingerprint"] == prints[0]


def test_gitlab_without_findings_is_an_empty_list() -> None:
    assert json.loads(render_gitlab(dataclasses.replace(sample(), findings=()), RULES)) == []


# --------------------------------------------------------------------------- rdjsonl


def _diagnostics(report: Report) -> list[dict[str, Any]]:
    text = render_rdjsonl(report, RULES)
    text.encode("utf-8")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def test_rdjsonl_columns_are_octets() -> None:
    report = made(["a𐐀b", "ü x", "é"], glue=" ", known=False)
    starts = {d["message"][:3]: d["location"]["range"] for d in _diagnostics(report)}
    assert starts["a𐐀b"] == {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 7}}
    assert starts["ü x"] == {"start": {"line": 1, "column": 8}, "end": {"line": 1, "column": 12}}
    assert starts["é ("]["start"]["column"] == 13


def test_rdjsonl_of_extracted_text_has_lines_only() -> None:
    assert _diagnostics(made(["a"], extracted=True))[0]["location"]["range"] == {
        "start": {"line": 3},
        "end": {"line": 3},
    }


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_rdjsonl_ranges_hold_the_words(report: Report) -> None:
    found = _diagnostics(report)
    new = [f for f in report.findings if f.status == "new"]
    assert len(found) == len(new)
    # a writer gives strict readers no half of a character
    texts = {re.sub("[\ud800-\udfff]", "\ufffd", s.path): s.text for s in report.sources}
    surfaces = {f.divergence.primary.surface.rstrip("\r\n") for f in new}  # a line's end is no column of it
    for place in (d["location"] for d in found):
        if "column" not in place["range"]["start"] or place["range"]["start"]["line"] != place["range"]["end"]["line"]:
            continue
        line = re.split("\r\n|\r|\n", texts[place["path"]])[place["range"]["start"]["line"] - 1]
        line = line.removeprefix("\ufeff") if place["range"]["start"]["line"] == 1 else line
        octets = line.encode("utf-8", "surrogatepass")
        words = octets[place["range"]["start"]["column"] - 1 : place["range"]["end"]["column"] - 1]
        if not words:
            continue  # a finding whose words are nothing but the end of a line
        assert words.decode("utf-8", "surrogatepass") in surfaces | {s.removeprefix("\ufeff") for s in surfaces}


@given(st.integers(1, 300))
@settings(max_examples=20, deadline=None)
def test_one_line_of_a_megabyte_is_counted_once(count: int) -> None:
    words = ["é" * 3_000] * count
    assert len(_diagnostics(made(words, glue=" ", known=False))) == count

"""SARIF: its schema, GitHub's limits, links between places, what is known, safe text."""

from __future__ import annotations

import dataclasses
import gzip
import json
import random
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from benchmarks.formats import synthetic
from claimcheck.datamodel import Report, Severity
from claimcheck.rules import RULES as REAL_RULES
from claimcheck.writers import WRITERS, sarif
from claimcheck.writers.parts.visible import visible
from claimcheck.writers.sarif import render_sarif
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import REPORTS, made
from tests.report_sample import RULES, sample

SCHEMA = json.loads((Path(__file__).parents[1] / "fixtures" / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)
EMPTY = Report((), (), (), (), (), (), (), ())


def _parsed(report: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render_sarif(report, RULES))
    assert [f"{e.json_path}: {e.message[:200]}" for e in VALIDATOR.iter_errors(document)] == []
    return document


def _results(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _parsed(report)["runs"][0]["results"]
    return found


@pytest.mark.parametrize("report", [sample(), hostile(), EMPTY], ids=["sample", "hostile", "empty"])
def test_fits_the_schema(report: Report) -> None:
    _parsed(report)


def test_the_schema_is_not_blind() -> None:
    document = json.loads(render_sarif(sample(), RULES))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert not VALIDATOR.is_valid(document)


def test_golden() -> None:
    assert_golden("report.sarif", WRITERS["sarif"](sample(), RULES))


def test_order_of_findings_moves_nothing() -> None:
    report = sample()
    mixed = random.Random(5).sample(report.findings, len(report.findings))
    assert render_sarif(dataclasses.replace(report, findings=tuple(mixed)), RULES) == render_sarif(report, RULES)


def test_rules_say_all_that_github_shows() -> None:
    rules = {r.name: r for r in REAL_RULES}
    driver = json.loads(render_sarif(EMPTY, rules))["runs"][0]["tool"]["driver"]
    assert [r["id"] for r in driver["rules"]] == sorted(r.code for r in REAL_RULES)
    for rule in driver["rules"]:
        for text in (rule["shortDescription"], rule["fullDescription"], rule["help"]):
            assert len(text["text"]) > 10
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert "**What it finds**" in rule["help"]["markdown"]
        assert rule["helpUri"] and rule["name"] in rules
        assert rule["defaultConfiguration"]["level"] in {"note", "warning", "error"}


def test_places_are_lines_and_columns_of_the_file() -> None:
    report = sample()
    texts = {s.path: s.text for s in report.sources}
    for result in _results(report):
        for location in result["locations"] + result.get("relatedLocations", []):
            physical = location["physicalLocation"]
            assert physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
            region = physical["region"]
            assert region["startLine"] == region["endLine"]
            line = re.split(r"\r\n|\r|\n", texts[unquote(physical["artifactLocation"]["uri"])])[region["startLine"] - 1]
            words = line[region["startColumn"] - 1 : region["endColumn"] - 1]
            assert words
            if "message" in location:
                assert visible(words).startswith(location["message"]["text"].rstrip("…").replace("\\", ""))


def test_counterparts_are_linked_in_the_message() -> None:
    for result in _results(sample()):
        ids = {location["id"] for location in result.get("relatedLocations", [])}
        linked = {int(n) for n in re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"])}
        assert linked <= ids
        if ids:
            assert "[the other article](1)" in result["message"]["text"]


def test_extracted_text_has_lines_without_columns() -> None:
    for result in _results(made(["one", "two"], extracted=True)):
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] in {3, 7} and "startColumn" not in region
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "real%20a.txt"


def test_known_findings_stay_and_are_marked() -> None:
    report = made(list("abcdefghij"))
    results = _results(report)
    assert len(results) == len(report.findings)
    by_status: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        by_status.setdefault(result["properties"]["status"], []).append(result)
    assert set(by_status) == {"new", "baselined", "accepted", "suppressed"}
    for status, found in by_status.items():
        assert all(("suppressions" in r) == (status != "new") for r in found)
        assert all(r["baselineState"] == ("new" if status == "new" else "unchanged") for r in found)
    assert by_status["suppressed"][0]["suppressions"][0]["kind"] == "inSource"
    assert by_status["accepted"][0]["suppressions"][0]["justification"] in {"d", "i"}  # the editor's reason
    assert not any("baselineState" in r for r in _results(made(["a"], known=False)))


def test_equal_fingerprints_get_an_index() -> None:
    report = sample()
    twice = dataclasses.replace(report, findings=report.findings[:1] * 2)
    prints = [r["partialFingerprints"]["claimcheck/v1"] for r in _results(twice)]
    assert len(set(prints)) == 2
    assert prints[0].partition(":")[0] == prints[1].partition(":")[0] == report.findings[0].fingerprint


@pytest.mark.parametrize(
    ("path", "uri", "based"),
    [
        ("dir/a b.txt", "dir/a%20b.txt", True),
        ("./dir/ü,100%.txt", "dir/%C3%BC%2C100%25.txt", True),
        ("http:x?y#z.txt", "http%3Ax%3Fy%23z.txt", True),
        ("a\udcff.txt", "a%FF.txt", True),
        ("/abs/a b.txt", "file:///abs/a%20b.txt", False),
        ("C:\\news\\a.txt", "file:///C:/news/a.txt", False),
    ],
)
def test_paths_are_relative_references(path: str, uri: str, based: bool) -> None:
    found = _results(made(["x"], path))[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert found == {"uri": uri, **({"uriBaseId": "%SRCROOT%"} if based else {})}


@given(REPORTS)
@settings(max_examples=40, deadline=None)
def test_any_text_makes_a_valid_report_without_a_foreign_link(report: Report) -> None:
    text = render_sarif(report, RULES)
    text.encode("utf-8")
    for result in _parsed(report)["runs"][0]["results"]:
        for message in [result["message"], *(x["message"] for x in result.get("relatedLocations", []))]:
            assert all(n.isdigit() for n in re.findall(r"(?<!\\)\]\(([^)]*)\)", re.sub(r"\\\\", "", message["text"])))
            assert "{" not in message["text"].replace("{{", "")
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert urlsplit(uri).scheme in {"", "file"} and uri.isascii()


def test_thirty_thousand_findings_stay_within_the_limits() -> None:
    report = synthetic(30_000, known=0.1)
    rules = {r.name: r for r in REAL_RULES}
    text = render_sarif(report, rules)
    assert len(gzip.compress(text.encode("utf-8"))) < 10_000_000
    run = json.loads(text)["runs"][0]
    results = run["results"]
    assert len(results) == 25_000
    assert run["properties"]["resultsCut"] == 5_000
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("5,000 more findings (")
    new = [f for f in report.findings if f.status == "new"]
    kept = [r for r in results if r["properties"]["status"] == "new"]
    for level in (Severity.ERROR, Severity.WARNING):  # the loudest stay
        assert sum(r["level"] == level for r in kept) == sum(f.severity is level for f in new)
    run["results"] = results[::25]  # every result alike: a thousand of them are held against the schema
    assert VALIDATOR.is_valid({"version": "2.1.0", "runs": [run]})


def test_what_does_not_pack_is_cut_to_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", 40_000)
    report = synthetic(2_000)
    text = render_sarif(report, RULES)
    assert len(gzip.compress(text.encode("utf-8"))) < 42_000
    run = json.loads(text)["runs"][0]
    assert 100 < len(run["results"]) == 2_000 - run["properties"]["resultsCut"]

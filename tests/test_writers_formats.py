"""All formats together: they name the same findings, are safe to store, and are listed where people look."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings

from claimcheck.datamodel import Report
from claimcheck.files.positions import place_in_file
from claimcheck.writers import WRITERS
from tests.report_made import REPORTS, made
from tests.report_sample import RULES, sample

ROOT = Path(__file__).parents[1]
MACHINE = ("csv", "github", "github-summary", "gitlab", "json", "jsonl", "junit", "markdown", "rdjsonl", "sarif")
Named = Counter[tuple[str, str, int]]  # rule, file, line of every new finding


def _json(text: str) -> Named:
    return Counter(
        (f["rule"], f["primary"]["file"], f["primary"]["line"])
        for f in json.loads(text)["findings"]
        if f["status"] == "new"
    )


def _jsonl(text: str) -> Named:
    records = [json.loads(line) for line in text.splitlines()]
    return Counter(
        (r["rule"], r["primary"]["file"], r["primary"]["line"])
        for r in records
        if r["type"] == "finding" and r["status"] == "new"
    )


def _sarif(text: str) -> Named:
    (run,) = json.loads(text)["runs"]
    rules = [r["name"] for r in run["tool"]["driver"]["rules"]]
    places = [
        (rules[r["ruleIndex"]], r["locations"][0]["physicalLocation"])
        for r in run["results"]
        if "suppressions" not in r
    ]
    return Counter((rule, unquote(p["artifactLocation"]["uri"]), p["region"]["startLine"]) for rule, p in places)


def _junit(text: str) -> Named:
    cases = [c for c in ET.fromstring(text).iter("testcase") if c.get("line")]
    return Counter(((c.get("name") or "").split(" ")[0], c.get("file") or "", int(c.get("line") or 0)) for c in cases)


def _github(text: str) -> Named:
    pattern = re.compile(r"^::\w+ file=([^,]*),line=(\d+),.*title=claimcheck ([\w-]+)::", re.M)
    return Counter((m[3], m[1], int(m[2])) for m in pattern.finditer(text))


def _gitlab(text: str) -> Named:
    return Counter((i["check_name"], i["location"]["path"], i["location"]["lines"]["begin"]) for i in json.loads(text))


def _rdjsonl(text: str) -> Named:
    lines = [json.loads(line) for line in text.splitlines()]
    return Counter((d["code"]["value"], d["location"]["path"], d["location"]["range"]["start"]["line"]) for d in lines)


def _markdown(text: str) -> Named:
    pattern = re.compile(r"^- \*\*\w+\*\* `([\w-]+)` .*\n  - `([^`]*?):(\d+)(?::\d+)?`", re.M)
    return Counter((m[1], m[2], int(m[3])) for m in pattern.finditer(text))


def _csv(text: str) -> Named:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return Counter((r["rule"], r["file"], int(r["line"])) for r in rows if r["status"] == "new")


READERS: dict[str, Callable[[str], Named]] = {
    "csv": _csv, "github": _github, "github-summary": _markdown, "gitlab": _gitlab, "json": _json, "jsonl": _jsonl,
    "junit": _junit, "markdown": _markdown, "rdjsonl": _rdjsonl, "sarif": _sarif,
}  # fmt: skip


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize(
    "report",
    [sample(), made([f"word {n}" for n in range(20)], glue="\r\n"), made([f"𐐀 {n}" for n in range(9)], extracted=True)],
    ids=["sample", "known", "extracted"],
)
def test_every_format_names_the_same_findings(name: str, report: Report) -> None:
    sources = {s.path: s for s in report.sources}
    wanted: Named = Counter()
    for finding in report.findings:
        if finding.status == "new":
            span = finding.divergence.primary.span
            file, line, _ = place_in_file(sources[span.path], span.start)
            wanted[finding.rule, file, line] += 1
    text = WRITERS[name](report, RULES)
    assert isinstance(text, str)
    assert READERS[name](text) == wanted
    assert wanted.total() > 3


@pytest.mark.parametrize("name", [n for n in MACHINE if not n.startswith("json")])
def test_what_was_checked_is_pointed_at(name: str) -> None:
    """A service hides what lies outside the change: the place is one of the change's."""
    report = made([f"word {n}" for n in range(20)], known=False)
    checked = dataclasses.replace(report, checked=(report.articles[1].id,))
    text, turned = WRITERS[name](report, RULES), WRITERS[name](checked, RULES)
    assert isinstance(text, str) and isinstance(turned, str)
    assert {file for _, file, _ in READERS[name](text)} == {"a.txt"}
    assert READERS[name](turned) == Counter(
        {(r, "a.txt.b", line): n for (r, _, line), n in READERS[name](text).items()}
    )


@pytest.mark.parametrize("name", MACHINE)
def test_same_report_same_bytes(name: str) -> None:
    report, chance = sample(), random.Random(7)
    mixed = dataclasses.replace(
        report,
        findings=tuple(chance.sample(report.findings, len(report.findings))),
        sources=report.sources[::-1],
        problems=report.problems[::-1],
    )
    assert WRITERS[name](mixed, RULES) == WRITERS[name](report, RULES)


@given(REPORTS)
@settings(max_examples=40, deadline=None)
def test_strict_readers_find_no_half_of_a_character(report: Report) -> None:
    """Go and Rust refuse a lone surrogate even as an escape; services read these."""
    for name in ("github", "github-summary", "gitlab", "junit", "markdown", "rdjsonl", "sarif"):
        text = WRITERS[name](report, RULES)
        assert isinstance(text, str)
        assert not re.search(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]|[\ud800-\udfff]", text), name


@pytest.mark.parametrize("name", MACHINE)
def test_one_line_of_a_megabyte(name: str) -> None:
    words = [f"{'é😀'[n % 2] * 2_000}{n}" for n in range(500)]
    report = made(words, glue=" ", known=False)
    assert len(report.sources[0].text) > 1_000_000
    text = WRITERS[name](report, RULES)
    assert isinstance(text, str) and text.encode("utf-8")


def test_help_and_docs_list_every_format() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    shown = subprocess.run(
        [sys.executable, "-m", "claimcheck", "report", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"COLUMNS": "200"},
    ).stdout  # fmt: skip
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", shown))
    for name in WRITERS:
        assert f"`{name}`" in page, name
        assert name in words, name

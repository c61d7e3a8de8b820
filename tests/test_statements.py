"""What a report says of itself: who lacks what, and whether anything was compared, must not be contradicted by it."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from docx import Document
from openpyxl import load_workbook

from claimcheck.cli import main
from claimcheck.console.narrowing import Look, narrowed
from claimcheck.datamodel import Divergence, Report, Severity
from claimcheck.engine.whole_run import run
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.textforms import fold, listed
from claimcheck.writers import WRITERS
from claimcheck.writers.parts.html_data import encode
from claimcheck.writers.parts.outline import State, state_of
from claimcheck.writers.parts.presence import Presences
from claimcheck.writers.parts.sentences import Lookup
from claimcheck.writers.terminal import render_terminal
from tests import report_sample

ROOT = Path(__file__).parents[1]
BY_NAME = MappingProxyType({rule.name: rule for rule in RULES})
NO_OTHER = "No other article has this."

_HEAD = "Flood cuts off two valleys near Marsten\n\n"
_SHARED = """Heavy rain cut off two mountain valleys on Sunday, the regional water board said.

Fourteen people were taken to hospital after the Orla river burst its banks{detail}.

Rescue teams reached the village of Tarnov by boat late on Sunday evening.

The railway between Velin and Marsten stays closed until Thursday, its operator said.
"""
PUMPS = "The mayor had asked the government in Velin for stronger pumps as early as March.\n"
PUMPS_TOO = "As early as March, the mayor had asked the government in Velin for stronger pumps.\n"
SHEEP = "A farmer lost forty sheep that grazed on the meadows beside the lower bridge.\n"
DETAIL = ", among them two children from a summer camp"
VARIANTS = {
    "a.txt": _HEAD + _SHARED.format(detail=DETAIL) + "\n" + PUMPS + "\n" + SHEEP,
    "b.txt": "Two valleys cut off by flood\n\n" + _SHARED.format(detail=DETAIL) + "\n" + PUMPS_TOO,
    "c.txt": "Orla river bursts its banks\n\n" + _SHARED.format(detail=""),
}


@pytest.fixture
def variants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three variants: of one statement two have it and one lacks it, one statement is only the first one's own."""
    monkeypatch.chdir(tmp_path)
    for name, text in VARIANTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


# ------------------------------------------------------------------ who lacks what


def contradicted(report: Report) -> list[str]:
    """What the report says that nobody or one variant lacks or has, and its own alignments or texts say otherwise."""
    texts = {s.path: s.text for s in report.sources}
    said = {a.id: fold(texts[a.span.path][a.span.start : a.span.end]) for a in report.articles}
    path = {a.id: a.span.path for a in report.articles}
    members = {s.id: s.article_ids for s in report.stories}
    matched = {
        (claim.id, other)
        for x in report.alignments
        for claims, other, theirs in ((x.left, x.right_article, x.right), (x.right, x.left_article, x.left))
        for claim in claims
        if theirs
    }
    presences = Presences(report, Lookup(report))
    wrong = []
    for finding in report.findings:
        seen = finding.divergence
        words = fold(seen.primary.surface)
        for other in members.get(finding.story_id or "", ()):
            if other == seen.primary.article_id:
                continue
            there = (seen.primary.claim_id, other) in matched, words in said[other]
            named = re.escape(path[other]) + r"(?![\w/.])"
            if presences.of(finding).alone and any(there):
                wrong.append(f"{finding.fingerprint}: {NO_OTHER} {other} has it")
            if re.match(rf"Not in [^“]*{named}", seen.message) and any(there):
                wrong.append(f"{finding.fingerprint}: {seen.message}")
            if re.match(rf"“.*” is not in the same statement of {named}", seen.message):
                sides = [fold(p.claim_text or "") for p in seen.related if p.article_id == other]
                if not there[0] or all(words in side for side in sides):
                    wrong.append(f"{finding.fingerprint}: {seen.message}")
        if re.search("in one variant only|Only one variant|in one opening only", seen.message):
            wrong.append(f"{finding.fingerprint}: {seen.message}")
    return wrong


def told_alone(report: Report) -> dict[str, list[str]]:
    """By format: fingerprints of the findings of which it says that no other variant has them."""
    data: dict[str, Any] = encode(report, BY_NAME).whole()
    text = data["strings"]
    brief = str(WRITERS["brief"](report, BY_NAME))
    parts = re.findall(r"\(`claim-missing (\w+)`\)\n((?:  - .*\n)*)", brief)
    return {
        "flag": sorted(text[f[5]][:8] for f in data["findings"] if f[11]),
        "html": sorted(text[f[5]][:8] for f in data["findings"] if f[13] >= 0 and NO_OTHER in text[f[13]]),
        "brief": sorted(print_ for print_, lines in parts if NO_OTHER in lines),
    }


def assert_true(report: Report) -> None:
    assert contradicted(report) == []
    told = told_alone(report)
    assert told["flag"] == told["html"] == told["brief"]
    presences = Presences(report, Lookup(report))
    alone = sorted(f.fingerprint[:8] for f in report.findings if presences.of(f).alone)
    assert told["flag"] == alone
    for finding in json.loads(WRITERS["json"](report, BY_NAME))["findings"]:
        assert "Only one variant" not in finding["message"]


@pytest.mark.model
def test_nothing_said_of_the_seeds_is_contradicted_by_them() -> None:
    assert_true(run([str((ROOT / "fixtures" / "seeds").relative_to(Path.cwd()))], Settings()))


@pytest.mark.model
def test_who_lacks_a_statement_is_named(variants: Path) -> None:
    report = run(["a.txt", "b.txt", "c.txt"], Settings())
    assert_true(report)
    presences = Presences(report, Lookup(report))
    told = {f.divergence.values[0]: f for f in report.findings if f.rule == "claim-missing"}
    pumps, sheep = told[PUMPS.strip()], told[SHEEP.strip()]
    assert pumps.divergence.message == f"Not in c.txt: “{PUMPS.strip()}”"
    assert presences.of(pumps).told == "Not in c.txt; b.txt has it."
    assert sheep.divergence.message == f"Not in b.txt and c.txt: “{SHEEP.strip()}”"
    assert presences.of(sheep).told == NO_OTHER
    (detail,) = (f for f in report.findings if f.rule == "detail-missing")
    assert detail.divergence.message.endswith(" is not in the same statement of c.txt")
    assert presences.of(detail).told == "Not in the same statement of c.txt; b.txt has it."
    text = str(WRITERS["text"](report, BY_NAME))
    assert "1 statement not in b.txt and c.txt" in text
    assert "statements not in c.txt" in text


@pytest.mark.model
def test_a_copy_has_what_its_original_has(variants: Path) -> None:
    (variants / "d.txt").write_text(VARIANTS["a.txt"], encoding="utf-8")
    report = run(["a.txt", "b.txt", "c.txt", "d.txt"], Settings())
    assert_true(report)
    presences = Presences(report, Lookup(report))
    (sheep,) = (f for f in report.findings if f.divergence.values[0] == SHEEP.strip())
    assert presences.of(sheep).told == "Not in b.txt and c.txt; d.txt has it."


@pytest.mark.model
def test_words_that_stand_in_another_sentence_are_not_missing(variants: Path) -> None:
    """The other variant joins them to the sentence before with a semicolon."""
    joined = VARIANTS["c.txt"].rstrip().removesuffix(".") + "; " + SHEEP
    (variants / "c.txt").write_text(joined, encoding="utf-8")
    report = run(["a.txt", "c.txt"], Settings())
    assert_true(report)
    assert SHEEP.strip() not in {f.divergence.values[0] for f in report.findings if f.rule == "claim-missing"}


def test_two_variants_of_one_outlet_are_told_apart() -> None:
    sample = report_sample.sample()
    renamed = tuple(
        dataclasses.replace(a, outlet="Asharq Al-Awsat" if a.outlet == "aawsat.com" else a.outlet)
        for a in sample.articles
    )
    report = dataclasses.replace(sample, articles=renamed)
    missing = next(f for f in report.findings if f.rule == "claim-missing")
    lacks = Presences(report, Lookup(report)).of(missing).lacks
    assert len(set(lacks)) == 2 and all(name.startswith("Asharq Al-Awsat (") for name in lacks)


def test_only_what_is_missing_has_no_counterpart() -> None:
    """A house-style note points at one place; that says nothing of the other variants."""
    sample = report_sample.sample()
    place = sample.findings[0].divergence.primary
    note = dataclasses.replace(
        sample.findings[0],
        rule="house-style",
        severity=Severity.NOTE,
        divergence=Divergence("“twin” is “two” in house style", place, (), ("house",), ("twin", "two")),
    )
    report = dataclasses.replace(sample, findings=(note,))
    (row,) = encode(report, report_sample.RULES).whole()["findings"]
    assert (row[11], row[13]) == (0, -1)
    text = render_terminal(report, report_sample.RULES)
    assert "in house style" in text and "counterpart" not in text


@pytest.mark.parametrize(
    ("words", "told"),
    [("", ""), ("A", "A"), ("AB", "A and B"), ("ABCD", "A, B, C and D"), ("ABCDEF", "A, B, C and 3 more")],
)
def test_lists_in_words(words: str, told: str) -> None:
    assert listed(tuple(words)) == told


# ------------------------------------------------------------------ whether anything was compared

SAMPLE = report_sample.sample()
ACROSS = tuple(f for f in SAMPLE.findings if f.story_id is None and len(f.article_ids) > 1)
INSIDE = tuple(f for f in SAMPLE.findings if f.story_id is None and len(f.article_ids) == 1)
APART = dataclasses.replace(SAMPLE, stories=(), alignments=(), fact_tables=(), findings=(), problems=())
REPORTS = {
    "nothing": APART,
    "inside": dataclasses.replace(APART, findings=INSIDE),
    "clean": dataclasses.replace(SAMPLE, findings=(), problems=()),
    "across": dataclasses.replace(APART, findings=ACROSS),
    "known": dataclasses.replace(APART, findings=tuple(dataclasses.replace(f, status="baselined") for f in ACROSS)),
    "addition": dataclasses.replace(APART, checked=(APART.articles[0].id,)),
}
STATES = {
    "nothing": State.NOTHING_COMPARED, "inside": State.NOTHING_COMPARED, "clean": State.CLEAN, "across": State.FOUND,
    "known": State.CLEAN, "addition": State.NO_VARIANT,
}  # fmt: skip
LISTS = {"csv", "github-suggestions", "gitlab", "rdjsonl"}  # hold findings and have no place for a verdict
_PRINTED = {"pdf"}  # the HTML page on paper: tests/test_writers_html_page.py
_NOTHING = re.compile("nothing (could be|was) compared", re.IGNORECASE)


def _words(name: str, content: str | bytes) -> Iterator[str]:
    """All that a format shows to people, and the state where it is for programs or for the page's script."""
    if isinstance(content, bytes) and name == "docx":
        document = Document(io.BytesIO(content))
        yield from (p.text for p in document.paragraphs)
    elif isinstance(content, bytes):
        yield str(load_workbook(io.BytesIO(content))["Summary"]["B1"].value)
    elif name == "junit":
        yield from (str(case.get("message")) for case in ET.fromstring(content).iter("skipped"))
    elif name == "html":
        yield json.loads(content.partition(' id="report-data">')[2].partition("</script>")[0])["state"]
        yield content.partition("<noscript>")[2].partition("</noscript>")[0]
    elif name in {"json", "jsonl"}:
        last = content.strip().splitlines()[-1] if name == "jsonl" else content
        told = json.loads(last)
        yield told.get("summary", told)["state"]
    else:
        yield content


@pytest.mark.parametrize("name", sorted(WRITERS.keys() - LISTS - _PRINTED))
@pytest.mark.parametrize("case", REPORTS)
def test_every_format_says_the_same_of_what_was_compared(name: str, case: str) -> None:
    report = REPORTS[case]
    assert state_of(report) is STATES[case]
    told = "\n".join(_words(name, WRITERS[name](report, report_sample.RULES)))
    if name in {"html", "json", "jsonl"}:
        assert told.splitlines()[0] == STATES[case].value
    if name == "junit":  # of each file
        compared = {a.span.path for a in report.articles if a.id in report.compared}
        assert told.count("nothing was compared") == len({a.span.path for a in report.articles} - compared)
    elif name not in {"json", "jsonl"}:
        assert bool(_NOTHING.search(told)) is (STATES[case] is State.NOTHING_COMPARED), told
        assert bool(re.search("no(t a)? pass", told)) is (STATES[case] is State.NOTHING_COMPARED), told


@pytest.mark.parametrize("name", sorted(LISTS))
def test_lists_say_nothing_of_what_was_compared(name: str) -> None:
    for report in REPORTS.values():
        assert not _NOTHING.search(str(WRITERS[name](report, report_sample.RULES)))


@pytest.fixture
def one_sentence_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two articles of a headline and a sentence: one match, too few for a story, but a statement that both share."""
    monkeypatch.chdir(tmp_path)
    sold = "The shop in the harbour was sold for {} million dollars to a company from Norway.\n"
    (tmp_path / "a.txt").write_text("Harbour shop has a new owner\n\n" + sold.format(30), encoding="utf-8")
    (tmp_path / "b.txt").write_text("Norwegians come to town\n\n" + sold.format(13), encoding="utf-8")
    return tmp_path


def _ended(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capfd.readouterr()
    return int(left.value.code or 0), out + err


@pytest.mark.model
def test_an_error_between_two_articles_is_a_comparison(
    one_sentence_each: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, told = _ended(capfd, "report", "a.txt", "b.txt")
    assert code == 1
    assert "1 error" in told and not _NOTHING.search(told)
    code, told = _ended(capfd, "report", "a.txt", "b.txt", "--output-format", "json")
    assert (code, json.loads(told)["summary"]["state"]) == (1, "found")
    code, told = _ended(capfd, "report", "a.txt", "b.txt", "--rule", "claim-missing")
    assert code == 1 and "1 more finding not shown" in told, "a look narrows what is shown, not what was compared"
    assert not _NOTHING.search(told) and "No difference" not in told
    (one_sentence_each / "b.txt").write_text("Rain falls\n\nIt rained in the north of the island for a week.\n")
    code, told = _ended(capfd, "report", "a.txt", "b.txt")
    assert code == 2 and len(_NOTHING.findall(told)) == 2  # in the report, and as the reason for the code


def test_a_look_at_nothing_does_not_say_that_nothing_was_compared() -> None:
    shown, hidden = narrowed(REPORTS["clean"], Look(top=3))
    text = render_terminal(shown, report_sample.RULES, state=state_of(REPORTS["clean"]))
    assert hidden == 0 and "No difference found." in text and not _NOTHING.search(text)

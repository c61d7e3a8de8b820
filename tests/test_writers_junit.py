"""JUnit XML: well-formed whatever the text, counts that add up, its four outcomes."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from lxml import etree

from claimcheck.datamodel import Problem, Report, Severity
from claimcheck.writers import WRITERS
from claimcheck.writers.junit import render_junit
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import REPORTS, made
from tests.report_sample import RULES, sample

EMPTY = Report((), (), (), (), (), (), (), ())


def _parsed(report: Report) -> ET.Element:
    text = render_junit(report, RULES).encode("utf-8")
    assert etree.fromstring(text).tag == "testsuites"  # libxml2 too
    root = ET.fromstring(text)
    for counted in (root, *root.iter("testsuite")):
        cases = list(counted.iter("testcase"))
        assert int(counted.get("tests", "")) == len(cases)
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(counted.get(count, "")) == sum(case.find(tag) is not None for case in cases)
    return root


def test_golden() -> None:
    assert_golden("report-junit.xml", WRITERS["junit"](sample(), RULES))


@pytest.mark.parametrize("report", [sample(), hostile(), EMPTY], ids=["sample", "hostile", "empty"])
def test_parses_and_adds_up(report: Report) -> None:
    root = _parsed(report)
    new = [f for f in report.findings if f.status == "new"]
    loud = [f for f in new if f.severity is not Severity.NOTE]
    assert int(root.get("failures", "")) == len(loud)
    assert len(list(root.iter("failure"))) + len(list(root.iter("system-out"))) == len(new)


def test_what_was_not_compared_is_no_pass() -> None:
    root = _parsed(dataclasses.replace(sample(), stories=(), findings=(), problems=()))
    assert all(case.find("skipped") is not None for case in root.iter("testcase"))
    compared = _parsed(dataclasses.replace(sample(), findings=(), problems=()))
    assert sum(len(case) == 0 for case in compared.iter("testcase")) == 3


def test_what_could_not_be_read_is_an_error() -> None:
    problem = Problem("b.txt", "b.txt is empty.", "Fill it.")
    root = _parsed(dataclasses.replace(EMPTY, problems=(problem,)))
    assert [e.get("message") for e in root.iter("error")] == ["b.txt is empty. Fill it."]


def test_known_findings_are_counted() -> None:
    root = _parsed(made(list("abcdefghij")))
    counted = {p.get("name"): p.get("value") for p in root.iter("property")}
    assert counted.items() >= {"baselined": "2", "accepted": "2", "suppressed": "2"}.items()


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_any_text_makes_well_formed_xml(report: Report) -> None:
    root = _parsed(report)
    known = {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
        "properties",
        "property",
    }
    assert {e.tag for e in root.iter()} <= known

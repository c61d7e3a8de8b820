"""GitHub annotations: at most ten of a level, nothing in them that is a command of its own."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.formats import synthetic
from claimcheck.console.screen import for_log
from claimcheck.datamodel import Report
from claimcheck.writers import WRITERS
from claimcheck.writers.github import escape_data, escape_property, render_github
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import PIECES, REPORTS, made
from tests.report_sample import RULES, sample

_COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")
# What a runner acts on: "::name" first on a line, white space aside, and the older "##[name]" anywhere in one.
_ACTED_ON = re.compile(r"^\s*::|##\[")


def _read(text: str) -> tuple[list[tuple[str, dict[str, str], str]], list[str]]:
    """Commands with their properties and messages, unescaped as a runner does; the lines that are none."""
    commands, others = [], []
    for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text):
        match = _COMMAND.match(line)
        if not match:
            assert not _ACTED_ON.search(line), line
            others.append(line)
            continue
        pairs = dict(p.split("=", 1) for p in match[2].split(","))
        for name, value in pairs.items():
            assert re.fullmatch(r"(?:[^%:,]|%(?:25|0D|0A|3A|2C))*", value), value
            for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
                pairs[name] = pairs[name].replace(code, character)
        commands.append((match[1], pairs, match[3]))
    return commands, others


def test_golden() -> None:
    assert_golden("report-github.txt", WRITERS["github"](sample(), RULES))


def test_places_and_levels() -> None:
    commands, _ = _read(render_github(sample(), RULES))
    first = commands[0]
    assert first[0] == "error"
    assert first[1]["file"].endswith(".txt") and int(first[1]["line"]) >= 1 and int(first[1]["col"]) >= 1
    assert Counter(c[0] for c in commands) == {"error": 3, "warning": 4, "notice": 10}


def test_extracted_text_has_no_column() -> None:
    commands, _ = _read(render_github(made(["a"], extracted=True), RULES))
    assert commands[0][1].keys() == {"file", "line", "endLine", "title"}


def test_ten_of_a_level_and_one_line_for_the_rest() -> None:
    report = synthetic(30_000, known=0.1)
    text = render_github(report, RULES)
    commands, others = _read(text)
    assert Counter(c[0] for c in commands) == {"error": 10, "warning": 10, "notice": 10}
    new = sum(f.status == "new" for f in report.findings)
    assert [line for line in others if f"{new - 30:,} more findings" in line]
    assert sum("more finding" in line for line in others) == 1
    assert len(text) < 100_000


def test_known_findings_are_counted_not_listed() -> None:
    commands, others = _read(render_github(made(list("abcdefghij")), RULES))
    assert len(commands) == 4
    assert "claimcheck: not listed: 2 baselined, 2 accepted, 2 suppressed." in others


def test_a_clean_report_says_so() -> None:
    assert (
        render_github(dataclasses.replace(sample(), findings=(), alone=()), RULES)
        == "claimcheck: 3 articles: 3 in 1 story.\nclaimcheck: 0 errors, 0 warnings, 0 notes.\n"
    )


@pytest.mark.parametrize("report", [hostile(), made(["\n::error::x", "##[add-mask]x", "a%0Ab"], "a:b,c%.txt")])
def test_hostile_text_gives_no_command(report: Report) -> None:
    commands, _ = _read(render_github(report, RULES))
    assert commands


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_any_text_gives_only_our_commands(report: Report) -> None:
    text = render_github(report, RULES)
    text.encode("utf-8")
    commands, _ = _read(text)
    assert len(commands) == sum(f.status == "new" for f in report.findings)
    names = {re.sub("[\ud800-\udfff]", "\ufffd", s.file or s.path) for s in report.sources}
    names = {re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", name) for name in names}
    for _, properties, _ in commands:
        if not re.search(r"[\r\n]", properties["file"]):
            assert properties["file"] in names


@given(st.lists(PIECES, max_size=6).map(" ".join))
def test_text_in_a_log_gives_no_command(text: str) -> None:
    assert not re.search(r"^\s*::|##\[", for_log(text, {"GITHUB_ACTIONS": "true"}), re.M)
    assert for_log(text, {}) == text


@given(st.lists(PIECES, max_size=4).map("".join))
def test_escapes_hold_no_end_of_line(text: str) -> None:
    for escaped in (escape_data(text), escape_property(text)):
        assert len((escaped + "x").splitlines()) == 1
    assert not set(":,") & set(escape_property(text))

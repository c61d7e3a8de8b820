"""Markdown for pull requests and step summaries: within the limits, and nothing of a page becomes markup."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from benchmarks.formats import synthetic
from claimcheck.datamodel import Problem, Report
from claimcheck.writers import WRITERS
from claimcheck.writers.parts.digest import characters
from claimcheck.writers.parts.markdown_text import code, plain
from claimcheck.writers.pull_request import MARK, render_pull_request
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import PIECES, REPORTS, made
from tests.report_sample import RULES, sample

# As GitHub reads it, as far as a library here can: HTML let through, tables, strike-through.
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
EMPTY = Report((), (), (), (), (), (), (), ())
_OURS = {"<strong>", "</strong>", "<sub>", "</sub>"}
_BLOCKS = {MARK, "<details><summary>", "</details>"}
# What GitHub and GitLab look for in the text that the page shows, outside code.
_ACTED_ON = re.compile(r"(?<![\w`])[@#!~%&^$](?=[\w\"'])|\bGH-\d|://\w|\bwww\.\w|\b(?:mailto|xmpp):\w", re.I)


def _tokens(text: str) -> list[Token]:
    return [t for block in PARSER.parse(text) for t in (block, *(block.children or ()))]


def _assert_only_ours(text: str) -> None:
    for token in _tokens(text):
        assert token.type not in {"link_open", "image", "blockquote_open", "table_open", "fence", "code_block"}, token
        assert token.type not in {"s_open", "em_open", "hr"}, token
        if token.type == "html_inline":
            assert token.content in _OURS, token.content
        elif token.type == "html_block":
            assert any(token.content.startswith(b) for b in _BLOCKS) and token.content.count("<") <= 4, token.content
        elif token.type == "text":
            assert not _ACTED_ON.search(token.content), token.content
            assert not re.search(r"[@#]$", token.content), token.content


def _listed(text: str) -> int:
    return len(re.findall(r"^- \*\*(?:error|warning|note)\*\* ", text, re.M))


def test_goldens() -> None:
    assert_golden("report-pull-request.md", WRITERS["markdown"](sample(), RULES))
    assert_golden("report-github-summary.md", WRITERS["github-summary"](sample(), RULES))


def test_the_mark_stands_first_and_only_in_comments() -> None:
    assert render_pull_request(EMPTY, RULES).startswith(MARK + "\n")
    assert MARK not in WRITERS["github-summary"](sample(), RULES)


def test_states_are_told_apart() -> None:
    clean = dataclasses.replace(sample(), findings=(), problems=())
    assert "no new difference" in render_pull_request(clean, RULES)
    assert "nothing could be compared" in render_pull_request(dataclasses.replace(clean, stories=()), RULES)
    assert "nothing was read" in render_pull_request(EMPTY, RULES)


def test_known_findings_are_counted_not_listed() -> None:
    text = render_pull_request(made(list("abcdefghij")), RULES)
    assert _listed(text) == 4
    assert "Not listed: 2 baselined, 2 accepted, 2 suppressed." in text


@pytest.mark.parametrize("name", ["markdown", "github-summary"])
def test_thirty_thousand_findings_fit_and_the_rest_is_counted(name: str) -> None:
    report = synthetic(30_000, known=0.1)
    text = WRITERS[name](report, RULES)
    assert isinstance(text, str)
    if name == "markdown":
        assert characters(text) < 60_000
    assert len(text.encode("utf-8")) < 1 << 20
    cut = re.search(r"([\d,]+) more findings \(.*\) did not fit here", text)
    assert cut
    new = sum(f.status == "new" for f in report.findings)
    assert int(cut[1].replace(",", "")) + _listed(text) == new
    shown = text[: text.index(" did not fit here")]
    assert shown.count("- **error** ") > 50 and "- **note** " not in shown  # the loudest first


@pytest.mark.parametrize("wide", ["😀" * 50, "\u202e" * 50, "<" * 50, "@a" * 25, "é" * 50])
def test_wide_text_stays_within_the_limit(wide: str) -> None:
    text = render_pull_request(made([f"{wide} {n}" for n in range(400)], known=False), RULES)
    assert characters(text) < 60_000
    assert "did not fit here" in text


def test_long_problems_and_paths_stay_within_the_limit() -> None:
    long = "\x01$a" * 5_000
    problems = tuple(Problem(f"{n}", long, long) for n in range(500))
    report = dataclasses.replace(made(["a", "b"], path="\x01" * 4_000, known=False), problems=problems)
    text = render_pull_request(report, RULES)
    assert characters(text) < 60_000 and _listed(text) == 2
    assert "490 more problems" in text


def test_mentions_and_references_say_the_same_and_do_nothing() -> None:
    text = plain("Ask @everyone about #12, GH-7, a/b#3, !4 at http://x.invalid and www.x.invalid for $5, 6% & 7")
    inline = PARSER.renderInline(text)
    assert not _ACTED_ON.search(inline.replace("&amp;", "&").replace("&lt;", "<"))
    shown = inline.replace("\u200b", "").replace("&amp;", "&")
    assert shown == "Ask @everyone about #12, GH-7, a/b#3, !4 at http://x.invalid and www.x.invalid for $5, 6% & 7"


@given(st.lists(PIECES, max_size=4).map("".join))
@settings(deadline=None)
def test_code_spans_hold_their_text(text: str) -> None:
    tokens = _tokens("x " + code(text) + " y")
    spans = [t for t in tokens if t.type == "code_inline"]
    assert len(spans) == 1 and not any(t.type == "html_inline" for t in tokens)


def test_hostile_text_becomes_no_markup() -> None:
    _assert_only_ours(render_pull_request(hostile(), RULES))


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_any_text_becomes_no_markup(report: Report) -> None:
    text = render_pull_request(report, RULES)
    text.encode("utf-8")
    _assert_only_ours(text)
    assert _listed(text) == sum(f.status == "new" for f in report.findings)

"""The editors' Markdown: nothing is left out of it, and nothing of a page becomes markup."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from benchmarks.formats import synthetic
from claimcheck.datamodel import Decision, Problem, Report
from claimcheck.writers.brief import MARK, render_brief
from claimcheck.writers.parts.markdown_text import plain
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import PIECES, REPORTS, made
from tests.report_sample import RULES, sample

# As GitHub reads it, as far as a library here can: HTML let through, tables, strike-through.
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
EMPTY = Report((), (), (), (), (), (), (), ())
_ACTED_ON = re.compile(r"(?<![\w`])[@#!~%&^$](?=[\w\"'])|\bGH-\d|://\w|\bwww\.\w|\b(?:mailto|xmpp):\w", re.I)
_OURS = {
    "heading_open", "paragraph_open", "bullet_list_open", "list_item_open", "table_open", "thead_open", "tbody_open",
    "tr_open", "th_open", "td_open", "strong_open", "inline", "text", "code_inline", "html_inline",
}  # fmt: skip


def _tokens(text: str) -> list[Token]:
    return [t for block in PARSER.parse(text) for t in (block, *(block.children or ()))]


def _assert_only_ours(text: str) -> None:
    depth = 0
    assert text.startswith(f"{MARK}\n\n# ")
    for token in _tokens(text.removeprefix(MARK)):
        depth += (token.type == "bullet_list_open") - (token.type == "bullet_list_close")
        assert depth <= 2, "a page's words made a list"
        assert token.type in _OURS or token.type.endswith("_close"), token
        if token.type == "html_inline":
            assert token.content in {"<strong>", "</strong>"}, token.content
        elif token.type == "text":
            assert not _ACTED_ON.search(token.content), token.content


def _tables(text: str) -> list[list[list[str]]]:
    """Tables as rows of cells, as Markdown reads them."""
    tables: list[list[list[str]]] = []
    for token, content in zip(tokens := PARSER.parse(text), [*tokens[1:], None], strict=True):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in {"th_open", "td_open"}:
            assert content is not None
            words = (t.content for t in content.children or () if t.type in {"text", "code_inline"})
            tables[-1][-1].append("".join(words))
    return tables


def _listed(text: str) -> int:
    return len(re.findall(r"^- (?:\*\*(?:error|warning|note)[,*]|`)", text, re.M))


def _fingerprints(text: str) -> list[str]:
    return re.findall(r"\(`[a-z-]+ ([0-9a-f]{8})`\)$", text, re.M)


def test_golden() -> None:
    assert_golden("report-brief.md", render_brief(sample(), RULES))


def test_findings_stand_once_under_their_story() -> None:
    report = sample()
    text = render_brief(report, RULES)
    assert sorted(_fingerprints(text)) == sorted(f.fingerprint[:8] for f in report.findings)
    story, across, inside = re.split(r"^## \d\. ", text, flags=re.M)[1:]
    for finding in report.findings:
        part = story if finding.story_id else (across, inside)["“Hundreds”" in finding.divergence.message]
        assert finding.fingerprint[:8] in part


def test_nothing_is_capped() -> None:
    report = synthetic(4_000, known=0.1)
    text = render_brief(report, RULES)
    assert _listed(text) == len(report.findings)
    assert all(plain(e)[:60] in text for f in report.findings[:300] for e in f.divergence.evidence if len(e) < 200)


def test_both_values_and_every_reason_are_told() -> None:
    text = render_brief(sample(), RULES)
    assert "  - Read as “2 bombings” against “1 bombing”\n  - Why: 2 and 1 cannot both be the count" in text
    assert text.count("  - Why: ") > 5
    assert "Read as “Nineveh”" not in text, "the message says it"


def test_what_one_variant_lacks_is_listed_apart() -> None:
    report = sample()
    part = render_brief(report, RULES).partition("### Statements that an article lacks\n")[2].partition("\n###")[0]
    missing = [f for f in report.findings if f.rule == "claim-missing"]
    assert sorted(_fingerprints(part)) == sorted(f.fingerprint[:8] for f in missing)
    assert "infiltration attempts by jihadis on a daily basis" in part


@pytest.mark.parametrize(
    ("verdict", "words"), [("accept", "left as it is"), ("error", "marked to correct"), ("unsure", "marked unsure")]
)
def test_decisions_are_told_in_words(verdict: str, words: str) -> None:
    report = sample()
    at = next(f for f in report.findings if f.decision is not None)
    assert at.decision is not None
    decision = Decision("f", verdict, "R. Haddad", at.decision.decided_at, "Corrected *in print*.")
    findings = [dataclasses.replace(f, decision=decision) if f is at else f for f in report.findings]
    text = render_brief(dataclasses.replace(report, findings=tuple(findings)), RULES)
    day = at.decision.decided_at.date()
    assert rf"  - Decision: {words} by R. Haddad on {day}: Corrected \*in print\*." in text


@pytest.mark.parametrize(("outlets", "tables"), [(2, 1), (8, 1), (9, 2), (30, 4)])
def test_facts_of_many_outlets_become_several_tables(outlets: int, tables: int) -> None:
    report = sample()
    table = report.fact_tables[0]
    ids = (table.article_ids * 10)[:outlets]
    rows = tuple(dataclasses.replace(row, cells=(row.cells * 10)[:outlets]) for row in table.rows)
    wide = dataclasses.replace(table, article_ids=ids, rows=rows)
    shown = _tables(render_brief(dataclasses.replace(report, fact_tables=(wide,)), RULES))
    facts = [t for t in shown if t[0][0] == "Fact"]
    assert len(facts) == tables and sum(len(t[0]) - 2 for t in facts) == outlets
    assert all(len(t) == len(rows) + 1 and len({len(row) for row in t}) == 1 and len(t[0]) <= 10 for t in facts)
    if outlets == 2:
        assert [row[2:] for row in facts[0][1:]] == [[c.surface if c else "–" for c in r.cells] for r in rows]


def test_odd_facts_are_bold() -> None:
    text = render_brief(sample(), RULES)
    facts = text.partition("### Facts")[2].partition("\n##")[0]
    odd = {c.surface for t in sample().fact_tables for r in t.rows for c in r.cells if c and c.odd}
    assert set(re.findall("<strong>(.*?)</strong>", facts)) == odd


def test_states_are_told_apart() -> None:
    clean = dataclasses.replace(sample(), findings=(), problems=())
    assert "**Nothing new was found.** 5 articles: 3 in 1 story, 2 alone.\n" in render_brief(clean, RULES)
    alone = dataclasses.replace(clean, stories=(), fact_tables=())
    assert "Nothing could be compared: this is no pass" in render_brief(alone, RULES)
    assert "no pass" not in render_brief(dataclasses.replace(alone, checked=("a",)), RULES)
    assert "Nothing was read" in render_brief(EMPTY, RULES)
    assert "Nothing to check" in render_brief(dataclasses.replace(EMPTY, checked=()), RULES)


def test_what_was_not_read_is_told() -> None:
    problems = (Problem("a", "a is broken.", "Mend it."), Problem("b", "b is *odd*.", "See to it.", fatal=False))
    text = render_brief(dataclasses.replace(EMPTY, problems=problems), RULES)
    assert "- **not read** a is broken. Mend it.\n- **left out** b is \\*odd\\*. See to it.\n" in text


def test_a_line_of_a_megabyte_is_cut() -> None:
    words = [f"{'é😀'[n % 2] * 2_000}{n}" for n in range(500)]
    assert len(render_brief(made(words, glue=" ", known=False), RULES)) < 12_000_000


def test_hostile_text_becomes_no_markup() -> None:
    _assert_only_ours(render_brief(hostile(), RULES))


@given(REPORTS)
@settings(max_examples=60, deadline=None)
def test_any_text_becomes_no_markup(report: Report) -> None:
    text = render_brief(report, RULES)
    text.encode("utf-8")
    _assert_only_ours(text)
    assert _listed(text) == len(report.findings)


@given(st.lists(PIECES, min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_text_stays_in_its_cell(pieces: list[str]) -> None:
    report = sample()
    first, *others = report.fact_tables[0].rows
    told = first.cells[0]
    assert told is not None
    cells = (dataclasses.replace(told, surface=pieces[0]), *first.cells[1:])
    row = dataclasses.replace(first, label=pieces[1], majority=pieces[2], cells=cells)
    table = dataclasses.replace(report.fact_tables[0], rows=(row, *others))
    articles = tuple(dataclasses.replace(a, title=pieces[0], outlet=pieces[1]) for a in report.articles)
    text = render_brief(dataclasses.replace(report, articles=articles, fact_tables=(table,)), RULES)
    _assert_only_ours(text)
    overview, told_by, facts, lone = _tables(text)
    assert len(overview) == 4 and len(told_by) == 4 and len(facts) == len(table.rows) + 1 and len(lone) == 3
    assert {len(r) for r in overview} == {7} and {len(r) for r in facts} == {5}
    assert {len(r) for r in told_by} == {len(r) for r in lone} == {4}

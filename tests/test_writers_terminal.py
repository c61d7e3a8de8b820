"""The terminal report: its golden text, its states, hostile text, narrow windows, marks."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.datamodel import Problem, Report
from claimcheck.writers import WRITERS
from claimcheck.writers.parts.changes import differing
from claimcheck.writers.parts.sentences import Lookup, Mark, Stretch, clipped
from claimcheck.writers.parts.visible import visible
from claimcheck.writers.terminal import render_terminal
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_sample import RULES, sample

EMPTY = Report((), (), (), (), (), (), (), ())
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 100])
def test_golden(width: int) -> None:
    assert_golden(f"report-{width}.txt", render_terminal(sample(), RULES, width=width))


def test_plain_writer_is_the_default_width_without_colour() -> None:
    assert WRITERS["text"](sample(), RULES) == render_terminal(sample(), RULES)


def test_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render_terminal(sample(), RULES, color=True)
    for name, value in (("NO_COLOR", "1"), ("COLUMNS", "40"), ("TERM", "dumb"), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    assert render_terminal(sample(), RULES, color=True) == before


def test_colour_only_adds_escapes() -> None:
    coloured = render_terminal(sample(), RULES, color=True)
    assert "\x1b[" in coloured
    plain = "\n".join(line.rstrip() for line in _ESCAPE.sub("", coloured).splitlines()) + "\n"
    assert plain == render_terminal(sample(), RULES)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_lines_fit_but_for_places_which_stay_whole(width: int) -> None:
    for line in render_terminal(sample(), RULES, width=width).splitlines():
        whole = re.fullmatch(r"\s*\S+:\d+:\d+.*|    claimcheck story join \S+ \S+", line)  # to be clicked, to be copied
        assert len(line) <= max(width, 30) or whole, line


@pytest.mark.parametrize("color", [False, True])
def test_hostile_text_is_shown_and_never_obeyed(color: bool) -> None:
    text = render_terminal(hostile(), RULES, color=color)
    text.encode("utf-8")
    left = _ESCAPE.sub("", text) if color else text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", left)
    for shown in ("<script>", "[bold red]markup[/bold red]", ":smile:", "<U+001B>[31m", "<U+202E>", "Łódź", "<U+0000>"):
        assert shown in left.replace("\n", " ")
    for colour in set(_ESCAPE.findall(text)):
        assert colour in {"\x1b[0m", *(f"\x1b[{c}m" for c in ("1", "2", "3", "1;31", "1;33", "1;36", "1;7"))}


def test_three_empty_states() -> None:
    assert "Nothing was read" in render_terminal(EMPTY, RULES)
    alone = dataclasses.replace(sample(), stories=(), alignments=(), fact_tables=(), findings=())
    assert "Nothing could be compared" in render_terminal(alone, RULES)
    assert "not a pass" in render_terminal(alone, RULES)
    clean = dataclasses.replace(sample(), findings=())
    assert "No difference found." in render_terminal(clean, RULES)
    known = dataclasses.replace(sample(), findings=tuple(f for f in sample().findings if f.status != "new"))
    assert "No new difference found." in render_terminal(known, RULES)
    assert "1 accepted" in render_terminal(known, RULES)
    for report in (sample(), EMPTY):
        assert sum(s in render_terminal(report, RULES) for s in ("Nothing", "No difference", "not a pass")) <= 1


def test_problems_are_listed_even_when_nothing_was_read() -> None:
    text = render_terminal(
        dataclasses.replace(EMPTY, problems=(Problem("a.pdf", "a.pdf is locked.", "Unlock it."),)), RULES
    )
    assert "a.pdf is locked. Unlock it." in text
    assert "1 problem." in text


def test_many_places_are_counted_not_listed() -> None:
    text = " ".join(render_terminal(sample(), RULES).split())
    daesh = next(f for f in sample().findings if f.rule == "alternate-name")
    shown = re.search(r"(\d+) more places: ((?:(?!more).)*) and (\d+) more places – Apposition", text)
    assert shown
    assert int(shown[1]) == len(daesh.divergence.related) - 1
    assert len(shown[2].split(", ")) == 3


def test_counterpart_is_the_aligned_claim() -> None:
    report = sample()
    lookup = Lookup(report)
    for finding in report.findings:
        primary, second, others = lookup.sides(finding.divergence, letters=True)
        total = primary.places + (second.places if second else 0) + sum(o.places for o in others)
        assert total == len({finding.divergence.primary, *finding.divergence.related})
        if finding.rule == "term-drift":
            assert second
            assert "".join(s.text for s in primary.stretches)[:20] == "".join(s.text for s in second.stretches)[:20]


@pytest.mark.parametrize(
    ("left", "right", "letters", "shown"),
    [
        ("Louayzi", "Louazi", True, (["y"], [])),
        ("Louayzi", "Louazi", False, (["Louayzi"], ["Louazi"])),
        ("ISIS", "Daesh", True, (["ISIS"], ["Daesh"])),
        ("the ISIS flag flies", "the [black] Daesh flag flies", True, (["ISIS"], ["[black] Daesh"])),
        ("retaken... but the militants", "retaken ... but the jihadis", True, (["militants"], ["jihadis"])),
        ("same", "same", True, ([], [])),
    ],
)  # fmt: skip
def test_changed_words(left: str, right: str, letters: bool, shown: tuple[list[str], list[str]]) -> None:
    ranges = differing(left, right, letters=letters)
    assert tuple([t[a:b] for a, b in r] for t, r in zip((left, right), ranges, strict=True)) == shown


@given(st.text(max_size=60), st.text(max_size=60), st.booleans())
def test_changed_ranges_lie_inside_in_order(left: str, right: str, letters: bool) -> None:
    for text, ranges in zip((left, right), differing(left, right, letters=letters), strict=True):
        ends = [0, *(x for pair in ranges for x in pair)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)
        assert all(a < b for a, b in ranges)


@given(st.text())
def test_visible_text_is_one_safe_line(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_ordinary_scripts_are_left_alone() -> None:
    for text in ("Łódź", "مرحبا العالم", "שלום", "👩‍👩‍👧", "می‌خواهم", "e\u0301", "日本語", "١٢٣"):
        assert visible(text) == text


@given(st.lists(st.tuples(st.text("ab ", max_size=30), st.sampled_from(Mark)), max_size=6), st.integers(5, 60))
def test_clipped_text_keeps_to_its_limit(parts: list[tuple[str, Mark]], limit: int) -> None:
    stretches = [Stretch(t, m) for t, m in parts]
    text = "".join(s.text for s in clipped(stretches, limit))
    assert len(text) <= max(limit + 2, 0)
    assert text.strip("…") in "".join(s.text for s in stretches)


@pytest.mark.once
def test_long_lines_take_linear_time() -> None:
    text = "x" * 1_000_000
    assert visible(text) == text
    assert differing(text, text[1:], letters=True)
    assert differing("a b " * 250_000, "a c " * 250_000, letters=True)
    assert differing("a " * 1_900, "b " * 1_900, letters=True)


def test_a_look_is_narrowed_and_says_what_it_leaves_out() -> None:
    from claimcheck.console.narrowing import Look, narrowed
    from claimcheck.errors import ConfigError

    report = sample()
    new = [f for f in report.findings if f.status == "new"]
    shown, hidden = narrowed(report, Look(top=2))
    assert len(shown.findings) == 2 and hidden == len(new) - 2
    assert min(f.severity.rank for f in shown.findings) >= max(
        sorted((f.severity.rank for f in new), reverse=True)[2:3], default=0
    )
    rule = new[0].rule
    shown, hidden = narrowed(report, Look(rules=(rule,)))
    assert {f.rule for f in shown.findings} == {rule}
    assert hidden == sum(f.rule != rule for f in new)
    title = next(a.title for a in report.articles if a.id == report.stories[0].reference_id) or ""
    shown, _ = narrowed(report, Look(story=title[:12].upper()))
    assert shown.stories == report.stories and all(f.story_id == report.stories[0].id for f in shown.findings)
    with pytest.raises(ConfigError, match="no story is called that"):
        narrowed(report, Look(story="no such words"))


def test_extracted_text_is_placed_in_its_file() -> None:
    import dataclasses

    report = sample()
    first = dataclasses.replace(report.sources[0], lines=((0, 7),))
    shown = render_terminal(dataclasses.replace(report, sources=(first, *report.sources[1:])), RULES)
    assert f"{first.path}:7\n" in shown and f"{first.path}:7:" not in shown

"""How people are told which story and which article is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claimcheck.datamodel import Report
from claimcheck.writers.parts.outline import column_parts, names, outline
from tests.report_sample import sample


def moved(report: Report, paths: dict[str, str]) -> Report:
    """The report with its files elsewhere, and no outlet known."""
    articles = [
        replace(a, outlet=None, span=replace(a.span, path=paths.get(a.span.path, a.span.path))) for a in report.articles
    ]
    sources = [replace(s, path=paths.get(s.path, s.path)) for s in report.sources]
    return replace(report, articles=tuple(articles), sources=tuple(sources))


def test_files_are_named_with_as_many_folders_as_tell_them_apart() -> None:
    report = sample()
    files = sorted({a.span.path for a in report.articles})
    elsewhere = ["/news/2018/wire/a.txt", "/news/2018/desk/a.txt", "/news/2019/desk/a.txt", "b.txt"]
    there = moved(report, dict(zip(files, elsewhere, strict=True)))
    told = {a.span.path: names(there)[a.id] for a in there.articles}
    assert [told[path] for path in elsewhere] == ["wire/a.txt", "2018/desk/a.txt", "2019/desk/a.txt", "b.txt"]
    alone = {a.span.path: names(moved(report, {}))[a.id] for a in report.articles}
    assert alone == {path: path for path in files}
    nested = ["a.txt", "x/a.txt", "x/x/a.txt", "y/b.txt"]
    there = moved(report, dict(zip(files, nested, strict=True)))
    assert {a.span.path: names(there)[a.id] for a in there.articles} == dict(
        zip(nested, [*nested[:3], "b.txt"], strict=True)
    )


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("A headline", "Words.", "A headline"),
        (None, "Three people were hurt.", "“Three people were hurt.”"),
        ("\u200b", "Three people\n\u202ewere hurt.", "“Three people <U+202E>were hurt.”"),
        (None, "Word " * 40, "“Word Word Word Word Word Word Word Word Word Word Word Word …”"),
        (None, "x" * 500, f"“{'x' * 60} …”"),
    ],
)
def test_a_story_without_a_headline_is_told_by_its_first_words(title: str | None, text: str, told: str) -> None:
    report = sample()
    reference = report.stories[0].reference_id
    articles = tuple(replace(a, title=title) if a.id == reference else a for a in report.articles)
    claims = list(report.claims)
    at = min((n for n, c in enumerate(claims) if c.article_id == reference), key=lambda n: claims[n].ordinal)
    claims[at] = replace(claims[at], text=text)
    group = outline(replace(report, articles=articles, claims=tuple(claims[::-1]))).groups[0]
    assert group.story is not None and group.title == told


@pytest.mark.parametrize(("count", "most"), [(1, 4), (4, 4), (5, 4), (30, 7), (0, 4)])
def test_columns_are_parted_evenly(count: int, most: int) -> None:
    parts = list(column_parts(count, most))
    assert [n for first, last in parts for n in range(first, last)] == list(range(count))
    sizes = {last - first for first, last in parts}
    assert not sizes or (max(sizes) <= most and max(sizes) - min(sizes) <= 1)

"""Findings that an editor decided on, over files of a test's own, and the fixes made of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

from claimcheck.datamodel import Article, Decision, Divergence, Finding, Fix, Place, Report, Severity, Source, Span
from claimcheck.files.presence import contents_below
from claimcheck.fixes.making import fixes_of
from claimcheck.lexicons.matching import Lexicon
from claimcheck.reading.files import read_paths

NOW = dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC)
EMPTY = Report((), (), (), (), (), (), (), ())


def decision(right: str, *wrong: str, **more: object) -> Decision:
    made = Decision("", "error", "Ann", NOW, "the province's own spelling", identity="a" * 20, wrong=wrong, right=right)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def report_on(
    sources: tuple[Source, ...],
    words: list[str],
    decided: Decision | None,
    rule: str = "name-spelling",
    values: tuple[str, str] = ("Nineveh", "Ninevah"),
    key: tuple[str, ...] = ("x",),
    status: str = "new",
) -> Report:
    """One finding at every place where the sources have one of the words."""
    places, articles = [], []
    for source in sources:
        name = f"{source.path}#1"
        articles.append(Article(name, Span(source.path, 0, len(source.text)), None, None, None, None, "en", ()))
        for match in re.finditer("|".join(map(re.escape, words)), source.text):
            span = Span(source.path, *match.span())
            places.append(Place(span, match[0], name, None, None))
    seen = Divergence("message", places[0], tuple(places[1:]), key, values)
    finding = Finding(rule, "N101", Severity.WARNING, seen, "f" * 32, status, None, decided, "a" * 20)
    return dataclasses.replace(EMPTY, sources=sources, articles=tuple(articles), findings=(finding,))


def read_in(folder: Path, *names: str) -> tuple[Source, ...]:
    sources, problems = read_paths([str(folder / name) for name in names], base=folder)
    assert not [p for p in problems if not p.notice]
    return sources


def made_of(report: Report, folder: Path, lexicon: Lexicon | None = None) -> tuple[Fix, ...]:
    return fixes_of(report, contents_below(folder), lexicon or Lexicon())

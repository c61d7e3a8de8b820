"""A run's report with what people decided: reads the files, applies them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from claimcheck.datamodel import Article, Problem, Report, Rule, Source
from claimcheck.decisions.aliases import read_aliases
from claimcheck.decisions.baseline import Examined, Known, read_baseline
from claimcheck.decisions.comments import read_comments
from claimcheck.decisions.journal import read_decisions
from claimcheck.decisions.judging import Recorded, decided
from claimcheck.decisions.stories import read_story_decisions
from claimcheck.decisions.suppressions import suppressions_in


def recorded_in(root: Path) -> tuple[Recorded, tuple[Problem, ...]]:
    """What the files in ``root`` (the folder of ``claimcheck.toml``) hold, and a Problem for every line that cannot be
    read: fatal, since the finding that it is about would come back. Raises ConfigError for an unreadable file."""
    decisions, baseline, aliases = read_decisions(root), read_baseline(root), read_aliases(root)
    comments, stories = read_comments(root), read_story_decisions(root)
    kept = (decisions, baseline, aliases, stories, comments)
    problems = tuple(problem for file in kept for problem in file.problems)
    return Recorded(decisions.entries, baseline.entries, aliases.entries, comments.entries), problems


def examined_in(
    articles: Iterable[Article],
    sources: Iterable[Source],
    rules: Iterable[str],
    baseline: Iterable[Known] = (),
    root: Path | None = None,
) -> Examined:
    """What a run looked at: its articles, the slugs of its rules, and the articles of the baseline that are gone: their
    file was read without them, or is no longer there."""
    ids = frozenset(a.id for a in articles)
    looked_at = tuple(sources)
    read = {s.path for s in looked_at}
    files = {s.file or s.path for s in looked_at}
    named = {article for entry in baseline for article in entry.articles} - ids
    gone = set()
    there: dict[str, bool] = {}
    for article in named:
        path = article.rpartition("#")[0]
        file = path.rpartition("#")[0]  # of a record
        if path in read or file in files:
            gone.add(article)
        elif root is not None:
            for name in filter(None, (path, file)):
                if name not in there:
                    there[name] = (root / name).exists()
            if not there.get(path) and not there.get(file):
                gone.add(article)
    return Examined(ids, frozenset(gone), frozenset(rules), frozenset(read))


def settled(
    report: Report,
    root: Path,
    *,
    today: dt.date,
    on: Iterable[str],
    rules: Mapping[str, Rule],
    sources: Iterable[Source] | None = None,
    articles: Iterable[Article] | None = None,
) -> Report:
    """The report with every finding's status and decision, and with notices among its problems.

    ``on`` are the slugs of the rules that ran, ``rules`` all rules by slug. ``sources`` and ``articles`` are those that
    were really examined, where the report holds others too (all of the report's by default).
    """
    recorded, problems = recorded_in(root)
    looked_at = tuple(report.sources if sources is None else sources)
    names = {**{slug: slug for slug in rules}, **{rule.code.lower(): slug for slug, rule in rules.items()}}
    # A note in an article that was not checked still speaks of a finding that shows in it.
    beside = {s.path: s for s in (*report.sources, *looked_at)}
    suppressions, odd = suppressions_in(beside.values(), root, names)
    examined = examined_in(report.articles if articles is None else articles, looked_at, on, recorded.baseline, root)
    if any(problem.always for problem in report.problems):
        examined = replace(examined, gone=frozenset())  # what cannot be looked for is not gone
    findings, notices = decided(report.findings, recorded, suppressions, today, examined)
    return replace(report, findings=findings, problems=(*report.problems, *problems, *odd, *notices))

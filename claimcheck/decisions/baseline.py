"""``claimcheck-baseline.txt``: findings known when a team began with the check, judged by nobody.

No line number, no time and no version stands in it, so that it changes only where findings do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.datamodel import Finding
from claimcheck.decisions.coverage import Coverage, contents_of, shown_of, within
from claimcheck.decisions.entries import (
    IDENTITY,
    Format,
    Kept,
    change_file,
    escaped,
    items_of,
    listed,
    marks_of,
    read_file,
    unescaped,
)

FILE = "claimcheck-baseline.txt"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding of the baseline: ``identity`` in claims of these ``contents``. ``articles`` showed it when it was
    written; an entry without contents is of a time when nothing else was written."""

    identity: str
    rule: str
    articles: tuple[str, ...]
    values: tuple[str, str] = ("", "")
    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What a run looked at, so that nobody calls resolved what was not looked for: the ids of its ``articles``; ids
    that are ``gone`` from the corpus for good; the slugs of the ``rules`` that were on; the ``paths`` of the sources
    (None: all).
    """

    articles: frozenset[str]
    gone: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    paths: frozenset[str] | None = None

    def covers(self, entry: Known) -> bool:
        """Whether the run would have found what the entry names."""
        left = set(entry.articles) - self.gone
        return entry.rule in self.rules and left <= self.articles


def entry_of(finding: Finding) -> Known:
    """A finding as the baseline holds it."""
    shown = shown_of(finding)
    return Known(finding.identity, finding.rule, finding.article_ids, shown.values, contents_of(shown))


def stale_entries(entries: Iterable[Known], findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """Entries that a run should have found again and did not: no finding of theirs shares a claim or an article."""
    entries = tuple(entries)
    known = Coverage(entries)
    seen = {entry for finding in findings for entry in known.touching(shown_of(finding))}
    return tuple(e for e in entries if examined.covers(e) and e not in seen)


def updated(entries: Sequence[Known], findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """The baseline with these findings, without what is resolved; entries on other articles are as they were."""
    resolved = set(stale_entries(entries, findings, examined))
    known = Coverage(entries)
    seen = [(f, shown_of(f)) for f in findings]
    replaced = {e for _, shown in seen for e in known.touching(shown) if within(e, shown)}
    held = [e for e in entries if e not in resolved and e not in replaced]
    covered = Coverage(held)
    return _sorted([*held, *(entry_of(f) for f, shown in seen if not covered.covering(shown))])


def pruned(entries: Sequence[Known], findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """The baseline without what is resolved."""
    resolved = set(stale_entries(entries, findings, examined))
    return _sorted(e for e in entries if e not in resolved)


def _sorted(entries: Iterable[Known]) -> tuple[Known, ...]:
    return tuple(sorted(set(entries), key=lambda e: (e.identity, e.articles, e.rule, e.values)))


def read_baseline(root: Path) -> Kept[Known]:
    """The baseline beside ``claimcheck.toml`` in ``root``, with a Problem for every line that cannot be read."""
    return read_file(root / FILE, FORMAT)


def write_baseline(root: Path, findings: Collection[Finding]) -> tuple[Known, ...]:
    """A baseline of these findings and nothing else."""
    return change_file(root / FILE, FORMAT, lambda _: _sorted(entry_of(f) for f in findings), create=True)


def update_baseline(root: Path, findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """:func:`updated`, on the file."""
    return change_file(root / FILE, FORMAT, lambda old: updated(old, findings, examined))


def prune_baseline(root: Path, findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """:func:`pruned`, on the file."""
    return change_file(root / FILE, FORMAT, lambda old: pruned(old, findings, examined))


def _fields(entry: Known) -> Sequence[str]:
    return (
        escaped(entry.identity),
        escaped(entry.rule),
        listed(sorted(entry.articles)),
        listed(entry.values),
        listed(sorted(entry.contents)),
    )


def _parse(row: Sequence[str]) -> Known:
    identity, rule, articles, values, contents = row
    if not IDENTITY.match(identity):
        raise ValueError(f"{identity!r} is no identity of a finding")
    named, pair = tuple(sorted(items_of(articles))), items_of(values)
    if not named:
        raise ValueError("no article is named")
    values_ = (pair[0], pair[1]) if len(pair) == 2 else ("", "")
    return Known(identity, unescaped(rule), named, values_, marks_of(contents))


_FORMER = "# Findings known to claimcheck's baseline, judged by nobody. Fields: identity, rule, articles, values."
FORMAT: Format[Known] = Format(
    columns=("identity", "rule", "articles", "values", "claims"),
    title="# Findings known to claimcheck's baseline, judged by nobody. Format 2. Fields: identity, rule, articles, "
    "values, claims (marks of their words).",
    fields=_fields,
    parse=_parse,
    optional=2,
    former=(_FORMER,),
)

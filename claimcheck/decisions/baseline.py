"""``claimcheck-baseline.txt``: findings known when a team began with the check, judged by nobody.

No line number, no time and no version stands in it, so that it changes only where findings do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.datamodel import Finding
from claimcheck.decisions.entries import Format, Kept, change_file, escaped, items_of, listed, read_file, unescaped
from claimcheck.decisions.values import shown_values

FILE = "claimcheck-baseline.txt"
_IDENTITY = re.compile(r"[0-9a-f]{8,64}\Z")


@dataclass(frozen=True, slots=True)
class Known:
    """A finding of the baseline: ``identity`` in the ``articles`` that showed it."""

    identity: str
    rule: str
    articles: tuple[str, ...]
    values: tuple[str, str] = ("", "")


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
    return Known(finding.identity, finding.rule, finding.article_ids, shown_values(finding.divergence.values))


def stale_entries(entries: Iterable[Known], findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """Entries that a run should have found again and did not: no finding of their identity shares an article."""
    seen: dict[str, set[str]] = {}
    for finding in findings:
        seen.setdefault(finding.identity, set()).update(finding.article_ids)
    return tuple(e for e in entries if examined.covers(e) and not seen.get(e.identity, set()) & set(e.articles))


def updated(entries: Sequence[Known], findings: Collection[Finding], examined: Examined) -> tuple[Known, ...]:
    """The baseline with these findings, without what is resolved; entries on other articles are as they were."""
    resolved = set(stale_entries(entries, findings, examined))
    new = [entry_of(f) for f in findings]
    wider: dict[str, list[set[str]]] = {}
    for entry in new:
        wider.setdefault(entry.identity, []).append(set(entry.articles))
    replaced = {
        e for e in entries if e not in new and any(set(e.articles) <= larger for larger in wider.get(e.identity, ()))
    }
    held = [e for e in entries if e not in resolved and e not in replaced]
    covered: dict[str, list[set[str]]] = {}
    for entry in held:
        covered.setdefault(entry.identity, []).append(set(entry.articles))
    fresh = [e for e in new if not any(set(e.articles) <= have for have in covered.get(e.identity, ()))]
    return _sorted([*held, *fresh])


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
    return escaped(entry.identity), escaped(entry.rule), listed(sorted(entry.articles)), listed(entry.values)


def _parse(row: Sequence[str]) -> Known:
    identity, rule, articles, values = row
    if not _IDENTITY.match(identity):
        raise ValueError(f"{identity!r} is no identity of a finding")
    named, pair = tuple(sorted(items_of(articles))), items_of(values)
    if not named:
        raise ValueError("no article is named")
    return Known(identity, unescaped(rule), named, (pair[0], pair[1]) if len(pair) == 2 else ("", ""))


FORMAT: Format[Known] = Format(
    columns=("identity", "rule", "articles", "values"),
    title="# Findings known to claimcheck's baseline, judged by nobody. Fields: identity, rule, articles, values.",
    fields=_fields,
    parse=_parse,
    optional=1,
)

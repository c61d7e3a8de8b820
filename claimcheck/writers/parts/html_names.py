"""The ledger of names for the page: who is named, in which spellings, how often and by whom.

Spellings are put together for display only, where the report itself joins them: equal but for dress, two readings of
one finding on names, or a family name alone beside exactly one full name in the same story.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from claimcheck.datamodel import Claim, MentionKind, Name, Report
from claimcheck.joining import Joined
from claimcheck.textforms import fold

_JOINING = frozenset({"name-spelling", "alternate-name"})
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """``uses`` are pairs of article and count, in the order of the report's articles."""

    surface: str
    uses: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NameEntry:
    label: str
    spellings: tuple[Spelling, ...]


def name_entries(report: Report) -> tuple[NameEntry, ...]:
    """Entries with the most spellings first, then the most used, then by label."""
    homes = {i: story.id for story in report.stories for i in story.article_ids}
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)  # by key: surface, article
    joined = Joined[str]()
    full: dict[tuple[str, str], set[str]] = defaultdict(set)  # by home and family name: keys of full names
    alone: dict[tuple[str, str], str] = {}
    for claim in report.claims:
        home = homes.get(claim.article_id, claim.article_id)
        for surface, name in _named(claim):
            key = fold(surface)
            counts[key][surface, claim.article_id] += 1
            family = fold(" ".join(name.family))
            if family and name.given:
                full[home, family].add(key)
            elif family and key in {family, fold(" ".join((*name.particles, *name.family)))}:
                alone[home, family] = key
    for finding in report.findings:
        left, right = (fold(v) for v in finding.divergence.values)
        if finding.rule in _JOINING and left in counts and right in counts:
            joined.join(left, right)
    homes_of = Counter(family for _, family in alone)
    for place, key in alone.items():
        roots = {joined.root(k) for k in full.get(place, ())}
        # In another story it may be another person's: it joins only where it stands alone in this story only.
        if len(roots) == 1 and joined.root(key) not in roots and homes_of[place[1]] == 1:
            joined.join(key, roots.pop())
    members: dict[str, list[str]] = defaultdict(list)
    for key in counts:
        members[joined.root(key)].append(key)
    order = {a.id: n for n, a in enumerate(report.articles)}
    made = [_entry([counts[k] for k in keys], order) for keys in members.values()]
    return tuple(sorted(made, key=lambda e: (-len(e.spellings), -_total(e), e.label)))


def _named(claim: Claim) -> list[tuple[str, Name]]:
    found = []
    for mention in claim.mentions:
        if mention.kind is MentionKind.NAME and isinstance(mention.value, Name):
            surface = _POSSESSIVE.sub("", " ".join(mention.surface.split()))
            if any(c.isalnum() for c in surface):
                found.append((surface, mention.value))
    return found


def _entry(counts: list[Counter[tuple[str, str]]], order: dict[str, int]) -> NameEntry:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for counted in counts:
        for (surface, article), count in counted.items():
            spellings[surface][article] += count
    ranked = sorted(spellings.items(), key=lambda item: (-item[1].total(), item[0]))
    label = min(spellings, key=lambda s: (-len(s.split()), -spellings[s].total(), s))
    return NameEntry(
        label,
        tuple(
            Spelling(surface, tuple(sorted(uses.items(), key=lambda u: order[u[0]]))) for surface, uses in ranked
        ),
    )  # fmt: skip


def _total(entry: NameEntry) -> int:
    return sum(count for spelling in entry.spellings for _, count in spelling.uses)

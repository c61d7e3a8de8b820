"""Rows of the fact table for what is found without a slot: did it happen, and how surely does each outlet say so?

A row stands for every finding of the rules in ``RULES`` that shows in two columns of a story's table. How surely a
place tells its predicate is read off its sentence (:mod:`event_status`); where the two places of a finding read alike,
each is told in the finding's own words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from claimcheck.datamodel import Claim, Divergence, FactCell, FactRow, Finding, MentionKind, Place, Severity
from claimcheck.facts.event_status import told_at
from claimcheck.textforms import plain

RULES = frozenset({"certainty", "negation", "contradiction"})
_LABEL = 60  # letters of the claim that stand for the question


def event_rows(findings: Sequence[Finding], claims: Mapping[str, Claim], shown: Sequence[str]) -> list[FactRow]:
    """The rows of those findings that show in two or more of ``shown``, in the findings' order; ``claims`` by id."""
    rows = [_row(f, claims, shown) for f in findings if f.rule in RULES]
    return [row for row in rows if row is not None]


def _row(finding: Finding, claims: Mapping[str, Claim], shown: Sequence[str]) -> FactRow | None:
    seen = finding.divergence
    first: dict[str, Place] = {}
    for place in seen.places:
        first.setdefault(place.article_id, place)
    present = [a for a in shown if a in first]
    if len(present) < 2:
        return None
    readings = _readings(seen, [first[a] for a in present], claims)
    values = dict(zip(present, readings, strict=True))
    tally = Counter(readings)
    top, count = min(tally.items(), key=lambda item: (-item[1], item[0]))
    majority = top if count > len(present) / 2 else ""
    against = majority or values[present[0]]
    loud = finding.severity is not Severity.NOTE  # nobody is odd for a note
    cells = tuple(
        FactCell(a, first[a].span, first[a].surface, values[a], loud and values[a] != against) if a in values else None
        for a in shown
    )
    return FactRow(MentionKind.EVENT.value, _label(first[present[0]], claims), cells, majority, values[present[0]])


def _readings(seen: Divergence, places: Sequence[Place], claims: Mapping[str, Claim]) -> list[str]:
    """How surely each place tells it, in words; what stands there where that does not tell the two apart."""
    found = [_told(place, claims) for place in places]
    if len(set(found)) > 1:
        return [told or plain(place.surface) for told, place in zip(found, places, strict=True)]
    words = dict(zip((p.article_id for p in reversed(seen.places[:2])), reversed(seen.values), strict=False))
    return [words.get(p.article_id) or plain(p.surface) for p in places]


def _told(place: Place, claims: Mapping[str, Claim]) -> str:
    claim = claims.get(place.claim_id or "")
    return told_at(claim, place.span) if claim is not None else ""


def _label(place: Place, claims: Mapping[str, Claim]) -> str:
    """The question: the first place's sentence, cut at a word."""
    claim = claims.get(place.claim_id or "")
    text = plain(claim.text if claim is not None else place.surface)
    return text if len(text) <= _LABEL else text[: _LABEL - 3].rsplit(" ", 1)[0] + " …"

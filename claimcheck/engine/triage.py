"""Divergence -> Finding: which rule speaks where several saw it, severity, fingerprint, merging of what is one
divergence seen in several comparisons."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from claimcheck.datamodel import Divergence, Finding, Place, Rule, Severity
from claimcheck.textforms import fold

InStory = tuple[str | None, Divergence]  # a divergence with the id of its story, if it lies in one


class Precedence(NamedTuple):
    """Where both rules see the same words, ``over`` speaks and ``under`` is silent."""

    over: str
    under: str
    why: str
    whole: bool = True  # all words of ``under`` lie among those of ``over``; else they need only meet


# Of the rules that are on: a rule that is off silences nobody. The order of the rows does not matter.
PRECEDENCE = (
    Precedence("number-conflict", "headline-differs", "two figures for one thing, wherever they stand"),
    Precedence("name-conflict", "headline-differs", "two people in one place of the sentence"),
    Precedence("negation", "headline-differs", "opposites and negations, wherever they stand"),
    Precedence("negation", "contradiction", "a word says it; the model only suspects it"),
    Precedence("quote-altered", "negation", 'a word lost inside the marks is a misquotation, a "not" too'),
    Precedence("negation", "certainty", "a denial is more than a doubt", whole=False),  # "allegedly did not use"
    Precedence("quote-altered", "certainty", "a word of doubt lost inside the marks is a misquotation"),
    Precedence("quote-altered", "contradiction", "words changed inside the marks, whatever they turn round"),
    Precedence("alternate-name", "name-conflict", "evidence that two names are one answers the question"),
)


def arbitrated(found: Mapping[str, Sequence[InStory]], shows: Callable[[Divergence], bool]) -> dict[str, list[InStory]]:
    """What the rules found, by slug, less what a rule of precedence tells of the same words of the same story: all
    places of the one lie inside places of the other, or what it is ``within``, or meet them where the row says so.
    ``shows`` says whether a divergence is sure enough to be reported: one that is not silences nobody."""
    places: dict[tuple[str, str | None], list[list[Place]]] = {}
    for over in {row.over for row in PRECEDENCE} & found.keys():
        for story, divergence in found[over]:
            if shows(divergence):
                places.setdefault((over, story), []).append(
                    [divergence.primary, *divergence.related, *divergence.within]
                )
    above: dict[str, list[Precedence]] = {}
    for row in PRECEDENCE:
        above.setdefault(row.under, []).append(row)

    def is_told(rule: str, story: str | None, divergence: Divergence) -> bool:
        own = [divergence.primary, *divergence.related]
        return any(
            all(any(_speaks_of(theirs, mine, row.whole) for theirs in others) for mine in own)
            for row in above.get(rule, ())
            for others in places.get((row.over, story), ())
        )

    return {rule: [(s, d) for s, d in own if not is_told(rule, s, d)] for rule, own in found.items()}


def _speaks_of(theirs: Place, mine: Place, whole: bool) -> bool:
    if whole:
        return theirs.span.contains(mine.span)
    one, other = theirs.span, mine.span
    return one.path == other.path and one.start < other.end and other.start < one.end


def fingerprint(rule: str, divergence: Divergence) -> str:
    """Hash of rule, key and the words of the claims: no path, no offset, no score, so that neither a renamed file nor
    text added above changes it."""
    claims = sorted({fold(place.claim_text or place.surface) for place in divergence.places})
    return _hash([rule, *claims, *(divergence.about or divergence.key)])


def identity(rule: str, divergence: Divergence) -> str:
    """Hash of rule and key: the same whichever articles show the divergence, so that one more is seen as one more."""
    return _hash([rule, *(divergence.about or divergence.key)])


def former_identity(rule: str, divergence: Divergence) -> str:
    """What :func:`identity` was while keys could name articles, as files written then have it; "" where it is the
    same."""
    return _hash([rule, *(divergence.former_key or divergence.key)]) if divergence.about else ""


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def merged(
    divergences: Iterable[tuple[str | None, Divergence]], default: Severity
) -> list[tuple[str | None, Divergence]]:
    """One divergence for every (story, key): places of the later ones join the first, at the loudest level and the
    highest confidence of all. ``default`` is the rule's own level, which a divergence without one has."""
    kept: dict[tuple[str | None, tuple[str, ...]], Divergence] = {}
    for story, divergence in divergences:
        key = (story, divergence.key)
        first = kept.get(key)
        if first is None:
            kept[key] = replace(divergence, related=_fresh(divergence.primary, divergence.related))
        else:
            more = _fresh(first.primary, (*first.related, divergence.primary, *divergence.related))
            both = (first, divergence)
            loudest = max(both, key=lambda d: (d.severity or default).rank).severity
            sure = max((d.confidence for d in both if d.confidence is not None), default=None)
            kept[key] = replace(first, related=more, severity=loudest, confidence=sure)
    return [(story, divergence) for (story, _), divergence in kept.items()]


def _fresh(primary: Place, places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(p for p in dict.fromkeys(places) if p != primary)


def to_findings(rule: Rule, severity: Severity, divergences: Iterable[tuple[str | None, Divergence]]) -> list[Finding]:
    """Findings of one rule. ``severity`` is the rule's configured level: a divergence may ask for a lower or higher one
    only while the rule is at its own default."""
    findings = []
    for story, divergence in merged(divergences, rule.severity):
        level = divergence.severity if divergence.severity is not None and severity is rule.severity else severity
        findings.append(
            Finding(
                rule.name,
                rule.code,
                level,
                divergence,
                fingerprint(rule.name, divergence),
                story_id=story,
                identity=identity(rule.name, divergence),
                former=former_identity(rule.name, divergence),
            )
        )
    return findings


def ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Loudest first, then by place; the order never depends on the order of input."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                f.story_id is None,
                f.story_id or "",
                -f.severity.rank,
                f.divergence.primary.span,
                f.rule,
                f.divergence.key,
            ),
        )
    )


def counts(findings: Iterable[Finding]) -> Mapping[Severity, int]:
    """New findings by level."""
    totals = dict.fromkeys(Severity, 0)
    for finding in findings:
        if finding.status == "new":
            totals[finding.severity] += 1
    return totals

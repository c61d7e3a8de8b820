"""attribution-dropped (Q303): a fact whose source, or the channel of whose source, the other article nowhere gives.

What it finds
    "police said" against nothing: the source is gone, and an assertion has become a fact. "according to Gawker" against
    "Business Insider reported": another source for one fact. "Bayati told Agence France Presse" against "Bayati said":
    the channel is gone. The fact is sought by what is said in the whole other article; one finding for a source and
    article, with every fact that lacks it.

Why it matters
    Who said it, and to whom, is how a reader weighs it; a dropped channel hides where a copy came from.

Example
    - The men fled north, Karim told Reuters.
    - The men fled north, Karim said.
    -> attribution-dropped: "Karim told Reuters" / "Karim said"

Not reported
    A source that the other article gives with the fact, or one of its kind; words that stand there in quotation marks;
    what a trained score is not sure enough of (see ``facts.sources``; a source in the sentence before, or elsewhere in
    the article, makes it less sure, and so does what is on record); who asked for, blamed or found something; listeners
    ("told reporters"); a channel that the other article names beside the statement; the channel of an independent
    report.

Options
    agreement: share of the shorter claim's content words that must agree before two claims are one statement that lost
        its channel (default 0.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import mention_place
from claimcheck.datamodel import (
    Attribution,
    Claim,
    Comparison,
    Divergence,
    Evidence,
    MentionKind,
    Place,
    Rule,
    Severity,
    Span,
    Token,
)
from claimcheck.facts.sources import source_mention
from claimcheck.textforms import fold
from claimcheck.values.names.initials import are_initials

_OCCASIONS = frozenset({"conference", "briefing", "hearing", "interview", "newspaper", "magazine", "agency", "medium"})
_WAYS = frozenset({"in", "at", "on", "by", "during", "over", "via", "through", "from"})


@dataclass(frozen=True, slots=True)
class AttributionDropped(Rule):
    code: ClassVar[str] = "Q303"
    name: ClassVar[str] = "attribution-dropped"
    severity: Severity = Severity.NOTE
    agreement: float = 0.4

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        """A statement of one speaker whose channel only one side names, where one text comes from the other: two
        reporters who heard the same say each where they did."""
        if not comparison.is_derived or agreement(comparison) < self.agreement:
            return
        left, right = comparison.alignment.left, comparison.alignment.right
        for a, x in [(a, c) for c in left for a in c.attributions]:
            for b, y in [(b, c) for c in right for b in c.attributions]:
                if bool(a.channel) == bool(b.channel) or not _is_one_speaker(a, x, b, y):
                    continue
                has, lacks, own, other, there = (a, b, x, y, right) if a.channel else (b, a, y, x, left)
                if _is_way(has, own) and not _is_said(has, own, there):
                    yield Divergence(
                        message=f"“{has.channel}”, to whom it was said, is not named in the other's same statement",
                        primary=_place(has, own),
                        related=(_place(lacks, other),),
                        key=("channel", fold(has.channel), fold(has.speaker or has.source)),
                        values=(has.channel, ""),
                        evidence=(f"{has.cue} / {lacks.cue}",),
                    )

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Facts that have a source in one article and lack it in others."""
        for slot in evidence.slots:
            if slot.kind != MentionKind.SOURCE or slot.confidence is None:
                continue
            first = slot.fillings[0]
            places = [mention_place(f.claim, f.mention) for f in slot.fillings]
            lacking = next(p for p in places if p.article_id != first.claim.article_id)
            yield Divergence(
                message=f"The source “{places[0].surface}” is not given with the same fact: “{lacking.surface}”",
                primary=places[0],
                related=tuple(places[1:]),
                key=("source", fold(places[0].surface)),
                values=(places[0].surface, ""),
                evidence=("sought in the whole other article by what is said",),
                confidence=slot.confidence,
            )


def _is_one_speaker(a: Attribution, x: Claim, b: Attribution, y: Claim) -> bool:
    """A name in common, the same words, or a pronoun that nothing resolves on both sides."""
    one, other = _names(a, x), _names(b, y)
    if one and other:
        return bool(one & other)
    pronouns = [all(t.pos == "PRON" for t in _inside(c, m.source_span)) for m, c in ((a, x), (b, y))]
    return dress_key(a.source) == dress_key(b.source) or all(pronouns)


def _names(a: Attribution, claim: Claim) -> frozenset[str]:
    named = {dress_key(t.lemma) for t in _inside(claim, a.source_span) if t.pos == "PROPN"}
    return frozenset(named | {dress_key(w.lower()) for w in (a.speaker or "").split() if w[:1].isupper()})


def _is_way(a: Attribution, claim: Claim) -> bool:
    """An outlet, or a way in which it was said; not the people who listened."""
    told = _inside(claim, a.channel_span)
    named = any(t.pos == "PROPN" and not t.ent.endswith("PERSON") for t in told)
    occasion = any(t.lemma in _OCCASIONS for t in told)
    return bool(told) and (named or occasion or told[0].lemma in _WAYS) and told[0].lemma != "to"


def _is_said(has: Attribution, own: Claim, other: Sequence[Claim]) -> bool:
    """Whether the side that has no channel names it all the same."""
    channel = [t for t in _inside(own, has.channel_span) if t.pos in {"NOUN", "PROPN"} and not t.ent.endswith("DATE")]
    keys = {dress_key(t.lemma) for t in channel}
    there = {dress_key(t.lemma) for c in other for t in c.tokens}
    name = " ".join(t.surface for t in channel)
    return bool(keys & there) or any(are_initials(t.surface, name) for c in other for t in c.tokens)


def _inside(claim: Claim, span: Span | None) -> list[Token]:
    return [t for t in claim.tokens if span is not None and span.start <= t.start and t.end <= span.end]


def _place(attribution: Attribution, claim: Claim) -> Place:
    return mention_place(claim, source_mention(claim, attribution))

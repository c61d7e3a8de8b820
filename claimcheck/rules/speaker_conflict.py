"""speaker-conflict (Q302): the same statement credited to different speakers.

What it finds
    One quotation printed by two variants, wherever it stands in them, under the names of two speakers; and, as a
    note, a phrase of one person's own that each variant has in one other named person's words alone: both may have
    used it.

Why it matters
    Words in the wrong mouth are the error that ends in court.

Example
    - "We will not leave the valley before the winter comes," Colonel Adams said on Tuesday.
    - "We will not leave the valley before the winter comes," Captain Brown said on Tuesday.
    -> speaker-conflict: "Adams" / "Brown"

Not reported
    A speaker that one side leaves unnamed or calls by role; one name spelled or shortened differently; an organisation,
    for which others speak, or an outlet to which it was said; a sentence that names the other speaker too; a pronoun,
    or a quotation that runs on from a sentence before, whose speaker had to be resolved.

Options
    overlap: share of the shorter quotation's words that must agree (default 0.7).
    words: the shortest quotation compared, in words (default 4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.places import place_in
from claimcheck.comparing.quotes import Printed
from claimcheck.datamodel import Claim, Divergence, Evidence, Place, Quotation, Rule, Severity
from claimcheck.evidence.aliases import name_words
from claimcheck.evidence.quotations import are_near, are_two, one_speech
from claimcheck.facts.phrases import Said, shared_phrases
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class SpeakerConflict(Rule):
    code: ClassVar[str] = "Q302"
    name: ClassVar[str] = "speaker-conflict"
    across_stories: ClassVar[bool] = False  # who "he" is hangs on the story around it
    severity: Severity = Severity.ERROR
    overlap: float = 0.7
    words: int = 4

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Quotations that two articles print alike, wherever they stand, under different names."""
        named: dict[str, set[str]] = defaultdict(set)
        for referent in evidence.referents:
            surfaces = (use.surface for use in referent.uses)  # of a lone word in small letters the kind is a guess
            named[referent.kind] |= {fold(name) for name in surfaces if " " in name or name.isupper()}
        for one, other in (pair for answers in one_speech(evidence, self.overlap) for pair in answers.pairs):
            shared = (Counter(w.key for w in one.words) & Counter(w.key for w in other.words)).total()
            short = min(len(one.words), len(other.words))
            if short >= self.words and shared >= self.overlap * short:
                yield from _conflict(one, other, named["organisation"] | named["place"])
        pairs = dict.fromkeys((r.left_article, r.right_article) for r in evidence.relations)
        for left, right in shared_phrases(evidence.claims, pairs):
            yield from _other_mouth(left, right, named["person"])


def _other_mouth(left: Said, right: Said, people: Set[str]) -> Iterator[Divergence]:
    """One phrase in the words of two people, both named beside it."""
    a, b = left.speaker, right.speaker
    if not are_two(a, b) or not {fold(a), fold(b)} <= people or min(len(name_words(n)) for n in (a, b)) < 2:
        return
    beside = [[x for x in said.claim.attributions if x.speaker == said.speaker] for said in (left, right)]
    if not all(own and _names(own[0].source, s) for own, s in zip(beside, (a, b), strict=True)):
        return
    if _are_both_named(left.claim, right.claim, a, b):
        return
    places = [place_in((said.claim,), said.span.start, said.span.end) for said in (left, right)]
    spans = [next((x.source_span for x in own if x.source_span), None) for own in beside]
    named = [place_in((d.claim,), s.start, s.end) for d, s in zip((left, right), spans, strict=True) if s is not None]
    yield Divergence(
        message=f"Much the same words are “{a}”'s in one article, “{b}”'s in the other",
        primary=(named or places)[0],
        related=(*named[1:], *places),
        key=("speaker", *sorted((fold(a), fold(b)))),
        values=(a, b),
        evidence=(f"“{places[0].surface}” and “{places[1].surface}”",),
        severity=Severity.NOTE,
    )


def _conflict(left: Printed, right: Printed, things: Set[str]) -> Iterator[Divergence]:
    a, b = left.quotation.speaker, right.quotation.speaker
    claims = (left.claim, right.claim)
    if a is None or b is None or not are_two(a, b):
        return
    if {fold(a), fold(b)} & things:
        return  # an office and whoever speaks for it, an outlet and whom it quotes, two outlets that quote one
    if _are_both_named(left.claim, right.claim, a, b):
        return
    if _is_channel(a, claims) or _is_channel(b, claims):
        return
    named = [_places((p.claim,), p.quotation) for p in (left, right)]
    if not all(len(p) > 1 and _names(p[0].surface, s) for p, s in zip(named, (a, b), strict=True)):
        return  # who "she" is, or who speaks on, is resolved, and may be resolved wrongly
    yield Divergence(
        message=f"The same words are credited to “{a}” and to “{b}”",
        primary=named[0][0],
        related=(named[1][0], *named[0][1:], *named[1][1:]),
        key=("speaker", *sorted((fold(a), fold(b)))),
        values=(a, b),
        evidence=(f"“{left.quotation.surface}”",),
    )


def _are_both_named(left: Claim, right: Claim, a: str, b: str) -> bool:
    """Whether one side names the other's speaker too: who of the two says it, and of whom, is then the sentence's."""
    return any(_folded(name) & _folded(claim.text) for name, claim in ((a, right), (b, left)))


def _is_channel(speaker: str, claims: Sequence[Claim]) -> bool:
    """Whether either side says that it was said to this one: "told CNN"."""
    words = {fold(w) for w in name_words(speaker)}
    return any(words & _folded(a.channel) for c in claims for a in c.attributions if a.channel)


def _names(surface: str, speaker: str) -> bool:
    """Whether the words beside the quotation have a word of the speaker's name, or one a letter apart."""
    return any(are_near(x, y) for x in _folded(surface) for y in _folded(speaker))


def _folded(name: str) -> set[str]:
    return {fold(w) for w in name_words(name)}


def _places(claims: Sequence[Claim], quotation: Quotation) -> list[Place]:
    """Where the speaker is named beside the quotation, then the quotation."""
    quoted = place_in(claims, quotation.span.start, quotation.span.end)
    sources = [
        a.source_span
        for c in claims
        for a in c.attributions
        if a.source_span is not None and a.speaker is not None and a.speaker == quotation.speaker
    ]
    return [*(place_in(claims, s.start, s.end) for s in sources[:1]), quoted]

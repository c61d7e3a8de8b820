"""speaker-conflict (Q302): the same statement credited to different speakers.

What it finds
    One quotation printed by two variants whose speakers, pronouns and short names resolved, are different.

Why it matters
    Words in the wrong mouth are the error that ends in court.

Example
    - "We will not leave the valley before the winter comes," Colonel Adams said on Tuesday.
    - "We will not leave the valley before the winter comes," Captain Brown said on Tuesday.
    -> speaker-conflict: "Adams" / "Brown"

Not reported
    A speaker that one side leaves unnamed or calls by role; one name spelled or shortened differently; an organisation
    against a person, who may speak for it, and an outlet to which it was said; a pronoun on both sides in a sentence
    that names somebody else.

Options
    overlap: share of the shorter quotation's words that must agree (default 0.7).
    words: the shortest quotation compared, in words (default 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rapidfuzz.distance import Levenshtein

from claimcheck.comparing.places import place_in
from claimcheck.comparing.quotes import answering, quoted_words
from claimcheck.comparing.token_alignment import SPELLING, spelling
from claimcheck.datamodel import Claim, Comparison, Divergence, Name, Place, Quotation, Rule, Severity
from claimcheck.evidence.aliases import is_known_variant, name_words
from claimcheck.textforms import fold

_PRONOUNS = frozenset({"he", "she", "they", "it"})


@dataclass(frozen=True, slots=True)
class SpeakerConflict(Rule):
    code: ClassVar[str] = "Q302"
    name: ClassVar[str] = "speaker-conflict"
    across_stories: ClassVar[bool] = False  # who "he" is hangs on the story around it
    severity: Severity = Severity.ERROR
    overlap: float = 0.7
    words: int = 4

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        for left, right in answering(comparison, self.overlap):
            a, b = left.speaker, right.speaker
            if a is None or b is None or not _are_different(a, b):
                continue
            kinds = {_kind(a, comparison.alignment.left), _kind(b, comparison.alignment.right)}
            if len(kinds) == 2 and kinds & {"organisation", "place"}:
                continue  # an office and whoever speaks for it, an outlet and whom it quotes
            if _is_channel(a, comparison) or _is_channel(b, comparison):
                continue
            if (
                min(len(quoted_words(comparison.left_tokens, left)), len(quoted_words(comparison.right_tokens, right)))
                < self.words
            ):
                continue
            named = [_places(comparison.alignment.left, left), _places(comparison.alignment.right, right)]
            pronouns = all(len(places) > 1 and fold(places[0].surface) in _PRONOUNS for places in named)
            if pronouns and any(map(_names_somebody, (*comparison.alignment.left, *comparison.alignment.right))):
                continue  # one sentence, twice "he", beside others: both were resolved, one of them wrongly
            yield Divergence(
                message=f"The same words are credited to “{a}” and to “{b}”",
                primary=named[0][0],
                related=(named[1][0], *named[0][1:], *named[1][1:]),
                key=("speaker", *sorted((fold(a), fold(b)))),
                values=(a, b),
                evidence=(f"“{left.surface}”",),
            )


def _is_channel(speaker: str, comparison: Comparison) -> bool:
    """Whether either side says that it was said to this one: "told CNN"."""
    words = {fold(w) for w in name_words(speaker)}
    claims = (*comparison.alignment.left, *comparison.alignment.right)
    return any(words & _folded(a.channel) for c in claims for a in c.attributions if a.channel)


def _names_somebody(claim: Claim) -> bool:
    return any(isinstance(m.value, Name) and m.value.kind in {"person", "unknown"} for m in claim.mentions)


def _are_different(a: str, b: str) -> bool:
    """Both are names, and no word of one is, or spells, or misses by a letter, a word of the other."""
    left, right = ([w for w in name_words(n) if w[:1].isupper()] for n in (a, b))
    if not left or not right or is_known_variant(a, b):
        return False
    return not any(_are_near(fold(x), fold(y)) or spelling(x, y) >= SPELLING for x in left for y in right)


def _are_near(x: str, y: str) -> bool:
    """Equal, or a letter apart: "Wood", "Woods". Shorter names are as near to others."""
    return x == y or (min(len(x), len(y)) >= 4 and Levenshtein.distance(x, y) <= 1)


def _kind(speaker: str, claims: Sequence[Claim]) -> str:
    """Of what kind the claim's own name for the speaker is; a person where it has none, or a lone word in small
    letters, whose kind is a guess."""
    if len(name_words(speaker)) < 2 and not speaker.isupper():
        return "person"
    if speaker.isupper() and len(name_words(speaker)) == 1:
        return "organisation"  # "CNN"
    words = {fold(w) for w in name_words(speaker)}
    if any(t.ent.endswith("ORG") and fold(t.surface) in words for c in claims for t in c.tokens):
        return "organisation"
    names = (m for c in claims for m in c.mentions if isinstance(m.value, Name))
    found = next((m.value.kind for m in names if isinstance(m.value, Name) and words & _folded(m.surface)), "person")
    return "person" if found == "unknown" else found


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

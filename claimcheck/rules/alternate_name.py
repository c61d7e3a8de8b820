"""alternate-name (N102): two names of one person, place or body.

What it finds
    Names that stand for each other in matched claims, with evidence that they are one: a page writes "Daesh (ISIS)" or
    "known also as", the same swap comes back in several independent claims, a team stands once by its town and once by
    its nickname, or the house lexicon has both. Where the lexicon prefers one of the two, the finding is a warning.

Why it matters
    Readers and search see two things where there is one; a house has one name for it.

Example
    - The city fell to ISIS in June. / Fighters of ISIS held the bridge until the winter.
    - The city fell to Daesh (ISIS) in June. / Fighters of Daesh held the bridge until the winter.
    -> alternate-name: "ISIS" / "Daesh"

Not reported
    One name spelled twice (name-spelling); an abbreviation and its own expansion; a lone swap without evidence
    (name-conflict); a person by full and by family name; a name that only stands in what somebody is quoted with; on
    the strength of swaps alone, people and peoples, a place and the one it lies in, and two names that one article uses
    both.

Options
    claims: independent claims that make a swap an alias where no page says so (default 3).
    agreement: share of the shorter claim's content words that must agree before a town and a nickname count as one side
        (default 0.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.datamodel import Divergence, EditKind, Evidence, Place, Rule, Severity, Span
from claimcheck.evidence.aliases import is_known_variant
from claimcheck.evidence.referents import Referents
from claimcheck.lexicons.matching import NO_LEXICON, Lexicon, accepts, entry_of
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class AlternateName(Rule):
    code: ClassVar[str] = "N102"
    name: ClassVar[str] = "alternate-name"
    severity: Severity = Severity.NOTE
    claims: int = 3
    agreement: float = 0.6
    lexicon: Lexicon = field(default=NO_LEXICON, metadata={"option": False})

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        yield from self._of_referents(evidence)
        referents = Referents(evidence.ledger, evidence.referents)
        agreements = {
            frozenset((left.id, right.id)): agreement(comparison)
            for comparison in evidence.comparisons
            for left in comparison.alignment.left
            for right in comparison.alignment.right
        }
        for swap in evidence.substitutions:
            if swap.kind is not EditKind.NAME or is_known_variant(swap.left, swap.right):
                continue
            entry = entry_of(swap.left, swap.right, self.lexicon)
            preferred = entry is not None and not accepts(entry, swap.left, swap.right)
            if entry is not None:
                reason = f"house style prefers “{entry.prefer}”" if preferred else "house style accepts both"
            else:
                reason = referents.alias_reason(swap, evidence.aliases, self.claims)
            pairs = list(swap.places)
            if entry is None and reason:
                pairs = [pair for pair in pairs if all(map(referents.is_whole, pair))]
            if not reason:
                pairs = [
                    pair
                    for pair, same in zip(swap.places, swap.slots, strict=True)
                    if same and agreements.get(_claims(pair), 0.0) >= self.agreement and referents.are_one_side(*pair)
                ]
                reason = "a side by its town and by its nickname"
            if not pairs:
                continue
            places = [place for pair in pairs for place in pair]
            yield Divergence(
                message=f"“{swap.left}” and “{swap.right}” are one and the same: {reason}",
                primary=places[0],
                related=tuple(dict.fromkeys(places[1:])),
                key=("alias", *sorted((fold(swap.left), fold(swap.right)))),
                values=(swap.left, swap.right),
                evidence=(reason,),
                severity=Severity.WARNING if preferred else None,
            )

    def _of_referents(self, evidence: Evidence) -> Iterator[Divergence]:
        """Two names of one referent, wherever they stand in the story. A speaker's own name for somebody is his: of
        one that only stands inside quotation marks nothing is said."""
        said = {c.id: [q.span for q in c.quotations] for c in evidence.claims if c.quotations}
        for referent in evidence.referents:
            for pair in referent.pairs:
                if pair.kind == "alternate" and entry_of(pair.left, pair.right, self.lexicon) is None:
                    sides = [[p for use in uses for p in use.places] for uses in (pair.left_uses, pair.right_uses)]
                    if any(all(_is_said(place, said) for place in side) for side in sides):
                        continue
                    yield Divergence(
                        message=f"“{pair.left}” and “{pair.right}” are one and the same: {pair.what}",
                        primary=sides[0][0],
                        related=(sides[1][0], *sides[0][1:], *sides[1][1:]),
                        key=("alias", *sorted((fold(pair.left), fold(pair.right)))),
                        values=(pair.left, pair.right),
                        evidence=(pair.what,),
                    )


def _is_said(place: Place, said: Mapping[str, Sequence[Span]]) -> bool:
    """Whether a place stands inside quotation marks."""
    spans = said.get(place.claim_id or "", ())
    return any(span.start <= place.span.start and place.span.end <= span.end for span in spans)


def _claims(pair: tuple[Place, Place]) -> frozenset[str]:
    return frozenset(place.claim_id or "" for place in pair)

"""alternate-name (N102): two names of one referent.

What it finds
    Names that stand for each other in matched claims, with evidence that they are one: a page writes "Daesh (ISIS)" or
    "known also as", the same swap comes back in several independent claims, or the house lexicon has both. Where the
    lexicon prefers one of the two, the finding is a warning.

Why it matters
    Readers and search see two things where there is one; a house has one name for it.

Example
    - The city fell to ISIS in June. / Fighters of ISIS held the bridge until the winter.
    - The city fell to Daesh (ISIS) in June. / Fighters of Daesh held the bridge until the winter.
    -> alternate-name: "ISIS" / "Daesh"

Not reported
    One name spelled twice (name-spelling); an abbreviation and its own expansion; a lone swap without evidence
    (name-conflict); a person by full and by family name; on the strength of swaps alone, people, and two names that one
    sentence has side by side.

Options
    claims: independent claims that make a swap an alias where no page says so (default 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from claimcheck.comparing.aliases import is_known_variant
from claimcheck.comparing.house_style import NO_LEXICON, Lexicon, accepts, entry_of
from claimcheck.comparing.referents import Referents
from claimcheck.datamodel import Divergence, EditKind, Evidence, Severity
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class AlternateName:
    code: ClassVar[str] = "N102"
    name: ClassVar[str] = "alternate-name"
    severity: Severity = Severity.NOTE
    claims: int = 3
    lexicon: Lexicon = field(default=NO_LEXICON, metadata={"option": False})

    def check_corpus(self, evidence: Evidence) -> Iterator[Divergence]:
        referents = Referents(evidence.ledger)
        for swap in evidence.substitutions:
            if swap.kind is not EditKind.NAME or is_known_variant(swap.left, swap.right):
                continue
            entry = entry_of(swap.left, swap.right, self.lexicon)
            preferred = entry is not None and not accepts(entry, swap.left, swap.right)
            if entry is not None:
                reason = f"house style prefers “{entry.prefer}”" if preferred else "house style accepts both"
            else:
                reason = referents.alias_reason(swap, evidence.aliases, self.claims)
            if not reason:
                continue
            places = [place for pair in swap.places for place in pair]
            yield Divergence(
                message=f"“{swap.left}” and “{swap.right}” name one referent: {reason}",
                primary=places[0],
                related=tuple(dict.fromkeys(places[1:])),
                key=("alias", *sorted((fold(swap.left), fold(swap.right)))),
                values=(swap.left, swap.right),
                evidence=(reason,),
                severity=Severity.WARNING if preferred else None,
            )

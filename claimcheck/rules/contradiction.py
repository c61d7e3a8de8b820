"""contradiction (P403): claims that cannot both hold though no single slot shows it.

What it finds
    Matched claims whose differing words exclude each other by what they mean: "well equipped" against "insufficiently
    equipped". A model trained on written conflicts and faithful rewrites judges the words that only one side has.

Why it matters
    Not every reversal has a number, a name or a "not" in it.

Example
    - The strike was supported by most of the drivers in the northern towns.
    - The strike was rejected by most of the drivers in the northern towns.
    -> contradiction: "supported" / "rejected"

Not reported
    Anything below ``confidence``; what a typed rule already shows in these claims (numbers, dates, names, negation).

Options
    confidence: calibrated probability from which the rule speaks (default 0.96).
    agreement: share of the shorter claim's content words that must agree (default 0.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.antonyms import are_opposites
from claimcheck.comparing.places import claim_place, side_place
from claimcheck.datamodel import ClaimRole, Comparison, Divergence, Edit, EditKind, Severity
from claimcheck.textforms import fold

_TYPED = frozenset({EditKind.NAME, EditKind.QUANTITY, EditKind.DATE, EditKind.TITLE, EditKind.POLARITY})


@dataclass(frozen=True, slots=True)
class Contradiction:
    code: ClassVar[str] = "P403"
    name: ClassVar[str] = "contradiction"
    severity: Severity = Severity.WARNING
    confidence: float = 0.96
    agreement: float = 0.4

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        probability = comparison.contradiction
        if probability is None or probability < self.confidence or agreement(comparison) < self.agreement:
            return
        if comparison.alignment.left[0].role is ClaimRole.HEADLINE:
            return
        edit = _weightiest(comparison)
        if edit is None or _is_told_elsewhere(comparison, edit):
            return
        left = side_place(comparison, "left", edit.left)
        right = side_place(comparison, "right", edit.right)
        shown = [p.surface if p.surface != p.claim_text else "" for p in (left, right)]
        yield Divergence(
            message=f"The two statements exclude each other: “{shown[0]}” against “{shown[1]}”",
            primary=left if shown[0] else claim_place(comparison.alignment.left[0]),
            related=(right if shown[1] else claim_place(comparison.alignment.right[0]),),
            key=("contradiction", *sorted((fold(left.surface), fold(right.surface)))),
            values=(shown[0], shown[1]),
            evidence=(f"the words around agree; probability {probability:.2f} by the trained model",),
            confidence=probability,
        )


def _is_told_elsewhere(comparison: Comparison, edit: Edit) -> bool:
    """Opposites in one slot are what the negation rule reports; words of one stem are no opposites."""
    left, right = comparison.left_tokens[slice(*edit.left)], comparison.right_tokens[slice(*edit.right)]
    return any(
        (a.pos == b.pos and are_opposites(a.lemma, b.lemma)) or (len(a.lemma) > 3 and a.lemma[:4] == b.lemma[:4])
        for a in left
        for b in right
    )


def _weightiest(comparison: Comparison) -> Edit | None:
    """The replaced stretch with most words; names, numbers and dates have rules of their own."""
    replaced = [
        e
        for e in comparison.edits
        if e.left[0] < e.left[1] and e.right[0] < e.right[1] and e.kind not in _TYPED and e.kind is not EditKind.STYLE
    ]
    if not replaced:
        replaced = [
            e for e in comparison.edits if e.kind in {EditKind.INSERTION, EditKind.DELETION, EditKind.CERTAINTY}
        ]
    return max(replaced, key=lambda e: (len(e.left_surface) + len(e.right_surface), -e.left[0]), default=None)

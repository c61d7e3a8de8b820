"""number-precision (V202): compatible quantities, one more exact.

What it finds
    One slot of a matched claim holds an exact number in one variant and a rounded, bounded or vague one in the other.

Why it matters
    "about 200" that turns into "200" has gained a certainty nobody reported.

Example
    - The climber fell around 200 feet to his death on the north face, police said.
    - The climber fell 200 feet to his death on the north face, police said.
    -> number-precision: "around 200 feet" / "200 feet"

Not reported
    The same number in other dress ("a hundred", "100"); conflicts (number-conflict).

Options
    none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import place_in
from claimcheck.comparing.quantities import read_quantity
from claimcheck.comparing.slots import one_slot
from claimcheck.datamodel import Comparison, Divergence, Quantity, Relation, Severity


@dataclass(frozen=True, slots=True)
class NumberPrecision:
    code: ClassVar[str] = "V202"
    name: ClassVar[str] = "number-precision"
    severity: Severity = Severity.NOTE

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        for pair in comparison.pairs:
            a, b = pair.left.value, pair.right.value
            if not isinstance(a, Quantity) or not isinstance(b, Quantity):
                continue
            if pair.judgement.relation is not Relation.COMPATIBLE or not one_slot(comparison, pair.left, pair.right):
                continue
            yield Divergence(
                message=f"“{pair.left.surface}” against “{pair.right.surface}”: {pair.judgement.reason}",
                primary=place_in(comparison.alignment.left, pair.left.span.start, pair.left.span.end),
                related=(place_in(comparison.alignment.right, pair.right.span.start, pair.right.span.end),),
                key=("precision", *sorted((read_quantity(a), read_quantity(b))), dress_key(a.noun or b.noun)),
                values=(read_quantity(a), read_quantity(b)),
                evidence=(pair.judgement.reason,),
            )

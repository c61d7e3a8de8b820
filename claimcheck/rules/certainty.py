"""certainty (P402): hedged or planned in one variant, asserted in the other.

What it finds
    A predicate that both variants share is put under "could", "allegedly", "appeared to", "were said to" or "was to" in
    one of them, and told as plain fact in the other.

Why it matters
    A claim that loses its hedge becomes a claim nobody made.

Example
    - Three climbers were said to have been rescued after the night on the mountain.
    - Three climbers were rescued after the night on the mountain.
    -> certainty: "said" / "rescued"

Not reported
    A hedge that the other variant puts in other words of the same claim.

Options
    agreement: share of the shorter claim's content words that must agree (default 0.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.cues import CERTAINTY
from claimcheck.comparing.places import predicate_place
from claimcheck.comparing.polarity import Certainty
from claimcheck.comparing.predicates import SharedPredicate, shared_predicates
from claimcheck.comparing.slots import one_event, share_an_argument
from claimcheck.datamodel import ClaimRole, Comparison, Divergence, Severity
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class CertaintyRule:
    code: ClassVar[str] = "P402"
    name: ClassVar[str] = "certainty"
    severity: Severity = Severity.WARNING
    agreement: float = 0.4

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        if agreement(comparison) < self.agreement or comparison.alignment.left[0].role is ClaimRole.HEADLINE:
            return
        for shared in shared_predicates(comparison):
            a, b = shared.left_reading, shared.right_reading
            if a.certainty is b.certainty or Certainty.ASSERTED not in {a.certainty, b.certainty}:
                continue
            if agreement(comparison) < 0.6 and not share_an_argument(comparison, shared.left, shared.right):
                continue
            if not one_event(comparison, shared.left, shared.right):
                continue
            if Certainty.PLANNED in {a.certainty, b.certainty} and not _is_done(comparison, shared):
                continue
            asserted, tokens = (
                (b, comparison.right_tokens) if b.certainty is Certainty.ASSERTED else (a, comparison.left_tokens)
            )
            if asserted.negated or any(t.lemma in CERTAINTY for t in tokens):
                continue
            left = predicate_place(comparison, "left", (shared.left, *a.cues))
            right = predicate_place(comparison, "right", (shared.right, *b.cues))
            yield Divergence(
                message=f"“{left.surface}” against “{right.surface}”: {a.certainty} in one variant, "
                f"{b.certainty} in the other",
                primary=left,
                related=(right,),
                key=("certainty", *sorted((fold(left.surface), fold(right.surface)))),
                values=(f"{left.surface} ({a.certainty})", f"{right.surface} ({b.certainty})"),
                evidence=("the words around agree",),
            )
            return


def _is_done(comparison: Comparison, shared: SharedPredicate) -> bool:
    """Against a plan only what is told as done stands: "was to release", "released"; not "plays", "will play"."""
    tokens, index, reading = comparison.left_tokens, shared.left, shared.left_reading
    if reading.certainty is not Certainty.ASSERTED:
        tokens, index = comparison.right_tokens, shared.right
    return tokens[index].tag in {"VBD", "VBN"}

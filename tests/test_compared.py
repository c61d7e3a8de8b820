"""What is kept of a story's comparison is what was found."""

from __future__ import annotations

from claimcheck.datamodel import Claim, ClaimRole, Filling, Mention, MentionKind, Slot, Span
from claimcheck.engine.compared import Compared, Whole, compared_in


def test_a_slot_is_kept_with_all_that_is_known_of_its_places() -> None:
    claims = [
        Claim(f"{path}#1:0", f"{path}#1", Span(path, 0, 20), 0, 0, ClaimRole.BODY, "Two people had died.")
        for path in ("a.txt", "b.txt")
    ]
    fillings = tuple(
        Filling(claim, Mention(MentionKind.QUANTITY, Span(claim.span.path, 0, 3), "Two"), sure)
        for claim, sure in zip(claims, (0.5, 0.75), strict=True)
    )
    found = Compared(slots=(Slot("quantity", "people", fillings, 0.5),))
    assert compared_in(found.packed(), Whole({}, {c.id: c for c in claims})) == found

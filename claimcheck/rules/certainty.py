"""certainty (P402): doubted or planned in one article, told as fact in the other.

What it finds
    An event that one article puts under "could", "allegedly", "appeared to", "were said to" or "was to" and another
    tells as plain fact, wherever and by whomever it is told: "reportedly bought" against "has bought", "is believed to
    have died" against "died". A trained score says so (see ``facts.events``); one finding for an event with all its
    places. A warning where the score is sure, else a note.

Why it matters
    What loses its "allegedly" becomes what nobody said.

Example
    - Three climbers were said to have been rescued after the night on the mountain.
    - Three climbers were rescued after the night on the mountain.
    -> certainty: "said" / "rescued"

Not reported
    A doubt that the other article puts in other words of the same sentence, or elsewhere; ability ("could
    not see"); orders ("should", "must"); what stands under "until" or "if"; hearsay against what somebody says, in
    quotation marks or by credit: the paper vouches for neither.

Options
    None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.places import mention_place
from claimcheck.datamodel import Divergence, Evidence, MentionKind, Rule, Severity, Slot
from claimcheck.facts.event_status import told_at
from claimcheck.facts.events import WARNS
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class CertaintyRule(Rule):
    code: ClassVar[str] = "P402"
    name: ClassVar[str] = "certainty"
    across_stories: ClassVar[bool] = False  # what was planned is done by the next report
    severity: Severity = Severity.WARNING

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """The events that a trained score takes for one over whole articles and that are told apart."""
        for slot in evidence.slots:
            if slot.kind == MentionKind.EVENT and slot.confidence is not None:
                yield _told_apart(slot, slot.confidence)


def _told_apart(slot: Slot, confidence: float) -> Divergence:
    softest = slot.fillings[0]
    firmest = next(f for f in reversed(slot.fillings) if f.claim.article_id != softest.claim.article_id)
    rest = [f for f in slot.fillings if f not in (softest, firmest)]
    places = [mention_place(f.claim, f.mention) for f in (softest, firmest, *rest)]
    words = [told_at(f.claim, f.mention.span) for f in (softest, firmest)]
    left, right = places[:2]
    return Divergence(
        message=f"“{left.surface}” against “{right.surface}”: {words[0]} in one article, {words[1]} in the other",
        primary=left,
        related=tuple(places[1:]),
        key=("certainty", *sorted((fold(left.surface), fold(right.surface)))),
        values=(f"{left.surface} ({words[0]})", f"{right.surface} ({words[1]})"),
        evidence=("a trained score takes the two for one event",),
        severity=None if confidence >= WARNS else Severity.NOTE,
        confidence=confidence,
    )

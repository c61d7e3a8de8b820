"""date-conflict (V203): dates that cannot both be true.

What it finds
    The same statement holds two dates or times that cannot both be true, each resolved against its own
    article's date.

Why it matters
    A wrong day puts an event before its cause; a wrong year makes an archive lie.

Example
    - The treaty was signed on 4 May 2011 in the capital by both presidents.
    - The treaty was signed on 5 May 2011 in the capital by both presidents.
    -> date-conflict: "4 May 2011" / "5 May 2011"

Not reported
    "Wednesday" against "yesterday" where both are the same day; a month against a day in it; days whose article has no
    date; "48 minutes later" against "48 hours later", which is a number-conflict. What only the slot
    model joins is a note unless it is nearly sure.

Options
    none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.places import place_in
from claimcheck.datamodel import (
    Claim,
    Comparison,
    Divergence,
    Evidence,
    Filling,
    Mention,
    Moment,
    Relation,
    Rule,
    Severity,
)
from claimcheck.facts.answers import places_of, rivals_in, told
from claimcheck.facts.slot_confidence import LOUD
from claimcheck.facts.slots import mentions_of_one_event, one_slot
from claimcheck.facts.values import relation_of
from claimcheck.textforms import fold
from claimcheck.values.dates.algebra import is_lag, read_moment

_DEICTIC = re.compile(r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening))\b", re.I)


@dataclass(frozen=True, slots=True)
class DateConflict(Rule):
    code: ClassVar[str] = "V203"
    name: ClassVar[str] = "date-conflict"
    severity: Severity = Severity.ERROR

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        for pair in comparison.pairs:
            a, b = pair.left.value, pair.right.value
            if not isinstance(a, Moment) or not isinstance(b, Moment):
                continue
            if pair.judgement.relation is not Relation.CONFLICT or not one_slot(comparison, pair.left, pair.right):
                continue
            if is_lag(a) and is_lag(b):
                continue  # numbers
            if not mentions_of_one_event(comparison, pair.left, pair.right, strict=True):
                continue
            if _is_a_day_off(pair.left, a, pair.right, b):
                continue
            if _is_another(pair.left, pair.right, comparison.alignment.right):
                continue
            if _is_another(pair.right, pair.left, comparison.alignment.left):
                continue
            if fold(pair.left.surface) == fold(pair.right.surface):
                continue  # "today" in two copies of one sentence: the copy kept the word, not the day
            yield Divergence(
                message=f"“{pair.left.surface}” against “{pair.right.surface}”: {pair.judgement.reason}",
                primary=place_in(comparison.alignment.left, pair.left.span.start, pair.left.span.end),
                related=(place_in(comparison.alignment.right, pair.right.span.start, pair.right.span.end),),
                key=("date", *sorted((read_moment(a), read_moment(b)))),
                values=(read_moment(a), read_moment(b)),
                evidence=(pair.judgement.reason,),
            )

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Two dates of one slot, wherever they stand."""
        for slot in evidence.slots:
            for rivals in rivals_in(slot) if slot.kind == "date" else ():
                left, right = rivals.first.fillings[0].mention, rivals.second.fillings[0].mention
                a, b = left.value, right.value
                assert isinstance(a, Moment) and isinstance(b, Moment)
                if rivals.relation is not Relation.CONFLICT or _is_a_day_off(left, a, right, b):
                    continue
                if fold(left.surface) == fold(right.surface) or (is_lag(a) and is_lag(b)):
                    continue  # one word, another day of publication; or numbers
                if any(map(_is_spoken, (rivals.first.fillings[0], rivals.second.fillings[0]))):
                    continue
                primary, *related = places_of(rivals)
                readings = read_moment(a), read_moment(b)
                yield Divergence(
                    message=f"{told(rivals)}: {rivals.reason}",
                    primary=primary,
                    related=tuple(related),
                    key=("date", *sorted(readings)),
                    values=readings,
                    evidence=(rivals.reason, f"both answer one question: {slot.label}"),
                    confidence=slot.confidence,
                    severity=None if (slot.confidence or 0.0) >= LOUD else Severity.NOTE,
                )


def _is_spoken(filling: Filling) -> bool:
    """Whether it is somebody's "today": of the day on which it was said, which may be any."""
    span = filling.mention.span
    quoted = any(q.span.contains(span) for q in filling.claim.quotations)
    return quoted and _DEICTIC.search(filling.mention.surface) is not None


def _is_another(mention: Mention, rival: Mention, claims: Iterable[Claim]) -> bool:
    """Whether what the other side says has another date that may be the same: "in Bam in December 2003" beside "in Bam
    in 2003, and in Zarand in February"."""
    others = (m for c in claims for m in c.mentions if isinstance(m.value, Moment) and m.span != rival.span)
    return any(relation_of(mention, other) in {Relation.SAME, Relation.COMPATIBLE} for other in others)


def _is_a_day_off(left: Mention, a: Moment, right: Mention, b: Moment) -> bool:
    """ "today" against the day before: dates of publication turn at midnight, and zones differ."""
    if not any(_DEICTIC.search(m.surface) for m in (left, right)) or a.start is None or b.start is None:
        return False
    return abs(a.start - b.start) <= dt.timedelta(hours=36)

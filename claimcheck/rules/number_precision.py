"""number-precision (V202): compatible quantities, one more exact.

What it finds
    One slot of a matched claim holds an exact number in one variant and a rounded, bounded or vague one in the other;
    an hour and about that hour. Inside one article, a sum flat and as an estimate.

Why it matters
    "about 200" that turns into "200" has gained a certainty nobody reported.

Example
    - The climber fell around 200 feet to his death on the north face, police said.
    - The climber fell 200 feet to his death on the north face, police said.
    -> number-precision: "around 200 feet" / "200 feet"

Not reported
    The same number in other dress ("a hundred", "100") or converted ("48km", "30 miles"); between two articles, "about"
    before a round sum of money; conflicts (number-conflict).

Options
    none.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import mention_place, place_in
from claimcheck.datamodel import (
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    Evidence,
    Mention,
    Moment,
    Quantity,
    Relation,
    Rule,
    Severity,
    Slot,
)
from claimcheck.facts.answers import Rivals, places_of, rivals_in, told
from claimcheck.facts.slots import one_slot
from claimcheck.textforms import fold
from claimcheck.values.quantities.algebra import read_quantity

_CLOCK = re.compile(r"T\d\d:\d\d")
_ROUNDING = 0.025  # of a value: what newsrooms round a conversion by
_ONE_SCALE = frozenset({"duration", "magnitude"})  # everybody has one: what is "about" there was not converted
_UNMEASURED = frozenset({"count", "ordinal", "money", "percent", "fraction", "score", "age"})


@dataclass(frozen=True, slots=True)
class NumberPrecision(Rule):
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
            if _is_dress(pair.left, pair.right):
                continue
            yield Divergence(
                message=f"“{pair.left.surface}” against “{pair.right.surface}”: {pair.judgement.reason}",
                primary=place_in(comparison.alignment.left, pair.left.span.start, pair.left.span.end),
                related=(place_in(comparison.alignment.right, pair.right.span.start, pair.right.span.end),),
                key=("precision", *sorted((read_quantity(a), read_quantity(b))), dress_key(a.noun or b.noun)),
                values=(read_quantity(a), read_quantity(b)),
                evidence=(pair.judgement.reason,),
            )
        yield from _rough_hours(comparison)

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """One slot, wherever it is filled; one article that gives a sum flat in one place and as an
        estimate in another."""
        for slot in evidence.slots:
            for rivals in rivals_in(slot) if slot.kind == "quantity" else ():
                dress = _is_dress(rivals.first.fillings[0].mention, rivals.second.fillings[0].mention)
                if rivals.relation is Relation.COMPATIBLE and not dress:
                    yield _slot_precision(slot, rivals)
        for _, group in itertools.groupby(evidence.claims, key=lambda c: c.article_id):
            claims = list(group)
            sums: dict[tuple[str, float], list[tuple[Claim, Mention, Quantity]]] = {}
            for claim in claims:
                for mention in claim.mentions:
                    value = mention.value
                    if isinstance(value, Quantity) and value.dimension == "money" and value.interval.low > 0:
                        low, high = value.interval.low, value.interval.high
                        middle = round(low if high == math.inf else (low + high) / 2, 6)  # "over $2.6 million"
                        sums.setdefault((value.unit, middle), []).append((claim, mention, value))
            for uses in sums.values():
                uses = sorted(uses, key=lambda u: u[0].role is ClaimRole.HEADLINE)  # a headline has no room for "about"
                flat = next((u for u in uses if u[2].exact), None)
                about = next((u for u in uses if not u[2].exact), None)
                if flat is None or about is None or flat[0] is about[0]:
                    continue
                others = [u for u in uses if u[2].exact and u is not flat]
                yield Divergence(
                    message=f"One article has “{flat[1].surface}” and “{about[1].surface}” for the same sum",
                    primary=mention_place(flat[0], flat[1]),
                    related=(mention_place(about[0], about[1]), *(mention_place(u[0], u[1]) for u in others)),
                    key=("inside", read_quantity(flat[2]), read_quantity(about[2])),
                    values=(read_quantity(flat[2]), read_quantity(about[2])),
                    evidence=("flat in one sentence, an estimate in another",),
                )


def _slot_precision(slot: Slot, rivals: Rivals) -> Divergence:
    """Two answers to one question that can both be true, wherever the articles give them."""
    primary, *related = places_of(rivals)
    a, b = rivals.first.fillings[0].mention.value, rivals.second.fillings[0].mention.value
    assert isinstance(a, Quantity) and isinstance(b, Quantity)
    readings = read_quantity(a), read_quantity(b)
    return Divergence(
        message=f"{told(rivals)}: {rivals.reason}",
        primary=primary,
        related=tuple(related),
        key=("precision", *sorted(readings), dress_key(a.noun or b.noun)),
        values=readings,
        evidence=(rivals.reason, f"both answer one question: {slot.label}"),
        confidence=slot.confidence,
    )


def _is_dress(left: Mention, right: Mention) -> bool:
    return _is_converted(left, right) or _is_round_sum(left, right)


def _is_round_sum(left: Mention, right: Mention) -> bool:
    """ "$600 million" and "about $600 million": a round sum of money is read as rounded without the word. An estimate
    is more than rounded: somebody made it."""
    a, b = left.value, right.value
    if not isinstance(a, Quantity) or not isinstance(b, Quantity) or a.exact == b.exact:
        return False
    if any("estimate" in mention.surface.lower() for mention in (left, right)):
        return False
    flat, about = (a, b) if a.exact else (b, a)
    low, high = flat.interval.low, flat.interval.high
    middle = (about.interval.low + about.interval.high) / 2  # infinite for "at least"
    return flat.dimension == "money" and low == high == float(f"{low:.1e}") and math.isclose(middle, low)


def _is_converted(left: Mention, right: Mention) -> bool:
    """Whether one value is the other in another unit, rounded: "48km", "30 miles"; 200 feet are "about 60m"."""
    a, b = left.value, right.value
    units = [re.sub(r"[^a-z]", "", m.surface.lower().replace("kilo", "k").replace("metre", "m")) for m in (left, right)]
    if not isinstance(a, Quantity) or not isinstance(b, Quantity) or units[0] == units[1] or a.dimension in _UNMEASURED:
        return False
    if a.exact != b.exact and a.dimension in _ONE_SCALE:
        return False
    if a.exact == b.exact:
        ends = [(a.interval.low, b.interval.low), (a.interval.high, b.interval.high)]
    else:  # a conversion is rounded, and so "about"; "about 200 feet" and "200ft" are no conversion
        one, other = ((q.interval.low + q.interval.high) / 2 for q in (a, b))
        ends = [(one, other)] if not math.isclose(one, other) else []
    return bool(ends) and all(math.isclose(x, y, rel_tol=_ROUNDING) for x, y in ends)


def _rough_hours(comparison: Comparison) -> Iterator[Divergence]:
    """ "at 9.25 a.m. on Thursday" against "at about 9:25 Thursday morning"."""
    for pair in comparison.pairs:
        a, b = pair.left.value, pair.right.value
        if not isinstance(a, Moment) or not isinstance(b, Moment) or a.approximate == b.approximate:
            continue
        if not (_CLOCK.search(a.pattern) and _CLOCK.search(b.pattern)):
            continue
        if pair.judgement.relation not in {Relation.SAME, Relation.COMPATIBLE}:
            continue
        yield Divergence(
            message=f"“{pair.left.surface}” against “{pair.right.surface}”: one article gives the time as about right",
            primary=place_in(comparison.alignment.left, pair.left.span.start, pair.left.span.end),
            related=(place_in(comparison.alignment.right, pair.right.span.start, pair.right.span.end),),
            key=("time", *sorted((fold(pair.left.surface), fold(pair.right.surface)))),
            values=(pair.left.surface, pair.right.surface),
            evidence=("exact in one article, approximate in the other",),
        )

"""number-conflict (V201): quantities that cannot both be true.

What it finds
    Two articles give one fact with quantities that cannot both be true: "30 dead" against "13 dead",
    "four months" against "4½ months", "48 minutes later" against "48 hours later"; one thing against several, in nearly
    one sentence of two texts of which one derives from the other. Also one article that gives both, and a headline
    against its own article's opening.

Why it matters
    Casualty counts, sums and scores are what readers remember and what gets copied on.

Example
    - More than 30 people were killed in the blast in the capital, police said.
    - Thirteen people were killed in the blast in the capital, police said.
    -> number-conflict: "More than 30" / "Thirteen"

Not reported
    Compatible quantities of which one is more exact (number-precision); other units that agree when converted; numbers
    of different things; clauses that are only swapped; what the other counts in parts, or but for those it names.
    Sums in two currencies are a note: only that day's rate could tell; so is what the slot model alone joins, unless
    nearly sure, what stands in sentences of two independent reports that have little in common, and what only one
    counts over a stretch of time ("so far", "since October"). So is "more than 13 feet" against "13 feet".

Options
    lead_claims: how many opening sentences a headline is checked against (default 3).
    agreement: share of the shorter claim's content words that must agree for figures that matched claims set against
        each other (default 0.35). Figures that fill one slot are told by the slot model, and need none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement, content_words
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import mention_place, place_in, side_place
from claimcheck.comparing.token_alignment import judge_mentions
from claimcheck.datamodel import (
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    Edit,
    EditKind,
    Evidence,
    Filling,
    Mention,
    MentionKind,
    MentionPair,
    Moment,
    Quantity,
    Relation,
    Rule,
    Severity,
    Slot,
    Value,
)
from claimcheck.facts.answers import Answer, Rivals, named, places_of, rivals_in, told
from claimcheck.facts.slot_confidence import LOUD
from claimcheck.facts.slots import is_part, mentions_of_one_event, one_slot
from claimcheck.values.dates.algebra import is_lag, read_moment
from claimcheck.values.quantities.algebra import judge_quantities, read_quantity

_HOLDS = frozenset({Relation.SAME, Relation.COMPATIBLE})
# Agreement of sentences of two independent reports from which their figures are surely one fact's: below, four of five
# that the slot model did not join as well were of two, in ninety stories.
_SURELY_ONE = 0.6
_NAMED = 3  # people that a sentence may name beside "others"
_OTHER = re.compile(r"\s+(?:\w+\s+)?other\b")  # "three other Americans"
# What is counted over a stretch of time is another count than what was counted once.
_OVER_TIME = re.compile(
    r"\b(?:so far|to date|altogether|in all(?=[\s.,;]*$|,)"
    r"|during (?:the|its|his|her|their) (?:\d+|two|three|four|five|six|seven))\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\bsince\s*$", re.IGNORECASE)
_NEAR = 1.5  # times as much, from one sum to another that may be the same


@dataclass(frozen=True, slots=True)
class NumberConflict(Rule):
    code: ClassVar[str] = "V201"
    name: ClassVar[str] = "number-conflict"
    severity: Severity = Severity.ERROR
    lead_claims: int = 3
    agreement: float = 0.35

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        for pair in comparison.pairs:
            a, b = pair.left.value, pair.right.value
            if not _are_numbers(a, b):
                continue
            converted = "" != _currency(a) != _currency(b) != ""
            if not (pair.judgement.relation is Relation.CONFLICT or converted):
                continue
            if not one_slot(comparison, pair.left, pair.right) or agreement(comparison) < self.agreement:
                continue
            if not mentions_of_one_event(comparison, pair.left, pair.right, strict=True):
                continue
            if _stands_in(pair.left, comparison.alignment.right) and _stands_in(pair.right, comparison.alignment.left):
                continue  # clauses swapped: "400 in Leeds and 250 in Hull", "250 in Hull after 400 in Leeds"
            if is_part(a, comparison.alignment.left, b) or is_part(b, comparison.alignment.right, a):
                continue
            yield Divergence(
                message=f"{_both(comparison, pair)}: {pair.judgement.reason}",
                primary=place_in(comparison.alignment.left, pair.left.span.start, pair.left.span.end),
                related=(place_in(comparison.alignment.right, pair.right.span.start, pair.right.span.end),),
                key=_key(a, b),
                values=(_read(a), _read(b)),
                evidence=(pair.judgement.reason,),
                severity=Severity.NOTE if converted or _is_loose(comparison) or _is_over_time(comparison) else None,
            )
        if not comparison.is_derived or agreement(comparison) < max(self.agreement, _SURELY_ONE):
            return  # "stories crop up", "the story": another sentence's plural counts nothing
        for edit in comparison.edits:
            if _one_against_several(edit, comparison):
                yield Divergence(
                    message=f"“{edit.left_surface}” against “{edit.right_surface}”: one against several",
                    primary=side_place(comparison, "left", edit.left),
                    related=(side_place(comparison, "right", edit.right),),
                    key=("count", *sorted((edit.left_surface.casefold(), edit.right_surface.casefold()))),
                    values=(edit.left_surface, edit.right_surface),
                    evidence=("singular in one article, plural in the other",),
                    severity=Severity.NOTE,
                )

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Values of one slot, wherever they stand; a headline against the opening sentences under it."""
        for slot in evidence.slots:
            for rivals in rivals_in(slot):
                values = [answer.fillings[0].mention.value for answer in (rivals.first, rivals.second)]
                conflict = rivals.relation is Relation.CONFLICT and _are_numbers(*values)
                if conflict and not _is_counted_in_parts(rivals):
                    yield _slot_conflict(slot, rivals)
        by_article: dict[str, list[Claim]] = {}
        for claim in evidence.claims:
            by_article.setdefault(claim.article_id, []).append(claim)
        for claims in by_article.values():
            body = [c for c in claims if c.role is not ClaimRole.HEADLINE]
            for headline in (c for c in claims if c.role is ClaimRole.HEADLINE):
                yield from _headline_conflicts(headline, body[: self.lead_claims])
                for dimension in _ALONE:
                    yield from _headline_alone(headline, body, self.lead_claims, dimension)


def _stands_in(mention: Mention, claims: Iterable[Claim]) -> bool:
    """Whether some claims have the value too."""
    return any(judge_mentions(mention, other).relation is Relation.SAME for c in claims for other in c.mentions)


def _is_loose(comparison: Comparison) -> bool:
    """Whether two independent reports share but half of a sentence: its figures may be of two facts."""
    return not comparison.is_derived and agreement(comparison) < _SURELY_ONE


def _counts_over_time(claim: Claim) -> bool:
    """Whether a claim tells of a stretch of time: "so far", "since October"; not of a reason ("since it rained")."""
    dates = [m for m in claim.mentions if isinstance(m.value, Moment)]
    return _OVER_TIME.search(claim.text) is not None or any(
        m.surface.lower().startswith("since ") or _SINCE.search(claim.text[: m.span.start - claim.span.start])
        for m in dates
    )


def _is_over_time(comparison: Comparison) -> bool:
    """Whether one side alone counts over a stretch of time."""
    sides = (comparison.alignment.left, comparison.alignment.right)
    return len({any(map(_counts_over_time, own)) for own in sides}) > 1


def _are_over_time(rivals: Rivals) -> bool:
    """The same of two answers: all that give the one, and none that give the other."""
    told = [{_counts_over_time(f.claim) for f in a.fillings} for a in (rivals.first, rivals.second)]
    return told in ([{True}, {False}], [{False}, {True}])


def _slot_conflict(slot: Slot, rivals: Rivals) -> Divergence:
    """Two answers to one question, wherever the articles give them."""
    primary, *related = places_of(rivals)
    a, b = rivals.first.fillings[0].mention.value, rivals.second.fillings[0].mention.value
    return Divergence(
        message=f"{told(rivals)}: {rivals.reason}",
        primary=primary,
        related=tuple(related),
        key=_key(a, b),
        values=(_read(a), _read(b)),
        evidence=(rivals.reason, f"both answer one question: {slot.label}"),
        confidence=slot.confidence,
        severity=None if _is_loud(slot, rivals) else Severity.NOTE,
    )


def _is_loud(slot: Slot, rivals: Rivals) -> bool:
    return (slot.confidence or 0.0) >= LOUD and not _is_small(rivals) and not _are_over_time(rivals)


def _both(comparison: Comparison, pair: MentionPair) -> str:
    """The two figures as they stand."""
    sides = ((comparison.alignment.left, pair.left), (comparison.alignment.right, pair.right))
    return " against ".join(
        f"“{named(next((c for c in own if m.span.start < c.span.end), own[-1]), m)}”" for own, m in sides
    )


def _is_counted_in_parts(rivals: Rivals) -> bool:
    """Whether one value is the sum of what a sentence with the other counts; or one has all but those it names."""
    sides = ((rivals.first, rivals.second), (rivals.second, rivals.first))
    others = [all(_OTHER.match(_behind(f)) for f in answer.fillings) for answer in (rivals.first, rivals.second)]
    return (others[0] != others[1] and _lacks_few(*sides[others[1]])) or any(
        is_part(f.mention.value, (f.claim,), whole.fillings[0].mention.value)
        for part, whole in sides
        for f in part.fillings
    )


def _lacks_few(part: Answer, whole: Answer) -> bool:
    """Whether a number is less than another by no more than a sentence names."""
    a, b = (answer.fillings[0].mention.value for answer in (part, whole))
    return isinstance(a, Quantity) and isinstance(b, Quantity) and 0 < b.interval.low - a.interval.low <= _NAMED


def _behind(filling: Filling) -> str:
    return filling.claim.text[filling.mention.span.end - filling.claim.span.start :]


def _is_small(rivals: Rivals) -> bool:
    """Whether two values are one but for "more than"."""
    a, b = (answer.fillings[0].mention.value for answer in (rivals.first, rivals.second))
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        return False
    return max(a.interval.low, b.interval.low) == min(a.interval.high, b.interval.high)


def _are_numbers(a: Value | None, b: Value | None) -> bool:
    """Whether two values are numbers: quantities both, or stretches of time counted from what is told."""
    if isinstance(a, Moment) and isinstance(b, Moment):
        return is_lag(a) and is_lag(b)
    return isinstance(a, Quantity) and isinstance(b, Quantity)


def _currency(value: Value | None) -> str:
    """What a sum is counted in, "" for what is no sum."""
    return value.unit if isinstance(value, Quantity) and value.dimension == "money" else ""


def _read(value: Value | None) -> str:
    return (
        read_moment(value) if isinstance(value, Moment) else read_quantity(value) if isinstance(value, Quantity) else ""
    )


def _key(a: Value | None, b: Value | None) -> tuple[str, ...]:
    """What two numbers are, in either order."""
    nouns = [v.noun for v in (a, b) if isinstance(v, Quantity) and v.noun]
    return ("value", *sorted((_read(a), _read(b))), dress_key(nouns[0] if nouns else ""))


def _headline_conflicts(headline: Claim, body: Iterable[Claim]) -> Iterator[Divergence]:
    said = content_words(headline)
    for claim in body:
        shared = said & content_words(claim)
        for a in _counts(headline):
            for b in _counts(claim):
                assert isinstance(a.value, Quantity) and isinstance(b.value, Quantity)
                noun = dress_key(a.value.noun)
                if not noun or noun != dress_key(b.value.noun) or len(shared - {noun}) < 2:
                    continue
                doubt = _doubt(a.value, b.value)
                if doubt:
                    yield Divergence(
                        message=f"The headline has “{a.surface} … {a.value.noun}”, the text below it "
                        f"“{b.surface}”: {doubt}",
                        primary=mention_place(headline, a),
                        related=(mention_place(claim, b),),
                        key=("headline", read_quantity(a.value), read_quantity(b.value), noun),
                        values=(read_quantity(a.value), read_quantity(b.value)),
                        evidence=(doubt,),
                        severity=Severity.WARNING,
                    )
                    return


def _headline_alone(headline: Claim, body: Sequence[Claim], lead_claims: int, dimension: str) -> Iterator[Divergence]:
    """The one sum or score of a headline, which no sentence below has, where the opening has another of about the same
    size, or another score with one of its figures."""
    own = _values_of(headline, dimension)
    stated = [value for claim in body for value in _values_of(claim, dimension)]
    if len(own) != 1 or any(judge_quantities(own[0][1], value).relation in _HOLDS for _, value in stated):
        return
    mention, a = own[0]
    for claim in body[:lead_claims]:
        for other, b in _values_of(claim, dimension):
            if b.unit == a.unit and _about_one(a, b):
                yield Divergence(
                    message=f"The headline has “{mention.surface}”, the text below it “{other.surface}”",
                    primary=mention_place(headline, mention),
                    related=(mention_place(claim, other),),
                    key=("headline", read_quantity(a), read_quantity(b), _ALONE[dimension]),
                    values=(read_quantity(a), read_quantity(b)),
                    evidence=(f"no sentence below has the headline's {_ALONE[dimension]}",),
                    severity=Severity.WARNING,
                )
                return


_ALONE = {"money": "sum", "score": "score"}


def _about_one(a: Quantity, b: Quantity) -> bool:
    if a.dimension == "score":
        if (a.interval.low == a.interval.high) != (b.interval.low == b.interval.high):
            return False  # a draw was broken
        return a.interval.low == b.interval.low or a.interval.high == b.interval.high
    low, high = sorted((a.interval.low, b.interval.low))
    return low > 0 and high <= _NEAR * low


def _values_of(claim: Claim, dimension: str) -> list[tuple[Mention, Quantity]]:
    return [(m, m.value) for m in claim.mentions if isinstance(m.value, Quantity) and m.value.dimension == dimension]


def _doubt(a: Quantity, b: Quantity) -> str:
    """Why two counts disagree, "" where they do not.

    Vague words overlap at their ends ("hundreds" reaches 999, "about 1,000" begins at 900); yet nobody writes
    "hundreds" of about 1,000: two vague values disagree where the middle of the narrower is outside the wider.
    """
    judgement = judge_quantities(a, b)
    if judgement.relation is Relation.CONFLICT:
        return judgement.reason
    if a.exact or b.exact or judgement.relation is not Relation.COMPATIBLE:
        return ""
    wide, narrow = sorted((a.interval, b.interval), key=lambda i: i.low - i.high)
    middle = (narrow.low + narrow.high) / 2
    if wide.high == float("inf") or wide.low <= middle <= wide.high:
        return ""
    return f"{read_quantity(a)} and {read_quantity(b)} hardly describe one count"


def _counts(claim: Claim) -> Iterator[Mention]:
    for mention in claim.mentions:
        if (
            mention.kind is MentionKind.QUANTITY
            and isinstance(mention.value, Quantity)
            and mention.value.dimension == "count"
        ):
            yield mention


def _one_against_several(edit: Edit, comparison: Comparison) -> bool:
    """ "A plea was entered" against "pleas were entered": an indefinite one against a plural that nothing counts."""
    if edit.kind is not EditKind.QUANTITY or edit.left[1] - edit.left[0] != 1 or edit.right[1] - edit.right[0] != 1:
        return False
    sides = ((comparison.left_tokens, edit.left[0]), (comparison.right_tokens, edit.right[0]))
    if {tokens[i].tag for tokens, i in sides} != {"NN", "NNS"}:
        return False
    for tokens, i in sides:
        opening = next((k for k in range(i, max(-1, i - 5), -1) if tokens[k].pos == "DET"), None)
        article = tokens[opening].lemma if opening is not None and tokens[opening].head == i else ""
        subject = tokens[i].dep in {"nsubj", "nsubjpass"}
        if tokens[i].tag == "NN" and not (article in {"a", "an", "one"} and subject):
            return False
        if tokens[i].tag == "NNS" and (article or not subject):
            return False
    return True

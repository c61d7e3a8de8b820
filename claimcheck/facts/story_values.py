"""Values that two articles of a story give to one slot in sentences that were not aligned: a toll in a lead, the age of
one person, the one sum that both name. The bar is high: each article has but one value for the slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.comparing.agreement import content_words
from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, ClaimRole, Evidence, Judgement, Mention, MentionKind, Name, Quantity, Relation
from claimcheck.facts.figures import figures
from claimcheck.values.quantities.algebra import judge_quantities

_SHARED = 2  # content words that the two sentences have in common
_SAID = frozenset({"say", "tell", "be", "have", "people", "police"})
# Currencies of one order of size: sums of one thing in two of them do not differ much.
_LIKE = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD"})
_RATIO = 2.2


@dataclass(frozen=True, slots=True)
class Use:
    """A value in its sentence."""

    claim: Claim
    mention: Mention
    value: Quantity


@dataclass(frozen=True, slots=True)
class Far:
    """Two values of one slot from two articles, and how they stand to each other. ``slot`` says what they are of,
    ``hedged`` the first two of which one is an estimate and the other is not."""

    slot: str
    left: Use
    right: Use
    judgement: Judgement
    hedged: tuple[Use, Use] | None


def far_values(evidence: Evidence) -> Iterator[Far]:
    """Values of one slot in articles that were compared, where no aligned sentences hold the two."""
    pairs = dict.fromkeys((c.left_article.id, c.right_article.id) for c in evidence.comparisons)
    if not pairs:
        return
    aligned = {(a.id, b.id) for c in evidence.comparisons for a in c.alignment.left for b in c.alignment.right}
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        if claim.role is not ClaimRole.HEADLINE:
            claims[claim.article_id].append(claim)
    slots = {article: _slots(claims[article]) for pair in pairs for article in pair}
    for left, right in pairs:
        for slot, lefts in slots[left].items():
            rights = slots[right].get(slot)
            if not rights or not _is_one(lefts) or not _is_one(rights):
                continue
            near = [(a, b) for a in lefts for b in rights if slot[0] == "age" or _alike(a.claim, b.claim)]
            if not near or any((a.claim.id, b.claim.id) in aligned for a, b in near):
                continue
            a, b = near[0]
            if slot[0] == "sum" and not _is_like(a.value, b.value):
                continue
            hedged = next((p for p in near if p[0].value.exact != p[1].value.exact), None)
            yield Far(" ".join(slot), a, b, judge_quantities(a.value, b.value), hedged)


def _slots(claims: Sequence[Claim]) -> dict[tuple[str, ...], list[Use]]:
    """The values of an article by what they are of: a toll, the age of somebody, the sum."""
    found: dict[tuple[str, ...], list[Use]] = defaultdict(list)
    for claim in claims:
        for figure in figures(claim):
            found["figure", figure.theme].append(Use(claim, figure.mention, figure.value))
        for mention, value in _quantities(claim):
            if value.dimension == "age" and (name := _whose(claim, mention)):
                found["age", name].append(Use(claim, mention, value))
    if sums := _leading_sum(claims):
        found[("sum",)] = sums
    return found


def _leading_sum(claims: Sequence[Claim]) -> list[Use]:
    """The one sum of an article's first sentence, with what repeats it below."""
    uses = [
        Use(claim, mention, value)
        for claim in claims
        for mention, value in _quantities(claim)
        if value.dimension == "money" and not _is_bracket(claim, mention)
    ]
    first = [u for u in uses if u.claim is claims[0]]
    if len(first) != 1:
        return []
    same = {Relation.SAME, Relation.COMPATIBLE}
    return [u for u in uses if judge_quantities(first[0].value, u.value).relation in same]


def _quantities(claim: Claim) -> Iterator[tuple[Mention, Quantity]]:
    for mention in claim.mentions:
        if mention.kind is MentionKind.QUANTITY and isinstance(mention.value, Quantity):
            yield mention, mention.value


def _is_one(uses: Sequence[Use]) -> bool:
    """Whether an article gives the slot one value only, however dressed."""
    first = uses[0].value
    return all(judge_quantities(first, u.value).relation in {Relation.SAME, Relation.COMPATIBLE} for u in uses[1:])


def _whose(claim: Claim, age: Mention) -> str:
    """The person whose age it is, by the name beside it: "Brian Nichols, 37," and "37-year-old Nichols"."""
    for mention in claim.mentions:
        if mention.kind is not MentionKind.NAME or not isinstance(mention.value, Name) or not mention.value.family:
            continue
        after = claim.text[mention.span.end - claim.span.start : age.span.start - claim.span.start]
        before = claim.text[age.span.end - claim.span.start : mention.span.start - claim.span.start]
        if mention.span.end <= age.span.start and after.strip() == ",":
            return _person(mention.value)
        if age.span.end <= mention.span.start and not before.strip():
            return _person(mention.value)
    return ""


def _person(name: Name) -> str:
    """By family name, and by given name where it is told: a family has several ages."""
    return " ".join(dress_key(w) for w in (*name.given[:1], name.family[-1]))


def _is_bracket(claim: Claim, mention: Mention) -> bool:
    """A sum in brackets is the one before it, converted."""
    return claim.text[: mention.span.start - claim.span.start].rstrip().endswith("(")


def _alike(left: Claim, right: Claim) -> bool:
    return len(_words(left) & _words(right)) >= _SHARED


def _words(claim: Claim) -> set[str]:
    return content_words(claim) - _SAID


def _is_like(a: Quantity, b: Quantity) -> bool:
    """Sums that may be one: of one currency, or near each other in two that are worth about the same."""
    if a.unit == b.unit:
        return True
    if a.unit not in _LIKE or b.unit not in _LIKE or not a.interval.low or not b.interval.low:
        return False
    low, high = sorted((a.interval.low, b.interval.low))
    return high < _RATIO * low

"""Whether two mentions of aligned sides fill the same slot: only then can their values disagree."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Comparison, Mention, Quantity, Relation, Token

_SAME_WORDING = 0.8  # agreement from which two claims are one sentence, whoever its subject is
_REACH = 4  # tokens on each side that count as "around"


def one_slot(comparison: Comparison, left: Mention, right: Mention, agreeing: int = 2) -> bool:
    """The same thing is counted, or at least ``agreeing`` words around the two mentions are aligned with each other."""
    a, b = left.value, right.value
    if (
        isinstance(a, Quantity)
        and isinstance(b, Quantity)
        and a.noun
        and b.noun
        and dress_key(a.noun) == dress_key(b.noun)
    ):
        return True
    if isinstance(a, Quantity) and isinstance(b, Quantity) and a.dimension == b.dimension and a.dimension != "count":
        agreeing -= 1  # a length beside a length is half the slot, and one verb over both the other half
        verbs = [
            verb_over(tokens, i) if (i := token_at(tokens, m.span.start)) is not None else None
            for tokens, m in ((comparison.left_tokens, left), (comparison.right_tokens, right))
        ]
        if (
            verbs[0] is not None
            and verbs[1] is not None
            and comparison.left_tokens[verbs[0]].lemma == comparison.right_tokens[verbs[1]].lemma
        ):
            return True
    pairs = dict(comparison.matched)
    near_right = _around(comparison.right_tokens, right)
    return sum(pairs.get(i) in near_right for i in _around(comparison.left_tokens, left)) >= agreeing


# What adds several events up: its numbers are no rivals of one event's.
_SO_FAR = frozenset({"far", "total", "altogether", "cumulative", "overall", "combined"})


def adds_up(comparison: Comparison, left: Mention, right: Mention) -> bool:
    """Whether one of two numbers is a sum over several events and the other one event's: "in five operations so far
    they have seized 14 rifles", "during the operation six rifles were seized"."""
    sums = [
        any(
            t.lemma in _SO_FAR and (t.lemma != "far" or tokens[i - 1].lemma in {"so", "thus"})
            for i, t in enumerate(tokens)
        )
        for tokens in (comparison.left_tokens, comparison.right_tokens)
    ]
    return sums[0] != sums[1]


def adds_parts_up(comparison: Comparison, left: Mention, right: Mention) -> bool:
    """Whether one of two counts is all of what the other side counts in parts."""
    a, b = left.value, right.value
    if not (isinstance(a, Quantity) and isinstance(b, Quantity)):
        return False
    return is_part(a, comparison.alignment.left, b) or is_part(b, comparison.alignment.right, a)


def is_part(value: Quantity, claims: Sequence[Claim], whole: Quantity) -> bool:
    """Whether some claims count a thing in parts, of which a value is one, that come to ``whole``: "seven AK-47 rifles,
    two other rifles" against "nine rifles"."""
    if not (value.noun and value.exact and whole.exact) or value.interval == whole.interval:
        return False
    return sum(_counted(value, claims)) == whole.interval.low


def _counted(value: Quantity, claims: Sequence[Claim]) -> list[float]:
    """All exact counts of one thing in some claims."""
    return [
        m.value.interval.low
        for claim in claims
        for m in claim.mentions
        if isinstance(m.value, Quantity)
        and m.value.exact
        and m.value.dimension == value.dimension == "count"
        and dress_key(m.value.noun) == dress_key(value.noun)
    ]


def stands_there_too(comparison: Comparison, left: Mention, right: Mention) -> bool:
    """Whether a value of a pair stands on the other side as well, beside nothing that answers it: the pair crosses two
    slots ("beat Evansville (7-2), 91-73" against "beat Evansville, 91-73")."""
    answered = {
        m.span for pair in comparison.pairs if pair.judgement.relation is Relation.SAME for m in (pair.left, pair.right)
    }
    sides = ((left, comparison.alignment.right), (right, comparison.alignment.left))
    return any(
        other.kind is mention.kind
        and other.span not in answered
        and other.span not in (left.span, right.span)
        and isinstance(other.value, Quantity)
        and isinstance(mention.value, Quantity)
        and _measure(other.value) == _measure(mention.value)
        for mention, claims in sides
        for claim in claims
        for other in claim.mentions
    )


def _measure(value: Quantity) -> tuple[object, ...]:
    return value.dimension, value.unit, value.interval, dress_key(value.noun)


def counts_other_things(comparison: Comparison, left: Mention, right: Mention) -> bool:
    """Whether two counts are of things that do not answer each other: the nouns differ and stand in no one edit."""
    a, b = left.value, right.value
    if not isinstance(a, Quantity) or not isinstance(b, Quantity) or not a.noun or not b.noun:
        return False
    if a.dimension != "count" or b.dimension != "count" or dress_key(a.noun) == dress_key(b.noun):
        return False
    i, j = (
        _noun_at(tokens, mention, value.noun)
        for tokens, mention, value in ((comparison.left_tokens, left, a), (comparison.right_tokens, right, b))
    )
    if i is None or j is None or (i, j) in comparison.matched:
        return False
    return not any(e.left[0] <= i < e.left[1] and e.right[0] <= j < e.right[1] for e in comparison.edits)


def _noun_at(tokens: Sequence[Token], mention: Mention, noun: str) -> int | None:
    """Where what is counted stands: the last word of the noun, in or shortly after the mention."""
    last = dress_key(noun.split()[-1])
    near = (i for i, t in enumerate(tokens) if mention.span.start <= t.start < mention.span.end + 60)
    return next((i for i in near if last in (dress_key(tokens[i].surface), dress_key(tokens[i].lemma))), None)


def in_own_places(comparison: Comparison, left: Mention, right: Mention) -> bool:
    """Whether clauses are only swapped: each of the two values stands on the other side too, beside the same words, so
    that the pair crosses two slots."""
    return _has_place(comparison, left, "left") and _has_place(comparison, right, "right")


def _has_place(comparison: Comparison, mention: Mention, side: str) -> bool:
    own, other = comparison.alignment.left, comparison.alignment.right
    tokens, others = comparison.left_tokens, comparison.right_tokens
    if side == "right":
        own, other, tokens, others = other, own, others, tokens
    beside = _beside(tokens, mention)
    twins = [
        m
        for claim in other
        for m in claim.mentions
        if m.kind is mention.kind and (m.value == mention.value or dress_key(m.surface) == dress_key(mention.surface))
    ]
    return any(beside & _beside(others, twin) for twin in twins)


def _beside(tokens: Sequence[Token], mention: Mention) -> set[str]:
    """Content words within reach of a mention, names and nouns first among them."""
    return {dress_key(tokens[i].lemma) for i in _around(tokens, mention) if tokens[i].pos in {"NOUN", "PROPN", "VERB"}}


def one_event(comparison: Comparison, left: int, right: int, *, strict: bool = False) -> bool:
    """Whether two tokens belong to one event: the verbs over them do not have different subjects.

    ``strict`` also asks that the verbs are the same word. Claims that agree in nearly everything are one event anyway.
    """
    if agreement(comparison) >= _SAME_WORDING:
        return True
    a, b = verb_over(comparison.left_tokens, left), verb_over(comparison.right_tokens, right)
    if a is None or b is None:
        return not strict
    pairs = dict(comparison.matched)
    if strict and pairs.get(a) != b and comparison.left_tokens[a].lemma != comparison.right_tokens[b].lemma:
        return False
    subjects = _subjects(comparison.left_tokens, a), _subjects(comparison.right_tokens, b)
    if not subjects[0] or not subjects[1]:
        return True
    voices = [
        {tokens[i].dep for i in own}
        for tokens, own in zip((comparison.left_tokens, comparison.right_tokens), subjects, strict=True)
    ]
    if voices[0] != voices[1] or any(pairs.get(i) in subjects[1] for i in subjects[0]):
        return True
    named = [
        tokens[i].pos in {"NOUN", "PROPN"}
        for tokens, own in zip((comparison.left_tokens, comparison.right_tokens), subjects, strict=True)
        for i in own
    ]
    return not all(named)


def verb_over(tokens: Sequence[Token], i: int) -> int | None:
    """The nearest verb above a token (or itself), None where there is none."""
    for _ in range(8):
        if tokens[i].pos in {"VERB", "AUX"} and tokens[i].dep not in {"aux", "auxpass"}:
            return i
        if tokens[i].head == i:
            return None
        i = tokens[i].head
    return None


def _subjects(tokens: Sequence[Token], verb: int) -> list[int]:
    return [i for i, t in enumerate(tokens) if t.head == verb and t.dep in {"nsubj", "nsubjpass"}]


def token_at(tokens: Sequence[Token], start: int) -> int | None:
    """The index of the token that begins at or covers an offset."""
    return next((i for i, t in enumerate(tokens) if t.start <= start < t.end), None)


def mentions_of_one_event(comparison: Comparison, left: Mention, right: Mention, *, strict: bool = False) -> bool:
    a = token_at(comparison.left_tokens, left.span.start)
    b = token_at(comparison.right_tokens, right.span.start)
    return a is None or b is None or one_event(comparison, a, b, strict=strict)


def _around(tokens: Sequence[Token], mention: Mention) -> set[int]:
    inside = [i for i, t in enumerate(tokens) if t.start < mention.span.end and mention.span.start < t.end]
    if not inside:
        return set()
    near = (
        *range(max(0, inside[0] - _REACH), inside[0]),
        *range(inside[-1] + 1, min(len(tokens), inside[-1] + 1 + _REACH)),
    )
    return {i for i in near if tokens[i].pos not in {"PUNCT", "DET"}}

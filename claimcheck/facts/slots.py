"""Whether two mentions of aligned sides fill the same slot: only then can their values disagree."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Comparison, Mention, Quantity, Token

_SAME_WORDING = 0.8  # agreement from which two claims are one sentence, whoever its subject is
_OTHERS = frozenset(map(dress_key, ("other", "others")))
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


def is_part(value: object, claims: Sequence[Claim], whole: object) -> bool:
    """Whether some claims count a thing in parts, of which a value is one, that come to ``whole``: "seven AK-47 rifles,
    two other rifles" against "nine rifles", "a full day in intensive care and two more days" against "three days"."""
    if not isinstance(value, Quantity) or not isinstance(whole, Quantity):
        return False
    if not (value.exact and whole.exact) or value.interval == whole.interval:
        return False
    if value.dimension == "count":
        return bool(value.noun) and sum(_counted(value, claims)) == whole.interval.low
    return sum(_measured(value, claims)) == whole.interval.low


def _measured(value: Quantity, claims: Sequence[Claim]) -> list[float]:
    """All exact measures of one sort in some claims."""
    own = (m.value for claim in claims for m in claim.mentions)
    sort = (value.dimension, value.unit)
    return [q.interval.low for q in own if isinstance(q, Quantity) and q.exact and (q.dimension, q.unit) == sort]


def _counted(value: Quantity, claims: Sequence[Claim]) -> list[float]:
    """All exact counts of what one of them counts in some claims; "two others" are of what was counted before."""
    things: list[tuple[str, Quantity]] = []
    for claim in claims:
        for m in claim.mentions:
            if isinstance(m.value, Quantity) and m.value.exact and m.value.dimension == value.dimension == "count":
                thing = dress_key(m.value.noun)
                things.append((things[-1][0] if thing in _OTHERS and things else thing, m.value))
    own = {thing for thing, counted in things if counted == value}
    return [counted.interval.low for thing, counted in things if thing in own]


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

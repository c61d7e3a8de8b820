"""Places: where in which article a divergence shows."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.datamodel import Claim, Comparison, Mention, Place, Span


def side_place(comparison: Comparison, side: str, span: tuple[int, int]) -> Place:
    """The place of a token range on one side; an empty range is shown by the whole claim it falls in."""
    tokens = comparison.left_tokens if side == "left" else comparison.right_tokens
    claims = comparison.alignment.left if side == "left" else comparison.alignment.right
    at = min(span[0], len(tokens) - 1) if tokens else 0
    claim = next((c for c in claims if tokens and c.span.start <= tokens[at].start < c.span.end), claims[0])
    if span[0] == span[1]:
        return claim_place(claim)
    start, end = tokens[span[0]].start, tokens[span[1] - 1].end
    return place_in(claims, start, end)


def claim_place(claim: Claim) -> Place:
    return Place(claim.span, claim.text, claim.article_id, claim.id, claim.text)


def place_in(claims: Sequence[Claim], start: int, end: int) -> Place:
    """The place of ``[start, end)`` of the source, in the first of ``claims`` that it meets; cut to that claim."""
    claim = next(c for c in claims if start < c.span.end and c.span.start < end)
    start, end = max(start, claim.span.start), min(end, claim.span.end)
    surface = claim.text[start - claim.span.start : end - claim.span.start]
    return Place(Span(claim.span.path, start, end), surface, claim.article_id, claim.id, claim.text)


def mention_place(claim: Claim, mention: Mention) -> Place:
    return Place(mention.span, mention.surface, claim.article_id, claim.id, claim.text)


def predicate_place(comparison: Comparison, side: str, indices: Sequence[int]) -> Place:
    """The place from the first to the last of the token ``indices``, with the auxiliaries before it."""
    tokens = comparison.left_tokens if side == "left" else comparison.right_tokens
    claims = comparison.alignment.left if side == "left" else comparison.alignment.right
    first, last = min(indices), max(indices)
    while first > 0 and tokens[first - 1].pos == "AUX":
        first -= 1
    return place_in(claims, tokens[first].start, tokens[last].end)

"""Places: where in which article a divergence shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimcheck.datamodel import Article, Claim, Comparison, Mention, Place, Span, Token


def variant_name(article: Article, variants: Iterable[Article]) -> str:
    """What a message calls an article: its outlet, with its path where another of ``variants`` has the same; its path
    where no outlet is known."""
    path = article.span.path
    if not article.outlet:
        return path
    again = any(other.outlet == article.outlet and other.id != article.id for other in variants)
    return f"{article.outlet} ({path})" if again else article.outlet


def side_place(comparison: Comparison, side: str, span: tuple[int, int]) -> Place:
    """The place of a token range on one side; an empty range is shown by the whole claim it falls in."""
    tokens = comparison.left_tokens if side == "left" else comparison.right_tokens
    claims = comparison.alignment.left if side == "left" else comparison.alignment.right
    at = min(span[0], len(tokens) - 1) if tokens else 0
    claim = next((c for c in claims if tokens and c.span.start <= tokens[at].start < c.span.end), claims[0])
    if span[0] == span[1]:
        return claim_place(claim)
    return _stretch_place(claim, tokens[span[0] : span[1]])


def _stretch_place(claim: Claim, stretch: Sequence[Token]) -> Place:
    """The place of the tokens that stand in ``claim``: a stretch may run on into the next claim of the side, which need
    not be the next on the page."""
    own = [t for t in stretch if claim.span.start <= t.start and t.end <= claim.span.end]
    return place_in((claim,), min(t.start for t in own), max(t.end for t in own))


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
    claim = next(c for c in claims if c.span.start <= tokens[first].start < c.span.end)
    return _stretch_place(claim, tokens[first : last + 1])

"""Which tokens of a side stand inside quotation marks, and which quotations of two sides answer each other."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.datamodel import Claim, Quotation, Token


def quoted_tokens(claims: Sequence[Claim], tokens: Sequence[Token]) -> tuple[int, ...]:
    """For every token the number (from 0) of the quotation it stands in, -1 outside. Numbers count the side's
    quotations in order."""
    quotations = quotations_of_side(claims)
    marks = []
    for token in tokens:
        inside = (n for n, q in enumerate(quotations) if q.span.start <= token.start and token.end <= q.span.end)
        marks.append(next(inside, -1))
    return tuple(marks)


def quotations_of_side(claims: Sequence[Claim]) -> tuple[Quotation, ...]:
    return tuple(q for claim in claims for q in claim.quotations)

"""Predicates that two aligned sides share, and how each side puts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimcheck.comparing.polarity import Reading, read_predicate
from claimcheck.datamodel import Claim, Comparison, Token


@dataclass(frozen=True, slots=True)
class SharedPredicate:
    """A verb, or a predicative noun or adjective, that both sides have. Indices are the comparison's own."""

    left: int
    right: int
    left_reading: Reading
    right_reading: Reading


def shared_predicates(comparison: Comparison) -> Iterator[SharedPredicate]:
    left_homes, right_homes = homes(comparison.alignment.left), homes(comparison.alignment.right)
    for i, j in comparison.matched:
        a, b = comparison.left_tokens[i], comparison.right_tokens[j]
        if is_predicate(a) and is_predicate(b):
            (claim_a, off_a), (claim_b, off_b) = left_homes[i], right_homes[j]
            left = shifted(read_predicate(claim_a.tokens, i - off_a), off_a)
            right = shifted(read_predicate(claim_b.tokens, j - off_b), off_b)
            yield SharedPredicate(i, j, left, right)


def homes(claims: tuple[Claim, ...]) -> list[tuple[Claim, int]]:
    """For every token of a side: its claim, and the index at which that claim's tokens begin."""
    out: list[tuple[Claim, int]] = []
    for claim in claims:
        start = len(out)
        out += [(claim, start)] * len(claim.tokens)
    return out


def is_predicate(token: Token) -> bool:
    return token.pos == "VERB" or (token.pos in {"ADJ", "NOUN"} and token.dep in {"acomp", "attr", "ROOT"})


def shifted(reading: Reading, offset: int) -> Reading:
    return Reading(reading.negated, reading.certainty, tuple(k + offset for k in reading.cues))

"""Predicates that two aligned sides share, and how each side puts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimcheck.comparing.polarity import Reading, read_predicate
from claimcheck.datamodel import Comparison, Token


@dataclass(frozen=True, slots=True)
class SharedPredicate:
    """A verb, or a predicative noun or adjective, that both sides have. Indices are the comparison's own."""

    left: int
    right: int
    left_reading: Reading
    right_reading: Reading


def shared_predicates(comparison: Comparison) -> Iterator[SharedPredicate]:
    for i, j in comparison.matched:
        if is_predicate(comparison.left_tokens[i]) and is_predicate(comparison.right_tokens[j]):
            left = read_predicate(comparison.left_tokens, i)
            right = read_predicate(comparison.right_tokens, j)
            yield SharedPredicate(i, j, left, right)


def is_predicate(token: Token) -> bool:
    return token.pos == "VERB" or (token.pos in {"ADJ", "NOUN"} and token.dep in {"acomp", "attr", "ROOT"})

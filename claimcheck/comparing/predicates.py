"""Predicates that two aligned sides share, and how each side puts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def shared_predicates(comparison: Comparison, *, copulas: bool = False) -> Iterator[SharedPredicate]:
    """Shared verbs and predicative words; with ``copulas`` also every "be" with a shared complement."""
    pairs = dict(comparison.matched)
    for i, j in comparison.matched:
        a, b = comparison.left_tokens[i], comparison.right_tokens[j]
        if (is_predicate(a) and is_predicate(b)) or (
            copulas
            and is_copula(a)
            and is_copula(b)
            and any(
                pairs.get(k) in _complements(comparison.right_tokens, j)
                for k in _complements(comparison.left_tokens, i)
            )
        ):
            left = read_predicate(comparison.left_tokens, i)
            right = read_predicate(comparison.right_tokens, j)
            yield SharedPredicate(i, j, left, right)


def is_predicate(token: Token) -> bool:
    return token.pos == "VERB" or (token.pos in {"ADJ", "NOUN"} and token.dep in {"acomp", "attr", "ROOT"})


def is_copula(token: Token) -> bool:
    """ "were the targets", "are from the north"."""
    return token.lemma == "be" and token.pos == "AUX" and token.dep not in {"aux", "auxpass"}


def _complements(tokens: Sequence[Token], i: int) -> set[int]:
    """What a copula says of its subject: a noun, an adjective, or what a preposition governs."""
    found = {k for k, t in enumerate(tokens) if t.head == i and t.dep in {"attr", "acomp"}}
    places = {k for k, t in enumerate(tokens) if t.head == i and t.dep == "prep"}
    return found | {k for k, t in enumerate(tokens) if t.head in places and t.dep == "pobj"}

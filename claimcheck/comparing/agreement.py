"""How far two aligned sides say the same."""

from __future__ import annotations

from claimcheck.datamodel import Comparison, Token


def is_content(token: Token) -> bool:
    return token.pos in {"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"}


def agreement(comparison: Comparison) -> float:
    """Share (0 to 1) of the shorter side's content words that the other side has in the same place."""
    lefts = sum(is_content(t) for t in comparison.left_tokens)
    rights = sum(is_content(t) for t in comparison.right_tokens)
    same = sum(is_content(comparison.left_tokens[i]) for i, _ in comparison.matched)
    return same / max(1, min(lefts, rights))


def mutual_agreement(comparison: Comparison) -> float:
    """The same of the longer side's content words: low where one side says much that the other does not."""
    lefts = sum(is_content(t) for t in comparison.left_tokens)
    rights = sum(is_content(t) for t in comparison.right_tokens)
    same = sum(is_content(comparison.left_tokens[i]) for i, _ in comparison.matched)
    return same / max(1, lefts, rights)

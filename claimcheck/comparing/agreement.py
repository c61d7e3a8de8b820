"""Words that carry content, and how far two aligned sides say the same."""

from __future__ import annotations

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Comparison, Token

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})
_LIGHT = frozenset(
    {"be", "have", "do", "say", "tell", "add", "also", "then", "there", "so", "just", "now", "too", "very"}
)
_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})


def is_content(token: Token) -> bool:
    return token.pos in CONTENT


def weighs(token: Token) -> bool:
    """Whether a word of content says something by itself: no "have", no "also", and no mark."""
    return is_content(token) and token.lemma not in _LIGHT and any(c.isalnum() for c in token.surface)


def content_words(claim: Claim) -> set[str]:
    """The lemmas of a claim's nouns, names, verbs and adjectives in plain dress: what it is about."""
    return {dress_key(t.lemma) for t in claim.tokens if t.pos in _TELLING}


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

"""What the claims of an article say happened, and whether they vouch for it: predicates with their participants.

Aligned claims are compared word by word; this is for what two articles say in sentences that no alignment joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.phrases import dependents, subtree
from claimcheck.comparing.polarity import Reading, is_doubted, read_predicate
from claimcheck.datamodel import Claim, ClaimRole, Token

_CORE = frozenset({"nsubj", "nsubjpass", "dobj"})
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
# Verbs that say nothing by themselves: two sentences that share one need not speak of one event.
_LIGHT = frozenset(
    {"be", "have", "do", "say", "tell", "make", "take", "get", "go", "come", "give", "add", "ask", "see"}
)


@dataclass(frozen=True, slots=True)
class Assertion:
    """A verb of a claim at token ``index``; ``core`` are the heads of its subject and objects, ``words`` all content
    words under it, both in plain dress. ``doubted`` is set where anything around the verb puts it in doubt."""

    claim: Claim
    index: int
    reading: Reading
    doubted: bool
    core: frozenset[str]
    words: frozenset[str]

    @property
    def token(self) -> Token:
        return self.claim.tokens[self.index]


def assertions_of(claims: Iterable[Claim]) -> Mapping[str, tuple[Assertion, ...]]:
    """The assertions of some claims by the lemma of their verb, in reading order; headlines left out."""
    found: dict[str, list[Assertion]] = defaultdict(list)
    for claim in claims:
        if claim.role is not ClaimRole.HEADLINE:
            for assertion in _in_claim(claim):
                found[assertion.token.lemma].append(assertion)
    return {lemma: tuple(own) for lemma, own in found.items()}


def _in_claim(claim: Claim) -> Iterator[Assertion]:
    tokens = claim.tokens
    below = dependents(tokens)
    for i, token in enumerate(tokens):
        if token.pos != "VERB" or token.lemma in _LIGHT:
            continue
        core = frozenset(dress_key(tokens[k].lemma) for k in below[i] if tokens[k].dep in _CORE)
        words = frozenset(dress_key(tokens[k].lemma) for k in subtree(below, i) if k != i and tokens[k].pos in _CONTENT)
        yield Assertion(claim, i, read_predicate(tokens, i), is_doubted(tokens, i), core, words)

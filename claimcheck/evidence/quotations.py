"""The quotations of a story by article, and which of them print one speech."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from claimcheck.comparing.quotes import Printed, answering, printed_in
from claimcheck.datamodel import Claim, Evidence


def one_speech(evidence: Evidence, overlap: float) -> Iterator[tuple[Printed, Printed]]:
    """The quotations of every two compared articles that print one speech: see ``comparing.quotes.answering``."""
    quotations = quotations_by_article(evidence)
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for alignment in (*evidence.alignments, *(c.alignment for c in evidence.comparisons)):
        pairs[alignment.left_article, alignment.right_article] |= {
            (a.id, b.id) for a in alignment.left for b in alignment.right
        }
    for (left, right), aligned in pairs.items():
        yield from answering(quotations.get(left, ()), quotations.get(right, ()), overlap, aligned)


def quotations_by_article(evidence: Evidence) -> Mapping[str, tuple[Printed, ...]]:
    """The quotations of every article, as far as its claims are known: of two stories, what they share."""
    claims: dict[str, dict[str, Claim]] = defaultdict(dict)
    shared = (c for x in evidence.comparisons for c in (*x.alignment.left, *x.alignment.right))
    for claim in (*evidence.claims, *shared):
        claims[claim.article_id].setdefault(claim.id, claim)
    return {
        article: printed_in(sorted(own.values(), key=lambda claim: claim.ordinal)) for article, own in claims.items()
    }

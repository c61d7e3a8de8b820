"""Which articles of a story come from one text: ten outlets that print one wire are one origin, not ten sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from claimcheck.datamodel import RelatedArticles

_DERIVED = 0.5  # probability from which two texts count as one origin, as Comparison.is_derived has it


def origins(order: Sequence[str], relations: Iterable[RelatedArticles], copies: dict[str, str]) -> dict[str, str]:
    """By article: the first article, in ``order``, of those that its text hangs together with; a copy goes with its
    original."""
    near: dict[str, set[str]] = defaultdict(set)
    pairs = [(r.left_article, r.right_article) for r in relations if r.derived >= _DERIVED]
    for one, other in [*pairs, *copies.items()]:
        near[one].add(other)
        near[other].add(one)
    found: dict[str, str] = {}
    for article in order:
        waiting = [] if article in found else [article]
        while waiting:
            member = waiting.pop()
            if member not in found:
                found[member] = article
                waiting += near[member]
    return {article: found[article] for article in order}

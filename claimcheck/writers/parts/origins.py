"""Which articles of a story come from one text: ten outlets that print one wire are one origin, not ten sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimcheck.datamodel import RelatedArticles
from claimcheck.joining import Joined


def origins(order: Sequence[str], relations: Iterable[RelatedArticles], copies: dict[str, str]) -> dict[str, str]:
    """By article: the first article, in ``order``, of those that its text hangs together with; a copy goes with its
    original."""
    one = Joined[str]()
    for left, right in [*((r.left_article, r.right_article) for r in relations if r.is_derived), *copies.items()]:
        one.join(left, right)
    first: dict[str, str] = {}
    return {article: first.setdefault(one.root(article), article) for article in order}

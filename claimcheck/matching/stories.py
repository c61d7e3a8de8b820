"""Articles into stories: groups of variants that tell the same event.

Candidates come from two indexes, never from all pairs in Python: runs of words that two articles share (a copy, a cut,
a rewrite) and the nearest claim vectors (an independent report of the same event). Every candidate pair is then scored
on its claims, and a pair that passes joins its groups.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Article, Claim, ClaimRole, Story
from claimcheck.matching.align import strong_counterparts
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import numpy as np

THRESHOLD = 0.5  # of the share of claims with a counterpart, see similarity
WINDOW_DAYS = 14  # a later report of a dated event is another story unless its text is near identical
COPY = 0.6  # share of the shorter article's word runs that makes two texts near identical
_RUN = 5  # words
_MOST_COMMON = 50  # a run that more articles have is an agency's boilerplate, and proposes nobody
_NEAREST = 10  # articles proposed by vectors for each article
_BLOCK = 512  # rows of a matrix product at once


@dataclass(frozen=True, slots=True)
class _Entry:
    article: Article
    claims: tuple[Claim, ...]
    vectors: np.ndarray
    runs: frozenset[int]


def group(
    articles: Sequence[Article],
    claims_by_article: Mapping[str, Sequence[Claim]],
    vectors_by_article: Mapping[str, np.ndarray],
    *,
    threshold: float = THRESHOLD,
    window_days: int = WINDOW_DAYS,
) -> tuple[Story, ...]:
    """Stories of two articles or more, in order of id; an article is in one at most.

    ``vectors_by_article`` holds a unit row for every claim. Teasers never join. Articles whose known dates lie more
    than ``window_days`` apart join only where the text is near identical.
    """
    entries = [
        _entry(article, claims_by_article.get(article.id, ()), vectors_by_article.get(article.id))
        for article in sorted(articles, key=lambda a: a.id)
        if not article.teaser
    ]
    entries = [entry for entry in entries if entry.claims]
    scores: dict[tuple[int, int], float] = {}
    for first, second in sorted(_candidates(entries)):
        found = _similarity(entries[first], entries[second], window_days)
        if found >= threshold:
            scores[first, second] = found
    return tuple(sorted((_story(entries, members, scores) for members in _cluster(scores)), key=lambda s: s.id))


def _entry(article: Article, claims: Sequence[Claim], vectors: np.ndarray | None) -> _Entry:
    import numpy as np

    body = [i for i, claim in enumerate(claims) if claim.role is not ClaimRole.HEADLINE]
    rows = np.zeros((len(claims), 0)) if vectors is None else np.asarray(vectors, dtype=np.float64)
    words = [word for i in body for word in fold(claims[i].text).split()]
    runs = frozenset(_hash(" ".join(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))
    return _Entry(article, tuple(claims[i] for i in body), rows[body], runs)


def _hash(text: str) -> int:
    # Python's own hash differs from run to run.
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _candidates(entries: Sequence[_Entry]) -> set[tuple[int, int]]:
    """Pairs that share word runs, or whose claims lie near each other."""
    import numpy as np

    homes: defaultdict[int, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for run in entry.runs:
            homes[run].append(number)
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for numbers in homes.values():
        if 2 <= len(numbers) <= _MOST_COMMON:
            for i, first in enumerate(numbers):
                for second in numbers[i + 1 :]:
                    shared[first, second] += 1
    pairs = {pair for pair, count in shared.items() if count >= 3}
    if entries and all(entry.vectors.shape[1] for entry in entries):
        centres = np.stack([entry.vectors.mean(axis=0) for entry in entries])
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
        for start in range(0, len(entries), _BLOCK):
            near = np.round(centres[start : start + _BLOCK] @ centres.T, 6)
            for row, scores in enumerate(near, start=start):
                scores[row] = -2.0
                for other in np.argsort(-scores, kind="stable")[:_NEAREST]:
                    if scores[other] >= 0.5:
                        pairs.add((min(row, int(other)), max(row, int(other))))
    return pairs


def _similarity(first: _Entry, second: _Entry, window_days: int) -> float:
    """Share of the shorter article's claims that have a counterpart, or of its word runs where that is more."""
    copied = len(first.runs & second.runs) / max(1, min(len(first.runs), len(second.runs)))
    dates = first.article.published, second.article.published
    if dates[0] and dates[1] and abs((dates[0] - dates[1]).days) > window_days and copied < COPY:
        return 0.0
    shares = strong_counterparts(first.claims, second.claims, first.vectors, second.vectors)
    return round(min(1.0, max(copied, *shares)), 4)


def _cluster(scores: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Connected pairs as groups."""
    parent: dict[int, int] = {}

    def root(x: int) -> int:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for first, second in sorted(scores):
        a, b = root(first), root(second)
        parent[max(a, b)] = min(a, b)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for x in sorted(parent):
        groups[root(x)].append(x)
    return list(groups.values())


def _story(entries: Sequence[_Entry], members: Sequence[int], scores: Mapping[tuple[int, int], float]) -> Story:
    articles = [entries[i].article for i in members]
    inside = set(members)
    similarity = min(score for pair, score in scores.items() if inside.issuperset(pair))
    lengths = {entries[i].article.id: sum(len(c.text) for c in entries[i].claims) for i in members}
    reference = min(
        articles, key=lambda a: (a.published.toordinal() if a.published else math.inf, -lengths[a.id], a.id)
    )
    ids = tuple(sorted(a.id for a in articles))
    return Story(f"story:{ids[0]}", ids, reference.id, similarity)

"""Articles into stories: groups of variants that tell the same event.

Candidates come from two indexes, never from all pairs: runs of words that two articles share (a copy, a cut, a rewrite)
and the nearest centres of claim vectors (another report of the same event). Every candidate pair is scored on its
claims. Groups grow by average linkage, so that every two articles of a story are variants and not merely a chain of
neighbours. The thresholds are measured by ``python -m benchmarks.stories``.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Article, Claim, ClaimRole, Story
from claimcheck.matching.align import matched_shares
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import numpy as np

THRESHOLD = 0.35  # of the similarity of two articles, and on average between two groups
WINDOW_DAYS = 14  # a report dated later tells another story, unless its text is near identical
COPY = 0.6  # share of the shorter article's word runs that makes two texts near identical
_RUN = 5  # words
_FEWEST_RUNS = 15  # a shorter text is no evidence of copying
_FEWEST_MATCHES = 3  # claims
_SOME_COPYING = 0.02  # without any, two articles need more matches than that to tell one event
_MANY_MATCHES = 5
_MOST_COMMON = 50  # a run that more articles have is an agency's boilerplate, and proposes nobody
_NEAREST = 12  # articles that vectors propose for each article
_NEAR = 0.5  # cosine of two centres, or of two claims, under which nothing matches
_FEWEST_NEAR = 0.25  # share of the shorter article's claims that must lie near one of the other's to go on
_BLOCK = 512  # rows of a matrix product at once


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the scores need of an article. ``twins`` are articles with the same words."""

    article: Article
    claims: tuple[Claim, ...]
    vectors: np.ndarray
    runs: frozenset[int]
    words: int
    twins: tuple[Article, ...] = ()


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
    found: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for article in sorted(articles, key=lambda a: a.id):
        claims = claims_by_article.get(article.id, ())
        body = tuple(fold(claim.text) for claim in claims if claim.role is not ClaimRole.HEADLINE)
        if body and not article.teaser:
            found[body].append(_entry(article, claims, vectors_by_article.get(article.id), body))
    entries = [_with_twins(same) for same in found.values()]
    scores = _Scores(entries, window_days)
    pairs = {pair for pair in sorted(_candidates(entries)) if scores.between(*pair) >= threshold}
    groups = _link(pairs, scores, threshold)
    grouped = {i for members, _ in groups for i in members}
    groups += [([i], 1.0) for i, entry in enumerate(entries) if entry.twins and i not in grouped]
    stories = [_story([entries[i] for i in members], similarity) for members, similarity in groups]
    return tuple(sorted(stories, key=lambda story: story.id))


def _entry(article: Article, claims: Sequence[Claim], vectors: np.ndarray | None, body: Sequence[str]) -> _Entry:
    import numpy as np

    kept = [i for i, claim in enumerate(claims) if claim.role is not ClaimRole.HEADLINE]
    rows = np.zeros((len(claims), 0)) if vectors is None else np.asarray(vectors, dtype=np.float64)
    words = " ".join(body).split()
    runs = frozenset(_hash(" ".join(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1))
    return _Entry(article, tuple(claims[i] for i in kept), rows[kept], runs, len(words))


def _with_twins(same: Sequence[_Entry]) -> _Entry:
    first = same[0]
    twins = tuple(entry.article for entry in same[1:])
    return _Entry(first.article, first.claims, first.vectors, first.runs, first.words, twins)


def _hash(text: str) -> int:
    # Python's own hash differs from run to run.
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _candidates(entries: Sequence[_Entry]) -> set[tuple[int, int]]:
    """Pairs that share word runs, or whose centres lie near each other."""
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
    if len({entry.vectors.shape[1] for entry in entries}) != 1 or not entries[0].vectors.shape[1]:
        return pairs
    centres = np.stack([entry.vectors.mean(axis=0) for entry in entries])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    for start in range(0, len(entries), _BLOCK):
        near = np.round(centres[start : start + _BLOCK] @ centres.T, 6)
        near[np.arange(len(near)), start + np.arange(len(near))] = -1.0
        # Stable, so that of equal centres the same ones are proposed in every run.
        best = np.argsort(-near, axis=1, kind="stable")[:, :_NEAREST]
        for row, others in enumerate(best):
            pairs.update(
                (min(start + row, int(other)), max(start + row, int(other)))
                for other in others
                if near[row, other] >= _NEAR
            )
    return pairs


class _Scores:
    """Similarities of pairs of entries, each reckoned once."""

    def __init__(self, entries: Sequence[_Entry], window_days: int) -> None:
        self._entries = entries
        self._window = window_days
        self._known: dict[tuple[int, int], float] = {}

    def between(self, first: int, second: int) -> float:
        """Similarity of two entries, 0 to 1."""
        key = (min(first, second), max(first, second))
        if key not in self._known:
            self._known[key] = _similarity(self._entries[key[0]], self._entries[key[1]], self._window)
        return self._known[key]

    def average(self, first: Sequence[int], second: Sequence[int]) -> float:
        """Mean similarity between the members of two groups."""
        return sum(self.between(i, j) for i in first for j in second) / (len(first) * len(second))


def _similarity(first: _Entry, second: _Entry, window_days: int) -> float:
    """Share of the words of one article, the one that is matched more fully, that stand in matched claims, each claim
    by the probability of its match; or the share of word runs copied, where that is more."""
    shorter = min(len(first.runs), len(second.runs))
    copied = len(first.runs & second.runs) / shorter if shorter >= _FEWEST_RUNS else 0.0
    if copied >= COPY:
        return round(copied, 4)
    dates = first.article.published, second.article.published
    if dates[0] and dates[1] and abs((dates[0] - dates[1]).days) > window_days:
        return 0.0
    if copied < 0.1 and not _near(first, second):
        return 0.0
    matches, shares = matched_shares(first.claims, second.claims, first.vectors, second.vectors)
    if matches < min(_FEWEST_MATCHES, len(first.claims), len(second.claims)):
        return 0.0
    if copied < _SOME_COPYING and matches < _MANY_MATCHES:
        return 0.0
    return round(max(copied, *shares), 4)


def _near(first: _Entry, second: _Entry) -> bool:
    """Whether enough claims of the shorter article lie near one of the other's: cheap, and most candidates end here."""
    if first.vectors.shape[1] != second.vectors.shape[1] or not first.vectors.shape[1]:
        return True
    cosines = first.vectors @ second.vectors.T
    return max(float((cosines.max(axis=axis) >= _NEAR).mean()) for axis in (0, 1)) >= _FEWEST_NEAR


def _link(pairs: set[tuple[int, int]], scores: _Scores, threshold: float) -> list[tuple[list[int], float]]:
    """Average linkage over the pairs that pass: groups of two or more, with the lowest average that joined one."""
    groups: dict[int, list[int]] = {i: [i] for pair in pairs for i in pair}
    lowest: dict[int, float] = dict.fromkeys(groups, 1.0)
    open_pairs = {pair: scores.between(*pair) for pair in pairs}
    while open_pairs:
        (first, second), best = min(open_pairs.items(), key=lambda item: (-item[1], item[0]))
        if best < threshold:
            break
        groups[first] += groups.pop(second)
        lowest[first] = min(lowest[first], lowest.pop(second), best)
        neighbours = {i for pair in open_pairs if first in pair or second in pair for i in pair} - {first, second}
        open_pairs = {pair: score for pair, score in open_pairs.items() if first not in pair and second not in pair}
        for other in sorted(neighbours):
            key = (min(first, other), max(first, other))
            open_pairs[key] = round(scores.average(groups[first], groups[other]), 6)
    return [(members, lowest[i]) for i, members in sorted(groups.items()) if len(members) > 1]


def _story(entries: Sequence[_Entry], similarity: float) -> Story:
    articles = [(article, entry.words) for entry in entries for article in (entry.article, *entry.twins)]
    reference, _ = min(
        articles, key=lambda a: (a[0].published.toordinal() if a[0].published else math.inf, -a[1], a[0].id)
    )
    ids = tuple(sorted(article.id for article, _ in articles))
    return Story(f"story:{ids[0]}", ids, reference.id, round(similarity, 4))

"""Claims that stories share: the same statement in a later report, a quotation told again, a paragraph of background.

Whole articles are not variants here, so a pair of claims has to stand by itself: vectors that all but coincide, and
most words in common. Which pairs there are depends on the two articles alone, so an addition concerns only its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Alignment, Article, Claim, ClaimRole
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import numpy as np

# Over the 771 articles of ECB+, pairs across stories that pass say the same but for what is reported: vectors that all
# but coincide with half of the words shared, or nearer words with vectors that a changed number has moved.
COSINE, WORDS = 0.85, 0.75
SURE_COSINE, SURE_WORDS = 0.93, 0.5
FEWEST = 8  # words: short sentences coincide by chance
_SLACK = 1e-3  # of the fast product in float32; the exact one decides
_BATCH = 20_000  # rows of the other side in one product
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The claims of one article that may echo: their ordinals, and a unit row (float32) for each."""

    article: str
    ordinals: tuple[int, ...]
    vectors: np.ndarray


def rows_of(article: str, claims: Sequence[Claim], vectors: np.ndarray) -> Rows:
    """Body claims that are long enough; ``vectors`` holds a row for every claim."""
    import numpy as np

    kept = [
        n for n, c in enumerate(claims) if c.role is not ClaimRole.HEADLINE and len(_WORD.findall(c.text)) >= FEWEST
    ]
    return Rows(article, tuple(claims[n].ordinal for n in kept), np.asarray(vectors, dtype=np.float32)[kept])


def echoes(
    mine: Sequence[Rows], others: Iterable[Rows], homes: Mapping[str, str]
) -> dict[tuple[str, str], list[tuple[int, int, float]]]:
    """Pairs of claims, by pair of articles in order of id: ordinals and cosine. Only articles of different ``homes``
    (their story, or themselves) are paired; an article of ``mine`` is on one side at least."""
    import numpy as np

    found: dict[tuple[str, str], dict[tuple[int, int], float]] = defaultdict(dict)
    mine = [rows for rows in mine if rows.ordinals]
    if not mine:
        return {}
    left = np.concatenate([rows.vectors for rows in mine])
    at_left = [(rows, n) for rows in mine for n in range(len(rows.ordinals))]
    for batch in _batches(others):
        right = np.concatenate([rows.vectors for rows in batch])
        at_right = [(rows, n) for rows in batch for n in range(len(rows.ordinals))]
        if right.shape[1] != left.shape[1]:
            continue
        near = left @ right.T >= COSINE - _SLACK
        for i, j in zip(*(axis.tolist() for axis in np.nonzero(near)), strict=True):
            (a, m), (b, n) = at_left[i], at_right[j]
            if homes.get(a.article, a.article) == homes.get(b.article, b.article):
                continue
            (a, m), (b, n) = sorted(((a, m), (b, n)), key=lambda side: side[0].article)
            cosine = float(a.vectors[m].astype(np.float64) @ b.vectors[n].astype(np.float64))
            if cosine >= COSINE:
                found[a.article, b.article][a.ordinals[m], b.ordinals[n]] = round(cosine, 6)
    return {pair: _one_to_one(scores) for pair, scores in sorted(found.items())}


def _one_to_one(scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int, float]]:
    """The best pair of each claim, in order of the left article."""
    kept: list[tuple[int, int, float]] = []
    for (i, j), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if all(i != a and j != b for a, b, _ in kept):
            kept.append((i, j, score))
    return sorted(kept)


def _batches(others: Iterable[Rows]) -> Iterable[list[Rows]]:
    batch: list[Rows] = []
    size = 0
    for rows in others:
        if not rows.ordinals:
            continue
        batch.append(rows)
        size += len(rows.ordinals)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def echo_alignments(
    left: Article,
    right: Article,
    left_claims: Sequence[Claim],
    right_claims: Sequence[Claim],
    pairs: Iterable[tuple[int, int, float]],
) -> tuple[Alignment, ...]:
    """The pairs whose words agree too, as alignments."""
    by_left, by_right = ({c.ordinal: c for c in claims} for claims in (left_claims, right_claims))
    return tuple(
        Alignment(left.id, right.id, (by_left[i],), (by_right[j],), score)
        for i, j, score in pairs
        if shared(by_left[i].text, by_right[j].text) >= (SURE_WORDS if score >= SURE_COSINE else WORDS)
        and fold(by_left[i].text) != fold(by_right[j].text)
    )


def shared(left: str, right: str) -> float:
    """The share of the words of two sentences that both have, 0 to 1."""
    a, b = (set(_WORD.findall(fold(text))) for text in (left, right))
    return len(a & b) / max(1, len(a | b))

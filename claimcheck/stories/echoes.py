"""Claims that stories share: the same statement in a later report, a quotation told again, a paragraph of background.

Whole articles are not variants here, so a pair of claims has to stand by itself: vectors that all but coincide, and
most words in common. Which pairs there are depends on the two articles alone, so an addition concerns only its own.

What is likely is found by the words: of every claim a sketch is kept, its number of words and one of 128 bits for each.
Bits that one claim has and the other lacks are words not shared, so a pair that the sketches rule out has too few words
in common. Only the rest is read.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
_BATCH = 20_000  # claims of the other side at once
_BITS = 128
_WORD = re.compile(r"\w+")

Pairs = dict[tuple[str, str], list[tuple[int, int]]]  # ordinals of claims, by two articles in order of id


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """The claims of one article that may echo: their ordinals, how many different words each has, and its bits (uint64,
    of shape (claims, 2))."""

    article: str
    ordinals: np.ndarray
    sizes: np.ndarray
    bits: np.ndarray


def sketches_of(article: str, claims: Sequence[Claim]) -> Sketches:
    """Of the body claims that are long enough."""
    import numpy as np

    kept = [c for c in claims if c.role is not ClaimRole.HEADLINE and len(_WORD.findall(c.text)) >= FEWEST]
    told = [_words(c.text) for c in kept]
    bits = np.zeros((len(kept), _BITS // 64), dtype=np.uint64)
    for row, words in enumerate(told):
        for bit in {_bit(word) for word in words}:
            bits[row, bit // 64] |= np.uint64(1 << bit % 64)
    return Sketches(
        article,
        np.array([c.ordinal for c in kept], dtype=np.int64),
        np.array([len(words) for words in told], dtype=np.int64),
        bits,
    )


def likely(mine: Sequence[Sketches], others: Iterable[Sketches]) -> Pairs:
    """The pairs of claims of two articles that may share SURE_WORDS; an article of ``mine`` is on one side at least."""
    import numpy as np

    found: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    left = [s for s in mine if len(s.ordinals)]
    if not left:
        return {}
    own, own_bits = np.concatenate([s.sizes for s in left]), np.concatenate([s.bits for s in left])
    at_left = [(s.article, n) for s in left for n in s.ordinals.tolist()]
    for batch in _batches(others):
        sizes, bits = np.concatenate([s.sizes for s in batch]), np.concatenate([s.bits for s in batch])
        at_right = [(s.article, n) for s in batch for n in s.ordinals.tolist()]
        for i, row in enumerate(own_bits):
            # |A and B| / |A or B| >= 1/2 is 3 |A and B| >= |A| + |B|
            least = own[i] + sizes
            some = np.flatnonzero(3 * np.minimum(own[i], sizes) >= least)
            shared_ = np.minimum(own[i] - _count(row & ~bits[some]), sizes[some] - _count(bits[some] & ~row))
            for j in some[3 * shared_ >= least[some]].tolist():
                if at_left[i][0] != at_right[j][0]:
                    (a, m), (b, n) = sorted((at_left[i], at_right[j]))
                    found[a, b].add((m, n))
    return {pair: sorted(claims) for pair, claims in sorted(found.items())}


def _count(rows: np.ndarray) -> np.ndarray:
    """Bits set in every row."""
    import numpy as np

    if hasattr(np, "bitwise_count"):
        return np.asarray(np.bitwise_count(rows).sum(axis=1, dtype=np.int64))
    bits = np.unpackbits(np.ascontiguousarray(rows).view(np.uint8), axis=1)  # NumPy 1
    return np.asarray(bits.sum(axis=1, dtype=np.int64))


def apart(pairs: Pairs, homes: Mapping[str, str]) -> Pairs:
    """Those of articles with different ``homes``: their story, or themselves."""
    return {(a, b): claims for (a, b), claims in pairs.items() if homes.get(a, a) != homes.get(b, b)}


def echoes(
    pairs: Pairs, claims: Callable[[str], Sequence[Claim]], vectors: Callable[[str], np.ndarray]
) -> dict[tuple[str, str], list[tuple[int, int, float]]]:
    """Of likely pairs those that echo, with their cosine; ``claims`` and ``vectors`` give those of an article."""
    import numpy as np

    found = {}
    for (left, right), likely_ in pairs.items():
        sides = [{c.ordinal: (n, c) for n, c in enumerate(claims(article))} for article in (left, right)]
        rows = [vectors(article) for article in (left, right)]
        scores = {}
        for i, j in likely_:
            (m, a), (n, b) = sides[0][i], sides[1][j]
            words = shared(a.text, b.text)
            if words >= SURE_WORDS:
                cosine = float(rows[0][m].astype(np.float64) @ rows[1][n].astype(np.float64))
                if cosine >= (COSINE if words >= WORDS else SURE_COSINE):
                    scores[i, j] = round(cosine, 6)
        if scores:
            found[left, right] = _one_to_one(scores)
    return found


def _one_to_one(scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int, float]]:
    """The best pair of each claim, in order of the left article."""
    kept: list[tuple[int, int, float]] = []
    for (i, j), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if all(i != a and j != b for a, b, _ in kept):
            kept.append((i, j, score))
    return sorted(kept)


def _batches(others: Iterable[Sketches]) -> Iterable[list[Sketches]]:
    batch: list[Sketches] = []
    size = 0
    for own in others:
        if not len(own.ordinals):
            continue
        batch.append(own)
        size += len(own.ordinals)
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
    """The pairs that are not the same to the letter, as alignments."""
    by_left, by_right = ({c.ordinal: c for c in claims} for claims in (left_claims, right_claims))
    return tuple(
        Alignment(left.id, right.id, (by_left[i],), (by_right[j],), score)
        for i, j, score in pairs
        if fold(by_left[i].text) != fold(by_right[j].text)
    )


def shared(left: str, right: str) -> float:
    """The share of the words of two sentences that both have, 0 to 1."""
    a, b = _words(left), _words(right)
    return len(a & b) / max(1, len(a | b))


@functools.lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


@functools.lru_cache(maxsize=65_536)
def _bit(word: str) -> int:
    # Python's own hash differs from run to run.
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % _BITS

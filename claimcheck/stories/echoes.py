"""Claims that stories share: the same statement in a later report, a quotation told again, a paragraph of background.

Whole articles are not variants here, so a pair of claims has to stand by itself: vectors that all but coincide, and
most words in common. Which pairs there are depends on the two articles alone, so an addition concerns only its own.

What is likely is found by the words: of every claim a sketch is kept, its number of words and one of 128 bits for each.
Bits that one claim has and the other lacks are words not shared, so a pair that the sketches rule out has too few words
in common. Only the rest is read. A full run holds all sketches against all; an addition to an index, those of articles
with which it shares rare words (``echo_keys``).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
BLOCK = 500  # articles whose sketches are looked through at once
_BITS, _COLUMN = 128, (1 << 64) - 1
_WORD = re.compile(r"\w+")

Pairs = dict[tuple[str, str], list[tuple[int, int]]]  # ordinals of claims, by two articles in order of id
Echoes = dict[tuple[str, str], list[tuple[int, int, float]]]  # those that echo, each with its cosine


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """The claims of some articles that may echo, article by article: how many each has, and of every claim its ordinal,
    how many different words it has, and its bits (uint64, of shape (claims, 2))."""

    articles: tuple[str, ...]
    counts: np.ndarray
    ordinals: np.ndarray
    sizes: np.ndarray
    bits: np.ndarray


def sketches_of(article: str, claims: Sequence[Claim]) -> Sketches:
    """Of one article's claims that may echo."""
    import numpy as np

    kept = may_echo(claims)
    told = [words_of(c.text) for c in kept]
    rows = []
    for words in told:
        bits = 0
        for word in words:
            bits |= _bit(word)
        rows += [bits >> 64 * n & _COLUMN for n in range(_BITS // 64)]
    return Sketches(
        (article,),
        np.array([len(kept)]),
        np.array([c.ordinal for c in kept], dtype=np.int64),
        np.array([len(words) for words in told], dtype=np.int64),
        np.array(rows, dtype=np.uint64).reshape(len(kept), _BITS // 64),
    )


def may_echo(claims: Sequence[Claim]) -> list[Claim]:
    """Those in the body that are long enough."""
    return [c for c in claims if c.role is not ClaimRole.HEADLINE and len(_WORD.findall(c.text)) >= FEWEST]


def joined(parts: Iterable[Sketches]) -> Sketches:
    """The sketches of many articles as one, which is looked through at once."""
    import numpy as np

    told = list(parts)
    none = np.zeros(0, dtype=np.int64)
    return Sketches(
        tuple(article for part in told for article in part.articles),
        np.concatenate([none, *(part.counts for part in told)]),
        np.concatenate([none, *(part.ordinals for part in told)]),
        np.concatenate([none, *(part.sizes for part in told)]),
        np.concatenate([np.zeros((0, _BITS // 64), dtype=np.uint64), *(part.bits for part in told)]),
    )


def blocks(parts: Sequence[Sketches]) -> list[Sketches]:
    """The sketches of many articles, BLOCK of them in one: few to look through, and none larger for more articles."""
    return [joined(parts[start : start + BLOCK]) for start in range(0, len(parts), BLOCK)]


def likely(mine: Sequence[Sketches], others: Iterable[Sketches]) -> Pairs:
    """The pairs of claims of two articles that may share SURE_WORDS; an article of ``mine`` is on one side at least.
    One claim is held against one part of ``others`` at a time: what is held at once grows with neither."""
    import numpy as np

    found: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for part in others:
        article_of = np.repeat(np.arange(len(part.articles)), part.counts)
        sizes = part.sizes.astype(np.int32)
        columns = [np.ascontiguousarray(column) for column in part.bits.T]
        for article, ordinal, size, bits in _claims(mine):
            # |A and B| / |A or B| >= 1/2 is 3 |A and B| >= |A| + |B|, and |A and B| at most |A| less what only A has.
            lost = sum(bits_set(own_bits & ~column) for own_bits, column in zip(bits, columns, strict=True))
            some = np.flatnonzero(3 * lost + sizes <= 2 * size)
            lacking = bits_set(part.bits[some] & ~bits).sum(axis=1)
            for n in some[3 * lacking + size <= 2 * sizes[some]].tolist():
                other = part.articles[article_of[n]]
                if other != article:
                    (a, i), (b, j) = sorted(((article, ordinal), (other, int(part.ordinals[n]))))
                    found[a, b].add((i, j))
    return {pair: sorted(claims) for pair, claims in sorted(found.items())}


def likely_among(parts: Sequence[Sketches]) -> Pairs:
    """As ``likely`` of all with all, every two parts once."""
    found: Pairs = {}
    for n, part in enumerate(parts):
        found.update(likely([part], parts[n:]))
    return dict(sorted(found.items()))


def _claims(parts: Sequence[Sketches]) -> Iterator[tuple[str, int, np.int64, np.ndarray]]:
    """Article, ordinal, number of words and bits of every claim."""
    for part in parts:
        yield from zip(_owners(part), part.ordinals.tolist(), part.sizes, part.bits, strict=True)


def _owners(part: Sketches) -> list[str]:
    return [article for article, count in zip(part.articles, part.counts.tolist(), strict=True) for _ in range(count)]


def bits_set(bits: np.ndarray) -> np.ndarray:
    """How many bits are set in each."""
    import numpy as np

    if hasattr(np, "bitwise_count"):
        return np.asarray(np.bitwise_count(bits).astype(np.int32))
    eight = np.unpackbits(np.ascontiguousarray(bits)[..., None].view(np.uint8), axis=-1)  # NumPy 1
    return np.asarray(eight.sum(axis=-1, dtype=np.int32))


def apart(pairs: Pairs, homes: Mapping[str, str]) -> Pairs:
    """Those of articles with different ``homes``: their story, or themselves."""
    return {(a, b): claims for (a, b), claims in pairs.items() if homes.get(a, a) != homes.get(b, b)}


def echoes(pairs: Pairs, claims: Callable[[str], Sequence[Claim]], vectors: Callable[[str], np.ndarray]) -> Echoes:
    """Of likely pairs those that echo, with their cosine; ``claims`` and ``vectors`` give those of an article."""
    import numpy as np

    found: Echoes = {}
    for (left, right), likely_ in pairs.items():
        sides = [{c.ordinal: (n, c) for n, c in enumerate(claims(article))} for article in (left, right)]
        scores = {}
        for i, j in likely_:
            (m, a), (n, b) = sides[0][i], sides[1][j]
            words = shared(a.text, b.text)
            if words >= SURE_WORDS:
                one, other = vectors(left)[m], vectors(right)[n]  # only now: most pairs have too few words in common
                cosine = float(one.astype(np.float64) @ other.astype(np.float64))
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
    a, b = words_of(left), words_of(right)
    return len(a & b) / max(1, len(a | b))


@functools.lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """The different words of a sentence, without case."""
    return frozenset(_WORD.findall(fold(text)))


@functools.lru_cache(maxsize=65_536)
def _bit(word: str) -> int:
    """A number with one bit set."""
    # Python's own hash differs from run to run.
    return 1 << hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=1).digest()[0] % _BITS

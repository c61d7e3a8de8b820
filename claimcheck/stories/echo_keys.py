"""Words by which claims that may echo are looked up, so that of a corpus only what shares a rare word is read.

Two claims of a and b different words share half of them where they have ``(a + b) / 3`` in common, so the first word
that they share, in an order of words from rare to frequent, cannot stand late in either: a word at place i reaches only
claims of up to ``2 a - 3 i`` words (the prefix filter of set similarity joins, with a bound for every size). The order
is that of the fixed background table: a key depends on its own claim alone, and in any order no pair is missed.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimcheck.datamodel import Claim
from claimcheck.stories.echoes import bits_set, may_echo, words_of
from claimcheck.stories.outlines import background

if TYPE_CHECKING:
    import numpy as np

# The word's hash, how many different words its claim has, how many another claim may have, a bit for each word.
KEY = [("word", "<u8"), ("size", "<u2"), ("reach", "<u2"), ("bits", "<u8")]
MOST = 2**16 - 1  # words that are told apart: of claims that have more, every bound lets more through


def keys_of(claims: Sequence[Claim]) -> np.ndarray:
    """The keys (of type KEY) of one article's claims that may echo, by word."""
    import numpy as np

    rows = []
    for claim in may_echo(claims):
        order = sorted(map(_placed, words_of(claim.text)))
        size, bits = len(order), 0
        for _, hashed in order:
            bits |= 1 << hashed % 64
        # no claim that shares half of the words has fewer than half as many
        kept = order[: (2 * size - (size + 1) // 2) // 3 + 1]
        rows += [
            (hashed, min(size, MOST), min(2 * size - 3 * place, MOST), bits) for place, (_, hashed) in enumerate(kept)
        ]
    found = np.array(rows, dtype=KEY)
    return np.asarray(found[np.argsort(found["word"], kind="stable")])


def met(keys: np.ndarray, claims: np.ndarray) -> np.ndarray:
    """Key by key, whether its claim may share half of the words with one under the same word: rows with ``size``,
    ``reach`` and ``bits`` on either side."""
    near: np.ndarray = (claims["size"] <= keys["reach"]) & (keys["size"] <= claims["reach"])
    keys, claims = keys[near], claims[near]
    sizes, others = (told["size"].astype("int32") for told in (keys, claims))
    # |A and B| / |A or B| >= 1/2 is 3 |A and B| >= |A| + |B|, and |A and B| at most |A| less what only A has.
    few = 3 * bits_set(keys["bits"] & ~claims["bits"]) + others <= 2 * sizes
    near[near] = few & (3 * bits_set(claims["bits"] & ~keys["bits"]) + sizes <= 2 * others)
    return near


@functools.lru_cache(maxsize=65_536)
def _placed(word: str) -> tuple[int, int]:
    """How frequent a word is, which for a single letter or figure, that the table leaves out, is more than any; and its
    hash: Python's own differs from run to run."""
    documents, counts = background()
    frequent = counts.get(word, 0) if len(word) > 1 else documents + 1
    hashed = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return frequent, int.from_bytes(hashed, "big")

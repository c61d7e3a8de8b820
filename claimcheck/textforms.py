"""Plain forms of text for comparison. Never sliced: spans always point into ``Source.text``."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
import unicodedata
from collections.abc import Sequence

_QUOTES = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "′": "'",
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
        "…": "...",
        "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None,
        **dict.fromkeys("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),  # of direction
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_BITS = 64
_NEAR = (
    14  # bits; of 252,920 pairs of ECB sentences that differ 133 lie within, of sentences with one word changed 9 in 10
)


def plain(text: str) -> str:
    """The text with typographic marks as ASCII and every run of white space as one space; case is kept."""
    if text.isascii():  # most words: of all that follows only these two can change it
        return " ".join(text.replace("`", "'").split())
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text.translate(_QUOTES))).strip()


def listed(words: Sequence[str], most: int = 4) -> str:
    """``A, B and C``; of more than ``most`` the first ones, and how many are left: ``A, B, C and 7 more``."""
    shown = list(words) if len(words) <= most else [*words[: most - 1], f"{len(words) - most + 1:,} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def fold(text: str) -> str:
    """:func:`plain`, case-folded and without combining marks: for equality of words, not for display."""
    told = plain(text)
    if told.isascii():  # of a page's own marks most are none of what is folded
        return told.lower()
    decomposed = unicodedata.normalize("NFKD", told.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@functools.lru_cache(maxsize=50_000)
def content_mark(text: str) -> str:
    """What a sentence says as 16 hexadecimal digits: the SimHash (Charikar, 2002) of its folded words and pairs of
    words. White space, case and typography change nothing; few bits change where few words do."""
    words = _WORD.findall(fold(text)) or [text]
    totals = [0] * _BITS
    for feature in (*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))):
        digest = hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=_BITS // 8).digest()
        bits = int.from_bytes(digest, "big")
        for place in range(_BITS):
            totals[place] += 1 if bits >> place & 1 else -1
    return f"{sum(1 << place for place, total in enumerate(totals) if total > 0):016x}"


def is_near(mark: str, other: str) -> bool:
    """Whether two marks of :func:`content_mark` are of one sentence, or of near copies."""
    return mark == other or (int(mark, 16) ^ int(other, 16)).bit_count() <= _NEAR

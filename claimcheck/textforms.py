"""Plain forms of text for comparison. Never sliced: spans always point into ``Source.text``."""

from __future__ import annotations

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
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text with typographic marks as ASCII and every run of white space as one space; case is kept."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text.translate(_QUOTES))).strip()


def listed(words: Sequence[str], most: int = 4) -> str:
    """``A, B and C``; of more than ``most`` the first ones, and how many are left: ``A, B, C and 7 more``."""
    shown = list(words) if len(words) <= most else [*words[: most - 1], f"{len(words) - most + 1:,} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def fold(text: str) -> str:
    """:func:`plain`, case-folded and without combining marks: for equality of words, not for display."""
    decomposed = unicodedata.normalize("NFKD", plain(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))

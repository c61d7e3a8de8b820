"""A name's initials, as an abbreviation has them."""

from __future__ import annotations

import re
from functools import lru_cache

from claimcheck.values.names.lexicon import words

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "de", "du", "a", "an", "to"})


@lru_cache(maxsize=65536)
def are_initials(short: str, long: str) -> bool:
    """Whether ``short`` is made of the initials of ``long``: PMF and Popular Mobilization Forces."""
    bare = short.replace(".", "") if short.count(".") != len(short) / 2 or len(short) > 4 else ""
    letters = bare.upper()
    if not 2 <= len(letters) <= 7 or not bare.isalpha() or sum(c.isupper() for c in bare) < max(2, len(bare) - 2):
        return False
    parts = [w for w in re.split(r"[\s\-]+", long) if w]
    initials = "".join(w[0] for w in parts if w[0].isalpha()).upper()
    capitals = "".join(w[0] for w in parts if w[0].isalpha() and w.lower() not in _SMALL).upper()
    return letters in {initials, capitals} and len(parts) > 1 and any(len(w.strip(".")) > 1 for w in parts)


def is_household_word(short: str) -> bool:
    """Whether an abbreviation needs no explanation: FBI, NATO."""
    return short.replace(".", "").upper() in _household()


@lru_cache(maxsize=1)
def _household() -> frozenset[str]:
    return frozenset(words()["household_initials"].split())

"""Whether two mentions of aligned sides fill the same slot: only then can their values disagree."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Comparison, Mention, Quantity, Token

_REACH = 4  # tokens on each side that count as "around"


def one_slot(comparison: Comparison, left: Mention, right: Mention, agreeing: int = 2) -> bool:
    """The same thing is counted, or at least ``agreeing`` words around the two mentions are aligned with each other."""
    a, b = left.value, right.value
    if (
        isinstance(a, Quantity)
        and isinstance(b, Quantity)
        and a.noun
        and b.noun
        and dress_key(a.noun) == dress_key(b.noun)
    ):
        return True
    if isinstance(a, Quantity) and isinstance(b, Quantity) and a.dimension == b.dimension and a.dimension != "count":
        agreeing -= 1  # a length beside a length is half the slot
    pairs = dict(comparison.matched)
    near_right = _around(comparison.right_tokens, right)
    return sum(pairs.get(i) in near_right for i in _around(comparison.left_tokens, left)) >= agreeing


def _around(tokens: Sequence[Token], mention: Mention) -> set[int]:
    inside = [i for i, t in enumerate(tokens) if t.start < mention.span.end and mention.span.start < t.end]
    if not inside:
        return set()
    near = (
        *range(max(0, inside[0] - _REACH), inside[0]),
        *range(inside[-1] + 1, min(len(tokens), inside[-1] + 1 + _REACH)),
    )
    return {i for i in near if tokens[i].pos not in {"PUNCT", "DET"}}

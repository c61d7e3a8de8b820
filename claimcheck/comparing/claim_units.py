"""Tokens of aligned claims as units of comparison: a quantity or a date counts as one, everything else word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Mention, MentionKind, Token

FUNCTION_POS = frozenset({"DET", "ADP", "AUX", "PART", "CCONJ", "SCONJ", "PRON", "INTJ"})
_LIGHT_LEMMAS = frozenset(
    {"be", "have", "do", "also", "then", "there", "here", "so", "just", "now", "too", "very", "however", "meanwhile"}
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One or more tokens that are compared as one. ``first``/``last`` is a half-open range of token indices,
    ``mention`` the quantity or date that they make."""

    first: int
    last: int
    key: str
    lemma: str
    pos: str
    surface: str
    mention: Mention | None = None
    is_mark: bool = field(init=False)  # kept, not reckoned anew: an alignment asks once a cell
    is_function: bool = field(init=False)
    is_name: bool = field(init=False)

    def __post_init__(self) -> None:
        mark = self.pos in {"PUNCT", "SPACE"} or (
            self.pos in {"SYM", "X"} and not any(c.isalnum() for c in self.surface)
        )
        word = self.mention is None
        object.__setattr__(self, "is_mark", mark)
        object.__setattr__(self, "is_function", word and (self.pos in FUNCTION_POS or self.lemma in _LIGHT_LEMMAS))
        object.__setattr__(self, "is_name", word and self.pos == "PROPN" and any(c.isalpha() for c in self.surface))

    @property
    def is_content(self) -> bool:
        return not self.is_mark and not self.is_function


def tokens_of(claims: Sequence[Claim]) -> tuple[Token, ...]:
    """The tokens of a side, claims in their order; ``head`` indexes into the result."""
    tokens: list[Token] = []
    for claim in claims:
        base = len(tokens)
        tokens += [replace(token, head=token.head + base) for token in claim.tokens] if base else claim.tokens
    return tuple(tokens)


def units_of(claims: Sequence[Claim], text: Sequence[Token]) -> tuple[Unit, ...]:
    """The units of a side whose tokens are ``text``; every token is in exactly one."""
    mentions = sorted(
        (m for claim in claims for m in claim.mentions if m.kind in {MentionKind.QUANTITY, MentionKind.DATE}),
        key=lambda m: (m.span.start, -m.span.end),
    )
    units: list[Unit] = []
    index = 0
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        first = index
        while first < len(text) and text[first].end <= start:
            first += 1
        if first >= len(text) or text[first].start >= end:
            continue
        last = first
        while last < len(text) and text[last].start < end:
            last += 1
        units += [_word(text, i) for i in range(index, first)]
        key = " ".join(dress_key(t.surface) for t in text[first:last])
        units.append(Unit(first, last, key, key, "NUM", mention.surface, mention))
        index = last
    units += [_word(text, i) for i in range(index, len(text))]
    return tuple(units)


def _word(tokens: Sequence[Token], i: int) -> Unit:
    token = tokens[i]
    return Unit(i, i + 1, dress_key(token.surface), dress_key(token.lemma), token.pos, token.surface)

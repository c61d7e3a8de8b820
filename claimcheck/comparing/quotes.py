"""Which tokens of a side stand inside quotation marks, and which quotations of two sides answer each other."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Comparison, Quotation, Token

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})


@dataclass(frozen=True, slots=True)
class QuotedWord:
    """A word inside quotation marks: its plain form, and the index of its token on its side."""

    key: str
    index: int


def quoted_tokens(claims: Sequence[Claim], tokens: Sequence[Token]) -> tuple[int, ...]:
    """For every token the number (from 0) of the quotation it stands in, -1 outside. Numbers count the side's
    quotations in order."""
    quotations = quotations_of_side(claims)
    marks = []
    for token in tokens:
        inside = (n for n, q in enumerate(quotations) if q.span.start <= token.start and token.end <= q.span.end)
        marks.append(next(inside, -1))
    return tuple(marks)


def quotations_of_side(claims: Sequence[Claim]) -> tuple[Quotation, ...]:
    return tuple(q for claim in claims for q in claim.quotations)


def quoted_words(tokens: Sequence[Token], quotation: Quotation) -> list[QuotedWord]:
    return [
        QuotedWord(dress_key(t.surface), i)
        for i, t in enumerate(tokens)
        if quotation.span.start <= t.start and t.end <= quotation.span.end and any(c.isalnum() for c in t.surface)
    ]


def answering(comparison: Comparison, overlap: float) -> Iterator[tuple[Quotation, Quotation]]:
    """Quotations of two sides that print the same speech, each in one pair at most.

    ``overlap`` is the share of the shorter one's words that the longer one has in the same order. Of its words of
    content too it must have half: small words agree in any two utterances.
    """
    lefts, rights = quotations_of_side(comparison.alignment.left), quotations_of_side(comparison.alignment.right)
    scored = []
    said = [quoted_words(comparison.left_tokens, q) for q in lefts]
    answers = [quoted_words(comparison.right_tokens, q) for q in rights]
    for (i, a), (j, b) in itertools.product(enumerate(said), enumerate(answers)):
        if min(len(a), len(b)) < 2:
            continue
        matcher = difflib.SequenceMatcher(None, [w.key for w in a], [w.key for w in b], autojunk=False)
        blocks = matcher.get_matching_blocks()
        same = sum(m.size for m in blocks)
        if same < max(2, overlap * min(len(a), len(b))):
            continue
        shared = [w for m in blocks for w in a[m.a : m.a + m.size]]
        fewer = min(_content(comparison.left_tokens, a), _content(comparison.right_tokens, b))
        if 2 * _content(comparison.left_tokens, shared) >= fewer:
            scored.append((-same, i, j))
    used_left = _parted(comparison.left_tokens, lefts, comparison.right_tokens, rights)
    used_right = _parted(comparison.right_tokens, rights, comparison.left_tokens, lefts)
    for _, i, j in sorted(scored):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            yield lefts[i], rights[j]


def _content(tokens: Sequence[Token], words: Sequence[QuotedWord]) -> int:
    return sum(tokens[w.index].pos in CONTENT for w in words)


def _parted(
    tokens: Sequence[Token], own: Sequence[Quotation], others: Sequence[Token], other: Sequence[Quotation]
) -> set[int]:
    """The quotations that the other side has word for word, parted by their attribution ("…," he said, "…"), and the
    other way round."""
    mine = [[w.key for w in quoted_words(tokens, q)] for q in own]
    theirs = [[w.key for w in quoted_words(others, q)] for q in other]
    whole = {n for n, words in enumerate(mine) if any(x + y == words for x, y in itertools.pairwise(theirs))}
    parts = {n for n in range(len(mine) - 1) if mine[n] + mine[n + 1] in theirs}
    return whole | parts | {n + 1 for n in parts}

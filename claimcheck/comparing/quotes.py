"""Which tokens of a side stand inside quotation marks, and which quotations of two sides answer each other."""

from __future__ import annotations

import difflib
import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Quotation, Token

_PHRASE = 5  # words: a longer quotation is an utterance
_SHARED, _ON_END = 3, 3  # words of content that two utterances share, and words on end
_SENTENCE = 6  # words, of which one may be another whatever it is
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


@dataclass(frozen=True, slots=True)
class Printed:
    """A quotation in its claim, with its words, and their runs of as many as two utterances must share: of a shorter
    one all."""

    claim: Claim
    quotation: Quotation
    words: tuple[QuotedWord, ...]
    runs: frozenset[str]


def printed_in(claims: Sequence[Claim]) -> tuple[Printed, ...]:
    """The quotations of an article or of a side, in order."""
    found = []
    for claim in claims:
        for quotation in claim.quotations:
            words = quoted_words(claim.tokens, quotation)
            keys = [w.key for w in words]
            runs = {" ".join(keys[n : n + _ON_END]) for n in range(max(1, len(keys) - _ON_END + 1))}
            found.append(Printed(claim, quotation, tuple(words), frozenset(runs)))
    return tuple(found)


def answering(
    lefts: Sequence[Printed],
    rights: Sequence[Printed],
    overlap: float,
    aligned: Collection[tuple[str, str]] = frozenset(),
) -> Iterator[tuple[Printed, Printed]]:
    """Quotations of two articles that print the same speech, wherever they stand, those that share most words first.
    Each is in one pair, or, where the other article parts it ("…," he said, "…"), each of its stretches is: then the
    pairs have those words of it alone.

    ``overlap`` is the share of the shorter one's words that the longer one has in the same order. Small words agree in
    any two utterances, and words of content here and there in two of one speaker: two thirds of the shorter one's words
    of content must be shared, and some words on end; or all words of a sentence but one. Of a phrase half the content
    will do, where its claims say the same: ``aligned`` are the ids of such, left and right.
    """
    said, answers = [p.words for p in lefts], [p.words for p in rights]
    counts = [[Counter(w.key for w in words) for words in side] for side in (said, answers)]
    scored = []
    for (i, a), (j, b) in itertools.product(enumerate(said), enumerate(answers)):
        least = max(2, overlap * min(len(a), len(b)))
        phrase = min(len(a), len(b)) <= _PHRASE and (lefts[i].claim.id, rights[j].claim.id) in aligned
        if min(len(a), len(b)) < 2 or not (phrase or lefts[i].runs & rights[j].runs):
            continue
        if (counts[0][i] & counts[1][j]).total() < least:
            continue
        matcher = difflib.SequenceMatcher(None, [w.key for w in a], [w.key for w in b], autojunk=False)
        blocks = matcher.get_matching_blocks()
        same = sum(m.size for m in blocks)
        if same < least:
            continue
        tokens = lefts[i].claim.tokens
        fewer, more = sorted((_content(tokens, a), _content(rights[j].claim.tokens, b)))
        shared = _content(tokens, [w for m in blocks for w in a[m.a : m.a + m.size]])
        run = max(m.size for m in blocks)
        alike = same == len(a) == len(b) or (len(a) == len(b) >= _SENTENCE and same == len(a) - 1)
        if (
            alike
            or (phrase and 2 * shared >= more)
            or (3 * shared >= 2 * fewer and run >= _ON_END and (shared >= _SHARED or same == min(len(a), len(b))))
        ):
            spans = (blocks[0].a, blocks[-2].a + blocks[-2].size), (blocks[0].b, blocks[-2].b + blocks[-2].size)
            scored.append((-same, len(a) + len(b), i, j, spans))
    parted = _parted(said, answers), _parted(answers, said)
    used: tuple[dict[int, list[_Stretch]], dict[int, list[_Stretch]]] = ({}, {})
    kept = []
    for _, _, i, j, spans in sorted(scored):
        if i in parted[0] or j in parted[1]:
            continue
        if all(_is_free(span, side.get(n, ())) for span, side, n in zip(spans, used, (i, j), strict=True)):
            for span, side, n in zip(spans, used, (i, j), strict=True):
                side.setdefault(n, []).append(span)
            kept.append((i, j, spans))
    for i, j, spans in kept:
        yield _cut(lefts[i], spans[0], used[0][i]), _cut(rights[j], spans[1], used[1][j])


_Stretch = tuple[int, int]  # words of a quotation, by their places in it


def _is_free(span: _Stretch, used: Sequence[_Stretch]) -> bool:
    return all(span[1] <= other[0] or other[1] <= span[0] for other in used)


def _cut(printed: Printed, span: _Stretch, used: Sequence[_Stretch]) -> Printed:
    """A quotation up to the stretches of it that other quotations answer."""
    low = max((end for _, end in used if end <= span[0]), default=0)
    high = min((start for start, _ in used if start >= span[1]), default=len(printed.words))
    if (low, high) == (0, len(printed.words)):
        return printed
    whole = printed.quotation
    quotation = replace(whole, opens=whole.opens and low == 0, closes=whole.closes and high == len(printed.words))
    return replace(printed, quotation=quotation, words=printed.words[low:high])


def _content(tokens: Sequence[Token], words: Sequence[QuotedWord]) -> int:
    return sum(tokens[w.index].pos in CONTENT for w in words)


def _parted(own: Sequence[Sequence[QuotedWord]], other: Sequence[Sequence[QuotedWord]]) -> set[int]:
    """The quotations that the other side has word for word, parted by their attribution ("…," he said, "…"), and the
    other way round."""
    mine, theirs = ([[w.key for w in words] for words in side] for side in (own, other))
    whole = {n for n, words in enumerate(mine) if any(x + y == words for x, y in itertools.pairwise(theirs))}
    parts = {n for n in range(len(mine) - 1) if mine[n] + mine[n + 1] in theirs}
    return whole | parts | {n + 1 for n in parts}

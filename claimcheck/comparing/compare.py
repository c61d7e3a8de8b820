"""Alignment -> Comparison: the words of two aligned sides set against each other as typed edits."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from claimcheck.comparing.claim_units import Unit, tokens_of, units_of
from claimcheck.comparing.edits import ArticleWords, Op, Sides, edits_of, is_same
from claimcheck.comparing.phrases import unanswered_phrases
from claimcheck.comparing.quotes import quoted_tokens
from claimcheck.comparing.token_alignment import Path, align_units, alignment_cost, judge_mentions
from claimcheck.datamodel import (
    Alignment,
    Article,
    Claim,
    Comparison,
    Mention,
    MentionKind,
    MentionPair,
    Name,
    Quantity,
    Relation,
    Token,
)
from claimcheck.values.names.algebra import judge_names

_UNMEASURED = frozenset({"count", "ordinal", "score", "fraction"})
_HOLDS = frozenset({Relation.SAME, Relation.COMPATIBLE})


def compare(
    alignment: Alignment,
    story_id: str,
    left_article: Article,
    right_article: Article,
    left_words: ArticleWords,
    right_words: ArticleWords,
) -> Comparison:
    """The typed edits and paired mentions of one alignment with claims on both sides; the words are those of all
    claims of either article."""
    (left_tokens, left), (right_tokens, right), path = _aligned(alignment, left_words, right_words)
    side = Sides(
        left,
        right,
        left_tokens,
        right_tokens,
        quoted_tokens(alignment.left, left_tokens),
        quoted_tokens(alignment.right, right_tokens),
        _names_by_token(alignment.left, left_tokens),
        _names_by_token(alignment.right, right_tokens),
        left_words,
        right_words,
    )
    same_anchor = left_article.published is not None and left_article.published == right_article.published
    matched = tuple(
        pair
        for i, j in path
        if i is not None and j is not None and is_same(left[i], right[j])
        for pair in zip(range(left[i].first, left[i].last), range(right[j].first, right[j].last), strict=False)
    )
    return Comparison(
        story_id,
        alignment,
        left_article,
        right_article,
        left_tokens,
        right_tokens,
        matched,
        tuple(edits_of(path, side)),
        tuple(_value_pairs(path, left, right, same_anchor)) + tuple(_name_pairs(path, side)),
        phrases=tuple(unanswered_phrases(side)),
    )


_Side = tuple[tuple[Token, ...], tuple[Unit, ...]]


def _aligned(alignment: Alignment, *words: ArticleWords) -> tuple[_Side, _Side, Path]:
    """Tokens and units of both sides, their claims in the order that costs least, and how they are aligned: where two
    sentences stand for one, either may come first."""
    lefts, rights = (
        [_side(claims, own) for claims in _orders(side)]
        for side, own in zip((alignment.left, alignment.right), words, strict=True)
    )
    found = [(a, b, align_units(a[1], b[1])) for a in lefts for b in rights]
    if len(found) == 1:
        return found[0]
    return min(found, key=lambda one: round(alignment_cost(one[2], one[0][1], one[1][1]), 6))


def _orders(claims: tuple[Claim, ...]) -> list[tuple[Claim, ...]]:
    return list(itertools.permutations(claims)) if len(claims) in {2, 3} else [claims]


def _side(claims: tuple[Claim, ...], words: ArticleWords) -> _Side:
    if len(claims) == 1:
        return claims[0].tokens, words.units[claims[0].id]
    tokens = tokens_of(claims)
    return tokens, units_of(claims, tokens)


def _names_by_token(claims: Sequence[Claim], tokens: Sequence[Token]) -> dict[int, Mention]:
    names = [m for claim in claims for m in claim.mentions if m.kind is MentionKind.NAME]
    return {
        i: m for i, token in enumerate(tokens) for m in names if m.span.start < token.end and token.start < m.span.end
    }


# --------------------------------------------------------------------------- mention pairs


def _value_pairs(
    path: Sequence[Op], left: Sequence[Unit], right: Sequence[Unit], same_anchor: bool
) -> list[MentionPair]:
    pairs = []
    for i, j in path:
        if i is None or j is None:
            continue
        a, b = left[i].mention, right[j].mention
        if a is not None and b is not None and a.kind is b.kind:
            pairs.append(MentionPair(a, b, judge_mentions(a, b, same_anchor)))
    paired = {m for pair in pairs for m in (pair.left, pair.right)}
    return pairs + _far_pairs(left, right, paired)


def _far_pairs(left: Sequence[Unit], right: Sequence[Unit], paired: set[Mention]) -> list[MentionPair]:
    """Measures that the words' order kept apart: the only length (sum, weight, …) left on either side, where both can
    be true."""
    free = [[u.mention for u in side if u.mention is not None and u.mention not in paired] for side in (left, right)]
    found = []
    for a in free[0]:
        for b in free[1]:
            x, y = a.value, b.value
            if not isinstance(x, Quantity) or not isinstance(y, Quantity) or x.dimension != y.dimension:
                continue
            rivals = [
                m for side in free for m in side if isinstance(m.value, Quantity) and m.value.dimension == x.dimension
            ]
            judgement = judge_mentions(a, b)
            if x.dimension not in _UNMEASURED and len(rivals) == 2 and judgement.relation in _HOLDS:
                found.append(MentionPair(a, b, judgement))
    return found


def _name_pairs(path: Sequence[Op], s: Sides) -> list[MentionPair]:
    """Names that stand in one slot: the right name that shares most aligned words with the left one."""
    shared: dict[tuple[int, int], tuple[Mention, Mention, int]] = {}
    for i, j in path:
        if i is None or j is None:
            continue
        a, b = s.left_names.get(s.left[i].first), s.right_names.get(s.right[j].first)
        if a is not None and b is not None and not s.left[i].is_mark and not s.right[j].is_mark:
            key = (a.span.start, b.span.start)
            count = shared[key][2] if key in shared else 0
            shared[key] = (a, b, count + 1)
    best: dict[int, tuple[Mention, Mention, int]] = {}
    for (start, _), candidate in sorted(shared.items()):
        if start not in best or candidate[2] > best[start][2]:
            best[start] = candidate
    pairs = []
    for a, b, _count in best.values():
        if isinstance(a.value, Name) and isinstance(b.value, Name):
            pairs.append(MentionPair(a, b, judge_names(a.value, b.value)))
    return pairs

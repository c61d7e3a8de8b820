"""Which claims of two articles say the same: m–n, in any order.

Every claim of one article is scored against every claim of the other, first by what the two have in common
(:mod:`features`), then by the company they keep: how far the pair stands out from its rivals, whether their neighbours
match too. A global assignment picks one partner at most for each claim; then a sentence left over joins its
neighbour's alignment where the two together say what the other side says in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimcheck.datamodel import Alignment, Claim, ClaimRole
from claimcheck.matching.features import NAMES, Side, pair_features, side, word_weights
from claimcheck.matching.model import probability, score

if TYPE_CHECKING:
    import numpy as np

THRESHOLD = 0.5  # of a pair's probability
HEADLINE_THRESHOLD = 0.3  # two headlines of one story speak of one event to begin with
CONTEXT_NAMES = ("alone", "margin_least", "margin_most", "neighbours", "likeness")
JOIN_NEAR, JOIN_FAR = 0.1, 0.7  # of the probability with which a claim joins one that has a partner
JOIN_GAIN = 0.1  # share of the other side's words that it adds
JOIN_COVERED = 0.3  # share of its own words that the other side has
_LONGEST = 3  # claims on one side
_FAR = 6.0  # log odds beyond which a margin says no more


@dataclass(slots=True)
class _Group:
    left: list[int]
    right: list[int]
    score: float


@dataclass(slots=True)
class _Scored:
    """Two sides with the features and probabilities of every pair."""

    left: Side
    right: Side
    weights: dict[str, float]
    pairs: np.ndarray
    probabilities: np.ndarray = field(repr=False)


def align(
    left: Sequence[Claim],
    right: Sequence[Claim],
    left_vectors: np.ndarray,
    right_vectors: np.ndarray,
    left_article: str,
    right_article: str,
    *,
    threshold: float = THRESHOLD,
) -> tuple[Alignment, ...]:
    """Alignments of two articles' claims in order of the left article, what only the right has after its predecessor.

    ``left_vectors`` and ``right_vectors`` hold a unit row for every claim. A claim without a counterpart gives an
    alignment with an empty side, whose score is the probability that there is none. Headlines meet headlines only, and
    those without a counterpart are left out: a missing headline is no missing claim. ``threshold`` is the probability
    that a pair needs.
    """
    alignments: list[Alignment] = []
    for headline in (True, False):
        mine = [i for i, c in enumerate(left) if (c.role is ClaimRole.HEADLINE) is headline]
        theirs = [j for j, c in enumerate(right) if (c.role is ClaimRole.HEADLINE) is headline]
        scored = _score(
            side([left[i].text for i in mine], left_vectors[mine]),
            side([right[j].text for j in theirs], right_vectors[theirs]),
        )
        groups = _groups(scored, HEADLINE_THRESHOLD if headline else threshold, merge=not headline)
        if not headline:
            groups += _alone(scored, groups)
        alignments += [
            Alignment(
                left_article,
                right_article,
                tuple(left[mine[i]] for i in group.left),
                tuple(right[theirs[j]] for j in group.right),
                round(group.score, 4),
            )
            for group in _in_order(groups)
        ]
    return tuple(alignments)


def _score(left: Side, right: Side) -> _Scored:
    weights = word_weights((*left.bags, *right.bags))
    pairs = pair_features(left, right, weights)
    alone = score("alone").logit(pairs, NAMES)
    return _Scored(
        left, right, weights, pairs, probability(score("context").logit(context_features(alone), CONTEXT_NAMES))
    )


def context_features(alone: np.ndarray) -> np.ndarray:
    """What the company of each pair says: shape (n, m, len(CONTEXT_NAMES)), from the log odds of the pairs alone.

    The margins are over the best rival of either claim, ``neighbours`` is the better of the probabilities of the pair
    before and the pair after, ``likeness`` the mean best probability of the shorter article's claims.
    """
    import numpy as np

    n, m = alone.shape
    out = np.zeros((n, m, len(CONTEXT_NAMES)))
    if not n or not m:
        return out
    chance = probability(alone)
    margins = [alone - _best_other(alone, axis) for axis in (0, 1)]
    padded = np.zeros((n + 2, m + 2))
    padded[1:-1, 1:-1] = chance
    out[:, :, 0] = alone
    out[:, :, 1] = np.clip(np.minimum(*margins), -_FAR, _FAR)
    out[:, :, 2] = np.clip(np.maximum(*margins), -_FAR, _FAR)
    out[:, :, 3] = np.maximum(padded[:-2, :-2], padded[2:, 2:])
    out[:, :, 4] = max(float(chance.max(axis=0).mean()), float(chance.max(axis=1).mean()))
    return out


def _best_other(scores: np.ndarray, axis: int) -> np.ndarray:
    """For every cell the best of the other cells along the axis; far below where there is none."""
    import numpy as np

    if scores.shape[axis] < 2:
        return scores - _FAR
    ranked = np.sort(scores, axis=axis)
    best, second = np.take(ranked, [-1], axis=axis), np.take(ranked, [-2], axis=axis)
    return np.asarray(np.where(scores >= best, second, best))


def _groups(scored: _Scored, threshold: float, *, merge: bool) -> list[_Group]:
    """One partner at most for each claim, then neighbours that join."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    chance = scored.probabilities
    if not chance.size:
        return []
    gain = np.where(chance >= threshold, chance, 0.0)
    # Of equal chances the pair nearer in place wins, so that repeated sentences pair in order.
    rows, columns = linear_sum_assignment(gain - 1e-6 * scored.pairs[:, :, -1], maximize=True)
    groups = [
        _Group([int(i)], [int(j)], float(chance[i, j])) for i, j in zip(rows, columns, strict=True) if gain[i, j] > 0
    ]
    return _merge(scored, groups) if merge else groups


def _merge(scored: _Scored, groups: list[_Group]) -> list[_Group]:
    """Let claims left over join an alignment beside them, or stand in a second one with a claim far from them."""
    left_over = [set(range(len(scored.left.bags))), set(range(len(scored.right.bags)))]
    for group in groups:
        left_over[0] -= set(group.left)
        left_over[1] -= set(group.right)
    firsts = [(group.left[0], group.right[0]) for group in groups]
    offers = sorted(
        (-chance, beside is None, number, which, claim)
        for number in range(len(groups))
        for which in (0, 1)
        for claim in left_over[which]
        for beside, chance in [_joins(scored, firsts[number], which, claim)]
        if chance > 0
    )
    seconds: list[_Group] = []
    # Twice, so that the sentence after one that has joined can join too.
    for far in (False, False, True):
        for chance, is_far, number, which, claim in offers:
            own = (groups[number].left, groups[number].right)[which]
            if is_far is not far or claim not in left_over[which]:
                continue
            if far:
                left_over[which].discard(claim)
                pair = ([claim], [firsts[number][1]]) if which == 0 else ([firsts[number][0]], [claim])
                seconds.append(_Group(*pair, -chance))
            elif len(own) < _LONGEST and claim in (own[0] - 1, own[-1] + 1):
                left_over[which].discard(claim)
                own[:] = sorted([*own, claim])
    return groups + seconds


def _joins(scored: _Scored, pair: tuple[int, int], which: int, claim: int) -> tuple[int | None, float]:
    """Whether a claim left over belongs with a matched pair: the place beside which it stands, or None, and the chance.

    It must say words of the pair's other side that its own side's claim does not (``gain``); beside its own side's
    claim that is nearly enough, far from it the two must be a likely pair by themselves as well.
    """
    own, other = (scored.left, scored.right) if which == 0 else (scored.right, scored.left)
    partner, target = pair[which], pair[1 - which]
    chance = float(scored.probabilities[claim, target] if which == 0 else scored.probabilities[target, claim])
    near = abs(claim - partner) < _LONGEST
    if chance < (JOIN_NEAR if near else JOIN_FAR):
        return None, 0.0
    new, known, whole = own.bags[claim].words, own.bags[partner].words, other.bags[target].words

    def weight(words: frozenset[str]) -> float:
        return sum(scored.weights[word] for word in sorted(words))

    gain = weight((new & whole) - known) / max(weight(whole), 1e-9)
    covered = weight(new & whole) / max(weight(new), 1e-9)
    if gain < JOIN_GAIN or covered < JOIN_COVERED:
        return None, 0.0
    return (partner if near else None), chance


def _alone(scored: _Scored, groups: Sequence[_Group]) -> list[_Group]:
    """The claims that no alignment has, with the probability that they have no counterpart."""
    chance = scored.probabilities
    found: list[_Group] = []
    for which, count in enumerate((len(scored.left.bags), len(scored.right.bags))):
        taken = {i for group in groups for i in ((group.left, group.right)[which])}
        best = chance.max(axis=1 - which) if chance.size else [0.0] * count
        found += [
            _Group([i] if which == 0 else [], [i] if which == 1 else [], 1.0 - float(best[i]))
            for i in range(count)
            if i not in taken
        ]
    return found


def _in_order(groups: Sequence[_Group]) -> list[_Group]:
    """By place in the left article; what only the right has stands after the right claim before it."""
    anchors = sorted((group.right[-1], group.left[0]) for group in groups if group.left and group.right)

    def key(group: _Group) -> tuple[int, int, int]:
        if group.left:
            return group.left[0], 0, group.right[0] if group.right else -1
        before = [left for right, left in anchors if right < group.right[0]]
        return (before[-1] if before else -1), 1, group.right[0]

    return sorted(groups, key=key)

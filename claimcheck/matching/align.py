"""Which claims of two articles say the same: m–n, in any order.

Every claim of one article is scored against every claim of the other (:mod:`features`); the score is a calibrated
probability, and what reaches one threshold is a match. One sentence may match several of the other article: those that
stand together and match nothing nearer make one alignment, every other pair one of its own.
"""

from __future__ import annotations

import functools
import importlib.machinery
import importlib.util
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.datamodel import Alignment, Claim, ClaimRole
from claimcheck.matching.features import LIGHT_STEMS, NAMES, Side, pair_features, side, word_weights
from claimcheck.matching.model import probability, score

if TYPE_CHECKING:
    import numpy as np

# Of a pair's probability: two in five of the pairs up to 0.3 that the golds do not list were right when read.
THRESHOLD = 0.2
# Of an alignment whose wording is compared: of what rules found on the golds from 0.5 up to it, most is wrong.
LIKELY = 0.75
_LONGEST = 3  # claims on one side, and partners of a claim


@dataclass(slots=True)
class _Group:
    left: list[int]
    right: list[int]
    score: float


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
    alignment with an empty side, whose score is the probability that there is none. Headlines meet headlines only, one
    to one, and those without a counterpart are left out: a missing headline is no missing claim. ``threshold`` is the
    probability that a pair needs.
    """
    alignments: list[Alignment] = []
    for headline in (True, False):
        mine = [i for i, c in enumerate(left) if (c.role is ClaimRole.HEADLINE) is headline]
        theirs = [j for j, c in enumerate(right) if (c.role is ClaimRole.HEADLINE) is headline]
        sides = (
            side([left[i].text for i in mine], left_vectors[mine]),
            side([right[j].text for j in theirs], right_vectors[theirs]),
        )
        chance = chances(*sides)
        groups = _groups(chance, threshold, sides, one_to_one=headline)
        if not headline:
            groups += _alone(chance, groups)
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


def chances(left: Side, right: Side) -> np.ndarray:
    """Probability that two claims say the same, for every two: shape (left claims, right claims)."""
    features = pair_features(left, right, word_weights((*left.bags, *right.bags)))
    return probability(score("match").logit(features, NAMES))


def _groups(chance: np.ndarray, threshold: float, sides: tuple[Side, Side], *, one_to_one: bool) -> list[_Group]:
    """The best partner of every claim by a global assignment, then every further pair that is likely enough and says
    something of either claim that its partners so far do not."""
    import numpy as np

    if not chance.size:
        return []
    likely = chance >= threshold
    # Of equal chances the pair nearer in place wins, so that repeated sentences pair in order.
    apart = np.abs(np.subtract.outer(*(np.arange(count) / count for count in chance.shape)))
    rows, columns = _solver()(np.where(likely, chance - 1e-6 * apart, 0.0), maximize=True)
    first = [(i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if likely[i, j]]
    groups = [_Group([i], [j], float(chance[i, j])) for i, j in first]
    if one_to_one:
        return groups
    words = [[bag.words - LIGHT_STEMS for bag in own.bags] for own in sides]
    answered: list[dict[int, set[str]]] = [{}, {}]  # by claim, the words that its partners have
    partners: list[Counter[int]] = [Counter(), Counter()]

    def join(i: int, j: int) -> None:
        for n, claim in enumerate((i, j)):
            answered[n].setdefault(claim, set()).update(words[0][i] & words[1][j])
            partners[n][claim] += 1

    for pair in first:
        join(*pair)
    free = [set(range(count)) - set(own) for count, own in zip(chance.shape, partners, strict=True)]
    further = {(i, j) for i, j in np.argwhere(likely).tolist()} - set(first)
    for i, j in sorted(further, key=lambda pair: (-chance[pair], pair)):
        shared = words[0][i] & words[1][j]
        says_more = any(shared - answered[n].get(claim, set()) for n, claim in enumerate((i, j)))
        if says_more and max(partners[0][i], partners[1][j]) < _LONGEST:
            join(i, j)
            if not any(_joins(group, i, j, free) for group in groups):
                groups.append(_Group([i], [j], float(chance[i, j])))
    return groups


@functools.cache
def _solver() -> Any:
    """SciPy's ``linear_sum_assignment``, loaded by itself: the package around it takes half a second, which is a third
    of what a check of one article takes. A SciPy that keeps it elsewhere is asked for it in the usual way."""
    package = importlib.util.find_spec("scipy")
    folders = [str(Path(place) / "optimize") for place in (package and package.submodule_search_locations) or ()]
    found = importlib.machinery.PathFinder.find_spec("_lsap", folders)
    if found is not None and found.loader is not None:
        module = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)
        if hasattr(module, "linear_sum_assignment"):
            return module.linear_sum_assignment
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment


def _joins(group: _Group, i: int, j: int, free: Sequence[set[int]]) -> bool:
    """Let a claim that has no partner of its own join the alignment of the claim it matches, where it stands beside
    what is there. Whether it did, or the alignment has both."""
    sides = (group.left, group.right)
    if i in group.left and j in group.right:
        return True
    for own, other, claim, partner, left_over in ((*sides, i, j, free[0]), (*sides[::-1], j, i, free[1])):
        if partner in other and claim in left_over and len(own) < _LONGEST and claim in (own[0] - 1, own[-1] + 1):
            left_over.discard(claim)
            own[:] = sorted([*own, claim])
            return True
    return False


def _alone(chance: np.ndarray, groups: Sequence[_Group]) -> list[_Group]:
    """The claims that no alignment has, with the probability that they have no counterpart."""
    found: list[_Group] = []
    for which, count in enumerate(chance.shape):
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

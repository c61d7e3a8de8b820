"""Average linkage over what is linked, and no more.

Neighbours (`neighbours.py`) of LINKED log odds or more are linked. Two groups of which enough pairs are linked are
joined where the mean over all of their pairs is LINKED or more, the greatest mean first.
So what becomes of some groups depends on what they are linked with and on nothing else: ``engine.regions`` rests on
that. Sums are of whole millionths, equal means go by the order of the texts, and no order of work changes a join.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from claimcheck.stories.likeness import FAR

if TYPE_CHECKING:
    import numpy as np

LINKED = -1.5  # log odds
# Of so many pairs of two groups one is linked, or more. Measured over folds (``benchmarks.stories``): with one of 2
# groups are told apart as well as with all pairs of all that hangs together, with one of 1.5 they fall apart.
ENOUGH = 2
MILLION = 1_000_000
_STRONG = 1 * MILLION  # log odds; see ``Scores.fill_near``: nothing but speed depends on it

Members = tuple[int, ...]
Sums = tuple[int, int]  # log odds and chances, in millionths
Link = tuple[int, int, int]  # two texts, log odds in millionths
Pair = tuple[int, int]  # the higher one first


@dataclass(frozen=True, slots=True)
class Join:
    """Two groups that average linkage joins, as places of texts, each with its lowest first, and what tells whether
    they are one story."""

    left: Members
    right: Members
    features: tuple[float, ...]  # in order of JOIN_NAMES


@dataclass(frozen=True, slots=True)
class _Between:
    """What lies between two groups: sums over the pairs that are scored; groups whose pairs are not, and how many."""

    logits: int
    chances: int
    open: tuple[tuple[Members, Members], ...] = ()
    unknown: int = 0

    def __add__(self, other: _Between) -> _Between:
        return _Between(
            self.logits + other.logits,
            self.chances + other.chances,
            self.open + other.open,
            self.unknown + other.unknown,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A join that comes where nothing interferes: the lowest places of two groups among some texts, their sizes, the
    mean log odds between them."""

    one: int
    other: int
    sizes: tuple[int, int]
    mean: float


class Linkage:
    """Joins among some texts, in the order of joining. Groups go by their lowest place."""

    def __init__(
        self,
        places: Iterable[int],
        links: Iterable[Link],
        scored: Callable[[Members, Members], Sums],
        *,
        known: Iterable[Known] = (),
        least: float = LINKED,
    ) -> None:
        """``links`` has every pair once, none inside groups that ``known`` makes; ``scored`` gives the sums over all
        pairs of two groups. Nothing is joined under ``least``."""
        self.members: dict[int, Members] = {place: (place,) for place in places}
        self._inside: dict[int, int] = dict.fromkeys(self.members, 0)  # log odds of all pairs in a group
        self._links: dict[int, dict[int, int]] = {place: {} for place in self.members}  # how many, by group
        self._between: dict[Pair, _Between] = {}
        self._scored, self._least = scored, least
        self._heap: list[tuple[float, int, int, int, int]] = []
        for a, b, logit in links:
            one, other = min(a, b), max(a, b)
            self._links[one][other] = self._links[other][one] = 1
            self._between[one, other] = _Between(logit, chance_of(logit))
            self._push(one, other)
        for join in known:
            count = join.sizes[0] * join.sizes[1]
            self._between[join.one, join.other] = _Between(round(join.mean * count * MILLION), 0)
            heapq.heappush(self._heap, (-join.mean, join.one, join.other, *join.sizes))

    def __iter__(self) -> Iterator[Join]:
        while self._heap:
            _, one, other, size, other_size = heapq.heappop(self._heap)
            left, right = self.members.get(one, ()), self.members.get(other, ())
            # What is known of a group that something else has joined may lack its sums: it no longer holds.
            between = self._between.get((one, other))
            if between is None or (len(left), len(right)) != (size, other_size):
                continue
            if between.open:
                sums = [self._scored(*groups) for groups in between.open]
                scored = _Between(sum(logits for logits, _ in sums), sum(chances for _, chances in sums))
                self._between[one, other] = _Between(between.logits, between.chances) + scored
                self._push(one, other)
            else:
                yield self._joined(one, other)

    def _push(self, one: int, other: int) -> None:
        """Two groups at the mean between them, or at the most that it can be: many never come to be scored."""
        between, sizes = self._between[one, other], (len(self.members[one]), len(self.members[other]))
        most = between.logits + between.unknown * int(FAR * MILLION)
        mean = most / (sizes[0] * sizes[1] * MILLION)
        if mean >= self._least:
            heapq.heappush(self._heap, (-mean, one, other, *sizes))

    def _joined(self, one: int, other: int) -> Join:
        left, right = self.members[one], self.members.pop(other)
        between, count = self._between.pop((one, other)), len(left) * len(right) * MILLION
        inside = [
            self._inside[key] / math.comb(len(own), 2) / MILLION
            for key, own in ((one, left), (other, right))
            if len(own) > 1
        ]
        features = join_features(between.logits / count, between.chances / count, inside, (len(left), len(right)))
        self.members[one] = (*left, *right)
        self._inside[one] += self._inside.pop(other) + between.logits
        self._meet(one, other, left, right)
        return Join(left, right, features)

    def _meet(self, one: int, other: int, left: Members, right: Members) -> None:
        """What lies between the new group and all that are linked with a part of it."""
        mine, gone = self._links[one], self._links.pop(other)
        mine.pop(other, None)
        gone.pop(one, None)
        size = len(left) + len(right)
        for key, links in gone.items():
            del self._links[key][other]
            mine[key] = mine.get(key, 0) + links
        for key, links in mine.items():
            self._links[key][one] = links
            third = self.members[key]
            parts = [self._between.pop(_ordered(key, own), None) for own in (one, other)]
            if links * ENOUGH < size * len(third):
                continue
            first, second = (
                _Between(0, 0, ((own, third),), len(own) * len(third)) if part is None else part
                for part, own in zip(parts, (left, right), strict=True)
            )
            self._between[_ordered(key, one)] = first + second
            self._push(*_ordered(key, one))


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


class Scores:
    """Log odds between texts, in millionths, each pair reckoned once."""

    def __init__(
        self, log_odds: Callable[[Sequence[Pair]], np.ndarray], known: Mapping[Pair, int] = MappingProxyType({})
    ) -> None:
        self._log_odds = log_odds
        self.known: dict[Pair, int] = dict(known)

    def fill(self, pairs: Iterable[Pair]) -> None:
        """Reckon those that are not known."""
        known = self.known
        new = sorted({pair for a, b in pairs if (pair := (a, b) if a > b else (b, a)) not in known})
        if new:
            self.known.update(zip(new, millionths(self._log_odds(new)), strict=True))

    def fill_near(self, links: Iterable[Link]) -> None:
        """What two texts with a strong link in common are to each other, which joining will ask for."""
        near: dict[int, set[int]] = {}
        for a, b, logit in links:
            if logit >= _STRONG:
                near.setdefault(a, set()).add(b)
                near.setdefault(b, set()).add(a)
        self.fill((a, c) for a, own in near.items() for b in own for c in near[b] if c < a)

    def sums(self, left: Members, right: Members) -> Sums:
        """Over all pairs of two groups."""
        pairs = [(a, b) if a > b else (b, a) for a in left for b in right]
        self.fill(pairs)
        logits = [self.known[pair] for pair in pairs]
        return sum(logits), sum(map(chance_of, logits))


def millionths(logits: np.ndarray) -> list[int]:
    import numpy as np

    return [int(logit) for logit in np.rint(logits * MILLION).astype(int)]


def join_features(mean: float, chance: float, inside: Sequence[float], sizes: Sequence[int]) -> tuple[float, ...]:
    """Of two groups, in order of JOIN_NAMES: mean log odds and probability between them, mean log odds inside those
    that have more than one article."""
    smaller, larger = sorted(sizes)
    return (
        mean,
        chance,
        mean - min(inside) if inside else 0.0,
        mean - sum(inside) / len(inside) if inside else 0.0,
        math.log(smaller),
        math.log(larger),
        float(larger == 1),
        float(smaller == 1),
    )


def chance_of(logit: int) -> int:
    """The probability of some log odds, both in millionths."""
    return round(MILLION / (1.0 + math.exp(-logit / MILLION)))

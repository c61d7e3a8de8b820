"""Mentions of a story -> slots: which quantities and dates of several articles answer one question.

Every two mentions of one dimension in two articles that are compared are a candidate, headlines included, wherever they
stand; the slot model judges their contexts. Two values that differ compete only if neither fills a slot with the same
value in the other article (exclusivity: else each has a slot of its own), if no rival is likelier, and if they stand in
claims that say the same, or can both be true, or what differs is as likely to be worth an editor's look as ``DIFFER``
says (``slot_confidence``). Groups of mentions are joined while, on average over all that was compared between them,
they are one slot, and no article would give two values. Only a slot as sure as ``DIFFER`` is told as a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claimcheck.datamodel import Filling, Quantity, Relation, Slot
from claimcheck.facts.asked import asked
from claimcheck.facts.slot_confidence import DIFFER, confidences
from claimcheck.facts.slot_model import Side, candidates, same_slot
from claimcheck.facts.values import relation_of

SAME = 0.1  # probability from which two mentions of one value are one slot
ONE_QUESTION = 0.4  # of the slot model, from which two values that can both be true are
MATCHED = 0.9  # probability from which two claims say the same
IN_ONE_CLAIM = 0.45  # of the slot model, from which two values of such claims are one slot

_Node = tuple[str, int]  # an article's id, and the place of a mention among its contexts


@dataclass(frozen=True, slots=True)
class _Link:
    """Two mentions that may be one slot: ``score`` of the slot model; ``confidence`` where their values differ."""

    score: float
    left: _Node
    right: _Node
    confidence: float | None = None


def find_slots(
    sides: Mapping[str, Side],
    pairs: Iterable[tuple[str, str]],
    matched: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> tuple[Slot, ...]:
    """The slots that two or more articles fill, in order of their first place; ``sides`` by article id, ``pairs`` of
    ids that are compared, ``matched`` the probability that two claims, by their ids in either order, say the same."""
    scores: dict[_Node, dict[_Node, float]] = defaultdict(dict)  # of all that was compared, both ways
    links: list[_Link] = []
    for left, right in sorted(tuple(sorted(pair)) for pair in pairs):
        links += _links(left, right, sides, scores, matched)
    links.sort(key=lambda link: (-link.score, link.left, link.right))
    groups: dict[_Node, list[_Node]] = {}
    sure: dict[
        int, float
    ] = {}  # of a group, by the identity of its list: the least confidence in what differs and is worth a look
    for link in links:
        first, second = (groups.setdefault(node, [node]) for node in (link.left, link.right))
        if first is second or not _can_join(first, second, sides) or not _alike(first, second, scores):
            continue
        told = [sure.pop(id(second), None), sure.get(id(first)), link.confidence]
        first += second
        groups.update(dict.fromkeys(second, first))
        if known := [s for s in told if s is not None]:
            worth = [s for s in known if s >= DIFFER]
            sure[id(first)] = min(worth) if worth else max(known)
    distinct = {id(group): group for group in groups.values()}.values()
    found = [_slot(g, sides, sure.get(id(g))) for g in distinct if len({article for article, _ in g}) > 1]
    return tuple(sorted(found, key=lambda slot: slot.fillings[0].mention.span))


def _links(
    left: str,
    right: str,
    sides: Mapping[str, Side],
    scores: dict[_Node, dict[_Node, float]],
    matched: Mapping[tuple[str, str], float],
) -> Iterator[_Link]:
    """The pairs of two articles' mentions that may be one slot; all scores are noted in ``scores``."""
    ours, theirs = sides[left].contexts, sides[right].contexts
    pairs, features = candidates(sides[left], sides[right])
    if not pairs:
        return
    found = [round(float(p), 4) for p in same_slot(features)]
    relations = {(i, j): relation_of(ours[i].mention, theirs[j].mention) for i, j in pairs}
    told = [
        pair for pair, score in zip(pairs, found, strict=True) if relations[pair] is Relation.SAME and score >= SAME
    ]
    told_there, told_here = {i for i, _ in told}, {j for _, j in told}
    best: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for (i, j), score in zip(pairs, found, strict=True):
        best[0][i], best[1][j] = max(score, best[0].get(i, 0.0)), max(score, best[1].get(j, 0.0))
        scores[left, i][right, j] = scores[right, j][left, i] = score
    differing = []
    for n, ((i, j), score) in enumerate(zip(pairs, found, strict=True)):
        if relations[i, j] is Relation.SAME:
            if score >= SAME:
                yield _Link(score, (left, i), (right, j))
        elif score >= max(best[0][i], best[1][j]) and i not in told_there and j not in told_here:
            differing.append(n)
    judged = [(ours[pairs[n][0]], theirs[pairs[n][1]], relations[pairs[n]]) for n in differing]
    sure = confidences(judged, features[differing], [found[n] for n in differing])
    for n, confidence in zip(differing, sure, strict=True):
        i, j = pairs[n]
        claims = ours[i].claim.id, theirs[j].claim.id
        one_claim = max(matched.get(claims, 0.0), matched.get(claims[::-1], 0.0)) >= MATCHED
        in_one = one_claim and found[n] >= IN_ONE_CLAIM
        confidence = max(confidence, found[n]) if in_one else confidence
        compatible = relations[i, j] is Relation.COMPATIBLE and found[n] >= ONE_QUESTION
        if in_one or compatible or confidence >= DIFFER:
            yield _Link(found[n], (left, i), (right, j), confidence)


def _alike(first: Sequence[_Node], second: Sequence[_Node], scores: Mapping[_Node, Mapping[_Node, float]]) -> bool:
    """Whether two groups are one slot, on average over what was compared between them."""
    fewer, more = sorted((first, second), key=len)
    inside = set(more)
    between = [score for node in fewer for other, score in scores[node].items() if other in inside]
    return sum(between) >= SAME * len(between)


def _can_join(first: Sequence[_Node], second: Sequence[_Node], sides: Mapping[str, Side]) -> bool:
    """No article gives one slot two values that exclude each other."""
    own: dict[str, list[int]] = defaultdict(list)
    for article, i in first:
        own[article].append(i)
    return not any(
        relation_of(sides[b].contexts[i].mention, sides[b].contexts[j].mention) is not Relation.SAME
        for b, j in second
        for i in own.get(b, ())
    )


def _slot(members: Sequence[_Node], sides: Mapping[str, Side], confidence: float | None) -> Slot:
    chosen = sorted((sides[article].contexts[i] for article, i in members), key=lambda c: c.mention.span)
    kind = "quantity" if isinstance(chosen[0].mention.value, Quantity) else "date"
    return Slot(kind, asked(chosen), tuple(Filling(c.claim, c.mention) for c in chosen), confidence)

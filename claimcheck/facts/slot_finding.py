"""Mentions of a story -> slots: which quantities and dates of several articles answer one question.

Every two mentions of one dimension in two articles are a candidate, headlines included, wherever they stand; the slot
model judges their contexts. Two that give the same value need less to be one slot than two that differ. Two values
compete only if neither stands anywhere in the other article (exclusivity): else each has a slot of its own. What is
linked over all pairs of articles is one slot, as long as no article would then give it two values that exclude each
other. The bars are read off ``python -m benchmarks.slots evaluate``.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import Filling, Mention, Moment, Quantity, Relation, Slot
from claimcheck.facts.slot_model import Side, candidates, same_slot
from claimcheck.values.dates.algebra import judge_moments
from claimcheck.values.quantities.algebra import judge_quantities

SAME_VALUE, OTHER_VALUE = 0.1, 0.45  # probabilities from which two mentions that agree, that differ, are one slot

_Node = tuple[str, int]  # an article's id, and the place of a mention among its contexts


@dataclass(frozen=True, slots=True)
class _Link:
    score: float
    left: _Node
    right: _Node
    relation: Relation


def relation_of(left: Mention, right: Mention) -> Relation:
    """How the values of two mentions stand to each other."""
    a, b = left.value, right.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return judge_quantities(a, b).relation
    if isinstance(a, Moment) and isinstance(b, Moment):
        return judge_moments(a, b).relation
    return Relation.UNKNOWN


def find_slots(sides: Mapping[str, Side]) -> tuple[Slot, ...]:
    """The slots that two or more articles fill; ``sides`` by article id. In order of their first place."""
    links = sorted(
        (link for left, right in itertools.combinations(sorted(sides), 2) for link in _links(left, right, sides)),
        key=lambda link: (-link.score, link.left, link.right),
    )
    groups: dict[_Node, list[_Node]] = {}
    sure: dict[int, float] = {}  # of a group, by the identity of its list: what the weakest link that differs says
    for link in links:
        for node in (link.left, link.right):
            groups.setdefault(node, [node])
        first, second = groups[link.left], groups[link.right]
        if first is second or not _can_join(first, second, sides):
            continue
        first += second
        groups.update(dict.fromkeys(second, first))
        told = [sure.pop(id(second), None), sure.get(id(first))]
        told.append(link.score if link.relation is not Relation.SAME else None)
        if known := [s for s in told if s is not None]:
            sure[id(first)] = min(known)
    distinct = {id(group): group for group in groups.values()}.values()
    found = [_slot(g, sides, sure.get(id(g))) for g in distinct if len({article for article, _ in g}) > 1]
    return tuple(sorted(found, key=lambda slot: slot.fillings[0].mention.span))


def _links(left: str, right: str, sides: Mapping[str, Side]) -> list[_Link]:
    """The pairs of two articles' mentions that are one slot, by their values' relation."""
    ours, theirs = sides[left].contexts, sides[right].contexts
    pairs, features = candidates(sides[left], sides[right])
    if not pairs:
        return []
    scores = [round(float(p), 4) for p in same_slot(features)]
    relations = {(i, j): relation_of(ours[i].mention, theirs[j].mention) for i, j in pairs}
    told_there = {i for (i, _), r in relations.items() if r is Relation.SAME}
    told_here = {j for (_, j), r in relations.items() if r is Relation.SAME}
    best: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for (i, j), score in zip(pairs, scores, strict=True):
        best[0][i], best[1][j] = max(score, best[0].get(i, 0.0)), max(score, best[1].get(j, 0.0))
    found = []
    for (i, j), score in zip(pairs, scores, strict=True):
        relation = relations[i, j]
        if relation is Relation.UNKNOWN:
            continue
        if relation is not Relation.SAME:
            if score < max(OTHER_VALUE, best[0][i], best[1][j]) or i in told_there or j in told_here:
                continue
        elif score < SAME_VALUE:
            continue
        found.append(_Link(score, (left, i), (right, j), relation))
    return found


def _can_join(first: Sequence[_Node], second: Sequence[_Node], sides: Mapping[str, Side]) -> bool:
    """No article gives one slot two values that exclude each other."""
    return not any(
        a == b and relation_of(sides[a].contexts[i].mention, sides[b].contexts[j].mention) is not Relation.SAME
        for (a, i), (b, j) in itertools.product(first, second)
    )


def _slot(members: Sequence[_Node], sides: Mapping[str, Side], confidence: float | None) -> Slot:
    chosen = sorted((sides[article].contexts[i] for article, i in members), key=lambda c: c.mention.span)
    kind = "quantity" if isinstance(chosen[0].mention.value, Quantity) else "date"
    # what is asked for: the noun that is counted, under the verb that most contexts have
    noun = next((c.noun for c in chosen if c.noun), "")
    verb = next((c.verb for c in chosen if c.verb), "")
    words = [w for w in (noun or chosen[0].dimension, f"({verb})" if verb else "") if w]
    return Slot(kind, " ".join(words), tuple(Filling(c.claim, c.mention) for c in chosen), confidence)

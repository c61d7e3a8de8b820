"""Mentions of a story -> slots: which quantities and dates of several articles answer one question.

Every two mentions of one dimension in two articles that are compared are a candidate, headlines included, wherever they
stand; the slot model judges their contexts. Two of one value are one slot where contexts and value together say so: a
rare value says more (``slot_confidence.agreements``). Two values that differ compete only if neither fills a slot with
the same value in the other article (exclusivity: else each has a slot of its own), if no rival is likelier by its
contexts or they are numbers too near to be there by chance, if no candidate with either is surer, and if they stand in
claims that say the same, or can both be true, or what differs is as likely to be worth an editor's look as ``DIFFER``
says (``slot_confidence.confidences``). Groups of mentions are joined while, on average over all that was compared
between them, they are one slot, and no article would give two values. Only a slot as sure as ``DIFFER`` is told as a
finding; where two articles are compared, a number that one of them only gives more exactly from ``EXACTER`` on. One
article's own sentences are candidates as well: what they answer in two ways is a slot of that article alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

from claimcheck.datamodel import Claim, Filling, Mention, Quantity, Relation, Slot, Value
from claimcheck.facts.asked import asked
from claimcheck.facts.contexts import Context
from claimcheck.facts.differing import near
from claimcheck.facts.slot_confidence import DIFFER, EXACTER, Candidate, agreements, confidences
from claimcheck.facts.slot_model import Side, candidates, same_slot
from claimcheck.facts.values import relation_of
from claimcheck.matching.model import of_many

if TYPE_CHECKING:
    import numpy as np

SAME = 0.4  # probability from which two mentions of one value are one slot
_ONE_SLOT = 0.1  # of the slot model, from which two contexts may be one slot: the share of pairs that are
MATCHED = 0.9  # probability from which two claims say the same
_THINKABLE = 0.01  # of the slot model, below which contexts speak against one question whatever the values
ONE_QUESTION = 0.4  # of the slot model, from which two values of such claims, or that may both be true, are one slot

_Node = tuple[str, int]  # an article's id, and the place of a mention among its contexts


@dataclass(frozen=True, slots=True)
class Linked:
    """What two articles answer alike, by the places of mentions among the contexts of the one and of the other: of all
    that was compared the probability, and whether it is the agreement of two that have one value; and the links, each
    with its score, and its confidence where values differ."""

    compared: tuple[tuple[int, int, float, bool], ...] = ()
    links: tuple[tuple[int, int, float, float | None], ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    """Two mentions that may be one slot: ``score`` of the slot model, of one value the agreement; ``confidence`` where
    their values differ."""

    score: float
    left: _Node
    right: _Node
    confidence: float | None = None


def find_slots(sides: Mapping[str, Side], linked: Mapping[tuple[str, str], Linked]) -> tuple[Slot, ...]:
    """The slots that two or more articles fill, or one in two ways, in order of their first place; ``sides`` by article
    id, ``linked`` by the ids of two that are compared, in order, as ``linked_between`` gives it."""
    # of all that was compared, both ways: by how much it is likelier than the least that counts
    scores: dict[_Node, dict[_Node, float]] = defaultdict(dict)
    agreed: dict[_Node, dict[_Node, float]] = defaultdict(dict)  # of those of one value, both ways
    links: list[_Link] = []
    for (left, right), told in sorted(linked.items()):
        for i, j, likely, agree in told.compared:
            one, other = (left, i), (right, j)
            if agree:
                agreed[one][other] = agreed[other][one] = likely
            scores[one][other] = scores[other][one] = likely - (SAME if agree else _ONE_SLOT)
        links += [_Link(score, (left, i), (right, j), sure) for i, j, score, sure in told.links]
    links.sort(key=lambda link: (-link.score, link.left, link.right))
    groups: dict[_Node, list[_Node]] = {}
    # of a group, by the identity of its list: the least confidence in what differs and is worth a look
    sure: dict[int, float] = {}
    against: dict[_Node, float] = defaultdict(float)  # how surely a mention answers what another value does
    for link in links:
        first, second = (groups.setdefault(node, [node]) for node in (link.left, link.right))
        if first is second or not _can_join(first, second, sides) or not _alike(first, second, scores):
            continue
        joined = [sure.pop(id(second), None), sure.get(id(first)), link.confidence]
        if link.confidence is not None:
            is_told = link.confidence >= _least(_mention(link.left, sides), _mention(link.right, sides), len(sides))
            for node in (link.left, link.right):
                against[node] = 1.0 if is_told else max(against[node], link.confidence)
        first += second
        groups.update(dict.fromkeys(second, first))
        if known := [s for s in joined if s is not None]:
            worth = [s for s in known if s >= DIFFER]
            sure[id(first)] = min(worth) if worth else max(known)
    distinct = {id(group): group for group in groups.values()}.values()
    found = [slot for article in sorted(sides) for slot in _inside(sides[article])]
    found += [
        _slot(
            [(sides[a].contexts[i], _sure((a, i), group, agreed, against)) for a, i in group],
            *_told(group, sides, sure.get(id(group))),
        )
        for group in distinct
        if len({article for article, _ in group}) > 1
    ]
    return tuple(sorted(found, key=lambda slot: slot.fillings[0].mention.span))


def _told(group: Sequence[_Node], sides: Mapping[str, Side], sure: float | None) -> tuple[float | None, bool]:
    """The confidence of a slot, and whether it is told: of values that exclude each other the confidence goes by how
    many articles the story has."""
    if sure is None:
        return None, True
    told = (_mention(node, sides) for node in group)
    by_value = {mention.value: mention for mention in told}  # few, however many articles give them
    pairs = list(combinations(by_value.values(), 2))
    if any(relation_of(a, b) is Relation.CONFLICT for a, b in pairs):
        sure = of_many(sure, len(sides))
    return sure, sure >= max((_least(a, b, len(sides)) for a, b in pairs), default=DIFFER)


def _mention(node: _Node, sides: Mapping[str, Side]) -> Mention:
    return sides[node[0]].contexts[node[1]].mention


def _least(a: Mention, b: Mention, articles: int) -> float:
    """The confidence from which two values that differ are told."""
    exacter = isinstance(a.value, Quantity) and relation_of(a, b) is Relation.COMPATIBLE
    return EXACTER if exacter and articles == 2 else DIFFER


def _inside(side: Side) -> Iterator[Slot]:
    """What one article answers in two ways, worth a look: a headline and the text under it, two passages."""
    pairs, features = candidates(side, side)
    scores = [round(float(p), 4) for p in same_slot(features)]
    differing = rivals(side, side, pairs, relations_of(side, side, pairs), features, scores)
    told = dict(zip(differing, confidences(list(differing.values())), strict=True))
    for pair in _surest(told):
        if told[pair] >= DIFFER:
            yield _slot([(differing[pair].left, 1.0), (differing[pair].right, 1.0)], told[pair], is_told=True)


def relations_of(left: Side, right: Side, pairs: Iterable[tuple[int, int]]) -> list[Relation]:
    """How the values of pairs stand to each other; every two different values are looked at once."""
    numbers: dict[Value | None, int] = {}
    ours, theirs = (
        [numbers.setdefault(c.mention.value, len(numbers)) for c in side.contexts] for side in (left, right)
    )
    known: dict[tuple[int, int], Relation] = {}
    found = []
    for i, j in pairs:
        values = ours[i], theirs[j]
        if values not in known:
            known[values] = relation_of(left.contexts[i].mention, right.contexts[j].mention)
        found.append(known[values])
    return found


def rivals(
    left: Side,
    right: Side,
    pairs: Sequence[tuple[int, int]],
    relations: Sequence[Relation],
    features: np.ndarray,
    scores: Sequence[float],
    matched: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> dict[tuple[int, int], Candidate]:
    """The pairs, by their places in the two sides, whose values differ and that are each other's likeliest by their
    contexts, or whose numbers are too near to be there by chance; ``pairs`` and ``features`` as
    ``slot_model.candidates`` gives them, ``relations`` of their values, ``scores`` what the slot model says of each."""
    ours, theirs, inside = left.contexts, right.contexts, left is right
    best: tuple[dict[int, float], dict[int, float]] = ({}, {})
    told: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for (i, j), score, relation in zip(pairs, scores, relations, strict=True):
        for n, place in ((0, i), (1, j), *(((1, i), (0, j)) if inside else ())):
            if relation is Relation.SAME:
                told[n][place] = max(score, told[n].get(place, 0.0))
            if relation is not Relation.SAME or not inside:
                best[n][place] = max(score, best[n].get(place, 0.0))
    found = {}
    for n, ((i, j), score) in enumerate(zip(pairs, scores, strict=True)):
        if relations[n] is Relation.SAME:
            continue
        if score >= max(best[0][i], best[1][j]) or (score >= _THINKABLE and _near(ours[i], theirs[j])):
            one_claim = _matched(ours[i].claim, theirs[j].claim, matched)
            # an article may well say again what it says otherwise once; each of two slots is filled twice
            elsewhere = (min if inside else max)(told[0].get(i, 0.0), told[1].get(j, 0.0))
            found[i, j] = Candidate(ours[i], theirs[j], relations[n], features[n], score, one_claim, elsewhere)
    return found


def _matched(a: Claim, b: Claim, matched: Mapping[tuple[str, str], float]) -> float:
    return max(matched.get((a.id, b.id), 0.0), matched.get((b.id, a.id), 0.0))


def _near(a: Context, b: Context) -> bool:
    x, y = a.mention.value, b.mention.value
    return isinstance(x, Quantity) and isinstance(y, Quantity) and near(x, y)


def _surest(told: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """Of pairs with a confidence those of which neither member is in a surer one."""
    best: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for pair, sure in told.items():
        for n, place in enumerate(pair):
            best[n][place] = max(sure, best[n].get(place, 0.0))
    return (pair for pair, sure in told.items() if sure >= max(best[0][pair[0]], best[1][pair[1]]))


def linked_between(left: Side, right: Side, matched: Mapping[tuple[str, str], float] = MappingProxyType({})) -> Linked:
    """The pairs of two articles' mentions that may be one slot, and what was found of all; the article whose id comes
    first is ``left``. ``matched`` is the probability that two claims, by their ids in either order, say the same."""
    pairs, features = candidates(left, right)
    if not pairs:
        return Linked()
    ours, theirs = left.contexts, right.contexts
    scores = [round(float(p), 4) for p in same_slot(features)]
    relations = relations_of(left, right, pairs)
    same = [
        n
        for n, (r, score) in enumerate(zip(relations, scores, strict=True))
        if r is Relation.SAME and score >= _THINKABLE
    ]
    one_value = [
        Candidate(a, b, Relation.SAME, features[n], scores[n], _matched(a.claim, b.claim, matched))
        for n in same
        for a, b in [(ours[pairs[n][0]], theirs[pairs[n][1]])]
    ]
    compared = {pair: (score, False) for pair, score in zip(pairs, scores, strict=True)}
    links: list[tuple[int, int, float, float | None]] = []
    for n, sure in zip(same, agreements(one_value), strict=True):
        compared[pairs[n]] = sure, True
        if sure >= SAME:
            links.append((*pairs[n], sure, None))
    differing = rivals(left, right, pairs, relations, features, scores, matched)
    likely = {pair: candidate for pair, candidate in differing.items() if candidate.told < _ONE_SLOT}
    told = dict(zip(likely, confidences(list(likely.values())), strict=True))
    for i, j in _surest(told):
        candidate, sure = differing[i, j], told[i, j]
        score = candidate.score
        in_one = candidate.matched >= MATCHED and score >= ONE_QUESTION
        sure = max(sure, score) if in_one else sure
        compatible = candidate.relation is Relation.COMPATIBLE and score >= ONE_QUESTION
        exacter = candidate.relation is Relation.COMPATIBLE and isinstance(ours[i].mention.value, Quantity)
        if in_one or compatible or sure >= (EXACTER if exacter else DIFFER):
            compared[i, j] = max(score, sure), False
            links.append((i, j, score, sure))
    return Linked(tuple((*pair, *own) for pair, own in compared.items()), tuple(links))


def _alike(first: Sequence[_Node], second: Sequence[_Node], scores: Mapping[_Node, Mapping[_Node, float]]) -> bool:
    """Whether two groups are one slot, on average over what was compared between them."""
    fewer, more = sorted((first, second), key=len)
    inside = set(more)
    between = [score for node in fewer for other, score in scores[node].items() if other in inside]
    return sum(between) >= 0


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


def _sure(
    node: _Node, group: Sequence[_Node], agreed: Mapping[_Node, Mapping[_Node, float]], against: Mapping[_Node, float]
) -> float:
    """How likely a member of a group answers its question: 1.0 where that it differs from another value is worth a
    look, else by what has its value, or, of what nothing else has, by what it differs from."""
    differs = against.get(node)
    if differs is not None and differs >= DIFFER:
        return 1.0
    inside = set(group)
    return max((sure for other, sure in agreed[node].items() if other in inside), default=differs or 1.0)


def _slot(members: Iterable[tuple[Context, float]], confidence: float | None, is_told: bool) -> Slot:
    """The slot of some contexts, each with how sure it belongs to those of its value."""
    chosen = sorted(members, key=lambda member: member[0].mention.span)
    kind = "quantity" if isinstance(chosen[0][0].mention.value, Quantity) else "date"
    fillings = tuple(Filling(c.claim, c.mention, sure) for c, sure in chosen)
    return Slot(kind, asked([c for c, _ in chosen]), fillings, confidence, is_told)

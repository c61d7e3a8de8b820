"""One event that two articles tell of: as fact in one, and in doubt, planned or denied in the other?

Two predicates are candidates where their statuses (``event_status``) are of different kinds and they are near in words
and in the vectors of their claims. A trained score tells whether an editor would want to know: from how surely it is
one event, what puts it in doubt, and whether either article tells it the other's way elsewhere; then nothing diverges.

The score is the mean of the log odds of boosted trees and of a logistic regression: ``event_model.json`` is written by
``python -m benchmarks.event_statuses train``, with its held-out scores in it. At the bar 76 of 86 findings are
right on topics that it has not seen, of those that are warnings 52 of 59. It finds next to nothing of what is denied on
one side, or planned on one and done on the other.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from claimcheck.datamodel import Claim, ClaimRole, Filling, MentionKind, Slot
from claimcheck.facts.bars import ALIKE_SHOWN
from claimcheck.facts.event_pairs import (
    DIGITS,
    LIGHT,
    EventPair,
    EventSide,
    are_apart,
    chance_of,
    figures,
    kind_of,
    mention_of,
    over_next,
    phrase_of,
)
from claimcheck.facts.event_status import Event, Status
from claimcheck.facts.told_alike import told_alike
from claimcheck.matching.forest import Forest
from claimcheck.matching.model import Logistic, parameters, probability

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "event_model.json"
# Probabilities from which it is reported, by ``python -m benchmarks.event_statuses evaluate``: held out, seven in eight
# are right; and as a warning: of those in stories readers were glad of five in six, below of two in three
# (``python -m benchmarks.findings evaluate``).
DIFFERS = 0.625
DIFFERS_IN_COPIES = 0.5
_COPIED = 0.75  # ``derived`` from which one article is taken to be made from the other
WARNS = 0.8
_KNOWN = 0.5  # nearness from which two predicates may be one event
_PARTNERS = 2  # of an event, the nearest ones, that are asked about
_SHORT = 8  # claims: no article of the training data is much shorter
# From the least sure: the softer of two events is the one whose status stands first.
_RANK = (Status.DENIED, Status.OPEN, Status.ALLEGED, Status.POSSIBLE, Status.WANTED, Status.TRIED, Status.PLANNED)
_HEDGES = frozenset(
    """allegedly reportedly apparently purportedly supposedly allege accuse suspect suspected charge likely may might
    believe appear seem report rumor claim estimate estimated purport probably perhaps possibly presumably suspicion
    unconfirmed suggest indicate think""".split()
)
_ACCUSING = frozenset("accuse charge charges indict suspect suspicion accusation".split())
_SOURCES = frozenset(
    "accord accord according source report insider rumor website blog post say tell state write hoax fake".split()
)
_CUES = {
    "reportedly": "reportedly allegedly purportedly supposedly alleged purported",
    "apparently": "apparently seemingly presumably probably likely perhaps possibly",
    "accused": "accuse accused charge charged suspect indict suspicion charges",
    "claims": "claim report rumor rumour allegation say purport reports rumors claims",
    "believed": "believe think suggest appear seem suppose",
    "expected": "expect expected schedule scheduled set due slate plan prepare intend poised ready be",
    "decided": "decide agree vow promise pledge threaten",
    "will": "will shall",
    "would": "would",
    "may": "may might could",
    "must": "should must have need",
}
_CUE_WORDS = {name: frozenset(words.split()) for name, words in _CUES.items()}
NAMES = (
    "near",  # in words and vectors together, and its parts
    "claims",
    "matched",  # probability that the two claims say the same
    "key",  # one predicate, and one stem
    "stem",
    "core",  # subjects and objects in common
    "share",  # share of the words of the shorter, of the longer, number in common
    "share_longer",
    "common",
    "names",  # proper nouns in common, and on both sides alone
    "names_apart",
    *(f"soft_{s}" for s in _RANK),
    *(f"hard_{s}" for s in _RANK),
    "hard_flat",
    *(f"cue_{name}" for name in _CUES),
    "soft_again",  # how much nearer the softer event comes to one that its other article tells its way
    "hard_again",
    "soft_margin",  # nearness over the next best, whatever its status
    "hard_margin",
    "soft_past",
    "hard_past",
    "soft_credited",
    "hard_credited",
    "soft_quoted",
    "hard_quoted",
    "soft_headline",
    "hard_headline",
    "soft_nominal",
    "hard_nominal",
    "soft_copula",
    "hard_copula",
    "cue_distance",
    "cues",
    "adverb",
    "derived",  # how near the claims of one article have one in the other: near 1 for copies and cuts
    "soft_place",
    "hard_place",
    "soft_length",  # of the two articles, log claims
    "hard_length",
    "soft_sourced",  # a source anywhere in the claim, or a word that says there is one
    "hard_sourced",
    "soft_words",
    "hard_words",
    "light",  # a verb that says nothing by itself
    "soft_told",  # somebody else's word stands over it
    "hard_told",
    "hard_told_alleged",  # and the softer one is alleged: both are hearsay
    "actors_same",
    "actors_apart",  # both have a subject that nothing of the other event's names
    "agents_same",  # who did it, and to whom, whatever the voice; and both are told and differ
    "agents_apart",
    "patients_same",
    "patients_apart",
    "hard_agentless",  # "was shot": that it was done, not by whom
    "soft_agent",
    "doer_apart",  # one victim, and only the softer says who: "allegedly shot a man" against "a man was shot"
    "numbers_apart",  # both claims have figures or years, none in common
    "crossed",  # a word of doubt outside the quotation marks that the event stands in
)


class Candidate(NamedTuple):
    """Two events by their places; ``first`` where the left one is the softer."""

    left: int
    right: int
    first: bool


def candidates(
    pair: EventPair, matched: Mapping[tuple[str, str], float] = MappingProxyType({})
) -> tuple[list[Candidate], np.ndarray]:
    """Pairs of events that may be one and are told as of two kinds, and their features: (candidates, NAMES).
    ``matched`` is the probability that two claims, by their ids in either order, say the same."""
    import numpy as np

    left, right = pair.left, pair.right
    ours, theirs = pair.kinds
    apart = (ours[:, None] != theirs[None, :]) & (ours[:, None] != "") & (theirs[None, :] != "")
    asked = pair.near * apart
    chosen = {(i, int(j)) for i, row in enumerate(asked) for j in np.argsort(-row, kind="stable")[:_PARTNERS]}
    chosen |= {(int(i), j) for j, row in enumerate(asked.T) for i in np.argsort(-row, kind="stable")[:_PARTNERS]}
    found, rows = [], []
    for i, j in sorted(chosen):
        if asked[i, j] >= _KNOWN:
            a, b = left.events[i], right.events[j]
            if _hedges(*((a, b) if _rank(a) <= _rank(b) else (b, a))):
                continue  # the harder claim has a word of doubt of its own
            found.append(Candidate(i, j, _rank(a) <= _rank(b)))
            rows.append(_features(pair, found[-1], chance_of(a, b, matched)))
    return found, np.round(np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES)), DIGITS)


def _is_no_contrast(soft: Event, hard: Event) -> bool:
    """Whether somebody else's word stands over the harder telling of what is alleged; or it says of what is planned
    that it happens, not that it did; or what is alleged is who did it, and it leaves that out."""
    if Status.ALLEGED in soft.statuses and (hard.told or hard.credited):
        return True
    if _is_accusation(soft) and soft.agent and not hard.agent and _is_passive(hard):
        return True  # "accused of stabbing his mother", "she was found stabbed": who did it is what is alleged
    return kind_of(soft) == "ahead" and not hard.past


def _is_accusation(event: Event) -> bool:
    return any(event.claim.tokens[k].lemma.lower() in _ACCUSING for k in event.cues)


def _is_passive(event: Event) -> bool:
    """Whether it is told of whom it befell alone: "was shot", "found stabbed"."""
    tokens, at = event.claim.tokens, event.index
    has = any(t.head == at and t.dep == "aux" and t.lemma == "have" for t in tokens)
    passive = any(t.head == at and t.dep in {"auxpass", "nsubjpass"} for t in tokens)
    return tokens[at].tag == "VBN" and (passive or not has)


def _rank(event: Event) -> int:
    return min((_RANK.index(s) for s in event.statuses if s in _RANK), default=len(_RANK))


def _features(pair: EventPair, candidate: Candidate, matched: float) -> list[float]:
    i, j, first = candidate
    a, b = pair.left.events[i], pair.right.events[j]
    near = float(pair.near[i, j])
    # whether the one article tells it elsewhere as the other does, and how near what else there is comes
    again = [
        float((pair.near[i] * (pair.kinds[1] == pair.kinds[0][i])).max()) - near,
        float((pair.near[:, j] * (pair.kinds[0] == pair.kinds[1][j])).max()) - near,
    ]
    margin = [near - over_next(pair.near[i], j), near - over_next(pair.near[:, j], i)]
    soft, hard, sides = a, b, (pair.left, pair.right)
    if not first:
        soft, hard, sides = b, a, (pair.right, pair.left)
        again.reverse()
        margin.reverse()
    tokens = soft.claim.tokens
    cues = {tokens[k].lemma.lower() for k in soft.cues} | {tokens[k].surface.lower() for k in soft.cues}
    return [
        near,
        pair.claims[i, j],
        matched,
        a.key == b.key,
        pair.stem[i, j],
        pair.core[i, j],
        pair.share[i, j],
        pair.share_longer[i, j],
        pair.common[i, j],
        len(a.names & b.names),
        min(len(a.names - b.names), len(b.names - a.names)),
        *(s in soft.statuses for s in _RANK),
        *(s in hard.statuses for s in _RANK),
        not hard.statuses,
        *(bool(cues & words) for words in _CUE_WORDS.values()),
        *again,
        *margin,
        *(value for e, f in ((soft, hard),) for pair_ in _manner(e, f) for value in pair_),
        max((abs(k - soft.index) for k in soft.cues), default=0),
        len(soft.cues),
        any(tokens[k].pos == "ADV" for k in soft.cues),
        pair.derived,
        *(e.claim.ordinal / max(1, len(s.claims)) for e, s in zip((soft, hard), sides, strict=True)),
        *(math.log(max(_SHORT, len(s.claims))) for s in sides),
        _is_sourced(soft.claim),
        _is_sourced(hard.claim),
        math.log1p(len(soft.words)),
        math.log1p(len(hard.words)),
        a.key in LIGHT or b.key in LIGHT,
        soft.told,
        hard.told or hard.credited,
        (hard.told or hard.credited) and Status.ALLEGED in soft.statuses,
        bool(a.actor) and a.actor == b.actor,
        bool(a.actor and b.actor) and a.actor not in b.words | b.core and b.actor not in a.words | a.core,
        *_parties(soft, hard),
        are_apart(figures(soft.claim), figures(hard.claim)),
        _is_crossed(soft),
    ]


def _parties(soft: Event, hard: Event) -> Iterable[float]:
    """Who did it to whom, from "agents_same" to "doer_apart" of NAMES."""
    for one, other in ((soft.agent, hard.agent), (soft.patient, hard.patient)):
        yield bool(one) and one == other
        yield bool(one and other) and one != other
    yield not hard.agent
    yield bool(soft.agent)
    yield bool(soft.agent and soft.patient) and not hard.agent and soft.patient == hard.patient


def _is_crossed(soft: Event) -> bool:
    """ "I gained confidence," she reportedly wrote": the doubt is not of what stands in the marks."""
    tokens, claim = soft.claim.tokens, soft.claim
    inside = [
        [q.span.start <= tokens[k].start < q.span.end for q in claim.quotations] for k in (soft.index, *soft.cues)
    ]
    return any(own != inside[0] for own in inside)


def _hedges(soft: Event, hard: Event) -> int:
    """Words of doubt in the harder event's claim, less those that the softer one's has beside its cues: "the suspected
    poacher" in both."""
    beside = Counter(t.lemma.lower() for k, t in enumerate(soft.claim.tokens) if k not in soft.cues)
    own = Counter(t.lemma.lower() for t in hard.claim.tokens if t.lemma.lower() in _HEDGES)
    return (own - beside).total()


def _manner(soft: Event, hard: Event) -> Iterable[tuple[float, float]]:
    """How the softer and the harder event are told, from "past" to "copula" of NAMES."""
    yield soft.past, hard.past
    yield soft.credited, hard.credited
    yield soft.quoted, hard.quoted
    yield soft.claim.role is ClaimRole.HEADLINE, hard.claim.role is ClaimRole.HEADLINE
    yield soft.nominal, hard.nominal
    yield soft.is_copula, hard.is_copula


def _is_sourced(claim: Claim) -> bool:
    return bool(claim.attributions) or any(t.lemma.lower() in _SOURCES for t in claim.tokens)


def differing(features: np.ndarray) -> np.ndarray:
    """Probability that an editor would want to know, for features of shape (candidates, NAMES)."""
    linear = Logistic.of(parameters(PARAMETERS, __package__)["linear"])
    return probability((linear.logit(features, NAMES) + _forest().log_odds(features)) / 2)


@functools.cache
def _forest() -> Forest:
    return Forest.of(parameters(PARAMETERS, __package__), NAMES)


def bar_of(features: np.ndarray) -> float:
    """The probability from which candidates of two articles are reported, by their features."""
    copied = len(features) and features[0][NAMES.index("derived")] >= _COPIED
    return DIFFERS_IN_COPIES if copied else DIFFERS


def told_apart(pair: EventPair, found: Sequence[Candidate], scores: Sequence[float], bar: float) -> list[int]:
    """Which candidates to report: from the surest down, an event and a pair of claims once."""
    kept: list[int] = []
    used: set[object] = set()
    for n in sorted(range(len(found)), key=lambda n: (-scores[n], found[n])):
        i, j, first = found[n]
        a, b = pair.left.events[i], pair.right.events[j]
        own = {("left", i), ("right", j), (a.claim.id, b.claim.id)}
        if scores[n] < bar or own & used:
            continue
        used |= own  # where the surest reading of two claims is no contrast, no other of them is one
        if not _is_no_contrast(*((a, b) if first else (b, a))):
            kept.append(n)
    return kept


@dataclass(frozen=True, slots=True)
class Told:
    """The events that two articles both tell, by their places in the one and in the other: those told alike, with the
    probability that they are one; and those told as of two kinds, with that of an editor wanting to know."""

    alike: tuple[tuple[int, int, float], ...] = ()
    apart: tuple[tuple[int, int, float], ...] = ()


def told_between(
    left: EventSide, right: EventSide, matched: Mapping[tuple[str, str], float] = MappingProxyType({})
) -> Told:
    """What two articles both tell; the one whose id comes first is ``left``."""
    both = EventPair(left, right)
    alike = tuple((i, j, score) for (i, j), score in told_alike(both, matched))
    found, features = candidates(both, matched)
    scores = [round(float(p), DIGITS) for p in differing(features)] if found else []
    apart = told_apart(both, found, scores, bar_of(features))
    return Told(alike, tuple((found[n].left, found[n].right, scores[n]) for n in apart))


def event_slots(sides: Mapping[str, EventSide], told: Mapping[tuple[str, str], Told]) -> tuple[Slot, ...]:
    """A slot for every event that several articles tell, with all places; ``sides`` by article id, ``told`` by the ids
    of two that are compared, in order, as ``told_between`` gives it. Where they tell it as of two kinds the softest
    telling is first, and the slot's confidence is that of the surest two that differ; where they tell it alike the
    places are in order, each as sure as its surest pair, and it has none."""
    groups: dict[Key, _Group] = {}
    alike: list[tuple[float, Key, Key]] = []
    events: dict[Key, Event] = {}
    for (left, right), both in sorted(told.items()):
        ours, theirs = sides[left].events, sides[right].events
        for i, j, score in both.alike:
            events |= {_key(e): e for e in (ours[i], theirs[j])}
            alike.append((score, _key(ours[i]), _key(theirs[j])))
        for i, j, score in both.apart:
            one, other = (groups.setdefault(_key(e), _Group({_key(e): e})) for e in (ours[i], theirs[j]))
            joined = _Group({**one.events, **other.events}, max(one.score, other.score, score))
            groups.update(dict.fromkeys(joined.events, joined))
    slots = []
    for group in {id(g): g for g in groups.values()}.values():
        members = sorted(group.events.values(), key=lambda e: (_rank(e), e.span))
        slots.append(_slot(members, members[-1], group.score))
    surest: dict[Key, float] = defaultdict(float)
    for score, here, there in alike:
        surest[here], surest[there] = max(surest[here], score), max(surest[there], score)
    for keys in _together(alike, events):
        if not groups.keys() & keys:
            members = sorted((events[key] for key in keys), key=lambda e: e.span)
            slots.append(_slot(members, members[0], None, surest))
    return tuple(sorted(slots, key=lambda slot: slot.fillings[0].mention.span))


def _slot(
    told: Sequence[Event], named_by: Event, confidence: float | None, sure: Mapping[Key, float] = MappingProxyType({})
) -> Slot:
    shown = mention_of if confidence is not None else phrase_of
    fillings = tuple(Filling(e.claim, shown(e), sure.get(_key(e), 1.0)) for e in told)
    return Slot(MentionKind.EVENT.value, asked(named_by), fillings, confidence)


def _together(alike: Iterable[tuple[float, Key, Key]], events: Mapping[Key, Event]) -> Iterable[frozenset[Key]]:
    """The events that are one, over all articles: the surest pairs joined first, and what people would not be shown
    only as far as no article then tells it twice."""
    groups = {key: frozenset({key}) for key in events}
    for score, one, other in sorted(alike, key=lambda pair: (-pair[0], *pair[1:])):
        joined = groups[one] | groups[other]
        articles = [events[key].claim.article_id for key in joined]
        if score >= ALIKE_SHOWN or len(set(articles)) == len(articles):
            groups.update(dict.fromkeys(joined, joined))
    return [keys for keys in dict.fromkeys(groups[key] for key in events) if len(keys) > 1]


def _key(event: Event) -> Key:
    return event.claim.id, event.index


Key = tuple[str, int]  # a claim's id and a token


@dataclass(frozen=True, slots=True)
class _Group:
    """The tellings of one event, and the probability of the surest two that differ."""

    events: Mapping[Key, Event]
    score: float = 0.0


def asked(event: Event) -> str:
    """What is asked of an event, in words."""
    return f"{event.key}: did it happen?"

"""Events that two articles both tell: rows of the fact table that say what happened, and in whose words.

Two predicates are candidates where each is the other's nearest, or next to it, in words and in the vectors of their
claims. A trained score, the mean of the log odds of boosted trees and of a logistic regression, tells whether they are
one event and the two phrases, beside each other, say so: ``same_event_model.json`` is written by
``python -m benchmarks.same_events train``, with its held-out scores in it. Left out is what other rows hold: verbs of
saying, and what stands in quotation marks on both sides; and what is told as of two kinds (``events``).
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from claimcheck.claims.sources.find import words
from claimcheck.datamodel import ClaimRole, Span
from claimcheck.facts.bars import ALIKE, ALIKE_SHOWN
from claimcheck.facts.event_pairs import (
    DIGITS,
    LIGHT,
    EventPair,
    are_apart,
    chance_of,
    figures,
    kind_of,
    over_next,
)
from claimcheck.facts.event_status import Event, Status
from claimcheck.matching.forest import Forest
from claimcheck.matching.model import Logistic, parameters, probability
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "same_event_model.json"
_KNOWN = 0.45  # nearness from which two predicates are asked about
_FAR = 8  # steps to the main verb
_RANKS = 1  # how many of an event's others may be nearer, of both together
# A clause that says which thing is meant or what somebody wants; forms of a verb that tell no deed without these.
_ASIDE = frozenset({"acl", "xcomp"})
_TIMELESS = frozenset({"VB", "VBP"})
_TELLING = frozenset({"will", "would", "did"})
# What stands there is a noun, whatever it was taken for.
_OF_NOUNS = frozenset("amod compound nsubj nsubjpass dobj pobj appos attr nmod poss npadvmod".split())
_DEPS = ("ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp")
NAMES = (
    "near",  # in words and vectors together, and its parts: see ``events.NAMES``
    "claims",
    "matched",
    "key",
    "stem",
    "core",
    "share",
    "share_longer",
    "common",
    "derived",
    "rank",
    "margin_left",  # nearness over the next best of either
    "margin_right",
    "agents_same",  # who did it, and to whom, whatever the voice; and both are told and differ
    "agents_apart",
    "patients_same",
    "patients_apart",
    "light",  # a verb that says nothing by itself
    "nominal",
    "headline",
    "numbers_apart",  # both claims have figures or years, none in common
    "names",  # proper nouns in common, and on both sides alone
    "names_apart",
    "words_left",
    "words_right",
    "phrase_common",  # content words that the two phrases have in common, and as shares of the shorter and the longer
    "phrase_share",
    "phrase_share_longer",
    "phrase_words",  # content words of the shorter
    "phrase_shortest",  # letters of the shorter and the longer
    "phrase_longest",
    "phrase_same",  # word for word
    "lone",  # how many of the phrases are the predicate alone; or such a verb as says nothing by itself
    "bare",
    "no_deed",  # of the two: no verb's form, or one that stands for a noun; a noun for what did not happen
    "aside",  # a clause that says which thing is meant, or what somebody wants
    "steps_least",  # to the main verb
    "steps_most",
    "facts",  # both are told as fact; both as of one kind; of the two: left open, denied
    "kinds_same",
    "open",
    "denied",
    "past",  # of the two
    "quoted",
    "told",
    "credited",
    "actorless",
    "actors_same",
    "actors_apart",
    "form_same",
    *(f"dep_{dep}" for dep in _DEPS),
)


class Pairing(NamedTuple):
    """Two events by their places in the two articles."""

    left: int
    right: int


def candidates(
    pair: EventPair, matched: Mapping[tuple[str, str], float] = MappingProxyType({})
) -> tuple[list[Pairing], np.ndarray]:
    """Pairs of events that may be one, and their features: (candidates, NAMES). ``matched`` is the probability that two
    claims, by their ids in either order, say the same."""
    import numpy as np

    near = pair.near
    found, rows = [], []
    nearer = _nearer(near) + _nearer(near.T).T
    ours, theirs = pair.kinds
    alike = (ours[:, None] == theirs[None, :]) | (ours[:, None] == "") | (theirs[None, :] == "")
    for i, j in np.argwhere((near >= _KNOWN) & (nearer <= _RANKS) & alike):
        a, b = pair.left.events[i], pair.right.events[j]
        state = a.is_copula or b.is_copula  # that somebody "was" something is no event
        if not (state or _is_said(a) or _is_said(b) or (a.quoted and b.quoted)):
            found.append(Pairing(int(i), int(j)))
            rows.append(_features(pair, found[-1], int(nearer[i, j]), chance_of(a, b, matched)))
    return found, np.round(np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES)), DIGITS)


def _nearer(near: np.ndarray) -> np.ndarray:
    """For every cell how many of its row are above it."""
    import numpy as np

    above = [len(row) - np.searchsorted(np.sort(row), row, side="right") for row in near]
    return np.array(above, dtype=np.intp).reshape(near.shape)


def _is_said(event: Event) -> bool:
    return event.claim.tokens[event.index].lemma.lower() in words("core_verbs")


def _features(pair: EventPair, pairing: Pairing, rank: int, matched: float) -> list[float]:
    i, j = pairing
    a, b = pair.left.events[i], pair.right.events[j]
    near = float(pair.near[i, j])
    return [
        near,
        pair.claims[i, j],
        matched,
        a.key == b.key,
        pair.stem[i, j],
        min(pair.core[i, j], 3.0),
        pair.share[i, j],
        pair.share_longer[i, j],
        pair.common[i, j],
        pair.derived,
        rank,
        near - over_next(pair.near[i], j),
        near - over_next(pair.near[:, j], i),
        *(
            value
            for x, y in ((a.agent, b.agent), (a.patient, b.patient))
            for value in (bool(x) and x == y, bool(x and y) and x != y)
        ),
        a.key in LIGHT or b.key in LIGHT,
        a.nominal or b.nominal,
        ClaimRole.HEADLINE in (a.claim.role, b.claim.role),
        are_apart(figures(a.claim), figures(b.claim)),
        len(a.names & b.names),
        min(len(a.names - b.names), len(b.names - a.names)),
        math.log1p(len(a.words)),
        math.log1p(len(b.words)),
        *_of_phrases(pair, pairing),
        *_of_forms(a, b),
    ]


def _of_phrases(pair: EventPair, pairing: Pairing) -> Iterator[float]:
    """How much the two phrases have in common and how much they say, from "phrase_common" to "bare" of NAMES."""
    ends = ((pair.left, pairing.left), (pair.right, pairing.right))
    one, other = (side.phrase_words[n] for side, n in ends)
    phrases = [(side.events[n], side.phrases[n]) for side, n in ends]
    common, sizes = len(one & other), sorted((len(one), len(other)))
    lengths = sorted(len(phrase.surface) for _, phrase in phrases)
    yield common
    yield common / max(1, sizes[0])
    yield common / max(1, sizes[1])
    yield sizes[0]
    yield from map(float, lengths)
    yield len({fold(phrase.surface) for _, phrase in phrases}) == 1
    yield sum(phrase.surface == e.claim.tokens[e.index].surface for e, phrase in phrases)
    yield sum(e.key in LIGHT and phrase.span.end == e.span.end for e, phrase in phrases)


def _of_forms(a: Event, b: Event) -> Iterator[float]:
    """How the two predicates stand in their sentences, from "no_deed" to the last of NAMES."""
    both = (a, b)
    kinds = [kind_of(e) for e in both]
    tokens = [e.claim.tokens[e.index] for e in both]
    yield sum(map(_is_no_deed, both))
    yield sum(map(_is_told_aside, both))
    yield from sorted(map(_steps, both))
    yield kinds == ["fact", "fact"]
    yield kinds[0] == kinds[1]
    yield kinds.count("")
    yield kinds.count("denied")
    yield a.past + b.past
    yield a.quoted + b.quoted
    yield a.told + b.told
    yield a.credited + b.credited
    yield (not a.actor) + (not b.actor)
    yield bool(a.actor) and a.actor == b.actor
    yield bool(a.actor and b.actor) and a.actor != b.actor
    yield tokens[0].tag == tokens[1].tag
    for dep in _DEPS:
        yield sum(token.dep == dep for token in tokens)


def same(features: np.ndarray) -> np.ndarray:
    """Probability that two are one event and their phrases say so, for features of shape (candidates, NAMES)."""
    linear = Logistic.of(parameters(PARAMETERS, __package__)["linear"])
    return probability((linear.logit(features, NAMES) + _forest().log_odds(features)) / 2)


@functools.cache
def _forest() -> Forest:
    return Forest.of(parameters(PARAMETERS, __package__), NAMES)


def told_alike(
    pair: EventPair, matched: Mapping[tuple[str, str], float] = MappingProxyType({})
) -> list[tuple[Pairing, float]]:
    """The events that both articles tell in claims that say the same, each once, with their probability; of those of
    which one phrase lies in the other's a sure one, and of these the one nearest to the main verb, of a verb that says
    something by itself."""
    found, features = candidates(pair, matched)
    scores = [round(float(p), DIGITS) for p in same(features)] if found else []
    matched_at = NAMES.index("matched")  # two deeds in claims that say other things are mostly two
    sure = [
        (score < ALIKE_SHOWN, _depth(pair, p), -score, p)
        for score, p, row in zip(scores, found, features, strict=True)
        if score >= ALIKE and row[matched_at] > 0
    ]
    kept: list[tuple[Pairing, float]] = []
    told: dict[str, list[Span]] = defaultdict(list)  # by claim
    for _, _, lost, pairing in sorted(sure):
        ends = ((pair.left, pairing.left), (pair.right, pairing.right))
        phrases = [(side.events[n].claim.id, side.phrases[n].span) for side, n in ends]
        if not any(span.overlaps(other) for claim, span in phrases for other in told[claim]):
            kept.append((pairing, -lost))
            for claim, span in phrases:
                told[claim].append(span)
    return kept


def _ends(pair: EventPair, pairing: Pairing) -> tuple[Event, Event]:
    return pair.left.events[pairing.left], pair.right.events[pairing.right]


def _is_no_deed(event: Event) -> bool:
    """A verb's form that stands for a noun or before one: "running back", "kick returner", "Manning threw";
    a noun for what did not happen, of which its words alone would say that it did: "refuse service to gays"."""
    tokens, token = event.claim.tokens, event.claim.tokens[event.index]
    if event.nominal:
        return Status.DENIED in event.statuses
    of_noun = token.dep == "conj" and tokens[token.head].pos in {"NOUN", "PROPN"}
    return not token.tag.startswith("VB") or token.dep in _OF_NOUNS or of_noun


def _is_told_aside(event: Event) -> bool:
    """What says only which thing is meant, or what somebody wants: "the deputy guarding him", "to investigate"."""
    tokens, token = event.claim.tokens, event.claim.tokens[event.index]
    before = {t.surface.lower() for t in tokens if t.head == event.index and t.dep == "aux"}
    return token.dep in _ASIDE or "to" in before or (token.tag in _TIMELESS and not before & _TELLING)


def _depth(pair: EventPair, pairing: Pairing) -> int:
    """How far below the main verbs the two stand; verbs that say nothing by themselves count as far below."""
    return sum(_steps(e) + (_FAR if e.key in LIGHT else 0) for e in _ends(pair, pairing))


def _steps(event: Event) -> int:
    tokens, at, steps = event.claim.tokens, event.index, 0
    while tokens[at].head != at and steps < _FAR:
        at, steps = tokens[at].head, steps + 1
    return steps

"""Who says it, and whether the other article says so too.

A fact with its source ("police said", "according to Gawker") is sought in the other article by what is said, the source
left out: the claim that is nearest in words and meaning, and those nearly as near, state it. A trained score tells
from all of them whether an editor would miss the source there: not where the same source, or one of its kind, is given
with the fact. Nothing is asked of whom something was said to (see ``rules.attribution_dropped``).

The score is a logistic regression: ``source_model.json`` is written by ``python -m benchmarks.sources train``, with its
held-out scores in it.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from claimcheck.claims.sources.find import words
from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Attribution, Claim, ClaimRole, Filling, Mention, MentionKind, Slot, Span, Token
from claimcheck.matching.model import Logistic, parameters, probability
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "source_model.json"
DROPPED = 0.5  # probability from which a source is reported; read off ``python -m benchmarks.sources evaluate``
_AS_SURE = 0.8  # of a source's best: what else it is missed for
_STATED = 1.2  # cosine and share of words, added, from which two claims give one fact with a source each
_LIKE = 0.6  # the same, from which a claim states a fact at all
_SHORT = 8  # claims: no article of the training data is much shorter
_NEARLY = 0.75  # of the nearest claim's likeness: what states the fact too
_KIN = 0.8  # cosine of two sources that are one, or of one kind
_QUOTED = 0.4  # of a claim's letters that are somebody's words
_LONGEST = 120  # code points of a source with its verb
_DIGITS = 4  # of features: a value never falls to the other side of a bar that is itself rounded
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_EMPTY = frozenset("be have do say tell go get make take".split())
_FUNCTION = frozenset({"PRON", "DET", "ADP", "PUNCT"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "NORP"})
# Who does these says what he wants or does, which is no source of a fact.
_ACTS = frozenset(
    """ask urge blame expect want dub demand invite find discover hear see add name call admit acknowledge threaten
    pledge request spread warn vow""".split()
)
NAMES = (
    "cosine",  # of what is said with the nearest claim, and of the two claims
    "claims",
    "words",  # share of the words of what is said that the nearest claim has
    "kin",  # nearest source with which the fact is stated there, by cosine
    "given",  # one of its kind with the fact
    "flat",  # stated there in the paper's own voice
    "saying",  # the cue is a core verb of saying, "according to", an act, or hangs on a modal or an adverb
    "according",
    "act",
    "modal",
    "lead",
    "quoted",  # share of letters in quotation marks, here and there
    "quoted_there",
    "length",  # of the two articles, log claims: the more is told, the less one source weighs
    "length_there",
)


@dataclass(frozen=True, slots=True)
class SourcedFact:
    """What an article credits to a source: in which of its claims, the words of what is said and of the source in
    their plain form. ``said`` and ``source`` are the two as text, to be encoded; ``vague`` is a source that is told of
    for the first time ("an officer")."""

    place: int
    attribution: Attribution
    keys: frozenset[str]
    source_keys: frozenset[str]
    names: frozenset[str]
    heads: frozenset[str]
    said: str
    source: str
    vague: bool

    @property
    def referent(self) -> str:
        """What tells one source of the article from another."""
        return fold(self.attribution.speaker or " ".join(sorted(self.source_keys)))


@dataclass(frozen=True, slots=True, eq=False)
class SourceSide:
    """An article's claims and sourced facts, with the vectors of its claims, of what is said, of the sources: unit
    rows in order."""

    claims: tuple[Claim, ...]
    facts: tuple[SourcedFact, ...]
    vectors: np.ndarray
    said: np.ndarray
    sources: np.ndarray


class Candidate(NamedTuple):
    """A fact of one article, by its place among the facts, and the claim of the other that states it."""

    fact: int
    claim: int


def sourced_facts(claims: Sequence[Claim]) -> tuple[SourcedFact, ...]:
    """What the claims of an article credit to somebody, in order."""
    fullest: dict[str, str] = {}  # the longest words that the article has for a speaker
    for claim in claims:
        for a in claim.attributions:
            if a.speaker and not _is_pronoun(_inside(claim, a.source_span)):
                words_ = " ".join(t.surface for t in _inside(claim, a.source_span))
                fullest[a.speaker] = max(fullest.get(a.speaker, ""), words_, key=len)
    found = []
    for place, claim in enumerate(claims):
        for a in claim.attributions:
            own = [s for s in (a.source_span, a.cue_span, a.channel_span) if s is not None]
            said = [
                t
                for t in claim.tokens
                if not any(_holds(s, t) for s in own) and (not a.content or any(_holds(s, t) for s in a.content))
            ]
            source = _inside(claim, a.source_span)
            named = {dress_key(t.lemma) for t in source if t.pos == "PROPN" and t.ent.rpartition("-")[2] not in _PLACES}
            named |= {dress_key(w.lower()) for w in (a.speaker or "").split() if w[:1].isupper() and len(w) > 2}
            inside = {id(t) for t in source}
            heads = {
                dress_key(t.lemma)
                for t in source
                if t.pos not in _FUNCTION and (id(claim.tokens[t.head]) not in inside or claim.tokens[t.head] is t)
            }
            text = fullest.get(a.speaker or "") or a.speaker or " ".join(t.surface for t in source)
            carried = {dress_key(t.lemma) for t in source if t.pos in {"NOUN", "PROPN", "ADJ"}}
            found.append(
                SourcedFact(
                    place,
                    a,
                    _keys(said),
                    frozenset(carried or named),
                    frozenset(named),
                    frozenset(heads),
                    " ".join(t.surface for t in said) or claim.text,
                    text or "?",
                    bool(source) and source[0].lemma in {"a", "an"},
                )
            )
    return tuple(found)


def candidates(left: SourceSide, right: SourceSide) -> tuple[list[Candidate], np.ndarray]:
    """Facts of the left article whose source may be missing in the right one, each with the nearest claim there, and
    their features: (candidates, NAMES)."""
    import numpy as np

    rows, found = [], []
    keys = [_keys(claim.tokens) for claim in right.claims]
    here: dict[int, list[int]] = defaultdict(list)
    for n, other in enumerate(right.facts):
        if other.attribution.source_span is not None or other.attribution.speaker:
            here[other.place].append(n)
    for n, fact in enumerate(left.facts if right.claims else ()):
        if not _may_be_missed(left.claims[fact.place], fact):
            continue
        cosine = np.asarray(right.vectors, dtype=np.float64) @ np.asarray(left.said[n], dtype=np.float64)
        share = np.array([len(fact.keys & own) / len(fact.keys) for own in keys])
        likeness = np.round(cosine + share, _DIGITS)
        best = int(np.argmax(likeness))
        if fact.source_keys and fact.source_keys <= _all_keys(right.claims[best].tokens):
            continue  # it stands in the same sentence, whether or not it was read as a source
        theirs = np.asarray(right.sources, dtype=np.float64)
        kinship = theirs @ np.asarray(left.sources[n], dtype=np.float64) if right.facts else np.zeros(0)
        stating = [
            m
            for m, claim in enumerate(right.claims)
            if claim.role is not ClaimRole.HEADLINE and likeness[m] >= _NEARLY * likeness[best]
        ] or [best]
        given = [k for m in stating for k in here[m]]
        if any(_is_one(fact, right.facts[k]) for m in stating for at in (m - 1, m) for k in here[at]):
            continue
        cue = [t for t in left.claims[fact.place].tokens if _holds(fact.attribution.cue_span, t)]
        lemmas = {t.lemma for t in cue}
        a, b = left.claims[fact.place], right.claims[best]
        rows.append(
            [
                cosine[best],
                float(np.asarray(left.vectors[fact.place], dtype=np.float64) @ right.vectors[best]),
                share[best],
                max((kinship[k] for k in given), default=-0.1),
                any(kinship[k] > _KIN or fact.heads & right.facts[k].heads for k in given),
                any(not here[m] and not _is_spoken(right.claims[m]) for m in stating),
                bool(lemmas & words("core_verbs")) or "according" in lemmas or "accord" in lemmas,
                fold(fact.attribution.cue).startswith("according"),
                bool(lemmas & _ACTS),
                any(t.tag in {"MD", "RB"} for t in cue),
                fact.place <= 2,
                _quoted(a),
                1.0 if b.role is ClaimRole.QUOTE else _quoted(b),
                *(math.log(max(_SHORT, len(side.claims))) for side in (left, right)),
            ]
        )
        found.append(Candidate(n, best))
    return found, np.round(np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES)), _DIGITS)


def dropped(features: np.ndarray) -> np.ndarray:
    """Probability that an editor would miss the source there, for features of shape (candidates, NAMES)."""
    return probability(Logistic.of(parameters(PARAMETERS, __package__)["dropped"]).logit(features, NAMES))


def source_slots(sides: Mapping[str, SourceSide], pairs: Iterable[tuple[str, str]] | None = None) -> tuple[Slot, ...]:
    """The facts of a story's articles with their sources; ``sides`` by article id, ``pairs`` those to compare, all if
    None.

    Where two articles give one fact with a source each, the slot holds both sources, and no confidence. Where one gives
    a source that another lacks, there is one slot a source and article: the source's mentions first, then the claims
    that lack it, of all articles that do, with the probability of the surest.
    """
    lacking: dict[tuple[str, str], list[tuple[float, Filling, Filling]]] = defaultdict(list)
    both: dict[Span, Slot] = {}
    together = itertools.combinations(sorted(sides), 2) if pairs is None else pairs
    for left, right in sorted({ends for one, other in together for ends in ((one, other), (other, one))}):
        ours, theirs = sides[left], sides[right]
        found, features = candidates(ours, theirs)
        scores = [round(float(p), _DIGITS) for p in dropped(features)] if found else []
        own: dict[str, list[tuple[float, Filling, Filling]]] = defaultdict(list)
        for (n, m), score, row in zip(found, scores, features, strict=True):
            fact = ours.facts[n]
            mention = Filling(ours.claims[fact.place], source_mention(ours.claims[fact.place], fact.attribution))
            if score >= _AS_SURE * DROPPED and row[0] + row[2] >= _LIKE:
                claim = theirs.claims[m]
                flat = Filling(claim, Mention(MentionKind.SOURCE, claim.span, claim.text))
                own[fact.referent].append((score, mention, flat))
            if row[0] + row[2] >= _STATED and mention.mention.span not in both:
                answers = [f for f in theirs.facts if f.place == m and f.attribution.source_span is not None]
                if answers:
                    there = source_mention(theirs.claims[m], answers[0].attribution)
                    pair = sorted((mention, Filling(theirs.claims[m], there)), key=lambda f: f.mention.span)
                    slot = Slot(MentionKind.SOURCE.value, "source", tuple(pair))
                    both.update({f.mention.span: slot for f in pair})
        for source, told in own.items():
            surest = max(score for score, _, _ in told)
            if surest >= DROPPED:
                lacking[left, source] += [t for t in told if t[0] >= _AS_SURE * surest]
    slots = []
    for _, told in sorted(lacking.items()):
        told.sort(key=lambda t: (-t[0], t[1].mention.span, t[2].mention.span))
        fillings = dict.fromkeys((*(f for _, f, _ in told), *(f for _, _, f in told)))
        slots.append(Slot(MentionKind.SOURCE.value, "source", tuple(fillings), told[0][0]))
    return (*slots, *dict.fromkeys(both.values()))


def source_mention(claim: Claim, attribution: Attribution) -> Mention:
    """The words that credit it: source, cue and whom it was told, as they stand in the claim."""
    spans = [s for s in (attribution.source_span, attribution.cue_span, attribution.channel_span) if s is not None]
    low, high = min(s.start for s in spans), max(s.end for s in spans)
    between = [c for c in attribution.content if low < c.end and c.start < high]
    if between or high - low > _LONGEST:  # "Karim" at one end of what he says, "added" at the other
        low, high = attribution.cue_span.start, attribution.cue_span.end
    low, high = max(low, claim.span.start), min(high, claim.span.end)
    surface = claim.text[low - claim.span.start : high - claim.span.start]
    return Mention(MentionKind.SOURCE, Span(claim.span.path, low, high), surface)


def _may_be_missed(claim: Claim, fact: SourcedFact) -> bool:
    """Somebody is named or described, and what is said has words enough to be found again."""
    source = _inside(claim, fact.attribution.source_span)
    return bool(source) and len(fact.keys) > 1 and (bool(fact.attribution.speaker) or not _is_pronoun(source))


def _is_one(fact: SourcedFact, other: SourcedFact) -> bool:
    """The same name, or "the coroner" of whom one article gives the name."""
    known = bool(other.source_keys) and other.source_keys <= fact.source_keys
    return (not other.vague or fact.vague) and (known or bool(fact.names & other.names))


def _holds(span: Span, token: Token) -> bool:
    return span.start <= token.start and token.end <= span.end


def _inside(claim: Claim, span: Span | None) -> list[Token]:
    return [t for t in claim.tokens if span is not None and _holds(span, t)]


def _is_pronoun(tokens: Sequence[Token]) -> bool:
    return all(t.pos in _FUNCTION for t in tokens)


def _keys(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(dress_key(t.lemma) for t in tokens if t.pos in _CONTENT and t.lemma not in _EMPTY)


def _all_keys(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(dress_key(t.lemma) for t in tokens)


def _quoted(claim: Claim) -> float:
    return min(1.0, sum(len(q.surface) for q in claim.quotations) / max(1, len(claim.text)))


def _is_spoken(claim: Claim) -> bool:
    """Part of a running quotation, or with a quotation whose speaker is known."""
    if claim.role is ClaimRole.QUOTE:
        return True
    spoken = [q for q in claim.quotations if q.speaker is not None or not (q.opens and q.closes)]
    return sum(len(q.surface) for q in spoken) > _QUOTED * len(claim.text)

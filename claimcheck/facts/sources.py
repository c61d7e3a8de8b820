"""Who says it, and whether the other article says so too.

A fact with its source ("police said", "according to Gawker") is sought in the other article by what is said, the source
left out: the claim that is nearest in words and meaning, and those nearly as near, state it. A trained score tells
whether an editor would miss the source there, from how surely the fact is stated, whether the source or one of its kind
is given with it, beside it or anywhere, what the source is, and how near the two articles are. Nothing is asked of whom
something was said to (see ``rules.attribution_dropped``).

The score is the mean of the log odds of boosted trees and of a logistic regression: ``source_model.json`` is written by
``python -m benchmarks.sources train``, with its held-out scores in it.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from claimcheck.claims.sources.find import words
from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Attribution, Claim, ClaimRole, Filling, Mention, MentionKind, Slot, Span, Token
from claimcheck.matching.forest import Forest
from claimcheck.matching.model import Logistic, of_many, parameters, probability
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import numpy as np

PARAMETERS = "source_model.json"
# Probability from which a source is reported, and where both are one text, from so little: of what whole pairs tell, by
# models of other topics, five in six are right in the golds and two in three in pairs that nothing learnt from
# (``python -m benchmarks.sources evaluate``).
DROPPED = 0.5
_OF_ONE_TEXT, _DROPPED_THERE = 0.8, 0.45
_DROPPED_OF_MANY = 0.64  # in a story of three articles or more: of those below readers were glad of none of nineteen
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
_NOUNS = frozenset({"NOUN", "PROPN"})
_RELATIVE = frozenset({"who", "which", "that"})
_CLAUSES = frozenset({"ccomp", "xcomp"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "NORP"})
# Who does these says what he wants or does, which is no source of a fact.
_ACTS = frozenset(
    """ask urge blame expect want dub demand invite find discover hear see add name call admit acknowledge threaten
    pledge request spread warn vow""".split()
)
NAMES = (
    "cosine",  # of what is said with the claim that answers, and of the two claims
    "claims",
    "words",  # share of the words of what is said that the answer has, and the other way
    "back",
    "margin",  # of the answer's likeness over the next claim's
    "numbers",  # share of the figures and names of what is said that the answer has
    "kin",  # nearest source by cosine: in the answer, beside it, in the article
    "kin_beside",
    "kin_anywhere",
    "given",  # the same source is read: in the answer, in another claim that states the fact, in the sentence before
    "given_besides",  # such a claim, in the article
    "given_before",
    "given_anywhere",
    "heads",  # one of its kind with the fact
    "named",  # share of the words of the source that stand: in the answer, beside it, before it, in the article
    "named_beside",
    "named_before",
    "named_anywhere",
    "besides",  # what is said has a second source, and the answer names it
    "sourced",  # the answer has a source of its own
    "flat",  # a claim states the fact in the paper's own voice
    "hedged",  # the answer: with a hedge in place of a source, a headline, near the top
    "headline",
    "lead_there",
    "saying",  # the cue: a core verb of saying, "according to", an act, with a modal or an adverb, a colon, "citing"
    "according",
    "act",
    "modal",
    "colon",
    "cites",
    "lead",  # where the fact stands in its article
    "place",
    "quoted",  # share of letters in quotation marks, here and there
    "quoted_there",
    "length",  # of the two articles, log claims: the more is told, the less one source weighs
    "length_there",
    "derived",  # how near the claims of one article have one in the other: near 1 for copies and cuts
    "person",  # the source: a person's name, a body, a plural, a pronoun, told of for the first time, a paper or report
    "body",
    "plural",
    "pronoun",
    "vague",
    "report",
    "unresolved",  # no name is known for it
    "channel",
    "himself",  # what is said begins with a pronoun: what he does or wants himself
    "much",  # log words of what is said, log facts of this source
    "often",
)
_DERIVED, _PRONOUN = NAMES.index("derived"), NAMES.index("pronoun")
_PAPERS = frozenset("article document letter newspaper paper post rumor rumour site story video website".split())
_HEDGES = frozenset(
    "reportedly allegedly apparently purportedly supposedly allege believe report suspect rumor rumour".split()
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


@dataclass(frozen=True, eq=False)
class SourceSide:
    """An article's claims and sourced facts, with the vectors of its claims, of what is said, of the sources: unit
    rows in order. What follows of them is reckoned once, with however many articles it is compared."""

    claims: tuple[Claim, ...]
    facts: tuple[SourcedFact, ...]
    vectors: np.ndarray
    said: np.ndarray
    sources: np.ndarray

    @functools.cached_property
    def keys(self) -> list[frozenset[str]]:
        """The words of every claim that say something."""
        return [_keys(claim.tokens) for claim in self.claims]

    @functools.cached_property
    def every(self) -> list[frozenset[str]]:
        """All words of every claim."""
        return [_all_keys(claim.tokens) for claim in self.claims]

    @functools.cached_property
    def anywhere(self) -> frozenset[str]:
        """All words of the article."""
        return frozenset[str]().union(*self.every)

    @functools.cached_property
    def here(self) -> dict[int, list[int]]:
        """By the place of a claim its facts that have a source of some kind."""
        found: dict[int, list[int]] = defaultdict(list)
        for n, fact in enumerate(self.facts):
            if fact.attribution.source_span is not None or fact.attribution.speaker:
                found[fact.place].append(n)
        return found

    @functools.cached_property
    def missable(self) -> list[int]:
        """The facts whose source may be missing elsewhere."""
        return [n for n, fact in enumerate(self.facts) if _may_be_missed(self.claims[fact.place], fact)]

    @functools.cached_property
    def manners(self) -> dict[int, tuple[list[bool], list[bool]]]:
        """How each of these is told (``_manner_of``)."""
        return {n: _manner_of(self.claims[self.facts[n].place], self.facts[n]) for n in self.missable}

    @functools.cached_property
    def often(self) -> Counter[str]:
        """How many facts every source has."""
        return Counter(fact.referent for fact in self.facts)


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

    derived = _derived(left, right)
    vectors = np.asarray(right.vectors, dtype=np.float64)
    rows, found = [], []
    for n in left.missable if right.claims else ():
        fact = left.facts[n]
        cosine = vectors @ np.asarray(left.said[n], dtype=np.float64)
        share = np.array([len(fact.keys & own) / len(fact.keys) for own in right.keys])
        likeness = np.round(cosine + share, _DIGITS)
        best = int(np.argmax(likeness))
        if _is_spoken(right.claims[best]):
            continue  # words in quotation marks are somebody's
        rest = max((float(likeness[m]) for m in range(len(likeness)) if m != best), default=0.0)
        rows.append(
            [
                cosine[best],
                float(np.asarray(left.vectors[fact.place], dtype=np.float64) @ right.vectors[best]),
                share[best],
                len(fact.keys & right.keys[best]) / max(1, len(right.keys[best])),
                likeness[best] - rest,
                *_givenness(left, n, right, best, likeness),
                *_manner(left, n, right, best, derived),
                math.log(len(fact.keys)),
                math.log(left.often[fact.referent]),
            ]
        )
        found.append(Candidate(n, best))
    return found, np.round(np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES)), _DIGITS)


def _givenness(left: SourceSide, n: int, right: SourceSide, best: int, likeness: np.ndarray) -> list[float]:
    """How far the other article gives the fact's source, from "numbers" to "flat" of NAMES."""
    import numpy as np

    fact, here = left.facts[n], right.here
    sources = np.asarray(right.sources, dtype=np.float64)
    kinship = sources @ np.asarray(left.sources[n], dtype=np.float64) if right.facts else np.zeros(0)
    stating = [
        m
        for m, claim in enumerate(right.claims)
        if claim.role is not ClaimRole.HEADLINE and likeness[m] >= _NEARLY * likeness[best]
    ] or [best]
    beside = [m for m in (best - 1, best + 1) if 0 <= m < len(right.keys)]
    at = {one.place for one in right.facts if _is_one(fact, one)}
    own = left.claims[fact.place].tokens
    marked = frozenset(dress_key(t.lemma) for t in own if t.pos in {"NUM", "PROPN"}) & fact.keys

    def kin(places: Iterable[int]) -> float:
        return max((float(kinship[k]) for m in places for k in here.get(m, ())), default=-0.1)

    def named(words_: frozenset[str]) -> float:
        return len(fact.source_keys & words_) / max(1, len(fact.source_keys))

    besides = [one.source_keys for k, one in enumerate(left.facts) if one.place == fact.place and k != n]
    return [
        len(marked & right.keys[best]) / len(marked) if marked else 0.5,
        kin([best]),
        kin(beside),
        kin(here),
        best in at,
        any(m in at for m in stating if m != best),
        any(m - 1 in at for m in stating),
        bool(at),
        any(kinship[k] > _KIN or fact.heads & right.facts[k].heads for m in stating for k in here.get(m, ())),
        named(right.every[best]),
        named(frozenset[str]().union(*(right.every[m] for m in beside))),
        named(right.every[best - 1]) if best else 0.0,
        named(right.anywhere),
        any(keys and keys <= right.every[best] for keys in besides),
        best in here,
        any(not here.get(m) and not _is_spoken(right.claims[m]) for m in stating),
    ]


def _manner(left: SourceSide, n: int, right: SourceSide, best: int, derived: float) -> list[float]:
    """How the fact and its source are told on the one side and the fact on the other, from "hedged" to "himself"."""
    fact, answer = left.facts[n], right.claims[best]
    of_cue, of_source = left.manners[n]
    return [
        any(t.lemma in _HEDGES for t in answer.tokens),
        answer.role is ClaimRole.HEADLINE,
        best <= 2,
        *of_cue,
        fact.place <= 2,
        fact.place / len(left.claims),
        _quoted(left.claims[fact.place]),
        1.0 if answer.role is ClaimRole.QUOTE else _quoted(answer),
        *(math.log(max(_SHORT, len(side.claims))) for side in (left, right)),
        derived,
        *of_source,
    ]


def _manner_of(claim: Claim, fact: SourcedFact) -> tuple[list[bool], list[bool]]:
    """How a fact is told: by its cue, "saying" to "cites" of NAMES, and by its source, "person" to "himself"."""
    cue = [t for t in claim.tokens if _holds(fact.attribution.cue_span, t)]
    lemmas, written = {t.lemma for t in cue}, fold(fact.attribution.cue)
    source = _inside(claim, fact.attribution.source_span)
    said = [t for t in claim.tokens if t.pos != "PUNCT" and any(_holds(s, t) for s in fact.attribution.content)]
    of_cue = [
        bool(lemmas & words("core_verbs")) or "according" in lemmas or "accord" in lemmas,
        written.startswith("according"),
        bool(lemmas & _ACTS),
        any(t.tag in {"MD", "RB"} for t in cue),
        written == ":",
        bool(lemmas & {"cite", "quote"}),
    ]
    of_source = [
        any(t.ent.endswith("PERSON") for t in source),
        any(t.ent.endswith("ORG") for t in source),
        any(t.tag in {"NNS", "NNPS"} for t in source),
        _is_pronoun(source),
        fact.vague,
        any(t.lemma in words("reporting_nouns") or t.lemma in _PAPERS for t in source),
        fact.attribution.speaker is None,
        fact.attribution.channel_span is not None,
        any(t.tag in {"PRP", "PRP$"} for t in said[:1]) or any(t.tag == "PRP" for t in said[1:2]),
    ]
    return of_cue, of_source


def _derived(left: SourceSide, right: SourceSide) -> float:
    """Mean over the claims of one article of the cosine with the nearest of the other, for the article that has more
    of it: near 1 for a copy or a cut, near 0.5 for two reports of one event."""
    import numpy as np

    cosine = np.asarray(left.vectors, dtype=np.float64) @ np.asarray(right.vectors, dtype=np.float64).T
    return min(1.0, float(max(cosine.max(0).mean(), cosine.max(1).mean()))) if cosine.size else 0.0


def least(derived: float) -> float:
    """The probability from which a source is reported between two articles, by how near they are to one text: what one
    text has and its cut lacks was taken out; what two newsrooms heard from two people lacks nothing."""
    return _DROPPED_THERE if derived >= _OF_ONE_TEXT else DROPPED


def dropped(features: np.ndarray) -> np.ndarray:
    """Probability that an editor would miss the source there, for features of shape (candidates, NAMES)."""
    linear = Logistic.of(parameters(PARAMETERS, __package__)["linear"])
    return probability((linear.logit(features, NAMES) + _forest().log_odds(features)) / 2)


@functools.cache
def _forest() -> Forest:
    return Forest.of(parameters(PARAMETERS, __package__), NAMES)


@dataclass(frozen=True, slots=True)
class Given:
    """Facts of one article that another gives as well, each by its place and that of the claim there: those of which
    the source may be missing there, with the probability, and those that both state with a source, or may."""

    lacking: tuple[tuple[int, int, float], ...] = ()
    stated: tuple[tuple[int, int], ...] = ()


def given_between(left: SourceSide, right: SourceSide) -> Given:
    """What the right article gives of the left one's facts."""
    found, features = candidates(left, right)
    if not found:
        return Given()
    scores = [round(float(p), _DIGITS) for p in dropped(features)]
    enough = least(float(features[0][_DERIVED]))
    surest: dict[str, float] = defaultdict(float)
    for (n, _), score, row in zip(found, scores, features, strict=True):
        # without its "he said" a text still knows who: only a source by name or kind is missed so early
        if row[0] + row[2] >= _LIKE and (score >= DROPPED or not row[_PRONOUN]):
            surest[left.facts[n].referent] = max(surest[left.facts[n].referent], score)
    lacking, stated = [], []
    for (n, m), score, row in zip(found, scores, features, strict=True):
        fact = left.facts[n]
        bar = _AS_SURE * surest[fact.referent]
        if surest[fact.referent] >= enough and score >= bar and row[0] + row[2] >= _LIKE:
            lacking.append((n, m, score))
        elif row[0] + row[2] >= _STATED and _tells(left.claims[fact.place], fact.attribution):
            stated.append((n, m))
    return Given(tuple(lacking), tuple(stated))


def source_slots(sides: Mapping[str, SourceSide], given: Mapping[tuple[str, str], Given]) -> tuple[Slot, ...]:
    """The facts of a story's articles with their sources; ``sides`` by article id, ``given`` by the ids of two that are
    compared, either way round, as ``given_between`` gives it.

    Where two articles give one fact with a source each, the slot holds both sources, and no confidence. Where one gives
    a source that another lacks, there is one slot a source and article, with the probability of the surest: fact by
    fact, the surest first, the source's mention, then the claims that lack it, of all articles that do.
    """
    lacking: dict[tuple[str, str], list[tuple[float, Filling, Filling]]] = defaultdict(list)
    both: dict[Span, Slot] = {}
    for (left, right), between in sorted(given.items()):
        ours, theirs = sides[left], sides[right]
        for n, m, alone in between.lacking:
            score = of_many(alone, len(sides))
            # of two articles as it was found
            if score >= (min(alone, DROPPED) if len(sides) <= 2 else _DROPPED_OF_MANY):
                told_there = _told_there(ours, n, theirs, m)
                lacking[left, ours.facts[n].referent].append((score, _source_of(ours, n), told_there))
        for n, m in between.stated:
            mention = _source_of(ours, n)
            if mention.mention.span not in both:
                pair = sorted((mention, _told_there(ours, n, theirs, m)), key=lambda f: f.mention.span)
                if all(f.mention.span != f.claim.span for f in pair):
                    slot = Slot(MentionKind.SOURCE.value, "source", tuple(pair))
                    both.update({f.mention.span: slot for f in pair})
    slots: dict[frozenset[Span], Slot] = {}  # two articles that each lack the other's source: one slot, the surest
    for _, told in sorted(lacking.items()):
        told.sort(key=lambda t: (-t[0], t[1].mention.span, t[2].mention.span))
        by_fact: dict[Span, list[Filling]] = {}
        for _, credited, lacks in told:
            by_fact.setdefault(credited.mention.span, [credited]).append(lacks)
        fillings = dict.fromkeys(f for fact in by_fact.values() for f in fact)
        spans = frozenset(f.mention.span for f in fillings)
        if spans not in slots or told[0][0] > (slots[spans].confidence or 0.0):
            slots[spans] = Slot(MentionKind.SOURCE.value, "source", tuple(fillings), told[0][0])
    return (*slots.values(), *dict.fromkeys(both.values()))


def _source_of(side: SourceSide, n: int) -> Filling:
    """Fact ``n`` by the words that credit it."""
    fact = side.facts[n]
    return Filling(side.claims[fact.place], source_mention(side.claims[fact.place], fact.attribution))


def _told_there(left: SourceSide, n: int, right: SourceSide, m: int) -> Filling:
    """Claim ``m`` with the source that it gives, of several the likest to that of fact ``n``; with all its words where
    it gives none."""
    claim = right.claims[m]
    facts = [(k, f.attribution) for k, f in enumerate(right.facts) if f.place == m]
    given = [k for k, a in facts if a.source_span is not None and _is_stated(claim, a) and _tells(claim, a)]
    if not given:
        return Filling(claim, Mention(MentionKind.SOURCE, claim.span, claim.text))
    own = left.facts[n]
    kin = {k: round(float(left.sources[n] @ right.sources[k]), _DIGITS) for k in given}
    best = max(given, key=lambda k: (_is_one(own, right.facts[k]), kin[k], -k))
    return Filling(claim, source_mention(claim, right.facts[best].attribution))


def _tells(claim: Claim, attribution: Attribution) -> bool:
    """Whether the source says something: by a verb of saying, in a clause, or in a claim that quotes; not who
    "criticized her stance"."""
    cue = [t for t in claim.tokens if _holds(attribution.cue_span, t)]
    if any(t.lemma in words("core_verbs") or t.pos in {"ADP", "PUNCT"} for t in cue) or _quoted(claim):
        return True
    said = [t for t in claim.tokens if any(_holds(s, t) for s in attribution.content)]
    return any(t.pos in {"VERB", "AUX"} for t in said)


def source_mention(claim: Claim, attribution: Attribution) -> Mention:
    """The words that credit it: source, cue and whom it was told, as they stand in the claim; of "which said" with what
    it stands for."""
    told = [s for s in (attribution.source_span, attribution.cue_span) if s is not None]
    told += _antecedent(claim, attribution.source_span)
    whole = [*told, attribution.channel_span] if attribution.channel_span is not None else told
    named = any(t.pos in _NOUNS for t in _inside(claim, attribution.source_span))
    one = attribution.source_span if named and attribution.source_span is not None else attribution.cue_span
    for spans in (whole, told, [one]):  # "Karim" at one end of what he says, "added" at the other
        low, high = min(s.start for s in spans), max(s.end for s in spans)
        if high - low <= _LONGEST and not any(low < c.end and c.start < high for c in attribution.content):
            break
    low, high = max(low, claim.span.start), min(high, claim.span.end)
    surface = claim.text[low - claim.span.start : high - claim.span.start]
    return Mention(MentionKind.SOURCE, Span(claim.span.path, low, high), surface)


def _antecedent(claim: Claim, source: Span | None) -> list[Span]:
    """The noun that a relative pronoun stands for, with all before it: "the Syrian Observatory, which said"."""
    tokens, own = claim.tokens, _inside(claim, source)
    if len(own) != 1 or own[0].lemma.lower() not in _RELATIVE or own[0] is tokens[0]:
        return []
    at = tokens.index(own[0])
    noun = tokens[tokens[at].head].head
    if not (noun < at and tokens[noun].pos in _NOUNS):
        noun = at - 1 - (tokens[at - 1].pos == "PUNCT")
    while tokens[noun].dep == "pobj" and tokens[(up := tokens[tokens[noun].head].head)].pos == "PROPN" and up < noun:
        noun = up  # "the Observatory for Human Rights"
    if noun < 0 or tokens[noun].pos not in _NOUNS:
        return []
    first = noun
    while first and _hangs_on(tokens, first - 1, noun):
        first -= 1
    return [Span(claim.span.path, tokens[first].start, tokens[noun].end)]


def _hangs_on(tokens: Sequence[Token], i: int, noun: int) -> bool:
    while tokens[i].head not in (i, noun) and i != noun:
        i = tokens[i].head
    return tokens[i].head == noun


def _may_be_missed(claim: Claim, fact: SourcedFact) -> bool:
    """Somebody is named or described and states it, and what is said has words enough to be found again."""
    source = _inside(claim, fact.attribution.source_span)
    if not source or len(fact.keys) < 2 or not _is_stated(claim, fact.attribution):
        return False
    return bool(fact.attribution.speaker) or not _is_pronoun(source)


def _is_stated(claim: Claim, attribution: Attribution) -> bool:
    """Whether what follows the cue is told by the source at all: not what it "did not know" or "would not confirm", nor
    what it does itself by saying so ("has asked the doctor to join")."""
    inside = {i for i, t in enumerate(claim.tokens) if _holds(attribution.cue_span, t)}
    below = [t for i, t in enumerate(claim.tokens) if t.head in inside and i not in inside]
    if any(t.dep == "neg" for t in (*below, *(claim.tokens[i] for i in inside))):
        return False
    wanted = [i for i, t in enumerate(claim.tokens) if t.head in inside and t.dep in _CLAUSES and i not in inside]
    return not wanted or not all(_is_infinitive(claim.tokens, i) for i in wanted)


def _is_infinitive(tokens: Sequence[Token], i: int) -> bool:
    """ "to join", not "to have joined", which tells what was."""
    own = [t for t in tokens if t.head == i]
    return tokens[i].tag == "VB" and any(t.tag == "TO" for t in own)


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

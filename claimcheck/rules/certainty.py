"""certainty (P402): doubted or planned in one article, told as fact in the other.

What it finds
    A predicate that both variants share is put under "could", "allegedly", "appeared to", "were said to" or "was to" in
    one of them, and told as plain fact in the other, if in another verb ("has released", "has reportedly issued"); or
    planned in one and doubtful in the other ("will be announced", "is expected to be announced"). Also where the two
    sentences are not aligned, if the verb, its people and two more words under it are the same. A note where nothing
    but a "would", a "can" or a plan tells it. And, as a note with a confidence, one event that several articles tell
    with another certainty, wherever and by whomever it is told: "reportedly bought" against "has bought". A trained
    score says so, one finding for an event with all its places.

Why it matters
    What loses its "allegedly" becomes what nobody said.

Example
    - Three climbers were said to have been rescued after the night on the mountain.
    - Three climbers were rescued after the night on the mountain.
    -> certainty: "said" / "rescued"

Not reported
    A doubt that the other article puts in other words of the same sentence, or elsewhere; ability ("could
    not see"); orders ("should", "must"); what stands under "until" or "if"; hearsay against what somebody says, in
    quotation marks or by credit: the paper vouches for neither; of two reports written independently all but the
    notes of the trained score.

Options
    agreement: share of the shorter claim's content words that must agree (default 0.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.cues import HEDGES, MODALS
from claimcheck.comparing.places import mention_place, place_in, predicate_place
from claimcheck.comparing.polarity import Certainty, is_doubted
from claimcheck.comparing.predicates import SharedPredicate, reworded_predicates, shared_predicates
from claimcheck.comparing.quotes import quoted_tokens
from claimcheck.datamodel import (
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    Evidence,
    MentionKind,
    Place,
    Rule,
    Severity,
    Slot,
    Span,
    Token,
)
from claimcheck.evidence.assertions import Assertion, assertions_of
from claimcheck.facts.event_status import told_at
from claimcheck.facts.slots import one_event, share_an_argument
from claimcheck.textforms import fold

_SAME_WORDING = 0.8
_WORDS = {Certainty.ASSERTED: "told as fact", Certainty.HEDGED: "told with a doubt", Certainty.PLANNED: "planned"}
_DOUBTS = HEDGES | {"may", "might"}  # "would" and "could" may mean habit or ability
_HEARSAY = frozenset({"allegedly", "alleged", "allege", "accuse", "accused", "charge", "reportedly", "claim", "say"})
_ALLEGED = frozenset({"allegedly", "allege", "reportedly", "purportedly", "supposedly"})
_ACCUSED = frozenset({"accuse", "accused", "charge", "indict", "suspect", "suspected"})
_UNTOLD = frozenset({"before", "until", "till", "if", "unless", "whether", "previously", "formerly"})


@dataclass(frozen=True, slots=True)
class CertaintyRule(Rule):
    code: ClassVar[str] = "P402"
    name: ClassVar[str] = "certainty"
    across_stories: ClassVar[bool] = False  # what was planned is done by the next report
    severity: Severity = Severity.WARNING
    agreement: float = 0.4

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Predicates of matched claims, where one text comes from the other; what one article puts in doubt and the
        other tells as fact in a sentence elsewhere; then the events that a trained score takes for one over whole
        articles (``facts.events``), of which nothing was said."""
        told = [d for comparison in evidence.comparisons for d in self._in_matched(comparison)]
        told += _across_sentences(evidence)
        yield from told
        known = [place.span for d in told for place in d.places]
        for slot in evidence.slots:
            if slot.kind == MentionKind.EVENT and slot.confidence is not None:
                found = _told_apart(slot, slot.confidence)
                if not any(_meet(span, place.span) for span in known for place in found.places):
                    yield found

    def _in_matched(self, comparison: Comparison) -> Iterator[Divergence]:
        if not comparison.is_derived:
            return
        if agreement(comparison) < self.agreement or comparison.alignment.left[0].role is ClaimRole.HEADLINE:
            return
        same = list(shared_predicates(comparison, copulas=True))
        for shared in (*same, *reworded_predicates(comparison)):
            a, b = shared.left_reading, shared.right_reading
            if a.certainty is b.certainty:
                continue
            if Certainty.ASSERTED not in {a.certainty, b.certainty}:
                yield from _doubtful_plan(comparison, shared)
                continue
            if (a.negated or shared not in same) and not _is_worded_doubt(comparison, shared):
                continue
            if shared not in same and (
                not share_an_argument(comparison, shared.left, shared.right) or _doubts_elsewhere(comparison, shared)
            ):
                continue
            if agreement(comparison) < 0.6 and not share_an_argument(comparison, shared.left, shared.right):
                continue
            if not one_event(comparison, shared.left, shared.right):
                continue
            if Certainty.PLANNED in {a.certainty, b.certainty} and not _is_done(comparison, shared):
                continue
            tokens, at = (
                (comparison.right_tokens, shared.right)
                if b.certainty is Certainty.ASSERTED
                else (comparison.left_tokens, shared.left)
            )
            if a.negated != b.negated or is_doubted(tokens, at) or _is_no_assertion(tokens, at):
                continue
            if _crosses_marks(comparison, shared) or _is_credited(comparison, shared):
                continue
            left = predicate_place(comparison, "left", (*_clause(comparison.left_tokens, shared.left), *a.cues))
            right = predicate_place(comparison, "right", (*_clause(comparison.right_tokens, shared.right), *b.cues))
            found = _divergence(left, right, a.certainty, b.certainty, "the words around agree")
            yield replace(found, severity=Severity.NOTE) if _is_modal_alone(comparison, shared) else found
            return


def _across_sentences(evidence: Evidence) -> Iterator[Divergence]:
    """What one article puts in doubt and the other tells as fact in a sentence elsewhere."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in evidence.claims:
        by_article[claim.article_id].append(claim)
    told = {article: assertions_of(claims) for article, claims in by_article.items()}
    compared: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    for comparison in evidence.comparisons:
        compared[comparison.left_article.id, comparison.right_article.id].append(comparison)
    for (left, right), own in sorted(compared.items()):
        if left in told and right in told:
            yield from _between(told[left], told[right], own, left_first=True)
            yield from _between(told[right], told[left], own, left_first=False)


def _told_apart(slot: Slot, confidence: float) -> Divergence:
    softest = slot.fillings[0]
    firmest = next(f for f in reversed(slot.fillings) if f.claim.article_id != softest.claim.article_id)
    rest = [f for f in slot.fillings if f not in (softest, firmest)]
    places = [mention_place(f.claim, f.mention) for f in (softest, firmest, *rest)]
    words = [told_at(f.claim, f.mention.span) for f in (softest, firmest)]
    left, right = places[:2]
    return Divergence(
        message=f"“{left.surface}” against “{right.surface}”: {words[0]} in one article, {words[1]} in the other",
        primary=left,
        related=tuple(places[1:]),
        key=("certainty", *sorted((fold(left.surface), fold(right.surface)))),
        values=(f"{left.surface} ({words[0]})", f"{right.surface} ({words[1]})"),
        evidence=("a trained score takes the two for one event",),
        severity=Severity.NOTE,
        confidence=confidence,
    )


def _is_worded_doubt(comparison: Comparison, shared: SharedPredicate) -> bool:
    """Whether a word that says so puts one side in doubt: "is believed to", not "would not specify"."""
    sides = ((comparison.left_tokens, shared.left_reading), (comparison.right_tokens, shared.right_reading))
    return any(
        r.certainty is Certainty.HEDGED and any(tokens[k].lemma in _DOUBTS for k in r.cues) for tokens, r in sides
    )


def _is_modal_alone(comparison: Comparison, shared: SharedPredicate) -> bool:
    """Whether nothing but a modal tells the two apart: it may tell habit, ability or a plan."""
    sides = ((comparison.left_tokens, shared.left_reading), (comparison.right_tokens, shared.right_reading))
    return all(tokens[k].lemma in MODALS for tokens, r in sides for k in r.cues)


def _doubts_elsewhere(comparison: Comparison, shared: SharedPredicate) -> bool:
    """Whether the side that asserts has a word of doubt all the same, if not above this verb."""
    sides = ((comparison.left_tokens, shared.left_reading), (comparison.right_tokens, shared.right_reading))
    return any(r.certainty is Certainty.ASSERTED and any(t.lemma in HEDGES for t in tokens) for tokens, r in sides)


def _doubtful_plan(comparison: Comparison, shared: SharedPredicate) -> Iterator[Divergence]:
    """ "will be announced" against "it is expected that it will be announced"; "would" is a "will" that is reported."""
    a, b = shared.left_reading, shared.right_reading
    if agreement(comparison) < _SAME_WORDING or a.negated != b.negated:
        return
    sides = ((comparison.left_tokens, shared.left, a), (comparison.right_tokens, shared.right, b))
    lemmas = [{tokens[k].lemma for k in r.cues} for tokens, _, r in sides]
    firm, doubt = lemmas if a.certainty is Certainty.PLANNED else lemmas[::-1]
    if (
        not firm <= {"will", "shall"}
        or not doubt & _DOUBTS
        or any(is_doubted(tokens, at) for tokens, at, r in sides if r.certainty is Certainty.PLANNED)
    ):
        return
    left = predicate_place(comparison, "left", (shared.left, *a.cues))
    right = predicate_place(comparison, "right", (shared.right, *b.cues))
    yield _divergence(left, right, a.certainty, b.certainty, "the words around agree")


Told = Mapping[str, Sequence[Assertion]]


def _between(
    doubting: Told, telling: Told, comparisons: Sequence[Comparison], *, left_first: bool
) -> Iterator[Divergence]:
    joined = {(a.id, b.id) for c in comparisons for a in c.alignment.left for b in c.alignment.right}
    matched = {(c.left_tokens[i].start, c.right_tokens[j].start) for c in comparisons for i, j in c.matched}
    for lemma, doubts in doubting.items():
        for doubt in doubts:
            if not _is_plain_doubt(doubt):
                continue
            for fact in telling.get(lemma, ()):
                if not _is_plain_fact(fact) or fact.reading.negated != doubt.reading.negated:
                    continue
                first, second = (doubt, fact) if left_first else (fact, doubt)
                if (first.token.start, second.token.start) in matched:
                    continue  # the words stand against each other: ``check`` has judged them
                core, words = doubt.core & fact.core, doubt.words & fact.words
                if not core or ((first.claim.id, second.claim.id) not in joined and len(words - core) < 2):
                    continue
                if any(words <= o.words and _is_plain_fact(o) for o in doubting[lemma] if o is not doubt):
                    continue  # the doubting article tells it as fact too
                if any(
                    words <= o.words and (o.doubted or o.reading.certainty is not Certainty.ASSERTED)
                    for o in telling[lemma]
                    if o is not fact
                ):
                    continue  # the telling article has the doubt elsewhere
                yield _told(first, second)
                break


def _is_plain_doubt(a: Assertion) -> bool:
    """In doubt by a word that says so, not by a "would" or a "could" that may mean habit or ability, and not as to who
    did it: a man may be accused of a killing of which nobody doubts that it was one."""
    cues = [a.claim.tokens[k].lemma for k in a.reading.cues]
    return a.reading.certainty is Certainty.HEDGED and any(c in _DOUBTS - _ACCUSED for c in cues)


def _is_plain_fact(a: Assertion) -> bool:
    done = a.token.tag in {"VBD", "VBN"} or len(_clause(a.claim.tokens, a.index)) > 1
    if any(t.lemma in _ALLEGED for t in a.claim.tokens):
        return False  # wherever the parser hangs it: "Constable Fanning allege the man opened fire"
    vouched = not a.doubted and not _is_in_a_mouth(a.claim, a.token)
    return done and vouched and a.reading.certainty is Certainty.ASSERTED


def _told(first: Assertion, second: Assertion) -> Divergence:
    places = []
    for a in (first, second):
        indices = (*_clause(a.claim.tokens, a.index), *a.reading.cues)
        stretch = a.claim.tokens[min(indices) : max(indices) + 1]
        places.append(place_in((a.claim,), stretch[0].start, stretch[-1].end))
    left, right = places
    return _divergence(
        left, right, first.reading.certainty, second.reading.certainty, "both say it of the same people or things"
    )


def _meet(one: Span, other: Span) -> bool:
    return one.path == other.path and one.start < other.end and other.start < one.end


def _divergence(left: Place, right: Place, a: Certainty, b: Certainty, evidence: str) -> Divergence:
    first, second = _WORDS[a], _WORDS[b]
    return Divergence(
        message=f"“{left.surface}” against “{right.surface}”: {first} in one article, {second} in the other",
        primary=left,
        related=(right,),
        key=("certainty", *sorted((fold(left.surface), fold(right.surface)))),
        values=(f"{left.surface} ({first})", f"{right.surface} ({second})"),
        evidence=(evidence,),
    )


def _is_no_assertion(tokens: Sequence[Token], i: int) -> bool:
    """What stands under "before", "until" or "if", and what was once so: "until service was restored", "previously they
    were required to ask"."""
    beside = {t.lemma.lower() for k, t in enumerate(tokens) if t.head == i and t.dep in {"mark", "advmod"}}
    return bool(beside & _UNTOLD)


def _crosses_marks(comparison: Comparison, shared: SharedPredicate) -> bool:
    """Whether a word that puts the predicate in doubt stands inside quotation marks and it does not, or the other way
    round: ""That's all I can say," Arians said"."""
    sides = (
        (comparison.alignment.left, comparison.left_tokens, shared.left, shared.left_reading),
        (comparison.alignment.right, comparison.right_tokens, shared.right, shared.right_reading),
    )
    return any(
        len({marks[at], *(marks[k] for k in reading.cues)}) > 1
        for claims, tokens, at, reading in sides
        for marks in [quoted_tokens(claims, tokens)]
    )


def _is_credited(comparison: Comparison, shared: SharedPredicate) -> bool:
    """ "he allegedly opened fire" against "he opened fire, police said": somebody else's word in both."""
    sides = (
        (comparison.alignment.left, comparison.left_tokens, shared.left, shared.left_reading),
        (comparison.alignment.right, comparison.right_tokens, shared.right, shared.right_reading),
    )
    told = [s for s in sides if s[3].certainty is Certainty.ASSERTED]
    doubt = {t[k].lemma.lower() for _, t, _, r in sides if r.certainty is not Certainty.ASSERTED for k in r.cues}
    return bool(doubt & _HEARSAY) and any(
        _is_in_a_mouth(claim, tokens[at]) for claims, tokens, at, _ in told for claim in claims
    )


def _is_in_a_mouth(claim: Claim, token: Token) -> bool:
    """Whether somebody says it, in quotation marks or by credit: the paper does not vouch for it."""
    if not claim.span.start <= token.start < claim.span.end:
        return False
    credited = [span for a in claim.attributions if a.source_span is not None for span in a.content]
    stretches = [*credited, *(q.span for q in claim.quotations)]
    return claim.role is ClaimRole.QUOTE or any(s.start <= token.start < s.end for s in stretches)


def _clause(tokens: Sequence[Token], i: int) -> tuple[int, ...]:
    """A predicate with the verb that carries it where it is a participle: "opened fire, wounding"."""
    at = i
    while tokens[at].dep == "conj" and tokens[tokens[at].head].tag == "VBG":
        at = tokens[at].head
    return (i, tokens[at].head) if tokens[i].tag == "VBG" and tokens[at].dep == "advcl" else (i,)


def _is_done(comparison: Comparison, shared: SharedPredicate) -> bool:
    """Against a plan only what is told as done stands: "was to release", "released"; not "plays", "will play"."""
    tokens, index, reading = comparison.left_tokens, shared.left, shared.left_reading
    if reading.certainty is not Certainty.ASSERTED:
        tokens, index = comparison.right_tokens, shared.right
    return tokens[index].tag in {"VBD", "VBN"}

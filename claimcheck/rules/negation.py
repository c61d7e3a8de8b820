"""negation (P401): polarity flipped.

What it finds
    A predicate that both variants share is negated in one only: by "not", "no", "never", "without", by "failed to" or
    "denied"; or one word stands where the other has its opposite (rise, fall; legal, illegal; spur, hinder).

Why it matters
    A "not" gained or lost turns the news round.

Example
    - The minister said the army had not used the weapons in the northern towns.
    - The minister said the army had used the weapons in the northern towns.
    -> negation: "had not used" / "had used"

Not reported
    Negations that the other variant carries by other words of the same claim; what one sold and the other bought, one
    won and the other lost; two reports written independently.

Options
    agreement: share of the shorter claim's content words that must agree (default 0.5).
    near: share of the longer claim's for a negation whose verb the other variant words otherwise, a warning (default
        0.7).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement, mutual_agreement
from claimcheck.comparing.antonyms import are_opposites, lacks
from claimcheck.comparing.cues import NEGATIONS, REVERSING
from claimcheck.comparing.places import claim_place, predicate_place, side_place
from claimcheck.comparing.polarity import bare, is_negating
from claimcheck.comparing.predicates import SharedPredicate, shared_predicates
from claimcheck.datamodel import Comparison, Divergence, Edit, EditKind, Rule, Severity, Token
from claimcheck.evidence.participants import from_other_end, told_from_either_end
from claimcheck.textforms import fold

_REFUSED = REVERSING | frozenset("stop halt quit bar ban block keep skip boycott escape".split())
_AVOIDING = frozenset(
    {"skip", "miss", "lack", "boycott", "avoid", "shun", "abstain", "escape", "evade", "dismiss", "reject", "refuse"}
)
_NEAR = 4  # words behind a negation that it may be of, whatever the tree says
_REWORDED = frozenset({EditKind.WORDING, EditKind.TERM, EditKind.STYLE})


@dataclass(frozen=True, slots=True)
class Negation(Rule):
    code: ClassVar[str] = "P401"
    name: ClassVar[str] = "negation"
    severity: Severity = Severity.ERROR
    agreement: float = 0.5
    near: float = 0.7

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        if not comparison.is_derived:
            return
        if agreement(comparison) < self.agreement:
            return
        left, right = comparison.left_tokens, comparison.right_tokens
        balance = sum(is_negating(left, i) for i in range(len(left))) - sum(
            is_negating(right, j) for j in range(len(right))
        )
        if balance % 2 and (_has_opposites(comparison) or _is_not_until(comparison)):
            return  # "not illegal" against "legal": two turns are none
        flipped = [s for s in shared_predicates(comparison) if s.left_reading.negated != s.right_reading.negated]
        if balance == 0 and not _is_crossed(comparison, flipped):
            flipped = []
        for shared in flipped:
            if _is_refused_there_too(comparison, shared):
                continue
            cues = shared.left_reading.cues, shared.right_reading.cues
            above = _verb_above(left, shared.left), _verb_above(right, shared.right)
            if above[0] in cues[0] or above[1] in cues[1]:  # "denied taking" against "admitted taking"
                cues = _with(cues[0], above[0]), _with(cues[1], above[1])
            a = predicate_place(comparison, "left", (shared.left, *cues[0]))
            b = predicate_place(comparison, "right", (shared.right, *cues[1]))
            yield Divergence(
                message=f"“{a.surface}” against “{b.surface}”: negated in one of the two only",
                primary=a,
                related=(b,),
                key=("polarity", *sorted((fold(a.surface), fold(b.surface)))),
                values=(a.surface, b.surface),
                evidence=("the words around agree",),
            )
            return  # one flip flips every predicate under it: the first tells it
        if balance % 2 and mutual_agreement(comparison) >= self.near:
            lone = _lone_negation(comparison)
            if lone is not None:
                yield lone
                return
        for edit in comparison.edits:
            if edit.kind not in _REWORDED or balance != 0:
                continue
            sides = (left[slice(*edit.left)], right[slice(*edit.right)])
            if _from_either_end(comparison, edit):
                continue
            opposed = any(a.pos == b.pos and are_opposites(a.lemma, b.lemma) for a in sides[0] for b in sides[1])
            if opposed:
                yield Divergence(
                    message=f"“{edit.left_surface}” against “{edit.right_surface}”: opposites, said of the same thing",
                    primary=side_place(comparison, "left", edit.left),
                    related=(side_place(comparison, "right", edit.right),),
                    key=("opposites", *sorted((fold(edit.left_surface), fold(edit.right_surface)))),
                    values=(edit.left_surface, edit.right_surface),
                    evidence=("the words around agree",),
                )


def _is_crossed(comparison: Comparison, flipped: Sequence[SharedPredicate]) -> bool:
    """ "opened no inquiry and found traces" against "opened an inquiry and found no traces": each side negates what the
    other does not. Not "did not say that he knew" against "said that he did not know", where one stands under the
    other; nor where the negations stand in one place and only their reading differs."""
    pairs = dict(comparison.matched)
    ours = [s for s in flipped if s.left_reading.negated]
    theirs = [s for s in flipped if s.right_reading.negated]
    if any(
        pairs.get(i) == j or (pairs.get(i - 1) == j - 1 and pairs.get(i + 1) == j + 1)
        for a, b in itertools.product(ours, theirs)
        for i, j in itertools.product(a.left_reading.cues, b.right_reading.cues)
    ):
        return False
    return bool(ours and theirs) and not any(
        _stands_under(tokens, x, y) or _stands_under(tokens, y, x)
        for a, b in itertools.product(ours, theirs)
        for tokens, x, y in ((comparison.left_tokens, a.left, b.left), (comparison.right_tokens, a.right, b.right))
    )


def _is_refused_there_too(comparison: Comparison, shared: SharedPredicate) -> bool:
    """ "refused to comment" against "was asked to comment but declined": both turn it down, in a word of their own."""
    negated = shared.left_reading.negated
    sides = (comparison.left_tokens, shared.left), (comparison.right_tokens, shared.right)
    own, verb = sides[not negated]
    other = _unmatched(comparison)[negated]
    cues = (shared.left_reading if negated else shared.right_reading).cues
    turned = {own[k].lemma for k in (*cues, own[verb].head)} & REVERSING
    return bool(turned) and any(t.lemma in _REFUSED and t.pos == "VERB" for t in other)


def _has_opposites(comparison: Comparison) -> bool:
    """Whether words that only one side has are opposites of words that only the other has, and one of the two is what
    is negated."""
    left, right = comparison.left_tokens, comparison.right_tokens
    lefts, rights = {i for i, _ in comparison.matched}, {j for _, j in comparison.matched}
    return any(
        _is_negated(left, i) or _is_negated(right, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if i not in lefts and j not in rights and not {a.lemma, b.lemma} & REVERSING
        if (a.pos == b.pos and are_opposites(a.lemma, b.lemma)) or lacks(a.lemma, b.lemma) or lacks(b.lemma, a.lemma)
    )


def _is_negated(tokens: Sequence[Token], i: int) -> bool:
    """Whether a negation is of the word at ``i``, or of the one above or below it; or stands shortly before it."""
    for n in range(len(tokens)):
        if n != i and is_negating(tokens, n):
            top = tokens[n].head
            if 0 < i - n <= _NEAR or top in (i, tokens[i].head) or tokens[top].head == i or n == tokens[i].head:
                return True
    return False


def _is_not_until(comparison: Comparison) -> bool:
    """ "did not open until the spring" against "opened only in the spring"."""
    lemmas = [{t.lemma.lower() for t in side} for side in _unmatched(comparison)]
    return any(
        own & {"until", "till", "before"} and own & NEGATIONS and other & {"only", "after", "when", "finally", "first"}
        for own, other in (lemmas, lemmas[::-1])
    )


def _verb_above(tokens: Sequence[Token], i: int) -> int | None:
    """The verb right before the one at ``i`` that governs it."""
    head = tokens[i].head
    return head if tokens[head].pos == "VERB" and 0 < i - head <= 3 else None


def _with(cues: tuple[int, ...], i: int | None) -> tuple[int, ...]:
    return cues if i is None else (*cues, i)


def _turns_away(tokens: Sequence[Token]) -> bool:
    """ "stayed away", "skipped", "boycotted": what did not happen, without a word of negation."""
    lemmas = {t.lemma.lower() for t in tokens}
    return bool(lemmas & _AVOIDING) or bool(lemmas & {"stay", "keep", "remain"} and lemmas & {"away", "out", "absent"})


def _stands_under(tokens: Sequence[Token], i: int, top: int) -> bool:
    """Whether the verb at ``i`` is what the one at ``top`` speaks of: its complement, or within it."""
    while tokens[i].head != i:
        if tokens[i].dep not in {"xcomp", "ccomp", "pcomp", "prep", "aux", "csubj"}:
            return False
        i = tokens[i].head
        if i == top:
            return True
    return False


def _from_either_end(comparison: Comparison, edit: Edit) -> bool:
    """ "A sold it to B" against "B bought it from A"."""
    left, right = comparison.left_tokens, comparison.right_tokens
    pairs = itertools.product(range(*edit.left), range(*edit.right))
    return any(told_from_either_end(left, right, i, j) or from_other_end(left, right, i, j) for i, j in pairs)


def _unmatched(comparison: Comparison) -> tuple[list[Token], list[Token]]:
    lefts, rights = {i for i, _ in comparison.matched}, {j for _, j in comparison.matched}
    return (
        [t for i, t in enumerate(comparison.left_tokens) if i not in lefts],
        [t for j, t in enumerate(comparison.right_tokens) if j not in rights],
    )


def _lone_negation(comparison: Comparison) -> Divergence | None:
    """ "was included on the list" against "was not a part of the list": the verb differs, the rest agrees."""
    for side, tokens, index in (("left", comparison.left_tokens, 0), ("right", comparison.right_tokens, 1)):
        same = {pair[index] for pair in comparison.matched}
        if _turns_away(_unmatched(comparison)[1 - index]):
            continue
        for i, token in enumerate(tokens):
            if i in same or token.head == i or not is_negating(tokens, i) or _is_added(tokens, i, same):
                continue
            if bare(token) == "no" and i + 1 < len(tokens) and tokens[i + 1].surface.lower() == "longer":
                continue  # what ended: the other may tell by what, "sold it" beside "no longer owned it"
            verb = i if token.pos == "VERB" else token.head
            subjects = [k for k, t in enumerate(tokens) if t.head == verb and t.dep in {"nsubj", "nsubjpass"}]
            if subjects and not any(k in same for k in subjects):
                continue  # a clause of its own, about somebody else
            if tokens[verb].dep == "conj" and verb not in same:
                continue  # one that only this side adds: "was lost and did not fit in"
            own = predicate_place(comparison, side, sorted({i, token.head}))
            other = claim_place((comparison.alignment.right if side == "left" else comparison.alignment.left)[0])
            places = (own, other) if side == "left" else (other, own)
            return Divergence(
                message=f"“{own.surface}” negates what the other article says without a “{token.surface}”",
                primary=places[0],
                related=(places[1],),
                key=("negated", fold(own.surface)),
                values=(own.surface, "") if side == "left" else ("", own.surface),
                evidence=("the words around agree",),
                severity=Severity.WARNING,
            )
    return None


def _is_added(tokens: Sequence[Token], i: int, same: Collection[int]) -> bool:
    """What negates something that the other variant need not say: "left without reporting it", "after a jury failed to
    agree", "not one person, but several"."""
    below = [k for k, t in enumerate(tokens) if t.head == i and t.dep in {"pobj", "pcomp", "xcomp", "ccomp"}]
    if any(k in same for k in below):
        return False
    if bare(tokens[i]) == "without" or tokens[i].pos == "VERB":
        return True
    ahead = tokens[i + 1 : i + 9]
    return bare(tokens[i]) == "not" and any(t.lemma == "but" for t in ahead) and tokens[i].head != i

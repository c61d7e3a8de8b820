"""negation (P401): polarity flipped.

What it finds
    A predicate that both variants share is negated in one only: by "not", "no", "never", "without", by "failed to" or
    "denied"; or a matched slot holds a word and its opposite (rise, fall; legal, illegal).

Why it matters
    A "not" gained or lost turns the news round.

Example
    - The minister said the army had not used the weapons in the northern towns.
    - The minister said the army had used the weapons in the northern towns.
    -> negation: "had not used" / "had used"

Not reported
    Negations that the other variant carries by other words of the same claim.

Options
    agreement: share of the shorter claim's content words that must agree (default 0.5).
    near: share of the longer claim's for a negation whose verb the other variant words otherwise, a warning
    (default 0.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement, mutual_agreement
from claimcheck.comparing.antonyms import are_opposites
from claimcheck.comparing.cues import NEGATIONS
from claimcheck.comparing.places import claim_place, predicate_place, side_place
from claimcheck.comparing.predicates import shared_predicates
from claimcheck.comparing.slots import one_event
from claimcheck.datamodel import Comparison, Divergence, EditKind, Severity, Token
from claimcheck.textforms import fold

_REVERSING = frozenset(
    {"fail", "refuse", "decline", "deny", "unable", "refrain", "forget", "incapable", "ineligible", "withhold"}
)
_REWORDED = frozenset({EditKind.WORDING, EditKind.TERM, EditKind.STYLE})


@dataclass(frozen=True, slots=True)
class Negation:
    code: ClassVar[str] = "P401"
    name: ClassVar[str] = "negation"
    severity: Severity = Severity.ERROR
    agreement: float = 0.5
    near: float = 0.6

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        if agreement(comparison) < self.agreement:
            return
        left, right = comparison.left_tokens, comparison.right_tokens
        balance = sum(_is_negating(left, i) for i in range(len(left))) - sum(
            _is_negating(right, j) for j in range(len(right))
        )
        for shared in shared_predicates(comparison):
            if shared.left_reading.negated == shared.right_reading.negated or balance == 0:
                continue
            if shared.left_reading.certainty is not shared.right_reading.certainty:
                continue  # "would not have placed him": another world
            if not one_event(comparison, shared.left, shared.right):
                continue
            a = predicate_place(comparison, "left", (shared.left, *shared.left_reading.cues))
            b = predicate_place(comparison, "right", (shared.right, *shared.right_reading.cues))
            yield Divergence(
                message=f"“{a.surface}” against “{b.surface}”: negated in one variant only",
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
            if any(a.pos == b.pos and are_opposites(a.lemma, b.lemma) for a in sides[0] for b in sides[1]):
                yield Divergence(
                    message=f"“{edit.left_surface}” against “{edit.right_surface}”: opposites in one slot",
                    primary=side_place(comparison, "left", edit.left),
                    related=(side_place(comparison, "right", edit.right),),
                    key=("opposites", *sorted((fold(edit.left_surface), fold(edit.right_surface)))),
                    values=(edit.left_surface, edit.right_surface),
                    evidence=("the words around agree",),
                )


def _lone_negation(comparison: Comparison) -> Divergence | None:
    """ "was included on the list" against "was not a part of the list": the verb differs, the rest agrees."""
    for side, tokens, index in (("left", comparison.left_tokens, 0), ("right", comparison.right_tokens, 1)):
        same = {pair[index] for pair in comparison.matched}
        for i, token in enumerate(tokens):
            if i in same or token.head == i or not _is_negating(tokens, i):
                continue
            subjects = [k for k, t in enumerate(tokens) if t.head == token.head and t.dep in {"nsubj", "nsubjpass"}]
            if subjects and not any(k in same for k in subjects):
                continue  # a clause of its own, about somebody else
            own = predicate_place(comparison, side, sorted({i, token.head}))
            other = claim_place((comparison.alignment.right if side == "left" else comparison.alignment.left)[0])
            places = (own, other) if side == "left" else (other, own)
            return Divergence(
                message=f"“{own.surface}” negates what the other variant says without a “{token.surface}”",
                primary=places[0],
                related=(places[1],),
                key=("negated", fold(own.surface)),
                values=(own.surface, "") if side == "left" else ("", own.surface),
                evidence=("the words around agree",),
                severity=Severity.WARNING,
            )
    return None


def _is_negating(tokens: Sequence[Token], i: int) -> bool:
    """A negation, or a verb that turns its complement round ("failed to"); not "No. 1", "a failed bid"."""
    lemma = tokens[i].lemma
    if lemma in NEGATIONS:
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if after is not None and after.lemma == "only":
            return False  # "not only did he lose": he did
        return not (lemma == "no" and after is not None and (after.pos == "NUM" or after.surface == "."))
    return lemma in _REVERSING and any(t.head == i and t.dep in {"xcomp", "ccomp", "prep"} for t in tokens)

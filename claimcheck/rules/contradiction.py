"""contradiction (P403): sentences that cannot both be true though no single figure, date or name shows it.

What it finds
    Matched claims whose differing words exclude each other by what they mean: "well equipped" against "insufficiently
    equipped". A model trained on written conflicts and faithful rewrites judges the words that only one side has. Two
    names that exchange their parts: A beat B, B beat A.

Why it matters
    Not every reversal has a number, a name or a "not" in it.

Example
    - The song was largely ignored by critics when it came out in the spring.
    - The song was highly acclaimed by critics when it came out in the spring.
    -> contradiction: "ignored" / "acclaimed"

Not reported
    Nothing at all unless it is turned on, by ``--select contradiction`` or a level in the settings: of reworded but
    faithful news it flags too much. Anything below ``confidence``; names, numbers and dates, which have rules of their
    own; words of one stem; common nouns that the variants of the story swap throughout.

Options
    confidence: the model's probability from which the rule speaks (default 0.96). The confidence that a finding shows
        is lower: contradictions are rarer in news than in what the model was trained on.
    agreement: share of the shorter claim's content words that must agree (default 0.4).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.contradiction import in_news
from claimcheck.comparing.places import claim_place, place_in, side_place
from claimcheck.datamodel import (
    ClaimRole,
    Comparison,
    Divergence,
    Edit,
    EditKind,
    Evidence,
    Rule,
    Severity,
)
from claimcheck.evidence.evidence import substitution_key
from claimcheck.evidence.participants import exchanged, told_from_either_end
from claimcheck.textforms import fold

_TYPED = frozenset({EditKind.NAME, EditKind.QUANTITY, EditKind.DATE, EditKind.TITLE, EditKind.POLARITY})


@dataclass(frozen=True, slots=True)
class Contradiction(Rule):
    code: ClassVar[str] = "P403"
    name: ClassVar[str] = "contradiction"
    default_on: ClassVar[bool] = False  # takes faithful rewording for conflict too often (benchmarks.summedits)
    reads_probability: ClassVar[bool] = True
    severity: Severity = Severity.WARNING
    confidence: float = 0.96
    agreement: float = 0.4

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        drifting = {key for s in evidence.substitutions if s.kind is EditKind.TERM and s.claims > 1 for key in s.keys}
        for comparison in evidence.comparisons:
            if agreement(comparison) < self.agreement:
                continue
            yield from _exchanged(comparison)
            yield from self._in_matched_claims(comparison, drifting)

    def _in_matched_claims(self, comparison: Comparison, drifting: Collection[str]) -> Iterator[Divergence]:
        """``drifting`` are common nouns that the story's variants swap throughout: another word, not another fact."""
        probability = comparison.contradiction
        if probability is None or probability < self.confidence:
            return
        if comparison.alignment.left[0].role is ClaimRole.HEADLINE:
            return
        edit = _weightiest(comparison)
        if edit is None or _tells_one_event(comparison, edit) or _drifts(comparison, edit, drifting):
            return
        left = side_place(comparison, "left", edit.left)
        right = side_place(comparison, "right", edit.right)
        shown = [p.surface if p.surface != p.claim_text else "" for p in (left, right)]
        yield Divergence(
            message=f"The two statements exclude each other: “{shown[0]}” against “{shown[1]}”",
            primary=left if shown[0] else claim_place(comparison.alignment.left[0]),
            related=(right if shown[1] else claim_place(comparison.alignment.right[0]),),
            key=("contradiction", *sorted((fold(left.surface), fold(right.surface)))),
            values=(shown[0], shown[1]),
            evidence=("the words around agree, and the trained model takes the two for exclusive",),
            confidence=in_news(probability),
        )


def _exchanged(comparison: Comparison) -> Iterator[Divergence]:
    """ "Arsenal beat Chelsea" against "Chelsea beat Arsenal"."""
    left, right = comparison.left_tokens, comparison.right_tokens
    if comparison.alignment.left[0].role is ClaimRole.HEADLINE:
        return  # in a headline's capitals every noun looks like a name
    for a, b in exchanged(left, right):
        one, other = (
            place_in(claims, tokens[min(places)].start, tokens[max(places)].end)
            for claims, tokens, places in (
                (comparison.alignment.left, left, (a.verb, a.actor_at, a.other_at)),
                (comparison.alignment.right, right, (b.verb, b.actor_at, b.other_at)),
            )
        )
        yield Divergence(
            message=f"“{one.surface}” against “{other.surface}”: who did it to whom is exchanged",
            primary=one,
            related=(other,),
            key=("exchanged", a.event, *sorted((a.actor, a.other))),
            values=(one.surface, other.surface),
            evidence=(f"the same two names, the other way round, under “{left[a.verb].surface}”",),
        )


def _drifts(comparison: Comparison, edit: Edit, drifting: Collection[str]) -> bool:
    sides = (comparison.left_tokens[slice(*edit.left)], comparison.right_tokens[slice(*edit.right)])
    return all(sides) and any(substitution_key(EditKind.TERM, side) in drifting for side in sides)


def _tells_one_event(comparison: Comparison, edit: Edit) -> bool:
    """Words of one stem, or the two ends of one event: "A sold it to B", "B bought it from A"."""
    left, right = comparison.left_tokens, comparison.right_tokens
    pairs = itertools.product(range(*edit.left), range(*edit.right))
    return any(
        (len(left[i].lemma) > 3 and left[i].lemma[:4] == right[j].lemma[:4]) or told_from_either_end(left, right, i, j)
        for i, j in pairs
    )


def _weightiest(comparison: Comparison) -> Edit | None:
    """The replaced stretch with most words; names, numbers and dates have rules of their own."""
    replaced = [
        e
        for e in comparison.edits
        if e.left[0] < e.left[1] and e.right[0] < e.right[1] and e.kind not in _TYPED and e.kind is not EditKind.STYLE
    ]
    if not replaced:
        replaced = [
            e for e in comparison.edits if e.kind in {EditKind.INSERTION, EditKind.DELETION, EditKind.CERTAINTY}
        ]
    return max(replaced, key=lambda e: (len(e.left_surface) + len(e.right_surface), -e.left[0]), default=None)

"""term-drift (T601): a common noun swapped for another throughout.

What it finds
    The same swap of common nouns in several independent claims of one story: militants against jihadis.

Why it matters
    One swapped noun is style; the same swap every time is an editorial line, and often a loaded one.

Example
    - The militants fled. / The militants had dug trenches. / Police arrested 40 militants.
    - The jihadis fled. / The jihadis had dug trenches. / Police arrested 40 jihadis.
    -> term-drift: "militants" / "jihadis"

Not reported
    Nothing at all unless it is turned on, by ``--select term-drift`` or a level in the settings. A swap seen in fewer
    than ``claims`` claims; other spellings and inflections of one word.

Options
    claims: independent claims that must show the swap (default 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.datamodel import Divergence, EditKind, Evidence, Place, Rule, Severity
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class TermDrift(Rule):
    code: ClassVar[str] = "T601"
    name: ClassVar[str] = "term-drift"
    default_on: ClassVar[bool] = False  # which nouns are loaded is for a desk to say
    severity: Severity = Severity.NOTE
    claims: int = 3

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        for swap in evidence.substitutions:
            if swap.kind is not EditKind.TERM or swap.claims < self.claims:
                continue
            if _is_one_word_or_two(swap.places):
                continue
            places = [place for pair in swap.places for place in pair]
            yield Divergence(
                message=f"“{swap.left}” in one article is “{swap.right}” in another, in {swap.claims} sentences",
                primary=places[0],
                related=tuple(dict.fromkeys(places[1:])),
                key=("term", *sorted((fold(swap.left), fold(swap.right)))),
                values=(swap.left, swap.right),
                evidence=(f"the same change in {swap.claims} separate sentences",),
            )


def _is_one_word_or_two(pairs: Sequence[tuple[Place, Place]]) -> bool:
    """ "website" against "Web site": the word before belongs to the shorter one, every time."""
    return all(_is_split(a, b) or _is_split(b, a) for a, b in pairs)


def _is_split(whole: Place, part: Place) -> bool:
    word, last = fold(whole.surface), fold(part.surface)
    first = word.removesuffix(last)
    return first not in {"", word} and f"{first} {last}" in fold(part.claim_text or "")

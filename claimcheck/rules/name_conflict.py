"""name-conflict (N103): the same statement names different people, places or bodies.

What it finds
    In sentences that otherwise say the same, two names stand in one place that are neither spellings nor known
    aliases of each other: "Jon Smith" against "Joan Smith", Basra against Mosul.

Why it matters
    One of the two outlets names the wrong one.

Also found
    One family name with two given names, each article knowing only its own: "Loretta Sanchez", "Linda Sánchez".

Example
    - The blast in Basra on Tuesday killed four people and wounded nine at the central market.
    - The blast in Mosul on Tuesday killed four people and wounded nine at the central market.
    -> name-conflict: "Basra" / "Mosul"

Not reported
    Spellings (name-spelling), aliases (alternate-name), a person by full and by short name, demonyms, abbreviations,
    names that stand elsewhere in the other claim; names of unlike things (a person and a club, a club and its town), a
    place and the one it lies in, names in two parts of the sentence, forms of one name ("Mike", "Seidel"), names that
    both articles know unless nothing else differs, two given names that an article of the story gives one person;
    independent reports, in which another name is mostly another fact.

Options
    agreement: share of the shorter claim's content words that must agree (default 0.6).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import ClassVar

from claimcheck.comparing.agreement import agreement, mutual_agreement
from claimcheck.datamodel import Claim, Comparison, Divergence, EditKind, Evidence, Place, Rule, Severity
from claimcheck.evidence.aliases import is_known_variant, is_title, is_title_case
from claimcheck.evidence.referents import Referents, stated_alias
from claimcheck.lexicons.matching import NO_LEXICON, Lexicon, entry_of
from claimcheck.textforms import fold
from claimcheck.values.names.respelling import may_be_one_given
from claimcheck.values.names.spelling import letters

_TOLD = frozenset({"tell", "inform", "email"})
_ALIGNED = 0.5  # probability from which two claims say the same, whatever their words
_ALONE = 0.8  # share of the longer claim's content words from which nothing but the name differs


@dataclass(frozen=True, slots=True)
class NameConflict(Rule):
    code: ClassVar[str] = "N103"
    name: ClassVar[str] = "name-conflict"
    from_swaps: ClassVar[bool] = True  # needs no whole article
    severity: Severity = Severity.WARNING
    agreement: float = 0.6
    lexicon: Lexicon = field(default=NO_LEXICON, metadata={"option": False})

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        agreements = {
            (left.id, right.id): (agreement(comparison), _only_names_differ(comparison))
            for comparison in evidence.comparisons
            if comparison.is_derived  # two who write on their own name different people for different reasons
            for left in comparison.alignment.left
            for right in comparison.alignment.right
        }
        referents = Referents(evidence.ledger, evidence.referents)
        claims = {claim.id: claim for claim in evidence.claims}
        told: set[frozenset[str | None]] = set()
        for swap in evidence.substitutions:
            if swap.kind is not EditKind.NAME or is_known_variant(swap.left, swap.right):
                continue
            if stated_alias(swap, evidence.aliases) or entry_of(swap.left, swap.right, self.lexicon):
                continue
            places_and_parts = zip(swap.places, swap.slots, strict=True)
            kept = [
                pair
                for pair, same in places_and_parts
                if same and self._stands(pair, agreements, referents) and _one_part(pair, claims)
            ]
            if kept:
                places = [place for pair in kept for place in pair]
                yield Divergence(
                    message=f"“{swap.left}” in one article stands where “{swap.right}” stands in another: "
                    "two names of one, or two different ones?",
                    primary=places[0],
                    related=tuple(places[1:]),
                    key=("names", *sorted((fold(swap.left), fold(swap.right)))),
                    values=(swap.left, swap.right),
                    evidence=("the words around agree, and no page says that the two are one",),
                )

                told |= {frozenset((one.claim_id, other.claim_id)) for one, other in kept}
        yield from self._relatives(evidence, told)

    def _relatives(self, evidence: Evidence, told: Set[frozenset[str | None]]) -> Iterator[Divergence]:
        """One family name with two given names in claims that say the same, independent reports among them; neither
        article knows the other's. Of pairs of claims in ``told`` it is said already."""
        people: dict[str, list[tuple[tuple[tuple[str, ...], str], Place]]] = defaultdict(list)  # by claim
        known: dict[str, set[tuple[str, str]]] = defaultdict(set)  # by article
        whole: dict[str, set[frozenset[str]]] = defaultdict(set)  # given names that somebody has, by family name
        for use in evidence.ledger:
            if use.name.kind == "person" and use.name.given and use.name.family:
                family = letters(use.name.family[-1])
                words = [letters(word) for word in use.name.given]
                given = tuple(word for word in words if len(word) > 1)  # an initial says nothing
                known[use.article_id] |= {(word, family) for word in given}
                whole[family].add(frozenset(given))
                for place in use.places:
                    people[place.claim_id or ""].append(((given, family), place))
        found: dict[tuple[str, ...], list[tuple[Place, Place]]] = defaultdict(list)
        for alignment in evidence.alignments:
            if alignment.score < _ALIGNED:
                continue
            for left, right in itertools.product(alignment.left, alignment.right):
                for (one, here), (other, there) in itertools.product(people[left.id], people[right.id]):
                    (mine, family), (theirs, same) = one, other
                    if family != same or any(may_be_one_given(x, y) for x in mine for y in theirs):
                        continue
                    if any((word, family) in known[left.article_id] for word in theirs):
                        continue
                    if any((word, family) in known[right.article_id] for word in mine):
                        continue
                    if any(not all_of.isdisjoint(mine) and not all_of.isdisjoint(theirs) for all_of in whole[family]):
                        continue  # "Steven Sotloff", "Joel Sotloff": a third article has "Steven Joel Sotloff"
                    if mine and theirs and frozenset((left.id, right.id)) not in told:
                        found[*sorted((" ".join(mine), " ".join(theirs))), family].append((here, there))
        for pairs in found.values():
            places = list(dict.fromkeys(place for pair in sorted(pairs, key=lambda p: p[0].span) for place in pair))
            first, second = places[0].surface, next(p.surface for p in places if p.article_id != places[0].article_id)
            yield Divergence(
                message=f"“{first}” in one article, “{second}” in another: one family name, two people?",
                primary=places[0],
                related=tuple(places[1:]),
                key=("given", *sorted((fold(first), fold(second)))),
                values=(first, second),
                evidence=("the sentences say the same, and neither article has the other's name",),
            )

    def _stands(
        self, pair: tuple[Place, Place], agreements: dict[tuple[str, str], tuple[float, bool]], referents: Referents
    ) -> bool:
        left, right = pair
        if any(is_title(place.surface) for place in pair):
            return False
        if any(is_title_case(place.claim_text or "") for place in pair):
            return False  # in a headline's capitals every noun looks like a name
        ids = left.claim_id or "", right.claim_id or ""
        share, alone = max(agreements.get(ids, (0.0, False)), agreements.get(ids[::-1], (0.0, False)))
        crossed = fold(left.surface) in fold(right.claim_text or "") or fold(right.surface) in fold(
            left.claim_text or ""
        )
        if share < self.agreement or crossed or referents.are_one(left, right):
            return False
        return referents.can_be_rivals(left, right, alone=alone)


def _only_names_differ(comparison: Comparison) -> bool:
    """Whether next to nothing but names differs, however many of them."""
    return mutual_agreement(comparison) >= _ALONE or all(edit.kind is EditKind.NAME for edit in comparison.edits)


def _one_part(pair: tuple[Place, Place], claims: Mapping[str, Claim]) -> bool:
    """Whether both names hang on one word in one part, or stand behind one word: "influence in Lebanon" is no "country
    neighbouring Syria"."""
    parts = [_part(place, claims.get(place.claim_id or "")) for place in pair]
    if any(part is not None and part[0][1] in _TOLD and part[0][0] != "nsubj" for part in parts):
        return False  # "told ABC", "told The Huffington Post": a spokesman tells many
    return None in parts or any(x == y for x, y in zip(*parts, strict=True))


def _part(place: Place, claim: Claim | None) -> tuple[tuple[str, str], str] | None:
    tokens = claim.tokens if claim is not None else ()
    inside = [i for i, t in enumerate(tokens) if t.start < place.span.end and place.span.start < t.end]
    top = next((i for i in inside if tokens[i].head not in inside), None)
    if top is None:
        return None
    dep = {"nsubjpass": "nsubj", "nmod": "compound", "amod": "compound"}.get(tokens[top].dep, tokens[top].dep)
    return (dep, tokens[tokens[top].head].lemma), tokens[inside[0] - 1].lemma if inside[0] else ""

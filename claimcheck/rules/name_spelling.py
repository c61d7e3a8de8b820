"""name-spelling (N101): one name spelled differently.

What it finds
    One name in two spellings: across variants in a matched slot ("Louayzi", "Louazi"), inside one article (a short
    mention that fits no introduced name but for its spelling; a people one letter off, "Somani" for "Somali"), and
    anywhere in two articles of a story or across stories (one given name, two spellings of the family name).

Why it matters
    Search, archives and readers take two spellings for two people.

Example
    - Karim al-Douri, a captain, said the road was closed to traffic on Friday.
    - Karim al-Duri, a captain, said the road was closed to traffic on Friday.
    -> name-spelling: "Douri" / "Duri"

Not reported
    Case, hyphens, accents, titles, possessives; full and short forms; adjectives of places ("Iraqi", "Iraq"); two
    people who share a family name; two spellings that the house lexicon accepts.

Options
    inside: spelling probability from which a short mention inside one article counts as a slip (default 0.88).
    across: the same for full names in two articles, of one story or of two, in sentences that were not matched
        (default 0.85).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from rapidfuzz.distance import OSA, Levenshtein

from claimcheck.comparing.places import place_in
from claimcheck.comparing.token_alignment import spelling
from claimcheck.datamodel import Divergence, EditKind, Evidence, NameUse, Place, Rule, Severity
from claimcheck.evidence.aliases import is_plural_of, is_short_form, is_spelling, ledger_block, proper_words
from claimcheck.lexicons.matching import NO_LEXICON, Lexicon, both_accepted
from claimcheck.textforms import fold
from claimcheck.values.names.algebra import demonym_of
from claimcheck.values.names.gazetteer import is_listed
from claimcheck.values.names.lexicon import is_people

_NEAR = 0.7  # share of letters kept: inside one article only a slip of a letter or two


@dataclass(frozen=True, slots=True)
class NameSpelling(Rule):
    code: ClassVar[str] = "N101"
    name: ClassVar[str] = "name-spelling"
    lasting: ClassVar[bool] = True  # holds of a later report too
    from_swaps: ClassVar[bool] = True  # needs no whole article
    severity: Severity = Severity.WARNING
    inside: float = 0.88
    across: float = 0.85
    lexicon: Lexicon = field(default=NO_LEXICON, metadata={"option": False})

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        told = list(self._across_variants(evidence))
        yield from told
        yield from self._beside(
            evidence.ledger, {frozenset(fold(w) for v in d.values for w in v.split()) for d in told}
        )
        by_article: dict[str, list[NameUse]] = defaultdict(list)
        for use in evidence.ledger:
            by_article[use.article_id].append(use)
        for uses in by_article.values():
            yield from self._inside(uses)
        yield from _slips_of_peoples(evidence)

    def _across_variants(self, evidence: Evidence) -> Iterator[Divergence]:
        for swap in evidence.substitutions:
            if (
                swap.kind is EditKind.NAME
                and is_spelling(swap.left, swap.right)
                and not is_short_form(swap.left, swap.right)
                and not both_accepted(swap.left, swap.right, self.lexicon)
            ):
                places = list(dict.fromkeys(place for pair in swap.places for place in pair))
                yield _divergence("variants", swap.left, swap.right, places, "in the same slot of matched claims")

    def _beside(self, ledger: Sequence[NameUse], told: Collection[frozenset[str]]) -> Iterator[Divergence]:
        """Full names in two articles of a story, in sentences that no match joins. ``told`` are the words of the
        spellings that a match shows."""
        for left, right in _two_spellings(ledger, self.lexicon, self.across):
            articles = {u.article_id for u in left}, {u.article_id for u in right}
            a, b = ({fold(w) for w in proper_words(side[0])} for side in (left, right))
            if articles[0] & articles[1] or any(words & (a - b) and words & (b - a) for words in told):
                continue
            shown = " ".join(proper_words(left[0])), " ".join(proper_words(right[0]))
            places = [p for use in (*left, *right) for p in use.places]
            yield _divergence("beside", shown[0], shown[1], places, "in two variants")

    def _inside(self, uses: Sequence[NameUse]) -> Iterator[Divergence]:
        """A one-word mention that no full name of the article explains, but for the spelling of one."""
        full = [u for u in uses if len(proper_words(u)) >= 2]
        family = {fold(proper_words(u)[-1]): u for u in reversed(full)}
        known = {fold(w) for u in full for w in proper_words(u)}
        for use in uses:
            words = proper_words(use)
            if len(words) != 1 or fold(words[0]) in known or len(words[0]) < 4:
                continue
            scored = [
                (spelling(words[0], proper_words(u)[-1]), key)
                for key, u in family.items()
                if Levenshtein.normalized_similarity(fold(words[0]), key) >= _NEAR
                and not demonym_of(words[0], proper_words(u)[-1])
                and u.name.kind in {"person", "unknown"}
            ]
            score, key = max(scored, default=(0.0, ""))
            if score >= self.inside and not is_plural_of(words[0], key):
                other = family[key]
                if both_accepted(proper_words(other)[-1], words[0], self.lexicon):
                    continue
                yield _divergence(
                    "inside", proper_words(other)[-1], words[0], [*other.places, *use.places], "inside one article"
                )

    def check_ledger(self, ledger: Sequence[NameUse], homes: Mapping[str, str]) -> Iterator[Divergence]:
        """Full names with one given name and two spellings of the family name, in articles that are no variants."""
        for left, right in _two_spellings(ledger, self.lexicon, self.across):
            if len({homes.get(u.article_id, u.article_id) for u in (*left, *right)}) == 1:
                continue  # inside one story, which has told it
            shown = " ".join(proper_words(left[0])), " ".join(proper_words(right[0]))
            places = [p for use in (*left, *right) for p in use.places]
            yield _divergence("stories", shown[0], shown[1], places, "across stories")


def _slips_of_peoples(evidence: Evidence) -> Iterator[Divergence]:
    """ "26 Somani brigands" in an article that has "Somali": one letter off a country's people, and a word of no other
    kind. One finding for each article and slip."""
    said: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    odd: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for claim in evidence.claims:
        for n, (token, after) in enumerate(itertools.pairwise(claim.tokens)):
            word = token.surface
            if not (word[:1].isupper() and word[1:].islower()) or len(word) < 5:
                continue
            place = place_in((claim,), token.start, token.end)
            if is_people(fold(word)):
                said[claim.article_id][word].append(place)
            elif after.surface.islower() and (
                after.pos == "NOUN" or (after.pos == "VERB" and n and claim.tokens[n - 1].pos in {"NUM", "DET", "ADJ"})
            ):
                odd[claim.article_id][word].append(place)
    for article, words in odd.items():
        for word, places in words.items():
            for people, others in said[article].items():
                letters = fold(word), fold(people)
                if OSA.distance(*letters, score_cutoff=1) != 1 or is_listed(word) or letters[0][0] != letters[1][0]:
                    continue
                if letters[0].startswith(letters[1]) or letters[1].startswith(letters[0]):
                    continue  # "Germany", "German"
                yield _divergence("inside", people, word, [*others, *places], "inside one article")


def _two_spellings(
    ledger: Sequence[NameUse], lexicon: Lexicon, across: float
) -> Iterator[tuple[Sequence[NameUse], Sequence[NameUse]]]:
    """The uses of two full names that are one with another spelling."""
    uses: dict[tuple[str, ...], list[NameUse]] = defaultdict(list)
    for use in ledger:
        if ledger_block(use) is not None:
            uses[tuple(fold(w) for w in proper_words(use))].append(use)
    blocks: dict[str | None, list[tuple[str, ...]]] = defaultdict(list)
    for words, same in uses.items():
        blocks[ledger_block(same[0])].append(words)
    for _, block in sorted(blocks.items(), key=str):
        for a, b in itertools.combinations(sorted(block), 2):
            left, right = uses[a], uses[b]
            shown = " ".join(proper_words(left[0])), " ".join(proper_words(right[0]))
            if not is_spelling(*shown, across) or demonym_of(a[-1], b[-1]) or both_accepted(*shown, lexicon):
                continue
            word_pairs = zip(proper_words(left[0]), proper_words(right[0]), strict=False)
            if not all(fold(x) == fold(y) or both_accepted(x, y, lexicon) for x, y in word_pairs):
                yield left, right


def _divergence(scope: str, left: str, right: str, places: Sequence[Place], where: str) -> Divergence:
    return Divergence(
        message=f"One name in two spellings, {where}: “{left}” and “{right}”",
        primary=places[0],
        related=tuple(places[1:]),
        key=(scope, *sorted((fold(left), fold(right)))),
        values=(left, right),
        evidence=(f"{where}; {len(places)} places",),
    )

"""name-spelling (N101): one name spelled differently.

What it finds
    One name in two spellings, wherever they stand in the articles of a story or inside one article: a slip of a letter
    ("Vincente Fox", "Vicente Fox"), another transliteration ("al Qaeda", "al-Qaida"), a hyphen, an accent, a capital
    inside ("Wal-Mart", "Walmart"), a lost particle ("Moaz Kasasbeh", "Moaz al-Kasasbeh"), a letter of another script,
    one family name behind two equal names ("Farid Salim Hamoud", "Farid Salim Mahmoud").
    Across stories: one given name, two spellings of the family name. A hyphen, a space, an accent, an apostrophe or a
    capital inside alone is a note.

Why it matters
    Search, archives and readers take two spellings for two people.

Example
    - Karim al-Douri, a captain, said the road was closed to traffic on Friday.
    - Karim al-Duri, a captain, said the road was closed to traffic on Friday.
    -> name-spelling: "Karim al-Douri" / "Karim al-Duri"

Not reported
    Words in capitals, the case of a first letter, full stops, titles, possessives; full and short forms; adjectives of
    places ("Iraqi", "Iraq"); two people who share a family name; two spellings that the house lexicon accepts.

Options
    none.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Divergence, Evidence, NamePair, NameUse, Place, Rule, Severity
from claimcheck.evidence.aliases import is_spelling, ledger_block, name_words, proper_words
from claimcheck.lexicons.matching import NO_LEXICON, Lexicon, both_accepted
from claimcheck.textforms import fold, plain
from claimcheck.values.names.algebra import demonym_of

# To a reader half of such pairs are no more than style.
_DRESS = frozenset({"an accent", "a hyphen", "a space", "an apostrophe", "capitals inside"})
_ACROSS = 0.85  # spelling probability from which full names in two stories count as one


@dataclass(frozen=True, slots=True)
class NameSpelling(Rule):
    code: ClassVar[str] = "N101"
    name: ClassVar[str] = "name-spelling"
    lasting: ClassVar[bool] = True  # holds of a later report too
    severity: Severity = Severity.WARNING
    lexicon: Lexicon = field(default=NO_LEXICON, metadata={"option": False})

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        for referent in evidence.referents:
            for pair in referent.pairs:
                accepted = _is_of_one_ocean(pair, referent.kind) or _accepted(pair.left, pair.right, self.lexicon)
                if pair.kind == "spelling" and not accepted:
                    places = _places(pair.left_uses, pair.right_uses)
                    articles = {p.article_id for p in places}
                    where = "inside one article" if len(articles) == 1 else f"in {len(articles)} articles"
                    told = _divergence("story", pair.left, pair.right, places, where, pair.what)
                    yield replace(told, severity=Severity.NOTE) if pair.what in _DRESS else told

    def check_ledger(self, ledger: Sequence[NameUse], homes: Mapping[str, str]) -> Iterator[Divergence]:
        """Full names with one given name and two spellings of the family name, in articles that are no variants."""
        for left, right in _two_spellings(ledger, self.lexicon):
            mine, theirs = ({homes.get(u.article_id, u.article_id) for u in uses} for uses in (left, right))
            if mine <= theirs or theirs <= mine:
                continue  # every story that has the one has the other beside it, and has told it
            shown = " ".join(proper_words(left[0])), " ".join(proper_words(right[0]))
            places = [p for use in (*left, *right) for p in use.places]
            yield _divergence("stories", *shown, places, "across stories", "")


def _accepted(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether the house lets the two stand for one another, whole or word by word."""
    a, b = name_words(left), name_words(right)
    return both_accepted(left, right, lexicon) or (
        len(a) == len(b)
        and all(fold(x) == fold(y) or both_accepted(x, y, lexicon) for x, y in zip(a, b, strict=True))
        and any(both_accepted(x, y, lexicon) for x, y in zip(a, b, strict=True))
    )


def _is_of_one_ocean(pair: NamePair, kind: str) -> bool:
    """Whether a body's or a place's name differs as Britain and America spell: "Labour", "Labor". Of people "Gray" and
    "Grey" are two families."""
    a, b = name_words(pair.left), name_words(pair.right)
    letters = [[re.sub(r"\W", "", fold(w)) for w in words] for words in (a, b)]
    one_dress = list(map(dress_key, a)) == list(map(dress_key, b))
    return kind != "person" and len(a) > 1 and letters[0] != letters[1] and one_dress


def _places(left: Sequence[NameUse], right: Sequence[NameUse]) -> list[Place]:
    """The first place of either spelling, then all others in order."""
    sides = [sorted((p for use in uses for p in use.places), key=lambda p: p.span) for uses in (left, right)]
    return [sides[0][0], sides[1][0], *sides[0][1:], *sides[1][1:]]


def _two_spellings(
    ledger: Sequence[NameUse], lexicon: Lexicon
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
            if is_spelling(*shown, _ACROSS) and not demonym_of(a[-1], b[-1]) and not _accepted(*shown, lexicon):
                yield left, right


def _divergence(scope: str, left: str, right: str, places: Sequence[Place], where: str, what: str) -> Divergence:
    what = "" if {left, right} == set(what.strip("“”").split("” and “")) else what
    reason = f"{where}, {len(places)} places" + (f": {what}" if what else "")
    return Divergence(
        message=f"One name in two spellings, {where}: “{left}” and “{right}”" + (f" ({what})" if what else ""),
        primary=places[0],
        related=tuple(places[1:]),
        key=(scope, *sorted((plain(left), plain(right)))),
        values=(left, right),
        evidence=(reason,),
    )

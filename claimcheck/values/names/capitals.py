"""Names of a story without the words that only a headline's capitals put into them: "Lindsay Lohan Checks", "Company".

In a line that capitalises words without need the tagger guesses what is a name. The rest of the story tells: a word
that it has in lower case, and in no name where a capital says something, is no name's first or last word there. So of
a word in capitals beside others that are not ("Yang CYCLED").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from claimcheck.datamodel import Claim, MentionKind, NameUse, Place, Span
from claimcheck.textforms import fold
from claimcheck.values.names.find import capitals_without_need
from claimcheck.values.names.gazetteer import is_listed
from claimcheck.values.names.parsing import parse_name
from claimcheck.values.names.spelling import letters

_WORD = re.compile(r"\S+")
_SHORTEST_SHOUTED = 4  # letters of a word in capitals that is no abbreviation


def without_loose_capitals(ledger: Iterable[NameUse], claims: Sequence[Claim]) -> tuple[NameUse, ...]:
    """The names of a story as its sentences have them; ``ledger`` are all that were found in ``claims``."""
    loose = {claim.id: _stretches(claim) for claim in claims}
    words = _Words.of(claims, loose)
    made: list[NameUse] = []
    for use in ledger:
        by_surface: dict[str, list[Place]] = defaultdict(list)
        for place in use.places:
            own = _trimmed(place, loose.get(place.claim_id or "", ()), words)
            if own is not None:
                by_surface[own.surface].append(own)
        for surface, places in by_surface.items():
            name = use.name if surface == use.surface else parse_name(surface, use.name.kind)
            made.append(NameUse(name, surface, use.article_id, tuple(places)))
    return _joined(made)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that a story has in lower case, and those of its names where a capital says something."""

    lower: Collection[str]
    named: Collection[str]

    @classmethod
    def of(cls, claims: Iterable[Claim], loose: dict[str, Sequence[tuple[int, int]]]) -> _Words:
        lower: set[str] = set()
        named: set[str] = set()
        for claim in claims:
            lower |= {t.surface for t in claim.tokens if t.surface.islower()}
            for m in claim.mentions:
                if m.kind is MentionKind.NAME:
                    at = ((m.span.start + w.start(), w[0]) for w in _WORD.finditer(m.surface))
                    named |= {fold(w) for start, w in at if not _is_in(start, loose[claim.id])}
        return cls(frozenset(lower), frozenset(named))

    def is_loose(self, word: str) -> bool:
        """Whether a word with a needless capital is no part of a name."""
        return fold(word) in self.lower and fold(word) not in self.named


def _stretches(claim: Claim) -> Sequence[tuple[int, int]]:
    """Where a claim's capitals say nothing: tokens by start and end."""
    tokens = claim.tokens
    found = set(capitals_without_need(tokens))
    for i, token in enumerate(tokens):
        shouted = token.surface.isupper() and len(letters(token.surface)) >= _SHORTEST_SHOUTED
        beside = tokens[i - 1].surface if i else ""
        if shouted and beside.istitle():
            found.add(i)
    return tuple((tokens[i].start, tokens[i].end) for i in sorted(found))


def _is_in(start: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start < b for a, b in stretches)


def _trimmed(place: Place, loose: Sequence[tuple[int, int]], words: _Words) -> Place | None:
    """A place of a name without such words at its ends; None where nothing is left."""
    own = [(place.span.start + w.start(), place.span.start + w.end(), w[0]) for w in _WORD.finditer(place.surface)]

    def goes(word: tuple[int, int, str]) -> bool:
        return _is_in(word[0], loose) and words.is_loose(word[2].strip("'’"))

    if not any(map(goes, own)) or is_listed(letters(place.surface)):
        return place
    while own and goes(own[0]):
        own = own[1:]
    while own and goes(own[-1]):
        own = own[:-1]
    if not own:
        return None
    start, end = own[0][0], own[-1][1]
    surface = place.surface[start - place.span.start : end - place.span.start]
    return replace(place, span=Span(place.span.path, start, end), surface=surface)


def _joined(uses: Iterable[NameUse]) -> tuple[NameUse, ...]:
    """One use for each spelling of an article."""
    found: dict[tuple[str, str], NameUse] = {}
    for use in uses:
        key = (use.article_id, use.surface)
        known = found.get(key)
        if known is not None:
            places = sorted((*known.places, *use.places), key=lambda p: p.span)
            found[key] = replace(known, places=tuple(places))
        else:
            found[key] = use
    return tuple(found[key] for key in sorted(found))

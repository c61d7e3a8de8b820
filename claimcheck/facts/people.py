"""Names of a story -> rows of its fact table: each person, place and body that two or more articles name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from claimcheck.datamodel import Claim, Filling, Mention, MentionKind, Referent, Slot, Span
from claimcheck.textforms import plain
from claimcheck.values.names.lexicon import is_given_name
from claimcheck.values.names.spelling import letters
from claimcheck.values.names.strays import BESIDE_NAMES

_WORD = re.compile(r"\S+")


def name_slots(referents: Sequence[Referent], claims: Iterable[Claim]) -> tuple[Slot, ...]:
    """A slot for every referent that two or more articles name, with all its mentions, each article's fullest one
    first."""
    claims = tuple(claims)
    nouns = {t.surface for c in claims for t in c.tokens if t.surface.islower()}
    at = {
        (m.span.path, m.span.start + word.start()): (c, m)
        for c in claims
        for m in c.mentions
        if m.kind is MentionKind.NAME
        for word in _WORD.finditer(m.surface)
    }
    found = []
    for referent in referents:
        if _is_noun(referent, nouns):
            continue
        fillings = list(_fillings(referent, at))
        if len({f.claim.article_id for f in fillings}) > 1:
            name = _without_front(referent.name, {f.mention.surface for f in fillings})
            found.append(Slot("name", name, tuple(fillings)))
    return tuple(found)


def _is_noun(referent: Referent, nouns: Collection[str]) -> bool:
    """Whether a lone word of no known kind is no name of the story, which has it in lower case as well: "Family" of
    "the First Family", "Garden", "Office". A name that is spelled in two ways is one."""
    return referent.kind == "unknown" and not referent.pairs and referent.name.lower() in nouns


def _fillings(referent: Referent, at: dict[tuple[str, int], tuple[Claim, Mention]]) -> Iterator[Filling]:
    places = [p for use in referent.uses if use.name.kind not in BESIDE_NAMES for p in use.places]
    names = {plain(p.surface) for p in places}
    found = [(p, _without_front(plain(p.surface), names)) for p in places]
    for place, name in sorted(found, key=lambda f: (f[0].article_id, -len(letters(f[1])), f[0].span)):
        claim, mention = at[place.span.path, place.span.start]
        start = max(place.surface.rfind(name), 0)
        span = Span(place.span.path, place.span.start + start, place.span.end)
        yield Filling(claim, replace(mention, span=span, surface=place.surface[start:]))


def _without_front(name: str, others: Collection[str]) -> str:
    """A person's name without what only stands before it, where it stands by itself as well: "CB Michael Lehan" beside
    "Michael Lehan", "The Notorious Bettie Page", "Donald Trump Defends Michael Flynn"."""
    words = name.split()
    for n in range(1, len(words) - 1):
        rest = " ".join(words[n:])
        if rest in others and is_given_name(letters(words[n])) and not all(_may_be_given(w) for w in words[:n]):
            return rest
    return name


def _may_be_given(word: str) -> bool:
    """A given name or an initial."""
    return len(letters(word)) < 2 or is_given_name(letters(word))

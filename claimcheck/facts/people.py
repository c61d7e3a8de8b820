"""Names of a story -> rows of its fact table: each person, place and body that two or more articles name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from claimcheck.datamodel import Claim, Filling, Mention, MentionKind, Referent, Slot
from claimcheck.values.names.spelling import letters
from claimcheck.values.names.strays import BESIDE_NAMES


def name_slots(referents: Sequence[Referent], claims: Iterable[Claim]) -> tuple[Slot, ...]:
    """A slot for every referent that two or more articles name, with all its mentions, each article's fullest one
    first."""
    at = {(m.span.path, m.span.start): (c, m) for c in claims for m in c.mentions if m.kind is MentionKind.NAME}
    found = []
    for referent in referents:
        fillings = list(_fillings(referent, at))
        if len({f.claim.article_id for f in fillings}) > 1:
            found.append(Slot("name", referent.name, tuple(fillings)))
    return tuple(found)


def _fillings(referent: Referent, at: dict[tuple[str, int], tuple[Claim, Mention]]) -> Iterator[Filling]:
    places = [p for use in referent.uses if use.name.kind not in BESIDE_NAMES for p in use.places]
    for place in sorted(places, key=lambda p: (p.article_id, -len(letters(p.surface)), p.span)):
        claim, mention = at[place.span.path, place.span.start]
        yield Filling(claim, mention)

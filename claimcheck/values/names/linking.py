"""Short mentions tied to the fullest name earlier in the same article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claimcheck.datamodel import Mention, Name
from claimcheck.textforms import fold
from claimcheck.values.names.parsing import bare, lexicon

_LONG_ENOUGH = 5  # letters from which one differing letter is a slip rather than another name


def link_names(mentions: Sequence[Mention]) -> Mapping[int, int]:
    """Index of a short mention -> index of the fullest mention of the same person earlier in ``mentions``.

    ``mentions`` are the name mentions of one article in order. A family name, or a given name alone, links where
    exactly one full name bears it; two people who share it, or titles of different sex, do not link. A spelling one
    letter off links to a family name if no name is spelled so.
    """
    links: dict[int, int] = {}
    people: list[tuple[int, Name]] = []  # fullest mention of every person so far
    for index, mention in enumerate(mentions):
        name = mention.value
        if not isinstance(name, Name) or name.kind not in {"person", "unknown"} or not name.family:
            continue
        bearers = [(at, other) for at, other in people if _can_be(name, other)]
        exact = [(at, other) for at, other in bearers if _bears(name, other, slip=False)]
        chosen = exact or [(at, other) for at, other in bearers if _bears(name, other, slip=True)]
        if chosen and len({_key(other) for _, other in chosen}) == 1:
            at, other = chosen[-1]
            if len(name.given) <= len(other.given):
                links[index] = at
                continue
        if name.given or (name.honorific and not chosen):
            people.append((index, name))
    return links


def _key(name: Name) -> tuple[str, ...]:
    return tuple(fold(w) for w in name.given + name.family)


def _sex(name: Name) -> str:
    titles = {bare(w) for w in name.honorific.split()} | {bare(name.honorific)}
    if titles & lexicon()["female_titles"]:
        return "f"
    return "m" if titles & lexicon()["male_titles"] else ""


def _can_be(name: Name, other: Name) -> bool:
    """Nothing says that they are two: titles of one sex, given names that do not clash."""
    if _sex(name) and _sex(other) and _sex(name) != _sex(other):
        return False
    given, full = [fold(w).rstrip(".") for w in name.given], [fold(w).rstrip(".") for w in other.given]
    return all(any(g == f or (min(len(g), len(f)) == 1 and g[0] == f[0]) for f in full) for g in given)


def _bears(name: Name, other: Name, slip: bool) -> bool:
    family = [fold(w) for w in name.family]
    full = [fold(w) for w in other.family]
    if slip:
        return all(any(_is_slip(w, f) for f in full) for w in family)
    if all(w in full for w in family):
        return True
    return not name.given and not name.particles and family == [fold(w) for w in other.given[:1]]


def _is_slip(a: str, b: str) -> bool:
    """One letter put in, left out, changed inside, or two swapped; first letters equal. ``a`` against ``b``."""
    if a == b:
        return True
    if min(len(a), len(b)) < _LONG_ENOUGH or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i + 2 :] == b[i + 2 :] and a[i : i + 2] == b[i : i + 2][::-1])
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[i + 1 :] == shorter[i:]

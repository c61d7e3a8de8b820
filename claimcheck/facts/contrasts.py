"""Which two descriptions of one person cannot both be meant, or not by one who chose the words with care.

Most descriptions that differ are two true things ("the gunman's sister", "a nurse"), other words for one office
("attorney", "lawyer"), or one more exact. Those that an editor wants to know of are of few kinds, and
``contrasts.json``, written by hand, has the words of each: two ranks
of one ladder, two offices of which a house gives one at a time, a ruler against a dictator, a suspect against a
murderer, two nations, and one who is called former or acting by one side alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from claimcheck.comparing.antonyms import are_opposites
from claimcheck.comparing.dress import dress_key
from claimcheck.facts.persons import is_person
from claimcheck.facts.roles import Role

_NEAR = 5  # words before a description that belong to it, as in "president and general manager"


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[frozenset[str], ...]]:
    text = files("claimcheck.facts").joinpath("contrasts.json").read_text(encoding="utf-8")
    return {
        name: tuple(frozenset(row.split(" | ")) for row in rows)
        for name, rows in json.loads(text).items()
        if isinstance(rows, list)
    }


@dataclass(frozen=True, slots=True)
class Contrast:
    """``kind`` says what differs; ``left`` and ``right`` are the words, of ``words_of``, that stand against each
    other."""

    kind: str
    left: str
    right: str


def contrast(a: Role, b: Role) -> Contrast | None:
    """How two descriptions of one person stand against each other, None where they do not."""
    if a.noun != b.noun:
        kind = a.facet if a.facet == "party" else _kind(a, b)
        return Contrast(kind, a.noun, b.noun) if kind and not _is_qualified(a, b) else None
    turned = [_turning(role) for role in (a, b)]
    mine, theirs = a.words - b.words, b.words - a.words
    if bool(turned[0]) != bool(turned[1]):
        plain = b if turned[0] else a
        same = (a.words & b.words) - turned[0] - turned[1]
        if same and is_person(a.noun.split()[-1]) and not (_near(plain) | plain.words) & turning_words():
            return Contrast(f"turned {a.noun}", _form(a), _form(b))
        return None
    if len(mine) == len(theirs) == 1:
        one, other = min(mine), min(theirs)
        if are_opposites(one, other) or _are_listed("nations", one, other):
            return Contrast(f"words before {a.noun}", one, other)
    return None


def turning_words() -> frozenset[str]:
    """What makes a role another one, not a longer description of it: "former", "acting"."""
    return _lists()["turning"][0]


def words_of(role: Role) -> frozenset[str]:
    """All that a description says: its words, and its noun with what turns it into another; and what stands before it,
    as in "president and general manager"."""
    return role.words | {role.noun, _form(role)} | _near(role)


def _near(role: Role) -> frozenset[str]:
    """The few words before a description that it is joined to: "former prosecutor and" before "mayor"."""
    before = [t for t in role.claim.tokens if t.end <= role.span.start][-_NEAR:]
    joined = bool(before) and before[-1].lemma in {"and", "&", ",", "/"}
    return frozenset(dress_key(t.lemma) for t in before if joined)


def _form(role: Role) -> str:
    return " ".join((*(sorted(_turning(role)) or ["plain"]), role.noun))


def _turning(role: Role) -> frozenset[str]:
    return role.own & turning_words()


def _kind(a: Role, b: Role) -> str:
    """In which list two nouns stand against each other, "" in none."""
    one, other = a.noun, b.noun
    short, long = sorted((one, other), key=len)
    # "Major General" is no general, "Foreign Minister" is a minister
    if long.endswith(f" {short}") and long.removesuffix(f" {short}") in _lists()["below"][0]:
        return "ranks"
    for name in ("ranks", "offices"):
        if not _are_listed("same", one, other) and _are_listed(name, one, other):
            return name
    pairs = ((one, other), (other, one))
    rows = zip(_lists()["neutral"], _lists()["loaded"], strict=True)
    return "loaded" if any(x in plain and y in strong for plain, strong in rows for x, y in pairs) else ""


def _are_listed(name: str, one: str, other: str) -> bool:
    """Whether two words stand in one row of a list, apart."""
    return any(one in row and other in row for row in _lists()[name])


def _is_qualified(a: Role, b: Role) -> bool:
    """ "the accused killer", "a former dictator": no verdict, no one who rules now."""
    return bool((a.words | b.words) & (_lists()["hedges"][0] | turning_words()))

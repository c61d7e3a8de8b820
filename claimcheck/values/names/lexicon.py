"""Lists behind the judgement of names (``lexicon.json``): demonyms, common given names, nicknames, legal forms."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

# Ending of the place, endings of its people and adjective. Longest ending first.
_AFFIXES = (
    ("stan", ("", "i", "ni")),
    ("land", ("ish", "ic", "lander", "landic", "landish")),
    ("any", ("an", "ans")),
    ("ia", ("ian", "ians", "i", "")),
    ("ea", ("ean",)),
    ("ay", ("ayan",)),
    ("en", ("eni", "enite")),
    ("os", ("otian", "osian")),
    ("a", ("an", "ans", "ian", "anian", "ese", "ian")),
    ("e", ("ean", "ian", "ese", "ish", "i")),
    ("o", ("an", "ese", "oan", "ian", "onian")),
    ("y", ("ian", "ish", "an")),
    ("i", ("ian", "an", "i", "iite")),
    ("s", ("sian", "s")),
    (
        "",
        (
            "i",
            "is",
            "ian",
            "ians",
            "an",
            "ans",
            "ese",
            "ish",
            "ite",
            "ites",
            "er",
            "ers",
            "ni",
            "ean",
            "nian",
            "lander",
        ),
    ),
)


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    text = files("claimcheck.values.names").joinpath("lexicon.json").read_text(encoding="utf-8")
    lists: dict[str, Any] = json.loads(text)
    return lists


@lru_cache(maxsize=1)
def _people() -> dict[str, frozenset[str]]:
    return {place: frozenset(people.split()) for place, people in words()["countries"].items()}


def demonyms(place: str, people: str) -> bool:
    """Whether ``people`` (folded) names the people or adjective of ``place`` (folded): the list first, then affixes."""
    if place == people or len(place) < 2 or len(people) < 4:
        return False
    known = _people()
    if place in known:
        return people in known[place] or (people.endswith("s") and people[:-1] in known[place])
    if people.removesuffix("s") in _all_people() or len(place) < 4:
        return False
    return any(
        place.endswith(ending) and len(place) - len(ending) >= 3 and people == place[: len(place) - len(ending)] + affix
        for ending, affixes in _AFFIXES
        for affix in affixes
        if affix != ending
    )


@lru_cache(maxsize=1)
def _all_people() -> frozenset[str]:
    return frozenset(p for people in _people().values() for p in people)


def is_people(word: str) -> bool:
    """Whether a folded word is the people or the adjective of a listed country."""
    return word in _all_people()


@lru_cache(maxsize=1)
def _given() -> dict[str, str]:
    rows = (row.split() for row in words()["given_names"])
    return {name: f"{sex} {names[0]}" for sex, *names in rows for name in names}


def given_class(name: str) -> str:
    """Sex and first spelling of a common given name in plain letters ("m john" for "jon"); "" for any other word."""
    return _given().get(name, "")


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    return {name: row for row in words()["places"] for name in row.split()}


def place_class(name: str) -> str:
    """The spellings of a country, state or large city in plain letters, "" for any other word."""
    return _places().get(name, "")


def listed_alike(a: str, b: str) -> bool | None:
    """Whether the lists hold two words in plain letters as spellings of one given name or place (True) or as two
    (False); None where they do not hold both."""
    for listed in (given_class, place_class):
        first, second = listed(a), listed(b)
        if first and second:
            return first == second
    return None


@lru_cache(maxsize=1)
def _nicknames() -> frozenset[frozenset[str]]:
    """Pairs of a given name and a short form of it: ``nicknames.txt`` (made by ``python -m benchmarks.nicknames`` from
    the project nicknames, Apache-2.0), and what the press has besides."""
    listed = files("claimcheck.values.names").joinpath("nicknames.txt").read_text(encoding="utf-8").splitlines()
    rows = (row.split() for row in (*listed, *words()["nicknames"]))
    return frozenset(frozenset((full, short)) for full, *shorts in rows for short in shorts)


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    return frozenset(name for pair in _nicknames() for name in pair) | frozenset(_given())


def is_given_name(word: str) -> bool:
    """Whether a word in plain letters is a given name that the lists have, or short for one."""
    return word in _given_names()


def nickname_of(a: str, b: str) -> bool:
    """Whether one given name in plain letters is short for the other."""
    return frozenset((a, b)) in _nicknames()


@lru_cache(maxsize=1)
def _twins() -> dict[str, int]:
    return {word: n for n, row in enumerate(words()["same_words"]) for word in row.split()}


def lexical_twins(a: str, b: str) -> bool:
    """Whether two words in plain letters are one word written otherwise ("st", "saint"; "bin", "ibn")."""
    twins = _twins()
    return a in twins and twins[a] == twins.get(b)


@lru_cache(maxsize=1)
def _known_as() -> dict[str, int]:
    rows = (row.split(" | ") for row in words()["known_as"])
    return {name: n for n, names in enumerate(rows) for name in names}


def known_as(name: str) -> int | None:
    """The body or place that a folded name without article and hyphens is one of several well-known names of: a number,
    None for any other name."""
    return _known_as().get(name)


@lru_cache(maxsize=1)
def _parties() -> dict[str, str]:
    return {word: row.split()[0] for row in words()["parties"] for word in row.split()}


def party_of(word: str) -> str:
    """The first name of the party that a folded word is a member or an adjective of, "" for any other word."""
    return _parties().get(word, "")

"""A name's surface -> its parts, by lexicons of titles, particles and suffixes (``parsing.json``)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from claimcheck.datamodel import Name
from claimcheck.textforms import plain

_NICKNAME = re.compile(r"[\"(\[][^\"()\[\]]{1,40}[\")\]]|(?<!\S)'[^\s']{2,20}'(?!\S)")
_POSSESSIVE = re.compile(r"'[sS]?$")
_LONGEST_TITLE = 4
_MOST_WORDS = 40
_PERSONLIKE = {"person", "unknown"}


@lru_cache(maxsize=1)
def lexicon() -> dict[str, frozenset[str]]:
    """The word lists of ``parsing.json`` by name."""
    text = files("claimcheck.values.names").joinpath("parsing.json").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in json.loads(text).items() if isinstance(words, list)}


def bare(word: str) -> str:
    """Lower case without full stops and outer marks: how the lexicons write a word."""
    return plain(word).lower().replace(".", "").strip("'\",;:()[]")


def title_length(words: Sequence[str]) -> int:
    """How many words at the front are one title, 0 where none; a hyphen may stand as a word of its own."""
    titles = lexicon()["titles"]
    best = 0
    for count in range(1, min(len(words), _LONGEST_TITLE + 2) + 1):
        text = " ".join(w for w in (bare(word) for word in words[:count]) if w and w != "-")
        if text in titles or text.replace("-", " ") in titles or text.replace(" ", "-") in titles:
            best = count
    return best


def parse_name(surface: str, kind: str = "unknown") -> Name:
    """The parts of a name as written in ``surface``; ``kind`` is person, place, organisation or unknown.

    A possessive ending and nicknames in quotes or brackets are left out. Places and bodies put all their words in
    ``family`` ("the" left out) and a legal form in ``suffix``; so does a lone word that may be any part of a name.
    """
    text = _POSSESSIVE.sub("", plain(surface)).strip(" ,;:")
    if kind not in _PERSONLIKE:
        return _parse_body(text, kind)
    words = [w.strip('",;:') for w in _in_order(_NICKNAME.sub(" ", text) if " " in text else text).split()]
    words = [w for w in words if w]
    if len(words) > _MOST_WORDS:
        return Name(kind, family=tuple(words))  # no name
    honorific: list[str] = []
    while (count := title_length(words)) and count < len(words):
        honorific += words[:count]
        words = words[count:]
    suffix: list[str] = []
    while len(words) > 1 and bare(words[-1]) in lexicon()["suffixes"]:
        suffix.insert(0, words.pop())
    given, particles, family = _split_parts(words)
    return Name(kind, given, particles, family, " ".join(honorific), " ".join(suffix))


def _in_order(text: str) -> str:
    """Turns "Family, Given" into "Given Family"; "Name, Jr." stays."""
    head, comma, tail = text.partition(",")
    if not comma or not tail.strip() or "," in tail or bare(tail) in lexicon()["suffixes"]:
        return text
    return f"{tail.strip()} {head.strip()}"


def _parse_body(text: str, kind: str) -> Name:
    words = [w.strip('",;:()[]') for w in text.split()]
    words = [w for w in words if w]
    if len(words) > 1 and bare(words[0]) == "the":
        words = words[1:]
    form: list[str] = []
    while kind == "organisation" and len(words) > 1 and bare(words[-1]) in lexicon()["legal_forms"]:
        form.insert(0, words.pop())
    return Name(kind, family=tuple(words), suffix=" ".join(form))


def _split_parts(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Given names, particles, family names. Without a particle the last word is the family's; East Asian names with a
    hyphened or known order are not told apart from others here."""
    pieces: list[tuple[str, bool]] = []  # word, is a particle
    for n, word in enumerate(words):
        parts = _cut_articles(word)
        for m, part in enumerate(parts):
            last = n == len(words) - 1 and m == len(parts) - 1
            pieces.append((part, not last and _is_particle(part, joined=len(parts) > 1)))
    particles = tuple(p for p, is_particle in pieces if is_particle)
    plain_words = [p for p, is_particle in pieces if not is_particle]
    at = next((n for n, (_, is_particle) in enumerate(pieces) if is_particle), len(pieces))
    cut = sum(not is_particle for _, is_particle in pieces[:at])
    if at == len(pieces):
        cut = max(len(plain_words) - 1, 0)
    return tuple(plain_words[:cut]), particles, tuple(plain_words[cut:])


def _is_particle(word: str, joined: bool) -> bool:
    """Such as "al" in "al-Bayati" and "Al Shameri"; "as" and "y" only where they are joined or in lower case."""
    known = lexicon()
    text = bare(word)
    if text in known["inner_particles"]:
        return True
    return text in known["particles"] and (joined or word[0].islower())


def _cut_articles(word: str) -> list[str]:
    """Cuts "al-Bayati" into al, Bayati; "Abd-al-Rahman" into Abd, al, Rahman; other hyphened words stay whole."""
    parts = word.split("-")
    articles = lexicon()["article_particles"] | lexicon()["patronymic_particles"]
    if len(parts) < 2 or not all(parts) or not any(bare(p) in articles for p in parts[:-1]):
        return [word]
    return parts

"""Whether two names can be of one person, place or body.

Parts of parsed names are set against each other: honorifics and nicknames aside, given names with given names, family
with family. Words that differ are judged by :func:`same_spelling`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from claimcheck.datamodel import Judgement, Name, Relation
from claimcheck.textforms import fold, plain
from claimcheck.values.names.lexicon import demonyms, lexical_twins, listed_alike, nickname_of
from claimcheck.values.names.spelling import letters, word_likeness

SAME_SPELLING = 0.5
_DIFFERENT = 0.05  # the most that two listed names of different people or places get, however near they are spelled
_LISTED = 0.98  # the least that two listed spellings of one name get
_POSSESSIVE = re.compile(r"['’][sS]?$")
_ARTICLES = {"al", "el", "the"}
_JOINED_ARTICLE = re.compile(r"[AaEeUu]l(?=[A-Z][a-z])")
# The article of Arabic takes on the consonant that it stands before ("ez-Zor", "Ezzor" for "al-Zor").
_TAKEN_ON = re.compile(r"[aeu]([tdrzsnl])(?=\1)")


@lru_cache(maxsize=65536)
def same_spelling(a: str, b: str) -> float:
    """Probability that two words are one name spelled twice ("Louayzi", "Louazi"), 0 to 1.

    "Al-" in front, hyphens and a possessive ending do not count, and an article that has taken on the next consonant
    ("Ezzor") is a spelling of one that has not ("al-Zor"). Two common given names of different people ("Jon",
    "Joan"; "Maria", "Mario") and two known places ("Austria", "Australia") get 0.05 at most.
    """
    left, right = _core(a), _core(b)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    likeness = word_likeness(min(left, right), max(left, right))
    for bare, other, whole in ((left, right, a), (right, left, b)):
        if _TAKEN_ON.match(other) and bare != letters(_POSSESSIVE.sub("", plain(whole))) and other[1] == bare[0]:
            tail = other[2:]
            likeness = max(likeness, _LISTED if tail == bare else word_likeness(min(tail, bare), max(tail, bare)))
    listed = listed_alike(left, right)
    if listed is None:
        return likeness
    return max(_LISTED, likeness) if listed else min(_DIFFERENT, likeness)


def _core(word: str) -> str:
    text = _POSSESSIVE.sub("", plain(word))
    head, hyphen, tail = text.partition("-")
    if hyphen and tail and fold(head) in _ARTICLES:
        text = tail
    return letters(_JOINED_ARTICLE.sub("", text, count=1) if _JOINED_ARTICLE.match(text) else text)


def demonym_of(a: str, b: str) -> bool:
    """Whether one word is the people or the adjective of the other, a place ("Iraqi", "Iraq"), in either order."""
    left, right = (re.sub(r"\s+", " ", fold(_POSSESSIVE.sub("", plain(w)))).replace(".", "") for w in (a, b))
    return demonyms(left, right) or demonyms(right, left)


def judge_names(left: Name, right: Name) -> Judgement:
    """How two names stand to each other.

    SAME: one name, short or long, whatever the title, case or hyphen. COMPATIBLE: the name spelled otherwise.
    CONFLICT: different names. UNKNOWN: no part of one can be set against a part of the other. ``probability`` is
    that of one name, from the weakest pair of words.
    """
    if not _words(left) or not _words(right):
        return Judgement(Relation.UNKNOWN, "no name to compare")
    people = {left.kind, right.kind} <= {"person", "unknown"}
    if (
        people
        and (left.given or right.given)
        and not (left.kind == right.kind == "unknown" and _single(left) and _single(right))
    ):
        return _judge_people(left, right)
    return _judge_words(_words(left), _words(right))


def _single(name: Name) -> bool:
    return len(name.given) + len(name.family) == 1


def _words(name: Name) -> list[str]:
    words = [w for part in name.given + name.family for w in re.split(r"[\s\-]+", plain(part)) if letters(w)]
    return [w for w in words if fold(w) not in _ARTICLES] or words


def _judge_people(left: Name, right: Name) -> Judgement:
    if not (left.given and right.given) and _single(left) != _single(right):
        return _judge_single(*((left, right) if _single(left) else (right, left)))
    if not (left.family and right.family) and not (left.given and right.given):
        return Judgement(Relation.UNKNOWN, "a given name alone and a family name alone")
    family = _likeness(_flat(left.family), _flat(right.family)) if left.family and right.family else (1.0, "", "")
    given = (
        _likeness(_flat(left.given), _flat(right.given), given=True) if left.given and right.given else (1.0, "", "")
    )
    worst = min(family, given)
    turned = _judge_words(_words(left), _words(right))
    if (
        worst[0] < SAME_SPELLING
        and turned.relation in {Relation.SAME, Relation.COMPATIBLE}
        and len(_words(left)) == len(_words(right))
    ):
        return turned  # the parts stand in another order, or were cut elsewhere
    return _verdict(*worst)


def _judge_single(short: Name, full: Name) -> Judgement:
    """One word against a whole name: its family name first, then its given name."""
    word = (short.family or short.given)[0]
    family = _likeness([word], _flat(full.family)[-1:] + _flat(full.family)[:-1])
    if family[0] >= SAME_SPELLING or not full.given:
        return _verdict(*family)
    given = max(((same_spelling(word, g), word, g) for g in _flat(full.given)), default=(0.0, word, ""))
    if given[0] >= SAME_SPELLING:
        return _verdict(*given)
    return _verdict(*family)


def _flat(words: Sequence[str]) -> list[str]:
    return [w for word in words for w in re.split(r"[\s\-]+", plain(word)) if letters(w)]


def _likeness(left: Sequence[str], right: Sequence[str], given: bool = False) -> tuple[float, str, str]:
    """The weakest of the best pairs of the shorter side's words, with the two words."""
    if letters("".join(left)) == letters("".join(right)):
        return 1.0, "", ""
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    weakest = (1.0, "", "")
    for word in short:
        best = max((_word(word, other, given), word, other) for other in long)
        weakest = min(weakest, best)
    value, a, b = weakest
    return (value, a, b) if short is left else (value, b, a)


def _word(a: str, b: str, given: bool) -> float:
    x, y = letters(a), letters(b)
    if x == y or lexical_twins(x, y):
        return 1.0
    if min(len(x), len(y)) == 1:
        return 1.0 if given and x[:1] == y[:1] else 0.0
    if given and nickname_of(x, y):
        return 1.0
    return same_spelling(a, b)


def _judge_words(left: Sequence[str], right: Sequence[str]) -> Judgement:
    if not left or not right:
        return Judgement(Relation.UNKNOWN, "no name to compare")
    a, b = [letters(w) for w in left], [letters(w) for w in right]
    if "".join(a) == "".join(b) or sorted(a) == sorted(b):
        return Judgement(Relation.SAME, "the same name", 1.0)
    if _is_acronym(left, right) or _is_acronym(right, left):
        return Judgement(Relation.SAME, "an abbreviation and what it stands for", 0.95)
    if demonym_of(" ".join(left), " ".join(right)):
        return Judgement(Relation.SAME, "a place and its people", 0.95)
    return _verdict(*_likeness(left, right))


def _is_acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """Such as "PMF" for "Popular Mobilization Forces": its letters are the initials, small words in or left out."""
    if len(short) != 1 or len(long) < 2:
        return False
    word = short[0].replace(".", "")
    if not word.isupper() or not 2 <= len(word) <= 8:
        return False
    initials = [letters(w)[:1] for w in long]
    major = [
        letters(w)[:1]
        for w in long
        if fold(w) not in {"of", "the", "for", "and", "in", "on", "to", "a", "de", "al", "&"}
    ]
    return letters(word) in {"".join(initials), "".join(major)}


def _verdict(value: float, left: str, right: str) -> Judgement:
    if value == 1.0:
        return Judgement(Relation.SAME, "the same name", 1.0)
    if value >= SAME_SPELLING:
        return Judgement(Relation.COMPATIBLE, f"“{left}” and “{right}” are spellings of one name", round(value, 3))
    return Judgement(Relation.CONFLICT, f"“{left}” and “{right}” are different names", round(value, 3))

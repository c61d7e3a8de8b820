"""Two names as they are written: one name in another dress, in another spelling, or a part of the other.

A name is cut at spaces and hyphens; words are compared by their letters alone (``spelling.letters``). What is then left
between two equal names is dress that a copy editor settles (a hyphen, a capital inside, an accent, a particle, a letter
of another script) or nothing (a word in capitals, a possessive, a full stop). One word of a name may be spelled
otherwise if the rest of it agrees; a lone word only if one of the two is no known word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from claimcheck.textforms import fold, plain
from claimcheck.values.names.algebra import demonym_of, same_spelling
from claimcheck.values.names.gazetteer import is_listed
from claimcheck.values.names.lexicon import given_class, is_people, lexical_twins
from claimcheck.values.names.parsing import bare, lexicon
from claimcheck.values.names.spelling import letters

_CUT = re.compile(r"[\s\-/]+")
_LOOSE = re.compile(r"(?<=\w)(?: - ?|- )(?=\w)")  # a hyphen with a gap beside it: "Mat - Su"
_POSSESSIVE = re.compile(r"(?<=[^sS])'[sS]$|(?<=[sS])'(?:[sS])?$")
_MARKS = re.compile(r"[\"()\[\]]|(?<=\s)'(?=\w)")
_CALLED = re.compile(r"(?<=\s)'(\w[^']*)'(?=\s[\w'’.-]+$)")  # "Mike 'Wonder' Wright"; "Workers' Party" owns its mark
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "junior", "senior"})
_ALIKE = 0.6  # share of letters kept from which two words are set side by side at all
_MODEL = 0.5  # probability of the spelling model from which a word is another's spelling where the rest agrees
_SHORTEST = 3  # letters
_WEIGHT = 3  # letters from which a word that agrees supports one that does not
_ENDINGS = frozenset(
    "s es ed ing d e y i is er ers an ans ian ians n ns ish ese ic ics al ist ists ism ite ites ies ship man men woman "
    "women r rs ry ment ts t land".split()
) | {""}


@dataclass(frozen=True, slots=True)
class Written:
    """A name cut for comparison. ``words`` keep case and accents, ``keys`` are their letters; ``text`` is the name
    without possessive, article and generation, which ``generation`` has."""

    text: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    generation: str = ""

    @property
    def key(self) -> str:
        return "".join(self.keys)


@dataclass(frozen=True, slots=True)
class Variant:
    """How two names differ that are one: ``kind`` is dress, particle or spelling, ``what`` says it for people,
    ``left``/``right`` are the stretches that differ; ``over`` counts the words that only one side has, ``support``
    those that agree."""

    kind: str
    what: str
    left: str
    right: str
    over: int = 0
    support: int = 0
    core: tuple[str, str] = ("", "")  # of a spelling the two words, else the stretches


@lru_cache(maxsize=65536)
def written(surface: str) -> Written:
    edges = ' ,;:-/"()[]@#' + ("" if surface.endswith(".") else ".")
    text = plain(surface).lstrip(edges + "'").rstrip(edges)
    text = " ".join(_MARKS.sub(" ", _CALLED.sub(r"\1", _POSSESSIVE.sub("", text))).split())
    text = _LOOSE.sub("-", text)
    words = [w.strip(',;:"()[]“”') for w in _CUT.split(text)]
    words = [w for w in words if letters(w)]
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
        text = text[text.find(words[0]) :]
    generation = ""
    while len(words) > 1 and bare(words[-1]) in _GENERATIONS:
        generation = bare(words.pop())
    if generation:
        text = text[: text.rfind(words[-1]) + len(words[-1])]
    return Written(text, tuple(words), tuple(letters(w) for w in words), generation)


def dress(left: str, right: str) -> str:
    """What differs between two names of the same letters, in words; "" where it is nothing that anyone settles."""
    a, b = plain(left), plain(right)
    if _script(a) != _script(b):
        return "letters of another script"
    x, y = a.replace(".", ""), b.replace(".", "")
    if fold(x) == fold(y):
        if _accents(x) != _accents(y):
            return "an accent"
        return "capitals inside" if _capitals_inside(x, y) else ""
    if fold(x).replace("'", "") == fold(y).replace("'", ""):
        return "an apostrophe"
    if _without_gaps(a) == _without_gaps(b):
        return ""  # only initials are set apart: "J. K. Rowling", "J.K.Rowling"
    if fold(x).replace("-", " ") == fold(y).replace("-", " "):
        return "a hyphen"
    return "a hyphen" if "-" in a or "-" in b else "a space"


def _without_gaps(text: str) -> str:
    return re.sub(r"\b(\w)\s(?=\w\b)", r"\1", " ".join(fold(text).replace(".", " ").split()))


def _script(text: str) -> bool:
    """Whether a letter of another script stands among Latin ones."""
    found = {unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()}
    return "LATIN" in found and bool(found & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def _accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not c.isspace())


def _capitals_inside(a: str, b: str) -> bool:
    """Two words whose capitals behind the first letter differ, neither written all in capitals or all small."""
    for x, y in zip(re.split(r"[\s\-]+", a), re.split(r"[\s\-]+", b), strict=False):
        cores = [re.sub(r"(?:'[sS]|s)$", "", w) for w in (x, y)]
        if any(w.isupper() or w.islower() for w in (x, y, *cores)):
            continue
        if x[1:] != y[1:]:
            return True
    return False


@lru_cache(maxsize=262144)
def may_be_respelled(left: str, right: str) -> bool:
    """Whether two words with different letters are near enough that a story may have one spelled twice."""
    a, b = letters(left), letters(right)
    if a == b or min(len(a), len(b)) < _SHORTEST or not (a.isalpha() and b.isalpha()):
        return False
    if left.isupper() and right.isupper() and max(len(a), len(b)) <= 5:
        return sorted(a) == sorted(b) and OSA.distance(a, b) == 1  # "ISIL", "ISIS" are two; "ABSO" is "ASBO"
    return Levenshtein.normalized_similarity(a, b) >= _ALIKE or same_spelling(left, right) >= _MODEL


def is_derived(left: str, right: str) -> bool:
    """Whether two words differ in their ending alone, as words of one stem do: "Minister", "Ministry"."""
    a, b = letters(left), letters(right)
    if demonym_of(left, right):
        return True
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return start >= 3 and a[start:] in _ENDINGS and b[start:] in _ENDINGS


@lru_cache(maxsize=65536)
def is_known_word(word: str) -> bool:
    """Whether the lists have a word: places, peoples, common given names, words of bodies."""
    own = letters(word)
    known = lexicon()
    return bool(
        is_listed(word)
        or given_class(own)
        or is_people(fold(word))
        or any(
            own in known[name] for name in ("demonyms", "org_words", "of_heads", "titles", "place_words", "not_names")
        )
    )


def variant(left: Written, right: Written, *, person: bool = False) -> Variant | None:
    """How two names differ that are written otherwise and are one, if they are; None where they are written alike or
    nothing says that they are one."""
    if left.keys == right.keys or left.key == right.key:
        what = dress(left.text, right.text)
        return Variant("dress", what, left.text, right.text, support=len(left.keys)) if what else None
    found = []
    for short, long, swapped in ((left, right, False), (right, left, True)):
        if len(short.keys) > len(long.keys) + 1:
            continue
        for start in range(len(long.keys)):
            for end in range(start + max(1, len(short.keys) - 1), min(len(long.keys), start + len(short.keys) + 2) + 1):
                if start and end < len(long.keys) and not (person and long.keys[start:end] == short.keys):
                    continue  # the shorter one is the longer one's beginning or end, or a person's middle name
                one = _stretch(short, long, start, end, person)
                if one is not None:
                    found.append(replace(one, left=one.right, right=one.left, core=one.core[::-1]) if swapped else one)
    return min(found, key=_rank, default=None)


def _rank(found: Variant) -> tuple[int, int]:
    return {"dress": 0, "particle": 1, "spelling": 2}[found.kind], found.over


def _stretch(short: Written, long: Written, start: int, end: int, person: bool) -> Variant | None:
    """The shorter name against words ``[start, end)`` of the longer one."""
    over = len(long.keys) - (end - start)
    keys = long.keys[start:end]
    stretch = _text_of(long, start, end)
    if "".join(keys) == short.key:
        what = dress(short.text, stretch)
        return Variant("dress", what, short.text, stretch, over, len(keys)) if what else None
    if end < len(long.keys) and letters(_POSSESSIVE.sub("", stretch)) == short.key:
        return None  # "Sheriff", "Sheriff's Department"
    particles = lexicon()["inner_particles"] | lexicon()["article_particles"]
    if end < len(long.keys) and keys[-1] in particles:
        return None  # "Al" of "Wadi Abdan Al Daqqar" belongs to what follows
    full = len([k for k in short.keys if k not in particles]) > 1
    a = [n for n, k in enumerate(short.keys) if k not in particles]
    b = [n for n, k in enumerate(keys) if k not in particles]
    if not a or not b:
        return None
    if [short.keys[n] for n in a] == [keys[n] for n in b]:
        lost = abs(len(short.keys) - len(keys)) == 1 and {short.keys[0], keys[0]}.isdisjoint(particles)
        return Variant("particle", "a particle", short.text, stretch, over, len(a)) if lost and full else None
    if len(a) != len(b):
        return _joined(short, keys, stretch, over)
    unlike = [(i, j) for i, j in zip(a, b, strict=True) if short.keys[i] != keys[j]]
    agree = [short.keys[n] for n in a if n not in {i for i, _ in unlike} and len(short.keys[n]) >= _WEIGHT]
    if len(unlike) == 2 and agree:  # "Adel Abdul Bary", "Adel Abdel Bari"
        unlike.sort(key=lambda at: same_spelling(short.words[at[0]], long.words[start + at[1]]))
        if same_spelling(short.words[unlike[1][0]], long.words[start + unlike[1][1]]) < _MODEL:
            return None
    elif len(unlike) != 1:
        return None
    i, j = unlike[0]
    x, y = short.words[i], long.words[start + j]
    if lexical_twins(short.keys[i], keys[j]):
        return None
    if _lost_o(x, y):
        return Variant("particle", "an O'", short.text, stretch, over, len(agree) + 1)
    if not may_be_respelled(x, y) or (demonym_of(x, y) and (over or j == len(keys) - 1)):
        return None
    return Variant("spelling", f"“{x}” and “{y}”", short.text, stretch, over, len(agree), (x, y))


def _joined(short: Written, keys: tuple[str, ...], stretch: str, over: int) -> Variant | None:
    """One word of a name written as two, and spelled otherwise: "Yusuf Abdulrahman", "Yousef Abdul Rahman"."""
    mine, theirs = list(short.keys), list(keys)
    if abs(len(mine) - len(theirs)) != 1:
        return None
    more, fewer = (mine, theirs) if len(mine) > len(theirs) else (theirs, mine)
    for n in range(len(more) - 1):
        glued = [*more[:n], more[n] + more[n + 1], *more[n + 2 :]]
        if min(len(more[n]), len(more[n + 1])) < 2:
            continue
        unlike = [(x, y) for x, y in zip(glued, fewer, strict=True) if x != y]
        agree = [x for x, y in zip(glued, fewer, strict=True) if x == y and len(x) >= _WEIGHT]
        kept = fewer[n] in more[n : n + 2]  # a word more, not a word cut in two
        if len(unlike) == 1 and agree and not kept and same_spelling(*unlike[0]) >= _MODEL:
            return Variant("spelling", f"“{short.text}” and “{stretch}”", short.text, stretch, over, len(agree))
    return None


def _lost_o(x: str, y: str) -> bool:
    """ "Rourke" for "O'Rourke": a capital behind the apostrophe on one side, the bare name on the other."""
    return any(
        re.fullmatch(r"[OD]'[A-Z]\w{2,}", plain(long)) and plain(long)[2:] == plain(bare_)
        for long, bare_ in ((x, y), (y, x))
    )


def _text_of(name: Written, start: int, end: int) -> str:
    """The words of a stretch as they stand in the name."""
    at, positions = 0, []
    for word in name.words:
        begin = name.text.find(word, at)
        positions.append((begin, begin + len(word)))
        at = begin + len(word)
    return name.text[positions[start][0] : positions[end - 1][1]]

"""Whether two words are one name spelled twice: the mean verdict of two models of different make, as log-odds.

One is a learned edit transducer (``name_transducer.py``): the swaps that spellings of one name make, each with its own
weight. The other, boosted trees, sees the pair as a whole. For them the words are aligned by weighted edits (after
Wagner and Fischer 1974) in which the swaps that transliteration makes cost little: vowels among each other, "ou" for
"u", "k" for "q", "kh" for "h", a letter doubled, "h" dropped. They see every kind of edit, and likeness of the whole
(Jaro 1989 and Winkler 1990, character bigrams, the consonants alone, a phonetic key). Both are trained by ``python -m
benchmarks.names --train`` on words in plain Latin letters; parameters and cross-validated scores are in
``spelling.json`` and ``transducer.json``.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import JaroWinkler, LCSseq, Levenshtein

from claimcheck.textforms import fold
from claimcheck.values.names.transducer import transducer
from claimcheck.values.names.trees import log_odds

_VOWELS = frozenset("aeiouyw")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ŋ": "n"}
)
HOPELESS = -7.0  # log-odds by the transducer under which the trees are not asked: most pairs of words by far
_MAX_LETTERS = 40  # no word of a name is longer; what is gets compared by its front

# Stretches that stand for one sound in two systems of transliteration, with a hand-set cost for the alignment alone.
_CHEAP = """
    ou~u oo~u ow~u ee~i ie~i ei~i ey~i ey~y ie~y ee~y iy~y ij~y ai~e ay~ai ei~ai aa~a ii~i uu~u ae~e oe~o ue~u
    eh~a eh~e ah~a kh~h gh~g ph~f dh~d th~t ck~k cq~k qu~k kk~q dj~j ks~x sh~ch sch~sh tch~ch tsch~ch cz~ch
    cs~ch sz~sh tz~z ts~z tz~ts dz~z zh~j ou~w oo~ou ou~o au~aw ew~ev ov~ow ev~ef ov~of iu~yu io~yo ia~ya ie~ye
    ja~ya ju~yu jo~yo je~ye ew~iu ou~au eau~o aux~o ll~l nn~n mm~m ss~s tt~t rr~r dd~d bb~b pp~p ff~f gg~g zz~z
    kk~k cc~c c~k cc~k ch~k hk~k ch~h
"""
_DEARER = """
    ii~y iyy~i iya~ia ein~ain ayn~ain een~in oun~un aou~au ij~i ui~wi eu~oi oy~oi th~s dh~z q~gh qu~q q~g gh~k
    gh~r dj~g j~g ng~n nk~ng gn~n mb~b nd~n x~j x~sh x~h s~sh s~ch z~j z~s z~dj
"""
_SOUNDS = {frozenset(p.split("~")): cost for cost, pairs in ((0.2, _CHEAP), (0.4, _DEARER)) for p in pairs.split()}
_NEAR = {
    frozenset(p)
    for p in "kq kc cq kg gj bv bp td fv vw sz iy uw uo ei ae ao jy jh zj gh cs xs xz mn lr dz tz yj wu oa ey".split()
}


@lru_cache(maxsize=65536)
def letters(word: str) -> str:
    """The word in plain Latin letters and digits, lower case; other scripts are romanised letter by letter."""
    text = fold(word).translate(_LETTERS)
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(unicodedata.normalize("NFKC", text)).lower()
    return "".join(c for c in text if c.isascii() and c.isalnum())


def consonants(text: str) -> str:
    """The letters without vowels, "h" after the first, and doubling: what most transliterations agree on."""
    kept = [c for n, c in enumerate(text) if n == 0 or c not in "aeiouyhw"]
    return "".join(c for n, c in enumerate(kept) if n == 0 or kept[n - 1] != c)


_ONE_SOUND = tuple(
    pair.split("~")
    for pair in "sch~s tch~s sh~s ch~s ph~f kh~h gh~h th~t dh~d ck~k ts~s tz~s dj~j zh~j cz~s qu~k w~v".split()
)
_SOUND_CLASS = {c: str(n) for n, group in enumerate(("kqgcxh", "szj", "td", "bpfv", "m", "n", "l", "r")) for c in group}


def sound_key(text: str) -> str:
    """Classes of consonants in order, vowels and doubling left out: a coarse phonetic key (after Russell's Soundex)."""
    for spelled, sound in _ONE_SOUND:
        text = text.replace(spelled, sound)
    key = ""
    for n, c in enumerate(text):
        if c in "aeiouyh" and n:
            continue
        c = "A" if c in "aeiouyh" else _SOUND_CLASS.get(c, c)
        if not key.endswith(c):
            key += c
    return key


def vowels(text: str) -> str:
    """The vowels in order, those that transliterations swap as one."""
    kept = [c for c in text.replace("ou", "u").translate(str.maketrans("yeo", "iiu")) if c in "aiu"]
    return "".join(c for n, c in enumerate(kept) if n == 0 or kept[n - 1] != c)


def edits(a: str, b: str) -> tuple[float, Counter[str]]:
    """Cost of the cheapest alignment of two romanised words, and how often it uses every kind of edit."""
    rows, columns = len(a), len(b)
    best: list[list[float]] = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    back: list[list[tuple[int, int, str]]] = [[(0, 0, "")] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(columns + 1):
            if i == j == 0:
                continue
            least, step = 1e9, (0, 0, "")
            if i and j:
                x, y = a[i - 1], b[j - 1]
                cost = best[i - 1][j - 1] + (0.0 if x == y else _swap_cost(x, y))
                least, step = cost, (1, 1, "" if x == y else "~".join(sorted((x, y))))
                if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2] and x != y and best[i - 2][j - 2] + 0.8 < least:
                    least, step = best[i - 2][j - 2] + 0.8, (2, 2, "turned")
                for m in range(1, min(i, 4) + 1):
                    for n in range(1, min(j, 4) + 1):
                        if m + n == 2 and x == y:
                            continue
                        sound = _SOUNDS.get(frozenset((a[i - m : i], b[j - n : j])))
                        if sound is not None and best[i - m][j - n] + sound < least:
                            least = best[i - m][j - n] + sound
                            step = (m, n, "~".join(sorted((a[i - m : i], b[j - n : j]))))
            if i and best[i - 1][j] + (cost := _gap_cost(a, i - 1)) < least:
                least, step = best[i - 1][j] + cost, (1, 0, _gap_kind(a, i - 1))
            if j and best[i][j - 1] + (cost := _gap_cost(b, j - 1)) < least:
                least, step = best[i][j - 1] + cost, (0, 1, _gap_kind(b, j - 1))
            best[i][j], back[i][j] = least, step
    kinds: Counter[str] = Counter()
    i, j = rows, columns
    while i or j:
        m, n, kind = back[i][j]
        if kind:
            kinds[kind] += 1
            if i == rows and j == columns:
                kinds["last"] += 1
        i, j = i - m, j - n
        if kind and i == j == 0:
            kinds["first"] += 1
    return best[rows][columns], kinds


def _swap_cost(x: str, y: str) -> float:
    if frozenset((x, y)) in _NEAR:
        return 0.4
    if x in _VOWELS and y in _VOWELS:
        return 0.5
    return 1.0


def _gap_cost(text: str, at: int) -> float:
    c = text[at]
    if at and text[at - 1] == c:
        return 0.2
    if c == "h" and at:
        return 0.35
    return 0.6 if c in _VOWELS and at else 1.0


def _gap_kind(text: str, at: int) -> str:
    if at and text[at - 1] == text[at]:
        return "doubled"
    return f"{text[at]}~"


def features(left: str, right: str) -> dict[str, float]:
    """What the model sees of two romanised words; 1.0 for "the same" where it is a likeness."""
    a, b = left[:_MAX_LETTERS], right[:_MAX_LETTERS]
    longer, shorter = max(len(a), len(b)), min(len(a), len(b))
    cost, kinds = edits(a, b)
    bones = consonants(a), consonants(b)
    keys = sound_key(a), sound_key(b)
    pairs = {a[n : n + 2] for n in range(len(a) - 1)}, {b[n : n + 2] for n in range(len(b) - 1)}
    front = next((n for n in range(shorter) if a[n] != b[n]), shorter)
    tail = next((n for n in range(shorter) if a[-1 - n] != b[-1 - n]), shorter)
    found = {
        "cost": cost,
        "cost per letter": cost / longer,
        "cost in a short word": cost / shorter**2,
        "edits per letter": Levenshtein.distance(a, b) / longer,
        "jaro-winkler": JaroWinkler.similarity(a, b),
        "bigrams": 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1])),
        "consonants": Levenshtein.normalized_similarity(*bones),
        "consonants equal": float(bones[0] == bones[1]),
        "sounds": Levenshtein.normalized_similarity(*keys),
        "sounds equal": float(keys[0] == keys[1]),
        "sounds differ": float(Levenshtein.distance(*keys)),
        "sounds known": float(min(len(keys[0]), len(keys[1]))),
        "vowels": Levenshtein.normalized_similarity(vowels(a), vowels(b)),
        "in order": LCSseq.normalized_similarity(a, b),
        "edits": float(sum(count for kind, count in kinds.items() if kind not in {"first", "last"})),
        "front": front / longer,
        "tail": tail / longer,
        "letters": min(shorter, 10) / 10,
        "length differs": (longer - shorter) / longer,
    }
    for kind, count in kinds.items():
        found[f"edit {kind}"] = float(count)
        if "~" in kind:
            x, y = kind.split("~", 1) if not kind.endswith("~") else (kind[:-1], "")
            sort = "vowel" if set(x + y) <= _VOWELS else "consonant" if not set(x + y) & _VOWELS else "mixed"
            found[f"{sort} {'gap' if not x or not y else 'swap'}"] = (
                found.get(f"{sort} {'gap' if not x or not y else 'swap'}", 0.0) + count
            )
    # Rounded, so that a value never falls to the other side of a threshold that is itself rounded in the stored model.
    return {name: round(value, 4) for name, value in found.items()}


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    path = files("claimcheck.values.names").joinpath("spelling.json")
    model: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return model


@lru_cache(maxsize=131072)
def word_likeness(left: str, right: str) -> float:
    """Probability, by the two models alone, that two romanised words (see :func:`letters`) are one name's."""
    if left == right:
        return 1.0
    if not left or not right or min(len(left), len(right)) < 2:
        return 0.0
    if left.isdigit() or right.isdigit():
        return 0.0
    if left > right:
        left, right = right, left
    left, right = left[:_MAX_LETTERS], right[:_MAX_LETTERS]
    odds = transducer().log_odds(left, right)
    if odds >= HOPELESS:
        odds = (odds + log_odds(_model(), features(left, right))) / 2
    return 1.0 / (1.0 + math.exp(-odds))

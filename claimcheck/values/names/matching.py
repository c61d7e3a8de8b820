"""Whether two whole names are of one person or body: a model over the pairing of their words.

Words are romanised, titles taken off, legal forms set apart, then every word of the shorter name is paired with its
likest in the longer one (joined words, initials, nicknames and abbreviations known). What the model sees is how unlike
the worst pairs are, what is left over on either side, and the order. Trained by ``python -m benchmarks.names --train``
on pairs that people judged; parameters and cross-validated score in ``matching.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from claimcheck.values.names.lexicon import lexical_twins, nickname_of, words
from claimcheck.values.names.spelling import letters, word_likeness
from claimcheck.values.names.trees import probability

_CUT = re.compile(r"[\s\-/,;:()\[\]\"“”«»‘.&+%]+|(?<=[a-zß-ÿ]{2})(?=[A-ZÀ-Þ])")
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
_PAIRED = 0.45  # likeness from which two words are a pair and not two words left over
_MAX_WORDS = 16
_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_NUMBERS = {
    w: str(n)
    for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"forty": "40", "fourty": "40", "twenty": "20", "thirty": "30", "fifty": "50"}  # fmt: skip


@lru_cache(maxsize=16384)
def split_name(text: str, body: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a name in plain letters, and its legal forms (bodies only), both in order."""
    text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text.replace("'", "").replace("’", ""))
    found = [w for w in (letters(part) for part in _CUT.split(text)) if w][:_MAX_WORDS]
    if body:
        return _without_forms(found)
    titles = set(words()["honorifics"])
    while len(found) > 1 and found[0] in titles:
        found = found[1:]
    forms = _forms()
    while len(found) > 2 and found[-1] in forms and len(found[-1]) > 1:
        found = found[:-1]
    return tuple(found), ()


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    return {word: form for form, row in words()["legal_forms"].items() for word in row.split()}


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[tuple[str, ...], str]]:
    rows = [(tuple(phrase.split()), form) for phrase, form in words()["legal_phrases"].items()]
    return sorted(rows, key=lambda row: (-len(row[0]), row[0]))


def _without_forms(found: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for phrase, form in _phrases():
        for n in range(len(found) - len(phrase) + 1):
            if tuple(found[n : n + len(phrase)]) == phrase:
                found = [*found[:n], form, *found[n + len(phrase) :]]
                break
    forms = _forms()
    kept = [w for n, w in enumerate(found) if w not in forms or (n == 0 and len(found) == 1)]
    small = {"the", "of", "and", "for"}
    kept = [w for w in kept if w not in small] or kept or found
    kept = [_number(w) for w in kept]
    return tuple(kept), tuple(dict.fromkeys(forms[w] for w in found if w in forms))


def _number(word: str) -> str:
    return _NUMBERS.get(word, word)


def _is_number(word: str) -> bool:
    return (
        word.isdigit() or bool(word) and len(word) > 1 and _ROMAN.fullmatch(word) is not None or word in {"v", "x", "i"}
    )


@lru_cache(maxsize=65536)
def _alike(a: str, b: str) -> float:
    """Likeness of two words for pairing, 0 to 1."""
    if a == b or lexical_twins(a, b):
        return 1.0
    if nickname_of(a, b):
        return 0.95
    if min(len(a), len(b)) == 1:
        return 0.9 if a[0] == b[0] else 0.0
    near = Levenshtein.normalized_similarity(a, b)
    turned = DamerauLevenshtein.normalized_similarity(a, b)
    back = 0.8 if len(a) > 3 and Levenshtein.normalized_similarity(a, b[::-1]) > 0.8 else 0.0
    return max(near, turned, back, 0.4 * near + 0.6 * word_likeness(*sorted((a, b))))


def _pair(left: Sequence[str], right: Sequence[str]) -> tuple[list[tuple[int, int, float]], list[int], list[int]]:
    """Greedy pairing by likeness: (left, right, likeness), and the indexes left over on either side."""
    scored = sorted(
        ((_alike(a, b), -abs(i - j), i, j) for i, a in enumerate(left) for j, b in enumerate(right)), reverse=True
    )
    used: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for score, _, i, j in scored:
        if score >= _PAIRED and i not in used[0] and j not in used[1]:
            pairs.append((i, j, score))
            used[0].add(i)
            used[1].add(j)
    return (
        sorted(pairs),
        [i for i in range(len(left)) if i not in used[0]],
        [j for j in range(len(right)) if j not in used[1]],
    )


def _joined(left: Sequence[str], right: Sequence[str]) -> tuple[list[str], list[str]]:
    """Neighbouring words joined where the other side writes them as one ("Jan Daniel", "JanDaniel")."""
    sides = list(left), list(right)
    for one, other in (sides, sides[::-1]):
        n = 0
        while n < len(one) - 1:
            for count in (3, 2):
                if n + count <= len(one) and any(_is_joined(one[n : n + count], w, one) for w in other):
                    one[n : n + count] = ["".join(one[n : n + count])]
                    break
            n += 1
    return sides


def _is_joined(parts: Sequence[str], word: str, side: Sequence[str]) -> bool:
    glued = "".join(parts)
    if len(word) < 5 or word in side or abs(len(word) - len(glued)) > 1:
        return False
    near = Levenshtein.normalized_similarity
    return near(glued, word) >= 0.85 and max(near(part, word) for part in parts) < 0.85


def _spelled_out(short: Sequence[str], long: Sequence[str]) -> list[str]:
    """Initials written as one word cut into letters where the other side has the words ("JC" for "Jean Claude")."""
    cut: list[str] = []
    for n, word in enumerate(short):
        count = len(word)
        fits = (
            2 <= count <= 6
            and word not in long
            and any(
                all(w[0] == c for w, c in zip(long[m : m + count], word, strict=True))
                for m in range(len(long) - count + 1)
            )
        )
        cut += list(word) if fits and (n == 0 or count == 2) else [word]
    return cut


def _initials(left: Sequence[str], right: Sequence[str]) -> bool:
    """One side is, or starts with, the initials of the other ("JC Juncker", "PLA")."""
    for short, long in ((left, right), (right, left)):
        first = short[0] if short else ""
        fits = 2 <= len(first) <= 6 and len(first) <= len(long) > len(short)
        fits = fits and all(w[0] == c for w, c in zip(long, first, strict=False))
        if fits and (len(short) == 1 or short[-1] == long[-1]):
            return True
    return False


def name_features(left: str, right: str, body: bool) -> dict[str, float]:
    """What the model sees of two whole names."""
    a, a_forms = split_name(left, body)
    b, b_forms = split_name(right, body)
    x, y = _joined(a, b)
    x, y = _spelled_out(x, y), _spelled_out(y, x)
    pairs, over_x, over_y = _pair(x, y)
    common = set(words()["function_words"])

    def weight(word: str) -> float:
        return 0.3 if word in common else 1.0

    gaps = sorted(
        ((1 - score, Levenshtein.distance(x[i], y[j]), min(len(x[i]), len(y[j])), i, j) for i, j, score in pairs),
        reverse=True,
    )
    worst = gaps[0] if gaps else (1.0, 10, 1, 0, 0)
    second = gaps[1] if len(gaps) > 1 else (0.0, 0, 1, 0, 0)
    left_over = sum(weight(x[i]) for i in over_x), sum(weight(y[j]) for j in over_y)
    total = max(1.0, sum(weight(w) for w in x)), max(1.0, sum(weight(w) for w in y))
    joined = "".join(x), "".join(y)
    ordered = " ".join(sorted(x)), " ".join(sorted(y))
    numbers = [w for w in x if _is_number(w)], [w for w in y if _is_number(w)]
    likeness = [word_likeness(*sorted((x[i], y[j]))) if x[i] != y[j] else 1.0 for i, j, _ in pairs]
    order = [j for _, j, _ in pairs]
    letters_over = (
        sum(len(x[i]) for i in over_x) / max(1, len(joined[0])),
        sum(len(y[j]) for j in over_y) / max(1, len(joined[1])),
    )
    edit = sum(g[1] for g in gaps)
    exact = sum(1 for g in gaps if g[0] == 0)
    return {
        "body": float(body),
        "worst": worst[0],
        "worst edits": float(min(worst[1], 6)),
        "worst letters": float(min(worst[2], 9)),
        "worst likeness": min(likeness, default=0.0),
        "worst front": float(bool(gaps) and x[worst[3]][0] == y[worst[4]][0]),
        "worst last": float(bool(gaps) and x[worst[3]][-1] == y[worst[4]][-1]),
        "worst jaro": JaroWinkler.similarity(x[worst[3]], y[worst[4]]) if gaps else 0.0,
        "worst is first": float(bool(gaps) and worst[0] > 0 and worst[3] == 0),
        "worst is end": float(bool(gaps) and worst[0] > 0 and worst[3] == len(x) - 1),
        "second": second[0],
        "edits": float(min(edit, 8)),
        "edits per letter": edit / max(1, min(len(joined[0]), len(joined[1]))),
        "exact": float(min(exact, 5)),
        "exact share": exact / max(1, min(len(x), len(y))),
        "over both": min(left_over),
        "over": max(left_over),
        "over sum": sum(left_over),
        "over share": max(left_over[0] / total[0], left_over[1] / total[1]),
        "over letters": max(letters_over),
        "over letters both": min(letters_over),
        "over first": float((0 in over_x) or (0 in over_y)),
        "over end": float((len(x) - 1 in over_x) or (len(y) - 1 in over_y)),
        "turned": float(order != sorted(order)),
        "words": float(min(len(x), len(y), 6)),
        "words differ": float(min(abs(len(x) - len(y)), 5)),
        "whole": Levenshtein.normalized_similarity(*joined),
        "whole sorted": fuzz.ratio(*ordered) / 100,
        "whole set": fuzz.token_set_ratio(*ordered) / 100,
        "whole jaro": JaroWinkler.similarity(*joined),
        "short": float(min(len(joined[0]), len(joined[1]), 25)),
        "initials": float(_initials(a, b)),
        "numbers differ": float(set(numbers[0]) != set(numbers[1])),
        "forms": 0.0 if not a_forms or not b_forms else 1.0 if set(a_forms) & set(b_forms) else -1.0,
        "form on one": float(bool(a_forms) != bool(b_forms)),
        "script": float(left.isascii() != right.isascii()),
        "same": float(joined[0] == joined[1]),
    }


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(
        files("claimcheck.values.names").joinpath("matching.json").read_text(encoding="utf-8")
    )
    return model


def same_name(left: str, right: str, kind: str = "unknown") -> float:
    """Probability that two names as written are of one person or body. ``kind`` is person, place, organisation or
    unknown; places and bodies may carry legal forms and small words."""
    return probability(_model(), name_features(left, right, kind in {"organisation", "place"}))

"""Which words, and which characters inside a word, make two surfaces differ: for marking, never for judging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

Ranges = tuple[tuple[int, int], ...]

_PIECE = re.compile(r"\w+(?:['’-]\w+)*|\s+|.", re.S)
_LONGEST = 4000  # characters; longer surfaces are marked whole, as the comparison is quadratic
_MOST_PIECES = 400
_LONGEST_WORD = 60  # longer ones are marked whole, for the same reason
_ALIKE = 0.6  # two words this alike are one word spelled differently: mark its letters


def differing(left: str, right: str, *, letters: bool) -> tuple[Ranges, Ranges]:
    """Half-open ranges of each surface that the other lacks; white space and marks alone are no difference.

    ``letters`` narrows two spellings of one word to the letters that differ.
    """
    whole = ((0, len(left)),), ((0, len(right)),)
    if max(len(left), len(right)) > _LONGEST:
        return whole
    a, b = (list(_PIECE.finditer(text)) for text in (left, right))
    if max(len(a), len(b)) > _MOST_PIECES:
        return whole
    lefts: list[tuple[int, int]] = []
    rights: list[tuple[int, int]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, [m[0] for m in a], [m[0] for m in b], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        x = (a[i1].start(), a[i2 - 1].end()) if i1 < i2 else (0, 0)
        y = (b[j1].start(), b[j2 - 1].end()) if j1 < j2 else (0, 0)
        if letters and i2 - i1 == 1 and j2 - j1 == 1 and _alike(left[slice(*x)], right[slice(*y)]):
            for one, other in _letters(left[slice(*x)], right[slice(*y)]):
                lefts.append((x[0] + one[0], x[0] + one[1]))
                rights.append((y[0] + other[0], y[0] + other[1]))
        else:
            lefts.append(x)
            rights.append(y)
    return _worded(left, lefts), _worded(right, rights)


def _alike(left: str, right: str) -> bool:
    if max(len(left), len(right)) > _LONGEST_WORD:
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE


def _letters(left: str, right: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            yield (i1, i2), (j1, j2)


def _worded(text: str, ranges: list[tuple[int, int]]) -> Ranges:
    """Ranges that hold a letter or digit, without white space at their ends; neighbours become one.

    Where more than half is changed the whole is: crumbs of agreement between two phrases say nothing.
    """
    kept: list[tuple[int, int]] = []
    for start, end in ranges:
        words = text[start:end]
        if any(c.isalnum() for c in words):
            start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
            if kept and text[kept[-1][1] : start].isspace():
                start = kept.pop()[0]
            kept.append((start, end))
    return ((0, len(text)),) if 2 * sum(b - a for a, b in kept) > len(text) else tuple(kept)

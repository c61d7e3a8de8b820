"""Global alignment of two unit sequences (Needleman and Wunsch 1970) with a cost that knows words, names and values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from claimcheck.comparing.claim_units import Unit
from claimcheck.datamodel import Judgement, Mention, MentionKind, Moment, Quantity, Relation
from claimcheck.textforms import fold
from claimcheck.values.dates.algebra import judge_moments
from claimcheck.values.names.algebra import same_spelling
from claimcheck.values.quantities.algebra import judge_quantities

Path = list[tuple[int | None, int | None]]

# Costs are hand-set in steps of a deletion (about 1): a pair of the same kind beats deletion and insertion, a pair of
# different kinds never does. Only their order matters; the seeds' and ECB's alignments do not move within ±20 %.
_FORBIDDEN = 9.0
_ALIKE = 0.5  # share of letters kept: "Hussein" and "Husayn" keep 0.57
_SOUNDS = {"k": "c", "q": "c", "g": "j", "y": "j", "i": "j", "e": "a", "o": "u", "w": "v", "f": "p", "z": "s", "x": "s"}
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
SPELLING = 0.85  # probability from which two proper nouns count as one name spelled twice


def gap_cost(unit: Unit) -> float:
    if unit.is_mark:
        return 0.1
    return 0.35 if unit.is_function else 0.9


def judge_mentions(left: Mention, right: Mention, same_anchor: bool = False) -> Judgement:
    """The value algebra on two mentions of one kind; UNKNOWN otherwise."""
    a, b = left.value, right.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return judge_quantities(a, b)
    if isinstance(a, Moment) and isinstance(b, Moment):
        return judge_moments(a, b, same_anchor=same_anchor)
    return Judgement(Relation.UNKNOWN, "values of different kinds")


@lru_cache(maxsize=65536)
def spelling(left: str, right: str) -> float:
    """Probability that two proper nouns are one name spelled twice, 0 where they are not even alike.

    The model learned from pairs that share an initial; what lies farther apart it would only guess.
    """
    a, b = fold(left), fold(right)
    if not a or not b or _initial(a) != _initial(b) or Levenshtein.normalized_similarity(a, b) < _ALIKE:
        return 0.0
    return same_spelling(left, right)


def _initial(word: str) -> str:
    """First sound: letters that transliterations and languages swap at the start of a name are one."""
    return _SOUNDS.get(word[0], word[0])


def _shared_start(a: str, b: str) -> int:
    if a[:1] != b[:1]:
        return 0
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def pair_cost(left: Unit, right: Unit) -> float:
    """Cost of setting ``left`` against ``right``; 0 where they are the same word or value."""
    if left.key == right.key:
        return 0.0
    if left.mention is not None or right.mention is not None:
        return _value_cost(left, right)
    if left.is_mark or right.is_mark:
        return 0.1 if left.is_mark and right.is_mark else _FORBIDDEN
    if left.is_name and right.is_name:
        return 0.2 if spelling(left.surface, right.surface) >= SPELLING else 0.8
    if left.is_function != right.is_function:
        return _FORBIDDEN
    if left.lemma == right.lemma:
        return 0.15
    if left.is_function:
        return 0.4 if left.pos == right.pos else 0.65
    near = _shared_start(left.lemma, right.lemma) >= max(4, min(len(left.lemma), len(right.lemma)) - 3)
    if left.pos == right.pos:
        return 0.4 if near else 1.25
    if near:
        return 0.5
    return 1.35 if left.pos in _NOMINAL and right.pos in _NOMINAL else 1.75


def _value_cost(left: Unit, right: Unit) -> float:
    """Of a quantity or date against another, or against a word."""
    a, b = left.mention, right.mention
    if a is not None and b is not None:
        if a.kind != b.kind:
            return 1.3
        relation = judge_mentions(a, b).relation
        if relation is Relation.SAME:
            return 0.0
        if relation is Relation.COMPATIBLE:
            return 0.2
        same_dimension = (
            not isinstance(a.value, Quantity)
            or not isinstance(b.value, Quantity)
            or a.value.dimension == b.value.dimension
        )
        return 0.5 if same_dimension else 1.2
    mention, other = (a, right) if a is not None else (b, left)
    assert mention is not None
    if mention.kind is MentionKind.QUANTITY and other.pos in {"DET", "NUM"}:
        return 0.7  # "a" against "two", a number that no grammar read
    return _FORBIDDEN if other.is_mark or other.is_function else 1.6


def align_units(left: Sequence[Unit], right: Sequence[Unit]) -> list[tuple[int | None, int | None]]:
    """Least-cost monotone alignment: pairs of indices, None for a gap. Ties prefer pairs, then deletions, so the
    result is deterministic."""
    n, m = len(left), len(right)
    gaps_left = [gap_cost(u) for u in left]
    gaps_right = [gap_cost(u) for u in right]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    move = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        best[i][0], move[i][0] = best[i - 1][0] + gaps_left[i - 1], 1
    for j in range(1, m + 1):
        best[0][j], move[0][j] = best[0][j - 1] + gaps_right[j - 1], 2
    for i, unit in enumerate(left, start=1):
        row, above, steps, gap = best[i], best[i - 1], move[i], gaps_left[i - 1]
        for j, other in enumerate(right, start=1):
            cost, step = above[j - 1] + pair_cost(unit, other), 0
            delete = above[j] + gap
            if delete < cost - 1e-9:
                cost, step = delete, 1
            insert = row[j - 1] + gaps_right[j - 1]
            if insert < cost - 1e-9:
                cost, step = insert, 2
            row[j], steps[j] = cost, step
    path: list[tuple[int | None, int | None]] = []
    i, j = n, m
    while i or j:
        step = move[i][j]
        if step == 0:
            i, j = i - 1, j - 1
            path.append((i, j))
        elif step == 1:
            i -= 1
            path.append((i, None))
        else:
            j -= 1
            path.append((None, j))
    return slid(path[::-1], left, right)


def alignment_cost(path: Path, left: Sequence[Unit], right: Sequence[Unit]) -> float:
    """What an alignment costs in all."""
    total = 0.0
    for i, j in path:
        if i is not None and j is not None:
            total += pair_cost(left[i], right[j])
        elif i is not None:
            total += gap_cost(left[i])
        elif j is not None:
            total += gap_cost(right[j])
    return total


_OPENERS = frozenset({"CCONJ", "SCONJ", "ADP", "DET", "PRON"})


def slid(path: Path, left: Sequence[Unit], right: Sequence[Unit]) -> Path:
    """The same alignment at the same cost with every gap moved to where a phrase begins or ends.

    "the [bridge and the] road" and "the bridge and [the road]" cost the same; an editor reads the second. A gap can
    move by one where the word before it equals its own last one (or, to the right, its first equals the word after).
    """
    for side, units in ((0, left), (1, right)):
        at = 0
        while at < len(path):
            if path[at][1 - side] is not None:
                at += 1
                continue
            end = at
            while end < len(path) and path[end][1 - side] is None:
                end += 1
            choices = [(_phrase_score(path, at, end, side, units), 0)]
            moved, shift, a, b = path, 0, at, end
            while a > 0 and (step := _shifted(moved, a, b, side, units)) is not None:
                moved, shift, a, b = step, shift - 1, a - 1, b - 1
                choices.append((_phrase_score(moved, a, b, side, units), shift))
            best = max(choices, key=lambda c: (c[0], c[1]))[1]
            for k in range(-best):
                path = _shifted(path, at - k, end - k, side, units) or path
            at = end
    return path


def _shifted(path: Path, a: int, b: int, side: int, units: Sequence[Unit]) -> Path | None:
    """The gap ``path[a:b]`` moved one to the left, None where the words do not allow it."""
    before, last = path[a - 1], path[b - 1]
    own, other = before[side], before[1 - side]
    final = last[side]
    if own is None or other is None or final is None or units[own].key != units[final].key:
        return None
    gap = path[a:b]
    first: tuple[int | None, int | None] = (own, None) if side == 0 else (None, own)
    pair: tuple[int | None, int | None] = (final, other) if side == 0 else (other, final)
    return [*path[: a - 1], first, *gap[:-1], pair, *path[b:]]


def _phrase_score(path: Path, a: int, b: int, side: int, units: Sequence[Unit]) -> float:
    """How much a gap looks like a phrase: it opens like one, and what follows does too."""
    first, final = path[a][side], path[b - 1][side]
    assert first is not None and final is not None
    score = 1.0 if units[first].is_mark or units[first].pos in _OPENERS else 0.0
    after = final + 1
    if after >= len(units) or units[after].is_mark or units[after].pos in _OPENERS:
        score += 1.0
    return score + (0.5 if units[final].is_content else 0.0)

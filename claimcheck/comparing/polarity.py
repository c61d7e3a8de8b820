"""Whether a predicate is negated, read off the dependency tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.comparing.cues import NEGATIONS, REVERSING
from claimcheck.datamodel import Token

_COMPLEMENT = frozenset({"xcomp", "ccomp", "pcomp", "prep"})
_TURNED = frozenset({"nsubj", "nsubjpass", "dobj", "attr"})  # "no shots were fired", "nobody was hurt"
_HIGH = 4  # words above a predicate that may turn it


@dataclass(frozen=True, slots=True)
class Reading:
    """How a side puts a predicate; ``cues`` are the tokens that negate it, as indices."""

    negated: bool
    cues: tuple[int, ...]


def read_predicate(tokens: Sequence[Token], i: int) -> Reading:
    """The polarity of the predicate at ``i``; heads index into ``tokens``."""
    negations: set[int] = set()
    for k in _children(tokens, i):
        token = tokens[k]
        if bare(token) in NEGATIONS and token.lemma != "without" and is_negating(tokens, k):
            negations.add(k)  # "left without reporting it": she did leave
        if token.dep in _TURNED and any(
            tokens[g].lemma == "no" and tokens[g].dep == "det" for g in _children(tokens, k)
        ):
            negations.add(k)
        if tokens[k].tag == "TO" and k and tokens[k - 1].lemma == "yet":
            negations.add(k - 1)  # "has yet to comment"
    at = i
    for _ in range(_HIGH):
        parent = tokens[at].head
        if tokens[at].dep not in _COMPLEMENT or parent == at:
            break
        if tokens[parent].lemma in REVERSING:
            negations.add(parent)
        elif tokens[parent].pos not in {"ADP", "SCONJ", "AUX"} and tokens[at].dep != "xcomp":
            break
        at = parent
    return Reading(len(negations) % 2 == 1, tuple(sorted(negations)))


def is_negating(tokens: Sequence[Token], i: int) -> bool:
    """A negation, or a verb that turns its complement round ("failed to"); not "No. 1", "a failed bid",
    "a decline in"."""
    lemma = bare(tokens[i])
    if lemma == "unless":
        return True  # "unless they are met", "if they are not met"
    if lemma == "yet":
        return i + 1 < len(tokens) and tokens[i + 1].tag == "TO"  # "has yet to comment"
    if lemma == "nor" and tokens[i].head < i:
        return False  # "no comment from Washington, nor from Sanaa": carried on, not turned
    if lemma in NEGATIONS:
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if after is not None and after.lemma == "only":
            return False  # "not only did he lose": he did
        if after is not None and lemma == "nothing" and after.lemma == "but":
            return False  # "ate nothing but wings": he ate
        return not (lemma == "no" and after is not None and (after.pos == "NUM" or after.surface == "."))
    if tokens[i].pos == "NOUN":
        return False  # "a sharp decline in profit"
    return lemma in REVERSING and any(tokens[k].dep in {"xcomp", "ccomp", "prep"} for k in _children(tokens, i))


def bare(token: Token) -> str:
    """The lemma without a dash that the tokenizer left on it."""
    return token.lemma.strip("—–-") or token.lemma


def _children(tokens: Sequence[Token], i: int) -> Iterator[int]:
    return (k for k, t in enumerate(tokens) if k != i and t.head == i)

"""Polarity and certainty of a predicate, read off the dependency tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.comparing.cues import HEDGES, NEGATIONS, WEAK_MODALS
from claimcheck.datamodel import Token

# Verbs and adjectives whose complement did not, or is said not to, happen.
_REVERSING = frozenset(
    {
        "fail",
        "refuse",
        "deny",
        "decline",
        "avoid",
        "prevent",
        "unable",
        "reject",
        "neglect",
        "refrain",
        "forget",
        "incapable",
        "ineligible",
        "withhold",
        "cease",
    }
)
_COMPLEMENT = frozenset({"xcomp", "ccomp", "pcomp", "prep"})
_ADVERBIAL = frozenset({"advmod", "aux", "neg", "amod", "det", "npadvmod", "preconj", "prep"})
_PLANNING = frozenset(
    {
        "plan",
        "intend",
        "expect",
        "expected",
        "set",
        "due",
        "schedule",
        "hope",
        "want",
        "try",
        "attempt",
        "aim",
        "propose",
        "threaten",
        "promise",
        "vow",
    }
)


class Certainty(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a side puts a predicate; ``cues`` are the tokens that make it so, as indices."""

    negated: bool
    certainty: Certainty
    cues: tuple[int, ...]


def _children(tokens: Sequence[Token], i: int) -> Iterator[int]:
    return (k for k, t in enumerate(tokens) if k != i and t.head == i)


def _is_ability(tokens: Sequence[Token], i: int) -> bool:
    """ "could not see": it was not possible, which is no doubt; "could not have seen" is one."""
    own = [tokens[k] for k in _children(tokens, i)]
    return any(t.lemma in NEGATIONS for t in own) and not any(t.lemma == "have" and t.dep == "aux" for t in own)


def _shares_governor(tokens: Sequence[Token], i: int) -> bool:
    """ "accused of wounding two and killing one": the second verb stands under the same "accused of"."""
    head = tokens[i].head
    if tokens[i].tag not in {"VB", "VBG"} or tokens[head].tag != tokens[i].tag:
        return False
    return not any(tokens[k].dep in {"nsubj", "nsubjpass"} for k in _children(tokens, i))


def read_predicate(tokens: Sequence[Token], i: int) -> Reading:
    """The polarity and certainty of the predicate at ``i``; heads index into ``tokens``."""
    negations: list[int] = []
    hedges: list[int] = []
    plans: list[int] = []
    able = _is_ability(tokens, i)
    for k in _children(tokens, i):
        token = tokens[k]
        # The tokenizer leaves a dash on "—not"; a "nor" behind the predicate carries its negation on, turning nothing.
        negation = token.lemma.strip("—–-") in NEGATIONS and not (token.lemma == "nor" and k > i)
        if token.dep in _ADVERBIAL or negation:
            only = k + 1 < len(tokens) and tokens[k + 1].lemma == "only"
            if negation and token.lemma != "without" and not only:  # "left without reporting it": she did leave
                negations.append(k)
            elif able and token.lemma in {"could", "can"}:
                continue
            elif (token.tag == "MD" and token.lemma in WEAK_MODALS) or (
                token.lemma in HEDGES and token.dep in {"advmod", "amod"}
            ):
                hedges.append(k)
            elif token.tag == "MD" and token.dep == "aux":
                plans.append(k)
        if token.dep in {"nsubj", "nsubjpass", "dobj", "attr"} and any(
            tokens[g].lemma == "no" and tokens[g].dep == "det" for g in _children(tokens, k)
        ):
            negations.append(k)
        if token.dep in {"nsubj", "nsubjpass", "dobj"} and token.lemma in {"nobody", "none", "nothing"}:
            negations.append(k)
    at, steps = i, 0
    while steps < 4 and tokens[at].dep in _COMPLEMENT | {"conj"} and tokens[at].head != at:
        parent = tokens[at].head
        if tokens[at].dep == "conj":
            if not _shares_governor(tokens, at):
                break
            at, steps = parent, steps + 1
            continue
        lemma = tokens[parent].lemma
        if lemma in _REVERSING or any(tokens[k].lemma == "yet" for k in _children(tokens, parent)):
            negations.append(parent)  # "had yet to regain"
        elif lemma in HEDGES:
            hedges.append(parent)
        elif lemma in _PLANNING or (lemma in {"be", "have", "need"} and tokens[at].dep == "xcomp"):
            plans.append(parent)
        elif (
            lemma == "say" and tokens[at].dep == "xcomp" and tokens[parent].tag == "VBN"
        ):  # "were said to have been rescued"
            hedges.append(parent)
        elif tokens[parent].pos not in {"ADP", "SCONJ", "AUX"}:
            break
        at, steps = parent, steps + 1
    certainty = Certainty.HEDGED if hedges else Certainty.PLANNED if plans else Certainty.ASSERTED
    return Reading(len(negations) % 2 == 1, certainty, tuple(sorted({*negations, *hedges, *plans})))

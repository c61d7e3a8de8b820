"""Speakers before a colon: "Police: two men fled", "WALLACE: Let's start with the news".

No verb says it, so the trained model never sees a cue. A label is a name, or a noun that stands for a source.
``python -m benchmarks.quotes`` measures the reading with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.claims.sources.features import View, is_mark
from claimcheck.claims.sources.tree import Range
from claimcheck.datamodel import Token

_FARTHEST = 8  # tokens before the colon
_LEAST = 3  # words after it
_SOURCES = frozenset(
    (
        "agency aide aides analyst analysts army camp coroner court doctor doctors expert experts judge lawyer lawyers "
        "minister ministry newspaper official officials police poll polls prosecutor prosecutors report reports "
        "researcher researchers source sources spokesman spokeswoman study survey witness witnesses"
    ).split()
)
_NO_SOURCES = frozenset(
    (
        "age analysis answer answers bombshell boom bottom box breaking busted byline caption chapter "
        "clarification column contact correction cost date dateline editor editorial email example exclusive "
        "fact facts final friday game grade guide headline here how latest lesson letter letters line "
        "location look minus monday more morning myth name news note notebook opinion option part photo "
        "photos place plus press preview price problem question quote rating read reality reason recap "
        "related rest result results review roundup rule saturday score stat step subject sunday takeaway "
        "there thursday time tip tips title today tomorrow total truth tuesday update venue video warning "
        "watch wednesday what when where who why yesterday"
    ).split()
)
_LINKS = frozenset({".", "-", ",", "to", "of", "the", "at", "'s", "’s"})
_NO_NAMES = frozenset({"VERB", "AUX", "PRON", "ADV", "CCONJ", "SCONJ", "NUM"})


def label(view: View) -> tuple[Range, int] | None:
    """The speaker that a sentence opens with and the index of the colon after it, or None."""
    tokens = view.tokens
    first = 1 if tokens and is_mark(tokens[0]) else 0
    colon = next((n for n in range(first + 1, min(len(tokens), first + _FARTHEST)) if tokens[n].surface == ":"), None)
    if colon is None or sum(t.surface[0].isalnum() for t in tokens[colon + 1 :]) < _LEAST:
        return None
    said = next(t for t in tokens[colon + 1 :] if t.surface[0].isalnum())
    if said.surface[0].islower() or said.start - tokens[colon].end > 3:
        return None
    states = any(t.pos in {"VERB", "AUX"} for t in tokens[colon + 1 :])  # "Nevada: Adam Lane, Carla Jones" does not
    return ((first, colon), colon) if _is_speaker(tokens[first:colon], states, marked=bool(first)) else None


def _is_speaker(words: Sequence[Token], states: bool, *, marked: bool) -> bool:
    last = words[-1]
    if any(t.surface.lower() in _NO_SOURCES for t in words) or last.ent == "GPE":
        return False
    if len(words) == 1 and last.pos in {"NOUN", "ADJ"} and last.surface.istitle() and len(last.surface) > 3:
        return states or last.surface.lower() in _SOURCES  # a name that opens a sentence is often taken for a noun
    if len(words) == 1 and last.surface.isupper():
        return len(last.surface) > 4 or (marked and len(last.surface) == 4)
    if any(t.pos in _NO_NAMES and not t.surface.isupper() and t.ent != "PERSON" for t in words):
        return False
    if last.surface.lower() in _SOURCES:
        return True
    if not all(t.surface[0].isupper() or t.surface in _LINKS for t in words):
        return False
    return last.ent in {"PERSON", "ORG"} or last.pos == "PROPN"

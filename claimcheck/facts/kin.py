"""Who is the older of two: "X, the younger sister of Y", "Y's older sister", "her older sibling, Y" in one frame.

"Y is X's older sister" and "X is Y's younger sister" say one thing from its two ends; a name that stands behind the
noun, before it or as its apposition is the sibling, a possessive, "of" or the subject of the sentence the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import Claim, Referent, Span, Token
from claimcheck.textforms import fold

_SIBLINGS = frozenset({"sister", "brother", "sibling"})
_OLDER, _YOUNGER = frozenset("old older elder eld big".split()), frozenset("young younger little".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class Elder:
    """``of`` has a sibling ``who``, who is older or not; each by all words of the names, ``who`` empty where nobody is
    named. ``span`` is the noun with its adjective."""

    claim: Claim
    span: Span
    of: frozenset[str]
    who: frozenset[str]
    older: bool


def contrary_elders(referents: Sequence[Referent], claims: Iterable[Claim]) -> Iterator[tuple[Elder, Elder]]:
    """Two statements of which one makes a person the older, the other the younger of the same two, each once."""
    names: dict[str, list[tuple[int, int, frozenset[str]]]] = {}
    for referent in referents:
        words = frozenset(fold(w) for u in referent.uses for w in (*u.name.given, *u.name.family) or (u.surface,))
        for place in (p for u in referent.uses for p in u.places):
            names.setdefault(place.claim_id or "", []).append((place.span.start, place.span.end, words))
    said = [s for claim in claims for s in _elders(claim, names.get(claim.id, []))]
    for a, b in itertools.combinations(said, 2):
        if a.claim.id != b.claim.id and _contradict(a, b):
            yield a, b


def _contradict(a: Elder, b: Elder) -> bool:
    if a.older != b.older:
        return _are_one(a.of, b.of) and (not a.who or not b.who or _are_one(a.who, b.who))
    # from the other end: "her older sister Y" of X, "his older brother X" of Y
    return bool(a.who and b.of and b.who and a.of) and _are_one(a.who, b.of) and _are_one(a.of, b.who)


def _are_one(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b) and (a <= b or b <= a)


def _elders(claim: Claim, names: Sequence[tuple[int, int, frozenset[str]]]) -> Iterator[Elder]:
    tokens = claim.tokens

    def named(i: int) -> frozenset[str]:
        return next((w for start, end, w in names if start <= tokens[i].start < end), frozenset())

    for i, token in enumerate(tokens):
        if token.lemma not in _SIBLINGS or token.tag != "NN":
            continue
        below = [k for k, t in enumerate(tokens) if t.head == i and k != i]
        degree = next((k for k in below if tokens[k].dep == "amod" and tokens[k].lemma in _OLDER | _YOUNGER), None)
        if degree is None:
            continue
        who = _first(named, (k for k in (*below, token.head) if _joins(tokens, i, k)))
        of = _first(named, _owners(tokens, i, below))
        if of and of != who:
            span = Span(claim.span.path, tokens[degree].start, token.end)
            older = tokens[degree].lemma in _OLDER
            yield Elder(claim, span, of, who, older)
            if who:
                yield Elder(claim, span, who, of, not older)


def _joins(tokens: Sequence[Token], noun: int, k: int) -> bool:
    """Whether a name is the sibling's: apposition of the noun, the noun its apposition or its title."""
    return tokens[k].pos == "PROPN" and (
        tokens[k].dep in {"appos", "npadvmod"}
        and tokens[k].head == noun
        or tokens[noun].head == k
        and tokens[noun].dep in {"appos", "compound", "nmod"}
    )


def _owners(tokens: Sequence[Token], noun: int, below: Sequence[int]) -> Iterator[int]:
    """The words that may name whose sibling it is, the nearest first."""
    yield from (k for k in below if tokens[k].dep == "poss" and tokens[k].pos == "PROPN")
    of = [k for k in below if tokens[k].lemma == "of"]
    yield from (k for k, t in enumerate(tokens) if t.head in of and t.dep == "pobj")
    own = any(t.tag == "PRP$" for t in tokens[max(0, noun - 2) : noun])  # whatever the parser ties it to
    if of or any(tokens[k].dep == "poss" and tokens[k].pos != "PRON" for k in below):
        return
    at, seen = tokens[noun].head, {noun}
    while at not in seen:  # up to the verb: its subject is whose sibling it is
        seen.add(at)
        yield from (k for k, t in enumerate(tokens) if t.head == at and t.dep in _SUBJECTS and k < noun)
        if own or tokens[at].dep in {"acl", "agent", "prep", "pobj"}:
            yield from (at,) if tokens[at].pos == "PROPN" and at < noun else ()
        at = tokens[at].head


def _first(named: Callable[[int], frozenset[str]], places: Iterable[int]) -> frozenset[str]:
    return next((w for k in places if (w := named(k))), frozenset())

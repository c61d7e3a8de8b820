"""Who did what to whom: events between two names, told in whichever voice, so that exchanged parts are seen.

"A beat B", "B was beaten by A", "B lost to A" are one event; "B beat A" is the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import Token
from claimcheck.textforms import fold

# Verb, then the preposition under which the other one stands -> the event's name, and whether the subject acts in it.
_TOLD_FROM_EITHER_END = {
    ("beat", ""): ("beat", True), ("defeat", ""): ("beat", True), ("lose", "to"): ("beat", False),
    ("win", "against"): ("beat", True), ("win", "over"): ("beat", True), ("fall", "to"): ("beat", False),
    ("sell", "to"): ("sell", True), ("buy", "from"): ("sell", False), ("purchase", "from"): ("sell", False),
    ("lend", "to"): ("lend", True), ("borrow", "from"): ("lend", False),
    ("export", "to"): ("export", True), ("import", "from"): ("export", False),
    ("surrender", "to"): ("capture", False), ("capture", ""): ("capture", True),
    ("inherit", "from"): ("leave", False), ("learn", "from"): ("teach", False), ("teach", ""): ("teach", True),
}  # fmt: skip
_CONVERSE = frozenset(
    frozenset(pair.split())
    for pair in ("sell buy", "sell purchase", "lend borrow", "win lose", "export import", "give receive", "beat lose")
)
# Both do the same: who is named first says nothing.
_MUTUAL = frozenset(
    "meet marry wed divorce date fight face play join speak talk agree discuss debate tie draw resemble border visit "
    "call contact see know be have include say tell ask follow lead precede succeed match name mention"
    " represent".split()
)
# The parser takes a club behind "beat" for an adverb: "Arsenal beat Chelsea 2-1".
_SUBJECTS, _OBJECTS = frozenset({"nsubj"}), frozenset({"dobj", "obj", "npadvmod"})


@dataclass(frozen=True, slots=True)
class Deed:
    """An event between two names: ``actor`` and ``other`` are their last words without dress; the indices are those of
    the verb and of the two names' heads."""

    event: str
    actor: str
    other: str
    verb: int
    actor_at: int
    other_at: int


def deeds_in(tokens: Sequence[Token]) -> Iterator[Deed]:
    """Every event whose two participants are names."""
    children: dict[int, list[int]] = {}
    for i, token in enumerate(tokens):
        if token.head != i:
            children.setdefault(token.head, []).append(i)
    for i, token in enumerate(tokens):
        if token.pos != "VERB":
            continue
        own = children.get(i, ())
        subject = _name(tokens, [k for k in own if tokens[k].dep in _SUBJECTS])
        patient = _name(tokens, [k for k in own if tokens[k].dep == "nsubjpass"])
        agent = _name(tokens, [m for k in own if tokens[k].dep == "agent" for m in children.get(k, ())])
        target = _name(tokens, [k for k in own if tokens[k].dep in _OBJECTS])
        if patient is not None and agent is not None:
            yield from _deed(tokens, i, agent, patient, "")
        elif subject is not None and target is not None:
            yield from _deed(tokens, i, subject, target, "")
        if subject is not None:
            below = [*own, *(m for k in own if tokens[k].dep in _OBJECTS for m in children.get(k, ()))]
            for k in below:
                if tokens[k].dep in {"prep", "dative"}:
                    named = _name(tokens, children.get(k, ()))
                    if named is not None and (token.lemma, tokens[k].lemma) in _TOLD_FROM_EITHER_END:
                        yield from _deed(tokens, i, subject, named, tokens[k].lemma)


def _deed(tokens: Sequence[Token], verb: int, subject: int, other: int, preposition: str) -> Iterator[Deed]:
    lemma = tokens[verb].lemma
    if lemma in _MUTUAL:
        return
    event, acts = _TOLD_FROM_EITHER_END.get((lemma, preposition), (f"{lemma} {preposition}".strip(), True))
    actor, second = (subject, other) if acts else (other, subject)
    one, two = fold(tokens[actor].surface), fold(tokens[second].surface)
    if one != two:
        yield Deed(event, one, two, verb, actor, second)


def _name(tokens: Sequence[Token], places: Sequence[int]) -> int | None:
    """The head of the one name among some words; none where there are several, or others beside it."""
    named = [k for k in places if tokens[k].pos == "PROPN" or (tokens[k].pos == "NOUN" and tokens[k].surface.istitle())]
    named = [k for k in named if not tokens[k].ent.startswith(("DATE", "TIME"))]  # "beat Chelsea Saturday"
    if len(named) != 1 or any(t.head == named[0] and t.dep == "conj" for t in tokens):
        return None
    return named[0]


def exchanged(left: Sequence[Token], right: Sequence[Token]) -> Iterator[tuple[Deed, Deed]]:
    """Events that both sides tell, with the parts exchanged: and neither side tells it the other way too."""
    ours, theirs = list(deeds_in(left)), list(deeds_in(right))
    mine = {(d.event, d.actor, d.other) for d in ours}
    others = {(d.event, d.actor, d.other) for d in theirs}
    for a in ours:
        for b in theirs:
            turned = (a.event, a.other, a.actor)
            if (
                (b.event, b.actor, b.other) == turned
                and turned not in mine
                and (a.event, a.actor, a.other) not in others
            ):
                yield a, b


def told_from_either_end(left: Sequence[Token], right: Sequence[Token], i: int, j: int) -> bool:
    """Whether two verbs tell one event from its two ends: "A sold it to B", "B bought it from A"."""
    ours = {(d.event, d.actor, d.other) for d in deeds_in(left) if d.verb == i}
    return any((d.event, d.actor, d.other) in ours for d in deeds_in(right) if d.verb == j)


def from_other_end(left: Sequence[Token], right: Sequence[Token], i: int, j: int) -> bool:
    """Whether two verbs may tell one event from its two ends: "A sold it to B", "B bought it", "A won", "B lost". They
    are opposites only where both say it of the same one; of whom nothing is said, it may be either."""
    if frozenset((left[i].lemma, right[j].lemma)) not in _CONVERSE:
        return False
    ours, theirs = _doer(left, i), _doer(right, j)
    return ours is None or theirs is None or fold(left[ours].lemma) != fold(right[theirs].lemma)


def _doer(tokens: Sequence[Token], verb: int) -> int | None:
    """The noun or name that does it: the subject, of a passive the agent; of a verb joined on, that of the first."""
    for _ in range(4):
        own = [k for k, t in enumerate(tokens) if t.head == verb and k != verb]
        agents = [m for k in own if tokens[k].dep == "agent" for m, t in enumerate(tokens) if t.head == k and m != k]
        if any(tokens[k].dep == "nsubjpass" for k in own):
            found = agents
        else:
            found = [k for k in own if tokens[k].dep in _SUBJECTS]
        if found:
            return found[0] if tokens[found[0]].pos != "PRON" else None
        if tokens[verb].dep not in {"conj", "xcomp"} or tokens[verb].head == verb:
            return None
        verb = tokens[verb].head
    return None

"""What a slot asks, in an editor's words: "rifles seized", "age of Igor V."."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.datamodel import Quantity, Token
from claimcheck.facts.contexts import Context

_EMPTY = frozenset("be have do say tell add go get make take come report".split())  # verbs that tell nothing
_WORDS = {"count": "number", "money": "sum", "ordinal": "rank", "percent": "percentage", "fraction": "share",
          "duration": "length of time"}  # fmt: skip
_FAR = 8  # words from a value up to its verb
_DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest north-east north-west south-east south-west".split()
)
_BEYOND = 6  # words behind a length in which stands where it is measured from
_OBJECTS = frozenset({"dobj", "obj", "nsubjpass", "nsubj", "attr", "dep", "nummod"})


def asked(contexts: Sequence[Context]) -> str:
    """The question that the values of some contexts, one at least, answer: whose age it is, or what is counted or
    measured, with the first verb over it that tells something; of a distance from where it is measured."""
    first = contexts[0]
    if first.dimension == "age":
        return next((f"age of {name}" for c in contexts if (name := whose(c))), "age")
    if first.dimension == "length" and (distance := next(filter(None, map(_distance, contexts)), "")):
        return distance
    nouns = (c.mention.value.noun for c in contexts if isinstance(c.mention.value, Quantity))
    noun = next((n for n in nouns if n), _WORDS.get(first.dimension, first.dimension))
    told = next((found for c in contexts if c.verb not in _EMPTY and (found := _verb(c))), None)
    if told is None:
        return noun
    verb, reads_on = told
    return f"{noun} {verb}" if reads_on and first.dimension not in {"date", "time"} else f"{noun} ({verb})"


def _chain(context: Context) -> list[int]:
    """A value's words and those over them, nearest first."""
    tokens, span = context.claim.tokens, context.mention.span
    inside = [i for i, t in enumerate(tokens) if t.start < span.end and span.start < t.end]
    chain = inside[:1]
    while chain and tokens[chain[-1]].head != chain[-1] and len(chain) < _FAR:
        chain.append(tokens[chain[-1]].head)
    return chain


def _verb(context: Context) -> tuple[str, bool] | None:
    """The verb over a value as it stands, and whether it reads on behind what is counted: its subject or object, in the
    past ("seized")."""
    tokens = context.claim.tokens
    below = ""
    for i in _chain(context):
        if tokens[i].pos == "VERB" and tokens[i].lemma == context.verb:
            return tokens[i].surface.lower(), tokens[i].tag in {"VBD", "VBN"} and below in _OBJECTS
        below = tokens[i].dep
    return None


def _distance(context: Context) -> str:
    """ "120 miles (193 km) [south of Mexico City]", "three miles [from Fallujah]"; "" of what is no distance."""
    tokens, span = context.claim.tokens, context.mention.span
    behind = [i for i, t in enumerate(tokens) if t.start >= span.end][:_BEYOND]
    for i in behind:
        word = tokens[i].surface.lower()
        if tokens[i].pos == "VERB" or word == ",":
            break
        last = i + 1 if word in _DIRECTIONS and tokens[i + 1 : i + 2] and tokens[i + 1].surface == "of" else i
        if (last > i or word == "from") and tokens[last + 1 : last + 2] and tokens[last + 1].pos == "PROPN":
            name = " ".join(t.surface for t in _name(tokens, last + 1))
            return f"distance {' '.join(t.surface.lower() for t in tokens[i : last + 1])} {name}"
    return ""


def whose(context: Context) -> str:
    """The name over an age: "Igor V., 25,", "the 25-year-old Igor V."."""
    tokens, own = context.claim.tokens, context.mention.span
    for i in _chain(context):
        if tokens[i].pos == "PROPN":
            name = _name(tokens, i)
            if any(t.start < own.end and own.start < t.end for t in name):
                return ""  # "Can This 20 Year Old Burger"
            after = tokens[tokens.index(name[-1]) + 1 :][:1]
            if not any(t.tag == "POS" for t in after):  # not of "a 20-year-old McDonald's burger"
                return " ".join(t.surface for t in name)
        elif tokens[i].pos == "NOUN" and tokens[i].dep == "conj":
            return ""  # "Ann Other and an 11-year-old girl"
    return ""


def _name(tokens: Sequence[Token], i: int) -> Sequence[Token]:
    first = last = i
    while first and tokens[first - 1].pos == "PROPN":
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].pos == "PROPN":
        last += 1
    return tokens[first : last + 1]

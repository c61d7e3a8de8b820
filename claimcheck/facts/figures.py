"""What a figure is about, read from the words beside it: in headlines tolls have no noun ("kills 12")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import Claim, Mention, MentionKind, Quantity, Token

_FAMILIES = {
    "dead": "dead die kill death fatality fatal slay perish toll casualty body corpse drown massacre murder",
    "hurt": "injure injured injury wound wounded hurt hospitalize hospitalise",
    "held": "arrest arrested detain detained detention",
    "missing": "missing",
    "sentence": "sentence jail imprison",
    "displaced": "homeless displace displaced evacuate evacuated flee",
}
_FAMILY = {word: family for family, words in _FAMILIES.items() for word in words.split()}
_REACH = 4  # tokens from the figure to the word that says what it counts
_FAR = 15  # tokens that a toll may stand before its figure
_PEOPLE = frozenset(
    "people person man woman child boy girl soldier troop police policeman officer civilian militant rebel fighter "
    "worker villager student victim other passenger tourist protester prisoner suspect pirate gunman".split()
)
# What has a figure of its own in one event: a quake's magnitude, a sum, a share.
_SINGLE = frozenset({"magnitude"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with what it is about: a family of words ("dead"), or a dimension with few values ("magnitude").
    ``word`` is the token that says so, None for a dimension."""

    theme: str
    mention: Mention
    value: Quantity
    word: Token | None = None


def figures(claim: Claim) -> Iterator[Figure]:
    """The figures of a claim whose theme is plain."""
    quantities = [m for m in claim.mentions if m.kind is MentionKind.QUANTITY and isinstance(m.value, Quantity)]
    for mention in quantities:
        value = mention.value
        assert isinstance(value, Quantity)
        if value.dimension in _SINGLE:
            yield Figure(value.dimension, mention, value)
        elif value.dimension == "count":
            others = [m for m in quantities if m is not mention]
            word = _counting_word(claim.tokens, mention, value.noun, others)
            if word is not None:
                yield Figure(_family(word), mention, value, word)


def _family(token: Token) -> str:
    """ "missing" is no form of "to miss" here."""
    return _FAMILY.get(token.lemma) or _FAMILY.get(token.surface.lower(), "")


def _counting_word(tokens: Sequence[Token], mention: Mention, noun: str, others: Sequence[Mention]) -> Token | None:
    """The word of a family that says what a figure counts: its noun ("40 hurt"), or the nearest one beside people, with
    no other figure and no end of a clause between; or a toll that comes to it."""
    first = next((i for i, t in enumerate(tokens) if t.end > mention.span.start), None)
    last = next((i for i, t in reversed(list(enumerate(tokens))) if t.start < mention.span.end), None)
    if first is None or last is None:
        return None
    after = last + 1
    if noun:
        counted = noun.split()[-1]
        at = next((i for i in range(after, min(len(tokens), after + 4)) if tokens[i].surface.lower() == counted), None)
        if at is None:
            return None
        if _family(tokens[at]):
            return tokens[at]
        if tokens[at].lemma not in _PEOPLE:
            return None
        after = at + 1
    taken = [o.span for o in others]
    found: list[tuple[int, int, Token]] = []
    for way, start in ((1, after), (-1, first - 1)):
        for step in range(_REACH):
            i = start + way * step
            if not 0 <= i < len(tokens) or _ends_clause(tokens[i]):
                break
            token = tokens[i]
            if any(s.start < token.end and token.start < s.end for s in taken):
                break
            if _family(token) and not _is_other(tokens, i, way):
                found.append((step, way, token))
                break
    if found:
        return min(found, key=lambda f: (f[0], -f[1]))[2]
    return _toll(tokens, first)


def _toll(tokens: Sequence[Token], first: int) -> Token | None:
    """ "death toll from the quake a day before rose to 10"."""
    if first == 0 or tokens[first - 1].lemma not in {"to", "at", "past"}:
        return None
    for i in range(first - 2, max(-1, first - _FAR), -1):
        if tokens[i].lemma == "toll":
            return tokens[i]
        if tokens[i].surface in {",", ";", ":", "."}:
            return None
    return None


def _ends_clause(token: Token) -> bool:
    return token.surface in {",", ";", ":", ".", "-", "–", "—", "?"} or token.lemma in {"and", "but", "as", "after"}


def _is_other(tokens: Sequence[Token], i: int, way: int) -> bool:
    """A noun before a figure counts it only with "of", "at" or "to": "death of 2 men" does, "murder in 2" does not."""
    return way < 0 and tokens[i].pos == "NOUN" and not any(t.lemma in {"of", "at", "to"} for t in tokens[i + 1 : i + 4])

"""What stands around a mention, the value itself left out: all that may tell which question the mention answers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.phrases import above
from claimcheck.datamodel import Claim, ClaimRole, Mention, Moment, Quantity, Token, Value

MASK = "[MASK]"
_WINDOW = 6  # words on either side of a mention
_OVER = 8  # words over it that are looked at
_NEAR = 45  # code points from a mention in which a word counts as near
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_RANKED = frozenset("hour day week month year".split())
_EMPTY = frozenset("be have do say tell".split())


@dataclass(frozen=True, slots=True)
class Around:
    """A mention's sentence: lemmas before and after it, the names in it, those that act, the other values."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    names: frozenset[str]
    agents: frozenset[str]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Context:
    """One quantity or moment in its sentence. ``dimension`` is the quantity's, or "date" or "time"; ``noun`` what is
    counted; ``verb`` the nearest verb above; ``above`` the two words over it in the tree; ``words`` the lemmas of the
    sentence's other content words, ``near`` those beside the mention, ``names`` the proper nouns among them.
    ``window`` is the words beside the mention, with ``MASK`` in the value's place.
    """

    claim: Claim
    mention: Mention
    dimension: str
    noun: str
    verb: str
    above: tuple[str, str]
    role: str
    before: str
    subjects: frozenset[str]
    words: frozenset[str]
    near: frozenset[str]
    names: frozenset[str]
    quoted: bool
    window: str

    @property
    def sort(self) -> str:
        """What it can be compared with: a day with an hour, "the 35th day" with "a month"."""
        if self.dimension == "ordinal" and self.noun in _RANKED:
            return "duration"
        return "date" if self.dimension == "time" else self.dimension

    @property
    def headline(self) -> bool:
        return self.claim.role is ClaimRole.HEADLINE

    @functools.cached_property
    def around(self) -> Around:
        """The sentence, reckoned once with however many others it is compared."""
        span, tokens = self.mention.span, self.claim.tokens
        others = tuple(
            m.value for m in self.claim.mentions if isinstance(m.value, Quantity | Moment) and m.span != span
        )
        proper = [t for t in tokens if t.pos == "PROPN" and not (span.start <= t.start < span.end)]
        return Around(
            tuple(t.lemma for t in tokens if t.end <= span.start and t.pos != "PUNCT"),
            tuple(t.lemma for t in tokens if t.start >= span.end and t.pos != "PUNCT"),
            frozenset(t.lemma for t in proper),
            frozenset(t.lemma for t in proper if t.dep in {"nsubj", "nsubjpass", "poss", "agent"}),
            others,
        )


def contexts_of(claims: Sequence[Claim]) -> tuple[Context, ...]:
    """The contexts of all quantities and moments of an article's claims, in order."""
    found = []
    for claim in claims:
        for mention in claim.mentions:
            dimension = _dimension(mention)
            if dimension:
                found.append(_context(claim, mention, dimension))
    return tuple(found)


def _dimension(mention: Mention) -> str:
    value = mention.value
    if isinstance(value, Quantity):
        return value.dimension
    if isinstance(value, Moment):
        return "time" if value.granularity == "time" else "date"
    return ""


def _context(claim: Claim, mention: Mention, dimension: str) -> Context:
    tokens, span = claim.tokens, mention.span
    inside = [i for i, t in enumerate(tokens) if t.start < span.end and span.start < t.end]
    top = next((i for i in inside if tokens[i].head not in inside or tokens[i].head == i), None)
    chain = [] if top is None else above(tokens, top)[:_OVER]
    verb = next((i for i in (top, *chain) if i is not None and _is_verb(tokens[i])), None)
    noun = dress_key(mention.value.noun) if isinstance(mention.value, Quantity) and mention.value.noun else ""
    others = [
        t
        for t in tokens
        if t.pos in _CONTENT and t.lemma not in _EMPTY and not (t.start < span.end and span.start < t.end)
    ]
    start, end = span.start - claim.span.start, span.end - claim.span.start
    before, after = claim.text[:start], claim.text[end:]
    return Context(
        claim,
        mention,
        dimension,
        noun,
        tokens[verb].lemma if verb is not None else "",
        tuple([tokens[i].lemma for i in chain[:2]] + ["", ""])[:2],  # type: ignore[arg-type]
        tokens[top].dep if top is not None else "",
        tokens[inside[0] - 1].lemma if inside and inside[0] > 0 else "",
        frozenset(t.lemma for t in tokens if t.head == verb and t.dep in {"nsubj", "nsubjpass"}),
        frozenset(t.lemma for t in others),
        frozenset(t.lemma for t in others if abs(t.start - span.start) < _NEAR),
        frozenset(t.lemma for t in others if t.pos == "PROPN"),
        any(q.span.start <= span.start < q.span.end for q in claim.quotations),
        f"{' '.join(before.split()[-_WINDOW:])} {MASK} {' '.join(after.split()[:_WINDOW])}",
    )


def _is_verb(token: Token) -> bool:
    return token.pos in {"VERB", "AUX"} and token.dep not in {"aux", "auxpass"}

"""The events of two articles, and how near every one of one is to every one of the other."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.comparing.agreement import CONTENT
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.phrases import above, dependents
from claimcheck.datamodel import Claim, Mention, MentionKind, Span, Token
from claimcheck.facts.event_status import Event, Status, events_of

if TYPE_CHECKING:
    import numpy as np

DIGITS = 4  # of features: a value never falls to the other side of a bar that is itself rounded
LIGHT = frozenset("be have do make take get go come give say use want know think need show call find keep work".split())
_STEM = 5  # first letters that verb and noun of one event share: "arraign", "arraignment"
# What hangs on a predicate and stands before it in its own phrase.
_BEFORE = frozenset("aux auxpass neg advmod prt det amod compound poss nummod".split())
_OPEN = frozenset("prep agent det mark cc punct".split())  # no phrase ends so
_STOPS = frozenset(". ; : ! ? — – -- … , ( ) [ ]".split())
_LONGEST = 14  # tokens of a phrase behind its predicate
_NEAR_CUE = 5  # tokens from a phrase to a word that denies it
_NEITHER = frozenset({Status.UNTOLD, Status.CONDITIONAL})
_DOUBT = frozenset({Status.ALLEGED, Status.POSSIBLE, Status.OPEN})


@dataclass(frozen=True, eq=False)
class EventSide:
    """An article's claims and events, with the unit vectors of its claims in order. What follows of them is reckoned
    once, with however many articles it is compared."""

    claims: tuple[Claim, ...]
    events: tuple[Event, ...]
    vectors: np.ndarray

    @functools.cached_property
    def places(self) -> list[int]:
        """By event, the place of its claim."""
        row = {claim.id: n for n, claim in enumerate(self.claims)}
        return [row[e.claim.id] for e in self.events]

    @functools.cached_property
    def words(self) -> list[frozenset[str]]:
        """By event, its words and its key."""
        return [e.words | {e.key} for e in self.events]

    @functools.cached_property
    def kinds(self) -> list[str]:
        """By event, ``kind_of``."""
        return [kind_of(e) for e in self.events]

    @functools.cached_property
    def phrases(self) -> list[Mention]:
        """By event, ``phrase_of``."""
        return [phrase_of(e) for e in self.events]

    @functools.cached_property
    def phrase_words(self) -> list[frozenset[str]]:
        """By event, the content words of its phrase without dress."""
        told = zip(self.events, self.phrases, strict=True)
        inside = ([t for t in e.claim.tokens if p.span.start <= t.start < p.span.end] for e, p in told)
        return [frozenset(dress_key(t.lemma) for t in own if t.pos in CONTENT) for own in inside]


def event_side(claims: Sequence[Claim], vectors: np.ndarray) -> EventSide:
    return EventSide(tuple(claims), events_of(claims), vectors)


def kind_of(event: Event) -> str:
    """Told as "fact", in "doubt", "ahead" or "denied"; "" for what a claim leaves open by its form ("to leave")."""
    if not event.statuses:
        return "fact"
    if event.statuses <= _NEITHER:
        return ""
    if Status.DENIED in event.statuses:
        return "denied"
    return "doubt" if event.statuses & _DOUBT else "ahead"


class EventPair:
    """How near every event of one article is to every one of the other."""

    def __init__(self, left: EventSide, right: EventSide) -> None:
        import numpy as np

        self.left, self.right = left, right
        ours, theirs = left.events, right.events
        at = [np.array(side.places, dtype=np.intp) for side in (left, right)]
        cosine = np.asarray(left.vectors, dtype=np.float64) @ np.asarray(right.vectors, dtype=np.float64).T
        self.derived = min(1.0, float(max(cosine.max(0).mean(), cosine.max(1).mean())))
        self.claims = np.round(cosine[np.ix_(at[0], at[1])], DIGITS)
        self.common = _overlaps(left.words, right.words)
        sizes = [np.array([len(w) for w in side.words], dtype=np.float64) for side in (left, right)]
        self.share = self.common / np.minimum(sizes[0][:, None], sizes[1][None, :])
        self.share_longer = self.common / np.maximum(sizes[0][:, None], sizes[1][None, :])
        self.core = _overlaps([e.core for e in ours], [e.core for e in theirs])
        self.stem = _overlaps([{e.key[:_STEM]} for e in ours], [{e.key[:_STEM]} for e in theirs])
        self.near = np.round(
            0.5 * self.claims
            + 0.25 * self.stem
            + 0.2 * self.share
            + 0.2 * self.share_longer
            + 0.1 * np.minimum(self.core, 2),
            DIGITS,
        )
        self.kinds = np.array(left.kinds), np.array(right.kinds)


def _overlaps(left: Sequence[Iterable[str]], right: Sequence[Iterable[str]]) -> np.ndarray:
    """How many words each set on the left has in common with each on the right."""
    import numpy as np

    known: dict[str, int] = {}
    for own in left:
        for word in own:
            known.setdefault(word, len(known))
    rows = [np.zeros((len(side), len(known)), dtype=np.float32) for side in (left, right)]
    for matrix, side in zip(rows, (left, right), strict=True):
        for n, own in enumerate(side):
            matrix[n, [known[w] for w in own if w in known]] = 1.0
    return np.asarray(rows[0] @ rows[1].T, dtype=np.float64)


def mention_of(event: Event) -> Mention:
    """The event's place, from the first to the last of predicate and cues."""
    return _mention(event.claim, event.span)


def _mention(claim: Claim, span: Span) -> Mention:
    start = claim.span.start
    return Mention(MentionKind.EVENT, span, claim.text[span.start - start : span.end - start])


def phrase_of(event: Event) -> Mention:
    """The words in which a claim tells an event, from its auxiliaries, and from the words that put it in doubt or deny
    it where they are near, up to the end of its clause: "was taken into custody on Friday". A subject, what a comma
    parts from it and a further clause are left out."""
    tokens, below = event.claim.tokens, dependents(event.claim.tokens)
    first = event.index
    while first and tokens[first - 1].dep in _BEFORE and tokens[first - 1].head == event.index:
        first -= 1
    for cue in sorted(event.cues, reverse=True):
        if first - _NEAR_CUE <= cue < first and not any(t.surface in _STOPS for t in tokens[cue:first]):
            first = cue
    last = _end_of_clause(event, below)
    return _mention(event.claim, Span(event.claim.span.path, tokens[first].start, tokens[last].end))


def _end_of_clause(event: Event, below: Mapping[int, Sequence[int]]) -> int:
    """The last word before a mark, another clause or the verb over the event, though the parser tie it elsewhere: "have
    placed veteran [quarterback Orton on injured reserve]". Of a long clause what hangs on the predicate."""
    tokens, last = event.claim.tokens, event.index
    over = frozenset(above(tokens, event.index))
    stop = min(len(tokens), event.index + 1 + _LONGEST)
    end = next((k for k in range(event.index + 1, stop) if _is_end(tokens, below, k, over)), stop)
    last = end - 1
    if end == stop < len(tokens) and not _is_end(tokens, below, stop, over):
        inside, waiting = {event.index}, [event.index]
        while waiting:
            own = [k for k in below.get(waiting.pop(), ()) if k not in inside and event.index < k < end]
            inside.update(own)
            waiting += own
        last = event.index
        while last + 1 in inside:
            last += 1
    while last > event.index and (event.index < last < tokens[last].head or tokens[last].dep in _OPEN):
        last -= 1  # "short on a"
    return last


def _is_end(tokens: Sequence[Token], below: Mapping[int, Sequence[int]], k: int, over: frozenset[int]) -> bool:
    """Whether a clause ends before a token."""
    token, head = tokens[k], tokens[tokens[k].head]
    if token.surface in _STOPS:
        beside = (tokens[n].surface[:1].isdigit() for n in (k - 1, k + 1) if 0 <= n < len(tokens))
        return not all(beside)  # "5. 4 percent"
    if k in over or (token.head in over and token.dep in {"aux", "auxpass", "neg"}):
        return True  # the verb over it: "The man who jumped the fence [was tackled]"
    if token.dep == "cc":
        rest = (tokens[n] for n in below.get(token.head, ()) if n > k)
        return any(t.dep == "conj" and t.pos in {"VERB", "AUX"} for t in rest)
    if token.dep in {"mark", "advmod"} and head.dep == "advcl" and token.head > k:
        return True
    return token.tag in {"WDT", "WP", "WP$", "WRB"} and head.dep == "relcl" and token.head > k


def figures(claim: Claim) -> frozenset[str]:
    return frozenset(t.surface for t in claim.tokens if t.pos == "NUM" and any(c.isdigit() for c in t.surface))


def are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def over_next(row: np.ndarray, place: int) -> float:
    """The best of a row but for one place; 0 where there is no other."""
    rest = [float(value) for n, value in enumerate(row) if n != place]
    return max(rest, default=0.0)


def chance_of(one: Event, other: Event, matched: Mapping[tuple[str, str], float]) -> float:
    """The probability that the claims of two events say the same; ``matched`` by their ids in either order."""
    claims = one.claim.id, other.claim.id
    return max(matched.get(claims, 0.0), matched.get(claims[::-1], 0.0))

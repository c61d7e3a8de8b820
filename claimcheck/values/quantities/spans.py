"""Lengths of time without a figure: "for a year", "a week after", "for months", "a day-long siege", "a monthslong one".

Read only where the words around say that a stretch of time is measured ("for", "after", "took", "less than"): "$5 a
day" is a rate, "the year" a date, "every week" a recurrence, and none of them is returned.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from claimcheck.datamodel import Interval
from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.tokens import HYPHENS, Tok

_SECONDS = {
    "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0, "month": 2629800.0, "year": 31557600.0,
    "decade": 315576000.0, "century": 3155760000.0,
}  # fmt: skip
_PLURALS = {(unit[:-1] + "ies" if unit == "century" else unit + "s"): size for unit, size in _SECONDS.items()}
_JOINED = {unit + "long": size for unit, size in _SECONDS.items()}
_JOINED_MANY = {unit + "long": size for unit, size in _PLURALS.items()}
_LED = words("spans", "led")
_LED_MANY = words("spans", "led_many")
_WHOLE = frozenset("full whole single further entire".split())
_IDIOMS = frozenset((("after", "hours"), ("in", "minutes"), ("in", "hours"), ("over", "years")))
_NOTHING = Tok("s", "", "", -1, -1)
# first and last token, seconds, and whether a single unit is said
Span = tuple[int, int, Interval, bool]


def _at(tokens: Sequence[Tok], index: int) -> Tok:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


def read_span(tokens: Sequence[Tok], index: int) -> Span | None:
    """The length of time that starts at token ``index``: its tokens, its seconds, and whether it is one unit."""
    token = tokens[index]
    if token.low in _JOINED:
        size = _JOINED[token.low]
        return index, index + 1, Interval(size, size), True
    if token.low in _JOINED_MANY:
        return index, index + 1, Interval(_JOINED_MANY[token.low], math.inf), False
    if token.low in ("a", "an", "another"):
        return _one(tokens, index)
    long = _at(tokens, index + 1).text in HYPHENS and _at(tokens, index + 2).low in ("long", "old")
    if long and token.low in _SECONDS and _at(tokens, index + 2).low == "long":
        size = _SECONDS[token.low]
        return index, index + 1, Interval(size, size), True
    if token.low in _PLURALS and (long or _many(tokens, index)):
        return index, index + 1, Interval(_PLURALS[token.low], math.inf), False
    return None


def _one(tokens: Sequence[Tok], index: int) -> Span | None:
    """As in "for a year", "a week after", "a month or two"."""
    at = index + 1 + (_at(tokens, index + 1).low in _WHOLE)
    size = _SECONDS.get(_at(tokens, at).low)
    last, follow = at + 1, _at(tokens, at + 1)
    joined = follow.text in HYPHENS and follow.start == tokens[at].end  # "a month-old", not "a month -- and"
    if size is None or joined or follow.low in ("ago", "later", "earlier", "'", "’", "half"):
        return None
    before = _at(tokens, index - 1).low
    led = before in _LED or tokens[index].low == "another" or follow.low in ("after", "before")
    if tokens[index].low == "another" and tokens[at].low == "day" and follow.kind != "w":
        return None  # "lives to fight another day": no length
    led = led or (before == "to" and _at(tokens, index - 2).low in ("up", "sentenced", "close"))
    led = led or (follow.low == "or" and _at(tokens, last + 1).low == "two")
    rated = _at(tokens, index - 1).kind == "n" or (follow.low == "and" and _at(tokens, last + 1).low == "a")
    if not led or rated or follow.low.startswith(("'s", "’s")):
        return None
    if follow.low == "or" and _at(tokens, last + 1).low == "two":
        return index, last + 2, Interval(size, 2 * size), False
    return index, last, Interval(size, size), True


def _many(tokens: Sequence[Tok], index: int) -> bool:
    """Whether a bare plural measures time: "for years", "took months", "days after the vote"."""
    before, follow = _at(tokens, index - 1).low, _at(tokens, index + 1)
    idiom = (before, tokens[index].low) in _IDIOMS and follow.low != "of"
    if idiom or follow.low in ("ago", "later", "earlier", "past", "gone"):
        return False
    if before in _LED_MANY:
        return True
    counted = _at(tokens, index - 1).kind == "n" or before in ("the", "few", "several", "many", "recent", "of", "more")
    return follow.low in ("after", "before") and not counted and before in ("", "just", "only", "mere", "come", "comes",
        "came", "coming", "even", "still", "died", ",", "-", "—", "–", "and", "but")  # fmt: skip

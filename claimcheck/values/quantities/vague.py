"""Counts without a number: "hundreds", "dozens", "a handful", "twin", "both", "no one", "a couple of"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.datamodel import Interval
from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.nouns import CASUALTIES, is_plural
from claimcheck.values.quantities.tokens import HYPHENS, Tok

_PLURALS = {
    "dozens": (24, 99), "hundreds": (200, 999), "thousands": (2e3, 99999), "millions": (2e6, 999e6),
    "billions": (2e9, 999e9), "trillions": (2e12, 999e12),
}  # fmt: skip
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_TENS = {"tens": (20, 99.999), "hundreds": (200, 999.999), "dozens": (24, 99.999), "scores": (40, 200)}
_SEVERAL = {"several": (2, 9.99), "few": (2, 9.99), "couple": (1.5, 3), "many": (2, 9.99)}
_EVENTS = words("vague", "events")
_DOUBLE = words("vague", "double")
_SINGLE = words("vague", "single")
_PAIRED_THINGS = words("vague", "paired_things")
_HARM = words("vague", "harm")
_BETWEEN_NO = words("vague", "between_no")


@dataclass(frozen=True, slots=True)
class Vague:
    """A count over tokens ``first`` to ``last``. ``noun`` is set where the words themselves name what is counted."""

    first: int
    last: int
    interval: Interval
    exact: bool
    noun: str = ""


def read_vague(tokens: Sequence[Tok], index: int) -> Vague | None:
    """The count in words that starts at token ``index``, or None."""
    low = tokens[index].low
    reader = _READERS.get(low)
    return reader(tokens, index) if reader is not None else None


def _at(tokens: Sequence[Tok], index: int) -> Tok:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


_NOTHING = Tok("s", "", "", -1, -1)


def _plural(tokens: Sequence[Tok], index: int) -> Vague | None:
    """As in "hundreds", "tens of thousands", "scores of people"."""
    low = tokens[index].low
    follow, second = _at(tokens, index + 1), _at(tokens, index + 2)
    if low in _TENS and follow.low == "of" and second.low in _PLURALS and second.low != "dozens":
        times, base = _TENS[low], _SCALES[second.low[:-1]]
        return Vague(index, index + 3, Interval(times[0] * base, math.floor(times[1] * base)), exact=False)
    if low == "tens":
        return None
    if low == "scores":
        said = follow.low in ("of", "more", "were", "dead", "have", "injured", "wounded", "killed")
        return Vague(index, index + 1, Interval(40, 200), exact=False) if said else None
    if follow.low == "of" and second.low == "times":
        return None
    bounds = _PLURALS[low]
    return Vague(index, index + 1, Interval(*bounds), exact=False)


def _several(tokens: Sequence[Tok], index: int) -> Vague | None:
    """As in "several", "several hundred", "a few dozen", "a couple of", "a handful of"."""
    first, word = index, tokens[index]
    if word.low == "a":
        index += 1
        word = _at(tokens, index)
        if word.low not in ("few", "couple", "handful", "pair", "trio"):
            return None
    at = index + 1
    if _at(tokens, at).text in HYPHENS:
        return None
    if word.low in ("couple", "few") and _at(tokens, at).low == "of":
        at += 1
    if word.low in _SEVERAL:
        scale = _at(tokens, at).low
        scale = scale[:-1] if scale.endswith("s") else scale
        if scale in _SCALES:
            low, high = _SEVERAL[word.low]
            base = _SCALES[scale]
            top = 99.0 if scale == "dozen" and word.low != "couple" else high * base
            return Vague(first, at + 1, Interval(low * base, math.floor(top)), exact=False)
    follow = _at(tokens, at)
    if word.low == "several":
        return Vague(first, index + 1, Interval(2, 50), exact=False) if follow.kind == "w" else None
    if word.low == "few":
        return Vague(first, index + 1, Interval(2, 10), exact=False) if first < index and follow.kind == "w" else None
    if word.low == "couple":
        counted = follow.kind == "w" and (is_plural(follow.low) or (at > index + 1 and _plural_soon(tokens, at)))
        return (
            Vague(first, at, Interval(2, 3), exact=False)
            if first < index and counted and follow.low not in ("was", "has", "is")
            else None
        )
    if word.low == "handful":
        return Vague(first, index + 1, Interval(2, 10), exact=False) if first < index and follow.low == "of" else None
    if word.low in ("pair", "trio"):
        if _at(tokens, at).low != "of" or any(t.low in _PAIRED_THINGS for t in tokens[at + 1 : at + 4]):
            return None
        value = 2.0 if word.low == "pair" else 3.0
        return Vague(first, at, Interval(value, value), exact=True)
    return None


def _plural_soon(tokens: Sequence[Tok], index: int) -> bool:
    return any(t.kind == "w" and is_plural(t.low) for t in tokens[index : index + 3])


def _multiple(tokens: Sequence[Tok], index: int) -> Vague | None:
    if tokens[index].low == "numerous" or _plural_soon(tokens, index + 1):
        return Vague(index, index + 1, Interval(2, math.inf), exact=False)
    return None


def _both(tokens: Sequence[Tok], index: int) -> Vague | None:
    """As in "both men", "both of them", "both were": not "both X and Y"."""
    follow = _at(tokens, index + 1)
    words = [t.low for t in tokens[index + 1 : index + 6]]
    if "and" in words[:4]:
        return None
    counts = follow.low in ("of", "were", "are", "have", "had") or (
        follow.kind == "w" and follow.text.islower() and is_plural(follow.low)
    )
    return Vague(index, index + 1, Interval(2, 2), exact=True) if counts else None


def _twin(tokens: Sequence[Tok], index: int) -> Vague | None:
    follow, second = _at(tokens, index + 1), _at(tokens, index + 2)
    if follow.low in _EVENTS or (second.low in _EVENTS and follow.kind == "w" and follow.text.islower()):
        head = second if second.low in _EVENTS else follow
        return Vague(index, index + 1, Interval(2, 2), exact=True, noun=head.low)
    return None


def _double(tokens: Sequence[Tok], index: int) -> Vague | None:
    value = {"double": 2.0, "triple": 3.0, "quadruple": 4.0}[tokens[index].low]
    if _at(tokens, index + 1).low in _DOUBLE or (
        _at(tokens, index + 1).low in ("suicide", "car") and _at(tokens, index + 2).low in _DOUBLE
    ):
        return Vague(index, index + 1, Interval(value, value), exact=True)
    return None


def _alone(tokens: Sequence[Tok], index: int) -> Vague | None:
    follow = _at(tokens, index + 1)
    if follow.low in _SINGLE and _at(tokens, index + 2).text not in HYPHENS:
        return Vague(index, index + 1, Interval(1, 1), exact=True)
    return None


def _twice(tokens: Sequence[Tok], index: int) -> Vague | None:
    value = 2.0 if tokens[index].low == "twice" else 3.0
    if (
        _at(tokens, index + 1).low in ("as", "the", "that", "his", "her", "its", "a", "daily", "weekly")
        or _at(tokens, index + 1).text in HYPHENS
    ):
        return None
    return Vague(index, index + 1, Interval(value, value), exact=True, noun="times")


def _nobody(tokens: Sequence[Tok], index: int) -> Vague | None:
    low = tokens[index].low
    last = index + 1
    if low == "no":
        if _at(tokens, last).text in HYPHENS:
            last += 1
        if _at(tokens, last).low == "one":
            return Vague(index, last + 1, Interval(0, 0), exact=True, noun="people")
        return _no_harm(tokens, index)
    if low == "none" and not _none_of(tokens, index + 1):
        return None
    if low == "noone" or low == "nobody":
        return Vague(index, last, Interval(0, 0), exact=True, noun="people")
    return Vague(index, last, Interval(0, 0), exact=True)


def _none_of(tokens: Sequence[Tok], index: int) -> bool:
    follow = _at(tokens, index).low
    if follow == "of":
        return _at(tokens, index + 1).low in ("the", "them", "those", "these", "his", "her", "their", "its", "us")
    return follow in ("were", "was", "have", "has", "had", "are", "survived", "died")


def _no_harm(tokens: Sequence[Tok], index: int) -> Vague | None:
    """As in "no casualties", "no immediate reports of injuries"."""
    for step in range(1, 6):
        token = _at(tokens, index + step)
        if token.low in _HARM or (token.low in CASUALTIES and token.low.endswith("s")):
            return Vague(index, index + 1, Interval(0, 0), exact=True, noun=token.low)
        if token.low not in _BETWEEN_NO:
            return None
    return None


_READERS = {
    **dict.fromkeys((*_PLURALS, "tens", "scores"), _plural),
    "several": _several, "a": _several, "many": _several, "few": _several, "multiple": _multiple, "numerous": _multiple,
    "both": _both, "twin": _twin, "double": _double, "triple": _double, "quadruple": _double, "single": _alone,
    "twice": _twice, "thrice": _twice, "no": _nobody, "noone": _nobody, "nobody": _nobody, "none": _nobody,
}  # fmt: skip

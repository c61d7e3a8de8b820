"""The right value, fitted to the words that stand at a place: the smallest stretch that has to change.

A place says "Aed al-Louazi" or "Louazi" where the right value is "Louayzi" or "Aed al-Louayzi"; "41 people" where it is
"14". What cannot be fitted for certain is told, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.evidence.aliases import is_spelling
from claimcheck.lexicons.matching import inflections
from claimcheck.textforms import fold

_WORD = re.compile(r"[^\s\-–—‐‑]+")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: n for n, word in enumerate(_ONES, start=1)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_IN_WORDS = f"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))})(?:-(?:{'|'.join(_ONES[:9])}))?"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:[$£€]?\d+(?:[.,]\d+)*|{_IN_WORDS}(?![a-z]))"
    r"(?:[ \-](?:hundred|thousand|million|billion|trillion))?(?![\d]|[.,]\d)",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_VAGUE = re.compile(r"(?:tens|dozens|scores|hundreds|thousands|millions|billions)\Z", re.IGNORECASE)  # takes an "of"
_QUALIFIER = re.compile(
    r"\s*(?:about|around|approximately|roughly|some|nearly|almost|over|under|(?:more|less|fewer) than|at least|"
    r"at most|up to|as many as|an? estimated)?\s*",
    re.IGNORECASE,
)
_NEAR = 5  # words after a place in which the unit of its number may stand
_MOST = 12  # words that a value has; more are a sentence


_PERCENT = re.compile(r"%|\bper ?cent\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fitted:
    """``[start, end)`` of what stands there, and what comes in its place."""

    start: int
    end: int
    new: str


class Kind(StrEnum):
    """What is compared at a place: it decides how a right value stands for what is there."""

    NAME = "name"  # each may be the other's short form
    FIGURE = "figure"
    DATE = "date"
    WORDS = "words"


def fitted(
    found: str, right: str, after: str = "", *, kind: Kind, whole: bool = False, long: bool = False, loud: bool = False
) -> Fitted | str | None:
    """How ``found`` becomes ``right``; None where it is right already, words of why where that cannot be told.

    ``whole``: a name is known to stand for all of what the place says. ``long``: the place is a whole sentence.
    ``after`` is the text that follows. ``loud``: all of the text there is in capitals.
    """
    if _CONTROL.search(right):
        return "The right value holds a line's end or a control character."
    body = _POSSESSIVE.sub("", found) if kind is Kind.NAME and not _POSSESSIVE.search(right) else found
    if fold(body).split() == fold(right).split() and (kind is not Kind.NAME or body.split() == right.split()):
        return None
    if kind is not Kind.NAME and (long or len(found.split()) > _MOST):
        return "What stands there is a whole sentence: write it yourself."
    match kind:
        case Kind.NAME:
            made = _name(body, right, whole)
        case Kind.FIGURE:
            made = _figure(found, right, after)
        case Kind.DATE:
            made = _date(found, right)
        case Kind.WORDS:
            made = _trimmed(found, Fitted(0, len(found), right))
    return _cased(body, made, loud) if isinstance(made, Fitted) else made


def _name(found: str, right: str, whole: bool) -> Fitted | str | None:
    own, wanted = list(_WORD.finditer(found)), list(_WORD.finditer(right))
    if not own or not wanted:
        return "There is no word to change."
    # The shorter of the two, word by word, in the longer: "Louazi" in "Aed al-Louayzi".
    most = min(len(own), len(wanted))
    windows = []
    for first in range(len(own) - most + 1):
        for at in range(len(wanted) - most + 1):
            pairs = [(own[first + n][0], wanted[at + n][0]) for n in range(most)]
            if all(fold(a) == fold(b) or is_spelling(a, b) for a, b in pairs):
                windows.append((first, at, sum(a != b for a, b in pairs)))
    exact = [w for w in windows if not w[2]]
    if exact and len(own) != len(wanted):
        return None  # a longer or shorter form of the right name
    if len(windows) == 1 and len(own) != len(wanted):
        first, at, _ = windows[0]
        return _between(own[first : first + most], wanted[at : at + most], found, right)
    if len(own) == len(wanted) and windows:
        return _between(own, wanted, found, right)
    if whole:
        return Fitted(0, len(found), right)
    return f"“{right}” cannot be fitted to “{found}”."


def _between(own: Sequence[re.Match[str]], wanted: Sequence[re.Match[str]], found: str, right: str) -> Fitted:
    """From the first word that differs to the last; all of it where only what stands between words does."""
    differing = [n for n, (a, b) in enumerate(zip(own, wanted, strict=True)) if a[0] != b[0]]
    first, last = (differing[0], differing[-1]) if differing else (0, len(own) - 1)
    between = [found[own[n].end() : own[n + 1].start()] for n in range(len(own) - 1)]
    meant = [right[wanted[n].end() : wanted[n + 1].start()] for n in range(len(own) - 1)]
    if [b.split() for b in between] != [m.split() for m in meant]:  # another hyphen: "al Qaeda", "al-Qaida"
        first, last = 0, len(own) - 1
    start, end = own[first].start(), own[last].end()
    return Fitted(start, end, right[wanted[first].start() : wanted[last].end()])


def _figure(found: str, right: str, after: str) -> Fitted | str | None:
    """The figure with what qualifies it ("about", "at least"), the noun or unit left as it stands there; all of it
    where the units differ ("200 feet", "150 m")."""
    unfit = f"“{right}” cannot be fitted to “{found}” and what follows it."
    own, wanted = list(_NUMBER.finditer(found)), list(_NUMBER.finditer(right))
    was, comes = _VAGUE.search(found) is not None, _VAGUE.search(right) is not None
    if was and comes:
        return Fitted(0, len(found), right)
    if was or comes or len(own) != 1 or len(wanted) != 1:
        return unfit
    here, new = own[0], wanted[0]
    first = 0 if _QUALIFIER.fullmatch(found[: here.start()]) else here.start()
    start = 0 if _QUALIFIER.fullmatch(right[: new.start()]) else new.start()
    figure = Fitted(first, here.end(), right[start : new.end()])
    said, meant = _others(found, first, here.end()), _others(right, start, new.end())
    if said <= meant or meant <= said:
        before = found[first : here.start()].split(), right[start : new.start()].split()
        if _reckoned(here[0]) == _reckoned(new[0]) and before[0] == before[1]:
            return None
        if not said and meant & {"%"} and not _PERCENT.match(after.lstrip()):
            return unfit
        return figure
    if first or start or not meant or fold(right.split()[-1]) in map(fold, after.split()[:_NEAR]):
        return unfit
    return Fitted(0, len(found), right)


def _others(text: str, start: int, end: int) -> frozenset[str]:
    """The words beside a figure: its unit, what is counted."""
    rest = _PERCENT.sub(" % ", f"{text[:start]} {text[end:]}")
    words = (fold(word) for word in re.split(r"[\s\-]+", rest) if word)
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in words)


def _reckoned(number: str) -> str:
    """A small number in words as one in figures."""
    whole, _, rest = number.lower().partition("-")
    if whole in _SMALL:
        return str(_SMALL[whole] + _SMALL.get(rest, 0))
    return number.lower().replace(",", "")


def _date(found: str, right: str) -> Fitted | str:
    """A day for a day, a month or a year for one: another kind would want another preposition, and "yesterday" is
    another day in another article."""
    if _grain(found) and _grain(found) == _grain(right):
        return _trimmed(found, Fitted(0, len(found), right))
    return f"“{right}” is not said as “{found}” is: write it yourself."


def _grain(text: str) -> str:
    month = _MONTH.search(text)
    if _WEEKDAY.search(text) or (month is not None and re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b", text)):
        return "day"
    return "month" if month is not None or re.fullmatch(r"\d{4}", text.strip()) else ""


def _trimmed(found: str, fit: Fitted) -> Fitted:
    """Without last words that are the same before and after."""
    start, end, new = fit.start, fit.end, fit.new
    while True:
        there, here = found[start:end], new
        last, coming = re.search(r"\s+\S+\Z", there), re.search(r"\s+\S+\Z", here)
        if last is None or coming is None or last[0].split() != coming[0].split():
            return Fitted(start, end, new)
        end, new = start + last.start(), new[: coming.start()]


def _cased(found: str, fit: Fitted, loud: bool) -> Fitted:
    """Capitals as they are there: all of them in a headline in capitals, the first at the start of a sentence."""
    there, new = found[fit.start : fit.end], fit.new
    if loud and there.isupper():
        new = new.upper()
    elif there[:1].isupper() and new[:1].islower():
        new = new[0].upper() + new[1:]
    return Fitted(fit.start, fit.end, new)


def inflected(found: str, form: str, prefer: str) -> str | None:
    """The preferred form in the number that stands there; None where that is more than an s at the end."""
    if fold(found) == fold(form):
        return prefer
    here, base, new = found.split(), form.split(), prefer.split()
    if len(here) != len(base) or [fold(w) for w in here[:-1]] != [fold(w) for w in base[:-1]]:
        return None
    last = fold(here[-1])
    plural = next((w for w in inflections(fold(base[-1])) if w == last and w.endswith(("s", "men"))), None)
    if plural is None or new[-1].endswith("s") or fold(new[-1]) in {"people", "men", "women", "children"}:
        return None
    own = [w for w in inflections(new[-1]) if w.endswith(("s", "men"))]
    return " ".join([*new[:-1], own[0]]) if own and own[0] != new[-1] else None

"""The right value, fitted to the words that stand at a place: the smallest stretch that has to change.

A place says "Aed al-Louazi" or "Louazi" where the right value is "Louayzi" or "Aed al-Louayzi"; "41 people" where it is
"14". What cannot be fitted for certain is told, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.evidence.aliases import is_spelling
from claimcheck.lexicons.matching import inflections
from claimcheck.textforms import fold

_WORD = re.compile(r"[^\s\-–—‐‑]+")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_NUMBER = re.compile(
    r"(?:\d+(?:[.,]\d+)*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_VAGUE = re.compile(r"(?:tens|dozens|scores|hundreds|thousands|millions|billions)\Z", re.IGNORECASE)  # takes an "of"
_QUALIFIER = re.compile(
    r"\s*(?:about|around|approximately|roughly|some|nearly|almost|over|under|(?:more|less|fewer) than|at least|"
    r"at most|up to|as many as|an? estimated)?\s*",
    re.IGNORECASE,
)
_NEAR = 5  # words after a place in which the noun of its number may stand
_MOST = 12  # words that a value has; more are a sentence


@dataclass(frozen=True, slots=True)
class Fitted:
    """``[start, end)`` of what stands there, and what comes in its place."""

    start: int
    end: int
    new: str


def fitted(
    found: str, right: str, after: str = "", *, name: bool, whole: bool, long: bool = False, capitals: bool = False
) -> Fitted | str | None:
    """How ``found`` becomes ``right``; None where it is right already, words of why where that cannot be told.

    ``name``: both are names, so that each may be the other's short form. ``whole``: the right value is known to stand
    for all of what a place says. ``long``: the place is a whole sentence. ``after`` is the text that follows.
    ``capitals``: all of the text there is in capitals.
    """
    if _CONTROL.search(right):
        return "The right value holds a line's end or a control character."
    body = _POSSESSIVE.sub("", found) if name and not _POSSESSIVE.search(right) else found
    if body.split() == right.split():
        return None
    made = _name(body, right, whole) if name else _value(body, right, after, whole, long)
    return _cased(body, made, capitals) if isinstance(made, Fitted) else made


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


def _value(found: str, right: str, after: str, whole: bool, long: bool) -> Fitted | str | None:
    own, wanted = fold(found).split(), fold(right).split()
    if any(wanted[n : n + len(own)] == own for n in range(len(wanted))):
        return None  # "14", where it is "14 people"
    right = _without(right, after)
    near = [fold(word).strip(".,;:!?") for word in after.split()[:_NEAR]]
    was, comes = _VAGUE.search(found) is not None, _VAGUE.search(right) is not None
    if fold(right.split()[-1]) in near or (was != comes and (comes or near[:1] == ["of"])):
        return f"“{right}” cannot be fitted to “{found}” and what follows it."
    if whole and not long:
        return _trimmed(found, Fitted(0, len(found), right))
    number = _NUMBER.fullmatch(right)
    if number is not None and not _NUMBER.fullmatch(found):
        places = list(re.finditer(rf"(?<![\w.,-]){_NUMBER.pattern}(?![\w-])", found, re.IGNORECASE))
        if len(places) == 1:
            stands = places[0]
            first = 0 if _QUALIFIER.fullmatch(found[: stands.start()]) else stands.start()  # "about" is part of it
            return Fitted(first, stands.end(), right)
        return f"It cannot be told which figure of “{found}” is meant."
    if long or len(found.split()) > _MOST:
        return "What stands there is a whole sentence: write it yourself."
    return _trimmed(found, Fitted(0, len(found), right))


def _without(right: str, after: str) -> str:
    """The right value without last words that stand there already: "14 people" before "people"."""
    words, following = right.split(), [fold(w).strip(".,;:!?") for w in after.split()]
    for count in range(min(len(words) - 1, 6), 0, -1):
        if [fold(w) for w in words[-count:]] == following[:count]:
            return " ".join(words[:-count])
    return right


def _trimmed(found: str, fit: Fitted) -> Fitted:
    """Without last words that are the same before and after."""
    start, end, new = fit.start, fit.end, fit.new
    while True:
        there, here = found[start:end], new
        last, coming = re.search(r"\s+\S+\Z", there), re.search(r"\s+\S+\Z", here)
        if last is None or coming is None or last[0].split() != coming[0].split():
            return Fitted(start, end, new)
        end, new = start + last.start(), new[: coming.start()]


def _cased(found: str, fit: Fitted, capitals: bool) -> Fitted:
    """Capitals as they are there: all of them in a headline in capitals, the first at the start of a sentence."""
    there, new = found[fit.start : fit.end], fit.new
    if capitals and there.isupper():
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

"""The values of facts in words: cells that agree -> "3 cables / lines", "Thursday night", "no source given".

A figure or date is worded as it was read, unless that says what stands nowhere: then as the article has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from claimcheck.datamodel import FactCell
from claimcheck.textforms import fold
from claimcheck.values.quantities.units import lexicon
from claimcheck.writers.parts.visible import visible

NOT_QUOTED = "not quoted"
NO_SOURCE = "no source given"
_THINGS = 3  # names for what is counted
ENDS = ",;.!? …"  # at the ends of a quotation: most are the sentence's around it
_RANGE = re.compile(r"[^\d(]*\d[\d.,]* to \d")
_TWO_ENDS = re.compile(r"\b(to|and|or)\b|\d\s*[-–—/]|[-–—]\s*\d", re.IGNORECASE)
# a figure as claimcheck words it, and what is counted
_FIGURE = re.compile(r"([^\d(]*\d[\d.,/]*(?: \d/\d)?(?:%|st|nd|rd|th)?(?: [mb]illion)?)( .*)?")


def in_words(kind: str, cells: Sequence[FactCell]) -> str:
    """The value of some cells in words: "3 cables / lines" where one outlet calls them so and another so."""
    first = cells[0].value or (NO_SOURCE if kind == "source" else cells[0].surface)
    if kind == "quotation":  # brackets are not heard: as most of them print it
        printed = [visible(c.value or c.surface).strip(ENDS) for c in cells]
        return max(printed, key=Counter(printed).__getitem__)
    if kind == "figure" and not is_as_told(first, cells[0].surface):
        return visible(cells[0].surface)
    if kind == "date":
        return visible(worded(first, [c.surface for c in cells]))
    if kind == "figure" and first.startswith("about ") and _TWO_ENDS.search(cells[0].surface):
        told = visible(cells[0].surface)  # "Three or four", not "about 3.5"
        return told if thing_of(first) in told else f"{told} {thing_of(first)}"
    number = number_of(first) if kind == "figure" else ""
    tally = Counter(thing_of(c.value) for c in cells if thing_of(c.value)) if number else Counter()
    bare = sum(not thing_of(c.value) for c in cells)
    if number and bare > len(cells) / 2 and _unit(number.split()[-1]):
        return visible(number)  # "two hours" with most, "two hours of negotiations" with some
    if not tally:
        return visible(first).strip(" ,;") if kind == "name" else visible(first)
    things = [t for t in sorted(tally, key=lambda thing: -tally[thing]) if f"{t}s" not in tally]  # game, games
    of = "of " if any(c.value.startswith(f"{number} of ") for c in cells) else ""
    return visible(f"{number} {of}{' / '.join(things[:_THINGS])}")


def worded(reading: str, surfaces: Sequence[str]) -> str:
    """A date as it was read, where some outlet has all words of the reading; else as most of them write it: "until
    the end of the last day" is no "by late yesterday", "last night" no "yesterday night"."""
    own = set(words_of(reading))
    if not surfaces or any(own <= set(words_of(s)) for s in surfaces):
        return reading
    tally = Counter(fold(s) for s in surfaces)
    return max(surfaces, key=lambda s: tally[fold(s)])


def is_as_told(reading: str, surface: str) -> bool:
    """Whether a figure as it was read says what stands there: no "3 feet" of "one yard", no "10–5" of "5-10"."""
    if reading.startswith("at least 1 ") and surface.isalpha():
        return False  # "years"
    turned = "–" in reading and reading.partition("–")[0] != (re.findall(r"\d+", surface) or [""])[0]
    return not (turned or _is_vague(reading, surface) or _is_converted(reading, surface))


def _is_vague(value: str, surface: str) -> bool:
    """Whether a range was read into words that name none, "a few months": how far it may reach is not what is said."""
    return _RANGE.match(value) is not None and _TWO_ENDS.search(surface) is None


def _is_converted(reading: str, surface: str) -> bool:
    """Whether a reading has another unit than stands there, or a number that does not: "3,294 feet" of "1,098 yards",
    "105 inches" of "8ft 9in"."""
    read, told = (set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))) for text in (reading, surface))
    units = [{unit for w in re.findall(r"[^\W\d]+", text) if (unit := _unit(w))} for text in (reading, surface)]
    return bool(read and told and not read <= told) or bool(units[0] and units[1] and units[0].isdisjoint(units[1]))


def _unit(word: str) -> str:
    """The unit that a word is, by its name."""
    forms = lexicon().units.get(word.lower(), ())
    return next((f.unit.name for f in forms if len(f.tokens) == 1), "")


def number_of(value: str) -> str:
    """ "at least 70 people" -> "at least 70", "66 yards" -> "66 yards": a unit is the value's; "" without digits."""
    return _read(value)[0]


def thing_of(value: str) -> str:
    return _read(value)[1]


def _read(value: str) -> tuple[str, str]:
    found = _FIGURE.fullmatch(value)
    if found is None:
        return "", ""
    number, thing = found[1], (found[2] or "").strip().removeprefix("of ")
    first = thing.split(" ")[0].lower().rstrip(",")
    if first == "to":
        return value, ""  # "10 to 25 years"
    if first not in lexicon().units and first not in lexicon().currencies:
        return number, thing
    measure, _, counted = value.partition(" of ")  # "2 hours of negotiations"
    return measure, counted


def measured(value: str) -> str:
    """ "two games" -> "games", "officials" -> "officials", "about 9 feet" -> "length"."""
    last = (value.split()[-1:] or [""])[0]
    forms = [f for f in lexicon().units.get(last.lower(), ()) if len(f.tokens) == 1]
    if forms and any(c.isdigit() for c in value):
        return forms[0].unit.dimension
    return last if last.isalpha() and len(last) > 2 else ""


def words_of(name: str) -> list[str]:
    return re.findall(r"\w+", fold(name))

"""Figures that are no quantities: dates, years, times of day, telephone numbers, addresses, links, names with a number.

Precision first: a figure that only might count something is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.nouns import is_plural
from claimcheck.values.quantities.tokens import HYPHENS, MONTHS, Tok
from claimcheck.values.quantities.units import lexicon, match_backward, match_forward

_LINK = re.compile(r"^[ \t]*https?\s?:[^\n]*|(?<!\S)\S*(?:://|@)\S*|\bwww\.\S+|[#@]\w+", re.M)

# Nouns that a number labels instead of counting what follows ("Flight 93", "Boeing 747", "page 3").
_LABELS = words("vetoes", "labels")
# Capitals before a number without a hyphen: "AK 47", "F 16".
_BEFORE_CALIBRE = words("vetoes", "before_calibre")
_STREETS = words("vetoes", "streets")
_ZONES = words("vetoes", "zones")
_WEEKDAYS = words("vetoes", "weekdays")
_PEOPLE = words("vetoes", "people")
_QUALIFIERS = words("vetoes", "qualifiers")
_EMERGENCY = frozenset("911 999 112 000".split())


def linked(text: str) -> list[tuple[int, int]]:
    """Stretches of ``text`` that are links, addresses or tags."""
    return [m.span() for m in _LINK.finditer(text)]


def find_vetoes(tokens: Sequence[Tok], text: str) -> set[int]:
    """Indexes of tokens whose number is no quantity."""
    vetoed: set[int] = set()
    links = linked(text)
    cursor = 0
    headline = _headlines(tokens, text)
    for index, token in enumerate(tokens):
        while cursor < len(links) and links[cursor][1] <= token.start:
            cursor += 1
        if cursor < len(links) and links[cursor][0] <= token.start < links[cursor][1]:
            vetoed.add(index)
        elif token.kind == "n":
            vetoed.update(_figure(tokens, index, text, headline[index]))
        elif (token.low == "nineteen" or (token.text[:1].isupper() and not headline[index])) and _named(tokens, index):
            vetoed.add(index)
    return vetoed


def _headlines(tokens: Sequence[Tok], text: str) -> list[bool]:
    """For every token, whether its line is set as a headline: nearly every longer word with a capital."""
    flags: list[bool] = []
    first = 0
    for index in range(len(tokens) + 1):
        ends = index == len(tokens) or (index and "\n" in text[tokens[index - 1].end : tokens[index].start])
        stops = (
            not ends
            and index > first
            and tokens[index - 1].text in (".", "?", "!")
            and tokens[index].start > tokens[index - 1].end
        )
        if not (ends or stops):
            continue
        words = [t for t in tokens[first:index] if t.kind == "w" and len(t.text) > 3]
        high = sum(t.text[0].isupper() for t in words)
        flags.extend([len(words) >= 3 and high >= 0.75 * len(words)] * (index - first))
        first = index
    return flags


def _at(tokens: Sequence[Tok], index: int) -> Tok:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


_NOTHING = Tok("s", "", "", -1, -1)


def _starts_sentence(tokens: Sequence[Tok], index: int) -> bool:
    before = _at(tokens, index - 1)
    return before.text in ("", ".", "?", "!", ":", '"', "“", "'", "‘", "”", ")", ";", "*") or (
        before.text in HYPHENS and before.start > _at(tokens, index - 2).end
    )


def _named(tokens: Sequence[Tok], index: int) -> bool:
    """A number word that is part of a name: "the Big Ten", "Seven Network", "Group of Eight"."""
    from claimcheck.values.quantities.numerals import ONES, TEENS, TENS

    follow = _at(tokens, index + 1)
    if tokens[index].low == "nineteen" and (follow.low in TENS or follow.low.endswith("ties")):
        return True
    if tokens[index].low not in ONES and tokens[index].low not in TEENS and tokens[index].low not in TENS:
        return False
    if _starts_sentence(tokens, index):
        return False
    before = _at(tokens, index - 1)
    return before.text[:1].isupper() or follow.text[:1].isupper() or before.low == "of"


def _figure(tokens: Sequence[Tok], index: int, text: str, headline: bool) -> set[int]:
    token, before, follow = tokens[index], _at(tokens, index - 1), _at(tokens, index + 1)
    second = _at(tokens, index + 2)
    sign = match_backward(tokens, index)
    if _exponent(tokens, index):
        return set()  # "301,338 km2"
    if before.kind == "w" and before.end == token.start and sign is None:
        return {index}  # "G20", "A320"
    if _coded(tokens, index) or before.text == "#" or _calibre(tokens, index):
        return {index}
    run = _run(tokens, index) or _dialled(tokens, index)
    if run is not None:
        return run
    if _month(tokens, index) or _clock(tokens, index):
        return {index}
    glued = follow.low == "s" and follow.start == token.end
    marked = follow.text in ("'", "’") and second.low == "s" and second.start == token.end + 1
    if (glued or marked) and (token.value >= 1000 or (token.whole and token.value % 10 == 0)):
        return {index}  # "1980s", "the 80s"; ages "in his 30s" are read before this
    if sign is not None and before.text.isupper() and before.end == token.start and _is_code(tokens, index):
        return {index}  # "R2-D2"
    if sign is not None or _has_unit(tokens, index):
        return set()
    if _year(tokens, index):
        return {index}
    if before.text in ("'", "’", "‘") and before.end == token.start and token.value < 100 and len(token.text) == 2:
        return {index}  # "'08"
    if token.text in _EMERGENCY and (
        before.low in ("called", "call", "calls", "dialed", "dialled", "a", "the")
        or follow.low in ("call", "calls", "operator", "dispatcher", "dispatchers", "tape")
    ):
        return {index}
    if _address(tokens, index) or _label(tokens, index, headline):
        return {index}
    return set()


def _exponent(tokens: Sequence[Tok], index: int) -> bool:
    """Whether the figure is the power of a unit that a number stands before: "300 km2", "4 km^2"."""
    if tokens[index].text not in ("2", "3"):
        return False
    first = index - 2 if _at(tokens, index - 1).text == "^" else index - 1
    if _at(tokens, first).kind != "w" or _at(tokens, first - 1).kind != "n":
        return False
    unit = match_forward(lexicon().units, tokens, first, digits=True)
    return unit is not None and unit[0] == index + 1


def _coded(tokens: Sequence[Tok], index: int) -> bool:
    """As in "AK-47", "AK - 47", "F-16", "MI-6", "COVID-19"."""
    token, mark, word = tokens[index], _at(tokens, index - 1), _at(tokens, index - 2)
    if mark.text not in HYPHENS or word.kind not in "wn" or not word.text:
        return False
    glued = mark.end == token.start and word.end == mark.start
    spaced = mark.end + 1 == token.start and word.end + 1 == mark.start
    if word.kind == "n":
        return False
    capitals = word.text.isupper() and len(word.text) <= 6
    return (glued and (capitals or word.text[0].isupper() or len(word.text) <= 2)) or (
        spaced and capitals and len(word.text) <= 4
    )


def _is_code(tokens: Sequence[Tok], index: int) -> bool:
    """Whether a hyphen ties a figure to capitals behind it."""
    mark, word = _at(tokens, index + 1), _at(tokens, index + 2)
    return mark.text in HYPHENS and mark.start == tokens[index].end and word.start == mark.end and word.text.isupper()


def _calibre(tokens: Sequence[Tok], index: int) -> bool:
    """A decimal whose point stands apart or on the word before: "a. 357 caliber revolver", "over.500"."""
    point, word = _at(tokens, index - 1), _at(tokens, index - 2)
    if point.text != "." or len(tokens[index].text) < 2:
        return False
    glued = point.end == tokens[index].start and word.end == point.start and word.kind == "w"
    return glued or (word.text.islower() and word.low in _BEFORE_CALIBRE)


def _dialled(tokens: Sequence[Tok], index: int) -> set[int] | None:
    """A number that begins with a nought, and the figures set behind it: "03000 999 999", "007"."""
    if not re.fullmatch(r"0\d{2,}", tokens[index].text):
        return None
    members = {index}
    while (follow := _at(tokens, max(members) + 1)).kind == "n" and follow.start == tokens[max(members)].end + 1:
        members.add(max(members) + 1)
    return members


def _run(tokens: Sequence[Tok], index: int) -> set[int] | None:
    """Figures strung together by one mark: "4/11/2007", "2009-02-03", "555-1234", "10:30", "9/11"."""
    token, follow = tokens[index], _at(tokens, index + 1)
    if follow.text not in ("/", ":", ".") and follow.text not in HYPHENS:
        return None
    members = [index]
    cursor = index
    while True:
        mark, right = _at(tokens, cursor + 1), _at(tokens, cursor + 2)
        if mark.text != follow.text or right.kind != "n":
            break
        gaps = (mark.start - tokens[cursor].end, right.start - mark.end)
        torn = gaps == (0, 1) and mark.text in (":", ".")
        if not torn and (gaps[0] != gaps[1] or gaps[0] > 1):
            break
        members.append(cursor + 2)
        cursor += 2
        if len(members) > 8:
            break
    if len(members) == 1:
        return None
    if follow.text == ":":
        return set(members) if len(tokens[members[1]].text) == 2 else None
    if follow.text == "/":
        top, under = token.value, tokens[members[1]].value
        known = (top, under) in ((9, 11), (24, 7), (7, 7), (26, 11), (7, 11), (11, 9))
        fraction = top < under and under in (2, 3, 4, 5, 8, 10, 16, 32) and len(members) == 2
        return set(members) if known or len(members) > 2 or not fraction else None
    if follow.text == ".":
        clock = _at(tokens, members[-1] + 1).low in _ZONES
        return set(members) if len(members) > 2 or clock else None
    if len(members) > 2:
        return set(members)
    left, right = token, tokens[members[1]]
    if (
        len(left.text) >= 3
        and len(right.text) == 4
        and "," not in left.text + right.text
        and right.text.isdigit()
        and left.text.isdigit()
    ):
        return set(members)  # "555-1234", "2007-2008"
    if (
        left.text.isdigit()
        and len(left.text) == 4
        and 1500 <= left.value < 2100
        and len(right.text) == 2
        and not _has_unit(tokens, members[1])
    ):
        return set(members)  # "2009-10"
    if left.value == right.value == 50:
        return set(members)
    return None


def _month(tokens: Sequence[Tok], index: int, reach: int = 3) -> bool:
    """Whether a figure is a day of the month; ``reach`` days back in "May 3, 4 and 5"."""
    token, before, follow = tokens[index], _at(tokens, index - 1), _at(tokens, index + 1)
    if not reach or not token.whole or token.value > 31 or "," in token.text:
        return False
    if before.text == ".":
        before = _at(tokens, index - 2)
    if _is_month(before):
        # "In May 12 people died": a day is not followed by what it counts
        return follow.low not in _PEOPLE
    if before.text in HYPHENS and _at(tokens, index - 2).kind == "n" and _month(tokens, index - 2, reach - 1):
        return True
    if (
        before.low in ("and", "to", "or")
        and _at(tokens, index - 2).kind == "n"
        and _month(tokens, index - 2, reach - 1)
    ):
        return follow.low not in _PEOPLE and not (
            follow.kind == "w" and follow.text.islower() and is_plural(follow.low)
        )
    if follow.low in ("st", "nd", "rd", "th") and follow.start == token.end:
        follow = _at(tokens, index + 2)
        if follow.low == "of":
            follow = _at(tokens, index + 3)
    if follow.low in _WEEKDAYS and before.low == ",":
        return True
    return (_is_month(follow) and follow.low not in ("may", "mar")) or (
        _is_month(follow) and _at(tokens, index + 2).kind == "n"
    )


def _is_month(token: Tok) -> bool:
    return token.low in MONTHS and token.text[:1].isupper()


def _clock(tokens: Sequence[Tok], index: int, reach: int = 2) -> bool:
    token, follow = tokens[index], _at(tokens, index + 1)
    if follow.low in ("am", "pm", "a.m", "p.m", "o'clock") and token.value < 2400:
        return True
    if follow.low in ("a", "p") and token.value < 25:
        n = index + 2
        if _at(tokens, n).text == ".":
            n += 1
            return _at(tokens, n).low == "m" or _at(tokens, n).low in ("ma",)
    if follow.low in ("o",) and _at(tokens, index + 2).text in ("'", "’") and _at(tokens, index + 3).low == "clock":
        return True
    before = _at(tokens, index - 1)
    if follow.low in _ZONES and len(token.text) == 4 and token.value < 2400:
        return True
    return (
        follow.text in HYPHENS
        and _at(tokens, index + 2).kind == "n"
        and reach > 0
        and _clock(tokens, index + 2, reach - 1)
        and before.low not in ("than",)
    )


def _has_unit(tokens: Sequence[Tok], index: int) -> bool:
    at = index + 1
    if _at(tokens, at).text in HYPHENS:
        at += 1
    follow = _at(tokens, at)
    if follow.low in (
        "million",
        "billion",
        "trillion",
        "thousand",
        "hundred",
        "dozen",
        "m",
        "bn",
        "k",
        "magnitude",
        "lakh",
        "crore",
    ):
        return True
    found = match_forward(lexicon().currencies, tokens, at, digits=True) or match_forward(
        lexicon().units, tokens, at, digits=True
    )
    return found is not None and not (
        len(follow.text) == 1 and follow.start > tokens[index].end and follow.text.isalpha()
    )


def _year(tokens: Sequence[Tok], index: int) -> bool:
    token = tokens[index]
    if not (token.whole and token.text.isdigit() and len(token.text) == 4 and 1500 <= token.value < 2100):
        return False
    before, follow = _at(tokens, index - 1), _at(tokens, index + 1)
    if token.value % 50 == 0 and (follow.low in _PEOPLE or (before.low in _QUALIFIERS and token.value < 1990)):
        return False
    return not (before.low in ("than", "least", "some") and follow.kind == "w")


def _address(tokens: Sequence[Tok], index: int) -> bool:
    """As in "1600 Pennsylvania Avenue", "221 N. Main St", "40 East 5th Ave"."""
    if not _at(tokens, index + 1).text[:1].isupper():
        return False
    for step in range(1, 6):
        token = _at(tokens, index + step)
        if token.low in _STREETS and token.text[0].isupper():
            return step > 1
        ordinal = step > 1 and (token.kind == "n" or token.low in ("st", "nd", "rd", "th"))
        if not (token.text[:1].isupper() or token.text == "." or ordinal):
            return False
    return False


def _label(tokens: Sequence[Tok], index: int, headline: bool) -> bool:
    """A figure behind a capitalised word, or behind a noun it labels."""
    token, before, follow = tokens[index], _at(tokens, index - 1), _at(tokens, index + 1)
    if before.text == "." and _at(tokens, index - 2).low in (
        "no",
        "nos",
        "vol",
        "ch",
        "fig",
        "p",
        "pp",
        "rm",
        "apt",
        "sec",
        "st",
        "rt",
        "hwy",
    ):
        return True
    if before.low in ("no", "nos", "number", "nr"):
        return True
    if token.text.endswith(".0"):  # "SSL 3.0 implementations", "USB 2.0 and 3.0 ports": nobody counts three of them so
        if before.low in ("and", "or") and _at(tokens, index - 2).text.endswith(".0"):
            return _label(tokens, index - 2, headline)
        if before.kind == "w" and before.text[0].isupper():
            return True
    version = token.whole or (token.step == 0.1 and token.value < 20)  # "Web 2.0"
    if before.kind != "w" or "," in token.text or not version or before.low in _PLAIN:
        return False
    if (
        follow.text in HYPHENS
        and _at(tokens, index + 2).kind == "n"
        and not (before.low in _LABELS and before.text[0].isupper())
    ):
        return False  # "Colts beat Chiefs 20-13"
    if before.text[0].islower() and not before.text.islower():
        return True  # "iPhone 6 customers", "iOS 8 preferences"
    counts = (
        follow.kind == "w"
        and follow.text.islower()
        and (follow.low in _PEOPLE or is_plural(follow.low) or follow.low in ("dead", "injured", "wounded", "killed"))
    )
    if before.low in _LABELS:
        return (before.text[0].isupper() and not headline) or not counts or before.text.isupper()
    if before.text.isupper() and 2 <= len(before.text) <= 3 and len(token.text) <= 3:
        return not counts or (len(token.text) <= 2 and before.low not in ("us", "uk", "un", "eu", "in", "at"))
    if headline or not before.text[0].isupper() or (_starts_sentence(tokens, index - 1) and follow.text != ","):
        return False
    return not (follow.kind == "w" and follow.text.islower() and follow.low not in _FUNCTION)


_PLAIN = words("vetoes", "plain")
_FUNCTION = words("vetoes", "function")

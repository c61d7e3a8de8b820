"""Cuts a text into words, numerals and marks, and puts numerals back together that a tokeniser has torn apart.

Corpora often come with spaces inside figures ("2, 000ft", "£1. 7m"); hyphens are tokens of their own, so that
"15-year-old" and "15 - year - old" read alike.  Every expression here is linear in the length of the text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from claimcheck.values.quantities.lexicon import words

VULGAR = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
    "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8, "⅐": 1 / 7, "⅑": 1 / 9, "⅒": 1 / 10,
}  # fmt: skip

HYPHENS = frozenset("-‐‑–—−")
MONTHS = words("tokens", "months")

_VULGAR = "".join(VULGAR)
_TOKEN = re.compile(
    rf"""(?P<power>\d{{1,15}}(?:\.\d{{1,15}})?(?:[eE][+-]?\d{{1,3}}(?!\w)|(?:x10)?\^[+-]{{0,2}}\d{{1,3}}))
    |(?P<vulgar>[{_VULGAR}])
    |(?P<number>(?<![\w.])\.\d+|\d+(?:[.,]\d+)*)
    |(?P<word>[^\W\d_{_VULGAR}]+(?:['’][^\W\d_{_VULGAR}]+)*)
    |(?P<mark>\S)""",
    re.X,
)
_SPACES = frozenset(" \u00a0\u202f\u2009")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_PLAIN = re.compile(r"\d*(?:\.\d+)?")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_PART = re.compile(r"\d+")
_HEAD = re.compile(r"\d{1,3}(?:,\d{3})*")
_TORN = re.compile(r"\b[A-Za-z]\. [A-Za-z]\.|\d, \d{3}(?!\d)|\w - \w+ - \w|https?: / /|\d: \d\d(?!\d)")
_TAIL = re.compile(r"\d{3}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Tok:
    """A word ("w"), numeral ("n") or mark ("s"). ``value`` is the numeral's; ``step`` is the place value of its last
    written digit; ``literal`` its digits without separators."""

    kind: str
    text: str
    low: str
    start: int
    end: int
    value: float = 0.0
    step: float = 1.0
    whole: bool = True


def tokenise(text: str, *, spaced: bool = True) -> list[Tok]:
    """Tokens of ``text`` in order. ``spaced`` joins figures torn apart by spaces after "," and "."."""
    tokens: list[Tok] = []
    for match in _TOKEN.finditer(text):
        kind, surface, start = match.lastgroup, match[0], match.start()
        if kind == "number":
            tokens.extend(_numerals(surface, start))
        elif kind == "vulgar":
            tokens.append(Tok("n", surface, surface, start, match.end(), VULGAR[surface], 0.01, whole=False))
        elif kind == "power":
            tokens.append(_power(surface, start))
        else:
            low = surface.casefold().replace("’", "'")
            tokens.append(Tok("w" if kind == "word" else "s", surface, low, start, match.end()))
    return _joined(tokens, text, spaced)


def _numeral(surface: str, start: int, digits: str) -> Tok:
    value = float(digits)
    if not math.isfinite(value):
        return Tok("s", surface, surface, start, start + len(surface))
    places = len(digits.partition(".")[2])
    return Tok("n", surface, surface, start, start + len(surface), value, 10.0**-places, whole=not places)


def _numerals(surface: str, start: int) -> list[Tok]:
    """One numeral, or several where the separators make no number ("192.168.1.2", "22,24,26,31")."""
    if _GROUPED.fullmatch(surface):
        return [_numeral(surface, start, surface.replace(",", ""))]
    if _PLAIN.fullmatch(surface):
        return [_numeral(surface, start, surface)]
    if _EUROPEAN.fullmatch(surface):
        return [_numeral(surface, start, surface.replace(".", "").replace(",", "."))]
    if _DECIMAL_COMMA.fullmatch(surface):
        return [_numeral(surface, start, surface.replace(",", "."))]
    tokens: list[Tok] = []
    position = 0
    for part in _PART.finditer(surface):
        tokens += [
            Tok("s", mark, mark, start + position + n, start + position + n + 1)
            for n, mark in enumerate(surface[position : part.start()])
        ]
        tokens.append(_numeral(part[0], start + part.start(), part[0]))
        position = part.end()
    return tokens


def _power(surface: str, start: int) -> Tok:
    base, caret, exponent = surface.replace("x10^", "e").partition("^")
    try:
        value = float(base) ** float(exponent.replace("--", "")) if caret else float(base.replace("e--", "e"))
    except (OverflowError, ValueError, ZeroDivisionError):
        value = math.inf
    if not math.isfinite(value):
        return Tok("s", surface, surface, start, start + len(surface))
    return Tok("n", surface, surface, start, start + len(surface), value, 0.0, whole=False)


def _joined(tokens: list[Tok], text: str, spaced: bool) -> list[Tok]:
    out: list[Tok] = []
    index = 0
    torn = spaced and _TORN.search(text) is not None
    while index < len(tokens):
        token = tokens[index]
        end, digits = index + 1, ""
        if token.kind == "n" and _HEAD.fullmatch(token.text) and not _dated(out):
            end, digits = _groups(tokens, index, text, spaced, out)
            if end == index + 1 and spaced:
                end, digits = _decimals(tokens, index, text, out, torn)
        if end > index + 1:
            out.append(_numeral(text[token.start : tokens[end - 1].end], token.start, digits))
        else:
            out.append(token)
        index = end
    return out


def _dated(before: list[Tok]) -> bool:
    """Whether a numeral that comes next is the day of a month, or a year after it."""
    words = [t for t in before[-3:] if t.text != "."]
    return bool(words) and ((words[-1].low in MONTHS and words[-1].text[:1].isupper()) or words[-1].kind == "n")


def _gap(text: str, left: Tok, right: Tok) -> str:
    return text[left.end : right.start]


def _groups(tokens: list[Tok], index: int, text: str, spaced: bool, before: list[Tok]) -> tuple[int, str]:
    """Thousands set apart by spaces ("40 000") or by a comma and a space ("2, 000")."""
    digits = tokens[index].text.replace(",", "")
    end = index + 1
    tied = bool(before) and before[-1].text in HYPHENS  # "5-foot-8, 135 pounds"
    named = tied or (
        len(before) > 1
        and before[-1].text == ","
        and before[-2].text[:1].isupper()
        and not before[-2].low.endswith("day")  # "Last Friday, 1, 300 biologists"
    )  # "Nichols, 37, 200 miles"
    while end < len(tokens):
        comma = spaced and not named and tokens[end].text == "," and end + 1 < len(tokens)
        right = tokens[end + 1] if comma else tokens[end]
        gap = text[tokens[end - 1].end : right.start]
        fits = gap in (", ", " , ") if comma else len(gap) == 1 and gap in _SPACES
        if not (fits and right.kind == "n" and _TAIL.fullmatch(right.text)):
            break
        after = end + (2 if comma else 1)
        # "100, 200 and 300 people" is a list, not a number
        if (
            comma
            and after + 1 < len(tokens)
            and tokens[after].low in ("and", "or", "&")
            and tokens[after + 1].kind == "n"
        ):
            break
        digits += right.text
        end = after
        if not right.whole:
            break
    return end, digits


_AFTER_DECIMAL = words("tokens", "after_decimal")


def _decimals(tokens: list[Tok], index: int, text: str, before: list[Tok], torn: bool) -> tuple[int, str]:
    """A decimal torn apart ("£1. 7m", "5. 6 magnitude").

    Where the text shows no other sign of a tokeniser (``torn``), only if what stands around it wants a decimal.
    """
    if index + 2 >= len(tokens) or tokens[index + 1].text != ".":
        return index + 1, ""
    right = tokens[index + 2]
    gaps = (_gap(text, tokens[index], tokens[index + 1]), _gap(text, tokens[index + 1], right))
    if gaps not in (("", " "), (" ", " ")) or not (right.kind == "n" and right.text.isdigit() and len(right.text) <= 4):
        return index + 1, ""
    last = before[-1].low if before else ""
    follow = next((t for t in tokens[index + 3 : index + 5] if t.text not in HYPHENS), None)
    third = tokens[index + 3 : index + 5]
    if [t.kind for t in third] == ["s", "n"] and third[0].text == "." and gaps == ("", " "):
        return index + 1, ""  # "2012. 08. 08"
    usual = (
        torn
        and len(right.text) <= 2
        and gaps == ("", " ")
        and last not in ("no", "nos", "at")
        and not (
            follow is not None
            and (follow.low in ("am", "pm", "a", "p") or (follow.text[:1].isupper() and follow.kind == "w"))
        )
    )
    wanted = usual or (follow is not None and (follow.low in _AFTER_DECIMAL or follow.text == "%"))
    money = (len(last) == 1 and last in "$£€¥₹") or (
        last in ("of", "a") and any(t.low == "magnitude" for t in before[-3:])
    )
    if wanted or money or last == "magnitude":
        return index + 3, tokens[index].text.replace(",", "") + "." + right.text
    return index + 1, ""

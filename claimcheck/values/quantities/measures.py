"""Numbers with the unit or currency they carry: "$1.2m", "£2bn", "31 miles", "5 ft 2 in", "2C", "20 percent"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.numerals import Numeral, read_numeral
from claimcheck.values.quantities.tokens import HYPHENS, Tok, tokenise
from claimcheck.values.quantities.units import Unit, lexicon, match_backward, match_forward

CELSIUS = Unit("C", "temperature", "C", 1.0)
FAHRENHEIT = Unit("F", "temperature", "C", 1.0)
DEGREE = Unit("Degree", "temperature", "deg", 1.0)  # Celsius or Fahrenheit, the text does not say
PENCE = Unit("Pence", "money", "GBP", 0.01)
POUND = Unit("Pound", "money", "GBP", 1.0)
_INCH = Unit("Inch", "length", "m", 0.0254)
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_LARGE = {"m": 1e6, "b": 1e9, "t": 1e12, "mn": 1e6, "bn": 1e9, "tr": 1e12}
_SURE_SIGNS = frozenset("km kg cm mm mph kph lbs".split())
_MORE = frozenset("more additional further extra full whole straight consecutive long".split())
_MONEY_WORDS = words("measures", "money_words")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number over tokens ``first`` to ``last`` with its unit, if any. ``value`` and ``step`` are in that unit;
    ``hyphened`` says that a hyphen joins number and unit ("three-year")."""

    first: int
    last: int
    value: float
    step: float
    unit: Unit | None
    numeral: Numeral
    hyphened: bool = False

    @property
    def base(self) -> float:
        return self.unit.to_base(self.value) if self.unit else self.value


def find_measures(text: str, *, spaced: bool = False) -> tuple[tuple[int, int, float, Unit], ...]:
    """Every number of ``text`` that carries a unit or currency, as (start, end, value in that unit, unit)."""
    tokens = tokenise(text, spaced=spaced)
    found: list[tuple[int, int, float, Unit]] = []
    index = 0
    while index < len(tokens):
        amount = None if _inside_word(tokens, index) else read_amount(tokens, index, loose=True)
        if amount is not None and amount.unit is not None:
            found.append((tokens[amount.first].start, tokens[amount.last - 1].end, amount.value, amount.unit))
            index = amount.last
        else:
            index = amount.numeral.last if amount is not None and amount.numeral.last > index else index + 1
    return tuple(found)


def _inside_word(tokens: Sequence[Tok], index: int) -> bool:
    """A figure that belongs to a code: "scp173m", "scp-173m"."""
    if not index or tokens[index].kind != "n":
        return False
    before = tokens[index - 1]
    if before.end != tokens[index].start:
        return False
    if before.text == "-" and index > 1:
        word = index - 2
        while word > 0 and tokens[word].kind == "n" and tokens[word - 1].end == tokens[word].start:
            word -= 1
        return tokens[word].kind == "w" and tokens[index - 2].end == before.start
    return before.kind == "w" and match_backward(tokens, index) is None


def read_amount(tokens: Sequence[Tok], index: int, *, loose: bool = False) -> Amount | None:
    """The number that starts at token ``index``, or behind a currency sign there, with the unit that follows."""
    if index >= len(tokens):
        return None
    sign, at = _sign(tokens, index)
    numeral = read_numeral(tokens, at, loose=loose and sign is None)
    if numeral is None:
        return None
    amount = Amount(index, numeral.last, numeral.value, numeral.step, sign, numeral)
    if sign is not None and sign.factor > 1:  # "MUSD 30"
        sign = replace(sign, factor=1.0)
        amount = replace(amount, value=amount.value * 1e6, step=amount.step * 1e6, unit=sign)
    amount = _scaled(tokens, amount)
    if sign is not None:
        follow = match_forward(lexicon().currencies, tokens, amount.last, digits=False)
        if (
            follow is not None
            and follow[1].base == sign.base
            and follow[1].factor == sign.factor
            and follow[0] - amount.last == 1
        ):
            amount = replace(amount, last=follow[0])  # "$10 dollars"
        return _cents(tokens, amount, loose)
    return _with_unit(tokens, amount, loose)


def _sign(tokens: Sequence[Tok], index: int) -> tuple[Unit | None, int]:
    for size in range(1, 6):
        at = index + size
        if at >= len(tokens):
            break
        if tokens[at].kind == "n":
            found = match_backward(tokens, at)
            if found is not None and found[0] == index:
                return found[1], at
            break
    if tokens[index].low == "dollar" and index + 1 < len(tokens) and tokens[index + 1].kind == "n":
        return Unit("Dollar", "money", "USD", 1.0), index + 1
    return None, index


def _scaled(tokens: Sequence[Tok], amount: Amount) -> Amount:
    """As in "$5m", "£1. 7m", "€2bn", "5m people": a letter that stands for a scale."""
    at = amount.last
    if at >= len(tokens) or tokens[at - 1].kind != "n" or tokens[at].low not in _LARGE:
        return _scaled_hyphen(tokens, amount)
    token = tokens[at]
    gap = token.start - tokens[at - 1].end
    money = amount.unit is not None and gap <= 1
    counted = False
    if not money and gap == 0 and token.text == "m" and at + 1 < len(tokens):
        currency = match_forward(lexicon().currencies, tokens, at + 1, digits=False)
        follow = tokens[at + 1]
        plural = (
            follow.kind == "w"
            and follow.text.islower()
            and follow.low.endswith(("people", "rs", "ts", "ns", "es", "ds"))
        )
        counted = currency is not None or (plural and follow.start > token.end)
    if not (money or counted):
        return amount
    scale = _LARGE[token.low]
    return replace(amount, last=at + 1, value=amount.value * scale, step=amount.step * scale)


_CLOSING = frozenset('”"’')


def _scaled_hyphen(tokens: Sequence[Tok], amount: Amount) -> Amount:
    """As in "$1-million", "a $700-billion bailout", “$5.6” billion."""
    at = amount.last
    scales = {"million": 1e6, "billion": 1e9, "trillion": 1e12}
    if (
        at + 1 < len(tokens)
        and (tokens[at].text in HYPHENS or tokens[at].text in _CLOSING)
        and tokens[at + 1].low in scales
        and tokens[at - 1].kind == "n"
    ):
        scale = scales[tokens[at + 1].low]
        return replace(amount, last=at + 2, value=amount.value * scale, step=amount.step * scale)
    return amount


def _with_unit(tokens: Sequence[Tok], amount: Amount, loose: bool) -> Amount:
    at, digits = amount.last, tokens[amount.last - 1].kind == "n" or not amount.numeral.words
    if at >= len(tokens):
        return amount
    digits = digits or tokens[at].low in _SURE_SIGNS  # "seven km"
    if not loose and at + 1 < len(tokens) and tokens[at].low in _MORE:  # "two more weeks", "10 consecutive days"
        further = match_forward(lexicon().units, tokens, at + 1, digits=False)
        if further is not None and further[1].dimension == "duration":
            return replace(amount, last=further[0], unit=further[1])
    hyphened = tokens[at].text in HYPHENS and at + 1 < len(tokens) and _hyphen_joins(tokens, at)
    if hyphened:
        at += 1
    glued = tokens[at].start == tokens[at - 1].end
    found = match_forward(lexicon().currencies, tokens, at, digits=digits and not hyphened)
    if found is not None and not glued and found[0] < len(tokens) and tokens[found[0]].kind == "n":
        glued_on = tokens[found[0]].start == tokens[found[0] - 1].end
        if glued_on or (loose and tokens[at].text == "$" and _worded(tokens, found[0] + 1)):
            return amount  # "3 USD50 cards": the sign belongs to what follows
    if found is None:
        found = _temperature(tokens, at, digits and glued) or match_forward(lexicon().units, tokens, at, digits=digits)
        if found is not None and tokens[at].text == "HR":  # home runs
            found = None
        if found is not None and _letter_apart(tokens, at, found, glued or loose):
            found = None
        if (
            found is not None
            and found[1].name == "Degree"
            and any(t.low.startswith("temperature") for t in tokens[max(0, at - 8) : at])
        ):
            found = found[0], DEGREE
        if found is not None and found[1].name == "Pound" and _is_money(tokens, amount, found[0], hyphened):
            found = found[0], POUND
    if found is None and not hyphened:
        found = _odd_unit(tokens, at, amount, glued, loose)
    if found is None:
        return amount
    last, unit = found
    if _in_code(tokens, last):
        return amount
    if unit.dimension == "money" and unit.factor > 1:  # "30 MUSD"
        amount = replace(amount, value=amount.value * unit.factor, step=amount.step * unit.factor)
        unit = replace(unit, factor=1.0)
    scale = tokens[last].low if unit.dimension == "money" and loose and last < len(tokens) else ""
    if scale in ("million", "billion"):  # "75 USD million"
        factor = {"million": 1e6, "billion": 1e9}[scale]
        return replace(amount, last=last + 1, value=amount.value * factor, step=amount.step * factor, unit=unit)
    with_unit = replace(amount, last=last, unit=unit, hyphened=hyphened)
    return _cents(tokens, with_unit, loose) if unit.dimension == "money" else _inches(tokens, with_unit)


def _worded(tokens: Sequence[Tok], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in ("dollar", "dollars")


def _in_code(tokens: Sequence[Tok], last: int) -> bool:
    """A unit that runs on into letters or digits is none: "24703L202", "24703 m212", "24703 L-202"."""
    if last >= len(tokens) or tokens[last].start != tokens[last - 1].end:
        return False
    if tokens[last].kind == "w":
        return tokens[last - 1].kind == "n"
    if tokens[last].kind == "n":
        return tokens[last - 1].kind == "w"
    digit = tokens[last].text == "-" and last + 1 < len(tokens) and tokens[last + 1].kind == "n"
    return (
        digit
        and len(tokens[last - 1].text) == 1
        and tokens[last - 1].kind == "w"
        and tokens[last + 1].start == tokens[last].end
    )


def _hyphen_joins(tokens: Sequence[Tok], at: int) -> bool:
    left = tokens[at].start - tokens[at - 1].end
    right = tokens[at + 1].start - tokens[at].end
    return left == right <= 1 or (left == 0 and right == 1)


def _letter_apart(tokens: Sequence[Tok], at: int, found: tuple[int, Unit], glued: bool) -> bool:
    """A single letter set apart is a unit only if it is "m"."""
    return (
        found[0] == at + 1
        and len(tokens[at].text) == 1
        and tokens[at].text.isalpha()
        and not glued
        and tokens[at].text != "m"
    )


def _temperature(tokens: Sequence[Tok], at: int, glued: bool) -> tuple[int, Unit] | None:
    if glued and tokens[at].text in ("C", "F"):
        return at + 1, CELSIUS if tokens[at].text == "C" else FAHRENHEIT
    return None


def _is_money(tokens: Sequence[Tok], amount: Amount, last: int, hyphened: bool) -> bool:
    """Whether pounds are money, as in "5 million pounds", "fined 100 pounds"; "100 pounds of explosives" is mass."""
    if tokens[last - 1].low not in ("pound", "pounds") or hyphened:
        return False
    if last < len(tokens) and tokens[last].low == "of":
        return False
    if any(t.low in _MONEY_WORDS for t in tokens[max(0, amount.first - 6) : amount.first]):
        return True
    return amount.value >= 1e6


def _odd_unit(tokens: Sequence[Tok], at: int, amount: Amount, glued: bool, loose: bool) -> tuple[int, Unit] | None:
    token = tokens[at]
    if not loose and token.text == "in" and not amount.numeral.words and _is_inch(tokens, at):
        return at + 1, _INCH
    if glued and token.text == "p" and amount.numeral.form == "integer":
        return at + 1, PENCE
    if loose and token.text in _BRACKETS and at + 2 < len(tokens) and tokens[at + 2].text == _BRACKETS[token.text]:
        inner = match_forward(lexicon().units, tokens, at + 1, digits=True)
        return (at + 3, inner[1]) if inner is not None and inner[0] == at + 2 else None
    feet = token.text in ("'", "’", "′") and at + 2 < len(tokens) and tokens[at + 1].kind == "n" and glued
    if feet and tokens[at + 2].text in ('"', "”", "″") and tokens[at + 1].value < 12:
        return at + 1, Unit("Foot", "length", "m", 0.3048)
    if (
        loose
        and token.text in ('"', "″")
        and at + 1 < len(tokens)
        and tokens[at + 1].low in ("long", "wide", "tall", "high", "thick")
    ):
        return at + 1, _INCH
    if loose and token.low in ("turn", "turns"):
        return at + 1, Unit("Turn", "angle", "deg", 360.0)
    if (
        loose
        and token.text == "pm"
        and not amount.numeral.words
        and at + 1 < len(tokens)
        and tokens[at + 1].low == "is"
    ):
        return at + 1, Unit("Picometer", "length", "m", 1e-12)
    return None


_BREADTH = frozenset("thick long wide tall high deep across".split())


def _is_inch(tokens: Sequence[Tok], at: int) -> bool:
    """Whether "in" is the unit: "2 1/2 in thick", "3 in of snow", "The pencil is 2 in."."""
    follow = tokens[at + 1].low if at + 1 < len(tokens) else ""
    more = tokens[at + 2].low if at + 2 < len(tokens) else ""
    if follow == ".":
        return not more or more in _BREADTH
    return follow in _BREADTH or (follow == "of" and more in ("rain", "snow", "water", "ice"))


def _inches(tokens: Sequence[Tok], amount: Amount) -> Amount:
    """As in "5 ft 2 in", "5 feet and 2 inches", "6-foot-2", 6' 2\"."""
    unit, at = amount.unit, amount.last
    if unit is None or unit.name != "Foot" or at >= len(tokens):
        return amount
    if tokens[at].low == "and" or tokens[at].text in HYPHENS or tokens[at].text == ",":
        at += 1
    if at >= len(tokens) or (
        at + 1 < len(tokens) and tokens[at + 1].text in HYPHENS and amount.hyphened and tokens[at].kind == "w"
    ):
        return amount
    small = read_numeral(tokens, at, loose=False) if tokens[at].kind != "s" else None
    if small is None or not 0 <= small.value < 12:
        return amount
    inches, last = small.value, small.last
    named = last < len(tokens) and (tokens[last].low in ("in", "inch", "inches", '"', "”", "″"))
    if not named and not (tokens[at - 1].text in HYPHENS and amount.hyphened):
        return amount
    if (
        named
        and tokens[last].low == "in"
        and last + 1 < len(tokens)
        and tokens[last + 1].low in ("the", "a", "his", "her", "their")
    ):
        return amount
    return replace(
        amount, last=last + 1 if named else last, value=amount.value + inches / 12.0, step=1 / 12.0, hyphened=False
    )


def _cents(tokens: Sequence[Tok], amount: Amount, loose: bool) -> Amount:
    """As in "3 dollars 50 cents", "thirteen dollars and forty-five cents"; loosely also "15 dollars 50"."""
    unit, at = amount.unit, amount.last
    if unit is None or unit.factor != 1.0 or at >= len(tokens):
        return amount
    joined = tokens[at].low == "and"
    at += joined
    if at >= len(tokens) or (joined and not loose and amount.numeral.words is False and at >= len(tokens)):
        return amount
    numeral = read_numeral(tokens, at, loose=False)
    if numeral is None or not 0 <= numeral.value < 100 or numeral.form != "integer":
        return amount
    last = numeral.last
    if last < len(tokens) and tokens[last].low in ("cents", "cent", "pence", "p", "kopecks"):
        return replace(amount, last=last + 1, value=amount.value + numeral.value / 100, step=0.01)
    follow = tokens[last] if last < len(tokens) else None
    sign = tokens[amount.last - 1].kind
    bare = loose and (follow is None or (follow.kind == "s" and follow.text in ".,!?") or follow.low in ("and", "more"))
    bare = bare and (follow is None or follow.low != "and" or joined)
    if bare and sign == "w" and match_forward(lexicon().currencies, tokens, last, digits=True) is None:
        return replace(amount, last=last, value=amount.value + numeral.value / 100, step=0.01)
    return amount

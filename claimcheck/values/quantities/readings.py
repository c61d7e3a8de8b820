"""Quantities in words, and the written unit behind a value that travels in base units."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from claimcheck.datamodel import Interval, Quantity

# Factors to the base unit, singular and plural name; the order breaks ties (the more usual unit first).
_WRITTEN: dict[str, tuple[tuple[float, str, str], ...]] = {
    "length": (
        (1000.0, "km", "km"), (1609.344, "mile", "miles"), (1.0, "m", "m"), (0.3048, "foot", "feet"),
        (1852.0, "nautical mile", "nautical miles"), (0.9144, "yard", "yards"), (0.01, "cm", "cm"),
        (0.0254, "inch", "inches"),
        (0.001, "mm", "mm"), (9.4607304725808e15, "light year", "light years"),
    ),
    "area": (
        (1e6, "km²", "km²"), (2589988.110336, "square mile", "square miles"), (4046.8564224, "acre", "acres"),
        (1e4, "hectare", "hectares"), (1.0, "m²", "m²"), (0.09290304, "square foot", "square feet"),
    ),
    "volume": (
        (1.0, "litre", "litres"), (3.785411784, "gallon", "gallons"), (158.987294928, "barrel", "barrels"),
        (1000.0, "m³", "m³"),
        (0.001, "ml", "ml"), (28.316846592, "cubic foot", "cubic feet"), (0.473176473, "pint", "pints"),
    ),
    "mass": (
        (1.0, "kg", "kg"), (0.45359237, "pound", "pounds"), (1000.0, "tonne", "tonnes"), (907.18474, "ton", "tons"),
        (0.001, "g", "g"), (0.028349523125, "ounce", "ounces"), (1e-6, "mg", "mg"), (6.35029318, "stone", "stone"),
    ),
    "speed": (
        (1 / 3.6, "km/h", "km/h"), (0.44704, "mph", "mph"), (0.5144444444444445, "knot", "knots"), (1.0, "m/s", "m/s"),
        (1609.344, "mile a second", "miles a second"), (1000.0, "km/s", "km/s"),
    ),
    "duration": (
        (31557600.0, "year", "years"), (2629800.0, "month", "months"), (604800.0, "week", "weeks"),
        (86400.0, "day", "days"),
        (3600.0, "hour", "hours"), (60.0, "minute", "minutes"), (1.0, "second", "seconds"),
        (0.001, "millisecond", "milliseconds"),
    ),
    "age": ((1.0, "year old", "years old"), (1 / 12.0, "month old", "months old")),
    "power": ((1e6, "MW", "MW"), (1e9, "GW", "GW"), (1000.0, "kW", "kW"), (1.0, "W", "W"),
        (745.6998715822702, "hp", "hp")),
    "energy": ((3.6e6, "kWh", "kWh"), (3.6e9, "MWh", "MWh"), (1.0, "J", "J"), (4184.0, "calorie", "calories")),
    "data": ((1e9, "GB", "GB"), (1e6, "MB", "MB"), (1e12, "TB", "TB"), (1000.0, "kB", "kB"),
        (1.0, "byte", "bytes"), (0.125, "bit", "bits")),
}  # fmt: skip
_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "INR": "₹"}
_VAGUE = {
    (24.0, 99.0): "dozens", (40.0, 200.0): "scores", (200.0, 999.0): "hundreds", (2e3, 99999.0): "thousands",
    (2e4, 99999.0): "tens of thousands", (2e5, 999999.0): "hundreds of thousands", (2e6, 999e6): "millions",
    (2e9, 999e9): "billions",
    (2.0, 50.0): "several", (2.0, 10.0): "a few",
    # "a couple" and "two to three", "multiple" and "at least two" are one value each
    (2.0, 3.0): "2 or 3", (2.0, math.inf): "2 or more",
}  # fmt: skip
_PARTITIVE = frozenset(words for words in _VAGUE.values() if words[-1] == "s")
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Written:
    """A value in a unit an author may have used: ``digits`` significant ones, the last of them worth ``step``."""

    value: float
    digits: int
    step: float
    factor: float
    singular: str = ""
    plural: str = ""


def write_number(value: float) -> Written | None:
    """``value`` as a short decimal; None where it has no short one."""
    if value == 0:
        return Written(0.0, 1, 1.0, 1.0)
    if not math.isfinite(value):
        return None
    exponent = math.floor(math.log10(abs(value)))
    for digits in range(1, 16):
        step = 10.0 ** (exponent - digits + 1)
        if abs(round(value / step) * step - value) <= abs(value) * 1e-9:
            return Written(value, digits, step, 1.0)
    return None


def written_forms(quantity: Quantity, value: float) -> list[Written]:
    """The units in which ``value`` (in base units) is a short number; shortest first."""
    if quantity.dimension == "temperature" and quantity.unit == "C":
        pairs = [(value, 1.0, "°C"), (value * 9 / 5 + 32, 5 / 9, "°F")]
        found = [(w, factor, name) for v, factor, name in pairs if (w := write_number(round(v, 9))) is not None]
        ranked = sorted(found, key=lambda f: f[0].digits - (f[0].step >= 1 and 10))
        return [
            Written(w.value, w.digits, w.step, factor, name, name)
            for w, factor, name in ranked
            if w.digits <= _MOST_DIGITS
        ]
    forms: list[Written] = []
    for factor, singular, plural in _WRITTEN.get(quantity.dimension, ((1.0, "", ""),)):
        number = write_number(value / factor)
        if number is not None and number.digits <= (_MOST_DIGITS if singular else 15):
            forms.append(Written(round(number.value, 9), number.digits, number.step, factor, singular, plural))
    # "two years" rather than "0.02 centuries", "50 km" rather than "50,000 m"
    return sorted(forms, key=lambda w: (w.digits, not 1 <= abs(w.value) < 10000))


@functools.lru_cache(maxsize=1 << 14)
def read_quantity(quantity: Quantity) -> str:
    """The value in plain words: "more than 4,000 militants", "about 31 miles", "£1.7 million"."""
    words = _interval_words(quantity)
    if quantity.noun and quantity.dimension == "count":
        if words == "0":
            return f"no {quantity.noun}"
        if words in _PARTITIVE:
            return f"{words} of {quantity.noun}"
    return (
        f"{words} {quantity.noun}"
        if quantity.noun and quantity.dimension in ("count", "ordinal")
        else (f"{words} of {quantity.noun}" if quantity.noun else words)
    )


def _interval_words(quantity: Quantity) -> str:
    interval, one = quantity.interval, quantity
    low, high = interval.low, interval.high
    if quantity.dimension == "score":
        return f"{_plain(high)}–{_plain(low)}"
    if low == high:
        return ("about " if not quantity.exact and not _dozen(low) else "") + value_words(one, low)
    if (low, high) in _VAGUE and quantity.dimension in ("count",):
        return _VAGUE[low, high]
    for factor, _, plural in () if quantity.exact else _WRITTEN.get(quantity.dimension, ()):
        vague = _VAGUE.get((round(low / factor, 6), round(high / factor, 6)))
        if vague == "several" and not interval.low_open:  # nobody writes "2 to 50 days", but "2 to 3 years"
            return f"{vague} {plural}"
    if math.isinf(high):
        return f"{'more than' if interval.low_open else 'at least'} {value_words(one, low)}"
    if math.isinf(low) or low == 0:
        less = "fewer than" if quantity.dimension == "count" else "less than"
        return f"{less if interval.high_open else 'up to'} {value_words(one, high)}"
    if interval.high_open:
        return f"nearly {value_words(one, high)}"
    if interval.low_open:
        return f"just over {value_words(one, low)}"
    centre = round((low + high) / 2, 9)
    spread = (high - low) / 2
    short = written_forms(quantity, centre)
    is_fraction = quantity.dimension == "fraction" and "/" in _fraction(centre)  # a third is no short decimal
    if (
        not quantity.exact
        and (is_fraction or (short and short[0].digits <= 3))
        and (
            abs(spread - centre / 10) < centre * 1e-6
            or (bool(short) and spread < centre / 2 and _slack(spread, short[0]))
        )
    ):
        return f"about {value_words(one, centre)}"
    return f"{value_words(one, low, bare=True)} to {value_words(one, high)}"


def _dozen(value: float) -> bool:
    return value % 12 == 0


def _slack(spread: float, written: Written) -> bool:
    return any(abs(spread - share * written.factor) < 1e-6 * spread for share in (0.1, 0.5, 1.0))


def _plain(value: float) -> str:
    number = write_number(value)
    if number is None or number.digits > 12:
        return f"{value:.4g}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.{max(0, -math.floor(math.log10(number.step) + 0.5))}f}"


def _scaled(value: float) -> str:
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= scale:
            number = write_number(value / scale)
            if number is not None and number.digits <= 4:
                return f"{_plain(value / scale)} {word}"
    return _plain(value)


def value_words(quantity: Quantity, value: float, *, bare: bool = False) -> str:
    """One number of ``quantity`` (in base units) with its unit, unless ``bare``."""
    dimension = quantity.dimension
    if dimension == "money":
        sign = _SIGNS.get(quantity.unit)
        return f"{sign}{_scaled(value)}" if sign else f"{_scaled(value)} {quantity.unit}"
    if dimension == "percent":
        return _plain(value) + ("" if bare else "%")
    if dimension == "ordinal":
        return _ordinal(int(value))
    if dimension == "fraction":
        return _fraction(value)
    if dimension == "magnitude":
        return ("" if bare else "magnitude ") + f"{value:g}"
    if dimension == "temperature" and quantity.unit != "C":
        return f"{value:g}" + ("" if bare else "°")
    forms = written_forms(quantity, value)
    if not forms:
        return f"{value:.4g}{'' if bare or not quantity.unit else ' ' + quantity.unit}"
    # "25 years" rather than "300 months"
    best = min(forms, key=lambda form: len(_scaled(form.value)))
    name = best.singular if best.value == 1 else best.plural
    number = _scaled(best.value)
    return number if bare or not name else f"{number}{'' if name.startswith('°') else ' '}{name}"


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{ending}"


def _fraction(value: float) -> str:
    for under in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 100):
        top = round(value * under)
        if top and abs(top / under - value) < 1e-6:
            return f"{top}/{under}"
    return f"{value:.3g}"


def same_interval(left: Interval, right: Interval) -> bool:
    """Whether two intervals are equal up to rounding error in the conversion of units."""
    return (
        _close(left.low, right.low)
        and _close(left.high, right.high)
        and (left.low_open, left.high_open) == (right.low_open, right.high_open)
    )


def _close(left: float, right: float) -> bool:
    return left == right or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)

"""Value algebra of quantities: two of them conflict only if they cannot both be true of one slot.

A written number stands for an interval as wide as its last written digit: "1.2 million" is anything from 1.15 to 1.25
million beside "1,234,000".  Bare integers below a thousand are exact: 30 and 31 conflict.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace

from claimcheck.datamodel import Interval, Judgement, Quantity, Relation
from claimcheck.values.quantities.qualifiers import ABOUT
from claimcheck.values.quantities.readings import Written, read_quantity, same_interval, write_number, written_forms

__all__ = ["judge_quantities", "read_quantity"]

_NAMES = {
    "count": "a count", "ordinal": "a rank", "percent": "a percentage", "money": "a sum of money",
    "length": "a length", "area": "an area",
    "mass": "a weight", "volume": "a volume", "speed": "a speed", "temperature": "a temperature",
    "duration": "a length of time",
    "age": "an age", "magnitude": "a magnitude", "score": "a score", "fraction": "a share", "power": "a power",
    "energy": "an energy", "data": "an amount of data",
}  # fmt: skip
_UNCONVERTED = frozenset(
    ("count", "ordinal", "percent", "money", "fraction", "score", "magnitude", "age", "temperature")
)
_EXACT = frozenset(("ordinal", "magnitude", "age"))
_MONTH = 2629800.0
_TONS = (907.18474, 1000.0)


def judge_quantities(left: Quantity, right: Quantity) -> Judgement:
    """How two quantities of one slot stand to each other; symmetric. What is counted (``noun``) is the caller's matter.

    SAME: equal values, in whatever dress.  COMPATIBLE: both can be true, one being rounded or hedged.  CONFLICT: they
    cannot.  UNKNOWN: another dimension or currency, which nothing here can convert.
    """
    a, b = _as_duration(*_as_percent(left, right))
    if a.dimension != b.dimension:
        return Judgement(
            Relation.UNKNOWN,
            f"{_NAMES.get(left.dimension, 'one')} and {_NAMES.get(right.dimension, 'another')} cannot be compared",
        )
    if a.unit != b.unit:
        return _other_unit(a, b)
    if a.dimension == "score":
        if same_interval(a.interval, b.interval):
            return Judgement(Relation.SAME, "the same score")
        return _conflict(left, right)
    if same_interval(a.interval, b.interval):
        return _same(a, b)
    if _is_point(a) and _is_point(b):
        return _points(a, b, left, right)
    return _intervals(a, b, left, right)


def _is_point(quantity: Quantity) -> bool:
    return quantity.interval.low == quantity.interval.high


@functools.lru_cache(maxsize=1 << 14)
def _value(quantity: Quantity) -> str:
    return read_quantity(replace(quantity, noun=""))


def _same(a: Quantity, b: Quantity) -> Judgement:
    if a.exact == b.exact:
        return Judgement(Relation.SAME, f"both say {_value(a)}")
    return Judgement(Relation.SAME, f"{_value(a)} in both")


def _conflict(left: Quantity, right: Quantity) -> Judgement:
    first, second = _value(left), _value(right)
    return Judgement(Relation.CONFLICT, f"{first} and {second} cannot both be true")


def _compatible(left: Quantity, right: Quantity, why: str) -> Judgement:
    return Judgement(Relation.COMPATIBLE, why)


def _as_percent(left: Quantity, right: Quantity) -> tuple[Quantity, Quantity]:
    """A share beside a percentage becomes one: "a third" is 33 percent, give or take a point and a half."""
    if {left.dimension, right.dimension} != {"fraction", "percent"}:
        return left, right
    return _percent(left), _percent(right)


def _as_duration(left: Quantity, right: Quantity) -> tuple[Quantity, Quantity]:
    """A rank of days beside a length of time becomes one: on "the 35th day" 34 to 35 days have gone."""
    if {left.dimension, right.dimension} != {"ordinal", "duration"}:
        return left, right
    return _elapsed(left), _elapsed(right)


_RANKED = {"hour": 3600.0, "day": 86400.0, "week": 604800.0, "month": _MONTH, "year": 12 * _MONTH}


def _elapsed(quantity: Quantity) -> Quantity:
    size = _RANKED.get(quantity.noun.removesuffix("s"))
    if quantity.dimension == "duration" or size is None:
        return quantity
    count = quantity.interval.low
    return Quantity("duration", Interval((count - 1) * size, count * size), "s", "", False)


def _percent(quantity: Quantity) -> Quantity:
    if quantity.dimension == "percent":
        return quantity
    interval = quantity.interval
    slack = 1.5 if interval.low == interval.high and interval.low not in (0.5, 1.0) else 0.0
    scaled = Interval(interval.low * 100 - slack, interval.high * 100 + slack, interval.low_open, interval.high_open)
    return Quantity("percent", scaled, "%", quantity.noun, quantity.exact and not slack)


def _other_unit(a: Quantity, b: Quantity) -> Judgement:
    if a.dimension == "money":
        return Judgement(
            Relation.UNKNOWN, f"{_value(a)} and {_value(b)} are in different currencies: currency converted?"
        )
    if a.dimension == "temperature":
        return _degrees(a, b)
    return Judgement(Relation.UNKNOWN, f"{_value(a)} and {_value(b)} are in different units")


def _degrees(a: Quantity, b: Quantity) -> Judgement:
    """Bare degrees beside Celsius or Fahrenheit: compatible if either scale fits."""
    bare, known = (a, b) if a.unit == "deg" else (b, a)
    lows, highs = bare.interval.low, bare.interval.high
    for low, high in ((lows, highs), ((lows - 32) * 5 / 9, (highs - 32) * 5 / 9)):
        if low - 0.6 <= known.interval.high and known.interval.low <= high + 0.6:
            return Judgement(Relation.COMPATIBLE, "the scale of one is not given, and the values agree on one scale")
    return Judgement(Relation.UNKNOWN, "the temperature scale of one is not given")


# ------------------------------------------------------------------ two numbers


def _points(a: Quantity, b: Quantity, left: Quantity, right: Quantity) -> Judgement:
    x, y = a.interval.low, b.interval.low
    if a.dimension in _EXACT:
        return _conflict(left, right)
    if not (a.exact and b.exact):  # "a dozen" beside 13
        reach = 0.1 * max(abs(q.interval.low) for q in (a, b) if not q.exact)
        if abs(x - y) <= reach:
            return _compatible(left, right, f"{_value(left)} and {_value(right)} may be one number, loosely given")
        return _conflict(left, right)
    if a.dimension == "fraction" and abs(x - y) < 0.015:
        return _compatible(left, right, "nearly the same share")
    if a.dimension == "mass" and _tons(x, y):
        return _compatible(left, right, "the same figure in short and metric tons")
    if a.dimension == "duration" and _by_calendar(a, x, y):
        return _compatible(left, right, f"{_value(left)} and {_value(right)} agree once converted")
    first, second = _common(a, x, y)
    if first is not None and second is not None:
        agree = _rounds(first, second)
    else:
        agree = _ranges_meet(a, x, y)
    if not agree:
        return _conflict(left, right)
    finer, coarser = (left, right) if _digits(a, x) >= _digits(a, y) else (right, left)
    if first is None:
        return _compatible(left, right, f"{_value(left)} and {_value(right)} agree once converted")
    return _compatible(left, right, f"{_value(coarser)} is {_value(finer)}, rounded")


def _digits(quantity: Quantity, value: float) -> int:
    forms = written_forms(quantity, value)
    return forms[0].digits if forms else 99


def _by_calendar(quantity: Quantity, x: float, y: float) -> bool:
    """ "A year" beside "365 days", "a month" beside "30 days" or "four weeks": months and years differ in length."""
    calendar = [_whole_of(v, _MONTH) for v in (x, y)]
    if calendar[0] == calendar[1]:
        return False
    return abs(x - y) <= max(x, y) * (0.085 if max(x, y) < 1.5 * _MONTH else 0.03)


def _whole_of(value: float, unit: float) -> bool:
    return abs(value / unit - round(value / unit)) < 1e-6


def _tons(x: float, y: float) -> bool:
    low, high = sorted((x, y))
    return math.isclose(low / _TONS[0], high / _TONS[1], rel_tol=1e-9)


def _common(quantity: Quantity, x: float, y: float) -> tuple[Written | None, Written | None]:
    """Both values in the unit that shows both shortest; None where no unit does."""
    if quantity.dimension in ("count", "money", "percent", "fraction") or quantity.unit == "deg":
        return write_number(x), write_number(y)
    others = {w.factor: w for w in written_forms(quantity, y)}
    shared = [(w, others[w.factor]) for w in written_forms(quantity, x) if w.factor in others]
    shared = [(v, w) for v, w in shared if v.digits <= 4 and w.digits <= 4]
    if not shared:
        return None, None
    return min(shared, key=lambda pair: pair[0].digits + pair[1].digits)


def _rounds(first: Written, second: Written) -> bool:
    """Whether the coarser of two numbers of one unit is the finer one, rounded."""
    coarse, fine = (first, second) if _step(first) >= _step(second) else (second, first)
    if _step(coarse) == _step(fine):
        return False
    return abs(coarse.value - fine.value) < _half(coarse)


def _step(written: Written) -> float:
    """The place value down to which a number was meant.

    Zeros at the end are taken as written below a thousand ("30", "500"), as rounding above, where two digits are taken
    as meant ("4,000" is not 4,300), and one from a million on ("2 million" may be 2.3).
    """
    size = abs(written.value)
    if size < 1000:
        return min(written.step, 1.0)
    exponent = math.floor(math.log10(size) + 1e-12)
    return min(written.step, 10.0 ** (exponent if size >= 1e6 else exponent - 1))


def _half(written: Written) -> float:
    """Half the last place, but never more than a tenth of a small number or a fifth of a large one."""
    return min(_step(written) / 2, abs(written.value) * (0.2 if abs(written.value) >= 1e6 else 0.1)) * (1 + 1e-9)


def _ranges_meet(quantity: Quantity, x: float, y: float) -> bool:
    """Two numbers in different units: whether what each may stand for overlaps."""
    return abs(x - y) <= _reach(quantity, x) + _reach(quantity, y)


def _reach(quantity: Quantity, value: float) -> float:
    forms = written_forms(quantity, value)
    if not forms:
        return abs(value) * 0.005
    best = forms[0]
    if quantity.dimension == "temperature":
        return best.factor * 0.5
    return min(best.step / 2 * best.factor, abs(value) * 0.05)


# ------------------------------------------------------------------ intervals


def _intervals(a: Quantity, b: Quantity, left: Quantity, right: Quantity) -> Judgement:
    if _are_converted(a, b):
        return Judgement(Relation.SAME, f"{_value(left)} and {_value(right)} agree once converted")
    first, second = _meant(a, b), _meant(b, a)
    if not _overlap(first, second) or _are_apart(a, b) or _are_apart(b, a):
        return _conflict(left, right)
    if _is_point(a) or _is_point(b):
        loose, exact = (left, right) if _is_point(b) else (right, left)
        if _is_bound(exact.interval.low, loose):
            return _compatible(left, right, f"{_value(exact)} in both, in one of them as a limit")
        return _compatible(left, right, f"“{_value(loose)}” allows {_value(exact)}")
    return _compatible(left, right, f"“{_value(left)}” and “{_value(right)}” can both be true")


def _are_apart(loose: Quantity, point: Quantity) -> bool:
    """ "about $3.6 billion" beside "$3.5 billion": who gives a second figure means it, whatever "about" allows; not
    "about 2,000 feet" beside "609 metres", which agree once converted."""
    if not _is_point(point) or not point.exact or not _is_narrow(loose.interval):
        return False
    centre = (loose.interval.low + loose.interval.high) / 2
    told_about = math.isclose(loose.interval.high, centre * (1 + ABOUT), rel_tol=1e-6)
    converts = loose.dimension not in _UNCONVERTED
    if not told_about or (converts and _ranges_meet(loose, centre, point.interval.low)):
        return False
    first, second = _common(loose, centre, point.interval.low)
    if first is None or second is None or first.digits < 2 or (first.value < 1000 and float(first.value).is_integer()):
        return False
    return not math.isclose(first.value, second.value, rel_tol=1e-9) and not _rounds(first, second)


def _are_converted(a: Quantity, b: Quantity) -> bool:
    """ "about 31 miles" beside "about 50 km": both loose in the same way, and their middles agree in other units."""
    if a.dimension in _UNCONVERTED or not (_is_narrow(a.interval) and _is_narrow(b.interval)) or _is_point(a):
        return False
    x, y = ((q.interval.low + q.interval.high) / 2 for q in (a, b))
    wide = [(q.interval.high - q.interval.low) / (q.interval.high + q.interval.low) for q in (a, b)]
    near = _ranges_meet(a, x, y) or abs(x - y) <= 0.01 * x
    return not _is_point(b) and math.isclose(*wide, rel_tol=0.05) and near and _shortest(a, x) != _shortest(b, y)


def _shortest(quantity: Quantity, value: float) -> float:
    forms = written_forms(quantity, value)
    return forms[0].factor if forms else 0.0


def _meant(quantity: Quantity, other: Quantity) -> Interval:
    """The interval to compare: numbers widened by their rounding, what stands beside "hundreds" taken at its word."""
    interval = quantity.interval
    if _is_point(quantity):
        # nobody writes "tens of thousands" of 100,000
        return interval if quantity.exact and _is_vague(other) else _rounded(quantity, other)
    if _is_narrow(interval) and _is_vague(other):
        centre = (interval.low + interval.high) / 2
        return Interval(centre, centre)
    return interval


def _is_narrow(interval: Interval) -> bool:
    return (
        interval.low > 0 and interval.high <= 1.35 * interval.low and not interval.low_open and not interval.high_open
    )


def _is_vague(quantity: Quantity) -> bool:
    """Whether it is "hundreds" or "dozens": a word for an order of magnitude, not a bound."""
    interval = quantity.interval
    return interval.low >= 20 and not math.isinf(interval.high) and interval.high >= 4 * interval.low


def _rounded(quantity: Quantity, other: Quantity) -> Interval:
    """A number beside a bound: what is measured may lie at "over 12 metres" or "12 metres", and "more than 30 people"
    may be a round 30, but who counts 37 people has not "more than 37"."""
    value = quantity.interval.low
    if not quantity.exact:
        return Interval(value * 0.9, value * 1.1)
    forms = written_forms(quantity, value)
    if _is_bound(value, other) and not (quantity.dimension == "count" and forms and _is_counted(forms[0], other)):
        return Interval(value * (1 - 1e-6), value * (1 + 1e-6))
    if quantity.dimension in _EXACT or not forms:
        return quantity.interval
    best = forms[0]
    if best.value >= 1000 or not float(best.value).is_integer():
        half = _half(best) * best.factor
        return Interval(value - half, value + half)
    return quantity.interval


def _is_counted(written: Written, other: Quantity) -> bool:
    """Whether a count is too precise to be told as a limit that is itself."""
    round_ = written.value >= 10 and written.step >= 10 or written.value >= 1000
    nearly = other.interval.high_open and other.interval.low > 0 and other.interval.high <= 1.35 * other.interval.low
    return not (round_ or nearly)


def _is_bound(value: float, quantity: Quantity) -> bool:
    return any(math.isclose(value, end, rel_tol=1e-9) for end in (quantity.interval.low, quantity.interval.high))


def _overlap(first: Interval, second: Interval) -> bool:
    low, high = max(first.low, second.low), min(first.high, second.high)
    if low < high and not math.isclose(low, high, rel_tol=1e-12):
        return True
    if low > high and not math.isclose(low, high, rel_tol=1e-9):
        return False
    touching = [
        i
        for i in (first, second)
        if (i.low_open and math.isclose(i.low, low, rel_tol=1e-9))
        or (i.high_open and math.isclose(i.high, high, rel_tol=1e-9))
    ]
    return not touching

"""What two values that differ tell of each other: how far apart they are, and whether the one is the other rounded."""

from __future__ import annotations

import math
import re

from claimcheck.datamodel import Moment, Quantity
from claimcheck.facts.asked import whose
from claimcheck.facts.contexts import Context
from claimcheck.values.dates.algebra import is_lag

_ONE = 1e-6  # log of the ratio up to which one number is meant: "at least 47", "47"
_FAR = 5.0  # log of the ratio of two values beyond which it says no more
_NEAR = 0.2  # log of the ratio up to which two numbers are near
_TELLING = 2  # figures from which a number is rarely met twice
_COARSE = frozenset({"year", "decade", "season", "fuzzy", "month"})
_CLOCK = re.compile(r"T(\d\d)(?::(\d\d))?")
_DAYPART = re.compile(r"T(?:MO|AF|EV|NI|NT)")
_HALF_DAY = 720
# What is counted beside others, or for each of many, is another count than the whole.
_BESIDES = frozenset("other others more another additional further remaining".split())
_EACH = frozenset("per each every apiece".split())
_LONG = 3  # digits
_BESIDE = 3  # words behind a value in which they stand


def of_quantities(a: Context, b: Context) -> dict[str, float]:
    """What two contexts of one sort whose values are quantities tell: features of ``slot_confidence`` by name."""
    x, y = a.mention.value, b.mention.value
    assert isinstance(x, Quantity) and isinstance(y, Quantity)
    sizes = [abs(_middle(q)) for q in (x, y)]
    ratio = abs(math.log(sizes[0] / sizes[1])) if min(sizes) > 0 else _FAR
    said = [_said(q) for q in (x, y)]
    coarse, fine = sorted(said, key=lambda s: (_figures(s), -s))
    step = _step(coarse)
    return {
        "quantity": 1.0,
        "ratio": min(ratio, _FAR),
        "number_same": float(ratio < _ONE),
        "said_same": float(math.isclose(*said, rel_tol=1e-9)),
        # the one is the other, rounded to as many digits as it has
        "rounded": float(coarse != fine and round(fine / step) == round(coarse / step)),
        "steps": min(math.log1p(abs(coarse - fine) / step), _FAR),
        "exact": float(x.exact) + float(y.exact),
        "digits": float(min(_digits(size) for size in sizes)),
        "figures": float(_figures(coarse)),
        "small": float(min(sizes) <= 2),
        "wide": max(_width(q) for q in (x, y)),
        "contained": float(_within(x, y) or _within(y, x)),
        "limits": float(sum(math.isinf(q.interval.high) or q.interval.low == 0 for q in (x, y))),
        "figures_finer": float(_figures(fine)),
        # one digit of three or more is another: rather a slip than another number
        "slip": float(_is_slip(*said)),
        **_of_whom(a, b),
        "besides": float(_followed(a, _BESIDES) != _followed(b, _BESIDES)),
        "each": float(_followed(a, _EACH) != _followed(b, _EACH)),
        "dimension_" + x.dimension: 1.0,
    }


def near(x: Quantity, y: Quantity) -> bool:
    """Whether two numbers of two figures or more, or one and itself rounded, lie so near to each other that they are
    hardly there by chance."""
    said = [_said(q) for q in (x, y)]
    coarse, fine = sorted(said, key=lambda s: (_figures(s), -s))
    if not min(said) or _figures(fine) < _TELLING:
        return False
    step = _step(coarse)
    rounded = round(fine / step) == round(coarse / step)
    return rounded or (_figures(coarse) >= _TELLING and abs(math.log(fine / coarse)) < _NEAR)


def _middle(quantity: Quantity) -> float:
    low, high = quantity.interval.low, quantity.interval.high
    return low if math.isinf(high) else high if math.isinf(low) else (low + high) / 2


def _said(quantity: Quantity) -> float:
    """The number in the words, near enough: of an interval's ends and its middle the roundest ("nearly 15 million")."""
    low, high = quantity.interval.low, quantity.interval.high
    options = [abs(n) for n in ((low + high) / 2, low, high) if math.isfinite(n) and n]
    return min(options, key=_figures, default=0.0)


def _digits(size: float) -> int:
    """Significant digits before the point: 3,000 has one."""
    return len(str(int(min(size, 1e15))).rstrip("0"))


def _figures(size: float) -> int:
    """Significant digits: 3,000 has one, 1.4 two."""
    return len(f"{size:.6g}".replace(".", "").split("e")[0].strip("0")) or 1


def _step(size: float) -> float:
    """The unit of the last digit that is none of a round number's noughts: 100,000 of 1.4 million."""
    if not size:
        return 1.0
    return 10.0 ** (math.floor(math.log10(size)) + 1 - _figures(size))


def _is_slip(x: float, y: float) -> bool:
    """Whether two numbers of three digits or more differ in one digit, or in two neighbours that changed places."""
    one, two = (f"{n:.15g}" for n in (x, y))
    if x == y or len(one) != len(two) or len(one.replace(".", "").rstrip("0")) < _LONG:
        return False
    apart = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    turned = len(apart) == 2 and apart[1] - apart[0] == 1 and [one[i] for i in apart] == [two[i] for i in apart[::-1]]
    return len(apart) == 1 or turned


def _of_whom(a: Context, b: Context) -> dict[str, float]:
    """Whether two ages are told of one name or of two."""
    if a.dimension != "age" or b.dimension != "age":
        return {}
    names = [{word.casefold() for word in whose(c).split()} for c in (a, b)]
    both = all(names)
    return {
        "whose_same": float(both and bool(names[0] & names[1])),
        "whose_other": float(both and not names[0] & names[1]),
    }


def _width(quantity: Quantity) -> float:
    low, high = quantity.interval.low, quantity.interval.high
    return min(math.log(high / low), _FAR) if 0 < low <= high < math.inf else _FAR


def _within(inner: Quantity, outer: Quantity) -> bool:
    return outer.interval.low <= inner.interval.low and inner.interval.high <= outer.interval.high


def _followed(context: Context, words: frozenset[str]) -> bool:
    """Whether one of ``words`` stands in a value or shortly behind it."""
    tokens, span = context.claim.tokens, context.mention.span
    inside = [i for i, t in enumerate(tokens) if t.start < span.end and span.start < t.end]
    if not inside:
        return False
    return any(t.surface.lower() in words for t in tokens[inside[0] : inside[-1] + 1 + _BESIDE])


def of_moments(a: Context, b: Context) -> dict[str, float]:
    """The same of two contexts whose values are dates or times."""
    x, y = a.mention.value, b.mention.value
    assert isinstance(x, Moment) and isinstance(y, Moment)
    found = {
        "grain_same": float(x.granularity == y.granularity),
        "coarse": float((x.granularity in _COARSE) + (y.granularity in _COARSE)),
        "weekdays": float(("WXX" in x.pattern) + ("WXX" in y.pattern)),
        "lags": float(is_lag(x)) + float(is_lag(y)),
        "clocks": float(sum(bool(_CLOCK.search(m.pattern)) for m in (x, y))),
        "day_parts": float(sum(bool(_DAYPART.search(m.pattern)) for m in (x, y))),
        "roughly": float(x.approximate) + float(y.approximate),
        "unresolved": 1.0,
    }
    hours = [_CLOCK.search(m.pattern) for m in (x, y)]
    if hours[0] and hours[1]:
        one, two = (60 * int(h[1]) + int(h[2] or 0) for h in hours if h)
        apart = abs(one - two)
        found["minutes"] = math.log1p(min(apart, 2 * _HALF_DAY - apart))
    if x.resolved and y.resolved and x.start and y.start:
        days = abs((x.start - y.start).total_seconds()) / 86400
        found |= {"unresolved": 0.0, "days": min(math.log1p(days), 8.0)}
    return found

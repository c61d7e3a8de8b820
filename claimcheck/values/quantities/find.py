"""From numbers, units and the words around them to quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claimcheck.datamodel import Interval, Quantity
from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.measures import Amount, read_amount
from claimcheck.values.quantities.nouns import CASUALTIES, STOP_WORDS, find_noun, is_plural
from claimcheck.values.quantities.numerals import SCALES, SHORT_SCALES, Numeral, read_numeral
from claimcheck.values.quantities.qualifiers import qualifier_after, qualifier_before, widen
from claimcheck.values.quantities.spans import Span, read_span
from claimcheck.values.quantities.special import (
    Special,
    read_age,
    read_fineness,
    read_half,
    read_magnitude,
    read_rank,
    read_result,
    read_score,
)
from claimcheck.values.quantities.tokens import HYPHENS, Tok, tokenise
from claimcheck.values.quantities.units import lexicon, match_forward
from claimcheck.values.quantities.vague import Vague, read_vague
from claimcheck.values.quantities.vetoes import find_vetoes

_PARENTS = frozenset("mother father mom mum dad parent parents grandmother grandfather".split())
_YEAR = 31557600.0
_HOUR = 3600.0
_NOTHING = Tok("s", "", "", -1, -1)
Reading = tuple[int, int, Quantity]  # over tokens


def find_quantities(text: str) -> tuple[tuple[int, int, Quantity], ...]:
    """Every quantity of ``text`` as (start, end, value): offsets in code points, half-open, in order, not overlapping.

    The stretch covers number, qualifier and unit but not what is counted ("More than 4,000" of "More than 4,000
    militants").  Years, dates, times of day, telephone numbers and figures in names are no quantities.
    """
    tokens = tokenise(text)
    vetoed = find_vetoes(tokens, text)
    found: list[tuple[int, int, Quantity]] = []
    index = free = 0
    while index < len(tokens):
        reading = _read(tokens, index, vetoed)
        if reading is None:
            index = max(index + 1, _skip(tokens, index, vetoed))
            continue
        first, last, quantity = reading
        first = max(first, free)
        found.append((tokens[first].start, tokens[last - 1].end, quantity))
        index = free = last
    return tuple(found)


def _at(tokens: Sequence[Tok], index: int) -> Tok:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


def _skip(tokens: Sequence[Tok], index: int, vetoed: set[int]) -> int:
    """Past a number that was refused as a whole, so that no part of it is read."""
    if tokens[index].kind == "n" or tokens[index].low in ("a", "an"):
        return index + 1
    numeral = read_numeral(tokens, index, loose=False)
    return numeral.last if numeral is not None else index + 1


def _read(tokens: Sequence[Tok], index: int, vetoed: set[int]) -> Reading | None:
    token = tokens[index]
    age = read_age(tokens, index)
    if age is not None and (
        token.low in ("aged", "age", "ages") or _free(age.first, age.last, vetoed) or age.exact is False
    ):
        return _special(tokens, age)
    magnitude = read_magnitude(tokens, index)
    if magnitude is not None:
        return _special(tokens, magnitude)
    fineness = read_fineness(tokens, index)
    if fineness is not None:
        return _special(tokens, fineness)
    half = read_half(tokens, index)
    if half is not None:
        return _amount(tokens, half)
    span = read_span(tokens, index)
    if span is not None:
        return _stretch(tokens, span)
    if token.low == "between":
        return _between(tokens, index, vetoed)
    if (result := read_result(tokens, index)) is not None:
        return _special(tokens, result)
    if index not in vetoed:
        score = read_score(tokens, index)
        if score is not None and _free(score.first, score.last, vetoed):
            return _special(tokens, score)
        vague = read_vague(tokens, index)
        if vague is not None:
            return _vague(tokens, vague)
    share = _share(tokens, index)
    if share is not None:
        return share
    amount = read_amount(tokens, index)
    if amount is None:
        rank = read_rank(tokens, index) if index not in vetoed else None
        return _special(tokens, rank) if rank is not None else None
    if not _free(amount.first, amount.last, vetoed) or not _counts(tokens, amount):
        rank = read_rank(tokens, index) if index not in vetoed else None
        return _special(tokens, rank) if rank is not None else None
    if (aged := _shares_age(tokens, amount)) is not None:
        return aged
    amount = _with_smaller(tokens, _shares_unit(tokens, amount, vetoed))
    ranged = _range(tokens, amount, vetoed)
    if ranged is not None or not _strung(tokens, amount):
        return ranged or _amount(tokens, amount)
    return None


def _shares_age(tokens: Sequence[Tok], amount: Amount) -> Reading | None:
    """The first of two ages, of which only the second says so: "13 and 14 years old"."""
    if amount.unit is not None or _at(tokens, amount.last).low not in ("and", "or") or not 0 < amount.value < 116:
        return None
    other = read_age(tokens, amount.last + 1) if _at(tokens, amount.last + 1).kind in ("n", "w") else None
    if other is None or other.first != amount.last + 1 or not other.qualifiable or amount.numeral.form != "integer":
        return None
    interval = Interval(amount.value, amount.value)
    return amount.first, amount.last, Quantity("age", interval, "year")


def _shares_unit(tokens: Sequence[Tok], amount: Amount, vetoed: set[int]) -> Amount:
    """The unit of the second of two figures is the first's too: "45 and 50 mg", "20 and 30 percent"."""
    at = amount.last
    if amount.unit is not None or amount.numeral.form == "fraction" or _at(tokens, at).low != "and":
        return amount
    if at + 1 >= len(tokens) or _at(tokens, at + 1).kind == "s":
        return amount
    right = read_amount(tokens, at + 1)
    if right is None or right.unit is None or right.unit.dimension == "angle" or right.hyphened:
        return amount
    alike = right.numeral.words == amount.numeral.words and _free(right.first, right.last, vetoed)
    return replace(amount, unit=right.unit) if alike and amount.value < 10 * right.value else amount


def _with_smaller(tokens: Sequence[Tok], amount: Amount) -> Amount:
    """A time with its smaller unit: "4 minutes 48 seconds", "12 minutes, 31 seconds"; not "2 years, 9 months"."""
    comma = _at(tokens, amount.last).text == ","
    at = amount.last + comma
    if amount.unit is None or amount.unit.dimension != "duration" or _at(tokens, at).kind != "n":
        return amount
    other = read_amount(tokens, at)
    if other is None or other.unit is None or other.unit.dimension != "duration" or other.base >= amount.unit.factor:
        return amount
    if comma and amount.unit.factor > _HOUR:
        return amount
    total = (amount.base + other.base) / amount.unit.factor
    return replace(amount, last=other.last, value=total, step=other.step * other.unit.factor / amount.unit.factor)


def _strung(tokens: Sequence[Tok], amount: Amount) -> bool:
    """A figure tied to another by a hyphen that is neither range nor score is left alone."""
    if amount.unit is not None or amount.numeral.words:
        return False
    if _at(tokens, amount.last).text in HYPHENS and _at(tokens, amount.last + 1).low in ("for", "of"):
        return True  # "17-for-17"
    if _at(tokens, amount.first - 1).text in HYPHENS and _at(tokens, amount.first - 2).low in ("for", "of", "pick"):
        return True
    for mark, other in ((amount.last, amount.last + 1), (amount.first - 1, amount.first - 2)):
        if _at(tokens, mark).text in HYPHENS and _at(tokens, other).kind == "n":
            gaps = sorted(
                (
                    abs(_at(tokens, mark).start - tokens[amount.last - 1].end),
                    abs(_at(tokens, other).start - _at(tokens, mark).end),
                )
            )
            return mark < amount.first or gaps[0] == gaps[1] <= 1
    return False


def _free(first: int, last: int, vetoed: set[int]) -> bool:
    return not any(index in vetoed for index in range(first, last))


# ------------------------------------------------------------------ what is no count

_NOT_AFTER_ONE = words("find", "not_after_one")
_NOT_BEFORE_ONE = words("find", "not_before_one")
_BEFORE_ONLY = frozenset("the his her its their our my your not s".split())
_SERVED = frozenset("prison jail custody detention hospital space orbit".split())
_ONE_DAY = frozenset("after later before of to earlier ago".split())


def _counts(tokens: Sequence[Tok], amount: Amount) -> bool:
    """Whether a bare number is one: "one" mostly is a pronoun, "zero" and fractions need company."""
    numeral, follow, before = amount.numeral, _at(tokens, amount.last), _at(tokens, amount.first - 1)
    first = tokens[amount.first]
    if _listed(tokens, amount) or _always(tokens, amount) or _is_title(tokens, amount):
        return False
    if numeral.form == "fraction" and numeral.words and amount.unit is None and amount.value < 1:
        return _is_share(tokens, amount)
    if amount.unit is not None:
        if first.low == "one" and amount.unit.name == "Day" and not amount.hyphened:
            served = follow.low == "in" and _at(tokens, amount.last + 1).low in _SERVED
            return served or follow.low in _ONE_DAY or before.low in ("in", "for", "least", "than", "another")
        return not (first.low in ("hundred", "thousand") or (first.low == "one" and before.low in ("no",)))
    if first.low == "one" and amount.value == 1:
        ranged = follow.low in ("to", "or") or follow.text in HYPHENS
        other = read_numeral(tokens, amount.last + 1, loose=False) if ranged and amount.last + 1 < len(tokens) else None
        return _is_one(tokens, amount) or (
            other is not None and 1 < other.value < 13 and before.low not in _NOT_BEFORE_ONE
        )
    if before.low == "or" and _at(tokens, amount.first - 2).low == "thing":
        return False  # "a thing or two"
    if amount.value == 0:
        return follow.kind == "w" and is_plural(follow.low)
    if first.low in SCALES or first.low == "hundred":
        return before.low not in ("-",) and amount.last > amount.first + 1
    if first.low in ("a", "an") and _at(tokens, amount.last).low == "and" and amount.value < 12:
        return False
    return not (follow.low in ("st", "nd", "rd", "th") and follow.start == tokens[amount.last - 1].end) and not (
        follow.kind == "w" and follow.start == tokens[amount.last - 1].end and tokens[amount.last - 1].kind == "n"
    )


def _always(tokens: Sequence[Tok], amount: Amount) -> bool:
    """As in "24 hours a day", "seven days a week": all the time is no length of time."""
    if amount.unit is None or amount.unit.dimension != "duration" or _at(tokens, amount.last).low not in ("a", "an"):
        return False
    whole = match_forward(lexicon().units, tokens, amount.last + 1, digits=False)
    return whole is not None and whole[1].dimension == "duration" and abs(amount.base / whole[1].factor - 1) < _YEARLY


_YEARLY = 0.002  # a year is 365 days and a quarter


def _is_title(tokens: Sequence[Tok], amount: Amount) -> bool:
    """As in "60 Minutes", "48 Hours", the programmes: a unit with a capital behind words without one."""
    unit, before = _at(tokens, amount.last - 1), _at(tokens, amount.first - 1)
    figure = tokens[amount.first].kind == "n" and amount.last == amount.first + 2
    if not figure or amount.unit is None or amount.unit.dimension != "duration" or not unit.text.istitle():
        return False
    quoted = before.text in ("'", '"', "‘", "“", "’") and before.end == tokens[amount.first].start
    return (before.kind == "w" and before.text.islower()) or (quoted and not _at(tokens, amount.last).text.islower())


def _is_one(tokens: Sequence[Tok], amount: Amount) -> bool:
    follow, before = _at(tokens, amount.last), _at(tokens, amount.first - 1)
    if before.text in HYPHENS or before.low in _NOT_BEFORE_ONE or before.kind == "n":
        return False
    if before.low == "only" and _at(tokens, amount.first - 2).low in _BEFORE_ONLY:
        return False  # "the only one standing", "not only one"
    if follow.low in CASUALTIES or (
        before.low in ("killed", "killing", "kills", "least", "than") and follow.kind == "s"
    ):
        return True
    if (
        follow.kind != "w"
        or follow.low in _NOT_AFTER_ONE
        or (not follow.text.islower() and not _headword(tokens, amount.last))
    ):
        return False
    noun = find_noun(tokens, amount.last, single=True)
    return bool(noun) and not follow.low.endswith("ly") and "'" not in follow.low


def _headword(tokens: Sequence[Tok], index: int) -> bool:
    """A noun in the capitals of a headline, or an adjective of nationality before a noun."""
    return _at(tokens, index + 1).kind == "w"


_SHARE_AFTER = words("find", "share_after")
_NOT_HALF_BEFORE = words("find", "not_half_before")


def _is_share(tokens: Sequence[Tok], amount: Amount) -> bool:
    """Whether "a third", "half" is a share, not a rank, half of a match or part of a word."""
    follow, before = _at(tokens, amount.last), _at(tokens, amount.first - 1)
    word = tokens[amount.last - 1].low
    if word in ("half", "halves") and amount.last == amount.first + 1:
        if before.low in _NOT_HALF_BEFORE or before.text in HYPHENS or follow.text in HYPHENS:
            return False
        return follow.low in _SHARE_AFTER or before.low in (
            "by",
            "in",
            "than",
            "about",
            "nearly",
            "almost",
            "least",
            "over",
            "under",
            "only",
        )
    if tokens[amount.first].low in ("a", "an") or not word.endswith("s"):
        return follow.low in ("of", "the") or (
            follow.kind == "s" and before.low in ("by", "than", "about", "nearly", "almost", "over", "only")
        )
    return True


def _listed(tokens: Sequence[Tok], amount: Amount) -> bool:
    """Whether it is furniture: "1. Do this": the number of a list, or a figure alone on its line."""
    follow = _at(tokens, amount.last)
    if amount.unit is not None or amount.numeral.words:
        return False
    alone = amount.first == 0 and (
        follow is _NOTHING or (follow.text in (")", ".") and not _at(tokens, amount.last + 1).text[:1].islower())
    )
    clock = amount.first == 0 and amount.step == 0.01 and amount.value < 24 and amount.value % 1 < 0.595
    if clock and follow.kind == "w" and follow.text[:1].isupper():
        return True  # "11.39 The Telegraph reports": the hour in a running report
    # "1010 WINS", "1 WTC", but "23 GOP members"
    after = _at(tokens, amount.last + 1)
    lone = not after.text[:1].islower() or after.low in STOP_WORDS
    named = follow.text.isupper() and len(follow.text) > 2 and lone
    if named and tokens[amount.first].kind == "n" and follow.kind == "w" and not tokens[0].text.isupper():
        return True
    return alone or (follow.text == ")" and _at(tokens, amount.first - 1).text == "(" and amount.value < 10)


# ------------------------------------------------------------------ assembly

_TIMES = words("find", "times")
_UNDER = frozenset(
    (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 20, 25, 30, 40, 50, 100, 200, 250, 500, 1000, 1e4, 1e5, 1e6)
)


def _share(tokens: Sequence[Tok], index: int) -> Reading | None:
    """As in "one in four", "three out of five"."""
    follow = _at(tokens, index + 1)
    if follow.low not in ("in", "out") or tokens[index].kind == "s":
        return None
    numeral = read_numeral(tokens, index)
    if numeral is None or numeral.form != "fraction" or numeral.value >= 1:
        return None
    under = tokens[numeral.last - 1]
    strict = follow.low == "in"
    if strict:
        top = read_numeral(tokens, index, loose=False)
        bottom = read_numeral(tokens, index + 2, loose=False)
        if top is None or bottom is None or top.value not in (1, 2, 3, 9) or bottom.value not in _UNDER:
            return None
        if (top.value != 1 and bottom.value not in (5, 10)) or (under.kind == "n" and under.value > 1900):
            return None
        before = _at(tokens, index - 1).low
        if before.endswith("ed") or before in ("and", "shot", "hit", "left", "no", "the", "which", "that", "this"):
            return None
        if _at(tokens, numeral.last).low in _TIMES or _at(tokens, numeral.last).text in HYPHENS:
            return None
    interval = Interval(numeral.value, numeral.value)
    quantity = Quantity("fraction", interval, noun=find_noun(tokens, numeral.last))
    return index, numeral.last, quantity


def _special(tokens: Sequence[Tok], special: Special) -> Reading:
    quantity = Quantity(special.dimension, special.interval, special.unit, special.noun, special.exact)
    if not special.qualifiable:
        return special.first, special.last, quantity
    numeral = read_numeral(tokens, special.first, loose=False)
    assert numeral is not None
    amount = Amount(special.first, special.last, numeral.value, 1.0, None, numeral)
    return _qualified(tokens, replace(amount, value=max(amount.value, 10)), quantity, special.slack, after=False)


def _vague(tokens: Sequence[Tok], vague: Vague) -> Reading:
    noun = vague.noun or find_noun(tokens, vague.last)
    quantity = Quantity("count", vague.interval, "", noun, vague.exact)
    unit = match_forward(lexicon().units, tokens, vague.last + (_at(tokens, vague.last).low == "of"), digits=False)
    more = vague.last + (_at(tokens, vague.last).low == "more")
    if unit is None and (further := match_forward(lexicon().units, tokens, more, digits=False)):  # "a few more days"
        unit = further if further[1].dimension == "duration" else None
    money = match_forward(
        lexicon().currencies, tokens, vague.last + (_at(tokens, vague.last).low == "of"), digits=False
    )
    found = money or unit
    last = vague.last
    if found is not None and found[1].dimension != "angle" and found[1].name not in ("Degree",):
        measure = found[1]
        bounds = Interval(measure.to_base(vague.interval.low), measure.to_base(vague.interval.high))
        quantity = Quantity(measure.dimension, bounds, measure.base, _of_what(tokens, found[0]), vague.exact)
        last = found[0]
    if vague.interval.high == 0 or vague.exact:
        return vague.first, last, quantity
    numeral = read_numeral(tokens, vague.first, loose=False)
    shape = numeral or Numeral(vague.first, last, vague.interval.low, 1.0, "integer", words=True)
    amount = Amount(vague.first, last, max(10.0, vague.interval.low), 1.0, None, shape)
    return _qualified(tokens, amount, quantity, 0.0, after=False, vague=True)


def _stretch(tokens: Sequence[Tok], span: Span) -> Reading:
    """A length of time without a figure, under "about", "less than" and their like."""
    first, last, interval, single = span
    quantity = Quantity("duration", interval, "s", exact=single)
    amount = Amount(first, last, 10.0, 1.0, None, Numeral(first, last, 1.0, 1.0, "integer", words=True))
    if not single:
        return first, last, quantity
    return _qualified(tokens, amount, quantity, 0.1 * interval.low)


def _of_what(tokens: Sequence[Tok], index: int) -> str:
    """As in "50 tons of cocaine", "20 percent of voters"."""
    if _at(tokens, index).low != "of":
        return ""
    noun, follow = find_noun(tokens, index), _at(tokens, index + 1)
    return noun or (
        follow.low
        if follow.text.islower() and follow.low not in STOP_WORDS and follow.low not in ("all", "it", "age")
        else ""
    )


def _dimension(amount: Amount) -> tuple[str, str]:
    if amount.unit is not None:
        return (amount.unit.dimension, amount.unit.base) if amount.unit.dimension != "angle" else ("count", "")
    word_share = amount.numeral.form == "fraction" and amount.value < 1
    return ("fraction", "") if word_share else ("count", "")


def _amount(tokens: Sequence[Tok], amount: Amount) -> Reading:
    dimension, unit = _dimension(amount)
    turns = amount.unit is not None and amount.unit.dimension == "angle"
    last = amount.last - 1 if turns else amount.last
    amount = replace(amount, last=last, unit=None) if turns else amount
    if amount.value < 0 and amount.unit is None:  # "temperatures were minus 20"
        unit, dimension = "deg", "temperature"
    base = amount.base
    converted = _other_dress(tokens, amount)
    noun = _noun(tokens, amount, dimension)
    round_ = any(t.low in ("dozen", "dozens") for t in tokens[amount.first : amount.last])
    quantity = Quantity(dimension, Interval(base, base), unit, noun, exact=not round_)
    return _qualified(tokens, replace(amount, last=converted), quantity, _slack(amount))


def _slack(amount: Amount) -> float:
    """How far "about" reaches at least: half a written unit, one thing counted."""
    if amount.unit is None:
        return 1.0 if amount.value >= 1 else 0.02
    if amount.unit.dimension == "temperature":
        return 2.0
    if amount.unit.dimension == "percent":
        return min(1.0, amount.value / 2)
    return abs(amount.unit.to_base(0.5) if amount.value >= 2 else amount.unit.to_base(0.1))


def _noun(tokens: Sequence[Tok], amount: Amount, dimension: str) -> str:
    if amount.unit is not None or dimension == "temperature":
        return _of_what(tokens, amount.last)
    at = amount.last
    if _at(tokens, amount.first - 1).low == "of" and _at(tokens, amount.first - 2).low in _PARENTS:
        return "children"  # "a mother of 12 killed in crossfire"
    if _at(tokens, at).text in HYPHENS and _at(tokens, at + 1).kind == "w":
        after = _at(tokens, at + 1)
        return after.low if after.low not in ("plus", "odd") else find_noun(tokens, at + 2)
    suffix = qualifier_after(tokens, at)
    return find_noun(tokens, suffix[0] if suffix else at, single=amount.value == 1)


def _other_dress(tokens: Sequence[Tok], amount: Amount) -> int:
    """The end of the same value in another unit behind a stroke: "2C/36F"."""
    if _at(tokens, amount.last).text != "/" or amount.unit is None or amount.last + 1 >= len(tokens):
        return amount.last
    other = read_amount(tokens, amount.last + 1)
    if (
        other is None
        or other.unit is None
        or other.unit.dimension != amount.unit.dimension
        or other.unit.base != amount.unit.base
    ):
        return amount.last
    near = abs(other.base - amount.base) <= max(
        abs(amount.base) * 0.1, 2.0 if amount.unit.dimension == "temperature" else 0.0
    )
    return other.last if near else amount.last


def _qualified(
    tokens: Sequence[Tok], amount: Amount, quantity: Quantity, slack: float, *, after: bool = True, vague: bool = False
) -> Reading:
    first, last = amount.first, amount.last
    cold = quantity.dimension == "temperature"
    floor = float("-inf") if cold else 0.0
    suffix = qualifier_after(tokens, last) if after else None
    if suffix is not None:
        last = suffix[0]
        quantity = replace(quantity, interval=widen(quantity.interval, suffix[1], slack, floor), exact=False)
        if quantity.noun == "":
            quantity = replace(quantity, noun=find_noun(tokens, last))
    found = qualifier_before(tokens, amount, vague=vague)
    for _ in range(2):
        if found is None:
            break
        first = found[0]
        quantity = replace(quantity, interval=widen(quantity.interval, found[1], slack, floor), exact=False)
        if found[1] not in ("about", "nearly") or first == 0:
            break
        found = qualifier_before(tokens, replace(amount, first=first))
    return first, last, quantity


# ------------------------------------------------------------------ ranges


def _between(tokens: Sequence[Tok], index: int, vetoed: set[int]) -> Reading | None:
    """As in "between 20 and 25"."""
    if index + 1 >= len(tokens):
        return None
    left = read_amount(tokens, index + 1)
    if (
        left is None
        or left.last >= len(tokens)
        or tokens[left.last].low != "and"
        or not _free(left.first, left.last, vetoed)
    ):
        return None
    right = read_amount(tokens, left.last + 1) if left.last + 1 < len(tokens) else None
    if right is None or not _free(right.first, right.last, vetoed):
        return None
    made = _span(tokens, left, right)
    return (index, made[1], made[2]) if made is not None else None


_CHANGES = words("find", "changes")


def _range(tokens: Sequence[Tok], left: Amount, vetoed: set[int]) -> Reading | None:
    """As in "5-6", "5 to 6", "two or three", "$5-7 million", "a 40- to 60-hour course"."""
    joiner, after = _at(tokens, left.last), left.last + 1
    if joiner.text in HYPHENS and _at(tokens, after).low in ("to", "or"):
        joiner, after = tokens[after], after + 1
    if joiner.text in HYPHENS:
        right_at = _at(tokens, after)
        gaps = (joiner.start - tokens[left.last - 1].end, right_at.start - joiner.end)
        if gaps[0] != gaps[1] or gaps[0] > 1:
            return None
    elif joiner.low not in ("to", "or"):
        return None
    if after >= len(tokens):
        return None
    right = read_amount(tokens, after)
    if right is None or not _free(right.first, right.last, vetoed):
        return None
    if (
        joiner.low == "to"
        and _at(tokens, left.first - 1).low == "from"
        and any(
            t.low in _CHANGES or t.low.endswith(("ed", "ing")) for t in tokens[max(0, left.first - 12) : left.first]
        )
        and _at(tokens, left.first - 2).low not in ("ranging", "range", "ranged", "ranges", "anywhere")
    ):
        return None  # "rose from 20 to 25"
    if joiner.low == "to" and left.unit is not None and right.unit is None:
        return None
    made = _span(tokens, left, right)
    if made is None:
        return None
    if joiner.low == "or" and made[2].interval.high > 2 * made[2].interval.low:
        return None
    if joiner.text in HYPHENS and made[2].dimension == "count" and made[2].noun == "":
        return None
    return made


def _scale_of(tokens: Sequence[Tok], amount: Amount) -> float:
    """The scale written with a number: 1,000,000 of "7 million"."""
    written = any(
        t.low in SCALES or t.low in SHORT_SCALES or t.low in ("m", "b", "bn")
        for t in tokens[amount.numeral.first + 1 : amount.last]
    )
    head = tokens[amount.numeral.first]
    if not written or head.kind != "n" or not head.value:
        return 1.0 if not written else 0.0
    return amount.numeral.value / head.value if amount.numeral.value != head.value else amount.value / head.value


def _span(tokens: Sequence[Tok], left: Amount, right: Amount) -> Reading | None:
    if left.unit is not None and right.unit is not None and left.unit.base != right.unit.base:
        return None
    if left.unit is not None and right.unit is None and left.unit.dimension != "money":
        return None
    if (
        right.unit is not None
        and right.unit.dimension == "money"
        and left.unit is None
        and tokens[right.first].kind == "s"
    ):
        return None
    scale = _scale_of(tokens, right)
    value = left.value
    if scale > 1 and _scale_of(tokens, left) == 1.0 and value < 1000 and value * scale < right.value:
        value *= scale
    unit = right.unit or left.unit
    low = unit.to_base(value) if unit and left.unit is None else (left.unit.to_base(value) if left.unit else value)
    high = right.base if right.unit is not None else (unit.to_base(right.value) if unit else right.value)
    if not low < high:
        return None
    merged = replace(right, first=left.first, unit=unit)
    dimension, base = _dimension(merged)
    old = merged.last + (_at(tokens, merged.last).text in HYPHENS)
    if dimension == "duration" and _at(tokens, old).low == "old":  # "between 30 and 40 years old"
        years = Interval(low / _YEAR, high / _YEAR)
        return left.first, old + 1, Quantity("age", years, "year", exact=False)
    quantity = Quantity(dimension, Interval(low, high), base, _noun(tokens, merged, dimension), exact=False)
    return _qualified(tokens, merged, quantity, _slack(right))

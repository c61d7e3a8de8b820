"""Value algebra of quantities: what conflicts, what does not, and that order never matters."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Interval, Quantity, Relation
from claimcheck.values.quantities import find_quantities
from claimcheck.values.quantities.algebra import judge_quantities, read_quantity

pytestmark = pytest.mark.once

PAIRS = yaml.safe_load((Path(__file__).parents[1] / "fixtures/values/quantity_pairs.yaml").read_text(encoding="utf-8"))
AGREE = (Relation.SAME, Relation.COMPATIBLE)


def _read(text: str) -> Quantity:
    ((_, _, quantity),) = find_quantities(f"It was {text} there")
    return quantity


@pytest.mark.parametrize(("left", "right", "relation"), PAIRS)
def test_pair(left: str, right: str, relation: str) -> None:
    forward = judge_quantities(_read(left), _read(right))
    backward = judge_quantities(_read(right), _read(left))
    assert forward.relation == backward.relation == Relation(relation)
    assert forward.reason


def test_reasons_are_for_editors() -> None:
    assert judge_quantities(_read("30 people"), _read("13 people")).reason == "30 and 13 cannot both be true"
    assert judge_quantities(_read("more than 30 people"), _read("34 people")).reason == "“more than 30” allows 34"
    limit = judge_quantities(_read("over 12 metres"), _read("12 metres"))
    assert limit.reason == "12 m in both, in one of them as a limit"
    assert "currency converted?" in judge_quantities(_read("£1.7m"), _read("€2 million")).reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("More than 4,000 militants", "more than 4,000 militants"),
        ("about 1,000 fighters", "about 1,000 fighters"),
        ("hundreds of fighters", "hundreds of fighters"),
        ("£1.7m", "£1.7 million"),
        ("31 miles", "31 miles"),
        ("several days", "several days"),
        ("returned three punts", "3 punts"),
        ("around 2,000ft", "about 2,000 feet"),
        ("three years", "3 years"),
        ("aged 79", "79 years old"),
        ("a third of voters", "1/3 of voters"),
        ("about two-thirds of voters", "about 2/3 of voters"),
        ("at least two members", "2 or more members"),
        ("two to three members", "2 or 3 members"),
        ("nearly 40 percent", "nearly 40%"),
        ("2C/36F", "2°C"),
        ("the third man", "3rd man"),
        ("between 20 and 25 men", "20 to 25 men"),
        ("up to 10 men", "up to 10 men"),
        ("no one", "no people"),
    ],
)
def test_reading_aloud(text: str, words: str) -> None:
    assert read_quantity(_read(text)) == words


_BOUND = st.integers(0, 10**7).map(float) | st.floats(0, 1e7).map(lambda x: round(x, 2))
_DIMENSION = st.sampled_from(
    [
        ("count", ""), ("money", "USD"), ("money", "EUR"), ("length", "m"), ("percent", "%"), ("fraction", ""),
        ("score", ""), ("age", "year"), ("duration", "s"), ("temperature", "C"), ("temperature", "deg"),
        ("mass", "kg"), ("magnitude", ""),
    ]
)  # fmt: skip


@st.composite
def _quantities(draw: st.DrawFn) -> Quantity:
    dimension, unit = draw(_DIMENSION)
    low = draw(_BOUND)
    high = draw(st.just(low) | _BOUND | st.just(float("inf")))
    low, high = min(low, high), max(low, high)
    opened = low < high and dimension != "score"
    interval = Interval(low, high, opened and draw(st.booleans()), opened and draw(st.booleans()))
    return Quantity(dimension, interval, unit, draw(st.sampled_from(["", "men"])), low == high and draw(st.booleans()))


@given(_quantities(), _quantities())
@settings(max_examples=300, deadline=None)
def test_symmetric(left: Quantity, right: Quantity) -> None:
    assert judge_quantities(left, right).relation == judge_quantities(right, left).relation


@given(_quantities())
@settings(max_examples=200, deadline=None)
def test_reflexive_and_readable(quantity: Quantity) -> None:
    assert judge_quantities(quantity, quantity).relation == Relation.SAME
    assert read_quantity(quantity)


@given(st.integers(1, 999), st.integers(1, 999))
@settings(max_examples=100, deadline=None)
def test_a_changed_integer_conflicts(left: int, right: int) -> None:
    assume(left != right)
    assert judge_quantities(_read(f"{left} men"), _read(f"{right} men")).relation == Relation.CONFLICT


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
)
_WORDS = (_ONES + "eighteen nineteen").split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def _words(value: int) -> str:
    if value >= 1000:
        rest = f" {_words(value % 1000)}" if value % 1000 else ""
        return f"{_words(value // 1000)} thousand{rest}"
    if value >= 100:
        rest = f" and {_words(value % 100)}" if value % 100 else ""
        return f"{_words(value // 100)} hundred{rest}"
    if value >= 20:
        return _TENS[value // 10] + (f"-{_words(value % 10)}" if value % 10 else "")
    return _WORDS[value]


@given(st.integers(2, 999_999))
@settings(max_examples=100, deadline=None)
def test_another_dress_agrees(value: int) -> None:
    assume(not 1500 <= value < 2100)  # without a comma these are years
    dresses = [f"{value:,}", _words(value), f"{value:,}".replace(",", ", ")]
    if value % 100 == 0 and value < 10_000 and value % 1000:
        dresses += [f"{value / 1000:g} thousand", f"{_words(value // 100)} hundred"]
    first = _read(f"{dresses[0]} men")
    for dress in dresses[1:]:
        assert judge_quantities(first, _read(f"{dress} men")).relation in AGREE, dress


@given(
    st.integers(1, 999),
    st.sampled_from(["about", "more than", "at least", "nearly", "up to", "fewer than"]),
    st.integers(1, 999),
)
@settings(max_examples=100, deadline=None)
def test_inside_the_interval_never_conflicts(bound: int, qualifier: str, value: int) -> None:
    hedged = _read(f"{qualifier} {bound} men")
    interval = hedged.interval
    inside = interval.low < value < interval.high
    relation = judge_quantities(hedged, _read(f"{value} men")).relation
    if inside:
        assert relation in AGREE
    elif value < interval.low or value > interval.high:
        assert relation == Relation.CONFLICT


@given(st.integers(2, 400), st.sampled_from(("day", "week", "month")))
def test_a_rank_of_days_agrees_with_the_time_gone(rank: int, unit: str) -> None:
    ranked = Quantity("ordinal", Interval(rank, rank), "", unit)
    size = {"day": 86400.0, "week": 604800.0, "month": 2629800.0}[unit]
    for gone, relation in (
        (rank, Relation.COMPATIBLE),
        (rank - 1, Relation.COMPATIBLE),
        (2 * rank + 2, Relation.CONFLICT),
    ):
        length = Quantity("duration", Interval(gone * size, gone * size), "s")
        assert judge_quantities(ranked, length).relation is relation
        assert judge_quantities(length, ranked).relation is relation


@given(st.integers(1, 40), st.sampled_from((("year", 365), ("year", 366), ("month", 30), ("week", 7))))
def test_calendar_units_agree_with_their_days(count: int, unit: tuple[str, int]) -> None:
    size = {"week": 604800.0, "month": 2629800.0, "year": 31557600.0}[unit[0]]
    named = Quantity("duration", Interval(count * size, count * size), "s")
    counted = Quantity("duration", Interval(count * unit[1] * 86400.0, count * unit[1] * 86400.0), "s")
    assert judge_quantities(named, counted).relation in {Relation.SAME, Relation.COMPATIBLE}

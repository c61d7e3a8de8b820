"""Reading of quantities: sentences of fixtures/values, offsets, links to real pages, hostile text."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.claims.extract import _is_table
from claimcheck.datamodel import Quantity
from claimcheck.values.quantities import find_measures, find_numbers, find_quantities, grammatical_number
from tests.growth import LINEAR, growth_exponent

ROOT = Path(__file__).parents[1]
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "fixtures/values/quantities.yaml").read_text(encoding="utf-8"))


def _bounds(value: str) -> tuple[float, float, bool, bool, str]:
    body, _, unit = value.replace(")", ")|").replace("]", "]|").partition("|")
    low, high = body[1:-1].split(",")
    return float(low), float(high), body[0] == "(", body[-1] == ")", unit.strip()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_sentence(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_quantities(text)
    assert [text[start:end] for start, end, _ in found] == [want["span"] for want in case["found"]]
    for (_, _, quantity), want in zip(found, case["found"], strict=True):
        low, high, low_open, high_open, unit = _bounds(want["value"])
        assert quantity.dimension == want["dimension"]
        assert quantity.unit == unit
        assert math.isclose(quantity.interval.low, low, rel_tol=1e-6, abs_tol=1e-9)
        assert math.isclose(quantity.interval.high, high, rel_tol=1e-6, abs_tol=1e-9)
        assert (quantity.interval.low_open, quantity.interval.high_open) == (low_open, high_open)
        assert quantity.noun == want.get("noun", "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one hundred and three and two thirds", 103 + 2 / 3),
        ("twenty-one trillion three hundred", 21e12 + 300),
        ("ninety-five hundred fifths", 1900.0),
        ("one hundred thirty-fifths", 100 / 35),
        ("3 million and a quarter", 3.25e6),
        ("nought point nought three", 0.03),
        ("three lakh crore", 3e12),
        ("1.111,11", 1111.11),
        ("12,34,567.89", 1234567.89),
        ("40\u202f000", 40000.0),
        ("½", 0.5),
        ("-127.32e13", -127.32e13),
    ],
)
def test_number(text: str, value: float) -> None:
    ((start, end, found),) = find_numbers(text)
    assert (start, end) == (0, len(text))
    assert math.isclose(found, value, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("He is 5 ft 2 in tall", "5 ft 2 in", 5 + 2 / 12, "Foot"),
        ("some 120 MEUR", "120 MEUR", 120e6, "Euro"),
        ("10,000 Swiss francs", "10,000 Swiss francs", 10000.0, "Swiss franc"),
        ("it ran at 188 miles an hour", "188 miles an hour", 188.0, "Mile per hour"),
        ("fined 100 pounds", "100 pounds", 100.0, "Pound"),
        ("24703m2", "24703m2", 24703.0, "Square meter"),
    ],
)
def test_measure(text: str, span: str, value: float, unit: str) -> None:
    ((start, end, found, of),) = find_measures(text)
    assert (text[start:end], found, of.name) == (span, pytest.approx(value), unit)


def test_pounds_of_money_and_of_weight() -> None:
    assert [q.dimension for _, _, q in find_quantities("fined 100 pounds")] == ["money"]
    assert [q.dimension for _, _, q in find_quantities("100 pounds of explosives")] == ["mass"]


@pytest.mark.parametrize(
    ("phrase", "number"),
    [
        ("twin suicide bombings in Baghdad", "plural"),
        ("a twin suicide bombing", "singular"),
        ("policemen", "plural"),
        ("the crisis", "singular"),
        ("", "unknown"),
    ],
)
def test_grammatical_number(phrase: str, number: str) -> None:
    assert grammatical_number(phrase) == number


def test_seed_pages_hold_the_numbers_an_editor_sees() -> None:
    page = (ROOT / "fixtures/seeds/001_3508141f40da9917.txt").read_text(encoding="utf-8")
    found = {(page[s:e], q.noun) for s, e, q in find_quantities(page)}
    assert {("More than 4,000", "militants"), ("twin", "bombings"), ("more than 30", "lives")} <= found
    assert not any(surface in ("2014", "2018") for surface, _ in found)


_PIECES = st.sampled_from(
    "30 1,234 1.2 million bn £ $ € % - – / . , : ' \" ( ) one two twenty hundred and a half third dozen between to "
    "or at least more than about over years old aged May 2014 AK 47 km m ft C F no of in the 🙂 é \u2009 \r\n ² ½ "
    "\u00a0 ٣ magnitude Richter people Smith".split(" ")
)


@given(
    st.lists(_PIECES, max_size=30).map("".join) | st.lists(_PIECES, max_size=30).map(" ".join) | st.text(max_size=80)
)
@settings(max_examples=150, deadline=None)
def test_offsets(text: str) -> None:
    end = 0
    for start, stop, quantity in find_quantities(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop].strip() == text[start:stop]
        assert isinstance(quantity, Quantity)
        assert quantity.interval.low <= quantity.interval.high
        assert not math.isnan(quantity.interval.low)
        end = stop


@pytest.mark.once
@pytest.mark.parametrize(
    "unit", ["9", "1,", "1 to ", "between ", "one in four ", "x@", "a. ", "hundred and ", "\u202f1"]
)
def test_linear_time(unit: str) -> None:
    """On text made to be slow."""
    assert growth_exponent(lambda size: find_quantities(unit * (size // len(unit))), 4_000) < LINEAR


def test_columns_of_figures_are_no_sentence() -> None:
    """The grammars would take a minute over a megabyte of bare numbers, of which none is a fact."""
    assert _is_table(" ".join(["4711"] * 30)) and _is_table("12 13 and " * 100) and _is_table("x" * 6000)
    assert not _is_table("The cup went 3-1, 2-0, 4-4 and 1-0 to the home side.")
    assert not _is_table(
        "In 2009 and 2010 the firm cut 400 jobs in Leeds and 250 in Hull, 650 of its 3,000 in all, it said."
    )


@pytest.mark.parametrize(
    "text", ["Call the helpline at 03000 999 999.", "The helpline is 0300 999 999.", "Agent 007 came."]
)
def test_what_begins_with_a_nought_is_dialled(text: str) -> None:
    assert not list(find_quantities(text))

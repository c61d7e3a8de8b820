"""What two values that differ tell of each other, for the model of which differences are worth a look."""

from __future__ import annotations

from itertools import product

import pytest

from claimcheck.datamodel import Claim, ClaimRole, Mention, MentionKind, Span
from claimcheck.facts.contexts import Context
from claimcheck.facts.differing import of_moments, of_quantities
from claimcheck.values.dates.find import find_dates
from claimcheck.values.quantities import find_quantities

NUMBERS = (
    "$14,959,450",
    "nearly $15 million",
    "$1.4 billion",
    "$1.375 billion",
    "dozens",
    "36 people",
    "48 men",
    "more than 40 cars",
)
TIMES = ("around 2 a.m.", "2:30 a.m.", "ten minutes later", "on Monday", "in 2003", "on May 3, 2003")


def context(text: str, kind: MentionKind) -> Context:
    read = find_quantities if kind is MentionKind.QUANTITY else find_dates
    start, end, value = read(text)[0]
    span = Span("a.txt", 0, len(text))
    mention = Mention(kind, Span("a.txt", start, end), text[start:end], value)
    claim = Claim("c", "a", span, 0, 0, ClaimRole.BODY, text)
    none: frozenset[str] = frozenset()
    return Context(claim, mention, "count", "", "", ("", ""), "", "", none, none, none, none, False, "")


@pytest.mark.parametrize(
    ("left", "right", "rounded"),
    [
        ("$14,959,450", "nearly $15 million", True),
        ("$1.4 billion", "$1.375 billion", True),
        ("$1.4 billion", "$1.5 billion", False),
        ("47 people", "about 50 people", True),
        ("48 pages", "47 pages", False),
        ("2,000 feet", "about 600 metres", True),
    ],
)
def test_one_number_is_the_other_rounded(left: str, right: str, rounded: bool) -> None:
    found = of_quantities(*(context(text, MentionKind.QUANTITY) for text in (left, right)))
    assert bool(found["rounded"]) is rounded


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("$5,687.75", "$5,587.75", True),
        ("1,342 votes", "1,324 votes", True),
        ("1,342 votes", "1,234 votes", False),
        ("32 men", "23 men", False),
        ("1,500 men", "1,600 men", False),
        ("2,301 points", "2,302 points", True),
        ("2,301 points", "2,301 points", False),
    ],
)
def test_one_digit_is_another(left: str, right: str, slip: bool) -> None:
    found = of_quantities(*(context(text, MentionKind.QUANTITY) for text in (left, right)))
    assert bool(found["slip"]) is slip


@pytest.mark.parametrize(("left", "right"), list(product(NUMBERS, NUMBERS)))
def test_numbers_differ_alike_from_either_side(left: str, right: str) -> None:
    a, b = (context(text, MentionKind.QUANTITY) for text in (left, right))
    found, turned = of_quantities(a, b), of_quantities(b, a)
    shared = found.keys() & turned.keys()  # the dimension is the first one's: candidates are of one
    assert {n: found[n] for n in shared} == pytest.approx({n: turned[n] for n in shared})


@pytest.mark.parametrize(("left", "right"), list(product(TIMES, TIMES)))
def test_times_differ_alike_from_either_side(left: str, right: str) -> None:
    a, b = (context(text, MentionKind.DATE) for text in (left, right))
    assert of_moments(a, b) == of_moments(b, a)

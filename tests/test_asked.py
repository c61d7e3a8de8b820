"""What a slot asks, in an editor's words."""

from __future__ import annotations

import pytest

from benchmarks.side_by_side import page
from claimcheck.facts.asked import asked
from claimcheck.facts.contexts import contexts_of

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "value", "question"),
    [
        ("The navy seized six rifles from the boat near Aden.", "six", "rifles seized"),
        ("Igor Petrov, 25, was held on Monday in Dover.", "25", "age of Igor Petrov"),
        ("Hurt were Ann Other and an 11-year-old girl in Dover.", "11-year-old", "age"),
        ("Fans liked the 20-year-old Marlow's burger in Dover.", "20-year-old", "age"),
        ("A 25-year-old was held on Monday in Dover.", "25-year-old", "age"),
        ("There are 40 shops in the street, the mayor said.", "40", "shops"),
        ("The suspect was arraigned on Monday in Dover.", "Monday", "date (arraigned)"),
        ("Bodies were dug out in Iguala, 120 miles (193 km) south of Mexico City.", "120 miles",
         "distance south of Mexico City"),
        ("He was found 12 miles from Fallujah by a patrol.", "12 miles", "distance from Fallujah"),
        ("The man ran 12 miles and rested, far from Dover.", "12 miles", "length (ran)"),
    ],
)  # fmt: skip
def test_a_row_says_what_is_asked(sentence: str, value: str, question: str) -> None:
    contexts = contexts_of(page("a.txt", [sentence], None, None)[2])
    own = [c for c in contexts if value in c.mention.surface]
    assert asked(own) == question

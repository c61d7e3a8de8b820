"""What a slot asks, in an editor's words."""

from __future__ import annotations

import pytest

from benchmarks.side_by_side import page
from claimcheck.facts.asked import are_of_two_places, asked
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


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ("Iguala, some 200km (125 miles) south of Mexico City.", "Chilpancingo, 132 miles south of Mexico City.", True),
        ("Iguala, which is about 120 miles (193 km) south of Mexico City.",
         "Bodies were found in Iguala, 200 kilometers (125 miles) south of Mexico City.", False),
        ("The town lies 132 miles south of Mexico City.", "Chilpancingo, 130 miles south of Mexico City.", False),
        ("Iguala is a town with a wall 12 miles long.", "Chilpancingo has a wall of 13 miles.", False),
    ],
)  # fmt: skip
def test_distances_of_two_places_are_two_questions(left: str, right: str, apart: bool) -> None:
    ours, theirs = (contexts_of(page(f"{n}.txt", [text], None, None)[2]) for n, text in enumerate((left, right)))
    lengths = [(a, b) for a in ours for b in theirs if a.dimension == b.dimension == "length"]
    assert lengths and all(are_of_two_places(a, b) is apart for a, b in lengths)

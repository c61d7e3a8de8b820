"""Which names can be rivals or one: the gazetteer, and the kinds of names in a story."""

from __future__ import annotations

import pytest

from claimcheck.datamodel import Name, NameUse, Place, Span
from claimcheck.evidence.evidence import alias_pairs
from claimcheck.evidence.referents import Referents
from claimcheck.values.names.gazetteer import is_listed, lies_in, may_contain


@pytest.mark.parametrize(("inner", "outer"), [
    ("Athens", "Greece"), ("Brooklyn", "New York"), ("Mobile", "Alabama"), ("Zürich", "Switzerland"),
    ("Glasgow", "Scotland"), ("Glasgow", "UK"), ("Basra", "Iraq"), ("New Orleans", "U.S."),
])  # fmt: skip
def test_a_town_lies_in_its_state_and_country(inner: str, outer: str) -> None:
    assert is_listed(inner) and is_listed(outer)
    assert may_contain(inner, outer) and may_contain(outer, inner)


@pytest.mark.parametrize(
    ("a", "b"), [("Basra", "Mosul"), ("Kenya", "Uganda"), ("Mobile", "Mississippi"), ("Paris", "Spain")]
)
def test_other_places_do_not(a: str, b: str) -> None:
    assert is_listed(a) and is_listed(b) and not may_contain(a, b)


def test_what_is_not_listed_is_not_known() -> None:
    assert not is_listed("Qornaqistan") and not may_contain("Qornaqistan", "France")


@pytest.mark.parametrize(("inner", "outer", "lies"), [
    ("Mosul", "Iraq", True), ("Brooklyn", "New York", True), ("Iraq", "Mosul", False), ("Burma", "Myanmar", False),
    ("Holland", "Netherlands", False), ("Daesh", "ISIS", False),
])  # fmt: skip
def test_a_place_in_brackets_says_where_another_lies_or_what_else_it_is_called(
    inner: str, outer: str, lies: bool
) -> None:
    assert lies_in(inner, outer) is lies


@pytest.mark.parametrize(("left", "right", "short"), [
    ("INS Mysore", "INS Mysure", {"mysore", "mysure"}),
    ("Islamic State in Iraq and the Levant", "Isis", {"islamic state in iraq and the levant", "isis"}),
    ("Bank of America", "BofA", {"bank of america", "bofa"}),
])  # fmt: skip
def test_the_last_word_is_the_name_for_short_unless_it_tells_more_of_it(left: str, right: str, short: set[str]) -> None:
    assert alias_pairs(left, right)[1] == short


def _use(surface: str, kind: str, article: str, start: int) -> NameUse:
    place = Place(Span(article, start, start + len(surface)), surface, article, f"{article}#c", surface)
    return NameUse(Name(kind, family=(surface,)), surface, article, (place,))


def test_rivals_are_of_one_kind() -> None:
    left, right = _use("Anna Berg", "person", "a", 0), _use("Harford United", "organisation", "b", 0)
    other = _use("Karen Moss", "person", "b", 50)
    names = Referents([left, right, other])
    assert not names.can_be_rivals(left.places[0], right.places[0], alone=True)
    assert names.can_be_rivals(left.places[0], other.places[0])


def test_names_that_both_articles_know_are_rivals_only_where_nothing_else_differs() -> None:
    uses = [_use(n, "person", a, at) for a in ("a", "b") for n, at in (("Anna Berg", 0), ("Karen Moss", 50))]
    names = Referents(uses)
    a, b = uses[0].places[0], uses[3].places[0]
    assert not names.can_be_rivals(a, b)
    assert names.can_be_rivals(a, b, alone=True)


def test_the_whole_name_around_a_word() -> None:
    use = _use("New Zealand", "place", "a", 10)
    names = Referents([use])
    assert names.whole(Place(Span("a", 14, 23), "Zealand -", "a")) == "New Zealand"
    assert names.whole(Place(Span("a", 30, 35), "Ghent", "a")) == "Ghent"

"""Whether two names are one: spellings, short forms, abbreviations, demonyms, other people."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Name, Relation
from claimcheck.values.names.algebra import SAME_SPELLING, demonym_of, judge_names, same_spelling
from claimcheck.values.names.find import parse_name
from claimcheck.values.names.matching import same_name
from tests.growth import LINEAR, growth_exponent


def relation(left: str, right: str, kind: str = "person") -> Relation:
    return judge_names(parse_name(left, kind), parse_name(right, kind)).relation


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Louayzi", "Louazi"),
        ("Hashemi", "Hashimi"),
        ("al-Hashemi", "Al-Hashimi"),
        ("Nineveh", "Ninevah"),
        ("Rait", "Raite"),
        ("Mohammed", "Muhammad"),
        ("Qaddafi", "Gadhafi"),
        ("Irbil", "Erbil"),
        ("Sergey", "Sergei"),
        ("Khartoum", "Khartum"),
        ("Hussein", "Husayn"),
        ("Tehran", "Teheran"),
        ("Yousef", "Yusuf"),
        ("Aleppo", "Alepo"),
        ("Reid", "Reed"),
        ("Kharkov", "Kharkiv"),
        ("Chernigov", "Chernihiv"),
        ("Cevat", "Jawad"),
        ("Isaac", "Itzhak"),
        ("Riaz", "Riyad"),
        ("al-Zor", "Ezzor"),
        ("AlZor", "ez-Zor"),
        ("al-Rashid", "Errashid"),
    ],
)
def test_spellings_of_one_name(left: str, right: str) -> None:
    assert same_spelling(left, right) >= SAME_SPELLING
    assert same_spelling(left, right) == same_spelling(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Jon", "Joan"),
        ("Alan", "Adam"),
        ("Dean", "Jean"),
        ("Maria", "Mario"),
        ("Julia", "Julio"),
        ("Basra", "Mosul"),
        ("Baghdad", "Basra"),
        ("Homs", "Hama"),
        ("Iran", "Iraq"),
        ("Mali", "Bali"),
        ("Harris", "Morris"),
        ("Bayati", "Abadi"),
        ("Hamdani", "Hashemi"),
        ("Dillon", "Rubio"),
        ("Peru", "Perm"),
        ("Elsa", "Essa"),
        ("al-Badr", "Assadr"),
        ("Kharkiv", "Kherson"),
        ("", "Mosul"),
        ("5", "6"),
    ],
)
def test_different_names(left: str, right: str) -> None:
    assert same_spelling(left, right) < SAME_SPELLING


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Ali al-Bayati", "Bayati", "person"),
        ("General Wathiq al-Hamdani", "Gen. Wathiq al-Hamdani", "person"),
        ("Hisham al-Hashemi", "Hisham Al Hashemi", "person"),
        ("Bashar al-Assad", "Bashar Assad", "person"),
        ("W. Mark Felt", "Mark Felt", "person"),
        ("J. K. Rowling", "Joanne K. Rowling", "person"),
        ("Bill Gates", "William Gates", "person"),
        ("Kim Jong-un", "Kim Jong Un", "person"),
        ("Putin", "putin's", "person"),
        ("Popular Mobilization Forces", "PMF", "organisation"),
        ("U.S.", "United States", "place"),
        ("St. Louis", "Saint Louis", "place"),
        ("TallGrass Distribution Ltd.", "TallGrass Distribution", "organisation"),
        ("the White House", "White House", "organisation"),
    ],
)
def test_same(left: str, right: str, kind: str) -> None:
    assert relation(left, right, kind) is relation(right, left, kind) is Relation.SAME


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Aed al-Louayzi", "Aed al-Louazi", "person"),
        ("Aed al-Louayzi", "Louazi", "person"),
        ("Hisham al-Hashemi", "Hisham al-Hashimi", "person"),
        ("Tara Reid", "Tara Reed", "person"),
        ("Nineveh", "Ninevah", "place"),
    ],
)
def test_compatible(left: str, right: str, kind: str) -> None:
    judgement = judge_names(parse_name(left, kind), parse_name(right, kind))
    assert judgement.relation is Relation.COMPATIBLE
    assert judgement.probability is not None and judgement.probability >= SAME_SPELLING
    assert "spellings of one name" in judgement.reason


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Jon Smith", "Joan Smith", "person"),
        ("Bill Clinton", "Hillary Clinton", "person"),
        ("Alan Kurz", "Adam Kurz", "person"),
        ("Haider al-Abadi", "Haider al-Hamdani", "person"),
        ("Ali al-Bayati", "Hashemi", "person"),
        ("Basra", "Mosul", "place"),
        ("New York", "New Jersey", "place"),
        ("Adam Jones", "J. Jones", "person"),
    ],
)
def test_conflict(left: str, right: str, kind: str) -> None:
    assert relation(left, right, kind) is relation(right, left, kind) is Relation.CONFLICT


def test_not_comparable() -> None:
    assert (
        judge_names(Name("person", given=("Britney",)), Name("person", family=("Spears",))).relation is Relation.UNKNOWN
    )
    assert judge_names(Name("unknown"), Name("unknown", family=("Mosul",))).relation is Relation.UNKNOWN


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Iraqi", "Iraq's"),
        ("Syria", "Syrian"),
        ("Nepal", "Nepalese"),
        ("American", "US"),
        ("U.S.", "American"),
        ("France", "French"),
        ("Canada", "Canadian"),
        ("Italy", "Italians"),
        ("Turkey", "Turkish"),
        ("Uzbekistan", "Uzbek"),
        ("Boston", "Bostonian"),
        ("Saudi Arabia", "Saudi"),
        ("Vantoria", "Vantorian"),
    ],
)
def test_demonyms(left: str, right: str) -> None:
    assert demonym_of(left, right) and demonym_of(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Iraqi", "Iran"),
        ("Syria", "Iraqi"),
        ("Mosul", "Mosul"),
        ("Niger", "Nigerian"),
        ("Austria", "Australian"),
        ("Smith", "Smithson"),
        ("", "Iraq"),
    ],
)
def test_no_demonyms(left: str, right: str) -> None:
    assert not demonym_of(left, right)


def test_whole_names() -> None:
    assert same_name("Vladimir Vladimirovich Putin", "Vladimir Putin", "person") > 0.5
    assert same_name("Putin, Vladimir", "Vladimir Putin", "person") > 0.5
    assert same_name("Usama bin Ladin", "Osama bin Laden", "person") > 0.5
    assert same_name("Siemens Aktiengesellschaft", "Siemens AG", "organisation") > 0.5
    assert same_name("Bashar al-Assad", "Hafez al-Assad", "person") < 0.5
    assert same_name("Barack Obama", "Michelle Obama", "person") < 0.5
    assert same_name("Volkswagen AG", "Siemens AG", "organisation") < 0.5


@pytest.mark.parametrize(("model", "measure", "floor"), [("matching", "cross-validated F1 at probability 0.5", 0.86)])
def test_stored_scores_hold(model: str, measure: str, floor: float) -> None:
    stored = json.loads(files("claimcheck.values.names").joinpath(f"{model}.json").read_text(encoding="utf-8"))
    assert stored["score"][measure]["all"] >= floor


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_words_compare(left: str, right: str) -> None:
    value = same_spelling(left, right)
    assert 0.0 <= value <= 1.0
    assert value == same_spelling(right, left)
    demonym_of(left, right)
    for kind in ("person", "organisation"):
        judgement = judge_names(parse_name(left, kind), parse_name(right, kind))
        assert judgement.probability is None or 0.0 <= judgement.probability <= 1.0
    assert 0.0 <= same_name(left, right, "person") <= 1.0


@pytest.mark.once
def test_hostile_lengths_take_linear_time() -> None:
    def judge(size: int) -> None:
        same_spelling("a" * size, "b" * (size - 1))
        same_spelling("ab" * (size // 3), "ba" * (size // 3))
        same_name("x.y." * (size // 5), "Y " * (size // 3), "organisation")
        judge_names(Name("person", ("a",), (), ("b" * size,)), Name("person", ("a",), (), ("c" * size,)))

    assert growth_exponent(judge, 250_000) < LINEAR

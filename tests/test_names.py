"""Names in claims: parts, spans, links. Tokens come from the packaged model."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Mention, MentionKind, Name, Token
from claimcheck.values.names.find import find_names, parse_name
from tests.growth import LINEAR, growth_exponent

SEEDS = Path(__file__).parent.parent / "fixtures" / "seeds"


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def names_in(annotator: Annotator, text: str) -> list[Mention]:
    (tokens,) = annotator.annotate([text])
    mentions = find_names(tokens, text, "page.txt")
    assert all(text[m.span.start : m.span.end] == m.surface and m.kind is MentionKind.NAME for m in mentions)
    assert all(a.span.end <= b.span.start for a, b in pairwise(mentions))
    return list(mentions)


def surfaces(annotator: Annotator, text: str) -> list[str]:
    return [m.surface for m in names_in(annotator, text)]


@pytest.mark.parametrize(("text", "found"), [
    ("A fake report had the headline, “Ann Other Found Dead In Leeds Hotel Room At Age Of 52.”", {"Dead", "Room"}),
    ("Stories such as 'Dennis Rodman Leaves US To Talk With Leaders Of Isis' won no prize.", {"Talk", "Leaders"}),
    ('She won a Tony for her part in "The Boy From Oz" on Monday.', {"Boy"}),
])  # fmt: skip
def test_in_a_title_that_a_sentence_cites_capitals_say_nothing(
    annotator: Annotator, text: str, found: set[str]
) -> None:
    words = {word for surface in surfaces(annotator, text) for word in surface.split()}
    assert words.isdisjoint(found)


def test_a_name_is_no_title_for_a_verb_in_it(annotator: Annotator) -> None:
    text = "Brigadier General Said Al-Saudi, head of the agency in Gaza, spoke to reporters."
    assert any("Saudi" in surface for surface in surfaces(annotator, text))


@pytest.mark.parametrize(
    ("surface", "given", "particles", "family"),
    [
        ("Ali al-Bayati", ("Ali",), ("al",), ("Bayati",)),
        ("Ihsan Al Shameri", ("Ihsan",), ("Al",), ("Shameri",)),
        ("Abdel Fattah el-Sisi", ("Abdel", "Fattah"), ("el",), ("Sisi",)),
        ("al-Hashemi's", (), ("al",), ("Hashemi",)),
        ("Ursula von der Leyen", ("Ursula",), ("von", "der"), ("Leyen",)),
        ("Vincent van Gogh", ("Vincent",), ("van",), ("Gogh",)),
        ("Osama bin Laden", ("Osama",), ("bin",), ("Laden",)),
        ("W. Mark Felt", ("W.", "Mark"), (), ("Felt",)),
        ("J. K. Rowling", ("J.", "K."), (), ("Rowling",)),
        ('Adam "Pacman" Jones', ("Adam",), (), ("Jones",)),
        ("Adam (Pacman) Jones", ("Adam",), (), ("Jones",)),
        ("Jean-Marie Le Pen", ("Jean-Marie",), ("Le",), ("Pen",)),
        ("Bayati", (), (), ("Bayati",)),
        ("Putin, Vladimir", ("Vladimir",), (), ("Putin",)),
    ],
)
def test_parts(surface: str, given: tuple[str, ...], particles: tuple[str, ...], family: tuple[str, ...]) -> None:
    name = parse_name(surface, "person")
    assert (name.given, name.particles, name.family) == (given, particles, family)


@pytest.mark.parametrize(
    ("surface", "honorific", "family"),
    [
        ("General Wathiq al-Hamdani", "General", "Hamdani"),
        ("Gen. Wathiq al-Hamdani", "Gen.", "Hamdani"),
        ("Prime Minister Haider al-Abadi", "Prime Minister", "Abadi"),
        ("coalition spokesman Colonel Ryan Dillon", "", "Dillon"),  # "coalition" is no title: the caller leaves it out
        ("Lt. Gen. Ann Pell", "Lt. Gen.", "Pell"),
        ("Mr Duggan", "Mr", "Duggan"),
    ],
)
def test_titles_are_set_apart(surface: str, honorific: str, family: str) -> None:
    name = parse_name(surface, "person")
    assert (name.honorific, name.family[-1]) == (honorific, family)


def test_suffixes_and_legal_forms_are_set_apart() -> None:
    assert parse_name("Robert Downey, Jr.", "person") == Name("person", ("Robert",), (), ("Downey",), "", "Jr.")
    assert parse_name("Anthony LaCalamita III", "person").suffix == "III"
    assert parse_name("TallGrass Distribution Ltd.", "organisation") == Name(
        "organisation", family=("TallGrass", "Distribution"), suffix="Ltd."
    )
    assert parse_name("the White House", "organisation").family == ("White", "House")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ali al-Bayati, a commander of the Popular Mobilization Forces, said the Nimrud area of Iraq could fall.",
            ["Ali al-Bayati", "Popular Mobilization Forces", "Nimrud", "Iraq"],
        ),
        ("But Aed al-Louayzi of Nineveh provincial council said so.", ["Aed al-Louayzi", "Nineveh"]),
        ("Louazi said that the territory has been retaken.", ["Louazi"]),
        ("The US-led coalition and U.S. troops left Tal Afar on Monday.", ["US", "U.S.", "Tal Afar"]),
        ("Iraqi and American troops left in March.", []),
        ("US Secretary of State Marco Rubio said Tuesday that Trump was late.", ["US", "Marco Rubio", "Trump"]),
        (
            "He works for the Institute for the Study of War in Washington.",
            ["Institute for the Study of War", "Washington"],
        ),
        ("South Korean President Moon Jae-in met Kim Jong-un.", ["Moon Jae-in", "Kim Jong-un"]),
        ("Theresa May met April Jones in May.", ["Theresa May", "April Jones"]),
        ("Mosul's capture was announced by the PMF.", ["Mosul", "PMF"]),
        ("Washington Post reporters met Bob Woodward.", ["Washington Post", "Bob Woodward"]),
        ("Bettie Page T-shirts sold well, and Ann Low X-rays did not.", ["Bettie Page", "Ann Low"]),
        ("General Motors hired General Wathiq al-Hamdani.", ["General Motors", "Wathiq al-Hamdani"]),
        ("The raid was flown in the Now Zad district of Helmand.", ["Now Zad", "Helmand"]),
        ("Stephen Fincher (R-Tenn.) left the hall with Const. Ann Low.", ["Stephen Fincher", "Ann Low"]),
        (
            "He was tried in Brooklyn Supreme Court by Judge Vincent Del Giudice.",
            ["Brooklyn Supreme Court", "Vincent Del Giudice"],
        ),
    ],
)
def test_names_are_found(annotator: Annotator, text: str, expected: list[str]) -> None:
    assert surfaces(annotator, text) == expected


def test_invented_names_are_found(annotator: Annotator) -> None:
    text = "In a statement, Zorbek Quandil told Frellis that Vantorim had fallen."
    assert {"Zorbek Quandil", "Frellis", "Vantorim"} <= set(surfaces(annotator, text))


def test_titles_go_to_the_value_not_the_span(annotator: Annotator) -> None:
    (mention,) = names_in(annotator, "It was said by coalition spokesman Colonel Ryan Dillon.")
    assert mention.surface == "Ryan Dillon"
    assert isinstance(mention.value, Name)
    assert (mention.value.kind, mention.value.honorific) == ("person", "spokesman Colonel")


def test_a_trade_at_the_head_of_a_sentence_is_no_name(annotator: Annotator) -> None:
    assert surfaces(annotator, "Comedian Sara Benincasa made it known, and lawyer Alexis Kougias denied it.") == [
        "Sara Benincasa",
        "Alexis Kougias",
    ]
    assert surfaces(annotator, "Mates Casey Dean and Eduard Nitz bought the burger in Dover.") == [
        "Casey Dean",
        "Eduard Nitz",
        "Dover",
    ]
    assert surfaces(annotator, "Christian Bale came with Taylor Swift to the hall.") == [
        "Christian Bale",
        "Taylor Swift",
    ]


def test_a_title_at_the_head_of_a_sentence_is_kept(annotator: Annotator) -> None:
    (found,) = names_in(annotator, "Senator Mitch McConnell left the hall early.")
    assert isinstance(found.value, Name) and (found.surface, found.value.honorific) == ("Mitch McConnell", "Senator")


def test_titles_of_several_words(annotator: Annotator) -> None:
    found = names_in(annotator, "The spokesman, Lt. Gen. Sir Graeme Lamb, told the BBC.")
    assert isinstance(found[0].value, Name)
    assert (found[0].surface, found[0].value.honorific) == ("Graeme Lamb", "Lt. Gen. Sir")


def test_headlines_in_title_case_give_only_sure_names(annotator: Annotator) -> None:
    found = surfaces(annotator, "Experts: ISIS Still Capable of Recapturing Iraqi Areas")
    assert found == ["ISIS"]


def test_names_of_the_seed_pages(annotator: Annotator) -> None:
    text = (SEEDS / "001_3508141f40da9917.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.endswith((".", '"', "”"))]
    found = {m.surface for line in lines for m in names_in(annotator, line)}
    wanted = {
        "Ali al-Bayati",
        "Aed al-Louayzi",
        "Louayzi",
        "Hisham al-Hashemi",
        "Ryan Dillon",
        "Haider al-Abadi",
        "Wathiq al-Hamdani",
    }
    assert (
        wanted | {"Agence France Presse", "AFP", "Tal Afar", "Hatra", "Baghdad", "Mosul", "Nineveh", "ISIS", "US"}
        <= found
    )
    assert not found & {"Monday", "July", "December", "Iraqi", "Syrian", "The", "Hiding", "General", "Prime Minister"}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["person", "place", "organisation", "unknown"]))
def test_any_text_parses(text: str, kind: str) -> None:
    name = parse_name(text, kind)
    assert name.kind == kind
    assert all(part.strip() for part in name.given + name.particles + name.family)


TOKEN = st.builds(
    lambda surface, pos, tag, ent: (surface, pos, tag, ent),
    st.text(min_size=1, max_size=8).filter(lambda s: not s.isspace())
    | st.sampled_from(["al", "-", "Bayati", "General", "of", "'s", '"', "U.S.", "😀"]),
    st.sampled_from(["PROPN", "NOUN", "ADJ", "PUNCT", "X", "DET"]),
    st.sampled_from(["NNP", "NNPS", "JJ", "XX"]),
    st.sampled_from(["", "PERSON", "ORG", "GPE", "NORP", "DATE"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TOKEN, st.sampled_from(["", " ", "\r\n", "\u00a0"])), max_size=14), st.integers(0, 5))
def test_spans_stand_in_the_text(parts: list[tuple[tuple[str, str, str, str], str]], lead: int) -> None:
    text, tokens = "é" * lead, []
    for (surface, pos, tag, ent), gap in parts:
        tokens.append(Token(len(text), len(text) + len(surface), surface, surface.lower(), pos, tag, "dep", 0, ent))
        text += surface + gap
    mentions = find_names(tokens, text, "p")
    for mention in mentions:
        assert text[mention.span.start : mention.span.end] == mention.surface != ""
    assert all(a.span.end <= b.span.start for a, b in pairwise(mentions))


@pytest.mark.once
@pytest.mark.parametrize("piece", ["A", "al-", "'", "(a", '"Aa ', "Dr. "])
def test_long_surfaces_take_linear_time(piece: str) -> None:
    assert growth_exponent(lambda size: parse_name(piece * (size // len(piece)), "person"), 250_000) < LINEAR

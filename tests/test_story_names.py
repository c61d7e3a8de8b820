"""Names of a story: which forms are one referent, what differs in them, and the rows of persons and their roles."""

from __future__ import annotations

import itertools

import pytest

from benchmarks.side_by_side import page
from claimcheck.datamodel import AliasEvidence, Claim, Name, NameUse, Place, Referent, Slot, Span, Story
from claimcheck.evidence.evidence import ledger_of
from claimcheck.facts.people import name_slots
from claimcheck.facts.roles import role_slots
from claimcheck.facts.table import fact_table
from claimcheck.stories.outlines import is_common
from claimcheck.values.names.capitals import without_loose_capitals
from claimcheck.values.names.initials import are_initials
from claimcheck.values.names.lexicon import nickname_of
from claimcheck.values.names.referents import referents_of
from claimcheck.values.names.variants import dress, variant, written


def test_a_slash_at_the_edge_is_no_part_of_a_name() -> None:
    assert [written(name).text for name in ("Lemon/", "/Lemon", "AC/DC")] == ["Lemon", "Lemon", "AC/DC"]


@pytest.mark.parametrize(("left", "right", "what"), [
    ("Kim Jong-un", "Kim Jong Un", "a hyphen"), ("Wal-Mart", "Walmart", "a hyphen"),
    ("KCTV-5", "KCTV5 News", "a hyphen"), ("Fernández", "Fernandez", "an accent"),
    ("TallGrass", "Tallgrass Distributors Ltd.", "capitals inside"), ("HuffPost", "Huff Post", "a space"),
    ("Worker's Party of Korea", "Workers' Party of Korea", "an apostrophe"),
    ("Vladimir Putin", "Vlаdimir Putin", "letters of another script"),
    ("Moaz Kasasbeh", "Moaz al-Kasasbeh", "a particle"), ("Rourke", "Beto O’Rourke", "an O'"),
    ("Vincente Fox", "Vicente Fox", "“Vincente” and “Vicente”"), ("Tiger Wood", "Tiger Woods", "“Wood” and “Woods”"),
    ("Europe Union", "European Union", "“Europe” and “European”"), ("al Qaeda", "al-Qaida", "“Qaeda” and “Qaida”"),
    ("Gordon Advisers", "Gordon Advisors", "“Advisers” and “Advisors”"),
    ("Massachussetts", "Massachusetts General Hospital", "“Massachussetts” and “Massachusetts”"),
    ("Abu-Zubayr", "Mukhtar Abu Zubeyr", "“Zubayr” and “Zubeyr”"),
    ("Klitschko", "Klistchko", "“Klitschko” and “Klistchko”"),
])  # fmt: skip
def test_one_name_in_two_spellings(left: str, right: str, what: str) -> None:
    found, back = (variant(written(a), written(b), person=True) for a, b in ((left, right), (right, left)))
    assert found is not None and back is not None
    assert found.what == what or found.what == " and ".join(what.split(" and ")[::-1])
    assert (found.left, found.right) == (back.right, back.left)


@pytest.mark.parametrize(("left", "right"), [
    ("ISIS", "Isis"), ("DISCLOSE Act", "Disclose Act"), ("U.S.", "US"), ("J. K. Rowling", "JK Rowling"),
    ("Karim Al-Douri", "Karim al-Douri"), ("O’Connell", "O'Connell"), ("Mina Calder's", "Mina Calder"),
    ("Theodore Boutrous", "Theodore Boutrous Jr."), ("John F. Halloran", "John Halloran"), ("Boehner", "John Boehner"),
    ("Foreign Minister", "Foreign Ministry"), ("Jon Smith", "Joan Smith"), ("Austria", "Australia"),
    ("Iraq", "Iraqi"), ("Central America", "Central American"), ("ISIL", "ISIS"), ("Apollo 11", "Apollo 12"),
    ("Reuter", "Reuters"), ("Brees", "Press"), ("ActiveX", "Active"),
    ('Charles "Lucky" Luciano', "Charles Lucky Luciano"), ("Wadi Abdan", "Wadi Abdan Al Daqqar"),
])  # fmt: skip
def test_what_is_no_other_spelling(left: str, right: str) -> None:
    told = pairs(use(left, "a", 0, "unknown"), use(right, "b", 50, "unknown"))
    assert not {pair for pair in told if pair[0] == "spelling"}


def test_dress_of_a_hyphen() -> None:
    assert dress("Wal-Mart", "WalMart") == "a hyphen"


def test_initials() -> None:
    assert are_initials("PMF", "Popular Mobilization Forces") and not are_initials("KC", "K. C.")
    assert not are_initials("H.R.", "House of Representatives")
    assert nickname_of("james", "jim") and nickname_of("liz", "elizabeth") and not nickname_of("james", "robert")


def use(surface: str, article: str, at: int, kind: str = "person", text: str = "") -> NameUse:
    place = Place(Span(article, at, at + len(surface)), surface, article, f"{article}#{at}", text or surface)
    return NameUse(Name(kind, family=(surface,)), surface, article, (place,))


def pairs(*uses: NameUse, statements: tuple[AliasEvidence, ...] = ()) -> set[tuple[str, str, str]]:
    return {(p.kind, p.left, p.right) for r in referents_of(uses, statements, is_common) for p in r.pairs}


def test_one_pair_with_all_places_whatever_the_order() -> None:
    uses = [use("Vicente Fox", "a", 0), use("Vicente Fox", "b", 0), use("Vincente Fox", "c", 0), use("Fox", "c", 50)]
    found = {referents_of(order) for order in itertools.permutations(uses)}
    assert len(found) == 1
    (referent,) = found.pop()
    (pair,) = referent.pairs
    assert (pair.kind, pair.left, pair.right) == ("spelling", "Vicente Fox", "Vincente Fox")
    assert len(referent.uses) == 4 and len(pair.left_uses) == 2


def test_three_spellings_are_told_against_the_commonest() -> None:
    given = ("Katherine", "Katherine", "Catherine", "Kathrine")
    uses = [use(f"{name} Gomes", article, 0) for article, name in zip("abcd", given, strict=True)]
    assert {left for _, left, _ in pairs(*uses)} == {"Katherine Gomes"}


def test_a_misspelt_place_is_no_longer_name_of_something_else() -> None:
    """The finding has every place with the word; a row of its own has only what the place is called."""
    uses = [
        use("Massachusetts", "a", 0, "place"), use("Massachusetts", "b", 0, "place"),
        use("Massachussetts", "c", 0, "place"), use("Massachusetts General Hospital", "a", 50, "organisation"),
        use("Massachusetts General Hospital", "b", 50, "organisation"),
        use("Massachusetts General Hospital", "c", 50, "organisation"),
    ]  # fmt: skip
    found = referents_of(uses, (), is_common)
    assert sorted({u.surface for u in r.uses} for r in found if r.kind == "place") == [
        {"Massachusetts", "Massachussetts"}
    ]
    ((pair, referent),) = [(p, r) for r in found for p in r.pairs]
    assert referent.kind == "place" and (pair.left, pair.right) == ("Massachusetts", "Massachussetts")
    assert sum(len(u.places) for u in pair.left_uses) == 5


def test_two_people_are_two() -> None:
    assert not pairs(use("Jon Brown", "a", 0), use("Tom Browne", "b", 0)), "each family name has somebody of its own"
    assert not pairs(use("Sheldon Whitehouse", "a", 0), use("White House", "a", 50, "organisation"))
    assert not pairs(use("Saudi Arabia", "a", 0, "place"), use("Al Arabiya", "b", 0, "organisation"))
    father, son = use("Donald Trump Jr.", "a", 0), use("Don Trump Sr.", "b", 0)
    assert not pairs(father, son)
    assert len(referents_of([use("Smith", "a", 0), use("Anna Smith", "a", 20), use("Peter Smith", "a", 40)])) == 3


def test_words_before_a_whole_name_make_nobody_else_of_it() -> None:
    names = ("Susan Rice", "National Security Adviser Susan Rice", "Rice", "Susan E. Rice")
    uses = [use(name, "ab"[n % 2], 40 * n) for n, name in enumerate(names)]
    assert [len(r.uses) for r in referents_of(uses, (), is_common)] == [4]
    assert len(referents_of(uses)) == 4  # of words that no newspaper has nobody knows that they are no name


def test_an_office_before_a_name_that_others_give_with_an_initial() -> None:
    names = ("National Intelligence James Clapper", "Clapper", "James R. Clapper")
    (found,) = referents_of([use(name, "ab"[n % 2], 40 * n) for n, name in enumerate(names)], (), is_common)
    assert found.name == "James R. Clapper"


def test_a_body_with_its_legal_form() -> None:
    body = "organisation"
    with_form = use("Bonobos Inc.", "a", 0, body)
    assert len(referents_of([with_form, use("Bonobos", "b", 0, "unknown")])) == 1
    assert len(referents_of([with_form, use("Bonobos", "b", 0, "person")])) == 2
    assert len(referents_of([use("Bonobos Retail", "a", 0, body), use("Bonobos", "b", 0, "unknown")])) == 2


def test_a_misspelt_family_name_of_two_people_joins_neither() -> None:
    uses = [use("Mark Oberholtzer", "a", 0), use("Jeff Oberholtzer", "b", 50), use("Oberholtzer", "a", 100)]
    found = referents_of([*uses, use("Olberholtzer", "c", 150)])
    assert not any({"Mark Oberholtzer", "Jeff Oberholtzer"} <= {u.surface for u in r.uses} for r in found)


def test_other_names_of_one() -> None:
    assert pairs(use("James Mattis", "a", 0), use("Jim Mattis", "b", 0)) == {
        ("alternate", "James Mattis", "Jim Mattis")
    }
    body = "organisation"
    long, short = use("Northern Fisheries Board", "a", 0, body), use("NFB", "b", 0, body)
    assert pairs(long, short) == {("alternate", "Northern Fisheries Board", "NFB")}
    assert not pairs(long, short, use("NFB", "a", 60, body)), "the one article has both"
    assert not pairs(use("Central Intelligence Agency", "a", 0, body), use("CIA", "b", 0, body)), "a household word"
    dotted = use("N.F.B.", "c", 0, body)
    assert len(pairs(long, short, dotted)) == 1, "all names of one referent are one finding"


def test_what_pages_state() -> None:
    place = Place(Span("a", 0, 40), "Peter Holm (Oslo)", "a", "a#0", "Peter Holm (Oslo)")
    person, town = use("Peter Holm", "a", 0), use("Oslo", "b", 0, "place")
    assert not pairs(person, town, statements=(AliasEvidence("Peter Holm", "Oslo", "in brackets", place),))
    place = Place(Span("a", 0, 40), "Daesh (ISIS)", "a", "a#0", "Daesh (ISIS)")
    daesh, isis = use("Daesh", "a", 0, "organisation"), use("ISIS", "b", 0, "organisation")
    assert pairs(daesh, isis, statements=(AliasEvidence("Daesh", "ISIS", "in brackets", place),))


@pytest.fixture(scope="module")
def story() -> tuple[tuple[Referent, ...], tuple[Claim, ...]]:
    first = [
        "Pentagon spokesman John Kirby, 51, said the strike had hit the convoy of Ahmed Godane.",
        "Attorney General William P. Barr declined to comment on Friday.",
    ]
    second = [
        "The Attorney General, William Barr, met the family of John Kirby, the Pentagon press secretary.",
        "Kirby, 52, has two daughters.",
    ]
    left, right = page("a.txt", first, None, None), page("b.txt", second, None, None)
    claims = (*left[2], *right[2])
    return referents_of(ledger_of(claims)), claims


@pytest.mark.model
def test_a_row_for_every_name_and_for_what_they_are_called(
    story: tuple[tuple[Referent, ...], tuple[Claim, ...]],
) -> None:
    referents, claims = story
    slots: tuple[Slot, ...] = (*name_slots(referents, claims), *role_slots(referents, claims))
    articles = tuple(dict.fromkeys(c.article_id for c in claims))
    table = fact_table(Story("s", articles, articles[0], 1.0), slots, articles)
    shown = {(row.kind, row.label): [cell.surface if cell else None for cell in row.cells] for row in table.rows}
    assert shown["name", "William P. Barr"] == ["William P. Barr", "William Barr"]
    assert shown["role", "attorney general (William P. Barr)"] == ["Attorney General", "The Attorney General"]
    assert shown["role", "age of John Kirby"] == ["51", "52"]
    assert shown["role", "role of John Kirby"] == ["Pentagon spokesman", "the Pentagon press secretary"]
    assert not any(cell.odd for row in table.rows for cell in row.cells if cell)


def _shown(first: list[str], second: list[str]) -> dict[tuple[str, str], list[str | None]]:
    """The rows of names and roles of two articles."""
    left, right = page("a.txt", first, None, None), page("b.txt", second, None, None)
    claims = (*left[2], *right[2])
    referents = referents_of(ledger_of(claims))
    slots: tuple[Slot, ...] = (*name_slots(referents, claims), *role_slots(referents, claims))
    articles = tuple(dict.fromkeys(c.article_id for c in claims))
    table = fact_table(Story("s", articles, articles[0], 1.0), slots, articles)
    return {(row.kind, row.label): [cell.surface if cell else None for cell in row.cells] for row in table.rows}


@pytest.mark.model
def test_a_word_that_the_story_has_in_lower_case_is_no_name() -> None:
    first = ["The First Family left Dover on Monday, and the family was tired."]
    second = ["Friends of the First Family came to Dover on Sunday."]
    assert {label for kind, label in _shown(first, second) if kind == "name"} == {"Dover"}


@pytest.mark.model
def test_what_only_stands_before_a_name_is_no_part_of_it() -> None:
    first = ["Michael Lehan was signed in Dover.", "The Saints signed CB Michael Lehan on Monday."]
    second = ["New Orleans signed CB Michael Lehan, who came from Dover.", "Michael Lehan is fit."]
    assert _shown(first, second)["name", "Michael Lehan"] == ["Michael Lehan", "Michael Lehan"]


@pytest.mark.parametrize("sentence", [
    "Ann Other was told of the way Other had played by the coach.",
    "Ann Other, 37, was found guilty of murdering a judge, a court reporter, and a deputy.",
    "Ann Other isn't a small time fisherman, either.",
    "Ann Other (knee) will miss the rest of the season.",
])  # fmt: skip
@pytest.mark.model
def test_what_nobody_is_called_is_no_role(sentence: str) -> None:
    shown = _shown([sentence], [sentence])
    assert not [label for kind, label in shown if kind == "role" and not label.startswith("age of")]


@pytest.mark.model
def test_two_of_one_family_name_and_initial_are_two() -> None:
    first = ["The fish was caught by Dino Ferrari.", "Dario Ferrari held it.", "Mr Ferrari was proud of it."]
    second = ["Dino Ferrari caught a fish.", "Mr Ferrari let it go.", "Dario Ferrari said so."]
    shown = _shown(first, second)
    assert shown["name", "Dino Ferrari"] == ["Dino Ferrari"] * 2
    assert shown["name", "Dario Ferrari"] == ["Dario Ferrari"] * 2


def test_a_fight_is_nobody() -> None:
    uses = (use("Wladimir Klitschko", "a", 0), use("David Haye", "a", 50), use("Klitschko-Haye", "b", 0, "unknown"))
    assert not any("-" in u.surface for r in referents_of(uses) for u in r.uses)


def test_a_misspelt_name_is_neither_of_two_who_share_a_given_name() -> None:
    uses = (use("Mohamud", "c", 0), use("Mohamed Ali", "a", 0), use("Mohamed Hassan", "b", 0))
    assert len(referents_of(uses)) == 3


@pytest.mark.parametrize(("headline", "sentence", "names"), [
    ("Anna Berg Checks Into Clinic for Weeks", "She checks into a clinic.", {"Anna Berg"}),
    ("Anna Berg Check Into Rehab Clinic", "A check of the rehab clinic by the state is due.", {"Anna Berg"}),
    (None, "Seeing his mistake Berg CYCLED home, and had cycled there before.", {"Berg"}),
    ("Islamic State Takes Whole Town", "The Islamic State took it, a state official said.", {"Islamic State"}),
])  # fmt: skip
def test_a_headlines_capital_alone_makes_no_word_part_of_a_name(
    headline: str | None, sentence: str, names: set[str]
) -> None:
    _, _, claims = page("a.txt", [sentence], headline, None)
    found = without_loose_capitals(ledger_of(claims), claims)
    assert {use.surface for use in found} == names
    assert all(p.surface in (p.claim_text or "") for use in found for p in use.places)

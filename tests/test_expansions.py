"""How far a name reaches whose initials stand behind it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.side_by_side import page
from claimcheck.datamodel import Mention, MentionKind, Name, Span
from claimcheck.values.names.expansions import merged

pytestmark = pytest.mark.model


def names_in(sentences: Sequence[str]) -> list[list[str]]:
    claims = page("a.txt", sentences, None, None)[2]
    return [[m.surface for m in claim.mentions if m.kind is MentionKind.NAME] for claim in claims]


@pytest.mark.parametrize(("sentence", "names"), [
    ("The Islamic State of Iraq and al-Sham (ISIS) claims it.", ["Islamic State of Iraq and al-Sham", "ISIS"]),
    ("Islamic State in Iraq and the Levant (ISIL) fighters fled.", ["Islamic State in Iraq and the Levant", "ISIL"]),
    ("Fighters of the Islamic State of Iraq and Greater Syria (ISIS) fled.",
     ["Islamic State of Iraq and Greater Syria", "ISIS"]),
    ("Leaders of Iraq and the United Arab Emirates (UAE) met.", ["Iraq", "United Arab Emirates", "UAE"]),
    ("Iraq and Syria's Free Army (FSA) met.", ["Iraq", "Syria", "Free Army", "FSA"]),
    ("Leaders of the Democratic Republic of Congo and the European Union (EU) met.",
     ["Democratic Republic of Congo", "European Union", "EU"]),
])  # fmt: skip
def test_initials_tell_where_a_name_begins(sentence: str, names: list[str]) -> None:
    assert names_in([sentence]) == [names]


def test_what_an_article_spells_out_once_is_one_name_all_through_it() -> None:
    told = names_in([
        "The Islamic State of Iraq and Greater Syria (ISIS) fled.",
        "On Monday the Islamic State of Iraq and Greater Syria was back.",
        "Leaders of Iraq and Greater Syria met.",
    ])  # fmt: skip
    assert told[1:] == [["Islamic State of Iraq and Greater Syria"], ["Iraq", "Greater Syria"]]


@given(
    st.text("ab (", min_size=1, max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)
)
def test_names_stay_in_order_and_apart(text: str, spans: list[tuple[int, int]]) -> None:
    names = tuple(
        Mention(MentionKind.NAME, Span("a.txt", i, i + 1), text[i], Name("unknown", family=(text[i],)))
        for i, letter in enumerate(text)
        if letter in "ab"
    )
    found = merged(names, spans, text)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert all(m.surface == text[m.span.start : m.span.end] for m in found)
    assert {n.span.start for n in found} <= {n.span.start for n in names}

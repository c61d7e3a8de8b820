"""Sentences of a paragraph, with exact offsets."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.claims.sentences import split_sentences

ROOT = Path(__file__).parents[1]


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "According to police chief Gen. Wathiq al-Hamdani, the road is open.",
        "The seizure was announced by Col. Ryan Dillon of the U.S. army.",
        "Sen. Jane Roe met Gov. John Doe on Jan. 5 at 10 a.m. in the hall.",
        "It happened around 10 a. m. on the second floor.",
        "He died at the U. S. Medical Center for federal prisoners.",
        "Jewellery worth £1. 7m was stolen from the shop.",
        "The territory has been retaken... but not all have been arrested.",
        "The territory has been retaken ... but not all have been arrested.",
        "J. K. Rowling spoke to St. Mary's school on Monday.",
        '"Where is he?" she asked the officer.',
    ],
)
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        [
            '"This concept is a mistake.',
            'They are not sleepers, they are active," he said.',
            '"They are capable of it."',
        ],
        ["He lost his territory.", "The prime minister disagreed."],
        ["What was that?!", "Nobody knew."],
        ['He said it was "fragile."', "Others agreed."],
        ["They left at 5 p.m.", "The police came later."],
        ["She works for Acme Inc.", "The firm is old."],
    ],
)
def test_sentences_part(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_first_words_of_the_gold_are_sentence_starts() -> None:
    gold = yaml.safe_load((ROOT / "fixtures" / "gold" / "seeds.yaml").read_text(encoding="utf-8"))
    pages = (ROOT / "fixtures" / "seeds").glob("00[12]*.txt")
    starts = [
        s.replace("\u00a0", " ") for p in pages for line in p.read_text("utf-8").splitlines() for s in split(line)
    ]
    for pair in gold["matches"]:
        for words in pair:
            assert any(s.startswith(words) for s in starts), words


@given(
    st.lists(
        st.sampled_from(
            [
                "He said so. ",
                '"Yes." ',
                "🙂",
                "e\u0301 ",
                "\u00a0",
                "\r\n",
                "\ufeff",
                "Gen. ",
                "a. m. ",
                "... ",
                "?! ",
                '"',
                "(A.) ",
                "3. 5 ",
                "T\u00a0.\u2009. ",
                "J\u3000.\u00a0Roe ",
            ]
        ),
        max_size=14,
    )
)
@settings(max_examples=300, deadline=None)
def test_spans_are_ordered_and_leave_only_white_space(pieces: list[str]) -> None:
    text = "".join(pieces)
    at = 0
    for start, end in split_sentences(text):
        assert at <= start < end <= len(text)
        assert text[at:start].replace("\ufeff", "").strip() == ""
        assert not text[start].isspace() and not text[end - 1].isspace()
        at = end
    assert text[at:].replace("\ufeff", "").strip() == ""


@pytest.mark.parametrize("space", "\u00a0\u1680\u2000\u2003\u2009\u200a\u202f\u205f\u3000")
def test_a_wide_space_between_a_capital_and_its_stop(space: str) -> None:
    """sentencex panics on it. It is a space like any other, and stays in the text."""
    text = (
        f"He spoke in Moscow on T{space}.{space}.{space}. Then he left. Mr{space}Smith agreed{space}.{space}He stayed."
    )
    assert [part.replace(space, " ") for part in split(text)] == split(text.replace(space, " "))

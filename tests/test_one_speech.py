# ruff: noqa: E501 — speeches read best in one line
"""Quotations are set against each other over two whole articles, each with the one that it is most like."""

from __future__ import annotations

import pytest

from benchmarks.side_by_side import findings_of, page
from claimcheck.comparing.quotes import answering, printed_in
from claimcheck.facts.quotes import quote_slots
from claimcheck.facts.told_rows import told_row

pytestmark = pytest.mark.model

# After two reports of one day (BASIL): a speaker said nearly the same twice, and the articles do not match sentence by
# sentence.
LEFT = [
    'Trump said he felt for his former adviser. "Flynn lied, and it\'s like, it ruined his life," he said.',
    'The men met at the airfield. "Flynn lied, and it destroyed his life, and I think it\'s a shame," he said later.',
]
RIGHT = [
    "The president left for Utah in the morning and did not come back before the evening.",
    'Reporters waited on the lawn. "Flynn lied and they destroyed his life," Mr. Trump said.',
]


def quoted(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    sides = [printed_in(page(name, text, None, None)[2]) for name, text in (("a.txt", left), ("b.txt", right))]
    return [(a.quotation.surface, b.quotation.surface) for a, b in answering(*sides, 0.6)]


def test_a_quotation_answers_the_one_that_it_shares_most_words_with() -> None:
    ((one, other),) = quoted(LEFT, RIGHT)
    assert one.startswith("Flynn lied, and it destroyed his life") and other.startswith("Flynn lied and they destroyed")
    assert [pair[::-1] for pair in quoted(RIGHT, LEFT)] == [(one, other)]


def test_a_stretch_of_two_long_quotations_is_compared_and_nothing_beside_it() -> None:
    """After two reports of one statement (BASIL), shared words added: each prints another part of it, and one clause of both."""
    left = 'He wrote: "We both believe that healthy herds are critical...the issuing of hunting permits to all new applicants is put on hold."'
    right = 'He said: "As a result, with all applicable laws and rules, the issuing of hunting permits to all new applicants is being put on hold as it is reviewed."'
    (told,) = [f for f in findings_of([left], [right]) if f.rule == "quote-altered"]
    assert "being" in told.divergence.message and "laws" not in told.divergence.message


def test_an_altered_quotation_is_one_finding_wherever_it_stands() -> None:
    found = [f for f in findings_of(LEFT, RIGHT) if f.rule == "quote-altered"]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The President works for the people, and he is not above the law.",
         "No one, including the president, is above the law."),
        ("First, Iran lied about never having a nuclear weapons program.", "Iran must never have nuclear weapons."),
        ("If you do something right from the bottom, the top doesn't have to jump in.", "Don't shoot!"),
    ],
)  # fmt: skip
def test_two_utterances_are_no_alteration(left: str, right: str) -> None:
    assert quoted([f'"{left}" the first speaker said.'], [f'"{right}" the second speaker said.']) == []


def test_a_phrase_answers_another_only_where_its_claims_say_the_same() -> None:
    sides = [
        printed_in(page(name, [f'The pilots were "{words}" when the plane began to fall.'], None, None)[2])
        for name, words in (("a.txt", "confused and tired"), ("b.txt", "confused and exhausted"))
    ]
    aligned = {(sides[0][0].claim.id, sides[1][0].claim.id)}
    assert not list(answering(*sides, 0.6)) and len(list(answering(*sides, 0.6, aligned))) == 1


def test_a_quotation_is_a_row_and_odd_where_a_word_is_another() -> None:
    same = 'The king said: "We will hit them on their own ground before the winter."'
    other = 'The king said "we will hit them in their own land before the winter" on Monday.'
    articles = {n: page(f"{n}.txt", [text], None, None)[2] for n, text in (("a", same), ("b", same), ("c", other))}
    (slot,) = quote_slots(articles)
    (row,) = told_row(slot, [f.claim.article_id for f in slot.fillings])
    assert [c.odd for c in row.cells if c is not None] == [False, False, True]
    (agreed,) = quote_slots({n: articles[n] for n in "ab"})
    assert agreed.confidence is None


def test_a_speech_that_one_article_parts_is_compared_part_by_part() -> None:
    """ "…," he said, "…": both parts answer the whole, each its own words, and what is added in one is found."""
    whole = [
        '"We have learned something very important since the days of the war, whatever we think of it, we owe our men and women support," he said in March.'
    ]
    parts = [
        '"We have learned something important since the days of the war," he said in March. "Whatever we think of it, we owe our men and women support."'
    ]
    sides = [printed_in(page(name, text, None, None)[2]) for name, text in (("a.txt", whole), ("b.txt", parts))]
    found = list(answering(*sides, 0.6))
    assert len(found) == 2 and len({b.quotation.span for _, b in found}) == 2
    assert sorted(len(a.words) for a, _ in found) == [12, 12]
    (told,) = [f for f in findings_of(whole, parts) if f.rule == "quote-altered"]
    assert "very" in told.divergence.message


@pytest.mark.parametrize(
    ("left", "right", "missing"),
    [
        ('"I would like to know who those people are, because they are followers of a false prophet," he said.',
         '"I would like to know who those people are," he said. "They are followers of a false prophet."', "because"),
        ('"We went to the harbour at night. We saw nobody there. The boats had left for the island," she said.',
         '"We went to the harbour at night. The boats had left for the island," she said.', "saw nobody"),
    ],
)  # fmt: skip
def test_what_is_missing_between_two_sentences_of_one_quotation_is_told(left: str, right: str, missing: str) -> None:
    """The first after two reports of one interview (BASIL): quotations are read sentence by sentence."""
    (told,) = [f for f in findings_of([left], [right]) if f.rule == "quote-altered"]
    assert missing in told.divergence.message


def test_sentences_between_two_pairs_of_marks_are_not_missed() -> None:
    """A report quotes what it likes: only inside one pair of marks is a sentence expected to follow on the last."""
    left = '"We went to the harbour at night. We saw nobody there. The boats had left for the island," she said.'
    right = '"We went to the harbour at night," she said. "The boats had left for the island."'
    assert not [f for f in findings_of([left], [right]) if f.rule == "quote-altered"]


def test_a_sentence_left_out_is_a_warning_and_a_word_is_an_error() -> None:
    whole = '"We went to the harbour at night. We saw nobody there. The boats had left for the island," she said.'
    cut = '"We went to the harbour at night. The boats had left for the island," she said.'
    altered = '"We went to the harbour at night. We saw nobody there. The ships had left for the island," she said.'
    (left_out,) = [f for f in findings_of([whole], [cut]) if f.rule == "quote-altered"]
    (other,) = [f for f in findings_of([whole], [altered]) if f.rule == "quote-altered"]
    assert (left_out.severity.value, other.severity.value) == ("warning", "error")
    assert left_out.divergence.message.startswith("A sentence inside the quotation marks is missing")

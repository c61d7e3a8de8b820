"""Sources: a fact is sought in the whole other article by what is said, and so is who says it there."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from importlib import resources

import pytest

from benchmarks.side_by_side import findings_of, page
from claimcheck.datamodel import MentionKind, Slot
from claimcheck.embedding.encoder import load_encoder
from claimcheck.engine.whole_run import source_side
from claimcheck.facts.sources import (
    DROPPED,
    NAMES,
    SourceSide,
    candidates,
    given_between,
    source_mention,
    source_slots,
    sourced_facts,
)
from claimcheck.facts.sources import dropped as probability_dropped
from claimcheck.facts.told_rows import told_row

pytestmark = pytest.mark.model
ENCODER = load_encoder()

# ECB+ (CC BY 3.0): the lead with its source, and the other paper's, three sentences on and in other words.
SOURCED = [
    "Four men rammed their car into a jewellery store in central Paris today, a police source said.",
    "The street was closed to traffic until the afternoon.",
    "Shoppers left flowers before the hotel next door.",
]
FLAT = [
    "Shops in the capital have asked for more patrols.",
    "Insurers put the losses of the year at nine million euros.",
    "In central Paris four men rammed a car into a store that sells jewellery.",
]


def side(name: str, sentences: list[str]) -> SourceSide:
    claims = page(name, sentences, None, None)[2]
    return source_side(claims, sourced_facts(claims), ENCODER.encode([c.text for c in claims]), ENCODER.encode)


def dropped(left: list[str], right: list[str]) -> list[list[str]]:
    found = [f.divergence for f in findings_of(left, right) if f.rule == "attribution-dropped"]
    return [[p.surface for p in (d.primary, *d.related)] for d in found]


def test_a_source_is_missed_wherever_the_other_article_tells_the_fact() -> None:
    for left, right in ((SOURCED, FLAT), (FLAT, SOURCED)):
        ((source, fact),) = dropped(left, right)
        assert source == "a police source said" and fact == FLAT[2]


def test_a_source_that_is_given_with_the_fact_is_not_missed() -> None:
    told = [*FLAT[:2], "A police source said that in central Paris four men had rammed a car into a store."]
    assert dropped(SOURCED, told) == []


def test_a_source_that_is_given_beside_or_further_off_is_missed_less() -> None:
    ours = side("a.txt", SOURCED)
    texts = (
        FLAT,
        [*FLAT[1:], *FLAT[:1], "A police source said that the alarm had failed."],
        [FLAT[0], "A police source said that the alarm had failed.", FLAT[2]],
        [*FLAT[:2], "A police source said that in central Paris four men had rammed a car into a store."],
    )
    nowhere, elsewhere, before, with_it = (
        float(probability_dropped(candidates(ours, side("b.txt", text))[1])[0]) for text in texts
    )
    assert nowhere > max(elsewhere, before) and min(elsewhere, before) > with_it
    assert nowhere > DROPPED and with_it < 0.1


def test_one_finding_for_a_source_and_article() -> None:
    more = [*SOURCED, "The thieves fled on two motorcycles towards the river, the police source said."]
    assert len(dropped(more, [*FLAT, "The thieves fled on two motorcycles towards the river."])) == 1


def slots_of(sides: Mapping[str, SourceSide], ends: Iterable[tuple[str, str]] | None = None) -> tuple[Slot, ...]:
    """Articles compared both ways, every two if ``ends`` is None."""
    compared = itertools.permutations(sides, 2) if ends is None else ends
    return source_slots(sides, {(a, b): given_between(sides[a], sides[b]) for a, b in compared})


def test_who_listened_is_no_channel() -> None:
    said = "Karim {} that the dam above the town had been built without a permit."
    assert dropped([said.format("told reporters")], [said.format("said")]) == []
    assert dropped([said.format("told Reuters")], [said.format("said")]) != []


def test_what_is_said_holds_no_word_of_the_source() -> None:
    (fact,) = side("a.txt", SOURCED[:1]).facts
    assert "police" not in fact.said and "rammed" in fact.said and fact.source == "a police source"
    assert not fact.keys & fact.source_keys


def test_the_row_says_which_article_lacks_the_source() -> None:
    sides = {"a": side("a.txt", SOURCED), "b": side("b.txt", FLAT)}
    (slot,) = slots_of(sides)
    assert slot.kind == MentionKind.SOURCE and slot.confidence is not None
    articles = [f.claim.article_id for f in slot.fillings]
    (row,) = told_row(slot, articles)
    cells = [(c.value, c.odd) for c in row.cells if c is not None]
    assert cells == [("a police source said", False), ("", False)]  # a note: nobody is odd
    assert told_row(slot, articles[:1]) == []


@pytest.mark.parametrize("source", [
    "The police also did not know whether", "The mayor has asked", "The mayor would not confirm that",
])  # fmt: skip
def test_what_nobody_states_has_no_source(source: str) -> None:
    """Neither what is not known nor what somebody does by saying so can lose its source."""
    said = " ".join([source, "four men to ram" if source.endswith("asked") else "four men rammed"])
    one = side("a.txt", [f"{said} their car into a jewellery store in central Paris.", *SOURCED[1:]])
    assert candidates(one, side("b.txt", FLAT))[0] == []


def test_a_row_of_a_source_is_about_one_fact() -> None:
    """The finding has every fact that lacks the source; a cell beside another fact would answer another question."""
    more = [*SOURCED, "The thieves fled on two motorcycles towards the river, the police source said."]
    fled = [
        "Shops in the capital have asked for more patrols.",
        "The thieves fled on two motorcycles towards the river.",
    ]
    sides = {"a": side("a.txt", more), "b": side("b.txt", FLAT), "c": side("c.txt", fled)}
    (slot,) = slots_of(sides, [("a", "b"), ("b", "a"), ("a", "c"), ("c", "a")])
    assert {f.claim.article_id for f in slot.fillings} == {"a.txt#1", "b.txt#1", "c.txt#1"}
    (row,) = told_row(slot, ["a.txt#1", "b.txt#1", "c.txt#1"])
    assert sum(cell is not None for cell in row.cells) == 2


def test_the_row_shows_the_source_that_the_other_article_gives() -> None:
    theirs = [
        *FLAT[:2],
        "In central Paris four men rammed a car into a store that sells jewellery, the mayor told a radio station.",
    ]
    sides = {"a": side("a.txt", SOURCED), "b": side("b.txt", theirs)}
    (slot,) = slots_of(sides)
    assert sorted(f.mention.surface for f in slot.fillings)[0] == "a police source said"
    assert sorted(f.mention.surface for f in slot.fillings)[1].startswith("the mayor told")


@pytest.mark.parametrize(("said", "shown"), [
    ("The mayor cited the Harford Observatory for Water, which said that the dam was cracked.",
     "the Harford Observatory for Water, which said"),
    ("The mayor cited a report that said that the dam was cracked.", "a report that said"),
    ("The mayor said that the dam was cracked.", "The mayor said"),
])  # fmt: skip
def test_whom_a_relative_pronoun_credits_is_shown(said: str, shown: str) -> None:
    one = side("a.txt", [said])
    surfaces = {source_mention(one.claims[0], fact.attribution).surface for fact in one.facts}
    assert shown in surfaces


def test_who_only_acts_is_shown_as_no_source() -> None:
    ours = ["Anna Berg, a painter, criticised her sister's stance on the dam on Friday, the Herald reports."]
    theirs = ["Anna Berg, the younger sister of the mayor, sharply criticised her sister's stance on the dam."]
    sides = {"a": side("a.txt", ours), "b": side("b.txt", theirs)}
    told = [f for slot in slots_of(sides) for f in slot.fillings if f.claim.article_id.startswith("b")]
    assert all(f.mention.span == f.claim.span for f in told)


def test_order_of_articles_changes_nothing() -> None:
    one, other = side("a.txt", SOURCED), side("b.txt", FLAT)
    assert slots_of({"a": one, "b": other}) == slots_of({"b": other, "a": one})


def test_articles_without_sources_have_no_candidates() -> None:
    found, features = candidates(side("a.txt", FLAT[1:]), side("b.txt", FLAT))
    assert found == [] and features.shape == (0, len(NAMES))


def test_the_stored_score_is_readable_and_tells_how_well_it_does() -> None:
    text = resources.files("claimcheck.facts").joinpath("source_model.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    assert list(stored) == sorted(stored) and len(text.splitlines()) > len(stored["trees"])
    assert set(stored["linear"]["weights"]) == set(NAMES) and set(stored["features"]) <= set(NAMES)
    assert stored["held_out"]["five folds over topics"]["average precision"] > 0.35

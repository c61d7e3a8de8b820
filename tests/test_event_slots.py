"""Events: which two articles tell apart, and what comes of it in a report."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

import pytest

from benchmarks.side_by_side import page
from claimcheck.datamodel import Filling, Mention, MentionKind, Slot
from claimcheck.embedding.encoder import load_encoder
from claimcheck.facts import told_alike
from claimcheck.facts.event_pairs import EventPair, EventSide, event_side, phrase_of
from claimcheck.facts.events import NAMES, candidates, differing, event_slots, told_between
from claimcheck.facts.told_rows import told_row

pytestmark = pytest.mark.model
ENCODER = load_encoder()


def side(name: str, sentences: list[str]) -> EventSide:
    claims = page(name, sentences, None, None)[2]
    return event_side(claims, ENCODER.encode([c.text for c in claims]))


def slots_of(
    sides: Mapping[str, EventSide], matched: Mapping[tuple[str, str], float] = MappingProxyType({})
) -> tuple[Slot, ...]:
    """Every two articles compared."""
    pairs = itertools.combinations(sorted(sides), 2)
    return event_slots(sides, {(a, b): told_between(sides[a], sides[b], matched) for a, b in pairs})


def test_what_one_article_alleges_and_the_other_tells_as_fact_is_a_candidate_once() -> None:
    ours = side("a.txt", ["Google reportedly bought half of the Pacific Shores office park from Blackstone."])
    theirs = side("b.txt", ["Google has bought half of the Pacific Shores office park from Blackstone."])
    found, features = candidates(EventPair(ours, theirs))
    assert len(found) == 1 and found[0].first
    assert float(differing(features)[0]) > 0.5
    (slot,) = slots_of({"b": theirs, "a": ours})
    assert slot.kind == MentionKind.EVENT and slot.fillings[0].mention.surface == "reportedly bought"


def test_what_both_doubt_is_no_candidate() -> None:
    ours = side("a.txt", ["Google reportedly bought half of the Pacific Shores office park."])
    theirs = side("b.txt", ["Google is said to have bought half of the Pacific Shores office park."])
    keys = {(ours.events[c.left].key, theirs.events[c.right].key) for c in candidates(EventPair(ours, theirs))[0]}
    assert ("buy", "buy") not in keys


def test_two_hearsays_are_no_contrast_and_a_doubt_beside_it_is_none() -> None:
    ours = side("a.txt", ["Google reportedly bought half of the Pacific Shores office park from Blackstone."])
    for flat in (
        "Google has bought half of the Pacific Shores office park from Blackstone, a report says.",
        "It is alleged by a paper; Google has bought half of the Pacific Shores office park from Blackstone.",
    ):
        slots = slots_of({"a": ours, "b": side("b.txt", [flat])})
        assert all(slot.confidence is None for slot in slots)


def test_the_doubt_given_elsewhere_makes_it_less_sure() -> None:
    ours = side("a.txt", ["Google reportedly bought half of the Pacific Shores office park from Blackstone."])
    flat = "Google has bought half of the Pacific Shores office park from Blackstone."
    more = "Google reportedly bought half of the Pacific Shores park from Blackstone, a paper says."
    alone, beside = (
        max(float(p) for p in differing(candidates(EventPair(ours, side("b.txt", text)))[1]))
        for text in ([flat], [flat, more])
    )
    assert alone > beside


def test_the_stored_score_is_readable_and_tells_how_well_it_does() -> None:
    text = resources.files("claimcheck.facts").joinpath("event_model.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    assert list(stored) == sorted(stored) and len(text.splitlines()) > len(stored["trees"])
    assert set(stored["linear"]["weights"]) == set(NAMES) and set(stored["features"]) <= set(NAMES)
    assert stored["held_out"]["five folds over topics"]["average precision"] > 0.4


def test_one_event_that_several_articles_tell_is_one_slot() -> None:
    doubt = "Google reportedly bought half of the Pacific Shores office park from Blackstone."
    flat = "Google has bought half of the Pacific Shores office park from Blackstone."
    sides = {n: side(f"{n}.txt", [t]) for n, t in (("a", doubt), ("b", flat), ("c", flat))}
    (slot,) = slots_of(sides)
    assert [f.mention.surface for f in slot.fillings] == ["reportedly bought", "bought", "bought"]
    assert slots_of(dict(reversed(sides.items()))) == (slot,)


def test_whose_event_it_is_and_whose_word_is_read() -> None:
    ours = side("a.txt", ["The report says that the bank bought the park."]).events
    told = {e.key: (e.actor, e.told) for e in ours}
    assert told["buy"] == ("bank", True) and told["say"] == ("report", False)


def test_what_two_articles_tell_alike_is_a_slot_without_a_confidence() -> None:
    fence = "Omar Gonzalez, 42, jumped the White House fence on Friday evening with a knife in his pocket."
    scaled = "Omar Gonzalez scaled a White House fence on Friday evening and carried a knife."
    sides = {"a": side("a.txt", [fence]), "b": side("b.txt", [scaled])}
    matched = {(sides["a"].claims[0].id, sides["b"].claims[0].id): 0.9}
    (slot,) = slots_of(sides, matched)
    assert slot.confidence is None
    told = [f.mention.surface for f in slot.fillings]
    assert told == ["jumped the White House fence on Friday evening with a knife in his pocket",
                    "scaled a White House fence on Friday evening"]  # fmt: skip
    assert not slots_of(sides)  # of claims that say other things nothing is told


@pytest.mark.parametrize(
    ("text", "key", "phrase"),
    [
        (
            "Omar Gonzalez, 42, was taken into custody on Friday, police said.",
            "take",
            "was taken into custody on Friday",
        ),
        ("He had never served in Vietnam, and he said so.", "serve", "had never served in Vietnam"),
        ("They vowed Congress would act on the emergency.", "vow", "vowed Congress would act on the emergency"),
        ("The man who jumped the fence was tackled.", "jump", "jumped the fence"),
        ("Trump signed a short-term bill and left.", "sign", "signed a short-term bill"),
    ],
)
def test_the_words_in_which_an_event_is_told_leave_out_subject_and_clauses(text: str, key: str, phrase: str) -> None:
    own = side("a.txt", [text])
    (event,) = (e for e in own.events if e.key == key)
    told = phrase_of(event)
    assert told.surface == phrase
    start = event.claim.span.start
    assert event.claim.text[told.span.start - start : told.span.end - start] == phrase


def test_a_phrase_that_is_the_whole_claim_is_shown() -> None:
    claim = side("a.txt", ["Searched the north face until midnight"]).claims[0]
    other = side("b.txt", ["Rescuers searched the north face until midnight."]).claims[0]
    fillings = tuple(Filling(c, Mention(MentionKind.EVENT, c.span, c.text)) for c in (claim, other))
    (row,) = told_row(Slot(MentionKind.EVENT.value, "", fillings, None), [claim.article_id, other.article_id])
    assert [c.value for c in row.cells if c is not None] == [claim.text, other.text]


def test_two_deeds_of_one_sentence_are_two_slots_and_a_deed_in_another_s_phrase_is_none() -> None:
    ours = "Yvonne Hiller agreed to hand over the gun and shot two workers in the plant on Thursday."
    sides = {"a": side("a.txt", [ours]), "b": side("b.txt", [ours])}
    matched = {(sides["a"].claims[0].id, sides["b"].claims[0].id): 1.0}
    slots = slots_of(sides, matched)
    assert [s.fillings[0].mention.surface for s in slots] == [
        "agreed to hand over the gun", "shot two workers in the plant on Thursday",
    ]  # fmt: skip


def test_what_is_told_aside_is_no_event_on_which_outlets_agree() -> None:
    """Which deputy is meant, what somebody wants: no deed of its own, though both have it."""
    ours = side("a.txt", ["Nichols overpowered a deputy guarding him at the courthouse and left to visit a friend."])
    theirs = side("b.txt", ["Nichols overpowered a deputy guarding him at the courthouse and left to visit a friend."])
    pair = EventPair(ours, theirs)
    matched = {(ours.claims[0].id, theirs.claims[0].id): 1.0}
    told = {ours.events[i].key for (i, _), _ in told_alike.told_alike(pair, matched)}
    assert "guard" in {e.key for e in ours.events} and "guard" not in told
    assert "overpower" in told


def test_what_is_said_or_told_as_of_two_kinds_is_not_told_alike() -> None:
    pairs = (
        ("The bank said that it was ready.", "The bank said that it was not to blame."),
        ("The bank did not buy the Pacific Shores park.", "The bank bought the Pacific Shores park."),
    )
    for one, other in pairs:
        pair = EventPair(side("a.txt", [one]), side("b.txt", [other]))
        heads = {pair.left.events[i].key for i, _ in told_alike.candidates(pair)[0]}
        assert not heads & {"say", "buy"}


def test_the_stored_score_of_one_event_is_readable() -> None:
    stored = json.loads(resources.files("claimcheck.facts").joinpath(told_alike.PARAMETERS).read_text(encoding="utf-8"))
    assert set(stored["linear"]["weights"]) == set(told_alike.NAMES)
    assert stored["held_out"]["five folds over events"]["one event at the bar"] >= 0.9

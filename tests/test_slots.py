"""Slots: which mentions of a story answer one question, told from their contexts with the values left out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from importlib import resources

import numpy as np
import pytest

from benchmarks.side_by_side import findings_of, page
from claimcheck.datamodel import Relation, Slot, Story
from claimcheck.embedding.encoder import load_encoder
from claimcheck.facts.answers import answers_of, rivals_in
from claimcheck.facts.bars import AGREED
from claimcheck.facts.contexts import MASK, contexts_of
from claimcheck.facts.slot_confidence import AGREEMENT, Candidate, agreements
from claimcheck.facts.slot_confidence import parameters as confidence_parameters
from claimcheck.facts.slot_finding import find_slots, linked_between
from claimcheck.facts.slot_model import NAMES, Side, candidates, parameters, same_slot
from claimcheck.facts.table import fact_table
from claimcheck.facts.values import relation_of

pytestmark = pytest.mark.model
ENCODER = load_encoder()


def side(name: str, *sentences: str) -> Side:
    _, _, claims = page(name, sentences, None, None)
    contexts = contexts_of(claims)
    return Side(
        contexts, ENCODER.encode([c.window for c in contexts]), ENCODER.encode([c.claim.text for c in contexts])
    )


def slots_of(sides: Mapping[str, Side]) -> tuple[Slot, ...]:
    """Every two articles compared."""
    pairs = itertools.combinations(sorted(sides), 2)
    return find_slots(sides, {(a, b): linked_between(sides[a], sides[b]) for a, b in pairs})


def test_a_context_does_not_show_its_value() -> None:
    """Another value in the same sentence: the same context, but for the claim's own text."""
    a, b = (
        contexts_of(page("a.txt", [f"Police said {n} people were killed in the flood in Dover."], None, None)[2])[0]
        for n in ("30", "13")
    )
    shown = ("dimension", "noun", "verb", "above", "role", "before", "subjects", "words", "near", "names", "window")
    assert [getattr(a, name) for name in shown] == [getattr(b, name) for name in shown]
    assert MASK in a.window and "30" not in a.window


# The same fact told in another order of words: fronted, passive, begun with its source.
REWORDED = [
    ("Thirty people were killed when a river burst its banks in Dover on Monday, police said.",
     "Police said on Monday that a river that burst its banks in Dover had killed thirteen people."),
    ("The company paid $4.2 million for the factory in Leeds, its chairman said.",
     "For the factory in Leeds the company paid $2.4 million, according to its chairman."),
    ("The storm left 12,000 homes without power in the county.",
     "In the county, 21,000 homes were left without power by the storm."),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), REWORDED)
def test_another_order_of_words_hides_no_conflict(left: str, right: str) -> None:
    assert "number-conflict" in {f.rule for f in findings_of([left], [right])}


def test_values_that_stand_in_both_articles_do_not_compete() -> None:
    """Two tolls, each in both articles, the other way round: two slots, no conflict."""
    sides = {
        "a": side("a.txt", "The flood in Dover killed 30 people.", "The flood in Hull killed 13 people."),
        "b": side("b.txt", "Thirteen people died in the flood in Hull.", "Thirty people died in the flood in Dover."),
    }
    slots = slots_of(sides)
    assert slots and all(len(answers_of(slot)) == 1 for slot in slots)


def test_all_articles_of_a_story_fill_one_slot() -> None:
    text = "Police said {} people were killed in the flood in Dover on Monday."
    sides = {name: side(f"{name}.txt", text.format(n)) for name, n in (("a", 30), ("b", 13), ("c", 30))}
    (slot,) = (s for s in slots_of(sides) if s.kind == "quantity")
    assert [len(answer.articles) for answer in answers_of(slot)] == [2, 1]
    (rivals,) = rivals_in(slot)
    assert rivals.relation is Relation.CONFLICT and rivals.first.reading == "30 people"
    assert slot.confidence is not None and 0 < slot.confidence <= 1


def test_one_article_may_answer_in_two_ways() -> None:
    """ "At least 80 families" at the top, "80 families" below; not the homes beside them."""
    text = ("At least 80 Palestinian families were evacuated when the Gaza Valley was flooded.",
            "More than 40 homes were flooded and 80 Palestinian families were evacuated, the agency said.")  # fmt: skip
    (slot,) = slots_of({"a": side("a.txt", *text)})
    (rivals,) = rivals_in(slot)
    assert rivals.relation is Relation.COMPATIBLE and slot.articles == {slot.fillings[0].claim.article_id}
    assert [f.mention.surface for f in slot.fillings] == ["At least 80", "80"]


def test_slots_do_not_depend_on_the_order_of_articles() -> None:
    texts = {"a": "The storm left 12,000 homes without power.", "b": "About 12,000 homes lost power in the storm.",
             "c": "The storm cut the power of 21,000 homes."}  # fmt: skip
    sides = {name: side(f"{name}.txt", text) for name, text in texts.items()}
    found = {slots_of({name: sides[name] for name in order}) for order in itertools.permutations(sides)}
    assert len(found) == 1


def test_the_stored_model_is_readable_and_measured() -> None:
    path = resources.files("claimcheck.facts").joinpath("slot_model.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert set(stored["features"]) <= set(NAMES)
    assert stored["held_out"]["five folds over events"]["auc"] > 0.8
    assert parameters()["trees"] == stored["trees"]


def test_the_same_rare_value_says_more_than_the_same_small_one() -> None:
    """One sentence beside another: the sum is one fact, the two of either are of two."""
    left = side("a.txt", "The clerk took $10,977.74 from the till.", "Both doors were open when two porters came in.")
    right = side("b.txt", "Missing from the shop: $10,977.74.", "He is married, and two of his sons live in Hull.")
    pairs, features = candidates(left, right)
    scores = [0.1] * len(pairs)  # whatever the contexts say
    same = {
        left.contexts[i].mention.surface: Candidate(
            left.contexts[i], right.contexts[j], Relation.SAME, features[n], scores[n]
        )
        for n, (i, j) in enumerate(pairs)
        if relation_of(left.contexts[i].mention, right.contexts[j].mention) is Relation.SAME
    }
    told = dict(zip(same, agreements(list(same.values())), strict=True))
    assert {surface: agreements([one])[0] for surface, one in same.items()} == told
    assert told["$10,977.74"] > AGREED > told["two"]


def test_a_row_shows_of_each_article_what_surely_belongs_there() -> None:
    sides = {
        "a": side("a.txt", "The 16-foot shaft lies near the mill.", "The shaft has a depth of 16 feet, he said."),
        "b": side("b.txt", "The shaft has a depth of 5 meters (16 feet), he said."),
    }
    for slot in slots_of(sides):
        assert all(0 <= filling.sure <= 1 for filling in slot.fillings)
        table = fact_table(Story("s", ("a.txt#1", "b.txt#1"), "a.txt#1", 1.0), [slot], ["a.txt#1", "b.txt#1"])
        for row in table.rows:
            for cell in filter(None, row.cells):
                own = [f.sure for f in slot.fillings if f.claim.article_id == cell.article_id]
                assert cell.sure >= min(AGREED, max(own))


def test_the_agreement_is_measured() -> None:
    stored = confidence_parameters(AGREEMENT)["held_out"]["five folds over topics"]
    assert stored["auc"] > stored["auc of the slot score alone"]


def test_no_mentions_no_candidates() -> None:
    nothing = side("a.txt", "The bridge stays closed, police said.")
    pairs, features = candidates(nothing, nothing)
    assert pairs == [] and same_slot(features).shape == (0,)
    assert np.isfinite(same_slot(candidates(side("b.txt", REWORDED[0][0]), side("c.txt", REWORDED[0][1]))[1])).all()


def test_bare_weekdays_of_two_articles_exclude_each_other_nowhere_in_the_table() -> None:
    """ "officials said Saturday" against "exploded Friday": two things, told of two days."""
    from claimcheck.datamodel import Moment, Relation
    from claimcheck.facts.values import judge
    from claimcheck.values.dates.algebra import judge_moments

    friday, saturday = Moment("XXXX-WXX-5", "day"), Moment("XXXX-WXX-6", "day")
    assert judge_moments(friday, saturday).relation is Relation.CONFLICT
    assert judge(friday, saturday).relation is Relation.UNKNOWN
    assert judge(friday, friday).relation is judge_moments(friday, friday).relation


def test_an_age_is_somebodys() -> None:
    """Two ages of one name conflict, however they are told; of two names they do not."""
    told = "The rescued climber, Milan Sabo-Orlov, 41, was taken to a clinic in the valley on Monday."
    findings = findings_of([told], ["Sabo-Orlov, 14, learnt to climb from his aunt, doctors in Graz said."])
    assert [f.rule for f in findings if f.rule.startswith("number")] == ["number-conflict"]
    others = findings_of([told], ["Peter Crane, 14, learnt to climb from his aunt, doctors in Graz said."])
    assert not [f for f in others if f.rule.startswith("number")]

"""Two readers' labels of one pair held against each other."""

from __future__ import annotations

from typing import Any

from benchmarks.agreement import agreed, same_matches, same_slots

BODIES = {
    "left": 'Six rifles were seized on Monday. "We won," he said. Six men fled.',
    "right": 'Some 14 rifles were seized. "We have won," she said. Men fled.',
}


def label(rule: str, left: str | None, right: str | None, **more: str) -> dict[str, Any]:
    return {"rule": rule, "left": left, "right": right, **more}


FIRST = {
    "findings": [
        label("number-conflict", "Six rifles", "14 rifles"),
        label("quote-altered", "We won", "We have won"),
        label("speaker-conflict", "he said", "she said"),
        label("number-conflict", "Six rifles", "Six men", inside="left"),
        label("detail-missing", "Monday", None),
    ],
    "matches": [["Six rifles were seized", "Some 14 rifles"], ['"We won," he', '"We have won,"']],
    "slots": [{"kind": "quantity", "left": "Six rifles", "right": "14 rifles", "relation": "conflict"}],
}


def test_a_label_is_given_by_both_where_places_and_rule_meet() -> None:
    second = {
        "findings": [
            label("number-conflict", "Six rifles were", "14"),
            label("contradiction", "We won", "We have won"),
        ],
        "optional": [label("speaker-conflict", "he said", "she said")],
    }
    assert [(entry["rule"], both) for entry, both in agreed(FIRST, second, BODIES)] == [
        ("number-conflict", True),
        ("quote-altered", False),  # her label there is of another rule
        ("speaker-conflict", False),  # she only allows it
        ("number-conflict", False),
    ]


def test_another_rule_counts_where_either_reader_calls_it_right() -> None:
    second = {"findings": [label("contradiction", "We won", "We have won")]}
    allowed = {**FIRST, "optional": [label("contradiction", "won", "have won")]}
    assert [both for _, both in agreed(allowed, second, BODIES)] == [False, True, False, False]


def test_what_stands_in_one_article_is_met_at_both_places_there() -> None:
    half = {"findings": [label("number-conflict", "Six rifles", "rifles", inside="left")]}
    whole = {"findings": [label("number-conflict", "rifles", "men", inside="left")]}
    assert [both for _, both in agreed(FIRST, half, BODIES)][3] is False
    assert [both for _, both in agreed(FIRST, whole, BODIES)][3] is True


def test_matches_meet_by_where_they_start_and_slots_by_their_places() -> None:
    second = {
        "matches": [["Six rifles", "Some 14"], ["We won", "Men fled"]],
        "slots": [{"kind": "quantity", "left": "rifles", "right": "Some 14 rifles"}],
    }
    assert same_matches(FIRST, second, BODIES) == [True, False]
    assert same_matches(FIRST, {"matches": [["We won", "We have won"]]}, BODIES) == [False, True]
    assert same_slots(FIRST, second, BODIES) == [True]
    assert same_slots(FIRST, {}, BODIES) == [False]

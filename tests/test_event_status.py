"""How surely a claim tells an event, read off its sentence."""

from __future__ import annotations

import pytest

from benchmarks.side_by_side import page
from claimcheck.facts.event_status import Status, events_of, told_as

pytestmark = pytest.mark.model


def statuses(sentence: str, key: str) -> set[str]:
    claims = page("a.txt", [sentence], None, None)[2]
    (event,) = [e for e in events_of(claims) if e.key == key]
    return {str(s) for s in event.statuses}


@pytest.mark.parametrize(
    ("sentence", "key", "found"),
    [
        ("The driver stole the bus from a depot.", "steal", set()),
        ("The driver allegedly stole the bus from a depot.", "steal", {Status.ALLEGED}),
        ("The driver was to steal the bus from a depot.", "steal", {Status.PLANNED}),
        ("The driver said the fog was to blame for the crash.", "blame", set()),
        ("The driver is accused of stealing the bus from a depot.", "steal", {Status.ALLEGED}),
        ("Three climbers were said to have been rescued on Sunday.", "rescue", {Status.ALLEGED}),
        ("The storm may have damaged the pier.", "damage", {Status.POSSIBLE}),
        ("The bank plans to close forty branches.", "close", {Status.PLANNED}),
        ("The committee will issue subpoenas next week.", "issue", {Status.PLANNED}),
        ("Two men tried to board the ship.", "board", {Status.TRIED}),
        ("The mayor did not sign the bill.", "sign", {Status.DENIED}),
        ("It is unclear whether the strike killed the leader.", "kill", {Status.OPEN}),
    ],
)
def test_a_status_is_read_off_the_words_beside_and_above(sentence: str, key: str, found: set[Status]) -> None:
    assert statuses(sentence, key) == {str(s) for s in found}


def test_a_word_above_a_clause_of_its_own_says_nothing_of_it() -> None:
    assert statuses("The men fled after the guards reportedly fired into the air.", "flee") == set()
    assert statuses("Officials were reportedly furious that the charges were announced.", "announce") == set()


def test_of_several_the_least_sure_is_told() -> None:
    claims = page("a.txt", ["The minister denied that his aides had planned to close the bridge."], None, None)[2]
    (event,) = [e for e in events_of(claims) if e.key == "close"]
    assert told_as(event) == "denied"

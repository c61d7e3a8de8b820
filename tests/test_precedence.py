"""Which rule speaks where two see the same words: every row of the table, with both rules on and with the first off."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from benchmarks.side_by_side import findings_of
from claimcheck.engine.triage import PRECEDENCE
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings

pytestmark = pytest.mark.model
EVERY = tuple(rule.name for rule in RULES)  # those that are off as shipped too
QUIET = ["The ministry gave no further account on Monday."]
SWAPPED = (
    "{} seized the town of Harran in the spring.",
    "The army drove {} from the northern hills.",
    "Refugees said {} had closed the schools.",
)
# By row: the two articles, their headlines, and what stands in the values of both rules.
SEEN: dict[tuple[str, str], tuple[list[str], list[str], tuple[str | None, str | None], set[str]]] = {
    ("number-conflict", "headline-differs"): (
        QUIET,
        QUIET,
        ("Blast kills 12 at market in Basra", "Blast kills 40 at market in Basra"),
        {"12", "40"},
    ),
    ("name-conflict", "headline-differs"): (
        QUIET,
        QUIET,
        ("Police arrest Peter Hall over bank fraud", "Police arrest John Baker over bank fraud"),
        {"Peter Hall", "John Baker"},
    ),
    ("negation", "headline-differs"): (
        QUIET,
        QUIET,
        ("Senate approves tax bill in late vote", "Senate rejects tax bill in late vote"),
        {"approves", "rejects"},
    ),
    ("negation", "contradiction"): (
        ["The company reported a rise in quarterly profit on Tuesday."],
        ["The company reported a fall in quarterly profit on Tuesday."],
        (None, None),
        {"rise", "fall"},
    ),
    ("quote-altered", "negation"): (
        ['"The company did not get the balance right after the prices were raised," the manager said.'],
        ['"The company did get the balance right after the prices were raised," the manager said.'],
        (None, None),
        {"not"},
    ),
    ("negation", "certainty"): (
        ["The president signed the order on Friday."],
        ["The president may not sign the order on Friday."],
        (None, None),
        {"may not sign"},
    ),
    ("quote-altered", "certainty"): (
        ['"The captain sank the ship in the harbour of the northern town on Monday night."'],
        ['"The captain reportedly sank the ship in the harbour of the northern town on Monday night."'],
        (None, None),
        {"reportedly"},
    ),
    ("quote-altered", "contradiction"): (
        ['"The song was largely ignored by critics when it came out in the spring," she said.'],
        ['"The song was highly acclaimed by critics when it came out in the spring," she said.'],
        (None, None),
        {"largely ignored", "highly acclaimed"},
    ),
    ("alternate-name", "name-conflict"): (
        [text.format("Hezbollah") for text in SWAPPED],
        [text.format("Fatah") for text in SWAPPED],
        (None, None),
        {"Hezbollah", "Fatah"},
    ),
}


@functools.cache
def shown(row: tuple[str, str], *ignored: str) -> list[str]:
    """The rules whose values hold the row's."""
    left, right, headlines, values = SEEN[row]
    found: Any = findings_of(left, right, headlines=headlines, settings=Settings(select=EVERY, ignore=ignored))
    return [f.rule for f in found if all(any(v in own for own in f.divergence.values) for v in values)]


def test_every_row_names_two_rules_and_has_its_case() -> None:
    rows = [(row.over, row.under) for row in PRECEDENCE]
    assert len(set(rows)) == len(rows)
    assert set(rows) == set(SEEN)
    assert {name for row in rows for name in row} <= {rule.name for rule in RULES}
    assert all(row.why for row in PRECEDENCE)


def test_no_two_rules_silence_each_other() -> None:
    below: dict[str, set[str]] = {}
    for row in PRECEDENCE:
        below.setdefault(row.over, set()).add(row.under)
    for first in below:
        reached, pending = set(), [first]
        while pending:
            pending += (new := below.get(pending.pop(), set()) - reached)
            reached |= new
        assert first not in reached


@pytest.mark.parametrize("row", list(SEEN), ids="-over-".join)
def test_the_first_speaks_alone_and_silences_nobody_where_it_is_off(row: tuple[str, str]) -> None:
    assert shown(row) == [row[0]]
    assert shown(row, row[0]) == [row[1]]


def test_what_rests_on_other_words_is_kept() -> None:
    """A conflict in the text below does not silence another one in the headlines."""
    found = findings_of(
        ["Police said 7 cars were burnt in the street after the blast."],
        ["Police said 9 cars were burnt in the street after the blast."],
        headlines=("Senate approves tax bill in late vote", "Senate rejects tax bill in late vote"),
        settings=Settings(ignore=("negation",)),
    )
    assert {"number-conflict", "headline-differs"} <= {f.rule for f in found}

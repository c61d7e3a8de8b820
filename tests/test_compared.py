"""What is kept of a comparison is what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from claimcheck.comparing.claim_units import tokens_of
from claimcheck.datamodel import (
    Alignment,
    Article,
    Claim,
    ClaimRole,
    Comparison,
    Edit,
    EditKind,
    Filling,
    Mention,
    MentionKind,
    Slot,
    Span,
    Token,
)
from claimcheck.engine.compared import Compared, Pair, Whole, compared_in, pair_in, pairs_of
from claimcheck.engine.index_records import DamagedError
from claimcheck.engine.whole_run import PairFacts
from claimcheck.facts.events import Told
from claimcheck.facts.slot_finding import Linked
from claimcheck.facts.sources import Given

TEXT = "Two people had died."
FACTS = PairFacts(
    Linked(((0, 1, 0.4321, True), (1, 0, 0.1, False)), ((0, 1, 0.4321, None), (1, 0, 0.1, 0.3))),
    Told(((0, 0, 0.9),), ((1, 0, 0.7),)),
    (Given(((0, 2, 0.6),), ()), Given((), ((1, 1),))),
)


def claim(path: str, ordinal: int) -> Claim:
    start = len(TEXT) * ordinal
    words = TEXT.rstrip(".").split()
    tokens = tuple(
        Token(start + 4 * n, start + 4 * n + 3, w, w.lower(), "X", "X", "dep", 3, "") for n, w in enumerate(words)
    )
    span = Span(path, start, start + len(TEXT))
    return Claim(f"{path}#1:{ordinal}", f"{path}#1", span, ordinal, 0, ClaimRole.BODY, TEXT, tokens)


def test_a_slot_is_kept_with_all_that_is_known_of_its_places() -> None:
    claims = [claim(path, 0) for path in ("a.txt", "b.txt")]
    fillings = tuple(
        Filling(claim, Mention(MentionKind.QUANTITY, Span(claim.span.path, 0, 3), "Two"), sure)
        for claim, sure in zip(claims, (0.5, 0.75), strict=True)
    )
    found = Compared(slots=(Slot("quantity", "people", fillings, 0.5),))
    assert compared_in(found.packed(), Whole({}, {c.id: c for c in claims})) == found


def test_a_pair_is_kept_with_the_words_of_its_sides_in_whatever_order_they_were_compared() -> None:
    """Of a side that is one claim the words stand in the claim; of several, their order was chosen."""
    left, first, second = claim("a.txt", 0), claim("b.txt", 0), claim("b.txt", 1)
    articles = [
        Article(f"{p}#1", Span(p, 0, 50), None, None, dt.date(2020, 1, 1), None, "en", ()) for p in ("a.txt", "b.txt")
    ]
    alignment = Alignment("a.txt#1", "b.txt#1", (left,), (first, second), 0.9)
    edit = Edit(EditKind.INSERTION, (4, 4), (4, 8), "", TEXT)
    comparison = Comparison(
        "story", alignment, *articles, left.tokens, tokens_of((second, first)), ((0, 0),), (edit,), (), 0.25
    )
    found = pairs_of([alignment], [comparison], {("a.txt#1", "b.txt#1"): FACTS, ("a.txt#1", "c.txt#1"): FACTS})
    own = Pair((alignment,), (replace(comparison, story_id=""),), FACTS)
    assert found == {("a.txt#1", "b.txt#1"): own, ("a.txt#1", "c.txt#1"): Pair((), (), FACTS)}
    claims = {c.id: c for c in (left, first, second)}
    assert pair_in(own.packed(), Whole({a.id: a for a in articles}, claims)) == own
    with pytest.raises(DamagedError):
        pair_in(own.packed(), Whole({}, claims))

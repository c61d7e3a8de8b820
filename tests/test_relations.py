"""How two articles are related, and what their silence means by it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from claimcheck.datamodel import (
    Alignment,
    Article,
    ArticleRelation,
    Claim,
    ClaimRole,
    Evidence,
    RelatedArticles,
    Span,
)
from claimcheck.rules.claim_missing import ClaimMissing
from claimcheck.stories.relation import NAMES, PARAMETERS, related, relation_features, runs_of

WIRE = [
    "Two ferries collided in thick fog in the strait at dawn on Monday, injuring 31 people, the coast guard said.",
    "The captain of the larger ferry told investigators that his radar had failed minutes before the collision.",
    "Rescue boats took all 214 passengers to the port of Haldane, where doctors treated them in a sports hall.",
    "It was the third accident in the strait since the operator changed its timetable in January.",
    "The operator said that it would suspend night crossings until the cause was known.",
]
OTHER_DESK = [
    "Dozens were hurt when a pair of passenger ships ran into each other early on Monday.",
    "Visibility was poor, and one skipper has blamed broken equipment.",
    "Families waited for news outside a gymnasium in Haldane until the evening.",
    "Unions have long warned that crews work too many hours without rest.",
    "The transport minister promised an inquiry and visited the wounded.",
]


def article(name: str, published: dt.date | None = None) -> Article:
    return Article(name, Span(f"{name}.txt", 0, 1), name, None, published, None, "en", ())


def claims(name: str, texts: Sequence[str]) -> list[Claim]:
    starts = list(itertools.accumulate((len(t) + 1 for t in texts), initial=0))
    return [
        Claim(f"{name}:{n}", name, Span(f"{name}.txt", s, s + len(t)), n, n, ClaimRole.BODY, t)
        for n, (s, t) in enumerate(zip(starts, texts, strict=False))
    ]


def aligned(left: Sequence[Claim], right: Sequence[Claim], pairs: Sequence[tuple[int, int]]) -> list[Alignment]:
    names = left[0].article_id, right[0].article_id
    found = [Alignment(*names, (left[i],), (right[j],), 0.9) for i, j in pairs]
    found += [Alignment(*names, (c,), (), 0.9) for n, c in enumerate(left) if n not in {i for i, _ in pairs}]
    return found + [Alignment(*names, (), (c,), 0.9) for n, c in enumerate(right) if n not in {j for _, j in pairs}]


def relation(
    left: Sequence[str], right: Sequence[str], pairs: Sequence[tuple[int, int]], *days: int
) -> RelatedArticles:
    mine, theirs = claims("a", left), claims("b", right)
    dates = [dt.date(2024, 1, day) for day in days] or [None, None]
    features = relation_features(runs_of(mine), runs_of(theirs), aligned(mine, theirs, pairs))
    assert all(0.0 <= value <= 1.0 for value in features) and len(features) == len(NAMES)
    return related(article("a", dates[0]), article("b", dates[1]), features)


def test_each_relation() -> None:
    straight = [(n, n) for n in range(5)]
    assert relation(WIRE, WIRE, straight).relation is ArticleRelation.COPY
    assert relation(WIRE, WIRE[:2], straight[:2]).relation is ArticleRelation.CUT
    assert relation(WIRE[:2], WIRE, straight[:2]).relation is ArticleRelation.CUT
    rewritten = [
        text.replace("said", "announced").replace("ferries", "ferry boats").replace("told", "informed") for text in WIRE
    ]
    assert relation(WIRE, rewritten, straight).relation is ArticleRelation.REWRITE
    apart = relation(WIRE, OTHER_DESK, [(0, 0), (1, 1)])
    assert apart.relation is ArticleRelation.SAME_EVENT and apart.derived < 0.3
    assert relation(WIRE, rewritten, straight, 3, 3).relation is ArticleRelation.REWRITE
    assert relation(WIRE, rewritten, straight, 3, 4).relation is ArticleRelation.UPDATE
    assert relation(WIRE, WIRE, straight, 3, 4).relation is ArticleRelation.COPY


def test_the_stored_parameters_are_readable_sorted_and_measured(root: Path) -> None:
    text = (root / "claimcheck" / "stories" / PARAMETERS).read_text(encoding="utf-8")
    stored = json.loads(text)
    assert text == json.dumps(stored, indent=2, sort_keys=True) + "\n"
    assert set(stored["derived"]["weights"]) == set(stored["cut"]["weights"]) == set(NAMES)
    assert stored["derived"]["weights"]["copied_most"] > 0
    assert set(stored["held_out"]["confusion"]) == {"copy", "cut", "rewrite", "update", "same-event"}


def digest(derived: float) -> list[tuple[str, str]]:
    """What is said of three reports: b and c have a statement that a lacks; b alone has another."""
    texts = {"a": WIRE[:2], "b": [*WIRE[:2], WIRE[2], WIRE[3]], "c": [*WIRE[:2], WIRE[2]]}
    own = {name: claims(name, lines) for name, lines in texts.items()}
    shared = {("a", "b"): 2, ("a", "c"): 2, ("b", "c"): 3}
    alignments = [x for (a, b), n in shared.items() for x in aligned(own[a], own[b], [(i, i) for i in range(n)])]
    kind = ArticleRelation.SAME_EVENT if derived < 0.5 else ArticleRelation.REWRITE
    evidence = Evidence(
        tuple(map(article, texts)), (), tuple(c for found in own.values() for c in found), tuple(alignments),
        (), (), (), (), (), tuple(RelatedArticles(a, b, kind, derived, 0.1, 0.5) for a, b in shared),
    )  # fmt: skip
    return [(d.primary.article_id, d.message) for d in ClaimMissing().check_story(evidence)]


def test_an_independent_report_gets_one_digest_and_a_rewrite_every_sentence() -> None:
    assert digest(0.1) == [("a", f"Lacks a statement that b.txt and c.txt have, as “{WIRE[2]}”")]
    told = digest(0.9)
    assert sorted(primary for primary, _ in told) == ["b", "b", "c"]
    assert all(message.startswith("Not in ") for _, message in told)


@pytest.mark.parametrize("texts", [[], ["One two three."]])
def test_an_article_of_few_words(texts: list[str]) -> None:
    found = relation_features(runs_of(claims("a", texts)), runs_of(claims("b", WIRE)), [])
    assert found[:4] == [0.0] * 4

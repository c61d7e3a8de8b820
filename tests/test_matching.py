"""Alignment and grouping: on the seed pages with the real model, on made-up claims with word vectors."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Alignment, Alone, Article, Claim, ClaimRole, Span, Story
from claimcheck.matching.align import align
from claimcheck.matching.features import NAMES, pair_features, side, word_weights
from claimcheck.matching.model import PARAMETERS, Logistic, of_many, parameters, probability, score
from claimcheck.stories.accounts import alone
from claimcheck.stories.group import chances_of, group_outlines, joined, stories_of
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.outlines import outline
from tests.growth import LINEAR, growth_exponent

STORY = [
    "Barely a month after Baghdad declared victory over the rebels, they could still recapture areas of the north.",
    'Ali Bayati, a commander, said the Nimrud area could "fall at any time because security there is fragile".',
    "Last July, the authorities announced the liberation of nearby Mosul, the second city.",
    "More than 4,000 militants have been arrested in Nineveh province since the city's capture, police said.",
    "Hiding out in valleys and gullies, the militants have built up stockpiles of arms, fuel, water and food.",
    "On Monday, twin suicide bombings in the capital killed 31 people and wounded more than 100.",
    "The coalition has trained 125,000 members of the security forces, Colonel Ryan Dillon told reporters.",
    "He said the attacks had been the work of members from the areas of Tal Afar and Hatra.",
]
OTHER = [
    "Italy plans to send an ambassador back to Damascus to reflect new diplomatic developments, the minister said.",
    "Rome withdrew its envoy in 2012 when European states closed missions across the region.",
    "Several Gulf states have reopened their embassies over the past twelve months.",
    "The Arab League suspended the country's membership over concerns about human rights.",
]


def vectors(texts: Sequence[str]) -> np.ndarray:
    """Unit rows in which common words make texts alike: enough where the point is not the model."""
    rows = np.zeros((len(texts), 256))
    for row, text in zip(rows, texts, strict=True):
        for word in re.findall(r"\w+", text.lower()):
            row[int(hashlib.sha256(word.encode("utf-8", "replace")).hexdigest(), 16) % 256] += 1.0 + (len(word) > 4)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    rows[norms[:, 0] == 0, 0] = 1.0
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def claims(article: str, texts: Sequence[str], headline: str | None = None) -> list[Claim]:
    """Claims in order, a line each; the headline first."""
    found, start = [], 0
    for n, text in enumerate(([headline] if headline else []) + list(texts)):
        role = ClaimRole.HEADLINE if headline and n == 0 else ClaimRole.BODY
        found.append(Claim(f"{article}:{n}", article, Span(article, start, start + len(text)), n, n, role, text))
        start += len(text) + 1
    return found


def aligned(left: Sequence[Claim], right: Sequence[Claim]) -> tuple[Alignment, ...]:
    return align(left, right, vectors([c.text for c in left]), vectors([c.text for c in right]), "left", "right")


def texts_of(alignments: Sequence[Alignment]) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    return {(tuple(c.ordinal for c in a.left), tuple(c.ordinal for c in a.right)) for a in alignments}


def article(name: str, published: dt.date | None = None, *, teaser: bool = False) -> Article:
    return Article(name, Span(name, 0, 1), None, None, published, None, "en", (), teaser)


def stories(texts: dict[str, Sequence[str]], **changed: Article) -> list[tuple[str, ...]]:
    own = {name: claims(name, lines) for name, lines in texts.items()}
    return [s.article_ids for s in grouped([changed.get(name, article(name)) for name in texts], own)]


def grouped(articles: Sequence[Article], own: Mapping[str, Sequence[Claim]]) -> tuple[Story, ...]:
    return group_outlines([outline(a, own[a.id]) for a in articles])


# --------------------------------------------------------------------------- alignment


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("4,000", "3,000"),
        ("More than 4,000", "About 900"),
        ("militants", "jihadis"),
        ("Nineveh", "Ninevah"),
        ("have been arrested", "have not been arrested"),
        ("Last July", "Last June"),
        ("Bayati", "Hashemi"),
        ("Monday, twin suicide bombings", "Tuesday, a suicide bombing"),
    ],
)
def test_a_changed_fact_does_not_part_two_claims(old: str, new: str) -> None:
    changed = [text.replace(old, new) for text in STORY]
    assert changed != STORY
    assert texts_of(aligned(claims("left", STORY), claims("right", changed))) == {((n,), (n,)) for n in range(8)}


def test_paragraphs_may_move() -> None:
    order = [4, 5, 6, 7, 0, 1, 2, 3]
    found = aligned(claims("left", STORY), claims("right", [STORY[n] for n in order]))
    assert texts_of(found) == {((n,), (order.index(n),)) for n in range(8)}
    assert [a.left[0].ordinal for a in found] == list(range(8))


def test_what_one_side_lacks_has_an_empty_side_in_its_place() -> None:
    found = aligned(claims("left", STORY[:3] + STORY[4:]), claims("right", STORY[:5] + STORY[6:]))
    shape = [(len(a.left), len(a.right)) for a in found]
    assert shape == [(1, 1), (1, 1), (1, 1), (0, 1), (1, 1), (1, 0), (1, 1), (1, 1)]
    assert [a.score > 0.5 for a in found] == [True] * 8


def test_a_split_sentence_meets_both_halves() -> None:
    whole = "He served in the navy for ten years and later opened a bakery with his brother in the harbour district."
    halves = [
        "He served in the navy for ten years.",
        "He later opened a bakery with his brother in the harbour district.",
    ]
    left, right = claims("left", [*STORY[:3], whole, *STORY[4:]]), claims("right", [*STORY[:3], *halves, *STORY[4:]])
    assert ((3,), (3, 4)) in texts_of(aligned(left, right))
    assert ((3, 4), (3,)) in texts_of(aligned(right, left))


def test_one_sentence_may_answer_several_and_a_list_answers_line_by_line() -> None:
    both = "Twin bombings in the capital killed 31 people on Monday, and police arrested 4,000 militants in Nineveh."
    halves = [
        "On Monday, twin bombings in the capital killed 31 people.",
        "Police arrested 4,000 militants in Nineveh province.",
    ]
    left, right = claims("left", [both, *OTHER]), claims("right", [halves[0], *OTHER, halves[1]])
    assert {((0,), (0,)), ((0,), (5,))} <= texts_of(aligned(left, right))
    lines = [f"Case number {n} of the list was closed by the court on Friday." for n in range(20)]
    told = texts_of(aligned(claims("left", lines), claims("right", lines)))
    assert told == {((n,), (n,)) for n in range(20)}


def test_headlines_meet_headlines_only() -> None:
    headline = "Rebels could still recapture areas of the north after Baghdad declared victory"
    left, right = claims("left", STORY, headline), claims("right", STORY, headline + ", officials say")
    assert {a.left[0].role for a in aligned(left, right) if a.right[0].role is ClaimRole.HEADLINE} == {
        ClaimRole.HEADLINE
    }
    alone = aligned(left, claims("right", STORY))
    assert not any(c.role is ClaimRole.HEADLINE for a in alone for c in (*a.left, *a.right))
    body = aligned(claims("left", [], STORY[0]), claims("right", STORY[:1]))
    assert texts_of(body) == {((), (0,))}


def test_unrelated_articles_share_no_claim() -> None:
    assert not any(a.left and a.right for a in aligned(claims("left", STORY), claims("right", OTHER)))


def test_an_empty_side() -> None:
    assert texts_of(aligned([], claims("right", OTHER))) == {((), (n,)) for n in range(4)}
    assert aligned([], []) == ()


def test_sides_can_be_swapped() -> None:
    changed = [t.replace("militants", "jihadis") for t in (*STORY[3:], *STORY[:2])]
    one, two = (
        aligned(claims("left", STORY), claims("right", changed)),
        aligned(claims("left", changed), claims("right", STORY)),
    )
    assert texts_of(one) == {(right, left) for left, right in texts_of(two)}


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_claim_is_lost(left: list[str], right: list[str]) -> None:
    found = aligned(claims("left", left), claims("right", right))
    assert {c.ordinal for a in found for c in a.left} == set(range(len(left)))
    assert {c.ordinal for a in found for c in a.right} == set(range(len(right)))
    for a in found:
        assert 0.0 <= a.score <= 1.0
        for own in (a.left, a.right):
            assert [c.ordinal for c in own] == list(range(own[0].ordinal, own[0].ordinal + len(own))) if own else True


@pytest.mark.once
def test_long_lines_take_linear_time() -> None:
    def align_long(size: int) -> None:
        lines = ["a" * size, "1,2," * (size // 4), "'s " * (size // 3)]
        aligned(claims("left", lines), claims("right", ["A. " * (size // 3)]))

    assert growth_exponent(align_long, 100_000) < LINEAR


def test_every_claim_of_long_articles_finds_its_own() -> None:
    many = [f"{STORY[n % 8]} Case number {n} of the list." for n in range(300)]
    assert sum(bool(a.left and a.right) for a in aligned(claims("left", many), claims("right", many))) == 300


# --------------------------------------------------------------------------- features and score


def test_features_are_symmetric_and_bounded() -> None:
    left, right = side(STORY, vectors(STORY)), side(OTHER, vectors(OTHER))
    weights = word_weights((*left.bags, *right.bags))
    one, two = pair_features(left, right, weights), pair_features(right, left, weights)
    assert one.shape == (8, 4, len(NAMES))
    assert one == pytest.approx(two.transpose(1, 0, 2))
    assert one.min() >= -1.0
    assert one[:, :, [n for n, name in enumerate(NAMES) if name not in {"shorter", "longer"}]].max() <= 1.0 + 1e-9
    same = pair_features(left, left, word_weights(left.bags))
    at = {name: n for n, name in enumerate(NAMES)}
    for name in ("cosine", "covered_most", "covered_least", "letters", "length"):
        assert np.diag(same[:, :, at[name]]) == pytest.approx(np.ones(8), abs=1e-5)


@given(st.lists(st.text("ab c,2", max_size=12), min_size=1, max_size=5), st.lists(st.text("ab c,2"), min_size=1))
def test_what_two_claims_share_is_counted_as_sets_are(ours: list[str], theirs: list[str]) -> None:
    left, right = side(ours, vectors(ours)), side(theirs, vectors(theirs))
    weights = word_weights((*left.bags, *right.bags))
    at = {name: n for n, name in enumerate(NAMES)}
    features = pair_features(left, right, weights)
    for i, one in enumerate(left.bags):
        for j, other in enumerate(right.bags):
            grams = len(one.letters) + len(other.letters)
            assert features[i, j, at["letters"]] == 2 * len(one.letters & other.letters) / max(grams, 1)
            weight = 0.0
            for word in sorted(one.words & other.words):
                weight += weights[word]
            assert features[i, j, at["weight"]] == min(weight, 8.0) / 8.0


def test_a_margin_favours_the_pair_without_rivals() -> None:
    twice = [STORY[0], STORY[0], STORY[1]]
    left, right = side(STORY[:2], vectors(STORY[:2])), side(twice, vectors(twice))
    features = pair_features(left, right, word_weights((*left.bags, *right.bags)))
    least = features[:, :, NAMES.index("cosine_margin_least")]
    assert least[0, 0] == least[0, 1] == pytest.approx(0.0)  # each is the other's rival
    assert least[1, 2] > 0.3
    one = pair_features(side(STORY[:1], vectors(STORY[:1])), right, word_weights(right.bags))
    assert one.shape == (1, 3, len(NAMES))


def test_the_stored_parameters_are_readable_sorted_and_measured(root: Path) -> None:
    path = root / "claimcheck" / "matching" / PARAMETERS
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8") == json.dumps(stored, indent=2, sort_keys=True) + "\n"
    assert stored["held_out"]["ECB+ golds"]["average_precision"] > 0.95
    assert stored["held_out"]["modern gold"]["average_precision"] > 0.68
    weights = dict(score("match").weights)
    assert set(weights) == set(NAMES)
    assert all(weights[name] > 0 for name in ("cosine", "covered_most", "numbers", "letters", "cosine_margin_most"))
    assert parameters()["held_out"] == stored["held_out"]


def test_a_score_is_a_probability() -> None:
    logistic = Logistic.of({"intercept": -1, "weights": {"b": 2.0, "a": 1.0}})
    logits = logistic.logit(np.array([[1.0, 0.0], [0.0, 1.0]]), ("a", "b"))
    assert logits == pytest.approx([0.0, 1.0])
    assert probability(logits)[0] == pytest.approx(0.5)
    assert probability(np.array([-1e9, 1e9])) == pytest.approx([0.0, 1.0], abs=1e-9)
    with pytest.raises(TypeError, match="logistic"):
        Logistic.of({"intercept": "?", "weights": {}})


# --------------------------------------------------------------------------- stories


def test_variants_join_and_others_do_not() -> None:
    rewritten = [t.replace("militants", "jihadis").replace("said", "says") for t in STORY]
    assert stories({"a": STORY, "b": rewritten, "c": OTHER}) == [("a", "b")]


def test_a_cut_version_joins_the_long_one() -> None:
    assert stories({"long": STORY + OTHER, "cut": STORY[:4]}) == [("cut", "long")]


def test_a_copy_joins_whatever_its_date_and_a_teaser_never() -> None:
    later = article("b", dt.date(2019, 7, 1))
    first = article("a", dt.date(2018, 1, 19))
    rewritten = [t.replace("militants", "jihadis").replace("the", "those").replace("said", "says") for t in STORY]
    assert stories({"a": STORY, "b": STORY}, a=first, b=later) == [("a", "b")]
    assert stories({"a": STORY, "b": STORY[:6]}, a=first, b=later) == [("a", "b")]
    assert stories({"a": STORY, "b": rewritten}) == [("a", "b")]
    assert stories({"a": STORY, "b": rewritten}, a=first, b=later) == [("a", "b")]
    assert stories({"a": STORY, "b": STORY[:6]}, b=article("b", teaser=True)) == []


def test_two_articles_that_are_named_together_are_one_story_whatever_they_tell() -> None:
    own = {name: claims(name, lines) for name, lines in {"a": STORY, "b": OTHER, "c": STORY[:6]}.items()}
    outlines = {name: outline(article(name), lines) for name, lines in own.items()}
    (pair,) = stories_of([outlines["b"], outlines["a"]])
    assert pair.article_ids == ("a", "b")
    assert pair.similarity < 0.5  # a weak link, and said to be one
    teaser = outline(article("b", teaser=True), own["b"])
    assert stories_of([outlines["a"], teaser]) == ()
    assert [s.article_ids for s in stories_of(list(outlines.values()))] == [("a", "c")]
    assert [s.article_ids for s in stories_of(list(outlines.values()), one_story=True)] == [("a", "b", "c")]


def test_every_article_alone_is_named_with_what_it_is_nearest_to() -> None:
    told = {"a": STORY, "b": STORY[:6], "far": OTHER, "near": [*OTHER[:1], *STORY[:2]], "cut": STORY[:2]}
    outlines = [outline(article(n, teaser=n == "cut"), claims(n, lines)) for n, lines in told.items()]
    found = [Story("story:a", ("a", "b"), "a", 0.9)]
    entries = {e.article_id: e for e in alone(outlines, found)}
    assert list(entries) == ["cut", "far", "near"]  # each article once, in order of id
    assert entries["cut"].why == "teaser" and entries["cut"].score is None
    assert (entries["near"].why, entries["near"].story_id, entries["near"].nearest_id) == ("no story", "story:a", "a")
    assert entries["far"].story_id is None and entries["far"].nearest_id == "near"
    assert alone(outlines[::-1], found) == tuple(entries.values())
    assert alone(outlines, found, of={"far"}) == (entries["far"],)
    # The score is that of the join, which grouping compares with the threshold.
    pair = [o for o in outlines if o.id in {"far", "near"}]
    (join,) = chances_of([joined(Likeness(pair).between([0, 1], [0, 1]), [0], [1])]).tolist()
    assert alone(pair, [], threshold=0.4)[0].score == join and alone(pair, [], threshold=0.4)[0].needed == 0.4
    assert alone(pair[:1], []) == (Alone("far", "no story", 0.5),)


def test_the_reference_is_the_earliest_then_the_fullest() -> None:
    own = {name: claims(name, lines) for name, lines in {"a": STORY[:6], "b": STORY, "c": STORY[:7]}.items()}
    undated = grouped([article(n) for n in "abc"], own)
    assert [(s.id, s.article_ids, s.reference_id) for s in undated] == [("story:a", ("a", "b", "c"), "b")]
    dated = grouped([article("a"), article("b", dt.date(2018, 1, 20)), article("c", dt.date(2018, 1, 19))], own)
    assert dated[0].reference_id == "c"


def test_two_stories_do_not_meet_through_a_page_that_has_both() -> None:
    both = [*STORY[:5], *OTHER]
    rewritten = [t.replace("militants", "jihadis") for t in STORY]
    found = stories({"a": STORY, "b": rewritten, "both": both, "c": OTHER, "d": OTHER[:3]})
    assert not any({"a", "c"} <= set(members) for members in found)


def test_the_order_of_articles_changes_nothing() -> None:
    rewritten = [t.replace("militants", "jihadis") for t in STORY]
    texts = {"a": STORY, "b": rewritten, "c": STORY[:6], "d": OTHER, "e": OTHER[:3], "f": []}
    names = list(texts)
    expected = stories(texts)
    assert expected == [("a", "b", "c"), ("d", "e")]
    for turn in range(5):
        random.Random(turn).shuffle(names)
        assert stories({name: texts[name] for name in names}) == expected


def test_articles_without_claims() -> None:
    assert stories({}) == []
    assert stories({"a": [], "b": []}) == []


def test_variants_are_found_among_many_articles() -> None:
    words = ["".join(parts) for parts in itertools.product(("ban", "cor", "del", "fen", "gul", "hap", "jot"), repeat=5)]
    rng = random.Random(5)
    texts = {f"n{n:04}": [" ".join(rng.choices(words, k=18)).capitalize() + "." for _ in range(6)] for n in range(600)}
    texts |= {f"v{n:04}": texts[f"n{n:04}"][:5] for n in range(20)}
    assert stories(texts) == [(f"n{n:04}", f"v{n:04}") for n in range(20)]


# --------------------------------------------------------------------------- the seed pages


@pytest.mark.model
def test_the_seed_pages(root: Path) -> None:
    from claimcheck.claims.extract import claims_of
    from claimcheck.datamodel import Source
    from claimcheck.embedding.cache import CachedEncoder
    from claimcheck.embedding.encoder import load_encoder
    from claimcheck.reading.segment import segment

    encoder = CachedEncoder(load_encoder(), None)
    articles, own = [], {}
    for path in sorted((root / "fixtures" / "seeds").glob("00[0-3]*.txt")):
        raw = path.read_bytes()
        source = Source(path.name, raw.decode(), hashlib.sha256(raw).hexdigest())
        for found in segment(source):
            articles.append(found)
            own[found.id] = claims_of(found, source)
    rows = {name: encoder.encode([c.text for c in found]) for name, found in own.items()}
    story = grouped(articles, own)
    assert [[name[:3] for name in s.article_ids] for s in story] == [["000", "001", "002"]]
    _, left, right = story[0].article_ids
    found = align(own[left], own[right], rows[left], rows[right], left, right)
    body = [a for a in found if a.left and a.right and a.left[0].role is not ClaimRole.HEADLINE]
    assert len(body) == 19
    assert sum(bool(a.right and not a.left) for a in found) >= 4
    assert align(own[left], own[right], rows[left], rows[right], left, right) == found


@given(st.floats(0.001, 0.999), st.integers(0, 2000))
def test_what_is_found_among_many_is_less_sure(chance: float, articles: int) -> None:
    told, further = of_many(chance, articles), of_many(chance, 2 * articles + 2)
    assert 0.0 <= further <= told <= max(chance, round(chance, 4))
    assert articles > 2 or told == chance

"""Whether two claims report one event: with the real models, on a small made-up corpus of two sister stories."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from claimcheck.claims.annotate import Annotator
from claimcheck.embedding.encoder import load_encoder
from claimcheck.embedding.words import CACHE_FILE, WordEncoder
from claimcheck.matching.features import bag
from claimcheck.matching.model import parameters
from claimcheck.stories.event_stories import LIKENESS_NAMES, STORY_NAMES, StoryArticle, likeness, stories, walks
from claimcheck.stories.event_words import (
    LAYERS,
    WORD_NAMES,
    Words,
    WordSpace,
    content_words,
    overlaps,
    word_features,
    words_of,
)
from claimcheck.stories.events import EVENT_NAMES, EventClaim, EventModel, Events, Pair, event_model

# Two fires in two towns: the same sort of event, told by three papers each.
FIRES = [
    ["Three people died when a fire swept through a hotel in Marlow on Sunday.", "Police arrested a night porter."],
    ["A hotel fire in Marlow has killed three guests.", "The porter on duty that night was arrested on Monday."],
    ["Marlow: a porter was held over the hotel blaze which claimed three lives.", "The hotel dates from 1880."],
    ["Two firefighters were hurt in a warehouse fire in Kelby on Friday.", "The owner of the warehouse was arrested."],
    ["A warehouse in Kelby burned down and left two firefighters injured.", "Kelby has had no fire for ten years."],
    [
        "Kelby warehouse blaze: two firefighters were injured.",
        "Police detained the owner of the warehouse on Saturday.",
    ],
    [],
]


class Models:
    """The real models, loaded once."""

    def __init__(self, cache: Path) -> None:
        self.words_of_texts = WordEncoder(cache_dir=cache)
        self.annotator = Annotator(cache / "annotations.sqlite")
        self.encoder = load_encoder()

    def words(self, texts: Sequence[str]) -> list[Words]:
        content = [content_words(tokens) for tokens in self.annotator.annotate(texts)]
        rows = self.words_of_texts.encode_words(texts, [tuple((t.start, t.end) for t in own) for own in content])
        return [words_of(own, vectors) for own, vectors in zip(content, rows, strict=True)]

    def claims(self, texts: Sequence[str]) -> list[EventClaim]:
        rows = zip(texts, self.encoder.encode(texts), self.words(texts), strict=True)
        return [EventClaim(text, vector, words) for text, vector, words in rows]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    return Models(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def fires(models: Models) -> Events:
    return Events([models.claims(own) if own else [] for own in FIRES])


@pytest.mark.model
def test_one_event_scores_above_a_sister_event_and_another_of_the_story(fires: Events) -> None:
    same: list[Pair] = [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((3, 0), (4, 0)), ((3, 0), (5, 0)), ((3, 1), (5, 1))]
    sister: list[Pair] = [((0, 0), (3, 0)), ((0, 1), (3, 1)), ((1, 0), (5, 0)), ((2, 0), (4, 0))]
    other: list[Pair] = [((0, 0), (2, 1)), ((3, 0), (4, 1)), ((0, 0), (1, 1))]
    assert min(fires.scores(same)) > max(fires.scores([*sister, *other]))


@pytest.mark.model
def test_the_score_is_the_same_whichever_claim_comes_first(fires: Events) -> None:
    pairs: list[Pair] = [((a, 0), (b, 1)) for a in range(6) for b in range(6) if a != b]
    swapped = [(second, first) for first, second in pairs]
    assert fires.scores(swapped) == pytest.approx(fires.scores(pairs), abs=1e-6)
    told = stories(fires.likeness, event_model().story)
    assert fires.features([], told).shape == (0, len(EVENT_NAMES))
    assert fires.features(pairs, told).shape == (len(pairs), len(EVENT_NAMES))


@pytest.mark.model
def test_the_score_does_not_depend_on_the_order_of_articles(fires: Events, models: Models) -> None:
    backwards = Events([models.claims(own) if own else [] for own in FIRES[::-1]])
    pairs: list[Pair] = [((0, 0), (1, 0)), ((0, 0), (3, 0)), ((2, 1), (4, 1))]
    turned: list[Pair] = [((6 - a, i), (6 - b, j)) for (a, i), (b, j) in pairs]
    assert backwards.scores(turned) == pytest.approx(fires.scores(pairs), abs=1e-4)


@pytest.mark.model
def test_the_log_odds_are_those_of_the_training_features(fires: Events) -> None:
    """What training folds into one slope a layer must be what scoring adds up."""
    model, pairs = event_model(), [((0, 0), (1, 0)), ((0, 1), (5, 1))]
    matched = np.stack([fires.matched_words(pair) for pair in pairs])
    folded = np.hstack([np.array(model.bases)[:, None], model.slopes])
    told = stories(fires.likeness, model.story)
    named = model.event.logit(fires.features(pairs, told), EVENT_NAMES)
    assert fires.logits(pairs) == pytest.approx(named + (matched * folded).sum(axis=(1, 2)), abs=1e-4)


@pytest.mark.model
def test_few_empty_and_odd_articles(models: Models) -> None:
    events = Events([models.claims(["One claim."]), [], models.claims(["!?", "\u202e x" + "y" * 300])])
    assert np.isfinite(events.scores([((0, 0), (2, 0)), ((2, 0), (2, 1)), ((0, 0), (2, 1))])).all()
    assert len(Events([]).scores([])) == 0
    assert len(Events([[]]).scores([])) == 0


def test_vectors_of_another_model_are_refused(models: Models) -> None:
    words = Words(("fire",), ("NOUN",), np.ones((1, 2, 8), dtype=np.float32))
    events = Events([[EventClaim("Fire.", np.ones(8) / np.sqrt(8), words)]] * 2)
    with pytest.raises(ValueError, match="384 dimensions"):
        events.scores([((0, 0), (1, 0))])


# --------------------------------------------------------------------------- words


@pytest.mark.model
def test_words_match_by_meaning_not_by_form(models: Models) -> None:
    texts = ["The blast killed three soldiers.", "Three troops died in the explosion.", "Shares rose by three percent."]
    space = WordSpace(models.words(texts))
    assert space.overlap(0, 1) > 2 * space.overlap(0, 2)
    assert space.overlap(0, 1) == pytest.approx(space.overlap(1, 0))
    matched = space.matched(0, 1, 1)
    assert [len(part) for part in matched] == [4, 4]
    assert all(0 <= share <= 1 for part in matched for share in part)


@pytest.mark.model
def test_the_source_of_a_proposition_comes_first(models: Models) -> None:
    asked = ["Anna Berg resigned as mayor", "the bridge will cost $4 million"]
    sources = [
        "The mayor of the town spoke for an hour about bridges.",
        "The council has set aside four million dollars to pay for the new bridge.",
        "On Tuesday Berg stepped down as mayor after eight years.",
    ]
    found = overlaps(models.words(asked), models.words(sources))
    assert found.argmax(axis=1).tolist() == [2, 1]
    assert overlaps([], models.words(sources)).shape == (0, 3)
    assert overlaps(models.words(["The of."]), models.words(sources)).tolist() == [[0.0, 0.0, 0.0]]


def test_light_verbs_and_function_words_carry_nothing(models: Models) -> None:
    tokens = models.annotator.annotate(["He said that the army would take part in the talks."])[0]
    assert [token.surface for token in content_words(tokens)] == ["army", "part", "talks"]


@pytest.mark.model
def test_verbs_meet_their_nouns_by_stem(models: Models) -> None:
    first, second = models.words(["He was nominated and paid.", "The nomination and the payment of it came late."])
    named = dict(zip(WORD_NAMES, word_features(first, second), strict=True))
    assert named["verbs_as_nouns"] == 2
    assert named["shared_verbs"] == named["shared_nouns"] == 0
    assert word_features(first, second) == word_features(second, first)


@pytest.mark.model
def test_word_vectors_are_cached_placed_and_deterministic(models: Models, tmp_path: Path) -> None:
    texts = ["Police shot a man.", "", "A man was shot by police — twice.", "\ud800 word"]
    spans = [((0, 6), (7, 11)), (), ((8, 12), (27, 32)), ((2, 6),)]
    cold = WordEncoder(cache_dir=tmp_path)
    first = cold.encode_words(texts, spans)
    assert [rows.shape for rows in first] == [(2, 2, 384), (0, 2, 0), (2, 2, 384), (1, 2, 384)]
    assert all(rows.any(axis=(1, 2)).all() for rows in first)
    again = models.words_of_texts.encode_words(texts[::-1], spans[::-1])[::-1]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(first, again, strict=True))
    assert (tmp_path / CACHE_FILE).exists()
    check = (
        "import sys\nfrom pathlib import Path\nfrom claimcheck.embedding.words import WordEncoder\n"
        f"rows = WordEncoder(cache_dir=Path({str(tmp_path)!r})).encode_words({texts[:1]!r}, {spans[:1]!r})\n"
        "assert 'torch' not in sys.modules\nprint(rows[0].tobytes().hex())"
    )
    said = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
    assert said.strip() == first[0].tobytes().hex()


@pytest.mark.model
def test_a_word_beyond_what_the_model_reads_has_no_vector(models: Models) -> None:
    text = "word " * 400 + "end"
    rows = models.words_of_texts.encode_words([text], [((0, 4), (2000, 2003))])[0]
    assert rows[0].any()
    assert not rows[1].any()
    tokens = [t for t in models.annotator.annotate([text])[0] if t.surface == "end" or t.start == 0]
    assert len(words_of(tokens, rows).stems) == 1


# --------------------------------------------------------------------------- stories


@pytest.mark.model
def test_articles_of_one_story_keep_the_same_company(fires: Events) -> None:
    told = stories(fires.likeness, event_model().story)
    assert told.shape == (6, 6, len(STORY_NAMES))
    for column in (told[:, :, 0], told[:, :, 1]):
        within = [column[a, b] for a in range(6) for b in range(6) if a != b and a // 3 == b // 3]
        across = [column[a, b] for a in range(6) for b in range(6) if a // 3 != b // 3]
        assert np.mean(within) > np.mean(across)
    assert told == pytest.approx(told.transpose(1, 0, 2))


def test_walks_meet_through_a_common_neighbour() -> None:
    alike = np.array([[1, 0.1, 0.9, 0], [0.1, 1, 0.9, 0], [0.9, 0.9, 1, 0], [0, 0, 0, 1.0]])
    once, twice = walks(alike, 1)
    assert once[0, 1] > 0.4  # hardly alike, both like the third
    assert once[0, 3] == twice[0, 3] == 0.0
    assert np.diag(once)[:3] == pytest.approx(1.0)
    assert all(np.isfinite(found).all() for found in walks(np.ones((1, 1)), 5))


def test_likeness_of_a_single_article_is_finite() -> None:
    found = likeness([StoryArticle((bag("Fire in Kelby."),), np.ones((1, 4)) / 2)])
    assert found.shape == (1, 1, len(LIKENESS_NAMES))
    assert np.isfinite(found).all()


def test_the_stored_model_is_complete_and_measured() -> None:
    stored = parameters("events.json", "claimcheck.stories")
    model = EventModel.of(stored)
    assert {name for name, _ in model.event.weights} == set(EVENT_NAMES)
    assert {name for name, _ in model.story.weights} == set(LIKENESS_NAMES)
    assert model.slopes.shape == (len(LAYERS), 384)
    measured = stored["held_out"]["five_folds"]
    assert isinstance(measured, dict)
    assert measured["auc"] > 0.95
    assert measured["auc_all_others"] > 0.9

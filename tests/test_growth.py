"""What an addition costs does not grow with the corpus, counted in work; and it finds what grouping all anew finds."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from claimcheck.datamodel import Article, Claim, ClaimRole, Source, Span, Story, StoryDecision
from claimcheck.decisions.stories import add_story_decision, read_story_decisions
from claimcheck.engine import regions
from claimcheck.engine.grouping import grouped
from claimcheck.engine.index import Entry, FileState, Index, StoredOutline
from claimcheck.engine.regrouping import Regrouping
from claimcheck.engine.story_rows import StoryRows
from claimcheck.settings.loading import Settings
from claimcheck.stories import likeness
from claimcheck.stories.decided import TEXT
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.linkage import LINKED, Linkage, Scores
from claimcheck.stories.neighbours import APART, FIRST, HEAVIEST, KEPT, LEAST, UNDATED, Keywords, meetings
from claimcheck.stories.outlines import Outline, background, outline

pytestmark = pytest.mark.once

WORDS = sorted(background()[1])
PLACES = ("Dover", "Lagos", "Quito", "Osaka", "Turin", "Perth", "Minsk", "Accra")


def told(event: int, outlet: int) -> list[str]:
    """Sentences on one event: its outlets have most of its words in common, other events few."""
    draw = random.Random(f"event {event}")
    own = [f"{WORDS[draw.randrange(len(WORDS))]}{draw.randrange(90)}" for _ in range(40)]
    shared = draw.sample(WORDS, 60)
    place = PLACES[event % len(PLACES)]
    teller = random.Random(f"event {event} outlet {outlet}")
    lines = []
    for n in range(10):
        words = teller.sample(own, 6) + teller.sample(shared, 6) + teller.sample(WORDS, 2)
        lines.append(f"{place} {' '.join(words)} on day {event * 7 + n}.")
    return lines


def page(name: str, lines: Sequence[str], published: dt.date | None = None) -> tuple[Article, list[Claim]]:
    text = " ".join(lines)
    spans = []
    at = 0
    for line in lines:
        spans.append(Span(name, at, at + len(line)))
        at += len(line) + 1
    article = Article(f"{name}#1", Span(name, 0, len(text)), name, None, published, None, "en", ())
    claims = [Claim(f"{name}#1:{n}", article.id, spans[n], n, 0, ClaimRole.BODY, line) for n, line in enumerate(lines)]
    return article, claims


class Corpus:
    """An index beside the outlines that it holds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.held: dict[str, Outline] = {}
        self.index = Index(root / ".claimcheck", "made for a test")

    def put(self, name: str, lines: Sequence[str], *, published: dt.date | None = None, teaser: bool = False) -> None:
        article, claims = page(name, lines, published)
        article = replace(article, teaser=teaser)
        own = outline(article, claims)
        digest = hashlib.sha256(" ".join(lines).encode()).hexdigest()
        stored = StoredOutline(
            article.id, digest, published.isoformat() if published else None, teaser, own.words, own.body,
            own.runs.tobytes(), own.terms.tobytes(), own.weights.tobytes(),
        )  # fmt: skip
        entry = Entry(article, (), stored, (), ())
        with self.index.writing():
            self.index.put(name, FileState(name, 1, 1, digest), [Source(name, "", digest)], [entry], ())
        self.held[name] = own

    def drop(self, name: str) -> None:
        with self.index.writing():
            self.index.drop([name])
        del self.held[name]

    def refresh(self) -> Regrouping:
        groups = Regrouping(self.index, Settings(), self.root)
        groups.refresh()
        return groups

    def stories(self) -> tuple[Story, ...]:
        return tuple(self.index.story_rows.stories().values())

    def assert_whole(self) -> None:
        """Stories, articles alone, and what is said of decisions, as from all outlines at once."""
        groups = self.refresh()
        whole = grouped(list(self.held.values()), Settings(), self.root)
        assert self.stories() == whole.stories
        assert groups.alone({o.id for o in self.held.values()}) == whole.alone()
        assert (groups.decisions, groups.problems) == (whole.decisions, whole.problems)
        homes = {a: s.id for s in whole.stories for a in s.article_ids}
        assert self.index.story_rows.homes(o.id for o in self.held.values()) == homes


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    made = Corpus(tmp_path)
    with made.index:
        yield made


def test_whatever_comes_and_goes_the_stories_are_those_of_all_at_once(corpus: Corpus) -> None:
    names = [(event, outlet) for event in range(12) for outlet in range(4)]
    random.Random(1).shuffle(names)
    for n, (event, outlet) in enumerate(names):
        corpus.put(f"{event}-{outlet}.txt", told(event, outlet), teaser=outlet == 3 and event % 3 == 0)
        if n < 6 or n % 8 == 0:
            corpus.assert_whole()
    corpus.assert_whole()
    assert len(corpus.stories()) >= 10
    corpus.put("copy.txt", told(3, 1), published=dt.date(2019, 1, 2))  # the dated one stands for both
    corpus.put("longer.txt", [*told(3, 1), *told(4, 1)])  # between two stories
    corpus.assert_whole()
    corpus.put("3-1.txt", told(3, 1), published=dt.date(2018, 1, 2))
    corpus.put("5-2.txt", told(6, 9))
    corpus.assert_whole()
    random.Random(2).shuffle(names)
    for n, (event, outlet) in enumerate(names[:-1]):
        corpus.drop(f"{event}-{outlet}.txt")
        if n % 8 == 0 or n > len(names) - 5:
            corpus.assert_whole()
    for name in ("copy.txt", "longer.txt"):
        corpus.drop(name)
        corpus.assert_whole()


def test_over_years_the_stories_are_those_of_all_at_once(corpus: Corpus) -> None:
    draw = random.Random(3)
    days = [dt.date(2020, 1, 1) + dt.timedelta(n) for n in (0, 1, 59, 60, 61, 62, 200, 900)]
    for n in range(48):
        event, outlet = draw.randrange(6), draw.randrange(9)
        # some events are told of again and again, for months, now and then by an article without a day
        day = draw.choice(days) if event < 3 else days[event]
        corpus.put(f"{n}.txt", told(event, outlet), published=None if draw.random() < 0.2 else day)
        if n % 6 == 5:
            corpus.assert_whole()
    for n in range(0, 48, 3):
        corpus.drop(f"{n}.txt")
        if n % 9 == 0:
            corpus.assert_whole()


@pytest.mark.parametrize(
    ("shared", "apart", "near"),
    [
        (slice(0, 3), APART + 1, True),
        (slice(0, 3), 900, True),
        (slice(0, 2), 900, False),
        (slice(FIRST, FIRST + 3), APART, True),
        (slice(FIRST, FIRST + 3), APART + 1, False),
        (slice(FIRST, HEAVIEST), 900, False),
        (slice(FIRST, FIRST + 3), None, True),
    ],
)
def test_months_apart_articles_meet_by_their_first_words_alone(
    shared: slice, apart: int | None, near: bool, corpus: Corpus
) -> None:
    day = 730_000
    words = np.arange(1, KEPT + 1, dtype=np.uint64)
    others = np.arange(1001, KEPT + 1001, dtype=np.uint64)
    others[shared] = words[shared]
    weights = np.full(KEPT, 150, dtype=np.int64)
    one = Keywords(words, weights, day)
    for gap in {apart, -apart if apart else None}:
        other = Keywords(others, weights, UNDATED if gap is None else day + gap)
        for left, right in ((one, other), (other, one)):
            found = [pair for block in meetings([left], [right]) for pair in block.near.tolist()]
            assert any(found) == near
            corpus.index.story_rows.add([(f"{gap} {left.day}", "1", right)])
            (number,) = (t.number for t in corpus.index.story_rows.texts([f"{gap} {left.day}"]))
            numbers, strength, enough = corpus.index.story_rows.meetings(left)
            assert any(enough[(numbers == number) & (strength >= LEAST)]) == near


def test_what_an_article_meets_goes_by_its_season(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many articles a day for longer and longer: an addition meets no more of them."""
    costs = []
    at = 0
    for size in (100, 200, 400):
        for n in range(at, size):
            corpus.put(f"{n}.txt", told(n, 0), published=dt.date(2020, 1, 1) + dt.timedelta(n * 4))
        at = size
        corpus.refresh()
        corpus.put("new.txt", told(50, 1), published=dt.date(2020, 1, 1) + dt.timedelta(200))
        with counted(monkeypatch) as found:
            corpus.refresh().alone({"new.txt#1"})
        costs.append(found)
        corpus.drop("new.txt")
        corpus.refresh()
    first, _, last = costs
    for what in ("words met", "pairs scored", "outlines read", "links read", "texts in lots read"):
        assert last[what] <= 1.1 * first[what], (what, costs)


def decision(corpus: Corpus, verdict: str, first: str, second: str, minute: int) -> StoryDecision:
    sides = [corpus.held[name] for name in (first, second)]
    texts, ids = [o.body[:TEXT] for o in sides], [o.id for o in sides]
    at = dt.datetime(2026, 1, 1, 12, minute, tzinfo=dt.UTC)
    return StoryDecision(verdict, (texts[0], texts[1]), (ids[0], ids[1]), "ed", at)


def test_decisions_come_and_go_without_a_text_that_changed(corpus: Corpus) -> None:
    for event, outlet in itertools.product(range(5), range(3)):
        corpus.put(f"{event}-{outlet}.txt", told(event, outlet))
    corpus.assert_whole()
    for minute, (verdict, first, second) in enumerate(
        [
            ("one", "0-0.txt", "1-0.txt"),
            ("apart", "2-0.txt", "2-1.txt"),
            ("one", "2-0.txt", "3-1.txt"),
            ("apart", "0-2.txt", "1-1.txt"),
            ("apart", "1-0.txt", "0-0.txt"),
        ]
    ):
        add_story_decision(corpus.root, decision(corpus, verdict, first, second, minute))
        corpus.assert_whole()
    corpus.put("3-9.txt", told(3, 9))
    corpus.drop("2-1.txt")
    corpus.drop("1-0.txt")
    corpus.assert_whole()
    (kept,) = corpus.root.glob("claimcheck-stories*")
    assert len(read_story_decisions(corpus.root).entries) >= 3
    kept.unlink()
    corpus.assert_whole()


@contextlib.contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Pairs scored, outlines read, rows of words, links and lots read."""
    found: Counter[str] = Counter()
    between, of_pairs, few_pairs = Likeness.between, Likeness.of_pairs, likeness.few_pairs
    outlines, meetings = Index.outlines, StoryRows.meetings
    links, lots = StoryRows.links, StoryRows.lots

    def counting_between(self, rows, columns, *more):  # type: ignore[no-untyped-def]
        found["pairs scored"] += len(rows) * len(columns)
        return between(self, rows, columns, *more)

    def counting_pairs(self, first, second):  # type: ignore[no-untyped-def]
        found["pairs scored"] += len(first)
        return of_pairs(self, first, second)

    def counting_few(pairs):  # type: ignore[no-untyped-def]
        found["pairs scored"] += len(pairs)
        return few_pairs(pairs)

    def counting_outlines(self, articles):  # type: ignore[no-untyped-def]
        own = outlines(self, articles)
        found["outlines read"] += len(own)
        return own

    def counting_meetings(self, own):  # type: ignore[no-untyped-def]
        met = meetings(self, own)
        found["words met"] += len(met[0])
        return met

    def counting_links(self, numbers):  # type: ignore[no-untyped-def]
        own = links(self, numbers)
        found["links read"] += len(own)
        return own

    def counting_lots(self, keys, **more):  # type: ignore[no-untyped-def]
        own = lots(self, keys, **more)
        found["texts in lots read"] += sum(len(lot.numbers) for lot in own.values())
        return own

    with monkeypatch.context() as patch:
        patch.setattr(Likeness, "between", counting_between)
        patch.setattr(Likeness, "of_pairs", counting_pairs)
        patch.setattr(likeness, "few_pairs", counting_few)
        patch.setattr(Index, "outlines", counting_outlines)
        patch.setattr(StoryRows, "meetings", counting_meetings)
        patch.setattr(StoryRows, "links", counting_links)
        patch.setattr(StoryRows, "lots", counting_lots)
        yield found


def test_an_addition_does_not_cost_more_in_a_larger_corpus(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    at = 0
    for size in (100, 200, 400):
        for event in range(at, size // 4):
            for outlet in range(4):
                corpus.put(f"{event}-{outlet}.txt", told(event, outlet))
        at = size // 4
        corpus.refresh()
        corpus.put("new.txt", told(2, 9))
        with counted(monkeypatch) as found:
            groups = corpus.refresh()
            groups.alone({"new.txt#1"})
        assert "new.txt#1" in next(s.article_ids for s in corpus.stories() if "2-0.txt#1" in s.article_ids)
        costs.append(found)
        with counted(monkeypatch) as found:
            corpus.refresh()
        assert not +found  # nothing new: nothing is read
        corpus.drop("new.txt")
        corpus.refresh()
    first, _, last = costs
    assert first["pairs scored"] and first["outlines read"]
    for what in ("pairs scored", "outlines read", "links read", "texts in lots read"):
        assert last[what] <= 1.5 * first[what], (what, costs)
    assert last["words met"] <= 6 * first["words met"]


def test_few_pairs_are_scored_as_many_are_to_the_bit() -> None:
    outlines = [outline(*page(f"{event}-{n}", told(event, n), dt.date(2020, 1, 1 + n) if n % 2 else None))
                for event in range(5) for n in range(4)]  # fmt: skip
    pairs = [(a, b) for a in range(20) for b in range(a)]
    found = likeness.few_pairs([(outlines[a], outlines[b]) for a, b in pairs])
    assert found.tolist() == Likeness(outlines).of_pairs([a for a, _ in pairs], [b for _, b in pairs]).tolist()
    assert len(set(found.tolist())) > 15


def test_a_few_outlines_are_as_near_as_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    outlines = [outline(*page(f"{event}-{n}", told(event, n))) for event in range(5) for n in range(4)]
    few = likeness.nearness(outlines)
    monkeypatch.setattr(likeness, "_FEW_OUTLINES", 0)
    many = likeness.nearness(outlines)
    np.fill_diagonal(many, 0.0)
    assert few.tolist() == many.tolist() and len(set(few.ravel().tolist())) > 15


class Tangle:
    """Texts of a few groups, with so many chance links between them that every group interferes with others; their log
    odds are drawn, not reckoned."""

    def __init__(self, index: Index, seed: int, size: int) -> None:
        self.rows = index.story_rows
        draw = random.Random(seed)
        self.logits = {}
        self.near = set()
        group = [draw.randrange(size // 5) for _ in range(size)]
        for a in range(size):
            for b in range(a):
                middle = 1.0 if group[a] == group[b] else -3.0
                self.logits[a, b] = round(max(-8.0, min(8.0, draw.gauss(middle, 2.0))), draw.choice((0, 1, 6)))
                if draw.random() < 0.8:
                    self.near.add((a, b))
        self.bodies = [hashlib.sha256(f"{seed} {n}".encode()).hexdigest() for n in range(size)]
        self.numbers: dict[int, int] = {}

    def of(self, a: int, b: int) -> float:
        return self.logits[max(a, b), min(a, b)]

    def log_odds(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        return np.array([self.of(int(a), int(b)) for a, b in pairs])

    def links(self, texts: Sequence[int]) -> list[tuple[int, int]]:
        return [(a, b) for a in texts for b in texts if (a, b) in self.near and self.logits[a, b] >= LINKED]

    def rejoin(self, seeds: set[int]) -> None:
        regions.rejoined(self.rows, seeds, lambda articles: {a: a for a in articles}, {})  # type: ignore[arg-type]

    def add(self, text: int) -> None:
        none = np.zeros(0)
        words = Keywords(none.astype(np.uint64), none.astype(np.int64))
        (self.numbers[text],) = self.rows.add([(self.bodies[text], str(text), words)])
        links = [pair for pair in self.links([*self.numbers]) if text in pair]
        self.rows.link((self.numbers[a], self.numbers[b], round(self.of(a, b) * 1e6)) for a, b in links)
        self.rejoin({self.numbers[text]})

    def drop(self, text: int) -> None:
        number = self.numbers.pop(text)
        (found,) = self.rows.texts_at([number])
        lots = self.rows.lots([] if found.lot is None else [found.lot])
        self.rows.drop_lots(lots)
        self.rows.remove([number])
        self.rejoin({n for lot in lots.values() for n in lot.numbers} - {number})

    def found(self) -> set[frozenset[int]]:
        text_of = {number: text for text, number in self.numbers.items()}
        lots = self.rows.lots({t.lot for t in self.rows.texts_at(text_of) if t.lot is not None})
        return {frozenset(text_of[number] for number in lot.numbers) for lot in lots.values()}

    def whole(self) -> set[frozenset[int]]:
        order = sorted(self.numbers, key=lambda text: self.bodies[text])
        place = {text: n for n, text in enumerate(order)}
        links = [(place[a], place[b], round(self.of(a, b) * 1e6)) for a, b in self.links(order)]
        scores = Scores(lambda pairs: np.array([self.of(order[a], order[b]) for a, b in pairs]))
        linkage = Linkage(range(len(order)), links, scores.sums)
        assert len(list(linkage)) == len(order) - len(linkage.members)
        return {frozenset(order[n] for n in own) for own in linkage.members.values() if len(own) > 1}


@pytest.mark.parametrize("seed", range(4))
def test_lots_that_interfere_are_those_of_all_at_once(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index(tmp_path, "made for a test") as index:
        tangle = Tangle(index, seed, 40)
        monkeypatch.setattr(regions, "log_odds_of", tangle.log_odds)
        texts = list(range(40))
        random.Random(seed).shuffle(texts)
        for text in texts:
            tangle.add(text)
            assert tangle.found() == tangle.whole()
        assert len(tangle.found()) > 3
        for text in texts[::2]:
            tangle.drop(text)
            assert tangle.found() == tangle.whole()

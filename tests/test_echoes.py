"""Claims that stories share: which are paired, and what is reported of them."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Article, Claim, ClaimRole, Source, Span
from claimcheck.engine.index import Entry, FileState, Index, StoredOutline
from claimcheck.engine.whole_run import run
from claimcheck.reading.segment import segment
from claimcheck.settings.model import Settings
from claimcheck.stories import echoes as module
from claimcheck.stories.echo_keys import KEY, keys_of, met
from claimcheck.stories.echoes import (
    BLOCK,
    FEWEST,
    SURE_WORDS,
    Sketches,
    apart,
    blocks,
    echoes,
    likely,
    likely_among,
    shared,
    sketches_of,
)
from claimcheck.stories.outlines import background

SEEDS = Path(__file__).parents[1] / "fixtures" / "seeds"
QUOTE = (
    '"Nothing in {} regulation relieves a federal agency of its responsibilities to ensure that species are not '
    'harmed," the minister said.'
)
FIRST = f"""Ministry eases rule on endangered animals

The ministry published its long awaited rule on endangered animals on Tuesday.
{QUOTE.format("this narrow")}
Farmers in the north had asked for the change since the last drought, their union said.
The rule takes effect in thirty days unless the court in the capital stops it.
The shop in the harbour was sold for 30 million dollars to a company from Norway.
"""
SECOND = f"""Singer opens museum in her home town

The singer opened a museum about her life in the town where she was born.
She gave her first guitar, forty letters and a dress to the collection.
{QUOTE.format("this broad")}
Visitors can see the rooms from Wednesday to Sunday, and children enter for free.
The shop in the harbour was sold for 13 million dollars to a company from Norway.
"""


def body(article: str, *texts: str, roles: Sequence[ClaimRole] = ()) -> list[Claim]:
    roles = roles or [ClaimRole.BODY] * len(texts)
    return [
        Claim(f"{article}:{n}", article, Span(article, n, n + 1), n, n, role, text)
        for n, (text, role) in enumerate(zip(texts, roles, strict=True))
    ]


SAID = "Nothing in this narrow regulation relieves a federal agency of its many duties"
LIKE = SAID.replace("narrow", "broad")


def test_pairs_are_one_to_one_and_between_homes_only() -> None:
    told = {"a#1": body("a#1", LIKE, SAID), "b#1": body("b#1", SAID), "c#1": body("c#1", "Rain " + SAID[::-1])}
    rows = {"a#1": np.array([[0.96, 0.28], [1.0, 0.0]]), "b#1": np.array([[1.0, 0.0]]), "c#1": np.array([[0.0, 1.0]])}
    own = [sketches_of(article, claims) for article, claims in told.items()]
    pairs = likely(own, own)
    assert pairs == {("a#1", "b#1"): [(0, 0), (1, 0)]}
    assert likely(own[1:2], own) == pairs and likely([], own) == {} and likely(own, []) == {}
    assert apart(pairs, {"a#1": "story", "b#1": "story"}) == {}
    assert echoes(pairs, told.__getitem__, rows.__getitem__) == {("a#1", "b#1"): [(1, 0, 1.0)]}
    rows["a#1"][1] = (0.8, 0.6)  # as like in words, but not in what it says
    assert echoes(pairs, told.__getitem__, rows.__getitem__) == {("a#1", "b#1"): [(0, 0, 0.96)]}


@pytest.mark.once
def test_sketches_rule_out_no_pair_that_shares_enough_words_and_most_of_the_rest() -> None:
    draw = random.Random(0)
    words = sorted(background()[1])
    told = [body(f"{n:03}", " ".join(draw.sample(words[n % 9 :: 40], 24))) for n in range(300)]
    for n in range(0, 300, 3):
        kept = told[n][0].text.split()[: 24 - n % 20]
        told[n + 1] = body(f"{n + 1:03}", " ".join([*kept, *draw.sample(words, 24 - len(kept))]))
    own = [sketches_of(claims[0].article_id, claims) for claims in told]
    found = likely(own, own)
    enough = {
        (a[0].article_id, b[0].article_id): shared(a[0].text, b[0].text)
        for a, b in itertools.combinations(told, 2)
        if shared(a[0].text, b[0].text) >= SURE_WORDS
    }
    assert enough.keys() <= found.keys() and len(enough) > 30 and len(found) < 2 * len(enough)
    assert likely(own[:1], own) == {pair: claims for pair, claims in found.items() if "000" in pair}


def made_up(count: int) -> list[Sketches]:
    """Sketches of articles with one claim each; every tenth tells the claim before it with one word changed."""
    draw, words, told = random.Random(7), sorted(background()[1]), []
    said: list[str] = []
    for n in range(count):
        said = draw.sample(words, 10) if n % 10 else [*said[1:], words[n]] if said else draw.sample(words, 10)
        told.append(sketches_of(f"{n:05d}", body(f"{n:05d}", " ".join(said))))
    return told


def test_blocks_find_what_single_articles_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 50)
    told = made_up(170)
    single = likely(told, told)
    assert len(single) >= len(told) // 10 - 1
    assert likely_among(blocks(told)) == likely(told[:3], blocks(told)) | likely(told[3:], blocks(told)) == single


def test_what_is_looked_through_at_once_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every two claims are looked at once, however many there are, and never more than a block at a time."""
    own = module.bits_set
    sizes: list[int] = []

    def counting(bits: np.ndarray) -> np.ndarray:
        if bits.ndim == 1:  # of one claim against one block, in a column
            sizes.append(len(bits))
        return own(bits)

    monkeypatch.setattr(module, "bits_set", counting)
    looked = {}
    for count in (BLOCK, 2 * BLOCK, 4 * BLOCK):
        sizes.clear()
        likely_among(blocks(made_up(count)))
        assert max(sizes) == BLOCK  # one claim an article
        looked[count] = sum(sizes) / 2  # two columns
    assert looked == {n: BLOCK * BLOCK * (n // BLOCK) * (n // BLOCK + 1) / 2 for n in looked}
    # and one article more is looked for in all of them, in as many blocks
    sizes.clear()
    likely(made_up(1), blocks(made_up(4 * BLOCK)))
    assert sum(sizes) / 2 == 4 * BLOCK and max(sizes) == BLOCK


TEXTS = st.lists(
    st.sampled_from([*"abc123", "the", "said", "police", "minister", "zyx", "qwv", "kjhg"]), min_size=FEWEST
)


@given(TEXTS, TEXTS)
def test_no_pair_that_shares_half_of_the_words_is_passed_over(left: list[str], right: list[str]) -> None:
    one, other = (keys_of(body(name, " ".join(words))) for name, words in (("a", left), ("b", right)))
    both = [(i, j) for i in range(len(one)) for j in range(len(other)) if one["word"][i] == other["word"][j]]
    rows = np.array([i for i, _ in both], dtype=int), np.array([j for _, j in both], dtype=int)
    found = met(one[rows[0]], other[rows[1]]).any()
    assert found or shared(" ".join(left), " ".join(right)) < SURE_WORDS


class Looked:
    """An index that only looks for echoes, beside what it holds."""

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder, "made for a test")
        self.held: dict[str, list[Claim]] = {}

    def put(self, name: str, *texts: str) -> None:
        article = Article(f"{name}#1", Span(name, 0, 1), None, None, None, None, "en", ())
        claims = body(article.id, *texts)
        outline = StoredOutline(article.id, name, None, False, 0, name, b"", b"", b"")
        entry = Entry(article, tuple(claims), outline, (), (), (sketches_of(article.id, claims), keys_of(claims)))
        with self.index.writing():
            self.index.put(name, FileState(name, 1, 1, name), [Source(name, "", name)], [entry], ())
        self.held[article.id] = claims

    def drop(self, name: str) -> None:
        with self.index.writing():
            self.index.drop([name])
        del self.held[f"{name}#1"]

    def pairs(self, article: str, others: Iterable[str]) -> set[tuple[str, str, int, int]]:
        """The claims of an article and of others that share enough words."""
        rows = self.index.echo_rows
        return {
            (a, b, i, j)
            for (a, b), claims in likely(list(rows.sketches([article])), rows.sketches(others)).items()
            for i, j in claims
            if shared(self.held[a][i].text, self.held[b][j].text) >= SURE_WORDS
        }

    def assert_all_found(self) -> int:
        with self.index.writing():
            self.index.echo_rows.settle()
        count = 0
        for article, claims in self.held.items():
            near = self.index.echo_rows.near(keys_of(claims))
            assert set(near) <= self.held.keys()
            assert self.pairs(article, near) == self.pairs(article, self.held)
            count += len(self.pairs(article, near))
        return count


def test_what_an_index_looks_up_echoes_as_all_do_whatever_came_and_went(tmp_path: Path) -> None:
    draw, words = random.Random(4), sorted(filter(str.isalpha, background()[1]))
    told = Looked(tmp_path)
    with told.index:
        for n in range(120):
            said = [draw.sample(words, draw.randint(8, 20)) for _ in range(3)]
            if n % 3 == 2:
                (other,) = draw.sample(list(told.held), 1)
                near = told.held[other][0].text.split()
                said[0] = [*near[draw.randint(0, 4) :], *draw.sample(words, 2)]
            told.put(f"{n}", *map(" ".join, said))
            if n % 30 == 0:
                told.assert_all_found()
        assert told.assert_all_found() > 20
        for n in range(0, 120, 2):
            told.drop(f"{n}")
        told.put("1", *(claim.text for claim in told.held["3#1"]))
        assert told.assert_all_found() > 5


@pytest.mark.parametrize("most", [40_000, 70_000])
def test_a_sentence_of_more_words_than_are_told_apart_echoes_all_the_same(tmp_path: Path, most: int) -> None:
    told = Looked(tmp_path)
    with told.index:
        for name, count in (("a", most), ("b", most - 5000), ("c", 30_000)):
            told.put(name, " ".join(f"word{n}" for n in range(count)))
        assert told.assert_all_found() == (6 if most == 40_000 else 2)


def test_keys_of_articles_that_are_gone_do_not_pile_up(tmp_path: Path) -> None:
    told = Looked(tmp_path)
    words = sorted(filter(str.isalpha, background()[1]))
    with told.index:
        sizes = []
        for n in range(1500):
            told.put("same", " ".join(words[n % 40 : n % 40 + 12]))
            with told.index.writing():
                told.index.echo_rows.settle()
            sizes.append(told.index._rows.execute("SELECT COUNT(*) FROM echo_keys").fetchone()[0])
        assert sizes[-1] < max(sizes) <= 600 * len(keys_of(told.held["same#1"]))
        told.put("other", " ".join(words[1499 % 40 : 1499 % 40 + 12]))
        assert told.assert_all_found() == 2


def test_what_is_looked_up_hardly_grows(tmp_path: Path) -> None:
    """Articles of rare words of their own, and of common ones: rows are read for the words, not for the articles."""
    told = Looked(tmp_path)
    draw, words = random.Random(5), sorted(filter(str.isalpha, background()[1]), key=lambda w: background()[1][w])
    near: list[int] = []
    with told.index:
        for size in (100, 400):
            while len(told.held) < size:
                said = [*draw.sample(words[:4000], 8), *draw.sample(words[-60:], 8)]
                told.put(f"{len(told.held)}", " ".join(said))
            with told.index.writing():
                told.index.echo_rows.settle()
            some = list(told.held.values())[:50]
            near.append(sum(len(told.index.echo_rows.near(keys_of(claims))) for claims in some))
    assert len(some) <= near[0] <= near[1] <= 1.2 * near[0]


def test_a_key_is_the_word_and_how_far_it_reaches() -> None:
    (claims,) = [body("a", "one two three four five six seven zzyzx")]
    keys = keys_of(claims)
    assert keys.dtype == np.dtype(KEY) and set(keys["size"].tolist()) == {8}
    # of eight words the five that are rarest, each reaching less far than the one before
    assert sorted(keys["reach"].tolist()) == [4, 7, 10, 13, 16]
    assert keys_of(body("a", "too short")).shape == (0,)


def test_short_claims_and_headlines_do_not_echo() -> None:
    texts = ["one two three", " ".join(["word"] * FEWEST), " ".join(["head"] * 20)]
    roles = [ClaimRole.BODY, ClaimRole.BODY, ClaimRole.HEADLINE]
    assert sketches_of("a", body("a", *texts, roles=roles)).ordinals.tolist() == [1]


def test_shared_words() -> None:
    assert shared("The cat sat", "the cat sat!") == 1.0
    assert shared("The cat sat", "a dog ran") == 0.0
    assert shared("", "") == 0.0


def lengthened(text: str, page: str, title: str) -> str:
    """The text with an article of the seeds below its title: two short texts that share their beginning are one."""
    raw = (SEEDS / page).read_text(encoding="utf-8")
    source = Source(page, raw, "")
    (body,) = (claims_of(a, source) for a in segment(source) if title in (a.title or ""))
    head, _, rest = text.partition("\n\n")
    return "\n".join([head, "", *(claim.text for claim in body[1:]), rest])


@pytest.mark.model
def test_a_quotation_told_again_and_a_number_of_the_same_day(tmp_path: Path) -> None:
    texts = (
        lengthened(FIRST, "000_6b9963c847019001.txt", "Strained"),
        lengthened(SECOND, "003_99e7f9b77a657953.txt", "Italy"),
    )

    def found(days: int) -> set[str]:
        for name, text, day in (("a", texts[0], dt.date(2020, 3, 3)), ("b", texts[1], dt.date(2020, 3, 3))):
            shown = day + dt.timedelta(days=days if name == "b" else 0)
            (tmp_path / f"{name}.md").write_text(f"---\ndate: {shown}\n---\n\n{text}", encoding="utf-8")
        # two articles alone are taken for ones to compare, whatever they tell
        (tmp_path / "c.txt").write_text("Rain falls\n\nIt rained in the north of the island for a week.\n")
        report = run([str(tmp_path)], Settings())
        assert not report.stories
        return {f.rule for f in report.findings}

    assert found(0) == {"quote-altered", "number-conflict"}
    assert found(30) == {"quote-altered"}  # a sum may be another a month later; what was said stays said

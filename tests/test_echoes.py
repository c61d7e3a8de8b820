"""Claims that stories share: which are paired, and what is reported of them."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Claim, ClaimRole, Source, Span
from claimcheck.engine.whole_run import run
from claimcheck.reading.segment import segment
from claimcheck.settings.model import Settings
from claimcheck.stories import echoes as module
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

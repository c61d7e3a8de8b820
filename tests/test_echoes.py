"""Claims that stories share: which are paired, and what is reported of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Claim, ClaimRole, Source, Span
from claimcheck.engine.whole_run import run
from claimcheck.reading.segment import segment
from claimcheck.settings.model import Settings
from claimcheck.stories.echoes import COSINE, FEWEST, Rows, echoes, rows_of, shared

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


def unit(*values: float) -> np.ndarray:
    row = np.array(values, dtype=np.float32)
    return row / np.linalg.norm(row)


def test_pairs_are_one_to_one_and_between_homes_only() -> None:
    near, far = unit(1, 0.1, 0), unit(0, 0, 1)
    a = Rows("a#1", (1, 4), np.stack([near, unit(1, 0, 0)]))
    b = Rows("b#1", (2,), np.stack([unit(1, 0, 0)]))
    c = Rows("c#1", (7,), np.stack([far]))
    assert echoes([a, b, c], [a, b, c], {}) == {("a#1", "b#1"): [(4, 2, 1.0)]}
    assert echoes([b], [a, c], {}) == {("a#1", "b#1"): [(4, 2, 1.0)]}
    assert echoes([a], [b], {"a#1": "story", "b#1": "story"}) == {}
    assert echoes([], [a], {}) == {} and echoes([a], [], {}) == {}


def test_the_bar_does_not_hang_on_how_rows_are_cut_up() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(400, 384)).astype(np.float32)
    rows[200:] = rows[:200] + 0.3 * rng.normal(size=(200, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    articles = [Rows(f"{n:03}", (0,), rows[[n]]) for n in range(400)]
    whole = echoes(articles, articles, {})
    one_by_one = {pair: found for own in articles for pair, found in echoes([own], articles, {}).items()}
    assert whole == one_by_one and len(whole) > 20
    assert all(score >= COSINE for found in whole.values() for *_, score in found)


def test_short_claims_and_headlines_do_not_echo() -> None:
    texts = ["one two three", " ".join(["word"] * FEWEST), " ".join(["head"] * 20)]
    roles = [ClaimRole.BODY, ClaimRole.BODY, ClaimRole.HEADLINE]
    claims = [
        Claim(f"a:{n}", "a", Span("a", n, n + 1), n, n, role, text)
        for n, (text, role) in enumerate(zip(texts, roles, strict=True))
    ]
    assert rows_of("a", claims, np.eye(3, dtype=np.float32)).ordinals == (1,)


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

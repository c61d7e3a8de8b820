"""Pages into articles: the seeds' gold, and pages of other shapes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Article, BlockRole, Source
from claimcheck.reading.files import read_paths
from claimcheck.reading.segment import segment
from claimcheck.textforms import fold
from tests.growth import LINEAR, growth_exponent

ROOT = Path(__file__).parents[1]
GOLD = yaml.safe_load((ROOT / "fixtures" / "gold" / "seeds.yaml").read_text(encoding="utf-8"))


def parts(text: str, path: str = "page.txt") -> list[Article]:
    return list(segment(Source(path, text, "0" * 64)))


def of_role(article: Article, text: str, role: BlockRole) -> list[str]:
    return [text[b.start : b.end] for b in article.blocks if b.role is role]


def body(text: str, path: str = "page.txt") -> list[list[str]]:
    return [of_role(a, text, BlockRole.BODY) for a in parts(text, path)]


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[Source, tuple[Article, ...]]]:
    sources, _ = read_paths([str(ROOT / "fixtures" / "seeds")])
    return {Path(s.path).name: (s, segment(s)) for s in sources}


@pytest.mark.parametrize("entry", GOLD["articles"], ids=lambda e: e["id"])
def test_articles_of_the_gold(pages: dict[str, tuple[Source, tuple[Article, ...]]], entry: dict[str, object]) -> None:
    source, articles = pages[str(entry["page"])]
    article = next(a for a in articles if a.title == entry["title"])
    paragraphs = of_role(article, source.text, BlockRole.BODY)
    assert fold(paragraphs[0]).startswith(fold(str(entry["first"])))
    assert fold(paragraphs[-1]).rstrip("\"'").endswith(fold(str(entry["last"])).rstrip("\"'"))
    if "published" in entry:
        assert article.published == entry["published"]


def test_furniture_is_never_headline_or_body(pages: dict[str, tuple[Source, tuple[Article, ...]]]) -> None:
    banned = {fold(t) for t in GOLD["not_claims"]}
    for source, articles in pages.values():
        for article in articles:
            for block in article.blocks:
                if block.role in {BlockRole.HEADLINE, BlockRole.BODY}:
                    assert fold(source.text[block.start : block.end]) not in banned


def test_teasers_of_a_listing_are_articles_of_their_own(pages: dict[str, tuple[Source, tuple[Article, ...]]]) -> None:
    _, articles = pages["004_4c2784c82f799182.txt"]
    assert [a.teaser for a in articles] == [False, *[True] * 10, False]


TWO = "The bridge was closed on Monday after a truck hit it.\n\nNobody was hurt, the police said on Tuesday."


@pytest.mark.parametrize(
    ("top", "role"),
    [
        ("By JOHN SMITH, Associated Press Writer", BlockRole.BYLINE),
        ("Friday, 19 January, 2018 - 05:45", BlockRole.DATELINE),
        ("Updated 4 / 11 / 2007 1: 26 PM", BlockRole.DATELINE),
        ("Share on Facebook", BlockRole.SHARE),
        ("Comments (12)", BlockRole.SHARE),
        ("Advertisement", BlockRole.NAVIGATION),
        ("http: / / www. example. com / news", BlockRole.NAVIGATION),
        ("© 2018 Example News", BlockRole.NAVIGATION),
        ("Workers look at the bridge. (AP)", BlockRole.CAPTION),
        ("The bridge on Monday. AFP file photo", BlockRole.CAPTION),
    ],
)
def test_furniture_under_a_headline(top: str, role: BlockRole) -> None:
    text = f"Bridge closed after a truck hits it\n\n{top}\n\n{TWO}"
    article = parts(text)[0]
    assert article.title == "Bridge closed after a truck hits it"
    assert of_role(article, text, role) == [top]
    assert body(text) == [TWO.split("\n\n")]


@pytest.mark.parametrize("end", ["Tags: bridges, trucks", "Read more: bridges", "Follow us on the web", "Editor Picks"])
def test_furniture_at_the_end(end: str) -> None:
    assert body(f"{TWO}\n\n{end}") == [TWO.split("\n\n")]


@pytest.mark.parametrize(
    "dateline",
    [
        "BAGHDAD (AP) — ", "LONDON, Dec 3 (Reuters) - ", "TROY, Mich. -- ", "PARIS – ", "LYON, 12 March 2014 - ",
        "Lyon, 12 March 2014 – ", "GENEVA, 3 May (AFP) - ",
    ],
)  # fmt: skip
def test_a_dateline_is_no_part_of_the_first_claim(dateline: str) -> None:
    text = f"Bridge closed after a truck hits it\n\n{dateline}{TWO}"
    assert body(text) == [TWO.split("\n\n")]
    assert of_role(parts(text)[0], text, BlockRole.DATELINE) == [dateline.strip()]


def test_a_dateline_with_a_year_dates_the_article() -> None:
    text = f"Bridge closed after a truck hits it\n\nLYON, 12 March 2014 - {TWO}"
    assert parts(text)[0].published == dt.date(2014, 3, 12)


@pytest.mark.parametrize("gap", ["\n\n\n\n", "\n\n***\n\n", "\n\n---\n\n"])
def test_two_stories_on_a_page(gap: str) -> None:
    second = "The ferry sank in the harbour on Sunday night.\n\nForty people were saved by fishermen."
    text = f"Bridge closed after a truck hits it\n\n{TWO}{gap}Ferry sinks in the harbour\n\n{second}"
    assert [a.title for a in parts(text)] == ["Bridge closed after a truck hits it", "Ferry sinks in the harbour"]
    assert body(text) == [TWO.split("\n\n"), second.split("\n\n")]


def test_a_short_line_inside_an_article_is_a_subhead() -> None:
    first, second = TWO.split("\n\n")
    text = f"Bridge closed after a truck hits it\n\n{first}\n\nA long night\n\n{second}"
    assert len(parts(text)) == 1
    assert of_role(parts(text)[0], text, BlockRole.SUBHEAD) == ["A long night"]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Bridge closed after a truck hits it\n\n"
        "The bridge over the river in the north of the old town was closed on\n"
        "Monday after a truck hit one of its pillars, and it will stay closed\n"
        "for at least three weeks while engineers look for cracks in the steel.\n\n"
        "Nobody was hurt, the police said on Tuesday, but the driver of the\n"
        "truck was taken to a hospital in the town for a blood test that the\n"
        "law asks for after every accident on a bridge.\n"
    )
    assert len(body(text)[0]) == 2


def test_markdown() -> None:
    text = (
        "---\ntitle: Bridge closed\ndate: 2018-01-20\nauthor: Jane Doe\noutlet: The Daily Example\n---\n"
        "# Bridge closed after a truck hits it\n\n![A bridge](bridge.png)\n\n"
        f"{TWO}\n\n## What comes next\n\n- The engineers will look for cracks.\n\n```\ncode is no claim.\n```\n"
    )
    article = parts(text, "page.md")[0]
    assert (article.title, article.byline, article.outlet) == ("Bridge closed", "Jane Doe", "The Daily Example")
    assert article.published == dt.date(2018, 1, 20)
    assert body(text, "page.md") == [[*TWO.split("\n\n"), "The engineers will look for cracks."]]


def test_no_headline_at_all() -> None:
    assert [a.title for a in parts(TWO)] == [None]
    assert body(TWO) == [TWO.split("\n\n")]


@given(
    st.lists(
        st.sampled_from(
            ["\r\n", "\n", "\r", "\u00a0", "\ufeff", "🙂 ", "e\u0301", "The man said so. ", "TT", "20", "\u2028"]
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_blocks_are_ordered_disjoint_and_inside(pieces: list[str]) -> None:
    text = "".join(pieces)
    for article in parts(text):
        at = article.span.start
        for block in article.blocks:
            assert at <= block.start < block.end <= len(text)
            at = block.end
        assert article.span.end == at


@pytest.mark.once
@pytest.mark.parametrize("piece", ["x ", "(AP", "a, ", "\n", "photo by ", "- ", "By A "])
def test_long_pages_take_linear_time(piece: str) -> None:
    assert growth_exponent(lambda size: parts(piece * (size // len(piece))), 50_000) < LINEAR


STORY = (
    "The council met on Monday to hear what became of the bridge over the river.",
    "Engineers had closed the road in March, after a crack was found in a pillar.",
)
REST = (
    "The builders, who came from Leeds, said that steel was late by seven weeks.",
    "Nobody from the ministry answered questions about money on Monday night.",
    "The bridge is to open in June, once the load has been tested by the army.",
)


CAPTION = "The mayor, Ann Lee, beside the pillar at the conference of builders in Leeds"


@pytest.mark.parametrize(
    "between",
    [
        (CAPTION, CAPTION),
        ("Mayor Ann Lee and builders in Leeds", "© AP PHOTO/ A. NAME", "Mayor Ann Lee and builders in Leeds"),
        ("Builders from Leeds whose steel came late by seven weeks",),
        ("“Steel was late by seven weeks”", "Builder from Leeds"),
    ],
    ids=["a caption printed twice", "a caption and its credit", "a subhead of what follows", "words lifted out"],
)
def test_what_stands_between_two_paragraphs_parts_no_story(between: tuple[str, ...]) -> None:
    text = "\n\n".join((*STORY, *between, *REST)) + "\n"
    (paragraphs,) = body(text)
    assert [p for p in paragraphs if p not in between] == [*STORY, *REST]


def test_a_caption_printed_twice_is_no_claim() -> None:
    text = "\n\n".join((*STORY, CAPTION, CAPTION, *REST)) + "\n"
    assert body(text) == [[*STORY, *REST]]

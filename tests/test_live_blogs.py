"""A live blog is read entry by entry: its times, what a later entry corrects, and which pages are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimcheck.datamodel import BlockRole, Quantity, Report, Source
from claimcheck.engine.whole_run import run
from claimcheck.facts.live_entries import superseded
from claimcheck.reading.html_pages import read_html
from claimcheck.reading.segment import segment
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.writers import WRITERS

HEAD = "Live: Explosion at Harlow chemical plant\n\nBy Jane Reporter\n29 November 2026\n\n"
BLOG = f"""{HEAD}What we know so far about the explosion at the plant in Harlow.

14:05
Five people have died, the fire chief Ann Marlowe told reporters at the gate.

Twelve are in hospital.

13.20 GMT - Police say the road to the station is closed until the evening.

Road closures
Updated 12:10pm Three people have died in the explosion, police said.

10.42 Residents were told to stay indoors after a blast at about 10 a.m.
"""
OTHER = """Explosion at Harlow chemical plant kills six

By Tom Writer
29 November 2026

Six people have died in an explosion at a chemical plant in Harlow, police said on Sunday.

Residents were told to stay indoors after a blast at about 10 a.m.
"""


def entries(text: str) -> list[tuple[str, str]]:
    """The body of every article with the time of its entry."""
    source = Source("page.txt", text, "")
    blocks = [b for article in segment(source) for b in article.blocks if b.role is BlockRole.BODY]
    return [(b.entry, text[b.start : b.end]) for b in blocks]


def test_every_entry_has_its_time() -> None:
    (article,) = segment(Source("page.txt", BLOG, ""))
    assert article.title == "Live: Explosion at Harlow chemical plant" and str(article.published) == "2026-11-29"
    assert [time for time, _ in entries(BLOG)] == ["", "14:05", "14:05", "13:20", "12:10", "10:42"]
    assert entries(BLOG)[4][1] == "Three people have died in the explosion, police said."
    roles = {BLOG[b.start : b.end]: b.role for b in article.blocks}
    assert roles["13.20 GMT"] is BlockRole.DATELINE and roles["Road closures"] is BlockRole.SUBHEAD


@pytest.mark.parametrize("text", [
    # clock times that open sentences of a chronicle run no one way, or are too few
    HEAD + "10:42 a.m. The first call came in.\n\nPolice sealed off the road.\n\n11 a.m. The mayor spoke to them.\n",
    HEAD + "9:30 a.m. Doors open.\n\n8 a.m. Gates open.\n\n11:15 a.m. The race starts.\n\n7:45 a.m. Traffic stops.\n",
    # several stories on a page, each with its headline over its time
    "".join(f"{head}\n\n{time}\n\nThe council said on Sunday that the work was done.\n\nNobody was hurt.\n\n\n\n"
            for head, time in (("Bridge in Harlow opens again", "10:42 a.m."), ("Library closes doors", "11:20 a.m."),
                               ("Strike at the docks called off", "12:30 p.m."))),
    HEAD + "14.05 metres is the height of the wall.\n\n15.10 metres is the tower's.\n\n16.20 metres was planned.\n",
    HEAD + "3:15 was the score.\n\nThe team lost.\n\n4 people were hurt.\n",
])  # fmt: skip
def test_what_is_no_live_blog(text: str) -> None:
    assert {time for time, _ in entries(text)} == {""}


def _json_page() -> str:
    updates = [
        ("2026-11-29T14:01:00+00:00", "<p>Five people have died, the chief said.</p><p>Twelve are in hospital.</p>"),
        ("2026-11-29T12:00:00+00:00", "Three people have died, police said."),
        ("2026-11-28T23:45:00+00:00", "A blast was heard at the plant."),
    ]  # fmt: skip
    data = {
        "@context": "https://schema.org",
        "@graph": [{"@type": ["LiveBlogPosting"], "headline": "Harlow plant explosion", "liveBlogUpdate": [
            {"@type": "BlogPosting", "datePublished": time, "articleBody": body} for time, body in updates]}],
    }  # fmt: skip
    body = "".join(f"<p>{text}</p>" for _, text in updates)
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html><head><title>Live</title>{script}</head><body><article><h1>Live</h1>{body}</article></body></html>"


def _marked_page() -> str:
    entry = '<div class="entry"><header><time datetime="{}Z">now</time></header><h2>{}</h2><p>{}</p></div>'
    told = [("2026-11-29T14:01:00", "Toll rises", "Five people have died, the fire chief said at the gate."),
            ("2026-11-29T12:00:00", "", "Three people have died in the explosion, police said."),
            ("2026-11-28T23:45:00", "", "A blast was heard at the plant late in the evening.")]  # fmt: skip
    inside = "".join(entry.format(*one) for one in told)
    return (
        "<html><head><title>Harlow plant explosion</title></head><body><article><h1>Harlow plant explosion</h1>"
        f'<time datetime="2026-11-28T22:00:00Z">then</time><div class="live-blog">{inside}</div></article></body>'
    )


@pytest.mark.parametrize("page", [_json_page(), _marked_page()], ids=["structured data", "marked up"])
def test_a_page_of_the_web(page: str) -> None:
    source = read_html(page.encode(), "live.html")
    assert isinstance(source, Source)
    (article,) = segment(source)
    assert article.title == "Harlow plant explosion"
    said = [(b.entry, source.text[b.start : b.end]) for b in article.blocks if b.role is BlockRole.BODY]
    times = [time for time, _ in said]
    assert list(dict.fromkeys(times)) == ["2026-11-29T14:01", "2026-11-29T12:00", "2026-11-28T23:45"]
    assert next(text for time, text in said if "12:00" in time).startswith("Three people have died")


def test_times_of_day_that_a_page_only_shows() -> None:
    page = _marked_page().replace('<time datetime="2026-11-28T22:00:00Z">then</time>', "")
    for moment, shown in (("29T14:01:00Z", "14:01"), ("29T12:00:00Z", "12.00"), ("28T23:45:00Z", "10:45 a.m.")):
        page = page.replace(f'<time datetime="2026-11-{moment}">now</time>', f"<time>{shown}</time>")
    source = read_html(page.encode(), "live.html")
    assert isinstance(source, Source)
    (article,) = segment(source)
    told = [b.entry for b in article.blocks if b.role is BlockRole.BODY]
    assert list(dict.fromkeys(told)) == ["14:01", "12:00", "10:45"]


def test_an_article_with_several_times_is_no_live_blog() -> None:
    page = _marked_page().replace("live-blog", "comments")
    source = read_html(page.encode(), "page.html")
    assert isinstance(source, Source)
    assert {b.entry for b in segment(source)[0].blocks} == {""}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("live")
    (folder / "star.txt").write_text(BLOG, encoding="utf-8")
    (folder / "post.txt").write_text(OTHER, encoding="utf-8")
    return run([str(folder / "star.txt"), str(folder / "post.txt")], Settings(), one_story=True)


def test_the_latest_figure_stands_for_the_page(report: Report) -> None:
    said = {c.text: [m.value for m in c.mentions if isinstance(m.value, Quantity)] for c in report.claims if c.entry}
    assert not said["Three people have died in the explosion, police said."]
    conflicts = [f.divergence for f in report.findings if f.rule == "number-conflict"]
    assert conflicts and all({"5", "6"} == {v.split()[0] for v in d.values} for d in conflicts), [
        d.message for d in conflicts
    ]
    claims = [c for c in report.claims if "star" in c.article_id]
    assert not superseded(claims)  # what is taken back is taken back once


@pytest.mark.parametrize("name", ["brief", "text", "html"])
def test_reports_show_the_time(report: Report, name: str) -> None:
    assert "14:05" in str(WRITERS[name](report, {rule.name: rule for rule in RULES})).replace("14:05\nFive", "")


def test_times_that_pass_midnight(tmp_path: Path) -> None:
    text = HEAD + "".join(
        f"{time} {said}\n\n"
        for time, said in (("00:40", "Four people have died, police said."), ("00:10", "The road is closed."),
                           ("23:50", "Three people have died, police said."), ("23:10", "A blast was heard."))
    )  # fmt: skip
    (tmp_path / "night.txt").write_text(text, encoding="utf-8")
    made = run([str(tmp_path / "night.txt")], Settings())
    kept = [m.surface for c in made.claims for m in c.mentions if isinstance(m.value, Quantity)]
    assert [c.entry for c in made.claims if c.entry] == ["00:40", "00:10", "23:50", "23:10"]
    assert "Four" in kept and "Three" not in kept

# ruff: noqa: E501 — a made report reads best in rows
"""How fast the HTML page opens: 20,000 findings over 2,000 articles, in a real Chromium, from a file.

``python -m benchmarks.page [FINDINGS [ARTICLES]]`` measures the page's size, how long it takes from navigation until the
first view is drawn and until all is read, beside an empty page, what the browser reckons for it, and how long it takes
to show the findings, to filter, search and jump to the end; with the numbers above it writes RESULTS.md.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.tables import Row, Table, publish, render
from claimcheck.datamodel import (
    Alignment,
    Article,
    Claim,
    ClaimRole,
    Divergence,
    FactCell,
    FactRow,
    FactTable,
    Finding,
    Place,
    Report,
    Severity,
    Source,
    Span,
    Story,
)
from claimcheck.writers.html import render_html

SENTENCES = 22
VARIANTS = 4
RULES = ("number-conflict", "quote-altered", "name-spelling", "date-conflict", "detail-missing", "claim-missing")
WORDS = (
    "officials said the ministry reported that several people were killed wounded arrested in the province after an attack "
    "on Monday while police chief spokesman residents government forces city bridge market hospital border talks "
    "agreement council parliament election results budget percent million thousand workers company shares"
).split()


def made_report(findings: int = 20_000, articles: int = 2_000) -> Report:
    """The same for the same numbers: stories of four variants that differ in a word of each sentence."""
    chance = random.Random(7)
    sources, members, claims, stories, alignments, facts, found = [], [], [], [], [], [], []
    per_story = findings * VARIANTS // articles
    for number in range(articles // VARIANTS):
        plain = [[chance.choice(WORDS) for _ in range(chance.randint(14, 34))] for _ in range(SENTENCES)]
        group: list[Article] = []
        said: list[list[Claim]] = []
        for variant in range(VARIANTS):
            path = f"stories/{number:04}/{variant}.txt"
            text, row = "", []
            for ordinal, sentence in enumerate(plain):
                words = list(sentence)
                words[ordinal % len(words)] = str(chance.randint(2, 4000))
                words = words[:8] if ordinal == 0 else words
                line = " ".join(words).capitalize() + "."
                span = Span(path, len(text), len(text) + len(line))
                role = ClaimRole.BODY if ordinal else ClaimRole.HEADLINE
                row.append(Claim(f"{path}#1:{ordinal}", f"{path}#1", span, ordinal, ordinal // 2, role, line))
                text += line + "\n"
            day = dt.date(2018, 1, 1) + dt.timedelta(days=number % 900 + variant)
            sources.append(Source(path, text, "0" * 64))
            group.append(
                Article(f"{path}#1", Span(path, 0, len(text)), row[0].text, None, day, f"Outlet {(number + variant * 7) % 40}", "en", ())
            )  # fmt: skip
            said.append(row)
            claims += row
        members += group
        story = Story(f"story-{number:04}", tuple(a.id for a in group), group[0].id, 0.8)
        stories.append(story)
        alignments += [
            Alignment(group[0].id, group[v].id, (said[0][o],), (said[v][o],), 0.9)
            for v in range(1, VARIANTS)
            for o in range(SENTENCES)
        ]
        rows = []
        for o in range(1, 7):
            cells = tuple(FactCell(group[v].id, p.span, p.surface, p.surface, v == 2)
                          for v in range(VARIANTS) for p in [_place(said[v][o], o)])  # fmt: skip
            rows.append(FactRow("quantity", f"people {o}", cells, cells[0].value, cells[0].value))
        facts.append(FactTable(story.id, story.article_ids, tuple(rows)))
        for n in range(per_story):
            ordinal, variant = n % SENTENCES, 1 + n // SENTENCES % (VARIANTS - 1)
            one, other = _place(said[0][ordinal], ordinal), _place(said[variant][ordinal], ordinal)
            rule = RULES[n % len(RULES)]
            seen = Divergence(
                f"“{one.surface}” in one, “{other.surface}” in the other.", one, (other,), (rule, one.surface, other.surface),
                (one.surface, other.surface), (f"{one.surface} and {other.surface} cannot both be right.",), None, 0.5 + n % 50 / 100,
            )  # fmt: skip
            found.append(
                Finding(rule, f"CC{n % 6}01", list(Severity)[n % 3], seen, f"{number:08x}{n:012x}", "new", story.id)
            )
    return Report(
        tuple(sources), tuple(members), tuple(claims), tuple(stories), tuple(alignments), (), tuple(facts), tuple(found)
    )  # fmt: skip


def _place(claim: Claim, ordinal: int) -> Place:
    words = claim.text.split()
    at = ordinal % len(words)
    start = claim.span.start + sum(len(w) + 1 for w in words[:at])
    word = words[at].rstrip(".") or words[at]
    return Place(Span(claim.span.path, start, start + len(word)), word, claim.article_id, claim.id, claim.text)


_SCROLL = """async () => {
  const times = []; let last = performance.now();
  for (let i = 0; i < 60; i++) {
    scrollBy(0, i % 10 === 9 ? 40000 : 900);
    await new Promise((r) => requestAnimationFrame(r));
    const now = performance.now(); times.push(now - last); last = now;
  }
  times.sort((a, b) => a - b);
  return [times[30], times[59]];
}"""


_EMPTY = '<!doctype html><title>empty</title><main id="main"><h1>Empty</h1></main>'
# before anything else: notes when the frame that has the first heading is drawn
_WATCH = """new MutationObserver((_, watch) => {
  if (!document.querySelector("#main h1")) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.drawnAt = performance.now(); }, 0));
}).observe(document, {childList: true, subtree: true});"""
_ACT = """async () => {
  const t = performance.now();
  %s;
  await new Promise(r => setTimeout(r, 0));
  await new Promise(r => requestAnimationFrame(() => setTimeout(r, 0)));
  return performance.now() - t;
}"""
_ACTS = (
    ("show all findings", "location.hash = '#view=findings'"),
    ("filter by level and rule", "location.hash = '#view=findings&level=note&rule=number-conflict'"),
    ("search, the first time", "location.hash = '#view=findings&q=hospital'"),
    ("search again", "location.hash = '#view=findings&q=market'"),
    ("open a story", "location.hash = '#view=story&id=story-0123'"),
    ("jump to the last finding", "location.hash = '#view=findings'; scrollTo(0, document.body.scrollHeight)"),
)


def _opened(browser: Any, address: str) -> tuple[Any, float, float, float]:
    """A page that has been opened; seconds until its first view was drawn and until all was read; CPU time of its main
    thread."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(_WATCH)
    told = page.context.new_cdp_session(page)
    told.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    read = page.evaluate("new Promise(r => requestAnimationFrame(() => setTimeout(() => r(performance.now()), 0)))")
    drawn = page.evaluate("window.drawnAt")
    ticks = {m["name"]: m["value"] for m in told.send("Performance.getMetrics")["metrics"]}
    return page, drawn / 1000, read / 1000, ticks["TaskDuration"]


def main() -> None:
    given = [int(x) for x in sys.argv[1:]]
    findings, articles = (*given, 20_000, 2_000)[:2] if len(given) != 1 else (given[0], 2_000)
    from playwright.sync_api import sync_playwright

    report = made_report(findings, articles)
    begun = time.perf_counter()
    text = render_html(report, {}).encode()
    written = time.perf_counter() - begun
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file, empty = Path(folder) / "report.html", Path(folder) / "empty.html"
        file.write_bytes(text)
        empty.write_text(_EMPTY)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times: dict[Path, list[tuple[float, float, float]]] = {empty: [], file: []}
        for address in [empty, file] * 7:  # one after the other, so that both have the machine as it is
            page, *taken = _opened(browser, address.as_uri())
            times[address].append((taken[0], taken[1], taken[2]))
            page.close()
        drawn, read, spent = (statistics.median(column) for column in zip(*times[file], strict=True))
        drawn_empty, _, spent_empty = (statistics.median(column) for column in zip(*times[empty], strict=True))
        page, *_ = _opened(browser, file.as_uri())
        acts = [(name, page.evaluate(_ACT % act)) for name, act in _ACTS]
        page.evaluate("scrollTo(0, 0)")
        middle, worst = page.evaluate(_SCROLL)
        browser.close()
    table = Table(
        "page", f"The page of {len(report.findings):,} findings over {len(report.articles):,} articles",
        "python -m benchmarks.page", (
            Row("first view drawn, s", drawn, drawn_empty, 1.0, (min(times[file])[0], max(times[file])[0]),
                "median, least and most of seven; floor: an empty page, opened in turn"),
            Row("first view drawn, against an empty page", drawn / drawn_empty),
            Row("all read and ready for a click, s", read),
            Row("CPU time of the page's main thread, s", spent, spent_empty, note="until all is read"),
            Row("size, MB", len(text) / 1e6),
            Row("written in, s", written),
            *(Row(f"{name}, ms", round(took)) for name, took in acts),
            Row("frame while scrolling, ms", round(middle), note=f"the longest of 60: {worst:.0f}"),
        ),
    )  # fmt: skip
    (publish if not given else lambda made: print(render(made)))(table)


if __name__ == "__main__":
    main()

"""Reports that tests show as HTML pages, and visits to these in a real browser (fixtures: conftest.py)."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from benchmarks.page import made_report
from claimcheck.datamodel import Report
from tests.report_hostile import hostile
from tests.report_sample import crowd, sample

EMPTY = Report((), (), (), (), (), (), (), ())
ALONE = dataclasses.replace(sample(), stories=(), alignments=(), fact_tables=(), findings=())
CLEAN = dataclasses.replace(sample(), findings=())
KNOWN = dataclasses.replace(
    sample(), findings=tuple(dataclasses.replace(f, status="baselined") for f in sample().findings)
)
LOOSE = tuple(f for f in sample().findings if f.story_id is None)  # across stories, or inside one article
ACROSS = dataclasses.replace(ALONE, findings=tuple(f for f in LOOSE if len(f.article_ids) > 1))
INSIDE = dataclasses.replace(ALONE, findings=tuple(f for f in LOOSE if len(f.article_ids) == 1))
CROWD = crowd(9)
OURS = dataclasses.replace(sample(), ours=(next(a.id for a in sample().articles if a.outlet == "The Daily Star"),))
ADDITION = dataclasses.replace(ALONE, checked=(ALONE.articles[0].id,))
REPORTS = {
    "sample": sample(), "hostile": hostile(), "empty": EMPTY, "alone": ALONE, "clean": CLEAN, "known": KNOWN,
    "big": made_report(2_000, 200), "across": ACROSS, "inside": INSIDE, "addition": ADDITION, "crowd": CROWD,
    "ours": OURS,
}  # fmt: skip
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
STORY = "#view=story&id=story-1"


class Visit:
    """A page with all that it said or asked for."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(
            reduced_motion="reduce", **{"viewport": {"width": 1280, "height": 900}, **context}
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(4000)
        self.noise: list[str] = []
        self.page.on("console", lambda m: self.noise.append(m.text))
        self.page.on("pageerror", lambda e: self.noise.append(str(e)))
        self.page.on("dialog", lambda d: self.noise.append(d.message))
        file = address.partition("#")[0]
        self.page.on("request", lambda r: None if r.url.startswith(file) else self.noise.append(r.url))
        self.page.goto(address)

    def shown(self) -> int:
        return int(self.page.locator(".card:visible").count())

    def go(self, hash_: str) -> None:
        self.page.evaluate("async h => { location.hash = h; await new Promise(r => setTimeout(r, 30)); }", hash_)


def until(page: Any, expression: str) -> None:
    """Waits until it is true. Playwright's own wait_for_function evaluates text, which the page's policy forbids."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never true: {expression}")

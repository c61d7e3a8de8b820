"""The HTML page: its golden text, its structure, its policy; in a real browser, what it does and never does."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.datamodel import Alignment, Claim, ClaimRole, Report, Span
from claimcheck.writers import WRITERS, html, html_view
from claimcheck.writers.html import render_html
from claimcheck.writers.parallel import copies, parallel_rows
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_sample import RULES, sample

EMPTY = Report((), (), (), (), (), (), (), ())
ALONE = dataclasses.replace(sample(), stories=(), alignments=(), fact_tables=(), findings=())
CLEAN = dataclasses.replace(sample(), findings=())
REPORTS = {"sample": sample(), "hostile": hostile(), "empty": EMPTY, "alone": ALONE, "clean": CLEAN}
VOID = {"meta", "link", "input", "br", "img", "wbr"}
CSS = (Path(html.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


class Outline(HTMLParser):
    """Tags in order, checked to nest; ids, links and headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes[name] += 1
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_golden() -> None:
    assert_golden("report.html", render_html(sample(), RULES))


def test_named_among_the_writers() -> None:
    assert WRITERS["html"](sample(), RULES) == render_html(sample(), RULES)


@pytest.mark.parametrize("name", REPORTS)
def test_page_is_well_formed(name: str) -> None:
    page = render_html(REPORTS[name], RULES)
    page.encode("utf-8")
    seen = Outline(page)
    assert seen.open == []
    assert [i for i, n in Counter(seen.ids).items() if n > 1] == []
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert [link for link in seen.links if not link.startswith("#")] == ["data:,"]
    assert seen.tags["script"] == seen.tags["style"] == seen.tags["h1"] == seen.tags["main"] == 1
    assert not set(seen.attributes) & {"style", "src", "srcset", "action"}
    assert not [a for a in seen.attributes if a.startswith("on")]
    assert all(b - a <= 1 for a, b in zip(seen.headings, seen.headings[1:], strict=False) if a > 1)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)


def test_three_empty_states() -> None:
    said = {n: re.search("<h1>(.*)</h1>", render_html(r, RULES))[1] for n, r in REPORTS.items()}  # type: ignore[index]
    assert said == {
        "sample": "Where the variants disagree",
        "hostile": "Where the variants disagree",
        "empty": "Nothing was read",
        "alone": "Nothing could be compared",
        "clean": "No divergence found",
    }


def test_every_finding_and_fact_is_on_the_page() -> None:
    report, page = sample(), render_html(sample(), RULES)
    assert page.count('<article class="card') == len(report.findings)
    for table in report.fact_tables:
        assert page.count('<td role="cell" class="odd"') == sum(c.odd for r in table.rows for c in r.cells if c)
    assert '<mark>Loua</mark><mark class="changed">y</mark><mark>zi</mark>' in page
    assert "Word for word as <bdi>Asharq Al-Awsat</bdi>" in page
    assert "Only The Daily Star carries" in page
    assert "accepted by R. Haddad, 21 January 2018: Corrected in print." in page


def test_a_long_report_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_view, "MOST_CARDS", 4)
    monkeypatch.setattr(html_view, "MOST_TEXT", 100)
    page = render_html(sample(), RULES)
    assert len(sample().findings) - 1 - 4 == 13
    assert "13 findings of the lowest levels are left out" in page
    assert "Some full texts are left out" in page
    assert page.count('data-level="error"') == 3  # the gravest stay
    assert Outline(page).open == []


def _colours(block: str) -> dict[str, tuple[float, float, float]]:
    found = re.findall(r"--([\w-]+): #([0-9a-f]{3,6})\b", block)
    full = {n: v if len(v) == 6 else "".join(c * 2 for c in v) for n, v in found}
    return {n: tuple(int(v[i : i + 2], 16) / 255 for i in (0, 2, 4)) for n, v in full.items()}  # type: ignore[misc]


def _luminance(colour: tuple[float, float, float]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_contrast_is_at_least_four_and_a_half(theme: int) -> None:
    colours = _colours(re.findall(r":root \{(.*?)\}", CSS, re.S)[theme])
    grounds = {"paper": "ink soft link error warning note".split(), "place": ["ink"], "changed": ["ink"],
               "odd": "ink soft warning".split()}  # fmt: skip
    for ground, inks in grounds.items():
        for ink in inks:
            light, dark = sorted((_luminance(colours[ground]), _luminance(colours[ink])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


# ------------------------------------------------------------------ parallel text


def _claim(article: str, ordinal: int, text: str) -> Claim:
    return Claim(f"{article}{ordinal}", article, Span(article, ordinal, ordinal + 1), ordinal, 0, ClaimRole.BODY, text)


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 3), st.integers(0, 5)), max_size=8),
)
def test_parallel_rows_hold_every_claim_once(sizes: list[int], pairs: list[tuple[int, int, int, int]]) -> None:
    names = "abcd"[: len(sizes)]
    claims = {n: [_claim(n, i, f"{n} {i}") for i in range(size)] for n, size in zip(names, sizes, strict=True)}
    joined = [
        Alignment(names[a], names[b], (claims[names[a]][i],), (claims[names[b]][j],), 0.9)
        for a, i, b, j in pairs
        if a < len(names) and b < len(names) and a != b and i < sizes[a] and j < sizes[b]
    ]
    rows = parallel_rows(names, claims, joined)
    assert sorted(c.id for row in rows for cell in row for c in cell) == sorted(
        c.id for cs in claims.values() for c in cs
    )
    assert all(c.article_id == names[i] for row in rows for i, cell in enumerate(row) for c in cell)
    firsts = [row[0][0].ordinal for row in rows if row[0]]
    assert firsts == sorted(firsts)
    for pair in joined:
        assert any(pair.left[0] in sum(row, ()) and pair.right[0] in sum(row, ()) for row in rows)


def test_what_one_variant_adds_stands_where_it_adds_it() -> None:
    claims = {"a": [_claim("a", i, t) for i, t in enumerate("one two".split())],
              "b": [_claim("b", i, t) for i, t in enumerate("one more two".split())]}  # fmt: skip
    (a, b), join = claims.values(), lambda x, y: Alignment("a", "b", (x,), (y,), 1.0)
    rows = parallel_rows("ab", claims, [join(a[0], b[0]), join(a[1], b[2])])
    assert [[c.text for c in row[1]] for row in rows] == [["one"], ["more"], ["two"]]
    assert [len(row[0]) for row in rows] == [1, 0, 1]


def test_copies_are_told_by_their_words() -> None:
    claims = {n: [_claim(n, 0, t)] for n, t in zip("abc", ("“Yes”", '"yes"', "no"), strict=True)}
    assert copies("abc", claims) == {"b": "a"}


# ------------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield made
        made.close()


class Visit:
    """A page opened from a file, with all that it said or asked for."""

    def __init__(self, browser: Any, path: Path, report: Report, hash_: str = "", **context: Any) -> None:
        file = path / "report.html"
        file.write_bytes(render_html(report, RULES).encode())
        self.context = browser.new_context(reduced_motion="reduce", **context)
        self.page = self.context.new_page()
        self.noise: list[str] = []
        self.page.on("console", lambda m: self.noise.append(m.text))
        self.page.on("pageerror", lambda e: self.noise.append(str(e)))
        self.page.on("dialog", lambda d: self.noise.append(d.message))
        self.page.on(
            "request", lambda r: None if r.url.startswith((file.as_uri(), "data:")) else self.noise.append(r.url)
        )
        self.page.goto(file.as_uri() + hash_)

    def shown(self) -> int:
        return int(self.page.locator(".card:visible").count())


@pytest.mark.browser
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_runs_and_nothing_is_asked_for(browser: Any, tmp_path: Path, name: str) -> None:
    visit = Visit(browser, tmp_path, REPORTS[name])
    for box in visit.page.locator("details").all():
        box.evaluate("e => { e.open = true }")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("j")
    visit.page.wait_for_timeout(50)
    assert visit.noise == []
    assert visit.page.evaluate("window.pwned === undefined")
    assert visit.page.evaluate("document.querySelectorAll('script, img, svg, iframe, object').length") == 1
    assert visit.page.locator("html").get_attribute("class") == "js"  # our own script did run
    visit.context.close()


@pytest.mark.browser
def test_policy_stops_what_is_not_ours(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path, sample())
    visit.page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1';
        document.body.append(s); document.body.setAttribute('onclick', 'window.pwned = 2'); document.body.click();
        const i = document.createElement('img'); i.src = 'https://example.invalid/x.png'; document.body.append(i); }"""
    )
    visit.page.wait_for_timeout(50)
    assert visit.page.evaluate("window.pwned === undefined")
    assert any("Content Security Policy" in line for line in visit.noise)
    visit.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_nothing_sticks_out_sideways(browser: Any, tmp_path: Path, name: str) -> None:
    visit = Visit(browser, tmp_path, REPORTS[name])
    visit.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
    for width in (320, 390, 768, 1280, 1920):
        visit.page.set_viewport_size({"width": width, "height": 900})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    visit.context.close()


@pytest.mark.browser
def test_filters_keep_their_state_in_the_address(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path, sample(), viewport={"width": 1280, "height": 900})
    page, everything = visit.page, visit.shown()
    page.get_by_label("error").check()
    assert visit.shown() == 3
    page.get_by_label("quote-altered").check()
    assert visit.shown() == 2
    assert page.url.endswith("#level=error&rule=quote-altered")
    assert page.locator("output").inner_text() == f"Showing 2 of {everything}."
    assert page.locator(".filtered:visible").count() == 2  # the groups that hold none say so
    address = page.url
    page.reload()
    assert page.url == address
    assert visit.shown() == 2
    page.get_by_role("button", name="Show all").click()
    assert visit.shown() == everything
    assert "#" not in page.url
    visit.context.close()


@pytest.mark.browser
def test_links_open_what_they_point_at(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path, sample())
    page = visit.page
    page.locator(".facts td a").first.click()
    assert page.locator(".parallel").evaluate("e => e.open")
    assert page.evaluate("document.activeElement.closest('.texts') !== null")
    page.locator(".texts a.mark").first.click()
    assert page.evaluate("document.activeElement.matches('.card:target')")
    hidden = page.locator(".card.note").first.get_attribute("id")
    page.goto(page.url.split("#")[0] + "#level=error")
    page.evaluate(f"location.hash = '{hidden}'")
    page.wait_for_timeout(50)
    assert page.locator(f"[id='{hidden}']").is_visible()  # a link to a finding outdoes the filter
    visit.context.close()


@pytest.mark.browser
def test_keys_walk_the_findings_and_focus_is_seen(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path, sample(), viewport={"width": 1280, "height": 900})
    focused = "document.activeElement.id"
    order = visit.page.locator(".card:visible").evaluate_all("cards => cards.map(c => c.id)")
    seen = []
    for _ in range(3):
        visit.page.keyboard.press("j")
        seen.append(visit.page.evaluate(focused))
    assert seen == order[:3]
    visit.page.keyboard.press("k")
    assert visit.page.evaluate(focused) == order[1]
    assert visit.page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    visit.context.close()


@pytest.mark.browser
def test_reads_without_script(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, tmp_path, sample(), java_script_enabled=False)
    assert visit.page.locator(".filters input:visible").count() == 0
    assert visit.page.locator(".card:visible").count() == 17
    visit.context.close()

# ruff: noqa: E501 — scripts and bodies read best in one line
"""The HTML page in a real browser: every interaction, and what it never does."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from benchmarks.page import made_report
from claimcheck.datamodel import Report
from claimcheck.writers import html
from claimcheck.writers.html import Desk, page_data, render_html
from tests.report_hostile import hostile
from tests.report_sample import RULES, crowd, sample

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
    "big": made_report(2_000, 200), "across": ACROSS, "inside": INSIDE, "addition": ADDITION, "crowd": CROWD, "ours": OURS,
}  # fmt: skip
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
STORY = "#view=story&id=story-1"
pytestmark = pytest.mark.browser


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


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of the rendered reports."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, report in REPORTS.items():
        (folder / f"{name}.html").write_bytes(render_html(report, RULES).encode())
        made[name] = (folder / f"{name}.html").as_uri()
    return made


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


def _until(page: Any, expression: str) -> None:
    """Waits until it is true. Playwright's own wait_for_function evaluates text, which the page's policy forbids."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never true: {expression}")


@pytest.fixture
def visit(browser: Any, pages: dict[str, str]) -> Iterator[Any]:
    made: list[Visit] = []

    def opened(name: str, hash_: str = "", **context: Any) -> Visit:
        made.append(Visit(browser, pages[name] + hash_, **context))
        return made[-1]

    yield opened
    for one in made:
        one.context.close()


# ------------------------------------------------------------------ safety


@pytest.mark.parametrize("name", [n for n in REPORTS if n != "big"])
def test_nothing_runs_and_nothing_is_asked_for(visit: Any, name: str) -> None:
    seen = visit(name)
    page = seen.page
    story = (
        "&id=" + json.dumps(REPORTS[name].stories[0].id)[1:-1].replace('\\"', "%22") if REPORTS[name].stories else ""
    )
    for hash_ in ("#view=findings&status=any", "#view=story" + story, "#view=names"):
        seen.go(hash_)
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        for button in page.get_by_role("button", name="Whole articles").all():
            button.click()
        page.wait_for_timeout(20)
        assert (
            page.evaluate("document.querySelectorAll('script, img, svg, iframe, object, b').length")
            - page.locator(".matrix b").count()
            <= 1
        )
    assert seen.noise == []
    assert page.evaluate("window.pwned === undefined")
    assert page.locator("html").get_attribute("class") == "js"  # our own script did run


def test_hostile_text_is_shown_as_text(visit: Any) -> None:
    seen = visit("hostile", "#view=findings&status=any")
    assert "<script>window.pwned = 1</script>" in seen.page.locator("main").inner_text()
    assert "<U+202E>" in seen.page.locator("main").inner_text()


def test_policy_stops_what_is_not_ours(visit: Any) -> None:
    seen = visit("sample")
    seen.page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1';
        document.body.append(s); document.body.setAttribute('onclick', 'window.pwned = 2'); document.body.click();
        const i = document.createElement('img'); i.src = 'https://example.invalid/x.png'; document.body.append(i);
        fetch('https://example.invalid/').catch(() => {}); }"""
    )
    seen.page.wait_for_timeout(50)
    assert seen.page.evaluate("window.pwned === undefined")
    assert any("Content Security Policy" in line for line in seen.noise)


# ------------------------------------------------------------------ for everyone


@pytest.mark.parametrize(("name", "scheme"), [("sample", "light"), ("sample", "dark"), ("hostile", "light")])
def test_axe_finds_nothing_serious(visit: Any, name: str, scheme: str) -> None:
    seen = visit(name, color_scheme=scheme, bypass_csp=True)
    seen.page.evaluate(AXE)
    story = STORY if name == "sample" else "#view=story&id=s%22%3E%3Cscript%3E"
    for hash_ in ("#view=overview", "#view=findings&status=any", story, "#view=names", "#view=print"):
        seen.go(hash_)
        found = seen.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        grave = [
            (v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical", "moderate")
        ]
        assert grave == [], hash_


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_nothing_sticks_out_sideways_and_targets_are_large(visit: Any, name: str) -> None:
    seen = visit(name)
    story = STORY if name == "sample" else "#view=story&id=s%22%3E%3Cscript%3E"
    for hash_ in ("#view=overview", "#view=findings&status=any", story):
        seen.go(hash_)
        for width in (320, 390, 768, 1280, 1920):
            seen.page.set_viewport_size({"width": width, "height": 900})
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, (hash_, width)
        small = seen.page.evaluate(
            """[...document.querySelectorAll('button, select, input, summary')].filter(e => e.checkVisibility())
            .map(e => [e.outerHTML.slice(0, 80), (e.closest('label') || e).getBoundingClientRect()])
            .filter(([, r]) => r.width && (r.height < 24 || r.width < 24)).map(([h]) => h)"""
        )
        assert small == []


def test_theme_can_be_chosen(visit: Any) -> None:
    seen = visit("sample", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = seen.page.evaluate(ground)
    button = seen.page.locator("#theme")
    button.click()
    button.click()
    assert button.inner_text() == "Theme: dark"
    assert seen.page.evaluate(ground) != light


# ------------------------------------------------------------------ states


def test_three_empty_states_in_three_words(visit: Any) -> None:
    assert visit("empty").page.locator(".empty.never").inner_text().startswith("Nothing was read.")
    assert "This is not a pass" in visit("alone").page.locator(".empty.never").inner_text()
    assert visit("clean").page.locator(".empty.clean").inner_text().startswith("No disagreement found.")
    known = visit("known", "#view=findings").page
    assert known.locator(".empty-head").inner_text() == "Nothing new here."
    hidden = visit("sample", "#view=findings&q=zeppelin").page
    assert hidden.locator(".empty-head").inner_text() == "The filters hide all 18 findings here."
    hidden.get_by_role("button", name="Show all").click()
    assert hidden.locator(".card").count() == 18


def test_what_was_compared_is_said_once(visit: Any) -> None:
    """A finding between two articles is a comparison; one inside an article is none, and an addition needs none."""
    across = visit("across").page.locator("#main").inner_text()
    assert (
        "1 fact differs" in across
        and "across stories" in across
        and "compared" not in across
        and "not a pass" not in across
    )
    inside = visit("inside").page.locator("#main").inner_text()
    assert "Nothing was compared" in inside and "This is not a pass" in inside and "inside one article" in inside
    addition = visit("addition").page.locator("#main").inner_text()
    assert "No article of the corpus tells the same story" in addition and "not a pass" not in addition


def test_long_values_are_cut_where_they_differ(visit: Any) -> None:
    script = Path(html.__file__).parent / "templates" / "report-main.js"
    helpers = re.search(r"^const shortened .*?^}$", script.read_text(encoding="utf-8"), re.S | re.M)
    assert helpers is not None
    call = f"([texts, most]) => {{ {helpers[0]}; return toldApart(texts, most); }}"
    page = visit("sample").page
    quoted = [f"There should be no one-on-one meeting between {who} and Putin" for who in ("this president", "them")]
    assert page.evaluate(call, [quoted, 40]) == ["…this president and Putin", "…them and Putin"]
    counted = ["6 rifles", "14 rifles", "6 rifles"]
    assert page.evaluate(call, [counted, 6]) == ["6 rif…", "14 ri…", "6 rif…"]


def test_a_card_names_who_lacks_a_statement(visit: Any) -> None:
    page = visit("sample", STORY + "&level=note").page
    told = page.locator(".card .silent").all_inner_texts()
    assert told.count("No other article has this.") == 4
    assert "Not in the same statement of The Daily Star; aawsat.com has it." in told


def test_damaged_data_is_said(browser: Any, tmp_path: Path) -> None:
    page, count = re.subn(r'{"format":\d+', '{"format":99', render_html(sample(), RULES))
    assert count == 1
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    seen = Visit(browser, (tmp_path / "x.html").as_uri())
    assert seen.page.locator("h1").inner_text() == "This page is damaged"
    seen.context.close()


def test_a_page_that_was_cut_off_is_said(browser: Any, tmp_path: Path) -> None:
    page = render_html(CROWD, RULES).partition('<script type="application/json" id="report-rest">')[0]
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    seen = Visit(browser, (tmp_path / "x.html").as_uri())
    assert seen.page.locator("h1").inner_text() == "This page is damaged"
    seen.context.close()


def test_the_first_view_is_drawn_before_the_rest_is_read(browser: Any, pages: dict[str, str]) -> None:
    page = browser.new_page()
    page.add_init_script("""addEventListener("DOMContentLoaded", () => {
      const main = document.getElementById("main");
      window.atFirst = [main.inert, main.querySelectorAll("tr[data-index]").length];
    });""")
    page.goto(pages["big"])
    assert page.evaluate("window.atFirst") == [True, 60]
    page.locator(".fact-name").first.click()
    assert page.locator("tr.behind blockquote").count() >= 2
    page.goto(pages["big"] + "#kind=figure")
    assert page.locator(".around").count() == page.locator("tr[data-index]").count() == 60
    page.close()


def test_without_script_it_says_so(visit: Any) -> None:
    page = visit("sample", java_script_enabled=False).page
    assert "17 new findings in 1 story, 5 articles." in page.locator("noscript").inner_text()


# ------------------------------------------------------------------ filters, search, links


def test_filters_count_and_live_in_the_address(visit: Any) -> None:
    seen = visit("sample", "#view=findings")
    page = seen.page
    assert seen.shown() == 17
    page.locator("[data-facet=level]").get_by_label("conflict").check()
    assert seen.shown() == 3
    counts = page.locator("[data-facet=rule] label").all_inner_texts()
    assert [c.split() for c in counts] == [["quote", "altered", "2"], ["number", "conflict", "1"]]
    page.get_by_label("quote altered").check()
    assert seen.shown() == 2
    assert page.evaluate("location.hash") == "#view=findings&level=error&rule=quote-altered"
    assert page.locator("#shown").inner_text() == "Showing 2 of 18."
    assert (
        page.evaluate("document.activeElement.dataset.keep") == "rule=quote-altered"
    )  # the keyboard stays where it was
    page.reload()
    assert seen.shown() == 2
    page.get_by_role("button", name="Reset").click()
    assert seen.shown() == 17
    page.locator("[data-facet=status]").get_by_label("left as it is").check()
    assert seen.shown() == 18
    assert "Corrected in print." in page.locator(".decision").inner_text()


def test_search_finds_words_whatever_the_accents(visit: Any) -> None:
    seen = visit("sample", "#view=findings")
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("NINEVÉH spelled")
    _until(seen.page, "document.querySelectorAll('.card').length === 1")
    assert "Nineveh" in seen.page.locator(".message").inner_text()
    assert seen.page.evaluate("document.activeElement.matches('.search')")
    seen.page.keyboard.press("Escape")
    _until(seen.page, "document.querySelectorAll('.card').length === 17")


def test_a_link_to_a_finding_outdoes_filters(visit: Any) -> None:
    accepted = next(f.fingerprint for f in sample().findings if f.status == "accepted")
    seen = visit("sample", f"#view=findings&level=error&finding={accepted}")
    assert seen.page.evaluate("document.activeElement.dataset.print") == accepted
    assert seen.page.locator(".card.target").is_visible()
    seen = visit("big", "#finding=" + REPORTS["big"].findings[1500].fingerprint)
    assert seen.page.evaluate("document.activeElement.dataset.print") == REPORTS["big"].findings[1500].fingerprint
    box = seen.page.locator(".card.target").bounding_box()
    assert 0 <= box["y"] < 300


# ------------------------------------------------------------------ a story


def test_facts_lead_to_their_sentences_and_sentences_to_findings(visit: Any) -> None:
    seen = visit("sample", STORY)
    page = seen.page
    while page.locator("#part-facts details:not([open]) > summary").count():
        page.locator("#part-facts details:not([open]) > summary").first.click()
    assert page.locator(".facts td.odd:visible").count() >= 1
    page.locator(".facts td a", has_text="Louazi").first.click()
    assert "Louazi" in page.evaluate("document.activeElement.innerText")
    assert page.evaluate("document.activeElement.matches('.sentence')")
    page.locator(".sentence a.mark.error").first.click()
    assert page.evaluate("document.activeElement.matches('.card.error')")
    page.go_back()
    assert "sentence=" in page.evaluate("location.hash")


def test_whole_articles_scroll_together(visit: Any) -> None:
    seen = visit("sample", STORY + "&part=texts")
    page = seen.page
    page.get_by_role("button", name="Whole articles").click()
    left, right = page.locator(".pane").all()
    left.hover()
    page.mouse.wheel(0, 500)
    _until(page, "document.querySelectorAll('.pane')[1].scrollTop > 100")
    left.locator(".sentence", has_text="More than 4,000").click(position={"x": 5, "y": 5})
    assert right.locator(".lit").inner_text().startswith("More than 4,000 jihadis")
    ys = [p.locator(".lit").bounding_box()["y"] for p in (left, right)]
    assert abs(ys[0] - ys[1]) < 3
    page.get_by_role("button", name="By statement").click()
    assert page.locator(".texts tbody tr").count() > 20


def test_closeness_says_who_copied_whom(visit: Any) -> None:
    page = visit("sample", STORY).page
    assert (
        "aawsat.com is closest to Asharq Al-Awsat: the same text word for word."
        in page.locator(".nearest").inner_text()
    )
    assert page.locator(".matrix tbody td.share").count() == 6


def test_context_and_copy(visit: Any) -> None:
    seen = visit("sample", STORY, permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    card = page.locator(".card", has_text="spelled “Louayzi” and “Louazi”")
    before = card.locator("blockquote").first.inner_text()
    card.get_by_role("button", name="Context").click()
    assert len(card.locator("blockquote").first.inner_text()) > len(before) + 40
    card.get_by_role("button", name="Copy").click()
    _until(page, "document.getElementById('status').textContent.startsWith('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("**warning** · name spelling · One name spelled “Louayzi” and “Louazi”.")
    assert "Loua**y**zi" in copied
    page.get_by_role("button", name="Copy story").click()
    page.wait_for_timeout(400)  # what was copied before is there until then
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("## Experts: ISIS Still Capable") and "Louazi (The Daily Star)" in copied


# ------------------------------------------------------------------ keys


def test_keys(visit: Any) -> None:
    seen = visit("sample")
    page, focused = seen.page, "document.activeElement.dataset.print"
    for key in "gf":
        page.keyboard.press(key)
    _until(page, "location.hash === '#view=findings'")
    order = page.locator(".card").evaluate_all("cards => cards.map(c => c.dataset.print)")
    walked = []
    for key in "jjjk":
        page.keyboard.press(key)
        walked.append(page.evaluate(focused))
    assert walked == [order[0], order[1], order[2], order[1]]
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("a")  # no desk: nothing is decided
    assert page.locator(".verdict").count() == 0
    page.keyboard.press("Enter")
    _until(page, "location.hash.startsWith('#view=story')")
    assert page.evaluate(focused) == order[1]
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    _until(page, "!document.querySelector('dialog')")  # its "close" comes as an event of its own
    assert page.evaluate(focused) == order[1]


# ------------------------------------------------------------------ size, print


def test_a_long_list_keeps_few_cards_and_reaches_all(visit: Any) -> None:
    seen = visit("big", "#view=findings&sort=place")
    page = seen.page
    total = len(REPORTS["big"].findings)
    assert page.locator("#shown").inner_text() == f"Showing {total:,} of {total:,}."
    assert page.locator(".card").count() < 40
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    _until(page, f"[...document.querySelectorAll('.card')].some(c => c.getAttribute('aria-posinset') === '{total}')")
    assert page.locator(".card").count() < 40
    page.evaluate("scrollTo(0, 0)")
    _until(page, "[...document.querySelectorAll('.card')].some(c => c.getAttribute('aria-posinset') === '1')")
    for _ in range(80):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('aria-posinset')") == "80"
    tops = page.locator(".card").evaluate_all(
        "cs => cs.map(c => [c.getBoundingClientRect().top, c.getBoundingClientRect().bottom])"
    )
    assert all(abs(b[0] - a[1]) < 1 for a, b in itertools.pairwise(tops))  # no gap, no overlap


def test_print_has_everything_chosen(visit: Any) -> None:
    seen = visit("big", "#view=findings&rule=quote-altered&level=error")
    count = int(seen.page.locator("#shown").inner_text().split()[1].replace(",", ""))
    assert count == sum(f.rule == "quote-altered" and f.severity == "error" for f in REPORTS["big"].findings)
    pdf = seen.page.pdf()
    assert pdf[:4] == b"%PDF"
    assert seen.page.locator(".card").count() == count


def test_whole_report_to_print(visit: Any) -> None:
    seen = visit("sample")
    seen.page.get_by_role("link", name="The whole report on one page").click()
    # What is grave as cards, the rest in the tables and the lines of what is left out.
    assert seen.page.locator(".card.note").count() == 0 and seen.page.locator(".card").count() == 7
    assert seen.page.locator(".print-story").count() == 3
    assert seen.page.locator(".print-story .facts td.odd:visible").count() >= 1
    assert seen.page.locator(".print-story .left-out li").count() >= 2
    assert seen.noise == []


# ------------------------------------------------------------------ the desk


class FakeDesk(BaseHTTPRequestHandler):
    """The protocol's other side, as small as can be (docs/desk-protocol.md)."""

    asked: ClassVar[list[dict[str, Any]]] = []
    answers: ClassVar[list[tuple[int, dict[str, Any]]]] = []
    events: ClassVar[list[str]] = []
    page: ClassVar[bytes] = b""
    report: ClassVar[bytes] = b""
    over: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        kind = {"/": "text/html", "/desk/report": "application/json", "/desk/events": "text/event-stream"}.get(path)
        if kind is None or (path == "/desk/report" and self.headers["X-Claimcheck-Token"] != "secret"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        if path == "/desk/events":
            assert self.path.endswith("?token=secret")
            while not self.over.is_set():
                self.wfile.write(b": still here\n\n")
                while self.events:
                    self.wfile.write(self.events.pop(0).encode())
                self.over.wait(0.05)
        else:
            self.wfile.write(self.page if path == "/" else self.report)

    def do_POST(self) -> None:
        assert self.headers["X-Claimcheck-Token"] == "secret"
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, body = self.answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    FakeDesk.page = render_html(sample(), RULES, desk=Desk("/desk", "secret", "R. Haddad")).encode()
    FakeDesk.report = page_data(sample(), RULES).encode()
    for made in (FakeDesk.asked, FakeDesk.answers, FakeDesk.events):
        made.clear()
    FakeDesk.over.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeDesk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    seen = Visit(browser, f"http://127.0.0.1:{server.server_port}/#view=findings")
    yield seen
    FakeDesk.over.set()
    seen.context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def _change(print_: str, verdict: str, version: int, **more: Any) -> dict[str, Any]:
    decision = {"verdict": verdict, "editor": "M. Sayegh", "decided_at": "2026-11-21T08:30:00+00:00", "reason": "", "note": "",
                "expires": None}  # fmt: skip
    status = "accepted" if verdict == "accept" else "new"
    return {"version": version, "by": "M. Sayegh", "message": "Done.", "undo": "u1", "gone": [],
            "changes": [{"finding": print_, "status": status, "decision": decision if verdict else None}], **more}  # fmt: skip


def test_desk_decides_by_keys_and_undoes(desk: Any) -> None:
    page = desk.page
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.dataset.print")
    FakeDesk.answers += [(200, _change(first, "accept", 1)), (200, _change(first, "", 2))]
    page.keyboard.press("a")
    page.wait_for_selector(".verdict.on")
    assert page.evaluate("document.activeElement.dataset.print") == first  # it stays in sight and in focus
    assert page.locator("#fresh-count").inner_text() == "6"
    assert FakeDesk.asked[0] == {
        "action": "accept",
        "finding": first,
        "seen": None,
        "reason": "",
        "note": "",
        "assignee": "",
        "expires": None,
    }
    page.keyboard.press("z")
    _until(page, "!document.querySelector('.verdict.on')")
    assert FakeDesk.asked[1] == {"action": "undo"}  # the last of this editor, whatever the page remembers


def test_desk_form_says_which_side_is_wrong(desk: Any) -> None:
    page = desk.page
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.dataset.print")
    page.keyboard.press("e")
    form = page.locator("dialog form.desk-form")
    boxes = form.locator("[name=wrong]")
    assert boxes.count() >= 2 and form.locator("q").count() >= 2
    wrong = boxes.first.get_attribute("value")
    boxes.first.check()
    form.get_by_label("Should be").fill("14 rifles")
    form.get_by_label("Assigned to").fill("M. Sayegh")
    FakeDesk.answers.append(
        (409, {"error": {"code": "decided", "message": "Ben decided.", "action": "Look."}, "changes": []})
    )
    page.keyboard.press("Control+Enter")
    form.locator(".form-error:visible").wait_for()
    assert form.locator(".form-error").inner_text() == "Ben decided. Look."
    assert form.get_by_label("Should be").input_value() == "14 rifles"  # nothing that was typed is lost
    FakeDesk.answers.append((200, _change(first, "error", 1)))
    page.keyboard.press("Control+Enter")
    form.wait_for(state="detached")
    asked = FakeDesk.asked[-1]
    assert (asked["action"], asked["wrong"], asked["right"], asked["assignee"]) == (
        "error",
        [wrong],
        "14 rifles",
        "M. Sayegh",
    )
    assert page.locator("#to-correct").inner_text() == "1"
    FakeDesk.answers.append((200, _change(first, "error", 2)))
    page.keyboard.press("f")
    _until(page, "!document.querySelector('.card [disabled]')")
    assert FakeDesk.asked[-1]["action"] == "fixed" and FakeDesk.asked[-1]["fixed"] is True


@pytest.mark.parametrize("way", ["Escape", "Cancel", "Close", "beside"])
def test_desk_asks_before_it_discards_what_was_typed(desk: Any, way: str) -> None:
    page = desk.page

    def leave() -> None:
        if way == "Escape":
            page.keyboard.press("Escape")
        elif way == "beside":
            page.mouse.click(3, 3)
        else:
            page.locator("dialog").get_by_role("button", name=way).click()

    page.keyboard.press("j")
    page.keyboard.press("n")
    leave()
    page.locator("dialog").wait_for(state="detached")  # nothing was typed
    page.keyboard.press("n")
    page.locator("dialog textarea").fill("ask the ministry")
    for _ in range(4):  # a browser closes a dialog by force at the second Escape in a row
        leave()
        assert page.locator("dialog").count() == 1
    if not page.locator(".discard:visible").count():
        leave()
    page.get_by_role("button", name="Keep writing").click()
    assert (
        page.locator("dialog textarea").input_value() == "ask the ministry"
        and not page.locator(".discard:visible").count()
    )
    assert page.evaluate("document.activeElement.matches('dialog textarea, dialog button')")
    leave()
    page.get_by_role("button", name="Discard").click()
    page.locator("dialog").wait_for(state="detached")
    assert FakeDesk.asked == []


def test_desk_shows_a_thread_as_text(desk: Any) -> None:
    page = desk.page
    first = page.locator(".card").first.get_attribute("data-print")
    said = ["M. Sayegh", "2026-11-21T08:31:00+00:00", "<b>ask</b> the ministry"]
    FakeDesk.answers.append((200, {"version": 1, "by": "M. Sayegh", "message": "Comment kept.", "gone": [],
                                   "changes": [{"finding": first, "status": "new", "decision": None, "comments": [said]}]}))  # fmt: skip
    card = page.locator(f"[data-print='{first}']")
    card.get_by_role("button", name="Comment").click()
    page.locator("dialog textarea").fill(said[2])
    page.locator("dialog").get_by_role("button", name="Save").click()
    card.locator(".thread li").wait_for()
    assert card.locator(".thread li").inner_text().split("\n") == [
        "M. Sayegh 2026-11-21 08:31",
        "<b>ask</b> the ministry",
    ]
    assert FakeDesk.asked == [{"action": "comment", "finding": first, "text": said[2]}]
    assert card.locator(".verdict.on").count() == 0  # no verdict comes of it


def test_desk_shows_what_another_editor_decided(desk: Any) -> None:
    page = desk.page
    first, second = page.locator(".card").evaluate_all("cs => cs.slice(0, 2).map(c => c.dataset.print)")
    FakeDesk.answers.append((409, {"error": {"code": "decided", "message": "M. Sayegh decided <b>a minute</b> ago.", "action": "Look again."},
                                   "changes": _change(first, "error", 3)["changes"]}))  # fmt: skip
    page.locator(f"[data-print='{first}'] [data-action=unsure]").click()
    page.wait_for_selector("#desk-error:visible")
    assert "M. Sayegh decided <b>a minute</b> ago. Look again." in page.locator("#desk-error").inner_text()
    assert (
        page.locator(f"[data-print='{first}'] .decision").inner_text().startswith("Decided: to correct, by M. Sayegh")
    )
    FakeDesk.events.append(f"event: change\ndata: {json.dumps(_change(second, 'accept', 4))}\n\n")
    page.wait_for_selector(f"[data-print='{second}'] .verdict.on")


def test_desk_alias_takes_the_finding_away(desk: Any) -> None:
    page = desk.page
    card = page.locator(".card", has_text="spelled “Louayzi” and “Louazi”")
    print_ = card.get_attribute("data-print")
    FakeDesk.answers.append(
        (
            200,
            {"version": 5, "by": "R. Haddad", "message": "One name now.", "undo": "x", "changes": [], "gone": [print_]},
        )
    )
    card.get_by_role("button", name="Same name").click()
    page.locator("dialog").get_by_role("button", name="Save").click()
    _until(page, "document.querySelectorAll('.card').length === 16")
    assert FakeDesk.asked[0] == {"action": "alias", "finding": print_, "names": ["Louayzi", "Louazi"], "reason": ""}


def test_desk_refreshes_where_a_file_changed(desk: Any) -> None:
    page = desk.page
    FakeDesk.report = page_data(KNOWN, RULES).encode()
    FakeDesk.events.append('event: report\ndata: {"version": 9, "message": "a.txt changed."}\n\n')
    page.wait_for_selector(".empty")
    assert page.locator(".empty-head").inner_text() == "Nothing new here."


# ------------------------------------------------------------------ the front page


def test_the_front_page_says_where_they_disagree_and_shows_the_sentences(visit: Any) -> None:
    seen = visit("sample")
    page = seen.page
    assert page.locator("h1").inner_text().endswith(" facts differ")
    first = page.locator("#part-facts tr[data-index]").first
    assert "Conflict" in first.inner_text()
    first.locator(".fact-name").click()
    assert first.locator(".fact-name").get_attribute("aria-expanded") == "true"
    behind = page.locator(".behind").first
    assert behind.locator("blockquote mark").count() >= 2 and behind.locator(".why, .about").count() >= 1
    first.locator(".fact-name").click()
    assert page.locator(".behind").count() == 0
    levels = page.locator("#part-facts [data-group=differ] th .level").all_inner_texts()
    assert levels == sorted(levels, key=["Conflict", "Warning"].index)
    assert seen.noise == []


def test_smaller_differences_have_room_beside_few_facts_that_differ(visit: Any) -> None:
    """On the first screen an editor sees all that differs where it fits; beside many, smaller ones are folded."""
    page = visit("sample").page
    groups = page.locator("#part-facts .fact-group").evaluate_all(
        "found => found.map((g) => [g.dataset.group, g.tagName === 'DIV' || g.open, g.firstElementChild.textContent])"
    )
    rows = {name: int(label.split()[0]) for name, _, label in groups}
    shown = {name for name, unfolded, _ in groups if unfolded}
    assert "differ" in shown and "agree" not in shown
    assert ("smaller" in shown) == (0 < rows.get("smaller", 0) <= 4 - rows["differ"])


def test_a_word_in_a_narrow_column_stays_whole(visit: Any) -> None:
    page = visit("sample", STORY).page
    lines = page.locator(".facts.grid td").evaluate_all(
        """found => found.map((td) => {
            td.textContent = "Massachusetts State House";
            const word = document.createRange();
            word.setStart(td.firstChild, 0);
            word.setEnd(td.firstChild, 13);
            return word.getClientRects().length;
        })"""
    )
    assert lines and set(lines) == {1}


def test_facts_are_chosen_by_kind_and_words_in_the_address(visit: Any) -> None:
    page = visit("sample").page
    page.get_by_label("Kind").select_option("name")
    assert "kind=name" in page.evaluate("location.hash")
    kinds = page.locator("#part-facts tr[data-index] .kind bdi").all_inner_texts()
    assert kinds and set(kinds) == {"name"}
    page.get_by_role("searchbox", name="Search facts").fill("louazi")
    _until(page, "location.hash.includes('q=louazi')")
    assert page.locator("#part-facts tr[data-index]:visible").count() == 1
    page.locator(".story-row h3 a").first.click()
    assert "kind=" not in page.evaluate("location.hash") and "q=" not in page.evaluate("location.hash")


def test_what_is_on_screen_is_saved_as_csv(visit: Any) -> None:
    page = visit("sample").page
    rows = page.locator("#part-facts tr[data-index]:visible").count()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as CSV").click()
    text = Path(waiting.value.path()).read_bytes().decode()
    table = list(csv.reader(io.StringIO(text)))
    assert table[0][:6] == [
        "story",
        "kind",
        "fact",
        "level",
        "value",
        "differs",
    ] and waiting.value.suggested_filename.endswith(".csv")
    assert len({row[2] for row in table[1:]}) == rows and all(len(row) == 9 for row in table)


def test_hostile_cells_are_no_formulas(visit: Any) -> None:
    page = visit("hostile", permissions=["clipboard-read", "clipboard-write"]).page
    page.get_by_role("button", name="Copy table").click()
    _until(page, "document.getElementById('status').textContent.startsWith('Copied')")
    table = list(csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    assert len(table) > 1 and not [cell for row in table for cell in row if cell.lstrip()[:1] in tuple("=+-@|%")]


def test_one_line_an_outlet_says_what_is_left_out(visit: Any) -> None:
    page = visit("sample", STORY).page
    lines = page.locator(".left-out summary")
    assert lines.count() >= 2 and all(" lacks " in line for line in lines.all_inner_texts())
    lines.first.click()
    page.locator(".left-out blockquote").first.wait_for()
    assert page.locator(".card.note").count() == 0  # notes are told above
    page.get_by_role("link", name="Show them one by one").click()
    assert page.locator(".card.note").count() > 3


def test_many_outlets_stand_under_values_and_two_articles_side_by_side(visit: Any) -> None:
    page = visit("crowd", STORY).page
    assert page.locator(".facts.grid").count() == 0 and page.locator(".answers li").count() >= 2
    assert page.locator(".variants").first.locator("li").count() == 6
    assert page.locator("[data-panes]").count() == 1 and page.locator("table.texts").count() == 0
    page.locator(".fact-name").first.click()
    page.locator(".behind .where a:visible").last.click()
    assert page.evaluate("document.activeElement.matches('.sentence')")


def test_our_copy_comes_first(visit: Any) -> None:
    page = visit("ours").page
    part = page.locator(".ours")
    assert part.locator("h2").inner_text() == "Our copy: The Daily Star"
    assert page.locator("main > section.part").first.get_attribute("aria-labelledby") == "head-ours"
    rows = part.locator("tr[data-index]").all_inner_texts()
    assert rows and all("The Daily Star" in row for row in rows)
    part.get_by_text("Only in our copy").click()
    assert part.locator("details[open] blockquote").count() >= 1


def test_on_paper_a_fact_says_what_is_asked(visit: Any) -> None:
    page = visit("sample", "#view=print").page
    page.emulate_media(media="print")
    assert page.locator(".print-story .fact-name:visible").count() >= 3
    assert page.locator("button:visible:not(.fact-name)").count() == 0

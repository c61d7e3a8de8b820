"""The HTML page as a whole in a real browser: what it never does, whom it serves, its states, its size, on paper."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from claimcheck.writers import html
from claimcheck.writers.html import render_html
from tests.html_visits import AXE, CROWD, REPORTS, STORY, Visit, until
from tests.report_sample import RULES, sample

pytestmark = pytest.mark.browser


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


# ------------------------------------------------------------------ size, print


def test_a_long_list_keeps_few_cards_and_reaches_all(visit: Any) -> None:
    seen = visit("big", "#view=findings&sort=place")
    page = seen.page
    total = len(REPORTS["big"].findings)
    assert page.locator("#shown").inner_text() == f"Showing {total:,} of {total:,}."
    assert page.locator(".card").count() < 40
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    until(page, f"[...document.querySelectorAll('.card')].some(c => c.getAttribute('aria-posinset') === '{total}')")
    assert page.locator(".card").count() < 40
    page.evaluate("scrollTo(0, 0)")
    until(page, "[...document.querySelectorAll('.card')].some(c => c.getAttribute('aria-posinset') === '1')")
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


def test_on_paper_a_fact_says_what_is_asked(visit: Any) -> None:
    page = visit("sample", "#view=print").page
    page.emulate_media(media="print")
    assert page.locator(".print-story .fact-name:visible").count() >= 3
    assert page.locator("button:visible:not(.fact-name)").count() == 0

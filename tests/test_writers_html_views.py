"""The views of the HTML page in a real browser: the front page, findings and their filters, a story; and keys."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.html_visits import REPORTS, STORY, until
from tests.report_sample import sample

pytestmark = pytest.mark.browser


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
    until(page, "location.hash.includes('q=louazi')")
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
    until(page, "document.getElementById('status').textContent.startsWith('Copied')")
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
    until(seen.page, "document.querySelectorAll('.card').length === 1")
    assert "Nineveh" in seen.page.locator(".message").inner_text()
    assert seen.page.evaluate("document.activeElement.matches('.search')")
    seen.page.keyboard.press("Escape")
    until(seen.page, "document.querySelectorAll('.card').length === 17")


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
    until(page, "document.querySelectorAll('.pane')[1].scrollTop > 100")
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
    until(page, "document.getElementById('status').textContent.startsWith('Copied')")
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
    until(page, "location.hash === '#view=findings'")
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
    until(page, "location.hash.startsWith('#view=story')")
    assert page.evaluate(focused) == order[1]
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('dialog')")  # its "close" comes as an event of its own
    assert page.evaluate(focused) == order[1]

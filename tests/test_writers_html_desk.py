# ruff: noqa: E501 — scripts and bodies read best in one line
"""The HTML page at the desk in a real browser: how editors decide on it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from claimcheck.writers.html import Desk, page_data, render_html
from tests.html_visits import KNOWN, Visit, until
from tests.report_sample import RULES, sample

pytestmark = pytest.mark.browser


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
    until(page, "!document.querySelector('.verdict.on')")
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
    until(page, "!document.querySelector('.card [disabled]')")
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
    until(page, "document.querySelectorAll('.card').length === 16")
    assert FakeDesk.asked[0] == {"action": "alias", "finding": print_, "names": ["Louayzi", "Louazi"], "reason": ""}


def test_desk_refreshes_where_a_file_changed(desk: Any) -> None:
    page = desk.page
    FakeDesk.report = page_data(KNOWN, RULES).encode()
    FakeDesk.events.append('event: report\ndata: {"version": 9, "message": "a.txt changed."}\n\n')
    page.wait_for_selector(".empty")
    assert page.locator(".empty-head").inner_text() == "Nothing new here."

"""The command that serves the desk, and the desk in a browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimcheck.decisions import comments, journal, stories
from claimcheck.engine.whole_run import run
from claimcheck.settings.loading import load
from tests.desk_sample import FIRST, one_story, with_another

pytestmark = pytest.mark.model


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return one_story(tmp_path)


@pytest.fixture
def many(root: Path) -> Path:
    """An article that is alone beside the two that are one story."""
    return with_another(root)


@pytest.fixture
def served(root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "claimcheck", "review", ".", "--no-browser", "--editor", "Ann"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=\S{32}", address), process.stderr
    yield address, process
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0  # Ctrl-C is how it ends


@pytest.mark.parametrize("turn", range(3))
def test_the_address_is_told_when_the_desk_listens(served: tuple[str, subprocess.Popen[str]], turn: int) -> None:
    """The first connection, made as soon as the line is there, is accepted and answered."""
    address, _ = served
    host, port = re.findall(r"//([^:]+):(\d+)", address)[0]
    with socket.create_connection((host, int(port)), timeout=20) as first:
        query = address.partition("/?")[2]
        first.sendall(f"GET /?{query} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        assert first.recv(64).startswith(b"HTTP/1.1 200")


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_deciding_in_two_browsers(served: tuple[str, subprocess.Popen[str]], root: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    address, _ = served
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        pages = [browser.new_context().new_page() for _ in range(2)]
        complaints: list[str] = []
        for page in pages:
            page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: complaints.append(str(e)))
            page.goto(f"{address}#view=findings")
            expect(page.get_by_role("button", name="Leave as it is").first).to_be_visible()
        axe = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
        checked = browser.new_context(bypass_csp=True).new_page()
        for view in ("findings", "overview", "names"):
            checked.goto(f"{address}#view={view}")
            checked.wait_for_timeout(200)
            checked.add_script_tag(content=axe)
            found = checked.evaluate("axe.run()")["violations"]
            assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == [], view
        checked.close()
        name = next(f.fingerprint for f in run([str(root)], load(root)[0], root=root).findings)
        pages[0].get_by_role("button", name="Leave as it is").first.click()
        for page in pages:
            expect(page.locator("button.verdict.on[data-action=accept]").first).to_be_visible()
        assert [d.verdict for d in journal.read_decisions(root).entries] == ["accept"]
        pages[1].get_by_role("button", name="Undo last").click()
        for page in pages:
            expect(page.locator("button.verdict.on")).to_have_count(0)
        assert not journal.read_decisions(root).entries and name
        (root / "b.txt").write_text(FIRST)
        expect(pages[0].get_by_role("button", name="Leave as it is")).to_have_count(0, timeout=15_000)
        assert complaints == []
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_joining_an_article_that_is_alone(many: Path, served: tuple[str, subprocess.Popen[str]]) -> None:
    from playwright.sync_api import expect, sync_playwright

    address, _ = served
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context().new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.goto(address)
        expect(page.locator(".standfirst")).to_contain_text("3 articles: 2 in 1 story, 1 alone")
        alone = page.get_by_role("region", name="In no story")
        expect(alone).to_contain_text("Capital sends tents to the north")
        expect(alone).to_contain_text(re.compile(r"likeness 0\.\d\d; 0\.50 would join them"))
        alone.get_by_role("button", name="Join this story").click()
        expect(page.locator(".standfirst")).to_contain_text("3 articles: 3 in 1 story", timeout=20_000)
        expect(page.get_by_role("region", name="In no story")).to_have_count(0)
        expect(page.locator("#status")).to_have_text("Compared again: 3 articles: 3 in 1 story.")
        expect(page.get_by_role("heading", name="Stories joined and parted by editors")).to_be_focused()
        page.get_by_role("heading", name="Flood kills").get_by_role("link").first.click()
        expect(page.locator(".weak")).to_contain_text("Compared because an editor joined them; likeness 0.")
        row = page.locator("ol.variants > li").filter(has_text="Flood kills 13")
        row.get_by_role("button", name="Not part of this story").click()
        expect(page.locator("ol.variants > li")).to_have_count(2, timeout=20_000)
        page.goto(address)
        page.reload()  # undo does not hang on what the page remembers
        decided = page.get_by_role("region", name="Stories joined and parted by editors")
        expect(decided.get_by_role("listitem")).to_have_count(2)
        for left in (1, 0):
            decided.get_by_role("button", name="Undo").first.click()
            expect(decided.get_by_role("listitem")).to_have_count(left, timeout=20_000)
        expect(page.locator(".standfirst")).to_contain_text("3 articles: 2 in 1 story, 1 alone")
        assert not stories.read_story_decisions(many).entries and complaints == []
        browser.close()


@pytest.fixture
def two_stories(many: Path) -> Path:
    """A second story beside the first and the article that is alone."""
    for name, where in (("d.txt", "in the old harbour"), ("e.txt", "near the old harbour")):
        (many / name).write_text(
            "Ferry Aurora collides with trawler\n\nThe ferry Aurora collided with the trawler Petrel "
            f"{where} of Lisbon on Friday, the coast guard said.\nFour sailors of the Petrel were bruised.\n"
        )
    return many


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_an_article_that_is_alone_joins_any_story(two_stories: Path, served: tuple[str, subprocess.Popen[str]]) -> None:
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context().new_page()
        page.goto(served[0])
        expect(page.locator(".standfirst")).to_contain_text("5 articles: 4 in 2 stories, 1 alone")
        other = page.get_by_label("Join “Capital sends tents to the north” to another story")
        title = other.locator("option").nth(1).inner_text()
        other.select_option(index=1)
        expect(page.locator(".standfirst")).to_contain_text("5 articles: 5 in 2 stories", timeout=20_000)
        (line,) = stories.read_story_decisions(two_stories).entries
        joined = "d.txt#1" if title.startswith("Ferry Aurora") else "a.txt#1"
        assert sorted(line.articles) == sorted(("c.txt#1", joined))
        page.get_by_role("link", name="Capital sends tents to the north").last.click()
        expect(page.locator("ol.variants > li")).to_have_count(3)
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_from_a_row_of_facts_to_the_list_of_corrections(served: tuple[str, subprocess.Popen[str]], root: Path) -> None:
    """Decide in the table, reload, take back, and what is left is on the list."""
    from playwright.sync_api import expect, sync_playwright

    address, _ = served
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(bypass_csp=True, reduced_motion="reduce").new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.goto(address)
        page.locator("#part-facts .fact-name").first.click()
        row = page.locator(".behind").first
        row.get_by_role("button", name="To correct").click()
        form = page.locator("dialog")
        form.get_by_role("checkbox").nth(1).check()
        form.get_by_label("Should be").fill("=14 rifles")
        form.get_by_label("Why").fill("the ministry says so")
        page.keyboard.press("Control+Enter")
        expect(row.locator(".decision")).to_contain_text("Decided: to correct, by Ann")
        row.get_by_role("button", name="Comment").click()
        form.get_by_label("Comment").fill("they agreed")
        axe = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
        page.add_script_tag(content=axe)
        found = page.evaluate("axe.run()")["violations"]
        assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == []
        page.keyboard.press("Control+Enter")
        expect(row.locator(".thread")).to_contain_text("they agreed")
        row.get_by_role("button", name="Fixed in our copy").click()
        expect(page.locator("#to-correct")).to_have_text("0")
        page.reload()  # what the page remembered is gone
        page.locator("#part-facts .fact-name").first.click()
        page.keyboard.press("z")
        expect(page.locator("#to-correct")).to_have_text("1")
        expect(row.get_by_role("button", name="Fixed in our copy")).to_have_attribute("aria-pressed", "false")
        page.locator("#corrections").click()
        expect(page.locator(".sheet-text")).to_contain_text("Should be: “=14 rifles”")
        page.get_by_label("Format").select_option("csv")
        expect(page.locator(".sheet-text")).to_contain_text('"\'=14 rifles"')
        with page.expect_download() as waiting:
            page.locator("dialog").get_by_role("button", name="Save").click()
        assert waiting.value.suggested_filename == "corrections.csv"
        page.keyboard.press("Escape")
        for left in (True, False):  # the comment, then the decision
            page.get_by_role("button", name="Undo last").click()
            expect(row.locator(".thread")).to_have_count(0)
            expect(row.locator(".decision")).to_have_count(int(left))
        assert not journal.read_decisions(root).entries and not comments.read_comments(root).entries
        assert complaints == []
        browser.close()


def test_the_steps_of_the_editors_page(tmp_path: Path) -> None:
    """docs/editors.md, but for the installation, which .ci/run does: what is typed works as it stands."""
    top = Path(__file__).parents[1]
    text = (top / "docs" / "editors.md").read_text(encoding="utf-8")
    typed = {name: re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", text, re.S) for name in (
        "editors-articles", "editors-desk", "editors-corrections", "editors-page",
    )}  # fmt: skip
    commands = {name: found[1] for name, found in typed.items() if found is not None}
    assert len(commands) == 4
    (tmp_path / "fixtures").symlink_to(top / "fixtures")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "claimcheck").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m claimcheck "$@"\n')
    (bin_ / "claimcheck").chmod(0o755)
    path = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["bash", "-euc", commands["editors-articles"]], cwd=tmp_path, check=True)
    story = tmp_path / "story"
    own = {**path, "BROWSER": "true"}  # the program that webbrowser starts
    desk = subprocess.Popen(
        ["bash", "-euc", f"exec {commands['editors-desk'].strip()}"],
        cwd=story, env=own, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert desk.stdout is not None and desk.stdout.readline().startswith("http://127.0.0.1:")
    desk.send_signal(signal.SIGINT)
    desk.communicate(timeout=20)
    assert desk.returncode == 0
    subprocess.run(
        ["bash", "-euc", commands["editors-corrections"]], cwd=story, env=path, check=True, capture_output=True
    )
    assert "Nothing is to correct" in (story / "corrections.md").read_text(encoding="utf-8")
    subprocess.run(["bash", "-euc", commands["editors-page"]], cwd=story, env=path, check=True, capture_output=True)
    assert "quote-altered" in (story / "report.html").read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_one_line(served: tuple[str, subprocess.Popen[str]], root: Path) -> None:
    port = served[0].rpartition(":")[2].partition("/")[0]
    time.sleep(0.3)
    ended = subprocess.run(
        [sys.executable, "-m", "claimcheck", "review", ".", "--no-browser", "--port", port],
        cwd=root, capture_output=True, text=True, timeout=60, env={**os.environ, "CLAIMCHECK_EDITOR": "Ben"},
    )  # fmt: skip
    assert ended.returncode == 2 and "cannot listen" in ended.stderr and "Traceback" not in ended.stderr

"""Takes the pictures of the docs, from the seed pages as they are reported now: the terminal, the page, the
desk.

``python -m benchmarks.tour [FOLDER]`` writes PNG files into docs/images, or into FOLDER. It needs Playwright and
Chromium.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZE = {"width": 1180, "height": 760}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        page_file, terminal_file = Path(scratch) / "report.html", Path(scratch) / "terminal.html"
        terminal_file.write_text(_terminal(page_file), encoding="utf-8")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = _opened(browser, page_file.as_uri(), "light")
        story = page.locator(".story-row h3 a").first.get_attribute("href")
        _take(page, folder / "page-overview.png")
        for name, hash_ in (("facts", f"{story}&part=facts"), ("names", "#view=names")):
            page.goto(page_file.as_uri() + hash_)
            _take(page, folder / f"page-{name}.png")
        page.goto(page_file.as_uri() + "#view=findings")
        page.keyboard.press("j")
        _take(page, folder / "page-findings.png")
        page.goto(page_file.as_uri() + story + "&part=texts")
        page.get_by_role("button", name="Whole articles").click()
        page.locator(".pane").first.hover()
        page.mouse.wheel(0, 420)
        page.wait_for_timeout(200)
        page.locator(".pane").first.locator(".sentence").nth(8).hover()
        _take(page, folder / "page-articles.png")
        _take(_opened(browser, page_file.as_uri() + "#view=findings", "dark"), folder / "page-dark.png")
        terminal = _opened(browser, terminal_file.as_uri(), "dark")
        terminal.set_viewport_size({"width": 900, "height": 760})
        _take(terminal, folder / "terminal.png")
        _desk(browser, Path(scratch) / "articles", folder / "desk.png")
        browser.close()


def _desk(browser: Any, articles: Path, picture: Path) -> None:
    """The desk over a copy of the seeds, with one decision made."""
    shutil.copytree(ROOT / "fixtures" / "seeds", articles)
    command = [sys.executable, "-m", "claimcheck", "review", ".", "--no-browser", "--editor", "R. Haddad"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=articles, env=env, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        page = _opened(browser, f"{desk.stdout.readline().strip()}#view=findings", "light")
        page.keyboard.press("j")
        page.keyboard.press("a")
        page.locator("button.verdict.on").first.wait_for()
        page.wait_for_timeout(3000)  # what is said of it in passing has passed
        _take(page, picture)
        page.close()
        desk.send_signal(signal.SIGINT)


def _opened(browser: Any, address: str, scheme: str) -> Any:
    page = browser.new_context(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(address)
    return page


def _take(page: Any, file: Path) -> None:
    page.wait_for_timeout(150)
    page.screenshot(path=str(file))
    print(f"{file.name}: {file.stat().st_size / 1024:.0f} KB")


def _terminal(page_file: Path) -> str:
    """Runs the report on the seeds: the page into ``page_file``, what the terminal shows as HTML."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    command = [sys.executable, "-m", "claimcheck", "report", "fixtures/seeds", "--exit-zero", "--quiet"]
    env = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": "110"}
    shown = subprocess.run(
        [*command, "--output-format", "text", "--output-format", f"html={page_file}"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    console = Console(record=True, width=110, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("$ claimcheck report fixtures/seeds\n" + shown))
    return console.export_html(
        inline_styles=True,
        theme=MONOKAI,
        code_format=(
            "<!doctype html><meta charset=utf-8><style>body{{margin:0;background:#16171a;color:#e9e6df}}"
            "pre{{font:14px/1.42 'DejaVu Sans Mono',monospace;padding:18px 22px;margin:0}}</style><pre>{code}</pre>"
        ),
    )


if __name__ == "__main__":
    main()

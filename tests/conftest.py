"""Tests see no settings of the machine they run on, and keep their cache to themselves."""

from __future__ import annotations

import math
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a loaded machine is slow, and no property is about time
settings.load_profile("any machine")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun in the background by a shell; commands would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
_ROOT = Path(__file__).parents[1]
_TERMINAL = ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS")


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache for the whole session, so that each sentence is parsed and encoded once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("CLAIMCHECK_") or n in _TERMINAL]:
            patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("TZ", "UTC")
        patch.setattr("claimcheck.console.again._RACY", math.inf)  # a command that is run again runs
        yield


@pytest.fixture
def root() -> Path:
    """The top of the repository."""
    return _ROOT


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The caches of a folder in which the seeds and three articles more were checked, with vectors and annotations."""
    from claimcheck.engine.additions import update
    from claimcheck.engine.index import FOLDER
    from claimcheck.settings.loading import Settings
    from tests.corpus_sample import FIRST, PAGES, SECOND, copied

    root = tmp_path_factory.mktemp("warm")
    copied(PAGES, root)
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    (root / "c.txt").write_text(FIRST.replace("Thirty people", "Forty people"))
    update(Settings(), root)
    return root / FOLDER


@pytest.fixture
def corpus(tmp_path: Path, warm: Path) -> Path:
    """An empty corpus whose caches by content are warm."""
    from claimcheck.engine.index import FOLDER

    folder = tmp_path / "corpus" / FOLDER
    folder.mkdir(parents=True)
    for name in ("vectors.sqlite", "annotations.sqlite"):
        shutil.copy(warm / name, folder / name)
    return tmp_path / "corpus"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium under Playwright; the test is skipped where one of the two is missing."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Addresses of the rendered reports."""
    from claimcheck.writers.html import render_html
    from tests.html_visits import REPORTS
    from tests.report_sample import RULES

    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, report in REPORTS.items():
        (folder / f"{name}.html").write_bytes(render_html(report, RULES).encode())
        made[name] = (folder / f"{name}.html").as_uri()
    return made


@pytest.fixture
def visit(browser: Any, pages: dict[str, str]) -> Iterator[Any]:
    """Opens a rendered report by its name, at a hash; all visits end with the test."""
    from tests.html_visits import Visit

    made: list[Visit] = []

    def opened(name: str, hash_: str = "", **context: Any) -> Visit:
        made.append(Visit(browser, pages[name] + hash_, **context))
        return made[-1]

    yield opened
    for one in made:
        one.context.close()

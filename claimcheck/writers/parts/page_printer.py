"""Pages printed as PDF by the Chromium of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.writers.parts.visible import visible

VARIABLE = "CLAIMCHECK_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 300  # seconds
# What differs from one printing to the next: the clock, and on a busy machine the numbers of a table's elements, all by
# the same few. Each is replaced at its own length, so the file's table of offsets holds; the elements keep their order,
# which their index is sorted by.
_ELEMENT = re.compile(rb"(?<!\\)\(node(\d{8})\)")
_MOMENT = re.compile(rb"(/(?:Creation|Mod)Date )\(D:\d{14}[+-]\d\d'\d\d'\)")
# Chromium names itself as the maker. In its place our name, by which a report is not taken for an article, and spaces.
_CREATOR = re.compile(rb"/Creator \((?:[^()\\]|\\.)*\)")
_MARK = b"/Creator (claimcheck)"
_DAY = b"(D:20000101000000+00'00')"


def chromium() -> str:
    """The browser's path. Raises ConfigError where there is none: ask before the long work."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named) if named else next((p for n in _NAMES if (p := shutil.which(n))), None)
    if found is None:
        raise ConfigError(
            f"A PDF is printed by Chromium, and {VARIABLE} names no program: {named}."
            if named
            else "A PDF is printed by Chromium, and there is none on PATH.",
            f"Install Chromium, or name it in {VARIABLE}; or write html=FILE and print that.",
        )
    return found


def check_chromium() -> None:
    """Raise ConfigError where there is no browser, or where it does not start: known in a moment, before long work."""
    browser = chromium()
    try:  # a distribution's stand-in that only says what to install is found here
        started = subprocess.run([browser, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unfit(browser, str(error)) from error
    if started.returncode:
        raise _unfit(browser, _last_line(started.stderr or started.stdout))


def _unfit(browser: str, reason: str) -> ConfigError:
    advice = f"Mend Chromium, or name another in {VARIABLE}; or write html=FILE and print that."
    return ConfigError(f"A PDF is printed by Chromium, and {browser} does not start: {reason}.", advice)


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    return visible(lines[-1])[:200].rstrip(".")


def printed(html: str, fragment: str = "") -> bytes:
    """The page as PDF. It is opened from a file; its own policy lets it ask for nothing. Raises ClaimcheckError."""
    browser = chromium()
    with tempfile.TemporaryDirectory(prefix="claimcheck-", ignore_cleanup_errors=True) as folder:
        page, out = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8", errors="replace")
        command = [
            browser, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-extensions",
            "--disable-background-networking", "--no-first-run", f"--user-data-dir={folder}/profile",
            "--virtual-time-budget=10000", f"--print-to-pdf={out}", page.as_uri() + fragment,
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # it refuses to start as root otherwise
        try:
            ended = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            reason = f"{browser} could not print the report: {error}."
            raise ClaimcheckError(reason, "Write html=FILE instead.") from error
        if not out.is_file():
            raise ClaimcheckError(f"{browser} printed nothing: {_last_line(ended.stderr)}.", "Write html=FILE instead.")
        return _settled(out.read_bytes())


def _settled(content: bytes) -> bytes:
    content = _CREATOR.sub(lambda m: _MARK.ljust(len(m[0])), content, count=1)
    content = _MOMENT.sub(lambda m: m[1] + _DAY, content)
    ranks = {number: n for n, number in enumerate(sorted({m[1] for m in _ELEMENT.finditer(content)}), start=1)}
    return _ELEMENT.sub(lambda m: b"(node%08d)" % ranks[m[1]], content)

"""Pages printed as PDF by the Chromium of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from claimcheck.errors import ClaimcheckError

VARIABLE = "CLAIMCHECK_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PATIENCE = 300  # seconds
# The clock. How Chromium lays out a page may still differ in a byte from one printing to the next.
_MOMENTS = re.compile(rb"\(D:\d{14}[^)]{0,10}\)")
_DAY = b"(D:20000101000000+00'00')"


def chromium() -> str:
    """The browser's path. Raises ClaimcheckError where there is none."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named) if named else next((p for n in _NAMES if (p := shutil.which(n))), None)
    if found is None:
        raise ClaimcheckError(
            "A PDF is printed by Chromium, and there is none." if not named else f"{VARIABLE}: there is no {named}.",
            f"Install Chromium, or name it in {VARIABLE}; or write html=FILE and print that.",
        )
    return found


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
            said = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise ClaimcheckError(f"{browser} printed nothing: {said[-1][:200]}", "Write html=FILE instead.")
        return _MOMENTS.sub(lambda m: _DAY if len(m[0]) == len(_DAY) else m[0], out.read_bytes())

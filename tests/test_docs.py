"""Generated pages agree with what they are generated from."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_rules_page_is_up_to_date() -> None:
    build = runpy.run_path(str(DOCS / "build_rules.py"))
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == build["page"](), "run: python docs/build_rules.py"

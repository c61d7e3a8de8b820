"""Generated pages agree with what they are generated from."""

from __future__ import annotations

from benchmarks.rules_page import PAGE, page


def test_rules_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m benchmarks.rules_page"

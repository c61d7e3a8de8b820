"""Markdown for a comment on a pull or merge request. GitHub takes 65,536 characters.

The first line is a mark that readers do not see: the job that posts looks for it and updates its own comment instead
of adding one for every push.
"""

from __future__ import annotations

from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.digest import characters, digest

LIMIT = 60_000  # UTF-16 units
MARK = "<!-- claimcheck report -->"


def render_pull_request(report: Report, rules: Mapping[str, Rule]) -> str:
    """New findings, loudest first, and how many did not fit."""
    return digest(report, limit=LIMIT, size=characters, first=MARK)

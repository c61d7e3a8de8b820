"""GitHub's step summary: Markdown to be appended to ``$GITHUB_STEP_SUMMARY``, which takes 1 MiB a step and drops a
longer one whole."""

from __future__ import annotations

from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.digest import digest, octets

MARK = "<!-- claimcheck summary -->"  # not for readers: by it a report is not taken for an article
LIMIT = 1_000_000  # octets of UTF-8


def render_github_summary(report: Report, rules: Mapping[str, Rule]) -> str:
    """New findings, loudest first, and how many did not fit."""
    return digest(report, limit=LIMIT, size=octets, first=MARK)

"""Suggested changes for a review of a pull request on GitHub: a comment a line, as the REST API takes them (``POST
/repos/{owner}/{repo}/pulls/{number}/comments``, to which the poster adds ``commit_id``).

Each names a line of a file as it would be with all fixes on it, in a block that the author of the change can commit
with a button. GitHub takes a comment only where the line is in the pull request; docs/ci.md shows how they are posted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from claimcheck.datamodel import Fix, Report, Rule
from claimcheck.writers.parts.fixes import MendedLine, mended_lines
from claimcheck.writers.parts.jsontext import dump
from claimcheck.writers.parts.markdown_text import plain
from claimcheck.writers.parts.spots import shortened

MOST = 50  # comments
_LONGEST = 4_000  # characters of a line: a record that holds an article is none that anybody reads in a comment
_TICKS = re.compile("`+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def render_github_suggestions(report: Report, rules: Mapping[str, Rule]) -> str:
    """JSON Lines, in order of file and line; of an addition only what lies in the articles that were checked, and where
    our copy is named only what is ours."""
    ours, checked = set(report.ours), report.checked
    made = []
    for line in mended_lines(report):
        articles = {fix.article_id for fix in line.fixes}
        if (checked is not None and articles.isdisjoint(checked)) or (ours and articles.isdisjoint(ours)):
            continue
        if len(line.text) <= _LONGEST and not _SURROGATE.search(line.file + line.text):
            made.append(line)
    return "".join(dump(_comment(line)) + "\n" for line in made[:MOST])


def _comment(line: MendedLine) -> dict[str, object]:
    fence = "`" * max(3, 1 + max((len(m[0]) for m in _TICKS.finditer(line.text)), default=0))
    told = "\n".join(dict.fromkeys(_told(fix) for fix in line.fixes))
    same = hashlib.sha256(line.text.encode()).hexdigest()[:8]  # by which a poster knows what it said before
    mark = f"<!-- claimcheck suggestion {same} {' '.join(sorted({fix.fingerprint[:8] for fix in line.fixes}))} -->"
    body = f"{mark}\n{told}\n\n{fence}suggestion\n{line.text}\n{fence}\n"
    return {"path": _below(line.file), "line": line.line, "side": "RIGHT", "body": body}


def _told(fix: Fix) -> str:
    return f"{plain(fix.old)} → {plain(fix.new)}: {plain(shortened(fix.why, 300))}"


def _below(path: str) -> str:
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path

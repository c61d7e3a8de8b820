"""GitLab Code Quality: a JSON list for ``artifacts: reports: codequality``. Only new findings: GitLab itself compares
with the target branch, and an issue that is listed is an issue that is shown."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule, Severity
from claimcheck.writers.parts.jsontext import dump_list
from claimcheck.writers.parts.spots import Entry, message_of, new_entries

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render_gitlab(report: Report, rules: Mapping[str, Rule]) -> str:
    """Every new finding, loudest first. Fingerprints are unique: GitLab shows one of those that are the same."""
    seen: Counter[str] = Counter()
    return dump_list([_issue(entry, seen) for entry in new_entries(report)]) + "\n"


def _issue(entry: Entry, seen: Counter[str]) -> dict[str, object]:
    finding, spot = entry.finding, entry.primary
    path = relative(spot.name)
    index = seen[finding.fingerprint]
    seen[finding.fingerprint] += 1
    other = f" ({entry.related[0].where})" if entry.related else ""
    return {
        "description": message_of(entry) + other,
        "check_name": finding.rule,
        "fingerprint": hashlib.sha256(f"{finding.fingerprint}\x1f{index}".encode("utf-8", "surrogatepass")).hexdigest()[
            :32
        ],
        "severity": _LEVELS[finding.severity],
        "location": {"path": path, "lines": {"begin": spot.line, "end": max(spot.end_line, spot.line)}},
    }


def relative(path: str) -> str:
    """GitLab does not know a file by "./name"."""
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path

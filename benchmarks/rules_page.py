"""Writes docs/rules.md from the rules' own pages: ``python -m benchmarks.rules_page``."""

from __future__ import annotations

import importlib
from pathlib import Path

from claimcheck.datamodel import Rule
from claimcheck.rules import RULES

HEADINGS = ("What it finds", "Why it matters", "Example", "Not reported", "Options")
PAGE = Path(__file__).parents[1] / "docs" / "rules.md"


def level(rule: Rule) -> str:
    """As shipped; of one that is off, also the level it has once turned on."""
    return rule.severity.value if rule.default_on else f"off ({rule.severity.value})"


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# Rules",
        "",
        "Written by `python -m benchmarks.rules_page` from the rules' own pages; `claimcheck rule NAME` prints one.",
        "",
    ]
    lines += ["| code | rule | level |", "|---|---|---|"]
    lines += [f"| {r.code} | [{r.name}](#{r.name}) | {level(r)} |" for r in RULES]
    for rule in RULES:
        text = importlib.import_module(type(rule).__module__).__doc__ or ""
        title, _, body = text.strip().partition("\n")
        lines += ["", f"## {rule.name}", "", title.partition(": ")[2].capitalize(), ""]
        for line in body.strip("\n").splitlines():
            if line in HEADINGS:
                lines += [f"**{line}**", ""]
            elif line.startswith("    -> "):
                lines += ["", f"→ {line[7:]}"]
            else:
                lines.append(line.strip())
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

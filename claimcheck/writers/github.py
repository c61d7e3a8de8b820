"""GitHub workflow commands: annotations on the files of a pull request, written to a step's log.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word, so the loudest are
written and then one line says how many are left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule, Severity
from claimcheck.writers.parts.accounts import accounted, lone_articles
from claimcheck.writers.parts.outline import State, state_of
from claimcheck.writers.parts.spots import (
    Entry,
    cut_words,
    known_words,
    level_words,
    levels_of,
    message_of,
    new_entries,
)

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
MOST = 10  # of each level, a step
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_github(report: Report, rules: Mapping[str, Rule]) -> str:
    """Commands, a line each, then a line for people that is none."""
    found = new_entries(report)
    seen: Counter[Severity] = Counter()
    lines, cut = [], []
    for entry in found:
        level = entry.finding.severity
        seen[level] += 1
        if seen[level] <= MOST:
            lines.append(_command(entry))
        else:
            cut.append(entry)
    if cut:
        lines.append(f"claimcheck: {cut_words(cut)} in the report.")
    known = known_words(report)
    if known:
        lines.append(f"claimcheck: not listed: {known}.")
    if state_of(report) in {State.NOTHING_READ, State.NOTHING_COMPARED}:
        lines.append("claimcheck: nothing could be compared (this is not a pass).")
    if told := accounted(report):
        lines.append(f"claimcheck: {told}.")
    lines += [
        escape_data(f"claimcheck: alone: {lone.title} ({lone.name}): {lone.told}")
        for lone in lone_articles(report)[:MOST]
    ]
    lines.append(f"claimcheck: {level_words(levels_of(found))}.")
    return "".join(line + "\n" for line in lines)


def _command(entry: Entry) -> str:
    spot = entry.primary
    fields: dict[str, str | int | None] = {
        "file": spot.name,
        "line": spot.line,
        "endLine": max(spot.end_line, spot.line),
        "col": spot.column,
        # GitHub takes columns only where the stretch is on one line
        "endColumn": spot.end_column if spot.end_line == spot.line else None,
        "title": f"claimcheck {entry.finding.rule}",
    }
    if spot.end_line != spot.line:
        fields["col"] = None
    properties = ",".join(
        f"{name}={escape_property(str(value))}" for name, value in fields.items() if value is not None
    )
    other = f" ({entry.related[0].where})" if entry.related else ""
    return f"::{_COMMANDS[entry.finding.severity]} {properties}::{escape_data(message_of(entry) + other)}"


def escape_data(text: str) -> str:
    """A command's message: percent signs and ends of lines escaped, no other control left."""
    made = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _CONTROL.sub(" ", made)


def escape_property(text: str) -> str:
    """A command's property: colons and commas too, which end it."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")

"""Comma-separated values (RFC 4180), a finding a row, whatever its status; no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.cells import Cell, PathText, safe
from claimcheck.writers.parts.outline import VERDICT_WORDS
from claimcheck.writers.parts.spots import Entry, Spot, entries, message_of

COLUMNS = (
    "rule", "code", "severity", "status", "confidence", "message", "value", "other_value",
    "file", "line", "column", "words", "article", "other_file", "other_line", "other_column", "other_words",
    "other_article", "more_places", "story", "fingerprint", "identity", "editor", "verdict", "reason",
)  # fmt: skip


def render_csv(report: Report, rules: Mapping[str, Rule]) -> str:
    """A header and a row for every finding, new ones first, then loudest first; text cells quoted, lines end CR LF."""
    stream = io.StringIO()
    table = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([safe(cell) for cell in _row(entry)] for entry in entries(report))
    return stream.getvalue()


def _row(entry: Entry) -> list[Cell]:
    finding, seen = entry.finding, entry.finding.divergence
    decision = finding.decision
    return [
        finding.rule,
        finding.code,
        finding.severity.value,
        finding.status,
        "" if seen.confidence is None else round(float(seen.confidence), 6),
        message_of(entry, 10_000),
        *seen.values,
        *_place(entry.primary),
        *_place(entry.related[0] if entry.related else None),
        max(len(entry.related) - 1, 0),
        finding.story_id or "",
        finding.fingerprint,
        finding.identity,
        decision.editor if decision else "",
        VERDICT_WORDS.get(decision.verdict, decision.verdict) if decision else "",
        decision.reason if decision else "",
    ]


def _place(spot: Spot | None) -> list[Cell]:
    if spot is None:
        return [""] * 5
    column: Cell = "" if spot.column is None else spot.column
    return [PathText(spot.file), spot.line, column, spot.place.surface, spot.place.article_id]

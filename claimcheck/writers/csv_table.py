"""Comma-separated values (RFC 4180), a finding a row, whatever its status.

Spreadsheets run a cell that begins like a formula; article text decides what these cells hold. Such a cell gets an
apostrophe in front, which spreadsheets take as "this is text".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.spots import Entry, Spot, entries, message_of, shortened
from claimcheck.writers.parts.visible import visible

COLUMNS = (
    "rule", "code", "severity", "status", "confidence", "message", "value", "other_value",
    "file", "line", "column", "words", "article", "other_file", "other_line", "other_column", "other_words",
    "other_article", "more_places", "story", "fingerprint", "identity", "editor", "verdict", "reason",
)  # fmt: skip
# What spreadsheets take for the beginning of a formula, full-width forms included.
_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")
_CELL = 32_000  # characters; spreadsheets hold 32,767
_WORD = re.compile(r"[^ ]+")
Cell = str | int | float


class _Path(str):
    """Text whose spaces all count."""

    __slots__ = ()


def render_csv(report: Report, rules: Mapping[str, Rule]) -> str:
    """A header and a row for every finding, new ones first, then loudest first; text cells quoted, lines end CR LF."""
    stream = io.StringIO()
    table = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([_safe(cell) for cell in _row(entry)] for entry in entries(report))
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
        decision.verdict if decision else "",
        decision.reason if decision else "",
    ]


def _place(spot: Spot | None) -> list[Cell]:
    if spot is None:
        return [""] * 5
    column: Cell = "" if spot.column is None else spot.column
    return [_Path(spot.file), spot.line, column, spot.place.surface, spot.place.article_id]


def _safe(cell: Cell) -> Cell:
    """Text on one line, controls visible, no longer a formula."""
    if not isinstance(cell, str):
        return cell
    text = _WORD.sub(lambda m: visible(m[0]), cell) if isinstance(cell, _Path) else visible(cell)
    return shortened("'" + text if text.lstrip()[:1] in _FORMULA and text.strip() else text, _CELL)

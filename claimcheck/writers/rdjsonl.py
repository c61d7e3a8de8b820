"""Reviewdog's diagnostic format, a diagnostic a line (``reviewdog -f=rdjsonl``). Only new findings: whatever is listed
is posted. Columns count UTF-8 bytes, the end is exclusive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claimcheck.datamodel import Fix, Report, Rule, Severity, Source
from claimcheck.writers.parts.fixes import fixes_by_finding
from claimcheck.writers.parts.jsontext import dump
from claimcheck.writers.parts.spots import Entry, message_of, new_entries

_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}
_Point = tuple[str, int, int]  # path of the source, column in code points, offset


def render_rdjsonl(report: Report, rules: Mapping[str, Rule]) -> str:
    """Every new finding, loudest first."""
    found = new_entries(report)
    columns = byte_columns({s.path: s for s in report.sources}, _points(found))
    fixes = fixes_by_finding(report)
    return "".join(
        dump(_diagnostic(entry, columns) | _suggestions(entry, fixes.get(entry.finding.fingerprint, ()))) + "\n"
        for entry in found
    )


def _suggestions(entry: Entry, fixes: Sequence[Fix]) -> dict[str, object]:
    """What would mend the file that a diagnostic points at: no other file can be changed from there."""
    made = [
        {
            "range": {
                "start": {"line": at.line, "column": _octets(at.whole, at.column)},
                "end": {"line": at.line, "column": _octets(at.whole, at.end_column)},
            },
            "text": at.text,
        }
        for at in (fix.stretch for fix in fixes if fix.file == entry.primary.file)
        if at is not None and at.line == at.end_line
    ]
    return {"suggestions": made} if made else {}


def _octets(line: str, column: int) -> int:
    return len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1


def byte_columns(sources: Mapping[str, Source], points: Sequence[_Point]) -> dict[_Point, int]:
    """Columns in UTF-8 bytes, from 1. Each stretch of a line is counted once, however many points lie on it."""
    made: dict[_Point, int] = {}
    last_path, last_start, last_offset, last_bytes = "", -1, 0, 0
    for path, column, offset in sorted(set(points), key=lambda p: (p[0], p[2])):
        start = offset - (column - 1)
        if (path, start) != (last_path, last_start):
            last_path, last_start, last_offset, last_bytes = path, start, start, 0
        last_bytes += len(sources[path].text[last_offset:offset].encode("utf-8", "surrogatepass"))
        last_offset = offset
        made[path, column, offset] = last_bytes + 1
    return made


def _points(found: Sequence[Entry]) -> list[_Point]:
    points = []
    for entry in found:
        spot = entry.primary
        span = spot.place.span
        if spot.column is not None:
            points.append((span.path, spot.column, span.start))
        if spot.end_column is not None:
            points.append((span.path, spot.end_column, span.end))
    return points


def _diagnostic(entry: Entry, columns: Mapping[_Point, int]) -> dict[str, object]:
    finding, spot = entry.finding, entry.primary
    span = spot.place.span
    start, end = {"line": spot.line}, {"line": max(spot.end_line, spot.line)}
    if spot.column is not None and spot.end_column is not None:
        start["column"] = columns[span.path, spot.column, span.start]
        end["column"] = columns[span.path, spot.end_column, span.end]
    other = f" ({entry.related[0].where})" if entry.related else ""
    return {
        "message": message_of(entry) + other,
        "location": {"path": spot.name, "range": {"start": start, "end": end}},
        "severity": _LEVELS[finding.severity],
        "source": {"name": "claimcheck"},
        "code": {"value": finding.rule},
    }

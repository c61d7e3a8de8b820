"""The fixes of a report that have a place in their file's text, as the formats show them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import FileStretch, Fix, Report
from claimcheck.writers.parts.visible import visible

_IN_A_COPY = "in a copy of the document: claimcheck fix --copies"


def fixes_by_finding(report: Report) -> Mapping[str, Sequence[Fix]]:
    """By fingerprint, in order of place."""
    made: dict[str, list[Fix]] = defaultdict(list)
    for fix in report.fixes:
        if fix.stretch is not None and not fix.trouble:
            made[fix.fingerprint].append(fix)
    return made


def shown_fixes(report: Report) -> Mapping[str, list[list[str]]]:
    """For a page, by fingerprint: where (``a.txt:5``), what stands there, what should, why, and what keeps it from
    being changed, all safe to show."""
    made: dict[str, list[list[str]]] = defaultdict(list)
    for fix in report.fixes:
        trouble = fix.trouble or ("" if fix.stretch is not None else _IN_A_COPY)
        cells = (f"{fix.file}:{fix.line}", fix.old, fix.new, fix.why, trouble)
        made[fix.fingerprint].append([visible(cell) for cell in cells])
    return made


@dataclass(frozen=True, slots=True)
class MendedLine:
    """A line of a file as it would be with all fixes on it."""

    file: str
    line: int
    text: str
    fixes: tuple[Fix, ...]


def mended_lines(report: Report) -> tuple[MendedLine, ...]:
    """The lines that fixes change, in order of file and line. Left out are fixes that run over a line's end, and lines
    with characters that nobody sees: what is shown would not be what is written."""
    lines: dict[tuple[str, int], list[tuple[FileStretch, Fix]]] = defaultdict(list)
    for fix in report.fixes:
        at = fix.stretch
        if at is not None and not fix.trouble and at.line == at.end_line:
            lines[fix.file, at.line].append((at, fix))
    made = []
    for (file, line), found in sorted(lines.items(), key=lambda item: item[0]):
        found.sort(key=lambda pair: pair[0].start)
        text = whole = found[0][0].whole
        for at, _ in reversed(found):
            text = text[: at.column - 1] + at.text + text[at.end_column - 1 :]
        if visible(re.sub(r"\s", " ", whole)) == re.sub(r"\s+", " ", whole) and not re.search(r"[\r\n\v\f\x85]", whole):
            made.append(MendedLine(file, line, text, tuple(fix for _, fix in found)))
    return tuple(made)

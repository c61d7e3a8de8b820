"""Where findings stand in the files that people open, loudest first. Shared by the formats that machines read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimcheck.datamodel import Finding, Place, Report, Severity, Span
from claimcheck.files.positions import place_in_file
from claimcheck.writers.parts.outline import plural
from claimcheck.writers.parts.visible import visible

_SURROGATE = re.compile("[\ud800-\udfff]")
LEVELS = tuple(reversed(Severity))  # error first
KNOWN = ("baselined", "accepted", "suppressed")  # the statuses that are not new, in the order they are told


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a stretch of ``file``. Lines and columns count from 1, columns in code points, the end is exclusive.

    Columns are None where the text was extracted from the file (HTML, DOCX, PDF): no column of the file answers them.
    """

    file: str
    line: int
    column: int | None
    end_line: int
    end_column: int | None
    place: Place

    @property
    def name(self) -> str:
        """The file's name as text: bytes of it that are no UTF-8 as U+FFFD, since strict readers refuse them."""
        return _SURROGATE.sub("\ufffd", self.file)

    @property
    def where(self) -> str:
        """``file:line:column``, with nothing in it that drives a terminal."""
        return f"{visible(self.file)}:{self.line}" + ("" if self.column is None else f":{self.column}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding with its places found: ``primary`` to point at, the first of ``related`` to show beside it."""

    finding: Finding
    primary: Spot
    related: tuple[Spot, ...]


def entries(report: Report) -> tuple[Entry, ...]:
    """Every finding: new ones first, then loudest first, then the surest, then by place. The order of the report's
    findings moves nothing."""
    spots = _spots(report)
    checked = None if report.checked is None else frozenset(report.checked)
    made = []
    for finding in report.findings:
        first, *others = _in_order(finding, checked)
        made.append(Entry(finding, spots[first], tuple(spots[p] for p in others)))
    return tuple(sorted(made, key=_loudest))


def new_entries(report: Report) -> tuple[Entry, ...]:
    """The entries whose findings are new."""
    return tuple(e for e in entries(report) if e.finding.status == "new")


def levels_of(found: Iterable[Entry]) -> Mapping[Severity, int]:
    return Counter(e.finding.severity for e in found)


def known_of(report: Report) -> Mapping[str, int]:
    """How many findings are not new, by status; statuses without any are left out."""
    counts = Counter(f.status for f in report.findings if f.status != "new")
    return {status: counts[status] for status in (*KNOWN, *sorted(counts.keys() - set(KNOWN))) if counts[status]}


def level_words(levels: Mapping[Severity, int]) -> str:
    """``3 errors, 1 warning, 0 notes``."""
    return ", ".join(plural(levels.get(s, 0), s.value) for s in LEVELS)


def cut_words(cut: Iterable[Entry]) -> str:
    """``12 more findings (2 errors, 10 notes)``; "" for none."""
    left = list(cut)
    if not left:
        return ""
    levels = levels_of(left)
    named = ", ".join(plural(levels[s], s.value) for s in LEVELS if levels.get(s))
    return f"{plural(len(left), 'more finding')} ({named})"


def known_words(report: Report) -> str:
    """``2 baselined, 1 accepted``; "" for none."""
    return ", ".join(f"{count:,} {status}" for status, count in known_of(report).items())


def message_of(entry: Entry, limit: int = 1_000) -> str:
    """The finding's message on one line, safe to show, cut to ``limit`` code points with an ellipsis."""
    return shortened(visible(entry.finding.divergence.message).strip() or entry.finding.rule, limit)


def shortened(text: str, limit: int) -> str:
    """The text, cut to ``limit`` code points, the ellipsis that says so included."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _loudest(entry: Entry) -> tuple[bool, int, float, Span, str, str]:
    finding = entry.finding
    sure = 1.0 if finding.divergence.confidence is None else finding.divergence.confidence
    span = finding.divergence.primary.span
    return finding.status != "new", -finding.severity.rank, -sure, span, finding.code, finding.fingerprint


def _in_order(finding: Finding, checked: frozenset[str] | None) -> list[Place]:
    """The place to point at, then the others: first one of another article with other words, which is what a reader
    wants to see beside it.

    Services show what lies in the files of a change and hide the rest: so where articles were checked against a corpus,
    the place is one of theirs.
    """
    places = [finding.divergence.primary, *finding.divergence.related]
    if checked is not None and places[0].article_id not in checked:
        at = next((n for n, place in enumerate(places) if place.article_id in checked), 0)
        places.insert(0, places.pop(at))
    first = places[0]
    others = sorted(places[1:], key=lambda p: (p.article_id == first.article_id, p.surface == first.surface))
    return [first, *others]


def _spots(report: Report) -> dict[Place, Spot]:
    """Every place of every finding, source by source, so that each text's lines are counted once."""
    sources = {s.path: s for s in report.sources}
    wanted = {p for f in report.findings for p in (f.divergence.primary, *f.divergence.related)}
    made = {}
    for place in sorted(wanted, key=lambda p: p.span.path):
        source = sources[place.span.path]
        begin, end = place_in_file(source, place.span.start), place_in_file(source, place.span.end)
        made[place] = Spot(begin.file, begin.line, begin.column, end.line, end.column, place)
    return made

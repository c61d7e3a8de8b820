"""Two JSON reports held against each other: which findings are new, resolved, unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimcheck.datamodel import Severity
from claimcheck.decisions.baseline import Known
from claimcheck.decisions.coverage import Coverage, Shown
from claimcheck.decisions.json_reports import read_as
from claimcheck.decisions.values import shown_values

Found = dict[str, Any]  # a finding as a JSON report has it
_NEEDED = ("rule", "severity", "message", "fingerprint", "identity", "status", "values", "primary", "related")


@dataclass(frozen=True, slots=True)
class Difference:
    """Findings in the order of their reports: the new ones and the unchanged as they are now, the resolved as they
    were."""

    new: tuple[Found, ...]
    resolved: tuple[Found, ...]
    unchanged: tuple[Found, ...]

    def groups(self) -> Iterator[tuple[str, tuple[Found, ...]]]:
        yield from (("new", self.new), ("resolved", self.resolved), ("unchanged", self.unchanged))

    def fails(self, level: str) -> bool:
        """Whether a finding is new, known to nobody, and at or above a level."""
        bar = Severity(level).rank
        return any(f["status"] == "new" and Severity(f["severity"]).rank >= bar for f in self.new)

    def record(self) -> dict[str, Any]:
        counts = {name: len(group) for name, group in self.groups()}
        return {"counts": counts, **{name: list(group) for name, group in self.groups()}}


def findings_in(path: Path) -> tuple[Found, ...]:
    """The findings of a JSON report. Raises InputError."""
    return read_as(path, _found)


def _found(report: dict[str, Any]) -> tuple[Found, ...]:
    found = tuple(report["findings"])
    for finding in found:
        _shown(finding)
        Severity(finding["severity"])
        if not (finding.keys() >= set(_NEEDED) and finding["primary"].keys() >= {"file", "line"}):
            raise KeyError(finding["fingerprint"])
    return found


def difference_of(old: Sequence[Found], new: Sequence[Found]) -> Difference:
    """What came, went and stayed. A finding stays where rule and values do and one of its claims does: one more copy of
    an article, or a renamed one, makes nothing new."""
    before, now = [_shown(f) for f in old], [_shown(f) for f in new]
    known, seen = Coverage(map(_entry, before)), Coverage(map(_entry, now))
    exact = {f["fingerprint"] for f in old}
    stayed = [f["fingerprint"] in exact or bool(known.touching(s)) for f, s in zip(new, now, strict=True)]
    exact = {f["fingerprint"] for f in new}
    gone = [f["fingerprint"] not in exact and not seen.touching(s) for f, s in zip(old, before, strict=True)]
    return Difference(
        tuple(f for f, stays in zip(new, stayed, strict=True) if not stays),
        tuple(f for f, goes in zip(old, gone, strict=True) if goes),
        tuple(f for f, stays in zip(new, stayed, strict=True) if stays),
    )


def _shown(finding: Found) -> Shown:
    places = (finding["primary"], *finding["related"])
    at = tuple(dict.fromkeys((str(p["article"]), str(p.get("content") or "")) for p in places))
    first, second = (str(value) for value in finding["values"])
    return Shown(str(finding["rule"]), str(finding["identity"]), at, shown_values((first, second)))


def _entry(shown: Shown) -> Known:
    articles = tuple(sorted({article for article, _ in shown.places}))
    contents = tuple(sorted({content for _, content in shown.places if content}))
    return Known(shown.identity, shown.rule, articles, shown.values, contents)

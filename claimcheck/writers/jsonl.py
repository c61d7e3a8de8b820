"""JSON Lines: a record a line, for programs that read a stream.

``type`` is ``finding`` (the fields of the JSON report's findings, whatever their status), ``alone`` for an article that
is in no story (the fields of the JSON report's ``alone``), ``problem`` for an input that could not be read, and
``summary``, once, as the last line: where it is missing the file was cut short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from claimcheck import __version__
from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.jsontext import dump
from claimcheck.writers.parts.outline import state_of
from claimcheck.writers.parts.records import Positions, alone_record, finding_order, finding_record
from claimcheck.writers.parts.spots import LEVELS, known_of


def render_jsonl(report: Report, rules: Mapping[str, Rule]) -> str:
    """Findings by place, then articles alone, then problems, then the summary; every line ends in a newline."""
    places = Positions(report)
    levels = Counter(f.severity for f in report.findings if f.status == "new")
    records = [{"type": "finding", **finding_record(f, places)} for f in sorted(report.findings, key=finding_order)]
    records += [{"type": "alone", **alone_record(e)} for e in sorted(report.alone, key=lambda e: e.article_id)]
    records += [
        {"type": "problem", "path": p.path, "message": p.message, "action": p.action, "fatal": p.fatal}
        for p in sorted(report.problems, key=lambda p: (p.path, p.message))
    ]
    records.append(
        {
            "type": "summary",
            "tool": {"name": "claimcheck", "version": __version__},
            "articles": len(report.articles),
            "checked": None if report.checked is None else len(report.checked),
            "stories": len(report.stories),
            "alone": len(report.alone),
            "new": {s.value: levels[s] for s in LEVELS},
            "known": dict(known_of(report)),
            "problems": len(report.problems),
            "state": state_of(report).value,
        }
    )
    return "".join(dump(record) + "\n" for record in records)

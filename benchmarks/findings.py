"""What is found in stories of many outlets, judged by a reader: ``python -m benchmarks.findings evaluate``, ``list``.

``finding_labels.tsv`` holds findings on the stories of ``benchmarks.cells``, drawn by rule, each judged by a reader who
never saw the tool: right (1) or not, and whether an editor who compares these reports would be glad to be told so at
that level. ``evaluate`` runs the stories of which findings were judged and prints how many of those that are still
found are right, and right and useful, by level and by rule; ``list`` prints what of these stories nobody has judged.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections import defaultdict
from pathlib import Path

from benchmarks.cells import UNSEEN, stories
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.datamodel import Finding
from claimcheck.engine.whole_run import run
from claimcheck.settings.loading import Settings

LABELS = Path(__file__).with_name("finding_labels.tsv")
_LOUD, _NOTES = "warnings and errors", "notes"
_OF_UNSEEN = ", events of which nothing has learned"

Key = tuple[str, str, str]  # story, rule, fingerprint


def labels() -> dict[Key, tuple[bool, bool]]:
    """Whether a finding is right, and right and useful."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {
            (line["story"], line["rule"], line["fingerprint"]): (
                line["right"] == "1",
                line["right"] == line["useful"] == "1",
            )
            for line in csv.DictReader(file, delimiter="\t")
        }


def found(data: Path, named: set[str]) -> dict[Key, Finding]:
    """What is found in some stories."""
    files = stories(data)
    os.chdir(data / "articles")
    reports = {story: run(files[story], Settings()) for story in sorted(named)}
    return {(story, f.rule, f.fingerprint): f for story, report in reports.items() for f in report.findings}


def shown(key: Key, finding: Finding) -> str:
    """A finding with its sentences, for who judges it."""
    lines = ["\t".join(key), f"  {finding.severity.value}: {finding.divergence.message}"]
    places = (finding.divergence.primary, *finding.divergence.related)
    told = (f"  {p.span.path}: [[{p.surface}]] {' '.join((p.claim_text or '').split())}" for p in places)
    return "\n".join((*lines, *told))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("list", "evaluate"), default="evaluate")
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    known = labels()
    now = found(given.data.resolve(), {story for story, _, _ in known})
    if given.what == "list":
        for key, finding in now.items():
            if key not in known:
                print(shown(key, finding))
        return
    by_level: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    by_rule: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for key, judged in known.items():
        if key in now:
            where = _OF_UNSEEN if key[0].startswith(UNSEEN) else ""
            by_level[_LOUD if now[key].severity.rank else _NOTES, where].append(judged)
            by_rule[key[1]].append(judged)
    rows = []
    for level, where in sorted(by_level, key=lambda own: (own[1], own[0] == _NOTES)):
        reach = (None, 0.9) if level == _LOUD else (0.7, None)
        for n, what in enumerate(("right", "right and useful")):
            own = [float(judged[n]) for judged in by_level[level, where]]
            name = f"{level}{where}, {what}"
            rows.append(Row(name, sum(own) / len(own), None, reach[n], bootstrap(own), f"n={len(own)}"))
    for rule, judged_ones in sorted(by_rule.items()):
        right, useful = (sum(one[n] for one in judged_ones) for n in (0, 1))
        rows.append(Row(f"{rule}: right / right and useful", f"{right} / {useful}", note=f"of {len(judged_ones)}"))
    rows.append(
        Row("judged, and no longer found", len(known) - sum(map(len, by_level.values())), note=f"of {len(known)}")
    )
    publish(
        Table(
            "findings",
            "Findings in stories of many outlets, judged by a reader",
            "python -m benchmarks.findings evaluate --data DIR",
            tuple(rows),
            ("Drawn by rule, so that rare rules weigh more than on a page.",),
        )
    )


if __name__ == "__main__":
    main()

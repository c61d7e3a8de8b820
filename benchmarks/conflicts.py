"""How many written conflicts are flagged, and how often faithful rewrites are: ``python -m benchmarks.conflicts``.

Conflicts: a claim against its human-written refuted version (WikiFactCheck-English, a held-out fifth, sample of
2,000). Faithful
rewrites: news headlines that annotators scored 5 of 5 (STS headlines 2013 to 2015) and identical copies. Each pair is
two one-sentence articles, matched by construction; every rule runs.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import Counter
from pathlib import Path

from benchmarks.side_by_side import annotator, findings_of
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.datamodel import Finding, Severity

LOUD = {Severity.WARNING, Severity.ERROR}


def rows_of(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def is_held_out(text: str) -> bool:
    """A fifth of the written conflicts, by their text: never trained on, always measured on."""
    return zlib.crc32(text.encode()) % 5 == 0


def loud(left: str, right: str) -> list[Finding]:
    return [f for f in findings_of([left], [right]) if f.severity in LOUD]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sample", type=int, default=2000)
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    conflicts = [
        (str(r["left"]), str(r["right"])) for r in rows_of(args.data / "divergence" / "wikifactcheck_conflicts.jsonl")
    ]
    conflicts = [pair for pair in conflicts if is_held_out(pair[0])]
    conflicts = random.Random(0).sample(conflicts, min(args.sample, len(conflicts)))
    rewrites = [
        (str(r["left"]), str(r["right"]))
        for year in (2013, 2014, 2015)
        for r in rows_of(args.data / "matching" / f"sts_headlines_{year}.jsonl")
        if float(str(r["score"])) >= 5.0
    ]
    annotator().annotate([text for pair in (*conflicts, *rewrites) for text in pair])
    flagged, rules = [], Counter[str]()
    for left, right in conflicts:
        found = loud(left, right)
        flagged.append(float(bool(found)))
        rules.update({f.rule for f in found})
        if args.verbose and not found:
            print("UNFLAGGED", left, "|", right)
    false, false_rules, errors = [], Counter[str](), 0
    for left, right in rewrites:
        found = loud(left, right)
        false.append(float(bool(found)))
        errors += any(f.severity is Severity.ERROR for f in found)
        false_rules.update({f.rule for f in found})
        if args.verbose and found:
            print("FALSE", left, "|", right, "|", [(f.rule, f.divergence.message) for f in found])
    copies = [bool(findings_of([left], [left])) for left, _ in conflicts[:300]]
    rows = [
        Row(
            "conflicts flagged at warning or error",
            sum(flagged) / len(flagged),
            None,
            0.75,
            bootstrap(flagged),
            f"{len(flagged)} pairs",
        ),
        Row("faithful rewrites flagged", sum(false) / len(false), None, 0.02, bootstrap(false), f"{len(false)} pairs"),
        Row("faithful rewrites with an error", errors, None, 0),
        Row("identical copies with any finding", sum(copies), None, 0, note=f"{len(copies)} pairs"),
        *(Row(f"flagged by {rule}", n / len(flagged)) for rule, n in rules.most_common()),
        *(Row(f"rewrites flagged by {rule}", n / len(false)) for rule, n in false_rules.most_common()),
    ]
    publish(
        Table(
            "conflicts",
            "Written conflicts and faithful rewrites",
            "python -m benchmarks.conflicts --data DATA",
            tuple(rows),
        )
    )


if __name__ == "__main__":
    main()

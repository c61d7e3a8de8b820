"""How often a changed fact is flagged, and how often a faithful rewrite: ``python -m benchmarks.summedits``.

SummEdits (Laban et al. 2023), news, development half: a summary against an edited one in which nothing is wrong
(label 1) or one fact is (label 0). The two are articles of one story; a finding at warning or error flags the edit.
Rows are counted by the rule that flagged.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from benchmarks.conflicts import LOUD
from benchmarks.side_by_side import annotator, page
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.datamodel import Finding, Story
from claimcheck.engine.judging import judge
from claimcheck.engine.pages import Pages
from claimcheck.engine.whole_run import embed, fill_slots, match, weigh
from claimcheck.settings.loading import Settings

FLOOR = (0.65, 0.28)  # balanced accuracy, faithful ones flagged: the engine of 0.1.0 (README of the data)
REACH = (0.75, 0.08)


def findings_between(left: str, right: str, settings: Settings) -> list[Finding]:
    """What is reported on two texts told to be one story."""
    sides = [page(f"{name}.txt", [" ".join(text.split())], None, None) for name, text in (("a", left), ("b", right))]
    claims = {article.id: own for _, article, own in sides}
    pages = Pages(tuple(s for s, _, _ in sides), tuple(a for _, a, _ in sides), claims, ())
    pages, vectors = embed(pages, settings, None)
    story = Story("s1", tuple(claims), next(iter(claims)), 1.0)
    alignments, comparisons = match(pages, [story], vectors)
    slots = fill_slots(pages, (story,), vectors, alignments, settings).slots
    return list(judge(pages, (story,), alignments, weigh(comparisons, settings, None), slots, settings).findings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    rows = json.loads((args.data / "divergence" / "summedits_news_dev.json").read_text(encoding="utf-8"))
    annotator().annotate([" ".join(row[k].split()) for row in rows for k in ("original_summary", "summary")])
    settings = Settings()
    hits: dict[bool, list[float]] = {True: [], False: []}
    rules: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for row in rows:
        faithful = str(row["label"]) == "1"
        found = findings_between(row["original_summary"], row["summary"], settings)
        told = [f for f in found if f.severity in LOUD]
        hits[faithful].append(float(bool(told)))
        rules[faithful].update({f.rule for f in told})
        if args.verbose and bool(told) is faithful:
            print("FALSE" if faithful else "MISS", row["original_summary"], "|", row["summary"])
            print("     ", *(f"{f.rule}: {f.divergence.message}" for f in told), row["edit_types"])
    false, caught = (sum(hits[k]) / len(hits[k]) for k in (True, False))
    measures = [
        Row("balanced accuracy", (caught + 1 - false) / 2, FLOOR[0], REACH[0], note=f"{len(rows)} pairs"),
        Row("faithful flagged", false, FLOOR[1], REACH[1], bootstrap(hits[True]), f"{len(hits[True])} pairs"),
        Row("changed facts flagged", caught, None, None, bootstrap(hits[False]), f"{len(hits[False])} pairs"),
        *(Row(f"changed, flagged by {rule}", n) for rule, n in rules[False].most_common()),
        *(Row(f"faithful, flagged by {rule}", n) for rule, n in rules[True].most_common()),
    ]
    title = "Changed facts and faithful rewrites of news summaries"
    publish(Table("summedits", title, "python -m benchmarks.summedits --data DATA", tuple(measures)))


if __name__ == "__main__":
    main()

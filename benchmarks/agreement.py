"""What two readers agree on, and how much of that the tool finds: ``python -m benchmarks.agreement --data DIR``.

24 pairs of the gold ``modern_dev`` were labelled whole by readers who had seen neither its labels nor the tool
(``fixtures/gold/modern_again.yaml``). A label is given by the other reader too where a label of hers stands at every
place of it, under its rule or one that either calls as right (``optional``); matches and slots where both places are
hers. What two readers do not agree on no tool can be right about: their agreement bounds what a figure against either
gold can be. The tool is scored on the labels of the first reader that the second gives too, and on the others.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.gold import ASIDE, Needs, pair_needs, run_pair, score_pair, surface_spans
from benchmarks.golds import AGAIN, GOLDS, pairs_of_gold
from benchmarks.tables import Row, Table, publish
from claimcheck.settings.loading import Settings

FIRST = "modern_dev"
SETS_ASIDE = ASIDE | {"detail-missing"}
Pair = Mapping[str, Any]
Label = tuple[Mapping[str, Any], Needs]


def agreed(pair: Pair, other: Pair, bodies: Mapping[str, str]) -> list[tuple[Mapping[str, Any], bool]]:
    """The labels of core rules of a pair, and whether the other reader gives each of them too."""
    own, theirs = (_labels(p, "findings", bodies) for p in (pair, other))
    optional = [label for p in (pair, other) for label in _labels(p, "optional", bodies)]

    def rules(label: Label) -> set[str]:
        return {label[0]["rule"]} | {entry["rule"] for entry, needs in optional if stands_at(needs, label[1])}

    return [
        (label[0], any(stands_at(label[1], needs) and entry["rule"] in rules(label) for entry, needs in theirs))
        for label in own
    ]


def stands_at(places: Needs, others: Needs) -> bool:
    """Whether, on every side that the first names, a place of the second overlaps one of its own."""
    return bool(places) and all(
        any(a < d and c < b for other, there in others if other == side for a, b in spans for c, d in there)
        for side, spans in places
    )


def _labels(pair: Pair, key: str, bodies: Mapping[str, str]) -> list[Label]:
    return [(entry, pair_needs(entry, bodies)) for entry in pair.get(key) or [] if entry["rule"] not in SETS_ASIDE]


def same_matches(pair: Pair, other: Pair, bodies: Mapping[str, str]) -> list[bool]:
    """Of the matches of a pair, each the first words of two claims, whether the other reader gives it too."""

    def starts(told: Pair) -> list[list[list[tuple[int, int]]]]:
        matches = told.get("matches") or []
        return [[surface_spans(w, bodies[s]) for w, s in zip(both, bodies, strict=True)] for both in matches]

    theirs = starts(other)
    return [
        any(
            all(any(abs(a - c) < 4 for a, _ in x for c, _ in y) for x, y in zip(own, one, strict=True))
            for one in theirs
        )
        for own in starts(pair)
    ]  # a reader may begin before or behind an opening mark


def same_slots(pair: Pair, other: Pair, bodies: Mapping[str, str]) -> list[bool]:
    """Of the slots of a pair whether the other reader gives them too, of whatever relation."""
    mine, theirs = ([pair_needs(slot, bodies) for slot in told.get("slots") or []] for told in (pair, other))
    return [any(stands_at(own, needs) for needs in theirs) for own in mine if len(own) == 2]


def measure(data: Path, settings: Settings) -> Table:
    """A row for every rule: labels of the first reader, those that both give and the others, and what the tool finds
    of them."""
    first = {(p["left"], p["right"]): p for p in pairs_of_gold(FIRST, data)}
    found, ours, theirs = Counter[tuple[str, bool]](), Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    shared: dict[str, tuple[list[bool], list[bool]]] = {"matches": ([], []), "slots": ([], [])}
    for again in pairs_of_gold(AGAIN, data):
        pair = first[again["left"], again["right"]]
        folder = data / "articles" / GOLDS[FIRST]
        bodies = {s: (folder / f"{pair[s]}.txt").read_bytes().decode("utf-8", "replace") for s in ("left", "right")}
        report, side = run_pair(bodies["left"], bodies["right"], settings)
        hits = score_pair(report.findings, side, pair, bodies, SETS_ASIDE)["found"]
        for entry, both in agreed(pair, again, bodies):
            ours[entry["rule"], both] += 1
            found[entry["rule"], both] += any(entry is hit for hit in hits)
        theirs.update((entry["rule"], both) for entry, both in agreed(again, pair, bodies))
        for n, (one, other) in enumerate(((pair, again), (again, pair))):
            shared["matches"][n].extend(same_matches(one, other, bodies))
            shared["slots"][n].extend(same_slots(one, other, bodies))
    rules = sorted({rule for rule, _ in (*ours, *theirs)})
    rows = [_row(rule, ours, theirs, found, (rule,)) for rule in rules]
    rows.append(_row("all core rules", ours, theirs, found, rules))
    rows += [
        Row(what, "–", note=f"readers agree on {' and '.join(f'{sum(hits)} of {len(hits)}' for hits in told)}")
        for what, told in shared.items()
    ]
    return Table("agreement", "What two readers agree on", "python -m benchmarks.agreement", tuple(rows))


_Counts = Counter[tuple[str, bool]]  # by rule, and whether both readers give it


def _row(measure: str, ours: _Counts, theirs: _Counts, found: _Counts, rules: Sequence[str]) -> Row:
    def count(of: _Counts, both: bool) -> int:
        return sum(of[rule, both] for rule in rules)

    told = [f"{count(found, both)} of {count(ours, both)}" for both in (True, False)]
    agree = [f"{count(of, True)} of {count(of, True) + count(of, False)}" for of in (ours, theirs)]
    return Row(
        measure,
        f"{told[0]} that both give, {told[1]} of the first alone",
        note=f"readers agree on {agree[0]} of the first and {agree[1]} of the second",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the development sets, its golds beside it")
    parser.add_argument("--cache", default="auto", help="folder of the cache")
    args = parser.parse_args()
    publish(measure(args.data, Settings(cache_dir=args.cache)))


if __name__ == "__main__":
    main()

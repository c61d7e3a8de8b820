"""How quantities are read in the sentences by which quantulum3 (MIT) tests itself, in units that newspapers use.

``python -m benchmarks.quantulum --data DIR`` reads ``DIR/values/quantulum3_dev.json``.

A quantity is right where the spans share a character and the value in the dimension's base unit is the same to one part
in a thousand, each used once. Precision, recall and F1 are over quantities. A range is one quantity with the middle of
its ends as its value, as the file has it. Where words qualify a figure ("up to 4,000 km", "close to 45 degrees") ours
is an interval, and the figure is one of its ends or its middle.

Which are counted: plain numbers, and units of length, area, volume, mass, time, money, temperature, energy and data, as
``_UNITS`` lists them. Left out, with whatever we read there: units of laboratories (TeV, Js, mGy, pm) and compound ones
("dollar per kilogram", "ton per day"), which no newspaper prints as a fact of its own, and "gross" and "baker's dozen".
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.tables import Row, Table, publish
from claimcheck.values.quantities import find_quantities

Found = tuple[int, int, float]
# start, end, and the values that the words give
Ours = tuple[int, int, tuple[float, ...]]

# Name in the file -> factor into our base unit of its dimension; money is compared as written.
_UNITS: dict[str, float] = {
    "dimensionless": 1.0, "pound sterling": 1.0, "dollar": 1.0, "euro": 1.0, "yen": 1.0, "cent": 0.01,
    "metre": 1.0, "inch": 0.0254, "mile": 1609.344, "kilometre": 1000.0,
    "square kilometre": 1e6, "square mile": 2589988.110336,
    "gallon": 3.785411784, "centilitre": 0.01, "cubic centimetre": 0.001, "cup": 0.2365882365,
    "tablespoon": 0.01478676478, "milligram": 1e-6,
    "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0, "month": 2629800.0,
    "year": 31557600.0, "watt hour": 3600.0, "megawatt hour": 3.6e9, "bit": 0.125, "byte": 1.0,
}  # fmt: skip
_DEGREES: dict[str, tuple[float, float]] = {"degree Celsius": (0.0, 1.0), "degree fahrenheit": (32.0, 1.8)}


def wanted_in(case: dict[str, Any]) -> tuple[list[Found], list[tuple[int, int]]]:
    """The quantities that count, in base units, and the places of those that are left out."""
    wanted: list[Found] = []
    aside: list[tuple[int, int]] = []
    at = 0
    for result in case["res"]:
        start = case["req"].find(result["surface"], at)
        end = at = start + len(result["surface"])
        if result["unit"] in _DEGREES:
            zero, size = _DEGREES[result["unit"]]
            wanted.append((start, end, (result["value"] - zero) / size))
        elif result["unit"] in _UNITS:
            wanted.append((start, end, result["value"] * _UNITS[result["unit"]]))
        else:
            aside.append((start, end))
    return wanted, aside


def found_in(text: str) -> list[Ours]:
    """What we read in base units; ordinals are no quantities there."""
    found: list[Ours] = []
    for start, end, quantity in find_quantities(text):
        low, high = quantity.interval.low, quantity.interval.high
        values = tuple(v for v in ((low + high) / 2, low, high) if math.isfinite(v))
        if quantity.dimension == "age":
            values = tuple(v * (_UNITS["year"] if quantity.unit == "year" else 1.0) for v in values)
        if quantity.dimension != "ordinal":
            found.append((start, end, values))
    return found


def count(wanted: list[Found], aside: list[tuple[int, int]], found: list[Ours]) -> tuple[int, int, int]:
    """Right, found, wanted."""
    kept = [f for f in found if not any(f[0] < b and a < f[1] for a, b in aside)]
    right = 0
    used: set[int] = set()
    for start, end, value in wanted:
        for n, (s, e, values) in enumerate(kept):
            same = any(math.isclose(v, value, rel_tol=1e-3, abs_tol=1e-9) for v in values)
            if n not in used and s < end and start < e and same:
                right += 1
                used.add(n)
                break
    return right, len(kept), len(wanted)


def f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / max(found + wanted, 1)


def measure(cases: list[dict[str, Any]], *, show: bool = False) -> Table:
    """The table over all cases."""
    ours: tuple[int, ...] = (0, 0, 0)
    theirs: tuple[int, ...] = (0, 0, 0)
    installed = True
    for case in cases:
        wanted, aside = wanted_in(case)
        found = found_in(case["req"])
        counted = count(wanted, aside, found)
        ours = tuple(a + b for a, b in zip(ours, counted, strict=True))
        if show and not counted[0] == counted[1] == counted[2]:
            print(f"{case['req'][:150]!r}\n  wanted {wanted}\n  found  {found}")
        peer = peers.quantulum3(case["req"])
        installed = installed and peer is not None
        # a peer's values are in its own units: its row says only that a quantity was found where one is
        spans = [(s, e, tuple(v for a, b, v in wanted if s < b and a < e)) for s, e, _ in peer or []]
        theirs = tuple(a + b for a, b in zip(theirs, count(wanted, aside, spans), strict=True))
    note = f"precision {ours[0] / max(ours[1], 1):.3f}, recall {ours[0] / max(ours[2], 1):.3f}, {ours[2]} quantities"
    floor = f1(theirs[0], theirs[1], theirs[2]) if installed else peers.MISSING
    rows = (
        Row("newspaper units, span and value: F1", f1(ours[0], ours[1], ours[2]), None, 0.88, None, note),
        Row("newspaper units, span alone: quantulum3", "–", floor),
    )
    return Table("quantulum", "Quantities in quantulum3's sentences", "python -m benchmarks.quantulum --data DIR", rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="holds values/quantulum3_dev.json")
    parser.add_argument("--failures", action="store_true", help="list what is wrong, and publish nothing")
    options = parser.parse_args()
    cases = json.loads((options.data / "values" / "quantulum3_dev.json").read_text(encoding="utf-8"))
    table = measure(cases, show=options.failures)
    if options.failures:
        for row in table.rows:
            print(row.measure, row.value, row.note)
        return
    publish(table)


if __name__ == "__main__":
    main()

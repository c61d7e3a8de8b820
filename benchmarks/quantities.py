"""Reads numbers, money and measures in the cases of Microsoft Recognizers-Text (MIT) and counts the right ones.

    python -m benchmarks.quantities --data ../shared/data

A case counts if every value in it is found, with its span and value (and, in a second row, its unit), and nothing else.
The cases have conventions of their own: spans leave out qualifiers, and a currency without a number is a result.  The
adapter below takes the layers of our grammar that stand closest (``find_numbers``, ``find_measures``).
Further files of the same format are read if they lie beside these: Percentage, Age, Temperature, Ordinal.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.values.quantities import find_measures, find_numbers, find_quantities

Found = tuple[int, int, float, str]

_REACH = {"NumberModel": 0.98, "CurrencyModel": 0.95, "DimensionModel": 0.95}
_DIMENSIONS = frozenset(("length", "area", "volume", "mass", "speed", "data", "angle", "power", "energy"))
_DURATIONS = {"Year": 31557600.0, "Month": 2629800.0, "Week": 604800.0, "Day": 86400.0}


def _numbers(text: str) -> list[Found]:
    return [(start, end, value, "") for start, end, value in find_numbers(text)]


def _measures(*dimensions: str) -> Callable[[str], list[Found]]:
    def find(text: str) -> list[Found]:
        return [(s, e, v, u.name) for s, e, v, u in find_measures(text) if u.dimension in dimensions]

    return find


def _ages(text: str) -> list[Found]:
    """Ages as "10 years old": the unit as written, the value in it."""
    found: list[Found] = []
    for start, end, quantity in find_quantities(text):
        if quantity.dimension != "age":
            continue
        words = text[start:end].casefold()
        unit = next((u for u in _DURATIONS if u.casefold() in words), "Year")
        value = quantity.interval.low * _DURATIONS["Year"] / _DURATIONS[unit]
        found.append((start, end, value, unit))
    return found


def _ordinals(text: str) -> list[Found]:
    return [(s, e, q.interval.low, "") for s, e, q in find_quantities(text) if q.dimension == "ordinal"]


_READERS: dict[str, Callable[[str], list[Found]]] = {
    "NumberModel": _numbers,
    "CurrencyModel": _measures("money"),
    "DimensionModel": _measures(*_DIMENSIONS),
    "PercentModel": _measures("percent"),
    "PercentageModel": _measures("percent"),
    "TemperatureModel": _measures("temperature"),
    "AgeModel": _ages,
    "OrdinalModel": _ordinals,
}


def _wanted(case: dict[str, Any], numeric: bool) -> list[tuple[int, int, float | None, str]]:
    wanted: list[tuple[int, int, float | None, str]] = []
    for result in case["Results"]:
        resolution = result["Resolution"] or {}
        value = resolution.get("value")
        number = None
        if value is not None:
            text = str(value).rstrip("%")
            number = (
                float(text)
                if text.replace(".", "").replace("-", "").replace("E", "").replace("+", "").isdigit()
                else None
            )
        wanted.append((result["Start"], result["End"] + 1, number, "" if numeric else resolution.get("unit", "")))
    return wanted


def _right(found: list[Found], wanted: list[tuple[int, int, float | None, str]], *, unit: bool) -> bool:
    if len(found) != len(wanted):
        return False
    for ours, theirs in zip(found, sorted(wanted, key=lambda w: w[:2]), strict=True):
        if (
            ours[:2] != theirs[:2]
            or theirs[2] is None
            or not math.isclose(ours[2], theirs[2], rel_tol=1e-6, abs_tol=1e-15)
        ):
            return False
        if unit and theirs[3] and ours[3] != theirs[3]:
            return False
    return True


def measure(folder: Path, *, show: bool = False) -> Table:
    """The table of all files of the known models in ``folder``."""
    rows: list[Row] = []
    for name, read in _READERS.items():
        path = folder / f"{name}.json"
        if not path.is_file():
            continue
        cases = json.loads(path.read_text(encoding="utf-8-sig"))
        values: list[float] = []
        units: list[float] = []
        peer: list[float] = []
        for case in cases:
            wanted, found = _wanted(case, name == "NumberModel"), read(case["Input"])
            values.append(float(_right(found, wanted, unit=False)))
            units.append(float(_right(found, wanted, unit=True)))
            if show and not values[-1]:
                print(f"{name}: {case['Input'][:160]!r}\n  wanted {wanted}\n  found  {found}")
            others = peers.quantulum3(case["Input"])
            if others is not None:
                peer.append(float(_right([(s, e, v, "") for s, e, v in others], wanted, unit=False)))
        rows.append(
            Row(
                f"{name}: span and value",
                sum(values) / len(values),
                None,
                _REACH.get(name),
                bootstrap(values),
                f"{len(cases)} cases",
            )
        )
        rows.append(peers.row(f"{name}: span and value", "quantulum3", peer or None))
        if name != "NumberModel":
            rows.append(Row(f"{name}: and unit", sum(units) / len(units), None, None, bootstrap(units)))
    return Table(
        "quantities",
        "Quantities",
        "python -m benchmarks.quantities",
        tuple(rows),
        (
            "Cases of Microsoft Recognizers-Text (MIT), none left out; a case is right if all its values are.",
            (
                'Left out: currencies and units without a number ("dollar: 143.80 yen", "mcg"), tenths of a yuan '
                '("five mao five"), '
                '"c $ 100 and fifty", "twenty and three and three fifths", and "100 millionths" as 100.'
            ),
        ),
    )


def main() -> None:
    """Print the table and write it to RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--show", action="store_true", help="print the cases that are wrong")
    options = parser.parse_args()
    publish(measure(options.data / "values", show=options.show))


if __name__ == "__main__":
    main()

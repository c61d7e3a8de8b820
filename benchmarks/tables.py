"""Tables of measured figures, and the page they are written to. No figure is typed in by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True)
class Row:
    """One figure: ``interval`` is a 95 % bootstrap interval, ``floor`` the best plain tool, ``reach`` the aim."""

    measure: str
    value: float | str
    floor: float | str | None = None
    reach: float | str | None = None
    interval: tuple[float, float] | None = None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """One command's table. ``command`` is what prints it, without the path of the data."""

    slug: str
    title: str
    command: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def _cell(value: float | str | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def render(table: Table) -> str:
    """The table as Markdown."""
    lines = [
        f"## {table.title}",
        "",
        f"`{table.command}`",
        "",
        "| measure | ours | 95 % | floor | reach | note |",
        "|---|---|---|---|---|---|",
    ]
    for row in table.rows:
        span = f"{row.interval[0]:.3f}–{row.interval[1]:.3f}" if row.interval else "–"
        lines.append(
            f"| {row.measure} | {_cell(row.value)} | {span} | {_cell(row.floor)} | {_cell(row.reach)} | {row.note} |"
        )
    lines += ["", *table.notes] if table.notes else []
    return "\n".join(lines) + "\n"


def publish(table: Table, path: Path = RESULTS) -> None:
    """Print the table, and put it in place of its section in RESULTS.md (sections sorted by slug)."""
    text = render(table)
    print(text)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = {m[1]: m[2] for m in re.finditer(r"<!-- (\S+) -->\n(.*?)<!-- /\1 -->\n", old, re.S)}
    sections[table.slug] = text
    head = "# Results\n\nWritten by the commands named in each section, never by hand.\n\n"
    body = "\n".join(f"<!-- {slug} -->\n{sections[slug]}<!-- /{slug} -->\n" for slug in sorted(sections))
    path.write_text(head + body, encoding="utf-8")


def bootstrap(hits: Sequence[float], rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
    """95 % percentile interval of the mean of ``hits``."""
    import numpy as np

    rng = np.random.default_rng(seed)
    values = np.asarray(hits, dtype=float)
    means = values[rng.integers(0, len(values), size=(rounds, len(values)))].mean(axis=1)
    return float(np.percentile(means, 2.5)), float(np.percentile(means, 97.5))

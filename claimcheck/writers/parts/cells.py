"""Cells of a table that spreadsheets open: article text decides what they hold, and must not run.

Spreadsheets run a cell that begins like a formula. Such a cell gets an apostrophe in front, which they take as "this is
text".
"""

from __future__ import annotations

import re

from claimcheck.writers.parts.spots import shortened
from claimcheck.writers.parts.visible import visible

# What spreadsheets take for the beginning of a formula, full-width forms included.
_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠")
_CELL = 32_000  # characters; spreadsheets hold 32,767
_WORD = re.compile(r"[^ ]+")
Cell = str | int | float


class PathText(str):
    """Text whose spaces all count."""

    __slots__ = ()


def safe(cell: Cell) -> Cell:
    """Text on one line, controls visible, no longer a formula."""
    if not isinstance(cell, str):
        return cell
    text = _WORD.sub(lambda m: visible(m[0]), cell) if isinstance(cell, PathText) else visible(cell)
    return shortened("'" + text if text.lstrip()[:1] in _FORMULA and text.strip() else text, _CELL)

"""Lines and columns of a text, by bisection over its line starts."""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile(r"\r\n|\n|\r")


class LineIndex:
    """Lines break at ``\\n``, ``\\r\\n`` and ``\\r`` and nowhere else, as in editors (not at U+2028 or form feeds)."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in _BREAK.finditer(text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point offset, both from 1; columns count code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

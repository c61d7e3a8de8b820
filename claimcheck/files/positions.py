"""Where an offset of a source lies in the file that people open: file, line, column."""

from __future__ import annotations

import bisect
import functools
import re
from typing import NamedTuple

from claimcheck.datamodel import Source

_LINE_END = re.compile(r"\r\n|\r|\n")


class FilePlace(NamedTuple):
    """``line`` and ``column`` count from 1, the column in code points; None where the text was extracted, so that
    no column of the file answers it."""

    file: str
    line: int
    column: int | None


def place_in_file(source: Source, offset: int) -> FilePlace:
    """The place of ``offset`` (code points into ``Source.text``). An offset past the end is taken as the end."""
    if source.lines:
        at = bisect.bisect_right(source.lines, (offset, 1 << 62)) - 1
        return FilePlace(source.file or source.path, source.lines[max(at, 0)][1], None)
    starts = _line_starts(source.text)
    offset = max(0, min(offset, len(source.text)))
    at = bisect.bisect_right(starts, offset) - 1
    column = offset - starts[at] + 1
    if at == 0 and source.text.startswith("\ufeff") and column > 1:
        column -= 1  # editors do not count the byte-order mark
    return FilePlace(source.file or source.path, at + 1, column)


@functools.lru_cache(maxsize=64)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in _LINE_END.finditer(text)))

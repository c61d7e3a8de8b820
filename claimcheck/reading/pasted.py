"""Text on standard input -> sources: articles parted by a line of dashes, or records as JSON Lines."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Mapping

from claimcheck.datamodel import Problem, Source
from claimcheck.reading import records
from claimcheck.reading.decoding import decoded
from claimcheck.reading.lines import BLANK

NAME = "-"  # the path that stands for it
SHOWN = "stdin"
_RULE = re.compile(r"^[ \t]*[-‐–—=]{3,}[ \t]*$", re.MULTILINE)


def standard_input(max_bytes: int) -> bytes:
    """What is on standard input, or as much of it as shows that it is too much. It can be read once."""
    return sys.stdin.buffer.read(max_bytes + 1)


def read_pasted(
    fields: Mapping[str, str], max_bytes: int, pasted: bytes | None = None
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """What is on standard input, or was: every part that has words is a source, ``stdin#1`` and so on."""
    raw = standard_input(max_bytes) if pasted is None else pasted
    if len(raw) > max_bytes:
        reason = f"What was pasted is too large (the limit is {max_bytes:,} bytes)."
        return (), (Problem(SHOWN, reason, "Save it as a file, or raise reading.max_bytes."),)
    if raw.lstrip().startswith(b"{"):
        return records.read_records(raw, SHOWN, ".jsonl", fields, max_bytes=max_bytes)
    text = decoded(raw, SHOWN)
    if isinstance(text, Problem):
        return (), (text,)
    parts = [part.strip("\r\n") for part in _RULE.split(text.removeprefix("\ufeff")) if part.strip(BLANK)]
    if not parts:
        return (), (Problem(SHOWN, "Nothing was pasted.", "Give the articles on standard input, dashes between them."),)
    return tuple(
        Source(f"{SHOWN}#{n}", part, hashlib.sha256(part.encode()).hexdigest(), (), SHOWN)
        for n, part in enumerate(parts, start=1)
    ), ()

"""JSON that is safe to store and to print. Shared by the formats that are JSON."""

from __future__ import annotations

import json
import re
from typing import Any

# Escaped beyond what JSON asks: lone surrogates (no UTF-8 form), C1 controls and DEL (terminals), line and paragraph
# separators (JavaScript), bidirectional controls (they reorder what a reader sees).
_UNSAFE = re.compile("[\ud800-\udfff\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def dump(value: Any) -> str:
    """The value as JSON on one line."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def dump_list(values: list[Any]) -> str:
    """A list as JSON, an entry a line: it can be compared with ``diff`` and searched with ``grep``."""
    return "[\n  " + ",\n  ".join(map(dump, values)) + "\n]" if values else "[]"


def figure(value: float) -> float:
    """Six decimals: more would show how the processor rounds, not what is known."""
    return round(float(value), 6)

"""Whether a file's bytes are a report that this tool wrote: no article, whatever its extension.

By what every report of a format has and no article: a mark where the format has a place for one, else its head or its
last line. ``tests/test_own_reports.py`` holds every writer to it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

_HEAD, _TAIL = 8_192, 2_000  # bytes looked at where the whole is not needed
_BOM = b"\xef\xbb\xbf"
_COUNTED = (
    rb"[\d,]+ stor(?:y|ies), [\d,]+ articles?, [\d,]+ (?:claims?|statements?): "
    rb"[\d,]+ errors?, [\d,]+ warnings?, [\d,]+ notes?"
)
_BEGINS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rb'<!doctype html>.*<meta name="generator" content="claimcheck [^"]*">',
        rb"<!-- claimcheck (?:report|brief|summary) -->",
        rb'"rule","code","severity","status","confidence","message",',
        rb'\{\s*"schema": \d+,\s*"tool": \{"name": "claimcheck"',
        rb'\{"\$schema": "[^"]*sarif[^"]*".*"driver": \{"name": "claimcheck"',
        rb'<\?xml [^>]*>\s*<testsuites name="claimcheck"',
        rb'\[\s*\{"description": "[^\n]*"check_name": "[^\n]*"fingerprint": "[0-9a-f]{32}", "severity": "',
        rb'\{"path": "[^\n]*"side": "RIGHT", "body": "<!-- claimcheck suggestion ',
        rb"%PDF-.*/Creator \(claimcheck\)",
    )
)
_TEXT_ENDS = re.compile(_COUNTED + rb"(?:, [\d,]+ [a-z]+)*\.(?: [\d,]+ more findings? not shown\.)?\Z")
_COMMANDS_BEGIN = re.compile(rb"::(?:error|warning|notice) file=|claimcheck: ")
_COMMANDS_END = re.compile(rb"(?:\A|\n)claimcheck: [^\n]*\.\n?\Z")
_PROPERTIES = "docProps/core.xml"
_MARKS = (b"<dc:title>claimcheck report</dc:title>", b"<dc:creator>claimcheck</dc:creator>")
_RECORDS = {
    "finding": {"rule", "code", "fingerprint", "identity", "primary", "related"},
    "problem": {"path", "message", "action", "fatal"},
    "summary": {"tool", "articles", "stories", "problems"},
}


def is_report(raw: bytes) -> bool:
    """Whether these are the bytes of one of our reports; of a long text the beginning will do, but for the format
    ``text``."""
    raw = raw.removeprefix(_BOM)
    if raw.startswith(b"PK"):
        return _is_office(raw)
    head = raw[:_HEAD]
    if any(begin.match(head) for begin in _BEGINS) or _is_record(raw):
        return True
    tail = raw[-_TAIL:]
    if _TEXT_ENDS.search(b" ".join(tail.split())):
        return True
    return _COMMANDS_BEGIN.match(head) is not None and _COMMANDS_END.search(tail) is not None


def _is_office(raw: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if archive.getinfo(_PROPERTIES).file_size > _HEAD:
                return False
            about = archive.read(_PROPERTIES)
    except Exception:  # a hostile archive is its reader's to tell of
        return False
    return all(mark in about for mark in _MARKS)


def _is_record(raw: bytes) -> bool:
    """Whether the first line is a record of the formats ``jsonl`` or ``rdjsonl``."""
    if not raw.startswith((b'{"type": "', b'{"message": "')):
        return False
    try:
        record: dict[str, Any] = json.loads(raw.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    if record.get("source") == {"name": "claimcheck"} and {"location", "code"} <= record.keys():
        return True
    needed = _RECORDS.get(str(record.get("type")))
    return needed is not None and needed <= record.keys() and "text" not in record

"""Fixes -> a unified diff that ``git apply`` and ``patch -p1`` take, in bytes: encoding and line ends stay."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from claimcheck.datamodel import Fix

_CONTEXT = 3  # lines around a change
_ODD = re.compile(rb'[\x00-\x1f\x7f-\xff"\\]')
_SHORT = {9: b"\\t", 10: b"\\n", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}


def patch_of(fixes: Iterable[Fix], contents: Callable[[str], bytes | None]) -> tuple[bytes, tuple[Fix, ...]]:
    """The diff of all files, in order of name, and the fixes that are in it; those without a place in their file's
    bytes, or in a file that has changed or lies outside the folder, are not."""
    by_file: dict[str, list[Fix]] = defaultdict(list)
    for fix in fixes:
        if fix.stretch is not None and not fix.trouble and is_inside(fix.file):
            by_file[fix.file].append(fix)
    made, used = b"", []
    for file in sorted(by_file):
        raw = contents(file)
        own = sorted(by_file[file], key=lambda f: f.stretch.start if f.stretch else 0)
        if raw is not None and all(_stands(fix, raw) for fix in own):
            made += file_patch(file, raw, own)
            used += own
    return made, tuple(used)


def is_inside(file: str) -> bool:
    """Whether a patch can name the file: below the folder that it is applied in."""
    path = PurePosixPath(file)
    return not path.is_absolute() and ".." not in path.parts


def mended(raw: bytes, fixes: Sequence[Fix]) -> bytes:
    """The file's bytes with the fixes, which are in order and do not overlap."""
    parts, at = [], 0
    for fix in fixes:
        if fix.stretch is not None:
            parts += [raw[at : fix.stretch.start], fix.stretch.content]
            at = fix.stretch.end
    return b"".join([*parts, raw[at:]])


def file_patch(file: str, raw: bytes, fixes: Sequence[Fix]) -> bytes:
    """One file's part. No fix adds or takes a line, so each line stands against its own."""
    old, new = raw.split(b"\n"), mended(raw, fixes).split(b"\n")
    changed = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if not changed:
        return b""
    count = len(old) if old[-1] else len(old) - 1
    names = [_named(f"{side}/{PurePosixPath(file)}") for side in "ab"]
    ends = [b"\t" if b" " in name and not name.startswith(b'"') else b"" for name in names]
    made = [b"diff --git %s %s\n--- %s%s\n+++ %s%s\n" % (*names, names[0], ends[0], names[1], ends[1])]
    for first, last in _hunks(changed, count):
        made.append(b"@@ -%d,%d +%d,%d @@\n" % (first + 1, last - first, first + 1, last - first))
        n = first
        while n < last:
            if old[n] == new[n]:
                made.append(_line(b" ", old, n))
                n += 1
                continue
            stop = next((m for m in range(n, last) if old[m] == new[m]), last)
            made += [_line(b"-", old, m) for m in range(n, stop)]
            made += [_line(b"+", new, m) for m in range(n, stop)]
            n = stop
    return b"".join(made)


def _hunks(changed: Sequence[int], count: int) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for n in changed:
        first, last = max(0, n - _CONTEXT), min(count, n + _CONTEXT + 1)
        if made and first <= made[-1][1]:
            made[-1] = made[-1][0], last
        else:
            made.append((first, last))
    return made


def _line(sign: bytes, lines: Sequence[bytes], n: int) -> bytes:
    missing = b"" if n < len(lines) - 1 else b"\\ No newline at end of file\n"
    return sign + lines[n] + b"\n" + missing


def _stands(fix: Fix, raw: bytes) -> bool:
    """Whether a fix's old bytes are those of the file, as its lines say."""
    at = fix.stretch
    if at is None or not 0 <= at.start <= at.end <= len(raw):
        return False
    there = raw[at.start : at.end]
    return any(_decoded(there, encoding) == fix.old for encoding in ("utf-8", "windows-1252"))


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _named(path: str) -> bytes:
    """A name as git writes it: in quotation marks, with escapes, where it is not plain ASCII."""
    raw = path.encode("utf-8", "surrogateescape")
    if not _ODD.search(raw):
        return raw
    return b'"' + _ODD.sub(lambda m: _SHORT.get(m[0][0]) or b"\\%03o" % m[0][0], raw) + b'"'

"""One entry a line: fields between tabs, so that files sort, merge and read in a diff.

``-`` is an empty field; a backslash escapes what would break a line or mislead a reader of the file: tabs, newlines,
control characters, marks that reorder text. A list stands in one field, its items separated by `` | ``. Lines that
begin with ``#`` are comments. Blank lines, CRLF, a byte-order mark, trailing white space and lines that stand twice (a
union merge leaves them) are read without complaint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from claimcheck.datamodel import Problem
from claimcheck.errors import ConfigError
from claimcheck.files.presence import is_there, read_regular
from claimcheck.files.writing import locked, write_file

Entry = TypeVar("Entry")

IDENTITY = re.compile(r"[0-9a-f]{8,64}\Z")  # of a finding, or its fingerprint
_BETWEEN = " | "
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\\\\|]")
_MARK = re.compile(r"[0-9a-f]{16}\Z")
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\", "|": r"\|"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|(.)|$)", re.S)
_MEANING = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\", "|": "|", "s": " ", "-": "-", "#": "#"}
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


@dataclass(frozen=True, slots=True)
class Kept(Generic[Entry]):
    """A file's content: its entries, sorted and each once; its comments; a Problem for every line that is neither."""

    entries: tuple[Entry, ...] = ()
    comments: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Format(Generic[Entry]):
    """How entries stand in a file: ``columns`` names the fields, the last ``optional`` of which may be left out;
    ``title`` is the first line of a new file, ``former`` are titles of old files, which it replaces. ``parse`` raises
    ValueError with words that finish "line 3: …"."""

    columns: tuple[str, ...]
    title: str
    fields: Callable[[Entry], Sequence[str]]
    parse: Callable[[Sequence[str]], Entry]
    optional: int = 0
    former: tuple[str, ...] = ()


def escaped(text: str) -> str:
    """``text`` as a field: no tab, no line end, nothing invisible; never empty, never a comment."""
    if not text:
        return "-"
    out = _UNSAFE.sub(lambda m: _SHORT.get(m[0]) or f"\\u{ord(m[0]):04x}", text)
    if out == "-" or out[0] == "#":
        out = "\\" + out
    if out[0] == " ":
        out = r"\s" + out[1:]
    return out[:-1] + r"\s" if out[-1] == " " else out


def unescaped(field: str) -> str:
    """The text of a field. Raises ValueError for an escape that is none."""
    return "" if field == "-" else _ESCAPE.sub(_meant, field)


def _meant(match: re.Match[str]) -> str:
    if match[1] is not None:
        return chr(int(match[1], 16))
    if match[2] in _MEANING:
        return _MEANING[match[2]]
    raise ValueError(f"{match[0]!r} is no escape (write \\\\ for a backslash)")


def listed(items: Iterable[str]) -> str:
    """Several texts as one field."""
    return _BETWEEN.join(escaped(item) for item in items) or "-"


def items_of(field: str) -> tuple[str, ...]:
    """The texts of a field that :func:`listed` wrote; none for ``-``."""
    return () if field == "-" else tuple(unescaped(part) for part in field.split(_BETWEEN))


def marks_of(field: str) -> tuple[str, ...]:
    """Marks of the words of claims, from a field that :func:`listed` wrote. Raises ValueError."""
    marks = items_of(field)
    if odd := next((mark for mark in marks if not _MARK.match(mark)), None):
        raise ValueError(f"{odd!r} is no mark of a claim")
    return tuple(sorted(set(marks)))


def parsed(text: str, form: Format[Entry], name: str) -> Kept[Entry]:
    """The content of a file called ``name``; what cannot be read is a Problem and costs no other entry."""
    rows: dict[str, Entry] = {}
    comments: list[str] = []
    problems: list[Problem] = []
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.rstrip(" \t\r")
        if not line.strip():
            continue
        if line.startswith("#"):
            comments.append(line)
            continue
        try:
            entry = form.parse(_row(line, form))
        except ValueError as error:
            problems.append(Problem(name, f"{name}, line {number}: {error}.", _action(line)))
        else:
            rows.setdefault(_line(form.fields(entry)), entry)
    return Kept(tuple(rows[line] for line in sorted(rows)), tuple(dict.fromkeys(comments)), tuple(problems))


def _row(line: str, form: Format[Entry]) -> list[str]:
    if line.startswith(_CONFLICT):
        raise ValueError("an unresolved merge")
    row = line.split("\t")
    least, most = len(form.columns) - form.optional, len(form.columns)
    if not least <= len(row) <= most:
        wanted = f"{most}" if least == most else f"{least} to {most}"
        raise ValueError(f"{len(row)} fields between tabs, where {wanted} belong ({', '.join(form.columns)})")
    return row + ["-"] * (most - len(row))


def _action(line: str) -> str:
    if line.startswith(_CONFLICT):
        return "Keep the lines of both sides and delete the marks; order and duplicates do not matter."
    return "Mend the line, or delete it."


def _line(fields: Sequence[str]) -> str:
    """Fields already escaped, as a line; empty ones at the end are left out, so that nothing trails."""
    row = list(fields)
    while row and row[-1] == "-":
        row.pop()
    return "\t".join(row)


def rendered(kept: Kept[Entry], form: Format[Entry]) -> str:
    """The file's text: title, other comments, then one sorted line for every entry."""
    comments = [form.title, *(c for c in kept.comments if c != form.title and c not in form.former)]
    lines = sorted({_line(form.fields(entry)) for entry in kept.entries})
    return "".join(f"{line}\n" for line in (*comments, *lines))


def read_file(path: Path, form: Format[Entry]) -> Kept[Entry]:
    """What a file holds; nothing where there is none. Raises ConfigError for one that cannot be read at all."""
    if not is_there(path):
        return Kept()
    raw = read_regular(path)
    try:
        return parsed(raw.decode("utf-8-sig"), form, path.name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}, line {line}, is not UTF-8.", "Save the file as UTF-8.") from error


def change_file(
    path: Path,
    form: Format[Entry],
    change: Callable[[tuple[Entry, ...]], Iterable[Entry]],
    *,
    create: bool = False,
) -> tuple[Entry, ...]:
    """Read, change and write under a lock, so that two writers lose nothing; gives the new entries.

    ``change`` takes the entries to what they shall be. A file with a line that cannot be read is left as it is, since
    that line would be lost: ConfigError names it. Nothing is written where nothing changes; a file without entries is
    made only with ``create``.
    """
    with locked(path):
        kept = read_file(path, form)
        if kept.problems:
            first = kept.problems[0]
            raise ConfigError(f"{first.message} The file was not changed.", first.action)
        after = Kept(tuple(change(kept.entries)), kept.comments)
        text = rendered(after, form)
        there = path.exists()
        if (after.entries or there or create) and not (there and path.read_bytes() == text.encode()):
            write_file(path, text)
    return after.entries

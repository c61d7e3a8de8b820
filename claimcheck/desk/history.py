"""What the desk did, so that it can be taken back: every change with what stood there before, in a file that outlives
the process and that all desks on one folder share.

``.claimcheck/desk-history.jsonl``, a line a change, or a line that one was taken back. A cache: deleting it loses the
way back, never a decision. It may come with a corpus from anybody, so nothing in it leads outside the folder: of files
it names lexicons alone, below that folder.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from claimcheck.datamodel import Comment, Decision, StoryDecision
from claimcheck.decisions import comments, journal, stories
from claimcheck.decisions.entries import Entry, Format, parsed
from claimcheck.errors import ClaimcheckError
from claimcheck.files.writing import locked, write_file

FILE = ".claimcheck/desk-history.jsonl"
_MOST = 1_000  # changes remembered
_LARGEST = 50_000_000  # bytes of the file that are read


@dataclass(frozen=True, slots=True)
class Undo:
    """How a change is taken back: on the finding of that fingerprint the lines that it wrote (``made``) and those that
    stood there ``before``; a comment; the two names of an alias; two articles (by text) with what stood on them before;
    or a lexicon with its bytes before (None: no file) and after. ``told`` says what it was."""

    finding: str = ""
    made: tuple[Decision, ...] = ()
    before: tuple[Decision, ...] = ()
    comment: Comment | None = None
    names: tuple[str, str] | None = None
    texts: tuple[str, str] | None = None
    stood: tuple[StoryDecision, ...] = ()
    lexicon: tuple[Path, bytes | None, bytes] | None = None
    editor: str = ""
    told: str = ""


class History:
    """The changes made in one folder that are not taken back, by ticket, the last at the end. Where the file cannot be
    read or written they are kept in memory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / FILE
        self._here: dict[str, Undo] = {}  # those that could not be written

    def all(self) -> dict[str, Undo]:
        """Every change, as the file has it now."""
        with contextlib.suppress(OSError, ClaimcheckError):
            return {**self._read(), **self._here}
        return dict(self._here)

    def add(self, ticket: str, undo: Undo) -> None:
        """Remember a change."""
        with contextlib.suppress(ValueError):  # a lexicon that lies elsewhere
            if self._append({"ticket": ticket, **_record(undo, self._root)}):
                return
        self._here[ticket] = undo

    def drop(self, ticket: str) -> None:
        """Forget a change: it was taken back."""
        if self._here.pop(ticket, None) is None:
            self._append({"gone": ticket})

    def _append(self, record: Mapping[str, Any]) -> bool:
        try:
            self._path.parent.mkdir(exist_ok=True)
            ignored = self._path.parent / ".gitignore"
            if not ignored.exists():
                write_file(ignored, "*\n")  # a cache: never committed
            with locked(self._path):
                lines = self._lines()
                if len(lines) >= 2 * _MOST:
                    kept = list(self._read().items())[-_MOST:]
                    lines = [json.dumps({"ticket": t, **_record(u, self._root)}) for t, u in kept]
                write_file(self._path, "".join(f"{line}\n" for line in (*lines, json.dumps(record))))
        except (OSError, ClaimcheckError):
            return False
        return True

    def _lines(self) -> list[str]:
        if not self._path.is_file() or self._path.stat().st_size > _LARGEST:
            return []
        return self._path.read_text(encoding="utf-8", errors="replace").splitlines()

    def _read(self) -> dict[str, Undo]:
        found: dict[str, Undo] = {}
        for line in self._lines():
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                record = json.loads(line)
                if "gone" in record:
                    found.pop(str(record["gone"]), None)
                else:
                    found[str(record["ticket"])] = _undo(record, self._root)
        return found


def _record(undo: Undo, root: Path) -> dict[str, Any]:
    lexicon = None
    if undo.lexicon is not None:
        path, before, after = undo.lexicon
        lexicon = [path.relative_to(root).as_posix(), None if before is None else _packed(before), _packed(after)]
    return {
        "finding": undo.finding,
        "made": _written(undo.made, journal.FORMAT),
        "before": _written(undo.before, journal.FORMAT),
        "comment": _written([undo.comment] if undo.comment is not None else [], comments.FORMAT),
        "names": undo.names,
        "texts": undo.texts,
        "stood": _written(undo.stood, stories.FORMAT),
        "lexicon": lexicon,
        "editor": undo.editor,
        "told": undo.told,
    }


def _undo(record: Mapping[str, Any], root: Path) -> Undo:
    """Raises ValueError, KeyError or TypeError for a line that is none."""
    said = _entries(record["comment"], comments.FORMAT)
    lexicon = None
    if record["lexicon"] is not None:
        name, before, after = record["lexicon"]
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or path.suffix != ".toml":
            raise ValueError(f"{name!r} is no lexicon")
        if not (root / path).resolve().is_relative_to(root.resolve()):
            raise ValueError(f"{name!r} leads outside the folder")
        lexicon = (root / path, None if before is None else base64.b64decode(before), base64.b64decode(after))
    return Undo(
        str(record["finding"]),
        _entries(record["made"], journal.FORMAT),
        _entries(record["before"], journal.FORMAT),
        said[0] if said else None,
        _pair(record["names"]),
        _pair(record["texts"]),
        _entries(record["stood"], stories.FORMAT),
        lexicon,
        str(record["editor"]),
        str(record["told"]),
    )


def _written(entries: Iterable[Entry], form: Format[Entry]) -> list[str]:
    """Entries as the lines of their files."""
    return ["\t".join(form.fields(entry)) for entry in entries]


def _entries(lines: Sequence[str], form: Format[Entry]) -> tuple[Entry, ...]:
    kept = parsed("\n".join(map(str, lines)), form, FILE)
    if kept.problems or len(kept.entries) != len(set(lines)):
        raise ValueError("a line cannot be read")
    return kept.entries


def _pair(names: Sequence[str] | None) -> tuple[str, str] | None:
    return None if names is None else (str(names[0]), str(names[1]))


def _packed(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")

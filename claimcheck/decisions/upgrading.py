"""Files of an earlier format, in which entries named findings by their articles alone: read as they are, and rewritten
once by a run that sees the whole corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claimcheck.datamodel import Finding
from claimcheck.decisions import baseline, comments, journal
from claimcheck.decisions.coverage import Coverage, contents_of, shown_of
from claimcheck.decisions.entries import Format, Kept, change_file, read_file


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    form: Format[Any]


_FILES = (
    _File(baseline.FILE, baseline.FORMAT),
    _File(journal.FILE, journal.FORMAT),
    _File(comments.FILE, comments.FORMAT),
)


def outdated(root: Path) -> tuple[str, ...]:
    """What to say of files of an earlier format beside ``claimcheck.toml`` in ``root``: nothing is lost yet."""
    return tuple(
        f"{file.name} is of format 1, which knows findings by the names of their files: renaming one would make them "
        "new. Run `claimcheck check --all` once: it rewrites the file."
        for file in _FILES
        if _is_former(_kept(root, file), file.form)
    )


def upgrade(root: Path, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Give the entries of earlier formats the content of the claims that they are about; says what was rewritten.
    ``findings`` are those of the whole corpus. Raises ConfigError for a line that cannot be read."""
    shown = [shown_of(finding) for finding in findings]
    told = []
    for file in _FILES:
        kept = _kept(root, file)
        if kept.problems or not (_is_former(kept, file.form) or any(not entry.contents for entry in kept.entries)):
            continue
        marks: dict[Any, set[str]] = defaultdict(set)
        now: dict[Any, str] = {}
        known = Coverage(entry for entry in kept.entries if not entry.contents)
        for seen in shown:
            for entry in known.touching(seen):
                # What the finding was called of old names it by itself, whichever articles show it now.
                marks[entry] |= set(contents_of(seen, None if entry.identity == seen.former else entry.articles))
                now[entry] = seen.identity
        change_file(root / file.name, file.form, _changed(marks, now))
        if marks or _is_former(kept, file.form):
            count = f"{len(marks):,} of {len(kept.entries):,} entries"
            told.append(
                f"{file.name} was rewritten once, in format 2: {count} name the claims that they are about, whatever "
                "their files are called. Commit it."
            )
    return tuple(told)


def _changed(marks: dict[Any, set[str]], now: dict[Any, str]) -> Callable[[tuple[Any, ...]], Sequence[Any]]:
    def change(entries: tuple[Any, ...]) -> Sequence[Any]:
        return [
            replace(entry, identity=now[entry], contents=tuple(sorted(marks[entry]))) if entry in now else entry
            for entry in entries
        ]

    return change


def _kept(root: Path, file: _File) -> Kept[Any]:
    return read_file(root / file.name, file.form)


def _is_former(kept: Kept[Any], form: Format[Any]) -> bool:
    return any(comment in form.former for comment in kept.comments)

"""Paths -> Sources. Every file that cannot be read is one Problem; the others are still read."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from claimcheck.datamodel import Problem, Source

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_paths(
    paths: Sequence[str], *, extensions: Sequence[str] = (".txt", ".md"), max_bytes: int = 20_000_000
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources under ``paths`` (files, or folders searched to the bottom), sorted by path, each file once.

    Text is the file's bytes decoded and otherwise untouched; a byte-order mark stays as U+FEFF. A file named by itself
    is read whatever its extension.
    """
    problems: list[Problem] = []
    files: dict[Path, Path] = {}
    for given in paths:
        path = Path(given)
        try:
            if path.is_dir():
                found = list(_files_under(path, extensions))
                if not found:
                    kinds = ", ".join(extensions)
                    problems.append(
                        Problem(
                            _shown(path),
                            f"{_shown(path)} holds no text file ({kinds}).",
                            "Name a folder with articles in it.",
                        )
                    )
            elif path.exists():
                found = [path]
            else:
                problems.append(Problem(_shown(path), f"{_shown(path)} does not exist.", "Check the path."))
                continue
            for file in found:
                files.setdefault(file.resolve(), file)
        except OSError as error:
            problems.append(_unreadable(path, error))
    sources: list[Source] = []
    for file in files.values():
        outcome = _read(file, max_bytes)
        if isinstance(outcome, Source):
            sources.append(outcome)
        else:
            problems.append(outcome)
    sources.sort(key=lambda s: s.path)
    return tuple(sources), tuple(sorted(set(problems), key=lambda p: (p.path, p.message)))


def _files_under(folder: Path, extensions: Sequence[str]) -> Iterator[Path]:
    """Files by extension, hidden ones left out; a folder reached twice through links is entered once."""
    seen: set[Path] = set()
    pending = [folder]
    while pending:
        current = pending.pop()
        real = current.resolve()
        if real in seen:
            continue
        seen.add(real)
        for entry in sorted(current.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                pending.append(entry)
            elif entry.is_file() and entry.suffix.lower() in extensions:
                yield entry


def _shown(path: Path) -> str:
    """The path as it goes into reports: relative to the working directory inside it, forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix() if path.is_absolute() else path.as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _unreadable(path: Path, error: OSError) -> Problem:
    return Problem(
        _shown(path),
        f"{_shown(path)} cannot be read: {error.strerror or error}.",
        "Check its permissions, or leave it out.",
    )


def _read(path: Path, max_bytes: int) -> Source | Problem:
    shown = _shown(path)
    try:
        if not path.is_file():
            return Problem(shown, f"{shown} is no regular file.", "Name a text file or a folder.")
        size = path.stat().st_size
        if size > max_bytes:
            return Problem(
                shown,
                f"{shown} is too large ({size:,} bytes, the limit is {max_bytes:,}).",
                "Split it, or raise reading.max_bytes.",
            )
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(path, error)
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and _is_binary(raw):
        return Problem(shown, f"{shown} is not text: it holds binary bytes.", "Convert it to text, or leave it out.")
    try:
        if encoding == "utf-8":
            text = raw.decode("utf-8")
        else:
            mark = next(mark for mark, name in _MARKS if raw.startswith(mark))
            order = "le" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE) else "be"
            text = raw.decode(f"{encoding}-{order}")
    except UnicodeDecodeError as error:
        return Problem(
            shown,
            f"{shown} is not valid {encoding.upper()}: byte {error.start} cannot be decoded.",
            f"Convert it, for example: iconv -f windows-1252 -t utf-8 {shown}",
        )
    if not text.strip("\ufeff \t\r\n\u00a0"):
        return Problem(shown, f"{shown} is empty.", "Leave it out, or put the article's text into it.")
    return Source(shown, text, hashlib.sha256(raw).hexdigest())


def _is_binary(raw: bytes) -> bool:
    head = raw[:65536]
    controls = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 27) for byte in head)
    return b"\x00" in head or controls > len(head) * 0.05

"""Paths -> Sources. Every file that cannot be read is one Problem; the others are still read."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.lines import BLANK

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OWN = re.compile(r"claimcheck-[a-z]+\.txt")  # decisions, baseline, aliases: what people wrote about articles
_HEAD = 65_536  # bytes looked at to tell text from other files
_TEXT_CONTROLS = frozenset({9, 10, 11, 12, 13, 27})
_CONTROL_SHARE = 0.05


def read_paths(
    paths: Sequence[str],
    *,
    extensions: Sequence[str] = (".txt", ".md"),
    max_bytes: int = 20_000_000,
    base: Path | None = None,
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources under ``paths`` (files, or folders searched to the bottom), sorted by path, each file once.

    Text is the file's bytes decoded (UTF-8, or UTF-16 and UTF-32 with a byte-order mark) and otherwise untouched; the
    mark stays as U+FEFF. A file named by itself is read whatever its extension; in folders hidden entries are left out.
    A path reads as given, relative to the working directory inside it, so that the result does not depend on the
    order of ``paths``. Every path that is missing, unreadable, empty, binary, too large or in another encoding is one
    problem.
    """
    files, problems = list_files(paths, extensions=extensions, base=base)
    sources, unreadable = read_files(files, max_bytes=max_bytes)
    return sources, tuple(sorted({*problems, *unreadable}, key=lambda p: (p.path, p.message)))


def list_files(
    paths: Sequence[str], *, extensions: Sequence[str], base: Path | None = None
) -> tuple[dict[Path, str], tuple[Problem, ...]]:
    """The files under ``paths``, none opened yet: the real path of each with the path that reports show, relative to
    ``base`` (the working directory if None) inside it."""
    problems: list[Problem] = []
    files: dict[Path, str] = {}
    for path in sorted({Path(given) for given in paths}):
        for found in _found(path, extensions):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            # of two ways to one file the plainer is shown, in whatever order they were given
            shown, real = _shown(found, base), found.resolve()
            files[real] = min(files.get(real, shown), shown, key=lambda s: (len(s), s))
    return dict(sorted(files.items(), key=lambda item: item[1])), tuple(problems)


def read_files(files: Mapping[Path, str], *, max_bytes: int) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources of listed files, sorted by path."""
    outcomes = [_read(real, shown, max_bytes) for real, shown in files.items()]
    sources = sorted((o for o in outcomes if isinstance(o, Source)), key=lambda s: s.path)
    return tuple(sources), tuple(o for o in outcomes if isinstance(o, Problem))


def _found(path: Path, extensions: Sequence[str]) -> Iterator[Path | Problem]:
    """The files that one given path names."""
    shown = _shown(path)
    try:
        if path.is_dir():
            empty = True
            for found in _files_under(path, extensions):
                empty = False
                yield found
            if empty:
                kinds = ", ".join(extensions)
                yield Problem(shown, f"{shown} holds no text file ({kinds}).", "Name a folder with articles in it.")
        elif path.is_file():
            yield path
        elif path.exists():
            yield Problem(shown, f"{shown} is no regular file.", "Name a text file or a folder.")
        else:
            yield Problem(shown, f"{shown} does not exist.", "Check the path.")
    except (OSError, ValueError) as error:
        yield _unreadable(shown, error)


def _files_under(folder: Path, extensions: Sequence[str]) -> Iterator[Path | Problem]:
    """Files by extension; a folder reached twice through links is entered once."""
    seen: set[Path] = set()
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            real = current.resolve()
            entries = sorted(current.iterdir()) if real not in seen else []
        except OSError as error:
            yield _unreadable(_shown(current), error)
            continue
        seen.add(real)
        for entry in entries:
            if entry.name.startswith(".") or _OWN.fullmatch(entry.name):
                continue
            if entry.is_dir():
                pending.append(entry)
            elif entry.suffix.lower() not in extensions:
                continue
            elif entry.is_file():
                yield entry
            elif entry.is_symlink():
                shown = _shown(entry)
                yield Problem(shown, f"{shown} is a link to nothing.", "Mend the link, or remove it.")


def _shown(path: Path, base: Path | None = None) -> str:
    """The path as it goes into reports: relative to ``base``, or the working directory, inside it; forward slashes,
    printable."""
    whole, here = os.path.abspath(path), base or Path.cwd()  # noqa: PTH100 -- resolve() would follow links
    shown = Path(whole).relative_to(here) if Path(whole).is_relative_to(here) else path
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")


def _unreadable(shown: str, error: OSError | ValueError) -> Problem:
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(shown, f"{shown} cannot be read: {reason}.", "Check its permissions, or leave it out.")


def _read(path: Path, shown: str, max_bytes: int) -> Source | Problem:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            return Problem(
                shown,
                f"{shown} is too large ({size:,} bytes, the limit is {max_bytes:,}).",
                "Split it, or raise reading.max_bytes.",
            )
        raw = path.read_bytes()
    except OSError as error:
        return _unreadable(shown, error)
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and (problem := _binary(raw, shown)) is not None:
        return problem
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        return Problem(
            shown,
            f"{shown} is not valid {encoding[:6].rstrip('-').upper()}: byte {error.start} cannot be decoded.",
            f"Convert it, for example: iconv -f windows-1252 -t utf-8 {shlex.quote(shown)}",
        )
    if not text.strip(BLANK):
        return Problem(shown, f"{shown} is empty.", "Leave it out, or put the article's text into it.")
    return Source(shown, text, hashlib.sha256(raw).hexdigest())


def _binary(raw: bytes, shown: str) -> Problem | None:
    """Control characters that no text has; UTF-16 without its mark looks like that too."""
    head = raw[:_HEAD]
    zeros = head.count(0)
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    if not zeros and controls <= len(head) * _CONTROL_SHARE:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if zeros > 0.3 * len(head) and min(even, odd) < 0.05 * zeros:
        order = "le" if odd > even else "be"
        return Problem(
            shown,
            f"{shown} seems to be UTF-16 without a byte-order mark.",
            f"Convert it: iconv -f utf-16{order} -t utf-8 {shlex.quote(shown)}",
        )
    return Problem(shown, f"{shown} is not text: it holds binary bytes.", "Convert it to text, or leave it out.")

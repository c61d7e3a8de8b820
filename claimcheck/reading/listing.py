"""Paths -> the files that they name or hold, none of them read yet."""

from __future__ import annotations

import dataclasses
import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from claimcheck.datamodel import Problem
from claimcheck.files.globs import compiled
from claimcheck.files.revisions import Staged

PACKED = ".gz"
_WILD = re.compile(r"[*?\[]")
_OWN = re.compile(r"claimcheck-[a-z]+\.txt")  # decisions, baseline, aliases: what people wrote about articles
_Found = tuple[Path, Path]  # as it was met, and its real path


def list_files(
    paths: Sequence[str], *, extensions: Sequence[str], base: Path | None = None, staged: Staged | None = None
) -> tuple[dict[Path, str], tuple[Problem, ...]]:
    """The files under ``paths``: the real path of each with the path that reports show, relative to ``base`` (the
    working directory if None) inside it. Where ``staged`` is given, what the next commit holds is listed instead of
    the disk, as far as it lies in the folder that git keeps."""
    problems: list[Problem] = []
    files: dict[Path, str] = {}
    for path in sorted({Path(given) for given in paths}):
        for found in _found(path, extensions, staged):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            # of two ways to one file the plainer is shown, in whatever order they were given
            met, real = found
            shown = _shown(met, base)
            files[real] = min(files.get(real, shown), shown, key=lambda s: (len(s), s))
    return dict(sorted(files.items(), key=lambda item: item[1])), tuple(problems)


def kind_of(path: Path) -> str:
    """A file's extension in lower case, a ".gz" after it left out."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] == PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def unreadable(shown: str, error: OSError | ValueError) -> Problem:
    """The problem of a file or folder that the system does not let be read."""
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(shown, f"{shown} cannot be read: {reason}.", "Check its permissions, or leave it out.")


def _found(path: Path, extensions: Sequence[str], staged: Staged | None) -> Iterator[_Found | Problem]:
    """The files that one given path names."""
    shown = _shown(path)
    try:
        if staged is not None and staged.holds(real := path.resolve()):
            yield from _staged(path, real, extensions, staged)
        elif path.is_dir():
            empty = True
            for found in _files_under(path, extensions):
                empty = False
                yield found
            if empty:
                yield _nothing_in(shown, extensions)
        elif path.is_file():
            yield path, path.resolve()
        elif path.exists():
            yield Problem(shown, f"{shown} is no regular file.", "Name a text file or a folder.")
        elif _WILD.search(str(path)):
            yield from _matching(path, shown, extensions)
        else:
            yield _missing(shown)
    except (OSError, ValueError) as error:
        yield _unsearchable(shown, error)


def _unsearchable(shown: str, error: OSError | ValueError) -> Problem:
    return dataclasses.replace(unreadable(shown, error), always=True)


def _nothing_in(shown: str, extensions: Sequence[str]) -> Problem:
    kinds = ", ".join(extensions)
    return Problem(shown, f"{shown} holds no text file ({kinds}).", "Name a folder with articles in it.")


def _missing(shown: str) -> Problem:
    return Problem(shown, f"{shown} does not exist.", "Check the path.", always=True)


def _matching(pattern: Path, shown: str, extensions: Sequence[str]) -> Iterator[_Found | Problem]:
    """What a glob names: files whatever their extension, folders searched."""
    found = sorted(_walked(pattern) if "**" in str(pattern) else glob.glob(str(pattern)))  # noqa: PTH207
    if not found:
        yield _no_match(shown)
    for name in found:
        path = Path(name)
        if path.is_dir():
            if not str(pattern).endswith("**"):
                yield from _files_under(path, extensions)
        elif _is_named(path, pattern, extensions):
            yield path, path.resolve()


def _no_match(shown: str) -> Problem:
    return Problem(shown, f"{shown} matches nothing.", "Check the pattern.")


def _is_named(path: Path, pattern: Path, extensions: Sequence[str]) -> bool:
    """Whether a file that matches a glob is meant by it."""
    return not _OWN.fullmatch(path.name) and bool(kind_of(path) in extensions or pattern.suffix)


def _fixed(pattern: Path) -> Path:
    """The folder that a glob searches."""
    first = next(n for n, part in enumerate(pattern.parts) if _WILD.search(part))
    return Path(*pattern.parts[:first])


def _walked(pattern: Path) -> Iterator[str]:
    """The files that a glob with ``**`` names; glob's own search follows links round in circles."""
    wanted = compiled(pattern.as_posix())
    for folder, inner, names in os.walk(_fixed(pattern)):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and wanted.fullmatch(path.as_posix()):
                yield str(path)


def _files_under(folder: Path, extensions: Sequence[str]) -> Iterator[_Found | Problem]:
    """Files by extension; a folder reached twice through links is entered once."""
    seen: set[Path] = set()
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            real = current.resolve()
            entries = sorted(current.iterdir()) if real not in seen else []
        except OSError as error:
            yield _unsearchable(_shown(current), error)
            continue
        seen.add(real)
        for entry in entries:
            if _is_hidden(entry.name):
                continue
            if entry.is_dir():
                pending.append(entry)
            elif kind_of(entry) not in extensions:
                continue
            elif entry.is_file():
                yield entry, entry.resolve()
            elif entry.is_symlink():
                shown = _shown(entry)
                yield Problem(shown, f"{shown} is a link to nothing.", "Mend the link, or remove it.")


def _is_hidden(name: str) -> bool:
    """Whether a search passes over what has this name."""
    return name.startswith(".") or _OWN.fullmatch(name) is not None


def _staged(path: Path, real: Path, extensions: Sequence[str], staged: Staged) -> Iterator[_Found | Problem]:
    """What one given path names in the next commit, by the same rules as on disk."""
    shown = _shown(path)
    below = {name: name.relative_to(real) for name in staged.files if name.is_relative_to(real)}
    if real in below:
        yield path, real
    elif below or not _WILD.search(str(path)):
        found = [f for f, rest in below.items() if kind_of(f) in extensions and not any(map(_is_hidden, rest.parts))]
        yield from ((path / below[name], name) for name in found)
        if not found:
            yield _nothing_in(shown, extensions) if below or path.exists() else _missing(shown)
    else:
        folder, whole = _fixed(path), _fixed(real)
        wanted = compiled(real.as_posix())
        matched = {
            name: name.relative_to(whole)
            for name in staged.files
            if name.is_relative_to(whole) and wanted.fullmatch(name.as_posix()) and _is_named(name, path, extensions)
        }
        plain = {name: rest for name, rest in matched.items() if not any(map(_is_hidden, rest.parts))}
        yield from ((folder / rest, name) for name, rest in plain.items())
        if not plain:
            yield _no_match(shown)


def _shown(path: Path, base: Path | None = None) -> str:
    """The path as it goes into reports: relative to ``base``, or the working directory, inside it; forward slashes,
    printable."""
    whole, here = os.path.abspath(path), base or Path.cwd()  # noqa: PTH100 -- resolve() would follow links
    shown = Path(whole).relative_to(here) if Path(whole).is_relative_to(here) else path
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")

"""Paths -> Sources. Every file that cannot be read is one Problem; the others are still read."""

from __future__ import annotations

import dataclasses
import glob
import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from claimcheck.datamodel import Problem, Source
from claimcheck.files.globs import compiled
from claimcheck.files.isolation import isolated
from claimcheck.reading import docx_pages, html_pages, pdf_pages, records
from claimcheck.reading.decoding import decoded
from claimcheck.reading.lines import BLANK
from claimcheck.reading.path_patterns import told_by_path

_PACKED = ".gz"
_WILD = re.compile(r"[*?\[]")
_OWN = re.compile(r"claimcheck-[a-z]+\.txt")  # decisions, baseline, aliases: what people wrote about articles


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: inside folders those with one of ``extensions`` (also compressed: ".txt.gz"), up to
    ``max_bytes``. ``fields`` maps our names of a record's fields to the files' own, ``path_patterns`` say what a path
    tells of outlet and day."""

    extensions: tuple[str, ...] = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".jsonl")
    max_bytes: int = 20_000_000
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    path_patterns: tuple[str, ...] = ()


def read_paths(
    paths: Sequence[str], reading: Reading | None = None, *, base: Path | None = None
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources under ``paths`` (files, globs, or folders searched to the bottom), sorted by path, each file once.

    Text is the file's bytes decoded (UTF-8, or UTF-16 and UTF-32 with a byte-order mark) and otherwise untouched; the
    mark stays as U+FEFF. Of HTML, DOCX and PDF it is the extracted text, and every record of a JSON Lines, CSV or
    Parquet file is a source. A file named by itself is read whatever its extension; in folders hidden entries are left
    out. A path reads as given, relative to ``base`` (the working directory if None) inside it, so that the result does
    not depend on the order of ``paths``. Every path that is missing, unreadable, empty, binary, too large or in another
    encoding is one problem.
    """
    reading = reading or Reading()
    files, problems = list_files(paths, extensions=reading.extensions, base=base)
    sources, unreadable = read_files(files, reading)
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


def read_files(
    files: Mapping[Path, str], reading: Reading | None = None
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources of listed files, sorted by path, and what is wrong with some: whatever goes wrong over one file is
    a problem of that file."""
    reading = reading or Reading()
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for real, shown in files.items():
        with isolated(shown, problems):
            found, wrong = _read(real, shown, reading)
            problems += wrong
            told = told_by_path(shown, reading.path_patterns) if found else {}
            for source in found:
                known = dict(source.metadata)
                more = tuple((key, value) for key, value in told.items() if key not in known)
                sources[source.path] = replace(source, metadata=(*source.metadata, *more)) if more else source
    return tuple(sources[path] for path in sorted(sources)), tuple(problems)


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
        elif _WILD.search(str(path)):
            yield from _matching(path, shown, extensions)
        else:
            yield Problem(shown, f"{shown} does not exist.", "Check the path.")
    except (OSError, ValueError) as error:
        yield _unreadable(shown, error)


def _matching(pattern: Path, shown: str, extensions: Sequence[str]) -> Iterator[Path | Problem]:
    """What a glob names: files whatever their extension, folders searched."""
    found = sorted(_walked(pattern) if "**" in str(pattern) else glob.glob(str(pattern)))  # noqa: PTH207
    if not found:
        yield Problem(shown, f"{shown} matches nothing.", "Check the pattern.")
    for name in found:
        if Path(name).is_dir():
            if not str(pattern).endswith("**"):
                yield from _files_under(Path(name), extensions)
        elif not _OWN.fullmatch(Path(name).name) and (kind_of(Path(name)) in extensions or pattern.suffix):
            yield Path(name)


def _walked(pattern: Path) -> Iterator[str]:
    """The files that a glob with ``**`` names; glob's own search follows links round in circles."""
    first = next(n for n, part in enumerate(pattern.parts) if _WILD.search(part))
    wanted = compiled(pattern.as_posix())
    for folder, inner, names in os.walk(Path(*pattern.parts[:first])):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and wanted.fullmatch(path.as_posix()):
                yield str(path)


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
            elif kind_of(entry) not in extensions:
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


def _read(path: Path, shown: str, reading: Reading) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """One file by its extension."""
    raw = _bytes(path, shown, reading.max_bytes)
    if isinstance(raw, Problem):
        return (), (raw,)
    extension = kind_of(path)
    if extension in records.EXTENSIONS:
        return records.read_records(raw, shown, extension, reading.fields, max_bytes=reading.max_bytes)
    if extension in docx_pages.EXTENSIONS:
        return docx_pages.read_docx(raw, shown, reading.max_bytes)
    if extension in html_pages.EXTENSIONS:
        outcome = html_pages.read_html(raw, shown)
    elif extension in pdf_pages.EXTENSIONS:
        outcome = pdf_pages.read_pdf(raw, shown)
    else:
        outcome = _text(raw, shown)
    return ((outcome,), ()) if isinstance(outcome, Source) else ((), (outcome,))


def kind_of(path: Path) -> str:
    """A file's extension in lower case, a ".gz" after it left out."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] == _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _bytes(path: Path, shown: str, max_bytes: int) -> bytes | Problem:
    """A file's bytes, unpacked, where they are not too many."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            return _too_large(shown, f"{size:,} bytes", max_bytes)
        if path.suffix.lower() != _PACKED:
            return path.read_bytes()
        with gzip.open(path) as stream:
            raw = stream.read(max_bytes + 1)  # no more: a small file may unpack to any size
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            return _unreadable(shown, error)
        return Problem(shown, f"{shown} is no gzip file, or it is cut short.", "Pack it again, or leave it out.")
    return raw if len(raw) <= max_bytes else _too_large(shown, "unpacked", max_bytes)


def _too_large(shown: str, size: str, max_bytes: int) -> Problem:
    return Problem(
        shown, f"{shown} is too large ({size}, the limit is {max_bytes:,}).", "Split it, or raise reading.max_bytes."
    )


def _text(raw: bytes, shown: str) -> Source | Problem:
    text = decoded(raw, shown)
    if isinstance(text, Problem):
        return text
    if not text.strip(BLANK):
        return Problem(shown, f"{shown} is empty.", "Leave it out, or put the article's text into it.")
    return Source(shown, text, hashlib.sha256(raw).hexdigest())

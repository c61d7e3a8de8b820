"""Paths -> the files that they name or hold, none of them read yet."""

from __future__ import annotations

import dataclasses
import glob
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from claimcheck.datamodel import Problem
from claimcheck.files.globs import compiled
from claimcheck.files.presence import real_path
from claimcheck.files.revisions import Staged, ignored_in
from claimcheck.reading.own_reports import is_report

PACKED = ".gz"
_WILD = re.compile(r"[*?\[]")
_OWN = re.compile(r"claimcheck-[a-z]+\.txt")  # decisions, baseline, aliases: what people wrote about articles
_LOOKED_AT = 20_000_000  # bytes of a named file, to see whether it is a report
_Found = tuple[Path, Path]  # as it was met, and its real path


def list_files(
    paths: Sequence[str], *, extensions: Sequence[str], base: Path | None = None, staged: Staged | None = None
) -> tuple[dict[Path, str], tuple[Problem, ...]]:
    """The files under ``paths``: the real path of each with the path that reports show, relative to ``base`` (the
    working directory if None) inside it. Where ``staged`` is given, what the next commit holds is listed instead of
    the disk, as far as it lies in the folder that git keeps.

    A file that is named itself is opened, to see whether it is one of our own reports: that is a problem, while one
    that a search finds is left to the reader. A link that is named is followed. One that a search meets may lead to
    what the search would find by itself or to what else is named; one that leads elsewhere, or to a folder that it lies
    in, is a problem.
    """
    problems: list[Problem] = []
    files: dict[Path, str] = {}
    refused: set[Path] = set()  # named, but no articles: what a search says of them is said already
    named = sorted({Path(given) for given in paths})
    bounds = frozenset(map(_bound, named))
    for path in named:
        for found in _found(path, extensions, bounds, staged):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            # of two ways to one file the plainer is shown, in whatever order they were given
            met, real = found
            shown = _shown(met, base)
            if met == path and _is_own(real, staged):
                problems.append(Problem(shown, f"{shown} is a report of claimcheck, no article.", "Name articles."))
                refused.add(real)
                continue
            files[real] = min(files.get(real, shown), shown, key=lambda s: (len(s), s))
    for real in refused:
        files.pop(real, None)
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


def _bound(path: Path) -> Path:
    """What a given path allows to be read: the file, or the folder that is searched."""
    glob_ = _WILD.search(str(path)) and not path.exists()
    return real_path(_fixed(path) if glob_ else path)


def _found(
    path: Path, extensions: Sequence[str], bounds: Set[Path], staged: Staged | None
) -> Iterator[_Found | Problem]:
    """The files that one given path names."""
    shown = _shown(path)
    try:
        if staged is not None and staged.holds(real := real_path(path)):
            yield from _staged(path, real, extensions, bounds, staged)
        elif path.is_dir():
            found = list(_files_under(path, extensions, bounds))
            yield from found
            if all(isinstance(item, Problem) and item.notice for item in found):
                yield _nothing_in(shown, extensions, ignored=bool(ignored_in(path)[0]))
        elif path.is_file():
            yield path, real_path(path)
        elif path.exists():
            yield Problem(shown, f"{shown} is no regular file.", "Name a text file or a folder.")
        elif _WILD.search(str(path)):
            yield from _matching(path, shown, extensions, bounds)
        else:
            yield _missing(shown)
    except (OSError, ValueError) as error:
        yield _unsearchable(shown, error)


def _unsearchable(shown: str, error: OSError | ValueError) -> Problem:
    return dataclasses.replace(unreadable(shown, error), always=True)


def _is_own(path: Path, staged: Staged | None) -> bool:
    """Whether a file is one of our own reports; what cannot be read is none, and said when it is read."""
    instead = staged.contents.get(path) if staged is not None else None
    try:
        with io.BytesIO(instead) if instead is not None else path.open("rb") as stream:
            whole = gzip.GzipFile(fileobj=stream) if path.suffix.lower() == PACKED else stream
            return is_report(whole.read(_LOOKED_AT))
    except (OSError, EOFError, zlib.error):
        return False


def _nothing_in(shown: str, extensions: Sequence[str], *, ignored: bool = False) -> Problem:
    kinds, but = ", ".join(extensions), " but what git ignores" if ignored else ""
    return Problem(shown, f"{shown} holds no text file ({kinds}){but}.", "Name a folder with articles in it.")


def _missing(shown: str) -> Problem:
    return Problem(shown, f"{shown} does not exist.", "Check the path.", always=True)


def _matching(pattern: Path, shown: str, extensions: Sequence[str], bounds: Set[Path]) -> Iterator[_Found | Problem]:
    """What a glob names: files whatever their extension, folders searched."""
    folder = _fixed(pattern)
    found = sorted(_walked(pattern) if "**" in str(pattern) else map(Path, glob.glob(str(pattern))))  # noqa: PTH207
    if not found:
        yield _no_match(shown)
    repositories = {folder, *(p for path in found for p in path.parents if p.is_relative_to(folder) and _has_git(p))}
    ignored: frozenset[Path] = frozenset()
    for one in sorted(repositories):
        more, told = _ignored(one)
        ignored |= more
        yield from told
    for path in found:
        if isinstance(outcome := _through_links(path, folder, bounds), Problem):
            yield outcome
        elif outcome is None or not ignored.isdisjoint((outcome, *outcome.parents)):
            continue
        elif path.is_dir():
            if not str(pattern).endswith("**"):
                yield from _files_under(path, extensions, bounds)
        elif _is_named(path, pattern, extensions):
            yield path, outcome


def _no_match(shown: str) -> Problem:
    return Problem(shown, f"{shown} matches nothing.", "Check the pattern.")


def _is_named(path: Path, pattern: Path, extensions: Sequence[str]) -> bool:
    """Whether a file that matches a glob is meant by it."""
    return not _OWN.fullmatch(path.name) and bool(kind_of(path) in extensions or pattern.suffix)


def _fixed(pattern: Path) -> Path:
    """The folder that a glob searches."""
    first = next(n for n, part in enumerate(pattern.parts) if _WILD.search(part))
    return Path(*pattern.parts[:first])


def _walked(pattern: Path) -> Iterator[Path]:
    """The files that a glob with ``**`` names, and the links to folders; glob's own search follows links round in
    circles. Raises OSError for a folder that cannot be listed."""

    def failed(error: OSError) -> None:
        raise error

    wanted = compiled(pattern.as_posix())
    for folder, inner, names in os.walk(_fixed(pattern), onerror=failed):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield from (path for name in inner if (path := Path(folder, name)).is_symlink())
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and wanted.fullmatch(path.as_posix()):
                yield path


def _through_links(path: Path, folder: Path, bounds: Set[Path]) -> Path | Problem | None:
    """Where a path below a folder leads, if every link on the way may be followed; None where one leads to nothing
    that a search would find."""
    for step in (*reversed(path.parents), path):
        if step != folder and step.is_relative_to(folder) and step.is_symlink():
            outcome = _followed(step, _target(step), real_path(step.parent), bounds)
            if not isinstance(outcome, Path):
                return outcome
    return real_path(path)


def _target(link: Path) -> Path | None:
    """The real path of what a link leads to; None where it leads to nothing."""
    try:
        return link.resolve(strict=True)
    except (OSError, RuntimeError):  # a circle is the latter before Python 3.13
        return None


def _followed(link: Path, target: Path | None, lies_in: Path, bounds: Set[Path]) -> Path | Problem | None:
    """The target of a link that a search has met in the folder ``lies_in``, or why it is not followed; None for a
    target that is hidden."""
    shown = _shown(link)
    if target is None:
        return Problem(shown, f"{shown} is a link to nothing.", "Mend the link, or remove it.")
    if lies_in.is_relative_to(target):
        reason = f"{shown} is a link to {_shown(target)}, a folder that it lies in."
        return Problem(shown, reason, "Remove the link.")
    around = max((b for b in bounds if target.is_relative_to(b)), key=lambda b: len(b.parts), default=None)
    if around is None:
        reason = f"{shown} is a link that leads out of what is searched, to {_shown(target)}."
        return Problem(shown, reason, "Name the target itself, or remove the link.")
    return None if any(map(_is_hidden, target.relative_to(around).parts)) else target


def _files_under(folder: Path, extensions: Sequence[str], bounds: Set[Path]) -> Iterator[_Found | Problem]:
    """Files by extension, but for those that git ignores; a folder reached twice through links is entered once."""
    ignored, told = _ignored(folder)
    yield from told
    seen: set[Path] = set()
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            real = real_path(current)
            entries = sorted(current.iterdir()) if real not in seen else []
        except OSError as error:
            yield _unsearchable(_shown(current), error)
            continue
        seen.add(real)
        if current is not folder and _has_git(current):
            more, told = _ignored(current)
            ignored |= more
            yield from told
        for entry in entries:
            if _is_hidden(entry.name):
                continue
            linked = entry.is_symlink()
            target = _target(entry) if linked else real / entry.name
            is_folder = target is not None and target.is_dir()
            if not is_folder and kind_of(entry) not in extensions:
                continue
            followed = _followed(entry, target, real, bounds) if linked else target
            if isinstance(followed, Problem):
                yield followed
            elif followed is None or followed in ignored or linked and not ignored.isdisjoint(followed.parents):
                continue
            elif is_folder:
                pending.append(entry)
            elif followed.is_file():
                yield entry, followed


def _has_git(folder: Path) -> bool:
    """Whether a repository begins here: one inside another's folder has its own say."""
    return (folder / ".git").exists()


def _ignored(folder: Path) -> tuple[frozenset[Path], tuple[Problem, ...]]:
    """What git ignores below a folder; a notice where it cannot tell."""
    ignored, reason = ignored_in(folder)
    if not reason:
        return ignored, ()
    shown = _shown(folder)
    message = f"git cannot tell what it ignores in {shown}: {reason}."
    return ignored, (Problem(shown, message, "All of it was read.", fatal=False, notice=True),)


def _is_hidden(name: str) -> bool:
    """Whether a search passes over what has this name."""
    return name.startswith(".") or _OWN.fullmatch(name) is not None


def _staged(
    path: Path, real: Path, extensions: Sequence[str], bounds: Set[Path], staged: Staged
) -> Iterator[_Found | Problem]:
    """What one given path names in the next commit, by the same rules as on disk."""
    shown = _shown(path)
    yield from _staged_links(path, real, extensions, bounds, staged)
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


def _staged_links(
    path: Path, real: Path, extensions: Sequence[str], bounds: Set[Path], staged: Staged
) -> Iterator[_Found | Problem]:
    """The links below one given path in the next commit. What they lead to inside is found by itself, but for a file
    of another extension."""
    searched = _bound(path)
    folder = path if searched == real else _fixed(path)
    for link in staged.links:
        if not link.is_relative_to(searched) or any(map(_is_hidden, link.relative_to(searched).parts)):
            continue
        target = staged.resolved(link)
        is_file = target in staged.files if target is not None and staged.holds(target) else bool(kind_of(link))
        if is_file and kind_of(link) not in extensions:
            continue
        if target is not None and staged.holds(target) and not is_file:
            target = target if any(name.is_relative_to(target) for name in staged.files) else None
        followed = _followed(folder / link.relative_to(searched), target, link.parent, bounds)
        if isinstance(followed, Problem):
            yield followed
        elif followed in staged.files and real == searched:
            yield path / link.relative_to(real), followed


def _shown(path: Path, base: Path | None = None) -> str:
    """The path as it goes into reports: relative to ``base``, or the working directory, inside it; forward slashes,
    printable."""
    whole, here = os.path.abspath(path), base or Path.cwd()  # noqa: PTH100 -- resolve() would follow links
    shown = Path(whole).relative_to(here) if Path(whole).is_relative_to(here) else path
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")

"""The files of a corpus: which there are, and which of them are not as they were when they were read.

In: the settings and the folder they stand in, guests, and what the next commit holds in place of the disk. Out: every
file under its key, the size, time of change and digest of one, and problems. Of all but the files that are hashed,
names, sizes and times alone are looked at; nothing here knows an index.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.datamodel import Problem
from claimcheck.errors import ClaimcheckError
from claimcheck.files.globs import anchored, compiled
from claimcheck.files.presence import real_path
from claimcheck.reading.listing import list_files

if TYPE_CHECKING:
    from claimcheck.files.revisions import Staged
    from claimcheck.settings.loading import Settings

Files = Mapping[str, tuple[str, str]]  # by key: real path and the path that reports show
STAGED = -1  # nanoseconds, in place of a time of change
# Files that a repository has about itself, by the beginning of their names: in capitals, some in any case.
_IN_ANY_CASE = frozenset({"readme", "requirements", "constraints", "cmakelists", "license", "licence", "changelog"})
_OF_A_PROJECT = _IN_ANY_CASE | {
    "authors", "changes", "code_of_conduct", "codeowners", "contributing", "contributors", "copying", "history",
    "maintainers", "notice", "security",
}  # fmt: skip
_PACKAGES = frozenset({"node_modules", "site-packages", "__pycache__"})


def listed(
    settings: Settings, root: Path, guests: Sequence[Path], staged: Staged | None = None
) -> tuple[dict[str, tuple[str, str]], tuple[Problem, ...]]:
    """Every file of the corpus and every guest, by its key in the index: real path and the path that reports show.
    Raises ClaimcheckError where a part of the corpus is not there or cannot be searched: nothing is known of what it
    holds, and it must not pass for gone."""
    corpus = [str(root / path) for path in settings.corpus.paths]
    given = [*corpus, *map(str, guests)]
    files, problems = list_files(given, extensions=settings.reading.extensions, base=root, staged=staged)
    lost = [problem for problem in problems if problem.always]
    if lost:
        more = f" (And {len(lost) - 1:,} more such.)" if len(lost) > 1 else ""
        raise ClaimcheckError(lost[0].message + more, lost[0].action)
    top = str(real_path(root))
    hidden = [compiled(anchored(glob, Path(top).as_posix())) for glob in settings.corpus.exclude]
    invited = {str(_real(path, staged)) for path in guests}
    unnamed = settings.corpus.paths == (".",)

    @functools.cache
    def is_package(folder: str) -> bool:
        """Whether a folder is, or lies in, one of packages; every folder is looked at once."""
        if folder == top:
            return False
        above, name = os.path.split(folder)
        return name in _PACKAGES or Path(folder, "pyvenv.cfg").is_file() or is_package(above)

    def is_article(real: str, key: str) -> bool:
        if hidden and any(glob.fullmatch(Path(real).as_posix()) for glob in hidden):
            return False
        if not unnamed or key == real:
            return True
        folder, name = os.path.split(real)
        return not (_is_about_a_project(name) or is_package(folder))

    key_of = _keys(top)
    found = {key_of(real): (real, shown) for real, shown in files.items()}
    if hidden or unnamed:
        found = {key: told for key, told in found.items() if told[0] in invited or is_article(told[0], key)}
    # Of a folder that is no part of the corpus nothing has to be mended.
    passed = set(files.values()) - {shown for _, shown in found.values()} if len(found) < len(files) else set()
    return found, tuple(problem for problem in problems if problem.path not in passed)


def asked_among(files: Files, asked: Sequence[Path], root: Path, staged: Staged | None) -> frozenset[str]:
    """The files that were asked for, by their keys; folders stand for what is in them."""
    key_of = _keys(str(real_path(root)))
    whole = {str(_real(path, staged)) for path in asked}
    found = {key for path in whole if (key := key_of(path)) in files}
    if len(found) == len(whole):
        return frozenset(found)

    @functools.cache
    def lies_in(path: str) -> bool:
        """Whether a folder, or one around it, was asked for; every folder is looked at once."""
        return path in whole or (path != os.path.dirname(path) and lies_in(os.path.dirname(path)))  # noqa: PTH120

    return frozenset(
        key
        for key, (path, _) in files.items()
        if path in whole or lies_in(os.path.dirname(path))  # noqa: PTH120
    )


def touched(
    files: Files, known: Iterable[tuple[str, str, int, int]], staged: Staged | None
) -> tuple[dict[str, tuple[int, int] | None], dict[str, str]]:
    """The files that are not ``known``, by their keys, under the path shown, the size and the time of change that they
    have; with size and time, None where it cannot be looked at. What is staged is always among them. And what is known
    but not among ``files``, with the path that was shown."""
    found: dict[str, tuple[int, int] | None] = {}
    gone: dict[str, str] = {}
    new = dict(files)
    for key, shown, size, changed in known:
        told = new.pop(key, None)
        if told is None:
            gone[key] = shown
            continue
        try:
            now = stat_of(told[0], staged)
        except OSError:
            found[key] = None
            continue
        if now[1] == STAGED or told[1] != shown or now != (size, changed):
            found[key] = now
    for key, (real, _) in new.items():
        found[key] = None
        with suppress(OSError):
            found[key] = stat_of(real, staged)
    return {key: found[key] for key in files if key in found}, gone


def stat_of(real: str, staged: Staged | None) -> tuple[int, int]:
    """Size and time of change; of what stands in for the disk a time that no file has, so that nobody takes what was
    read for what the disk holds. Raises OSError."""
    if staged is not None and (instead := staged.contents.get(Path(real))) is not None:
        return len(instead), STAGED
    found = os.stat(real)  # noqa: PTH116 -- of every file of a corpus
    return found.st_size, found.st_mtime_ns


def digest_of(real: str, limit: int, staged: Staged | None) -> str:
    """SHA-256 of a file's bytes; of its size alone where it is too large to be read. Raises OSError."""
    size, _ = stat_of(real, staged)
    if size > limit:
        return f"{size} bytes"
    instead = staged.contents.get(Path(real)) if staged is not None else None
    return hashlib.sha256(Path(real).read_bytes() if instead is None else instead).hexdigest()


def _is_about_a_project(name: str) -> bool:
    """Whether a file of this name is what a repository says of itself, and not of a corpus that nobody has named."""
    stem = name.partition(".")[0]
    stem = stem.partition("-")[0] if stem.startswith(("requirements-", "constraints-")) else stem
    return stem.casefold() in _OF_A_PROJECT and (stem.isupper() or stem.casefold() in _IN_ANY_CASE)


def _real(path: Path, staged: Staged | None) -> Path:
    """Links on disk followed; what ``staged`` names is real already, whatever the disk has there."""
    return path if staged is not None and path in staged.files else real_path(path)


def _keys(top: str) -> Callable[[str], str]:
    """What gives the key of a real path: relative inside the corpus, whose real path is ``top``, so that the index
    moves with it."""
    folder = os.path.join(top, "")  # noqa: PTH118 -- ends in one separator, also of a root
    if os.sep == "/":
        return lambda real: real.removeprefix(folder)
    return lambda real: real.removeprefix(folder).replace(os.sep, "/") if real.startswith(folder) else real

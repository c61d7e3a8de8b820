"""The folders and files to search: the disk's, or the next commit's where that decides. One search works on both."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from claimcheck.files.presence import real_path
from claimcheck.files.revisions import Staged


class Tree:
    """What stands where. Paths that come in are real, but for those of ``real`` and the last name of ``target``. Where
    ``staged`` is given, it decides below the folder that git keeps, whatever the disk holds."""

    def __init__(self, staged: Staged | None = None) -> None:
        self._staged = staged
        self._inside: dict[Path, set[str]] = {}  # names in the folders of the commit
        for path in (*staged.files, *staged.links, *staged.modules) if staged is not None else ():
            inner = path
            for folder in path.parents:
                known = folder in self._inside
                self._inside.setdefault(folder, set()).add(inner.name)
                if known or staged is None or folder == staged.top:
                    break
                inner = folder

    def of_commit(self, path: Path) -> Staged | None:
        """The next commit, where it decides what stands at a path."""
        return self._staged if self._staged is not None and self._staged.holds(path) else None

    def real(self, path: Path) -> Path:
        """Where any path leads through links."""
        whole = Path(os.path.abspath(path))  # noqa: PTH100 -- resolve() would follow the disk's links
        if self._staged is not None:
            for above in (*reversed(whole.parents), whole):
                if real_path(above) == self._staged.top:
                    inside = self._staged.top / whole.relative_to(above)
                    return self._staged.resolved(inside) or inside
        return real_path(path)

    def is_folder(self, path: Path) -> bool:
        return path in self._inside if self.of_commit(path) else path.is_dir()

    def is_file(self, path: Path) -> bool:
        staged = self.of_commit(path)
        return path in staged.files if staged else path.is_file()

    def entries(self, folder: Path) -> list[tuple[str, str]]:
        """What is in a folder, sorted: its name, and what has this name itself: "link", "folder", "file", or "" for
        anything else and nothing. Of the disk the folder's own record tells both, since a corpus has many files. Raises
        OSError where it cannot be listed, or what is in it not be looked at."""
        if self._staged is not None:
            inside = self._inside.get(folder, ()) if self.of_commit(folder) else os.listdir(folder)  # noqa: PTH208
            return [(name, self._kind(folder / name)) for name in sorted(inside)]
        with os.scandir(folder) as listed:
            found = sorted((entry.name, _kind_of(entry)) for entry in listed)
        if found:
            _mode(folder / found[0][0])  # whether one may look at what is here, which is the same for all of it
        return found

    def _kind(self, path: Path) -> str:
        staged = self.of_commit(path)
        if staged:
            told = {"link": path in staged.links, "folder": path in self._inside, "file": path in staged.files}
        else:
            mode = _mode(path)
            told = {"link": stat.S_ISLNK(mode), "folder": stat.S_ISDIR(mode), "file": stat.S_ISREG(mode)}
        return next((kind for kind, holds in told.items() if holds), "")

    def target(self, link: Path) -> Path | None:
        """The real path of what a link leads to; None where it leads to nothing."""
        staged = self.of_commit(link)
        try:
            found = staged.resolved(link) if staged else link.resolve(strict=True)
        except (OSError, RuntimeError):  # a circle is the latter before Python 3.13
            return None
        if found is None:
            return None
        staged = self.of_commit(found)
        if staged:
            return found if found in self._inside or found in staged.files else None
        return real_path(found) if found.exists() else None


def _mode(path: Path) -> int:
    """Of what has this name itself; 0 of nothing."""
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _kind_of(entry: os.DirEntry[str]) -> str:
    try:
        if entry.is_file(follow_symlinks=False):
            return "file"
        if entry.is_symlink():
            return "link"
        return "folder" if entry.is_dir(follow_symlinks=False) else ""
    except (FileNotFoundError, NotADirectoryError):
        return ""

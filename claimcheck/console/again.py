"""The same command again, where nothing changed: what it said and wrote is said and written again, and no stage runs.

A run is known by its command, options and folder. What it may have read is remembered with it: the folders and files
under its paths, the settings' file and what would stand in for it, decisions, lexicons, what tells git what to ignore,
this package itself; and variables, the terminal, the day. All of that is looked at before the answer is given, files by
name, size, times of change and place on the disk, as git and ccache do. Two seconds after a change that a clock might
not show nothing is kept (git's "racy" files), and neither is a failure, standard input or a page from the network.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import json
import os
import stat
import sys
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.console import screen
from claimcheck.files.content_cache import ContentCache, content_key
from claimcheck.files.places import users_cache

if TYPE_CHECKING:
    from claimcheck.settings.loading import Settings

CACHE_FILE = "again.sqlite"
_PACKAGE = Path(__file__).parents[1]
_SETTINGS = ("claimcheck.toml", "pyproject.toml")
_VARIABLES = frozenset("CI COLUMNS FORCE_COLOR GITHUB_ACTIONS LANG LC_ALL LC_PAPER NO_COLOR PYTHONUTF8 TERM TZ".split())
_INDEX = (".claimcheck/index.sqlite",)  # that it is there; its times are no matter
_RACY = 2.0  # seconds
_MOST_ENTRIES, _MOST_BYTES = 50_000, 20_000_000  # looked at; kept
_STORED = 1  # the form of what is kept


@dataclass
class Asked:
    """One command as it was asked, and what it says. ``options`` are all that it was given."""

    command: str
    options: Mapping[str, Any]
    begun: float = field(default_factory=time.time)
    said: list[tuple[str, str, bytes]] = field(default_factory=list)  # how, where, what

    def _key(self) -> str:
        told = {name: value for name, value in self.options.items() if value not in (None, False)}
        options = json.dumps(told, sort_keys=True, default=str)
        return content_key("again", str(_STORED), self.command, options, str(Path.cwd()))

    def _kept(self) -> bool:
        """Whether this can be answered from what was kept at all."""
        given = self.options
        if given.get("no_cache") or given.get("verbose") or given.get("fetch") or given.get("since"):
            return False
        if given.get("engine", "local") != "local":  # what it reads may lie on other machines
            return False
        if os.environ.get("CLAIMCHECK_CACHE_DIR") == "off" or os.environ.get("CLAIMCHECK_DEBUG", "") not in {"", "0"}:
            return False
        return "-" not in (given.get("paths") or ()) and not given.get("staged")

    def answered(self) -> int | None:
        """Say and write it all again, and give the exit code; None where something changed, or nothing is known."""
        if not self._kept() or not (users_cache() / CACHE_FILE).is_file():
            return None
        key = self._key()
        stored = ContentCache(users_cache() / CACHE_FILE).read([key]).get(key)
        if stored is None:
            return None
        try:
            kept = json.loads(zlib.decompress(stored))
            if _state(kept["watched"], kept["written"]) != kept["state"]:
                return None
            steps = [(how, where, base64.b64decode(what)) for how, where, what in kept["said"]]
            code = int(kept["code"])
        except (ValueError, KeyError, TypeError, zlib.error, OSError):
            return None
        for how, where, what in steps:
            if how == "file":
                from claimcheck.files.writing import write_file

                write_file(Path(where), what)
            else:
                (screen.write_error if how == "note" else screen.write_out)(what)
        return code

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """While this holds, what is said and written is remembered."""
        with screen.recorded(self.said):
            yield

    def keep(
        self,
        code: int,
        settings: Settings,
        root: Path,
        folders: Iterable[Path],
        files: Iterable[Path],
        count: int = 0,
    ) -> None:
        """Remember the answer: the exit code, and what was said. ``folders`` were searched to the bottom, ``files``
        read; ``root`` is where settings and decisions lie, ``count`` how many files there are at least."""
        if not self._kept() or code not in (0, 1) or settings.cache_dir == "off" or count > _MOST_ENTRIES:
            return
        if sum(len(what) for _, _, what in self.said) > _MOST_BYTES:
            return
        written = sorted(os.path.abspath(where) for how, where, _ in self.said if how == "file")  # noqa: PTH100
        watched = _watched(root, folders, files)
        with contextlib.suppress(_TooMuchError, OSError):
            state = _state(watched, written, before=self.begun - _RACY)
            said = [(how, where, base64.b64encode(what).decode()) for how, where, what in self.said]
            told = {"watched": watched, "written": written, "state": state, "said": said, "code": code}
            packed = zlib.compress(json.dumps(told).encode("utf-8", "surrogatepass"))
            ContentCache(users_cache() / CACHE_FILE).write({self._key(): packed})


class _TooMuchError(Exception):
    """More to look at than is worth it, or changed while it was read."""


def _watched(root: Path, folders: Iterable[Path], files: Iterable[Path]) -> dict[str, list[str]]:
    """What is looked at, as absolute paths: ``deep`` to the bottom, ``flat`` the folder's own files, ``files``."""
    deep = sorted({os.path.abspath(path) for path in folders})  # noqa: PTH100 -- links are told from their targets
    here = {Path.cwd(), root, *map(Path, deep)}
    above = {parent for path in here for parent in (path, *path.parents)}
    names = (*_SETTINGS, ".gitignore", ".git", ".git/index", ".git/info/exclude", *_INDEX)
    told = {str(path / name) for path in above for name in names}
    told |= {str(Path.home() / name) for name in (".gitconfig", ".config/git/config", ".config/git/ignore")}
    told |= {f"{path}.claimcheck" for path in deep if Path(path).is_file()}  # notes beside an article
    return {
        "deep": deep,
        "flat": [str(root.absolute())],
        "files": sorted({*told, *(os.path.abspath(path) for path in files)}),  # noqa: PTH100
    }


def _state(watched: Mapping[str, Sequence[str]], written: Collection[str], before: float = float("inf")) -> str:
    """A digest of all that an answer depends on. Raises _TooMuchError where an entry changed at ``before`` or later."""
    digest = hashlib.sha256()
    variables = {n: v for n, v in os.environ.items() if n.startswith("CLAIMCHECK_") or n in _VARIABLES}
    screens = [(s.isatty(), screen.width_of(s)) for s in (sys.stdout, sys.stderr)]
    told = [sorted(variables.items()), screens, dt.date.today().isoformat(), sys.version]
    digest.update(json.dumps(told).encode("utf-8", "surrogatepass"))
    ours = {*written, *(str(Path(path).parent) for path in written)}
    for count, (path, entry) in enumerate(_entries(watched)):
        line = path
        if entry is None:
            line = f"{path}\0-"
        elif path not in ours and not path.endswith(_INDEX):
            if count > _MOST_ENTRIES or max(entry.st_ctime, entry.st_mtime) > before:
                raise _TooMuchError
            line = f"{path}\0{entry.st_mode}\0{entry.st_ino}"
            if not stat.S_ISDIR(entry.st_mode):
                line += f"\0{entry.st_size}\0{entry.st_mtime_ns}\0{entry.st_ctime_ns}"
        digest.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()


def _entries(watched: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every file and folder that is looked at, in one order."""
    yield from _below(str(_PACKAGE))
    for path in watched["deep"]:
        yield path, _stat(path)
        yield from _below(path)
    for folder in watched["flat"]:
        for name in _names(folder):
            if name.startswith("claimcheck"):
                yield f"{folder}/{name}", _stat(f"{folder}/{name}")
    for path in watched["files"]:
        found = _stat(path)
        yield path, None if found is not None and stat.S_ISDIR(found.st_mode) else found


def _below(folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """What lies in a folder, git's own and ours left out; of a link what it leads to counts too."""
    for name in _names(folder):
        if name in {".git", ".claimcheck", "__pycache__"}:
            continue
        path = f"{folder}/{name}"
        found = _stat(path, follow=False)
        yield path, found
        if found is not None and stat.S_ISLNK(found.st_mode):
            yield f"{path}/", _stat(path)
        elif found is not None and stat.S_ISDIR(found.st_mode):
            yield from _below(path)


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return []


def _stat(path: str, *, follow: bool = True) -> os.stat_result | None:
    try:
        return os.stat(path, follow_symlinks=follow)  # noqa: PTH116
    except (OSError, ValueError):
        return None

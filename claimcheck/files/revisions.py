"""What git says: which files changed, what the next commit holds, what is ignored. Of changed files those that are gone
are left out: there is nothing in them to check."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.errors import ClaimcheckError, ConfigError

# What ``git ls-files -s -v -z`` says of a file: tag, mode, object, stage, name.
_ENTRY = re.compile(rb"(\S) (\d+) ([0-9a-f]+) (\d)\t(.*)", re.DOTALL)
_FILE, _LINK = b"100", b"120"  # how modes begin
_MEND = "Mend that, or name the files to check."
_FETCH = "Check the revision; in a shallow clone fetch it first (git fetch, or fetch-depth: 0)."
_LINKS = 40  # followed one after the other, as the system does


def changed_since(revision: str, root: Path) -> tuple[Path, ...]:
    """Files under ``root`` that differ from a revision, in the working tree: committed since, staged, changed or new.

    Raises ConfigError where ``root`` is in no repository, or the revision is not known.
    """
    if revision.startswith("-"):
        raise ConfigError(f"--since {revision!r} is no revision.", "Name a commit, branch or tag: --since origin/main.")
    differing = ["diff", "--name-only", "-z", "--diff-filter=d", "--relative", "--end-of-options", revision, "--"]
    fresh = ["ls-files", "--others", "--exclude-standard", "-z"]
    return _paths([*_git(differing, root), *_git(fresh, root)], root)


@dataclass(frozen=True, slots=True)
class Staged:
    """What the next commit holds, to be read in place of the disk. ``files`` are the real paths of its files below
    ``top``, the folder that git keeps; ``changed`` those that the commit adds or changes; ``contents`` the bytes of
    those that the disk has otherwise, or not at all; ``links`` its symbolic links with their targets."""

    top: Path
    files: frozenset[Path]
    changed: frozenset[Path]
    contents: Mapping[Path, bytes]
    links: Mapping[Path, str]

    def holds(self, path: Path) -> bool:
        """Whether the commit decides what stands at a real path."""
        return path.is_relative_to(self.top)

    def resolved(self, path: Path) -> Path | None:
        """Where a path leads through the links of the commit; None where they go round in circles."""
        for _ in range(_LINKS):
            through = next((p for p in (*reversed(path.parents), path) if p in self.links), None)
            if through is None:
                return path
            target = through.parent / self.links[through] / path.relative_to(through)
            path = Path(os.path.normpath(target))
        return None


def staged(root: Path) -> Staged:
    """What the next commit of the repository of ``root`` holds. Raises ConfigError where there is none, or where files
    have conflicts."""
    top = _top(root)
    files: set[Path] = set()
    pointers: dict[Path, bytes] = {}  # of links, their objects
    untold: set[bytes] = set()  # git does not look at them on disk
    for entry in _listed(["ls-files", "-s", "-v", "-z"], top):
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ClaimcheckError("git lists its index in a way that is not known.", "Update git.")
        tag, mode, _, stage, name = found.groups()
        path = top / os.fsdecode(name)
        if stage != b"0":
            raise ConfigError(f"{path} has a merge conflict.", "Resolve it, then `git add` the file.")
        if mode.startswith(_FILE):
            files.add(path)
            if tag != b"H":
                untold.add(name)
        elif mode.startswith(_LINK):
            pointers[path] = found[3]
    told = _listed(["diff-files", "--name-status", "--no-renames", "-z"], top)
    differing = dict(zip(told[1::2], told[::2], strict=True))
    intended = {top / os.fsdecode(name) for name, how in differing.items() if how == b"A"}  # git add --intent-to-add
    files -= intended
    wanted = {n for n in {*differing, *untold} if top / os.fsdecode(n) in files}
    altered = ["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=d", "-z"]
    changed = {top / os.fsdecode(name) for name in _listed(altered, top)}
    blobs = _blobs(sorted(set(pointers.values())), top)
    links = {path: os.fsdecode(blobs[pointer]) for path, pointer in pointers.items()}
    return Staged(top, frozenset(files), frozenset(changed & files), _contents(sorted(wanted), top), links)


def _blobs(objects: Sequence[bytes], top: Path) -> Mapping[bytes, bytes]:
    """What objects of git hold, by one process for all."""
    said = _said(["cat-file", "--batch"], top, b"".join(o + b"\n" for o in objects)) if objects else b""
    found: dict[bytes, bytes] = {}
    stream = io.BytesIO(said)
    while head := stream.readline():
        name, kind, *size = head.split()
        if not size:  # "missing"
            raise ClaimcheckError(f"git's object {name.decode()} is {kind.decode()}.", "Run `git fsck`.")
        found[name] = stream.read(int(size[0]))
        stream.read(1)
    return found


def _contents(names: Sequence[bytes], top: Path) -> Mapping[Path, bytes]:
    """The bytes that git would write for files of its index: line ends and other filters applied."""
    if not names:
        return {}
    with tempfile.TemporaryDirectory(prefix="claimcheck-") as folder:
        out = ["checkout-index", "--ignore-skip-worktree-bits", "-z", "--stdin", f"--prefix={folder}/"]
        _said(out, top, b"".join(n + b"\0" for n in names))
        return {top / n: (Path(folder) / n).read_bytes() for n in map(os.fsdecode, names)}


def ignored_in(folder: Path) -> tuple[frozenset[Path], str]:
    """Real paths below a folder that git ignores and does not track, those of whole folders among them; and why git
    cannot tell, "" where it can. Nothing is ignored outside a repository, without git, and in a folder that is itself
    ignored: whoever names it wants it."""
    folder = folder.resolve()
    top = next((p for p in (folder, *folder.parents) if (p / ".git").exists()), None)
    if top is None:
        return frozenset(), ""
    try:
        inside = _ran(["rev-parse", "--show-toplevel"], top, b"", _environment(top))
        if inside.returncode:
            reason = _reason(inside)
            return frozenset(), "" if "not a git repository" in reason else reason
        if folder != top:
            asked = ["check-ignore", "--quiet", "--no-index", "--", f"./{folder.relative_to(top)}"]
            if _ran(asked, top, b"", _environment(top)).returncode == 0:
                return frozenset(), ""
        others = ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"]
        below = ["--literal-pathspecs", *others, "--", str(folder.relative_to(top))]
        ended = _ran(below, top, b"", _environment(top))
    except FileNotFoundError:
        return frozenset(), ""
    except subprocess.TimeoutExpired:
        return frozenset(), "git did not answer within two minutes"
    if ended.returncode:
        return frozenset(), _reason(ended)
    return frozenset(top / os.fsdecode(name) for name in ended.stdout.split(b"\0") if name), ""


def _top(root: Path) -> Path:
    """The folder that git keeps. In a hook git may name the repository in the environment, and then takes the working
    directory for this folder, so it is asked there."""
    where = Path.cwd() if "GIT_DIR" in os.environ else root
    return Path(os.fsdecode(_said(["rev-parse", "--show-toplevel"], where).rstrip(b"\n"))).resolve()


def _environment(top: Path) -> Mapping[str, str]:
    """The environment for git in a repository. What a hook is told of its own repository is none of another's."""
    here = Path.cwd().resolve()
    nearest = next((p for p in (here, *here.parents) if (p / ".git").exists()), None)
    own = {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR"}
    return {key: value for key, value in os.environ.items() if nearest == top or key not in own}


def _paths(names: Sequence[str], root: Path) -> tuple[Path, ...]:
    return tuple(sorted({root / name for name in names}))


def _git(arguments: Sequence[str], root: Path) -> list[str]:
    """What git prints, parted at its zero bytes. Outside a repository ``git diff`` compares any two files, so that is
    asked first."""
    _said(["rev-parse", "--show-toplevel"], root)
    return [os.fsdecode(name) for name in _listed(arguments, root, _FETCH)]


def _listed(arguments: Sequence[str], root: Path, advice: str = _MEND) -> list[bytes]:
    return [name for name in _said(arguments, root, advice=advice).split(b"\0") if name]


def _said(arguments: Sequence[str], root: Path, given: bytes = b"", advice: str = _MEND) -> bytes:
    try:
        ended = _ran(arguments, root, given, os.environ)
    except FileNotFoundError as error:
        raise ClaimcheckError("git is not installed.", "Install it, or name the files to check.") from error
    except subprocess.TimeoutExpired as error:
        raise ClaimcheckError("git did not answer within two minutes.", "Name the files to check.") from error
    if ended.returncode:
        said = _reason(ended)
        if "not a git repository" in said:
            raise ConfigError(f"{root} is in no git repository.", "Name the files to check: claimcheck check PATHS.")
        raise ConfigError(f"git cannot tell what changed: {said}.", advice)
    return ended.stdout


def _ran(
    arguments: Sequence[str], root: Path, given: bytes, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """No shell; messages in English, since some are looked for."""
    command = ["git", "-C", str(root), *arguments]
    told = {**environment, "LC_ALL": "C"}
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120, env=told)


def _reason(ended: subprocess.CompletedProcess[bytes]) -> str:
    reason = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
    return reason[0].removeprefix("fatal: ").removeprefix("error: ")

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
_MODULE = b"160000"  # a submodule: a commit of another repository
_MEND = "Mend that, or name the files to check."
_DEEPEN = "Fetch the history (git fetch --unshallow; in GitHub's checkout fetch-depth: 0), or name the files to check."
_HEAD = ("rev-parse", "--verify", "--quiet", "HEAD")
_TRUST = "If you trust it: git config --global --add safe.directory {}"
_LINKS = 40  # followed one after the other, as the system does


def changed_since(revision: str, root: Path) -> tuple[Path, ...]:
    """Files of the repository of ``root`` that differ, in the working tree, from where its branch left a revision:
    committed since, staged, changed or new, in its submodules too. What the revision gained meanwhile does not count.

    Raises ConfigError where ``root`` is in no repository or has conflicts, the revision is not known, or a shallow
    clone does not reach back to where the branch began.
    """
    if revision.startswith("-"):
        raise ConfigError(f"--since {revision!r} is no revision.", "Name a commit, branch or tag: --since origin/main.")
    top = _top(root)
    if unmerged := _listed(["diff", "--name-only", "--diff-filter=U", "-z"], top):
        raise ConfigError(
            f"{top / os.fsdecode(unmerged[0])} has a merge conflict.", "Resolve it, then `git add` the file."
        )
    return tuple(sorted(_differing(_begun(revision, top), top)))


def _begun(revision: str, top: Path) -> str:
    """The commit from which to count: where HEAD and the revision parted, the revision itself where they never met."""
    asked = _answer(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"], top)
    shallow = _answer(["rev-parse", "--is-shallow-repository"], top) == "true"
    if not asked:
        if shallow:
            raise ConfigError(f"git cannot tell what changed: {revision} is not in this shallow clone.", _DEEPEN)
        advice = "`git branch --all` lists the branches; `git fetch` brings new ones. Or name the files to check."
        raise ConfigError(f"git cannot tell what changed: there is no revision {revision} here.", advice)
    if parted := _answer(["merge-base", "HEAD", asked], top):
        return parted.partition("\n")[0]
    # A commit names its parents even where the clone ends with it: a pull request's merge commit is its base and more.
    parents = [
        line.partition(" ")[2] for line in _answer(["cat-file", "commit", "HEAD"], top).split("\n\n")[0].split("\n")
    ]
    if shallow and asked not in parents:
        reason = f"this shallow clone does not reach back to where {revision} and HEAD parted"
        raise ConfigError(f"git cannot tell what changed: {reason}.", _DEEPEN)
    return asked


def _differing(commit: str, top: Path) -> set[Path]:
    """What of a working tree differs from a commit, files of submodules among it; what is gone is left out."""
    found = _listed(
        ["diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--diff-filter=d", commit, "--"], top
    )
    fresh = _listed(["ls-files", "--others", "--exclude-standard", "-z"], top)
    differing = {top / os.fsdecode(name) for name in (*found, *fresh)}
    before = _modules(["ls-tree", "-r", "-z", commit], top)
    for module in _modules(["ls-files", "-s", "-z"], top):
        differing.discard(module)
        if (module / ".git").exists():  # else it is not checked out, and there is nothing to read
            differing |= _of_module(module, before.get(module))
    return differing


def _of_module(module: Path, commit: str | None) -> set[Path]:
    """What of a submodule differs from the commit that its repository had of it: all of it where that was none."""
    if commit is None:
        listed = _listed(["ls-files", "--cached", "--others", "--exclude-standard", "-z"], module)
        return {module / os.fsdecode(name) for name in listed}
    if not _answer(["rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"], module):
        message = f"git cannot tell what changed in the submodule {module}: its clone lacks commit {commit[:12]}."
        raise ConfigError(message, f"Fetch it: git -C {module} fetch origin {commit}.")
    return _differing(commit, module)


def _modules(arguments: Sequence[str], top: Path) -> dict[Path, str]:
    """The submodules that git lists, each with its commit."""
    entries = (entry.partition(b"\t") for entry in _listed(arguments, top) if entry.startswith(_MODULE))
    # ls-tree says "160000 commit OBJECT", ls-files "160000 OBJECT 0"
    return {
        top / os.fsdecode(name): next(w for w in head.decode().split()[1:] if len(w) >= 40) for head, _, name in entries
    }


@dataclass(frozen=True, slots=True)
class Staged:
    """What the next commit holds, to be read in place of the disk. ``files`` are the real paths of its files below
    ``top``, the folder that git keeps; ``changed`` those that the commit adds or changes; ``contents`` the bytes of
    those that the disk has otherwise, or not at all; ``links`` its symbolic links with their targets; ``modules`` the
    folders of submodules, in which the disk counts."""

    top: Path
    files: frozenset[Path]
    changed: frozenset[Path]
    contents: Mapping[Path, bytes]
    links: Mapping[Path, str]
    modules: frozenset[Path] = frozenset()

    def holds(self, path: Path) -> bool:
        """Whether the commit decides what stands at a real path."""
        if not path.is_relative_to(self.top):
            return False
        return not self.modules or self.modules.isdisjoint((path, *path.parents))

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
    modules = frozenset(m for m in _modules(["ls-files", "-s", "-z"], top) if (m / ".git").exists())
    before = _modules(["ls-tree", "-r", "-z", "HEAD"], top) if modules & changed and _answer(_HEAD, top) else {}
    inside = [path for m in modules & changed for path in _of_module(m, before.get(m))]
    contents = _contents(sorted(wanted), top)
    return Staged(top, frozenset(files), frozenset((changed & files).union(inside)), contents, links, modules)


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
    here = Path.cwd()
    # A hook may run above or below the corpus; what is told of its own repository is none of another's.
    inside = "GIT_DIR" in os.environ and _nearest(root) == _nearest(here)
    where = here if inside else root
    return Path(os.fsdecode(_said(["rev-parse", "--show-toplevel"], where).rstrip(b"\n"))).resolve()


def _nearest(folder: Path) -> Path | None:
    """The folder that git keeps around another, as the disk shows it."""
    folder = folder.resolve()
    return next((p for p in (folder, *folder.parents) if (p / ".git").exists()), None)


def _environment(folder: Path) -> Mapping[str, str]:
    """The environment for git in a folder. What a hook is told of its own repository is none of another's."""
    own = {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR"}
    if own.isdisjoint(os.environ) or _nearest(folder) in {None, _nearest(Path.cwd())}:
        return os.environ
    return {key: value for key, value in os.environ.items() if key not in own}


def _answer(arguments: Sequence[str], top: Path) -> str:
    """What git answers to a question that it may deny, "" where it does."""
    ended = _ran(arguments, top, b"", _environment(top))
    return os.fsdecode(ended.stdout).strip() if ended.returncode == 0 else ""


def _listed(arguments: Sequence[str], root: Path) -> list[bytes]:
    return [name for name in _said(arguments, root).split(b"\0") if name]


def _said(arguments: Sequence[str], root: Path, given: bytes = b"") -> bytes:
    try:
        ended = _ran(arguments, root, given, _environment(root))
    except FileNotFoundError as error:
        raise ClaimcheckError("git is not installed.", "Install it, or name the files to check.") from error
    except subprocess.TimeoutExpired as error:
        raise ClaimcheckError("git did not answer within two minutes.", "Name the files to check.") from error
    if ended.returncode:
        said = _reason(ended)
        if "not a git repository" in said:
            raise ConfigError(f"{root} is in no git repository.", "Name the files to check: claimcheck check PATHS.")
        if "must be run in a work tree" in said:
            advice = "Check one out and run there: git worktree add FOLDER BRANCH. Or name the files to check."
            raise ConfigError(f"{root} is a bare repository, which has no files to check.", advice)
        if "dubious ownership" in said:
            raise ConfigError(f"git will not read {root}: it belongs to somebody else.", _TRUST.format(root))
        raise ConfigError(f"git cannot tell what changed: {said}.", _MEND)
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

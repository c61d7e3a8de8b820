"""Which files git says changed. Files that are gone are left out: there is nothing in them to check."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from claimcheck.errors import ClaimcheckError, ConfigError


def changed_since(revision: str, root: Path) -> tuple[Path, ...]:
    """Files under ``root`` that differ from a revision, in the working tree: committed since, staged, changed or new.

    Raises ConfigError where ``root`` is in no repository, or the revision is not known.
    """
    if revision.startswith("-"):
        raise ConfigError(f"--since {revision!r} is no revision.", "Name a commit, branch or tag: --since origin/main.")
    differing = ["diff", "--name-only", "-z", "--diff-filter=d", "--relative", "--end-of-options", revision, "--"]
    fresh = ["ls-files", "--others", "--exclude-standard", "-z"]
    return _paths([*_git(differing, root), *_git(fresh, root)], root)


def staged(root: Path) -> tuple[Path, ...]:
    """Files under ``root`` that the next commit changes."""
    return _paths(_git(["diff", "--cached", "--name-only", "-z", "--diff-filter=d", "--relative"], root), root)


def _paths(names: Sequence[str], root: Path) -> tuple[Path, ...]:
    return tuple(sorted({root / name for name in names}))


def _git(arguments: Sequence[str], root: Path) -> list[str]:
    """What git prints, parted at its zero bytes. Outside a repository ``git diff`` compares any two files, so that is
    asked first."""
    _said(["rev-parse", "--show-toplevel"], root)
    return [name.decode("utf-8", "surrogateescape") for name in _said(arguments, root).split(b"\0") if name]


def _said(arguments: Sequence[str], root: Path) -> bytes:
    try:
        ended = subprocess.run(  # no shell; the revision cannot be an option
            ["git", "-C", str(root), *arguments], capture_output=True, check=False, timeout=120
        )
    except FileNotFoundError as error:
        raise ClaimcheckError("git is not installed.", "Install it, or name the files to check.") from error
    except subprocess.TimeoutExpired as error:
        raise ClaimcheckError("git did not answer within two minutes.", "Name the files to check.") from error
    if ended.returncode:
        reason = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        said = reason[0].removeprefix("fatal: ").removeprefix("error: ")
        if "not a git repository" in said:
            raise ConfigError(f"{root} is in no git repository.", "Name the files to check: claimcheck check PATHS.")
        raise ConfigError(
            f"git cannot tell what changed: {said}.",
            "Check the revision; in a shallow clone fetch it first (git fetch, or fetch-depth: 0).",
        )
    return ended.stdout

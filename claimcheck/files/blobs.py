"""What git knows of files without reading them: the name of the content that each has on disk.

A fresh checkout has new times of change for old contents. git looked at every file when it wrote it, so it can tell for
all of them which content they hold, and nobody has to hash them again.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

# What ``git ls-files -s -v -z`` says of a file that git watches: mode, object, name.
_ENTRY = re.compile(rb"H 100\d{3} ([0-9a-f]+) 0\t(.*)", re.DOTALL)
_FEW = 100  # files that are asked for by name


def clean_blobs(paths: Sequence[Path], root: Path) -> dict[Path, str]:
    """By real path, git's object for those of some files that are as git has them; nothing where git cannot tell. The
    same object may have other line ends on another disk: compare the size too."""
    if not paths:
        return {}
    top = _said(["rev-parse", "--show-toplevel"], root)
    if top is None:
        return {}
    folder = Path(os.fsdecode(top.rstrip(b"\n"))).resolve()
    inside = [path for path in paths if path.is_relative_to(folder)]
    named = [os.fsencode(path.relative_to(folder)) for path in inside] if len(inside) <= _FEW else [b"."]
    if not named:
        return {}
    asked = [b"--", *named]
    entries = _said(["--literal-pathspecs", "ls-files", "-s", "-v", "-z", *asked], folder)
    differing = _said(["--literal-pathspecs", "diff-files", "--name-only", "-z", *asked], folder)
    if entries is None or differing is None:
        return {}
    changed = set(differing.split(b"\0"))
    found = (_ENTRY.fullmatch(entry) for entry in entries.split(b"\0"))
    blobs = {folder / os.fsdecode(m[2]): m[1].decode() for m in found if m is not None and m[2] not in changed}
    return {path: blobs[path] for path in inside if path in blobs}


def _said(arguments: Sequence[str | bytes], folder: Path) -> bytes | None:
    try:
        command = ["git", "-C", str(folder), *arguments]
        ended = subprocess.run(
            command, capture_output=True, check=False, timeout=120, env={**os.environ, "LC_ALL": "C"}
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None

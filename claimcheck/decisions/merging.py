"""The line in ``.gitattributes`` that lets git merge the files by keeping the lines of both sides."""

from __future__ import annotations

from pathlib import Path

from claimcheck.files.writing import locked, write_file

ATTRIBUTES = ".gitattributes"
LINE = "claimcheck-*.txt merge=union"


def ensure_union_merge(root: Path) -> Path | None:
    """Add the line to ``root/.gitattributes`` where ``root`` lies in a git repository and git does not have it yet;
    gives the file that was written, or None. Raises ClaimcheckError."""
    root = root.absolute()
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if top is None:
        return None
    folders = [folder for folder in (root, *root.parents) if folder.is_relative_to(top)]
    if any(_has_line(folder / ATTRIBUTES) for folder in folders):
        return None
    path = root / ATTRIBUTES
    with locked(path):
        text = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
        if text and not text.endswith("\n"):
            text += "\n"
        write_file(path, (text + LINE + "\n").encode("utf-8", "surrogateescape"))
    return path


def _has_line(path: Path) -> bool:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return False
    wanted = LINE.split()
    return any(line.decode("utf-8", "replace").split()[:2] == wanted for line in lines)

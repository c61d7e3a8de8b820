"""What ``claimcheck init`` writes. Nothing that is there is overwritten; files get lines at their end at most."""

from __future__ import annotations

from pathlib import Path

from claimcheck.decisions.merging import LINE, ensure_union_merge
from claimcheck.errors import ConfigError
from claimcheck.files.writing import locked, write_file
from claimcheck.settings.loading import FILE, discover

IGNORED = ".claimcheck/"
_STARTER = Path(__file__).with_name("starter.toml")


def begin(folder: Path) -> tuple[str, ...]:
    """Write claimcheck.toml into ``folder`` and, in a git repository, the lines that git needs; gives a line on every
    file, of what was done or why not. Raises ClaimcheckError."""
    if not folder.is_dir():
        raise ConfigError(f"{folder} is no folder.", "Make it first, or name the top of the corpus.")
    folder = folder.absolute()
    inside = "" if folder == Path.cwd() else f"cd {_shown(folder)}; "
    return (
        _settings(folder),
        *_git(folder),
        f"next: {inside}claimcheck check --all; claimcheck baseline create takes what it finds now as known",
    )


def _settings(folder: Path) -> str:
    path = folder / FILE
    if path.exists() or path.is_symlink():
        return f"kept {_shown(path)}: it is there"
    if (shared := discover(folder)) is not None and shared.parent == folder:
        return f"kept {_shown(shared)}: it has [tool.claimcheck], which a {FILE} would replace"
    write_file(path, _STARTER.read_text(encoding="utf-8"))
    above = f"; it replaces {shared} from here on" if shared is not None else ""
    return f"wrote {_shown(path)}{above}"


def _git(folder: Path) -> tuple[str, ...]:
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return ("no git repository here: run this again after `git init`, for .gitignore and .gitattributes",)
    ignore = folder / ".gitignore"
    with locked(ignore):
        text = ignore.read_bytes().decode("utf-8", "surrogateescape") if ignore.is_file() else ""
        if IGNORED.strip("/") in {line.strip().strip("/") for line in text.splitlines()}:
            ignored = f"kept {_shown(ignore)}: it names {IGNORED}"
        else:
            end = "\r\n" if "\r\n" in text else "\n"
            joint = end if text and not text.endswith("\n") else ""
            write_file(ignore, f"{text}{joint}{IGNORED}{end}".encode("utf-8", "surrogateescape"))
            ignored = f"added {IGNORED} to {_shown(ignore)}"
    attributes = ensure_union_merge(folder)
    if attributes is None:
        return ignored, f"kept .gitattributes: git knows “{LINE}”"
    return ignored, f"added “{LINE}” to {_shown(attributes)}"


def _shown(path: Path) -> str:
    """From the working directory where it lies in it."""
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)

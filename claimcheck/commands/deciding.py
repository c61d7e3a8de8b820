"""What the commands that write decisions share: where the files are, who decides, what is said."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.console.screen import note, write_out
from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from claimcheck.decisions.entries import Entry, Kept
    from claimcheck.settings.loading import Settings

Editor = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who decides.  [default: CLAIMCHECK_EDITOR, git's user.name, the login name]"),
]


def place_of_files(config: Path | None) -> tuple[Settings, Path]:
    """The settings, and the folder of their file, where decisions live; the working directory where there is none."""
    from claimcheck.settings.loading import load

    settings, source = load(file=config or (Path(given) if (given := os.environ.get("CLAIMCHECK_CONFIG")) else None))
    return settings, (source.parent if source else Path.cwd()).absolute()


def list_entries(kept: Kept[Entry], cells: Callable[[Entry], Iterable[str]]) -> None:
    """A line for every entry of a file of decisions, and what is wrong with the file; exit code 2 where anything is."""
    from claimcheck.writers.parts.visible import visible

    for problem in kept.problems:
        note(f"error: {problem.message} {problem.action}")
    write_out("".join("  ".join(visible(c) for c in cells(entry) if c) + "\n" for entry in kept.entries))
    if kept.problems:
        raise typer.Exit(2)


def announce_new(path: Path, existed: bool, quiet: bool = False) -> None:
    """After a file was written: where it is new, let git merge it, and say what was done."""
    if existed or not path.exists():
        return
    from claimcheck.decisions.merging import LINE, ensure_union_merge

    try:
        attributes = ensure_union_merge(path.parent)
    except ClaimcheckError as error:  # the decision is written all the same
        note(f"{error.message} {error.action}")
        attributes = None
    if quiet:
        return
    note(f"made {path}; keep it in version control")
    if attributes is not None:
        note(f"added “{LINE}” to {attributes}, so that git keeps the lines of both sides in a merge")

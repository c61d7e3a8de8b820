"""What the commands that write decisions share: where the files are, who decides, what is said."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.console.screen import note
from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
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

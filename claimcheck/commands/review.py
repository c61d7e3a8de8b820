"""``claimcheck review``: the desk."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.deciding import Editor
from claimcheck.commands.ending import CLEAN, guarded
from claimcheck.console.screen import note, progress_shown, wants_progress, write_out


def register(app: typer.Typer) -> None:
    app.command()(review)


def review(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS", help="Files, or folders that are searched for them.")],
    editor: Editor = None,
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes a free one.")] = 0,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Beyond this machine only with a password.")
    ] = "127.0.0.1",
    password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its first line is the password; or CLAIMCHECK_PASSWORD.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address, open nothing.")] = False,
    select: o.Select = None,
    ignore: o.Ignore = None,
    ours: o.Ours = None,
    config: o.ConfigFile = None,
    model: o.Model = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Open the report in the browser, and decide there: each decision is written at once, for every later run.

    The desk listens on this machine alone and ends with Ctrl-C.
    """
    with guarded(verbose):
        from claimcheck.decisions.editor import editor_name
        from claimcheck.desk.serving import password_for, serve

        def settle() -> o.Options:
            return o.settled(select=select, ignore=ignore, ours=ours, config=config, model=model)

        told = settle()
        password = password_for(host, password_file, os.environ.get("CLAIMCHECK_PASSWORD"))
        name = editor_name(editor, told.root)
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            from claimcheck.desk.room import Room

            room = Room(paths, lambda: settle().settings, told.root, progress)
        for problem in room.report.problems if not quiet else ():
            note(f"{problem.path}: {problem.message} {problem.action}")

        def ready(address: str) -> None:
            write_out(f"{address}\n")
            note(f"the desk is open for {name}; decisions go to {told.root}. Ctrl-C ends it.")
            if not no_browser:
                import webbrowser

                webbrowser.open(address)

        with contextlib.suppress(KeyboardInterrupt):
            serve(room, host=host, port=port, editor=name, password=password, ready=ready)
    raise typer.Exit(CLEAN)

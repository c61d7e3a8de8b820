"""``claimcheck report``: compare the articles under some paths."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import conclude, guarded, write_reports
from claimcheck.console import note, progress_shown, wants_progress


def register(app: typer.Typer) -> None:
    app.command()(report)


def report(
    paths: Annotated[list[str], typer.Argument(metavar="PATHS", help="Files, or folders that are searched for them.")],
    output_format: o.OutputFormats = None,
    fail_on: o.FailOn = None,
    exit_zero: o.ExitZero = False,
    select: o.Select = None,
    ignore: o.Ignore = None,
    min_confidence: o.MinConfidence = None,
    config: o.ConfigFile = None,
    no_cache: o.NoCache = False,
    allow_empty: o.AllowEmpty = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Compare the articles under PATHS and report where they disagree.

    Exits 0 if no finding is at or above --fail-on, 1 if one is, 2 if something could not be read, compared or written.
    """
    with guarded(verbose):
        begun = time.monotonic()
        told = o.settled(
            output_format=output_format,
            fail_on=fail_on,
            select=select,
            ignore=ignore,
            min_confidence=min_confidence,
            config=config,
            no_cache=no_cache,
            verbose=verbose,
        )
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            from claimcheck.pipeline import run

            result = run(paths, told.settings, progress, told.root)
        written = write_reports(told.outputs, result, quiet)
        if verbose:
            note(f"done in {time.monotonic() - begun:.1f} s")
        code = conclude(result, told.settings, allow_empty, exit_zero, written)
    raise typer.Exit(code)

"""``claimcheck index``: the index of a corpus."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import CLEAN, FAILED, FOUND, guarded
from claimcheck.console.screen import note, progress_shown, wants_progress, write_out

if TYPE_CHECKING:
    from pathlib import Path

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how much there is to do.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="The index of the corpus, a cache in .claimcheck/: build, update, stats, verify.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("build")(build)
    group.command("update")(update)
    group.command("stats")(stats)
    group.command("verify")(verify)
    app.add_typer(group, name="index")


def build(
    config: o.ConfigFile = None,
    model: o.Model = None,
    jobs: o.Jobs = None,
    device: o.Device = None,
    dry_run: DryRun = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Make the index anew from every file of the corpus. What was read before is still at hand as vectors."""
    _bring_up_to_date(config, model, jobs, device, dry_run, quiet, verbose, anew=True)


def update(
    config: o.ConfigFile = None,
    model: o.Model = None,
    jobs: o.Jobs = None,
    device: o.Device = None,
    dry_run: DryRun = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Read what is new or changed, forget what is gone. `claimcheck check` does this by itself."""
    _bring_up_to_date(config, model, jobs, device, dry_run, quiet, verbose, anew=False)


def _bring_up_to_date(
    config: Path | None,
    model: str | None,
    jobs: int | None,
    device: str | None,
    dry_run: bool,
    quiet: bool,
    verbose: bool,
    *,
    anew: bool,
) -> None:
    with guarded(verbose):
        told = o.settled(config=config, model=model, jobs=jobs, device=device, verbose=verbose)
        from claimcheck.engine.additions import update
        from claimcheck.engine.intake import preview

        if dry_run:
            seen = preview(told.settings, told.root, anew=anew)
            write_out(f"{seen}\n")
            raise typer.Exit(CLEAN)
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            say = None if quiet else note
            changes, problems = update(told.settings, told.root, progress, anew=anew, say=say)
        if changes.renewed:
            note(f"the index was made anew: {changes.renewed}")
        for problem in problems:
            label = "error" if problem.fatal else "notice" if problem.notice else "skipped"
            note(f"{label}: {problem.message} {problem.action}")
        if not quiet:
            note(
                f"{len(changes.read)} files read, {len(changes.dropped)} dropped, {changes.kept} as they were; "
                f"{changes.stories} stories compared; {changes.seconds:.1f} s"
            )
    raise typer.Exit(FAILED if any(p.fatal for p in problems) else CLEAN)


def stats(as_json: AsJson = False, config: o.ConfigFile = None, verbose: o.Verbose = False) -> None:
    """What the index holds."""
    with guarded(verbose):
        told = o.settled(config=config, verbose=verbose)
        from claimcheck.engine.opening import statistics

        found = statistics(told.settings, told.root)
        if as_json:
            write_out(json.dumps(found, indent=2) + "\n")
        else:
            width = max(map(len, found))
            write_out("".join(f"{name:{width}}  {value:>12,}\n" for name, value in found.items()))


def verify(
    as_json: AsJson = False, config: o.ConfigFile = None, model: o.Model = None, verbose: o.Verbose = False
) -> None:
    """Check the index against the corpus, file by file. Exits 1 where they differ; `index update` mends it."""
    with guarded(verbose):
        told = o.settled(config=config, model=model, verbose=verbose)
        from claimcheck.engine.opening import differences

        found = differences(told.settings, told.root)
        if as_json:
            write_out(json.dumps(list(found), indent=2) + "\n")
        else:
            write_out("".join(f"{line}\n" for line in found) or "The index answers the corpus.\n")
    raise typer.Exit(FOUND if found else CLEAN)

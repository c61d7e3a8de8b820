"""``claimcheck check``: additions against the corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import conclude, guarded, write_reports
from claimcheck.console.again import Asked
from claimcheck.console.screen import note, progress_shown, wants_progress


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS]", help="Files or folders, in the corpus or outside it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="REV", help="What differs from this git revision, new files included.")
    ] = None,
    staged: Annotated[bool, typer.Option("--staged", help="What the next git commit changes, as staged.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="The whole corpus.")] = False,
    output_format: o.OutputFormats = None,
    output_file: o.OutputFiles = None,
    fail_on: o.FailOn = None,
    exit_zero: o.ExitZero = False,
    select: o.Select = None,
    ignore: o.Ignore = None,
    min_confidence: o.MinConfidence = None,
    ours: o.Ours = None,
    config: o.ConfigFile = None,
    model: o.Model = None,
    jobs: o.Jobs = None,
    device: o.Device = None,
    no_cache: o.NoCache = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Check additions against the corpus: against each other, and against everything that is there.

    The corpus is what [corpus] paths in claimcheck.toml names: by default the folder of that file. Its index is made
    where it is missing and brought up to date. Findings between articles that are not checked are not reported.

    Exits 0 if no new finding is at or above --fail-on, 1 if one is, 2 if something could not be read or written. Having
    nothing to check, or nothing that tells the same story, is a pass.
    """
    given = Asked("check", locals())
    with guarded(verbose):
        if (code := given.answered()) is not None:
            raise typer.Exit(code)
        from claimcheck.errors import ConfigError

        if sum([bool(paths), since is not None, staged, whole]) != 1:
            raise ConfigError("check needs to know what to check.", "Give PATHS, --since REV, --staged or --all.")
        told = o.settled(
            output_format=output_format,
            output_file=output_file,
            fail_on=fail_on,
            select=select,
            ignore=ignore,
            min_confidence=min_confidence,
            ours=ours,
            config=config,
            model=model,
            jobs=jobs,
            device=device,
            no_cache=no_cache,
            verbose=verbose,
        )
        from claimcheck.decisions.upgrading import outdated, upgrade
        from claimcheck.engine.additions import check
        from claimcheck.files import revisions

        commit: revisions.Staged | None = None
        named = [Path(path).absolute() for path in paths or ()]
        asked: list[Path] | None = named
        if since is not None:
            # of what git calls changed the corpus holds some; a link to a folder asks for nothing in it
            asked = [path for path in revisions.changed_since(since, told.root) if not path.is_dir()]
        elif staged:
            commit = revisions.staged(told.root)
            asked = sorted(commit.changed)
        elif whole:
            asked = None
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            say = None if quiet else note
            report, changes = check(asked, told.settings, told.root, progress, guests=named, staged=commit, say=say)
        if changes.renewed:
            note(f"the index was made anew: {changes.renewed}")
        if verbose:
            note(
                f"index: {len(changes.read)} files read, {len(changes.dropped)} dropped, {changes.kept} as they were, "
                f"{changes.stories} stories compared, in {changes.seconds:.1f} s"
            )
        with given.listening():
            for message in upgrade(told.root, report.findings) if whole else outdated(told.root):
                note(message)
            written = write_reports(told.outputs, report, quiet, verbose=verbose)
            # An addition that tells no known story is what most additions are.
            code = conclude(report, told.settings, True, exit_zero, written)
        corpus = [str(told.root / path) for path in told.settings.corpus.paths]
        count = changes.kept + len(changes.read)
        given.keep(code, told.settings, told.root, *o.looked_at(told, [*corpus, *(paths or ())]), count=count)
    raise typer.Exit(code)

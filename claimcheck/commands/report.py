"""``claimcheck report``: compare the articles under some paths."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import conclude, guarded, write_reports
from claimcheck.console.again import Asked
from claimcheck.console.screen import note, progress_shown, wants_progress


def register(app: typer.Typer) -> None:
    app.command()(report)


def report(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATHS", help="Files, or folders that are searched for them; - for standard input."),
    ],
    output_format: o.OutputFormats = None,
    output_file: o.OutputFiles = None,
    fail_on: o.FailOn = None,
    exit_zero: o.ExitZero = False,
    select: o.Select = None,
    ignore: o.Ignore = None,
    min_confidence: o.MinConfidence = None,
    ours: o.Ours = None,
    story: Annotated[
        str | None, typer.Option(metavar="WORDS", help="On the terminal, only stories with these words in a headline.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="RULE,...", help="On the terminal, only findings of these rules.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="On the terminal, only the N loudest new findings.")
    ] = None,
    one_story: Annotated[
        bool, typer.Option("--one-story", help="All articles given are one story; two are anyway.")
    ] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Read addresses (https://…) among PATHS over the network.")
    ] = False,
    config: o.ConfigFile = None,
    model: o.Model = None,
    jobs: o.Jobs = None,
    device: o.Device = None,
    engine: o.Engine = "local",
    address: o.Address = None,
    shards: o.Shards = None,
    no_cache: o.NoCache = False,
    allow_empty: o.AllowEmpty = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Compare the articles under PATHS and report where they disagree.

    Exits 0 if no finding is at or above --fail-on, 1 if one is, 2 if something could not be read, compared or written.
    """
    asked = Asked("report", locals())
    with guarded(verbose):
        if (code := asked.answered()) is not None:
            raise typer.Exit(code)
        begun = time.monotonic()
        from claimcheck.console.narrowing import Look
        from claimcheck.errors import ConfigError
        from claimcheck.rules import RULES
        from claimcheck.settings.loading import rule_advice

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
        for name in o.names_in(rule) or ():
            if not any(name in {known.name, known.code} for known in RULES):
                raise ConfigError(f"--rule names no rule: {name!r}.", rule_advice(name, [r.name for r in RULES]))
        look = Look(story, tuple(o.names_in(rule) or ()), top) if story or rule or top else None
        if engine not in {"local", "ray"}:
            raise ConfigError(f"--engine {engine!r} is none.", "Give local, or ray.")
        if engine == "local" and (address or shards):
            raise ConfigError("--address and --shards are for --engine ray.", "Add --engine ray, or leave them out.")
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            if engine == "ray":
                from claimcheck.distributed.on_ray import report_on

                result = report_on(
                    paths, told.settings, told.root, address, shards, progress, one_story=one_story, fetch=fetch
                )
            else:
                from claimcheck.engine.whole_run import run

                result = run(paths, told.settings, progress, told.root, one_story=one_story, fetch=fetch)
        with asked.listening():
            written = write_reports(told.outputs, result, quiet, look, verbose)
            if verbose:
                note(f"done in {time.monotonic() - begun:.1f} s")
            code = conclude(result, told.settings, allow_empty, exit_zero, written)
        asked.keep(code, told.settings, told.root, *o.looked_at(told, paths))
    raise typer.Exit(code)

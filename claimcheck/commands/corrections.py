"""``claimcheck corrections``: the list of what is to correct, for those who correct it."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import CLEAN, FAILED, complain, guarded
from claimcheck.console.screen import note, progress_shown, wants_progress, write_out
from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimcheck.console.outputs import Output
    from claimcheck.datamodel import Correction
    from claimcheck.decisions.correcting import Seen

_UNSAFE = re.compile(r"[^\w.-]+")


def register(app: typer.Typer) -> None:
    app.command()(corrections)


def corrections(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATHS", help="Articles as for `report`, or one JSON report.  [default: this folder]"),
    ] = None,
    output_format: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FORMAT[=PATH]",
            help="markdown, csv, mail; to stdout, or to PATH. mail=FOLDER writes a file an outlet. Repeatable.  "
            "[default: markdown]",
        ),
    ] = None,
    output_file: o.OutputFiles = None,
    fixed: Annotated[bool, typer.Option("--fixed", help="Also what is fixed in our copy.")] = False,
    assignee: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this editor sees to.")] = None,
    config: o.ConfigFile = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """List what editors decided is to correct, by outlet, author and article: where, what stands there, what it should
    be, why, who decided, what was said of it.

    Exits 0, also where nothing is to correct; 2 if something could not be read or written.
    """
    with guarded(verbose):
        from claimcheck.console.outputs import check_writable, parse_outputs, with_files
        from claimcheck.decisions.correcting import corrections as listed
        from claimcheck.decisions.settling import recorded_in
        from claimcheck.textforms import fold
        from claimcheck.writers.corrections import FORMATS

        told = o.settled(config=config, verbose=verbose)
        outputs = parse_outputs(with_files(output_format, output_file, FORMATS) or ["markdown"], FORMATS)
        check_writable(x for x in outputs if not _is_folder(x))
        recorded, problems = recorded_in(told.root)
        for problem in problems:
            note(f"error: {problem.message} {problem.action}")
        seen, whole = _seen(paths or ["."], told, quiet)
        found = listed(seen, recorded, dt.datetime.now(dt.UTC).date(), fixed=fixed)
        if assignee is not None:
            found = tuple(e for e in found if fold(e.decision.assignee) == fold(assignee))
        loose = len({e.fingerprint for e in found if not e.named})
        if loose and not quiet:
            note(f"of {loose} it is not said which side is wrong: no mail has them (say it at the desk, or --wrong)")
        written = [_write(output, found, quiet) for output in outputs]
        code = CLEAN if whole and not problems and all(written) else FAILED
    raise typer.Exit(code)


def _seen(paths: list[str], told: o.Options, quiet: bool) -> tuple[tuple[Seen, ...], bool]:
    """The findings of a JSON report, or of a run; and whether all could be read."""
    from claimcheck.decisions.correcting import seen_in
    from claimcheck.decisions.json_reports import is_json_report, read_json_report

    if len(paths) == 1 and is_json_report(Path(paths[0])):
        return read_json_report(Path(paths[0])).seen, True
    with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
        from claimcheck.engine.whole_run import run

        report = run(paths, told.settings, progress, told.root, decided=False)
    grave = [problem for problem in report.problems if problem.fatal]
    for problem in grave:
        note(f"error: {problem.message} {problem.action}")
    return seen_in(report), not grave


def _is_folder(output: Output) -> bool:
    return output.format == "mail" and output.path is not None and output.path.is_dir()


def _write(output: Output, found: Sequence[Correction], quiet: bool) -> bool:
    from claimcheck.console.outputs import write_file
    from claimcheck.writers.corrections import FORMATS, mails

    if output.path is None:
        write_out(FORMATS[output.format](found))
        return True
    try:
        if _is_folder(output):
            for path, text in _files(output.path, mails(found)):
                write_file(path, text)
                if not quiet:
                    note(f"wrote {path}")
            return True
        write_file(output.path, FORMATS[output.format](found))
    except ClaimcheckError as error:
        complain(error)
        return False
    if not quiet:
        note(f"wrote {output.path}")
    return True


def _files(folder: Path, texts: dict[str, str]) -> list[tuple[Path, str]]:
    """A file for each outlet's mail, named after it; never outside the folder, never two of one name."""
    made: dict[Path, str] = {}
    for outlet, text in texts.items():
        stem = _UNSAFE.sub("-", outlet).strip("-.")[:80] or "outlet"
        path, count = folder / f"{stem}.eml", 1
        while path in made:
            count += 1
            path = folder / f"{stem}-{count}.eml"
        made[path] = text
    return list(made.items())

"""``claimcheck fix``: what could be changed, as a patch and as copies of Word documents. No article is written to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.ending import CLEAN, FAILED, guarded
from claimcheck.console.screen import note, progress_shown, wants_progress, write_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claimcheck.datamodel import Fix

_MOST_TOLD = 50  # of what cannot be changed


def register(app: typer.Typer) -> None:
    app.command()(fix)


def fix(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATHS", help="Articles as for `report`, or one JSON report.  [default: this folder]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The patch to FILE, not to stdout.")
    ] = None,
    copies: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Copies of Word documents with tracked changes, made in this folder."),
    ] = None,
    finding: Annotated[
        list[str] | None, typer.Option(metavar="FINDING", help="Only of this finding, by its fingerprint. Repeatable.")
    ] = None,
    ours: o.Ours = None,
    config: o.ConfigFile = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Write a patch of what editors decided is to correct, and of what the house lexicon replaces; nothing is changed.

    `git apply` or `patch -p1` takes it, in the folder of claimcheck.toml. Word documents are no text that a patch could
    change: --copies writes copies with tracked changes. What cannot be changed for certain is named on stderr. Where
    our copy is named (--ours, our_copy), only what is ours is changed.

    Exits 0, also where there is nothing to change; 2 if something could not be read or written.
    """
    with guarded(verbose):
        from claimcheck.console.outputs import Output, check_writable, write_file
        from claimcheck.errors import ConfigError
        from claimcheck.files.presence import contents_below
        from claimcheck.fixes.patching import is_inside, patch_of

        told = o.settled(ours=ours, config=config, verbose=verbose)
        if output is not None:
            check_writable([Output("patch", output)])
        if copies is not None and not copies.is_dir():
            raise ConfigError(f"--copies {copies} is no folder.", "Make the folder first.")
        fixes, whole = _fixes(paths or ["."], told, quiet)
        if finding:
            fixes = tuple(f for f in fixes if any(len(p) >= 6 and f.fingerprint.startswith(p.lower()) for p in finding))
        contents = contents_below(told.root)
        patch, used = patch_of(fixes, contents)
        made = _copied(fixes, contents, copies, quiet)
        if output is not None:
            write_file(output, patch)
        else:
            write_out(patch)
        if not quiet:
            _tell(fixes, {*used, *made}, copies is not None, output, is_inside)
    raise typer.Exit(CLEAN if whole else FAILED)


def _fixes(paths: list[str], told: o.Options, quiet: bool) -> tuple[tuple[Fix, ...], bool]:
    """The fixes of a JSON report, or of a run; and whether all could be read."""
    from claimcheck.decisions.json_reports import is_json_report, read_json_report

    if len(paths) == 1 and is_json_report(Path(paths[0])):
        return read_json_report(Path(paths[0])).fixes, True
    with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
        from claimcheck.engine.whole_run import run

        report = run(paths, told.settings, progress, told.root)
    grave = [problem for problem in report.problems if problem.fatal]
    for problem in grave:
        note(f"error: {problem.message} {problem.action}")
    ours = set(report.ours)
    return tuple(f for f in report.fixes if not ours or f.article_id in ours), not grave


def _copied(
    fixes: Sequence[Fix], contents: Callable[[str], bytes | None], folder: Path | None, quiet: bool
) -> list[Fix]:
    """Write copies of the Word documents with tracked changes; gives the fixes that are in them."""
    from claimcheck.console.outputs import write_file
    from claimcheck.errors import ConfigError
    from claimcheck.fixes.docx_copies import tracked_copy

    if folder is None:
        return []
    done: list[Fix] = []
    taken: set[Path] = set()
    for file in sorted({f.file for f in fixes if f.stretch is None and not f.trouble}):
        raw = contents(file)
        if raw is None:
            continue
        copy, made = tracked_copy(raw, [f for f in fixes if f.file == file and f.stretch is None and not f.trouble])
        if not made:
            continue
        path, count = folder / Path(file).name, 1
        while path in taken:
            count += 1
            path = folder / f"{Path(file).stem}-{count}{Path(file).suffix}"
        taken.add(path)
        if path.exists():
            raise ConfigError(f"{path} is there already.", "Take another folder: no document is overwritten.")
        write_file(path, copy)
        done += made
        if not quiet:
            note(f"wrote {path}")
    return done


def _tell(
    fixes: Sequence[Fix], done: set[Fix], copied: bool, output: Path | None, is_inside: Callable[[str], bool]
) -> None:
    """What is in the patch, and what is in neither patch nor copy, with why."""
    left = [f for f in fixes if f not in done]
    for fix in left[:_MOST_TOLD]:
        if fix.trouble:
            why = fix.trouble
        elif fix.stretch is None:
            why = "The words do not stand in the document as such." if copied else "A Word document: --copies FOLDER."
        else:
            why = "The file has changed." if is_inside(fix.file) else "The file lies outside the folder."
        note(f"left out: {fix.file}:{fix.line}: “{fix.old}” to “{fix.new}”: {why}")
    if len(left) > _MOST_TOLD:
        note(f"left out: {len(left) - _MOST_TOLD:,} more")
    where = f" in {output}" if output is not None and done else ""
    count = len(done)
    note(f"{count:,} change{'' if count == 1 else 's'}{where}, {len(left):,} left out; no article was changed")

"""``claimcheck baseline``: what is known already, so that only what is new fails a run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.deciding import announce_new
from claimcheck.commands.ending import guarded
from claimcheck.console.screen import note, progress_shown, wants_progress
from claimcheck.errors import ClaimcheckError, ConfigError

if TYPE_CHECKING:
    from claimcheck.datamodel import Article, Finding, Report
    from claimcheck.decisions.baseline import Examined, Known

Paths = Annotated[
    list[str] | None, typer.Argument(metavar="[PATHS]", help="Files or folders of the corpus; all of it without.")
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Findings known already: create, update, prune (claimcheck-baseline.txt).",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("create")(create)
    group.command("update")(update)
    group.command("prune")(prune)
    app.add_typer(group, name="baseline")


def create(
    paths: Paths = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a baseline that is there.")] = False,
    config: o.ConfigFile = None,
    model: o.Model = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Write every finding of now to claimcheck-baseline.txt: from then on only new ones fail a run."""
    from claimcheck.decisions.baseline import FILE, write_baseline

    def refuse(root: Path) -> None:
        if (root / FILE).exists() and not force:
            raise ConfigError(
                f"{root / FILE} is there already.", "Use `claimcheck baseline update`, or --force to begin anew."
            )

    _run(paths, config, model, quiet, verbose, lambda root, found, _: write_baseline(root, found), refuse)


def update(
    paths: Paths = None,
    config: o.ConfigFile = None,
    model: o.Model = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Add what is new, drop what is resolved. With PATHS, entries on other files are as they were."""
    from claimcheck.decisions.baseline import update_baseline

    _run(paths, config, model, quiet, verbose, update_baseline)


def prune(
    paths: Paths = None,
    config: o.ConfigFile = None,
    model: o.Model = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
) -> None:
    """Drop what is resolved and add nothing. With PATHS, entries on other files are as they were."""
    from claimcheck.decisions.baseline import prune_baseline

    _run(paths, config, model, quiet, verbose, prune_baseline, _there)


def _there(root: Path) -> None:
    from claimcheck.decisions.baseline import FILE

    if not (root / FILE).exists():
        raise ConfigError(f"There is no {root / FILE}.", "Make one: claimcheck baseline create.")


Change = Callable[[Path, "list[Finding]", "Examined"], "tuple[Known, ...]"]


def _run(
    paths: list[str] | None,
    config: Path | None,
    model: str | None,
    quiet: bool,
    verbose: bool,
    change: Change,
    first: Callable[[Path], None] = lambda _: None,
) -> None:
    with guarded(verbose):
        from claimcheck.decisions.baseline import FILE, read_baseline
        from claimcheck.decisions.settling import examined_in
        from claimcheck.decisions.upgrading import upgrade

        told = o.settled(config=config, model=model, verbose=verbose)
        root = told.root
        first(root)
        before = read_baseline(root).entries
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            from claimcheck.engine.additions import check
            from claimcheck.engine.judging import configured

            asked = None if not paths else [Path(path).absolute() for path in paths]
            report, _ = check(asked, told.settings, root, progress)
        _refuse_half(report)
        looked_at = _asked(report, asked, root)
        on = [rule.name for rule, _ in configured(told.settings)]
        known = [f for f in report.findings if f.status in {"new", "baselined"}]
        sources = [s for s in report.sources if s.path in {a.span.path for a in looked_at}]
        path = root / FILE
        existed = path.exists()
        if asked is None:
            for message in upgrade(root, report.findings):
                note(message)
            before = read_baseline(root).entries
        after = change(root, known, examined_in(looked_at, sources, on, before, root))
        announce_new(path, existed, quiet)
        if not quiet:
            added, dropped = len(set(after) - set(before)), len(set(before) - set(after))
            held = "1 entry" if len(after) == 1 else f"{len(after):,} entries"
            note(f"{FILE}: {held} ({added:,} added, {dropped:,} dropped)")


def _refuse_half(report: Report) -> None:
    """A baseline of half a corpus would let the other half fail."""
    for problem in report.problems:
        if not problem.notice:
            label = "error" if problem.fatal and not problem.empty else "skipped"
            note(f"{label}: {problem.message} {problem.action}")
    # What holds no text holds no finding: the check is complete without it.
    if any(problem.fatal and not problem.empty for problem in report.problems):
        raise ClaimcheckError("The baseline was not changed, since the check is not complete.", "Mend the above first.")


def _asked(report: Report, asked: list[Path] | None, root: Path) -> tuple[Article, ...]:
    """The articles that were asked for: a report holds those that stand beside them, too."""
    if asked is None:
        return report.articles
    real = {path.resolve() for path in asked}
    files = {s.path: (root / (s.file or s.path)).resolve() for s in report.sources}
    return tuple(a for a in report.articles if {files[a.span.path], *files[a.span.path].parents} & real)

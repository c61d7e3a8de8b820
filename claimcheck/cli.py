"""The command line: takes the arguments, calls the pipeline, writes. No logic of the check lives here.

Exit codes: 0 no finding at or above ``--fail-on``; 1 such findings; 2 wrong use, configuration, unreadable input,
nothing to compare, internal error; 130 interrupted. Writing a report never changes the code.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimcheck import __version__
from claimcheck.console import note, progress_shown, wants_color, wants_progress, width_of, write_out
from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from claimcheck.config import Settings
    from claimcheck.datamodel import Report, Rule

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="claimcheck",
    help="Shows where variants of the same news story disagree.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the ``claimcheck`` command. Leaves by SystemExit."""
    with _guarded(verbose=False):
        app(args=list(arguments) if arguments is not None else None, prog_name="claimcheck")


def _print_version(wanted: bool) -> None:
    if wanted:
        write_out(f"claimcheck {__version__}\n")
        raise typer.Exit(CLEAN)


@app.callback()
def _claimcheck(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Shows where variants of the same news story disagree: names, numbers, dates, quotations.

    Works offline, on plain text. `claimcheck report FOLDER` is the main command.
    """


@app.command()
def report(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATHS", help="Text files, or folders that are searched for them.")
    ],
    output_format: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FORMAT[=PATH]", help="text, html or json; to stdout, or to PATH. Repeatable.  [default: text]"
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL", help="Exit 1 at findings of this level: note, warning, error, never.  [default: error]"
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 whatever the findings; errors stay 2.")
    ] = False,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE,...", help="Only these rules, by slug or code. Repeatable.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE,...", help="Not these rules. Repeatable.")] = None,
    min_confidence: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Drop findings less certain than this, 0 to 1.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Settings from this file, not from the nearest claimcheck.toml.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Nothing to read, or nothing to compare, is no error.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the report and errors.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say which settings are used; show traces of internal errors.")
    ] = False,
) -> None:
    """Compare the articles under PATHS and report where they disagree.

    Exits 0 if no finding is at or above --fail-on, 1 if one is, 2 if something could not be read, compared or written.
    """
    with _guarded(verbose):
        begun = time.monotonic()
        from claimcheck.config import check_rules, load
        from claimcheck.output import check_writable, parse_outputs
        from claimcheck.rules import RULES
        from claimcheck.writers import WRITERS

        settings, source = load(
            file=config or (Path(given) if (given := os.environ.get("CLAIMCHECK_CONFIG")) else None),
            overrides={
                "fail_on": fail_on,
                "select": _names(select),
                "ignore": _names(ignore),
                "min_confidence": min_confidence,
                "cache_dir": "off" if no_cache else None,
            },
        )
        check_rules(settings, RULES)
        outputs = parse_outputs(output_format or ["text"], WRITERS)
        check_writable(outputs)
        if verbose:
            note(f"settings from {source}" if source else "settings: defaults, no claimcheck.toml was found")
        with progress_shown(not quiet and wants_progress(sys.stderr)) as progress:
            from claimcheck.pipeline import run

            result = run(paths, settings, progress)
        rules = {rule.name: rule for rule in RULES}
        failed = False
        for output in outputs:
            failed |= not _write(output.format, output.path, result, rules, quiet)
        if verbose:
            note(f"done in {time.monotonic() - begun:.1f} s")
        code = _conclude(result, settings, allow_empty, exit_zero)
    raise typer.Exit(FAILED if failed else code)


@app.command()
def rule(
    name: Annotated[
        str | None, typer.Argument(metavar="[SLUG|CODE]", help="A rule's slug or code; all are listed without.")
    ] = None,
) -> None:
    """Print a rule's page: what it finds, an example, what it leaves alone, its options."""
    with _guarded(verbose=False):
        from claimcheck.rules import RULES

        if name is None:
            width = max(len(r.name) for r in RULES)
            lines = [f"{r.code}  {r.name:{width}}  {r.severity.value:7}  {_summary(r)}" for r in RULES]
            write_out("\n".join(lines) + "\n")
            return
        for known in RULES:
            if name.lower() in {known.name, known.code.lower()}:
                write_out((sys.modules[type(known).__module__].__doc__ or "").strip() + "\n")
                return
        from claimcheck.config import rule_advice
        from claimcheck.errors import ConfigError

        raise ConfigError(
            f"There is no rule {name!r}.", rule_advice(name, [n for r in RULES for n in (r.name, r.code)])
        )


def _summary(rule: Rule) -> str:
    """The first line of the rule's page, after its name."""
    head = (sys.modules[type(rule).__module__].__doc__ or "").split("\n\n", 1)[0]
    return " ".join(head.partition(": ")[2].split())


def _names(given: Sequence[str] | None) -> list[str] | None:
    """``--select a,b --select c`` as one list; None where the option was not given."""
    return None if not given else [part.strip() for text in given for part in text.split(",") if part.strip()]


def _write(format_name: str, path: Path | None, result: Report, rules: Mapping[str, Rule], quiet: bool) -> bool:
    """Write one report; False, with the reason on stderr, where that fails, so that the others are still written."""
    from claimcheck.output import write_file
    from claimcheck.writers import WRITERS

    if path is None and format_name == "text":
        from claimcheck.writers.terminal import render_terminal

        write_out(render_terminal(result, rules, width=width_of(sys.stdout), color=wants_color(sys.stdout)))
    elif path is None:
        write_out(WRITERS[format_name](result, rules))
    else:
        try:
            write_file(path, WRITERS[format_name](result, rules))
        except ClaimcheckError as error:
            _complain(error)
            return False
        if not quiet:
            note(f"wrote {path}")
    return True


def _conclude(result: Report, settings: Settings, allow_empty: bool, exit_zero: bool) -> int:
    """Say on stderr what keeps the run from being a pass, and give the exit code."""
    code = CLEAN
    for problem in result.problems:
        note(f"{'error' if problem.fatal else 'skipped'}: {problem.message} {problem.action}")
        code = FAILED if problem.fatal else code
    if not result.stories and (code == CLEAN or result.articles) and not allow_empty:
        note(f"error: nothing could be compared: {_why(result)} (--allow-empty makes this a pass.)")
        code = FAILED
    if code == FAILED or exit_zero or settings.fail_on == "never":
        return code
    from claimcheck.datamodel import Severity

    bar = Severity(settings.fail_on).rank
    return FOUND if any(f.status == "new" and f.severity.rank >= bar for f in result.findings) else CLEAN


def _why(result: Report) -> str:
    if not result.articles:
        return "no article was found in the input. Check the paths and the extensions that are read."
    if len(result.articles) == 1:
        return f"{result.articles[0].span.path} is the only article. Add another outlet's version of the story."
    return f"no two of the {len(result.articles)} articles tell the same story. Add versions by other outlets."


def _complain(error: ClaimcheckError) -> None:
    note(f"error: {error.message} {error.action}")


@contextlib.contextmanager
def _guarded(verbose: bool) -> Iterator[None]:
    """No traceback reaches a user: every failure is one line on stderr and an exit code."""
    debugging = verbose or os.environ.get("CLAIMCHECK_DEBUG", "") not in {"", "0"}
    usual: tuple[Any, ...] = (typer.Exit, typer.Abort, SystemExit)
    try:
        with warnings.catch_warnings():
            if not debugging and not sys.warnoptions:
                warnings.simplefilter("ignore")  # of libraries, to their developers
            yield
    except usual:
        raise
    except KeyboardInterrupt:
        note("interrupted")
        raise SystemExit(INTERRUPTED) from None
    except ClaimcheckError as error:
        _complain(error)
        raise SystemExit(FAILED) from None
    except Exception as error:
        if debugging:
            traceback.print_exc()
        first = str(error).partition("\n")[0]
        hint = "" if debugging else " Run again with --verbose or CLAIMCHECK_DEBUG=1 for the trace, and report it."
        note(f"internal error: {type(error).__name__}: {first}.{hint}")
        raise SystemExit(FAILED) from None

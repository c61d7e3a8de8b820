"""How a command ends: errors as one line on stderr, and the exit code."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from claimcheck.console.screen import for_log, note, tell, wants_color, width_of, write_out
from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from claimcheck.console.narrowing import Look
    from claimcheck.console.outputs import Output
    from claimcheck.datamodel import Report, Rule
    from claimcheck.settings.loading import Settings

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def write_reports(
    outputs: Iterable[Output], result: Report, quiet: bool, look: Look | None = None, verbose: bool = False
) -> bool:
    """Write every report; False if one could not be, with the reason on stderr: the others are still written. ``look``
    narrows what a terminal shows, never a file."""
    from claimcheck.rules import RULES

    rules = {rule.name: rule for rule in RULES}
    failed = [o for o in outputs if not _write(o.format, o.path, result, rules, quiet, look, verbose)]
    return not failed


def _write(
    format_name: str,
    path: Path | None,
    result: Report,
    rules: Mapping[str, Rule],
    quiet: bool,
    look: Look | None = None,
    verbose: bool = False,
) -> bool:
    from claimcheck.console.outputs import write_file
    from claimcheck.writers import WRITERS

    if path is None and format_name == "text":
        from claimcheck.console.narrowing import narrowed
        from claimcheck.writers.parts.outline import plural, state_of
        from claimcheck.writers.terminal import render_terminal

        shown, hidden = narrowed(result, look) if look is not None else (result, 0)
        width, color = width_of(sys.stdout), wants_color(sys.stdout)
        whole = None if look is None else state_of(result)
        text = render_terminal(shown, rules, width=width, color=color, state=whole, verbose=verbose)
        if hidden:
            text += f"{plural(hidden, 'more finding')} not shown.\n"
        write_out(for_log(text))
        return True
    try:
        content = WRITERS[format_name](result, rules)
        if path is not None:
            write_file(path, content)
            tell("file", str(path), content)
        else:
            write_out(content)
    except ClaimcheckError as error:
        complain(error)
        return False
    if path is not None and not quiet:
        note(f"wrote {path}")
    return True


def conclude(result: Report, settings: Settings, allow_empty: bool, exit_zero: bool, written: bool = True) -> int:
    """Say on stderr what keeps the run from being a pass, and give the exit code."""
    code = CLEAN if written else FAILED
    for problem in result.problems:
        label = "error" if problem.fatal else "notice" if problem.notice else "skipped"
        note(f"{label}: {problem.message} {problem.action}")
        code = FAILED if problem.fatal else code
    if not result.compared and (code == CLEAN or result.articles) and not allow_empty:
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
    if result.stories:
        return "no statement of one article is made in another. Name articles that tell the same story."
    return f"no two of the {len(result.articles)} articles tell the same story. Add versions by other outlets."


def complain(error: ClaimcheckError) -> None:
    note(f"error: {error.message} {error.action}")


@contextlib.contextmanager
def guarded(verbose: bool) -> Iterator[None]:
    """No traceback reaches a user: every failure is one line on stderr and an exit code."""
    debugging = verbose or os.environ.get("CLAIMCHECK_DEBUG", "") not in {"", "0"}
    usual: tuple[Any, ...] = (typer.Exit, typer.Abort, SystemExit, GeneratorExit)
    try:
        with warnings.catch_warnings():
            if not debugging and not sys.warnoptions:
                warnings.simplefilter("ignore")  # of libraries, to their developers
            yield
    except usual:
        raise
    except KeyboardInterrupt:
        note("interrupted")
        # CPython remembers an interrupt that passed through a string being executed (a library's import) as nobody's,
        # and would end by the signal in place of the exit code; executing another forgets it.
        exec("")  # noqa: S102
        raise SystemExit(INTERRUPTED) from None
    except ClaimcheckError as error:
        complain(error)
        raise SystemExit(FAILED) from None
    except BaseException as error:  # a Rust library's panic is no Exception
        if debugging:
            traceback.print_exc()
        first = str(error).partition("\n")[0]
        hint = "" if debugging else " Run again with --verbose or CLAIMCHECK_DEBUG=1 for the trace, and report it."
        note(f"internal error: {type(error).__name__}: {first}.{hint}")
        raise SystemExit(FAILED) from None

"""The command line: takes the arguments, calls the engine, writes. No logic of the check lives here; every command is
a file in ``commands``.

Exit codes: 0 no finding at or above ``--fail-on``; 1 such findings; 2 wrong use, configuration, unreadable input,
nothing to compare, internal error; 130 interrupted. Writing a report never changes the code.
"""

from __future__ import annotations

import atexit
import gc
import os
from collections.abc import Sequence
from typing import Annotated

import typer

from claimcheck import __version__
from claimcheck.commands import (
    accept,
    alias,
    baseline,
    check,
    corrections,
    diff,
    fix,
    index,
    report,
    review,
    rule,
    setup,
    story,
)
from claimcheck.commands.ending import CLEAN, guarded
from claimcheck.console.screen import write_out

# Objects made until circles of them are looked for: articles and corpora are many objects and no circle, and each look
# goes over all of them.
_RARELY = 200_000
# NumPy multiplies small matrices alone: more threads than one would spin between two of them, on cores that have work
# (seen: a fifth of the CPU time of comparing).
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
    gc.set_threshold(_RARELY)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is loaded
    atexit.register(gc.freeze)  # no look at all of them on the way out
    with guarded(verbose=False):
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


# In the order that --help shows them.
for command in (report, review, check, index, accept, corrections, fix, diff, alias, story, baseline, rule, setup):
    command.register(app)

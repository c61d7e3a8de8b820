"""What the terminal allows: colour, width, progress. stdout carries the report, stderr everything else."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

Progress = Callable[[str, int, int], None]
_COMMAND = re.compile(r"^\s*:(?=:)|##(?=\[)", re.M)
_PATIENCE = 1.0  # seconds after which a run owes a sign of life


def wants_color(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """NO_COLOR (no-color.org) before FORCE_COLOR before what the stream is; an empty variable says nothing."""
    variables = os.environ if environment is None else environment
    if variables.get("NO_COLOR"):
        return False
    if forced := variables.get("FORCE_COLOR"):
        return forced not in {"0", "false"}
    return stream.isatty() and variables.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int | None:
    """Columns of the terminal, or None where the stream is no terminal."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def wants_progress(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Only a person at a terminal is shown progress."""
    variables = os.environ if environment is None else environment
    in_ci = variables.get("CI", "").lower() not in {"", "0", "false"}
    return stream.isatty() and not in_ci and variables.get("TERM") != "dumb"


@contextlib.contextmanager
def progress_shown(wanted: bool) -> Iterator[Progress | None]:
    """A bar on stderr that comes up after a second, even while a model is loading, and leaves no trace."""
    if not wanted:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    )
    task = bar.add_task("reading", total=None)

    def report(stage: str, done: int, total: int) -> None:
        bar.update(task, description=stage, completed=done, total=total)

    timer = threading.Timer(_PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield report
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def for_log(text: str, environment: Mapping[str, str] | None = None) -> str:
    """Text of pages for stdout: on GitHub, where a line of a log that begins with "::", or holds "##[", is a command
    whoever wrote it, no such line is left."""
    variables = os.environ if environment is None else environment
    return _COMMAND.sub("\\g<0>\u200b", text) if variables.get("GITHUB_ACTIONS") == "true" else text


def note(text: str) -> None:
    """One line on stderr, with what hostile paths and pages may hold made visible; a closed stderr is no failure."""
    from claimcheck.writers.parts.visible import visible

    write_error(for_log(f"claimcheck: {visible(text)}\n").encode("utf-8", "backslashreplace"))


def write_error(content: bytes) -> None:
    """UTF-8 to stderr, in whatever encoding that has."""
    tell("note", "", content)
    with contextlib.suppress(OSError, ValueError):
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(content.decode("utf-8").encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()


_said: list[tuple[str, str, bytes]] | None = None  # what a run says and writes, where it is to be kept


@contextlib.contextmanager
def recorded(said: list[tuple[str, str, bytes]]) -> Iterator[None]:
    """While this holds, ``said`` gets what goes to stdout ("out"), to stderr ("note") and to files ("file")."""
    global _said
    before, _said = _said, said
    try:
        yield
    finally:
        _said = before


def tell(how: str, where: str, what: str | bytes) -> None:
    """Remember what is said or written, where somebody asked for it."""
    if _said is not None:
        _said.append((how, where, what if isinstance(what, bytes) else what.encode("utf-8", "backslashreplace")))


def write_out(text: str | bytes) -> None:
    """Bytes, or text as UTF-8, to stdout, the same everywhere. A reader that has gone (``| head``) is no failure."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    tell("out", "", content)
    try:
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            sys.stdout.write(content.decode("utf-8", "backslashreplace"))
        else:
            sys.stdout.flush()
            buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes again when it ends, and would complain.
        with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())

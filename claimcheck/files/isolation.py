"""Fault isolation: what goes wrong over one input costs that input, and no other."""

from __future__ import annotations

import contextlib
import itertools
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from claimcheck.datamodel import Problem
from claimcheck.errors import ClaimcheckError

_PANICS = "pyo3_runtime"  # the module of PanicException, which is a BaseException and can be imported from nowhere
_OF_THE_RUN = (ClaimcheckError, ImportError, MemoryError)


@contextlib.contextmanager
def isolated(path: str, problems: list[Problem], name: str = "") -> Iterator[None]:
    """What is raised inside becomes one Problem of ``path`` in ``problems``, a panic of a Rust library too, and the
    rest of the block is left out. ``name`` is what the message calls the input, the path if empty. What concerns the
    whole run is raised on: ClaimcheckError, a missing library, no memory, an interrupt."""
    try:
        yield
    except BaseException as error:
        if not concerns_one_input(error):
            raise
        problems.append(_problem(path, name or path, error))


def each_alone_on_failure(
    work: Callable[[list[str]], Any], groups: Sequence[tuple[str, Sequence[str]]], problems: list[Problem]
) -> list[Any]:
    """``work`` over the texts of all groups at once, what it gives for each group. Where that fails, over every group
    by itself: those that fail are one Problem of their path each, and None. Groups are pairs of path and texts."""
    try:
        rows = work([text for _, texts in groups for text in texts])
    except BaseException as error:
        if not concerns_one_input(error) or isinstance(error, OSError):  # no text makes a disk or a terminal fail
            raise
        found: list[Any] = []
        for path, texts in groups:
            own = None
            with isolated(path, problems):
                own = work(list(texts))
            found.append(own)
        return found
    ends = list(itertools.accumulate((len(texts) for _, texts in groups), initial=0))
    return [rows[start:end] for start, end in itertools.pairwise(ends)]


def concerns_one_input(error: BaseException) -> bool:
    """Whether the input at hand may be what is wrong, and not the run."""
    if isinstance(error, Exception):
        return not isinstance(error, _OF_THE_RUN)
    return type(error).__module__ == _PANICS


def _problem(path: str, name: str, error: BaseException) -> Problem:
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "claimcheck"
    reason = str(error).partition("\n")[0].encode("utf-8", "backslashreplace").decode("utf-8")
    return Problem(
        path,
        f"{name} cannot be read: internal error in {where}: {type(error).__name__}: {reason}.",
        "Leave it out, and report this.",
    )

"""What hangs on one thing alone, done for many on several cores: processes forked from this one, which share with it
what it has read and loaded. Results are the same as here, and come in order."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from claimcheck.embedding.encoder import cores

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 2  # items a process that are handed out before their turn: what is done waits in memory
_work: Callable[[Any], Any] | None = None  # of a worker: what it does, with all that hangs on it


def each(
    work: Callable[[T], R], items: Iterable[T], jobs: int, begin: Callable[[], None] = lambda: None
) -> Iterator[R]:
    """``work`` of every item, in order, on ``jobs`` cores (``cores``). ``begin`` is called once in every worker.

    The first item is done here: what it loads, such as a model, is there before the processes are forked. Items and
    results travel between processes, so they should be plain values, and ``work`` should leave nothing else behind. An
    item whose process was killed is done here. Raises what ``work`` raises.
    """
    rest = iter(items)
    yield from map(work, itertools.islice(rest, 1))
    ahead = list(itertools.islice(rest, 2))
    rest = itertools.chain(ahead, rest)
    count = cores(jobs)
    # of one item or two nothing is gained; elsewhere there is no fork, or it is not safe
    if len(ahead) < 2 or count < 2 or sys.platform != "linux":
        yield from map(work, rest)
        return
    waiting: deque[tuple[T, Future[R]]] = deque()
    gc.freeze()  # a worker that looked for circles among what it shares would have a copy of all of it
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begun, (work, begin))
    try:
        for item in rest:
            waiting.append((item, _given(pool, item)))
            if len(waiting) > count * _AHEAD:
                yield _taken(work, *waiting.popleft())
        while waiting:
            yield _taken(work, *waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


def _begun(work: Callable[[Any], Any], begin: Callable[[], None]) -> None:
    """At the start of a worker, which inherits both as they are."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who forked it ends it
    _work = work
    begin()


def _given(pool: ProcessPoolExecutor, item: Any) -> Future[Any]:
    with warnings.catch_warnings():
        # of threads that may hold locks: those of BLAS, which sees to it, and of a bar that no worker draws
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return pool.submit(_done, item)
        except BrokenProcessPool as error:
            lost: Future[Any] = Future()
            lost.set_exception(error)
            return lost


def _done(item: Any) -> Any:
    assert _work is not None
    return _work(item)


def _taken(work: Callable[[T], R], item: T, future: Future[R]) -> R:
    try:
        return future.result()
    except BrokenProcessPool:
        return work(item)

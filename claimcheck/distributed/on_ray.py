"""Shards by Ray Data: the only module that imports Ray.

Every shard is one row of a dataset, and one task of Ray, which any machine of the cluster may do: a task whose machine
is lost is done again by another, and leaves the same bytes. A process keeps its models from one task to the next.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.distributed.run import Each, made, run
from claimcheck.distributed.shards import INSTALL, Job, first_line
from claimcheck.distributed.stages import Stage
from claimcheck.errors import ClaimcheckError, ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

    from claimcheck.datamodel import Report
    from claimcheck.engine.pages import Progress
    from claimcheck.settings.loading import Settings

_WAIT = 10.0  # seconds for an address to answer
_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"  # HTTP/2, as gRPC speaks it: no settings


def report_on(
    paths: Sequence[str],
    settings: Settings,
    root: Path,
    address: str | None = None,
    shards: str | None = None,
    progress: Progress | None = None,
    *,
    one_story: bool = False,
    fetch: bool = False,
) -> Report:
    """The report on some paths, made by the processes of a Ray cluster or of this machine. ``shards`` is the folder or
    address of what is kept between runs; without it one of the user's cache. Raises ClaimcheckError."""
    if fetch:
        raise ConfigError("--fetch is not for --engine ray.", "Save the pages as files, or leave --engine out.")
    if settings.device != "cpu":
        raise ConfigError("--engine ray works on CPUs.", "Leave --device out.")
    if shards is None:
        if address is not None:
            raise ConfigError("--address needs --shards.", "Give a folder or address that every machine can reach.")
        if settings.cache_folder is None:
            raise ConfigError("--engine ray needs --shards where nothing is cached.", "Give a folder.")
        shards = str(settings.cache_folder / "shards")
    elif "://" not in shards:
        shards = str(Path(shards).absolute())
    with workers(address, settings.jobs) as each:
        return run(paths, settings, root, shards, each, progress, one_story=one_story)


@contextlib.contextmanager
def workers(address: str | None, jobs: int = 0) -> Iterator[Each]:
    """While this holds, shards can be made on a cluster: the one at ``address`` ("auto": the one that this machine is
    part of), or one of this machine's own cores. ``jobs`` is how many work at a time, 0 for every core of the cluster.
    Raises ConfigError where Ray is not installed or the address does not answer."""
    try:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # claimcheck opens no connection that nobody asked for
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
        import ray
        import ray.data
    except ImportError as error:
        raise ConfigError(f"--engine ray needs Ray, which is not installed ({error.name}).", INSTALL) from error
    if address and address != "auto":
        _answers(address)
    started = not ray.is_initialized()
    if started:
        _start(ray, address, jobs)
    try:
        yield lambda stage, todo, told: _each(ray, stage, todo, told, jobs)
    finally:
        if started:
            ray.shutdown()


def _answers(address: str) -> None:
    """Raises ConfigError where nothing listens at an address. Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        raise ConfigError(f"--address {address!r} is no address of a Ray cluster.", "Give HOST:6379, or auto.")
    head = b"\0\0\0\4"
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_WAIT) as connection:
            if os.environ.get("RAY_USE_TLS", "") not in {"1", "true"}:
                connection.sendall(_HELLO)
                head = connection.recv(4, socket.MSG_WAITALL)
    except (OSError, OverflowError) as error:
        advice = "Start one (`ray start --head`), check host and port, or leave --address out to work here."
        raise ConfigError(f"No Ray cluster answers at {address}: {first_line(error)}.", advice) from error
    if head[3:] != b"\4":  # the first frame of a gRPC server is its settings
        raise ConfigError(f"What answers at {address} is no Ray cluster.", "Give the address that `ray start` told.")


def _start(ray: Any, address: str | None, jobs: int) -> None:
    own = {} if address else {"include_dashboard": False, **({"num_cpus": jobs} if jobs else {})}
    try:
        ray.init(address=address or "local", logging_level=logging.ERROR, log_to_driver=False, **own)
    except (OSError, RuntimeError, ValueError, TimeoutError) as error:
        where = f"The Ray cluster at {address}" if address else "Ray on this machine"
        advice = "Check that it runs this version of Ray, and that this machine is part of it (ray status)."
        raise ConfigError(f"{where} cannot be used: {first_line(error)}.", advice) from error


def _each(ray: Any, stage: Stage, todo: Sequence[Job], told: Callable[[int, int], None], jobs: int) -> None:
    """An ``Each`` over Ray Data: one block a job, one task a block."""
    import pyarrow as pa

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.enable_operator_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)  # what went wrong is said once, by us
    rows = [pa.table({"name": [job.name], "given": [json.dumps(job.given)]}) for job in todo]
    limit = {"concurrency": jobs} if jobs else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = ray.put(stage)  # once, and not with every task
        finished = ray.data.from_arrow(rows).map_batches(
            _make, fn_kwargs={"stage": whole}, batch_size=None, batch_format="pyarrow", num_cpus=1,
            max_retries=-1, **limit,
        )  # fmt: skip
        try:
            for n, row in enumerate(finished.iter_rows(), start=1):
                if row["wrong"]:
                    raise ClaimcheckError(row["wrong"], row["advice"])
                told(n, len(todo))
        except ray.exceptions.RayError as error:
            reason = f"Ray stopped: {_last_line(error)}."
            raise ClaimcheckError(reason, "Run it again: what is finished is not done again.") from error


def _make(batch: pa.Table, stage: Any) -> pa.Table:
    """One task: the shards of a block's jobs, stored where the stage says. What goes wrong is a row, not an error of
    Ray's, which would be a page long."""
    import pyarrow as pa
    import ray

    rows = []
    for row in batch.to_pylist():
        wrong, advice = "", ""
        try:
            made(ray.get(stage), Job(row["name"], json.loads(row["given"])))
        except ClaimcheckError as error:
            wrong, advice = error.message, error.action
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            wrong = (
                f"The shard {row['name']} could not be made: internal error in {Path(where.filename).name}, "
                f"line {where.lineno}: {type(error).__name__}: {first_line(error)}."
            )
            advice = "Report this."
        rows.append({"name": row["name"], "wrong": wrong, "advice": advice})
    return pa.Table.from_pylist(rows)


def _last_line(error: BaseException) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip().rstrip(".") if lines else type(error).__name__

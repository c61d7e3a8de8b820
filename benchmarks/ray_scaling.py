"""One worker against two, and what a large corpus would cost: ``python -m benchmarks.ray_scaling --data DIR``.

Runs of ``--engine ray`` over articles of ECB+ take turns, with one worker and with two, each from nothing in a process
of its own, models loaded before the clock starts; beside them two plain processes that only reckon, which shows what
the machine gave meanwhile. What larger corpora cost is reckoned from the rates of the same runs: CPU seconds and bytes
of every kind of shard, the driver's time and memory, the exponent of grouping over corpora of ``benchmarks.variants``.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.growth import put_of
from benchmarks.tables import Row, Table, publish
from benchmarks.variants import corpus
from claimcheck.engine.grouping import grouped
from claimcheck.engine.regrouping import outline_of
from claimcheck.settings.loading import Settings
from claimcheck.stories.echoes import joined, likely

ROOT = Path(__file__).parents[1]
REACH = 1.7
SIZES = (1_000_000, 10_000_000, 100_000_000)
GROUPED = (1000, 2000, 4000)
DRIVER_GB = 64  # memory of the machine that groups and writes the report
CORES = 100
_SPIN = "import sys\nn = 0\nfor i in range(int(sys.argv[1])): n += i * i % 7"
_RUN = """
import json, sys, time
from pathlib import Path
from claimcheck.distributed import run as runs
from claimcheck.distributed.on_ray import workers
from claimcheck.settings.loading import Settings
jobs, corpus, shards, seeds = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
settings, spent = Settings(jobs=jobs), {}
with workers(None, jobs) as each:
    def timed(stage, todo, told):
        begun = time.perf_counter()
        each(stage, todo, told)
        spent[type(stage).__name__] = time.perf_counter() - begun
    runs.FILES = 1
    runs.run([seeds], settings, Path(seeds), shards + "-warm", timed, decided=False)
    runs.FILES = 5
    begun, cpu = time.perf_counter(), time.process_time()
    report = runs.run([corpus], settings, Path(corpus), shards, timed, decided=False)
    told = {"wall": time.perf_counter() - begun, "driver": time.process_time() - cpu, "stages": sum(spent.values()),
            "articles": len(report.articles), "claims": len(report.claims), "stories": len(report.stories)}
print("told " + json.dumps(told))
"""
# The driver alone, over shards that are all there: what it holds besides what it held after a run over the seeds.
_DRIVER = """
import json, resource, sys
from pathlib import Path
from claimcheck.distributed import run as runs
from claimcheck.settings.loading import Settings
jobs, corpus, shards, seeds = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
def no_more(stage, todo, told):
    raise SystemExit("shards are missing")
settings = Settings(jobs=jobs)
runs.FILES = 1
runs.run([seeds], settings, Path(seeds), shards + "-warm", no_more, decided=False)
runs.FILES = 5
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
report = runs.run([corpus], settings, Path(corpus), shards, no_more, decided=False)
kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print("told " + json.dumps({"articles": len(report.articles), "kb": kb}))
"""


def run(jobs: int, folder: Path, shards: Path, script: str = _RUN) -> dict[str, Any]:
    """One run in a process of its own; what it says of itself."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(jobs), str(folder), str(shards), str(ROOT / "fixtures" / "seeds")],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RAY_worker_niceness": "0"},  # as the two plain processes
    )  # fmt: skip
    told = [line.removeprefix("told ") for line in done.stdout.splitlines() if line.startswith("told ")]
    if not told:
        raise SystemExit(f"A run failed: {done.stderr.strip()[-1000:]}")
    found: dict[str, Any] = json.loads(told[0])
    return found


def spinning(count: int, work: int) -> float:
    """Seconds that some processes take which only reckon, side by side."""
    begun = time.perf_counter()
    for process in [subprocess.Popen([sys.executable, "-c", _SPIN, str(work)]) for _ in range(count)]:
        process.wait()
    return time.perf_counter() - begun


def shard_rates(shards: Path, articles: int) -> tuple[Counter[str], Counter[str]]:
    """CPU seconds and bytes an article, by kind of shard."""
    seconds: Counter[str] = Counter()
    size: Counter[str] = Counter()
    for path in shards.glob("*/*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        seconds[path.parent.name] += told["seconds"] / articles
        size[path.parent.name] += told["bytes"] / articles
    return seconds, size


def grouping(data: Path) -> tuple[float, float]:
    """CPU seconds of grouping at the largest of GROUPED, and the exponent by which they grow."""
    outlines = [
        outline_of(told.entry.outline)
        for page in itertools.islice(corpus(data), GROUPED[-1])
        if (told := put_of(page, None)) is not None
    ]
    spent = []
    for size in GROUPED:
        begun = time.process_time()
        grouped(outlines[:size], Settings(cache_dir="off"), None)
        spent.append(time.process_time() - begun)
    xs, ys = [math.log(size) for size in GROUPED], [math.log(cost) for cost in spent]
    middle = statistics.fmean(xs)
    slope = sum((x - middle) * y for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs)
    return spent[-1], slope


def looking(data: Path) -> float:
    """CPU seconds that looking for an echo takes, for a pair of claims."""
    pages = [one for page in itertools.islice(corpus(data), GROUPED[0]) if (one := put_of(page, None)) is not None]
    told = [page.entry.echoing[0] for page in pages if page.entry.echoing is not None]
    mine, theirs = joined(told[:100]), joined(told)
    begun = time.process_time()
    likely([mine], [theirs])
    return (time.process_time() - begun) / (len(mine.sizes) * len(theirs.sizes))


def hours(seconds: float) -> str:
    return f"{seconds / 3600:,.1f}" if seconds < 36_000 else f"{seconds / 3600:,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--articles", type=int, default=120, help="files of ECB+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--price", type=float, help="of a core for an hour, in any currency: adds what it would cost")
    told = parser.parse_args()
    if importlib.util.find_spec("ray") is None:
        print("not measured: Ray is not installed (pip install -e '.[ray]')")
        return
    with tempfile.TemporaryDirectory(prefix="claimcheck-ray-") as folder:
        rows, notes = measured(told.data, Path(folder), told.articles, told.rounds, told.price)
    given = f" --articles {told.articles}" * (told.articles != 120) + f" --rounds {told.rounds}" * (told.rounds != 3)
    given += f" --price {told.price}" if told.price else ""
    publish(Table("ray", "Beyond one machine", f"python -m benchmarks.ray_scaling{given}", rows, notes))


def measured(
    data: Path, work: Path, count: int, rounds: int, price: float | None
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    paths = sorted((data / "articles" / "ecb").glob("*/*.txt"))[:count]
    for name, some in (("whole", paths), ("half", paths[: count // 2])):
        for path in some:
            target = work / name / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    effort = round(20_000_000 / max(spinning(1, 20_000_000), 0.1) * 10)  # ten seconds
    run(1, work / "half", work / "half-shards")
    walls: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    spun: dict[int, list[float]] = {1: [], 2: []}
    for n in range(rounds):
        for jobs in (1, 2) if n % 2 == 0 else (2, 1):
            spun[jobs].append(spinning(jobs, effort))
            walls[jobs].append(run(jobs, work / "whole", work / f"shards-{n}-{jobs}"))
            print(f"round {n + 1}: {jobs} workers, {walls[jobs][-1]['wall']:.1f} s", file=sys.stderr)

    def ratio(part: str) -> float:
        return statistics.median(r[part] for r in walls[1]) / statistics.median(r[part] for r in walls[2])

    gave = 2 * statistics.median(spun[1]) / statistics.median(spun[2])
    one = walls[1][0]
    articles, claims = one["articles"], one["claims"] / one["articles"]
    seconds, size = shard_rates(work / "shards-0-1", articles)
    driver = statistics.median(r["driver"] for r in walls[1]) / articles
    half = run(1, work / "half", work / "half-shards", _DRIVER)
    whole = run(1, work / "whole", work / "shards-0-1", _DRIVER)
    kb = max(1.0, (whole["kb"] - half["kb"]) / (whole["articles"] - half["articles"]))
    largest, slope = grouping(data)
    pair = looking(data)
    once = int(f"{DRIVER_GB * 1e6 / kb:.1e}"[0]) * 10 ** int(math.log10(DRIVER_GB * 1e6 / kb))  # articles of one run
    plain = f"two processes that only reckon: {gave:.2f}"
    load = f"{rounds} rounds of {articles} articles on {len(os.sched_getaffinity(0))} cores"
    kinds = {"articles": "reading, annotating, embedding", "compared": "comparing stories", "judged": "judging"}
    rows = [
        Row("1 to 2 workers, wall time of the stages", round(ratio("stages"), 2), plain, str(REACH), None, load),
        Row("1 to 2 workers, whole run", round(ratio("wall"), 2), plain, None, None, "with the driver's own part"),
        Row("of what two plain processes gain", round(ratio("stages") / gave, 2), None, str(REACH / 2)),
        *(
            Row(f"{title}: articles a CPU second", round(1 / seconds[kind], 2), None, None, None,
                f"{size[kind] / 1024:.1f} KB an article in shards")
            for kind, title in kinds.items()
        ),
        Row("looking for echoes: ns a pair of claims", round(pair * 1e9, 2), None, None, None,
            f"every two claims of a run; {claims:.1f} claims an article"),
        Row("driver: CPU ms an article", round(driver * 1000, 1), None, None, None,
            f"{kb:.0f} KB of its memory an article"),
        Row("driver: grouping, exponent", round(slope, 2), None, None, None,
            f"{largest:.1f} CPU s at {GROUPED[-1]} articles"),
    ]  # fmt: skip
    for total in SIZES:
        runs = math.ceil(total / once)
        own = min(total, once)
        parts = {title: seconds[kind] * total for kind, title in kinds.items()}
        parts["echoes"] = runs * pair * (own * claims) ** 2 / 2
        alone = runs * (driver * own + largest * (own / GROUPED[-1]) ** slope)
        core = sum(parts.values())
        told = "; ".join(f"{title} {hours(cost)}" for title, cost in parts.items())
        money = f"; {price * (core + alone) / 3600:,.0f} at {price} a core hour" if price else ""
        rows.append(
            Row(
                f"{total:,} articles: core hours", hours(core), None, None, None,
                f"{told}; driver {hours(alone)}; {runs} runs of {own:,} articles; "
                f"{sum(size.values()) * total / 1e9:,.0f} GB of shards; "
                f"{(core / CORES + alone) / 86_400:,.1f} days on {CORES} cores{money}",
            )
        )  # fmt: skip
    note = (
        f"Larger corpora are reckoned, not run: rates of these articles ({articles / max(1, one['stories']):.0f} a "
        f"story) times their number. One run holds no more than a driver of {DRIVER_GB} GB can; several runs share no "
        "story, so part a corpus by time. Cores shared with other work make the first three rows noisy."
    )
    return tuple(rows), (note,)


if __name__ == "__main__":
    main()

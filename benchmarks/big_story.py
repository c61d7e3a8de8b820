"""What an article costs in a large story: ``python -m benchmarks.big_story --data DIR``.

The articles of the largest clusters of ``articles/modern/clusters.tsv`` are told to be one story, 20 and 600 of them,
sentences and vectors at hand from a first run. Printed is the CPU time of an article in the large story against one in
the small, and the peak memory of the process of the large one.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.tables import Row, Table, publish
from claimcheck.settings.loading import Settings

SMALL, LARGE = 20, 600


def files_of(data: Path) -> list[str]:
    """The articles of all clusters, the largest cluster first."""
    folder = data / "articles" / "modern"
    with (folder / "clusters.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    sizes = Counter(row["cluster"] for row in rows)
    rows.sort(key=lambda row: (-sizes[row["cluster"]], row["cluster"], row["file"]))
    return [str(folder / f"{row['file']}.txt") for row in rows]


def measured(count: int, data: Path, cache: str) -> dict[str, float]:
    """CPU seconds an article and peak memory in MB, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.big_story", "--data", str(data), "--cache", cache, "--run", str(count)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def run_one(count: int, data: Path, cache: str) -> None:
    from claimcheck.engine.whole_run import run

    settings = Settings(cache_dir=cache, reading={"on_problem": "skip"})  # type: ignore[arg-type]
    begun = time.process_time()
    report = run(files_of(data)[:count], settings, one_story=True)
    seconds = (time.process_time() - begun) / len(report.articles)
    print(json.dumps({"seconds": seconds, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", default="auto")
    parser.add_argument("--run", type=int, metavar="N", help="one story of N articles, in this process")
    arguments = parser.parse_args()
    if arguments.run:
        run_one(arguments.run, arguments.data, arguments.cache)
        return
    measured(LARGE, arguments.data, arguments.cache)  # so that all is at hand
    small, large = (measured(n, arguments.data, arguments.cache) for n in (SMALL, LARGE))
    rows = (
        Row("CPU time an article, 600 against 20", large["seconds"] / small["seconds"], reach="3"),
        Row("peak memory of 600, GB", large["memory"] / 1024, reach="1.5"),
    )
    publish(Table("big_story", "One story of 600 articles", "python -m benchmarks.big_story", rows))


if __name__ == "__main__":
    main()

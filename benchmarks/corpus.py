"""Measure the check of additions on a corpus in git: ``python -m benchmarks.corpus``.

All articles but some are committed and indexed; the others are committed one by one, each checked by
``claimcheck check --since HEAD~1`` in a process of its own. Its findings must be those of one full run, without an
index, that the new article has a part in; at the end, those of the whole corpus too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.tables import Row, Table, publish

FEW = 80  # articles
SETTINGS = '[reading]\non_problem = "skip"\n[corpus]\npaths = ["articles"]\n'
IDENTITY = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org", "-c", "gc.auto=0"]


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *IDENTITY, *arguments], check=True, capture_output=True)


def timed(root: Path, arguments: Sequence[str]) -> tuple[float, float]:
    """Run claimcheck; seconds, and peak memory in MB."""
    begun = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    child = subprocess.Popen(
        [sys.executable, "-m", "claimcheck", *arguments], cwd=root, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stderr is not None
    with child.stderr as errors:
        said = errors.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"claimcheck {' '.join(arguments)} failed ({child.returncode}): {said}")
    return time.monotonic() - begun, used.ru_maxrss / 1024


def findings(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["findings"])


def articles_of(finding: dict[str, Any]) -> set[str]:
    """Files of the articles that show a finding."""
    places = [finding["primary"], *finding["related"]]
    return {place["article"].rpartition("#")[0] for place in places}


def sizes_of(root: Path, articles: int) -> tuple[Row, ...]:
    """What a corpus keeps beside it, by file."""
    sizes = {
        name: sum(path.stat().st_size for path in (root / ".claimcheck").glob(f"{name}.sqlite*"))
        for name in ("index", "annotations", "vectors")
    }
    return tuple(Row(f"{name} on disk, KB an article", f"{size / 1e3 / articles:.0f}") for name, size in sizes.items())


def corpus_in(folder: Path, source: Path, pages: Sequence[Path]) -> Path:
    """A corpus of some pages with its settings."""
    root = folder / "corpus"
    (root / "articles").mkdir(parents=True)
    (root / "claimcheck.toml").write_text(SETTINGS, encoding="utf-8")
    for page in pages:
        (root / "articles" / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / page, root / "articles" / page)
    return root


def caches(source: Path, pages: Sequence[Path]) -> None:
    """Publish how large the index and the caches of some articles are, as docs/ci.md says."""
    with tempfile.TemporaryDirectory(prefix="claimcheck-corpus-") as folder:
        root = corpus_in(Path(folder), source, pages)
        timed(root, ["index", "build", "-q"])
        rows = sizes_of(root, len(pages))
    title = f"What an index of {len(pages)} articles keeps"
    publish(Table("caches", title, "python -m benchmarks.corpus --caches", rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--additions", type=int, default=50)
    parser.add_argument("--compare-every", type=int, default=10, help="a full run after every so many additions")
    parser.add_argument("--caches", action="store_true", help=f"sizes on disk alone, of {FEW} articles")
    arguments = parser.parse_args()
    source = arguments.data / "articles" / "ecb"
    pages = sorted(path.relative_to(source) for path in source.rglob("*.txt"))
    if arguments.caches:
        caches(source, pages[:FEW])
        return
    step = len(pages) // arguments.additions
    added = pages[step // 2 :: step][: arguments.additions]

    with tempfile.TemporaryDirectory(prefix="claimcheck-corpus-") as folder:
        root = corpus_in(Path(folder), source, [page for page in pages if page not in added])
        out = Path(folder) / "out.json"
        git(root, "init", "-q")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "The corpus")
        git(root, "tag", "base")
        build, build_memory = timed(root, ["index", "build", "-q"])
        print(f"index build: {build:.0f} s, {build_memory:.0f} MB", file=sys.stderr)

        seconds, memory, equal, compared, whole_seconds = [], [], 0, 0, []
        for n, page in enumerate(added, start=1):
            shutil.copy(source / page, root / "articles" / page)
            git(root, "add", "-A")
            git(root, "commit", "-qm", f"Add {page}")
            one = timed(root, ["check", "--since", "HEAD~1", "--exit-zero", "-q", "--output-format", f"json={out}"])
            seconds.append(one[0])
            memory.append(one[1])
            print(f"{n} {page}: {one[0]:.1f} s, {one[1]:.0f} MB, {len(findings(out))} findings", file=sys.stderr)
            if n % arguments.compare_every == 0 or n == len(added):
                mine = findings(out)
                whole = full_run(root, out)
                whole_seconds.append(whole[0])
                name = f"articles/{page.as_posix()}"
                equal += mine == [f for f in findings(out) if name in articles_of(f)]
                compared += 1
        everything = findings(out)
        timed(root, ["check", "--since", "base", "--exit-zero", "-q", "--output-format", f"json={out}"])
        names = {f"articles/{page.as_posix()}" for page in added}
        together = findings(out) == [f for f in everything if names & articles_of(f)]
        timed(root, ["check", "--all", "--exit-zero", "-q", "--output-format", f"json={out}"])
        all_of_it = findings(out) == everything
        on_disk = sizes_of(root, len(pages))

    seconds.sort()
    full = statistics.median(whole_seconds)
    usual = statistics.median(seconds)
    against = f"{usual:.1f} s of {full:.1f} s; the full run finds its vectors cached"
    rows = (
        Row("additions with the findings of a full run", f"{equal} / {compared}", reach=f"{compared} / {compared}"),
        Row("all additions at once, the same", "yes" if together else "no", reach="yes"),
        Row("the whole corpus from the index, the same", "yes" if all_of_it else "no", reach="yes"),
        Row("findings of the whole corpus", f"{len(everything):,}"),
        Row("time of an addition, median, of a full run", usual / full, note=against),
        Row("time of an addition, slowest, of a full run", seconds[-1] / full, note=f"{seconds[-1]:.1f} s"),
        Row("peak memory of an addition, MB", f"{max(memory):.0f}", note=f"median {statistics.median(memory):.0f}"),
        Row("index build, seconds", f"{build:.0f}", note=f"{len(pages) - len(added)} articles"),
        Row("index build, peak memory, MB", f"{build_memory:.0f}"),
        *on_disk,
    )
    title = f"A corpus of {len(pages)} articles in git, {len(added)} of them added one by one"
    publish(Table("corpus", title, "python -m benchmarks.corpus", rows))


def full_run(root: Path, out: Path) -> tuple[float, float]:
    """One run over everything without the index; vectors and annotations are at hand."""
    settings = root / "full.toml"
    settings.write_text('cache_dir = ".claimcheck"\n[reading]\non_problem = "skip"\n', encoding="utf-8")
    found = timed(
        root, ["report", "articles", "--config", str(settings), "--exit-zero", "-q", "--output-format", f"json={out}"]
    )
    settings.unlink()
    return found


if __name__ == "__main__":
    main()

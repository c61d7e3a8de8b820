"""What a whole check of one article costs in a large corpus: ``python -m benchmarks.addition --folder FOLDER``.

FOLDER is what ``benchmarks.growth --folder`` left: of every size the pages and their index. Of some articles, from all
over the corpus, the stories are read with the models; then each comes back as a file, and ``claimcheck check`` runs on
it in a process of its own: once as an addition is, and once more with its annotations and vectors at hand, so that no
model is loaded. What is left is what the corpus and the story cost: listing the files, telling which changed, grouping,
comparing, looking for echoes. Claims of other stories carry no annotation here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.growth import FOLDER, SIZES, exponent
from benchmarks.tables import Row, Table, publish
from claimcheck.engine.index import Index
from claimcheck.engine.opening import engine
from claimcheck.engine.regrouping import Regrouping
from claimcheck.settings.loading import Settings, load

CHECKED = 3
AIM_SECONDS, AIM_MB = 2, 400
_WHAT = ("with the models: s", "with the models: CPU s", "with the models: peak MB", "no model: s", "no model: CPU s",
         "no model: peak MB")  # fmt: skip


def claimcheck(root: Path, *arguments: str) -> tuple[float, float, float]:
    """Run it: seconds, CPU seconds, peak memory in MB."""
    begun = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "claimcheck", *arguments]
    child = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"claimcheck {' '.join(arguments)} failed ({child.returncode})")
    return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def taken_out(root: Path, paths: Sequence[str], name: str) -> None:
    """Files out of the index that ``name`` made, and the stories without them."""
    with Index(root / FOLDER, name, renew=False) as index:
        with index.writing():
            index.drop(paths)
        Regrouping(index, Settings(), root).refresh()


def measured(root: Path) -> dict[str, float]:
    """Medians over CHECKED articles of a corpus, which is a copy to work on."""
    settings, _ = load(file=root / "claimcheck.toml")
    name = engine(settings)
    with Index(root / FOLDER, "growth", renew=False) as index:
        ids, rows = index.article_ids(), index.story_rows
        added = [ids[round((n + 0.5) * len(ids) / CHECKED)] for n in range(CHECKED)]
        stories = rows.stories(set(rows.homes(added).values())).values()
        index.note("engine", name)
    path_of = {id_: id_.rpartition("#")[0] for id_ in (*added, *(a for s in stories for a in s.article_ids))}
    taken_out(root, sorted(path_of.values()), name)
    with Index(root / FOLDER, name, renew=False) as index, index.writing():
        for key in index.story_rows.uncompared():  # all others: nobody asks for them
            index.put_swaps(key, {})
    pages = {path_of[id_]: (root / path_of[id_]).read_bytes() for id_ in added}
    for path in pages:
        (root / path).unlink()
    print(f"{len(ids)} articles, {len(path_of)} of them read anew", flush=True)
    print([round(figure) for figure in claimcheck(root, "index", "update")], flush=True)
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for path, text in pages.items():
        spent: list[float] = []
        for _ in range(2):
            (root / path).write_bytes(text)
            # --verbose: nothing is answered from what an earlier run said
            spent += claimcheck(root, "check", path, "--exit-zero", "--verbose", "--output-format", "json=../out.json")
            taken_out(root, [path], name)
            (root / path).unlink()
        for what, figure in zip(_WHAT, spent, strict=True):
            figures[what].append(figure)
        print(path, [round(figure, 1) for figure in spent], flush=True)
    return {what: statistics.median(own) for what, own in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    sizes = tuple(arguments.sizes)
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=arguments.folder, prefix="checked-") as folder:
            root, made = Path(folder) / "corpus", arguments.folder / str(size)
            shutil.copytree(made / "articles", root / "articles", copy_function=os.link)
            shutil.copytree(made / FOLDER, root / FOLDER)
            shutil.copy(made / "claimcheck.toml", root)
            found.append(measured(root))
    reach = {"with the models: peak MB": str(AIM_MB), "no model: s": str(AIM_SECONDS)}
    rows = [
        Row(
            f"check of one article, {what}",
            " – ".join(f"{own[what]:,.0f}" if own[what] >= 100 else f"{own[what]:.3g}" for own in found),
            reach=reach.get(what),
            note=f"exponent {exponent(sizes, [own[what] for own in found]):.2f}" if len(sizes) > 1 else "",
        )
        for what in _WHAT
    ]
    names = " – ".join(f"{size:,}" for size in sizes)
    note = f"Medians of {CHECKED} articles in corpora of {names} articles."
    command = "python -m benchmarks.addition --folder FOLDER"
    if sizes != SIZES:
        command += f" --sizes {' '.join(map(str, sizes))}"
    publish(Table("addition", "A check of one article in a large corpus", command, tuple(rows), (note,)))


if __name__ == "__main__":
    main()

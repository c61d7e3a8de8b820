"""Time, memory and growth against what a user would do instead, in one run: ``python -m benchmarks.speed``.

Ours and the other take turns, each in a process of its own, and the medians' ratio is what counts: a machine is slow or
fast for both. CPU time stands beside wall time. ``--quick`` needs no articles and fails (exit 1) where the work grows
faster with the number of articles than it may. What it holds is counted, not timed: calls of functions, texts encoded,
pairs scored. The counts are the same on any machine, however busy. ``--profile`` adds where the time of a run from
nothing goes (pyinstrument, in the extra ``benchmarks``).
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any
from unittest import mock

from benchmarks.growth import counted
from benchmarks.tables import Row, Table, publish

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "fixtures" / "seeds"
STARTER = ["-c", "import typer, rich"]
REFERENCE = """
import json, sys
from sentence_transformers import SentenceTransformer
from claimcheck.embedding.weights import packaged_folder
SentenceTransformer(str(packaged_folder()), device="cpu").encode(json.load(open(sys.argv[1])))
"""
BARE = """
import json, sys
from collections import defaultdict
from pathlib import Path
import numpy as np, onnxruntime
from tokenizers import Tokenizer
from claimcheck.embedding.export import graph
from claimcheck.embedding.weights import tokenizer_file
reader = Tokenizer.from_file(str(tokenizer_file()))
reader.no_padding()
reader.enable_truncation(256)
session = onnxruntime.InferenceSession(graph(Path(sys.argv[2])), providers=["CPUExecutionProvider"])
by_length = defaultdict(list)
for ids in (one.ids for one in reader.encode_batch(json.load(open(sys.argv[1])))):
    by_length[len(ids)].append(ids)
for length, rows in by_length.items():
    for start in range(0, len(rows), 32):
        session.run(["last"], {"ids": np.array(rows[start : start + 32], dtype=np.int64)})
"""
PROFILED = """
import sys
from pathlib import Path
from pyinstrument import Profiler
from claimcheck.engine.whole_run import run
from claimcheck.settings.loading import Settings
profiler = Profiler(interval=0.01)
with profiler:
    run(["articles"], Settings(cache_dir="off", reading={"on_problem": "skip"}), root=Path.cwd())
root = profiler.last_session.root_frame()
def parts(frame, path, depth):
    if frame is None or depth > 40:
        return
    name = f"{Path(frame.file_path_short or '').name}:{frame.function}"
    if frame.file_path and "claimcheck" in frame.file_path and frame.time > 0.02 * root.time:
        print(f"{frame.time / root.time:.2f} {name}")
    for child in frame.children:
        parts(child, path, depth + 1)
parts(root, "", 0)
"""
COUNTED = (16, 32, 64)  # articles, stories of two each
# Exponents over the number of articles. All calls together grow by about 0.75, since words come again; a stage that is
# as large as all others at 64 articles and grows with the square takes them to 1.2. What one function does depends on
# which lines a story has, so its count has to be too steep over all sizes and in the last step.
BOUND, OWN_BOUND = 1.1, 1.5
ALL = "all calls"
ARRAYS = ("texts encoded", "pairs of articles scored")  # work that few calls do
SMALL = 0.002  # of all calls: what a function does less often is no cost yet


@dataclass(frozen=True)
class Cost:
    """What a process took, with those that it started: seconds by the clock and of the CPU, peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def spent(command: Sequence[str], root: Path, cache: Path, codes: Sequence[int] = (0, 1)) -> Cost:
    """Run Python with these arguments. Raises SystemExit where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache), "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryFile() as errors:
        begun = time.monotonic()
        told = [sys.executable, *command]
        child = subprocess.Popen(told, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        held = [0.0]
        threading.Thread(target=watched, args=(child.pid, held), daemon=True).start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in codes:
            errors.seek(0)
            raise SystemExit(f"{' '.join(told)[:200]} failed ({child.returncode}): {errors.read().decode()}")
    return Cost(wall, used.ru_utime + used.ru_stime, max(held))


def watched(process: int, held: list[float]) -> None:
    """Adds to ``held``, four times a second as long as a process runs, what it and all below it hold, in MB; what
    several share is shared out among them."""
    while (now := sum(map(_held, _with_children(process)))) > 0.0:
        held.append(now)
        time.sleep(0.25)


def _with_children(process: int) -> Iterator[int]:
    yield process
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _with_children(int(child))


def _held(process: int) -> float:
    """MB of a process, 0 of one that has ended."""
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        return sum(int(n) for n in re.findall(r"^Pss: +(\d+)", told, re.M)) / 1024
    return 0.0


def claimcheck(*arguments: str) -> list[str]:
    return ["-m", "claimcheck", *arguments]


def compared(
    measure: str, ours: Callable[[], Cost], other: Callable[[], Cost], rounds: int, reach: str, instead: str
) -> list[Row]:
    """Ours and the other in turn: the medians' ratio by the clock and of CPU time, and our memory."""
    pairs = [(ours(), other()) for _ in range(rounds)]
    wall, cpu = (
        [statistics.median(getattr(side[n], kind) for side in pairs) for n in (0, 1)] for kind in ("wall", "cpu")
    )
    peak = max(first.memory for first, _ in pairs)
    note = f"{wall[0]:.2f} s against {wall[1]:.2f} s; {peak:,.0f} MB; medians of {rounds}"
    return [
        Row(f"{measure}, time", wall[0] / wall[1], instead, reach, None, note),
        Row(f"{measure}, CPU time", cpu[0] / cpu[1], instead, reach, None, f"{cpu[0]:.2f} s against {cpu[1]:.2f} s"),
    ]


def sentences_of(paths: Sequence[Path]) -> list[str]:
    """Every claim of some articles, as claimcheck encodes it."""
    from claimcheck.claims.extract import claims_of
    from claimcheck.reading.files import read_paths
    from claimcheck.reading.segment import segment

    sources, _ = read_paths([str(path) for path in paths])
    return [c.text for source in sources for article in segment(source) for c in claims_of(article, source)]


def exponent(costs: Mapping[int, float]) -> float:
    """The slope of log cost over log size, by least squares."""
    xs, ys = [math.log(n) for n in costs], [math.log(max(cost, 1e-9)) for cost in costs.values()]
    middle = statistics.fmean(xs)
    return sum((x - middle) * y for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs)


def made(folder: Path, articles: int, first: int = 0) -> None:
    """Stories of two articles of a few sentences, from the seeds' pages: in each story every longer word, names
    included, has a syllable of its own at its end, so that stories have little in common. ``first`` is the first
    story's number."""
    pages = [path.read_text(encoding="utf-8").split("\n") for path in sorted(SEEDS.glob("*.txt"))]
    lines = sorted({line for page in pages for line in page if 80 < len(line) < 300})
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    folder.mkdir()
    for n in range(articles):
        number, turn = divmod(n, 2)
        story = first + number
        told = [lines[(story * 5 + k + 7 * turn * (k > 3)) % len(lines)] for k in range(6)]
        end = syllables[story % 70] + syllables[story // 70 % 70]
        text = re.sub(r"\b([A-Za-z]{5,})\b", lambda m, end=end: m[1] + end, "\n\n".join(told))  # type: ignore[misc]
        (folder / f"{story:04}-{turn}.txt").write_text(f"{text}\n", encoding="utf-8")


def growth(sizes: Sequence[int], work: Path) -> tuple[float, dict[int, float]]:
    """CPU seconds of the whole from nothing by number of articles, and their exponent; what a process does once is done
    before."""
    from claimcheck.engine.whole_run import run
    from claimcheck.settings.loading import Settings

    costs = {}
    settings = Settings(cache_dir="off", reading={"on_problem": "skip"})
    first = 0
    for size in (8, *sizes):  # every size has stories of its own, so that none finds what another has left at hand
        folder = work / f"made-{size}"
        made(folder, size, first)
        first += size // 2
        begun = time.process_time()
        run([str(folder)], settings, root=folder)
        costs[size] = time.process_time() - begun
    del costs[8]
    return exponent(costs), costs


def work_of(sizes: Sequence[int], work: Path) -> dict[int, Counter[str]]:
    """What the whole from nothing does, by number of articles: calls of every function of ours, calls of all functions,
    texts encoded, pairs scored."""
    from claimcheck.embedding.encoder import SentenceEncoder
    from claimcheck.engine.whole_run import run
    from claimcheck.settings.loading import Settings

    found: dict[int, Counter[str]] = {}
    settings = Settings(cache_dir="off", jobs=1, reading={"on_problem": "skip"})
    encode = SentenceEncoder.encode
    first = 0
    for size in (8, *sizes):
        folder = work / f"made-{size}"
        made(folder, size, first)
        first += size // 2
        profiler = cProfile.Profile()
        with counted() as told, mock.patch.object(SentenceEncoder, "encode", _counting(encode, told)):
            profiler.enable()
            try:
                run([str(folder)], settings, root=folder)
            finally:
                profiler.disable()
        for entry in profiler.getstats():
            told[ALL] += entry.callcount
            if not isinstance(entry.code, str) and "claimcheck" in PurePath(entry.code.co_filename).parts:
                told[f"{PurePath(entry.code.co_filename).name}:{entry.code.co_name}"] += entry.callcount
        found[size] = told
    del found[8]
    return found


def _counting(encode: Callable[..., Any], told: Counter[str]) -> Callable[..., Any]:
    def counting(self: object, texts: Sequence[str]) -> Any:
        told["texts encoded"] += len(texts)
        return encode(self, texts)

    return counting


def too_steep(found: Mapping[int, Mapping[str, int]]) -> list[str]:
    """What grows faster than it may, with its counts by number of articles."""
    last = found[max(found)]
    wrong = []
    for what, count in sorted(last.items()):
        counts = {size: found[size].get(what, 0) + 1 for size in sorted(found)}
        slope = min(exponent(counts), exponent(dict(list(counts.items())[-2:])))
        small = what not in ARRAYS and count < SMALL * last[ALL]
        if not small and slope > (BOUND if what == ALL else OWN_BOUND):
            wrong.append(f"{what}: exponent {slope:.2f} ({', '.join(f'{own - 1:,}' for own in counts.values())})")
    return wrong


def share_of_peak(sentences: Sequence[str], cache: Path, rounds: int = 5) -> Row:
    """Matrix products of the encoder, a second on one core, against the products alone, of the same shapes, in the same
    library."""
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from claimcheck.embedding.onnx_model import _BATCH, OnnxModel

    model = OnnxModel(cache)
    lengths = [len(model._tokenizer.encode(text).ids) for text in sentences]
    counted: dict[int, int] = {}
    for length in lengths:
        counted[length] = counted.get(length, 0) + 1
    most = {length: max(1, _BATCH // length) for length in counted}
    tokens = [min(most[n], left) * n for n, count in counted.items() for left in range(count, 0, -most[n])]
    shapes = ((384, 1152), (384, 384), (384, 1536), (1536, 384))
    weights = [
        numpy_helper.from_array(np.full(shape, 0.01, dtype=np.float32), f"w{n}") for n, shape in enumerate(shapes)
    ]
    nodes = []
    for n, (inner, _) in enumerate(shapes):
        nodes.append(helper.make_node("MatMul", ["x" if inner == 384 else "y", f"w{n}"], [f"product{n}"]))
        nodes.append(helper.make_node("Slice", [f"product{n}", "zero", "one", "axis"], [f"out{n}"]))
    ends = {"zero": [0], "one": [1], "axis": [0]}
    weights += [numpy_helper.from_array(np.array(value, dtype=np.int64), name) for name, value in ends.items()]
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["m", w]) for n, w in (("x", 384), ("y", 1536))]
    outputs = [
        helper.make_tensor_value_info(f"out{n}", TensorProto.FLOAT, [1, wide]) for n, (_, wide) in enumerate(shapes)
    ]
    whole = helper.make_model(
        helper.make_graph(nodes, "products", inputs, outputs, weights),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(whole.SerializeToString(), options, providers=["CPUExecutionProvider"])
    dense = sum(6 * 2 * n * sum(a * b for a, b in shapes) for n in tokens)
    attention = sum(6 * 4 * n * n * 384 for n in lengths)
    zeros = {n: (np.zeros((n, 384), np.float32), np.zeros((n, 1536), np.float32)) for n in set(tokens)}
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        begun = time.process_time()
        model.sentences(sentences, 1)
        rates[0].append((dense + attention) / (time.process_time() - begun))
        begun = time.process_time()
        for n in tokens:
            for _ in range(6):
                session.run(None, {"x": zeros[n][0], "y": zeros[n][1]})
        rates[1].append(dense / (time.process_time() - begun))
    ours, peak = (statistics.median(own) / 1e9 for own in rates)
    note = f"{ours:.0f} of {peak:.0f} GFLOP/s on one core; {len(sentences):,} sentences; medians of {rounds}"
    return Row("embedding, share of the matrix products' rate", ours / peak, "the products alone", "0.70", None, note)


def measured(data: Path, work: Path, rounds: int, most: int) -> list[Row]:
    """Every comparison over the ECB+ articles, ``most`` of them at most."""
    articles = sorted((data / "articles" / "ecb").rglob("*.txt"))[:most]
    ready = work / "ready"  # a warm machine: the encoder's graph is there, nothing of these texts
    from claimcheck.embedding.export import graph

    graph(ready / "claimcheck")
    two = work / "two"
    two.mkdir()
    for n, path in enumerate(articles[:2]):
        shutil.copy(path, two / f"{n}.txt")
    told, every = work / "two.json", work / "all.json"
    told.write_text(json.dumps(sentences_of(sorted(two.iterdir()))), encoding="utf-8")
    sentences = sentences_of(articles)
    every.write_text(json.dumps(sentences), encoding="utf-8")

    def fresh() -> Path:
        cache = Path(tempfile.mkdtemp(dir=work))
        shutil.copytree(ready, cache, dirs_exist_ok=True)
        return cache

    report = claimcheck("report", ".", "--exit-zero", "--quiet")
    spent(report, two, fresh())  # bytecode; what is ready stays without these texts
    rows = compared(
        "two new articles to a report", lambda: spent(report, two, fresh()),
        lambda: spent(["-c", REFERENCE, str(told)], two, ready), rounds, "0.35", "sentence-transformers embeds them",
    )  # fmt: skip
    time.sleep(3)  # what changed a moment ago is not kept
    spent(report, two, ready)
    rows += compared(
        "the same report again", lambda: spent(report, two, ready), lambda: spent(STARTER, two, ready), 2 * rounds + 1,
        "4", "import typer, rich",
    )  # fmt: skip
    corpus = work / "corpus"
    for path in articles:
        target = corpus / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (corpus / "claimcheck.toml").write_text('[reading]\non_problem = "skip"\n[corpus]\npaths = ["articles"]\n')
    check = claimcheck("check", "--all", "--exit-zero", "--quiet")

    def from_nothing() -> Cost:
        shutil.rmtree(corpus / ".claimcheck", ignore_errors=True)
        return spent(check, corpus, fresh())

    rows += compared(
        f"{len(articles)} articles from nothing", from_nothing,
        lambda: spent(["-c", BARE, str(every), str(ready / "claimcheck")], corpus, ready), 1, "1.6",
        f"ONNX Runtime embeds their {len(sentences):,} sentences",
    )  # fmt: skip
    for _ in range(2):
        time.sleep(3)
        spent(check, corpus, ready)
    rows += compared(
        f"check with nothing new, {len(articles)} articles", lambda: spent(check, corpus, ready),
        lambda: spent(STARTER, corpus, ready), 2 * rounds + 1, "4", "import typer, rich",
    )  # fmt: skip
    rows.append(share_of_peak(sentences[:600], ready / "claimcheck"))
    return rows


def profile(data: Path, work: Path, count: int = 60) -> tuple[str, ...]:
    """Shares of the time of a run from nothing over some articles, by function of ours, 2 % and more."""
    for path in sorted((data / "articles" / "ecb").rglob("*.txt"))[:count]:
        target = work / "profiled" / "articles" / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    done = subprocess.run(
        [sys.executable, "-c", PROFILED], cwd=work / "profiled", capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode:
        return (f"No profile: {done.stderr.strip().splitlines()[-1]}",)
    lines = list(dict.fromkeys(done.stdout.splitlines()))
    told = "; ".join(f"`{name}` {float(share):.0%}" for share, name in (line.split(" ", 1) for line in lines))
    return (
        f"Where the time of a run from nothing over {count} articles goes (a function with what it calls): {told}.",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument(
        "--quick", action="store_true", help="counted growth alone, of made-up articles; exit 1 above the bounds"
    )
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--articles", type=int, default=772, help="of ECB+, to measure over")
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimcheck-speed-") as folder:
        work = Path(folder)
        if told.quick:
            found = work_of(COUNTED, work)
            for what in (ALL, *ARRAYS):
                counts = {size: own[what] for size, own in found.items()}
                shown = ", ".join(f"{size}: {count:,}" for size, count in counts.items())
                print(f"{what}: exponent {exponent(counts):.2f} over articles ({shown})")
            wrong = too_steep(found)
            print(f"too steep, above {BOUND} in all or {OWN_BOUND} alone: {'; '.join(wrong) or 'nothing'}")
            raise SystemExit(bool(wrong))
        sizes = (16, 32, 64) if told.articles < 772 else (50, 100, 200, 400)
        slope, costs = growth(sizes, work)
        seconds = ", ".join(f"{n}: {cost:.1f} s" for n, cost in costs.items())
        rows = measured(told.data, work, told.rounds, told.articles)
        rows.append(Row("growth of the whole with the number of articles, exponent", slope, None, "1.1", None, seconds))
        notes = profile(told.data, work) if told.profile else ()
        cores = len(os.sched_getaffinity(0))
        limited = f" --articles {told.articles}" if told.articles < 772 else ""
    title = f"Speed against what a user would do instead, {cores} cores"
    publish(
        Table("speed", title, f"python -m benchmarks.speed{told.profile * ' --profile'}{limited}", tuple(rows), notes)
    )


if __name__ == "__main__":
    main()

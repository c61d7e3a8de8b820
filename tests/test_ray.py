"""A distributed run: the bytes of a local one, whatever happens on the way. In processes of its own: Ray warns, and
warnings fail tests."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (extra ray)")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra ray)")

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install -e '.[ray]'"
)

COMMAND = """
import sys
from claimcheck.distributed import run
run.FILES = 1  # of a shard, so that there are some
from claimcheck.cli import main
main(sys.argv[1:])
"""
CLUSTER = """
import sys, threading, time
from pathlib import Path
from ray.cluster_utils import Cluster
from claimcheck.distributed import run
from claimcheck.errors import ClaimcheckError
run.FILES = 1
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
others = [cluster.add_node(num_cpus=1) for _ in range(2)]
folder = Path(sys.argv[1])
def kill():
    while len(list(folder.glob("articles/*.json"))) < 2:
        time.sleep(0.02)
    cluster.remove_node(others[0], allow_graceful=False)
    (folder / "killed").write_text(str(len(list(folder.glob("articles/*.json")))))
threading.Thread(target=kill, daemon=True).start()
from claimcheck.cli import main
try:
    main([*sys.argv[2:], "--shards", str(folder), "--address", cluster.address])
finally:
    cluster.shutdown()
"""


@pytest.fixture
def seeds(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "fixtures" / "seeds", tmp_path / "seeds")
    return tmp_path


def asked(folder: Path, script: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *options], cwd=folder, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip


REPORT = ("report", "seeds", "--exit-zero", "--no-cache", "--quiet")


def written(folder: Path, name: str) -> bytes:
    """The report of a local run."""
    from claimcheck.cli import main

    path = folder / name
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with pytest.raises(SystemExit) as left:
            main(["report", "seeds", "--exit-zero", "--quiet", "--output-format", f"json={path}"])
    assert left.value.code == 0
    return path.read_bytes()


def shards_in(folder: Path) -> dict[str, tuple[str, int]]:
    """Digest and time of change of every shard."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*-*.parquet"))
    }


# --------------------------------------------------------------------------- without Ray: shards, one by one


def in_shards(folder: Path, url: str, paths: Sequence[str] = ("seeds",)) -> object:
    from claimcheck.distributed.run import one_by_one, run
    from claimcheck.settings.loading import Settings

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, size in {"FILES": 2, "SKETCHED": 1, "ECHOED": 2, "ALONE": 4}.items():
            patch.setattr(f"claimcheck.distributed.run.{name}", size)
        return run(paths, Settings(), folder, url, one_by_one)


def as_json(report: object) -> bytes:
    from claimcheck.rules import RULES
    from claimcheck.writers import WRITERS

    found = WRITERS["json"](report, {rule.name: rule for rule in RULES})
    return found if isinstance(found, bytes) else found.encode()


def test_shards_give_the_report_of_a_local_run_and_are_made_once(seeds: Path) -> None:
    import pyarrow.parquet as pq

    local = written(seeds, "local.json")
    url = f"file://{seeds}/shards"
    assert as_json(in_shards(seeds, url)) == local
    before = shards_in(seeds / "shards")
    assert {name.partition("/")[0] for name in before} == {"articles", "compared", "judged", "sketches", "echoes"}
    assert as_json(in_shards(seeds, url)) == local
    assert shards_in(seeds / "shards") == before  # nothing was done again
    manifest = json.loads((seeds / "shards" / "manifest.json").read_text())
    told = {f"{name}.parquet": own["sha256"] for name, own in manifest["shards"].items()}
    assert told == {name: digest for name, (digest, _) in before.items()}

    # one that is cut short is made again, with the same bytes; the others stay
    cut = seeds / "shards" / min(before)
    cut.write_bytes(cut.read_bytes()[:-1])
    assert as_json(in_shards(seeds, url)) == local
    after = shards_in(seeds / "shards")
    assert [name for name in before if after[name] != before[name]] == [min(before)]
    assert after[min(before)][0] == before[min(before)][0]

    findings = pq.read_table(seeds / "shards" / "findings.parquet")
    assert findings.num_rows == len(json.loads(local)["findings"])

    # and one with a byte that was changed is named
    from claimcheck.errors import ClaimcheckError

    struck = next((seeds / "shards" / "articles").glob("*.parquet"))
    group = pq.ParquetFile(struck).metadata.row_group(0)
    claims = next(c for n in range(group.num_columns) if (c := group.column(n)).path_in_schema == "claims")
    raw = bytearray(struck.read_bytes())
    raw[claims.data_page_offset + claims.total_compressed_size // 2] ^= 0xFF
    struck.write_bytes(raw)
    with pytest.raises(ClaimcheckError, match=r"The shard .*articles/.* cannot be read"):
        in_shards(seeds, url)


def test_articles_and_shards_in_another_file_system(seeds: Path) -> None:
    files = fsspec.filesystem("memory")
    for path in (seeds / "seeds").iterdir():
        files.pipe_file(f"/corpus/seeds/{path.name}", path.read_bytes())
    report = json.loads(as_json(in_shards(seeds, "memory://shards", ["memory://corpus/seeds"])))
    local = json.loads(written(seeds, "local.json"))
    assert [s["path"] for s in report["sources"]] == [f"corpus/{s['path']}" for s in local["sources"]]
    assert [f["fingerprint"] for f in report["findings"]] == [f["fingerprint"] for f in local["findings"]]
    files.rm("/corpus", recursive=True)


def test_parquet_records_and_articles_in_no_story(seeds: Path) -> None:
    import pyarrow.parquet as pq

    from claimcheck.engine.whole_run import run
    from claimcheck.settings.loading import Settings

    rows = [
        {"id": str(n), "title": f"Ferry {n}", "text": f"The ferry sank off Dover on Monday. {n + 3} people died there."}
        for n in range(3)
    ]
    pq.write_table(pa.Table.from_pylist([*rows, {"id": "9", "title": "Rain", "text": "It rained all day in Quito."}]),
                   seeds / "wire.parquet")  # fmt: skip
    paths = ["wire.parquet", "seeds", "gone.txt"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(seeds)
        local = run(paths, Settings(), root=seeds)
    assert any(problem.path == "gone.txt" for problem in local.problems)
    assert in_shards(seeds, f"file://{seeds}/shards", paths) == local  # all of it, problems too


# --------------------------------------------------------------------------- messages


SAYING = """
import json, sys
from claimcheck.cli import main
for options in json.loads(sys.argv[1]):
    try:
        main(options)
    except SystemExit as left:
        print(f"<{left.code}>", file=sys.stderr)
"""


def said(folder: Path, *lines: str) -> list[str]:
    """What the command says of each of some lines of options, one after another in one process."""
    options = json.dumps([[*REPORT, *line.split()] for line in lines])
    told = asked(folder, SAYING, options).stderr
    assert "Traceback" not in told
    assert told.count("<2>\n") == len(lines), told
    return told.split("<2>\n")


def test_what_does_not_fit_together_is_said_before_anything_starts(seeds: Path) -> None:
    told = said(seeds, "--engine spark", "--address auto", "--engine ray --address auto")
    wanted = "--engine 'spark' is none", "are for --engine ray", "--address needs --shards"
    assert all(words in one for words, one in zip(wanted, told, strict=False))


def test_ray_that_is_not_installed_is_named(seeds: Path) -> None:
    hidden = "import sys; sys.modules['ray'] = None; from claimcheck.cli import main; main(sys.argv[1:])"
    done = asked(seeds, hidden, *REPORT, "--engine", "ray", "--shards", "shards")
    assert done.returncode == 2
    assert "needs Ray, which is not installed" in done.stderr
    assert "claimcheck-news[ray]" in done.stderr
    assert "Traceback" not in done.stderr


@needs_ray
@pytest.mark.slow
def test_an_address_that_does_not_answer_is_said(seeds: Path) -> None:
    ray = "--engine ray --shards shards --address"
    with socket.create_server(("127.0.0.1", 0)) as other:  # takes the connection and says something else

        def answer() -> None:
            with other.accept()[0] as connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        places = "127.0.0.1:1", f"127.0.0.1:{other.getsockname()[1]}", "nonsense"
        told = said(seeds, *(f"{ray} {place}" for place in places), "--engine ray --shards nowhere://x")
        thread.join()
    wanted = (
        "No Ray cluster answers at 127.0.0.1:1:",
        "is no Ray cluster",
        "'nonsense' is no address",
        "Protocol not known",
    )
    assert all(words in one for words, one in zip(wanted, told, strict=False))


# --------------------------------------------------------------------------- with Ray


OTHER = """
import sys
from claimcheck.distributed import run
run.run_key = lambda settings, encoder: "another version"
from claimcheck.cli import main
main(sys.argv[1:])
"""


@needs_ray
@pytest.mark.slow
def test_a_worker_of_another_version_says_so(seeds: Path) -> None:
    done = asked(seeds, OTHER, *REPORT, "--engine", "ray", "--jobs", "1", "--shards", "shards")
    assert done.returncode == 2
    assert done.stderr.startswith("claimcheck: error: A worker has another claimcheck, model or pyarrow")
    assert done.stderr.count("\n") == 1


@needs_ray
@pytest.mark.slow
def test_a_run_that_is_killed_half_way_goes_on_where_it_was(seeds: Path) -> None:
    options = (*REPORT, "--engine", "ray", "--jobs", "2", "--shards", "shards", "--output-format", "json=ray.json")
    begun = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *options], cwd=seeds, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    folder = seeds / "shards"
    deadline = time.monotonic() + 200
    while len(list(folder.glob("articles/*.json"))) < 2 and begun.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()
    finished = {path.with_suffix(".parquet").relative_to(folder) for path in folder.glob("articles/*.json")}
    before = {name: own for name, own in shards_in(folder).items() if Path(name) in finished}
    assert 2 <= len(before) < 5
    assert not (seeds / "ray.json").exists()

    done = asked(seeds, COMMAND, *options)
    assert done.returncode == 0, done.stderr
    after = shards_in(folder)
    assert {name: after[name] for name in before} == before  # those were not done again
    assert (seeds / "ray.json").read_bytes() == written(seeds, "local.json")
    assert not list(folder.rglob("*.part"))


@needs_ray
@pytest.mark.slow
def test_a_cluster_of_three_that_loses_one_finishes_with_the_same_bytes(seeds: Path) -> None:
    (seeds / "shards").mkdir()
    done = asked(seeds, CLUSTER, str(seeds / "shards"), *REPORT, "--engine", "ray", "--output-format", "json=ray.json")
    assert done.returncode == 0, done.stderr[-2000:]
    assert int((seeds / "shards" / "killed").read_text()) < 5  # of the article shards were there
    assert (seeds / "ray.json").read_bytes() == written(seeds, "local.json")

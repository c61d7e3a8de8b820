"""Hold every output still while code moves: ``python -m benchmarks.frozen`` (``make frozen``).

Runs the command line over the seeds and twelve ECB topics: the report as JSON, HTML and SARIF, what the index answers
to a check of the whole corpus and of single articles, and the identities that a baseline stores. Compares their SHA-256
with those in ``frozen.json``; exits 1 and names what differs. A commit that is meant to change output stores the new
digests with ``--write``; ``--keep DIR`` leaves the outputs there, to be compared with those of another commit.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
STORED = Path(__file__).with_name("frozen.json")
TOPICS = (
    "01ecb", "03ecb", "04ecbplus", "08ecb", "12ecbplus", "16ecb", "19ecbplus", "22ecb", "25ecbplus", "30ecb",
    "33ecbplus", "35ecb",
)  # fmt: skip
ADDED = ("ecb/03ecb/9.txt", "ecb/12ecbplus/3.txt", "ecb/30ecb/2.txt")  # checked one by one against the others
FORMATS = ("json", "html", "sarif")
SETTINGS = 'cache_dir = "cache"\n[reading]\non_problem = "skip"\n[corpus]\npaths = ["articles"]\n'


def claimcheck(root: Path, *arguments: str) -> None:
    """Run the command line of this checkout in ``root``. Raises SystemExit where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"}
    command = [sys.executable, "-m", "claimcheck", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"claimcheck {' '.join(arguments)} exits {done.returncode}: {done.stderr.strip()}")


def outputs(data: Path | None, folder: Path) -> Iterator[Path]:
    """Every output, as a file in ``folder``, as soon as it is made; without ``data``, of the seeds alone."""
    root = folder / "corpus"
    (root / "articles").mkdir(parents=True)
    (root / "claimcheck.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(ROOT / "fixtures" / "seeds", root / "articles" / "seeds")
    yield from report(root, folder, "seeds")
    if data is None:
        return
    for topic in TOPICS:
        shutil.copytree(data / "articles" / "ecb" / topic, root / "articles" / "ecb" / topic)
    yield from report(root, folder, "ecb")
    shutil.copytree(root / "cache", root / ".claimcheck")  # tokens and vectors, by content
    yield check(root, folder, "whole", "--all")
    for page in ADDED:
        yield check(root, folder, page.replace("/", "-"), f"articles/{page}")
    claimcheck(root, "baseline", "create", "--quiet")
    yield Path(shutil.copy(root / "claimcheck-baseline.txt", folder / "baseline.txt"))


def report(root: Path, folder: Path, name: str) -> Iterator[Path]:
    """A full run over one folder of articles, in every format."""
    written = {kind: folder / f"report-{name}.{kind}" for kind in FORMATS}
    given = [f"--output-format={kind}={path}" for kind, path in written.items()]
    claimcheck(root, "report", f"articles/{name}", "--exit-zero", "--quiet", *given)
    yield from written.values()


def check(root: Path, folder: Path, name: str, *asked: str) -> Path:
    """What the index answers, as JSON."""
    path = folder / f"check-{name}.json"
    claimcheck(root, "check", *asked, "--exit-zero", "--quiet", f"--output-format=json={path}")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the development sets; without it, the seeds alone")
    parser.add_argument("--write", action="store_true", help="store the digests instead of comparing them")
    parser.add_argument("--keep", type=Path, help="leave the outputs in this folder")
    arguments = parser.parse_args()
    stored: dict[str, str] = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    differing = []
    with tempfile.TemporaryDirectory(prefix="claimcheck-frozen-") as folder:
        for path in outputs(arguments.data, Path(folder)):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            same = stored.get(path.name) == digest
            print(f"{path.name:32} {digest[:16]} {'as stored' if same else 'DIFFERS'}", flush=True)
            if not same:
                differing.append(path.name)
            stored[path.name] = digest
            if arguments.keep is not None:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, arguments.keep)
    if arguments.write:
        STORED.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    elif differing:
        raise SystemExit(f"{len(differing)} outputs are not as stored: {', '.join(differing)}")


if __name__ == "__main__":
    main()

"""``claimcheck check`` as it is called, in git repositories, and over a corpus that is not all there."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from claimcheck.engine.additions import check, update
from claimcheck.engine.index import FILE, FOLDER
from claimcheck.errors import ClaimcheckError
from claimcheck.settings.loading import Settings
from tests.corpus_sample import FIRST, SECOND

pytestmark = pytest.mark.model


@pytest.fixture
def root(corpus: Path) -> Path:
    return corpus


def claimcheck(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "claimcheck", *arguments], cwd=root, capture_output=True, text=True, timeout=300
    )


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(root: Path) -> Path:
    git(root, "init", "-q", "-b", "main")
    (root / "claimcheck.toml").write_text("")
    (root / "a.txt").write_text(FIRST)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    return root


def test_staged_and_since(repository: Path) -> None:
    (repository / "b.txt").write_text(SECOND)
    assert claimcheck(repository, "check", "--staged").returncode == 0  # nothing is staged
    new = claimcheck(repository, "check", "--since", "HEAD")
    assert new.returncode == 1 and "b.txt" in new.stdout
    git(repository, "add", "b.txt")
    assert claimcheck(repository, "check", "--staged").returncode == 1
    git(repository, "commit", "-qm", "Add b")
    assert claimcheck(repository, "check", "--staged").returncode == 0
    since = claimcheck(repository, "check", "--since", "HEAD~1", "--output-format", "json")
    assert since.returncode == 1
    assert "number-conflict" in {f["rule"] for f in json.loads(since.stdout)["findings"]}
    assert not (repository / FOLDER / ".gitignore").read_text().isspace()
    told = subprocess.run(
        ["git", "-C", str(repository), "status", "--short"], capture_output=True, text=True, check=True
    )
    assert told.stdout == ""  # the index is nobody's to commit


def test_a_check_that_has_everything_loads_no_model(repository: Path) -> None:
    (repository / "b.txt").write_text(SECOND)
    assert claimcheck(repository, "check", "b.txt").returncode == 1
    heavy = "torch transformers sentence_transformers spacy sklearn"
    code = (
        "import sys\nfrom claimcheck.cli import main\n"
        "try: main(['check', 'b.txt', '-q'])\nexcept SystemExit as left: code = left.code\n"
        f"print(code, [m for m in '{heavy}'.split() if m in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, timeout=120)
    assert ended.stderr.strip() == "1 []"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "check needs to know what to check"),
        (["a.txt", "--staged"], "check needs to know what to check"),
        (["--since", "no-such-branch"], "git cannot tell what changed"),
        (["--since=--output=x"], "is no revision"),
        (["missing.txt"], "missing.txt does not exist"),
    ],
)
def test_wrong_use_is_one_line(repository: Path, arguments: list[str], said: str) -> None:
    ended = claimcheck(repository, "check", *arguments)
    assert ended.returncode == 2 and said in ended.stderr and "Traceback" not in ended.stderr


def test_outside_git_paths_are_asked_for(root: Path) -> None:
    (root / "claimcheck.toml").write_text("")
    ended = claimcheck(root, "check", "--staged")
    assert ended.returncode == 2 and "is in no git repository" in ended.stderr


def test_a_check_from_a_folder_below_names_the_same_findings(repository: Path) -> None:
    below = repository / "below"
    below.mkdir()
    (below / "b.txt").write_text(SECOND)
    prints = []
    for folder, name in ((repository, "below/b.txt"), (below, "b.txt")):
        ended = claimcheck(folder, "check", name, "--output-format", "json")
        prints.append({f["fingerprint"] for f in json.loads(ended.stdout)["findings"]})
    assert prints[0] and prints[0] == prints[1]


# --------------------------------------------------------------------------- a corpus that is not all there


def held(root: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(root / FOLDER / FILE)) as rows:
        return {real for (real,) in rows.execute("SELECT real FROM files")}


def unlisted(folder: Path) -> None:
    """Nobody may list the folder; root may all the same, so a link stands for it that goes round in a circle."""
    shutil.move(folder, folder.with_name("kept"))
    folder.symlink_to(folder)


@pytest.mark.parametrize("skip", ["", '[reading]\non_problem = "skip"\n'])
@pytest.mark.parametrize("lose", [lambda folder: shutil.move(folder, folder.with_name("kept")), unlisted])
def test_a_corpus_folder_that_is_lost_is_never_a_pass(root: Path, skip: str, lose: Any) -> None:
    (root / "claimcheck.toml").write_text(f'{skip}[corpus]\npaths = ["in", "a.txt"]\n')
    (root / "in").mkdir()
    (root / "a.txt").write_text(FIRST)
    (root / "in" / "b.txt").write_text(SECOND)
    assert claimcheck(root, "baseline", "create").returncode == 0
    baseline, files = (root / "claimcheck-baseline.txt").read_text(), held(root)
    assert "number-conflict" in baseline and files == {"a.txt", "in/b.txt"}
    lose(root / "in")
    commands = ("check --all", "check a.txt", "index build", "index update", "index update --dry-run", "index verify",
                "baseline prune", "baseline update")  # fmt: skip
    for command in commands:
        ended = claimcheck(root, *command.split())
        assert ended.returncode == 2 and "error: in " in ended.stderr, (command, ended)
        assert "resolved" not in ended.stdout + ended.stderr and "Traceback" not in ended.stderr
        assert held(root) == files and (root / "claimcheck-baseline.txt").read_text() == baseline


def test_a_folder_that_cannot_be_listed_is_never_a_pass(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.model_validate({"reading": {"on_problem": "skip"}})
    (root / "in" / "deep").mkdir(parents=True)
    (root / "a.txt").write_text(FIRST)
    (root / "in" / "deep" / "b.txt").write_text(SECOND)
    update(settings, root)
    listing = os.scandir

    def refused(path: Path) -> Any:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refused)
    for work in (lambda: check(None, settings, root), lambda: update(settings, root, anew=True)):
        with pytest.raises(ClaimcheckError, match=r"in/deep cannot be read: Permission denied\."):
            work()
    assert held(root) == {"a.txt", "in/deep/b.txt"}


def test_a_missing_path_of_a_report_is_fatal_and_resolves_nothing(root: Path) -> None:
    (root / "claimcheck.toml").write_text('[reading]\non_problem = "skip"\n')
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(FIRST)
    (root / "in").mkdir()
    (root / "in" / "c.txt").write_text(SECOND)
    assert claimcheck(root, "baseline", "create").returncode == 0
    shutil.rmtree(root / "in")
    ended = claimcheck(root, "report", "a.txt", "b.txt", "in")
    assert ended.returncode == 2 and "error: in does not exist. Check the path." in ended.stderr
    assert "resolved" not in ended.stdout + ended.stderr
    assert "baseline" in claimcheck(root, "report", "a.txt", "b.txt").stderr  # gone for good

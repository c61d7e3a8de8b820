"""``check --staged`` judges what the next commit holds, whatever the disk holds; in real git repositories."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from claimcheck.engine.additions import update
from claimcheck.engine.index import FILE, FOLDER
from claimcheck.engine.opening import differences
from claimcheck.files import revisions
from claimcheck.reading.files import read_files
from claimcheck.reading.listing import list_files
from claimcheck.settings.loading import Settings
from tests.corpus_sample import FIRST, SECOND

pytestmark = pytest.mark.model
WHO = {f"GIT_{role}_{key}": "e@example.org" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}


@pytest.fixture
def root(tmp_path: Path, warm: Path) -> Path:
    """A fresh repository without a commit, with two settled articles on disk; nothing is staged but one of them."""
    root = tmp_path / "repo"
    (root / FOLDER).mkdir(parents=True)
    for name in ("vectors.sqlite", "annotations.sqlite"):
        shutil.copy(warm / name, root / FOLDER / name)
    (root / FOLDER / ".gitignore").write_text("*\n")
    git(root, "init", "-q", "-b", "main")
    (root / "claimcheck.toml").write_text("")
    (root / "a.txt").write_text(FIRST)
    git(root, "add", "a.txt", "claimcheck.toml")
    return root


def git(root: Path, *arguments: str, rc: int = 0) -> str:
    ended = subprocess.run(
        ["git", "-C", str(root), *arguments], env={**os.environ, **WHO}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == rc, ended
    return ended.stdout + ended.stderr


def staged(root: Path, *arguments: str, rc: int) -> tuple[set[str], str]:
    """The rules that spoke, and what stood on stderr."""
    command = [sys.executable, "-m", "claimcheck", "check", "--staged", "--output-format", "json", *arguments]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == rc and "Traceback" not in ended.stderr, (ended.stdout[-2000:], ended.stderr)
    return {f["rule"] for f in json.loads(ended.stdout)["findings"]} if ended.stdout else set(), ended.stderr


def test_the_index_wrong_and_the_disk_right_fails(root: Path) -> None:
    (root / "b.txt").write_text(SECOND)
    git(root, "add", "b.txt")
    (root / "b.txt").write_text(FIRST)
    assert "number-conflict" in staged(root, rc=1)[0]


def test_the_index_right_and_the_disk_wrong_passes(root: Path) -> None:
    (root / "b.txt").write_text(FIRST)
    git(root, "add", "b.txt")
    (root / "b.txt").write_text(SECOND)
    assert "number-conflict" not in staged(root, rc=0)[0]


def test_a_staged_file_that_the_disk_lost_is_judged(root: Path) -> None:
    (root / "b.txt").write_text(SECOND)
    git(root, "add", "b.txt")
    (root / "b.txt").unlink()
    assert "number-conflict" in staged(root, rc=1)[0]


def test_the_other_side_counts_as_staged_too(root: Path) -> None:
    """What is committed and not changed in the index stands as it is there, altered or gone on disk."""
    git(root, "commit", "-qm", "First")
    (root / "b.txt").write_text(SECOND)
    git(root, "add", "b.txt")
    (root / "a.txt").write_text(SECOND)
    assert "number-conflict" in staged(root, rc=1)[0]
    (root / "a.txt").unlink()
    assert "number-conflict" in staged(root, rc=1)[0]


def test_what_is_not_in_the_index_is_no_part_of_the_corpus(root: Path) -> None:
    (root / "b.txt").write_text(SECOND)
    assert staged(root, rc=0)[0] == set()  # untracked
    git(root, "add", "--intent-to-add", "b.txt")
    assert staged(root, rc=0)[0] == set()
    git(root, "add", "b.txt")
    git(root, "rm", "-q", "--cached", "a.txt")
    assert staged(root, rc=0)[0] == set()


def test_a_plain_check_afterwards_sees_the_disk(root: Path) -> None:
    """What was read in place of the disk has no file's time: the next run reads again."""
    (root / "b.txt").write_text(SECOND)
    git(root, "add", "b.txt")
    (root / "b.txt").write_text(FIRST + "\n")
    for content, rc in ((SECOND, 1), (FIRST, 0), (SECOND.replace("Thirteen", "Fourteen"), 1)):
        (root / "b.txt").write_text(content)
        git(root, "add", "b.txt")
        before = (root / "b.txt").stat()
        (root / "b.txt").write_text(content.replace("Monday", "monday"))  # as long, and as old
        os.utime(root / "b.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
        staged(root, rc=rc)
        with closing(sqlite3.connect(root / FOLDER / FILE)) as rows:
            held = dict(rows.execute("SELECT real, changed FROM files"))
        assert held["b.txt"] == -1 and held["a.txt"] > 0
        changes, _ = update(Settings(), root)
        assert changes.read == ("b.txt",) and not differences(Settings(), root)


def test_a_conflict_is_one_message(root: Path) -> None:
    git(root, "commit", "-qm", "First")
    git(root, "checkout", "-qb", "other")
    (root / "a.txt").write_text(SECOND)
    git(root, "commit", "-qam", "Other")
    git(root, "checkout", "-q", "main")
    (root / "a.txt").write_text(FIRST.replace("Thirty", "Forty"))
    git(root, "commit", "-qam", "Main")
    git(root, "merge", "other", rc=1)
    _, said = staged(root, rc=2)
    assert said.count("\n") == 1 and "a.txt has a merge conflict. Resolve it" in said


@pytest.mark.parametrize("how", [["-a"], ["--", "b.txt"]])
def test_a_hook_of_a_partial_commit_judges_what_it_commits(root: Path, how: list[str]) -> None:
    git(root, "commit", "-qm", "First")
    (root / "b.txt").write_text(FIRST)
    git(root, "add", "b.txt")
    git(root, "commit", "-qm", "Second")
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m claimcheck check --staged -q\n')
    hook.chmod(0o755)
    (root / "b.txt").write_text(SECOND)  # changed, not added: both ways to commit take it
    assert "number-conflict" in git(root, "commit", "-m", "Third", *how, rc=1)
    (root / "b.txt").write_text(FIRST + "\n")
    git(root, "commit", "-m", "Third", *how)


def test_a_hook_in_a_linked_worktree(root: Path, tmp_path: Path) -> None:
    """There git names the repository in the environment; the settings lie in a folder below."""
    git(root, "commit", "-qm", "First")
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    tree = tmp_path / "tree"
    (tree / "news").mkdir()
    git(tree, "mv", "claimcheck.toml", "a.txt", "news")
    git(tree, "commit", "-qm", "Move")
    hook = root / ".git" / "hooks" / "pre-commit"
    command = f'"{sys.executable}" -m claimcheck check --staged -q --config news/claimcheck.toml'
    hook.write_text(f"#!/bin/sh\nexec {command}\n")
    hook.chmod(0o755)
    (tree / "news" / "b.txt").write_text(SECOND)
    git(tree, "add", "news/b.txt")
    (tree / "news" / "b.txt").write_text(FIRST)
    assert "number-conflict" in git(tree, "commit", "-m", "b", rc=1)


def test_contents_are_what_git_would_write(root: Path) -> None:
    """Line ends, names that are patterns or hold a line break, files that git was told not to look at."""
    names = ["b [x].txt", "line\nbreak.txt", "-n.txt", "ü.txt"]
    (root / ".gitattributes").write_text("*.txt text eol=crlf\n")
    for name in (*names, "unseen.txt"):
        (root / name).write_bytes(b"One.\r\nTwo.\r\n")
    git(root, "add", "-A")
    git(root, "update-index", "--assume-unchanged", "unseen.txt")
    for name in (*names, "unseen.txt"):
        (root / name).write_bytes(b"Three.\r\n")
    found = revisions.staged(root)
    assert found.contents == {root.resolve() / n: b"One.\r\nTwo.\r\n" for n in (*names, "unseen.txt")}
    assert found.changed == found.files and len(found.files) == 8


def read(root: Path) -> dict[str, str]:
    """The text of every article of the next commit, by path."""
    commit = revisions.staged(root)
    files, problems = list_files([str(root)], extensions=(".txt",), base=root, staged=commit)
    sources, more = read_files(files, staged=commit)
    assert not problems and not more
    return {source.path: source.text for source in sources}


def test_what_stands_on_disk_in_a_files_place_is_not_read(root: Path, tmp_path: Path) -> None:
    """A link out of the corpus, a folder, a file where the commit has a folder."""
    (tmp_path / "secret.txt").write_text("Secret.")
    for name in ("b.txt", "in/c.txt"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(SECOND)
    git(root, "add", "-A")
    for name in ("a.txt", "b.txt"):
        (root / name).unlink()
    shutil.rmtree(root / "in")
    (root / "a.txt").symlink_to("../secret.txt")
    (root / "b.txt").mkdir()
    (root / "b.txt" / "d.txt").write_text("Another.")
    (root / "in").write_text("A file.")
    assert read(root) == {"a.txt": FIRST, "b.txt": SECOND, "in/c.txt": SECOND}


def test_a_sparse_checkout_is_whole(root: Path) -> None:
    for name in ("in/b.txt", "out/c.txt"):
        (root / name).parent.mkdir()
        (root / name).write_text(SECOND)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "First")
    git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert not (root / "out").exists()
    assert read(root) == {"a.txt": FIRST, "in/b.txt": SECOND, "out/c.txt": SECOND}


def test_a_filter_that_fails_is_one_message(root: Path) -> None:
    (root / ".gitattributes").write_text("*.txt filter=broken\n")
    git(root, "config", "filter.broken.smudge", "false")
    git(root, "config", "filter.broken.required", "true")
    (root / "a.txt").unlink()
    _, said = staged(root, rc=2)
    assert said.count("\n") == 1 and "'false' failed 1. Mend that, or name the files to check." in said


def test_many_links_take_no_process_each(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran, calls = revisions._ran, []
    monkeypatch.setattr(revisions, "_ran", lambda *told: calls.append(told) or ran(*told))
    counts = []
    for names in (("one",), ("two", "three\nlines", "four")):
        for name in names:
            (root / name).symlink_to(f"to {name}")
        git(root, "add", "-A")
        calls.clear()
        found = revisions.staged(root)
        counts.append(len(calls))
    assert counts[0] == counts[1]
    assert {link.name: to for link, to in found.links.items()} == {
        name: f"to {name}" for name in ("one", "two", "three\nlines", "four")
    }


def test_a_link_that_no_glob_names_fails_no_commit(root: Path, tmp_path: Path) -> None:
    (root / "claimcheck.toml").write_text('[corpus]\npaths = ["a*.txt", "in/*.txt"]\n')
    (root / "in").mkdir()
    (root / "in" / "b.txt").write_text(FIRST)
    (root / "in" / "data").symlink_to(tmp_path)
    (root / "out.txt").symlink_to("/nowhere")
    git(root, "add", "-A")
    assert staged(root, rc=0)[1].count("link") == 0


def test_globs_and_hidden_files_are_as_on_disk(root: Path) -> None:
    (root / "claimcheck.toml").write_text('[corpus]\npaths = ["in/*/x*.txt", "a.txt"]\n')
    for name in ("in/one/x1.txt", "in/.two/x2.txt", "in/one/y.txt", "in/one/deep/x3.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(SECOND)
    git(root, "add", "-A")
    command = [sys.executable, "-m", "claimcheck", "check", "--staged", "--output-format", "json"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert {s["path"] for s in json.loads(ended.stdout)["sources"]} == {"a.txt", "in/one/x1.txt"}

"""What ``--since`` and ``--staged`` take for changed, in real repositories of every shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimcheck.errors import ConfigError
from claimcheck.files.revisions import changed_since, staged
from claimcheck.reading.listing import list_files
from tests.test_staged import git

FILE = ("-c", "protocol.file.allow=always")


def wrote(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        (root / f"{name}.txt").write_text(text)


def committed(root: Path, **texts: str) -> None:
    wrote(root, **texts)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "and ".join(texts) or "x")


def since(root: Path, revision: str) -> set[str]:
    return {path.relative_to(root.resolve()).as_posix() for path in changed_since(revision, root)}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """``main`` has gone on with "theirs" and a change to "both" since the branch began that added "ours"."""
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    committed(root, old="old", both="both")
    git(root, "checkout", "-qb", "branch")
    committed(root, ours="ours")
    git(root, "checkout", "-q", "main")
    committed(root, theirs="theirs", both="both, changed")
    git(root, "checkout", "-q", "branch")
    return root


def test_a_branch_is_not_shown_what_the_other_changed(root: Path) -> None:
    assert since(root, "main") == {"ours.txt"}
    wrote(root, fresh="fresh", old="changed")
    (root / ".gitignore").write_text("hidden.txt\n")
    wrote(root, hidden="hidden")
    assert since(root, "main") == {"ours.txt", "fresh.txt", "old.txt", ".gitignore"}
    git(root, "merge", "-q", "-m", "both", "main")
    assert since(root, "main") == {"ours.txt", "fresh.txt", "old.txt", ".gitignore"}


def test_a_folder_inside_the_repository_and_a_detached_head(root: Path) -> None:
    (root / "deep").mkdir()
    committed(root / "deep", inner="x")
    git(root, "checkout", "-q", "--detach")
    assert {p.name for p in changed_since("main", root / "deep")} == {"ours.txt", "inner.txt"}


def test_histories_that_never_met_are_compared_as_they_are(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "apart")
    committed(root, ours="another")
    assert since(root, "main") == {"ours.txt", "both.txt"}


def test_a_worktree(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", str(tmp_path / "beside"), "-b", "second", "branch")
    committed(tmp_path / "beside", more="more")
    wrote(tmp_path / "beside", fresh="x")
    assert since(tmp_path / "beside", "main") == {"ours.txt", "more.txt", "fresh.txt"}
    assert since(root, "main") == {"ours.txt"}
    assert staged(tmp_path / "beside").top == (tmp_path / "beside").resolve()


def test_in_a_hook_of_the_repository(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """git names itself in the environment of a hook, and then takes the working directory for its top."""
    (root / "deep").mkdir()
    committed(root / "deep", inner="x")
    monkeypatch.setenv("GIT_DIR", str(root / ".git"))
    for where in (root, root / "deep"):
        monkeypatch.chdir(root)
        assert {p.name for p in changed_since("main", where)} == {"ours.txt", "inner.txt"}


def test_a_bare_clone_says_what_it_needs(root: Path, tmp_path: Path) -> None:
    git(root, "clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    for ask in (lambda: changed_since("main", tmp_path / "bare.git"), lambda: staged(tmp_path / "bare.git")):
        with pytest.raises(ConfigError, match="bare repository") as said:
            ask()
        assert "git worktree add" in said.value.action
    git(tmp_path / "bare.git", "worktree", "add", "-q", str(tmp_path / "out"), "branch")
    assert since(tmp_path / "out", "main") == {"ours.txt"}


def test_a_shallow_clone_says_what_it_needs(root: Path, tmp_path: Path) -> None:
    shallow, address = tmp_path / "shallow", root.resolve().as_uri()
    git(tmp_path, "clone", "-q", "--depth=1", "-b", "branch", address, str(shallow))
    with pytest.raises(ConfigError, match="origin/main is not in this shallow clone") as said:
        changed_since("origin/main", shallow)
    assert "git fetch --unshallow" in said.value.action and "fetch-depth: 0" in said.value.action
    git(shallow, "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    with pytest.raises(ConfigError, match="does not reach back to where origin/main and HEAD parted"):
        changed_since("origin/main", shallow)
    git(shallow, "fetch", "-q", "--unshallow", "origin", "branch", "main:refs/remotes/origin/main")
    assert since(shallow, "origin/main") == {"ours.txt"}


def test_a_merge_ref_at_depth_1_needs_nothing_more(root: Path, tmp_path: Path) -> None:
    """As a pull request is checked out: its merge with the base, which the commit names though it is not there."""
    git(root, "checkout", "-q", "--detach", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "branch")
    git(root, "update-ref", "refs/pull/1/merge", "HEAD")
    out = tmp_path / "out"
    out.mkdir()
    git(out, "init", "-q")
    git(out, "remote", "add", "origin", root.resolve().as_uri())
    git(out, "fetch", "-q", "--no-tags", "--depth=1", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
    git(out, "checkout", "-q", "--detach", "refs/remotes/pull/1/merge")
    base = git(root, "rev-parse", "main").strip()
    git(out, "fetch", "-q", "--no-tags", "--depth=1", "origin", base)
    assert since(out, base) == {"ours.txt"}


def test_a_revision_that_is_not_there(root: Path) -> None:
    with pytest.raises(ConfigError, match="no revision nowhere") as said:
        changed_since("nowhere", root)
    assert "git fetch" in said.value.action


def test_a_rebase_in_progress(root: Path) -> None:
    git(root, "checkout", "-qb", "clash")
    committed(root, both="clash")
    committed(root, last="last")
    git(root, "rebase", "main", rc=1)
    with pytest.raises(ConfigError, match=r"both\.txt has a merge conflict"):
        changed_since("main", root)
    with pytest.raises(ConfigError, match=r"both\.txt has a merge conflict"):
        staged(root)
    wrote(root, both="solved")
    git(root, "add", "both.txt")
    assert since(root, "main") == {"ours.txt", "both.txt"}
    assert {p.name for p in staged(root).changed} == {"both.txt"}


def test_submodules(root: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q", "-b", "main")
    committed(inner, first="first")
    git(root, *FILE, "submodule", "--quiet", "add", str(inner), "wire")
    assert since(root, "main") == {"ours.txt", ".gitmodules", "wire/first.txt"}  # it was not there before
    commit = staged(root)
    assert root.resolve() / "wire" / "first.txt" in commit.changed
    files, problems = list_files([str(root / "wire"), str(root)], extensions=(".txt",), base=root, staged=commit)
    assert "wire/first.txt" in files.values() and not problems
    git(root, "commit", "-qm", "with the wire")
    assert staged(root).changed == frozenset()
    git(root, "tag", "then")
    committed(root / "wire", second="second")
    assert since(root, "then") == {"wire/second.txt"}
    git(root, "add", "wire")
    assert {p.name for p in staged(root).changed} == {"second.txt"}
    wrote(root / "wire", third="third")
    assert since(root, "then") == {"wire/second.txt", "wire/third.txt"}
    git(root, "commit", "-qm", "with more")
    alone = tmp_path / "alone"
    git(tmp_path, "clone", "-q", str(root), str(alone))  # without its submodules
    assert since(alone, "HEAD~1") == set()


def test_links_count_where_they_lead(root: Path) -> None:
    (root / "link.txt").symlink_to("old.txt")
    committed(root)
    assert since(root, "main") == {"ours.txt", "link.txt"}
    files, problems = list_files([str(root)], extensions=(".txt",), base=root, staged=staged(root))
    assert not problems and "old.txt" in files.values()

"""Which files are read: what paths tell, globs, links, and what git ignores."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from claimcheck.errors import ConfigError
from claimcheck.files import revisions
from claimcheck.files.tree import Tree
from claimcheck.reading.files import Reading, read_files, read_paths
from claimcheck.reading.listing import list_files
from claimcheck.reading.path_patterns import told_by_path
from tests.input_samples import BODY, TITLE, only

# --------------------------------------------------------------------------- patterns and globs


def test_path_patterns() -> None:
    patterns = ("{outlet}/{date}/*.txt", "archive/{year}/{month}/{day}-{outlet}.txt", "by/{author}/**")
    assert told_by_path("wire/ap/2017-01-20/a.txt", patterns) == {"outlet": "ap", "published": "2017-01-20"}
    assert told_by_path("ap/20170120/a.txt", patterns) == {"outlet": "ap", "published": "2017-01-20"}
    assert told_by_path("archive/2017/01/20-the_times.txt", patterns) == {
        "outlet": "the times", "published": "2017-01-20"
    }  # fmt: skip
    assert told_by_path("by/jane/x/y.txt", patterns) == {"author": "jane"}
    assert told_by_path("elsewhere.txt", patterns) == {}
    assert told_by_path("ap/2017-99-99/a.txt", patterns) == {"outlet": "ap"}
    for wrong in ("{outlets}/*", "{outlet}/{outlet}", "{"):
        with pytest.raises(ConfigError):
            told_by_path("a", (wrong,))


def test_path_patterns_reach_the_article(tmp_path: Path) -> None:
    (tmp_path / "ap" / "2017-01-20").mkdir(parents=True)
    (tmp_path / "ap" / "2017-01-20" / "a.txt").write_text("\n\n".join([TITLE, *BODY]), encoding="utf-8")
    reading = Reading(path_patterns=("{outlet}/{date}/*",))
    _, article = only(tmp_path, reading)
    assert (article.outlet, str(article.published)) == ("ap", "2017-01-20")


def test_globs_and_hidden_folders(tmp_path: Path) -> None:
    for name in ("a/x.txt", "a/b/y.txt", "a/z.log", ".claimcheck/index.txt", ".git/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TITLE)
    listed, problems = list_files([str(tmp_path / "**" / "*.txt")], extensions=(".txt",), base=tmp_path)
    assert sorted(listed.values()) == ["a/b/y.txt", "a/x.txt"] and not problems
    listed, _ = list_files([str(tmp_path)], extensions=(".txt",), base=tmp_path)
    assert sorted(listed.values()) == ["a/b/y.txt", "a/x.txt"]
    _, problems = list_files([str(tmp_path / "*.md")], extensions=(".md",), base=tmp_path)
    assert [p.message for p in problems] == [f"{tmp_path}/*.md matches nothing."]
    sources, _ = read_files({str(tmp_path / "a" / "x.txt"): "a/x.txt"})
    assert sources[0].text == TITLE


# --------------------------------------------------------------------------- links


def test_a_glob_goes_round_no_loop_of_links(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("A sentence stands here.")
    for name in ("one", "two"):
        (tmp_path / "in" / name).symlink_to(tmp_path, target_is_directory=True)
    sources, problems = read_paths([str(tmp_path / "**" / "*.txt")], base=tmp_path)
    assert [s.path for s in sources] == ["in/a.txt"] and len(problems) == 2
    assert all("a folder that it lies in. Remove the link." in f"{p.message} {p.action}" for p in problems)


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with links of every kind; the working directory."""
    corpus = tmp_path / "corpus"
    for name in ("corpus/in/deep/a.txt", "corpus/in/.kept/b.txt", "corpus/in/c.dat", "secret.txt", "other/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("A sentence stands here.")
    for name, target in {
        "leak.txt": "../secret.txt", "loop": "..", "in/self": ".", "out": "../other", "in/hidden": ".kept",
        "in/hid.txt": ".kept/b.txt", "in/c.txt": "c.dat", "in/again": "deep", "a.txt": "in/deep/a.txt",
        "nothing.txt": "nowhere", "circle.txt": "circle.txt", "picture.png": "/dev/null",
    }.items():  # fmt: skip
        (corpus / name).symlink_to(target)
    monkeypatch.chdir(corpus)
    return corpus


SAID = {
    "leak.txt": "leak.txt is a link that leads out of what is searched, to ",
    "out": "out is a link that leads out of what is searched, to ",
    "loop": "loop is a link to ",
    "in/self": "in/self is a link to in, a folder that it lies in.",
    "nothing.txt": "nothing.txt is a link to nothing.",
    "circle.txt": "circle.txt is a link to nothing.",
}


def test_links_lead_nowhere_else(linked: Path) -> None:
    files, problems = list_files(["."], extensions=(".txt",))
    inside = {linked / "in/deep/a.txt": "a.txt", linked / "in/c.dat": "in/c.txt"}
    assert files == {str(path.resolve()): shown for path, shown in inside.items()}
    assert {p.path for p in problems} == set(SAID) and all(p.message.startswith(SAID[p.path]) for p in problems)
    assert str(linked.parent.resolve() / "secret.txt") in next(p.message for p in problems if p.path == "leak.txt")


def test_globs_follow_no_link_out(linked: Path) -> None:
    for pattern, told in (("**/*.txt", {*SAID}), ("*.txt", {"leak.txt", "nothing.txt", "circle.txt"}),
                          ("*/*.txt", {"loop", "out"}), ("in/*", {"in/self"})):  # fmt: skip
        files, problems = list_files([pattern], extensions=(".txt",))
        assert {p.path for p in problems} == told, pattern
        assert set(files) <= {str((linked / "in" / name).resolve()) for name in ("deep/a.txt", "c.dat")}, pattern


def test_a_link_that_is_named_is_followed(linked: Path) -> None:
    files, problems = list_files(["leak.txt", "out"], extensions=(".txt",))
    assert set(files.values()) == {"leak.txt", "out/d.txt"} and not problems
    files, problems = list_files([".", "../secret.txt", "../other"], extensions=(".txt",))  # named itself: no leak
    assert {p.path for p in problems} == {*SAID} - {"leak.txt", "out"}
    assert len(files) == 4


def test_links_of_the_next_commit_are_the_same(linked: Path) -> None:
    disk = list_files(["."], extensions=(".txt",))
    git = ["git", "-C", str(linked), "-c", "core.quotePath=false"]
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    staged = revisions.staged(linked)
    for entry in linked.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    files, problems = list_files(["."], extensions=(".txt",), staged=staged)
    assert set(files) == set(disk[0]) and {p.message for p in problems} == {p.message for p in disk[1]}


@pytest.mark.parametrize(
    "pattern",
    ["**/*.txt", "*.txt", "*/*.txt", "in/*", "in/**", "in/a*", "in/a*/*.txt", "**/again/*.txt", "in/[ad]*/a*", "*/",
     ".*/*", "in/.k*/*.txt", "in/deep/*.md", "nowhere/*.txt", "in", "in/again", "a.txt"],
)  # fmt: skip
def test_the_disk_and_the_next_commit_are_searched_alike(linked: Path, pattern: str) -> None:
    """The same files by the same names, and no word on a link that a glob does not name."""
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(linked), *arguments], check=True, capture_output=True)
    disk = list_files([pattern], extensions=(".txt",))
    assert list_files([pattern], extensions=(".txt",), staged=revisions.staged(linked)) == disk


def test_a_glob_reads_through_links_what_it_names_alone(linked: Path) -> None:
    (linked / "in" / "deep" / "other.txt").write_text("A sentence stands here.")
    for pattern, wanted in (("in/**/o*.txt", "other.txt"), ("**/a.txt", "a.txt"), ("in/again/a*.txt", "a.txt")):
        files, _ = list_files([pattern], extensions=(".txt",))
        assert set(files) == {str(linked.resolve() / "in" / "deep" / wanted)}, pattern


@pytest.mark.parametrize("pattern", ["nowhere/*.txt", "nowhere/**/*.txt", "in/nowhere/x[12]/*.txt"])
def test_a_glob_in_a_folder_that_is_not_there_is_never_skipped(linked: Path, pattern: str) -> None:
    files, (problem,) = list_files([pattern], extensions=(".txt",))
    assert not files and problem.always
    assert problem.message == f"{pattern.partition('nowhere')[0]}nowhere does not exist."


@pytest.mark.parametrize("pattern", ["in/*/*.txt", "in/**/*.txt", "i*"])
def test_a_folder_that_a_glob_cannot_list_is_never_skipped(
    linked: Path, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    listing = os.scandir

    def refused(path: Path) -> Any:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refused)
    _, problems = list_files([pattern], extensions=(".txt",))
    assert any(p.always and p.message.endswith(" cannot be read: Permission denied.") for p in problems)


def test_a_folder_that_tells_names_and_lets_nobody_look_is_never_skipped(
    linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = Path.lstat

    def refused(path: Path) -> Any:
        if path.parent.name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return looking(path)

    monkeypatch.setattr(Path, "lstat", refused)
    files, problems = list_files(["in"], extensions=(".txt",))
    assert any(p.always and p.message.endswith(" cannot be read: Permission denied.") for p in problems)
    assert not any("deep" in Path(path).parts for path in files)


def test_of_the_disk_a_folder_tells_what_every_look_would_tell(linked: Path) -> None:
    os.mkfifo("in/pipe.txt")
    Path("in/nowhere.txt").symlink_to("nothing")
    kinds = {stat.S_IFLNK: "link", stat.S_IFDIR: "folder", stat.S_IFREG: "file", stat.S_IFIFO: ""}
    for folder in [Path(at).resolve() for at, _, _ in os.walk(".")]:
        looked = [(p.name, kinds[stat.S_IFMT(p.lstat().st_mode)]) for p in folder.iterdir()]
        assert Tree().entries(folder) == sorted(looked)


# --------------------------------------------------------------------------- what git ignores


@pytest.fixture
def ignoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which git ignores some files in every way there is; the working directory."""
    files = {
        ".gitignore": "drafts/\n*.log.txt\n/notes.txt\n", "a.txt": "", "notes.txt": "", "in/notes.txt": "",
        "drafts/b.txt": "", "drafts/deep/c.txt": "", "d.log.txt": "", "in/.gitignore": "e*.txt\n!e2.txt\n",
        "in/e1.txt": "", "in/e2.txt": "", "excluded.txt": "", "drafts/tracked.txt": "", "inner/.gitignore": "f.txt\n",
        "inner/f.txt": "", "inner/g.txt": "", "ü/.gitignore": "*\n", "ü/h.txt": "",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text or "A sentence stands here.")
    for folder in (tmp_path, tmp_path / "inner"):
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("excluded.txt\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "-f", "drafts/tracked.txt"], check=True)
    (tmp_path / "link-to-what-is-ignored.txt").symlink_to("drafts/b.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SEEN = {"a.txt", "in/notes.txt", "in/e2.txt", "drafts/tracked.txt", "inner/g.txt"}


def shown_of(*paths: str) -> set[str]:
    files, problems = list_files(paths, extensions=(".txt",))
    assert not problems
    return set(files.values())


def test_what_git_ignores_is_not_found(ignoring: Path) -> None:
    assert shown_of(".") == SEEN
    assert shown_of("**/*.txt") == SEEN
    assert shown_of("*.txt") == {"a.txt"}
    assert shown_of("in") == {"in/notes.txt", "in/e2.txt"}


@pytest.mark.parametrize("path", [".", "*", "**/*.txt", "*/*.txt"])
def test_a_link_that_git_ignores_raises_nothing(
    ignoring: Path, tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    """A link to a data disk, say: nobody searches it, wherever it leads, but whoever names it."""
    other = tmp_path_factory.mktemp("other")
    (other / "far.txt").write_text("A sentence stands here.")
    (ignoring / ".git" / "info" / "exclude").write_text("excluded.txt\ndata\n")
    for place in (".", "in", "drafts/deep"):
        (ignoring / place / "data").symlink_to(other)
        (ignoring / place / "up.log.txt").symlink_to("/nowhere")
    shown_of(path)
    assert shown_of("data") == {"data/far.txt"}


def test_what_is_named_is_read_though_git_ignores_it(ignoring: Path) -> None:
    assert shown_of("notes.txt", "in/e1.txt") == {"notes.txt", "in/e1.txt"}
    assert shown_of("drafts") == {"drafts/b.txt", "drafts/deep/c.txt", "drafts/tracked.txt"}
    assert shown_of("drafts/deep") == {"drafts/deep/c.txt"}


def test_a_folder_of_ignored_files_says_so(ignoring: Path) -> None:
    for path in ignoring.iterdir():
        if path.name not in {"excluded.txt", ".git"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _, (problem,) = list_files(["."], extensions=(".txt",))
    assert problem.message == ". holds no text file (.txt) but what git ignores." and not problem.notice


def test_without_git_or_a_repository_nothing_is_ignored(ignoring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as bare:
        bare.setenv("PATH", "")
        assert {"notes.txt", "drafts/b.txt", "in/e1.txt"} <= shown_of(".")
    for folder in (ignoring, ignoring / "inner"):
        shutil.rmtree(folder / ".git")
    assert {"notes.txt", "drafts/b.txt", "in/e1.txt"} <= shown_of(".")
    (ignoring / ".git").write_text("gitdir: nowhere\n")
    assert {"notes.txt"} <= shown_of(".")


def test_a_hook_of_another_repository_moves_nothing(
    ignoring: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    monkeypatch.chdir(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert {Path(name).relative_to(ignoring).as_posix() for name in shown_of(str(ignoring))} == SEEN


def test_a_repository_that_git_refuses_is_a_notice(ignoring: Path) -> None:
    (ignoring / ".git" / "config").write_text("[broken\n")
    files, (problem,) = list_files(["in"], extensions=(".txt",))
    assert len(files) == 3 and problem.notice and "git cannot tell what it ignores in in: " in problem.message

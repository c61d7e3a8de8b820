"""The gate as a maintainer meets it, in real git repositories: what is known stays known when files move, are copied or
are read by a newer version."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from claimcheck.cli import main
from claimcheck.datamodel import Report
from claimcheck.decisions import baseline, comments, journal
from claimcheck.decisions.comments import comment_on
from claimcheck.decisions.journal import decision_on
from claimcheck.decisions.recent import recent_of
from claimcheck.decisions.upgrading import outdated, upgrade
from claimcheck.engine.additions import check
from claimcheck.engine.index import FOLDER
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.settings.model import Corpus
from claimcheck.writers.terminal import render_terminal
from tests.corpus_sample import FIRST, SECOND
from tests.test_staged import git

pytestmark = pytest.mark.model

HOUSE = 'title = "House"\nentries = [{prefer = "rescue crews", replace = ["rescue teams"]}]\n'


@pytest.fixture
def root(tmp_path: Path, warm: Path) -> Path:
    """A repository with two articles that differ, committed."""
    root = tmp_path / "repo"
    (root / FOLDER).mkdir(parents=True)
    for name in ("vectors.sqlite", "annotations.sqlite"):
        shutil.copy(warm / name, root / FOLDER / name)
    (root / FOLDER / ".gitignore").write_text("*\n")
    git(root, "init", "-q", "-b", "main")
    (root / "claimcheck.toml").write_text("")
    (root / "house.toml").write_text(HOUSE)
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "First")
    return root


def settings(root: Path) -> Settings:
    return Settings(lexicons=(str(root / "house.toml"),))


def whole(root: Path) -> Report:
    return check(None, settings(root), root)[0]


def new(root: Path) -> list[str]:
    return [f"{f.rule}: {f.divergence.message}" for f in whole(root).findings if f.status == "new"]


def test_renamed_files_lose_nothing(root: Path) -> None:
    before = whole(root)
    assert before.findings
    baseline.write_baseline(root, before.findings)
    assert new(root) == []
    git(root, "mv", "a.txt", "zz.txt")
    assert new(root) == []
    (root / "deep" / "er").mkdir(parents=True)
    git(root, "mv", "b.txt", "deep/er/b.md")
    after = whole(root)
    assert [f.status for f in after.findings] == ["baselined"] * len(after.findings)
    assert {f.fingerprint for f in after.findings} == {f.fingerprint for f in before.findings}
    assert not [p for p in after.problems if "resolved" in p.message]


def test_decisions_and_comments_follow_a_renamed_file(root: Path) -> None:
    first = next(f for f in whole(root).findings if f.rule == "number-conflict")
    moment = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    journal.add_decisions(root, [decision_on(first, "accept", editor="Ann", reason="both", decided_at=moment)])
    comments.add_comments(root, [comment_on(recent_of(first), "asked", "Ben", moment)])
    git(root, "mv", "a.txt", "moved.txt")
    (found,) = (f for f in whole(root).findings if f.identity == first.identity)
    assert found.article_ids != first.article_ids
    assert (found.status, [c.text for c in found.comments]) == ("accepted", ["asked"])


def test_a_changed_value_is_new_under_any_name(root: Path) -> None:
    baseline.write_baseline(root, whole(root).findings)
    git(root, "mv", "b.txt", "c.txt")
    (root / "c.txt").write_text(SECOND.replace("Thirteen", "Nineteen"))
    assert [line for line in new(root) if line.startswith("number-conflict") and "Nineteen" in line]


def test_a_copy_and_a_near_copy_reopen_nothing(root: Path) -> None:
    baseline.write_baseline(root, whole(root).findings)
    shutil.copy(root / "b.txt", root / "copy.txt")
    assert new(root) == []
    near = SECOND.replace("burst its banks", "burst both its banks").replace("Schools", "All schools")
    (root / "copy.txt").write_text(near)
    assert new(root) == []


def test_an_article_in_its_own_words_that_joins_a_known_finding_is_new(root: Path) -> None:
    baseline.write_baseline(root, whole(root).findings)
    own = "A flood in the valley town on Monday killed thirteen people, police said: the river had left its bed."
    (root / "c.txt").write_text(SECOND.replace(SECOND.split("\n")[2], own))
    assert [line for line in new(root) if line.startswith("number-conflict")]


def test_files_of_old_are_read_and_rewritten_once(root: Path) -> None:
    found = whole(root).findings
    assert any(f.former for f in found)
    lines = [f"{f.former or f.identity}\t{f.rule}\t{' | '.join(f.article_ids)}" for f in found]
    path = root / baseline.FILE
    path.write_text("\n".join([baseline.FORMAT.former[0], "# ours", *lines]) + "\n")
    assert new(root) == []
    assert [message.split()[0] for message in outdated(root)] == [baseline.FILE]
    (message,) = upgrade(root, whole(root).findings)
    assert f"{len(found)} of {len(found)} entries" in message and "# ours" in path.read_text()
    assert outdated(root) == () and upgrade(root, whole(root).findings) == ()
    git(root, "mv", "a.txt", "moved.txt")
    assert new(root) == []


def test_a_corpus_that_nobody_named_leaves_out_what_is_about_the_repository(root: Path) -> None:
    for name in ("README.md", "requirements.txt", "requirements-dev.txt", "LICENSE", "CHANGELOG.md", "SECURITY.txt"):
        (root / name).write_text(SECOND)
    packages = root / "env" / "lib" / "site-packages"
    packages.mkdir(parents=True)
    (root / "env" / "pyvenv.cfg").write_text("home = /usr\n")
    (root / "env" / "notes.txt").write_text(SECOND)
    (packages / "top_level.txt").write_text("")
    (root / "security.txt").write_text(SECOND)  # an article may have that name
    assert {a.span.path for a in whole(root).articles} == {"a.txt", "b.txt", "security.txt"}
    named = settings(root).model_copy(update={"corpus": Corpus(paths=("README.md", "a.txt"))})
    assert {a.span.path for a in check(None, named, root)[0].articles} == {"README.md", "a.txt"}
    asked = [root / "README.md"]
    assert "README.md#1" in (check(asked, settings(root), root)[0].checked or ())


def test_an_empty_file_stops_no_baseline(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "empty.txt").write_text("")
    baseline_command(root, "create")
    assert "empty.txt is empty" in (said := capsys.readouterr().err) and "[corpus] exclude" in said
    assert {e.rule for e in baseline.read_baseline(root).entries} == {"number-conflict"}


def baseline_command(root: Path, *arguments: str) -> None:
    before = Path.cwd()
    os.chdir(root)
    try:
        with pytest.raises(SystemExit) as left:
            main(["baseline", *arguments])
        assert not left.value.code
    finally:
        os.chdir(before)


def test_that_nothing_changed_is_not_that_nothing_was_read(root: Path) -> None:
    rules = {rule.name: rule for rule in RULES}
    nothing, _ = check([], settings(root), root)
    assert "no article changed" in render_terminal(nothing, rules)
    (root / "empty.txt").write_text("")
    unread, _ = check([root / "empty.txt"], settings(root), root)
    assert "Nothing was read" in render_terminal(unread, rules)

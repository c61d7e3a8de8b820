"""docs/decisions.md, run."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from claimcheck.cli import main
from claimcheck.datamodel import Source
from claimcheck.decisions import aliases, baseline, comments, journal, recent, stories
from claimcheck.decisions.suppressions import suppressions_in
from claimcheck.lexicons.files import read_lexicon
from claimcheck.lexicons.matching import LexiconEntry
from claimcheck.settings.loading import load
from tests.test_decisions_judging import NAMES, finding

PAGE = Path(__file__).parents[1] / "docs" / "decisions.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.M | re.S)


def test_commands_shown_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMCHECK_EDITOR", "Ann")
    (tmp_path / "claimcheck.toml").write_text('cache_dir = "cache"\n')
    subprocess.run(["git", "init", "-q", "."], check=True)
    recent.remember([finding()], load()[0].cache_folder)
    for name in ("here", "wire", "feature"):
        (tmp_path / f"{name}.txt").write_text(f"A flood\n\nThe river rose on Monday, said the {name} of the town.\n")
    ran = 0
    for line in "".join(blocks("sh")).splitlines():
        program, *arguments = shlex.split(line, comments=True)
        assert program == "claimcheck"
        if arguments[0] in {"baseline", "corrections", "fix"}:
            arguments.append("--help")  # run in test_decisions_baseline.py, test_corrections.py, test_fixes_outputs.py
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert not left.value.code, line
        ran += 1
    assert ran == 18
    assert "merge=union" in (tmp_path / ".gitattributes").read_text()


def test_suppressions_shown_are_understood(tmp_path: Path) -> None:
    (comment,) = blocks("html")
    found, odd = suppressions_in([Source("a.md", comment, "")], tmp_path, NAMES)
    assert [comment[s.start : s.end].strip() for s in found] == ["Five people died on Tuesday, said the ministry."]
    (beside,) = blocks("text")
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt.claimcheck").write_text(beside)
    more, odd_too = suppressions_in(
        [Source("a.txt", "x", ""), Source("a.txt#7", "x", "", (), "a.txt")], tmp_path, NAMES
    )
    assert len(more) == 5 and not odd and not odd_too
    for named in re.findall(r"`(ignore(?:-file)?\[[^\]]*\])`", TEXT):
        _, odd = suppressions_in([Source("a.md", f"<!-- claimcheck: {named} -->\nText.", "")], tmp_path, NAMES)
        assert not odd, named


def test_lexicon_shown_is_one(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    (tmp_path / "house.toml").write_text(text, encoding="utf-8")
    assert len(read_lexicon(tmp_path / "house.toml").entries) == 3
    table = TEXT[TEXT.index("| key |") : TEXT.index("All forms of an entry")]
    keys = {name for cell in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`(\w+)`", cell)}
    assert keys == set(LexiconEntry.__slots__) - {"lexicon"}


def test_files_and_rules_named_are_the_real_ones() -> None:
    assert set(re.findall(r"claimcheck-\w+\.txt", TEXT)) == {
        journal.FILE, baseline.FILE, aliases.FILE, stories.FILE, comments.FILE,
    }  # fmt: skip
    named = re.search(r"A finding of ([^\n]*?) that is about", TEXT)
    assert named and set(re.split(r", | or ", named[1])) == aliases.RULES
    for target in re.findall(r"\]\(([^)#]+)", TEXT):
        assert (PAGE.parent / target).exists(), target

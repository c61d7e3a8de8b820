"""``claimcheck baseline``, run on pages of the seeds in a real repository."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from claimcheck.cli import main
from claimcheck.decisions import baseline
from claimcheck.reading.listing import list_files

SEEDS = Path(__file__).parents[1] / "fixtures" / "seeds"
PAIR = ("001_3508141f40da9917.txt", "002_4471ebe8adf81699.txt")

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in PAIR:
        shutil.copy(SEEDS / name, tmp_path)
    (tmp_path / "claimcheck.toml").write_text('fail_on = "note"\n')
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


def new_findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    assert typed("check", "--all", "--quiet", "--output-format", "json") in {0, 1}
    return [f for f in json.loads(capsys.readouterr().out)["findings"] if f["status"] == "new"]


def entries(root: Path) -> set[baseline.Known]:
    return set(baseline.read_baseline(root).entries)


def test_a_corpus_and_its_baseline_over_time(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("check", "--all", "--quiet") == 1
    assert typed("baseline", "prune") == 2
    assert "claimcheck baseline create" in capsys.readouterr().err
    assert typed("baseline", "create") == 0
    assert "keep it in version control" in capsys.readouterr().err
    known = entries(corpus)
    assert len(known) > 5
    text = (corpus / baseline.FILE).read_bytes()
    assert b"2026" not in text and b"0.1" not in text
    assert typed("check", "--all", "--quiet") == 0
    assert typed("baseline", "create") == 2  # not over another
    assert (corpus / baseline.FILE).read_bytes() == text

    # Text put above a finding moves nothing; a changed value is new.
    second = corpus / PAIR[1]
    own = second.read_text(encoding="utf-8")
    at = own.index("Barely a month after")
    added = "The road to the border was busy on Friday, drivers who had come from the north said.\n\n"
    second.write_text(own[:at] + added + own[at:], encoding="utf-8")
    assert {f["rule"] for f in new_findings(capsys)} <= {"claim-missing"}  # the added sentence itself
    assert "more than 30" in own
    second.write_text(own.replace("more than 30", "more than 90"), encoding="utf-8")
    assert any(f["rule"].startswith("number-") for f in new_findings(capsys))
    second.write_text(own, encoding="utf-8")
    assert typed("check", "--all", "--quiet") == 0

    # A further article that has a finding of its own: one more entry, the others stay.
    first = (corpus / PAIR[0]).read_text(encoding="utf-8")
    assert "more than 30" in first
    (corpus / "third.txt").write_text(first.replace("more than 30", "more than 60"), encoding="utf-8")
    assert typed("check", "third.txt", "--quiet") == 1
    assert typed("baseline", "update", "third.txt") == 0
    after = entries(corpus)
    assert {(e.identity, e.rule) for e in known} < {(e.identity, e.rule) for e in after}
    assert typed("check", "--all", "--quiet") == 0

    # It goes again: what it alone showed is resolved, and said; pruning another file touches nothing.
    (corpus / "third.txt").unlink()
    capsys.readouterr()
    assert typed("check", "--all") == 0
    assert "resolved" in capsys.readouterr().err
    assert typed("baseline", "prune") == 0
    assert {e.identity for e in entries(corpus)} == {e.identity for e in known}
    assert typed("check", "--all", "--quiet") == 0


def test_a_broken_line_stops_the_baseline(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / baseline.FILE).write_text("half a line\n")
    assert typed("baseline", "update") == 2
    err = capsys.readouterr().err
    assert f"{baseline.FILE}, line 1" in err and "was not changed" in err
    assert (corpus / baseline.FILE).read_text() == "half a line\n"


def test_files_of_decisions_are_no_articles(tmp_path: Path) -> None:
    for name in (
        "claimcheck-decisions.txt",
        "claimcheck-baseline.txt",
        "claimcheck-aliases.txt",
        "claimcheck.txt",
        "a.txt",
    ):
        (tmp_path / name).write_text("Four people died.\n")
    files, _ = list_files([str(tmp_path)], extensions=(".txt",), base=tmp_path)
    assert set(files.values()) == {"a.txt", "claimcheck.txt"}


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def test_two_branches_accept_findings_of_a_real_check_and_merge(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / ".gitignore").write_text(".claimcheck/\n")
    found = [f for f in new_findings(capsys) if f["severity"] == "note"][:4]
    git("checkout", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    for branch, own in (("left", found[:2]), ("right", found[2:])):
        git("checkout", "-q", "-b", branch, "main")
        assert typed("accept", *(f["fingerprint"][:10] for f in own), "--reason", branch, "--editor", branch) == 0
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    git("merge", "-q", "left", "-m", "both")
    left = {f["fingerprint"] for f in new_findings(capsys)}
    assert len(found) == 4 and left.isdisjoint(f["fingerprint"] for f in found)

    # An alias takes its finding away, a note beside the file silences another; both stay settled.
    names = next(f for f in new_findings(capsys) if f["rule"] == "name-spelling")
    assert typed("alias", "add", *names["values"], "--reason", "one name") == 0
    number = next(f for f in new_findings(capsys) if f["rule"] != "name-spelling")
    (corpus / f"{PAIR[1]}.claimcheck").write_text(f'{number["rule"]} "*" an archive text\n')
    assert typed("check", "--all", "--quiet", "--output-format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    states = {f["fingerprint"]: f["status"] for f in report["findings"]}
    assert names["fingerprint"] not in states
    assert states[number["fingerprint"]] == "suppressed"
    assert [states[f["fingerprint"]] for f in found] == ["accepted"] * 4
    assert {f["decision"]["editor"] for f in report["findings"] if f["decision"]} == {"left", "right"}

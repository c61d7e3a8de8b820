"""``claimcheck accept`` and ``claimcheck alias``, as typed; the findings of recent runs; who decides."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from claimcheck.cli import main
from claimcheck.datamodel import Finding
from claimcheck.decisions import aliases, journal, recent
from claimcheck.decisions.editor import editor_name
from claimcheck.decisions.json_reports import read_json_report
from claimcheck.errors import ConfigError, InputError
from claimcheck.settings.loading import load
from tests.test_decisions_judging import finding


@pytest.fixture(autouse=True)
def _workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "claimcheck.toml").write_text('cache_dir = "cache"\n')
    monkeypatch.chdir(work)
    monkeypatch.setenv("CLAIMCHECK_EDITOR", "Ann")


def typed(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


def run_before(*findings: Finding) -> None:
    recent.remember(findings, load()[0].cache_folder)


def lines() -> list[list[str]]:
    return [line.split("\t") for line in Path(journal.FILE).read_text().splitlines() if line[0] != "#"]


def test_accept_writes_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = finding("a b"), finding("a c", ("5", "6"))
    run_before(one, two)
    assert typed("accept", one.fingerprint[:7].upper(), two.fingerprint, "--reason", "both\tstand") == 0
    assert [line[:4] for line in lines()] == sorted([f.identity, f.rule, "accept", "Ann"] for f in (one, two))
    assert {line[8] for line in lines()} == {"both\\tstand"}
    out, err = capsys.readouterr()
    assert out == "" and f"leave as it is: {one.fingerprint[:8]} number-conflict: two numbers" in err


def test_verdict_note_expiry_and_editor() -> None:
    run_before(finding())
    given = (
        "--verdict",
        "error",
        "--expires",
        "2999-01-31",
        "--editor",
        "Bo",
        "--note",
        "ask the desk",
        "--reason",
        "x",
    )
    assert typed("accept", finding().fingerprint, *given) == 0
    ((_, _, verdict, editor, _, expires, articles, values, reason, note, *_),) = lines()
    assert (verdict, editor, expires, reason, note) == ("error", "Bo", "2999-01-31", "x", "ask the desk")
    assert (articles, values) == ("a.txt#1 | b.txt#1", "4 | 5")


def test_undo() -> None:
    one, two = finding("a b"), finding("a c", ("5", "6"))
    run_before(one, two)
    assert typed("accept", one.fingerprint, two.fingerprint, "--reason", "x") == 0
    assert typed("accept", one.fingerprint, "--undo") == 0
    assert [line[0] for line in lines()] == [two.identity]
    assert typed("accept", one.fingerprint, "--undo") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["accept", "{}"], "needs a reason"),
        (["accept", "{}", "--reason", "  "], "needs a reason"),
        (["accept", "{}", "--reason", "x", "--verdict", "yes"], "no verdict 'yes'"),
        (["accept", "{}", "--reason", "x", "--expires", "soon"], "'soon' is no day"),
        (["accept", "{}", "--reason", "x", "--expires", "2001-01-01"], "is past"),
        (["accept", "{}", "--reason", "x", "--expires", "99999y"], "is no day"),
        (["accept", "abcde", "--reason", "x"], "too short"),
        (["accept", "ffffffff", "--reason", "x"], "No finding of a recent run"),
        (["accept", "{}", "--reason", "x", "--from", "none.json"], "none.json cannot be read"),
        (["alias", "remove", "Ann", "Anne"], "There is no alias"),
        (["alias", "add", "Ann", " ann"], "no two names"),
    ],
)
def test_wrong_use_is_said_and_writes_nothing(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_before(finding())
    assert typed(*(a.replace("{}", finding().fingerprint) for a in arguments)) == 2
    err = capsys.readouterr().err
    assert words in err and "Traceback" not in err
    assert not Path(journal.FILE).exists() and not Path(aliases.FILE).exists()


def test_a_prefix_of_two_findings_is_not_guessed() -> None:
    one, two = recent.recent_of(finding()), recent.recent_of(finding("x y"))
    twins = one, type(one)(one.fingerprint[:8] + "0" * 12, *(getattr(two, n) for n in type(two).__slots__[1:]))
    with pytest.raises(ConfigError, match=f"{twins[1].fingerprint}.*Give more"):
        recent.chosen(one.fingerprint[:8], twins)
    assert recent.chosen(one.fingerprint, twins) == one


def test_a_file_that_is_new_is_made_to_merge(capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    run_before(finding())
    assert typed("accept", finding().fingerprint, "--reason", "x") == 0
    assert Path(".gitattributes").read_text() == "claimcheck-*.txt merge=union\n"
    assert ".gitattributes" in capsys.readouterr().err
    assert typed("alias", "add", "Ann Ames", "Anne Ames", "--reason", "one woman", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_alias_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("alias", "add", "Louayzi", "Louazi", "--reason", "one man") == 0
    assert typed("alias", "add", "louazi", "Louayzi") == 0
    assert "one already" in capsys.readouterr().err
    assert typed("alias", "list") == 0
    first, second, who, why = capsys.readouterr().out.rstrip("\n").split("  ")
    assert (first, second, why) == ("Louayzi", "Louazi", "one man") and who.startswith("Ann, 20")
    assert typed("alias", "remove", "Louazi", "Louayzi") == 0
    assert typed("alias", "list") == 0
    assert capsys.readouterr().out == ""


def test_alias_list_names_a_broken_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("alias", "add", "Louayzi", "Louazi") == 0
    with Path(aliases.FILE).open("a") as stream:
        stream.write("half a line\n")
    assert typed("alias", "list") == 2
    out, err = capsys.readouterr()
    assert out.startswith("Louayzi  Louazi") and "line 3" in err


# --------------------------------------------------------------------------- recent findings


def report(*findings: Finding) -> dict[str, Any]:
    def place(p: Any) -> dict[str, Any]:
        return {"article": p.article_id, "surface": p.surface, "file": p.span.path, "line": 1, "content": p.content}

    about = {"outlet": None, "byline": None, "title": None}
    return {
        "articles": [{"id": article, **about} for f in findings for article in f.article_ids],
        "findings": [
            {
                "fingerprint": f.fingerprint,
                "identity": f.identity,
                "rule": f.rule,
                "severity": f.severity.value,
                "message": f.divergence.message,
                "values": list(f.divergence.values),
                "primary": place(f.divergence.primary),
                "related": [place(p) for p in f.divergence.related],
            }
            for f in findings
        ],
    }


def test_accept_from_a_report() -> None:
    Path("report.json").write_text(json.dumps(report(finding("a b c"))))
    assert read_json_report(Path("report.json")).findings == (recent.recent_of(finding("a b c")),)
    assert typed("accept", finding("a b c").fingerprint[:6], "--reason", "x", "--from", "report.json") == 0
    assert lines()[0][6] == "a.txt#1 | b.txt#1 | c.txt#1"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": [1]}', '{"findings": [{"rule": "x"}]}', "\x00"])
def test_what_is_no_report_is_said(text: str) -> None:
    Path("report.json").write_text(text)
    with pytest.raises(InputError, match="is no JSON report"):
        read_json_report(Path("report.json"))


def test_findings_are_remembered_and_a_broken_cache_is_no_failure(tmp_path: Path) -> None:
    hostile = finding(values=("\ud800", "tab\t\u202e"))
    recent.remember([finding(), hostile], tmp_path)
    recent.remember([finding()], tmp_path)
    assert recent.recall(finding().fingerprint[:6], tmp_path) == (recent.recent_of(finding()),)
    assert recent.recall(hostile.fingerprint, tmp_path) == (recent.recent_of(hostile),)
    assert recent.recall("nothex", tmp_path) == recent.recall("", tmp_path) == recent.recall("abcdef", None) == ()
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"{recent.FILE}{suffix}").unlink(missing_ok=True)
    (tmp_path / recent.FILE).write_bytes(b"no database" * 100)
    assert recent.recall(finding().fingerprint, tmp_path) == ()
    recent.remember([finding()], tmp_path)
    assert len(recent.recall(finding().fingerprint, tmp_path)) == 1
    recent.remember([finding()], Path(os.devnull) / "no folder")
    recent.remember([finding()], None)


# --------------------------------------------------------------------------- who decides


def test_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "config", "user.name", "Gil  Git"], cwd=tmp_path, check=True)
    assert editor_name("Bo\n", tmp_path, {"CLAIMCHECK_EDITOR": "Ann"}) == "Bo"
    assert editor_name(None, tmp_path, {"CLAIMCHECK_EDITOR": "Ann"}) == "Ann"
    assert editor_name(None, tmp_path, {"CLAIMCHECK_EDITOR": " "}) == "Gil Git"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("LOGNAME", "login")
    bare = tmp_path / "bare"
    subprocess.run(["git", "init", "-q", str(bare)], check=True)
    assert editor_name(None, bare, {}) == "login"

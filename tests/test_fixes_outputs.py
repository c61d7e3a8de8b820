"""Fixes as they are given out: by the command, in a JSON report, in the formats that services read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from claimcheck.cli import main
from claimcheck.datamodel import Report
from claimcheck.decisions.json_reports import read_json_report
from claimcheck.files.presence import contents_below
from claimcheck.fixes.patching import patch_of
from claimcheck.reading.own_reports import is_report
from claimcheck.writers.github_suggestions import render_github_suggestions
from claimcheck.writers.json_report import render_json
from claimcheck.writers.rdjsonl import render_rdjsonl
from claimcheck.writers.sarif import render_sarif
from tests.fixes_sample import decision, made_of, read_in, report_on
from tests.report_sample import RULES

SCHEMAS = Path(__file__).resolve().parent.parent / "fixtures" / "schemas"


# --------------------------------------------------------------------------- the command


def test_the_command_prints_a_patch_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    texts = {
        "a.txt": "Flood in Nineveh\n\nThree people died in Nineveh on Monday, police chief Aed Louayzi said.\n",
        "b.txt": "Flood in Ninevah\n\nThree people died in Ninevah on Monday, police chief Aed Louayzi said.\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "claimcheck.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    before = {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.glob("*.txt")}

    def called(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return int(str(ended.value.code or 0))

    assert called("report", "a.txt", "b.txt", "--one-story", "-q", "--exit-zero", "--output-format", "json=r.json") == 0
    found = [f for f in json.loads(Path("r.json").read_text())["findings"] if f["rule"] == "name-spelling"]
    assert found
    name = found[0]["fingerprint"]
    assert called("accept", name, "--from", "r.json", "--wrong", "b.txt", "--right", "Nineveh", "--reason", "x") == 0
    capsysbinary.readouterr()
    assert called("fix", "a.txt", "b.txt") == 0
    out, told = capsysbinary.readouterr()
    assert out.startswith(b"diff --git a/b.txt b/b.txt\n") and out.count(b"\n+") - out.count(b"\n+++") == 2
    assert b"no article was changed" in told
    assert {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in before} == before
    assert called("report", "a.txt", "b.txt", "--one-story", "-q", "--exit-zero", "--output-format", "json=r.json") == 0
    assert called("fix", "r.json", "-o", "p.diff") == 0
    assert Path("p.diff").read_bytes() == out
    assert called("fix", "r.json", "--finding", "00000000", "-o", "none.diff") == 0
    assert Path("none.diff").read_bytes() == b""
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply", "p.diff"], check=True)
    assert Path("b.txt").read_text() == texts["b.txt"].replace("Ninevah", "Nineveh")
    assert called("fix", "--copies", "nowhere", "a.txt") == 2


# --------------------------------------------------------------------------- the formats


def test_a_json_report_carries_the_fixes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    report = report_on(read_in(tmp_path, "a.txt"), ["Ninevah"], decision("Nineveh", "a.txt#1"))
    report = dataclasses.replace(report, fixes=made_of(report, tmp_path))
    (tmp_path / "r.json").write_text(render_json(report, RULES))
    back = read_json_report(tmp_path / "r.json").fixes
    contents = contents_below(tmp_path)
    assert patch_of(back, contents)[0] == patch_of(report.fixes, contents)[0] != b""


def mended_report(folder: Path, text: bytes, name: str = "a.txt", right: str = "Nineveh") -> Report:
    (folder / name).write_bytes(text)
    report = report_on(read_in(folder, name), ["Ninevah"], decision(right, f"{name}#1"), values=("Ninevah", "x"))
    return dataclasses.replace(report, fixes=made_of(report, folder))


def lines_of(text: bytes) -> list[str]:
    return text.decode("utf-8-sig").split("\n")


def test_sarif_has_the_fixes(tmp_path: Path) -> None:
    text = "\ufeffPolice 🕊 in Ninevah said so.\nIn Ninevah again.\n".encode()
    report = mended_report(tmp_path, text)
    document = json.loads(render_sarif(report, RULES))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    assert not list(Draft4Validator(schema).iter_errors(document))
    (fix,) = document["runs"][0]["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.txt" and fix["description"]["text"].startswith("Ann, 2026-11-29")
    lines = lines_of(text)
    for made in reversed(change["replacements"]):
        region = made["deletedRegion"]
        line = lines[region["startLine"] - 1]
        assert region["startLine"] == region["endLine"]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "Ninevah"
        assert made["insertedContent"] == {"text": "Nineveh"}
    assert len(change["replacements"]) == 2


def test_rdjsonl_has_suggestions_in_octets(tmp_path: Path) -> None:
    text = "Police 🕊 in Ninevah said so.\n".encode()
    (line,) = render_rdjsonl(mended_report(tmp_path, text), RULES).splitlines()
    (made,) = json.loads(line)["suggestions"]
    span = made["range"]
    assert text[span["start"]["column"] - 1 : span["end"]["column"] - 1] == b"Ninevah" and made["text"] == "Nineveh"


def test_github_suggestions_hold_the_whole_line(tmp_path: Path) -> None:
    text = b"One.\n<b>@all</b> ```` in Ninevah, Ninevah [x](http://e.example) said so.\r\nNinevah.\n"
    written = render_github_suggestions(mended_report(tmp_path, text), RULES)
    found = [json.loads(line) for line in written.splitlines()]
    assert [(c["path"], c["line"], c["side"]) for c in found] == [("a.txt", 2, "RIGHT"), ("a.txt", 3, "RIGHT")]
    first = found[0]["body"]
    shown = "<b>@all</b> ```` in Nineveh, Nineveh [x](http://e.example) said so."
    assert f"\n`````suggestion\n{shown}\n`````\n" in first
    assert re.match("<!-- claimcheck suggestion [0-9a-f]{8} f{8} -->\nNinevah → Nineveh: Ann, 2026", first)
    assert first.count("@all") == 1  # inside the block, where it is no mention
    assert is_report(written.encode())  # and no articles
    ours = dataclasses.replace(mended_report(tmp_path, text), ours=("b.txt#1",))
    assert render_github_suggestions(ours, RULES) == ""
    assert render_github_suggestions(dataclasses.replace(ours, ours=(), checked=()), RULES) == ""


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x1b[31m"])
def test_a_line_with_what_nobody_sees_is_suggested_to_nobody(hidden: str, tmp_path: Path) -> None:
    report = mended_report(tmp_path, f"{'Word. ' * 20}{hidden} in Ninevah.\n".encode())
    assert report.fixes and render_github_suggestions(report, RULES) == ""


@pytest.mark.parametrize("reason", ["::error::x", "<!-- x --> @everyone #1", "]({0})`", "\u202e\x1b", "x" * 5000])
def test_hostile_reasons_are_words(reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    given = decision("Nineveh", "a.txt#1", reason=reason)
    report = report_on(read_in(tmp_path, "a.txt"), ["Ninevah"], given)
    report = dataclasses.replace(report, fixes=made_of(report, tmp_path))
    body = json.loads(render_github_suggestions(report, RULES))["body"]
    head = body.partition("\n\n```suggestion")[0]
    assert len(head) < 1_000 and not re.search("@everyone|[\u202e\x1b]", head) and head.count("<!--") == 1
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    assert not list(Draft4Validator(schema).iter_errors(json.loads(render_sarif(report, RULES))))
    assert b"\n+Police in Nineveh said so.\n" in patch_of(report.fixes, contents_below(tmp_path))[0]

"""``claimcheck diff``: what came, went and stayed between two reports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from claimcheck.cli import main
from claimcheck.rules import RULES
from claimcheck.writers.json_report import render_json
from tests.report_sample import sample


def report() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render_json(sample(), {rule.name: rule for rule in RULES}))
    return made


def run(root: Path, old: dict[str, Any], new: dict[str, Any], *options: str) -> int:
    for name, content in (("old", old), ("new", new)):
        (root / f"{name}.json").write_text(json.dumps(content))
    with pytest.raises(SystemExit) as left:
        main(["diff", str(root / "old.json"), str(root / "new.json"), *options])
    return int(left.value.code or 0)


def as_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_same_report_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, report(), report(), "--output-format", "json", "--fail-on", "note") == 0
    count = len(report()["findings"])
    assert as_json(capsys)["counts"] == {"new": 0, "resolved": 0, "unchanged": count}


def test_what_came_and_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, less = report(), report()
    new = next(f for f in whole["findings"] if f["status"] == "new" and f["severity"] == "error")
    less["findings"] = [f for f in less["findings"] if f["fingerprint"] != new["fingerprint"]]
    assert run(tmp_path, less, whole, "--output-format", "json") == 1
    told = as_json(capsys)
    assert [f["fingerprint"] for f in told["new"]] == [new["fingerprint"]] and told["resolved"] == []
    assert run(tmp_path, less, whole, "--fail-on", "never") == 0
    assert f"New:\n  error {new['rule']} {new['fingerprint'][:8]}: " in capsys.readouterr().out
    assert run(tmp_path, whole, less, "--output-format", "markdown", "--fail-on", "note") == 0
    shown = capsys.readouterr().out
    assert "**Resolved**" in shown and "**New**" not in shown and "0 new, 1 resolved" in shown


def test_renamed_files_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    renamed = json.loads(re.sub(r'("(?:article|file|path)": ")', r"\1moved-", json.dumps(report())))
    assert run(tmp_path, report(), renamed, "--output-format", "json", "--fail-on", "note") == 0
    assert as_json(capsys)["counts"]["resolved"] == 0


def test_another_value_of_the_same_claims_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = report()
    changed = next(f for f in other["findings"] if f["status"] == "new" and f["severity"] == "error")
    changed |= {"fingerprint": "0" * 20, "identity": "1" * 20, "values": ["7", "8"]}
    assert run(tmp_path, report(), other, "--output-format", "json") == 1
    assert as_json(capsys)["counts"]["new"] == 1


def test_what_is_no_report_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {"findings": [{}]}, report()) == 2
    assert "old.json is no JSON report" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["diff", str(tmp_path / "absent.json"), str(tmp_path / "new.json")])
    assert left.value.code == 2

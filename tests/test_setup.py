"""``init``, ``config show`` and ``doctor``, as a user meets them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from claimcheck.cli import main
from claimcheck.commands import doctor as doctor_module
from claimcheck.commands.doctor import State, examine
from claimcheck.rules import RULES
from claimcheck.settings.loading import check_rules, load
from claimcheck.settings.model import Settings

Run = Callable[..., tuple[int, str, str]]
STARTER = Path(__file__).parents[1] / "claimcheck" / "commands" / "starter.toml"


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out.decode(), err.decode()

    return command


def repository(folder: Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)


# ------------------------------------------------------------------ init


def test_starter_says_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "claimcheck.toml"
    file.write_text(STARTER.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(file=file, environment={})[0] == Settings()
    live = re.sub(r"^# (?=\[|\w+ = )", "", STARTER.read_text(encoding="utf-8"), flags=re.M)
    file.write_text(live, encoding="utf-8")
    settings, _ = load(file=file, environment={})
    check_rules(settings, RULES)
    assert len(settings.overrides) == 1
    assert settings.model_copy(update={"overrides": (), "rules": {}}) == Settings()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_init_in_a_repository(run: Run, tmp_path: Path) -> None:
    repository(tmp_path)
    (tmp_path / ".gitignore").write_bytes(b"*.pyc")
    code, out, err = run("init")
    assert (code, err) == (0, "")
    assert (tmp_path / "claimcheck.toml").read_text(encoding="utf-8") == STARTER.read_text(encoding="utf-8")
    assert (tmp_path / ".gitignore").read_bytes() == b"*.pyc\n.claimcheck/\n"
    assert (tmp_path / ".gitattributes").read_text(encoding="utf-8") == "claimcheck-*.txt merge=union\n"
    assert out.splitlines()[0] == "wrote claimcheck.toml"
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    code, out, _ = run("init")
    assert (code, [line.partition(" ")[0] for line in out.splitlines()]) == (0, ["kept", "kept", "kept", "next:"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_init_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claimcheck.toml").write_text('fail_on = "note"\n', encoding="utf-8")
    code, out, _ = run("init", ".")
    assert (code, (tmp_path / "claimcheck.toml").read_text(encoding="utf-8")) == (0, 'fail_on = "note"\n')
    assert "kept claimcheck.toml" in out
    assert "no git repository here" in out
    assert not (tmp_path / ".gitignore").exists()


def test_init_beside_a_pyproject_that_has_the_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.claimcheck]\nfail_on = "note"\n', encoding="utf-8")
    assert "kept pyproject.toml: it has [tool.claimcheck]" in run("init")[1]
    assert not (tmp_path / "claimcheck.toml").exists()
    (tmp_path / "sub").mkdir()
    assert "it replaces" in run("init", "sub")[1]


def test_init_complains(run: Run) -> None:
    code, out, err = run("init", "nowhere")
    assert (code, out) == (2, "")
    assert "nowhere is no folder" in err


# ------------------------------------------------------------------ config show


def test_settings_shown_say_the_same_when_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = (
        'fail_on = "note"\nignore = ["term-drift"]\ncache_dir = "caf\u00e9 \\u007f \\"x\\""\n'
        "[matching]\nclaim_threshold = 0.5\n[rules.quote-altered]\noverlap = 0.5\n"
        '[[overrides]]\npaths = ["wire/**", "*.md"]\nmatch = "any"\nselect = ["V201"]\n'
        '[overrides.rules.negation]\nseverity = "off"\n'
    )
    (tmp_path / "claimcheck.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("CLAIMCHECK_MIN_CONFIDENCE", "0.25")
    code, out, err = run("config", "show", "--fail-on", "warning")
    assert (code, err) == (0, "")
    for line in (
        'fail_on = "warning"  # command line',
        "min_confidence = 0.25  # environment CLAIMCHECK_MIN_CONFIDENCE",
        "claim_threshold = 0.5  # file",
        "# story_threshold is not set  # default",
        "overlap = 0.5  # file",
        'paths = ["wire/**", "**/*.md"]',
    ):
        assert line in out.splitlines()
    tomllib.loads(out)
    before = load(tmp_path, overrides={"fail_on": "warning"})[0]
    (tmp_path / "claimcheck.toml").write_text(out, encoding="utf-8")
    after = load(tmp_path)[0]
    check_rules(after, RULES)
    assert after.model_copy(update={"rules": {}}) == before.model_copy(update={"rules": {}})
    assert after.rules["quote-altered"].options["overlap"] == 0.5


def test_settings_as_json(run: Run, tmp_path: Path) -> None:
    record = json.loads(run("config", "show", "--json")[1])
    listed = {s["key"]: s for s in record["settings"]}
    assert record["file"] is None
    assert listed["rules.number-conflict.severity"] == {
        "key": "rules.number-conflict.severity", "value": "error", "origin": "default", "where": "",
    }  # fmt: skip
    assert listed["matching.story_threshold"]["value"] is None
    (tmp_path / "claimcheck.toml").write_text('fail_on = "note"\n', encoding="utf-8")
    record = json.loads(run("config", "show", "--json")[1])
    assert record["file"] == str(tmp_path / "claimcheck.toml")
    assert {"key": "fail_on", "value": "note", "origin": "file", "where": record["file"]} in record["settings"]


def test_wrong_settings_are_not_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claimcheck.toml").write_text("[rules.negaton]\n", encoding="utf-8")
    code, out, err = run("config", "show")
    assert (code, out) == (2, "")
    assert "Did you mean negation?" in err


# ------------------------------------------------------------------ doctor


@pytest.mark.model
def test_doctor_finds_the_planted_conflict(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    code, out, _ = run("doctor")
    assert code == 0
    assert re.search(r"^ok    comparison +found the number that differs", out, re.M)
    assert {line.split()[0] for line in out.splitlines()} <= {"ok", "warn"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the comparison, which the test above makes."""
    monkeypatch.setattr(doctor_module, "_comparison", lambda _: doctor_module.Examined("comparison", State.OK, "-"))


def states(folder: Path, environment: dict[str, str] | None = None) -> dict[str, doctor_module.Examined]:
    return {line.name: line for line in examine(folder, environment=environment or {})}


@pytest.mark.usefixtures("quick")
def test_doctor_reports_wrong_settings_and_goes_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claimcheck.toml").write_text('fail_om = "note"\n', encoding="utf-8")
    code, out, _ = run("doctor", "--json")
    lines = {line["name"]: line for line in json.loads(out)}
    assert code == 2
    assert (lines["settings"]["state"], lines["settings"]["action"]) == ("fail", "Did you mean fail_on?")
    assert lines["comparison"]["state"] == "ok"


@pytest.mark.usefixtures("quick")
def test_doctor_sees_damage(tmp_path: Path) -> None:
    (tmp_path / "claimcheck.toml").write_text('cache_dir = "cache"\n', encoding="utf-8")
    for name in ("cache/annotations.sqlite", ".claimcheck/index.sqlite"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"no database" * 1000)
    (tmp_path / "claimcheck-decisions.txt").write_text("nonsense\n", encoding="utf-8")
    found = states(tmp_path)
    assert (found["cache"].state, "annotations.sqlite is damaged" in found["cache"].detail) == (State.WARN, True)
    assert (found["index"].state, found["decisions"].state) == (State.FAIL, State.FAIL)
    assert "claimcheck-decisions.txt" in found["decisions"].detail
    assert all(found[name].action for name in ("cache", "index", "decisions"))


@pytest.mark.usefixtures("quick")
def test_doctor_sees_other_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.embedding.weights.PACKAGE", "no_such_package")
    monkeypatch.setattr("claimcheck.claims.annotate.DIGEST", "0" * 64)
    found = states(tmp_path)
    assert (found["sentence model"].state, found["language model"].state) == (State.FAIL, State.FAIL)
    assert "pip install" in found["sentence model"].action


@pytest.mark.usefixtures("quick")
def test_doctor_warns_of_what_needs_a_network(tmp_path: Path) -> None:
    (tmp_path / "claimcheck.toml").write_text('cache_dir = "off"\n', encoding="utf-8")
    found = states(tmp_path, {"CLAIMCHECK_MODEL": "some/model"})
    assert (found["sentence model"].state, found["cache"].state) == (State.WARN, State.WARN)


@pytest.mark.usefixtures("quick")
def test_doctor_looks_at_the_index(tmp_path: Path) -> None:
    store = pytest.importorskip("claimcheck.engine.index")
    checking = pytest.importorskip("claimcheck.engine.opening")
    (tmp_path / "claimcheck.toml").write_text("", encoding="utf-8")
    with store.Index(tmp_path / ".claimcheck", "an older engine"):
        pass
    assert states(tmp_path)["index"].state is State.WARN
    with store.Index(tmp_path / ".claimcheck", checking.engine(Settings())):
        pass
    found = states(tmp_path)["index"]
    assert (found.state, "0 articles" in found.detail) == (State.OK, True)

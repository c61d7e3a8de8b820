"""Ready to use, tried for real: the hook installed by pre-commit in a git repository, the steps of the action and the
GitLab job run by a shell. What only GitHub and GitLab can run (``uses``) is left out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
DOCS = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")

FIRST = """Train leaves the rails near Lublin

A passenger train left the rails outside the city of Lublin on Monday morning, police said.

Fourteen people were hurt when two carriages turned over on a bend, the fire service said.

The line between Lublin and Warsaw will stay closed until Thursday while engineers repair the track.

Investigators said the driver had been working for eleven hours when the train crashed.
"""
SECOND = FIRST.replace("Fourteen people", "Forty-one people").replace("Train leaves", "Passenger train leaves")
OTHER = """Museum opens a new wing

The national museum opened a wing for modern painting in front of several hundred guests.

Its director said that the collection of landscapes had never been shown in public before.
"""


def _sh(
    command: list[str], folder: Path, env: dict[str, str], *, check: bool = True
) -> subprocess.CompletedProcess[str]:
    ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert not check or ended.returncode == 0, ended.stdout + ended.stderr
    return ended


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """That of a job: nobody's git settings, this installation first on the path."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text("[user]\n name = T\n email = t@example.invalid\n[init]\n defaultBranch = main\n")
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"],
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "LANG": "C.UTF-8",
        "CI": "true",
    }


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A repository with one article and an index that knows the sentences of all three."""
    folder = tmp_path_factory.mktemp("seeded") / "repository"
    (folder / "corpus").mkdir(parents=True)
    (folder / "claimcheck.toml").write_text('[corpus]\npaths = ["corpus"]\n')
    (folder / ".gitignore").write_text(".claimcheck/\n.cache/\n")
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND), ("other.txt", OTHER)):
        (folder / "corpus" / name).write_text(text)
    _sh(["claimcheck", "check", "--all", "--exit-zero", "--quiet"], folder, environment)
    for name in ("second.txt", "other.txt"):
        (folder / "corpus" / name).unlink()
    _sh(["git", "init", "--quiet"], folder, environment)
    _sh(["git", "add", "--all"], folder, environment)
    _sh(["git", "commit", "--quiet", "-m", "First"], folder, environment)
    return folder


@pytest.fixture
def repository(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded, tmp_path / "repository"))


# --------------------------------------------------------------------------- pre-commit


def test_hooks_are_as_pre_commit_wants_them(environment: dict[str, str]) -> None:
    _sh(["pre-commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], ROOT, environment)
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [h["id"] for h in hooks] == ["claimcheck", "claimcheck-corpus"]
    assert all(h["pass_filenames"] is False and h["id"] in DOCS for h in hooks)
    hook = hooks[0]
    assert hook["entry"] == "claimcheck check --staged"
    assert _block("pre-commit")["repos"][0]["hooks"][0]["entry"] == hook["entry"]


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("way", ["local", "manifest"])
def test_commits_pass_and_fail_by_the_installed_hook(
    way: str, repository: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    settings = _block("pre-commit")
    if way == "manifest":  # the hook as this repository offers it, but for the environment that pre-commit would build
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        for command in ("init --quiet", "add --all", "commit --quiet -m Hooks"):
            _sh(["git", *command.split()], hooks, environment)
        revision = _sh(["git", "rev-parse", "HEAD"], hooks, environment).stdout.strip()
        settings = {
            "repos": [
                {
                    "repo": str(hooks),
                    "rev": revision,
                    "hooks": [{"id": name, "language": "system"} for name in ("claimcheck", "claimcheck-corpus")],
                }
            ]
        }
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings))
    _sh(["pre-commit", "install"], repository, environment)
    _sh(["git", "add", "--all"], repository, environment)
    _sh(["git", "commit", "-m", "Hook"], repository, environment)  # nothing of the corpus: passes

    if way == "manifest":
        (repository / "corpus" / "other.txt").write_text(OTHER)
        _sh(["git", "add", "--all"], repository, environment)
        _sh(["git", "commit", "-m", "Another story"], repository, environment)

    (repository / "corpus" / "second.txt").write_text(SECOND)
    _sh(["git", "add", "--all"], repository, environment)
    refused = _sh(["git", "commit", "-m", "Forty-one"], repository, environment, check=False)
    assert refused.returncode == 1
    assert "number-conflict" in refused.stdout + refused.stderr
    assert "Forty-one" not in _sh(["git", "log", "--format=%s"], repository, environment).stdout

    if way == "manifest":
        told = ["pre-commit", "run", "--hook-stage", "manual", "--all-files", "claimcheck-corpus"]
        assert _sh(told, repository, environment, check=False).returncode == 1
        (repository / "corpus" / "second.txt").write_text(FIRST)
        _sh(["git", "add", "--all"], repository, environment)
        _sh(["git", "commit", "-m", "Fourteen"], repository, environment)


# --------------------------------------------------------------------------- the action


@dataclass
class Job:
    """Runs the steps of the action like a runner, those that are a script."""

    folder: Path
    temporary: Path
    environment: dict[str, str]
    base: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""

    def value(self, expression: str) -> str:
        known = {f"inputs.{k}": self.inputs.get(k, str(v.get("default", ""))) for k, v in ACTION["inputs"].items()}
        known |= {f"steps.check.outputs.{k}": self.outputs.get(k, "") for k in ACTION["outputs"]}
        known["github.event.pull_request.base.sha || github.event.merge_group.base_sha"] = self.base
        return known[expression]

    def run(self) -> int:
        output, summary = self.temporary / "output", self.temporary / "summary"
        output.touch()
        summary.touch()
        for step in STEPS:
            wanted = re.fullmatch(r"(inputs\.[\w-]+) == 'true'", step.get("if", ""))
            if "uses" in step or (wanted and self.value(wanted[1]) != "true"):
                continue
            given = {k: EXPRESSION.sub(lambda m: self.value(m[1]), v) for k, v in step.get("env", {}).items()}
            script = self.temporary / "script.sh"
            script.write_text(step["run"])
            ended = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                cwd=self.folder,
                env={
                    **self.environment,
                    **given,
                    "GITHUB_ACTION_PATH": str(ROOT),
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(summary),
                    "RUNNER_TEMP": str(self.temporary),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            self.log += ended.stdout
            self.outputs |= dict(line.split("=", 1) for line in output.read_text().splitlines())
            if ended.returncode:
                return ended.returncode
        return 0


@pytest.fixture
def job(repository: Path, tmp_path: Path, environment: dict[str, str]) -> Job:
    temporary = tmp_path / "runner temp"
    temporary.mkdir()
    base = _sh(["git", "rev-parse", "HEAD"], repository, environment).stdout.strip()
    return Job(repository, temporary, environment, base, {"install": "false"})


def test_no_input_is_text_of_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", ""), step["name"]
        assert "run" not in step or step["shell"] == "bash"


def test_every_expression_names_something_that_is_there() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert set(re.findall(r"steps\.check\.outputs\.([\w-]+)", text)) == set(ACTION["outputs"])
    for name in ACTION["inputs"]:
        assert ACTION["inputs"][name]["description"]


def test_scripts_are_valid_shell() -> None:
    for script in [s["run"] for s in STEPS if "run" in s]:
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.model
@pytest.mark.slow
def test_action_fails_on_a_new_conflict_after_everything_is_written(job: Job) -> None:
    (job.folder / "corpus" / "second.txt").write_text(SECOND)
    assert job.run() == 1
    assert job.outputs["exit-code"] == "1"
    results = json.loads(Path(job.outputs["sarif"]).read_text())["runs"][0]["results"]
    assert {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results} == {"corpus/second.txt"}
    assert "<html" in Path(job.outputs["report"]).read_text()
    assert Path(job.outputs["comment"]).read_text().startswith("<!-- claimcheck report -->\n")
    assert (job.temporary / "summary").read_text().startswith("<!-- claimcheck summary -->\n### claimcheck: 1 error")
    stopped, _, after = job.log.partition("\n::claimcheck-")
    assert stopped.splitlines()[0].startswith("::stop-commands::claimcheck-")
    assert "::error file=corpus/second.txt,line=5," in after and "::error " not in stopped


@pytest.mark.model
@pytest.mark.slow
def test_action_passes_on_an_addition_without_conflict(job: Job) -> None:
    (job.folder / "corpus" / "other.txt").write_text(OTHER)
    assert job.run() == 0
    assert job.outputs["exit-code"] == "0"
    assert json.loads(Path(job.outputs["sarif"]).read_text())["runs"][0]["results"] == []


@pytest.mark.model
@pytest.mark.slow
def test_action_checks_paths_and_levels_as_told(job: Job) -> None:
    name = "second; touch pwned $(touch pwned) `touch pwned`.txt"
    (job.folder / "corpus" / name).write_text(SECOND)
    job.inputs |= {"paths": f"corpus/{name}\n", "fail-on": "never"}
    assert job.run() == 0
    assert "number-conflict" in job.log
    assert not list(job.folder.rglob("pwned"))


@pytest.mark.model
@pytest.mark.slow
def test_action_fetches_the_base_that_a_shallow_checkout_lacks(job: Job, tmp_path: Path) -> None:
    (job.folder / "corpus" / "second.txt").write_text(SECOND)
    for command in ("add --all", "commit --quiet -m Second", "commit --quiet --allow-empty -m Third"):
        _sh(["git", *command.split()], job.folder, job.environment)
    shallow = tmp_path / "shallow"
    _sh(["git", "clone", "--quiet", "--depth=1", job.folder.as_uri(), str(shallow)], tmp_path, job.environment)
    shutil.copytree(job.folder / ".claimcheck", shallow / ".claimcheck")
    job.folder = shallow
    assert job.run() == 1
    assert "::error file=corpus/second.txt,line=5," in job.log


@pytest.mark.model
@pytest.mark.slow
def test_action_without_a_base_checks_the_whole_corpus(job: Job) -> None:
    (job.folder / "corpus" / "second.txt").write_text(SECOND)
    job.base = ""
    assert job.run() == 1


@pytest.mark.model
@pytest.mark.slow
def test_action_tells_wrong_settings_from_findings(job: Job) -> None:
    job.inputs |= {"fail-on": "loudly"}
    assert job.run() == 2
    assert job.outputs["exit-code"] == "2"
    assert "sarif" not in job.outputs
    assert "did not finish" in (job.temporary / "summary").read_text()


# --------------------------------------------------------------------------- GitLab, docs


@pytest.mark.model
@pytest.mark.slow
def test_gitlab_job(repository: Path, environment: dict[str, str]) -> None:
    job = _block("gitlab")["claimcheck"]
    base = _sh(["git", "rev-parse", "HEAD"], repository, environment).stdout.strip()
    (repository / "corpus" / "second.txt").write_text(SECOND)
    ended = [
        _sh(
            ["bash", "-eo", "pipefail", "-c", line],
            repository,
            {**environment, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base},
            check=False,
        )
        for line in job["script"]
    ]
    assert [e.returncode for e in ended] == [1]
    issues = json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
    assert "number-conflict" in {i["check_name"] for i in issues}
    assert {i["location"]["path"] for i in issues} == {"corpus/second.txt"}
    assert int(ET.parse(repository / job["artifacts"]["reports"]["junit"]).getroot().get("failures", "")) >= 1
    assert all((repository / path).is_file() for path in job["artifacts"]["paths"])


def test_yaml_shown_is_valid() -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", DOCS, re.M | re.S)
    assert len(blocks) >= 5
    for block in blocks:
        assert yaml.safe_load(block)


def test_inputs_and_outputs_named_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", DOCS):
        assert (ROOT / "docs" / target).exists(), target
    for name in re.findall(r"steps\.claimcheck\.outputs\.([\w-]+)", DOCS):
        assert name in ACTION["outputs"]
    assert "upload-sarif" in ACTION["inputs"]


def _block(name: str) -> Any:
    found = re.search(rf"^<!-- {name} -->\n```yaml\n(.*?)^```$", DOCS, re.M | re.S)
    assert found, name
    return yaml.safe_load(found[1])

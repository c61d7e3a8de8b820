"""README's claims, run. ``python -m tests.test_readme`` rewrites the outputs that it shows.

Its first two commands install things; .ci/run runs those.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from claimcheck.cli import app, main
from claimcheck.rules import RULES
from claimcheck.settings.loading import NOT_SETTINGS, Settings, check_rules, load, variables

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.M | re.S)


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A folder that looks like the repository, where reports may be written."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "fixtures").symlink_to(ROOT / "fixtures")
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def run(command: str) -> str:
    """What a person sees who types the command: stdout, and the exit code where ``; echo $?`` asks for it."""
    typed, _, echo = command.partition(";")
    program, *arguments = shlex.split(typed)
    assert program == "claimcheck"
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(stream):
        try:
            main(arguments)
        except SystemExit as left:
            code = left.code or 0
    assert code in {0, 1}, command
    shown = stream.buffer.getvalue().decode("utf-8")
    return shown + (f"{code}\n" if echo.strip() == "echo $?" else "")


@pytest.mark.model
@pytest.mark.parametrize("block", list(CONSOLE.finditer(TEXT)), ids=lambda m: m["command"][:40])
def test_output_shown_is_the_output(block: re.Match[str]) -> None:
    with workplace():
        assert run(block["command"]) == block["output"], "run `python -m tests.test_readme` and look at the difference"


@pytest.mark.model
def test_the_corpus_commands_do_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"^<!-- corpus -->\n```sh\n(.*?)^```$", TEXT, re.M | re.S)
    assert block is not None
    identity = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    seeds = sorted((ROOT / "fixtures" / "seeds").glob("*.txt"))
    for git in (["init", "-q"], *(["add", "-A"], ["commit", "-qm", "Add"]) * 2):
        if git[0] == "add":
            page = seeds.pop(1)
            (tmp_path / page.name).write_bytes(page.read_bytes())
        subprocess.run(["git", "-C", str(tmp_path), *identity, *git], check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    codes = []
    for command in block[1].splitlines():
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
            try:
                main(shlex.split(command)[1:])
            except SystemExit as left:
                codes.append(left.code or 0)
    assert codes == [0, 0, 1, 0, 0]  # the second check finds nothing that is not in the baseline


def test_settings_shown_are_valid(tmp_path: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.M | re.S)
    assert blocks
    for block in blocks:
        (tmp_path / "claimcheck.toml").write_text(block, encoding="utf-8")
        settings, _ = load(tmp_path, environment={})
        assert settings != Settings()
        check_rules(settings, RULES)


def test_variables_named_exist() -> None:
    named = set(re.findall(r"CLAIMCHECK_[A-Z_]*[A-Z]", TEXT + (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")))
    assert named <= {*variables(), *NOT_SETTINGS}


def test_links_lead_somewhere() -> None:
    for page in (README, ROOT / "docs" / "cli.md"):
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), target


def test_ci_commands_are_there() -> None:
    for name in ("main", "test"):
        assert re.search(rf"^<!-- {name} -->\n```sh\n\.venv/|^<!-- {name} -->\n```sh\npython3 ", TEXT, re.M), name


def test_rules_named_exist() -> None:
    slugs = {r.name for r in RULES}
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.S)
    for slug, code in re.findall(r"`claimcheck rule ([a-z-]+)` \(or `([A-Z]\d+)`\)", prose):
        assert slug in slugs
        assert code in {r.code for r in RULES if r.name == slug}


def options_of(command: Any) -> set[str]:
    """The long options of a command and of those below it."""
    own = {name for option in command.params for name in option.opts if name.startswith("--")}
    return own.union(*(options_of(inner) for inner in getattr(command, "commands", {}).values()))


def test_options_are_all_described() -> None:
    """docs/cli.md has every option of every command, and none that is not there."""
    real = options_of(typer.main.get_command(app)) | {"--help"}
    described = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")))
    assert described == real, "describe the options of your command in docs/cli.md"
    assert set(re.findall(r"(?<![\w-])--(?:allow|exit|fail|no|select|ignore)[a-z-]*", TEXT)) <= real


@pytest.mark.model
def test_a_run_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with workplace():
        assert run("claimcheck report fixtures/seeds --no-cache")


def _rewrite() -> None:
    with workplace():
        text = CONSOLE.sub(lambda m: f"```console\n$ {m['command']}\n{run(m['command'])}```", TEXT)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _rewrite()

"""The same command again: answered from what was kept only where nothing that it reads has changed."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from claimcheck.cli import main
from claimcheck.console import again
from claimcheck.engine import whole_run
from tests.report_sample import sample

Outcome = tuple[int, bytes, bytes]


class Engine:
    """A run that is counted, and gives a report made by hand."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, *arguments: object, **options: object) -> object:
        self.runs += 1
        return sample()


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(whole_run, "run", made)
    monkeypatch.setattr(again, "_RACY", -3600.0)  # the files of a test are as young as it
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "corpus"
    (root / "news" / "wire").mkdir(parents=True)
    for name in ("news/a.txt", "news/wire/b.txt"):
        (root / name).write_text("Exactly 14 people were taken to hospital.\n", encoding="utf-8")
    monkeypatch.chdir(root)
    return made


@pytest.fixture
def claimcheck(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Outcome]:
    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        code = left.value.code
        return code if isinstance(code, int) else 0, *capfdbinary.readouterr()

    return run


def test_the_same_again_is_the_same_bytes_and_no_run(engine: Engine, claimcheck: Callable[..., Outcome]) -> None:
    command = ("report", "news", "--output-format", "json=r.json", "--output-format", "html=r.html",
               "--output-format", "text")  # fmt: skip
    first = claimcheck(*command)
    files = [Path(name).read_bytes() for name in ("r.json", "r.html")]
    Path("r.json").unlink()
    Path("r.html").write_bytes(b"something else")
    assert claimcheck(*command) == first
    assert [Path(name).read_bytes() for name in ("r.json", "r.html")] == files
    assert engine.runs == 1
    assert first[0] == 1 and b"wrote r.json" in first[2] and first[1]


def _touched(path: Path) -> None:
    """Other bytes, and the size and time of change that it had."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"14", b"41"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[pytest.MonkeyPatch], object]] = {
    "an article, size and time as before": lambda _: _touched(Path("news/wire/b.txt")),
    "one more article": lambda _: Path("news/wire/c.txt").write_text("c"),
    "an article less": lambda _: Path("news/wire/b.txt").unlink(),
    "another name": lambda _: Path("news/wire/b.txt").rename("news/wire/z.txt"),
    "a note beside an article": lambda _: Path("news/a.txt.claimcheck").write_text("x"),
    "settings": lambda _: Path("claimcheck.toml").write_text("fail_on = 'never'\n"),
    "settings above": lambda _: Path("../pyproject.toml").write_text("[tool.claimcheck]\n"),
    "decisions": lambda _: Path("claimcheck-decisions.txt").write_text("\n"),
    "the house lexicon": lambda _: Path("claimcheck-lexicon.toml").write_text("\n"),
    "what git ignores": lambda _: Path(".gitignore").write_text("b.txt\n"),
    "a variable": lambda patch: patch.setenv("CLAIMCHECK_FAIL_ON", "never"),
    "colour": lambda patch: patch.setenv("FORCE_COLOR", "1"),
    "the day": lambda patch: patch.setattr(again.dt, "date", type("Date", (dt.date,), {"today": lambda: dt.date.max})),
    "the program": lambda patch: patch.setattr(again, "_PACKAGE", Path("news")),
    "a damaged answer": lambda _: _garbled(),
}


def _garbled() -> None:
    for path in Path("../cache/claimcheck").glob(f"{again.CACHE_FILE}*"):
        path.write_bytes(b"\0" * 5000)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_report_depends_on_makes_it_run(
    change: str, engine: Engine, claimcheck: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    claimcheck("report", "news", "--output-format", "json")
    claimcheck("report", "news", "--output-format", "json")
    assert engine.runs == 1
    CHANGES[change](monkeypatch)
    claimcheck("report", "news", "--output-format", "json")
    assert engine.runs == 2


@pytest.mark.parametrize("told", [("--no-cache",), ("--verbose",), ("news/a.txt",), ("--fail-on", "note")])
def test_another_command_is_another_answer(
    told: tuple[str, ...], engine: Engine, claimcheck: Callable[..., Outcome]
) -> None:
    claimcheck("report", "news")
    claimcheck("report", "news", *told)
    assert engine.runs == 2


def test_what_changed_a_moment_ago_is_not_kept(
    engine: Engine, claimcheck: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "_RACY", 2.0)
    claimcheck("report", "news")
    claimcheck("report", "news")
    assert engine.runs == 2


def test_a_failure_is_not_kept(engine: Engine, claimcheck: Callable[..., Outcome]) -> None:
    Path("claimcheck.toml").write_text("fail_on = 'nobody'\n", encoding="utf-8")
    assert claimcheck("report", "news")[0] == claimcheck("report", "news")[0] == 2
    assert engine.runs == 0
    assert not Path("../cache/claimcheck", again.CACHE_FILE).exists()


HEAVY = frozenset(
    "torch transformers sentence_transformers spacy thinc sklearn scipy numpy onnx onnxruntime tokenizers trafilatura "
    "lxml docx pypdf jinja2 rapidfuzz".split()
)


@pytest.mark.model
def test_a_report_and_a_check_again_load_no_library(root: Path, tmp_path: Path) -> None:
    """As a user runs them: two articles, each command in a process of its own."""
    for name, count in (("a.txt", 14), ("b.txt", 41)):
        text = f"Flood\n\nExactly {count} people were taken to hospital after the river burst its banks.\n"
        (tmp_path / "corpus").mkdir(exist_ok=True)
        (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
    code = (
        "import sys\nfrom claimcheck.console import again\nagain._RACY = -3600.0\nfrom claimcheck.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit as left: code = left.code\n"
        "print(*sorted({n.partition('.')[0] for n in sys.modules}), file=open('../loaded', 'w'))\nsys.exit(code)"
    )
    environment = {**os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for command in (["report", "a.txt", "b.txt"], ["check", "a.txt"]):
        said = []
        for turn in range(3):  # a check makes the folder of its index, and so changes the one that it looks at
            told = [sys.executable, "-c", code, *command]
            ended = subprocess.run(told, cwd=tmp_path / "corpus", env=environment, capture_output=True, timeout=300)
            assert ended.returncode in (0, 1), ended.stderr
            said.append((ended.returncode, ended.stdout, ended.stderr))
            loaded = set((tmp_path / "loaded").read_text().split())
            assert turn or "spacy" in loaded or command[0] == "check"
        assert said[0] == said[1] == said[2]
        assert loaded.isdisjoint(HEAVY)

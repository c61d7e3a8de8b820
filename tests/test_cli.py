"""The command line as a user meets it: real files, the real models, exit codes, and what goes to which stream."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sentencex

from claimcheck import __version__
from claimcheck.cli import main
from claimcheck.console.screen import write_out
from claimcheck.datamodel import Article, Claim, Source
from claimcheck.engine import whole_run
from claimcheck.rules import RULES

FLOOD = """Flood cuts off two valleys near Marsten

Heavy rain cut off two mountain valleys on Sunday, the regional water board said.

Exactly {count} people were taken to hospital after the Orla river burst its banks, the mayor, Jana Brandov, said.

"We have never seen the water rise this fast," Brandov said.

Rescue teams reached the village of Tarnov by boat late on Sunday evening.
"""
MUSEUM = """Museum finds lost score in attic

A handwritten score that was thought lost has turned up in the attic of a museum in Velin, its director said.

The score will be performed in the autumn by the city's youth orchestra, the museum said.
"""


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Claimcheck = Callable[..., Outcome]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder ``flood`` with two variants that differ in one number, and the working directory above it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flood").mkdir()
    (tmp_path / "flood" / "a.txt").write_text(FLOOD.format(count=14), encoding="utf-8")
    (tmp_path / "flood" / "b.txt").write_text(FLOOD.format(count=41), encoding="utf-8")
    return tmp_path


@pytest.fixture
def claimcheck(capfdbinary: pytest.CaptureFixture[bytes]) -> Claimcheck:
    """The command, run in this process so that the models load once."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        out, err = capfdbinary.readouterr()
        code = left.value.code
        return Outcome(code if isinstance(code, int) else 0, out.decode(), err.decode())

    return run


def spawn(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **more.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(
        [sys.executable, "-m", "claimcheck", *map(str, arguments)],
        env=environment, text=True, capture_output=True, timeout=120, check=False, **more,  # type: ignore[call-overload]
    )  # fmt: skip


# ------------------------------------------------------------------ codes and streams


@pytest.mark.model
def test_findings_at_the_level_exit_1(corpus: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck("report", "flood")
    assert outcome.code == 1
    assert "number-conflict" in outcome.out
    assert outcome.err == ""


@pytest.mark.model
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--exit-zero"], 0),
        (["--fail-on", "never"], 0),
        (["--ignore", "number-conflict"], 0),
        (["--ignore", "name-spelling,V201"], 0),
        (["--select", "V201"], 1),
        (["--select", "name-spelling", "--select", "number-conflict"], 1),
        (["--select", "name-spelling"], 0),
        (["--fail-on", "note"], 1),
    ],
)
def test_codes(arguments: list[str], code: int, corpus: Path, claimcheck: Claimcheck) -> None:
    assert claimcheck("report", "flood", *arguments).code == code


@pytest.mark.model
def test_formats(corpus: Path, claimcheck: Claimcheck) -> None:
    """A report written to a file never changes the code, and leaves stdout empty."""
    to_stdout = claimcheck("report", "flood", "--output-format", "json")
    to_file = claimcheck("report", "flood", "--output-format", "json=out.json")
    assert (to_stdout.code, to_file.code) == (1, 1)
    assert to_file.out == ""
    assert to_file.err == "claimcheck: wrote out.json\n"
    assert (corpus / "out.json").read_text(encoding="utf-8") == to_stdout.out
    found = {finding["rule"] for finding in json.loads(to_stdout.out)["findings"]}
    assert "number-conflict" in found


@pytest.mark.model
def test_several_formats(corpus: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck(
        "report", "flood", "--quiet",
        "--output-format", "json=a.json", "--output-format", "text=-", "--output-format", "text=b.txt",
    )  # fmt: skip
    assert outcome.err == ""
    assert outcome.out == (corpus / "b.txt").read_text(encoding="utf-8")
    assert (corpus / "a.json").stat().st_size > 1000


@pytest.mark.model
def test_a_file_says_by_its_name_in_which_format(corpus: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck("report", "flood", "-o", "a.json", "--output-file", "b.MD", "--output-format", "csv")
    assert "," in outcome.out.splitlines()[0]
    assert json.loads((corpus / "a.json").read_text(encoding="utf-8"))["findings"]
    assert "### claimcheck" in (corpus / "b.MD").read_text(encoding="utf-8")
    claimcheck("report", "flood", "--output-format", "markdown", "-o", "c.txt")  # of one format and one file
    assert (corpus / "c.txt").read_bytes() == (corpus / "b.MD").read_bytes()


@pytest.mark.model
def test_same_input_same_bytes(corpus: Path, claimcheck: Claimcheck) -> None:
    forwards = claimcheck("report", "flood/a.txt", "flood/b.txt", "--output-format", "json")
    backwards = claimcheck("report", "flood/b.txt", "flood/a.txt", "flood", "--output-format", "json", "--no-cache")
    assert forwards == backwards


@pytest.mark.model
def test_settings_reach_the_run(corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "claimcheck.toml").write_text('[rules.number-conflict]\nseverity = "warning"\n', encoding="utf-8")
    assert claimcheck("report", "flood").code == 0
    monkeypatch.setenv("CLAIMCHECK_FAIL_ON", "warning")
    assert claimcheck("report", "flood").code == 1
    assert claimcheck("report", "flood", "--fail-on", "error").code == 0
    (corpus / "other.toml").write_text("", encoding="utf-8")
    monkeypatch.delenv("CLAIMCHECK_FAIL_ON")
    assert claimcheck("report", "flood", "--config", "other.toml").code == 1
    monkeypatch.setenv("CLAIMCHECK_CONFIG", "other.toml")
    verbose = claimcheck("report", "flood", "--verbose")
    assert verbose.code == 1
    assert "settings from other.toml" in verbose.err


# ------------------------------------------------------------------ bad input


def bad_binary(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 8)


def bad_encoding(folder: Path) -> None:
    (folder / "bad.txt").write_bytes("Полиция задержала двоих в субботу.".encode("cp1251"))


def bad_empty(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"")


def bad_silent(folder: Path) -> None:
    (folder / "bad.txt").write_text("***\n\n---\n\n12\n", encoding="utf-8")


def bad_missing(folder: Path) -> None:
    pass


def bad_folder(folder: Path) -> None:
    (folder / "bad.txt").mkdir()
    (folder / "bad.txt" / "photo.jpg").write_bytes(b"\xff\xd8\xff")


@pytest.mark.model
@pytest.mark.parametrize("make", [bad_binary, bad_encoding, bad_empty, bad_silent, bad_missing, bad_folder])
def test_bad_input_is_named_and_the_rest_is_reported(
    make: Callable[[Path], None], corpus: Path, claimcheck: Claimcheck
) -> None:
    make(corpus)
    outcome = claimcheck("report", "flood", "bad.txt", "--output-format", "json")
    assert outcome.code == 2
    lines = outcome.err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("claimcheck: error: bad.txt ")
    assert lines[0].count(".") >= 2  # what is wrong, and what to do
    report = json.loads(outcome.out)
    assert "number-conflict" in {finding["rule"] for finding in report["findings"]}


@pytest.mark.model
@pytest.mark.parametrize("make", [bad_binary, bad_encoding, bad_empty, bad_silent, bad_missing, bad_folder])
def test_bad_input_alone(make: Callable[[Path], None], tmp_path: Path, claimcheck: Claimcheck) -> None:
    make(tmp_path)
    outcome = claimcheck("report", tmp_path / "bad.txt")
    assert outcome.code == 2
    assert "bad.txt" in outcome.err
    assert "Traceback" not in outcome.err
    assert claimcheck("report", tmp_path / "bad.txt", "--exit-zero", "--fail-on", "never").code == 2


@pytest.mark.model
def test_a_text_that_a_library_panics_on_is_read(corpus: Path, claimcheck: Claimcheck) -> None:
    """Spaces that do not break, around a stop after a capital: sentencex panics on them."""
    said = "The mayor spoke to Moscow on T\u00a0.\u00a0.\u00a0. and then left the hall, aides said.\n"
    (corpus / "flood" / "c.txt").write_text(f"{FLOOD.format(count=14)}\n{said}", encoding="utf-8")
    outcome = claimcheck("report", "flood", "--fail-on", "never", "--output-format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    assert [a["path"] for a in json.loads(outcome.out)["articles"]] == [f"flood/{n}.txt" for n in "abc"]


@pytest.mark.model
def test_a_panic_over_one_file_is_a_problem_of_that_file(
    corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = whole_run.claims_of

    def panicking(article: Article, source: Source) -> tuple[Claim, ...]:
        if source.path == "flood/c.txt":
            sentencex.get_sentence_boundaries("en", "Moscow on T\u00a0.")
        return straight(article, source)

    monkeypatch.setattr(whole_run, "claims_of", panicking)
    (corpus / "flood" / "c.txt").write_text(FLOOD.format(count=15), encoding="utf-8")
    outcome = claimcheck("report", "flood")
    assert outcome.code == 2 and "number-conflict" in outcome.out
    told = [line for line in outcome.err.splitlines() if line.startswith("claimcheck: error:")]
    assert len(told) == 1 and "flood/c.txt cannot be read: internal error in" in told[0]
    assert "Traceback" not in outcome.err


@pytest.mark.model
def test_half_a_character_in_a_record_stops_no_report(corpus: Path, claimcheck: Claimcheck) -> None:
    record = {"id": "1", "title": "Fire in Dover \ud83d", "text": FLOOD.format(count=15)}
    (corpus / "flood" / "c.jsonl").write_text(json.dumps(record))
    ended = spawn("report", "flood", cwd=corpus)  # on the streams that a process of its own has
    assert ended.returncode == 1, ended.stderr  # the findings
    assert "error" not in ended.stderr and "Traceback" not in ended.stderr
    (corpus / "claimcheck.toml").write_text("")
    for command, code in ((["index", "build"], 0), (["check", "flood/c.jsonl"], 1)):
        outcome = claimcheck(*command)
        assert outcome.code == code, outcome.err
        assert "error" not in outcome.err and "Traceback" not in outcome.err


@pytest.mark.model
def test_unreadable_file_may_be_skipped(corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch) -> None:
    bad_encoding(corpus)
    monkeypatch.setenv("CLAIMCHECK_READING_ON_PROBLEM", "skip")
    outcome = claimcheck("report", "flood", "bad.txt", "--exit-zero")
    assert outcome.code == 0
    assert outcome.err.startswith("claimcheck: skipped: bad.txt ")


@pytest.mark.model
def test_one_article_alone_is_no_pass(corpus: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck("report", "flood/a.txt")
    assert outcome.code == 2
    assert "nothing could be compared: flood/a.txt is the only article" in outcome.err
    assert claimcheck("report", "flood/a.txt", "--exit-zero").code == 2
    allowed = claimcheck("report", "flood/a.txt", "--allow-empty")
    assert (allowed.code, allowed.err) == (0, "")


@pytest.mark.model
def test_articles_without_a_common_story_are_no_pass(corpus: Path, claimcheck: Claimcheck) -> None:
    (corpus / "museum.txt").write_text(MUSEUM, encoding="utf-8")
    third = "The orchestra plays Brahms on Friday. Tickets cost 12 euros.\n\nThe conductor fell ill last spring.\n"
    (corpus / "concert.txt").write_text(third, encoding="utf-8")
    files = ("flood/a.txt", "museum.txt", "concert.txt")
    outcome = claimcheck("report", *files, "--output-format", "json")
    assert outcome.code == 2
    assert "nothing could be compared: no two of the 3 articles tell the same story" in outcome.err
    assert json.loads(outcome.out)["stories"] == []  # the report is written all the same
    assert claimcheck("report", *files, "--allow-empty").code == 0
    (told,) = json.loads(claimcheck("report", *files, "--one-story", "--output-format", "json").out)["stories"]
    assert len(told["articles"]) == 3
    outcome = claimcheck("report", *files[:2], "--output-format", "json")  # one story, but nothing answers
    assert outcome.code == 2 and "no statement of one article is made in another" in outcome.err
    assert json.loads(outcome.out)["stories"][0]["similarity"] < 0.5


def test_hostile_file_name_cannot_drive_the_terminal(tmp_path: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck("report", tmp_path / "x\x1b[2J\u202e\n.txt")
    assert outcome.code == 2
    assert "\x1b" not in outcome.err
    assert "\u202e" not in outcome.err
    assert len(outcome.err.splitlines()) == 1


# ------------------------------------------------------------------ wrong use


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["report"], "Missing argument"),
        (["report", "flood", "--colour"], "No such option"),
        (["report", "flood", "--fail-on", "loud"], "fail_on is 'loud'. Write \"note\""),
        (["report", "flood", "--min-confidence", "2"], "min_confidence is 2.0; it should be less than or equal to 1"),
        (["report", "flood", "--min-confidence", "high"], "'--min-confidence'"),
        (["report", "flood", "--select", "name-conflit"], "Did you mean name-conflict?"),
        (["report", "flood", "--config", "no.toml"], "no.toml does not exist"),
        (["report", "flood", "--output-format", "odt"], "there is no format 'odt'"),
        (["report", "flood", "--output-format", "jsn=x"], "Did you mean json?"),
        (["report", "flood", "--output-format", "out.html"], "Write html=out.html."),
        (["report", "flood", "--output-format", "json="], "the path is missing"),
        (["report", "flood", "-o", "out.foo"], "or write --output-format FORMAT=out.foo."),
        (["report", "flood", "-o", "x.json", "-o", "./x.json"], "is written twice"),
        (["report", "flood", "--output-format", "json", "--output-format", "text"], "cannot share stdout"),
        (["report", "flood", "--output-format", "json=x", "--output-format", "text=./x"], "is written twice"),
        (["report", "flood", "--output-format", "json=flood"], "flood is a folder"),
        (["report", "flood", "--output-format", "json=no/x.json"], "there is no folder"),
        (["rule", "name-conflit"], "Did you mean name-conflict?"),
        (["repor"], "Did you mean 'report'?"),
    ],
)
def test_wrong_use(arguments: list[str], expected: str, corpus: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck(*arguments)
    assert outcome.code == 2
    assert expected in outcome.err
    assert outcome.out == ""


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_folder_without_permission(corpus: Path, claimcheck: Claimcheck) -> None:
    (corpus / "locked").mkdir(mode=0o555)
    outcome = claimcheck("report", "flood", "--output-format", "json=locked/x.json")
    assert outcome.code == 2
    assert "permission denied" in outcome.err


def test_internal_error_is_one_line(corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr("claimcheck.engine.whole_run.run", fail)
    outcome = claimcheck("report", "flood")
    assert outcome.code == 2
    assert outcome.err.startswith("claimcheck: internal error: ZeroDivisionError: first line.")
    assert "CLAIMCHECK_DEBUG=1" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert "Traceback" in claimcheck("report", "flood", "--verbose").err
    monkeypatch.setenv("CLAIMCHECK_DEBUG", "1")
    assert "Traceback" in claimcheck("report", "flood").err


def test_a_panic_is_an_internal_error_and_no_finding(
    corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_: object, **__: object) -> None:
        sentencex.get_sentence_boundaries("en", "Moscow on T\u00a0.")

    monkeypatch.setattr("claimcheck.engine.whole_run.run", panic)
    outcome = claimcheck("report", "flood")
    assert outcome.code == 2
    assert outcome.err.splitlines()[-1].startswith("claimcheck: internal error: PanicException: ")


def test_interrupt(corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("claimcheck.engine.whole_run.run", stop)
    outcome = claimcheck("report", "flood")
    assert (outcome.code, outcome.err) == (130, "claimcheck: interrupted\n")


# ------------------------------------------------------------------ output files


@pytest.mark.model
def test_file_is_replaced_whole_and_keeps_its_mode(
    corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = corpus / "real.json"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    (corpus / "link.json").symlink_to(real)
    claimcheck("report", "flood", "--output-format", "json=link.json")
    assert (corpus / "link.json").is_symlink()
    assert json.loads(real.read_text(encoding="utf-8"))["tool"]["name"] == "claimcheck"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640

    before = real.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    outcome = claimcheck("report", "flood", "--output-format", "json=real.json", "--output-format", "text")
    assert outcome.code == 2
    assert "real.json cannot be written: No space left on device" in outcome.err
    assert "number-conflict" in outcome.out  # the other report is still written
    assert real.read_bytes() == before
    assert sorted(p.name for p in corpus.iterdir()) == ["flood", "link.json", "real.json"]


@pytest.mark.model
@pytest.mark.skipif(os.name == "nt", reason="a device file")
def test_device_is_written_to_not_replaced(corpus: Path, claimcheck: Claimcheck) -> None:
    outcome = claimcheck("report", "flood", "--output-format", "json=/dev/null")
    assert outcome.code == 1
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


# ------------------------------------------------------------------ colour and progress


class Terminal:
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "color"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_color_on_a_terminal(environment: dict[str, str], color: bool) -> None:
    from claimcheck.console.screen import wants_color

    assert wants_color(Terminal(), environment) is color  # type: ignore[arg-type]


@pytest.mark.model
def test_color_in_a_pipe(corpus: Path, claimcheck: Claimcheck, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in claimcheck("report", "flood").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in claimcheck("report", "flood").out


@pytest.mark.parametrize(
    ("environment", "wanted"), [({}, True), ({"CI": "true"}, False), ({"CI": "false"}, True), ({"TERM": "dumb"}, False)]
)
def test_progress_only_for_people(environment: dict[str, str], wanted: bool) -> None:
    from claimcheck.console.screen import wants_progress

    assert wants_progress(Terminal(), environment) is wanted  # type: ignore[arg-type]
    assert wants_progress(sys.__stdin__, environment) is (wanted and sys.__stdin__.isatty())  # type: ignore[arg-type, union-attr]


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(shutil.which("script") is None, reason="needs script(1) to have a terminal")
def test_progress_shows_after_a_second_and_goes(corpus: Path) -> None:
    """On a real terminal, with an empty cache: loading the models takes longer than a second."""
    command = f"{sys.executable} -m claimcheck report flood --no-cache >/dev/null"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "TERM": "xterm"}
    shown = subprocess.run(
        ["script", "-qec", command, "/dev/null"], env=environment, capture_output=True, timeout=120, check=False
    )
    assert shown.returncode == 1
    assert b"\x1b[?25l" in shown.stdout  # the cursor is hidden while the bar is up,
    assert shown.stdout.rindex(b"\x1b[?25h") > shown.stdout.rindex(b"\x1b[?25l")  # and comes back


# ------------------------------------------------------------------ a process of its own


@pytest.mark.model
@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_reader_that_leaves_early(corpus: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "claimcheck", "report", "flood"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=writer, stderr=subprocess.PIPE, text=True, timeout=120, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_left_leaves_no_file_open(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    def free() -> int:  # the system gives the lowest descriptor that nobody holds
        lowest = os.open(os.devnull, os.O_RDONLY)
        os.close(lowest)
        return lowest

    before = free()
    with os.fdopen(writer, "w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        write_out("a report")
        assert free() == before


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c(corpus: Path) -> None:
    """Interrupted while the models load: no trace, 130, no half-written file."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "claimcheck",
            "report", "flood", "--no-cache", "--verbose", "--output-format", "json=out.json",
        ],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert "settings" in process.stderr.readline()  # the command is past its own start
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "interrupted" in err
    assert sorted(p.name for p in corpus.iterdir()) == ["flood"]


def test_version_and_help() -> None:
    assert spawn("--version").stdout == f"claimcheck {__version__}\n"
    shown = spawn("--help")
    assert shown.returncode == 0
    assert "report" in shown.stdout
    assert spawn().returncode == 2


# ------------------------------------------------------------------ rule


def test_rules_are_listed(claimcheck: Claimcheck) -> None:
    listed = claimcheck("rule")
    assert listed.code == 0
    assert [line.split()[:2] for line in listed.out.splitlines()] == [[r.code, r.name] for r in RULES]


def test_rule_page_by_slug_and_code(claimcheck: Claimcheck) -> None:
    for rule in RULES:
        page = claimcheck("rule", rule.name)
        assert page.code == 0
        assert page.out.startswith(f"{rule.name} ({rule.code}): ")
        assert claimcheck("rule", rule.code.lower()) == page

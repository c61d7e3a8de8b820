"""What the tool wrote is not read as an article; known by its content, in every format and under every name."""

from __future__ import annotations

import dataclasses
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from claimcheck.cli import app
from claimcheck.datamodel import Problem, Report
from claimcheck.reading.files import Reading, read_paths
from claimcheck.reading.own_reports import is_report
from claimcheck.writers import WRITERS
from claimcheck.writers.terminal import render_terminal
from tests.report_sample import RULES, sample

EMPTY = Report((), (), (), (), (), (), (), ())
UNREAD = dataclasses.replace(EMPTY, problems=(Problem("a.txt", "a.txt is empty.", "Fill it."),))
KINDS: dict[str, Callable[[], Report]] = {"sample": sample, "empty": lambda: EMPTY, "unread": lambda: UNREAD}


def written(name: str, report: Report) -> bytes:
    content = WRITERS[name](report, RULES)
    return content if isinstance(content, bytes) else content.encode("utf-8")


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"pdf"}))
def test_every_report_is_known(name: str, kind: str) -> None:
    content = written(name, KINDS[kind]())
    if name == "github-suggestions" or (kind != "sample" and name in {"gitlab", "rdjsonl"}):
        assert content.strip() in {b"", b"[]", b"[\n]"}
    else:
        assert is_report(content)


def test_a_printed_report_is_known() -> None:
    assert is_report(written("pdf", sample()))


@pytest.mark.parametrize("width", [30, 60, 100, 200])
def test_a_report_redirected_from_the_terminal_is_known(width: int) -> None:
    for report in (sample(), EMPTY, UNREAD):
        text = render_terminal(report, RULES, width=width)
        assert is_report(text.encode()) and is_report(f"{text}3 more findings not shown.\n".encode())


@pytest.mark.parametrize(
    "text",
    [
        "The editors use claimcheck.\n\nIts <!-- claimcheck report --> mark is hidden.\n",
        "claimcheck: a tool\n\nIt compares articles.\n",
        "A tool said: 3 errors, 4 warnings, 10 notes.\n",
        '<!doctype html><title>claimcheck</title><meta name="generator" content="Hugo"><p>claimcheck 0.1 is out.</p>',
        '{"type": "summary", "text": "We tried claimcheck.", "tool": "x", "articles": 1, "stories": 1, "problems": 0}',
        '{"title": "claimcheck", "text": "We tried claimcheck."}\n',
        '"title","text"\n"claimcheck","We tried it."\n',
        "PK is no archive.\n",
        "",
    ],
)
def test_an_article_about_the_tool_is_none(text: str) -> None:
    assert not is_report(text.encode())


def test_a_search_leaves_reports_out_and_a_named_one_is_a_problem(tmp_path: Path) -> None:
    names = {"html": "a.html", "docx": "a.docx", "markdown": "a.md", "brief": "b.md", "jsonl": "a.jsonl",
             "csv": "a.csv", "text": "a.txt", "json": "copy.txt"}  # fmt: skip
    for name, file in names.items():
        (tmp_path / file).write_bytes(written(name, sample()))
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(written("text", sample())))
    (tmp_path / "article.txt").write_text("We tried claimcheck on Monday. It found three errors.")
    every = Reading((*Reading().extensions, ".csv"))
    for paths in ([str(tmp_path)], [str(tmp_path / "*.*")]):
        (source,), problems = read_paths(paths, every, base=tmp_path)
        assert source.path == "article.txt" and len(problems) == len(names) + 1
        assert all(p.notice and not p.fatal for p in problems)
        assert problems[0].message == "a.csv is a report of claimcheck: left out."
    for file in (*names.values(), "c.txt.gz"):
        for paths in ([str(tmp_path / file)], [str(tmp_path / file), str(tmp_path)]):
            _, problems = read_paths(paths, every, base=tmp_path)
            (told,) = [p for p in problems if p.path.endswith(file)]
            assert told.fatal and not told.notice and told.message.endswith("is a report of claimcheck, no article.")


@pytest.mark.model
def test_a_report_beside_the_articles_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claimcheck.toml").write_text("")
    for name, count in (("a.txt", "Thirty"), ("b.txt", "Thirteen")):
        (tmp_path / name).write_text(f"Flood\n\n{count} people were killed on Monday when a river burst, police said.")
    wrote = [f"--output-format={one}" for one in ("html=report.html", "text=report.txt", "jsonl=r.jsonl")]
    said = []
    for command in (["report", "."], ["report", "."], ["check", "--all"], ["check", "--all"]):
        done = CliRunner().invoke(app, [*command, "--output-format", "json", *wrote])
        assert done.exit_code == 1, done.output
        said.append(done.stdout.count('"fingerprint"'))
        reports = done.stderr.count("claimcheck: notice: r")
    assert len(set(said)) == 1 and reports == 3
    named = CliRunner().invoke(app, ["check", "report.html"])
    assert named.exit_code == 2 and "error: report.html is a report of claimcheck, no article." in named.stderr

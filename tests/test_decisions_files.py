"""The files of decisions, baseline and aliases: what is written is read again, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.datamodel import Comment, Decision
from claimcheck.decisions import aliases, baseline, comments, journal
from claimcheck.decisions.aliases import Alias
from claimcheck.decisions.baseline import Known
from claimcheck.decisions.entries import Kept, escaped, parsed, rendered, unescaped
from claimcheck.decisions.merging import LINE, ensure_union_merge
from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.files import writing as filewriting

HOSTILE = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["-", "", "#", "a | b", "|", "\\", "\\t", "tab\there", "two\nlines", "\r\n", " edge ", "\u202eRTL\u202c", "\ud800",
     "\x85\u2028", "<<<<<<< ours", "=======", "'\"", "🕊️", "é\u0301", "\ufeff", "%0A::error::"]
)  # fmt: skip
NAMED = HOSTILE.filter(lambda s: s not in {""})
HEX = st.text("0123456789abcdef", min_size=20, max_size=20)
MOMENTS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2999, 1, 1), timezones=st.just(dt.UTC))
PAIRS = st.tuples(HOSTILE, HOSTILE)
ARTICLES = st.sets(NAMED, min_size=1, max_size=4).map(lambda s: tuple(sorted(s)))
DECISIONS = st.builds(
    Decision, st.just(""), st.sampled_from(journal.VERDICTS), HOSTILE, MOMENTS, HOSTILE,
    st.none() | st.dates(), HEX, HOSTILE, ARTICLES, PAIRS, HOSTILE,
    st.just(()) | ARTICLES, HOSTILE, HOSTILE, HOSTILE, MOMENTS,
) | st.builds(
    Decision, st.just(""), st.sampled_from(journal.VERDICTS), HOSTILE, MOMENTS, HOSTILE,
    st.none() | st.dates(), HEX, HOSTILE, ARTICLES, PAIRS, HOSTILE,
)  # fmt: skip
ENTRIES = st.builds(Known, HEX, HOSTILE, ARTICLES, PAIRS)


def decision(n: int = 1, **fields: object) -> Decision:
    whole = {
        "fingerprint": "", "verdict": "accept", "editor": "Ann", "decided_at": dt.datetime(2026, 1, n, tzinfo=dt.UTC),
        "reason": "both are right", "identity": f"{n:020x}", "rule": "number-conflict",
        "articles": ("a.txt#1", "b.txt#1"), "values": ("4", "5"),
    }  # fmt: skip
    return Decision(**{**whole, **fields})  # type: ignore[arg-type]


@given(HOSTILE)
def test_field_survives(text: str) -> None:
    field = escaped(text)
    assert unescaped(field) == text
    assert field and not set(field) & set("\t\n\r\x0b\x0c\x1c\x85\u2028\u2029\u202e") and not field.startswith("#")
    assert field == field.strip(" ")
    field.encode()  # no lone surrogate


@given(st.lists(DECISIONS, max_size=5))
def test_decisions_survive(entries: list[Decision]) -> None:
    text = rendered(Kept(tuple(entries)), journal.FORMAT)
    again = parsed(text, journal.FORMAT, "f")
    assert not again.problems
    assert set(again.entries) == set(entries)
    assert rendered(again, journal.FORMAT) == text
    lines = text.split("\n")[:-1]
    assert lines == sorted(lines, key=lambda line: (line[0] != "#", line))


@given(st.lists(ENTRIES, max_size=5))
def test_baseline_survives(entries: list[Known]) -> None:
    text = rendered(Kept(tuple(entries)), baseline.FORMAT)
    again = parsed(text, baseline.FORMAT, "f")
    assert not again.problems and set(again.entries) == set(entries)
    assert rendered(again, baseline.FORMAT) == text


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    for form in (journal.FORMAT, baseline.FORMAT, aliases.FORMAT, comments.FORMAT):
        kept = parsed(text, form, "name.txt")  # type: ignore[arg-type]
        assert all(p.message.startswith("name.txt, line ") for p in kept.problems)


def test_what_is_in_the_file(tmp_path: Path) -> None:
    journal.add_decisions(
        tmp_path, [decision(2, note="see page 2"), decision(1, expires=dt.date(2027, 1, 31), values=("4", "five\tsix"))]
    )
    first, *lines = (tmp_path / journal.FILE).read_text().splitlines()
    assert first.startswith("# ")
    assert [line.split("\t", 3)[3] for line in lines] == [
        "Ann\t2026-01-01T00:00:00Z\t2027-01-31\ta.txt#1 | b.txt#1\t4 | five\\tsix\tboth are right",
        "Ann\t2026-01-02T00:00:00Z\t-\ta.txt#1 | b.txt#1\t4 | 5\tboth are right\tsee page 2",
    ]
    assert [line.split("\t")[:3] for line in lines] == [[f"{n:020x}", "number-conflict", "accept"] for n in (1, 2)]


def test_a_later_decision_stands_for_an_earlier_one(tmp_path: Path) -> None:
    journal.add_decisions(tmp_path, [decision()])
    later = decision(verdict="error", decided_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    assert journal.add_decisions(tmp_path, [later]) == (later,)
    other = decision(articles=("a.txt#1", "c.txt#1"))
    journal.add_decisions(tmp_path, [other])
    assert set(journal.read_decisions(tmp_path).entries) == {later, other}
    assert journal.remove_decisions(tmp_path, [later]) == (other,)


def test_comments_crlf_mark_and_duplicates_are_read(tmp_path: Path) -> None:
    journal.add_decisions(tmp_path, [decision(1), decision(2)])
    path = tmp_path / journal.FILE
    title, first, second = path.read_text().splitlines()
    path.write_bytes("\r\n".join(["\ufeff" + title, "# ours", second + " \t", first, "", second, title, ""]).encode())
    kept = journal.read_decisions(tmp_path)
    assert kept.entries == (decision(1), decision(2)) and not kept.problems
    journal.add_decisions(tmp_path, [decision(3)])
    assert path.read_text().splitlines()[:3] == [title, "# ours", first]
    assert len(path.read_text().splitlines()) == 5


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "1 fields between tabs"),
        ("<<<<<<< HEAD", "an unresolved merge"),
        ("zz\tr\taccept\tA\t2026-01-01T00:00:00Z\t-\ta#1\t1 | 2\tx", "no identity"),
        ("0123456789\tr\tyes\tA\t2026-01-01T00:00:00Z\t-\ta#1\t1 | 2\tx", "'yes' is no verdict"),
        ("0123456789\tr\taccept\tA\tyesterday\t-\ta#1\t1 | 2\tx", "'yesterday' is no date and time"),
        ("0123456789\tr\taccept\tA\t0001-01-01T00:00:00+10:00\t-\ta#1\t1 | 2\tx", "outside the calendar"),
        ("0123456789\tr\taccept\tA\t2026-01-01T00:00:00Z\tsoon\ta#1\t1 | 2\tx", "'soon' is no date"),
        ("0123456789\tr\taccept\tA\t2026-01-01T00:00:00Z\t-\t-\t1 | 2\tx", "no article"),
        ("0123456789\tr\taccept\tA\\q\t2026-01-01T00:00:00Z\t-\ta#1\t1 | 2\tx", "is no escape"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(tmp_path: Path, line: str, words: str) -> None:
    journal.add_decisions(tmp_path, [decision(1), decision(2)])
    path = tmp_path / journal.FILE
    title, first, second = path.read_text().splitlines()
    path.write_text("\n".join([title, first, line, second, ""]))
    kept = journal.read_decisions(tmp_path)
    assert kept.entries == (decision(1), decision(2))
    (problem,) = kept.problems
    assert problem.fatal and problem.message.startswith(f"{journal.FILE}, line 3: ") and words in problem.message
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"line 3.*was not changed"):
        journal.add_decisions(tmp_path, [decision(3)])
    assert path.read_bytes() == before


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / journal.FILE).write_bytes(b"# x\n\xff\n")
    with pytest.raises(ConfigError, match="line 2, is not UTF-8"):
        journal.read_decisions(tmp_path)


# --------------------------------------------------------------------------- two writers


def _add_ten(root: str, begin: int) -> None:
    for n in range(begin, begin + 10):
        journal.add_decisions(Path(root), [decision(1, identity=f"{n:020x}")])


@pytest.mark.parametrize("way", ["folder", "file"])
def test_writers_at_once_lose_nothing(tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "file":
        monkeypatch.setattr(filewriting, "fcntl", None)  # as on Windows; the children inherit it by fork
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_add_ten, args=(str(tmp_path), begin)) for begin in (100, 200, 300)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [w.exitcode for w in workers] == [0, 0, 0]
    assert len(journal.read_decisions(tmp_path).entries) == 30
    assert sorted(p.name for p in tmp_path.iterdir()) == [journal.FILE]


@pytest.mark.parametrize("way", ["folder", "file"])
def test_a_writer_does_not_wait_for_ever(tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "file":
        monkeypatch.setattr(filewriting, "fcntl", None)
    path = tmp_path / "f.txt"
    busy = pytest.raises(ClaimcheckError, match="being written by another")
    with filewriting.locked(path), busy, filewriting.locked(path, patience=0.1):
        pass
    with filewriting.locked(path, patience=0.1):
        pass


def test_a_lock_left_behind_is_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filewriting, "fcntl", None)
    mark = tmp_path / ".f.txt.lock"
    mark.touch()
    os.utime(mark, (1, 1))
    with filewriting.locked(tmp_path / "f.txt", patience=0.1):
        assert mark.exists()
    assert not mark.exists()


def test_nothing_is_written_where_nothing_changes(tmp_path: Path) -> None:
    journal.remove_decisions(tmp_path, [decision()])
    assert not (tmp_path / journal.FILE).exists()
    journal.add_decisions(tmp_path, [decision()])
    before = (tmp_path / journal.FILE).stat().st_ino
    journal.add_decisions(tmp_path, [decision()])
    assert (tmp_path / journal.FILE).stat().st_ino == before


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClaimcheckError, match="cannot be written"):
        journal.add_decisions(tmp_path / "nowhere", [decision()])


# --------------------------------------------------------------------------- git


def git(root: Path, *arguments: str) -> str:
    environment = {
        **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
    }  # fmt: skip
    return subprocess.run(
        ["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("begun", [True, False], ids=["file there before", "both branches create it"])
def test_two_branches_merge_cleanly(tmp_path: Path, begun: bool) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    assert ensure_union_merge(tmp_path) == tmp_path / ".gitattributes"
    assert ensure_union_merge(tmp_path) is None
    if begun:
        journal.add_decisions(tmp_path, [decision(5), decision(6)])
        baseline.write_baseline(tmp_path, [])
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "base")
    for branch, n in (("left", 1), ("right", 2)):
        git(tmp_path, "checkout", "-q", "-b", branch, "main")
        journal.add_decisions(tmp_path, [decision(n), decision(7), decision(n, identity=f"{n + 20:020x}")])
        aliases.add_alias(tmp_path, Alias(f"Name{n}", "Other", "Ann", dt.datetime(2026, 1, n, tzinfo=dt.UTC)))
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", branch)
    git(tmp_path, "merge", "-q", "left", "-m", "both")
    kept = journal.read_decisions(tmp_path)
    assert not kept.problems
    wanted = {1, 2, 7, 21, 22} | ({5, 6} if begun else set())
    assert {int(d.identity, 16) for d in kept.entries} == wanted
    assert len(aliases.read_aliases(tmp_path).entries) == 2
    assert "<<<<" not in (tmp_path / journal.FILE).read_text()


def test_union_line_is_added_once_and_only_in_git(tmp_path: Path) -> None:
    assert ensure_union_merge(tmp_path) is None
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "corpus"
    inner.mkdir()
    (inner / ".gitattributes").write_bytes(b"*.txt text")
    assert ensure_union_merge(inner) == inner / ".gitattributes"
    assert (inner / ".gitattributes").read_text() == f"*.txt text\n{LINE}\n"
    (tmp_path / ".gitattributes").write_text("claimcheck-*.txt   merge=union\n")
    (inner / ".gitattributes").unlink()
    assert ensure_union_merge(inner) is None


# --------------------------------------------------------------------------- aliases


def alias(first: str, second: str) -> Alias:
    return Alias(first, second, "Ann", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "one man")


def test_aliases_are_added_once_and_removed_in_any_order(tmp_path: Path) -> None:
    assert aliases.add_alias(tmp_path, alias("Louayzi", "Louazi"))
    assert not aliases.add_alias(tmp_path, alias("louazi", "LOUAYZI"))
    assert aliases.read_aliases(tmp_path).entries == (alias("Louayzi", "Louazi"),)
    with pytest.raises(ConfigError, match="no two names"):
        aliases.add_alias(tmp_path, alias("Louazi", "louazi"))
    assert not aliases.remove_alias(tmp_path, "Louazi", "Nobody")
    assert aliases.remove_alias(tmp_path, "Louazi", "Louayzi")
    assert aliases.read_aliases(tmp_path).entries == ()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Louayzi", "Louazi", True),
        ("LOUAZI", "louayzi", True),
        ("Aed al-Louayzi", "Aed al-Louazi", True),
        ("Aed al-Louayzi", "Louazi", True),
        ("Aed al-Louayzi’s", "Aed Al Louazi", True),
        ("Aed al-Louayzi", "Omar al-Louazi", False),
        ("Louayzi", "Louizi", False),
        ("Louayzi", "Daesh", False),
        ("ISIS", "Islamic State", True),
        ("Islamic State", "Daesh", True),
        ("the Islamic State group", "the ISIS group", True),
        ("Islamic Republic", "ISIS", False),
        ("Jürgen", "Jurgen", False),  # no alias is concerned
        ("", "Louazi", False),
    ],
)
def test_aliases_join_and_reach_into_longer_names(left: str, right: str, same: bool) -> None:
    names = aliases.SameNames([alias("Louayzi", "Louazi"), alias("ISIS", "Daesh"), alias("Daesh", "Islamic State")])
    assert names(left, right) is same
    assert names(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Mysore", "Mysure", True),
        ("INS Mysore", "Mysure", True),
        ("Mysore", "INS Mysore", True),
        ("Mysore Palace", "Mysure Palace", False),  # another name
        ("Jim", "James", False),  # what alone differs is the family's name and stands last
    ],
)
def test_an_alias_covers_what_alone_differs_in_it(left: str, right: str, same: bool) -> None:
    names = aliases.SameNames([alias("INS Mysore", "INS Mysure"), alias("Jim Mattis", "James Mattis")])
    assert names(left, right) is same
    assert names(right, left) is same


@pytest.mark.parametrize("kind", ["folder", "dangling link", "pipe"])
def test_what_has_a_files_name_is_not_taken_for_an_empty_one(kind: str, tmp_path: Path) -> None:
    reads = {
        journal.FILE: lambda: journal.read_decisions(tmp_path),
        baseline.FILE: lambda: baseline.read_baseline(tmp_path),
        aliases.FILE: lambda: aliases.read_aliases(tmp_path),
    }
    for name, read in reads.items():
        path = tmp_path / name
        if kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("nowhere")
        with pytest.raises(ConfigError, match=name) as caught:
            read()
        assert caught.value.action


# --------------------------------------------------------------------------- what decisions gained since


OLD = """# Decisions of editors on findings. Fields: identity, rule, verdict, editor, decided, expires, articles, values, reason, note.
# ours
00000000000000000001\tnumber-conflict\taccept\tAnn\t2026-01-01T00:00:00Z\t2027-01-31\ta.txt#1 | b.txt#1\t4 | five\\tsix\tboth are right
00000000000000000002\tnumber-conflict\terror\tAnn\t2026-01-02T00:00:00Z\t-\ta.txt#1 | b.txt#1\t4 | 5\tdecided at the desk\tsee page 2
00000000000000000003\tname-spelling\tunsure\tBen\t2026-01-03T00:00:00Z\t-\ta.txt#1\t- | -
"""  # noqa: E501 — as an earlier version wrote it


def test_a_file_of_old_is_read_and_its_lines_keep_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / journal.FILE
    path.write_text(OLD, encoding="utf-8")
    kept = journal.read_decisions(tmp_path)
    assert not kept.problems and [d.verdict for d in kept.entries] == ["accept", "error", "unsure"]
    assert all((d.wrong, d.right, d.assignee, d.fixed_at) == ((), "", "", None) for d in kept.entries)
    journal.add_decisions(tmp_path, [decision(4)])
    title, *after = path.read_text(encoding="utf-8").splitlines()
    assert after[:-1] == OLD.splitlines()[1:] and "Format 2. Fields: identity" in title  # the title alone says more


def test_what_is_to_correct_stands_in_named_fields(tmp_path: Path) -> None:
    given = decision(
        1, verdict="error", wrong=("The Wire | Daily", "a.txt#1"), right="14 rifles\tor so", assignee="M. Sayegh",
        fixed_by="Ben", fixed_at=dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC),
    )  # fmt: skip
    journal.add_decisions(tmp_path, [given, decision(2, verdict="error", assignee="Ben")])
    assert set(journal.read_decisions(tmp_path).entries) == {given, decision(2, verdict="error", assignee="Ben")}
    lines = (tmp_path / journal.FILE).read_text(encoding="utf-8").splitlines()
    assert lines[1].split("\t")[9:] == [
        "-", "wrong=The Wire \\| Daily | a.txt#1", "right=14 rifles\\tor so", "assignee=M. Sayegh",
        "fixed=2026-02-03T04:05:00Z Ben",
    ]  # fmt: skip
    assert lines[2].split("\t")[9:] == ["-", "assignee=Ben"]


@pytest.mark.parametrize("field", ["colour=red", "right", "right=1\tright=2", "fixed=yesterday Ben", "wrong=a\\q"])
def test_a_further_field_that_is_none_is_named(tmp_path: Path, field: str) -> None:
    line = f"0123456789\tr\terror\tA\t2026-01-01T00:00:00Z\t-\ta#1\t1 | 2\tx\t-\t{field}\n"
    (tmp_path / journal.FILE).write_text(line, encoding="utf-8")
    (problem,) = journal.read_decisions(tmp_path).problems
    assert problem.fatal and problem.message.startswith(f"{journal.FILE}, line 1: ")


def test_threads_of_two_branches_merge(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    ensure_union_merge(tmp_path)

    def said(n: int, editor: str) -> Comment:
        moment = dt.datetime(2026, 1, n, tzinfo=dt.UTC)
        return Comment("0" * 20, "number-conflict", editor, moment, ("a.txt#1",), f"line {n}\nand\tmore")

    comments.add_comments(tmp_path, [said(1, "Ann")])
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "base")
    for branch, n in (("left", 2), ("right", 3)):
        git(tmp_path, "checkout", "-q", "-b", branch, "main")
        comments.add_comments(tmp_path, [said(n, branch)])
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", branch)
    git(tmp_path, "merge", "-q", "left", "-m", "both")
    kept = comments.read_comments(tmp_path)
    assert not kept.problems and kept.entries == (said(1, "Ann"), said(2, "left"), said(3, "right"))

"""The index as a store: it mends itself where it is damaged, and nothing else costs it."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import zlib
from pathlib import Path
from typing import Any

import pytest

from claimcheck.datamodel import Article
from claimcheck.engine import intake
from claimcheck.engine.additions import check, update
from claimcheck.engine.index import FILE, FOLDER, Index
from claimcheck.engine.intake import preview
from claimcheck.engine.opening import differences, statistics
from claimcheck.errors import ClaimcheckError
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.writers import WRITERS
from tests.corpus_sample import FIRST, PAGES, SECOND, as_json, copied, full

pytestmark = pytest.mark.model


@pytest.fixture
def root(corpus: Path) -> Path:
    return corpus


def test_a_corpus_that_moves_keeps_its_index(root: Path) -> None:
    copied(PAGES, root)
    update(Settings(), root)
    moved = root.with_name("elsewhere")
    shutil.move(root, moved)
    changes, _ = update(Settings(), moved)
    assert not changes.read and changes.kept == len(PAGES)


# What is done to a table: a record that is none, numbers with one bit turned, a list that is none, a text that is none.
DAMAGES = {
    "tables": "DROP TABLE swaps",
    "record": "UPDATE claims SET record = x'00'",
    "numbers": "UPDATE outlines SET weights = x'00' || substr(weights, 2)",
    "rows": "UPDATE echoes SET sketches = substr(sketches, 1, 40)",
    "list": "UPDATE stories SET members = '[1'",
    "day": "UPDATE articles SET published = '2017-13-01'",
    "text": "UPDATE outlines SET body = CAST(x'ff00ff' AS TEXT)",
}


@pytest.mark.parametrize("damage", ["garbage", "middle", "cut", "empty", *DAMAGES])
def test_a_damaged_index_mends_itself(root: Path, damage: str) -> None:
    copied(PAGES, root)
    good, _ = check(None, Settings(), root)
    path = root / FOLDER / FILE
    if damage in DAMAGES:
        rows = sqlite3.connect(path)
        rows.execute(DAMAGES[damage])
        rows.commit()
        rows.close()
    else:
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(
            {
                "garbage": b"no database at all" * 500,
                "middle": content[:middle] + b"\xff" * 20_000 + content[middle + 20_000 :],
                "cut": content[:middle],
                "empty": b"",
            }[damage]
        )
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    again, _ = check(None, Settings(), root)
    assert as_json(again) == as_json(good)
    assert not differences(Settings(), root)


def kept(root: Path) -> tuple[int, str | None]:
    """The index file itself, and a note in it that no run makes."""
    with contextlib.closing(sqlite3.connect(root / FOLDER / FILE)) as rows, rows:
        rows.execute("INSERT OR IGNORE INTO facts VALUES ('ours', 'still here')")
        (told,) = rows.execute("SELECT value FROM facts WHERE name = 'ours'").fetchone()
    return (root / FOLDER / FILE).stat().st_ino, told


def is_kept(root: Path, before: tuple[int, str | None]) -> bool:
    with contextlib.closing(sqlite3.connect(root / FOLDER / FILE)) as rows:
        found = rows.execute("SELECT value FROM facts WHERE name = 'ours'").fetchall()
    return ((root / FOLDER / FILE).stat().st_ino, found) == (before[0], [("still here",)])


@pytest.mark.parametrize("field", ["id", "title", "text", "author", "outlet", "url", "language"])
def test_half_a_character_in_a_record_costs_no_index(root: Path, field: str) -> None:
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    good, _ = check(None, Settings(), root)
    before = kept(root)
    record = {"id": "1", "title": "Fire in Dover", "text": "A fire in Dover hurt 14 people on Tuesday, police said."}
    record[field] = record.get(field, "Dover") + " \ud83d"
    (root / "c.jsonl").write_text(json.dumps(record) + "\n")
    report, changes = check(None, Settings(), root)
    assert changes.read == ("c.jsonl",) and not changes.renewed and is_kept(root, before)
    assert not report.problems and len(report.articles) == 3
    assert report.findings == good.findings
    for render in WRITERS.values():
        content = render(report, {rule.name: rule for rule in RULES})
        assert isinstance(content, bytes) or content.encode("utf-8") is not None


@pytest.mark.parametrize(
    "error", [ValueError("no damage"), UnicodeEncodeError("utf-8", "x", 0, 1, "no damage"), zlib.error("no damage"),
              sqlite3.IntegrityError("no damage"), sqlite3.DatabaseError("no damage")]
)  # fmt: skip
def test_an_error_that_is_no_damage_costs_no_index(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    (root / "a.txt").write_text(FIRST)
    check(None, Settings(), root)
    before = kept(root)

    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("claimcheck.engine.additions.Regrouping", failing)
    (root / "b.txt").write_text(SECOND)
    with pytest.raises(type(error)):
        check(None, Settings(), root)
    assert is_kept(root, before)
    monkeypatch.undo()
    assert "number-conflict" in {f.rule for f in check(None, Settings(), root)[0].findings}
    assert is_kept(root, before)


def test_a_record_with_the_name_of_a_file_is_a_problem(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.engine.intake._BATCH", 1)
    (root / "b.txt").write_text(SECOND)
    (root / "a.jsonl#1.txt").write_text(FIRST)
    check(None, Settings(), root)
    before = kept(root)
    (root / "a.jsonl").write_text(json.dumps({"id": "1.txt", "title": "Fire in Dover", "text": FIRST}))
    for _ in range(2):
        report, _ = check(None, Settings(), root)
        (problem,) = report.problems
        assert problem.message.startswith("a.jsonl cannot be kept in the index") and problem.fatal
        assert "number-conflict" in {f.rule for f in report.findings} and is_kept(root, before)


def test_what_fails_over_one_article_is_told_until_it_changes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    (root / "c.txt").write_text(FIRST.replace("Thirty people", "Forty people"))
    straight = intake.outline

    def failing(article: Article, *more: Any) -> Any:
        return 1 // 0 if article.id.startswith("c.txt") else straight(article, *more)

    monkeypatch.setattr(intake, "outline", failing)
    for _ in range(2):
        report, _ = check(None, Settings(), root)
        (problem,) = report.problems
        assert problem.path == "c.txt" and "ZeroDivisionError" in problem.message
        assert [a.id for a in report.articles] == ["a.txt#1", "b.txt#1"] and report.findings
    monkeypatch.undo()
    (root / "c.txt").write_text(FIRST.replace("Thirty people", "Fifty people"))
    report, _ = check(None, Settings(), root)
    assert not report.problems and len(report.articles) == 3


def test_a_run_that_is_stopped_leaves_a_smaller_index(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(PAGES, root)
    monkeypatch.setattr("claimcheck.engine.intake._BATCH", 2)
    calls = []
    put = Index.put

    def stopping(*arguments: object) -> None:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        put(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Index, "put", stopping)
    with pytest.raises(KeyboardInterrupt):
        update(Settings(), root)
    monkeypatch.setattr(Index, "put", put)
    changes, _ = update(Settings(), root)
    assert changes.kept == 2 and len(changes.read) == 3
    assert as_json(check(None, Settings(), root)[0]) == as_json(full(root))


def test_other_settings_make_the_index_anew(root: Path) -> None:
    copied(PAGES, root)
    update(Settings(), root)
    changes, _ = update(Settings.model_validate({"matching": {"claim_threshold": 0.7}}), root)
    assert changes.renewed and len(changes.read) == len(PAGES)
    assert preview(Settings(), root).files == len(PAGES)
    assert differences(Settings(), root)[0].startswith("The index was made by another version")
    levels, _ = update(Settings.model_validate({"fail_on": "note", "matching": {"claim_threshold": 0.7}}), root)
    assert not levels.read


def test_verify_names_what_differs(root: Path) -> None:
    copied(PAGES[:3], root)
    update(Settings(), root)
    assert differences(Settings(), root) == ()
    (root / PAGES[0].name).unlink()
    (root / "a.txt").write_text(FIRST)
    page = root / PAGES[1].name
    page.write_text(page.read_text() + "\nOne more sentence stands here.\n")
    assert differences(Settings(), root) == (
        f"{PAGES[1].name}: changed since it was indexed",
        "a.txt: not in the index",
        f"{PAGES[0].name}: indexed, but not in the corpus",
    )


def test_statistics_and_preview(root: Path) -> None:
    copied(PAGES, root)
    seen = preview(Settings(), root)
    assert (seen.files, seen.size) == (5, sum(page.stat().st_size for page in PAGES))
    assert str(seen).startswith("5 files to read (")
    update(Settings(), root)
    assert preview(Settings(), root).files == 0
    counts = statistics(Settings(), root)
    assert counts["files"] == 5 and counts["stories"] == 1 and counts["claims"] > 100
    assert counts["mentions"] == sum(v for k, v in counts.items() if k.startswith("mentions: "))


def test_an_index_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(ClaimcheckError, match="cannot be made"):
        update(Settings(), tmp_path)

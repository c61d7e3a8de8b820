"""The check of additions: the same findings as a full run, whatever the order and however the index came to be."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import weakref
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from claimcheck.datamodel import Article, Finding, Report
from claimcheck.engine import additions, intake, judging, whole_run
from claimcheck.engine.additions import check, update
from claimcheck.engine.index import FILE, FOLDER, Index
from claimcheck.engine.intake import preview
from claimcheck.engine.judging import reads_probability
from claimcheck.engine.opening import differences, statistics
from claimcheck.engine.whole_run import run
from claimcheck.errors import ClaimcheckError
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.writers import WRITERS
from tests import test_echoes
from tests.test_echoes import lengthened

pytestmark = pytest.mark.model
BARE = Settings()
SEEDS = Path(__file__).parents[1] / "fixtures" / "seeds"
PAGES = sorted(SEEDS.glob("*.txt"))
FIRST = """Flood kills 30 in valley town

Thirty people were killed on Monday when a river burst its banks in the valley town, police said.
Rescue teams searched the ruined houses for survivors through the night, the mayor said.
The water carried away two bridges and cut the main road to the capital.
Schools in the valley will stay closed until Friday, the ministry announced.
"""
SECOND = FIRST.replace("Thirty people", "Thirteen people").replace("kills 30", "kills 13")


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Vectors and annotations of the seeds, made once."""
    root = tmp_path_factory.mktemp("warm")
    copied(PAGES, root)
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    (root / "c.txt").write_text(FIRST.replace("Thirty people", "Forty people"))
    update(Settings(), root)
    return root / FOLDER


@pytest.fixture
def root(tmp_path: Path, warm: Path) -> Path:
    """An empty corpus whose caches by content are warm."""
    folder = tmp_path / "corpus" / FOLDER
    folder.mkdir(parents=True)
    for name in ("vectors.sqlite", "annotations.sqlite"):
        shutil.copy(warm / name, folder / name)
    return tmp_path / "corpus"


def copied(pages: Iterable[Path], root: Path) -> None:
    for page in pages:
        shutil.copy(page, root / page.name)


def full(root: Path) -> Report:
    """Everything at once, without an index."""
    return run([str(root)], Settings(cache_dir=str(root / FOLDER)), root=root)


def touching(findings: Iterable[Finding], names: Iterable[str]) -> list[Finding]:
    wanted = set(names)
    return [f for f in findings if any(a.rpartition("#")[0] in wanted for a in f.article_ids)]


def as_json(report: Report) -> object:
    text = WRITERS["json"](report, {rule.name: rule for rule in RULES})
    assert isinstance(text, str)
    return json.loads(text)


def test_one_at_a_time_gives_what_one_run_gives(root: Path) -> None:
    for page in [PAGES[3], PAGES[0], PAGES[4], PAGES[2], PAGES[1]]:
        copied([page], root)
        report, changes = check([root / page.name], Settings(), root)
        assert changes.read == (page.name,)
        assert list(report.findings) == touching(full(root).findings, [page.name])
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        (root / name).write_text(text)
        report, _ = check([root / name], Settings(), root)
        assert list(report.findings) == touching(full(root).findings, [name])
    whole, changes = check(None, Settings(), root)
    assert not changes.read and not changes.stories
    assert as_json(whole) == as_json(full(root))
    assert len(whole.findings) >= 20


def test_what_is_looked_up_echoes_as_in_one_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stories that share a quotation and a sum: told by each of their articles, and looked up by its words."""
    monkeypatch.setattr(additions, "_MANY", 0)
    told = {
        "a.txt": lengthened(test_echoes.FIRST, "000_6b9963c847019001.txt", "Strained"),
        "b.txt": lengthened(test_echoes.SECOND, "003_99e7f9b77a657953.txt", "Italy"),
    }
    told["a2.txt"] = told["a.txt"].replace("thirty days", "forty days").replace("last drought", "drought of last year")
    told["b2.txt"] = told["b.txt"].replace("forty letters", "fifty letters").replace("13 million", "14 million")
    copied(PAGES, root)
    for name, text in told.items():
        (root / name).write_text(text)
        report, _ = check([root / name], Settings(), root)
        assert list(report.findings) == touching(full(root).findings, [name])
    homes = {a: s.id for s in report.stories for a in s.article_ids}
    across = [f for f in report.findings if len({homes.get(a, a) for a in f.article_ids}) > 1]
    assert {"quote-altered", "number-conflict"} <= {f.rule for f in across}
    assert any({"a.txt#1", "a2.txt#1"} <= set(f.article_ids) for f in across)


def test_of_an_addition_only_its_own_pairs_are_compared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(PAGES, root)
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    check(None, Settings(), root)
    matched: list[tuple[str, str]] = []
    told: list[tuple[str, str]] = []
    aligned, linked = whole_run.align, whole_run.linked_between

    def aligning(*sides: Any, **more: Any) -> Any:
        matched.append(sides[4:6])
        return aligned(*sides, **more)

    def linking(left: Any, right: Any, *more: Any) -> Any:
        told.append(tuple(side.contexts[0].claim.article_id for side in (left, right) if side.contexts))
        return linked(left, right, *more)

    monkeypatch.setattr(whole_run, "align", aligning)
    monkeypatch.setattr(whole_run, "linked_between", linking)

    def checked(settings: Settings, expected: Iterable[tuple[str, str]]) -> Report:
        del matched[:], told[:]
        report, _ = check(None, settings, root)
        assert sorted(matched) == sorted(told) == sorted(expected)
        return report

    def equal_to_all_at_once(expected: Iterable[tuple[str, str]]) -> None:
        report = checked(Settings(), expected)
        assert as_json(report) == as_json(full(root))

    equal_to_all_at_once([])
    a, b, c = "a.txt#1", "b.txt#1", "c.txt#1"
    (root / "c.txt").write_text(FIRST.replace("Thirty people", "Forty people"))
    equal_to_all_at_once([(a, c), (b, c)])
    (root / "b.txt").write_text(SECOND.replace("two bridges", "three bridges"))
    equal_to_all_at_once([(a, b), (b, c)])
    (root / "b.txt").unlink()
    equal_to_all_at_once([])  # what is left was compared before
    (root / "0.txt").write_text(FIRST.replace("two bridges", "two\u00a0bridges"))  # a copy, which now stands for both
    (root / "b.txt").write_text(SECOND)
    equal_to_all_at_once([("0.txt#1", b), ("0.txt#1", c), (b, c)])
    (root / "0.txt").unlink()
    equal_to_all_at_once([(a, b)])
    # where contradictions are to be weighed, what was stored without that is made anew
    weighing = Settings(cache_dir=str(root / FOLDER), select=(), rules={"contradiction": {"severity": "warning"}})
    assert reads_probability(weighing) != reads_probability(Settings())
    every = matched_by_all_at_once(root, matched)
    checked(weighing, every)
    checked(weighing, [])
    checked(Settings(), every)


def matched_by_all_at_once(root: Path, matched: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that a full run compares, as they are noted in ``matched``."""
    del matched[:]
    full(root)
    return list(matched)


class _Files(dict[str, tuple[str, str]]):
    """Files that a weak reference may point to."""


def test_what_is_held_of_every_file_is_let_go_before_a_model_is_loaded(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.txt").write_text(FIRST)
    held: list[weakref.ref[_Files]] = []
    listed, pages_of = intake.listed, intake.pages_of

    def listing(*given: Any) -> Any:
        files, problems = listed(*given)
        kept = _Files(files)
        held.append(weakref.ref(kept))
        return kept, problems

    def reading(*given: Any) -> Any:
        assert held[-1]() is None
        return pages_of(*given)

    monkeypatch.setattr(intake, "listed", listing)
    monkeypatch.setattr(intake, "pages_of", reading)
    report, changes = check([root / "a.txt"], Settings(), root)
    assert changes.read == ("a.txt",) and report.checked == ("a.txt#1",)


def test_the_texts_of_many_stories_are_encoded_together(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few texts fill no batch; how many go together changes nothing that is found."""
    copied(PAGES, root)
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    lots: list[int] = []
    real = whole_run._at_once

    def counting(texts: Any, encoder: Any) -> Any:
        lots.append(len(texts))
        return real(texts, encoder)

    monkeypatch.setattr(whole_run, "_at_once", counting)
    together = full(root)
    assert len(together.stories) > 1 == len(lots)
    monkeypatch.setattr(whole_run, "_TOGETHER", 1)
    alone = full(root)
    assert as_json(alone) == as_json(together)
    assert len(lots) == 1 + len(alone.stories) and sum(lots[1:]) == lots[0]


def test_rules_run_again_only_over_what_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many stories there are; and what changed may be the settings, the code, or the rest of the corpus."""
    judged: list[tuple[str, ...]] = []
    named: list[int] = []
    verdict_on, referents_of = additions.verdict_on, judging.referents_of

    def counting(telling: Any, *more: Any) -> Any:
        judged.append(tuple(a.id for a in telling.articles))
        return verdict_on(telling, *more)

    def counting_names(ledger: Iterable[Any], *more: Any) -> Any:
        named.append(1)
        return referents_of(ledger, *more)

    def runs(settings: Settings = BARE) -> list[tuple[str, ...]]:
        """The stories that the rules ran over in a check of everything, which finds what a full run finds."""
        del judged[:], named[:]
        with monkeypatch.context() as patched:
            patched.setattr(additions, "verdict_on", counting)
            patched.setattr(judging, "referents_of", counting_names)
            report, _ = check(None, settings, root)
        cached = settings.model_copy(update={"cache_dir": str(root / FOLDER)})
        assert as_json(report) == as_json(run([str(root)], cached, root=root))
        return [story for story in judged if len(story) > 1]

    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    flood = ("a.txt#1", "b.txt#1")
    assert runs() == [flood] and named
    assert runs() == [] and not named
    copied(PAGES, root)  # twice as many stories, and more
    stories = runs()
    assert len(stories) >= 1 and flood not in stories
    assert runs() == []
    (root / "c.txt").write_text(FIRST.replace("Thirty people", "Forty people"))
    assert runs() == [(*flood, "c.txt#1")]
    ignoring = Settings(ignore=("number-conflict",))
    assert len(runs(ignoring)) == 1 + len(stories) and runs(ignoring) == []
    override = {"paths": ["a.txt"], "rules": {"number-conflict": {"severity": "off"}}}
    assert len(runs(Settings.model_validate({"overrides": [override]}))) == 1 + len(stories)
    monkeypatch.setattr(additions, "code_of_rules", lambda: "another version's")
    assert len(runs()) == 1 + len(stories)


def test_what_the_corpus_says_elsewhere_is_part_of_what_rules_saw(root: Path) -> None:
    """A page of another story that calls two names one changes what is found in a story that nobody touched."""
    page = (
        "{} said on Monday that its troops had taken the town of Dovera, where 40 people live.\n"
        "The town lies in the north of the country.\nIts bridge was closed on Sunday.\n"
        "Two mills burned down in the attack, a miller told the radio.\nThe governor asked the army for helicopters.\n"
    )
    (root / "a.txt").write_text(page.format("Ansar Dova"))
    (root / "b.txt").write_text(page.format("Liwa Miral"))
    before, _ = check(None, BARE, root)
    (root / "c.txt").write_text(
        "Old songs of the hills fill a new record\n\nA choir of shepherds has recorded thirty songs in a church.\n"
        "Its singers learned them from their grandmothers and sing them without notes.\n"
        "The oldest of the melodies, a lullaby, was written down by a priest in 1840.\n"
        "One song is of Ansar Dova, also known as Liwa Miral.\n"
        "A radio station will play the record on Friday, and a concert is planned for the summer.\n"
    )
    after, changes = check(None, BARE, root)
    assert not changes.stories and as_json(after) == as_json(full(root))
    assert {f.rule for f in after.findings} - {f.rule for f in before.findings} == {"alternate-name"}
    (root / "c.txt").unlink()
    assert as_json(check(None, BARE, root)[0]) == as_json(before)


def test_what_is_forgotten_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.engine.at_hand._ARTICLES", 1)
    monkeypatch.setattr("claimcheck.engine.additions._STORIES_AT_HAND", 1)
    copied(PAGES, root)
    assert as_json(check(None, Settings(), root)[0]) == as_json(full(root))


def test_a_change_and_a_deletion_leave_nothing_behind(root: Path) -> None:
    copied(PAGES, root)
    check(None, Settings(), root)
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    report, _ = check([root / "b.txt"], Settings(), root)
    assert "number-conflict" in {f.rule for f in report.findings}
    (root / "b.txt").write_text(FIRST)
    report, _ = check([root / "b.txt"], Settings(), root)
    assert not [f for f in report.findings if f.severity.value != "note"]
    (root / "b.txt").unlink()
    (root / PAGES[0].name).unlink()
    whole, changes = check(None, Settings(), root)
    assert set(changes.dropped) == {"b.txt", PAGES[0].name}
    assert as_json(whole) == as_json(full(root))


def test_text_above_moves_no_fingerprint_and_a_changed_value_is_new(root: Path) -> None:
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    before, _ = check([root / "b.txt"], Settings(), root)
    head, _, rest = SECOND.partition("\n\n")
    (root / "b.txt").write_text(f"{head}\n\nThe ministry sent two helicopters to the north of the country.\n{rest}")
    moved, _ = check([root / "b.txt"], Settings(), root)
    loud = {f.fingerprint for f in before.findings if f.severity.value == "error"}
    assert loud and loud <= {f.fingerprint for f in moved.findings}
    (root / "b.txt").write_text(FIRST.replace("Thirty people", "Forty people"))
    changed, _ = check([root / "b.txt"], Settings(), root)
    conflicts = {f.fingerprint for f in changed.findings if f.rule == "number-conflict"}
    assert conflicts and not conflicts & {f.fingerprint for f in before.findings}


def test_a_guest_from_outside_is_checked_and_forgotten(root: Path, tmp_path: Path) -> None:
    (root / "a.txt").write_text(FIRST)
    guest = tmp_path / "incoming.txt"
    guest.write_text(SECOND)
    report, _ = check([guest], Settings(), root)
    assert "number-conflict" in {f.rule for f in report.findings}
    whole, changes = check(None, Settings(), root)
    assert changes.dropped == (str(guest),) and not whole.findings


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


def test_a_file_of_records_is_read_from_where_it_grew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def record(name: str, text: str) -> str:
        title, _, rest = text.partition("\n\n")
        return json.dumps({"id": name, "title": title, "text": rest}) + "\n"

    (root / "shard.jsonl").write_text(record("a", FIRST) + record("c", "Rain\n\nIt rained in Dover for a week."))
    check(None, Settings(), root)
    read: list[str] = []
    straight = intake.pages_of

    def noting(sources: Any, *more: Any) -> Any:
        read.extend(source.path for source in sources)
        return straight(sources, *more)

    monkeypatch.setattr(intake, "pages_of", noting)
    with (root / "shard.jsonl").open("a") as file:
        file.write(record("b", SECOND))
    report, changes = check(None, Settings(), root)
    assert changes.read == ("shard.jsonl",) and read == ["shard.jsonl#b"]
    assert "number-conflict" in {f.rule for f in report.findings} and as_json(report) == as_json(full(root))
    read.clear()
    (root / "shard.jsonl").write_text(record("b", SECOND) + record("a", FIRST.replace("Thirty people", "Forty people")))
    report, _ = check(None, Settings(), root)
    assert read == ["shard.jsonl#a", "shard.jsonl#b"]  # both stand in other lines now
    assert len(report.articles) == 2 and as_json(report) == as_json(full(root))


def test_a_fresh_checkout_is_known_by_what_git_calls_its_contents(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*words: str) -> None:
        told = ["-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        subprocess.run(["git", "-C", str(root), *told], check=True, capture_output=True)

    for name, text in (
        ("a.txt", FIRST),
        ("b.txt", SECOND),
        ("é ü.txt", FIRST.replace("Thirty people", "Forty people")),
    ):
        (root / name).write_text(text)
    git("init", "-q")
    git("add", "*.txt")
    git("commit", "-qm", "corpus")
    check(None, Settings(), root)
    fresh = root.with_name("fresh")
    subprocess.run(["git", "clone", "-q", str(root), str(fresh)], check=True, capture_output=True)
    shutil.copytree(root / FOLDER, fresh / FOLDER)
    (fresh / "b.txt").write_text(SECOND.replace("two bridges", "six bridges"))
    (fresh / "new.txt").write_text(SECOND)
    hashed: list[str] = []
    straight = intake.digest_of

    def noting(path: str, *more: Any) -> str:
        hashed.append(Path(path).name)
        return straight(path, *more)

    monkeypatch.setattr(intake, "digest_of", noting)
    _, changes = check(None, Settings(), fresh)
    assert set(changes.read) == set(hashed) == {"b.txt", "new.txt"} and changes.kept == 2
    hashed.clear()
    _, changes = check(None, Settings(), fresh)
    assert not hashed and not changes.read


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


def test_an_unreadable_file_is_named_when_it_is_checked_and_not_otherwise(root: Path) -> None:
    copied(PAGES[:2], root)
    (root / "broken.txt").write_bytes(b"\xff\xfe\x00")
    report, _ = check([root / "broken.txt"], Settings(), root)
    assert [p.path for p in report.problems] == ["broken.txt"] and report.problems[0].fatal
    report, _ = check([root / PAGES[0].name], Settings(), root)
    assert not report.problems
    _, problems = update(Settings(), root)
    assert [p.path for p in problems] == ["broken.txt"]


def test_excluded_files_are_no_part_of_the_corpus(root: Path) -> None:
    (root / "drafts").mkdir()
    (root / "drafts" / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    settings = Settings.model_validate({"corpus": {"exclude": ["drafts/**"]}})
    report, changes = check([root / "b.txt"], settings, root)
    assert changes.read == ("b.txt",) and not report.findings


def test_an_index_folder_that_cannot_be_made_is_one_message(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(ClaimcheckError, match="cannot be made"):
        update(Settings(), tmp_path)


# --------------------------------------------------------------------------- the command


def claimcheck(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "claimcheck", *arguments], cwd=root, capture_output=True, text=True, timeout=300
    )


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(root: Path) -> Path:
    git(root, "init", "-q", "-b", "main")
    (root / "claimcheck.toml").write_text("")
    (root / "a.txt").write_text(FIRST)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    return root


def test_staged_and_since(repository: Path) -> None:
    (repository / "b.txt").write_text(SECOND)
    assert claimcheck(repository, "check", "--staged").returncode == 0  # nothing is staged
    new = claimcheck(repository, "check", "--since", "HEAD")
    assert new.returncode == 1 and "b.txt" in new.stdout
    git(repository, "add", "b.txt")
    assert claimcheck(repository, "check", "--staged").returncode == 1
    git(repository, "commit", "-qm", "Add b")
    assert claimcheck(repository, "check", "--staged").returncode == 0
    since = claimcheck(repository, "check", "--since", "HEAD~1", "--output-format", "json")
    assert since.returncode == 1
    assert "number-conflict" in {f["rule"] for f in json.loads(since.stdout)["findings"]}
    assert not (repository / FOLDER / ".gitignore").read_text().isspace()
    told = subprocess.run(
        ["git", "-C", str(repository), "status", "--short"], capture_output=True, text=True, check=True
    )
    assert told.stdout == ""  # the index is nobody's to commit


def test_a_check_that_has_everything_loads_no_model(repository: Path) -> None:
    (repository / "b.txt").write_text(SECOND)
    assert claimcheck(repository, "check", "b.txt").returncode == 1
    heavy = "torch transformers sentence_transformers spacy sklearn"
    code = (
        "import sys\nfrom claimcheck.cli import main\n"
        "try: main(['check', 'b.txt', '-q'])\nexcept SystemExit as left: code = left.code\n"
        f"print(code, [m for m in '{heavy}'.split() if m in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, timeout=120)
    assert ended.stderr.strip() == "1 []"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "check needs to know what to check"),
        (["a.txt", "--staged"], "check needs to know what to check"),
        (["--since", "no-such-branch"], "git cannot tell what changed"),
        (["--since=--output=x"], "is no revision"),
        (["missing.txt"], "missing.txt does not exist"),
    ],
)
def test_wrong_use_is_one_line(repository: Path, arguments: list[str], said: str) -> None:
    ended = claimcheck(repository, "check", *arguments)
    assert ended.returncode == 2 and said in ended.stderr and "Traceback" not in ended.stderr


def test_outside_git_paths_are_asked_for(root: Path) -> None:
    (root / "claimcheck.toml").write_text("")
    ended = claimcheck(root, "check", "--staged")
    assert ended.returncode == 2 and "is in no git repository" in ended.stderr


def test_a_check_from_a_folder_below_names_the_same_findings(repository: Path) -> None:
    below = repository / "below"
    below.mkdir()
    (below / "b.txt").write_text(SECOND)
    prints = []
    for folder, name in ((repository, "below/b.txt"), (below, "b.txt")):
        ended = claimcheck(folder, "check", name, "--output-format", "json")
        prints.append({f["fingerprint"] for f in json.loads(ended.stdout)["findings"]})
    assert prints[0] and prints[0] == prints[1]


# --------------------------------------------------------------------------- a corpus that is not all there


def held(root: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(root / FOLDER / FILE)) as rows:
        return {real for (real,) in rows.execute("SELECT real FROM files")}


def unlisted(folder: Path) -> None:
    """Nobody may list the folder; root may all the same, so a link stands for it that goes round in a circle."""
    shutil.move(folder, folder.with_name("kept"))
    folder.symlink_to(folder)


@pytest.mark.parametrize("skip", ["", '[reading]\non_problem = "skip"\n'])
@pytest.mark.parametrize("lose", [lambda folder: shutil.move(folder, folder.with_name("kept")), unlisted])
def test_a_corpus_folder_that_is_lost_is_never_a_pass(root: Path, skip: str, lose: Any) -> None:
    (root / "claimcheck.toml").write_text(f'{skip}[corpus]\npaths = ["in", "a.txt"]\n')
    (root / "in").mkdir()
    (root / "a.txt").write_text(FIRST)
    (root / "in" / "b.txt").write_text(SECOND)
    assert claimcheck(root, "baseline", "create").returncode == 0
    baseline, files = (root / "claimcheck-baseline.txt").read_text(), held(root)
    assert "number-conflict" in baseline and files == {"a.txt", "in/b.txt"}
    lose(root / "in")
    commands = ("check --all", "check a.txt", "index build", "index update", "index update --dry-run", "index verify",
                "baseline prune", "baseline update")  # fmt: skip
    for command in commands:
        ended = claimcheck(root, *command.split())
        assert ended.returncode == 2 and "error: in " in ended.stderr, (command, ended)
        assert "resolved" not in ended.stdout + ended.stderr and "Traceback" not in ended.stderr
        assert held(root) == files and (root / "claimcheck-baseline.txt").read_text() == baseline


def test_a_folder_that_cannot_be_listed_is_never_a_pass(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.model_validate({"reading": {"on_problem": "skip"}})
    (root / "in" / "deep").mkdir(parents=True)
    (root / "a.txt").write_text(FIRST)
    (root / "in" / "deep" / "b.txt").write_text(SECOND)
    update(settings, root)
    listing = os.scandir

    def refused(path: Path) -> Any:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refused)
    for work in (lambda: check(None, settings, root), lambda: update(settings, root, anew=True)):
        with pytest.raises(ClaimcheckError, match=r"in/deep cannot be read: Permission denied\."):
            work()
    assert held(root) == {"a.txt", "in/deep/b.txt"}


def test_a_missing_path_of_a_report_is_fatal_and_resolves_nothing(root: Path) -> None:
    (root / "claimcheck.toml").write_text('[reading]\non_problem = "skip"\n')
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(FIRST)
    (root / "in").mkdir()
    (root / "in" / "c.txt").write_text(SECOND)
    assert claimcheck(root, "baseline", "create").returncode == 0
    shutil.rmtree(root / "in")
    ended = claimcheck(root, "report", "a.txt", "b.txt", "in")
    assert ended.returncode == 2 and "error: in does not exist. Check the path." in ended.stderr
    assert "resolved" not in ended.stdout + ended.stderr
    assert "baseline" in claimcheck(root, "report", "a.txt", "b.txt").stderr  # gone for good

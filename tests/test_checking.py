"""The check of additions: the same findings as a full run, whatever the order and however the index came to be."""

from __future__ import annotations

import json
import shutil
import subprocess
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from claimcheck.datamodel import Finding, Report
from claimcheck.engine import additions, intake, judging, whole_run
from claimcheck.engine.additions import check, update
from claimcheck.engine.index import FOLDER
from claimcheck.engine.judging import reads_probability
from claimcheck.engine.whole_run import run
from claimcheck.settings.loading import Settings
from tests import test_echoes
from tests.corpus_sample import FIRST, PAGES, SECOND, as_json, copied, full
from tests.test_echoes import lengthened

pytestmark = pytest.mark.model
BARE = Settings()


@pytest.fixture
def root(corpus: Path) -> Path:
    return corpus


def touching(findings: Iterable[Finding], names: Iterable[str]) -> list[Finding]:
    wanted = set(names)
    return [f for f in findings if any(a.rpartition("#")[0] in wanted for a in f.article_ids)]


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

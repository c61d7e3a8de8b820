"""What editors say of stories: which goes before which, what a rename costs, and that additions give what a full run
gives."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.cli import main
from claimcheck.datamodel import Article, Claim, ClaimRole, Span, Story, StoryDecision
from claimcheck.decisions import stories as kept
from claimcheck.engine.additions import check
from claimcheck.engine.whole_run import run
from claimcheck.errors import ConfigError
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.stories.accounts import alone
from claimcheck.stories.decided import TEXT, with_decisions
from claimcheck.stories.group import stories_of
from claimcheck.stories.outlines import Outline, outline
from claimcheck.writers import BINARY, WRITERS

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
FLOOD = """Flood kills 30 in valley town

Thirty people were killed on Monday when a river burst its banks in the valley town of Orlo, police said.
Rescue teams searched the ruined houses for survivors through the night, mayor Aed Louayzi said.
The water carried away two bridges and cut the main road to the capital.
Schools in the valley of Orlo will stay closed until Friday, the ministry announced.
"""
WIRE = FLOOD.replace("Thirty people", "Thirteen people").replace("kills 30", "kills 13")
AID = """Capital sends tents to the north

The capital sent four hundred tents to the north on Wednesday, the minister of health said.
Doctors expect cases of cholera after the water went down in three districts.
"""
MUSEUM = """Museum buys a painting by Rubin

The city museum bought a portrait by Reuven Rubin for 300,000 dollars at an auction in May.
Its director, Dana Levi, said that the canvas would hang in the first hall from autumn.
"""
TEXTS = {"a.txt": FLOOD, "b.txt": WIRE, "c.txt": AID, "d.txt": MUSEUM}


def outlined(texts: dict[str, str], teasers: Sequence[str] = ()) -> list[Outline]:
    made = []
    for path, text in texts.items():
        span = Span(path, 0, 1)
        article = Article(f"{path}#1", span, None, None, None, None, "en", (), teaser=path in teasers)
        lines = [line for line in text.split("\n")[1:] if line]
        claims = [
            Claim(f"{article.id}:{n}", article.id, span, n, n, ClaimRole.BODY, line) for n, line in enumerate(lines)
        ]
        made.append(outline(article, claims))
    return made


OUTLINES = outlined(TEXTS)
BODY = {o.id.removesuffix(".txt#1"): o.body[:TEXT] for o in OUTLINES}


def said(verdict: str, one: str, other: str, minute: int = 0, editor: str = "Ann") -> StoryDecision:
    return StoryDecision(
        verdict,
        (BODY[one], BODY[other]),
        (f"{one}.txt#1", f"{other}.txt#1"),
        editor,
        NOON + dt.timedelta(minutes=minute),
    )


def decided(*decisions: StoryDecision, outlines: Sequence[Outline] = OUTLINES) -> list[tuple[str, ...]]:
    found, _ = with_decisions(outlines, stories_of(outlines), decisions)
    return [tuple(a.removesuffix(".txt#1") for a in story.article_ids) for story in found]


# --------------------------------------------------------------------------- which goes before which


def test_one_joins_and_apart_takes_out() -> None:
    assert decided() == [("a", "b")]
    assert decided(said("one", "c", "a")) == [("a", "b", "c")]
    assert decided(said("apart", "b", "a")) == []
    assert decided(said("one", "d", "c")) == [("a", "b"), ("c", "d")]
    assert decided(said("one", "d", "c"), said("one", "c", "b", 1)) == [("a", "b", "c", "d")]  # two stories are one


def test_the_later_goes_before_the_earlier_whatever_their_order_in_the_file() -> None:
    first, second, third = said("one", "c", "a"), said("one", "c", "d", 1), said("apart", "c", "b", 2)
    for order in itertools.permutations([first, second, third]):
        assert decided(*order) == [("a", "b", "d")]
    _, heard = with_decisions(OUTLINES, stories_of(OUTLINES), [third, second, first])
    assert [(d.verdict, d.state) for d in heard] == [("one", "overruled"), ("one", "overruled"), ("apart", "holds")]
    notices = kept.story_notices(heard, Path("nowhere"), {o.id for o in OUTLINES})
    assert len(notices) == 2 and all("gives way to a later decision" in n.message and n.notice for n in notices)


def test_a_story_that_a_decision_does_not_touch_is_as_it_was() -> None:
    before = stories_of(OUTLINES)
    after, _ = with_decisions(OUTLINES, before, [said("one", "c", "d")])
    assert before[0] in after
    (joined,) = (s for s in after if s not in before)
    assert joined.joined == "decided" and joined.similarity < 0.5
    same, _ = with_decisions(OUTLINES, before, [said("one", "a", "b")])
    assert same == before  # said of what the score had joined: nothing is another


def test_what_is_set_apart_is_told_with_its_nearest() -> None:
    found, _ = with_decisions(OUTLINES, stories_of(OUTLINES), [said("apart", "b", "a")])
    entries = {e.article_id: e for e in alone(OUTLINES, found, apart={"b.txt#1"})}
    assert entries["b.txt#1"].why == "set apart" and entries["b.txt#1"].nearest_id == "a.txt#1"
    assert entries["a.txt#1"].why == "no story"


def test_a_teaser_joins_by_decision_alone() -> None:
    outlines = outlined(TEXTS, teasers=["c.txt"])
    assert decided(outlines=outlines) == [("a", "b")]
    assert decided(said("one", "c", "a"), outlines=outlines) == [("a", "b", "c")]


def test_a_renamed_file_and_a_mended_one_lose_nothing() -> None:
    renamed = outlined({"z.txt" if p == "c.txt" else p: text for p, text in TEXTS.items()})
    assert decided(said("one", "c", "a"), outlines=renamed) == [("a", "b", "z")]
    mended = outlined({p: text.replace("tents", "large tents") for p, text in TEXTS.items()})
    assert decided(said("one", "c", "a"), outlines=mended) == [("a", "b", "c")]
    _, heard = with_decisions(renamed, [], [said("one", "c", "a")])
    assert heard[0].articles == ("z.txt#1", "a.txt#1")  # as they are called now


def test_what_is_not_there_is_said_and_costs_nothing(tmp_path: Path) -> None:
    without = [o for o in OUTLINES if o.id != "c.txt#1"]
    found, heard = with_decisions(without, stories_of(without), [said("one", "c", "a"), said("apart", "b", "a", 1)])
    assert found == () and [d.state for d in heard] == ["absent", "holds"]
    (notice,) = kept.story_notices(heard, tmp_path, {o.id for o in without})
    assert "c.txt#1 is not there" in notice.message and notice.notice and not notice.fatal
    (tmp_path / "c.txt").write_text(AID)  # there, and not asked for in this run: nothing to say
    assert kept.story_notices(heard, tmp_path, {o.id for o in without}) == ()


@given(
    st.permutations(range(4)),
    st.lists(st.tuples(st.sampled_from(["one", "apart"]), st.permutations("abcd"), st.integers(0, 3)), max_size=6),
    st.randoms(),
)
def test_the_order_of_files_and_lines_changes_nothing(
    order: list[int], words: list[tuple[str, list[str], int]], random: object
) -> None:
    decisions = [said(verdict, names[0], names[1], minute) for verdict, names, minute in words]
    stories = stories_of(OUTLINES)
    expected = with_decisions(OUTLINES, stories, decisions)
    shuffled = sorted(decisions, key=lambda _: random.random())  # type: ignore[attr-defined]
    turned = [OUTLINES[n] for n in order]
    assert with_decisions(turned, stories_of(turned)[::-1], shuffled) == expected
    inside = [a for story in expected[0] for a in story.article_ids]
    left = {e.article_id for e in alone(turned, expected[0])}
    assert sorted([*inside, *left]) == sorted(o.id for o in OUTLINES)  # each is accounted for, once
    assert alone(turned, expected[0]) == alone(OUTLINES, expected[0])


# --------------------------------------------------------------------------- the file


def test_the_file_reads_what_it_writes_and_the_later_replaces(tmp_path: Path) -> None:
    assert kept.add_story_decision(tmp_path, said("one", "c", "a")) == ()
    assert kept.add_story_decision(tmp_path, said("one", "d", "a", 1)) == ()
    assert kept.add_story_decision(tmp_path, said("apart", "a", "c", 2, "Bo\tb")) == (said("one", "c", "a"),)
    read = kept.read_story_decisions(tmp_path)
    assert set(read.entries) == {said("one", "d", "a", 1), said("apart", "a", "c", 2, "Bo\tb")} and not read.problems
    lines = (tmp_path / kept.FILE).read_text().splitlines()
    assert lines[0].startswith("# Which articles are one story") and lines[1:] == sorted(lines[1:])
    with pytest.raises(ConfigError, match="word for word"):
        kept.add_story_decision(tmp_path, said("one", "a", "a"))
    assert kept.remove_story_decisions(tmp_path, BODY["a"], "c.txt#1") == (said("apart", "a", "c", 2, "Bo\tb"),)
    assert kept.remove_story_decisions(tmp_path, BODY["a"], "c.txt#1") == ()
    (tmp_path / kept.FILE).write_text(f"many\t{BODY['a']}\ta#1\t{BODY['b']}\tb#1\tAnn\t2026-01-31\n")
    assert "line 1: 'many' is no verdict" in kept.read_story_decisions(tmp_path).problems[0].message


# --------------------------------------------------------------------------- the whole way


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "claimcheck.toml").write_text("")
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def rendered(report: object, name: str) -> str | bytes:
    return WRITERS[name](report, {rule.name: rule for rule in RULES})  # type: ignore[arg-type]


@pytest.mark.model
def test_additions_give_what_a_full_run_gives(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    settings = Settings(cache_dir=str(root / ".claimcheck"))

    def both() -> Sequence[Story]:
        whole, _ = check(None, Settings(), root)
        other = run([str(root)], settings, root=root)
        for name in sorted(WRITERS.keys() - {"pdf"}):
            assert rendered(whole, name) == rendered(other, name), name
        return whole.stories

    assert [s.article_ids for s in both()] == [("a.txt#1", "b.txt#1")]
    for command in (["join", "c.txt", "a.txt"], ["part", "b.txt", "a.txt"], ["join", "d.txt", "gone.txt"]):
        with pytest.raises(SystemExit) as ended:
            main(["story", *command, "--editor", "Ann", "--reason", "as said", "-q"])
        assert ended.value.code == (2 if "gone.txt" in command else 0)
    found = both()
    assert [s.article_ids for s in found] == [("a.txt#1", "c.txt#1")]
    shutil.move(root / "c.txt", root / "renamed.txt")
    (root / "b.txt").unlink()
    assert [s.article_ids for s in both()] == [("a.txt#1", "renamed.txt#1")]
    report, _ = check([root / "d.txt"], Settings(), root)
    assert [(e.article_id, e.why) for e in report.alone] == [("d.txt#1", "no story")]
    assert any("b.txt#1 is not there" in p.message for p in report.problems)


@pytest.mark.model
def test_a_weak_link_is_said_in_every_format_that_shows_a_story(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    settings = Settings(cache_dir=str(root / ".claimcheck"))
    report = run(["a.txt", "d.txt"], settings, root=root)
    (story,) = report.stories
    assert story.joined == "named" and story.similarity < 0.5
    told = f"Compared because they were named together; likeness {story.similarity:.2f}."
    for name in ("text", "brief", "html"):
        assert told in str(rendered(report, name)).replace("\n", " ").replace("  ", " "), name
    assert '"joined": "named"' in str(rendered(report, "json")) and '"named"' in str(rendered(report, "sarif"))
    assert all(isinstance(rendered(report, name), bytes) for name in BINARY - {"pdf"})
    three = run(["a.txt", "c.txt", "d.txt"], settings, root=root, one_story=True)
    assert [s.joined for s in three.stories] == ["named"] and not three.alone


@pytest.mark.model
def test_the_terminal_lists_who_is_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setattr("claimcheck.writers.terminal._ALONE", 1)
    for more, shown in (((), 1), (("--verbose",), 2)):
        with pytest.raises(SystemExit):
            main(["report", ".", *more])
        out = capsys.readouterr().out
        part = out.partition(" In no story ")[2]
        assert sum(name in part for name in ("c.txt:1", "d.txt:1")) == shown
        assert ("and 1 more: --verbose lists all" in part) is (not more)
        assert "\n4 articles: 2 in 1 story, 2 alone.\n" in out
    with pytest.raises(SystemExit):
        main(["report", ".", "--story", "flood"])  # a part to look at: nothing is said of the whole
    assert "alone" not in capsys.readouterr().out


@pytest.mark.model
def test_the_command_lists_and_takes_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)

    def told(*command: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["story", *command])
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    assert told("join", "c.txt", "a.txt#1", "--editor", "Ann")[0] == 0
    code, _, err = told("part", "c.txt", "a.txt", "--editor", "Bob", "--reason", "another week")
    assert code == 0 and "c.txt#1 is no part of the story of a.txt#1" in err and "in place of “one” by Ann" in err
    code, out, _ = told("list")
    assert code == 0 and out.startswith("apart  c.txt#1  a.txt#1  Bob, ") and out.endswith("another week\n")
    (root / "c.txt").unlink()
    code, _, err = told("remove", "a.txt", "c.txt")
    assert code == 0 and "took back: “apart” by Bob" in err
    assert told("remove", "a.txt", "c.txt")[0] == 2
    assert told("join", "a.txt", "a.txt")[0] == 2

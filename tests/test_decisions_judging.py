"""What decisions, baseline, aliases and suppressions do to the findings of a run."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from pathlib import Path

import pytest

from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Article, Decision, Divergence, Finding, Place, Report, Severity, Source, Span
from claimcheck.decisions import baseline, journal, suppressions
from claimcheck.decisions.aliases import Alias
from claimcheck.decisions.baseline import Examined, entry_of, updated
from claimcheck.decisions.judging import Recorded, decided
from claimcheck.decisions.settling import examined_in, settled
from claimcheck.decisions.suppressions import suppressions_in
from claimcheck.engine.triage import fingerprint, identity
from claimcheck.reading.segment import segment
from claimcheck.rules import RULES
from tests.growth import LINEAR, growth_exponent

TODAY = dt.date(2026, 6, 15)
ALL = {r.name: r for r in RULES}
NAMES = {**{r.name: r.name for r in RULES}, **{r.code.lower(): r.name for r in RULES}}


def place(article: str, surface: str = "4", start: int = 0, claim: str | None = None) -> Place:
    path = article.rpartition("#")[0]
    own = " ".join(f"{path.partition('.')[0]}{n}" for n in range(9))  # no near copies of each other
    return Place(
        Span(path, start, start + len(surface)), surface, article, None, claim or f"{surface} people died: {own}"
    )


def finding(
    articles: str = "a b", values: tuple[str, str] = ("4", "5"), rule: str = "number-conflict", places: object = None
) -> Finding:
    surfaces = itertools.cycle(values)
    shown = places or [place(f"{a}.txt#1", next(surfaces)) for a in articles.split()]
    divergence = Divergence("two numbers", shown[0], tuple(shown[1:]), ("value", *sorted(values)), values)  # type: ignore[index]
    return Finding(
        rule,
        "X1",
        Severity.ERROR,
        divergence,
        fingerprint(rule, divergence),
        "new",
        "s",
        None,
        identity(rule, divergence),
    )


def decision(on: Finding, verdict: str = "accept", day: int = 1, expires: dt.date | None = None) -> Decision:
    moment = dt.datetime(2026, 1, day, tzinfo=dt.UTC)
    return journal.decision_on(on, verdict, editor="Ann", reason=f"reason {day}", decided_at=moment, expires=expires)


def status(found: Finding, *decisions: Decision, known: tuple[Finding, ...] = ()) -> tuple[str, str]:
    (out,), _ = decided([found], Recorded(decisions, tuple(map(entry_of, known))), (), TODAY)
    return out.status, out.decision.verdict if out.decision else ""


# --------------------------------------------------------------------------- decisions and baseline


def test_accepted_while_every_article_is_covered() -> None:
    ab = decision(finding("a b"))
    assert status(finding("a b"), ab) == ("accepted", "accept")
    assert status(finding("a b c"), ab) == ("new", "")  # a further article joins
    assert status(finding("a b"), decision(finding("a b c"))) == ("accepted", "accept")  # one leaves
    assert status(finding("a b", ("4", "6")), ab) == ("new", "")  # a changed value
    assert status(finding("a b", rule="number-precision"), ab) == ("new", "")


def test_the_same_values_in_unrelated_stories_do_not_add_up() -> None:
    ab, cd, bc = (decision(finding(names)) for names in ("a b", "c d", "b c"))
    assert status(finding("a c"), ab, cd) == ("new", "")
    assert status(finding("a c"), ab, bc) == ("accepted", "accept")  # they share b
    assert status(finding("a d"), ab, cd, bc) == ("accepted", "accept")
    entries = finding("a b"), finding("c d")
    assert status(finding("b d"), known=entries) == ("new", "")
    assert status(finding("a b"), known=entries) == ("baselined", "")


@pytest.mark.parametrize("verdict", ["error", "unsure"])
def test_other_verdicts_leave_a_finding_as_it_was(verdict: str) -> None:
    assert status(finding(), decision(finding(), verdict)) == ("new", verdict)
    assert status(finding(), decision(finding(), verdict), known=(finding(),)) == ("baselined", verdict)


def test_accepted_goes_before_baselined() -> None:
    assert status(finding(), decision(finding()), known=(finding(),)) == ("accepted", "accept")


def test_the_last_word_counts_whatever_the_order_in_the_file() -> None:
    words = decision(finding(), "accept", 1), decision(finding(), "error", 2), decision(finding(), "unsure", 3)
    for order in itertools.permutations(words):
        assert status(finding(), *order) == ("new", "unsure")
    # of different articles, error is heard
    assert status(finding("a b c"), decision(finding("a b c"), "accept", 1), decision(finding("a b"), "error", 2)) == (
        "new",
        "error",
    )
    assert status(finding("a b c"), decision(finding("a b"), "error", 1), decision(finding("a b c"), "accept", 2)) == (
        "accepted",
        "accept",
    )


def test_a_decision_carries_the_fingerprint_of_what_it_is_attached_to() -> None:
    (out,), _ = decided([finding("a b")], Recorded((decision(finding("a b c")),)), (), TODAY)
    assert out.decision is not None and out.decision.fingerprint == out.fingerprint


def test_expiry() -> None:
    last_day, gone = decision(finding(), expires=TODAY), decision(finding(), expires=TODAY - dt.timedelta(days=1))
    (out,), notices = decided([finding()], Recorded((last_day,)), (), TODAY)
    assert out.status == "accepted" and not notices
    (out,), (notice,) = decided([finding()], Recorded((gone,)), (), TODAY)
    assert out.status == "new" and out.decision is None and not notice.fatal
    assert "expired on 2026-06-14: reason 1" in notice.message and out.fingerprint[:8] in notice.action
    # an earlier decision without end is there still, and nobody misses one whose finding is gone
    assert decided([finding()], Recorded((gone, decision(finding(), "unsure"))), (), TODAY)[1] == ()
    assert decided([finding("x y")], Recorded((gone,)), (), TODAY)[1] == ()


@pytest.mark.once
def test_many_entries_of_one_identity_cost_little() -> None:
    found = [finding(f"a{n} b{n}") for n in range(5000)]

    def judge(size: int) -> None:
        some = found[:size]
        known = Recorded(tuple(decision(f) for f in some[::2]), tuple(entry_of(f) for f in some[1::2]))
        out, _ = decided(some, known, (), TODAY, everything("nothing"))
        assert [f.status for f in out] == ["accepted", "baselined"] * (size // 2)

    assert growth_exponent(judge, 500) < LINEAR


def test_findings_keep_their_order() -> None:
    found = [finding(values=(str(n), "9")) for n in range(5)]
    assert [f.divergence.values[0] for f in decided(found, Recorded(), (), TODAY)[0]] == list("01234")


# --------------------------------------------------------------------------- aliases


def test_an_alias_settles_names_and_nothing_else() -> None:
    names = Recorded(aliases=(Alias("Louayzi", "Louazi", "Ann", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),))
    values = "Aed al-Louayzi", "Louazi"
    for rule in ("name-spelling", "name-conflict", "alternate-name", "speaker-conflict"):
        assert decided([finding(values=values, rule=rule)], names, (), TODAY)[0] == ()
    assert len(decided([finding(values=values, rule="quote-altered")], names, (), TODAY)[0]) == 1
    assert len(decided([finding(values=("Louayzi", "Omar"), rule="name-conflict")], names, (), TODAY)[0]) == 1


def test_an_alias_covers_the_short_forms_of_its_names() -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    names = Recorded(aliases=(Alias("INS Mysore", "Indian destroyer D60", "Ann", moment),))
    for values in (("Mysore", "Indian destroyer D60"), ("INS Mysore", "destroyer D60x"), ("Mysore", "INS Mysore")):
        kept = decided([finding(values=values, rule="name-conflict")], names, (), TODAY)[0]
        assert len(kept) == ("D60x" in values[1])
    both = Recorded(aliases=(*names.aliases, Alias("Palace Mysore", "the palace", "Ann", moment)))
    assert decided([finding(values=("Mysore", "Indian destroyer D60"), rule="name-conflict")], both, (), TODAY)[0]


# --------------------------------------------------------------------------- baseline upkeep


def everything(*articles: str) -> Examined:
    return Examined(frozenset(f"{a}.txt#1" for a in articles), frozenset(), frozenset(ALL))


def test_checking_one_file_never_drops_the_entries_of_another() -> None:
    entries = tuple(map(entry_of, (finding("a b"), finding("c d"), finding("a c", ("1", "2")))))
    assert set(updated(entries, [], everything("a", "b"))) == set(entries[1:])
    assert set(updated(entries, [finding("a b"), finding("a x", ("7", "8"))], everything("a", "b", "x"))) == {
        *entries,
        entry_of(finding("a x", ("7", "8"))),
    }


def test_only_what_was_looked_for_can_be_resolved() -> None:
    entry = (entry_of(finding("a b")),)
    assert baseline.pruned(entry, [], everything("a")) == entry
    assert baseline.pruned(entry, [], Examined(frozenset({"a.txt#1"}), frozenset({"b.txt#1"}), frozenset(ALL))) == ()
    assert (
        baseline.pruned(entry, [], Examined(everything("a", "b").articles, frozenset(), frozenset({"negation"})))
        == entry
    )
    assert baseline.pruned(entry, [finding("a b")], everything("a", "b")) == entry
    assert baseline.pruned(entry, [finding("a b", ("4", "6"))], everything("a", "b")) == ()


def test_update_widens_an_entry_that_a_further_article_joined() -> None:
    entry = (entry_of(finding("a b")),)
    assert updated(entry, [finding("a b c")], everything("a", "b", "c")) == (entry_of(finding("a b c")),)
    wide = (entry_of(finding("a b c")),)
    assert updated(wide, [finding("a b")], everything("a", "b")) == wide  # c was not looked at


def test_stale_entries_are_one_notice() -> None:
    entries = tuple(entry_of(finding("a b", (str(n), "x"))) for n in range(5))
    _, (notice,) = decided([], Recorded(baseline=entries), (), TODAY, everything("a", "b"))
    assert "5 known findings are resolved" in notice.message and "2 more" in notice.message and not notice.fatal
    assert decided([], Recorded(baseline=entries), (), TODAY)[1] == ()


def test_baseline_on_disk_holds_nothing_that_changes_by_itself(tmp_path: Path) -> None:
    moved = finding("a b", places=[place("a.txt#1", "4", 900), place("b.txt#1", "5", 30)])
    baseline.write_baseline(tmp_path, [finding("a b")])
    before = (tmp_path / baseline.FILE).read_bytes()
    baseline.update_baseline(tmp_path, [moved], everything("a", "b"))
    assert (tmp_path / baseline.FILE).read_bytes() == before  # text was put above
    baseline.prune_baseline(tmp_path, [], everything("a", "b"))
    assert baseline.read_baseline(tmp_path).entries == ()


def test_articles_that_are_gone(tmp_path: Path) -> None:
    def article(name: str) -> Article:
        path = name.rpartition("#")[0]
        return Article(name, Span(path, 0, 9), None, None, None, None, "en", ())

    (tmp_path / "c.txt").touch()
    (tmp_path / "more.jsonl").touch()
    ids = ("a.txt#2", "b.txt#1", "c.txt#1", "r.jsonl#7#1", "r.jsonl#8#1", "more.jsonl#1#1")
    entry = entry_of(finding("a b"))
    named = [baseline.Known(entry.identity, entry.rule, (i,)) for i in ids]
    sources = Source("a.txt", "x", ""), Source("r.jsonl#7", "x", "", (), "r.jsonl")
    examined = examined_in([article("a.txt#1"), article("r.jsonl#7#1")], sources, ALL, named, tmp_path)
    assert examined.articles == {"a.txt#1", "r.jsonl#7#1"}
    assert examined.gone == {"a.txt#2", "b.txt#1", "r.jsonl#8#1"}  # cut from its page; file deleted; record deleted


# --------------------------------------------------------------------------- suppressions

MARKDOWN = """---
title: Four dead
---

# Four dead in blast

Four people died on Monday, the police said.

<!-- claimcheck: ignore[number-conflict] the ministry counts otherwise -->
Five people died on Tuesday,
said the ministry.

Six people died. <!-- claimcheck: ignore[V201, date-conflict] -->

Seven people died.
"""


def run_markdown(text: str, surface: str, rule: str = "number-conflict", other: str = "9") -> tuple[str, list[str]]:
    source = Source("a.md", text, "")
    found, odd = suppressions_in([source], Path("/nowhere"), NAMES)
    here = place("a.md#1", surface, text.index(surface))
    (out,), notices = decided([finding(places=[here, place("b.txt#1", other)], rule=rule)], Recorded(), found, TODAY)
    return out.status, [p.message for p in (*odd, *notices)]


def test_markdown_comment_speaks_of_its_paragraph() -> None:
    assert NAMES["v201"] == "number-conflict"
    assert run_markdown(MARKDOWN, "Five")[0] == "suppressed"
    assert run_markdown(MARKDOWN, "ministry.\n")[0] == "suppressed"  # a paragraph of two lines
    assert run_markdown(MARKDOWN, "Six")[0] == "suppressed"
    assert run_markdown(MARKDOWN, "Six", "date-conflict")[0] == "suppressed"
    for surface in ("Four people", "Seven"):
        assert run_markdown(MARKDOWN, surface)[0] == "new"
    state, notices = run_markdown(MARKDOWN, "Five", "negation")
    assert state == "new" and len(notices) == 2
    assert notices[0] == "a.md:13: this suppression (date-conflict, number-conflict) silences nothing."
    assert notices[1].startswith("a.md:9: ")


def test_comments_are_no_part_of_claims() -> None:
    text = (
        "# Four dead in blast on Monday <!-- draft -->\n\n"
        "Four people died on Monday, the police said. <!-- claimcheck: ignore[all] x -->\n\n"
        "<!-- a --> <!-- b --> Six people died on Friday. <!-- c\nc -->\nNine people died on Sunday.\n"
    )
    source = Source("a.md", text, "")
    claims = [c for article in segment(source) for c in claims_of(article, source)]
    assert [c.text for c in claims] == [
        "Four dead in blast on Monday",
        "Four people died on Monday, the police said.",
        "Six people died on Friday.",
        "Nine people died on Sunday.",
    ]
    assert all(text[c.span.start : c.span.end] == c.text for c in claims)


def test_ignore_file_and_all() -> None:
    assert run_markdown(MARKDOWN + "\n<!-- claimcheck: ignore-file[number-conflict] -->\n", "Seven")[0] == "suppressed"
    assert run_markdown("<!-- claimcheck: ignore[all] old -->\n\nSeven died.", "Seven", "negation")[0] == "suppressed"
    assert run_markdown("<!-- claimcheck:ignore[*]-->\n<!-- more -->\n\nSeven died.", "Seven")[0] == "suppressed"


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("ignore[number-conflct] x", "names no rule: 'number-conflct'"),
        ("ignore[] x", "names no rule"),
        ("ignroe[negation] x", "is not understood"),
        ("ignore number-conflict", "is not understood"),
    ],
)
def test_a_comment_that_is_not_understood_is_said(comment: str, words: str) -> None:
    state, notices = run_markdown(f"Nothing.\n\n<!-- claimcheck: {comment} -->\n\nSeven died.", "Seven")
    assert state == "new" and len(notices) == 1
    assert notices[0].startswith("a.md:3: ") and words in notices[0]


def test_a_comment_in_a_fence_or_without_end_is_text() -> None:
    fenced = "```html\n<!-- claimcheck: ignore[all] -->\n```\n\nSeven died.\n\n<!-- claimcheck: ignore[all]"
    assert run_markdown(fenced, "Seven") == ("new", [])
    last = "Seven died.\n\n<!-- claimcheck: ignore[all] -->\n"
    assert "stands before no text" in run_markdown(last, "Seven")[1][0]


@pytest.mark.once
def test_many_comments_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 50  # each costs a look at what stands around it
    monkeypatch.setattr(suppressions, "_MOST_NOTES", most)

    def read(size: int) -> None:
        text = "<!-- claimcheck: ignore[all] --> " * size + "<!--" * (10 * size)
        found, _ = suppressions_in([Source("a.md", text, "")], Path("/nowhere"), NAMES)
        assert len(found) <= most

    assert growth_exponent(read, 200) < LINEAR


HTML = """<html><head><title>x</title></head><body><h1>Four dead</h1>
<p>Four people <b>died</b> on Monday,&nbsp;police said.</p><!-- claimcheck: ignore[number-conflict] counted twice -->
<p>Five people died on <a href="x">Tuesday</a>, the
ministry &amp; the police said.</p>
<p>Six people died.<!-- claimcheck: ignore[negation] --></p></body></html>"""


def test_html_comment_speaks_of_its_block_in_the_extracted_text(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    third = "Five people died on Tuesday, the ministry & the police said."
    text = f"Four dead\nFour people died on Monday, police said.\n{third}\nSix people died.\n"
    found, odd = suppressions_in([Source("a.html", text, "", (), "a.html", ((0, 1),))], tmp_path, NAMES)
    assert not odd
    assert [(text[s.start : s.end], set(s.rules), s.where) for s in found] == [
        (third, {"number-conflict"}, "a.html:2"),
        ("Six people died.", {"negation"}, "a.html:5"),
    ]


def test_sidecar(tmp_path: Path) -> None:
    (tmp_path / "a.txt.claimcheck").write_text(
        '# ours\nnumber-conflict "4 people" The count was corrected\n\nnegation,V201 "*" an old text\n'
        'nonsense "x"\nnumber-conflict no quotes\ndate-conflict "" x\n'
    )
    found, odd = suppressions_in([Source("a.txt", "4 people died.", "")], tmp_path, NAMES)
    assert [(s.words, set(s.rules), s.reason, s.where) for s in found] == [
        ("4 people", {"number-conflict"}, "The count was corrected", "a.txt.claimcheck:2"),
        ("", {"negation", "number-conflict"}, "an old text", "a.txt.claimcheck:4"),
    ]
    assert [p.message.split(": ")[0] for p in odd] == [
        "a.txt.claimcheck, line 5, names no rule",
        "a.txt.claimcheck, line 6, is no suppression",
        "a.txt.claimcheck, line 7, gives no words.",
    ]
    (out,), notices = decided([finding("a b")], Recorded(), found, TODAY)
    assert out.status == "suppressed" and not notices


@pytest.mark.parametrize("kind", ["folder", "dangling link", "pipe"])
def test_a_sidecar_that_cannot_be_read_is_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt.claimcheck"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere")
    found, odd = suppressions_in([Source("a.txt", "4 people died.", "")], tmp_path, NAMES)
    assert not found
    (problem,) = odd
    assert "a.txt.claimcheck is" in problem.message and problem.notice and problem.action
    long = "x" * 250
    assert suppressions_in([Source(long, "4 people died.", "")], tmp_path, NAMES) == ((), ())


@pytest.mark.parametrize(
    ("words", "claim", "held"),
    [
        ("4 people", "The blast killed 4  PEOPLE.", True),
        ("4 people", "The blast killed 14 people.", False),
        ("résumé", "His resume was false.", True),
        ("said “no”", 'He said "no" to that.', True),
        (r"said \"no\"", 'He said "no" to that.', True),
    ],
)
def test_sidecar_words(tmp_path: Path, words: str, claim: str, held: bool) -> None:
    (tmp_path / "a.txt.claimcheck").write_text(f'number-conflict "{words}" x\n', encoding="utf-8")
    found, _ = suppressions_in([Source("a.txt", claim, "")], tmp_path, NAMES)
    here = place("a.txt#1", "4", claim=claim)
    (out,), _ = decided([finding(places=[here, place("b.txt#1", "5")])], Recorded(), found, TODAY)
    assert (out.status == "suppressed") is held


def test_a_sidecar_whose_file_was_renamed_speaks_of_the_text_with_its_words(tmp_path: Path) -> None:
    (tmp_path / "old.txt.claimcheck").write_text('number-conflict "4 people died" Corrected\nnegation "*" old\n')
    renamed, other = Source("new.txt", "On Monday 4 people died.", ""), Source("b.txt", "5 people died.", "")
    found, (problem,) = suppressions_in([renamed, other], tmp_path, NAMES)
    assert [(s.path, s.words) for s in found] == [("new.txt", "4 people died"), ("new.txt", "")]
    assert problem.action == "Rename it too: git mv old.txt.claimcheck new.txt.claimcheck" and problem.notice
    two = [renamed, Source("c.txt", "4 people died.", "")]  # a copy: nobody can tell whose notes these were
    assert suppressions_in(two, tmp_path, NAMES)[0] == ()
    assert "there is no old.txt" in suppressions_in(two, tmp_path, NAMES)[1][0].message
    (tmp_path / "new.txt.claimcheck").write_text('number-conflict "no" x\n')
    assert [s.words for s in suppressions_in([renamed, other], tmp_path, NAMES)[0]] == ["no"]


def test_sidecar_of_records(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl.claimcheck").write_text(
        'number-conflict @7 "*" one record\nnumber-conflict @"no such" "*" x\n'
    )
    sources = [Source(f"r.jsonl#{n}", "4 people died.", "", (), "r.jsonl") for n in (7, 8)]
    found, odd = suppressions_in(sources, tmp_path, NAMES)
    assert [s.path for s in found] == ["r.jsonl#7"] and not odd


def test_a_note_speaks_for_its_own_article_alone(tmp_path: Path) -> None:
    (tmp_path / "b.txt.claimcheck").write_text('number-conflict "*" x\n')
    found, _ = suppressions_in([Source("b.txt", "5 people died.", "")], tmp_path, NAMES)
    odd_one = finding(places=[place("a.txt#1", "4"), place("b.txt#1", "5"), place("c.txt#1", "4")])
    others = finding(places=[place("a.txt#1", "4"), place("b.txt#1", "5"), place("c.txt#1", "6")])
    (first, second), notices = decided([odd_one, others], Recorded(), found, TODAY)
    assert (first.status, second.status) == ("suppressed", "new") and not notices


def test_unused_only_where_the_rule_was_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt.claimcheck").write_text('number-conflict "*" x\n')
    found, _ = suppressions_in([Source("a.txt", "x", "")], tmp_path, NAMES)
    on = Examined(frozenset(), frozenset(), frozenset({"negation"}))
    assert decided([], Recorded(), found, TODAY, on)[1] == ()
    assert len(decided([], Recorded(), found, TODAY)[1]) == 1


# --------------------------------------------------------------------------- all together


def test_settled_reads_the_files_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "b.txt.claimcheck").write_text('number-conflict "6" x\nnumber-conflict "77" unused\n')
    found = [
        finding("a b", ("4", "5")),
        finding("a b", ("4", "6")),
        finding("a b", ("4", "7")),
        finding("a b", ("4", "8")),
    ]
    journal.add_decisions(tmp_path, [decision(found[0])])
    baseline.write_baseline(tmp_path, [found[2]])
    with (tmp_path / baseline.FILE).open("a") as stream:
        stream.write("broken\n")
    report = Report((Source("a.txt", "4", ""), Source("b.txt", "5", "")), (), (), (), (), (), (), tuple(found))
    after = settled(report, tmp_path, today=TODAY, on=ALL, rules=ALL)
    assert [f.status for f in after.findings] == ["accepted", "suppressed", "baselined", "new"]
    assert [(p.fatal, p.message.split(":")[0]) for p in after.problems] == [
        (True, "claimcheck-baseline.txt, line 3"),
        (False, "b.txt.claimcheck"),
    ]


def test_a_note_beside_an_article_that_was_not_checked_counts(tmp_path: Path) -> None:
    (tmp_path / "b.txt.claimcheck").write_text('number-conflict "5" x\nnegation "*" of another finding\n')
    a, b = Source("a.txt", "4", ""), Source("b.txt", "5", "")
    report = Report((a, b), (), (), (), (), (), (), (finding("a b"),))
    after = settled(report, tmp_path, today=TODAY, on=ALL, rules=ALL, sources=(a,), articles=())
    assert [f.status for f in after.findings] == ["suppressed"] and after.problems == ()

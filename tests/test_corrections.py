"""What is to correct, as Markdown, CSV and mail: grouped, the same each time, and broken by nothing that pages say."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import email
import io
import json
import mailbox
import random
import re
from email.policy import default as policy
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from claimcheck.cli import main
from claimcheck.datamodel import Comment, Correction, Decision, Report
from claimcheck.decisions import comments, journal
from claimcheck.decisions.correcting import corrections, seen_in
from claimcheck.decisions.json_reports import read_json_report
from claimcheck.decisions.judging import Recorded
from claimcheck.writers.corrections import FORMATS, mails, render_csv, render_mail, render_markdown
from claimcheck.writers.json_report import render_json
from tests.report_sample import RULES, sample

NOW = dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC)
TODAY = NOW.date()
ATTACKS = [
    "=HYPERLINK(\"http://evil.example\",\"x\")", "\r\nBcc: all@evil.example\r\n\r\nBuy", "<script>alert(1)</script>",
    "# Heading\n- [x] done", "From evil@example Thu Jan  1 00:00:00 1970\nSubject: x", "![p](http://evil.example/p.png)",
    "`` ` ``", "\u202e\x1b[31m\x00", "a | b\t\\", "@everyone #1", "\ud800", "--\n+1", "Ünïcode 🕊️ " * 20,
]  # fmt: skip


def sampled() -> Report:
    """The sample's first two conflicts between articles, with an identity each."""
    report = sample()
    found = [f for f in report.findings if len(f.article_ids) > 1][:2]
    named = [dataclasses.replace(f, identity=f"{n:020x}", decision=None) for n, f in enumerate(found, 1)]
    return dataclasses.replace(report, findings=tuple(named))


def decided(report: Report, n: int, **more: object) -> Decision:
    made = journal.decision_on(
        report.findings[n], "error", editor="Ann", reason="the ministry says so", decided_at=NOW
    )  # fmt: skip
    return dataclasses.replace(made, fingerprint="", **more)  # type: ignore[arg-type]


def listed(
    report: Report, *decisions: Decision, said: tuple[Comment, ...] = (), fixed: bool = False
) -> list[Correction]:
    return list(corrections(seen_in(report), Recorded(decisions, comments=said), TODAY, fixed=fixed))


def test_the_wrong_side_is_listed_by_article_or_outlet() -> None:
    report = sampled()
    first = report.findings[0]
    place = first.divergence.primary
    outlet = next(a.outlet for a in report.articles if a.id == place.article_id)
    assert outlet
    for wrong in ((place.article_id,), (outlet.upper(),)):
        (entry, *more) = listed(report, decided(report, 0, wrong=wrong, right="14"))
        assert {e.article_id for e in (entry, *more)} == {place.article_id}
        assert (entry.found, entry.outlet, entry.named, entry.decision.right) == (place.surface, outlet, True, "14")
        assert entry.sentence == place.claim_text and entry.line > 0
    # Where nobody said which side, all of them are listed, and no mail goes out.
    every = listed(report, decided(report, 0))
    assert {e.article_id for e in every} == set(first.article_ids) and not any(e.named for e in every)
    assert render_mail(every) == "" and "Side not said yet" in render_markdown(every)
    assert listed(report, decided(report, 0, verdict="unsure")) == []
    assert listed(report, decided(report, 0, expires=dt.date(2026, 11, 28))) == []


def test_an_article_that_says_both_is_wrong_where_it_is_not_right() -> None:
    report = sampled()
    first = report.findings[0]
    seen = first.divergence
    both = dataclasses.replace(seen.primary, surface="14 rifles")
    finding = dataclasses.replace(first, divergence=dataclasses.replace(seen, related=(both, *seen.related)))
    report = dataclasses.replace(report, findings=(finding,))
    wrong = (seen.primary.article_id,)
    assert [e.found for e in listed(report, decided(report, 0, wrong=wrong, right="14  rifles"))] == [
        seen.primary.surface
    ]
    assert len(listed(report, decided(report, 0, wrong=wrong))) == 2  # nobody said which


def test_what_is_fixed_is_left_out_unless_asked_for() -> None:
    report = sampled()
    one = decided(report, 0, wrong=(report.findings[0].article_ids[0],), fixed_by="Ben", fixed_at=NOW)
    assert listed(report, one) == []
    (entry, *_) = listed(report, one, fixed=True)
    assert entry.decision.fixed_by == "Ben" and "- [x]" in render_markdown([entry])


def test_a_json_report_gives_the_same_without_sentences(tmp_path: Path) -> None:
    report = sampled()
    path = tmp_path / "report.json"
    path.write_text(render_json(report, RULES), encoding="utf-8")
    given = decided(report, 0, wrong=(report.findings[0].article_ids[0],), right="14")
    plainly = [dataclasses.replace(e, sentence="") for e in listed(report, given)]
    assert list(corrections(read_json_report(path).seen, Recorded((given,)), TODAY)) == plainly and plainly


@pytest.mark.parametrize("form", FORMATS)
def test_the_order_of_what_is_read_changes_no_byte(form: str) -> None:
    report = sampled()
    both = [decided(report, n, wrong=report.findings[n].article_ids, right=f"{n}") for n in (0, 1)]
    text = FORMATS[form](listed(report, *both))
    shuffled = dataclasses.replace(
        report, findings=tuple(random.Random(3).sample(report.findings, len(report.findings)))
    )  # fmt: skip
    assert FORMATS[form](listed(shuffled, *reversed(both))) == text and text


def hostile() -> list[Correction]:
    """Every attack in every field, as different outlets."""
    report = sampled()
    (clean, *_) = listed(report, decided(report, 0, wrong=report.findings[0].article_ids, right="14"))
    made = []
    for attack in ATTACKS:
        decision = dataclasses.replace(
            clean.decision, reason=attack, right=attack, editor=attack, assignee=attack, fixed_by=attack, fixed_at=NOW
        )
        said = Comment("0" * 20, "r", attack, NOW, ("a",), attack)
        made.append(
            Correction(attack, attack, attack, attack, attack, 3, attack, attack, attack, "f" * 20, decision, (said,))
        )
    return made


def test_hostile_text_is_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(render_csv(hostile()))))
    assert len(rows) == len(ATTACKS) + 1 and len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@\t\r\n|%")]
    assert not re.search("[\x00\x1b\u202e]", render_csv(hostile()))


def test_hostile_text_is_no_markup() -> None:
    text = render_markdown(hostile())
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    inside = [child for token in tokens for child in (token.children or ())]
    assert not [t.type for t in (*tokens, *inside) if t.type in {"html_block", "html_inline", "image", "link_open"}]
    assert sum(t.type == "heading_open" and t.tag == "h2" for t in tokens) == len(ATTACKS)
    assert not re.search("[\x00\x1b\u202e]", text) and text.isprintable() is False


def test_hostile_text_is_no_header_and_no_message(tmp_path: Path) -> None:
    found = hostile()
    (tmp_path / "box").write_text(render_mail(found), encoding="utf-8")
    box = mailbox.mbox(tmp_path / "box")
    count = len(box)
    box.close()
    assert count == len(mails(found)) == len(ATTACKS)
    for text in mails(found).values():
        message = email.message_from_bytes(text.encode(), policy=policy)
        assert set(message.keys()) == {
            "Subject",
            "X-Unsent",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
        }
        assert message["Subject"].startswith("1 correction: ") and not message.defects
        body = message.get_content()
        assert "It should say:" in body and not re.search(r"^(From |Bcc:|Subject:)", body, re.M)
        assert not re.search("[\x00\x1b\u202e\r]", body)
        assert max(map(len, body.splitlines())) <= 76


def test_a_mail_reads_as_one_would_write_it() -> None:
    report = sampled()
    first = report.findings[0]
    said = Comment(first.identity, first.rule, "Ben", NOW, first.article_ids, "they agreed on the phone")
    wrong = first.divergence.primary.article_id
    (text,) = mails(listed(report, decided(report, 0, wrong=(wrong,), right="14 rifles"), said=(said,))).values()
    article = next(a for a in report.articles if a.id == wrong)
    assert text.startswith("Subject: 1 correction: ") and f"To the editors of {article.outlet}" in text
    for words in ("It says: ", "It should say: “14 rifles”", "Why: the ministry says so",
                  "Decided by Ann on 2026-11-29", "Ben, 2026-11-29: they agreed on the phone"):  # fmt: skip
        assert words in text


# --------------------------------------------------------------------------- the command


def typed(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMCHECK_EDITOR", "Ann")
    (tmp_path / "claimcheck.toml").write_text('cache_dir = "cache"\n')
    (tmp_path / "report.json").write_text(render_json(sampled(), RULES), encoding="utf-8")
    return tmp_path


def test_from_a_decision_to_the_list(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = sampled().findings
    assert typed("corrections", "report.json") == 0
    assert capsys.readouterr().out == "# To correct\n\nNothing is to correct.\n"
    wrong = first.article_ids[0]
    asked = ["accept", first.fingerprint, "--from", "report.json", "--reason", "the wire has it"]
    assert typed(*asked, "--wrong", wrong.rpartition("#")[0], "--right", "14", "--assignee", "Ben") == 0
    assert typed("accept", second.fingerprint, "--from", "report.json", "--reason", "odd", "--verdict", "correct") == 0
    (kept,) = [d for d in journal.read_decisions(work).entries if d.identity == first.identity]
    assert (kept.verdict, kept.wrong, kept.right, kept.assignee) == ("error", (wrong,), "14", "Ben")
    capsys.readouterr()
    (work / "out").mkdir()
    formats = ["--output-format", "markdown", "--output-format", "csv=c.csv", "--output-format", "mail=out"]
    assert typed("corrections", "report.json", *formats) == 0
    out, err = capsys.readouterr()
    assert "Should be: “14”" in out and "Side not said yet" in out and "of 1 it is not said" in err
    rows = list(csv.DictReader(io.StringIO((work / "c.csv").read_text(encoding="utf-8"))))
    assert {row["side known"] for row in rows} == {"yes", "no"}
    assert [p.suffix for p in (work / "out").iterdir()] == [".eml"]
    assert typed("corrections", "report.json", "--assignee", "BEN", "--output-format", "csv") == 0
    assert {row["fingerprint"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))} == {first.fingerprint}


def test_what_cannot_be_is_said(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = sampled().findings[0]
    asked = ["accept", first.fingerprint, "--from", "report.json", "--reason", "r"]
    assert typed(*asked, "--wrong", "no.txt#7") == 2 and "is no article of" in capsys.readouterr().err
    assert typed(*asked, "--verdict", "unsure", "--right", "14") == 2
    assert not (work / journal.FILE).exists()
    assert typed("corrections", "report.json", "--output-format", "html") == 2
    (work / "odd.json").write_text('{"schema": 1, "findings": [{}], "articles": []}')
    assert typed("corrections", "odd.json") == 2 and "no JSON report" in capsys.readouterr().err
    (work / comments.FILE).write_text("nonsense\n")
    assert typed("corrections", "report.json") == 2 and "line 1" in capsys.readouterr().err


def test_the_schema_has_what_a_decision_adds() -> None:
    report = sampled()
    made = dataclasses.replace(report.findings[0], decision=decided(report, 0, wrong=("a",), right="14", fixed_at=NOW))
    record = json.loads(render_json(dataclasses.replace(report, findings=(made,)), RULES))["findings"][0]
    assert record["decision"]["wrong"] == ["a"] and record["decision"]["fixed_at"].startswith("2026-11-29")

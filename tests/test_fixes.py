"""Fixes: what becomes of a right value, where it goes in a file's bytes, and that git, Word's readers and LibreOffice
take what is written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.shared import RGBColor
from jsonschema import Draft4Validator

from claimcheck.cli import main
from claimcheck.datamodel import (
    Article,
    Decision,
    Divergence,
    Finding,
    Fix,
    Place,
    Report,
    Severity,
    Source,
    Span,
)
from claimcheck.decisions.json_reports import read_json_report
from claimcheck.files.presence import contents_below
from claimcheck.fixes.docx_copies import tracked_copy
from claimcheck.fixes.fitting import Fitted, Kind, fitted, inflected
from claimcheck.fixes.making import fixes_of
from claimcheck.fixes.patching import file_patch, patch_of
from claimcheck.lexicons.matching import NAME, Lexicon, LexiconEntry
from claimcheck.reading.files import read_paths
from claimcheck.reading.own_reports import is_report
from claimcheck.writers.github_suggestions import render_github_suggestions
from claimcheck.writers.json_report import render_json
from claimcheck.writers.rdjsonl import render_rdjsonl
from claimcheck.writers.sarif import render_sarif
from tests.report_sample import RULES

SCHEMAS = Path(__file__).resolve().parent.parent / "fixtures" / "schemas"
NOW = dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC)
EMPTY = Report((), (), (), (), (), (), (), ())


def decision(right: str, *wrong: str, **more: object) -> Decision:
    made = Decision("", "error", "Ann", NOW, "the province's own spelling", identity="a" * 20, wrong=wrong, right=right)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def report_on(
    sources: tuple[Source, ...],
    words: list[str],
    decided: Decision | None,
    rule: str = "name-spelling",
    values: tuple[str, str] = ("Nineveh", "Ninevah"),
    key: tuple[str, ...] = ("x",),
    status: str = "new",
) -> Report:
    """One finding at every place where the sources have one of the words."""
    places, articles = [], []
    for source in sources:
        name = f"{source.path}#1"
        articles.append(Article(name, Span(source.path, 0, len(source.text)), None, None, None, None, "en", ()))
        for match in re.finditer("|".join(map(re.escape, words)), source.text):
            span = Span(source.path, *match.span())
            places.append(Place(span, match[0], name, None, None))
    seen = Divergence("message", places[0], tuple(places[1:]), key, values)
    finding = Finding(rule, "N101", Severity.WARNING, seen, "f" * 32, status, None, decided, "a" * 20)
    return dataclasses.replace(EMPTY, sources=sources, articles=tuple(articles), findings=(finding,))


def read_in(folder: Path, *names: str) -> tuple[Source, ...]:
    sources, problems = read_paths([str(folder / name) for name in names], base=folder)
    assert not [p for p in problems if not p.notice]
    return sources


def applied(folder: Path, patch: bytes) -> None:
    """By git, in a repository of its own, and by patch where it is there: both make the same files."""
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "config", "core.autocrlf", "false"], cwd=folder, check=True)
    if shutil.which("patch"):
        twin = folder.parent / f"{folder.name}-twin"
        shutil.copytree(folder, twin)
        subprocess.run(["patch", "-p1", "-s", "--binary"], cwd=twin, input=patch, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, check=True)
    if shutil.which("patch"):
        for path in folder.rglob("*"):
            if path.is_file() and ".git" not in path.parts:
                assert (twin / path.relative_to(folder)).read_bytes() == path.read_bytes()


# --------------------------------------------------------------------------- the words


NAME_, FIGURE, DATE, WORDS = Kind.NAME, Kind.FIGURE, Kind.DATE, Kind.WORDS


@pytest.mark.parametrize(
    ("kind", "found", "right", "after", "made"),
    [
        (NAME_, "Ninevah", "Nineveh", "", "Nineveh"),
        (NAME_, "Ninevah's", "Nineveh", "", "Nineveh's"),
        (NAME_, "Ninevah’s", "Nineveh", "", "Nineveh’s"),
        (NAME_, "Louazi", "Aed al-Louayzi", "", "Louayzi"),
        (NAME_, "Aed al-Louazi", "Louayzi", "", "Aed al-Louayzi"),
        (NAME_, "Aed al-Louazi", "Aed al-Louayzi", "", "Aed al-Louayzi"),
        (NAME_, "al Qaeda", "al-Qaida", "", "al-Qaida"),
        (NAME_, "Aed al-Louayzi", "Louayzi", "", None),
        (NAME_, "ISIS", "Daesh", "", "Daesh"),
        (FIGURE, "14", "6", " rifles were found", "6"),
        (FIGURE, "14 rifles", "6", "", "6 rifles"),
        (FIGURE, "14", "6 rifles", " rifles were found", "6"),
        (FIGURE, "three", "2 cables", " international underwater cables", "2"),
        (FIGURE, "About 1,000", "1,500 fighters", " fighters have returned", "1,500"),
        (FIGURE, "Fourteen", "six", " rifles", "Six"),
        (FIGURE, "Twenty-two", "23", " rifles", "23"),
        (FIGURE, "about 200 feet", "150 m", " from a ridge", "150 m"),
        (FIGURE, "5.6 -magnitude", "magnitude 5.2", " earthquake", "5.2 -magnitude"),
        (FIGURE, "82 percent", "65% of traffic", " in India", "65 percent"),
        (FIGURE, "65% of traffic", "82%", " to India", "82% of traffic"),
        (FIGURE, "$1.5 billion", "$1.7 billion", " a year", "$1.7 billion"),
        (FIGURE, "dozens", "hundreds", " of people", "hundreds"),
        (FIGURE, "14", "14 people", " people", None),
        (FIGURE, "at least six", "at least 6 people", " people", None),
        (FIGURE, "32 - year", "32 years old", " old climber", None),
        (DATE, "Monday", "Tuesday", "", "Tuesday"),
        (DATE, "Friday", "Thursday 10 November 2011", " capturing", "Thursday 10 November 2011"),
        (DATE, "June 1999", "1998", "", "1998"),
        (WORDS, "a former champion", "the two-time champion", "", "the two-time champion"),
    ],
)
def test_the_right_value_is_fitted_to_what_stands_there(
    kind: Kind, found: str, right: str, after: str, made: str | None
) -> None:
    fit = fitted(found, right, after, kind=kind, whole=" " not in found)
    if made is None:
        assert fit is None
    else:
        assert isinstance(fit, Fitted) and found[: fit.start] + fit.new + found[fit.end :] == made


def test_a_text_in_capitals_stays_one() -> None:
    loud = fitted("NINEVAH", "Nineveh", kind=NAME_, loud=True)
    assert isinstance(loud, Fitted) and loud.new == "NINEVEH"


@pytest.mark.parametrize(
    ("kind", "found", "right", "after"),
    [
        (NAME_, "Hisham al-Hashimi", "Hisham Hashemi", ""),
        (FIGURE, "About 1,000", "hundreds of fighters", " Islamic State fighters"),
        (FIGURE, "Hundreds", "about 1,000", " of fighters"),
        (FIGURE, "41", "hundreds", " people"),
        (FIGURE, "between 14 and 41", "15", " people"),
        (FIGURE, "26 pirates", "pirate", ""),
        (FIGURE, "British climber", "Two climbers", ""),
        (FIGURE, "5.6 on the Richter scale", "magnitude 5.2", " jolted"),
        (FIGURE, "82", "65%", " in India"),
        (DATE, "yesterday", "Friday", ""),
        (DATE, "this weekend", "Monday 9 September 2013", ""),
        (DATE, "Monday", "June", ""),
        (WORDS, "He said that " + "very " * 20 + "much", "six", ""),
        (FIGURE, "14", "6\nrifles", ""),
        (FIGURE, "14", "6\u202e", ""),
    ],
)
def test_what_cannot_be_fitted_is_told(kind: Kind, found: str, right: str, after: str) -> None:
    assert isinstance(fitted(found, right, after, kind=kind), str)


@pytest.mark.parametrize(
    ("found", "form", "prefer", "made"),
    [
        ("illegal immigrant", "illegal immigrant", "undocumented migrant", "undocumented migrant"),
        ("Illegal immigrants", "illegal immigrant", "undocumented migrant", "undocumented migrants"),
        ("chairmen", "chairman", "chair", "chairs"),
        ("illegal immigrants", "illegal immigrant", "people", None),
        ("crashed", "crash", "collide", None),
    ],
)
def test_a_house_term_keeps_its_number(found: str, form: str, prefer: str, made: str | None) -> None:
    assert inflected(found, form, prefer) == made


# --------------------------------------------------------------------------- which places


def made_of(report: Report, folder: Path, lexicon: Lexicon | None = None) -> tuple[Fix, ...]:
    return fixes_of(report, contents_below(folder), lexicon or Lexicon())


def test_the_wrong_side_alone_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so. Nineveh is a province.\n")
    (tmp_path / "b.txt").write_text("Police in Ninevah said so.\n")
    sources = read_in(tmp_path, "a.txt", "b.txt")
    words = ["Nineveh", "Ninevah"]
    both = made_of(report_on(sources, words, decision("Nineveh")), tmp_path)
    assert [(f.file, f.old, f.new) for f in both] == [(n, "Ninevah", "Nineveh") for n in ("a.txt", "b.txt")]
    (one,) = made_of(report_on(sources, words, decision("Nineveh", "a.txt#1")), tmp_path)
    assert (one.file, one.editor, one.identity, one.decided_at) == ("a.txt", "Ann", "a" * 20, NOW)
    assert one.why == "Ann, 2026-11-29: the province's own spelling" and one.stretch is not None
    assert (one.stretch.start, one.stretch.end, one.stretch.line, one.stretch.column) == (10, 17, 1, 11)
    for nothing in (
        decision("Nineveh", fixed_at=NOW, fixed_by="Ben"),
        decision("", "a.txt#1"),
        decision("Mosul"),  # neither side, and nobody said which is wrong
        decision("Nineveh", verdict="unsure"),
        None,
    ):
        assert made_of(report_on(sources, words, nothing), tmp_path) == ()
    assert made_of(report_on(sources, words, decision("Nineveh"), status="suppressed"), tmp_path) == ()


def test_what_is_no_value_is_mended_by_hand(tmp_path: Path) -> None:
    """A quotation's composite readings, a whole sentence: nothing that a right value could stand for."""
    (tmp_path / "a.txt").write_text("“We have a wall,” he said. “We have the wall,” she said.\n")
    sources = read_in(tmp_path, "a.txt")
    sides = ["We have a wall", "We have the wall"]
    for rule, values in (("quote-altered", ("a", "the")), ("claim-missing", ("", "")), ("negation", ("not", ""))):
        found = made_of(report_on(sources, sides, decision("a", "a.txt#1"), rule, values), tmp_path)
        assert {f.trouble for f in found} == {"Findings of this kind are mended by hand."}
    swapped = report_on(sources, ["a wall", "the wall"], decision("a wall"), "quote-altered", ("a wall", "the wall"))
    (one,) = made_of(swapped, tmp_path)
    assert (one.old, one.new) == ("the", "a")


def test_a_reading_is_written_as_an_article_says_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It fell on Thursday.\n")
    (tmp_path / "b.txt").write_text("It fell on Friday, they said; it fell on 11 November.\n")
    sources = read_in(tmp_path, "a.txt", "b.txt")
    values = ("Thursday 10 November 2011", "Friday 11 November 2011")
    report = report_on(sources, ["Thursday", "Friday"], decision(values[0]), "date-conflict", values)
    assert [(f.file, f.old, f.new) for f in made_of(report, tmp_path)] == [("b.txt", "Friday", "Thursday")]
    # With a third way of saying it nobody can tell whose it is.
    three = report_on(sources, ["Thursday", "Friday", "11 November"], decision(values[0]), "date-conflict", values)
    assert made_of(three, tmp_path) == ()


def test_a_name_that_is_explained_by_the_right_one_stays(tmp_path: Path) -> None:
    text = (
        "The Popular Front (PF) said so. It has many members in the north, they say, and is old. The Popular Front.\n"
    )
    (tmp_path / "a.txt").write_text(text)
    sources, values = read_in(tmp_path, "a.txt"), ("Popular Front", "PF")
    report = report_on(sources, ["Popular Front"], decision("PF", "a.txt#1"), "alternate-name", values)
    first, second = made_of(report, tmp_path)
    assert first.trouble == "“PF” stands beside it." and (second.old, second.new) == ("Popular Front", "PF")


def test_the_house_lexicon_suggests_without_a_decision(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Two illegal immigrants died. Who\n\nAN ILLEGAL IMMIGRANT WAS 20.\n")
    sources = read_in(tmp_path, "a.txt")
    values = ("illegal immigrants", "undocumented migrant")
    key = ("house", "a.txt#1", "illegal immigrant", "undocumented migrant")
    words = ["illegal immigrants", "ILLEGAL IMMIGRANT"]
    found = made_of(report_on(sources, words, None, "house-style", values, key), tmp_path)
    assert [f.new for f in found] == ["undocumented migrants", "UNDOCUMENTED MIGRANT"] and found[0].identity == ""
    assert made_of(report_on(sources, words, None, "house-style", values, key, "accepted"), tmp_path) == ()
    (tmp_path / "a.txt").write_text("Ninevah, Nineveh.\n")
    lexicon = Lexicon((LexiconEntry("Nineveh", ("Ninevah",), kind=NAME, reason="as the province writes it"),))
    spelled = report_on(read_in(tmp_path, "a.txt"), ["Nineveh", "Ninevah"], None)
    (one,) = made_of(spelled, tmp_path, lexicon)
    assert (one.old, one.new, one.why) == (
        "Ninevah",
        "Nineveh",
        "“Nineveh” is house style: as the province writes it",
    )


def test_two_who_ask_for_different_words_are_both_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    sources = read_in(tmp_path, "a.txt")
    one = report_on(sources, ["Ninevah"], decision("Nineveh", "a.txt#1"))
    other = report_on(sources, ["Ninevah"], decision("Ninava", "a.txt#1"))
    both = dataclasses.replace(one, findings=(*one.findings, *other.findings))
    assert [f.trouble for f in made_of(both, tmp_path)] == ["Two findings ask for different words here."] * 2
    same = dataclasses.replace(one, findings=one.findings * 2)
    assert [f.trouble for f in made_of(same, tmp_path)] == [""]


# --------------------------------------------------------------------------- files


LONG = "".join(f"Line {n} of the article stands here.\r\n" for n in range(30))
FILES = {
    "plain.txt": b"Police in Ninevah said so.\nThe end of it.\n",
    "no end of line.txt": b"One line.\nPolice in Ninevah said so.",
    "crlf.txt": (LONG + "Police in Ninevah said so.\r\n" + LONG + "And in Ninevah again.\r\n").encode(),
    "old.txt": "Café: police in Ninevah said so – “yes”.\n".encode("windows-1252"),
    "marked.txt": "\ufeffNinevah is where Renée said so.\n".encode(),
    'Ünï "q" b\\s.txt': "Zürich. Police in Ninevah said so.\n".encode(),
    "page.md": b"# Ninevah in *trouble*\n\nPolice in\nNinevah said [so](http://x.example/Ninevah).\n",
    "wrapped.txt": b"Police in Aed\nal-Ninevah said so.\n",
}


@pytest.mark.parametrize("name", FILES)
def test_git_applies_the_patch_and_nothing_else_changes(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / name).write_bytes(FILES[name])
    sources = read_in(folder, name)
    report = report_on(sources, ["Ninevah"], decision("Nineveh", f"{name}#1"))
    fixes = made_of(report, folder)
    assert fixes and not any(f.trouble for f in fixes)
    patch, used = patch_of(fixes, contents_below(folder))
    assert used == fixes
    applied(folder, patch)
    shown = re.sub(rb"Ninevah", b"Nineveh", FILES[name])
    assert (folder / name).read_bytes() == shown


PARAGRAPH = (
    "The governor of Ninevah said on Monday that the road to the north would be opened again within a week, and that "
    "nobody would be turned away at the bridge, whatever their papers said."
)
MORE = "Two families who had waited for days said they were tired of promises, and that they would walk if nobody came."
MARKED = PARAGRAPH.replace("governor", "<b>governor</b>").replace("week, and", "week &amp;\n<em>and</em>")
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A road is opened</title>
<meta name="keywords" content="Ninevah"></head>
<body><nav><a href="/Ninevah">Ninevah</a></nav>
<article><h1>A road is opened</h1>
<p>{MORE}</p>
<p>{MARKED}</p>
<p>{MORE.replace("families", "men")}</p></article></body></html>
"""


def test_a_page_is_changed_in_its_source(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "a.html").write_text(PAGE, encoding="utf-8")
    sources = read_in(folder, "a.html")
    assert "Ninevah" in sources[0].text
    report = report_on(sources, ["Ninevah"], decision("Nin<e>veh&", "a.html#1"), values=("Ninevah", "x"))
    (fix,) = made_of(report, folder)
    assert not fix.trouble and fix.stretch is not None and fix.stretch.text == "Nin&lt;e&gt;veh&amp;"
    patch, _ = patch_of([fix], contents_below(folder))
    applied(folder, patch)
    assert (folder / "a.html").read_text("utf-8") == PAGE.replace("of Ninevah said", "of Nin&lt;e&gt;veh&amp; said")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("Ninevah said", "Nin&#101;vah said"), "do not stand in the file as such"),
        (("Ninevah said", "Nine<i>vah</i> said"), "do not stand in the file as such"),
        (("</article>", f"</article><aside><p>{PARAGRAPH}</p></aside>"), "more than once"),
    ],
)
def test_a_page_that_does_not_say_it_once_and_verbatim_is_left_alone(
    change: tuple[str, str], told: str, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text(PAGE.replace("<b>", "").replace("</b>", "").replace(
        "week &amp;\n<em>and</em>", "week, and").replace(*change), encoding="utf-8")  # fmt: skip
    sources = read_in(tmp_path, "a.html")
    report = report_on(sources, ["Ninevah"], decision("Nineveh", "a.html#1"))
    found = made_of(report, tmp_path)
    assert found and all(told in f.trouble and f.stretch is None for f in found)


def test_a_record_is_changed_in_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    rows = [
        {"id": "1", "title": "One", "text": f"{MORE}\n\nRenée of Ninevah said “yes”."},
        {"id": "2", "title": "Two", "text": "Police in Ninevah said so. \"No,\" said another."},
    ]  # fmt: skip
    lines = [json.dumps(rows[0], ensure_ascii=False), json.dumps(rows[1])]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sources = read_in(folder, "a.jsonl")
    report = report_on(
        sources, ["Ninevah"], decision('Ninevë "h"', "a.jsonl#1#1", "a.jsonl#2#1"), values=("Ninevah", "x")
    )
    fixes = made_of(report, folder)
    assert [f.trouble for f in fixes] == ["", ""]
    patch, _ = patch_of(fixes, contents_below(folder))
    applied(folder, patch)
    after = [json.loads(line) for line in (folder / "a.jsonl").read_text("utf-8").splitlines()]
    assert [row["text"] for row in after] == [row["text"].replace("Ninevah", 'Ninevë "h"') for row in rows]
    assert (folder / "a.jsonl").read_text("utf-8").splitlines()[1].isascii()


def test_what_no_patch_can_hold_is_named(tmp_path: Path) -> None:
    text = "Police in Ninevah said so.\n"
    (tmp_path / "wide.txt").write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    (tmp_path / "old.txt").write_bytes(("Café. " + text).encode("windows-1252"))
    (tmp_path / "a.csv").write_text(f"id,title,text\n1,One,{text}")
    (tmp_path / "gone.txt").write_text(text)
    (tmp_path / "new.txt").write_text(text)
    names = ["wide.txt", "old.txt", "a.csv", "gone.txt", "new.txt"]
    sources = read_in(tmp_path, *names)
    (tmp_path / "gone.txt").unlink()
    (tmp_path / "new.txt").write_text(f"Before. {text}")
    report = report_on(
        sources, ["Ninevah"], decision("Нинве", *(f"{s.path}#1" for s in sources)), values=("Ninevah", "x")
    )
    told = {f.file: f.trouble for f in made_of(report, tmp_path)}
    assert set(told) == set(names)
    for name, words in zip(names, ("UTF-16", "encoding", "kind", "cannot be read", "changed since"), strict=True):
        assert words in told[name]


def test_a_file_outside_the_folder_is_in_no_patch(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    (fix,) = made_of(report_on(read_in(tmp_path, "a.txt"), ["Ninevah"], decision("Nineveh", "a.txt#1")), tmp_path)
    for name in ("../a.txt", "/a.txt", "x/../../a.txt"):
        assert patch_of([dataclasses.replace(fix, file=name)], lambda _: b"Police in Ninevah said so.\n") == (b"", ())
    assert patch_of([fix], lambda _: b"Police of Ninevah said so.\n")[0] != b""
    assert patch_of([fix], lambda _: b"Police said in Ninevah.\n") == (b"", ())


def test_a_name_cannot_break_out_of_the_patch(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    (fix,) = made_of(report_on(read_in(tmp_path, "a.txt"), ["Ninevah"], decision("Nineveh", "a.txt#1")), tmp_path)
    patch = file_patch("a\n--- a/passwd\t\x1b.txt", b"Police in Ninevah said so.\n", [fix])
    assert patch.splitlines()[1] == rb'--- "a/a\n--- a/passwd\t\033.txt"'


def test_a_json_report_carries_the_fixes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    report = report_on(read_in(tmp_path, "a.txt"), ["Ninevah"], decision("Nineveh", "a.txt#1"))
    report = dataclasses.replace(report, fixes=made_of(report, tmp_path))
    (tmp_path / "r.json").write_text(render_json(report, RULES))
    back = read_json_report(tmp_path / "r.json").fixes
    contents = contents_below(tmp_path)
    assert patch_of(back, contents)[0] == patch_of(report.fixes, contents)[0] != b""


# --------------------------------------------------------------------------- Word


def document(*paragraphs: list[tuple[str, bool]]) -> bytes:
    """Paragraphs of runs, each bold or not."""
    made = docx.Document()
    for runs in paragraphs:
        p = made.add_paragraph()
        for text, bold in runs:
            p.add_run(text).bold = bold
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def word_fixes(folder: Path, raw: bytes) -> tuple[Fix, ...]:
    (folder / "a.docx").write_bytes(raw)
    report = report_on(read_in(folder, "a.docx"), ["Ninevah"], decision("Nineveh", "a.docx#1"))
    fixes = made_of(report, folder)
    assert fixes and all(f.stretch is None and not f.trouble for f in fixes)
    return fixes


def accepted(raw: bytes) -> list[str]:
    """The paragraphs as our reader has them: tracked changes taken as accepted."""
    source = read_docx_text(raw)
    return [line for line in source.splitlines() if line]


def read_docx_text(raw: bytes) -> str:
    from claimcheck.reading.docx_pages import read_docx

    sources, _ = read_docx(raw, "a.docx", 20_000_000)
    return sources[0].text


def test_a_copy_of_a_document_has_a_tracked_change(tmp_path: Path) -> None:
    texts = [
        [("It was quiet in the north.", False)],
        [("The governor of Nine", True), ("vah said ", True), ("so.", False)],
        [("Ninevah", False), (" is a province.", False)],
    ]
    raw = document(*texts)
    fixes = word_fixes(tmp_path, raw)
    copy, used = tracked_copy(raw, fixes)
    assert used == fixes and (tmp_path / "a.docx").read_bytes() == raw
    assert accepted(copy) == [
        "It was quiet in the north.",
        "The governor of Nineveh said so.",
        "Nineveh is a province.",
    ]
    body = docx.Document(io.BytesIO(copy)).element.body
    deleted, inserted = body.xpath(".//w:del"), body.xpath(".//w:ins")
    assert len(deleted) == len(inserted) == 2
    for change in (*deleted, *inserted):
        w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        assert (change.get(f"{w}author"), change.get(f"{w}date")) == ("claimcheck", "2026-11-29T08:00:00Z")
    assert ["".join(t.text for t in d.iter(f"{w}delText")) for d in deleted] == ["Ninevah", "Ninevah"]
    assert next(inserted[0].iter(f"{w}b"), None) is not None  # as bold as what it stands for
    assert len({c.get(f"{w}id") for c in (*deleted, *inserted)}) == 4


def test_words_in_runs_that_differ_get_a_comment(tmp_path: Path) -> None:
    raw = document([("The governor of Nine", False), ("vah", True), (" said so.", False)])
    copy, used = tracked_copy(raw, word_fixes(tmp_path, raw))
    opened = docx.Document(io.BytesIO(copy))
    (comment,) = opened.comments
    assert len(used) == 1 and comment.author == "claimcheck" and not opened.element.body.xpath(".//w:del")
    assert comment.text.startswith("“Ninevah” should be “Nineveh” (Ann, 2026-11-29")
    assert accepted(copy) == ["The governor of Ninevah said so."]


def test_a_paragraph_that_says_it_twice_is_left_alone(tmp_path: Path) -> None:
    raw = document([("Ninevah is Ninevah, they say.", False)], [("Nothing else happened here.", False)])
    assert tracked_copy(raw, word_fixes(tmp_path, raw)) == (raw, ())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_libreoffice_opens_the_copy(tmp_path: Path) -> None:
    made = docx.Document()
    p = made.add_paragraph("The governor of ")
    run = p.add_run("Ninevah")
    run.font.color.rgb = RGBColor(200, 0, 0)
    p.add_run(" said so.")
    made.add_paragraph("").add_run("In Nine")
    made.paragraphs[-1].add_run("vah it rained.").bold = True
    out = io.BytesIO()
    made.save(out)
    copy, used = tracked_copy(out.getvalue(), word_fixes(tmp_path, out.getvalue()))
    assert len(used) == 2
    (tmp_path / "copy.docx").write_bytes(copy)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "odt",
         "--outdir", str(tmp_path), str(tmp_path / "copy.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    content = zipfile.ZipFile(tmp_path / "copy.odt").read("content.xml").decode()
    assert "text:tracked-changes" in content and "<dc:creator>claimcheck</dc:creator>" in content
    assert content.count("<text:insertion>") == content.count("<text:deletion>") == 1
    assert "office:annotation" in content and "should be “Nineveh”" in content


# --------------------------------------------------------------------------- the command


def test_the_command_prints_a_patch_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    texts = {
        "a.txt": "Flood in Nineveh\n\nThree people died in Nineveh on Monday, police chief Aed Louayzi said.\n",
        "b.txt": "Flood in Ninevah\n\nThree people died in Ninevah on Monday, police chief Aed Louayzi said.\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "claimcheck.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    before = {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.glob("*.txt")}

    def called(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return int(str(ended.value.code or 0))

    assert called("report", "a.txt", "b.txt", "--one-story", "-q", "--exit-zero", "--output-format", "json=r.json") == 0
    found = [f for f in json.loads(Path("r.json").read_text())["findings"] if f["rule"] == "name-spelling"]
    assert found
    name = found[0]["fingerprint"]
    assert called("accept", name, "--from", "r.json", "--wrong", "b.txt", "--right", "Nineveh", "--reason", "x") == 0
    capsysbinary.readouterr()
    assert called("fix", "a.txt", "b.txt") == 0
    out, told = capsysbinary.readouterr()
    assert out.startswith(b"diff --git a/b.txt b/b.txt\n") and out.count(b"\n+") - out.count(b"\n+++") == 2
    assert b"no article was changed" in told
    assert {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in before} == before
    assert called("report", "a.txt", "b.txt", "--one-story", "-q", "--exit-zero", "--output-format", "json=r.json") == 0
    assert called("fix", "r.json", "-o", "p.diff") == 0
    assert Path("p.diff").read_bytes() == out
    assert called("fix", "r.json", "--finding", "00000000", "-o", "none.diff") == 0
    assert Path("none.diff").read_bytes() == b""
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply", "p.diff"], check=True)
    assert Path("b.txt").read_text() == texts["b.txt"].replace("Ninevah", "Nineveh")
    assert called("fix", "--copies", "nowhere", "a.txt") == 2


# --------------------------------------------------------------------------- the formats


def mended_report(folder: Path, text: bytes, name: str = "a.txt", right: str = "Nineveh") -> Report:
    (folder / name).write_bytes(text)
    report = report_on(read_in(folder, name), ["Ninevah"], decision(right, f"{name}#1"), values=("Ninevah", "x"))
    return dataclasses.replace(report, fixes=made_of(report, folder))


def lines_of(text: bytes) -> list[str]:
    return text.decode("utf-8-sig").split("\n")


def test_sarif_has_the_fixes(tmp_path: Path) -> None:
    text = "\ufeffPolice 🕊 in Ninevah said so.\nIn Ninevah again.\n".encode()
    report = mended_report(tmp_path, text)
    document = json.loads(render_sarif(report, RULES))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    assert not list(Draft4Validator(schema).iter_errors(document))
    (fix,) = document["runs"][0]["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.txt" and fix["description"]["text"].startswith("Ann, 2026-11-29")
    lines = lines_of(text)
    for made in reversed(change["replacements"]):
        region = made["deletedRegion"]
        line = lines[region["startLine"] - 1]
        assert region["startLine"] == region["endLine"]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "Ninevah"
        assert made["insertedContent"] == {"text": "Nineveh"}
    assert len(change["replacements"]) == 2


def test_rdjsonl_has_suggestions_in_octets(tmp_path: Path) -> None:
    text = "Police 🕊 in Ninevah said so.\n".encode()
    (line,) = render_rdjsonl(mended_report(tmp_path, text), RULES).splitlines()
    (made,) = json.loads(line)["suggestions"]
    span = made["range"]
    assert text[span["start"]["column"] - 1 : span["end"]["column"] - 1] == b"Ninevah" and made["text"] == "Nineveh"


def test_github_suggestions_hold_the_whole_line(tmp_path: Path) -> None:
    text = b"One.\n<b>@all</b> ```` in Ninevah, Ninevah [x](http://e.example) said so.\r\nNinevah.\n"
    written = render_github_suggestions(mended_report(tmp_path, text), RULES)
    found = [json.loads(line) for line in written.splitlines()]
    assert [(c["path"], c["line"], c["side"]) for c in found] == [("a.txt", 2, "RIGHT"), ("a.txt", 3, "RIGHT")]
    first = found[0]["body"]
    shown = "<b>@all</b> ```` in Nineveh, Nineveh [x](http://e.example) said so."
    assert f"\n`````suggestion\n{shown}\n`````\n" in first
    assert re.match("<!-- claimcheck suggestion [0-9a-f]{8} f{8} -->\nNinevah → Nineveh: Ann, 2026", first)
    assert first.count("@all") == 1  # inside the block, where it is no mention
    assert is_report(written.encode())  # and no articles
    ours = dataclasses.replace(mended_report(tmp_path, text), ours=("b.txt#1",))
    assert render_github_suggestions(ours, RULES) == ""
    assert render_github_suggestions(dataclasses.replace(ours, ours=(), checked=()), RULES) == ""


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x1b[31m"])
def test_a_line_with_what_nobody_sees_is_suggested_to_nobody(hidden: str, tmp_path: Path) -> None:
    report = mended_report(tmp_path, f"{'Word. ' * 20}{hidden} in Ninevah.\n".encode())
    assert report.fixes and render_github_suggestions(report, RULES) == ""


@pytest.mark.parametrize("reason", ["::error::x", "<!-- x --> @everyone #1", "]({0})`", "\u202e\x1b", "x" * 5000])
def test_hostile_reasons_are_words(reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    given = decision("Nineveh", "a.txt#1", reason=reason)
    report = report_on(read_in(tmp_path, "a.txt"), ["Ninevah"], given)
    report = dataclasses.replace(report, fixes=made_of(report, tmp_path))
    body = json.loads(render_github_suggestions(report, RULES))["body"]
    head = body.partition("\n\n```suggestion")[0]
    assert len(head) < 1_000 and not re.search("@everyone|[\u202e\x1b]", head) and head.count("<!--") == 1
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))
    assert not list(Draft4Validator(schema).iter_errors(json.loads(render_sarif(report, RULES))))
    assert b"\n+Police in Nineveh said so.\n" in patch_of(report.fixes, contents_below(tmp_path))[0]

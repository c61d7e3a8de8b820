"""Where a fix goes in a file's bytes, and that git, Word's readers and LibreOffice take what is written."""

from __future__ import annotations

import dataclasses
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

from claimcheck.datamodel import Fix
from claimcheck.files.presence import contents_below
from claimcheck.fixes.docx_copies import tracked_copy
from claimcheck.fixes.patching import file_patch, patch_of
from tests.fixes_sample import decision, made_of, read_in, report_on

# --------------------------------------------------------------------------- text, pages, records


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

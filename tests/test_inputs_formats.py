"""Formats people have: the same article in each gives the same claims."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from claimcheck.claims.extract import claims_of
from claimcheck.cli import app
from claimcheck.datamodel import Problem
from claimcheck.files.positions import place_in_file
from claimcheck.reading.extracted import day_of
from claimcheck.reading.files import Reading, read_paths
from claimcheck.reading.html_pages import line_numbers, read_html
from claimcheck.reading.records import FIELDS
from tests.growth import LINEAR, growth_exponent
from tests.input_samples import BODY, CLAIMS, EVERYTHING, HTML, TITLE, claims, only


def test_html(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS
    assert (article.title, article.byline, article.outlet) == (TITLE, "Jane Doe", "Example News")
    assert article.published is not None and article.published.isoformat() == "2017-01-20"
    lines = [place_in_file(source, c.span.start) for c in claims_of(article, source)][1:]
    assert [(place.file, place.line, place.column) for place in lines] == [
        ("a.html", 8, None), ("a.html", 10, None), ("a.html", 11, None), ("a.html", 13, None)
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_html_in_its_declared_encoding(tmp_path: Path, encoding: str) -> None:
    page = HTML.replace(" 🌊", "").replace("utf-8", encoding)
    (tmp_path / "a.htm").write_bytes(page.encode(encoding))
    assert "“We lost everything,” she said." in claims(*only(tmp_path))


def test_an_article_under_links_to_others_is_no_list_of_stories() -> None:
    links = "".join(f"<h3><a href='/{n}'>Story {n}</a></h3>" for n in range(4))
    body = "".join(f"<p>Sentence {n} of what happened in the harbour on Monday morning.</p>" for n in range(6))
    for page in (
        f"<nav>{links}</nav><h1>Fire in the harbour</h1>{body}",
        f"<nav>{links}</nav>{body}",
        f"{body}{links}",
    ):
        found = read_html(f"<html><body><article>{page}</article></body></html>".encode(), "a.html")
        assert not isinstance(found, Problem), page


def test_lines_of_paragraphs_that_repeat_and_of_hidden_words() -> None:
    hidden = "<script>\nSame words here.</script>\n<!-- Same words here.\n-->\n"
    page = hidden + "<p\n>Same words\nhere.</p>\n<p>Same words here.</p>"
    assert line_numbers(["", "Same words here.", "Same words here."], page)[1:] == [6, 8]


def test_pdf(tmp_path: Path) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("no Chromium to make a PDF with")
    page = tmp_path / "page.html"
    page.write_text(HTML.replace(" 🌊", ""), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    (tmp_path / "in").mkdir()
    subprocess.run(
        [*command, f"--print-to-pdf={tmp_path / 'in' / 'a.pdf'}", str(page)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    source, article = only(tmp_path / "in")
    text = " ".join(" ".join(claims(source, article)).split())
    assert "The water carried away two bridges and cut the main road to the capital." in text
    assert place_in_file(source, 10).line == 1  # the page


def test_gzip_and_its_bomb(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.txt.gz", "wt", encoding="utf-8") as stream:
        stream.write("\n\n".join([TITLE, *BODY]))
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS
    with gzip.open(tmp_path / "a.txt.gz", "wb") as bomb:
        bomb.write(b"a" * 3_000_000)
    _, problems = read_paths([str(tmp_path)], Reading(max_bytes=1_000_000), base=tmp_path)
    assert [p.message for p in problems] == ["a.txt.gz is too large (unpacked, the limit is 1,000,000)."]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2017-01-20", "2017-01-20"), ("2017-01-20T23:59:59+02:00", "2017-01-20"), (1484900000, "2017-01-20"),
        (1484900000000, "2017-01-20"), ("1484900000", "2017-01-20"), ("Jan 20, 2017", "2017-01-20"), ("soon", ""),
        (None, ""), (True, ""), (12, ""),
    ],
)  # fmt: skip
def test_days(value: object, day: str) -> None:
    assert day_of(value) == day


def test_the_page_on_inputs_names_every_field_and_extension() -> None:
    page = (Path(__file__).parents[1] / "docs" / "inputs.md").read_text("utf-8")
    for field, names in FIELDS.items():
        assert f"| `{field}` | {', '.join(f'`{name}`' for name in names)} |" in page
    assert all(f"`{extension}`" in page for extension in EVERYTHING.extensions)


# --------------------------------------------------------------------------- Word


def test_docx(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading(TITLE, 1)
    for paragraph in BODY:
        document.add_paragraph(paragraph)
    document.core_properties.author = "Jane Doe"
    document.save(tmp_path / "a.docx")
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS and article.byline == "Jane Doe"
    assert place_in_file(source, source.text.index("The water")).line == 5  # the paragraph


def packed(body: bytes, picture: bytes = b"") -> bytes:
    """A DOCX with this body."""
    docx = pytest.importorskip("docx")
    usual, made = io.BytesIO(), io.BytesIO()
    docx.Document().save(usual)
    with zipfile.ZipFile(usual) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(
                entry, content.replace(b"<w:body>", b"<w:body>" + body) if "document.xml" in entry else content
            )
        if picture:
            new.writestr("word/media/image1.bmp", picture)
    return made.getvalue()


def test_docx_bombs(tmp_path: Path) -> None:
    paragraph = b"<w:p><w:r><w:t>The council voted on Monday.</w:t></w:r></w:p>"
    limit = Reading(max_bytes=1_000_000)

    def said(content: bytes) -> list[str]:
        (tmp_path / "a.docx").write_bytes(content)
        sources, problems = read_paths([str(tmp_path)], limit, base=tmp_path)
        assert len(sources) + len(problems) == 1
        return [p.message for p in problems]

    assert said(packed(paragraph)) == []
    assert said(packed(paragraph, b"\0" * 1_050_000)) == []  # pictures may be larger than text
    bomb = packed(paragraph * 20_000)
    assert len(bomb) < 50_000
    (message,) = said(bomb)
    assert re.fullmatch(
        r"a\.docx is too large \([\d,]+ bytes of text when unpacked, the limit is 1,000,000\)\.", message
    )
    (message,) = said(packed(paragraph, b"\0" * 3_000_000))
    assert "bytes of text and pictures when unpacked, the limit is 2,000,000" in message


def test_a_docx_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    paragraph = b"<w:p><w:r><w:t>The council voted on Monday.</w:t></w:r></w:p>"
    bomb = packed(paragraph * 500_000)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lie = bomb.replace(size.to_bytes(4, "little"), (20_000).to_bytes(4, "little"))
    assert lie != bomb and size > 30_000_000
    (tmp_path / "a.docx").write_bytes(lie)
    tracemalloc.start()
    _, problems = read_paths([str(tmp_path)], Reading(max_bytes=1_000_000), base=tmp_path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(problems) == 1 and "a.docx cannot be read as DOCX" in problems[0].message
    assert most < 10_000_000


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def gone(text: str, name: str = "del") -> str:
    return f'<w:{name} w:id="1" w:author="x"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:{name}>'


def kept(text: str, name: str = "ins") -> str:
    return f'<w:{name} w:id="2" w:author="x">{run(text)}</w:{name}>'


def par(*parts: str, mark: str = "") -> str:
    end = f'<w:pPr><w:rPr><w:{mark} w:id="3" w:author="x"/></w:rPr></w:pPr>' if mark else ""
    return f"<w:p>{end}{''.join(parts)}</w:p>"


def row(*cells: str, sign: str = "") -> str:
    made = "".join(f"<w:tc><w:tcPr>{sign if sign.startswith('<w:v') else ''}</w:tcPr>{cell}</w:tc>" for cell in cells)
    return f"<w:tr>{sign if sign.startswith('<w:trPr') else ''}{made}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def docx_lines(tmp_path: Path, body: str) -> tuple[list[str], list[Problem]]:
    """The lines that are read from a document with this body, and what is said of it."""
    (tmp_path / "a.docx").write_bytes(packed(body.encode()))
    (source,), problems = read_paths([str(tmp_path / "a.docx")], base=tmp_path)
    return source.text.split("\n\n"), list(problems)


DELETED_ROW = '<w:trPr><w:del w:id="4" w:author="x"/></w:trPr>'


@pytest.mark.parametrize(
    ("body", "lines", "changed"),
    [
        (par(run("Rescuers pulled "), gone("eleven"), kept("nine"), run(" out.")), ["Rescuers pulled nine out."], True),
        (par(kept("Two went.")) + par(run("Nobody came.")), ["Two went.", "Nobody came."], True),
        (par(gone("All went.")) + par(run("Nobody came.")), ["Nobody came."], True),
        (
            par(kept("It moved.", "moveTo")) + par(run("Here. "), gone("It moved.", "moveFrom"), run("Still.")),
            ["It moved.", "Here. Still."],
            True,
        ),
        (par(run("The mayor "), mark="del") + par(run("resigned.")), ["The mayor resigned."], True),
        (par(gone("Cut."), mark="del") + par(run("Left.")), ["Left."], True),
        (par(run("The end."), mark="del"), ["The end."], True),
        (par(run("A new one."), mark="ins") + par(run("An old one.")), ["A new one.", "An old one."], True),
        (
            par(run("Above.")) + table(row(par(run("Left.")), par(run("Right.")))) + par(run("Below.")),
            ["Above.", "Left.", "Right.", "Below."],
            False,
        ),
        (
            table(row(par(run("Out.")) + table(row(par(run("In.")))) + par(run("Out again.")))),
            ["Out.", "In.", "Out again."],
            False,
        ),
        (
            table(
                row(par(run("Once.")), sign='<w:vMerge w:val="restart"/>'),
                row(par(), sign="<w:vMerge/>"),
            ),
            ["Once."],
            False,
        ),
        (table(row(par(run("Stays."))), row(par(run("Goes.")), sign=DELETED_ROW)), ["Stays."], True),
        (par(run("Before."), mark="del") + table(row(par(run("In it.")))), ["Before.", "In it."], True),
        (
            control(par(run("In a control."))) + par(run("And "), control(run("inside")), run(" a line.")),
            ["In a control.", "And inside a line."],
            False,
        ),
        (par(run("Said "), control(run("Click here."), "<w:showingPlcHdr/>"), run("no.")), ["Said no."], False),
        (
            par("<w:smartTag>" + run("Lois ") + "</w:smartTag>", "<w:hyperlink>" + run("Denby") + "</w:hyperlink>"),
            ["Lois Denby"],
            False,
        ),
        (
            par(f"<w:r><w:ruby><w:rt>{run('to')}</w:rt><w:rubyBase>{run('Tokyo')}</w:rubyBase></w:ruby></w:r>"),
            ["Tokyo"],
            False,
        ),
        (
            par(run("A"), "<w:r><w:noBreakHyphen/></w:r><!-- x -->", run("b, c"), "<w:r><w:br/></w:r>", run("d")),
            ["A-b, c", "d"],
            False,
        ),
    ],
)  # fmt: skip
def test_docx_reads_as_it_would_print(tmp_path: Path, body: str, lines: list[str], changed: bool) -> None:
    read, problems = docx_lines(tmp_path, body)
    assert read == lines
    said = [(p.message, p.fatal, p.notice) for p in problems]
    notice = ("a.docx has open tracked changes: insertions kept, deletions dropped.", False, True)
    assert said == ([notice] if changed else [])


def test_a_templates_title_is_none(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    titles = ("Word Document", "Microsoft Word - miners.doc", "Untitled", "Document1", "Document 12", "miners.docx")
    for title, wanted in (*((t, None) for t in titles), ("Nine miners freed", "Nine miners freed")):
        document = docx.Document()
        document.core_properties.title = title
        document.add_paragraph("Rescuers pulled nine miners alive from the pit on Tuesday.")
        document.save(tmp_path / "a.docx")
        (source,), _ = read_paths([str(tmp_path)], base=tmp_path)
        told = dict(source.metadata)
        assert (told.get("title"), told.get("author")) == (wanted, None)


def test_docx_without_properties(tmp_path: Path) -> None:
    """What has no docProps/core.xml gets no title and no author of the library's."""
    whole = zipfile.ZipFile(io.BytesIO(packed(par(run("Rescuers pulled nine miners alive from the pit.")).encode())))
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as bare:
        for entry in whole.namelist():
            content = re.sub(rb"<Relationship [^>]*core-properties[^>]*>", b"", whole.read(entry))
            content = re.sub(rb"<Override [^>]*core-properties[^>]*>", b"", content)
            if "core.xml" not in entry:
                bare.writestr(entry, content)
    (source,), problems = read_paths([str(tmp_path)], base=tmp_path)
    assert not problems and {"title", "author"}.isdisjoint(dict(source.metadata))


@pytest.mark.model
def test_open_changes_are_a_notice_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No failure, from a report and from the index, now and when the index knows the file."""
    story = "Exactly {} people were taken to hospital after the Orla river burst its banks on Sunday, the mayor said."
    (tmp_path / "a.docx").write_bytes(packed(par(run(story.format("4")), kept(" Two went home.")).encode()))
    (tmp_path / "b.txt").write_text(f"Flood\n\n{story.format('4')}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claimcheck.toml").write_text("", encoding="utf-8")
    for arguments in (["report", "."], ["check", "--all"], ["check", "--all"], ["index", "build"], ["index", "update"]):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, (arguments, done.output)
        assert "claimcheck: notice: a.docx has open tracked changes" in done.stderr, arguments


@pytest.mark.once
def test_a_long_docx_is_read_in_linear_time() -> None:
    from claimcheck.reading.docx_pages import read_docx

    def read(size: int) -> None:
        (source,), _ = read_docx(packed(b"<w:p><w:r><w:t>Words.</w:t></w:r></w:p>" * size), "a.docx", 20_000_000)
        assert source.text.count("Words.") == size

    assert growth_exponent(read, 5000) < LINEAR

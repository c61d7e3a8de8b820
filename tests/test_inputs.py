"""Formats people have: the same article in each gives the same claims; what is broken is one message."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import stat
import subprocess
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from claimcheck.claims.extract import claims_of
from claimcheck.cli import app
from claimcheck.datamodel import Problem
from claimcheck.engine import whole_run
from claimcheck.errors import ConfigError
from claimcheck.files import revisions
from claimcheck.files.positions import place_in_file
from claimcheck.files.tree import Tree
from claimcheck.reading.extracted import day_of
from claimcheck.reading.files import Reading, read_files, read_paths
from claimcheck.reading.html_pages import line_numbers, read_html
from claimcheck.reading.listing import list_files
from claimcheck.reading.path_patterns import told_by_path
from claimcheck.reading.records import FIELDS
from claimcheck.reading.segment import segment
from claimcheck.settings.loading import Settings
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


CARD = "<h3><a href='/{0}'>Story {0} of the day</a></h3><p>What happened at place {0} on the coast is told here.</p>"
LISTING = f"<html><body><main><h1>News</h1>{''.join(CARD.format(n) for n in range(1, 6))}</main></body></html>".encode()


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


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"no zip", "is no Word document"),
        ("a.docx", b"PK\x05\x06" + b"\0" * 18, "cannot be read as DOCX"),
        ("a.pdf", b"%PDF-1.4 broken", "cannot be read as PDF"),
        ("a.html", b"", "holds no article"),
        ("a.html", b"<div>" * 50_000, "a.html"),
        ("a.html", LISTING, "it is a list of stories"),
        ("a.html", b"<p>caf\xe9 \xff</p>", "is not valid UTF"),
        ("a.jsonl", b"", "holds no record"),
        ("a.jsonl", b'{"title": "no text here"}', "no field that is known to hold an article's text"),
        ("a.jsonl", b'{"text": ' + b"[" * 100_000, "is not valid JSON"),
        ("a.jsonl", b"\xff\xfe\x00", "is not valid UTF-16"),
        ("a.csv", b'text\n"an open quote', None),
        ("a.parquet", b"no parquet", "cannot be read as Parquet"),
        ("a.txt.gz", b"no gzip", "is no gzip file"),
        ("a.txt.gz", gzip.compress(b"cut short" * 100)[:-12], "is no gzip file, or it is cut short"),
    ],
)
def test_broken_input_is_one_message(tmp_path: Path, name: str, content: bytes, said: str | None) -> None:
    (tmp_path / name).write_bytes(content)
    sources, problems = read_paths([str(tmp_path / name)], EVERYTHING, base=tmp_path)
    if said is not None:
        assert not sources and len(problems) == 1
        assert said in problems[0].message and problems[0].action


@pytest.mark.parametrize(
    "charset",
    ["undefined", "rot13", "hex", "zlib", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "Unicode-Escape",
     "utf-7", "mbcs", "no-such-one"],
)  # fmt: skip
def test_a_charset_that_is_none_of_text_is_a_wrong_declaration(tmp_path: Path, charset: str) -> None:
    """Bytes that are ASCII or no UTF-8, and an escape that would be half a character."""
    page = HTML.replace("utf-8", charset).replace("🌊", r"\ud83d +2D0-")
    (tmp_path / "a.html").write_bytes(page.encode("ascii", "ignore"))
    (tmp_path / "b.html").write_bytes(page.encode("windows-1252", "ignore"))
    (tmp_path / "c.html").write_text(HTML, encoding="utf-8")
    sources, (problem,) = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert [s.path for s in sources] == ["a.html", "c.html"]
    assert problem.path == "b.html" and "b.html is not valid UTF-8" in problem.message
    assert r"\ud83d +2D0-" in sources[0].text


def test_half_a_character_in_what_a_page_says_of_itself(tmp_path: Path) -> None:
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fire in Dover \ud83d",
            "author": {"@type": "Person", "name": "Jane Doe \ud83d"}}  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(told)}</script></head>'
    page = HTML.replace('<meta name="author" content="Jane Doe">', "").replace("</head>", script)
    (tmp_path / "a.html").write_text(page.replace("30 in", "30 &#xD83D; in"), encoding="utf-8")
    (source,), problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert not problems
    for text in (source.text, *(value for _, value in source.metadata)):
        text.encode("utf-8")


def test_half_a_character_in_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Fire"})
    writer.write(tmp_path / "a.pdf")
    monkeypatch.setattr(pypdf.PageObject, "extract_text", lambda _: "A fire \ud83d hurt 14 \ud83d\ude00 people.")
    monkeypatch.setattr(pypdf.DocumentInformation, "title", "Fire \ud83d")
    (source,), problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert not problems
    assert source.text.startswith("A fire \ufffd hurt 14 😀 people.")
    assert dict(source.metadata)["title"] == "Fire \ufffd"


def panicked(*_: object) -> Any:
    """A panic of a Rust library as it comes: a BaseException, no Exception."""
    import sentencex

    return sentencex.get_sentence_boundaries("en", "Moscow on T\u00a0.")


def failed(*_: object) -> Any:
    raise IndexError("list index out of range")


@pytest.mark.parametrize("fault", [panicked, failed])
def test_what_fails_over_one_file_is_a_problem_of_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    monkeypatch.setattr("claimcheck.reading.html_pages.read_html", fault)
    for name in ("a.html", "b.txt"):
        (tmp_path / name).write_text(HTML if name == "a.html" else "\n\n".join(BODY), encoding="utf-8")
    (source,), (problem,) = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert source.path == "b.txt" and problem.path == "a.html"
    assert problem.message.startswith("a.html cannot be read: internal error in ") and problem.action
    assert "\n" not in problem.message


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ModuleNotFoundError, SystemExit])
def test_what_concerns_the_whole_run_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def ending(*_: object) -> Any:
        raise error

    monkeypatch.setattr("claimcheck.reading.html_pages.read_html", ending)
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    with pytest.raises(error):
        read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)


@pytest.mark.parametrize("fault", [panicked, failed])
@pytest.mark.parametrize("stage", ["segment", "enrich", "annotate", "encode"])
def test_what_fails_over_one_article_is_a_problem_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, stage: str
) -> None:
    """In the stages that take one article, and in those that take the texts of all at once."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text("\n\n".join([f"{TITLE} {name}", *BODY]), encoding="utf-8")
    sources, _ = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)

    def guarded(work: Any) -> Any:
        def does(subject: Any, *more: Any) -> Any:
            name = getattr(subject, "path", "") or getattr(subject, "id", "")
            bad = name.startswith("b.txt") if name else f"{TITLE} b" in subject
            return fault() if bad else work(subject, *more)

        return does

    class OneTokenEach:
        annotate = staticmethod(lambda texts, _: [() for _ in texts])

    class Straight:
        digest = "straight"
        encode = staticmethod(lambda texts: np.eye(4, dtype=np.float32)[[len(text) % 4 for text in texts]])

    if stage in {"segment", "enrich"}:
        name = f"claimcheck.engine.whole_run.{stage}"
        monkeypatch.setattr(name, guarded(getattr(whole_run, stage)))
    annotator, encoder = OneTokenEach(), Straight()
    if stage == "annotate":
        annotator.annotate = guarded(OneTokenEach.annotate)  # type: ignore[method-assign]
    if stage == "encode":
        encoder.encode = guarded(Straight.encode)  # type: ignore[method-assign]
    chosen = Settings(cache_dir="off")
    pages = whole_run.pages_of(sources, (), chosen, annotator, None)  # type: ignore[arg-type]
    pages, vectors = whole_run.embed(pages, chosen, None, encoder)
    assert [a.span.path for a in pages.articles] == ["a.txt", "c.txt"] == [i[:5] for i in vectors]
    (problem,) = pages.problems
    assert problem.path == "b.txt" and problem.fatal and "internal error" in problem.message
    assert all(len(vectors[a.id]) == len(pages.claims[a.id]) for a in pages.articles)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_any_html_is_read_or_named(paragraphs: list[str]) -> None:
    from claimcheck.reading.html_pages import read_html

    page = "<html><body><article>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</article></body></html>"
    found = read_html(page.encode(), "a.html")
    if isinstance(found, Problem):
        return
    for article in segment(found):
        claims(found, article)


def test_a_line_of_a_megabyte(tmp_path: Path) -> None:
    long = " ".join(["The minister said on Monday that the bridge would be closed."] * 18_000)
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 1, "text": long}))
    source, article = only(tmp_path)
    assert len(source.text) == len(long) and len(claims(source, article)) > 1000


# --------------------------------------------------------------------------- paths


def test_path_patterns() -> None:
    patterns = ("{outlet}/{date}/*.txt", "archive/{year}/{month}/{day}-{outlet}.txt", "by/{author}/**")
    assert told_by_path("wire/ap/2017-01-20/a.txt", patterns) == {"outlet": "ap", "published": "2017-01-20"}
    assert told_by_path("ap/20170120/a.txt", patterns) == {"outlet": "ap", "published": "2017-01-20"}
    assert told_by_path("archive/2017/01/20-the_times.txt", patterns) == {
        "outlet": "the times", "published": "2017-01-20"
    }  # fmt: skip
    assert told_by_path("by/jane/x/y.txt", patterns) == {"author": "jane"}
    assert told_by_path("elsewhere.txt", patterns) == {}
    assert told_by_path("ap/2017-99-99/a.txt", patterns) == {"outlet": "ap"}
    for wrong in ("{outlets}/*", "{outlet}/{outlet}", "{"):
        with pytest.raises(ConfigError):
            told_by_path("a", (wrong,))


def test_path_patterns_reach_the_article(tmp_path: Path) -> None:
    (tmp_path / "ap" / "2017-01-20").mkdir(parents=True)
    (tmp_path / "ap" / "2017-01-20" / "a.txt").write_text("\n\n".join([TITLE, *BODY]), encoding="utf-8")
    reading = Reading(path_patterns=("{outlet}/{date}/*",))
    _, article = only(tmp_path, reading)
    assert (article.outlet, str(article.published)) == ("ap", "2017-01-20")


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


def test_globs_and_hidden_folders(tmp_path: Path) -> None:
    for name in ("a/x.txt", "a/b/y.txt", "a/z.log", ".claimcheck/index.txt", ".git/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TITLE)
    listed, problems = list_files([str(tmp_path / "**" / "*.txt")], extensions=(".txt",), base=tmp_path)
    assert sorted(listed.values()) == ["a/b/y.txt", "a/x.txt"] and not problems
    listed, _ = list_files([str(tmp_path)], extensions=(".txt",), base=tmp_path)
    assert sorted(listed.values()) == ["a/b/y.txt", "a/x.txt"]
    _, problems = list_files([str(tmp_path / "*.md")], extensions=(".md",), base=tmp_path)
    assert [p.message for p in problems] == [f"{tmp_path}/*.md matches nothing."]
    sources, _ = read_files({str(tmp_path / "a" / "x.txt"): "a/x.txt"})
    assert sources[0].text == TITLE


@pytest.mark.once
@pytest.mark.parametrize("junk", ["<!--", "<a ", "<script>", "</", "<![CDATA[", "<?"])
def test_unclosed_markup_takes_linear_time(junk: str) -> None:
    page = "<p>One word.</p>\n<p>The council voted.</p>\n" + junk * 200_000
    assert line_numbers(["The council voted."], page) == [2]


def test_lines_of_paragraphs_that_repeat_and_of_hidden_words() -> None:
    hidden = "<script>\nSame words here.</script>\n<!-- Same words here.\n-->\n"
    page = hidden + "<p\n>Same words\nhere.</p>\n<p>Same words here.</p>"
    assert line_numbers(["", "Same words here.", "Same words here."], page)[1:] == [6, 8]


def test_the_page_on_inputs_names_every_field_and_extension() -> None:
    page = (Path(__file__).parents[1] / "docs" / "inputs.md").read_text("utf-8")
    for field, names in FIELDS.items():
        assert f"| `{field}` | {', '.join(f'`{name}`' for name in names)} |" in page
    assert all(f"`{extension}`" in page for extension in EVERYTHING.extensions)


def test_a_glob_goes_round_no_loop_of_links(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("A sentence stands here.")
    for name in ("one", "two"):
        (tmp_path / "in" / name).symlink_to(tmp_path, target_is_directory=True)
    sources, problems = read_paths([str(tmp_path / "**" / "*.txt")], base=tmp_path)
    assert [s.path for s in sources] == ["in/a.txt"] and len(problems) == 2
    assert all("a folder that it lies in. Remove the link." in f"{p.message} {p.action}" for p in problems)


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with links of every kind; the working directory."""
    corpus = tmp_path / "corpus"
    for name in ("corpus/in/deep/a.txt", "corpus/in/.kept/b.txt", "corpus/in/c.dat", "secret.txt", "other/d.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("A sentence stands here.")
    for name, target in {
        "leak.txt": "../secret.txt", "loop": "..", "in/self": ".", "out": "../other", "in/hidden": ".kept",
        "in/hid.txt": ".kept/b.txt", "in/c.txt": "c.dat", "in/again": "deep", "a.txt": "in/deep/a.txt",
        "nothing.txt": "nowhere", "circle.txt": "circle.txt", "picture.png": "/dev/null",
    }.items():  # fmt: skip
        (corpus / name).symlink_to(target)
    monkeypatch.chdir(corpus)
    return corpus


SAID = {
    "leak.txt": "leak.txt is a link that leads out of what is searched, to ",
    "out": "out is a link that leads out of what is searched, to ",
    "loop": "loop is a link to ",
    "in/self": "in/self is a link to in, a folder that it lies in.",
    "nothing.txt": "nothing.txt is a link to nothing.",
    "circle.txt": "circle.txt is a link to nothing.",
}


def test_links_lead_nowhere_else(linked: Path) -> None:
    files, problems = list_files(["."], extensions=(".txt",))
    inside = {linked / "in/deep/a.txt": "a.txt", linked / "in/c.dat": "in/c.txt"}
    assert files == {str(path.resolve()): shown for path, shown in inside.items()}
    assert {p.path for p in problems} == set(SAID) and all(p.message.startswith(SAID[p.path]) for p in problems)
    assert str(linked.parent.resolve() / "secret.txt") in next(p.message for p in problems if p.path == "leak.txt")


def test_globs_follow_no_link_out(linked: Path) -> None:
    for pattern, told in (("**/*.txt", {*SAID}), ("*.txt", {"leak.txt", "nothing.txt", "circle.txt"}),
                          ("*/*.txt", {"loop", "out"}), ("in/*", {"in/self"})):  # fmt: skip
        files, problems = list_files([pattern], extensions=(".txt",))
        assert {p.path for p in problems} == told, pattern
        assert set(files) <= {str((linked / "in" / name).resolve()) for name in ("deep/a.txt", "c.dat")}, pattern


def test_a_link_that_is_named_is_followed(linked: Path) -> None:
    files, problems = list_files(["leak.txt", "out"], extensions=(".txt",))
    assert set(files.values()) == {"leak.txt", "out/d.txt"} and not problems
    files, problems = list_files([".", "../secret.txt", "../other"], extensions=(".txt",))  # named itself: no leak
    assert {p.path for p in problems} == {*SAID} - {"leak.txt", "out"}
    assert len(files) == 4


def test_links_of_the_next_commit_are_the_same(linked: Path) -> None:
    disk = list_files(["."], extensions=(".txt",))
    git = ["git", "-C", str(linked), "-c", "core.quotePath=false"]
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    staged = revisions.staged(linked)
    for entry in linked.iterdir():
        if entry.name != ".git":
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    files, problems = list_files(["."], extensions=(".txt",), staged=staged)
    assert set(files) == set(disk[0]) and {p.message for p in problems} == {p.message for p in disk[1]}


@pytest.mark.parametrize(
    "pattern",
    ["**/*.txt", "*.txt", "*/*.txt", "in/*", "in/**", "in/a*", "in/a*/*.txt", "**/again/*.txt", "in/[ad]*/a*", "*/",
     ".*/*", "in/.k*/*.txt", "in/deep/*.md", "nowhere/*.txt", "in", "in/again", "a.txt"],
)  # fmt: skip
def test_the_disk_and_the_next_commit_are_searched_alike(linked: Path, pattern: str) -> None:
    """The same files by the same names, and no word on a link that a glob does not name."""
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(linked), *arguments], check=True, capture_output=True)
    disk = list_files([pattern], extensions=(".txt",))
    assert list_files([pattern], extensions=(".txt",), staged=revisions.staged(linked)) == disk


def test_a_glob_reads_through_links_what_it_names_alone(linked: Path) -> None:
    (linked / "in" / "deep" / "other.txt").write_text("A sentence stands here.")
    for pattern, wanted in (("in/**/o*.txt", "other.txt"), ("**/a.txt", "a.txt"), ("in/again/a*.txt", "a.txt")):
        files, _ = list_files([pattern], extensions=(".txt",))
        assert set(files) == {str(linked.resolve() / "in" / "deep" / wanted)}, pattern


@pytest.mark.parametrize("pattern", ["nowhere/*.txt", "nowhere/**/*.txt", "in/nowhere/x[12]/*.txt"])
def test_a_glob_in_a_folder_that_is_not_there_is_never_skipped(linked: Path, pattern: str) -> None:
    files, (problem,) = list_files([pattern], extensions=(".txt",))
    assert not files and problem.always
    assert problem.message == f"{pattern.partition('nowhere')[0]}nowhere does not exist."


@pytest.mark.parametrize("pattern", ["in/*/*.txt", "in/**/*.txt", "i*"])
def test_a_folder_that_a_glob_cannot_list_is_never_skipped(
    linked: Path, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    listing = os.scandir

    def refused(path: Path) -> Any:
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refused)
    _, problems = list_files([pattern], extensions=(".txt",))
    assert any(p.always and p.message.endswith(" cannot be read: Permission denied.") for p in problems)


def test_a_folder_that_tells_names_and_lets_nobody_look_is_never_skipped(
    linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = Path.lstat

    def refused(path: Path) -> Any:
        if path.parent.name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return looking(path)

    monkeypatch.setattr(Path, "lstat", refused)
    files, problems = list_files(["in"], extensions=(".txt",))
    assert any(p.always and p.message.endswith(" cannot be read: Permission denied.") for p in problems)
    assert not any("deep" in Path(path).parts for path in files)


def test_of_the_disk_a_folder_tells_what_every_look_would_tell(linked: Path) -> None:
    os.mkfifo("in/pipe.txt")
    Path("in/nowhere.txt").symlink_to("nothing")
    kinds = {stat.S_IFLNK: "link", stat.S_IFDIR: "folder", stat.S_IFREG: "file", stat.S_IFIFO: ""}
    for folder in [Path(at).resolve() for at, _, _ in os.walk(".")]:
        looked = [(p.name, kinds[stat.S_IFMT(p.lstat().st_mode)]) for p in folder.iterdir()]
        assert Tree().entries(folder) == sorted(looked)


@pytest.fixture
def ignoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which git ignores some files in every way there is; the working directory."""
    files = {
        ".gitignore": "drafts/\n*.log.txt\n/notes.txt\n", "a.txt": "", "notes.txt": "", "in/notes.txt": "",
        "drafts/b.txt": "", "drafts/deep/c.txt": "", "d.log.txt": "", "in/.gitignore": "e*.txt\n!e2.txt\n",
        "in/e1.txt": "", "in/e2.txt": "", "excluded.txt": "", "drafts/tracked.txt": "", "inner/.gitignore": "f.txt\n",
        "inner/f.txt": "", "inner/g.txt": "", "ü/.gitignore": "*\n", "ü/h.txt": "",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text or "A sentence stands here.")
    for folder in (tmp_path, tmp_path / "inner"):
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("excluded.txt\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "-f", "drafts/tracked.txt"], check=True)
    (tmp_path / "link-to-what-is-ignored.txt").symlink_to("drafts/b.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SEEN = {"a.txt", "in/notes.txt", "in/e2.txt", "drafts/tracked.txt", "inner/g.txt"}


def shown_of(*paths: str) -> set[str]:
    files, problems = list_files(paths, extensions=(".txt",))
    assert not problems
    return set(files.values())


def test_what_git_ignores_is_not_found(ignoring: Path) -> None:
    assert shown_of(".") == SEEN
    assert shown_of("**/*.txt") == SEEN
    assert shown_of("*.txt") == {"a.txt"}
    assert shown_of("in") == {"in/notes.txt", "in/e2.txt"}


@pytest.mark.parametrize("path", [".", "*", "**/*.txt", "*/*.txt"])
def test_a_link_that_git_ignores_raises_nothing(
    ignoring: Path, tmp_path_factory: pytest.TempPathFactory, path: str
) -> None:
    """A link to a data disk, say: nobody searches it, wherever it leads, but whoever names it."""
    other = tmp_path_factory.mktemp("other")
    (other / "far.txt").write_text("A sentence stands here.")
    (ignoring / ".git" / "info" / "exclude").write_text("excluded.txt\ndata\n")
    for place in (".", "in", "drafts/deep"):
        (ignoring / place / "data").symlink_to(other)
        (ignoring / place / "up.log.txt").symlink_to("/nowhere")
    shown_of(path)
    assert shown_of("data") == {"data/far.txt"}


def test_what_is_named_is_read_though_git_ignores_it(ignoring: Path) -> None:
    assert shown_of("notes.txt", "in/e1.txt") == {"notes.txt", "in/e1.txt"}
    assert shown_of("drafts") == {"drafts/b.txt", "drafts/deep/c.txt", "drafts/tracked.txt"}
    assert shown_of("drafts/deep") == {"drafts/deep/c.txt"}


def test_a_folder_of_ignored_files_says_so(ignoring: Path) -> None:
    for path in ignoring.iterdir():
        if path.name not in {"excluded.txt", ".git"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _, (problem,) = list_files(["."], extensions=(".txt",))
    assert problem.message == ". holds no text file (.txt) but what git ignores." and not problem.notice


def test_without_git_or_a_repository_nothing_is_ignored(ignoring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as bare:
        bare.setenv("PATH", "")
        assert {"notes.txt", "drafts/b.txt", "in/e1.txt"} <= shown_of(".")
    for folder in (ignoring, ignoring / "inner"):
        shutil.rmtree(folder / ".git")
    assert {"notes.txt", "drafts/b.txt", "in/e1.txt"} <= shown_of(".")
    (ignoring / ".git").write_text("gitdir: nowhere\n")
    assert {"notes.txt"} <= shown_of(".")


def test_a_hook_of_another_repository_moves_nothing(
    ignoring: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    monkeypatch.chdir(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert {Path(name).relative_to(ignoring).as_posix() for name in shown_of(str(ignoring))} == SEEN


def test_a_repository_that_git_refuses_is_a_notice(ignoring: Path) -> None:
    (ignoring / ".git" / "config").write_text("[broken\n")
    files, (problem,) = list_files(["in"], extensions=(".txt",))
    assert len(files) == 3 and problem.notice and "git cannot tell what it ignores in in: " in problem.message

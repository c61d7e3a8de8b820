# ruff: noqa: E501 — markup reads best in one line
"""What newsrooms have beside clean text files: RTF, ODT, mails, old encodings, pasted text, addresses."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from claimcheck.cli import app
from claimcheck.reading.decoding import misread, western
from claimcheck.reading.files import Reading, read_paths
from tests.input_samples import BODY, CLAIMS, HTML, TITLE, claims, only

RTF = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}{\info{\title Flood kills 30 in valley town}{\author Jane Doe}}"
    r"{\*\generator Riched20;}\f0\fs24 {\b Flood kills 30 in valley town}\par " + "\n"
    r"BAGHDAD (AP) \u8212? Thirty people were killed on Monday when a river burst its banks in the valley town, police said.\par "
    r"Rescue teams searched the ruined houses & cellars for survivors through the night, the mayor said \u-10180?\u-8438?.\par "
    r"\'93We lost everything,\'94 she said.\par {\pict\wmetafile8 0123456789abcdef}"
    r"The water carried away two bridges and cut the main road to the capital.\par}"
)  # fmt: skip
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def _odt(*paragraphs: str, title: str = "", more: str = "") -> bytes:
    made = io.BytesIO()
    text = "".join(f"<text:p>{p}</text:p>" for p in paragraphs)
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {_SPACES}><office:body><office:text>{more}{text}</office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {_SPACES}><office:meta><dc:title>{title}</dc:title><dc:creator>Jane Doe</dc:creator></office:meta></office:document-meta>",
        )
    return made.getvalue()  # fmt: skip


def test_rtf(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_text(RTF, encoding="ascii")
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS and (article.title, article.byline) == (TITLE, "Jane Doe")


def test_odt(tmp_path: Path) -> None:
    parts = [p.replace("&", "&amp;") for p in BODY]
    parts[1] = parts[1].replace("through the night", "<text:span>through</text:span><text:s/>the night")
    gone = f"<text:tracked-changes><text:p>{BODY[0]} Deleted.</text:p></text:tracked-changes><text:h>{TITLE}</text:h>"
    (tmp_path / "a.odt").write_bytes(_odt(*parts, more=gone))
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS and (article.title, article.byline) == (TITLE, "Jane Doe")


def test_odt_reads_boxes_and_notes_and_no_remarks(tmp_path: Path) -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>He was 44.</text:p></text:note-body></text:note>"
    box = "<draw:frame><draw:text-box><text:p>Six rifles were found.</text:p></draw:text-box></draw:frame>"
    remark = "<office:annotation><text:p>check this</text:p></office:annotation>"
    (tmp_path / "a.odt").write_bytes(_odt(f"Police came{note} at noon.{remark}{box}", "They left at one.", title=TITLE))
    (source,), _ = read_paths([str(tmp_path)])
    assert source.text.split("\n\n") == [
        TITLE,
        "Police came at noon.",
        "He was 44.",
        "Six rifles were found.",
        "They left at one.",
    ]


def test_broken_and_hostile_documents_are_one_problem_each(tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY b "'
        + "x" * 100
        + '">'
        + "".join(f'<!ENTITY c{n} "{("&b;" if n == 0 else f"&c{n - 1};") * 50}">' for n in range(8))
        + "]>"
    )
    with zipfile.ZipFile(tmp_path / "bomb.odt", "w") as archive:
        archive.writestr("content.xml", f"{bomb}<a>&c7;</a>")
    with zipfile.ZipFile(tmp_path / "large.odt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b"<a>" + b" " * 3_000_000 + b"</a>")
    (tmp_path / "no.odt").write_bytes(b"PK nothing")
    (tmp_path / "no.rtf").write_bytes(b"plain words")
    (tmp_path / "deep.rtf").write_bytes(b"{\\rtf1 " + b"{" * 200_000)
    (tmp_path / "no.eml").write_bytes(b"\xff\x00" * 50)
    sources, problems = read_paths([str(tmp_path)], Reading(max_bytes=2_000_000))
    assert sources == () and sorted(Path(p.path).name for p in problems) == [
        "bomb.odt", "deep.rtf", "large.odt", "no.eml", "no.odt", "no.rtf",
    ]  # fmt: skip
    assert all(p.message and p.action for p in problems)


def test_a_mail_is_its_text_under_its_subject(tmp_path: Path) -> None:
    body = "\r\n\r\n".join(p.replace(", ", ",\r\n", 1) for p in BODY)
    (tmp_path / "a.eml").write_bytes(
        f"From: Jane Doe <jane@example.org>\r\nDate: Fri, 20 Jan 2017 10:00:00 +0000\r\nSubject: {TITLE}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n\r\n> what was asked\r\n".encode()
    )
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS and (article.title, article.byline) == (TITLE, "Jane Doe")
    assert article.published is not None and article.published.isoformat() == "2017-01-20"


def test_a_mail_of_html_in_quoted_printable_with_an_attachment(tmp_path: Path) -> None:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Press release", "press@example.org"
    mail.set_content(HTML, subtype="html", cte="quoted-printable")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    (tmp_path / "a.eml").write_bytes(bytes(mail))
    (source,), (notice,) = read_paths([str(tmp_path)])
    assert all(part in source.text for part in (TITLE, "“We lost everything,” she said."))
    assert notice.notice and "1 attachment, not read" in notice.message


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Renée’s café was closed – “for good”, she said.".encode("windows-1252"))
    (tmp_path / "b.txt").write_bytes("Señor Fernández habló en Córdoba.".encode("latin-1"))
    sources, problems = read_paths([str(tmp_path)])
    assert [s.text for s in sources] == [
        "Renée’s café was closed – “for good”, she said.",
        "Señor Fernández habló en Córdoba.",
    ]
    assert len(problems) == 2 and all(
        p.notice and not p.fatal and "read as Windows-1252" in p.message for p in problems
    )


@pytest.mark.parametrize(
    ("text", "encoding"), [("Полиция задержала двоих в субботу.", "cp1251"), ("警察は土曜日に二人を逮捕した。", "shift_jis"),
                           ("警方星期六逮捕了两名男子。", "gb18030"), ("Η αστυνομία συνέλαβε δύο.", "cp1253")],
)  # fmt: skip
def test_another_script_is_not_read_as_windows_1252(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    sources, (problem,) = read_paths([str(tmp_path)])
    assert sources == () and problem.fatal and "iconv" in problem.action


@given(st.text(st.sampled_from("abc déèñü ’“”– \n"), max_size=60))
def test_western_gives_back_what_was_written(text: str) -> None:
    found = western((text + " and the rest of the article is in plain English words.").encode("windows-1252"))
    assert found is None or found.startswith(text)
    assert found is not None or sum(not c.isascii() and c.isalpha() for c in text) > 8


def test_what_was_decoded_wrongly_is_said_and_kept(tmp_path: Path) -> None:
    wrong = "RenÃ©e said it wasnâ€™t true."
    (tmp_path / "a.txt").write_text(wrong, encoding="utf-8")
    (source,), (notice,) = read_paths([str(tmp_path)])
    assert source.text == wrong and notice.notice and "“RenÃ©e” for “Renée”" in notice.message


@pytest.mark.parametrize(
    "text", ["Ångström and Âme, São Paulo: £5.", "naïve café “quoted” – fine", "x = 3; y=AB", "5 =\n6 =\n"]
)
def test_what_is_right_is_not_suspected(text: str) -> None:
    assert misread(text, "a.txt") is None


def test_quoted_printable_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It wasn=E2=80=99t true, =\nhe said =\n=E2=80=93 twice.", encoding="utf-8")
    _, (notice,) = read_paths([str(tmp_path)])
    assert notice.notice and "quoted-printable" in notice.message


def test_docx_boxes_and_notes_are_text_and_comments_are_counted(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    box = document.add_paragraph("Police came at noon.")
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    inner = "<w:txbxContent><w:p><w:r><w:t>Six rifles were found.</w:t></w:r></w:p></w:txbxContent>"
    from docx.oxml import parse_xml

    box._p.append(
        parse_xml(
            f"<w:r {w} {mc}><mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    document.add_paragraph("They left at one.")
    document.add_comment(box.runs, "check this", "R. Haddad", "RH")
    document.save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rel = b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", rel)
    parts["word/footnotes.xml"] = (
        f'<w:footnotes {w}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>___</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>He was 44 years old.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    ).encode()
    kind = b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind)
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    (source,), (notice,) = read_paths([str(tmp_path)])
    assert source.text.split("\n\n") == [
        TITLE,
        "Police came at noon.",
        "Six rifles were found.",
        "They left at one.",
        "He was 44 years old.",
    ]
    assert notice.notice and "1 comment, not read" in notice.message


def test_files_of_no_known_kind_are_counted_and_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ".join(BODY), encoding="utf-8")
    for name in ("b.pages", "c.png", "claimcheck.toml", ".hidden"):
        (tmp_path / name).write_bytes(b"x")
    _, (notice,) = read_paths([str(tmp_path)], base=tmp_path)
    assert notice.notice and "2 files in . are of no kind that is read: b.pages and c.png" in notice.message


def test_pasted_articles_are_parted_by_dashes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = f"{TITLE}\n\n{BODY[0]}\n-----\n{TITLE}\n\n{BODY[3]}\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    sources, problems = read_paths(["-"])
    assert [s.path for s in sources] == ["stdin#1", "stdin#2"] and not problems
    assert sources[1].text == f"{TITLE}\n\n{BODY[3]}"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "a", "text": "Six rifles were found."}\n')))
    (record,), problems = read_paths(["-"])
    assert record.path == "stdin#a" and not problems
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b" \n---\n")))
    assert read_paths(["-"])[1][0].message == "Nothing was pasted."


@pytest.mark.model
def test_an_address_opens_no_connection_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(" ".join(BODY), encoding="utf-8")
    seen = CliRunner().invoke(app, ["report", "https://example.org/news/a.html", "a.txt"])
    assert seen.exit_code == 2 and "opens no network connection" in seen.stderr and "--fetch" in seen.stderr


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/gone":
            self.send_error(404)
            return
        body = HTML.encode() if self.path == "/a" else b"x" * 3_000_000
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_fetch_reads_a_page_within_its_limits(server: str) -> None:
    pytest.importorskip("httpx")
    (source,), problems = read_paths([f"{server}/a"], fetch=True)
    assert not problems and TITLE in source.text and source.path == f"{server}/a".partition("://")[2]
    sources, problems = read_paths(
        [f"{server}/gone", f"{server}/large", "http://127.0.0.1:9/"], Reading(max_bytes=100_000), fetch=True
    )
    assert (
        sources == ()
        and [("404" in p.message, "too large" in p.message, "cannot be fetched" in p.message) for p in problems].count(
            (False, False, False)
        )
        == 0
    )
    assert len(problems) == 3

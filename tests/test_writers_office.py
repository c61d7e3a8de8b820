"""Word, Excel and PDF reports, read again by other libraries."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from dataclasses import replace

import pytest

from claimcheck.commands.ending import _write
from claimcheck.datamodel import Report, Rule
from claimcheck.errors import ClaimcheckError
from claimcheck.rules import RULES
from claimcheck.writers import WRITERS
from claimcheck.writers.page_printer import printed
from tests.report_hostile import hostile
from tests.report_sample import sample

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}


def written(name: str, report: Report) -> bytes:
    content = WRITERS[name](report, BY_NAME)
    assert isinstance(content, bytes)
    return content


def docx_text(content: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_docx_has_every_finding_and_marks_its_changes() -> None:
    import docx

    report = sample()
    content = written("docx", report)
    text = docx_text(content)
    assert all(f.fingerprint[:8] in text for f in report.findings)
    runs = [
        run
        for table in docx.Document(io.BytesIO(content)).tables
        for cell in (c for row in table.rows for c in row.cells)
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
    assert any(run.font.strike for run in runs) and any(run.font.underline and run.font.color.rgb for run in runs)


def test_xlsx_has_every_finding_fact_and_name() -> None:
    from openpyxl import load_workbook

    report = sample()
    book = load_workbook(io.BytesIO(written("xlsx", report)))
    assert book.sheetnames == ["Findings", "Facts", "Names"]
    rows = list(book["Findings"].iter_rows(min_row=2, values_only=True))
    assert {row[-1] for row in rows} == {f.fingerprint for f in report.findings}
    assert book["Findings"].freeze_panes == "A2" and book["Findings"].auto_filter.ref
    shown = {str(cell) for row in book["Facts"].iter_rows(values_only=True) for cell in row if cell}
    assert {row.label for table in report.fact_tables for row in table.rows if row.label} <= shown


@pytest.mark.parametrize("name", ["docx", "xlsx"])
@pytest.mark.parametrize("make", [sample, hostile])
def test_office_files_are_whole_and_the_same_every_time(name: str, make: object) -> None:
    report = make()  # type: ignore[operator]
    first = written(name, report)
    assert first == written(name, report)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        from lxml import etree

        for entry in archive.namelist():
            if entry.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(entry))


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_what_xml_forbids_is_named(name: str) -> None:
    report = sample()
    first, *others = report.findings
    odd = replace(first, divergence=replace(first.divergence, message="a\ufffeb\uffffc\x0bd"))
    content = written(name, replace(report, findings=(odd, *others)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = b"".join(archive.read(e) for e in archive.namelist() if e.endswith(".xml"))
    assert b"a&lt;U+FFFE&gt;b&lt;U+FFFF&gt;c" in body


def test_every_fact_can_be_filtered() -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(written("xlsx", sample())))["Facts"]
    assert sheet.auto_filter.ref == sheet.dimensions


def test_no_cell_is_a_formula_or_a_link() -> None:
    from openpyxl import load_workbook

    report = sample()
    article = replace(report.articles[0], outlet='=HYPERLINK("http://evil.example")')
    report = replace(report, articles=(article, *report.articles[1:]))
    for sheet in load_workbook(io.BytesIO(written("xlsx", report))):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"} and cell.hyperlink is None


def test_nothing_found_is_said(tmp_path: object) -> None:
    empty = replace(sample(), findings=(), fact_tables=())
    assert "Nothing was found" in docx_text(written("docx", empty))
    bare = replace(empty, stories=(), alignments=(), comparisons=())
    assert "no pass" in docx_text(written("docx", bare))
    assert written("xlsx", bare)


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_pdf_is_the_printed_page() -> None:
    import pypdf

    report = sample()
    content = written("pdf", report)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    flat = "".join(text.split())
    assert "".join(report.findings[0].divergence.values[0].split()) in flat


def test_without_chromium_it_is_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("CLAIMCHECK_CHROMIUM", "no-such-browser")
    with pytest.raises(ClaimcheckError, match="no-such-browser"):
        printed("<p>x</p>")
    monkeypatch.delenv("CLAIMCHECK_CHROMIUM")
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(ClaimcheckError, match="there is none"):
        printed("<p>x</p>")


def test_a_failing_format_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLAIMCHECK_CHROMIUM", "no-such-browser")
    assert _write("pdf", None, sample(), BY_NAME, True) is False
    assert "no-such-browser" in capsys.readouterr().err

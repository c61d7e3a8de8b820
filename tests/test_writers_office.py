"""Word, Excel and PDF reports, read again by other libraries."""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from claimcheck.cli import app
from claimcheck.commands.ending import _write
from claimcheck.console.outputs import Output, check_possible
from claimcheck.datamodel import Mention, MentionKind, Report, Rule, Span
from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.rules import RULES
from claimcheck.settings.loading import Settings
from claimcheck.writers import BINARY, WRITERS
from claimcheck.writers.parts.disagreements import rows_of as facts_of
from claimcheck.writers.parts.outline import outline
from claimcheck.writers.parts.page_printer import printed
from tests.report_hostile import hostile
from tests.report_sample import SEEDS, sample

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


def many_outlets(count: int) -> Report:
    """The sample with its story told by as many outlets; every fact stands in each."""
    report = sample()
    table, story = report.fact_tables[0], report.stories[0]
    first = next(a for a in report.articles if a.id == table.article_ids[0])
    more = [replace(first, id=f"{first.id}/{n}", outlet=f"Outlet {n}") for n in range(count - len(table.article_ids))]
    ids = (*table.article_ids, *(a.id for a in more))
    rows = []
    for number, row in enumerate(table.rows):
        told = row.cells[0]
        cells = [replace(told, article_id=i, surface=f"{number} of {i}") if told else None for i in ids]
        rows.append(replace(row, label=f"fact {number}", cells=tuple(cells)))
    return replace(
        report,
        articles=(*report.articles, *more),
        stories=(replace(story, article_ids=ids), *report.stories[1:]),
        fact_tables=(replace(table, article_ids=ids, rows=tuple(rows)),),
    )


@pytest.mark.parametrize(("outlets", "tables", "lying"), [(4, 1, False), (5, 1, True), (7, 1, True)])
def test_docx_facts_of_many_outlets_stay_readable(outlets: int, tables: int, lying: bool) -> None:
    import docx
    from docx.shared import Cm

    report = many_outlets(outlets)
    document = docx.Document(io.BytesIO(written("docx", report)))
    facts = [t for t in document.tables if t.rows[0].cells[0].text == "Fact"]
    assert len(facts) == tables
    page = document.sections[0]
    assert (page.page_width > page.page_height) is lying
    room = page.page_width - page.left_margin - page.right_margin
    for table in document.tables:
        widths = [column.width for column in table.columns]
        assert sum(widths) <= room + len(widths)
        assert all([cell.width for cell in row.cells] == widths for row in table.rows)
    for table in facts:
        assert min(column.width for column in table.columns) >= Cm(2.5)
    heads = [cell.text for table in facts for cell in table.rows[0].cells[2:]]
    assert [head.partition(" (")[0] for head in heads] == [
        *("Asharq Al-Awsat", "The Daily Star", "aawsat.com"),
        *(f"Outlet {n}" for n in range(outlets - 3)),
    ]
    shown = {cell.text for table in facts for row in table.rows[1:] for cell in row.cells[2:]}
    assert shown - {""} == {c.surface for row in report.fact_tables[0].rows for c in row.cells if c}


def test_docx_facts_of_thirty_outlets_are_read_down() -> None:
    import docx

    report = many_outlets(30)
    document = docx.Document(io.BytesIO(written("docx", report)))
    (table,) = [t for t in document.tables if t.rows[0].cells[0].text == "Fact"]
    assert len(table.columns) == 2 and document.sections[0].page_width < document.sections[0].page_height
    text = "\n".join(row.cells[1].text for row in table.rows[1:])
    assert "30 outlets: Asharq Al-Awsat, The Daily Star" in text or "1 outlet: Asharq Al-Awsat" in text


@pytest.mark.parametrize(("paper", "width", "height", "code"), [("a4", 21.0, 29.7, 9), ("letter", 21.59, 27.94, 1)])
def test_paper(paper: str, width: float, height: float, code: int) -> None:
    import docx

    report = replace(sample(), paper=paper)
    page = docx.Document(io.BytesIO(written("docx", report))).sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (round(width, 1), round(height, 1))
    assert {int(sheet.page_setup.paperSize) for sheet in book_of(report)} == {code}
    assert f"@page {{ size: {'A4' if paper == 'a4' else 'letter'};" in str(WRITERS["html"](report, BY_NAME))


@pytest.mark.parametrize(("named", "variables", "sheet"), [
    ("auto", {}, "a4"), ("auto", {"LC_PAPER": "en_US.UTF-8"}, "letter"), ("auto", {"LC_ALL": "en_CA"}, "letter"),
    ("auto", {"LC_ALL": "de_DE.UTF-8", "LC_PAPER": "en_US.UTF-8"}, "a4"), ("auto", {"LC_ALL": "C.UTF-8"}, "a4"),
    ("letter", {"LC_ALL": "de_DE.UTF-8"}, "letter"), ("a4", {"LC_ALL": "en_US.UTF-8"}, "a4"),
])  # fmt: skip
def test_paper_goes_by_setting_then_locale(
    named: Any, variables: dict[str, str], sheet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_PAPER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings(paper=named).sheet == sheet


def test_docx_repeats_heads_and_tears_no_row() -> None:
    import docx

    for table in docx.Document(io.BytesIO(written("docx", sample()))).tables:
        assert table._tbl.xpath("w:tr[1]/w:trPr/w:tblHeader") and not table._tbl.xpath("w:tr[2]/w:trPr/w:tblHeader")
        assert len(table._tbl.xpath("w:tr/w:trPr/w:cantSplit")) == len(table.rows) - 1


def test_docx_shades_what_is_odd() -> None:
    import docx

    report = sample()
    table = docx.Document(io.BytesIO(written("docx", report))).tables[0]
    shaded = {
        cell.text for row in table.rows[1:] for cell in row.cells if cell._tc.xpath("w:tcPr/w:shd[@w:fill='FFE9B0']")
    }
    assert shaded == {c.surface for row in report.fact_tables[0].rows for c in row.cells if c and c.odd} != set()


def test_docx_leaves_out_the_quietest_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimcheck.writers.docx_report._FINDINGS", 8)
    report = sample()
    text = docx_text(written("docx", report))
    assert f"{len(report.findings) - 8} more findings, the quietest, did not fit here" in text
    assert all(f.fingerprint[:8] in text for f in report.findings if f.status == "new" and f.severity.rank)


def book_of(report: Report, **options: bool) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(written("xlsx", report)), **options)


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_xlsx_has_every_finding_and_fact() -> None:
    report = sample()
    book = book_of(report)
    assert book.sheetnames == ["Summary", "Findings", "Facts", "Articles", "Names"]
    rows = rows_of(book["Findings"])
    assert {row["Fingerprint"] for row in rows} == {f.fingerprint for f in report.findings}
    shown = {str(cell) for row in book["Facts"].iter_rows(values_only=True) for cell in row if cell}
    groups = outline(report).groups
    made = [r for g in groups for r in facts_of(g.facts, (*g.findings, *g.known), [a.id for a in g.articles])]
    assert {row.label for row in made} <= shown and {a.value for row in made for a in row.answers} <= shown
    odd = {c.value for row in book["Facts"] for c in row if c.fill.fgColor.rgb == "FFFFE9B0"}
    assert odd == {a.value for row in made for a in row.answers if a.odd}


def test_xlsx_heads_stay_and_filter_every_row() -> None:
    book = book_of(sample())
    still = {"Findings": "A2", "Facts": "C2", "Articles": "A2", "Names": "B2"}
    for name, cell in still.items():
        sheet = book[name]
        assert sheet.freeze_panes == cell and sheet.print_title_rows == "$1:$1"
        if sheet.max_row > 1:
            assert sheet.auto_filter.ref == sheet.dimensions
        for head in sheet[1]:
            assert head.value and head.font.b and sheet.column_dimensions[head.column_letter].width >= 9
    assert book["Summary"].freeze_panes is None


def test_xlsx_rows_are_as_high_as_their_text() -> None:
    sheet = book_of(sample())["Findings"]
    column = next(c.column_letter for c in sheet[1] if c.value == "Sentence")
    for row in range(2, sheet.max_row + 1):
        lines = len(sheet[f"{column}{row}"].value) / 60
        assert (sheet.row_dimensions[row].height or 15) >= 15 * lines


def test_xlsx_marks_what_differs() -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock

    row = next(r for r in rows_of(book_of(sample(), rich_text=True)["Findings"]) if r["Value"] == "Louayzi")
    for side, name in (("Sentence", "Louayzi"), ("Other sentence", "Louazi")):
        assert isinstance(row[side], CellRichText)
        assert [block.text for block in row[side] if isinstance(block, TextBlock) and block.font.b] == [name]


def test_xlsx_lists_names_with_their_uses() -> None:
    report = sample()
    claims = []
    for claim in report.claims:
        text = report_text(report, claim.span)
        spots = [m.span() for m in re.finditer("Mosul|=Baghdad|Baghdad", text)]
        start = claim.span.start
        spans = [Span(claim.span.path, start + a, start + b) for a, b in spots]
        mentions = (Mention(MentionKind.NAME, s, report_text(report, s)) for s in spans)
        other = Mention(MentionKind.QUANTITY, replace(claim.span, end=start + 1), text[:1])
        claims.append(replace(claim, mentions=(*mentions, other)))
    rows = rows_of(book_of(replace(report, claims=tuple(claims)))["Names"])
    assert [row["Name"] for row in rows] == ["Mosul", "Baghdad"] or [row["Name"] for row in rows] == [
        "Baghdad",
        "Mosul",
    ]
    for row in rows:
        users = [c.article_id for c in claims for m in c.mentions if m.surface == row["Name"]]
        assert row["Times"] == len(users) > row["Articles"] == len(set(users)) > 1
        outlets = {a.outlet or Path(a.span.path).name for a in report.articles if a.id in users}
        assert set(row["Outlets"].split(", ")) == outlets
    assert rows[0]["Times"] >= rows[1]["Times"]


def report_text(report: Report, span: Span) -> str:
    return next(s.text for s in report.sources if s.path == span.path)[span.start : span.end]


def test_xlsx_lists_articles_and_what_was_not_read() -> None:
    report = sample()
    book = book_of(report)
    rows = rows_of(book["Articles"])
    assert {(row["File"], row["Title"]) for row in rows} == {
        (a.span.path, a.title or "Untitled") for a in report.articles
    }
    assert sum(row["Story"] is not None for row in rows) == sum(len(s.article_ids) for s in report.stories)
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert summary["Left out"] == f"{report.problems[0].message} {report.problems[0].action}"
    assert summary["Conflicts, new"] == "3" and summary["Findings, accepted"] == "1"


def test_stories_of_one_title_can_be_told_apart_and_outlets_stay_with_them() -> None:
    report = sample()
    table, story = report.fact_tables[0], report.stories[0]
    twice = replace(
        report, stories=(story, replace(story, id="other")), fact_tables=(table, replace(table, story_id="other"))
    )
    rows = rows_of(book_of(twice)["Facts"])
    told = {row["Story"] for row in rows} - {"Across stories", "Inside single articles"}
    title = next(a.title for a in report.articles if a.id == story.reference_id)
    assert told == {title, f"{title} (2)"}
    for name in told:
        mine = [row for row in rows if row["Story"] == name]
        assert mine and "The Daily Star" in {who for row in mine for who in row["Who"].split(", ")}


def test_xlsx_cells_keep_the_limit_of_excel() -> None:
    report = sample()
    first, *others = report.findings
    long = replace(first, divergence=replace(first.divergence, message="𐐀" * 40_000, values=("x" * 40_000, "y")))
    for sheet in book_of(replace(report, findings=(long, *others))):
        for row in sheet.iter_rows(values_only=True):
            assert all(len(str(cell).encode("utf-16-le")) <= 2 * 32_767 for cell in row)


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
    assert "no pass" in book_of(bare)["Summary"]["B1"].value
    addition = replace(bare, checked=("a",))  # one that tells a story of its own
    assert "no pass" not in docx_text(written("docx", addition)) + book_of(addition)["Summary"]["B1"].value
    assert "no pass" not in book_of(empty)["Summary"]["B1"].value


def test_numbers_of_elements_are_settled_in_their_order() -> None:
    from claimcheck.writers.parts.page_printer import _settled

    text = b"/ID (node00000096) /Headers [(node00000096) (node00000100)] (\\(node00000007\\))"
    assert _settled(text) == b"/ID (node00000001) /Headers [(node00000001) (node00000002)] (\\(node00000007\\))"


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_pdf_is_the_printed_page() -> None:
    import pypdf

    report = sample()
    content = written("pdf", report)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    flat = "".join(text.split())
    assert "".join(report.findings[0].divergence.values[0].split()) in flat
    assert re.findall(rb"/(?:Creation|Mod)Date .{25}", content) == [
        b"/CreationDate (D:20000101000000+00'00')",
        b"/ModDate (D:20000101000000+00'00')",
    ]


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium")
def test_pdf_is_the_same_at_another_hour_on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    first = written("pdf", sample())
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    with ThreadPoolExecutor(3) as busy:
        assert set(busy.map(lambda _: written("pdf", sample()), range(3))) == {first}


def test_without_chromium_it_is_one_message(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("CLAIMCHECK_CHROMIUM", "no-such-browser")
    with pytest.raises(ClaimcheckError, match="no-such-browser"):
        printed("<p>x</p>")
    monkeypatch.delenv("CLAIMCHECK_CHROMIUM")
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(ClaimcheckError, match="there is none"):
        printed("<p>x</p>")


@pytest.mark.parametrize("script", [None, "#!/bin/sh\necho 'install the snap.' >&2\nexit 1\n", "no program"])
def test_a_browser_that_cannot_print_is_told_before_the_work(
    script: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = tmp_path / "stand-in"
    if script is not None:
        browser.write_text(script)
        browser.chmod(0o755)
    monkeypatch.setenv("CLAIMCHECK_CHROMIUM", str(browser))
    monkeypatch.setattr("claimcheck.engine.whole_run.run", lambda *_: pytest.fail("work was begun"))
    ended = CliRunner().invoke(app, ["report", str(SEEDS), "--output-format", f"pdf={tmp_path / 'r.pdf'}"])
    assert ended.exit_code == 2 and len(ended.stderr.splitlines()) == 1
    assert str(browser) in ended.stderr and "html=FILE" in ended.stderr
    assert ("install the snap." in ended.stderr) is (script is not None and "snap" in script)


@pytest.mark.parametrize("name", sorted(BINARY))
def test_bytes_for_a_terminal_are_refused_before_the_work(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(ConfigError, match=f"{name}=PATH"):
        check_possible([Output(name, None)], BINARY)
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    if name != "pdf":
        check_possible([Output(name, None)], BINARY)


def test_binary_formats_are_those_that_give_bytes() -> None:
    textual = {name for name in WRITERS if name != "pdf" and isinstance(WRITERS[name](sample(), BY_NAME), str)}
    assert textual == set(WRITERS) - BINARY


def test_a_failing_format_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLAIMCHECK_CHROMIUM", "no-such-browser")
    assert _write("pdf", None, sample(), BY_NAME, True) is False
    assert "no-such-browser" in capsys.readouterr().err

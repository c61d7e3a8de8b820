"""The report as a Word document: per story the facts and the findings as tables, changes as tracked ones look.

The page is A4 or Letter: upright, and lying for a story with more outlets than stand side by side upright. Of more than
a lying page holds the values stand one under another, as on the HTML page. Facts that differ come first; notes are
brief. Heads repeat on every page, and no row is torn apart by the end of one.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from claimcheck.datamodel import Article, FactTable, Finding, Report, Rule, Severity
from claimcheck.writers.parts.accounts import accounted, lone_articles, weak_link
from claimcheck.writers.parts.disagreements import rows_of
from claimcheck.writers.parts.outline import (
    LEVEL_NAMES,
    Group,
    State,
    decided,
    names,
    outline,
    plural,
    reasons,
    short_message,
)
from claimcheck.writers.parts.sentences import Lookup, Mark, Sentence, clipped, told_by
from claimcheck.writers.parts.visible import visible

_SENTENCE = 600  # characters shown of a sentence
_CELL = 160  # of a fact
_FINDINGS = 5_000  # written out, about 800 pages; the quietest are left to formats that bear more
_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip's first moment: the same report gives the same bytes
_GONE, _NEW, _QUIET = (0xB0, 0x00, 0x20), (0x00, 0x6B, 0x3C), (0x59, 0x5F, 0x69)
_HEAD_FILL, _ODD_FILL = "E8ECF2", "FFE9B0"
_SHEETS = {"a4": (21.0, 29.7), "letter": (21.59, 27.94)}  # centimetres, upright
_MARGIN = 1.8  # centimetres
_UPRIGHT, _LYING = 4, 7  # outlets side by side
_FACT, _MOST, _LEVEL = 3.6, 2.8, 2.1  # centimetres, of the first columns
_QUESTION, _WHERE = 5.2, 5.0
_NAMED = 6  # outlets
_NOTE = 300  # characters of a note
_LEGEND = (
    "Of two sentences, words that only the first has are struck through, those that only the other has are underlined. "
    "A shaded fact disagrees with the other outlets."
)

_STATES = {
    State.NOTHING_READ: "Nothing was read: this is no pass.",
    State.NOTHING_TO_CHECK: "Nothing to check.",
    State.NOTHING_COMPARED: "Nothing could be compared: this is no pass.",
    State.NO_VARIANT: "No article of the corpus tells the same story.",
}


def render_docx(report: Report, rules: Mapping[str, Rule]) -> bytes:
    """The report as DOCX."""
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10)
    document.core_properties.title = "claimcheck report"
    document.core_properties.author = "claimcheck"
    document.core_properties.created = document.core_properties.modified = dt.datetime(2000, 1, 1)
    seen, lookup, outlets = outline(report), Lookup(report), names(report)
    written = [g for g in seen.groups if g.findings or g.known or g.facts]
    lying = bool(written) and _wide(written[0])
    _lay(document.sections[0], report.paper, lying=lying)
    _number_pages(document.sections[0])
    document.add_heading("Where the articles disagree", 0)
    counts = ", ".join(plural(seen.levels.get(level, 0), LEVEL_NAMES[level]) for level in reversed(Severity))
    known = "".join(f", {count:,} {status}" for status, count in sorted(seen.known.items()))
    document.add_paragraph(f"{accounted(report) or '0 articles'}. {counts}{known}.")
    if told := _STATES.get(seen.state):
        document.add_paragraph(told)
    elif not report.findings:
        document.add_paragraph("Nothing was found.")
    if report.findings:
        document.add_paragraph(_LEGEND)
    for problem in report.problems:
        document.add_paragraph(f"{visible(problem.message)} {visible(problem.action)}", style="List Bullet")
    if (left := len(report.findings) - _FINDINGS) > 0:
        more = plural(left, "more finding")
        document.add_paragraph(f"{more}, the quietest, did not fit here: the HTML page and the workbook have them.")
    loudest = sorted(report.findings, key=lambda f: (f.status != "new", -f.severity.rank))[:_FINDINGS]
    shown = {id(finding) for finding in loudest}
    for group in written:
        if lying is not (lying := _wide(group)):
            _lay(document.add_section(), report.paper, lying=lying)
        _write_head(document, group, lookup, outlets)
        for name, found in (("Findings", group.findings), ("Known", group.known)):
            fitting = [finding for finding in found if id(finding) in shown]
            loud = [finding for finding in fitting if finding.severity is not Severity.NOTE]
            if fitting:
                document.add_heading(name, 2)
            if loud:
                _write_findings(document, loud, lookup, outlets)
            if notes := [finding for finding in fitting if finding.severity is Severity.NOTE]:
                document.add_paragraph()
                _write_notes(document, notes, lookup, outlets)
    if alone := lone_articles(report):
        document.add_heading("In no story", 1)
        for lone in alone:
            document.add_paragraph(f"{lone.title} ({lone.name}): {lone.told}", style="List Bullet")
    return _settled(document)


def _wide(group: Group) -> bool:
    """More outlets than stand side by side upright, and no more than do lying."""
    return group.facts is not None and bool(group.facts.rows) and _UPRIGHT < len(group.facts.article_ids) <= _LYING


def _lay(section: Any, paper: str, *, lying: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    short, long = _SHEETS[paper]
    section.page_width, section.page_height = (Cm(long), Cm(short)) if lying else (Cm(short), Cm(long))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)


def _across(document: Any) -> float:
    """Centimetres between the margins of the last section."""
    section = document.sections[-1]
    room = float(section.page_width.cm - section.left_margin.cm - section.right_margin.cm)
    return math.floor(100 * room) / 100  # columns are rounded to twips, and must not add up to more


def _number_pages(section: Any) -> None:
    """Later sections take this one's foot."""
    paragraph = section.footer.paragraphs[0]
    paragraph.add_run("claimcheck report, page ")
    field = _element("w:fldSimple", {"w:instr": "PAGE"})
    field.append(paragraph.add_run("1")._r)  # noqa: SLF001 -- see _element
    paragraph._p.append(field)  # noqa: SLF001


def _write_head(document: Any, group: Group, lookup: Lookup, outlets: Mapping[str, str]) -> None:
    document.add_heading(visible(group.title), 1)
    if group.story is not None and (told := weak_link(group.story)):
        document.add_paragraph(told)
    if group.articles:
        document.add_paragraph("; ".join(_told(article, outlets) for article in group.articles))
    if group.facts is not None and group.facts.rows:
        document.add_heading("Facts", 2)
        if len(group.facts.article_ids) > _LYING:
            _write_answers(document, group, outlets)
        else:
            _write_facts(document, group.facts, lookup, outlets)


def _told(article: Article, outlets: Mapping[str, str]) -> str:
    return f"{outlets[article.id]} ({article.published})" if article.published else outlets[article.id]


def _write_facts(document: Any, facts: FactTable, lookup: Lookup, outlets: Mapping[str, str]) -> None:
    most = any(row.majority for row in facts.rows)
    head = ["Fact", *(["Most say"] if most else [])]
    widths = [_FACT, *([_MOST] if most else [])]
    left = _across(document) - sum(widths)
    widths += [left / len(facts.article_ids)] * len(facts.article_ids)
    head += [_told(lookup.articles[i], outlets) for i in facts.article_ids]
    table = _table(document, head, widths)
    for row in sorted(facts.rows, key=lambda row: not any(c is not None and c.odd for c in row.cells)):
        cells = _row(table)
        cells[0].text = visible(row.label or row.kind)[:_CELL]
        if most:
            cells[1].text = visible(row.majority)[:_CELL]
        for cell, fact in zip(cells[1 + most :], row.cells, strict=True):
            if fact is not None:
                cell.paragraphs[0].add_run(visible(fact.surface)[:_CELL]).bold = fact.odd
                if fact.odd:
                    _fill(cell, _ODD_FILL)


def _write_answers(document: Any, group: Group, outlets: Mapping[str, str]) -> None:
    """Each fact with its values, one under another, and who gives them."""
    table = _table(document, ["Fact", "What they say, and who"], [_QUESTION, _across(document) - _QUESTION])
    rows = rows_of(group.facts, (*group.findings, *group.known), [a.id for a in group.articles])
    differs = {id(row): bool(row.findings) or any(a.odd for a in row.answers) for row in rows}
    for row in sorted(rows, key=lambda row: not differs[id(row)]):
        cells = _row(table)
        cells[0].text = visible(row.label)[:_CELL]
        _aside(cells[0], row.kind)
        for number, answer in enumerate(row.answers):
            paragraph = cells[1].paragraphs[0] if not number else cells[1].add_paragraph()
            run = paragraph.add_run(visible(answer.value)[:_CELL])
            run.bold = answer.odd
            if answer.odd:
                _mark(run, _ODD_FILL)
            who = list(dict.fromkeys(outlets[s.article_id] for s in answer.spots))
            _small(paragraph.add_run(f"   {plural(len(who), 'outlet')}: {', '.join(who[:_NAMED])}" + _more(who)))


def _more(who: Sequence[str]) -> str:
    return f" and {len(who) - _NAMED} more" if len(who) > _NAMED else ""


def _write_notes(document: Any, notes: Sequence[Finding], lookup: Lookup, outlets: Mapping[str, str]) -> None:
    """A line each: what a note says, and where it stands."""
    table = _table(document, ["Note", "Where"], [_across(document) - _WHERE, _WHERE])
    for finding in notes:
        cells = _row(table)
        message = visible(finding.divergence.message)
        cells[0].text = message if len(message) <= _NOTE else message[:_NOTE].rsplit(" ", 1)[0] + "…”"
        extra = [f"{finding.rule} {finding.fingerprint[:8]}"]
        if finding.status != "new":
            extra.append(finding.status)
        if decision := decided(finding):
            extra.append(decision)
        _aside(cells[0], " · ".join(extra))
        first, second, _ = lookup.sides(finding.divergence, letters=False)
        cells[1].text = "; ".join(dict.fromkeys(told_by(s, outlets) for s in (first, second) if s is not None))
        _aside(cells[1], first.where)


def _write_findings(document: Any, findings: Sequence[Finding], lookup: Lookup, outlets: Mapping[str, str]) -> None:
    left = _across(document) - _LEVEL
    widths = [_LEVEL, left * 0.28, left * 0.36, left * 0.36]
    table = _table(document, ["Level", "What differs", "One article", "The other"], widths)
    for finding in findings:
        cells = _row(table)
        cells[0].text = LEVEL_NAMES[finding.severity]
        if finding.status != "new":
            _aside(cells[0], finding.status)
        cells[1].text = short_message(finding)
        extra = [f"{finding.rule} {finding.fingerprint[:8]}", *reasons(finding)]
        if decision := decided(finding):
            extra.append(decision)
        _aside(cells[1], " · ".join(extra))
        first, second, _ = lookup.sides(finding.divergence, letters=False)
        _write_sentence(cells[2], first, outlets, _GONE, strike=second is not None)
        if second is not None:
            _write_sentence(cells[3], second, outlets, _NEW, strike=False)


def _table(document: Any, titles: Sequence[str], widths: Sequence[float]) -> Any:
    """A table with its head; ``widths`` in centimetres, which rows added later take from the columns."""
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(titles), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, title, width in zip(table.rows[0].cells, titles, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(title).bold = True
        _fill(cell, _HEAD_FILL)
    _keep(table.rows[0], "w:tblHeader")
    return table


def _row(table: Any) -> Sequence[Any]:
    row = table.add_row()
    _keep(row, "w:cantSplit")
    cells: Sequence[Any] = row.cells
    return cells


def _keep(row: Any, what: str) -> None:
    row._tr.get_or_add_trPr().append(_element(what, {}))  # noqa: SLF001 -- see _element


def _fill(cell: Any, colour: str) -> None:
    shading = _element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": colour})
    cell._tc.get_or_add_tcPr().append(shading)  # noqa: SLF001 -- see _element


def _mark(run: Any, colour: str) -> None:
    run._r.get_or_add_rPr().append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": colour}))  # noqa: SLF001


def _element(name: str, attributes: Mapping[str, str]) -> Any:
    """An element bare: python-docx has no words for repeated heads, shading and fields, so these go under it."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element


def _aside(cell: Any, text: str) -> None:
    _small(cell.add_paragraph().add_run(text))


def _small(run: Any) -> None:
    from docx.shared import Pt, RGBColor

    run.font.size = Pt(8)
    run.font.color.rgb = RGBColor(*_QUIET)


def _write_sentence(
    cell: Any, sentence: Sentence, outlets: Mapping[str, str], colour: tuple[int, int, int], *, strike: bool
) -> None:
    """A sentence under its outlet, its changed words struck through or underlined, as tracked changes look."""
    from docx.shared import RGBColor

    cell.paragraphs[0].add_run(told_by(sentence, outlets)).bold = True
    paragraph = cell.add_paragraph()
    for stretch in clipped(sentence.stretches, _SENTENCE):
        run = paragraph.add_run(stretch.text)
        if stretch.mark is Mark.CHANGED:
            run.font.color.rgb = RGBColor(*colour)
            run.font.strike = strike
            run.font.underline = not strike
        elif stretch.mark is Mark.PLACE:
            run.font.underline = True
    _aside(cell, sentence.where)


def _settled(document: Any) -> bytes:
    """The document's bytes with the clock taken out."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in sorted(source.infolist(), key=lambda e: (e.filename != "[Content_Types].xml", e.filename)):
            fixed = zipfile.ZipInfo(entry.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(entry.filename))
    return out.getvalue()

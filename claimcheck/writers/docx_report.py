"""The report as a Word document: per story the facts and the findings as tables, changes as tracked ones look."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from claimcheck.datamodel import Report, Rule, Severity
from claimcheck.writers.outline import Group, names, outline, plural, reasons, short_message
from claimcheck.writers.sentences import Lookup, Mark, Sentence, clipped
from claimcheck.writers.visible import visible

_SENTENCE = 600  # characters shown of a sentence
_CELL = 160  # of a fact
_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip's first moment: the same report gives the same bytes
_GONE, _NEW = (0xB0, 0x00, 0x20), (0x00, 0x6B, 0x3C)


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
    document.add_heading("Where the variants disagree", 0)
    counts = ", ".join(plural(seen.levels.get(level, 0), level.value) for level in reversed(Severity))
    known = "".join(f", {count:,} {status}" for status, count in sorted(seen.known.items()))
    stories, articles = plural(len(report.stories), "story", "stories"), plural(len(report.articles), "article")
    document.add_paragraph(f"{stories}, {articles}: {counts}{known}.")
    if not report.findings:
        document.add_paragraph(
            "Nothing was found." if report.stories else "Nothing could be compared: this is no pass."
        )
    for problem in report.problems:
        document.add_paragraph(f"{visible(problem.message)} {visible(problem.action)}", style="List Bullet")
    for group in seen.groups:
        _write_group(document, group, lookup, outlets)
    return _settled(document)


def _write_group(document: Any, group: Group, lookup: Lookup, outlets: Mapping[str, str]) -> None:
    if not (group.findings or group.known or group.facts):
        return
    document.add_heading(visible(group.title), 1)
    if group.articles:
        told = (f"{outlets[a.id]}{f' ({a.published})' if a.published else ''}" for a in group.articles)
        document.add_paragraph("; ".join(told))
    if group.facts is not None and group.facts.rows:
        document.add_heading("Facts", 2)
        facts = group.facts
        table = _table(document, ["", *(outlets[i] for i in facts.article_ids)])
        for row in facts.rows:
            cells = table.add_row().cells
            cells[0].text = visible(row.label or row.kind)[:_CELL]
            for cell, fact in zip(cells[1:], row.cells, strict=True):
                if fact is not None:
                    run = cell.paragraphs[0].add_run(visible(fact.surface)[:_CELL])
                    run.bold = fact.odd
    for title, findings in (("Findings", group.findings), ("Known", group.known)):
        if not findings:
            continue
        document.add_heading(title, 2)
        table = _table(document, ["Level", "What differs", "One variant", "The other"])
        for finding in findings:
            cells = table.add_row().cells
            cells[0].text = finding.severity.value + ("" if finding.status == "new" else f", {finding.status}")
            cells[1].text = short_message(finding)
            extra = [f"{finding.rule} {finding.fingerprint[:8]}", *reasons(finding)]
            if (decision := finding.decision) is not None:
                extra.append(visible(f"{decision.verdict} by {decision.editor}: {decision.reason}"))
            cells[1].add_paragraph("; ".join(extra)).runs[0].italic = True
            first, second, _ = lookup.sides(finding.divergence, letters=False)
            _write_sentence(cells[2], first, outlets, _GONE, strike=second is not None)
            if second is not None:
                _write_sentence(cells[3], second, outlets, _NEW, strike=False)


def _table(document: Any, head: Iterable[str]) -> Any:
    titles = list(head)
    table = document.add_table(rows=1, cols=len(titles), style="Light Grid Accent 1")
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.text = title
    return table


def _write_sentence(
    cell: Any, sentence: Sentence, outlets: Mapping[str, str], colour: tuple[int, int, int], *, strike: bool
) -> None:
    """A sentence under its outlet, its changed words struck through or underlined, as tracked changes look."""
    from docx.shared import RGBColor

    cell.paragraphs[0].add_run(outlets[sentence.article_id]).bold = True
    paragraph = cell.add_paragraph()
    for stretch in clipped(sentence.stretches, _SENTENCE):
        run = paragraph.add_run(stretch.text)
        if stretch.mark is Mark.CHANGED:
            run.font.color.rgb = RGBColor(*colour)
            run.font.strike = strike
            run.font.underline = not strike
        elif stretch.mark is Mark.PLACE:
            run.font.underline = True
    cell.add_paragraph(sentence.where).runs[0].italic = True


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

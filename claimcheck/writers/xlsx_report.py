"""The report as a workbook: findings, facts, names. Text of pages is written as text, never as a formula or a link."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claimcheck.datamodel import MentionKind, Report, Rule
from claimcheck.writers.outline import names, outline, reasons, short_message
from claimcheck.writers.sentences import Lookup, Sentence
from claimcheck.writers.visible import visible

_MOST = 32_000  # characters in a cell: Excel takes 32,767
_ROWS = 1_048_000  # rows in a sheet, likewise 1,048,576
_FINDINGS = (
    ("Status", 11), ("Level", 9), ("Rule", 18), ("Story", 34), ("What differs", 46), ("Value", 22), ("Other value", 22),
    ("Outlet", 20), ("Sentence", 60), ("Other outlet", 20), ("Other sentence", 60), ("Why", 34), ("Decision", 26),
    ("Place", 34), ("Other place", 34), ("Fingerprint", 22),
)  # fmt: skip


def render_xlsx(report: Report, rules: Mapping[str, Rule]) -> bytes:
    """The report as XLSX."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "claimcheck report", "created": dt.datetime(2000, 1, 1)})
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E8ECF2", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "odd": book.add_format({"text_wrap": True, "valign": "top", "bold": True, "bg_color": "#FFE9B0"}),
    }
    outlets = names(report)
    _sheet(book, styles, "Findings", _FINDINGS, _finding_rows(report, outlets))
    _write_facts(book, styles, report, outlets)
    widths = (("Name", 34), ("Places", 9), ("Articles", 9), ("Outlets", 60))
    _sheet(book, styles, "Names", widths, _name_rows(report, outlets))
    book.close()
    return stream.getvalue()


def _sheet(
    book: Any, styles: Mapping[str, Any], title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]
) -> Any:
    sheet = book.add_worksheet(title)
    for number, (name, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, name, styles["head"])
    count = 0
    for row in rows:
        count += 1
        if count > _ROWS:
            sheet.write_string(count, 0, "More rows than a sheet can hold: the others are in the JSON report.")
            break
        for number, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(count, number, value, styles["text"])
            else:
                sheet.write_string(count, number, value[:_MOST], styles["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return sheet


def _finding_rows(report: Report, outlets: Mapping[str, str]) -> Iterable[Sequence[Any]]:
    lookup = Lookup(report)
    for group in outline(report).groups:
        for finding in (*group.findings, *group.known):
            first, second, _ = lookup.sides(finding.divergence, letters=False)
            decision = finding.decision
            yield (
                finding.status,
                finding.severity.value,
                finding.rule,
                visible(group.title),
                short_message(finding),
                *(visible(value) for value in finding.divergence.values),
                outlets[first.article_id],
                _text(first),
                outlets[second.article_id] if second is not None else "",
                _text(second) if second is not None else "",
                "; ".join(reasons(finding)),
                visible(f"{decision.verdict} by {decision.editor}: {decision.reason}") if decision is not None else "",
                first.where,
                second.where if second is not None else "",
                finding.fingerprint,
            )


def _text(sentence: Sentence) -> str:
    return "".join(stretch.text for stretch in sentence.stretches)


def _write_facts(book: Any, styles: Mapping[str, Any], report: Report, outlets: Mapping[str, str]) -> None:
    """A row for every fact, under a row that names the story's outlets; odd cells are marked."""
    widest = max((len(table.article_ids) for table in report.fact_tables), default=1)
    columns = [("Story", 34), ("Fact", 28), ("Majority", 20), ("Earliest", 20), *[("", 26)] * min(widest, 200)]
    sheet = _sheet(book, styles, "Facts", columns, ())
    titles = {g.story.id: g.title for g in outline(report).groups if g.story is not None}
    at = 1
    for table in report.fact_tables:
        shown = table.article_ids[:200]
        if not table.rows or at > _ROWS:
            continue
        for number, article in enumerate(shown):
            sheet.write_string(at, 4 + number, outlets[article][:_MOST], styles["head"])
        at += 1
        for row in table.rows:
            told = (titles.get(table.story_id, ""), row.label or row.kind, row.majority, row.earliest)
            for number, value in enumerate(told):
                sheet.write_string(at, number, visible(value)[:_MOST], styles["text"])
            for number, cell in enumerate(row.cells[:200]):
                if cell is not None:
                    style = styles["odd" if cell.odd else "text"]
                    sheet.write_string(at, 4 + number, visible(cell.surface)[:_MOST], style)
            at += 1
    sheet.autofilter(0, 0, max(at - 1, 1), len(columns) - 1)


def _name_rows(report: Report, outlets: Mapping[str, str]) -> Iterable[Sequence[Any]]:
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in report.claims:
        for mention in claim.mentions:
            if mention.kind is MentionKind.NAME:
                uses[visible(mention.surface)][claim.article_id] += 1
    for name, articles in sorted(uses.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        ran = sorted({outlets[article] for article in articles})
        yield name, sum(articles.values()), len(articles), ", ".join(ran[:40]) + (" …" if len(ran) > 40 else "")

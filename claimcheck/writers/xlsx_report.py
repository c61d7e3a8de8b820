"""The report as a workbook: what came of it, findings, facts, articles, names, each a sheet that can be filtered.

Text of pages is written as text, never as a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimcheck.datamodel import Report, Rule
from claimcheck.writers.parts.accounts import accounted, lone_articles, weak_link
from claimcheck.writers.parts.disagreements import rows_of
from claimcheck.writers.parts.name_ledger import name_entries
from claimcheck.writers.parts.outline import (
    LEVEL_NAMES,
    LEVELS,
    Outline,
    State,
    by_time,
    decided,
    names,
    outline,
    reasons,
    short_message,
    title,
)
from claimcheck.writers.parts.sentences import Lookup, Mark, Sentence, Stretch, clipped, told_by
from claimcheck.writers.parts.visible import visible

_MOST = 32_000  # UTF-16 units in a cell: Excel takes 32,767
_ROWS = 1_048_000  # rows in a sheet, likewise 1,048,576
_LINE, _TALLEST = 15.0, 405.0  # points; Excel takes rows of 409
_SUMMARY = (("", 24), ("", 110))
_FINDINGS = (
    ("Status", 11), ("Level", 9), ("Rule", 18), ("Story", 34), ("What differs", 46), ("Value", 22), ("Other value", 22),
    ("Outlet", 20), ("Sentence", 60), ("Other outlet", 20), ("Other sentence", 60), ("Why", 34), ("Decision", 26),
    ("Place", 34), ("Other place", 34), ("Fingerprint", 22),
)  # fmt: skip
_FACTS = (
    ("Story", 30), ("Fact", 44), ("Level", 10), ("Kind", 10), ("Value", 58), ("Differs", 10), ("Outlets", 10),
    ("Who", 60),
)  # fmt: skip
_AGREE = "agree"
_SHOWN = 11  # columns of a finding that go on paper: why and where are looked up on the screen
_ARTICLES = (
    ("Story", 34), ("Outlet", 24), ("Published", 12), ("Title", 60), ("Byline", 28), ("File", 44),
    ("Why alone, or compared", 60), ("Likeness", 10),
)  # fmt: skip
_NAMES = (("Name", 34), ("Spelling", 34), ("Also", 34), ("Times", 9), ("Articles", 10), ("Outlets", 60))
_PRINTED = 230  # characters across a lying page that can still be read
_PAPERS = {"a4": 9, "letter": 1}  # as Excel counts them
_MESSAGES = {
    State.NOTHING_READ: "Nothing was read: this is no pass.",
    State.NOTHING_COMPARED: "Nothing could be compared: this is no pass.",
    State.NOTHING_TO_CHECK: "Nothing to check.",
    State.NO_VARIANT: "No article of the corpus tells the same story.",
    State.CLEAN: "Nothing new was found.",
    State.FOUND: "There are new findings: see the sheet Findings.",
}


@dataclass(frozen=True, slots=True)
class _Styled:
    text: str
    style: str


_Value = str | int | _Styled | tuple[Stretch, ...]


def render_xlsx(report: Report, rules: Mapping[str, Rule]) -> bytes:
    """The report as XLSX."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "claimcheck report", "author": "claimcheck", "created": dt.datetime(2000, 1, 1)})
    text = {"text_wrap": True, "valign": "top"}
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E8ECF2", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format(text),
        "bold": book.add_format({**text, "bold": True}),
        "odd": book.add_format({**text, "bold": True, "bg_color": "#FFE9B0"}),
        "changed": book.add_format({**text, "bold": True, "font_color": "#B00020"}),
    }
    seen, outlets = outline(report), names(report)
    stories = _stories(seen)
    summary = _sheet(book, styles, "Summary", _SUMMARY, _summary_rows(report, seen), paper=report.paper)
    summary.hide_gridlines(2)
    found = _finding_rows(report, seen, outlets, stories)
    _sheet(book, styles, "Findings", _FINDINGS, found, paper=report.paper, printed=_SHOWN)
    _sheet(book, styles, "Facts", _FACTS, _fact_rows(seen, outlets, stories), still=2, paper=report.paper)
    _sheet(book, styles, "Articles", _ARTICLES, _article_rows(report, outlets, stories), paper=report.paper)
    _sheet(book, styles, "Names", _NAMES, _name_rows(report, outlets), still=1, paper=report.paper)
    book.close()
    return stream.getvalue()


def _sheet(
    book: Any,
    styles: Mapping[str, Any],
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[_Value]],
    *,
    still: int = 0,
    paper: str = "a4",
    printed: int | None = None,
) -> Any:
    """A sheet with a head that stays, as do the first ``still`` columns, and filters; without a head for no titles.
    Of its columns the first ``printed`` are printed, or all."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_PAPERS[paper])
    sheet.fit_to_pages(max(1, round(sum(width for _, width in columns[:printed]) / _PRINTED)), 0)
    sheet.set_footer("&L&A&Rpage &P of &N")
    at = 0
    for number, (heading, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        if heading:
            at = 1
            sheet.write_string(0, number, heading, styles["head"])
    headed = at == 1
    for row in rows:
        if at > _ROWS:
            sheet.write_string(at, 0, "More rows than a sheet can hold: the others are in the JSON report.")
            break
        lines = 1
        for number, value in enumerate(row):
            lines = max(lines, -(-_write(sheet, styles, at, number, value) // columns[number][1]))
        if lines > 1:  # Excel would see to it, LibreOffice does not
            sheet.set_row(at, min(_LINE * lines, _TALLEST))
        at += 1
    if headed:
        sheet.freeze_panes(1, still)
        sheet.hide_gridlines(0)  # they are printed too
        sheet.repeat_rows(0)
        if still:
            sheet.repeat_columns(0, still - 1)
        sheet.autofilter(0, 0, max(at - 1, 1), len(columns) - 1)
        if printed is not None:
            sheet.print_area(0, 0, max(at - 1, 1), printed - 1)
    return sheet


def _write(sheet: Any, styles: Mapping[str, Any], at: int, number: int, value: _Value) -> int:
    """Write a cell; how many characters it has."""
    if isinstance(value, int):
        sheet.write_number(at, number, value, styles["text"])
        return 1
    if isinstance(value, _Styled):
        sheet.write_string(at, number, _cut(value.text), styles[value.style])
        return len(value.text)
    if isinstance(value, str):
        if value:
            sheet.write_string(at, number, _cut(value), styles["text"])
        return len(value)
    stretches = [s for s in clipped(value, _MOST // 2 - 2) if s.text]  # a character is two units at most
    if len(stretches) == 1:
        style = "changed" if stretches[0].mark is Mark.CHANGED else "text"
        sheet.write_string(at, number, stretches[0].text, styles[style])
    elif stretches:
        parts: list[Any] = []
        for stretch in stretches:
            parts += [styles["changed"], stretch.text] if stretch.mark is Mark.CHANGED else [stretch.text]
        sheet.write_rich_string(at, number, *parts, styles["text"])
    return sum(len(s.text) for s in stretches)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST // 2 else text.encode("utf-16-le")[: 2 * _MOST].decode("utf-16-le", "ignore")


def _stories(seen: Outline) -> Mapping[str, str]:
    """By story: its title, with a number where another has the same, so that each can be filtered."""
    told: Counter[str] = Counter()
    made = {}
    for group in seen.groups:
        if group.story is not None:
            told[group.title] += 1
            again = told[group.title]
            made[group.story.id] = visible(group.title) + (f" ({again})" if again > 1 else "")
    return made


def _summary_rows(report: Report, seen: Outline) -> Iterator[Sequence[_Value]]:
    yield _Styled("claimcheck report", "bold"), _MESSAGES[seen.state]
    yield _Styled("Accounts", "bold"), accounted(report) or "0 articles"
    counts = {"Stories": len(report.stories), "Articles": len(report.articles)}
    counts |= {f"{LEVEL_NAMES[level].capitalize()}s, new": seen.levels.get(level, 0) for level in LEVELS}
    counts |= {f"Findings, {status}": count for status, count in sorted(seen.known.items())}
    for name, count in counts.items():
        yield _Styled(name, "bold"), f"{count:,}"
    for problem in report.problems:
        label = "Not read" if problem.fatal else "Notice" if problem.notice else "Left out"
        yield _Styled(label, "bold"), visible(f"{problem.message} {problem.action}")


def _finding_rows(
    report: Report, seen: Outline, outlets: Mapping[str, str], stories: Mapping[str, str]
) -> Iterator[Sequence[_Value]]:
    lookup = Lookup(report)
    for group in seen.groups:
        story = stories[group.story.id] if group.story is not None else visible(group.title)
        for finding in (*group.findings, *group.known):
            first, second, _ = lookup.sides(finding.divergence, letters=False)
            yield (
                finding.status,
                LEVEL_NAMES[finding.severity],
                finding.rule,
                story,
                short_message(finding),
                *(visible(value) for value in finding.divergence.values),
                told_by(first, outlets),
                first.stretches,
                *_other(second, outlets),
                " · ".join(reasons(finding)),
                decided(finding),
                first.where,
                second.where if second is not None else "",
                finding.fingerprint,
            )


def _other(sentence: Sentence | None, outlets: Mapping[str, str]) -> tuple[_Value, _Value]:
    return ("", "") if sentence is None else (told_by(sentence, outlets), sentence.stretches)


def _fact_rows(seen: Outline, outlets: Mapping[str, str], stories: Mapping[str, str]) -> Iterator[Sequence[_Value]]:
    """A row for every value of every fact, as the page has them: what differs first."""
    for group in seen.groups:
        story = stories[group.story.id] if group.story is not None else visible(group.title)
        made = rows_of(group.facts, (*group.findings, *group.known), [a.id for a in group.articles])
        for row in sorted(made, key=lambda row: -max((f.severity.rank for f in row.findings), default=-1)):
            level = max((f.severity for f in row.findings), key=lambda s: s.rank, default=None)
            told = _AGREE if level is None else LEVEL_NAMES[level]
            for answer in row.answers:
                who = list(dict.fromkeys(outlets[s.article_id] for s in answer.spots))
                value = _Styled(visible(answer.value), "odd" if answer.odd else "text")
                yield (
                    story,
                    visible(row.label),
                    told,
                    row.kind,
                    value,
                    "yes" if answer.odd else "",
                    len(who),
                    ", ".join(who),
                )


def _article_rows(report: Report, outlets: Mapping[str, str], stories: Mapping[str, str]) -> Iterator[Sequence[_Value]]:
    member = {article: stories[story.id] for story in report.stories for article in story.article_ids}
    told = {article: (weak_link(s), f"{s.similarity:.2f}") for s in report.stories for article in s.article_ids}
    for lone in lone_articles(report):
        told[lone.entry.article_id] = (lone.told, "" if lone.entry.score is None else f"{lone.entry.score:.2f}")
    for article in sorted(
        report.articles, key=lambda a: (member.get(a.id, "") == "", member.get(a.id, ""), by_time(a))
    ):
        yield (
            member.get(article.id, ""),
            outlets[article.id],
            str(article.published or ""),
            title(article),
            visible(article.byline or ""),
            visible(article.span.path),
            *told.get(article.id, ("", "")),
        )


def _name_rows(report: Report, outlets: Mapping[str, str]) -> Iterator[Sequence[_Value]]:
    for entry in name_entries(report):
        for spelling in entry.spellings:
            ran = sorted({outlets[article] for article, _ in spelling.uses})
            yield (
                visible(entry.label),
                visible(spelling.surface),
                visible(", ".join(spelling.forms)),
                sum(count for _, count in spelling.uses),
                len(spelling.uses),
                ", ".join(ran[:40]) + (" …" if len(ran) > 40 else ""),
            )

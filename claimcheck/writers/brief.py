"""The whole report as Markdown for editors: an overview, and per story its articles, facts and findings.

For a wiki, a ticket or a mail, of any length; the format ``markdown`` is the short one for pull requests. Nothing of a
page becomes markup, a link or a mention. What a page says never begins a line or a list item, where it could.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from claimcheck.datamodel import FactTable, Finding, Problem, Report, Rule
from claimcheck.writers.parts.accounts import accounted, lone_articles, weak_link
from claimcheck.writers.parts.markdown_text import code, marked, plain
from claimcheck.writers.parts.outline import (
    LEVELS,
    Group,
    Outline,
    State,
    column_parts,
    decided,
    names,
    outline,
    plural,
    reasons,
    short_message,
    title,
)
from claimcheck.writers.parts.presence import Presences
from claimcheck.writers.parts.sentences import Lookup, Sentence, clipped, told_by

MARK = "<!-- claimcheck brief -->"  # not for readers: by it a report is not taken for an article
_SENTENCE = 2_000  # characters shown of a sentence: one of a broken page may be a whole book
_CELL = 300  # of a fact
_PLACES = 50  # places listed beyond the two sentences shown
_OUTLETS = 8  # side by side in a table of facts
_MISSING = "claim-missing"


def render_brief(report: Report, rules: Mapping[str, Rule]) -> str:
    """The report as GitHub-flavoured Markdown; words that differ are bold."""
    seen, outlets, lookup = outline(report), names(report), Lookup(report)
    presences = Presences(report, lookup)
    lines = [MARK, "", "# Where the articles disagree", "", _verdict(report, seen), ""]
    lines += _overview(seen)
    for number, group in enumerate(seen.groups, start=1):
        lines += _group(number, group, outlets, lookup, presences)
    lines += _alone(report)
    lines += _problems(report.problems)
    return "\n".join(lines).rstrip("\n") + "\n"


def _verdict(report: Report, seen: Outline) -> str:
    if seen.state in {State.NOTHING_READ, State.NOTHING_TO_CHECK}:
        return "**Nothing was read.**" if seen.state is State.NOTHING_READ else "**Nothing to check.**"
    told = ", ".join(plural(seen.levels.get(level, 0), level.value) for level in LEVELS)
    if seen.state is State.NOTHING_COMPARED:
        told = "Nothing could be compared: this is no pass" + (f". {told}" if report.findings else "")
    elif seen.state is State.NO_VARIANT:
        told = "No article of the corpus tells the same story"
    elif not any(seen.levels.values()):
        told = "Nothing new was found"
    known = ", ".join(f"{count:,} {status}" for status, count in sorted(seen.known.items()))
    read = accounted(report) or "0 articles"
    return f"**{told}.** {read}." + (f" Known: {known}." if known else "")


def _overview(seen: Outline) -> Iterator[str]:
    if len(seen.groups) < 2:
        return
    yield "| | | Articles | Errors | Warnings | Notes | Known |"
    yield "|--:|---|--:|--:|--:|--:|--:|"
    for number, group in enumerate(seen.groups, start=1):
        counts = [sum(f.severity is level for f in group.findings) for level in LEVELS]
        cells = [len(group.articles) or "", *counts, len(group.known)]
        yield f"| {number} | {plain(group.title)} | " + " | ".join(map(str, cells)) + " |"
    yield ""


def _group(
    number: int, group: Group, outlets: Mapping[str, str], lookup: Lookup, presences: Presences
) -> Iterator[str]:
    yield from (f"## {number}. {plain(group.title)}", "")
    if group.story is not None and (told := weak_link(group.story)):
        yield from (told, "")
    if group.articles:
        yield from ("| Outlet | Published | Headline | File |", "|---|---|---|---|")
        for article in group.articles:
            cells = (outlets[article.id], str(article.published or "–"), title(article), article.span.path)
            yield f"| {' | '.join(map(plain, cells))} |"
        yield ""
    if group.facts is not None and group.facts.rows:
        yield from ("### Facts", "", "In bold: what disagrees with the other outlets.", "")
        for low, high in column_parts(len(group.facts.article_ids), _OUTLETS):
            yield from _facts(group.facts, low, high, outlets)
    differing = [finding for finding in group.findings if finding.rule != _MISSING]
    missing = [finding for finding in group.findings if finding.rule == _MISSING]
    if not (group.findings or group.known):
        yield from ("Nothing was found.", "")
    for level in LEVELS:
        if found := [finding for finding in differing if finding.severity is level]:
            yield from (f"### {plural(len(found), level.value)}", "")
            for finding in found:
                yield from _finding(finding, outlets, lookup)
    if missing:
        yield from ("### Statements that an article lacks", "")
        for finding in missing:
            first, _, others = lookup.sides(finding.divergence, letters=False)
            yield f"- {_sentence(first, outlets)} ({_reference(finding)})"
            if told := presences.of(finding).told:
                yield f"  - {plain(told)}"
            yield from _more(finding, others)
        yield ""
    if group.known:
        yield from ("### Known", "")
        for finding in group.known:
            yield from _finding(finding, outlets, lookup)


def _facts(table: FactTable, first: int, last: int, outlets: Mapping[str, str]) -> Iterator[str]:
    heads = [plain(outlets[article]) for article in table.article_ids[first:last]]
    yield f"| Fact | Most say | {' | '.join(heads)} |"
    yield "|---" * (len(heads) + 2) + "|"
    for row in table.rows:
        cells = []
        for cell in row.cells[first:last]:
            told = plain(cell.surface[:_CELL]) if cell is not None else "–"
            cells.append(f"<strong>{told}</strong>" if cell is not None and cell.odd else told)
        fact, most = plain((row.label or row.kind)[:_CELL]), plain(row.majority[:_CELL]) or "–"
        yield f"| {fact} | {most} | {' | '.join(cells)} |"
    yield ""


def _finding(finding: Finding, outlets: Mapping[str, str], lookup: Lookup) -> Iterator[str]:
    divergence = finding.divergence
    first, second, others = lookup.sides(divergence, letters=False)
    level = finding.severity.value if finding.status == "new" else f"{finding.severity.value}, {finding.status}"
    yield f"- **{level}** {plain(short_message(finding))} ({_reference(finding)})"
    yield f"  - {_sentence(first, outlets)}"
    if second is not None:
        yield f"  - {_sentence(second, outlets)}"
    left, right = divergence.values
    if left and right and not (left in divergence.message and right in divergence.message):
        yield f"  - Read as “{plain(left)}” against “{plain(right)}”"
    yield from _more(finding, others)
    yield ""


def _more(finding: Finding, others: Sequence[Sentence]) -> Iterator[str]:
    for reason in reasons(finding):
        yield f"  - Why: {plain(reason)}"
    if others:
        left = len(others) - _PLACES
        listed = ", ".join(code(sentence.where) for sentence in others[:_PLACES])
        yield f"  - Also {listed}" + (f" and {left:,} more" if left > 0 else "")
    if decision := decided(finding):
        yield f"  - Decision: {plain(decision)}"


def _reference(finding: Finding) -> str:
    return code(f"{finding.rule} {finding.fingerprint[:8]}")


def _sentence(sentence: Sentence, outlets: Mapping[str, str]) -> str:
    text = marked(clipped(sentence.stretches, _SENTENCE))
    return f"{code(sentence.where)} {plain(told_by(sentence, outlets))}: {text}"


def _alone(report: Report) -> Iterator[str]:
    found, paths = lone_articles(report), {a.id: a.span.path for a in report.articles}
    if found:
        yield from ("## In no story", "", "| Outlet | Headline | Why | File |", "|---|---|---|---|")
        for lone in found:
            yield f"| {' | '.join(map(plain, (lone.name, lone.title, lone.told, paths[lone.entry.article_id])))} |"
        yield ""


def _problems(problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        yield from ("## Not read, or left out", "")
    for problem in problems:
        label = "not read" if problem.fatal else "notice" if problem.notice else "left out"
        yield f"- **{label}** {plain(problem.message)} {plain(problem.action)}"

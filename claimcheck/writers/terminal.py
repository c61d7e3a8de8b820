"""The report as text for a terminal or a pipe."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from claimcheck.datamodel import Finding, Report, Rule, Severity
from claimcheck.textforms import listed
from claimcheck.writers.parts.accounts import accounted, lone_articles, weak_link
from claimcheck.writers.parts.outline import (
    LEVELS,
    Group,
    Outline,
    State,
    names,
    outline,
    plural,
    reasons,
    short_message,
    title,
)
from claimcheck.writers.parts.presence import Presences
from claimcheck.writers.parts.sentences import Lookup, Mark, Sentence, clipped, told_by
from claimcheck.writers.parts.visible import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH = 100  # where the caller names none: a writer does not look at the terminal
_NARROW = 30
_PLACES = 3  # places listed beyond the two sentences shown
_SHORT = 8  # characters of a fingerprint: `claimcheck accept` takes six or more
_ONE_SIDED = 6  # findings listed of a rule whose notes have no counterpart
_ALONE = 10  # articles in no story listed
_SENTENCE = 420  # characters shown of a sentence; notes get one line
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_MARKS = ("‹", "›")


def render_terminal(
    report: Report,
    rules: Mapping[str, Rule],
    *,
    width: int | None = None,
    color: bool = False,
    state: State | None = None,
    verbose: bool = False,
) -> str:
    """The report grouped by story, ``width`` columns wide. Changed words stand between ‹ and ›. ``state`` is that of
    the whole report where this one is a part of it to look at; ``verbose`` lists every article that is alone.

    Text of pages and paths is shown with its controls made visible; it is never read as markup or escapes.
    """
    from rich.console import Console

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=max(width or WIDTH, _NARROW),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        force_jupyter=False,
        _environ={},  # NO_COLOR and COLUMNS are the caller's to read: same report, same bytes
    )
    _Page(console, report, state, None if verbose else _ALONE).write()
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _is_shared(finding: Finding, own: set[str]) -> bool:
    """Whether it lies between our copy and another article: what our copy has against itself no other contradicts."""
    return not own.isdisjoint(finding.article_ids) and not own.issuperset(finding.article_ids)


class _Page:
    def __init__(self, console: Console, report: Report, state: State | None, alone: int | None = _ALONE) -> None:
        self.console, self.report = console, report
        self.lookup, self.outline = Lookup(report), outline(report)
        self.state = state or self.outline.state
        self.whole, self.alone = state is None, alone
        self.presences = Presences(report, self.lookup)
        self.names = names(report)
        self.outlets = {a.id: visible(a.outlet or "").strip() for a in report.articles}

    def write(self) -> None:
        stories = len(self.report.stories)
        if self.whole and self.report.ours:
            self._ours()
        for number, group in enumerate(self.outline.groups, start=1):
            if group.findings:
                self._heading(f"Story {number} of {stories}" if group.story else group.title, group)
                self._findings(group.findings)
        self._quiet_stories()
        if self.whole:
            self._alone()
        self._problems()
        self._ending()

    def _ours(self) -> None:
        """What concerns the reader's own copy, counted; its findings come where their stories do."""
        from rich.text import Text

        own = set(self.report.ours)
        new = [f for group in self.outline.groups for f in group.findings]
        told = [f for f in new if f.severity is not Severity.NOTE and _is_shared(f, own)]
        answers = [(f, self.presences.of(f)) for f in new]
        lacks = sum(not own.isdisjoint(presence.lacking) for _, presence in answers)
        alone = sum(p.alone and f.divergence.primary.article_id in own for f, p in answers)
        called = listed(sorted({self.names[a] for a in own}))
        self.console.rule(Text(" Our copy ", "bold"), characters="─", style="dim", align="left")
        self._wrapped(Text(called, "bold"), 0)
        parts = [
            f"contradicted or varied by others: {plural(len(told), 'finding')}",
            f"lacks what others have: {plural(lacks, 'finding')}",
            f"alone has: {plural(alone, 'statement')}",
        ]
        for part in parts:
            self._wrapped(Text(part), 2)
        for finding in told:
            self._wrapped(
                Text(f"{finding.severity.value} {finding.fingerprint[:_SHORT]}  {short_message(finding)}"), 2, hang=4
            )
        self.console.print()

    # ------------------------------------------------------------------ headings

    def _heading(self, label: str, group: Group) -> None:
        from rich.text import Text

        self.console.rule(Text(f" {label} ", "bold"), characters="─", style="dim", align="left")
        if group.story:
            self._wrapped(Text(group.title, "bold"), 0)
            if told := weak_link(group.story):
                self._wrapped(Text(told), 2)
            for article in group.articles:
                parts = [self.names[article.id], str(article.published or "no date")]
                if article.title and title(article) != group.title:
                    parts.append(f"“{title(article)}”")
                if article.id == group.story.reference_id:
                    parts.append("compared first")
                self._wrapped(Text(" · ".join(parts)), 2, hang=4)
                line, column = self.lookup.position(article.span)
                self._unbroken(f"{visible(article.span.path)}:{line}" + (f":{column}" if column else ""), 4)
        self.console.print()

    # ------------------------------------------------------------------ findings

    def _findings(self, findings: Sequence[Finding]) -> None:
        one_sided: dict[tuple[str, tuple[str, ...]], list[Finding]] = defaultdict(list)
        for finding in findings:
            presence = self.presences.of(finding)
            if finding.severity is Severity.NOTE and not finding.divergence.related and presence.whole:
                one_sided[finding.rule, presence.lacks].append(finding)
            else:
                self._finding(finding)
        for (rule, lacks), alike in one_sided.items():
            self._one_sided(rule, lacks, alike)

    def _finding(self, finding: Finding) -> None:
        from rich.text import Text

        self._title(finding.severity, finding.rule, short_message(finding), visible(finding.fingerprint)[:_SHORT])
        primary, second, others = self.lookup.sides(finding.divergence, letters=False)
        brief = finding.severity is Severity.NOTE
        for sentence in (primary, second):
            if sentence:
                self._sentence(sentence, brief)
        if others:
            places = f"{plural(sum(s.places for s in others), 'more place')}: "
            listed = ", ".join(s.where for s in others[:_PLACES])
            left = sum(s.places for s in others[_PLACES:])
            self._wrapped(Text(f"{places}{listed}" + (f" and {plural(left, 'more place')}" if left else ""), "dim"), 4)
        for reason in reasons(finding):
            self._wrapped(Text(f"– {reason}", "dim"), 4, hang=6)
        self.console.print()

    def _title(self, severity: Severity, rule: str, message: str, short: str = "") -> None:
        """``short`` is what `claimcheck accept` takes as the finding's name."""
        from rich.text import Text

        name = [(f" {short}", "dim")] if short else []
        self._wrapped(
            Text.assemble((severity.value, _STYLE[severity]), "  ", (visible(rule), "bold"), *name, "  ", message),
            2,
            hang=4,
        )

    def _sentence(self, sentence: Sentence, brief: bool) -> None:
        self._unbroken(sentence.where, 4, told_by(sentence, self.outlets))
        limit = 2 * (self.console.width - 6) - 4 if brief else _SENTENCE
        self._wrapped(self._marked(sentence, limit), 6)

    def _marked(self, sentence: Sentence, limit: int) -> Text:
        from rich.text import Text

        text = Text()
        for stretch in clipped(sentence.stretches, max(limit, 40)):
            if stretch.mark is Mark.CHANGED:
                text.append(_MARKS[0] + stretch.text + _MARKS[1], "bold reverse" if self.console.is_terminal else "")
            else:
                text.append(stretch.text, "bold" if stretch.mark else "")
        return text

    def _one_sided(self, rule: str, lacks: Sequence[str], findings: Sequence[Finding]) -> None:
        """Statements that the same variants lack: a line each, as they are many and say little."""
        from rich.text import Text

        where = listed(lacks) or "another article"
        self._title(Severity.NOTE, rule, f"{plural(len(findings), 'statement')} not in {where}")
        for finding in findings[:_ONE_SIDED]:
            sentence, _, _ = self.lookup.sides(finding.divergence, letters=False)
            self._unbroken(sentence.where, 4, told_by(sentence, self.outlets))
            self._wrapped(self._marked(sentence, self.console.width - 8), 6)
        if len(findings) > _ONE_SIDED:
            self._wrapped(Text(f"and {len(findings) - _ONE_SIDED:,} more", "dim"), 4)
        self.console.print()

    # ------------------------------------------------------------------ ending

    def _quiet_stories(self) -> None:
        from rich.text import Text

        for group in self.outline.groups if self.whole else ():
            if group.story and not group.findings and (told := weak_link(group.story)):
                self._wrapped(Text.assemble((group.title, "bold"), ". ", told), 0)
        quiet = [g for g in self.outline.groups if g.story and not g.findings]
        if quiet and self.outline.state is State.FOUND is self.state:
            self._wrapped(Text(f"{plural(len(quiet), 'story', 'stories')} without a new finding."), 0)
            self.console.print()

    def _alone(self) -> None:
        from rich.text import Text

        found = lone_articles(self.report)
        if not found:
            return
        self.console.rule(Text(" In no story ", "bold"), characters="─", style="dim", align="left")
        for lone in found[: self.alone]:
            article = self.lookup.articles[lone.entry.article_id]
            line, column = self.lookup.position(article.span)
            self._unbroken(f"{visible(article.span.path)}:{line}" + (f":{column}" if column else ""), 2, lone.title)
            self._wrapped(Text(lone.told), 4)
            if lone.command:
                self._unbroken(lone.command, 4)
        if left := len(found[self.alone :] if self.alone is not None else ()):
            self._wrapped(Text(f"and {left:,} more: --verbose lists all", "dim"), 2)
        self.console.print()

    def _problems(self) -> None:
        from rich.text import Text

        for problem in self.report.problems:
            kept = ("notice", "bold") if problem.notice else ("skipped", "bold yellow")
            label = ("not read", "bold red") if problem.fatal else kept
            self._wrapped(
                Text.assemble(label, "  ", f"{visible(problem.message)} {visible(problem.action)}"), 0, hang=2
            )
        if self.report.problems:
            self.console.print()

    def _ending(self) -> None:
        from rich.text import Text

        for line in _verdict(self.state, self.outline):
            self._wrapped(Text(line, "bold"), 0)
        if self.whole and (told := accounted(self.report)):
            self._wrapped(Text(f"{told}."), 0)
        self._wrapped(Text(_summary(self.outline, self.report)), 0)

    # ------------------------------------------------------------------ printing

    def _wrapped(self, text: Text, indent: int, hang: int | None = None) -> None:
        """Prints with ``indent`` spaces before the first line and ``hang`` before the rest."""
        from rich.text import Text

        hang = indent if hang is None else hang
        lines = text.wrap(self.console, self.console.width - max(indent, hang), overflow="fold")
        for number, line in enumerate(lines):
            self.console.print(Text(" " * (hang if number else indent)) + line, soft_wrap=True)

    def _unbroken(self, place: str, indent: int, name: str = "") -> None:
        """Prints a place in one piece, however long: terminals and editors make links of unbroken ones."""
        from rich.text import Text

        line = Text.assemble(" " * indent, (place, "dim"))
        if name and line.cell_len + len(name) + 2 > self.console.width:
            self.console.print(line, soft_wrap=True)
            self._wrapped(Text(name, "italic"), indent)
        else:
            self.console.print(line + Text.assemble("  ", (name, "italic")), soft_wrap=True)


def _verdict(state: State, seen: Outline) -> Iterable[str]:
    match state:
        case State.NOTHING_READ:
            yield "Nothing was read: no article was found in the input."
        case State.NOTHING_TO_CHECK:
            yield "Nothing to check: no article changed."
        case State.NOTHING_COMPARED:
            yield "Nothing could be compared: no two articles tell the same story. This is not a pass."
        case State.NO_VARIANT:
            yield "No article of the corpus tells the same story."
        case State.CLEAN:
            yield "No new difference found." if seen.known else "No difference found."
        case State.FOUND if not any(seen.levels.values()):
            yield "No new finding is among those to show."


def _summary(seen: Outline, report: Report) -> str:
    counts = [
        plural(len(report.stories), "story", "stories"),
        plural(len(report.articles), "article"),
        plural(len(report.claims), "statement"),
    ]
    levels = [plural(seen.levels[s], s.value) for s in LEVELS]
    known = [f"{count:,} {status}" for status, count in sorted(seen.known.items())]
    problems = [plural(len(report.problems), "problem")] if report.problems else []
    return f"{', '.join(counts)}: {', '.join(levels + known + problems)}."

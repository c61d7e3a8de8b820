"""What the HTML page shows, as plain lists for JSON: every text once, every other mention of it a number.

All text is safe to show (``visible``). Offsets are UTF-16 code units into the text shown, as scripts count them. The
texts that the first view shows come first, so that a page draws it before it has read the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimcheck import __version__
from claimcheck.datamodel import Alignment, Article, Claim, Decision, Finding, Report, Rule, Span
from claimcheck.files.positions import place_in_file
from claimcheck.textforms import fold
from claimcheck.writers.parts.accounts import accounted, lone_articles, weak_link
from claimcheck.writers.parts.answers import Answer, Spot, is_loud
from claimcheck.writers.parts.disagreements import KINDS, Row, rows_of
from claimcheck.writers.parts.fixes import shown_fixes
from claimcheck.writers.parts.name_ledger import name_entries
from claimcheck.writers.parts.origins import credits_in, origins
from claimcheck.writers.parts.outline import (
    Group,
    State,
    by_time,
    names,
    outline,
    reasons,
    rule_page,
    short_message,
    title,
)
from claimcheck.writers.parts.parallel import copies, parallel_rows
from claimcheck.writers.parts.presence import Presences
from claimcheck.writers.parts.sentences import Lookup, Mark, Sentence, time_of
from claimcheck.writers.parts.visible import visible

_LATER = (8, 9, 10, 12)  # sides, further places, reasons and values of a finding that stands in a row
_FIRST = 300  # rows of which the first view may show the words around
_ASKED_AROUND = frozenset({"figure", "date"})
_BEFORE, _SAID, _AFTER = 40, 120, 50  # code points shown of a value and around it
_WITH_WORDS = 4  # fields of an answer that has them
_OPENING = 90  # code points shown of an article without a headline
FORMAT = 3  # of the data: the script refuses another
_AROUND = 5  # of a row, where the words around its value stand
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_ACROSS, _INSIDE = -1, -2  # in place of a story
_ROLES = {"headline": 1, "quote": 2}
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Encoded:
    """``data`` is ready for JSON, ``rest`` what of it the first view does not show: claims, strings that go on where
    its own end, and by number what a finding has at ``_LATER``. The others are for those who read no script."""

    data: dict[str, Any]
    rest: dict[str, Any]
    title: str
    new: int
    stories: int
    articles: int
    state: State

    def whole(self) -> dict[str, Any]:
        """The data with the rest in place."""
        findings = [list(f) for f in self.data["findings"]]
        for number, parts in self.rest["findings"].items():
            for at, part in zip(_LATER, parts, strict=True):
                findings[int(number)][at] = part
        return {
            **self.data,
            "claims": self.rest["claims"],
            "findings": findings,
            "strings": [*self.data["strings"], *self.rest["strings"]],
        }


def encode(report: Report, rules: Mapping[str, Rule]) -> Encoded:
    """The report as the page's script reads it (templates/report-model.js)."""
    return _Encoder(report, rules).encoded()


class _Strings:
    """Each text once; equal texts have one number."""

    def __init__(self) -> None:
        self.table: list[str] = []
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """The number of text that is safe to show."""
        number = self._numbers.setdefault(text, len(self.table))
        if number == len(self.table):
            self.table.append(text)
        return number


class _Encoder:
    def __init__(self, report: Report, rules: Mapping[str, Rule]) -> None:
        self.report, self.rules = report, rules
        self.lookup, self.outline, self.names = Lookup(report), outline(report), names(report)
        self.fixes = shown_fixes(report)
        self.presences = Presences(report, self.lookup)
        self.credits = credits_in(report)
        self.strings = _Strings()
        self.articles = sorted(report.articles, key=lambda a: a.span)
        self.article_numbers = {a.id: n for n, a in enumerate(self.articles)}
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(report.claims, key=lambda c: (c.article_id, c.ordinal)):
            self.claims[claim.article_id].append(claim)
        self.claim_numbers: dict[str, int] = {}
        for article in self.articles:
            for claim in self.claims[article.id]:
                self.claim_numbers[claim.id] = len(self.claim_numbers)
        used = {f.rule for f in report.findings}
        self.rule_numbers = {slug: n for n, slug in enumerate(sorted(used))}
        self.alignments: dict[str, list[Alignment]] = defaultdict(list)
        for alignment in report.alignments:
            self.alignments[alignment.left_article].append(alignment)

    def encoded(self) -> Encoded:
        report, text = self.report, self._text
        stories: list[Any] = []
        homes: list[tuple[Finding, int]] = []
        rows: list[Any] = []
        facts: list[Row] = []
        for group in self.outline.groups:
            home = len(stories)
            if group.story:
                stories.append(self._story(group))
            found = (*group.findings, *group.known)
            if not group.story:
                home = _ACROSS if len(found[0].article_ids) > 1 else _INSIDE
            numbers = {id(finding): len(homes) + n for n, finding in enumerate(found)}
            homes += [(finding, home) for finding in found]
            for finding in found:
                self._text(finding.status), self._text(finding.fingerprint)
            order = [a.id for a in sorted(group.articles or self.articles, key=by_time)]
            made = rows_of(group.facts, found, order)
            facts += made
            rows += [self._row(row, home, numbers) for row in made]
        self._add_around(rows, sorted(range(len(rows)), key=lambda n: _gravity(facts[n]))[:_FIRST], facts)
        articles = [self._article(a) for a in self.articles]
        checked = None if report.checked is None else [self.article_numbers[i] for i in report.checked
                                                       if i in self.article_numbers]  # fmt: skip
        problems = [
            [text(p.message), text(p.action), int(p.fatal), int(p.notice)]
            for p in sorted(report.problems, key=lambda p: (not p.fatal, p.notice))
        ]
        known = {slug: next(f for f in report.findings if f.rule == slug) for slug in self.rule_numbers}
        alone, decided = self._alone(), self._decided()
        rules = [
            [text(slug), text(finding.code), text(rule_page(self.rules.get(slug)))] for slug, finding in known.items()
        ]
        first = len(self.strings.table)
        findings = [self._finding(finding, home) for finding, home in homes]
        self._add_around(rows, range(len(rows)), facts)
        later = {}
        for number in sorted({n for row in rows for n in row[3]}):
            later[str(number)] = [findings[number][at] for at in _LATER]
            for at in _LATER:
                findings[number][at] = 0
        claims = [self._claim(c) for a in self.articles for c in self.claims[a.id]]
        data = {
            "format": FORMAT,
            "version": __version__,
            "state": self.outline.state.value,
            "checked": checked,
            "rules": rules,
            "articles": articles,
            "stories": stories,
            "findings": findings,
            "rows": rows,
            "statements": self._statements(),
            "accounts": accounted(report),
            "ours": [self.article_numbers[i] for i in report.ours],
            "alone": alone,
            "decided": decided,
            "names": self._names(),
            "problems": problems,
            "strings": self.strings.table[:first],
        }  # fmt: skip
        new = sum(f.status == "new" for f in report.findings)
        heading = f"{self.outline.groups[0].title} · claimcheck" if len(stories) == 1 else "claimcheck report"
        rest = {"claims": claims, "strings": self.strings.table[first:], "findings": later}
        return Encoded(data, rest, heading, new, len(stories), len(articles), self.outline.state)

    def _statements(self) -> list[Any]:
        """Of every sentence that a finding says is missing somewhere: its claim, the claim that stands for it and for
        the sentences that match it, and the other articles that have such a one."""
        places = [
            place
            for finding in self.report.findings
            if finding.rule == "claim-missing"
            for place in (finding.divergence.primary, *finding.divergence.related)
        ]
        told = {p.claim_id for p in places if p.claim_id in self.claim_numbers}
        matched: dict[str, set[Claim]] = defaultdict(set)
        for alignment in self.report.alignments:
            for own, other in ((alignment.left, alignment.right), (alignment.right, alignment.left)):
                for claim in own:
                    if claim.id in told:
                        matched[claim.id] |= set(other)
        number = self.claim_numbers
        return [
            [
                number[claim],
                min([number[claim], *(number[c.id] for c in matched[claim])]),
                sorted({self.article_numbers[c.article_id] for c in matched[claim]}),
            ]
            for claim in sorted(told, key=number.__getitem__)
        ]

    def _alone(self) -> list[Any]:
        """Article, why and what is nearest in words, the story's number or -1, the nearest article's or -1, the
        command that joins them."""
        homes = {g.story.id: n for n, g in enumerate(g for g in self.outline.groups if g.story) if g.story}
        return [
            [
                self.article_numbers[lone.entry.article_id],
                self.strings(lone.told),
                homes.get(lone.entry.story_id or "", -1),
                self.article_numbers.get(lone.entry.nearest_id or "", -1),
                self.strings(lone.command),
            ]
            for lone in lone_articles(self.report)
        ]

    def _decided(self) -> list[Any]:
        """What editors said of stories, of articles that are here: one (1) or apart (0), the two, by whom and when in
        words, whether it holds."""
        number = self.article_numbers
        return [
            [
                int(d.verdict == "one"),
                *(number[a] for a in d.articles),
                self._text(f"{d.editor}, {_day(d.decided_at.date())}" + (f": {d.reason}" if d.reason else "")),
                int(d.state == "holds"),
            ]
            for d in self.report.story_decisions
            if all(a in number for a in d.articles)
        ]

    def _names(self) -> list[Any]:
        number = self.article_numbers
        return [
            [
                self._text(e.label),
                [
                    [self._text(s.surface), [[number[a], n] for a, n in s.uses], [self._text(f) for f in s.forms]]
                    for s in e.spellings
                ],
            ]
            for e in name_entries(self.report)
        ]

    def _text(self, text: str) -> int:
        return self.strings(visible(text))

    def _title(self, article: Article) -> str:
        """The headline, or where there is none how the article begins."""
        claims = self.claims[article.id]
        if (article.title or "").strip() or not claims:
            return title(article)
        words = visible(claims[0].text)
        return words if len(words) <= _OPENING else words[:_OPENING].rsplit(" ", 1)[0] + "…"

    def _where(self, span: Span) -> list[int]:
        """Line and column of a span's start, the column 0 where the file has none."""
        place = place_in_file(self.lookup.sources[span.path], span.start)
        return [place.line, place.column or 0]

    # ------------------------------------------------------------------ articles and their claims

    def _article(self, article: Article) -> list[int]:
        source = self.lookup.sources[article.span.path]
        language = article.language if _LANGUAGE.fullmatch(article.language) else ""
        claims = self.claims[article.id]
        return [
            self._text(article.id),
            self.strings(self.names[article.id]),
            self.strings(self._title(article)),
            self.strings(article.published.isoformat() if article.published else ""),
            self.strings(_day(article.published)),
            self.strings(language),
            self._text(source.file or source.path),
            *self._where(article.span),
            self.claim_numbers[claims[0].id] if claims else 0,
            len(claims),
        ]

    def _claim(self, claim: Claim) -> list[int]:
        time = time_of(claim, self.lookup.articles[claim.article_id])
        own = [self._text(claim.text), claim.paragraph, _ROLES.get(claim.role.value, 0), *self._where(claim.span)]
        return [*own, self.strings(time)] if time else own

    # ------------------------------------------------------------------ stories

    def _story(self, group: Group) -> list[Any]:
        story = group.story
        assert story is not None
        ids = [a.id for a in group.articles]
        repeated = copies(ids, self.claims)
        texts = [i for i in ids if i not in repeated]
        inside = set(texts)
        between = [x for i in texts for x in self.alignments[i] if x.right_article in inside]
        rows = parallel_rows(texts, self.claims, between)
        number = self.article_numbers
        goes_back = origins(ids, self.report.relations, repeated, self.credits)
        return [
            self._text(story.id),
            self.strings(self._title(self.lookup.articles[story.reference_id])),
            number[story.reference_id],
            [number[i] for i in ids],
            [[number[copy], number[original]] for copy, original in repeated.items()],
            [number[i] for i in texts],
            [[[self.claim_numbers[c.id] for c in cell] for cell in row] for row in rows],
            self.strings(weak_link(story)),
            [number[goes_back.of[i]] for i in ids],
            [[number[i], self.strings(called)] for i, called in goes_back.called.items()],
        ]

    def _row(self, row: Row, home: int, numbers: Mapping[int, int]) -> list[Any]:
        """Kind, label, story, the findings about it, its answers (value, whether it is odd, where it is given), the
        words around it, or 0, and whether it may be of two facts."""
        return [
            self.strings(row.kind),
            self.strings(row.label),
            home,
            [numbers[id(finding)] for finding in row.findings],
            [[self.strings(a.value), int(a.odd), [self._spot(s) for s in a.spots]] for a in row.answers],
            0,
            int(row.is_doubtful),
        ]

    def _add_around(self, rows: list[Any], numbers: Iterable[int], facts: Sequence[Row]) -> None:
        """The words around: of a row, as the first that gives what most give has them; around each value of figures and
        dates that exclude each other, and of how surely an event is told."""
        for n in numbers:
            answers = facts[n].answers
            is_asked = facts[n].kind in _ASKED_AROUND
            around_each = facts[n].kind == "event" or (is_asked and len(answers) > 1 and is_loud(facts[n].findings))
            if is_asked and not around_each and not rows[n][_AROUND]:
                rows[n][_AROUND] = self._around(max(answers, key=lambda a: len(a.spots)))
            elif around_each and len(rows[n][4][0]) < _WITH_WORDS:
                for shown, answer in zip(rows[n][4], answers, strict=True):
                    shown.append(self._around(answer))

    def _around(self, answer: Answer) -> Any:
        """The sentence around a value, which says what is asked: article, the words before, its own, those after."""
        for spot in answer.spots:
            claim = self._claim_at(spot.article_id, spot.span)
            if claim is not None:
                text = self.lookup.sources[spot.span.path].text
                before = visible(text[claim.span.start : spot.span.start])
                said = visible(text[spot.span.start : spot.span.end])
                after = visible(text[spot.span.end : claim.span.end])
                if len(before) > _BEFORE:
                    before = "… " + before[-_BEFORE:].partition(" ")[2]
                if len(after) > _AFTER:
                    after = after[:_AFTER].rpartition(" ")[0] + " …"
                if len(said) > _SAID:
                    said, after = said[:_SAID].rpartition(" ")[0] + " …", ""
                return [self.article_numbers[spot.article_id], *map(self.strings, (before, said, after))]
        return 0

    def _spot(self, spot: Spot) -> list[int]:
        """Article, claim or -1, the words, where they start and end in the claim's text, line and column."""
        claim = self._claim_at(spot.article_id, spot.span)
        text = self.lookup.sources[spot.span.path].text
        start = end = 0
        if claim is not None:
            start = _units(visible(text[claim.span.start : spot.span.start]))
            end = start + _units(visible(text[spot.span.start : spot.span.end]))
        return [
            self.article_numbers[spot.article_id],
            self.claim_numbers[claim.id] if claim else -1,
            self._text(spot.surface),
            start,
            end,
            *self._where(spot.span),
        ]

    def _claim_at(self, article: str, span: Span) -> Claim | None:
        claims = self.claims.get(article, [])
        at = bisect_right(claims, span.start, key=lambda c: c.span.start) - 1
        return claims[at] if at >= 0 and claims[at].span.contains(span) else None

    # ------------------------------------------------------------------ findings

    def _finding(self, finding: Finding, home: int) -> list[Any]:
        seen = finding.divergence
        primary, second, others = self.lookup.sides(seen, letters=True)
        presence = self.presences.of(finding)
        readings = [visible(v) for v in seen.values]
        told = {fold(seen.primary.surface), *(fold(p.surface) for p in seen.related)}
        in_pieces = finding.rule == "quote-altered"  # the words that differ, torn out, are no reading
        if in_pieces or not all(readings) or all(fold(v) in told for v in seen.values):
            readings = ["", ""]
        pair = [(s, r) for s, r in zip((primary, second), readings, strict=True) if s]
        pair.sort(key=lambda side: by_time(self.lookup.articles[side[0].article_id]))  # each outlet keeps its column
        return [
            finding.severity.rank,
            self.rule_numbers[finding.rule],
            self._text(finding.status),
            home,
            self.strings(short_message(finding)),
            self._text(finding.fingerprint),
            -1 if seen.confidence is None else round(100 * seen.confidence),
            _decision(finding.decision),
            [self._side(s, r) for s, r in pair],
            [self._side(s) for s in others],
            [self.strings(e) for e in reasons(finding)],
            int(presence.alone),
            [self._text(v) for v in seen.values],
            self.strings(presence.told) if presence.told else -1,
            [self.article_numbers[a] for a in presence.lacking],
            [[visible(c.editor), c.written_at.isoformat(), visible(c.text)] for c in finding.comments],
            self.fixes.get(finding.fingerprint, []),
        ]

    def _side(self, sentence: Sentence, reading: str = "") -> list[Any]:
        """Article, claim or -1, text where there is no claim, marks as a flat list of start, end, loudness."""
        marks: list[int] = []
        at = 0
        for stretch in sentence.stretches:
            end = at + _units(stretch.text)
            if stretch.mark is not Mark.NONE:
                marks += [at, end, int(stretch.mark)]
            at = end
        claim = self.claim_numbers.get(sentence.claim_id or "", -1)
        words = "".join(s.text for s in sentence.stretches)
        if claim >= 0 and words != visible(self.lookup.claims[sentence.claim_id or ""].text):
            claim = -1  # cut in the middle of white space, or not the claim's own span
        place = place_in_file(self.lookup.sources[sentence.span.path], sentence.first)
        return [
            self.article_numbers[sentence.article_id],
            claim,
            self.strings(words) if claim < 0 else -1,
            marks,
            self.strings(reading) if reading else -1,
            sentence.places,
            place.line,
            place.column or 0,
        ]


def _gravity(row: Row) -> tuple[int, bool, int]:
    """As the page orders rows at first: by the gravest of what is new, those that may be of two facts last, then by
    kind."""
    rank = max((f.severity.rank for f in row.findings if f.status == "new"), default=-1)
    return -rank, row.is_doubtful, KINDS.index(row.kind)


def _decision(decision: Decision | None) -> Any:
    if decision is None:
        return 0
    return {
        "verdict": visible(decision.verdict),
        "editor": visible(decision.editor),
        "decided_at": decision.decided_at.isoformat(),
        "reason": visible(decision.why),
        "note": visible(decision.note),
        "expires": decision.expires.isoformat() if decision.expires else None,
        "wrong": [visible(name) for name in decision.wrong],
        "right": visible(decision.right),
        "assignee": visible(decision.assignee),
        "fixed_by": visible(decision.fixed_by),
        "fixed_at": decision.fixed_at.isoformat() if decision.fixed_at else None,
    }


def _day(date: dt.date | None) -> str:
    """``19 January 2018``, whatever the locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}" if date else ""


def _units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

"""Builds the parts of the HTML page from a report."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from claimcheck.datamodel import Article, Claim, ClaimRole, Decision, FactRow, Finding, Report, Span
from claimcheck.textforms import fold
from claimcheck.writers.html_parts import Card, Cell, Page, Passage, Piece, Row, Section, Side, Variant
from claimcheck.writers.outline import Group, by_time, names, outline, reasons, short_message, title
from claimcheck.writers.parallel import copies, parallel_rows
from claimcheck.writers.sentences import Lookup, Sentence, clipped
from claimcheck.writers.visible import visible

MOST_CARDS = 1500  # findings on one page, gravest first; the JSON report has all
MOST_TEXT = 1_500_000  # characters of parallel text on one page
_SENTENCE = 1200  # characters shown of a sentence, and of the other places
_ELSEWHERE = 240
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_Marks = dict[str, list[tuple[Span, Finding]]]  # by claim
_MONTHS = "January February March April May June July August September October November December".split()


def build_page(report: Report) -> Page:
    """The report as the page shows it."""
    return _Builder(report).page()


class _Builder:
    def __init__(self, report: Report) -> None:
        self.report, self.lookup, self.outline = report, Lookup(report), outline(report)
        self.names = names(report)
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(report.claims, key=lambda c: (c.article_id, c.ordinal)):
            self.claims[claim.article_id].append(claim)
        self.claim_anchors: dict[str, str] = {}
        ranked = sorted(enumerate(self._all(new=True)), key=lambda item: (-item[1].severity.rank, item[0]))
        self.shown = {id(f) for _, f in ranked[:MOST_CARDS]}
        self.cut = max(0, len(ranked) - MOST_CARDS)
        self.finding_anchors = _anchors([*self._all(new=True), *self._all(new=False)])
        self.text_left = MOST_TEXT

    def _all(self, *, new: bool) -> list[Finding]:
        return [f for g in self.outline.groups for f in (g.findings if new else g.known)]

    def page(self) -> Page:
        sections: list[Section] = []
        quiet: list[Section] = []
        number, short = 0, False
        for group in self.outline.groups:
            number += bool(group.story)
            section = self._section(group, number)
            short = short or bool(group.story and len(section.variants) > 1 and not section.passages)
            (quiet if group.story and not group.findings and not group.known else sections).append(section)
        return Page(self.outline, tuple(sections), tuple(quiet), self.cut, short)

    # ------------------------------------------------------------------ a story

    def _section(self, group: Group, number: int) -> Section:
        ids = [a.id for a in group.articles]
        repeated = copies(ids, self.claims)
        variants = tuple(self._variant(self.lookup.articles[i], group, repeated) for i in ids)
        texts = [i for i in ids if i not in repeated]
        passages = self._passages(texts, repeated, group) if group.story else ()
        columns = group.facts.article_ids if group.facts else ()
        rows = [self._row(row) for row in group.facts.rows] if group.facts else []
        cards = tuple(self._card(f) for f in group.findings if id(f) in self.shown)
        known = tuple(self._card(f) for f in group.known[:MOST_CARDS])
        return Section(
            anchor=f"story-{number}" if group.story else re.sub(r"\W+", "-", group.title.lower()),
            kicker=f"Story {number}" if group.story else "",
            title=group.title,
            variants=variants,
            columns=tuple(self._variant(self.lookup.articles[i], group, repeated) for i in columns),
            differing=tuple(r for r in rows if r.differs),
            agreeing=tuple(r for r in rows if not r.differs),
            cards=cards,
            known=known,
            texts=tuple(v for v, i in zip(variants, ids, strict=True) if i in texts),
            passages=passages,
        )

    def _variant(self, article: Article, group: Group, repeated: Mapping[str, str]) -> Variant:
        line, column = self.lookup.position(article.span)
        original = repeated.get(article.id)
        return Variant(
            name=self.names[article.id],
            date=_day(article.published) or "no date",
            iso=article.published.isoformat() if article.published else "",
            title=title(article),
            where=f"{visible(article.span.path)}:{line}:{column}",
            language=_language(article),
            reference=group.story is not None and article.id == group.story.reference_id,
            copy_of=self.names[original] if original else "",
        )

    # ------------------------------------------------------------------ the fact table

    def _row(self, row: FactRow) -> Row:
        cells: list[Cell | None] = []
        for cell in row.cells:
            if cell is None:
                cells.append(None)
                continue
            line, column = self.lookup.position(cell.span)
            article = self.lookup.articles[cell.article_id]
            earliest = bool(row.earliest) and cell.value == row.earliest and not any(cells)
            where = f"{visible(cell.span.path)}:{line}:{column}"
            cells.append(
                Cell(
                    visible(cell.surface), visible(cell.value), where, self._claim_anchor(cell.article_id, cell.span),
                    _language(article), cell.odd, earliest,
                )
            )  # fmt: skip
        differs = any(c.odd for c in row.cells if c)
        label, kind = visible(row.label), visible(row.kind)
        return Row(kind, label, tuple(cells), visible(row.majority), visible(row.earliest), differs)

    def _claim_anchor(self, article: str, span: Span) -> str:
        claims = self.claims.get(article, [])
        at = bisect_right(claims, span.start, key=lambda c: c.span.start) - 1
        return self.claim_anchors.get(claims[at].id, "") if at >= 0 and claims[at].span.contains(span) else ""

    # ------------------------------------------------------------------ findings

    def _card(self, finding: Finding) -> Card:
        seen = finding.divergence
        primary, second, others = self.lookup.sides(seen, letters=True)
        readings = [visible(v) for v in seen.values]
        told = {fold(seen.primary.surface), *(fold(p.surface) for p in seen.related)}
        if not all(readings) or all(fold(v) in told for v in seen.values):
            readings = ["", ""]
        pair = [(s, r) for s, r in zip((primary, second), readings, strict=True) if s]
        pair.sort(key=lambda side: by_time(self.lookup.articles[side[0].article_id]))  # each outlet keeps its column
        return Card(
            anchor=self.finding_anchors[id(finding)],
            level=finding.severity.value,
            rule=visible(finding.rule),
            code=visible(finding.code),
            message=short_message(finding),
            status=finding.status,
            decision=_decided(finding.decision),
            sides=tuple(self._side(s, _SENTENCE, r) for s, r in pair),
            others=tuple(self._side(s, _ELSEWHERE) for s in others),
            places=sum(s.places for s in others),
            alone=not seen.related,
            evidence=reasons(finding),
            confidence="" if seen.confidence is None else f"{seen.confidence:.0%}",
            fingerprint=visible(finding.fingerprint),
        )

    def _side(self, sentence: Sentence, limit: int, reading: str = "") -> Side:
        article = self.lookup.articles[sentence.article_id]
        return Side(
            self.names[article.id],
            _day(article.published),
            sentence.where,
            _language(article),
            clipped(sentence.stretches, limit),
            self.claim_anchors.get(sentence.claim_id or "", ""),
            reading,
        )

    # ------------------------------------------------------------------ parallel text

    def _passages(
        self, columns: Sequence[str], repeated: Mapping[str, str], group: Group
    ) -> tuple[tuple[tuple[Passage, ...], ...], ...]:
        size = sum(len(c.text) for i in columns for c in self.claims[i])
        if size > self.text_left or not group.story:
            return ()
        self.text_left -= size
        for article in columns:
            for claim in self.claims[article]:
                self.claim_anchors[claim.id] = f"c{len(self.claim_anchors) + 1}"
        for copy, original in repeated.items():
            for claim, same in zip(self.claims[copy], self.claims[original], strict=True):
                self.claim_anchors[claim.id] = self.claim_anchors[same.id]
        marks = self._marks(group.findings)
        texts = set(columns)
        between = [x for x in self.report.alignments if x.left_article in texts and x.right_article in texts]
        return tuple(self._passage_row(row, marks) for row in parallel_rows(columns, self.claims, between))

    def _passage_row(self, row: Sequence[Sequence[Claim]], marks: _Marks) -> tuple[tuple[Passage, ...], ...]:
        words = [fold(" ".join(c.text for c in cell)) for cell in row]
        made = []
        for number, cell in enumerate(row):
            same = number > 0 and words[number] == words[0]
            made.append(tuple(self._passage(claim, marks, same=same) for claim in cell))
        return tuple(made)

    def _passage(self, claim: Claim, marks: _Marks, *, same: bool) -> Passage:
        language = _language(self.lookup.articles[claim.article_id])
        headline = claim.role is ClaimRole.HEADLINE
        return Passage(self.claim_anchors[claim.id], headline, same, language, self._pieces(claim, marks))

    def _marks(self, findings: Iterable[Finding]) -> _Marks:
        marks: _Marks = defaultdict(list)
        for finding in findings:
            if id(finding) not in self.shown:
                continue
            for place in (finding.divergence.primary, *finding.divergence.related):
                if place.claim_id and not self.lookup.whole(place):
                    marks[place.claim_id].append((place.span, finding))
        return marks

    def _pieces(self, claim: Claim, marks: _Marks) -> tuple[Piece, ...]:
        """The claim cut where marks begin and end; where several overlap, the gravest and then the shortest shows."""
        text = self.lookup.sources[claim.span.path].text
        inside = [(s, f) for s, f in marks.get(claim.id, ()) if claim.span.contains(s)]
        edges = sorted({claim.span.start, claim.span.end, *(s.start for s, _ in inside), *(s.end for s, _ in inside)})
        made = []
        for start, end in itertools.pairwise(edges):
            over = [(f.severity.rank, s.start - s.end, f) for s, f in inside if s.start <= start and end <= s.end]
            if over:
                finding = max(over, key=lambda item: item[:2])[2]
                made.append(Piece(visible(text[start:end]), finding.severity.value, self.finding_anchors[id(finding)]))
            else:
                made.append(Piece(visible(text[start:end])))
        return tuple(made)


def _anchors(findings: Iterable[Finding]) -> dict[int, str]:
    """By identity of the finding: ``f-`` and its fingerprint, so that links last from run to run."""
    seen: Counter[str] = Counter()
    made = {}
    for finding in findings:
        name = "f-" + re.sub(r"[^A-Za-z0-9_-]", "", finding.fingerprint)[:40]
        seen[name] += 1
        made[id(finding)] = name if seen[name] == 1 else f"{name}.{seen[name]}"
    return made


def _language(article: Article) -> str:
    return article.language if _LANGUAGE.fullmatch(article.language) else ""


def _day(date: dt.date | None) -> str:
    """``19 January 2018``, whatever the locale."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}" if date else ""


def _decided(decision: Decision | None) -> str:
    if decision is None:
        return ""
    until = f", until {_day(decision.expires)}" if decision.expires else ""
    head = f"{decision.verdict} by {decision.editor}, {_day(decision.decided_at.date())}{until}"
    return visible(f"{head}: {decision.reason}" if decision.reason else head)

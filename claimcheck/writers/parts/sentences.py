"""The sentences that a finding points at, cut into stretches to mark. Shared by the formats that people read."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from claimcheck.datamodel import Article, Claim, Divergence, Place, Report, Source, Span
from claimcheck.files.positions import place_in_file
from claimcheck.writers.parts.changes import differing
from claimcheck.writers.parts.lines import LineIndex
from claimcheck.writers.parts.visible import visible

_AROUND = 160  # code points shown either side of a place that lies in no claim


class Mark(IntEnum):
    """How loudly a stretch is marked."""

    NONE = 0
    PLACE = 1  # the finding's words
    CHANGED = 2  # those of them that the counterpart lacks


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text safe to show, with its mark."""

    text: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one article with the finding's words marked. ``line``/``column`` are those of its first place."""

    article_id: str
    claim_id: str | None
    span: Span
    line: int
    column: int
    stretches: tuple[Stretch, ...]
    places: int = 1
    first: int = 0  # offset of its first place
    time: str = ""  # of the live blog's entry that it stands in, in words

    @property
    def where(self) -> str:
        return f"{visible(self.span.path)}:{self.line}" + (f":{self.column}" if self.column else "")


def time_of(claim: Claim | None, article: Article) -> str:
    """When the live blog's entry that a claim stands in was posted, with the day where it is another; "" elsewhere."""
    if claim is None or not claim.entry:
        return ""
    day, _, clock = claim.entry.rpartition("T")
    return clock if not day or day == str(article.published) else f"{day} {clock}"


def told_by(sentence: Sentence, outlets: Mapping[str, str]) -> str:
    """Who says it, and when where the page is a live blog: "Harlow Star, 14:05"."""
    return outlets[sentence.article_id] + (f", {sentence.time}" if sentence.time else "")


class Lookup:
    """A report's parts by their ids, and lines by offset; each line index is made when first asked for."""

    def __init__(self, report: Report) -> None:
        self.sources: Mapping[str, Source] = {s.path: s for s in report.sources}
        self.articles: Mapping[str, Article] = {a.id: a for a in report.articles}
        self.claims: Mapping[str, Claim] = {c.id: c for c in report.claims}
        self._lines: dict[str, LineIndex] = {}
        self._partners: dict[str, set[str]] = defaultdict(set)
        for alignment in report.alignments:
            for left, right in itertools.product(alignment.left, alignment.right):
                self._partners[left.id].add(right.id)
                self._partners[right.id].add(left.id)

    def position(self, span: Span) -> tuple[int, int]:
        """Line and column in the file that people open; column 0 where the text was extracted from it."""
        source = self.sources[span.path]
        if source.lines:
            return place_in_file(source, span.start).line, 0
        if span.path not in self._lines:
            self._lines[span.path] = LineIndex(self.sources[span.path].text)
        return self._lines[span.path].position(span.start)

    def counterpart(self, divergence: Divergence) -> Place | None:
        """The related place to show beside the primary one: in a claim aligned with its own, else with other words."""
        primary = divergence.primary
        partners = self._partners.get(primary.claim_id or "", set())
        if not divergence.related:
            return None
        return min(
            divergence.related,
            key=lambda p: (
                p.claim_id not in partners,
                p.surface == primary.surface,
                p.article_id == primary.article_id,
            ),
        )

    def sides(self, divergence: Divergence, *, letters: bool) -> tuple[Sentence, Sentence | None, list[Sentence]]:
        """The primary sentence, its counterpart (None where there is none, or in the same sentence), and the others.

        ``letters`` marks letters inside a word, for formats that can show it.
        """
        primary, second = divergence.primary, self.counterpart(divergence)
        changed: dict[Span, tuple[tuple[int, int], ...]] = {}
        if second and not self.whole(primary) and not self.whole(second) and primary.surface != second.surface:
            for place, ranges in zip(
                (primary, second), differing(primary.surface, second.surface, letters=letters), strict=True
            ):
                changed[place.span] = tuple((place.span.start + a, place.span.start + b) for a, b in ranges)
        grouped: dict[Span, list[Place]] = {self._around(primary): []}
        if second:
            grouped.setdefault(self._around(second), [])
        for place in (primary, *divergence.related):
            grouped.setdefault(self._around(place), []).append(place)
        made = [self._sentence(around, places, changed) for around, places in grouped.items()]
        if second and self._around(second) != self._around(primary):
            return made[0], made[1], made[2:]
        return made[0], None, made[1:]

    def whole(self, place: Place) -> bool:
        """The place is a claim from end to end: context, not words to mark."""
        claim = self.claims.get(place.claim_id or "")
        return claim is not None and place.span.contains(claim.span)

    def _around(self, place: Place) -> Span:
        claim = self.claims.get(place.claim_id or "")
        if claim is not None and claim.span.contains(place.span):
            return claim.span
        text, start, end = self.sources[place.span.path].text, place.span.start, place.span.end
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        start -= len(before) - max(before.rfind("\n"), before.rfind("\r")) - 1
        breaks = [i for i in (after.find("\n"), after.find("\r")) if i >= 0]
        return Span(place.span.path, start, end + min(breaks, default=len(after)))

    def _sentence(
        self, around: Span, places: Sequence[Place], changed: Mapping[Span, tuple[tuple[int, int], ...]]
    ) -> Sentence:
        marked = [p.span for p in places if not self.whole(p)]
        # a place around others is where they are: they are what differs
        inner = [s for s in marked if not any(o != s and s.contains(o) for o in marked)]
        loud = [r for span in inner for r in changed.get(span, ((span.start, span.end),))]
        first = min(places, key=lambda p: p.span)
        line, column = self.position(first.span)
        stretches = self.cut(
            around, [(s.start, s.end, Mark.PLACE) for s in marked] + [(a, b, Mark.CHANGED) for a, b in loud]
        )
        count = len(set(places))
        time = time_of(self.claims.get(first.claim_id or ""), self.articles[first.article_id])
        at = first.span.start
        return Sentence(first.article_id, first.claim_id, around, line, column, stretches, count, at, time)

    def cut(self, around: Span, marks: Iterable[tuple[int, int, Mark]]) -> tuple[Stretch, ...]:
        """The text under ``around`` in stretches of one mark each, the loudest where marks overlap."""
        text = self.sources[around.path].text
        inside = [
            (max(a, around.start), min(b, around.end), m) for a, b, m in marks if a < around.end and b > around.start
        ]
        edges = sorted({around.start, around.end, *(a for a, _, _ in inside), *(b for _, b, _ in inside)})
        made: list[Stretch] = []
        for start, end in itertools.pairwise(edges):
            mark = max((m for a, b, m in inside if a <= start and end <= b), default=Mark.NONE)
            if made and made[-1].mark is mark:
                made[-1] = replace(made[-1], text=made[-1].text + visible(text[start:end]))
            else:
                made.append(Stretch(visible(text[start:end]), mark))
        return tuple(made)


def clipped(stretches: Sequence[Stretch], limit: int) -> tuple[Stretch, ...]:
    """About ``limit`` characters around the first mark, whole words, an ellipsis where text is left out."""
    total = sum(len(s.text) for s in stretches)
    if total <= limit:
        return tuple(stretches)
    start = 0
    for stretch in stretches:
        if stretch.mark:
            break
        start += len(stretch.text)
    else:
        start = 0
    first = max(0, min(start - limit // 3, total - limit))
    return _window(stretches, first, first + limit, total)


def _window(stretches: Sequence[Stretch], first: int, last: int, total: int) -> tuple[Stretch, ...]:
    made: list[Stretch] = []
    at = 0
    for stretch in stretches:
        low, high = max(first - at, 0), min(last - at, len(stretch.text))
        if low < high:
            made.append(Stretch(stretch.text[low:high], stretch.mark))
        at += len(stretch.text)
    if first and made:
        head = made[0].text
        cut = head.find(" ") + 1 if made[0].mark is Mark.NONE and " " in head[:24] else 0
        made[0] = replace(made[0], text="…" + head[cut:])
    if last < total and made:
        tail = made[-1].text
        cut = tail.rfind(" ") if " " in tail[-24:] else len(tail)
        made[-1] = replace(made[-1], text=tail[:cut] + "…")
    return tuple(made)

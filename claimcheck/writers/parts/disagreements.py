"""What the outlets give for each fact, and where they disagree: rows of the fact tables, each with the findings about
it. Shared by the formats that people read.

A finding that no row has becomes a row of its own. What one outlet leaves out is no row: it has nothing to compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claimcheck.datamodel import FactCell, FactRow, FactTable, Finding, Place, Span
from claimcheck.textforms import fold, plain
from claimcheck.writers.parts.visible import visible

# In the order in which people read them: figures, dates, people and who said what before names.
KINDS = ("figure", "date", "person", "source", "quotation", "event", "headline", "name", "wording")
_OF_SLOTS = {"quantity": "figure", "role": "person", "quote": "quotation"}
_OF_RULES = {
    "number": "figure", "date": "date", "name": "name", "alternate": "name", "role": "person", "speaker": "source",
    "attribution": "source", "quote": "quotation", "headline": "headline", "certainty": "event", "negation": "event",
    "contradiction": "event",
}  # fmt: skip
LEFT_OUT = frozenset({"claim-missing", "detail-missing"})
_NO_SOURCE = "no source given"
_LABEL = 90  # characters of a message that stands for the question


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an article gives a value."""

    article_id: str
    span: Span
    surface: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One value in words, and where it is given, in order of the articles' time. ``odd``: it disagrees with what most,
    or the first, have."""

    value: str
    odd: bool
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A fact, the values that articles give for it, those that disagree first, and the findings about it."""

    kind: str
    label: str
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()


def rows_of(table: FactTable | None, findings: Sequence[Finding], order: Sequence[str]) -> tuple[Row, ...]:
    """The rows of one story, or of findings that lie in none; ``order`` are its articles by time. Rows stand by kind,
    then in the table's order."""
    facts = table.rows if table else ()
    told: dict[int, list[Finding]] = defaultdict(list)
    loose: list[Finding] = []
    index = _Places(facts)
    for finding in findings:
        if finding.rule in LEFT_OUT:
            continue
        at = index.row_of(finding)
        if at is None:
            loose.append(finding)
        else:
            told[at].append(finding)
    place = {article: n for n, article in enumerate(order)}
    made = [_fact(row, tuple(told[n]), place) for n, row in enumerate(facts)]
    made = [_with_answers(row, place) if row.findings and len(row.answers) < 2 else row for row in made]
    made += [_found(finding, place) for finding in loose]
    return tuple(sorted(made, key=lambda row: KINDS.index(row.kind)))


class _Places:
    """Finds the row that a finding is about: the one of its kind in which most of its places are cells."""

    def __init__(self, rows: Sequence[FactRow]) -> None:
        self._rows = rows
        self._cells: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, row in enumerate(rows):
            for cell in row.cells:
                if cell is not None:
                    self._cells[cell.article_id].append((cell.span.start, cell.span.end, number))

    def row_of(self, finding: Finding) -> int | None:
        kind = _kind(finding)
        hits: dict[int, set[str]] = defaultdict(set)
        for place in (finding.divergence.primary, *finding.divergence.related):
            for start, end, number in self._cells.get(place.article_id, ()):
                if start < place.span.end and place.span.start < end and _shown(self._rows[number].kind) == kind:
                    hits[number].add(place.article_id)
        several = [(-len(articles), number) for number, articles in hits.items() if len(articles) > 1]
        return min(several)[1] if several else None


def _shown(kind: str) -> str:
    known = _OF_SLOTS.get(kind, kind)
    return known if known in KINDS else "wording"


def _kind(finding: Finding) -> str:
    return _OF_RULES.get(finding.rule.split("-")[0], "wording")


def _fact(row: FactRow, findings: tuple[Finding, ...], order: dict[str, int]) -> Row:
    cells = sorted((c for c in row.cells if c is not None), key=lambda c: order.get(c.article_id, 0))
    by_value: dict[tuple[str, bool], list[FactCell]] = defaultdict(list)
    for cell in cells:
        value = "" if row.kind == "source" and not cell.value else cell.value or cell.surface
        # in a name a capital or an accent may be what differs
        by_value[plain(value) if row.kind == "name" and not value.isupper() else fold(value), cell.odd].append(cell)
    answers = [
        Answer(
            visible(group[0].value or (_NO_SOURCE if row.kind == "source" else group[0].surface)),
            odd,
            tuple(Spot(c.article_id, c.span, c.surface) for c in group),
        )
        for (_, odd), group in by_value.items()
    ]
    return Row(_shown(row.kind), visible(row.label), _in_order(answers), findings)


def _with_answers(row: Row, order: dict[str, int]) -> Row:
    """A row of which the cells agree, with what the finding about it has: it lies elsewhere in the same articles."""
    return Row(row.kind, row.label, _found(row.findings[0], order).answers, row.findings)


def _found(finding: Finding, order: dict[str, int]) -> Row:
    """A finding as a row: the two readings, each with the places that have its words."""
    seen = finding.divergence
    by_claim: dict[str, list[Place]] = defaultdict(list)
    for place in (seen.primary, *seen.related):
        by_claim[place.claim_id or place.article_id].append(place)
    groups: dict[str, list[Place]] = defaultdict(list)
    key = plain if _kind(finding) == "name" else fold
    for places in by_claim.values():  # what one sentence has in pieces is one answer
        groups["; ".join(dict.fromkeys(key(p.surface) for p in places))].append(places[0])
    readings = [*seen.values, *[""] * len(groups)] if len(groups) == 2 else [seen.values[0], *[""] * len(groups)]
    by_value: dict[str, list[Place]] = defaultdict(list)
    for n, (places, known) in enumerate(zip(groups.values(), readings, strict=False)):
        value = known or (_NO_SOURCE if _kind(finding) == "source" and n else places[0].surface)
        by_value[visible(plain(value))] += places
    answers = []
    for value, places in by_value.items():
        places.sort(key=lambda p: (order.get(p.article_id, 0), p.span))
        answers.append(Answer(value, False, tuple(map(_spot, places))))
    sizes = [len({s.article_id for s in a.spots}) for a in answers]
    if max(sizes) > min(sizes):  # fewer against more are odd; one against one, nobody is
        answers = [Answer(a.value, size < max(sizes), a.spots) for a, size in zip(answers, sizes, strict=True)]
    label = visible(seen.message)
    label = label if len(label) <= _LABEL else label[:_LABEL].rsplit(" ", 1)[0] + " …"
    return Row(_kind(finding), label, _in_order(answers), (finding,))


def _spot(place: Place) -> Spot:
    return Spot(place.article_id, place.span, place.surface)


def _in_order(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """What disagrees first, then what most give."""
    return tuple(sorted(answers, key=lambda a: (not a.odd, -len({s.article_id for s in a.spots}))))

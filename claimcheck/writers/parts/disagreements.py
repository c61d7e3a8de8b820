"""What the outlets give for each fact, and where they disagree: rows of the fact tables, each with the findings about
it. Shared by the formats that people read.

A finding that no row has becomes a row of its own. What one outlet leaves out is no row: it has nothing to compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from claimcheck.datamodel import FactCell, FactRow, FactTable, Finding, Place, Span
from claimcheck.facts.bars import AGREED, AGREED_SHOWN, ALIKE_SHOWN
from claimcheck.textforms import fold, plain
from claimcheck.writers.parts.answers import (
    VALUES,
    Answer,
    Spot,
    agreed,
    heard,
    in_order,
    is_loud,
    of_one_speech,
    outnumbered,
    short_forms_joined,
    stands_in,
    told_first,
    weight,
)
from claimcheck.writers.parts.values import (
    ENDS,
    NO_SOURCE,
    NOT_QUOTED,
    in_words,
    is_as_told,
    measured,
    number_of,
    thing_of,
    worded,
    words_of,
)
from claimcheck.writers.parts.visible import visible

# In the order in which people read them: figures, dates, people and who said what before names.
KINDS = ("figure", "date", "person", "source", "quotation", "event", "headline", "name", "wording")
_OF_SLOTS = {"quantity": "figure", "role": "person", "quote": "quotation"}
_OF_RULES = {
    "number": "figure", "date": "date", "name": "name", "alternate": "name", "role": "person", "speaker": "source",
    "attribution": "source", "quote": "quotation", "headline": "headline", "certainty": "event", "negation": "event",
    "contradiction": "event",
}  # fmt: skip
# Rows of one sentence's findings each: those that share a place are about one thing.
_JOINED = frozenset({"source", "event"})
LEFT_OUT = frozenset({"claim-missing", "detail-missing"})
# Confidence from which values that agree are shown.
_SHOWN = {"figure": AGREED_SHOWN, "date": AGREED_SHOWN, "event": ALIKE_SHOWN}
# Confidence from which a note's values are told as answers to one question: as readers judged the cells of 150 stories,
# one in six of figures below was of another fact, and one in five of sources; above, one in fifteen of both.
_SURE = {"figure": 0.8, "date": 0.75, "source": 0.65}
_LABEL = 90  # characters of a message that stands for the question
_OPENING = 60  # of a statement or quotation that does
_A_PART = 4  # words of a quotation that say something by themselves
_OPENS, _CLOSES = '“"«„', '”"»'  # of quotations


@dataclass(frozen=True, slots=True)
class Row:
    """A fact, the values that articles give for it, those that disagree first, and the findings about it."""

    kind: str
    label: str
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether its values may answer two questions: only notes say that they differ, none of them surely."""
        if not self.findings or is_loud(self.findings):
            return False
        unknown = 0.0 if self.kind in VALUES else 1.0  # of figures whose sentences match one in three was of another
        sure = (f.divergence.confidence for f in self.findings)
        return max(unknown if c is None else c for c in sure) < _SURE.get(self.kind, 0.0)


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
        if at is None or not _shows(facts[at], finding):
            loose.append(finding)
        else:
            told[at].append(finding)
    place = {article: n for n, article in enumerate(order)}
    made = [_fact(row, tuple(told[n]), place) for n, row in enumerate(facts)]
    made = [_with_answers(row, place) if row.findings and len(row.answers) < 2 else row for row in made]
    made = [row for row in made if row.answers]
    made += [_found(finding, place) for finding in loose]
    made = [replace(row, answers=short_forms_joined(row.answers, row.findings)) for row in made]
    return tuple(sorted(_once(_joined(made, place)), key=lambda row: KINDS.index(row.kind)))


def _once(rows: Sequence[Row]) -> list[Row]:
    """Without what another row tells as well: one quotation on which articles agree is one row, and none where they
    differ over it; an age that stands among the figures is not told of the person again."""
    spots: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for n, row in enumerate(rows):
        if (row.kind == "quotation" and row.findings) or row.kind == "figure":
            for spot in (s for a in row.answers for s in a.spots):
                spots[spot.article_id].append((spot.span.start, spot.span.end, n))

    def is_told(row: Row) -> bool:
        """Whether one row has all its places: an age whole, of a quotation the words that differ."""
        kind = "figure" if row.kind == "person" else row.kind

        def has(start: int, end: int, own: Span) -> bool:
            return start <= own.start and own.end <= end if kind == "figure" else start < own.end and own.start < end

        over = [
            {n for a, b, n in spots[s.article_id] if rows[n].kind == kind and has(a, b, s.span)}
            for answer in row.answers
            for s in answer.spots
        ]
        return bool(set.intersection(*over))

    made: list[Row] = []
    said: dict[str, int] = {}
    figures = {(row.label, a.value.split(" ")[0]) for row in rows if row.kind == "figure" for a in row.answers}
    for row in rows:
        if row.findings or row.kind not in {"quotation", "person"}:
            made.append(row)
        elif (row.label, row.answers[0].value) not in figures and not is_told(row):
            key = heard(row.answers[0].value)
            if row.kind == "quotation" and key in said:
                made[said[key]] = _with_spots(made[said[key]], row.answers[0].spots)
                continue
            if row.kind == "quotation":
                said[key] = len(made)
            made.append(row)
    return made


def _with_spots(row: Row, spots: Sequence[Spot]) -> Row:
    """A row of one value with the places of more articles that give it."""
    (answer,) = row.answers
    known = {s.article_id for s in answer.spots}
    more = tuple(s for s in spots if s.article_id not in known)
    return replace(row, answers=(replace(answer, spots=(*answer.spots, *more)),))


def _joined(rows: Sequence[Row], order: Mapping[str, int]) -> list[Row]:
    """Rows that share a place with its value stand as one, where the first of them stood: of events those of findings,
    of sources every row, those of findings by themselves."""
    lots: list[list[Row]] = []
    homes: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        keys = (
            [(row.kind, bool(row.findings), fold(a.value), s.article_id, s.span) for a in row.answers for s in a.spots]
            if row.kind == "source" or (row.kind in _JOINED and row.findings)
            else []
        )
        known = [homes[key] for key in keys if key in homes]
        lot = known[0] if known else []
        for other in known[1:]:
            if other is not lot:
                lot += other
                lots = [x for x in lots if x is not other]
                homes.update({key: lot for key, home in homes.items() if home is other})
        if not known:
            lots.append(lot)
        lot.append(row)
        homes.update(dict.fromkeys(keys, lot))
    return [lot[0] if len(lot) == 1 else _one(lot, order) for lot in lots]


def _one(rows: Sequence[Row], order: Mapping[str, int]) -> Row:
    """One row of several: the fullest asks, every value is told once."""
    fullest = max(rows, key=lambda row: sum(map(weight, row.answers)))
    by_value: dict[str, list[Answer]] = defaultdict(list)
    for answer in (a for row in rows for a in row.answers):
        by_value[fold(answer.value)].append(answer)
    answers = [
        Answer(
            group[0].value,
            any(a.odd for a in group),
            tuple(sorted({s for a in group for s in a.spots}, key=lambda s: (order.get(s.article_id, 0), s.span))),
        )
        for group in by_value.values()
    ]
    findings = tuple({f.fingerprint: f for row in rows for f in row.findings}.values())
    return Row(fullest.kind, fullest.label, in_order(outnumbered(fullest.kind, answers, findings)), findings)


def _shows(row: FactRow, finding: Finding) -> bool:
    """Whether what a finding is about can be seen in a row: it touches two of its values; of names, of which a row has
    each article's fullest form, both stand in one."""
    kind, cells = _shown(row.kind), [c for c in row.cells if c is not None]
    about = _overlaps((finding.divergence.primary, *finding.divergence.related))
    if len({_same(kind, c) for c in cells if about(c)}) < 2:
        return False
    forms = [set(words_of(c.value or c.surface)) for c in cells]
    readings = [set(words_of(v)) for v in finding.divergence.values if v]
    return kind != "name" or all(any(reading <= form for form in forms) for reading in readings)


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
    kind = _shown(row.kind)
    bar = AGREED if findings else _SHOWN.get(kind, AGREED)
    own = (c for c in row.cells if c is not None and c.sure >= bar)
    cells = sorted(own, key=lambda c: order.get(c.article_id, 0))
    by_value: dict[str, list[FactCell]] = defaultdict(list)
    for cell in cells:
        by_value[_same(kind, cell)].append(cell)
    loud = is_loud(findings)
    odd = loud and any(_is_other(kind, c) for c in cells)
    misspelt = _misspelt(by_value.values(), findings) if kind == "name" else frozenset()
    if kind == "figure" and findings:
        by_value = _by_number(by_value)
    answers = [
        Answer(
            in_words(kind, group),
            not misspelt.isdisjoint(c.span for c in group)
            if kind == "name"
            else odd and (kind == "quotation" or any(_is_other(kind, c) for c in group)),
            tuple(Spot(c.article_id, c.span, c.surface) for c in group),
        )
        for group in by_value.values()
    ]
    if findings:
        answers = _told_once(of_one_speech(answers) if kind == "quotation" else answers, order)
    answers = outnumbered(kind, answers, findings) if findings else agreed(kind, answers)
    asked = visible(_label(row.label, answers) if kind == "figure" else row.label)
    if answers and kind == "quotation":
        asked = _shortened(max(answers, key=weight).value)
    elif answers and kind == "name":
        asked = max(answers, key=weight).value
    return Row(kind, asked, told_first(in_order(answers), findings), findings)


def _is_other(kind: str, cell: FactCell) -> bool:
    """Whether a cell is marked, or gives no source, which is a mark only where more than a note tells of it."""
    return cell.odd or (kind == "source" and not cell.value)


def _told_once(answers: Sequence[Answer], order: Mapping[str, int]) -> list[Answer]:
    """Values that are told in the same words as one: "less than 48 minutes later" beside "48 minutes later"."""
    told: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        told[answer.value].append(answer)
    return [
        Answer(
            value,
            any(a.odd for a in same),
            tuple(sorted((s for a in same for s in a.spots), key=lambda s: (order.get(s.article_id, 0), s.span))),
        )
        for value, same in told.items()
    ]


def _label(label: str, answers: Sequence[Answer]) -> str:
    """What is asked, unless none of the values that are shown is of that: then what they are of."""
    things = [t for a in answers for t in thing_of(a.value).split(" / ") if t]
    own = set(words_of(label))
    if not things or any(own & {w, w.removesuffix("s"), f"{w}s"} for t in things for w in words_of(t)):
        return label
    return things[0]


def _misspelt(forms: Iterable[Sequence[FactCell]], findings: Sequence[Finding]) -> frozenset[Span]:
    """Where a name stands as fewer write it, of the forms that one finding is about: of two names that one person has,
    each may have its own misspelling."""
    lots = list(forms)
    found: set[Span] = set()
    for finding in findings:
        if is_loud((finding,)):
            about = _overlaps((finding.divergence.primary, *finding.divergence.related))
            touched = [lot for lot in lots if any(map(about, lot))]
            weights = [(lot[0].surface, len(lot)) for lot in touched]
            found |= {c.span for lot, rare in zip(touched, _rarer(finding, weights), strict=True) if rare for c in lot}
    return frozenset(found)


def _rarer(finding: Finding, forms: Sequence[tuple[str, int]]) -> list[bool]:
    """Which forms of a name, each with how often it is given, are spelled as fewer spell it: of two spellings whatever
    longer name has the word, "Old State House" beside "State House" against "Statehouse"; else each for itself."""
    most = max((n for _, n in forms), default=0)
    two = finding.rule == "name-spelling" and all(finding.divergence.values)
    sides = [_sides(finding, name) for name, _ in forms] if two else []
    counts = [sum(n for (_, n), has in zip(forms, sides, strict=True) if has[k]) for k in (0, 1)] if sides else [0, 0]
    if not all(counts):
        return [n < most for _, n in forms]
    if counts[0] == counts[1]:
        return [False] * len(forms)
    fewer = counts[0] > counts[1]
    return [n < most and has[fewer] and not has[not fewer] for (_, n), has in zip(forms, sides, strict=True)]


def _sides(finding: Finding, name: str) -> tuple[bool, bool]:
    """Whether a name has the one spelling and the other: the words that differ, else the letters with what stands
    between them, the case of the first left out."""
    values = [value.strip(" ,;.") for value in finding.divergence.values]
    one, other = (set(words_of(value)) for value in values)
    if one - other and other - one:
        return (one - other) <= set(words_of(name)), (other - one) <= set(words_of(name))
    if fold(values[0]) != fold(values[1]):
        return fold(values[0]) in fold(name), fold(values[1]) in fold(name)
    return values[0][1:] in plain(name), values[1][1:] in plain(name)


def _overlaps(places: Sequence[Place]) -> Callable[[FactCell | Spot], bool]:
    """Whether a cell has a word of some places: of a name, a finding says which spelling differs, no cell does."""
    by_article: dict[str, list[Span]] = defaultdict(list)
    for place in places:
        by_article[place.article_id].append(place.span)
    return lambda cell: any(s.start < cell.span.end and cell.span.start < s.end for s in by_article[cell.article_id])


def _same(kind: str, cell: FactCell) -> str:
    """What two articles must have alike to give one value: in a name a capital or an accent may be what differs, in a
    quotation no mark is heard."""
    value = "" if kind == "source" and not cell.value else cell.value or cell.surface
    if kind == "name" and not value.isupper():
        return plain(value).removesuffix(".")  # "Ltd" may end a sentence
    return heard(value).replace(" ", "") if kind == "quotation" else fold(value)  # "airforce" is "air force"


def _by_number(groups: Mapping[str, list[FactCell]]) -> dict[str, list[FactCell]]:
    """What is counted may have another name with another outlet: that is no other figure."""
    joined: dict[str, list[FactCell]] = defaultdict(list)
    for key, cells in groups.items():
        joined[fold(number_of(cells[0].value)) or key] += cells
    return joined


def _with_answers(row: Row, order: dict[str, int]) -> Row:
    """A row of which the cells agree, with what the finding about it has: it lies elsewhere in the same articles."""
    return Row(row.kind, row.label, _found(row.findings[0], order).answers, row.findings)


def _found(finding: Finding, order: dict[str, int]) -> Row:
    """A finding as a row: the two readings, each with the places that have its words."""
    seen = finding.divergence
    by_claim: dict[str, list[Place]] = defaultdict(list)
    for place in _of_one_fact(finding):
        by_claim[place.claim_id or place.article_id].append(place)
    if _kind(finding) == "quotation":  # the words that differ say nothing by themselves
        by_claim = {claim: [replace(places[0], surface=_quoted(places[0]))] for claim, places in by_claim.items()}
    groups: dict[str, list[Place]] = defaultdict(list)
    key = {"name": plain, "quotation": heard}.get(_kind(finding), fold)
    for places in by_claim.values():  # what one sentence has in pieces is one answer
        groups["; ".join(dict.fromkeys(key(p.surface) for p in places))].append(places[0])
    if _kind(finding) == "quotation":
        lacks = [_lacks_words(finding, places[0]) for places in groups.values()]
        readings = [NOT_QUOTED if lack and not all(lacks) else "" for lack in lacks]
    elif finding.rule == "attribution-dropped":
        readings = [""] * len(groups)
    elif finding.rule == "speaker-conflict":  # who speaks, however he is introduced
        firsts = [fold(places[0].surface) for places in groups.values()]
        readings = [next((v for v in seen.values if v and fold(v) in first), "") for first in firsts]
    else:
        readings = [*seen.values, *[""] * len(groups)] if len(groups) == 2 else [seen.values[0], *[""] * len(groups)]
    by_value: dict[str, list[Place]] = defaultdict(list)
    shown: dict[str, str] = {}
    for places, known in zip(groups.values(), readings, strict=False):
        if known and _kind(finding) == "figure" and not is_as_told(known, places[0].surface):
            known = places[0].surface
        if known and _kind(finding) == "date":
            known = worded(known, [places[0].surface])
        value = known or (NO_SOURCE if _lacks_source(finding, places[0]) else places[0].surface)
        shown.setdefault(key(value), visible(plain(value)))
        by_value[key(value)] += places
    answers = []
    for value, places in by_value.items():
        places.sort(key=lambda p: (order.get(p.article_id, 0), p.span))
        answers.append(Answer(shown[value], False, tuple(map(_spot, places))))
    loud = is_loud((finding,))
    rare = _rarer(finding, [(a.spots[0].surface, weight(a)) for a in answers])
    answers = [replace(a, odd=loud and (few or _kind(finding) != "name")) for a, few in zip(answers, rare, strict=True)]
    answers = outnumbered(_kind(finding), answers, (finding,))
    return Row(_kind(finding), _asked(finding, answers), in_order(answers), (finding,))


def _of_one_fact(finding: Finding) -> Sequence[Place]:
    """The places of a finding; of a source that is lacking, up to where its article gives it for the next fact."""
    places = (finding.divergence.primary, *finding.divergence.related)
    if finding.rule != "attribution-dropped":
        return places
    next_fact = (n for n, p in enumerate(places) if n and p.article_id == places[0].article_id)
    return places[: next(next_fact, len(places))]


def _lacks_source(finding: Finding, place: Place) -> bool:
    """Where a source is missed, its place is the sentence; where one is given, its words."""
    return finding.rule == "attribution-dropped" and fold(place.surface) == fold(place.claim_text or "")


def _lacks_words(finding: Finding, place: Place) -> bool:
    """Of a part of a quotation that only some print, whether a quotation lacks it: its place is what stands next."""
    first = [value.partition("; ")[0] for value in finding.divergence.values]
    words = heard("".join(first)).split()[:_A_PART] if len(first) > 1 and "" in first else []
    return len(words) == _A_PART and not stands_in(words, heard(place.surface).split())


def _quoted(place: Place) -> str:
    """The quotation that has the words of a place, out of its sentence."""
    text = place.claim_text or place.surface
    at = max(text.find(place.surface), 0)
    start = max(text.rfind(mark, 0, at + 1) for mark in _OPENS) + 1
    if not start:  # some pages close a quotation with what they opened it with
        start = max(text.rfind(mark, 0, at) for mark in _CLOSES) + 1
    end = min((n for mark in _CLOSES if (n := text.find(mark, at + len(place.surface))) >= 0), default=len(text))
    return text[start:end].strip(ENDS) or place.surface


def _asked(finding: Finding, answers: Sequence[Answer]) -> str:
    """What a finding's values answer, in a few words: what is counted, the name that most use, else what is said."""
    kind, seen = _kind(finding), finding.divergence
    values = [a.value for a in sorted(answers, key=weight, reverse=True) if a.value != NOT_QUOTED]
    if kind == "name":
        return visible(seen.values[0]) if finding.rule == "name-spelling" else values[0]
    if kind == "quotation":
        return _shortened(values[0])
    thing = next((t for v in values if (t := thing_of(v) or measured(v))), "") if kind == "figure" else ""
    if kind in {"wording", "headline", "person"}:
        return _cut(visible(seen.message), _LABEL)
    return visible(thing) or _shortened(visible(seen.primary.claim_text or seen.message))


def _shortened(text: str) -> str:
    return _cut(text.strip("\"'“”‘’ "), _OPENING)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _spot(place: Place) -> Spot:
    return Spot(place.article_id, place.span, place.surface)

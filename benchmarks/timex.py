"""How well times are read in running newswire: TIMEX3 of the AQUAINT TimeML corpus (73 reports).

``python -m benchmarks.timex --data DIR`` reads ``DIR/values/timex_aquaint/*.tml``.

Scored as TempEval-3 scores (UzZaman et al. 2013): a found time and a marked one meet where their spans share a
character, each at most once, in order of text ("relaxed"); "strict" asks for the same span but for the article and the
preposition at its front. Precision, recall and F1 are over all files; the *value* F1 counts a meeting only where the
two values are equal as well.

Which are counted: TIMEX3 of type DATE, TIME and DURATION inside TEXT. SET (recurrences: "weekly") is no date to an
editor and stands apart: what we find there is neither right nor wrong. Likewise PRESENT_REF, PAST_REF and FUTURE_REF
("now", "recently", "in the future"), whoever gives them: they name no date.

Ours are ``find_dates``' phrases and, outside them, ``find_quantities``' durations; ages ("the 6-year-old boy") are
another dimension with us and no time in the corpus. Each is written as TIMEX3 writes it: a week as 1998-W32, a quarter
as 1998-Q3, "the past three weeks" as P3W. A phrase of two dates ("from May 3 to May 5") is two times there, so it is
taken apart. Nothing else is mended: a "Friday" marked without its "night", or a "last week" marked as a month, counts
as wrong, though the marks are at odds with each other there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.tables import Row, Table, publish
from claimcheck.datamodel import Quantity
from claimcheck.values.dates.find import Phrase, find_phrases, framed
from claimcheck.values.dates.nodes import (
    Approximate,
    Bound,
    Clock,
    Daypart,
    Fiscal,
    Fuzzy,
    Joined,
    Lasting,
    Node,
    Nth,
    Part,
    Period,
    Range,
    Season,
    Shifted,
    Weekend,
    Years,
)
from claimcheck.values.dates.resolving import Frame, resolve
from claimcheck.values.quantities import find_numbers, find_quantities

_APART = frozenset(("PRESENT_REF", "PAST_REF", "FUTURE_REF"))
_EDGES = re.compile(r"(?:(?:the|in|on|at|for|about|around|early|late|mid)[\s-]+)+", re.IGNORECASE)
_SECONDS = {
    "C": 3155760000.0, "DE": 315576000.0, "Y": 31557600.0, "M": 2629800.0, "W": 604800.0, "D": 86400.0, "H": 3600.0,
    "I": 60.0, "S": 1.0,
}  # fmt: skip
_SPELT = (
    ("C", r"centur(?:y|ies)\b"), ("DE", r"decades?\b"), ("Y", r"years?\b"),
    ("M", r"months?\b"), ("W", r"weeks?\b"), ("D", r"(?:days?|nights?)\b"),
    ("H", r"(?:hours?|hrs?)\b"), ("I", r"(?:minutes?|mins?)\b"), ("S", r"(?:seconds?|secs?)\b"),
)  # fmt: skip
_GRAINS = {"DE": "Y", "C": "Y", "Q": "M", "HY": "M", "F": "W", "WW": "W", "BD": "D", "WE": "W"}


@dataclass(frozen=True)
class Time:
    start: int
    end: int
    value: str
    kind: str = ""


@dataclass(frozen=True)
class Report:
    """One file: its text, the day it was written, and the times that are marked in it."""

    name: str
    text: str
    written: dt.date
    times: tuple[Time, ...]


def read_report(path: Path) -> Report:
    """The TEXT of a TimeML file, its marks as offsets into it, and the creation time (DCT)."""
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    created = root.find("./DCT/TIMEX3")
    body = root.find("./TEXT")
    assert created is not None and body is not None, path
    parts: list[str] = []
    times: list[Time] = []
    _walk(body, parts, times)
    return Report(path.stem, "".join(parts), dt.date.fromisoformat(created.attrib["value"][:10]), tuple(times))


def _walk(element: ET.Element, parts: list[str], times: list[Time]) -> None:
    start = sum(map(len, parts))
    parts.append(element.text or "")
    for child in element:
        _walk(child, parts, times)
        parts.append(child.tail or "")
    if element.tag == "TIMEX3":
        times.append(Time(start, sum(map(len, parts)), element.attrib["value"], element.attrib["type"]))


def found_in(report: Report) -> list[Time]:
    """What we read in a report, paragraph by paragraph, as TIMEX3 values."""
    times: list[Time] = []
    for paragraph in re.finditer(r"(?:(?!\n\s*\n).)+", report.text, re.DOTALL):
        text, base = paragraph[0].replace("\n", " "), paragraph.start()
        own: list[Time] = []
        for phrase, frame in framed(text, find_phrases(text), report.written):
            own += [Time(base + s, base + e, v) for s, e, v in _values(text, phrase, frame)]
        for start, end, quantity in find_quantities(text):
            spelt = text[start:end].lower()
            unit = next((u for u, p in _SPELT if re.search(p, spelt)), "")
            if quantity.dimension != "duration" or not unit:
                continue
            if any(t.start < base + end and base + start < t.end for t in own):
                continue
            own.append(Time(base + start, base + end, _length(_written(spelt, quantity, unit), unit)))
        times += sorted(own, key=lambda t: t.start)
    return times


def _written(spelt: str, quantity: Quantity, unit: str) -> float:
    """The figure as written ("about five hours" is an interval to us), or what the interval says in that unit; zero
    where how many is not said ("for weeks", "several years")."""
    if re.match(r"(?:a |the )?(?:several|few|many)\b", spelt):
        return 0.0
    if quantity.interval.low == quantity.interval.high:
        return quantity.interval.low / _SECONDS[unit]
    numbers = find_numbers(spelt)
    if numbers:
        return numbers[0][2]
    if math.isinf(quantity.interval.high) and not re.search(r"\ban? ", spelt):
        return 0.0
    return 1.0 if re.match(r"(?:\w+ )*an? ", spelt) else quantity.interval.low / _SECONDS[unit]


def _length(count: float, unit: str) -> str:
    count, unit = {"DE": (10 * count, "Y"), "C": (100 * count, "Y"), "F": (2 * count, "W")}.get(unit, (count, unit))
    mark = "PT" if unit in "HIS" else "P"
    written = f"{round(count, 2):g}" if count else "X"
    return f"{mark}{written}{'M' if unit == 'I' else unit}"


def _values(text: str, phrase: Phrase, frame: Frame) -> Iterator[tuple[int, int, str]]:
    """The phrase as TIMEX3, a range as its two ends."""
    node = phrase.node
    if isinstance(node, Range) and not isinstance(node.first, Clock):
        joint = re.search(r"\s+(?:to|and|until|till|through)\s+|\s*[-–—]\s*", text[phrase.start : phrase.end])
        if joint:
            middle = phrase.start + joint.start(), phrase.start + joint.end()
            yield phrase.start, middle[0], value_of(node.first, frame)
            yield middle[1], phrase.end, value_of(node.last, frame)
            return
    yield phrase.start, phrase.end, value_of(node, frame)


def value_of(node: Node, frame: Frame) -> str:
    """A tree and its frame as a TIMEX3 value."""
    match node:
        case Bound(_, whole) | Approximate(whole) | Part(_, whole) | Lasting(whole, _):
            return value_of(whole, frame)
        case Fuzzy(code):
            return code
        case Years(first, last, _):
            return str(first // 100 if last - first == 100 else first // 10)
        case Season(code, year, shift):
            resolved = resolve(node, frame)
            when = year or (resolved.start.year if resolved.start else frame.anchor and frame.anchor.year)
            return f"{when}-{code}"
        case Fiscal(code, year, shift, quarter):
            when = year or (frame.anchor.year + (shift or 0) if frame.anchor else "XXXX")
            return f"{code}{when}" + (f"-Q{quarter}" if quarter else "")
        case Clock(hour, minute, _, _, _, _):
            return f"{frame.anchor}T{hour:02d}:{minute or 0:02d}"
        case Daypart(code, _):
            return f"{frame.anchor}T{code}"
        case Joined(date, Clock(hour, minute, _, _, _, _)):
            return f"{value_of(date, frame)}T{hour:02d}:{minute or 0:02d}"
        case Joined(date, Daypart(code, _)):
            return f"{value_of(date, frame)}T{code}"
        case Joined(date, Bound(_, time)) | Joined(date, Range(time, _, _)):
            return value_of(Joined(date, time), frame)
        case Period(unit, _, count, _) if count is not None:
            return _length(count, unit)
        case Shifted(steps, sign, _, _) if abs(sign) == 2:
            return _length(*steps[0])
        case Shifted(steps, sign, str(), _) if frame.context is None:
            return _length(*steps[0])
        case Shifted(steps, sign, str(), None):
            days = all(count and unit not in "HIS" for count, unit in steps)
            return _stepped(node, frame) if days else _length(*steps[0])
        case Shifted(steps, sign, _, None):
            return _stepped(node, frame)
    moment = resolve(node, frame)
    if isinstance(node, Weekend):
        return _dated(moment.start, "day", "WE")
    unit = node.unit if isinstance(node, Period | Nth) and getattr(node, "weekday", None) is None else ""
    return _dated(moment.start, moment.granularity, unit, moment.end)


def _stepped(node: Shifted, frame: Frame) -> str:
    """Such as "two weeks ago", by the unit that it counts in."""
    unit = node.steps[-1][1]
    if not all(count for count, _ in node.steps):
        return "PAST_REF" if node.sign < 0 else "FUTURE_REF"
    exact = resolve(node, Frame(frame.anchor, frame.clock, frame.context, frame.lean, strict=True)).start
    return _dated(exact, {"D": "day", "W": "week", "M": "month", "Y": "year"}.get(_GRAINS.get(unit, unit), "day"), "")


def _dated(start: dt.datetime | None, grain: str, unit: str, end: dt.datetime | None = None) -> str:
    if start is None:
        return "XXXX"
    iso = start.isocalendar()
    if unit == "WE":
        return f"{iso[0]}-W{iso[1]:02d}-WE"
    if unit in ("W", "WW") or grain == "week":
        return f"{iso[0]}-W{iso[1]:02d}"
    if unit == "Q":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if unit == "HY":
        return f"{start.year}-H{(start.month + 5) // 6}"
    if unit in ("DE", "C"):
        return str(start.year // (10 if unit == "DE" else 100))
    if grain == "month":
        return start.strftime("%Y-%m")
    return f"{start.year:04d}" if grain == "year" else start.strftime("%Y-%m-%d")


def plain(value: str) -> str:
    """A value without what is only written in another way: "199X" is "199", "1999-W9" is "1999-W09"."""
    value = re.sub(r"^(\d{3})X(?:-XX)*$|^(\d{4})(?:-XX)+$", lambda m: m[1] or m[2], value)
    value = re.sub(r"^(\d{4}-\d\d)-XX$", r"\1", value)
    value = re.sub(r"^PT(\d+)H30M$", r"PT\1.5H", value)
    return re.sub(r"-W(\d)(?!\d)", r"-W0\1", value)


@dataclass(frozen=True)
class Outcome:
    """A marked time, a found one, or the two that met."""

    marked: Time | None
    found: Time | None
    strict: bool
    context: str

    @property
    def right(self) -> bool:
        return bool(self.marked and self.found and plain(self.marked.value) == plain(self.found.value))


def compare(report: Report) -> list[Outcome]:
    """Every marked and every found time of one report."""
    wanted = [t for t in report.times if t.kind != "SET" and t.value not in _APART]
    aside = [t for t in report.times if t not in wanted]
    found = [f for f in found_in(report) if f.value not in _APART]
    outcomes: list[Outcome] = []
    used: set[int] = set()
    for mark in wanted:
        hits = [n for n, f in enumerate(found) if n not in used and _meet(mark, f)]
        best = max(hits, key=lambda n: (_core(report.text, found[n]) == _core(report.text, mark), -n), default=None)
        hit = None if best is None else found[best]
        used |= set() if best is None else {best}
        same = hit is not None and _core(report.text, hit) == _core(report.text, mark)
        outcomes.append(Outcome(mark, hit, same, _around(report.text, mark)))
    for n, other in enumerate(found):
        if n not in used and not any(_meet(other, a) for a in aside):
            outcomes.append(Outcome(None, other, False, _around(report.text, other)))
    return outcomes


def _meet(one: Time, two: Time) -> bool:
    return one.start < two.end and two.start < one.end


def _core(text: str, time: Time) -> tuple[int, int]:
    lead = _EDGES.match(text[time.start : time.end])
    return time.start + (lead.end() if lead else 0), time.end


def _around(text: str, time: Time) -> str:
    before, after = text[max(0, time.start - 50) : time.start], text[time.end : time.end + 40]
    return " ".join(f"{before}[{text[time.start : time.end]}]{after}".split())


def scores(outcomes: list[Outcome], hit: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of "relaxed", "strict", "value" or "strict value"."""
    right = {
        "relaxed": lambda o: o.marked and o.found,
        "strict": lambda o: o.strict,
        "value": lambda o: o.right,
        "strict value": lambda o: o.right and o.strict,
    }[hit]
    hits = sum(bool(right(o)) for o in outcomes)
    found, marked = sum(o.found is not None for o in outcomes), sum(o.marked is not None for o in outcomes)
    precision, recall = hits / max(found, 1), hits / max(marked, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure(folder: Path) -> tuple[Table, list[Outcome]]:
    """The table over all reports of ``folder``, and every outcome."""
    outcomes = [o for path in sorted(folder.glob("*.tml")) for o in compare(read_report(path))]
    rows = []
    for hit, reach in (("relaxed", None), ("strict", None), ("value", 0.82), ("strict value", None)):
        precision, recall, f1 = scores(outcomes, hit)
        name = {"relaxed": "span, relaxed", "strict": "span, strict", "value": "span and value, relaxed"}.get(
            hit, "span and value, strict"
        )
        floor = "0.78, HeidelTime on another set" if hit == "value" else None
        rows.append(Row(f"{name}: F1", f1, floor, reach, None, f"precision {precision:.3f}, recall {recall:.3f}"))
    for kind in ("DATE", "TIME", "DURATION"):
        own = [o for o in outcomes if o.marked and o.marked.kind == kind]
        rows.append(Row(f"{kind}: found with its value", sum(o.right for o in own) / len(own), note=str(len(own))))
    notes = ("TimeML AQUAINT, 73 reports; SET and the three references (PAST_REF …) are neither right nor wrong.",)
    command = "python -m benchmarks.timex --data DIR"
    return Table("timex", "Times in running text", command, tuple(rows), notes), outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="holds values/timex_aquaint")
    parser.add_argument("--failures", action="store_true", help="list what is wrong, and publish nothing")
    options = parser.parse_args()
    table, outcomes = measure(options.data / "values" / "timex_aquaint")
    if not options.failures:
        publish(table)
        return
    for outcome in (o for o in outcomes if not o.right):
        mark, found = outcome.marked, outcome.found
        print(f"{mark and (mark.kind, mark.value)} {found and found.value}  {outcome.context}")
    wrong = [o for o in outcomes if not o.right]
    print(Counter("missed" if o.found is None else "extra" if o.marked is None else "value" for o in wrong))
    for row in table.rows:
        print(row.measure, row.value, row.note)


if __name__ == "__main__":
    main()

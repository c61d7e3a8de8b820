"""How well dates are read: Microsoft Recognizers' specification for English dates, kept to what newswire uses.

``python -m benchmarks.dates --data DIR`` reads ``DIR/values/DateTimeModel.json``.

A case is right when every kept entity has our span and our value and nothing else is found (outside entities of a
kind left out). The value is right when what we resolve to against the case's reference date, written as theirs, is
among the values the specification lists; where it lists "not resolved", the TIMEX must agree.

Spans are compared in the specification's own convention, which takes the preposition in ("in the morning", "between
2004 and 2006") where ours leaves it out; hours of the parts of the day, and ranges that end at the start of their last
day, are the specification's as well (``Frame.strict``). Recognition is the library's own.

Left out, by fields of the specification:

* entities of type set (recurrences), duration (quantities here) and timezone;
* entities whose TIMEX is PRESENT_REF ("now", "at present"): no date in a newspaper;
* entities whose TIMEX is a meal (TMEB, TMEL, TMED: "lunchtime", "after dinner");
* entities whose Text is a unit with nothing but its article ("partner of the year"): not a date to an editor;
* cases with a Comment: the specification itself marks them as provisional, of another mode or not yet right.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.values.dates import patterns as date_patterns
from claimcheck.values.dates.find import Phrase, find_phrases
from claimcheck.values.dates.nodes import (
    Approximate,
    Bound,
    Calendar,
    Clock,
    Daypart,
    Fiscal,
    Holiday,
    Joined,
    Lasting,
    Node,
    Nth,
    Part,
    Period,
    Range,
    Season,
    Shifted,
)
from claimcheck.values.dates.resolving import Frame, resolve

_LEFT_OUT = frozenset(("set", "duration", "timezone"))
_HOURS = {"MO": (8, 12), "AF": (12, 16), "EV": (16, 20), "NI": (20, 24), "NT": (0, 8), "DT": (8, 18)}
_LEADS = re.compile(r"^(?:(?:in|on|at|from|between|the|for|during|year)\s+)+", re.IGNORECASE)
_ZONE = re.compile(
    r"\s*(?:\b(?:GMT|UTC|[ECMP][SD]?T|CET|BST|local time)|(?:eastern|pacific|central|mountain)(?: time)?|\w+ time)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Outcome:
    kind: str
    found: bool
    right: bool
    text: str
    expected: str
    got: str


def kind_of(entity: dict[str, Any]) -> str:
    """Such as "date", "daterange", "time" …"""
    named = str(entity.get("TypeName") or "").rpartition(".")[2]
    return named or next((v["type"] for v in values_of(entity) if "type" in v), "")


def values_of(entity: dict[str, Any]) -> list[dict[str, str]]:
    return list((entity.get("Resolution") or {}).get("values") or [])


def kept(entity: dict[str, Any]) -> bool:
    return left_out(entity) is None


def left_out(entity: dict[str, Any]) -> str | None:
    """The kind for which an entity is left out, or None."""
    if kind_of(entity) in _LEFT_OUT:
        return kind_of(entity)
    timex = {str(v.get("timex")) for v in values_of(entity)}
    if "PRESENT_REF" in timex:
        return "PRESENT_REF"
    if any(re.fullmatch(r"TME[BLD]", t) for t in timex):
        return "meal"
    return (
        "bare unit"
        if re.fullmatch(r"(the )?(day|week|weekend|fortnight|month|year)", entity["Text"], re.IGNORECASE)
        else None
    )


def readings(phrase: Phrase, reference: dt.datetime) -> list[dict[str, str]]:
    """What we read, written as the specification writes values; two where a.m. and p.m. are both possible."""
    frame = Frame(reference.date(), reference.time(), reference.date(), phrase.lean, _HOURS, strict=True)
    return [_written(node, frame) for node in _halves(phrase.node)]


def _halves(node: Node) -> list[Node]:
    """The node, and where a.m. and p.m. are both possible its other half of the day: the specification lists both."""
    from dataclasses import replace

    def later(time: Node) -> Node:
        return (
            replace(time, hour=time.hour + 12) if isinstance(time, Clock) and not time.sure and time.hour < 12 else time
        )

    def shift(one: Node) -> Node:
        match one:
            case Clock():
                return later(one)
            case Range(first, last, inside):
                return Range(shift(first), shift(last), inside)
            case Joined(date, time):
                return Joined(date, shift(time))
            case Bound(side, whole):
                return Bound(side, shift(whole))
            case Approximate(whole):
                return Approximate(shift(whole))
            case _:
                return one

    return [node, shift(node)]


def _written(node: Node, frame: Frame) -> dict[str, str]:
    moment = resolve(node, frame)
    timex = moment.pattern
    core = node.whole if isinstance(node, Approximate) else node
    if isinstance(core, Season | Fiscal) or not moment.resolved:
        return _unresolved(core, timex, frame)
    start, end = moment.start, moment.end
    clocked = _clocked(core)
    if start is None or end is None:
        edge = start or end
        return {"start" if start else "end": _stamp(edge, clocked)} if edge else {}
    if _edge(core):
        return {"value": _stamp(end - dt.timedelta(seconds=1), True)}
    if _point(core):
        return {"value": _stamp(start, clocked)}
    if end.time() == dt.time(0) and clocked and _ends_in_night(core):
        end -= dt.timedelta(seconds=1)
    return {"start": _stamp(start, clocked), "end": _stamp(end, clocked)}


def _edge(node: Node) -> bool:
    return isinstance(node, Part) and node.which == "end" and date_patterns.granularity(node.whole) == "day"


def _ends_in_night(node: Node) -> bool:
    return isinstance(node, Joined) and isinstance(node.time, Daypart)


def _clocked(node: Node) -> bool:
    if isinstance(node, Bound | Approximate):
        return _clocked(node.whole)
    if isinstance(node, Range):
        return _clocked(node.first) or _clocked(node.last)
    if isinstance(node, Shifted):
        return any(unit in "HIS" for _, unit in node.steps)
    if isinstance(node, Period):
        return node.unit in ("H", "I", "S")
    return date_patterns.granularity(node) == "time"


def _point(node: Node) -> bool:
    match node:
        case Calendar():
            return node.day is not None
        case Shifted():
            return abs(node.sign) == 1
        case Joined(_, time):
            return isinstance(time, Clock)
        case Range() | Bound() | Part() | Lasting():
            return False
        case Nth(_, _, _, count, _) if count > 1:
            return False
        case Holiday():
            return not node.weekend
        case _:
            return date_patterns.granularity(node) == "day" and not (
                isinstance(node, Period) and (node.count or node.unit == "WE")
            )


def _stamp(moment: dt.datetime, clocked: bool) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if clocked else moment.strftime("%Y-%m-%d")


def _unresolved(node: Node, timex: str, frame: Frame) -> dict[str, str]:
    """Times of day without a date, and what the specification leaves unresolved."""
    match node:
        case Clock(hour, minute, second, _, _, _):
            return {"value": f"{hour:02d}:{minute or 0:02d}:{second or 0:02d}"}
        case Daypart(code, which):
            low, high = _HOURS[code]
            middle = (low + high) / 2
            low_h, high_h = (low, middle) if which == "start" else (middle, high) if which == "end" else (low, high)
            last = "23:59:59" if high_h == 24 else f"{int(high_h):02d}:00:00"
            return {"start": f"{int(low_h):02d}:00:00", "end": last}
        case Range(first, last_node, _) if isinstance(first, Clock) and isinstance(last_node, Clock):
            return {"start": _unresolved(first, "", frame)["value"], "end": _unresolved(last_node, "", frame)["value"]}
        case Bound(side, whole) if isinstance(whole, Clock | Approximate):
            inner = whole.whole if isinstance(whole, Approximate) else whole
            edge = "end" if side in ("before", "until") else "start"
            return {edge: _unresolved(inner, "", frame).get("value", "")}
        case Season(code, year, shift) if frame.anchor:
            when = year if year is not None else frame.anchor.year + shift if shift is not None else None
            return {"timex": f"{when}-{code}" if when else code}
        case Fiscal(code, year, shift, _) if frame.anchor:
            when = year if year is not None else frame.anchor.year + shift if shift is not None else None
            return {"timex": f"{code}{when or 'XXXX'}"}
        case _:
            return {"timex": timex}


def same_value(entity: dict[str, Any], written: list[dict[str, str]]) -> bool:
    for value in values_of(entity):
        if value.get("value") == "not resolved":
            wanted = {"timex": value["timex"]}
        else:
            wanted = {k: value[k] for k in ("value", "start", "end") if k in value}
        if wanted in written:
            return True
    return False


def same_span(text: str, entity: dict[str, Any], phrase: Phrase) -> bool:
    """Whether the spans agree but for prepositions, articles and zones at their edges."""
    start, end = entity["Start"], entity["Start"] + entity.get("Length", entity["End"] + 1 - entity["Start"])
    return _core(text, start, end) == _core(text, phrase.start, phrase.end)


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    if lead := _LEADS.match(text[start:end]):
        start += lead.end()
    zone = _ZONE.search(text[start:end])
    return start, start + zone.start() if zone else end


def run_case(case: dict[str, Any]) -> list[Outcome]:
    text = case["Input"]
    reference = _reference(case)
    phrases = list(find_phrases(text))
    outcomes = []
    used: set[int] = set()
    for entity in case["Results"]:
        if not kept(entity):
            used |= {n for n, p in enumerate(phrases) if p.start <= entity["End"] and entity["Start"] < p.end}
    for entity in filter(kept, case["Results"]):
        hits = [n for n, p in enumerate(phrases) if same_span(text, entity, p)]
        overlap = [n for n, p in enumerate(phrases) if p.start <= entity["End"] and entity["Start"] < p.end]
        used |= set(overlap)
        written = readings(phrases[hits[0]], reference) if hits else []
        value = bool(hits) and same_value(entity, written)
        got = "; ".join(
            f"{text[phrases[n].start : phrases[n].end]} {date_patterns.pattern(phrases[n].node)}" for n in overlap
        )
        expected = f"{entity['Text']} {values_of(entity)[:1]}"
        outcomes.append(Outcome(kind_of(entity), bool(hits), value, text, expected, f"{got} {written[:1]}"))
    for n, phrase in enumerate(phrases):
        if n not in used:
            shown = f"{text[phrase.start : phrase.end]} {date_patterns.pattern(phrase.node)}"
            outcomes.append(Outcome("nothing", False, False, text, "nothing", shown))
    if not case["Results"] and not phrases:
        outcomes.append(Outcome("nothing", True, True, text, "nothing", "nothing"))
    return outcomes


def _peer_right(case: dict[str, Any]) -> bool | None:
    """Whether dateparser finds the spans that are asked for, and nothing outside what is left out; its values are
    points, so ranges would all be wrong."""
    text = case["Input"]
    found = peers.dateparser(text, _reference(case))
    if found is None:
        return None
    aside = [(e["Start"], e["End"] + 1) for e in case["Results"] if not kept(e)]
    spans = sorted(_core(text, s, e) for s, e, _ in found if not any(s < b and a < e for a, b in aside))
    wanted = [e for e in case["Results"] if kept(e)]
    return spans == sorted(
        _core(text, e["Start"], e["Start"] + e.get("Length", e["End"] + 1 - e["Start"])) for e in wanted
    )


def _reference(case: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat((case.get("Context") or {}).get("ReferenceDateTime") or "2016-11-07T00:00:00")


def measure(cases: list[dict[str, Any]]) -> tuple[Table, list[Outcome]]:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    case_hits: list[float] = []
    span_hits: list[float] = []
    peer_hits: list[float] = []
    peer_installed = True
    failures: list[Outcome] = []
    left = Counter[str]()
    for case in cases:
        if case.get("Comment"):
            left["case with a Comment"] += 1
            continue
        for entity in case["Results"]:
            if reason := left_out(entity):
                left[reason] += 1
        outcomes = run_case(case)
        if not outcomes:
            continue
        for outcome in outcomes:
            by_kind[outcome.kind].append(outcome)
        case_hits.append(float(all(o.right for o in outcomes)))
        if (right := _peer_right(case)) is None:
            peer_installed = False
        else:
            peer_hits.append(float(right))
        span_hits.append(float(all(o.found for o in outcomes)))
        failures += [o for o in outcomes if not o.right]
    rows = [
        Row(
            "cases: every span and value",
            sum(case_hits) / len(case_hits),
            reach=0.90,
            interval=bootstrap(case_hits),
            note=f"{len(case_hits)} cases",
        ),
        peers.row("cases: every span", "dateparser", peer_hits if peer_installed else None, "values not asked of it"),
        Row("cases: every span", sum(span_hits) / len(span_hits), interval=bootstrap(span_hits)),
    ]
    everything = [o for k, group in by_kind.items() if k != "nothing" for o in group]
    hits = [float(o.right) for o in everything]
    rows.append(
        Row("entities: span and value", sum(hits) / len(hits), interval=bootstrap(hits), note=f"{len(hits)} entities")
    )
    for kind in sorted(by_kind):
        hits = [float(o.right) for o in by_kind[kind]]
        name = "nothing to find, nothing found" if kind == "nothing" else kind or "no type"
        rows.append(Row(name, sum(hits) / len(hits), interval=bootstrap(hits), note=str(len(hits))))
    notes = ("Left out: " + ", ".join(f"{name} {count}" for name, count in sorted(left.items())) + ".",)
    return Table("dates", "Dates and times", "python -m benchmarks.dates --data DIR", tuple(rows), notes), failures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="folder that holds values/DateTimeModel.json"
    )
    parser.add_argument("--failures", action="store_true", help="list what was read wrongly, and publish nothing")
    options = parser.parse_args()
    table, failures = measure(
        json.loads((options.data / "values" / "DateTimeModel.json").read_text(encoding="utf-8-sig"))
    )
    if options.failures:
        for failure in failures:
            print(f"[{failure.kind}] {failure.text[:120]!r}\n    want {failure.expected}\n    got  {failure.got}")
        for row in table.rows:
            print(f"{row.measure}: {row.value} {row.note}")
        return
    publish(table)


if __name__ == "__main__":
    main()

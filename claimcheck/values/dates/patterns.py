"""The pattern, granularity and vagueness of a date phrase: everything about it that needs no anchor.

Patterns are TIMEX-like. "REF" is the day of publication and "CTX" a time named elsewhere in the text:
"REF-1D" yesterday, "REF-1W" last week, "REF-1W-5" Friday of last week, "REF-2w" the day two weeks before, "REF-P3M"
the three months up to now; "A/B" from A to B, "A..B" some time between them; "<A" before, "<=A" by, ">A" after,
">=A" since.
"""

from __future__ import annotations

from claimcheck.values.dates.nodes import (
    Approximate,
    Bound,
    Calendar,
    Clock,
    Daypart,
    Fiscal,
    Fuzzy,
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
    Weekday,
    Weekend,
    WeekOf,
    Years,
)

_SIDES = {"before": "<", "until": "<=", "after": ">", "since": ">="}
_UNIT_GRAIN = {
    "D": "day", "BD": "day", "W": "week", "WW": "week", "WE": "day", "F": "week", "M": "month", "Q": "month",
    "HY": "month", "Y": "year", "DE": "decade", "C": "decade", "H": "time", "I": "time", "S": "time",
}  # fmt: skip
_PARTS = {"start": "START", "mid": "MID", "end": "END", "earlier": "START", "later": "END", "rest": "END"}


def pattern(node: Node) -> str:
    """What the words say, before any anchor."""
    match node:
        case Calendar():
            return _calendar(node)
        case Weekday(number, shift, recent, there):
            if there:
                return f"CTX{shift or 0:+d}W-{number}"
            if recent:
                return f"REF{'<' if recent < 0 else '>'}W-{number}"
            return f"XXXX-WXX-{number}" if shift is None else f"REF{shift:+d}W-{number}"
        case Period(unit, shift, count, there):
            origin = "CTX" if there else "REF"
            if count is None:
                return f"{origin}{shift:+d}{unit}"
            return f"{origin}{'-' if shift < 0 else '+'}P{count or 'X'}{unit}"
        case Shifted(steps, sign, base, _):
            length = "".join(f"{count:g}{unit.lower()}" if count else f"X{unit.lower()}" for count, unit in steps)
            if abs(sign) == 2:
                return f"REF{'-' if sign < 0 else '+'}P{length.upper()}"
            start = "REF" if base is None else "CTX" if isinstance(base, str) else pattern(base)
            if (
                start == "REF"
                and len(steps) == 1
                and steps[0][1] == "D"
                and steps[0][0]
                and steps[0][0] == int(steps[0][0])
            ):
                length = length.upper()
            return f"{start}{'-' if sign < 0 else '+'}{length}"
        case Part(which, whole):
            return f"{pattern(whole)}-{_PARTS[which]}"
        case Nth():
            return _nth(node)
        case Years(first, last, open_century):
            if last - first == 100:
                return f"{first // 100:02d}XX"
            return f"XX{first % 100 // 10}X" if open_century else f"{first // 10}X"
        case Season(code, year, shift):
            return f"{_year(year, shift)}-{code}"
        case Fiscal(code, year, shift, quarter):
            return f"{code}{_year(year, shift)}" + (f"-Q{quarter}" if quarter else "")
        case Holiday(name, year, shift, weekend):
            return f"{_year(year, shift)}-[{name}]" + ("-WE" if weekend else "")
        case Clock():
            return _clock(node)
        case Daypart(code, which):
            return f"T{code}" + (f"-{_PARTS[which]}" if which else "")
        case Joined(date, time):
            if isinstance(time, Range):
                join = ".." if time.inside else "/"
                return f"{pattern(date)}{pattern(time.first)}{join}{pattern(date)}{pattern(time.last)}"
            return pattern(date) + pattern(time)
        case Range(first, last, inside):
            return f"{pattern(first)}{'..' if inside else '/'}{pattern(last)}"
        case Lasting(first, steps):
            return f"{pattern(first)}/P" + "".join(f"{count:g}{unit}" for count, unit in steps)
        case Bound(side, whole):
            return _SIDES[side] + pattern(whole)
        case WeekOf(day, weekend):
            return f"{pattern(day)}-{'WE' if weekend else 'W'}"
        case Weekend():
            return "XXXX-WXX-WE"
        case Approximate(whole):
            return pattern(whole)
        case Fuzzy(code):
            return code


def granularity(node: Node) -> str:
    """One of the datamodel's granularities."""
    match node:
        case Calendar(_, month, day):
            return "day" if day else "month" if month else "year"
        case Weekday() | Holiday() | Weekend():
            return "day"
        case Period(unit, _, count, _):
            return "fuzzy" if count == 0 else _UNIT_GRAIN[unit]
        case Shifted(steps, _, base, weekday):
            if not all(count for count, _ in steps):
                return "fuzzy"
            if weekday or (base is not None and not isinstance(base, str)):
                return "day"
            return _UNIT_GRAIN[steps[-1][1]]
        case Part(_, whole):
            inner = granularity(whole)
            return "time" if inner == "day" else inner
        case Nth(_, unit, _, _, weekday):
            return "day" if weekday else _UNIT_GRAIN[unit]
        case Years():
            return "decade"
        case Season():
            return "season"
        case Fiscal(_, _, _, quarter):
            return "month" if quarter else "year"
        case Clock() | Daypart() | Joined():
            return "time"
        case Range(first, last, _):
            return granularity(last if isinstance(first, Shifted) else first)
        case Lasting(first, _) | Bound(_, first) | Approximate(first):
            return granularity(first)
        case WeekOf():
            return "week"
        case Fuzzy():
            return "fuzzy"


def approximate(node: Node) -> bool:
    """Whether the words leave the edges of the time open, or which of two dates is meant."""
    match node:
        case Calendar():
            return node.swappable
        case Part(which, _):
            return which not in ("earlier", "later", "rest")
        case Approximate() | Season() | Fuzzy():
            return True
        case Clock():
            return node.approximate
        case Daypart(_, which):
            return bool(which)
        case Shifted(steps, sign, _, _):
            return abs(sign) == 1 and any(unit not in ("D", "BD") or not count for count, unit in steps)
        case Period(_, _, count, _):
            return count is not None
        case Joined(date, time):
            return approximate(date) or approximate(time)
        case Range(first, last, _):
            return approximate(first) or approximate(last)
        case Bound(_, whole):
            return approximate(whole)
        case _:
            return False


def _year(year: int | None, shift: int | None) -> str:
    return f"{year:04d}" if year is not None else "XXXX" if shift is None else f"REF{shift:+d}Y"


def _calendar(node: Calendar) -> str:
    text = _year(node.year, node.of_year)
    if node.shift is not None:
        text = ("REF<Y", "REF+0Y", "REF>Y")[node.shift + 1]
    if node.of_month is not None:
        return f"REF{node.of_month:+d}M-{node.day:02d}"
    if node.month is None and node.day is None:
        return text
    text += f"-{node.month:02d}" if node.month else "-XX"
    return text + (f"-{node.day:02d}" if node.day else "")


def _nth(node: Nth) -> str:
    whole = pattern(node.whole) if node.whole else "XXXX"
    number = str(node.number) if node.number > 0 else f"-{-node.number}"
    if node.weekday:
        return f"{whole}-WXX-{node.weekday}-#{number}"
    if node.unit == "D":
        return f"{whole}-D{number}"
    return f"{whole}-{node.unit}{number}" + (f"x{node.count}" if node.count != 1 else "")


def _clock(node: Clock) -> str:
    text = f"T{node.hour:02d}"
    if node.minute is not None:
        text += f":{node.minute:02d}"
    if node.second is not None:
        text += f":{node.second:02d}"
    if not node.sure:
        text += "?"
    if isinstance(node.zone, str):
        return f"{text}[{node.zone.upper()}]"
    if node.zone is not None:
        text += (
            "Z"
            if node.zone == 0
            else f"{'-' if node.zone < 0 else '+'}{abs(node.zone) // 60:02d}:{abs(node.zone) % 60:02d}"
        )
    return text

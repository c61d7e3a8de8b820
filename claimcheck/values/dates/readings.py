"""A moment in words for the fact table, and the patterns that dates are written in (see ``claims.date_patterns``)."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re

from claimcheck.datamodel import Moment

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)

TIME = re.compile(
    r"T(?P<hour>\d\d)(?::(?P<minute>\d\d))?(?::(?P<second>\d\d))?(?P<open>\?)?(?P<zone>Z|[+-]\d\d:\d\d|\[[\w?]+\])?"
)

DAYPART = re.compile(r"T(MO|AF|EV|NI|NT|DT)(-START|-MID|-END)?")
CALENDAR = re.compile(r"(?P<year>\d{4}|XXXX|REF[+-]\d+Y|REF[<>]Y)(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d))?(?![\d-])")

BARE_WEEKDAY = re.compile(r"XXXX-WXX-(?P<weekday>[1-7])")
STEP = re.compile(r"(?P<base>REF|CTX)(?P<count>[+-]\d+)(?P<unit>[A-Z]+)")

_PART_NAMES = {"MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night", "NT": "night", "DT": "daytime"}


@functools.lru_cache(maxsize=1 << 14)
def read_moment(moment: Moment) -> str:
    """The moment in words for the fact table: "Monday 15 January 2018", "late 2017", "10 a.m.", "Monday"."""
    return _words(moment)


def split_range(pattern: str) -> tuple[str, str] | None:
    """The two ends of a range's pattern."""
    for mark in ("..", "/"):
        if mark in pattern:
            first, last = pattern.split(mark, 1)
            return first, last
    return None


_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}

_PARTS = {"START": "early", "MID": "mid", "END": "late"}
_YEARS_OF = {"FY": "fiscal", "SY": "school year", "AY": "tax year"}
_UNITS = {
    "D": "day", "BD": "business day", "W": "week", "WW": "working week", "WE": "weekend", "F": "fortnight",
    "M": "month",
    "Q": "quarter", "HY": "half", "Y": "year", "DE": "decade", "C": "century", "H": "hour", "I": "minute",
    "S": "second",
}  # fmt: skip

_BOUND_WORDS = (("<=", "by "), (">=", "since "), ("<", "before "), (">", "after "))
_FURTHER = {"before ": "more than", "after ": "less than"}
_NUMBERS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def _words(moment: Moment) -> str:
    text = moment.pattern
    lead = ""
    for mark, word in _BOUND_WORDS:
        if text.startswith(mark):
            lead, text = word, text[len(mark) :]
            break
    rough = "around " if moment.approximate and moment.granularity == "time" and re.search(r"T\d", text) else ""
    if lead:
        words = _pattern_words(text)
        if words.endswith(" ago") and lead in _FURTHER:  # "more than a year ago", not "before a year ago"
            return f"{_FURTHER[lead]} {words}"
        return lead + rough + words
    if moment.resolved and moment.start and moment.end and (resolved := _interval_words(moment)):
        return rough + resolved
    return rough + _pattern_words(text)


def _interval_words(moment: Moment) -> str:
    start, end = moment.start, moment.end
    if start is None or end is None:
        return ""
    ranged = split_range(moment.pattern)
    if ranged and "T" not in moment.pattern:
        last = end - DAY
        if moment.granularity == "year":
            words = f"{start.year} to {last.year}"
        elif moment.granularity == "month":
            words = f"{_month(start)} to {_month(last)}"
        else:
            words = f"{_day(start)} to {_day(last)}"
        return f"between {words.replace(' to ', ' and ')}" if ".." in moment.pattern else words
    if moment.granularity == "day" and end - start == DAY:
        return _day(start)
    if moment.granularity == "time" and re.search(r"[\dEFRX]T(\d|MO|AF|EV|NI|NT|DT)", moment.pattern):
        at = re.search(r"T(\d|MO|AF|EV|NI|NT|DT).*", moment.pattern)
        day = start if not moment.approximate or not re.search(r"T\d", moment.pattern) else start + 30 * MINUTE
        return f"{_day(day)}, {_time_words(at[0])}" if at and not ranged else ""
    plain = re.fullmatch(r"(REF[+-]\d+[A-Z]+|XXXX-\d\d|REF(?:[+-]\d+|[<>])Y-\d\d)", moment.pattern)
    if plain and moment.granularity == "month" and (end - start).days < 32:
        return _month(start)
    if plain and moment.granularity == "year" and (end - start).days > 364:
        return str(start.year)
    if plain and moment.granularity == "week":
        return f"week of {_day(start)}"
    return ""


def _day(moment: dt.datetime) -> str:
    return f"{_DAY_NAMES[moment.weekday()]} {moment.day} {calendar.month_name[moment.month]} {moment.year}"


def _month(moment: dt.datetime) -> str:
    return f"{calendar.month_name[moment.month]} {moment.year}"


def _pattern_words(text: str) -> str:
    """A pattern in words, for what no anchor resolved."""
    if ends := split_range(text):
        joined = " and " if ".." in text else " to "
        return ("between " if ".." in text else "") + _pattern_words(ends[0]) + joined + _pattern_words(ends[1])
    at = re.search(r"T(\d\d|MO|AF|EV|NI|NT|DT)", text)
    if at:
        time = _time_words(text[at.start() :])
        if not at.start():
            return time
        comma = " " if DAYPART.match(text[at.start() :]) and not text[0].isdigit() else ", "
        day = _pattern_words(text[: at.start()])
        if day == "today" and comma == " ":
            return "tonight" if time == "night" else f"this {time}"
        return f"{day}{comma}{time}"
    for suffix, word in _PARTS.items():
        if text.endswith("-" + suffix):
            return f"{word}{'-' if word == 'mid' else ' '}{_pattern_words(text[: -len(suffix) - 1])}"
    if match := BARE_WEEKDAY.fullmatch(text):
        return _DAY_NAMES[int(match["weekday"]) - 1]
    if match := re.fullmatch(r"REF([+-]\d+|[<>])W-([1-7])", text):
        turn = {"-1": "last", "+0": "this", "+1": "next", "<": "this past", ">": "this coming"}.get(
            match[1], match[1] + " weeks"
        )
        return f"{turn} {_DAY_NAMES[int(match[2]) - 1]}"
    if match := STEP.fullmatch(text):
        return _step_words(match)
    if match := CALENDAR.fullmatch(text):
        return _calendar_words(match)
    if match := re.fullmatch(r"(\d{4}|XXXX|REF[+-]\d+Y)-(SP|SU|FA|WI)", text):
        return f"{_SEASONS[match[2]]}{' ' + match[1] if match[1].isdigit() else ''}"
    if match := re.fullmatch(r"(XX\d|\d{3})X", text):
        return f"{match[1].replace('XX', '')}0s"
    if match := re.fullmatch(r"(\d\d)XX", text):
        return f"{int(match[1]) * 100}s"
    if match := re.fullmatch(r"(FY|SY|AY)(\d{4})(?:-Q(\d))?", text):
        return f"{_YEARS_OF[match[1]]} {match[2]}" + (f", quarter {match[3]}" if match[3] else "")
    if match := re.fullmatch(r"(.+?)-\[(.+)\](?:-WE)?", text):
        return match[2].title().replace("'S", "'s") + (f" {match[1]}" if match[1].isdigit() else "")
    if match := re.fullmatch(r"(.+)-(HY|M|Q|W|Y|DE)(-?\d)(?:x\d+)?", text):
        ranked = f"{_NUMBERS.get(int(match[3]), match[3])} {_UNITS[match[2]]}"
        return ranked if match[1] == "XXXX" else f"{ranked} of {_pattern_words(match[1])}"
    if match := re.fullmatch(r"(?:REF|CTX)([+-])P(X|\d+)([A-Z]+)", text):
        many = "few" if match[2] == "X" else match[2]
        side = "past" if match[1] == "-" else "next"
        return f"the {side} {many} {_UNITS.get(match[3], match[3])}{'s' if many != '1' else ''}"
    if match := re.fullmatch(r"(REF|CTX)([+-])(X|\d+(?:\.5)?)([a-z]+)", text):
        many = "some" if match[3] == "X" else match[3]
        after = (
            ("ago" if match[2] == "-" else "from now")
            if match[1] == "REF"
            else ("earlier" if match[2] == "-" else "later")
        )
        return f"{many} {_UNITS.get(match[4].upper(), match[4])}{'s' if many != '1' else ''} {after}"
    named = {
        "PAST_REF": "recently",
        "FUTURE_REF": "soon",
        "FUTURE_CTX": "soon after",
        "PAST_CTX": "shortly before",
        "XXXX": "a year",
        "XXXX-WXX-WE": "the weekend",
    }
    return named.get(text, text)


def _calendar_words(match: re.Match[str]) -> str:
    year = match["year"] if match["year"].isdigit() else ""
    month = (
        calendar.month_name[int(match["month"])]
        if match["month"] and match["month"] != "XX" and int(match["month"]) < 13
        else ""
    )
    day = str(int(match["day"])) if match["day"] else ""
    turn = {"REF-1Y": "last ", "REF+0Y": "this ", "REF<Y": "last ", "REF>Y": "next "}.get(match["year"], "")
    return turn + " ".join(part for part in (day, month, year) if part) or "a date"


def _step_words(match: re.Match[str]) -> str:
    count, unit = int(match["count"]), _UNITS.get(match["unit"], match["unit"])
    if match["base"] == "CTX":
        return f"{'the same' if not count else 'the next' if count > 0 else 'the previous'} {unit}"
    if unit == "day" and -2 < count < 2:
        return ("yesterday", "today", "tomorrow")[count + 1]
    if unit == "day":
        return f"{abs(count)} days {'ago' if count < 0 else 'from now'}"
    return f"{'this' if not count else 'next' if count > 0 else 'last'} {unit}"


def _time_words(text: str) -> str:
    if part := DAYPART.match(text):
        turn = _PARTS.get((part[2] or "").strip("-"), "")
        return f"{turn} {_PART_NAMES[part[1]]}".strip()
    match = TIME.match(text)
    if not match:
        return text
    hour, minute = int(match["hour"]), match["minute"]
    if match["open"]:
        spoken = f"{hour}:{minute or '00'}"
    elif minute is None and hour in (0, 12):
        spoken = "noon" if hour else "midnight"
    else:
        spoken = f"{hour % 12 or 12}{':' + minute if minute else ''} {'a.m.' if hour < 12 else 'p.m.'}"
    zone = match["zone"]
    if not zone:
        return spoken
    return f"{spoken} {'GMT' if zone == 'Z' else zone.strip('[]') if zone[0] == '[' else 'UTC' + zone}".replace(
        " ?", ""
    )

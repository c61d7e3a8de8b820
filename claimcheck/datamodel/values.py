"""Values of the value algebra, and mentions, the stretches of a claim that bear them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.datamodel.pages import Span


class MentionKind(StrEnum):
    NAME = "name"
    QUANTITY = "quantity"
    DATE = "date"
    ROLE = "role"  # what a person is called beside the name; found over a story, not in a claim
    SOURCE = "source"  # who says it, with the verb, or the claim that lacks a source
    QUOTE = "quote"
    EVENT = "event"  # whether it happened, and how surely an article says so


@dataclass(frozen=True, slots=True)
class Interval:
    """Real numbers from ``low`` to ``high``; ``*_open`` says that the bound itself is outside."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as newswire writes it.

    ``dimension`` is one of count, ordinal, percent, money, length, area, mass, volume, speed,
    temperature, duration, age, magnitude, score, fraction, power, energy, data.  ``interval`` is in ``unit``, the
    dimension's base unit ("" for counts, ISO 4217 for money, "m", "m2", "kg", "l", "m/s", "C", "s",
    "year", …).  ``noun`` is what is counted, lower case, as written ("militants"), or "".
    ``exact`` is false for "about", "more than", "hundreds", "dozens".
    """

    dimension: str
    interval: Interval
    unit: str = ""
    noun: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as an interval: half-open ``[start, end)``, naive local time; ``None`` is unbounded
    or unknown.

    ``pattern`` is what the words say before any anchor, TIMEX-like: "2018-01-19", "XXXX-07",
    "XXXX-WXX-1" (a Monday), "XXXX-XX-XXT14:30", "P2D" (a duration), "PAST_REF", "2017-END".  ``resolved`` is
    false where no anchor was known: such a moment never conflicts by its interval.
    ``granularity`` is one of time, day, week, month, season, year, decade, fuzzy.
    """

    pattern: str
    granularity: str
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    resolved: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts, as written.  ``kind`` is person, place, organisation or unknown."""

    kind: str
    given: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    honorific: str = ""
    suffix: str = ""


Value = Quantity | Moment | Name


class Relation(StrEnum):
    """How two values stand to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"  # both can be true: one is more exact
    CONFLICT = "conflict"  # they cannot both be true of one slot
    UNKNOWN = "unknown"  # not comparable: another dimension, an unresolved date, no evidence


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the value algebra says of two values, with the reason in plain words for the editor.

    ``probability`` is that of the two being the same, where a trained model gives one.
    """

    relation: Relation
    reason: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A typed stretch of a claim. ``surface`` equals the source text under ``span``."""

    kind: MentionKind
    span: Span
    surface: str
    value: Value | None = None

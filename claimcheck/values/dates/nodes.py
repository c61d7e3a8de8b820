"""What a date phrase says, before any anchor: the tree that the grammar builds and ``date_resolving`` reads.

Units are D, W, F (fortnight), WE (weekend), M, Q, Y, DE (decade), C (century), and H, I (minute), S.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date by its parts. ``swappable`` is a numeric date that may be day first or month first;
    ``shift`` is -1, 0 or 1 for "last July", "this July", "next July"; ``of_year`` the same for "July of last year",
    ``of_month`` for "the 21st of this month"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    shift: int | None = None
    swappable: bool = False
    of_year: int | None = None
    of_month: int | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """``number`` 1 to 7 from Monday. ``shift`` counts weeks from the anchor's own week; None is the bare name;
    ``recent`` is "this past Friday", "this coming Friday": the nearest on that side; ``there`` counts from a time the
    text names elsewhere ("the following Friday")."""

    number: int
    shift: int | None = None
    recent: int = 0
    there: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A unit beside the anchor ("last week"), or ``count`` of them up to or from it ("the past three weeks");
    ``count`` 0 is an unknown number ("the coming days"). ``there``: counted from a time the text names elsewhere."""

    unit: str
    shift: int
    count: int | None = None
    there: bool = False


@dataclass(frozen=True, slots=True)
class Shifted:
    """``steps`` of (count, unit) before (-1) or after (1) ``base``; base None is the anchor, "there" a time named
    elsewhere in the text. A count of 0 is unknown ("years ago")."""

    steps: tuple[tuple[float, str], ...]
    sign: int
    base: Node | str | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """``which`` is start, mid, end, or earlier, later (measured from the anchor); ``edge``: the very end of a day."""

    which: str
    whole: Node


@dataclass(frozen=True, slots=True)
class Nth:
    """The ``number``-th ``unit`` of ``whole`` ("the first quarter of 2012"); negative counts from the end;
    ``count`` units ("the first two weeks of"). ``weekday`` with unit D: "the first Monday of"."""

    number: int
    unit: str
    whole: Node | None
    count: int = 1
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Years:
    """Years from ``first`` up to ``last``, not included: a decade or a century. ``open_century``: "the nineties"."""

    first: int
    last: int
    open_century: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    code: str
    year: int | None = None
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class Fiscal:
    """A fiscal (FY) or school (SY) year: it begins in different months in different houses, so it has no interval."""

    code: str
    year: int | None = None
    shift: int | None = None
    quarter: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    name: str
    year: int | None = None
    shift: int | None = None
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. ``minute`` None: said to the hour; ``sure`` false where a.m. and p.m. are both possible; ``zone``
    minutes from UTC or a letter pair that moves with daylight saving ("et"); "?" a zone not known."""

    hour: int
    minute: int | None = None
    second: int | None = None
    sure: bool = True
    zone: int | str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Daypart:
    """``code`` as in DAYPARTS; ``which`` start, end or ""."""

    code: str
    which: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """A day and a time of it."""

    date: Node
    time: Node


@dataclass(frozen=True, slots=True)
class Range:
    """From ``first`` to ``last``, both included; ``inside``: "between", some time in it."""

    first: Node
    last: Node
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Lasting:
    """``steps`` from ``first`` on ("3 days from Monday on", "from 2 pm for two hours")."""

    first: Node
    steps: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """``side`` is before, until, after or since."""

    side: str
    whole: Node


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week, or with ``weekend`` the weekend, in which ``day`` falls."""

    day: Node
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class Weekend:
    """A bare "the weekend": the one just gone or the one to come, as the tense has it."""


@dataclass(frozen=True, slots=True)
class Approximate:
    whole: Node


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """PAST_REF or FUTURE_REF: no more than the direction is said."""

    code: str


Node: TypeAlias = (
    Calendar | Weekday | Period | Shifted | Part | Nth | Years | Season | Fiscal | Holiday | Clock | Daypart | Joined
    | Range | Lasting | Bound | WeekOf | Weekend | Approximate | Fuzzy
)  # fmt: skip

# What a rule of the grammar gives: the tree, and the index of the word after it.
Found: TypeAlias = tuple[Node, int] | None

"""The parts of the HTML page, as its template takes them: every text in them is safe to show, none is markup."""

from __future__ import annotations

from dataclasses import dataclass

from claimcheck.writers.outline import Outline
from claimcheck.writers.sentences import Stretch


@dataclass(frozen=True, slots=True)
class Variant:
    """An article as a column of its story."""

    name: str
    date: str
    iso: str
    title: str
    where: str
    language: str
    reference: bool
    copy_of: str  # name of the variant that it repeats word for word, or ""


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence of a finding. ``reading`` is its value in words, "" where the words say it all."""

    name: str
    date: str
    where: str
    language: str
    stretches: tuple[Stretch, ...]
    anchor: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A finding. ``sides`` holds one or two sentences, ``others`` the rest; ``alone`` says that nothing answers it."""

    anchor: str
    level: str
    rule: str
    code: str
    message: str
    status: str
    decision: str
    sides: tuple[Side, ...]
    others: tuple[Side, ...]
    places: int
    alone: bool
    evidence: tuple[str, ...]
    confidence: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact table's cell; ``anchor`` is that of its sentence in the parallel text, or ""."""

    surface: str
    value: str
    where: str
    anchor: str
    language: str
    odd: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    label: str
    cells: tuple[Cell | None, ...]
    majority: str
    earliest: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of parallel text; ``anchor`` is that of the finding that marks it, or ""."""

    text: str
    level: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A claim in the parallel text. ``same`` says that the row's first column has the same words."""

    anchor: str
    headline: bool
    same: bool
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A story, or the findings that lie outside any one story."""

    anchor: str
    kicker: str
    title: str
    variants: tuple[Variant, ...]
    columns: tuple[Variant, ...]  # of the fact table
    differing: tuple[Row, ...]
    agreeing: tuple[Row, ...]
    cards: tuple[Card, ...]
    known: tuple[Card, ...]
    texts: tuple[Variant, ...]  # columns of the parallel text
    passages: tuple[tuple[tuple[Passage, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    outline: Outline
    sections: tuple[Section, ...]
    quiet: tuple[Section, ...]  # stories without a new finding
    cut: int  # findings left out
    short: bool  # parallel texts left out

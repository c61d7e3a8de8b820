"""Protocols: the base class of rules, and what encoders and writers answer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from claimcheck.datamodel.evidence import Evidence, NameUse
from claimcheck.datamodel.findings import Divergence, Severity
from claimcheck.datamodel.matching import Comparison
from claimcheck.datamodel.reports import Report

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule is built on: ``code`` and ``name``, its own level, and what it reads.

    A rule reads what it overrides: ``check`` sees one comparison at a time, ``check_story`` the evidence of one story
    (or of an article that is in none), ``check_ledger`` the names of the whole corpus. It reports all that it sees
    there and knows no other rule: ``engine.triage`` arbitrates. A dataclass field is an option that users set, unless
    its metadata says ``option: False``.

    Raises TypeError, when the class is made, for a public name that is neither declared here nor a field: a misspelt
    flag or method would be silently off.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    across_stories: ClassVar[bool] = True  # asked about claims that two stories share
    lasting: ClassVar[bool] = False  # asked about them also where the articles are more than a day apart
    from_swaps: ClassVar[bool] = False  # ``check_story`` needs what was swapped alone, no whole article
    default_on: ClassVar[bool] = True  # else it speaks only where it is selected or given a level
    reads_probability: ClassVar[bool] = False  # reads ``Comparison.contradiction``, which costs a model's run
    severity: Severity = Severity.NOTE

    def check(self, comparison: Comparison) -> Iterable[Divergence]:
        """What two aligned sides disagree on."""
        return ()

    def check_story(self, evidence: Evidence) -> Iterable[Divergence]:
        """What the articles of one story disagree on."""
        return ()

    def check_ledger(self, ledger: Sequence[NameUse], homes: Mapping[str, str]) -> Iterable[Divergence]:
        """What the names of different stories disagree on. ``homes`` gives the story of an article, or itself where it
        is in none.

        A divergence may only lie between uses that ``ledger_block`` puts into one block: so that an index finds those
        that an addition concerns.
        """
        return ()

    def __init_subclass__(cls) -> None:
        declared = vars(cls).get("__annotations__", {})
        options = {name for name, kind in declared.items() if "ClassVar" not in str(kind)}
        for name in sorted(vars(cls).keys() | declared.keys()):
            if not name.startswith("_") and not hasattr(Rule, name) and name not in {"code", "name", *options}:
                raise TypeError(f"{cls.__name__}.{name}: a rule has no such flag or method.")
        for name in ("code", "name"):
            if not isinstance(getattr(cls, name, None), str):
                raise TypeError(f"{cls.__name__} declares no {name}.")
        reads = ("check", "check_story", "check_ledger")
        if all(getattr(cls, method) is getattr(Rule, method) for method in reads):
            raise TypeError(f"{cls.__name__} reads nothing: it overrides none of {', '.join(reads)}.")


class Encoder(Protocol):
    """Turns texts into unit vectors: float32, shape (len(texts), dimension), rows of length 1."""

    @property
    def digest(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


class Writer(Protocol):
    """Renders a report in one format, as text or, for office formats, as bytes; same report, same bytes."""

    def __call__(self, report: Report, rules: Mapping[str, Rule]) -> str | bytes: ...

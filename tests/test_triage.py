"""What becomes one finding, and how loud it is."""

from __future__ import annotations

import pytest

from claimcheck.datamodel import Divergence, Place, Severity, Span
from claimcheck.engine.triage import merged


def _divergence(at: int, severity: Severity | None = None, confidence: float | None = None) -> Divergence:
    place = Place(Span("a.txt", at, at + 3), "two", "a.txt#1")
    return Divergence(
        message="m", primary=place, related=(), key=("value", "2", "3"), values=("2", "3"), evidence=(),
        severity=severity, confidence=confidence,
    )  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("own", "given", "told"), [
    (Severity.ERROR, Severity.NOTE, None),  # the rule's own level is the louder
    (Severity.NOTE, Severity.WARNING, Severity.WARNING),
])  # fmt: skip
def test_one_finding_is_as_loud_as_its_loudest_part(
    own: Severity, given: Severity, told: Severity | None, order: int
) -> None:
    parts = [_divergence(0), _divergence(10, given)][::order]
    ((_, one),) = merged([(None, d) for d in parts], own)
    assert one.severity is told
    assert len(one.related) == 1


def test_one_finding_is_as_sure_as_its_surest_part() -> None:
    parts = [_divergence(0, confidence=0.6), _divergence(10), _divergence(20, confidence=0.9)]
    ((_, one),) = merged([(None, d) for d in parts], Severity.WARNING)
    assert one.confidence == 0.9

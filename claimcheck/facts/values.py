"""How the values of two mentions stand to each other, whatever their kind."""

from __future__ import annotations

import functools

from claimcheck.datamodel import Judgement, Mention, Moment, Quantity, Relation, Value
from claimcheck.values.dates.algebra import judge_moments
from claimcheck.values.quantities.algebra import judge_quantities


@functools.lru_cache(maxsize=1 << 14)
def judge(left: Value | None, right: Value | None) -> Judgement:
    """UNKNOWN where the kinds differ or are none that has an algebra of values."""
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return judge_quantities(left, right)
    if isinstance(left, Moment) and isinstance(right, Moment):
        return judge_moments(left, right)
    return Judgement(Relation.UNKNOWN, "")


def relation_of(left: Mention, right: Mention) -> Relation:
    """How the values of two mentions stand to each other."""
    return judge(left.value, right.value).relation

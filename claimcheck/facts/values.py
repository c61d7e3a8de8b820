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
        found = judge_moments(left, right)
        if found.relation is Relation.CONFLICT and (_is_bare_weekday(left) or _is_bare_weekday(right)):
            # wherever they stand in two articles, most are of two things: the day of the deed, the day it was told
            return Judgement(Relation.UNKNOWN, "")
        return found
    return Judgement(Relation.UNKNOWN, "")


def _is_bare_weekday(moment: Moment) -> bool:
    """A weekday or weekend of a week that nobody names."""
    return not moment.resolved and moment.pattern.startswith("XXXX-WXX")


def relation_of(left: Mention, right: Mention) -> Relation:
    """How the values of two mentions stand to each other."""
    return judge(left.value, right.value).relation

"""Small closed classes of English that change what a claim asserts: negation, certainty. Lemmas, lower case."""

from __future__ import annotations

NEGATIONS = frozenset({"not", "n't", "no", "never", "neither", "nor", "nobody", "nothing", "none", "without", "cannot"})

# Hyland's (2005) list of hedges, cut to what newswire uses of events, with the law-court words of the AP stylebook.
HEDGES = frozenset(
    (
        "accuse allege accused alleged allegedly apparent apparently appear believe believed charge claim "
        "deem estimate estimated expect expected indict likely maybe perhaps plan planned possible possibly potential "
        "potentially presumably presumed probable probably propose proposed purported purportedly reportedly "
        "rumor rumored rumour seem seemingly speculate suggest supposedly suspect suspected think unconfirmed "
    ).split()
)
MODALS = frozenset({"may", "might", "could", "would", "should", "can", "must", "will", "shall"})
WEAK_MODALS = frozenset({"may", "might", "could", "would", "can"})  # "should" gives an order
CERTAINTY = HEDGES | MODALS

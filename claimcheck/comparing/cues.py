"""Small closed classes of English that change what a claim asserts: negation, certainty. Lemmas, lower case."""

from __future__ import annotations

NEGATIONS = frozenset({"not", "n't", "no", "never", "neither", "nor", "nobody", "nothing", "none", "without", "cannot"})
# Verbs and adjectives whose complement did not, or is said not to, happen.
REVERSING = frozenset(
    "fail refuse deny decline avoid prevent unable neglect refrain forget incapable ineligible withhold cease".split()
)

# Hyland's (2005) list of hedges, cut to what newswire uses of events, with the law-court words of the AP stylebook.
_HEDGES = frozenset(
    (
        "accuse allege accused alleged allegedly apparent apparently appear believe believed charge claim "
        "deem estimate estimated expect expected indict likely maybe perhaps plan planned possible possibly potential "
        "potentially presumably presumed probable probably propose proposed purported purportedly reportedly "
        "rumor rumored rumour seem seemingly speculate suggest supposedly suspect suspected think unconfirmed "
    ).split()
)
_MODALS = frozenset({"may", "might", "could", "would", "should", "can", "must", "will", "shall"})
CERTAINTY = _HEDGES | _MODALS

"""Small closed classes of English that change what a claim asserts: negation, certainty. Lemmas, lower case."""

from __future__ import annotations

NEGATIONS = frozenset({"not", "n't", "no", "never", "neither", "nor", "nobody", "nothing", "none", "without", "cannot"})

# Hyland's (2005) list of hedges, cut to what newswire uses of events, with the law-court words of the AP stylebook.
HEDGES = frozenset(
    {
        "allegedly", "alleged", "reportedly", "apparently", "apparent", "appear", "seem", "seemingly", "probably", "probable",
        "possibly", "possible", "perhaps", "maybe", "likely", "suspected", "suspect", "presumably", "presumed", "purportedly",
        "supposedly", "believe", "believed", "suggest", "rumor", "rumour", "rumored", "unconfirmed", "purported", "accused",
        "accuse", "charge", "indict", "claim", "estimate", "estimated", "think", "expected", "expect", "plan", "planned", "propose", "proposed", "potential", "potentially",
    }
)  # fmt: skip
MODALS = frozenset({"may", "might", "could", "would", "should", "can", "must", "will", "shall"})
WEAK_MODALS = frozenset({"may", "might", "could", "would", "should", "can"})
CERTAINTY = HEDGES | MODALS

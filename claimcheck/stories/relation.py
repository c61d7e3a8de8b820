"""How two articles of one story hang together: copy, cut, rewrite, update, or two reports of one event.

What silence means depends on it: a cut copy that lacks a sentence dropped it, an independent report never had it. Told
from how much of each stands in the other, word for word and claim by claim, by two logistic regressions in
``relation.json`` (is one text derived from the other or both from one; if so, was it cut or rewritten), written by
``python -m benchmarks.relations train`` with their scores on held-out folds. Whether a text is an update words do not
tell: only the dates can.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimcheck.datamodel import Alignment, Article, ArticleRelation, Claim, ClaimRole, RelatedArticles
from claimcheck.matching.model import Logistic, parameters, probability
from claimcheck.textforms import fold

PARAMETERS = "relation.json"
NAMES = (
    "copied_most",  # share of one article's runs of words that stand in the other: of the one of which more does
    "copied_least",
    "covered_most",  # the same of its claims that an alignment matches
    "covered_least",
    "length",  # words, shorter over longer
)
_RUN = 4  # words
_COPIED = 0.9  # of both texts: by definition a copy
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Runs:
    """An article's runs of words, and how many words it has."""

    runs: frozenset[str]
    words: int


def runs_of(claims: Sequence[Claim]) -> Runs:
    """Of the claims that are no headline."""
    body = (fold(claim.text) for claim in claims if claim.role is not ClaimRole.HEADLINE)
    words = [word for text in body for word in _WORD.findall(text)]
    return Runs(frozenset(" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)), len(words))


def relation_features(left: Runs, right: Runs, alignments: Collection[Alignment]) -> list[float]:
    """In order of NAMES; ``alignments`` are those of the two articles."""
    shared = len(left.runs & right.runs)
    copied = [shared / max(1, len(side.runs)) for side in (left, right)]
    covered = [_covered(alignments, 0), _covered(alignments, 1)]
    lengths = sorted((left.words, right.words))
    return [max(copied), min(copied), max(covered), min(covered), lengths[0] / max(1, lengths[1])]


def _covered(alignments: Collection[Alignment], which: int) -> float:
    own: dict[str, bool] = {}
    for alignment in alignments:
        for claim in (alignment.left, alignment.right)[which]:
            if claim.role is not ClaimRole.HEADLINE:
                own[claim.id] = own.get(claim.id, False) or bool(alignment.left and alignment.right)
    return sum(own.values()) / max(1, len(own))


def related(left: Article, right: Article, features: Sequence[float]) -> RelatedArticles:
    """The likeliest relation; what is no copy and was published on another day is an update of the earlier."""
    relation, derived = relation_of(features, parameters(PARAMETERS, __package__))
    later = left.published is not None and right.published is not None and left.published != right.published
    if later and relation is not ArticleRelation.COPY:
        relation = ArticleRelation.UPDATE
    return RelatedArticles(left.id, right.id, relation, round(derived, 4), round(features[0], 4), round(features[2], 4))


def relation_of(features: Sequence[float], stored: Mapping[str, Mapping[str, Any]]) -> tuple[ArticleRelation, float]:
    """By the words alone: the relation, and the probability that one text is derived from the other or both from
    one."""
    import numpy as np

    row = np.array(features)
    derived, cut = (float(probability(Logistic.of(stored[name]).logit(row, NAMES))) for name in ("derived", "cut"))
    if row[NAMES.index("copied_least")] >= _COPIED:
        return ArticleRelation.COPY, max(derived, _COPIED)
    if derived < 0.5:
        return ArticleRelation.SAME_EVENT, derived
    return (ArticleRelation.CUT if cut >= 0.5 else ArticleRelation.REWRITE), derived

"""How likely two differing values answer one question and are worth an editor's look.

The slot model sees contexts without values, and is trained on what agrees. What it says of values that differ is
calibrated here by what the values tell: two seconds beside eight years are rarely one fact, a rounded sum beside an
exact one often is. Trained on candidates of development stories that were judged one by one by readers who never saw
the tool (``fixtures/gold/slot_pairs.tsv``). Between two articles it is the product of two chances: that they answer one
question (``slot_confidence.json``), learned from all that was judged, and that what differs is then no trifle
(``slot_worth.json``). Inside one article, of which little was judged, one model says both
(``inside_confidence.json``). All are written by ``python -m benchmarks.slots calibrate``, with held-out scores.

That two values are one is evidence as well: that both articles have "two" or "Tuesday" says little, that both have
"$10,977.74" nearly everything. ``agreements`` weighs it (``slot_agreement.json``), learned from pairs of one value
(``fixtures/gold/same_pairs.tsv``).
"""

from __future__ import annotations

import difflib
import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from claimcheck.datamodel import Moment, Quantity, Relation
from claimcheck.facts.contexts import Context
from claimcheck.facts.differing import of_moments, of_quantities
from claimcheck.facts.slot_model import NAMES as CONTEXT_NAMES
from claimcheck.facts.values import judge
from claimcheck.matching.forest import Forest
from claimcheck.values.names.trees import chance

if TYPE_CHECKING:
    import numpy as np

# of chances to be multiplied: between two articles, inside one
PARAMETERS = (("slot_confidence.json", "slot_worth.json"), ("inside_confidence.json",))
AGREEMENT = "slot_agreement.json"
DIFFER = 0.55  # from which values that differ are worth a look: of five in eight that is so when held out
# The same of two numbers of which one is only told more exactly, between two articles: the golds' readers list it where
# those who judged the worth did not care. It brings 12 of their labels and two findings that none has
# (``benchmarks.gold``, number-precision).
EXACTER = 0.28
LOUD = 0.88  # from which it may be more than a note: three in four were right when held out
_TAKEN = ("window", "claim", "near", "names", "verb", "rivals_left", "rivals_right")  # of the slot model's features


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Two contexts, their values mostly other: the relation of the values, ``features`` of the slot model and what it
    says of them; ``matched`` how likely the two claims say the same, ``told`` how likely one of the values fills a slot
    that has the same value elsewhere."""

    left: Context
    right: Context
    relation: Relation
    features: np.ndarray
    score: float
    matched: float = 0.0
    told: float = 0.0


def confidences(candidates: Sequence[Candidate]) -> list[float]:
    """How likely each is worth an editor's look; the same whatever stands beside it."""
    found = [described(candidate) for candidate in candidates]
    sure = [1.0] * len(found)
    for inside, models in enumerate(PARAMETERS):
        own = [n for n, features in enumerate(found) if features["inside"] == inside]
        for name in models:
            for n, chance_ in zip(own, _chances(name, [found[n] for n in own]), strict=True):
                sure[n] *= chance_
            # two answers that exclude each other are no trifle; two days often are, one being the day it was told
            own = [n for n in own if not (found[n]["conflict"] and found[n].get("quantity"))]
    return [round(one, 4) for one in sure]


def agreements(candidates: Sequence[Candidate]) -> list[float]:
    """How likely two contexts of one value answer one question, of each; the same whatever stands beside it."""
    return [round(one, 4) for one in _chances(AGREEMENT, [described(candidate) for candidate in candidates])]


def _chances(name: str, found: Sequence[Mapping[str, float]]) -> list[float]:
    """The probabilities that stored trees give features by name."""
    import numpy as np

    forest, names = _forest(name)
    table = np.array([[own.get(feature, 0.0) for feature in names] for own in found]).reshape(len(found), len(names))
    return list(map(chance, forest.log_odds(table).tolist()))


def described(candidate: Candidate) -> dict[str, float]:
    """The features of two contexts and their values, by name."""
    a, b, relation = candidate.left, candidate.right, candidate.relation
    chance = min(max(candidate.score, 1e-4), 1 - 1e-4)
    context = dict(zip(CONTEXT_NAMES, candidate.features.tolist(), strict=True))
    found = {name: context[name] for name in _TAKEN}
    found |= {
        "slot": math.log(chance / (1 - chance)),
        "conflict": float(relation is Relation.CONFLICT),
        "unknown": float(relation is Relation.UNKNOWN),
        "matched": candidate.matched,
        "told": candidate.told,
        "headlines": float(a.headline + b.headline),
        "inside": float(a.claim.article_id == b.claim.article_id),
    }
    found |= _sentences(a, b)
    x, y = a.mention.value, b.mention.value
    if isinstance(x, Quantity) and isinstance(y, Quantity):
        found |= of_quantities(a, b)
        found["noun_same"] = float(bool(a.noun) and a.noun == b.noun)
        found["noun_other"] = float(bool(a.noun and b.noun) and a.noun != b.noun)
    elif isinstance(x, Moment) and isinstance(y, Moment):
        found |= of_moments(a, b)
    return found


def _sentences(a: Context, b: Context) -> dict[str, float]:
    """How alike the two sentences are word by word, and whether what else they state agrees."""
    one, two = sides = a.around, b.around
    found = {
        "run_before": float(_common(reversed(one.before), reversed(two.before))),
        "run_after": float(_common(one.after, two.after)),
        "order": difflib.SequenceMatcher(
            None, (*one.before, "", *one.after), (*two.before, "", *two.after), autojunk=False
        ).ratio(),
        "longer": math.log1p(max(len(s.before) + len(s.after) for s in sides)),
        "agents_other": float(bool(one.agents and two.agents) and one.agents.isdisjoint(two.agents)),
        "agents_same": float(not one.agents.isdisjoint(two.agents)),
        "names_both": float(min(5, len(one.names & two.names))),
        "names_one": float(min(8, len(one.names ^ two.names))),
    }
    told = {Relation.SAME: 0, Relation.CONFLICT: 0}
    for mine in one.values:
        relations = [judge(mine, other).relation for other in two.values]
        for relation in told:
            # a value that the other sentence has as well speaks for one fact, one that it contradicts against
            told[relation] += relation in relations and (relation is Relation.SAME or Relation.SAME not in relations)
    return found | {"values_same": min(3.0, told[Relation.SAME]), "values_clash": min(3.0, told[Relation.CONFLICT])}


def _common(left: Iterable[str], right: Iterable[str]) -> int:
    """Words that two sequences begin with in common, 4 at most."""
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b or count == 4:
            break
        count += 1
    return count


@functools.cache
def _forest(name: str) -> tuple[Forest, list[str]]:
    names = parameters(name)["features"]
    return Forest.of(parameters(name), names), names


@functools.cache
def parameters(name: str) -> dict[str, Any]:
    """The stored trees (``values.names.trees``) with their held-out scores."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return dict(json.loads(text))

"""Probability that two aligned sides cannot both hold though no typed slot shows it.

Typed features of the edits stand beside vectors of what changed: the words that only the left side has, and those that
only the right side has, as phrases. What both share says nothing and is left out, so the model cannot learn
topics. Trained with
scikit-learn by ``python -m benchmarks.contradiction --train``; parameters and cross-validated scores are in
``contradiction.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from claimcheck.comparing.agreement import CONTENT, agreement
from claimcheck.comparing.antonyms import are_opposites
from claimcheck.comparing.cues import CERTAINTY, NEGATIONS
from claimcheck.datamodel import Comparison, EditKind, Relation, Token

if TYPE_CHECKING:
    import numpy as np

# Parts of speech whose words are looked up one by one: what turns a claim round, not what it is about.
_TURNING = frozenset({"ADJ", "ADV", "VERB", "ADP", "DET", "AUX", "PRON", "SCONJ", "PART", "CCONJ", "INTJ"})
TYPED = (
    "agreement", "left_words", "right_words", "negation", "negation_parity", "opposites", "prefix", "hedge", "swaps",
    "insertions", "deletions", "name_swaps", "quantity_swaps", "conflict", "verb_swap", "noun_swap", "adj_swap",
    "moved",
    "same_left_right", "short",
)  # fmt: skip


def changed_phrases(comparison: Comparison) -> tuple[str, str]:
    """The words that only one side has, in order, as two phrases."""
    left_same = {i for i, _ in comparison.matched}
    right_same = {j for _, j in comparison.matched}
    return _phrase(comparison.left_tokens, left_same), _phrase(comparison.right_tokens, right_same)


def _phrase(tokens: Sequence[Token], same: set[int]) -> str:
    return " ".join(t.surface for i, t in enumerate(tokens) if i not in same and any(c.isalnum() for c in t.surface))


def typed_features(comparison: Comparison) -> list[float]:
    """One number for every name in ``TYPED``."""
    left_same = {i for i, _ in comparison.matched}
    right_same = {j for _, j in comparison.matched}
    left = [
        t
        for i, t in enumerate(comparison.left_tokens)
        if i not in left_same and t.pos in CONTENT | {"AUX", "PART", "DET"}
    ]
    right = [
        t
        for j, t in enumerate(comparison.right_tokens)
        if j not in right_same and t.pos in CONTENT | {"AUX", "PART", "DET"}
    ]
    left_content = [t for t in left if t.pos in CONTENT]
    right_content = [t for t in right if t.pos in CONTENT]
    left_negations = sum(t.lemma in NEGATIONS for t in left)
    right_negations = sum(t.lemma in NEGATIONS for t in right)
    pairs = [(a.lemma, b.lemma) for a in left_content for b in right_content]
    swaps = [e for e in comparison.edits if e.left[0] < e.left[1] and e.right[0] < e.right[1]]
    swapped = [{comparison.left_tokens[e.left[1] - 1].pos, comparison.right_tokens[e.right[1] - 1].pos} for e in swaps]
    shared = {t.lemma for t in left_content} & {t.lemma for t in right_content}
    return [
        agreement(comparison),
        min(len(left_content), 8) / 8,
        min(len(right_content), 8) / 8,
        float(left_negations + right_negations > 0),
        float((left_negations + right_negations) % 2),
        float(any(are_opposites(a, b) for a, b in pairs)),
        float(any(min(len(a), len(b)) >= 4 and a != b and (a.endswith(b) or b.endswith(a)) for a, b in pairs)),
        float(any(t.lemma in CERTAINTY for t in (*left, *right))),
        min(len(swaps), 5) / 5,
        min(sum(e.kind is EditKind.INSERTION for e in comparison.edits), 4) / 4,
        min(sum(e.kind is EditKind.DELETION for e in comparison.edits), 4) / 4,
        float(any(e.kind is EditKind.NAME for e in swaps)),
        float(any(e.kind is EditKind.QUANTITY for e in swaps)),
        float(any(p.judgement.relation is Relation.CONFLICT for p in comparison.pairs)),
        float(any(s == {"VERB"} for s in swapped)),
        float(any(s <= {"NOUN", "PROPN"} for s in swapped)),
        float(any("ADJ" in s or "ADV" in s for s in swapped)),
        float(bool(shared)),
        float(len(left_content) == len(right_content)),
        float(len(left_content) <= 2 and len(right_content) <= 2),
    ]


def turning_words(comparison: Comparison) -> frozenset[str]:
    """Lemmas, nouns and names left out, that stand unmatched on one side only."""
    left, right = (
        {t.lemma.lower() for i, t in enumerate(tokens) if i not in same and t.pos in _TURNING}
        for tokens, same in (
            (comparison.left_tokens, {i for i, _ in comparison.matched}),
            (comparison.right_tokens, {j for _, j in comparison.matched}),
        )
    )
    return frozenset(left ^ right)


def vector_features(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """|l - r| and l * r of the two phrases' unit vectors, and their cosine: 2 d + 1 numbers; symmetric."""
    import numpy as np

    return np.concatenate([np.abs(left - right), left * right, [float(left @ right)]])


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    import numpy as np

    raw = json.loads(resources.files(__package__).joinpath("contradiction.json").read_text(encoding="utf-8"))
    return {
        "digest": raw["encoder"],
        "layers": [(np.array(layer["weights"]), np.array(layer["bias"])) for layer in raw["layers"]],
        "calibration": raw["calibration"],
        "words": {word: n for n, word in enumerate(raw["words"])},
    }


def trained_on(digest: str) -> bool:
    """Whether the model fits vectors of this encoder, whatever runs it."""
    weights = digest.partition(":")[0]
    return bool(resources.files(__package__).joinpath("contradiction.json").is_file() and _model()["digest"] == weights)


def probabilities(comparisons: Sequence[Comparison], left: np.ndarray, right: np.ndarray) -> list[float]:
    """Calibrated probability of contradiction for each comparison; ``left``/``right`` are unit rows of the changed
    phrases (zero rows for empty ones)."""
    import numpy as np

    if not comparisons:
        return []
    model = _model()
    rows = np.array([design(c, a, b, model["words"]) for c, a, b in zip(comparisons, left, right, strict=True)])
    for n, (weights, bias) in enumerate(model["layers"]):
        rows = rows @ weights + bias
        if n < len(model["layers"]) - 1:
            rows = np.maximum(rows, 0.0)
    slope, intercept = model["calibration"]
    odds = np.clip(slope * rows[:, 0] + intercept, -30, 30)
    return [round(float(p), 4) for p in 1.0 / (1.0 + np.exp(-odds))]


def in_news(probability: float) -> float:
    """What a probability comes to where contradictions are rare. The model is calibrated on pairs of which 57 % exclude
    each other (benchmarks/reliability.py); among the changed sentence pairs of natural variants it is about one in
    twenty (7 of 116 in the gold of ECB+). Odds are shifted by the ratio of the two, after Elkan (2001)."""
    shift = (0.05 / 0.95) / (0.57 / 0.43)
    odds = probability / max(1.0 - probability, 1e-6) * shift
    return round(odds / (1.0 + odds), 2)


def design(comparison: Comparison, left: np.ndarray, right: np.ndarray, words: Mapping[str, int]) -> np.ndarray:
    """One row of the model's input; ``words`` are the positions of the lemmas that it knows one by one."""
    import numpy as np

    known = np.zeros(len(words))
    known[[words[w] for w in turning_words(comparison) if w in words]] = 1.0
    return np.concatenate([typed_features(comparison), vector_features(left, right), known])

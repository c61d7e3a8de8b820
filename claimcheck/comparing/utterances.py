"""How likely two quotations print one utterance: a logistic regression over what their words, their places and their
speakers tell.

Two sentences of one speaker share words here and there, and two people share a phrase; one utterance in two forms
shares a stretch, mostly from its first word or to its last, and its neighbours too. ``utterances.json`` is written by
``python -m benchmarks.utterances``, from pairs of development stories that were judged one by one
(``fixtures/gold/quotation_pairs.tsv``), with its held-out scores in it.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

PARAMETERS = "utterances.json"
ONE = 0.65  # from which the two are one: 0.93 of such are, held out


@dataclass(frozen=True, slots=True)
class Shared:
    """What two quotations share in one stretch: the words of the stretch in either, ``same`` words, ``content`` words
    among them, and ``run`` on end."""

    left: tuple[int, int]
    right: tuple[int, int]
    same: int
    content: int
    run: int


def shared(blocks: Sequence[tuple[int, int, int]], content: Sequence[bool]) -> Shared | None:
    """The stretch that two quotations share most words of with fewest others in between: of matching ``blocks`` (place
    left, place right, words) in order those whose words, each of content (``content``, left) twice, outweigh most
    half the words between them. None where there is no block."""
    best, best_gain = None, 0.0
    for first in range(len(blocks)):
        gain, same, told, run = 0.0, 0, 0, 0
        for last in range(first, len(blocks)):
            a, b, size = blocks[last]
            if last > first:
                before = blocks[last - 1]
                gain -= max(a - before[0] - before[2], b - before[1] - before[2]) / 2
            words = sum(content[a : a + size])
            gain, same, told, run = gain + size + words, same + size, told + words, max(run, size)
            if gain > best_gain:
                start = blocks[first]
                best, best_gain = Shared((start[0], a + size), (start[1], b + size), same, told, run), gain
    return best


def described(
    found: Shared,
    lengths: tuple[int, int],
    contents: tuple[int, int],
    around: Mapping[str, float],
) -> dict[str, float]:
    """The features of a pair by name: ``lengths`` of the quotations in words, ``contents`` in words of content, and
    what is known ``around`` them: whether the speakers are ``one`` or ``two``, whether neighbours share words too
    (``beside``), the share of the two articles' quotations that have the average shared word of content as well
    (``common``) and that of the shorter one's rarity that both have (``rare``)."""
    short, long = sorted(lengths)
    stretch = max(found.left[1] - found.left[0], found.right[1] - found.right[0])
    return {
        "same": math.log(found.same),
        "content": math.log1p(found.content),
        "run": math.log(found.run),
        "share_short": found.same / short,
        "content_short": found.content / max(1, min(contents)),
        "share_long": found.same / long,
        "dense": found.same / stretch,
        "first": float(found.left[0] == found.right[0] == 0),
        "last": float(found.left[1] == lengths[0] and found.right[1] == lengths[1]),
        **around,
    }


def probability(features: Mapping[str, float]) -> float:
    """How likely the two print one utterance."""
    known = parameters()
    total = known["intercept"] + sum(weight * features.get(name, 0.0) for name, weight in known["weights"].items())
    return float(1.0 / (1.0 + math.exp(-total)))


@functools.cache
def parameters() -> dict[str, Any]:
    """The regression's weights, as ``benchmarks.utterances`` writes them."""
    text = resources.files("claimcheck.comparing").joinpath(PARAMETERS).read_text(encoding="utf-8")
    return dict(json.loads(text))

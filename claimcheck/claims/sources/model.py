"""The trained choice of cues, sources and content spans in one sentence: logistic models over named features.

Parameters stand in ``model.json``, written by ``python -m benchmarks.quotes --train`` from PolNeAR (Newell,
Margolin and Ruths 2018), with the held-out scores beside them.  Evaluated in plain Python.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from claimcheck.claims.sources import content_features, features
from claimcheck.claims.sources.features import View
from claimcheck.claims.sources.labels import label
from claimcheck.claims.sources.tree import Range

STAGES = ("cue", "reach-left", "reach-right", "source", "start", "end")
_LONGEST_CUE = 12
_SURE = 0.8  # of a cue this likely, source and content are looked for with a quarter of the usual thresholds


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution in token indices.  ``head`` is the token that heads the cue; ``odds`` are the probabilities of
    cue, source and best content, 0 where there is none."""

    head: int
    cue: Range
    source: Range | None
    content: tuple[Range, ...]
    odds: tuple[float, float, float]


_INVERTED = frozenset({"said", "says", "added", "adds", "wrote", "writes", "asked", "asks", "tweeted"})
_FARTHEST_COLON = 25  # tokens: name, title and place of whoever speaks


def inverted_opening(view: View) -> Found | None:
    """'Said Ellis: "…"': the parser takes the verb for a part of the name, so the model never sees a cue."""
    tokens = view.tokens
    if not tokens or tokens[0].surface.lower() not in _INVERTED:
        return None
    colon = next((n for n, t in enumerate(tokens[:_FARTHEST_COLON]) if t.surface == ":"), 0)
    if colon < 2 or colon + 2 >= len(tokens) or not features.is_mark(tokens[colon + 1]):
        return None
    if not any(t.pos in {"PROPN", "NOUN"} for t in tokens[1:colon]):
        return None
    return Found(0, (0, 1), (1, colon), ((colon + 1, len(tokens)),), (1.0, 1.0, 1.0))


def labelled_opening(view: View) -> Found | None:
    """ "Police: two men fled": the colon is the cue."""
    found = label(view)
    if found is None:
        return None
    source, colon = found
    tokens = view.tokens
    spoken = source[0] > 0  # a transcript in quotation marks: its full stop belongs to the speech
    high = len(tokens) - (tokens[-1].surface == "." and not spoken)
    return Found(colon, (colon, colon + 1), source, ((colon + 1, high),), (1.0, 1.0, 1.0))


@dataclass(frozen=True, slots=True)
class AttributionModel:
    """Weights by stage and feature name; a feature without a weight counts nothing.  ``cues`` are the words that the
    training articles show as the head of a cue, as ``lemma/part of speech``."""

    weights: Mapping[str, Mapping[str, float]]
    cues: frozenset[str]
    thresholds: Mapping[str, float]

    def probability(self, stage: str, names: Iterable[str]) -> float:
        table = self.weights[stage]
        score = sum([table.get(name, 0.0) for name in names])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def read(self, view: View, least: float | None = None) -> list[Found]:
        """Every attribution of a sentence, in the order of the cues; one may lie inside another's content.

        ``least`` is the probability that a cue needs, instead of the threshold that scored best in training.
        """
        found = []
        least = self.thresholds["cue"] if least is None else least
        for index, token in enumerate(view.tokens):
            if not features.may_be_cue(token) or features.cue_key(token) not in self.cues:
                continue
            probability = self.probability("cue", features.cue_features(view, index))
            if probability >= least:
                found.append(self._around(view, index, probability))
        opening = inverted_opening(view) or labelled_opening(view)
        if opening is not None:
            found = [opening, *(one for one in found if one.head >= opening.content[0][0])]
        return parted(found, view)

    def _around(self, view: View, head: int, probability: float) -> Found:
        cue = self.cue_span(view, head)
        sure = probability >= _SURE
        source, p_source = self.source_span(view, head, cue, sure=sure)
        content, p_content = self.content_spans(view, head, cue, source, sure=sure)
        return Found(head, cue, source, content, (probability, p_source, p_content))

    def cue_span(self, view: View, head: int) -> Range:
        """The cue grown from its head, one token at a time."""
        low, high = head, head + 1
        while high < len(view.tokens) and high - low < _LONGEST_CUE:
            names = features.reach_features(view, head, high, (low, high), "r")
            if self.probability("reach-right", names) < self.thresholds["reach-right"]:
                break
            high += 1
        while low > 0 and high - low < _LONGEST_CUE:
            names = features.reach_features(view, head, low - 1, (low, high), "l")
            if self.probability("reach-left", names) < self.thresholds["reach-left"]:
                break
            low -= 1
        return low, high

    def source_span(self, view: View, head: int, cue: Range, *, sure: bool) -> tuple[Range | None, float]:
        """The likeliest source and its probability; (None, 0) where none is likely."""
        best, chosen = self.thresholds["source"] / (4 if sure else 1), None
        for node, span in features.source_candidates(view, head, cue):
            value = self.probability("source", features.source_features(view, head, cue, node, span))
            if value > best:
                best, chosen = value, span
        return chosen, best if chosen is not None else 0.0

    def content_spans(
        self, view: View, head: int, cue: Range, source: Range | None, *, sure: bool
    ) -> tuple[tuple[Range, ...], float]:
        """At most one stretch in each gap that cue and source leave, and the best one's probability.

        A statement has content: where no beginning is likely and the cue is ``sure``, the likeliest is taken.
        """
        begins = [
            (
                self.probability("start", content_features.start_features(view, head, cue, place, gap, start)),
                start,
                place,
                gap,
            )
            for place, gap in content_features.gaps(view, cue, source)
            for start in content_features.starts(view, head, gap)
        ]
        threshold = self.thresholds["start"]
        likely = [begin for begin in begins if begin[0] >= threshold]
        if not likely and sure:
            likely = [begin for begin in sorted(begins, reverse=True)[:1] if begin[0] >= threshold / 4]
        best: dict[Range, tuple[float, Range]] = {}
        for p_start, start, place, gap in likely:
            for end in content_features.ends(view, start, gap):
                names = content_features.end_features(view, head, cue, place, gap, start, end)
                value = p_start * self.probability("end", names)
                if value > best.get(gap, (0.0, gap))[0]:
                    best[gap] = value, (start, end)
        spans = tuple(span for _, span in sorted(best.values(), key=lambda b: b[1]))
        return spans, max((value for value, _ in best.values()), default=0.0)


def parted(found: Sequence[Found], view: View) -> list[Found]:
    """Content set right where quotation marks and the punctuation around them say what is one stretch.

    ``"Now that I can," he told the host, "it was hard."`` has both parts; a quotation after a colon or a full stop
    begins at its mark; and content that runs on over another's quotation ends before that one's words: in
    ``she mocked his speech, tweeting, "Coke user?"`` the quotation is what was tweeted, no part of what was mocked.
    """
    found = [replace(one, content=_whole(view, one)) for one in found]
    quoting = [one for one in found if not view.quoted[one.head] and _introduced(view, one)]
    return [replace(one, content=_before(view, one, quoting)) for one in found]


def _whole(view: View, one: Found) -> tuple[Range, ...]:
    tokens = view.tokens
    spans = []
    for low, high in one.content:
        marks = [n for n in range(low, high) if features.is_mark(tokens[n])]
        if len(marks) == 2 and low < marks[0] and marks[1] == high - 1 and high - marks[0] > 4:
            before = tokens[marks[0] - 1].surface
            ends_before = before.endswith(".") and tokens[high - 2].surface == "," and high <= one.cue[0]
            if before == ":" or ends_before:
                low = marks[0]
        spans.append((low, high))
    block = min(one.cue[0], one.source[0] if one.source is not None else one.head)
    if len(spans) == 1 and spans[0][0] > block > 3 and features.is_mark(tokens[spans[0][0]]):
        marks = [n for n in range(block) if features.is_mark(tokens[n])]
        if len(marks) == 2 and marks[0] == 0 and marks[1] == block - 1 and tokens[block - 2].surface == ",":
            spans.insert(0, (0, block))
    return tuple(spans)


def _introduced(view: View, one: Found) -> bool:
    """Whether the content is a whole quotation that punctuation sets off from the words of its cue."""
    if len(one.content) != 1:
        return False
    tokens = view.tokens
    low, high = one.content[0]
    if high - low < 3 or not features.is_mark(tokens[low]) or not features.is_mark(tokens[high - 1]):
        return False
    if one.cue[0] < low:
        return tokens[low - 1].surface in (",", ":")
    return tokens[high - 2].surface in (",", "?", "!")


def _before(view: View, one: Found, quoting: Sequence[Found]) -> tuple[Range, ...]:
    spans = []
    for low, high in one.content:
        for other in quoting:
            source = [other.source[0]] if other.source is not None and low < other.source[0] else []
            first = min(other.cue[0], other.content[0][0], *source)
            if low < first and one.head < first and other.content[0][1] <= high and not view.quoted[low]:
                high = first
                while high > low + 1 and _links(view, high - 1):
                    high -= 1
        spans.append((low, high))
    return tuple(spans)


def _links(view: View, index: int) -> bool:
    return view.tokens[index].pos in ("PUNCT", "CCONJ") and not features.is_mark(view.tokens[index])


def outermost(found: Sequence[Found]) -> list[Found]:
    """Without those whose cue lies inside the content of another; of two inside each other the likelier stays."""

    def inside(inner: Found, outer: Found) -> bool:
        return inner is not outer and any(low <= inner.head < high for low, high in outer.content)

    return [
        one
        for one in found
        if all(inside(other, one) and other.odds[0] < one.odds[0] for other in found if inside(one, other))
    ]


@cache
def shipped_model() -> AttributionModel:
    """The model that comes with the package."""
    raw = json.loads(resources.files(__package__).joinpath("model.json").read_text(encoding="utf-8"))
    return AttributionModel(raw["weights"], frozenset(raw["cues"]), raw["thresholds"])

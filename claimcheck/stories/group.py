"""Articles into stories: groups of variants that tell the same event.

Candidates come from two indexes, never from all pairs: runs of words that two articles share (a copy, a cut, a rewrite)
and the nearest centres of claim vectors (another report of the same event). Every candidate pair is scored on its
claims. Groups grow by average linkage, so that every two articles of a story are variants and not merely a chain of
neighbours. The thresholds are measured by ``python -m benchmarks.stories``.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Article, Claim, ClaimRole, Story
from claimcheck.matching.align import matched_shares
from claimcheck.textforms import fold

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np

THRESHOLD = 0.35  # of the similarity of two articles, and on average between two groups
WINDOW_DAYS = 14  # a report dated later tells another story, unless its text is near identical
COPY = 0.6  # share of the shorter article's word runs that makes two texts near identical
_RUN = 5  # words
_FEWEST_RUNS = 15  # a shorter text is no evidence of copying
_FEWEST_MATCHES = 3  # claims
_SOME_COPYING = 0.02  # without any, two articles need more matches than that to tell one event
_MANY_MATCHES = 5
_MOST_COMMON = 50  # a run that more articles have is an agency's boilerplate, and proposes nobody
_NEAREST = 12  # articles that vectors propose for each article
_NEAR = 0.5  # cosine of two centres, or of two claims, under which nothing matches
_FEWEST_NEAR = 0.25  # share of the shorter article's claims that must lie near one of the other's to go on
_BLOCK = 512  # rows of a matrix product at once


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What grouping has to know of an article before its claims are looked at: an index keeps this and little else at
    hand. ``body`` hashes its words ("" where it has no claim), ``runs`` its runs of words (sorted, uint64), ``centre``
    is the mean of its claims' vectors, of length 1 (empty where there are none).
    """

    id: str
    published: dt.date | None
    teaser: bool
    words: int
    body: str
    runs: np.ndarray
    centre: np.ndarray


Deep = Callable[[str, str, float], float]  # two article ids and the share copied -> similarity by their claims


def outline(article: Article, claims: Sequence[Claim], vectors: np.ndarray | None) -> Outline:
    """The outline of one article; ``vectors`` holds a unit row for every claim, headlines included."""
    import numpy as np

    kept = [i for i, claim in enumerate(claims) if claim.role is not ClaimRole.HEADLINE]
    body = "\x1f".join(fold(claims[i].text) for i in kept)
    words = body.replace("\x1f", " ").split()
    runs = {_hash(" ".join(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1)}
    centre = np.zeros(0)
    if vectors is not None and kept and vectors.shape[1]:
        centre = np.asarray(vectors, dtype=np.float64)[kept].mean(axis=0)
        centre /= max(float(np.linalg.norm(centre)), 1e-9)
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest() if kept else ""
    return Outline(
        article.id,
        article.published,
        article.teaser,
        len(words),
        digest,
        np.array(sorted(runs), dtype=np.uint64),
        centre,
    )


def group(
    articles: Sequence[Article],
    claims_by_article: Mapping[str, Sequence[Claim]],
    vectors_by_article: Mapping[str, np.ndarray],
    *,
    threshold: float = THRESHOLD,
    window_days: int = WINDOW_DAYS,
) -> tuple[Story, ...]:
    """Stories of two articles or more, in order of id; an article is in one at most.

    ``vectors_by_article`` holds a unit row for every claim. Teasers never join. Articles whose known dates lie more
    than ``window_days`` apart join only where the text is near identical.
    """

    def deep(first: str, second: str, copied: float) -> float:
        return told_alike(
            claims_by_article[first],
            claims_by_article[second],
            vectors_by_article.get(first),
            vectors_by_article.get(second),
            copied,
        )

    outlines = [outline(a, claims_by_article.get(a.id, ()), vectors_by_article.get(a.id)) for a in articles]
    return group_outlines(outlines, deep, threshold=threshold, window_days=window_days)


def group_outlines(
    outlines: Sequence[Outline], deep: Deep, *, threshold: float = THRESHOLD, window_days: int = WINDOW_DAYS
) -> tuple[Story, ...]:
    """``group`` over outlines; ``deep`` is asked only about pairs that their outlines leave open."""
    found: dict[str, list[Outline]] = defaultdict(list)
    for entry in sorted(outlines, key=lambda o: o.id):
        if entry.body and not entry.teaser:
            found[entry.body].append(entry)
    entries = [same[0] for same in found.values()]
    twins = list(found.values())
    scores = _Scores(entries, window_days, deep)
    pairs = {pair for pair in sorted(_candidates(entries)) if scores.between(*pair) >= threshold}
    groups = _link(pairs, scores, threshold)
    grouped = {i for members, _ in groups for i in members}
    groups += [([i], 1.0) for i, same in enumerate(twins) if len(same) > 1 and i not in grouped]
    stories = [_story([o for i in members for o in twins[i]], similarity) for members, similarity in groups]
    return tuple(sorted(stories, key=lambda story: story.id))


def _hash(text: str) -> int:
    # Python's own hash differs from run to run.
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _candidates(entries: Sequence[Outline]) -> set[tuple[int, int]]:
    """Pairs that share word runs, or whose centres lie near each other."""
    import numpy as np

    pairs = _sharing(entries)
    if len({entry.centre.shape for entry in entries}) != 1 or not entries[0].centre.size:
        return pairs
    centres = np.stack([entry.centre for entry in entries])
    for start in range(0, len(entries), _BLOCK):
        near = np.round(centres[start : start + _BLOCK] @ centres.T, 6)
        near[np.arange(len(near)), start + np.arange(len(near))] = -1.0
        # Stable, so that of equal centres the same ones are proposed in every run.
        best = np.argsort(-near, axis=1, kind="stable")[:, :_NEAREST]
        for row, others in enumerate(best):
            pairs.update(
                (min(start + row, int(other)), max(start + row, int(other)))
                for other in others
                if near[row, other] >= _NEAR
            )
    return pairs


def _sharing(entries: Sequence[Outline]) -> set[tuple[int, int]]:
    """Pairs that have three runs of words in common, boilerplate left out."""
    import numpy as np

    if not entries:
        return set()
    runs = np.concatenate([entry.runs for entry in entries])
    owners = np.repeat(np.arange(len(entries)), [len(entry.runs) for entry in entries])
    order = np.argsort(runs, kind="stable")
    runs, owners = runs[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], runs[1:] != runs[:-1]))) if len(runs) else np.zeros(0, dtype=int)
    sizes = np.diff(np.append(starts, len(runs)))
    shared: Counter[tuple[int, int]] = Counter()
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        if size <= _MOST_COMMON:
            shared.update(itertools.combinations(owners[start : start + size].tolist(), 2))
    return {pair for pair, count in shared.items() if count >= 3}


class _Scores:
    """Similarities of pairs of entries, each reckoned once."""

    def __init__(self, entries: Sequence[Outline], window_days: int, deep: Deep) -> None:
        self._entries = entries
        self._window = window_days
        self._deep = deep
        self._known: dict[tuple[int, int], float] = {}

    def between(self, first: int, second: int) -> float:
        """Similarity of two entries, 0 to 1."""
        key = (min(first, second), max(first, second))
        if key not in self._known:
            self._known[key] = self._similarity(self._entries[key[0]], self._entries[key[1]])
        return self._known[key]

    def average(self, first: Sequence[int], second: Sequence[int]) -> float:
        """Mean similarity between the members of two groups."""
        return sum(self.between(i, j) for i in first for j in second) / (len(first) * len(second))

    def _similarity(self, first: Outline, second: Outline) -> float:
        import numpy as np

        shorter = min(len(first.runs), len(second.runs))
        same = np.intersect1d(first.runs, second.runs, assume_unique=True).size if shorter >= _FEWEST_RUNS else 0
        copied = float(same) / shorter if same else 0.0
        if copied >= COPY:
            return round(copied, 4)
        if first.published and second.published and abs((first.published - second.published).days) > self._window:
            return 0.0
        return self._deep(first.id, second.id, copied)


def told_alike(
    first: Sequence[Claim],
    second: Sequence[Claim],
    first_vectors: np.ndarray | None,
    second_vectors: np.ndarray | None,
    copied: float,
) -> float:
    """Share of the words of one article, the one that is matched more fully, that stand in matched claims, each claim
    by the probability of its match; or the share of word runs ``copied``, where that is more. 0 to 1."""
    sides = [_bodies(first, first_vectors), _bodies(second, second_vectors)]
    if copied < 0.1 and not _near(sides[0][1], sides[1][1]):
        return 0.0
    matches, shares = matched_shares(sides[0][0], sides[1][0], sides[0][1], sides[1][1])
    if matches < min(_FEWEST_MATCHES, len(sides[0][0]), len(sides[1][0])):
        return 0.0
    if copied < _SOME_COPYING and matches < _MANY_MATCHES:
        return 0.0
    return round(max(copied, *shares), 4)


def _bodies(claims: Sequence[Claim], vectors: np.ndarray | None) -> tuple[tuple[Claim, ...], np.ndarray]:
    import numpy as np

    kept = [i for i, claim in enumerate(claims) if claim.role is not ClaimRole.HEADLINE]
    rows = np.zeros((len(claims), 0)) if vectors is None else np.asarray(vectors, dtype=np.float64)
    return tuple(claims[i] for i in kept), rows[kept]


def _near(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether enough claims of the shorter article lie near one of the other's: cheap, and most candidates end here."""
    if first.shape[1] != second.shape[1] or not first.shape[1]:
        return True
    cosines = first @ second.T
    return max(float((cosines.max(axis=axis) >= _NEAR).mean()) for axis in (0, 1)) >= _FEWEST_NEAR


def _link(pairs: set[tuple[int, int]], scores: _Scores, threshold: float) -> list[tuple[list[int], float]]:
    """Average linkage over the pairs that pass: groups of two or more, with the lowest average that joined one."""
    groups: dict[int, list[int]] = {i: [i] for pair in pairs for i in pair}
    lowest: dict[int, float] = dict.fromkeys(groups, 1.0)
    open_pairs = {pair: scores.between(*pair) for pair in pairs}
    while open_pairs:
        (first, second), best = min(open_pairs.items(), key=lambda item: (-item[1], item[0]))
        if best < threshold:
            break
        groups[first] += groups.pop(second)
        lowest[first] = min(lowest[first], lowest.pop(second), best)
        neighbours = {i for pair in open_pairs if first in pair or second in pair for i in pair} - {first, second}
        open_pairs = {pair: score for pair, score in open_pairs.items() if first not in pair and second not in pair}
        for other in sorted(neighbours):
            key = (min(first, other), max(first, other))
            open_pairs[key] = round(scores.average(groups[first], groups[other]), 6)
    return [(members, lowest[i]) for i, members in sorted(groups.items()) if len(members) > 1]


def _story(articles: Sequence[Outline], similarity: float) -> Story:
    reference = min(articles, key=lambda o: (o.published.toordinal() if o.published else math.inf, -o.words, o.id))
    ids = tuple(sorted(article.id for article in articles))
    return Story(f"story:{ids[0]}", ids, reference.id, round(similarity, 4))

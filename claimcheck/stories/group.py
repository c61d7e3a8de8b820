"""Articles into stories: groups of articles that report one event.

Candidates share some of their heaviest words (`neighbours.py`). Every two articles that likely candidates connect are
scored (`likeness.py`), joined by average linkage, and each join is judged: two groups are one story where they are
about as like each other as each is in itself, so that two earthquakes, each told by ten outlets, stay apart. Both
scores are trained (``python -m benchmarks.stories``). Whether two articles are one story depends on them and on those
they are joined with.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Article, Claim, Story
from claimcheck.matching.model import Logistic, probability
from claimcheck.stories.likeness import FAR, JOIN_NAMES, Likeness, score
from claimcheck.stories.neighbours import keywords, meetings
from claimcheck.stories.outlines import Outline, outline

if TYPE_CHECKING:
    import numpy as np

THRESHOLD = 0.5  # of the probability that two groups are one story
LINKED = -1.5  # log odds of two articles under which they do not connect what is scored together


@dataclass(frozen=True, slots=True)
class Join:
    """Two groups that average linkage joins, as places of articles, and what tells whether they are one story."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    features: tuple[float, ...]  # in order of JOIN_NAMES


def group(
    articles: Sequence[Article],
    claims_by_article: Mapping[str, Sequence[Claim]],
    *,
    threshold: float = THRESHOLD,
    one_story: bool = False,
) -> tuple[Story, ...]:
    """Stories of two articles or more, in order of id; an article is in one at most. Teasers never join."""
    outlines = [outline(a, claims_by_article.get(a.id, ())) for a in articles]
    return stories_of(outlines, threshold=threshold, one_story=one_story)


def stories_of(
    outlines: Sequence[Outline], *, threshold: float = THRESHOLD, one_story: bool = False
) -> tuple[Story, ...]:
    """What a run groups. With ``one_story``, or where there are two articles in all (teasers aside), they are one story
    whatever the score, which its similarity says: whoever names two asks for just that."""
    told = [o for o in outlines if o.body and not o.teaser]
    if len(told) == 2 or (one_story and len(told) > 1):
        return (together(told, threshold),)
    return group_outlines(outlines, threshold=threshold)


def together(outlines: Sequence[Outline], threshold: float = THRESHOLD) -> Story:
    """All of them as one story; its similarity is the least of the joins, as everywhere."""
    ordered = sorted(outlines, key=lambda o: (o.body, o.id))
    places = list(range(len(ordered)))
    chances = chances_of(joins(Likeness(ordered).between(places, places), places))
    least = min(chances.tolist(), default=1.0)
    return made_story(ordered, least, "score" if least >= threshold else "named")


def group_outlines(outlines: Sequence[Outline], *, threshold: float = THRESHOLD) -> tuple[Story, ...]:
    """``group`` over outlines. Exact copies of a text stand behind one of them."""
    texts = texts_of(outlines)
    entries = [standing(same) for same in texts]
    likeness = Likeness(entries)
    stories = [
        story
        for places in _connected(entries, likeness)
        for story in stories_in([texts[place] for place in places], likeness.between(places, places), threshold)
    ]
    return tuple(sorted(stories, key=lambda story: story.id))


def texts_of(outlines: Iterable[Outline]) -> list[list[Outline]]:
    """The articles that can join, by text, in an order that no file name decides."""
    found: dict[str, list[Outline]] = defaultdict(list)
    for entry in sorted(outlines, key=lambda o: o.id):
        if entry.body and not entry.teaser:
            found[entry.body].append(entry)
    return [found[body] for body in sorted(found)]


def standing(same: Sequence[Outline]) -> Outline:
    """Of the articles with one text the earliest, which stands for all."""
    return min(same, key=lambda o: (o.published is None, str(o.published), o.id))


def stories_in(texts: Sequence[Sequence[Outline]], logits: np.ndarray, threshold: float) -> list[Story]:
    """The stories among some texts, each with the articles that have it; ``logits`` is what ``Likeness.between`` gives
    of those that stand for them."""
    places = range(len(texts))
    found = joins(logits, places)
    return [
        made_story([o for place in members for o in texts[place]], similarity)
        for members, similarity in accepted(found, places, chances_of(found), threshold)
        if sum(len(texts[place]) for place in members) > 1
    ]


def _connected(entries: Sequence[Outline], likeness: Likeness) -> list[list[int]]:
    """The entries in lots: no article of one lot is anything like one of another."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first, second = _candidates(entries)
    keep = likeness.of_pairs(first, second) >= LINKED
    first, second, size = first[keep], second[keep], len(entries)
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=(size, size))
    count, label = connected_components(graph, directed=False) if size else (0, np.zeros(0, dtype=int))
    lots: list[list[int]] = [[] for _ in range(count)]
    for place, lot in enumerate(label.tolist()):
        lots[lot].append(place)
    return lots


def _candidates(entries: Sequence[Outline]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of places that are neighbours, the first one first."""
    import numpy as np

    told = [keywords(entry) for entry in entries]
    firsts, seconds = [np.zeros(0, dtype=int)], [np.zeros(0, dtype=int)]
    for start, found in meetings(told, told):
        keep = found.near & (found.rows + start < found.columns)
        firsts.append(found.rows[keep] + start)
        seconds.append(found.columns[keep])
    return np.concatenate(firsts), np.concatenate(seconds)


def joins(logits: np.ndarray, places: Sequence[int]) -> list[Join]:
    """What average linkage over the log odds joins among some articles, in its order, down to one group. ``logits``
    is what ``Likeness.between`` gives of them."""
    import numpy as np
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    if len(places) < 2:
        return []
    logits = (logits + logits.T) / 2
    chances = probability(logits)
    apart = (FAR - logits) / (2 * FAR)
    np.fill_diagonal(apart, 0.0)
    groups: list[list[int]] = [[i] for i in range(len(places))]
    inside: list[float | None] = [None] * len(places)  # mean log odds of the pairs in each group
    found = []
    for first, second in linkage(squareform(apart, checks=False), "average")[:, :2].astype(int).tolist():
        left, right = groups[first], groups[second]
        block = np.ix_(left, right)
        mean = float(logits[block].mean())
        features = _join_features(
            mean,
            float(chances[block].mean()),
            [own for own in (inside[first], inside[second]) if own is not None],
            sorted((len(left), len(right))),
        )
        found.append(Join(tuple(places[i] for i in left), tuple(places[i] for i in right), features))
        counts = [math.comb(len(left), 2), math.comb(len(right), 2), len(left) * len(right)]
        total = (inside[first] or 0.0) * counts[0] + (inside[second] or 0.0) * counts[1] + mean * counts[2]
        groups.append([*left, *right])
        inside.append(total / sum(counts))
    return found


def joined(logits: np.ndarray, left: Sequence[int], right: Sequence[int]) -> Join:
    """The join of any two groups, by their rows in symmetric log odds."""
    import numpy as np

    block = logits[np.ix_(left, right)]
    inside = [
        float(logits[np.ix_(own, own)][np.triu_indices(len(own), 1)].mean()) for own in (left, right) if len(own) > 1
    ]
    features = _join_features(
        float(block.mean()), float(probability(block).mean()), inside, sorted((len(left), len(right)))
    )
    return Join(tuple(left), tuple(right), features)


def _join_features(mean: float, chance: float, inside: Sequence[float], sizes: Sequence[int]) -> tuple[float, ...]:
    return (
        mean,
        chance,
        mean - min(inside) if inside else 0.0,
        mean - sum(inside) / len(inside) if inside else 0.0,
        math.log(sizes[0]),
        math.log(sizes[1]),
        float(sizes[1] == 1),
        float(sizes[0] == 1),
    )


def chances_of(found: Sequence[Join], model: Logistic | None = None) -> np.ndarray:
    """Of every join, the probability that its groups are one story."""
    import numpy as np

    rows = np.array([j.features for j in found]).reshape(-1, len(JOIN_NAMES))
    return probability((model or score("join")).logit(rows, JOIN_NAMES)).round(4)


def accepted(
    found: Sequence[Join], places: Sequence[int], chances: np.ndarray, threshold: float
) -> list[tuple[list[int], float]]:
    """The groups that hold, each with the least probable join in it; a join holds where both its sides do."""
    standing: dict[tuple[int, ...], float] = {(place,): 1.0 for place in places}
    for join, chance in zip(found, chances.tolist(), strict=True):
        if chance >= threshold and join.left in standing and join.right in standing:
            least = min(chance, standing.pop(join.left), standing.pop(join.right))
            standing[(*join.left, *join.right)] = least
    return [(sorted(members), least) for members, least in standing.items()]


def made_story(articles: Sequence[Outline], similarity: float, how: str = "score") -> Story:
    """Some articles as a story; ``how`` they were joined."""
    reference = min(articles, key=lambda o: (o.published.toordinal() if o.published else math.inf, -o.words, o.id))
    ids = tuple(sorted(article.id for article in articles))
    return Story(f"story:{ids[0]}", ids, reference.id, round(similarity, 4), how)

"""Articles into stories: groups of articles that report one event.

Candidates share some of their heaviest words (`neighbours.py`). They are scored (`likeness.py`) and linked, the links
are joined by average linkage (`linkage.py`), and each join is judged: two groups are one story where they are about as
like each other as each is in itself, so that two earthquakes, each told by ten outlets, stay apart. Both scores are
trained (``python -m benchmarks.stories``). Whether two articles are one story depends on them and on those they are
joined with.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from claimcheck.datamodel import Article, Claim, Story
from claimcheck.matching.model import Logistic, probability
from claimcheck.stories.likeness import JOIN_NAMES, Likeness, score
from claimcheck.stories.linkage import LINKED, Join, Link, Linkage, Scores, join_features, millionths
from claimcheck.stories.neighbours import keywords, meetings
from claimcheck.stories.outlines import Outline, outline

if TYPE_CHECKING:
    import numpy as np

THRESHOLD = 0.5  # of the probability that two groups are one story


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
    scores = Scores(Likeness(ordered).of_each)
    scores.fill((a, b) for a in places for b in places[:a])
    links = [(a, b, logit) for (a, b), logit in scores.known.items()]
    chances = chances_of(list(Linkage(places, links, scores.sums, least=-math.inf)))
    least = min(chances.tolist(), default=1.0)
    return made_story(ordered, least, "score" if least >= threshold else "named")


def group_outlines(outlines: Sequence[Outline], *, threshold: float = THRESHOLD) -> tuple[Story, ...]:
    """``group`` over outlines. Exact copies of a text stand behind one of them."""
    texts = texts_of(outlines)
    entries = [standing(same) for same in texts]
    likeness = Likeness(entries)
    links = linked(entries, likeness)
    scores = Scores(likeness.of_each, {(b, a): logit for a, b, logit in links})
    scores.fill_near(links)
    stories = stories_in(dict(enumerate(texts)), list(Linkage(range(len(texts)), links, scores.sums)), threshold)
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


def stories_in(texts: Mapping[int, Sequence[Outline]], found: Sequence[Join], threshold: float) -> list[Story]:
    """The stories among some texts by place, each with the articles that have it; ``found`` are their joins."""
    return [
        made_story([o for place in members for o in texts[place]], similarity)
        for members, similarity in accepted(found, sorted(texts), chances_of(found), threshold)
        if sum(len(texts[place]) for place in members) > 1
    ]


def linked(entries: Sequence[Outline], likeness: Likeness) -> list[Link]:
    """What is linked among some articles, by places."""
    first, second = candidates(entries)
    logits = likeness.of_pairs(first, second)
    keep = logits >= LINKED
    return list(zip(first[keep].tolist(), second[keep].tolist(), millionths(logits[keep]), strict=True))


def candidates(entries: Sequence[Outline]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of places that are neighbours, the first one first."""
    import numpy as np

    told = [keywords(entry) for entry in entries]
    firsts, seconds = [np.zeros(0, dtype=int)], [np.zeros(0, dtype=int)]
    for found in meetings(told, told):
        keep = found.near & (found.rows < found.columns)
        firsts.append(found.rows[keep])
        seconds.append(found.columns[keep])
    return np.concatenate(firsts), np.concatenate(seconds)


def joined(logits: np.ndarray, left: Sequence[int], right: Sequence[int]) -> Join:
    """The join of any two groups, by their rows in the log odds that ``Likeness.between`` gives."""
    import numpy as np

    logits = (logits + logits.T) / 2
    block = logits[np.ix_(left, right)]
    inside = [
        float(logits[np.ix_(own, own)][np.triu_indices(len(own), 1)].mean()) for own in (left, right) if len(own) > 1
    ]
    features = join_features(float(block.mean()), float(probability(block).mean()), inside, (len(left), len(right)))
    return Join(tuple(left), tuple(right), features)


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

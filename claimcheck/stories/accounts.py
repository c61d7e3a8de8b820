"""Every article accounted for: those in no story, each with what it is nearest to.

The score is the probability by which groups are joined (`group.py`), here of the one article with the whole of a story,
or with another that is alone too: what stands beside the threshold when an editor asks why an article is not in a
story. What is nearest is looked for among the articles that share the most weight of their heaviest words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claimcheck.datamodel import Alone, Story
from claimcheck.stories.group import THRESHOLD, chances_of, joined, standing, texts_of
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.neighbours import Keywords, keywords, meetings
from claimcheck.stories.outlines import Outline

if TYPE_CHECKING:
    import numpy as np

NEAR = 8  # articles by shared words whose stories are tried


def alone(
    outlines: Sequence[Outline],
    stories: Sequence[Story],
    *,
    threshold: float = THRESHOLD,
    of: Collection[str] | None = None,
    apart: Collection[str] = (),
) -> tuple[Alone, ...]:
    """The articles that are in none of the stories, in order of id; only those ``of`` some, where given. Those
    in ``apart`` were set apart by an editor. Ties go by text, never by the name of a file."""
    home = {a: story.id for story in stories for a in story.article_ids}
    texts = texts_of(outlines)
    told = [standing(same) for same in texts]
    place = {o.id: n for n, same in enumerate(texts) for o in same}
    left = [o.id for o in outlines if o.id in place and o.id not in home and (of is None or o.id in of)]
    groups = _groups(told, home)
    likeness = Likeness(told)
    found = [
        Alone(o.id, "teaser" if o.teaser else "no claims", threshold)
        for o in outlines
        if o.id not in home and o.id not in place and (of is None or o.id in of)
    ]
    near = _near([place[article] for article in left], [keywords(o) for o in told])
    for article, places in zip(left, near, strict=True):
        entry = _nearest(place[article], places, told, home, groups, likeness, threshold)
        entry = replace(entry, article_id=article)
        found.append(replace(entry, why="set apart") if article in apart else entry)
    return tuple(sorted(found, key=lambda entry: entry.article_id))


def _groups(told: Sequence[Outline], home: Mapping[str, str]) -> dict[str, list[int]]:
    """By story, or by article that is in none, the places of its texts."""
    groups: dict[str, list[int]] = {}
    for place, entry in enumerate(told):
        groups.setdefault(home.get(entry.id, entry.id), []).append(place)
    return groups


def _near(rows: Sequence[int], told: Sequence[Keywords]) -> list[list[int]]:
    """Of every row, the places that share most with it, itself apart."""
    import numpy as np

    found: list[list[int]] = [[] for _ in rows]
    for block in meetings([told[row] for row in rows], told):
        others = block.columns != np.array(rows)[block.rows]
        for row, own in best(block.rows[others], block.columns[others], block.strength[others]).items():
            found[row] = own
    return found


def best(rows: np.ndarray, columns: np.ndarray, strength: np.ndarray) -> dict[int, list[int]]:
    """By row, the NEAR columns of most strength, of equal ones the first."""
    import numpy as np

    found: dict[int, list[int]] = {}
    for n in np.lexsort((columns, -strength, rows)).tolist():
        own = found.setdefault(int(rows[n]), [])
        if len(own) < NEAR and strength[n] > 0:
            own.append(int(columns[n]))
    return found


def _nearest(
    row: int,
    near: Sequence[int],
    told: Sequence[Outline],
    home: Mapping[str, str],
    groups: Mapping[str, Sequence[int]],
    likeness: Likeness,
    threshold: float,
) -> Alone:
    """One article beside the groups of those near it: the most probable join, a story before another one alone."""
    best: tuple[float, bool, int] | None = None
    nearest = ""
    for rank, group in enumerate(dict.fromkeys(home.get(told[place].id, told[place].id) for place in near)):
        members = groups[group]
        together = [row, *members]
        logits = likeness.between(together, together)
        (chance,) = chances_of([joined(logits, [0], list(range(1, len(together))))]).tolist()
        most = max(range(len(members)), key=lambda n: (logits[0, n + 1], -n))
        key = (chance, told[members[0]].id in home, -rank)
        if best is None or key > best:
            best, nearest = key, told[members[most]].id
    if best is None:
        return Alone(told[row].id, "no story", threshold)
    return Alone(told[row].id, "no story", threshold, best[0], home.get(nearest), nearest)

"""Every article accounted for: those in no story, each with what it is nearest to.

The score is the probability by which groups are joined (`group.py`), here of the one article with the whole of a story,
or with another that is alone too: what stands beside the threshold when an editor asks why an article is not in a
story. What is nearest is looked for among the articles that share the most weight of words, by one sparse product.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claimcheck.datamodel import Alone, Story
from claimcheck.stories.group import THRESHOLD, chances_of, joined
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.outlines import Outline

if TYPE_CHECKING:
    import numpy as np

_NEAR = 8  # articles by shared words whose stories are tried
_BLOCK = 256  # rows of a matrix product at once


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
    told = sorted((o for o in outlines if o.body and not o.teaser), key=lambda o: (o.body, o.id))
    left = [n for n, o in enumerate(told) if o.id not in home and (of is None or o.id in of)]
    groups = _groups(told, home)
    likeness = Likeness(told)
    found = [
        Alone(o.id, "teaser" if o.teaser else "no claims", threshold)
        for o in outlines
        if o.id not in home and (o.teaser or not o.body) and (of is None or o.id in of)
    ]
    for start in range(0, len(left), _BLOCK):
        rows = left[start : start + _BLOCK]
        near = _near(likeness.shared(rows), rows)
        for row, places in zip(rows, near, strict=True):
            entry = _nearest(row, places, told, home, groups, likeness, threshold)
            found.append(replace(entry, why="set apart") if entry.article_id in apart else entry)
    return tuple(sorted(found, key=lambda entry: entry.article_id))


def _groups(told: Sequence[Outline], home: Mapping[str, str]) -> dict[str, list[int]]:
    """By story, or by article that is in none, the places of its texts: copies of a text count once."""
    groups: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    for place, entry in enumerate(told):
        group = home.get(entry.id, entry.id)
        if (group, entry.body) not in seen:
            seen.add((group, entry.body))
            groups.setdefault(group, []).append(place)
    return groups


def _near(shared: np.ndarray, rows: Sequence[int]) -> list[list[int]]:
    """Of every row, the places that share most with it, itself apart and what shares nothing left out."""
    import numpy as np

    shared = shared.round(6)
    shared[np.arange(len(rows)), rows] = 0.0
    order = np.argsort(-shared, axis=1, kind="stable")[:, :_NEAR]
    return [[place for place in own.tolist() if shared[n, place] > 0] for n, own in enumerate(order)]


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
        (chance,) = chances_of([joined((logits + logits.T) / 2, [0], list(range(1, len(together))))]).tolist()
        most = max(range(len(members)), key=lambda n: (logits[0, n + 1], -n))
        key = (chance, told[members[0]].id in home, -rank)
        if best is None or key > best:
            best, nearest = key, told[members[most]].id
    if best is None:
        return Alone(told[row].id, "no story", threshold)
    return Alone(told[row].id, "no story", threshold, best[0], home.get(nearest), nearest)

"""The stories of an index, brought up to date where something changed: the same as ``engine.grouping`` makes of all.

A text that comes is looked up by its heaviest words, scored with its neighbours and linked; then what it is linked
with is joined anew as far as something changes (`regions.py`). Decisions are applied to the stories that they name.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Alone, Problem, Story, StoryDecision
from claimcheck.decisions.stories import read_story_decisions, story_notices
from claimcheck.engine.index import Index, StoredOutline
from claimcheck.engine.regions import known_pairs, rejoined
from claimcheck.engine.story_rows import Twin
from claimcheck.files.content_cache import content_key
from claimcheck.stories.accounts import NEAR, alone, best
from claimcheck.stories.decided import TEXT, with_decisions
from claimcheck.stories.group import THRESHOLD, standing, stories_in, together
from claimcheck.stories.likeness import log_odds_of
from claimcheck.stories.linkage import LINKED, MILLION, Pair, millionths
from claimcheck.stories.neighbours import Keywords, Meetings, keywords, meetings, merged
from claimcheck.stories.outlines import VIEWS, Outline

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from claimcheck.settings.loading import Settings

_MANY = 20  # from one in so many texts that are new, one product over all is cheaper than looking each up
_AT_ONCE, _PAIRS_AT_ONCE = 1000, 50_000  # outlines to take words from, pairs to score: what is held at once
_DECIDED = "decided stories"
_BITS = 32  # of the number of a text
_LOW = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class _Scored:
    gone: frozenset[str]  # groups by id
    made: tuple[Story, ...]


class Regrouping:
    """The stories of one open index."""

    def __init__(self, index: Index, settings: Settings, root: Path) -> None:
        chosen = settings.matching.story_threshold
        self._threshold = THRESHOLD if chosen is None else chosen
        self._index, self._rows, self._root = index, index.story_rows, root
        self.decisions: tuple[StoryDecision, ...] = ()
        self.problems: tuple[Problem, ...] = ()

    def refresh(self) -> None:
        """Group what changed and apply what was decided; stories that are new wait to be compared."""
        with self._index.writing():
            scored = self._scored()
            self._decide(scored)
            self._rows.settle()

    # ----------------------------------------------------------------------- by score

    def _scored(self) -> _Scored:
        changed = self._rows.changed()
        if not changed:
            return _Scored(frozenset(), ())
        rows = self._rows
        bodies = {body for body, _ in changed if body}
        told = rows.told()
        if len(told) < 3 or self._index.fact("few") == "yes":
            bodies |= {*rows.bodies(), *bodies}  # two are one story whatever they tell, and three are not
        self._index.note("few", "yes" if len(told) < 3 else "no")
        gone = rows.texts(bodies)
        left = {text.number for text in gone}
        opened = rows.lots({text.lot for text in gone if text.lot is not None}, pairs=True)
        rows.drop_lots(opened)
        rows.remove(left)
        twins = _by_body(rows.twins(bodies))
        stands = {body: standing(own) for body, own in twins.items()}
        # in order of time, so that what is scored together lies together
        added, near = self._link(sorted(stands.values(), key=lambda o: (o.published or dt.date.min, o.body)))
        kept = {number for lot in opened.values() for number in lot.numbers} - left
        known = known_pairs(opened.values(), without=left) | near
        region = rejoined(rows, {*added, *kept}, self._whole, known)
        texts = {text.number: text for text in rows.texts_at(region.numbers)}
        own = _by_body(rows.twins(text.body for text in texts.values()))
        touched = {article for _, article in changed} | {o.id for same in own.values() for o in same}
        same = {place: own[texts[number].body] for place, number in enumerate(region.numbers)}
        made = stories_in(same, region.joins, self._threshold)
        if len(told) == 2:
            everyone = [o for same in twins.values() for o in same]
            whole = self._whole(o.id for o in everyone)
            made = [together([whole[o.id] for o in everyone], self._threshold)]
        homes = frozenset(rows.found_homes(touched).values())
        rows.replace_groups(homes, made)
        return _Scored(homes, tuple(made))

    def _link(self, entries: Sequence[Outline]) -> tuple[list[int], dict[Pair, int]]:
        """Texts that are new, linked with their neighbours; their numbers, and the log odds of all neighbours."""
        rows = self._rows
        if not entries:
            return [], {}
        told = []
        for start in range(0, len(entries), _AT_ONCE):
            some = entries[start : start + _AT_ONCE]
            whole = self._whole(o.id for o in some)
            told += [keywords(whole[o.id]) for o in some]
        numbers = rows.add([(o.body, o.id, own) for o, own in zip(entries, told, strict=True)])
        pairs = self._near(numbers, told)
        found: dict[Pair, int] = {}
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            wanted = pairs[start : start + _PAIRS_AT_ONCE]
            texts = {t.number: t for t in rows.texts_at({n for pair in wanted for n in pair})}
            outlines = self._whole(t.article for t in texts.values())
            outline_of = {number: outlines[text.article] for number, text in texts.items()}
            logits = millionths(log_odds_of([(outline_of[a], outline_of[b]) for a, b in wanted]))
            scored = dict(zip(wanted, logits, strict=True))
            rows.link((*pair, logit) for pair, logit in scored.items() if logit >= LINKED * MILLION)
            if len(pairs) <= _PAIRS_AT_ONCE:
                found = scored  # of many, those that are linked are read again
        return numbers, found

    def _near(self, numbers: Sequence[int], told: Sequence[Keywords]) -> list[Pair]:
        """Every pair of neighbours of which one is new, once."""
        import numpy as np

        rows = self._rows
        found: list[np.ndarray] = []
        if len(numbers) * _MANY >= rows.count():
            every = list(rows.keywords())
            others = np.array([number for number, _ in every])
            found += (
                _pairs(np.array(numbers)[block.rows[block.near]], others[block.columns[block.near]])
                for block in meetings(told, [own for _, own in every])
            )
        else:
            for number, own in zip(numbers, told, strict=True):
                block = self._met(own)
                found.append(_pairs(number, block.columns[block.near]))
        return [(pair >> _BITS, pair & _LOW) for pair in np.unique(np.concatenate(found)).tolist()]

    def _met(self, told: Keywords) -> Meetings:
        import numpy as np

        others, strength, enough = self._rows.meetings(told)
        return merged(np.zeros(len(others), dtype=np.int64), others, strength, enough)

    # ----------------------------------------------------------------------- by decision

    def _decide(self, scored: _Scored) -> None:
        """From groups to stories: as decided, and the stories of the index brought in line."""
        rows = self._rows
        before = json.loads(self._index.fact(_DECIDED) or '{"hidden": [], "made": []}')
        kept = read_story_decisions(self._root).entries
        made = {s.id: s for s in (*scored.made, *rows.groups(before["hidden"]))}
        hidden: list[Story] = []
        decided: list[Story] = []
        if kept:
            outlines, groups = self._named(kept)
            stories, heard = with_decisions(outlines, groups, kept, threshold=self._threshold)
            self.decisions = heard
            read = {o.id for o in outlines} | rows.in_sources(a.rpartition("#")[0] for d in kept for a in d.articles)
            self.problems = story_notices(heard, self._root, read)
            hidden = [group for group in groups if group not in stories]
            decided = [story for story in stories if story not in groups]
        gone = (scored.gone - set(before["hidden"])) | set(before["made"])
        gone |= {group.id for group in hidden} - set(before["hidden"]) - {s.id for s in scored.made}
        for group in hidden:
            made.pop(group.id, None)
        told = [*made.values(), *decided]
        digests = {t.article: t.digest for t in rows.twins_of(a for story in told for a in story.article_ids)}
        rows.replace_stories(rows.stories(gone), {_story_key(story, digests): story for story in told})
        now = {"hidden": sorted(g.id for g in hidden), "made": sorted(s.id for s in decided)}
        if now != before:
            self._index.note(_DECIDED, json.dumps(now))

    def _named(self, decisions: Iterable[StoryDecision]) -> tuple[list[Outline], list[Story]]:
        """The articles that decisions name, by text or by place, with all of their groups; and the groups."""
        rows = self._rows
        texts = {text[:TEXT] for d in decisions for text in d.texts}
        found = {t.article: t for text in sorted(texts) for t in rows.twins_like(text) if text}
        found |= {t.article: t for t in rows.twins_of(a for d in decisions for a in d.articles)}
        groups = rows.groups(set(rows.found_homes(found).values()))
        found |= {t.article: t for t in rows.twins_of(a for group in groups for a in group.article_ids)}
        # all that have the beginning of a text in common count as one there
        starts = {t.body[:TEXT] for t in found.values() if t.body}
        found |= {t.article: t for start in sorted(starts) for t in rows.twins_like(start)}
        whole = self._whole(found)
        return [whole[article] for article in sorted(whole)], groups

    # ----------------------------------------------------------------------- what a report says of them

    def alone(self, of: Collection[str]) -> tuple[Alone, ...]:
        """Those ``of`` some articles that are in no story, each with what it is nearest to."""
        rows = self._rows
        homes = rows.homes(of)
        own = self._whole(article for article in of if article not in homes)
        near: set[str] = set()
        for entry in own.values():
            if entry.body and not entry.teaser:
                near |= self._nearest(entry)
        homes = rows.homes(near)
        stories = tuple(rows.stories(set(homes.values())).values())
        outlines = self._whole({*own, *near, *(a for story in stories for a in story.article_ids)})
        apart = {d.articles[0] for d in self.decisions if d.verdict == "apart" and d.state == "holds"}
        return alone(list(outlines.values()), stories, threshold=self._threshold, of=own.keys(), apart=apart)

    def _nearest(self, entry: Outline) -> set[str]:
        """The articles that share most with one, ties by text."""
        import numpy as np

        found = self._met(keywords(entry))
        if not len(found.columns):
            return set()
        # what can be among the first: as strong as the last of them, or stronger
        ranked = np.sort(found.strength)[::-1]
        least = ranked[min(NEAR, len(ranked) - 1)]
        texts = sorted(self._rows.texts_at(found.columns[found.strength >= least].tolist()), key=lambda t: t.body)
        texts = [text for text in texts if text.body != entry.body]
        strength = dict(zip(found.columns.tolist(), found.strength.tolist(), strict=True))
        told = np.array([strength[text.number] for text in texts], dtype=np.int64)
        places = np.arange(len(texts))
        chosen = best(np.zeros(len(texts), dtype=np.int64), places, told).get(0, [])
        return {texts[place].article for place in chosen}

    def _whole(self, articles: Iterable[str]) -> dict[str, Outline]:
        return {o.article: outline_of(o) for o in self._index.outlines(articles)}


def _pairs(one: int | np.ndarray, others: np.ndarray) -> np.ndarray:
    """Every two different texts as one number, the higher text's first."""
    import numpy as np

    found = (np.maximum(one, others).astype(np.int64) << _BITS) | np.minimum(one, others)
    return np.asarray(found[one != others])


def _by_body(twins: Iterable[Twin]) -> dict[str, list[Outline]]:
    """By text, the articles that can join, without their words."""
    import numpy as np

    none = np.zeros(0, dtype=np.uint64)
    found: dict[str, list[Outline]] = {}
    for t in twins:
        if t.body and not t.teaser:
            bare = Outline(t.article, _day(t.published), t.teaser, t.words, t.body, none, none, none)
            found.setdefault(t.body, []).append(bare)
    return found


def outline_of(stored: StoredOutline) -> Outline:
    """The outline that was stored."""
    import numpy as np

    return Outline(
        stored.article,
        _day(stored.published),
        stored.teaser,
        stored.words,
        stored.body,
        np.frombuffer(stored.runs, dtype=np.uint64),
        np.frombuffer(stored.terms, dtype=np.uint64),
        np.frombuffer(stored.weights, dtype=np.float32).reshape(-1, len(VIEWS)),
    )


def _day(published: str | None) -> dt.date | None:
    return dt.date.fromisoformat(published) if published else None


def _story_key(story: Story, digests: dict[str, str]) -> str:
    return content_key(*(part for a in story.article_ids for part in (a, digests[a])))

"""Articles into stories: by score, and as editors decided. The same for a whole run and for additions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Alone, Problem, Story, StoryDecision
from claimcheck.decisions.stories import read_story_decisions, story_notices
from claimcheck.stories.accounts import alone
from claimcheck.stories.decided import with_decisions
from claimcheck.stories.group import THRESHOLD, stories_of
from claimcheck.stories.outlines import Outline

if TYPE_CHECKING:
    from pathlib import Path

    from claimcheck.settings.loading import Settings


@dataclass(frozen=True, slots=True)
class Grouped:
    """Stories, the decisions on them, and what is to be said of those that count for nothing."""

    outlines: tuple[Outline, ...]
    threshold: float
    stories: tuple[Story, ...]
    decisions: tuple[StoryDecision, ...] = ()
    problems: tuple[Problem, ...] = ()

    def alone(self, of: Collection[str] | None = None) -> tuple[Alone, ...]:
        """The articles in no story; only those ``of`` some, where given."""
        apart = {d.articles[0] for d in self.decisions if d.verdict == "apart" and d.state == "holds"}
        return alone(self.outlines, self.stories, threshold=self.threshold, of=of, apart=apart)


def grouped(outlines: Sequence[Outline], settings: Settings, root: Path | None, *, one_story: bool = False) -> Grouped:
    """The stories of some articles. ``root`` is where decisions are kept, None for none; with ``one_story`` whoever
    runs this says that all are one, and no earlier decision goes before that. Raises ConfigError."""
    chosen = settings.matching.story_threshold
    threshold = THRESHOLD if chosen is None else chosen
    stories = stories_of(outlines, threshold=threshold, one_story=one_story)
    kept = read_story_decisions(root).entries if root is not None and not one_story else ()
    if root is None or not kept:
        return Grouped(tuple(outlines), threshold, stories)
    stories, heard = with_decisions(outlines, stories, kept, threshold=threshold)
    return Grouped(tuple(outlines), threshold, stories, heard, story_notices(heard, root, {o.id for o in outlines}))

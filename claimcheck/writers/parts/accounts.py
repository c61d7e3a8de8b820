"""Every article accounted for, in words: how many stand in stories, and of each that is alone what it is nearest to.
Shared by the formats that people read."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from claimcheck.datamodel import Alone, Report, Story
from claimcheck.writers.parts.outline import names, plural, title
from claimcheck.writers.parts.visible import visible

_WHY = {"teaser": "a teaser: only its beginning is here", "no claims": "no statement was found in it"}


@dataclass(frozen=True, slots=True)
class Lone:
    """An article alone as people read of it; ``told`` says why and what is nearest, ``command`` joins the two."""

    entry: Alone
    name: str
    title: str
    told: str
    command: str


def accounted(report: Report) -> str:
    """``59 articles: 52 in 14 stories, 7 alone``; "" where there is no article."""
    inside = sum(len(story.article_ids) for story in report.stories)
    if not inside + len(report.alone):
        return ""
    stories = plural(len(report.stories), "story", "stories")
    told = [f"{inside:,} in {stories}"] if inside else []
    told += [f"{len(report.alone):,} alone"] if report.alone or not inside else []
    return f"{plural(inside + len(report.alone), 'article')}: {', '.join(told)}"


def lone_articles(report: Report) -> tuple[Lone, ...]:
    """Those alone, the most probable join first, then by place."""
    articles, called = {a.id: a for a in report.articles}, names(report)
    known = [entry for entry in report.alone if entry.article_id in articles]
    known.sort(key=lambda e: (-(e.score or 0.0), articles[e.article_id].span, e.article_id))
    return tuple(
        Lone(e, called[e.article_id], title(articles[e.article_id]), _told(e, report, called), _command(e))
        for e in known
    )


def _told(entry: Alone, report: Report, called: dict[str, str]) -> str:
    if entry.why in _WHY:
        return _WHY[entry.why]
    if entry.score is None or entry.nearest_id is None:
        return "nothing here is like it"
    titles = {a.id: a.title for a in report.articles}
    near = visible(titles.get(entry.nearest_id) or "").strip()
    near = f"“{near}” ({called[entry.nearest_id]})" if near else called.get(entry.nearest_id, visible(entry.nearest_id))
    kind = "the story of " if entry.story_id is not None else ""
    told = f"nearest: {kind}{near}, likeness {entry.score:.2f}"
    if entry.why == "set apart":
        return f"set apart by an editor; {told}"
    if entry.score >= entry.needed:  # it was to join others first, and they did not hold together
        return f"{told}; left alone because the articles it was put with first do not hold together"
    return f"{told}; {entry.needed:.2f} would join them"


def _command(entry: Alone) -> str:
    if entry.nearest_id is None:
        return ""
    return shlex.join(["claimcheck", "story", "join", visible(entry.article_id), visible(entry.nearest_id)])


def weak_link(story: Story) -> str:
    """Why two articles are one story though their score would not join them; "" where it does."""
    why = {"named": "they were named together", "decided": "an editor joined them"}.get(story.joined)
    return f"Compared because {why}; likeness {story.similarity:.2f}." if why else ""

"""What was read, as the stages of a run hand it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claimcheck.datamodel import (
    Article,
    Claim,
    Problem,
    Source,
    Story,
)
from claimcheck.textforms import fold

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pages:
    """What was read: sources, their articles and enriched claims, and what could not be read."""

    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    claims: Mapping[str, tuple[Claim, ...]]  # by article id
    problems: tuple[Problem, ...]


def by_time(story: Story, articles: Mapping[str, Article]) -> list[str]:
    """A story's articles in order of publication, the undated last, then by place."""
    return sorted(
        story.article_ids,
        key=lambda i: (articles[i].published is None, str(articles[i].published or ""), articles[i].span),
    )


def distinct(story: Story, articles: Mapping[str, Article], claims: Mapping[str, tuple[Claim, ...]]) -> list[str]:
    """One article for every text: copies that differ in nothing but dress stand behind the first."""
    first: dict[tuple[str, ...], str] = {}
    for article in by_time(story, articles):
        first.setdefault(tuple(fold(c.text) for c in claims[article]), article)
    return list(first.values())

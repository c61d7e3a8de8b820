"""What was read, as the stages of a run hand it on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from claimcheck.datamodel import (
    Article,
    Claim,
    Problem,
    Source,
    Story,
)
from claimcheck.stories.outlines import outline
from claimcheck.stories.relatives import EVERY_TWO, relatives
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


def to_compare(
    story: Story, articles: Mapping[str, Article], claims: Mapping[str, tuple[Claim, ...]]
) -> tuple[tuple[str, str], ...]:
    """The pairs of a story's distinct articles that are compared, the earlier article first."""
    found = distinct(story, articles, claims)
    if len(found) <= EVERY_TWO:
        return tuple(itertools.combinations(found, 2))
    return relatives([outline(articles[i], claims[i]) for i in found])

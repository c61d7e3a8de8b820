"""What editors said of stories, applied to what the score grouped: "these are one story", "this is no part of it".

Decisions are taken in the order in which they were made, so that a later one goes before an earlier. An article is
known by its text, then by where it stood: a renamed file loses nothing, and neither does a mended one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.datamodel import Article, Claim, Story, StoryDecision
from claimcheck.stories.group import THRESHOLD, chances_of, joined, made_story
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.outlines import Outline, outline

TEXT = 20  # hexadecimal digits of an outline's ``body`` by which a decision names its text


@dataclass(slots=True)
class _Group:
    texts: set[str]
    similarity: float
    joined: str
    story: Story | None  # as it was found, None once anything changed


def text_of(article: Article, claims: Sequence[Claim]) -> str:
    """The text of an article as a decision names it; "" where it has no claim."""
    return outline(article, claims).body[:TEXT]


def with_decisions(
    outlines: Sequence[Outline],
    stories: Sequence[Story],
    decisions: Sequence[StoryDecision],
    *,
    threshold: float = THRESHOLD,
) -> tuple[tuple[Story, ...], tuple[StoryDecision, ...]]:
    """The stories as decided, in order of id; and the decisions in order of time, each with the articles as they are
    called now and its ``state``."""
    members: dict[str, list[Outline]] = {}
    # A teaser counts where no whole article has its text.
    for entry in sorted(outlines, key=lambda o: (o.teaser, o.id)):
        own = members.setdefault(entry.body[:TEXT], []) if entry.body else []
        if not own or own[0].teaser == entry.teaser:
            own.append(entry)
    text_by_id = {o.id: o.body[:TEXT] for o in outlines if o.body}
    home: dict[str, _Group] = {}
    for story in stories:
        group = _Group({text_by_id[a] for a in story.article_ids}, story.similarity, story.joined, story)
        home.update(dict.fromkeys(group.texts, group))
    for text in members:
        home.setdefault(text, _Group({text}, 1.0, "score", None))
    heard = []
    for decision in sorted(decisions, key=lambda d: (d.decided_at, d.verdict, d.texts, d.articles)):
        texts = [
            text if text in members else text_by_id.get(article, "")
            for text, article in zip(decision.texts, decision.articles, strict=True)
        ]
        heard.append((decision, texts))
        if all(texts):
            first, second = (home[text] for text in texts)
            if decision.verdict == "one" and first is not second:
                merged = _merged(first, second, members, threshold)
                home.update(dict.fromkeys(merged.texts, merged))
            elif decision.verdict == "apart" and first is second and texts[0] != texts[1]:
                first.texts.discard(texts[0])
                first.story = None
                home[texts[0]] = _Group({texts[0]}, 1.0, "score", None)
    found = {id(group): group for group in home.values()}
    made = []
    for group in found.values():
        entries = [o for text in sorted(group.texts) for o in members[text]]
        if group.story is not None:
            made.append(group.story)
        elif len(entries) > 1:
            made.append(made_story(entries, group.similarity, group.joined))
    return tuple(sorted(made, key=lambda s: s.id)), tuple(_told(d, t, members, home) for d, t in heard)


def _merged(first: _Group, second: _Group, members: dict[str, list[Outline]], threshold: float) -> _Group:
    """Two groups as one; it is "decided" where the score would not have joined them."""
    sides = [sorted(group.texts) for group in (first, second)]
    entries = [members[text][0] for side in sides for text in side]
    places = list(range(len(entries)))
    logits = Likeness(entries).between(places, places)
    cut = len(sides[0])
    (chance,) = chances_of([joined(logits, places[:cut], places[cut:])]).tolist()
    how = "decided" if chance < threshold or "decided" in (first.joined, second.joined) else "score"
    return _Group(first.texts | second.texts, min(chance, first.similarity, second.similarity), how, None)


def _told(
    decision: StoryDecision, texts: Sequence[str], members: dict[str, list[Outline]], home: dict[str, _Group]
) -> StoryDecision:
    if not all(texts):
        return replace(decision, state="absent")
    together = home[texts[0]] is home[texts[1]]
    ids = [[o.id for o in members[text]] for text in texts]
    one, other = (a if a in own else own[0] for a, own in zip(decision.articles, ids, strict=True))
    holds = together is (decision.verdict == "one")
    return replace(decision, articles=(one, other), state="holds" if holds else "overruled")

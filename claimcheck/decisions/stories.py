"""``claimcheck-stories.txt``: what editors said of stories. A later entry goes before an earlier one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from claimcheck.datamodel import Problem, StoryDecision
from claimcheck.decisions.entries import Format, Kept, change_file, escaped, read_file, unescaped
from claimcheck.decisions.journal import moment_of, written
from claimcheck.errors import ConfigError

FILE = "claimcheck-stories.txt"
VERDICTS = ("one", "apart")
_SAID = {"one": "one story", "apart": "no part of it"}
_TEXT = re.compile(r"[0-9a-f]{8,64}\Z")


def read_story_decisions(root: Path) -> Kept[StoryDecision]:
    """The decisions beside ``claimcheck.toml`` in ``root``, with a Problem for every line that cannot be read."""
    return read_file(root / FILE, FORMAT)


def add_story_decision(root: Path, decision: StoryDecision) -> tuple[StoryDecision, ...]:
    """Write a decision; gives the earlier ones on the same two texts, which make room. Raises ConfigError."""
    if decision.texts[0] == decision.texts[1]:
        first, second = decision.articles
        raise ConfigError(f"{first} and {second} have the same text, word for word.", "Name two that differ.")
    earlier: list[StoryDecision] = []

    def change(old: tuple[StoryDecision, ...]) -> Iterable[StoryDecision]:
        earlier[:] = [d for d in old if set(d.texts) == set(decision.texts)]
        return [*(d for d in old if d not in earlier), decision]

    change_file(root / FILE, FORMAT, change)
    return tuple(earlier)


def remove_story_decisions(
    root: Path, one: str, other: str, back: Iterable[StoryDecision] = ()
) -> tuple[StoryDecision, ...]:
    """Take back what was decided on two articles, named by text or by place, in either order; gives what was taken.
    ``back`` are decisions that stand again."""
    taken: list[StoryDecision] = []

    def is_on(decision: StoryDecision) -> bool:
        sides = [set(side) for side in zip(decision.texts, decision.articles, strict=True)]
        return any(one in a and other in b for a, b in (sides, sides[::-1]))

    def change(old: tuple[StoryDecision, ...]) -> Iterable[StoryDecision]:
        taken[:] = [d for d in old if is_on(d)]
        return [*(d for d in old if d not in taken), *back]

    change_file(root / FILE, FORMAT, change)
    return tuple(taken)


def story_notices(decisions: Iterable[StoryDecision], root: Path, read: Collection[str]) -> tuple[Problem, ...]:
    """What is to be said of decisions that count for nothing: overruled by a later one, or on an article that is not
    there. ``read`` are the ids of the articles that the run saw; what it did not look at is not gone."""
    paths = {article.rpartition("#")[0] for article in read}
    made = []
    for d in decisions:
        named = " and ".join(d.articles)
        said = f"{FILE}: “{_SAID[d.verdict]}” of {named} ({d.editor}, {d.decided_at.date()})"
        if d.state == "overruled":
            made.append((f"{said} gives way to a later decision.", "Take it back, or decide again."))
        elif d.state == "absent" and (gone := [a for a in d.articles if _is_gone(a, root, paths, read)]):
            made.append((f"{said} counts for nothing: {' and '.join(gone)} is not there.", "Delete the line."))
    return tuple(Problem(FILE, message, action, fatal=False, notice=True) for message, action in made)


def _is_gone(article: str, root: Path, paths: Collection[str], read: Collection[str]) -> bool:
    path = article.rpartition("#")[0]
    if article in read:
        return False
    return path in paths or not any((root / name).exists() for name in (path, path.rpartition("#")[0]) if name)


def _fields(decision: StoryDecision) -> Sequence[str]:
    (text, other_text), (article, other) = decision.texts, decision.articles
    return (
        decision.verdict,
        text,
        escaped(article),
        other_text,
        escaped(other),
        escaped(decision.editor),
        written(decision.decided_at),
        escaped(decision.reason),
    )


def _parse(row: Sequence[str]) -> StoryDecision:
    verdict, text, article, other_text, other, editor, decided_at, reason = row
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict!r} is no verdict ({', '.join(VERDICTS)})")
    for given in (text, other_text):
        if not _TEXT.match(given):
            raise ValueError(f"{given!r} names no text")
    return StoryDecision(
        verdict,
        (text, other_text),
        (unescaped(article), unescaped(other)),
        unescaped(editor),
        moment_of(decided_at).astimezone(dt.UTC),
        unescaped(reason),
    )


FORMAT: Format[StoryDecision] = Format(
    columns=("verdict", "text", "article", "other text", "other article", "editor", "decided", "reason"),
    title="# Which articles are one story: “one”, or “apart” where the first is no part of the other's. Fields: "
    "verdict, text, article, other text, other article, editor, decided, reason.",
    fields=_fields,
    parse=_parse,
    optional=1,
)

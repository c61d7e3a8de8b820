"""``claimcheck-comments.txt``: what editors wrote about findings, a line a comment, so that threads merge.

A comment changes no verdict and no status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from claimcheck.datamodel import Comment
from claimcheck.decisions.entries import (
    IDENTITY,
    Format,
    Kept,
    change_file,
    escaped,
    items_of,
    listed,
    marks_of,
    read_file,
    unescaped,
)
from claimcheck.decisions.journal import moment_of, written
from claimcheck.decisions.recent import RecentFinding
from claimcheck.errors import ConfigError

FILE = "claimcheck-comments.txt"


def comment_on(finding: RecentFinding, text: str, editor: str, written_at: dt.datetime) -> Comment:
    """A comment on a finding as it stands. Raises ConfigError where nothing is said."""
    if not text.strip():
        raise ConfigError("A comment needs words.", "Write some.")
    moment = written_at.astimezone(dt.UTC).replace(microsecond=0)
    return Comment(finding.identity, finding.rule, editor, moment, finding.articles, text.strip(), finding.contents)


def read_comments(root: Path) -> Kept[Comment]:
    """The comments beside ``claimcheck.toml`` in ``root``, with a Problem for every line that cannot be read."""
    return read_file(root / FILE, FORMAT)


def add_comments(root: Path, comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Write further comments; what was said before stays."""
    new = tuple(comments)
    return change_file(root / FILE, FORMAT, lambda old: [*old, *new])


def remove_comments(root: Path, comments: Iterable[Comment]) -> bool:
    """Take comments back, word for word; False where one of them is no longer there."""
    gone = set(comments)
    found: list[bool] = []

    def change(old: tuple[Comment, ...]) -> Iterable[Comment]:
        found.append(gone <= set(old))
        return [c for c in old if c not in gone]

    change_file(root / FILE, FORMAT, change)
    return found[-1]


def _fields(comment: Comment) -> Sequence[str]:
    return (
        escaped(comment.identity),
        escaped(comment.rule),
        written(comment.written_at),
        escaped(comment.editor),
        listed(sorted(comment.articles)),
        escaped(comment.text),
        listed(sorted(comment.contents)),
    )


def _parse(row: Sequence[str]) -> Comment:
    identity, rule, written_at, editor, articles, text, contents = row
    if not IDENTITY.match(identity):
        raise ValueError(f"{identity!r} is no identity of a finding")
    named = tuple(sorted(items_of(articles)))
    if not named:
        raise ValueError("no article is named")
    if not unescaped(text):
        raise ValueError("nothing is said")
    said, moment = unescaped(text), moment_of(written_at)
    return Comment(identity, unescaped(rule), unescaped(editor), moment, named, said, marks_of(contents))


FORMAT: Format[Comment] = Format(
    columns=("identity", "rule", "written", "editor", "articles", "text", "claims"),
    title="# Comments of editors on findings. Format 2. Fields: identity, rule, written, editor, articles, text, "
    "claims (marks of their words).",
    fields=_fields,
    parse=_parse,
    optional=1,
    former=("# Comments of editors on findings. Fields: identity, rule, written, editor, articles, text.",),
)

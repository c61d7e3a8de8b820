"""Text made safe to stand in Markdown on GitHub or GitLab. Shared by the formats that are posted there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from claimcheck.writers.parts.sentences import Mark, Stretch
from claimcheck.writers.parts.visible import visible

_BREAK = "&#8203;"  # a zero-width space: what it parts is no mention, no reference, no address
# The marks that mean something in the middle of a line: text of pages never begins one.
_SPECIAL = re.compile(r"[\\`*_\[\]|~]")
_TAGS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})  # "$" opens mathematics on GitHub
# Mentions, issues, addresses; GitLab's merge requests, labels, milestones, epics and snippets.
_REFERENCE = re.compile(
    r"[@#!~%&^$](?=[\w\"']|\s*\Z)|(?<=\bGH)-(?=\d)|:(?=//)|(?<=\bmailto):|(?<=\bxmpp):|(?<=\bwww)\.", re.I
)
_TICKS = re.compile("`+")


def plain(text: str) -> str:
    """The text as Markdown that reads as the same words: no markup, HTML, link, mention or reference in it."""
    return _marked_up(visible(text))


def marked(stretches: Iterable[Stretch]) -> str:
    """Stretches of a sentence, the changed ones bold."""
    made = []
    for bold, run in itertools.groupby(stretches, key=lambda s: s.mark is Mark.CHANGED):
        text = _marked_up("".join(s.text for s in run))
        made.append(f"<strong>{text}</strong>" if bold else text)
    return "".join(made)


def code(text: str) -> str:
    """The text as a code span, with a fence longer than any run of back ticks in it."""
    text = visible(text) or " "
    fence = "`" * (max((len(m[0]) for m in _TICKS.finditer(text)), default=0) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _marked_up(text: str) -> str:
    made = []
    last = 0
    for match in _REFERENCE.finditer(text):
        made.append(_escaped(text[last : match.end()]) + _BREAK)
        last = match.end()
    made.append(_escaped(text[last:]))
    return "".join(made)


def _escaped(text: str) -> str:
    """HTML as entities, Markdown's marks behind back slashes."""
    return _SPECIAL.sub(r"\\\g<0>", text).translate(_TAGS)

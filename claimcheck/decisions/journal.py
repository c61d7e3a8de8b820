"""``claimcheck-decisions.txt``: what editors judged. A later entry on the same finding goes before an earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.datamodel import Decision, Finding
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
from claimcheck.decisions.recent import RecentFinding, recent_of
from claimcheck.errors import ConfigError

FILE = "claimcheck-decisions.txt"
VERDICTS = ("accept", "error", "unsure")
# As people say them, in the order in which they are offered. The file keeps the short ones.
WORDS = {"accept": "leave as it is", "error": "to correct", "unsure": "unsure"}


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """What a decision adds where something is wrong: the sides (articles or outlets), what should stand there, who sees
    to it."""

    wrong: tuple[str, ...] = ()
    right: str = ""
    assignee: str = ""


def decision_on(
    finding: Finding,
    verdict: str,
    *,
    editor: str,
    reason: str,
    decided_at: dt.datetime,
    expires: dt.date | None = None,
    note: str = "",
    correct: ToCorrect | None = None,
) -> Decision:
    """An editor's judgement on a finding as it stands: of its articles, with its values. ``decided_at`` is aware."""
    return decision_of(recent_of(finding), verdict, editor, decided_at, reason, expires, note, correct)


def decision_of(
    finding: RecentFinding,
    verdict: str,
    editor: str,
    decided_at: dt.datetime,
    reason: str,
    expires: dt.date | None = None,
    note: str = "",
    correct: ToCorrect | None = None,
) -> Decision:
    """:func:`decision_on`, for a finding of an earlier run. Raises ConfigError for another verdict than those known,
    and where something is called wrong that is not to correct."""
    if verdict not in VERDICTS:
        raise ConfigError(f"There is no verdict {verdict!r}.", f"Write {', '.join(VERDICTS)}.")
    more = correct or ToCorrect()
    if verdict != "error" and (more.wrong or more.right):
        raise ConfigError("Only what is to correct has a wrong side and a right value.", "Decide: to correct.")
    return Decision(
        finding.fingerprint,
        verdict,
        editor,
        decided_at.astimezone(dt.UTC).replace(microsecond=0),
        reason,
        expires,
        finding.identity,
        finding.rule,
        finding.articles,
        finding.values,
        note,
        tuple(sorted(set(more.wrong))),
        more.right,
        more.assignee,
        contents=finding.contents,
    )


def read_decisions(root: Path) -> Kept[Decision]:
    """The decisions beside ``claimcheck.toml`` in ``root``, with a Problem for every line that cannot be read."""
    return read_file(root / FILE, FORMAT)


def add_decisions(root: Path, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Write further decisions; earlier ones on the same finding make room: of the same identity and articles, or
    claims."""
    new = tuple(decisions)
    taken: set[tuple[str, tuple[str, ...]]] = {(d.identity, d.articles) for d in new}
    taken |= {(d.identity, d.contents) for d in new if d.contents}

    def makes_room(old: Decision) -> bool:
        return (old.identity, old.articles) in taken or (old.identity, old.contents) in taken

    return change_file(root / FILE, FORMAT, lambda old: [*(d for d in old if not makes_room(d)), *new])


def remove_decisions(root: Path, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Take decisions back: what they judged is open again. Those on the same identity and articles go together."""
    gone = {(d.identity, d.articles) for d in decisions}
    return change_file(root / FILE, FORMAT, lambda old: [d for d in old if (d.identity, d.articles) not in gone])


def swap_decisions(root: Path, out: Iterable[Decision], into: Iterable[Decision]) -> bool:
    """Put decisions in the place of others as they stand, word for word; False, and nothing is written, where one of
    those is no longer there."""
    gone, new = set(out), tuple(into)
    found: list[bool] = []

    def change(old: tuple[Decision, ...]) -> Iterable[Decision]:
        found.append(gone <= set(old))
        return [*(d for d in old if d not in gone), *new] if found[-1] else old

    change_file(root / FILE, FORMAT, change)
    return found[-1]


def _fields(decision: Decision) -> Sequence[str]:
    return (
        escaped(decision.identity),
        escaped(decision.rule),
        escaped(decision.verdict),
        escaped(decision.editor),
        written(decision.decided_at),
        decision.expires.isoformat() if decision.expires else "-",
        listed(sorted(decision.articles)),
        listed(decision.values),
        escaped(decision.reason),
        escaped(decision.note),
        *_named(decision),
    )


def _named(decision: Decision) -> Iterable[str]:
    """The fields that few decisions have, each with its name: a line without them is as it always was."""
    if decision.wrong:
        yield f"wrong={listed(sorted(decision.wrong))}"
    if decision.right:
        yield f"right={escaped(decision.right)}"
    if decision.assignee:
        yield f"assignee={escaped(decision.assignee)}"
    if decision.fixed_at is not None:
        yield f"fixed={written(decision.fixed_at)} {escaped(decision.fixed_by)}"
    if decision.contents:
        yield f"claims={listed(sorted(decision.contents))}"


def _parse(row: Sequence[str]) -> Decision:
    identity, rule, verdict, editor, decided_at, expires, articles, values, reason, note, *more = row
    extra: dict[str, str] = {}
    for name, equals, value in (field.partition("=") for field in more if field != "-"):
        if not equals or name not in _NAMED or name in extra:
            raise ValueError(f"{name!r} is no further field ({', '.join(f'{n}=…' for n in _NAMED)}), or stands twice")
        extra[name] = value
    moment, _, fixer = extra.get("fixed", "").partition(" ")
    if not IDENTITY.match(identity):
        raise ValueError(f"{identity!r} is no identity of a finding")
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict!r} is no verdict ({', '.join(VERDICTS)})")
    named = tuple(sorted(items_of(articles)))
    if not named:
        raise ValueError("no article is named")
    pair = items_of(values)
    return Decision(
        "",
        verdict,
        unescaped(editor),
        moment_of(decided_at),
        unescaped(reason),
        None if expires == "-" else day_of(expires),
        identity,
        unescaped(rule),
        named,
        (pair[0], pair[1]) if len(pair) == 2 else ("", ""),
        unescaped(note),
        tuple(sorted(set(items_of(extra.get("wrong", "-"))))),
        unescaped(extra.get("right", "-")),
        unescaped(extra.get("assignee", "-")),
        unescaped(fixer or "-"),
        moment_of(moment) if moment else None,
        marks_of(extra.get("claims", "-")),
    )


def moment_of(text: str) -> dt.datetime:
    """An ISO date-time, in UTC; one without a zone is taken as UTC. Raises ValueError."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date and time (2026-01-31T12:00:00Z)") from None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError:
        raise ValueError(f"{text!r} lies outside the calendar") from None


def written(moment: dt.datetime) -> str:
    """The text that :func:`moment_of` reads."""
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"


def day_of(text: str) -> dt.date:
    """An ISO day. Raises ValueError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date (2026-01-31)") from None


_NAMED = ("wrong", "right", "assignee", "fixed", "claims")
_FIELDS = ("identity", "rule", "verdict", "editor", "decided", "expires", "articles", "values", "reason", "note")
_FORMER = f"# Decisions of editors on findings. Fields: {', '.join(_FIELDS)}."
_SECOND = (
    f"{_FORMER} Then, where something is to correct (verdict: error), "
    "wrong=articles or outlets, right=what should stand there, assignee=who, fixed=when by whom."
)
FORMAT: Format[Decision] = Format(
    columns=(*_FIELDS, *_NAMED),
    title="# Decisions of editors on findings. Format 2. " + _SECOND.partition("findings. ")[2] + " Last, claims=marks "
    "of their words.",
    fields=_fields,
    parse=_parse,
    optional=2 + len(_NAMED),
    former=(_FORMER, _SECOND),
)

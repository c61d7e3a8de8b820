"""``claimcheck-decisions.txt``: what editors judged. A later entry on the same finding goes before an earlier one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from claimcheck.datamodel import Decision, Finding
from claimcheck.decisions.entries import Format, Kept, change_file, escaped, items_of, listed, read_file, unescaped
from claimcheck.decisions.recent import RecentFinding, recent_of
from claimcheck.errors import ConfigError

FILE = "claimcheck-decisions.txt"
VERDICTS = ("accept", "error", "unsure")
_IDENTITY = re.compile(r"[0-9a-f]{8,64}\Z")


def decision_on(
    finding: Finding,
    verdict: str,
    *,
    editor: str,
    reason: str,
    decided_at: dt.datetime,
    expires: dt.date | None = None,
    note: str = "",
) -> Decision:
    """An editor's judgement on a finding as it stands: of its articles, with its values. ``decided_at`` is aware."""
    return decision_of(recent_of(finding), verdict, editor, decided_at, reason, expires, note)


def decision_of(
    finding: RecentFinding,
    verdict: str,
    editor: str,
    decided_at: dt.datetime,
    reason: str,
    expires: dt.date | None = None,
    note: str = "",
) -> Decision:
    """:func:`decision_on`, for a finding of an earlier run. Raises ConfigError for another verdict than those known."""
    if verdict not in VERDICTS:
        raise ConfigError(f"There is no verdict {verdict!r}.", f"Write {', '.join(VERDICTS)}.")
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
    )


def read_decisions(root: Path) -> Kept[Decision]:
    """The decisions beside ``claimcheck.toml`` in ``root``, with a Problem for every line that cannot be read."""
    return read_file(root / FILE, FORMAT)


def add_decisions(root: Path, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Write further decisions; earlier ones on the same identity and articles make room."""
    new = tuple(decisions)
    taken = {(d.identity, d.articles) for d in new}
    return change_file(
        root / FILE, FORMAT, lambda old: [*(d for d in old if (d.identity, d.articles) not in taken), *new]
    )


def remove_decisions(root: Path, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Take decisions back: what they judged is open again. Those on the same identity and articles go together."""
    gone = {(d.identity, d.articles) for d in decisions}
    return change_file(root / FILE, FORMAT, lambda old: [d for d in old if (d.identity, d.articles) not in gone])


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
    )


def _parse(row: Sequence[str]) -> Decision:
    identity, rule, verdict, editor, decided_at, expires, articles, values, reason, note = row
    if not _IDENTITY.match(identity):
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


FORMAT: Format[Decision] = Format(
    columns=("identity", "rule", "verdict", "editor", "decided", "expires", "articles", "values", "reason", "note"),
    title="# Decisions of editors on findings. Fields: identity, rule, verdict, editor, decided, expires, articles, "
    "values, reason, note.",
    fields=_fields,
    parse=_parse,
    optional=2,
)

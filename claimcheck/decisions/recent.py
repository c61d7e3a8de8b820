"""The findings of recent runs, so that a decision can name one by the first characters of its fingerprint.

A cache: deleting it loses nothing but the short way to name a finding (``--from report.json`` is the other).
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimcheck.datamodel import Decision, Finding
from claimcheck.decisions.coverage import contents_of, shown_of
from claimcheck.decisions.values import shown_values
from claimcheck.errors import ConfigError

FILE = "findings.sqlite"
LEAST = 6  # characters of a prefix
_MOST = 200_000  # findings remembered
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class RecentFinding:
    """What a decision needs to know of a finding."""

    fingerprint: str
    identity: str
    rule: str
    severity: str
    message: str
    values: tuple[str, str]
    articles: tuple[str, ...]
    contents: tuple[str, ...] = ()
    former: str = ""


def recent_of(finding: Finding) -> RecentFinding:
    seen = finding.divergence
    return RecentFinding(
        finding.fingerprint,
        finding.identity,
        finding.rule,
        finding.severity.value,
        seen.message,
        shown_values(seen.values),
        finding.article_ids,
        contents_of(shown_of(finding)),
        finding.former,
    )


def is_on(decision: Decision, finding: RecentFinding) -> bool:
    """Whether a decision is about a finding: of one identity, with a claim or an article in common."""
    both = set(decision.articles) & set(finding.articles) or set(decision.contents) & set(finding.contents)
    return decision.identity in {finding.identity, finding.former} and bool(both)


def remember(findings: Iterable[Finding], cache_folder: Path | None) -> None:
    """Keep a run's findings for :func:`recall`. Without a cache folder, or where it cannot be written, nothing
    happens."""
    rows = [(f.fingerprint, _packed(recent_of(f))) for f in findings]
    if cache_folder is None or not rows:
        return
    with contextlib.suppress(OSError, sqlite3.Error):
        cache_folder.mkdir(parents=True, exist_ok=True)
        for _ in range(2):
            try:
                with contextlib.closing(_opened(cache_folder / FILE)) as connection, connection:
                    connection.executemany("INSERT OR REPLACE INTO findings (fingerprint, content) VALUES (?, ?)", rows)
                    connection.execute(
                        "DELETE FROM findings WHERE number <= (SELECT MAX(number) FROM findings) - ?", (_MOST,)
                    )
                return
            except sqlite3.OperationalError:  # locked or read-only
                return
            except sqlite3.DatabaseError:  # no database: a cache may be thrown away
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{cache_folder / FILE}{suffix}").unlink(missing_ok=True)


def recall(prefix: str, cache_folder: Path | None) -> tuple[RecentFinding, ...]:
    """The remembered findings whose fingerprint begins with ``prefix`` (hexadecimal, any case), the latest first."""
    start = prefix.lower()
    if cache_folder is None or not start or not set(start) <= _HEX or not (cache_folder / FILE).is_file():
        return ()
    with contextlib.suppress(OSError, sqlite3.Error, ValueError, KeyError, TypeError):
        with contextlib.closing(_opened(cache_folder / FILE)) as connection:
            rows = connection.execute(
                "SELECT content FROM findings WHERE fingerprint >= ? AND fingerprint < ? ORDER BY number DESC LIMIT 50",
                (start, start + "g"),
            ).fetchall()
        return tuple(_unpacked(json.loads(content)) for (content,) in rows)
    return ()


def chosen(given: str, findings: Iterable[RecentFinding]) -> RecentFinding:
    """The one finding whose fingerprint is, or begins with, ``given``. Raises ConfigError that says what to type."""
    start = given.lower()
    if len(start) < LEAST:
        raise ConfigError(f"{given!r} is too short to name a finding.", f"Give {LEAST} characters or more.")
    found = {f.fingerprint: f for f in findings if f.fingerprint.startswith(start)}
    if not found:
        raise ConfigError(
            f"No finding of a recent run begins with {given!r}.",
            "Run `claimcheck report` or `claimcheck check` again, or name a report: --from report.json.",
        )
    if len(found) > 1:
        several = "; ".join(f"{f.fingerprint} ({f.rule}: {f.message})" for f in list(found.values())[:5])
        raise ConfigError(f"{given!r} begins {len(found)} findings: {several}.", "Give more characters.")
    return next(iter(found.values()))


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS findings (number INTEGER PRIMARY KEY AUTOINCREMENT, "
            "fingerprint TEXT NOT NULL UNIQUE, content TEXT NOT NULL)"
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _packed(finding: RecentFinding) -> str:
    fields = {name: getattr(finding, name) for name in RecentFinding.__slots__}
    return json.dumps(fields)  # in ASCII: SQLite takes no lone surrogates


def _unpacked(entry: Mapping[str, Any]) -> RecentFinding:
    first, second = entry["values"]
    return RecentFinding(
        str(entry["fingerprint"]),
        str(entry["identity"]),
        str(entry["rule"]),
        str(entry["severity"]),
        str(entry["message"]),
        (str(first), str(second)),
        tuple(sorted(map(str, entry["articles"]))),
        tuple(sorted(map(str, entry.get("contents", ())))),
        str(entry.get("former", "")),
    )

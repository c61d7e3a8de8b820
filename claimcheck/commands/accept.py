"""``claimcheck accept``: write an editor's judgement on findings."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimcheck.commands import options as o
from claimcheck.commands.deciding import Editor, announce_new, place_of_files
from claimcheck.commands.ending import guarded
from claimcheck.console.screen import note
from claimcheck.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimcheck.datamodel import Decision
    from claimcheck.decisions.recent import RecentFinding

_PERIOD = re.compile(r"(\d{1,5})([dwmy])\Z")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def register(app: typer.Typer) -> None:
    app.command()(accept)


def accept(
    findings: Annotated[
        list[str], typer.Argument(metavar="FINDING...", help="Fingerprints, or their first 6 characters or more.")
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; needed, except with --undo.")] = "",
    verdict: Annotated[
        str,
        typer.Option(metavar="VERDICT", help="accept: leave both as they are; error: one is to correct; unsure."),
    ] = "accept",
    wrong: Annotated[
        list[str] | None,
        typer.Option(metavar="SIDE", help="What is to correct: an article, its file, or an outlet. Repeatable."),
    ] = None,
    right: Annotated[str, typer.Option(metavar="TEXT", help="What should stand there.")] = "",
    assignee: Annotated[str, typer.Option(metavar="NAME", help="Who sees to it.")] = "",
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="The last day on which it counts: 2027-01-31, or 90d, 6w, 3m, 1y from today."
        ),
    ] = None,
    editor: Editor = None,
    remark: Annotated[str, typer.Option("--note", metavar="TEXT", help="A further remark.")] = "",
    report: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Findings of this JSON report, not of recent runs.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was decided on these findings.")] = False,
    config: o.ConfigFile = None,
    quiet: o.Quiet = False,
) -> None:
    """Write a decision on each FINDING to claimcheck-decisions.txt, beside claimcheck.toml.

    An accepted finding no longer fails a run, while it shows in the same articles with the same values. --wrong and
    --right make it one that is to correct; `claimcheck corrections` lists those.
    """
    with guarded(verbose=False):
        from claimcheck.decisions import journal
        from claimcheck.decisions.editor import editor_name

        settings, root = place_of_files(config)
        chosen = _chosen(findings, report, settings.cache_folder)
        path = root / journal.FILE
        existed = path.exists()
        if undo:
            _undo(chosen, root, quiet)
            return
        if not reason.strip():
            raise ConfigError("A decision needs a reason.", "Give --reason TEXT.")
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        until = _day(expires, now.date()) if expires else None
        named = {"correct": "error", "to-correct": "error"}
        verdict = "error" if (wrong or right.strip()) and verdict == "accept" else named.get(verdict, verdict)
        if verdict not in journal.VERDICTS:
            raise ConfigError(f"There is no verdict {verdict!r}.", f"Write {', '.join(journal.VERDICTS)}.")
        name = editor_name(editor, root)
        decisions = [
            journal.decision_of(
                f, verdict, name, now, reason.strip(), until, remark.strip(),
                journal.ToCorrect(_sides(wrong or (), f), right.strip(), assignee.strip()),
            )
            for f in chosen
        ]  # fmt: skip
        journal.add_decisions(root, decisions)
        announce_new(path, existed, quiet)
        for finding in chosen if not quiet else ():
            note(f"{journal.WORDS[verdict]}: {finding.fingerprint[:8]} {finding.rule}: {finding.message}")


def _chosen(given: list[str], report: Path | None, cache: Path | None) -> list[RecentFinding]:
    """The findings that were named, each once."""
    from claimcheck.decisions import recent
    from claimcheck.decisions.json_reports import read_json_report

    reported = read_json_report(report).findings if report is not None else None
    found = [recent.chosen(text, recent.recall(text, cache) if reported is None else reported) for text in given]
    return list(dict.fromkeys(found))


def _sides(given: Sequence[str], finding: RecentFinding) -> tuple[str, ...]:
    """Articles of the finding by id where a file or an article is named; else outlets, as they were named."""
    made = []
    for name in (text.strip() for text in given):
        if not name:
            raise ConfigError("--wrong names nothing.", "Name an article or an outlet.")
        files = [a for a in finding.articles if name in {a, a.rpartition("#")[0]}]
        if not files and ("#" in name or Path(name).exists()):
            known = ", ".join(finding.articles)
            raise ConfigError(f"--wrong {name!r} is no article of {finding.fingerprint[:8]}.", f"It has {known}.")
        made += files or [name]
    return tuple(made)


def _undo(chosen: list[RecentFinding], root: Path, quiet: bool) -> None:
    from claimcheck.decisions import journal, recent

    wanted = [d for d in journal.read_decisions(root).entries if any(recent.is_on(d, f) for f in chosen)]
    for finding in chosen:
        if not any(recent.is_on(d, finding) for d in wanted):
            raise ConfigError(
                f"Nothing was decided on {finding.fingerprint[:8]} ({finding.rule}).",
                f"{journal.FILE} has no line on it.",
            )
    journal.remove_decisions(root, wanted)
    for decision in wanted if not quiet else ():
        note(f"took back: “{journal.WORDS[decision.verdict]}” by {decision.editor} on {_named(decision)}")


def _named(decision: Decision) -> str:
    return f"{decision.rule} in {', '.join(decision.articles)}"


def _day(text: str, today: dt.date) -> dt.date:
    """The day that --expires names; today or later."""
    period = _PERIOD.match(text.strip().lower())
    try:
        day = today + dt.timedelta(days=int(period[1]) * _DAYS[period[2]]) if period else dt.date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ConfigError(f"--expires {text!r} is no day.", "Write 2027-01-31, or 90d, 6w, 3m, 1y.") from None
    if day < today:
        raise ConfigError(f"--expires {day} is past.", "Give a day that is still to come.")
    return day

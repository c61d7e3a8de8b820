"""``claimcheck diff``: what a change did to the findings, from two JSON reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from claimcheck.commands.ending import CLEAN, FOUND, guarded
from claimcheck.console.screen import for_log, write_out

if TYPE_CHECKING:
    from claimcheck.decisions.differing import Difference

FailOn = Literal["note", "warning", "error", "never"]
Format = Literal["text", "markdown", "json"]
_MOST = 200  # findings of a kind in Markdown: a comment on a pull request is short
_TITLES = {"new": "New", "resolved": "Resolved", "unchanged": "Unchanged"}


def register(app: typer.Typer) -> None:
    app.command()(diff)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="JSON report of before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="JSON report of now.")],
    output_format: Annotated[Format, typer.Option(metavar="FORMAT", help="text, markdown or json.")] = "text",
    fail_on: Annotated[
        FailOn, typer.Option(metavar="LEVEL", help="Exit 1 at new findings of this level: note, warning, error, never.")
    ] = "error",
) -> None:
    """Hold two JSON reports against each other: findings that are new, resolved and unchanged.

    A finding is the same by rule, values and the content of its claims, whatever its files are called. Exits 0 if none
    that is new, and known to nobody, is at or above --fail-on, 1 if one is, 2 if a report could not be read.
    """
    with guarded(verbose=False):
        from claimcheck.decisions.differing import difference_of, findings_in

        found = difference_of(findings_in(old), findings_in(new))
        if output_format == "json":
            write_out(json.dumps(found.record(), indent=2, ensure_ascii=False) + "\n")
        elif output_format == "markdown":
            write_out(_markdown(found))
        else:
            write_out(for_log(_text(found)))
        code = FOUND if fail_on != "never" and found.fails(fail_on) else CLEAN
    raise typer.Exit(code)


def _counts(found: Difference) -> str:
    return ", ".join(f"{len(group):,} {name}" for name, group in found.groups())


def _text(found: Difference) -> str:
    from claimcheck.writers.parts.visible import visible

    lines = []
    for name, group in found.groups():
        if name != "unchanged" and group:
            lines += [f"{_TITLES[name]}:", *(f"  {visible(_line(f))}  {visible(_place(f))}" for f in group)]
    return "".join(f"{line}\n" for line in (*lines, f"{_counts(found)}."))


def _markdown(found: Difference) -> str:
    from claimcheck.writers.parts.markdown_text import plain

    lines = ["<!-- claimcheck diff -->", f"### claimcheck: {_counts(found)}"]
    for name, group in found.groups():
        if name == "unchanged" or not group:
            continue
        lines += ["", f"**{_TITLES[name]}**", ""]
        lines += [f"- {plain(_line(f))} ({plain(_place(f))})" for f in group[:_MOST]]
        if len(group) > _MOST:
            lines.append(f"- and {len(group) - _MOST:,} more")
    return "\n".join(lines) + "\n"


def _line(finding: dict[str, Any]) -> str:
    known = "" if finding["status"] == "new" else f", {finding['status']}"
    shown = f"{finding['severity']} {finding['rule']} {finding['fingerprint'][:8]}{known}"
    return f"{shown}: {' '.join(finding['message'].split())}"


def _place(finding: dict[str, Any]) -> str:
    return f"{finding['primary']['file']}:{finding['primary']['line']}"

"""One file per format. A writer is a pure function: same report, same bytes, whatever the hour or folder."""

from __future__ import annotations

from collections.abc import Mapping

from claimcheck.datamodel import Report, Rule, Writer


def _json(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.json_report import render_json

    return render_json(report, rules)


def _html(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.html import render_html

    return render_html(report, rules)


def _text(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.terminal import render_terminal

    return render_terminal(report, rules)


# By name on the command line; each imports its libraries when it is called.
WRITERS: Mapping[str, Writer] = {"html": _html, "json": _json, "text": _text}

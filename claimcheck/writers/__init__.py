"""One file per format. A writer is a pure function: same report, same bytes, whatever the hour or folder.

In: a ``Report``, and the rules by slug. Out: text, or bytes for office formats. Begin at ``WRITERS``; what formats
share stands in ``parts``.
"""

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


def _brief(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.brief import render_brief

    return render_brief(report, rules)


def _csv(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.csv_table import render_csv

    return render_csv(report, rules)


def _github(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.github import render_github

    return render_github(report, rules)


def _github_suggestions(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.github_suggestions import render_github_suggestions

    return render_github_suggestions(report, rules)


def _github_summary(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.github_summary import render_github_summary

    return render_github_summary(report, rules)


def _gitlab(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.gitlab import render_gitlab

    return render_gitlab(report, rules)


def _jsonl(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.jsonl import render_jsonl

    return render_jsonl(report, rules)


def _junit(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.junit import render_junit

    return render_junit(report, rules)


def _markdown(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.pull_request import render_pull_request

    return render_pull_request(report, rules)


def _rdjsonl(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.rdjsonl import render_rdjsonl

    return render_rdjsonl(report, rules)


def _sarif(report: Report, rules: Mapping[str, Rule]) -> str:
    from claimcheck.writers.sarif import render_sarif

    return render_sarif(report, rules)


def _docx(report: Report, rules: Mapping[str, Rule]) -> bytes:
    from claimcheck.writers.docx_report import render_docx

    return render_docx(report, rules)


def _xlsx(report: Report, rules: Mapping[str, Rule]) -> bytes:
    from claimcheck.writers.xlsx_report import render_xlsx

    return render_xlsx(report, rules)


def _pdf(report: Report, rules: Mapping[str, Rule]) -> bytes:
    """The HTML page, printed."""
    from claimcheck.writers.html import render_html
    from claimcheck.writers.parts.page_printer import printed

    return printed(render_html(report, rules), "#view=print")


# By name on the command line; each imports its libraries when it is called.
WRITERS: Mapping[str, Writer] = {
    "brief": _brief,
    "csv": _csv,
    "docx": _docx,
    "github": _github,
    "github-suggestions": _github_suggestions,
    "github-summary": _github_summary,
    "gitlab": _gitlab,
    "html": _html,
    "json": _json,
    "jsonl": _jsonl,
    "junit": _junit,
    "markdown": _markdown,
    "pdf": _pdf,
    "rdjsonl": _rdjsonl,
    "sarif": _sarif,
    "text": _text,
    "xlsx": _xlsx,
}
# Those that give bytes, not text.
BINARY = frozenset({"docx", "pdf", "xlsx"})

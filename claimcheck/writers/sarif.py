"""SARIF 2.1.0, within what GitHub code scanning takes: 25,000 results a run and 10 MB gzipped.

Known findings stay, marked: an alert whose result goes would close and open again. What the limits cut, loudest kept,
is said in a notification of the run.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from claimcheck import __version__
from claimcheck.datamodel import Fix, Report, Rule
from claimcheck.writers.parts.accounts import accounted
from claimcheck.writers.parts.fixes import fixes_by_finding
from claimcheck.writers.parts.jsontext import dump, figure
from claimcheck.writers.parts.outline import State, rule_page, state_of
from claimcheck.writers.parts.records import alone_record
from claimcheck.writers.parts.spots import Entry, Spot, cut_words, entries, message_of
from claimcheck.writers.parts.visible import visible

MOST_RESULTS = 25_000
MOST_BYTES = 9_500_000  # gzipped; the limit is 10 MB
_ALONE = 500  # articles alone listed
_RELATED = 20  # related places of a result
_MOST_FIXED = 100  # places of a fix
_LINKED = 5  # of them linked in its message: others are not shown
_BASE = "%SRCROOT%"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def render_sarif(report: Report, rules: Mapping[str, Rule]) -> str:
    """One run. The same fingerprint twice gets an occurrence index, as results are told apart by it."""
    found = entries(report)
    kept = min(len(found), MOST_RESULTS)
    while True:
        text = _document(report, rules, found, kept)
        # Four octets a character at most: a text this short needs no weighing.
        packed = len(text) if len(text) < MOST_BYTES // 4 else len(zlib.compress(text.encode("utf-8", "replace"), 6))
        if packed <= MOST_BYTES or not kept:
            return text
        kept = int(kept * 0.95 * MOST_BYTES / packed)


def _document(report: Report, rules: Mapping[str, Rule], found: Sequence[Entry], kept: int) -> str:
    named = sorted(rules.values(), key=lambda r: r.code)
    index = {rule.name: number for number, rule in enumerate(named)}
    compared = any(e.finding.status != "new" for e in found)
    seen: dict[str, int] = {}
    fixes = fixes_by_finding(report)
    results = [
        _result(entry, index, compared, seen) | _fixes(fixes.get(entry.finding.fingerprint, ()))
        for entry in found[:kept]
    ]
    cut = found[kept:]
    run = {
        "tool": {
            "driver": {"name": "claimcheck", "semanticVersion": __version__, "rules": [_rule(rule) for rule in named]}
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder that claimcheck was run in."}}},
        "invocations": [
            {
                "executionSuccessful": not any(p.fatal for p in report.problems),
                "toolExecutionNotifications": _notifications(report, cut),
            }
        ],
        "properties": {
            "articles": len(report.articles),
            "stories": len(report.stories),
            "accounts": accounted(report),
            "alone": [alone_record(e) for e in sorted(report.alone, key=lambda e: e.article_id)[:_ALONE]],
            "weakStories": [
                {"articles": list(s.article_ids)[:_ALONE], "joined": s.joined, "similarity": figure(s.similarity)}
                for s in report.stories
                if s.joined != "score"
            ][:_ALONE],
            "state": state_of(report).value,
            "resultsCut": len(cut),
        },
    }
    # A result a line, so that files can be compared; the run's other fields stand before them.
    head = dump(run)[:-1]
    lines = ",\n".join(map(dump, results))
    return (
        f'{{"$schema": {dump(_SCHEMA)}, "version": "2.1.0", "runs": [\n{head}, "results": ['
        + (f"\n{lines}\n" if results else "")
        + "]}\n]}\n"
    )


def _notifications(report: Report, cut: Sequence[Entry]) -> list[dict[str, Any]]:
    made = [
        {"level": "error" if p.fatal else "warning", "message": {"text": _literal(f"{p.message} {p.action}")}}
        for p in sorted(report.problems, key=lambda p: (p.path, p.message))
    ]
    if state_of(report) in {State.NOTHING_READ, State.NOTHING_COMPARED}:
        made.insert(0, {"level": "warning", "message": {"text": "Nothing could be compared: this is no pass."}})
    if cut:
        text = f"{cut_words(cut)} left out: GitHub takes {MOST_RESULTS:,} results a run and 10 MB gzipped."
        made.insert(0, {"level": "warning", "message": {"text": text}})
    return made


def _rule(rule: Rule) -> dict[str, Any]:
    page = (getattr(sys.modules.get(type(rule).__module__), "__doc__", "") or "").strip()
    short = _sentence(rule_page(rule) or rule.name)
    page = page if rule_page(rule) else short
    paragraphs = page.split("\n\n")
    full = " ".join(paragraphs[1].split("\n", 1)[-1].split()) if len(paragraphs) > 1 else short
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": short[:1_000]},
        "fullDescription": {"text": full[:1_000]},
        "help": {"text": page, "markdown": _help(paragraphs) if len(paragraphs) > 1 else page},
        "helpUri": f"urn:claimcheck:rule:{rule.code}",
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _help(paragraphs: Sequence[str]) -> str:
    """The rule's page as Markdown: its headings bold, its example as it stands."""
    made = [paragraphs[0]]
    for paragraph in paragraphs[1:]:
        heading, _, body = paragraph.partition("\n")
        text = f"```\n{_outdented(body)}\n```" if heading.strip() == "Example" else _outdented(body)
        made.append(f"**{heading.strip()}**\n\n{text}" if body else heading)
    return "\n\n".join(made)


def _outdented(body: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in body.split("\n"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _result(entry: Entry, index: Mapping[str, int], compared: bool, seen: dict[str, int]) -> dict[str, Any]:
    finding, divergence = entry.finding, entry.finding.divergence
    occurrence = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
    related = entry.related[:_RELATED]
    made: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": _message(entry)},
        "locations": [{"physicalLocation": _physical(entry.primary)}],
        "partialFingerprints": {"claimcheck/v1": f"{visible(finding.fingerprint)}:{occurrence}"},
        "properties": {
            "rule": finding.rule,
            "fingerprint": visible(finding.fingerprint),
            "status": finding.status,
            "values": [visible(v)[:300] for v in divergence.values if v],
        },
    }
    if finding.rule in index:
        made["ruleIndex"] = index[finding.rule]
    if divergence.confidence is not None:
        made["rank"] = figure(min(max(divergence.confidence, 0.0), 1.0) * 100)
    if related:
        made["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(spot), "message": {"text": _literal(spot.place.surface, 120)}}
            for number, spot in enumerate(related, start=1)
        ]
    if compared:
        made["baselineState"] = "new" if finding.status == "new" else "unchanged"
    if finding.status != "new":
        made["suppressions"] = [_suppression(entry)]
    return made


def _fixes(fixes: Sequence[Fix]) -> dict[str, Any]:
    """What would mend a result, all its places in one fix; nothing where none is known."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for fix in fixes[:_MOST_FIXED]:
        at = fix.stretch
        if at is not None:
            region = {
                "startLine": at.line,
                "startColumn": at.column,
                "endLine": at.end_line,
                "endColumn": at.end_column,
            }
            by_file.setdefault(fix.file, []).append({"deletedRegion": region, "insertedContent": {"text": at.text}})
    if not by_file:
        return {}
    changes = [{"artifactLocation": _artifact(file), "replacements": made} for file, made in by_file.items()]
    return {"fixes": [{"description": {"text": _literal(fixes[0].why, 300)}, "artifactChanges": changes}]}


def _suppression(entry: Entry) -> dict[str, Any]:
    """Why a result is known: in the baseline, decided on, or suppressed where it stands."""
    finding = entry.finding
    reason = finding.decision.reason if finding.decision else ""
    told = {"baselined": "In the baseline.", "accepted": "Accepted.", "suppressed": "Suppressed beside the text."}
    return {
        "kind": "inSource" if finding.status == "suppressed" else "external",
        "status": "accepted",
        "justification": visible(reason).strip()[:500] or told.get(finding.status, visible(finding.status)),
    }


def _message(entry: Entry) -> str:
    """The message with links to the other places: a viewer shows only those that are linked."""
    text = _literal(message_of(entry))
    text += "" if text[-1] in ".!?…" else "."
    spots = entry.related[:_LINKED]
    if not spots:
        return text
    words = ["the other article", *(f"place {n}" for n in range(3, len(spots) + 2))]
    links = ", ".join(f"[{word}]({n})" for n, word in enumerate(words, start=1))
    left = len(entry.related) - len(spots)
    return f"{text} See {links}" + (f" and {left:,} more." if left else ".")


def _literal(text: str, limit: int = 1_000) -> str:
    """Text as a SARIF message that means just itself: no link, no placeholder."""
    shown = visible(text)
    shown = shown if len(shown) <= limit else shown[: limit - 1] + "…"
    return re.sub(r"[\\\[\]]", r"\\\g<0>", shown).replace("{", "{{").replace("}", "}}") or "-"


def _physical(spot: Spot) -> dict[str, Any]:
    region: dict[str, int] = {"startLine": spot.line}
    if spot.column is not None and spot.end_column is not None:
        region |= {"startColumn": spot.column, "endLine": spot.end_line, "endColumn": spot.end_column}
    elif spot.end_line > spot.line:
        region["endLine"] = spot.end_line
    return {"artifactLocation": _artifact(spot.file), "region": region}


def _artifact(path: str) -> dict[str, str]:
    """A relative reference below the folder of the run; a path from the root as a file URI."""
    if _DRIVE.match(path):
        return {"uri": "file:///" + _quoted(path.replace("\\", "/"), safe="/:")}
    if path.startswith("/"):
        return {"uri": "file://" + _quoted(path)}
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return {"uri": _quoted(path), "uriBaseId": _BASE}


def _quoted(path: str, safe: str = "/") -> str:
    """Percent-encoded; bytes of a name that is no UTF-8 as they are on disk."""
    try:
        return quote(path.encode("utf-8", "surrogateescape"), safe=safe)
    except UnicodeEncodeError:
        return quote(path.encode("utf-8", "surrogatepass"), safe=safe)

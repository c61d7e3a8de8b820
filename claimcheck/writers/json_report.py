"""The report as JSON: everything that other programs need, in the shape of ``docs/report.schema.json``.

One entry of a list a line, so that a report can be compared with ``diff`` and searched with ``grep``; lists are
sorted by their own content, so that the order of inputs moves nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from claimcheck import __version__
from claimcheck.datamodel import Article, Decision, FactTable, Finding, Place, Report, Rule, Severity, Span
from claimcheck.writers.lines import LineIndex

SCHEMA_VERSION = 1

# Escaped beyond what JSON asks: lone surrogates (no UTF-8 form), C1 controls and DEL (terminals), line and paragraph
# separators (JavaScript), bidirectional controls (they reorder what a reader sees).
_UNSAFE = re.compile("[\ud800-\udfff\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def render_json(report: Report, rules: Mapping[str, Rule]) -> str:
    """The report as a JSON document that ends in a newline. Offsets are code points; lines and columns count from 1."""
    lines = _Lines(report)
    parts = [
        f'"{key}": {_entries(value) if isinstance(value, list) else _dump(value)}'
        for key, value in _sections(report, rules, lines)
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _sections(report: Report, rules: Mapping[str, Rule], lines: _Lines) -> Iterable[tuple[str, Any]]:
    held = Counter(a.span.path for a in report.articles)
    claims = Counter(c.article_id for c in report.claims)
    levels = Counter(f.severity for f in report.findings)
    yield "schema", SCHEMA_VERSION
    yield "tool", {"name": "claimcheck", "version": __version__}
    yield (
        "summary",
        {
            "sources": len(report.sources),
            "articles": len(report.articles),
            "claims": len(report.claims),
            "stories": len(report.stories),
            "alignments": len(report.alignments),
            "findings": {"total": len(report.findings), **{s.value: levels[s] for s in reversed(Severity)}},
            "problems": len(report.problems),
        },
    )
    yield (
        "rules",
        [
            {"rule": slug, "code": rule.code, "severity": rule.severity.value}
            for slug, rule in sorted(rules.items(), key=lambda item: (item[1].code, item[0]))
        ],
    )
    yield "findings", [_finding(f, lines) for f in sorted(report.findings, key=_finding_order)]
    yield (
        "sources",
        [
            {"path": s.path, "digest": s.digest, "articles": held[s.path]}
            for s in sorted(report.sources, key=lambda s: s.path)
        ],
    )
    yield "articles", [_article(a, claims[a.id]) for a in sorted(report.articles, key=lambda a: (a.span, a.id))]
    yield (
        "claims",
        [
            {
                "id": c.id,
                "article": c.article_id,
                "path": c.span.path,
                "start": c.span.start,
                "end": c.span.end,
                "role": c.role.value,
            }
            for c in sorted(report.claims, key=lambda c: (c.span, c.id))
        ],
    )
    yield (
        "stories",
        [
            {
                "id": s.id,
                "articles": list(s.article_ids),
                "reference": s.reference_id,
                "similarity": _figure(s.similarity),
            }
            for s in sorted(report.stories, key=lambda s: s.id)
        ],
    )
    yield (
        "alignments",
        sorted(
            (
                {
                    "left": {"article": x.left_article, "claims": [c.id for c in x.left]},
                    "right": {"article": x.right_article, "claims": [c.id for c in x.right]},
                    "score": _figure(x.score),
                }
                for x in report.alignments
            ),
            key=lambda x: (x["left"]["article"], x["right"]["article"], x["left"]["claims"], x["right"]["claims"]),
        ),
    )
    yield "fact_tables", [_facts(t, lines) for t in sorted(report.fact_tables, key=lambda t: t.story_id)]
    yield (
        "problems",
        [
            {"path": p.path, "message": p.message, "action": p.action, "fatal": p.fatal}
            for p in sorted(report.problems, key=lambda p: (p.path, p.message))
        ],
    )


class _Lines:
    """Line indexes of the sources that are asked for, each made once."""

    def __init__(self, report: Report) -> None:
        self._texts = {s.path: s.text for s in report.sources}
        self._indexes: dict[str, LineIndex] = {}

    def span(self, span: Span) -> dict[str, Any]:
        if span.path not in self._indexes:
            self._indexes[span.path] = LineIndex(self._texts[span.path])
        line, column = self._indexes[span.path].position(span.start)
        return {"path": span.path, "start": span.start, "end": span.end, "line": line, "column": column}


def _finding_order(finding: Finding) -> tuple[Span, str, str]:
    return finding.divergence.primary.span, finding.code, finding.fingerprint


def _finding(finding: Finding, lines: _Lines) -> dict[str, Any]:
    seen = finding.divergence
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": seen.message,
        "confidence": None if seen.confidence is None else _figure(seen.confidence),
        "fingerprint": finding.fingerprint,
        "identity": finding.identity,
        "status": finding.status,
        "decision": None if finding.decision is None else _decision(finding.decision),
        "story": finding.story_id,
        "values": list(seen.values),
        "evidence": list(seen.evidence),
        "primary": _place(seen.primary, lines),
        "related": [_place(p, lines) for p in seen.related],
    }


def _place(place: Place, lines: _Lines) -> dict[str, Any]:
    return {**lines.span(place.span), "surface": place.surface, "article": place.article_id, "claim": place.claim_id}


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "editor": decision.editor,
        "decided_at": decision.decided_at.isoformat(),
        "reason": decision.reason,
        "expires": decision.expires.isoformat() if decision.expires else None,
    }


def _article(article: Article, claims: int) -> dict[str, Any]:
    return {
        "id": article.id,
        "path": article.span.path,
        "start": article.span.start,
        "end": article.span.end,
        "title": article.title,
        "byline": article.byline,
        "published": article.published.isoformat() if article.published else None,
        "outlet": article.outlet,
        "language": article.language,
        "teaser": article.teaser,
        "claims": claims,
    }


def _facts(table: FactTable, lines: _Lines) -> dict[str, Any]:
    return {
        "story": table.story_id,
        "articles": list(table.article_ids),
        "rows": [
            {
                "kind": row.kind,
                "label": row.label,
                "majority": row.majority,
                "earliest": row.earliest,
                "cells": [
                    cell
                    and {
                        **lines.span(cell.span),
                        "surface": cell.surface,
                        "article": cell.article_id,
                        "value": cell.value,
                        "odd": cell.odd,
                    }
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
    }


def _figure(value: float) -> float:
    """Six decimals: more would show how the processor rounds, not what is known."""
    return round(float(value), 6)


def _entries(values: list[Any]) -> str:
    return "[\n  " + ",\n  ".join(map(_dump, values)) + "\n]" if values else "[]"


def _dump(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)

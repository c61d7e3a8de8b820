"""The report as JSON: everything that other programs need, in the shape of ``docs/report.schema.json``.

One entry of a list a line, so that a report can be compared with ``diff`` and searched with ``grep``; lists are
sorted by their own content, so that the order of inputs moves nothing.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from claimcheck import __version__
from claimcheck.datamodel import Article, BlockRole, FactTable, Report, Rule, Severity
from claimcheck.reading.agencies import Credit
from claimcheck.writers.parts.accounts import accounted
from claimcheck.writers.parts.jsontext import dump, dump_list, figure
from claimcheck.writers.parts.origins import credits_in
from claimcheck.writers.parts.outline import state_of
from claimcheck.writers.parts.records import (
    Positions,
    alone_record,
    decided_record,
    finding_order,
    finding_record,
    fix_record,
)

SCHEMA_VERSION = 1


def render_json(report: Report, rules: Mapping[str, Rule]) -> str:
    """The report as a JSON document that ends in a newline. Offsets are code points into a source's text; lines and
    columns are those of its file, and count from 1."""
    places = Positions(report)
    parts = [
        f'"{key}": {dump_list(value) if isinstance(value, list) else dump(value)}'
        for key, value in _sections(report, rules, places)
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _sections(report: Report, rules: Mapping[str, Rule], places: Positions) -> Iterable[tuple[str, Any]]:
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
            "alone": len(report.alone),
            "accounts": accounted(report),
            "alignments": len(report.alignments),
            "findings": {"total": len(report.findings), **{s.value: levels[s] for s in reversed(Severity)}},
            "problems": len(report.problems),
            "state": state_of(report).value,
        },
    )
    yield "checked", None if report.checked is None else sorted(report.checked)
    yield (
        "rules",
        [
            {"rule": slug, "code": rule.code, "severity": rule.severity.value}
            for slug, rule in sorted(rules.items(), key=lambda item: (item[1].code, item[0]))
        ],
    )
    yield "findings", [finding_record(f, places) for f in sorted(report.findings, key=finding_order)]
    yield "fixes", [fix_record(fix) for fix in report.fixes]
    yield (
        "sources",
        [
            {"path": s.path, "digest": s.digest, "articles": held[s.path]}
            for s in sorted(report.sources, key=lambda s: s.path)
        ],
    )
    credited = credits_in(report)
    printed = printed_starts(report)
    yield (
        "articles",
        [_article(a, claims[a.id], credited.get(a.id)) for a in sorted(report.articles, key=lambda a: (a.span, a.id))],
    )
    yield (
        "claims",
        [
            {
                "id": c.id,
                "article": c.article_id,
                "path": c.span.path,
                "start": printed.get((c.article_id, c.span.start), c.span.start),
                "end": c.span.end,
                "role": c.role.value,
                "entry": c.entry or None,
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
                "similarity": figure(s.similarity),
                "joined": s.joined,
            }
            for s in sorted(report.stories, key=lambda s: s.id)
        ],
    )
    yield "ours", list(report.ours)
    yield "alone", [alone_record(entry) for entry in sorted(report.alone, key=lambda e: e.article_id)]
    yield "story_decisions", [decided_record(d) for d in report.story_decisions]
    yield (
        "alignments",
        sorted(
            (
                {
                    "left": {"article": x.left_article, "claims": [c.id for c in x.left]},
                    "right": {"article": x.right_article, "claims": [c.id for c in x.right]},
                    "score": figure(x.score),
                }
                for x in report.alignments
            ),
            key=lambda x: (x["left"]["article"], x["right"]["article"], x["left"]["claims"], x["right"]["claims"]),
        ),
    )
    yield (
        "relations",
        [
            {
                "left": x.left_article,
                "right": x.right_article,
                "relation": x.relation.value,
                "derived": figure(x.derived),
                "copied": figure(x.copied),
                "covered": figure(x.covered),
            }
            for x in sorted(report.relations, key=lambda x: (x.left_article, x.right_article))
        ],
    )
    yield "fact_tables", [_facts(t, places) for t in sorted(report.fact_tables, key=lambda t: t.story_id)]
    yield (
        "problems",
        [
            {"path": p.path, "message": p.message, "action": p.action, "fatal": p.fatal}
            for p in sorted(report.problems, key=lambda p: (p.path, p.message))
        ],
    )


def printed_starts(report: Report) -> dict[tuple[str, int], int]:
    """Where the sentences are printed that a dateline opens: by article and start of the sentence, the dateline's."""
    texts = {s.path: s.text for s in report.sources}
    return {
        (article.id, body.start): line.start
        for article in report.articles
        for line, body in itertools.pairwise(article.blocks)
        if line.role is BlockRole.DATELINE and "\n" not in texts[article.span.path][line.end : body.start]
    }


def _article(article: Article, claims: int, credit: Credit | None) -> dict[str, Any]:
    return {
        "id": article.id,
        "path": article.span.path,
        "start": article.span.start,
        "end": article.span.end,
        "title": article.title,
        "byline": article.byline,
        "published": article.published.isoformat() if article.published else None,
        "outlet": article.outlet,
        "agency": None if credit is None else {"name": credit.agency, "whole": credit.whole},
        "language": article.language,
        "teaser": article.teaser,
        "claims": claims,
    }


def _facts(table: FactTable, places: Positions) -> dict[str, Any]:
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
                        **places.span(cell.span),
                        "surface": cell.surface,
                        "article": cell.article_id,
                        "value": cell.value,
                        "odd": cell.odd,
                        "sure": cell.sure,
                    }
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
    }

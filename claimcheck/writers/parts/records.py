"""A finding, and an article alone, as a JSON object, the same in the report and in JSON Lines."""

from __future__ import annotations

from typing import Any

from claimcheck.datamodel import Alone, Comment, Decision, Finding, Fix, Place, Report, Span, StoryDecision
from claimcheck.files.positions import place_in_file
from claimcheck.writers.parts.jsontext import figure


class Positions:
    """Places of a report's sources in their files."""

    def __init__(self, report: Report) -> None:
        self._sources = {s.path: s for s in report.sources}

    def span(self, span: Span) -> dict[str, Any]:
        """Offsets into the source's text, and the place in its file; ``column`` is None where text was extracted."""
        file, line, column = place_in_file(self._sources[span.path], span.start)
        return {
            "path": span.path,
            "start": span.start,
            "end": span.end,
            "file": file,
            "line": line,
            "column": column,
        }


def finding_order(finding: Finding) -> tuple[Span, str, str]:
    return finding.divergence.primary.span, finding.code, finding.fingerprint


def finding_record(finding: Finding, positions: Positions) -> dict[str, Any]:
    seen = finding.divergence
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": seen.message,
        "confidence": None if seen.confidence is None else figure(seen.confidence),
        "fingerprint": finding.fingerprint,
        "identity": finding.identity,
        "status": finding.status,
        "decision": None if finding.decision is None else _decision(finding.decision),
        "comments": [_comment(c) for c in finding.comments],
        "story": finding.story_id,
        "values": list(seen.values),
        "evidence": list(seen.evidence),
        "primary": _place(seen.primary, positions),
        "related": [_place(p, positions) for p in seen.related],
    }


def alone_record(entry: Alone) -> dict[str, Any]:
    return {
        "article": entry.article_id,
        "why": entry.why,
        "nearest_story": entry.story_id,
        "nearest_article": entry.nearest_id,
        "score": None if entry.score is None else figure(entry.score),
        "needed": figure(entry.needed),
    }


def decided_record(decision: StoryDecision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "articles": list(decision.articles),
        "editor": decision.editor,
        "decided_at": decision.decided_at.isoformat(),
        "reason": decision.reason,
        "state": decision.state,
    }


def fix_record(fix: Fix) -> dict[str, Any]:
    at = fix.stretch
    return {
        "finding": fix.fingerprint,
        "article": fix.article_id,
        "path": fix.span.path,
        "start": fix.span.start,
        "end": fix.span.end,
        "file": fix.file,
        "line": fix.line,
        "old": fix.old,
        "new": fix.new,
        "why": fix.why,
        "decision": fix.identity or None,
        "editor": fix.editor,
        "decided_at": fix.decided_at.isoformat() if fix.decided_at else None,
        "stretch": None
        if at is None
        else {
            "start": at.start,
            "end": at.end,
            "line": at.line,
            "column": at.column,
            "end_line": at.end_line,
            "end_column": at.end_column,
            "text": at.text,
            "encoding": at.encoding,
        },
        "trouble": fix.trouble,
    }


def _place(place: Place, positions: Positions) -> dict[str, Any]:
    return {
        **positions.span(place.span),
        "surface": place.surface,
        "article": place.article_id,
        "claim": place.claim_id,
        "content": place.content,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "editor": decision.editor,
        "decided_at": decision.decided_at.isoformat(),
        "reason": decision.reason,
        "expires": decision.expires.isoformat() if decision.expires else None,
        "wrong": list(decision.wrong),
        "right": decision.right,
        "assignee": decision.assignee,
        "fixed_by": decision.fixed_by,
        "fixed_at": decision.fixed_at.isoformat() if decision.fixed_at else None,
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {"editor": comment.editor, "written_at": comment.written_at.isoformat(), "text": comment.text}

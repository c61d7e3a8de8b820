"""A part of a report to look at: one story, one rule, the loudest findings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claimcheck.datamodel import Finding, Report
from claimcheck.errors import ConfigError
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class Look:
    """What to show: stories whose id, title or file has these words, findings of these rules (slugs or codes), at most
    so many of the loudest."""

    story: str | None = None
    rules: tuple[str, ...] = ()
    top: int | None = None


def narrowed(report: Report, look: Look) -> tuple[Report, int]:
    """The report with what the look is for, and how many new findings it leaves out. Raises ConfigError where no story
    has the words."""
    stories = report.stories
    if look.story is not None:
        wanted = fold(look.story)
        called = {a.id: fold(f"{a.title or ''} {a.span.path}") for a in report.articles}
        stories = tuple(
            story
            for story in report.stories
            if wanted in fold(story.id) or any(wanted in called[a] for a in story.article_ids)
        )
        if not stories:
            raise ConfigError(f"--story {look.story!r}: no story is called that.", "Give some words of its headline.")
    ids = {story.id for story in stories}
    kept = [f for f in report.findings if look.story is None or f.story_id in ids]
    if look.rules:
        kept = [f for f in kept if {f.rule, f.code} & set(look.rules)]
    if look.top is not None:
        loudest = sorted((f for f in kept if f.status == "new"), key=_loudest)[: look.top]
        shown = {f.fingerprint for f in loudest}
        kept = [f for f in kept if f.fingerprint in shown]
        touched = {f.story_id for f in kept}
        stories = tuple(story for story in stories if story.id in touched)
    hidden = sum(f.status == "new" for f in report.findings) - sum(f.status == "new" for f in kept)
    return replace(report, stories=stories, findings=tuple(kept)), hidden


def _loudest(finding: Finding) -> tuple[int, object]:
    return -finding.severity.rank, finding.divergence.primary.span

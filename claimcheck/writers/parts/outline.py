"""How a report is laid out for people: its state, its groups, its order. Shared by the formats that people read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.datamodel import Article, Claim, FactTable, Finding, Report, Rule, Severity, Story
from claimcheck.writers.parts.visible import visible

LEVELS = tuple(reversed(Severity))  # error first
LEVEL_NAMES = {Severity.ERROR: "conflict", Severity.WARNING: "warning", Severity.NOTE: "note"}  # for editors
VERDICT_WORDS = {"accept": "leave as it is", "error": "to correct", "unsure": "unsure"}
_VERDICTS = {"accept": "left as it is", "error": "marked to correct", "unsure": "marked unsure"}
_OPENING = 60  # characters of an article's first sentence, where it has no title
_LONG_QUOTE = re.compile("“([^”]{24,})”")


class State(StrEnum):
    """What there is to tell. ``CLEAN`` is a pass, and so are the two of an addition to a corpus."""

    NOTHING_READ = "nothing-read"
    NOTHING_TO_CHECK = "nothing-to-check"  # an addition without an article
    NOTHING_COMPARED = "nothing-compared"  # no two articles were held against each other; single ones may have findings
    NO_VARIANT = "no-variant"  # an addition that tells a story which the corpus has not
    CLEAN = "clean"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one story, or (``story`` None) those across stories or inside articles that have no variant.

    ``articles`` are the story's, by time of publication; ``findings`` are new, ``known`` baselined or accepted, both by
    level, then place.
    """

    title: str
    story: Story | None
    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]
    known: tuple[Finding, ...]
    facts: FactTable | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """``levels`` and ``by_rule`` count new findings; ``known`` counts the others by status."""

    state: State
    groups: tuple[Group, ...]
    levels: Mapping[Severity, int]
    by_rule: Mapping[str, int]
    known: Mapping[str, int]


def outline(report: Report) -> Outline:
    """The report in reading order: stories with the gravest findings first, then what lies across them."""
    articles = {a.id: a for a in report.articles}
    facts = {t.story_id: t for t in report.fact_tables}
    openings = _openings(report)
    by_story: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in sorted(report.findings, key=_order):
        by_story[finding.story_id].append(finding)
    stories = []
    for story in report.stories:
        found = by_story.pop(story.id, [])
        members = tuple(sorted((articles[i] for i in story.article_ids), key=by_time))
        told = openings.get(story.reference_id) or title(articles[story.reference_id])
        stories.append(_group(told, story, members, found, facts.get(story.id)))
    across: list[Finding] = []
    inside: list[Finding] = []
    for finding in sorted((f for found in by_story.values() for f in found), key=_order):
        touched = {p.article_id for p in (finding.divergence.primary, *finding.divergence.related)}
        (across if len(touched) > 1 else inside).append(finding)
    stories.sort(key=lambda g: (-_gravest(g), [a.span for a in g.articles], g.title))
    named = (("Across stories", across), ("Inside single articles", inside))
    loose = [_group(name, None, (), found) for name, found in named if found]
    new = [f for f in report.findings if f.status == "new"]
    return Outline(
        state_of(report),
        (*stories, *loose),
        Counter(f.severity for f in new),
        Counter(f.rule for f in new),
        Counter(f.status for f in report.findings if f.status != "new"),
    )


def by_time(article: Article) -> tuple[bool, str, str, int]:
    """Sorts articles by publication, those without a date last."""
    return article.published is None, str(article.published or ""), article.span.path, article.span.start


def names(report: Report) -> dict[str, str]:
    """By article: who ran it, as far as the page says; else its file, with as many folders as tell files apart."""
    tails = _tails({a.span.path for a in report.articles} | {s.path for s in report.sources})
    return {a.id: visible(a.outlet or "").strip() or visible(tails[a.span.path]) for a in report.articles}


def _tails(paths: Collection[str]) -> dict[str, str]:
    """By path: the end of it that no other of them has."""
    made: dict[str, str] = {}
    parts = {path: path.split("/") for path in paths}
    pending, length = list(paths), 1
    while pending:
        tails = {path: "/".join(parts[path][-length:]) for path in pending}
        count = Counter(tails.values())
        made |= {path: tail for path, tail in tails.items() if count[tail] == 1 or length >= len(parts[path])}
        pending = [path for path in pending if path not in made]
        length += 1
    return made


def title(article: Article) -> str:
    return visible(article.title or "").strip() or "Untitled"


def column_parts(count: int, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of columns that part a table too wide for one: at most ``most`` in each, about equally many."""
    parts = -(-count // most)
    for n in range(parts):
        yield n * count // parts, (n + 1) * count // parts


def short_message(finding: Finding) -> str:
    """The message, without a quoted sentence that the reader sees below it anyway."""
    message, surface = finding.divergence.message, finding.divergence.primary.surface
    if len(surface) > 60:
        message = message.removesuffix(f": “{surface}”")
    return visible(message)


def reasons(finding: Finding) -> tuple[str, ...]:
    """The evidence, without lines that only quote at length the sentences that the reader sees anyway."""
    seen = finding.divergence
    shown = [p.claim_text or p.surface for p in (seen.primary, *seen.related)]
    return tuple(
        visible(e) for e in seen.evidence if not any(q in text for q in _LONG_QUOTE.findall(e) for text in shown)
    )


def decided(finding: Finding) -> str:
    """``accepted by R. Haddad on 2018-01-21: corrected in print``; "" where nobody decided."""
    decision = finding.decision
    if decision is None:
        return ""
    verdict = _VERDICTS.get(decision.verdict, decision.verdict)
    reason = f": {decision.why}" if decision.why else ""
    right = f"; should be “{decision.right}”" if decision.right else ""
    fixed = f"; fixed in our copy by {decision.fixed_by}" if decision.fixed_at else ""
    return visible(f"{verdict} by {decision.editor} on {decision.decided_at.date()}{right}{fixed}{reason}")


def plural(count: int, singular: str, many: str | None = None) -> str:
    """``1 story``, ``1,204 stories``."""
    return f"{count:,} {singular if count == 1 else many or singular + 's'}"


def rule_page(rule: Rule | None) -> str:
    """The first line of the rule's page after its name ("one name spelled differently"), or ""."""
    import sys

    module = sys.modules.get(type(rule).__module__)
    if rule is None or module is None or not type(rule).__module__.startswith("claimcheck.rules."):
        return ""
    head = (module.__doc__ or "").split("\n\n", 1)[0]
    return " ".join(head.partition(": ")[2].split())


def _group(
    name: str, story: Story | None, members: tuple[Article, ...], found: list[Finding], facts: FactTable | None = None
) -> Group:
    new, known = (tuple(f for f in found if (f.status == "new") is wanted) for wanted in (True, False))
    return Group(name, story, members, new, known, facts)


def _openings(report: Report) -> dict[str, str]:
    """By article that has no title: its first words, to tell its story by."""
    untitled = {a.id for a in report.articles if not visible(a.title or "").strip()}
    first: dict[str, Claim] = {}
    for claim in report.claims:
        if claim.article_id in untitled:
            first[claim.article_id] = min(first.get(claim.article_id, claim), claim, key=lambda c: c.ordinal)
    made = {}
    for article, claim in first.items():
        words = visible(claim.text[: 4 * _OPENING]).strip()
        cut = words if len(words) <= _OPENING else words[:_OPENING].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + " …"
        made[article] = f"“{cut}”"
    return made


def _order(finding: Finding) -> tuple[int, str, int, int, str, str]:
    span = finding.divergence.primary.span
    return -finding.severity.rank, span.path, span.start, span.end, finding.code, finding.fingerprint


def _gravest(group: Group) -> int:
    return max((f.severity.rank for f in group.findings), default=-1)


def state_of(report: Report) -> State:
    """The one answer to what was compared that every format gives."""
    if not report.articles:
        unread = report.checked is None or any(problem.fatal for problem in report.problems)
        return State.NOTHING_READ if unread else State.NOTHING_TO_CHECK
    if not report.compared and report.checked is None:
        return State.NOTHING_COMPARED
    if any(f.status == "new" for f in report.findings):
        return State.FOUND
    return State.CLEAN if report.compared else State.NO_VARIANT

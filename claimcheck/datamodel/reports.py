"""Reports: fact tables, problems, and all that a writer needs."""

from __future__ import annotations

from dataclasses import dataclass

from claimcheck.datamodel.claims import Claim
from claimcheck.datamodel.evidence import Referent
from claimcheck.datamodel.findings import Finding, Fix
from claimcheck.datamodel.matching import Alignment, Alone, Comparison, RelatedArticles, Story, StoryDecision
from claimcheck.datamodel.pages import Article, Source, Span


@dataclass(frozen=True, slots=True)
class FactCell:
    """What one article puts in a slot. ``odd`` marks a cell that disagrees with the others, ``value`` is the
    reading in words, ``sure`` the filling's."""

    article_id: str
    span: Span
    surface: str
    value: str
    odd: bool = False
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class FactRow:
    """One slot of a story: who, how many, when, quoted how. ``cells`` holds None where an article is silent, in the
    order of ``FactTable.article_ids``. ``majority`` and ``earliest`` are values, "" where there is none."""

    kind: str
    label: str
    cells: tuple[FactCell | None, ...]
    majority: str
    earliest: str


@dataclass(frozen=True, slots=True)
class FactTable:
    """Columns are articles of one story by time of publication."""

    story_id: str
    article_ids: tuple[str, ...]
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that could not be read or assessed: ``message`` names it, ``action`` says what to do.
    ``fatal`` ones make the exit code 2. A ``notice`` left nothing out: a decision expired, say. ``always`` is one that
    no setting makes less than fatal: what was named is not there, or cannot be searched; nobody knows what is missing.
    ``empty`` is a file in which nothing stands: no finding is missed without it.
    """

    path: str
    message: str
    action: str
    fatal: bool = True
    notice: bool = False
    always: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a writer needs, in deterministic order.

    ``checked`` are the ids of the articles that were held against a corpus: then the report has only what they have a
    part in, and no story is no fault. None where all that was read was compared. ``alone`` are the articles in no
    story, in order of id; ``story_decisions`` what editors said of stories, in order of time; ``ours`` the ids of the
    reader's own articles, which the report leads with; ``referents`` whom and what the names of each story stand for;
    ``paper`` what it is printed on, "a4" or "letter".
    """

    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    stories: tuple[Story, ...]
    alignments: tuple[Alignment, ...]
    comparisons: tuple[Comparison, ...]
    fact_tables: tuple[FactTable, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    checked: tuple[str, ...] | None = None
    alone: tuple[Alone, ...] = ()
    story_decisions: tuple[StoryDecision, ...] = ()
    relations: tuple[RelatedArticles, ...] = ()
    ours: tuple[str, ...] = ()
    referents: tuple[Referent, ...] = ()
    paper: str = "a4"
    fixes: tuple[Fix, ...] = ()

    @property
    def compared(self) -> frozenset[str]:
        """Ids of the articles that were held against another: the variants of a story, and those between which a
        finding lies, whatever its status, as where two stories share a claim. A story that somebody asked for counts
        where a claim of it has a likely counterpart. Empty: nothing could be compared."""
        likely = (a for a in self.alignments if a.left and a.right and a.score >= 0.5)
        answered = {article for a in likely for article in (a.left_article, a.right_article)}
        joined = {
            a
            for story in self.stories
            if story.joined == "score" or not answered.isdisjoint(story.article_ids)
            for a in story.article_ids
        }
        return frozenset(joined).union(*(f.article_ids for f in self.findings if len(f.article_ids) > 1))

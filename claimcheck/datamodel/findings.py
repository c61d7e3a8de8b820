"""Findings: divergences under rules, what editors decided and wrote about them, and what would mend them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.datamodel.pages import Span
from claimcheck.textforms import content_mark


class Severity(StrEnum):
    """How loudly a finding speaks; compare with :attr:`rank`."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return ("note", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a divergence shows: ``span`` with its ``surface``, in which article, and the claim around it."""

    span: Span
    surface: str
    article_id: str
    claim_id: str | None = None
    claim_text: str | None = None

    @property
    def content(self) -> str:
        """What stands there, by its words alone: :func:`content_mark` of the claim."""
        return content_mark(self.claim_text or self.surface)


@dataclass(frozen=True, slots=True)
class Divergence:
    """A disagreement between texts, as a rule reports it.

    ``key`` is what makes two divergences of a story one, without offsets or scores; ``about`` is what of it is the same
    wherever the articles lie, where that is not all of it. ``values`` are the two readings in words.
    ``severity`` overrides the rule's level where set; ``confidence`` is calibrated, or None. ``within`` are stretches
    around the places in which this divergence speaks for the rules below it too. ``former_key`` is the key that earlier
    versions gave it, where that was another.
    """

    message: str
    primary: Place
    related: tuple[Place, ...]
    key: tuple[str, ...]
    values: tuple[str, str] = ("", "")
    evidence: tuple[str, ...] = ()
    severity: Severity | None = None
    confidence: float | None = None
    within: tuple[Place, ...] = ()
    about: tuple[str, ...] = ()
    former_key: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, the first one first."""
        return (self.primary, *self.related)


@dataclass(frozen=True, slots=True)
class Comment:
    """What an editor wrote about a finding, beside any verdict: it belongs to every finding of that ``identity`` that
    shows in a claim of ``contents`` or in one of the ``articles``. ``written_at`` is aware, in UTC."""

    identity: str
    rule: str
    editor: str
    written_at: dt.datetime
    articles: tuple[str, ...]
    text: str
    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """An editor's judgement on a finding. ``verdict`` is accept, error (to correct) or unsure; ``decided_at`` is aware,
    in UTC.

    It holds for the finding of that ``identity`` while every claim that shows it is one of ``contents`` (marks of what
    it says), wherever it stands, or one of an article of ``articles``; through the day ``expires``. ``rule`` and
    ``values`` say what was judged, for those who read the file. What is to correct:
    ``wrong`` names the side, each an article of ``articles`` or an outlet, ``right`` is what should stand there,
    ``assignee`` who sees to it; ``fixed_by`` and ``fixed_at`` say that our copy is mended.
    """

    fingerprint: str
    verdict: str
    editor: str
    decided_at: dt.datetime
    reason: str
    expires: dt.date | None = None
    identity: str = ""
    rule: str = ""
    articles: tuple[str, ...] = ()
    values: tuple[str, str] = ("", "")
    note: str = ""
    wrong: tuple[str, ...] = ()
    right: str = ""
    assignee: str = ""
    fixed_by: str = ""
    fixed_at: dt.datetime | None = None
    contents: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reason, without what desks of old wrote where nobody gave one."""
        return "" if self.reason == "decided at the desk" else self.reason.strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """A divergence under a rule. ``story_id`` is None across stories.

    ``identity`` hashes rule and key, ``fingerprint`` the words of the claims too; no path is part of either.
    ``former`` is the identity that earlier versions gave it, "" where that was the same. ``status`` is new, baselined,
    accepted or suppressed; ``decision`` the editor's verdict, whatever the status; ``comments`` stand in order of time.
    """

    rule: str
    code: str
    severity: Severity
    divergence: Divergence
    fingerprint: str
    status: str = "new"
    story_id: str | None = None
    decision: Decision | None = None
    identity: str = ""
    comments: tuple[Comment, ...] = ()
    former: str = ""

    @property
    def article_ids(self) -> tuple[str, ...]:
        """Every article that shows it, in order."""
        divergence = self.divergence
        return tuple(sorted({divergence.primary.article_id, *(p.article_id for p in divergence.related)}))


@dataclass(frozen=True, slots=True)
class Correction:
    """One place that an editor called wrong: whose it is, where, what stands there (``found``, in its ``sentence``
    where that is at hand), the finding's ``message``, and the decision with its comments. ``named`` is false where the
    decision does not say which side is wrong: then every side is listed."""

    outlet: str
    author: str
    article_id: str
    title: str
    file: str
    line: int
    found: str
    sentence: str
    message: str
    fingerprint: str
    decision: Decision
    comments: tuple[Comment, ...] = ()
    named: bool = True


@dataclass(frozen=True, slots=True)
class FileStretch:
    """Where a fix goes in its file: bytes ``[start, end)``; lines and columns from 1, columns in code points, the end
    exclusive. ``text`` is what goes there, written as the file writes it (entities in HTML, escapes in JSON), in the
    file's ``encoding``. ``whole`` are the lines that it lies on as they stand, without the last one's end."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    encoding: str
    whole: str

    @property
    def content(self) -> bytes:
        return self.text.encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that an editor may make in an article: ``old``, which stands at ``span``, becomes ``new``.

    ``why`` is in words. ``fingerprint`` names the finding, ``identity`` the decision that says so, with who and when;
    the latter are empty where the house lexicon does. ``line`` is that of the original file (of DOCX the paragraph).
    ``stretch`` is None in a format that has no text of its own (DOCX), and where ``trouble`` says why nothing can be
    changed there.
    """

    span: Span
    article_id: str
    file: str
    line: int
    old: str
    new: str
    why: str
    fingerprint: str
    identity: str = ""
    editor: str = ""
    decided_at: dt.datetime | None = None
    stretch: FileStretch | None = None
    trouble: str = ""

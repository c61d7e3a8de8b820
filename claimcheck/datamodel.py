"""Every type that travels between stages; standard library only.

Offset law: every ``start``/``end`` is half-open, in Unicode code points, into ``Source.text``,
which is the file's decoded bytes otherwise untouched.  For every span that any stage emits,
``source.text[span.start:span.end] == surface``.  Whatever is normalised is a separate value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from claimcheck.textforms import content_mark

if TYPE_CHECKING:
    import numpy as np


class Severity(StrEnum):
    """How loudly a finding speaks; compare with :attr:`rank`."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return ("note", "warning", "error").index(self.value)


class BlockRole(StrEnum):
    """What a stretch of a page is. Only ``HEADLINE`` and ``BODY`` become claims."""

    HEADLINE = "headline"
    BODY = "body"
    SUBHEAD = "subhead"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    SHARE = "share"
    NAVIGATION = "navigation"


class ClaimRole(StrEnum):
    HEADLINE = "headline"
    BODY = "body"
    QUOTE = "quote"  # a sentence that stands wholly inside quotation marks


class MentionKind(StrEnum):
    NAME = "name"
    QUANTITY = "quantity"
    DATE = "date"
    ROLE = "role"  # what a person is called beside the name; found over a story, not in a claim
    SOURCE = "source"  # who says it, with the verb, or the claim that lacks a source
    QUOTE = "quote"
    EVENT = "event"  # whether it happened, and how surely an article says so


# --------------------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one source: code points, half-open."""

    path: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.path == other.path and self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.path == other.path and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one record of a file: ``path`` is relative with forward slashes where it can be, and unique
    ("a.jsonl#7" for a record); ``file`` is the real file where it differs. ``digest`` is the SHA-256 of the bytes in
    hexadecimal.

    ``text`` is the decoded file, untouched, or what was extracted from it: then ``lines`` holds sorted pairs (offset
    into ``text``, line of the original file, from 1), each good until the next. ``metadata`` holds what the format or
    the settings know: title, author, published (ISO), outlet, url, language.
    """

    path: str
    text: str
    digest: str
    metadata: tuple[tuple[str, str], ...] = ()
    file: str = ""
    lines: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a page with the role it plays; offsets into ``Source.text``. ``entry`` is when the entry of a live
    blog that it stands in was posted: "10:42", or "2026-11-29T10:42" where the page tells the day; "" elsewhere."""

    role: BlockRole
    start: int
    end: int
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One story as one outlet ran it.

    ``teaser`` marks a lead cut short on a listing page: its claims count, what it leaves out
    does not.  ``published`` is ``None`` where the page has no date.  ``asides`` are its captions and subheads, which
    are no claims, with where each starts.
    """

    id: str
    span: Span
    title: str | None
    byline: str | None
    published: dt.date | None
    outlet: str | None
    language: str
    blocks: tuple[Block, ...]
    teaser: bool = False
    asides: tuple[tuple[int, str], ...] = ()


# --------------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Interval:
    """Real numbers from ``low`` to ``high``; ``*_open`` says that the bound itself is outside."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as newswire writes it.

    ``dimension`` is one of count, ordinal, percent, money, length, area, mass, volume, speed,
    temperature, duration, age, magnitude, score, fraction, power, energy, data.  ``interval`` is in ``unit``, the
    dimension's base unit ("" for counts, ISO 4217 for money, "m", "m2", "kg", "l", "m/s", "C", "s",
    "year", …).  ``noun`` is what is counted, lower case, as written ("militants"), or "".
    ``exact`` is false for "about", "more than", "hundreds", "dozens".
    """

    dimension: str
    interval: Interval
    unit: str = ""
    noun: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as an interval: half-open ``[start, end)``, naive local time; ``None`` is unbounded
    or unknown.

    ``pattern`` is what the words say before any anchor, TIMEX-like: "2018-01-19", "XXXX-07",
    "XXXX-WXX-1" (a Monday), "XXXX-XX-XXT14:30", "P2D" (a duration), "PAST_REF", "2017-END".  ``resolved`` is
    false where no anchor was known: such a moment never conflicts by its interval.
    ``granularity`` is one of time, day, week, month, season, year, decade, fuzzy.
    """

    pattern: str
    granularity: str
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    resolved: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name in parts, as written.  ``kind`` is person, place, organisation or unknown."""

    kind: str
    given: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    honorific: str = ""
    suffix: str = ""


Value = Quantity | Moment | Name


class Relation(StrEnum):
    """How two values stand to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"  # both can be true: one is more exact
    CONFLICT = "conflict"  # they cannot both be true of one slot
    UNKNOWN = "unknown"  # not comparable: another dimension, an unresolved date, no evidence


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the value algebra says of two values, with the reason in plain words for the editor.

    ``probability`` is that of the two being the same, where a trained model gives one.
    """

    relation: Relation
    reason: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A typed stretch of a claim. ``surface`` equals the source text under ``span``."""

    kind: MentionKind
    span: Span
    surface: str
    value: Value | None = None


# --------------------------------------------------------------------------- claims


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark. ``start``/``end`` point into ``Source.text``; ``lemma`` is lower case; ``pos`` and
    ``dep`` are Universal POS and spaCy's English dependency labels, ``tag`` Penn Treebank; ``head`` is an index into
    ``Claim.tokens`` (its own for the root); ``ent`` is an OntoNotes label or ""."""

    start: int
    end: int
    surface: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    ent: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks, marks excluded.

    ``opens``/``closes`` say whether the marks stand in this claim (a quotation may run over several).
    ``speaker`` is the fullest name known for the speaker, or None.
    """

    span: Span
    surface: str
    opens: bool = True
    closes: bool = True
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said it: "Bayati told Agence France Presse".

    ``source`` is the words of the source as they stand ("he", "police"), ``speaker`` the fullest name they resolve to;
    ``cue`` the verb phrase or "according to"; ``channel`` the outlet or occasion it was said to ("told AFP", "at a
    press conference"); ``content`` the stretches attributed.
    """

    source: str
    source_span: Span | None
    cue: str
    cue_span: Span
    channel: str = ""
    channel_span: Span | None = None
    content: tuple[Span, ...] = ()
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable sentence. ``ordinal`` counts claims of the article from 0, ``paragraph`` its blocks; ``entry`` is its
    block's."""

    id: str
    article_id: str
    span: Span
    ordinal: int
    paragraph: int
    role: ClaimRole
    text: str
    tokens: tuple[Token, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    entry: str = ""


# --------------------------------------------------------------------------- matching, comparing


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that are variants of each other. ``reference_id`` is the earliest published, then the fullest.
    ``similarity`` is the lowest story score that joined a member, 0 to 1. ``joined`` is "score" where that sufficed,
    "named" where it did not and the articles were named together, "decided" where an editor joined them."""

    id: str
    article_ids: tuple[str, ...]
    reference_id: str
    similarity: float
    joined: str = "score"


@dataclass(frozen=True, slots=True)
class Alone:
    """An article in no story. ``why`` is "teaser", "no claims", "set apart" (by an editor) or "no story"; ``score`` the
    probability that it is one story with what is nearest, None where nothing is like it, and ``needed`` what a join
    takes. Nearest is the story ``story_id``, None where that is another article alone, and in it ``nearest_id``, the
    article most like it."""

    article_id: str
    why: str
    needed: float
    score: float | None = None
    story_id: str | None = None
    nearest_id: str | None = None


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """An editor's word on stories: "one" joins two articles with all that is in their stories, "apart" takes the first
    out of the story of the second. ``texts`` name the two by content, ``articles`` by place. ``state``, in a report, is
    "holds", "overruled" by a later decision, or "absent" where an article is not there."""

    verdict: str
    texts: tuple[str, str]
    articles: tuple[str, str]
    editor: str
    decided_at: dt.datetime
    reason: str = ""
    state: str = "holds"


class ArticleRelation(StrEnum):
    """How two articles of one story hang together."""

    COPY = "copy"
    CUT = "cut"
    REWRITE = "rewrite"
    UPDATE = "update"  # another day's text
    SAME_EVENT = "same-event"  # two reports, written independently


@dataclass(frozen=True, slots=True)
class RelatedArticles:
    """Two articles of a story and their relation. ``derived`` is the probability that one text comes from the other or
    both from one; ``copied`` and ``covered`` are the share of the one that stands more in the other, by runs of words
    and by claims that match."""

    left_article: str
    right_article: str
    relation: ArticleRelation
    derived: float
    copied: float
    covered: float

    @property
    def is_derived(self) -> bool:
        """Likelier than not one text stands behind both."""
        return self.derived >= 0.5


@dataclass(frozen=True, slots=True)
class Alignment:
    """Claims of two articles that say the same, m–n. An empty side is an omission or addition. A claim may stand in
    several. ``score`` is a probability, calibrated on pairs of articles of one story (see benchmarks/RESULTS.md,
    alignment)."""

    left_article: str
    right_article: str
    left: tuple[Claim, ...]
    right: tuple[Claim, ...]
    score: float


class EditKind(StrEnum):
    """What a changed stretch is about."""

    NAME = "name"
    QUANTITY = "quantity"
    DATE = "date"
    SOURCE = "source"  # who says it, with the verb, or the claim that lacks a source
    QUOTE = "quote"
    TITLE = "title"
    POLARITY = "polarity"
    CERTAINTY = "certainty"
    ATTRIBUTION = "attribution"
    TERM = "term"  # a common noun for another
    STYLE = "style"  # spelling, punctuation, inflection, function words
    WORDING = "wording"
    INSERTION = "insertion"
    DELETION = "deletion"


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed stretch between two aligned sides.

    ``left``/``right`` are half-open index ranges into ``Comparison.left_tokens``/``right_tokens`` (empty for insertion
    and deletion); ``quoted`` says that the stretch lies inside quotation marks on both sides; ``elsewhere`` is the
    share (0 to 1) of an inserted or deleted stretch's content words that stand elsewhere in the other article.
    """

    kind: EditKind
    left: tuple[int, int]
    right: tuple[int, int]
    left_surface: str
    right_surface: str
    quoted: bool = False
    elsewhere: float = 0.0


@dataclass(frozen=True, slots=True)
class MentionPair:
    """Two mentions that fill the same slot of aligned claims, and how their values stand to each other."""

    left: Mention
    right: Mention
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a claim rule sees: two aligned sides, token by token."""

    story_id: str
    alignment: Alignment
    left_article: Article
    right_article: Article
    left_tokens: tuple[Token, ...]
    right_tokens: tuple[Token, ...]
    matched: tuple[tuple[int, int], ...]  # token index pairs that say the same
    edits: tuple[Edit, ...]
    pairs: tuple[MentionPair, ...]
    contradiction: float | None = None  # calibrated probability that the two sides cannot both hold
    phrases: tuple[Edit, ...] = ()  # deletions and insertions whole, where the edits show them in pieces
    derived: float = 1.0  # probability that one article's text comes from the other's or both from one
    texts: int = 2  # articles of the story

    @property
    def is_derived(self) -> bool:
        """Likelier than not one text stands behind both: then another word is a change, else another hand."""
        return self.derived >= 0.5


@dataclass(frozen=True, slots=True)
class Filling:
    """A mention that answers a slot's question, in its claim. ``sure`` is how likely it does: by a mention of the same
    value in another article, or of another value."""

    claim: Claim
    mention: Mention
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A question that two or more articles of a story answer ("people killed"), or one article in two ways, with every
    mention that answers it, in order of place; of a name or a role the one to show of each article first. ``kind`` is
    quantity, date, name, role, source or quote. ``confidence`` is the probability of the weakest link between two
    values that differ, None where all agree. Of a source that other articles lack, its mentions come first, then the
    claims that lack it.
    """

    kind: str
    label: str
    fillings: tuple[Filling, ...]
    confidence: float | None = None

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(f.claim.article_id for f in self.fillings)


# --------------------------------------------------------------------------- findings


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


# --------------------------------------------------------------------------- corpus evidence


@dataclass(frozen=True, slots=True)
class Substitution:
    """One side of aligned claims has ``left`` where the other has ``right``; ``places`` pairs every occurrence.
    ``kind`` is the kind that its edits have; ``claims`` counts independent claim pairs of the story, ``everywhere``
    those of the whole corpus; ``slots`` says of each pair of places whether the two play the same part in their
    sentences. ``keys`` are the two sides without dress, the same in every story."""

    kind: EditKind
    left: str
    right: str
    places: tuple[tuple[Place, Place], ...]
    claims: int
    slots: tuple[bool, ...] = ()
    everywhere: int = 0
    keys: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class AliasEvidence:
    """Words of a page that say two names are one: an apposition "Daesh (ISIS)", "known also as", an acronym beside
    its expansion. ``how`` says which."""

    first: str
    second: str
    how: str
    place: Place


@dataclass(frozen=True, slots=True)
class NameUse:
    """One spelling of a name in one article, with every place it has there."""

    name: Name
    surface: str
    article_id: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two forms of one referent's name that an editor would make one, the commoner first. ``kind`` is spelling or
    alternate, ``what`` says in words how they differ or what says that they are one."""

    kind: str
    what: str
    left: str
    right: str
    left_uses: tuple[NameUse, ...]
    right_uses: tuple[NameUse, ...]


@dataclass(frozen=True, slots=True)
class Referent:
    """A person, place or body of a story with every form of its name, over all its articles; ``name`` is the fullest
    common form, ``kind`` as for :class:`Name`."""

    name: str
    kind: str
    uses: tuple[NameUse, ...]
    pairs: tuple[NamePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that corpus rules see of one story, or of one article that is in none: its comparisons, what is swapped in
    them, its names; and of the rest of the corpus how often the same is swapped there, and the alias statements that
    concern it. So a story's findings depend on little else than itself, and one addition concerns few stories."""

    articles: tuple[Article, ...]
    stories: tuple[Story, ...]
    claims: tuple[Claim, ...]
    alignments: tuple[Alignment, ...]
    comparisons: tuple[Comparison, ...]
    substitutions: tuple[Substitution, ...]
    aliases: tuple[AliasEvidence, ...]
    ledger: tuple[NameUse, ...]
    slots: tuple[Slot, ...] = ()
    relations: tuple[RelatedArticles, ...] = ()
    referents: tuple[Referent, ...] = ()


# --------------------------------------------------------------------------- protocols


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule is built on: ``code`` and ``name``, its own level, and what it reads.

    A rule reads what it overrides: ``check`` sees one comparison at a time, ``check_story`` the evidence of one story
    (or of an article that is in none), ``check_ledger`` the names of the whole corpus. It reports all that it sees
    there and knows no other rule: ``engine.triage`` arbitrates. A dataclass field is an option that users set, unless
    its metadata says ``option: False``.

    Raises TypeError, when the class is made, for a public name that is neither declared here nor a field: a misspelt
    flag or method would be silently off.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    across_stories: ClassVar[bool] = True  # asked about claims that two stories share
    lasting: ClassVar[bool] = False  # asked about them also where the articles are more than a day apart
    from_swaps: ClassVar[bool] = False  # ``check_story`` needs what was swapped alone, no whole article
    default_on: ClassVar[bool] = True  # else it speaks only where it is selected or given a level
    reads_probability: ClassVar[bool] = False  # reads ``Comparison.contradiction``, which costs a model's run
    severity: Severity = Severity.NOTE

    def check(self, comparison: Comparison) -> Iterable[Divergence]:
        """What two aligned sides disagree on."""
        return ()

    def check_story(self, evidence: Evidence) -> Iterable[Divergence]:
        """What the articles of one story disagree on."""
        return ()

    def check_ledger(self, ledger: Sequence[NameUse], homes: Mapping[str, str]) -> Iterable[Divergence]:
        """What the names of different stories disagree on. ``homes`` gives the story of an article, or itself where it
        is in none.

        A divergence may only lie between uses that ``ledger_block`` puts into one block: so that an index finds those
        that an addition concerns.
        """
        return ()

    def __init_subclass__(cls) -> None:
        declared = vars(cls).get("__annotations__", {})
        options = {name for name, kind in declared.items() if "ClassVar" not in str(kind)}
        for name in sorted(vars(cls).keys() | declared.keys()):
            if not name.startswith("_") and not hasattr(Rule, name) and name not in {"code", "name", *options}:
                raise TypeError(f"{cls.__name__}.{name}: a rule has no such flag or method.")
        for name in ("code", "name"):
            if not isinstance(getattr(cls, name, None), str):
                raise TypeError(f"{cls.__name__} declares no {name}.")
        reads = ("check", "check_story", "check_ledger")
        if all(getattr(cls, method) is getattr(Rule, method) for method in reads):
            raise TypeError(f"{cls.__name__} reads nothing: it overrides none of {', '.join(reads)}.")


class Encoder(Protocol):
    """Turns texts into unit vectors: float32, shape (len(texts), dimension), rows of length 1."""

    @property
    def digest(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...


class Writer(Protocol):
    """Renders a report in one format, as text or, for office formats, as bytes; same report, same bytes."""

    def __call__(self, report: Report, rules: Mapping[str, Rule]) -> str | bytes: ...

"""Matching and comparing: stories, alignments, comparisons and slots."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.datamodel.claims import Claim, Token
from claimcheck.datamodel.pages import Article
from claimcheck.datamodel.values import Judgement, Mention


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
    claims that lack it. ``is_told`` is whether values that differ are worth an editor's look.
    """

    kind: str
    label: str
    fillings: tuple[Filling, ...]
    confidence: float | None = None
    is_told: bool = True

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(f.claim.article_id for f in self.fillings)

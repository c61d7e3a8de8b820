"""Claims: checkable sentences with tokens, quotations and attributions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from claimcheck.datamodel.pages import Span
from claimcheck.datamodel.values import Mention


class ClaimRole(StrEnum):
    HEADLINE = "headline"
    BODY = "body"
    QUOTE = "quote"  # a sentence that stands wholly inside quotation marks


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

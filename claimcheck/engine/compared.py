"""What comparing a story finds, as it is stored: alignments, comparisons and slots. Articles and claims, which are kept
elsewhere, are named in it and not repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from claimcheck.datamodel import Alignment, Article, Claim, Comparison, Filling, Slot
from claimcheck.engine.index_records import DamagedError, packed, unpacked
from claimcheck.engine.pages import Pages

_KIND = tuple[tuple[Alignment, ...], tuple[Comparison, ...], tuple[Slot, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found in one story."""

    alignments: tuple[Alignment, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    slots: tuple[Slot, ...] = ()

    def packed(self) -> bytes:
        """As bytes, from which ``compared_in`` makes the same again."""
        alignments = tuple(map(bare_alignment, self.alignments))
        comparisons = tuple(map(bare_comparison, self.comparisons))
        return packed(_KIND, (alignments, comparisons, tuple(map(_bare_slot, self.slots))), dense=True)


def compared_in(stored: bytes, whole: Whole) -> Compared:
    """What ``packed`` stored, over the articles and claims of the story. Raises DamagedError."""
    alignments, comparisons, slots = unpacked(_KIND, stored, dense=True)
    try:
        return Compared(
            tuple(map(whole.alignment, alignments)),
            tuple(map(whole.comparison, comparisons)),
            tuple(map(whole.slot, slots)),
        )
    except KeyError as error:
        raise DamagedError(f"a story names {error}, which it does not hold") from error


def _bare(claim: Claim) -> Claim:
    return Claim(claim.id, claim.article_id, claim.span, claim.ordinal, claim.paragraph, claim.role, "")


def bare_alignment(one: Alignment) -> Alignment:
    """With claims that stand for themselves."""
    return replace(one, left=tuple(map(_bare, one.left)), right=tuple(map(_bare, one.right)))


def bare_comparison(one: Comparison) -> Comparison:
    """With articles and claims that stand for themselves."""
    return replace(
        one,
        alignment=bare_alignment(one.alignment),
        left_article=replace(one.left_article, blocks=()),
        right_article=replace(one.right_article, blocks=()),
    )


def _bare_slot(one: Slot) -> Slot:
    return replace(one, fillings=tuple(Filling(_bare(f.claim), f.mention) for f in one.fillings))


@dataclass(frozen=True, slots=True)
class Whole:
    """Articles and claims by id, to put in the place of those that stand for them."""

    articles: Mapping[str, Article]
    claims: Mapping[str, Claim]

    @classmethod
    def of(cls, pages: Pages) -> Whole:
        return cls({a.id: a for a in pages.articles}, {c.id: c for own in pages.claims.values() for c in own})

    def alignment(self, one: Alignment) -> Alignment:
        left, right = (tuple(self.claims[c.id] for c in side) for side in (one.left, one.right))
        return replace(one, left=left, right=right)

    def comparison(self, one: Comparison) -> Comparison:
        left, right = self.articles[one.left_article.id], self.articles[one.right_article.id]
        return replace(one, alignment=self.alignment(one.alignment), left_article=left, right_article=right)

    def slot(self, one: Slot) -> Slot:
        return replace(one, fillings=tuple(Filling(self.claims[f.claim.id], f.mention) for f in one.fillings))

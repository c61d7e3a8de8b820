"""What comparing a story finds, as it is stored: alignments, comparisons, slots, how its articles are related and whom
its names stand for. Articles and claims, which are kept elsewhere, are named in it and not repeated. What is found
between two articles, whatever story they are in, is a ``Pair``: an index keeps pairs by themselves. And what the rules
find in a story: a ``Verdict``, under all that it hangs on besides the story's texts (``basis_of``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from claimcheck.datamodel import (
    Alignment,
    Article,
    Claim,
    Comparison,
    Divergence,
    FactTable,
    Referent,
    RelatedArticles,
    Slot,
)
from claimcheck.engine.index_records import DamagedError, packed, unpacked
from claimcheck.engine.judging import Statements, Telling, Verdict, configured, of_the_corpus
from claimcheck.engine.pages import Pages
from claimcheck.engine.whole_run import PairFacts
from claimcheck.evidence.evidence import Swap
from claimcheck.files.content_cache import content_key
from claimcheck.settings.by_path import PathSettings

_KIND = tuple[
    tuple[Alignment, ...],
    tuple[Comparison, ...],
    tuple[Slot, ...],
    tuple[RelatedArticles, ...] | None,
    tuple[Referent, ...] | None,
]
_PAIR = tuple[tuple[Alignment, ...], tuple[Comparison, ...], PairFacts]
_VERDICT = tuple[FactTable | None, tuple[tuple[str, tuple[Divergence, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found in one story; ``relations`` and ``referents`` None where nobody asked."""

    alignments: tuple[Alignment, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    slots: tuple[Slot, ...] = ()
    relations: tuple[RelatedArticles, ...] | None = None
    referents: tuple[Referent, ...] | None = None

    def packed(self) -> bytes:
        """As bytes, from which ``compared_in`` makes the same again."""
        alignments = tuple(map(bare_alignment, self.alignments))
        comparisons = tuple(map(bare_comparison, self.comparisons))
        slots = tuple(map(_bare_slot, self.slots))
        return packed(_KIND, (alignments, comparisons, slots, self.relations, self.referents), dense=True)


def compared_in(stored: bytes, whole: Whole) -> Compared:
    """What ``packed`` stored, over the articles and claims of the story. Raises DamagedError."""
    alignments, comparisons, slots, relations, referents = unpacked(_KIND, stored, dense=True)
    try:
        return Compared(
            tuple(map(whole.alignment, alignments)),
            tuple(map(whole.comparison, comparisons)),
            tuple(map(whole.slot, slots)),
            relations,
            referents,
        )
    except KeyError as error:
        raise DamagedError(f"a story names {error}, which it does not hold") from error


@dataclass(frozen=True, slots=True)
class Pair:
    """What was found between two articles, a function of these alone: comparisons are of no story."""

    alignments: tuple[Alignment, ...]
    comparisons: tuple[Comparison, ...]
    facts: PairFacts

    def packed(self) -> bytes:
        """As bytes, from which ``pair_in`` makes the same again."""
        alignments = tuple(map(bare_alignment, self.alignments))
        return packed(_PAIR, (alignments, tuple(map(bare_comparison, self.comparisons)), self.facts))


def pair_in(stored: bytes, whole: Whole) -> Pair:
    """What ``packed`` stored, over articles and claims. Raises DamagedError."""
    alignments, comparisons, facts = unpacked(_PAIR, stored)
    try:
        return Pair(tuple(map(whole.alignment, alignments)), tuple(map(whole.comparison, comparisons)), facts)
    except KeyError as error:
        raise DamagedError(f"two articles name {error}, which they do not hold") from error


def pairs_of(
    alignments: Iterable[Alignment], comparisons: Iterable[Comparison], facts: Mapping[tuple[str, str], PairFacts]
) -> dict[tuple[str, str], Pair]:
    """What was found, by pair of articles as they are compared; every one has facts."""
    aligned: dict[tuple[str, str], list[Alignment]] = defaultdict(list)
    compared: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    for one in alignments:
        aligned[one.left_article, one.right_article].append(one)
    for each in comparisons:
        compared[each.left_article.id, each.right_article.id].append(replace(each, story_id=""))
    return {pair: Pair(tuple(aligned[pair]), tuple(compared[pair]), own) for pair, own in facts.items()}


def basis_of(
    telling: Telling, counts: Mapping[Swap, int], statements: Statements, by_path: PathSettings, code: str
) -> str:
    """All that a verdict hangs on besides the texts of its story: the rules that are on with their options, for which
    paths, what they see of the rest of the corpus, how the story was joined. ``code`` names the rules' own."""
    variants = by_path.variants(article.span.path for article in telling.articles)
    told = (telling.story, *of_the_corpus(telling, counts, statements), [configured(v) for v in variants])
    return content_key(code, by_path.told, *map(repr, told))


def packed_verdict(verdict: Verdict) -> bytes:
    """What of a verdict its telling does not say, as bytes, from which ``verdict_in`` makes the same again."""
    found = tuple((rule, tuple(d for _, d in own)) for rule, own in verdict.found.items())
    return packed(_VERDICT, (verdict.table, found))


def verdict_in(stored: bytes, telling: Telling) -> Verdict:
    """What ``packed_verdict`` stored, of the telling that it was on. Raises DamagedError."""
    table, found = unpacked(_VERDICT, stored)
    story = telling.story.id if telling.story is not None else None
    return Verdict.on(telling, table, {rule: [(story, d) for d in own] for rule, own in found})


def _bare(claim: Claim) -> Claim:
    return Claim(claim.id, claim.article_id, claim.span, claim.ordinal, claim.paragraph, claim.role, "")


def bare_alignment(one: Alignment) -> Alignment:
    """With claims that stand for themselves."""
    return replace(one, left=tuple(map(_bare, one.left)), right=tuple(map(_bare, one.right)))


def bare_comparison(one: Comparison) -> Comparison:
    """With articles and claims that stand for themselves, and without the tokens of a side that is one claim."""
    sides = (one.alignment.left, one.left_tokens), (one.alignment.right, one.right_tokens)
    left, right = (() if len(claims) == 1 else tokens for claims, tokens in sides)
    return replace(
        one,
        alignment=bare_alignment(one.alignment),
        left_article=replace(one.left_article, blocks=()),
        right_article=replace(one.right_article, blocks=()),
        left_tokens=left,
        right_tokens=right,
    )


def _bare_slot(one: Slot) -> Slot:
    return replace(one, fillings=tuple(replace(f, claim=_bare(f.claim)) for f in one.fillings))


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
        alignment = self.alignment(one.alignment)
        left, right = alignment.left, alignment.right
        return replace(
            one,
            alignment=alignment,
            left_article=self.articles[one.left_article.id],
            right_article=self.articles[one.right_article.id],
            left_tokens=left[0].tokens if len(left) == 1 else one.left_tokens,
            right_tokens=right[0].tokens if len(right) == 1 else one.right_tokens,
        )

    def slot(self, one: Slot) -> Slot:
        return replace(one, fillings=tuple(replace(f, claim=self.claims[f.claim.id]) for f in one.fillings))

"""Runs rules on sentences set side by side: sentence n of the left is matched with sentence n of the right.

Matching has its own tests; here the real annotator, comparison and evidence work on claims known to be matched.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from claimcheck.claims.annotate import Annotator
from claimcheck.claims.extract import claims_of, enrich
from claimcheck.comparing.compare import compare
from claimcheck.comparing.edits import article_words
from claimcheck.datamodel import (
    Alignment,
    Article,
    Block,
    BlockRole,
    Claim,
    Comparison,
    Finding,
    Source,
    Span,
    Story,
)
from claimcheck.engine.judging import judge
from claimcheck.engine.pages import Pages
from claimcheck.engine.whole_run import embed, fill_slots, weigh
from claimcheck.settings.loading import Settings


@functools.cache
def annotator() -> Annotator:
    folder = os.environ.get("CLAIMCHECK_TEST_CACHE") or tempfile.gettempdir() + "/claimcheck-test-cache"
    return Annotator(Path(folder) / "annotations.sqlite")


def page(
    name: str, sentences: Sequence[str], headline: str | None, published: dt.date | None
) -> tuple[Source, Article, tuple[Claim, ...]]:
    """An article whose paragraphs are the sentences."""
    lines = ([headline] if headline else []) + list(sentences)
    text = "\n\n".join(lines)
    blocks, at = [], 0
    for n, line in enumerate(lines):
        role = BlockRole.HEADLINE if headline and n == 0 else BlockRole.BODY
        blocks.append(Block(role, at, at + len(line)))
        at += len(line) + 2
    source = Source(name, text, hashlib.sha256(text.encode()).hexdigest())
    article = Article(f"{name}#1", Span(name, 0, len(text)), headline, None, published, None, "en", tuple(blocks))
    claims = claims_of(article, source)
    tokens = annotator().annotate([c.text for c in claims])
    return source, article, enrich(article, claims, tokens, source)


def by_paragraph(claims: Sequence[Claim]) -> dict[int, tuple[Claim, ...]]:
    groups: dict[int, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.paragraph, []).append(claim)
    return {n: tuple(group) for n, group in groups.items()}


def findings_of(
    left: Sequence[str],
    right: Sequence[str],
    *,
    headlines: tuple[str | None, str | None] = (None, None),
    published: tuple[dt.date | None, dt.date | None] = (None, None),
    settings: Settings | None = None,
    third: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Every rule's findings on two articles whose n-th paragraphs are matched; surplus paragraphs have no partner.
    ``third`` is an article of the same story of which nothing is matched."""
    a = page("left.txt", left, headlines[0], published[0])
    b = page("right.txt", right, headlines[1], published[1])
    others = [page("third.txt", third, None, None)] if third else []
    all_pages = [a, b, *others]
    story = Story("s1", tuple(article.id for _, article, _ in all_pages), a[1].id, 1.0)
    shift = bool(headlines[0]), bool(headlines[1])
    lefts, rights = by_paragraph(a[2]), by_paragraph(b[2])
    alignments = []
    for n in range(max(len(left), len(right))):
        pair = lefts.get(n + shift[0], ()), rights.get(n + shift[1], ())
        if pair[0] and pair[1]:
            alignments.append(Alignment(a[1].id, b[1].id, pair[0], pair[1], 1.0))
        else:
            alignments += [Alignment(a[1].id, b[1].id, (c,), (), 0.0) for c in pair[0]]
            alignments += [Alignment(a[1].id, b[1].id, (), (c,), 0.0) for c in pair[1]]
    if all(headlines):
        alignments.insert(0, Alignment(a[1].id, b[1].id, lefts[0], rights[0], 1.0))
    words = article_words(a[2]), article_words(b[2])
    comparisons = tuple(compare(x, story.id, a[1], b[1], *words) for x in alignments if x.left and x.right)
    comparisons = weigh(comparisons, settings or Settings(), None)
    pages = Pages(
        tuple(source for source, _, _ in all_pages),
        tuple(article for _, article, _ in all_pages),
        {article.id: claims for _, article, claims in all_pages},
        (),
    )
    pages, vectors = embed(pages, settings or Settings(), None)
    slots = fill_slots(pages, (story,), vectors, alignments, settings or Settings()).slots
    return judge(pages, (story,), tuple(alignments), comparisons, slots, settings or Settings()).findings


def comparison_of(left: str, right: str) -> Comparison:
    """Two texts compared as if matched, whatever they say."""
    a = page("left.txt", [left], None, None)
    b = page("right.txt", [right], None, None)
    alignment = Alignment(a[1].id, b[1].id, a[2], b[2], 1.0)
    return compare(alignment, "s1", a[1], b[1], article_words(a[2]), article_words(b[2]))

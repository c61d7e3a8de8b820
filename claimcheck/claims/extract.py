"""Article -> claims: sentences of its headline and body, then what they carry (tokens, mentions, quotations,
sources)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claimcheck.claims.annotate import shift
from claimcheck.claims.quotations import find_quotations, quotations_of
from claimcheck.claims.sentences import split_sentences
from claimcheck.claims.sources.find import find_attributions
from claimcheck.claims.sources.speakers import resolve_speakers
from claimcheck.datamodel import Article, BlockRole, Claim, ClaimRole, Mention, MentionKind, Source, Span, Token
from claimcheck.values.dates.find import find_dates
from claimcheck.values.names.expansions import merged, spelled_out
from claimcheck.values.names.find import find_names
from claimcheck.values.quantities import find_quantities

_LONGEST = 5_000  # characters; no sentence is longer
_SPELLED_OUT = 40  # names of an article that are followed: no article has more
_TABLE_CHARS = 100  # from which three figures in four words make a table; from thrice that, one in two


def claims_of(article: Article, source: Source) -> tuple[Claim, ...]:
    """The article's claims in page order, text and span only; headline first where it stands first."""
    claims: list[Claim] = []
    stretches: tuple[tuple[int, int], ...]
    for paragraph, block in enumerate(article.blocks):
        if block.role is BlockRole.HEADLINE:
            stretches, role = ((block.start, block.end),), ClaimRole.HEADLINE
        elif block.role is BlockRole.BODY:
            text = source.text[block.start : block.end]
            stretches = tuple((block.start + a, block.start + b) for a, b in split_sentences(text))
            role = ClaimRole.BODY
        else:
            continue
        for start, end in stretches:
            text = source.text[start:end]
            if not any(c.isalnum() for c in text):
                continue
            ordinal = len(claims)
            span = Span(source.path, start, end)
            claims.append(
                Claim(f"{article.id}:{ordinal}", article.id, span, ordinal, paragraph, role, text, entry=block.entry)
            )
    return tuple(claims)


def enrich(
    article: Article, claims: Sequence[Claim], tokens: Sequence[Sequence[Token]], source: Source
) -> tuple[Claim, ...]:
    """The same claims with tokens, mentions, quotations and attributions. ``tokens`` count from each claim's own start.

    Quotations are read over whole paragraphs, speakers resolved over the whole article.
    """
    paragraphs = [(b.start, b.end) for b in article.blocks if b.role in {BlockRole.BODY, BlockRole.HEADLINE}]
    quotations = find_quotations(paragraphs, source.text)
    placed_tokens = [shift(own, claim.span.start) for claim, own in zip(claims, tokens, strict=True)]
    enriched = []
    for claim, placed, names in zip(claims, placed_tokens, _names(claims, placed_tokens, source), strict=True):
        said = quotations_of((claim.span.start, claim.span.end), quotations, source.text, source.path)
        attributions = (
            () if claim.role is ClaimRole.HEADLINE else find_attributions(placed, source.text, source.path, said)
        )
        role = claim.role
        if (
            role is ClaimRole.BODY
            and said
            and _is_wholly_quoted(claim, said[0].span.start, said[-1].span.end, len(said))
        ):
            role = ClaimRole.QUOTE
        day = _day_of(claim) or article.published
        mentions = _values(claim, day) + names
        enriched.append(
            replace(
                claim,
                role=role,
                tokens=placed,
                mentions=tuple(sorted(mentions, key=lambda m: (m.span.start, m.span.end, m.kind))),
                quotations=said,
                attributions=attributions,
            )
        )
    return tuple(resolve_speakers(enriched))


def _names(claims: Sequence[Claim], tokens: Sequence[Sequence[Token]], source: Source) -> Iterator[tuple[Mention, ...]]:
    """The names of every claim; one that the article spells out beside its initials is one wherever it stands."""
    names = [find_names(own, source.text, source.path) for own in tokens]
    spelled = [spelled_out(found, own) for found, own in zip(names, tokens, strict=True)]
    told = list(dict.fromkeys(source.text[start:end] for spans in spelled for start, end in spans))[:_SPELLED_OUT]
    anywhere = re.compile("|".join(map(re.escape, sorted(told, key=len, reverse=True))) or r"(?!)")
    for claim, found in zip(claims, names, strict=True):
        base = claim.span.start
        yield merged(found, ((base + m.start(), base + m.end()) for m in anywhere.finditer(claim.text)), source.text)


def _day_of(claim: Claim) -> dt.date | None:
    """The day of a live blog's entry, where the page tells it."""
    return dt.date.fromisoformat(claim.entry[:10]) if "T" in claim.entry else None


def _values(claim: Claim, published: dt.date | None) -> tuple[Mention, ...]:
    """Dates first: a number inside a date is no quantity. Columns of figures are no sentence: none is a value."""
    if _is_table(claim.text):
        return ()
    base = claim.span.start
    dates = [(base + s, base + e, v) for s, e, v in find_dates(claim.text, published)]
    mentions = [_mention(MentionKind.DATE, claim, s, e, v) for s, e, v in dates]
    for s, e, quantity in find_quantities(claim.text):
        start, end = base + s, base + e
        if not any(a < end and start < b for a, b, _ in dates):
            mentions.append(_mention(MentionKind.QUANTITY, claim, start, end, quantity))
    return tuple(mentions)


def _is_table(text: str) -> bool:
    """Longer than any sentence, or mostly figures: the grammars would take minutes over a megabyte of them."""
    if len(text) > _LONGEST:
        return True
    if len(text) <= _TABLE_CHARS:
        return False
    words = text.split()
    figures = sum(any(c.isdigit() for c in w) for w in words)
    return figures > len(words) * (0.75 if len(text) <= 3 * _TABLE_CHARS else 0.5)


def _mention(kind: MentionKind, claim: Claim, start: int, end: int, value: object) -> Mention:
    surface = claim.text[start - claim.span.start : end - claim.span.start]
    return Mention(kind, Span(claim.span.path, start, end), surface, value)  # type: ignore[arg-type]


def _is_wholly_quoted(claim: Claim, first: int, last: int, count: int) -> bool:
    """Nothing but marks outside one quotation."""
    outside = claim.text[: first - claim.span.start] + claim.text[last - claim.span.start :]
    return count == 1 and not any(c.isalnum() for c in outside)

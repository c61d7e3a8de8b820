"""Phrases that two articles put into the mouths of two speakers: "gross abuse of power", "orphan districts".

A phrase is a run of words of content with nothing but small words between, inside what somebody says, in quotation
marks in one article at least. It counts where each article has it in one speaker's words and nowhere else, and where it
is long and rare enough to be somebody's own: three words, or the whole of a few quoted words. Both speakers must be
named in both sentences, and be no outlets.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, ClaimRole, Span
from claimcheck.stories.outlines import weight

_CONTENT = frozenset({"NOUN", "ADJ", "VERB", "ADV", "PROPN"})
_GAP = 3  # tokens from one word of a phrase to the next
_WORDS, _RARE = 3, 12.0  # words of a phrase, and their summed weight (natural logarithm of rarity in newspapers)
_SHORT, _RARE_SHORT = 3, 7.0  # the same of a quotation of so few words that the phrase is all of it

_Gram = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch that a claim gives as somebody's words."""

    claim: Claim
    span: Span
    speaker: str
    quoted: bool
    whole: bool  # it is all that the quotation marks hold, and they hold no sentence


def shared_phrases(claims: Iterable[Claim], pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[Said, Said]]:
    """Of every two articles the statements of two speakers that share a phrase, each pair of claims once."""
    articles: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.role is not ClaimRole.HEADLINE:
            articles[claim.article_id].append(claim)
    told = {article: _told(own) for article, own in articles.items()}
    for left, right in pairs:
        hits: dict[tuple[str, str], list[tuple[_Gram, Said, Said]]] = defaultdict(list)
        mine, theirs = told.get(left, {}), told.get(right, {})
        for gram in sorted(mine.keys() & theirs.keys()):
            a, b = mine[gram], theirs[gram]
            if a is not None and b is not None and (a.quoted or b.quoted):
                hits[a.claim.id, b.claim.id].append((gram, a, b))
        for found in hits.values():
            if _is_own(found):
                yield found[0][1], found[0][2]


def _is_own(found: Sequence[tuple[_Gram, Said, Said]]) -> bool:
    """Whether what two statements share is rare enough for one speaker's own words."""
    words = {word for gram, _, _ in found for word in gram}
    rarity = sum(weight(word) for word in words)
    whole = any(a.whole or b.whole for _, a, b in found)
    return (len(words) >= _WORDS and rarity >= _RARE) or (whole and rarity >= _RARE_SHORT)


def _told(claims: Sequence[Claim]) -> Mapping[_Gram, Said | None]:
    """The phrases of an article, each with who says it; None where it stands in other words too, or two say it."""
    found: dict[_Gram, Said | None] = {}
    for claim in claims:
        for gram, start, end in _grams(claim):
            said = _said(claim, start, end)
            other = found.get(gram, said)
            found[gram] = said if said is not None and other is not None and said.speaker == other.speaker else None
    return found


def _grams(claim: Claim) -> Iterator[tuple[_Gram, int, int]]:
    words = [(i, t) for i, t in enumerate(claim.tokens) if t.pos in _CONTENT and t.surface[:1].isalpha()]
    for (i, x), (j, y) in itertools.pairwise(words):
        if j - i <= _GAP and "PROPN" not in {x.pos, y.pos}:
            yield (dress_key(x.lemma), dress_key(y.lemma)), x.start, y.end


def _said(claim: Claim, start: int, end: int) -> Said | None:
    span = Span(claim.span.path, start, end)
    for quotation in claim.quotations:
        if quotation.span.start <= start and end <= quotation.span.end + 1 and quotation.speaker:
            inside = [t for t in claim.tokens if quotation.span.start <= t.start < quotation.span.end]
            count = sum(t.pos in _CONTENT for t in inside)
            whole = count <= _SHORT and quotation.surface[:1].islower() and quotation.opens and quotation.closes
            return Said(claim, quotation.span, quotation.speaker, True, whole and count == _words(claim, start, end))
    for a in claim.attributions:
        if a.speaker and any(content.start <= start and end <= content.end for content in a.content):
            return Said(claim, span, a.speaker, False, False)
    return None


def _words(claim: Claim, start: int, end: int) -> int:
    return sum(t.pos in _CONTENT for t in claim.tokens if start <= t.start < end)

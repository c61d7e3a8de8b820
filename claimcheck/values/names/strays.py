"""Words that may be somebody's name and that no sentence's names hold: what may be a name misspelt.

The tagger finds no name in a headline's capitals, in "RelatedBansky Pokes Fun", in a caption or a subhead, which is no
sentence, or in a handle. Here such a word counts only where it is one slip from a word of the story's names (a letter
more, less or another, or two changed about); peoples ("Somali"), which are no names either, come along.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from claimcheck.datamodel import Article, BlockRole, Claim, MentionKind, Name, NameUse, Place, Span
from claimcheck.textforms import fold
from claimcheck.values.names.lexicon import is_people
from claimcheck.values.names.spelling import letters

PEOPLE, STRAY, HANDLE = "people", "stray", "handle"
BESIDE_NAMES = frozenset({PEOPLE, STRAY, HANDLE})  # kinds of what is no name in a sentence
_RUN = re.compile(r"[^\W\d_a-z]\w+(?:[ \u00a0-][^\W\d_a-z]\w+)*")
_WORD = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+|[^\W\d_]+")  # "RelatedBansky" is two
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z]+\b(?![.@_])")
_HANDLED = frozenset("@#")  # what they stand before is no name: "@ItsLJinny"
_SHORTEST, _SHORTEST_ALONE, _SHORTEST_HANDLE = 4, 5, 8  # letters


def beside_names(
    articles: Iterable[Article], claims: Sequence[Claim], ledger: Iterable[NameUse], common: Callable[[str], bool]
) -> tuple[NameUse, ...]:
    """The peoples, stray words and handles of a story's articles, by article and spelling; ``ledger`` are its names,
    ``common`` says of a word in plain letters whether newspapers often have it."""
    uses: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for kind, place in (*_peoples(claims), *_strays(articles, claims, ledger, common), *_handles(claims)):
        uses[place.article_id, kind, place.surface].append(place)
    return tuple(
        NameUse(Name(kind, family=tuple(surface.lstrip("@").split())), surface, article, tuple(places))
        for (article, kind, surface), places in sorted(uses.items())
    )


def _peoples(claims: Iterable[Claim]) -> Iterator[tuple[str, Place]]:
    for claim in claims:
        for token in claim.tokens:
            if token.surface[:1].isupper() and is_people(fold(token.surface)):
                yield PEOPLE, _place(claim, token.start - claim.span.start, token.end - claim.span.start)


def _strays(
    articles: Iterable[Article], claims: Iterable[Claim], ledger: Iterable[NameUse], common: Callable[[str], bool]
) -> Iterator[tuple[str, Place]]:
    known = {letters(word) for use in ledger for word in re.split(r"[\s-]+", use.surface)}
    near = _Near(word for word in known if len(word) >= _SHORTEST)
    for claim in claims:
        taken = [
            (m.span.start - claim.span.start, m.span.end - claim.span.start)
            for m in claim.mentions
            if m.kind is not MentionKind.QUANTITY
        ]
        for start, end in _runs(claim.text, known, near, common):
            if not any(start < b and a < end for a, b in taken):
                yield STRAY, _place(claim, start, end)
    for article in articles:
        for at, text in article.asides:
            for start, end in _runs(text, known, near, common):
                span = Span(article.span.path, at + start, at + end)
                yield STRAY, Place(span, text[start:end], article.id)


def _runs(text: str, known: set[str], near: _Near, common: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where a capitalised word stands that is one slip from a known one, with the known words beside it; alone, it must
    be no common word itself."""
    for run in _RUN.finditer(text):
        if text[run.start() - 1 : run.start()] in _HANDLED:
            continue
        words = [(run.start() + w.start(), run.start() + w.end(), letters(w[0])) for w in _WORD.finditer(run[0])]
        for n, (_, _, key) in enumerate(words):
            if key in known or not near.has(key):
                continue
            first = last = n
            while first > 0 and words[first - 1][2] in known:
                first -= 1
            while last + 1 < len(words) and words[last + 1][2] in known:
                last += 1
            if first < last or (len(key) >= _SHORTEST_ALONE and not common(key)):
                yield words[first][0], words[last][1]


def _handles(claims: Iterable[Claim]) -> list[tuple[str, Place]]:
    """Handles that are one slip from another one of the story."""
    found = [(claim, match) for claim in claims for match in _HANDLE.finditer(claim.text)]
    keys = {letters(match[0]) for _, match in found}
    near = _Near(key for key in keys if len(key) >= _SHORTEST_HANDLE)
    return [(HANDLE, _place(c, *match.span())) for c, match in found if near.has(letters(match[0]))]


class _Near:
    """Words, asked whether one of them is one slip from a word: they share their first letter or their last three."""

    def __init__(self, words: Iterable[str]) -> None:
        self._of: dict[str, set[str]] = defaultdict(set)
        for word in words:
            self._of[word[:1]].add(word)
            self._of["." + word[-3:]].add(word)

    def has(self, word: str) -> bool:
        if len(word) < _SHORTEST:
            return False
        rivals = self._of.get(word[:1], set()) | self._of.get("." + word[-3:], set())
        return any(abs(len(word) - len(o)) < 2 and OSA.distance(word, o, score_cutoff=1) == 1 for o in rivals)


def _place(claim: Claim, start: int, end: int) -> Place:
    span = Span(claim.span.path, claim.span.start + start, claim.span.start + end)
    return Place(span, claim.text[start:end], claim.article_id, claim.id, claim.text)


def asides(article: Article, text: str) -> tuple[tuple[int, str], ...]:
    """The captions and subheads of an article, which are no claims, with where they start; ``text`` is its page's."""
    aside = {BlockRole.CAPTION, BlockRole.SUBHEAD}
    return tuple((b.start, text[b.start : b.end]) for b in article.blocks if b.role in aside)

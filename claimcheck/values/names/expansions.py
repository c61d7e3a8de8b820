"""Names whose initials stand in brackets behind them, which tell how far they reach: "the Islamic State of Iraq and
al-Sham (ISIS)" is one name, though "Iraq and" begins no other.

The letters are sought from the right, as Schwartz and Hearst do (2003, "A simple algorithm for identifying abbreviation
definitions in biomedical text"), but only at the beginnings of capitalised words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimcheck.datamodel import Mention, MentionKind, Span, Token
from claimcheck.values.names.parsing import parse_name

_LINKS = frozenset("of for the and & in on to de al el ash - – ‑".split())
_LETTERS = range(3, 9)  # of initials that say enough: "Iraq and Syria (IS)" is no name
_SKIPPED = 1  # capitalised words that initials leave out: "Greater" of ISIS
_PARTS = 4  # names that one may have been read as


def spelled_out(names: Sequence[Mention], tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Where in the source stand names that are one, as the initials behind them tell, whether they were read as one or
    as several: starts and ends. ``names`` are those of a claim in order, ``tokens`` its own."""
    place = {token.start: i for i, token in enumerate(tokens)}
    found = []
    for k in range(len(tokens) - 2):
        letters = tokens[k + 1].surface
        if tokens[k].surface != "(" or tokens[k + 2].surface != ")" or len(letters) not in _LETTERS:
            continue
        before = [n for n in names if n.span.end <= tokens[k].start][-_PARTS:]
        if not letters.isupper() or not before or before[-1].span.end != tokens[k - 1].end:
            continue
        for first in reversed(before):
            i = place.get(first.span.start)
            if i is None or not _is_strung(tokens[i:k], before):
                break
            if _spells(letters, tokens[i:k]):
                found.append((first.span.start, before[-1].span.end))
                break
    return tuple(found)


def merged(names: Sequence[Mention], spans: Iterable[tuple[int, int]], text: str) -> tuple[Mention, ...]:
    """The names, with those inside one of the spans of ``text``, the source's, as one."""
    told = list(names)
    for start, end in spans:
        inside = [n for n in told if start <= n.span.start and n.span.end <= end]
        if len(inside) > 1 and inside[0].span.start == start and inside[-1].span.end == end:
            span, surface = Span(inside[0].span.path, start, end), text[start:end]
            told[told.index(inside[0])] = Mention(MentionKind.NAME, span, surface, parse_name(surface, "organisation"))
            told = [n for n in told if n not in inside]
    return tuple(told)


def _is_strung(tokens: Sequence[Token], names: Sequence[Mention]) -> bool:
    """Whether nothing but links stands between the names."""
    return all(
        token.surface in _LINKS or any(n.span.start <= token.start < n.span.end for n in names) for token in tokens
    )


def _spells(letters: str, tokens: Sequence[Token]) -> bool:
    """Whether capitalised words begin with these letters, the first with the first."""
    words = [t.surface for t in tokens if t.surface[:1].isupper()]
    rest, skipped = list(letters), 0
    for word in reversed(words):
        if rest and word[0] == rest[-1]:
            rest.pop()
        else:
            skipped += 1
    return not rest and skipped <= _SKIPPED and words[0][0] == letters[0]

"""Which tokens of a side stand inside quotation marks, and which quotations of two sides answer each other."""

from __future__ import annotations

import difflib
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from claimcheck.comparing.agreement import is_content
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.utterances import ONE, Shared, described, probability, shared
from claimcheck.datamodel import Claim, Quotation, Span, Token

_SMALL_WORD = 3  # letters: longer words of a title have a capital
_PHRASE = 5  # words: a longer quotation is an utterance
_BOTH, _ON_END = 2, 3  # words of content, and words, that two forms of one utterance share at least
_FEW = 10  # quotations, added to those that two articles have: of three one tells little
_LEFT_OUT = 25  # words of an utterance that a report leaves out between two sentences of it, inside one pair of marks
_OTHER = 2  # words at an end that may be other words of one utterance
_BESIDE = tuple((d, e) for d in (-2, -1, 1, 2) for e in (-2, -1, 1, 2) if d * e > 0)  # neighbours, both before or after
_Stretch = tuple[int, int]  # words of a quotation, by their places in it
AreTwo = Callable[[str, str], bool]
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class QuotedWord:
    """A word inside quotation marks: its plain form, and the index of its token on its side."""

    key: str
    index: int


def quoted_tokens(claims: Sequence[Claim], tokens: Sequence[Token]) -> tuple[int, ...]:
    """For every token the number (from 0) of the quotation it stands in, -1 outside. Numbers count the side's
    quotations in order."""
    quotations = quotations_of_side(claims)
    marks = []
    for token in tokens:
        inside = (n for n, q in enumerate(quotations) if q.span.start <= token.start and token.end <= q.span.end)
        marks.append(next(inside, -1))
    return tuple(marks)


def quotations_of_side(claims: Sequence[Claim]) -> tuple[Quotation, ...]:
    return tuple(q for claim in claims for q in claim.quotations)


def quoted_words(tokens: Sequence[Token], quotation: Quotation) -> list[QuotedWord]:
    return [
        QuotedWord(dress_key(t.surface), i)
        for i, t in enumerate(tokens)
        if quotation.span.start <= t.start
        and t.end <= quotation.span.end
        and any(c.isalnum() or c == "&" for c in t.surface)
    ]


@dataclass(frozen=True)
class Printed:
    """A quotation in its claims, with its words, each by its place among the claims' tokens, and their runs of as many
    as two utterances must share: of a shorter one all. ``parts`` are its stretches, one in every claim."""

    claims: tuple[Claim, ...]
    quotation: Quotation
    words: tuple[QuotedWord, ...]
    runs: frozenset[str]
    parts: tuple[Span, ...]

    @property
    def claim(self) -> Claim:
        return self.claims[0]

    @functools.cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(t for claim in self.claims for t in claim.tokens)


def printed_in(claims: Sequence[Claim]) -> tuple[Printed, ...]:
    """The quotations of an article or of a side, in order."""
    found = []
    for claim in claims:
        for quotation in claim.quotations:
            words = quoted_words(claim.tokens, quotation)
            keys = [w.key for w in words]
            runs = {" ".join(keys[n : n + _ON_END]) for n in range(max(1, len(keys) - _ON_END + 1))}
            found.append(Printed((claim,), quotation, tuple(words), frozenset(runs), (quotation.span,)))
    return tuple(found)


def is_name(quotation: Quotation) -> bool:
    """A title or a name in marks ("Improving the Lives of the People in 2014", "Abu Omar al-Sayed"): nobody says it."""
    long = [word for word in quotation.surface.split() if len(word) > _SMALL_WORD and word[0].isalpha()]
    return len(long) > 1 and all(any(part[:1].isupper() for part in word.split("-")) for word in long)


def never(_: str, __: str) -> bool:
    return False


def alike(_: str) -> float:
    return 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quotation of the left article and one of the right by their places, the stretch that they share, and what tells
    whether they print one utterance."""

    left: int
    right: int
    shared: Shared
    features: Mapping[str, float]


def candidates(
    lefts: Sequence[Printed], rights: Sequence[Printed], are_two: AreTwo = never, rarity: Rarity = alike
) -> Iterator[Candidate]:
    """The quotations of two articles that share two words of content; ``are_two`` says of two speakers' names that they
    are two people's, ``rarity`` how rare a word is in newspapers."""
    keys = [[[w.key for w in p.words] for p in side] for side in (lefts, rights)]
    telling = [[{k for k, c in zip(words, has_content(p), strict=True) if c} for words, p in zip(*x, strict=True)]
               for x in zip(keys, (lefts, rights), strict=True)]  # fmt: skip
    rare = [[sum(map(rarity, words)) for words in side] for side in keys]
    known = Counter(word for side in keys for words in side for word in set(words))
    for (i, a), (j, b) in itertools.product(enumerate(lefts), enumerate(rights)):
        mine, theirs = keys[0][i], keys[1][j]
        if not telling[0][i] & telling[1][j]:
            continue
        blocks = shared_runs(mine, theirs)
        found = shared(blocks, has_content(a))
        if found is None or found.same < _ON_END or (found.content < _BOTH and found.run < _ON_END):
            continue
        words = [w for w in mine[slice(*found.left)] if w in telling[0][i] and w in theirs]
        speakers = a.quotation.speaker, b.quotation.speaker
        two = None not in speakers and are_two(speakers[0] or "", speakers[1] or "")
        told = {"one": float(None not in speakers and not two), "two": float(two)}
        others = sum(known[w] - 2 for w in words) / max(1, len(words))
        common = others / (_FEW + len(lefts) + len(rights))
        beside = any(_run_on(lefts, i + d, rights, j + e) for d, e in _BESIDE)
        lengths, contents = (len(mine), len(theirs)), (sum(has_content(a)), sum(has_content(b)))
        both = sum(rarity(w) for at, _, size in blocks for w in mine[at : at + size])
        told |= {"beside": float(beside), "common": common, "rare": both / max(1.0, min(rare[0][i], rare[1][j]))}
        yield Candidate(i, j, found, described(found, lengths, contents, told))


def answering(
    lefts: Sequence[Printed],
    rights: Sequence[Printed],
    overlap: float,
    aligned: Collection[tuple[str, str]] = frozenset(),
    are_two: AreTwo = never,
    rarity: Rarity = alike,
) -> Iterator[tuple[Printed, Printed]]:
    """Quotations of two articles that print the same speech, wherever they stand, those that share most words first.
    Each is in one pair, or, where the other article parts it ("…," he said, "…"), each of its stretches is: then the
    pairs have those words of it alone.

    Two that are equal print one speech, and two that do so by what ``utterances`` says of them. Of a phrase, at most
    five words of which ``overlap`` is the share that must agree, half the content will do, where its claims say the
    same: ``aligned`` are the ids of such, left and right.
    """
    said, answers = [p.words for p in lefts], [p.words for p in rights]
    scored: list[tuple[int, int, int, int, tuple[_Stretch, _Stretch]]] = []
    likely = {
        (c.left, c.right): c for c in candidates(lefts, rights, are_two, rarity) if probability(c.features) >= ONE
    }
    for (i, a), (j, b) in itertools.product(enumerate(said), enumerate(answers)):
        short = min(len(a), len(b))
        candidate = likely.get((i, j))
        if candidate is not None:
            same, spans = candidate.shared.same, (candidate.shared.left, candidate.shared.right)
        elif short > 1 and spoken(a) == spoken(b):
            same, spans = short, ((0, short), (0, short))
        elif 1 < short <= _PHRASE and (lefts[i].claim.id, rights[j].claim.id) in aligned:
            blocks = shared_runs([w.key for w in a], [w.key for w in b])
            same = sum(size for _, _, size in blocks)
            content = sum(sum(has_content(lefts[i])[at : at + size]) for at, _, size in blocks)
            if same < max(2, overlap * short) or 2 * content < max(sum(has_content(p)) for p in (lefts[i], rights[j])):
                continue
            spans = (0, len(a)), (0, len(b))
        else:
            continue
        scored.append((-same, len(a) + len(b), i, j, spans))
    parted = _parted(said, answers), _parted(answers, said)
    used: tuple[dict[int, list[_Stretch]], dict[int, list[_Stretch]]] = ({}, {})
    kept = []
    for _, _, i, j, spans in sorted(scored):
        if i in parted[0] or j in parted[1]:
            continue
        if all(_is_free(span, side.get(n, ())) for span, side, n in zip(spans, used, (i, j), strict=True)):
            for span, side, n in zip(spans, used, (i, j), strict=True):
                side.setdefault(n, []).append(span)
            kept.append((i, j, spans))
    for i, j, spans in kept:
        sides = ((said[i], spans[0], used[0][i]), (answers[j], spans[1], used[1][j]))
        room = [_room(*side) for side in sides]
        low, high = zip(*room, strict=True)
        part = min((span[1] - span[0]) / (end - start) for span, (start, end) in zip(spans, room, strict=True))
        if part < overlap:  # where both go on otherwise, what they say there is no other form of the same
            if min(span[0] - start for span, start in zip(spans, low, strict=True)) > _OTHER:
                low = tuple(span[0] for span in spans)
            if min(end - span[1] for span, end in zip(spans, high, strict=True)) > _OTHER:
                high = tuple(span[1] for span in spans)
        yield _cut(lefts[i], low[0], high[0]), _cut(rights[j], low[1], high[1])


@dataclass(frozen=True, slots=True)
class Joint:
    """Where two pairs of stretches follow on each other in both articles: the two stretches of either as one, and the
    words from the last that surely is of the first to the first that surely is of the second, and how many words may
    be missing: where one article sets marks of their own around the two it leaves out what it likes."""

    left: Printed
    right: Printed
    at: tuple[_Stretch, _Stretch]
    most: int


def joints(
    pairs: Iterable[tuple[Printed, Printed]], lefts: Sequence[Printed], rights: Sequence[Printed]
) -> Iterator[Joint]:
    """Where the pairs that ``answering`` gives follow on each other: a quotation is read sentence by sentence, but "I
    went too far. I made a mistake and I was wrong" is one utterance with "I went too far and I was wrong"."""
    sides = lefts, rights
    at = [{p.quotation.span: n for n, p in enumerate(side)} for side in sides]
    placed = sorted(
        ([(at[n][p.quotation.span], p) for n, p in enumerate(pair)] for pair in pairs),
        key=lambda pair: [(n, p.words[0].index) for n, p in pair],
    )
    order = sorted(range(len(placed)), key=lambda k: (placed[k][1][0], placed[k][1][1].words[0].index))
    after = dict(itertools.pairwise(order))
    for k, (one, then) in enumerate(itertools.pairwise(placed)):
        if after.get(k) != k + 1:
            continue
        joined = [_join(side, x, y) for side, x, y in zip(sides, one, then, strict=True)]
        (left, gap, marked), (right, other, parted) = joined
        most = _OTHER if marked or parted else _LEFT_OUT
        if not (marked and parted) and not (marked and gap[0] < gap[1]) and not (parted and other[0] < other[1]):
            yield Joint(left, right, (gap, other), most)


def _join(
    side: Sequence[Printed], one: tuple[int, Printed], other: tuple[int, Printed]
) -> tuple[Printed, _Stretch, bool]:
    """Two stretches of an article and what it quotes between them as one, where its words stand that are of neither or
    of both, and whether the article itself speaks there."""
    (i, a), (j, b) = one, other
    whole = side[i : j + 1]
    claims = tuple(dict.fromkeys(p.claim for p in whole))
    ahead = dict(
        zip((c.id for c in claims), itertools.accumulate((len(c.tokens) for c in claims), initial=0), strict=False)
    )
    words = tuple(
        QuotedWord(w.key, w.index + ahead[p.claim.id])
        for n, p in enumerate(whole, i)
        for w in p.words
        if (n > i or w.index >= a.words[0].index) and (n < j or w.index <= b.words[-1].index)
    )
    first, last = a.quotation, b.quotation
    quotation = replace(
        first,
        span=Span(first.span.path, first.span.start, last.span.end),
        surface=" ".join(p.quotation.surface for p in whole),
        closes=last.closes,
    )
    parted = any(
        x.quotation.closes
        or y.claim.ordinal > x.claim.ordinal + 1
        or (y.claim.paragraph > x.claim.paragraph and not y.quotation.opens)  # a caption inside
        for x, y in itertools.pairwise(whole)
    )
    joined = Printed(claims, quotation, words, a.runs | b.runs, tuple(p.quotation.span for p in whole))
    low, high = sorted((len(a.words), len(words) - len(b.words)))
    return joined, (low, high), parted


def spoken(words: Sequence[QuotedWord]) -> str:
    return " ".join(w.key for w in words)


def shared_runs(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The stretches that two rows of words share in order: place left, place right, words."""
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return [(m.a, m.b, m.size) for m in blocks if m.size]


def _run_on(lefts: Sequence[Printed], i: int, rights: Sequence[Printed], j: int) -> bool:
    """Whether two quotations, where there are such, share words on end."""
    return 0 <= i < len(lefts) and 0 <= j < len(rights) and bool(lefts[i].runs & rights[j].runs)


def has_content(printed: Printed) -> list[bool]:
    return [is_content(printed.tokens[w.index]) for w in printed.words]


def _is_free(span: _Stretch, used: Sequence[_Stretch]) -> bool:
    return all(span[1] <= other[0] or other[1] <= span[0] for other in used)


def _room(words: Sequence[QuotedWord], span: _Stretch, used: Sequence[_Stretch]) -> _Stretch:
    """The words of a quotation around a stretch, up to those that other quotations answer."""
    low = max((end for _, end in used if end <= span[0]), default=0)
    return low, min((start for start, _ in used if start >= span[1]), default=len(words))


def _cut(printed: Printed, low: int, high: int) -> Printed:
    if (low, high) == (0, len(printed.words)):
        return printed
    whole = printed.quotation
    quotation = replace(whole, opens=whole.opens and low == 0, closes=whole.closes and high == len(printed.words))
    return replace(printed, quotation=quotation, words=printed.words[low:high])


def _parted(own: Sequence[Sequence[QuotedWord]], other: Sequence[Sequence[QuotedWord]]) -> set[int]:
    """The quotations that the other side has word for word, parted by their attribution ("…," he said, "…"), and the
    other way round."""
    mine, theirs = ([[w.key for w in words] for words in side] for side in (own, other))
    whole = {n for n, words in enumerate(mine) if any(x + y == words for x, y in itertools.pairwise(theirs))}
    parts = {n for n in range(len(mine) - 1) if mine[n] + mine[n + 1] in theirs}
    return whole | parts | {n + 1 for n in parts}

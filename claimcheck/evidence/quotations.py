"""The quotations of a story by article, which of them print one speech, and whether two speakers are two."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from claimcheck.comparing.quotes import Printed, answering, is_name, printed_in
from claimcheck.comparing.token_alignment import SPELLING, spelling
from claimcheck.comparing.unmarked import repeated, unmarked
from claimcheck.datamodel import Claim, Evidence
from claimcheck.evidence.aliases import is_known_variant, name_words
from claimcheck.stories.outlines import weight
from claimcheck.textforms import fold
from claimcheck.values.names.lexicon import party_of

_VERBATIM = 0.8  # share of the longer one's words from which two people's utterances are one in two mouths


@dataclass(frozen=True, slots=True)
class Answers:
    """The quotations of two articles, in order, those that print one speech, and the ids of claims that are aligned."""

    lefts: Sequence[Printed]
    rights: Sequence[Printed]
    pairs: tuple[tuple[Printed, Printed], ...]
    aligned: frozenset[tuple[str, str]]


def one_speech(evidence: Evidence, overlap: float) -> Iterator[Answers]:
    """The quotations of every two compared articles that print one speech: see ``comparing.quotes.answering``. What
    two people say in part alike ("The American people deserve to see …", "… deserve to know …") is no one speech."""
    quotations = quotations_by_article(evidence)
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for alignment in (*evidence.alignments, *(c.alignment for c in evidence.comparisons)):
        pairs[alignment.left_article, alignment.right_article] |= {
            (a.id, b.id) for a in alignment.left for b in alignment.right
        }
    for (left, right), aligned in pairs.items():
        sides = quotations.get(left, ()), quotations.get(right, ())
        yield Answers(*sides, tuple(one_speech_in(*sides, overlap, aligned)), frozenset(aligned))


def speech_without_marks(evidence: Evidence) -> Mapping[str, Printed]:
    """What somebody says in claims that have no quotation marks, by the claims' ids."""
    bare = ((claim.id, unmarked(claim)) for own in _claims_by_article(evidence).values() for claim in own.values())
    return {claim: printed for claim, printed in bare if printed is not None}


def without_marks(answers: Answers, bare: Mapping[str, Printed]) -> Iterator[tuple[Printed, Printed]]:
    """What two articles both print of one utterance in aligned claims, of which one at least is among ``bare``, as
    ``speech_without_marks`` gives them."""
    answered = {p.quotation.span for pair in answers.pairs for p in pair}
    quoted: dict[str, list[Printed]] = defaultdict(list)
    for printed in (*answers.lefts, *answers.rights):
        if printed.quotation.span not in answered:
            quoted[printed.claim.id].append(printed)
    for ids in sorted(answers.aligned):
        if not bare.keys() & set(ids):
            continue
        lefts, rights = ([bare[i]] if i in bare else quoted.get(i, []) for i in ids)
        for one, other in itertools.product(lefts, rights):
            if (both := repeated(one, other)) is not None:
                yield both


def one_speech_in(
    lefts: Sequence[Printed],
    rights: Sequence[Printed],
    overlap: float,
    aligned: Collection[tuple[str, str]] = frozenset(),
) -> Iterator[tuple[Printed, Printed]]:
    """The quotations of two articles that print one speech, as far as their speakers are not two people."""
    for one, other in answering(lefts, rights, overlap, aligned, are_two, weight):
        if not _are_two_utterances(one, other):
            yield one, other


def quotations_by_article(evidence: Evidence) -> Mapping[str, tuple[Printed, ...]]:
    """The quotations of every article, as far as its claims are known: of two stories, what they share."""
    return {
        article: printed_in(sorted(own.values(), key=lambda claim: claim.ordinal))
        for article, own in _claims_by_article(evidence).items()
    }


def _claims_by_article(evidence: Evidence) -> dict[str, dict[str, Claim]]:
    claims: dict[str, dict[str, Claim]] = defaultdict(dict)
    shared = (c for x in evidence.comparisons for c in (*x.alignment.left, *x.alignment.right))
    for claim in (*evidence.claims, *shared):
        claims[claim.article_id].setdefault(claim.id, claim)
    return claims


def _are_two_utterances(one: Printed, other: Printed) -> bool:
    """Whether two people, both named beside it, say it, or one is a title, and not much the same words."""
    a, b = one.quotation.speaker, other.quotation.speaker
    by_two = a is not None and b is not None and are_two(a, b) and _is_named(one) and _is_named(other)
    if not by_two and is_name(one.quotation) == is_name(other.quotation):
        return False
    shared = (Counter(w.key for w in one.words) & Counter(w.key for w in other.words)).total()
    return shared < _VERBATIM * max(len(one.words), len(other.words))


def _is_named(printed: Printed) -> bool:
    """Whether the speaker's name stands beside the quotation."""
    words = {fold(w) for w in name_words(printed.quotation.speaker or "")}
    beside = (a.source for a in printed.claim.attributions if a.speaker == printed.quotation.speaker)
    return any(words & {fold(w) for w in name_words(source)} for source in beside)


def are_two(a: str, b: str) -> bool:
    """Both are names, and no word of one is, or spells, or misses by a letter, a word of the other."""
    left, right = ([w for w in name_words(n) if w[:1].isupper()] for n in (a, b))
    if not left or not right or is_known_variant(a, b) or any(party_of(fold(name)) for name in (a, b)):
        return False  # "the California Republican" has a name elsewhere
    return not any(are_near(fold(x), fold(y)) or spelling(x, y) >= SPELLING for x in left for y in right)


def are_near(x: str, y: str) -> bool:
    """Equal, or a letter apart: "Wood", "Woods". Shorter names are as near to others."""
    return x == y or (min(len(x), len(y)) >= 4 and Levenshtein.distance(x, y) <= 1)

"""Phrases of one side whose words the other side has nowhere, read off the dependency tree.

A word-by-word alignment sets whatever stands in one place against each other: in "a branch in the centre of town" and
"a branch bank" it pairs "town" with "bank", and the phrase that only one side has falls apart. The tree has it whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from claimcheck.comparing.agreement import weighs
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.edits import Sides, elsewhere, surface_of
from claimcheck.datamodel import Edit, EditKind, Token

# What hangs on a word as a whole: adverbials, relative and participle clauses, appositions.
_MODIFIERS = frozenset({"prep", "advcl", "acl", "relcl", "appos", "npadvmod", "xcomp", "conj"})


def unanswered_phrases(s: Sides) -> Iterator[Edit]:
    """Deletions and insertions, by place: the largest modifiers of a word that both sides have, no content word of
    which the other side has."""
    yield from _of_side(s.left_tokens, s.right_tokens, s, left=True)
    yield from _of_side(s.right_tokens, s.left_tokens, s, left=False)


def _of_side(tokens: Sequence[Token], others: Sequence[Token], s: Sides, *, left: bool) -> Iterator[Edit]:
    known = {dress_key(form) for t in others for form in (t.surface, t.lemma)}
    absent = [weighs(t) and not _keys(t) & known for t in tokens]
    ends = _stretches(tokens)
    units, words = (s.left, s.right_words) if left else (s.right, s.left_words)
    found: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        if token.dep not in _MODIFIERS or token.head == i or not _keys(tokens[token.head]) & known:
            continue
        first, last = ends[i]
        if first <= token.head < last:
            continue  # crossing branches: no phrase
        content = [k for k in range(first, last) if weighs(tokens[k])]
        if content and all(absent[k] for k in content):
            found.append((first, last))
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda f: (f[0] - f[1], f)):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    for span in sorted(kept):
        share = elsewhere([u for u in units if span[0] <= u.first and u.last <= span[1]], words)
        surface = surface_of(tokens, span)
        if left:
            yield Edit(EditKind.DELETION, span, (0, 0), surface, "", False, share)
        else:
            yield Edit(EditKind.INSERTION, (0, 0), span, "", surface, False, share)


def _keys(token: Token) -> set[str]:
    return {dress_key(token.surface), dress_key(token.lemma)}


def _stretches(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """For every token the half-open range of what it governs, itself included."""
    first, last = list(range(len(tokens))), list(range(1, len(tokens) + 1))
    for i in range(len(tokens)):
        at, steps = i, 0
        while tokens[at].head != at and steps <= len(tokens):
            at, steps = tokens[at].head, steps + 1
            first[at], last[at] = min(first[at], i), max(last[at], i + 1)
    return list(zip(first, last, strict=True))


def above(tokens: Sequence[Token], place: int) -> list[int]:
    """The places of the words over a word, nearest first, up to the main verb."""
    found: dict[int, None] = {}
    while (head := tokens[place].head) != place and head not in found:
        found[head] = None
        place = head
    return list(found)


def dependents(tokens: Sequence[Token]) -> Mapping[int, list[int]]:
    """The places of the words that hang on each word, in order; a word's own is left out."""
    below: dict[int, list[int]] = defaultdict(list)
    for k, token in enumerate(tokens):
        if token.head != k:
            below[token.head].append(k)
    return below


def subtree(below: Mapping[int, list[int]], root: int) -> set[int]:
    """A word and all that hangs on it, by :func:`dependents`; a parse that runs in circles ends too."""
    found, waiting = set[int](), [root]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += below.get(at, ())
    return found

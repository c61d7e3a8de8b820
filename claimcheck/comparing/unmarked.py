"""Somebody's own words that an article prints without marks: a block that was set in, a caption, a post.

Who says "I" or "you" there is no reporter, so where two articles have nearly the same of it, they print one utterance.
"""

from __future__ import annotations

import difflib
from dataclasses import replace

from claimcheck.comparing.quotes import Printed, has_content, quoted_words, shared_runs
from claimcheck.comparing.utterances import Shared, shared
from claimcheck.datamodel import Claim, Quotation, Span

_LONG = 6  # words: shorter ones are a phrase that anybody may use
_VERBATIM = 0.7  # of the words of either that both have; a paraphrase has fewer
_LEAD = 8  # tokens at the head of a claim that may say who speaks
_OPENS = frozenset(":\"'“”‘’«»")
_OTHER = 2  # words at an end that may be other words of one utterance
# Who speaks of himself is "he" in reported speech, where other words may change as well.
_SPEAKER = frozenset("i me my mine myself we us our ours ourselves".split())
_SPOKEN = _SPEAKER | frozenset("you your yours".split())
_SHIFTED = frozenset({"VERB", "AUX"})


def unmarked(claim: Claim) -> Printed | None:
    """What stands in a claim without quotation marks as somebody's words, behind who says it; None where nobody speaks
    for himself in it."""
    if claim.quotations or not claim.tokens:
        return None
    # "She added: 'There are …" of which a mark is missing
    begun = next((i + 1 for i, t in enumerate(claim.tokens[:_LEAD]) if t.surface[:1] in _OPENS), 0)
    if begun == len(claim.tokens):
        return None
    quotation = _stretch(claim, claim.tokens[begun].start, claim.span.end)
    words = tuple(quoted_words(claim.tokens, quotation))
    if not _SPEAKER & {w.key for w in words}:
        return None
    return Printed((claim,), quotation, words, frozenset(), (quotation.span,))


def _stretch(claim: Claim, start: int, end: int) -> Quotation:
    surface = claim.text[start - claim.span.start : end - claim.span.start]
    return Quotation(Span(claim.span.path, start, end), surface)


def _cut(printed: Printed, low: int, high: int) -> Printed:
    """The words [low, high) of an utterance; without marks of its own they are all of it."""
    words = printed.words[low:high]
    if printed.claim.quotations:
        return replace(printed, words=words)
    ends = printed.tokens[words[0].index].start, printed.tokens[words[-1].index].end
    quotation = _stretch(printed.claim, *ends)
    return replace(printed, words=words, quotation=quotation, parts=(quotation.span,))


def repeated(left: Printed, right: Printed) -> tuple[Printed, Printed] | None:
    """The stretches of two utterances that are nearly word for word one; None where they are not, or one reports the
    other in its own person and tense."""
    if min(len(left.words), len(right.words)) < _LONG:
        return None
    keys = [[w.key for w in p.words] for p in (left, right)]
    found = shared(shared_runs(*keys), has_content(left))
    if found is None:
        return None
    one, other = (
        _cut(p, low, high)
        for p, (low, high) in zip((left, right), _with_ends(found, (len(left.words), len(right.words))), strict=True)
    )
    if found.same < _VERBATIM * max(len(one.words), len(other.words), min(len(left.words), len(right.words))):
        return None
    is_spoken = all(_SPOKEN & {w.key for w in p.words} for p in (one, other))
    return (one, other) if is_spoken and not _is_reported(one, other) else None


def _with_ends(found: Shared, lengths: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The shared stretch in both, with a word or two before and behind it where both begin or end there."""
    starts, ends = (found.left[0], found.right[0]), (found.left[1], found.right[1])
    if max(starts) <= _OTHER:
        starts = 0, 0
    if max(n - end for n, end in zip(lengths, ends, strict=True)) <= _OTHER:
        ends = lengths
    return (starts[0], ends[0]), (starts[1], ends[1])


def _is_reported(quoted: Printed, told: Printed) -> bool:
    """Whether the speaker is "he" there, or a verb stands in another tense."""
    keys = [[w.key for w in p.words] for p in (quoted, told)]
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if bool(_SPEAKER & set(keys[0][i1:i2])) != bool(_SPEAKER & set(keys[1][j1:j2])):
            return True
        verbs = [
            {p.tokens[w.index].lemma for w in p.words[slice(*at)] if p.tokens[w.index].pos in _SHIFTED}
            for p, at in ((quoted, (i1, i2)), (told, (j1, j2)))
        ]
        if verbs[0] & verbs[1]:
            return True
    return False

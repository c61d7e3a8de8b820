"""The quotations of a story that print one speech, joined over its articles: rows of the fact table."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Mapping, Sequence

from claimcheck.comparing.cues import NEGATIONS
from claimcheck.comparing.quotes import CONTENT, Printed, answering, printed_in
from claimcheck.datamodel import Claim, Filling, Mention, MentionKind, Slot, Span, Token

OVERLAP = 0.6  # share of the shorter one's words, as in quote-altered


def quote_slots(
    articles: Mapping[str, Sequence[Claim]], pairs: Iterable[tuple[str, str]] | None = None
) -> tuple[Slot, ...]:
    """A slot for every speech that two or more articles print in quotation marks; ``articles`` by id, ``pairs`` those
    to compare, all if None. It has a confidence, of 1, where words inside the marks differ: that is no guess."""
    printed = {article: printed_in(claims) for article, claims in articles.items()}
    groups: dict[Span, list[Printed]] = {}
    together = itertools.combinations(sorted(articles), 2) if pairs is None else pairs
    for left, right in sorted(tuple(sorted(pair)) for pair in together):
        for a, b in answering(printed[left], printed[right], OVERLAP):
            first, second = (groups.setdefault(p.quotation.span, [p]) for p in (a, b))
            if first is not second:
                first += second
                groups.update(dict.fromkeys((p.quotation.span for p in second), first))
    slots = []
    for group in {id(g): g for g in groups.values()}.values():
        members = sorted(group, key=lambda p: p.quotation.span)
        altered = any(words_differ(members[0], other) for other in members[1:])
        slots.append(
            Slot(MentionKind.QUOTE.value, "quotation", tuple(map(_filling, members)), 1.0 if altered else None)
        )
    return tuple(sorted(slots, key=lambda slot: slot.fillings[0].mention.span))


def _filling(printed: Printed) -> Filling:
    quotation = printed.quotation
    return Filling(printed.claim, Mention(MentionKind.QUOTE, quotation.span, quotation.surface))


def words_differ(left: Printed, right: Printed) -> bool:
    """Whether between the ends of what both print a word is another, or a word of content, a modal or a "not" missing.
    A contraction, a number in another form and an editor's insertion in brackets are none."""
    one, other = ([w.key for w in p.words] for p in (left, right))
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        edge = i1 == j1 == 0 or (i2 == len(one) and j2 == len(other))
        if kind == "equal" or (kind != "replace" and edge):
            continue
        changed = [*_tokens(left, i1, i2), *_tokens(right, j1, j2)]
        dress = any(t.pos == "NUM" for t in changed) or all(t.pos == "AUX" and t.tag != "MD" for t in changed)
        if dress or _in_brackets(changed, left, right):
            continue
        if kind == "replace" or any(t.pos in CONTENT or t.tag == "MD" or t.lemma in NEGATIONS for t in changed):
            return True
    return False


def _tokens(printed: Printed, first: int, last: int) -> list[Token]:
    return [printed.claim.tokens[w.index] for w in printed.words[first:last]]


def _in_brackets(changed: Sequence[Token], left: Printed, right: Printed) -> bool:
    for printed in (left, right):
        text, start = printed.claim.text, printed.claim.span.start
        own = [t for t in changed if any(t is x for x in printed.claim.tokens)]
        if own:
            before, after = text[: own[0].start - start], text[own[-1].end - start :]
            if before.rstrip()[-1:] in {"(", "["} and after[:3].lstrip("'’s")[:1] in {")", "]"}:
                return True
    return False

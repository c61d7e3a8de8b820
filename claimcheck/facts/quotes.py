"""The quotations of a story that print one speech, joined over its articles: rows of the fact table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from claimcheck.comparing.quotes import Printed, printed_in
from claimcheck.datamodel import Claim, Filling, Mention, MentionKind, Slot, Span
from claimcheck.evidence.quotations import one_speech_in
from claimcheck.facts.quote_changes import words_differ

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
        for a, b in one_speech_in(printed[left], printed[right], OVERLAP):
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

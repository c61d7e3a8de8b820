"""Figures of a live blog that a later entry of the same page brings up to date: the latest stands for the page."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Mention, MentionKind, Quantity, Relation, Span
from claimcheck.facts.figures import figures
from claimcheck.facts.slots import token_at, verb_over
from claimcheck.values.quantities.algebra import judge_quantities


def up_to_date(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """An article's claims; of a figure that a later entry contradicts no value is kept: the page has taken it back."""
    old = superseded(claims)
    if not old:
        return tuple(claims)
    return tuple(replace(c, mentions=tuple(m for m in c.mentions if m.span not in old)) for c in claims)


def superseded(claims: Sequence[Claim]) -> frozenset[Span]:
    """The figures of one article that a later entry contradicts: of one theme ("dead"), or of one noun under one verb
    ("homes", "lose"). Which way a page runs is read from its times."""
    timed = [claim for claim in claims if claim.entry]
    if not timed:
        return frozenset()
    steps = [b > a for a, b in itertools.pairwise(claim.entry for claim in timed) if a != b]
    if sum(steps) < len(steps) - sum(steps):
        timed.reverse()  # the newest entry stands first
    latest: dict[object, list[tuple[str, Quantity]]] = defaultdict(list)
    old = set()
    for claim in reversed(timed):
        for what, mention, value in _asked(claim):
            if any(
                entry != claim.entry and judge_quantities(value, later).relation is Relation.CONFLICT
                for entry, later in latest[what]
            ):
                old.add(mention.span)
            else:
                latest[what].append((claim.entry, value))
    return frozenset(old)


def _asked(claim: Claim) -> list[tuple[object, Mention, Quantity]]:
    """The quantities of a claim with what they answer."""
    themes = {f.mention.span: f.theme for f in figures(claim)}
    found: list[tuple[object, Mention, Quantity]] = []
    for mention in claim.mentions:
        value = mention.value
        if mention.kind is not MentionKind.QUANTITY or not isinstance(value, Quantity):
            continue
        if mention.span in themes:
            found.append((themes[mention.span], mention, value))
        elif value.noun and (at := token_at(claim.tokens, mention.span.end - 1)) is not None:
            verb = verb_over(claim.tokens, at)
            if verb is not None:
                what = value.dimension, dress_key(value.noun), claim.tokens[verb].lemma
                found.append((what, mention, value))
    return found

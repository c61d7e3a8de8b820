"""contradiction (P403): sentences that cannot both be true though no single figure, date or name shows it.

What it finds
    Matched claims whose differing words exclude each other by what they mean: "well equipped" against "insufficiently
    equipped". A model trained on written conflicts and faithful rewrites judges the words that only one side has. In
    claims that are not aligned, opposite degrees of a state that each article names once, and one number of people
    whom the articles call by other nationalities. Two names that exchange their parts: A beat B, B beat A. One thing
    that was damaged in one variant and destroyed in the other.

Why it matters
    Not every reversal has a number, a name or a "not" in it.

Example
    - The song was largely ignored by critics when it came out in the spring.
    - The song was highly acclaimed by critics when it came out in the spring.
    -> contradiction: "ignored" / "acclaimed"

Not reported
    Nothing at all unless it is turned on, by ``--select contradiction`` or a level in the settings: of reworded but
    faithful news it flags too much. Anything below ``confidence``; names, numbers and dates, which have rules of their
    own; words of one stem; common nouns that the variants of the story swap throughout.

Options
    confidence: the model's probability from which the rule speaks (default 0.96). The confidence that a finding shows
        is lower: contradictions are rarer in news than in what the model was trained on.
    agreement: share of the shorter claim's content words that must agree (default 0.4).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement
from claimcheck.comparing.antonyms import are_opposites
from claimcheck.comparing.contradiction import in_news
from claimcheck.comparing.places import claim_place, place_in, side_place
from claimcheck.datamodel import (
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    Edit,
    EditKind,
    Evidence,
    Place,
    Quantity,
    Rule,
    Severity,
    Token,
)
from claimcheck.evidence.evidence import substitution_key
from claimcheck.evidence.participants import exchanged, told_from_either_end
from claimcheck.textforms import fold

_HARMS = {
    "damage": "damaged", "destroy": "destroyed", "raze": "destroyed", "demolish": "destroyed",
    "injure": "hurt", "wound": "hurt", "hurt": "hurt", "kill": "killed",
}  # fmt: skip
_TOLD_APART = frozenset({"nummod", "amod", "neg", "compound"})
_DEGREES = ({"damaged", "destroyed"}, {"hurt", "killed"})
_TYPED = frozenset({EditKind.NAME, EditKind.QUANTITY, EditKind.DATE, EditKind.TITLE, EditKind.POLARITY})


@dataclass(frozen=True, slots=True)
class Contradiction(Rule):
    code: ClassVar[str] = "P403"
    name: ClassVar[str] = "contradiction"
    default_on: ClassVar[bool] = False  # takes faithful rewording for conflict too often (benchmarks.summedits)
    reads_probability: ClassVar[bool] = True
    severity: Severity = Severity.WARNING
    confidence: float = 0.96
    agreement: float = 0.4

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Matched claims by the model; then what is told in sentences that are not aligned."""
        drifting = {key for s in evidence.substitutions if s.kind is EditKind.TERM and s.claims > 1 for key in s.keys}
        for comparison in evidence.comparisons:
            if agreement(comparison) < self.agreement:
                continue
            yield from _exchanged(comparison)
            yield from list(_graded(comparison)) or self._in_matched_claims(comparison, drifting)
        yield from _across_sentences(evidence)

    def _in_matched_claims(self, comparison: Comparison, drifting: Collection[str]) -> Iterator[Divergence]:
        """``drifting`` are common nouns that the story's variants swap throughout: another word, not another fact."""
        probability = comparison.contradiction
        if probability is None or probability < self.confidence:
            return
        if comparison.alignment.left[0].role is ClaimRole.HEADLINE:
            return
        edit = _weightiest(comparison)
        if edit is None or _tells_one_event(comparison, edit) or _drifts(comparison, edit, drifting):
            return
        left = side_place(comparison, "left", edit.left)
        right = side_place(comparison, "right", edit.right)
        shown = [p.surface if p.surface != p.claim_text else "" for p in (left, right)]
        yield Divergence(
            message=f"The two statements exclude each other: “{shown[0]}” against “{shown[1]}”",
            primary=left if shown[0] else claim_place(comparison.alignment.left[0]),
            related=(right if shown[1] else claim_place(comparison.alignment.right[0]),),
            key=("contradiction", *sorted((fold(left.surface), fold(right.surface)))),
            values=(shown[0], shown[1]),
            evidence=("the words around agree, and the trained model takes the two for exclusive",),
            confidence=in_news(probability),
        )


def _exchanged(comparison: Comparison) -> Iterator[Divergence]:
    """ "Arsenal beat Chelsea" against "Chelsea beat Arsenal"."""
    left, right = comparison.left_tokens, comparison.right_tokens
    if comparison.alignment.left[0].role is ClaimRole.HEADLINE:
        return  # in a headline's capitals every noun looks like a name
    for a, b in exchanged(left, right):
        one, other = (
            place_in(claims, tokens[min(places)].start, tokens[max(places)].end)
            for claims, tokens, places in (
                (comparison.alignment.left, left, (a.verb, a.actor_at, a.other_at)),
                (comparison.alignment.right, right, (b.verb, b.actor_at, b.other_at)),
            )
        )
        yield Divergence(
            message=f"“{one.surface}” against “{other.surface}”: who did it to whom is exchanged",
            primary=one,
            related=(other,),
            key=("exchanged", a.event, *sorted((a.actor, a.other))),
            values=(one.surface, other.surface),
            evidence=(f"the same two names, the other way round, under “{left[a.verb].surface}”",),
        )


def _graded(comparison: Comparison) -> Iterator[Divergence]:
    """ "damaging several villages" against "destroying several villages": one harm, in two degrees, to one thing."""
    sides = (
        (comparison.alignment.left, comparison.left_tokens),
        (comparison.alignment.right, comparison.right_tokens),
    )
    done = [list(_harms(tokens)) for _, tokens in sides]
    told = [{(degree, what) for degree, what, _, _ in own} for own in done]
    for degree, what, verb, at in done[0]:
        for other, same, other_verb, other_at in done[1]:
            if {degree, other} not in _DEGREES or what != same:
                continue
            if (other, what) in told[0] or (degree, what) in told[1]:
                continue  # some were damaged, some destroyed
            one, two = (
                place_in(claims, tokens[min(i, j)].start, tokens[max(i, j)].end)
                for (claims, tokens), (i, j) in zip(sides, ((verb, at), (other_verb, other_at)), strict=True)
            )
            yield _exclusion(one, two, "one thing, harmed in another degree")
            return


def _harms(tokens: Sequence[Token]) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """The degree of a harm, to what it is done (noun and number), and where verb and noun stand."""
    for i, token in enumerate(tokens):
        above = tokens[token.head]
        if above.pos != "VERB" or above.lemma not in _HARMS or token.pos not in {"NOUN", "PROPN"}:
            continue
        if token.dep in {"dobj", "nsubjpass"}:
            number = sorted(t.lemma.lower() for t in tokens if t.head == i and t.dep in _TOLD_APART)
            yield _HARMS[above.lemma], (token.lemma.lower(), *number), token.head, i


def _drifts(comparison: Comparison, edit: Edit, drifting: Collection[str]) -> bool:
    sides = (comparison.left_tokens[slice(*edit.left)], comparison.right_tokens[slice(*edit.right)])
    return all(sides) and any(substitution_key(EditKind.TERM, side) in drifting for side in sides)


def _across_sentences(evidence: Evidence) -> Iterator[Divergence]:
    """One state, put in opposite degrees in sentences that are not aligned: "well equipped", "insufficiently
    equipped"."""
    states: dict[str, dict[str, list[tuple[str, Place]]]] = {}
    for claim in evidence.claims:
        if claim.role is not ClaimRole.HEADLINE:
            own = states.setdefault(claim.article_id, {})
            for word, degree, place in _degrees_in(claim):
                own.setdefault(word, []).append((degree, place))
    groups: dict[str, dict[float, list[tuple[frozenset[str], Place]]]] = {}
    for claim in evidence.claims:
        for count, peoples, place in _peoples_in(claim):
            groups.setdefault(claim.article_id, {}).setdefault(count, []).append((peoples, place))
    pairs = dict.fromkeys((c.left_article.id, c.right_article.id) for c in evidence.comparisons)
    joined = {(a.id, b.id) for c in evidence.comparisons for a in c.alignment.left for b in c.alignment.right}
    for left, right in pairs:
        for count, ours in groups.get(left, {}).items():
            others = groups.get(right, {}).get(count, [])
            if len({p for p, _ in ours}) == len({p for p, _ in others}) == 1 and ours[0][0] != others[0][0]:
                yield _exclusion(ours[0][1], others[0][1], "the same number, of other peoples")
        for word, mine in states.get(left, {}).items():
            theirs = states.get(right, {}).get(word, [])
            if len(mine) != 1 or len(theirs) != 1:
                continue  # said more than once, it may be said of others
            (a, first), (b, second) = mine[0], theirs[0]
            if are_opposites(a, b) and (first.claim_id, second.claim_id) not in joined:
                yield _exclusion(first, second, "neither article says it of anything else")


def _exclusion(first: Place, second: Place, evidence: str) -> Divergence:
    return Divergence(
        message=f"“{first.surface}” in one article, “{second.surface}” in the other",
        primary=first,
        related=(second,),
        key=("contradiction", *sorted((fold(first.surface), fold(second.surface)))),
        values=(first.surface, second.surface),
        evidence=(evidence,),
    )


def _peoples_in(claim: Claim) -> Iterator[tuple[float, frozenset[str], Place]]:
    """Exact counts of ten or more whose noun has capitalised adjectives: the count, the adjectives, the place."""
    tokens = claim.tokens
    for mention in claim.mentions:
        value = mention.value
        if not isinstance(value, Quantity) or value.dimension != "count" or not value.exact:
            continue
        if value.interval.low != value.interval.high or value.interval.low < 10:
            continue
        last = next((i for i, t in enumerate(tokens) if t.end == mention.span.end), None)
        if last is None or tokens[last].dep != "nummod" or tokens[tokens[last].head].pos != "NOUN":
            continue
        noun = tokens[last].head
        peoples = [k for k in range(last + 1, noun) if _is_people(tokens[k])]
        if peoples and noun > last:
            place = place_in((claim,), mention.span.start, tokens[noun].end)
            yield value.interval.low, frozenset(fold(tokens[k].surface) for k in peoples), place


def _is_people(token: Token) -> bool:
    return token.surface[:1].isupper() and token.pos == "ADJ"


def _degrees_in(claim: Claim) -> Iterator[tuple[str, str, Place]]:
    """Participles and adjectives that an adverb may grade: the word, the adverb, the place of both; without one, "" and
    the word itself."""
    for i, token in enumerate(claim.tokens):
        if not (token.pos == "ADJ" or token.tag == "VBN") or token.dep in {"compound", "nummod"}:
            continue
        grades = [k for k, t in enumerate(claim.tokens) if t.head == i and t.dep == "advmod" and t.pos == "ADV"]
        first = min([i, *grades])
        place = place_in((claim,), claim.tokens[first].start, token.end)
        yield token.surface.lower(), claim.tokens[grades[-1]].lemma if grades else "", place


def _tells_one_event(comparison: Comparison, edit: Edit) -> bool:
    """Words of one stem, or the two ends of one event: "A sold it to B", "B bought it from A"."""
    left, right = comparison.left_tokens, comparison.right_tokens
    pairs = itertools.product(range(*edit.left), range(*edit.right))
    return any(
        (len(left[i].lemma) > 3 and left[i].lemma[:4] == right[j].lemma[:4]) or told_from_either_end(left, right, i, j)
        for i, j in pairs
    )


def _weightiest(comparison: Comparison) -> Edit | None:
    """The replaced stretch with most words; names, numbers and dates have rules of their own."""
    replaced = [
        e
        for e in comparison.edits
        if e.left[0] < e.left[1] and e.right[0] < e.right[1] and e.kind not in _TYPED and e.kind is not EditKind.STYLE
    ]
    if not replaced:
        replaced = [
            e for e in comparison.edits if e.kind in {EditKind.INSERTION, EditKind.DELETION, EditKind.CERTAINTY}
        ]
    return max(replaced, key=lambda e: (len(e.left_surface) + len(e.right_surface), -e.left[0]), default=None)

"""detail-missing (C502): a phrase that the same statement of another article lacks.

What it finds
    A stretch of a matched claim with no counterpart: "capital of the province", "with much fanfare".

Why it matters
    A cut can take the condition, the place or the number that made the claim true.

Example
    - The army announced the liberation of the city, the country's second largest and capital of the northern province.
    - The army announced the liberation of the city, the country's second largest.
    -> detail-missing: "capital of the northern province" / ""

Not reported
    Between two independent reports; words that stand elsewhere in the other variant; function words; title and given
    name of one whom both name; who said it (attribution-dropped).

Options
    words: content words that a stretch needs, unless it holds a number, a date or a name (default 2).
    elsewhere: share of them that may stand in one sentence of the other variant (default 0.67).
    derived: probability that one article comes from the other, or both from one text (default 0.3): what an independent
        report lacks it never had.
    reworded: content words without a counterpart in the other variant's claim from which a stretch must be a whole
        phrase (default 5): with so many left over the claim is told in other words, and a torn stretch is one of them.
    alike: in a story of more than two texts, where each statement meets several that tell it in other words: share of
        the content words of either claim, the stretch apart, that may lack an answer (default 0.45). The stretch
        must then be a whole phrase, more than one adjective, with nothing in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import weighs
from claimcheck.comparing.places import claim_place, side_place, variant_name
from claimcheck.datamodel import (
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    Edit,
    EditKind,
    MentionKind,
    Name,
    Quantity,
    Rule,
    Severity,
    Token,
)
from claimcheck.textforms import fold
from claimcheck.values.names.initials import are_initials

_MOST = 0.6
_LOOSE_ENDS = frozenset({"PUNCT", "DET", "ADP", "CCONJ", "SCONJ", "AUX"})
_LOOSE_STARTS = frozenset({"PUNCT", "CCONJ"})
_PARTNERS = {")": "(", "]": "[", "”": "“", '"': '"', "’": "‘", "'": "'"}
_OPENING = frozenset("\"“‘'(")

# Adjectives that tell nothing of their noun.
_PALE = frozenset({"entire", "whole", "own", "other", "same", "such", "several", "various", "very", "total", "certain"})


@dataclass(frozen=True, slots=True)
class DetailMissing(Rule):
    code: ClassVar[str] = "C502"
    name: ClassVar[str] = "detail-missing"
    severity: Severity = Severity.NOTE
    words: int = 2
    elsewhere: float = 0.67
    derived: float = 0.3
    reworded: int = 5
    alike: float = 0.45

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        if comparison.alignment.left[0].role is ClaimRole.HEADLINE or comparison.derived < self.derived:
            return
        told: dict[str, list[tuple[int, int]]] = {"left": [], "right": []}
        for edit in (*comparison.edits, *(p for p in comparison.phrases if not _is_answered(p, comparison))):
            if edit.kind not in {EditKind.INSERTION, EditKind.DELETION}:
                continue
            side = "left" if edit.kind is EditKind.DELETION else "right"
            tokens, span = (
                (comparison.left_tokens, edit.left) if side == "left" else (comparison.right_tokens, edit.right)
            )
            if any(span[0] < last and first < span[1] for first, last in told[side]):
                continue
            own, other = comparison.alignment.left, comparison.alignment.right
            if side == "right":
                own, other = other, own
            stretch = tokens[span[0] : span[1]]
            content = [t for t in stretch if weighs(t)]
            lone_day = _is_only_a_date(stretch, own)
            if edit.elsewhere >= self.elsewhere and not (lone_day and not _has_words(content, comparison, side)):
                continue
            if _is_own_acronym(tokens, span) or (not lone_day and _is_moved(content, comparison, side)):
                continue
            if _is_bare_count(stretch, own) or _is_moved_date(stretch, own, comparison, side):
                continue
            if _is_attribution(stretch, own) or _is_front_of_name(tokens, span, own):
                continue
            if not _is_heavy(content, stretch, own, self.words) and not _is_description(stretch, tokens):
                continue
            if _torn_off(tokens, _without_edges(tokens, span)) > 1 and _left_over(comparison, side) >= self.reworded:
                continue
            if comparison.texts > 2 and not (
                _is_heavy(content, stretch, own, self.words) and _is_plain_cut(comparison, side, span, self.alike)
            ):
                continue
            told[side].append(span)
            place = side_place(comparison, side, _without_edges(tokens, span))
            surface = place.surface
            if _halves_quotation(surface):
                continue
            variants = (comparison.left_article, comparison.right_article)
            name = variant_name(variants[side == "left"], variants)
            yield Divergence(
                message=f"“{surface}” is not in the same statement of {name}",
                primary=place,
                related=(claim_place(other[0]),),
                key=("detail", fold(surface)),
                values=(surface, "") if side == "left" else ("", surface),
            )


def _halves_quotation(surface: str) -> bool:
    """Whether a quotation only begins or only ends in it: the rest of it is in the other text, or its other words."""
    return surface.count('"') % 2 == 1 or surface.count("“") != surface.count("”")


def _is_front_of_name(tokens: Sequence[Token], span: tuple[int, int], claims: tuple[Claim, ...]) -> bool:
    """Whether the stretch is title and given name of somebody whose family name both have: "Police Const. Tim"."""
    if span[1] >= len(tokens) or any(t.pos not in {"PROPN", "NOUN", "PUNCT"} for t in tokens[slice(*span)]):
        return False
    inner, after = tokens[span[1] - 1], tokens[span[1]]
    return any(
        m.kind is MentionKind.NAME and isinstance(m.value, Name) and m.value.kind == "person"
        and m.span.start <= inner.start and after.end <= m.span.end
        for claim in claims
        for m in claim.mentions
    )  # fmt: skip


def _without_edges(tokens: Sequence[Token], span: tuple[int, int]) -> tuple[int, int]:
    """The stretch as it reads best: no comma around it, no "of the" or "and" that leads to what both have."""
    first, last = span
    while last - first > 1 and tokens[last - 1].pos in _LOOSE_ENDS and tokens[last - 1].dep != "prt":
        opening = _PARTNERS.get(tokens[last - 1].surface)
        if opening and any(t.surface in opening for t in tokens[first : last - 1]):
            break
        last -= 1
    while last - first > 1 and tokens[first].pos in _LOOSE_STARTS and tokens[first].surface not in _OPENING:
        first += 1
    return first, last


def _torn_off(tokens: Sequence[Token], span: tuple[int, int]) -> int:
    """How many words that hang on the stretch stand outside it: none of a whole phrase."""
    first, last = span
    torn = 0
    for i, token in enumerate(tokens):
        at, steps = i, 0
        while not first <= at < last and tokens[at].head != at and steps <= len(tokens):
            at, steps = tokens[at].head, steps + 1
        torn += not first <= i < last and first <= at < last and token.pos != "PUNCT" and tokens[at].pos != "CCONJ"
    return torn


def _left_over(comparison: Comparison, side: str) -> int:
    """Content words of the other side's claims that nothing on this side answers."""
    tokens, n = (comparison.right_tokens, 1) if side == "left" else (comparison.left_tokens, 0)
    answered = {pair[n] for pair in comparison.matched}
    return sum(weighs(t) and i not in answered for i, t in enumerate(tokens))


def _is_plain_cut(comparison: Comparison, side: str, span: tuple[int, int], alike: float) -> bool:
    """Whether the two say the same in the same words but for the stretch: it is a whole phrase, nothing stands in its
    place, and at most so much of either has no answer."""
    own, other = comparison.left_tokens, comparison.right_tokens
    pairs: Sequence[tuple[int, int]] = comparison.matched
    if side == "right":
        own, other, pairs = other, own, [(b, a) for a, b in pairs]
    if _torn_off(own, _without_edges(own, span)):
        return False
    here, there = {a for a, _ in pairs}, {b for _, b in pairs}
    before = max((p for p in pairs if p[0] < span[0]), default=(-1, -1))[1]
    after = min((p for p in pairs if p[0] >= span[1]), default=(len(own), len(other)))[1]
    if any(weighs(other[i]) and i not in there for i in range(before + 1, after)):
        return False
    rest = [i for i, t in enumerate(own) if weighs(t) and not span[0] <= i < span[1]]
    told = [i for i, t in enumerate(other) if weighs(t)]
    return all(
        sum(i not in answered for i in content) <= alike * len(content)
        for content, answered in ((rest, here), (told, there))
    )


def _is_answered(phrase: Edit, comparison: Comparison) -> bool:
    """Whether the other variant has something else for a phrase: another day or number ("on Thursday", "yesterday"), a
    phrase that opens alike ("after a medical examination", "after being examined by medics")."""
    left = phrase.left[0] < phrase.left[1]
    tokens, span = (comparison.left_tokens, phrase.left) if left else (comparison.right_tokens, phrase.right)
    own = tokens[slice(*span)]
    paired = [(p.left if left else p.right).span for p in comparison.pairs]
    if all(any(s.start <= t.start < s.end for s in paired) for t in own if weighs(t)):
        return True
    opener = own[0].lemma.lower()
    for other in comparison.phrases:
        if (other.left[0] < other.left[1]) is not left:
            words = comparison.right_tokens[slice(*other.right)] if left else comparison.left_tokens[slice(*other.left)]
            if words[0].lemma.lower() == opener and words[0].pos in {"ADP", "SCONJ", "PART", "PRON"}:
                return True
    return False


def _is_heavy(content: list[Token], stretch: tuple[Token, ...], claims: tuple[Claim, ...], words: int) -> bool:
    """A number, a date or a name weighs by itself; else it takes ``words`` content words, one of them a noun or
    verb."""
    if sum(t.surface == "(" for t in stretch) != sum(t.surface == ")" for t in stretch):
        return False  # "Daesh (ISIS)" against "ISIS": the other half of the bracket is there
    start, end = stretch[0].start, stretch[-1].end
    mentioned = any(start <= m.span.start and m.span.end <= end for c in claims for m in c.mentions)
    heavy = any(t.pos in {"NOUN", "PROPN", "VERB", "NUM"} for t in content)
    return mentioned or (len(content) >= words and heavy)


def _is_own_acronym(tokens: tuple[Token, ...], span: tuple[int, int]) -> bool:
    """ "(UN)" behind "United Nations"."""
    letters = [t.surface for t in tokens[slice(*span)] if any(c.isalnum() for c in t.surface)]
    before = [t.surface for t in tokens[max(0, span[0] - 8) : span[0]]]
    return len(letters) == 1 and any(are_initials(letters[0], " ".join(before[n:])) for n in range(len(before)))


def _is_bare_count(stretch: tuple[Token, ...], claims: tuple[Claim, ...]) -> bool:
    """Only a count of something: whether it is missing is for number-precision to say."""
    spans = [
        m.span
        for c in claims
        for m in c.mentions
        if isinstance(m.value, Quantity) and m.value.dimension in {"count", "ordinal"}
    ]
    content = [t for t in stretch if weighs(t)]
    return bool(content) and all(any(s.start <= t.start < s.end for s in spans) for t in content)


def _is_moved_date(stretch: tuple[Token, ...], claims: tuple[Claim, ...], comparison: Comparison, side: str) -> bool:
    """A day that stands elsewhere in the other side's claim: "released yesterday", "on Wednesday released"."""

    if not _is_only_a_date(stretch, claims):
        return False
    for edit in comparison.edits:
        if side == "left" and edit.kind is EditKind.INSERTION:
            there, owners = comparison.right_tokens[slice(*edit.right)], comparison.alignment.right
        elif side == "right" and edit.kind is EditKind.DELETION:
            there, owners = comparison.left_tokens[slice(*edit.left)], comparison.alignment.left
        else:
            continue
        if _is_only_a_date(there, owners):
            return True
    return False


def _is_only_a_date(stretch: tuple[Token, ...], claims: tuple[Claim, ...]) -> bool:
    content = [t for t in stretch if weighs(t)]
    spans = [m.span for c in claims for m in c.mentions if m.kind is MentionKind.DATE]
    return bool(content) and all(any(s.start <= t.start < s.end for s in spans) for t in content)


def _has_words(content: list[Token], comparison: Comparison, side: str) -> bool:
    """Whether the other side of the comparison has any of the words, in whatever place."""
    tokens = comparison.right_tokens if side == "left" else comparison.left_tokens
    return bool({t.lemma.lower() for t in content} & {t.lemma.lower() for t in tokens})


def _is_moved(content: list[Token], comparison: Comparison, side: str) -> bool:
    """Whether the other side has most of the words in its own sentence, in whatever place."""
    tokens = comparison.right_tokens if side == "left" else comparison.left_tokens
    there = {t.lemma.lower() for t in tokens}
    return sum(t.lemma.lower() in there for t in content) > _MOST * len(content)


def _is_description(stretch: tuple[Token, ...], tokens: tuple[Token, ...]) -> bool:
    """One adjective before a noun that stays: "small", "off-duty"."""
    words = [t for t in stretch if any(c.isalnum() for c in t.surface)]
    return (
        bool(words)
        and not any(t.lemma.lower() in _PALE for t in words)
        and all(
            t.dep in {"amod", "compound", "npadvmod", "punct"} and t.pos in {"ADJ", "NOUN", "ADV", "ADP"} for t in words
        )
        and any(t.pos == "ADJ" or len(words) > 1 for t in words)
        and tokens[words[-1].head] not in stretch
    )


def _is_attribution(stretch: tuple[Token, ...], claims: tuple[Claim, ...]) -> bool:
    spans = [
        s for c in claims for a in c.attributions for s in (a.source_span, a.cue_span, a.channel_span) if s is not None
    ]
    content = [t for t in stretch if weighs(t)]
    return bool(content) and all(any(s.start <= t.start < s.end for s in spans) for t in content)

"""headline-differs (C503): a headline against its own text, or against another article's headline.

What it finds
    A headline that its own text does not bear out: a toll, a name or a "not" that no sentence below has and an opening
    sentence contradicts, a number that they have with another number of noughts. And two headlines on one event whose
    main figure, person or outcome differs, where neither text has the other's.

Why it matters
    Most readers read the headline only, and it is written last, by somebody else.

Example
    - # Blast at market kills 12 / At least 15 people were killed in the blast at the market, police said.
    - # Explosion in old town / The blast was heard for miles.
    -> headline-differs: "12" / "At least 15"

Not reported
    Headlines that choose another side of the event; figures that are a sum of the text's own.

Options
    lead_claims: how many opening sentences a headline is checked against (default 5).
    agreement: share of the headline's content words that such a sentence must have (default 0.5).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import content_words, is_content
from claimcheck.comparing.antonyms import are_opposites
from claimcheck.comparing.compare import compare
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.edits import article_words
from claimcheck.comparing.places import mention_place, place_in, predicate_place
from claimcheck.comparing.polarity import read_predicate
from claimcheck.comparing.predicates import is_predicate, shared_predicates
from claimcheck.datamodel import (
    Alignment,
    Article,
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    Evidence,
    Mention,
    Name,
    Place,
    Quantity,
    Relation,
    Rule,
    Severity,
    Token,
)
from claimcheck.evidence.aliases import is_title_case
from claimcheck.facts.figures import Figure, figures
from claimcheck.facts.slots import mentions_of_one_event, one_slot
from claimcheck.textforms import fold
from claimcheck.values.names.algebra import judge_names
from claimcheck.values.names.lexicon import given_class
from claimcheck.values.quantities.algebra import judge_quantities
from claimcheck.values.quantities.readings import read_quantity

_LONG = 5  # sentences from which a text can be expected to name whom its headline names
_SHARED = 2  # content words that make a sentence speak of what the headline does
_HOLDS = frozenset({Relation.SAME, Relation.COMPATIBLE})


@dataclass(frozen=True, slots=True)
class HeadlineDiffers(Rule):
    code: ClassVar[str] = "C503"
    name: ClassVar[str] = "headline-differs"
    severity: Severity = Severity.NOTE
    lead_claims: int = 5
    agreement: float = 0.5

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        texts: dict[str, tuple[Claim, ...]] = {a.id: () for a in evidence.articles}
        heads: dict[str, Claim] = {}
        for claim in evidence.claims:
            if claim.role is not ClaimRole.HEADLINE:
                texts[claim.article_id] = (*texts.get(claim.article_id, ()), claim)
            else:
                heads.setdefault(claim.article_id, claim)
        for article in evidence.articles:
            if article.id in heads and not article.teaser:
                yield from self._within(article, heads[article.id], texts[article.id])
        for comparison in evidence.comparisons:
            if comparison.alignment.left[0].role is ClaimRole.HEADLINE:
                yield from self._between(comparison, texts)

    # ----------------------------------------------------------------------- a headline and its own text

    def _within(self, article: Article, headline: Claim, text: Sequence[Claim]) -> Iterator[Divergence]:
        lead = text[: self.lead_claims]
        unborne = [*_unborne_figures(headline, lead, text)]
        yield from unborne or itertools.islice(_noughts_apart(headline, lead, text), 1)
        stranger = next(_unborne_person(headline, lead, text), None)
        if stranger is not None:
            yield stranger
            return
        words = article_words((headline, *text))
        for claim in lead:
            alignment = Alignment(article.id, article.id, (headline,), (claim,), 1.0)
            comparison = compare(alignment, "", article, article, words, words)
            if _share(comparison) < self.agreement:
                continue
            found = next(_other_person(comparison, (), text), None) or next(_flipped(comparison, text), None)
            if found is not None:
                yield found
                return

    # ----------------------------------------------------------------------- two headlines

    def _between(self, comparison: Comparison, texts: Mapping[str, Sequence[Claim]]) -> Iterator[Divergence]:
        left, right = comparison.alignment.left[0], comparison.alignment.right[0]
        sides = texts.get(left.article_id, ()), texts.get(right.article_id, ())
        told: set[str] = set()
        for a, b in itertools.product(figures(left), figures(right)):
            if a.theme != b.theme or judge_quantities(a.value, b.value).relation is not Relation.CONFLICT:
                continue
            if _is_borne_out(a, sides[1]) or _is_borne_out(b, sides[0]) or a.theme in told:
                continue
            told.add(a.theme)
            yield _divergence(
                f"The headlines have “{a.mention.surface}” and “{b.mention.surface}” ({a.theme}), and neither text the "
                "other's figure",
                mention_place(left, a.mention),
                mention_place(right, b.mention),
                ("figures", a.theme, *sorted((read_quantity(a.value), read_quantity(b.value)))),
                (read_quantity(a.value), read_quantity(b.value)),
                Severity.WARNING,
            )
        yield from itertools.islice(_other_person(comparison, sides[0], sides[1]), 1)
        yield from itertools.islice(_other_outcome(comparison, sides), 1)


# --------------------------------------------------------------------------- figures


def _unborne_figures(headline: Claim, lead: Sequence[Claim], text: Sequence[Claim]) -> Iterator[Divergence]:
    said = content_words(headline)
    for figure in figures(headline):
        if _is_borne_out(figure, text):
            continue
        for claim, other in ((c, other) for c in lead for other in figures(c)):
            doubt = _doubt(figure, other) if other.theme == figure.theme else ""
            spoken = {dress_key(f.word.lemma) for f in (figure, other) if f.word is not None}
            if doubt and len((said & content_words(claim)) - spoken) >= 1:
                yield _divergence(
                    f"The headline has “{figure.mention.surface}” ({figure.theme}), which no sentence below does; "
                    f"one has “{other.mention.surface}”: {doubt}",
                    mention_place(headline, figure.mention),
                    mention_place(claim, other.mention),
                    ("figure", figure.theme, read_quantity(figure.value), read_quantity(other.value)),
                    (read_quantity(figure.value), read_quantity(other.value)),
                    Severity.WARNING,
                )
                break


def _noughts_apart(headline: Claim, lead: Sequence[Claim], text: Sequence[Claim]) -> Iterator[Divergence]:
    """A number that no sentence below has, where an opening sentence on the same has it with a nought more or less."""
    said = content_words(headline)
    stated = [m.value for claim in text for m in _exact_numbers(claim)]
    for mention in _exact_numbers(headline):
        value = mention.value
        assert isinstance(value, Quantity)
        if any(judge_quantities(value, v).relation in _HOLDS for v in stated if isinstance(v, Quantity)):
            continue
        for claim in lead:
            if len(said & content_words(claim)) < _SHARED:
                continue
            for other in _exact_numbers(claim):
                if isinstance(other.value, Quantity) and _is_noughts_apart(value, other.value):
                    yield _divergence(
                        f"The headline has “{mention.surface}”, which no sentence below does; one has "
                        f"“{other.surface}”, the same figure with another number of noughts",
                        mention_place(headline, mention),
                        mention_place(claim, other),
                        ("noughts", read_quantity(value), read_quantity(other.value)),
                        (read_quantity(value), read_quantity(other.value)),
                        Severity.WARNING,
                    )


def _exact_numbers(claim: Claim) -> Iterator[Mention]:
    """Counts and sums of ten and more: below, another number with the same figure is met by chance."""
    for mention in claim.mentions:
        value = mention.value
        if isinstance(value, Quantity) and value.dimension in {"count", "money"} and value.interval.low >= _TEN:
            yield mention


def _is_noughts_apart(a: Quantity, b: Quantity) -> bool:
    low, high = sorted((_middle(a), _middle(b)))
    return a.unit == b.unit and any(math.isclose(high, times * low) for times in _NOUGHTS)


def _middle(quantity: Quantity) -> float:
    """The number that the words give: of "some 7,000" the middle, of "at least 7,000" the end."""
    low, high = quantity.interval.low, quantity.interval.high
    return low if math.isinf(high) else (low + high) / 2


_TEN = 10
_NOUGHTS = (10, 100, 1000)


def _is_borne_out(figure: Figure, text: Sequence[Claim]) -> bool:
    """Whether some quantity of the text is this one, or some of its theme add up to it."""
    counted: list[float] = []
    for claim in text:
        themes = {id(f.mention): f.theme for f in figures(claim)}
        for mention in claim.mentions:
            value = mention.value
            if not isinstance(value, Quantity):
                continue
            # what a figure without a theme is about, nobody knows; but "a few cars" are no dead
            of_theme = themes.get(id(mention), figure.theme if value.exact else "") == figure.theme
            if of_theme and _supports(value, figure.value):
                return True
        counted += [f.value.interval.low for f in figures(claim) if f.theme == figure.theme]
    low, high = figure.value.interval.low, figure.value.interval.high
    return any(low <= sum(some) <= high for size in (2, 3) for some in itertools.combinations(counted[:8], size))


def _supports(stated: Quantity, headline: Quantity) -> bool:
    """Whether a text that states the one may be headlined with the other: "at least three" bears out 3 and 4, not 9."""
    if judge_quantities(headline, stated).relation not in _HOLDS:
        return False
    return stated.interval.high != math.inf or headline.interval.low <= stated.interval.low * 1.5


def _doubt(figure: Figure, other: Figure) -> str:
    """Why the headline's figure and the text's disagree, "" where they may not."""
    judgement = judge_quantities(figure.value, other.value)
    if judgement.relation is Relation.CONFLICT:
        return judgement.reason
    if judgement.relation is Relation.COMPATIBLE and not _supports(other.value, figure.value):
        return f"{read_quantity(figure.value)} is far from {read_quantity(other.value)}"
    return ""


# --------------------------------------------------------------------------- persons


def _other_person(
    comparison: Comparison, left_text: Sequence[Claim], right_text: Sequence[Claim]
) -> Iterator[Divergence]:
    """Two people in one slot, where neither stands anywhere in the other text."""
    for pair in comparison.pairs:
        a, b = pair.left.value, pair.right.value
        if not isinstance(a, Name) or not isinstance(b, Name) or not (a.kind == b.kind == "person"):
            continue
        if not (a.given and a.family and b.given and b.family) or not (
            given_class(fold(a.given[0])) or given_class(fold(b.given[0]))
        ):
            continue  # a place or a title taken for a person
        if pair.judgement.relation is not Relation.CONFLICT or not one_slot(comparison, pair.left, pair.right):
            continue
        if not mentions_of_one_event(comparison, pair.left, pair.right, strict=True):
            continue
        if _is_named(a, right_text) or _is_named(b, left_text) or _is_named(b, comparison.alignment.left):
            continue
        left, right = comparison.alignment.left[0], comparison.alignment.right[0]
        yield _divergence(
            f"“{pair.left.surface}” in the headline stands where “{pair.right.surface}” stands, and is named nowhere "
            "else in that text",
            mention_place(left, pair.left),
            mention_place(right, pair.right),
            ("person", *sorted((fold(pair.left.surface), fold(pair.right.surface)))),
            (pair.left.surface, pair.right.surface),
            Severity.WARNING,
        )


def _unborne_person(headline: Claim, lead: Sequence[Claim], text: Sequence[Claim]) -> Iterator[Divergence]:
    """The headline names somebody in full of whom the text knows no word, and an opening sentence on the same has
    somebody else in full, of whom the text goes on to speak."""
    if len(text) < _LONG or headline.text.isupper():
        return
    known = {fold(t.surface) for claim in text for t in claim.tokens}
    said = {fold(t.surface) for t in headline.tokens}
    title_case = is_title_case(headline.text)
    for name in _full_names(headline):
        words = [fold(w) for w in re.findall(r"\w{3,}", name.surface)]
        if len(words) < 2 or known & set(words) or (title_case and not given_class(words[0])):
            continue  # in a headline's capitals every noun looks like a name
        about = content_words(headline) - {dress_key(w) for w in words}
        for claim in lead:
            for other in _full_names(claim):
                value = other.value
                assert isinstance(value, Name)
                family = {fold(w) for w in value.family}
                named = sum(bool(family & {fold(t.surface) for t in c.tokens}) for c in text)
                if named < 2 or said & {fold(w) for w in (*value.given, *value.family)}:
                    continue
                if len(about & content_words(claim)) >= _SHARED:
                    yield _divergence(
                        f"The headline names “{name.surface}”, whom the text below it never does; it is about "
                        f"“{other.surface}”",
                        mention_place(headline, name),
                        mention_place(claim, other),
                        ("unnamed", fold(name.surface), fold(other.surface)),
                        (name.surface, other.surface),
                        Severity.WARNING,
                    )


def _full_names(claim: Claim) -> Iterator[Mention]:
    for mention in claim.mentions:
        value = mention.value
        if isinstance(value, Name) and value.kind == "person" and value.given and value.family:
            yield mention


def _is_named(name: Name, text: Sequence[Claim]) -> bool:
    words = {fold(w) for w in (*name.given, *name.family)}
    for claim in text:
        if words & {fold(t.surface) for t in claim.tokens}:
            return True
        for mention in claim.mentions:
            if isinstance(mention.value, Name) and judge_names(name, mention.value).relation in _HOLDS:
                return True
    return False


# --------------------------------------------------------------------------- polarity, outcome


def _flipped(comparison: Comparison, text: Sequence[Claim]) -> Iterator[Divergence]:
    """A predicate that is negated on one side only, and that no sentence has as the headline has it."""
    for shared in shared_predicates(comparison):
        a, b = shared.left_reading, shared.right_reading
        lemma = comparison.left_tokens[shared.left].lemma
        if a.negated == b.negated or _has(text, lemma, negated=a.negated):
            continue
        if _is_infinitive(comparison.right_tokens, shared.right):
            continue  # "pulled out of talks to direct" says that he will not
        left = predicate_place(comparison, "left", (shared.left, *a.cues))
        right = predicate_place(comparison, "right", (shared.right, *b.cues))
        yield _divergence(
            f"The headline has “{left.surface}”, the text below it “{right.surface}”",
            left,
            right,
            ("polarity", fold(left.surface), fold(right.surface)),
            (left.surface, right.surface),
            Severity.WARNING,
        )


def _is_infinitive(tokens: Sequence[Token], i: int) -> bool:
    """Whether a verb hangs on another word by "to": by itself it does not say that it happens."""
    return tokens[i].tag == "VB" and i > 0 and tokens[i - 1].tag == "TO" and tokens[i].head != i


def _has(text: Sequence[Claim], lemma: str, *, negated: bool) -> bool:
    """Whether some sentence has the predicate, put as the headline puts it."""
    return any(
        token.lemma == lemma and is_predicate(token) and read_predicate(claim.tokens, i).negated is negated
        for claim in text
        for i, token in enumerate(claim.tokens)
    )


def _other_outcome(comparison: Comparison, texts: tuple[Sequence[Claim], Sequence[Claim]]) -> Iterator[Divergence]:
    """Opposites over what both headlines name, where neither text has the other's word."""
    lefts, rights = comparison.left_tokens, comparison.right_tokens
    if sum(is_content(lefts[i]) for i, _ in comparison.matched) < _SHARED:
        return
    words = [{t.lemma for claim in text for t in claim.tokens} for text in texts]
    for (i, a), (j, b) in itertools.product(enumerate(lefts), enumerate(rights)):
        if a.pos not in {"VERB", "ADJ"} or a.pos != b.pos or not are_opposites(a.lemma, b.lemma):
            continue
        if a.lemma in words[1] or b.lemma in words[0]:
            continue
        if read_predicate(lefts, i).negated != read_predicate(rights, j).negated:
            continue
        left = place_in(comparison.alignment.left, a.start, a.end)
        right = place_in(comparison.alignment.right, b.start, b.end)
        yield _divergence(
            f"The headlines tell opposite outcomes: “{a.surface}” and “{b.surface}”",
            left,
            right,
            ("outcome", *sorted((a.lemma, b.lemma))),
            (a.surface, b.surface),
            Severity.WARNING,
        )


# --------------------------------------------------------------------------- parts


def _share(comparison: Comparison) -> float:
    """Of the headline's content words, those that the sentence has in the same order."""
    own = [i for i, t in enumerate(comparison.left_tokens) if is_content(t)]
    same = {i for i, _ in comparison.matched}
    return sum(i in same for i in own) / max(3, len(own))


def _divergence(
    message: str,
    left: Place,
    right: Place,
    key: tuple[str, ...],
    values: tuple[str, str],
    severity: Severity | None,
) -> Divergence:
    return Divergence(
        message=message, primary=left, related=(right,), key=key, values=values, evidence=(message,), severity=severity
    )

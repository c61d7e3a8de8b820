"""attribution-dropped (Q303): a source or channel that one variant names and the other does not.

What it finds
    "Bayati told Agence France Presse" against "Bayati said": the channel is gone. "police said" against nothing: the
    source is gone, and an assertion has become a fact. "Officer Ray Holt said" against "an officer said", in an article
    that never names him.

Why it matters
    Who said it, and to whom, is how a reader weighs it; a dropped channel hides where a copy came from.

Example
    - The men fled north, Karim told Reuters.
    - The men fled north, Karim said.
    -> attribution-dropped: "Karim told Reuters" / "Karim said"

Not reported
    A source that the other variant names in the same claim or, for a "he said", in the sentence before; sentences
    inside a running quotation whose speaker is known; who asked for, blamed or found something.

Options
    score: probability of the match from which a source counts as dropped where neither article derives from the other
        (default 0.97).
    agreement: share of the shorter claim's content words that must agree where only a ", he said" was cut or a name
        became "an officer" (default 0.4).
    shared: content words that two openings have in common, if they were not matched with anything (default 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.agreement import agreement, content_words
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import claim_place, place_in
from claimcheck.datamodel import (
    Attribution,
    Claim,
    ClaimRole,
    Comparison,
    Divergence,
    EditKind,
    Evidence,
    Place,
    Rule,
    Severity,
    Span,
    Token,
)
from claimcheck.textforms import fold

_MOSTLY = 0.4  # of a claim's letters that are somebody's words
_WISHES = frozenset({"ask", "urge", "blame", "expect", "want", "dub", "demand", "invite"})
_FINDS = frozenset({"find", "discover", "hear", "see"})
_OF_THINGS = frozenset({"add", "name", "call", "admit", "acknowledge"})  # "added a point", "admitted his ruse"
_PLACES = frozenset({"GPE", "LOC", "FAC", "NORP"})
_MEDIA = frozenset(
    (
        "aap afp agence ana ani ansa ap associated bbc bloomberg broadcaster cnn dpa efe itv kyodo media newspaper "
        "paper pti radio reports reuters tass television tv upi xinhua"
    ).split()
)
_PLAIN = frozenset({"said", "says", "added", "told"})
_MARKS = frozenset('"“”')


@dataclass(frozen=True, slots=True)
class AttributionDropped(Rule):
    code: ClassVar[str] = "Q303"
    name: ClassVar[str] = "attribution-dropped"
    severity: Severity = Severity.NOTE
    agreement: float = 0.4
    score: float = 0.97
    shared: int = 4

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        left, right = comparison.alignment.left, comparison.alignment.right
        pairs = _answering(comparison)
        for a, b in pairs:
            if bool(a.channel) != bool(b.channel):
                has, lacks = (a, b) if a.channel else (b, a)
                claims = (left, right) if a.channel else (right, left)
                if fold(has.channel) in fold(" ".join(c.text for c in claims[1])):
                    continue
                yield Divergence(
                    message=f"“{has.channel}”, to whom it was said, is not named in the matched statement",
                    primary=_words_place(has, claims[0]),
                    related=(_words_place(lacks, claims[1]),),
                    key=("channel", fold(has.channel), fold(has.speaker or has.source)),
                    values=(has.channel, ""),
                    evidence=(f"{has.cue} / {lacks.cue}",),
                )
        if comparison.derived < 0.5 and comparison.alignment.score < self.score:
            return
        for own, other, mine in ((left, right, 0), (right, left, 1)):
            answered = [p[1 - mine] for p in pairs]
            kept = _shared_starts(comparison, mine)
            named = (
                a
                for c in other
                for a in c.attributions
                if not any(a is x for x in answered) and not kept >= {t.start for t in _tokens_in(a.cue_span, other)}
            )
            sources = [a for a in named if a.source_span is not None]
            if any(not _is_medium(a, other) for a in sources) or any(map(_is_spoken, other)):
                continue
            for claim in own:
                for attribution in claim.attributions:
                    if (
                        attribution.source_span is None
                        or (sources and _is_medium(attribution, own))
                        or not _is_statement(attribution, own)
                        or _is_pronoun(attribution, own)
                        or _named(attribution, own, other)
                        or any(attribution is p[mine] for p in pairs)
                    ):
                        continue
                    yield _dropped(attribution, own, other)

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """A source whose name the other article never gives; a ", he said" that was cut; openings that were matched
        with nothing: two newsrooms' first sentences on one event, one without source."""
        yield from _made_anonymous(evidence, self.agreement)
        before = {(c.article_id, c.ordinal + 1): c for c in evidence.claims}
        for comparison in evidence.comparisons:
            if agreement(comparison) >= self.agreement:
                yield from _cut(comparison, before)
        matched = {c.id for a in evidence.alignments if a.left and a.right for c in (*a.left, *a.right)}
        leads: dict[str, Claim] = {}
        for claim in evidence.claims:
            if claim.role is not ClaimRole.HEADLINE:
                leads.setdefault(claim.article_id, claim)
        pairs = dict.fromkeys((c.left_article.id, c.right_article.id) for c in evidence.comparisons)
        for own, other in [(leads[a], leads[b]) for x, y in pairs for a, b in ((x, y), (y, x))]:
            sides = (own,), (other,)
            if own.id in matched or other.id in matched or other.attributions or _is_spoken(other):
                continue
            if len(content_words(own) & content_words(other)) < self.shared:
                continue
            for attribution in own.attributions:
                if attribution.source_span is not None and not (
                    not _is_statement(attribution, sides[0])
                    or _is_pronoun(attribution, sides[0])
                    or _named(attribution, *sides)
                ):
                    yield Divergence(
                        message=f"The source “{attribution.source}” ({attribution.cue}) is not in the other opening",
                        primary=_words_place(attribution, sides[0]),
                        related=(claim_place(other),),
                        key=("source", fold(attribution.speaker or attribution.source), dress_key(attribution.cue)),
                        values=(attribution.source, ""),
                        evidence=("the other article opens without a source",),
                    )


def _is_medium(attribution: Attribution, claims: tuple[Claim, ...]) -> bool:
    """Whether the source is a newsroom, which has it from somebody: "according to AFP" names no witness."""
    words = {fold(t.surface) for t in _tokens_in(attribution.source_span, claims) if t.pos in {"NOUN", "PROPN"}}
    return bool(words & _MEDIA)


def _shared_starts(comparison: Comparison, mine: int) -> set[int]:
    """Where the words of the other side start that both sides have."""
    others = (comparison.right_tokens, comparison.left_tokens)[mine]
    return {others[pair[1 - mine]].start for pair in comparison.matched}


def _answering(comparison: Comparison) -> list[tuple[Attribution, Attribution]]:
    """Attributions of two sides that introduce the same words: aligned sources or cues, else the only one of each."""
    lefts = [a for c in comparison.alignment.left for a in c.attributions]
    rights = [a for c in comparison.alignment.right for a in c.attributions]
    matched = [(comparison.left_tokens[i], comparison.right_tokens[j]) for i, j in comparison.matched]
    pairs: list[tuple[Attribution, Attribution]] = []
    taken: set[int] = set()
    for a in lefts:
        for n, b in enumerate(rights):
            if n in taken:
                continue
            spans = ((a.source_span, b.source_span), (a.cue_span, b.cue_span))
            alike = _is_medium(a, comparison.alignment.left) is _is_medium(b, comparison.alignment.right)
            aligned = (alike and _is_reworded(a.cue_span, b.cue_span, comparison)) or any(
                x is not None and y is not None
                and any(x.start <= s.start < x.end and y.start <= t.start < y.end for s, t in matched)
                for x, y in spans
            )  # fmt: skip
            if aligned or (len(lefts) == 1 == len(rights) and _is_same_source(a, b, comparison)):
                pairs.append((a, b))
                taken.add(n)
                break
    return pairs


def _is_reworded(cue: Span, other: Span, comparison: Comparison) -> bool:
    """Whether one cue is the other in other words: "Customers had reported", "Users have complained"."""
    return any(
        e.kind is EditKind.WORDING
        and any(cue.start <= t.start < cue.end for t in comparison.left_tokens[slice(*e.left)])
        and any(other.start <= t.start < other.end for t in comparison.right_tokens[slice(*e.right)])
        for e in comparison.edits
    )


def _is_same_source(a: Attribution, b: Attribution, comparison: Comparison) -> bool:
    """The same words, or a name in common: "producers Craig Zadan and Neil Meron", "Zadan and Meron"."""
    names = [
        {dress_key(t.surface) for t in _tokens_in(x.source_span, claims) if t.pos == "PROPN"}
        for x, claims in ((a, comparison.alignment.left), (b, comparison.alignment.right))
    ]
    return fold(a.source) == fold(b.source) or bool(names[0] & names[1])


def _named(attribution: Attribution, own: tuple[Claim, ...], other: tuple[Claim, ...]) -> bool:
    """Whether the other side's words name the source all the same: its head or a name in it stands there. "Vancouver"
    alone does not name the Vancouver police."""
    if attribution.source_span is None:
        return False
    words = {dress_key(t.lemma) for c in other for t in c.tokens if t.pos != "VERB"}  # "reported" is no "report"
    keys: set[str] = set()
    for claim in own:
        span = attribution.source_span
        inside = {i for i, t in enumerate(claim.tokens) if span.start <= t.start and t.end <= span.end}
        heads = {i for i in inside if claim.tokens[i].head not in inside or claim.tokens[i].head == i}
        keys |= {
            dress_key(claim.tokens[i].lemma)
            for i in inside
            if i in heads or (claim.tokens[i].pos == "PROPN" and claim.tokens[i].ent not in _PLACES)
        }
    return bool(keys & words)


def _is_spoken(claim: Claim) -> bool:
    """Part of a running quotation, or with a quotation whose speaker is known."""
    if claim.role is ClaimRole.QUOTE:
        return True
    spoken = [q for q in claim.quotations if q.speaker is not None or not (q.opens and q.closes)]
    return sum(len(q.surface) for q in spoken) > _MOSTLY * len(claim.text)


def _is_pronoun(attribution: Attribution, claims: tuple[Claim, ...]) -> bool:
    """ "he said" inside a run of attributed sentences: the source itself stands elsewhere."""
    own = _tokens_in(attribution.source_span, claims)
    return all(t.pos in {"PRON", "DET", "ADP", "PUNCT"} for t in own)


def _cut(comparison: Comparison, before: Mapping[tuple[str, int], Claim]) -> Iterator[Divergence]:
    """ ", he said", of one whom the article names, is all that went, and the other side names him nowhere, nor in the
    sentence before."""
    left, right = comparison.alignment.left, comparison.alignment.right
    sides = (
        (left, right, [comparison.left_tokens[slice(*e.left)] for e in comparison.edits if not e.right_surface]),
        (right, left, [comparison.right_tokens[slice(*e.right)] for e in comparison.edits if not e.left_surface]),
    )
    for own, other, gone in sides:
        earlier = before.get((other[0].article_id, other[0].ordinal))
        if any(a.source_span is not None for c in other for a in c.attributions) or any(map(_is_spoken, other)):
            continue
        for attribution in (a for c in own for a in c.attributions):
            if attribution.speaker is None or not _is_pronoun(attribution, own) or fold(attribution.cue) not in _PLAIN:
                continue
            if not any(_is_whole(attribution, stretch) for stretch in gone):
                continue
            names = {fold(w) for w in attribution.speaker.split()}
            told = earlier.attributions if earlier is not None else ()
            if any(names & {fold(w) for w in (a.speaker or a.source).split()} for a in told):
                continue
            yield _dropped(attribution, own, other)


def _is_whole(attribution: Attribution, stretch: Sequence[Token]) -> bool:
    """Whether a stretch is the attribution and no more."""
    spans = _spans(attribution)
    words = [t for t in stretch if t.pos != "PUNCT"]
    return len(words) > 1 and all(any(x.start <= t.start < x.end for x in spans) for t in words)


def _dropped(attribution: Attribution, own: tuple[Claim, ...], other: tuple[Claim, ...]) -> Divergence:
    return Divergence(
        message=f"The source “{attribution.source}” ({attribution.cue}) is not named in the matched statement",
        primary=_words_place(attribution, own),
        related=tuple(claim_place(c) for c in other[:1]),
        key=("source", fold(attribution.speaker or attribution.source), dress_key(attribution.cue)),
        values=(attribution.source, ""),
        evidence=("the matched statement stands without this source",),
    )


def _made_anonymous(evidence: Evidence, least: float) -> Iterator[Divergence]:
    """A person who speaks by name in one variant, is "an officer" in the other, and has no name anywhere in it."""
    text: dict[str, str] = defaultdict(str)
    for claim in evidence.claims:
        text[claim.article_id] += " " + fold(claim.text)
    for comparison in evidence.comparisons:
        if agreement(comparison) < least:
            continue
        left, right = comparison.alignment.left, comparison.alignment.right
        for a, b in _answering(comparison):
            for has, lacks, own, other in ((a, b, left, right), (b, a, right, left)):
                if _is_nameless(has, lacks, own, other, text[other[0].article_id]):
                    yield Divergence(
                        message=f"“{has.source}” is only “{lacks.source}” in the other variant, which has no such name",
                        primary=_words_place(has, own),
                        related=(_words_place(lacks, other),),
                        key=("anonymous", fold(has.speaker or has.source), dress_key(lacks.source)),
                        values=(has.source, lacks.source),
                        evidence=("a source with a name in one variant and without in the other",),
                    )


def _is_nameless(
    has: Attribution, lacks: Attribution, own: tuple[Claim, ...], other: tuple[Claim, ...], text: str
) -> bool:
    if has.speaker is None or has.source_span is None or lacks.source_span is None or lacks.speaker is not None:
        return False
    theirs = _tokens_in(lacks.source_span, other)
    words = {fold(w) for w in has.speaker.split()}
    named = [t for t in _tokens_in(has.source_span, own) if t.ent == "PERSON" and t.pos == "PROPN"]
    person = [t for t in named if fold(t.surface) in words]
    if not person or any(t.pos == "PRON" for t in theirs) or not any(t.pos == "NOUN" for t in theirs):
        return False
    return not any(fold(t.surface) in text for t in person)


def _tokens_in(span: Span | None, claims: tuple[Claim, ...]) -> list[Token]:
    if span is None:
        return []
    return [t for c in claims for t in c.tokens if span.start <= t.start and t.end <= span.end]


def _is_statement(attribution: Attribution, claims: tuple[Claim, ...]) -> bool:
    """Whether somebody states something: no wish or blame ("asked her to host"), no find of a thing ("found ladders"),
    nothing added to a score ("added a point")."""
    tokens = [t for c in claims for t in c.tokens]
    cue = {t.lemma.lower() for t in _tokens_in(attribution.cue_span, claims)}
    if cue & _WISHES:
        return False
    content = [t for t in tokens if any(s.start <= t.start and t.end <= s.end for s in attribution.content)]
    opens = next((t for t in content if any(c.isalnum() for c in t.surface)), None)
    if cue & _FINDS:
        return opens is not None and (opens.lemma in {"that", "no"} or opens.pos == "PRON")
    return not cue & _OF_THINGS or any(t.pos in {"VERB", "AUX"} or t.surface in _MARKS for t in content)


def _spans(attribution: Attribution) -> list[Span]:
    """Source, cue and channel, as far as there are such."""
    return [s for s in (attribution.source_span, attribution.cue_span, attribution.channel_span) if s is not None]


def _words_place(attribution: Attribution, claims: tuple[Claim, ...]) -> Place:
    """From the first to the last of source, cue and channel where they stand together, else the cue alone."""
    spans = _spans(attribution)
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    if end - start > 120:
        start, end = attribution.cue_span.start, attribution.cue_span.end
    return place_in(claims, start, end)

"""quote-altered (Q301): words inside quotation marks differ.

What it finds
    One quotation printed by two variants with other words inside the marks. An editor's bracket ("[black]") and an
    ellipsis are named as such. A note only: marks that stand elsewhere around the same words, and a quotation that the
    other variant tells without marks, word for word or as a paraphrase.

Why it matters
    Quotation marks promise the speaker's own words.

Example
    - Hashemi said the announcement "simply means that the flag is no longer flying" over buildings.
    - Hashemi said the announcement "simply means that the banner is no longer flying" over buildings.
    -> quote-altered: "flag" / "banner"

Not reported
    Other punctuation, capitals or spelling habits inside the marks, one value in figures and in words; a quotation that
    one variant cuts short at a sentence end, or lifts a few words out of.

Options
    overlap: share of the shorter quotation's words that must agree before two quotations are compared (default 0.6).
    unquoted: share of a quotation's words that the other variant must tell without marks (default 0.8).
    words: the shortest quotation for which that is reported, in words (default 4).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import place_in
from claimcheck.comparing.quotes import QuotedWord, answering, quotations_of_side, quoted_tokens, quoted_words
from claimcheck.datamodel import (
    Claim,
    Comparison,
    Divergence,
    Evidence,
    MentionKind,
    Place,
    Quotation,
    Relation,
    Rule,
    Severity,
    Token,
)
from claimcheck.textforms import fold

Opcode = tuple[str, int, int, int, int]
_SHORT = 8  # words: what a summary or a headline lifts out of a speech
_MARKS = frozenset("\"“”„«»'‘’")
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})


@dataclass(frozen=True, slots=True)
class QuoteAltered(Rule):
    code: ClassVar[str] = "Q301"
    name: ClassVar[str] = "quote-altered"
    lasting: ClassVar[bool] = True  # holds of a later report too
    severity: Severity = Severity.ERROR
    overlap: float = 0.6
    unquoted: float = 0.8
    words: int = 4

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        for left, right in answering(comparison, self.overlap):
            a = quoted_words(comparison.left_tokens, left)
            b = quoted_words(comparison.right_tokens, right)
            changes = [op for op in _opcodes(a, b) if op[0] != "equal" and not _sounds_alike(op, a, b, comparison)]
            inner = [op for op in changes if not _is_edge(op, a, b)]
            edges = [op for op in changes if _is_edge(op, a, b) and _edge_counts(op, left, right, a, b)]
            moved = [op for op in edges if _stands_outside(op, a, b, comparison)]
            altered = inner + [op for op in edges if op not in moved and not _is_lifted(op, left, right)]
            if not altered and not moved:
                continue
            shown = altered or moved
            said = [
                (_surface(a[op[1] : op[2]], comparison, "left"), _surface(b[op[3] : op[4]], comparison, "right"))
                for op in shown
            ]
            marked = bool(altered) and all(_is_marked(op, a, b, comparison) for op in altered)
            what = "; ".join(f"“{x}” against “{y}”" if x and y else f"“{x or y}” in one of them only" for x, y in said)
            if not altered:
                message, severity = f"The quotation marks stand elsewhere: {what}", Severity.NOTE
            elif all(_is_fuller_name(op, a, b, comparison) for op in altered):
                message, severity = f"A name inside the quotation marks is fuller in one variant: {what}", Severity.NOTE
            elif marked:
                message, severity = f"The quotation differs by an editor's bracket or ellipsis: {what}", Severity.NOTE
            elif inner:
                message, severity = f"Words inside the quotation marks differ: {what}", None
            else:
                message, severity = f"The quotation is longer in one variant: {what}", Severity.WARNING
            places = [
                (_place(op[1], op[2], a, left, comparison, "left"), _place(op[3], op[4], b, right, comparison, "right"))
                for op in shown
            ]
            yield Divergence(
                message=message,
                primary=places[0][0],
                related=(places[0][1], *(p for pair in places[1:] for p in pair)),
                key=("words", *sorted({" ".join(w.key for w in words) for words in (a, b)})),
                values=("; ".join(x for x, _ in said), "; ".join(y for _, y in said)),
                evidence=(f"“{left.surface}” / “{right.surface}”",),
                severity=severity,
            )

        yield from self._unquoted(comparison)

    def _unquoted(self, comparison: Comparison) -> Iterator[Divergence]:
        """Words inside the marks of one variant that the other tells without marks, as its own words."""
        answered = {q.span for pair in answering(comparison, self.overlap) for q in pair}
        sides = (
            (comparison.left_tokens, comparison.alignment.left, comparison.right_tokens, comparison.alignment.right),
            (comparison.right_tokens, comparison.alignment.right, comparison.left_tokens, comparison.alignment.left),
        )
        for n, (tokens, claims, others, other_claims) in enumerate(sides):
            marked = quoted_tokens(other_claims, others)
            bare = [
                QuotedWord(dress_key(t.surface), i)
                for i, t in enumerate(others)
                if marked[i] < 0 and any(c.isalnum() for c in t.surface)
            ]
            for quotation in quotations_of_side(claims):
                words = quoted_words(tokens, quotation)
                if quotation.span in answered or len(words) < self.words or not bare:
                    continue
                if not (quotation.opens and quotation.closes):
                    continue  # a mark without its fellow may be a slip
                matcher = difflib.SequenceMatcher(None, [w.key for w in words], [w.key for w in bare], autojunk=False)
                blocks = [b for b in matcher.get_matching_blocks() if b.size >= 2]
                if not blocks or sum(b.size for b in blocks) < self.unquoted * len(words):
                    continue
                first, last = bare[blocks[0].b].index, bare[blocks[-1].b + blocks[-1].size - 1].index
                places = (
                    place_in(claims, quotation.span.start, quotation.span.end),
                    place_in(other_claims, others[first].start, others[last].end),
                )
                if others[last].start - others[first].start > 2 * len(quotation.surface):
                    continue
                if _has_marks_beside(other_claims, others[first].start, others[last].end):
                    continue  # single marks, or marks of which one was lost
                exact = " ".join(w.key for w in words) in " ".join(w.key for w in bare)
                how = "without quotation marks" if exact else "as a paraphrase, without quotation marks"
                shown = places if n == 0 else places[::-1]
                yield Divergence(
                    message=f"“{quotation.surface}” stands in the other variant {how}: “{places[1].surface}”",
                    primary=shown[0],
                    related=(shown[1],),
                    key=("unquoted", " ".join(w.key for w in words)),
                    values=(shown[0].surface, shown[1].surface),
                    evidence=("the marks are gone, not the words" if exact else "a quotation turned into paraphrase",),
                    severity=Severity.NOTE,
                )

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """A few quoted words against the full quotation elsewhere in the story or in the article itself."""
        for claim, short, fuller in _drifted(evidence):
            long = fuller[0][1]
            yield Divergence(
                message=f"“{short.surface}” is quoted, but the full quotation has other words",
                primary=place_in((claim,), short.span.start, short.span.end),
                related=tuple(place_in((other,), q.span.start, q.span.end) for other, q in fuller),
                key=("drift", fold(short.surface), fold(long.surface)[:80]),
                values=(short.surface, long.surface),
                evidence=("no other quotation of the story has these words in this form",),
                severity=Severity.WARNING,
            )


def _has_marks_beside(claims: Sequence[Claim], start: int, end: int) -> bool:
    """A mark directly before or after a stretch."""
    for claim in claims:
        low, high = start - claim.span.start, end - claim.span.start
        if 0 <= low < len(claim.text):
            before, after = claim.text[max(0, low - 2) : low], claim.text[high : high + 4]
            return bool(set(before) & _MARKS) or bool(set(after.replace("'s", "").replace("’s", "")) & _MARKS)
    return False


def _drifted(evidence: Evidence) -> Iterator[tuple[Claim, Quotation, list[tuple[Claim, Quotation]]]]:
    """Short quotations whose words no longer quotation of the story has, though some have all their stems: "lacking
    experience" for "a lack of experience"; with those, the article's own first."""
    members = {a: s.article_ids for s in evidence.stories for a in s.article_ids}
    said: dict[str, list[tuple[Claim, Quotation, list[str], list[str]]]] = {}
    for claim in evidence.claims:
        for quotation in claim.quotations:
            keys = [dress_key(t.surface) for t in _inside(claim, quotation)]
            stems = [_stem(t) for t in _inside(claim, quotation) if t.pos in _CONTENT]
            said.setdefault(claim.article_id, []).append((claim, quotation, keys, stems))
    for article, quotations in said.items():
        for claim, short, keys, stems in quotations:
            if not 2 <= len(keys) <= _SHORT or len(stems) < 2 or not short.surface[:1].islower():
                continue
            others = [article, *(m for m in members.get(article, ()) if m != article)]
            pool = [q for other in others for q in said.get(other, ()) if q[1] is not short]
            if any(_has_run(keys, k) for _, _, k, _ in pool):
                continue
            fuller = [(c, q) for c, q, words, ends in pool if len(words) > len(keys) and _has_run(stems, ends)]
            if fuller:
                yield claim, short, fuller


def _inside(claim: Claim, quotation: Quotation) -> list[Token]:
    return [
        t
        for t in claim.tokens
        if quotation.span.start <= t.start and t.end <= quotation.span.end and any(c.isalnum() for c in t.surface)
    ]


def _stem(token: Token) -> str:
    return re.sub(r"(?:ing|ed|es|s|e)$", "", dress_key(token.lemma))


def _has_run(short: Sequence[str], long: Sequence[str]) -> bool:
    return any(list(long[k : k + len(short)]) == list(short) for k in range(len(long) - len(short) + 1))


def _opcodes(a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> list[Opcode]:
    return list(difflib.SequenceMatcher(None, [w.key for w in a], [w.key for w in b], autojunk=False).get_opcodes())


def _sounds_alike(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], comparison: Comparison) -> bool:
    """What nobody hears: an apostrophe or a hyphen elsewhere ("the population's", "the populations'"), one value in
    figures and in words."""
    _, i1, i2, j1, j2 = op
    if i1 < i2 and j1 < j2 and _letters(a[i1:i2]) == _letters(b[j1:j2]):
        return True
    changed = ((comparison.left_tokens, a[i1:i2]), (comparison.right_tokens, b[j1:j2]))
    stretches = [(tokens[w[0].index].start, tokens[w[-1].index].end) if w else None for tokens, w in changed]
    return any(
        pair.judgement.relation is Relation.SAME
        and pair.left.kind is not MentionKind.NAME
        and all(
            stretch is None or (mention.span.start <= stretch[0] and stretch[1] <= mention.span.end)
            for mention, stretch in zip((pair.left, pair.right), stretches, strict=True)
        )
        for pair in comparison.pairs
    )


def _letters(words: Sequence[QuotedWord]) -> str:
    return "".join(c for word in words for c in word.key if c.isalnum())


def _is_edge(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> bool:
    """Words that only one side has before or after everything they share."""
    kind, i1, i2, j1, j2 = op
    return kind != "replace" and ((i1 == 0 and j1 == 0) or (i2 == len(a) and j2 == len(b)))


def _edge_counts(
    op: Opcode, left: Quotation, right: Quotation, a: Sequence[QuotedWord], b: Sequence[QuotedWord]
) -> bool:
    """A longer opening counts where both quotations open here; an end cut short is what newsrooms do."""
    _, i1, _, j1, _ = op
    return i1 == 0 and j1 == 0 and left.opens and right.opens


def _is_lifted(op: Opcode, left: Quotation, right: Quotation) -> bool:
    """The shorter one is no sentence but a few words out of the middle: "potentially suspicious"."""
    shorter = left if op[1] == op[2] else right
    return shorter.surface[:1].islower()


def _stands_outside(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], comparison: Comparison) -> bool:
    """The extra words stand right before the other side's marks: the marks moved, not the words."""
    _, i1, i2, j1, j2 = op
    extra, other, tokens = (a[i1:i2], b, comparison.right_tokens) if i1 < i2 else (b[j1:j2], a, comparison.left_tokens)
    if not other:
        return False
    before = [dress_key(t.surface) for t in tokens[: other[0].index] if any(c.isalnum() for c in t.surface)]
    return before[-len(extra) :] == [w.key for w in extra]


def _is_marked(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], comparison: Comparison) -> bool:
    """The change stands in brackets or beside an ellipsis."""
    for words, tokens, first, last in (
        (a, comparison.left_tokens, op[1], op[2]),
        (b, comparison.right_tokens, op[3], op[4]),
    ):
        if first == last:
            around = tokens[max(0, words[first - 1].index) : words[first].index + 1] if 0 < first < len(words) else ()
            if any(t.surface in {"...", "…", ". . ."} for t in around):
                return True
            continue
        start, end = words[first].index, words[last - 1].index
        opened = any(t.surface in {"[", "("} for t in tokens[max(0, start - 1) : end + 1])
        closed = any(t.surface in {"]", ")"} for t in tokens[start : end + 2])
        if opened and closed and op[0] != "replace":
            return True
    return False


def _is_fuller_name(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], comparison: Comparison) -> bool:
    """Only one side has a word of a name whose next word both have: "Putin" against "Vladimir Putin"."""
    kind, i1, i2, j1, j2 = op
    if kind == "replace":
        return False
    words, first, last, tokens = (
        (a, i1, i2, comparison.left_tokens) if i1 < i2 else (b, j1, j2, comparison.right_tokens)
    )
    run = [tokens[w.index].pos for w in words[first : last + 1]]
    return len(run) == last - first + 1 and all(pos == "PROPN" for pos in run)


def _surface(words: Sequence[QuotedWord], comparison: Comparison, side: str) -> str:
    tokens = comparison.left_tokens if side == "left" else comparison.right_tokens
    if not words:
        return ""
    first, last = _bracketed(words, tokens)
    out = ""
    for k in range(first, last + 1):
        gap = " " if k > first and tokens[k].start > tokens[k - 1].end else ""
        out += gap + tokens[k].surface
    return out


def _place(
    first: int, last: int, words: Sequence[QuotedWord], quotation: Quotation, comparison: Comparison, side: str
) -> Place:
    tokens = comparison.left_tokens if side == "left" else comparison.right_tokens
    claims = comparison.alignment.left if side == "left" else comparison.alignment.right
    if first == last:
        return place_in(claims, quotation.span.start, quotation.span.end)
    start, end = _bracketed(words[first:last], tokens)
    return place_in(claims, tokens[start].start, tokens[end].end)


def _bracketed(words: Sequence[QuotedWord], tokens: Sequence[Token]) -> tuple[int, int]:
    """First and last token of the words, with the brackets that belong to them."""
    first, last = words[0].index, words[-1].index
    if first > 0 and tokens[first - 1].surface in {"[", "("}:
        first -= 1
    if last + 1 < len(tokens) and tokens[last + 1].surface in {"]", ")"}:
        last += 1
    return first, last

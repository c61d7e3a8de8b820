"""quote-altered (Q301): words inside quotation marks differ.

What it finds
    One quotation printed by two or more variants with other words inside the marks, or with words left out where two of
    its sentences meet. A warning where a whole sentence is left out or a word is a letter off; a note where nobody is
    misquoted: an opening cut off, a last word or two, a function word, an auxiliary, an interjection, a contracted
    "would", a name told more fully, spelled otherwise, cut short or as a handle, words that stand elsewhere, a pronoun
    for what the other names, and an editor's bracket or ellipsis. A note too where a variant prints the speaker's own
    "I" or "you" without marks. However many variants print it, one quotation is one finding, wherever in the articles
    it stands.

Why it matters
    Quotation marks promise the speaker's own words.

Example
    - Hashemi said the announcement "simply means that the flag is no longer flying" over buildings.
    - Hashemi said the announcement "simply means that the banner is no longer flying" over buildings.
    -> quote-altered: "flag" / "banner"

Not reported
    Other punctuation, capitals or spelling habits inside the marks, other contractions, one value in figures and in
    words, a word of which letters are left out ("f***ing"); a quotation that one variant cuts short at a sentence end,
    opens a few words later, or lifts a few words out of; sentences left out between two pairs of marks; marks that
    stand elsewhere around the same words; words that the other variant quotes as well, in another place; two utterances
    that share a phrase; a title or a name in marks; what the other variant reports in its own person.

Options
    overlap: share of a quotation that the stretch it has in common with another must cover for what both go on to say
        otherwise to be compared too; of a phrase of five words or fewer, the share that must agree (default 0.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from claimcheck.comparing.places import place_in
from claimcheck.comparing.quotes import (
    Printed,
    QuotedWord,
    joints,
    spoken,
)
from claimcheck.datamodel import (
    Divergence,
    Evidence,
    Place,
    Rule,
    Severity,
    Span,
    Token,
)
from claimcheck.evidence.quotations import one_speech, quotations_by_article, speech_without_marks, without_marks
from claimcheck.facts.quote_changes import LONGER, WORDS, Kind, Opcode, at_joint, changes
from claimcheck.joining import Joined


@dataclass(frozen=True, slots=True)
class QuoteAltered(Rule):
    code: ClassVar[str] = "Q301"
    name: ClassVar[str] = "quote-altered"
    lasting: ClassVar[bool] = True  # holds of a later report too
    from_swaps: ClassVar[bool] = True  # reads compared quotations, wherever they stand
    severity: Severity = Severity.ERROR
    overlap: float = 0.6

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """Every quotation that is printed in more than one form, wherever it stands."""
        elsewhere = {
            article: [(p.quotation.span, spoken(p.words)) for p in printed]
            for article, printed in quotations_by_article(evidence).items()
        }
        altered: dict[tuple[Span, Span], _Altered] = {}
        bare = speech_without_marks(evidence)
        for answers in one_speech(evidence, self.overlap):
            for a, b in answers.pairs:
                found = _altered(a, b, changes(a, b), elsewhere)
                if found is not None:
                    altered.setdefault((a.quotation.span, b.quotation.span), found)
            for a, b in without_marks(answers, bare):
                found = _altered(a, b, changes(a, b), elsewhere)
                if found is not None:
                    altered.setdefault((a.quotation.span, b.quotation.span), _noted(found))
            for joint in joints(answers.pairs, answers.lefts, answers.rights):
                found = _altered(joint.left, joint.right, at_joint(joint), elsewhere)
                if found is not None:
                    altered.setdefault((joint.left.quotation.span, joint.right.quotation.span), found)
        for group in _joined(altered):
            yield _told(sorted(group, key=lambda a: (-a.rank, a.key, a.places[0][0].span)))


@dataclass(frozen=True, slots=True)
class _Altered:
    """One quotation in two forms: how grave that is (``rank``), what is said of it, and what changed, without place
    (``key``), as printed (``said``) and where."""

    rank: int
    severity: Severity | None
    message: str
    key: tuple[str, str]
    said: tuple[tuple[str, str], ...]
    places: tuple[tuple[Place, Place], ...]
    whole: tuple[Place, Place]


def _altered(
    left: Printed,
    right: Printed,
    changed: Sequence[tuple[Kind, Opcode]],
    elsewhere: Mapping[str, Sequence[tuple[Span, str]]],
) -> _Altered | None:
    a, b = left.words, right.words
    changed = [c for c in changed if c[0] is not LONGER or not _is_told(c[1], left, right, elsewhere)]
    if not changed:
        return None
    gravest = max((kind for kind, _ in changed), key=lambda kind: kind.rank)
    shown = [op for _, op in changed]
    grave = [op for kind, op in changed if kind.rank == gravest.rank]
    if gravest is WORDS and any(
        f" {spoken(words)} " in f" {said} " and span not in there.parts
        for words, there in ((a, right), (b, left))
        for span, said in elsewhere.get(there.claim.article_id, ())
    ):
        return None  # said twice, and quoted in both forms
    said = tuple((_surface(a[op[1] : op[2]], left), _surface(b[op[3] : op[4]], right)) for op in shown)
    what = "; ".join(f"“{x}” against “{y}”" if x and y else f"“{x or y}” in one of them only" for x, y in said)
    one, other = sorted(
        (
            " / ".join(spoken(a[max(0, op[1] - 1) : op[2] + 1]) for op in grave),
            " / ".join(spoken(b[max(0, op[3] - 1) : op[4] + 1]) for op in grave),
        )
    )
    places = tuple((_place(op[1], op[2], a, left), _place(op[3], op[4], b, right)) for op in shown)
    whole = (_whole(left), _whole(right))
    return _Altered(gravest.rank, gravest.severity, f"{gravest.message}: {what}", (one, other), said, places, whole)


def _noted(found: _Altered) -> _Altered:
    """Where an article has no marks, nobody vouches for the words."""
    message = found.message.replace("Words inside the quotation marks", "The words of one utterance")
    return replace(found, severity=Severity.NOTE, message=message)


def _is_told(op: Opcode, left: Printed, right: Printed, elsewhere: Mapping[str, Sequence[tuple[Span, str]]]) -> bool:
    """Whether what only one has is another quotation of the other article: "You paid in", "You paid into"."""
    words, there = (left.words[op[1] : op[2]], right) if op[1] < op[2] else (right.words[op[3] : op[4]], left)
    own = spoken(words).replace(" ", "")
    return any(own in said.replace(" ", "") for _, said in elsewhere.get(there.claim.article_id, ()))


def _whole(printed: Printed) -> Place:
    return place_in(printed.claims, printed.quotation.span.start, printed.quotation.span.end)


def _joined(altered: Mapping[tuple[Span, Span], _Altered]) -> list[list[_Altered]]:
    """The pairs that have a quotation in common, together."""
    one = Joined[Span]()
    for left, right in sorted(altered):
        one.join(left, right)
    groups: dict[Span, list[_Altered]] = defaultdict(list)
    for (left, _), found in sorted(altered.items()):
        groups[one.root(left)].append(found)
    return list(groups.values())


def _told(group: Sequence[_Altered]) -> Divergence:
    """One quotation: its gravest change speaks, the others give their places."""
    first = group[0]
    places = list(dict.fromkeys(place for found in group for pair in found.places for place in pair))
    return Divergence(
        message=first.message,
        primary=places[0],
        related=tuple(places[1:]),
        key=("words", *first.key),
        values=("; ".join(x for x, _ in first.said), "; ".join(y for _, y in first.said)),
        evidence=(f"“{first.whole[0].surface}” / “{first.whole[1].surface}”",),
        severity=first.severity,
        within=tuple(place for found in group if found.rank == WORDS.rank for place in found.whole),
    )


def _surface(words: Sequence[QuotedWord], printed: Printed) -> str:
    if not words:
        return ""
    tokens = printed.tokens
    first, last = _bracketed(words, tokens)
    out = ""
    for k in range(first, last + 1):
        gap = " " if k > first and tokens[k].start > tokens[k - 1].end else ""
        out += gap + tokens[k].surface
    return out


def _place(first: int, last: int, words: Sequence[QuotedWord], printed: Printed) -> Place:
    tokens = printed.tokens
    if first == last:
        beside = tokens[words[min(first, len(words) - 1)].index].start
        part = next(span for span in reversed(printed.parts) if span.start <= beside)
        return place_in(printed.claims, part.start, part.end)
    start, end = _bracketed(words[first:last], tokens)
    return place_in(printed.claims, tokens[start].start, tokens[end].end)


def _bracketed(words: Sequence[QuotedWord], tokens: Sequence[Token]) -> tuple[int, int]:
    """First and last token of the words, with the brackets that belong to them."""
    first, last = words[0].index, words[-1].index
    if first > 0 and tokens[first - 1].surface in {"[", "("}:
        first -= 1
    if last + 1 < len(tokens) and tokens[last + 1].surface in {"]", ")"}:
        last += 1
    return first, last

"""house-style (T602): a name or term that the house lexicon replaces.

What it finds
    A form that the configured lexicon replaces by another, as whole words; terms in any case and inflected, names with
    their capitals. The finding gives the preferred form, and the entry's reason and source. Without a lexicon
    (``lexicons`` in the settings) nothing is found.

Why it matters
    One thing under several names confuses readers and search; some words take sides.

Example
    - Two illegal immigrants died on the border on Monday.
    - Two people died on the border on Monday.
    -> house-style: "illegal immigrants"

Not reported
    Words inside quotation marks; a form inside a longer one that the house prefers or accepts, or inside a phrase that
    the entry excepts; a name that the text explains by the preferred one ("Myanmar, formerly Burma"); a form inside the
    longer name of something else ("Bombay Stock Exchange").

Options
    quotations: report inside quotation marks, too (default false).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from claimcheck.datamodel import Claim, ClaimRole, Divergence, Evidence, MentionKind, Place, Rule, Severity, Span
from claimcheck.evidence.aliases import is_spelling
from claimcheck.lexicons.matching import NAME, NO_LEXICON, PARTS, Lexicon, Use, uses_in
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class HouseStyle(Rule):
    code: ClassVar[str] = "T602"
    name: ClassVar[str] = "house-style"
    severity: Severity = Severity.WARNING
    quotations: bool = False
    lexicon: Lexicon = field(default=NO_LEXICON, metadata={"option": False})

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        if not self.lexicon:
            return
        found: dict[tuple[str, str, str], list[tuple[Use, Place]]] = {}
        for claim in evidence.claims:
            for use in uses_in(claim.text, self.lexicon):
                if self._speaks_of(claim, use):
                    span = Span(claim.span.path, claim.span.start + use.start, claim.span.start + use.end)
                    place = Place(span, claim.text[use.start : use.end], claim.article_id, claim.id, claim.text)
                    key = claim.article_id, fold(use.form), fold(use.entry.prefer)
                    found.setdefault(key, []).append((use, place))
        for (article, form, prefer), uses in found.items():
            entry = uses[0][0].entry
            where = f"lexicon {entry.lexicon}" if entry.lexicon else "the house lexicon"
            because = f": {entry.reason}" if entry.reason else ""
            yield Divergence(
                message=f"“{uses[0][1].surface}” is “{entry.prefer}” in house style{because}",
                primary=uses[0][1],
                related=tuple(place for _, place in uses[1:]),
                key=("house", article, form, prefer),
                values=(uses[0][1].surface, entry.prefer),
                evidence=(f"{where}, after {entry.source}" if entry.source else where,),
                about=("house", form, prefer),
            )

    def _speaks_of(self, claim: Claim, use: Use) -> bool:
        start, end = claim.span.start + use.start, claim.span.start + use.end
        if not self.quotations:
            inside = any(q.span.start <= start and end <= q.span.end for q in claim.quotations)
            if inside or claim.role is ClaimRole.QUOTE:
                return False
        if use.entry.part:
            last = max((t for t in claim.tokens if t.start < end), key=lambda t: t.start, default=None)
            if last is not None and last.pos not in PARTS[use.entry.part]:
                return False
        capital = claim.text[use.start].isupper()
        return not capital or not _inside_another(claim, start, end, use)


def _inside_another(claim: Claim, start: int, end: int, use: Use) -> bool:
    """Part of the name of something else, be it a term ("Gordon Advisors"). A spelling of a name is meant wherever it
    stands: "Aed al-Louazi"."""
    if use.entry.kind == NAME and is_spelling(use.form, use.entry.prefer):
        return False
    return any(
        m.kind is MentionKind.NAME
        and m.span.start <= start
        and end <= m.span.end
        and _capitals(m.surface[: start - m.span.start]) + _capitals(m.surface[end - m.span.start :])
        for m in claim.mentions
    )


def _capitals(text: str) -> int:
    return sum(word[0].isupper() for word in text.replace("-", " ").split())

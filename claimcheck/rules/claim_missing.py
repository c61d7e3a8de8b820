"""claim-missing (C501): a statement that another article leaves out.

What it finds
    A sentence of one variant with no counterpart in a copy, a cut or a rewrite of it. The message names every variant
    that lacks it. Of an independent report, how many statements it lacks that two or more others have.

Why it matters
    What an outlet leaves out, or adds, is where its telling differs most.

Example
    - The bridge was closed on Monday after a truck hit a pillar.
    - The bridge was closed on Monday after a truck hit a pillar. / Two engineers had warned of cracks in March.
    -> claim-missing: "Two engineers had warned of cracks in March."

Not reported
    Headlines; questions; lines of fewer than ``words`` words, without a name, number or date of fewer than ``bare``;
    words that stand in another sentence of the other variant; what one independent report has and another never had.

Options
    words: the shortest claim, in words (default 5).
    bare: the shortest that carries no name, number or date (default 10).
    derived: probability that one of the two articles comes from the other, or both from one text, from which what one
        lacks was left out (default 0.5).
    others: reports that must have a statement before an independent one is said to lack it (default 2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.places import claim_place, variant_name
from claimcheck.datamodel import Alignment, Article, Claim, ClaimRole, Divergence, Evidence, MentionKind, Rule, Severity
from claimcheck.joining import Joined
from claimcheck.textforms import fold, listed

_CARRIED = frozenset({MentionKind.NAME, MentionKind.QUANTITY, MentionKind.DATE})


@dataclass(frozen=True, slots=True)
class ClaimMissing(Rule):
    code: ClassVar[str] = "C501"
    name: ClassVar[str] = "claim-missing"
    severity: Severity = Severity.NOTE
    words: int = 5
    bare: int = 10
    derived: float = 0.5
    others: int = 2

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        articles = {a.id: a for a in evidence.articles}
        texts = _texts(evidence.claims)
        derived = {
            (r.left_article, r.right_article): r.derived >= self.derived
            for r in evidence.relations
            if not (articles[r.left_article].teaser or articles[r.right_article].teaser)
        }
        lacking: dict[str, list[Article]] = defaultdict(list)
        apart: dict[str, list[Claim]] = defaultdict(list)  # by article that lacks them
        missing: dict[str, Claim] = {}
        for alignment in evidence.alignments:
            pair = alignment.left_article, alignment.right_article
            if pair not in derived or (alignment.left and alignment.right):
                continue
            for claim in (*alignment.left, *alignment.right):
                if claim.role is ClaimRole.HEADLINE or not self._states(claim):
                    continue
                other = articles[pair[0] if claim.article_id == pair[1] else pair[1]]
                if fold(claim.text) in texts[other.id]:
                    continue
                if derived[pair]:
                    missing[claim.id] = claim
                    lacking[claim.id].append(other)
                else:
                    apart[other.id].append(claim)
        for claim in missing.values():
            names = [variant_name(other, evidence.articles) for other in lacking[claim.id]]
            yield Divergence(
                message=f"Not in {listed(names)}: “{claim.text}”",
                primary=claim_place(claim),
                related=(),
                key=("claim", fold(claim.text)),
                values=(claim.text, ""),
                evidence=_weights(claim),
            )
        yield from self._digests(evidence, apart)

    def _states(self, claim: Claim) -> bool:
        """Whether a claim is a statement of some weight."""
        count = len(claim.text.split())
        if claim.text.rstrip("\"'”’» ").endswith("?"):
            return False
        return count >= (self.words if any(m.kind in _CARRIED for m in claim.mentions) else self.bare)

    def _digests(self, evidence: Evidence, apart: Mapping[str, Sequence[Claim]]) -> Iterator[Divergence]:
        """For every report one finding: the statements that it lacks and ``others`` have."""
        told = _statements(evidence.alignments)
        firsts: dict[str, Claim] = {}
        for claim in evidence.claims:
            firsts.setdefault(claim.article_id, claim)
        articles = {a.id: a for a in evidence.articles}
        for article, claims in sorted(apart.items()):
            by_statement: dict[str, dict[str, Claim]] = defaultdict(dict)
            for claim in claims:
                by_statement[told.get(claim.id, claim.id)].setdefault(claim.article_id, claim)
            own = {told[c.id] for c in evidence.claims if c.article_id == article and c.id in told}
            lacked = [found for name, found in by_statement.items() if len(found) >= self.others and name not in own]
            if not lacked:
                continue
            # Not the first by path: the same statement stands for the others whatever the files are called.
            chosen = (min(found.values(), key=lambda c: (fold(c.text), c.article_id)) for found in lacked)
            shown = sorted(chosen, key=lambda c: (c.article_id, c.ordinal))
            has = sorted({a for found in lacked for a in found})
            names = listed([variant_name(articles[a], evidence.articles) for a in has])
            count = f"{len(lacked)} statements" if len(lacked) > 1 else "a statement"
            yield Divergence(
                message=f"Lacks {count} that {names} have, as “{shown[0].text}”",
                primary=claim_place(firsts[article]),
                related=tuple(claim_place(claim) for claim in shown),
                key=("digest", *sorted(fold(claim.text) for claim in shown)),
                values=(shown[0].text, ""),
                evidence=(f"independent reports; {count} of theirs in {self.others} or more",),
                about=("digest",),
                former_key=("digest", *sorted(fold(found[min(found)].text) for found in lacked)),
            )


def _statements(alignments: Iterable[Alignment]) -> dict[str, str]:
    """By claim: one claim of all that alignments join with it, one after another."""
    one, aligned = Joined[str](), set()
    for alignment in alignments:
        if alignment.left and alignment.right:
            together = [claim.id for claim in (*alignment.left, *alignment.right)]
            aligned |= set(together)
            for claim in together[1:]:
                one.join(together[0], claim)
    return {claim: one.root(claim) for claim in sorted(aligned)}


def _texts(claims: Iterable[Claim]) -> dict[str, str]:
    """By article: its claims as one plain text, to find words in it wherever its sentences end."""
    texts: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        texts[claim.article_id].append(fold(claim.text))
    return {article: " ".join(parts) for article, parts in texts.items()}


def _weights(claim: Claim) -> tuple[str, ...]:
    """What makes the claim weigh: its numbers, quotations and names, in that order."""
    kinds = {m.kind for m in claim.mentions}
    parts = [
        ("a number", MentionKind.QUANTITY in kinds),
        ("a quotation", bool(claim.quotations)),
        ("a name", MentionKind.NAME in kinds),
        ("a date", MentionKind.DATE in kinds),
    ]
    named = [word for word, there in parts if there]
    return ("carries " + ", ".join(named),) if named else ()

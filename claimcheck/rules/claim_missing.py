"""claim-missing (C501): a claim that another variant leaves out.

What it finds
    A sentence of one variant with no counterpart in another. The message names every variant that lacks it.

Why it matters
    What an outlet leaves out, or adds, is where its telling differs most.

Example
    - The bridge was closed on Monday after a truck hit a pillar.
    - The bridge was closed on Monday after a truck hit a pillar. / Two engineers had warned of cracks in March.
    -> claim-missing: "Two engineers had warned of cracks in March."

Not reported
    Headlines; lines of fewer than ``words`` words; words that stand in another sentence of the other variant; two
    variants that share little, where everything is missing.

Options
    words: the shortest claim, in words (default 5).
    shared: share of the smaller variant's claims that must be matched for the rest to count as missing (default 0.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.places import claim_place, variant_name
from claimcheck.datamodel import Alignment, Article, Claim, ClaimRole, Divergence, Evidence, MentionKind, Rule, Severity
from claimcheck.textforms import fold, listed


@dataclass(frozen=True, slots=True)
class ClaimMissing(Rule):
    code: ClassVar[str] = "C501"
    name: ClassVar[str] = "claim-missing"
    severity: Severity = Severity.NOTE
    words: int = 5
    shared: float = 0.4

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        articles = {a.id: a for a in evidence.articles}
        pairs: dict[tuple[str, str], list[Alignment]] = defaultdict(list)
        for alignment in evidence.alignments:
            pairs[alignment.left_article, alignment.right_article].append(alignment)
        texts = _texts(evidence.claims)
        lacking: dict[str, list[Article]] = defaultdict(list)
        missing: dict[str, Claim] = {}
        for (left, right), alignments in sorted(pairs.items()):
            if articles[left].teaser or articles[right].teaser or _matched_share(alignments) < self.shared:
                continue
            for alignment in alignments:
                if alignment.left and alignment.right:
                    continue
                for claim in (*alignment.left, *alignment.right):
                    if claim.role is ClaimRole.HEADLINE or len(claim.text.split()) < self.words:
                        continue
                    other = articles[right if claim.article_id == left else left]
                    if fold(claim.text) not in texts[other.id]:
                        missing[claim.id] = claim
                        lacking[claim.id].append(other)
        for claim in missing.values():
            names = [variant_name(other, evidence.articles) for other in lacking[claim.id]]
            yield Divergence(
                message=f"No counterpart in {listed(names)}: “{claim.text}”",
                primary=claim_place(claim),
                related=(),
                key=("claim", fold(claim.text)),
                values=(claim.text, ""),
                evidence=_weights(claim),
            )


def _texts(claims: Iterable[Claim]) -> dict[str, str]:
    """By article: its claims as one plain text, to find words in it wherever its sentences end."""
    texts: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        texts[claim.article_id].append(fold(claim.text))
    return {article: " ".join(parts) for article, parts in texts.items()}


def _matched_share(alignments: list[Alignment]) -> float:
    matched = sum(bool(a.left and a.right) for a in alignments)
    lefts = sum(len(a.left) for a in alignments)
    rights = sum(len(a.right) for a in alignments)
    return matched / max(1, min(lefts, rights))


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

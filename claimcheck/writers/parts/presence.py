"""Which variants of a story have what a finding says is missing, and which lack it. Shared by the formats that people
read.

Nothing is claimed that the report itself contradicts: a variant has a statement where an alignment matches it, and any
words that stand in its text; a copy has and lacks what its original does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from claimcheck.datamodel import Claim, Finding, Place, Report
from claimcheck.textforms import fold, listed
from claimcheck.writers.parts.outline import by_time, names
from claimcheck.writers.parts.parallel import copies
from claimcheck.writers.parts.sentences import Lookup
from claimcheck.writers.parts.visible import visible


@dataclass(frozen=True, slots=True)
class Presence:
    """Of the other variants of a finding's story: who has what it is about, and who is known to lack it, by name;
    ``lacking`` are the ids of the latter. ``alone``: a whole statement that none of them has. ``whole``: the finding is
    about a statement, not a phrase."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    alone: bool = False
    whole: bool = False
    lacking: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """In words, "" where there is nothing to say beyond the finding's message and sentences."""
        if self.alone:
            return "No other article has this."
        parts = []
        if self.lacks and (self.whole or self.has or len(self.lacks) > 1):
            matched = "" if self.whole else "the same statement of "
            parts.append(f"Not in {matched}{listed(self.lacks)}")
        if self.has:
            parts.append(f"{listed(self.has)} {'has' if len(self.has) == 1 else 'have'} it")
        return "; ".join(parts) + "." if parts else ""


class Presences:
    """Answers for every finding of one report."""

    def __init__(self, report: Report, lookup: Lookup) -> None:
        self._lookup, self._names = lookup, names(report)
        self._members = {story.id: story.article_ids for story in report.stories}
        self._answered: dict[str, dict[str, bool]] = defaultdict(dict)  # by claim: the articles aligned with it
        for alignment in report.alignments:
            there = (alignment.left, alignment.right_article, alignment.right)
            back = (alignment.right, alignment.left_article, alignment.left)
            for claims, other, theirs in (there, back):
                for claim in claims:
                    self._answered[claim.id][other] = bool(theirs) or self._answered[claim.id].get(other, False)
        self._claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(report.claims, key=lambda c: c.ordinal):
            self._claims[claim.article_id].append(claim)
        self._originals: dict[tuple[str, ...], Mapping[str, str]] = {}
        self._texts: dict[str, str] = {}

    def of(self, finding: Finding) -> Presence:
        """Empty for a finding that is not about something missing, or lies in no story."""
        seen = finding.divergence
        left, right = seen.values
        members = self._members.get(finding.story_id or "", ())
        if bool(left) is bool(right) or seen.primary.article_id not in members:
            return Presence()
        words = fold(seen.primary.surface)
        if words != fold(left or right) and self._lookup.whole(seen.primary):
            # it is the primary that lacks them, and every other that is shown by its first sentence alone
            lacking = {p.article_id for p in (seen.primary, *seen.related) if fold(p.surface) not in seen.key}
            return Presence(lacking=tuple(sorted(lacking)))
        whole = self._lookup.whole(seen.primary)
        if whole:  # those related say it in the same words
            answers = self._answers(seen.primary, members)
            has = {a for a, matched in answers.items() if matched} | {p.article_id for p in seen.related}
            lacks = {a for a, matched in answers.items() if not matched}
        else:
            has = set()
            others = [p for p in seen.related if self._lookup.whole(p)]
            lacks = {p.article_id for p in others if words not in fold(p.claim_text or "")}
        has |= {a for a in members if (whole or a not in lacks) and words in self._text(a)}
        has.discard(seen.primary.article_id)
        lacks -= has
        return Presence(
            self._called(has, members), self._called(lacks, members), whole and not has, whole, tuple(sorted(lacks))
        )

    def _answers(self, place: Place, members: tuple[str, ...]) -> Mapping[str, bool]:
        """By other article that was asked: whether an alignment matches the place's claim there. A copy answers as its
        original does."""
        if members not in self._originals:
            ordered = sorted((self._lookup.articles[a] for a in members), key=by_time)
            self._originals[members] = copies([a.id for a in ordered], self._claims)
        first = {a: self._originals[members].get(a, a) for a in members}
        answered = {**self._answered.get(place.claim_id or "", {}), first[place.article_id]: True}
        return {a: answered[first[a]] for a in members if a != place.article_id and first[a] in answered}

    def _text(self, article: str) -> str:
        if article not in self._texts:
            span = self._lookup.articles[article].span
            self._texts[article] = fold(self._lookup.sources[span.path].text[span.start : span.end])
        return self._texts[article]

    def _called(self, articles: set[str], members: tuple[str, ...]) -> tuple[str, ...]:
        """Names in order of publication, with the article's id where two variants have one name."""
        used = Counter(self._names[a] for a in members)
        ordered = sorted((self._lookup.articles[a] for a in articles), key=by_time)
        files = {a.id: f" ({visible(a.id)})" if used[self._names[a.id]] > 1 else "" for a in ordered}
        return tuple(self._names[article] + file for article, file in files.items())

"""What is to correct, and where: decisions "to correct" held against the findings of a run or of a JSON report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from claimcheck.datamodel import Correction, Decision, Report
from claimcheck.decisions.coverage import Shown
from claimcheck.decisions.judging import Judgements, Recorded, Threads, lasts
from claimcheck.files.positions import place_in_file
from claimcheck.fixes import making
from claimcheck.textforms import fold


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a finding, with what is known of its article."""

    article_id: str
    outlet: str
    author: str
    title: str
    file: str
    line: int
    found: str
    sentence: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding, as far as a correction needs it."""

    identity: str
    fingerprint: str
    message: str
    spots: tuple[Spot, ...]
    former: str = ""

    @property
    def shown(self) -> Shown:
        places = tuple(dict.fromkeys((spot.article_id, spot.content) for spot in self.spots))
        return Shown("", self.identity, places, former=self.former)

    @property
    def article_ids(self) -> tuple[str, ...]:
        return tuple(sorted({spot.article_id for spot in self.spots}))


def seen_in(report: Report) -> tuple[Seen, ...]:
    """The findings of a run."""
    articles = {a.id: a for a in report.articles}
    sources = {s.path: s for s in report.sources}
    made = []
    for finding in report.findings:
        seen, spots = finding.divergence, []
        for place in (seen.primary, *seen.related):
            article = articles[place.article_id]
            at = place_in_file(sources[place.span.path], place.span.start)
            outlet, author, title = article.outlet or "", article.byline or "", article.title or ""
            text = place.claim_text or ""
            spots.append(Spot(article.id, outlet, author, title, at.file, at.line, place.surface, text, place.content))
        made.append(Seen(finding.identity, finding.fingerprint, seen.message, tuple(spots), finding.former))
    return tuple(made)


def corrections(
    findings: Iterable[Seen], recorded: Recorded, today: dt.date, *, fixed: bool = False
) -> tuple[Correction, ...]:
    """What is to correct by the decisions that stand, by outlet, author, article and place; each place once for a
    decision. What is fixed in our copy is left out unless ``fixed``."""
    judgements = Judgements(d for d in recorded.decisions if lasts(d, today))
    threads = Threads(recorded.comments)
    made: dict[tuple[Any, ...], Correction] = {}
    for seen in findings:
        decision = judgements.on(seen.shown, seen.fingerprint)
        if decision is None or decision.verdict != "error" or (decision.fixed_at is not None and not fixed):
            continue
        sides = wrong_side(decision, seen.spots)
        for spot in sides or seen.spots:
            key = (seen.identity, spot.article_id, spot.file, spot.line, spot.found)
            made.setdefault(
                key,
                Correction(
                    spot.outlet, spot.author, spot.article_id, spot.title, spot.file, spot.line, spot.found,
                    spot.sentence, seen.message, seen.fingerprint, decision,
                    threads.on(seen.shown), bool(sides),
                ),
            )  # fmt: skip
    return tuple(sorted(made.values(), key=_order))


def wrong_side(decision: Decision, spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """The places of the articles and outlets that the decision calls wrong; of an article that says both, those that
    have not the right value."""
    sides = making.wrong_side(decision, [(s.article_id, s.outlet, s.found) for s in spots])
    return tuple(spots[n] for n in sides)


def _order(entry: Correction) -> tuple[Any, ...]:
    whose = fold(entry.outlet) or entry.file
    return whose, fold(entry.author), entry.article_id, entry.file, entry.line, entry.fingerprint, entry.found

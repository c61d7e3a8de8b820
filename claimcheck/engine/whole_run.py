"""Paths in, report out: every stage, once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

from claimcheck.claims.annotate import Annotator
from claimcheck.claims.extract import claims_of, enrich
from claimcheck.comparing import contradiction
from claimcheck.comparing.compare import compare
from claimcheck.comparing.edits import article_words
from claimcheck.datamodel import (
    AliasEvidence,
    Alignment,
    Article,
    Claim,
    ClaimRole,
    Comparison,
    Encoder,
    Problem,
    Report,
    Rule,
    Slot,
    Source,
    Story,
)
from claimcheck.decisions.recent import remember
from claimcheck.decisions.settling import settled
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import SentenceEncoder, load_encoder
from claimcheck.engine.grouping import Grouped, grouped
from claimcheck.engine.judging import configured, judge, reads_probability, with_echoes
from claimcheck.engine.pages import Pages, Progress, distinct, to_compare
from claimcheck.evidence.evidence import Swap, aliases_in, substitutions_in
from claimcheck.facts.contexts import contexts_of
from claimcheck.facts.event_pairs import event_side
from claimcheck.facts.events import Told, event_slots, told_between
from claimcheck.facts.live_entries import up_to_date
from claimcheck.facts.quotes import quote_slots
from claimcheck.facts.slot_finding import Linked, find_slots, linked_between
from claimcheck.facts.slot_model import Side
from claimcheck.facts.sources import Given, SourcedFact, SourceSide, given_between, source_slots, sourced_facts
from claimcheck.files.isolation import each_alone_on_failure, isolated
from claimcheck.files.presence import contents_below
from claimcheck.fixes.making import fixes_of
from claimcheck.lexicons.files import lexicon_of
from claimcheck.matching.align import LIKELY, align
from claimcheck.reading.files import Reading, read_paths
from claimcheck.reading.segment import segment
from claimcheck.rules import RULES
from claimcheck.stories.echoes import apart, blocks, echoes, likely_among, sketches_of
from claimcheck.stories.outlines import outline
from claimcheck.textforms import fold, listed
from claimcheck.values.names.strays import asides

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from claimcheck.settings.loading import Settings

_TOGETHER = 250  # articles of several stories whose texts are encoded at once


def run(
    paths: Sequence[str],
    settings: Settings,
    progress: Progress | None = None,
    root: Path | None = None,
    *,
    decided: bool = True,
    one_story: bool = False,
    fetch: bool = False,
    pasted: bytes | None = None,
) -> Report:
    """Read, match, compare and judge, all articles as one story with ``one_story``; addresses among ``paths`` are read
    with ``fetch`` alone; ``pasted`` stands for what is on standard input; with ``root``, the folder of the
    settings' file, paths are shown from there and the decisions kept there are applied, unless ``decided`` is false.
    Raises ClaimcheckError for what stops the whole run; what concerns one file is a Problem in the report."""
    cache = settings.cache_folder
    encoder = encoder_of(settings)
    annotator = Annotator(cache / "annotations.sqlite" if cache else None)
    pages = read(paths, settings, annotator, progress, root, fetch=fetch, pasted=pasted)
    pages, vectors = embed(pages, settings, progress, encoder)
    outlines = [outline(a, pages.claims[a.id]) for a in pages.articles]
    groups = grouped(outlines, settings, root, one_story=one_story)
    stories = groups.stories
    alignments, comparisons = match(pages, stories, vectors, settings.matching.claim_threshold, progress)
    comparisons = weigh(comparisons, settings, progress, encoder)
    slots = fill_slots(pages, stories, vectors, alignments, settings, progress, encoder).slots
    report = judge(pages, stories, alignments, comparisons, slots, settings, root)
    told = blocks([sketches_of(a.id, pages.claims[a.id]) for a in pages.articles])
    story_of = {a: s.id for s in stories for a in s.article_ids}
    pairs = echoes(apart(likely_among(told), story_of), pages.claims.__getitem__, vectors.__getitem__)
    counts = {swap: len(seen) for swap, seen in substitutions_in(comparisons)[1].items()}
    aliases = aliases_in(c for a in pages.articles for c in pages.claims[a.id])
    report = concluded(report, pages, groups, pairs, counts, aliases, settings, root)
    return decide(report, settings, root) if decided and root is not None else report


def concluded(
    report: Report,
    pages: Pages,
    groups: Grouped,
    pairs: Mapping[tuple[str, str], Sequence[tuple[int, int, float]]],
    counts: Mapping[Swap, int],
    aliases: Sequence[AliasEvidence],
    settings: Settings,
    root: Path | None,
) -> Report:
    """A report on all stories with what is said of them together: echoes between them (``pairs``), given the witnesses
    of every swap and what the pages say of aliases; the articles in none, and what editors decided of stories."""
    story_of = {a: s.id for s in groups.stories for a in s.article_ids}
    report = with_echoes(
        report,
        pages,
        pairs,
        story_of,
        lambda swaps: {swap: counts.get(swap, 0) for swap in swaps},
        lambda _: aliases,
        settings,
        root,
    )
    report = replace(
        report,
        problems=(*report.problems, *groups.problems),
        alone=groups.alone(),
        story_decisions=groups.decisions,
    )
    return with_ours(report, settings.our_copy)


def encoder_of(settings: Settings) -> SentenceEncoder:
    """The encoder that the settings name, which loads nothing yet: one for a run, since each loads its model once."""
    return load_encoder(settings.model, workers=settings.jobs, device=settings.device, cache=settings.models_folder)


def with_ours(report: Report, named: str, *, needed: bool = True) -> Report:
    """The report with the articles that ``named``, a path or an outlet, calls the reader's own; where there is none
    such, a problem if one is ``needed``."""
    if not named:
        return report
    shown = PurePath(named).as_posix()
    ours = [
        a.id
        for a in report.articles
        if shown in (a.span.path, a.id) or a.span.path.endswith(f"/{shown}") or fold(named) == fold(a.outlet or "")
    ]
    if ours or not needed:
        return replace(report, ours=tuple(sorted(ours)))
    outlets = sorted({a.outlet for a in report.articles if a.outlet})
    advice = f"Name a file as the report shows it{f', or an outlet: {listed(outlets)}' if outlets else ''}."
    return replace(report, problems=(*report.problems, Problem(named, f"No article here is ours: {named}.", advice)))


def decide(
    report: Report,
    settings: Settings,
    root: Path,
    *,
    sources: Sequence[Source] | None = None,
    articles: Sequence[Article] | None = None,
) -> Report:
    """The report with what people decided and what could be changed for it, and its findings kept at hand for
    ``claimcheck accept``. ``sources`` and ``articles`` are what was examined, where the report holds more."""
    on = [rule.name for rule, _ in configured(settings)]
    rules: dict[str, Rule] = {rule.name: rule for rule in RULES}
    today = dt.date.today()
    report = settled(report, root, today=today, on=on, rules=rules, sources=sources, articles=articles)
    remember(report.findings, settings.cache_folder)
    return replace(report, fixes=fixes_of(report, contents_below(root), lexicon_of(settings.lexicons)))


def read(
    paths: Sequence[str],
    settings: Settings,
    annotator: Annotator,
    progress: Progress | None,
    base: Path | None = None,
    *,
    fetch: bool = False,
    pasted: bytes | None = None,
) -> Pages:
    """Paths -> pages with articles and enriched claims; paths are shown from ``base``, or the working directory."""
    sources, problems = read_paths(paths, reading_of(settings), base=base, fetch=fetch, pasted=pasted)
    return pages_of(sources, problems, settings, annotator, progress)


def reading_of(settings: Settings) -> Reading:
    """The settings as the reader takes them."""
    told = settings.reading
    fields_ = {ours: theirs for ours, theirs in told.fields.model_dump().items() if theirs is not None}
    return Reading(told.extensions, told.max_bytes, fields_, told.path_patterns)


def pages_of(
    sources: Sequence[Source],
    problems: Sequence[Problem],
    settings: Settings,
    annotator: Annotator,
    progress: Progress | None,
) -> Pages:
    """Sources -> pages; a source without a claim is one more problem, and so is one over which a stage fails."""
    articles: list[Article] = []
    plain: list[tuple[Article, Source, tuple[Claim, ...]]] = []
    more: list[Problem] = []
    for source in sources:
        kept = None
        with isolated(source.path, more):
            found = [
                (replace(article, asides=asides(article, source.text)), claims_of(article, source))
                for article in segment(source)
            ]
            kept = [(a, claims) for a, claims in found if any(c.role is not ClaimRole.HEADLINE for c in claims)]
        if kept == []:
            more.append(
                Problem(
                    source.path,
                    f"{source.path} holds no article text: no sentence of an article was found.",
                    "Check that the file holds article text, or leave it out.",
                )
            )
        plain += [(article, source, claims) for article, claims in kept or ()]
    report = _stage(progress, "reading sentences")
    texts = [(source.path, [claim.text for claim in claims]) for _, source, claims in plain]
    tokens = each_alone_on_failure(lambda some: annotator.annotate(some, report), texts, more)
    by_article = {}
    for (article, source, claims), own in zip(plain, tokens, strict=True):
        if own is not None:
            with isolated(source.path, more):
                by_article[article.id] = up_to_date(enrich(article, claims, own, source))
                articles.append(article)
    named = tuple(replace(p, fatal=p.always or (_is_fatal(settings) and not p.notice)) for p in (*problems, *more))
    return Pages(tuple(sources), tuple(articles), by_article, named)


def _is_fatal(settings: Settings) -> bool:
    return settings.reading.on_problem == "fail"


def embed(
    pages: Pages, settings: Settings, progress: Progress | None, encoder: Encoder | None = None
) -> tuple[Pages, dict[str, np.ndarray]]:
    """The pages, and unit vectors by article, a row for every claim; an article whose claims cannot be encoded leaves
    the pages as a problem. ``encoder`` is the settings' own if None."""
    encoder = CachedEncoder(
        encoder or encoder_of(settings), settings.cache_folder, progress=_stage(progress, "embedding claims")
    )
    more: list[Problem] = []
    texts = [(a.span.path, [claim.text for claim in pages.claims[a.id]]) for a in pages.articles]
    rows = each_alone_on_failure(encoder.encode, texts, more)
    vectors = {a.id: own for a, own in zip(pages.articles, rows, strict=True) if own is not None}
    if more:
        articles = tuple(a for a in pages.articles if a.id in vectors)
        named = tuple(replace(problem, fatal=_is_fatal(settings)) for problem in more)
        claims = {a.id: pages.claims[a.id] for a in articles}
        pages = replace(pages, articles=articles, claims=claims, problems=(*pages.problems, *named))
    return pages, vectors


def match(
    pages: Pages,
    stories: Sequence[Story],
    vectors: Mapping[str, np.ndarray],
    threshold: float | None = None,
    progress: Progress | None = None,
    pairs: Iterable[tuple[str, str]] | None = None,
) -> tuple[tuple[Alignment, ...], tuple[Comparison, ...]]:
    """Align the variants of a story that are compared (``to_compare``), or some ``pairs`` of them, and compare word by
    word what is likely to say the same; word-for-word copies of an article count once."""
    articles = {a.id: a for a in pages.articles}
    alignments: list[Alignment] = []
    if pairs is None:
        pairs = [pair for story in stories for pair in to_compare(story, articles, pages.claims)]
    jobs = list(pairs)
    report = _stage(progress, "comparing variants")
    for done, (left, right) in enumerate(jobs, start=1):
        sides = (pages.claims[left], pages.claims[right], vectors[left], vectors[right], left, right)
        alignments += align(*sides) if threshold is None else align(*sides, threshold=threshold)
        if report is not None:
            report(done, len(jobs))
    return tuple(alignments), compared(pages, stories, alignments)


def compared(pages: Pages, stories: Sequence[Story], alignments: Sequence[Alignment]) -> tuple[Comparison, ...]:
    """The word-by-word comparison of every alignment that is likely to say the same, whoever made it."""
    articles = {a.id: a for a in pages.articles}
    story_of = {i: story.id for story in stories for i in story.article_ids}
    alike = [a for a in alignments if a.left and a.right and a.score >= LIKELY]
    words = {i: article_words(pages.claims[i]) for i in {i for a in alike for i in (a.left_article, a.right_article)}}
    return tuple(
        compare(
            a,
            story_of[a.left_article],
            articles[a.left_article],
            articles[a.right_article],
            words[a.left_article],
            words[a.right_article],
        )
        for a in alike
    )


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What two articles tell of one fact each, whatever story they are in: figures and dates; events; and sources, of
    the one whose id comes first in the other, and the other way round."""

    linked: Linked
    told: Told
    given: tuple[Given, Given]


@dataclass(frozen=True, slots=True)
class Filled:
    """The slots of stories, by their ids, and what was found anew between two articles, by their ids."""

    slots: dict[str, tuple[Slot, ...]]
    facts: dict[tuple[str, str], PairFacts]


def fill_slots(
    pages: Pages,
    stories: Sequence[Story],
    vectors: Mapping[str, np.ndarray],
    alignments: Sequence[Alignment],
    settings: Settings,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
    known: Mapping[tuple[str, str], PairFacts] = MappingProxyType({}),
) -> Filled:
    """The slots of every story; word-for-word copies of an article fill them once. What two articles tell of one fact
    is found for the pairs of which it is not ``known``. ``encoder`` is the settings' own if None."""
    encoder = CachedEncoder(
        encoder or encoder_of(settings), settings.cache_folder, progress=_stage(progress, "reading figures")
    )
    articles = {a.id: a for a in pages.articles}
    matched = {(a.id, b.id): one.score for one in alignments for a in one.left for b in one.right}
    found = Filled({}, {})
    for lot in _lots(stories):
        whose = {story.id: distinct(story, articles, pages.claims) for story in lot}
        every = [article for own in whose.values() for article in own]
        contexts = {article: contexts_of(pages.claims[article]) for article in every}
        facts = {article: sourced_facts(pages.claims[article]) for article in every}
        encode = _at_once(
            [
                *(c.window for own in contexts.values() for c in own),
                *(text for own in facts.values() for f in own for text in (f.said, f.source)),
            ],
            encoder,
        )
        for story in lot:
            sides, sourced = {}, {}
            for article in whose[story.id]:
                claims = pages.claims[article]
                row = {claim.id: n for n, claim in enumerate(claims)}
                own = contexts[article]
                sides[article] = Side(
                    own, encode([c.window for c in own]), vectors[article][[row[c.claim.id] for c in own]]
                )
                sourced[article] = source_side(claims, facts[article], vectors[article], encode)
            pairs = to_compare(story, articles, pages.claims)
            events = {article: event_side(side.claims, side.vectors) for article, side in sourced.items()}
            between: dict[tuple[str, str], PairFacts] = {}
            for pair in pairs:
                a, b = sorted(pair)
                if pair not in known:
                    found.facts[pair] = PairFacts(
                        linked_between(sides[a], sides[b], matched),
                        told_between(events[a], events[b], matched),
                        (given_between(sourced[a], sourced[b]), given_between(sourced[b], sourced[a])),
                    )
                between[a, b] = known.get(pair) or found.facts[pair]
            given = {(a, b): own.given[0] for (a, b), own in between.items()}
            given |= {(b, a): own.given[1] for (a, b), own in between.items()}
            found.slots[story.id] = (
                *find_slots(sides, {pair: own.linked for pair, own in between.items()}),
                *source_slots(sourced, given),
                *quote_slots({article: side.claims for article, side in sourced.items()}, pairs),
                *event_slots(events, {pair: own.told for pair, own in between.items()}),
            )
    return found


def _lots(stories: Sequence[Story]) -> Iterator[list[Story]]:
    """Stories, as many at a time as have texts to fill batches with and not the memory."""
    lot: list[Story] = []
    for story in stories:
        lot.append(story)
        if sum(len(one.article_ids) for one in lot) >= _TOGETHER:
            yield lot
            lot = []
    if lot:
        yield lot


def source_side(
    claims: Sequence[Claim],
    facts: tuple[SourcedFact, ...],
    vectors: np.ndarray,
    encode: Callable[[Sequence[str]], np.ndarray],
) -> SourceSide:
    """An article's sourced facts with their vectors; ``vectors`` are those of its claims."""
    return SourceSide(tuple(claims), facts, vectors, encode([f.said for f in facts]), encode([f.source for f in facts]))


def _at_once(texts: Sequence[str], encoder: Encoder) -> Callable[[Sequence[str]], np.ndarray]:
    """What gives the vectors of any of these texts, encoded together: few texts at a time fill no batch."""
    import numpy as np

    place = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    rows = encoder.encode(list(place))
    return lambda some: rows[np.array([place[text] for text in some], dtype=np.intp)]


def weigh(
    comparisons: tuple[Comparison, ...],
    settings: Settings,
    progress: Progress | None,
    encoder: Encoder | None = None,
) -> tuple[Comparison, ...]:
    """The comparisons with their probability of contradiction, where a rule reads it and the model was trained on this
    encoder."""
    if not reads_probability(settings):
        return comparisons
    encoder = CachedEncoder(
        encoder or encoder_of(settings), settings.cache_folder, progress=_stage(progress, "weighing words")
    )
    changed = [c for c in comparisons if c.edits]
    if not changed or not contradiction.trained_on(encoder.digest):
        return comparisons
    phrases = [contradiction.changed_phrases(c) for c in changed]
    sides = []
    for n in (0, 1):
        rows = encoder.encode([p[n] for p in phrases])
        rows[[k for k, p in enumerate(phrases) if not p[n]]] = 0.0
        sides.append(rows)
    weighed = dict(zip(map(id, changed), contradiction.probabilities(changed, *sides), strict=True))
    return tuple(replace(c, contradiction=weighed[id(c)]) if id(c) in weighed else c for c in comparisons)


def _stage(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    """Progress of one stage, quiet for the first second of it."""
    if progress is None:
        return None
    begun = time.monotonic()

    def report(done: int, total: int) -> None:
        if time.monotonic() - begun > 1.0:
            progress(stage, done, total)

    return report

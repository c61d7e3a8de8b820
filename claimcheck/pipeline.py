"""The only file that wires stages: paths in, report out."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from claimcheck.claims.annotate import Annotator
from claimcheck.claims.extract import claims_of, enrich
from claimcheck.comparing import contradiction
from claimcheck.comparing.compare import compare
from claimcheck.comparing.edits import ArticleWords, article_words
from claimcheck.datamodel import (
    AliasEvidence,
    Alignment,
    Article,
    Claim,
    ClaimRole,
    ClaimRule,
    Comparison,
    CorpusRule,
    Divergence,
    Encoder,
    Evidence,
    Finding,
    NameUse,
    Problem,
    Report,
    Rule,
    Severity,
    Source,
    Story,
    Substitution,
)
from claimcheck.decisions.recent import remember
from claimcheck.decisions.settling import settled
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.evidence.evidence import (
    Swap,
    alias_pairs,
    aliases_in,
    ledger_of,
    statements_by_pair,
    substitutions_in,
)
from claimcheck.facts.table import fact_table
from claimcheck.lexicons.files import lexicon_of
from claimcheck.matching.align import align
from claimcheck.reading.files import Reading, read_paths
from claimcheck.reading.segment import segment
from claimcheck.rules import RULES
from claimcheck.settings.by_path import PathSettings
from claimcheck.stories.echoes import echo_alignments, echoes, rows_of
from claimcheck.stories.group import THRESHOLD, group
from claimcheck.textforms import fold
from claimcheck.triage import merged, ordered, to_findings

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from claimcheck.settings.loading import Settings

Progress = Callable[[str, int, int], None]
AnyRule = ClaimRule | CorpusRule
# Well matched claims, and their share of the shorter article, that make two articles asked for alone a story.
_ASKED_SCORE, _ASKED_CLAIMS, _ASKED_SHARE = 0.8, 2, 0.15


@dataclass(frozen=True, slots=True)
class Pages:
    """What was read: sources, their articles and enriched claims, and what could not be read."""

    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    claims: Mapping[str, tuple[Claim, ...]]  # by article id
    problems: tuple[Problem, ...]


def run(
    paths: Sequence[str],
    settings: Settings,
    progress: Progress | None = None,
    root: Path | None = None,
    *,
    decided: bool = True,
) -> Report:
    """Read, match, compare and judge; with ``root``, the folder of the settings' file, paths are shown from there and
    the decisions kept there are applied, unless ``decided`` is false. Raises ClaimcheckError for what stops the whole
    run; what concerns one file is a Problem in the report."""
    cache = settings.cache_folder
    annotator = Annotator(cache / "annotations.sqlite" if cache else None)
    pages = read(paths, settings, annotator, progress, root)
    vectors = embed(pages, settings, progress)
    chosen = settings.matching.story_threshold
    stories = group(pages.articles, pages.claims, vectors, threshold=THRESHOLD if chosen is None else chosen)
    stories = stories or asked_for(pages, vectors)
    alignments, comparisons = match(pages, stories, vectors, settings.matching.claim_threshold, progress)
    comparisons = weigh(comparisons, settings, progress)
    report = judge(pages, stories, alignments, comparisons, settings, root)
    rows = [rows_of(a.id, pages.claims[a.id], vectors[a.id]) for a in pages.articles]
    story_of = {a: s.id for s in stories for a in s.article_ids}
    _, witnesses = substitutions_in(comparisons)
    aliases = aliases_in(c for a in pages.articles for c in pages.claims[a.id])
    report = with_echoes(
        report,
        pages,
        echoes(rows, rows, story_of),
        story_of,
        lambda swaps: {swap: len(witnesses.get(swap, ())) for swap in swaps},
        aliases,
        settings,
        root,
    )
    return decide(report, settings, root) if decided and root is not None else report


def decide(
    report: Report,
    settings: Settings,
    root: Path,
    *,
    sources: Sequence[Source] | None = None,
    articles: Sequence[Article] | None = None,
) -> Report:
    """The report with what people decided, and its findings kept at hand for ``claimcheck accept``. ``sources`` and
    ``articles`` are what was examined, where the report holds more."""
    on = [rule.name for rule, _ in configured(settings)]
    rules: dict[str, Rule] = {rule.name: rule for rule in RULES}
    today = dt.date.today()
    report = settled(report, root, today=today, on=on, rules=rules, sources=sources, articles=articles)
    remember(report.findings, settings.cache_folder)
    return report


def read(
    paths: Sequence[str],
    settings: Settings,
    annotator: Annotator,
    progress: Progress | None,
    base: Path | None = None,
) -> Pages:
    """Paths -> pages with articles and enriched claims; paths are shown from ``base``, or the working directory."""
    sources, problems = read_paths(paths, reading_of(settings), base=base)
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
    """Sources -> pages; a source without a claim is one more problem."""
    articles: list[Article] = []
    plain: list[tuple[Article, Source, tuple[Claim, ...]]] = []
    silent: list[Problem] = []
    for source in sources:
        found = [(article, claims_of(article, source)) for article in segment(source)]
        kept = [(article, claims) for article, claims in found if any(c.role is not ClaimRole.HEADLINE for c in claims)]
        if not kept:
            silent.append(
                Problem(
                    source.path,
                    f"{source.path} holds no claim: no sentence of an article was found.",
                    "Check that the file holds article text, or leave it out.",
                )
            )
        plain += [(article, source, claims) for article, claims in kept]
    texts = [claim.text for _, _, claims in plain for claim in claims]
    tokens = iter(annotator.annotate(texts, _stage(progress, "reading sentences")))
    by_article = {}
    for article, source, claims in plain:
        articles.append(article)
        by_article[article.id] = enrich(article, claims, [next(tokens) for _ in claims], source)
    fatal = settings.reading.on_problem == "fail"
    named = tuple(replace(problem, fatal=fatal) for problem in (*problems, *silent))
    return Pages(tuple(sources), tuple(articles), by_article, named)


def embed(
    pages: Pages, settings: Settings, progress: Progress | None, encoder: Encoder | None = None
) -> dict[str, np.ndarray]:
    """Unit vectors by article, a row for every claim; ``encoder`` is the settings' own if None."""
    encoder = CachedEncoder(
        encoder or load_encoder(settings.model), settings.cache_folder, progress=_stage(progress, "embedding claims")
    )
    texts = [claim.text for article in pages.articles for claim in pages.claims[article.id]]
    rows = encoder.encode(texts)
    vectors = {}
    start = 0
    for article in pages.articles:
        end = start + len(pages.claims[article.id])
        vectors[article.id] = rows[start:end]
        start = end
    return vectors


def match(
    pages: Pages,
    stories: Sequence[Story],
    vectors: Mapping[str, np.ndarray],
    threshold: float | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Alignment, ...], tuple[Comparison, ...]]:
    """Align and compare every two variants of a story; word-for-word copies of an article count once."""
    articles = {a.id: a for a in pages.articles}
    words = {i: article_words(pages.claims[i]) for story in stories for i in story.article_ids}
    alignments: list[Alignment] = []
    comparisons: list[Comparison] = []
    jobs = [
        (story, left, right)
        for story in stories
        for left, right in itertools.combinations(distinct(story, articles, pages.claims), 2)
    ]
    report = _stage(progress, "comparing variants")
    for done, (story, left, right) in enumerate(jobs, start=1):
        sides = (pages.claims[left], pages.claims[right], vectors[left], vectors[right], left, right)
        found = align(*sides) if threshold is None else align(*sides, threshold=threshold)
        alignments += found
        comparisons += [
            compare(a, story.id, articles[left], articles[right], words[left], words[right])
            for a in found
            if a.left and a.right
        ]
        if report is not None:
            report(done, len(jobs))
    return tuple(alignments), tuple(comparisons)


def asked_for(pages: Pages, vectors: Mapping[str, np.ndarray]) -> tuple[Story, ...]:
    """Two articles given alone are compared where a few of their claims match: whoever names two asks for just that."""
    pair = [a.id for a in pages.articles if not a.teaser]
    if len(pair) != 2:
        return ()
    left, right = pair
    found = align(pages.claims[left], pages.claims[right], vectors[left], vectors[right], left, right)
    matched = (a for a in found if a.left and a.right and a.left[0].role is not ClaimRole.HEADLINE)
    bodies = [a for a in matched if a.score >= _ASKED_SCORE]
    smaller = min(len(pages.claims[i]) for i in pair)
    if len(bodies) < min(_ASKED_CLAIMS, smaller) or len(bodies) < _ASKED_SHARE * smaller:
        return ()
    articles = {a.id: a for a in pages.articles}
    ids = tuple(sorted(pair))
    story = Story(f"story:{ids[0]}", ids, ids[0], min(a.score for a in bodies))
    return (replace(story, reference_id=by_time(story, articles)[0]),)


def weigh(
    comparisons: tuple[Comparison, ...],
    settings: Settings,
    progress: Progress | None,
    encoder: Encoder | None = None,
) -> tuple[Comparison, ...]:
    """The comparisons with their probability of contradiction, where the model was trained on this encoder."""
    encoder = CachedEncoder(
        encoder or load_encoder(settings.model), settings.cache_folder, progress=_stage(progress, "weighing words")
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


def by_time(story: Story, articles: Mapping[str, Article]) -> list[str]:
    """A story's articles in order of publication, the undated last, then by place."""
    return sorted(
        story.article_ids,
        key=lambda i: (articles[i].published is None, str(articles[i].published or ""), articles[i].span),
    )


def distinct(story: Story, articles: Mapping[str, Article], claims: Mapping[str, tuple[Claim, ...]]) -> list[str]:
    """One article for every text: copies that differ in nothing but dress stand behind the first."""
    first: dict[tuple[str, ...], str] = {}
    for article in by_time(story, articles):
        first.setdefault(tuple(fold(c.text) for c in claims[article]), article)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class Telling:
    """A story, or an article that is in none, with all that its rules see except the rest of the corpus."""

    story: Story | None
    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]
    alignments: tuple[Alignment, ...]
    comparisons: tuple[Comparison, ...]
    substitutions: tuple[Substitution, ...]
    witnesses: Mapping[Swap, frozenset[str]]
    aliases: tuple[AliasEvidence, ...]
    ledger: tuple[NameUse, ...]


def tellings(
    articles: Sequence[Article],
    claims: Mapping[str, Sequence[Claim]],
    stories: Sequence[Story],
    alignments: Sequence[Alignment],
    comparisons: Sequence[Comparison],
) -> tuple[Telling, ...]:
    """Every story in the order given, then every article that is in none."""
    by_id = {a.id: a for a in articles}
    alone = sorted(set(by_id) - {a for s in stories for a in s.article_ids})
    groups: list[tuple[Story | None, tuple[str, ...]]] = [(story, story.article_ids) for story in stories]
    groups += [(None, (a,)) for a in alone]
    home = {a: n for n, (_, members) in enumerate(groups) for a in members}
    aligned: list[list[Alignment]] = [[] for _ in groups]
    compared: list[list[Comparison]] = [[] for _ in groups]
    for alignment in alignments:
        aligned[home[alignment.left_article]].append(alignment)
    for comparison in comparisons:
        compared[home[comparison.left_article.id]].append(comparison)
    found = []
    for n, (story, members) in enumerate(groups):
        own = tuple(c for a in members for c in claims[a])
        swaps, witnesses = substitutions_in(compared[n])
        found.append(
            Telling(
                story,
                tuple(by_id[a] for a in members),
                own,
                tuple(aligned[n]),
                tuple(compared[n]),
                swaps,
                witnesses,
                aliases_in(own),
                ledger_of(own),
            )
        )
    return tuple(found)


def judge(
    pages: Pages,
    stories: tuple[Story, ...],
    alignments: tuple[Alignment, ...],
    comparisons: tuple[Comparison, ...],
    settings: Settings,
    base: Path | None = None,
) -> Report:
    """Rules over comparisons and evidence, triaged."""
    told = tellings(pages.articles, pages.claims, stories, alignments, comparisons)
    everywhere: dict[Swap, set[str]] = defaultdict(set)
    for telling in told:
        for swap, seen in telling.witnesses.items():
            everywhere[swap] |= seen
    counts = {swap: len(seen) for swap, seen in everywhere.items()}
    statements = tuple(s for telling in told for s in telling.aliases)
    ledger = tuple(use for telling in told for use in telling.ledger)
    story_of = {a: s.id for s in stories for a in s.article_ids}
    return judged(pages, told, counts, statements, ledger, story_of, settings, base)


def with_echoes(
    report: Report,
    pages: Pages,
    pairs: Mapping[tuple[str, str], Sequence[tuple[int, int, float]]],
    story_of: Mapping[str, str],
    counted: Callable[[Iterable[Swap]], Mapping[Swap, int]],
    statements: Iterable[AliasEvidence],
    settings: Settings,
    base: Path | None = None,
) -> Report:
    """The report with what the rules find between claims that two stories share (``matching.echoes``).

    Only what weighs a warning or more: that a later report leaves out a detail says nothing. Where the articles are
    more than a day apart, only of rules that are ``lasting``: a toll may rise, what was said stays said. ``counted``
    gives the witnesses of swaps over the whole corpus.
    """
    articles = {a.id: a for a in pages.articles}
    words: dict[str, ArticleWords] = {}
    groups: dict[tuple[str, ...], list[Comparison]] = defaultdict(list)
    for (left, right), matches in pairs.items():
        found = echo_alignments(articles[left], articles[right], pages.claims[left], pages.claims[right], matches)
        for side in (left, right) if found else ():
            if side not in words:
                words[side] = article_words(pages.claims[side])
        homes = tuple(sorted((story_of.get(left, left), story_of.get(right, right))))
        groups[homes] += [compare(a, "", articles[left], articles[right], words[left], words[right]) for a in found]
    by_path, by_pair = PathSettings(settings, base), statements_by_pair(statements)
    findings = list(report.findings)
    for _, group_ in sorted(groups.items()):
        for lasting in (False, True):
            comparisons = [c for c in group_ if (_days_apart(c.left_article, c.right_article) > 1) is lasting]
            if not comparisons:
                continue
            telling = Telling(None, (), (), (), tuple(comparisons), *substitutions_in(comparisons), (), ())
            counts = counted(telling.witnesses)
            found_here: Found = defaultdict(list)
            for variant in by_path.variants(
                a.span.path for c in comparisons for a in (c.left_article, c.right_article)
            ):
                rules = [r for r in configured(variant) if getattr(r[0], "across_stories", True)]
                rules = [r for r in rules if not lasting or getattr(r[0], "lasting", False)]
                _gather(found_here, judge_telling(telling, counts, by_pair, rules), by_path, variant)
            findings += [f for f in findings_of(found_here, by_path) if f.severity is not Severity.NOTE]
    known = {f.fingerprint: f for f in reversed(findings)}
    return replace(report, findings=ordered(list(known.values())))


def _days_apart(left: Article, right: Article) -> int:
    """Days between two articles; 0 where one has no date."""
    return abs((left.published - right.published).days) if left.published and right.published else 0


def judged(
    pages: Pages,
    told: Sequence[Telling],
    counts: Mapping[Swap, int],
    statements: Iterable[AliasEvidence],
    ledger: Sequence[NameUse],
    story_of: Mapping[str, str],
    settings: Settings,
    base: Path | None = None,
) -> Report:
    """The report on some tellings. Of the corpus, ``counts`` holds the witnesses of every swap, ``statements`` what
    pages say of aliases, ``ledger`` the names to compare across stories, ``story_of`` the story of every article in
    one. ``base`` is the folder from which the paths of sources count, the working directory if None."""
    by_path = PathSettings(settings, base)
    found: Found = defaultdict(list)
    by_pair = statements_by_pair(statements)
    for telling in told:
        for variant in by_path.variants(article.span.path for article in telling.articles):
            own = judge_telling(telling, counts, by_pair, configured(variant))
            _gather(found, own, by_path, variant)
    for variant in by_path.variants(place.span.path for use in ledger for place in use.places):
        _gather(found, judge_names(ledger, story_of, configured(variant)), by_path, variant)
    articles = {a.id: a for a in pages.articles}
    tables = []
    for telling in told:
        if telling.story is not None:
            columns = distinct(telling.story, articles, pages.claims)
            tables.append(fact_table(telling.story, articles, telling.comparisons, columns))
    return Report(
        pages.sources,
        pages.articles,
        tuple(claim for article in pages.articles for claim in pages.claims[article.id]),
        tuple(telling.story for telling in told if telling.story is not None),
        tuple(alignment for telling in told for alignment in telling.alignments),
        tuple(comparison for telling in told for comparison in telling.comparisons),
        tuple(tables),
        findings_of(found, by_path),
        pages.problems,
    )


Found = dict[str, list[tuple[str | None, Divergence]]]  # by rule, each with its story
Statements = Mapping[frozenset[str], Sequence[AliasEvidence]]


def judge_telling(
    telling: Telling, counts: Mapping[Swap, int], statements: Statements, rules: Sequence[tuple[AnyRule, Severity]]
) -> Found:
    """What the rules find in one story. ``counts`` are the witnesses of a swap over the whole corpus, ``statements``
    the corpus's words on aliases, by ``alias_pairs``."""
    swaps = tuple(replace(s, everywhere=max(s.claims, counts.get((s.kind, *s.keys), 0))) for s in telling.substitutions)
    pairs = {pair for swap in swaps for pair in alias_pairs(swap.left, swap.right)}
    relevant = {statement for pair in pairs for statement in statements.get(pair, ())}
    evidence = Evidence(
        telling.articles,
        (telling.story,) if telling.story is not None else (),
        telling.claims,
        telling.alignments,
        telling.comparisons,
        swaps,
        tuple(sorted(relevant, key=lambda a: (a.place.span, a.first, a.second))),
        telling.ledger,
    )
    story = telling.story.id if telling.story is not None else None
    found: Found = {}
    for rule, _ in rules:
        own: list[Divergence] = []
        if (check := getattr(rule, "check", None)) is not None:
            own += [d for comparison in telling.comparisons for d in check(comparison)]
        # where there is no whole article, as between stories, only what is swapped counts
        whole = bool(telling.articles) or getattr(rule, "from_swaps", False)
        if whole and (check_corpus := getattr(rule, "check_corpus", None)) is not None:
            own += check_corpus(evidence)
        if own:
            found[rule.name] = [(story, d) for d in own]
    return found


def judge_names(
    ledger: Sequence[NameUse], story_of: Mapping[str, str], rules: Sequence[tuple[AnyRule, Severity]]
) -> Found:
    """What the rules find between the names of different stories."""
    found: Found = {}
    ledger = sorted(ledger, key=lambda use: (use.article_id, fold(use.surface)))
    for rule, _ in rules:
        if (check_ledger := getattr(rule, "check_ledger", None)) is not None:
            found[rule.name] = [(None, d) for d in check_ledger(ledger, story_of)]
    return found


def _gather(found: Found, more: Found, by_path: PathSettings, variant: Settings) -> None:
    """Of what was found under one variant of the settings, keep what it holds for."""
    for name, divergences in more.items():
        found[name] += [(story, d) for story, d in divergences if by_path.for_paths(_paths(d)) is variant]


def _paths(divergence: Divergence) -> set[str]:
    return {place.span.path for place in (divergence.primary, *divergence.related)}


def findings_of(found: Found, by_path: PathSettings) -> tuple[Finding, ...]:
    """Triaged, in the order of reports; each at the level that holds where it shows."""
    findings: list[Finding] = []
    levels: dict[int, dict[str, tuple[AnyRule, Severity]]] = {}
    own_level = {rule.name: rule.severity for rule in RULES}
    for name, divergences in found.items():
        for story, divergence in merged(divergences, own_level[name]):
            settings = by_path.for_paths(_paths(divergence))
            if id(settings) not in levels:
                levels[id(settings)] = {rule.name: (rule, level) for rule, level in configured(settings)}
            sure = divergence.confidence is None or divergence.confidence >= settings.min_confidence
            if sure and name in levels[id(settings)]:  # merging may have taken it to where the rule is off
                findings += to_findings(*levels[id(settings)][name], [(story, divergence)])
    return ordered(findings)


def configured(settings: Settings) -> list[tuple[AnyRule, Severity]]:
    """The rules that are on, with their options and levels, and the house lexicon where they ask for it."""
    lexicon = lexicon_of(settings.lexicons)
    chosen = []
    for rule in RULES:
        own = settings.rules.get(rule.name)
        names = {rule.name, rule.code}
        if settings.select and not names & set(settings.select) or names & set(settings.ignore):
            continue
        level = own.severity if own is not None and own.severity is not None else rule.severity.value
        if level == "off":
            continue
        options = dict(own.options) if own is not None else {}
        known = {f.name for f in fields(rule)} - {"severity"}  # type: ignore[arg-type]
        if "lexicon" in known:
            options["lexicon"] = lexicon
        chosen.append((replace(rule, **{k: v for k, v in options.items() if k in known}), Severity(level)))  # type: ignore[type-var]
    return chosen


def _stage(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    """Progress of one stage, quiet for the first second of it."""
    if progress is None:
        return None
    begun = time.monotonic()

    def report(done: int, total: int) -> None:
        if time.monotonic() - begun > 1.0:
            progress(stage, done, total)

    return report

"""Rules over comparisons and evidence -> findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from claimcheck.comparing.compare import compare
from claimcheck.comparing.edits import ArticleWords, article_words
from claimcheck.datamodel import (
    AliasEvidence,
    Alignment,
    Article,
    Claim,
    Comparison,
    Divergence,
    Evidence,
    FactTable,
    Finding,
    NameUse,
    Referent,
    RelatedArticles,
    Report,
    Rule,
    Severity,
    Slot,
    Story,
    Substitution,
)
from claimcheck.engine.pages import Pages, distinct
from claimcheck.engine.triage import arbitrated, merged, ordered, to_findings
from claimcheck.evidence.evidence import (
    Swap,
    alias_pairs,
    aliases_in,
    ledger_of,
    statements_by_pair,
    substitutions_in,
)
from claimcheck.facts.event_rows import event_rows
from claimcheck.facts.people import name_slots
from claimcheck.facts.roles import role_slots
from claimcheck.facts.table import fact_table, with_rows
from claimcheck.lexicons.files import lexicon_of
from claimcheck.rules import RULES
from claimcheck.settings.by_path import PathSettings
from claimcheck.stories.echoes import echo_alignments
from claimcheck.stories.outlines import is_common
from claimcheck.stories.relation import related, relation_features, runs_of
from claimcheck.textforms import fold
from claimcheck.values.names.capitals import without_loose_capitals
from claimcheck.values.names.referents import referents_of
from claimcheck.values.names.strays import beside_names

if TYPE_CHECKING:
    from pathlib import Path

    from claimcheck.settings.loading import Settings
    from claimcheck.settings.model import Override


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
    slots: tuple[Slot, ...] = ()
    relations: tuple[RelatedArticles, ...] = ()
    referents: tuple[Referent, ...] = ()


def tellings(
    articles: Sequence[Article],
    claims: Mapping[str, Sequence[Claim]],
    stories: Sequence[Story],
    alignments: Sequence[Alignment],
    comparisons: Sequence[Comparison],
    slots: Mapping[str, tuple[Slot, ...]],
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
    return tuple(
        telling_of(
            story,
            [by_id[a] for a in members],
            claims,
            aligned[n],
            compared[n],
            slots.get(story.id, ()) if story is not None else (),
        )
        for n, (story, members) in enumerate(groups)
    )


def telling_of(
    story: Story | None,
    articles: Sequence[Article],
    claims: Mapping[str, Sequence[Claim]],
    alignments: Sequence[Alignment],
    comparisons: Sequence[Comparison],
    slots: tuple[Slot, ...],
    relations: tuple[RelatedArticles, ...] | None = None,
    referents: tuple[Referent, ...] | None = None,
) -> Telling:
    """A story, or one article. ``relations`` and ``referents``, which cost most, are found where none are given."""
    group, own = tuple(articles), tuple(c for a in articles for c in claims[a.id])
    swaps, witnesses = substitutions_in(comparisons)
    aliases, ledger = aliases_in(own), ledger_of(own)
    if relations is None:
        relations = _relations(alignments, {a.id: a for a in articles}, claims)
    if referents is None:
        names = without_loose_capitals(ledger, own)
        referents = referents_of((*names, *beside_names(group, own, names, is_common)), aliases, is_common)
    derived = {(r.left_article, r.right_article): r.derived for r in relations}
    return Telling(
        story,
        group,
        own,
        tuple(alignments),
        tuple(
            replace(c, derived=derived[c.left_article.id, c.right_article.id], texts=len(group)) for c in comparisons
        ),
        swaps,
        witnesses,
        aliases,
        ledger,
        slots,
        relations,
        referents,
    )


def _relations(
    alignments: Sequence[Alignment], articles: Mapping[str, Article], claims: Mapping[str, Sequence[Claim]]
) -> tuple[RelatedArticles, ...]:
    """The relation of every two articles that were aligned."""
    pairs: dict[tuple[str, str], list[Alignment]] = defaultdict(list)
    for alignment in alignments:
        pairs[alignment.left_article, alignment.right_article].append(alignment)
    runs = {article: runs_of(claims[article]) for pair in pairs for article in pair}
    return tuple(
        related(articles[a], articles[b], relation_features(runs[a], runs[b], own))
        for (a, b), own in sorted(pairs.items())
    )


def judge(
    pages: Pages,
    stories: tuple[Story, ...],
    alignments: tuple[Alignment, ...],
    comparisons: tuple[Comparison, ...],
    slots: Mapping[str, tuple[Slot, ...]],
    settings: Settings,
    base: Path | None = None,
) -> Report:
    """Rules over comparisons, slots (by story) and evidence, triaged."""
    told = tellings(pages.articles, pages.claims, stories, alignments, comparisons, slots)
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
    stated: Callable[[Iterable[frozenset[str]]], Iterable[AliasEvidence]],
    settings: Settings,
    base: Path | None = None,
) -> Report:
    """The report with what the rules find between claims that two stories share (``stories.echoes``).

    Only what weighs a warning or more: that a later report leaves out a detail says nothing. Where the articles are
    more than a day apart, only of rules that are ``lasting``: a toll may rise, what was said stays said. ``counted``
    gives the witnesses of swaps over the whole corpus, ``stated`` what its pages say of aliases under some keys
    (``alias_pairs``), or more.
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
    by_path = PathSettings(settings, base)
    findings = list(report.findings)
    for _, group_ in sorted(groups.items()):
        for lasting in (False, True):
            comparisons = [c for c in group_ if (_days_apart(c.left_article, c.right_article) > 1) is lasting]
            if not comparisons:
                continue
            telling = Telling(None, (), (), (), tuple(comparisons), *substitutions_in(comparisons), (), ())
            counts = counted(telling.witnesses)
            by_pair = statements_by_pair(stated(alias_keys([telling])))
            found_here: Found = defaultdict(list)
            for variant in by_path.variants(
                a.span.path for c in comparisons for a in (c.left_article, c.right_article)
            ):
                rules = [r for r in configured(variant) if r[0].across_stories]
                rules = [r for r in rules if not lasting or r[0].lasting]
                _gather(found_here, judge_telling(telling, counts, by_pair, rules), by_path, variant)
            findings += [f for f in findings_of(found_here, by_path) if f.severity is not Severity.NOTE]
    known = {(f.fingerprint, f.article_ids): f for f in reversed(findings)}
    return replace(report, findings=ordered(list(known.values())))


def alias_keys(told: Iterable[Telling]) -> set[frozenset[str]]:
    """The keys under which what pages say of aliases may bear on some tellings."""
    return {key for telling in told for swap in telling.substitutions for key in alias_pairs(swap.left, swap.right)}


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
    verdict: Judge | None = None,
) -> Report:
    """The report on some tellings. Of the corpus, ``counts`` holds the witnesses of every swap, ``statements`` what
    pages say of aliases, ``ledger`` the names to compare across stories, ``story_of`` the story of every article in
    one. ``base`` is the folder from which the paths of sources count, the working directory if None; ``verdict`` gives
    what ``verdict_on`` gives, as where it was kept."""
    by_path, by_pair = PathSettings(settings, base), statements_by_pair(statements)
    verdicts = [(verdict or verdict_on)(telling, counts, by_pair, by_path) for telling in told]
    return gathered(pages, verdicts, ledger, story_of, settings, by_path)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a report says of one telling: what the rules found in it, and what it was found by."""

    story: Story | None
    alignments: tuple[Alignment, ...]
    comparisons: tuple[Comparison, ...]
    relations: tuple[RelatedArticles, ...]
    referents: tuple[Referent, ...]
    table: FactTable | None
    found: Found

    @classmethod
    def on(cls, telling: Telling, table: FactTable | None, found: Found) -> Verdict:
        return cls(
            telling.story,
            telling.alignments,
            telling.comparisons,
            telling.relations,
            telling.referents,
            table,
            found,
        )


def verdict_on(telling: Telling, counts: Mapping[Swap, int], statements: Statements, by_path: PathSettings) -> Verdict:
    """The rules over one telling, under every variant of the settings that may hold in it; and its table of facts."""
    found: Found = defaultdict(list)
    for variant in by_path.variants(article.span.path for article in telling.articles):
        own = judge_telling(telling, counts, statements, configured(variant))
        _gather(found, own, by_path, variant)
    table = None
    if telling.story is not None:
        claims: dict[str, tuple[Claim, ...]] = {a.id: () for a in telling.articles}
        for claim in telling.claims:
            claims[claim.article_id] += (claim,)
        referents = telling.referents
        slots = (*telling.slots, *name_slots(referents, telling.claims), *role_slots(referents, telling.claims))
        shown = distinct(telling.story, {a.id: a for a in telling.articles}, claims)
        table = fact_table(telling.story, slots, shown, telling.alignments)
    return Verdict.on(telling, table, dict(found))


def gathered(
    pages: Pages,
    verdicts: Sequence[Verdict],
    ledger: Sequence[NameUse],
    story_of: Mapping[str, str],
    settings: Settings,
    by_path: PathSettings,
) -> Report:
    """The report that verdicts add up to, in their order, with what the rules find between the names of stories."""
    found: Found = defaultdict(list)
    for verdict in verdicts:
        for name, own in verdict.found.items():
            found[name] += own
    for variant in by_path.variants(place.span.path for use in ledger for place in use.places):
        _gather(found, judge_names(ledger, story_of, configured(variant)), by_path, variant)
    findings = findings_of(found, by_path)
    by_story: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_story[finding.story_id].append(finding)
    return Report(
        pages.sources,
        pages.articles,
        tuple(claim for article in pages.articles for claim in pages.claims[article.id]),
        tuple(verdict.story for verdict in verdicts if verdict.story is not None),
        tuple(alignment for verdict in verdicts for alignment in verdict.alignments),
        tuple(comparison for verdict in verdicts for comparison in verdict.comparisons),
        tuple(_with_events(v.table, by_story[v.table.story_id], pages) for v in verdicts if v.table is not None),
        findings,
        pages.problems,
        relations=tuple(relation for verdict in verdicts for relation in verdict.relations),
        referents=tuple(referent for verdict in verdicts for referent in verdict.referents),
        paper=settings.sheet,
    )


def _with_events(table: FactTable, findings: Sequence[Finding], pages: Pages) -> FactTable:
    """A story's table with a row for every finding about whether something happened."""
    claims = {claim.id: claim for article in table.article_ids for claim in pages.claims[article]}
    return with_rows(table, event_rows(findings, claims, table.article_ids))


Found = dict[str, list[tuple[str | None, Divergence]]]  # by rule, each with its story


Statements = Mapping[frozenset[str], Sequence[AliasEvidence]]
Judge = Callable[[Telling, Mapping[Swap, int], Statements, PathSettings], Verdict]


def judge_telling(
    telling: Telling, counts: Mapping[Swap, int], statements: Statements, rules: Sequence[tuple[Rule, Severity]]
) -> Found:
    """What the rules find in one story. ``counts`` are the witnesses of a swap over the whole corpus, ``statements``
    the corpus's words on aliases, by ``alias_pairs``."""
    swaps, relevant = of_the_corpus(telling, counts, statements)
    evidence = Evidence(
        telling.articles,
        (telling.story,) if telling.story is not None else (),
        telling.claims,
        telling.alignments,
        telling.comparisons,
        swaps,
        relevant,
        telling.ledger,
        telling.slots,
        telling.relations,
        telling.referents,
    )
    story = telling.story.id if telling.story is not None else None
    found: Found = {}
    for rule, _ in rules:
        own = [d for comparison in telling.comparisons for d in rule.check(comparison)]
        # where there is no whole article, as between stories, only what is swapped counts
        if telling.articles or rule.from_swaps:
            own += rule.check_story(evidence)
        if own:
            found[rule.name] = [(story, d) for d in own]
    return found


def of_the_corpus(
    telling: Telling, counts: Mapping[Swap, int], statements: Statements
) -> tuple[tuple[Substitution, ...], tuple[AliasEvidence, ...]]:
    """All that the rules see of the rest of the corpus: how often it has a story's swaps, what it says of their
    names."""
    swaps = tuple(replace(s, everywhere=max(s.claims, counts.get((s.kind, *s.keys), 0))) for s in telling.substitutions)
    pairs = {pair for swap in swaps for pair in alias_pairs(swap.left, swap.right)}
    relevant = {statement for pair in pairs for statement in statements.get(pair, ())}
    return swaps, tuple(sorted(relevant, key=lambda a: (a.place.span, a.first, a.second)))


def judge_names(
    ledger: Sequence[NameUse], story_of: Mapping[str, str], rules: Sequence[tuple[Rule, Severity]]
) -> Found:
    """What the rules find between the names of different stories."""
    found: Found = {}
    ledger = sorted(ledger, key=lambda use: (use.article_id, fold(use.surface)))
    for rule, _ in rules:
        if own := [(None, d) for d in rule.check_ledger(ledger, story_of)]:
            found[rule.name] = list(own)
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
    levels: dict[int, dict[str, tuple[Rule, Severity]]] = {}
    own_level = {rule.name: rule.severity for rule in RULES}

    def shows(divergence: Divergence) -> bool:
        bar = by_path.for_paths(_paths(divergence)).min_confidence
        return divergence.confidence is None or divergence.confidence >= bar

    for name, divergences in arbitrated(found, shows).items():
        for story, divergence in merged(divergences, own_level[name]):
            settings = by_path.for_paths(_paths(divergence))
            if id(settings) not in levels:
                levels[id(settings)] = {rule.name: (rule, level) for rule, level in configured(settings)}
            if shows(divergence) and name in levels[id(settings)]:  # merging may have taken it to where the rule is off
                findings += to_findings(*levels[id(settings)][name], [(story, divergence)])
    return ordered(findings)


def reads_probability(settings: Settings) -> bool:
    """Whether a rule that reads the probability of contradiction may be on, whatever path an override is for."""
    tables: tuple[Settings | Override, ...] = (settings, *settings.overrides)
    return any(
        rule.reads_probability and (rule.default_on or any(_is_asked_for(rule, table) for table in tables))
        for rule in RULES
    )


def _is_asked_for(rule: Rule, settings: Settings | Override) -> bool:
    own = settings.rules.get(rule.name)
    return bool({rule.name, rule.code} & set(settings.select or ())) or (
        own is not None and own.severity not in {None, "off"}
    )


def configured(settings: Settings) -> list[tuple[Rule, Severity]]:
    """The rules that are on, with their options and levels, and the house lexicon where they ask for it."""
    lexicon = lexicon_of(settings.lexicons)
    chosen = []
    for rule in RULES:
        own = settings.rules.get(rule.name)
        names = {rule.name, rule.code}
        if settings.select and not names & set(settings.select) or names & set(settings.ignore):
            continue
        level: str | None = own.severity if own is not None else None
        if level is None:
            level = rule.severity.value if rule.default_on or names & set(settings.select) else "off"
        if level == "off":
            continue
        options = dict(own.options) if own is not None else {}
        known = {f.name for f in fields(rule)} - {"severity"}
        if "lexicon" in known:
            options["lexicon"] = lexicon
        chosen.append((replace(rule, **{k: v for k, v in options.items() if k in known}), Severity(level)))
    return chosen

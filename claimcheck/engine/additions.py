"""The check of additions against a corpus, over its index: the same stages as ``whole_run.run``, each done only where
something changed. Its findings are those of a full run that touch what is checked, held by ``tests/test_checking.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.datamodel import Problem, Report, Slot, Story
from claimcheck.engine.at_hand import AtHand, Recent
from claimcheck.engine.compared import (
    Compared,
    Pair,
    Whole,
    basis_of,
    compared_in,
    packed_verdict,
    pair_in,
    pairs_of,
    verdict_in,
)
from claimcheck.engine.corpus import listed
from claimcheck.engine.index import FOLDER, Index
from claimcheck.engine.intake import Changes, Intake
from claimcheck.engine.judging import (
    Statements,
    Telling,
    Verdict,
    alias_keys,
    judged,
    reads_probability,
    telling_of,
    tellings,
    verdict_on,
    with_echoes,
)
from claimcheck.engine.opening import code_of_rules, opened, repairing
from claimcheck.engine.pages import Pages, Progress, to_compare
from claimcheck.engine.regrouping import Regrouping
from claimcheck.engine.whole_run import (
    decide,
    encoder_of,
    fill_slots,
    match,
    weigh,
    with_ours,
)
from claimcheck.engine.workers import each
from claimcheck.evidence.evidence import Swap
from claimcheck.files.writing import locked
from claimcheck.stories.echo_keys import keys_of
from claimcheck.stories.echoes import Echoes, apart, echoes, likely

if TYPE_CHECKING:
    from claimcheck.files.revisions import Staged
    from claimcheck.settings.by_path import PathSettings
    from claimcheck.settings.loading import Settings

_STORIES_AT_HAND = 100
_MANY = 20  # from one article in so many, all sketches are looked through in the time of looking each up


def update(
    settings: Settings,
    root: Path,
    progress: Progress | None = None,
    *,
    anew: bool = False,
    say: Callable[[str], None] | None = None,
) -> tuple[Changes, tuple[Problem, ...]]:
    """Bring the index of the corpus under ``root`` up to date: read what changed, forget what is gone, group and
    compare what that concerns. ``anew`` throws an earlier index away first; ``say`` tells a person before what takes
    more than a few seconds. Raises ClaimcheckError."""
    if anew:
        listed(settings, root, ())  # raises before anything is thrown away
        with locked(root / FOLDER):
            for path in (root / FOLDER).glob("index.sqlite*"):
                path.unlink()
    return repairing(lambda: _update(settings, root, progress, say))


def _update(
    settings: Settings, root: Path, progress: Progress | None, say: Callable[[str], None] | None
) -> tuple[Changes, tuple[Problem, ...]]:
    with opened(settings, root) as index:
        work = _Work(index, settings, root, progress, say=say)
        changes = work.intake.sync(())
        work.regroup()
        problems = [p for told in index.problems().values() for p in told]
        told = (*work.fatal(work.intake.problems), *work.fatal(problems))
        return replace(changes, stories=work.stories_compared), told


def check(
    asked: Sequence[Path] | None,
    settings: Settings,
    root: Path,
    progress: Progress | None = None,
    *,
    guests: Sequence[Path] | None = None,
    staged: Staged | None = None,
    say: Callable[[str], None] | None = None,
) -> tuple[Report, Changes]:
    """The report on some files against the corpus under ``root`` and against each other: every finding that one of
    their articles shows. ``asked`` None reports on the whole corpus. ``guests`` are what a person named, by default all
    that is asked for: those outside the corpus are taken in for this check. Where ``staged`` is given, the corpus is
    what the next commit holds of it. ``say`` tells a person before what takes more than a few seconds.

    The report holds the articles of the stories concerned, and those that a finding names. Raises ClaimcheckError.
    """
    guests = (asked or ()) if guests is None else guests
    return repairing(lambda: _check(asked, settings, root, progress, guests, staged, say))


def _check(
    asked: Sequence[Path] | None,
    settings: Settings,
    root: Path,
    progress: Progress | None,
    guests: Sequence[Path],
    staged: Staged | None,
    say: Callable[[str], None] | None,
) -> tuple[Report, Changes]:
    with opened(settings, root) as index:
        work = _Work(index, settings, root, progress, staged, say)
        changes = work.intake.sync(guests, asked)
        groups = work.regroup()
        changes = replace(changes, stories=work.stories_compared)
        reals = work.intake.asked
        ids = frozenset(index.article_ids() if reals is None else index.articles_of(reals))
        report = work.report(ids, groups)
        report = with_ours(report, settings.our_copy, needed=False)  # what is added need not concern our copy
        report = decide(
            report,
            settings,
            root,
            sources=report.sources if asked is None else index.sources_of(reals or ()),
            articles=[a for a in report.articles if a.id in ids],
        )
        told = index.problems()
        problems = [p for real, own in told.items() for p in own if reals is None or real in reals]
        listing = work.fatal(work.intake.problems)
        report = replace(report, problems=(*listing, *work.fatal(problems), *report.problems))
        if asked is not None:
            report = replace(report, checked=tuple(sorted(ids)))
        return report, changes


@dataclass(frozen=True, slots=True)
class _New:
    """What comparing a story found that is not stored yet, as it is stored: by pair of articles, and of the story, None
    where that is."""

    pairs: Mapping[tuple[str, str], bytes]
    compared: bytes | None


class _Work:
    """One run over an open index: what it has read and compared is not done twice."""

    def __init__(
        self,
        index: Index,
        settings: Settings,
        root: Path,
        progress: Progress | None,
        staged: Staged | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._index, self._root, self._progress = index, root, progress
        off = settings.cache_dir == "off"
        # Vectors and annotations lie beside the index, so that one folder is all that CI has to keep.
        self._settings = settings if off else settings.model_copy(update={"cache_dir": str(root / FOLDER)})
        self._encoder = encoder_of(settings)
        self._at_hand = AtHand(index, self._encoder, self._settings.cache_folder)
        self.intake = Intake(index, self._settings, root, self._at_hand, self._encoder, progress, staged, say)
        self._compared: dict[str, Telling] = Recent(_STORIES_AT_HAND)  # by key of the story
        self.stories_compared = 0

    def fatal(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        fatal = self._settings.reading.on_problem == "fail"
        named = sorted(set(problems), key=lambda p: (p.path, p.message))
        return tuple(replace(p, fatal=p.always or (fatal and not p.notice)) for p in named)

    def regroup(self) -> Regrouping:
        """The stories of the corpus brought up to date; those whose articles or texts changed are compared anew."""
        groups = Regrouping(self._index, self._settings, self._root)
        groups.refresh()
        new = self._index.story_rows.uncompared()
        # the least first, since others wait for what it loads; then the largest, so that none is left to one core
        order = sorted(new, key=lambda key: (-len(new[key].article_ids), key))
        order = order[-1:] + order[:-1]
        jobs = self._settings.jobs if self._encoder.forks else 1
        made = each(lambda key: self._compare(key, new[key]), order, jobs, self._begin)
        for done, (key, (found, witnesses)) in enumerate(zip(order, made, strict=True), start=1):
            with self._index.writing():
                self._put(key, found)
                self._index.put_swaps(key, witnesses)
            self.stories_compared += 1
            if self._progress is not None:
                self._progress("comparing variants", done, len(new))
        return groups

    def _begin(self) -> None:
        """In a worker, which is one of several and hands on all that it makes."""
        self._index.reopen()
        self._encoder.workers = 1
        self._compared = Recent(0)

    def _compare(self, key: str, story: Story) -> tuple[_New, Mapping[Swap, frozenset[str]]]:
        """A story compared: what is to be stored, and what is swapped in it."""
        telling, found = self._made(key, story)
        self._compared[key] = telling
        return found, telling.witnesses

    def telling(self, key: str, story: Story) -> Telling:
        """A story compared, or as it was compared before: its key says which texts it has."""
        if key not in self._compared:
            self._compared[key], found = self._made(key, story)
            with self._index.writing():
                self._put(key, found)
        return self._compared[key]

    def _put(self, key: str, found: _New) -> None:
        weighed = reads_probability(self._settings)
        self._index.put_pairs(found.pairs, weighed=weighed)
        if found.compared is not None:
            self._index.put_compared(key, found.compared, weighed=weighed)

    def _made(self, key: str, story: Story) -> tuple[Telling, _New]:
        """A story compared, as far as that is not stored, and what is new of it."""
        pages = self._at_hand.pages(story.article_ids)
        weighed = reads_probability(self._settings)
        articles = {a.id: a for a in pages.articles}
        pairs = to_compare(story, articles, pages.claims)
        whole = Whole.of(pages)
        known = {pair: pair_in(record, whole) for pair, record in self._index.pairs(pairs, weighed=weighed).items()}
        stored = self._index.compared(key, weighed=weighed) if len(known) == len(pairs) else None
        found = compared_in(stored, whole) if stored is not None else None
        new: dict[tuple[str, str], Pair] = {}
        if found is None:
            new, slots = self._comparing(story, pages, pairs, known)
            found = Compared(slots=slots)
        every = {**known, **new}
        told = telling_of(
            story,
            [articles[a] for a in story.article_ids],
            pages.claims,
            [alignment for pair in pairs for alignment in every[pair].alignments],
            [replace(one, story_id=story.id) for pair in pairs for one in every[pair].comparisons],
            found.slots,
            found.relations,
            found.referents,
        )
        packed = None
        if stored is None:
            packed = replace(found, relations=told.relations, referents=told.referents).packed()
        return told, _New({pair: own.packed() for pair, own in new.items()}, packed)

    def _comparing(
        self,
        story: Story,
        pages: Pages,
        pairs: Iterable[tuple[str, str]],
        known: Mapping[tuple[str, str], Pair],
    ) -> tuple[dict[tuple[str, str], Pair], tuple[Slot, ...]]:
        """What is found between the articles of a story, by those of the ``pairs`` that are not ``known``, and its
        slots."""
        vectors = self._at_hand.vectors_of(story.article_ids)
        unknown = [pair for pair in pairs if pair not in known]
        threshold = self._settings.matching.claim_threshold
        alignments, comparisons = match(pages, [story], vectors, threshold, pairs=unknown)
        comparisons = weigh(comparisons, self._settings, None, self._encoder)
        facts = {pair: own.facts for pair, own in known.items()}
        told = fill_slots(pages, [story], vectors, alignments, self._settings, None, self._encoder, facts)
        return pairs_of(alignments, comparisons, told.facts), told.slots[story.id]

    def _verdict(
        self,
        key: str | None,
        telling: Telling,
        counts: Mapping[Swap, int],
        statements: Statements,
        by_path: PathSettings,
    ) -> Verdict:
        """What the rules find in a story, or found in it before where nothing that they see has changed; ``key`` is
        its own, None of an article in no story."""
        if key is None:
            return verdict_on(telling, counts, statements, by_path)
        basis = basis_of(telling, counts, statements, by_path, code_of_rules())
        stored = self._index.verdict(key, basis)
        if stored is not None:
            return verdict_in(stored, telling)
        verdict = verdict_on(telling, counts, statements, by_path)
        with self._index.writing():
            self._index.put_verdict(key, basis, packed_verdict(verdict))
        return verdict

    # ----------------------------------------------------------------------- the report

    def report(self, asked: frozenset[str], groups: Regrouping) -> Report:
        """Everything that the rules find in which an article of ``asked`` has a part."""
        rows = self._index.story_rows
        home = rows.homes(asked)
        stories = rows.stories(set(home.values()))
        concerned = list(stories.values())
        single = sorted(asked - home.keys())
        told = [self.telling(key, story) for key, story in stories.items()]
        told += tellings(self._index.articles(single), {a: self._at_hand.claims(a) for a in single}, (), (), (), {})
        names = self._index.names_beside(asked)
        story_of = rows.homes({*asked, *(use.article_id for use in names)})
        keys = {story.id: key for key, story in stories.items()}
        swaps = {swap for telling in told for swap in telling.witnesses}
        pages = self._at_hand.pages([a for s in concerned for a in s.article_ids] + single)
        report = judged(
            pages,
            told,
            self._index.swap_counts(swaps),
            self._index.aliases(alias_keys(told)),
            names,
            story_of,
            self._settings,
            self._root,
            lambda telling, *seen: self._verdict(keys.get(telling.story.id) if telling.story else None, telling, *seen),
        )
        report = self._with_echoes(report, asked)
        findings = tuple(f for f in report.findings if not asked.isdisjoint(f.article_ids))
        shown = {a.id for a in pages.articles}
        named = [a for f in findings for a in f.article_ids if a not in shown]
        if named:
            pages = self._at_hand.pages([*shown, *named])
        claims = tuple(c for a in pages.articles for c in pages.claims[a.id])
        return replace(
            report,
            sources=pages.sources,
            articles=pages.articles,
            claims=claims,
            findings=findings,
            problems=groups.problems,
            alone=groups.alone(asked),
            story_decisions=groups.decisions,
        )

    def _with_echoes(self, report: Report, asked: frozenset[str]) -> Report:
        """What the articles that were asked for share with other stories, and with it all that the two stories share,
        since one finding may have its places in several of their articles."""
        rows = self._index.story_rows
        found: Echoes = {}
        for some, others in self._may_echo(asked):
            found |= self._echoes(some, others)
        story_of = rows.homes(article for pair in found for article in pair)
        met = {tuple(sorted((story_of.get(a, a), story_of.get(b, b)))) for a, b in found}
        members = {s.id: s.article_ids for s in rows.stories({home for pair in met for home in pair}).values()}
        for one, other in sorted(met):
            left, right = (set(members.get(home, (home,))) - asked for home in (one, other))
            found |= self._echoes(left, right)
        story_of = rows.homes(article for pair in found for article in pair)
        both = self._at_hand.pages({article for pair in found for article in pair})
        return with_echoes(
            report,
            both,
            dict(sorted(found.items())),
            story_of,
            self._index.swap_counts,
            self._index.aliases,
            self._settings,
            self._root,
        )

    def _may_echo(self, asked: frozenset[str]) -> Iterator[tuple[Iterable[str], Iterable[str]]]:
        """Some of the articles that were asked for, and all that they may echo."""
        rows = self._index.echo_rows
        if len(asked) * _MANY >= rows.count():
            yield asked, self._index.article_ids()
            return
        with self._index.writing():
            rows.settle()
        for article in sorted(asked):
            yield [article], rows.near(keys_of(self._at_hand.claims(article)))

    def _echoes(self, mine: Iterable[str], others: Iterable[str]) -> Echoes:
        """Claims that some articles share with others in another story."""
        sketches = self._index.echo_rows.sketches
        pairs = likely(list(sketches(mine)), sketches(others))
        story_of = self._index.story_rows.homes(article for pair in pairs for article in pair)
        return echoes(apart(pairs, story_of), self._at_hand.claims, self._at_hand.vectors)

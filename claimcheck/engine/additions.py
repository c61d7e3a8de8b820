"""The check of additions against a corpus, over its index: the same stages as ``whole_run.run``, each done only where
something changed. Its findings are those of a full run that touch what is checked, held by ``tests/test_checking.py``.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Article, Claim, Problem, Report, Source, Story
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.engine.compared import (
    Compared,
    Whole,
    basis_of,
    compared_in,
    packed_verdict,
    verdict_in,
)
from claimcheck.engine.index import FOLDER, Entry, FileState, Index, RefusedError, StoredOutline
from claimcheck.engine.index_records import DamagedError
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
from claimcheck.engine.pages import Pages, Progress
from claimcheck.engine.regrouping import Regrouping
from claimcheck.engine.whole_run import (
    decide,
    embed,
    encoder_of,
    fill_slots,
    match,
    pages_of,
    reading_of,
    weigh,
    with_ours,
)
from claimcheck.errors import ClaimcheckError
from claimcheck.evidence.aliases import ledger_block
from claimcheck.evidence.evidence import Swap, aliases_in, ledger_of
from claimcheck.files.blobs import clean_blobs
from claimcheck.files.globs import anchored, compiled
from claimcheck.files.isolation import isolated
from claimcheck.files.presence import real_path
from claimcheck.files.writing import locked
from claimcheck.reading.files import read_files
from claimcheck.reading.listing import list_names
from claimcheck.stories.echo_keys import keys_of
from claimcheck.stories.echoes import Echoes, apart, echoes, likely, sketches_of
from claimcheck.stories.outlines import outline

if TYPE_CHECKING:
    import numpy as np

    from claimcheck.files.revisions import Staged
    from claimcheck.settings.by_path import PathSettings
    from claimcheck.settings.loading import Settings

T = TypeVar("T")
_ARTICLES_AT_HAND, _STORIES_AT_HAND = 2000, 100
_MANY = 20  # from one article in so many, all sketches are looked through in the time of looking each up
_SHORT = 20  # seconds that nobody has to be told of before
_STAGED = -1  # nanoseconds, in place of a time of change
_BATCH = 48  # files read between two transactions: what a run that is stopped has to do again
# Files that a repository has about itself, by the beginning of their names: in capitals, some in any case.
_IN_ANY_CASE = frozenset({"readme", "requirements", "constraints", "cmakelists", "license", "licence", "changelog"})
_OF_A_PROJECT = _IN_ANY_CASE | {
    "authors", "changes", "code_of_conduct", "codeowners", "contributing", "contributors", "copying", "history",
    "maintainers", "notice", "security",
}  # fmt: skip
_PACKAGES = frozenset({"node_modules", "site-packages", "__pycache__"})
# What of this package decides what the index holds.
_STAGES = (
    "reading", "claims", "values", "embedding", "stories", "matching", "facts", "comparing", "evidence", "engine",
    "datamodel.py", "textforms.py", "joining.py",
)  # fmt: skip
_OF_RULES = ("rules", "lexicons", "settings")  # and what, besides, decides what they find


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing an index up to date did: files read anew, files dropped, files that hold what they held."""

    read: tuple[str, ...]
    dropped: tuple[str, ...]
    kept: int
    stories: int  # compared anew
    seconds: float
    renewed: str = ""  # why an earlier index was thrown away, "" where it was not


@dataclass(frozen=True, slots=True)
class Preview:
    """What an update would do, before it does it: files to read, their bytes, seconds at the rate of this index's last
    large update, or of a slow machine."""

    files: int
    size: int
    seconds: float

    def __str__(self) -> str:
        minutes = self.seconds / 60
        time_ = f"{minutes:.0f} minutes" if minutes >= 1.5 else f"{max(1, round(self.seconds))} s"
        return f"{self.files:,} files to read ({self.size / 1e6:.1f} MB), about {time_}"


def preview(settings: Settings, root: Path, *, anew: bool = False, staged: Staged | None = None) -> Preview:
    """How much an update has to read."""
    with _opened(settings, root, renew=False) as index:
        known = {} if anew or index.stale else index.files()
        sizes = []
        for name, (real, _) in _listed(settings, root, (), staged)[0].items():
            with suppress(OSError):  # gone meanwhile, or not to be read: the update says so
                size, changed = _stat(real, staged)
                if known.get(name, ("", 0, 0))[1:] != (size, changed):
                    sizes.append(size)
        return _preview(sizes, index)


def _preview(sizes: Sequence[int], index: Index) -> Preview:
    return Preview(len(sizes), sum(sizes), sum(sizes) / _rate(index))


def statistics(settings: Settings, root: Path) -> dict[str, int]:
    """Counts of what the index holds, and its bytes."""
    with _opened(settings, root, renew=False) as index:
        sizes = [path.stat().st_size for path in (root / FOLDER).glob("*.sqlite*")]
        kinds = {f"mentions: {kind}": count for kind, count in index.mention_counts().items()}
        return {**index.counts(), **kinds, "bytes": sum(sizes)}


def differences(settings: Settings, root: Path) -> tuple[str, ...]:
    """What an index holds that the corpus does not, and the other way round; and what in it cannot be read. Reads
    the bytes of every file."""
    with _opened(settings, root, renew=False) as index:
        if index.stale:
            return ("The index was made by another version, model or settings: the next update makes it anew.",)
        found = list(index.faults())
        known = index.files()
        listed, _ = _listed(settings, root, ())
        for name, (real, shown) in listed.items():
            state = index.file(name)
            if state is None:
                found.append(f"{shown}: not in the index")
            elif state.digest and state.digest != _digest(real, settings.reading.max_bytes, None):
                found.append(f"{shown}: changed since it was indexed")
        found += [
            f"{shown}: indexed, but not in the corpus" for name, (shown, *_) in known.items() if name not in listed
        ]
        return tuple(found)


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
        _listed(settings, root, ())  # raises before anything is thrown away
        with locked(root / FOLDER):
            for path in (root / FOLDER).glob("index.sqlite*"):
                path.unlink()
    return _repairing(lambda: _update(settings, root, progress, say))


def _update(
    settings: Settings, root: Path, progress: Progress | None, say: Callable[[str], None] | None
) -> tuple[Changes, tuple[Problem, ...]]:
    with _opened(settings, root) as index:
        work = _Work(index, settings, root, progress, say=say)
        changes = work.sync(())
        work.regroup()
        problems = [p for told in index.problems().values() for p in told]
        return replace(changes, stories=work.stories_compared), (*work.listing, *work.fatal(problems))


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
    return _repairing(lambda: _check(asked, settings, root, progress, guests, staged, say))


def _check(
    asked: Sequence[Path] | None,
    settings: Settings,
    root: Path,
    progress: Progress | None,
    guests: Sequence[Path],
    staged: Staged | None,
    say: Callable[[str], None] | None,
) -> tuple[Report, Changes]:
    with _opened(settings, root) as index:
        work = _Work(index, settings, root, progress, staged, say)
        changes = work.sync(guests)
        groups = work.regroup()
        changes = replace(changes, stories=work.stories_compared)
        reals = None if asked is None else work.files_of(asked)
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
        report = replace(report, problems=(*work.listing, *work.fatal(problems), *report.problems))
        if asked is not None:
            report = replace(report, checked=tuple(sorted(ids)))
        return report, changes


# --------------------------------------------------------------------------- the index as a whole


@contextmanager
def _opened(settings: Settings, root: Path, *, renew: bool = True) -> Iterator[Index]:
    """The index, held by one run at a time; a temporary one where caches are off."""
    if settings.cache_dir == "off":
        with tempfile.TemporaryDirectory(prefix="claimcheck-") as passing, Index(Path(passing), engine(settings)) as it:
            yield it
        return
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClaimcheckError(
            f"The index folder {folder} cannot be made: {error.strerror}.", "Check its permissions."
        ) from error
    with locked(folder / "index", patience=600.0), Index(folder, engine(settings), renew=renew) as index:
        yield index


def _repairing(work: Callable[[], T]) -> T:
    try:
        return work()
    except DamagedError:
        return work()  # the damaged index is gone: from the start, once


def engine(settings: Settings) -> str:
    """Names what an index depends on besides the texts: the code of the stages, the model, and the settings that decide
    what is read and matched."""
    digest = _code_of(_STAGES)
    told = {"reading": settings.reading.model_dump(), "matching": settings.matching.model_dump()}
    digest.update(json.dumps(told, sort_keys=True, default=str).encode())
    digest.update(settings.model.encode())
    return digest.hexdigest()[:32]


@functools.cache
def _code_of_rules() -> str:
    return _code_of(_OF_RULES).hexdigest()[:32]


def _code_of(parts: Iterable[str]) -> hashlib._Hash:
    """Over the names and bytes of folders or files of this package."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in parts:
        for path in sorted([package / part, *(package / part).rglob("*")]):
            if path.suffix in {".py", ".json", ".toml", ".tsv", ".txt"}:
                digest.update(path.relative_to(package).as_posix().encode())
                digest.update(path.read_bytes())
    return digest


def _listed(
    settings: Settings, root: Path, guests: Sequence[Path], staged: Staged | None = None
) -> tuple[dict[str, tuple[str, str]], tuple[Problem, ...]]:
    """Every file of the corpus and every guest, by its key in the index: real path and the path that reports show.
    Raises ClaimcheckError where a part of the corpus is not there or cannot be searched: nothing is known of what it
    holds, and it must not pass for gone."""
    corpus = [str(root / path) for path in settings.corpus.paths]
    given = [*corpus, *map(str, guests)]
    files, problems = list_names(given, extensions=settings.reading.extensions, base=root, staged=staged)
    lost = [problem for problem in problems if problem.always]
    if lost:
        more = f" (And {len(lost) - 1:,} more such.)" if len(lost) > 1 else ""
        raise ClaimcheckError(lost[0].message + more, lost[0].action)
    top = str(real_path(root))
    hidden = [compiled(anchored(glob, Path(top).as_posix())) for glob in settings.corpus.exclude]
    invited = {str(_real(path, staged)) for path in guests}
    unnamed = settings.corpus.paths == (".",)

    @functools.cache
    def is_package(folder: str) -> bool:
        """Whether a folder is, or lies in, one of packages; every folder is looked at once."""
        if folder == top:
            return False
        above, name = os.path.split(folder)
        return name in _PACKAGES or Path(folder, "pyvenv.cfg").is_file() or is_package(above)

    def is_article(real: str, key: str) -> bool:
        if hidden and any(glob.fullmatch(Path(real).as_posix()) for glob in hidden):
            return False
        if not unnamed or key == real:
            return True
        folder, name = os.path.split(real)
        return not (_is_about_a_project(name) or is_package(folder))

    key_of = _keys(top)
    found = {key_of(real): (real, shown) for real, shown in files.items()}
    if hidden or unnamed:
        found = {key: told for key, told in found.items() if told[0] in invited or is_article(told[0], key)}
    # Of a folder that is no part of the corpus nothing has to be mended.
    passed = set(files.values()) - {shown for _, shown in found.values()} if len(found) < len(files) else set()
    return found, tuple(problem for problem in problems if problem.path not in passed)


def _is_about_a_project(name: str) -> bool:
    """Whether a file of this name is what a repository says of itself, and not of a corpus that nobody has named."""
    stem = name.partition(".")[0]
    stem = stem.partition("-")[0] if stem.startswith(("requirements-", "constraints-")) else stem
    return stem.casefold() in _OF_A_PROJECT and (stem.isupper() or stem.casefold() in _IN_ANY_CASE)


def _real(path: Path, staged: Staged | None) -> Path:
    """Links on disk followed; what ``staged`` names is real already, whatever the disk has there."""
    return path if staged is not None and path in staged.files else real_path(path)


def _keys(top: str) -> Callable[[str], str]:
    """What gives the key of a real path: relative inside the corpus, whose real path is ``top``, so that the index
    moves with it."""
    folder = os.path.join(top, "")  # noqa: PTH118 -- ends in one separator, also of a root
    start = len(folder)
    return lambda real: real[start:].replace(os.sep, "/") if real.startswith(folder) else real


def _stat(path: str, staged: Staged | None) -> tuple[int, int]:
    """Size and time of change; of what stands in for the disk a time that no file has, so that nobody takes what was
    read for what the disk holds."""
    if staged is not None and (instead := staged.contents.get(Path(path))) is not None:
        return len(instead), _STAGED
    found = os.stat(path)  # noqa: PTH116 -- of every file of a corpus
    return found.st_size, found.st_mtime_ns


def _rate(index: Index) -> float:
    """Bytes a second of the last large update."""
    return float(index.fact("rate") or 6_000.0)


# --------------------------------------------------------------------------- the work of one run


class _Recent(dict[str, T]):
    """A mapping that forgets its oldest entries, so that a large corpus does not fill the memory; what is forgotten is
    read or compared again."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: str, value: T) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]


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
        self._say = say
        self._index = index
        self._staged = staged
        self._root = root
        self._progress = progress
        off = settings.cache_dir == "off"
        # Vectors and annotations lie beside the index, so that one folder is all that CI has to keep.
        self._settings = settings if off else settings.model_copy(update={"cache_dir": str(root / FOLDER)})
        folder = self._settings.cache_folder
        self._encoder = encoder_of(settings)
        self._annotator = Annotator(folder / "annotations.sqlite" if folder else None)
        self._claims: dict[str, tuple[Claim, ...]] = _Recent(_ARTICLES_AT_HAND)
        self._vectors: dict[str, np.ndarray] = _Recent(_ARTICLES_AT_HAND)
        self._compared: dict[str, Telling] = _Recent(_STORIES_AT_HAND)  # by key of the story
        self.stories_compared = 0
        self.listing: tuple[Problem, ...] = ()
        self._files: dict[str, tuple[str, str]] = {}
        self._blobs: dict[Path, str] = {}

    def fatal(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        fatal = self._settings.reading.on_problem == "fail"
        named = sorted(set(problems), key=lambda p: (p.path, p.message))
        return tuple(replace(p, fatal=p.always or (fatal and not p.notice)) for p in named)

    def files_of(self, asked: Sequence[Path]) -> frozenset[str]:
        """The files that were asked for, by their keys; folders stand for what is in them."""
        key_of = _keys(str(real_path(self._root)))
        whole = {str(_real(path, self._staged)) for path in asked}
        found = {key for path in whole if (key := key_of(path)) in self._files}
        if len(found) == len(whole):
            return frozenset(found)

        @functools.cache
        def lies_in(path: str) -> bool:
            """Whether a folder, or one around it, was asked for; every folder is looked at once."""
            return path in whole or (path != os.path.dirname(path) and lies_in(os.path.dirname(path)))  # noqa: PTH120

        return frozenset(
            key
            for key, (path, _) in self._files.items()
            if path in whole or lies_in(os.path.dirname(path))  # noqa: PTH120
        )

    # ----------------------------------------------------------------------- files

    def sync(self, guests: Sequence[Path]) -> Changes:
        """Read what is new or changed, forget what is gone."""
        begun = time.monotonic()
        self._files, listing = _listed(self._settings, self._root, guests, self._staged)
        self.listing = self.fatal(listing)
        known = self._index.files()
        gone = sorted(known.keys() - self._files.keys())
        touched: dict[str, tuple[int, int] | None] = {}
        for name, (real, shown) in self._files.items():
            try:
                size, changed = _stat(real, self._staged)
            except OSError:
                touched[name] = None
                continue
            if known.get(name) != (shown, size, changed) or changed == _STAGED:
                touched[name] = size, changed
        on_disk = [
            Path(self._files[name][0]) for name, told in touched.items() if told is not None and told[1] != _STAGED
        ]
        self._blobs = clean_blobs(on_disk, self._root)
        pending: list[tuple[str, str, str, str]] = []
        with self._index.writing():
            self._index.drop(gone)
            for name, told in touched.items():
                (real, shown), state = self._files[name], self._index.file(name)
                blob = self._blobs.get(Path(real), "")
                digest = ""
                if told is not None and state is not None and state.shown == shown:
                    same = blob != "" and (state.blob, state.size) == (blob, told[0])
                    digest = "" if same else self._hashed(real)
                    if same or digest == state.digest != "":
                        self._index.touch(name, *told, blob)
                        continue
                pending.append((name, real, shown, digest or self._hashed(real)))
        if self._say is not None:
            seen = _preview([told[0] for name, *_ in pending if (told := touched[name]) is not None], self._index)
            if seen.seconds > _SHORT:
                self._say(f"indexing the corpus: {seen}")
        size_read = 0
        for start in range(0, len(pending), _BATCH):
            batch = pending[start : start + _BATCH]
            size_read += self._read(batch)
            if self._progress is not None:
                self._progress("reading articles", min(start + _BATCH, len(pending)), len(pending))
        seconds = time.monotonic() - begun
        if size_read > 200_000:
            self._index.note("rate", f"{size_read / max(seconds, 0.1):.0f}")
        read = tuple(shown for _, _, shown, _ in pending)
        dropped = tuple(known[name][0] for name in gone)
        return Changes(read, dropped, len(self._files) - len(pending), 0, seconds, self._index.renewed)

    def _hashed(self, real: str) -> str:
        try:
            return _digest(real, self._settings.reading.max_bytes, self._staged)
        except OSError:
            return ""  # read_files says what is wrong

    def _read(self, batch: Sequence[tuple[str, str, str, str]]) -> int:
        """Files -> rows, in one transaction; bytes read."""
        by_file = {shown: name for name, _, shown, _ in batch}
        named = {Path(real): shown for _, real, shown, _ in batch}
        sources, problems = read_files(named, reading_of(self._settings), self._staged)
        kept = self._known(sources, by_file)
        sources = tuple(source for source in sources if source.path not in kept)
        pages = pages_of(sources, (), self._settings, self._annotator, None)
        pages, vectors = embed(pages, self._settings, None, self._encoder)
        entries: dict[str, list[Entry]] = {name: [] for name, *_ in batch}
        digests = {source.path: source.digest for source in pages.sources}
        homes = {source.path: by_file[source.file or source.path] for source in pages.sources}
        failed: list[Problem] = []
        for article in pages.articles:
            with isolated(article.span.path, failed):
                claims = pages.claims[article.id]
                entry = self._entry(article, claims, digests[article.span.path])
                entries[homes[article.span.path]].append(entry)
                self._claims[article.id], self._vectors[article.id] = claims, vectors[article.id]
        total = 0
        with self._index.writing():
            for name, real, shown, digest in batch:
                try:
                    size, changed = _stat(real, self._staged)
                except OSError:
                    size, changed = 0, 0
                total += size
                mine = [s for s in pages.sources if homes[s.path] == name]
                paths = {shown, *(s.path for s in mine)}
                told = [p for p in (*problems, *pages.problems, *failed) if p.path in paths]
                state = FileState(
                    shown, size, changed, digest, "" if changed == _STAGED else self._blobs.get(Path(real), "")
                )
                try:
                    self._index.put(name, state, mine, entries[name], told, kept)
                except RefusedError as error:
                    reason = f"{shown} cannot be kept in the index: {error}."
                    wrong = Problem(shown, reason, "Give its records other ids, or leave it out, and report this.")
                    self._index.put(name, state, (), (), (*told, wrong))
                    for entry in entries[name]:  # another file's article may have the name
                        self._claims.pop(entry.article.id, None)
                        self._vectors.pop(entry.article.id, None)
        return total

    def _known(self, sources: Iterable[Source], files: Mapping[str, str]) -> frozenset[str]:
        """The records of files that hold many which the index has as they are, as where a file has grown at its end."""
        by_file: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            if source.file:
                by_file[files[source.file]].append(source)
        found: set[str] = set()
        for name, own in by_file.items():
            known = self._index.known_sources(name)
            found |= {source.path for source in own if known.get(source.path) == source}
        return frozenset(found)

    def _entry(self, article: Article, claims: tuple[Claim, ...], digest: str) -> Entry:
        own = outline(article, claims)
        return Entry(
            article,
            claims,
            StoredOutline.of(article, digest, own),
            tuple((ledger_block(use), use) for use in ledger_of(claims)),
            aliases_in(claims),
            (sketches_of(article.id, claims), keys_of(claims)),
        )

    # ----------------------------------------------------------------------- stories

    def regroup(self) -> Regrouping:
        """The stories of the corpus brought up to date; those whose articles or texts changed are compared anew."""
        groups = Regrouping(self._index, self._settings, self._root)
        groups.refresh()
        new = self._index.story_rows.uncompared()
        for done, (key, story) in enumerate(new.items(), start=1):
            telling = self.telling(key, story)
            with self._index.writing():
                self._index.put_swaps(key, telling.witnesses)
            self.stories_compared += 1
            if self._progress is not None:
                self._progress("comparing variants", done, len(new))
        return groups

    def telling(self, key: str, story: Story) -> Telling:
        """A story compared, or as it was compared before: its key says which texts it has."""
        if key not in self._compared:
            pages = self._pages(story.article_ids)
            weighed = reads_probability(self._settings)
            stored = self._index.compared(key, weighed=weighed)
            found = self._comparing(story, pages) if stored is None else compared_in(stored, Whole.of(pages))
            by_id = {a.id: a for a in pages.articles}
            told = telling_of(
                story,
                [by_id[a] for a in story.article_ids],
                pages.claims,
                found.alignments,
                found.comparisons,
                found.slots,
                found.relations,
                found.referents,
            )
            if stored is None:
                found = replace(found, relations=told.relations, referents=told.referents)
                with self._index.writing():
                    self._index.put_compared(key, found.packed(), weighed=weighed)
            self._compared[key] = told
        return self._compared[key]

    def _comparing(self, story: Story, pages: Pages) -> Compared:
        vectors = {i: self.vectors(i) for i in story.article_ids}
        alignments, comparisons = match(pages, [story], vectors, self._settings.matching.claim_threshold)
        comparisons = weigh(comparisons, self._settings, None, self._encoder)
        slots = fill_slots(pages, [story], vectors, alignments, self._settings, None, self._encoder)
        return Compared(alignments, comparisons, slots[story.id])

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
        basis = basis_of(telling, counts, statements, by_path, _code_of_rules())
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
        told += tellings(self._index.articles(single), {a: self.claims(a) for a in single}, (), (), (), {})
        names = self._index.names_beside(asked)
        story_of = rows.homes({*asked, *(use.article_id for use in names)})
        keys = {story.id: key for key, story in stories.items()}
        swaps = {swap for telling in told for swap in telling.witnesses}
        pages = self._pages([a for s in concerned for a in s.article_ids] + single)
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
            pages = self._pages([*shown, *named])
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
        both = self._pages({article for pair in found for article in pair})
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
            yield [article], rows.near(keys_of(self.claims(article)))

    def _echoes(self, mine: Iterable[str], others: Iterable[str]) -> Echoes:
        """Claims that some articles share with others in another story."""
        sketches = self._index.echo_rows.sketches
        pairs = likely(list(sketches(mine)), sketches(others))
        story_of = self._index.story_rows.homes(article for pair in pairs for article in pair)
        return echoes(apart(pairs, story_of), self.claims, self.vectors)

    def _pages(self, ids: Iterable[str]) -> Pages:
        articles = self._index.articles(ids)
        sources = self._index.sources(a.span.path for a in articles)
        return Pages(sources, articles, {a.id: self.claims(a.id) for a in articles}, ())

    def claims(self, article: str) -> tuple[Claim, ...]:
        if article not in self._claims:
            self._claims[article] = self._index.claims(article)
        return self._claims[article]

    def vectors(self, article: str) -> np.ndarray:
        if article not in self._vectors:
            encoder = CachedEncoder(self._encoder, self._settings.cache_folder)
            self._vectors[article] = encoder.encode([c.text for c in self.claims(article)])
        return self._vectors[article]


def _digest(path: str, limit: int, staged: Staged | None) -> str:
    """SHA-256 of a file's bytes; of its size alone where it is too large to be read."""
    size, _ = _stat(path, staged)
    if size > limit:
        return f"{size} bytes"
    instead = staged.contents.get(Path(path)) if staged is not None else None
    return hashlib.sha256(Path(path).read_bytes() if instead is None else instead).hexdigest()

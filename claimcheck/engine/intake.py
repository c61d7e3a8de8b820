"""A corpus into its index: what is new or changed is read, what is gone is forgotten, a batch of files a transaction.

In: an open index and the settings. Out: rows of the index, claims and vectors at hand, and what was done. What comes of
it for stories is the business of ``additions.py``.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Article, Claim, Problem, Source
from claimcheck.embedding.encoder import SentenceEncoder
from claimcheck.engine.at_hand import AtHand
from claimcheck.engine.corpus import STAGED, asked_among, digest_of, listed, stat_of, touched
from claimcheck.engine.index import Entry, FileState, Index, RefusedError, StoredOutline
from claimcheck.engine.opening import opened
from claimcheck.engine.pages import Progress
from claimcheck.engine.whole_run import embed, pages_of, reading_of
from claimcheck.engine.workers import each
from claimcheck.evidence.aliases import ledger_block
from claimcheck.evidence.evidence import aliases_in, ledger_of
from claimcheck.files.blobs import clean_blobs
from claimcheck.files.isolation import isolated
from claimcheck.reading.files import read_files
from claimcheck.stories.echo_keys import keys_of
from claimcheck.stories.echoes import sketches_of
from claimcheck.stories.outlines import outline

if TYPE_CHECKING:
    import numpy as np

    from claimcheck.files.revisions import Staged
    from claimcheck.settings.loading import Settings

_SHORT = 20  # seconds that nobody has to be told of before
_BATCH = 48  # files read between two transactions: what a run that is stopped has to do again
_FIRST = 8  # of the first
Pending = tuple[str, str, str, str]  # a file to read: key, real path, path shown, digest


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


def preview(settings: Settings, root: Path, *, anew: bool = False) -> Preview:
    """How much an update has to read."""
    with opened(settings, root, renew=False) as index:
        seen, _ = touched(listed(settings, root, ())[0], () if anew or index.stale else index.files(), None)
        return _preview([told[0] for told in seen.values() if told is not None], index)


def _preview(sizes: Sequence[int], index: Index) -> Preview:
    rate = float(index.fact("rate") or 6_000.0)  # bytes a second of the last large update
    return Preview(len(sizes), sum(sizes), sum(sizes) / rate)


@dataclass(frozen=True, slots=True)
class _Held:
    """What some files hold: sources, each with the file that it is from, entries by file, vectors by article, what is
    wrong, and the paths of sources that are in the index as they are."""

    sources: tuple[Source, ...]
    homes: Mapping[str, str]
    entries: Mapping[str, Sequence[Entry]]
    vectors: Mapping[str, np.ndarray]
    problems: tuple[Problem, ...]
    kept: frozenset[str]


class Intake:
    """One run's way from the files under ``root`` into an open index. Once ``sync`` has run, ``asked`` are the keys of
    the files that were asked for, None of all, and ``problems`` what could not be listed."""

    def __init__(
        self,
        index: Index,
        settings: Settings,
        root: Path,
        at_hand: AtHand,
        encoder: SentenceEncoder,
        progress: Progress | None,
        staged: Staged | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._index, self._settings, self._root, self._at_hand = index, settings, root, at_hand
        self._encoder, self._progress, self._staged, self._say = encoder, progress, staged, say
        folder = settings.cache_folder
        self._annotator = Annotator(folder / "annotations.sqlite" if folder else None)
        self._blobs: dict[Path, str] = {}
        self.asked: frozenset[str] | None = None
        self.problems: tuple[Problem, ...] = ()

    def sync(self, guests: Sequence[Path], asked: Sequence[Path] | None = None) -> Changes:
        """Read what is new or changed, forget what is gone. Raises ClaimcheckError."""
        begun = time.monotonic()
        pending, dropped, kept = self._sought(guests, asked)
        size_read = done = 0
        given = ((batch, self._known(batch)) for batch in _batches(pending))
        jobs = self._settings.jobs if self._encoder.forks else 1
        found = each(self._read, given, jobs, self._begin)
        for batch, held in zip(_batches(pending), found, strict=True):
            size_read += self._put(batch, held)
            done += len(batch)
            if self._progress is not None:
                self._progress("reading articles", done, len(pending))
        seconds = time.monotonic() - begun
        if size_read > 200_000:
            self._index.note("rate", f"{size_read / max(seconds, 0.1):.0f}")
        read = tuple(shown for _, _, shown, _ in pending)
        return Changes(read, dropped, kept, 0, seconds, self._index.renewed)

    def _sought(
        self, guests: Sequence[Path], asked: Sequence[Path] | None
    ) -> tuple[list[Pending], tuple[str, ...], int]:
        """The files to read: key, real path, path shown, digest; those that were dropped; how many are as they were.
        What is held of every file of the corpus is let go with that, before a model is loaded."""
        files, self.problems = listed(self._settings, self._root, guests, self._staged)
        self.asked = None if asked is None else asked_among(files, asked, self._root, self._staged)
        seen, gone = touched(files, self._index.files(), self._staged)
        on_disk = [Path(files[name][0]) for name, told in seen.items() if told is not None and told[1] != STAGED]
        self._blobs = clean_blobs(on_disk, self._root)
        pending: list[Pending] = []
        with self._index.writing():
            self._index.drop(sorted(gone))
            for name, told in seen.items():
                (real, shown), state = files[name], self._index.file(name)
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
            ahead = _preview([told[0] for name, *_ in pending if (told := seen[name]) is not None], self._index)
            if ahead.seconds > _SHORT:
                self._say(f"indexing the corpus: {ahead}")
        return pending, tuple(shown for _, shown in sorted(gone.items())), len(files) - len(pending)

    def _hashed(self, real: str) -> str:
        try:
            return digest_of(real, self._settings.reading.max_bytes, self._staged)
        except OSError:
            return ""  # read_files says what is wrong

    def _known(self, batch: Sequence[Pending]) -> dict[str, dict[str, Source]]:
        """What the index has of the files of a batch, by file and path."""
        return {name: self._index.known_sources(name) for name, *_ in batch}

    def _begin(self) -> None:
        """In a worker, which is one of several."""
        self._encoder.workers = 1

    def _read(self, given: tuple[Sequence[Pending], Mapping[str, Mapping[str, Source]]]) -> _Held:
        """Files, and what the index has of them -> what they hold."""
        batch, known = given
        by_file = {shown: name for name, _, shown, _ in batch}
        named = {real: shown for _, real, shown, _ in batch}
        sources, problems = read_files(named, reading_of(self._settings), self._staged)
        # of files that hold many records, as where one has grown at its end, those that the index has as they are
        kept = frozenset(s.path for s in sources if s.file and known[by_file[s.file]].get(s.path) == s)
        sources = tuple(source for source in sources if source.path not in kept)
        pages = pages_of(sources, (), self._settings, self._annotator, None)
        pages, vectors = embed(pages, self._settings, None, self._encoder)
        entries: dict[str, list[Entry]] = {name: [] for name, *_ in batch}
        digests = {source.path: source.digest for source in pages.sources}
        homes = {source.path: by_file[source.file or source.path] for source in pages.sources}
        failed: list[Problem] = []
        for article in pages.articles:
            with isolated(article.span.path, failed):
                entry = _entry(article, pages.claims[article.id], digests[article.span.path])
                entries[homes[article.span.path]].append(entry)
        return _Held(pages.sources, homes, entries, vectors, (*problems, *pages.problems, *failed), kept)

    def _put(self, batch: Sequence[Pending], held: _Held) -> int:
        """What files hold -> rows, in one transaction; bytes held."""
        total = 0
        with self._index.writing():
            for name, real, shown, digest in batch:
                try:
                    size, changed = stat_of(real, self._staged)
                except OSError:
                    size, changed = 0, 0
                total += size
                mine = [s for s in held.sources if held.homes[s.path] == name]
                paths = {shown, *(s.path for s in mine)}
                told = [p for p in held.problems if p.path in paths]
                state = FileState(
                    shown, size, changed, digest, "" if changed == STAGED else self._blobs.get(Path(real), "")
                )
                try:
                    self._index.put(name, state, mine, held.entries[name], told, held.kept)
                except RefusedError as error:
                    reason = f"{shown} cannot be kept in the index: {error}."
                    wrong = Problem(shown, reason, "Give its records other ids, or leave it out, and report this.")
                    self._index.put(name, state, (), (), (*told, wrong))
                else:
                    for entry in held.entries[name]:
                        self._at_hand.put(entry.article.id, entry.claims, held.vectors[entry.article.id])
        return total


def _batches(pending: Sequence[Pending]) -> Iterator[Sequence[Pending]]:
    """Few first: what they need is loaded before others begin."""
    first = min(_FIRST, _BATCH)
    for start, end in itertools.pairwise((0, *range(first, len(pending), _BATCH), len(pending))):
        if start < end:
            yield pending[start:end]


def _entry(article: Article, claims: tuple[Claim, ...], digest: str) -> Entry:
    own = outline(article, claims)
    return Entry(
        article,
        claims,
        StoredOutline.of(article, digest, own),
        tuple((ledger_block(use), use) for use in ledger_of(claims)),
        aliases_in(claims),
        (sketches_of(article.id, claims), keys_of(claims)),
    )

"""A corpus into its index: what is new or changed is read, what is gone is forgotten, a batch of files a transaction.

In: an open index and the settings. Out: rows of the index, claims and vectors at hand, and what was done. What comes of
it for stories is the business of ``additions.py``.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Article, Claim, Encoder, Problem, Source
from claimcheck.engine.at_hand import AtHand
from claimcheck.engine.corpus import STAGED, asked_among, digest_of, listed, stat_of, touched
from claimcheck.engine.index import Entry, FileState, Index, RefusedError, StoredOutline
from claimcheck.engine.opening import opened
from claimcheck.engine.pages import Progress
from claimcheck.engine.whole_run import embed, pages_of, reading_of
from claimcheck.evidence.aliases import ledger_block
from claimcheck.evidence.evidence import aliases_in, ledger_of
from claimcheck.files.blobs import clean_blobs
from claimcheck.files.isolation import isolated
from claimcheck.reading.files import read_files
from claimcheck.stories.echo_keys import keys_of
from claimcheck.stories.echoes import sketches_of
from claimcheck.stories.outlines import outline

if TYPE_CHECKING:
    from claimcheck.files.revisions import Staged
    from claimcheck.settings.loading import Settings

_SHORT = 20  # seconds that nobody has to be told of before
_BATCH = 48  # files read between two transactions: what a run that is stopped has to do again


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


class Intake:
    """One run's way from the files under ``root`` into an open index. Once ``sync`` has run, ``asked`` are the keys of
    the files that were asked for, None of all, and ``problems`` what could not be listed."""

    def __init__(
        self,
        index: Index,
        settings: Settings,
        root: Path,
        at_hand: AtHand,
        encoder: Encoder,
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
        return Changes(read, dropped, kept, 0, seconds, self._index.renewed)

    def _sought(
        self, guests: Sequence[Path], asked: Sequence[Path] | None
    ) -> tuple[list[tuple[str, str, str, str]], tuple[str, ...], int]:
        """The files to read: key, real path, path shown, digest; those that were dropped; how many are as they were.
        What is held of every file of the corpus is let go with that, before a model is loaded."""
        files, self.problems = listed(self._settings, self._root, guests, self._staged)
        self.asked = None if asked is None else asked_among(files, asked, self._root, self._staged)
        seen, gone = touched(files, self._index.files(), self._staged)
        on_disk = [Path(files[name][0]) for name, told in seen.items() if told is not None and told[1] != STAGED]
        self._blobs = clean_blobs(on_disk, self._root)
        pending: list[tuple[str, str, str, str]] = []
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

    def _read(self, batch: Sequence[tuple[str, str, str, str]]) -> int:
        """Files -> rows, in one transaction; bytes read."""
        by_file = {shown: name for name, _, shown, _ in batch}
        named = {real: shown for _, real, shown, _ in batch}
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
                entry = _entry(article, claims, digests[article.span.path])
                entries[homes[article.span.path]].append(entry)
                self._at_hand.put(article.id, claims, vectors[article.id])
        total = 0
        with self._index.writing():
            for name, real, shown, digest in batch:
                try:
                    size, changed = stat_of(real, self._staged)
                except OSError:
                    size, changed = 0, 0
                total += size
                mine = [s for s in pages.sources if homes[s.path] == name]
                paths = {shown, *(s.path for s in mine)}
                told = [p for p in (*problems, *pages.problems, *failed) if p.path in paths]
                state = FileState(
                    shown, size, changed, digest, "" if changed == STAGED else self._blobs.get(Path(real), "")
                )
                try:
                    self._index.put(name, state, mine, entries[name], told, kept)
                except RefusedError as error:
                    reason = f"{shown} cannot be kept in the index: {error}."
                    wrong = Problem(shown, reason, "Give its records other ids, or leave it out, and report this.")
                    self._index.put(name, state, (), (), (*told, wrong))
                    for entry in entries[name]:  # another file's article may have the name
                        self._at_hand.forget(entry.article.id)
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

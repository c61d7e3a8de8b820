"""The index file: SQLite in write-ahead mode. Rows of one source are written in one transaction, so that a run that is
stopped leaves a smaller index, never a wrong one; a file that SQLite cannot read, or with a record that is damaged, is
thrown away and made anew. No other error costs what is stored."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.datamodel import AliasEvidence, Article, Claim, EditKind, MentionKind, NameUse, Problem, Source
from claimcheck.engine import echo_rows
from claimcheck.engine.echo_rows import EchoRows
from claimcheck.engine.index_records import DamagedError, batches, marks, packed, unpacked, whole
from claimcheck.engine.story_rows import StoryRows
from claimcheck.errors import ClaimcheckError
from claimcheck.evidence.evidence import alias_pairs
from claimcheck.files.content_cache import sealed
from claimcheck.stories.echoes import Sketches
from claimcheck.stories.outlines import Outline

if TYPE_CHECKING:
    from types import TracebackType

    import numpy as np

FORMAT = "12"  # of the tables; another one is made anew
FOLDER = ".claimcheck"
FILE = "index.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    real TEXT PRIMARY KEY, shown TEXT NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL, digest TEXT NOT NULL,
    blob TEXT NOT NULL, problems TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
    path TEXT PRIMARY KEY, real TEXT NOT NULL REFERENCES files ON DELETE CASCADE, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, source TEXT NOT NULL REFERENCES sources ON DELETE CASCADE, digest TEXT NOT NULL,
    published TEXT, outlet TEXT, title TEXT, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outlines (
    article TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE, teaser INTEGER NOT NULL, words INTEGER NOT NULL,
    body TEXT NOT NULL, runs BLOB NOT NULL, terms BLOB NOT NULL, weights BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS claims (
    article TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE, count INTEGER NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS mentions (
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, kind TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (article, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (
    article TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE, count INTEGER NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS blocks (
    block TEXT NOT NULL, article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (block, article)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS aliases (
    article TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, pair TEXT NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS changed (body TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (body, article))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (
    number INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE, article TEXT NOT NULL, lot INTEGER, day INTEGER NOT NULL,
    terms BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS words (
    term INTEGER NOT NULL, place INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL,
    weight INTEGER NOT NULL, needed INTEGER NOT NULL, PRIMARY KEY (term, place, day, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (
    one INTEGER NOT NULL, other INTEGER NOT NULL, logit INTEGER NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lots (key INTEGER PRIMARY KEY, joins BLOB NOT NULL, pairs BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS groups (
    id TEXT PRIMARY KEY, members TEXT NOT NULL, reference TEXT NOT NULL, similarity REAL NOT NULL,
    joined TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stories (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE, members TEXT NOT NULL,
    reference TEXT NOT NULL, similarity REAL NOT NULL, joined TEXT NOT NULL, compared INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS homes (article TEXT PRIMARY KEY, found TEXT, story TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS swaps (
    story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE, kind TEXT NOT NULL, one TEXT NOT NULL,
    other TEXT NOT NULL, witness TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pairs (
    one TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, other TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    weighed INTEGER NOT NULL, record BLOB NOT NULL, PRIMARY KEY (one, other));
CREATE TABLE IF NOT EXISTS compared (
    story INTEGER PRIMARY KEY REFERENCES stories ON DELETE CASCADE, weighed INTEGER NOT NULL, record BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS verdicts (
    story INTEGER PRIMARY KEY REFERENCES stories ON DELETE CASCADE, basis TEXT NOT NULL, record BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS outlines_body ON outlines (body, teaser);
CREATE INDEX IF NOT EXISTS stories_new ON stories (id) WHERE NOT compared;
CREATE INDEX IF NOT EXISTS files_told ON files (real) WHERE problems != '[]';
CREATE INDEX IF NOT EXISTS sources_real ON sources (real);
CREATE INDEX IF NOT EXISTS articles_source ON articles (source);
CREATE INDEX IF NOT EXISTS blocks_article ON blocks (article);
CREATE INDEX IF NOT EXISTS aliases_article ON aliases (article);
CREATE INDEX IF NOT EXISTS aliases_pair ON aliases (pair);
CREATE INDEX IF NOT EXISTS pairs_other ON pairs (other);
CREATE INDEX IF NOT EXISTS swaps_story ON swaps (story);
CREATE INDEX IF NOT EXISTS swaps_pair ON swaps (kind, one, other);
"""
_KEPT = (MentionKind.NAME, MentionKind.QUANTITY, MentionKind.DATE)  # of mentions, what claims carry
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_REFUSALS = (ValueError, OverflowError, sqlite3.IntegrityError, sqlite3.DataError)
Swap = tuple[EditKind, str, str]


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read: bytes, time of change (ns), SHA-256; git's object, "" where it has none."""

    shown: str
    size: int
    changed: int
    digest: str
    blob: str = ""


@dataclass(frozen=True, slots=True)
class StoredOutline:
    """What grouping needs of an article; ``digest`` is its source's, ``runs``, ``terms`` and ``weights`` are
    arrays as bytes (uint64, uint64, float32)."""

    article: str
    digest: str
    published: str | None
    teaser: bool
    words: int
    body: str
    runs: bytes
    terms: bytes
    weights: bytes

    @classmethod
    def of(cls, article: Article, digest: str, own: Outline) -> StoredOutline:
        """The outline of an article, as it is stored."""
        return cls(
            article.id,
            digest,
            article.published.isoformat() if article.published else None,
            own.teaser,
            own.words,
            own.body,
            own.runs.tobytes(),
            own.terms.tobytes(),
            own.weights.tobytes(),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One article for the index, with its claims and what grouping and evidence need of it; every name stands
    beside its block, and ``echoing`` are the sketches and keys of claims that may echo."""

    article: Article
    claims: tuple[Claim, ...]
    outline: StoredOutline
    names: tuple[tuple[str | None, NameUse], ...]
    aliases: tuple[AliasEvidence, ...]
    echoing: tuple[Sketches, np.ndarray] | None = None


class RefusedError(Exception):
    """What was read from a file cannot be stored; the index is as it was."""


class Index:
    """An open index. ``engine`` names what the stored results depend on besides the texts: where it differs from what
    the index was made with, everything is dropped; or, with ``renew`` false, only ``stale`` is set. Use as a context
    manager."""

    def __init__(self, folder: Path, engine: str, *, renew: bool = True) -> None:
        self.path = folder / FILE
        self.stale = False
        self._renew = renew
        self.renewed = ""  # why an earlier index was not used
        try:
            folder.mkdir(parents=True, exist_ok=True)
            ignore = folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")  # a cache is nobody's to commit
        except OSError as error:
            raise ClaimcheckError(
                f"The index folder {folder} cannot be made: {error.strerror}.", "Check its permissions."
            ) from error
        existed = self.path.exists()
        try:
            self._rows = self._opened(engine)
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise ClaimcheckError(
                    f"The index {self.path} cannot be opened: {error}.", "Check its permissions, or remove it."
                ) from error
            self.discard()
            self.renewed = "it was damaged"
            self._rows = self._opened(engine)
        if not existed:
            self.renewed = ""

    def _opened(self, engine: str) -> sqlite3.Connection:
        rows = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        try:
            rows.execute("PRAGMA journal_mode=WAL")
            rows.execute("PRAGMA synchronous=NORMAL")
            rows.execute("PRAGMA foreign_keys=ON")
            rows.executescript(_SCHEMA + echo_rows.SCHEMA)
            made = dict(rows.execute("SELECT name, value FROM facts"))
            wanted = {"format": FORMAT, "engine": engine}
            if made and any(made.get(name) != value for name, value in wanted.items()):
                if not self._renew:
                    self.stale = True
                    return rows
                rows.close()
                self.discard()
                self.renewed = "it was made by another version, model or settings"
                return self._opened(engine)
            rows.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", sorted(wanted.items()))
        except BaseException:
            rows.close()
            raise
        return rows

    def reopen(self) -> None:
        """In a process that was forked: a connection of its own, to read. SQLite lets none be used, or closed, in
        another process than opened it."""
        self._of_parent = self._rows
        self._rows = sqlite3.connect(self.path, timeout=60, isolation_level=None)

    def discard(self) -> None:
        """Throw the file away."""
        with contextlib.suppress(AttributeError, sqlite3.Error):
            self._rows.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._rows.close()
        if error is not None and _is_damage(error):
            self.discard()
            raise DamagedError(str(error)) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing."""
        self._rows.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._rows.execute("ROLLBACK")
            raise
        self._rows.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        """A note about the index itself."""
        row = self._rows.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def note(self, name: str, value: str) -> None:
        self._rows.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # ----------------------------------------------------------------------- files and what they hold

    def files(self) -> Iterator[tuple[str, str, int, int]]:
        """Every file: its real path, how it is shown, its bytes, its time of change."""
        return self._rows.execute("SELECT real, shown, size, changed FROM files")

    def file(self, real: str) -> FileState | None:
        """One of them."""
        select = "SELECT shown, size, changed, digest, blob FROM files WHERE real = ?"
        row = self._rows.execute(select, (real,)).fetchone()
        return None if row is None else FileState(*row)

    def drop(self, reals: Iterable[str]) -> None:
        """Forget files and all that was read from them."""
        for real in reals:
            self._drop_sources(real)
            self._rows.execute("DELETE FROM files WHERE real = ?", (real,))

    def _drop_sources(self, real: str, kept: Collection[str] = ()) -> None:
        """What was read from a file, but for the sources that are ``kept``."""
        gone = _first(self._rows.execute("SELECT path FROM sources WHERE real = ?", (real,)))
        for batch in batches(set(gone).difference(kept)):
            self._rows.execute(
                "INSERT OR IGNORE INTO changed SELECT outlines.body, outlines.article FROM articles "
                f"JOIN outlines ON outlines.article = articles.id WHERE articles.source IN ({marks(batch)})",
                batch,
            )
            self._rows.execute(f"DELETE FROM sources WHERE path IN ({marks(batch)})", batch)

    def touch(self, real: str, size: int, changed: int, blob: str = "") -> None:
        """The same bytes with another time."""
        told = (size, changed, blob, real)
        self._rows.execute("UPDATE files SET size = ?, changed = ?, blob = ? WHERE real = ?", told)

    def put(
        self,
        real: str,
        state: FileState,
        sources: Sequence[Source],
        entries: Sequence[Entry],
        problems: Sequence[Problem],
        kept: Collection[str] = (),
    ) -> None:
        """Everything that was read from one file, in place of what was there but for the sources that are ``kept``.
        Call inside ``writing``. Raises RefusedError, as where a record has the name of another file's: then nothing of
        the file is stored."""
        self._rows.execute("SAVEPOINT file")
        try:
            self._put(real, state, sources, entries, problems, kept)
        except _REFUSALS as error:
            self._rows.execute("ROLLBACK TO file")
            self._rows.execute("RELEASE file")
            raise RefusedError(str(error).partition("\n")[0]) from error
        self._rows.execute("RELEASE file")

    def _put(
        self,
        real: str,
        state: FileState,
        sources: Sequence[Source],
        entries: Sequence[Entry],
        problems: Sequence[Problem],
        kept: Collection[str],
    ) -> None:
        rows = self._rows
        self._drop_sources(real, kept)
        told = json.dumps([[p.path, p.message, p.action, not p.notice, p.notice, False, p.empty] for p in problems])
        rows.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (real) DO UPDATE SET shown = excluded.shown, "
            "size = excluded.size, changed = excluded.changed, digest = excluded.digest, blob = excluded.blob, "
            "problems = excluded.problems",
            (real, state.shown, state.size, state.changed, state.digest, state.blob, told),
        )
        rows.executemany("INSERT INTO sources VALUES (?, ?, ?)", [(s.path, real, packed(Source, s)) for s in sources])
        for entry in entries:
            article, outline = entry.article, entry.outline
            published = article.published.isoformat() if article.published else None
            rows.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    article.span.path,
                    outline.digest,
                    published,
                    article.outlet,
                    article.title,
                    packed(Article, article),
                ),
            )
            rows.execute(
                "INSERT INTO outlines VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    article.id,
                    outline.teaser,
                    outline.words,
                    outline.body,
                    sealed(article.id, outline.runs),
                    sealed(article.id, outline.terms),
                    sealed(article.id, zlib.compress(outline.weights)),
                ),
            )
            rows.execute("INSERT OR IGNORE INTO changed VALUES (?, ?)", (outline.body, article.id))
            if entry.echoing is not None and len(entry.echoing[1]):
                self.echo_rows.add(article.id, *entry.echoing)
            rows.execute(
                "INSERT INTO claims VALUES (?, ?, ?)",
                (article.id, len(entry.claims), packed(tuple[Claim, ...], tuple(entry.claims))),
            )
            kinds = Counter(m.kind.value for c in entry.claims for m in c.mentions)
            rows.executemany("INSERT INTO mentions VALUES (?, ?, ?)", [(article.id, *kind) for kind in kinds.items()])
            told_ = packed(tuple[tuple[str | None, NameUse], ...], tuple(entry.names))
            rows.execute("INSERT INTO names VALUES (?, ?, ?)", (article.id, len(entry.names), told_))
            blocks = sorted({block for block, _ in entry.names if block is not None})
            rows.executemany("INSERT INTO blocks VALUES (?, ?)", [(block, article.id) for block in blocks])
            rows.executemany(
                "INSERT INTO aliases VALUES (?, ?, ?)",
                [
                    (article.id, _pair(key), packed(AliasEvidence, alias))
                    for alias in entry.aliases
                    for key in alias_pairs(alias.first, alias.second)
                ],
            )

    def problems(self) -> dict[str, tuple[Problem, ...]]:
        """What could not be read, or is to be said of what was, by real path."""
        rows = self._rows.execute("SELECT real, problems FROM files WHERE problems != '[]'")
        return {real: tuple(Problem(*parts) for parts in _listed(told)) for real, told in rows}

    def known_sources(self, real: str) -> dict[str, Source]:
        """By path, what was read from a file without a problem: each with an article or more."""
        (told,) = self._rows.execute("SELECT problems FROM files WHERE real = ?", (real,)).fetchone() or ("[]",)
        wrong = {path for path, *_ in _listed(told)}
        found = self._rows.execute(
            "SELECT path, record FROM sources WHERE real = ? "
            "AND EXISTS (SELECT * FROM articles WHERE articles.source = sources.path)",
            (real,),
        )
        return {path: unpacked(Source, record) for path, record in found if path not in wrong}

    def articles_of(self, reals: Iterable[str]) -> tuple[str, ...]:
        """The ids of the articles in some files."""
        found: list[str] = []
        for batch in batches(reals):
            found += _first(
                self._rows.execute(
                    "SELECT articles.id FROM articles JOIN sources ON sources.path = articles.source "
                    f"WHERE sources.real IN ({marks(batch)})",
                    batch,
                )
            )
        return tuple(sorted(found))

    def sources(self, paths: Iterable[str]) -> tuple[Source, ...]:
        found = [
            unpacked(Source, record)
            for batch in batches(paths)
            for (record,) in self._rows.execute(f"SELECT record FROM sources WHERE path IN ({marks(batch)})", batch)
        ]
        return tuple(sorted(found, key=lambda s: s.path))

    def sources_of(self, reals: Iterable[str]) -> tuple[Source, ...]:
        """What was read from some files."""
        found = [
            unpacked(Source, record)
            for batch in batches(reals)
            for (record,) in self._rows.execute(f"SELECT record FROM sources WHERE real IN ({marks(batch)})", batch)
        ]
        return tuple(sorted(found, key=lambda s: s.path))

    def articles(self, ids: Iterable[str]) -> tuple[Article, ...]:
        found = [
            unpacked(Article, record)
            for batch in batches(ids)
            for (record,) in self._rows.execute(f"SELECT record FROM articles WHERE id IN ({marks(batch)})", batch)
        ]
        return tuple(sorted(found, key=lambda a: (a.span, a.id)))

    def article_ids(self) -> tuple[str, ...]:
        return tuple(_first(self._rows.execute("SELECT id FROM articles ORDER BY id")))

    def claims(self, article: str) -> tuple[Claim, ...]:
        row = self._rows.execute("SELECT record FROM claims WHERE article = ?", (article,)).fetchone()
        return () if row is None else tuple(unpacked(tuple[Claim, ...], row[0]))

    # ----------------------------------------------------------------------- grouping

    def outlines(self, articles: Iterable[str]) -> tuple[StoredOutline, ...]:
        """Of some articles, in order of id; those that the index has."""
        return tuple(
            StoredOutline(
                article,
                digest,
                _day(published),
                bool(teaser),
                words,
                body,
                whole(article, runs),
                whole(article, terms),
                _inflated(article, weights),
            )
            for batch in batches(articles)
            for article, digest, published, teaser, words, body, runs, terms, weights in self._rows.execute(
                "SELECT article, digest, published, teaser, words, body, runs, terms, weights FROM outlines "
                f"JOIN articles ON articles.id = outlines.article WHERE article IN ({marks(batch)}) ORDER BY article",
                batch,
            )
        )

    @property
    def story_rows(self) -> StoryRows:
        """The tables of texts, links and stories."""
        return StoryRows(self._rows)

    @property
    def echo_rows(self) -> EchoRows:
        """The tables of claims that may echo."""
        return EchoRows(self._rows)

    def pairs(self, wanted: Collection[tuple[str, str]], *, weighed: bool) -> dict[tuple[str, str], bytes]:
        """What was found between two articles, by their ids, of those ``wanted`` that are stored."""
        wanted = set(wanted)
        return {
            (one, other): bytes(record)
            for batch in batches(one for one, _ in wanted)
            for one, other, record in self._rows.execute(
                f"SELECT one, other, record FROM pairs WHERE one IN ({marks(batch)}) AND weighed = ?", [*batch, weighed]
            )
            if (one, other) in wanted
        }

    def put_pairs(self, records: Mapping[tuple[str, str], bytes], *, weighed: bool) -> None:
        """Store it: kept as long as both articles are. Call inside ``writing``."""
        self._rows.executemany(
            "INSERT OR REPLACE INTO pairs VALUES (?, ?, ?, ?)",
            [(*pair, weighed, record) for pair, record in sorted(records.items())],
        )

    def compared(self, key: str, *, weighed: bool) -> bytes | None:
        """What comparing a story found, but for its pairs; ``weighed`` is whether contradictions are weighed in it."""
        found = self._rows.execute(
            "SELECT record FROM compared JOIN stories ON stories.number = compared.story WHERE key = ? AND weighed = ?",
            (key, weighed),
        ).fetchone()
        return None if found is None else bytes(found[0])

    def put_compared(self, key: str, record: bytes, *, weighed: bool) -> None:
        """Store it. Call inside ``writing``."""
        self._rows.execute(
            "INSERT OR REPLACE INTO compared SELECT number, ?, ? FROM stories WHERE key = ?", (weighed, record, key)
        )

    def verdict(self, key: str, basis: str) -> bytes | None:
        """What the rules found in a story, where that is stored and was found on the same ``basis``."""
        found = self._rows.execute(
            "SELECT record FROM verdicts JOIN stories ON stories.number = verdicts.story WHERE key = ? AND basis = ?",
            (key, basis),
        ).fetchone()
        return None if found is None else bytes(found[0])

    def put_verdict(self, key: str, basis: str, record: bytes) -> None:
        """Store it. Call inside ``writing``."""
        self._rows.execute(
            "INSERT OR REPLACE INTO verdicts SELECT number, ?, ? FROM stories WHERE key = ?", (basis, record, key)
        )

    def put_swaps(self, key: str, witnesses: Mapping[Swap, Iterable[str]]) -> None:
        """What is swapped in a story, which is compared with that. Call inside ``writing``."""
        (number,) = self._rows.execute("SELECT number FROM stories WHERE key = ?", (key,)).fetchone()
        self._rows.execute("DELETE FROM swaps WHERE story = ?", (number,))
        self._rows.executemany(
            "INSERT INTO swaps VALUES (?, ?, ?, ?, ?)",
            [
                (number, kind.value, one, other, witness)
                for (kind, one, other), seen in sorted(witnesses.items())
                for witness in sorted(seen)
            ],
        )
        self._rows.execute("UPDATE stories SET compared = 1 WHERE number = ?", (number,))

    # ----------------------------------------------------------------------- evidence

    def swap_counts(self, swaps: Iterable[Swap]) -> dict[Swap, int]:
        """Over the whole corpus, the independent claim pairs of each swap."""
        count = "SELECT COUNT(DISTINCT witness) FROM swaps WHERE kind = ? AND one = ? AND other = ?"
        return {swap: self._rows.execute(count, (swap[0].value, *swap[1:])).fetchone()[0] for swap in swaps}

    def aliases(self, keys: Iterable[frozenset[str]]) -> tuple[AliasEvidence, ...]:
        """What the corpus says of aliases under some of the keys that ``alias_pairs`` gives."""
        return tuple(
            {
                record: unpacked(AliasEvidence, record)
                for batch in batches(map(_pair, keys))
                for (record,) in self._rows.execute(f"SELECT record FROM aliases WHERE pair IN ({marks(batch)})", batch)
            }.values()
        )

    def names_beside(self, articles: Iterable[str]) -> tuple[NameUse, ...]:
        """The names of some articles that an index compares over the corpus, and all in one block with them."""
        blocks = {
            block
            for batch in batches(articles)
            for (block,) in self._rows.execute(f"SELECT block FROM blocks WHERE article IN ({marks(batch)})", batch)
        }
        beside = {
            article
            for batch in batches(blocks)
            for (article,) in self._rows.execute(f"SELECT article FROM blocks WHERE block IN ({marks(batch)})", batch)
        }
        found = [
            use
            for batch in batches(beside)
            for (record,) in self._rows.execute(f"SELECT record FROM names WHERE article IN ({marks(batch)})", batch)
            for block, use in unpacked(tuple[tuple[str | None, NameUse], ...], record)
            if block in blocks
        ]
        return tuple(sorted(found, key=lambda use: (use.article_id, use.places[0].span)))

    # ----------------------------------------------------------------------- about itself

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        what = {
            **dict.fromkeys(("files", "sources", "articles"), "COUNT(*)"),
            **dict.fromkeys(("claims", "mentions", "names"), "COALESCE(SUM(count), 0)"),
            **dict.fromkeys(("aliases", "stories", "swaps"), "COUNT(*)"),
        }
        return {t: self._rows.execute(f"SELECT {count} FROM {t}").fetchone()[0] for t, count in what.items()}

    def mention_counts(self) -> dict[str, int]:
        kinds = dict(self._rows.execute("SELECT kind, SUM(count) FROM mentions GROUP BY kind"))
        return {kind.value: kinds.get(kind.value, 0) for kind in _KEPT}

    def faults(self) -> tuple[str, ...]:
        """What SQLite itself finds wrong, and articles whose records cannot be read."""
        found = [row[0] for row in self._rows.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            f"{table}: a row without what it belongs to" for table, *_ in self._rows.execute("PRAGMA foreign_key_check")
        ]
        for article in self.article_ids():
            try:
                self.articles([article])
                self.claims(article)
            except (DamagedError, sqlite3.DatabaseError) as error:
                found.append(f"{article} cannot be read: {error}")
        return tuple(found)


def _pair(key: frozenset[str]) -> str:
    return "\x1f".join(sorted(key))


def _is_damage(error: BaseException) -> bool:
    """Whether the index itself is what is broken: by SQLite's own word, or by a record's checksum."""
    if isinstance(error, sqlite3.Error):
        undecodable = str(error).startswith("Could not decode to UTF-8")
        return undecodable or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
    return isinstance(error, DamagedError)


def _listed(told: str) -> tuple[Any, ...]:
    """A list that was stored as JSON. Raises DamagedError."""
    try:
        return tuple(json.loads(told))
    except (ValueError, TypeError) as error:
        raise DamagedError(f"a list: {error}") from error


def _inflated(key: str, stored: object) -> bytes:
    try:
        return zlib.decompress(whole(key, stored))
    except zlib.error as error:
        raise DamagedError(f"the numbers of {key}: {error}") from error


def _day(published: str | None) -> str | None:
    """A day that can be read. Raises DamagedError."""
    try:
        return published and dt.date.fromisoformat(published).isoformat()
    except (ValueError, TypeError) as error:
        raise DamagedError(f"a day: {error}") from error


def _first(rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [row[0] for row in rows]

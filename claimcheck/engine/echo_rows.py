"""The tables of an index that hold the claims which may echo (``stories.echoes``): the sketches of every article, and
its keys by word (``stories.echo_keys``), so that an addition reads only what it shares a rare word with.

Keys wait until they are asked for and are then put away together: the keys of one word that came together are one row.
Those of an article that is gone stay, under a number that nothing has any more, until they are more than the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from claimcheck.engine.index_records import BATCH, batches, marks, whole
from claimcheck.files.content_cache import sealed
from claimcheck.stories.echo_keys import KEY, MOST, met
from claimcheck.stories.echoes import Sketches

if TYPE_CHECKING:
    import numpy as np

SCHEMA = """
CREATE TABLE IF NOT EXISTS echoes (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL UNIQUE REFERENCES articles ON DELETE CASCADE,
    sketches BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS echo_keys_new (
    number INTEGER PRIMARY KEY REFERENCES echoes ON DELETE CASCADE, keys BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS echo_keys (word INTEGER NOT NULL, claims BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS echo_keys_word ON echo_keys (word);
"""
_SKETCH = [("ordinal", "<u4"), ("size", "<u2"), ("bits", "<u8", 2)]
_CLAIM = [("number", "<u4"), *KEY[1:]]  # under its word: the article instead
_AT_ONCE = 5000  # articles whose keys are put away together
_SEAL, _KEPT = "keys", "articles with echo keys"


class EchoRows:
    """Reads and writes over an open connection. Call what writes inside a transaction."""

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows

    def add(self, article: str, sketches: Sketches, keys: np.ndarray) -> None:
        """What may echo of an article that is new."""
        stored = sealed(article, _packed(sketches))
        number = self._rows.execute("INSERT INTO echoes (article, sketches) VALUES (?, ?)", (article, stored)).lastrowid
        self._rows.execute("INSERT INTO echo_keys_new VALUES (?, ?)", (number, sealed(_SEAL, keys.tobytes())))

    def sketches(self, articles: Iterable[str]) -> Iterator[Sketches]:
        """Of some articles, in order of id, many in one: those with a claim that may echo."""
        for batch in batches(articles):
            select = f"SELECT article, sketches FROM echoes WHERE article IN ({marks(batch)}) ORDER BY article"
            yield _sketches(self._rows.execute(select, batch).fetchall())

    def count(self) -> int:
        """How many articles have a claim that may echo."""
        return int(self._rows.execute("SELECT COUNT(*) FROM echoes").fetchone()[0])

    def settle(self) -> None:
        """Put away the keys that are new."""
        rows = self._rows
        while told := rows.execute("SELECT number, keys FROM echo_keys_new LIMIT ?", (_AT_ONCE,)).fetchall():
            self._put_away(told)
            rows.executemany("DELETE FROM echo_keys_new WHERE number = ?", [(number,) for number, _ in told])
            self._note(self._kept() + len(told))
            self._tidy()

    def near(self, keys: np.ndarray) -> list[str]:
        """The articles with a claim that may echo one of those whose ``keys`` are given, in order of id; all that do
        are among them."""
        import numpy as np

        words, firsts, counts = np.unique(keys["word"], return_index=True, return_counts=True)
        place = {_signed(word): n for n, word in enumerate(words.tolist())}
        rows = [
            (place[word], whole(_SEAL, stored))
            for batch in batches(place)
            for word, stored in self._rows.execute(
                f"SELECT word, claims FROM echo_keys WHERE word IN ({marks(batch)})", batch
            )
        ]
        claims = np.frombuffer(b"".join(told for _, told in rows), dtype=_CLAIM)
        lengths = [len(told) // claims.itemsize for _, told in rows]
        under = np.repeat(np.array([n for n, _ in rows], dtype=np.int64), lengths)
        # every claim beside each of the keys under its word
        times = counts[under]
        own = np.repeat(firsts[under] + times - np.cumsum(times), times) + np.arange(times.sum())
        claims = claims.repeat(times)
        found = np.unique(claims["number"][met(keys[own], claims)]).tolist()
        return sorted(
            article
            for batch in batches(found)
            for (article,) in self._rows.execute(f"SELECT article FROM echoes WHERE number IN ({marks(batch)})", batch)
        )

    def _put_away(self, told: Sequence[tuple[int, bytes]]) -> None:
        import numpy as np

        parts = [np.frombuffer(whole(_SEAL, stored), dtype=KEY) for _, stored in told]
        numbers = np.repeat([number for number, _ in told], [len(part) for part in parts])
        keys = np.concatenate(parts)
        order = np.argsort(keys["word"], kind="stable")
        claims = np.zeros(len(keys), dtype=_CLAIM)
        claims["number"] = numbers[order]
        for name, _ in KEY[1:]:
            claims[name] = keys[name][order]
        words, starts = np.unique(keys["word"][order], return_index=True)
        ends = [*starts[1:].tolist(), len(claims)]
        self._rows.executemany(
            "INSERT INTO echo_keys VALUES (?, ?)",
            (
                (_signed(word), sealed(_SEAL, claims[start:end].tobytes()))
                for word, start, end in zip(words.tolist(), starts.tolist(), ends, strict=True)
            ),
        )

    def _tidy(self) -> None:
        """Drop the keys of articles that are gone, where they are more than those of articles that are not."""
        import numpy as np

        rows = self._rows
        alive = self.count()
        if self._kept() <= 2 * alive + BATCH:
            return
        numbers = np.array([number for (number,) in rows.execute("SELECT number FROM echoes ORDER BY number")])
        (last,) = rows.execute("SELECT MAX(rowid) FROM echo_keys").fetchone()
        for start in range(0, last + 1, BATCH):
            some = rows.execute(
                "SELECT rowid, claims FROM echo_keys WHERE rowid BETWEEN ? AND ?", (start, start + BATCH - 1)
            ).fetchall()
            for row, stored in some:
                claims = np.frombuffer(whole(_SEAL, stored), dtype=_CLAIM)
                left = claims[np.isin(claims["number"], numbers)]
                if len(left) == 0:
                    rows.execute("DELETE FROM echo_keys WHERE rowid = ?", (row,))
                elif len(left) < len(claims):
                    told = sealed(_SEAL, left.tobytes())
                    rows.execute("UPDATE echo_keys SET claims = ? WHERE rowid = ?", (told, row))
        self._note(alive)

    def _kept(self) -> int:
        """How many articles have keys put away, those that are gone since among them."""
        row = self._rows.execute("SELECT value FROM facts WHERE name = ?", (_KEPT,)).fetchone()
        return 0 if row is None else int(row[0])

    def _note(self, kept: int) -> None:
        self._rows.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_KEPT, str(kept)))


def _signed(word: int) -> int:
    """As SQLite keeps it."""
    return word - 2**64 if word >= 2**63 else word


def _packed(told: Sketches) -> bytes:
    import numpy as np

    rows = np.zeros(len(told.ordinals), dtype=_SKETCH)
    rows["ordinal"], rows["size"], rows["bits"] = told.ordinals, np.minimum(told.sizes, MOST), told.bits
    return rows.tobytes()


def _sketches(rows: Sequence[tuple[str, bytes]]) -> Sketches:
    import numpy as np

    stored = [whole(article, sketches) for article, sketches in rows]
    told = np.frombuffer(b"".join(stored), dtype=_SKETCH)
    counts = np.array([len(own) for own in stored], dtype=np.int64) // told.itemsize
    articles = tuple(article for article, _ in rows)
    # wide again: twice the words of a long claim would not fit into what they are kept in
    return Sketches(articles, counts, told["ordinal"], told["size"].astype(np.int64), told["bits"])

"""A cache of expensive results by content: rebuildable, safe to delete, never a place for judgement."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

_BATCH = 500
_CHECKSUM = 8  # bytes


def content_key(*parts: str) -> str:
    """SHA-256 of the parts, in hexadecimal; parts cannot run into each other."""
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()


def sealed(key: str, value: bytes) -> bytes:
    """``value`` after its checksum, which also covers the key that it is stored under."""
    return _checksum(key, value) + value


def unsealed(key: str, stored: object) -> bytes | None:
    """The value that was sealed under ``key``, or None where the stored one is damaged."""
    if not isinstance(stored, bytes) or stored[:_CHECKSUM] != _checksum(key, stored[_CHECKSUM:]):
        return None
    return stored[_CHECKSUM:]


def _checksum(key: str, value: bytes) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass") + b"\0" + value, digest_size=_CHECKSUM).digest()


class ContentCache:
    """Bytes by key in one SQLite file. A cache that cannot be opened or read is rebuilt or left out, and a value that
    is damaged counts as absent: it may cost time, never an answer."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def _connect(self) -> sqlite3.Connection | None:
        if self._path is None:
            return None
        with contextlib.suppress(OSError, sqlite3.Error):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for _ in range(2):
                connection = sqlite3.connect(self._path, timeout=30)
                try:
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.execute("PRAGMA synchronous=NORMAL")
                    connection.execute("DROP TABLE IF EXISTS entries")  # of earlier versions, without checksums
                    connection.execute("CREATE TABLE IF NOT EXISTS sealed (key TEXT PRIMARY KEY, value BLOB NOT NULL)")
                    return connection
                except sqlite3.OperationalError:  # locked or read-only: not a reason to throw the file away
                    connection.close()
                    return None
                except sqlite3.DatabaseError:
                    connection.close()
                    for suffix in ("", "-wal", "-shm"):
                        Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        return None

    def read(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The entries that are there and whole."""
        wanted = list(dict.fromkeys(keys))
        connection = self._connect() if wanted else None
        if connection is None:
            return {}
        found: dict[str, bytes] = {}
        with contextlib.closing(connection), contextlib.suppress(sqlite3.Error):
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                for key, stored in connection.execute(f"SELECT key, value FROM sealed WHERE key IN ({marks})", batch):
                    value = unsealed(key, stored)
                    if value is not None:
                        found[key] = value
        return found

    def write(self, entries: Mapping[str, bytes]) -> None:
        """Store the entries, in place of those under the same keys: one that was found damaged is made anew."""
        connection = self._connect() if entries else None
        if connection is None:
            return
        with contextlib.closing(connection), contextlib.suppress(sqlite3.Error), connection:
            rows = [(key, sealed(key, value)) for key, value in sorted(entries.items())]
            connection.executemany("INSERT OR REPLACE INTO sealed VALUES (?, ?)", rows)

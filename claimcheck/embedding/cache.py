"""Vectors kept by content: a second run embeds nothing and imports no model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.files.content_cache import ContentCache, content_key
from claimcheck.textforms import plain

if TYPE_CHECKING:
    import numpy as np

    from claimcheck.datamodel import Encoder

CACHE_FILE = "vectors.sqlite"
# Texts between two writes and two reports of progress: an interrupted run keeps what it has done. Of fewer too few have
# one number of word pieces to go through the model together (seen: 64 take an eighth longer).
_CHUNK = 256


class CachedEncoder:
    """An encoder before which a cache stands.

    The key is the model's digest and the plain text; the vector is stored as it is (float32, little-endian), so that a
    cached run gives the same bytes as an uncached one. ``cache_dir`` None keeps nothing. ``progress`` gets (done,
    total) of the texts that are not in the cache.
    """

    def __init__(
        self, encoder: Encoder, cache_dir: Path | None, progress: Callable[[int, int], None] | None = None
    ) -> None:
        self._encoder = encoder
        self._cache = ContentCache(None if cache_dir is None else cache_dir / CACHE_FILE)
        self._progress = progress

    @property
    def digest(self) -> str:
        """Identifies the vectors: another digest, other vectors."""
        return self._encoder.digest

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit rows, one per text in the order given.

        Texts are encoded in their plain form: typographic marks and white space do not move a vector.
        """
        import numpy as np

        plains = [plain(text) for text in texts]
        keys = {text: content_key(self.digest, text) for text in plains}
        stored = self._cache.read(keys.values())
        decoded = {text: _decode(stored.get(key)) for text, key in keys.items()}
        vectors = {text: vector for text, vector in decoded.items() if vector is not None}
        self._add_missing(keys, vectors)
        if len({row.size for row in vectors.values()}) > 1:  # of two lengths: the cached ones are not this encoder's
            vectors = {}
            self._add_missing(keys, vectors)
        if not plains:
            return np.zeros((0, 0), dtype=np.float32)
        return np.stack([vectors[text] for text in plains]).astype(np.float32, copy=False)

    def _add_missing(self, keys: Mapping[str, str], vectors: dict[str, np.ndarray]) -> None:
        """Encode the texts that have no vector yet, and keep what comes."""
        import numpy as np

        missing = sorted((text for text in keys if text not in vectors), key=lambda text: (len(text), text))
        for start in range(0, len(missing), _CHUNK):
            chunk = missing[start : start + _CHUNK]
            rows = np.asarray(self._encoder.encode(chunk), dtype="<f4")
            self._cache.write({keys[text]: row.tobytes() for text, row in zip(chunk, rows, strict=True)})
            vectors.update(zip(chunk, rows, strict=True))
            if self._progress is not None:
                self._progress(start + len(chunk), len(missing))


def _decode(stored: bytes | None) -> np.ndarray | None:
    """The vector, or None where the entry is absent or damaged."""
    import numpy as np

    if not stored or len(stored) % 4:
        return None
    vector = np.frombuffer(stored, dtype="<f4")
    # A unit vector is easily told from bytes that were overwritten.
    return vector if np.isfinite(vector).all() and abs(float(vector @ vector) - 1.0) < 1e-3 else None

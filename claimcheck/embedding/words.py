"""Words in their sentences -> vectors: what the sentence model makes of a word half-way and at its end.

Half-way a word is still mostly itself; at the end it has taken on what its sentence is about. A word's vector is the
mean over its pieces. Every text is encoded by itself, as in :mod:`encoder`, and vectors are cached by content.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from claimcheck.embedding.encoder import Model, SentenceEncoder, cleaned
from claimcheck.embedding.weights import PACKAGED, find_weights
from claimcheck.files.content_cache import ContentCache, content_key

if TYPE_CHECKING:
    import numpy as np

CACHE_FILE = "words.sqlite"
_FORMAT = "1"  # of the cached rows
_CHUNK = 64  # texts between two writes

Spans = tuple[tuple[int, int], ...]


class WordEncoder(SentenceEncoder):
    """A sentence model that also gives the vectors of words. ``cache_dir`` None keeps nothing."""

    def __init__(self, model: str = PACKAGED, cache_dir: Path | None = None) -> None:
        super().__init__(find_weights(model), cache=cache_dir)
        self._rows = ContentCache(None if cache_dir is None else cache_dir / CACHE_FILE)

    def encode_words(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[np.ndarray]:
        """For every text an array of shape (words, 2, dimension): half-way and last layer, float32.

        ``spans`` are the words' half-open places in their text, in code points. A word that the model does not read
        (it stops after 256 pieces) has zeros.
        """
        import numpy as np

        asked = list(zip(texts, spans, strict=True))
        keys = {pair: content_key("words", _FORMAT, self.digest, pair[0], repr(pair[1])) for pair in asked}
        stored = self._rows.read(keys.values())
        found = {pair: stored[key] for pair, key in keys.items() if key in stored and _sound(stored[key], pair)}
        missing = sorted((pair for pair in keys if pair not in found), key=lambda pair: (len(pair[0]), pair))
        for start in range(0, len(missing), _CHUNK):
            chunk = missing[start : start + _CHUNK]
            model = self.model()
            with ThreadPoolExecutor(min(self.workers, len(chunk))) as pool:
                rows = list(pool.map(partial(_encode_one, model), chunk))
            fresh = {pair: row.astype("<f2").tobytes() for pair, row in zip(chunk, rows, strict=True)}
            self._rows.write({keys[pair]: value for pair, value in fresh.items()})
            found.update(fresh)
        # From the stored form in either case: a cached run gives the same numbers as the first one.
        return [
            np.frombuffer(found[pair], dtype="<f2").astype(np.float32).reshape(len(pair[1]), 2, -1)
            if pair[1]
            else np.zeros((0, 2, 0), dtype=np.float32)
            for pair in asked
        ]


def _sound(stored: bytes, pair: tuple[str, Spans]) -> bool:
    """Whether a cached entry can be the rows of these words."""
    import numpy as np

    if not pair[1]:
        return not stored
    rows = np.frombuffer(stored, dtype="<f2") if stored and len(stored) % (4 * len(pair[1])) == 0 else None
    return rows is not None and bool(np.isfinite(rows).all())


def _encode_one(model: Model, pair: tuple[str, Spans]) -> np.ndarray:
    import numpy as np

    text, spans = pair
    if not spans:
        return np.zeros((0, 2, 0), dtype=np.float32)
    places, states = model.pieces(cleaned(text))
    starts, ends = places[:, 0], places[:, 1]
    rows = np.zeros((len(spans), *states.shape[1:]), dtype=np.float32)
    for n, (start, end) in enumerate(spans):
        inside = (ends > starts) & (starts < end) & (ends > start)
        if inside.any():
            rows[n] = states[inside].mean(axis=0)
    return rows

"""What one run over an index has read of it or made for it, at hand as far as the memory allows: the claims and vectors
of articles. What was forgotten is read again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from claimcheck.datamodel import Claim, Encoder
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.engine.index import Index
from claimcheck.engine.pages import Pages

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")
_ARTICLES = 2000


class Recent(dict[str, T]):
    """A mapping that forgets its oldest entries, so that a large corpus does not fill the memory; what is forgotten is
    read or compared again."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: str, value: T) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]


class AtHand:
    """Claims and vectors of the articles of an index; ``encoder`` makes vectors, the folder ``cache`` keeps them."""

    def __init__(self, index: Index, encoder: Encoder, cache: Path | None) -> None:
        self._index, self._encoder, self._cache = index, encoder, cache
        self._claims: dict[str, tuple[Claim, ...]] = Recent(_ARTICLES)
        self._vectors: dict[str, np.ndarray] = Recent(_ARTICLES)

    def put(self, article: str, claims: tuple[Claim, ...], vectors: np.ndarray) -> None:
        """Of an article that was just read."""
        self._claims[article], self._vectors[article] = claims, vectors

    def claims(self, article: str) -> tuple[Claim, ...]:
        if article not in self._claims:
            self._claims[article] = self._index.claims(article)
        return self._claims[article]

    def vectors(self, article: str) -> np.ndarray:
        if article not in self._vectors:
            encoder = CachedEncoder(self._encoder, self._cache)
            self._vectors[article] = encoder.encode([c.text for c in self.claims(article)])
        return self._vectors[article]

    def vectors_of(self, articles: Iterable[str]) -> dict[str, np.ndarray]:
        """Of several articles, read together: the cache is opened once."""
        wanted = tuple(articles)
        new = {article: [c.text for c in self.claims(article)] for article in wanted if article not in self._vectors}
        rows = CachedEncoder(self._encoder, self._cache).encode([text for own in new.values() for text in own])
        for article, own in new.items():
            self._vectors[article], rows = rows[: len(own)], rows[len(own) :]
        return {article: self.vectors(article) for article in wanted}

    def pages(self, ids: Iterable[str]) -> Pages:
        """Some articles of the index, with their claims and sources."""
        articles = self._index.articles(ids)
        sources = self._index.sources(a.span.path for a in articles)
        return Pages(sources, articles, {a.id: self.claims(a.id) for a in articles}, ())

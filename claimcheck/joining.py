"""What is one, joined pair by pair: a disjoint-set forest with path halving (Tarjan and van Leeuwen 1984)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Joined(Generic[Key]):
    """Keys that are one: of those that joins connect, every :meth:`root` is the same; a key that was never joined is
    its own."""

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}

    def root(self, key: Key) -> Key:
        while (up := self._parent.get(key, key)) != key:
            self._parent[key] = self._parent.get(up, up)
            key = up
        return key

    def join(self, one: Key, other: Key) -> None:
        self._parent[self.root(other)] = self.root(one)

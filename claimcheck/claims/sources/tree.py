"""The dependency tree of one claim, with the spans that attribution reads off it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import Token

Range = tuple[int, int]
"""Half-open range of token indices."""

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
OPENING_MARKS, CLOSING_MARKS = frozenset("\"“‘'«„(["), frozenset("\"”’'»)]")


@dataclass(frozen=True, slots=True)
class Tree:
    """``left``/``right``: the half-open token range of each token's subtree; ``root``: the root over each token."""

    tokens: tuple[Token, ...]
    head: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    root: tuple[int, ...]

    def child(self, index: int, *labels: str) -> int | None:
        """The first child under one of the labels."""
        for child in self.children[index]:
            if self.tokens[child].dep in labels:
                return child
        return None

    def subject(self, index: int) -> int | None:
        """The first subject of a predicate."""
        for child in self.children[index]:
            if self.tokens[child].dep in SUBJECTS:
                return child
        return None

    def subtree(self, index: int) -> Range:
        return self.left[index], self.right[index]

    def ancestors(self, index: int) -> Iterable[int]:
        """The heads over a token, nearest first."""
        while self.head[index] != index:
            index = self.head[index]
            yield index

    def dominates(self, above: int, below: int) -> bool:
        return above == below or any(node == above for node in self.ancestors(below))


def grow_tree(tokens: Sequence[Token]) -> Tree:
    """The tree over tokens whose ``head`` fields index ``tokens``. A loop, which only foreign tokens have, is cut."""
    count = len(tokens)
    heads = [t.head if 0 <= t.head < count else n for n, t in enumerate(tokens)]
    _join_parts(tokens, heads)
    order, root = _from_the_root(heads)
    children: list[list[int]] = [[] for _ in range(count)]
    for index, head in enumerate(heads):
        if head != index:
            children[head].append(index)
    left, right = list(range(count)), [n + 1 for n in range(count)]
    for index in reversed(order):
        head = heads[index]
        left[head] = min(left[head], left[index])
        right[head] = max(right[head], right[index])
    return Tree(tuple(tokens), tuple(heads), tuple(map(tuple, children)), tuple(left), tuple(right), tuple(root))


def _join_parts(tokens: Sequence[Token], heads: list[int]) -> None:
    """The parts of a hyphened word hang on its last part: "al-Bayati" comes as three tokens with one head."""
    given = list(heads)
    for n in range(1, len(tokens) - 1):
        tight = tokens[n - 1].end == tokens[n].start and tokens[n].end == tokens[n + 1].start
        if tight and tokens[n].surface in "-‐‑–" and given[n - 1] == given[n] == given[n + 1]:
            heads[n - 1] = heads[n] = n + 1


def _from_the_root(heads: list[int]) -> tuple[list[int], list[int]]:
    """Indices with every head before its children, and each token's root; a loop of heads is cut into a root."""
    root = [-1] * len(heads)
    order: list[int] = []
    for start in range(len(heads)):
        path: list[int] = []
        on_path: set[int] = set()
        node = start
        while root[node] < 0 and heads[node] != node and node not in on_path:
            path.append(node)
            on_path.add(node)
            node = heads[node]
        if root[node] < 0:
            if heads[node] != node:  # a loop
                path.remove(node)
                heads[node] = node
            root[node] = node
            order.append(node)
        for passed in reversed(path):
            root[passed] = root[node] if root[heads[passed]] < 0 else root[heads[passed]]
            order.append(passed)
    return order, root


_LOOSE = frozenset((",", ";", ":", ".", "-", "–", "—", "--", "---"))


def trimmed(tokens: Sequence[Token], start: int, end: int) -> Range:
    """The range without commas, stops and dashes at its ends; a hyphen inside a word stays, as do quotation marks."""
    while start < end and tokens[start].surface in _LOOSE and not _is_tight(tokens, start):
        start += 1
    while start < end and tokens[end - 1].surface in _LOOSE and not _is_tight(tokens, end - 1):
        end -= 1
    return start, end


def _is_tight(tokens: Sequence[Token], index: int) -> bool:
    inner = 0 < index < len(tokens) - 1 and tokens[index].surface == "-"
    return inner and tokens[index - 1].end == tokens[index].start and tokens[index].end == tokens[index + 1].start

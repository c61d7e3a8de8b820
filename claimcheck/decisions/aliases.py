"""``claimcheck-aliases.txt``: names that editors declared to be one."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.datamodel import Finding
from claimcheck.decisions.entries import Format, Kept, change_file, escaped, read_file, unescaped
from claimcheck.decisions.journal import moment_of, written
from claimcheck.errors import ConfigError
from claimcheck.textforms import fold, plain

FILE = "claimcheck-aliases.txt"
# Rules whose two values are names: to say that the two are one is to say that there is nothing to report.
RULES = frozenset({"name-spelling", "alternate-name", "name-conflict", "speaker-conflict"})

_APART = re.compile(r"[\s\-/]+")
_LEAST = 4  # letters of a last word that can stand for the name
_EDGE = " .,;:'\"()[]"


@dataclass(frozen=True, slots=True)
class Alias:
    """``first`` and ``second`` name one referent: who said so, when, why."""

    first: str
    second: str
    editor: str
    decided_at: dt.datetime
    reason: str = ""


def words_of(name: str) -> tuple[str, ...]:
    """A name's words for comparison: folded, hyphens as spaces, possessives and marks off."""
    words = (w.strip(_EDGE).removesuffix("'s").strip(_EDGE) for w in _APART.split(fold(name)))
    return tuple(w for w in words if w)


class SameNames:
    """Whether two names are one by the aliases, which join: A is B and B is C makes A C."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        leader: dict[tuple[str, ...], tuple[str, ...]] = {}
        aliases = tuple(aliases)

        def lead(name: tuple[str, ...]) -> tuple[str, ...]:
            while leader.setdefault(name, name) != name:
                name = leader[name]
            return name

        for alias in aliases:
            first, second = sorted((lead(words_of(alias.first)), lead(words_of(alias.second))))
            if first and second:
                leader[second] = first
        # The longest first, so that "Popular Mobilization Forces" is not taken for its last word.
        self._known = {name: ("\0", *lead(name)) for name in sorted(leader, key=lambda n: (-len(n), n))}
        self._longest = max(map(len, leader), default=0)
        # "INS Mysore" and "INS Mysure" are one, and so are "Mysore" and "Mysure" where they stand alone.
        self._short: dict[tuple[str, ...], tuple[str, ...]] = {}
        for alias in aliases:
            names = words_of(alias.first), words_of(alias.second)
            shared = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(*names, strict=False)))
            if 0 < shared < min(map(len, names)):
                for name in names:
                    self._short.setdefault(name[shared:], ("\0", *lead(name)))
        self._shorten({name for alias in aliases for name in (words_of(alias.first), words_of(alias.second))}, lead)

    def _shorten(self, names: Iterable[tuple[str, ...]], lead: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
        """Let a name without its first word stand for it ("Mysore" for "INS Mysore"), where the aliases know no other
        that it could be."""
        meant: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for name in names:
            if len(name) > 1 and len(name[-1]) >= _LEAST:
                meant.setdefault(name[1:], set()).add(lead(name))
        for short, leaders in meant.items():
            if len(leaders) == 1 and ("\0", *short) not in self._known.values() and short not in self._known:
                self._short.setdefault(short, ("\0", *next(iter(leaders))))

    def __call__(self, left: str, right: str) -> bool:
        """Also inside longer names ("Aed al-Louayzi", "Aed al-Louazi"), where one of these is the shorter form, and of
        what alone differs in them ("Mysore", "Mysure") where it stands alone."""
        a, b = (self._canonical(words_of(name)) for name in (left, right))
        shared = set(a) & set(b)
        return any(word.startswith("\0") for word in shared) and (set(a) <= set(b) or set(b) <= set(a))

    def _canonical(self, words: Sequence[str]) -> list[str]:
        if tuple(words) in self._short and tuple(words) not in self._known:
            return [" ".join(self._short[tuple(words)])]
        out: list[str] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                known = self._known.get(tuple(words[at : at + length]))
                if known is not None:
                    out.append(" ".join(known))
                    at += length
                    break
            else:
                out.append(words[at])
                at += 1
        return out


def concerns(finding: Finding, same: SameNames) -> bool:
    """Whether the finding is nothing but two names that are one."""
    return finding.rule in RULES and same(*finding.divergence.values)


def read_aliases(root: Path) -> Kept[Alias]:
    """The aliases beside ``claimcheck.toml`` in ``root``, with a Problem for every line that cannot be read."""
    return read_file(root / FILE, FORMAT)


def add_alias(root: Path, alias: Alias) -> bool:
    """Write an alias; False where the two are known already (whatever the order). Raises ConfigError."""
    if not words_of(alias.first) or words_of(alias.first) == words_of(alias.second):
        raise ConfigError(f"“{alias.first}” and “{alias.second}” are no two names.", "Give two that differ.")
    pair = _pair(alias)
    before: list[bool] = []

    def change(old: tuple[Alias, ...]) -> Iterable[Alias]:
        before.append(any(_pair(a) == pair for a in old))
        return old if before[-1] else (*old, alias)

    change_file(root / FILE, FORMAT, change)
    return not before[-1]


def remove_alias(root: Path, first: str, second: str) -> bool:
    """Take an alias back; False where there is none of the two, in either order."""
    pair = {words_of(first), words_of(second)}
    removed: list[bool] = []

    def change(old: tuple[Alias, ...]) -> Iterable[Alias]:
        kept = [a for a in old if _pair(a) != pair]
        removed.append(len(kept) < len(old))
        return kept

    change_file(root / FILE, FORMAT, change)
    return removed[-1]


def _pair(alias: Alias) -> set[tuple[str, ...]]:
    return {words_of(alias.first), words_of(alias.second)}


def _fields(alias: Alias) -> Sequence[str]:
    return (
        escaped(alias.first),
        escaped(alias.second),
        escaped(alias.editor),
        written(alias.decided_at),
        escaped(alias.reason),
    )


def _parse(row: Sequence[str]) -> Alias:
    first, second, editor, decided_at, reason = row
    alias = Alias(
        plain(unescaped(first)), plain(unescaped(second)), unescaped(editor), moment_of(decided_at), unescaped(reason)
    )
    if not words_of(alias.first) or not words_of(alias.second):
        raise ValueError("an alias needs two names")
    return alias


FORMAT: Format[Alias] = Format(
    columns=("name", "other name", "editor", "decided", "reason"),
    title="# Names that are one. Fields: name, other name, editor, decided, reason.",
    fields=_fields,
    parse=_parse,
    optional=1,
)

"""Whether what people wrote about a finding is about one of now, wherever its articles lie.

An entry names a finding by rule, values and the content of its claims; the paths of its articles are for people, and
hold only where a sentence was reworded in place or the entry is of a time when nothing else was written.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from claimcheck.datamodel import Finding
from claimcheck.decisions.values import shown_values
from claimcheck.joining import Joined
from claimcheck.textforms import fold, is_near

_WORDS = re.compile(r"\w+")
_LEAST = 4  # words of a value that is a statement or a part of one, not a name or a figure
_ALIKE = 0.8  # of their words
_FEW = 500  # entries of one identity


class About(Protocol):
    """What an entry says of the finding that it is about."""

    @property
    def identity(self) -> str: ...
    @property
    def articles(self) -> tuple[str, ...]: ...
    @property
    def contents(self) -> tuple[str, ...]: ...


Entry = TypeVar("Entry", bound=About)


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as entries are held against it. ``former`` is the identity that earlier versions gave it, "" where
    there was no other; ``places`` are article and content, "" where that is not known."""

    rule: str
    identity: str
    places: tuple[tuple[str, str], ...]
    values: tuple[str, str] = ("", "")
    former: str = ""


def shown_of(finding: Finding) -> Shown:
    seen = finding.divergence
    places = tuple(dict.fromkeys((place.article_id, place.content) for place in seen.places))
    return Shown(finding.rule, finding.identity, places, shown_values(seen.values), finding.former)


class Coverage(Generic[Entry]):
    """Entries by what they are about. A finding is covered where each of its places is: by an entry that has its
    content, or a near copy of it, or its article; all of them by one entry, or by several that share content or an
    article. Entries on the same values in unrelated stories do not add up."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by: dict[str, _Same[Entry]] = defaultdict(_Same)
        self._statements: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)  # by rule and identity: words
        self._figures: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)  # identities
        for entry in entries:
            self._by[entry.identity].add(entry)
            rule, values = getattr(entry, "rule", ""), getattr(entry, "values", ("", ""))
            if statement := _statement(values):
                self._statements[rule][entry.identity] = statement
            if all(values):
                self._figures[_figures(rule, values)][entry.identity] = None

    def covering(self, shown: Shown) -> tuple[tuple[Entry, ...], ...]:
        """For every place of a finding the entries that cover it, in their order; nothing where one is covered by none,
        or they belong to unrelated stories."""
        for identity in self._identities(shown):
            if found := self._by[identity].covering(shown.places):
                return found
        # One more copy may let a rule see two findings as one, or name with other words what is counted.
        if len(same := self._figures.get(_figures(shown.rule, shown.values), {})) > 1:
            entries = [e for identity in same for e in self._by[identity].entries if e.contents]
            if len(entries) <= _FEW and (found := _Same(entries).covering(shown.places)):
                return found
        # What was found under another name of old names the finding by itself: its claims may be others now.
        old = tuple(e for e in self._by[shown.former].touching(shown.places) if not e.contents) if shown.former else ()
        return tuple(old for _ in shown.places) if old else ()

    def touching(self, shown: Shown) -> tuple[Entry, ...]:
        """The entries on a finding that have one of its places at least."""
        found = (e for identity in self._identities(shown) for e in self._by[identity].touching(shown.places))
        return tuple(dict.fromkeys(found))

    def _identities(self, shown: Shown) -> Sequence[str]:
        """The identity, the former one, and those of the same rule whose statement is nearly the same: of what only
        one side says, the words are all there is."""
        found = [i for i in (shown.identity, shown.former) if i and i in self._by]
        if not found and (words := _statement(shown.values)):
            found = [i for i, theirs in self._statements.get(shown.rule, {}).items() if _alike(words, theirs)]
        return found


class _Same(Generic[Entry]):
    """Entries of one identity."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: list[Entry] = []
        self._by_article: dict[str, list[int]] = defaultdict(list)
        self._by_content: dict[str, list[int]] = defaultdict(list)
        self._joined = Joined[int]()
        self._stories: dict[int, dict[str, list[int]]] = {}  # by story the entries of each content
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        number = len(self.entries)
        self.entries.append(entry)
        sides: tuple[tuple[dict[str, list[int]], Iterable[str]], ...] = (
            (self._by_article, entry.articles),
            (self._by_content, entry.contents),
        )
        for numbers, names in sides:
            for name in names:
                if numbers[name]:
                    self._joined.join(numbers[name][0], number)
                numbers[name].append(number)

    def covering(self, places: Sequence[tuple[str, str]]) -> tuple[tuple[Entry, ...], ...]:
        """See :meth:`Coverage.covering`."""
        found = self._found(places)
        if not found or not all(found):
            return ()
        stories = set.intersection(*({self._joined.root(n) for n in numbers} for numbers in found))
        kept = [[n for n in numbers if self._joined.root(n) in stories] for numbers in found]
        return tuple(tuple(self.entries[n] for n in numbers) for numbers in kept) if stories else ()

    def touching(self, places: Sequence[tuple[str, str]]) -> Iterable[Entry]:
        return (self.entries[n] for n in sorted({n for numbers in self._found(places) for n in numbers}))

    def _found(self, places: Sequence[tuple[str, str]]) -> list[list[int]]:
        """For every place the entries that cover it. Near copies of a claim are sought among the entries on the same
        story; in all only where they are few."""
        found = [sorted({*self._by_article.get(a, ()), *self._by_content.get(c, ())}) for a, c in places]
        known = {self._joined.root(n) for numbers in found for n in numbers}
        if not known and len(self.entries) > _FEW:
            return found
        near = self._contents_of(known) if not all(found) else {}
        return [
            numbers or sorted({n for mark, at in near.items() if content and is_near(mark, content) for n in at})
            for numbers, (_, content) in zip(found, places, strict=True)
        ]

    def _contents_of(self, stories: Set[int]) -> dict[str, list[int]]:
        if not stories:
            return self._by_content
        if not self._stories:
            for mark, numbers in self._by_content.items():
                self._stories.setdefault(self._joined.root(numbers[0]), {})[mark] = numbers
        return {mark: at for story in sorted(stories) for mark, at in self._stories.get(story, {}).items()}


def within(entry: About, shown: Shown) -> bool:
    """Whether a finding shows all that an entry covers: by content, or article for article."""
    marks = [content for _, content in shown.places if content]
    articles = {article for article, _ in shown.places}
    if entry.contents and marks and all(any(is_near(mark, m) for m in marks) for mark in entry.contents):
        return True
    return set(entry.articles) <= articles


def _statement(values: tuple[str, str]) -> tuple[str, ...]:
    """The words of what one side says and the other does not; none where both say something, or it is short."""
    one, other = values
    words = tuple(_WORDS.findall(fold(one or other))) if not (one and other) else ()
    return words if len(words) >= _LEAST else ()


def _figures(rule: str, values: tuple[str, str]) -> tuple[str, ...]:
    """The rule with the figures of two values, or with the values where one has none."""
    words = [_WORDS.findall(fold(value)) for value in values]
    figures = [" ".join(w for w in side if w.isdigit()) for side in words]
    return rule, *sorted(figures if all(figures) else [" ".join(side) for side in words])


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two statements are near copies: most words, and every figure."""
    if [w for w in one if w.isdigit()] != [w for w in other if w.isdigit()]:
        return False
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def contents_of(shown: Shown, articles: Iterable[str] | None = None) -> tuple[str, ...]:
    """The marks of a finding's claims, sorted; with ``articles`` of those in them."""
    wanted = None if articles is None else set(articles)
    return tuple(sorted({mark for article, mark in shown.places if mark and (wanted is None or article in wanted)}))

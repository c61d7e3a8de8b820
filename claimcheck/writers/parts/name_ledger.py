"""The ledger of names for the page: who is named, in which spellings, how often and by whom.

A row is a referent as the report finds it (``values/names/referents.py``), over all stories that call it by one full
name. Its forms are one spelling wherever nobody has to choose between them: a part of the full name, capitals,
possessives, titles, legal forms, initials. They are two where the report itself tells them apart, or where each has a
word that the other lacks ("TallGrass Distribution", "TallGrass Distributors").
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from claimcheck.datamodel import Claim, MentionKind, Name, NamePair, Report
from claimcheck.joining import Joined
from claimcheck.textforms import fold
from claimcheck.values.names.initials import are_initials
from claimcheck.values.names.lexicon import words
from claimcheck.values.names.variants import Written, dress, written

_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_LOOSE = re.compile(r"^[^\w(]+|[^\w.)!?'’]+$")  # a dash, a comma or a quotation mark around a name is the sentence's


@dataclass(frozen=True, slots=True)
class Spelling:
    """``surface`` is the commonest full form, ``forms`` the others that are no other spelling; ``uses`` are pairs of
    article and count, in the order of the report's articles."""

    surface: str
    uses: tuple[tuple[str, int], ...]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameEntry:
    label: str
    spellings: tuple[Spelling, ...]


@dataclass(slots=True)
class _Form:
    """One way of writing a name, with its uses by article."""

    surface: str
    name: Written
    uses: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)

    @property
    def rank(self) -> tuple[bool, int, bool, int, str]:
        """To sort by: a full name first, then the most used, one not in capitals, the longest."""
        lone = len(self.name.keys) < 2
        return lone, -self.uses.total(), self.surface.isupper(), -len(self.surface), self.surface


def name_entries(report: Report) -> tuple[NameEntry, ...]:
    """Entries with the most spellings first, then the most used, then by label."""
    homes = {i: story.id for story in report.stories for i in story.article_ids}
    referents = {(u.article_id, fold(_shown(u.surface))): n for n, r in enumerate(report.referents) for u in r.uses}
    apart = [pair for referent in report.referents for pair in referent.pairs]
    forms: dict[object, dict[str, _Form]] = defaultdict(dict)
    home_of: dict[object, str] = {}
    one = Joined[object]()
    for claim in report.claims:
        home = homes.get(claim.article_id, claim.article_id)
        for surface, kind in _named(claim):
            key = fold(surface)
            own: object = referents.get((claim.article_id, key), (home, key))
            home_of[own] = home
            form = forms[own].setdefault(surface, _Form(surface, written(surface)))
            form.uses[claim.article_id] += 1
            form.kinds.add(kind)
    lone: dict[str, list[tuple[object, bool]]] = defaultdict(list)
    ends: dict[tuple[str, str], set[tuple[object, bool]]] = defaultdict(set)
    for own, known in forms.items():
        person = any("person" in f.kinds for f in known.values())
        for form in known.values():
            if len(form.name.keys) > 1:
                ends[home_of[own], form.name.keys[-1]].add((own, person))
            elif len(known) == 1 and form.name.keys:
                initials = form.surface.isupper() and form.kinds == {"organisation"}
                lone[form.name.keys[0]].append((own, person or initials))
    for word, owners in lone.items():
        found = {
            (own, full)
            for own, alone in owners
            for full, person in ends[home_of[own], word]
            if alone or person  # a surname, a body's initials: "Yemen" is no short form of "National Yemen"
        }
        if len(owners) == len(found) == 1:  # in another story, or beside two, it may be another's
            one.join(*found.pop())
    everywhere: dict[str, object] = {}
    for own, known in forms.items():
        full = {f.name.key for f in known.values() if len(f.name.keys) > 1}
        # A word alone may be another's name in another story: it joins only where no story has it in full.
        for key in full or {f"{f.name.key or f.surface} alone" for f in known.values()}:
            one.join(own, everywhere.setdefault(key, own))
    members: dict[object, dict[str, _Form]] = defaultdict(dict)
    for own, known in forms.items():
        for surface, form in known.items():
            members[one.root(own)].setdefault(surface, _Form(surface, form.name)).uses.update(form.uses)
    order = {a.id: n for n, a in enumerate(report.articles)}
    told = _Told(apart)
    made = [_entry(list(known.values()), told, order) for known in members.values()]
    return tuple(sorted(made, key=lambda e: (-len(e.spellings), -_total(e), e.label)))


def _shown(surface: str) -> str:
    return _POSSESSIVE.sub("", _LOOSE.sub("", " ".join(surface.split())))


def _named(claim: Claim) -> Iterator[tuple[str, str]]:
    """The names as they are shown, each with its kind."""
    for mention in claim.mentions:
        if mention.kind is MentionKind.NAME:
            surface = _shown(mention.surface)
            if any(c.isalnum() for c in surface):
                yield surface, mention.value.kind if isinstance(mention.value, Name) else "unknown"


class _Told:
    """The forms that the report calls two: of a spelling each side's, and not what is initials of the other."""

    def __init__(self, pairs: Sequence[NamePair]) -> None:
        self._sides: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for n, pair in enumerate(pairs):
            for side, uses in enumerate((pair.left_uses, pair.right_uses)):
                for use in uses:
                    self._sides[_shown(use.surface)].add((n, side))

    def __call__(self, left: _Form, right: _Form) -> bool:
        if fold(left.surface) == fold(right.surface) or _are_initials(left.name, right.name):
            return False
        others = {(n, 1 - side) for n, side in self._sides.get(left.surface, ())}
        return not others.isdisjoint(self._sides.get(right.surface, ()))


def _entry(forms: list[_Form], told: _Told, order: dict[str, int]) -> NameEntry:
    groups: list[list[_Form]] = []
    for form in sorted(forms, key=lambda f: (-len(f.name.keys), f.rank)):
        fits = [g for g in groups if _is_part(form, g) and not any(told(form, f) for f in g)]
        if fits:
            min(fits, key=lambda g: (-sum(f.uses.total() for f in g), g[0].surface)).append(form)
        else:
            groups.append([form])
    ranked = sorted(groups, key=lambda g: (-sum(f.uses.total() for f in g), min(f.rank for f in g)))
    return NameEntry(min(forms, key=lambda f: f.rank).surface, tuple(_spelling(group, order) for group in ranked))


def _is_part(form: _Form, group: Sequence[_Form]) -> bool:
    """Whether the form is a full name of the group, or a part of one, but for dress, initials and titles."""
    return any(_within(form.name, other.name) for other in group)


def _within(short: Written, long: Written) -> bool:
    if short.key == long.key or _are_initials(short, long):
        return True
    forms = (word for row in words()["legal_forms"].values() for word in row.split())
    small = {"the", "of", "and", *words()["honorifics"], *forms}
    rest = list(long.keys)
    for key in short.keys:
        found = next((k for k in rest if k == key or (len(key) == 1 and k[0] == key)), None)
        if found is not None:
            rest.remove(found)
        elif key not in small:
            return long.key.startswith(short.key) or long.key.endswith(short.key)
    return True


def _are_initials(one: Written, other: Written) -> bool:
    return any(are_initials(a.text.replace(".", ""), b.text) for a, b in ((one, other), (other, one)))


def _spelling(group: Sequence[_Form], order: dict[str, int]) -> Spelling:
    uses: Counter[str] = Counter()
    for form in group:
        uses.update(form.uses)
    shown: list[str] = []
    for form in sorted(group, key=lambda f: f.rank):
        # Capitals all through say nothing; a capital inside does ("Walmart", "WalMart").
        if not any(fold(form.surface) == fold(s) and not dress(form.surface, s) for s in shown):
            shown.append(form.surface)
    surface, *others = shown
    return Spelling(surface, tuple(sorted(uses.items(), key=lambda u: order[u[0]])), tuple(others))


def _total(entry: NameEntry) -> int:
    return sum(count for spelling in entry.spellings for _, count in spelling.uses)

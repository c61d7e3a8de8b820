"""What the names of a story stand for: the whole name around a place in the text, its kind, and whether two names can
be two answers to one question."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable

from claimcheck.datamodel import AliasEvidence, NameUse, Place, Referent, Substitution
from claimcheck.evidence.aliases import is_known_variant, is_title, name_words
from claimcheck.textforms import fold
from claimcheck.values.names.gazetteer import is_listed, may_contain
from claimcheck.values.names.lexicon import is_people, known_as


class Referents:
    """The names of some articles by where they stand."""

    def __init__(self, ledger: Iterable[NameUse], referents: Iterable[Referent] = ()) -> None:
        self._of: dict[tuple[str, int], int] = {}
        for n, referent in enumerate(referents):
            for use in referent.uses:
                self._of.update({(p.span.path, p.span.start): n for p in use.places})
        self._uses: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        kinds: dict[str, Counter[str]] = defaultdict(Counter)
        self._known: dict[str, set[str]] = defaultdict(set)
        for use in ledger:
            kinds[fold(use.surface)][use.name.kind] += len(use.places)
            self._known[use.article_id].add(fold(use.surface))
            for place in use.places:
                self._uses[place.span.path].append((place.span.start, place.span.end, place.surface))
        for uses in self._uses.values():
            uses.sort()
        self._wholes = {frozenset(fold(w) for w in name_words(name)) for name in kinds if " " in name}
        self._kinds = {name: _commonest(counts) for name, counts in kinds.items()}
        full = (name for name, kind in self._kinds.items() if kind == "person" and " " in name)
        self._families = {name.rpartition(" ")[2] for name in full}

    def whole(self, place: Place) -> str:
        """The name that a place lies in, as the page has it; the place's own words where no name is known there."""
        uses = self._uses.get(place.span.path, [])
        at = bisect_right(uses, (place.span.start, 1 << 60, ""))
        bare = place.surface.rstrip(" -–—.,’'")
        for start, end, surface in reversed(uses[max(0, at - 2) : at]):
            if start <= place.span.start < end:
                return surface if end >= place.span.start + len(bare) else bare
        return bare

    def kind(self, name: str) -> str:
        """person, place, organisation or unknown: what most of its uses in these articles are taken for."""
        return self._kinds.get(fold(name), "unknown")

    def can_be_rivals(self, left: Place, right: Place, *, alone: bool = False) -> bool:
        """Whether two names that stand in one slot can be two answers to one question: of one kind, no forms of one
        name, no place and the one it lies in, not both known to both articles. ``alone`` says that nothing else
        differs: then a body may stand against a place ("Real Madrid", "Barcelona"), and both may be known to both."""
        a, b = self.whole(left), self.whole(right)
        if all(map(is_listed, (left.surface, right.surface))) and may_contain(left.surface, right.surface):
            return False  # "the San Diego Republican", "the California Republican"
        fuller = _with_word_before(left, a), _with_word_before(right, b)
        if any(is_known_variant(x, y) or _are_known_as_one(x, y) for x in (a, fuller[0]) for y in (b, fuller[1])):
            return False
        if self._have_one_name(a, b):
            return False
        every = {self.kind(a), self.kind(b)}
        kinds = every - {"unknown"}
        listed = is_listed(a), is_listed(b)
        if all(listed) and kinds != {"person"}:
            return not may_contain(a, b)
        if len(kinds) > 1:
            return alone and "person" not in kinds
        if not alone and self._names(left.article_id, b) and self._names(right.article_id, a):
            return False
        if "unknown" in every and not alone:
            return False
        return alone or kinds != {"place"} or listed[0] == listed[1]  # a sea and a country, a town and its district

    def _have_one_name(self, a: str, b: str) -> bool:
        """Whether two lone words, titles left out, are words of one name: "Mike", "Mr Seidel" of Mike Seidel."""
        both = {fold(w) for name in (a, b) for w in name_words(name) if not is_title(w)}
        return len(both) == 2 and any(both <= whole for whole in self._wholes)

    def is_whole(self, place: Place) -> bool:
        """Whether a place is a name by itself, not a part of one."""
        return (place.span.path, place.span.start) in self._of and fold(self.whole(place)) == fold(place.surface)

    def are_one(self, left: Place, right: Place) -> bool:
        """Whether the story's names at two places are known to be one referent."""
        own = [self._of.get((place.span.path, place.span.start)) for place in (left, right)]
        return own[0] is not None and own[0] == own[1]

    def are_one_side(self, left: Place, right: Place) -> bool:
        """Whether one name may be a team's town and the other its nickname: "St. Louis", "the Rams"."""
        a, b = self.whole(left), self.whole(right)
        town, nickname = (a, b) if is_listed(a) else (b, a)
        if not is_listed(town) or is_listed(nickname) or " " in nickname or self.kind(town) == "person":
            return False
        plural = nickname.endswith("s") and not nickname.endswith(("ss", "us", "is")) and nickname[:1].isupper()
        return plural and not nickname.isupper() and not self._is_person(fold(nickname))

    def alias_reason(self, swap: Substitution, aliases: Iterable[AliasEvidence], claims: int) -> str:
        """Why two swapped names are one referent, "" where nothing says so.

        Words on a page weigh most; without them the same swap in ``claims`` independent claims does, for names that can
        be one: no full names of people, no person beside a thing, no "Korean", and no two that one article uses.
        """
        stated = stated_alias(swap, aliases)
        if stated and not (stated.how == "in brackets" and {self.kind(swap.left), self.kind(swap.right)} == {"person"}):
            return f"a page says so: “{stated.place.surface}”"  # two people: a part and its actor
        if swap.everywhere >= claims and sum(swap.slots) >= claims - 1 and self._can_be_one(swap):
            return f"the same change in {swap.everywhere} separate sentences"
        return ""

    def _can_be_one(self, swap: Substitution) -> bool:
        names = [{fold(self.whole(pair[side])) for pair in swap.places} for side in (0, 1)]
        if any(is_people(name.removesuffix("s")) or is_people(name) for side in names for name in side):
            return False  # "Korea", "Korean"
        if all(map(is_listed, (swap.left, swap.right))):
            return False  # "London", "Britain"; "Los Angeles", "Key Biscayne"
        if all(self.kind(name) == "place" for name in (swap.left, swap.right)):
            return False  # what a place is called besides is known, or a page says it
        people = [any(self._is_person(name) for name in side) for side in names]
        full = any(people) and any(" " in name for side in names for name in side)
        if full or people[0] != people[1]:
            return False
        # who uses both means two
        return not any(names[0] & own and names[1] & own for own in self._known.values())

    def _is_person(self, name: str) -> bool:
        """A lone word is a person's name where somebody's full name ends in it: alone, its kind is a guess."""
        return self.kind(name) == "person" and (" " in name or name in self._families)

    def _names(self, article_id: str, name: str) -> bool:
        return fold(name) in self._known[article_id]


def _with_word_before(place: Place, name: str) -> str:
    """The name with the capitalised word before it: "Internet" before "Explorer"."""
    words = (place.claim_text or "").partition(name)[0].split(" ")[-2:]
    return f"{words[0]} {name}" if len(words) == 2 and words[0][:1].isupper() and not words[1] else name


def _are_known_as_one(a: str, b: str) -> bool:
    """Whether two are well-known names of one body or place: "ISIL", "Islamic State"."""
    one, other = (known_as(" ".join(fold(name).replace("-", " ").split())) for name in (a, b))
    return one is not None and one == other


def _commonest(counts: Counter[str]) -> str:
    known = [(n, kind) for kind, n in counts.items() if kind != "unknown"]
    return max(known)[1] if known else "unknown"


def stated_alias(swap: Substitution, aliases: Iterable[AliasEvidence]) -> AliasEvidence | None:
    """Where a page says that two swapped names are one: "Daesh (ISIS)", or those whose last words they are: "Henry
    Jackson, aka Big Bank Hank"."""
    pair = {fold(swap.left), fold(swap.right)}
    for alias in aliases:
        first, second = fold(alias.first), fold(alias.second)
        last = {first.split()[-1], second.split()[-1]} == pair and alias.how != "in brackets"
        if ({first, second} == pair or last) and is_listed(alias.first) == is_listed(alias.second):
            return alias
    return None

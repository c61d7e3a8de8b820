"""What is said of a referent's forms: the pairs that an editor would make one, each once with all its places."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from claimcheck.datamodel import NamePair
from claimcheck.values.names.forms import Edge, Form, core_of, told_once
from claimcheck.values.names.initials import is_household_word

_SAID = frozenset({"initials", "stated", "known"})


def pairs_of(forms: Sequence[Form], edges: Sequence[Edge]) -> Iterator[NamePair]:
    """The pairs of forms that an editor would make one, each once with all its places."""
    spelled: dict[frozenset[str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.kind == "spelling":
            spelled[told_once(edge)].append(edge)
    yield from _nearest_the_commonest([_merged(forms, same, "spelling") for same in spelled.values()])
    given: dict[frozenset[str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.kind == "given":
            given[frozenset((*edge.stretches, forms[edge.left].name.keys[-1]))].append(edge)
    for same in given.values():
        yield _merged(forms, same, "alternate")
    others: dict[tuple[int, int], Edge] = {}
    for edge in sorted((e for e in edges if e.kind in _SAID), key=lambda e: -len(e.stated)):
        others.setdefault((edge.left, edge.right), edge)
    apart = [e for e in others.values() if _apart(forms[e.left], forms[e.right], e)]
    apart += _rival_initials(forms, list(others.values()))
    if apart:
        yield _names_of_one(forms, apart)


def _nearest_the_commonest(pairs: Sequence[NamePair]) -> Iterator[NamePair]:
    """Of three spellings the rarer two are told against the commonest, not against each other."""
    against: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        against[pair.right].add(pair.left)
    for pair in pairs:
        if not against[pair.right] & against[pair.left]:
            yield pair


def _merged(forms: Sequence[Form], edges: Sequence[Edge], kind: str) -> NamePair:
    """One pair of what several pairs of forms show; the commoner side first."""
    first = edges[0]
    sides: tuple[set[int], set[int]] = ({first.left}, {first.right})
    folded = len({w.casefold() for w in core_of(*first.stretches)}) == 2

    def of(edge: Edge) -> str:
        own = core_of(*edge.stretches)[0] if kind == "spelling" else edge.stretches[0]
        return own.casefold() if folded else own

    for edge in edges[1:]:
        same = of(edge) == of(first)
        sides[0].add(edge.left if same else edge.right)
        sides[1].add(edge.right if same else edge.left)
    counts = [sum(forms[n].count for n in own) for own in sides]
    order = (0, 1) if counts[0] >= counts[1] else (1, 0)
    uses = [
        tuple(sorted((u for n in sides[k] for u in forms[n].uses), key=lambda u: (u.places[0].span, u.surface)))
        for k in order
    ]
    nearest = min(edges, key=lambda e: (_words_apart(forms, e), -forms[e.left].count - forms[e.right].count))
    shown = [max((forms[n] for n in sides[k] & {nearest.left, nearest.right}), key=_told_best).name.text for k in order]
    return NamePair(kind, first.what, shown[0], shown[1], uses[0], uses[1])


def _words_apart(forms: Sequence[Form], edge: Edge) -> int:
    return abs(len(forms[edge.left].name.keys) - len(forms[edge.right].name.keys))


def _told_best(form: Form) -> tuple[int, int, str]:
    return form.count, len(form.name.text), form.name.text


def _apart(left: Form, right: Form, edge: Edge) -> bool:
    """Whether one article has only the one name and another only the other; or, where they are not initials, one has
    both and does not say that they are one. Initials that are household words need no word."""
    initials = edge.kind == "initials"
    if initials and any(is_household_word(f.name.text) for f in (left, right) if len(f.name.keys) == 1):
        return False
    alone = bool(left.articles - right.articles) and bool(right.articles - left.articles)
    return alone or (not initials and bool((left.articles & right.articles) - edge.stated))


def _rival_initials(forms: Sequence[Form], edges: Sequence[Edge]) -> Iterator[Edge]:
    """Two abbreviations of one name: "IS", "ISIL"."""
    found: dict[int, set[int]] = defaultdict(set)
    for edge in edges:
        for short, long in ((edge.left, edge.right), (edge.right, edge.left)):
            if len(forms[short].name.keys) == 1 and len(forms[long].name.keys) > 1:
                found[long].add(short)
    for shorts in found.values():
        for i, j in itertools.combinations(sorted(shorts), 2):
            if forms[i].name.key != forms[j].name.key:
                yield Edge(i, j, "initials", "two abbreviations of one name", ("", ""))


def _names_of_one(forms: Sequence[Form], edges: Sequence[Edge]) -> NamePair:
    """All names of a referent as one pair: the commonest, and the others."""
    names: dict[str, set[int]] = defaultdict(set)
    for edge in edges:
        for n in (edge.left, edge.right):
            names[forms[n].name.key].add(n)
    order = sorted(names.values(), key=lambda own: (-sum(forms[n].count for n in own), min(own)))
    shown = [max((forms[n] for n in own), key=lambda f: (f.count, f.name.text)).name.text for own in order]
    uses = [
        tuple(sorted((u for n in side for u in forms[n].uses), key=lambda u: (u.places[0].span, u.surface)))
        for side in (order[0], set().union(*order[1:]))
    ]
    what = next((e.what for e in edges if e.stated), edges[0].what)
    return NamePair("alternate", what, shown[0], ", ".join(shown[1:]), uses[0], uses[1])

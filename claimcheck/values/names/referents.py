"""Whom and what the names of a story stand for: every name once over all its articles, with all its forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from claimcheck.datamodel import AliasEvidence, NameUse, Referent
from claimcheck.joining import Joined
from claimcheck.values.names.forms import Edge, Form, forms_of, told_once
from claimcheck.values.names.identity import edges_of, is_of_a_word, longer_names, of_two_names, short_forms
from claimcheck.values.names.lexicon import is_given_name
from claimcheck.values.names.name_pairs import pairs_of


def referents_of(
    ledger: Iterable[NameUse],
    statements: Iterable[AliasEvidence] = (),
    common: Callable[[str], bool] = lambda word: False,
) -> tuple[Referent, ...]:
    """The referents of a story's names, by their first place; the order of ``ledger`` does not matter. ``statements``
    are what the pages call one, ``common`` says of a word in plain letters whether newspapers often have it: two such
    words alone are never one word misspelt."""
    forms = forms_of(ledger)
    edges = list(edges_of(forms, tuple(statements), common))
    one, told_as_one = Joined[int](), Joined[int]()
    longer = longer_names(forms)
    of_two = of_two_names(forms, edges, longer)
    edges = [edge for edge in edges if edge not in of_two]
    words = frozenset(edge for edge in edges if is_of_a_word(forms, edge, longer))
    for edge in edges:
        told_as_one.join(edge.left, edge.right)
        if edge not in words:
            one.join(edge.left, edge.right)
    for short, full in short_forms(forms, one.root, common):
        one.join(full, short)
    members: dict[int, list[int]] = defaultdict(list)
    for n in range(len(forms)):
        members[one.root(n)].append(n)
    told: dict[int, list[Edge]] = defaultdict(list)
    homes: dict[tuple[int, frozenset[str]], int] = {}  # of a spelling, whoever else has it in a longer name
    for edge in sorted(edges, key=words.__contains__):
        if edge.kind:
            root = one.root(edge.left)
            if edge.kind == "spelling":
                root = homes.setdefault((told_as_one.root(edge.left), told_once(edge)), root)
            told[root].append(edge)
    found = [_referent([forms[n] for n in own], forms, told.get(top, [])) for top, own in members.items()]
    return tuple(sorted(found, key=lambda r: (r.uses[0].places[0].span, r.name)))


def _referent(own: Sequence[Form], forms: Sequence[Form], edges: Sequence[Edge]) -> Referent:
    best = max(own, key=_told_best)
    kinds = sum((f.kinds for f in own), Counter[str]())
    known = [(n, kind) for kind, n in kinds.items() if kind != "unknown"]
    uses = sorted((u for f in own for u in f.uses), key=lambda u: (u.places[0].span, u.surface))
    return Referent(best.name.text, max(known)[1] if known else "unknown", tuple(uses), tuple(pairs_of(forms, edges)))


def _told_best(form: Form) -> tuple[bool, bool, int, int, str]:
    """A person's whole name before others, and of those one that begins with a given name: what stands before it else
    may be an office."""
    whole = form.kind == "person" and len(form.name.keys) > 1
    given = whole and is_given_name(form.name.keys[0])
    return whole, given, form.count, len(form.name.text), form.name.text

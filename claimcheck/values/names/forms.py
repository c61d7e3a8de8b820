"""The names of a story as written, each once with all its uses, and what links two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimcheck.datamodel import NameUse
from claimcheck.textforms import plain
from claimcheck.values.names.spelling import letters
from claimcheck.values.names.strays import HANDLE
from claimcheck.values.names.variants import Written, written

_LONGEST = 8  # words of a name that are looked at
_HANDLES = ("@", "#", "www.", "http")


@dataclass(slots=True)
class Form:
    """One name as written, with all its uses in the story."""

    name: Written
    uses: list[NameUse] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def kind(self) -> str:
        known = [(n, kind) for kind, n in self.kinds.items() if kind != "unknown"]
        return max(known)[1] if known else "unknown"

    @property
    def count(self) -> int:
        return sum(len(u.places) for u in self.uses)

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(u.article_id for u in self.uses)


@dataclass(frozen=True, slots=True)
class Edge:
    left: int
    right: int
    kind: str  # spelling, given, initials, stated, known, or "" for a link that is no difference
    what: str
    stretches: tuple[str, str]
    stated: frozenset[str] = frozenset()  # the articles that say so


def forms_of(ledger: Iterable[NameUse]) -> list[Form]:
    found: dict[tuple[str, str], Form] = {}
    for use in sorted(ledger, key=lambda u: (u.places[0].span, u.surface)):
        name = written(use.surface)
        if name.keys and len(name.keys) <= _LONGEST and (use.name.kind == HANDLE or not _is_handle(use)):
            form = found.setdefault((name.text, name.generation), Form(name))
            form.uses.append(use)
            form.kinds[use.name.kind] += len(use.places)
    return [form for form in found.values() if not _is_pair(form, found.values())]


def _is_pair(form: Form, forms: Iterable[Form]) -> bool:
    """ "Klitschko-Haye": the family names of two that the story names by themselves."""
    left, hyphen, right = form.name.text.partition("-")
    if not hyphen or " " in form.name.text or not (left[:1].isupper() and right[:1].isupper()):
        return False
    ends = {other.name.keys[-1] for other in forms if other is not form and "-" not in other.name.text}
    return {letters(left), letters(right)} <= ends and letters(left) != letters(right)


def _is_handle(use: NameUse) -> bool:
    """ "@BrennanMancil", "#MacklemoreJoinedISIS": no name that anyone spells."""
    before = (use.places[0].claim_text or "").partition(use.places[0].surface)[0]
    return plain(use.surface).startswith(_HANDLES) or plain(before).endswith(("@", "#"))


def told_once(edge: Edge) -> frozenset[str]:
    """What differs, the case of first letters left out: "Al-Shabaab" and "al-Shabaab" against "Al Shabaab" are one."""
    core = core_of(*edge.stretches)
    folded = frozenset(w.casefold() for w in core)
    return folded if len(folded) == 2 else frozenset(core)


def core_of(left: str, right: str) -> tuple[str, str]:
    """Two stretches without the words that they share at their ends."""
    a, b = left.split(), right.split()
    while len(a) > 1 and len(b) > 1 and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while len(a) > 1 and len(b) > 1 and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return " ".join(a), " ".join(b)

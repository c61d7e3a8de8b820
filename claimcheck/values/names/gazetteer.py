"""Which places lie in which: towns in states and countries (``gazetteer.txt``, made by ``python -m
benchmarks.gazetteer`` from GeoNames, CC BY 4.0). What is not listed is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from claimcheck.textforms import fold, plain


def plain_place(name: str) -> str:
    """A place's name as the list has it: folded, without accents, hyphens and full stops."""
    words = plain(fold(name)).replace("-", " ").replace(".", "").replace("’", "'").split()
    return " ".join(words).removeprefix("the ").removesuffix("'s")


@lru_cache(maxsize=1)
def _areas() -> Mapping[str, str]:
    rows = files("claimcheck.values.names").joinpath("gazetteer.txt").read_text(encoding="utf-8").splitlines()
    return {name: codes for name, _, codes in (row.partition("\t") for row in rows)}


def is_listed(name: str) -> bool:
    """Whether the list has a town, state or country of this name."""
    return plain_place(name) in _areas()


def may_contain(a: str, b: str) -> bool:
    """Whether one of two listed places may lie in the other: Athens and Greece, Brooklyn and New York. Where several
    places bear a name, any of them counts."""
    first, second = (_areas().get(plain_place(name), "").split() for name in (a, b))
    return _in(first, second) or _in(second, first)


def lies_in(inner: str, outer: str) -> bool:
    """Whether a listed place may lie in a listed state or country that is not itself: Mosul in Iraq, not Burma in
    Myanmar."""
    first, second = (_areas().get(plain_place(name), "").split() for name in (inner, outer))
    areas = {code for code in second if code.startswith("=")}
    return _in(first, second) and areas.isdisjoint(first)


def _in(inner: Sequence[str], outer: Sequence[str]) -> bool:
    areas = [area.removeprefix("=") for area in outer if area.startswith("=")]
    within = [area.removeprefix("=") for area in inner]
    return any(own == area or own.startswith(area + "-") for own in within for area in areas)

"""The lexicon of units and currencies, read once from the TOML beside this file."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from claimcheck.values.quantities.lexicon import read_table
from claimcheck.values.quantities.tokens import HYPHENS, Tok, tokenise

_PREFIXES = {
    "pico": ("p", 1e-12), "nano": ("n", 1e-9), "micro": ("µ", 1e-6), "milli": ("m", 1e-3), "centi": ("c", 1e-2),
    "deci": ("d", 1e-1), "deca": ("dam", 1e1), "hecto": ("h", 1e2), "kilo": ("k", 1e3), "mega": ("M", 1e6),
    "giga": ("G", 1e9), "tera": ("T", 1e12),
}  # fmt: skip
_DATA_FACTORS = {"kilo": ("k", 1e3), "mega": ("m", 1e6), "giga": ("g", 1e9), "tera": ("t", 1e12), "peta": ("p", 1e15)}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: ``factor`` turns it into ``base``; ``name`` its long English name; ``base`` is ISO 4217 for money."""

    name: str
    dimension: str
    base: str
    factor: float

    def to_base(self, value: float) -> float:
        """``value`` of this unit in the base unit."""
        if self.dimension == "temperature" and self.name == "F":
            return (value - 32.0) * 5.0 / 9.0
        if self.dimension == "temperature" and self.name == "K":
            return value - 273.15
        return value * self.factor


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a unit, as lower-case tokens. ``symbol`` forms need digits before them; ``exact`` is the
    spelling whose capitals count ("MB" against "Mb"), or ""."""

    tokens: tuple[str, ...]
    unit: Unit
    symbol: bool
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Forms by their first token, longest first."""

    units: dict[str, tuple[Form, ...]]
    signs: dict[str, tuple[Form, ...]]  # by their last token: they stand before the number
    currencies: dict[str, tuple[Form, ...]]


def _split(form: str) -> tuple[str, ...]:
    return tuple(t.low for t in tokenise(form, spaced=False))


def _by_token(forms: Sequence[Form], position: int) -> dict[str, tuple[Form, ...]]:
    table: dict[str, list[Form]] = {}
    for form in forms:
        table.setdefault(form.tokens[position], []).append(form)
    # capitals first: "MB" must be tried as megabyte before "mb" is tried as megabit
    return {k: tuple(sorted(v, key=lambda f: (-len(f.tokens), not f.exact))) for k, v in table.items()}


def _spell(forms: list[Form], unit: Unit, words: Sequence[str], symbols: Sequence[str]) -> None:
    forms.extend(Form(_split(w), unit, symbol=False) for w in words)
    forms.extend(Form(_split(s), unit, symbol=True, exact=s if s != s.lower() else "") for s in symbols)


def _powers(
    forms: list[Form],
    unit: Unit,
    words: Sequence[str],
    symbols: Sequence[str],
    seconds: dict[str, tuple[str, float, tuple[str, ...]]],
) -> None:
    """Square and cubic units, and speeds, of one unit of length."""
    for power, dimension, base, factor, names in (
        (2, "area", "m2", unit.factor**2, ("square", "sq")),
        (3, "volume", "l", unit.factor**3 * 1000.0, ("cubic", "cu")),
    ):
        of = Unit(f"{names[0].capitalize()} {unit.name.lower()}", dimension, base, factor)
        spelled = [f"{n} {w}" for n in names for w in (*words, *symbols)] + [
            f"sq . {w}" for w in (*words, *symbols) if power == 2
        ]
        spelled += [f"{w} squared" for w in words] if power == 2 else []
        plain = [s for s in symbols if s not in ("mi", "yd", "yds")]
        short = [f"{s}{'²³'[power - 2]}" for s in symbols] + [f"{s}{power}" for s in plain]
        short += [f"{s} ^ {power}" for s in plain] + ([f"{s} squared" for s in plain] if power == 2 else [])
        _spell(forms, of, spelled, short)
    for time, length, marks in seconds.values():
        speed = Unit(f"{unit.name} per {time}", "speed", "m/s", unit.factor / length)
        long = [f"{w} {per} {time}" for w in words for per in ("per", "an" if time == "hour" else "a")]
        short = [f"{s} {per} {m}" for s in (*symbols, *words) for per in ("/", "per") for m in (*marks, time)]
        _spell(forms, speed, [*long, *short], [])


def _measures() -> dict[str, tuple[Form, ...]]:
    table = read_table("units.toml")
    seconds = {
        "hour": ("hour", 3600.0, ("h", "hr")),
        "minute": ("minute", 60.0, ("min",)),
        "second": ("second", 1.0, ("s", "sec")),
        "millisecond": ("millisecond", 0.001, ("ms",)),
    }
    forms: list[Form] = []
    for entry in table["unit"]:
        base = table["base"][entry["dimension"]]
        plain = Unit(entry["name"], entry["dimension"], base, entry["factor"])
        words, symbols = entry["words"], entry["symbols"]
        _spell(forms, plain, words, symbols)
        if entry.get("powers"):
            _powers(forms, plain, words, symbols, seconds)
        kind = entry.get("prefixes", "")
        for prefix, (short, factor) in (_PREFIXES if kind == "si" else _DATA_FACTORS if kind else {}).items():
            unit = Unit(
                f"{prefix}{entry['name'].lower()}".capitalize(), entry["dimension"], base, entry["factor"] * factor
            )
            long = [f"{prefix}{w}" for w in words]
            if kind == "data":
                _spell(forms, unit, long, [short.upper() + entry["short"]] if entry["short"] == "B" else [short + "b"])
                continue
            if unit.dimension == "length" and prefix == "pico":
                brief: list[str] = []  # "2 pm" is a time of day
            else:
                brief = [short if len(short) > 1 else f"{short}{s}" for s in symbols]
            if prefix == "micro":
                brief += [f"μ{s}" for s in symbols] + (["mcg"] if symbols == ["g"] else [])
            _spell(forms, unit, long, brief)
            if entry.get("powers"):
                _powers(forms, unit, long, brief, seconds)
    return _by_token(forms, 0)


@cache
def lexicon() -> Lexicon:
    """All units and currencies."""
    table = read_table("currencies.toml")
    signs: list[Form] = []
    words: list[Form] = []
    for entry in table["currency"]:
        unit = Unit(entry["name"], "money", entry["code"], entry.get("factor", 1.0))
        signs.extend(Form(_split(s), unit, symbol=True) for s in entry["signs"])
        words.extend(Form(_split(w), unit, symbol=False) for w in entry["words"])
        words.extend(Form(_split(s), unit, symbol=True) for s in entry["signs"] if not s.isalpha())
    for code, name in table["iso"].items():
        unit = Unit(name, "money", "XBT" if code == "BTC" else code, 1.0)
        signs.append(Form((code.lower(),), unit, symbol=True, exact=code))
        words.append(Form((code.lower(),), unit, symbol=False))
        million = Unit(name, "money", unit.base, 1e6)
        signs.append(Form(("m" + code.lower(),), million, symbol=True, exact="M" + code))
        words.append(Form(("m" + code.lower(),), million, symbol=False, exact="M" + code))
    return Lexicon(_measures(), _by_token(signs, -1), _by_token(words, 0))


def match_forward(
    table: dict[str, tuple[Form, ...]], tokens: Sequence[Tok], index: int, *, digits: bool
) -> tuple[int, Unit] | None:
    """The longest form of ``table`` that starts at token ``index``: the token after it, and its unit."""
    if index >= len(tokens):
        return None
    for form in table.get(tokens[index].low, ()):
        if form.symbol and not digits:
            continue
        last = _fits(form.tokens, tokens, index)
        if last == index:
            continue
        run = tokens[index:last]
        if form.exact and "".join(t.text for t in run) != form.exact:
            continue
        if any(right.kind == "n" and right.start != left.end for left, right in itertools.pairwise(run)):
            continue  # "1 m 2 m" holds no "m2"
        return last, form.unit
    return None


def _fits(form: tuple[str, ...], tokens: Sequence[Tok], index: int) -> int:
    """The end of ``form`` at ``index``, over hyphens between its words; ``index`` itself where it does not fit."""
    at = index
    for place, part in enumerate(form):
        if place and at < len(tokens) and tokens[at].text in HYPHENS and part not in HYPHENS:
            at += 1
        if at >= len(tokens) or tokens[at].low != part:
            return index
        at += 1
    return at


def match_backward(tokens: Sequence[Tok], index: int) -> tuple[int, Unit] | None:
    """The longest currency sign that ends just before token ``index``: its first token, and its unit."""
    if index <= 0:
        return None
    for form in lexicon().signs.get(tokens[index - 1].low, ()):
        first = index - len(form.tokens)
        if first < 0 or any(tokens[first + n].low != part for n, part in enumerate(form.tokens)):
            continue
        run = tokens[first:index]
        if (form.exact and run[0].text.upper() != form.exact) or not _is_sign(run, tokens[index]):
            continue
        return first, form.unit
    return None


def _is_sign(run: Sequence[Tok], number: Tok) -> bool:
    """Letters that happen to stand before a figure are no currency: "a $5 million deal", "company 's $3"."""
    head = run[0]
    if head.kind != "w" or (len(head.text) > 2 and len(run) > 1):
        return True
    if len(run) == 1:
        if len(head.text) == 1:
            return head.text.isupper() and head.end == number.start
        if head.low in ("usd", "eur", "gbp", "sen"):
            return True
        return head.low in ("rmb", "ரூ") or head.text[0].isupper() or head.end == number.start
    if len(head.text) == 1 and head.low not in ("c", "u"):
        return head.text.isupper() and head.end == run[1].start
    return True

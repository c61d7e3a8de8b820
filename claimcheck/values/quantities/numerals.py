"""Numbers in digits, in words and mixed: "1,234", "twelve hundred", "1.2 million", "two and a half", "two thirds".

A number is read as the longest run of tokens that the grammar gives a value.  Runs are cut at ``_LONGEST`` parts, which
keeps the reading linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claimcheck.values.quantities.tokens import HYPHENS, Tok, tokenise

_LONGEST = 16
_LARGEST_MIXED = 100.0  # of whole numbers that a fraction follows behind a hyphen

ONES = {w: float(n) for n, w in enumerate("zero one two three four five six seven eight nine".split())}
ONES |= {"nought": 0.0, "naught": 0.0}
TEENS = {
    w: float(n)
    for n, w in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), start=10
    )
}
TENS = {w: 10.0 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)} | {
    "fourty": 40.0
}
SCALES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15,
    "lakh": 1e5, "lac": 1e5, "crore": 1e7,
}  # fmt: skip
# Only after digits: "$2bn", "10k", "5mn". "m", "b", "t" need more evidence (metres, tonnes): see measures.py.
SHORT_SCALES = {
    "k": 1e3, "mil": 1e6, "mln": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "tln": 1e12,
    "trn": 1e12,
}  # fmt: skip
_CAPITAL_SCALES = {"M": 1e6, "G": 1e9, "B": 1e9, "T": 1e12, "b": 1e9, "K": 1e3, "MM": 1e6}
_DOZENS = {"dozen": 12.0, "dozens": 12.0, "dz": 12.0, "dzs": 12.0, "doz": 12.0, "dozs": 12.0}

ORDINALS = {
    w: float(n)
    for n, w in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {
    w: 10.0 * n
    for n, w in enumerate(
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split(), start=2
    )
} | {"hundredth": 100.0, "thousandth": 1e3, "millionth": 1e6, "billionth": 1e9, "trillionth": 1e12}  # fmt: skip
_PARTS = {"half": 2.0, "halves": 2.0, "quarter": 4.0, "quarters": 4.0}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number over tokens ``first`` to ``last`` (half-open). ``step`` is the place value of its last written digit
    (1 for "30", 100,000 for "1.2 million"); ``form`` is integer, decimal or fraction; ``words`` whether it has no
    digits."""

    first: int
    last: int
    value: float
    step: float
    form: str
    words: bool


@dataclass(frozen=True, slots=True)
class _Atom:
    kind: str  # u ones, e teens, t tens, h hundred, s scale, z dozen, n digits, o ordinal or part, a, and, point, over
    value: float
    last: int
    plural: bool = False


def find_numbers(text: str, *, spaced: bool = False) -> tuple[tuple[int, int, float], ...]:
    """Every number of ``text`` as (start, end, value), non-overlapping and in order; no unit, qualifier or context.

    ``spaced`` also joins figures that a tokeniser has torn apart ("1, 234" as 1234).
    """
    tokens = tokenise(text, spaced=spaced)
    found: list[tuple[int, int, float]] = []
    index = 0
    while index < len(tokens):
        numeral = read_numeral(tokens, index) if not _pronoun(tokens, index) else None
        if numeral is None:
            index += 1
            continue
        follow = _at(tokens, numeral.last)
        glued = follow is not None and follow.kind == "w" and follow.start == tokens[numeral.last - 1].end
        before = _at(tokens, numeral.first - 1)
        stuck = before is not None and before.kind == "w" and before.end == tokens[numeral.first].start
        if not (stuck or (glued and tokens[numeral.last - 1].kind == "n")):
            found.append((tokens[numeral.first].start, tokens[numeral.last - 1].end, numeral.value))
        index = max(numeral.last, index + 1)
    return tuple(found)


def _at(tokens: Sequence[Tok], index: int) -> Tok | None:
    return tokens[index] if 0 <= index < len(tokens) else None


_POINTING = frozenset("the this that which each every any another no some".split())


def _pronoun(tokens: Sequence[Tok], index: int) -> bool:
    """Whether "one" stands for a thing: "the one", "which one"."""
    if tokens[index].low != "one" or not index:
        return False
    follow = _at(tokens, index + 1)
    return tokens[index - 1].low in _POINTING and not (
        follow is not None and (follow.low in SCALES or follow.low in ("hundred", "and") or follow.low in _PARTS)
    )


def read_numeral(tokens: Sequence[Tok], index: int, *, loose: bool = True) -> Numeral | None:
    """The longest number that starts at token ``index``; None where there is none (ordinals give none).

    ``loose`` also reads "one in four", "two out of five" and "one over three" as one number, and a capital letter set
    apart as a scale ("10 G"): right for a bare figure, wrong in running text.
    """
    if index >= len(tokens):
        return None
    token = tokens[index]
    first = index
    sign = 1.0
    if token.low in ("minus", "negative") or _is_minus(tokens, index):
        sign, index = -1.0, index + 1
        if index >= len(tokens):
            return None
    atoms = _atoms(tokens, index)
    if not loose:
        atoms = _sober(atoms, tokens)
    for size in range(len(atoms), 0, -1):
        follow = atoms[size] if size < len(atoms) else None
        if follow is not None and follow.kind in "hsz" and size > 1 and any(a.kind == "and" for a in atoms[:size]):
            continue
        ranked = follow is not None and follow.kind == "o" and not follow.plural and atoms[size - 1].kind in "teuh"
        if ranked and _ordinal(atoms[: size + 1]) is not None:
            return None  # "twenty-first"
        over = any(a.kind == "over" for a in atoms[:size])
        if over and (not loose or _measured(tokens, atoms[:size])):
            continue
        value = _value(tuple(atoms[:size]))
        if value is None:
            continue
        run = atoms[:size]
        return Numeral(first, run[-1].last, sign * value, *_written(run, tokens, index, value))
    return None


def _sober(atoms: list[_Atom], tokens: Sequence[Tok]) -> list[_Atom]:
    for place, atom in enumerate(atoms):
        token = tokens[atom.last - 1]
        letter = atom.kind == "s" and len(token.text) == 1
        if letter and (token.start != tokens[atom.last - 2].end or token.text in "GT"):
            return atoms[:place]
    return atoms


def _measured(tokens: Sequence[Tok], run: Sequence[_Atom]) -> bool:
    """Whether a unit follows: "2000 over 3 years" divides nothing."""
    follow = _at(tokens, run[-1].last)
    return any(a.kind == "over" and not a.value for a in run) and follow is not None and follow.kind == "w"


def read_ordinal(tokens: Sequence[Tok], index: int) -> tuple[int, float] | None:
    """The ordinal that starts at token ``index`` ("third", "21st", "hundred and first"): its end and value."""
    token = tokens[index]
    follow = _at(tokens, index + 1)
    if token.kind == "n" and token.whole and follow is not None and follow.low in ("st", "nd", "rd", "th"):
        ends = {1: "st", 2: "nd", 3: "rd"}.get(0 if token.value % 100 in (11, 12, 13) else int(token.value % 10), "th")
        return (index + 2, token.value) if follow.start == token.end and follow.low == ends else None  # "22st": stone
    if token.low == "second" or token.low in ORDINALS:
        return index + 1, ORDINALS[token.low]
    atoms = _atoms(tokens, index, ordinals=True)
    for size in range(len(atoms), 1, -1):
        if atoms[size - 1].kind == "o" and not atoms[size - 1].plural:
            value = _ordinal(atoms[:size])
            if value is not None:
                return atoms[size - 1].last, value
    return None


def _is_minus(tokens: Sequence[Tok], index: int) -> bool:
    token, follow, before = tokens[index], _at(tokens, index + 1), _at(tokens, index - 1)
    if token.text not in ("-", "−", "–") or follow is None or follow.kind != "n":
        return False
    if before is None:
        return True  # a text that begins with its sign, spaced or not
    return (follow.start == token.end and before.end < token.start and before.kind != "n") or before.text in "([,"


def _written(run: Sequence[_Atom], tokens: Sequence[Tok], index: int, value: float) -> tuple[float, str, bool]:
    """Step, form and whether in words."""
    digits = [a for a in run if a.kind == "n"]
    words = not digits
    if any(a.kind in ("o", "over", "point") for a in run) or any(a.kind == "q" for a in run):
        return abs(value) / 100 or 0.01, "fraction" if not any(a.kind == "point" for a in run) else "decimal", words
    scale = 1.0
    for atom in run:
        if atom.kind in "sz" or atom.kind == "h":
            scale = atom.value
    if len(digits) == 1:
        token = tokens[index]
        return token.step * scale, "integer" if token.whole else "decimal", words
    return (scale if run[-1].kind in "shz" else 1.0), "integer", words


def _atoms(tokens: Sequence[Tok], index: int, *, ordinals: bool = False) -> list[_Atom]:
    """The parts of a number from token ``index`` on, as far as they could belong to one."""
    atoms: list[_Atom] = []
    while index < len(tokens) and len(atoms) < _LONGEST:
        token = tokens[index]
        previous = atoms[-1] if atoms else None
        if token.text in HYPHENS and previous is not None:
            follow = _at(tokens, index + 1)
            part = _part_behind_hyphen(tokens, index, previous)
            if part is not None:
                atoms.append(part)
                index = part.last
                continue
            if follow is None or follow.kind != "w" or previous.kind == "n" or not _joins(tokens, index):
                break
            index += 1
            token = follow
            if _word_atom(token, index, previous) is None or token.low in ("and", "a", "over", "in", "out"):
                break
        atom = _digits_atom(tokens, index, previous) if token.kind == "n" else _word_atom(token, index, previous)
        if atom is None:
            atom = _phrase_atom(tokens, index, previous)
        if atom is None or (atom.kind == "n" and previous is not None and previous.kind == "n"):
            break
        atoms.append(atom)
        index = atom.last
    return atoms


def _joins(tokens: Sequence[Tok], index: int) -> bool:
    """A hyphen set the same way on both sides ("fifty-two", "fifty - two"), not a dash between clauses."""
    left = tokens[index].start - tokens[index - 1].end
    right = tokens[index + 1].start - tokens[index].end
    return left == right and left <= 1


def _part_behind_hyphen(tokens: Sequence[Tok], index: int, previous: _Atom) -> _Atom | None:
    """The fraction of "2-1/2", set close; "3-1" is a score, "2007-1/3" no number."""
    follow = _at(tokens, index + 1)
    if previous.kind != "n" or previous.value >= _LARGEST_MIXED or follow is None or follow.kind != "n":
        return None
    if not tokens[index - 1].end == tokens[index].start == follow.start - 1:
        return None
    atom = _digits_atom(tokens, index + 1, previous)
    return atom if atom is not None and atom.kind == "q" else None


def _digits_atom(tokens: Sequence[Tok], index: int, previous: _Atom | None) -> _Atom | None:
    token = tokens[index]
    bar, under, last = _at(tokens, index + 1), _at(tokens, index + 2), index + 1
    value = token.value
    slash = bar is not None and bar.text in "/⁄" and under is not None and under.kind == "n" and under.whole
    if slash and bar is not None and under is not None and token.whole and under.value:
        third = _at(tokens, index + 3)
        dated = (third is not None and third.text == "/") or (
            _at(tokens, index - 1) is not None and tokens[index - 1].text == "/"
        )
        gaps = (bar.start - token.end, under.start - bar.end)
        written = gaps in ((0, 0), (1, 1)) and len(token.text) < 5 and len(under.text) < 4
        fits = previous is None or (previous.kind == "n" and token.value < under.value)
        if written and fits and not dated:
            return _Atom("q", token.value / under.value, index + 3)
    if token.text in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒":
        return _Atom("q", value, last)
    return _Atom("n", value, last)


def _word_atom(token: Tok, index: int, previous: _Atom | None) -> _Atom | None:
    low, last = token.low, index + 1
    if low in ONES:
        return _Atom("u", ONES[low], last)
    if low in TEENS:
        return _Atom("e", TEENS[low], last)
    if low in TENS:
        return _Atom("t", TENS[low], last)
    if low == "hundred" or (low == "hundreds" and previous is not None):
        return _Atom("h", 100.0, last)
    if low in SCALES:
        return _Atom("s", SCALES[low], last)
    if low in _DOZENS:
        return _Atom("z", 12.0, last)
    if low in _PARTS:
        return _Atom("o", _PARTS[low], last, plural=low.endswith("s"))
    if low in ORDINALS and low != "second":
        return _Atom("o", ORDINALS[low], last)
    if low.endswith("s") and low[:-1] in ORDINALS and low != "seconds":
        return _Atom("o", ORDINALS[low[:-1]], last, plural=True)
    if low in ("a", "an") and (previous is None or previous.kind in ("and", "o", "of")):
        return _Atom("a", 1.0, last)
    if previous is not None and low in ("and", "point", "over", "in"):
        return _Atom("over" if low == "in" else low, 1.0 if low == "in" else 0.0, last)  # 1: a share
    if previous is not None and previous.kind == "o" and low == "of":
        return _Atom("of", 0.0, last)
    if previous is not None and previous.kind == "n" and len(low) <= 3:
        scale = _CAPITAL_SCALES.get(token.text) or SHORT_SCALES.get(low)
        if scale:
            return _Atom("s", scale, last)
    return None


def _phrase_atom(tokens: Sequence[Tok], index: int, previous: _Atom | None) -> _Atom | None:
    follow = _at(tokens, index + 1)
    if previous is not None and tokens[index].low == "out" and follow is not None and follow.low == "of":
        return _Atom("over", 1.0, index + 2)
    return None


@lru_cache(maxsize=4096)
def _value(atoms: tuple[_Atom, ...]) -> float | None:
    """The value of exactly these parts, or None."""
    kinds = [a.kind for a in atoms]
    if kinds[-1] in ("and", "over", "of", "point", "a"):
        return None
    if "over" in kinds:
        at = kinds.index("over")
        top, under = _cardinal(atoms[:at]), _cardinal(atoms[at + 1 :])
        if top is None or not under or (atoms[at].value and top >= under):
            return None
        return top / under
    if "point" in kinds:
        return _spoken_decimal(atoms, kinds.index("point"))
    for reading in (_cardinal, _mixed, _fraction):
        value = reading(atoms)
        if value is not None:
            return value
    return None


def _spoken_decimal(atoms: tuple[_Atom, ...], at: int) -> float | None:
    whole = _cardinal(atoms[:at])
    rest = atoms[at + 1 :]
    if whole is None or not rest or any(a.kind not in "uet" for a in rest):
        return None
    digits = ""
    for position, atom in enumerate(rest):
        if position and rest[position - 1].kind == "t" and atom.kind == "u" and atom.value:
            digits = digits[:-1] + str(int(atom.value))
        else:
            digits += str(int(atom.value))
    return float(f"{int(whole)}.{digits}")


def _cardinal(atoms: tuple[_Atom, ...]) -> float | None:
    total, group, last, scale, tail = 0.0, None, "", float("inf"), 0.0
    hundreds = False
    for position, atom in enumerate(atoms):
        kind, value = atom.kind, atom.value
        if kind in ("u", "e", "t", "n", "q"):
            if kind == "q":
                if last not in ("", "n"):
                    return None
            elif group is not None and not (
                (kind == "u" and last == "t" and value)
                or (last in ("h", "and") and (kind != "n" or value < 100) and value)
            ):
                return None
            if kind == "n" and total and (value >= scale or last not in ("s", "and")):
                return None
            if last == "and" and not value:
                return None
            tail = value if last in ("and", "h", "s", "") else tail + value
            group = (group or 0.0) + value
        elif kind == "a":
            if position or len(atoms) == 1 or atoms[1].kind not in "hsz":
                return None
        elif kind == "h":
            if hundreds or last in ("and", "h") or (group is not None and not 0 < group < 1000):
                return None
            if group is None and last not in ("a",) and not (position == 0 and len(atoms) > 1 and atoms[1].kind == "s"):
                return None
            group, hundreds = (1.0 if group is None else group) * 100, True
        elif kind == "s":
            if group is None and last == "s" and total:
                total *= value
            elif group is None and last != "a":
                return None
            else:
                amount = 1.0 if group is None else group
                if value >= scale:
                    return None
                total, group, scale, hundreds = total + amount * value, None, value, False
        elif kind == "z":
            if position != len(atoms) - 1 or (group is None and last != "a"):
                return None
            total, group = total + ((group - tail) + tail * 12 if group is not None else 12.0), None
        elif kind == "and":
            if last not in ("h", "s") or position == len(atoms) - 1:
                return None
        else:
            return None
        last = kind
    return total + (group or 0.0)


def _ordinal(atoms: Sequence[_Atom]) -> float | None:
    """As in "twenty-fifth", "one hundred and fifth": a cardinal whose last part is ordinal."""
    *head, end = atoms
    if end.kind != "o":
        return None
    if not head:
        return end.value
    if end.value < 10:
        if head[-1].kind in ("u", "e", "n", "o"):
            return None
        kind = "u"
    elif end.value < 100:
        kind = "e"
        if head[-1].kind not in ("h", "s", "and"):
            return None
    elif end.value == 100:
        kind = "h"
    else:
        kind = "s"
    return _cardinal((*head, _Atom(kind, end.value, end.last)))


def _fraction(atoms: tuple[_Atom, ...]) -> float | None:
    """Parts: "two thirds", "a fifth", "one twenty-fifth", "half", "half a dozen", "two thirds of a million"."""
    if (atoms[0].kind == "o" and atoms[0].value == 2) or (
        atoms[0].value == 4 and len(atoms) > 1 and atoms[0].kind == "o"
    ):
        rest = atoms[1:]
        if not rest:
            return 0.5
        if rest[0].kind == "a" and len(rest) == 2 and rest[1].kind in "hsz":
            return rest[1].value / atoms[0].value
        if len(rest) == 1 and rest[0].kind in "sz":
            return rest[0].value / atoms[0].value
        return None
    end = atoms[-1]
    if end.kind in "sz" and len(atoms) > 2:  # "three quarters billion", "two thirds of a million"
        head = atoms[:-1]
        if head[-1].kind == "a" and len(head) > 2 and head[-2].kind == "of":
            head = head[:-2]
        share = _fraction(head) if head[-1].kind == "o" else None
        return share * end.value if share is not None else None
    if end.kind != "o" or (end.value < 2 and len(atoms) < 3):
        return None
    for start in range(len(atoms) - 1):
        under = _ordinal(atoms[start + 1 :])
        head = atoms[: start + 1]
        if under is None or under < 2:
            continue
        inside = atoms[start + 1].kind  # "ninety-five | hundred fifths" must not be cut inside "ninety-five"
        if (inside == "u" and head[-1].kind == "t") or (inside in "hs" and len(atoms) > start + 2):
            continue
        top = 1.0 if len(head) == 1 and head[0].kind == "a" else _cardinal(head)
        if (top is not None and (top == 1) == (not end.plural)) or (top is not None and end.plural):
            return top / under
    return None


def _mixed(atoms: tuple[_Atom, ...]) -> float | None:
    """As in "one and a half", "five and a half million", "3 million and a quarter"."""
    end = atoms[-1]
    for at in range(len(atoms) - 2, 0, -1):
        if atoms[at].kind != "and":
            continue
        left, right = atoms[:at], atoms[at + 1 :]
        whole = _cardinal(left)
        if whole is None:
            continue
        if end.kind == "o":
            part = _fraction(right)
            if part is not None and part < 1:
                return whole + part * (left[-1].value if left[-1].kind == "s" else 1.0)
        elif end.kind == "s" and len(right) > 1:
            part = _fraction(right[:-1])
            if part is not None and part < 1:
                scaled = left[-1].kind == "s"
                return whole + part * end.value if scaled else (whole + part) * end.value
    return None

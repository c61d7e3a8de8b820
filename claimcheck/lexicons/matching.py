"""A newsroom's lexicon: which names and terms it prefers, which it replaces, which it accepts beside; and where a text
uses a replaced one."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from claimcheck.textforms import fold

NAME, TERM = "name", "term"
PARTS = {"noun": ("NOUN", "PROPN"), "verb": ("VERB", "AUX"), "adjective": ("ADJ",), "": ()}

# Of one length with what they replace, so that offsets stay.
_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " ", "\u202f": " "})
_WORD = re.compile(r"[^\W_]+")
_VOWELS = frozenset("aeiou")
_EXPLAINS = re.compile(
    r"[(\[]|\b(?:formerly|former|previously|once|then|now|known|called|named|renamed|also|or|aka|officially|spelled)\b",
    re.I,
)
_NEAR = 60  # characters: "Myanmar (formerly known as Burma)"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """``prefer`` is used instead of every form of ``replace``; the forms of ``accept`` may stand as well.

    ``kind`` is name (matched with its capitals) or term (any case, and inflected). ``unless`` are phrases in which a
    replaced form stays; ``part`` limits a term to noun, verb or adjective. ``reason`` and ``source`` are shown to the
    editor, ``lexicon`` names the file.
    """

    prefer: str
    replace: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    kind: str = TERM
    part: str = ""
    unless: tuple[str, ...] = ()
    reason: str = ""
    source: str = ""
    lexicon: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The entries in force, of one or several files."""

    entries: tuple[LexiconEntry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries)


NO_LEXICON = Lexicon()


@dataclass(frozen=True, slots=True)
class Use:
    """A replaced ``form`` at ``[start, end)`` of a text."""

    start: int
    end: int
    form: str
    entry: LexiconEntry


def uses_in(text: str, lexicon: Lexicon) -> tuple[Use, ...]:
    """Every replaced form in a text, in order, none inside another: whole words, inflected where the entry is a term.

    Silent are forms inside a longer form that the house prefers or accepts, inside a phrase that ``unless`` names, and
    names that a text explains by the preferred one ("Myanmar, formerly Burma"; "the Islamic State group (ISIS)").
    """
    patterns = _compiled(lexicon)
    plain = text.translate(_ALIKE)
    words = {word.casefold() for word in _WORD.findall(plain)}
    found: list[Use] = []
    spared: list[tuple[int, int]] = []
    for word in sorted(words & patterns.keys()):
        for form in patterns[word]:
            for match in form.pattern.finditer(plain):
                if form.entry is None:
                    spared.append(match.span())
                else:
                    found.append(Use(*match.span(), form.text, form.entry))
    kept: list[Use] = []
    for use in sorted(found, key=lambda u: (u.start, -u.end, u.form)):
        inside = any(s <= use.start and use.end <= e and e - s > use.end - use.start for s, e in spared)
        if not inside and not (kept and use.start < kept[-1].end) and not _explained(plain, use):
            kept.append(use)
    return tuple(kept)


def _explained(plain: str, use: Use) -> bool:
    if use.entry.kind != NAME:
        return False
    preferred = _pattern(use.entry.prefer, NAME)
    before = plain[max(0, use.start - _NEAR) : use.start]
    after = plain[use.end : use.end + _NEAR]
    stretches = [before[m.end() :] for m in preferred.finditer(before)][-1:]
    stretches += [after[: m.start()] for m in preferred.finditer(after)][:1]
    return any(_EXPLAINS.search(stretch) for stretch in stretches)


def entry_of(left: str, right: str, lexicon: Lexicon) -> LexiconEntry | None:
    """The entry that has both names among its forms: the lexicon says that they are one. Case, accents and a leading
    article are no difference."""
    known = _names(lexicon)
    first, second = known.get(_key(left)), known.get(_key(right))
    return first if first is not None and first is second else None


def accepts(entry: LexiconEntry, *names: str) -> bool:
    """Whether each may stand: preferred or accepted."""
    good = {_key(form) for form in (entry.prefer, *entry.accept)}
    return all(_key(name) in good for name in names)


def both_accepted(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether the lexicon lets both stand for one another."""
    entry = entry_of(left, right, lexicon)
    return entry is not None and accepts(entry, left, right)


def overlaid(lexicons: Iterable[Lexicon]) -> Lexicon:
    """Several as one: what a later one prefers, accepts or replaces, an earlier one no longer decides."""
    out: list[LexiconEntry] = []
    for lexicon in lexicons:
        decided = {(e.kind, _key(form)) for e in lexicon.entries for form in (e.prefer, *e.replace, *e.accept)}
        same = {(e.kind, _key(e.prefer)) for e in lexicon.entries}
        kept = []
        for entry in out:
            forms = tuple(f for f in entry.replace if (entry.kind, _key(f)) not in decided)
            also = tuple(f for f in entry.accept if (entry.kind, _key(f)) not in decided)
            if (entry.kind, _key(entry.prefer)) not in decided or (entry.kind, _key(entry.prefer)) in same:
                kept.append(replace(entry, replace=forms, accept=also))
        out = [e for e in kept if e.replace or e.accept] + list(lexicon.entries)
    return Lexicon(tuple(out))


# --------------------------------------------------------------------------- patterns


@dataclass(frozen=True, slots=True)
class _Form:
    text: str
    pattern: re.Pattern[str]
    entry: LexiconEntry | None  # None: a form that may stand


@functools.lru_cache(maxsize=16)
def _compiled(lexicon: Lexicon) -> dict[str, tuple[_Form, ...]]:
    """Patterns by the words that their first word may be."""
    by_word: dict[str, list[_Form]] = {}
    for entry in lexicon.entries:
        good = (entry.prefer, *entry.accept, *entry.unless)
        for text, own in (*((f, entry) for f in entry.replace), *((f, None) for f in good)):
            form = _Form(text, _pattern(text, entry.kind), own)
            first = _WORD.search(text.translate(_ALIKE))
            if first is None:
                continue
            for word in inflections(first[0].casefold()) if entry.kind == TERM else (first[0].casefold(),):
                by_word.setdefault(word, []).append(form)
    return {word: tuple(forms) for word, forms in by_word.items()}


@functools.lru_cache(maxsize=4096)
def _pattern(text: str, kind: str) -> re.Pattern[str]:
    """Whole words; a space may be any white space."""
    plain = unicodedata.normalize("NFC", text).translate(_ALIKE)
    words = []
    for word in plain.split():
        alternatives = [word]
        if kind == TERM:  # of "e-mail" the last part is inflected
            before, hyphen, last = word.rpartition("-")
            alternatives = [before + hyphen + form for form in inflections(last)] if last.isalpha() else [word]
        words.append("(?:" + "|".join(re.escape(a) for a in sorted(alternatives, key=lambda a: (-len(a), a))) + ")")
    return re.compile(r"(?<![\w-])" + r"\s{1,4}".join(words) + r"(?![\w-])", re.I if kind == TERM else 0)


_IRREGULAR = {
    "man": ("men",), "woman": ("women",), "person": ("people", "persons"), "child": ("children",),
    "be": ("is", "are", "was", "were", "been", "being"), "become": ("became",), "give": ("gave", "given"),
    "take": ("took", "taken"), "go": ("goes", "went", "gone"), "do": ("does", "did", "done"),
    "have": ("has", "had", "having"), "make": ("made",), "say": ("said",), "hold": ("held",), "build": ("built",),
    "bear": ("bore", "born", "borne"), "fight": ("fought",), "lead": ("led",), "lose": ("lost",), "keep": ("kept",),
    "write": ("wrote", "written"), "strike": ("struck",), "steal": ("stole", "stolen"), "get": ("got", "getting"),
    "run": ("ran",), "begin": ("began", "begun"), "come": ("came",), "find": ("found",), "speak": ("spoke", "spoken"),
}  # fmt: skip
_FIXED = frozenset("a an and at by for from in into of on or out over the to under up upon with".split())


@functools.lru_cache(maxsize=4096)
def inflections(word: str) -> tuple[str, ...]:
    """A word with its plural and its forms as a verb, built by rule: some of them are no words, and match nothing."""
    low = word.lower()
    if low in _FIXED or len(low) < 3:
        return (word,)
    if low.endswith(("man", "woman")) and low not in {"human", "german", "roman", "ottoman", "shaman", "talisman"}:
        return word, word[:-2] + "en"
    forms = [word, *_IRREGULAR.get(low, ())]
    if low.endswith("y") and low[-2] not in _VOWELS:
        forms += [word[:-1] + end for end in ("ies", "ied")] + [word + "ing"]
    elif low.endswith("e"):
        forms += [word + "s", word + "d", word[:-1] + "ing"]
    else:
        forms += [word + ("es" if low.endswith(("s", "x", "z", "ch", "sh")) else "s"), word + "ed", word + "ing"]
        if low[-1] not in _VOWELS | set("wxys") and low[-2] in _VOWELS and low[-3] not in _VOWELS:
            forms += [word + low[-1] + end for end in ("ed", "ing")]
    return tuple(dict.fromkeys(forms))


@functools.lru_cache(maxsize=16)
def _names(lexicon: Lexicon) -> dict[str, LexiconEntry]:
    known: dict[str, LexiconEntry] = {}
    for entry in lexicon.entries:
        for form in (entry.prefer, *entry.accept, *entry.replace):
            known[_key(form)] = entry
    return known


def _key(name: str) -> str:
    words: Sequence[str] = re.sub(r"'s?(?=\s|$)", "", fold(name).replace("-", " ")).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def forms_of(entry: LexiconEntry) -> Iterator[str]:
    """Every form that the entry names."""
    yield from (entry.prefer, *entry.accept, *entry.replace)

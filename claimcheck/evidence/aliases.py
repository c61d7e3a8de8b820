"""Whether two names that stand for each other are one: short forms, spellings, aliases with evidence."""

from __future__ import annotations

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.token_alignment import SPELLING, spelling
from claimcheck.datamodel import NameUse
from claimcheck.textforms import fold
from claimcheck.values.names.algebra import demonym_of
from claimcheck.values.names.initials import are_initials
from claimcheck.values.names.lexicon import lexical_twins, words

_PARTICLE = 3  # letters of an article or a particle: "al", "bin", "van"


def name_words(name: str) -> list[str]:
    """The words of a name, hyphens as spaces, possessives and marks off."""
    words = name.replace("-", " ").replace("’", "'").split()
    return [w for w in (w.removesuffix("'s").strip(".,;:'\"()") for w in words) if w and w != "s"]


def proper_words(use: NameUse) -> list[str]:
    """The words that name: titles and particles left out."""
    name = use.name
    return [w for part in (*name.given, *name.family) for w in name_words(part)] or name_words(use.surface)


def ledger_block(use: NameUse) -> str | None:
    """Full names that could be two spellings of one person share a block: as many words, the same first one. None for
    what is no full name of a person."""
    words = proper_words(use)
    if len(words) < 2 or use.name.kind not in {"person", "unknown"}:
        return None
    return f"{len(words)} {fold(words[0])}"


def is_spelling(left: str, right: str, bar: float = SPELLING) -> bool:
    """Word by word the same name, at least one word spelled otherwise; ``bar`` is the probability from which a word is
    another's spelling."""
    a, b = _parallel(name_words(left), name_words(right), bar)
    if len(a) != len(b) or [fold(w) for w in a] == [fold(w) for w in b]:
        return False
    if any(is_plural_of(x, y) or is_plural_of(y, x) for x, y in zip(a, b, strict=True)):
        return False
    return all(fold(x) == fold(y) or spelling(x, y) >= bar for x, y in zip(a, b, strict=True))


def _parallel(a: list[str], b: list[str], bar: float) -> tuple[list[str], list[str]]:
    """The words of two names with those joined that the other writes as one: "Abdul Rahman" beside "Abdulrahman", an
    article beside its assimilated form ("al Zor", "Ezzor")."""
    if abs(len(a) - len(b)) != 1:
        return a, b
    long, short = (a, b) if len(a) > len(b) else (b, a)
    for i in range(len(long) - 1):
        joined = [*long[:i], long[i] + long[i + 1], *long[i + 2 :]]
        # "Turkmen Mejlis" is no "Turkmenistan": two long words are one only letter for letter
        loose = min(len(long[i]), len(long[i + 1])) <= _PARTICLE
        rest = all(
            fold(x) == fold(y) or ((loose or n != i) and spelling(x, y) >= bar)
            for n, (x, y) in enumerate(zip(joined, short, strict=True))
        )
        if rest and not _is_initial(long[i]) and not _is_initial(long[i + 1]):
            return (joined, short) if long is a else (short, joined)
    return a, b


def _is_initial(word: str) -> bool:
    return len(word) == 1


def is_plural_of(plural: str, name: str) -> bool:
    """ "the Mitchells" for Mitchell."""
    return fold(plural) in {fold(name) + "s", fold(name) + "es"}


def is_short_form(left: str, right: str) -> bool:
    """One is a part of the other, its abbreviation, or its demonym: no second name."""
    a, b = ({fold(w) for w in name_words(name)} for name in (left, right))
    if a <= b or b <= a:
        return True
    if are_initials(left, right) or are_initials(right, left) or _end_in(left, right) or _end_in(right, left):
        return True
    if is_cut_short(left, right) or is_cut_short(right, left):
        return True
    if is_clipped(left, right) or is_clipped(right, left):
        return True
    return len(a) == len(b) == 1 and (demonym_of(left, right) or lexical_twins(*a, *b))


def _end_in(short: str, long: str) -> bool:
    """ "DHS" for Homeland Security: a body's kind left out."""
    return len(short) > 2 and short.isupper() and are_initials(short[1:], long)


def is_cut_short(short: str, long: str) -> bool:
    """ "Fla." for Florida, "Calif." for California: the letters in order, a full stop at the end."""
    if not short.endswith(".") or len(short) >= len(long) or " " in short.strip():
        return False
    rest = iter(fold(long))
    letters = fold(short).rstrip(".")
    return fold(long).startswith(letters[0]) and all(letter in rest for letter in letters if letter.isalpha())


def is_clipped(short: str, long: str) -> bool:
    """ "Jags" for Jaguars: a plural cut short, its first three letters or more and its last kept."""
    a, b = fold(short), fold(long)
    if not a.isalpha() or not b.isalpha() or not 4 <= len(a) <= len(b) - 2:
        return False
    return a.endswith("s") and b.endswith("s") and b.startswith(a[:-1])


def is_title(name: str) -> bool:
    """Nothing but a title: "Mr", "Inspector"."""
    known = {dress_key(w) for w in words()["honorifics"]}
    own = [dress_key(w) for w in name_words(name)]
    return bool(own) and all(w in known for w in own)


def is_title_case(text: str) -> bool:
    """A headline in capitals: of the words of four letters or more, most begin with one."""
    words = [w for w in name_words(text) if len(w) > 3 and w[0].isalpha()]
    return len(words) >= 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def is_known_variant(left: str, right: str) -> bool:
    """No question of two referents: spelling, short form, abbreviation, demonym."""
    return is_short_form(left, right) or is_spelling(left, right)

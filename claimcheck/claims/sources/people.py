"""The people and bodies that one article names: full names, titles, sex, where each was last met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claimcheck.claims.sources.find import words
from claimcheck.claims.sources.tree import Range, Tree
from claimcheck.datamodel import Claim, Token
from claimcheck.textforms import fold

_ARTICLES = re.compile(r"^(?:al|el|ul|as|ad|an|ar|ash|at|az)[-‐‑–\s]+(?=\w{3})")
_PARTICLES = frozenset(
    "al el bin ibn ben abu van von der den de da di del della la le dos du bint ul abdel abd".split()
)
_JOINTS = frozenset(("-", "‐", "‑", "–", ".", "'", "’", "''"))
_BODIES = frozenset(("ORG", "GPE", "NORP", "FAC", "PRODUCT", "WORK_OF_ART"))
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


@dataclass(slots=True)
class Person:
    """Somebody the article names. ``name`` is the fullest form met, ``words`` it folded; ``sex`` is "m", "f" or "".
    ``claims`` are the numbers of the claims that name them."""

    name: str
    words: tuple[str, ...]
    titles: set[str] = field(default_factory=set)
    sex: str = ""
    is_body: bool = False
    claims: set[int] = field(default_factory=set)


def name_words(surface: str) -> tuple[str, ...]:
    """The folded words of a name, articles such as "al-" taken off."""
    folded = _ARTICLES.sub("", fold(surface))
    folded = re.sub(r"(?<=\s)(?:al|el|ul)[-\s]+(?=\w{3})", "", folded)
    return tuple(w.strip(".'’\"") for w in re.split(r"[\s]+", folded) if w.strip(".'’\""))


def family(parts: Sequence[str]) -> str:
    """The word that newswire uses alone: the last that is no suffix."""
    kept = [p for p in parts if p not in _SUFFIXES]
    return kept[-1] if kept else (parts[-1] if parts else "")


def is_spelling(first: str, second: str) -> bool:
    """Two transliterations or slips of one word: long enough, same first letter, nearly all letters shared."""
    if first == second:
        return True
    if min(len(first), len(second)) < 5 or first[0] != second[0] or first.endswith("s") != second.endswith("s"):
        return False
    from rapidfuzz.fuzz import ratio

    return ratio(first, second) >= 85.0


@dataclass(slots=True)
class People:
    """Everyone met so far, in order."""

    everyone: list[Person] = field(default_factory=list)

    def find(self, surface: str) -> Person | None:
        """Who a name stands for, if exactly one person fits."""
        parts = name_words(surface)
        if not parts:
            return None
        exact = [p for p in self.everyone if p.words == parts]
        if len(exact) == 1 and len(parts) > 1:
            return exact[0]
        if len(parts) > 1:
            fits = [p for p in self.everyone if _same_person(p.words, parts)]
        else:
            fits = [p for p in self.everyone if family(p.words) == parts[0] or p.words == parts]
            fits = fits or [p for p in self.everyone if is_spelling(family(p.words), parts[0])]
            fits = fits or [p for p in self.everyone if len(p.words) > 1 and p.words[0] == parts[0]]
        if len(fits) > 1:  # the fuller name of the same person is one person
            longest = max(fits, key=lambda p: len(p.words))
            fits = [longest] if all(_same_person(longest.words, p.words) for p in fits) and len(parts) > 1 else fits
        return fits[0] if len(fits) == 1 else None

    def named(self, surface: str, claim: int, *, is_body: bool = False) -> Person | None:
        """The person of that name, introduced if new; None where the name fits several."""
        parts = name_words(surface)
        if not parts:
            return None
        person = self.find(surface)
        if person is None:
            if len(parts) == 1 and any(family(p.words) == parts[0] for p in self.everyone):
                return None
            person = Person(surface, parts, is_body=is_body)
            self.everyone.append(person)
        elif len(parts) > len(person.words):
            person.name, person.words = surface, parts
        person.claims.add(claim)
        return person

    def titled(self, description: Iterable[str], claim: int) -> Person | None:
        """Who was introduced with all these words: the only such person, or the only one just named."""
        wanted = set(description)
        fits = [p for p in self.everyone if wanted and wanted <= p.titles and not p.is_body]
        if len(fits) > 1:
            fits = [p for p in fits if any(claim - 3 <= met <= claim for met in p.claims)]
        return fits[0] if len(fits) == 1 else None


def _same_person(longer: Sequence[str], shorter: Sequence[str]) -> bool:
    """One name's words all stand in the other, family names alike."""
    if len(longer) < len(shorter):
        longer, shorter = shorter, longer
    if not is_spelling(family(longer), family(shorter)):
        return False
    given = shorter[:-1]
    return all(any(is_spelling(g, w) or (len(g) == 1 and w.startswith(g)) for w in longer[:-1]) for g in given)


# --------------------------------------------------------------------------- names in a noun phrase


def name_in(tree: Tree, span: Range, claim: Claim) -> tuple[str, Range] | None:
    """The name that a noun phrase is about, without titles: "coalition spokesman Colonel Ryan Dillon" is "Ryan Dillon".

    ``span`` is the phrase's tokens, ``tree`` that of ``claim``.  None where its head is a common noun or a pronoun.
    """
    tokens = tree.tokens
    low, high = span
    head = next((n for n in range(low, high) if not low <= tree.head[n] < high or tree.head[n] == n), None)
    if head is None or tokens[head].pos not in ("PROPN", "NOUN", "ADJ", "X"):
        return None
    if tokens[head].pos != "PROPN" and tokens[head].ent != "PERSON":
        appositive = tree.child(head, "appos")
        if appositive is None or not (head < appositive < high) or tokens[appositive].pos != "PROPN":
            return None
        head = appositive
    abbreviated = _is_title(tokens[head]) and head + 2 < high and tokens[head + 1].surface == "."
    if abbreviated and tokens[head + 2].pos == "PROPN":
        head += 2
    if tokens[head].ent in _BODIES:
        return _body_name(tokens, span, head, claim)
    first, last = head, head + 1
    while first > 0 and _is_name_word(tokens, first - 1):
        # Beyond the phrase only what the recogniser holds for the same person: the parser cuts "Aed al-Louayzi" in two.
        if first <= low and not tokens[first - 1].ent == tokens[first].ent == "PERSON":
            break
        first -= 1
    while last < high:
        cut = tokens[last].surface == "." and _is_title(tokens[last - 1])  # "Cpl. Janice Leader", cut at the stop
        joined = tokens[last].dep != "appos" or tokens[last - 1].surface == "."
        if not cut and not (joined and _is_name_word(tokens, last)):
            break
        last += 1
    while last > head + 1 and tokens[last - 1].surface in _JOINTS:
        last -= 1
    while tokens[head].ent == "PERSON" and first < head and tokens[first].ent != "PERSON":
        first += 1  # "Coroner Gary Hargrove": the recogniser knows where the name begins
    titles = [n for n in range(first, last) if _is_title(tokens[n]) and (n < last - 1 or n == first)]
    if titles:  # "United States President Donald Trump": the name is what follows the last title
        first = titles[-1] + 1
    while first < last and tokens[first].surface in _JOINTS:
        first += 1
    if first >= last:
        return None
    surface = claim.text[tokens[first].start - claim.span.start : tokens[last - 1].end - claim.span.start]
    return (surface, (first, last)) if any(c.isalpha() for c in surface) and surface[:1].isalnum() else None


def _body_name(tokens: Sequence[Token], span: Range, head: int, claim: Claim) -> tuple[str, Range] | None:
    """The entity around ``head``, as the recogniser has it."""
    label = tokens[head].ent
    first, last = head, head + 1
    while first > span[0] and tokens[first - 1].ent == label:
        first -= 1
    while last < span[1] and tokens[last].ent == label:
        last += 1
    while first < head and tokens[first].pos in ("DET", "PUNCT", "ADP", "PART"):
        first += 1
    while last > head + 1 and tokens[last - 1].pos in ("DET", "PUNCT", "ADP", "PART"):
        last -= 1
    surface = claim.text[tokens[first].start - claim.span.start : tokens[last - 1].end - claim.span.start]
    return surface, (first, last)


def _is_name_word(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.ent in ("DATE", "TIME"):
        return False
    if token.pos == "PROPN" or (token.ent == "PERSON" and token.surface != "'s" and token.pos != "PUNCT"):
        return True
    inner = token.surface in _JOINTS and 0 < index < len(tokens) - 1
    tight = inner and tokens[index - 1].end == token.start and tokens[index + 1].start == token.end
    return tight or token.surface.lower() in _PARTICLES and index + 1 < len(tokens) and tokens[index + 1].pos == "PROPN"


def _is_title(token: Token) -> bool:
    return fold(token.surface).strip(".") in words("titles")


def title_words(tree: Tree, span: Range, name: Range | None) -> set[str]:
    """The words of a noun phrase that describe somebody: those before the name, and an appositive up to its head.

    Without a ``name`` the phrase itself is the description: "the foreign minister".
    """
    tokens = tree.tokens
    if name is None:
        heads = [n for n in range(*span) if not span[0] <= tree.head[n] < span[1] or tree.head[n] == n]
        return _described(tokens, range(span[0], heads[0] + 1)) if heads else set()
    found = _described(tokens, range(span[0], name[0])) | _described(
        tokens, (n for n in range(*name) if _is_title(tokens[n]))
    )
    for n in range(name[1], span[1]):
        if tokens[n].dep == "appos" and name[0] <= tree.head[n] < name[1] and tokens[n].pos in ("NOUN", "PROPN"):
            found |= _described(tokens, range(tree.left[n], n + 1))
    return found


def _described(tokens: Sequence[Token], where: Iterable[int]) -> set[str]:
    kinds = ("NOUN", "PROPN", "ADJ")
    chosen = [tokens[n] for n in where if tokens[n].pos in kinds and tokens[n].surface[:1].isalpha()]
    return {fold(t.lemma if t.pos == "NOUN" else t.surface) for t in chosen}


def sex_of(titles: Iterable[str]) -> str:
    """ "m" or "f" where the describing words tell, else ""."""
    said = set(titles)
    female, male = bool(said & words("female")), bool(said & words("male"))
    return "f" if female and not male else "m" if male and not female else ""


def is_body(tree: Tree, name: Range) -> bool:
    """The entity labels say organisation or place."""
    labels = [tree.tokens[n].ent for n in range(*name) if tree.tokens[n].ent]
    return bool(labels) and all(label in _BODIES for label in labels)

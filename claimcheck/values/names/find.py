"""Names of people, places and bodies in a claim, from tagged tokens.

Parts of speech find names better than the small model's entities do, and every proper noun may be an invented word:
runs of proper nouns come first, entity labels extend and classify them. Demonyms ("Iraqi"), months and weekdays are
no names and are not returned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.datamodel import Mention, MentionKind, Span, Token
from claimcheck.values.names.lexicon import is_given_name
from claimcheck.values.names.parsing import bare, lexicon, title_length
from claimcheck.values.names.parsing import parse_name as parse_name

__all__ = ["capitals_without_need", "find_names", "parse_name"]

_NAME_ENTITIES = {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"}
_VALUE_ENTITIES = {"DATE", "TIME", "PERCENT", "MONEY"}
_BODY_ENTITIES = {"ORG", "FAC", "LAW", "EVENT", "WORK_OF_ART", "PRODUCT"}
_KINDS = {
    "PERSON": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
    "NORP": "organisation",
}
_LINKS = {"of", "for", "the", "and", "&", "in", "on", "to", "de", "a"}
_OPENERS = {
    '"',
    "“",
    "„",
    "«",
    "'",
    "‘",
    ":",
    "—",
    "–",
    "--",
    "-",
    "(",
    "[",
    "•",
    "*",
    "►",
    "...",
    "…",
    ".",
    "!",
    "?",
    ";",
    "``",
    "''",
}
_QUOTE_MARKS = {'"', "“", "”", "„", "'", "‘", "’", "``", "''", "(", ")", "[", "]"}
_NO_TITLE_IN_LOWER_CASE = {"-", "brother", "sister", "mother", "father", "king", "queen", "major", "private", "general"}
_NAMES_OF_MONTHS = {"april", "august", "june", "may"}  # that are given or family names too
_NOMINAL = {"appos", "compound", "conj", "dobj", "nmod", "nsubj", "nsubjpass", "pobj", "poss"}  # "on IS targets"
_COMPOUND_ENDS = {"area", "based", "born", "era", "held", "led", "like", "owned", "run", "style", "type", "wide"}
_TRADE = re.compile(r"[a-z]{3,}(?:er|or|ist|ian|man|woman|ess)")  # what one does
_PARTY_OF_STATE = re.compile(r"[DIR][-–‑][A-Z]")  # "R-S.C.", behind a member's name
_TITLE_CASE = 0.75  # share of capitalised longer words from which a line is a headline in title case
# Words that Title Case Lines capitalise without need are too many to list; there only labelled names count.
_CITED = 4  # capitalised words of a title that a sentence cites
_SMALL = _LINKS | {"an", "as", "at", "by", "from", "with", "or", "than"}  # that a title may leave in lower case
_INSIDE = {"'", "’", "'s", "’s", "-", ":"}
_MARKS = _QUOTE_MARKS | {":", "?", "!"}
_NEVER = frozenset(
    "this that these those his her its their your our my more than with from into how why what is are was were has "
    "have does do can".split()
)


def find_names(tokens: Sequence[Token], text: str, path: str) -> tuple[Mention, ...]:
    """Name mentions of one claim in order; never overlapping.

    ``tokens`` carry offsets into ``text``, the source's text; ``path`` is the source's. Titles before a name stand in
    ``value.honorific``, outside the span.
    """
    reader = _Reader(tokens, text, capitals_without_need(tokens), _shouts(tokens))
    mentions: list[Mention] = []
    i = 0
    while i < len(tokens):
        end = reader.run_end(i)
        if end == i:
            i += 1
            continue
        title = title_length([t.surface for t in tokens[i : i + 6]])
        if i + title > end:  # "Secretary of State": the run breaks at "of"
            i += title
            continue
        for a, b in reader.split(i, end):
            mention = reader.mention(a, b, path)
            if mention is not None:
                mentions.append(mention)
        i = end
    return tuple(mentions)


def capitals_without_need(tokens: Sequence[Token]) -> frozenset[int]:
    """The tokens whose capital says nothing: all of a headline that capitalises words without need, in a sentence a
    headline or title that it cites."""
    if _is_title_case(tokens):
        return frozenset(range(len(tokens)))
    found: set[int] = set()
    i = 0
    while i < len(tokens):
        j = _stretch_end(tokens, i)
        if _cites(tokens, i, j):
            found.update(range(i, j))
        i = max(j, i + 1)
    return frozenset(found)


def _is_title_case(tokens: Sequence[Token]) -> bool:
    """Whether this is a headline that capitalises words without need; a verb in lower case says no."""
    if any(t.pos == "VERB" and t.surface.islower() for t in tokens):
        return False
    words = [t.surface for t in tokens if t.surface.isalpha() and len(t.surface) >= 4]
    return len(words) >= 3 and sum(w[0].isupper() for w in words) >= _TITLE_CASE * len(words)


def _stretch_end(tokens: Sequence[Token], i: int) -> int:
    """The end of the capitalised words, and small ones between them, that begin at ``i``; ``i`` where none does."""
    j = end = i
    while j < len(tokens):
        surface = tokens[j].surface
        if surface[:1].isupper():
            end = j + 1
        elif not (end > i and (surface in _SMALL or surface in _INSIDE or surface.isdigit())):
            break
        j += 1
    return end


def _cites(tokens: Sequence[Token], i: int, j: int) -> bool:
    """Whether capitalised words are a title: one in the middle is a word that no name capitalises, or a verb where a
    mark stands before or behind them ("Brigadier Said Al-Saudi" is none)."""
    words = [t for t in tokens[i:j] if t.surface[:1].isupper()]
    inner = [t for t in words[1:-1] if not t.surface.isupper()]
    beside = {t.surface for t in (*tokens[max(0, i - 1) : i], *tokens[j : j + 1])}
    verbs = not beside.isdisjoint(_MARKS) and any(t.pos in {"VERB", "AUX"} for t in inner)
    return len(words) >= _CITED and (verbs or any(bare(t.surface) in _NEVER for t in inner))


def _shouts(tokens: Sequence[Token]) -> bool:
    """Whether most longer words are in capitals, which then say nothing."""
    words = [t.surface for t in tokens if t.surface.isalpha() and len(t.surface) >= 4]
    return sum(w.isupper() for w in words) > len(words) / 2


@dataclass(frozen=True, slots=True)
class _Reader:
    """One claim's tokens, with the questions that finding names asks of them."""

    tokens: Sequence[Token]
    text: str
    titled: frozenset[int]  # tokens whose capital says nothing
    shouts: bool

    # ----------------------------------------------------------------- words

    def starts_sentence(self, i: int) -> bool:
        return i == 0 or self.tokens[i - 1].surface in _OPENERS

    def is_demonym(self, i: int) -> bool:
        token = self.tokens[i]
        word = bare(token.surface)
        demonyms = lexicon()["demonyms"]
        return word in demonyms or (token.tag in {"NNPS", "NNS"} and word.endswith("s") and word[:-1] in demonyms)

    def is_word(self, i: int) -> bool:
        """Whether token ``i`` is a word of a name, by itself."""
        if not 0 <= i < len(self.tokens):
            return False
        token = self.tokens[i]
        surface = token.surface
        if not any(c.isupper() for c in surface[:1]) and not (
            token.pos == "PROPN" and any(c.isupper() for c in surface)
        ):
            return False
        acronym = len(surface) > 1 and surface.isupper()
        lower = bare(surface)
        if lower in _NAMES_OF_MONTHS and self._follows_given_name(i):
            return True
        if token.ent in _VALUE_ENTITIES and not (token.ent == "DATE" and acronym and token.pos == "PROPN"):
            return False
        if lower in lexicon()["weak_words"]:
            return self._has_named_neighbour(i)
        if token.pos == "ADV" and self._opens_name(i):
            return True
        if lower in lexicon()["not_names"] and not (
            token.pos == "PROPN"
            and (token.ent == "PERSON" and not self.starts_sentence(i) or self._owns_rest_of_body(i))
        ):
            if acronym and lower == "is" and not self.shouts:
                return token.pos == "PROPN" or token.dep in _NOMINAL
            return acronym and token.pos == "PROPN" and lower in {"who", "it", "us"}
        if i in self.titled:
            if acronym and not self.shouts:
                return token.pos in {"PROPN", "NOUN", "ADJ", "X", "VERB", "INTJ"}
            return token.pos == "PROPN" and token.ent in _NAME_ENTITIES and not self._is_labelled_title(i)
        if token.pos == "PROPN":
            return not (self.starts_sentence(i) and token.tag == "NNPS" and not token.ent)
        if token.pos in {"PRON", "DET", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "SYM"}:
            return False
        if self.starts_sentence(i):
            return token.ent in _NAME_ENTITIES and token.pos in {"NOUN", "ADJ", "X"}
        return True

    def _is_labelled_title(self, i: int) -> bool:
        """Whether a word of a title that the sentence cites has a label that runs over a verb too: the title's own."""
        if len(self.titled) == len(self.tokens):
            return False
        a = b = i
        while a and self.tokens[a - 1].ent == self.tokens[i].ent:
            a -= 1
        while b < len(self.tokens) and self.tokens[b].ent == self.tokens[i].ent:
            b += 1
        return any(t.pos in {"VERB", "AUX"} for t in self.tokens[a:b])

    def _opens_name(self, i: int) -> bool:
        """Whether a word has its capital within a sentence, right before a name: "in the Now Zad district"."""
        if not 0 < i < len(self.tokens) - 1 or i in self.titled or self.shouts or not self.tokens[i].surface.istitle():
            return False
        before, after = self.tokens[i - 1], self.tokens[i + 1]
        return (
            before.surface.isalpha() and before.surface.islower() and after.pos == "PROPN" and after.surface.istitle()
        )

    def _follows_given_name(self, i: int) -> bool:
        """Such as "May" in "Theresa May", which no number follows."""
        if i == 0 or self.tokens[i].pos != "PROPN" or self._number_at(i + 1):
            return False
        before = self.tokens[i - 1]
        known = lexicon()["not_names"] | lexicon()["weak_words"] | lexicon()["demonyms"]
        return before.pos == "PROPN" and before.surface.istitle() and bare(before.surface) not in known

    def _number_at(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].surface[:1].isdigit()

    def _owns_rest_of_body(self, i: int) -> bool:
        """Such as "Workers" in "Workers' Party of Korea"."""
        mark = self._is(i + 1, {"'s", "’s", "'", "’"}) and self._glued(i + 1)
        return mark and i + 2 < len(self.tokens) and self._one_body(i, i + 3)

    def _has_named_neighbour(self, i: int) -> bool:
        """Such as "Police" in "Anchorage Police Department", tagged as a proper noun and beside one, or in "Cumbria
        Police", labelled with one as a body."""
        before = self.tokens[i - 1] if i else self.tokens[i]
        labelled = i > 0 and before.pos == "PROPN" and self._one_body(i - 1, i + 1)
        if not (self.tokens[i].pos == "PROPN" or labelled) or i in self.titled and not self.tokens[i].ent:
            return False
        weak, label = lexicon()["weak_words"], self.tokens[i].ent
        near = [self.tokens[m] for m in (i - 1, i + 1) if 0 <= m < len(self.tokens)]
        return any(
            (t.pos == "PROPN" or (label in _BODY_ENTITIES and t.ent == label))
            and t.surface[:1].isupper()
            and bare(t.surface) not in weak
            for t in near
        )

    def _is(self, i: int, words: frozenset[str] | set[str]) -> bool:
        return 0 <= i < len(self.tokens) and self.tokens[i].surface.lower() in words

    def _glued(self, i: int) -> bool:
        """Token ``i`` follows its predecessor without a space."""
        return 0 < i < len(self.tokens) and self.tokens[i].start == self.tokens[i - 1].end

    # ----------------------------------------------------------------- runs

    def _particles_end(self, i: int) -> int:
        """Past the particles that start at ``i`` if a name's word follows them; else ``i``."""
        j = i
        known = lexicon()["inner_particles"] | lexicon()["article_particles"]
        while (
            j < len(self.tokens)
            and j - i < 6
            and self.tokens[j].surface.lower() in known
            and self.tokens[j].surface.islower()
        ):
            hyphen = self._is(j + 1, {"-", "’", "'"}) and self._glued(j + 1) and self._glued(j + 2)
            if not hyphen and self.tokens[j].surface not in lexicon()["inner_particles"]:
                return i
            j += 2 if hyphen else 1
        return j if j > i and self.is_word(j) else i

    def run_end(self, i: int) -> int:
        """The end of the run of name words that starts at ``i``; ``i`` itself where none starts."""
        start = self._particles_end(i)
        if start == i and not self.is_word(i):
            return i
        j = start + 1
        while (k := self._extended(i, j)) > j:
            j = k
        return j

    def _extended(self, i: int, j: int) -> int:
        """One step past ``j``, the end of a run so far that began at ``i``; ``j`` where it ends."""
        if self.is_word(j):
            return j + 1
        if (k := self._particles_end(j)) > j:
            return k + 1
        if self._is(j, {"-", "–", "‑", "’", "'"}) and self._glued(j) and self._glued(j + 1):
            if self.is_word(j + 1):
                return j + 2
            if (k := self._particles_end(j + 1)) > j + 1:
                return k + 1
            if self._is_lower_part(j + 1) or self._is_number_part(j + 1):
                return j + 2
            if self._is_bridge(j + 1):
                return j + 4
        if self._is(j, {",", "."}) and j + 1 < len(self.tokens) and bare(self.tokens[j + 1].surface) in {"jr", "sr"}:
            return j + 2
        if self._is(j, {"'s", "’s", "'", "’"}) and self.is_word(j + 1) and self._one_body(j - 1, j + 2):
            return j + 2  # "People's Council"
        if self._is(j, {"'", "’"}) and self._glued(j) and self._is(j - 1, {"n"}) and j - i > 1 and self.is_word(j + 1):
            return j + 2  # "Guns N' Roses"
        if (k := self._nickname_end(j)) > j:
            return k
        return self._linked(i, j)

    def _is_lower_part(self, j: int) -> bool:
        """The second half of "Jong-un": no English compound such as "US-led"."""
        token, head = self.tokens[j], self.tokens[j - 2]
        if not (token.surface.islower() and token.surface.isalpha()) or len(head.surface) == 1:
            return False  # "X-rays"
        if bare(head.surface) in lexicon()["article_particles"] and head.surface[:1].isupper():
            return True  # "Al-awsat"
        if token.ent == head.ent and token.ent in _BODY_ENTITIES:
            return j + 1 < len(self.tokens) and self.tokens[j + 1].ent == token.ent  # "Co-operation in Europe"
        if head.ent != "PERSON" or len(token.surface) > 6:
            return False
        family_first = j >= 3 and self.tokens[j - 3].ent == "PERSON" and not self._glued(j - 2)
        return (
            token.ent == "PERSON"
            and token.pos == "PROPN"
            or (family_first and token.pos in {"PROPN", "ADP", "X", "NOUN"} and token.surface not in _COMPOUND_ENDS)
        )

    def _is_bridge(self, m: int) -> bool:
        """Such as "fil" in "Chick-fil-A": a short word that hyphens join to words of names on both sides."""
        small = m + 2 < len(self.tokens) and self.tokens[m].surface.islower() and len(self.tokens[m].surface) < 5
        return (
            small and self._is(m + 1, {"-", "‑"}) and self._glued(m + 1) and self._glued(m + 2) and self._opens(m + 2)
        )

    def _opens(self, m: int) -> bool:
        return self.tokens[m].surface[:1].isupper() and self.tokens[m].pos in {"PROPN", "NOUN", "X", "DET"}

    def _is_number_part(self, m: int) -> bool:
        """The second half of "KCTV-5", where the tagger takes the figure for a name."""
        if not 2 <= m < len(self.tokens) or self.tokens[m - 1].surface not in {"-", "‑"}:
            return False
        token = self.tokens[m]
        return token.surface.isdigit() and token.pos == "PROPN" and self.tokens[m - 2].surface.isupper()

    def _one_body(self, a: int, b: int) -> bool:
        label = self.tokens[a].ent
        return label in _BODY_ENTITIES and all(t.ent == label for t in self.tokens[a:b])

    def _nickname_end(self, j: int) -> int:
        """Past a nickname in marks that stands inside a name (‘Adam "Pacman" Jones’), else ``j``."""
        if not self._is(j, _QUOTE_MARKS) or not self._is(j - 1, set()) and self.tokens[j - 1].ent in {"GPE", "NORP"}:
            return j
        for k in (j + 2, j + 3):
            if self._is(k, _QUOTE_MARKS) and all(self.is_word(m) for m in range(j + 1, k)) and self.is_word(k + 1):
                return k + 2
        return j

    def _linked(self, i: int, j: int) -> int:
        """Past "of", "for the", "and" inside the name of a body, and the word after; else ``j``."""
        k = j
        while self._is(k, _LINKS) and k - j < 3:
            k += 1
        if k == j or not self.is_word(k) or k in self.titled and not self.tokens[k].ent:
            return j
        inside = self._one_body(j - 1, k + 1)
        first_link = self.tokens[j].surface.lower()
        heads = lexicon()["of_heads"]
        of_name = first_link == "of" and any(bare(self.tokens[m].surface) in heads for m in (i, j - 1))
        of_name = of_name and all(self.tokens[m].surface.lower() in {"of", "the"} for m in range(j, k))
        return k + 1 if inside or of_name or first_link == "&" else j

    # ----------------------------------------------------------------- splitting a run

    def split(self, i: int, j: int) -> list[tuple[int, int]]:
        """The names in a run: cut at titles and where a place or body stands before a person."""
        pieces: list[tuple[int, int]] = []
        start = k = i + self._is_trade(i, j)
        while k < j:
            count = self._title_at(k, j)
            if count:
                pieces.append((start, k))
                start = k = k + count
            else:
                if k > start and self._is_seam(k):
                    pieces.append((start, k))
                    start = k
                k += 1
        pieces.append((start, j))
        trimmed = (self._trim(a, b) for a, b in pieces)
        return [(a, b) for a, b in trimmed if a < b]

    def _is_trade(self, i: int, j: int) -> bool:
        """Whether a word has its capital from the head of the sentence only: "Comedian Sara Benincasa". A title is
        told apart by ``_title_at``, which keeps it."""
        if i + 2 >= j or not self.starts_sentence(i) or i in self.titled or self._title_at(i, j):
            return False
        if self.tokens[i + 1].ent != "PERSON":
            return False  # "Superior Court Judge"
        word, given = bare(self.tokens[i].surface), bare(self.tokens[i + 1].surface)
        trade = _TRADE.fullmatch(word) or self.tokens[i].tag in {"NNS", "NNPS"}  # "Mates Casey Dean and Eduard Nitz"
        return bool(trade) and not is_given_name(word) and is_given_name(given)

    def _title_at(self, k: int, j: int) -> int:
        """How many tokens at ``k`` are a title that a name follows (or that ends the run)."""
        count = title_length([t.surface for t in self.tokens[k : min(j, k + 6)]])
        if not count:
            return 0
        if k + count == j:  # "the Prime Minister", "Secretary of State": no name
            return count
        token, after = self.tokens[k], self.tokens[k + count]
        if (
            count == 1
            and token.ent == after.ent
            and token.ent in {"ORG", "FAC", "GPE", "PRODUCT", "LAW", "EVENT"}
            and "." not in token.surface
        ):
            return 0  # "General Motors", "Prince Edward Island"
        if bare(after.surface) in lexicon()["org_words"] | {"of"}:
            return 0
        return count

    def _is_seam(self, k: int) -> bool:
        """Such as "US" | "Marco Rubio": labels change from a place or body to a person, without a hyphen between."""
        left, right = self.tokens[k - 1], self.tokens[k]
        if self._glued(k) or left.surface == "-" or not self.is_word(k):
            return False
        return right.ent == "PERSON" and left.ent in {"GPE", "NORP", "ORG"} and bool(left.surface[:1].isupper())

    def _trim(self, a: int, b: int) -> tuple[int, int]:
        """Without demonyms in front ("Iraqi Haider al-Abadi"), hyphens and links at the edges."""
        while a < b and not (self.is_word(a) or self._particles_end(a) > a):
            a += 1
        while a < b and not (self.is_word(b - 1) or self._is_lower_part_at(b - 1) or self._is_number_part(b - 1)):
            b -= 1
        while b - a > 1 and self._is_letter_of_compound(b - 1):
            b -= 1
        if a < b and all(
            self.is_demonym(m) or self.tokens[m].ent == "NORP" or not self.is_word(m) for m in range(a, b)
        ):
            nouns = [m for m in range(a, b) if not self.is_demonym(m) and self.tokens[m].tag == "NNP"]
            return (a, b) if nouns and not any(self.is_demonym(m) for m in range(a, b)) else (b, b)
        while b - a > 1 and self._is_loose_demonym(a, b):
            a += 1
            while a < b and not self.is_word(a) and self._particles_end(a) == a:
                a += 1
        return a, b

    def _is_letter_of_compound(self, m: int) -> bool:
        """The letter of "T-shirts", "X-ray", which names nobody."""
        lone = len(self.tokens[m].surface) == 1 and self._is(m + 1, {"-", "‑"}) and self._glued(m + 1)
        return lone and self._glued(m + 2) and self.tokens[m + 2].surface.islower()

    def _is_lower_part_at(self, m: int) -> bool:
        return m >= 2 and self.tokens[m - 1].surface == "-" and self._is_lower_part(m)

    def _is_loose_demonym(self, a: int, b: int) -> bool:
        """A demonym that only describes the name after it: labelled apart, or before a person."""
        if not self.is_demonym(a):
            return False
        token, after = self.tokens[a], self.tokens[min(a + 1, b - 1)]
        if after.ent == "PERSON" and token.ent != "PERSON":
            return True
        return token.ent == "NORP" and after.ent not in {"", "NORP"}

    # ----------------------------------------------------------------- mentions

    def mention(self, a: int, b: int, path: str) -> Mention | None:
        start, end = self.tokens[a].start, self.tokens[b - 1].end
        surface = self.text[start:end]
        if not any(c.isalpha() for c in surface) or (len(surface.strip(".")) < 2):
            return None
        if all(bare(t.surface) in lexicon()["weak_words"] for t in self.tokens[a:b]) or _PARTY_OF_STATE.match(surface):
            return None
        honorific = self._honorific(a)
        kind = self._kind(a, b, honorific)
        value = parse_name(surface, kind)
        if honorific and not value.honorific and kind == "person":
            value = replace(value, honorific=honorific)
        return Mention(MentionKind.NAME, Span(path, start, end), surface, value)

    def _honorific(self, a: int) -> str:
        """The titles that stand directly before token ``a``, as written."""
        first = a
        while count := next((n for n in range(min(6, first), 0, -1) if self._is_title(first - n, first)), 0):
            first -= count
        return self.text[self.tokens[first].start : self.tokens[a - 1].end] if first < a else ""

    def _is_title(self, a: int, b: int) -> bool:
        words = [t.surface for t in self.tokens[a:b]]
        if words[0] in _NO_TITLE_IN_LOWER_CASE or not all(bare(w) or w == "." for w in words):
            return False
        return title_length(words) == len(words)

    def _kind(self, a: int, b: int, honorific: str) -> str:
        words = [bare(t.surface) for t in self.tokens[a:b]]
        known = lexicon()
        if len(words) > 1 and (words[-1] in known["org_words"] or words[0] in known["of_heads"] and "of" in words):
            return "organisation"
        if len(words) > 1 and (words[-1] in known["place_words"] or words[0] in known["place_heads"]):
            return "place"
        if len(words) == 1 and words[0] in known["acronym_places"]:
            return "place"
        surface = self.tokens[a].surface
        labels = [t.ent for t in self.tokens[a:b] if t.ent and t.surface != "-"]
        if honorific and (not honorific.islower() or "PERSON" in labels or not labels):
            return "person"
        if not labels:
            if b - a == 1 and surface.isupper() and 2 <= len(surface) <= 6:
                return "organisation"
            return "unknown"
        label = max(sorted(set(labels)), key=labels.count)
        if b - a == 1 and not surface.isupper() and label not in {"PERSON", "GPE", "LOC"}:
            return "unknown"  # the small model's ORG on a lone word is a guess
        if (
            b - a == 1
            and surface.isupper()
            and 3 <= len(surface) <= 6
            and label in {"PERSON", "PRODUCT", "WORK_OF_ART"}
        ):
            return "organisation"
        return _KINDS.get(label, "unknown")

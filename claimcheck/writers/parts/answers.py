"""What the values that outlets give for one fact are to each other: in which order they stand, which of them is odd,
which are forms of one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Finding, Place, Severity, Span
from claimcheck.textforms import fold, plain
from claimcheck.writers.parts.values import NO_SOURCE, words_of

_FIGURES = {str(n): word for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
VALUES = frozenset({"figure", "date"})
# Outlets that must give a figure or date for another to be odd, or the share of two sentences' words that agree: as
# readers judged marks in 190 stories, beside two outlets nine of seventeen were of another fact, beside three or in
# sentences so alike one of sixteen.
_MANY, _ALIKE = 3, 0.68
_ONE_SENTENCE = 0.4  # of the words of two quotations, from which they print one sentence


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an article gives a value."""

    article_id: str
    span: Span
    surface: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One value in words, and where it is given, in order of the articles' time. ``odd``: it disagrees with what more
    articles give; where no value has more than another, nobody is odd."""

    value: str
    odd: bool
    spots: tuple[Spot, ...]


def is_loud(findings: Sequence[Finding]) -> bool:
    """Whether one of them is more than a note: of what is worth knowing, nobody is called odd."""
    return any(f.severity is not Severity.NOTE for f in findings)


def weight(answer: Answer) -> int:
    return len({s.article_id for s in answer.spots})


def in_order(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """What disagrees first, then what most give."""
    return tuple(sorted(answers, key=lambda a: (not a.odd, -len({s.article_id for s in a.spots}))))


def told_first(answers: Sequence[Answer], findings: Sequence[Finding]) -> tuple[Answer, ...]:
    """What findings say cannot be true together before what can be true with either ("recently")."""
    places = [p for f in findings if is_loud((f,)) for p in (f.divergence.primary, *f.divergence.related)]
    return tuple(sorted(answers, key=lambda a: bool(places) and not _of(places, a.spots)))


def short_forms_joined(answers: tuple[Answer, ...], findings: Sequence[Finding]) -> tuple[Answer, ...]:
    """Of a name that is misspelt somewhere its longer and shorter forms stand with the form that more articles give,
    as what they all have of it: the spelling is in question, not "Centre Block on Parliament Hill". What a finding is
    about stands by itself, and a form without the word that is spelled otherwise not at all: "Obama" says nothing of
    "Barack" and "Barak"."""
    told = [f.divergence.values for f in findings if f.rule == "name-spelling"]
    spelt = {fold(plain(value)) for values in told for value in values}
    if not spelt:
        return answers
    differ = frozenset[str]().union(*(_words(one) ^ _words(other) for one, other in told))
    kept: list[list[Answer]] = []
    for answer in sorted(answers, key=lambda a: (fold(plain(a.value)) not in spelt, -weight(a))):
        own = _words(answer.value)
        home = next((k for k in kept if own < (w := _words(k[0].value)) or w < own), None)
        if answer.odd or home is None or fold(plain(answer.value)) in spelt:
            kept.append([answer])
        elif not differ or own & differ:
            home.append(answer)
    return in_order([_in_common(lot) for lot in kept])


def _in_common(forms: Sequence[Answer]) -> Answer:
    """Forms of one name as one value, by the words that all of them have, each article once."""
    first, *others = forms
    spots = list(first.spots)
    for form in others:
        known = {s.article_id for s in spots}
        spots += [s for s in form.spots if s.article_id not in known]
    shortest = min(forms, key=lambda form: len(form.value)).value
    shared = frozenset.intersection(*(_words(form.value) for form in forms))
    words = [word for word in shortest.split() if _words(word) <= shared]
    return replace(first, value=" ".join(words) or first.value, spots=tuple(spots))


def _words(name: str) -> frozenset[str]:
    """The words of a name with their accents: "Raul" is no short form of "Raúl Castro"."""
    return frozenset(re.findall(r"\w+", plain(name).casefold()))


def agreed(kind: str, answers: Sequence[Answer]) -> list[Answer]:
    """The value that most articles give, two at least; of a name or a person every form beside it. What was done
    articles may well tell each in its own words."""
    if kind == "event":
        return list(answers) if len({s.article_id for a in answers for s in a.spots}) > 1 else []
    most = max(answers, key=weight, default=None)
    if most is None or weight(most) < 2 or (kind == "source" and most.value == NO_SOURCE):
        return []
    return list(answers) if kind in {"name", "person"} else [most]


def outnumbered(kind: str, answers: Sequence[Answer], findings: Sequence[Finding]) -> list[Answer]:
    """Odd only beside a value that more articles give, which one finding says cannot be true with it ("September" and
    "December" can both be "recently"), and of which it is no part: a short form of the name, a piece of the quotation;
    nor has a longer form all its words. Of quotations only what prints the same words can be more often given: one
    speech is quoted in pieces."""
    most = max(map(weight, answers), default=0)
    told = [(f.divergence.primary, *f.divergence.related) for f in findings if is_loud((f,))]

    def are_told(answer: Answer, other: Answer) -> bool:
        """Of a figure or date fewer than three may answer another question, unless two sentences are nearly one."""
        for places in told:
            one, two = (_of(places, own.spots) for own in (answer, other))
            if one and two and (kind not in VALUES or weight(other) >= _MANY or _are_told_alike(one, two)):
                return True
        return False

    def is_part(answer: Answer, whole: Answer) -> bool:
        if kind == "quotation":
            said, more = (heard(a.value).split() for a in (answer, whole))
            return stands_in(said, more) or stands_in(more, said)
        one, other = (set(words_of(a.value)) for a in (answer, whole))
        return kind == "name" and (one < other or one > other)

    def is_odd(answer: Answer) -> bool:
        own = [whole for whole in answers if weight(whole) > weight(answer)]
        if kind == "quotation":
            rivals = [whole for whole in own if _print_one(answer.value, whole.value)]
        else:
            rivals = [whole for whole in own if weight(whole) == most and (kind == "name" or are_told(answer, whole))]
        return answer.odd and bool(rivals) and not any(is_part(answer, whole) for whole in rivals)

    return [replace(answer, odd=is_odd(answer)) for answer in answers]


def of_one_speech(answers: Sequence[Answer]) -> list[Answer]:
    """Of pieces of one speech those that share words with the one most give; all where no other does."""
    if len(answers) < 2:
        return list(answers)
    most = max(answers, key=weight)
    own = [a for a in answers if _shared(a.value, most.value)[0] >= _ONE_SENTENCE]
    return own if len(own) > 1 else list(answers)


def _of(places: Iterable[Place], spots: Iterable[Spot]) -> list[Place]:
    return [p for p in places if any(s.article_id == p.article_id and meet(s.span, p.span) for s in spots)]


def meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _are_told_alike(ours: Iterable[Place], theirs: Iterable[Place]) -> bool:
    """Whether a sentence of the one and a sentence of the other have most of the words of both."""
    sides = [[_content(p.claim_text or "") for p in places] for places in (ours, theirs)]
    return any(len(a & b) > _ALIKE * max(len(a), len(b)) for a in sides[0] for b in sides[1])


def _content(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) > 2 and word.isalpha()}


def stands_in(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether words stand among others, one behind the other."""
    return f" {' '.join(words)} " in f" {' '.join(others)} "


def _print_one(quotation: str, other: str) -> bool:
    """Whether two fifths of the longer one's words stand in the other, in order: below, as readers judged marks, four
    of thirteen were of other sentences of one speech."""
    return _shared(quotation, other)[1] >= _ONE_SENTENCE


def _shared(quotation: str, other: str) -> tuple[float, float]:
    """Which share of the shorter one's words, and of the longer one's, stands in the other, in order."""
    one, two = heard(quotation).split(), heard(other).split()
    blocks = difflib.SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    shared, sizes = sum(block.size for block in blocks), sorted((len(one), len(two)))
    return shared / max(1, sizes[0]), shared / max(1, sizes[1])


def heard(text: str) -> str:
    """What is heard of a quotation: no mark, no spelling of one side of the ocean, no number in figures."""
    words = map(dress_key, re.sub(r"[^\w\s]", "", fold(text)).split())
    return " ".join(_FIGURES.get(word, word) for word in words)

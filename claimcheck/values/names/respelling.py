"""Whether two words that a story's names have in one place are one name spelled twice.

A group is every pair of a story's names that are alike but for the two words. The model (a logistic regression, its
weights in ``respelling.json``) sees the words (how they differ, what the lists say of them), the names (how many other
words agree, whose they are), how often each is written and where, and what is said around them. It is trained by
``python -m benchmarks.respelling train`` on groups that were read one by one; held-out scores stand in the file.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

from rapidfuzz.distance import OSA, Levenshtein

from claimcheck.datamodel import NameUse
from claimcheck.textforms import fold, plain
from claimcheck.values.names.algebra import demonym_of, same_spelling
from claimcheck.values.names.gazetteer import is_listed
from claimcheck.values.names.lexicon import given_class, is_given_name, listed_alike, nickname_of
from claimcheck.values.names.spelling import letters
from claimcheck.values.names.variants import Variant, Written, is_derived, is_known_word

PARAMETERS = "respelling.json"
_FEW = 40  # places of a word that are looked at
_TOLD_ALIKE = 0.8  # of the content words of two sentences that tell one thing with the one word and with the other
_ONE_GIVEN = 0.5  # of the letters of two given names: Mohammed, Muhamad; Robin, Robyn
_DETERMINED = re.compile(r"(?:the|an?|his|her|their|\d+|two|all|both)", re.I)
_OUTSIDE = re.compile(r"[\W_]+")


class Form(Protocol):
    """One name of a story as written, with its uses."""

    name: Written
    uses: list[NameUse]

    @property
    def kind(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def articles(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Group:
    """Two words in plain letters, and the pairs of names (by number) that are alike but for them, with how they
    differ."""

    left: str
    right: str
    pairs: tuple[tuple[int, int, Variant], ...]


def features(
    group: Group, forms: Sequence[Form], words: Mapping[str, Iterable[int]], common: Callable[[str], bool]
) -> dict[str, float]:
    """What the model sees of a group; ``words`` has the numbers of the names that hold a word."""
    a, b = sorted((group.left, group.right), key=lambda w: (len(w), w))
    fullest = max(v.support for _, _, v in group.pairs)
    best = [(i, j, v) for i, j, v in group.pairs if v.support == fullest]
    i, j, found = min(best, key=lambda p: (p[2].over, p[:2]))
    numbers = sorted({n for pair in group.pairs for n in pair[:2]})
    sides = [[forms[n] for n in numbers if key in forms[n].name.keys] for key in (group.left, group.right)]
    kinds = {forms[n].kind for n in (i, j)}
    seen: dict[str, float] = {
        **_of_words(a, b, found, common),
        **_of_names(group, forms, words, found, kinds),
        **_of_uses(sides, (group.left, group.right)),
    }
    return {**seen, "people misspelt": seen["peoples"] * seen["slip to unknown"]}


def _of_words(a: str, b: str, found: Variant, common: Callable[[str], bool]) -> dict[str, float]:
    likely = min(max(same_spelling(a, b), 0.01), 0.99)
    slip = OSA.distance(a, b, score_cutoff=1) == 1
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    end = next((n for n, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), len(a))
    more = b[start] if len(b) == len(a) + 1 and slip else ""
    alike = listed_alike(a, b)
    raw = found.core if all(found.core) else (found.left, found.right)
    return {
        "likely": math.log(likely / (1 - likely)),
        "slip": slip,
        "replaced": slip and len(a) == len(b) and sorted(a) != sorted(b),
        "turned": slip and sorted(a) == sorted(b),
        "doubled": bool(more) and more in b[max(0, start - 1) : start] + b[start + 1 : start + 2],
        "vowels": _consonants(a) == _consonants(b),
        "looks": a.replace("rn", "m") == b.replace("rn", "m"),
        "similarity": Levenshtein.normalized_similarity(a, b),
        "initials": a[0] != b[0],
        "inside": slip and start > 0 and end > 0,
        "last letter": slip and end == 0,
        "plural": b == a + "s",
        "ending": is_derived(a, b),
        "people": demonym_of(a, b),
        "letters": min(len(a), 10),
        "two listed": alike is False,
        "one listed": alike is True,
        "given names": bool(given_class(a)) + bool(given_class(b)),
        "short form": nickname_of(a, b),
        "places": is_listed(a) + is_listed(b),
        "common": common(a) + common(b),
        "known": is_known_word(a) + is_known_word(b),
        "capitals": all(w.isupper() for w in raw),
        "short": len(a) < 5,
        "one unknown": _is_known(a, common) != _is_known(b, common),
        "slip to unknown": slip and len(a) > 5 and _is_known(a, common) != _is_known(b, common),
    }


def _is_known(word: str, common: Callable[[str], bool]) -> bool:
    return common(word) or is_known_word(word)


def _of_names(
    group: Group, forms: Sequence[Form], words: Mapping[str, Iterable[int]], found: Variant, kinds: set[str]
) -> dict[str, float]:
    families = [
        [
            forms[n]
            for n in words.get(key, ())
            if forms[n].kind == "person" and len(forms[n].name.keys) > 1 and forms[n].name.keys[-1] == key
        ]
        for key in (group.left, group.right)
    ]
    given = [{f.name.keys[0] for f in own if is_given_name(f.name.keys[0])} for own in families]
    rivals = all(given) and not any(may_be_one_given(x, y) for x in given[0] for y in given[1])
    named = kinds & {"person", "organisation", "place"}
    lone = found.support == 0
    return {
        "support": min(found.support, 3),
        "lone": lone,
        "over": min(min(v.over for _, _, v in group.pairs), 3),
        "person": "person" in kinds,
        "body": "organisation" in kinds,
        "place": "place" in kinds,
        "two kinds": len(named) > 1,
        "stray": lone and "stray" in kinds,
        "handle": "handle" in kinds,
        "peoples": "people" in kinds,
        "rival givens": rivals,
        "each a family": all(families) and lone,
        "one given": bool(given[0] & given[1]),
    }


def is_full_name(form: Form) -> bool:
    """Whether a name is a person's by more than one word."""
    return form.kind == "person" and len(form.name.keys) > 1


def may_be_one_given(one: str, other: str) -> bool:
    """Whether two given names, in plain letters, may be one person's: equal, an initial, a short form, another
    spelling, or a title."""
    if not (is_given_name(one) and is_given_name(other)):
        return True  # a title or an office may stand before the family name
    if one == other or 1 in (len(one), len(other)) or nickname_of(one, other):
        return True
    return Levenshtein.normalized_similarity(one, other) >= _ONE_GIVEN


def _of_uses(sides: Sequence[Sequence[Form]], keys: tuple[str, str]) -> dict[str, float]:
    counts = [sum(f.count for f in side) for side in sides]
    homes = [Counter[str]() for _ in sides]
    claims: list[dict[str, tuple[str, str]]] = [{}, {}]
    for own, home, side in zip(claims, homes, sides, strict=True):
        for form in side:
            for use in form.uses:
                home[use.article_id] += len(use.places)
                for place in use.places[:_FEW]:
                    before, _, after = plain(place.claim_text or "").partition(plain(place.surface))
                    beside = (before.split()[-1:] or [""])[0], (after.split()[:1] or [""])[0]
                    own.setdefault(place.claim_text or "", beside)
    few, many = sorted(counts)
    shared = homes[0].keys() & homes[1].keys()
    contents = [{text: _content(text, keys) for text in list(own)[:_FEW] if text} for own in claims]
    near = max((_share(x, y) for x in contents[0].values() for y in contents[1].values()), default=0.0)
    longer = 0 if len(keys[0]) > len(keys[1]) else 1
    plural = keys[longer] == keys[1 - longer] + "s"
    outside = [{fold(w) for own in side.values() for w in own} for side in claims]
    return {
        "few": math.log(few),
        "many": math.log(many),
        "ratio": math.log(many / few),
        "once": few == 1,
        "shared": min(len(shared), 3),
        "often in one": math.log1p(max((min(homes[0][a], homes[1][a]) for a in shared), default=0)),
        "articles": math.log(len(homes[0].keys() | homes[1].keys())),
        "of one article": min(len(homes[0]), len(homes[1])) == 1,
        "near": near,
        "same words beside": bool({w for w in outside[0] & outside[1] if len(w) > 3}),
        "owner": plural and all(after[:2] == "'s" for _, after in claims[1 - longer].values()),
        "determined": plural and any(_DETERMINED.fullmatch(before) for before, _ in claims[longer].values()),
        "in one sentence": bool(claims[0].keys() & claims[1].keys() - {""}),
    }


def _in_lower_case(forms: Sequence[Form]) -> frozenset[str]:
    """The words that stand in lower case in the sentences of some names."""
    texts = {place.claim_text or "" for form in forms for use in form.uses for place in use.places}
    return frozenset(letters(w) for text in texts for w in _OUTSIDE.split(text) if w.islower())


def _content(text: str, without: tuple[str, str]) -> frozenset[str]:
    words = (letters(w) for w in _OUTSIDE.split(text))
    return frozenset(w for w in words if len(w) > 3 and w not in without)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _consonants(word: str) -> str:
    return re.sub("[aeiouyh]", "", word)


@functools.cache
def model() -> Mapping[str, Any]:
    """Weights by feature, "intercept" and "bar", and the held-out scores that were measured."""
    found: dict[str, Any] = json.loads(
        files("claimcheck.values.names").joinpath(PARAMETERS).read_text(encoding="utf-8")
    )
    return found


def probability(seen: Mapping[str, float]) -> float:
    """That the words of a group with these features are one name spelled twice."""
    found = model()
    odds = found["intercept"] + sum(weight * seen[name] for name, weight in found["weights"].items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def is_one(
    group: Group, forms: Sequence[Form], words: Mapping[str, Iterable[int]], common: Callable[[str], bool]
) -> bool:
    """Whether the two words of a group are one name spelled twice."""
    seen = features(group, forms, words, common)
    if (
        seen["plural"]
        and seen["body"]
        and all(forms[p[0]].name.keys[-1] in (group.left, group.right) for p in group.pairs)
    ):
        return False  # "Senate Intelligence Committee(s)"; "Election(s) Commission" may be a slip
    if seen["plural"] and not seen["person"] and {group.left, group.right} <= _in_lower_case(forms):
        return False  # "Hit and Run Accident(s)" where accidents are told of
    told = {n for p in group.pairs for n in p[:2]}
    given = any(p[2].support and is_given_name(forms[p[0]].name.keys[0]) for p in group.pairs)
    called = any(forms[n].name.keys[-1] in (group.left, group.right) and is_full_name(forms[n]) for n in told)
    told_alike = called and seen["near"] >= _TOLD_ALIKE and not seen["determined"]  # "Woods said" of Silas Wood
    if seen["plural"] and (told_alike or seen["person"] and given and not (seen["body"] or seen["determined"])):
        return True  # "Emma Owen", "Emma Owens": a given name agrees, and a person's name has no plural
    return probability(seen) >= float(model()["bar"])

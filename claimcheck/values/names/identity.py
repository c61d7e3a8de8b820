"""Which forms of a story's names are one: written alike but for dress, a spelling of each other (``variants.py``), a
short form that nothing else bears, a given name's short form (``nicknames.txt``), initials, what a page states or
everybody knows. The cost goes by distinct names and their words, not by pairs of articles."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from claimcheck.datamodel import AliasEvidence, NameUse
from claimcheck.textforms import fold
from claimcheck.values.names.forms import Edge, Form, forms_of, told_once
from claimcheck.values.names.gazetteer import is_listed
from claimcheck.values.names.initials import are_initials
from claimcheck.values.names.lexicon import is_given_name, known_as, nickname_of
from claimcheck.values.names.parsing import lexicon
from claimcheck.values.names.respelling import Group, features, is_full_name, is_one, may_be_one_given
from claimcheck.values.names.spelling import letters
from claimcheck.values.names.variants import Variant, Written, may_be_respelled, variant, written

_CUT = re.compile(r"[\s\-]+")
_ONE_WORD = 0.6  # of two given names, from which they may be spellings of one
_ALSO = re.compile(r"\b(?:also|better|formerly|then|known|(?:is|was) (?:called|named|renamed))\b|renamed")
_DUBBED = re.compile(r"\b(?:dubbed|nicknamed)\b")


def edges_of(
    forms: Sequence[Form], statements: Sequence[AliasEvidence], common: Callable[[str], bool]
) -> Iterator[Edge]:
    words = _by_word(forms)
    compared = list(_compared(forms, words))
    for i, j, found in compared:
        if found is None:
            yield Edge(i, j, "", "", ("", ""))
        elif not all(found.core) and _holds(found, forms[i], forms[j]):
            yield Edge(i, j, "spelling", found.what, (found.left, found.right))
    for group in _grouped(compared):
        if is_one(group, forms, words, common):
            several = _are_several(group, forms)
            for i, j, found in group.pairs:
                if not (several and len({min(len(forms[n].name.keys), 2) for n in (i, j)}) > 1):
                    yield Edge(i, j, "spelling", found.what, found.core)
    yield from _given_names(forms, words)
    yield from _initials(forms)
    yield from _stated(forms, statements)
    yield from _known(forms)


def longer_names(forms: Sequence[Form]) -> dict[str, set[int]]:
    """The names that begin or end with a shorter one, by its words."""
    found: dict[str, set[int]] = defaultdict(set)
    for n, form in enumerate(forms):
        words = form.name.words
        for k in range(1, len(words)):
            found[_worded(words[:k])].add(n)
            found[_worded(words[k:])].add(n)
    return found


def _worded(words: Sequence[str]) -> str:
    return " ".join(words).casefold()


def _is_whole(form: Form, stretch: str) -> bool:
    return letters(stretch) == form.name.key


def _are_apart(left: Form, right: Form) -> bool:
    """Whether two names that share a word or more have other words beside it: two given names, a gang and a label."""
    one, other = left.name.keys, right.name.keys
    if "person" in {left.kind, right.kind}:
        return not may_be_one_given(one[0], other[0])
    ends = ((one[0], other[0]), (one[-1], other[-1]))
    return not all(a.startswith(b) or b.startswith(a) or may_be_respelled(a, b) for a, b in ends)


def of_two_names(forms: Sequence[Form], edges: Sequence[Edge], longer: dict[str, set[int]]) -> frozenset[Edge]:
    """Spellings that belong to two longer names, each with its own: "Sugarhill Gang", "Sugar Hill Records"."""
    lots: dict[frozenset[str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.kind == "spelling":
            lots[told_once(edge)].append(edge)
    found: list[Edge] = []
    for lot in lots.values():
        sides: dict[str, set[int]] = defaultdict(set)
        for edge in lot:
            for n, stretch in ((edge.left, edge.stretches[0]), (edge.right, edge.stretches[1])):
                of = longer.get(_worded(forms[n].name.words), set()) if _is_whole(forms[n], stretch) else {n}
                sides[stretch.casefold()] |= of
        full = [side for side in sides.values() if side]
        if len(sides) == len(full) == 2 and all(_are_apart(forms[i], forms[j]) for i in full[0] for j in full[1]):
            found += lot
    return frozenset(found)


def is_of_a_word(forms: Sequence[Form], edge: Edge, longer: dict[str, set[int]]) -> bool:
    """Whether a spelling is of a shorter name that more than one longer name has in it, or a place in the name of
    something else: "Turkeminstan" is Turkmenistan misspelt, and no Central Election Commission of Turkmenistan."""
    ends = ((edge.left, edge.stretches[0]), (edge.right, edge.stretches[1]))
    whole = [n for n, stretch in ends if _is_whole(forms[n], stretch)]
    if edge.kind != "spelling" or len(whole) != 1:
        return False
    short, full = forms[whole[0]], forms[edge.right if whole[0] == edge.left else edge.left]
    lone = len(_without_particles(short.name.keys)) == 1 < len(_without_particles(full.name.keys))
    if lone and short.kind == "place" and full.kind != "person":
        return True
    return any(_are_apart(full, forms[n]) for n in longer.get(_worded(short.name.words), ()) if forms[n] is not full)


def _by_word(forms: Sequence[Form]) -> dict[str, set[int]]:
    words: dict[str, set[int]] = defaultdict(set)
    for n, form in enumerate(forms):
        for key in form.name.keys:
            words[key].add(n)
    return words


def _compared(forms: Sequence[Form], words: dict[str, set[int]]) -> Iterator[tuple[int, int, Variant | None]]:
    """Every two names that look like one, with how they differ; None where nobody would settle it."""
    seen: set[tuple[int, int]] = set()
    for i, j in itertools.chain(_dressed(forms), _near(forms, words)):
        pair = (min(i, j), max(i, j))
        if i == j or pair in seen:
            continue
        seen.add(pair)
        left, right = forms[pair[0]], forms[pair[1]]
        found = _difference(left, right)
        if found is not None and not _are_of_others(left, right, forms, words):
            yield (*pair, found)
        elif left.name.key == right.name.key and found is None:
            yield (*pair, None)


def _grouped(compared: Iterable[tuple[int, int, Variant | None]]) -> Iterator[Group]:
    """The names that differ in one word, by the two words."""
    groups: dict[tuple[str, str], list[tuple[int, int, Variant]]] = defaultdict(list)
    for i, j, found in compared:
        if found is not None and all(found.core):
            a, b = map(letters, found.core)
            groups[min(a, b), max(a, b)].append((i, j, found))
    for (a, b), pairs in groups.items():
        yield Group(a, b, tuple(pairs))


def _are_several(group: Group, forms: Sequence[Form]) -> bool:
    """Whether the word belongs to two people, "Mohamed Ali" and "Mohamed Hassan" too: which of them a misspelt name
    alone means, nobody can tell."""
    people = {forms[n].name.keys for i, j, _ in group.pairs for n in (i, j) if is_full_name(forms[n])}
    return any(
        not may_be_one_given(a[0], b[0]) or (a[-1] != b[-1] and not may_be_respelled(a[-1], b[-1]))
        for a, b in itertools.combinations(sorted(people), 2)
    )


def groups_of(
    ledger: Iterable[NameUse], common: Callable[[str], bool]
) -> Iterator[tuple[Group, dict[str, float], tuple[set[tuple[str, int]], set[tuple[str, int]]]]]:
    """What ``respelling`` is asked of a story's names, for its training: each group with its features and where (path,
    offset) the names with either word stand."""
    forms = forms_of(ledger)
    words = _by_word(forms)
    for group in _grouped(_compared(forms, words)):
        own = {n for pair in group.pairs for n in pair[:2]}
        left, right = (
            {
                (p.span.path, p.span.start)
                for n in own
                if key in forms[n].name.keys
                for use in forms[n].uses
                for p in use.places
            }
            for key in (group.left, group.right)
        )
        yield group, features(group, forms, words, common), (left, right)


def _difference(left: Form, right: Form) -> Variant | None:
    people = "person" in (left.kind, right.kind) and not {left.kind, right.kind} & {"organisation", "place"}
    return variant(left.name, right.name, person=people)


def _dressed(forms: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """Names of the same letters, or where one's letters begin or end the other's; particles left out too."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for n, form in enumerate(forms):
        by_key[form.name.key].append(n)
        bare_key = "".join(_without_particles(form.name.keys))
        if bare_key and bare_key != form.name.key:
            by_key[bare_key].append(n)
        for word in form.name.words:
            if "'" in word and word[:1].isupper():
                by_key[letters(word.partition("'")[2])].append(n)
    for n, form in enumerate(forms):
        keys = form.name.keys
        starts = {"".join(keys[:k]) for k in range(1, len(keys) + 1)} | {"".join(keys[k:]) for k in range(len(keys))}
        for key in sorted(starts | {"".join(_without_particles(keys))}):
            for m in by_key.get(key, ()):
                yield m, n


def _without_particles(keys: Sequence[str]) -> list[str]:
    particles = lexicon()["inner_particles"] | lexicon()["article_particles"]
    return [k for k in keys if k not in particles]


def _near(forms: Sequence[Form], words: dict[str, set[int]]) -> Iterator[tuple[int, int]]:
    """Names that have a word each that may be one word spelled twice."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for key in sorted(words):
        if len(key) >= 3:
            buckets[key[0]].append(key)
            if len(key) >= 4:
                buckets["." + key[-3:]].append(key)  # another first letter, or one too many
    near = set()
    for bucket in buckets.values():
        for a, b in itertools.combinations(bucket, 2):
            if a != b and may_be_respelled(a, b):
                near.add((a, b))
    for a, b in sorted(near):
        for i in sorted(words[a]):
            for j in sorted(words[b]):
                one, other = forms[i].name.keys, forms[j].name.keys
                if 1 in (len(one), len(other)) or not {*one}.isdisjoint(other):
                    yield i, j
    joined: dict[str, list[int]] = defaultdict(list)
    for n, form in enumerate(forms):
        keys = form.name.keys
        for k in range(len(keys) - 1):
            joined[keys[k] + keys[k + 1]].append(n)
    for key in sorted(joined.keys() & words.keys()):
        for i in joined[key]:
            for j in sorted(words[key]):
                yield i, j


def _holds(found: Variant, left: Form, right: Form) -> bool:
    """Whether the story lets two names that differ in dress or in a particle be one."""
    if found.kind == "dress":
        short = min(left.name.text, right.name.text, key=len)
        if "person" in {left.kind, right.kind} and {left.kind, right.kind} & {"organisation", "place"} and found.over:
            return False  # "Sheldon Whitehouse", "White House"
        return not found.over or "-" in short or len(left.name.key) >= 5 or found.what == "an accent"
    return len({left.name.generation, right.name.generation} - {""}) < 2


def _are_of_others(left: Form, right: Form, forms: Sequence[Form], words: dict[str, set[int]]) -> bool:
    return _is_of_another(left, right, forms, words) or _is_of_another(right, left, forms, words)


def _is_of_another(lone: Form, full: Form, forms: Sequence[Form], words: dict[str, set[int]]) -> bool:
    """Whether a family name alone is somebody else's in its own articles: "Sanchez", who is Loretta there, is no other
    spelling of Linda Sánchez."""
    if len(lone.name.keys) > 1 or not is_full_name(full) or lone.articles & full.articles:
        return False
    own = [forms[n] for n in words.get(lone.name.keys[0], ()) if is_full_name(forms[n])]
    bearers = [f for f in own if f.name.keys[-1] == lone.name.keys[0] and f.articles & lone.articles]
    return bool(bearers) and not any(may_be_one_given(f.name.keys[0], full.name.keys[0]) for f in bearers)


def _given_names(forms: Sequence[Form], words: dict[str, set[int]]) -> Iterator[Edge]:
    """One family name, and a given name against its short form: "James Mattis", "Jim Mattis"."""
    for key in sorted(words):
        own = [n for n in sorted(words[key]) if len(forms[n].name.keys) > 1 and forms[n].name.keys[-1] == key]
        given = {n: _given(forms[n].name) for n in own}
        for i, j in itertools.combinations(given, 2):
            a, b = given[i], given[j]
            shared = set(forms[i].name.keys[:-1]) & set(forms[j].name.keys[:-1])
            if (
                any(is_given_name(key) for key in shared)
                or len({forms[i].name.generation, forms[j].name.generation} - {""}) > 1
            ):
                continue
            same = forms[i].name.keys[: -len(a) - 1] == forms[j].name.keys[: -len(b) - 1] != ()
            apart = not forms[i].articles & forms[j].articles
            short = next(((x, y) for x in a for y in b if nickname_of(x, y) or (apart and _begins(x, y))), None)
            if short is not None and (same or "person" in (forms[i].kind, forms[j].kind)):
                yield Edge(i, j, "given", "a given name and its short form", short)


def _begins(one: str, other: str) -> bool:
    """Whether one given name is the other cut short: "Gill", "Gillian"; "Paul" and "Paula" are two."""
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and len(long) - len(short) > 2 and long.startswith(short)


def _given(name: Written) -> tuple[str, ...]:
    """The given names right before the family name, initials left out: "richard" in "Richard J. Durbin"."""
    found: list[str] = []
    for key in reversed(name.keys[:-1]):
        if len(key) > 1 and not is_given_name(key):
            break
        found.insert(0, key)
    return tuple(k for k in found if len(k) > 1)


def _initials(forms: Sequence[Form]) -> Iterator[Edge]:
    """A name and its initials: "Islamic State", "IS"."""
    short = [n for n, form in enumerate(forms) if len(form.name.keys) == 1 and 2 <= len(form.name.key) <= 6]
    long = [n for n, form in enumerate(forms) if len(form.name.keys) > 1]
    by_initial: dict[str, list[int]] = defaultdict(list)
    for n in long:
        by_initial[forms[n].name.key[0]].append(n)
    for i in short:
        own = [j for j in by_initial[forms[i].name.key[0]] if are_initials(forms[i].name.text, forms[j].name.text)]
        if len({forms[j].name.key for j in own}) == 1 and not _is_numbered(forms[i]):
            for j in own:
                yield Edge(min(i, j), max(i, j), "initials", "initials", ("", ""))


def _is_numbered(form: Form) -> bool:
    """ "SB 1062": part of a code."""
    places = [p for use in form.uses for p in use.places]
    return any(re.search(re.escape(p.surface) + r"[\s-]?\d", p.claim_text or "") for p in places)


def _stated(forms: Sequence[Form], statements: Sequence[AliasEvidence]) -> Iterator[Edge]:
    """What a page calls one: "Daesh (ISIS)"."""
    by_text: dict[str, list[int]] = defaultdict(list)
    for n, form in enumerate(forms):
        by_text[fold(form.name.text)].append(n)
    said: dict[tuple[int, int], list[AliasEvidence]] = defaultdict(list)
    for statement in statements:
        firsts, seconds = (by_text.get(fold(written(name).text), []) for name in (statement.first, statement.second))
        for i, j in itertools.product(firsts, seconds):
            if i != j and _can_be_told(forms[i], forms[j], statement):
                said[min(i, j), max(i, j)].append(statement)
    for pair, own in said.items():
        one, other = (forms[n].name.text for n in pair)
        kind = "initials" if are_initials(one, other) or are_initials(other, one) else "stated"
        articles = frozenset(s.place.article_id for s in own)
        yield Edge(*pair, kind, f"a page says so: “{own[0].place.surface}”", ("", ""), articles)


def _can_be_told(first: Form, second: Form, statement: AliasEvidence) -> bool:
    """Brackets behind a person have a town, a club, an actor: an alias only where it says so."""
    kinds = {first.kind, second.kind}
    if "person" in kinds and statement.how == "in brackets":
        return False
    if statement.how == "in brackets" and statement.first.isupper() and not statement.second.isupper():
        return False  # a dateline: "GAZA CITY (Ma'an)"
    if statement.how == "known as" and not _ALSO.search(statement.place.surface):
        return False  # "LaRue called Magruder"
    if statement.how == "alias" and "," not in statement.place.surface and _DUBBED.search(statement.place.surface):
        return False  # "Microsoft dubbed MS08-078 critical"
    return len(kinds - {"unknown"}) < 2 and is_listed(first.name.text) == is_listed(second.name.text)


def _known(forms: Sequence[Form]) -> Iterator[Edge]:
    """Well-known names of one body or place: "ISIS", "Islamic State"; the list is ``known_as`` of ``lexicon.json``."""
    rows: dict[int, list[int]] = defaultdict(list)
    starts = {form.name.keys[0] for form in forms if len(form.name.keys) > 1}
    for n, form in enumerate(forms):
        row = known_as(" ".join(_CUT.split(fold(form.name.text))))
        lone = len(form.name.keys) == 1 and form.name.keys[0] in starts  # "the Gulf" beside "the Gulf of Mexico"
        verb = len(form.name.key) < 4 and not form.name.text.isupper()  # "Is"
        if row is not None and not verb and not lone and (form.kind != "person" or form.name.text.isupper()):
            rows[row].append(n)
    for own in rows.values():
        for i, j in itertools.combinations(own, 2):
            one, other = forms[i].name, forms[j].name
            if (
                one.key != other.key
                and not are_initials(one.text, other.text)
                and not are_initials(other.text, one.text)
            ):
                yield Edge(i, j, "known", "well-known names of one", ("", ""))


def short_forms(forms: Sequence[Form], root: object, common: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """A name that begins or ends fuller ones, all of one referent: "Boehner", "John A. Boehner"."""
    ends: dict[str, set[int]] = defaultdict(set)
    fronted = _fronted(forms, common)
    for n, form in enumerate(forms):
        keys = form.name.keys
        if n in fronted:
            yield fronted[n], n
        elif len(keys) > 1:
            for k in range(1, len(keys)):
                ends["".join(keys[k:])].add(n)
                if form.kind != "person":
                    ends["".join(keys[:k])].add(n)
            if form.kind == "person":
                middle = [k for k in keys[1:-1] if len(k) > 1]
                ends["".join([keys[0], *middle, keys[-1]])].add(n)
                ends[keys[0] + keys[-1]].add(n)
    for n, form in enumerate(forms):
        full = [m for m in sorted(ends.get(form.name.key, ())) if m != n and _may_be(form, forms[m])]
        groups = {root(m) for m in full}  # type: ignore[operator]
        people = {forms[m].name.keys[0][0] + forms[m].name.keys[-1] for m in full}
        one = full and len(people) == 1 and all(forms[m].kind == "person" for m in full)
        if len(groups) == 1 or (
            one and not any(_are_two(forms[i], forms[j]) for i, j in itertools.combinations(full, 2))
        ):
            for m in full:
                yield n, m


def _fronted(forms: Sequence[Form], common: Callable[[str], bool]) -> dict[int, int]:
    """Names that another of the story ends, a person's whole name, behind words that are none: "Donald Trump Defends
    Michael Flynn", "National Security Adviser Susan Rice"; by number, with the number of the other."""
    whole: dict[tuple[str, ...], int] = {}
    for n, form in enumerate(forms):
        keys = form.name.keys
        if form.kind == "person" and len(keys) > 1 and is_given_name(keys[0]):
            whole[keys] = n
            whole.setdefault((keys[0], keys[-1]), n)  # "James Clapper" of "James R. Clapper"
    found = {}
    for n, form in enumerate(forms):
        keys = form.name.keys
        for k in range(1, len(keys) - 1):
            core = whole.get(keys[k:])
            if core is not None and any(common(w) and not is_given_name(w) for w in keys[:k]):
                found[n] = core
                break
    return found


def _are_two(left: Form, right: Form) -> bool:
    """Whether one article names both, by given names that are not one's: "Dino and Dario Ferrari"."""
    one, other = left.name.keys[0], right.name.keys[0]
    if not left.articles & right.articles or one == other or 1 in (len(one), len(other)) or nickname_of(one, other):
        return False
    if any(form.name.words[0].isupper() for form in (left, right)):
        return False  # "RB Bush"
    return not _begins(one, other) and Levenshtein.normalized_similarity(one, other) < _ONE_WORD


def _may_be(short: Form, full: Form) -> bool:
    if (
        full.kind == "place"
        and short.kind != "place"
        or full.kind == "organisation"
        and short.kind in {"place", "person"}
    ):
        return False
    if full.kind == "person":
        return short.kind in {"person", "unknown"}
    if lexicon()["legal_forms"].issuperset(full.name.keys[len(short.name.keys) :]):
        return True  # "Bonobos Inc."
    return len(short.name.keys) > 1 or short.kind == full.kind == "organisation"

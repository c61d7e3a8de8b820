"""The fullest name inside its article for everyone who says something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claimcheck.claims.sources.find import antecedent, words
from claimcheck.claims.sources.people import (
    People,
    Person,
    is_body,
    name_in,
    name_words,
    sex_of,
    title_words,
)
from claimcheck.claims.sources.tree import SUBJECTS, Range, Tree, grow_tree
from claimcheck.datamodel import Attribution, Claim, ClaimRole, Quotation, Span

_HE, _SHE = frozenset(("he", "his", "him")), frozenset(("she", "her", "hers"))
_REACH = 4  # claims that a pronoun looks back


def resolve_speakers(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of one article, in order, with ``speaker`` filled in their attributions and quotations.

    Pronouns go to the last speaker or subject whose sex is not known to differ; short names to the fullest form; "the
    foreign minister" to whoever was introduced so.  A quotation that runs over several claims keeps its speaker.  What
    the article does not settle stays None.
    """
    trees = [grow_tree(claim.tokens) for claim in claims]
    people = _everyone(claims, trees)
    named = _attributed(claims, trees, people)
    return tuple(_quoted(claims, named))


# --------------------------------------------------------------------------- who is in the article


def _everyone(claims: Sequence[Claim], trees: Sequence[Tree]) -> People:
    """All persons and bodies, fullest names first met or last, with the titles they are introduced by."""
    people = People()
    phrases: list[tuple[int, Tree, str, Range, Range]] = []
    for number, (claim, tree) in enumerate(zip(claims, trees, strict=True)):
        if claim.role is ClaimRole.HEADLINE:
            continue
        for head, phrase in _phrases(tree):
            found = name_in(tree, phrase, claim)
            if found is not None and found[1][0] <= head < found[1][1]:
                phrases.append((number, tree, found[0], found[1], phrase))
    # The longest names first, so that "Bayati" in a first sentence finds "Ali al-Bayati" of the second.
    for number, tree, surface, name, phrase in sorted(phrases, key=lambda p: (-min(len(name_words(p[2])), 3), p[0])):
        labels = {tree.tokens[n].ent for n in range(*name)}
        person = people.named(surface, number, is_body=is_body(tree, name))
        if person is None:
            continue
        if "PERSON" in labels:
            person.is_body = False
        titles = title_words(tree, phrase, name)
        person.titles |= titles
        person.sex = person.sex or sex_of(titles)
    return people


def _phrases(tree: Tree) -> list[tuple[int, Range]]:
    """Every noun phrase headed by a name, with its appositives."""
    found = []
    for node, token in enumerate(tree.tokens):
        if token.pos == "PROPN" and (token.dep not in ("compound", "flat", "nmod") or token.ent == "PERSON"):
            if token.dep in ("compound", "flat", "nmod") and tree.tokens[tree.head[node]].pos == "PROPN":
                continue
            found.append((node, tree.subtree(node)))
    return found


# --------------------------------------------------------------------------- attributions


def _attributed(claims: Sequence[Claim], trees: Sequence[Tree], people: People) -> list[Claim]:
    """Claims with the speakers of their attributions."""
    memory = _Memory(people)
    result = []
    for number, (claim, tree) in enumerate(zip(claims, trees, strict=True)):
        speakers = []
        for attribution in claim.attributions:
            person = _speaker_of(attribution, claim, tree, people, memory, number)
            if person is not None:
                memory.spoke(person, number)
            elif _is_somebody(attribution, tree):
                memory.spoke(Person("", ()), number)  # "her publicist": whoever "he" is next, it may be this one
            speakers.append(replace(attribution, speaker=person.name if person is not None else None))
        if claim.role is not ClaimRole.HEADLINE:
            _note_subjects(claim, tree, people, memory, number)
        result.append(replace(claim, attributions=tuple(speakers)))
    return result


class _Memory:
    """Who spoke and who was the subject, most recent last."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.met: list[tuple[int, int, Person]] = []  # (claim, weight, person)

    def spoke(self, person: Person, number: int) -> None:
        self.met.append((number, 1, person))

    def acted(self, person: Person, number: int) -> None:
        self.met.append((number, 0, person))

    def latest(self, sex: str, number: int, bodies: bool) -> Person | None:
        """The nearest speaker, else the nearest subject, of the claims just before; None where two are as near, where
        somebody else was named since, or where the speaker has no name."""
        recent = [(c, w, p) for c, w, p in self.met if number - _REACH <= c < number]
        fits = [(c, w, p) for c, w, p in recent if p.is_body == bodies and (not p.sex or not sex or p.sex == sex)]
        if not fits:
            return None
        nearest = max(c for c, _, _ in fits)
        weight = max(w for c, w, _ in fits if c == nearest)
        rivals = {id(p): p for c, w, p in fits if c == nearest and w == weight}
        for p in self.people.everyone:
            fits_too = p.is_body == bodies and (not p.sex or not sex or p.sex == sex)
            if fits_too and any(nearest < c < number for c in p.claims):
                rivals[id(p)] = p
        only = next(iter(rivals.values()))
        return only if len(rivals) == 1 and only.name else None


def _note_subjects(claim: Claim, tree: Tree, people: People, memory: _Memory, number: int) -> None:
    quoted = [(q.span.start, q.span.end) for q in claim.quotations]
    for node, token in enumerate(tree.tokens):
        main = token.dep in SUBJECTS and tree.tokens[tree.head[node]].dep in ("ROOT", "ccomp", "conj")
        if not main or token.pos != "PROPN" or any(a <= token.start < b for a, b in quoted):
            continue
        found = name_in(tree, tree.subtree(node), claim)
        person = people.find(found[0]) if found is not None else None
        if person is not None:
            memory.acted(person, number)


def _is_somebody(attribution: Attribution, tree: Tree) -> bool:
    """Whether the source is one person without a name: "her publicist"."""
    if attribution.source_span is None:
        return False
    where = _range_of(tree, attribution.source_span)
    heads = [tree.tokens[n] for n in range(*where) if not where[0] <= tree.head[n] < where[1] or tree.head[n] == n]
    return bool(heads) and heads[0].tag == "NN" and heads[0].lemma in words("titles") | words("male") | words("female")


def _range_of(tree: Tree, span: Span) -> Range:
    inside = [n for n, t in enumerate(tree.tokens) if span.start <= t.start < span.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _speaker_of(
    attribution: Attribution, claim: Claim, tree: Tree, people: People, memory: _Memory, number: int
) -> Person | None:
    if attribution.source_span is None:
        return None
    where = _range_of(tree, attribution.source_span)
    if where[0] == where[1]:
        return None
    single = tree.tokens[where[0]] if where[1] - where[0] == 1 else None
    word = single.surface.lower() if single is not None else ""
    if single is not None and single.pos == "PRON" or word in _HE | _SHE:
        noun = antecedent(tree, where[0])
        if noun is not None:
            return _person_in(claim, tree, tree.subtree(noun), noun, people)
        return _pronoun(word, claim, tree, where[0], people, memory, number)
    heads = [n for n in range(*where) if not where[0] <= tree.head[n] < where[1] or tree.head[n] == n]
    if heads and any(tree.tokens[c].dep == "conj" and c < where[1] for c in tree.children[heads[0]]):
        return None  # several speak: "Graham and McCain"
    person = _person_in(claim, tree, where, heads[0] if heads else where[0], people)
    if person is not None:
        return person
    if single is not None and single.surface[:1].isupper():  # a name that the tagger took for a common noun
        return people.find(single.surface)
    if heads and tree.tokens[heads[0]].lemma in words("occasions"):
        return _issuer(claim, tree, heads[0], people)
    if any(tree.tokens[n].dep in ("conj", "prep") for n in range(*where)):
        return None
    definite = tree.tokens[where[0]].lemma in ("the", "his", "her", "its") or len(where) == 1
    tail = tree.tokens[heads[0]] if heads else None
    if definite and tail is not None and tail.pos == "NOUN" and tail.tag == "NN":
        return people.titled(title_words(tree, where, None), number)
    return None


def _person_in(claim: Claim, tree: Tree, where: Range, head: int, people: People) -> Person | None:
    """The person that a noun phrase names."""
    low = where[0]
    high = where[1]
    for child in tree.children[head]:
        if child > head and tree.tokens[child].dep == "relcl":
            high = min(high, max(head + 1, tree.left[child]))
    found = name_in(tree, (low, high), claim)
    return people.find(found[0]) if found is not None else None


def _issuer(claim: Claim, tree: Tree, noun: int, people: People) -> Person | None:
    """Who a statement or report is from: "a statement issued by …", "a statement from …"."""
    for node in range(tree.left[noun], tree.right[noun]):
        token = tree.tokens[node]
        by = token.dep == "agent" or (token.lemma in ("by", "from") and token.dep == "prep")
        inner = tree.child(node, "pobj") if by else None
        if inner is not None:
            return _person_in(claim, tree, tree.subtree(inner), inner, people)
    return None


def _pronoun(
    word: str, claim: Claim, tree: Tree, index: int, people: People, memory: _Memory, number: int
) -> Person | None:
    sex = "m" if word in _HE else "f" if word in _SHE else ""
    if not sex:
        return memory.latest("", number, bodies=True) if word == "it" and _follows(memory, number) else None
    person = _in_sentence(claim, tree, index, people, sex) or memory.latest(sex, number, bodies=False)
    if person is not None and not person.sex:
        person.sex = sex
    return person


def _follows(memory: _Memory, number: int) -> bool:
    """The claim just before was somebody's statement."""
    return any(c == number - 1 and w == 1 for c, w, _ in memory.met)


def _in_sentence(claim: Claim, tree: Tree, index: int, people: People, sex: str) -> Person | None:
    """The one person who is an earlier subject of the same sentence: "Smith denied it, but he said…"."""
    quoted = [(q.span.start, q.span.end) for q in claim.quotations]
    found: dict[int, Person] = {}
    for node in range(index):
        token = tree.tokens[node]
        if token.pos != "PROPN" or token.dep not in SUBJECTS or any(a <= token.start < b for a, b in quoted):
            continue
        if not tree.dominates(tree.head[node], index) and tree.tokens[tree.head[node]].dep != "ROOT":
            continue
        named = name_in(tree, tree.subtree(node), claim)
        person = people.find(named[0]) if named is not None else None
        if person is not None and not person.is_body and (not person.sex or person.sex == sex):
            found[id(person)] = person
    return next(iter(found.values())) if len(found) == 1 else None


# --------------------------------------------------------------------------- quotations


def _quoted(claims: Sequence[Claim], named: Sequence[Claim]) -> list[Claim]:
    """Claims with the speakers of their quotations: said here, carried on from before, or named after."""
    speakers: list[list[str | None]] = [[_said_by(c, q) for q in c.quotations] for c in named]
    credited = [[any(_covers(a, q) for a in c.attributions) for q in c.quotations] for c in named]
    _carry(named, speakers, credited, range(len(named)))
    _carry_back(named, speakers, credited)
    _continue(named, speakers, credited)
    return [
        replace(claim, quotations=tuple(replace(q, speaker=s) for q, s in zip(claim.quotations, row, strict=True)))
        for claim, row in zip(named, speakers, strict=True)
    ]


def _covers(attribution: Attribution, quotation: Quotation) -> bool:
    return any(s.start < quotation.span.end and quotation.span.start < s.end for s in attribution.content)


def _said_by(claim: Claim, quotation: Quotation) -> str | None:
    """The nearest source whose content holds the quotation."""
    fits = [a for a in claim.attributions if _covers(a, quotation)]
    if not fits and len(claim.attributions) == 1 and not claim.attributions[0].content:
        fits = list(claim.attributions)
    if not fits:
        return None
    inner = min(fits, key=lambda a: sum(s.end - s.start for s in a.content) or 1 << 30)
    return inner.speaker


def _carry(claims: Sequence[Claim], speakers: list[list[str | None]], credited: list[list[bool]], order: range) -> None:
    """A quotation left open goes on in the next claim with the same speaker."""
    for n in order[1:]:
        if not claims[n].quotations or not claims[n - 1].quotations:
            continue
        if not claims[n - 1].quotations[-1].closes and not credited[n][0] and credited[n - 1][-1]:
            speakers[n][0], credited[n][0] = speakers[n - 1][-1], True


def _carry_back(claims: Sequence[Claim], speakers: list[list[str | None]], credited: list[list[bool]]) -> None:
    """A quotation whose speaker is named only where it ends."""
    for n in range(len(claims) - 1, 0, -1):
        if not claims[n].quotations or not claims[n - 1].quotations:
            continue
        joined = not claims[n - 1].quotations[-1].closes
        if joined and not credited[n - 1][-1] and credited[n][0]:
            speakers[n - 1][-1], credited[n - 1][-1] = speakers[n][0], True


def _continue(claims: Sequence[Claim], speakers: list[list[str | None]], credited: list[list[bool]]) -> None:
    """A claim that is nothing but a quotation, just after a quoted statement, is the same speaker's going on."""
    for n in range(1, len(claims)):
        before, claim = claims[n - 1], claims[n]
        if not claim.quotations or not before.quotations or credited[n][0] or not credited[n - 1][-1]:
            continue
        if claim.role is ClaimRole.QUOTE or _is_all_quotation(claim):
            speakers[n][0], credited[n][0] = speakers[n - 1][-1], True
            for k in range(1, len(claim.quotations)):
                speakers[n][k], credited[n][k] = speakers[n][0], True


def _is_all_quotation(claim: Claim) -> bool:
    quoted = sum(q.span.end - q.span.start for q in claim.quotations)
    return quoted >= 0.9 * sum(1 for _ in claim.text.strip(" \"“”'"))

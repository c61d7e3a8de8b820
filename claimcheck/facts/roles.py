"""What the articles of a story call a person: rank, office, trade, kinship, party, age -> rows of the fact table.

A description stands in front of the name ("Pentagon spokesman John Kirby"), behind it ("Robert Bauer, the White House
counsel,"), is what the name stands behind ("his lawyer, Alan Futerfas"), or said of it ("Dukes is a greeter").
Descriptions of one person with one noun are one row, and so are ages and parties.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claimcheck.comparing.dress import dress_key
from claimcheck.datamodel import Claim, Filling, Mention, MentionKind, Referent, Slot, Span, Token
from claimcheck.facts.persons import is_person, may_be_called
from claimcheck.textforms import fold
from claimcheck.values.names.lexicon import party_of
from claimcheck.values.names.parsing import title_length

_COURTESY = frozenset("mister mrs ms miss sir lady lord doctor mr".split())
_PARTY = re.compile(r"\s?[(,]\s?([A-Z][a-z]*)(?:[-–][A-Z][\w.]*)?(?=[),])")
_AGE = re.compile(r", (?:who is |aged )?(\d{1,2})(?=[,.;)]|$)")
_ELECTED = frozenset("senator sen representative rep congressman congresswoman governor gov mp mayor candidate".split())
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ"})
_OPEN = frozenset({"'s", "’s", "'", "’", "-", "."})
_CLAUSES = frozenset("relcl acl appos conj punct cc advcl".split())
_LONGEST = 12  # words of a description


@dataclass(frozen=True, slots=True)
class Role:
    """One description of a person: ``facet`` is role, age or party; ``noun`` its noun without dress, ``words`` its
    other content words; ``own`` are those of them that stand with the noun itself ("former" in "former city mayor", not
    in "a former city's mayor")."""

    facet: str
    noun: str
    words: frozenset[str]
    claim: Claim
    span: Span
    own: frozenset[str] = frozenset()

    @property
    def surface(self) -> str:
        return self.claim.text[self.span.start - self.claim.span.start : self.span.end - self.claim.span.start]

    @property
    def filling(self) -> Filling:
        return Filling(self.claim, Mention(MentionKind.ROLE, self.span, self.surface))


def roles_of(referent: Referent, claims: dict[str, Claim]) -> tuple[Role, ...]:
    """All descriptions of a person in a story, in order of place. ``claims`` are the story's, by id."""
    found: dict[tuple[Span, str], Role] = {}
    for use in referent.uses:
        for place in use.places:
            claim = claims.get(place.claim_id or "")
            if claim is not None:
                for role in _beside(claim, place.span):
                    found.setdefault((role.span, role.facet), role)
    return tuple(found[key] for key in sorted(found))


def people(referents: Iterable[Referent]) -> Iterator[Referent]:
    """The referents that are persons, or may be."""
    for referent in referents:
        if referent.kind == "person":
            yield referent


def role_slots(referents: Sequence[Referent], claims: Iterable[Claim]) -> tuple[Slot, ...]:
    """A slot for every age, party and noun that two or more articles give a person; and one for what else they call
    somebody, where they have no noun in common."""
    by_id = {claim.id: claim for claim in claims}
    found = []
    for referent in people(referents):
        rows: dict[tuple[str, str], list[Role]] = defaultdict(list)
        for role in roles_of(referent, by_id):
            # of other nouns only what is described: "South Korea's largest newspaper", not "knee" or "way"
            if role.facet != "role" or may_be_called(role.noun, described=bool(role.words)):
                rows[role.facet, role.noun if role.facet == "role" else ""].append(role)
        shared = {key: own for key, own in rows.items() if len({r.claim.article_id for r in own}) > 1}
        for (facet, noun), own in shared.items():
            label = f"{noun} ({referent.name})" if facet == "role" else f"{facet} of {referent.name}"
            found.append(Slot("role", label, tuple(r.filling for r in _likest(own))))
        rest = [
            r for (facet, noun), own in rows.items() if facet == "role" and (facet, noun) not in shared for r in own
        ]
        if len({r.claim.article_id for r in rest}) > 1:
            found.append(Slot("role", f"role of {referent.name}", tuple(r.filling for r in _likest(rest))))
    return tuple(found)


def _likest(roles: Sequence[Role]) -> list[Role]:
    """The descriptions with what the other articles say best first."""

    def shared(role: Role) -> int:
        others = [r for r in roles if r.claim.article_id != role.claim.article_id]
        return max((len(role.words & r.words) * 2 + (role.noun == r.noun) for r in others), default=0)

    return sorted(roles, key=lambda r: (r.claim.article_id, -shared(r), r.span))


def _beside(claim: Claim, name: Span) -> Iterator[Role]:
    tokens = claim.tokens
    inside = [i for i, t in enumerate(tokens) if t.start < name.end and name.start < t.end]
    if not inside:
        return
    first, last = inside[0], inside[-1]
    yield from _before(claim, first)
    yield from _behind(claim, inside)
    head = next((i for i in inside if tokens[i].head not in inside), last)
    if tokens[head].dep == "appos" and tokens[head].head < first and _is_noun_of_role(tokens[tokens[head].head]):
        noun = tokens[head].head
        beside = next((t for t in reversed(tokens[noun + 1 : first]) if t.tag == "NN"), None)
        if beside is None or is_person(dress_key(tokens[noun].lemma)) or not is_person(dress_key(beside.lemma)):
            yield from _phrase(claim, noun, first)  # not "his disclosure in an article by the lawyer, John O'Connor"
    above = tokens[head].head
    if tokens[head].dep in {"nsubj", "nsubjpass"} and tokens[above].lemma in {"be", "become", "remain"}:
        for i, token in enumerate(tokens):
            told = token.head == above and token.dep == "attr" and not _is_denied(tokens, above)
            if told and _is_noun_of_role(token) and i > last:
                yield from _phrase(claim, i, len(tokens))
    rest = claim.text[name.end - claim.span.start :]
    if (match := _PARTY.match(rest)) is not None and (party := party_of(fold(match[1]))):
        yield _plain(claim, "party", party, name.end + match.start(1), name.end + match.end(1))
    for i, token in enumerate(tokens):
        behind = i > last and token.head in inside and token.dep == "appos" and tokens[i - 1].lemma in {"a", "an"}
        before = 0 < first - i <= 2 and all(_is_title(t) or t.surface == "." for t in tokens[i + 1 : first])
        office = fold(tokens[i + 1].surface).rstrip("s.") if before and i + 1 < first else ""
        if token.surface[:1].isupper() and (behind or office in _ELECTED) and (party := party_of(fold(token.surface))):
            yield _plain(claim, "party", party, token.start, token.end)
    if rest.startswith(", ") and (match := _AGE.match(rest)) is not None:
        yield _plain(claim, "age", match[1], name.end + match.start(1), name.end + match.end(1))


def _before(claim: Claim, first: int) -> Iterator[Role]:
    """What stands right in front of a name, up to an article, a verb or a comma."""
    tokens = claim.tokens
    start = first
    while start > 0 and first - start < _LONGEST:
        token = tokens[start - 1]
        noun = token.pos in _INSIDE and not token.ent.startswith(("DATE", "TIME"))
        mark = token.surface in _OPEN and start > 1 and tokens[start - 2].pos in _INSIDE
        if not noun and not mark:
            break
        start -= 1
    stretch = tokens[start:first]
    nouns = [t for t in stretch if t.pos in {"NOUN", "PROPN"} and t.surface not in _OPEN]
    if (
        not nouns
        or not any(c.isalpha() for c in nouns[-1].surface)
        or _is_said(claim, nouns[-1])
        or _tells_of(tokens, first, stretch)
        or nouns[-1].tag == "NNS"
        or dress_key(nouns[-1].lemma) in _COURTESY
        or (nouns[-1].pos == "PROPN" and not _is_title(nouns[-1]))
    ):
        return
    yield _role(claim, nouns[-1], stretch)


def _tells_of(tokens: Sequence[Token], name: int, stretch: Sequence[Token]) -> bool:
    """Whether a name begins a clause that tells of the noun before it: "the way Jackson played"."""
    subject = next((t for t in tokens[name:] if t.dep in {"nsubj", "nsubjpass"}), None)
    if subject is None or tokens[name].dep not in {"nsubj", "nsubjpass", "compound", "nmod"}:
        return False
    verb = tokens[subject.head]
    return verb.dep == "relcl" and tokens[verb.head] in stretch


def _is_denied(tokens: Sequence[Token], verb: int) -> bool:
    """ "Ferrari isn't some small time fisherman"."""
    return any(t.head == verb and t.dep == "neg" for t in tokens)


def _is_said(claim: Claim, token: Token) -> bool:
    """ "Police allege Kirkpatrick, 61, opened fire": the cue of a statement, whatever its tag."""
    return any(a.cue_span.start <= token.start < a.cue_span.end for a in claim.attributions)


def _behind(claim: Claim, inside: Sequence[int]) -> Iterator[Role]:
    tokens = claim.tokens
    for i, token in enumerate(tokens):
        if _is_noun_of_role(token) and token.dep == "appos" and token.head in inside and i > inside[-1]:
            between = range(inside[-1] + 1, i)
            if any(tokens[k].pos == "VERB" and tokens[k].head != i for k in between):
                continue  # "Nichols, 37, was found guilty of murdering a judge, a court reporter"
            yield from _phrase(claim, i, len(tokens), inside[-1] + 1)


def _phrase(claim: Claim, noun: int, stop: int, begin: int = 0) -> Iterator[Role]:
    """A noun with what hangs on it, without clauses, between two tokens."""
    tokens = claim.tokens
    own = {noun}
    for _ in range(4):
        below = (i for i, t in enumerate(tokens) if t.head in own and t.dep not in _CLAUSES)
        own |= {i for i in below if begin <= i < stop}
    start, end = min(own), max(own) + 1
    stretch = tokens[start:end]
    if len(stretch) <= _LONGEST + 2:
        yield _role(claim, tokens[noun], stretch)


def _is_noun_of_role(token: Token) -> bool:
    named = token.tag == "NN" or (token.pos == "PROPN" and _is_title(token))
    return named and any(c.isalpha() for c in token.surface)


def _is_title(token: Token) -> bool:
    return title_length([token.surface]) == 1


def _role(claim: Claim, noun: Token, stretch: Sequence[Token]) -> Role:
    content = [t for t in stretch if t.pos in {"NOUN", "PROPN", "ADJ"} and t is not noun]
    words = frozenset(dress_key(t.lemma) for t in content)
    at = next(i for i, t in enumerate(claim.tokens) if t is noun)
    above = {at, *(i for i, t in enumerate(claim.tokens) if t.head == at and t.dep in {"compound", "nmod", "amod"})}
    own = frozenset(dress_key(t.lemma) for t in stretch if t is not noun and t.head in above)
    title = _title_at_end([t.surface for t in stretch[: stretch.index(noun) + 1]])
    span = Span(claim.span.path, stretch[0].start, stretch[-1].end)
    return Role("role", title or dress_key(noun.lemma), words, claim, span, own)


def _title_at_end(words: Sequence[str]) -> str:
    """The longest title that some words end in, short forms spelled out: "attorney general", "senator" for "Sens."."""
    for start in range(len(words)):
        if words[start][0].isalpha() and title_length(words[start:]) == len(words) - start:
            own = [dress_key(w) for w in words[start:] if w != "."]
            last = own[-1].removesuffix("s") if title_length([own[-1].removesuffix("s")]) else own[-1]
            return " ".join((*own[:-1], dress_key(last)))
    return ""


def _plain(claim: Claim, facet: str, noun: str, start: int, end: int) -> Role:
    return Role(facet, noun, frozenset(), claim, Span(claim.span.path, start, end))

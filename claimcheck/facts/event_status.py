"""Did it happen? The predicates of a claim, and whether each is told as fact, in doubt, planned or denied.

A status is read off the dependency tree: the words beside a predicate ("may", "allegedly", "not") and the verbs, nouns
and adjectives over it ("is accused of", "plans to", "no evidence that", "unclear whether"), to which the predicate is a
complement. The lists follow Saurí and Pustejovsky (2009, FactBank), whose event-selecting predicates they are, cut to
what newswire uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from claimcheck.comparing.cues import NEGATIONS
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.phrases import dependents, subtree
from claimcheck.datamodel import Claim, ClaimRole, Span, Token
from claimcheck.facts.persons import is_person


class Status(StrEnum):
    """What a claim says of an event, beside that it is told as fact."""

    ALLEGED = "alleged"
    POSSIBLE = "possible"
    PLANNED = "planned"
    WANTED = "wanted"
    TRIED = "tried"
    DENIED = "denied"
    OPEN = "open"
    CONDITIONAL = "conditional"
    UNTOLD = "untold"  # an infinitive or order under which nothing says whether it came to pass


# In words, from the least sure: what decides where a predicate has several.
TOLD_AS = {
    Status.DENIED: "denied",
    Status.OPEN: "left open",
    Status.ALLEGED: "alleged",
    Status.POSSIBLE: "thought possible",
    Status.WANTED: "wanted",
    Status.TRIED: "tried",
    Status.PLANNED: "planned",
    Status.CONDITIONAL: "under a condition",
    Status.UNTOLD: "left open",
}

_GOVERNORS = {
    Status.ALLEGED: """
        accuse allege charge claim suspect indict purport rumor rumour report accusation allegation suspicion
        claims charges alleged accused suspected purported reported rumored rumoured allegations
    """,
    Status.POSSIBLE: """
        appear seem believe think suggest estimate presume deem likely unlikely possible possibility apparent
        probable fear speculate assume may might indication chance risk concern doubt guess potential threat
        danger imagine indicate
    """,
    Status.PLANNED: """
        plan intend expect expected set due schedule scheduled aim prepare vow pledge promise agree decide
        threaten go ready poised intention decision threat bind slate
    """,
    Status.WANTED: """
        want hope wish seek ask urge propose consider demand call request push need encourage offer proposal bid
        desire would-be mull weigh recommend require invite pressure advise order recommendation willing
        reluctant
    """,
    Status.TRIED: """
        try attempt struggle fight work effort
    """,
    Status.DENIED: """
        deny refuse fail decline avoid prevent unable reject neglect refrain forget withhold cease stop block
        denial failure refusal rule false untrue impossible incapable
    """,
    Status.OPEN: """
        unclear unknown uncertain unconfirmed question investigate probe assess determine wonder ask know decide
        investigation doubt consider
    """,
}
_BESIDE = {
    Status.ALLEGED: "allegedly reportedly purportedly supposedly alleged purported supposed suspected reported rumored "
    "accused unconfirmed so-called",
    Status.POSSIBLE: "apparently likely possibly probably perhaps maybe seemingly presumably potentially apparent "
    "possible potential probable presumed",
    Status.PLANNED: "planned scheduled upcoming forthcoming expected proposed impending looming",
    Status.TRIED: "attempted",
}
# Verbs whose subject or object is itself what may not have happened: "denied any involvement".
_OF_NOUNS = frozenset(
    "deny allege suspect plan propose seek want consider expect intend promise demand prepare threaten attempt mull "
    "weigh reject refuse rule".split()
)
_FACTIVE = frozenset(
    "begin start continue manage help force lead keep get finish cause make have come happen use see hear find show "
    "confirm know discover prove realize reveal learn acknowledge admit say tell add announce note write state "
    "report declare".split()
)
_WHETHER = frozenset({"whether", "if"})
_IF = frozenset({"if", "unless", "lest"})
_SHOWING = frozenset("show see find hear catch depict film".split())
_AFTER = frozenset("after before by without since upon despite while until apart during because".split())
_CLAUSES = frozenset({"xcomp", "ccomp", "pcomp", "acl", "prep", "acomp", "advcl", "relcl", "oprd", "nsubj", "csubj"})
_EMPTY = frozenset("be have do say tell go get make take".split())
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_STEPS = 6
_SOURCES = frozenset("accord according say report claim".split())
_TELLING = frozenset(
    "say tell report claim state write share announce add note allege believe purport suggest confirm hear learn rumor "
    "rumour story account doubt dispute insist argue indicate reveal disclose".split()
)


def _words(table: Mapping[Status, str]) -> dict[str, frozenset[Status]]:
    found: dict[str, set[Status]] = defaultdict(set)
    for status, words in table.items():
        for word in words.split():
            found[word].add(status)
    return {word: frozenset(own) for word, own in found.items()}


_OVER, _AT = _words(_GOVERNORS), _words(_BESIDE)


@dataclass(frozen=True, slots=True)
class Event:
    """A predicate of a claim at token ``index``: verb, copula, or a noun under a word of doubt or intent ("denied any
    involvement"). ``statuses`` is empty where it is told as fact; ``cues`` are the tokens that say otherwise. ``key``
    is the predicate's plain form, ``core`` those of its subject and objects, ``words`` of all content words under it,
    ``names`` the proper nouns among them; ``actor`` is the head of its subject, "" where it has none or a pronoun;
    ``agent`` and ``patient`` are the heads of who did it and of whom or what it befell, whatever the voice;
    ``told`` is set where somebody else's word stands over it ("reports that", "he said", "according to")."""

    claim: Claim
    index: int
    statuses: frozenset[Status]
    cues: tuple[int, ...]
    key: str
    core: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    actor: str
    told: bool
    past: bool
    credited: bool
    quoted: bool
    nominal: bool
    agent: str = ""
    patient: str = ""

    @property
    def span(self) -> Span:
        """From the first to the last of predicate and cues."""
        tokens = self.claim.tokens
        at = sorted((self.index, *self.cues))
        return Span(self.claim.span.path, tokens[at[0]].start, tokens[at[-1]].end)

    @property
    def is_copula(self) -> bool:
        return self.claim.tokens[self.index].lemma == "be"


def told_as(event: Event) -> str:
    """How surely an event is told, in words."""
    return next((words for status, words in TOLD_AS.items() if status in event.statuses), "told as fact")


def told_at(claim: Claim, span: Span) -> str:
    """How surely the event inside a stretch of a claim is told: of several the one with most words that say so, then
    the last; "" where there is none."""
    inside = [
        e
        for e in events_of([claim])
        if span.start <= claim.tokens[e.index].start and claim.tokens[e.index].end <= span.end
    ]
    event = max(inside, key=lambda e: (len(e.cues), e.index), default=None)
    return told_as(event) if event is not None else ""


def events_of(claims: Sequence[Claim]) -> tuple[Event, ...]:
    """The events of an article's claims, in reading order."""
    return tuple(event for claim in claims for event in _in_claim(claim))


def _in_claim(claim: Claim) -> list[Event]:
    tokens = claim.tokens
    below = dependents(tokens)
    found = []
    for i, token in enumerate(tokens):
        verb = token.pos == "VERB" and token.dep not in {"aux", "auxpass", "amod", "compound", "prep"}
        copula = token.lemma == "be" and token.pos == "AUX" and token.dep not in {"aux", "auxpass"}
        nominal = token.pos == "NOUN"
        if not (verb or copula or nominal):
            continue
        statuses, cues = (_of_noun if nominal else read_status)(tokens, below, i)
        if nominal and not statuses:
            continue
        found.append(_event(claim, below, i, frozenset(statuses), tuple(sorted(cues)), nominal))
    return found


def _event(
    claim: Claim,
    below: Mapping[int, list[int]],
    i: int,
    statuses: frozenset[Status],
    cues: tuple[int, ...],
    nominal: bool,
) -> Event:
    tokens = claim.tokens
    subject = _subject(tokens, below, i)
    own = {k for k in subtree(below, i) if k not in cues}
    if subject is not None:
        own |= {k for k in subtree(below, subject) if k not in cues} if subject not in own else set()
    content = [k for k in sorted(own) if tokens[k].pos in _CONTENT and k != i]
    core = {k for k in below[i] if tokens[k].dep in {"nsubj", "nsubjpass", "dobj", "attr", "acomp", "agent"}}
    core |= {subject} if subject is not None else set()
    core |= {g for k in below[i] if tokens[k].dep in {"agent", "prep"} for g in below[k] if tokens[g].dep == "pobj"}
    token = tokens[i]
    credited = [s for a in claim.attributions if a.source_span is not None for s in a.content]
    aux = {tokens[k].lemma for k in below[i] if tokens[k].dep in {"aux", "auxpass"}}
    past = (
        token.tag == "VBD"
        or (token.tag == "VBN" and bool(aux & {"be", "have"}))
        or (token.tag == "VBN" and token.dep == "acl")
    )
    return Event(
        claim,
        i,
        statuses,
        cues,
        dress_key(token.lemma.lower()) if token.lemma != "be" else _said_of(tokens, below, i),
        frozenset(dress_key(tokens[k].lemma) for k in core - set(cues) if tokens[k].pos in _CONTENT),
        frozenset(dress_key(tokens[k].lemma) for k in content if tokens[k].lemma not in _EMPTY),
        frozenset(dress_key(tokens[k].lemma) for k in content if tokens[k].pos == "PROPN"),
        dress_key(tokens[subject].lemma) if subject is not None and tokens[subject].pos != "PRON" else "",
        _is_told(tokens, below, i),
        past,
        any(s.start <= token.start < s.end for s in credited),
        claim.role is ClaimRole.QUOTE or any(q.span.start <= token.start < q.span.end for q in claim.quotations),
        nominal,
        *_parties(tokens, below, i, subject),
    )


def _parties(tokens: Sequence[Token], below: Mapping[int, list[int]], i: int, subject: int | None) -> tuple[str, str]:
    """Who did it and whom or what it befell: the heads of subject and object, or of "by" and subject in the passive and
    of a participle that stands behind its noun; "" where it is not said, or by a pronoun."""

    def named(places: Iterable[int]) -> str:
        return next((dress_key(tokens[k].lemma) for k in places if tokens[k].pos in {"NOUN", "PROPN"}), "")

    by = [k for k in below[i] if tokens[k].dep in {"agent", "prep"} and tokens[k].lemma == "by"]
    behind = [g for k in by for g in below[k] if tokens[g].dep == "pobj"]
    own = [subject] if subject is not None else []
    passive = tokens[i].tag == "VBN" and not any(tokens[k].lemma == "have" and tokens[k].dep == "aux" for k in below[i])
    passive = passive or any(tokens[k].dep in {"auxpass", "nsubjpass"} for k in below[i])
    if passive:
        return named(behind), named(own)
    return named(own), named(k for k in below[i] if tokens[k].dep in {"dobj", "attr"})


def _said_of(tokens: Sequence[Token], below: Mapping[int, list[int]], i: int) -> str:
    """What a copula says of its subject."""
    told = [k for k in below[i] if tokens[k].dep in {"attr", "acomp"}]
    return dress_key(tokens[told[0]].lemma.lower()) if told else "be"


def _is_told(tokens: Sequence[Token], below: Mapping[int, list[int]], i: int) -> bool:
    """Whether a word of telling or doubt stands over a predicate, or beside one over it: "a report says that", "the
    video purports to show him doing it", "according to her"."""
    at = i
    for _ in range(2 * _STEPS):
        if any(tokens[k].lemma in _SOURCES and tokens[k].dep in {"prep", "parataxis", "advmod"} for k in below[at]):
            return True
        parent = tokens[at].head
        if parent == at:
            return False
        if tokens[parent].lemma.lower() in _TELLING and tokens[at].dep not in {"nsubj", "nsubjpass", "advcl"}:
            return True
        at = parent
    return False


def _subject(tokens: Sequence[Token], below: Mapping[int, list[int]], i: int) -> int | None:
    """The subject of a predicate, or of what governs it: "Microsoft" in "Microsoft was to release"."""
    at = i
    for _ in range(_STEPS):
        for k in below[at]:
            if tokens[k].dep in {"nsubj", "nsubjpass"} and tokens[k].pos in _CONTENT | {"PRON"}:
                return k
        if tokens[at].dep in {"acl", "relcl"} and tokens[tokens[at].head].pos in {"NOUN", "PROPN"}:
            return tokens[at].head
        if tokens[at].dep not in {"xcomp", "conj", "pcomp", "prep", "advcl", "acomp", "dobj"} or tokens[at].head == at:
            return None
        at = tokens[at].head
    return None


def read_status(tokens: Sequence[Token], below: Mapping[int, list[int]], i: int) -> tuple[set[Status], set[int]]:
    """The statuses of the predicate at ``i`` and the tokens that give them."""
    found: dict[Status, set[int]] = defaultdict(set)
    negations = _beside(tokens, below, i, found, own=True)
    at = i
    infinitive = tokens[i].tag == "VB" and any(tokens[k].tag == "TO" for k in below[i])
    governed = False
    for _ in range(_STEPS):
        parent, dep = tokens[at].head, tokens[at].dep
        if parent == at:
            break
        if dep == "conj":
            same = tokens[at].tag == tokens[parent].tag and not any(
                tokens[k].dep in {"nsubj", "nsubjpass"} for k in below[at]
            )
            if not same:
                break
            _beside(tokens, below, parent, found, own=False)
            infinitive = infinitive or any(tokens[k].tag == "TO" for k in below[parent])
            at = parent
            continue
        if dep not in _CLAUSES and not (dep in {"pobj"} and tokens[at].pos == "NOUN"):
            break
        if dep in {"nsubj", "csubj"} and tokens[at].pos in {"NOUN", "PROPN"}:
            break
        raised = tokens[at].tag == "VB" and tokens[parent].lemma.lower() in _OVER  # "purports to show", so parsed
        if (dep == "advcl" and not raised) or (dep == "pcomp" and tokens[parent].lemma.lower() in _AFTER):
            break
        if dep == "relcl" or (dep == "acl" and tokens[at].tag == "VBN"):
            break
        if dep == "acl" and tokens[at].tag == "VBG" and tokens[tokens[parent].head].lemma in _SHOWING:
            at = parent  # "purports to show the station blurring her face"
            parent = tokens[at].head
        over = tokens[parent].lemma.lower()
        kinds = _OVER.get(over, frozenset()) | _OVER.get(tokens[parent].surface.lower(), frozenset())
        whether = any(tokens[k].lemma in _WHETHER and tokens[k].dep in {"mark", "advmod"} for k in below[at])
        if Status.OPEN in kinds and not whether:
            kinds -= {Status.OPEN}
        if whether:
            kinds = frozenset({Status.OPEN})
        passive = tokens[parent].tag == "VBN" and any(tokens[k].dep == "auxpass" for k in below[parent])
        if over == "say" and dep == "xcomp" and passive:
            kinds = frozenset({Status.ALLEGED})
        if over == "report" and not passive and tokens[parent].pos == "VERB":
            kinds = frozenset()
        if over in {"be", "have"} and dep == "xcomp" and tokens[parent].pos in {"AUX", "VERB"}:
            kinds = frozenset({Status.PLANNED if over == "be" else Status.WANTED})
            beside = any(tokens[k].dep in {"attr", "acomp", "advmod", "prep", "dobj", "prt"} for k in below[parent])
            if beside or tokens[i].lemma.lower() == "blame":
                kinds = frozenset()  # "the hunt is on to find", "it was a way to win", "was to blame"
        if over in {"set", "go", "bind"} and tokens[parent].tag in {"VBD", "VBP", "VBZ", "VB"}:
            kinds = frozenset()
        if over == "go" and not (tokens[parent].tag == "VBG" and dep == "xcomp"):
            kinds = frozenset()
        for kind in kinds:
            found[kind].add(parent)
        if kinds or over in _FACTIVE:
            governed = True
        if tokens[parent].pos == "ADJ" and not kinds:
            break  # "reportedly furious that", "plead guilty to": what is taken for granted
        if dep == "acl" and not kinds:
            break  # it tells of a noun, whatever becomes of that
        negated = _beside(tokens, below, parent, found, own=bool(kinds))
        if negated and kinds & {Status.DENIED}:
            found[Status.DENIED] -= {parent}
        elif negated and tokens[parent].pos != "NOUN":
            negations |= negated
        elif negated:
            negations |= negated  # "no evidence that"
        at = parent
    if negations:
        found[Status.DENIED] |= negations
    for k in below[i]:
        if tokens[k].lemma.lower() in _IF and tokens[k].dep in {"mark", "advmod"} and tokens[i].dep == "advcl":
            found[Status.CONDITIONAL].add(k)
    own = {kind: where for kind, where in found.items() if where}
    ahead = any(tokens[k].lemma.lower() in {"before", "until"} and tokens[k].dep == "mark" for k in below[i])
    if not own and ahead and tokens[i].tag in {"VBZ", "VBP"}:
        own = {Status.UNTOLD: set()}
    if not own and infinitive and not governed:
        own = {Status.UNTOLD: set()}
    if not own and tokens[i].tag == "VB" and not any(tokens[k].dep == "aux" for k in below[i]):
        own = {Status.UNTOLD: set()}
    return set(own), set[int]().union(*own.values())


def _beside(
    tokens: Sequence[Token], below: Mapping[int, list[int]], i: int, found: dict[Status, set[int]], *, own: bool
) -> set[int]:
    """Notes what modals and adverbs beside a predicate say; the negations beside it."""
    negations: set[int] = set()
    able = any(tokens[k].lemma in NEGATIONS for k in below[i]) and not any(
        tokens[k].lemma == "have" and tokens[k].dep == "aux" for k in below[i]
    )
    for k in below[i]:
        token = tokens[k]
        lemma = token.lemma.lower().strip("—–-'’")
        surface = token.surface.lower().strip("'’")
        if lemma in NEGATIONS and token.dep not in {"pobj", "mark"} and lemma != "without":
            if not (k + 1 < len(tokens) and tokens[k + 1].lemma == "only"):
                negations.add(k)
        elif token.tag == "MD":
            if lemma in {"may", "might"} or (lemma == "could" and not able):
                found[Status.POSSIBLE].add(k)
            elif lemma in {"will", "shall", "'ll", "ll", "wo"} or surface in {"will", "ll", "wo"}:
                found[Status.PLANNED].add(k)
            elif lemma in {"would", "'d", "d"}:
                conditional = any(tokens[g].lemma == "have" and tokens[g].dep == "aux" for g in below[i])
                found[Status.CONDITIONAL if conditional else Status.PLANNED].add(k)
            elif lemma in {"should", "must", "ought"}:
                found[Status.WANTED].add(k)
            elif lemma in {"can", "could"} and own:
                found[Status.UNTOLD].add(k)
        elif token.dep in {"advmod", "amod", "npadvmod", "acomp"}:
            for kind in _AT.get(lemma, frozenset()) | _AT.get(surface, frozenset()):
                found[kind].add(k)
        if token.dep in {"nsubj", "nsubjpass", "dobj", "attr"}:
            if lemma in {"nobody", "none", "nothing", "no-one", "noone"}:
                negations.add(k)
            negations |= {g for g in below[k] if tokens[g].lemma.lower() == "no" and tokens[g].dep == "det"}
    return negations


def _of_noun(tokens: Sequence[Token], below: Mapping[int, list[int]], i: int) -> tuple[set[Status], set[int]]:
    """What an adjective beside a noun, or the verb that has it for subject or object, says of it: "planned strike",
    "denied any involvement"."""
    found: dict[Status, set[int]] = defaultdict(set)
    for k in below[i]:
        if tokens[k].dep in {"amod", "compound"} and not is_person(dress_key(tokens[i].lemma)):
            for kind in _AT.get(tokens[k].surface.lower(), frozenset()):
                found[kind].add(k)
    parent, dep = tokens[i].head, tokens[i].dep
    if parent != i and tokens[parent].pos == "VERB" and dep in {"dobj", "nsubjpass"}:
        clause = any(tokens[k].dep in {"xcomp", "ccomp"} for k in below[parent])
        over = tokens[parent].lemma.lower()
        kinds = set(_OVER[over]) - {Status.OPEN} if over in _OF_NOUNS and not clause else set[Status]()
        for kind in kinds:
            found[kind].add(parent)
        if kinds:
            _beside(tokens, below, parent, found, own=False)
    own = {kind: where for kind, where in found.items() if where}
    return set(own), set[int]().union(*own.values())

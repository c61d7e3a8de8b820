"""Evidence: all that corpus rules see of one story: swaps, aliases, names."""

from __future__ import annotations

from dataclasses import dataclass

from claimcheck.datamodel.claims import Claim
from claimcheck.datamodel.findings import Place
from claimcheck.datamodel.matching import Alignment, Comparison, EditKind, RelatedArticles, Slot, Story
from claimcheck.datamodel.pages import Article
from claimcheck.datamodel.values import Name


@dataclass(frozen=True, slots=True)
class Substitution:
    """One side of aligned claims has ``left`` where the other has ``right``; ``places`` pairs every occurrence.
    ``kind`` is the kind that its edits have; ``claims`` counts independent claim pairs of the story, ``everywhere``
    those of the whole corpus; ``slots`` says of each pair of places whether the two play the same part in their
    sentences. ``keys`` are the two sides without dress, the same in every story."""

    kind: EditKind
    left: str
    right: str
    places: tuple[tuple[Place, Place], ...]
    claims: int
    slots: tuple[bool, ...] = ()
    everywhere: int = 0
    keys: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class AliasEvidence:
    """Words of a page that say two names are one: an apposition "Daesh (ISIS)", "known also as", an acronym beside
    its expansion. ``how`` says which."""

    first: str
    second: str
    how: str
    place: Place


@dataclass(frozen=True, slots=True)
class NameUse:
    """One spelling of a name in one article, with every place it has there."""

    name: Name
    surface: str
    article_id: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two forms of one referent's name that an editor would make one, the commoner first. ``kind`` is spelling or
    alternate, ``what`` says in words how they differ or what says that they are one."""

    kind: str
    what: str
    left: str
    right: str
    left_uses: tuple[NameUse, ...]
    right_uses: tuple[NameUse, ...]


@dataclass(frozen=True, slots=True)
class Referent:
    """A person, place or body of a story with every form of its name, over all its articles; ``name`` is the fullest
    common form, ``kind`` as for :class:`Name`."""

    name: str
    kind: str
    uses: tuple[NameUse, ...]
    pairs: tuple[NamePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that corpus rules see of one story, or of one article that is in none: its comparisons, what is swapped in
    them, its names; and of the rest of the corpus how often the same is swapped there, and the alias statements that
    concern it. So a story's findings depend on little else than itself, and one addition concerns few stories."""

    articles: tuple[Article, ...]
    stories: tuple[Story, ...]
    claims: tuple[Claim, ...]
    alignments: tuple[Alignment, ...]
    comparisons: tuple[Comparison, ...]
    substitutions: tuple[Substitution, ...]
    aliases: tuple[AliasEvidence, ...]
    ledger: tuple[NameUse, ...]
    slots: tuple[Slot, ...] = ()
    relations: tuple[RelatedArticles, ...] = ()
    referents: tuple[Referent, ...] = ()

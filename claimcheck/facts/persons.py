"""Whether a noun calls a person something."""

from __future__ import annotations

import re

from claimcheck.values.names.parsing import title_length

_ENDINGS = re.compile(r"(?:[^aeiou]er|eer|or|ist|ee|man|woman|person|ian|cian|[td]ant|resident)$")
# Nouns without such an ending.
_OTHERS = frozenset(
    "head chief aide official wife husband coach pilot champion judge boss star friend king queen boyfriend "
    "girlfriend guard captain deputy host nurse model mate ally spy priest pope bishop athlete hostage marine son "
    "stepson grandson cousin uncle aunt niece nephew twin sibling spouse fiance fiancee bride groom dad mom mum "
    "grandma grandpa baby child kid boy girl teen guy victim suspect witness source hero adult soldier premier "
    "cashier courier cleric medic mechanic comic critic psychic expert guest pal buddy colleague associate executive "
    "representative native detective relative fugitive operative captive heir lord tsar czar saint monk nun thief "
    "crook cop sheriff mp recruit patient client fan member genius guru clerk graduate candidate delegate advocate "
    "magnate architect mogul quarterback cornerback halfback fullback tackle safety goalie centre center forward "
    "lawmaker".split()
)
# Nouns with one that call nobody anything.
_THINGS = frozenset(
    "night day way knee fee tree degree coffee committee jubilee guarantee shoulder finger river paper letter "
    "computer winter summer number order weather water matter dinner border quarter chapter disorder gender powder "
    "ladder bumper trailer helicopter cover corner theater disaster cancer fever cluster poster tower power "
    "flower shower answer color door floor motor factor error terror horror rumor tumor list twist mist wrist fist "
    "waist offer transfer anger danger hunger layer chamber bladder liver laughter slaughter murder wonder sort".split()
)


def is_person(noun: str) -> bool:
    """A title, one of a list, or by its ending ("employee", "engineer")."""
    return title_length([noun]) == 1 or noun in _OTHERS or (noun not in _THINGS and bool(_ENDINGS.search(noun)))


def may_be_called(noun: str, *, described: bool) -> bool:
    """Whether somebody, or a body taken for somebody, may be called so: by a noun for persons, or by another with words
    that describe it."""
    last = re.split(r"[\s-]", noun)[-1]
    return is_person(last) or (described and last not in _THINGS)

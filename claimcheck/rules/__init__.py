"""The rules, one file each; the tuple below is explicit and in the order of the rule table.

In: a ``Comparison``, the ``Evidence`` of a story, or the names of the corpus. Out: ``Divergence``s. Begin at
``datamodel.Rule``, the base class; a rule's docstring is its page (docs/rules.md), ``fixtures/rules`` holds its cases.
"""

from __future__ import annotations

from claimcheck.datamodel import Rule
from claimcheck.rules.alternate_name import AlternateName
from claimcheck.rules.attribution_dropped import AttributionDropped
from claimcheck.rules.certainty import CertaintyRule
from claimcheck.rules.claim_missing import ClaimMissing
from claimcheck.rules.contradiction import Contradiction
from claimcheck.rules.date_conflict import DateConflict
from claimcheck.rules.detail_missing import DetailMissing
from claimcheck.rules.headline_differs import HeadlineDiffers
from claimcheck.rules.house_style import HouseStyle
from claimcheck.rules.name_conflict import NameConflict
from claimcheck.rules.name_spelling import NameSpelling
from claimcheck.rules.negation import Negation
from claimcheck.rules.number_conflict import NumberConflict
from claimcheck.rules.number_precision import NumberPrecision
from claimcheck.rules.quote_altered import QuoteAltered
from claimcheck.rules.role_differs import RoleDiffers
from claimcheck.rules.speaker_conflict import SpeakerConflict
from claimcheck.rules.term_drift import TermDrift

RULES: tuple[Rule, ...] = (
    NameSpelling(),
    AlternateName(),
    NameConflict(),
    RoleDiffers(),
    NumberConflict(),
    NumberPrecision(),
    DateConflict(),
    QuoteAltered(),
    SpeakerConflict(),
    AttributionDropped(),
    Negation(),
    CertaintyRule(),
    Contradiction(),
    ClaimMissing(),
    DetailMissing(),
    TermDrift(),
    HouseStyle(),
    HeadlineDiffers(),
)

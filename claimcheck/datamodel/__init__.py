"""Every type that travels between stages, frozen and compared by value; standard library only.

In: what a stage found. Out: values that the next one takes, all under this name: ``from claimcheck.datamodel import
Claim``. Begin at ``pages.py``; ``values.py`` and ``claims.py`` hold what stands on a page, ``matching.py`` what two
pages have to do with each other, ``findings.py`` and ``evidence.py`` what comes of it, ``reports.py`` what writers get,
``protocols.py`` what rules, encoders and writers are built on.

Offset law: every ``start``/``end`` is half-open, in Unicode code points, into ``Source.text``,
which is the file's decoded bytes otherwise untouched.  For every span that any stage emits,
``source.text[span.start:span.end] == surface``.  Whatever is normalised is a separate value.
"""

from claimcheck.datamodel.claims import Attribution, Claim, ClaimRole, Quotation, Token
from claimcheck.datamodel.evidence import AliasEvidence, Evidence, NamePair, NameUse, Referent, Substitution
from claimcheck.datamodel.findings import (
    Comment,
    Correction,
    Decision,
    Divergence,
    FileStretch,
    Finding,
    Fix,
    Place,
    Severity,
)
from claimcheck.datamodel.matching import (
    Alignment,
    Alone,
    ArticleRelation,
    Comparison,
    Edit,
    EditKind,
    Filling,
    MentionPair,
    RelatedArticles,
    Slot,
    Story,
    StoryDecision,
)
from claimcheck.datamodel.pages import Article, Block, BlockRole, Source, Span
from claimcheck.datamodel.protocols import Encoder, Rule, Writer
from claimcheck.datamodel.reports import FactCell, FactRow, FactTable, Problem, Report
from claimcheck.datamodel.values import (
    Interval,
    Judgement,
    Mention,
    MentionKind,
    Moment,
    Name,
    Quantity,
    Relation,
    Value,
)

__all__ = [
    "BlockRole", "Span", "Source", "Block", "Article",
    "MentionKind", "Interval", "Quantity", "Moment", "Name", "Value", "Relation", "Judgement", "Mention",
    "ClaimRole", "Token", "Quotation", "Attribution", "Claim",
    "Story", "Alone", "StoryDecision", "ArticleRelation", "RelatedArticles", "Alignment", "EditKind", "Edit",
    "MentionPair", "Comparison", "Filling", "Slot",
    "Severity", "Place", "Divergence", "Comment", "Decision", "Finding", "Correction", "FileStretch", "Fix",
    "Substitution", "AliasEvidence", "NameUse", "NamePair", "Referent", "Evidence",
    "FactCell", "FactRow", "FactTable", "Problem", "Report",
    "Rule", "Encoder", "Writer",
]  # fmt: skip

"""Which articles of a story come from one text: ten outlets that print one wire are one origin, not ten sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claimcheck.datamodel import RelatedArticles, Report
from claimcheck.joining import Joined
from claimcheck.reading.agencies import Credit, credit_of


@dataclass(frozen=True, slots=True)
class Origins:
    """``of``, by article: the first article, in order, of those that go back to one text with it. ``called``, by such
    a first article: what the text is called, "" where several outlets have it and none credits an agency."""

    of: Mapping[str, str]
    called: Mapping[str, str]


def credits_in(report: Report) -> dict[str, Credit]:
    """The agency that each article credits, where it does."""
    sources = {s.path: s for s in report.sources}
    found = {a.id: credit_of(a, sources[a.span.path]) for a in report.articles if a.span.path in sources}
    return {article: credit for article, credit in found.items() if credit is not None}


def origins(
    order: Sequence[str],
    relations: Iterable[RelatedArticles],
    copies: Mapping[str, str],
    credited: Mapping[str, Credit],
) -> Origins:
    """The origins of a story's articles, in ``order``: texts that hang together, a copy with its original, and all that
    print one agency's text."""
    one = Joined[str]()
    for left, right in [*((r.left_article, r.right_article) for r in relations if r.is_derived), *copies.items()]:
        one.join(left, right)
    wires: dict[str, str] = {}
    for article in order:
        credit = credited.get(article)
        if credit is not None and credit.whole:
            one.join(article, wires.setdefault(credit.agency, article))
    first: dict[str, str] = {}
    of = {article: first.setdefault(one.root(article), article) for article in order}
    members: dict[str, list[str]] = {}
    for article in order:
        members.setdefault(of[article], []).append(article)
    return Origins(of, {head: _called(own, credited) for head, own in members.items()})


def _called(members: Sequence[str], credited: Mapping[str, Credit]) -> str:
    """The agency that most of the articles credit; "own report" for one that credits none."""
    told = [credited[a] for a in members if a in credited]
    whole = Counter(c.agency for c in told if c.whole)
    if whole:
        return min(whole, key=lambda agency: (-whole[agency], agency))
    part = f" with {told[0].agency}" if told and len({c.agency for c in told}) == 1 else ""
    return f"own report{part}" if len(members) == 1 else ""

"""What headline-differs finds where a headline is wrong, and where none is: ``python -m benchmarks.headlines``.

Wrong: headlines of whole articles (``articles/ecb``) in which one figure, or one person's name, was replaced; their own
text is the evidence. Right: the same headlines as they stand, each finding printed to be read; and pairs of headlines
that people scored 4.5 of 5 or more (STS headlines).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks.conflicts import rows_of
from benchmarks.side_by_side import annotator, findings_of, page
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Claim, ClaimRole, Finding, Name
from claimcheck.facts.figures import figures
from claimcheck.reading.files import read_paths
from claimcheck.reading.segment import segment
from claimcheck.settings.loading import Settings

_BODY = 15  # paragraphs that stand for an article's text
_STRANGERS = ("Harold Pennington", "Marta Olsson", "Dieter Kranz", "Susan Whitcombe")  # nobody in the articles
_RULES = ("headline-differs", "number-conflict")  # the latter holds a headline against its opening too


def articles(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(path, headline, text) of every article that has both."""
    for source in read_paths([str(folder)])[0]:
        for article in segment(source):
            claims = claims_of(article, source)
            heads = [c.text for c in claims if c.role is ClaimRole.HEADLINE]
            text = [" ".join(c.text.split()) for c in claims if c.role is not ClaimRole.HEADLINE][:_BODY]
            if heads and len(text) >= 3:
                yield source.path, " ".join(heads[0].split()), text


def wrong_headlines(headline: Claim) -> Iterator[tuple[str, str]]:
    """("figure" or "person", the headline with that one replaced)."""
    for figure in figures(headline):
        if figure.value.interval.low >= 1 and figure.theme != "magnitude":
            yield (
                "figure",
                _replaced(headline, figure.mention.span.start, figure.mention.surface, figure.value.interval.low),
            )
    for n, mention in enumerate(headline.mentions):
        if isinstance(mention.value, Name) and mention.value.kind == "person" and len(mention.surface.split()) == 2:
            start = mention.span.start - headline.span.start
            stranger = _STRANGERS[n % len(_STRANGERS)]
            yield "person", headline.text[:start] + stranger + headline.text[start + len(mention.surface) :]
            return


def _replaced(headline: Claim, start: int, surface: str, low: float) -> str:
    start -= headline.span.start
    return f"{headline.text[:start]}{int(low) * 2 + 3}{headline.text[start + len(surface) :]}"


def found(headline: str, text: list[str]) -> list[Finding]:
    settings = Settings(select=_RULES, cache_dir="off")
    return list(findings_of(text, ["."], headlines=(headline, None), settings=settings))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    told = list(articles(options.data / "articles" / "ecb"))
    annotator().annotate([line for _, headline, text in told for line in (headline, *text)])
    hits: dict[str, list[float]] = {"figure": [], "person": []}
    loud = 0
    for path, headline, text in told:
        for finding in found(headline, text):
            loud += finding.rule == "headline-differs"
            print(f"{path}: {finding.rule}: {headline!r}: {finding.divergence.message}")
        for kind, wrong in wrong_headlines(page("a.txt", [], headline, None)[2][0]):
            hits[kind].append(float(bool(found(wrong, text))))
            if options.verbose and not hits[kind][-1]:
                print(f"  not found: {kind}: {wrong!r}")
    pairs = [
        (str(row["left"]), str(row["right"]))
        for year in (2013, 2014, 2015)
        for row in rows_of(options.data / "matching" / f"sts_headlines_{year}.jsonl")
        if float(str(row["score"])) >= 4.5
    ]
    annotator().annotate([text for pair in pairs for text in pair])
    only = Settings(select=("headline-differs",), cache_dir="off")
    false = [float(bool(findings_of([], [], headlines=pair, settings=only))) for pair in pairs]
    publish(
        Table(
            "headlines",
            "Headlines",
            "python -m benchmarks.headlines --data DIR",
            (
                *(
                    Row(f"replaced {kind}s found", sum(h) / len(h), None, None, bootstrap(h), f"{len(h)} headlines")
                    for kind, h in hits.items()
                    if h
                ),
                Row("headlines as they stand, with a finding", loud, note=f"of {len(told)}; printed, to be read"),
                Row("pairs that say the same, with a finding", sum(false) / len(false), None, None, bootstrap(false),
                    f"{len(pairs)} pairs"),
            ),
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""Measure the grouping of articles into stories: ``python -m benchmarks.stories``.

ECB+ has two events of one sort under every number: ``NNecb`` and ``NNecbplus``. All of ECB+ is grouped at once; a pair
of articles from two topics in one story is an error. Variants are the pairs of the gold, each also given alone, and
those with a third of the shorter article's five-word runs in common.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from pathlib import Path

import yaml

from benchmarks.alignment import Corpus
from benchmarks.tables import Row, Table, publish
from claimcheck.datamodel import Story
from claimcheck.stories.group import group
from claimcheck.textforms import fold


def grouped(corpus: Corpus, names: list[str]) -> tuple[Story, ...]:
    """Stories of these articles."""
    found = [corpus.article(name) for name in names]
    claims = {article.id: own for article, own in found}
    return group([article for article, _ in found], claims, {i: corpus.vectors(own) for i, own in claims.items()})


def copied(corpus: Corpus, names: list[str], share: float = 1 / 3) -> list[tuple[str, str]]:
    """Pairs of article ids that have this share of the shorter one's five-word runs in common, by topic."""
    found = []
    for _, same in itertools.groupby(names, key=topic):
        runs = {}
        for name in same:
            words = " ".join(fold(claim.text) for claim in corpus.body(name)).split()
            runs[corpus.article(name)[0].id] = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
        for (a, first), (b, second) in itertools.combinations(runs.items(), 2):
            if min(len(first), len(second)) >= 30 and len(first & second) >= share * min(len(first), len(second)):
                found.append((a, b))
    return found


def topic(article_id: str) -> str:
    return article_id.partition("/")[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold/ecb_dev.yaml"))
    parser.add_argument("--cache", type=Path, default=Path(".claimcheck"))
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    corpus = Corpus(arguments.data, arguments.cache)
    names = corpus.names()
    for name in names:
        corpus.vectors(corpus.article(name)[1])
    started = time.monotonic()
    stories = grouped(corpus, names)
    seconds = time.monotonic() - started
    pairs = [pair for story in stories for pair in itertools.combinations(story.article_ids, 2)]
    mixed = [pair for pair in pairs if topic(pair[0]) != topic(pair[1])]
    story_of = {article: story.id for story in stories for article in story.article_ids}
    gold = [(entry["left"], entry["right"]) for entry in yaml.safe_load(arguments.gold.read_text("utf-8"))["pairs"]]
    ids = [tuple(corpus.article(name)[0].id for name in pair) for pair in gold]
    together = sum(story_of.get(a, a) == story_of.get(b, b) for a, b in ids)
    alone = sum(len(grouped(corpus, list(pair))) == 1 for pair in gold)
    copies = copied(corpus, names)
    joined = sum(story_of.get(a, a) == story_of.get(b, b) for a, b in copies)
    if arguments.verbose:
        for a, b in copies:
            if story_of.get(a, a) != story_of.get(b, b):
                print("copies apart:", a, b, file=sys.stderr)
        for pair in mixed:
            print("two topics:", *pair, file=sys.stderr)
        for story in stories:
            print(story.similarity, *story.article_ids, file=sys.stderr)
    rows = (
        Row("gold pairs grouped, each alone", f"{alone} / {len(gold)}", reach=str(len(gold))),
        Row("gold pairs grouped, among all of ECB+", f"{together} / {len(gold)}", reach=str(len(gold))),
        Row("copies grouped, among all of ECB+", joined / max(1, len(copies)), note=f"n={len(copies)}"),
        Row("pairs in one story from two topics", len(mixed), reach="0", note=f"of {len(pairs)}"),
        Row("stories", len(stories), note=f"{len(story_of)} of {len(names)} articles in one"),
        Row("seconds, vectors cached", f"{seconds:.1f}"),
    )
    publish(Table("stories", "Articles into stories", "python -m benchmarks.stories", rows))


if __name__ == "__main__":
    main()

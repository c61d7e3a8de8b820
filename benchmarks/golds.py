"""The golds that the models are trained on: where they lie, and their pairs of articles."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

GOLDS = {  # and their articles
    "ecb_blind": "ecb",
    "ecb_dev": "ecb",
    "ecb_more": "ecb",
    "modern_dev": "modern",
    "modern_more": "modern",
}
AGAIN = "modern_again"  # pairs of modern_dev that were read a second time, not learned from
# Pairs of which nothing but attribution-dropped was labelled: the score of sources is measured on them, nothing learns.
SOURCES = {"ecb_sources": "ecb", "modern_sources": "modern"}
# Pairs of events of which no gold above has one: they are measured, nothing learns. What was missed has been read of
# the first; of the second only totals were, and so it should stay.
FRESH = ("modern_read", "modern_unread")
# 143 pairs more of events of which the golds above have others; nothing learns from them: a model of sources that did
# was no better, and where a reader was in haste the tool's right findings count as false.
FURTHER = "modern_further"
_FOLDERS = {**GOLDS, **SOURCES, AGAIN: "modern", FURTHER: "modern", **dict.fromkeys(FRESH, "modern")}
_OWN = Path(__file__).parents[1] / "fixtures" / "gold"
_LISTS = ("slots", "findings", "optional")


def pairs_of_gold(name: str, data: Path, golds: Path = _OWN) -> list[dict[str, Any]]:
    """The pairs of a gold, from ``golds`` or from beside ``data``. Where it gives places instead of words, [start, end)
    in code points of the article, the words are put back."""
    path = next(p for p in (golds / f"{name}.yaml", data.parent / "gold" / f"{name}.yaml") if p.exists())
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    articles = data / "articles" / _FOLDERS[name]
    return [with_words(pair, articles) for pair in (told["pairs"] if isinstance(told, dict) else told)]


def topics(data: Path) -> Callable[[str], str]:
    """What no fold may share, of an article by its path below the data's articles: an ECB topic (two events each), a
    cluster of FNC-1, elsewhere the folder of its event."""
    with (data / "articles" / "modern" / "clusters.tsv").open(encoding="utf-8", newline="") as file:
        clusters = {row["file"]: row["cluster"] for row in csv.DictReader(file, delimiter="\t")}

    def topic_of(path: str) -> str:
        name = path.removesuffix(".txt").removeprefix("modern/")
        if numbered := re.match(r"(?:ecb/)?(\d+)ecb", name):
            return f"ecb {numbered[1]}"
        return f"fnc {clusters.get(name, name)}" if name.startswith("fnc/") else name.rpartition("/")[0]

    return topic_of


def with_words(pair: dict[str, Any], articles: Path) -> dict[str, Any]:
    """A pair of a gold with the words of the articles, where it gives places, [start, end), instead."""

    def words(place: Any, side: str) -> Any:
        if not (isinstance(place, list) and all(isinstance(at, int) for at in place)):
            return place
        text = (articles / f"{pair[side]}.txt").read_bytes().decode("utf-8", "replace")
        return text[slice(*place)]

    def entry(told: dict[str, Any]) -> dict[str, Any]:
        sides = {side: words(told[side], told.get("inside", side)) for side in ("left", "right") if side in told}
        return {**told, **sides}

    lists = {key: [entry(told) for told in pair.get(key) or []] for key in _LISTS}
    matches = [[words(left, "left"), words(right, "right")] for left, right in pair.get("matches") or []]
    return {**pair, **lists, "matches": matches}

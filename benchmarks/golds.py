"""The golds that the models are trained on: where they lie, and their pairs of articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

GOLDS = {"ecb_blind": "ecb", "ecb_dev": "ecb", "modern_dev": "modern", "modern_more": "modern"}  # and their articles
_OWN = Path(__file__).parents[1] / "fixtures" / "gold"
_LISTS = ("slots", "findings", "optional")


def pairs_of_gold(name: str, data: Path, golds: Path = _OWN) -> list[dict[str, Any]]:
    """The pairs of a gold, from ``golds`` or from beside ``data``. Where it gives places instead of words, [start, end)
    in code points of the article, the words are put back."""
    path = next(p for p in (golds / f"{name}.yaml", data.parent / "gold" / f"{name}.yaml") if p.exists())
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    articles = data / "articles" / GOLDS[name]
    return [_with_words(pair, articles) for pair in (told["pairs"] if isinstance(told, dict) else told)]


def _with_words(pair: dict[str, Any], articles: Path) -> dict[str, Any]:
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

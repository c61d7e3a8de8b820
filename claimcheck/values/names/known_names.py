"""Abbreviations that newspapers give for a name though they are not its own initials (``known_names.json``, learned
from what pages state: ``python -m benchmarks.known_names``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def known_abbreviations() -> Mapping[str, frozenset[str]]:
    """The abbreviations of a name, in capitals."""
    text = files("claimcheck.values.names").joinpath("known_names.json").read_text(encoding="utf-8")
    pairs: dict[str, dict[str, int]] = json.loads(text)["pairs"]
    return {name: frozenset(shorts) for name, shorts in pairs.items()}

"""Word lists and tables that the grammar looks up: TOML beside this file, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_table(name: str) -> dict[str, Any]:
    """The TOML file ``name`` of this package."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def words(module: str, name: str) -> frozenset[str]:
    """A list of words.toml."""
    return frozenset(read_table("words.toml")[module][name].split())

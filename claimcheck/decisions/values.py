"""The two readings of a finding as the files show them."""

from __future__ import annotations

from claimcheck.textforms import plain

_MOST = 80  # characters: a file is read by people, and the identity has the whole


def shown_values(values: tuple[str, str]) -> tuple[str, str]:
    """Both readings on one line each, cut short where they are long."""
    first, second = (_short(plain(value)) for value in values)
    return first, second


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "…"

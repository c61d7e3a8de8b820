"""The fullest name inside its article for everyone who says something."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.datamodel import Claim


def resolve_speakers(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims of one article, in order, with ``speaker`` filled in their attributions and quotations.

    A speaker that the article does not settle stays None.
    """
    return tuple(claims)

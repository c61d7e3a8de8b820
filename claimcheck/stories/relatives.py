"""Which articles of a story are compared: in a small one every two, in a large one each with its nearest relatives.

Hundreds of outlets tell of one summit in one day. What two of them say differently is best seen between those that are
most alike, and facts reach all others by the slots that relatives share, so the cost of an article does not grow with
its story.
"""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.stories.likeness import nearness
from claimcheck.stories.outlines import Outline

EVERY_TWO = 12  # articles, up to which all pairs are compared
NEAREST = 6  # relatives of an article of a larger story


def relatives(outlines: Sequence[Outline]) -> tuple[tuple[str, str], ...]:
    """The pairs of ids to compare in a large story, each in the order of ``outlines``."""
    import numpy as np

    ids = [o.id for o in outlines]
    near = nearness(outlines)
    np.fill_diagonal(near, -np.inf)
    in_order = np.argsort([o.id for o in outlines], kind="stable")  # of two equally near the first by id
    chosen = set()
    for place in range(len(ids)):
        nearest = in_order[np.argsort(-near[place, in_order], kind="stable")[:NEAREST]]
        chosen |= {(min(place, int(other)), max(place, int(other))) for other in nearest}
    return tuple((ids[a], ids[b]) for a, b in sorted(chosen))

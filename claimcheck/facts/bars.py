"""From which probability a guess stands in the fact table, and from which people are shown it: with nothing to import,
so that a report that is written again needs none of the models."""

from __future__ import annotations

# Of a filling beside others of its value: in a row that differs, and in one that agrees, where nineteen in twenty
# answer one question (``benchmarks.slots agree``).
AGREED, AGREED_SHOWN = 0.8, 0.94
# Of two tellings of one event: three in four are rightly told, and nineteen in twenty (``benchmarks.same_events``).
ALIKE, ALIKE_SHOWN = 0.5, 0.88

"""How the cost of some work grows with its size."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

LINEAR = 1.6  # an exponent up to which growth passes for linear on a busy machine; quadratic is 2
_ROUNDS = 4
_LEAST = 0.01  # seconds: below, a clock says nothing


def growth_exponent(work: Callable[[int], object], size: int) -> float:
    """The slope of log CPU time over log size from ``size`` over its double to its fourfold. What seems steeper than
    linear is measured again, the least counts: a collection of garbage in one run is not the work's."""
    costs = [math.inf] * 3
    for _ in range(_ROUNDS):
        costs = [min(cost, max(_spent(work, size << n), _LEAST)) for n, cost in enumerate(costs)]
        exponent = math.log(costs[2] / costs[0]) / math.log(4)
        if exponent < LINEAR:
            break
    return exponent


def _spent(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()  # of this process alone: other work on the machine does not count
    work(size)
    return time.process_time() - begun

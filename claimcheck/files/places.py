"""Where the user's caches lie."""

from __future__ import annotations

import os
from pathlib import Path


def users_cache() -> Path:
    """``$XDG_CACHE_HOME/claimcheck``, or ``~/.cache/claimcheck``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()) / "claimcheck"

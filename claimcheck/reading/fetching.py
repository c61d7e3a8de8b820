"""A page by its address: only where ``--fetch`` asks for it, by httpx (the extra ``fetch``)."""

from __future__ import annotations

import re
import time

from claimcheck.datamodel import Problem

_ADDRESS = re.compile(r"https?://\S", re.IGNORECASE)
_WAIT = 20.0  # seconds for a connection, and between two pieces
_WHOLE = 60.0  # seconds for the whole page: one may come a byte at a time
_AGENT = "claimcheck (reads one page that its user named)"


def is_address(path: str) -> bool:
    """Whether a path that was given is a web address."""
    return _ADDRESS.match(path) is not None


def fetched(address: str, max_bytes: int) -> bytes | Problem:
    """The page's bytes, at most ``max_bytes`` and within a minute; else why there are none."""
    try:
        import httpx
    except ImportError:
        return Problem(address, "--fetch needs httpx.", "pip install 'claimcheck-news[fetch]'", always=True)
    advice = "Try again, or save the page in a browser as HTML and name the file."
    begun, parts, size = time.monotonic(), [], 0
    try:
        with httpx.stream(
            "GET", address, follow_redirects=True, timeout=_WAIT, headers={"User-Agent": _AGENT}
        ) as answer:
            if answer.status_code != httpx.codes.OK:
                return Problem(address, f"{address} was answered with {answer.status_code}.", advice)
            for part in answer.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > max_bytes:
                    reason = f"{address} is too large (the limit is {max_bytes:,} bytes)."
                    return Problem(address, reason, "Raise reading.max_bytes, or leave it out.")
                if time.monotonic() - begun > _WHOLE:
                    return Problem(address, f"{address} takes too long.", advice)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Problem(address, f"{address} cannot be fetched: {type(error).__name__}.", advice)
    return b"".join(parts)

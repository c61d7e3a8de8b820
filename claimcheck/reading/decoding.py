"""Bytes -> text: UTF-8, or UTF-16 and UTF-32 by their mark; what is no text is told from it."""

from __future__ import annotations

import codecs
import shlex

from claimcheck.datamodel import Problem

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 65_536  # bytes looked at to tell text from other files
_TEXT_CONTROLS = frozenset({9, 10, 11, 12, 13, 27})
_CONTROL_SHARE = 0.05


def decoded(raw: bytes, shown: str, *, by_part: bool = False) -> str | Problem:
    """The text as it stands, the byte-order mark as U+FEFF; or why there is none. With ``by_part``, bytes that are no
    UTF-8 become lone surrogates (U+DC80 to U+DCFF), for the caller to name the part they stand in."""
    encoding = marked(raw) or "utf-8"
    if encoding == "utf-8" and (problem := _binary(raw, shown)) is not None:
        return problem
    try:
        return raw.decode(encoding, "surrogateescape" if by_part and encoding == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        return Problem(
            shown,
            f"{shown} is not valid {encoding[:6].rstrip('-').upper()}: byte {error.start} cannot be decoded.",
            converted(shown),
        )


def well_formed(text: str) -> str:
    """The text with every lone surrogate as U+FFFD and the two halves of a character joined, so that it can be
    written: formats with escapes (JSON, PDF) can name half a character, which is no text."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def converted(shown: str) -> str:
    """What to do with a file that is in another encoding."""
    return f"Convert it, for example: iconv -f windows-1252 -t utf-8 {shlex.quote(shown)}"


def marked(raw: bytes) -> str | None:
    """The encoding that a byte-order mark names."""
    return next((name for mark, name in _MARKS if raw.startswith(mark)), None)


def _binary(raw: bytes, shown: str) -> Problem | None:
    """Control characters that no text has; UTF-16 without its mark looks like that too."""
    head = raw[:_HEAD]
    zeros = head.count(0)
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
    if not zeros and controls <= len(head) * _CONTROL_SHARE:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if zeros > 0.3 * len(head) and min(even, odd) < 0.05 * zeros:
        order = "le" if odd > even else "be"
        return Problem(
            shown,
            f"{shown} seems to be UTF-16 without a byte-order mark.",
            f"Convert it: iconv -f utf-16{order} -t utf-8 {shlex.quote(shown)}",
        )
    return Problem(shown, f"{shown} is not text: it holds binary bytes.", "Convert it to text, or leave it out.")

"""Bytes -> text: UTF-8, UTF-16 and UTF-32 by their mark, or Windows-1252; what is no text, and what was decoded wrongly
before it came here, is told from it."""

from __future__ import annotations

import codecs
import re
import shlex
import unicodedata

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
_WESTERN = "windows-1252"  # of which Latin-1 is the part that texts use
_FOREIGN = 0.2  # of letters beyond ASCII, from which a text is in another script's encoding
_SIGNS = frozenset("€‚„…†‡‰‹‘’“”•–—™›¡£§©«®°±²³·»¼½¾¿´¨¸ªº×÷¹µ¶¢¥ˆ˜\xa0\xad")
# UTF-8 read as Windows-1252: the sign of a first byte, then those of the bytes that follow it.
_TWICE = re.compile("[Â-ô][\x80-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}")
_QUOTED_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2}){2,}|=\r?$", re.MULTILINE)
_SOFT_BREAKS = 3  # ends of line that make a text quoted-printable


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


def western(raw: bytes) -> str | None:
    """The text of bytes that are no UTF-8 and read well as Windows-1252: few letters beyond ASCII, all of the Latin
    alphabet, and signs that texts have. None for what another script's encoding may be."""
    if marked(raw) is not None or _binary(raw, "") is not None:
        return None
    try:
        text = raw.decode(_WESTERN)
    except UnicodeDecodeError:
        return None
    beyond = [c for c in text if not c.isascii()]
    letters = [c for c in beyond if c.isalpha()]
    if any(c not in _SIGNS and not unicodedata.name(c, "").startswith("LATIN ") for c in beyond):
        return None
    return text if len(letters) <= _FOREIGN * sum(c.isalpha() for c in text) else None


def misread(text: str, shown: str) -> Problem | None:
    """A notice where somebody decoded the text wrongly before it came here; the text stays as it is."""
    for found in _TWICE.finditer(text):
        try:
            meant = found[0].encode(_WESTERN).decode("utf-8")
        except UnicodeError:
            continue
        start = max(text.rfind(" ", 0, found.start()), text.rfind("\n", 0, found.start()), found.start() - 20) + 1
        around = re.match(r"\S{0,20}", text[found.end() :])
        before, after = text[start : found.start()], around[0] if around is not None else ""
        message = f"{shown} was decoded wrongly: “{before}{found[0]}{after}” for “{before}{meant}{after}”."
        return Problem(shown, message, "Save it anew from where it came from, as UTF-8.", fatal=False, notice=True)
    encoded = _QUOTED_PRINTABLE.findall(text)
    if len(encoded) < _SOFT_BREAKS or not any(len(code) > 2 for code in encoded):
        return None
    message = f"{shown} is quoted-printable, as mails are sent: “{next(c for c in encoded if len(c) > 2)}”."
    return Problem(shown, message, "Save the mail as .eml, or its text.", fatal=False, notice=True)


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

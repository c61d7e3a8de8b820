"""Text from pages made safe to show: nothing in it may drive a terminal, reorder a line or hide."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
# Everything that may need care; what is legitimate among it is let through below.
_CARE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000110bd\U000110cd"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff")  # break opportunities and stray byte order marks: say nothing
_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c")  # Persian and emoji joiners; marks that right-to-left text needs


def visible(text: str) -> str:
    """The text on one line: white space as single spaces, controls and bidirectional overrides as ``<U+202E>``.

    Lone surrogates become U+FFFD, as no encoding can write them; U+FFFE and U+FFFF, which XML forbids, are named.
    For display only: lengths change.
    """
    return _CARE.sub(_shown, _SPACE.sub(" ", text))


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character in _INVISIBLE:
        return ""
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "\ufffd"
    if character in _JOINERS or (kind == "Cf" and "ARABIC" in unicodedata.name(character, "")):
        return character
    return f"<U+{ord(character):04X}>"

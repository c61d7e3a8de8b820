"""Plain forms: the short way that ASCII takes is the long way's."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from claimcheck import textforms
from claimcheck.textforms import fold, plain


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_goes_the_short_way_to_the_same_form(text: str) -> None:
    spaced = textforms._SPACE.sub(" ", unicodedata.normalize("NFKC", text.translate(textforms._QUOTES))).strip()
    assert plain(text) == spaced
    decomposed = unicodedata.normalize("NFKD", spaced.casefold())
    assert fold(text) == "".join(c for c in decomposed if not unicodedata.combining(c))


def test_marks_and_accents_beyond_ascii() -> None:
    assert plain("“Zürich”  –\u00a0`now`…") == "\"Zürich\" - 'now'..."
    assert plain("\u202a#\u200eKobani\u2069") == "#Kobani"
    assert fold("ZÜRICH straße") == "zurich strasse"

"""Reports made of any text: every piece is a finding's words, message, values and reason, with true places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

from claimcheck.datamodel import (
    Article,
    Claim,
    ClaimRole,
    Decision,
    Divergence,
    Finding,
    Place,
    Problem,
    Report,
    Severity,
    Source,
    Span,
    Story,
)
from tests.report_hostile import ATTACKS
from tests.report_sample import RULES

STATUSES = ("new", "new", "baselined", "accepted", "suppressed")
TRAPS = (
    "::error file=x::pwned", "\n::error::pwned", "##[error]pwned", "::stop-commands::x", "%0A::error::pwned", "]]>",
    "@everyone look", "see #123 and GH-7, owner/repo#5", "http://example.invalid/a", "www.example.invalid", "![x](y)",
    "[x](javascript:alert)", "`", "``` a", "=1+1", "-2+3", "@SUM(A1)", "\t=1", "a,b;c\"d", "{0} [a](1)", "\r\n", "$x$",
    "<!-- -->", "</script>", "|", "mailto:a@example.invalid", "@", "1. x", "> x", "Łódź 👩‍👩‍👧 𐐀", "\ufdd0\ufffe",
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from((*ATTACKS, *TRAPS)),
    st.text(st.characters(codec=None), min_size=1, max_size=40),  # lone surrogates included
    st.lists(st.sampled_from((*ATTACKS, *TRAPS)), min_size=1, max_size=3).map("".join),
)
PATHS = st.one_of(
    st.sampled_from(
        ["a.txt", "./b c.txt", "dir/ü, 100%.txt", "/abs/x:y.txt", "C:\\news\\a.txt", "a\udcff.txt", "x#1?.txt"]
    ),
    st.text(st.characters(codec=None, exclude_characters="\x00"), min_size=1, max_size=12),
)


def made(
    pieces: Sequence[str], path: str = "a.txt", *, glue: str = "\r\n", extracted: bool = False, known: bool = True
) -> Report:
    """A finding for every piece, on two pages that hold the pieces. ``extracted``: the pages' text is not their
    file's, and has lines but no columns."""
    sources, articles, claims, places = [], [], [], []
    for name, words in ((path, pieces), (path + ".b", [p[::-1] for p in pieces])):
        text, spans = "", []
        for word in words:
            spans.append((len(text), len(text) + len(word)))
            text += word + glue
        lines = ((0, 3), (len(text) // 2 + 1, 7)) if extracted else ()
        sources.append(Source(name, text, "0" * 64, file="real " + name if extracted else "", lines=lines))
        item = Article(f"{name}#1", Span(name, 0, len(text)), pieces[0], None, None, pieces[-1], "en", ())
        articles.append(item)
        side = []
        for number, (start, end) in enumerate(spans):
            claim = Claim(
                f"{item.id}:{number}", item.id, Span(name, start, end), number, 0, ClaimRole.BODY, text[start:end]
            )
            claims.append(claim)
            side.append(Place(claim.span, text[start:end], item.id, claim.id, claim.text))
        places.append(side)
    story = Story("story", (articles[0].id, articles[1].id), articles[0].id, 0.5)
    found = []
    for number, piece in enumerate(pieces):
        rule = list(RULES.values())[number % len(RULES)]
        status = STATUSES[number % len(STATUSES)] if known else "new"
        decision = (
            Decision("f", "accept", piece, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), piece)
            if status == "accepted"
            else None
        )
        divergence = Divergence(
            piece, places[0][number], (places[1][number], places[1][0]), (piece,), (piece, piece[::-1]), (piece,),
            confidence=0.5 if number % 2 else None,
        )  # fmt: skip
        level = tuple(Severity)[number % 3]
        found.append(Finding(rule.name, rule.code, level, divergence, f"{number:020x}", status, story.id, decision))
    problems = tuple(Problem(path, p, p, bool(i % 2)) for i, p in enumerate(pieces[:3]))
    return Report(tuple(sources), tuple(articles), tuple(claims), (story,), (), (), (), tuple(found), problems)


REPORTS = st.builds(
    made,
    st.lists(PIECES, min_size=1, max_size=12),
    PATHS,
    glue=st.sampled_from(["\n", "\r\n", "\r", " ", "\u2028"]),
    extracted=st.booleans(),
)

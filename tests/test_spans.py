"""The offset law: every span that any stage emits slices back to its surface."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.side_by_side import annotator
from claimcheck.claims.extract import claims_of, enrich
from claimcheck.datamodel import Source, Span
from claimcheck.reading.segment import segment

FRAGMENTS = [
    "Aed al-Louayzi of Nineveh’s council told AFP on Monday, Jan. 5, 2015 that more than 4,000 men fled. ",
    "“We are in the same situation,” he said. ",
    '"They are active," General Wathiq al-Hamdani told Reuters. ',
    "About £1.2m 🙂 was stolen\u00a0in Zu\u0308rich, according to police. ",
    "Headline Without A Stop\r\n\r\n",
    "\r\n\r\n",
    "\n\n",
    "\ufeff",
    "e\u0301te\u0301 ",
    "- A subhead -\n\n",
    "By Jane Doe\n\n",
    "Twelve people, aged 5-6, were hurt in the U.S.-led attack last July. ",
]


@pytest.mark.model
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_every_span_slices_back(pieces: list[str]) -> None:
    text = "".join(pieces)
    source = Source("page.txt", text, "0" * 64)

    def check(span: Span, surface: str) -> None:
        assert text[span.start : span.end] == surface

    for article in segment(source):
        plain = claims_of(article, source)
        for claim in enrich(article, plain, annotator().annotate([c.text for c in plain]), source):
            check(claim.span, claim.text)
            for token in claim.tokens:
                assert text[token.start : token.end] == token.surface
                assert claim.span.start <= token.start < token.end <= claim.span.end
            for mention in claim.mentions:
                check(mention.span, mention.surface)
            for quotation in claim.quotations:
                check(quotation.span, quotation.surface)
            for attribution in claim.attributions:
                check(attribution.cue_span, attribution.cue)
                if attribution.source_span is not None:
                    check(attribution.source_span, attribution.source)
                if attribution.channel_span is not None:
                    check(attribution.channel_span, attribution.channel)

# ruff: noqa: E501 — tables of places read best as one line each
"""A report whose every text is an attack on the page or the terminal that shows it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from claimcheck.datamodel import (
    Alignment,
    Comment,
    Decision,
    FactCell,
    FactRow,
    FactTable,
    Finding,
    Problem,
    Report,
    Story,
)
from tests.report_sample import Desk, article, finding, source

ATTACKS = (
    "<script>window.pwned = 1</script>",
    "</script></style></title></textarea><script>window.pwned = 2</script>",
    '<img src="x" onerror="window.pwned = 3">',
    '" autofocus onfocus="window.pwned = 4" x=\'',
    "<svg/onload=window.pwned=5>",
    "javascript:window.pwned=6",
    "{{ 7 * 7 }}{% raw %}${window.pwned=8}<!-- --><![CDATA[",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b]8;;http://example.invalid\x1b\\link\x9b2J",
    "\u202eelbisrever\u202c\u2066isolated",
    "[bold red]markup[/bold red] :smile: [link=x]y[/link]",
    "nul\x00bell\x07back\x08del\x7f",
    "soft\u00adhyphen\u200bzero\ufeff \U000e0041tag",
    "lone\ud800surrogate\udcff",
    "Łódź 👩‍👩‍👧 e\u0301 مرحبا العالم שלום",
    "line\u2028para\u2029sep\x85next",
    "&lt;script&gt; &amp; &#x3c;b&#62;",
)


def hostile() -> Report:
    left = "\r\n".join(f"It was {a} then." for a in ATTACKS)
    right = "\r".join(f"It was {a[::-1]} now." for a in ATTACKS)
    pages = (source('a"><script>window.pwned=9</script>.txt', left), source("b\x1b[2J\u202e'&<b>.txt", right))
    names = tuple(
        article(
            p,
            1,
            None,
            p.text[:6],
            p.text,
            published=dt.date(2020, 2, 29),
            outlet=ATTACKS[i],
            language='en" onload="x',
        )
        for i, p in enumerate(pages)
    )
    titled = tuple(dataclasses.replace(a, title=ATTACKS[0] + ATTACKS[8], byline=ATTACKS[2]) for a in names)
    desk = Desk(pages, titled)
    a, b = titled
    story = Story('s"><script>', (a.id, b.id), a.id, 0.5)
    first, second = (desk.place(x, ATTACKS[0] if x is a else ATTACKS[0][::-1]) for x in titled)
    found = [
        finding("quote-altered", story, attack, desk.place(a, attack), [desk.place(b, attack[::-1])], values=(attack, attack[::-1]),
                evidence=(attack, "plain"), confidence=1.0, severity="error" if i % 2 else "note", status="accepted" if i == 5 else "new",
                decision=Decision("f", "accepted", attack, dt.datetime(2020, 1, 1), attack, dt.date(2030, 1, 1)) if i == 5 else None)
        for i, attack in enumerate(ATTACKS)
    ]  # fmt: skip
    found = [_decided(f, f.divergence.evidence[0]) if f.decision is not None else f for f in found]
    found = [dataclasses.replace(f, fingerprint=f'{i}"><script>') for i, f in enumerate(found)]
    found.append(dataclasses.replace(found[0], story_id=None, fingerprint="same"))
    found.append(dataclasses.replace(found[1], story_id=None, fingerprint="same"))
    cells = (
        FactCell(a.id, first.span, first.surface, ATTACKS[1]),
        FactCell(b.id, second.span, second.surface, ATTACKS[8], True),
    )
    facts = FactTable(story.id, (a.id, b.id), (FactRow(ATTACKS[4], ATTACKS[2], cells, ATTACKS[7], ATTACKS[3]),))
    pairs = zip(
        [c for c in desk.claims if c.article_id == a.id], [c for c in desk.claims if c.article_id == b.id], strict=False
    )
    aligned = tuple(Alignment(a.id, b.id, (x,), (y,), 0.5) for x, y in pairs)
    problems = tuple(Problem(x, x, x, bool(i % 2)) for i, x in enumerate(ATTACKS))
    return Report(pages, titled, tuple(desk.claims), (story,), aligned, (), (facts,), tuple(found), problems)


def _decided(finding: Finding, attack: str) -> Finding:
    """All that editors can say of a finding, hostile."""
    assert finding.decision is not None
    now = dt.datetime(2020, 1, 1)
    decision = dataclasses.replace(
        finding.decision, note=attack, wrong=(attack,), right=attack, assignee=attack, fixed_by=attack, fixed_at=now
    )
    said = Comment(finding.identity, finding.rule, attack, now, ("a",), attack)
    return dataclasses.replace(finding, decision=decision, comments=(said,))

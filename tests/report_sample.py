# ruff: noqa: E501 — tables of places read best as one line each
"""A report made by hand from the seed pages, for tests of writers: true sentences, true offsets, no pipeline."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from claimcheck.datamodel import (
    Alignment,
    Alone,
    Article,
    Block,
    BlockRole,
    Claim,
    ClaimRole,
    Decision,
    Divergence,
    FactCell,
    FactRow,
    FactTable,
    Finding,
    Place,
    Problem,
    Report,
    Rule,
    Severity,
    Source,
    Span,
    Story,
    StoryDecision,
)

SEEDS = Path(__file__).resolve().parent.parent / "fixtures" / "seeds"
TWO, ASHARQ, STAR = "000_6b9963c847019001.txt", "001_3508141f40da9917.txt", "002_4471ebe8adf81699.txt"
INTEL = "004_4c2784c82f799182.txt"
_SENTENCE = re.compile(r'\S.*?(?:(?<!Gen)(?<!Col)(?<!U\.S)[.!?]["”]?(?=\s+["“A-Z])|$)')


@dataclass(frozen=True)
class SampleRule:
    """Stands for a rule: only what writers read."""

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    severity: Severity = Severity.NOTE


def _rule(code: str, name: str, severity: str) -> Rule:
    made: Rule = type("Sample", (SampleRule,), {"code": code, "name": name})(Severity(severity))
    return made


RULES: dict[str, Rule] = {
    name: _rule(code, name, severity)
    for code, name, severity in (
        ("CC101", "name-spelling", "warning"),
        ("CC102", "alternate-name", "note"),
        ("CC103", "name-conflict", "error"),
        ("CC201", "number-conflict", "error"),
        ("CC301", "quote-altered", "error"),
        ("CC302", "speaker-conflict", "error"),
        ("CC303", "attribution-dropped", "note"),
        ("CC501", "claim-missing", "note"),
        ("CC502", "detail-missing", "note"),
        ("CC601", "term-drift", "note"),
    )
}


def source(path: str, text: str | None = None) -> Source:
    raw = (SEEDS / path).read_bytes() if text is None else text.encode("utf-8", "surrogatepass")
    return Source(path, raw.decode() if text is None else text, hashlib.sha256(raw).hexdigest())


def article(
    page: Source,
    number: int,
    title: str | None,
    first: str,
    last: str,
    *,
    published: dt.date | None = None,
    outlet: str | None = None,
    language: str = "en",
    teaser: bool = False,
) -> Article:
    """From the last occurrence of the title before ``first`` to the end of ``last``; a body block per paragraph."""
    body = page.text.index(first)
    end = page.text.index(last, body) + len(last)
    start = page.text.rindex(title, 0, body) if title else body
    blocks = [Block(BlockRole.HEADLINE, start, start + len(title))] if title else []
    blocks += [
        Block(BlockRole.BODY, body + m.start(), body + m.end()) for m in re.finditer(r"\S.*", page.text[body:end])
    ]
    span = Span(page.path, start, end)
    return Article(
        f"{page.path}#{number}", span, title, None, published, outlet, language, tuple(blocks), teaser=teaser
    )


def claims_of(page: Source, item: Article) -> list[Claim]:
    """Sentences by a crude pattern: enough for a sample, not for the tool."""
    made: list[Claim] = []
    for paragraph, block in enumerate(item.blocks):
        text = page.text[block.start : block.end]
        for match in [re.match(r".*", text)] if block.role is BlockRole.HEADLINE else _SENTENCE.finditer(text):
            assert match
            surface = match[0]
            role = ClaimRole.HEADLINE if block.role is BlockRole.HEADLINE else ClaimRole.BODY
            if role is ClaimRole.BODY and surface[0] in '“"' and surface[-1] in '”"':
                role = ClaimRole.QUOTE
            start = block.start + match.start()
            span = Span(page.path, start, start + len(surface))
            made.append(Claim(f"{item.id}:{len(made)}", item.id, span, len(made), paragraph, role, surface))
    return made


class Desk:
    """Finds words in the pages and makes places of them."""

    def __init__(self, sources: tuple[Source, ...], articles: tuple[Article, ...]) -> None:
        self.sources = {s.path: s for s in sources}
        self.articles = articles
        self.claims = [c for a in articles for c in claims_of(self.sources[a.span.path], a)]

    def claim(self, item: Article, begins: str) -> Claim:
        return next(c for c in self.claims if c.article_id == item.id and c.text.startswith(begins))

    def place(self, item: Article, words: str, after: str = "") -> Place:
        """The first ``words`` at or after ``after`` in the body of the article."""
        text = self.sources[item.span.path].text
        start = text.index(words, text.index(after, item.span.start))
        return self._place(item, start, words)

    def places(self, item: Article, word: str) -> list[Place]:
        text = self.sources[item.span.path].text[: item.span.end]
        found = re.compile(rf"\b{re.escape(word)}\b").finditer(text, item.span.start)
        return [self._place(item, m.start(), word) for m in found]

    def whole(self, item: Article, begins: str) -> Place:
        claim = self.claim(item, begins)
        return Place(claim.span, claim.text, item.id, claim.id, claim.text)

    def _place(self, item: Article, start: int, words: str) -> Place:
        span = Span(item.span.path, start, start + len(words))
        assert self.sources[span.path].text[span.start : span.end] == words
        around = next((c for c in self.claims if c.span.contains(span)), None)
        return Place(span, words, item.id, around.id if around else None, around.text if around else None)


def finding(
    rule: str,
    story: Story | None,
    message: str,
    primary: Place,
    related: list[Place],
    *,
    values: tuple[str, str] = ("", ""),
    evidence: tuple[str, ...] = (),
    confidence: float | None = None,
    severity: str | None = None,
    status: str = "new",
    decision: Decision | None = None,
) -> Finding:
    level = Severity(severity) if severity else RULES[rule].severity
    key = (rule, *sorted({primary.surface, *(p.surface for p in related)}))
    print_ = hashlib.sha256("\0".join((*key, primary.article_id)).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    divergence = Divergence(
        message, primary, tuple(related), key, values, evidence, Severity(severity) if severity else None, confidence
    )
    return Finding(rule, RULES[rule].code, level, divergence, print_, status, story.id if story else None, decision)


_MATCHES = (
    "Barely a month", "Ali al-Bayati, a", "Last July, the", ("ISIS militants who", "Daesh fighters who"), "Hiding out in",
    "More than 4,000", "But Aed al-Louayzi", ("He said the attacks", "He says the attacks"),
    ("Louayzi said that", "Louazi said that"), '"We are in the', "Hisham al-Hashemi, a", "To counter the", "To try to avoid",
    "We knew there", ("On Monday, twin", "A twin suicide"), "But Hashemi said", '"This concept of', "They are not sleepers",
    '"They are capable',
)  # fmt: skip

_LACKED = ("The Hashd, which", "Although Daesh is", "In the Hawiyah", "They said around")  # by the two others


def sample() -> Report:
    """Three variants of one story and three other articles; every kind of finding that a writer must show."""
    sources = tuple(source(p) for p in (TWO, ASHARQ, STAR, INTEL))
    two, asharq_page, star_page, intel_page = sources
    experts, last = "Experts: ISIS Still Capable of Recapturing Iraqi Areas", 'taking control of zones."'
    b = article(two, 1, experts, "Barely a month after", last, outlet="aawsat.com")
    trump = article(
        two,
        2,
        "Trump and Putin: A Strained Relationship",
        "Donald Trump styles",
        'seeking peace," she said.',
        teaser=True,
    )
    a = article(
        asharq_page, 1, experts, "Barely a month after", last, published=dt.date(2018, 1, 19), outlet="Asharq Al-Awsat"
    )
    d = article(star_page, 1, "ISIS Still Poses Threat to Iraq After Liberation", "Barely a month after", last,
                published=dt.date(2018, 1, 20), outlet="The Daily Star")  # fmt: skip
    intel = article(intel_page, 1, "Hundreds of ISIS fighters returning to Iraq to wage low-level insurgency",
                    "About 1,000 Islamic", "the report warned.", published=dt.date(2019, 7, 24), outlet="intelNews")  # fmt: skip
    articles = (b, trump, a, d, intel)
    desk = Desk(sources, articles)
    story = Story("story-1", (a.id, d.id, b.id), a.id, 0.914)
    pairs = [m if isinstance(m, tuple) else (m, m) for m in _MATCHES]
    alignments = [
        Alignment(a.id, d.id, (desk.claim(a, left),), (desk.claim(d, right),), 0.97) for left, right in pairs
    ] + [
        Alignment(a.id, b.id, (desk.claim(a, left),), (desk.claim(b, left),), 1.0) for left, _ in pairs
    ] + [
        Alignment(a.id, d.id, (), (desk.claim(d, lacked),), 0.03) for lacked in _LACKED
    ]  # fmt: skip
    return Report(
        sources, articles, tuple(desk.claims), (story,), tuple(alignments), (), (_facts(desk, story, a, d, b),),
        _findings(desk, story, a, d, intel),
        (Problem("scans/page-17.pdf", "scans/page-17.pdf has no text layer.", "Run OCR on it, or leave it out with --exclude.", False),),
        alone=(Alone(trump.id, "teaser", 0.5), Alone(intel.id, "no story", 0.5, 0.4123, story.id, d.id)),
        story_decisions=(
            StoryDecision("apart", ("0f" * 10, "1e" * 10), (trump.id, b.id), "R. Haddad",
                          dt.datetime(2018, 1, 21, 9, 30, tzinfo=dt.UTC), "a feature, not this event"),
        ),
    )  # fmt: skip


def _facts(desk: Desk, story: Story, a: Article, d: Article, b: Article) -> FactTable:
    def cell(item: Article, words: str, value: str, after: str = "", odd: bool = False) -> FactCell:
        place = desk.place(item, words, after)
        return FactCell(item.id, place.span, words, value, odd)

    def row(
        kind: str, label: str, left: str, right: str, value: str, other: str | None = None, after: str = ""
    ) -> FactRow:
        at = desk.place(a, left, after).span.start - a.span.start
        twin = desk.place(b, left, after)
        assert twin.span.start - b.span.start != at or a.id != b.id
        cells = (
            cell(a, left, value, after),
            cell(d, right, other or value, after if after in desk.sources[STAR].text else "", other is not None),
            cell(b, left, value, after),
        )
        return FactRow(kind, label, cells, value, value)

    silent = FactRow(
        "quantity", "jihadis killed around Hawiyah", (None, cell(d, "around 60 jihadis", "about 60"), None), "about 60", "about 60"
    )  # fmt: skip
    rows = (
        row("name", "provincial council member", "Louayzi", "Louazi", "Louayzi", "Louazi", " said that"[:0]),
        row("name", "province north of Baghdad", "Nineveh", "Ninevah", "Nineveh", "Ninevah"),
        row("quantity", "suicide bombings in Baghdad", "twin suicide bombings", "A twin suicide bombing", "two bombings", "one twin bombing"),
        row("quantity", "lives lost in the bombing", "more than 30 lives", "more than 30 lives", "more than 30"),
        row("quantity", "arrested since Mosul's capture", "More than 4,000 militants", "More than 4,000 jihadis", "more than 4,000"),
        row("when", "attack in Baghdad", "On Monday", "Monday", "Monday 15 January 2018"),
        silent,
    )  # fmt: skip
    return FactTable(story.id, (a.id, d.id, b.id), rows)


def _findings(desk: Desk, story: Story, a: Article, d: Article, intel: Article) -> tuple[Finding, ...]:
    isis, daesh = desk.places(a, "ISIS"), desk.places(d, "Daesh")
    militants, jihadis = desk.places(a, "militants"), desk.places(d, "jihadis")
    return (
        finding("number-conflict", story, "“twin suicide bombings” in one, “A twin suicide bombing” in the other: two attacks against one.",
                desk.place(a, "twin suicide bombings"), [desk.place(d, "A twin suicide bombing")],
                values=("2 bombings", "1 bombing"), evidence=("2 and 1 cannot both be the count of bombings on Monday.",), confidence=0.81),
        finding("quote-altered", story, "Words inside Hashemi's quotation differ: “ISIS” against “[black] Daesh”.",
                desk.place(a, "simply means that the ISIS flag is no longer flying"),
                [desk.place(d, "simply means that the [black] Daesh flag is no longer flying")],
                evidence=("“[black]” stands in brackets: an editor's insertion.", "ISIS and Daesh are one referent (see alternate-name)."), confidence=0.97),
        finding("quote-altered", story, "Words inside Louayzi's quotation differ: “militants” against “jihadis”.",
                desk.place(a, "geographically, the territory has been retaken... but not all the militants there have been arrested"),
                [desk.place(d, "geographically, the territory has been retaken ... but not all the jihadis there have been arrested.")], confidence=0.95),
        finding("name-spelling", story, "One name spelled “Louayzi” and “Louazi”.",
                desk.place(a, "Louayzi", "Louayzi said"), [desk.place(d, "Louazi", "Louazi said")],
                values=("Louayzi", "Louazi"), evidence=("One letter apart; both speak in the same matched sentence.", "The Daily Star itself writes “al-Louayzi” earlier."), confidence=0.93),
        finding("name-spelling", story, "One name spelled “Nineveh” and “Ninevah”.",
                desk.place(a, "Nineveh", "More than 4,000"), [desk.place(d, "Ninevah", "More than 4,000"), desk.place(a, "Nineveh", "But Aed"), desk.place(d, "Ninevah", "But Aed")],
                values=("Nineveh", "Ninevah"), evidence=("Two independent sentences show the same pair.",), confidence=0.98),
        finding("alternate-name", story, "“ISIS” and “Daesh” name one body.", isis[1], [*daesh, *isis[2:]],
                values=("ISIS", "Daesh"), evidence=("Apposition in The Daily Star: “Daesh (ISIS)”.", "The pair stands in 5 matched sentences."), confidence=0.99),
        finding("term-drift", story, "“militants” and “jihadis” are swapped throughout.", militants[0], [jihadis[0], *militants[1:], *jihadis[1:]],
                values=("militants", "jihadis"), evidence=("The same swap in 5 matched sentences.",)),
        finding("attribution-dropped", story, "“Agence France Presse”, to whom it was said, is not named in the other's same statement",
                desk.place(a, "told Agence France Presse"), [desk.place(d, "said", "since launched attacks")]),
        finding("detail-missing", story, "“and capital of Nineveh province” is not in the same statement of The Daily Star",
                desk.place(a, "and capital of Nineveh province"), [desk.whole(d, "Last July")], values=("and capital of Nineveh province", "")),
        finding("detail-missing", story, "“with much fanfare” is not in the same statement of Asharq Al-Awsat",
                desk.place(d, "with much fanfare"), [desk.whole(a, "Last July")], values=("", "with much fanfare")),
        finding("detail-missing", story, "A phrase of 21 words is not in the same statement of The Daily Star",
                desk.place(a, "and pose a persistent threat to populated districts along the Tigris valley, like the Nimrud area downstream from Mosul"),
                [desk.whole(d, "Hiding out in")]),
        *(finding("claim-missing", story, f"Not in Asharq Al-Awsat: “{place.surface}”", place, [], values=(place.surface, ""))
          for place in (desk.whole(d, begins) for begins in _LACKED)),
        finding("name-spelling", None, "One name spelled “al-Hashemi” and “al-Hashimi”.",
                desk.place(a, "Hisham al-Hashemi"), [desk.place(intel, "Hisham al-Hashimi")],
                values=("Hisham al-Hashemi", "Hisham al-Hashimi"), evidence=("Same given name, one vowel apart, both security specialists on ISIS.",), confidence=0.9),
        finding("number-conflict", None, "The headline says “Hundreds”, its own text “About 1,000”.",
                desk.place(intel, "Hundreds of ISIS fighters"), [desk.place(intel, "About 1,000 Islamic State fighters")],
                values=("200 to 999", "900 to 1,100"), evidence=("Read narrowly, “hundreds” stops at 999.",), confidence=0.55, severity="warning"),
        finding("name-spelling", story, "“al-Louayzi” and “Louazi” inside one article.",
                desk.place(d, "al-Louayzi"), [desk.place(d, "Louazi", "Louazi said")], values=("al-Louayzi", "Louazi"),
                status="accepted", decision=Decision("x", "accepted", "R. Haddad", dt.datetime(2018, 1, 21, 9, 30), "Corrected in print.")),
    )  # fmt: skip


def crowd(size: int) -> Report:
    """One story of ``size`` short articles, the last of which has another figure."""
    pages = [source(f"crowd/{n}.txt", f"Raid in Tarhuna\nPolice seized {6 if n < size - 1 else 14} rifles in a raid on day {n}.\n")
             for n in range(size)]  # fmt: skip
    articles = tuple(
        article(p, 1, "Raid in Tarhuna", "Police seized", f"on day {n}.", outlet=f"Outlet {n}")
        for n, p in enumerate(pages)
    )
    desk = Desk(tuple(pages), articles)
    story = Story("story-1", tuple(a.id for a in articles), articles[0].id, 0.9)
    rifles = [desk.place(a, "14 rifles" if a is articles[-1] else "6 rifles") for a in articles]
    cells = tuple(FactCell(p.article_id, p.span, p.surface, p.surface, p.article_id == articles[-1].id) for p in rifles)
    facts = FactTable(
        story.id, story.article_ids, (FactRow("quantity", "rifles (seize)", cells, "6 rifles", "6 rifles"),)
    )
    said = [desk.claim(a, "Police") for a in articles]
    alignments = tuple(
        Alignment(articles[0].id, a.id, (said[0],), (c,), 0.9) for a, c in zip(articles[1:], said[1:], strict=True)
    )
    found = finding(
        "number-conflict",
        story,
        "“14 rifles” against “6 rifles”",
        rifles[-1],
        rifles[:-1],
        values=("14 rifles", "6 rifles"),
    )
    return Report(tuple(pages), articles, tuple(desk.claims), (story,), alignments, (), (facts,), (found,))

"""The HTML page: its structure, its policy, its data. In a browser: test_writers_html_page.py, _views.py, _desk.py."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import (
    Alignment,
    Claim,
    ClaimRole,
    FactCell,
    FactRow,
    FactTable,
    Mention,
    MentionKind,
    Name,
    Place,
    Referent,
    Report,
    Span,
)
from claimcheck.evidence.evidence import ledger_of
from claimcheck.values.names.referents import referents_of
from claimcheck.writers import WRITERS, html
from claimcheck.writers.html import Desk, page_data, policy, render_html
from claimcheck.writers.parts.name_ledger import name_entries
from claimcheck.writers.parts.parallel import copies, parallel_rows
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_made import PIECES, made
from tests.report_sample import RULES, sample

EMPTY = Report((), (), (), (), (), (), (), ())
ALONE = dataclasses.replace(sample(), stories=(), alignments=(), fact_tables=(), findings=())
CLEAN = dataclasses.replace(sample(), findings=())
REPORTS = {"sample": sample(), "hostile": hostile(), "empty": EMPTY, "alone": ALONE, "clean": CLEAN}
VOID = {"meta", "link", "input", "br", "img", "wbr"}
TEMPLATES = Path(html.__file__).parent / "templates"


class Tags(HTMLParser):
    """Tags in order, checked to nest; ids, attributes, and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.scripts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes[name] += 1
            if name == "id":
                self.ids.append(value or "")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data


def data_of(page: str) -> dict[str, Any]:
    """What the page shows, put together as its script does."""
    scripts = Tags(page).scripts
    first, rest = json.loads(scripts[0]), json.loads(scripts[-1])
    for number, parts in rest["findings"].items():
        for at, part in zip((8, 9, 10, 12), parts, strict=True):
            assert first["findings"][int(number)][at] == 0
            first["findings"][int(number)][at] = part
    return {**first, "claims": rest["claims"], "strings": [*first["strings"], *rest["strings"]]}


def test_of_a_quotation_the_words_that_differ_are_marked_alone() -> None:
    """A place that holds other places of its sentence is where they are; torn-out words are no reading."""
    found = next(
        f for f in sample().findings if f.rule == "quote-altered" and "militants" in f.divergence.primary.surface
    )
    seen = found.divergence
    at = seen.primary.span.start + seen.primary.surface.index("militants")
    word = dataclasses.replace(seen.primary, span=Span(seen.primary.span.path, at, at + 9), surface="militants")
    told = dataclasses.replace(seen, related=(*seen.related, word), values=("militants; more", "jihadis; less"))
    report = dataclasses.replace(sample(), findings=(dataclasses.replace(found, divergence=told),))
    data = json.loads(page_data(report, RULES))
    (shown,) = data["findings"]
    side = next(s for s in shown[8] if "militants" in data["strings"][data["claims"][s[1]][0]])
    text = data["strings"][data["claims"][side[1]][0]]
    assert [text[a:b] for a, b, loud in zip(*[iter(side[3])] * 3, strict=True) if loud == 2] == ["militants"]
    assert [s[4] for s in shown[8]] == [-1, -1]


def test_how_surely_an_event_is_told_stands_beside_its_words() -> None:
    report = sample()
    found = next(f for f in report.findings if f.rule == "name-spelling" and f.story_id is not None)
    claims = [next(c for c in report.claims if c.article_id == a.id and len(c.text) > 120) for a in report.articles[:2]]
    cells = tuple(
        FactCell(c.article_id, Span(c.span.path, c.span.start + 60, c.span.start + 70), c.text[60:70], value)
        for c, value in zip(claims, ("denied", "told as fact"), strict=True)
    )
    places = [_place(cell, claim) for cell, claim in zip(cells, claims, strict=True)]
    seen = dataclasses.replace(found.divergence, primary=places[0], related=(places[1],))
    table = FactTable("story-1", tuple(c.article_id for c in cells), (FactRow("event", "It did", cells, "", "denied"),))
    told = dataclasses.replace(
        report, fact_tables=(table,), findings=(dataclasses.replace(found, rule="negation", divergence=seen),)
    )
    data = json.loads(page_data(told, RULES))
    (row,) = (r for r in data["rows"] if data["strings"][r[0]] == "event")
    for answer in row[4]:
        text = "".join(data["strings"][n] for n in answer[3][1:])
        claim = next(c for c in claims if data["strings"][data["articles"][answer[3][0]][0]] == c.article_id)
        assert text.strip("… ") in claim.text.replace("\xa0", " ") and len(text) <= 105


def _place(cell: FactCell, claim: Claim) -> Place:
    return Place(cell.span, cell.surface, cell.article_id, claim.id, claim.text)


def test_golden_data() -> None:
    shown = json.dumps(json.loads(page_data(sample(), RULES)), ensure_ascii=False, indent=1)
    assert_golden("report-page.json", re.sub(r"\n\s+(?=[-\d\]])", " ", shown) + "\n")


def test_named_among_the_writers() -> None:
    assert WRITERS["html"](sample(), RULES) == render_html(sample(), RULES)


@pytest.mark.parametrize("name", REPORTS)
def test_page_is_well_formed_and_asks_for_nothing(name: str) -> None:
    page = render_html(REPORTS[name], RULES)
    page.encode("utf-8")
    seen = Tags(page)
    assert seen.open == []
    assert [i for i, n in Counter(seen.ids).items() if n > 1] == []
    assert seen.tags["script"] == 3 and seen.tags["style"] == seen.tags["main"] == 1
    assert not set(seen.attributes) & {"style", "src", "srcset", "action"}
    assert not [a for a in seen.attributes if a.startswith("on")]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert "connect-src" not in page
    for data in (seen.scripts[0], seen.scripts[2]):
        assert data == data.translate({ord(c): None for c in "<>&\u2028\u2029"})


@given(st.lists(PIECES, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_out_of_the_data(pieces: list[str]) -> None:
    report = made(pieces)
    page = render_html(report, RULES)
    page.encode("utf-8")
    seen = Tags(page)
    assert seen.tags["script"] == 3 and seen.open == []
    assert data_of(page) == json.loads(page_data(report, RULES))


def _utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_marks_lie_on_the_words_as_scripts_count(name: str) -> None:
    data = json.loads(page_data(REPORTS[name], RULES))
    strings = data["strings"]
    seen = 0
    for finding in data["findings"]:
        for _, claim, text, marks, *_ in (*finding[8], *finding[9]):
            words = strings[data["claims"][claim][0] if claim >= 0 else text]
            for start, end, _ in zip(marks[::3], marks[1::3], marks[2::3], strict=True):
                assert 0 <= start < end <= len(words.encode("utf-16-le")) // 2
                _utf16(words, start, end).encode()  # no half of a pair
                seen += 1
    assert seen > 20


def test_letters_are_marked_to_the_character() -> None:
    data = json.loads(page_data(sample(), RULES))
    strings = data["strings"]
    finding = next(f for f in data["findings"] if "“Louayzi” and “Louazi”" in strings[f[4]])
    first = finding[8][0]
    words = strings[data["claims"][first[1]][0]]
    loud = [words[a:b] for a, b, mark in zip(first[3][::3], first[3][1::3], first[3][2::3], strict=True) if mark == 2]
    assert loud == ["y"]


def test_nothing_is_left_out() -> None:
    report = sample()
    data = json.loads(page_data(report, RULES))
    assert len(data["findings"]) == len(report.findings)
    assert len(data["claims"]) == len(report.claims)
    assert {data["strings"][f[5]] for f in data["findings"]} == {f.fingerprint for f in report.findings}
    odd = sum(len(answer[2]) for row in data["rows"] if row[3] or row[2] >= 0 for answer in row[4] if answer[1])
    assert odd  # the others are no findings: what nobody reports is not called odd
    told = {number for row in data["rows"] for number in row[3]}
    slugs = [data["strings"][data["rules"][f[1]][0]] for f in data["findings"]]
    assert told == {n for n, slug in enumerate(slugs) if slug not in ("claim-missing", "detail-missing")}


def test_desk_block_and_policy() -> None:
    page = render_html(sample(), RULES, desk=Desk("/desk", "</script><b>", "R. <Haddad>"))
    seen = Tags(page)
    assert json.loads(seen.scripts[1]) == {"endpoint": "/desk", "token": "</script><b>", "editor": "R. <Haddad>"}
    assert seen.tags["script"] == 4 and seen.tags["b"] == 0
    assert "connect-src &#39;self&#39;" in page
    assert policy(desk=True) == policy().replace("; base-uri", "; connect-src 'self'; base-uri")


def test_scripts_never_read_markup() -> None:
    for file in TEMPLATES.glob("*.js"):
        code = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", code), (
            file
        )
    assert {f.stem.removeprefix("report-") for f in TEMPLATES.glob("*.js")} == set(html.SCRIPTS)


def test_same_report_same_bytes() -> None:
    assert render_html(sample(), RULES) == render_html(sample(), RULES)


# ------------------------------------------------------------------ the ledger of names


def _named(article: str, number: int, surface: str, kind: str = "person") -> Claim:
    span = Span(article, number * 100, number * 100 + len(surface))
    *given, family = surface.removesuffix("'s").removesuffix("'S").split()
    name = Name(kind, given=tuple(given), family=(family,))
    mention = Mention(MentionKind.NAME, span, surface, name)
    return Claim(f"{article}:{number}", article, span, number, 0, ClaimRole.BODY, surface, mentions=(mention,))


@pytest.mark.parametrize(("said", "label", "spellings"), [
    (["Aed Louayzi", "Louayzi", "LOUAYZI'S"], "Aed Louayzi", [{"Aed Louayzi", "Louayzi"}]),
    (["Aed Louayzi", "Louayzi", "Louazi"], "Aed Louayzi", [{"Aed Louayzi", "Louayzi"}, {"Louazi"}]),
    (["Philly", "PHILLY", "Philly's"], "Philly", [{"Philly"}]),
    (["Popular Mobilization Forces", "PMF", "P.M.F."], "Popular Mobilization Forces",
     [{"Popular Mobilization Forces", "PMF"}]),
])  # fmt: skip
def test_ledger_asks_only_where_somebody_has_to_choose(said: list[str], label: str, spellings: list[set[str]]) -> None:
    base = sample()
    a, b = base.stories[0].article_ids[:2]
    kind = "person" if "Louayzi" in label else "organisation"
    claims = tuple(_named((a, b)[n % 2], n, surface, kind) for n, surface in enumerate(said))
    referent = referents_of(ledger_of(claims))
    entries = name_entries(dataclasses.replace(base, claims=claims, referents=referent))
    assert [e.label for e in entries] == [label]
    kept = [{s.surface, *s.forms} for s in entries[0].spellings]
    assert all(any(group <= own for own in kept) for group in spellings) and len(kept) == len(spellings), kept
    assert sum(count for s in entries[0].spellings for _, count in s.uses) == len(said)


@pytest.mark.parametrize(("full", "lone", "kind", "one"), [
    ("National Yemen", "Yemen", "place", False), ("Constrain Iran", "Iran", "place", False),
    ("Vera Institute", "Institute", "unknown", False), ("Scottish SPCA", "SPCA", "organisation", True),
    ("Ann Louayzi", "Louayzi", "person", True),
])  # fmt: skip
def test_ledger_takes_only_a_surname_or_initials_for_a_short_form(full: str, lone: str, kind: str, one: bool) -> None:
    base = sample()
    a, b = base.stories[0].article_ids[:2]
    claims = (_named(a, 0, full, "person" if kind == "person" else "organisation"), _named(b, 1, lone, kind))
    entries = name_entries(dataclasses.replace(base, claims=claims, referents=()))
    assert len(entries) == 2 - one


def test_ledger_shows_no_dash_as_part_of_a_name() -> None:
    base = sample()
    a, b = base.stories[0].article_ids[:2]
    claims = tuple(_named((a, b)[n], n, s, "place") for n, s in enumerate(("Ohio", "Ohio—")))
    (entry,) = name_entries(dataclasses.replace(base, claims=claims, referents=()))
    assert [(s.surface, s.forms) for s in entry.spellings] == [("Ohio", ())]


def test_ledger_takes_two_words_of_one_body_for_two() -> None:
    base = sample()
    a, b = base.stories[0].article_ids[:2]
    said = [
        (a, "TallGrass Distribution Ltd."),
        (a, "TallGrass"),
        (b, "TallGrass Distribution"),
        (b, "TallGrass Distributors"),
    ]
    claims = tuple(_named(x, n, s, "organisation") for n, (x, s) in enumerate(said))
    one = Referent("TallGrass", "organisation", ledger_of(claims))  # by the name that both begin with
    (entry,) = name_entries(dataclasses.replace(base, claims=claims, referents=(one,)))
    assert [{s.surface, *s.forms} for s in entry.spellings] == [{s for _, s in said[:3]}, {"TallGrass Distributors"}]


def test_ledger_keeps_two_people_of_one_surname_apart() -> None:
    base = sample()
    a, b = base.stories[0].article_ids[:2]
    claims = tuple(_named(x, n, s) for n, (x, s) in enumerate([(a, "Ann Other"), (b, "Bo Other"), (b, "Other")]))
    entries = name_entries(dataclasses.replace(base, claims=claims, referents=referents_of(ledger_of(claims))))
    assert {"Ann Other", "Bo Other"} <= {e.label for e in entries}
    assert all(len(e.spellings) == 1 for e in entries)


# ------------------------------------------------------------------ parallel text


def _claim(article: str, ordinal: int, text: str) -> Claim:
    return Claim(f"{article}{ordinal}", article, Span(article, ordinal, ordinal + 1), ordinal, 0, ClaimRole.BODY, text)


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 3), st.integers(0, 5)), max_size=8),
)
def test_parallel_rows_hold_every_claim_once(sizes: list[int], pairs: list[tuple[int, int, int, int]]) -> None:
    names = "abcd"[: len(sizes)]
    claims = {n: [_claim(n, i, f"{n} {i}") for i in range(size)] for n, size in zip(names, sizes, strict=True)}
    joined = [
        Alignment(names[a], names[b], (claims[names[a]][i],), (claims[names[b]][j],), 0.9)
        for a, i, b, j in pairs
        if a < len(names) and b < len(names) and a != b and i < sizes[a] and j < sizes[b]
    ]
    rows = parallel_rows(names, claims, joined)
    assert sorted(c.id for row in rows for cell in row for c in cell) == sorted(
        c.id for cs in claims.values() for c in cs
    )
    assert all(c.article_id == names[i] for row in rows for i, cell in enumerate(row) for c in cell)
    firsts = [row[0][0].ordinal for row in rows if row[0]]
    assert firsts == sorted(firsts)
    for pair in joined:
        assert any(pair.left[0] in sum(row, ()) and pair.right[0] in sum(row, ()) for row in rows)


def test_what_one_variant_adds_stands_where_it_adds_it() -> None:
    claims = {"a": [_claim("a", i, t) for i, t in enumerate("one two".split())],
              "b": [_claim("b", i, t) for i, t in enumerate("one more two".split())]}  # fmt: skip
    (a, b), join = claims.values(), lambda x, y: Alignment("a", "b", (x,), (y,), 1.0)
    rows = parallel_rows("ab", claims, [join(a[0], b[0]), join(a[1], b[2])])
    assert [[c.text for c in row[1]] for row in rows] == [["one"], ["more"], ["two"]]
    assert [len(row[0]) for row in rows] == [1, 0, 1]


def test_copies_are_told_by_their_words() -> None:
    claims = {n: [_claim(n, 0, t)] for n, t in zip("abc", ("“Yes”", '"yes"', "no"), strict=True)}
    assert copies("abc", claims) == {"b": "a"}

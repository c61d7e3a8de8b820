"""Facts as the page's rows: who gives which value, what disagrees, how many texts it goes back to."""

from __future__ import annotations

import dataclasses

import pytest

from claimcheck.datamodel import (
    ArticleRelation,
    FactCell,
    FactRow,
    FactTable,
    Finding,
    RelatedArticles,
    Severity,
    Source,
    Span,
)
from claimcheck.reading.agencies import Credit, credit_of
from claimcheck.reading.segment import segment
from claimcheck.textforms import fold
from claimcheck.writers.parts.answers import Answer, Spot, outnumbered
from claimcheck.writers.parts.disagreements import KINDS, LEFT_OUT, Row, rows_of
from claimcheck.writers.parts.origins import origins
from claimcheck.writers.parts.outline import outline
from claimcheck.writers.parts.presence import Presences
from claimcheck.writers.parts.sentences import Lookup
from tests.report_sample import sample


def _story_rows() -> tuple:
    group = outline(sample()).groups[0]
    return rows_of(group.facts, (*group.findings, *group.known), [a.id for a in group.articles])


def test_every_finding_but_of_what_is_left_out_stands_in_one_row() -> None:
    group = outline(sample()).groups[0]
    told = [f.fingerprint for row in _story_rows() for f in row.findings]
    assert sorted(told) == sorted(f.fingerprint for f in (*group.findings, *group.known) if f.rule not in LEFT_OUT)
    assert sum(bool(row.findings) for row in _story_rows()) >= 5


def test_rows_run_by_kind_and_name_everybody_once() -> None:
    rows = _story_rows()
    kinds = [KINDS.index(row.kind) for row in rows]
    assert kinds == sorted(kinds)
    for row in rows:
        for answer in row.answers:
            assert answer.value and len(set(answer.spots)) == len(answer.spots) >= 1


_RULES = {
    "quantity": "number-conflict",
    "quote": "quote-altered",
    "source": "attribution-dropped",
    "name": "name-spelling",
    "event": "certainty",
}


def _about(row: FactRow) -> Finding:
    """A finding about a row's first cell and another that is odd, or the last."""
    made = next(f for f in sample().findings if f.rule == "name-spelling" and f.story_id is not None)
    cells = [c for c in row.cells if c is not None]
    other = next((c for c in reversed(cells[1:]) if c.odd), cells[-1])
    first, second = (
        dataclasses.replace(made.divergence.primary, article_id=c.article_id, span=c.span, surface=c.surface)
        for c in (cells[0], other)
    )
    values = first.surface, second.surface
    seen = dataclasses.replace(made.divergence, primary=first, related=(second,), values=values)
    return dataclasses.replace(made, rule=_RULES[row.kind], divergence=seen)


def test_what_disagrees_stands_first_then_what_most_have() -> None:
    cells = [
        FactCell(f"{n}", Span(f"{n}", 0, 2), value, value, value == "14") for n, value in enumerate(("6", "14", "6"))
    ]
    table = FactTable("s", ("0", "1", "2"), (FactRow("quantity", "rifles (seize)", tuple(cells), "6", "6"),))
    (row,) = rows_of(table, (_about(table.rows[0]),), ("0", "1", "2"))
    assert (row.kind, row.label) == ("figure", "rifles (seize)")
    assert [(a.value, a.odd, [s.article_id for s in a.spots]) for a in row.answers] == [
        ("14", True, ["1"]), ("6", False, ["0", "2"]),
    ]  # fmt: skip


def test_a_source_that_is_lacking_is_said() -> None:
    cells = (
        FactCell("0", Span("0", 0, 11), "police said", "police said"),
        FactCell("1", Span("1", 0, 40), "Two men were arrested on Friday morning.", "", True),
    )
    table = FactTable("s", ("0", "1"), (FactRow("source", "Two men were arrested", cells, "", "police said"),))
    (row,) = rows_of(table, (_about(table.rows[0]),), ("0", "1"))
    assert [(a.value, a.odd) for a in row.answers] == [("police said", False), ("no source given", False)]


def test_a_finding_without_a_row_becomes_one_with_its_readings() -> None:
    found = next(f for f in sample().findings if f.story_id is None and len(f.article_ids) > 1)
    (row,) = rows_of(None, (found,), found.article_ids)
    assert row.findings == (found,) and 1 < len(row.answers) <= 1 + len(found.divergence.related)
    assert {s.article_id for a in row.answers for s in a.spots} == set(found.article_ids)


def test_a_name_that_differs_in_a_capital_shows_both_forms() -> None:
    name = next(f for f in sample().findings if f.rule == "name-spelling" and f.story_id is not None)
    seen = name.divergence
    places = [
        dataclasses.replace(p, surface=surface, claim_id=f"c{n}")
        for n, (p, surface) in enumerate(zip((seen.primary, *seen.related), ("WikiLeaks", "Wikileaks"), strict=False))
    ]
    seen = dataclasses.replace(seen, primary=places[0], related=tuple(places[1:]), values=("WikiLeaks", "Wikileaks"))
    (row,) = rows_of(None, (dataclasses.replace(name, divergence=seen),), name.article_ids)
    assert {a.value for a in row.answers} == {"WikiLeaks", "Wikileaks"}


def test_ten_outlets_of_one_wire_are_one_origin() -> None:
    def related(left: str, right: str, derived: float) -> RelatedArticles:
        return RelatedArticles(left, right, ArticleRelation.REWRITE, derived, 0.0, 0.0)

    order = ["wire", "cut", "own", "cut of cut", "copy"]
    found = origins(
        order, [related("cut", "wire", 0.9), related("cut of cut", "cut", 0.6), related("own", "wire", 0.49)],
        {"copy": "own"}, {"cut": Credit("Reuters"), "own": Credit("AP", whole=False)},
    )  # fmt: skip
    assert found.of == {"wire": "wire", "cut": "wire", "own": "own", "cut of cut": "wire", "copy": "own"}
    assert list(found.of) == order
    assert found.called == {"wire": "Reuters", "own": ""}


def test_an_agency_is_one_origin_and_a_helping_one_is_not() -> None:
    credited = {"a": Credit("AP"), "b": Credit("AP"), "c": Credit("AP", whole=False)}
    found = origins(["a", "b", "c", "d"], [], {}, credited)
    assert found.of == {"a": "a", "b": "a", "c": "c", "d": "d"}
    assert found.called == {"a": "AP", "c": "own report with AP", "d": "own report"}


_TEXT = "The minister said on Friday that the bridge would be closed for a week.\n\nNobody was hurt, he said."


@pytest.mark.parametrize(("page", "credit"), [
    (f"BAGHDAD (AP) — {_TEXT}", Credit("AP")), (f"(Reuters) - {_TEXT}", Credit("Reuters")),
    (f"BEIJING/SEOUL, Oct 9 (Reuters) - {_TEXT}", Credit("Reuters")),
    (f"By Ann Other BEIJING (Reuters) - {_TEXT}", Credit("Reuters")),
    (f"By Ann Other, Associated Press\n\n{_TEXT}", Credit("AP")),
    (f"{_TEXT}\n\nAgence France-Presse contributed to this report.", Credit("AFP", whole=False)),
    (f"BERLIN (dpa) - {_TEXT}\n\nAgence France-Presse contributed to this report.", Credit("dpa")),
    (f"{_TEXT} — AFP", Credit("AFP")),
    (f"{_TEXT}\n\nAgence France Presse, Reuters", None),  # nobody knows whose
    (f"{_TEXT}\n\n\"We have seen it,\" he told AFP. The AP reported it too.", None),
    (f"A bridge near Harlow. (AP Photo/Ann Other)\n\n{_TEXT}", None), (_TEXT, None),
])  # fmt: skip
def test_the_agency_that_a_page_credits(page: str, credit: Credit | None) -> None:
    source = Source("a.txt", f"Bridge over the river in Harlow closed\n\n{page}\n", "")
    (article,) = segment(source)
    assert credit_of(article, source) == credit


def test_a_digest_says_nothing_of_the_sentence_it_stands_at() -> None:
    """Its place is the first sentence of the report that lacks the statements: nobody lacks that one."""
    report = sample()
    story = report.stories[0]
    missing = next(f for f in report.findings if f.rule == "claim-missing" and f.story_id == story.id)
    first = next(
        c for c in report.claims if c.article_id not in missing.article_ids and c.article_id in story.article_ids
    )
    place = dataclasses.replace(
        missing.divergence.primary, span=first.span, surface=first.text, article_id=first.article_id, claim_id=first.id,
        claim_text=first.text,
    )  # fmt: skip
    told = missing.divergence.primary
    digest = dataclasses.replace(
        missing, severity=Severity.NOTE,
        divergence=dataclasses.replace(
            missing.divergence, primary=place, related=(told,), key=("digest", fold(told.surface))
        ),
    )  # fmt: skip
    presence = Presences(report, Lookup(report)).of(digest)
    assert presence.told == "" and presence.lacking == (first.article_id,)
    also = next(c for c in report.claims if c.article_id not in {first.article_id, told.article_id})
    other = dataclasses.replace(
        place, span=also.span, surface=also.text, article_id=also.article_id, claim_id=also.id, claim_text=also.text
    )  # fmt: skip
    both = dataclasses.replace(digest, divergence=dataclasses.replace(digest.divergence, related=(other, told)))
    assert Presences(report, Lookup(report)).of(both).lacking == tuple(sorted((first.article_id, also.article_id)))


def test_what_articles_may_not_agree_in_is_not_told() -> None:
    """The table holds it, the page only what surely is one fact: "on Tuesday" of two deeds."""
    sure = {"0": 0.97, "1": 0.5, "2": 0.97}
    cells = tuple(FactCell(n, Span(n, 0, 7), "Tuesday", "Tuesday", False, of) for n, of in sure.items())
    order = ("0", "1", "2")
    (row,) = rows_of(FactTable("s", order, (FactRow("date", "asked", cells, "Tuesday", "Tuesday"),)), (), order)
    assert [s.article_id for a in row.answers for s in a.spots] == ["0", "2"]
    assert not rows_of(FactTable("s", order, (FactRow("date", "asked", cells[:2], "", "Tuesday"),)), (), order)


def _rows_of(kind: str, values: list[tuple[str, bool]], label: str = "asked", *, told: bool = True) -> tuple:
    cells = tuple(FactCell(f"{n}", Span(f"{n}", 0, 2), value, value, odd) for n, (value, odd) in enumerate(values))
    order = [c.article_id for c in cells]
    asked = FactRow(kind, label, cells, "", values[0][0])
    return rows_of(FactTable("s", tuple(order), (asked,)), (_about(asked),) if told else (), order)


@pytest.mark.parametrize(("kind", "values", "shown"), [
    # the first filling's form is not the standard: what most print is
    ("quote", [("It should never, ever have been made.", False), ("It should never have been made,", True),
               ("It should never have been made.", True)],
     [("It should never, ever have been made", True), ("It should never have been made", False)]),
    ("quote", [("The dog is micro-chipped", False), ("The dog is microchipped.", False), ("The cat is, too", True)],
     [("The cat is, too", True), ("The dog is micro-chipped", False)]),
    # a dash is not heard
    ("quote", [("now is used for terror, it's crazy", False), ("now is used for terror \N{EN DASH} it's crazy", False),
               ("now used for terror, it's crazy", True)],
     [("now used for terror, it's crazy", True), ("now is used for terror, it's crazy", False)]),
    # a piece of what most print is no other quotation
    ("quote", [("She captured the imagination of a generation", False), ("captured the imagination", True),
               ("She captured the imagination of a generation.", False), ("She caught the imagination", True)],
     [("She caught the imagination", True), ("She captured the imagination of a generation", False),
      ("captured the imagination", False)]),
    # the finding says which spelling differs, be it by a capital
    ("name", [("YouTube", False), ("YouTube", False), ("Youtube,", False)], [("Youtube", True), ("YouTube", False)]),
    # one against one, nobody is odd
    ("quantity", [("8th day", False), ("7th straight", True)], [("8th day", False), ("7th straight", False)]),
    # what is counted by another name is no other figure; another unit is
    ("quantity", [("3 cables", False), ("3 cables", False), ("3 lines", False), ("2 cables", True)],
     [("2 cables", True), ("3 cables / lines", False)]),
    ("quantity", [("10 games", False), ("10 game", False), ("3 games", True)],
     [("3 games", True), ("10 games", False)]),
    ("quantity", [("65% of traffic", False), ("65%", False), ("82% of traffic", True)],
     [("82% of traffic", True), ("65% of traffic", False)]),
    ("quantity", [("5 miles", False), ("5 km", True)], [("5 miles", False), ("5 km", False)]),
    ("quantity", [("60 years old", False), ("60 years old", False), ("61 years old", True)],
     [("61 years old", True), ("60 years old", False)]),
])  # fmt: skip
def test_the_values_of_a_row(kind: str, values: list[tuple[str, bool]], shown: list[tuple[str, bool]]) -> None:
    (row,) = _rows_of(kind, values)
    assert [(a.value, a.odd) for a in row.answers] == shown


def test_rows_that_share_a_place_are_one() -> None:
    """Two findings about one event: who leaves it open, who alleges it, who tells it as a fact, once each."""
    told = {"a": "left open", "b": "alleged", "c": "alleged", "d": "told as fact", "e": "told as fact"}
    order = tuple(told)

    def row(*articles: str) -> FactRow:
        cells = tuple(
            FactCell(a, Span(a, 9, 14), "shows", told[a], a == articles[0]) if a in articles else None for a in order
        )
        return FactRow("event", f"A video {articles[0]}", cells, "", told[articles[0]])

    rows = (row("a", "b", "c"), row("c", "d", "e"))
    found = [dataclasses.replace(_about(r), rule="certainty", fingerprint=r.label) for r in rows]
    (one,) = rows_of(FactTable("s", order, rows), found, order)
    assert [(a.value, a.odd, [s.article_id for s in a.spots]) for a in one.answers] == [
        ("left open", True, ["a"]), ("alleged", False, ["b", "c"]), ("told as fact", False, ["d", "e"]),
    ]  # fmt: skip
    assert one.findings == tuple(found)


def test_speakers_are_named_however_they_are_introduced() -> None:
    """Nobody of them is "no source given", and one man is one answer."""
    made = next(f for f in sample().findings if f.rule == "name-spelling" and f.story_id is not None)
    said = ("Microsoft's Christopher Budd", "Christopher Budd, of its security centre", "Mike Reavey, its director")
    first, *others = (
        dataclasses.replace(made.divergence.primary, article_id=str(n), span=Span(str(n), 0, len(s)), surface=s,
                            claim_id=f"{n}:0", claim_text=f"{s}, said so.") for n, s in enumerate(said)
    )  # fmt: skip
    seen = dataclasses.replace(
        made.divergence, primary=first, related=tuple(others), values=("Christopher Budd", "Mike Reavey")
    )
    (row,) = rows_of(None, [dataclasses.replace(made, rule="speaker-conflict", divergence=seen)], ("0", "1", "2"))
    assert [(a.value, a.odd, len(a.spots)) for a in row.answers] == [
        ("Mike Reavey", True, 1), ("Christopher Budd", False, 2),
    ]  # fmt: skip


def test_only_the_rarer_spelling_is_odd_and_longer_forms_stand_with_the_other() -> None:
    """Of a finding's own row, and of a row of the table."""
    names = ("State House", "Old State House", "State House", "Statehouse")
    cells = tuple(FactCell(str(n), Span(str(n), 0, len(name)), name, name) for n, name in enumerate(names))
    table = FactTable("s", ("0", "1", "2", "3"), (FactRow("name", "State House", cells, "", names[0]),))
    for known in (None, table):
        (row,) = rows_of(known, [_spelled(names, ("State House", "Statehouse"))], ("0", "1", "2", "3"))
        assert [(a.value, a.odd, sorted(s.article_id for s in a.spots)) for a in row.answers] == [
            ("Statehouse", True, ["3"]), ("State House", False, ["0", "1", "2"]),
        ]  # fmt: skip


def test_a_form_without_the_accent_is_not_joined_to_one_that_has_it() -> None:
    names = ("Raúl Castro", "Raul Castro", "Raul")
    (row,) = rows_of(None, [_spelled(names, ("Raúl Castro", "Raul Castro"))], ("0", "1", "2"))
    assert {a.value: [s.article_id for s in a.spots] for a in row.answers} == {
        "Raúl Castro": ["0"], "Raul": ["1", "2"],
    }  # fmt: skip


def test_forms_of_one_spelling_are_shown_as_what_each_has_and_only_where_it_stands() -> None:
    """Nobody who prints "Steven Sotloff" is said to print "Joel"; who only prints "Obama" spells no "Barack"."""
    names = ("Steven Joel Sotloff", "Steven Joel Sotloff", "Steven Sotloff", "Steven Soltoff", "Steven")
    (row,) = rows_of(None, [_spelled(names, ("Steven Sotloff", "Steven Soltoff"))], tuple("01234"))
    assert [(a.value, a.odd, sorted(s.article_id for s in a.spots)) for a in row.answers] == [
        ("Steven Soltoff", True, ["3"]), ("Steven Sotloff", False, ["0", "1", "2"]),
    ]  # fmt: skip
    names = ("Barack Obama", "Barack Obama", "Obama", "Barak Obama")
    (row,) = rows_of(None, [_spelled(names, ("Barack Obama", "Barak Obama"))], tuple("0123"))
    assert [(a.value, sorted(s.article_id for s in a.spots)) for a in row.answers] == [
        ("Barak Obama", ["3"]), ("Barack Obama", ["0", "1"]),
    ]  # fmt: skip


def test_a_quotation_is_shown_as_most_print_it() -> None:
    rows = _rows_of("quote", [("We heard [from the ministry]", False), ("We heard from the ministry", False),
                              ("We heard from the ministry", False), ("We saw nothing at all", True)])  # fmt: skip
    assert "We heard from the ministry" in [a.value for a in rows[0].answers]


def _spelled(names: tuple[str, ...], values: tuple[str, str]) -> Finding:
    """A finding of name-spelling with a place for each name, the articles numbered."""
    made = next(f for f in sample().findings if f.rule == "name-spelling" and f.story_id is not None)
    first, *others = (
        dataclasses.replace(made.divergence.primary, article_id=str(n), span=Span(str(n), 0, len(name)), surface=name,
                            claim_id=f"{n}:0", claim_text=f"{name} stands.") for n, name in enumerate(names)
    )  # fmt: skip
    seen = dataclasses.replace(made.divergence, primary=first, related=tuple(others), values=values)
    return dataclasses.replace(made, divergence=seen)


def test_a_quotation_that_differs_in_words_is_shown_whole() -> None:
    made = next(f for f in sample().findings if f.rule == "name-spelling" and f.story_id is not None)
    said = (
        ('"We are working urgently to verify the content.', ("We", "content")),
        (
            "A spokeswoman said: “We are aware of the video and are working to verify the contents.”",
            ("and", "contents"),
        ),
    )
    places = [
        dataclasses.replace(made.divergence.primary, article_id=str(n), span=Span(str(n), at, at + len(w)), surface=w,
                            claim_id=f"{n}:0", claim_text=text)
        for n, (text, words) in enumerate(said) for w in words for at in [text.index(w)]
    ]  # fmt: skip
    seen = dataclasses.replace(
        made.divergence, primary=places[0], related=tuple(places[1:]), values=("We; content", "and; contents")
    )
    (row,) = rows_of(None, [dataclasses.replace(made, rule="quote-altered", divergence=seen)], ("0", "1"))
    assert [a.value for a in row.answers] == [
        "We are working urgently to verify the content",
        "We are aware of the video and are working to verify the contents",
    ]
    assert row.label == "We are working urgently to verify the content"


def test_a_row_asks_by_what_most_have() -> None:
    assert _rows_of("name", [("Lawyer Alexis Kougias", False), ("Alexis Kougias", False), ("Alexis Kougias", False)],
                    "Lawyer Alexis Kougias")[0].label == "Alexis Kougias"  # fmt: skip
    said = "It is the people of this valley who have to live with that bridge every day of the year"
    assert _rows_of("quote", [(said, False), (said, False)], f'"{said}')[0].label == (
        "It is the people of this valley who have to live with that …"
    )


@pytest.mark.parametrize(("surface", "value", "shown"), [
    ("a few months", "2 to 10 months", "a few months"),
    ("roughly 0.2 percent", "0.1 to 0.3%", "roughly 0.2 percent"),
    ("between 20 and 30", "20 to 30 people", "20 to 30 people"),
    ("$140-150 million", "$140 million to $150 million", "$140 million to $150 million"),
])  # fmt: skip
def test_how_far_a_vague_figure_may_reach_is_not_what_is_said(surface: str, value: str, shown: str) -> None:
    cells = tuple(FactCell(n, Span(n, 0, len(surface)), surface, value) for n in ("0", "1"))
    (row,) = rows_of(FactTable("s", ("0", "1"), (FactRow("quantity", "asked", cells, "", value),)), (), ("0", "1"))
    assert [a.value for a in row.answers] == [shown]


def test_two_readings_in_the_same_words_are_one_value() -> None:
    told = (("a few hours", "2 to 10 hours", True), ("a few hours", "2 to 5 hours", False), ("3 days", "3 days", False))
    cells = tuple(
        FactCell(str(n), Span(str(n), 0, 9), said, v, odd) for n, (said, v, odd) in enumerate((*told, told[2], told[2]))
    )
    asked = FactRow("quantity", "duration (closed)", cells, "3 days", "3 days")
    order = tuple("01234")
    (row,) = rows_of(FactTable("s", order, (asked,)), (_about(asked),), order)
    assert [(a.value, a.odd, len(a.spots)) for a in row.answers] == [("a few hours", True, 2), ("3 days", False, 3)]


@pytest.mark.parametrize(("given", "alike", "odd"), [
    ("6 14 6", True, True), ("6 14 6", False, False), ("6 14 6 6", False, True),
])  # fmt: skip
def test_a_figure_is_odd_beside_three_outlets_or_in_a_sentence_told_alike(given: str, alike: bool, odd: bool) -> None:
    order = given.split()
    cells = [FactCell(f"{n}", Span(f"{n}", 0, 2), v, v, v == "14") for n, v in enumerate(order)]
    asked = FactRow("quantity", "rifles (seize)", tuple(cells), "6", "6")
    told = _about(asked)
    texts = ("Six rifles were seized from the boats.", "A total of 14 rifles were found in five raids of the navy.")
    places = [
        dataclasses.replace(p, claim_text=texts[not alike and n])
        for n, p in enumerate((told.divergence.primary, *told.divergence.related))
    ]
    seen = dataclasses.replace(told.divergence, primary=places[0], related=tuple(places[1:]))
    ids = tuple(str(n) for n in range(len(order)))
    (row,) = rows_of(FactTable("s", ids, (asked,)), (dataclasses.replace(told, divergence=seen),), ids)
    assert {a.value: a.odd for a in row.answers} == {"6": False, "14": odd}


def test_what_both_can_be_makes_neither_odd() -> None:
    """ "12" and "14" cannot both be true; "several", which most have, can be either."""
    told = (("12", False), ("14", True), ("several", False), ("several", False), ("several", False))
    cells = tuple(FactCell(str(n), Span(str(n), 0, 9), v, v, odd) for n, (v, odd) in enumerate(told))
    asked = FactRow("quantity", "rifles (seize)", cells, "several", "12")
    (row,) = rows_of(FactTable("s", tuple("01234"), (asked,)), (_about(asked),), tuple("01234"))
    assert not any(a.odd for a in row.answers)


@pytest.mark.parametrize(("said", "odd"), [
    ("At least ten fighters were caught at the border", False),  # "[A]t least 10 ..." in another dress
    ("They caught them at the border, so we know that all of them come across it", False),
    ("At least 10 fighters were caught at the frontier", True),
])  # fmt: skip
def test_a_quotation_is_odd_beside_the_same_sentence_alone(said: str, odd: bool) -> None:
    told = ("[A]t least 10 fighters were caught at the border", said)
    cells = tuple(
        FactCell(str(n), Span(str(n), 0, 9), v, v, v == said) for n, v in enumerate((told[0], told[0], told[1]))
    )
    asked = FactRow("quote", "quotation", cells, told[0], told[0])
    rows = rows_of(FactTable("s", tuple("012"), (asked,)), (_about(asked),), tuple("012"))
    assert any(a.odd for row in rows for a in row.answers) is odd


def test_nobody_is_odd_for_a_note() -> None:
    cells = [FactCell(f"{n}", Span(f"{n}", 0, 2), v, v, v == "14") for n, v in enumerate(("6", "14", "6"))]
    asked = FactRow("quantity", "rifles (seize)", tuple(cells), "6", "6")
    note = dataclasses.replace(_about(asked), severity=Severity.NOTE)
    (row,) = rows_of(FactTable("s", ("0", "1", "2"), (asked,)), (note,), ("0", "1", "2"))
    assert [(a.value, a.odd) for a in row.answers] == [("6", False), ("14", False)]


@pytest.mark.parametrize(("values", "odd"), [
    ([("Catherine Gomes", "01"), ("Katherine Gomes", "23"), ("Katherine", "4"), ("Kathryn Gomes", "5")],
     {"Kathryn Gomes"}),  # of two forms that as many give, either may be what it is short for
    ([("Paul Horner", "01"), ("Paul Horner AKA Banksy", "2"), ("Paul Homer", "3")], {"Paul Homer"}),
])  # fmt: skip
def test_neither_a_part_of_what_most_give_nor_what_has_all_of_it_is_odd(
    values: list[tuple[str, str]], odd: set[str]
) -> None:
    answers = [Answer(v, True, tuple(Spot(n, Span(n, 0, 1), v) for n in who)) for v, who in values]
    assert {a.value for a in outnumbered("name", answers, ()) if a.odd} == odd


def _seen_at(rule: str, *places: tuple[str, int, str], values: tuple[str, str]) -> Finding:
    """A finding at stretches of articles: id, start, words."""
    made = next(f for f in sample().findings if f.rule == "name-spelling" and f.story_id is not None)
    first, *others = (
        dataclasses.replace(
            made.divergence.primary, article_id=n, claim_id=n, span=Span(n, start, start + len(said)), surface=said,
            claim_text=f"“{said}”, so",
        )
        for n, start, said in places
    )  # fmt: skip
    seen = dataclasses.replace(made.divergence, primary=first, related=tuple(others), values=values)
    return dataclasses.replace(made, rule=rule, divergence=seen)


@pytest.mark.parametrize(("kind", "rule", "name", "other"), [
    # an article's fullest form stands in the row of a name: "Bansky" is not seen in one that has "Paul Horner"
    ("name", "name-spelling", "Banksy", "Bansky"),
    ("quote", "quote-altered", "undeserved negative attention", "undeserved attention"),
])  # fmt: skip
def test_what_the_row_does_not_show_is_a_row_of_its_own(kind: str, rule: str, name: str, other: str) -> None:
    cells = tuple(FactCell(n, Span(n, 0, len(name)), name, name, False) for n in "012")
    told = _seen_at(rule, ("0", 0, name), ("1", 0, name), ("2", 50, other), values=(name, other))
    rows = rows_of(FactTable("s", tuple("012"), (FactRow(kind, name, cells, name, name),)), (told,), list("012"))
    assert [bool(row.findings) for row in rows] == [False, True]
    assert [(a.value, a.odd) for a in rows[1].answers] == [(other, True), (name, False)]


@pytest.mark.parametrize(("kind", "sure", "doubtful"), [
    ("quantity", 0.79, True), ("quantity", 0.81, False), ("quantity", None, True), ("source", 0.64, True),
    ("source", 0.66, False), ("source", None, False), ("quote", None, False), ("event", 0.6, False),
])  # fmt: skip
def test_a_note_that_is_not_sure_may_be_of_two_facts(kind: str, sure: float | None, doubtful: bool) -> None:
    made = next(f for f in sample().findings if f.rule == "name-spelling")
    row = Row({"quantity": "figure", "quote": "quotation"}.get(kind, kind), "asked", ())
    noted, warned = (
        dataclasses.replace(made, severity=level, divergence=dataclasses.replace(made.divergence, confidence=sure))
        for level in (Severity.NOTE, Severity.WARNING)
    )
    assert dataclasses.replace(row, findings=(noted,)).is_doubtful is doubtful
    assert not dataclasses.replace(row, findings=(noted, warned)).is_doubtful and not row.is_doubtful


@pytest.mark.parametrize(("surface", "value", "shown"), [
    ("1,098 yards", "3,294 feet", "1,098 yards"), ("6-foot-9", "81 inches", "6-foot-9"),
    ("48 hours", "2 days", "48 hours"),
    ("Three or four", "about 3.5 robbers", "Three or four robbers"), ("two decades", "20 years", "two decades"),
    ("about 40", "about 40 people", "about 40 people"), ("US$1 million", "$1 million", "$1 million"),
    ("8ft 9in", "105 inches", "8ft 9in"), ("one-yard", "3 feet", "one-yard"), ("5-10", "10–5", "5-10"),
    ("31-24", "31–24", "31–24"), ("two hours", "2 hours of talks", "2 hours of talks"),
])  # fmt: skip
def test_a_figure_is_shown_in_its_own_unit(surface: str, value: str, shown: str) -> None:
    cells = tuple(FactCell(n, Span(n, 0, 2), surface, value, False) for n in "01")
    (row,) = rows_of(FactTable("s", ("0", "1"), (FactRow("quantity", "asked", cells, "", value),)), (), ["0", "1"])
    assert [a.value for a in row.answers] == [shown]


@pytest.mark.parametrize(("surfaces", "value", "shown"), [
    (["until the end of the last day", "until the end of the last day"], "by late yesterday",
     "until the end of the last day"),
    (["Earlier this month", "Earlier this month"], "early this month", "Earlier this month"),
    (["last night", "last night"], "yesterday night", "last night"),
    (["May 1", "May 1"], "1 May", "1 May"), (["Feb 19", "February 19"], "19 February", "19 February"),
])  # fmt: skip
def test_a_date_is_shown_in_words_that_somebody_has(surfaces: list[str], value: str, shown: str) -> None:
    cells = tuple(FactCell(f"{n}", Span(f"{n}", 0, 2), s, value, False) for n, s in enumerate(surfaces))
    (row,) = rows_of(FactTable("s", ("0", "1"), (FactRow("date", "asked", cells, "", value),)), (), ["0", "1"])
    assert [a.value for a in row.answers] == [shown]


def _agreed(kind: str, label: str, value: str, *spans: tuple[int, int], surface: str = "") -> FactRow:
    """A row on which two articles, or as many as have a stretch, agree."""
    cells = tuple(FactCell(f"{n}", Span(f"{n}", a, b), surface or value, value) for n, (a, b) in enumerate(spans))
    return FactRow(kind, label, cells, value, value)


def _rows(*rows: FactRow) -> list[tuple[str, str, list[str]]]:
    made = rows_of(FactTable("s", ("0", "1", "2"), rows), (), ["0", "1", "2"])
    return [(row.kind, row.label, [a.value for a in row.answers]) for row in made]


def test_what_another_row_tells_is_told_once() -> None:
    figure = _agreed("quantity", "age of Ann Other", "35 years old", (5, 7), (9, 11), surface="35")
    assert _rows(figure, _agreed("role", "age of Ann Other", "35", (5, 7), (9, 11))) == [
        ("figure", "age of Ann Other", ["35 years old"])
    ]
    assert len(_rows(figure, _agreed("role", "age of Ann Other", "35", (50, 52), (90, 92)))) == 1, "told elsewhere too"
    apart = _agreed("role", "age of Ben Other", "35", (50, 52), (90, 92))
    assert len(_rows(figure, apart)) == 2
    said = [
        _agreed("quote", "q", "Deep Throat", (5, 16), (9, 20)),
        _agreed("quote", "q", "deep throat", (50, 61), (70, 81)),
    ]
    assert _rows(*said) == [("quotation", "Deep Throat", ["Deep Throat"])]
    told = [
        _agreed("source", "q", "Pigeon said", (5, 16), (9, 20)),
        _agreed("source", "q", "Pigeon said", (5, 16), (70, 81)),
    ]
    assert len(_rows(*told)) == 1, "two rows of one sentence's source"


def test_a_row_asks_for_what_it_shows() -> None:
    assert _rows(_agreed("quantity", "counts (arraigned)", "2 women", (5, 8), (9, 12))) == [
        ("figure", "women", ["2 women"])
    ]
    assert _rows(_agreed("quantity", "lines cut", "3 lines", (5, 8), (9, 12)))[0][1] == "lines cut"
    assert _rows(_agreed("quantity", "number seized", "12", (5, 8), (9, 12)))[0][1] == "number seized"


def test_one_spelling_of_each_side_of_the_ocean_and_one_full_stop_are_one_value() -> None:
    rows = _rows_of("quote", [("They recognise it", False), ("They recognize it", False), ("They know it", True)])
    assert [(len(a.spots), a.odd) for a in rows[0].answers] == [(1, True), (2, False)]
    rows = _rows_of("name", [("TallGrass Ltd.", False), ("TallGrass Ltd", False), ("Tallgrass Ltd.", True)])
    assert [(len(a.spots), a.odd) for a in rows[0].answers] == [(1, True), (2, False)]


def test_that_nobody_gives_a_source_is_no_fact() -> None:
    assert _rows_of("source", [("", False), ("", False)], told=False) == ()


def test_a_channel_that_is_lacking_leaves_the_source() -> None:
    """ "Irannejad told ISNA" beside "Irannejad said": a source is given in both."""
    places = [("0", 0, "Irannejad told ISNA"), ("1", 0, "Irannejad said")]
    told = _seen_at("attribution-dropped", *places, values=("ISNA", ""))
    (row,) = rows_of(None, (told,), ["0", "1"])
    assert [a.value for a in row.answers] == ["Irannejad told ISNA", "Irannejad said"]


def test_a_short_form_is_not_odd() -> None:
    """ "Louayzi" beside "Aed al-Louayzi", which more articles have; "Louazi" is."""
    values = [("Aed al-Louayzi", "012"), ("Louayzi", "01"), ("Louazi", "2")]
    spots = [tuple(Spot(n, Span(n, 0, 1), v) for n in who) for v, who in values]
    answers = [Answer(v, True, own) for (v, _), own in zip(values, spots, strict=True)]
    assert [a.odd for a in outnumbered("name", answers, ())] == [False, False, True]


@pytest.mark.parametrize(("kind", "values", "shown"), [
    # the sum of both kinds of touchdowns is no rival of one kind: no finding says so, and no row may
    ("quantity", [("4 scores", False), ("4 scores", False), ("6 touchdowns", True)], [("4 scores", False)]),
    ("date", [("1974", False), ("1974", False), ("since 1967", False)], [("1974", False)]),
    ("quantity", [("2nd device", False), ("2nd bomb", False)], None),
    ("source", [("Ryan says", False), ("the Obama campaign said", False)], None),
    ("name", [("Ann Other", False), ("Ann Other", False), ("Dr Other", False)],
     [("Ann Other", False), ("Dr Other", False)]),
    # one deed in words of their own
    ("event", [("was arrested on Friday", False), ("taken into custody", False)],
     [("was arrested on Friday", False), ("taken into custody", False)]),
    ("event", [("was arrested on Friday", False)], None),
])  # fmt: skip
def test_a_row_without_a_finding_holds_what_two_agree_on(
    kind: str, values: list[tuple[str, bool]], shown: list[tuple[str, bool]] | None
) -> None:
    rows = _rows_of(kind, values, told=False)
    assert [[(a.value, a.odd) for a in row.answers] for row in rows] == ([] if shown is None else [shown])

"""What becomes of a right value, and which places are changed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from claimcheck.fixes.fitting import Fitted, Kind, fitted, inflected
from claimcheck.lexicons.matching import NAME, Lexicon, LexiconEntry
from tests.fixes_sample import NOW, decision, made_of, read_in, report_on

# --------------------------------------------------------------------------- the words


NAME_, FIGURE, DATE, WORDS = Kind.NAME, Kind.FIGURE, Kind.DATE, Kind.WORDS


@pytest.mark.parametrize(
    ("kind", "found", "right", "after", "made"),
    [
        (NAME_, "Ninevah", "Nineveh", "", "Nineveh"),
        (NAME_, "Ninevah's", "Nineveh", "", "Nineveh's"),
        (NAME_, "Ninevah’s", "Nineveh", "", "Nineveh’s"),
        (NAME_, "Louazi", "Aed al-Louayzi", "", "Louayzi"),
        (NAME_, "Aed al-Louazi", "Louayzi", "", "Aed al-Louayzi"),
        (NAME_, "Aed al-Louazi", "Aed al-Louayzi", "", "Aed al-Louayzi"),
        (NAME_, "al Qaeda", "al-Qaida", "", "al-Qaida"),
        (NAME_, "Aed al-Louayzi", "Louayzi", "", None),
        (NAME_, "ISIS", "Daesh", "", "Daesh"),
        (FIGURE, "14", "6", " rifles were found", "6"),
        (FIGURE, "14 rifles", "6", "", "6 rifles"),
        (FIGURE, "14", "6 rifles", " rifles were found", "6"),
        (FIGURE, "three", "2 cables", " international underwater cables", "2"),
        (FIGURE, "About 1,000", "1,500 fighters", " fighters have returned", "1,500"),
        (FIGURE, "Fourteen", "six", " rifles", "Six"),
        (FIGURE, "Twenty-two", "23", " rifles", "23"),
        (FIGURE, "about 200 feet", "150 m", " from a ridge", "150 m"),
        (FIGURE, "5.6 -magnitude", "magnitude 5.2", " earthquake", "5.2 -magnitude"),
        (FIGURE, "82 percent", "65% of traffic", " in India", "65 percent"),
        (FIGURE, "65% of traffic", "82%", " to India", "82% of traffic"),
        (FIGURE, "$1.5 billion", "$1.7 billion", " a year", "$1.7 billion"),
        (FIGURE, "dozens", "hundreds", " of people", "hundreds"),
        (FIGURE, "14", "14 people", " people", None),
        (FIGURE, "at least six", "at least 6 people", " people", None),
        (FIGURE, "32 - year", "32 years old", " old climber", None),
        (DATE, "Monday", "Tuesday", "", "Tuesday"),
        (DATE, "Friday", "Thursday 10 November 2011", " capturing", "Thursday 10 November 2011"),
        (DATE, "June 1999", "1998", "", "1998"),
        (WORDS, "a former champion", "the two-time champion", "", "the two-time champion"),
    ],
)
def test_the_right_value_is_fitted_to_what_stands_there(
    kind: Kind, found: str, right: str, after: str, made: str | None
) -> None:
    fit = fitted(found, right, after, kind=kind, whole=" " not in found)
    if made is None:
        assert fit is None
    else:
        assert isinstance(fit, Fitted) and found[: fit.start] + fit.new + found[fit.end :] == made


def test_a_text_in_capitals_stays_one() -> None:
    loud = fitted("NINEVAH", "Nineveh", kind=NAME_, loud=True)
    assert isinstance(loud, Fitted) and loud.new == "NINEVEH"


@pytest.mark.parametrize(
    ("kind", "found", "right", "after"),
    [
        (NAME_, "Hisham al-Hashimi", "Hisham Hashemi", ""),
        (FIGURE, "About 1,000", "hundreds of fighters", " Islamic State fighters"),
        (FIGURE, "Hundreds", "about 1,000", " of fighters"),
        (FIGURE, "41", "hundreds", " people"),
        (FIGURE, "between 14 and 41", "15", " people"),
        (FIGURE, "26 pirates", "pirate", ""),
        (FIGURE, "British climber", "Two climbers", ""),
        (FIGURE, "5.6 on the Richter scale", "magnitude 5.2", " jolted"),
        (FIGURE, "82", "65%", " in India"),
        (DATE, "yesterday", "Friday", ""),
        (DATE, "this weekend", "Monday 9 September 2013", ""),
        (DATE, "Monday", "June", ""),
        (WORDS, "He said that " + "very " * 20 + "much", "six", ""),
        (FIGURE, "14", "6\nrifles", ""),
        (FIGURE, "14", "6\u202e", ""),
    ],
)
def test_what_cannot_be_fitted_is_told(kind: Kind, found: str, right: str, after: str) -> None:
    assert isinstance(fitted(found, right, after, kind=kind), str)


@pytest.mark.parametrize(
    ("found", "form", "prefer", "made"),
    [
        ("illegal immigrant", "illegal immigrant", "undocumented migrant", "undocumented migrant"),
        ("Illegal immigrants", "illegal immigrant", "undocumented migrant", "undocumented migrants"),
        ("chairmen", "chairman", "chair", "chairs"),
        ("illegal immigrants", "illegal immigrant", "people", None),
        ("crashed", "crash", "collide", None),
    ],
)
def test_a_house_term_keeps_its_number(found: str, form: str, prefer: str, made: str | None) -> None:
    assert inflected(found, form, prefer) == made


# --------------------------------------------------------------------------- which places


def test_the_wrong_side_alone_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so. Nineveh is a province.\n")
    (tmp_path / "b.txt").write_text("Police in Ninevah said so.\n")
    sources = read_in(tmp_path, "a.txt", "b.txt")
    words = ["Nineveh", "Ninevah"]
    both = made_of(report_on(sources, words, decision("Nineveh")), tmp_path)
    assert [(f.file, f.old, f.new) for f in both] == [(n, "Ninevah", "Nineveh") for n in ("a.txt", "b.txt")]
    (one,) = made_of(report_on(sources, words, decision("Nineveh", "a.txt#1")), tmp_path)
    assert (one.file, one.editor, one.identity, one.decided_at) == ("a.txt", "Ann", "a" * 20, NOW)
    assert one.why == "Ann, 2026-11-29: the province's own spelling" and one.stretch is not None
    assert (one.stretch.start, one.stretch.end, one.stretch.line, one.stretch.column) == (10, 17, 1, 11)
    for nothing in (
        decision("Nineveh", fixed_at=NOW, fixed_by="Ben"),
        decision("", "a.txt#1"),
        decision("Mosul"),  # neither side, and nobody said which is wrong
        decision("Nineveh", verdict="unsure"),
        None,
    ):
        assert made_of(report_on(sources, words, nothing), tmp_path) == ()
    assert made_of(report_on(sources, words, decision("Nineveh"), status="suppressed"), tmp_path) == ()


def test_what_is_no_value_is_mended_by_hand(tmp_path: Path) -> None:
    """A quotation's composite readings, a whole sentence: nothing that a right value could stand for."""
    (tmp_path / "a.txt").write_text("“We have a wall,” he said. “We have the wall,” she said.\n")
    sources = read_in(tmp_path, "a.txt")
    sides = ["We have a wall", "We have the wall"]
    for rule, values in (("quote-altered", ("a", "the")), ("claim-missing", ("", "")), ("negation", ("not", ""))):
        found = made_of(report_on(sources, sides, decision("a", "a.txt#1"), rule, values), tmp_path)
        assert {f.trouble for f in found} == {"Findings of this kind are mended by hand."}
    swapped = report_on(sources, ["a wall", "the wall"], decision("a wall"), "quote-altered", ("a wall", "the wall"))
    (one,) = made_of(swapped, tmp_path)
    assert (one.old, one.new) == ("the", "a")


def test_a_reading_is_written_as_an_article_says_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It fell on Thursday.\n")
    (tmp_path / "b.txt").write_text("It fell on Friday, they said; it fell on 11 November.\n")
    sources = read_in(tmp_path, "a.txt", "b.txt")
    values = ("Thursday 10 November 2011", "Friday 11 November 2011")
    report = report_on(sources, ["Thursday", "Friday"], decision(values[0]), "date-conflict", values)
    assert [(f.file, f.old, f.new) for f in made_of(report, tmp_path)] == [("b.txt", "Friday", "Thursday")]
    # With a third way of saying it nobody can tell whose it is.
    three = report_on(sources, ["Thursday", "Friday", "11 November"], decision(values[0]), "date-conflict", values)
    assert made_of(three, tmp_path) == ()


def test_a_name_that_is_explained_by_the_right_one_stays(tmp_path: Path) -> None:
    text = (
        "The Popular Front (PF) said so. It has many members in the north, they say, and is old. The Popular Front.\n"
    )
    (tmp_path / "a.txt").write_text(text)
    sources, values = read_in(tmp_path, "a.txt"), ("Popular Front", "PF")
    report = report_on(sources, ["Popular Front"], decision("PF", "a.txt#1"), "alternate-name", values)
    first, second = made_of(report, tmp_path)
    assert first.trouble == "“PF” stands beside it." and (second.old, second.new) == ("Popular Front", "PF")


def test_the_house_lexicon_suggests_without_a_decision(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Two illegal immigrants died. Who\n\nAN ILLEGAL IMMIGRANT WAS 20.\n")
    sources = read_in(tmp_path, "a.txt")
    values = ("illegal immigrants", "undocumented migrant")
    key = ("house", "a.txt#1", "illegal immigrant", "undocumented migrant")
    words = ["illegal immigrants", "ILLEGAL IMMIGRANT"]
    found = made_of(report_on(sources, words, None, "house-style", values, key), tmp_path)
    assert [f.new for f in found] == ["undocumented migrants", "UNDOCUMENTED MIGRANT"] and found[0].identity == ""
    assert made_of(report_on(sources, words, None, "house-style", values, key, "accepted"), tmp_path) == ()
    (tmp_path / "a.txt").write_text("Ninevah, Nineveh.\n")
    lexicon = Lexicon((LexiconEntry("Nineveh", ("Ninevah",), kind=NAME, reason="as the province writes it"),))
    spelled = report_on(read_in(tmp_path, "a.txt"), ["Nineveh", "Ninevah"], None)
    (one,) = made_of(spelled, tmp_path, lexicon)
    assert (one.old, one.new, one.why) == (
        "Ninevah",
        "Nineveh",
        "“Nineveh” is house style: as the province writes it",
    )


def test_two_who_ask_for_different_words_are_both_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police in Ninevah said so.\n")
    sources = read_in(tmp_path, "a.txt")
    one = report_on(sources, ["Ninevah"], decision("Nineveh", "a.txt#1"))
    other = report_on(sources, ["Ninevah"], decision("Ninava", "a.txt#1"))
    both = dataclasses.replace(one, findings=(*one.findings, *other.findings))
    assert [f.trouble for f in made_of(both, tmp_path)] == ["Two findings ask for different words here."] * 2
    same = dataclasses.replace(one, findings=one.findings * 2)
    assert [f.trouble for f in made_of(same, tmp_path)] == [""]

"""Words inside quotation marks: every convention of newswire, and the slips of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimcheck.claims.quotations import find_quotations, quotations_of
from tests.growth import LINEAR, growth_exponent


def _paragraphs(text: str) -> list[tuple[int, int]]:
    places, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            places.append((at, at + len(line)))
        at += len(line) + 1
    return places


def _read(text: str) -> list[tuple[str, bool, bool]]:
    return [(text[a:b], opens, closes) for a, b, opens, closes in find_quotations(_paragraphs(text), text)]


def _words(text: str) -> list[str]:
    return [words for words, _, _ in _read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('It could "fall at any time because it is fragile".', ["fall at any time because it is fragile"]),
        ("He said “it’s over,” then left.", ["it’s over,"]),
        ("``This is it,'' he said.", ["This is it,"]),
        ('“Direct,” he said. "Straight," she said.', ["Direct,", "Straight,"]),
        ("Il a dit « jamais » hier.", ["jamais"]),
        ("'You've got to end this war,' he said.", ["You've got to end this war,"]),
        ("the caliphate’s ‘unholy alliance’ of forces", ["unholy alliance"]),
        ("Mayor: 'No more cuts'", ["No more cuts"]),
        # inner quotations belong to the outer one
        ("\"I told him, 'End this war,'\" she said.", ["I told him, 'End this war,'"]),
        # spaces on the wrong side, as detokenised corpora have them
        ('They said " he was here " and left.', ["he was here"]),
        ('seen in "American Pie" and on the show "Scrubs, \' \' has entered a clinic', ["American Pie", "Scrubs,"]),
        # no quotation marks at all
        ("The militants' camp wasn't theirs; it's the boys' own.", []),
        ("In the '90s they'd rock 'n' roll, get 'em all.", []),
        ("He is 6'2\" tall.", []),
        ('A 12" record and a 7" single.', []),
        ('An empty pair "" and "  " say nothing.', []),
    ],
)
def test_marks_of_all_kinds(text: str, expected: list[str]) -> None:
    assert _words(text) == expected


def test_quotation_over_paragraphs_opens_again_in_each() -> None:
    text = '"The first part.\n\n"The second part," he said. "The third.\n\nNothing quoted here.'
    assert _read(text) == [
        ("The first part.", True, False),
        ("The second part,", True, True),
        ("The third.", True, False),
    ]


def test_quotation_over_paragraphs_that_does_not_open_again() -> None:
    text = '"The people are real.\n\nThey are proud people.\n\nThey are poor," she said.\n\nShe left.'
    assert _read(text) == [
        ("The people are real.", True, False),
        ("They are proud people.", False, False),
        ("They are poor,", False, True),
    ]


def test_a_lost_mark_does_not_swallow_the_article() -> None:
    body = "\n".join(f"Paragraph {n} has no marks whatever." for n in range(30))
    text = f'"This one never closes.\n{body}\nHere is "a real one" at last.'
    assert _read(text)[0] == ("This one never closes.", True, False)
    assert _read(text)[-1] == ("a real one", True, True)
    assert len(_read(text)) == 2


def test_a_stray_closing_mark_is_left_alone() -> None:
    assert _words("It was over.” Then came “one more” thing.") == ["one more"]


def test_clipping_to_claims() -> None:
    text = 'Dillon said, "the coalition has trained forces. We knew it." Then he left.'
    found = find_quotations([(0, len(text))], text)
    cut = text.index(" We knew")
    first = quotations_of((0, cut), found, text, "p")
    second = quotations_of((cut + 1, len(text)), found, text, "p")
    assert [(q.surface, q.opens, q.closes) for q in first] == [("the coalition has trained forces.", True, False)]
    assert [(q.surface, q.opens, q.closes) for q in second] == [("We knew it.", False, True)]
    assert quotations_of((text.index("Then"), len(text)), found, text, "p") == ()


def test_seed_pages(root: Path) -> None:
    for path in sorted((root / "fixtures/seeds").glob("*.txt")):
        text = path.read_bytes().decode()
        for start, end, _, _ in find_quotations(_paragraphs(text), text):
            assert end - start < 300, text[start:end]
    text = (root / "fixtures/seeds/001_3508141f40da9917.txt").read_bytes().decode()
    assert _words(text)[0] == "fall at any time because security there is fragile"
    assert "They are capable of mounting attacks and even of taking control of zones." in _words(text)


@given(st.text(alphabet="ab .,\n\r\"'“”‘’«»`😀é\u0301\u00a0\ufeff-s"))
def test_offsets_are_sound(text: str) -> None:
    paragraphs = _paragraphs(text)
    last = 0
    for start, end, _, _ in find_quotations(paragraphs, text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert any(low <= start and end <= high for low, high in paragraphs)
        last = end
    for quotation in quotations_of((0, len(text)), find_quotations(paragraphs, text), text, "p"):
        assert text[quotation.span.start : quotation.span.end] == quotation.surface


@pytest.mark.once
@pytest.mark.parametrize("unit", ['"', '"a ', " 'a", "“a ", "''", "s' b", "' '"])
def test_long_lines_take_linear_time(unit: str) -> None:
    def find(size: int) -> None:
        text = unit * (size // len(unit))
        find_quotations([(0, len(text))], text)

    assert growth_exponent(find, 25_000) < LINEAR


def test_a_mark_typed_twice_is_one() -> None:
    text = '""We owe them support," he said. "It is late.""'
    found = find_quotations([(0, len(text))], text)
    assert [text[start:end] for start, end, _, _ in found] == ["We owe them support,", "It is late."]


def test_a_paragraph_that_lost_its_opening_mark_begins_with_what_is_said() -> None:
    """After BASIL and NewsWCL50: the mark at a paragraph's head is gone, its fellow is there."""
    text = 'The talks go on.\nIf they start again, they will have problems," Trump said in the room. "You can mark it."'
    assert _read(text) == [
        ("If they start again, they will have problems,", False, True),
        ("You can mark it.", True, True),
    ]
    assert _read('The mast is 12" in height.\nThe boat is 20" wide, he said.') == []


def test_single_marks_that_every_paragraph_opens_again() -> None:
    """A long quotation in single marks, as British papers print it, is closed once."""
    text = "He explained: 'It would surprise nobody at all.\n'They'd find it more suitable.\n'It was so before.'"
    assert _read(text) == [
        ("It would surprise nobody at all.", True, False),
        ("They'd find it more suitable.", True, False),
        ("It was so before.", True, True),
    ]
    assert _read("It was the farmers' market.\n'They came,' she said.") == [("They came,", True, True)]

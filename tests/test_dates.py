"""The grammar of dates: cases from newswire, the offset law, and hostile text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.values.dates.arithmetic import add_months
from claimcheck.values.dates.find import find_dates
from claimcheck.values.dates.holidays import easter, holiday_date
from tests.growth import LINEAR, growth_exponent

FIXTURES = Path(__file__).parent.parent / "fixtures"
SPEC = yaml.safe_load((FIXTURES / "values" / "dates.yml").read_text(encoding="utf-8"))
SEEDS = sorted((FIXTURES / "seeds").glob("*.txt"))
ANCHOR: dt.date = SPEC["anchor"]


def moment_of(value: Any) -> dt.datetime | None:
    if value is None:
        return None
    return dt.datetime.fromisoformat(str(value))


@pytest.mark.parametrize("case", SPEC["cases"], ids=lambda c: c["text"][:50])
def test_reads_phrase_and_interval(case: dict[str, Any]) -> None:
    found = {case["text"][s:e]: m for s, e, m in find_dates(case["text"], ANCHOR)}
    assert case["phrase"] in found
    moment = found[case["phrase"]]
    assert (moment.start, moment.end) == (moment_of(case["start"]), moment_of(case["end"]))
    assert moment.resolved == (moment.start is not None or moment.end is not None)


@pytest.mark.parametrize("text", SPEC["none"])
def test_finds_nothing_where_there_is_no_date(text: str) -> None:
    assert [text[s:e] for s, e, _ in find_dates(text, ANCHOR)] == []


def test_without_anchor_only_absolute_dates_are_resolved() -> None:
    text = "On Monday, and on July 16, 2018, and last week, and yesterday, and in December."
    resolved = {text[s:e]: m.resolved for s, e, m in find_dates(text)}
    assert resolved == {
        "Monday": False, "July 16, 2018": True, "last week": False, "yesterday": False, "December": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("on Monday", "XXXX-WXX-1"),
        ("in July", "XXXX-07"),
        ("on December 6", "XXXX-12-06"),
        ("2018-01-19", "2018-01-19"),
        ("late 2017", "2017-END"),
        ("yesterday", "REF-1D"),
        ("the next day.", "CTX+1D"),
        ("at 14:05 GMT", "T14:05Z"),
        ("around 10 a.m. EST", "T10-05:00"),
        ("between 2004 and 2006", "2004..2006"),
        ("from 2004 to 2006", "2004/2006"),
        ("since 2003.", ">=2003"),
        ("Monday morning", "XXXX-WXX-1TMO"),
        ("Friday at 11am IST", "XXXX-WXX-5T11[?]"),
    ],
)
def test_pattern_says_what_the_words_say(text: str, pattern: str) -> None:
    assert [m.pattern for _, _, m in find_dates(text)] == [pattern]


def test_numeric_dates_read_month_first_unless_that_is_no_month() -> None:
    assert find_dates("on 4/11/2007")[0][2].start == dt.datetime(2007, 4, 11)
    assert find_dates("on 4/11/2007")[0][2].approximate  # may be November
    assert find_dates("on 13/11/2007")[0][2].start == dt.datetime(2007, 11, 13)
    assert not find_dates("on 13/11/2007")[0][2].approximate


def test_date_that_does_not_exist_is_found_and_not_resolved() -> None:
    [(_, _, moment)] = find_dates("on Feb. 30, 2019,", ANCHOR)
    assert not moment.resolved


def test_no_phrase_crosses_a_blank_line() -> None:
    text = "It happened on Monday\n\nJuly 5 was quiet"
    assert [text[s:e] for s, e, _ in find_dates(text)] == ["Monday", "July 5"]


def test_easter_and_movable_holidays() -> None:
    # from the tables of the U.S. Naval Observatory
    assert [easter(y) for y in (2018, 2019, 2024, 2025)] == [
        dt.date(2018, 4, 1), dt.date(2019, 4, 21), dt.date(2024, 3, 31), dt.date(2025, 4, 20),
    ]  # fmt: skip
    assert holiday_date("thanksgiving", 2023) == dt.date(2023, 11, 23)
    assert holiday_date("memorial day", 2021) == dt.date(2021, 5, 31)
    assert holiday_date("black friday", 2010) == dt.date(2010, 11, 26)


def test_adding_months_stays_in_the_month() -> None:
    assert add_months(dt.date(2019, 1, 31), 1) == dt.date(2019, 2, 28)
    assert add_months(dt.date(2018, 11, 30), 3) == dt.date(2019, 2, 28)


def check_law(text: str, anchor: dt.date | None) -> None:
    last = 0
    for start, end, moment in find_dates(text, anchor):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert moment.start is None or moment.end is None or moment.start < moment.end
        last = end


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem[:6])
def test_seed_pages_keep_the_offset_law(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    check_law(text, ANCHOR)
    assert len(find_dates(text, ANCHOR)) > 3


WORDS = st.sampled_from(
    "the last next this past first second third of in on at to - – , . ' : / ( ) and from between before after since "
    "by "
    "Monday Tues. Friday May march July Dec 1 2 05 10 13 30 99 2015 1990 2000 's s th st nd a.m. pm GMT EST noon "
    "year week month day quarter weekend century night morning early late mid end half ago later more than two few "
    "recently shortly Christmas Easter fiscal summer fall today yesterday until "
    "\n \n\n \u00a0 \u2019 é ½ ٣ 𝟙 \u200b".split(" ")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=14), st.booleans(), st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)))
def test_offset_law_on_date_like_words(words: list[str], tight: bool, anchor: dt.date) -> None:
    check_law(("" if tight else " ").join(words), anchor)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, dt.date.min, dt.date.max, dt.date(2018, 1, 19)]))
def test_offset_law_on_any_text(text: str, anchor: dt.date | None) -> None:
    check_law(text, anchor)


@given(st.dates(dt.date(1600, 1, 1), dt.date(2190, 1, 1)))
def test_every_dress_of_a_date_is_the_same_interval(day: dt.date) -> None:
    long, short = f"{day:%B}", f"{day:%b}."
    dresses = [
        f"{long} {day.day}, {day.year}",
        f"{day.day} {long} {day.year}",
        day.isoformat(),
        f"{day:%A}, {short} {day.day}, {day.year}",
    ]
    intervals = {(m.start, m.end) for text in dresses for s, e, m in find_dates(f"on {text}.") if e - s == len(text)}
    assert intervals == {
        (dt.datetime(day.year, day.month, day.day), dt.datetime(day.year, day.month, day.day) + dt.timedelta(1))
    }


@pytest.mark.once
@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "a ",
        "Monday ",
        "10/25, ",
        "the last week of ",
        "more than ",
        "from May 3 to ",
        "early ",
        "in the ",
        "1:",
        "-",
        "9" * 50,
        "'",
    ],
)
def test_long_lines_are_read_in_linear_time(piece: str) -> None:
    assert growth_exponent(lambda size: find_dates(piece * (size // len(piece)), ANCHOR), 5_000) < LINEAR

"""How two dates stand to each other: pairs from newswire, and laws that hold for all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Moment, Relation
from claimcheck.values.dates.algebra import judge_moments, read_moment
from claimcheck.values.dates.find import find_dates

pytestmark = pytest.mark.once

PAIRS = yaml.safe_load(
    (Path(__file__).parent.parent / "fixtures" / "values" / "dates_pairs.yml").read_text(encoding="utf-8")
)["pairs"]
ANCHOR = dt.date(2018, 1, 19)

PHRASES = (
    "Monday|Tuesday|last Friday|next Tuesday|yesterday|today|tomorrow|last week|this week|last month|last year|in July|"
    "last July|December 6|December 8|Dec. 6, 2017|Jan. 15, 2018|2018-01-15|4/11/2007|Nov. 4, 2007|in 2017|late 2017|"
    "early 2018|mid-2017|the 1990s|since 2003.|before 2010|after 2016.|by Friday|the first quarter of 2017|"
    "summer of 2016|"
    "last summer|fiscal 2013|in recent weeks|he recently|three days ago|two years ago|a month later|the next day.|"
    "May 3-5, 2017|from May 3 to May 7|2017-2021|between 2004 and 2006|at 10 a.m.|around 10 a.m.|at 10:05 a.m.|"
    "at 14:05 GMT|at 9:05 a.m. EST|at 2 p.m. ET|at 11am IST|at noon|at midnight|Monday morning|Monday night|"
    "Monday at 10 a.m.|10 a.m. Jan. 15, 2018|late Monday|at 8 o'clock|between 2 and 4 p.m.|Christmas Day|"
    "the week of Jan. 15|December of last year|Feb. 30, 2018|on the 18th."
).split("|")


def read(text: str, anchor: dt.date | None = None) -> Moment:
    found = find_dates(text, anchor)
    assert len(found) == 1, (text, found)
    return found[0][2]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p[0]} / {p[1]}")
def test_pairs_of_newswire(pair: list[object]) -> None:
    left, right, first, second, relation = pair
    judged = judge_moments(read(str(left), first), read(str(right), second))  # type: ignore[arg-type]
    assert judged.relation == relation, judged.reason
    assert judged.reason.endswith(".")


def test_same_anchor_lets_unresolved_words_be_compared() -> None:
    for left, right in (("yesterday", "today"), ("last week", "this week")):
        assert judge_moments(read(left), read(right)).relation is Relation.UNKNOWN
        assert judge_moments(read(left), read(right), same_anchor=True).relation is Relation.CONFLICT


@pytest.mark.parametrize(
    ("text", "anchor", "words"),
    [
        ("on Monday.", ANCHOR, "Monday 15 January 2018"),
        ("on Monday", None, "Monday"),
        ("late 2017", None, "late 2017"),
        ("mid-2017", None, "mid-2017"),
        ("Dec. 6", None, "6 December"),
        ("last July", ANCHOR, "July 2017"),
        ("last year", ANCHOR, "2017"),
        ("since 2003.", None, "since 2003"),
        ("around 10 a.m.", None, "around 10 a.m."),
        ("at 2:30 p.m. GMT", None, "2:30 p.m. GMT"),
        ("at noon", None, "noon"),
        ("2017-2021", None, "2017 to 2021"),
        ("between 2004 and 2006", None, "between 2004 and 2006"),
        ("the first quarter of 2012", None, "first quarter of 2012"),
        ("the 1990s", None, "1990s"),
        ("three days ago", None, "3 days ago"),
        ("more than a year ago", None, "more than 1 year ago"),
        ("this morning", None, "this morning"),
        ("fiscal 2013", None, "fiscal 2013"),
        ("Monday morning was", ANCHOR, "Monday 15 January 2018, morning"),
        ("in recent weeks", ANCHOR, "the past few weeks"),
    ],
)
def test_reads_in_words(text: str, anchor: dt.date | None, words: str) -> None:
    assert read_moment(read(text, anchor)) == words


ANCHORS = st.sampled_from([None, ANCHOR, dt.date(2018, 1, 20), dt.date(2017, 7, 3), dt.date(2024, 2, 29)])


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(PHRASES), st.sampled_from(PHRASES), ANCHORS, ANCHORS, st.booleans())
def test_relation_is_symmetric_and_words_never_fail(
    left: str, right: str, first: dt.date | None, second: dt.date | None, same: bool
) -> None:
    one, two = read(left, first), read(right, second)
    assert judge_moments(one, two, same).relation is judge_moments(two, one, same).relation
    assert read_moment(one).strip()


@given(st.sampled_from(PHRASES), ANCHORS)
def test_a_moment_is_the_same_as_itself(text: str, anchor: dt.date | None) -> None:
    assert judge_moments(read(text, anchor), read(text, anchor)).relation is Relation.SAME


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 400))
def test_dates_in_other_dress_are_same_and_other_days_conflict(day: dt.date, later: int) -> None:
    long = f"on {day:%B} {day.day}, {day.year}."
    for other in (
        f"on {day.day} {day:%B} {day.year}.",
        f"on {day.isoformat()}.",
        f"on {day:%A}, {day:%B} {day.day}, {day.year}.",
    ):
        assert judge_moments(read(long), read(other)).relation is Relation.SAME
    moved = day + dt.timedelta(days=later)
    assert judge_moments(read(long), read(f"on {moved.isoformat()}.")).relation is Relation.CONFLICT


@given(st.dates(dt.date(2001, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 6))
def test_yesterday_is_the_weekday_that_it_was(published: dt.date, lag: int) -> None:
    """An article of one day says "yesterday", another, up to five days on, the weekday."""
    event = published - dt.timedelta(days=1)
    if lag == 6:
        return
    later = event + dt.timedelta(days=lag)
    judged = judge_moments(read("He died yesterday.", published), read(f"He died {event:%A}.", later))
    assert judged.relation is Relation.SAME


WEEKDAYS = st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


@given(WEEKDAYS, WEEKDAYS, ANCHORS, ANCHORS)
def test_one_event_has_one_weekday(left: str, right: str, first: dt.date | None, second: dt.date | None) -> None:
    judged = judge_moments(read(f"on {left}", first), read(f"on {right}", second))
    assert (judged.relation is Relation.CONFLICT) == (left != right)


@given(st.dates(dt.date(2003, 3, 1), dt.date(2023, 12, 31)), st.integers(-150, 150))
def test_a_day_without_its_year_is_judged_as_the_whole_date(day: dt.date, apart: int) -> None:
    """In an undated article beside a dated one, at most five months off: only another day is a conflict."""
    other = day + dt.timedelta(days=apart)
    whole = read(f"on {day:%B} {day.day}, {day.year}.")
    part = read(f"on {other:%B} {other.day}.")
    if (other.month, other.day) != (2, 29):
        assert (judge_moments(whole, part).relation is Relation.CONFLICT) == (apart != 0)
    yearless = read(f"on {day:%B} {day.day}."), part
    assert (judge_moments(*yearless).relation is Relation.CONFLICT) == (apart != 0)


@pytest.mark.parametrize("extreme", [dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)])
def test_edges_of_the_calendar_do_not_overflow(extreme: dt.datetime) -> None:
    edge = Moment("T10", "time", extreme, extreme, True, True)
    for text in PHRASES:
        judge_moments(edge, read(text, ANCHOR))

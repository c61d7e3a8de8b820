"""What is done on several cores is what one core does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.speed import made
from claimcheck.engine.additions import check
from claimcheck.engine.workers import each
from claimcheck.errors import ClaimcheckError, ModelError
from claimcheck.settings.loading import Settings
from claimcheck.writers.json_report import render_json

forking = pytest.mark.skipif(sys.platform != "linux", reason="one process does all where none can be forked")
HERE = os.getpid()


def test_results_come_in_order_and_the_first_is_made_here() -> None:
    for jobs in (1, 3):
        found = list(each(lambda n: (n * n, os.getpid()), iter(range(20)), jobs))
        assert [square for square, _ in found] == [n * n for n in range(20)]
        assert found[0][1] == HERE
    assert list(each(str, [], 2)) == []


@forking
def test_many_items_go_to_workers_that_have_begun_and_few_stay_here() -> None:
    told: list[str] = []
    found = list(each(lambda _: (os.getpid(), list(told)), range(9), 2, lambda: told.append("begun")))
    assert found[0] == (HERE, [])
    assert all(process != HERE and seen == ["begun"] for process, seen in found[1:])
    assert {process for process, _ in each(lambda _: (os.getpid(), 0), range(2), 2)} == {HERE}


@forking
def test_items_are_taken_only_as_they_are_needed() -> None:
    taken: list[int] = []
    results = each(lambda n: n, (taken.append(n) or n for n in range(100)), 2)
    assert next(results) == 0
    next(results)
    results.close()
    assert len(taken) < 10


def test_an_error_of_a_worker_is_raised_as_it_was() -> None:
    def failing(n: int) -> int:
        if n == 3:
            raise ModelError("No model.", "Install it.")
        return n

    with pytest.raises(ModelError, match=r"^No model\. Install it\.$") as caught:
        list(each(failing, range(6), 2))
    assert isinstance(caught.value, ClaimcheckError)
    assert (caught.value.message, caught.value.action) == ("No model.", "Install it.")


@forking
def test_what_a_killed_worker_had_is_done_here() -> None:
    def dying(n: int) -> int:
        if n == 4 and os.getpid() != HERE:
            os._exit(9)
        return n

    assert list(each(dying, range(12), 2)) == list(range(12))


@pytest.mark.slow
def test_a_corpus_gives_the_same_report_on_any_number_of_cores(tmp_path: Path) -> None:
    reports = []
    for jobs in (1, 3):
        root = tmp_path / str(jobs)
        root.mkdir()
        made(root / "articles", 80)  # more than one batch of files
        settings = Settings(jobs=jobs, reading={"on_problem": "skip"})
        report, changes = check(None, settings, root)
        assert changes.stories > 3
        assert report.findings
        reports.append((render_json(report, {}), changes.stories))
    assert reports[0] == reports[1]

"""Names over a whole story: what a third article has tells that two are one."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimcheck.datamodel import Name, NameUse, Place, Span
from claimcheck.engine.whole_run import run
from claimcheck.rules.name_spelling import NameSpelling
from claimcheck.settings.loading import Settings

pytestmark = pytest.mark.model

# After reports of one day (FNC-1), names changed.
SHORT = "The militant group is now threatening to kill {} unless the president calls a halt to the air strikes."
WHOLE = "Threatened in the video was {}, a reporter of the magazine who had been missing since last August."


@pytest.mark.parametrize(("third", "told"), [("Peter Joel Santner", False), ("Peter Ivo Santner", True)])
def test_two_given_names_that_somebody_has_are_one_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, third: str, told: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    texts = {
        "a.txt": SHORT.format("Peter Santner"),
        "b.txt": SHORT.format("Joel Santner"),
        "c.txt": f"{SHORT.format('another reporter')} {WHOLE.format(third)}",
    }
    for name, text in texts.items():
        Path(name).write_text(text + "\n", encoding="utf-8")
    report = run(sorted(texts), Settings())
    found = [f for f in report.findings if f.rule == "name-conflict"]
    assert bool(found) is told, [f.divergence.message for f in found]


def _use(surface: str, article: str) -> NameUse:
    given, _, family = surface.rpartition(" ")
    place = Place(Span(f"{article}.txt", 0, len(surface)), surface, article, f"{article}:0", surface)
    return NameUse(Name("person", given=(given,), family=(family,)), surface, article, (place,))


@pytest.mark.parametrize(
    ("stories", "told"),
    [
        # of each article the story in which it stands; the third has the other spelling
        (("one", "one", "one"), 0),
        (("one", "two", "one"), 0),
        (("one", "one", "two"), 1),
    ],
)
def test_a_spelling_is_told_across_stories_where_no_story_has_told_it(stories: tuple[str, ...], told: int) -> None:
    ledger = [_use("Walter Isaacson", "a"), _use("Walter Isaacson", "b"), _use("Walter Issacson", "c")]
    found = list(NameSpelling().check_ledger(ledger, dict(zip("abc", stories, strict=True))))
    assert len(found) == told

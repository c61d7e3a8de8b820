"""Every rule on its own cases: ``fixtures/rules/<slug>.yml``, to which anyone can add, and its docstring's example."""

from __future__ import annotations

import functools
import importlib
import re
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.side_by_side import comparison_of
from claimcheck.comparing.contradiction import changed_phrases
from claimcheck.datamodel import Rule
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.rules import RULES
from claimcheck.settings.loading import RuleSettings, Settings
from tests.rule_cases import annotator, findings_of

CASES = Path(__file__).parents[1] / "fixtures" / "rules"
HEADINGS = ("What it finds", "Why it matters", "Example", "Not reported", "Options")


def cases() -> list[Any]:
    out = []
    for path in sorted(CASES.glob("*.yml")):
        for n, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
            out.append(pytest.param(path.stem, case, id=f"{path.stem}-{n}", marks=marks))
    return out


@functools.cache
def settings(*lexicons: str, ignore: tuple[str, ...] = ()) -> Settings:
    """The defaults with every rule on, and vectors kept between runs as annotations are."""
    every = tuple(rule.name for rule in RULES)
    cache = tempfile.gettempdir() + "/claimcheck-test-cache"
    return Settings(cache_dir=cache, lexicons=lexicons, select=every, ignore=ignore)


@pytest.fixture(scope="module")
def _warm() -> None:
    """Parse all sentences and encode all changed words in one go each: one text at a time takes ten times as long."""
    pairs = [
        pair
        for path in sorted(CASES.glob("*.yml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
        for pair in zip(sides(case["left"]), sides(case["right"]), strict=False)
    ]
    annotator().annotate([text for pair in pairs for text in pair])
    phrases = [phrase for pair in pairs for phrase in changed_phrases(comparison_of(*pair))]
    CachedEncoder(load_encoder(settings().model), settings().cache_folder).encode(phrases)


def sides(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def shown(rule: str, case: dict[str, Any]) -> list[tuple[str, list[str]]]:
    findings = findings_of(
        sides(case["left"]),
        sides(case["right"]),
        headlines=tuple(case.get("headlines", (None, None))),  # type: ignore[arg-type]
        published=tuple(case.get("published", (None, None))),  # type: ignore[arg-type]
        third=sides(case.get("third", [])),
        settings=settings(
            *case.get("lexicons", ["newsroom"] if rule == "house-style" else []), ignore=tuple(case.get("ignore", ()))
        ),
    )
    own = [f for f in findings if f.rule == rule]
    return [(f.severity.value, [p.surface for p in (f.divergence.primary, *f.divergence.related)]) for f in own]


@pytest.mark.once
@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize(("rule", "case"), cases())
def test_case(rule: str, case: dict[str, Any]) -> None:
    found = shown(rule, case)
    wanted = case.get("finds")
    if wanted is None:
        assert found == [], case
        return
    surfaces = [s for s in wanted if s]
    hits = [
        severity
        for severity, places in found
        if all(any(re.sub(r"\s+", " ", s) in p or p in s for p in places) for s in surfaces)
    ]
    assert hits, f"wanted {wanted}, found {found}"
    if "level" in case:
        assert case["level"] in hits
    assert len(found) == case.get("count", 1), found


def rule_page(rule: object) -> str:
    return importlib.import_module(type(rule).__module__).__doc__ or ""


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_page_has_its_headings_and_a_true_example(rule: Any) -> None:
    text = rule_page(rule)
    assert text.startswith(f"{rule.name} ({rule.code}): ")
    places = [text.find(f"\n{heading}\n") for heading in HEADINGS]
    assert -1 not in places and places == sorted(places)
    example = text[places[2] : places[3]]
    left, right = (
        re.search(rf"^    {m} (.*)$", e, re.M)[1]
        for m, e in (("-", example), ("-", example[example.index("    - ") + 6 :]))
    )  # type: ignore[index]
    slug, wanted = re.search(r"-> ([\w-]+): (.*)", example).groups()  # type: ignore[union-attr]
    assert slug == rule.name
    both = [side.split(" / ") for side in (left, right)]
    headlines = [side.pop(0)[2:] if side[0].startswith("# ") else None for side in both]
    found = shown(rule.name, {"left": both[0], "right": both[1], "headlines": headlines})
    surfaces = [s for s in re.findall(r'"([^"]*)"', wanted) if s]
    assert any(all(any(s in p or p in s for p in places) for s in surfaces) for _, places in found), found


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_has_cases_both_ways(rule: Any) -> None:
    cases = yaml.safe_load((CASES / f"{rule.name}.yml").read_text(encoding="utf-8"))
    assert sum("finds" in c for c in cases) >= 12
    assert sum("finds" not in c for c in cases) >= 12


def test_codes_and_names_are_unique() -> None:
    assert len({r.code for r in RULES}) == len({r.name for r in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"lastng": True, "check": lambda *_: ()}, "X.lastng: a rule has no such flag or method"),
        ({"chekc": lambda *_: ()}, "X.chekc: a rule has no such flag or method"),
        ({}, "X reads nothing"),
        ({"check": lambda *_: (), "name": None}, "X declares no name"),
    ],
)
def test_a_rule_declares_what_it_is(body: dict[str, object], complaint: str) -> None:
    """What a rule misspells would be silently off."""
    with pytest.raises(TypeError, match=complaint):
        type("X", (Rule,), {"code": "X999", "name": "x", **body})


# --------------------------------------------------------------------------- options

EXTREMES: dict[type, tuple[float, ...]] = {float: (2.0, 0.0), int: (1000, 0)}
_MILD = "The weather was mild in all of the country on the day."
# What shows an option at work where no case of the rule's file does.
MORE: dict[str, list[dict[str, Any]]] = {
    "attribution-dropped": [
        {  # little agreement, but a sure match: of openings, and farther down
            "left": "The bridge was shut to lorries on Monday after cracks were found, the council said.",
            "right": "The crossing will stay closed to heavy traffic from Monday because of its cracks.",
        },
        {
            "left": [_MILD, _MILD, "Police said the gunman had fled on foot."],
            "right": [_MILD, _MILD, "The attacker ran away from the scene and the gunman is still at large."],
        },
        {  # two reports of their own
            "left": ["The bridge was shut on Monday after cracks were found, the council said.", *[_MILD] * 4, ""],
            "right": ["The crossing will stay closed because of its cracks.", "", "", "", "", "Nobody was hurt there."],
        },
        {  # two openings that are matched with nothing
            "left": ["Two ferries collided in thick fog in the strait at dawn, the coast guard said.", "", _MILD],
            "right": ["", "Two ferries collided in thick fog in the strait at dawn.", _MILD],
        },
    ],
    "claim-missing": [
        {
            "left": ["The bridge was closed on Monday.", *[_MILD] * 4, ""],
            "right": ["They shut the crossing.", "", "", "", "", "Two engineers had warned of cracks in March."],
        },
    ],
    "number-conflict": [
        {
            "left": "Exactly 14 sailors were rescued in the strait on Sunday.",
            "right": "Exactly 15 sailors were saved in the strait on Sunday.",
        },
        {
            "left": "Not guilty pleas were entered on his behalf during the hearing on Wednesday.",
            "right": "A not guilty plea was entered on his behalf during the trial on Monday.",
        },
    ],
}


def shown_with(rule: Any, case: dict[str, Any], **options: float) -> list[tuple[str, str]]:
    own = settings(*case.get("lexicons", ["newsroom"] if rule.name == "house-style" else []))
    told = own.model_copy(update={"select": (rule.name,), "rules": {rule.name: RuleSettings(options=options)}})
    findings = findings_of(
        sides(case["left"]),
        sides(case["right"]),
        headlines=tuple(case.get("headlines", (None, None))),  # type: ignore[arg-type]
        published=tuple(case.get("published", (None, None))),  # type: ignore[arg-type]
        settings=told,
        third=sides(case.get("third", [])),
    )
    return [(f.severity.value, f.divergence.message) for f in findings]


@functools.cache
def shown_as_shipped(rule: Any) -> tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...]:
    """The rule's cases, those with findings first, with what it says of each."""
    cases = yaml.safe_load((CASES / f"{rule.name}.yml").read_text(encoding="utf-8"))
    cases = sorted([*MORE.get(rule.name, ()), *cases], key=lambda c: "why" in c)
    return tuple((case, shown_with(rule, case)) for case in cases)


OPTIONS = [(rule, f.name, type(getattr(rule, f.name))) for rule in RULES for f in fields(rule)]  # type: ignore[arg-type]


@pytest.mark.once
@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize(
    ("rule", "option", "extremes"),
    [pytest.param(r, name, EXTREMES[kind], id=f"{r.name}-{name}") for r, name, kind in OPTIONS if kind in EXTREMES],
)
def test_options_change_what_is_found(rule: Any, option: str, extremes: tuple[float, ...]) -> None:
    """An option that moves nothing is one in whose place a number stands in the code."""
    assert any(
        shown_with(rule, case, **{option: value}) != before
        for value in extremes
        for case, before in shown_as_shipped(rule)
    )


# What a rule says of sentences that were not matched, or of one fact wherever it stands: no agreement is asked for. Nor
# does number-conflict ask for any where two figures fill one slot.
UNMATCHED = {
    "attribution-dropped": "is not given with the same fact",
    "contradiction": "sailors”|equipped”",
    "name-conflict": "one family name, two people",
}


@pytest.mark.parametrize("name", ["negation", *UNMATCHED])
def test_agreement_governs_all_that_is_said_of_matched_claims(name: str) -> None:
    (rule,) = (r for r in RULES if r.name == name)
    left = [
        (case["left"], message)
        for case, before in shown_as_shipped(rule)
        for _, message in (shown_with(rule, case, agreement=2.0) if before else ())
        if not re.search(UNMATCHED.get(name, "$^"), message)
    ]
    assert not left


def test_one_against_several_asks_for_the_agreement_that_is_set() -> None:
    (rule,) = (r for r in RULES if r.name == "number-conflict")
    for case in MORE["number-conflict"][1:]:
        assert shown_with(rule, case) and not shown_with(rule, case, agreement=0.95)

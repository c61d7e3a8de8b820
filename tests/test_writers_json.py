"""The JSON report: its schema, its places, its safety, its order."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from claimcheck.datamodel import Article, Block, BlockRole, Claim, ClaimRole, Report, Source, Span
from claimcheck.writers import WRITERS
from claimcheck.writers.json_report import render_json
from claimcheck.writers.parts.lines import LineIndex
from tests.report_golden import assert_golden
from tests.report_hostile import hostile
from tests.report_sample import RULES, sample

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "report.schema.json").read_text(encoding="utf-8"))
EMPTY = Report((), (), (), (), (), (), (), ())


def _valid(document: object) -> list[str]:
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(document)]


def test_schema_is_valid_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    def objects(node: object) -> list[dict[str, object]]:
        if isinstance(node, list):
            return [o for item in node for o in objects(item)]
        if not isinstance(node, dict):
            return []
        return ([node] if node.get("type") == "object" else []) + [o for v in node.values() for o in objects(v)]

    for found in objects(SCHEMA):
        assert found["additionalProperties"] is False
        assert set(found["required"]) == set(found["properties"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "report",
    [sample(), hostile(), EMPTY, dataclasses.replace(sample(), checked=("b", "a"))],
    ids=["sample", "hostile", "empty", "checked"],
)
def test_reports_fit_the_schema(report: Report) -> None:
    assert _valid(json.loads(render_json(report, RULES))) == []


def test_schema_refuses_a_stray_field() -> None:
    document = json.loads(render_json(sample(), RULES))
    document["findings"][0]["stray"] = 1
    assert _valid(document)


@pytest.mark.parametrize("report", [sample(), hostile()], ids=["sample", "hostile"])
def test_places_point_at_their_words(report: Report) -> None:
    texts = {s.path: s.text for s in report.sources}
    document = json.loads(render_json(report, RULES))
    cells = [c for t in document["fact_tables"] for r in t["rows"] for c in r["cells"] if c]
    places = [p for f in document["findings"] for p in [f["primary"], *f["related"]]]
    assert cells
    assert places
    for place in places + cells:
        text = texts[place["path"]]
        assert text[place["start"] : place["end"]] == place["surface"]
        before = text[: place["start"]].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert (place["line"], place["column"]) == (len(before), len(before[-1]) + 1)


def test_order_of_inputs_moves_nothing() -> None:
    report, shuffle = dataclasses.replace(sample(), checked=("a", "b", "c")), random.Random(3)
    fields = {
        f.name: tuple(shuffle.sample(getattr(report, f.name), len(getattr(report, f.name))))
        for f in dataclasses.fields(report)
    }
    assert render_json(Report(**fields), RULES) == render_json(report, RULES)


def test_text_is_safe_to_store_and_to_print() -> None:
    text = render_json(hostile(), RULES)
    text.encode("utf-8")
    assert not any(c in text for c in "\x1b\x7f\x9b\u2028\u202e\x00")
    assert "Łódź" in text  # readable, not \\u escapes
    surfaces = {f["primary"]["surface"] for f in json.loads(text)["findings"]}
    assert {f.divergence.primary.surface for f in hostile().findings} == surfaces  # and nothing is lost


def test_golden() -> None:
    assert_golden("report.json", render_json(sample(), RULES))


def test_named_among_the_writers() -> None:
    assert WRITERS["json"](sample(), RULES) == render_json(sample(), RULES)


@given(st.text(st.sampled_from("ab\n\r\u2028\x0b\x0cé😀")), st.integers(0, 40))
def test_positions_agree_with_counting(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    line, column = LineIndex(text).position(offset)
    if text[max(0, offset - 1) : offset + 1] == "\r\n":  # inside a break: still on the line that it ends
        assert LineIndex(text).position(offset - 1) == (line, column - 1)
        return
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)


@pytest.mark.parametrize(("gap", "start"), [(" ", 0), ("\n\n", 19)], ids=["opens the sentence", "a line of its own"])
def test_a_claim_s_place_is_the_sentence_as_printed_with_its_dateline(gap: str, start: int) -> None:
    line, sentence = "WASHINGTON (AP) —", "The House passed the bill."
    source = Source("a.txt", f"{line}{gap}{sentence}", "0" * 64)
    body, end = len(line + gap), len(source.text)
    blocks = (Block(BlockRole.DATELINE, 0, len(line)), Block(BlockRole.BODY, body, end))
    article = Article("a", Span("a.txt", 0, end), None, None, None, None, "en", blocks)
    claim = Claim("c", "a", Span("a.txt", body, end), 0, 1, ClaimRole.BODY, sentence)
    report = dataclasses.replace(EMPTY, sources=(source,), articles=(article,), claims=(claim,))
    (told,) = json.loads(render_json(report, RULES))["claims"]
    assert (told["start"], told["end"]) == (start, end)

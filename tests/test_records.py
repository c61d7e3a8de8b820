"""JSON Lines, CSV and Parquet: a record that cannot be read costs no other, and none is lost unseen."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimcheck.datamodel import Source
from claimcheck.files.positions import place_in_file
from claimcheck.reading.extracted import article_source
from claimcheck.reading.files import Reading, read_paths
from claimcheck.reading.records import read_records
from claimcheck.reading.segment import segment
from tests.input_samples import BODY, CLAIMS, EVERYTHING, TITLE, claims, only


def record(**more: object) -> dict[str, object]:
    return {"id": "x1", "headline": TITLE, "body": "\n".join(BODY), "publishedAt": "2017-01-20T10:00:00Z", **more}


def test_json_lines(tmp_path: Path) -> None:
    lines = [json.dumps(record(source={"id": "ap", "name": "AP"})), ""]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    source, article = only(tmp_path)
    assert claims(source, article) == CLAIMS
    assert (source.path, source.file, article.id) == ("a.jsonl#x1", "a.jsonl", "a.jsonl#x1#1")
    assert (article.title, article.outlet, str(article.published)) == (TITLE, "AP", "2017-01-20")


def test_a_bad_line_leaves_the_others(tmp_path: Path) -> None:
    lines = [json.dumps(record()), "{bad", json.dumps({"id": "x2", "body": ""}), "[1]", json.dumps(record(id="x3"))]
    lines.append(json.dumps(record()))
    (tmp_path / "a.jsonl").write_text("\r\n".join(lines), encoding="utf-8-sig")
    sources, problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert [s.path for s in sources] == ["a.jsonl#x1", "a.jsonl#x3"]
    assert [p.message.partition(":")[0] for p in problems] == [
        "a.jsonl, line 2 is not valid JSON",
        "a.jsonl, line 4 is no JSON object.",
        "a.jsonl, record at line 3 has no text.",
        "a.jsonl, record at line 6 has the id of another",
    ]


@pytest.mark.parametrize("extension", [".jsonl", ".csv"])
def test_a_byte_that_is_no_utf8_costs_its_record_alone(tmp_path: Path, extension: str) -> None:
    text = "\n".join(BODY)
    if extension == ".jsonl":
        rows = [json.dumps(record(id=f"x{n}", body=f"{n} {text}"), ensure_ascii=False) for n in range(4)]
    else:
        rows = ["id,title,text", *(f'x{n},{TITLE},"{n} {text}"' for n in range(4))]
    raw = "\n".join(rows).encode()
    bad = raw.replace(f"2 {BODY[0]}".encode(), b"2 caf\xe9")
    assert bad != raw
    path = tmp_path / f"a{extension}"
    path.write_bytes(bad)
    sources, problems = read_paths([str(path)], EVERYTHING, base=tmp_path)
    assert [s.path for s in sources] == [f"a{extension}#x{n}" for n in (0, 1, 3)]
    line = 3 if extension == ".jsonl" else 2 + 2 * len(BODY)
    assert [p.message for p in problems] == [
        f"a{extension}, record at line {line} is not valid UTF-8 and was left out."
    ]
    assert problems[0].fatal and "iconv" in problems[0].action
    for source in sources:
        assert not any("\ud800" <= c <= "\udfff" for c in source.text)


def test_a_file_in_another_encoding_is_one_message(tmp_path: Path) -> None:
    rows = [json.dumps({"id": n, "text": f"Un café numéro {n}."}, ensure_ascii=False) for n in range(1, 31)]
    (tmp_path / "a.jsonl").write_bytes("\n".join(rows).encode("latin-1") + b'\n{"id": 31, "text": "Plain words."}')
    sources, problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert [s.path for s in sources] == ["a.jsonl#31"]
    told = ", ".join(str(n) for n in range(1, 21))
    assert [p.message for p in problems] == [
        f"a.jsonl: 30 records are not valid UTF-8 and were left out, at lines {told}, …."
    ]
    (tmp_path / "a.jsonl").unlink()
    (tmp_path / "a.csv").write_bytes("id,texte,café\n1,a,b\n".encode("latin-1"))
    sources, problems = read_paths([str(tmp_path / "a.csv")], EVERYTHING, base=tmp_path)
    assert not sources and [p.message for p in problems] == ["a.csv, line 1: the head is not valid UTF-8."]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=30), max_size=6), st.sampled_from([".jsonl", ".csv"]))
def test_any_bytes_lose_no_record_unseen(parts: list[bytes], extension: str) -> None:
    good = b'{"id": "good", "text": "A whole sentence."}' if extension == ".jsonl" else b"good,A whole sentence."
    head = [] if extension == ".jsonl" else [b"id,text"]
    lines = [re.sub(rb'["\n\r\0]', b"", part) for part in parts]
    sources, problems = read_records(b"\n".join([*head, good, *lines, b""]), "a", extension, {})
    if any("binary" in p.message for p in problems):
        return
    assert sources[0].path == "a#good"
    told = [int(m[1]) if (m := re.match(r"a: (\d+) records are not", p.message)) else 1 for p in problems]
    rows = [line.decode("utf-8", "surrogateescape").strip() for line in lines]
    filled = [row for row in rows if (row if extension == ".jsonl" else any(c.strip() for c in row.split(",")))]
    assert len(sources) + sum(told) == 1 + len(filled)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_lines_after_blank_rows_and_quoted_newlines(tmp_path: Path, newline: str) -> None:
    text = newline.join([
        "", "id,title,text", "", "", 'a,First,"One sentence.', "", 'Two sentences."', "", ",,", 'b,"Sec', 'ond",Three.',
        "   ", "c,Third,", "d,Fourth,Five.",
    ])  # fmt: skip
    (tmp_path / "a.csv").write_text(text, encoding="utf-8-sig", newline="")
    sources, problems = read_paths([str(tmp_path / "a.csv")], EVERYTHING, base=tmp_path)
    rows = text.split(newline)
    lines = {s.path: place_in_file(s, len(s.text) - 1).line for s in sources}
    assert lines == {"a.csv#a": 5, "a.csv#b": 10, "a.csv#d": 14}
    for path, line in lines.items():
        assert rows[line - 1].startswith(path[-1] + ",")
    assert [p.message for p in problems] == ["a.csv, record at line 13 has no text."]
    assert "Two sentences." in sources[0].text and sources[1].text.startswith("Sec ond\n")


@pytest.mark.parametrize(
    ("row", "others", "said"),
    [
        ('b,"It is open.\nc,Next.\n', "", "line 3 has a quotation mark that is never closed, or not doubled."),
        ('b,"It said "no" to them."\nc,Next.', "c", "line 3 has a quotation mark"),
        ('b,"It is open.\nc,"Next.\nd,Third."\n', "d", "line 3 has a quotation mark"),
        ("b,He came, saw, and went.\nc,Next.", "c", "record at line 3 has 4 cells, the head has 2."),
    ],
)
def test_csv_that_would_be_read_as_something_else_is_told(row: str, others: str, said: str) -> None:
    text = f"id,text\na,First.\n{row}"
    sources, problems = read_records(text.encode(), "a.csv", ".csv", {})
    assert [s.path for s in sources] == [f"a.csv#{name}" for name in ("a", *others)]
    assert len(problems) == 1 and said in problems[0].message and problems[0].action
    fine = text.replace(row, 'b,"He came, saw, and ""went"".\nYes.",,\nc,Next.')
    sources, problems = read_records(fine.encode(), "a.csv", ".csv", {})
    assert [s.path for s in sources] == ["a.csv#a", "a.csv#b", "a.csv#c"] and not problems


def test_csv_with_quoted_newlines(tmp_path: Path) -> None:
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(["URL", "Title", "Article Text", "Date", "Source"])
    rows.writerow(["https://example.org/1", TITLE, "\n".join(BODY), "20 January 2017", "AP"])
    rows.writerow(["https://example.org/2", "Second", 'It said "no" to\nthe offer.', "1484900000", "AP"])
    (tmp_path / "a.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
    sources, problems = read_paths([str(tmp_path / "a.csv")], Reading(fields={"text": "Article Text"}), base=tmp_path)
    assert not problems
    found = {s.path: segment(s)[0] for s in sources}
    assert [str(a.published) for a in found.values()] == ["2017-01-20", "2017-01-20"]
    assert [place_in_file(s, 0).line for s in sources] == [2, 6]
    assert claims(sources[0], found[sources[0].path]) == CLAIMS
    assert claims(sources[1], found[sources[1].path]) == ["Second", 'It said "no" to the offer.']


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"id": [7], "title": [TITLE], "meta": [{"text": "\n".join(BODY)}], "outlet": ["AP"]})
    parquet.write_table(table, tmp_path / "a.parquet")
    reading = Reading(extensions=(".parquet",), fields={"text": "meta.text"})
    source, article = only(tmp_path, reading)
    assert source.path == "a.parquet#7" and claims(source, article) == CLAIMS


def test_parquet_bomb(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = 3_000
    table = pyarrow.table({"id": range(rows), "text": ["The council voted on Monday. " * 300] * rows})
    parquet.write_table(table, tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 100_000
    assert table.nbytes > 24_000_000
    reading = Reading(extensions=(".parquet",), max_bytes=500_000)
    sources, problems = read_paths([str(tmp_path)], reading, base=tmp_path)
    assert 1_000 < len(sources) < 1_200 and len(problems) == 1
    assert f"nothing from record {len(sources) + 1:,} on was read" in problems[0].message
    assert "more than 10,000,000 bytes" in problems[0].message and problems[0].fatal


@pytest.mark.parametrize(
    "field", ["id", "headline", "body", "author", "source", "url", "language", "publishedAt", "odd \ud83d"]
)
def test_half_a_character_is_read_as_a_mark_of_its_own(tmp_path: Path, field: str) -> None:
    """In the text it stands for one code point, so that offsets stay; what is written of it can be encoded."""
    rows = [record(id="x2"), record(**{field: f"{BODY[1]} \ud83d and \udc00 \ud83c\udf0a."})]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    sources, problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert len(sources) == 2 and not problems
    for source in sources:
        repr_of(source).encode("utf-8")
        for article in segment(source):
            repr_of(article).encode("utf-8")
            claims(source, article)
    told = repr_of(sources)
    if field not in {"publishedAt", "odd \ud83d"}:
        assert "\ufffd" in told and "🌊" in told


def test_names_of_fields_that_are_told_can_be_written(tmp_path: Path) -> None:
    sources, (problem,) = read_records(b'{"\\ud83d": "x"}', "a.jsonl", ".jsonl", {})
    assert not sources
    problem.action.encode("utf-8")


@pytest.mark.parametrize("row", [{"published": "9" * 5000}, {"published": 100_000_000}, {"published": 10**14}])
def test_a_day_that_is_none_costs_nothing(row: dict[str, object]) -> None:
    sources, problems = read_records(json.dumps(record(**row, publishedAt=None)).encode(), "a.jsonl", ".jsonl", {})
    assert len(sources) == 1 and not problems


def test_what_fails_over_one_record_is_told_of_that_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: str, *more: Any, **named: Any) -> Source:
        if path.endswith("#x1"):
            raise IndexError("first line\nsecond")
        return article_source(path, *more, **named)

    monkeypatch.setattr("claimcheck.reading.records.article_source", failing)
    raw = "\n".join(json.dumps(record(id=f"x{n}")) for n in range(3)).encode()
    sources, (problem,) = read_records(raw, "a.jsonl", ".jsonl", {})
    assert [s.path for s in sources] == ["a.jsonl#x0", "a.jsonl#x2"]
    assert problem.path == "a.jsonl" and "record at line 2" in problem.message and "IndexError" in problem.message
    assert "second" not in problem.message


def repr_of(value: object) -> str:
    """As text, with the characters as they are."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return " ".join(map(repr_of, value))
    return repr_of(list(dataclasses.asdict(value).values())) if dataclasses.is_dataclass(value) else str(value)  # type: ignore[arg-type]


def test_many_bad_records_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" * 1000)
    _, problems = read_paths([str(tmp_path)], EVERYTHING, base=tmp_path)
    assert len(problems) == 21 and any("980 more records" in p.message for p in problems)


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text(max_size=40), st.lists(st.text(), max_size=4))
def test_any_record_keeps_the_offset_law(title: str, key: str, paragraphs: list[str]) -> None:
    row = json.dumps({"id": key, "title": title, "text": "\n".join(paragraphs)})
    sources, problems = read_records(row.encode(), "a.jsonl", ".jsonl", {})
    assert len(sources) + len(problems) == 1
    for source in sources:
        for article in segment(source):
            claims(source, article)
            assert all(0 <= b.start < b.end <= len(source.text) for b in article.blocks)


_ANY = st.text(st.characters(exclude_categories=()), max_size=40)  # halves of characters too
_FIELDS = ["id", "title", "text", "published", "outlet", "author", "url", "language"]
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_ANY, inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(_FIELDS) | _ANY, _VALUES, max_size=8), min_size=1, max_size=3))
def test_any_json_is_read_or_named_and_can_be_written(rows: list[dict[str, object]]) -> None:
    raw = "\n".join(map(json.dumps, rows)).encode()
    sources, problems = read_records(raw, "a.jsonl", ".jsonl", {})
    assert len(sources) + len(problems) == len(rows)
    assert not any("internal error" in problem.message for problem in problems)
    repr_of([sources, problems]).encode("utf-8")
    for source in sources:
        for article in segment(source):
            repr_of(article).encode("utf-8")
            claims(source, article)

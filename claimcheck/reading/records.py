"""JSON Lines, CSV and Parquet: one article a record."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from claimcheck.datamodel import Problem, Source
from claimcheck.files.isolation import isolated
from claimcheck.reading.decoding import converted, decoded, well_formed
from claimcheck.reading.extracted import article_source

JSON_LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
PARQUET = (".parquet",)
EXTENSIONS = (*JSON_LINES, *TABLES, *PARQUET)
# What people call the fields, the likeliest first; compared without case, spaces, hyphens and underscores.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "docid", "documentid", "guid", "uuid", "key", "uri"),
    "title": ("title", "headline", "heading"),
    "text": ("text", "body", "content", "articletext", "fulltext", "article", "maintext", "articlebody", "story"),
    "published": (
        "published", "publishedat", "publishdate", "publicationdate", "datepublished", "pubdate", "date",
        "publisheddate", "datetime", "timestamp", "createdat",
    ),
    "outlet": ("outlet", "source", "publisher", "sitename", "publication", "newspaper", "sourcename", "site", "domain"),
    "author": ("author", "byline", "authors", "creator"),
    "url": ("url", "link", "canonicalurl", "permalink", "weburl"),
    "language": ("language", "lang"),
}  # fmt: skip
_MOST_TOLD = 20  # bad records named one by one
_UNPACKED = 20  # times the limit of a file: what the records of a Parquet file may unpack to
_BATCH = 50  # records of it that are held at once
_UNDECODED = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8, see decoding.decoded
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # JSON's escape for half a character
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n")
_FINISHED = (".", "!", "?", "”", '"', "’", "'", ")", ":", "…")
_ODD = re.compile(r"[\s#]+")


def read_records(
    raw: bytes, shown: str, extension: str, fields: Mapping[str, str], *, max_bytes: int = 20_000_000
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """A source for every record, in file order: path ``FILE#ID``. ``fields`` maps our names (id, title, text,
    published, outlet, author, url, language) to the file's; those left out are looked for under their usual names. A
    record that cannot be read is one problem, the others are still read; those with bytes that are no UTF-8 are one
    problem together. Half a character, as JSON can name it (``\\ud83d``), reads as U+FFFD. ``max_bytes`` is the limit
    of a file; Parquet is packed, and may unpack to twenty times that.
    """
    if extension in PARQUET:
        rows = _parquet_rows(raw, shown, _UNPACKED * max_bytes)
    else:
        text = decoded(raw, shown, by_part=True)
        if isinstance(text, Problem):
            return (), (text,)
        text = text.removeprefix("\ufeff")
        rows = _json_rows(text, shown) if extension in JSON_LINES else _table_rows(text, shown, extension)
    sources: list[Source] = []
    problems: list[Problem] = []
    undecoded: list[int] = []
    names: Counter[str] = Counter()
    for line, row in rows:
        if row is None:
            undecoded.append(line)
            continue
        if isinstance(row, Problem):
            problems.append(row)
            continue
        with isolated(shown, problems, f"{shown}, record at line {line}"):
            found = _source(row, line, shown, fields, names)
            if isinstance(found, Source):
                sources.append(found)
            else:
                problems.append(found)
    if len(problems) > _MOST_TOLD:
        more = len(problems) - _MOST_TOLD
        problems = problems[:_MOST_TOLD]
        problems.append(Problem(shown, f"{shown}: {more:,} more records cannot be read.", "Correct those above first."))
    if undecoded:
        problems.append(_undecodable(shown, undecoded))
    if not sources and not problems:
        problems.append(Problem(shown, f"{shown} holds no record.", "Leave it out, or put articles into it."))
    return tuple(sources), tuple(problems)


# The record's line in the file, from 1, and its fields, or why there are none: None for bytes that are no UTF-8.
Row = tuple[int, "dict[str, Any] | Problem | None"]


def _undecodable(shown: str, lines: Sequence[int]) -> Problem:
    count = len(lines)
    told = ", ".join(f"{line:,}" for line in lines[:_MOST_TOLD]) + (", …" if count > _MOST_TOLD else "")
    reason = (
        f"{shown}, record at line {told} is not valid UTF-8 and was left out."
        if count == 1
        else f"{shown}: {count:,} records are not valid UTF-8 and were left out, at lines {told}."
    )
    return Problem(shown, reason, converted(shown))


def _json_rows(text: str, shown: str) -> Iterator[Row]:
    for line, part in enumerate(text.split("\n"), start=1):
        if not part.strip():
            continue
        if _UNDECODED.search(part):
            yield line, None
            continue
        try:
            row = _well_formed(json.loads(part)) if _HALF.search(part) else json.loads(part)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", None) or type(error).__name__
            yield line, Problem(shown, f"{shown}, line {line} is not valid JSON: {reason}.", "Correct the line.")
            continue
        if isinstance(row, dict):
            yield line, row
        else:
            yield (
                line,
                Problem(
                    shown,
                    f"{shown}, line {line} is no JSON object.",
                    'Write one article a line: {"title": …, "text": …}.',
                ),
            )


def _well_formed(value: Any) -> Any:
    """A value of JSON with all its texts, and the names of its fields, as text that can be written."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {well_formed(name): _well_formed(item) for name, item in value.items()}
    return value


def _table_rows(text: str, shown: str, extension: str) -> Iterator[Row]:
    """The rows under the head. One that is empty holds nothing; one whose quotation marks do not add up, or that has
    more cells than the head, would be read as something else than was meant: it is a problem."""
    csv.field_size_limit(max(len(text) + 1, 131_072))
    opening = text.lstrip().partition("\n")[0]
    delimiter = "\t" if extension == ".tsv" else max(",;\t|", key=opening.count)
    rows = _parsed(text, delimiter)
    line, head, _ = next(rows, (1, [], True))
    if any(_UNDECODED.search(name) for name in head):
        yield line, Problem(shown, f"{shown}, line {line}: the head is not valid UTF-8.", converted(shown))
        return
    for line, cells, whole in rows:
        if any(map(_UNDECODED.search, cells)):
            yield line, None
        elif not whole:
            reason = f"{shown}, record at line {line} has a quotation mark that is never closed, or not doubled."
            yield line, Problem(shown, reason, 'Inside a quoted cell write "" for ".')
        elif any(cell.strip() for cell in cells[len(head) :]):
            reason = f"{shown}, record at line {line} has {len(cells):,} cells, the head has {len(head):,}."
            yield line, Problem(shown, reason, f"Put cells that contain {delimiter!r} into quotation marks.")
        else:
            yield line, dict(itertools.zip_longest(head, cells[: len(head)]))


def _parsed(text: str, delimiter: str) -> Iterator[tuple[int, list[str], bool]]:
    """Rows that are not empty: the line each begins at, its cells, and whether its quotation marks add up."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    begins = 0
    for cells in reader:
        first, begins = begins, reader.line_num
        if any(cell.strip() for cell in cells):
            yield first + 1, cells, _adds_up(lines[first:begins], delimiter)


def _adds_up(lines: Sequence[str], delimiter: str) -> bool:
    if not any('"' in line for line in lines):
        return True
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _parquet_rows(raw: bytes, shown: str, most: int) -> Iterator[Row]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        yield (
            1,
            Problem(shown, f"{shown}: reading Parquet needs pyarrow.", "Run: pip install 'claimcheck-news[parquet]'"),
        )
        return
    number = unpacked = 0
    try:
        for batch in parquet.ParquetFile(io.BytesIO(raw)).iter_batches(batch_size=_BATCH, use_threads=False):
            unpacked += batch.nbytes
            if unpacked > most:
                reason = f"{shown} unpacks to more than {most:,} bytes: nothing from record {number + 1:,} on was read."
                yield number + 1, Problem(shown, reason, "Split it, or raise reading.max_bytes.")
                return
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        yield 1, Problem(shown, f"{shown} cannot be read as Parquet: {reason}.", "Write it again, or leave it out.")


def _source(
    row: Mapping[str, Any], line: int, shown: str, fields: Mapping[str, str], names: Counter[str]
) -> Source | Problem:
    values = {ours: _value(row, ours, fields.get(ours)) for ours in FIELDS}
    text = values["text"]
    paragraphs = [str(part) for part in text] if isinstance(text, list) else paragraphs_in(str(text or ""))
    filled = [(part, line) for part in paragraphs if any(c.isalnum() for c in part)]
    if not filled:
        wanted = fields.get("text")
        there = ", ".join(map(str, list(row)[:12])) or "none"
        if wanted is not None and wanted not in row:
            return Problem(shown, f"{shown}, record at line {line} has no field {wanted!r}.", f"It has: {there}.")
        if wanted is None and not any(_plain(str(name)) in FIELDS["text"] for name in row):
            return Problem(
                shown,
                f"{shown}, record at line {line} has no field that is known to hold an article's text.",
                f'Name it: [reading.fields] text = "…". The record has: {there}.',
            )
        return Problem(shown, f"{shown}, record at line {line} has no text.", "Fill it, or leave the record out.")
    title = " ".join(str(values["title"] or "").split()) or None
    name = _name(values, title, filled[0][0])
    names[name] += 1
    unique = name if names[name] == 1 else f"{name}-{names[name]}"
    if names[name] > 1 and values["id"] not in (None, ""):
        return Problem(
            shown, f"{shown}, record at line {line} has the id of another: {name!r}.", "Give every record its own id."
        )
    authors = values["author"]
    if isinstance(authors, list):
        values["author"] = ", ".join(map(str, authors))
    if isinstance(values["outlet"], dict):  # as news APIs have it: {"id": …, "name": …}
        values["outlet"] = values["outlet"].get("name")
    return article_source(f"{shown}#{unique}", title, filled, values, file=shown, title_line=line)


def paragraphs_in(text: str) -> list[str]:
    """A text's paragraphs: parted by blank lines where there are any, else by lines, unless these are wrapped."""
    lines = text.splitlines()
    if any(not line.strip() for line in lines[1:-1]):
        return [" ".join(part.split("\n")) for part in _BLANK_LINES.split("\n".join(lines)) if part.strip()]
    unfinished = sum(not line.rstrip().endswith(_FINISHED) for line in lines[:-1])
    return [" ".join(lines)] if len(lines) > 1 and unfinished > (len(lines) - 1) / 2 else lines


def _value(row: Mapping[str, Any], ours: str, named: str | None) -> Any:
    if named is not None:
        value: Any = row
        for part in [named] if named in row else named.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value
    by_name = {_plain(str(name)): name for name in reversed(list(row))}
    return next((row[by_name[usual]] for usual in FIELDS[ours] if usual in by_name), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _name(values: Mapping[str, Any], title: str | None, opening: str) -> str:
    """What tells a record from the others, and stays when records are put before it: its id, its address, a hash of its
    title."""
    for key in ("id", "url"):
        if values[key] not in (None, ""):
            return _ODD.sub("-", str(values[key]).strip())[:200]
    return hashlib.sha256((title or opening[:200]).encode("utf-8", "replace")).hexdigest()[:12]

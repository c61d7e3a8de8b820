"""A JSON report, as commands read it back: its findings and its fixes. The one reader of that format."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from claimcheck.datamodel import FileStretch, Fix, Span
from claimcheck.decisions.correcting import Seen, Spot
from claimcheck.decisions.recent import RecentFinding
from claimcheck.decisions.values import shown_values
from claimcheck.errors import InputError

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class JsonReport:
    """What a JSON report says, the sentences left out: ``findings`` for a decision, ``seen`` for corrections."""

    findings: tuple[RecentFinding, ...]
    seen: tuple[Seen, ...]
    fixes: tuple[Fix, ...]


def is_json_report(path: Path) -> bool:
    """Whether a file of that name looks like one."""
    if path.suffix != ".json" or not path.is_file():
        return False
    with path.open("rb") as stream:
        return b'"schema"' in stream.read(200)


def read_json_report(path: Path) -> JsonReport:
    """Raises InputError for what cannot be read or is no report. One of an earlier version has no fixes."""
    return read_as(path, _report)


def read_as(path: Path, made: Callable[[dict[str, Any]], Made]) -> Made:
    """What ``made`` takes from a JSON report. Raises InputError for what cannot be read or is no report."""
    try:
        return made(json.loads(path.read_bytes()))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{path} is no JSON report of claimcheck.", "Write one: claimcheck report … --output-format json=PATH."
        ) from error


def _report(report: dict[str, Any]) -> JsonReport:
    articles = {str(a["id"]): a for a in report["articles"]}
    return JsonReport(
        tuple(_finding(entry) for entry in report["findings"]),
        tuple(_seen(entry, articles) for entry in report["findings"]),
        tuple(_fix(entry) for entry in report.get("fixes", ())),
    )


def _finding(entry: Mapping[str, Any]) -> RecentFinding:
    first, second = entry["values"]
    places = (entry["primary"], *entry["related"])
    return RecentFinding(
        str(entry["fingerprint"]),
        str(entry["identity"]),
        str(entry["rule"]),
        str(entry["severity"]),
        str(entry["message"]),
        shown_values((str(first), str(second))),
        tuple(sorted({str(place["article"]) for place in places})),
        tuple(sorted({str(place["content"]) for place in places if place.get("content")})),
    )


def _seen(entry: Mapping[str, Any], articles: Mapping[str, Any]) -> Seen:
    spots = []
    for place in (entry["primary"], *entry["related"]):
        about = articles[str(place["article"])]
        outlet, author, title = (str(about[key] or "") for key in ("outlet", "byline", "title"))
        found, content = str(place["surface"]), str(place.get("content") or "")
        file, line = str(place["file"]), int(place["line"])
        spots.append(Spot(str(about["id"]), outlet, author, title, file, line, found, content=content))
    return Seen(str(entry["identity"]), str(entry["fingerprint"]), str(entry["message"]), tuple(spots))


def _fix(entry: Mapping[str, Any]) -> Fix:
    at, moment = entry["stretch"], entry["decided_at"]
    stretch = None
    if at is not None:
        start, end, line, column, end_line, end_column = (
            int(at[key]) for key in ("start", "end", "line", "column", "end_line", "end_column")
        )
        stretch = FileStretch(start, end, line, column, end_line, end_column, str(at["text"]), str(at["encoding"]), "")
    return Fix(
        Span(str(entry["path"]), int(entry["start"]), int(entry["end"])),
        str(entry["article"]),
        str(entry["file"]),
        int(entry["line"]),
        str(entry["old"]),
        str(entry["new"]),
        str(entry["why"]),
        str(entry["finding"]),
        str(entry["decision"] or ""),
        str(entry["editor"]),
        dt.datetime.fromisoformat(moment) if moment else None,
        stretch,
        str(entry["trouble"]),
    )

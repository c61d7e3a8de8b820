"""Paths -> Sources. Every file that cannot be read is one Problem; the others are still read."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from claimcheck.datamodel import Problem, Source
from claimcheck.files.isolation import isolated
from claimcheck.files.revisions import Staged
from claimcheck.reading import docx_pages, eml_pages, html_pages, odt_pages, pdf_pages, records, rtf_pages
from claimcheck.reading.decoding import converted, decoded, misread, western
from claimcheck.reading.fetching import fetched, is_address
from claimcheck.reading.lines import BLANK
from claimcheck.reading.listing import PACKED, kind_of, list_files, unreadable
from claimcheck.reading.own_reports import is_report
from claimcheck.reading.pasted import NAME, SHOWN, read_pasted
from claimcheck.reading.path_patterns import told_by_path


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: inside folders those with one of ``extensions`` (also compressed: ".txt.gz"), up to
    ``max_bytes``. ``fields`` maps our names of a record's fields to the files' own, ``path_patterns`` say what a path
    tells of outlet and day."""

    extensions: tuple[str, ...] = (".txt", ".md", ".html", ".htm", ".docx", ".odt", ".rtf", ".eml", ".pdf", ".jsonl")
    max_bytes: int = 20_000_000
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    path_patterns: tuple[str, ...] = ()


def read_paths(
    paths: Sequence[str],
    reading: Reading | None = None,
    *,
    base: Path | None = None,
    fetch: bool = False,
    pasted: bytes | None = None,
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources under ``paths`` (files, globs, folders searched to the bottom, "-" for standard input, which
    ``pasted`` may stand for, and with ``fetch`` addresses of pages), sorted by path, each file once.

    Text is the file's bytes decoded (UTF-8, UTF-16 and UTF-32 with a byte-order mark, or, with a notice, Windows-1252)
    and otherwise untouched; the mark stays as U+FEFF. Of HTML, DOCX, ODT, RTF, mails and PDF it is the extracted text,
    and every record of a JSON Lines, CSV or Parquet file is a source. A file named by itself is read whatever its
    extension; in folders hidden entries are left out. A path reads as given, relative to ``base`` (the working
    directory if None) inside it, so that the result does not depend on the order of ``paths``. Every path that is
    missing, unreadable, empty, binary, too large or in another encoding is one problem; files of a kind that is not
    read are counted in a notice.
    """
    reading = reading or Reading()
    local = [path for path in paths if path != NAME and not is_address(path)]
    files, problems = list_files(local, extensions=reading.extensions, base=base, count_others=True)
    sources, more = read_files(files, reading)
    for address in sorted({path for path in paths if is_address(path)}):
        failed: list[Problem] = []
        with isolated(address, failed):
            page, wrong = _page(address, reading, fetch)
            sources, more = (*sources, *page), (*more, *wrong)
        more = (*more, *failed)
    if NAME in paths:
        parts, wrong = read_pasted(reading.fields, reading.max_bytes, pasted)
        told = [notice for notice in (misread(source.text, SHOWN) for source in parts) if notice is not None][:1]
        sources, more = (*sources, *parts), (*more, *wrong, *told)
    by_path = {source.path: source for source in sources}
    return tuple(by_path[path] for path in sorted(by_path)), tuple(
        sorted({*problems, *more}, key=lambda p: (p.path, p.message))
    )


def _page(address: str, reading: Reading, fetch: bool) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """A page by its address, where the reader allows it."""
    shown = address.partition("://")[2]
    raw = fetched(address, reading.max_bytes) if fetch else _not_fetched(address)
    if isinstance(raw, Problem):
        return (), (raw,)
    outcome = html_pages.read_html(raw, shown)
    return ((outcome,), ()) if isinstance(outcome, Source) else ((), (outcome,))


def _not_fetched(address: str) -> Problem:
    return Problem(
        address,
        f"{address} is an address: claimcheck opens no network connection.",
        "Save the page in a browser as HTML and name the file, or add --fetch.",
        always=True,
    )


def read_files(
    files: Mapping[str, str], reading: Reading | None = None, staged: Staged | None = None
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources of files, given by their real paths with those that reports show, sorted by path, and what is wrong
    with some: whatever goes wrong over one file is a problem of that file. ``staged`` stands in for the disk."""
    reading = reading or Reading()
    contents = staged.contents if staged is not None else {}
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for real, shown in files.items():
        with isolated(shown, problems):
            found, wrong = _read(Path(real), shown, reading, contents)
            problems += wrong
            problems += [told for told in (misread(source.text, shown) for source in found) if told is not None][:1]
            told = told_by_path(shown, reading.path_patterns) if found else {}
            for source in found:
                known = dict(source.metadata)
                more = tuple((key, value) for key, value in told.items() if key not in known)
                sources[source.path] = replace(source, metadata=(*source.metadata, *more)) if more else source
    return tuple(sources[path] for path in sorted(sources)), tuple(problems)


def _read(
    path: Path, shown: str, reading: Reading, contents: Mapping[Path, bytes]
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """One file by its extension."""
    raw = _bytes(path, shown, reading.max_bytes, contents.get(path))
    if isinstance(raw, Problem):
        return (), (raw,)
    if is_report(raw):
        advice = "Write reports to another folder to be rid of this line."
        return (), (Problem(shown, f"{shown} is a report of claimcheck: left out.", advice, fatal=False, notice=True),)
    extension = kind_of(path)
    if extension in records.EXTENSIONS:
        return records.read_records(raw, shown, extension, reading.fields, max_bytes=reading.max_bytes)
    if extension in docx_pages.EXTENSIONS:
        return docx_pages.read_docx(raw, shown, reading.max_bytes)
    if extension in eml_pages.EXTENSIONS:
        return eml_pages.read_eml(raw, shown)
    if extension in html_pages.EXTENSIONS:
        outcome = html_pages.read_html(raw, shown)
    elif extension in pdf_pages.EXTENSIONS:
        outcome = pdf_pages.read_pdf(raw, shown)
    elif extension in odt_pages.EXTENSIONS:
        outcome = odt_pages.read_odt(raw, shown, reading.max_bytes)
    elif extension in rtf_pages.EXTENSIONS:
        outcome = rtf_pages.read_rtf(raw, shown)
    else:
        return _text(raw, shown)
    return ((outcome,), ()) if isinstance(outcome, Source) else ((), (outcome,))


def _bytes(path: Path, shown: str, max_bytes: int, instead: bytes | None) -> bytes | Problem:
    """A file's bytes, or those that stand in for them, unpacked, where they are not too many."""
    try:
        size = path.stat().st_size if instead is None else len(instead)
        if size > max_bytes:
            return _too_large(shown, f"{size:,} bytes", max_bytes)
        if path.suffix.lower() != PACKED:
            return path.read_bytes() if instead is None else instead
        with gzip.open(path if instead is None else io.BytesIO(instead)) as stream:
            raw = stream.read(max_bytes + 1)  # no more: a small file may unpack to any size
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            return unreadable(shown, error)
        return Problem(shown, f"{shown} is no gzip file, or it is cut short.", "Pack it again, or leave it out.")
    return raw if len(raw) <= max_bytes else _too_large(shown, "unpacked", max_bytes)


_EMPTY = "Put the article's text into it, or leave it out (in a corpus: [corpus] exclude)."


def _too_large(shown: str, size: str, max_bytes: int) -> Problem:
    return Problem(
        shown, f"{shown} is too large ({size}, the limit is {max_bytes:,}).", "Split it, or raise reading.max_bytes."
    )


def _text(raw: bytes, shown: str) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    text = decoded(raw, shown)
    told: tuple[Problem, ...] = ()
    if isinstance(text, Problem):
        old = western(raw)
        if old is None:
            return (), (text,)
        message = f"{shown} is no UTF-8: read as Windows-1252."
        text, told = old, (Problem(shown, message, converted(shown), fatal=False, notice=True),)
    if not text.strip(BLANK):
        return (), (Problem(shown, f"{shown} is empty.", _EMPTY, empty=True),)
    return (Source(shown, text, hashlib.sha256(raw).hexdigest()),), told

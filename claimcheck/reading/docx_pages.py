"""DOCX -> one article: its paragraphs in the order in which they read, by python-docx and a walk over its markup.

Open tracked changes are read as if accepted: what was inserted or moved here is text, what was deleted or moved away is
none, and a paragraph whose end was deleted runs on. The text of tables, text boxes, content controls, links and fields
is text like any other; that of a content control which nobody has filled in is none. Footnotes and endnotes stand after
the text; comments are not read, and counted.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.extracted import article_source, own_title

EXTENSIONS = (".docx",)
_MARKUP = (".xml", ".rels")  # parts held as trees, fifty times their size: together no more than the limit of a file
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset({"del", "moveFrom"})
_CHANGES = tuple(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
_AROUND = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo"})  # of paragraphs as of words
_OF_PARAGRAPHS = _AROUND | {"tbl", "tr", "tc"}
_OF_WORDS = _AROUND | {"r", "hyperlink", "smartTag", "fldSimple", "ruby", "rubyBase", "dir", "bdo"}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = ("footnotes", "endnotes")
_COMMENTS = "comments"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"  # one content in two ways: the first counts
_ALL = 2  # times that limit: what a document may unpack to, pictures and all


def read_docx(raw: bytes, shown: str, max_bytes: int) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The document's paragraphs; its title from a paragraph so styled, else from its properties. The "line" of a
    finding is the number of the paragraph, those of tables and text boxes counted, then those of notes. Notices say
    that it has open tracked changes, or comments."""
    found = _read(raw, shown, max_bytes)
    if isinstance(found, Problem):
        return (), (found,)
    source, changed, comments = found
    told = []
    if changed:
        told.append(
            (f"{shown} has open tracked changes: insertions kept, deletions dropped.", "Accept or reject them in Word.")
        )
    if comments:
        told.append((f"{shown} has {comments} comment{'s' if comments > 1 else ''}, not read.", "Settle them in Word."))
    return (source,), tuple(Problem(shown, *words, fatal=False, notice=True) for words in told)


def _read(raw: bytes, shown: str, max_bytes: int) -> tuple[Source, bool, int] | Problem:
    """The source, whether changes are tracked in it that nobody has accepted or rejected, and how many comments."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return Problem(shown, f"{shown} is no Word document (DOCX).", "Save it again as .docx or .txt.")
    sizes = [(entry.filename.lower(), entry.file_size) for entry in archive.infolist()]
    markup, everything = sum(n for name, n in sizes if name.endswith(_MARKUP)), sum(n for _, n in sizes)
    for what, size, most in (("text", markup, max_bytes), ("text and pictures", everything, _ALL * max_bytes)):
        if size > most:
            reason = f"{shown} is too large ({size:,} bytes of {what} when unpacked, the limit is {most:,})."
            return Problem(shown, reason, "Leave it out, or raise reading.max_bytes.")
    import docx
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(_unpacked(archive))
        body = document.element.body
        aside = {name: _aside(document, name) for name in (*_NOTES, _COMMENTS)}
        parts = [body, *(note for name in _NOTES for note in aside[name])]
        filled = [(text, number, p) for text, number, p in _paragraphs(parts) if any(c.isalnum() for c in text)]
        style = Paragraph(filled[0][2], document).style if filled else None  # slow to ask: once
        changed = next(body.iter(*_CHANGES), None) is not None
        about = document.core_properties
        said = {"author": own_title(about.author), "language": about.language}
        title, line = own_title(about.title) or None, 1
    except Exception as error:  # a library that reads hostile archives; one of them must not stop the others
        return Problem(shown, f"{shown} cannot be read as DOCX: {error}.", "Save it again as .docx or .txt.")
    if not filled:
        return Problem(shown, f"{shown} holds no text.", "Leave it out, or put the article's text into it.")
    if style is not None and style.name in {"Title", "Heading 1"}:
        title, line = " ".join(filled[0][0].split()), filled[0][1]
        filled = filled[1:]
    pieces = [(piece, n) for text, n, _ in filled for piece in text.splitlines() if piece.strip()]
    digest = hashlib.sha256(raw).hexdigest()
    source = article_source(shown, title, pieces, said, digest=digest, title_line=line)
    return source, changed, len(aside[_COMMENTS])


def _aside(document: Any, name: str) -> list[Any]:
    """The notes or comments of a document, but for the lines that part notes from the text."""
    from docx.oxml import parse_xml

    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    roots = [parse_xml(rel.target_part.blob) for rel in document.part.rels.values() if rel.reltype == kind]
    return [note for root in roots for note in root if note.get(f"{_W}type") in {None, "normal"}]


def _paragraphs(parts: Iterable[Any]) -> Iterator[tuple[str, int, Any]]:
    """Text, number (from 1) and element of every paragraph, cells of tables one after the other. Where the end of a
    paragraph was deleted, it is one with the next, whose element it then has."""
    text, begun, held = "", 0, None
    number = 0
    for p in itertools.chain.from_iterable((*_blocks(part), None) for part in parts):
        if p is not None:
            number += 1
            begun = begun if text.strip() else number
            text, held = text + _text(p), p
        if held is not None and (p is None or not _runs_on(p)):
            yield text, begun, held
            text, held = "", None


def body_paragraphs(document: Any) -> Iterator[tuple[int, Any]]:
    """The element of every paragraph of the text, by the number that :func:`read_docx` gives it; notes are left out,
    which stand in parts of their own."""
    yield from enumerate((p for p in _blocks(document.element.body) if p is not None), start=1)


def _blocks(node: Any) -> Iterator[Any]:
    """The paragraphs below a node; None where a table or a cell begins or ends, which no paragraph runs across."""
    for child in node:
        name = _name(child)
        if name == "p":
            yield child
            for box in _boxes(child):
                yield None
                yield from _blocks(box)
                yield None
        elif name in _OF_PARAGRAPHS and not _is_gone(child, name):
            bounds = [None] if name in {"tbl", "tc"} else []
            yield from bounds
            yield from _blocks(child)
            yield from bounds


def _boxes(p: Any) -> Iterator[Any]:
    """The text boxes that a paragraph holds, each once: Word writes one for itself and one for older readers."""
    waiting = list(reversed(p))
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}txbxContent":
            yield node
        elif node.tag == f"{_CHOICES}AlternateContent" and len(node):
            waiting.append(node[0])
        elif _name(node) not in _GONE:
            waiting += reversed(node)


def _text(node: Any) -> str:
    """The words of a paragraph, or of a part of it."""
    parts = []
    for child in node:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS and child.get(f"{_W}type") not in {"page", "column"}:
            parts.append(_SIGNS[name])
        elif name in _OF_WORDS and not _is_gone(child, name):
            parts.append(_text(child))
    return "".join(parts)


def _name(node: Any) -> str:
    """An element's name where it is one of Word's own, else ""."""
    return node.tag.removeprefix(_W) if isinstance(node.tag, str) and node.tag.startswith(_W) else ""


def _is_gone(node: Any, name: str) -> bool:
    """A row or a cell that was deleted; a content control that shows what shall be written there."""
    sign = {"tr": "trPr/{}del", "tc": "tcPr/{}cellDel", "sdt": "sdtPr/{}showingPlcHdr"}.get(name)
    return sign is not None and node.find(_W + sign.format(_W)) is not None


def _runs_on(p: Any) -> bool:
    """Whether the end of a paragraph was deleted or moved away."""
    return any(p.find(f"{_W}pPr/{_W}rPr/{_W}{name}") is not None for name in _GONE)


def _unpacked(archive: zipfile.ZipFile) -> io.BytesIO:
    """The archive without compression. One may lie about its sizes, and ``read()``, as libraries call it, unpacks a
    part whole before it looks: so each is unpacked here, to the size that it says and no further."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as plain:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                plain.writestr(entry.filename, part.read(entry.file_size + 1))
    return made

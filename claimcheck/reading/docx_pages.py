"""DOCX -> one article: its paragraphs, by python-docx."""

from __future__ import annotations

import hashlib
import io
import zipfile

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.extracted import article_source

EXTENSIONS = (".docx",)
_MARKUP = (".xml", ".rels")  # parts held as trees, fifty times their size: together no more than the limit of a file
_ALL = 2  # times that limit: what a document may unpack to, pictures and all


def read_docx(raw: bytes, shown: str, max_bytes: int) -> Source | Problem:
    """The document's paragraphs; its title from a paragraph so styled, else from its properties. The "line" of a
    finding is the number of the paragraph."""
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

    try:
        document = docx.Document(_unpacked(archive))
        paragraphs = document.paragraphs
        texts = ((p.text, number) for number, p in enumerate(paragraphs, start=1))
        filled = [(text, number) for text, number in texts if any(c.isalnum() for c in text)]
        first = paragraphs[filled[0][1] - 1].style if filled else None  # slow to ask: once
        about = document.core_properties
        said = {"author": about.author, "language": about.language}
        own_title = " ".join((about.title or "").split())
    except Exception as error:  # a library that reads hostile archives; one of them must not stop the others
        return Problem(shown, f"{shown} cannot be read as DOCX: {error}.", "Save it again as .docx or .txt.")
    if not filled:
        return Problem(shown, f"{shown} holds no text.", "Leave it out, or put the article's text into it.")
    title, line = own_title or None, 1
    if first is not None and first.name in {"Title", "Heading 1"}:
        title, line = " ".join(filled[0][0].split()), filled[0][1]
        filled = filled[1:]
    pieces = [(piece, n) for text, n in filled for piece in text.splitlines() if piece.strip()]
    return article_source(shown, title, pieces, said, digest=hashlib.sha256(raw).hexdigest(), title_line=line)


def _unpacked(archive: zipfile.ZipFile) -> io.BytesIO:
    """The archive without compression. One may lie about its sizes, and ``read()``, as libraries call it, unpacks a
    part whole before it looks: so each is unpacked here, to the size that it says and no further."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as plain:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                plain.writestr(entry.filename, part.read(entry.file_size + 1))
    return made

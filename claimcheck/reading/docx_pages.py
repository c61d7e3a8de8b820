"""DOCX -> one article: its paragraphs, by python-docx."""

from __future__ import annotations

import hashlib
import io
import zipfile

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.extracted import article_source

EXTENSIONS = (".docx",)
_UNPACKED = 20  # times the limit of a file: what a document may grow to when unpacked


def read_docx(raw: bytes, shown: str, max_bytes: int) -> Source | Problem:
    """The document's paragraphs; its title from a paragraph so styled, else from its properties. The "line" of a
    finding is the number of the paragraph."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return Problem(shown, f"{shown} is no Word document (DOCX).", "Save it again as .docx or .txt.")
    if unpacked > _UNPACKED * max_bytes:
        return Problem(
            shown,
            f"{shown} unpacks to {unpacked:,} bytes, which no article needs.",
            "Leave it out, or raise reading.max_bytes.",
        )
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
        paragraphs = [
            (p.text, number, (p.style.name or "") if p.style is not None else "")
            for number, p in enumerate(document.paragraphs, start=1)
        ]
        about = document.core_properties
        said = {"author": about.author, "language": about.language}
        own_title = " ".join((about.title or "").split())
    except Exception as error:  # a library that reads hostile archives; one of them must not stop the others
        return Problem(shown, f"{shown} cannot be read as DOCX: {error}.", "Save it again as .docx or .txt.")
    filled = [(text, n, style) for text, n, style in paragraphs if any(c.isalnum() for c in text)]
    if not filled:
        return Problem(shown, f"{shown} holds no text.", "Leave it out, or put the article's text into it.")
    title, line = own_title or None, 1
    if filled[0][2] in {"Title", "Heading 1"}:
        title, line = " ".join(filled[0][0].split()), filled[0][1]
        filled = filled[1:]
    pieces = [(piece, n) for text, n, _ in filled for piece in text.splitlines() if piece.strip()]
    return article_source(shown, title, pieces, said, digest=hashlib.sha256(raw).hexdigest(), title_line=line)

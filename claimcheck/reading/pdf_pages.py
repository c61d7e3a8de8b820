"""PDF with a text layer -> a page of text, by pypdf."""

from __future__ import annotations

import hashlib
import io
import logging
import re

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.decoding import well_formed
from claimcheck.reading.extracted import metadata, own_title

EXTENSIONS = (".pdf",)
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def read_pdf(raw: bytes, shown: str) -> Source | Problem:
    """The text of all pages. The "line" of a finding is the number of the page."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is told below
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            return Problem(shown, f"{shown} is encrypted.", "Save a copy without a password.")
        pages = [page.extract_text() or "" for page in reader.pages]
        title = (reader.metadata.title if reader.metadata is not None else None) or ""
    except Exception as error:  # a library that reads hostile files; one of them must not stop the others
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Problem(shown, f"{shown} cannot be read as PDF: {reason}.", "Save it again, or save its text.")
    text, lines = "", []
    for number, page in enumerate(pages, start=1):
        clean = _HYPHEN.sub("", well_formed(page).replace("\r", "\n"))
        lines.append((len(text), number))
        text += clean.strip("\n") + "\n\n"
    if not any(c.isalnum() for c in text):
        return Problem(shown, f"{shown} has no text layer: it is a picture of its pages.", "Run it through OCR first.")
    told = metadata({"title": own_title(title)}, article=False)
    return Source(shown, text, hashlib.sha256(raw).hexdigest(), told, "", tuple(lines))

"""RTF -> one article: its paragraphs, by striprtf."""

from __future__ import annotations

import hashlib
import re

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.extracted import article_source, own_title

EXTENSIONS = (".rtf",)
_HEAD = 65_536  # bytes in which the document's properties stand
_TITLE, _AUTHOR = (re.compile(rb"\{\\" + name + rb" ([^{}\\]{1,400})\}") for name in (b"title", b"author"))
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def read_rtf(raw: bytes, shown: str) -> Source | Problem:
    """The document's text; title and author from its properties. The "line" of a finding is the number of the
    paragraph. Notes, pictures and what is deleted are left out, as striprtf leaves them out."""
    from striprtf.striprtf import rtf_to_text

    if not raw.lstrip().startswith(b"{\\rtf"):
        return Problem(shown, f"{shown} is no RTF document.", "Save it again as .rtf, .docx or .txt.")
    page = _CODE_PAGE.search(raw[:_HEAD])
    encoding = f"cp{page[1].decode()}" if page is not None else "cp1252"
    try:
        text = rtf_to_text(raw.decode("latin-1"), encoding=encoding, errors="replace")
    except Exception as error:  # a library that reads hostile files; one of them must not stop the others
        return Problem(shown, f"{shown} cannot be read as RTF: {error}.", "Save it again as .rtf, .docx or .txt.")
    pieces = [(line, n) for n, line in enumerate(text.splitlines(), start=1) if any(c.isalnum() for c in line)]
    if not pieces:
        return Problem(shown, f"{shown} holds no text.", "Leave it out, or put the article's text into it.")
    said = {name: own_title(_property(pattern, raw)) for name, pattern in (("title", _TITLE), ("author", _AUTHOR))}
    title = said["title"] or None
    return article_source(shown, title, pieces, {"author": said["author"]}, digest=hashlib.sha256(raw).hexdigest())


def _property(pattern: re.Pattern[bytes], raw: bytes) -> str:
    found = pattern.search(raw[:_HEAD])
    return found[1].decode("cp1252", "replace") if found is not None else ""

"""ODT -> one article: the paragraphs and headings of an OpenDocument text, by a walk over its markup."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.extracted import article_source, own_title

EXTENSIONS = (".odt",)
_NAME = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0".format
_TEXT, _OFFICE = f"{{{_NAME('text')}}}", f"{{{_NAME('office')}}}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_STYLE = f"{_TEXT}style-name"
# Not read with the text: what was deleted, notes of readers, marks of a footnote.
_UNREAD = frozenset(
    {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls"}
)
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


def read_odt(raw: bytes, shown: str, max_bytes: int) -> Source | Problem:
    """The document's paragraphs, those of tables, text boxes and notes too; its title from a paragraph so styled, a
    first heading, or its properties. The "line" of a finding is the number of the paragraph."""
    from lxml import etree

    advice = "Save it again as .odt, .docx or .txt."
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {}
            for name in ("content.xml", "meta.xml"):
                if name in archive.namelist():
                    with archive.open(name) as part:  # no more: a small file may unpack to any size
                        parts[name] = part.read(max_bytes + 1)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        return Problem(shown, f"{shown} is no OpenDocument text (ODT).", advice)
    if any(len(part) > max_bytes for part in parts.values()):
        reason = f"{shown} is too large (unpacked, the limit is {max_bytes:,})."
        return Problem(shown, reason, "Split it, or raise reading.max_bytes.")
    try:
        body = etree.fromstring(parts["content.xml"], parser).find(f"{_OFFICE}body")
        about = etree.fromstring(parts["meta.xml"], parser) if "meta.xml" in parts else None
    except (KeyError, etree.XMLSyntaxError) as error:
        return Problem(shown, f"{shown} cannot be read as ODT: {error}.", advice)
    found = [] if body is None else [(n, p, text) for n, (p, text) in enumerate(_paragraphs(body), start=1)]
    filled = [(n, p, text) for n, p, text in found if any(c.isalnum() for c in text)]
    if not filled:
        return Problem(shown, f"{shown} holds no text.", "Leave it out, or put the article's text into it.")
    title, line = own_title(_said(about, "title")) or None, 1
    number, first, words = filled[0]
    if first.get(_STYLE) == "Title" or first.tag == f"{_TEXT}h":
        title, line, filled = " ".join(words.split()), number, filled[1:]
    pieces = [(piece, n) for n, _, text in filled for piece in text.splitlines() if piece.strip()]
    told = {"author": own_title(_said(about, "creator"))}
    return article_source(shown, title, pieces, told, digest=hashlib.sha256(raw).hexdigest(), title_line=line)


def _paragraphs(body: Any) -> Iterator[tuple[Any, str]]:
    """Every paragraph and heading with its text, in order; one inside another, as in a text box or a note, after it."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if not isinstance(node.tag, str) or node.tag in _UNREAD:
            continue
        inner: list[Any] = []
        if node.tag in {f"{_TEXT}p", f"{_TEXT}h"}:
            yield node, "".join(_words(node, inner))
            waiting += reversed(inner)
        else:
            waiting += reversed(node)


def _words(node: Any, inner: list[Any]) -> Iterator[str]:
    """The words of a paragraph; paragraphs that stand inside it go to ``inner``."""
    stack: list[Any] = [("open", node)]
    while stack:
        what, item = stack.pop()
        if what == "text":
            yield item
            continue
        yield item.text or ""
        for child in reversed(item):
            stack.append(("text", child.tail or ""))
            if not isinstance(child.tag, str) or child.tag in _UNREAD:
                continue
            if child.tag in _SIGNS:
                stack.append(("text", _SIGNS[child.tag]))
            elif child.tag == f"{_TEXT}note" or child.tag.startswith(f"{{{_NAME('drawing')}}}"):
                inner.insert(0, child)
            else:
                stack.append(("open", child))


def _said(about: Any, name: str) -> str:
    found = about.find(f".//{_DUBLIN}{name}") if about is not None else None
    return found.text or "" if found is not None else ""

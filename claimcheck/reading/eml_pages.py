"""EML -> one article: the text of a mail, as press offices and agencies send it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import itertools
import re
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from claimcheck.datamodel import Problem, Source
from claimcheck.reading.extracted import article_source, metadata
from claimcheck.reading.html_pages import read_html

EXTENSIONS = (".eml",)
_QUOTED = re.compile(r"^>")
_PARTS = 200  # looked at: a hostile mail may nest any number


def read_eml(raw: bytes, shown: str) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The mail's plain text, else its HTML; the subject is the headline, sender and day come from the head. Lines that
    quote another mail are left out. A notice counts the attachments, which are not read. The "line" of a finding is
    that of the text, not of the file."""
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        body = mail.get_body(("plain", "html"))
        text = body.get_content() if body is not None else ""
        kind = body.get_content_subtype() if body is not None else ""
        attached = sum(1 for _ in itertools.islice(mail.iter_attachments(), _PARTS))
        said = _head(mail)
    except Exception as error:  # mails break every rule of their format; one of them must not stop the others
        return (), (Problem(shown, f"{shown} cannot be read as a mail: {error}.", "Save its text as .txt."),)
    digest = hashlib.sha256(raw).hexdigest()
    if kind == "html":
        page = read_html(text.encode("utf-8", "replace"), shown)
        if isinstance(page, Problem):
            return (), (page,)
        known = dict(page.metadata)
        told = metadata({**{k: v for k, v in said.items() if v}, "title": known.get("title") or said["title"]})
        sources = (Source(shown, page.text, digest, told, "", ()),)
    else:
        lines = [(line, n) for n, line in enumerate(text.splitlines(), start=1) if not _QUOTED.match(line)]
        pieces = _joined(lines)
        if not pieces:
            return (), (Problem(shown, f"{shown} holds no text.", "Leave it out, or put the article's text into it."),)
        sources = (article_source(shown, said["title"] or None, pieces, said, digest=digest),)
    if not attached:
        return sources, ()
    message = f"{shown} has {attached} attachment{'s' if attached > 1 else ''}, not read."
    return sources, (Problem(shown, message, "Save and name them, if they are articles.", fatal=False, notice=True),)


def _head(mail: EmailMessage) -> dict[str, str]:
    """Subject, sender's name and day; "" where the mail does not say."""
    try:
        day = parsedate_to_datetime(str(mail["date"])).date().isoformat() if mail["date"] else ""
    except (ValueError, TypeError):
        day = ""
    return {"title": str(mail["subject"] or ""), "author": parseaddr(str(mail["from"] or ""))[0], "published": day}


def _joined(lines: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Lines as paragraphs: mails break them anywhere, and part paragraphs by an empty line."""
    made: list[tuple[str, int]] = []
    begun = False
    for line, number in lines:
        if not line.strip():
            begun = False
        elif begun:
            made[-1] = (f"{made[-1][0]} {line.strip()}", made[-1][1])
        else:
            made.append((line.strip(), number))
            begun = True
    return [(text, number) for text, number in made if any(c.isalnum() for c in text)]

"""Fixes in a Word document: a copy in which each is a tracked change, by "claimcheck" on the day of the decision; a
comment where the words do not lie in runs that can be split safely. The original is never written to.

Office Open XML (ECMA-376 part 1, 17.13.5): ``w:del`` around runs whose text is ``w:delText``, then ``w:ins``.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from claimcheck.datamodel import Fix
from claimcheck.reading.docx_pages import body_paragraphs

AUTHOR = "claimcheck"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # of a fix that nobody decided: the house lexicon has no day
_PROPERTIES = f"{_W}rPr"
_ASIDE = frozenset(f"{_W}{name}" for name in ("txbxContent", "del", "moveFrom"))


def tracked_copy(raw: bytes, fixes: Sequence[Fix]) -> tuple[bytes, tuple[Fix, ...]]:
    """The document's bytes with the fixes as tracked changes or comments, and the fixes that are in it; the document as
    it is where none is. Words that a paragraph says twice are changed nowhere."""
    import docx
    from docx.text.run import Run

    document = docx.Document(io.BytesIO(raw))
    paragraphs = dict(body_paragraphs(document))
    ids = (int(n) for n in document.element.xpath("//@w:id") if str(n).lstrip("-").isdigit())
    number = max(ids, default=0)
    used: list[Fix] = []
    for fix in sorted(fixes, key=lambda f: f.span):
        found = _found(paragraphs.get(fix.line), fix.old)
        if found is None:
            continue
        runs, start, end = found
        number += 2
        if _can_be_split(runs):
            _track(runs, start, end, fix, number)
        else:
            ends = [Run(runs[n], document) for n in (0, -1)]  # a run wants to know what it stands in
            told = f"“{fix.old}” should be “{fix.new}” ({fix.why})"
            document.add_comment(ends, _printable(told), author=AUTHOR, initials="cc")
        used.append(fix)
    if not used:
        return raw, ()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue(), tuple(used)


def _printable(text: str) -> str:
    """What XML can hold."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _found(paragraph: Any, words: str) -> tuple[list[Any], int, int] | None:
    """The runs of a paragraph that hold the words, where these begin in the first and end in the last; None where they
    stand nowhere, or twice."""
    if paragraph is None:
        return None
    runs = [run for run in paragraph.iter(f"{_W}r") if not _is_aside(run, paragraph)]
    whole = "".join(map(_text, runs))
    at = whole.find(words)
    if at < 0 or whole.find(words, at + 1) >= 0:
        return None
    held: list[Any] = []
    begin = start = end = 0
    for run in runs:
        stop = begin + len(_text(run))
        if begin < at + len(words) and at < stop:
            start, end = (start if held else at - begin), at + len(words) - begin
            held.append(run)
        begin = stop
    return held, start, end


def _is_aside(run: Any, paragraph: Any) -> bool:
    """In a text box, whose paragraphs are counted by themselves, or moved away."""
    node = run.getparent()
    while node is not None and node is not paragraph:
        if node.tag in _ASIDE:
            return True
        node = node.getparent()
    return False


def _can_be_split(runs: Sequence[Any]) -> bool:
    """Whether the runs hold text alone, look alike, and follow each other straight in their paragraph."""
    looks = [_canonical(run.find(_PROPERTIES)) for run in runs]
    for n, run in enumerate(runs):
        kinds = [child.tag for child in run if child.tag != _PROPERTIES]
        if kinds != [f"{_W}t"] or run.getparent().tag != f"{_W}p" or looks[n] != looks[0]:
            return False
        if n and _before(run) is not runs[n - 1]:
            return False
    return True


def _before(run: Any) -> Any:
    """What stands before a run, marks of the spelling checker left out."""
    node = run.getprevious()
    while node is not None and node.tag == f"{_W}proofErr":
        node = node.getprevious()
    return node


def _canonical(node: Any) -> bytes:
    from lxml import etree

    made: bytes = b"" if node is None else etree.tostring(node, method="c14n")
    return made


def _text(run: Any) -> str:
    return "".join(child.text or "" for child in run if child.tag == f"{_W}t")


def _track(runs: Sequence[Any], start: int, end: int, fix: Fix, number: int) -> None:
    """The words deleted, the new ones inserted after them; what stands before and after in the same runs stays."""
    first, last = runs[0], runs[-1]
    deleted, inserted = _change(first, "del", fix, number), _change(first, "ins", fix, number + 1)
    inserted.append(_copied(first, fix.new, "t"))
    before, after = _text(first)[:start], _text(last)[end:]
    for run in runs:
        text = _text(run)
        low, high = (start if run is first else 0), (end if run is last else len(text))
        deleted.append(_copied(run, text[low:high], "delText"))
    made = [_copied(first, before, "t")] if before else []
    made += [deleted, inserted]
    made += [_copied(last, after, "t")] if after else []
    for part in made:
        first.addprevious(part)
    for run in runs:
        run.getparent().remove(run)


def _copied(run: Any, text: str, kind: str) -> Any:
    made = run.makeelement(f"{_W}r", run.attrib)
    properties = run.find(_PROPERTIES)
    if properties is not None:
        made.append(copy.deepcopy(properties))
    words = made.makeelement(f"{_W}{kind}", {_SPACE: "preserve"})
    words.text = text
    made.append(words)
    return made


def _change(run: Any, kind: str, fix: Fix, number: int) -> Any:
    moment = (fix.decided_at or _EPOCH).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return run.makeelement(f"{_W}{kind}", {f"{_W}id": str(number), f"{_W}author": AUTHOR, f"{_W}date": moment})

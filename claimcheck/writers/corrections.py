"""What is to correct, for those who correct it: Markdown, CSV, or mails that are ready to send, one an outlet.

All of it by outlet, author and article. What pages and editors wrote is text in each format: no markup, no formula, no
header, no line that a mailbox takes for the next message.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from email.policy import default as mail_policy

from claimcheck.datamodel import Correction
from claimcheck.writers.parts.cells import Cell, PathText, safe
from claimcheck.writers.parts.markdown_text import code, plain
from claimcheck.writers.parts.outline import plural
from claimcheck.writers.parts.visible import visible

COLUMNS = (
    "outlet", "author", "article", "title", "file", "line", "stands there", "sentence", "should be", "side known",
    "why", "decided by", "decided on", "assignee", "fixed by", "fixed on", "comments", "finding", "fingerprint",
)  # fmt: skip
_WIDE = 76  # characters of a mail's line
_BETWEEN = "From claimcheck Thu Jan  1 00:00:00 1970\n"  # of a mailbox: no time of its own, so the same bytes each time
_FROM = re.compile(r"^(?=>*From )", re.M)
_UNKNOWN = "Side not said yet"


def render_markdown(entries: Sequence[Correction]) -> str:
    """A section an outlet, in it one an author and article; then what has no side yet."""
    lines = ["# To correct", ""]
    if not entries:
        return "# To correct\n\nNothing is to correct.\n"
    for outlet, group in _by_outlet(entries):
        lines += [f"## {plain(outlet)}", ""]
        for article, held in itertools.groupby(group, key=_article):
            lines += [f"### {plain(article)}", "", *(line for entry in held for line in _item(entry)), ""]
    loose = [entry for entry in entries if not entry.named]
    if loose:
        lines += [f"## {_UNKNOWN}", "", "Nobody has said which of these is wrong.", ""]
        for message, held in itertools.groupby(sorted(loose, key=lambda e: e.fingerprint), key=lambda e: e.message):
            sides = list(held)
            lines += [f"### {plain(message)}", ""]
            for entry in sides:
                said = f"{plain(_whose(entry))}: {plain(_quoted(entry))}"
                lines.append(f"- {code(f'{entry.file}:{entry.line}')} {said}")
            lines += [*_decided(sides[0], "- "), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _item(entry: Correction) -> list[str]:
    lines = [f"- [{'x' if entry.decision.fixed_at else ' '}] {code(f'{entry.file}:{entry.line}')}"]
    lines.append(f"  - Stands there: {plain(_quoted(entry))}")
    if entry.sentence and entry.sentence != entry.found:
        lines.append(f"  - In the sentence: {plain(_quote(entry.sentence))}")
    right = plain(_quote(entry.decision.right)) if entry.decision.right else "not said yet"
    lines.append(f"  - Should be: {right}")
    lines.append(f"  - Finding: {plain(entry.message)}")
    return [*lines, *_decided(entry, "  - ")]


def _decided(entry: Correction, mark: str) -> list[str]:
    decision = entry.decision
    lines = [f"{mark}Why: {plain(decision.why)}"] if decision.why else []
    lines.append(f"{mark}Decided by {plain(decision.editor)} on {decision.decided_at.date()}")
    if decision.assignee:
        lines.append(f"{mark}Assigned to {plain(decision.assignee)}")
    if decision.fixed_at is not None:
        lines.append(f"{mark}Fixed in our copy by {plain(decision.fixed_by)} on {decision.fixed_at.date()}")
    return [*lines, *(f"{mark}{plain(comment)}" for comment in _comments(entry))]


def render_csv(entries: Sequence[Correction]) -> str:
    """A header and a row for every place; text cells quoted, lines end CR LF."""
    stream = io.StringIO()
    table = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([safe(cell) for cell in _row(entry)] for entry in entries)
    return stream.getvalue()


def _row(entry: Correction) -> list[Cell]:
    decision = entry.decision
    return [
        entry.outlet, entry.author, entry.article_id, entry.title, PathText(entry.file), entry.line, entry.found,
        entry.sentence, decision.right, "yes" if entry.named else "no", decision.why, decision.editor,
        decision.decided_at.date().isoformat(), decision.assignee, decision.fixed_by,
        decision.fixed_at.date().isoformat() if decision.fixed_at else "", " / ".join(_comments(entry)), entry.message,
        entry.fingerprint,
    ]  # fmt: skip


def mails(entries: Sequence[Correction]) -> dict[str, str]:
    """By outlet: a message as text, without a receiver, which mail programs open as a draft. What has no side yet is in
    none: nobody could be asked to mend it."""
    return {outlet: _mail(outlet, tuple(group)) for outlet, group in _by_outlet(entries)}


def render_mail(entries: Sequence[Correction]) -> str:
    """The mails as one mailbox (RFC 4155), "" where there is none."""
    return "".join(f"{_BETWEEN}{_FROM.sub('>', text)}\n" for text in mails(entries).values())


def _mail(outlet: str, entries: Sequence[Correction]) -> str:
    message = EmailMessage(policy=mail_policy.clone(cte_type="8bit"))
    message["Subject"] = f"{plural(len(entries), 'correction')}: {_short(outlet, 120)}"
    message["X-Unsent"] = "1"  # a draft
    seen = "here" if len(entries) == 1 else "in these places"
    lines = [
        f"To the editors of {visible(outlet)}" if entries[0].outlet.strip() else "To the editors",
        "",
        f"Comparing versions of one story, we came upon what seems wrong {seen}.",
    ]
    number = 0
    for article, held in itertools.groupby(entries, key=_article):
        lines += ["", visible(article)]
        for entry in held:
            number += 1
            lines += ["", f"{number}. {visible(entry.file)}, line {entry.line}", *_told(entry)]
    body = "\n".join(part for line in lines for part in _wrapped(line))
    message.set_content(body + "\n", charset="utf-8", cte="8bit")
    return message.as_bytes().decode("utf-8")


def _told(entry: Correction) -> list[str]:
    decision = entry.decision
    lines = [f"   It says: {visible(_quoted(entry))}"]
    if entry.sentence and entry.sentence != entry.found:
        lines.append(f"   In the sentence: {visible(_quote(entry.sentence))}")
    if decision.right:
        lines.append(f"   It should say: {visible(_quote(decision.right))}")
    else:
        lines.append(f"   What differs: {visible(entry.message)}")
    if decision.why:
        lines.append(f"   Why: {visible(decision.why)}")
    lines.append(f"   Decided by {visible(decision.editor)} on {decision.decided_at.date()}")
    return [*lines, *(f"   {visible(comment)}" for comment in _comments(entry))]


def _wrapped(line: str) -> list[str]:
    """A line of text in lines of a mail; what follows the first is set in as it is."""
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line, _WIDE, subsequent_indent=f"{indent}  " if indent else "", break_on_hyphens=False, drop_whitespace=True
    ) or [""]


def _by_outlet(entries: Sequence[Correction]) -> list[tuple[str, list[Correction]]]:
    """Entries with a side, by whose they are, in order."""
    groups: dict[str, list[Correction]] = {}
    for entry in entries:
        if entry.named:
            groups.setdefault(_whose(entry), []).append(entry)
    return list(groups.items())


def _whose(entry: Correction) -> str:
    """The outlet, else the file."""
    return visible(entry.outlet).strip() or visible(entry.file)


def _article(entry: Correction) -> str:
    title = f"“{visible(entry.title)}”" if entry.title.strip() else visible(entry.article_id)
    return f"{title}, by {visible(entry.author)}" if entry.author.strip() else title


def _comments(entry: Correction) -> list[str]:
    return [f"{c.editor}, {c.written_at.date()}: {c.text}" for c in entry.comments]


def _quoted(entry: Correction) -> str:
    return _quote(entry.found) if entry.found.strip() else "nothing"


def _quote(text: str) -> str:
    return f"“{' '.join(text.split())}”"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


FORMATS: Mapping[str, Callable[[Sequence[Correction]], str]] = {
    "markdown": render_markdown,
    "csv": render_csv,
    "mail": render_mail,
}

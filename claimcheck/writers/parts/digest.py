"""The report as Markdown within a budget: loudest first, and what did not fit is counted. Shared by the formats that
are posted on a pull request or shown beside a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from claimcheck.datamodel import Problem, Report, Severity, Story
from claimcheck.writers.parts.accounts import accounted, lone_articles, weak_link
from claimcheck.writers.parts.markdown_text import code, marked, plain
from claimcheck.writers.parts.outline import State, plural, short_message, state_of, title
from claimcheck.writers.parts.sentences import Lookup, Sentence, clipped
from claimcheck.writers.parts.spots import Entry, cut_words, known_words, level_words, levels_of, new_entries, shortened
from claimcheck.writers.parts.visible import visible

_SENTENCE = 400  # characters shown of a sentence
_PLACES = 4  # places listed beyond the two sentences shown
_PROBLEMS = 10
_ASIDE = 20  # stories of a weak link, and articles alone
_PROBLEM = 200  # characters shown of what could not be read, and of what to do
_PATH = 300
_RESERVE = 600  # for the lines that say what did not fit

Size = Callable[[str], int]


def characters(text: str) -> int:
    """As JavaScript counts them, UTF-16 units: never fewer than a service that counts code points."""
    return len(text) + sum(c > "\uffff" for c in text)


def octets(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def digest(report: Report, *, limit: int, size: Size, first: str = "") -> str:
    """Markdown of at most ``limit``, as ``size`` measures it. ``first`` is written before everything."""
    found = new_entries(report)
    head = [*([first] if first else []), f"### claimcheck: {_verdict(report, found)}", ""]
    head += _problems(report.problems)
    tail = _scope(report)
    left = limit - _RESERVE - size("\n".join([*head, tail, ""]))
    loud = [e for e in found if e.finding.severity is not Severity.NOTE]
    quiet = [e for e in found if e.finding.severity is Severity.NOTE]
    lookup = Lookup(report)
    body, cut, left = _listed(loud, lookup, left, size)
    notes: list[str] = []
    if quiet:
        notes, more, left = _listed(quiet, lookup, 0 if cut else left, size)
        cut += more
        if notes:
            notes = [f"<details><summary>{plural(len(quiet), 'note')}</summary>", "", *notes, "", "</details>", ""]
    aside, left = _aside(report, left, size)
    rest = [f"**{cut_words(cut)} did not fit here; the report has them.**", ""] if cut else []
    return "\n".join([*head, *body, *([""] if body else []), *notes, *rest, *aside, tail]) + "\n"


def _verdict(report: Report, found: Sequence[Entry]) -> str:
    told = level_words(levels_of(found)) if found else ""
    match state_of(report):
        case State.NOTHING_READ:
            return "nothing was read"
        case State.NOTHING_TO_CHECK:
            return "nothing to check"
        case State.NOTHING_COMPARED:
            return "nothing could be compared (this is not a pass)" + (f"; {told}" if told else "")
        case State.NO_VARIANT:
            return "no article of the corpus tells the same story"
        case _:
            return told or "no new difference"


def _scope(report: Report) -> str:
    known = known_words(report)
    counted = accounted(report) or "0 articles"
    return f"<sub>{counted}." + (f" Not listed: {known}." if known else "") + "</sub>"


def _aside(report: Report, left: int, size: Size) -> tuple[list[str], int]:
    """Stories that their score would not have joined, and articles alone: as many as fit, and what is left."""
    told = [f"- {plain(shortened(_story_title(report, story), 200))}: {link}" for story, link in _weak(report)]
    told += [
        f"- {plain(shortened(f'{lone.title} ({lone.name})', 200))}: {plain(shortened(lone.told, 400))}"
        for lone in lone_articles(report)
    ]
    shown: list[str] = []
    for line in told[:_ASIDE]:
        if size(line) + 1 > left - _RESERVE:
            break
        shown.append(line)
        left -= size(line) + 1
    if not told or not shown:
        return [], left
    if len(told) > len(shown):
        shown.append(f"- {len(told) - len(shown):,} more, in the report")
    head = "Compared without likeness, or alone" if _weak(report) else "In no story"
    return [f"<details><summary>{head}</summary>", "", *shown, "", "</details>", ""], left


def _weak(report: Report) -> list[tuple[Story, str]]:
    return [(story, link) for story in report.stories if (link := weak_link(story))]


def _story_title(report: Report, story: Story) -> str:
    return next((title(a) for a in report.articles if a.id == story.reference_id), story.id)


def _problems(problems: Iterable[Problem]) -> list[str]:
    told = sorted(problems, key=lambda p: (not p.fatal, p.path, p.message))
    lines = [
        f"- **{'not read' if p.fatal else 'notice' if p.notice else 'skipped'}** {_brief(p.message)} {_brief(p.action)}"
        for p in told[:_PROBLEMS]
    ]
    if len(told) > _PROBLEMS:
        lines.append(f"- {plural(len(told) - _PROBLEMS, 'more problem')}, listed in the report")
    return [*lines, ""] if lines else []


def _brief(text: str) -> str:
    return plain(shortened(visible(text), _PROBLEM))


def _listed(found: Sequence[Entry], lookup: Lookup, left: int, size: Size) -> tuple[list[str], list[Entry], int]:
    """Lines of the entries that fit, the entries that do not, what is left of the budget. The first that does not fit
    ends the list: a shorter one further down is less loud."""
    lines: list[str] = []
    for number, entry in enumerate(found):
        item = _item(entry, lookup)
        cost = size(item) + 1
        if cost > left:
            return lines, list(found[number:]), left
        lines.append(item)
        left -= cost
    return lines, [], left


def _item(entry: Entry, lookup: Lookup) -> str:
    finding = entry.finding
    lines = [f"- **{finding.severity.value}** {code(finding.rule)} {plain(shortened(short_message(finding), 500))}"]
    where = {spot.place: shortened(spot.where, _PATH) for spot in (entry.primary, *entry.related)}
    shown = [entry.primary.place]
    turned = replace(finding.divergence, primary=shown[0], related=tuple(s.place for s in entry.related))
    primary, second, _ = lookup.sides(turned, letters=False)
    lines.append(_sentence(primary, where[shown[0]]))
    counterpart = lookup.counterpart(turned)
    if second and counterpart:
        shown.append(counterpart)
        lines.append(_sentence(second, where[counterpart]))
    others = [where[spot.place] for spot in entry.related if spot.place not in shown]
    if others:
        more = f" and {len(others) - _PLACES:,} more" if len(others) > _PLACES else ""
        lines.append(f"  - also {', '.join(code(w) for w in others[:_PLACES])}{more}")
    return "\n".join(lines)


def _sentence(sentence: Sentence, where: str) -> str:
    return f"  - {code(where)} {marked(clipped(sentence.stretches, _SENTENCE))}"

"""A report -> its fixes. One pure function, by which the patch, the desk and every writer go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from claimcheck.datamodel import Decision, Finding, Fix, Place, Report, Source, Span
from claimcheck.evidence.aliases import is_spelling
from claimcheck.files.positions import place_in_file
from claimcheck.fixes.fitting import Fitted, Kind, fitted, inflected
from claimcheck.fixes.locating import located
from claimcheck.lexicons.matching import NO_LEXICON, Lexicon, entry_of
from claimcheck.textforms import fold, plain

NAMES = frozenset({"name-spelling", "alternate-name", "name-conflict", "speaker-conflict"})
HOUSE = "house-style"
_KINDS = {
    **dict.fromkeys(NAMES, Kind.NAME),
    **dict.fromkeys(("number-conflict", "number-precision"), Kind.FIGURE),
    "date-conflict": Kind.DATE,
    **dict.fromkeys(("role-differs", "term-drift", "quote-altered", HOUSE), Kind.WORDS),
}
_BY_HAND = "Findings of this kind are mended by hand."
_FEW = 4  # words of a quotation that others stand for
_NEAR = 60  # characters around a name in which another name of the same may explain it


def fixes_of(report: Report, contents: Callable[[str], bytes | None], lexicon: Lexicon = NO_LEXICON) -> tuple[Fix, ...]:
    """Every change that a decision "to correct" with a right value asks for, and, where nobody decided, the house
    lexicon; in order of place. ``contents`` gives the bytes of a file as it is now, None where it cannot be read.

    Two that overlap and differ are both in trouble: nobody said which.
    """
    sources = {source.path: source for source in report.sources}
    outlets = {article.id: fold((article.outlet or "").strip()) for article in report.articles}
    made: dict[tuple[Span, str], Fix] = {}
    for finding in report.findings:
        asked_for = tuple(_asked(finding, outlets, lexicon))
        known = _words_of(finding) if asked_for else frozenset()
        for place, asked in asked_for:
            fix = _fix(finding, place, asked, sources[place.span.path], known)
            if fix is not None:
                key = fix.span, fix.new
                made[key] = min(made.get(key, fix), fix, key=_order)
    placed = [_placed(fix, sources[fix.span.path], contents) for fix in sorted(made.values(), key=_order)]
    return tuple(_apart(placed))


def wrong_side(decision: Decision, sides: Sequence[tuple[str, str, str]]) -> tuple[int, ...]:
    """Which of the sides (article, outlet, words) a decision calls wrong; of an article that says both, those that have
    not the right value."""
    outlets = {fold(name.strip()) for name in decision.wrong} - {""}
    wrong = {*decision.wrong, *_moved(decision, {article for article, _, _ in sides})}
    named = tuple(
        n for n, (article, outlet, _) in enumerate(sides) if article in wrong or fold(outlet.strip()) in outlets
    )
    return tuple(n for n in named if sides[n][2].split() != decision.right.split()) or named


def _moved(decision: Decision, here: Set[str]) -> Set[str]:
    """The wrong article under its new name: of the decision's articles it alone is gone, and one that it does not know
    shows the finding."""
    gone, fresh = set(decision.articles) - here, here - set(decision.articles)
    return fresh if len(gone) == len(fresh) == 1 and gone <= set(decision.wrong) else frozenset()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What should stand at a place: ``right``, instead of one of the ``wrong`` words where they are known."""

    right: str
    why: str
    decision: Decision | None = None
    wrong: tuple[str, ...] = ()
    house: bool = False


def _asked(finding: Finding, outlets: dict[str, str], lexicon: Lexicon) -> Iterator[tuple[Place, _Asked]]:
    seen, decision = finding.divergence, finding.decision
    places = (seen.primary, *seen.related)
    values = tuple(value for value in seen.values if value)
    if finding.status == "suppressed" or (decision is not None and decision.verdict != "error"):
        return
    if decision is not None and decision.fixed_at is not None:
        return
    house = finding.rule == HOUSE
    if decision is not None and decision.right.strip():
        given = " ".join(decision.right.split())
        right = given if house else _as_said(finding, given)
        wrong = tuple(v for v in values if fold(v) not in {fold(right), fold(given)})
        why = f"{decision.editor}, {decision.decided_at.date()}" + (f": {decision.why}" if decision.why else "")
        surfaces = {fold(place.surface) for place in places}
        said = {*surfaces, *map(fold, values)}
        if decision.wrong:
            sides = wrong_side(decision, [(p.article_id, outlets.get(p.article_id, ""), p.surface) for p in places])
            chosen = [places[n] for n in sides]
        elif house or (fold(right) in said and (finding.rule in NAMES or len(surfaces) == 2)):
            chosen = list(places)  # one of the two is right: the other is not
        else:
            return
        for place in chosen:
            yield place, _Asked(right, why, decision, wrong, house)
    elif house and (decision is not None or finding.status == "new"):
        right = values[-1]
        for place in places:
            yield place, _Asked(right, seen.message, decision, values[:1], house)
    elif finding.rule in NAMES and decision is None and finding.status == "new" and len(values) == 2:
        entry = entry_of(*values, lexicon)
        right = next((v for v in values if entry is not None and plain(v) == plain(entry.prefer)), "")
        wrong = tuple(v for v in values if v != right)
        if entry is not None and right and any(fold(wrong[0]) == fold(form) for form in entry.replace):
            because = f": {entry.reason}" if entry.reason else ""
            for place in places:
                yield place, _Asked(right, f"“{entry.prefer}” is house style{because}", None, wrong)


def _as_said(finding: Finding, right: str) -> str:
    """The right value in an article's words, where it was given as the finding reads it: "hundreds of fighters" of
    "Hundreds", "Thursday 10 November 2011" of "Thursday"."""
    seen = finding.divergence
    places = (seen.primary, *seen.related)
    if finding.rule in NAMES or fold(right) in {fold(place.surface) for place in places}:
        return right
    for value, place in zip(seen.values, places, strict=False):
        if fold(value) == fold(right):
            return place.surface
    return right


def _words_of(finding: Finding) -> frozenset[str]:
    """All that its articles say there, and what that is read as."""
    seen = finding.divergence
    return frozenset(fold(text) for text in (*seen.values, *(p.surface for p in (seen.primary, *seen.related))))


def _fix(finding: Finding, place: Place, asked: _Asked, source: Source, known: frozenset[str]) -> Fix | None:
    """The change at a place; None where what stands there is right."""
    fit = _fit(finding, place, asked, source, known)
    if fit is None:
        return None
    decision = asked.decision
    begin = place.span.start + (fit.start if isinstance(fit, Fitted) else 0)
    end = place.span.start + (fit.end if isinstance(fit, Fitted) else len(place.surface))
    at = place_in_file(source, begin)
    return Fix(
        Span(place.span.path, begin, end),
        place.article_id,
        at.file,
        at.line,
        source.text[begin:end],
        fit.new if isinstance(fit, Fitted) else asked.right,
        asked.why,
        finding.fingerprint,
        decision.identity if decision is not None else "",
        decision.editor if decision is not None else "",
        decision.decided_at if decision is not None else None,
        None,
        "" if isinstance(fit, Fitted) else fit,
    )


def _fit(finding: Finding, place: Place, asked: _Asked, source: Source, known: frozenset[str]) -> Fitted | str | None:
    found, told, kind = place.surface, place.claim_text or "", _KINDS.get(finding.rule)
    seen = finding.divergence
    if kind is None or (finding.rule == "quote-altered" and not _swaps_words(finding, asked.right)):
        return None if fold(found) == fold(asked.right) else _BY_HAND
    right: str | None = asked.right
    if asked.house and asked.wrong:
        right = inflected(found, seen.key[2] if len(seen.key) > 2 else asked.wrong[0], asked.right)
    if right is None:
        return f"“{found}” is inflected: write “{asked.right}” as it has to stand."
    whole = fold(right) in known or fold(found) in map(fold, seen.values)
    after = source.text[place.span.end : place.span.end + 200]
    loud = _is_loud(told or _line_around(source.text, place.span))
    long = bool(told) and plain(told) == plain(found)
    fit = fitted(found, right, after, kind=kind, whole=whole, long=long, loud=loud)
    if kind is Kind.NAME and isinstance(fit, Fitted) and fit.new == right:
        around = source.text[max(0, place.span.start - _NEAR) : place.span.start] + "|" + after[:_NEAR]
        if fold(right) in fold(around) and not is_spelling(found, right):
            return f"“{right}” stands beside it."
    return fit


def _swaps_words(finding: Finding, right: str) -> bool:
    """Whether a quotation differs in a few words for others, of which one is right."""
    places = (finding.divergence.primary, *finding.divergence.related)
    if len(places) != 2:
        return False
    surfaces = {fold(place.surface) for place in places}
    values = set(map(fold, finding.divergence.values))
    few = all(len(words.split()) <= _FEW for words in surfaces)
    return few and len(surfaces) == 2 and surfaces == values and fold(right) in surfaces


def _line_around(text: str, span: Span) -> str:
    stop = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : len(text) if stop < 0 else stop]


def _is_loud(text: str) -> bool:
    """All in capitals, as some headlines are: several words, not an acronym."""
    words = [word for word in text.split() if any(c.isalpha() for c in word)]
    return len(words) > 2 and text.isupper()


def _placed(fix: Fix, source: Source, contents: Callable[[str], bytes | None]) -> Fix:
    """The fix with its place in the file's bytes, or what keeps it from one."""
    if fix.trouble:
        return fix
    found = located(source, fix, contents(fix.file))
    if isinstance(found, str):
        return replace(fix, trouble=found)
    return replace(fix, stretch=found)


def _apart(fixes: Sequence[Fix]) -> Iterator[Fix]:
    """Those that no other contradicts as they are; of the others that they are contradicted."""
    clash: set[int] = set()
    for one, other in _neighbours(fixes):
        if fixes[one].span.overlaps(fixes[other].span) and not (fixes[one].trouble or fixes[other].trouble):
            clash |= {one, other}
    for n, fix in enumerate(fixes):
        told = "Two findings ask for different words here." if n in clash else fix.trouble
        yield replace(fix, trouble=told, stretch=None) if told else fix


def _neighbours(fixes: Sequence[Fix]) -> Iterator[tuple[int, int]]:
    """Pairs that may overlap, of fixes in order of place: each with the one before it that reaches furthest."""
    far = 0
    for n in range(1, len(fixes)):
        yield far, n
        if fixes[n].span.path != fixes[far].span.path or fixes[n].span.end > fixes[far].span.end:
            far = n


def _order(fix: Fix) -> tuple[Span, str, bool, str]:
    return fix.span, fix.new, not fix.identity, fix.fingerprint

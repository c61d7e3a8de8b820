"""How decisions, baseline, aliases and suppressions bear on the findings of a run."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from claimcheck.datamodel import Comment, Decision, Finding, Problem
from claimcheck.decisions import baseline as _baseline
from claimcheck.decisions import journal
from claimcheck.decisions.aliases import Alias, SameNames, concerns
from claimcheck.decisions.baseline import Examined, Known, stale_entries
from claimcheck.decisions.coverage import Coverage, Shown, shown_of
from claimcheck.decisions.suppressions import Suppression, suppresses

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Recorded:
    """What people decided: the content of the files."""

    decisions: tuple[Decision, ...] = ()
    baseline: tuple[Known, ...] = ()
    aliases: tuple[Alias, ...] = ()
    comments: tuple[Comment, ...] = ()


def decided(
    findings: Sequence[Finding],
    recorded: Recorded,
    suppressions: Sequence[Suppression],
    today: dt.date,
    examined: Examined | None = None,
) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:
    """The findings, in order, with status, decision and comments; and notices (problems that are not fatal).

    A finding is known where all its claims are covered for its identity, in whatever files they stand: one more claim
    that shows it, and is no near copy of a known one, makes it new.
    Left out are findings that an alias settles. Suppressed goes before accepted, accepted before baselined. A verdict
    other than accept is carried by the finding and leaves it new. Notices name expired decisions that would have
    counted, suppressions that silence nothing, and, given what was ``examined``, stale baseline entries.
    """
    same = SameNames(recorded.aliases)
    live = Judgements(d for d in recorded.decisions if lasts(d, today))
    past = Judgements(d for d in recorded.decisions if not lasts(d, today))
    thread = Threads(recorded.comments)
    known = Coverage(recorded.baseline)
    on_path: dict[str, list[Suppression]] = defaultdict(list)
    for suppression in suppressions:
        on_path[suppression.path].append(suppression)

    out: list[Finding] = []
    used: set[str] = set()
    lapsed: list[Decision] = []
    for finding in findings:
        if concerns(finding, same):
            continue
        shown = shown_of(finding)
        status = "baselined" if known.covering(shown) else "new"
        decision = live.on(shown, finding.fingerprint)
        if decision is None:
            expired = past.on(shown, finding.fingerprint)
            lapsed += [expired] if expired is not None else []
        if decision is not None and decision.verdict == "accept":
            status = "accepted"
        holding, silent = suppresses(finding, _at(finding, on_path))
        used.update(s.where for s in holding)
        status = "suppressed" if silent else status
        said = thread.on(shown)
        out.append(replace(finding, status=status, decision=decision, comments=said))

    notices = [
        *_expired(lapsed),
        *_unused(suppressions, used, examined),
        *(_stale(stale_entries(recorded.baseline, findings, examined)) if examined is not None else ()),
    ]
    return tuple(out), tuple(notices)


def judgement(finding: Finding, decisions: Iterable[Decision]) -> Decision | None:
    """The decision that stands for a finding, or None where one of its claims is covered by none.

    Of several on one claim the last counts; of those on different claims error goes before unsure before accept.
    """
    return Judgements(decisions).on(shown_of(finding), finding.fingerprint)


def lasts(decision: Decision, today: dt.date) -> bool:
    """Whether it still counts on that day."""
    return decision.expires is None or decision.expires >= today


class Judgements:
    """Decisions, by what they judge."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._coverage = Coverage(sorted(decisions, key=_order))

    def on(self, shown: Shown, fingerprint: str) -> Decision | None:
        """The one that stands for a finding; see :func:`judgement`."""
        standing = {covering[-1] for covering in self._coverage.covering(shown)}
        if not standing:
            return None
        return replace(max(standing, key=lambda d: (_rank(d.verdict), *_order(d))), fingerprint=fingerprint)


class Threads:
    """Comments, by what they are about."""

    def __init__(self, comments: Iterable[Comment]) -> None:
        self._coverage = Coverage(sorted(comments, key=_said))

    def on(self, shown: Shown) -> tuple[Comment, ...]:
        """Those on a finding, in order of time: on one of its claims or articles at least."""
        return tuple(sorted(self._coverage.touching(shown), key=_said))


def _said(comment: Comment) -> tuple[dt.datetime, str, str]:
    return comment.written_at, comment.editor, comment.text


def _rank(verdict: str) -> int:
    return ("accept", "unsure", "error").index(verdict)


def _order(decision: Decision) -> tuple[dt.datetime, int, str, str, str, str]:
    """By time; two of one second in an order that does not depend on the file's, the one that is fixed last."""
    fixed = decision.fixed_at.isoformat() if decision.fixed_at else ""
    return decision.decided_at, _rank(decision.verdict), fixed, decision.editor, decision.reason, decision.right


def _at(finding: Finding, on_path: Mapping[str, Sequence[Suppression]]) -> list[Suppression]:
    divergence = finding.divergence
    paths = dict.fromkeys(place.span.path for place in (divergence.primary, *divergence.related))
    return [s for path in paths for s in on_path.get(path, ())]


def _expired(decisions: Iterable[Decision]) -> list[Problem]:
    return [
        Problem(
            journal.FILE,
            f"{journal.FILE}: {d.editor}'s decision on {d.identity} ({d.rule}) expired on {d.expires}"
            f"{f': {d.why}' if d.why else '.'}",
            f"Decide again (`claimcheck accept {d.fingerprint[:8]} --reason …`), or mend the text.",
            fatal=False,
            notice=True,
        )
        for d in sorted(set(decisions), key=lambda d: (d.identity, d.articles))
    ]


def _unused(suppressions: Iterable[Suppression], used: set[str], examined: Examined | None) -> list[Problem]:
    """One notice for every note that silences nothing, unless its rules were off or its text was not examined."""
    paths = examined.paths if examined is not None else None
    idle = {s.where: s for s in suppressions if s.where not in used and (paths is None or s.path in paths)}
    on = examined.rules if examined is not None else frozenset[str]()
    return [
        Problem(
            where.rpartition(":")[0],
            f"{where}: this suppression ({', '.join(sorted(s.rules)) or 'all'}) silences nothing.",
            "Delete it, or move it to what it is about.",
            fatal=False,
            notice=True,
        )
        for where, s in sorted(idle.items())
        if not on or not s.rules or s.rules & on
    ]


def _stale(entries: Sequence[Known]) -> list[Problem]:
    if not entries:
        return []
    named = "; ".join(_told(entry) for entry in entries[:_MOST_NAMED])
    more = f"; {len(entries) - _MOST_NAMED:,} more" if len(entries) > _MOST_NAMED else ""
    count = "1 known finding is" if len(entries) == 1 else f"{len(entries):,} known findings are"
    return [
        Problem(
            _baseline.FILE,
            f"{_baseline.FILE}: {count} resolved: {named}{more}.",
            "`claimcheck baseline prune` takes them out.",
            fatal=False,
            notice=True,
        )
    ]


def _told(entry: Known) -> str:
    """ "number-conflict “30 people” / “13 people” in a.txt, b.txt"; a single article's number is left out."""
    values = " / ".join(f"“{value}”" for value in entry.values if value)
    where = ", ".join(article.removesuffix("#1") for article in entry.articles)
    return f"{entry.rule} {values + ' ' if values else ''}in {where}"

"""What everybody at the desk sees: the report as it stands, and what was decided. Decisions go to the files that the
check reads, under their lock and at once; the files are the truth, and what others write to them is taken in."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimcheck.console.screen import note
from claimcheck.datamodel import Claim, Decision, Finding, Report, Rule, StoryDecision
from claimcheck.decisions import aliases, baseline, journal, stories
from claimcheck.decisions.merging import ensure_union_merge
from claimcheck.decisions.recent import recent_of
from claimcheck.decisions.settling import recorded_in
from claimcheck.engine.pages import Progress
from claimcheck.engine.whole_run import decide, run
from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.lexicons.files import prefer
from claimcheck.reading.listing import list_files
from claimcheck.rules import RULES
from claimcheck.settings.model import HOUSE, Settings
from claimcheck.stories.decided import text_of
from claimcheck.writers.html import Desk, page_data, render_html

VERDICTS = {"accept": "Accepted.", "error": "Marked as an error.", "unsure": "Marked as unsure."}
_LONGEST = 4000  # characters of a reason or note
_STORY = {"join": "one", "part": "apart", "undo-story": ""}
_UNSAID = "decided at the desk"
_UNDOS = 500  # changes that can be taken back

Listener = Callable[[str, Mapping[str, Any]], None]


class RefusedError(Exception):
    """A request that cannot be met: an HTTP status, a code of the protocol, what happened, what to do."""

    def __init__(
        self, status: int, code: str, message: str, action: str, changes: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.action, self.changes = status, code, message, action, changes


@dataclass(frozen=True, slots=True)
class _Undo:
    """How a change is taken back: the decision that stood before (None: none did), the two names of an alias, or two
    articles (by text) with what stood on them before."""

    finding: Finding | None = None
    before: Decision | None = None
    names: tuple[str, str] | None = None
    texts: tuple[str, str] | None = None
    stood: tuple[StoryDecision, ...] = ()


class Room:
    """One set of articles at the desk. Every method may be called from any thread."""

    def __init__(
        self, paths: Sequence[str], load: Callable[[], Settings], root: Path, progress: Progress | None = None
    ) -> None:
        self._paths = list(paths)
        self._load = load
        self._root = root
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._undos: dict[str, _Undo] = {}
        self._rules: dict[str, Rule] = {rule.name: rule for rule in RULES}
        self.version = 1
        self._settings = load()
        self._seen = self._stamp()
        self._raw = run(self._paths, self._settings, progress, root, decided=False)
        self._report = decide(self._raw, self._settings, root)

    @property
    def report(self) -> Report:
        return self._report

    def page(self, desk: Desk) -> str:
        return render_html(self._report, self._rules, desk=desk)

    def data(self) -> str:
        return page_data(self._report, self._rules)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every event; gives what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _tell(self, event: str, told: Mapping[str, Any]) -> None:
        for listener in list(self._listeners):
            listener(event, told)

    # ----------------------------------------------------------------------- decisions

    def act(self, body: Mapping[str, Any], editor: str) -> dict[str, Any]:
        """Do what a request asks, write it, tell the others. Gives the change; raises RefusedError, and then nothing is
        written: all that could fail is looked at before."""
        action = str(body.get("action"))
        with self._lock:
            try:
                self.catch_up(articles=False)
                recorded_in(self._root)  # read again once it is written
                if action in VERDICTS or action == "note":
                    message, undo = self._decide(action, body, editor)
                elif action == "alias":
                    message, undo = self._alias(body, editor)
                elif action in _STORY:
                    message, undo = self._story(action, body, editor)
                elif action == "house-term":
                    message, undo = self._house_term(body), None
                elif action == "undo":
                    message, undo = self._undo(body), None
                    self._undos.pop(str(body.get("undo")), None)
                else:
                    raise _malformed(f"There is no action {action[:40]!r}.")
            except ConfigError as error:
                raise RefusedError(400, "malformed", error.message, error.action) from error
            except ClaimcheckError as error:
                raise RefusedError(423, "locked", error.message, error.action) from error
            change = {**self._settle(), "by": editor, "message": message}
            self._tell("change", change)
            ticket = None
            if undo is not None:
                ticket = secrets.token_hex(4)
                self._undos[ticket] = undo
                while len(self._undos) > _UNDOS:
                    del self._undos[next(iter(self._undos))]
            return {**change, "undo": ticket}

    def _decide(self, action: str, body: Mapping[str, Any], editor: str) -> tuple[str, _Undo]:
        finding = self._finding(body)
        standing = finding.decision
        if body.get("seen") != (_moment(standing.decided_at) if standing else None):
            by = f"{standing.editor} decided on this finding: {standing.verdict}." if standing else "It is open again."
            raise RefusedError(409, "decided", by, "Look, then decide again.", [_change(finding)])
        remark = _text(body, "note")
        if action == "note":
            verdict = standing.verdict if standing else "unsure"
            reason = standing.reason if standing else _UNSAID
            expires = standing.expires if standing else None
        else:
            verdict, reason, expires = action, _text(body, "reason") or _UNSAID, _day(body)
        now = dt.datetime.now(dt.UTC)
        if standing is not None and standing.decided_at >= now.replace(microsecond=0):
            now = standing.decided_at + dt.timedelta(seconds=1)  # two in one second can be told apart
        new = journal.decision_on(
            finding, verdict, editor=editor, reason=reason, decided_at=now, expires=expires, note=remark
        )
        self._kept(journal.FILE, lambda: journal.add_decisions(self._root, [new]))
        return ("Noted." if action == "note" else VERDICTS[action]), _Undo(finding, standing)

    def _alias(self, body: Mapping[str, Any], editor: str) -> tuple[str, _Undo]:
        self._finding(body)
        names = body.get("names")
        if not isinstance(names, list) or len(names) != 2 or not all(isinstance(n, str) and n.strip() for n in names):
            raise _malformed("An alias needs two names.")
        first, second = (" ".join(n.split())[:200] for n in names)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        alias = aliases.Alias(first, second, editor, now, _text(body, "reason") or _UNSAID)
        new: list[bool] = []
        self._kept(aliases.FILE, lambda: new.append(aliases.add_alias(self._root, alias)))
        if not new[0]:
            raise RefusedError(409, "decided", f"“{first}” and “{second}” are one name already.", "Nothing to do.")
        return f"“{first}” and “{second}” are one name from now on.", _Undo(names=(first, second))

    def _story(self, action: str, body: Mapping[str, Any], editor: str) -> tuple[str, _Undo]:
        named = body.get("articles")
        known = {a.id: a for a in self._report.articles}
        if not isinstance(named, list) or len(named) != 2 or not all(isinstance(n, str) for n in named):
            raise _malformed("Two articles are to be named.")
        if any(name not in known for name in named):
            raise RefusedError(404, "gone", "This article is no longer there.", "Look at the page again.")
        claims: dict[str, list[Claim]] = {name: [] for name in named}
        for claim in self._report.claims:
            if claim.article_id in claims:
                claims[claim.article_id].append(claim)
        one, other = (text_of(known[name], claims[name]) for name in named)
        if action == "undo-story":
            found: list[StoryDecision] = []
            self._kept(stories.FILE, lambda: found.extend(stories.remove_story_decisions(self._root, one, other)))
            if not found:
                raise RefusedError(409, "decided", "Nothing is decided on these two.", "Look at the page again.")
            return "Taken back; comparing again.", _Undo(texts=(one, other), stood=tuple(found))
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        before = stories.read_story_decisions(self._root).entries
        now = max([now, *(d.decided_at + dt.timedelta(seconds=1) for d in before if d.decided_at >= now)])
        reason = _text(body, "reason") or _UNSAID
        made = StoryDecision(_STORY[action], (one, other), (named[0], named[1]), editor, now, reason)
        earlier: list[StoryDecision] = []
        self._kept(stories.FILE, lambda: earlier.extend(stories.add_story_decision(self._root, made)))
        told = "One story from now on" if action == "join" else "No part of this story from now on"
        return f"{told}; comparing again.", _Undo(texts=(one, other), stood=tuple(earlier))

    def _house_term(self, body: Mapping[str, Any]) -> str:
        self._finding(body)
        use, kind, forms = body.get("prefer"), body.get("kind", "name"), body.get("replace")
        if not isinstance(use, str) or not isinstance(forms, list) or not forms or kind not in ("name", "term"):
            raise _malformed("A house term needs the form to use, what it replaces, and its kind.")
        if not all(isinstance(form, str) and form.strip() for form in forms) or len(forms) > 20:
            raise _malformed("The forms that are replaced are words.")
        path = self._lexicon()
        prefer(path, use[:200], *(form[:200] for form in forms), kind=kind, reason=_text(body, "reason"))
        return f"House style: “{use}”. Written to {path.name}; comparing again."

    def _lexicon(self) -> Path:
        """The lexicon that the desk writes to: the first of the settings that is a file of the corpus, else the one
        beside the settings, which every run reads."""
        for name in self._settings.lexicons:
            path = Path(name)
            if path.suffix == ".toml" and path.is_file() and path.is_relative_to(self._root):
                return path
        return self._root / HOUSE

    def _undo(self, body: Mapping[str, Any]) -> str:
        ticket = body.get("undo")
        if ticket is not None:
            undo = self._undos.get(str(ticket))
            if undo is None:
                raise RefusedError(404, "gone", "That change cannot be taken back any more.", "Decide anew.")
        else:
            finding = self._finding(body)
            if finding.decision is None:
                raise RefusedError(409, "decided", "Nothing is decided on this finding.", "", [_change(finding)])
            undo = _Undo(finding)
        if undo.names is not None:
            aliases.remove_alias(self._root, *undo.names)
            return f"“{undo.names[0]}” and “{undo.names[1]}” are two names again."
        if undo.texts is not None:
            stories.remove_story_decisions(self._root, *undo.texts, back=undo.stood)
            return "Taken back; comparing again."
        assert undo.finding is not None
        if undo.before is not None:
            journal.add_decisions(self._root, [undo.before])
            return "The earlier decision stands again."
        mine = recent_of(undo.finding)
        journal.remove_decisions(
            self._root,
            [
                decision
                for decision in journal.read_decisions(self._root).entries
                if decision.identity == mine.identity and set(decision.articles) & set(mine.articles)
            ],
        )
        return "Taken back."

    def _kept(self, name: str, write: Callable[[], Any]) -> None:
        """Write a file of decisions; where it is new, let git merge it. That this fails takes nothing back."""
        new = not (self._root / name).exists()
        write()
        try:
            if new:
                ensure_union_merge(self._root)
        except ClaimcheckError as error:
            note(f"{error.message} {error.action}")

    def _finding(self, body: Mapping[str, Any]) -> Finding:
        name = body.get("finding")
        if not isinstance(name, str):
            raise _malformed("The finding is missing.")
        found = next((f for f in self._report.findings if f.fingerprint == name), None)
        if found is None:
            raise RefusedError(404, "gone", "This finding is no longer there.", "Look at the page again.")
        return found

    def _settle(self) -> dict[str, Any]:
        """Apply the files anew; what is another now."""
        before = {f.fingerprint: f for f in self._report.findings}
        self._report = decide(self._raw, self._settings, self._root)
        after = {f.fingerprint: f for f in self._report.findings}
        changes = [
            _change(f)
            for name, f in after.items()
            if name not in before or (before[name].status, before[name].decision) != (f.status, f.decision)
        ]
        self.version += 1
        return {"version": self.version, "changes": changes, "gone": sorted(set(before) - set(after))}

    # ----------------------------------------------------------------------- what changes outside

    def catch_up(self, *, articles: bool = True) -> None:
        """Take in what others wrote to the files; with ``articles`` compare again where these changed."""
        with self._lock:
            now = self._stamp()
            if articles and now[0] != self._seen[0]:
                changed = sorted({name for name, *_ in set(now[0]) ^ set(self._seen[0])})
                self._compare_again(changed, now)
                return
            if now[1] != self._seen[1]:
                self._seen = (self._seen[0], now[1])
                change = self._settle()
                if change["changes"] or change["gone"]:
                    self._tell("change", {**change, "by": "", "message": "Decisions changed."})

    def _compare_again(self, changed: Sequence[str], now: tuple[Any, Any]) -> None:
        self._tell("busy", {"message": "Comparing again…"})
        self._seen = now
        message = f"{', '.join(changed[:3])}{' and others' if len(changed) > 3 else ''} changed."
        try:
            self._settings = self._load()
            self._raw = run(self._paths, self._settings, None, self._root, decided=False)
            self._report = decide(self._raw, self._settings, self._root)
        except ClaimcheckError as error:
            message = f"{error.message} {error.action}"
            note(f"error: {message}")
        self.version += 1
        self._tell("report", {"version": self.version, "message": message})

    def _stamp(self) -> tuple[frozenset[tuple[str, int, int]], tuple[tuple[int, int], ...]]:
        """The articles and what rules read, and the files of decisions: size and time of change of each."""
        reading = self._settings.reading
        files, _ = list_files(self._paths, extensions=reading.extensions, base=self._root)
        lexicons = [Path(name) for name in (*self._settings.lexicons, str(self._root / HOUSE))]
        settings = [self._root / "claimcheck.toml", self._root / stories.FILE]
        watched = {shown: real for real, shown in files.items()}
        watched |= {path.name: path for path in (*lexicons, *settings)}
        articles = frozenset((shown, *state) for shown, real in watched.items() if (state := _state(real)) != (0, 0))
        own = [self._root / name for name in (journal.FILE, aliases.FILE, baseline.FILE)]
        return articles, tuple(_state(path) for path in own)


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _change(finding: Finding) -> dict[str, Any]:
    decision = finding.decision
    return {
        "finding": finding.fingerprint,
        "status": finding.status,
        "decision": None
        if decision is None
        else {
            "verdict": decision.verdict,
            "editor": decision.editor,
            "decided_at": _moment(decision.decided_at),
            "reason": decision.reason,
            "note": decision.note,
            "expires": decision.expires.isoformat() if decision.expires else None,
        },
    }


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat()


def _malformed(message: str) -> RefusedError:
    return RefusedError(400, "malformed", message, "Open the page anew.")


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key) or ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _malformed(f"The {key} is no text of at most {_LONGEST} characters.")
    return value.strip()


def _day(body: Mapping[str, Any]) -> dt.date | None:
    value = body.get("expires")
    if value in (None, ""):
        return None
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        raise _malformed(f"{str(value)[:20]!r} is no day.") from None
    if day < dt.datetime.now(dt.UTC).date():
        raise RefusedError(400, "malformed", f"{day} is past.", "Give a day that is still to come.")
    return day

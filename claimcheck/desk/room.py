"""What everybody at the desk sees: the report as it stands, and what was decided. Decisions go to the files that the
check reads, under their lock and at once; the files are the truth, and what others write to them is taken in."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from claimcheck.console.screen import note
from claimcheck.datamodel import Claim, Decision, Finding, Report, Rule, StoryDecision
from claimcheck.decisions import aliases, baseline, comments, correcting, journal, stories
from claimcheck.decisions.merging import ensure_union_merge
from claimcheck.decisions.recent import is_on, recent_of
from claimcheck.decisions.settling import recorded_in
from claimcheck.desk.history import History, Undo
from claimcheck.engine.pages import Progress
from claimcheck.engine.whole_run import decide, run
from claimcheck.errors import ClaimcheckError, ConfigError
from claimcheck.files.presence import contents_below
from claimcheck.files.writing import locked, write_file
from claimcheck.fixes.patching import patch_of
from claimcheck.lexicons.files import prefer
from claimcheck.reading.listing import list_files
from claimcheck.reading.pasted import NAME, standard_input
from claimcheck.rules import RULES
from claimcheck.settings.model import HOUSE, Settings
from claimcheck.stories.decided import text_of
from claimcheck.writers.corrections import FORMATS
from claimcheck.writers.html import Desk, page_data, render_html
from claimcheck.writers.parts.accounts import accounted
from claimcheck.writers.parts.fixes import shown_fixes
from claimcheck.writers.parts.outline import names
from claimcheck.writers.parts.visible import visible

VERDICTS = {"accept": "Left as it is.", "error": "Marked to correct.", "unsure": "Marked as unsure."}
_LONGEST = 4000  # characters of a reason or comment
_SHORTEST = 200  # characters of a name
_SIDES = 200  # articles that one decision calls wrong
_STORY = {"join": "one", "part": "apart", "undo-story": ""}
_ENDINGS = {"markdown": "md", "csv": "csv", "mail": "mbox"}

Listener = Callable[[str, Mapping[str, Any]], None]


class RefusedError(Exception):
    """A request that cannot be met: an HTTP status, a code of the protocol, what happened, what to do."""

    def __init__(
        self, status: int, code: str, message: str, action: str, changes: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.action, self.changes = status, code, message, action, changes


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
        self._history = History(root)
        self._rules: dict[str, Rule] = {rule.name: rule for rule in RULES}
        self.version = 1
        self._settings = load()
        self._seen = self._stamp()
        # Standard input can be read once, and the articles are compared again whenever one of them changes.
        self._pasted = standard_input(self._settings.reading.max_bytes) if NAME in self._paths else None
        self._raw = run(self._paths, self._settings, progress, root, decided=False, pasted=self._pasted)
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
        undo: Undo | None
        with self._lock:
            try:
                self.catch_up(articles=False)
                recorded_in(self._root)  # read again once it is written
                if action in VERDICTS:
                    message, undo = self._decide(action, body, editor)
                elif action == "fixed":
                    message, undo = self._fixed(body, editor)
                elif action == "comment":
                    message, undo = self._comment(body, editor)
                elif action == "alias":
                    message, undo = self._alias(body, editor)
                elif action in _STORY:
                    message, undo = self._story(action, body, editor)
                elif action == "house-term":
                    message, undo = self._house_term(body)
                elif action == "undo":
                    message, undo = self._undo(body, editor)
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
                self._history.add(ticket, replace(undo, editor=editor, told=undo.told or message))
            return {**change, "undo": ticket}

    def _decide(self, action: str, body: Mapping[str, Any], editor: str) -> tuple[str, Undo]:
        finding, standing = self._as_seen(body)
        wrong = self._sides(body, finding)
        correct = journal.ToCorrect(wrong, _name(body, "right", _LONGEST), _name(body, "assignee"))
        reason, remark, expires = _text(body, "reason"), _text(body, "note"), _day(body)
        now = dt.datetime.now(dt.UTC)
        if standing is not None and standing.decided_at >= now.replace(microsecond=0):
            now = standing.decided_at + dt.timedelta(seconds=1)  # two in one second can be told apart
        new = journal.decision_on(
            finding, action, editor=editor, reason=reason, decided_at=now, expires=expires, note=remark, correct=correct
        )
        if standing is not None and (standing.verdict, standing.wrong, standing.right) == (
            new.verdict,
            new.wrong,
            new.right,
        ):
            new = replace(new, fixed_by=standing.fixed_by, fixed_at=standing.fixed_at)  # what is mended stays so
        return VERDICTS[action], self._put(finding, new)

    def _fixed(self, body: Mapping[str, Any], editor: str) -> tuple[str, Undo]:
        """Say that our copy is mended, or that it is not; the decision stays whose it was."""
        finding, standing = self._as_seen(body)
        if standing is None or standing.verdict != "error":
            raise _malformed("Only what is to correct can be fixed.")
        if not isinstance(body.get("fixed"), bool):
            raise _malformed("Fixed is yes or no.")
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        done = body["fixed"]
        new = replace(standing, fixed_by=editor if done else "", fixed_at=now if done else None)
        return "Fixed in our copy." if done else "Not fixed yet.", self._put(finding, new)

    def _put(self, finding: Finding, new: Decision) -> Undo:
        """Write a decision; how it is taken back."""
        new = replace(new, fingerprint="")  # as the file has it
        there = journal.read_decisions(self._root).entries
        before = tuple(d for d in there if (d.identity, d.articles) == (new.identity, new.articles))
        self._kept(journal.FILE, lambda: journal.add_decisions(self._root, [new]))
        return Undo(finding.fingerprint, (new,), before)

    def _as_seen(self, body: Mapping[str, Any]) -> tuple[Finding, Decision | None]:
        """The finding and what stands on it, where the page shows that."""
        finding = self._finding(body)
        standing = finding.decision
        if body.get("seen") != (_moment(standing.decided_at) if standing else None):
            said = f"{standing.editor} decided on this finding: {journal.WORDS[standing.verdict]}." if standing else ""
            raise RefusedError(
                409, "decided", said or "It is open again.", "Look, then decide again.", [_change(finding)]
            )
        return finding, standing

    def _sides(self, body: Mapping[str, Any], finding: Finding) -> tuple[str, ...]:
        given = body.get("wrong") or []
        if not isinstance(given, list) or len(given) > _SIDES or not all(isinstance(n, str) for n in given):
            raise _malformed("The wrong side is a list of articles or outlets.")
        shown = names(self._report)  # as the page calls them
        known: dict[str, tuple[str, ...]] = {}
        for article in self._report.articles:
            if article.id in finding.article_ids:
                name, outlet = shown[article.id], (article.outlet or "").strip()
                known[name] = (outlet,) if outlet else (*known.get(name, ()), article.id)
                known |= {visible(article.id): (article.id,), article.id: (article.id,)}
        if not set(given) <= set(known):
            raise _malformed("This article has no part in the finding.")
        return tuple(side for name in given for side in known[name])

    def _comment(self, body: Mapping[str, Any], editor: str) -> tuple[str, Undo]:
        finding = self._finding(body)
        said = comments.comment_on(recent_of(finding), _text(body, "text"), editor, dt.datetime.now(dt.UTC))
        if said in comments.read_comments(self._root).entries:
            raise RefusedError(409, "decided", "That is said already.", "Nothing to do.", [_change(finding)])
        self._kept(comments.FILE, lambda: comments.add_comments(self._root, [said]))
        return "Comment saved.", Undo(finding.fingerprint, comment=said, told="your comment.")

    def _alias(self, body: Mapping[str, Any], editor: str) -> tuple[str, Undo]:
        self._finding(body)
        names = body.get("names")
        if not isinstance(names, list) or len(names) != 2 or not all(isinstance(n, str) and n.strip() for n in names):
            raise _malformed("An alias needs two names.")
        first, second = (" ".join(n.split())[:200] for n in names)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        alias = aliases.Alias(first, second, editor, now, _text(body, "reason"))
        new: list[bool] = []
        self._kept(aliases.FILE, lambda: new.append(aliases.add_alias(self._root, alias)))
        if not new[0]:
            raise RefusedError(409, "decided", f"“{first}” and “{second}” are one name already.", "Nothing to do.")
        return f"“{first}” and “{second}” are one name from now on.", Undo(names=(first, second))

    def _story(self, action: str, body: Mapping[str, Any], editor: str) -> tuple[str, Undo]:
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
            return "Taken back; comparing again.", Undo(texts=(one, other), stood=tuple(found))
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        before = stories.read_story_decisions(self._root).entries
        now = max([now, *(d.decided_at + dt.timedelta(seconds=1) for d in before if d.decided_at >= now)])
        reason = _text(body, "reason")
        made = StoryDecision(_STORY[action], (one, other), (named[0], named[1]), editor, now, reason)
        earlier: list[StoryDecision] = []
        self._kept(stories.FILE, lambda: earlier.extend(stories.add_story_decision(self._root, made)))
        told = "One story from now on" if action == "join" else "No part of this story from now on"
        return f"{told}; comparing again.", Undo(texts=(one, other), stood=tuple(earlier))

    def _house_term(self, body: Mapping[str, Any]) -> tuple[str, Undo]:
        self._finding(body)
        use, kind, forms = body.get("prefer"), body.get("kind", "name"), body.get("replace")
        if not isinstance(use, str) or not isinstance(forms, list) or not forms or kind not in ("name", "term"):
            raise _malformed("A house term needs the form to use, what it replaces, and its kind.")
        if not all(isinstance(form, str) and form.strip() for form in forms) or len(forms) > 20:
            raise _malformed("The forms that are replaced are words.")
        path = self._lexicon()
        before = path.read_bytes() if path.is_file() else None
        prefer(path, use[:200], *(form[:200] for form in forms), kind=kind, reason=_text(body, "reason"))
        undo = Undo(lexicon=(path, before, path.read_bytes()))
        return f"House style: “{use}”. Written to {path.name}; comparing again.", undo

    def _lexicon(self) -> Path:
        """The lexicon that the desk writes to: the first of the settings that is a file of the corpus, else the one
        beside the settings, which every run reads."""
        for name in self._settings.lexicons:
            path = Path(name)
            if path.suffix == ".toml" and path.is_file() and path.is_relative_to(self._root):
                return path
        return self._root / HOUSE

    def _undo(self, body: Mapping[str, Any], editor: str) -> tuple[str, Undo | None]:
        """Take a change back: the one of a ticket; the last on a finding, or what stands on it; else the editor's last
        that is not taken back yet."""
        ticket, done_before = body.get("undo"), self._history.all()
        if ticket is None and body.get("finding") is not None:
            finding = self._finding(body)
            if finding.decision is None:
                raise RefusedError(409, "decided", "Nothing is decided on this finding.", "", [_change(finding)])
            for name, past in reversed(list(done_before.items())):
                if past.finding == finding.fingerprint and past.made:
                    if journal.swap_decisions(self._root, past.made, past.before):
                        self._history.drop(name)
                        return ("The earlier decision stands again." if past.before else "Taken back."), None
                    break
            return "Taken back.", self._open_again(finding)
        if ticket is None:
            ticket = next((name for name, past in reversed(done_before.items()) if past.editor == editor), None)
            if ticket is None:
                raise RefusedError(409, "decided", "Nothing is left to take back.", "")
        ticket = str(ticket)
        undo = done_before.get(ticket)
        if undo is None:
            raise RefusedError(404, "gone", "That change cannot be taken back any more.", "Decide anew.")
        done = self._taken_back(undo)
        self._history.drop(ticket)  # not before: where the file is busy, it can be tried again
        if not done:
            about = [_change(f) for f in self._report.findings if f.fingerprint == undo.finding]
            raise RefusedError(
                409, "decided", f"“{undo.told}” was changed since, and stays as it is now.", "Look, then decide.", about
            )
        if undo.names is not None:
            return f"“{undo.names[0]}” and “{undo.names[1]}” are two names again.", None
        if undo.texts is not None or undo.lexicon is not None:
            return "Taken back; comparing again.", None
        return ("The earlier decision stands again." if undo.before else f"Taken back: {undo.told}"), None

    def _taken_back(self, undo: Undo) -> bool:
        """Whether a change could be taken back: not where others changed the same since."""
        if undo.names is not None:
            return aliases.remove_alias(self._root, *undo.names)
        if undo.texts is not None:
            stories.remove_story_decisions(self._root, *undo.texts, back=undo.stood)
            return True
        if undo.comment is not None:
            return comments.remove_comments(self._root, [undo.comment])
        if undo.lexicon is not None:
            path, before, after = undo.lexicon
            with locked(path):
                if not path.is_file() or path.read_bytes() != after:
                    return False
                if before is None:
                    path.unlink()
                else:
                    write_file(path, before)
            return True
        if not undo.made:  # what was opened again is closed again, unless somebody decided anew
            keys = {(d.identity, d.articles) for d in undo.before}
            if any((d.identity, d.articles) in keys for d in journal.read_decisions(self._root).entries):
                return False
        return journal.swap_decisions(self._root, undo.made, undo.before)

    def _open_again(self, finding: Finding) -> Undo:
        """Take away whatever stands on a finding."""
        there = journal.read_decisions(self._root).entries
        gone = tuple(d for d in there if is_on(d, recent_of(finding)))
        journal.remove_decisions(self._root, gone)
        return Undo(finding.fingerprint, (), gone)

    def corrections(self, form: str) -> dict[str, Any]:
        """What is to correct as a text of that format, with a name for its file; raises RefusedError."""
        if form not in FORMATS:
            raise _malformed(f"There is no format {form[:40]!r}.")
        with self._lock:
            recorded, _ = recorded_in(self._root)
            today = dt.datetime.now(dt.UTC).date()
            found = correcting.corrections(correcting.seen_in(self._raw), recorded, today)
        loose = len({entry.fingerprint for entry in found if not entry.named})
        return {
            "text": FORMATS[form](found),
            "name": f"corrections.{_ENDINGS[form]}",
            "places": len(found),
            "open": loose,
        }

    def fix(self, fingerprint: str) -> dict[str, Any]:
        """What mends the articles for a finding, as a patch with a name for its file; raises RefusedError."""
        with self._lock:
            finding = self._finding({"finding": fingerprint})
            own = [fix for fix in self._report.fixes if fix.fingerprint == finding.fingerprint]
            patch, used = patch_of(own, contents_below(self._root))
        if not used:
            raise RefusedError(409, "decided", "Nothing can be changed here.", "Look at the page again.")
        try:
            text = patch.decode("utf-8")
        except UnicodeDecodeError:
            advice = f"Run: claimcheck fix --finding {finding.fingerprint[:8]} -o fix.patch"
            raise RefusedError(409, "decided", "The file is not UTF-8, which no clipboard holds.", advice) from None
        return {
            "text": text,
            "name": f"{finding.fingerprint[:8]}.patch",
            "places": len(used),
            "left": len(own) - len(used),
        }

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
        before, fixed = {f.fingerprint: f for f in self._report.findings}, shown_fixes(self._report)
        self._report = decide(self._raw, self._settings, self._root)
        after, fixes = {f.fingerprint: f for f in self._report.findings}, shown_fixes(self._report)
        changes = [
            _change(f, fixes.get(name, []))
            for name, f in after.items()
            if name not in before or _state_of(before[name]) != _state_of(f) or fixes.get(name) != fixed.get(name)
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
        told = [name for name in changed if name != stories.FILE]
        message = f"{', '.join(told[:3])}{' and others' if len(told) > 3 else ''} changed." if told else ""
        try:
            self._settings = self._load()
            self._raw = run(self._paths, self._settings, None, self._root, decided=False, pasted=self._pasted)
            self._report = decide(self._raw, self._settings, self._root)
            message = message or f"Compared again: {accounted(self._report)}."
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
        watched = {shown: Path(real) for real, shown in files.items()}
        watched |= {path.name: path for path in (*lexicons, *settings)}
        articles = frozenset((shown, *state) for shown, real in watched.items() if (state := _state(real)) != (0, 0))
        own = [self._root / name for name in (journal.FILE, aliases.FILE, baseline.FILE, comments.FILE)]
        return articles, tuple(_state(path) for path in own)


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _state_of(finding: Finding) -> tuple[Any, ...]:
    return finding.status, finding.decision, finding.comments


def _change(finding: Finding, fixes: Sequence[Sequence[str]] | None = None) -> dict[str, Any]:
    """How a finding stands now; ``fixes`` are left out where they are as the page has them."""
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
            "reason": decision.why,
            "note": decision.note,
            "expires": decision.expires.isoformat() if decision.expires else None,
            "wrong": list(decision.wrong),
            "right": decision.right,
            "assignee": decision.assignee,
            "fixed_by": decision.fixed_by,
            "fixed_at": _moment(decision.fixed_at) if decision.fixed_at else None,
        },
        "comments": [[c.editor, _moment(c.written_at), c.text] for c in finding.comments],
        **({} if fixes is None else {"fixes": fixes}),
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


def _name(body: Mapping[str, Any], key: str, most: int = _SHORTEST) -> str:
    """A text on one line."""
    return " ".join(_text(body, key).split())[:most]


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

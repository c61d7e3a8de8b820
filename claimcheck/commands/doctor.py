"""A self-test without a network: versions, models, settings, cache, index, and one small comparison."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck import __version__
from claimcheck.errors import ClaimcheckError

if TYPE_CHECKING:
    from claimcheck.datamodel import Divergence
    from claimcheck.decisions.entries import Kept
    from claimcheck.settings.loading import Settings

DISTRIBUTION = "claimcheck-news"
_PYTHONS = ((3, 11), (3, 14))
_TOLD = """River floods two valleys near {place}

Heavy rain cut off two mountain valleys on Sunday, the regional water board said.

Exactly {count} people were taken to hospital after the river burst its banks, the mayor, {mayor}, said.

"We have never seen the water rise this fast," the mayor said.

Rescue teams reached the village of Tarnov by boat late on Sunday evening.
"""
_PLANTED = ("14", "41")


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Examined:
    """One line of the self-test: what was looked at, how it stands, what to do ("" where nothing)."""

    name: str
    state: State
    detail: str
    action: str = ""


def examine(
    start: Path | None = None, *, file: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Examined]:
    """Every part in turn; settings as ``config.load`` finds them. Raises nothing: what goes wrong is a line that says
    so, and where the settings are wrong the rest is tried with the defaults."""
    from claimcheck.settings.loading import Settings

    loaded: list[tuple[Settings, Path | None]] = []

    def settings_line() -> Examined:
        from claimcheck.rules import RULES
        from claimcheck.settings.loading import check_rules, load

        settings, source = load(start, file=file, environment=environment)
        check_rules(settings, RULES)
        loaded.append((settings, source))
        return Examined("settings", State.OK, str(source) if source else "the defaults: no claimcheck.toml was found")

    yield _tried("python", _python)
    yield _tried("packages", _packages)
    yield _tried("settings", settings_line)
    settings, source = loaded[0] if loaded else (Settings(), None)
    root = (source.parent if source else start or Path.cwd()).absolute()
    yield _tried("sentence model", lambda: _sentence_model(settings))
    yield _tried("language model", _language_model)
    yield _tried("cache", lambda: _cache(settings))
    yield _tried("index", lambda: _index(settings, root))
    yield _tried("decisions", lambda: _decisions(root))
    yield _tried("comparison", lambda: _comparison(settings))


def _tried(name: str, look: Callable[[], Examined]) -> Examined:
    try:
        return look()
    except ClaimcheckError as error:
        return Examined(name, State.FAIL, error.message, error.action)
    except Exception as error:
        first = str(error).partition("\n")[0]
        return Examined(name, State.FAIL, f"{type(error).__name__}: {first}", "Reinstall claimcheck, or report this.")


def _python() -> Examined:
    detail = f"{platform.python_version()}, claimcheck {__version__}, {platform.system()} {platform.machine()}"
    if not _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]:
        return Examined("python", State.FAIL, detail, "Use Python 3.11, 3.12 or 3.13.")
    return Examined("python", State.OK, detail)


def _packages() -> Examined:
    """Every requirement of the installed distribution, held against what is installed."""
    from packaging.requirements import Requirement

    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return Examined(
            "packages", State.WARN, "claimcheck runs from a folder: its requirements are not known", "pip install it."
        )
    wrong: list[str] = []
    right = 0
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if requirement.specifier.contains(version, prereleases=True):
            right += 1
        else:
            wrong.append(f"{requirement.name} {version} is not {requirement.specifier}")
    if wrong:
        return Examined("packages", State.FAIL, "; ".join(wrong), f"Run: pip install --upgrade {DISTRIBUTION}")
    return Examined("packages", State.OK, f"{right} as required")


def _sentence_model(settings: Settings) -> Examined:
    from claimcheck.embedding import weights

    if weights.is_packaged(settings.model):
        folder = weights.packaged_folder()
        return Examined("sentence model", State.OK, f"{settings.model}, SHA-256 as tested, in {folder}")
    found = weights.find_weights(settings.model)
    if not found.local:
        return Examined(
            "sentence model",
            State.WARN,
            f"{settings.model} comes from the model hub: it needs a network, and no digest is known",
            f'Give a folder, or "{weights.PACKAGED}", to work offline.',
        )
    return Examined(
        "sentence model",
        State.WARN,
        f"{found.location} is a model of your own: thresholds were found with {weights.PACKAGED}, and contradiction "
        "is off",
        "Nothing, if that is meant.",
    )


def _language_model() -> Examined:
    from claimcheck.claims import annotate

    folder = annotate.model_folder()
    if annotate.folder_digest(folder) != annotate.DIGEST:
        return Examined(
            "language model",
            State.FAIL,
            f"{folder} is not the model that was tested",
            f"Reinstall it: pip install --force-reinstall {annotate.PACKAGE.replace('_', '-')}==3.8.0",
        )
    return Examined("language model", State.OK, f"{annotate.PACKAGE}, SHA-256 as tested")


def _cache(settings: Settings) -> Examined:
    folder = settings.cache_folder
    if folder is None:
        return Examined(
            "cache", State.WARN, "off: every run reads and embeds everything again", 'Set cache_dir = "auto".'
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        return Examined(
            "cache",
            State.WARN,
            f"{folder} cannot be written ({error.strerror}): every run reads and embeds everything again",
            "Make it writable, or set cache_dir.",
        )
    faults = [path.name for path in sorted(folder.glob("*.sqlite")) if not _is_sound(path)]
    if faults:
        return Examined("cache", State.WARN, f"{folder}: {', '.join(faults)} is damaged", "Remove it; it is made anew.")
    return Examined("cache", State.OK, f"{folder}, {_size(folder)}, writable")


def _index(settings: Settings, root: Path) -> Examined:
    try:
        from claimcheck.engine.index import FILE, FOLDER, FORMAT
        from claimcheck.engine.opening import engine
    except ImportError as error:
        return Examined("index", State.WARN, f"cannot be looked at: {error}", "Reinstall claimcheck.")
    path = root / FOLDER / FILE
    if not path.exists():
        return Examined("index", State.OK, "none yet; `claimcheck index build` or `claimcheck check` makes it")
    remove = f"Remove {path.parent}; it is made anew."
    if not _is_sound(path):
        return Examined("index", State.FAIL, f"{path} is damaged", remove)
    try:
        with contextlib.closing(_read_only(path)) as rows:
            facts = dict(rows.execute("SELECT name, value FROM facts"))
            articles = rows.execute("SELECT COUNT(*) FROM articles").fetchone()[0]
    except sqlite3.Error as error:
        return Examined("index", State.FAIL, f"{path} cannot be read: {error}", remove)
    if facts.get("format") != FORMAT or facts.get("engine") != engine(settings):
        return Examined(
            "index",
            State.WARN,
            f"{path} was made by another version, model or settings",
            "Run `claimcheck index update`: it is made anew.",
        )
    return Examined("index", State.OK, f"{path}, {articles} articles, {_size(path.parent)}")


def _decisions(root: Path) -> Examined:
    from claimcheck.decisions.aliases import read_aliases
    from claimcheck.decisions.baseline import read_baseline
    from claimcheck.decisions.journal import read_decisions

    kept: dict[str, Kept[Any]] = {
        "decisions": read_decisions(root),
        "baselined": read_baseline(root),
        "aliases": read_aliases(root),
    }
    problems = [problem for part in kept.values() for problem in part.problems]
    if problems:
        return Examined("decisions", State.FAIL, problems[0].message, problems[0].action)
    return Examined("decisions", State.OK, ", ".join(f"{len(part.entries)} {what}" for what, part in kept.items()))


def _comparison(settings: Settings) -> Examined:
    """Two short articles that differ in one number, compared from end to end with nothing cached."""
    from claimcheck.embedding.weights import PACKAGED, find_weights
    from claimcheck.engine.whole_run import run
    from claimcheck.settings.loading import Settings

    begun = time.monotonic()
    model = settings.model if find_weights(settings.model).local else PACKAGED
    with tempfile.TemporaryDirectory() as folder:
        for name, count in zip(("a.txt", "b.txt"), _PLANTED, strict=True):
            text = _TOLD.format(place="Marsten", count=count, mayor="Jana Brandov")
            (Path(folder) / name).write_text(text, encoding="utf-8")
        report = run([folder], Settings(model=model, cache_dir="off"))
    took = f"{time.monotonic() - begun:.1f} s"
    found = [f for f in report.findings if f.rule == "number-conflict" and _planted(f.divergence)]
    if not found:
        return Examined(
            "comparison", State.FAIL, f"the number that differs was not found ({took})", "Reinstall claimcheck."
        )
    return Examined("comparison", State.OK, f"found the number that differs ({took}, models loaded anew)")


def _planted(divergence: Divergence) -> bool:
    surfaces = " ".join(place.surface for place in (divergence.primary, *divergence.related))
    return all(count in surfaces for count in _PLANTED)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)


def _is_sound(path: Path) -> bool:
    """Whether SQLite can read the file through. One that it may not open just now (locked) counts as sound."""
    try:
        with contextlib.closing(_read_only(path)) as rows:
            return bool(rows.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False


def _size(folder: Path) -> str:
    total = 0
    for base, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(base) / name).stat().st_size
    return f"{total / 1e6:.1f} MB"

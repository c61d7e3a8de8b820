"""Which settings hold for a finding, by the files that it shows in: the ``[[overrides]]`` applied."""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from claimcheck.files.globs import compiled
from claimcheck.settings.model import RuleSettings, Settings

_FEW = 4  # kinds of files up to which every mixture of them is foreseen; beyond, single ones, twos and all together


class PathSettings:
    """``Settings`` by path. Equal questions get the very same object, so ``is`` compares them.

    ``base`` is the folder from which relative paths count: the working directory if None. Of a record's path
    ("a.jsonl#7") the file counts as well as the whole.
    """

    def __init__(self, settings: Settings, base: Path | None = None) -> None:
        self._settings = settings
        self._base = (base or Path.cwd()).absolute().as_posix() if settings.overrides else ""
        self._any = sum(1 << n for n, override in enumerate(settings.overrides) if override.match == "any")
        self._matching: dict[str, int] = {}  # path -> bits of the overrides that match it
        self._applied: dict[int, Settings] = {0: settings}

    @property
    def told(self) -> str:
        """What decides the settings of a path."""
        return repr((self._base, self._settings.overrides))

    def for_paths(self, paths: Iterable[str]) -> Settings:
        """What holds for a finding that shows in these files, and in no others."""
        if not self._settings.overrides:
            return self._settings
        return self._settings_of({self._bits(path) for path in paths})

    def variants(self, paths: Iterable[str]) -> tuple[Settings, ...]:
        """Every settings that a finding among these files may come under: one without overrides."""
        if not self._settings.overrides:
            return (self._settings,)
        kinds = sorted({self._bits(path) for path in paths})
        sizes = range(1, len(kinds) + 1) if len(kinds) <= _FEW else (1, 2, len(kinds))
        found = [self._settings_of(mixture) for size in sizes for mixture in itertools.combinations(kinds, size)]
        return tuple({id(settings): settings for settings in found}.values())

    def _bits(self, path: str) -> int:
        bits = self._matching.get(path)
        if bits is None:
            whole = posixpath.normpath(posixpath.join(self._base, path.replace("\\", "/")))
            ways = (whole, whole.rpartition("#")[0]) if "#" in whole else (whole,)
            bits = 0
            for n, override in enumerate(self._settings.overrides):
                if any(compiled(glob).fullmatch(way) for glob in override.paths for way in ways):
                    bits |= 1 << n
            self._matching[path] = bits
        return bits

    def _settings_of(self, kinds: Iterable[int]) -> Settings:
        every, some = -1, 0
        for bits in kinds:
            every &= bits
            some |= bits
        applied = (every & ~self._any) | (some & self._any) if some else 0
        if applied not in self._applied:
            self._applied[applied] = _applied(self._settings, applied)
        return self._applied[applied]


def _applied(settings: Settings, bits: int) -> Settings:
    """The settings with those overrides in force, the later ones last. None of them is left to apply."""
    changed: dict[str, Any] = {"overrides": ()}
    ignored, rules = list(settings.ignore), dict(settings.rules)
    for n, override in enumerate(settings.overrides):
        if not bits >> n & 1:
            continue
        if override.select is not None:
            changed["select"] = override.select
        if override.lexicons is not None:
            changed["lexicons"] = override.lexicons
        ignored += override.ignore
        for slug, own in override.rules.items():
            rules[slug] = _over(rules.get(slug), own)
    return settings.model_copy(update={**changed, "ignore": tuple(dict.fromkeys(ignored)), "rules": rules})


def _over(below: RuleSettings | None, above: RuleSettings) -> RuleSettings:
    if below is None:
        return above
    options: Mapping[str, Any] = {**below.options, **above.options}
    return RuleSettings(severity=above.severity or below.severity, options=options)
